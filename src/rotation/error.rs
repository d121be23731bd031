//! What can be wrong with a rotation problem, or with a solver's answer.

use crate::error::Errors;
use crate::matching::assignment::AssignmentError;
use crate::matching::general::GeneralError;
use crate::policy::{CustomValueError, PolicyError};
use crate::score::Score;
use crate::solve::{GeneralVerifyError, VerifyError};

/// A mistake in the input of a rotation problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RotationError {
    /// A mistake in the policy.
    #[error("policy: {0}")]
    Policy(PolicyError),
    /// A custom criterion gave no value for a pair.
    #[error("policy: {0}")]
    CustomValue(CustomValueError),
    /// A key that nobody has.
    #[error("{place} names `{key}`, who is not {among}; correct the key or leave it out")]
    UnknownPerson {
        /// The option that names it.
        place: &'static str,
        /// The key.
        key: String,
        /// `in the organisation`, `among the people with scores` or `taking part`.
        among: &'static str,
    },
    /// Somebody named twice where once is meant.
    #[error("{place} names `{key}` twice; keep one")]
    NamedTwice {
        /// The option that names them.
        place: &'static str,
        /// The key.
        key: String,
    },
    /// Somebody in both pools.
    #[error("`{key}` is in both pools; keep them in one")]
    InBothPools {
        /// The key.
        key: String,
    },
    /// A score stated for a pair a second time, or for one person.
    #[error("the score of `{first}` and `{second}` is {problem}; {advice}")]
    Score {
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// `stated twice` or `that of one person with themselves`.
        problem: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A number out of its range.
    #[error("{parameter} is {given}; give {allowed}")]
    Parameter {
        /// The option.
        parameter: &'static str,
        /// What was given.
        given: u64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Two options that exclude each other.
    #[error("{one} and {other} do not go together; {advice}")]
    Together {
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// The days of the rounds run beyond the calendar.
    #[error(
        "round {round} would be after the last day of the calendar; give an earlier first day, or fewer rounds"
    )]
    Calendar {
        /// The round.
        round: u32,
    },
    /// A meeting of the history that cannot be placed on the count of rounds or days.
    #[error(
        "meeting {meeting} of the history ({}) has no {unit}, which the cool-down needs; add it, or \
         leave the meeting out", .people.join(", ")
    )]
    UndatedMeeting {
        /// Position in the history, from 0.
        meeting: usize,
        /// The people.
        people: Vec<String>,
        /// `round` or `day`.
        unit: &'static str,
    },
    /// A score so large that a sum could leave 64 bits.
    #[error(
        "`{first}` and `{second}` score {score}, but with this many people and this penalty scores \
         may be at most {most} in magnitude; scale scores, weights and the penalty down"
    )]
    Headroom {
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// Their score.
        score: Score,
        /// The largest magnitude of a score.
        most: Score,
    },
    /// More eligible pairs than 32-bit indices can name.
    #[error("more than {most} eligible pairs; tighten the rules or split the programme")]
    TooManyPairs {
        /// The most pairs.
        most: usize,
    },
}

impl RotationError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Policy(error) => error.code(),
            Self::CustomValue(_) => "custom-value",
            Self::UnknownPerson { .. } => "unknown-person",
            Self::NamedTwice { .. } => "named-twice",
            Self::InBothPools { .. } => "in-both-pools",
            Self::Score { .. } => "score",
            Self::Parameter { .. } => "parameter",
            Self::Together { .. } => "together",
            Self::Calendar { .. } => "calendar",
            Self::UndatedMeeting { .. } => "undated-meeting",
            Self::Headroom { .. } => "headroom",
            Self::TooManyPairs { .. } => "too-many-pairs",
        }
    }
}

/// Why a problem has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The weights of a round leave the range of the kernel.
    #[error(
        "round {round}: with {people} people, turns and repeats to weigh, scores must be less far apart; \
         scale scores or weights down, or ask for `Repeats::Never`"
    )]
    Headroom {
        /// The round.
        round: u32,
        /// How many people take part in it.
        people: usize,
    },
    /// The kernel cannot represent a round of pairs otherwise.
    #[error("{0}")]
    General(Errors<GeneralError>),
    /// The kernel cannot represent a round of two pools otherwise.
    #[error("{0}")]
    Assignment(Errors<AssignmentError>),
    /// A custom criterion gave no value for pairs that were priced; listed ones are
    /// judged when the problem is built.
    #[error("{0}")]
    CustomValues(Errors<CustomValueError>),
    /// The claim of the solver of a round of pairs did not pass verification.
    #[error("round {round}: the claim of solver `{solver}` is refused: {source}")]
    ClaimRefused {
        /// The round.
        round: u32,
        /// Name of the solver.
        solver: String,
        /// What is wrong with it.
        source: GeneralVerifyError,
    },
    /// The claim of the solver of a round of two pools did not pass verification.
    #[error("round {round}: the claim of solver `{solver}` is refused: {source}")]
    PoolClaimRefused {
        /// The round.
        round: u32,
        /// Name of the solver.
        solver: String,
        /// What is wrong with it.
        source: VerifyError,
    },
}
