//! What members are worth by themselves: the fits of a brief in integers.

use std::collections::{BTreeMap, BTreeSet};

use super::brief::{Brief, Fit, FitContribution};
use super::problem::{TaskForceProblem, skills_required};
use crate::id::{PersonId, SkillId};
use crate::org::{Organization, Person};
use crate::policy::{History, Programme};
use crate::score::{Score, Value};

/// The highest level of a skill.
const TOP_LEVEL: u64 = 5;

/// The fits of a brief with their names resolved.
pub(super) struct FitScorer<'s> {
    brief: &'s Brief,
    volunteers: &'s BTreeSet<PersonId>,
    /// The skills of each preference.
    skills: Vec<Vec<SkillId>>,
    /// How many task forces people have been in.
    task_forces: BTreeMap<PersonId, u64>,
}

impl<'s> FitScorer<'s> {
    pub(super) fn new(
        org: &Organization,
        brief: &'s Brief,
        volunteers: &'s BTreeSet<PersonId>,
        history: Option<&History>,
    ) -> Self {
        let skills = brief.fit.iter().map(|preference| {
            let named = preference.fit.skills_named();
            if named.is_empty() {
                skills_required(brief).into_iter().filter_map(|name| org.skill(name)).collect()
            } else {
                named.iter().filter_map(|name| org.skill(name)).collect()
            }
        });
        let skills = skills.collect();
        let mut task_forces = BTreeMap::new();
        let meetings = history.map(History::meetings).unwrap_or_default();
        for meeting in meetings.iter().filter(|meeting| meeting.programme == Programme::TaskForce) {
            for person in meeting.met().filter_map(|key| org.person(key)) {
                *task_forces.entry(person.id()).or_insert(0) += 1;
            }
        }
        Self { brief, volunteers, skills, task_forces }
    }

    fn value(&self, preference: usize, person: Person<'_>) -> Value {
        let skills = &self.skills[preference];
        match &self.brief.fit[preference].fit {
            Fit::Skills { .. } => {
                let levels = skills.iter().map(|&skill| u64::from(person.level(skill))).sum();
                Value::ratio(levels, TOP_LEVEL * skills.len() as u64)
            }
            Fit::Learning { .. } => {
                let wants = |skill: SkillId| {
                    let mut wants = person.wants();
                    wants.any(|w| w.skill == skill && w.target > person.level(skill))
                };
                let wanted = skills.iter().filter(|&&skill| wants(skill)).count();
                Value::ratio(wanted as u64, skills.len() as u64)
            }
            Fit::FewTies { cap } => few(person.contacts().len() as u64, *cap),
            Fit::FewTaskForces { cap } => {
                few(self.task_forces.get(&person.id()).copied().unwrap_or(0), *cap)
            }
            Fit::Volunteer if self.volunteers.contains(&person.id()) => Value::ONE,
            Fit::Volunteer => Value::ZERO,
        }
    }

    pub(super) fn contributions(&self, person: Person<'_>) -> Vec<FitContribution> {
        let contribution = |index: usize| {
            let preference = &self.brief.fit[index];
            let value = i64::from(self.value(index, person).micros());
            FitContribution {
                fit: preference.fit.clone(),
                weight: preference.weight,
                points: Score::from_micros(i64::from(preference.weight) * value),
            }
        };
        (0..self.brief.fit.len()).map(contribution).collect()
    }

    pub(super) fn fit(&self, person: Person<'_>) -> Score {
        let points = self.contributions(person).into_iter().map(|c| c.points.micros());
        Score::from_micros(points.sum())
    }
}

/// max(0, cap − count) / cap.
fn few(count: u64, cap: u32) -> Value {
    Value::ratio(u64::from(cap).saturating_sub(count), u64::from(cap))
}

impl TaskForceProblem<'_> {
    /// How the fit of a person comes about, preference by preference of the brief; points given to
    /// them are not among it.
    #[must_use]
    pub fn fit_breakdown(&self, person: Person<'_>) -> Vec<FitContribution> {
        let history = self.context.history;
        FitScorer::new(self.organization(), &self.brief, &self.volunteers, history)
            .contributions(person)
    }
}
