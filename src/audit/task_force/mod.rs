//! The audit of task forces.

mod check;
mod conflict;
mod facts;
mod fit;
mod outcomes;
mod parts;
mod proof;
mod report;
mod requirement;
mod shortfall;
mod verdict;
mod violation;

pub use check::check_task_force;
pub use conflict::check_conflict;
pub use report::{ProvenWorth, TaskForceFinding, TaskForceReport};
pub use shortfall::Shortfall;
pub use verdict::{ConflictReport, ConflictVerdict, ConflictViolation};
pub use violation::TaskForceViolation;

pub(super) use outcomes::outcomes;
