//! The result of an audit.

use std::fmt;

use super::finding::Finding;
use super::violation::{Violation, count};
use crate::mentoring::{Mode, Objective, PairCounts};
use crate::score::Score;

/// What [`check`](super::check) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AuditReport {
    pub(super) violations: Vec<Violation>,
    pub(super) findings: Vec<Finding>,
    pub(super) objective: Objective,
    pub(super) proven: Proven,
    pub(super) counts: PairCounts,
}

impl AuditReport {
    /// Whether nothing is wrong with the plan. That alone does not make it optimal.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong with the plan.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// What is allowed, but should be known.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The objective, recomputed from the pairs that count: each once, of two
    /// different people enrolled. A pair that cannot be scored adds 0.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// What the plan's proof proves.
    #[must_use]
    pub fn proven(&self) -> Proven {
        self.proven
    }

    /// How many pairs were looked at, and how many of them no rule excludes.
    #[must_use]
    pub fn counts(&self) -> PairCounts {
        self.counts
    }
}

impl fmt::Display for AuditReport {
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
        writeln!(f, "proven: {}", self.proven)?;
        let pairs = count(self.counts.considered, "pair");
        write!(f, "{pairs} considered, {} eligible", self.counts.eligible)
    }
}

/// What is proven about a plan, from its [`Proof`](crate::mentoring::Proof)
/// alone, over all eligible pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Proven {
    /// The plan has no violation, and no plan has a greater objective.
    Optimal,
    /// No plan exceeds the bound. The gap may be 0 where violations keep the
    /// plan from being called optimal.
    Bounded {
        /// What no plan exceeds.
        bound: Objective,
        /// How far the plan is from it.
        gap: Gap,
    },
    /// The plan has no violation, and no plan exceeds the bound if the pairs that were not looked at keep to the proof as
    /// those did that were drawn at random: the rest is the word of the solver and of the bounds that criteria declare
    /// for blocks of people.
    Sampled {
        /// What no plan exceeds then.
        bound: Objective,
        /// How many pairs were looked at.
        looked: u64,
        /// How many there are.
        pairs: u64,
    },
    /// Nothing: there is no proof, or none that holds.
    Nothing,
}

impl Proven {
    /// Whether the plan is proven optimal.
    #[must_use]
    pub fn is_optimal(self) -> bool {
        self == Self::Optimal
    }

    /// What no plan exceeds, where the plan is not proven to reach it.
    #[must_use]
    pub fn bound(self) -> Option<Objective> {
        match self {
            Self::Bounded { bound, .. } => Some(bound),
            Self::Optimal | Self::Sampled { .. } | Self::Nothing => None,
        }
    }

    /// How far the plan is at most from an optimal one; none where nothing is
    /// proven. Of an optimal plan it is a score of 0.
    #[must_use]
    pub fn gap(self) -> Option<Gap> {
        match self {
            Self::Optimal => Some(Gap::Score(Score::ZERO)),
            Self::Bounded { gap, .. } => Some(gap),
            Self::Sampled { .. } | Self::Nothing => None,
        }
    }

    /// Judges an objective by a proven bound.
    pub(super) fn of(objective: Objective, bound: Option<Objective>, clean: bool) -> Self {
        match bound {
            Some(bound) if clean && bound == objective => Self::Optimal,
            // A plan above the bound breaks a rule of the problem; a gap means nothing there.
            Some(bound) if bound >= objective => match Gap::between(objective, bound) {
                Some(gap) => Self::Bounded { bound, gap },
                None => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }
}

impl fmt::Display for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal => f.write_str("optimal, no plan has a greater objective"),
            Self::Bounded { bound, gap } => write!(f, "no plan exceeds {bound}; {gap}"),
            Self::Sampled { bound, looked, pairs } => write!(
                f,
                "no plan exceeds {bound}, if all pairs keep to the proof as {looked} of {pairs} do, \
                 drawn at random"
            ),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// How much more than a given plan any plan may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Gap {
    /// At most so many pairs more, at least 1: most pairs first only.
    Pairs(u64),
    /// No more pairs where pairs are compared first, and at most so much more score.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    Score(Score),
}

impl Gap {
    /// None where the difference leaves the range of scores.
    fn between(objective: Objective, bound: Objective) -> Option<Self> {
        let pairs = bound.pairs.unwrap_or(0).checked_sub(objective.pairs.unwrap_or(0))?;
        if pairs > 0 {
            return Some(Self::Pairs(pairs));
        }
        let score = bound.score.micros().checked_sub(objective.score.micros())?;
        Some(Self::Score(Score::from_micros(score)))
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pairs(pairs) => {
                write!(f, "another plan has at most {} more", count(*pairs, "pair"))
            }
            Self::Score(score) => write!(f, "another plan scores at most {score} more"),
        }
    }
}

pub(super) fn mode_in_words(mode: Mode) -> &'static str {
    match mode {
        Mode::MostPairsFirst => "most pairs first",
        Mode::HighestScore => "the highest score",
    }
}

pub(super) fn or_nothing(objective: Option<&Objective>) -> String {
    objective.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
