//! Task forces: what is promised, held against enumeration of all sets of people.

mod answers;
mod conflicts;
mod exact;
mod input;
mod laws;
pub(crate) mod oracle;
mod why;
pub(crate) mod world;
