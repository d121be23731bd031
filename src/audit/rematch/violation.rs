//! What can be wrong with a re-matched plan, beside what can be wrong with any plan.

use std::fmt;

use super::super::report::or_nothing;
use crate::mentoring::rematch::Decision;
use crate::mentoring::{Objective, Role};
use crate::score::Score;

/// Something that a re-matched plan gets wrong about the changes, the terms or the proof, with everything
/// needed to see it for oneself, by external keys. What is wrong with the pairs themselves is a
/// [`Violation`](crate::audit::Violation).
///
/// Reads as a sentence through `Display`; [`code`](Self::code) is for tools,
/// and stands as `code` in the serialised form. Cases count from 0, in words from 1.
///
/// Tests: `audit_rematch::planted::every_kind_is_found`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RematchViolation {
    /// The plan inside claims a bound or holds a proof, which belong to the re-match.
    #[error(
        "the plan inside the re-match has a bound or a proof of its own; leave it out, since the \
         re-match states its own"
    )]
    InnerProof,
    /// The number of those who change is not true.
    #[error("{} said to change, but {} compared with the published plan", are(*.claimed), do_change(*.recomputed))]
    WrongChanges {
        /// The number in the plan.
        claimed: u64,
        /// The number recomputed.
        recomputed: u64,
    },
    /// More change than was allowed.
    #[error(
        "{} where at most {most} may; keep more pairs of the published plan, or allow more changes",
        do_change(*.changes)
    )]
    TooManyChanges {
        /// The number recomputed.
        changes: u64,
        /// The most allowed.
        most: u64,
    },
    /// A tax below 0: nothing is proven under it.
    #[error("the tax of {each} a person is below 0, so that nothing is proven; tax changes")]
    NegativeTax {
        /// The tax.
        each: Score,
    },
    /// Most pairs come first, and a pair counts nothing or less beside its score.
    #[error(
        "the proof counts a pair as {pair_value} beside its score; where most pairs come first that \
         is more than 0, so the proof proves nothing"
    )]
    PairValueTooLow {
        /// What a pair counts.
        pair_value: Score,
    },
    /// A price of a change below 0.
    #[error(
        "case {} prices a change at {price}; a price is 0 or more, so the proof proves nothing",
        .case.saturating_add(1)
    )]
    NegativeChangePrice {
        /// The position of the case.
        case: usize,
        /// The price.
        price: Score,
    },
    /// A price of a change that is not the tax.
    #[error(
        "case {} prices a change at {price}, but the tax is {tax}; so the proof proves nothing",
        .case.saturating_add(1)
    )]
    ChangePriceNotTax {
        /// The position of the case.
        case: usize,
        /// The price.
        price: Score,
        /// The tax.
        tax: Score,
    },
    /// A price of a place below 0.
    #[error(
        "case {} prices a place of {role} `{key}` at {price}; a price is 0 or more, so the proof \
         proves nothing", .case.saturating_add(1)
    )]
    NegativePrice {
        /// The position of the case.
        case: usize,
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// The price.
        price: Score,
    },
    /// A case names somebody who is not enrolled in that role; so the proof proves nothing.
    #[error(
        "case {} names {role} `{key}`, but no {role} of that key is enrolled; so the proof proves \
         nothing", .case.saturating_add(1)
    )]
    ProofNotEnrolled {
        /// The position of the first such case.
        case: usize,
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// A case decides about somebody whom the published plan does not name in that role.
    #[error(
        "case {} decides about {role} `{key}`, whom the published plan does not name as a {role}; so \
         the proof proves nothing", .case.saturating_add(1)
    )]
    DecisionNotKnown {
        /// The position of the case.
        case: usize,
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// A case decides about somebody who changes in every plan.
    #[error(
        "case {} decides about {role} `{key}`, who changes in every plan; so the proof proves \
         nothing", .case.saturating_add(1)
    )]
    DecisionForced {
        /// The position of the case.
        case: usize,
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// A case decides about somebody more than once.
    #[error(
        "case {} decides about {role} `{key}` more than once; so the proof proves nothing",
        .case.saturating_add(1)
    )]
    DecidedTwice {
        /// The position of the case.
        case: usize,
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// The cases leave plans out, or their decisions cannot be read as a tree.
    #[error("the cases do not cover all plans: {}{problem}; so the proof proves nothing", after(.decisions))]
    CasesDoNotCover {
        /// The decisions after which it shows.
        decisions: Vec<Decision>,
        /// What shows there.
        problem: Uncovered,
    },
    /// The claimed bound is tighter than what the plan's proof proves.
    #[error(
        "the plan claims that no plan on these terms exceeds {claimed}, but its proof proves {}",
        or_nothing(.derived.as_ref())
    )]
    BoundNotProven {
        /// The bound in the plan.
        claimed: Objective,
        /// The bound that the proof proves, if any.
        derived: Option<Objective>,
    },
    /// The claimed bound is below what the plan itself reaches.
    #[error(
        "the plan claims that no plan on these terms exceeds {claimed}, but itself makes {value}"
    )]
    BoundTooLow {
        /// The bound in the plan.
        claimed: Objective,
        /// The value of the plan, recomputed, less the taxes.
        value: Objective,
    },
}

