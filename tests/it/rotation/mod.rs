//! Rounds: what is promised, held against enumeration, against the audit and
//! against what users ask for.

mod changes;
pub(crate) mod exact;
mod input;
mod not_meeting;
mod priced;
mod promises;
mod requests;
mod scale;
mod why;
mod why_random;
pub(crate) mod world;
