//! The plan, and what is proven about it.

use std::collections::{BTreeSet, HashMap};

use super::plan::{Stay, StaysObjective, StaysPlan};
use super::problem::{StayRole, StaysProblem};
use super::solver::Optimum;
use crate::solve::Stop;

/// A plan of stays, what is proven about it, and why the solver stopped.
///
/// [`StaysProblem::solve`] returns one. [`why`](Self::why) says why this host, [`why_period`](Self::why_period) why this
/// period, [`why_no_more`](Self::why_no_more) why somebody is at home in the other periods, and
/// [`what_if`](Self::what_if) what another host would cost.
#[derive(Clone, Debug)]
pub struct Answer<'p> {
    problem: &'p StaysProblem<'p>,
    plan: StaysPlan,
    /// The place in the plan of each pair; only looked up, never walked.
    place: HashMap<(u32, u32), usize>,
    /// How many stays each person and each host has.
    person_used: Vec<u32>,
    host_used: Vec<u32>,
    stop: Stop,
    /// The matching behind the plan; none where periods differ.
    pub(super) optimum: Option<Optimum>,
}

impl<'p> Answer<'p> {
    pub(super) fn new(
        problem: &'p StaysProblem<'p>,
        plan: StaysPlan,
        stop: Stop,
        optimum: Option<Optimum>,
    ) -> Self {
        let mut person_used = vec![0; problem.person_count()];
        let mut host_used = vec![0; problem.host_count()];
        let mut place = HashMap::new();
        for (at, stay) in plan.stays.iter().enumerate() {
            let person = problem.position(StayRole::Person, &stay.person);
            if let Some((p, h)) = person.zip(problem.position(StayRole::Host, &stay.host)) {
                place.insert((p, h), at);
                person_used[p as usize] += 1;
                host_used[h as usize] += 1;
            }
        }
        Self { problem, plan, place, person_used, host_used, stop, optimum }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &'p StaysProblem<'p> {
        self.problem
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &StaysPlan {
        &self.plan
    }

    /// The plan, to keep.
    #[must_use]
    pub fn into_plan(self) -> StaysPlan {
        self.plan
    }

    /// The value of the plan.
    #[must_use]
    pub fn objective(&self) -> StaysObjective {
        self.plan.objective
    }

    /// A value that no plan exceeds, where one is proven.
    #[must_use]
    pub fn bound(&self) -> Option<StaysObjective> {
        self.plan.bound
    }

    /// Whether the plan is proven optimal.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.plan.bound == Some(self.plan.objective)
    }

    /// Why the solver stopped.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// The stay of a pair, by positions.
    pub(crate) fn stay(&self, person: u32, host: u32) -> Option<&Stay> {
        self.place.get(&(person, host)).and_then(|&at| self.plan.stays.get(at))
    }

    /// The pairs of the plan, by positions.
    pub(crate) fn pairs(&self) -> BTreeSet<(u32, u32)> {
        self.place.keys().copied().collect()
    }

    /// How many stays a person has.
    pub(crate) fn person_used(&self, person: u32) -> u32 {
        self.person_used.get(person as usize).copied().unwrap_or(0)
    }

    /// How many stays a host has.
    pub(crate) fn host_used(&self, host: u32) -> u32 {
        self.host_used.get(host as usize).copied().unwrap_or(0)
    }
}
