//! The result of an audit of stays.

use std::fmt;

use super::violation::StaysViolation;
use crate::rotation::assignments::StaysObjective;

/// What [`check_stays`](super::check_stays) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StaysReport {
    pub(super) violations: Vec<StaysViolation>,
    pub(super) objective: StaysObjective,
    pub(super) proven: ProvenStays,
}

impl StaysReport {
    /// Whether nothing is wrong with the plan. That alone does not make it optimal.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong with the plan.
    #[must_use]
    pub fn violations(&self) -> &[StaysViolation] {
        &self.violations
    }

    /// The objective, recomputed from the stays that count: each pair once, of somebody and a host who take part. A pair
    /// that may not be a stay adds 0.
    #[must_use]
    pub fn objective(&self) -> StaysObjective {
        self.objective
    }

    /// What the plan's proof proves.
    #[must_use]
    pub fn proven(&self) -> ProvenStays {
        self.proven
    }
}

impl fmt::Display for StaysReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.violations.len() {
            0 => writeln!(f, "no violation")?,
            1 => writeln!(f, "1 violation:")?,
            number => writeln!(f, "{number} violations:")?,
        }
        for violation in &self.violations {
            writeln!(f, "- {violation} [{}]", violation.code())?;
        }
        writeln!(f, "objective, recomputed: {}", self.objective)?;
        write!(f, "proven: {}", self.proven)
    }
}

/// What is proven about a plan of stays, from its [`StaysProof`](crate::rotation::assignments::StaysProof) alone, over all
/// eligible pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ProvenStays {
    /// The plan has no violation, and no plan has a greater objective.
    Optimal,
    /// No plan exceeds the bound.
    Bounded {
        /// What no plan exceeds.
        bound: StaysObjective,
    },
    /// Nothing: there is no bound, or no proof of it that holds.
    Nothing,
}

impl ProvenStays {
    /// Whether the plan is proven optimal.
    #[must_use]
    pub fn is_optimal(self) -> bool {
        self == Self::Optimal
    }
}

impl fmt::Display for ProvenStays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal => f.write_str("optimal, no plan has a greater objective"),
            Self::Bounded { bound } => write!(f, "no plan exceeds {bound}"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}
