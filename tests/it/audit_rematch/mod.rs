//! The audit of re-matched plans against enumeration and planted mistakes.
//!
//! [`oracle`] says what re-matching means and enumerates all plans, and makes random published plans; [`definition`] says
//! what a proof proves. `brute` holds bounds against enumeration, `planted` plants every kind of mistake, `trees`
//! looks at cases that leave plans out, `words` at the sentences.

#[cfg(feature = "serde")]
mod brute;
#[cfg(feature = "serde")]
mod definition;
pub(crate) mod oracle;
#[cfg(feature = "serde")]
mod planted;
#[cfg(feature = "serde")]
mod trees;
#[cfg(feature = "serde")]
mod words;
#[cfg(feature = "serde")]
mod world;
