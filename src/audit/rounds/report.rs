//! The result of an audit of rounds.

use std::fmt;

use super::super::violation::count;
use super::violation::{RoundViolation, of};
use crate::policy::Programme;
use crate::rotation::{ByeSpread, HorizonObjective, RoundObjective};
use crate::solve::PairCounts;

/// What [`check_rounds`](super::check_rounds) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RoundsReport {
    pub(super) violations: Vec<RoundViolation>,
    pub(super) findings: Vec<RoundFinding>,
    pub(super) rounds: Vec<AuditedRound>,
    pub(super) objective: HorizonObjective,
    pub(super) proven: ProvenBound<HorizonObjective>,
    pub(super) byes: ByeSpread,
    pub(super) counts: PairCounts,
}

/// What was found of one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AuditedRound {
    /// Its number.
    pub round: u32,
    /// Its objective, recomputed.
    pub objective: RoundObjective,
    /// What is proven about it, the rounds before it given.
    pub proven: ProvenBound<RoundObjective>,
}

impl RoundsReport {
    /// Whether nothing is wrong with the plan. That alone does not make it optimal.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong with the plan.
    #[must_use]
    pub fn violations(&self) -> &[RoundViolation] {
        &self.violations
    }

    /// What is allowed, but should be known.
    #[must_use]
    pub fn findings(&self) -> &[RoundFinding] {
        &self.findings
    }

    /// One entry a round that both the problem and the plan have.
    #[must_use]
    pub fn rounds(&self) -> &[AuditedRound] {
        &self.rounds
    }

    /// The objective of all rounds, recomputed. A pair that cannot be scored adds 0.
    #[must_use]
    pub fn objective(&self) -> HorizonObjective {
        self.objective
    }

    /// What is proven about all rounds together.
    #[must_use]
    pub fn proven(&self) -> ProvenBound<HorizonObjective> {
        self.proven
    }

    /// How evenly byes fall, recomputed; its bound is what is proven.
    #[must_use]
    pub fn byes(&self) -> &ByeSpread {
        &self.byes
    }

    /// How many pairs were looked at, and how many of them no rule excludes but
    /// cool-downs, which depend on the round.
    #[must_use]
    pub fn counts(&self) -> PairCounts {
        self.counts
    }
}

impl fmt::Display for RoundsReport {
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
        for AuditedRound { round, objective, proven } in &self.rounds {
            writeln!(f, "round {round}, recomputed: {objective}; proven: {proven}")?;
        }
        writeln!(f, "all rounds, recomputed: {}; proven: {}", self.objective, self.proven)?;
        let ByeSpread { least, most, bound, .. } = &self.byes;
        writeln!(f, "byes: {least} to {most} each; they must differ by at least {bound}")?;
        let pairs = count(self.counts.considered, "pair");
        write!(f, "{pairs} considered, {} eligible", self.counts.eligible)
    }
}

/// What is proven about a round or a plan, from its proof alone, over all pairs
/// that may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ProvenBound<O> {
    /// The plan has no violation, and nothing exceeds what is planned.
    Optimal,
    /// Nothing exceeds the bound. It may be met, where violations, or repeats
    /// not proven to be needed, keep it from being called optimal.
    Bounded {
        /// What nothing exceeds.
        bound: O,
    },
    /// Nothing: there is no proof, or none that holds.
    Nothing,
}

impl<O: Copy + Ord> ProvenBound<O> {
    /// Whether it is proven optimal.
    #[must_use]
    pub fn is_optimal(self) -> bool {
        matches!(self, Self::Optimal)
    }

    /// What nothing exceeds, where it is not proven to be reached.
    #[must_use]
    pub fn bound(self) -> Option<O> {
        match self {
            Self::Bounded { bound } => Some(bound),
            Self::Optimal | Self::Nothing => None,
        }
    }

    /// Judges an objective by a proven bound.
    pub(super) fn of(objective: O, bound: Option<O>, flawless: bool) -> Self {
        match bound {
            Some(bound) if flawless && bound == objective => Self::Optimal,
            // What is above the bound breaks a rule of the problem.
            Some(bound) if bound >= objective => Self::Bounded { bound },
            _ => Self::Nothing,
        }
    }
}

impl<O: fmt::Display> fmt::Display for ProvenBound<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optimal => f.write_str("optimal"),
            Self::Bounded { bound } => write!(f, "nothing exceeds {bound}"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// Something that is allowed, but that whoever signs the plan should know.
///
/// Tests: `audit_rounds::words`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RoundFinding {
    /// Two people meet again before their cool-down is over.
    Repeat {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// The last round in which they met, or are planned to.
        last_met: u32,
        /// In what programme.
        programme: Programme,
    },
    /// A round holds repeats, and nothing proves that fewer people would meet without.
    RepeatsNotProvenNeeded {
        /// The round.
        round: u32,
    },
    /// The number of people is odd, and they sit out instead of making a trio.
    NoTrio {
        /// The round.
        round: u32,
        /// Keys of those who sit out.
        byes: Vec<String>,
    },
    /// A round is correct, but not proven optimal.
    RoundNotProvenOptimal {
        /// The round.
        round: u32,
        /// What no such round exceeds; none where nothing is proven.
        bound: Option<RoundObjective>,
    },
    /// The plan is correct, but not proven optimal over all its rounds.
    NotProvenOptimal {
        /// What no plan exceeds; none where nothing is proven.
        bound: Option<HorizonObjective>,
    },
}

impl RoundFinding {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Repeat { .. } => "repeat",
            Self::RepeatsNotProvenNeeded { .. } => "repeats-not-proven-needed",
            Self::NoTrio { .. } => "no-trio",
            Self::RoundNotProvenOptimal { .. } => "round-not-proven-optimal",
            Self::NotProvenOptimal { .. } => "not-proven-optimal",
        }
    }
}

impl fmt::Display for RoundFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeat { round, first, second, last_met, programme } => write!(
                f,
                "round {round}: `{first}` and `{second}` meet again, last in round {last_met} ({})",
                of(programme)
            ),
            Self::RepeatsNotProvenNeeded { round } => write!(
                f,
                "round {round} holds repeats, and nothing proves that fewer people would meet without"
            ),
            Self::NoTrio { round, byes } => write!(
                f,
                "round {round}: an odd number of people take part, and no trio takes in {}",
                super::violation::keys(byes)
            ),
            Self::RoundNotProvenOptimal { round, bound: Some(bound) } => write!(
                f,
                "round {round} is not proven optimal: another may reach {bound}, but no more"
            ),
            Self::RoundNotProvenOptimal { round, bound: None } => {
                write!(f, "round {round} is not proven optimal: nothing is proven about others")
            }
            Self::NotProvenOptimal { bound: Some(bound) } => write!(
                f,
                "the rounds together are not proven optimal: other plans may reach {bound}, but no \
                 more"
            ),
            Self::NotProvenOptimal { bound: None } => f.write_str(
                "the rounds together are not proven optimal: nothing is proven about other plans",
            ),
        }
    }
}
