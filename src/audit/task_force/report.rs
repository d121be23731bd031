//! The result of an audit of a task force.

use std::fmt;

use super::super::violation::count;
use super::violation::TaskForceViolation;
use crate::score::Score;

/// What [`check_task_force`](super::check_task_force) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TaskForceReport {
    pub(super) violations: Vec<TaskForceViolation>,
    pub(super) findings: Vec<TaskForceFinding>,
    #[cfg_attr(feature = "serde", serde(rename = "objective_micros"))]
    pub(super) objective: Score,
    pub(super) proven: ProvenWorth,
}

impl TaskForceReport {
    /// Whether nothing is wrong with the plan. That alone does not make it optimal.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong with the plan.
    #[must_use]
    pub fn violations(&self) -> &[TaskForceViolation] {
        &self.violations
    }

    /// What is allowed, but should be known.
    #[must_use]
    pub fn findings(&self) -> &[TaskForceFinding] {
        &self.findings
    }

    /// The objective, recomputed from the members who are candidates, each once. A
    /// pair that is not eligible, or cannot be scored, adds 0.
    #[must_use]
    pub fn objective(&self) -> Score {
        self.objective
    }

    /// What the plan's proof proves.
    #[must_use]
    pub fn proven(&self) -> ProvenWorth {
        self.proven
    }
}

impl fmt::Display for TaskForceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.violations.len() as u64 {
            0 => writeln!(f, "no violation")?,
            number => writeln!(f, "{}:", count(number, "violation"))?,
        }
        for violation in &self.violations {
            writeln!(f, "- {violation} [{}]", violation.code())?;
        }
        if !self.findings.is_empty() {
            writeln!(f, "{}:", count(self.findings.len() as u64, "finding"))?;
        }
        for finding in &self.findings {
            writeln!(f, "- {finding} [{}]", finding.code())?;
        }
        writeln!(f, "objective, recomputed: {}", self.objective)?;
        write!(f, "proven: {}", self.proven)
    }
}

/// What is proven about a task force, from its
/// [`TeamProof`](crate::taskforce::TeamProof) alone, over all candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ProvenWorth {
    /// The plan has no violation, and no task force is worth more.
    Optimal,
    /// No task force exceeds the bound. The gap may be 0 where violations keep the
    /// plan from being called optimal.
    Bounded {
        /// What no task force exceeds.
        #[cfg_attr(feature = "serde", serde(rename = "bound_micros"))]
        bound: Score,
        /// How far the plan is from it.
        #[cfg_attr(feature = "serde", serde(rename = "gap_micros"))]
        gap: Score,
    },
    /// No task force is possible at all; then the plan has violations.
    Impossible,
    /// Nothing: there is no proof, or none that holds.
    Nothing,
}

impl ProvenWorth {
    /// Whether the plan is proven optimal.
    #[must_use]
    pub fn is_optimal(self) -> bool {
        self == Self::Optimal
    }

    /// What no task force exceeds, where the plan is not proven to reach it.
    #[must_use]
    pub fn bound(self) -> Option<Score> {
        match self {
            Self::Bounded { bound, .. } => Some(bound),
            Self::Optimal | Self::Impossible | Self::Nothing => None,
        }
    }

    /// How far the plan is at most from an optimal one; none where nothing is
    /// proven, or that there is none. Of an optimal plan it is 0.
    #[must_use]
    pub fn gap(self) -> Option<Score> {
        match self {
            Self::Optimal => Some(Score::ZERO),
            Self::Bounded { gap, .. } => Some(gap),
            Self::Impossible | Self::Nothing => None,
        }
    }

    /// Judges an objective by a proven bound.
    pub(super) fn of(objective: Score, bound: Score, clean: bool) -> Self {
        let gap = bound.micros().checked_sub(objective.micros());
        match gap {
            Some(0) if clean => Self::Optimal,
            // A plan above the bound breaks a rule of the problem; a gap means nothing there.
            Some(gap @ 0..) => Self::Bounded { bound, gap: Score::from_micros(gap) },
            _ => Self::Nothing,
        }
    }
}

impl fmt::Display for ProvenWorth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal => f.write_str("optimal, no task force is worth more"),
            Self::Bounded { bound, gap } => {
                write!(f, "no task force exceeds {bound}; another is worth at most {gap} more")
            }
            Self::Impossible => f.write_str("no task force is possible"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// Something that is allowed, but that whoever signs the plan should know.
///
/// Tests: `audit_task_force::words`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum TaskForceFinding {
    /// A member sits beside their own manager, and no requirement keeps them apart.
    BesideManager {
        /// Key of the member.
        key: String,
        /// Key of their manager.
        manager: String,
    },
    /// The task force is of one.
    SingleMember {
        /// The key.
        key: String,
    },
    /// The plan is correct, but not proven optimal.
    NotProvenOptimal {
        /// How much more a task force might be worth; none where nothing is proven.
        #[cfg_attr(feature = "serde", serde(rename = "gap_micros"))]
        gap: Option<Score>,
    },
}

impl TaskForceFinding {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BesideManager { .. } => "beside-manager",
            Self::SingleMember { .. } => "single-member",
            Self::NotProvenOptimal { .. } => "not-proven-optimal",
        }
    }
}

impl fmt::Display for TaskForceFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BesideManager { key, manager } => {
                write!(f, "`{key}` and their manager `{manager}` are both members")
            }
            Self::SingleMember { key } => write!(f, "`{key}` is the only member"),
            Self::NotProvenOptimal { gap: Some(gap) } => {
                write!(f, "the plan is not proven optimal: another is worth at most {gap} more")
            }
            Self::NotProvenOptimal { gap: None } => f.write_str(
                "the plan is not proven optimal: nothing is proven about how much more there is",
            ),
        }
    }
}
