//! Bounds of blocks against every pair in them, and how people are divided into blocks.
#![expect(clippy::unwrap_used, reason = "tests")]

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

/// How much was looked at.
#[derive(Debug, Default)]
struct Tally {
    /// Pairs held against the bound of two blocks.
    checks: u64,
    /// Those that are not excluded.
    eligible: u64,
    /// Those that reach a bound below the trivial one.
    met: u64,
    criteria: [u64; CRITERIA],
    rules: [u64; RULES],
    /// Two blocks of two people or more each, of which a criterion, alone, was bounded below its
    /// weight.
    low: [u64; CRITERIA],
    /// Two such blocks that a rule, alone, excludes.
    shut: [u64; RULES],
}

/// Holds every pair of some blocks against their bounds.
fn check(
    random: &mut Random,
    world: &World,
    policy: &Policy,
    alone: Option<Alone>,
    tally: &mut Tally,
) {
    let compiled = world.compile(policy);
    let first = world.ids();
    let mut second = first.clone();
    if random.once_in(2) {
        shuffle(random, &mut second);
        second.truncate(random.below(first.len() + 1));
    }
    let blocks = BlockPolicy::new(&compiled, &second);
    // A pair without a value is not planned.
    let score = |&a: &PersonId, &b: &PersonId| compiled.eligible_score(a, b).ok().flatten();
    let scores: Vec<Vec<Option<i64>>> = first
        .iter()
        .map(|a| first.iter().map(|b| score(a, b).map(Score::micros)).collect())
        .collect();
    let own = |party| -> Vec<i64> { first.iter().map(|&id| blocks.own(id, party)).collect() };
    let (first_own, second_own) = (own(Party::First), own(Party::Second));
    let trivial = compiled.highest_score().micros();

    let firsts = samples(random, &blocks, &first, Party::First);
    let seconds = samples(random, &blocks, &second, Party::Second);
    for (one, other) in firsts.iter().flat_map(|one| seconds.iter().map(move |other| (one, other)))
    {
        for way in 0..2 {
            let bound =
                blocks.bound((&one.facts[way], &one.people), (&other.facts[way], &other.people));
            for (a, b) in one.people.iter().flat_map(|a| other.people.iter().map(move |b| (a, b))) {
                tally.checks += 1;
                let Some(score) = scores[a.index()][b.index()] else { continue };
                tally.eligible += 1;
                let own = first_own[a.index()] + second_own[b.index()];
                assert!(
                    bound.is_some_and(|bound| score <= own + bound),
                    "{a:?} and {b:?} score {score}, own {own}, bounded by {bound:?}, way {way}\n\
                     {policy:?}\n{:?}\n{:?}\n{:?}",
                    one.people,
                    other.people,
                    world.org.records()
                );
                let below = bound.is_some_and(|bound| bound < trivial);
                tally.met += u64::from(below && bound == Some(score - own));
            }
            let pairs = (one.people.len() * other.people.len()) as u64;
            let many = one.people.len() > 1 && other.people.len() > 1;
            match alone {
                None => {}
                Some(Alone::Criterion(number)) => {
                    tally.criteria[number] += pairs;
                    tally.low[number] += u64::from(many && bound.is_some_and(|b| b < trivial));
                }
                Some(Alone::Rule(number)) => {
                    tally.rules[number] += pairs;
                    tally.shut[number] += u64::from(many && bound.is_none());
                }
            }
        }
    }
}

/// In random organisations, each rule and each criterion alone, and several together.
fn random_worlds(seeds: std::ops::Range<u64>) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let random = &mut Random::new(seed);
        let world = World::random(random);
        for alone in Alone::all() {
            let policy = alone.policy(random, &world);
            check(random, &world, &policy, Some(alone), &mut tally);
        }
        for _ in 0..8 {
            let policy = mixed_policy(random, &world.org, seed % 4 == 0);
            check(random, &world, &policy, None, &mut tally);
        }
    }
    tally
}

#[test]
fn no_pair_exceeds_the_bound_of_its_blocks() {
    let tally = random_worlds(0..400);
    assert!(tally.checks >= 100_000_000 && tally.eligible >= 50_000_000, "{tally:?}");
    assert!(tally.met >= 5_000_000, "{tally:?}");
    for alone in tally.criteria.iter().chain(&tally.rules) {
        assert!(*alone >= 100_000, "{tally:?}");
    }
}

