//! A law: the compiled policy and the naive rescoring agree on every pair.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::*;
use crate::org::{DepartmentRecord, PersonRecord, SkillRecord, TieRecord, WantRecord};
use crate::policy::{History, Meeting, PairCriterion, PairRule, Preferences, Programme, When};
use crate::score::ValueError;

const ORGANIZATIONS: u64 = 600;
pub(crate) const TODAY: Date = date(2026, 3, 2);
pub(crate) const ROUND: u32 = 6;
const KINDS: [&str; 3] = ["advice", "friend", "work"];

/// SplitMix64: Steele, Lea & Flood (2014), figure 16.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `count` − 1.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).unwrap()).unwrap()
    }

    /// From `least` to `most`.
    pub(crate) fn within<T: TryFrom<i64>>(&mut self, least: i64, most: i64) -> T {
        let span = usize::try_from(most - least + 1).unwrap();
        T::try_from(least + i64::try_from(self.below(span)).unwrap()).ok().unwrap()
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Some of the names, none twice.
    fn some(&mut self, names: &[&str]) -> Vec<String> {
        let times = 1 + self.below(4);
        names.iter().filter(|_| self.once_in(times)).map(|&name| name.to_owned()).collect()
    }

    pub(crate) fn party(&mut self) -> Party {
        *self.pick(&[Party::First, Party::Second, Party::Both])
    }
}

/// Mostly so many people that all can be looked at, now and then many.
fn few(random: &mut Random) -> usize {
    if random.once_in(30) { 40 } else { 2 + random.below(9) }
}

/// So many people as are drawn, at least 2; of each fact some have none.
pub(crate) fn random_organization(
    random: &mut Random,
    people: impl FnOnce(&mut Random) -> usize,
) -> Organization {
    let mut builder = Organization::builder();
    let departments = random.below(8);
    for i in 0..departments {
        // A parent comes after its child, so that there is no circle.
        let mut record = DepartmentRecord::new(format!("d{i}"));
        if i + 1 < departments && !random.once_in(3) {
            let parent = i + 1 + random.below(departments - i - 1);
            record = record.parent(format!("d{parent}"));
        }
        builder.add_department(record);
    }
    let people = people(random);
    let (lonely, deep) = (2 + random.below(6), random.once_in(2));
    for i in 0..people {
        let mut record = PersonRecord::new(format!("p{i}"));
        if departments > 0 && !random.once_in(4) {
            record = record.department(format!("d{}", random.below(departments)));
        }
        if i + 1 < people && !random.once_in(lonely) {
            let above = if deep { i + 1 } else { i + 1 + random.below(people - i - 1) };
            record = record.manager(format!("p{above}"));
        }
        if !random.once_in(4) {
            record = record.grade(random.within(-2, 7));
        }
        if !random.once_in(4) {
            record = record.site(*random.pick(&["x", "y", "z"]));
        }
        if !random.once_in(4) {
            // Whole hours half the time, so that bounds are met to the minute.
            let unit = *random.pick(&[1, 60]);
            let start = unit * random.within::<u16>(0, i64::from(1440 / unit) - 1);
            let end = unit * random.within::<u16>(1, i64::from(1440 / unit));
            record = record.hours(start, if start == end { end + 1 } else { end });
        }
        record.languages = random.some(&["en", "de", "fr"]);
        record.interests = random.some(&["chess", "go", "tea", "rust", "art"]);
        for skill in random.some(&["s0", "s1", "s2", "s3", "s4", "s5"]) {
            record.skills.push(SkillRecord { skill, level: random.within(0, 5) });
        }
        for skill in random.some(&["s0", "s1", "s2", "s3", "s4", "s5", "s6"]) {
            let weight = if random.once_in(9) { u16::MAX } else { random.within(1, 4) };
            record.wants.push(WantRecord { skill, target: random.within(1, 5), weight });
        }
        builder.add_person(&record);
    }
    let ties = random.below(people * 2);
    let mut stated = BTreeSet::new();
    for _ in 0..ties {
        let (from, to) = (random.below(people), random.below(people));
        let kind = random.below(KINDS.len() + 1);
        if from != to && stated.insert((from, to, kind)) {
            let mut record = TieRecord::new(format!("p{from}"), format!("p{to}"));
            record.kind = KINDS.get(kind).map(|&kind| kind.to_owned());
            builder.add_tie(record);
        }
    }
    builder.build().unwrap()
}

