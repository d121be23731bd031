//! How people are divided into blocks.

use super::*;

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
