//! Who: people, departments, reporting lines and ties.
//!
//! [`Organization`] is built once, from [records](OrganizationRecords), from
//! CSV files or piece by piece with a [builder](OrganizationBuilder), and is
//! read-only from then on.

mod builder;
mod distance;
mod error;
mod lists;
mod names;
mod organization;
mod person;
mod profile;
mod records;
mod tree;

pub use builder::OrganizationBuilder;
pub use distance::MAX_TIE_DISTANCE;
pub use error::{OrganizationError, OrganizationProblem, Table};
pub use organization::{Link, Node, Organization, Tie};
pub use person::{Department, HeldSkill, Person, WantedSkill};
pub use records::{
    DepartmentRecord, OrganizationRecords, Pause, PersonRecord, SCHEMA, SkillRecord, TieRecord,
    WantRecord, WorkingHours,
};
