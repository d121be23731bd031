//! What a member is worth by themselves, from the words of [`Fit`].

use std::collections::BTreeSet;

use super::super::rescore::fraction;
use super::facts::{Facts, number};
use crate::org::Person;
use crate::policy::{Attendance, History, Programme};
use crate::score::Value;
use crate::taskforce::{Fit, Requirement};

impl Facts<'_> {
    /// Σ weight × value + the points given, in micro-units.
    pub(super) fn fit(&self, position: usize) -> i128 {
        let Some(&person) = self.people.get(position) else { return 0 };
        let own = self.problem.points().get(&person.id());
        let mut sum = own.map_or(0, |points| i128::from(points.micros()));
        for preference in &self.problem.brief().fit {
            let value = self.value(&preference.fit, person);
            sum += i128::from(preference.weight) * i128::from(value.micros());
        }
        sum
    }

    fn value(&self, fit: &Fit, person: Person<'_>) -> Value {
        match fit {
            Fit::Skills { skills } => {
                let skills = self.skills(skills);
                let levels: u64 = skills.iter().map(|skill| level(person, skill)).sum();
                fraction(levels, 5 * number(skills.len()))
            }
            Fit::Learning { skills } => {
                let skills = self.skills(skills);
                let learns = |skill: &&&str| {
                    let mut wants = person.wants().filter(|want| want.name == **skill);
                    wants.any(|want| u64::from(want.target) > level(person, skill))
                };
                fraction(number(skills.iter().filter(learns).count()), number(skills.len()))
            }
            Fit::FewTies { cap } => self.rescorer.room_for_ties(person, u64::from(*cap)),
            Fit::FewTaskForces { cap } => {
                let been = self.problem.context().history.map_or(0, |h| task_forces(h, person));
                fraction(u64::from(*cap).saturating_sub(been), u64::from(*cap))
            }
            Fit::Volunteer if self.problem.has_volunteered(person) => Value::ONE,
            Fit::Volunteer => Value::ZERO,
        }
    }

    /// The skills named, or where none is those that the brief requires, each once.
    fn skills<'s>(&'s self, named: &'s [String]) -> BTreeSet<&'s str> {
        if !named.is_empty() {
            return named.iter().map(String::as_str).collect();
        }
        let requirements = self.problem.brief().requirements.iter();
        let required = requirements.filter_map(|requirement| match requirement {
            Requirement::Skill { skill, .. } => Some(skill.as_str()),
            _ => None,
        });
        required.collect()
    }
}

/// The level at which somebody holds a skill; 0 where they do not.
pub(super) fn level(person: Person<'_>, skill: &str) -> u64 {
    person.skills().find(|held| held.name == skill).map_or(0, |held| u64::from(held.level))
}

/// The task forces of the history at which somebody met somebody.
fn task_forces(history: &History, person: Person<'_>) -> u64 {
    let meetings = history.meetings().iter().filter(|meeting| {
        let came = |key: &str| !meeting.absent.iter().any(|absent| absent == key);
        let me = person.key();
        meeting.programme == Programme::TaskForce
            && meeting.attendance == Attendance::Kept
            && meeting.people.iter().any(|key| key == me)
            && came(me)
            && meeting.people.iter().any(|key| key != me && came(key))
    });
    number(meetings.count())
}
