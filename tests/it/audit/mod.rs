//! The audit against answers, enumeration and planted mistakes.
//!
//! [`world`] makes random programmes; [`programme`] says what they mean, naively,
//! and enumerates their plans. `clean` audits what the solver says, `brute`
//! holds objectives and proofs against enumeration, `planted` plants every
//! kind of mistake, `sampled` looks at some of the pairs only, `findings` and `words` look at single reports.

mod brute;
mod clean;
mod findings;
mod planted;
pub(crate) mod policies;
pub(crate) mod programme;
mod sampled;
mod words;
pub(crate) mod world;
