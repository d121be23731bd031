//! How a task force stands to each requirement.

use std::collections::BTreeMap;

use super::brief::{Field, Requirement};
use super::conflict::Condition;
use super::problem::{FieldValue, TaskForceProblem};
use crate::org::WorkingHours;

/// How a task force stands to a condition: what it has, and what it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Standing {
    /// The condition.
    pub condition: Condition,
    /// What counts, counted in the task force: members; who holds the skill; values of the field, the most members of one of
    /// them, or those who are alone; pairs in a reporting line; minutes in common; members of those named; of those
    /// who must be together, once one of them is a member, how many are not; who has not volunteered.
    pub has: u64,
    /// What it is held against.
    pub limit: Limit,
}

/// What is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Limit {
    /// So many or more.
    AtLeast(u64),
    /// So many or fewer.
    AtMost(u64),
}

impl Standing {
    /// Whether the condition is met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        match self.limit {
            Limit::AtLeast(least) => self.has >= least,
            Limit::AtMost(most) => self.has <= most,
        }
    }

    /// How much more than needed there is, or how much more there might be; 0 where the condition is just met, or
    /// not at all.
    #[must_use]
    pub fn slack(&self) -> u64 {
        match self.limit {
            Limit::AtLeast(least) => self.has.saturating_sub(least),
            Limit::AtMost(most) => most.saturating_sub(self.has),
        }
    }
}

impl TaskForceProblem<'_> {
    /// How candidates stand to the size and each requirement, as one task force.
    pub(crate) fn standing(&self, team: &[u32]) -> Vec<Standing> {
        let size = self.brief.size;
        let members = team.len() as u64;
        let mut standing = vec![
            Standing {
                condition: Condition::AtLeastMembers,
                has: members,
                limit: Limit::AtLeast(u64::from(size.at_least)),
            },
            Standing {
                condition: Condition::AtMostMembers,
                has: members,
                limit: Limit::AtMost(u64::from(size.at_most)),
            },
        ];
        for (index, requirement) in self.brief.requirements.iter().enumerate() {
            let (has, limit) = self.stands(requirement, team);
            standing.push(Standing { condition: Condition::Requirement(index), has, limit });
        }
        standing
    }

    fn stands(&self, requirement: &Requirement, team: &[u32]) -> (u64, Limit) {
        let named = || {
            let named = self.named(requirement);
            (named.iter().filter(|p| team.contains(p)).count() as u64, named.len() as u64)
        };
        match requirement {
            Requirement::Skill { skill, level, holders } => {
                let skill = self.organization().skill(skill);
                let holds = |&&p: &&u32| skill.is_some_and(|s| self.person(p).level(s) >= *level);
                let has = team.iter().filter(holds).count() as u64;
                (has, Limit::AtLeast(u64::from(*holders)))
            }
            Requirement::Distinct { field, at_least } => {
                let has = self.tally(*field, team).len() as u64;
                (has, Limit::AtLeast(u64::from(*at_least)))
            }
            Requirement::AtMostEach { field, at_most } => {
                let has = self.tally(*field, team).into_values().max().unwrap_or(0);
                (has, Limit::AtMost(u64::from(*at_most)))
            }
            Requirement::NobodyAlone { field } => {
                let alone = self.tally(*field, team).into_values().filter(|&count| count == 1);
                (alone.count() as u64, Limit::AtMost(0))
            }
            Requirement::OutsideReportingLine { levels } => {
                let org = self.organization();
                let above = |a: u32, b: u32| {
                    let steps = org.levels_above(self.person(a).id(), self.person(b).id());
                    steps.is_some_and(|steps| steps <= *levels)
                };
                let mut pairs = 0;
                for &a in team {
                    pairs += team.iter().filter(|&&b| above(a, b)).count() as u64;
                }
                (pairs, Limit::AtMost(0))
            }
            Requirement::SharedHours { minutes } => {
                let hours: Option<Vec<WorkingHours>> =
                    team.iter().map(|&p| self.person(p).hours()).collect();
                let has = hours.map_or(0, |hours| shared_minutes(&hours));
                (has, Limit::AtLeast(u64::from(*minutes)))
            }
            Requirement::Include { .. } => {
                let (members, all) = named();
                (members, Limit::AtLeast(all))
            }
            Requirement::Exclude { .. } => (named().0, Limit::AtMost(0)),
            Requirement::Together { .. } => {
                let (members, all) = named();
                // Of all or none: how many are missing.
                (if members == 0 { 0 } else { all - members }, Limit::AtMost(0))
            }
            Requirement::Apart { .. } => (named().0, Limit::AtMost(1)),
            Requirement::Chair { .. } => (named().0, Limit::AtLeast(1)),
            Requirement::VolunteersOnly => {
                let others = |&&p: &&u32| !self.volunteers.contains(&self.person(p).id());
                (team.iter().filter(others).count() as u64, Limit::AtMost(0))
            }
        }
    }

    /// How many members have each value of a field.
    pub(super) fn tally(&self, field: Field, team: &[u32]) -> BTreeMap<FieldValue, u64> {
        let mut tally = BTreeMap::new();
        for value in team.iter().filter_map(|&p| field.value(self.person(p))) {
            *tally.entry(value).or_insert(0) += 1;
        }
        tally
    }

    /// Whether candidates are a task force: every requirement met, every pair eligible.
    pub(super) fn is_feasible(&self, team: &[u32]) -> bool {
        let eligible =
            |(i, &a): (usize, &u32)| team[i + 1..].iter().all(|&b| self.pair_score(a, b).is_some());
        team.iter().enumerate().all(eligible) && self.standing(team).iter().all(Standing::is_met)
    }
}

/// Minutes of the day within all of these hours: all the day for nobody's.
fn shared_minutes(hours: &[WorkingHours]) -> u64 {
    let works = |hours: &WorkingHours, minute: u16| {
        if hours.start < hours.end {
            (hours.start..hours.end).contains(&minute)
        } else {
            minute >= hours.start || minute < hours.end
        }
    };
    (0..24 * 60).filter(|&minute| hours.iter().all(|h| works(h, minute))).count() as u64
}
