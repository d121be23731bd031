//! From one good set of records, each case spoils one thing.

mod cases;

use std::collections::BTreeSet;

use crosstie::Date;
use crosstie::org::{
    DepartmentRecord, Organization, OrganizationError, OrganizationProblem as Problem,
    OrganizationRecords, PersonRecord, SCHEMA, SkillRecord, Table, TieRecord, WantRecord,
    WorkingHours,
};

use super::build;
use cases::{
    EMPTY_NAME, cycle, department, department_cases, duplicate, level, padded, person,
    person_cases, profile_cases, repeated, some, target, tie, tie_cases, told, unknown_department,
    unknown_person,
};

/// Seven people in four departments of two functions, with ties of three kinds.
pub(super) fn good() -> OrganizationRecords {
    let departments = vec![
        DepartmentRecord::new("eng").name("Engineering"),
        DepartmentRecord::new("web").parent("eng"),
        DepartmentRecord::new("sales"),
        DepartmentRecord::new("emea").name("Europe").parent("sales"),
    ];
    let people = vec![
        PersonRecord::new("ada").department("eng").grade(9).skill("rust", 5).skill("law", 0),
        PersonRecord::new("bob")
            .department("web")
            .manager("ada")
            .language("en")
            .language("fr")
            .interest("chess")
            .interest("choir")
            .wants("rust", 4)
            .wants("law", 1),
        PersonRecord::new("cy")
            .department("web")
            .manager("bob")
            .site("Leeds")
            .hours(540, 1020)
            .pause(Date::constant(2024, 2, 28), Date::constant(2024, 3, 1)),
        PersonRecord::new("dee").department("sales").manager("ada").hours(1320, 600),
        PersonRecord::new("eve").department("emea").manager("dee").hours(0, 1440),
        PersonRecord::new("fay"),
        PersonRecord::new("gil").department("sales").manager("dee"),
    ];
    let ties = vec![
        TieRecord::new("bob", "ada").kind("advice").strength(2),
        TieRecord::new("bob", "ada").kind("friend"),
        TieRecord::new("ada", "bob").kind("advice"),
        TieRecord::new("cy", "eve"),
        TieRecord::new("eve", "cy").kind("advice").strength(u32::MAX),
        TieRecord::new("fay", "gil").kind("work"),
    ];
    OrganizationRecords { schema: SCHEMA, departments, people, ties }
}

/// A mistake that must be told: where, what, and words that its message must hold.
struct Told {
    table: Table,
    index: usize,
    key: &'static str,
    field: &'static str,
    code: &'static str,
    problem: Problem,
    says: &'static [&'static str],
}

type Change = fn(&mut OrganizationRecords);

struct Case {
    name: &'static str,
    spoil: Change,
    told: Vec<Told>,
}

fn all_cases() -> Vec<Case> {
    let mut cases = department_cases();
    cases.extend(person_cases());
    cases.extend(profile_cases());
    cases.extend(tie_cases());
    cases
}

/// Where and what, and that the message leads there.
fn assert_told(name: &str, errors: &[OrganizationError], expected: &[Told]) {
    let all = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!(errors.len(), expected.len(), "{name}:\n{all}");
    for (error, told) in errors.iter().zip(expected) {
        assert_eq!(
            (error.table, error.index, error.key.as_str(), error.field),
            (told.table, told.index, told.key, told.field),
            "{name}:\n{all}"
        );
        assert_eq!(error.problem, told.problem, "{name}");
        assert_eq!(error.problem.code(), told.code, "{name}");
        let message = error.to_string();
        let place =
            format!("{} record {} ({}), {}: ", told.table, told.index + 1, told.key, told.field);
        assert!(message.starts_with(&place), "{name}: {message}");
        for words in told.says {
            assert!(message.contains(words), "{name}: {message} does not say {words}");
        }
    }
}

#[test]
fn the_good_records_are_good() {
    let org = build(&good());
    assert_eq!((org.people().len(), org.departments().len(), org.tie_count()), (7, 4, 6));
}

