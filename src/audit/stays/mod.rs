//! The audit of rotational assignments.

mod check;
mod facts;
mod proof;
mod report;
mod shortage;
mod violation;

pub use check::check_stays;
pub use report::{ProvenStays, StaysReport};
pub use shortage::{ShortageVerdict, check_shortage};
pub use violation::StaysViolation;
