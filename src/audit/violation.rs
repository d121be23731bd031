//! What can be wrong with a plan.

use std::fmt;

use jiff::civil::Date;

use super::report::{mode_in_words, or_nothing};
use crate::mentoring::{Mode, Objective, Role};
use crate::score::Score;

/// Something that a plan gets wrong, with everything needed to see it for
/// oneself, by external keys.
///
/// Reads as a sentence through `Display`; [`code`](Self::code) is for tools,
/// and stands as `code` in the serialised form.
///
/// Tests: `audit::planted::every_kind_is_found`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Violation {
    /// The data is of a schema that this version does not read.
    #[error(
        "the plan is of schema {given}, but this version reads schema {known}; audit it with the \
         version that wrote it"
    )]
    UnknownSchema {
        /// The schema of the plan.
        given: u32,
        /// The schema of this version.
        known: u32,
    },
    /// The plan compares something else than the problem does; its objective
    /// and bound are not compared with the problem's.
    #[error(
        "the plan is made for {}, but the problem asks for {}; solve the problem again",
        mode_in_words(*.given), mode_in_words(*.asked)
    )]
    WrongMode {
        /// The mode of the plan.
        given: Mode,
        /// The mode of the problem.
        asked: Mode,
    },
    /// A custom criterion gave no value for a pair, so that the pair can be
    /// neither scored nor ruled out.
    #[error("criterion `{criterion}` on mentor `{mentor}` and mentee `{mentee}`: {problem}")]
    CustomValue {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// The name the criterion is registered under.
        criterion: String,
        /// What it gave, and what it should give.
        problem: String,
    },
    /// A pair of a person with themselves.
    #[error("`{key}` is planned as their own mentor; remove the pair")]
    SelfPair {
        /// The key.
        key: String,
    },
    /// A pair stands in the plan more than once; it counts once.
    #[error("mentor `{mentor}` and mentee `{mentee}` are planned more than once; keep one")]
    PairTwice {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pair names somebody who is not enrolled in that role; the pair does not count.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are planned, but no {role} of that key is \
         enrolled; correct the key, or enrol them"
    )]
    NotEnrolled {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// The role in which nobody of that key is enrolled.
        role: Role,
    },
    /// A pair goes on from before and is planned again.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are a pair already and are planned again; remove \
         the pair from the plan"
    )]
    PairExists {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pair that rules exclude and that no pin puts above them.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are planned against the policy: {}; remove the \
         pair, or pin it despite the rules with a reason", list(.rules)
    )]
    Excluded {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// Every rule that excludes the pair.
        rules: Vec<BrokenRule>,
    },
    /// A pair for which the caller gave no score, so that it is not eligible.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are planned, but the pair was given no score; \
         remove the pair, or score it"
    )]
    NoScore {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pair's score is not what the policy, or the caller's own scores, say.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are said to score {claimed}, but score \
         {recomputed}"
    )]
    WrongScore {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// The score in the plan.
        claimed: Score,
        /// The score recomputed.
        recomputed: Score,
    },
    /// Two people are each other's mentor although mutual pairs are off.
    #[error(
        "`{mentor}` is planned as the mentor of `{mentee}`, who is theirs {}; keep one of the two, \
         or allow mutual pairs", if *.existing { "already" } else { "in the same plan" }
    )]
    MutualPair {
        /// Key of the mentor of the pair.
        mentor: String,
        /// Key of the mentee of the pair.
        mentee: String,
        /// Whether the pair the other way round goes on from before.
        existing: bool,
    },
    /// A pair is marked as fixed by the caller, who did not fix it.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are marked as pinned, but nobody pinned them; \
         remove the mark, or pin them"
    )]
    NotAPin {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pair that the caller fixed is not marked so.
    #[error("mentor `{mentor}` and mentee `{mentee}` are pinned, but not marked so; add the mark")]
    PinNotMarked {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// A pair that the caller fixed is not in the plan.
    #[error(
        "mentor `{mentor}` and mentee `{mentee}` are pinned, but not planned; add the pair, or \
         remove the pin"
    )]
    PinMissing {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// Somebody who takes no part on the day to plan for has a pair.
    #[error("{role} `{key}` is paused from {first} to {last}, but has a pair; remove the pair")]
    Paused {
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// The first day of the pause.
        first: Date,
        /// The last day of the pause.
        last: Date,
    },
    /// More pairs than places.
    #[error(
        "{role} `{key}` has {} in the plan for {} (capacity {capacity}, existing pairs \
         {existing}); remove {}, or raise the capacity",
        count(*.used, "pair"), count(*.places, "place"),
        count(.used.saturating_sub(*.places), "pair")
    )]
    OverCapacity {
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// Pairs in the plan.
        used: u64,
        /// Places that existing pairs leave.
        places: u64,
        /// The capacity.
        capacity: u64,
        /// The number of existing pairs.
        existing: u64,
    },
    /// The plan's objective is not that of its pairs.
    #[error("the plan claims {claimed}, but its pairs make {recomputed}")]
    WrongObjective {
        /// The objective in the plan.
        claimed: Objective,
        /// The objective recomputed.
        recomputed: Objective,
    },
    /// Somebody without a pair is not listed as unmatched.
    #[error("{role} `{key}` has no pair, but is not listed as unmatched; list them")]
    UnmatchedNotListed {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// Somebody with a pair is listed as unmatched.
    #[error("{role} `{key}` is listed as unmatched, but has a pair; remove them from the list")]
    UnmatchedButPaired {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// Somebody is listed as unmatched more than once in one role.
    #[error("{role} `{key}` is listed as unmatched more than once; list them once")]
    UnmatchedTwice {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// Somebody listed as unmatched is not enrolled in that role.
    #[error(
        "{role} `{key}` is listed as unmatched, but no {role} of that key is enrolled; correct the \
         key or the role"
    )]
    UnmatchedNotEnrolled {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// A price below 0: such a proof proves nothing.
    #[error(
        "the proof prices a place of {role} `{key}` at {price}; a price is 0 or more, so the proof \
         proves nothing"
    )]
    NegativePrice {
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// The price.
        price: Score,
    },
    /// The proof names somebody who is not enrolled in that role.
    #[error("the proof names {role} `{key}`, but no {role} of that key is enrolled")]
    ProofNotEnrolled {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// The claimed bound is tighter than what the plan's proof proves.
    #[error(
        "the plan claims that no plan exceeds {claimed}, but its proof proves {}",
        or_nothing(.derived.as_ref())
    )]
    BoundNotProven {
        /// The bound in the plan.
        claimed: Objective,
        /// The bound that the proof proves, if any.
        derived: Option<Objective>,
    },
    /// The claimed bound is below what the plan itself reaches.
    #[error("the plan claims that no plan exceeds {claimed}, but itself makes {objective}")]
    BoundTooLow {
        /// The bound in the plan.
        claimed: Objective,
        /// The objective of the plan, recomputed.
        objective: Objective,
    },
}