#[test]
fn each_spoiled_thing_is_told() {
    for case in all_cases() {
        let mut records = good();
        (case.spoil)(&mut records);
        let errors = Organization::from_records(records).expect_err(case.name).into_vec();
        let mut expected = case.told;
        expected.sort_by_key(|told| (told.table, told.index));
        assert_told(case.name, &errors, &expected);
    }
}

/// With the tests of the schema and of sizes below, no code goes untested.
#[test]
fn the_cases_cover_every_code() {
    let told: BTreeSet<&str> =
        all_cases().iter().flat_map(|case| case.told.iter().map(|told| told.code)).collect();
    let codes = [
        "cycle",
        "duplicate-key",
        "duplicate-tie",
        "empty-key",
        "empty-name",
        "hours",
        "level",
        "padded-key",
        "pause",
        "repeated",
        "self-manager",
        "self-parent",
        "self-tie",
        "target",
        "unknown-department",
        "unknown-person",
        "zero-strength",
        "zero-weight",
    ];
    assert_eq!(told, BTreeSet::from(codes));
}

#[test]
fn what_comes_close_to_a_mistake_is_none() {
    let allowed: &[(&str, Change)] = &[
        ("one tie of each kind", |r| {
            r.ties.extend([TieRecord::new("bob", "ada"), TieRecord::new("cy", "eve").kind("a")]);
        }),
        ("the tie the other way", |r| r.ties.push(TieRecord::new("eve", "cy"))),
        ("a department and a person of one key", |r| {
            r.people.push(PersonRecord::new("eng").department("eng"));
        }),
        ("keys that differ in case alone", |r| r.people.push(PersonRecord::new("ADA"))),
        ("white space within a key", |r| r.people.push(PersonRecord::new("ada b"))),
        ("a skill wanted and held", |r| r.people[0] = r.people[0].clone().wants("rust", 5)),
        ("all levels", |r| {
            for (i, skill) in (0..=5).zip(["a", "b", "c", "d", "e", "f"]) {
                r.people[5] = r.people[5].clone().skill(skill, i);
            }
        }),
        ("the longest hours", |r| r.people[5] = r.people[5].clone().hours(0, 1440)),
        ("the shortest hours", |r| r.people[5] = r.people[5].clone().hours(1439, 1440)),
        ("hours to the last minute", |r| r.people[5] = r.people[5].clone().hours(1439, 1)),
        ("a pause of one day, twice", |r| {
            let day = Date::constant(2024, 2, 29);
            r.people[5] = r.people[5].clone().pause(day, day).pause(day, day);
        }),
        ("two functions of one name", |r| r.departments[2].name = some("Engineering")),
        ("no ties", |r| r.ties.clear()),
        ("nothing", |r| *r = OrganizationRecords::default()),
    ];
    for (name, change) in allowed {
        let mut records = good();
        change(&mut records);
        let built = Organization::from_records(records);
        assert!(built.is_ok(), "{name}: {}", built.unwrap_err());
    }
}

#[test]
fn another_schema_is_refused_before_all_else() {
    for schema in [0, 2, u32::MAX] {
        let mut records = good();
        records.schema = schema;
        records.people.push(PersonRecord::new("ada"));
        let errors = Organization::from_records(records).unwrap_err().into_vec();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "schema");
        assert_eq!(errors[0].problem, Problem::Schema { found: schema });
        assert_eq!(errors[0].problem.code(), "schema");
        let message = errors[0].to_string();
        assert_eq!(
            message,
            format!(
                "schema: {schema} is not read by this version, which reads 1; convert the records"
            )
        );
    }
}

