//! What can be wrong with a problem of stays, and why one has no answer.

use std::collections::BTreeSet;
use std::fmt;

use super::plan::ProofStep;
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
    /// A key of the calendar that does not take part.
    #[error(
        "the calendar names {role} `{key}`, which does not take part; correct the key, or enrol it"
    )]
    CalendarKey {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
    },
    /// Periods that are not there.
    #[error(
        "the calendar gives `{key}` the periods {first} to {last}; give periods in order, from 1 to \
         {periods}"
    )]
    NoSuchPeriods {
        /// Key of the person or host.
        key: String,
        /// The first period.
        first: u32,
        /// The last period.
        last: u32,
        /// How many periods there are.
        periods: u32,
    },
    /// A stay that takes no period, or more than there are.
    #[error("a stay with host `{host}` takes {given} periods; give 1 to {periods}")]
    Length {
        /// Key of the host.
        host: String,
        /// How many were given.
        given: u32,
        /// How many periods there are.
        periods: u32,
    },
    /// A host with two lengths of stays.
    #[error("the length of stays with host `{host}` is given twice; keep one")]
    LengthTwice {
        /// Key of the host.
        host: String,
    },
    /// A host whose numbers of people are changed twice in a period.
    #[error("host `{host}` is given other numbers of people twice in period {period}; keep one")]
    ChangedTwice {
        /// Key of the host.
        host: String,
        /// The period.
        period: u32,
    },
    /// Two limits of how many are away that have the same name.
    #[error("`{name}` is given twice how many may be away; keep one, or name them differently")]
    GroupTwice {
        /// The name.
        name: String,
    },
    /// A department, of which only so many may be away, that is not known.
    #[error(
        "`{key}` is no department of the organisation, so that nobody is known of whom only so many \
         may be away; correct the key, or give the people"
    )]
    UnknownHome {
        /// The key.
        key: String,
    },
    /// Hosts of which each comes before another one.
    #[error("each of the hosts `{hosts}` comes before another of them; take one order away")]
    Circle {
        /// Their keys.
        hosts: String,
    },
    /// A fixed stay that no plan can have.
    #[error(
        "the fixed stay of person `{person}` with host `{host}` from period {period} cannot be: \
         {clash}; move it, or leave it out"
    )]
    Fixed {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The first period.
        period: u32,
        /// Why it cannot be.
        clash: FixedClash,
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
            Self::CalendarKey { .. } => "calendar-key",
            Self::NoSuchPeriods { .. } => "no-such-periods",
            Self::Length { .. } => "length",
            Self::LengthTwice { .. } => "length-twice",
            Self::ChangedTwice { .. } => "changed-twice",
            Self::GroupTwice { .. } => "group-twice",
            Self::UnknownHome { .. } => "unknown-home",
            Self::Circle { .. } => "circle",
            Self::Fixed { .. } => "fixed",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::Headroom { .. } => "headroom",
            Self::Kernel(_) => "kernel",
        }
    }
}

/// Why a fixed stay cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FixedClash {
    /// The pair is not eligible.
    NotEligible,
    /// It does not lie within the periods.
    Outside,
    /// The person is away in one of its periods.
    Away,
    /// Another fixed stay of the person is at the same time.
    TwoAtOnce,
    /// Another fixed stay of the person is with the same host.
    HostTwice,
    /// The person has more fixed stays than they may have stays.
    TooMany,
}

impl fmt::Display for FixedClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotEligible => "the pair is not eligible",
            Self::Outside => "it does not lie within the periods",
            Self::Away => "the person is away then",
            Self::TwoAtOnce => "another one of the person is at the same time",
            Self::HostTwice => "another one is of the same pair",
            Self::TooMany => "the person may not have so many stays",
        })
    }
}

/// Why a problem has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// No plan gives every host the people that it must have.
    #[error("{0}")]
    Shortage(Shortage),
    /// No plan keeps every condition, proven by period.
    #[error("{0}")]
    Impossible(Impossible),
    /// The search found no plan, and no proof that there is none.
    #[error(
        "no plan was found that has every fixed stay and gives every host the people that it must \
         have, and no proof that there is none; lower the staffing, or allow more time"
    )]
    NoneFound,
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
/// A stay at one of the hosts is of one of the people named, who have at most so many in all, those fixed at other hosts left out, or of an
/// eligible pair of a host named and somebody not named, each of which is one stay at most. Both together are `places`.
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

/// Why no plan keeps every condition: a proof of which every case is [impossible](ProofStep::Impossible).
///
/// [`audit::check_impossible`](crate::audit::check_impossible) checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Impossible {
    /// The proof.
    pub steps: Vec<ProofStep>,
}

impl Impossible {
    /// The hosts and the people that the proof is about, by key, ascending.
    #[must_use]
    pub fn concerns(&self) -> [Vec<String>; 2] {
        let (mut hosts, mut people) = (BTreeSet::new(), BTreeSet::new());
        for step in &self.steps {
            match step {
                ProofStep::Split { person, host, .. } => {
                    hosts.insert(host.clone());
                    people.insert(person.clone());
                }
                ProofStep::Impossible { prices } | ProofStep::AtMost { score: prices, .. } => {
                    hosts.extend(prices.host_periods.keys().cloned());
                    people.extend(prices.person_stays.keys().cloned());
                    people.extend(prices.person_periods.keys().cloned());
                }
            }
        }
        [hosts, people].map(|keys| keys.into_iter().collect())
    }
}

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [hosts, people] = self.concerns();
        f.write_str(
            "no plan has every fixed stay and gives every host the people that it must have",
        )?;
        for (keys, side) in [(hosts, "hosts"), (people, "people")] {
            if !keys.is_empty() {
                write!(f, "; {side} concerned: {}", keys.join(", "))?;
            }
        }
        f.write_str("; lower the staffing, move fixed stays, or add people")
    }
}

/// Why there is no leximin plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeximinError {
    /// Periods differ.
    #[error("leximin is for periods that are alike; leave the calendar out")]
    Calendar,
    /// Somebody may have more than one stay.
    #[error(
        "leximin is for one stay each, but person `{person}` may have {most}; give everybody at most \
         one"
    )]
    SeveralStays {
        /// Key of the first such person.
        person: String,
        /// The most stays that they may have.
        most: u32,
    },
    /// No plan gives every host the people that it must have; [`solve`](super::StaysProblem::solve) proves it.
    #[error("no plan gives every host the people that it must have; solve shows why")]
    Shortage,
    /// There are too many people for numbers of 64 bits.
    #[error("{people} people are too many for leximin; split the programme")]
    TooMany {
        /// How many people there are.
        people: usize,
    },
    /// The kernel cannot represent the problem. Building it excludes that.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The same of the kernel for periods.
    #[error("{0}")]
    Periods(Errors<EdgeColoringError>),
    /// The kernel's claim did not pass verification. None is known.
    #[error("the plan is refused by its own check")]
    Refused,
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
    /// The kernel cannot represent the problem. Building it excludes that.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The proof is not one of the problem. Solving excludes that.
    #[error("{0}")]
    Residual(ResidualError),
}
