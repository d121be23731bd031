//! The audit of task forces against answers, enumeration and planted mistakes.
//!
//! [`world`] makes random problems. `clean` audits what the solver says, `brute` holds objectives
//! and proofs against enumeration, `planted` plants every kind of mistake, `conflicts` audits why
//! there is no task force, `words` looks at the sentences.

mod brute;
mod clean;
mod conflicts;
mod planted;
mod words;
mod world;