#[test]
fn ties_by_id_are_checked_like_ties_by_key() {
    let larger = build(&good());
    let stranger = larger.person("gil").unwrap().id();
    let mut builder = Organization::builder();
    let ada = builder.add_person(&PersonRecord::new("ada"));
    let bob = builder.add_person(&PersonRecord::new("bob"));
    builder.add_tie_between(ada, stranger, None, 1);
    builder.add_tie_between(stranger, bob, Some(""), 0);
    builder.add_tie(TieRecord::new("zoe", "bob"));
    builder.add_tie_between(bob, bob, None, 1);
    builder.add_tie_between(ada, bob, Some("x"), 1);
    builder.add_tie(TieRecord::new("ada", "bob").kind("x"));
    let errors = builder.build().unwrap_err().into_vec();
    let unknown = |key| unknown_person(key);
    let expected = [
        told(tie(0, "ada → P6", "to"), "unknown-person", unknown("P6"), &["`P6`"]),
        told(tie(1, "P6 → bob", "from"), "unknown-person", unknown("P6"), &["`P6`"]),
        told(tie(1, "P6 → bob", "kind"), "empty-name", Problem::EmptyName, EMPTY_NAME),
        told(tie(1, "P6 → bob", "strength"), "zero-strength", Problem::ZeroStrength, &[]),
        told(tie(2, "zoe → bob", "from"), "unknown-person", unknown("zoe"), &["`zoe`"]),
        told(tie(3, "bob → bob", "to"), "self-tie", Problem::SelfTie, &[]),
        told(
            tie(5, "ada → bob", "to"),
            "duplicate-tie",
            Problem::DuplicateTie { first: 4 },
            &["record 5"],
        ),
    ];
    assert_told("by id", &errors, &expected);
}

/// As many ties as asked for, each of a kind of its own.
fn ties_of_kinds(count: usize) -> Vec<TieRecord> {
    (0..count).map(|i| TieRecord::new("ada", "bob").kind(format!("k{i}"))).collect()
}

#[test]
fn kinds_of_ties_are_counted() {
    const MOST: usize = 65_535;
    for late in [false, true] {
        let build = |count| {
            let mut builder = Organization::builder();
            let mut ties = ties_of_kinds(count);
            if late {
                ties.drain(..).for_each(|tie| builder.add_tie(tie));
            }
            builder.add_person(&PersonRecord::new("ada"));
            builder.add_person(&PersonRecord::new("bob"));
            ties.drain(..).for_each(|tie| builder.add_tie(tie));
            builder.build()
        };
        let org = build(MOST).unwrap();
        let last = org.tie_kind("k65534").unwrap();
        assert_eq!((last.index(), org.tie_kind_name(last)), (MOST - 1, Some("k65534")));
        let (ada, bob) = (org.person("ada").unwrap(), org.person("bob").unwrap());
        assert!(ada.has_tie_to(bob.id(), Some(last)));

        let errors = build(MOST + 3).unwrap_err().into_vec();
        assert_eq!(errors.len(), 1, "late: {late}");
        assert_eq!((errors[0].table, errors[0].field), (Table::Ties, "kind"));
        assert_eq!(errors[0].problem, Problem::TooMany { given: MOST + 3, most: MOST });
        assert_eq!(errors[0].problem.code(), "too-many");
        assert_eq!(
            errors[0].to_string(),
            "ties, kind: 65538 are more than 65535; split the organisation"
        );
    }
}

