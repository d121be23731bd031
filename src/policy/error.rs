//! What can be wrong with a policy.

use std::fmt;

use crate::score::{Score, ValueError};

/// The place of a rule or criterion in its policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A rule, by position from 0, and its code.
    Rule(usize, &'static str),
    /// A weighted criterion, by position from 0, and its code.
    Criterion(usize, &'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(index, code) => write!(f, "rule {} ({code})", index + 1),
            Self::Criterion(index, code) => write!(f, "criterion {} ({code})", index + 1),
        }
    }
}

/// A mistake in a policy, or between a policy and its context.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// A parameter outside its range.
    #[error("{place}: {parameter} is {given}; give {allowed}")]
    Parameter {
        /// Where.
        place: Place,
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        given: i64,
        /// What it may be, in words.
        allowed: &'static str,
    },
    /// A kind of tie that nobody has.
    #[error("{place}: no tie is of kind `{kind}`; the kinds are: {}", list(.known))]
    TieKind {
        /// Where.
        place: Place,
        /// The kind named.
        kind: String,
        /// The kinds in the organisation.
        known: Vec<String>,
    },
    /// A key that is nobody's.
    #[error("{place}: `{key}` is not a person of the organisation; remove or correct the key")]
    Person {
        /// Where.
        place: Place,
        /// The key named.
        key: String,
    },
    /// A custom rule or criterion that is not registered.
    #[error("{place}: nothing is registered under `{name}`; register it with the problem")]
    Unregistered {
        /// Where.
        place: Place,
        /// The name.
        name: String,
    },
    /// A cool-down without the day or round to count back from.
    #[error(
        "{place}: the cool-down counts {unit}s, but the {unit} to plan for is not given; say it"
    )]
    NoNow {
        /// Where.
        place: Place,
        /// `round` or `day`.
        unit: &'static str,
    },
    /// A meeting that a cool-down cannot place in time.
    #[error(
        "{place}: meeting {} of the history ({}) has no {unit}; add it, or count the cool-down otherwise",
        .meeting + 1, list(.people)
    )]
    UndatedMeeting {
        /// Where.
        place: Place,
        /// Position of the meeting, from 0.
        meeting: usize,
        /// Who met.
        people: Vec<String>,
        /// `round` or `day`.
        unit: &'static str,
    },
    /// A minimum score that no pair can reach.
    #[error(
        "{place}: no pair can score {minimum}, since all weights together make {most}; lower it"
    )]
    UnreachableMinimum {
        /// Where.
        place: Place,
        /// The minimum asked.
        minimum: Score,
        /// The highest possible score.
        most: Score,
    },
    /// Weights whose sum leaves the range of scores.
    #[error("the weights add up to {sum}, more than {most}; scale them down")]
    Headroom {
        /// The sum of weights.
        sum: u128,
        /// The largest sum supported.
        most: u128,
    },
}

impl PolicyError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parameter { .. } => "parameter",
            Self::TieKind { .. } => "tie-kind",
            Self::Person { .. } => "person",
            Self::Unregistered { .. } => "unregistered",
            Self::NoNow { .. } => "no-now",
            Self::UndatedMeeting { .. } => "undated-meeting",
            Self::UnreachableMinimum { .. } => "unreachable-minimum",
            Self::Headroom { .. } => "headroom",
        }
    }
}

/// A custom criterion gave no value between 0 and 1 for a pair.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("criterion `{criterion}` on `{first}` and `{second}`: {source}")]
pub struct CustomValueError {
    /// The name it is registered under.
    pub criterion: String,
    /// Key of the first person.
    pub first: String,
    /// Key of the second person.
    pub second: String,
    /// What it gave.
    pub source: ValueError,
}

fn list(words: &[String]) -> String {
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}
