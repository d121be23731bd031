//! The parts that the certificate of a proof speaks of, derived anew as
//! [`TeamProof`](crate::taskforce::TeamProof) says.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rescore::{at_level, departments_upwards, works_at};
use super::facts::Facts;
use super::fit::level;
use super::requirement::levels_above;
use crate::org::Person;
use crate::policy::{Criterion, CustomValueError, Rule};
use crate::solve::{Common, Count, Kinds, SelectionParts};
use crate::taskforce::{Field, Requirement};

/// The candidates that a proof lists, by their positions among all candidates.
pub(super) struct Listed {
    /// The positions, ascending.
    pub(super) people: Vec<usize>,
    /// Those of them who are left out and yet to be included.
    torn: Vec<usize>,
    /// Who must be included, in the order of the requirements, each once.
    included: Vec<usize>,
    /// Those who must be together, joined; also who is not listed.
    groups: Vec<BTreeSet<usize>>,
}

impl Listed {
    pub(super) fn new(facts: &Facts<'_>) -> Self {
        let mut included: Vec<usize> = Vec::new();
        let mut groups: Vec<BTreeSet<usize>> = Vec::new();
        let mut left_out: BTreeSet<usize> = BTreeSet::new();
        for requirement in &facts.problem.brief().requirements {
            match requirement {
                Requirement::Include { people } => {
                    for position in facts.named(people) {
                        if !included.contains(&position) {
                            included.push(position);
                        }
                    }
                }
                Requirement::Exclude { people } => left_out.extend(facts.named(people)),
                Requirement::VolunteersOnly => {
                    let people = facts.people.iter().enumerate();
                    let others = people.filter(|(_, p)| !facts.problem.has_volunteered(**p));
                    left_out.extend(others.map(|(position, _)| position));
                }
                Requirement::Together { people } => {
                    let mut joined: BTreeSet<usize> = facts.named(people).into_iter().collect();
                    // The groups so far have nobody in common.
                    groups.retain(|group| {
                        let meets = group.iter().any(|position| joined.contains(position));
                        if meets {
                            joined.extend(group);
                        }
                        !meets
                    });
                    groups.push(joined);
                }
                _ => {}
            }
        }
        for group in &groups {
            if group.iter().any(|position| left_out.contains(position)) {
                left_out.extend(group);
            }
        }
        let is_listed = |p: &usize| !left_out.contains(p) || included.contains(p);
        let people = (0..facts.people.len()).filter(is_listed).collect();
        let torn = left_out.iter().copied().filter(|p| included.contains(p)).collect();
        Self { people, torn, included, groups }
    }

    pub(super) fn contains(&self, position: usize) -> bool {
        self.people.binary_search(&position).is_ok()
    }

    /// The parts; positions count in this list.
    ///
    /// # Errors
    /// The pairs of which a custom criterion leaves it open what they are worth, by
    /// their positions among all candidates.
    pub(super) fn parts(
        &self,
        facts: &Facts<'_>,
    ) -> Result<SelectionParts, BTreeMap<(usize, usize), CustomValueError>> {
        let brief = facts.problem.brief();
        let mut parts = SelectionParts::default();
        // A problem refuses fits that leave 64 bits.
        let narrow = |micros: i128| i64::try_from(micros).unwrap_or(i64::MAX);
        parts.fit = self.people.iter().map(|&person| narrow(facts.fit(person))).collect();
        let listed = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let least = brief.size.at_least;
        parts.size = (least, brief.size.at_most.min(listed).max(least));
        parts.required = self.ids(&self.included);

        let mut apart = BTreeSet::new();
        let mut open = BTreeMap::new();
        for (i, &a) in (0_u32..).zip(&self.people) {
            for (j, &b) in (0_u32..).zip(&self.people).skip_while(|(j, _)| *j <= i) {
                match facts.judge(a, b) {
                    Ok(Some(0)) => {}
                    Ok(Some(score)) => parts.pairs.push((i, j, narrow(score))),
                    Ok(None) => {
                        apart.insert((i, j));
                    }
                    Err(error) => {
                        open.insert((a, b), error);
                    }
                }
            }
        }
        if !open.is_empty() {
            return Err(open);
        }
        for requirement in &brief.requirements {
            match requirement {
                Requirement::OutsideReportingLine { levels } => {
                    let in_line = |a, b| {
                        let mut orders = facts.orders(a, b).into_iter();
                        orders.any(|(above, below)| levels_above(above, below, *levels).is_some())
                    };
                    apart.extend(self.each_pair(&self.people, in_line));
                }
                Requirement::Apart { people } => {
                    let mut named = facts.named(people);
                    named.sort_unstable();
                    apart.extend(self.each_pair(&named, |_, _| true));
                }
                _ => {}
            }
        }
        parts.apart = apart.into_iter().collect();

        // A list of one says nothing.
        let groups = self.groups.iter().map(|group| self.ids(group));
        parts.together = groups.filter(|group| group.len() > 1).collect();
        parts.counts = self.counts(facts);
        parts.kinds = self.kinds(facts);
        parts.common = self.common(facts);
        Ok(parts)
    }

