//! What a task force is and what it is worth, from the words at `TaskForceProblem`, `Requirement` and `Fit`, on records.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::org::{PersonRecord, WorkingHours};
use crosstie::policy::{Attendance, Context, Meeting, Programme};
use crosstie::taskforce::{Condition, Field, Fit, Limit, Requirement};

use super::world::{World, grown, is_away, mood};

/// Candidates by position as bits.
pub(crate) type Team = u32;

/// One order of a pair.
#[derive(Clone, Copy, Debug)]
struct Order {
    /// The rules that exclude it, as bits.
    broken: u32,
    score: i64,
}

pub(crate) struct Oracle<'w> {
    pub(crate) world: &'w World,
    /// The candidates, in order.
    pub(crate) people: Vec<&'w PersonRecord>,
    /// Who was named, but is away.
    pub(crate) unavailable: Vec<&'w str>,
    pub(crate) fits: Vec<i64>,
    orders: Vec<Vec<Order>>,
    values: BTreeMap<Field, Vec<Option<String>>>,
    /// How many levels one candidate stands above another.
    above: Vec<Vec<Option<u32>>>,
    /// Minutes of the day that are worked, in words of 64.
    minutes: Vec<Option<[u64; 23]>>,
    volunteers: Team,
    /// The candidates that each requirement names.
    named: Vec<Team>,
}

/// The positions in a team.
pub(crate) fn members(team: Team) -> impl Iterator<Item = usize> + Clone {
    (0..32).filter(move |position| team >> position & 1 == 1)
}

pub(crate) fn pairs(team: Team) -> impl Iterator<Item = (usize, usize)> {
    members(team).flat_map(move |a| members(team).filter(move |b| a < *b).map(move |b| (a, b)))
}

