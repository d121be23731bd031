//! What can be wrong with the records of an organisation.

use std::fmt;

use super::records::{Pause, SCHEMA, WorkingHours};

/// A list of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Department records.
    Departments,
    /// Person records.
    People,
    /// Tie records.
    Ties,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Departments => "departments",
            Self::People => "people",
            Self::Ties => "ties",
        })
    }
}

/// A mistake in the records of an organisation: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{field}: {problem}", place(.table, *.index, .key, .problem))]
pub struct OrganizationError {
    /// The list it stands in.
    pub table: Table,
    /// The position in that list, from 0.
    pub index: usize,
    /// The key of the record (for a tie `from → to`), possibly empty.
    pub key: String,
    /// The field, named as its CSV column.
    pub field: &'static str,
    /// What is wrong, and the way out.
    pub problem: OrganizationProblem,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrganizationProblem {
    /// A key without a visible character.
    #[error("the key is empty; give each record a key of its own")]
    EmptyKey,
    /// White space at an end of a key, where nobody sees it.
    #[error("the key `{key}` begins or ends with white space; remove it")]
    PaddedKey {
        /// The key.
        key: String,
    },
    /// Two records of one key.
    #[error("the key `{key}` is that of record {} already; give one of them another key", .first + 1)]
    DuplicateKey {
        /// The key.
        key: String,
        /// Position of the earlier record, from 0.
        first: usize,
    },
    /// A department that is not declared.
    #[error("`{key}` is not a department; declare it, or leave the field empty")]
    UnknownDepartment {
        /// The key given.
        key: String,
    },
    /// A person who is not declared.
    #[error("`{key}` is not a person; declare them, or remove the reference")]
    UnknownPerson {
        /// The key given.
        key: String,
    },
    /// Somebody is their own manager.
    #[error("a person cannot report to themselves; leave the manager of the top person empty")]
    SelfManager,
    /// A department is its own parent.
    #[error("a department cannot lie within itself; leave the parent of a function empty")]
    SelfParent,
    /// Reporting lines or departments that run in a circle.
    #[error("runs in a circle: {}; cut it at one of them", circle(.keys))]
    Cycle {
        /// The keys in the circle, each below the next, the last below the first.
        keys: Vec<String>,
    },
    /// A level above 5.
    #[error("skill `{skill}` has level {level}; levels go from 0 to 5")]
    Level {
        /// The skill.
        skill: String,
        /// The level given.
        level: u8,
    },
    /// A target level outside 1 to 5.
    #[error("wanted skill `{skill}` has target level {target}; targets go from 1 to 5")]
    Target {
        /// The skill.
        skill: String,
        /// The target given.
        target: u8,
    },
    /// A want of weight 0.
    #[error("wanted skill `{skill}` has weight 0; give at least 1, or remove it")]
    ZeroWeight {
        /// The skill.
        skill: String,
    },
    /// A list that names a thing twice.
    #[error("`{name}` stands there twice; keep one")]
    Repeated {
        /// The thing.
        name: String,
    },
    /// A name without a visible character.
    #[error("a name without a visible character; remove it")]
    EmptyName,
    /// Hours that are no hours.
    #[error(
        "hours {}-{} are not minutes of a day; start is 0 to 1439, end 1 to 1440, and they differ",
        .hours.start, .hours.end
    )]
    Hours {
        /// The hours given.
        hours: WorkingHours,
    },
    /// A pause that ends before it begins.
    #[error("the pause from {} to {} ends before it begins; swap the two days", .pause.first, .pause.last)]
    Pause {
        /// The pause given.
        pause: Pause,
    },
    /// A tie from a person to themselves.
    #[error("a tie joins two people; remove it")]
    SelfTie,
    /// A tie stated twice.
    #[error("record {} states this tie already; keep one", .first + 1)]
    DuplicateTie {
        /// Position of the earlier record, from 0.
        first: usize,
    },
    /// A tie of strength 0.
    #[error("a tie has a strength of at least 1; remove the tie if there is none")]
    ZeroStrength,
    /// Records of another schema.
    #[error("{found} is not read by this version, which reads {SCHEMA}; convert the records")]
    Schema {
        /// The schema given.
        found: u32,
    },
    /// More than an index can name.
    #[error("{given} are more than {most}; split the organisation")]
    TooMany {
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
}

impl OrganizationProblem {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyKey => "empty-key",
            Self::PaddedKey { .. } => "padded-key",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::UnknownDepartment { .. } => "unknown-department",
            Self::UnknownPerson { .. } => "unknown-person",
            Self::SelfManager => "self-manager",
            Self::SelfParent => "self-parent",
            Self::Cycle { .. } => "cycle",
            Self::Level { .. } => "level",
            Self::Target { .. } => "target",
            Self::ZeroWeight { .. } => "zero-weight",
            Self::Repeated { .. } => "repeated",
            Self::EmptyName => "empty-name",
            Self::Hours { .. } => "hours",
            Self::Pause { .. } => "pause",
            Self::SelfTie => "self-tie",
            Self::DuplicateTie { .. } => "duplicate-tie",
            Self::ZeroStrength => "zero-strength",
            Self::Schema { .. } => "schema",
            Self::TooMany { .. } => "too-many",
        }
    }
}

/// The record, unless the mistake is that of the whole input or table.
fn place(table: &Table, index: usize, key: &str, problem: &OrganizationProblem) -> String {
    match problem {
        OrganizationProblem::Schema { .. } => String::new(),
        OrganizationProblem::TooMany { .. } => format!("{table}, "),
        _ => format!("{table} record {} ({key}), ", index + 1),
    }
}

fn circle(keys: &[String]) -> String {
    let first = keys.first().map_or("", String::as_str);
    format!("`{}` under `{first}`", keys.join("` under `"))
}
