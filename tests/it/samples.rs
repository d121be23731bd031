//! The sample organisations: the shipped files are what the converter makes,
//! can be imported, and hold what their `SOURCE.md` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use crosstie::import;
use crosstie::org::{Organization, Person};

#[path = "../../examples/convert_samples/convert.rs"]
mod convert;

fn folder(sample: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(sample)
}

/// The shipped files, imported.
fn organization(sample: &str) -> Organization {
    let open = |file| File::open(folder(sample).join(file)).unwrap();
    import::csv(open("people.csv"), open("departments.csv"), open("ties.csv"))
        .unwrap_or_else(|errors| panic!("{sample}: {errors}"))
}

/// How many people have each value.
fn count<'o, K: Ord>(org: &'o Organization, of: impl Fn(Person<'o>) -> K) -> Vec<(K, usize)> {
    let mut counts = BTreeMap::new();
    for person in org.people() {
        *counts.entry(of(person)).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

fn ties_of_kind(org: &Organization, kind: &str) -> usize {
    let kind = org.tie_kind(kind).unwrap();
    org.ties().filter(|tie| tie.kind == Some(kind)).count()
}

fn reporting_lines(org: &Organization) -> usize {
    org.people().filter(|person| person.manager().is_some()).count()
}

fn functions(org: &Organization) -> usize {
    org.departments().filter(|department| department.parent().is_none()).count()
}

fn function_key(person: Person<'_>) -> Option<&str> {
    person.function().map(|function| function.key())
}

fn department_key(person: Person<'_>) -> Option<&str> {
    person.department().map(|department| department.key())
}

fn start_years(org: &Organization) -> (i16, i16) {
    let years: BTreeSet<i16> = org.people().map(|person| person.start().unwrap().year()).collect();
    (*years.first().unwrap(), *years.last().unwrap())
}

#[test]
fn conversion_reproduces_the_shipped_files() {
    for (sample, convert) in convert::SAMPLES {
        let records = convert(&folder(sample).join("source")).unwrap();
        for (file, content) in convert::files(&records).unwrap() {
            let shipped = std::fs::read(folder(sample).join(file)).unwrap();
            assert!(shipped == content, "{sample}/{file} differs; run the example convert_samples");
        }
    }
}

#[test]
fn import_gives_the_converted_records() {
    for (sample, convert) in convert::SAMPLES {
        let records = convert(&folder(sample).join("source")).unwrap();
        let converted = Organization::from_records(records).unwrap();
        let imported = organization(sample);
        assert_eq!(imported.records(), converted.records(), "{sample}");
    }
}

#[test]
fn law_firm() {
    let org = organization("law-firm");
    assert_eq!(count(&org, |p| p.grade().unwrap()), [(1, 35), (2, 36)]);
    assert_eq!(count(&org, function_key), [(Some("corporate"), 30), (Some("litigation"), 41)]);
    assert_eq!(
        count(&org, |p| p.site().unwrap()),
        [("Boston", 48), ("Hartford", 19), ("Providence", 4)]
    );
    for person in org.people() {
        let office = format!(", {}", person.site().unwrap());
        assert!(person.department().unwrap().name().ends_with(&office), "{}", person.key());
    }
    assert_eq!((org.departments().len(), functions(&org)), (8, 2));
    let kinds = ["advice", "friend", "cowork"].map(|kind| ties_of_kind(&org, kind));
    assert_eq!((kinds, org.tie_count()), ([892, 575, 1104], 2571));
    assert_eq!(reporting_lines(&org), 0);
    assert_eq!(start_years(&org), (1959, 1990));
}

#[test]
fn high_tech_managers() {
    let org = organization("high-tech-managers");
    assert_eq!(count(&org, |p| p.grade().unwrap()), [(1, 16), (2, 4), (3, 1)]);
    assert_eq!(
        count(&org, department_key),
        [(None, 1), (Some("D1"), 5), (Some("D2"), 8), (Some("D3"), 3), (Some("D4"), 4)]
    );
    assert_eq!((org.departments().len(), functions(&org)), (4, 4));
    assert_eq!([ties_of_kind(&org, "advice"), ties_of_kind(&org, "friend")], [190, 102]);
    assert_eq!((org.tie_count(), reporting_lines(&org)), (292, 20));
    let top = org.people().find(|person| person.manager().is_none()).unwrap();
    assert_eq!((top.key(), top.grade(), department_key(top)), ("M07", Some(3), None));
    assert_eq!(start_years(&org), (1957, 1987));
}

#[test]
fn oracle_hr() {
    let org = organization("oracle-hr");
    assert_eq!((org.people().len(), org.tie_count()), (107, 0));
    assert_eq!((org.departments().len(), functions(&org)), (27, 27));
    let in_use: BTreeSet<&str> = org.people().filter_map(department_key).collect();
    assert_eq!(in_use.len(), 11);
    let outside: Vec<&str> =
        org.people().filter(|p| p.department().is_none()).map(|p| p.key()).collect();
    assert_eq!(outside, ["178"]);
    assert_eq!(org.people().filter(|p| p.site().is_none()).count(), 1);

    assert_eq!(reporting_lines(&org), 106);
    let top = org.person("100").unwrap();
    let depth = |person: Person<'_>| org.reporting_distance(top.id(), person.id()).unwrap();
    assert_eq!(count(&org, depth), [(0, 1), (1, 14), (2, 82), (3, 10)]);
    for person in org.people() {
        let grade = u32::try_from(person.grade().unwrap()).unwrap();
        assert_eq!(grade + depth(person), 3, "{}", person.key());
    }
    assert_eq!(org.people().filter(|p| p.reports().next().is_some()).count(), 18);
    assert_eq!(start_years(&org), (2011, 2018));
}

/// The composed skills and wants, against values worked out by hand from the
/// O*NET levels.
#[test]
fn oracle_hr_skills() {
    let org = organization("oracle-hr");
    for person in org.people() {
        assert!(person.skills().all(|held| (2..=4).contains(&held.level)), "{}", person.key());
        assert_eq!(person.wants().len(), 3, "{}", person.key());
    }
    // 103 is a programmer. Of 7: Programming 4.88, Coordination 2.88,
    // Negotiation 2.12, and Management of Financial Resources 1.50, which
    // gives 1 and is dropped.
    let programmer = org.person("103").unwrap();
    let level = |name| programmer.level(org.skill(name).unwrap());
    assert_eq!(
        ["Programming", "Coordination", "Negotiation", "Management of Financial Resources"]
            .map(level),
        [3, 2, 2, 0]
    );
    // Active Learning 3.25, Coordination 2.88, Judgment and Decision Making
    // 3.25, all 2, are the first three by name of those where General and
    // Operations Managers (3.62, 3.88, 3.75) have 3.
    let wants: Vec<(&str, u8)> = programmer.wants().map(|want| (want.name, want.target)).collect();
    assert_eq!(
        wants,
        [("Active Learning", 3), ("Coordination", 3), ("Judgment and Decision Making", 3)]
    );
}

#[test]
fn simulated_548() {
    let org = organization("simulated-548");
    assert_eq!(org.people().len(), 548);
    assert_eq!(
        count(&org, function_key),
        [
            (Some("ceo"), 1),
            (Some("finance"), 137),
            (Some("hr"), 136),
            (Some("product"), 137),
            (Some("sales-and-marketing"), 137),
        ]
    );
    assert_eq!(
        count(&org, |p| p.grade().unwrap()),
        [(1, 298), (2, 55), (3, 94), (4, 64), (5, 32), (6, 4), (7, 1)]
    );
    assert_eq!((org.departments().len(), functions(&org)), (33, 5));
    assert_eq!((org.tie_count(), reporting_lines(&org)), (5840, 0));
    let strengths: BTreeSet<u32> = org.ties().map(|tie| tie.strength).collect();
    assert_eq!((strengths.first(), strengths.last()), (Some(&1), Some(&905)));
}

/// The composed skills: counts, and two people worked out by hand.
#[test]
fn simulated_548_skills() {
    let org = organization("simulated-548");
    assert_eq!(count(&org, |p| p.skills().len()), [(8, 131), (9, 167), (10, 250)]);
    assert!(org.people().all(|p| p.wants().len() == 0));
    // By name: how many hold it, and the function types they are in.
    let mut held: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    // By grade: how many skills are held, and the sum of their levels.
    let mut levels: BTreeMap<i16, (u32, u32)> = BTreeMap::new();
    for person in org.people() {
        let function = function_key(person).unwrap();
        let function_type = department_key(person).unwrap().strip_prefix(function).unwrap();
        for skill in person.skills() {
            assert!((1..=5).contains(&skill.level), "{}", person.key());
            let (holders, function_types) = held.entry(skill.name).or_default();
            *holders += 1;
            function_types.insert(function_type);
            let (skills, sum) = levels.entry(person.grade().unwrap()).or_default();
            *skills += 1;
            *sum += u32::from(skill.level);
        }
    }
    let mut spread = BTreeMap::new();
    for (_, function_types) in held.values() {
        *spread.entry(function_types.len()).or_insert(0) += 1;
    }
    assert_eq!(spread, [(1, 153), (2, 18), (3, 10), (4, 4), (5, 3)].into());
    let holders = |name| held[name].0;
    assert_eq!(held.values().map(|skill| skill.0).min(), Some(holders("ICT security standards")));
    assert_eq!(
        held.values().map(|skill| skill.0).max(),
        Some(holders("define technical requirements"))
    );
    assert_eq!(
        ["ICT security standards", "define technical requirements", "machine learning"]
            .map(holders),
        [9, 153, 22]
    );
    assert_eq!(held.values().filter(|skill| skill.0 <= 20).count(), 117);
    // Means of higher grades are higher.
    assert!(levels.values().is_sorted_by(|a, b| a.1 * b.0 < b.1 * a.0), "{levels:?}");

    // 1 is the second occupation of four in research and development, an
    // intelligent systems designer, of grade 1: (1 + 1) / 2, (1 + 4) / 2, and
    // (1 + 0) / 2, which is dropped. 2 is a technician of grade 4: (4 + 2) / 2,
    // and sixth (4 + 17 % 7) / 2, (4 + 20 % 7) / 2.
    let level = |key, name| org.person(key).unwrap().level(org.skill(name).unwrap());
    let designer =
        ["algorithms", "artificial neural networks", "creatively use digital technologies"];
    assert_eq!(designer.map(|name| level("S001", name)), [1, 2, 0]);
    let technician = [
        "ICT network cable limitations",
        "administer ICT system",
        "implement a virtual private network",
    ];
    assert_eq!(technician.map(|name| level("S002", name)), [3, 3, 5]);
}