    /// The places in this list of those of these positions who are listed.
    fn ids<'i>(&self, positions: impl IntoIterator<Item = &'i usize>) -> Vec<u32> {
        let place = |position: &usize| self.people.binary_search(position).ok();
        let places = positions.into_iter().filter_map(place);
        places.filter_map(|place| u32::try_from(place).ok()).collect()
    }

    /// Every two of these ascending positions that are listed and are so.
    fn each_pair(
        &self,
        positions: &[usize],
        are_so: impl Fn(usize, usize) -> bool,
    ) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (i, &a) in positions.iter().enumerate() {
            for &b in positions.iter().skip(i + 1) {
                if let (&[low, high], true) = (&self.ids(&[a, b])[..], are_so(a, b)) {
                    pairs.push((low, high));
                }
            }
        }
        pairs
    }

    fn counts(&self, facts: &Facts<'_>) -> Vec<Count> {
        let mut counts = Vec::new();
        if !self.torn.is_empty() {
            counts.push(Count { members: self.ids(&self.torn), at_least: 0, at_most: 0 });
        }
        for requirement in &facts.problem.brief().requirements {
            match requirement {
                Requirement::Skill { skill, level: least, holders } => {
                    let holds = |position: &&usize| {
                        let person = facts.people.get(**position);
                        person.is_some_and(|&p| level(p, skill) >= u64::from(*least))
                    };
                    let members = self.ids(self.people.iter().filter(holds));
                    counts.push(Count { members, at_least: *holders, at_most: u32::MAX });
                }
                Requirement::AtMostEach { field, at_most } => {
                    for (_, people) in facts.by_value(*field, &self.people) {
                        if people.len() > usize::try_from(*at_most).unwrap_or(usize::MAX) {
                            let members = self.ids(&people);
                            counts.push(Count { members, at_least: 0, at_most: *at_most });
                        }
                    }
                }
                Requirement::Chair { people } => {
                    let mut members = self.ids(&facts.named(people));
                    members.sort_unstable();
                    counts.push(Count { members, at_least: 1, at_most: u32::MAX });
                }
                _ => {}
            }
        }
        for requirement in facts.problem.policy().rules() {
            let level = match requirement.rule {
                Rule::DifferentDepartment { level } => Some(level),
                Rule::DifferentFunction => Some(Some(1)),
                Rule::DifferentSite => None,
                _ => continue,
            };
            let lists: Vec<Vec<usize>> = match level {
                Some(level) => {
                    let at = |person: Person<'_>| at_level(&departments_upwards(person)?, level);
                    facts.shared(&self.people, at).into_iter().map(|(_, people)| people).collect()
                }
                None => {
                    let sites = facts.shared(&self.people, |person| person.site());
                    sites.into_iter().map(|(_, people)| people).collect()
                }
            };
            for people in lists.iter().filter(|people| people.len() > 1) {
                counts.push(Count { members: self.ids(people), at_least: 0, at_most: 1 });
            }
        }
        counts
    }

    fn kinds(&self, facts: &Facts<'_>) -> Vec<Kinds> {
        let mut fields: Vec<Field> = Vec::new();
        let mut all: Vec<Kinds> = Vec::new();
        for requirement in &facts.problem.brief().requirements {
            let (field, least, nobody_alone) = match requirement {
                Requirement::Distinct { field, at_least } => (*field, *at_least, false),
                Requirement::NobodyAlone { field } => (*field, 0, true),
                _ => continue,
            };
            let place = fields.iter().position(|other| *other == field);
            match place.and_then(|place| all.get_mut(place)) {
                Some(kinds) => {
                    kinds.at_least = kinds.at_least.max(least);
                    kinds.nobody_alone |= nobody_alone;
                }
                None => {
                    fields.push(field);
                    let of = self.kinds_of(facts, field);
                    all.push(Kinds { of, at_least: least, nobody_alone });
                }
            }
        }
        for preference in facts.problem.policy().criteria() {
            let named = match preference.criterion {
                Criterion::NewTieAcrossFunctions => vec![Field::Function],
                Criterion::DepartmentDistance { .. } => vec![Field::Function, Field::Department],
                _ => Vec::new(),
            };
            for field in named {
                if !fields.contains(&field) {
                    fields.push(field);
                    let of = self.kinds_of(facts, field);
                    all.push(Kinds { of, at_least: 0, nobody_alone: false });
                }
            }
        }
        all
    }

    fn kinds_of(&self, facts: &Facts<'_>, field: Field) -> Vec<Option<u32>> {
        let mut of = vec![None; self.people.len()];
        for (kind, (_, people)) in (0_u32..).zip(facts.by_value(field, &self.people)) {
            for place in people.iter().filter_map(|p| self.people.binary_search(p).ok()) {
                if let Some(of) = of.get_mut(place) {
                    *of = Some(kind);
                }
            }
        }
        of
    }

    fn common(&self, facts: &Facts<'_>) -> Option<Common> {
        let requirements = facts.problem.brief().requirements.iter();
        let minutes = requirements.filter_map(|requirement| match requirement {
            Requirement::SharedHours { minutes } => Some(u64::from(*minutes)),
            _ => None,
        });
        let at_least = minutes.max()?;
        let people = self.people.iter().map(|&position| facts.people.get(position));
        let hours: Vec<_> = people.map(|person| person.copied().and_then(Person::hours)).collect();
        let times = hours.iter().flatten().flat_map(|hours| [hours.start, hours.end]);
        let times: BTreeSet<u16> = times.chain([0, 24 * 60]).collect();
        let starts: Vec<u16> = times.iter().copied().filter(|&time| time < 24 * 60).collect();
        let ends = times.iter().skip(1);
        let worth = starts.iter().zip(ends).map(|(start, end)| u32::from(end - start)).collect();
        let slots = hours.iter().map(|hours| {
            let at_work = |start: u16| hours.is_some_and(|hours| works_at(hours, start));
            let pieces = (0_u32..).zip(&starts).filter(|(_, start)| at_work(**start));
            pieces.map(|(piece, _)| piece).collect()
        });
        Some(Common { worth, slots: slots.collect(), at_least })
    }
}