/// Meetings and byes, some with people who have left; each at which anybody met
/// has a round and a day.
pub(crate) fn random_history(random: &mut Random, people: usize) -> History {
    let mut history = History::new();
    for _ in 0..random.below(9) {
        let size = 1 + random.below(4);
        let mut keys = |count: usize| -> Vec<String> {
            (0..count).map(|_| format!("p{}", random.below(people + 2))).collect()
        };
        let (planned, absent) = (keys(size), keys(size - 1));
        let when = When {
            round: Some(random.within(0, 8)),
            date: Some(TODAY.checked_add(random.within::<i64>(-40, 10).days()).unwrap()),
        };
        let programme = random.pick(&[Programme::Rotation, Programme::Mentoring]).clone();
        let (stayed_away, missed) = (random.once_in(3), random.once_in(4));
        let came = planned.iter().filter(|key| !stayed_away || !absent.contains(key)).count();
        // Where nobody met, nothing need be known of when.
        let undated = (missed || came < 2) && random.once_in(2);
        let when = if undated { When::default() } else { when };
        let mut meeting = Meeting::new(programme, when, planned);
        if stayed_away {
            meeting = meeting.missed_by(absent);
        }
        if missed {
            meeting = meeting.missed();
        }
        history.record(meeting);
    }
    history
}

/// Ranked lists, some with people who are not of the organisation.
pub(crate) fn random_preferences(random: &mut Random, people: usize) -> Preferences {
    let mut preferences = Preferences::new();
    for i in 0..people {
        let mut list: Vec<String> = (0..people + 2).map(|j| format!("p{j}")).collect();
        for _ in 0..random.below(people + 3) {
            let out = random.below(list.len());
            list.remove(out);
        }
        let places = list.len().max(1);
        list.rotate_left(random.below(places));
        preferences = preferences.rank(format!("p{i}"), list);
    }
    preferences
}

/// A criterion that computes in integers, and one rule with all three verdicts.
pub(crate) struct Keys;

impl PairCriterion for Keys {
    fn value(&self, pair: Pair<'_>) -> Result<Value, ValueError> {
        Ok(fraction(number(pair.first.id().index()), 20))
    }
}

impl PairRule for Keys {
    fn verdict(&self, pair: Pair<'_>) -> Verdict {
        match (pair.first.id().index() + 2 * pair.second.id().index()) % 3 {
            0 => Verdict::Met,
            1 => Verdict::Excluded,
            _ => Verdict::Unknown,
        }
    }
}

pub(crate) fn random_criterion(random: &mut Random, faults: bool) -> Criterion {
    match random.below(if faults { 16 } else { 15 }) {
        0 => Criterion::SkillGap,
        1 => Criterion::SharedInterests,
        2 => Criterion::DepartmentDistance { cap: random.within(1, 7) },
        3 => Criterion::ReportingDistance { cap: random.within(1, 7) },
        4 => Criterion::TieNovelty,
        5 => Criterion::grade_gap_fit(random.within(-4, 4), random.within(1, 6)),
        6 => Criterion::HoursOverlap { enough: random.within(1, 1440) },
        7 => Criterion::preference_rank(random.party()),
        8 | 9 => Criterion::few_ties_of(random.party(), random.within(1, 6)),
        10 => Criterion::custom("float"),
        11 => Criterion::custom("keys"),
        12 => Criterion::TieCloseness,
        13 => Criterion::NewTieAcrossFunctions,
        14 => Criterion::NeverMet,
        _ => Criterion::custom("faulty"),
    }
}

/// A rule whose names and numbers this organisation accepts.
pub(crate) fn random_rule(
    random: &mut Random,
    org: &Organization,
    faults: bool,
    points: i64,
) -> Rule {
    let kinds: Vec<&str> = KINDS.into_iter().filter(|&k| org.tie_kind(k).is_some()).collect();
    match random.below(15) {
        0 => Rule::different_department(),
        1 => Rule::different_department_at(random.within(1, 5)),
        2 => Rule::different_function(),
        3 => Rule::different_site(),
        4 => Rule::same_site(),
        5 => Rule::OutsideReportingLine {
            levels: random.within(1, 4),
            shared_manager: random.once_in(2),
        },
        6 => {
            let min = random.within(-5, 4);
            Rule::grade_gap(min, min + random.within::<i32>(0, 5))
        }
        7 => Rule::shared_hours(60 * random.within::<u16>(1, 11)),
        8 => Rule::shared_language(),
        9 => {
            let people = org.people().len();
            let mut key = || format!("p{}", random.below(people));
            Rule::do_not_pair([(key(), key()), (key(), key()), (key(), key())])
        }
        10 => Rule::not_met_within(CoolDown::Rounds(random.within(0, 7))),
        11 => Rule::not_met_within(CoolDown::Days(random.within(0, 42))),
        12 => Rule::NoTie { kinds: random.some(&kinds), named_by: random.party() },
        13 if points > 0 => {
            Rule::minimum_score(Score::from_micros(random.within(0, points * 1_000_000)))
        }
        13 => Rule::custom("keys"),
        _ => {
            let least = Value::try_from(random.within::<u32>(0, 1_000_000)).unwrap();
            Rule::must_have(random_criterion(random, faults), least)
        }
    }
}

