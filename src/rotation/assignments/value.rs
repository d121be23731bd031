//! What a stay is worth to a person, from the organisation.

use std::collections::HashMap;
use std::fmt;

use super::problem::StaysProblem;
use crate::id::{DepartmentId, SkillId};
use crate::org::{Department, Organization, Person};
use crate::score::{Score, Value};

/// Something that makes a stay worth having: a value between 0 and 1.
///
/// Members of a host are the people whose department it is, or lies within it. Values are computed in integers, in
/// millionths, rounded down. Where a fact is missing, the value is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum StayCriterion {
    /// What the person wants to learn and a member of the host could teach: Σ v·min(1, max(0, L − l) / (g − l)) / Σ v over
    /// the skills that the person wants, with weight v, target g, own level l, and L the highest level of a member.
    /// A want already reached (g ≤ l) is left out of both sums.
    SkillGain,
    /// How far from home: min(d, cap) / cap for d steps between the two departments in the department tree, with the
    /// organisation itself above all functions.
    DepartmentDistance {
        /// The distance from which on the value is 1; at least 1.
        cap: u32,
    },
}

impl StayCriterion {
    /// What the person wants to learn and the host could teach.
    #[must_use]
    pub fn skill_gain() -> Self {
        Self::SkillGain
    }

    /// How far from home, full from 4 steps on.
    #[must_use]
    pub fn department_distance() -> Self {
        Self::DepartmentDistance { cap: 4 }
    }

    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SkillGain => "skill_gain",
            Self::DepartmentDistance { .. } => "department_distance",
        }
    }
}

impl fmt::Display for StayCriterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SkillGain => "skills wanted",
            Self::DepartmentDistance { .. } => "distance from home",
        })
    }
}

/// The values of an organisation, ready to be asked.
pub(super) struct Values<'a> {
    criteria: &'a [(u32, StayCriterion)],
    hosts: Vec<(Department<'a>, HashMap<SkillId, u8>)>,
}

impl<'a> Values<'a> {
    /// O(n·d + s) for n people with s skills in all and departments of depth d.
    pub(super) fn new(
        org: &'a Organization,
        criteria: &'a [(u32, StayCriterion)],
        hosts: &[Department<'a>],
    ) -> Self {
        // Only looked up, never walked.
        let place: HashMap<DepartmentId, usize> =
            hosts.iter().enumerate().map(|(at, host)| (host.id(), at)).collect();
        let mut values =
            Self { criteria, hosts: hosts.iter().map(|&host| (host, HashMap::new())).collect() };
        for person in org.people() {
            let mut above = person.department();
            while let Some(department) = above {
                if let Some(&at) = place.get(&department.id()) {
                    let levels = &mut values.hosts[at].1;
                    for held in person.skills() {
                        let level = levels.entry(held.skill).or_insert(0);
                        *level = held.level.max(*level);
                    }
                }
                above = department.parent();
            }
        }
        values
    }

    /// Σ weight × value of a person with the host at a position; none where that is their own department.
    pub(super) fn score(&self, person: Person<'_>, host: usize) -> Option<Score> {
        let (department, levels) = &self.hosts[host];
        if is_home(person, department.id()) {
            return None;
        }
        let points = self.criteria.iter().map(|(weight, criterion)| {
            i64::from(*weight) * i64::from(value(criterion, person, *department, levels).micros())
        });
        Some(Score::from_micros(points.sum()))
    }
}

impl StaysProblem<'_> {
    /// What each criterion gives a pair: weight, criterion, value. Nothing without an organisation.
    ///
    /// O(n·d) for n people of the organisation and departments of depth d.
    pub(crate) fn values_of(&self, person: u32, host: u32) -> Vec<(u32, StayCriterion, Value)> {
        let Some((person, host)) = self.in_organization(person, host) else { return Vec::new() };
        let values = Values::new(person.organization(), self.criteria(), &[host]);
        let levels = &values.hosts[0].1;
        let each = self.criteria().iter();
        each.map(|(weight, criterion)| {
            (*weight, criterion.clone(), value(criterion, person, host, levels))
        })
        .collect()
    }

    /// What a person wants to learn and a member of the host could teach: name, level there, own level, target.
    ///
    /// O(n·d) for n people of the organisation and departments of depth d.
    pub(crate) fn lessons_of(&self, person: u32, host: u32) -> Vec<(String, u8, u8, u8)> {
        let Some((person, host)) = self.in_organization(person, host) else { return Vec::new() };
        let values = Values::new(person.organization(), &[], &[host]);
        let levels = &values.hosts[0].1;
        let wants = person.wants().filter_map(|want| {
            let own = person.level(want.skill);
            let best = levels.get(&want.skill).copied().unwrap_or(0);
            (own < want.target && own < best)
                .then(|| (want.name.to_owned(), best, own, want.target))
        });
        wants.collect()
    }
}

/// Whether a department is that of a person, or above it.
pub(super) fn is_home(person: Person<'_>, host: DepartmentId) -> bool {
    let mut above = person.department();
    while let Some(department) = above {
        if department.id() == host {
            return true;
        }
        above = department.parent();
    }
    false
}

fn value(
    criterion: &StayCriterion,
    person: Person<'_>,
    host: Department<'_>,
    levels: &HashMap<SkillId, u8>,
) -> Value {
    match criterion {
        StayCriterion::SkillGain => {
            // A multiple of every gap, so that fractions add up exactly.
            const COMMON: u64 = 60;
            let (mut taught, mut wanted) = (0, 0);
            for want in person.wants() {
                let own = person.level(want.skill);
                let gap = u64::from(want.target.saturating_sub(own));
                if gap > 0 {
                    let weight = u64::from(want.weight);
                    let best = levels.get(&want.skill).copied().unwrap_or(0);
                    let gain = u64::from(best.saturating_sub(own)).min(gap);
                    taught += weight * gain * (COMMON / gap);
                    wanted += weight * COMMON;
                }
            }
            Value::ratio(taught, wanted)
        }
        StayCriterion::DepartmentDistance { cap } => match person.department() {
            Some(home) => Value::ratio(u64::from(steps(home, host)), u64::from(*cap)),
            None => Value::ZERO,
        },
    }
}

/// The steps between two departments in the tree.
fn steps(one: Department<'_>, other: Department<'_>) -> u32 {
    let (mut a, mut b) = (Some(one), Some(other));
    let mut steps = 0;
    while let (Some(x), Some(y)) = (a, b) {
        if x == y {
            return steps;
        }
        // The deeper one goes up; of two at the same level both in turn.
        if x.level() >= y.level() {
            a = x.parent();
        } else {
            b = y.parent();
        }
        steps += 1;
    }
    // One is above all functions by now; the other goes there too.
    steps + a.or(b).map_or(0, Department::level)
}
