//! The audit of rounds against answers, enumeration and planted mistakes.
//!
//! `sheet` writes plans out from their groups, and says of a plan what is untrue in it, by
//! the definitions and enumeration alone. `clean` audits what the solver says, `brute` holds
//! proofs against enumeration, `planted` plants every kind of mistake (`plant`, `proofs`) and any
//! `change`, `words` looks at the sentences.

mod brute;
#[cfg(feature = "serde")]
mod change;
mod clean;
mod plant;
mod planted;
mod proofs;
mod sheet;
mod words;
