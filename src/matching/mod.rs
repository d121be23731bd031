//! The kernels: index-only, integer-only, each usable alone.
//!
//! Nothing here knows a person. A kernel takes a problem of dense indices and
//! `i64` weights and returns a [`Claim`](crate::solve::Claim) that is checked in
//! [`solve`](crate::solve) by code of its own.

pub mod assignment;
