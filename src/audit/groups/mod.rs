//! The audit by groups of people.

mod audit;
mod compare;
#[cfg(feature = "csv")]
mod csv;
mod error;
mod outcome;
mod report;
mod span;
mod suppress;
mod table;
mod tally;
mod values;
mod words;

pub use audit::{GroupAudit, by_group};
pub use error::GroupError;
pub use outcome::Outcome;
pub use report::{
    GroupCell, GroupCounts, GroupFinding, GroupMeasure, GroupRate, GroupReport, GroupScores,
    GroupSection, GroupTable, ImpactRatio, Side,
};
pub use table::Groups;