#[test]
fn bounds_are_of_use() {
    let tally = random_worlds(1_000..1_040);
    let random = &mut Random::new(1);
    let org = World::random(random).org;
    for number in 0..CRITERIA {
        let criterion = criterion_of(random, number);
        let low = tally.low[number];
        assert!(low >= 20 || !can_be_low(&criterion), "{criterion}: {tally:?}");
    }
    for number in 0..RULES {
        let rule = rule_of(random, &org, number, 9);
        let shut = tally.shut[number];
        assert!(shut >= 20 || !can_shut(&rule), "{rule}: {tally:?}");
    }
}

/// Catalogues so long that several entries share a bit or a column.
fn wide_organization(random: &mut Random, people: usize) -> Organization {
    let mut records = OrganizationRecords::default();
    for i in 0..9 {
        let record = DepartmentRecord::new(format!("d{i}"));
        records.departments.push(if i < 4 { record } else { record.parent(format!("d{}", i % 4)) });
    }
    for i in 0..people {
        let mut record = PersonRecord::new(format!("p{i}"))
            .department(format!("d{}", random.below(9)))
            .grade(random.within(0, 9))
            .site(format!("x{}", random.below(2 * people)));
        let draw = |random: &mut Random, most: usize, of: usize, letter: char| {
            let mut names: Vec<String> =
                (0..random.below(most)).map(|_| format!("{letter}{}", random.below(of))).collect();
            names.sort();
            names.dedup();
            names
        };
        record.languages = draw(random, 4, 200, 'l');
        record.interests = draw(random, 9, 400, 'i');
        for skill in draw(random, 9, 400, 's') {
            record.skills.push(SkillRecord { skill, level: random.within(0, 5) });
        }
        for skill in draw(random, 6, 400, 's') {
            let (target, weight) = (random.within(1, 5), random.within(1, 9));
            record.wants.push(WantRecord { skill, target, weight });
        }
        records.people.push(record);
    }
    for i in 1..people {
        records.ties.push(TieRecord::new(format!("p{i}"), format!("p{}", random.below(i))));
    }
    Organization::from_records(records).unwrap()
}

#[test]
fn bounds_hold_where_bits_and_columns_are_shared() {
    let mut tally = Tally::default();
    for seed in 0..4 {
        let random = &mut Random::new(seed);
        let world = World::new(wide_organization(random, 150));
        // How many there are of each.
        let people = || world.org.people();
        let sites = people().filter_map(Person::site_symbol).max();
        let languages = people().flat_map(Person::language_symbols).max();
        let interests = people().flat_map(Person::interest_symbols).max();
        let skills = people().flat_map(Person::wants).map(|want| want.skill.index()).max();
        assert!(sites > Some(64) && languages > Some(&64), "{sites:?} {languages:?}");
        assert!(interests > Some(&256) && skills > Some(256), "{interests:?} {skills:?}");
        for alone in Alone::all() {
            let policy = alone.policy(random, &world);
            check(random, &world, &policy, Some(alone), &mut tally);
        }
        for _ in 0..8 {
            let policy = mixed_policy(random, &world.org, false);
            check(random, &world, &policy, None, &mut tally);
        }
    }
    assert!(tally.eligible >= 200_000 && tally.met >= 1_000, "{tally:?}");
    for number in [0, 1] {
        assert!(tally.low[number] > 0, "{tally:?}"); // skills and interests
    }
    for number in [2, 3, 7] {
        assert!(tally.criteria[number] >= 1_000, "{tally:?}"); // sites and languages
    }
}

/// The bound of two people by themselves.
fn of_two(policy: &BlockPolicy<'_, '_>, first: PersonId, second: PersonId) -> Option<i64> {
    let one = policy.facts(&[first], Party::First);
    policy.bound((&one, &[first]), (&policy.facts(&[second], Party::Second), &[second]))
}

/// Some hold skills and want some, of so many; the first wants all.
fn skilled(random: &mut Random, skills: usize) -> Organization {
    let mut records = OrganizationRecords::default();
    let mut eager = PersonRecord::new("eager");
    for skill in 0..skills {
        eager = eager.wants(format!("s{skill}"), random.within(1, 5));
    }
    records.people.push(eager);
    for i in 0..40 {
        let mut record = PersonRecord::new(format!("p{i}"));
        for skill in 0..skills {
            let skill = format!("s{skill}");
            if random.once_in(3) {
                record = record.skill(&skill, random.within(0, 5));
            }
            if random.once_in(1 + skills / 4) {
                let (target, weight) = (random.within(1, 5), random.within(1, 9));
                record.wants.push(WantRecord { skill, target, weight });
            }
        }
        records.people.push(record);
    }
    Organization::from_records(records).unwrap()
}

