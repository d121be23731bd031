//! An independent re-check of plans, from the definitions.
//!
//! [`check`] takes a plan from anywhere, a solver, a file, an editor, and says
//! what is wrong with it ([`Violation`]), what somebody should know about it
//! ([`Finding`]), and what its proof is worth ([`Proven`]). [`check_rounds`] does
//! the same for rounds ([`RoundViolation`], [`RoundFinding`], [`ProvenBound`]), and
//! [`check_task_force`] for task forces ([`TaskForceViolation`], [`TaskForceFinding`],
//! [`ProvenWorth`]); [`check_conflict`] checks why there is none. [`check_stays`] does it for rotational assignments
//! ([`StaysViolation`], [`ProvenStays`]); [`check_shortage`] checks why there is none.
//!
//! The audit shares no code with what it checks: it reads plain facts of the
//! organisation, walks upwards step by step, counts minutes one by one, and
//! scans lists. It is slow and plain on purpose.

mod check;
mod facts;
mod finding;
mod proof;
mod report;
mod rescore;
mod rounds;
mod stays;
mod task_force;
mod violation;

#[cfg(test)]
pub(crate) use rescore::law;

pub use check::{Coverage, check, check_with};
pub use finding::Finding;
pub use report::{AuditReport, Gap, Proven};
pub use rounds::{
    Absence, AuditedRound, NoBye, ProofPlace, ProvenBound, RoundFinding, RoundViolation,
    RoundsReport, check_rounds,
};
pub use stays::{
    ProvenStays, ShortageVerdict, StaysReport, StaysViolation, check_shortage, check_stays,
};
pub use task_force::{
    ConflictReport, ConflictVerdict, ConflictViolation, ProvenWorth, Shortfall, TaskForceFinding,
    TaskForceReport, TaskForceViolation, check_conflict, check_task_force,
};
pub use violation::{BrokenRule, Violation};
