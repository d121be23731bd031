//! The plan, and what is proven about it.

use super::plan::{MentoringPlan, Objective, PlannedPair, Role};
use super::problem::MentoringProblem;
use super::solver::Optimum;
use crate::solve::{self, PricingCounts, Quality, Stop};

/// A plan, what is proven about it, and why the solver stopped.
///
/// [`MentoringProblem::solve`] returns one. [`why`](Self::why) and
/// [`why_unmatched`](Self::why_unmatched) give every person their reason.
///
/// ```
/// use crosstie::Score;
/// use crosstie::mentoring::{Capacity, MentoringProblem};
///
/// let problem = MentoringProblem::from_scores()
///     .mentor("ada", Capacity::ONE)
///     .mentee("bob")
///     .mentee("cy")
///     .score("ada", "bob", Score::points(3))
///     .score("ada", "cy", Score::points(2))
///     .build()?;
/// let answer = problem.solve()?;
/// assert_eq!(answer.objective().to_string(), "1 pair, score 3");
/// assert_eq!(answer.bound(), Some(answer.objective())); // which is what optimal means
/// assert!(answer.is_optimal());
/// let [cy] = answer.plan().unmatched() else { panic!() };
/// assert_eq!(answer.why_unmatched(cy).reason.code(), "places_taken");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    problem: &'p MentoringProblem<'p>,
    plan: MentoringPlan,
    /// Positions of the pairs, by key of the mentor, then as in the plan.
    by_mentor: Vec<usize>,
    /// Positions of the pairs, by key of the mentee, then as in the plan.
    by_mentee: Vec<usize>,
    quality: Quality<solve::Objective>,
    stop: Stop,
    pricing: Option<PricingCounts>,
    pub(super) optimum: Optimum,
}

impl<'p> Answer<'p> {
    pub(super) fn new(
        problem: &'p MentoringProblem<'p>,
        plan: MentoringPlan,
        quality: Quality<solve::Objective>,
        stop: Stop,
        pricing: Option<PricingCounts>,
        optimum: Optimum,
    ) -> Self {
        let by = |role| {
            let mut positions: Vec<usize> = (0..plan.pairs.len()).collect();
            positions.sort_by_key(|&i| plan.pairs[i].key(role));
            positions
        };
        let (by_mentor, by_mentee) = (by(Role::Mentor), by(Role::Mentee));
        Self { problem, plan, by_mentor, by_mentee, quality, stop, pricing, optimum }
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

    /// What was looked at, where pairs are [priced](super::PairAccess) and not listed.
    #[must_use]
    pub fn pricing(&self) -> Option<PricingCounts> {
        self.pricing
    }

    /// The pairs of the plan in which somebody has a role. O(log P) for P pairs.
    pub(crate) fn pairs_of(
        &self,
        role: Role,
        key: &str,
    ) -> impl ExactSizeIterator<Item = &PlannedPair> {
        let positions = match role {
            Role::Mentor => &self.by_mentor,
            Role::Mentee => &self.by_mentee,
        };
        let pairs = &self.plan.pairs;
        let start = positions.partition_point(|&i| pairs[i].key(role) < key);
        let end = positions.partition_point(|&i| pairs[i].key(role) <= key);
        positions[start..end].iter().map(|&i| &pairs[i])
    }
}
