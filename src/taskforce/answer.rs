//! The plan, and what is proven about it.

use super::measures::{Measures, SkillCoverage};
use super::plan::TaskForcePlan;
use super::problem::TaskForceProblem;
use super::reserves::Reserves;
use super::standing::Standing;
use crate::solve::Stop;

/// A task force, what is proven about it, and why the solver stopped.
///
/// [`TaskForceProblem::solve`] returns one. [`why`](Self::why) says why a member is in it, and
/// [`why_not`](Self::why_not) why somebody else is not.
///
/// What is stated as proven was verified when the plan was made;
/// [`audit::check_task_force`](crate::audit::check_task_force) proves it once more, by other means.
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    problem: &'p TaskForceProblem<'p>,
    plan: TaskForcePlan,
    /// The members by position, ascending.
    team: Vec<u32>,
    stop: Stop,
}

impl<'p> Answer<'p> {
    pub(super) fn new(problem: &'p TaskForceProblem<'p>, plan: TaskForcePlan, stop: Stop) -> Self {
        let team = plan.members.iter().filter_map(|member| problem.position(&member.key)).collect();
        Self { problem, plan, team, stop }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &'p TaskForceProblem<'p> {
        self.problem
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &TaskForcePlan {
        &self.plan
    }

    /// The plan, to keep.
    #[must_use]
    pub fn into_plan(self) -> TaskForcePlan {
        self.plan
    }

    /// Why the solver stopped.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// Whether no task force is worth more: proven.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.plan.is_optimal()
    }

    /// How the task force stands to its size and to each requirement: what it has, what it must
    /// have, and the slack between them.
    #[must_use]
    pub fn standing(&self) -> Vec<Standing> {
        self.problem.standing(&self.team)
    }

    /// For each member up to `most` people who could stand in while all others stay, with what that costs.
    ///
    /// O(k³·n) for k members and n candidates, times the number of requirements. Tests: `taskforce::answers`.
    #[must_use]
    pub fn reserves(&self, most: usize) -> Vec<Reserves> {
        let of = |&member: &u32| self.problem.reserves_of(&self.team, member, most);
        self.team.iter().map(of).collect()
    }

    /// Each skill that the brief requires, and the level at which each member holds it.
    #[must_use]
    pub fn coverage(&self) -> Vec<SkillCoverage> {
        self.problem.coverage(&self.team)
    }

    /// What the task force looks like.
    #[must_use]
    pub fn measures(&self) -> Measures {
        self.problem.measures(&self.team)
    }

    pub(crate) fn team(&self) -> &[u32] {
        &self.team
    }
}
