//! Requirements held against members, one by one, from the words of [`Requirement`].

use super::super::rescore::works_at;
use super::facts::{Facts, number};
use super::fit::level;
use super::shortfall::Shortfall;
use crate::id::DepartmentId;
use crate::org::{Department, Person};
use crate::taskforce::{Field, Requirement};

/// A value of a field on file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldValue<'p> {
    Department(DepartmentId, &'p str),
    Site(&'p str),
    Grade(i16),
}

impl FieldValue<'_> {
    fn in_words(self) -> String {
        match self {
            Self::Department(_, key) => key.to_owned(),
            Self::Site(site) => site.to_owned(),
            Self::Grade(grade) => grade.to_string(),
        }
    }
}

/// Somebody's value of a field; none where it is not on file.
pub(super) fn value_of<'p>(field: Field, person: Person<'p>) -> Option<FieldValue<'p>> {
    let department = |department: Department<'p>| {
        Some(FieldValue::Department(department.id(), department.key()))
    };
    match field {
        Field::Department => department(person.department()?),
        Field::Function => {
            let mut top = person.department()?;
            while let Some(parent) = top.parent() {
                top = parent;
            }
            department(top)
        }
        Field::Site => Some(FieldValue::Site(person.site()?)),
        Field::Grade => Some(FieldValue::Grade(person.grade()?)),
    }
}

/// How many levels of the reporting line somebody stands above somebody; none
/// where they do not within so many.
pub(super) fn levels_above(above: Person<'_>, below: Person<'_>, levels: u32) -> Option<u32> {
    let mut person = below;
    for level in 1..=levels {
        person = person.manager()?;
        if person.id() == above.id() {
            return Some(level);
        }
    }
    None
}

impl<'p> Facts<'p> {
    /// Everything in which these members, by position and each once, do not meet a requirement.
    pub(super) fn shortfalls(&self, requirement: &Requirement, team: &[usize]) -> Vec<Shortfall> {
        let members = || team.iter().filter_map(|&position| self.people.get(position).copied());
        let key = |person: Person<'_>| person.key().to_owned();
        let keys = |positions: &[usize]| positions.iter().map(|&p| self.key(p)).collect();
        let mut shortfalls = Vec::new();
        match requirement {
            Requirement::Skill { skill, level: least, holders } => {
                let holds = |person: &Person<'_>| level(*person, skill) >= u64::from(*least);
                let counted = number(members().filter(holds).count());
                let needed = u64::from(*holders);
                if counted < needed {
                    shortfalls.push(Shortfall::Holders { counted, needed });
                }
            }
            Requirement::Distinct { field, at_least } => {
                let counted = number(self.by_value(*field, team).len());
                let (field, needed) = (*field, u64::from(*at_least));
                if counted < needed {
                    shortfalls.push(Shortfall::Values { field, counted, needed });
                }
            }
            Requirement::AtMostEach { field, at_most } => {
                for (value, people) in self.by_value(*field, team) {
                    let allowed = u64::from(*at_most);
                    if number(people.len()) > allowed {
                        let (value, people) = (value.in_words(), keys(&people));
                        let field = *field;
                        shortfalls.push(Shortfall::Crowded { field, value, people, allowed });
                    }
                }
            }
            Requirement::NobodyAlone { field } => {
                for (value, people) in self.by_value(*field, team) {
                    if let [only] = people[..] {
                        let (key, value) = (self.key(only), value.in_words());
                        shortfalls.push(Shortfall::Alone { key, field: *field, value });
                    }
                }
            }
            Requirement::OutsideReportingLine { levels } => {
                for above in members() {
                    for below in members() {
                        if let Some(apart) = levels_above(above, below, *levels) {
                            let (apart, levels) = (u64::from(apart), u64::from(*levels));
                            let (above, below) = (key(above), key(below));
                            shortfalls.push(Shortfall::Above { above, below, apart, levels });
                        }
                    }
                }
            }
            Requirement::SharedHours { minutes } => {
                let without = members().filter(|person| person.hours().is_none());
                shortfalls.extend(without.map(|person| Shortfall::NoHours { key: key(person) }));
                if shortfalls.is_empty() {
                    let hours: Vec<_> = members().filter_map(Person::hours).collect();
                    let all_work = |minute: &u16| hours.iter().all(|&h| works_at(h, *minute));
                    let counted = number((0..24 * 60).filter(all_work).count());
                    let needed = u64::from(*minutes);
                    if counted < needed {
                        shortfalls.push(Shortfall::Minutes { counted, needed });
                    }
                }
            }
            Requirement::Include { people } => {
                let is_member = |k: &String| members().any(|person| person.key() == k);
                let missing = people.iter().filter(|k| !is_member(k)).cloned();
                shortfalls.extend(missing.map(|key| Shortfall::Missing { key }));
            }
            Requirement::Exclude { people } => {
                let present = members().map(key).filter(|key| people.contains(key));
                shortfalls.extend(present.map(|key| Shortfall::Present { key }));
            }
            Requirement::Together { people } => {
                let (inside, outside): (Vec<usize>, Vec<usize>) =
                    self.named(people).into_iter().partition(|position| team.contains(position));
                if !inside.is_empty() && !outside.is_empty() {
                    let (inside, outside) = (keys(&inside), keys(&outside));
                    shortfalls.push(Shortfall::Divided { inside, outside });
                }
            }
            Requirement::Apart { people } => {
                let named = self.named(people).into_iter();
                let inside: Vec<usize> = named.filter(|position| team.contains(position)).collect();
                if inside.len() > 1 {
                    shortfalls.push(Shortfall::Several { people: keys(&inside) });
                }
            }
            Requirement::Chair { people } => {
                if self.chair(people, team).is_none() {
                    shortfalls.push(Shortfall::NoChair);
                }
            }
            Requirement::VolunteersOnly => {
                let others = members().filter(|&person| !self.problem.has_volunteered(person));
                shortfalls.extend(others.map(|p| Shortfall::NotVolunteered { key: key(p) }));
            }
        }
        shortfalls
    }

    /// The first of these who is a member.
    pub(super) fn chair(&self, people: &[String], team: &[usize]) -> Option<usize> {
        self.named(people).into_iter().find(|position| team.contains(position))
    }

    /// The values of a field, in the order of who has them, and who does.
    pub(super) fn by_value(
        &self,
        field: Field,
        positions: &[usize],
    ) -> Vec<(FieldValue<'p>, Vec<usize>)> {
        self.shared(positions, |person| value_of(field, person))
    }

    /// The values that people have, in the order of who has them, and who does.
    pub(super) fn shared<V: PartialEq>(
        &self,
        positions: &[usize],
        value_of: impl Fn(Person<'p>) -> Option<V>,
    ) -> Vec<(V, Vec<usize>)> {
        let mut values: Vec<(V, Vec<usize>)> = Vec::new();
        for &position in positions {
            let person = self.people.get(position).copied();
            let Some(value) = person.and_then(&value_of) else { continue };
            match values.iter_mut().find(|(other, _)| *other == value) {
                Some((_, people)) => people.push(position),
                None => values.push((value, vec![position])),
            }
        }
        values
    }
}
