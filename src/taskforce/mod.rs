//! Task forces: the team that covers the work and crosses the departments.
//!
//! Candidates C, what a task force must be (a [`Brief`]: its size, skills that
//! must be there, departments to cross, who must and must not be in it), and
//! what two members are worth to each other (a policy). A task force is a set
//! T ⊆ C that meets every requirement and every rule; preferred is the one with
//! the greatest Σ fit(m) over its members + Σ score(a, b) over its pairs. All of it
//! is defined at [`TaskForceProblem`].
//!
//! [`TaskForceProblem`] → [`solve`](TaskForceProblem::solve) → [`Answer`], or, where no team
//! is possible, a [`Conflict`]: requirements that cannot be met together.

mod answer;
mod brief;
mod builder;
mod conflict;
#[cfg(feature = "csv")]
mod csv;
mod error;
mod fit;
mod measures;
mod parts;
mod plan;
mod problem;
mod reserves;
mod solver;
mod standing;

pub use answer::Answer;
pub use brief::{Brief, Field, Fit, FitContribution, FitPreference, Requirement, Size};
pub use builder::TaskForceBuilder;
pub use conflict::{Condition, Conflict};
pub use error::{BriefPlace, SolveError, TaskForceError};
pub use measures::{Faultline, Measures, SkillCoverage};
pub use plan::{Member, TaskForcePlan, TeamProof};
pub use problem::TaskForceProblem;
pub use reserves::{Reserve, Reserves};
pub use standing::{Limit, Standing};

pub(crate) use plan::PLAN_SCHEMA;
pub(crate) use solver::Forced;
