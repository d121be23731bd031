//! Rounds: what is promised, held against enumeration, against the audit and
//! against what users ask for.

mod changes;
mod input;
mod promises;
mod requests;
// mod scale;
