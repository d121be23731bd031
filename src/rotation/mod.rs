//! Coffee rounds: who meets whom this week, and never again by accident.
//!
//! People A, eligible pairs E with scores, and a memory of who met whom. A
//! round is a set of groups, mostly pairs, in which everybody is at most once
//! and every two are eligible and past their cool-down; a plan is one round or
//! a horizon of up to 52, each of which remembers those before it. Preferred is
//! the round with more people placed, then the one in which those sit out whose turn it
//! is, then the one with fewer repeats, then the one with the higher score:
//! all of it is defined at [`RotationProblem`].
//!
//! [`RotationProblem`] → [`solve`](RotationProblem::solve) → [`Answer`].
//!
//! For stays in other departments, see [`assignments`].

mod answer;
pub mod assignments;
mod builder;
mod coverage;
#[cfg(feature = "csv")]
mod csv;
mod error;
mod memory;
mod plan;
mod problem;
mod sitting;
mod solver;
mod view;

pub use answer::Answer;
pub use builder::RotationBuilder;
pub use coverage::Coverage;
pub use error::{RotationError, SolveError};
pub use plan::{
    AloneBound, ByeSpread, ByeWitness, HorizonObjective, HorizonProof, PlannedGroup, PricedSet,
    Repeat, RotationPlan, RoundObjective, RoundPlan, RoundProof, ScoreRange, Window,
};
pub use problem::{Odd, Repeats, RotationProblem};

pub use crate::solve::{PairAccess, PairCounts, PricingCounts};

pub(crate) use memory::Waited;
pub(crate) use plan::PLAN_SCHEMA;
pub(crate) use problem::Slot;
pub(crate) use view::{Absence, Limit, RoundView, Shortage};
