//! From people to positions: a task force problem as the kernel's parts.
//!
//! Which part stands where is defined at [`TeamProof`](super::TeamProof).

use std::collections::{BTreeMap, BTreeSet};

use super::brief::{Field, Requirement};
use super::conflict::Condition;
use super::problem::{FieldValue, TaskForceProblem};
use crate::org::Person;
use crate::policy::{Criterion, Rule};
use crate::score::Score;
use crate::solve::{Common, Count, Kinds, SelectionParts};

/// Minutes in a day.
const DAY: u16 = 1440;

/// The parts, and who stands at which position in them.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) parts: SelectionParts,
    /// The candidate of the problem at each position of the parts, ascending.
    pub(super) candidates: Vec<u32>,
}

impl Parts {
    /// The candidates of the problem at places of the parts.
    pub(super) fn team(&self, places: &[u32]) -> Vec<u32> {
        places.iter().map(|&place| self.candidates[place as usize]).collect()
    }

    /// The position in the parts of a candidate of the problem; none who is left out.
    pub(super) fn place(&self, candidate: u32) -> Option<u32> {
        let place = self.candidates.binary_search(&candidate).ok()?;
        u32::try_from(place).ok()
    }
}

/// Which conditions of a problem count: all of them, or some where a conflict is looked for.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) least: bool,
    pub(super) most: bool,
    pub(super) requirements: Vec<bool>,
    /// By position in the policy; none where all count.
    pub(super) rules: Option<Vec<bool>>,
    /// Whether fits and scores count.
    pub(super) worth: bool,
}

impl Kept {
    /// Everything counts.
    pub(super) fn all(problem: &TaskForceProblem<'_>) -> Self {
        Self {
            least: true,
            most: true,
            requirements: vec![true; problem.brief.requirements.len()],
            rules: None,
            worth: true,
        }
    }

    /// These conditions count, and nobody is worth anything.
    pub(super) fn some(problem: &TaskForceProblem<'_>, conditions: &[Condition]) -> Self {
        let has = |condition| conditions.contains(&condition);
        let requirements = 0..problem.brief.requirements.len();
        let rules = 0..problem.policy.rules().len();
        Self {
            least: has(Condition::AtLeastMembers),
            most: has(Condition::AtMostMembers),
            requirements: requirements.map(|i| has(Condition::Requirement(i))).collect(),
            rules: Some(rules.map(|i| has(Condition::Rule(i))).collect()),
            worth: false,
        }
    }
}

