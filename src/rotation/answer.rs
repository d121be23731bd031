//! The plan, and what is proven about it.

use super::coverage::Coverage;
use super::plan::{RotationPlan, RoundPlan};
use super::problem::RotationProblem;
use crate::solve::{PricingCounts, Stop};

/// A plan, what is proven about it, and why the solver stopped.
///
/// [`RotationProblem::solve`] returns one. [`why`](Self::why), [`why_repeat`](Self::why_repeat) and
/// [`why_bye`](Self::why_bye) give every person their reason.
///
/// What is stated as proven was verified when the plan was made;
/// [`audit`](crate::audit) proves it once more, by other means.
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    problem: &'p RotationProblem<'p>,
    plan: RotationPlan,
    stop: Stop,
    /// By position of the round.
    pricing: Vec<Option<PricingCounts>>,
}

impl<'p> Answer<'p> {
    pub(super) fn new(
        problem: &'p RotationProblem<'p>,
        plan: RotationPlan,
        stop: Stop,
        pricing: Vec<Option<PricingCounts>>,
    ) -> Self {
        Self { problem, plan, stop, pricing }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &'p RotationProblem<'p> {
        self.problem
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &RotationPlan {
        &self.plan
    }

    /// The plan, to keep.
    #[must_use]
    pub fn into_plan(self) -> RotationPlan {
        self.plan
    }

    /// Why the solver stopped.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// What was looked at for the round at a position, from 0, where pairs are [priced](super::PairAccess) and not
    /// listed.
    #[must_use]
    pub fn pricing(&self, position: usize) -> Option<PricingCounts> {
        self.pricing.get(position).copied().flatten()
    }

    /// Whether the round at a position, from 0, is proven optimal given the
    /// rounds before it.
    #[must_use]
    pub fn is_optimal(&self, position: usize) -> bool {
        self.plan.round(position).is_some_and(RoundPlan::is_optimal)
    }

    /// Whether the rounds together are proven optimal.
    #[must_use]
    pub fn is_optimal_over_horizon(&self) -> bool {
        self.plan.bound == Some(self.plan.objective)
    }

    /// How far the plan reaches across the organisation, round by round; empty
    /// without an organisation.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        self.problem.organization().map_or_else(Vec::new, |org| Coverage::of(org, &self.plan))
    }
}

impl RoundPlan {
    /// Whether the bound on the round is met: with a true bound, whether no round is better.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.bound == Some(self.objective)
    }
}
