//! The audit by group, against a recount from the definitions.
//!
//! [`recount`] counts naively; `plans` holds reports on random plans against it, `measures` looks at single
//! numbers and at the words, `suppression` at what is not shown, `input` at mistakes.

pub(crate) mod input;
mod measures;
mod plans;
mod recount;
mod suppression;
