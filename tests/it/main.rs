//! The one test harness.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(missing_docs)]

mod assignment;
#[cfg(feature = "csv")]
mod import;
#[cfg(feature = "csv")]
mod optima;
mod org;
#[cfg(all(feature = "csv", feature = "serde"))]
mod samples;
