//! The result of an audit of a re-matched plan.

use std::fmt;

use super::super::finding::Finding;
use super::super::report::{Gap, Proven};
use super::super::violation::{Violation, count};
use super::violation::RematchViolation;
use crate::mentoring::{Objective, PairCounts};
use crate::score::Score;

/// What [`check_rematch`](super::check_rematch) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RematchReport {
    pub(super) plan_violations: Vec<Violation>,
    pub(super) violations: Vec<RematchViolation>,
    pub(super) findings: Vec<Finding>,
    pub(super) objective: Objective,
    pub(super) changes: u64,
    pub(super) value: Objective,
    pub(super) proven: ProvenRematch,
    pub(super) counts: PairCounts,
}

impl RematchReport {
    /// Whether nothing is wrong, neither with the plan inside nor with what is said of changes and bounds.
    /// That alone does not make it optimal.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.plan_violations.is_empty() && self.violations.is_empty()
    }

    /// What is wrong with the plan inside, as [`check`](crate::audit::check) says it.
    #[must_use]
    pub fn plan_violations(&self) -> &[Violation] {
        &self.plan_violations
    }

    /// What is wrong with the number of changes, the terms, the bound or the proof.
    #[must_use]
    pub fn violations(&self) -> &[RematchViolation] {
        &self.violations
    }

    /// What is allowed, but should be known.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The objective of the plan, recomputed from the pairs that count, as [`check`](crate::audit::check) does.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// How many people change, recomputed from the pairs: D(x).
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// What the bound is compared with: the objective, with a tax less t·D(x) in its score.
    #[must_use]
    pub fn value(&self) -> Objective {
        self.value
    }

    /// What the proof proves.
    #[must_use]
    pub fn proven(&self) -> ProvenRematch {
        self.proven
    }

    /// How many pairs were looked at, and how many of them no rule excludes.
    #[must_use]
    pub fn counts(&self) -> PairCounts {
        self.counts
    }
}

impl fmt::Display for RematchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.plan_violations.len() + self.violations.len()) as u64 {
            0 => writeln!(f, "no violation")?,
            number => writeln!(f, "{}:", count(number, "violation"))?,
        }
        for violation in &self.plan_violations {
            writeln!(f, "- {violation} [{}]", violation.code())?;
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
        writeln!(f, "changes, recomputed: {}", self.changes)?;
        if self.value != self.objective {
            writeln!(f, "less the taxes: {}", self.value)?;
        }
        writeln!(f, "proven: {}", self.proven)?;
        let pairs = count(self.counts.considered, "pair");
        write!(f, "{pairs} considered, {} eligible", self.counts.eligible)
    }
}

/// What is proven about a re-matched plan, from its
/// [`RematchProof`](crate::mentoring::rematch::RematchProof) alone, over all eligible pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ProvenRematch {
    /// Nothing is wrong, and no plan on the terms is better.
    Optimal,
    /// No plan on the terms exceeds the bound. The gap may be 0 where violations keep the
    /// plan from being called optimal.
    Bounded {
        /// What no plan on the terms exceeds.
        bound: Objective,
        /// How far the plan is from it.
        gap: Gap,
    },
    /// No plan meets the terms at all; then this one has violations.
    Impossible,
    /// Nothing: there is no proof, or none that holds.
    Nothing,
}

impl ProvenRematch {
    /// Whether the plan is proven optimal on its terms.
    #[must_use]
    pub fn is_optimal(self) -> bool {
        self == Self::Optimal
    }

    /// What no plan on the terms exceeds, where the plan is not proven to reach it.
    #[must_use]
    pub fn bound(self) -> Option<Objective> {
        match self {
            Self::Bounded { bound, .. } => Some(bound),
            Self::Optimal | Self::Impossible | Self::Nothing => None,
        }
    }

    /// How far the plan is at most from an optimal one; none where nothing is
    /// proven, or that there is none. Of an optimal plan it is a score of 0.
    #[must_use]
    pub fn gap(self) -> Option<Gap> {
        match self {
            Self::Optimal => Some(Gap::Score(Score::ZERO)),
            Self::Bounded { gap, .. } => Some(gap),
            Self::Impossible | Self::Nothing => None,
        }
    }

    /// Judges a value by a proven bound.
    pub(super) fn of(value: Objective, bound: Objective, clean: bool) -> Self {
        match Proven::of(value, Some(bound), clean) {
            Proven::Optimal => Self::Optimal,
            Proven::Bounded { bound, gap } => Self::Bounded { bound, gap },
            Proven::Sampled { .. } | Proven::Nothing => Self::Nothing,
        }
    }
}

impl fmt::Display for ProvenRematch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal => f.write_str("optimal, no plan on these terms is better"),
            Self::Bounded { bound, gap } => {
                write!(f, "no plan on these terms exceeds {bound}; {gap}")
            }
            Self::Impossible => f.write_str("no plan meets these terms"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}
