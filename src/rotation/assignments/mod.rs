//! Rotational assignments: a year through other departments.
//!
//! People P, host departments H, T periods, and a value w(p, h) of each eligible pair. A plan is a set of stays
//! (p, h, t): person p is with host h in period t. With at most s(p) stays of a person, and at least a(h) and at most
//! c(h) people with a host in every period:
//!
//! ```text
//! greatest   Σ w(p, h) over the stays                        Mode::HighestScore
//!       or   (number of stays, Σ w(p, h) over them)          Mode::MostPairsFirst, compared from the left
//! where      stays of p in period t ≤ 1                      for every p and t
//!            stays of p at h ≤ 1                             for every p and h
//!            stays of p ≤ s(p)                               for every p
//!            a(h) ≤ stays at h in period t ≤ c(h)            for every h and t
//! ```
//!
//! Not eligible are a person's own department, what was [visited](ScoredStaysBuilder::visited) before, and what is
//! [excluded](ScoredStaysBuilder::exclude). Who has fewer stays than there are periods is at home in the others.
//!
//! # Why this is solved exactly
//! Leave the periods out: choose pairs with at most min(s(p), T) of a person and between a(h)·T and c(h)·T of a host. Each
//! plan is such a choice, so that none is worth more than the best choice, which is a [capacitated
//! assignment](crate::matching::assignment) with its proof. And each choice is a plan: T colours are
//! [enough](crate::matching::edge_coloring) to give every pair a period, at most one pair of a person and at most c(h) of a
//! host in each, and as evenly that a host with d stays has ⌊d/T⌋ or ⌈d/T⌉ in each, so at least a(h) (König 1916; de
//! Werra 1971). So the optimum of the choice is the optimum of the plans.
//!
//! This needs values, capacities and presence to be the same in every period, and stays of one length, which then is the period.
//!
//! # Periods that differ
//! With a [`Calendar`] a stay (p, h, t) begins in period t and takes L(h) periods in a row, all of which lie within 1 to T. It is
//! still worth w(p, h), once. Then
//!
//! ```text
//! where      stays of p in period t ≤ 1, and 0 where p is away    for every p and t
//!            stays of p at h ≤ 1                                  for every p and h
//!            stays of p ≤ s(p)                                    for every p
//!            a(h, t) ≤ people at h in period t ≤ c(h, t)          for every h and t
//!            people of g on a stay in period t ≤ m(g)             for every group g with a limit and t
//!            a stay of p at f ends before one at h begins         where p has both, and f comes before h by order
//!            p has a stay at f that ends before that at h begins,
//!            or met f before                                      where p has a stay at h, and h requires f
//!            every fixed stay is in the plan
//! ```
//!
//! To have met a host is to have [visited](ScoredStaysBuilder::visited) it, or to be at home there. Each host comes first by order or
//! requirement of others only so that there is no circle.
//!
//! That is NP-hard already where people are away in some periods (Even, Itai & Shamir 1976). The best choice of pairs is still a
//! bound. Prices for places by period make it better; cases, where there are few stays; and a search finds plans. What is left
//! between the two is the gap, and the [proof](ProofStep) says so.
//!
//! # References
//! - D. König, *Über Graphen und ihre Anwendung auf Determinantentheorie und Mengenlehre*, Mathematische Annalen 77 (1916).
//! - D. de Werra, *Equitable colorations of graphs*, Revue française d'informatique et de recherche opérationnelle R-3
//!   (1971).
//! - S. Even, A. Itai and A. Shamir, *On the complexity of timetable and multicommodity flow problems*, SIAM Journal on
//!   Computing 5 (1976).
//!
//! [`StaysProblem`] → [`solve`](StaysProblem::solve) → [`Answer`].

mod answer;
mod builder;
mod calendar;
#[cfg(feature = "csv")]
mod csv;
mod draft;
mod error;
mod leximin;
mod plan;
mod problem;
mod solver;
mod value;

pub use answer::Answer;
pub use builder::{ScoredStaysBuilder, StaysBuilder};
pub use calendar::Calendar;
pub use error::{
    FixedClash, Impossible, LeximinError, Shortage, SolveError, StaysError, WhatIfError,
};
pub use leximin::{LeximinPlan, LeximinProof};
pub use plan::{
    HostTable, OrderPrices, PeriodPrices, PersonTable, ProofStep, Stay, StaysObjective, StaysPlan,
    StaysProof,
};
pub use problem::{StayRole, StaysProblem};
pub use solver::{Loss, WhatIf};
pub use value::StayCriterion;

pub(crate) use leximin::LEXIMIN_SCHEMA;
pub(crate) use plan::PLAN_SCHEMA;
pub(crate) use problem::Closed;
pub(crate) use solver::Forced;

pub use crate::solve::Mode;
