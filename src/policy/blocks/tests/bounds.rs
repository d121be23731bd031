//! Bounds of blocks against every pair in them.

use super::*;

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