#[test]
fn of_two_people_the_bound_of_skills_is_exact() {
    for skills in [1, 5, 60, 127, 128] {
        let random = &mut Random::new(skills as u64);
        let world = World::new(skilled(random, skills));
        let compiled = world.compile(&Policy::new().prefer(7, Criterion::SkillGap));
        let people = world.ids();
        let policy = BlockPolicy::new(&compiled, &people);
        let mut positive = 0;
        for (&a, &b) in people.iter().flat_map(|a| people.iter().map(move |b| (a, b))) {
            let score = compiled.score(a, b).unwrap().micros();
            assert_eq!(of_two(&policy, a, b), Some(score), "{skills} skills, {a:?} and {b:?}");
            positive += usize::from(score > 0);
        }
        assert!(positive >= 200, "{skills} skills: {positive}");
    }
    // Of more skills two may share a column, and then no longer.
    let world = World::new(skilled(&mut Random::new(9), 200));
    let compiled = world.compile(&Policy::new().prefer(7, Criterion::SkillGap));
    let people = world.ids();
    let policy = BlockPolicy::new(&compiled, &people);
    let mut above = 0;
    for (&a, &b) in people.iter().flat_map(|a| people.iter().map(move |b| (a, b))) {
        let score = compiled.score(a, b).unwrap().micros();
        let bound = of_two(&policy, a, b).unwrap();
        assert!(bound >= score);
        above += usize::from(bound > score);
    }
    assert!(above > 0);
}

#[test]
fn a_skill_that_nobody_wants_counts_for_nothing() {
    let org = Organization::builder()
        .person(PersonRecord::new("cy").wants("sql", 4))
        .person(PersonRecord::new("ada").skill("law", 5))
        .build()
        .unwrap();
    let world = World::new(org);
    let compiled = world.compile(&Policy::new().prefer(1, Criterion::SkillGap));
    let (ada, cy) = (world.id("ada"), world.id("cy"));
    let policy = BlockPolicy::new(&compiled, &[cy]);
    assert_eq!(compiled.score(ada, cy), Ok(Score::ZERO));
    assert_eq!(of_two(&policy, ada, cy), Some(0));
}

#[test]
fn nobody_adds_nothing() {
    let org = Organization::builder()
        .person(PersonRecord::new("cy").wants("sql", 4))
        .person(PersonRecord::new("ada").skill("sql", 4))
        .build()
        .unwrap();
    let world = World::new(org);
    let compiled = world.compile(&Policy::new().prefer(1, Criterion::SkillGap));
    let (ada, cy) = (world.id("ada"), world.id("cy"));
    let policy = BlockPolicy::new(&compiled, &[cy]);
    let nobody = policy.facts(&[], Party::First);
    let one = policy.union(&nobody, &policy.facts(&[ada], Party::First));
    let other = policy.facts(&[cy], Party::Second);
    assert_eq!(compiled.score(ada, cy), Ok(Score::points(1)));
    assert_eq!(policy.bound((&one, &[ada]), (&other, &[cy])), Some(1_000_000));
}

#[test]
fn targets_at_the_ends_of_the_range() {
    let org = Organization::builder()
        .person(PersonRecord::new("ada").grade(1))
        .person(PersonRecord::new("cy").grade(0))
        .build()
        .unwrap();
    let world = World::new(org);
    for (target, tolerance) in
        [i32::MIN, i32::MAX].into_iter().flat_map(|t| [5, u32::MAX].map(|tolerance| (t, tolerance)))
    {
        let fit = Criterion::GradeGapFit { target, tolerance };
        let compiled = world.compile(&Policy::new().prefer(1, fit));
        let people = world.ids();
        let policy = BlockPolicy::new(&compiled, &people);
        for (&a, &b) in people.iter().flat_map(|a| people.iter().map(move |b| (a, b))) {
            let score = compiled.score(a, b).unwrap().micros();
            assert_eq!(of_two(&policy, a, b), Some(score), "target {target}, {a:?} and {b:?}");
        }
    }
}

