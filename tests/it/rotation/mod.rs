//! Rounds: what is promised, held against enumeration, against the audit and
//! against what users ask for.

pub(crate) mod exact;
mod requests;
pub(crate) mod world;
