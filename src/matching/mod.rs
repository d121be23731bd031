//! The kernels: index-only, integer-only, each usable alone.
//!
//! Nothing here knows a person. A kernel takes a problem of dense indices and
//! `i64` weights and returns a [`Claim`](crate::solve::Claim), which
//! [`Problem::verify`](crate::solve::Problem::verify) checks by code that it
//! shares with no kernel.
//!
//! | problem | kernel |
//! | --- | --- |
//! | two sides, a capacity at every vertex | [`assignment`] |
//! | anybody with anybody, one partner each | [`general`] |
//! | two sides, every pair without a list of them | [`pricing`] |
//! | two sides, every edge a colour | [`edge_coloring`] |
//! | one team out of many candidates | [`selection`] |
//! | what a change to an assignment costs | [`assignment::Residual`] |

pub mod assignment;
pub mod edge_coloring;
pub mod general;
mod heaviest;
pub mod pricing;
pub mod selection;
