//! How a requirement of a brief is not met.

use std::fmt;

use super::super::rounds::keys;
use super::super::violation::count;
use crate::taskforce::Field;

/// How a requirement is not met, with what was counted and what is asked.
///
/// Tests: `audit_task_force::planted`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Shortfall {
    /// Too few members hold the skill at the level.
    Holders {
        /// How many do.
        counted: u64,
        /// How many must.
        needed: u64,
    },
    /// The members have too few different values of a field.
    Values {
        /// The field.
        field: Field,
        /// How many they have.
        counted: u64,
        /// How many they must have.
        needed: u64,
    },
    /// Too many members have one value of a field.
    Crowded {
        /// The field.
        field: Field,
        /// The value.
        value: String,
        /// Keys of the members who have it.
        people: Vec<String>,
        /// How many may.
        allowed: u64,
    },
    /// Somebody is the only member with their value of a field.
    Alone {
        /// The key.
        key: String,
        /// The field.
        field: Field,
        /// The value.
        value: String,
    },
    /// A member stands above another.
    Above {
        /// Key of the one above.
        above: String,
        /// Key of the one below.
        below: String,
        /// How many levels apart they are.
        apart: u64,
        /// Within how many they must not be.
        levels: u64,
    },
    /// Somebody has no hours on file.
    NoHours {
        /// The key.
        key: String,
    },
    /// The members have too few working minutes in common.
    Minutes {
        /// How many they have.
        counted: u64,
        /// How many they must have.
        needed: u64,
    },
    /// Somebody must be a member and is not.
    Missing {
        /// The key.
        key: String,
    },
    /// Somebody must not be a member and is.
    Present {
        /// The key.
        key: String,
    },
    /// Of those who are members all or none, some are.
    Divided {
        /// Keys of those who are.
        inside: Vec<String>,
        /// Keys of those who are not.
        outside: Vec<String>,
    },
    /// Of those of whom at most one is a member, more are.
    Several {
        /// Their keys.
        people: Vec<String>,
    },
    /// Nobody who might take the chair is a member.
    NoChair,
    /// Somebody has not volunteered.
    NotVolunteered {
        /// The key.
        key: String,
    },
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holders { counted, needed } => {
                write!(f, "{} it, and {needed} must", holds(*counted))
            }
            Self::Values { field, counted, needed } => write!(
                f,
                "the members have {counted} {} and need {needed}",
                field.in_words(*counted)
            ),
            Self::Crowded { field, value, people, allowed } => write!(
                f,
                "{} are {} of {} `{value}`, and at most {allowed} may be",
                keys(people),
                people.len(),
                field.in_words(1)
            ),
            Self::Alone { key, field, value } => {
                write!(f, "`{key}` is the only member of {} `{value}`", field.in_words(1))
            }
            Self::Above { above, below, apart, levels } => write!(
                f,
                "`{above}` stands {} above `{below}`, and nobody may within {levels}",
                count(*apart, "level")
            ),
            Self::NoHours { key } => write!(f, "`{key}` has no working hours on file"),
            Self::Minutes { counted, needed } => {
                write!(f, "the members share {} and need {needed}", count(*counted, "minute"))
            }
            Self::Missing { key } => write!(f, "`{key}` is not a member"),
            Self::Present { key } => write!(f, "`{key}` is a member"),
            Self::Divided { inside, outside } => {
                let verb = if inside.len() == 1 { "is a member" } else { "are members" };
                let not = if outside.len() == 1 { "is not" } else { "are not" };
                write!(f, "{} {verb}, but {} {not}", keys(inside), keys(outside))
            }
            Self::Several { people } => write!(f, "{} are members", keys(people)),
            Self::NoChair => f.write_str("none of them is a member"),
            Self::NotVolunteered { key } => write!(f, "`{key}` has not volunteered"),
        }
    }
}

/// "1 member holds", "2 members hold".
fn holds(number: u64) -> String {
    let verb = if number == 1 { "holds" } else { "hold" };
    format!("{} {verb}", count(number, "member"))
}
