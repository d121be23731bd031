//! The audit of rotational assignments.

mod check;
mod facts;
mod impossible;
mod leximin;
mod proof;
mod report;
mod shortage;
mod step_fault;
mod steps;
mod times;
mod violation;

pub use check::check_stays;
pub use impossible::{ImpossibleVerdict, check_impossible};
pub use leximin::{LeximinFault, LeximinVerdict, check_leximin};
pub use report::{ProvenStays, StaysReport};
pub use shortage::{ShortageVerdict, check_shortage};
pub use step_fault::StepFault;
pub use violation::StaysViolation;