/// What bounds look at of one person, and nothing else.
fn looked_at(
    policy: &BlockPolicy<'_, '_>,
    rules: &Policy,
    person: PersonId,
    party: Party,
) -> String {
    fn criterion(criterion: &Criterion, known: &mut BlockFacts, facts: &BlockFacts) {
        match criterion {
            Criterion::SkillGap => {
                known.level = facts.level;
                known.profiles = facts.profiles.clone();
            }
            Criterion::SharedInterests => {
                known.interests = facts.interests;
                known.fewest_interests = facts.fewest_interests;
                known.most_interests = facts.most_interests;
            }
            Criterion::DepartmentDistance { .. } | Criterion::NewTieAcrossFunctions => {
                known.departments = facts.departments;
            }
            Criterion::GradeGapFit { .. } => known.grade = facts.grade,
            Criterion::HoursOverlap { .. } => {
                known.half_hours = facts.half_hours;
                known.longest = facts.longest;
            }
            Criterion::PreferenceRank { .. } => {
                known.wishes = facts.wishes;
                known.wished = facts.wished;
            }
            Criterion::ReportingDistance { .. }
            | Criterion::TieNovelty
            | Criterion::TieCloseness
            | Criterion::NeverMet
            | Criterion::FewTies { .. }
            | Criterion::Custom { .. } => {}
        }
    }
    let facts = policy.facts(&[person], party);
    let mut known = BlockFacts::of_nobody();
    for requirement in rules.rules() {
        match &requirement.rule {
            Rule::DifferentDepartment { .. } | Rule::DifferentFunction => {
                known.departments = facts.departments;
            }
            Rule::DifferentSite | Rule::SameSite => known.site = facts.site,
            Rule::GradeGap { .. } => {
                known.grade = facts.grade;
                known.grade_unknown = facts.grade_unknown;
            }
            Rule::SharedHours { .. } => {
                known.half_hours = facts.half_hours;
                known.longest = facts.longest;
                known.hours_unknown = facts.hours_unknown;
            }
            Rule::SharedLanguage => {
                known.languages = facts.languages;
                known.language_unknown = facts.language_unknown;
            }
            Rule::MustHave { criterion: inner, .. } => criterion(inner, &mut known, &facts),
            Rule::OutsideReportingLine { .. }
            | Rule::DoNotPair { .. }
            | Rule::NotMetWithin { .. }
            | Rule::NoTie { .. }
            | Rule::MinimumScore { .. }
            | Rule::Custom { .. } => {}
        }
    }
    for preference in rules.criteria() {
        criterion(&preference.criterion, &mut known, &facts);
    }
    format!("{known:?}")
}

/// Checks a division in which everybody of a block is alike; returns how many leaves there are,
/// and how many of them with two people or more.
#[track_caller]
fn check_alike(world: &World, policy: &Policy, party: Party) -> [usize; 2] {
    let compiled = world.compile(policy);
    let people = world.ids();
    let blocks = BlockPolicy::new(&compiled, &people);
    let division = divided(&blocks, &people, party);
    check_division(&division, people.len());
    let of: Vec<String> = people.iter().map(|&id| looked_at(&blocks, policy, id, party)).collect();
    let mut counts = [0, 0];
    for leaf in division.leaves() {
        let size = division.vertices(leaf).len();
        let all = division.vertices(leaf).iter().map(|&at| (people[at as usize], &of[at as usize]));
        let all: Vec<_> = all.collect();
        let alike = all.iter().all(|one| one.1 == all[0].1);
        assert!(alike, "{policy:?}, {party:?}: in one block {all:#?}");
        assert!(size <= MOST_ALIKE, "{size} people in a block");
        counts[0] += 1;
        counts[1] += usize::from(size > 1);
    }
    counts
}

/// Everybody is in one leaf.
#[track_caller]
fn check_division(division: &Blocks, people: usize) {
    let mut all: Vec<u32> =
        division.leaves().flat_map(|leaf| division.vertices(leaf)).copied().collect();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..u32::try_from(people).unwrap()));
}

/// Whether a division knows of all that it looks at: see below.
fn is_known(policy: &Policy) -> bool {
    let must_have = |rule: &Rule| matches!(rule, Rule::MustHave { .. });
    let wish = |criterion: &Criterion| matches!(criterion, Criterion::PreferenceRank { .. });
    !policy.rules().iter().any(|requirement| must_have(&requirement.rule))
        && !policy.criteria().iter().any(|preference| wish(&preference.criterion))
}

