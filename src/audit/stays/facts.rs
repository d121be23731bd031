//! What a problem of stays says, read anew: who, how many, when, and what a pair is worth.

use std::collections::{BTreeMap, BTreeSet};

use super::times::Times;
use crate::org::{Department, Organization, Person};
use crate::rotation::assignments::{Closed, Mode, StayCriterion, StaysProblem};
use crate::score::Score;

pub(super) struct Facts<'p> {
    pub(super) mode: Mode,
    pub(super) periods: u32,
    pub(super) people: Vec<GoerFacts<'p>>,
    pub(super) hosts: Vec<HostFacts<'p>>,
    person_at: BTreeMap<&'p str, usize>,
    host_at: BTreeMap<&'p str, usize>,
    closed: BTreeMap<(usize, usize), Closed>,
    worth: Worth<'p>,
    pub(super) times: Times<'p>,
}

pub(super) struct GoerFacts<'p> {
    pub(super) key: &'p str,
    person: Option<Person<'p>>,
    /// The most stays.
    pub(super) most: u64,
}

pub(super) struct HostFacts<'p> {
    pub(super) key: &'p str,
    /// The fewest and the most people a period, where nothing else is said of it.
    own: (u64, u64),
    /// How many periods a stay takes.
    pub(super) length: u32,
}

enum Worth<'p> {
    Organization {
        criteria: &'p [(u32, StayCriterion)],
        /// For each host the departments from it upwards, and the highest level of each skill of a member.
        hosts: Vec<(Vec<&'p str>, BTreeMap<&'p str, u8>)>,
    },
    Scores(BTreeMap<(usize, usize), Score>),
}

/// Why a pair cannot be a stay.
pub(super) enum Barred {
    Home,
    Visited,
    Excluded,
    NoScore,
}

/// The keys of a department and of all above it.
fn upwards(department: Option<Department<'_>>) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut next = department;
    while let Some(department) = next {
        keys.push(department.key());
        next = department.parent();
    }
    keys
}

impl<'p> Facts<'p> {
    pub(super) fn new(problem: &'p StaysProblem<'_>) -> Self {
        let org = problem.organization();
        let people: Vec<GoerFacts<'p>> = problem
            .people()
            .iter()
            .map(|goer| GoerFacts {
                key: &goer.key,
                person: org.and_then(|org| org.person(&goer.key)),
                most: u64::from(goer.most),
            })
            .collect();
        let hosts: Vec<HostFacts<'p>> = problem
            .hosts()
            .iter()
            .enumerate()
            .map(|(at, host)| HostFacts {
                key: &host.key,
                own: (u64::from(host.least), u64::from(host.most)),
                length: problem.terms().length.get(at).copied().unwrap_or(1),
            })
            .collect();
        let worth = match org {
            Some(org) => Worth::organization(org, problem.criteria(), &hosts),
            None => {
                let scores = problem.own_scores().iter();
                Worth::Scores(
                    scores.map(|&(p, h, score)| ((p as usize, h as usize), score)).collect(),
                )
            }
        };
        Self {
            mode: problem.mode(),
            periods: problem.periods(),
            person_at: people.iter().enumerate().map(|(at, goer)| (goer.key, at)).collect(),
            host_at: hosts.iter().enumerate().map(|(at, host)| (host.key, at)).collect(),
            closed: problem
                .closed()
                .iter()
                .map(|(&(p, h), &why)| ((p as usize, h as usize), why))
                .collect(),
            people,
            hosts,
            worth,
            times: Times::new(problem),
        }
    }

    pub(super) fn person(&self, key: &str) -> Option<usize> {
        self.person_at.get(key).copied()
    }

    pub(super) fn host(&self, key: &str) -> Option<usize> {
        self.host_at.get(key).copied()
    }

    /// The fewest and the most people with a host in a period.
    pub(super) fn people_at(&self, host: usize, period: u32) -> (u64, u64) {
        self.times.changes.get(&(host, period)).copied().unwrap_or(self.hosts[host].own)
    }

    /// The most stays of a person: each takes the shortest length at least of the periods with them present.
    pub(super) fn person_places(&self, at: usize) -> u64 {
        let present = (1..=self.periods).filter(|&period| self.times.is_present(at, period));
        let shortest = self.hosts.iter().map(|host| host.length).min().unwrap_or(1);
        self.people[at].most.min(present.count() as u64 / u64::from(shortest))
    }

    /// The most stays at a host: each person once.
    pub(super) fn host_places(&self, at: usize) -> u64 {
        self.over_blocks(at).map(|(_, most)| most).sum::<u64>().min(self.people.len() as u64)
    }

    /// The fewest stays at a host: no fewer than are fixed.
    pub(super) fn host_least(&self, at: usize) -> u64 {
        let fixed = self.times.fixed.iter().filter(|stay| stay.1 == at).count() as u64;
        self.over_blocks(at).map(|(least, _)| least).sum::<u64>().max(fixed)
    }

