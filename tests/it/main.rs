//! The one test harness.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(missing_docs)]

mod assignment;
mod audit;
mod audit_groups;
mod audit_rematch;
mod audit_rounds;
mod audit_stays;
mod audit_task_force;
mod edge_coloring;
#[cfg(all(feature = "csv", feature = "serde"))]
mod example;
mod general;
#[cfg(all(feature = "csv", feature = "serde"))]
mod golden;
mod history;
#[cfg(feature = "csv")]
mod import;
mod imports;
#[cfg(feature = "manifest")]
mod manifest;
mod mentoring;
#[cfg(feature = "csv")]
mod optima;
mod org;
mod policy;
mod pricing;
mod rng;
mod rotation;
#[cfg(all(feature = "csv", feature = "serde"))]
mod samples;
mod selection;
mod stays;
#[cfg(feature = "synth")]
mod synth;
mod taskforce;
