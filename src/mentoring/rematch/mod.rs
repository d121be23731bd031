//! Re-matching: a plan that has been published, and the world has changed since.
//!
//! Some left, some joined, departments were reorganised. The plan P is known to people; a new problem says who takes part now.
//! A person in a role is *known* if P names them in that role, in a pair or among those without one, and the problem enrols
//! them in it. They *change* in a plan x if their partners do: where P(p) are the partners of p in P, and x(p) those in x together
//! with those in P(p) with whom the problem says that p goes on as an [existing](super::MentoringBuilder::existing) pair, p
//! changes where x(p) ≠ P(p). Who is known in both roles counts in each. D(x) is the number of those who change.
//!
//! Two questions, both answered with a bound that is proven:
//! * [`Rematch::at_most`]: the best plan with D(x) ≤ k,
//! * [`Rematch::taxed`]: the plan with the greatest score less a tax for each who changes,
//!
//! and [`Rematch::frontier`], all that any tax can buy. [`PlanDiff`] says in data and words what is different.
//!
//! [`MentoringProblem::rematch`](super::MentoringProblem::rematch) starts.

mod diff;
mod error;
mod least;
mod plan;
mod standing;

pub use diff::{PartnersChanged, PlanDiff};
pub use error::RematchError;
pub use least::{ChangeReason, Crowded, LeastChanges, MustChange};
pub use plan::{Decision, RematchCase, RematchPlan, RematchProof, Terms};
pub use standing::Rematch;

pub use super::solver::{Frontier, FrontierPoint, RematchAnswer};

pub(in crate::mentoring) use standing::{Known, Standing};
