//! Bounds of blocks against every pair in them, and how people are divided into blocks.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bounds;
mod division;

use super::*;
use crate::audit::law::{
    self, Random, random_criterion, random_history, random_organization, random_policy,
    random_preferences, random_rule,
};
use crate::matching::pricing::Blocks;
use crate::org::{
    DepartmentRecord, Organization, OrganizationRecords, PersonRecord, SkillRecord, TieRecord,
    WantRecord,
};
use crate::policy::{
    Context, History, Pair, PairCriterion, PairRule, Policy, Preferences, Rule, Verdict,
};
use crate::score::{Score, ValueError};

const CRITERIA: usize = 13;
const RULES: usize = 14;

/// A new criterion goes into the random policies of the law, and here.
fn criterion_number(criterion: &Criterion) -> usize {
    match criterion {
        Criterion::SkillGap => 0,
        Criterion::SharedInterests => 1,
        Criterion::DepartmentDistance { .. } => 2,
        Criterion::ReportingDistance { .. } => 3,
        Criterion::TieNovelty => 4,
        Criterion::TieCloseness => 5,
        Criterion::NewTieAcrossFunctions => 6,
        Criterion::NeverMet => 7,
        Criterion::GradeGapFit { .. } => 8,
        Criterion::HoursOverlap { .. } => 9,
        Criterion::PreferenceRank { .. } => 10,
        Criterion::FewTies { .. } => 11,
        Criterion::Custom { .. } => 12,
    }
}

/// Whether blocks can be bounded below its weight.
fn can_be_low(criterion: &Criterion) -> bool {
    match criterion {
        Criterion::SkillGap
        | Criterion::SharedInterests
        | Criterion::DepartmentDistance { .. }
        | Criterion::NewTieAcrossFunctions
        | Criterion::GradeGapFit { .. }
        | Criterion::HoursOverlap { .. }
        | Criterion::PreferenceRank { .. }
        | Criterion::FewTies { .. }
        | Criterion::Custom { .. } => true,
        Criterion::ReportingDistance { .. }
        | Criterion::TieNovelty
        | Criterion::TieCloseness
        | Criterion::NeverMet => false,
    }
}

/// A new rule goes into the random policies of the law, and here.
fn rule_number(rule: &Rule) -> usize {
    match rule {
        Rule::DifferentDepartment { .. } => 0,
        Rule::DifferentFunction => 1,
        Rule::DifferentSite => 2,
        Rule::SameSite => 3,
        Rule::OutsideReportingLine { .. } => 4,
        Rule::GradeGap { .. } => 5,
        Rule::SharedHours { .. } => 6,
        Rule::SharedLanguage => 7,
        Rule::DoNotPair { .. } => 8,
        Rule::NotMetWithin { .. } => 9,
        Rule::NoTie { .. } => 10,
        Rule::MinimumScore { .. } => 11,
        Rule::MustHave { .. } => 12,
        Rule::Custom { .. } => 13,
    }
}

/// Whether it can exclude whole blocks.
fn can_shut(rule: &Rule) -> bool {
    match rule {
        Rule::DifferentDepartment { .. }
        | Rule::DifferentFunction
        | Rule::DifferentSite
        | Rule::SameSite
        | Rule::GradeGap { .. }
        | Rule::SharedHours { .. }
        | Rule::SharedLanguage
        | Rule::MinimumScore { .. }
        | Rule::MustHave { .. }
        | Rule::Custom { .. } => true,
        Rule::OutsideReportingLine { .. }
        | Rule::DoNotPair { .. }
        | Rule::NotMetWithin { .. }
        | Rule::NoTie { .. } => false,
    }
}

/// A criterion and a rule of the caller's own that say of blocks exactly what holds: the nearer
/// the grades the better, and the first is well above the second.
struct Grades;