/// Whoever starts at the same time ends at the same time here: see below.
#[test]
fn people_in_a_leaf_are_alike() {
    let mut counts = [0, 0];
    for seed in 0..60 {
        let random = &mut Random::new(seed);
        let mut world = World::random(random);
        let mut records = world.org.records();
        for hours in records.people.iter_mut().filter_map(|person| person.hours.as_mut()) {
            hours.end = 1 + (hours.start / 7 * 11 + 400) % 1_440;
            hours.end += u16::from(hours.end == hours.start);
        }
        world.org = Organization::from_records(records).unwrap();
        let alone: Vec<Policy> = Alone::all().map(|one| one.policy(random, &world)).collect();
        let mixed = (0..4).map(|_| mixed_policy(random, &world.org, false));
        for policy in mixed.collect::<Vec<_>>().iter().chain(&alone) {
            if is_known(policy) {
                for party in [Party::First, Party::Second] {
                    let [leaves, larger] = check_alike(&world, policy, party);
                    counts = [counts[0] + leaves, counts[1] + larger];
                }
            }
        }
    }
    assert!(counts[0] >= 10_000 && counts[1] >= 5_000, "{counts:?}");
}

fn check_two(one: PersonRecord, other: PersonRecord, policy: &Policy, party: Party) {
    let org = Organization::builder().person(one).person(other).build().unwrap();
    assert_eq!(check_alike(&World::new(org), policy, party), [2, 0]);
}

#[test]
fn two_who_differ_are_divided() {
    let one = || PersonRecord::new("one");
    let other = || PersonRecord::new("other");
    let both = [Party::First, Party::Second];
    for party in both {
        let policy = Policy::new().require(Rule::same_site());
        check_two(one().site("x"), other().site("y"), &policy, party);
        check_two(one().site("x"), other(), &policy, party);
        let policy = Policy::new().require(Rule::shared_hours(60));
        check_two(one().hours(0, 600), other().hours(1, 600), &policy, party);
        let policy = Policy::new().prefer(1, Criterion::shared_interests());
        check_two(one().interest("tea"), other(), &policy, party);
    }
}

/// As many entries as there are bits.
#[test]
fn people_of_many_sites_and_interests_are_divided() {
    let mut org = Organization::builder();
    for i in 0..128 {
        org = org.person(PersonRecord::new(format!("p{i}")).site(format!("x{i}")));
    }
    for i in 0..128 {
        org = org.person(PersonRecord::new(format!("q{i}")).interest(format!("i{i}")));
    }
    let world = World::new(org.build().unwrap());
    let sites = Policy::new().require(Rule::different_site());
    let interests = Policy::new().prefer(1, Criterion::shared_interests());
    for policy in [sites, interests] {
        for party in [Party::First, Party::Second] {
            // Each of the 128, and those who have none in blocks of 64.
            assert_eq!(check_alike(&world, &policy, party), [130, 2], "{policy:?}");
        }
    }
}

#[test]
fn two_who_leave_at_different_hours_are_divided() {
    for policy in [
        Policy::new().require(Rule::shared_hours(60)),
        Policy::new().prefer(1, Criterion::hours_overlap()),
    ] {
        let (one, other) = (PersonRecord::new("one"), PersonRecord::new("other"));
        check_two(one.hours(480, 600), other.hours(480, 1_020), &policy, Party::Second);
    }
}

#[test]
fn two_who_differ_in_what_pairs_must_have_are_divided() {
    let half = Value::ratio(1, 2);
    let policy = Policy::new().require(Rule::must_have(Criterion::shared_interests(), half));
    let (one, other) = (PersonRecord::new("one"), PersonRecord::new("other"));
    check_two(one.interest("tea"), other.interest("chess"), &policy, Party::Second);
}

#[test]
fn two_who_differ_in_wishes_are_divided() {
    let org = Organization::builder()
        .person(PersonRecord::new("ada"))
        .person(PersonRecord::new("cy"))
        .build()
        .unwrap();
    let mut world = World::new(org);
    world.preferences = Preferences::new().rank("cy", ["ada"]);
    let policy = Policy::new().prefer(1, Criterion::preference_rank(Party::Second));
    for party in [Party::First, Party::Second] {
        assert_eq!(check_alike(&world, &policy, party), [2, 0]);
    }
}

#[test]
fn two_of_many_languages_are_divided() {
    let policy = Policy::new().require(Rule::shared_language());
    let mut org = Organization::builder();
    // The catalogue is in the order in which languages are first named.
    for language in 0..33 {
        org =
            org.person(PersonRecord::new(format!("p{language}")).language(format!("l{language}")));
    }
    check_alike(&World::new(org.build().unwrap()), &policy, Party::Second);
}

