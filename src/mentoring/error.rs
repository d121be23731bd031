//! What can be wrong with a mentoring problem, or with a solver's answer.

use super::plan::Role;
use crate::error::Errors;
use crate::matching::assignment::AssignmentError;
use crate::matching::pricing::AllPairsError;
use crate::policy::{CustomValueError, PolicyError};
use crate::score::Score;
use crate::solve::VerifyError;

/// A mistake in the input of a mentoring problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MentoringError {
    /// A mistake in the policy.
    #[error("policy: {0}")]
    Policy(PolicyError),
    /// A custom criterion gave no value for a pair.
    #[error("policy: {0}")]
    CustomValue(CustomValueError),
    /// An id that another organisation minted.
    #[error("{id} is not an id of this organisation; enrol people of the organisation given")]
    ForeignId {
        /// The id.
        id: String,
    },
    /// A key that is not enrolled in the role where it is needed.
    #[error("`{key}` is not enrolled as a {role}; enrol them first")]
    NotEnrolled {
        /// The key.
        key: String,
        /// The role needed.
        role: Role,
    },
    /// An existing pair of which neither is enrolled in their role.
    #[error(
        "the existing pair of mentor `{mentor}` and mentee `{mentee}` holds nobody's place: \
         neither is enrolled so; enrol one of them, or leave the pair out"
    )]
    ExistingNotEnrolled {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A person enrolled twice in one role.
    #[error("`{key}` is enrolled as a {role} twice; enrol them once, with one capacity")]
    EnrolledTwice {
        /// The key.
        key: String,
        /// The role.
        role: Role,
    },
    /// A pair of a person with themselves.
    #[error("`{key}` cannot be paired with themselves; remove the pair")]
    SelfPair {
        /// The key.
        key: String,
    },
    /// A pair stated twice.
    #[error("the pair of mentor `{mentor}` and mentee `{mentee}` is stated twice; keep one")]
    PairTwice {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pin that a rule excludes.
    #[error(
        "the pin of mentor `{mentor}` and mentee `{mentee}` is excluded by: {}; \
         remove it, or pin it despite the rules with a reason", .rules.join(", ")
    )]
    PinExcluded {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// The rules, in words.
        rules: Vec<String>,
    },
    /// A pin without a score.
    #[error("the pin of mentor `{mentor}` and mentee `{mentee}` has no score; state one")]
    PinWithoutScore {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pin of somebody who is paused.
    #[error("`{key}` is pinned but paused until {until}; remove the pin or the pause")]
    PinPaused {
        /// The key.
        key: String,
        /// The last day of the pause.
        until: jiff::civil::Date,
    },
    /// More pins than places.
    #[error(
        "{role} `{key}` has {pins} pins for {places} places (capacity {capacity}, existing pairs \
         {existing}); raise the capacity or remove pins"
    )]
    PinsExceedPlaces {
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// The number of pins.
        pins: u32,
        /// The places that existing pairs leave.
        places: u32,
        /// The capacity.
        capacity: u32,
        /// The number of existing pairs.
        existing: u32,
    },
    /// A pin whose two people are pinned or existing the other way round too.
    #[error(
        "`{first}` is pinned as mentor of `{second}`, who is their mentor by another pin or \
         existing pair; allow mutual pairs or remove one"
    )]
    MutualPins {
        /// Key of the mentor of the pin.
        first: String,
        /// Key of the mentee of the pin.
        second: String,
    },
    /// More eligible pairs than 32-bit indices can name.
    #[error("more than {most} eligible pairs; tighten the rules or split the programme")]
    TooManyPairs {
        /// The most pairs.
        most: usize,
    },
    /// Scores so large that a sum could leave 64 bits.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` score {score}, but with this many people \
         scores may be at most {most} in magnitude; scale all scores or weights down"
    )]
    Headroom {
        /// Key of the mentor of the pair with the largest score.
        mentor: String,
        /// Key of the mentee of that pair.
        mentee: String,
        /// Their score.
        score: Score,
        /// The largest magnitude of a score.
        most: Score,
    },
    /// The kernel cannot represent the problem otherwise.
    #[error("{0}")]
    Kernel(AssignmentError),
}

impl MentoringError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Policy(error) => error.code(),
            Self::CustomValue(_) => "custom-value",
            Self::ForeignId { .. } => "foreign-id",
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::ExistingNotEnrolled { .. } => "existing-not-enrolled",
            Self::EnrolledTwice { .. } => "enrolled-twice",
            Self::SelfPair { .. } => "self-pair",
            Self::PairTwice { .. } => "pair-twice",
            Self::PinExcluded { .. } => "pin-excluded",
            Self::PinWithoutScore { .. } => "pin-without-score",
            Self::PinPaused { .. } => "pin-paused",
            Self::PinsExceedPlaces { .. } => "pins-exceed-places",
            Self::MutualPins { .. } => "mutual-pins",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::Headroom { .. } => "headroom",
            Self::Kernel(_) => "kernel",
        }
    }
}

/// Why a problem has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The kernel cannot represent the problem. Building a problem excludes it.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The same, where pairs are priced.
    #[error("{0}")]
    Pricing(Errors<AllPairsError>),
    /// A custom criterion gave no value for pairs that were priced; listed ones are
    /// judged when the problem is built.
    #[error("{0}")]
    CustomValues(Errors<CustomValueError>),
    /// A solver's claim did not pass verification.
    #[error("the claim of solver `{solver}` is refused: {source}")]
    ClaimRefused {
        /// Name of the solver.
        solver: String,
        /// What is wrong with it.
        source: VerifyError,
    },
}
