//! The plan, and what is proven about it.

use super::plan::{MentoringPlan, Objective};
use super::problem::MentoringProblem;
use crate::solve::{self, Quality, Stop};

/// A plan, what is proven about it, and why the solver stopped.
///
/// [`why`](Self::why) and [`why_unmatched`](Self::why_unmatched) give every
/// person their reason.
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    problem: &'p MentoringProblem<'p>,
    plan: MentoringPlan,
    quality: Quality<solve::Objective>,
    stop: Stop,
}

impl<'p> Answer<'p> {
    pub(super) fn new(
        problem: &'p MentoringProblem<'p>,
        plan: MentoringPlan,
        quality: Quality<solve::Objective>,
        stop: Stop,
    ) -> Self {
        Self { problem, plan, quality, stop }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &'p MentoringProblem<'p> {
        self.problem
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &MentoringPlan {
        &self.plan
    }

    /// The plan, to keep.
    #[must_use]
    pub fn into_plan(self) -> MentoringPlan {
        self.plan
    }

    /// The value of the plan.
    #[must_use]
    pub fn objective(&self) -> Objective {
        Objective::of(self.quality.objective())
    }

    /// A value that no plan exceeds, where one is proven.
    #[must_use]
    pub fn bound(&self) -> Option<Objective> {
        self.quality.bound().map(Objective::of)
    }

    /// Whether the plan is proven optimal.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.quality.is_optimal()
    }

    /// Why the solver stopped.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop
    }
}
