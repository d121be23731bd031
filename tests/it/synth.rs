//! Synthetic organisations: what is promised of them, and how real they look.

use std::collections::HashSet;

use crosstie::org::{Organization, OrganizationRecords, PersonRecord};
use crosstie::synth::{Shape, ShapeError};
use proptest::prelude::*;

/// FNV-1a over the text of all records, field by field.
struct Digest(u64);

impl Digest {
    fn add(&mut self, field: impl std::fmt::Display) {
        for byte in format!("{field}|").bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn person(&mut self, p: &PersonRecord) {
        self.add(&p.key);
        self.add(p.department.as_deref().unwrap_or("-"));
        self.add(p.manager.as_deref().unwrap_or("-"));
        self.add(p.grade.unwrap());
        self.add(p.site.as_deref().unwrap_or("-"));
        self.add(p.hours.map_or("-".to_owned(), |h| format!("{}-{}", h.start, h.end)));
        self.add(p.start.unwrap());
        p.languages.iter().chain(&p.interests).for_each(|name| self.add(name));
        p.skills.iter().for_each(|s| self.add(format!("{} {}", s.skill, s.level)));
        p.wants.iter().for_each(|w| self.add(format!("{} {} {}", w.skill, w.target, w.weight)));
        p.pauses.iter().for_each(|pause| self.add(format!("{} {}", pause.first, pause.last)));
    }

    fn of(records: &OrganizationRecords) -> u64 {
        let mut digest = Self(0xcbf2_9ce4_8422_2325);
        for d in &records.departments {
            digest.add(format!("{} {:?} {:?}", d.key, d.name, d.parent));
        }
        records.people.iter().for_each(|p| digest.person(p));
        for t in &records.ties {
            digest.add(format!("{} {} {:?} {}", t.from, t.to, t.kind, t.strength));
        }
        digest.0
    }
}

fn built(shape: &Shape) -> Organization {
    shape.build().unwrap_or_else(|errors| panic!("{shape:?}: {errors}"))
}

#[test]
fn same_shape_same_organisation() {
    // Another number here means other organisations for everybody's seeds:
    // say so in the changelog.
    let digest = |people: usize, seed| {
        Digest::of(&built(&Shape::new(people).departments(people / 9).seed(seed)).records())
    };
    assert_eq!(digest(120, 7), 0);
    assert_eq!(digest(120, 7), digest(120, 7));
    assert_ne!(digest(120, 7), digest(120, 8));
    assert_eq!(digest(30, 0), 0);
}

#[test]
fn more_ties_change_no_person() {
    let few = built(&Shape::new(80).ties(100).seed(3)).records();
    let many = built(&Shape::new(80).ties(900).seed(3)).records();
    assert_eq!(few.people, many.people);
    assert_eq!(few.departments, many.departments);
}

/// All that a shape promises of its organisation, whatever the seed.
fn check_promises(org: &Organization, people: usize) {
    assert_eq!(org.people().len(), people);
    let top = org.people().filter(|p| p.manager().is_none()).count();
    assert_eq!(top, 1, "one person at the top");
    for person in org.people() {
        let department = person.department().expect("everyone has a department");
        assert!(person.grade().is_some_and(|grade| grade >= 1));
        if let Some(manager) = person.manager() {
            assert!(org.reporting_distance(person.id(), manager.id()) == Some(1));
            let above = manager.department().expect("everyone has a department");
            let heads = department.parent().is_none() && above.parent().is_none();
            let near = above == department || department.parent() == Some(above);
            assert!(heads || near, "nobody skips a department");
        }
        for want in person.wants() {
            let held = person.skills().find(|held| held.skill == want.skill);
            assert!(want.target > held.map_or(0, |held| held.level));
        }
        assert!(person.start().unwrap() <= crosstie::Date::constant(2026, 1, 1));
    }
    for department in org.departments() {
        assert!(org.people().any(|p| p.department() == Some(department)));
    }
    let mut seen = HashSet::new();
    for tie in org.ties() {
        assert_ne!(tie.from, tie.to);
        assert!(tie.strength >= 1);
        assert!(seen.insert((tie.from, tie.to)), "no tie twice");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_possible_shape_is_met(
        people in prop_oneof![1_usize..12, 12_usize..300, 300_usize..2_500],
        part in (0_usize..1_000, 0_usize..1_000, 0_u64..1_000),
        catalogues in (0_usize..20, 0_usize..20, 0_usize..40, 0_usize..90),
        seed: u64,
    ) {
        let departments = 1 + (people - 1) * part.0 / 999;
        let functions = 1 + (departments - 1) * part.1 / 999;
        // Up to all ties where people are few, up to 40 each where they are many.
        let n = people as u64;
        let ties = (n * (n - 1)).min(40 * n) * part.2 / 999;
        let shape = Shape::new(people)
            .departments(departments)
            .functions(functions)
            .ties(ties)
            .sites(catalogues.0)
            .languages(catalogues.1)
            .interests(catalogues.2)
            .skills(catalogues.3)
            .seed(seed);
        let org = built(&shape);
        check_promises(&org, people);
        prop_assert_eq!(org.departments().len(), departments);
        let top = org.departments().filter(|d| d.parent().is_none()).count();
        prop_assert_eq!(top, functions);
        prop_assert_eq!(org.tie_count() as u64, ties);
        let count = |names: &mut dyn Iterator<Item = &str>| {
            names.map(str::to_owned).collect::<HashSet<String>>().len()
        };
        prop_assert!(count(&mut org.people().filter_map(|p| p.site())) <= catalogues.0);
        prop_assert!(count(&mut org.people().flat_map(|p| p.languages())) <= catalogues.1);
        prop_assert!(count(&mut org.people().flat_map(|p| p.interests())) <= catalogues.2);
        prop_assert!(count(&mut org.people().flat_map(|p| p.skills().map(|s| s.name))) <= catalogues.3);
    }
}

#[test]
fn defaults_build_at_every_size() {
    for people in (1..=130).chain([500, 3_000]) {
        let org = built(&Shape::new(people).seed(people as u64));
        check_promises(&org, people);
        let n = people as u64;
        assert_eq!(org.tie_count() as u64, (n * (n - 1)).min(20 * n) / 2);
    }
}

#[test]
fn every_tie_there_can_be() {
    let org = built(&Shape::new(60).ties(60 * 59));
    assert_eq!(org.tie_count(), 60 * 59);
    let org = built(&Shape::new(60).ties(60 * 59 - 1));
    assert_eq!(org.tie_count(), 60 * 59 - 1);
}

#[test]
fn catalogues_are_used_up_by_many_people() {
    let shape = Shape::new(3_000).sites(6).languages(5).interests(20).skills(60);
    let org = built(&shape);
    let distinct = |names: Vec<&str>| names.into_iter().collect::<HashSet<&str>>().len();
    assert_eq!(distinct(org.people().filter_map(|p| p.site()).collect()), 6);
    assert_eq!(distinct(org.people().flat_map(|p| p.languages()).collect()), 5);
    assert_eq!(distinct(org.people().flat_map(|p| p.interests()).collect()), 20);
    let skills = org.people().flat_map(|p| p.skills().map(|held| held.name));
    assert_eq!(distinct(skills.collect()), 60);
}

#[test]
fn dates_end_with_the_calendar() {
    for day in [crosstie::Date::MIN, crosstie::Date::MAX] {
        let org = built(&Shape::new(400).as_of(day));
        assert!(org.people().all(|p| p.start().is_some_and(|start| start <= day)));
    }
}

#[test]
fn all_mistakes_of_a_shape_at_once() {
    let errors = Shape::new(10)
        .departments(11)
        .functions(12)
        .ties(91)
        .sites(1_000_000)
        .skills(usize::MAX)
        .build()
        .unwrap_err();
    let limits: Vec<(&str, u64, u64)> = errors
        .iter()
        .map(|error| match error {
            ShapeError::Range { what, given, most, .. } => (*what, *given, *most),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        limits,
        [
            ("departments", 11, 10),
            ("functions", 12, 11),
            ("ties", 91, 90),
            ("sites", 1_000_000, 10_000),
            ("skills", u64::MAX, 10_000),
        ]
    );
    let text = errors.to_string();
    assert!(text.starts_with(
        "11 departments are not possible; ask for 1 to 10 (each has at least one person)"
    ));

    let only = |shape: Shape| shape.build().unwrap_err().to_string();
    assert!(only(Shape::new(0)).starts_with("0 people are not possible; ask for 1 to"));
    assert!(only(Shape::new(5).departments(0)).starts_with("0 departments"));
    assert!(only(Shape::new(5).functions(0)).starts_with("0 functions"));
    assert!(only(Shape::new(1).ties(1)).starts_with("1 ties are not possible; ask for 0 to 0"));
    assert!(only(Shape::new(10).ties_per_person(10)).starts_with("100 ties"));
    assert!(only(Shape::new(100_000).ties(u64::MAX)).contains("ids have 32 bits"));
    assert!(only(Shape::new(usize::MAX)).contains("people"));
}

/// The figures of an organisation that the table of the module compares.
#[derive(Debug)]
struct Measures {
    department_mean: f64,
    department_variation: f64,
    department_largest: f64,
    span_mean: f64,
    span_median: f64,
    span_below_5: f64,
    span_below_10: f64,
    deepest: f64,
    manager_in_department: f64,
    within_department: f64,
    within_function: f64,
    mutual: f64,
    clustering: f64,
    named_variation: f64,
    named_top_tenth: f64,
    names_manager: f64,
    named_by_manager: f64,
    largest_site: f64,
    tenure_median: f64,
    tenure_ten_years: f64,
}

#[expect(clippy::cast_precision_loss, reason = "figures for a table")]
fn measure(org: &Organization) -> Measures {
    let n = org.people().len();
    let share = |count: usize, of: usize| count as f64 / of as f64;
    let mean = |list: &[usize]| share(list.iter().sum(), list.len());
    let variation = |list: &[usize]| {
        let m = mean(list);
        let square = list.iter().map(|&v| (v as f64 - m).powi(2)).sum::<f64>();
        (square / list.len() as f64).sqrt() / m
    };
    let tally = |entries: &mut dyn Iterator<Item = usize>, size: usize| {
        let mut counts = vec![0_usize; size];
        entries.for_each(|entry| counts[entry] += 1);
        counts
    };

    let homes = &mut org.people().filter_map(|p| p.department()).map(|d| d.id().index());
    let sizes = tally(homes, org.departments().len());
    let managers = &mut org.people().filter_map(|p| p.manager()).map(|m| m.id().index());
    let mut spans = tally(managers, n);
    spans.retain(|&span| span > 0);
    spans.sort_unstable();
    let below = |limit: usize| share(spans.partition_point(|&s| s < limit), spans.len());
    let deepest = org
        .people()
        .map(|p| std::iter::successors(p.manager(), |m| m.manager()).count())
        .max()
        .unwrap();
    let lines: Vec<_> = org.people().filter_map(|p| p.manager().map(|m| (p, m))).collect();
    let same = lines.iter().filter(|(p, m)| p.department() == m.department()).count();

    let ties: HashSet<(usize, usize)> =
        org.ties().map(|t| (t.from.index(), t.to.index())).collect();
    let among = |same: &dyn Fn(usize, usize) -> bool| {
        share(ties.iter().filter(|&&(a, b)| same(a, b)).count(), ties.len())
    };
    let people: Vec<_> = org.people().collect();
    let mut contacts = vec![HashSet::new(); n];
    for &(a, b) in &ties {
        contacts[a].insert(b);
        contacts[b].insert(a);
    }
    let local: Vec<f64> = contacts
        .iter()
        .filter(|near| near.len() > 1)
        .map(|near| {
            let closed: usize =
                near.iter().map(|&c| contacts[c].intersection(near).count()).sum();
            share(closed, near.len() * (near.len() - 1))
        })
        .collect();
    let mut named = tally(&mut ties.iter().map(|&(_, to)| to), n);
    let named_variation = variation(&named);
    named.sort_unstable();

    let mut sites: Vec<&str> = org.people().filter_map(|p| p.site()).collect();
    sites.sort_unstable();
    let largest_site = sites.chunk_by(|a, b| a == b).map(<[&str]>::len).max().unwrap();
    let today = crosstie::Date::constant(2026, 1, 1);
    let mut days: Vec<i32> =
        org.people().map(|p| (today - p.start().unwrap()).get_days()).collect();
    days.sort_unstable();

    Measures {
        department_mean: mean(&sizes),
        department_variation: variation(&sizes),
        department_largest: share(*sizes.iter().max().unwrap(), n),
        span_mean: mean(&spans),
        span_median: spans[spans.len() / 2] as f64,
        span_below_5: below(5),
        span_below_10: below(10),
        deepest: deepest as f64,
        manager_in_department: share(same, lines.len()),
        within_department: among(&|a, b| people[a].department() == people[b].department()),
        within_function: among(&|a, b| people[a].function() == people[b].function()),
        mutual: among(&|a, b| ties.contains(&(b, a))),
        clustering: local.iter().sum::<f64>() / local.len() as f64,
        named_variation,
        named_top_tenth: share(named[n - n / 10..].iter().sum(), ties.len()),
        names_manager: share(
            lines.iter().filter(|(p, m)| ties.contains(&(p.id().index(), m.id().index()))).count(),
            lines.len(),
        ),
        named_by_manager: share(
            lines.iter().filter(|(p, m)| ties.contains(&(m.id().index(), p.id().index()))).count(),
            lines.len(),
        ),
        largest_site: share(largest_site, n),
        tenure_median: f64::from(days[n / 2]) / 365.25,
        tenure_ten_years: share(days.iter().filter(|&&d| f64::from(d) >= 3652.5).count(), n),
    }
}

/// The right column of the table in the documentation of `crosstie::synth`.
#[test]
fn looks_as_the_table_says() {
    for seed in 1..=8 {
        let m = measure(&built(&Shape::new(1_000).seed(seed)));
        eprintln!("{m:?}");
    }
    for people in [21, 107, 10_000] {
        let m = measure(&built(&Shape::new(people).seed(1)));
        eprintln!("{people} {m:?}");
    }
}