impl TaskForceProblem<'_> {
    pub(super) fn parts(&self, kept: &Kept) -> Parts {
        let requirements = || {
            let all = self.brief.requirements.iter().zip(&kept.requirements);
            all.filter(|(_, kept)| **kept).map(|(requirement, _)| requirement)
        };
        let together = joined(requirements().filter_map(|requirement| match requirement {
            Requirement::Together { .. } => Some(self.named(requirement)),
            _ => None,
        }));
        let left_out = self.left_out(requirements(), &together);
        let mut included = Vec::new();
        for requirement in requirements() {
            if let Requirement::Include { .. } = requirement {
                let new = self.named(requirement).into_iter().filter(|p| !included.contains(p));
                included.extend(new.collect::<Vec<u32>>());
            }
        }
        let all = 0..u32::try_from(self.candidates.len()).unwrap_or(u32::MAX);
        let candidates: Vec<u32> =
            all.filter(|p| !left_out.contains(p) || included.contains(p)).collect();
        let n = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        let size = &self.brief.size;
        let least = if kept.least { size.at_least } else { 1 };
        let most = if kept.most { size.at_most.min(n) } else { n };
        let mut parts = Parts { parts: SelectionParts::default(), candidates };
        parts.parts = SelectionParts {
            fit: vec![0; parts.candidates.len()],
            size: (least, most.max(least)),
            required: included.iter().filter_map(|&p| parts.place(p)).collect(),
            together: together
                .iter()
                .map(|group| parts.places(group))
                .filter(|g| g.len() > 1)
                .collect(),
            counts: self.counts_of(&parts, kept, requirements(), &included, &left_out),
            kinds: self.kinds_of(&parts, kept, requirements()),
            common: self.common_of(&parts, requirements()),
            ..SelectionParts::default()
        };
        self.add_pairs(&mut parts, kept);
        for requirement in requirements() {
            self.add_apart(&mut parts, requirement);
        }
        if kept.worth {
            let fits = parts.candidates.iter().map(|&p| self.fit(p).micros());
            parts.parts.fit = fits.collect();
        }
        parts
    }

    /// Who is excluded, who has not volunteered where they must, and who must be
    /// together with one of them.
    fn left_out<'r>(
        &self,
        requirements: impl Iterator<Item = &'r Requirement>,
        together: &[Vec<u32>],
    ) -> BTreeSet<u32> {
        let mut left_out = BTreeSet::new();
        for requirement in requirements {
            match requirement {
                Requirement::Exclude { .. } => left_out.extend(self.named(requirement)),
                Requirement::VolunteersOnly => {
                    let all = self.candidates.iter().zip(0..);
                    let others = all.filter(|(c, _)| !self.volunteers.contains(&c.person));
                    left_out.extend(others.map(|(_, position)| position));
                }
                _ => {}
            }
        }
        for group in together {
            if group.iter().any(|p| left_out.contains(p)) {
                left_out.extend(group);
            }
        }
        left_out
    }

    fn counts_of<'r>(
        &self,
        parts: &Parts,
        kept: &Kept,
        requirements: impl Iterator<Item = &'r Requirement>,
        included: &[u32],
        left_out: &BTreeSet<u32>,
    ) -> Vec<Count> {
        let mut counts = Vec::new();
        let barred: Vec<u32> =
            parts.candidates.iter().copied().filter(|p| left_out.contains(p)).collect();
        debug_assert!(barred.iter().all(|p| included.contains(p)));
        if !barred.is_empty() {
            counts.push(Count { members: parts.places(&barred), at_least: 0, at_most: 0 });
        }
        for requirement in requirements {
            match requirement {
                Requirement::Skill { skill, level, holders } => {
                    let skill = self.organization().skill(skill);
                    let holds = |person: Person<'_>| {
                        skill.is_some_and(|skill| person.level(skill) >= *level)
                    };
                    let members = (0..).zip(&parts.candidates);
                    let members = members.filter(|(_, c)| holds(self.person(**c)));
                    counts.push(Count {
                        members: members.map(|(place, _)| place).collect(),
                        at_least: *holders,
                        at_most: u32::MAX,
                    });
                }
                Requirement::AtMostEach { field, at_most } => {
                    let at_most = *at_most;
                    counts.extend(self.caps(parts, at_most, |person| field.value(person)));
                }
                Requirement::Chair { .. } => {
                    let mut members = parts.places(&self.named(requirement));
                    members.sort_unstable();
                    counts.push(Count { members, at_least: 1, at_most: u32::MAX });
                }
                _ => {}
            }
        }
        // The pairs are apart already; as counts they keep the bound low.
        for (index, requirement) in self.policy.rules().iter().enumerate() {
            if kept.rules.as_ref().is_some_and(|rules| !rules[index]) {
                continue;
            }
            match &requirement.rule {
                Rule::DifferentDepartment { level: Some(level) } => {
                    counts.extend(self.caps(parts, 1, |person| {
                        Some(FieldValue::of(person.department()?.at_level(*level)))
                    }));
                }
                Rule::DifferentDepartment { level: None } => {
                    counts.extend(self.caps(parts, 1, |p| Field::Department.value(p)));
                }
                Rule::DifferentFunction => {
                    counts.extend(self.caps(parts, 1, |p| Field::Function.value(p)));
                }
                Rule::DifferentSite => {
                    counts.extend(self.caps(parts, 1, |p| Field::Site.value(p)));
                }
                _ => {}
            }
        }
        counts
    }

    /// A count for each value that more candidates have than may be members, by the first who has it.
    fn caps(
        &self,
        parts: &Parts,
        at_most: u32,
        value: impl Fn(Person<'_>) -> Option<FieldValue>,
    ) -> Vec<Count> {
        let mut lists: Vec<Vec<u32>> = Vec::new();
        for (place, kind) in (0..).zip(self.kinds_by(parts, value)) {
            let Some(kind) = kind else { continue };
            if kind as usize == lists.len() {
                lists.push(Vec::new());
            }
            lists[kind as usize].push(place);
        }
        lists.retain(|members| members.len() > at_most as usize);
        lists.into_iter().map(|members| Count { members, at_least: 0, at_most }).collect()
    }

    /// The value of each candidate, by its place among the values that there are.
    fn kinds_by(
        &self,
        parts: &Parts,
        value: impl Fn(Person<'_>) -> Option<FieldValue>,
    ) -> Vec<Option<u32>> {
        let mut places: BTreeMap<FieldValue, u32> = BTreeMap::new();
        let kind = |&candidate: &u32| {
            let value = value(self.person(candidate))?;
            let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
            Some(*places.entry(value).or_insert(next))
        };
        parts.candidates.iter().map(kind).collect()
    }

    fn kinds_of<'r>(
        &self,
        parts: &Parts,
        kept: &Kept,
        requirements: impl Iterator<Item = &'r Requirement>,
    ) -> Vec<Kinds> {
        let mut fields: Vec<(Field, u32, bool)> = Vec::new();
        for requirement in requirements {
            let (field, least, alone) = match requirement {
                Requirement::Distinct { field, at_least } => (*field, *at_least, false),
                Requirement::NobodyAlone { field } => (*field, 0, true),
                _ => continue,
            };
            match fields.iter_mut().find(|(other, ..)| *other == field) {
                Some(known) => *known = (field, known.1.max(least), known.2 || alone),
                None => fields.push((field, least, alone)),
            }
        }
        // Criteria that tell pairs of one kind from others: these kinds let the bound know.
        let criteria = self.policy.criteria().iter().map(|preference| &preference.criterion);
        for criterion in criteria.filter(|_| kept.worth) {
            let told_apart: &[Field] = match criterion {
                Criterion::NewTieAcrossFunctions => &[Field::Function],
                Criterion::DepartmentDistance { .. } => &[Field::Function, Field::Department],
                _ => &[],
            };
            for &field in told_apart {
                if !fields.iter().any(|(other, ..)| *other == field) {
                    fields.push((field, 0, false));
                }
            }
        }
        let kinds = fields.into_iter().map(|(field, at_least, nobody_alone)| Kinds {
            of: self.kinds_by(parts, |person| field.value(person)),
            at_least,
            nobody_alone,
        });
        kinds.collect()
    }

    fn common_of<'r>(
        &self,
        parts: &Parts,
        requirements: impl Iterator<Item = &'r Requirement>,
    ) -> Option<Common> {
        let minutes = requirements.filter_map(|requirement| match requirement {
            Requirement::SharedHours { minutes } => Some(*minutes),
            _ => None,
        });
        let at_least = u64::from(minutes.max()?);
        let hours = || parts.candidates.iter().map(|&c| self.person(c).hours());
        let mut times: Vec<u16> =
            hours().flatten().flat_map(|h| [h.start, h.end]).chain([0, DAY]).collect();
        times.sort_unstable();
        times.dedup();
        let worth = times.windows(2).map(|piece| u32::from(piece[1] - piece[0])).collect();
        let slots = hours().map(|hours| {
            let Some(hours) = hours else { return Vec::new() };
            let works = |minute: u16| {
                let (start, end) = (hours.start, hours.end);
                if start < end {
                    (start..end).contains(&minute)
                } else {
                    minute >= start || minute < end
                }
            };
            let pieces = (0..).zip(times.windows(2));
            pieces.filter(|(_, piece)| works(piece[0])).map(|(slot, _)| slot).collect()
        });
        Some(Common { worth, slots: slots.collect(), at_least })
    }

    /// Scores of eligible pairs, and the others as apart.
    fn add_pairs(&self, parts: &mut Parts, kept: &Kept) {
        let pair_rules = match &kept.rules {
            None => true,
            Some(rules) => rules.iter().any(|kept| *kept),
        };
        if !pair_rules && !kept.worth {
            return;
        }
        for (low, &a) in (0_u32..).zip(&parts.candidates) {
            for (high, &b) in (low + 1..).zip(&parts.candidates[low as usize + 1..]) {
                let score = match &kept.rules {
                    None => self.pair_score(a, b),
                    Some(rules) => self.eligible_by(rules, a, b).then_some(Score::ZERO),
                };
                match score {
                    None => parts.parts.apart.push((low, high)),
                    Some(Score::ZERO) => {}
                    Some(score) => parts.parts.pairs.push((low, high, score.micros())),
                }
            }
        }
    }

    /// Whether in one of the orders of a pair none of these rules excludes it.
    fn eligible_by(&self, rules: &[bool], a: u32, b: u32) -> bool {
        if self.pair_score(a, b).is_some() {
            return true;
        }
        let (a, b) = (self.person(a).id(), self.person(b).id());
        [(a, b), (b, a)].into_iter().any(|(first, second)| {
            // Custom criteria gave every value when the problem was built.
            let excluding = self.compiled.excluding(first, second).unwrap_or_default();
            !excluding.iter().any(|rule| rules[rule.index()])
        })
    }

    fn add_apart(&self, parts: &mut Parts, requirement: &Requirement) {
        match requirement {
            Requirement::OutsideReportingLine { levels } => {
                for (place, &candidate) in (0_u32..).zip(&parts.candidates.clone()) {
                    let upwards =
                        std::iter::successors(self.person(candidate).manager(), |m| m.manager());
                    for manager in upwards.take(*levels as usize) {
                        let above = self.position(manager.key()).and_then(|p| parts.place(p));
                        if let Some(above) = above {
                            parts.parts.apart.push((place.min(above), place.max(above)));
                        }
                    }
                }
            }
            Requirement::Apart { .. } => {
                let places = parts.places(&self.named(requirement));
                for (i, &a) in places.iter().enumerate() {
                    let others = places[i + 1..].iter().map(|&b| (a.min(b), a.max(b)));
                    parts.parts.apart.extend(others);
                }
            }
            _ => {}
        }
    }
}

impl Parts {
    /// The places of those of some candidates who have one, in their order.
    fn places(&self, candidates: &[u32]) -> Vec<u32> {
        candidates.iter().filter_map(|&candidate| self.place(candidate)).collect()
    }
}

/// Lists joined where they have somebody in common, each ascending, by their lowest.
fn joined(lists: impl Iterator<Item = Vec<u32>>) -> Vec<Vec<u32>> {
    let mut groups: Vec<BTreeSet<u32>> = Vec::new();
    for list in lists {
        let mut joined: BTreeSet<u32> = list.into_iter().collect();
        groups.retain(|group| {
            let apart = group.is_disjoint(&joined);
            if !apart {
                joined.extend(group);
            }
            apart
        });
        groups.push(joined);
    }
    let mut lists: Vec<Vec<u32>> = groups.into_iter().map(|g| g.into_iter().collect()).collect();
    lists.sort_unstable();
    lists
}
