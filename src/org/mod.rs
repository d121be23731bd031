//! Who: people, departments, reporting lines and ties.

mod records;

pub use records::{
    DepartmentRecord, OrganizationRecords, Pause, PersonRecord, SCHEMA, SkillRecord, TieRecord,
    WantRecord, WorkingHours,
};
