//! Selecting one team: the members worth most together that keep to every requirement.
//!
//! Candidates V with values f of any sign, pairs with values w of any sign:
//!
//! ```text
//! greatest   Σ f(i)·x(i) + Σ w(i, j)·x(i)·x(j)
//! where      least ≤ Σ x(i) ≤ most                     members
//!            x(i) = 1                                  who is required
//!            x(i) + x(j) ≤ 1                           two who are apart
//!            x(i) = x(j)                               two who come together
//!            at_least ≤ Σ x(i) over A ≤ at_most        each count A
//!            the x(i) = 1 have at_least kinds          each field of kinds
//!            of no kind exactly one                    where nobody may be alone
//!            what all x(i) = 1 have in common is worth at_least
//!            x(i) ∈ {0, 1}
//! ```
//!
//! Without pairs and counts that is a sort; with either it is NP-hard (a team that covers the skills is set
//! cover; Karp 1972), so the solver is a search whose bound decides how far it gets.
//!
//! # Proof
//! A [`SelectionCertificate`](crate::solve::SelectionCertificate) is the search tree with prices that close its
//! leaves; [`verify`](crate::solve::Problem::verify) reads it by code of its own.

mod branch_and_bound;
mod core;
mod likeness;
mod local_search;
mod prices;
mod problem;

pub use branch_and_bound::BranchAndBound;
pub use problem::{SelectionError, SelectionProblem, Team};

pub use crate::solve::{Common, Count, Kinds, SelectionParts};
