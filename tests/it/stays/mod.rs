//! Rotational assignments.

mod exact;
mod input;
mod laws;
mod organisation;
mod why;
pub(crate) mod world;