impl RematchViolation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InnerProof => "inner-proof",
            Self::WrongChanges { .. } => "wrong-changes",
            Self::TooManyChanges { .. } => "too-many-changes",
            Self::NegativeTax { .. } => "negative-tax",
            Self::PairValueTooLow { .. } => "pair-value-too-low",
            Self::NegativeChangePrice { .. } => "negative-change-price",
            Self::ChangePriceNotTax { .. } => "change-price-not-tax",
            Self::NegativePrice { .. } => "negative-price",
            Self::ProofNotEnrolled { .. } => "proof-not-enrolled",
            Self::DecisionNotKnown { .. } => "decision-not-known",
            Self::DecisionForced { .. } => "decision-forced",
            Self::DecidedTwice { .. } => "decided-twice",
            Self::CasesDoNotCover { .. } => "cases-do-not-cover",
            Self::BoundNotProven { .. } => "bound-not-proven",
            Self::BoundTooLow { .. } => "bound-too-low",
        }
    }
}

/// How cases leave plans out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Uncovered {
    /// There is no case, though some plan may have so few changes.
    NoCase,
    /// A case ends where others decide on, or it stands there twice.
    NotAlone,
    /// One decision is there without what is to be decided otherwise.
    OneWay {
        /// The decision.
        decision: Decision,
    },
    /// These two decisions are not the two ways of one question.
    NotOpposite {
        /// The one.
        first: Decision,
        /// The other.
        second: Decision,
    },
}

impl fmt::Display for Uncovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCase => f.write_str("there is none"),
            Self::NotAlone => f.write_str("a case ends where another goes on or ends, too"),
            Self::OneWay { decision } => {
                write!(f, "there is a case in which {}, and none in which not", words(decision))
            }
            Self::NotOpposite { first, second } => {
                write!(f, "{}, or {}, is not all there is", words(first), words(second))
            }
        }
    }
}

/// "mentee `cy` stays".
fn words(decision: &Decision) -> String {
    match decision {
        Decision::Stays { role, key } => format!("{role} `{key}` stays"),
        Decision::Changes { role, key } => format!("{role} `{key}` changes"),
        Decision::Without { mentor, mentee } => {
            format!("mentor `{mentor}` and mentee `{mentee}` are no pair")
        }
    }
}

/// So many decisions are said in words; the data has them all.
const MOST_SAID: usize = 3;

fn after(decisions: &[Decision]) -> String {
    let said: Vec<String> = decisions.iter().take(MOST_SAID).map(words).collect();
    match (said.is_empty(), decisions.len().saturating_sub(said.len())) {
        (true, _) => String::new(),
        (false, 0) => format!("where {}: ", said.join(", ")),
        (false, more) => format!("where {}, and {more} more: ", said.join(", ")),
    }
}

fn are(number: u64) -> String {
    if number == 1 { "1 person is".to_owned() } else { format!("{number} people are") }
}

fn do_change(number: u64) -> String {
    if number == 1 { "1 person changes".to_owned() } else { format!("{number} people change") }
}