#[test]
fn two_who_differ_in_how_many_interests_they_have_are_divided() {
    let policy = Policy::new().prefer(1, Criterion::shared_interests());
    let mut org = Organization::builder();
    // The catalogue is in the order in which interests are first named.
    for interest in 0..128 {
        org =
            org.person(PersonRecord::new(format!("p{interest}")).interest(format!("i{interest}")));
    }
    org = org.person(PersonRecord::new("more").interest("i0").interest("i128"));
    check_alike(&World::new(org.build().unwrap()), &policy, Party::Second);
}

/// Everything that a division looks at.
fn all_sides() -> Policy {
    Policy::new()
        .require(Rule::different_department())
        .require(Rule::different_site())
        .require(Rule::grade_gap(-9, 9))
        .require(Rule::shared_hours(60))
        .require(Rule::shared_language())
        .prefer(3, Criterion::SkillGap)
        .prefer(2, Criterion::shared_interests())
        .prefer(1, Criterion::department_distance())
        .prefer(1, Criterion::new_tie_across_functions())
        .prefer(1, Criterion::grade_gap_fit(2, 3))
        .prefer(1, Criterion::hours_overlap())
        .prefer(1, Criterion::preference_rank(Party::Both))
        .prefer(1, Criterion::few_ties())
}

fn check_sizes(people: &[PersonRecord], policy: &Policy, most: usize) {
    let mut org = Organization::builder().department(DepartmentRecord::new("law"));
    for person in people {
        org = org.person(person.clone());
    }
    let world = World::new(org.build().unwrap());
    let compiled = world.compile(policy);
    let ids = world.ids();
    let blocks = BlockPolicy::new(&compiled, &ids);
    for party in [Party::First, Party::Second] {
        let division = divided(&blocks, &ids, party);
        check_division(&division, people.len());
        let sizes = division.leaves().map(|leaf| division.vertices(leaf).len());
        let largest = sizes.max().unwrap();
        assert!(largest <= most.min(people.len()), "{largest}, of {}", people.len());
        // Nor are they divided for nothing.
        let leaves = division.leaves().count();
        assert!(most < MOST_ALIKE || leaves <= 1 + people.len() / (MOST_ALIKE / 2));
    }
}

#[test]
fn division_ends() {
    let alike = |i: usize| {
        let person = PersonRecord::new(format!("p{i}")).department("law").site("x").grade(3);
        let person = person.hours(480, 1_020).language("en").interest("tea");
        person.skill("sql", 3).wants("law", 4)
    };
    let bare = |i: usize| PersonRecord::new(format!("p{i}"));
    let different = |i: usize| {
        let number = u16::try_from(i).unwrap();
        let person = PersonRecord::new(format!("p{i}")).site(format!("x{i}"));
        let person = person.grade(i16::try_from(i).unwrap()).hours(number, number + 9);
        person.interest(format!("i{i}")).skill(format!("s{i}"), 3).wants(format!("t{i}"), 2)
    };
    for count in [0, 1, 2, 3, 5, 63, 64, 65, 129, 1_000] {
        let people = |of: &dyn Fn(usize) -> PersonRecord| (0..count).map(of).collect::<Vec<_>>();
        for policy in [all_sides(), Policy::new()] {
            check_sizes(&people(&alike), &policy, MOST_ALIKE);
            check_sizes(&people(&bare), &policy, MOST_ALIKE);
        }
        check_sizes(&people(&different), &Policy::new(), MOST_ALIKE);
        check_sizes(&people(&different), &all_sides(), 1);
    }
}

/// A look at some of the people finds them all alike.
#[test]
fn one_in_a_thousand_is_found() {
    for odd in [0, 1, 501, 999] {
        let mut org = Organization::builder();
        for i in 0..1_000 {
            let grade = if i == odd { 4 } else { 3 };
            org = org.person(PersonRecord::new(format!("p{i}")).grade(grade).site("x"));
        }
        let world = World::new(org.build().unwrap());
        for party in [Party::First, Party::Second] {
            let [leaves, larger] = check_alike(&world, &all_sides(), party);
            assert_eq!(leaves, larger + 1, "odd {odd}");
        }
    }
}

#[test]
fn division_of_extreme_grades_at_extreme_weights() {
    let people: Vec<PersonRecord> = (0..192)
        .map(|i| {
            PersonRecord::new(format!("p{i}")).grade(if i % 2 == 0 { i16::MIN } else { i16::MAX })
        })
        .collect();
    let policy = Policy::new().prefer(u32::MAX, Criterion::grade_gap_fit(0, 1));
    check_sizes(&people, &policy, MOST_ALIKE);
}