#[test]
fn all_spoiled_at_once_is_all_told() {
    let mut r = good();
    r.departments[0].name = some(" ");
    r.departments[1].parent = some("nowhere");
    r.departments[2].parent = some("emea"); // a circle with emea
    r.departments.push(DepartmentRecord::new("own").parent("own"));
    r.departments.push(DepartmentRecord::new(""));
    r.departments.push(DepartmentRecord::new(" x"));
    r.departments.push(DepartmentRecord::new("web").name("").parent("nowhere"));
    r.people[0].manager = some("dee"); // a circle with dee
    r.people[0].skills.push(SkillRecord { skill: "law".to_owned(), level: 6 });
    r.people[1].languages.push("fr".to_owned());
    r.people[1].interests.push(String::new());
    r.people[1].wants = vec![WantRecord { skill: "law".to_owned(), target: 0, weight: 0 }; 2];
    r.people[1].department = some("nowhere");
    r.people[2].site = some("");
    r.people[2].hours = Some(WorkingHours { start: 7, end: 7 });
    r.people[2].pauses[0].last = Date::constant(2024, 2, 27);
    r.people[2].manager = some("nobody");
    r.people[5].manager = some("fay");
    r.people.push(PersonRecord::new("ada").manager("ada"));
    r.people.push(PersonRecord::new("\t"));
    r.people.push(PersonRecord::new("bob "));
    r.ties[0].strength = 0;
    r.ties[1].from = "nobody".to_owned();
    r.ties[2].to = "ada".to_owned();
    r.ties[3].kind = some("");
    r.ties.push(TieRecord::new("fay", "gil").kind("work"));
    let (law, reversed) = ("law".to_owned(), r.people[2].pauses[0]);
    let errors = Organization::from_records(r).unwrap_err();
    assert_eq!(errors.to_string().lines().count(), errors.len());

    let expected = [
        told(department(0, "eng", "name"), "empty-name", Problem::EmptyName, &[]),
        told(
            department(1, "web", "parent"),
            "unknown-department",
            unknown_department("nowhere"),
            &[],
        ),
        told(department(2, "sales", "parent"), "cycle", cycle(&["sales", "emea"]), &[]),
        told(department(4, "own", "parent"), "self-parent", Problem::SelfParent, &[]),
        told(department(5, "", "key"), "empty-key", Problem::EmptyKey, &[]),
        told(department(6, " x", "key"), "padded-key", padded(" x"), &[]),
        told(department(7, "web", "name"), "empty-name", Problem::EmptyName, &[]),
        told(department(7, "web", "key"), "duplicate-key", duplicate("web", 1), &[]),
        told(
            department(7, "web", "parent"),
            "unknown-department",
            unknown_department("nowhere"),
            &[],
        ),
        told(person(0, "ada", "skills"), "repeated", repeated("law"), &[]),
        told(person(0, "ada", "skills"), "level", level("law", 6), &[]),
        told(person(0, "ada", "manager"), "cycle", cycle(&["ada", "dee"]), &[]),
        told(person(1, "bob", "languages"), "repeated", repeated("fr"), &[]),
        told(person(1, "bob", "interests"), "empty-name", Problem::EmptyName, &[]),
        told(person(1, "bob", "wants"), "repeated", repeated("law"), &[]),
        told(person(1, "bob", "wants"), "target", target("law", 0), &[]),
        told(
            person(1, "bob", "wants"),
            "zero-weight",
            Problem::ZeroWeight { skill: law.clone() },
            &[],
        ),
        told(person(1, "bob", "wants"), "target", target("law", 0), &[]),
        told(person(1, "bob", "wants"), "zero-weight", Problem::ZeroWeight { skill: law }, &[]),
        told(
            person(1, "bob", "department"),
            "unknown-department",
            unknown_department("nowhere"),
            &[],
        ),
        told(person(2, "cy", "site"), "empty-name", Problem::EmptyName, &[]),
        told(
            person(2, "cy", "hours"),
            "hours",
            Problem::Hours { hours: WorkingHours { start: 7, end: 7 } },
            &["7-7"],
        ),
        told(person(2, "cy", "pauses"), "pause", Problem::Pause { pause: reversed }, &[]),
        told(person(2, "cy", "manager"), "unknown-person", unknown_person("nobody"), &[]),
        told(person(5, "fay", "manager"), "self-manager", Problem::SelfManager, &[]),
        told(person(7, "ada", "key"), "duplicate-key", duplicate("ada", 0), &[]),
        told(person(7, "ada", "manager"), "self-manager", Problem::SelfManager, &[]),
        told(person(8, "\t", "key"), "empty-key", Problem::EmptyKey, &[]),
        told(person(9, "bob ", "key"), "padded-key", padded("bob "), &[]),
        told(tie(0, "bob → ada", "strength"), "zero-strength", Problem::ZeroStrength, &[]),
        told(tie(1, "nobody → ada", "from"), "unknown-person", unknown_person("nobody"), &[]),
        told(tie(2, "ada → ada", "to"), "self-tie", Problem::SelfTie, &[]),
        told(tie(3, "cy → eve", "kind"), "empty-name", Problem::EmptyName, &[]),
        told(tie(6, "fay → gil", "to"), "duplicate-tie", Problem::DuplicateTie { first: 5 }, &[]),
    ];
    assert_told("all at once", &errors.into_vec(), &expected);
}
