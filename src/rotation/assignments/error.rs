//! What can be wrong with a problem of stays, and why one has no answer.

use std::fmt;

use super::problem::StayRole;
use crate::error::Errors;
use crate::matching::assignment::{AssignmentError, ResidualError};
use crate::matching::edge_coloring::EdgeColoringError;
use crate::score::Score;
use crate::solve::{EdgeColoringVerifyError, VerifyError};

/// A mistake in the input of a problem of stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StaysError {
    /// No period, or too many.
    #[error("there are {given} periods; give 1 to {most}")]
    Periods {
        /// How many were given.
        given: u32,
        /// How many there may be.
        most: u32,
    },
    /// An id that another organisation minted.
    #[error("{id} is not an id of this organisation; enrol people of the organisation given")]
    ForeignId {
        /// The id.
        id: String,
    },
    /// A host that the organisation does not have.
    #[error("host `{key}` is no department of the organisation; correct the key, or add it")]
    UnknownDepartment {
        /// The key.
        key: String,
    },
    /// A person or a host given twice.
    #[error("{role} `{key}` is given twice; keep one, with one number")]
    EnrolledTwice {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
    },
    /// A key that does not take part on that side.
    #[error(
        "the pair of person `{person}` and host `{host}` names a {role} that does not take part; \
         correct the key, or enrol it"
    )]
    NotEnrolled {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The side on which the key is not known.
        role: StayRole,
    },
    /// A host that must have more people than it may have.
    #[error(
        "host `{key}` must have {least} people a period, but may have {most}; lower the one or \
         raise the other"
    )]
    Staffing {
        /// The key.
        key: String,
        /// The fewest people a period.
        least: u32,
        /// The most people a period.
        most: u32,
    },
    /// A pair with two values.
    #[error("person `{person}` and host `{host}` are scored twice; keep one score")]
    ScoredTwice {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A criterion given twice.
    #[error("criterion {code} is given twice; keep one, with one weight")]
    CriterionTwice {
        /// Its code.
        code: &'static str,
    },
    /// A criterion that can add nothing, or is not defined.
    #[error("criterion {code} has {field} 0; give at least 1, or leave the criterion out")]
    CriterionZero {
        /// Its code.
        code: &'static str,
        /// `weight` or `cap`.
        field: &'static str,
    },
    /// More eligible pairs than 32-bit indices can name.
    #[error("more than {most} eligible pairs; split the programme")]
    TooManyPairs {
        /// The most pairs.
        most: usize,
    },
    /// Scores so large that a sum could leave 64 bits.
    #[error(
        "person `{person}` and host `{host}` score {score}, but with this many people and hosts \
         scores may be at most {most} in magnitude; scale all scores or weights down"
    )]
    Headroom {
        /// Key of the person of the first pair with the largest score.
        person: String,
        /// Key of its host.
        host: String,
        /// Their score.
        score: Score,
        /// The largest magnitude of a score.
        most: Score,
    },
    /// The kernel cannot represent the problem otherwise.
    #[error("{0}")]
    Kernel(AssignmentError),
}

impl StaysError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Periods { .. } => "periods",
            Self::ForeignId { .. } => "foreign-id",
            Self::UnknownDepartment { .. } => "unknown-department",
            Self::EnrolledTwice { .. } => "enrolled-twice",
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::Staffing { .. } => "staffing",
            Self::ScoredTwice { .. } => "scored-twice",
            Self::CriterionTwice { .. } => "criterion-twice",
            Self::CriterionZero { .. } => "criterion-zero",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::Headroom { .. } => "headroom",
            Self::Kernel(_) => "kernel",
        }
    }
}

/// Why a problem has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// No plan gives every host the people that it must have.
    #[error("{0}")]
    Shortage(Shortage),
    /// The kernel cannot represent the problem. Building a problem excludes it.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The same of the kernel for periods: there are more than 2²⁹ stays or people.
    #[error("{0}")]
    Periods(Errors<EdgeColoringError>),
    /// A solver's claim did not pass verification. Also where limits stopped it before every host had the people that it
    /// must have.
    #[error("the claim of solver `{solver}` is refused: {source}")]
    ClaimRefused {
        /// Name of the solver.
        solver: String,
        /// What is wrong with it.
        source: VerifyError,
    },
    /// The periods did not pass verification. None is known.
    #[error("the periods of the stays are refused: {0}")]
    PeriodsRefused(EdgeColoringVerifyError),
}

/// Why no plan gives every host the people that it must have: these hosts together ask for more stays than there can be.
///
/// A stay at one of the hosts is of one of the people named, who have at most so many in all, or of an eligible pair of
/// a host named and somebody not named, each of which is one stay at most. Both together are `places`.
/// [`audit::check_shortage`](crate::audit::check_shortage) counts them anew.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Shortage {
    /// Keys of the hosts, in the order given.
    pub hosts: Vec<String>,
    /// Keys of the people whose stays are counted by the most that they may have, in the order given.
    pub people: Vec<String>,
    /// How many stays the hosts must have together, over all periods.
    pub wanted: u64,
    /// How many stays there can be at most.
    pub places: u64,
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hosts = self.hosts.join(", ");
        let (verb, ask) =
            if self.hosts.len() == 1 { ("must", "it") } else { ("must together", "they") };
        write!(
            f,
            "{hosts} {verb} have {} stays over all periods, but {ask} can have {} at most; lower \
             the staffing, add people, or allow more stays",
            self.wanted, self.places
        )
    }
}

/// Why a plan cannot be asked what changes cost.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// The plan is not proven optimal.
    #[error(
        "the plan is not proven optimal, so that nothing is known about changes to it; solve \
         without limits"
    )]
    NotProven,
    /// A host must have people in every period.
    #[error(
        "changes are not priced where a host must have people in every period; leave the least \
         numbers out to ask"
    )]
    Staffing,
    /// The kernel cannot represent the problem. Building it excludes that.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The proof is not one of the problem. Solving excludes that.
    #[error("{0}")]
    Residual(ResidualError),
}
