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
    assert_eq!(
        [digest(120, 7), digest(30, 0)],
        [12_115_537_316_606_475_426, 16_913_269_161_986_024_904]
    );
    assert_eq!(digest(120, 7), digest(120, 7));
    assert_ne!(digest(120, 7), digest(120, 8));
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
    assert_eq!(
        errors.to_string().lines().next(),
        Some(
            "departments: 11 asked for, but only 1 to 10 are possible: \
             each has at least one person"
        )
    );

    let only = |shape: Shape, start: &str| {
        let text = shape.build().unwrap_err().to_string();
        assert!(text.starts_with(start), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    };
    only(Shape::new(0), "people: 0 asked for, but only 1 to 268435456");
    only(Shape::new(usize::MAX), "people: ");
    only(Shape::new(5).departments(0), "departments: 0 asked for, but only 1 to 5");
    only(Shape::new(5).functions(0), "functions: 0 asked for, but only 1 to ");
    only(Shape::new(1).ties(1), "ties: 1 asked for, but only 0 to 0");
    only(Shape::new(10).ties_per_person(10), "ties: 100 asked for, but only 0 to 90");
    only(Shape::new(100_000).ties(u64::MAX), "ties: ");
}

/// The measures of the table in the documentation of `crosstie::synth`.
#[expect(clippy::cast_precision_loss, reason = "figures for a table")]
fn measure(org: &Organization) -> Vec<(&'static str, f64)> {
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
            let closed: usize = near.iter().map(|&c| contacts[c].intersection(near).count()).sum();
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

    let names = |from: usize, to: usize| ties.contains(&(from, to));
    let lines: Vec<_> = lines.iter().map(|(p, m)| (p.id().index(), m.id().index())).collect();
    let up = lines.iter().filter(|&&(p, m)| names(p, m)).count();
    let down = lines.iter().filter(|&&(p, m)| names(m, p)).count();
    let old = days.iter().filter(|&&d| f64::from(d) >= 3652.5).count();

    vec![
        ("mean department size", mean(&sizes)),
        ("variation of department sizes", variation(&sizes)),
        ("share of the largest department", share(*sizes.iter().max().unwrap(), n)),
        ("mean span of control", mean(&spans)),
        ("median span of control", spans[spans.len() / 2] as f64),
        ("spans below 5", below(5)),
        ("spans below 10", below(10)),
        ("manager in one's own department", share(same, lines.len())),
        ("levels below the top", deepest as f64),
        (
            "ties within the department",
            among(&|a, b| people[a].department() == people[b].department()),
        ),
        ("ties within the function", among(&|a, b| people[a].function() == people[b].function())),
        ("ties that both name", among(&|a, b| names(b, a))),
        ("clustering", local.iter().sum::<f64>() / local.len() as f64),
        ("variation of how often one is named", named_variation),
        ("share of the most named tenth", share(named[n - n / 10..].iter().sum(), ties.len())),
        ("names their manager", share(up, lines.len())),
        ("is named by their manager", share(down, lines.len())),
        ("share of the largest site", share(largest_site, n)),
        ("median years of service", f64::from(days[n / 2]) / 365.25),
        ("ten years of service or more", share(old, n)),
    ]
}

/// The rows of that table: the measure, and the range of its last column.
fn table() -> Vec<(&'static str, f64, f64)> {
    let source = include_str!("../../src/synth/mod.rs");
    let rows = source.lines().filter_map(|line| line.strip_prefix("//! | "));
    rows.skip(2)
        .map(|row| {
            let mut cells = row.trim_end_matches('|').split('|').map(str::trim);
            let (name, range) = (cells.next().unwrap(), cells.next_back().unwrap());
            let (low, high) = range.split_once('–').unwrap_or((range, range));
            (name, low.parse().unwrap(), high.parse().unwrap())
        })
        .collect()
}

#[test]
fn looks_as_the_table_says() {
    let mut seen = HashSet::new();
    for (suffix, people) in [("", 1_000), (", 107 people", 107), (", 10,000 people", 10_000)] {
        for seed in 1..=8 {
            for (name, value) in measure(&built(&Shape::new(people).seed(seed))) {
                for (row, low, high) in table() {
                    if row == format!("{name}{suffix}") {
                        // Figures of the table are rounded to two places.
                        let range = low - 0.005..=high + 0.005;
                        assert!(range.contains(&value), "{row}, seed {seed}: {value}");
                        seen.insert(row);
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), table().len(), "every row is measured");
    assert_eq!(seen.len(), 22);
}
