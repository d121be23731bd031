//! What can be wrong with a task force problem, and why there may be no answer.

use std::fmt;

use jiff::civil::Date;

use super::conflict::Conflict;
use crate::error::Errors;
use crate::matching::selection::SelectionError;
use crate::policy::{CustomValueError, PolicyError};
use crate::score::Score;
use crate::solve::{SelectionVerifyError, Stop};

/// A place in what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BriefPlace {
    /// The size.
    Size,
    /// A requirement, by position from 0, and its code.
    Requirement(usize, &'static str),
    /// A preference, by position from 0, and its code.
    Fit(usize, &'static str),
    /// [`candidates`](super::TaskForceBuilder::candidates).
    Candidates,
    /// [`volunteers`](super::TaskForceBuilder::volunteers).
    Volunteers,
    /// [`points`](super::TaskForceBuilder::points).
    Points,
}

impl fmt::Display for BriefPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size => f.write_str("size"),
            Self::Requirement(index, code) => write!(f, "requirement {} ({code})", index + 1),
            Self::Fit(index, code) => write!(f, "fit {} ({code})", index + 1),
            Self::Candidates => f.write_str("`candidates`"),
            Self::Volunteers => f.write_str("`volunteers`"),
            Self::Points => f.write_str("`points`"),
        }
    }
}

/// A mistake in the input of a task force problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskForceError {
    /// A mistake in the policy.
    #[error("policy: {0}")]
    Policy(PolicyError),
    /// A custom criterion gave no value for a pair.
    #[error("policy: {0}")]
    CustomValue(CustomValueError),
    /// A key that nobody has.
    #[error(
        "{place} names `{key}`, who is not in the organisation; correct the key or leave it out"
    )]
    UnknownPerson {
        /// Where.
        place: BriefPlace,
        /// The key.
        key: String,
    },
    /// Somebody, or a skill, named twice where once is meant.
    #[error("{place} names `{name}` twice; keep one")]
    NamedTwice {
        /// Where.
        place: BriefPlace,
        /// The key or skill.
        name: String,
    },
    /// Somebody named who is not a candidate.
    #[error(
        "{place} names `{key}`, who is not a candidate; add them to `candidates` or leave them out"
    )]
    NotACandidate {
        /// Where.
        place: BriefPlace,
        /// The key.
        key: String,
    },
    /// Somebody who must be included is paused on the day, or has not started yet.
    #[error(
        "{place} names `{key}`, who takes no part on {day}: a pause, or a later first day; choose \
         another day or leave them out"
    )]
    Unavailable {
        /// Where.
        place: BriefPlace,
        /// The key.
        key: String,
        /// The day.
        day: Date,
    },
    /// A skill that nobody holds or wants.
    #[error(
        "{place} names the skill `{skill}`, which nobody in the organisation holds or wants; correct it"
    )]
    Skill {
        /// Where.
        place: BriefPlace,
        /// The skill.
        skill: String,
    },
    /// A number out of its range.
    #[error("{place}: {parameter} is {given}; give {allowed}")]
    Parameter {
        /// Where.
        place: BriefPlace,
        /// The parameter.
        parameter: &'static str,
        /// What was given.
        given: u64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A requirement that may stand there once only.
    #[error("{place} is there a second time; keep one")]
    Repeated {
        /// Where.
        place: BriefPlace,
    },
    /// Something is said of volunteers, but not who they are.
    #[error("{place} speaks of volunteers, but none are given; name them with `volunteers`")]
    NoVolunteers {
        /// Where.
        place: BriefPlace,
    },
    /// Preferences for the skills required, but no skill is.
    #[error("{place} counts the skills required, but none is; name skills or require some")]
    NoSkills {
        /// Where.
        place: BriefPlace,
    },
    /// Nobody to choose from.
    #[error("there is no candidate{}; name more, or choose another day", .day.map_or_else(String::new, |day| format!(" who takes part on {day}")))]
    NoCandidates {
        /// The day, where one is given.
        day: Option<Date>,
    },
    /// Fits or scores so large that a sum could leave 64 bits.
    #[error(
        "{what} is worth {given}, but with up to {size} members values may be at most {most} in \
         magnitude; scale weights and points down"
    )]
    Headroom {
        /// Who or which two.
        what: String,
        /// What they are worth.
        given: Score,
        /// The most members.
        size: u32,
        /// The largest magnitude.
        most: Score,
    },
    /// More pairs than 32-bit indices can name.
    #[error("more than {most} pairs of candidates; tighten the rules or name fewer candidates")]
    TooManyPairs {
        /// The most pairs.
        most: usize,
    },
}

impl TaskForceError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Policy(error) => error.code(),
            Self::CustomValue(_) => "custom-value",
            Self::UnknownPerson { .. } => "unknown-person",
            Self::NamedTwice { .. } => "named-twice",
            Self::NotACandidate { .. } => "not-a-candidate",
            Self::Unavailable { .. } => "unavailable",
            Self::Skill { .. } => "skill",
            Self::Parameter { .. } => "parameter",
            Self::Repeated { .. } => "repeated",
            Self::NoVolunteers { .. } => "no-volunteers",
            Self::NoSkills { .. } => "no-skills",
            Self::NoCandidates { .. } => "no-candidates",
            Self::Headroom { .. } => "headroom",
            Self::TooManyPairs { .. } => "too-many-pairs",
        }
    }
}

/// Why a problem has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// No task force meets all requirements: proven.
    #[error("{0}")]
    Infeasible(Box<Conflict>),
    /// The solver stopped before it found a task force, or proved that there is none.
    #[error("no task force was found before the solver stopped ({stop:?}); raise the limit")]
    NotFound {
        /// Why it stopped.
        stop: Stop,
    },
    /// The kernel cannot represent the problem.
    #[error("{0}")]
    Selection(Errors<SelectionError>),
    /// The claim of a solver did not pass verification.
    #[error("the claim of solver `{solver}` is refused: {source}")]
    ClaimRefused {
        /// Name of the solver.
        solver: String,
        /// What is wrong with it.
        source: SelectionVerifyError,
    },
}
