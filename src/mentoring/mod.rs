//! Mentor matching: who learns from whom, proven, with a reason for everybody.
//!
//! Mentors M with capacities u, mentees N with demands v, eligible pairs
//! E ⊆ M × N with scores w. A plan x ⊆ E has at most u(m) pairs at a mentor and
//! at most v(n) at a mentee, holds every pin, and maximises either the number
//! of pairs and then Σ w ([`Mode::MostPairsFirst`], participation first) or
//! Σ w alone ([`Mode::HighestScore`], quality first, mostly with a
//! [floor](MentoringBuilder::floor)).
//!
//! [`MentoringProblem`] → [`solve`](MentoringProblem::solve) → [`Answer`].

mod answer;
mod builder;
mod by_hand;
mod closed;
#[cfg(feature = "csv")]
mod csv;
mod enrolment;
mod error;
mod pairs;
mod plan;
mod problem;
pub mod rematch;
mod solver;
mod without_rule;

pub use answer::Answer;
pub use builder::{MentoringBuilder, ScoredMentoringBuilder};
pub use closed::PairClosed;
pub use error::{MentoringError, SolveError};
pub use plan::{MentoringPlan, Objective, PlannedPair, Proof, Role, Unmatched};
pub use problem::{Capacity, MentoringProblem, MutualPairs};
pub use solver::{Loss, WhatIf, WhatIfError};

pub(crate) use plan::PLAN_SCHEMA;
pub(crate) use problem::Participant;

pub use crate::solve::{Mode, PairAccess, PairCounts, PricingCounts};