pub(crate) fn random_policy(random: &mut Random, org: &Organization, faults: bool) -> Policy {
    let mut policy = Policy::new();
    let mut points = 0;
    for _ in 0..random.below(5) {
        let weight = random.within(1, 9);
        points += i64::from(weight);
        policy = policy.prefer(weight, random_criterion(random, faults));
    }
    for _ in 0..random.below(6) {
        let rule = random_rule(random, org, faults, points);
        policy =
            if random.once_in(2) { policy.require(rule) } else { policy.require_if_known(rule) };
    }
    policy
}

#[test]
fn compiled_policy_equals_the_naive_rescoring() {
    // How often each rule let a pair through and excluded one; how often each
    // criterion was 0 and was not; how often both sides refused a value.
    let mut rules: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut criteria: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut refused = 0;
    // How many meetings were byes, and how many somebody stayed away from.
    let (mut byes, mut shrunk) = (0, 0);
    for seed in 0..ORGANIZATIONS {
        let random = &mut Random::new(seed);
        let org = random_organization(random, few);
        let history = random_history(random, org.people().len());
        for meeting in history.meetings() {
            byes += usize::from(meeting.is_bye());
            let kept = meeting.attendance == Attendance::Kept;
            let stayed_away = meeting.people.iter().any(|key| meeting.absent.contains(key));
            shrunk += usize::from(kept && stayed_away);
        }
        let preferences = random_preferences(random, org.people().len());
        let context = Context::new()
            .history(&history)
            .on(TODAY)
            .round(ROUND)
            .preferences(&preferences)
            .rule("keys", Keys)
            .criterion("keys", Keys)
            .criterion("float", |pair: Pair<'_>| f64::from(pair.second.id().0) / 13.0)
            .criterion("faulty", |pair: Pair<'_>| f64::from(pair.second.id().0) / 4.0);
        let policy = random_policy(random, &org, seed % 4 == 0);
        let compiled = policy.compile(&org, &context).unwrap();
        let naive = Rescorer::new(&org, &policy, &context);
        for first in org.people() {
            for second in org.people().filter(|second| *second != first) {
                let at =
                    || format!("seed {seed}, {} and {}: {policy:?}", first.key(), second.key());
                let excluding = compiled
                    .excluding(first.id(), second.id())
                    .map(|rules| rules.iter().map(|rule| rule.index()).collect::<Vec<_>>());
                let expected = naive.excluding(first, second);
                assert_eq!(excluding, expected, "{}", at());
                let score = naive.score(first, second);
                assert_eq!(compiled.score(first.id(), second.id()), score, "{}", at());
                let (Ok(excluding), Ok(_)) = (expected, score) else {
                    refused += 1;
                    continue;
                };
                for (i, requirement) in policy.rules().iter().enumerate() {
                    let counts = rules.entry(requirement.rule.code()).or_default();
                    counts[usize::from(excluding.contains(&i))] += 1;
                }
                for preference in policy.criteria() {
                    let value = naive.value(&preference.criterion, first, second).unwrap();
                    let counts = criteria.entry(preference.criterion.code()).or_default();
                    counts[usize::from(value > Value::ZERO)] += 1;
                }
            }
        }
    }
    // Every variant was met and both its answers were seen.
    assert_eq!((rules.len(), criteria.len()), (14, 13), "{rules:?} {criteria:?}");
    for (code, counts) in rules.iter().chain(&criteria) {
        assert!(counts.iter().all(|&count| count >= 100), "{code}: {counts:?}");
    }
    assert!(refused >= 100 && byes >= 100 && shrunk >= 100, "{refused} {byes} {shrunk}");
}
