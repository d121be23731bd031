//! Why a published plan cannot be re-matched.

use super::LeastChanges;
use crate::mentoring::{Role, SolveError};

/// A mistake in a published plan, or terms that no plan meets.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RematchError {
    /// The plan is of a schema that this version does not read.
    #[error("the published plan has schema {found}; this version reads schema {known}")]
    Schema {
        /// The schema of the plan.
        found: u32,
        /// The schema known here.
        known: u32,
    },
    /// A pair of the plan is of one person.
    #[error("the published plan pairs `{key}` with themselves; remove the pair")]
    SelfPair {
        /// The key.
        key: String,
    },
    /// A pair stands in the plan twice.
    #[error(
        "the published plan has the pair of mentor `{mentor}` and mentee `{mentee}` twice; keep one"
    )]
    PairTwice {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
    /// Somebody is without a pair and in one.
    #[error("the published plan has `{key}` both in a pair and without one as a {role}; keep one")]
    Unmatched {
        /// The role.
        role: Role,
        /// The key.
        key: String,
    },
    /// A tax below 0.
    #[error("a tax of {each} a person is below 0; tax changes, or leave the tax out")]
    NegativeTax {
        /// The tax.
        each: crate::score::Score,
    },
    /// All pairs must be at hand.
    #[error(
        "the problem prices its pairs and does not list them; build it with `PairAccess::Listed`"
    )]
    NotListed,
    /// No plan has so few changes.
    #[error("no plan changes at most {asked} people. {least}")]
    TooFewChanges {
        /// The cap asked for.
        asked: u64,
        /// What proves it.
        least: Box<LeastChanges>,
    },
    /// Every plan changes more people, by looking at all cases.
    #[error("no plan changes at most {asked} people, all cases looked at; allow more")]
    Infeasible {
        /// The cap asked for.
        asked: u64,
    },
    /// No plan with so few changes was found; there may be one.
    #[error(
        "no plan that changes at most {asked} people was found, though none is proven \
         impossible; at least {least} change in every plan; allow more"
    )]
    NotFound {
        /// The cap asked for.
        asked: u64,
        /// At least so many change.
        least: u64,
    },
    /// Values so large that a sum could leave 64 bits.
    #[error(
        "scores, the number of people and the price of a change together leave 64 bits; scale \
         scores or the tax down, or seek the highest score"
    )]
    Headroom,
    /// The kernel failed. Building the problem excludes it.
    #[error("{0}")]
    Solve(SolveError),
}

impl RematchError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Schema { .. } => "schema",
            Self::SelfPair { .. } => "self-pair",
            Self::PairTwice { .. } => "pair-twice",
            Self::Unmatched { .. } => "unmatched",
            Self::NegativeTax { .. } => "negative-tax",
            Self::NotListed => "not-listed",
            Self::TooFewChanges { .. } => "too-few-changes",
            Self::Infeasible { .. } => "infeasible",
            Self::NotFound { .. } => "not-found",
            Self::Headroom => "headroom",
            Self::Solve(_) => "solve",
        }
    }
}
