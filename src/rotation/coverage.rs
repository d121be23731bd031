//! How far a plan reaches across the organisation.

use std::collections::BTreeSet;

use super::plan::RotationPlan;
use crate::id::{DepartmentId, PersonId};
use crate::org::Organization;

/// How far the rounds up to one reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Coverage {
    /// The number of the last round counted.
    pub round: u32,
    /// How many different pairs of people have met.
    pub person_pairs: u64,
    /// Of how many different pairs of departments people have met, one of each.
    pub department_pairs: u64,
    /// How many pairs of departments there are.
    pub of_department_pairs: u64,
    /// How many of the pairs of people who met had no tie before.
    pub without_tie: u64,
}

impl Coverage {
    /// One entry a round of the plan. People who are not in the organisation
    /// any more are passed over.
    ///
    /// Complexity: O(m log m) for m pairs that meet.
    #[must_use]
    pub fn of(org: &Organization, plan: &RotationPlan) -> Vec<Self> {
        let departments = org.departments().len() as u64;
        let mut people: BTreeSet<(PersonId, PersonId)> = BTreeSet::new();
        let mut between: BTreeSet<(DepartmentId, DepartmentId)> = BTreeSet::new();
        let mut without_tie = 0;
        let mut all = Vec::with_capacity(plan.rounds.len());
        for round in &plan.rounds {
            for group in &round.groups {
                let known: Vec<_> = group.people.iter().filter_map(|key| org.person(key)).collect();
                for (i, a) in known.iter().enumerate() {
                    for b in &known[i + 1..] {
                        let (x, y) = (a.id(), b.id());
                        if people.insert((x.min(y), x.max(y))) {
                            without_tie += u64::from(a.contact_ids().binary_search(&y.0).is_err());
                        }
                        if let (Some(x), Some(y)) = (a.department(), b.department()) {
                            let (x, y) = (x.id(), y.id());
                            if x != y {
                                between.insert((x.min(y), x.max(y)));
                            }
                        }
                    }
                }
            }
            all.push(Self {
                round: round.round,
                person_pairs: people.len() as u64,
                department_pairs: between.len() as u64,
                of_department_pairs: departments * departments.saturating_sub(1) / 2,
                without_tie,
            });
        }
        all
    }
}
