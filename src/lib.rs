//! Crosstie pairs people across an organisation, with proof.

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod audit;
mod error;
pub mod explain;
mod id;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub mod import;
pub mod matching;
pub mod mentoring;
pub mod org;
pub mod policy;
mod score;
pub mod solve;

pub use error::Errors;
pub use id::{DepartmentId, PersonId, SkillId, TieKindId};
pub use jiff::civil::Date;
pub use petgraph;
pub use score::{MICROS, Score, Value, ValueError};