impl Violation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSchema { .. } => "unknown-schema",
            Self::WrongMode { .. } => "wrong-mode",
            Self::CustomValue { .. } => "custom-value",
            Self::SelfPair { .. } => "self-pair",
            Self::PairTwice { .. } => "pair-twice",
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::PairExists { .. } => "pair-exists",
            Self::Excluded { .. } => "excluded",
            Self::NoScore { .. } => "no-score",
            Self::WrongScore { .. } => "wrong-score",
            Self::MutualPair { .. } => "mutual-pair",
            Self::NotAPin { .. } => "not-a-pin",
            Self::PinNotMarked { .. } => "pin-not-marked",
            Self::PinMissing { .. } => "pin-missing",
            Self::Paused { .. } => "paused",
            Self::OverCapacity { .. } => "over-capacity",
            Self::WrongObjective { .. } => "wrong-objective",
            Self::UnmatchedNotListed { .. } => "unmatched-not-listed",
            Self::UnmatchedButPaired { .. } => "unmatched-but-paired",
            Self::UnmatchedTwice { .. } => "unmatched-twice",
            Self::UnmatchedNotEnrolled { .. } => "unmatched-not-enrolled",
            Self::NegativePrice { .. } => "negative-price",
            Self::ProofNotEnrolled { .. } => "proof-not-enrolled",
            Self::BoundNotProven { .. } => "bound-not-proven",
            Self::BoundTooLow { .. } => "bound-too-low",
        }
    }
}

/// A rule of the policy that a pair does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BrokenRule {
    /// Position in the policy, from 0; a floor comes after the policy's own rules.
    pub position: usize,
    /// The code of the rule.
    pub rule: &'static str,
    /// What the rule asks, in words.
    pub asks: String,
}

impl fmt::Display for BrokenRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {} ({})", self.position + 1, self.asks)
    }
}

pub(super) fn list(rules: &[BrokenRule]) -> String {
    rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// "1 pair", "2 pairs".
pub(super) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}
