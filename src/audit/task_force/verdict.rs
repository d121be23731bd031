//! The result of an audit of a conflict.

use std::fmt;

use super::super::rounds::keys;
use super::super::violation::count;

/// What [`check_conflict`](super::check_conflict) found.
///
/// `Display` writes it as a short text; with the feature `serde` it serialises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ConflictReport {
    pub(super) violations: Vec<ConflictViolation>,
    pub(super) verdict: ConflictVerdict,
    pub(super) irreducible: bool,
}

impl ConflictReport {
    /// Whether nothing is wrong with the conflict. That alone does not confirm it.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// What is wrong with the conflict.
    #[must_use]
    pub fn violations(&self) -> &[ConflictViolation] {
        &self.violations
    }

    /// Whether no set of candidates meets all conditions.
    #[must_use]
    pub fn verdict(&self) -> &ConflictVerdict {
        &self.verdict
    }

    /// Whether each condition is shown to be needed: for each there is a set that meets all the others.
    #[must_use]
    pub fn is_irreducible(&self) -> bool {
        self.irreducible
    }
}

impl fmt::Display for ConflictReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.violations.len() as u64 {
            0 => writeln!(f, "no violation")?,
            number => writeln!(f, "{}:", count(number, "violation"))?,
        }
        for violation in &self.violations {
            writeln!(f, "- {violation} [{}]", violation.code())?;
        }
        writeln!(f, "that no task force is possible: {}", self.verdict)?;
        let shown = if self.irreducible { "shown" } else { "not shown" };
        write!(f, "that each of the conditions is needed: {shown}")
    }
}

/// Whether the conditions of a conflict exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ConflictVerdict {
    /// They do: all sets of candidates were tried.
    Confirmed,
    /// They do not: these candidates meet all of them.
    Refuted {
        /// Keys of the candidates.
        people: Vec<String>,
    },
    /// There are too many candidates to try all sets, or the conditions cannot all be evaluated.
    NotChecked,
}

impl fmt::Display for ConflictVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Confirmed => f.write_str("confirmed"),
            Self::Refuted { people } => {
                write!(f, "refuted, by {}", keys(people))
            }
            Self::NotChecked => f.write_str("not checked"),
        }
    }
}

/// Something that a conflict gets wrong. Conditions are named by their positions in it, from 0.
///
/// Tests: `audit_task_force::conflicts`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ConflictViolation {
    /// There is no condition, so that any candidate meets all.
    #[error("the conflict has no condition")]
    NoCondition,
    /// The problem has no such condition.
    #[error("condition {} is not in the problem; audit the conflict with its own problem", .position.saturating_add(1))]
    UnknownCondition {
        /// Position of the condition.
        position: usize,
    },
    /// A condition stands there twice.
    #[error("condition {} is there a second time; keep one", .position.saturating_add(1))]
    ConditionTwice {
        /// Position of the second.
        position: usize,
    },
    /// A condition is put into other words than its own.
    #[error("condition {} is worded `{claimed}`, but says `{says}`", .position.saturating_add(1))]
    WrongWords {
        /// Position of the condition.
        position: usize,
        /// The words in the conflict.
        claimed: String,
        /// What it says.
        says: String,
    },
    /// The words are more or fewer than the conditions.
    #[error("there are {given} wordings for {}; give one each", count(*.conditions, "condition"))]
    WordsCount {
        /// How many there are.
        given: u64,
        /// How many conditions there are.
        conditions: u64,
    },
    /// The sets that meet all the others are more or fewer than the conditions.
    #[error("there are {given} entries of sets for {}; give one each", count(*.conditions, "condition"))]
    SetsCount {
        /// How many there are.
        given: u64,
        /// How many conditions there are.
        conditions: u64,
    },
    /// A set names somebody who is not a candidate.
    #[error("the set without condition {} names `{key}`, who is no candidate", .position.saturating_add(1))]
    SetStranger {
        /// Position of the condition left out.
        position: usize,
        /// The key.
        key: String,
    },
    /// A set names somebody twice.
    #[error("the set without condition {} names `{key}` twice; keep one", .position.saturating_add(1))]
    SetTwice {
        /// Position of the condition left out.
        position: usize,
        /// The key.
        key: String,
    },
    /// A set is empty: a task force has one member at least, whatever is left out.
    #[error("the set without condition {} is empty", .position.saturating_add(1))]
    SetEmpty {
        /// Position of the condition left out.
        position: usize,
    },
    /// A set does not meet all the other conditions.
    #[error("the set without condition {} does not meet condition {} either: {says}",
        .position.saturating_add(1), .fails.saturating_add(1))]
    SetFails {
        /// Position of the condition left out.
        position: usize,
        /// Position of the condition that is not met.
        fails: usize,
        /// What that one says.
        says: String,
    },
    /// A set meets the condition left out as well: it is a task force that meets all of them.
    #[error("the set without condition {} meets it as well: {}", .position.saturating_add(1), keys(.people))]
    MeetsAll {
        /// Position of the condition left out.
        position: usize,
        /// Keys of the set.
        people: Vec<String>,
    },
    /// A set that was tried meets all conditions.
    #[error("all conditions are met by {}", keys(.people))]
    Possible {
        /// Its keys.
        people: Vec<String>,
    },
    /// A custom criterion gave no value for a pair.
    #[error("criterion `{criterion}` on `{first}` and `{second}`: {problem}")]
    CustomValue {
        /// Key of the first of the pair.
        first: String,
        /// Key of the second.
        second: String,
        /// The name the criterion is registered under.
        criterion: String,
        /// What it gave, and what it should give.
        problem: String,
    },
}

impl ConflictViolation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCondition => "no-condition",
            Self::UnknownCondition { .. } => "unknown-condition",
            Self::ConditionTwice { .. } => "condition-twice",
            Self::WrongWords { .. } => "wrong-words",
            Self::WordsCount { .. } => "words-count",
            Self::SetsCount { .. } => "sets-count",
            Self::SetStranger { .. } => "set-stranger",
            Self::SetTwice { .. } => "set-twice",
            Self::SetEmpty { .. } => "set-empty",
            Self::SetFails { .. } => "set-fails",
            Self::MeetsAll { .. } => "meets-all",
            Self::Possible { .. } => "possible",
            Self::CustomValue { .. } => "custom-value",
        }
    }
}