impl<'w> Oracle<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        let records = &world.records.people;
        let record = |key: &String| records.iter().find(|person| person.key == *key).unwrap();
        let mut named: Vec<&PersonRecord> = match &world.candidates {
            Some(keys) => keys.iter().map(record).collect(),
            None => records.iter().collect(),
        };
        for requirement in &world.brief.requirements {
            if let Requirement::Include { people } = requirement {
                for person in people.iter().map(record) {
                    if !named.iter().any(|other| other.key == person.key) {
                        named.push(person);
                    }
                }
            }
        }
        let away = |person: &&PersonRecord| is_away(person, world.today);
        let (gone, people): (Vec<_>, Vec<_>) = named.into_iter().partition(away);
        let of = |keys: &[String]| {
            let is_named = |i: &usize| keys.contains(&people[*i].key);
            (0..people.len()).filter(is_named).fold(0, |team, i| team | 1 << i)
        };
        let chosen = world.brief.requirements.iter().map(|requirement| match requirement {
            Requirement::Include { people }
            | Requirement::Exclude { people }
            | Requirement::Together { people }
            | Requirement::Apart { people }
            | Requirement::Chair { people } => of(people),
            _ => 0,
        });
        let named = chosen.collect();
        let volunteers = of(world.volunteers.as_deref().unwrap_or_default());
        let mut oracle = Self {
            world,
            unavailable: gone.iter().map(|person| person.key.as_str()).collect(),
            fits: Vec::new(),
            orders: Vec::new(),
            values: BTreeMap::new(),
            above: Vec::new(),
            minutes: people.iter().map(|person| person.hours.map(worked)).collect(),
            volunteers,
            named,
            people,
        };
        for field in super::world::FIELDS {
            let values = oracle.people.iter().map(|person| oracle.value(field, person)).collect();
            oracle.values.insert(field, values);
        }
        let above = |upper: &&PersonRecord, lower: &&PersonRecord| oracle.levels(upper, lower);
        let row = |upper| oracle.people.iter().map(|lower| above(upper, lower)).collect();
        oracle.above = oracle.people.iter().map(row).collect();
        oracle.fits = (0..oracle.people.len()).map(|i| oracle.fit(i)).collect();
        oracle.orders = oracle.orders();
        oracle
    }

    fn orders(&self) -> Vec<Vec<Order>> {
        let world = self.world;
        let context = Context::new().history(&world.history).preferences(&world.preferences);
        let context = context.rule("grown", grown).criterion("mood", mood);
        let context = world.today.into_iter().fold(context, Context::on);
        let context = world.round.into_iter().fold(context, Context::round);
        let compiled = world.policy.compile(&world.org, &context).unwrap();
        let id = |i: usize| world.org.person(&self.people[i].key).unwrap().id();
        let order = |a: usize, b: usize| {
            if a == b {
                return Order { broken: 0, score: 0 };
            }
            let excluding = compiled.excluding(id(a), id(b)).unwrap();
            let broken = excluding.iter().fold(0, |rules, rule| rules | 1 << rule.index());
            Order { broken, score: compiled.score(id(a), id(b)).unwrap().micros() }
        };
        let all = 0..self.people.len();
        all.clone().map(|a| all.clone().map(|b| order(a, b)).collect()).collect()
    }

    fn value(&self, field: Field, person: &PersonRecord) -> Option<String> {
        match field {
            Field::Department => person.department.clone(),
            Field::Function => {
                let mut key = person.department.clone()?;
                let departments = &self.world.records.departments;
                loop {
                    let found = departments.iter().find(|department| department.key == key);
                    match found.unwrap().parent.clone() {
                        Some(parent) => key = parent,
                        None => return Some(key),
                    }
                }
            }
            Field::Site => person.site.clone(),
            Field::Grade => person.grade.map(|grade| grade.to_string()),
        }
    }

    fn levels(&self, upper: &PersonRecord, lower: &PersonRecord) -> Option<u32> {
        let mut person = lower;
        for levels in 1.. {
            let key = person.manager.as_ref()?;
            person = self.world.records.people.iter().find(|p| p.key == *key).unwrap();
            if person.key == upper.key {
                return Some(levels);
            }
        }
        None
    }

    /// The distinct people with a tie of any kind to or from somebody.
    pub(crate) fn contacts(&self, key: &str) -> BTreeSet<&'w str> {
        let mut contacts = BTreeSet::new();
        for tie in &self.world.records.ties {
            if tie.from == key {
                contacts.insert(tie.to.as_str());
            } else if tie.to == key {
                contacts.insert(tie.from.as_str());
            }
        }
        contacts
    }

    /// The skills that the brief requires, each once.
    pub(crate) fn skills_required(&self) -> Vec<String> {
        let mut skills = Vec::new();
        for requirement in &self.world.brief.requirements {
            if let Requirement::Skill { skill, .. } = requirement {
                if !skills.contains(skill) {
                    skills.push(skill.clone());
                }
            }
        }
        skills
    }

    fn fit(&self, position: usize) -> i64 {
        let person = self.people[position];
        let skills = |named: &[String]| {
            if named.is_empty() { self.skills_required() } else { named.to_vec() }
        };
        let below = |cap: u32, count: usize| {
            let cap = i64::from(cap);
            (cap - i64::try_from(count).unwrap()).max(0) * 1_000_000 / cap
        };
        let mut fit = 0;
        for preference in &self.world.brief.fit {
            let value = match &preference.fit {
                Fit::Skills { skills: named } => {
                    let skills = skills(named);
                    let levels: i64 = skills.iter().map(|s| i64::from(level(person, s))).sum();
                    levels * 1_000_000 / (5 * i64::try_from(skills.len()).unwrap())
                }
                Fit::Learning { skills: named } => {
                    let skills = skills(named);
                    let wanted = skills.iter().filter(|&skill| {
                        let above = |target: u8| target > level(person, skill);
                        person.wants.iter().any(|want| want.skill == *skill && above(want.target))
                    });
                    let wanted = i64::try_from(wanted.count()).unwrap();
                    wanted * 1_000_000 / i64::try_from(skills.len()).unwrap()
                }
                Fit::FewTies { cap } => below(*cap, self.contacts(&person.key).len()),
                Fit::FewTaskForces { cap } => {
                    let meetings = self.world.history.meetings().iter();
                    let count = meetings
                        .filter(|meeting| meeting.programme == Programme::TaskForce)
                        .filter(|meeting| met(meeting).contains(person.key.as_str()))
                        .count();
                    below(*cap, count)
                }
                Fit::Volunteer => 1_000_000 * i64::from(self.volunteers >> position & 1),
                other => panic!("{other} is new"),
            };
            fit += i64::from(preference.weight) * value;
        }
        let points = self.world.points.iter().find(|(key, _)| *key == person.key);
        fit + points.map_or(0, |(_, points)| *points)
    }

    /// The score of a pair; none where it is not eligible.
    pub(crate) fn score(&self, a: usize, b: usize) -> Option<i64> {
        let orders = [self.orders[a][b], self.orders[b][a]];
        let scores: Vec<i64> =
            orders.iter().filter(|order| order.broken == 0).map(|order| order.score).collect();
        match scores[..] {
            [] => None,
            [score] => Some(score),
            _ => Some(scores.iter().sum::<i64>().div_euclid(2)),
        }
    }

    /// Whether the mean of some pair is not a whole number.
    pub(crate) fn rounds_a_mean(&self) -> bool {
        let halved = |(a, b): (usize, usize)| {
            let [one, other] = [self.orders[a][b], self.orders[b][a]];
            one.broken | other.broken == 0 && (one.score + other.score) % 2 != 0
        };
        pairs((1 << self.people.len()) - 1).any(halved)
    }

    pub(crate) fn worth(&self, team: Team) -> i64 {
        let fits: i64 = members(team).map(|position| self.fits[position]).sum();
        fits + pairs(team).map(|(a, b)| self.score(a, b).unwrap()).sum::<i64>()
    }

    /// What of a team counts for a requirement, and what it is held against.
    pub(crate) fn counted(&self, team: Team, index: usize) -> (u64, Limit) {
        let requirement = &self.world.brief.requirements[index];
        let named = self.named[index];
        let size = |team: Team| u64::from(team.count_ones());
        let count = |counts: &dyn Fn(usize) -> bool| members(team).filter(|&i| counts(i)).count();
        match requirement {
            Requirement::Skill { skill, level: least, holders } => {
                let holders_among = count(&|i| level(self.people[i], skill) >= *least);
                (holders_among as u64, Limit::AtLeast(u64::from(*holders)))
            }
            Requirement::Distinct { field, at_least } => {
                let values = self.values_in(team, *field).len();
                (values as u64, Limit::AtLeast(u64::from(*at_least)))
            }
            Requirement::AtMostEach { field, at_most } => {
                let values = self.values_in(team, *field);
                let most = values.values().max().copied().unwrap_or(0);
                (most, Limit::AtMost(u64::from(*at_most)))
            }
            Requirement::NobodyAlone { field } => {
                let values = self.values_in(team, *field);
                let alone = values.values().filter(|&&count| count == 1).count();
                (alone as u64, Limit::AtMost(0))
            }
            Requirement::OutsideReportingLine { levels } => {
                let within = |a: usize, b: usize| self.above[a][b].is_some_and(|l| l <= *levels);
                let lines = pairs(team).filter(|&(a, b)| within(a, b) || within(b, a));
                (lines.count() as u64, Limit::AtMost(0))
            }
            Requirement::SharedHours { minutes } => {
                (self.minutes_in_common(team), Limit::AtLeast(u64::from(*minutes)))
            }
            // Everybody who must be included is a candidate.
            Requirement::Include { people } => {
                (size(team & named), Limit::AtLeast(people.len() as u64))
            }
            Requirement::Exclude { .. } => (size(team & named), Limit::AtMost(0)),
            Requirement::Together { .. } => {
                let missing = if team & named == 0 { 0 } else { size(named & !team) };
                (missing, Limit::AtMost(0))
            }
            Requirement::Apart { .. } => (size(team & named), Limit::AtMost(1)),
            Requirement::Chair { .. } => (size(team & named), Limit::AtLeast(1)),
            Requirement::VolunteersOnly => (size(team & !self.volunteers), Limit::AtMost(0)),
            other => panic!("{other} is new"),
        }
    }

    /// How many members have each value of a field.
    pub(crate) fn values_in(&self, team: Team, field: Field) -> BTreeMap<&str, u64> {
        let mut values = BTreeMap::new();
        for value in members(team).filter_map(|i| self.values[&field][i].as_deref()) {
            *values.entry(value).or_default() += 1;
        }
        values
    }

    pub(crate) fn value_of(&self, position: usize, field: Field) -> Option<&str> {
        self.values[&field][position].as_deref()
    }

    /// Minutes that all members work; none where one's hours are not on file.
    fn minutes_in_common(&self, team: Team) -> u64 {
        let mut common = [u64::MAX; 23];
        for position in members(team) {
            let minutes = self.minutes[position].unwrap_or([0; 23]);
            common.iter_mut().zip(minutes).for_each(|(all, own)| *all &= own);
        }
        common.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// All that a task force must meet: the size, each requirement, each rule.
    pub(crate) fn conditions(&self) -> Vec<Condition> {
        let requirements = (0..self.world.brief.requirements.len()).map(Condition::Requirement);
        let rules = (0..self.world.policy.rules().len()).map(Condition::Rule);
        let size = [Condition::AtLeastMembers, Condition::AtMostMembers];
        size.into_iter().chain(requirements).chain(rules).collect()
    }

    /// Whether at least one candidate is in a team that meets these conditions.
    pub(crate) fn meets(&self, team: Team, conditions: &[Condition]) -> bool {
        let mut rules = 0;
        for condition in conditions {
            let met = match *condition {
                Condition::AtLeastMembers => team.count_ones() >= self.world.brief.size.at_least,
                Condition::AtMostMembers => team.count_ones() <= self.world.brief.size.at_most,
                Condition::Requirement(index) => match self.counted(team, index) {
                    (has, Limit::AtLeast(least)) => has >= least,
                    (has, Limit::AtMost(most)) => has <= most,
                },
                Condition::Rule(index) => {
                    rules |= 1 << index;
                    true
                }
                other => panic!("{other:?} is new"),
            };
            if !met {
                return false;
            }
        }
        let eligible = |(a, b): (usize, usize)| {
            self.orders[a][b].broken & rules == 0 || self.orders[b][a].broken & rules == 0
        };
        team != 0 && (rules == 0 || pairs(team).all(eligible))
    }

    /// All sets of candidates that meet these conditions.
    pub(crate) fn teams<'s>(
        &'s self,
        conditions: &'s [Condition],
    ) -> impl Iterator<Item = Team> + 's {
        (1..1 << self.people.len()).filter(|&team| self.meets(team, conditions))
    }

    /// The greatest worth of any task force; none where none is possible.
    pub(crate) fn optimum(&self) -> Option<i64> {
        self.teams(&self.conditions()).map(|team| self.worth(team)).max()
    }

    pub(crate) fn position(&self, key: &str) -> usize {
        self.people.iter().position(|person| person.key == key).unwrap()
    }

    /// The team of these keys, all of candidates, none of them twice.
    pub(crate) fn team<'k>(&self, keys: impl IntoIterator<Item = &'k String>) -> Team {
        keys.into_iter().fold(0, |team, key| {
            let bit = 1 << self.position(key);
            assert_eq!(team & bit, 0, "{key} twice");
            team | bit
        })
    }
}

/// The level of a skill; 0 where it is not on file.
pub(crate) fn level(person: &PersonRecord, skill: &str) -> u8 {
    person.skills.iter().find(|held| held.skill == skill).map_or(0, |held| held.level)
}

/// The minutes from the start to the end, over midnight where the end is earlier.
fn worked(hours: WorkingHours) -> [u64; 23] {
    let mut minutes = [0; 23];
    for minute in 0..1440_u16 {
        let (after, before) = (hours.start <= minute, minute < hours.end);
        let works = if hours.start < hours.end { after && before } else { after || before };
        minutes[usize::from(minute / 64)] |= u64::from(works) << (minute % 64);
    }
    minutes
}

/// Who met: those planned for who came, where there were two or more of them.
fn met(meeting: &Meeting) -> BTreeSet<&str> {
    let came = meeting.people.iter().filter(|key| !meeting.absent.contains(key));
    let came: BTreeSet<&str> = came.map(String::as_str).collect();
    let kept = meeting.attendance == Attendance::Kept && came.len() >= 2;
    if kept { came } else { BTreeSet::new() }
}