impl PairCriterion for Grades {
    fn value(&self, pair: Pair<'_>) -> Result<Value, ValueError> {
        let grades = pair.first.grade().zip(pair.second.grade());
        let apart = grades.map_or(9, |(a, b)| u64::from(a.abs_diff(b)));
        Ok(Value::ratio(9_u64.saturating_sub(apart), 9))
    }

    fn upper_bound(&self, first: Block<'_>, second: Block<'_>) -> Value {
        let all =
            first.people().flat_map(|first| second.people().map(move |second| (first, second)));
        let values = all.map(|(first, second)| self.value(Pair { first, second }).unwrap());
        values.max().unwrap_or_default()
    }
}

impl PairRule for Grades {
    fn verdict(&self, pair: Pair<'_>) -> Verdict {
        match (pair.first.grade(), pair.second.grade()) {
            (None, None) => Verdict::Unknown,
            (first, second) => Verdict::from(first.unwrap_or(0) >= second.unwrap_or(0) + 4),
        }
    }

    fn excludes_all(&self, first: Block<'_>, second: Block<'_>) -> bool {
        let mut all =
            first.people().flat_map(|first| second.people().map(move |second| (first, second)));
        all.all(|(first, second)| self.verdict(Pair { first, second }) == Verdict::Excluded)
    }
}

/// An organisation with what a policy needs beside it.
struct World {
    org: Organization,
    history: History,
    preferences: Preferences,
}

impl World {
    fn new(org: Organization) -> Self {
        Self { org, history: History::new(), preferences: Preferences::new() }
    }

    fn random(random: &mut Random) -> Self {
        let org = random_organization(random, |random| 2 + random.below(55));
        let count = org.people().len();
        // Mostly some have no wish.
        let wishing = if random.once_in(3) { count } else { count / 4 };
        Self {
            history: random_history(random, count),
            preferences: random_preferences(random, wishing),
            org,
        }
    }

    fn context(&self) -> Context<'_> {
        Context::new()
            .history(&self.history)
            .on(law::TODAY)
            .round(law::ROUND)
            .preferences(&self.preferences)
            .rule("keys", law::Keys)
            .rule("grades", Grades)
            .criterion("keys", law::Keys)
            .criterion("grades", Grades)
            .criterion("float", |pair: Pair<'_>| f64::from(pair.second.id().0) / 1_000.0)
            .criterion("faulty", |pair: Pair<'_>| f64::from(pair.second.id().0) / 20.0)
    }

    fn compile(&self, policy: &Policy) -> CompiledPolicy<'_> {
        policy.compile(&self.org, &self.context()).unwrap()
    }

    fn ids(&self) -> Vec<PersonId> {
        self.org.people().map(Person::id).collect()
    }

    fn id(&self, key: &str) -> PersonId {
        self.org.person(key).unwrap().id()
    }
}

fn criterion_of(random: &mut Random, number: usize) -> Criterion {
    if number == 12 && random.once_in(2) {
        return Criterion::custom("grades");
    }
    loop {
        let criterion = random_criterion(random, false);
        if criterion_number(&criterion) == number {
            return criterion;
        }
    }
}

fn rule_of(random: &mut Random, org: &Organization, number: usize, points: i64) -> Rule {
    if number == 13 && random.once_in(2) {
        return Rule::custom("grades");
    }
    loop {
        let rule = random_rule(random, org, false, points);
        if rule_number(&rule) == number {
            // Often what many pairs have, to the millionth.
            return match rule {
                Rule::MustHave { criterion, .. } if random.once_in(2) => {
                    let third = random.within(0, 3);
                    Rule::must_have(criterion, Value::ratio(third, 3))
                }
                rule => rule,
            };
        }
    }
}

fn require(random: &mut Random, policy: Policy, rule: Rule) -> Policy {
    if random.once_in(2) { policy.require(rule) } else { policy.require_if_known(rule) }
}

/// A policy of which one criterion, or one rule, is all there is.
#[derive(Clone, Copy)]
enum Alone {
    Criterion(usize),
    Rule(usize),
}