    /// The numbers of people in the periods L, 2L, … of which each stay of L periods covers exactly one.
    fn over_blocks(&self, host: usize) -> impl Iterator<Item = (u64, u64)> + '_ {
        let length = self.hosts[host].length;
        (1..=self.periods)
            .filter(move |period| period % length == 0)
            .map(move |period| self.people_at(host, period))
    }

    /// Whether a person was with a host before, or is at home there.
    pub(super) fn has_met(&self, p: usize, h: usize) -> bool {
        let person = self.people[p].person;
        self.closed.get(&(p, h)) == Some(&Closed::Visited)
            || person
                .is_some_and(|person| upwards(person.department()).contains(&self.hosts[h].key))
    }

    /// What a stay is worth.
    pub(super) fn judge(&self, p: usize, h: usize) -> Result<Score, Barred> {
        match self.closed.get(&(p, h)) {
            Some(Closed::Visited) => return Err(Barred::Visited),
            Some(Closed::Excluded) => return Err(Barred::Excluded),
            None => {}
        }
        match &self.worth {
            Worth::Scores(scores) => scores.get(&(p, h)).copied().ok_or(Barred::NoScore),
            Worth::Organization { criteria, hosts } => {
                let person = self.people[p].person.ok_or(Barred::NoScore)?;
                let (above, levels) = &hosts[h];
                let home = upwards(person.department());
                if home.contains(&self.hosts[h].key) {
                    return Err(Barred::Home);
                }
                let each = criteria.iter().map(|(weight, criterion)| {
                    let value = match criterion {
                        StayCriterion::SkillGain => gain(person, levels),
                        StayCriterion::DepartmentDistance { cap } => {
                            far(&home, above, i64::from(*cap))
                        }
                    };
                    i64::from(*weight) * value
                });
                Ok(Score::from_micros(each.sum()))
            }
        }
    }

    /// Visits every eligible pair.
    pub(super) fn each_eligible(&self, mut visit: impl FnMut(usize, usize, Score)) {
        if let Worth::Scores(scores) = &self.worth {
            for &(p, h) in scores.keys() {
                if let Ok(score) = self.judge(p, h) {
                    visit(p, h, score);
                }
            }
            return;
        }
        for p in 0..self.people.len() {
            for h in 0..self.hosts.len() {
                if let Ok(score) = self.judge(p, h) {
                    visit(p, h, score);
                }
            }
        }
    }
}

impl<'p> Worth<'p> {
    fn organization(
        org: &'p Organization,
        criteria: &'p [(u32, StayCriterion)],
        hosts: &[HostFacts<'p>],
    ) -> Self {
        let mut facts: Vec<(Vec<&str>, BTreeMap<&str, u8>)> =
            hosts.iter().map(|host| (upwards(org.department(host.key)), BTreeMap::new())).collect();
        let place: BTreeMap<&str, usize> =
            hosts.iter().enumerate().map(|(at, host)| (host.key, at)).collect();
        for person in org.people() {
            for department in upwards(person.department()) {
                let Some(&at) = place.get(department) else { continue };
                for held in person.skills() {
                    let best = facts[at].1.entry(held.name).or_default();
                    if held.level > *best {
                        *best = held.level;
                    }
                }
            }
        }
        Self::Organization { criteria, hosts: facts }
    }
}

/// Millionths of what is wanted that a host could teach.
fn gain(person: Person<'_>, levels: &BTreeMap<&str, u8>) -> i64 {
    // 5! is a multiple of every gap.
    let (mut numerator, mut denominator) = (0_i128, 0_i128);
    for want in person.wants() {
        let own = person.skills().find(|held| held.name == want.name).map_or(0, |held| held.level);
        let (own, target) = (i128::from(own), i128::from(want.target));
        if target <= own {
            continue;
        }
        let there = i128::from(levels.get(want.name).copied().unwrap_or_default());
        let share = 120 * (there - own).clamp(0, target - own) / (target - own);
        numerator += i128::from(want.weight) * share;
        denominator += i128::from(want.weight) * 120;
    }
    match denominator {
        0 => 0,
        _ => i64::try_from(1_000_000 * numerator / denominator).unwrap_or(i64::MAX),
    }
}

/// Millionths of the cap that two departments are apart: steps over those that are above one of them alone.
fn far(home: &[&str], host: &[&str], cap: i64) -> i64 {
    if home.is_empty() || cap == 0 {
        return 0;
    }
    let (home, host): (BTreeSet<_>, BTreeSet<_>) = (home.iter().collect(), host.iter().collect());
    let steps = home.symmetric_difference(&host).count() as i128;
    let value = 1_000_000 * steps.min(i128::from(cap)) / i128::from(cap);
    i64::try_from(value).unwrap_or(i64::MAX)
}
