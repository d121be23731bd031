//! Who: people, departments, reporting lines and ties.

mod error;
mod records;
mod tree;

pub use error::{OrganizationError, OrganizationProblem, Table};
pub use records::{
    DepartmentRecord, OrganizationRecords, Pause, PersonRecord, SCHEMA, SkillRecord, TieRecord,
    WantRecord, WorkingHours,
};