impl Alone {
    fn all() -> impl Iterator<Item = Self> {
        (0..CRITERIA).map(Self::Criterion).chain((0..RULES).map(Self::Rule))
    }

    fn policy(self, random: &mut Random, world: &World) -> Policy {
        let (policy, org) = (Policy::new(), &world.org);
        match self {
            Self::Criterion(number) => {
                policy.prefer(random.within(1, 9), criterion_of(random, number))
            }
            // Says something of a score, and so needs one.
            Self::Rule(11) => {
                let (mut policy, mut points) = (policy, 0);
                for _ in 0..=random.below(3) {
                    let weight = random.within(1, 9);
                    points += i64::from(weight);
                    policy = policy.prefer(weight, random_criterion(random, false));
                }
                let rule = rule_of(random, &world.org, 11, points);
                // Often what a pair has, to the millionth.
                let compiled = world.compile(&policy);
                let (a, b) = (*random.pick(&world.ids()), *random.pick(&world.ids()));
                let rule = match compiled.score(a, b) {
                    Ok(score) if random.once_in(2) => Rule::minimum_score(score),
                    _ => rule,
                };
                require(random, policy, rule)
            }
            Self::Rule(number) => {
                let rule = rule_of(random, org, number, 0);
                require(random, policy, rule)
            }
        }
    }
}

/// Some rules and some criteria.
fn mixed_policy(random: &mut Random, org: &Organization, faults: bool) -> Policy {
    let mut policy = random_policy(random, org, faults);
    if random.once_in(3) {
        policy = policy.prefer(random.within(1, 9), Criterion::custom("grades"));
    }
    if random.once_in(3) {
        policy = require(random, policy, Rule::custom("grades"));
    }
    policy
}

/// A block, and what is known of it: at once, and in parts.
struct Sample {
    people: Vec<PersonId>,
    facts: [BlockFacts; 2],
}

fn shuffle<T>(random: &mut Random, list: &mut [T]) {
    for i in (1..list.len()).rev() {
        list.swap(i, random.below(i + 1));
    }
}

/// What is known of some people, put together from parts.
fn in_parts(
    random: &mut Random,
    policy: &BlockPolicy<'_, '_>,
    people: &[PersonId],
    party: Party,
) -> BlockFacts {
    if people.len() < 2 || random.once_in(6) {
        return policy.facts(people, party);
    }
    let (one, other) = people.split_at(1 + random.below(people.len() - 1));
    let one = in_parts(random, policy, one, party);
    policy.union(&one, &in_parts(random, policy, other, party))
}

/// Blocks by lot, and some of those of a division.
fn samples(
    random: &mut Random,
    policy: &BlockPolicy<'_, '_>,
    people: &[PersonId],
    party: Party,
) -> Vec<Sample> {
    let mut samples = Vec::new();
    let least = random.below(2);
    for size in [random.below(41), random.below(41), random.below(9), 1 + random.below(3), least] {
        let mut people = people.to_vec();
        shuffle(random, &mut people);
        people.truncate(size);
        let facts = [policy.facts(&people, party), in_parts(random, policy, &people, party)];
        samples.push(Sample { people, facts });
    }
    let blocks = divided(policy, people, party);
    let of = |positions: &[u32]| -> Vec<PersonId> {
        positions.iter().map(|&at| people[at as usize]).collect()
    };
    let facts = blocks
        .summarize(|block| policy.facts(&of(block), party), |one, other| policy.union(one, other));
    for block in [random.below(blocks.len()), random.below(blocks.len())] {
        let people = of(blocks.vertices(block));
        let facts = [facts[block].clone(), policy.facts(&people, party)];
        samples.push(Sample { people, facts });
    }
    samples
}

fn divided(policy: &BlockPolicy<'_, '_>, people: &[PersonId], party: Party) -> Blocks {
    let division = policy.division(people, party);
    Blocks::new(u32::try_from(people.len()).unwrap(), |block| division.divide(block))
}
