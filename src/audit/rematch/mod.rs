//! The audit of re-matched plans.

mod cases;
mod check;
mod known;
mod proof;
mod report;
mod violation;

pub use check::check_rematch;
pub use report::{ProvenRematch, RematchReport};
pub use violation::{RematchViolation, Uncovered};
