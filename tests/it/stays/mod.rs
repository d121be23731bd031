//! Rotational assignments.

mod calendar;
mod calendar_input;
mod calendar_laws;
mod calendar_why;
pub(crate) mod calendar_world;
mod exact;
mod input;
mod laws;
mod leximin;
mod organisation;
mod why;
pub(crate) mod world;
