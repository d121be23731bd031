//! The audit of plans of rounds.

mod byes;
mod check;
mod facts;
mod horizon;
mod parts;
mod past;
mod proof;
mod report;
mod rows;
mod sets;
mod view;
mod violation;

pub use check::check_rounds;
pub use report::{AuditedRound, ProvenBound, RoundFinding, RoundsReport};
pub(super) use violation::keys;
pub use violation::{Absence, NoBye, ProofPlace, RoundViolation};
