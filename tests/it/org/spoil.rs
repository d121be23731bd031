//! From one good set of records, each case spoils one thing.

use std::collections::BTreeSet;

use crosstie::Date;
use crosstie::org::{
    DepartmentRecord, Organization, OrganizationError, OrganizationProblem as Problem,
    OrganizationRecords, Pause, PersonRecord, SkillRecord, Table, TieRecord, WantRecord,
    WorkingHours,
};

use super::build;

/// Seven people in four departments of two functions, with ties of three kinds.
pub(super) fn good() -> OrganizationRecords {
    let mut records = OrganizationRecords::default();
    records.departments = vec![
        DepartmentRecord::new("eng").name("Engineering"),
        DepartmentRecord::new("web").parent("eng"),
        DepartmentRecord::new("sales"),
        DepartmentRecord::new("emea").name("Europe").parent("sales"),
    ];
    records.people = vec![
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
    records.ties = vec![
        TieRecord::new("bob", "ada").kind("advice").strength(2),
        TieRecord::new("bob", "ada").kind("friend"),
        TieRecord::new("ada", "bob").kind("advice"),
        TieRecord::new("cy", "eve"),
        TieRecord::new("eve", "cy").kind("advice").strength(u32::MAX),
        TieRecord::new("fay", "gil").kind("work"),
    ];
    records
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

struct Case {
    name: &'static str,
    spoil: fn(&mut OrganizationRecords),
    told: Vec<Told>,
}

type Place = (Table, usize, &'static str, &'static str);

const fn department(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::Departments, index, key, field)
}

const fn person(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::People, index, key, field)
}

const fn tie(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::Ties, index, key, field)
}

fn told(
    (table, index, key, field): Place,
    code: &'static str,
    problem: Problem,
    says: &'static [&'static str],
) -> Told {
    Told { table, index, key, field, code, problem, says }
}

fn case(
    name: &'static str,
    spoil: fn(&mut OrganizationRecords),
    place: Place,
    code: &'static str,
    problem: Problem,
    says: &'static [&'static str],
) -> Case {
    Case { name, spoil, told: vec![told(place, code, problem, says)] }
}

fn unknown_department(key: &str) -> Problem {
    Problem::UnknownDepartment { key: key.to_owned() }
}

fn unknown_person(key: &str) -> Problem {
    Problem::UnknownPerson { key: key.to_owned() }
}

fn padded(key: &str) -> Problem {
    Problem::PaddedKey { key: key.to_owned() }
}

fn duplicate(key: &str, first: usize) -> Problem {
    Problem::DuplicateKey { key: key.to_owned(), first }
}

fn repeated(name: &str) -> Problem {
    Problem::Repeated { name: name.to_owned() }
}

fn level(skill: &str, level: u8) -> Problem {
    Problem::Level { skill: skill.to_owned(), level }
}

fn target(skill: &str, target: u8) -> Problem {
    Problem::Target { skill: skill.to_owned(), target }
}

fn cycle(keys: &[&str]) -> Problem {
    Problem::Cycle { keys: keys.iter().map(ToString::to_string).collect() }
}

fn some(key: &str) -> Option<String> {
    Some(key.to_owned())
}

const EMPTY_KEY: &[&str] = &["the key is empty", "a key of its own"];
const EMPTY_NAME: &[&str] = &["without a visible character", "remove it"];

/// Keys and parents of departments.
fn department_cases() -> Vec<Case> {
    vec![
        case(
            "department of an empty key",
            |r| r.departments.push(DepartmentRecord::new("")),
            department(4, "", "key"),
            "empty-key",
            Problem::EmptyKey,
            EMPTY_KEY,
        ),
        case(
            "department of white space as a key",
            |r| r.departments.push(DepartmentRecord::new(" \u{a0}\t")),
            department(4, " \u{a0}\t", "key"),
            "empty-key",
            Problem::EmptyKey,
            EMPTY_KEY,
        ),
        case(
            "department of a padded key",
            |r| r.departments.push(DepartmentRecord::new("hr ")),
            department(4, "hr ", "key"),
            "padded-key",
            padded("hr "),
            &["`hr `", "white space", "remove it"],
        ),
        case(
            "two departments of one key",
            |r| r.departments.push(DepartmentRecord::new("web")),
            department(4, "web", "key"),
            "duplicate-key",
            duplicate("web", 1),
            &["`web`", "record 2", "another key"],
        ),
        case(
            "department of an empty name",
            |r| r.departments[3].name = some(""),
            department(3, "emea", "name"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "department of white space as a name",
            |r| r.departments[0].name = some("\u{2003}"),
            department(0, "eng", "name"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "unknown parent",
            |r| r.departments[1].parent = some("Eng"),
            department(1, "web", "parent"),
            "unknown-department",
            unknown_department("Eng"),
            &["`Eng`", "not a department", "declare it, or leave the field empty"],
        ),
        case(
            "empty parent",
            |r| r.departments[1].parent = some(""),
            department(1, "web", "parent"),
            "unknown-department",
            unknown_department(""),
            &["leave the field empty"],
        ),
        case(
            "department within itself",
            |r| r.departments[2].parent = some("sales"),
            department(2, "sales", "parent"),
            "self-parent",
            Problem::SelfParent,
            &["within itself", "leave the parent of a function empty"],
        ),
        case(
            "two departments within each other",
            |r| r.departments[2].parent = some("emea"),
            department(2, "sales", "parent"),
            "cycle",
            cycle(&["sales", "emea"]),
            &["`sales` under `emea` under `sales`", "cut it"],
        ),
        case(
            "three departments in a circle",
            |r| {
                r.departments[0].parent = some("sales");
                r.departments[2].parent = some("web");
            },
            department(0, "eng", "parent"),
            "cycle",
            cycle(&["eng", "sales", "web"]),
            &["`eng` under `sales` under `web` under `eng`", "cut it"],
        ),
        Case {
            name: "two circles of departments",
            spoil: |r| {
                r.departments[2].parent = some("emea");
                r.departments[0].parent = some("web");
            },
            told: vec![
                told(department(0, "eng", "parent"), "cycle", cycle(&["eng", "web"]), &["`web`"]),
                told(
                    department(2, "sales", "parent"),
                    "cycle",
                    cycle(&["sales", "emea"]),
                    &["`emea`"],
                ),
            ],
        },
        case(
            "a second record closes no circle",
            |r| r.departments.push(DepartmentRecord::new("eng").parent("web")),
            department(4, "eng", "key"),
            "duplicate-key",
            duplicate("eng", 0),
            &["`eng`", "record 1"],
        ),
    ]
}

/// Keys, homes and managers of people.
fn person_cases() -> Vec<Case> {
    vec![
        case(
            "person of an empty key",
            |r| r.people.push(PersonRecord::new("")),
            person(7, "", "key"),
            "empty-key",
            Problem::EmptyKey,
            EMPTY_KEY,
        ),
        case(
            "person of white space as a key",
            |r| r.people.push(PersonRecord::new("\n")),
            person(7, "\n", "key"),
            "empty-key",
            Problem::EmptyKey,
            EMPTY_KEY,
        ),
        case(
            "person of a padded key",
            |r| r.people.push(PersonRecord::new("\tbob")),
            person(7, "\tbob", "key"),
            "padded-key",
            padded("\tbob"),
            &["`\tbob`", "remove it"],
        ),
        case(
            "two people of one key",
            |r| r.people.push(PersonRecord::new("dee").department("web").manager("ada")),
            person(7, "dee", "key"),
            "duplicate-key",
            duplicate("dee", 3),
            &["`dee`", "record 4", "another key"],
        ),
        case(
            "a second record of a person closes no circle",
            |r| r.people.push(PersonRecord::new("ada").manager("bob")),
            person(7, "ada", "key"),
            "duplicate-key",
            duplicate("ada", 0),
            &["`ada`", "record 1"],
        ),
        Case {
            name: "three people of one key",
            spoil: |r| r.people.extend([PersonRecord::new("bob"), PersonRecord::new("bob")]),
            told: vec![
                told(person(7, "bob", "key"), "duplicate-key", duplicate("bob", 1), &["record 2"]),
                told(person(8, "bob", "key"), "duplicate-key", duplicate("bob", 1), &["record 2"]),
            ],
        },
        case(
            "unknown department",
            |r| r.people[5].department = some("ada"),
            person(5, "fay", "department"),
            "unknown-department",
            unknown_department("ada"),
            &["`ada`", "declare it, or leave the field empty"],
        ),
        case(
            "department with white space around",
            |r| r.people[5].department = some(" web"),
            person(5, "fay", "department"),
            "unknown-department",
            unknown_department(" web"),
            &["` web`"],
        ),
        case(
            "unknown manager",
            |r| r.people[6].manager = some("eng"),
            person(6, "gil", "manager"),
            "unknown-person",
            unknown_person("eng"),
            &["`eng`", "not a person", "declare them, or remove"],
        ),
        case(
            "own manager",
            |r| r.people[0].manager = some("ada"),
            person(0, "ada", "manager"),
            "self-manager",
            Problem::SelfManager,
            &["report to themselves", "leave the manager of the top person empty"],
        ),
        case(
            "two managers of each other",
            |r| r.people[0].manager = some("dee"),
            person(0, "ada", "manager"),
            "cycle",
            cycle(&["ada", "dee"]),
            &["`ada` under `dee` under `ada`", "cut it"],
        ),
        case(
            "three managers in a circle",
            |r| r.people[0].manager = some("cy"),
            person(0, "ada", "manager"),
            "cycle",
            cycle(&["ada", "cy", "bob"]),
            &["`ada` under `cy` under `bob` under `ada`", "cut it"],
        ),
        Case {
            name: "two circles of managers",
            spoil: |r| {
                r.people[1].manager = some("cy");
                r.people[5].manager = some("gil");
                r.people[6].manager = some("fay");
            },
            told: vec![
                told(person(1, "bob", "manager"), "cycle", cycle(&["bob", "cy"]), &["`cy`"]),
                told(person(5, "fay", "manager"), "cycle", cycle(&["fay", "gil"]), &["`gil`"]),
            ],
        },
    ]
}

const HOURS: &[&str] = &["minutes of a day", "0 to 1439", "1 to 1440"];

fn hours(name: &'static str, spoil: fn(&mut OrganizationRecords), start: u16, end: u16) -> Case {
    let problem = Problem::Hours { hours: WorkingHours { start, end } };
    case(name, spoil, person(2, "cy", "hours"), "hours", problem, HOURS)
}

/// What else a person record says.
fn profile_cases() -> Vec<Case> {
    let pause = Pause { first: Date::constant(2024, 3, 1), last: Date::constant(2024, 2, 29) };
    vec![
        case(
            "empty site",
            |r| r.people[2].site = some(" "),
            person(2, "cy", "site"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "empty language",
            |r| r.people[1].languages[1].clear(),
            person(1, "bob", "languages"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "empty interest",
            |r| r.people[5].interests.push("\r\n".to_owned()),
            person(5, "fay", "interests"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "empty skill",
            |r| r.people[5].skills.push(SkillRecord { skill: String::new(), level: 1 }),
            person(5, "fay", "skills"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "empty want",
            |r| r.people[5].wants.push(WantRecord { skill: " ".to_owned(), target: 1, weight: 1 }),
            person(5, "fay", "wants"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "language twice",
            |r| r.people[1].languages.push("en".to_owned()),
            person(1, "bob", "languages"),
            "repeated",
            repeated("en"),
            &["`en`", "twice", "keep one"],
        ),
        case(
            "interest twice",
            |r| r.people[1].interests.insert(0, "choir".to_owned()),
            person(1, "bob", "interests"),
            "repeated",
            repeated("choir"),
            &["`choir`", "keep one"],
        ),
        case(
            "skill twice, at two levels",
            |r| r.people[0].skills.push(SkillRecord { skill: "rust".to_owned(), level: 1 }),
            person(0, "ada", "skills"),
            "repeated",
            repeated("rust"),
            &["`rust`", "keep one"],
        ),
        case(
            "want twice",
            |r| {
                r.people[1].wants.push(WantRecord { skill: "law".to_owned(), target: 3, weight: 2 })
            },
            person(1, "bob", "wants"),
            "repeated",
            repeated("law"),
            &["`law`", "keep one"],
        ),
        case(
            "level 6",
            |r| r.people[0].skills[1].level = 6,
            person(0, "ada", "skills"),
            "level",
            level("law", 6),
            &["`law`", "level 6", "from 0 to 5"],
        ),
        case(
            "level 255",
            |r| r.people[0].skills[0].level = u8::MAX,
            person(0, "ada", "skills"),
            "level",
            level("rust", 255),
            &["`rust`", "level 255", "from 0 to 5"],
        ),
        case(
            "target 0",
            |r| r.people[1].wants[0].target = 0,
            person(1, "bob", "wants"),
            "target",
            target("rust", 0),
            &["`rust`", "level 0", "from 1 to 5"],
        ),
        case(
            "target 6",
            |r| r.people[1].wants[1].target = 6,
            person(1, "bob", "wants"),
            "target",
            target("law", 6),
            &["`law`", "level 6", "from 1 to 5"],
        ),
        case(
            "want of weight 0",
            |r| r.people[1].wants[1].weight = 0,
            person(1, "bob", "wants"),
            "zero-weight",
            Problem::ZeroWeight { skill: "law".to_owned() },
            &["`law`", "weight 0", "at least 1, or remove it"],
        ),
        Case {
            name: "want of target 0 and weight 0",
            spoil: |r| {
                r.people[1].wants[0] = WantRecord { skill: "rust".to_owned(), target: 0, weight: 0 }
            },
            told: vec![
                told(person(1, "bob", "wants"), "target", target("rust", 0), &["`rust`"]),
                told(
                    person(1, "bob", "wants"),
                    "zero-weight",
                    Problem::ZeroWeight { skill: "rust".to_owned() },
                    &["`rust`"],
                ),
            ],
        },
        hours(
            "start at 1440",
            |r| r.people[2].hours = Some(WorkingHours { start: 1440, end: 60 }),
            1440,
            60,
        ),
        hours("end at 0", |r| r.people[2].hours = Some(WorkingHours { start: 60, end: 0 }), 60, 0),
        hours(
            "end at 1441",
            |r| r.people[2].hours = Some(WorkingHours { start: 60, end: 1441 }),
            60,
            1441,
        ),
        hours(
            "no hours",
            |r| r.people[2].hours = Some(WorkingHours { start: 540, end: 540 }),
            540,
            540,
        ),
        hours(
            "no hours at 0",
            |r| r.people[2].hours = Some(WorkingHours { start: 0, end: 0 }),
            0,
            0,
        ),
        case(
            "pause that ends the day before it begins",
            |r| {
                r.people[2].pauses.push(Pause {
                    first: Date::constant(2024, 3, 1),
                    last: Date::constant(2024, 2, 29),
                });
            },
            person(2, "cy", "pauses"),
            "pause",
            Problem::Pause { pause },
            &["2024-03-01", "2024-02-29", "ends before it begins", "swap"],
        ),
    ]
}

/// Ties, and the schema.
fn tie_cases() -> Vec<Case> {
    vec![
        case(
            "tie from nobody",
            |r| r.ties[3].from = "zoe".to_owned(),
            tie(3, "zoe → eve", "from"),
            "unknown-person",
            unknown_person("zoe"),
            &["`zoe`", "declare them, or remove"],
        ),
        case(
            "tie to a department",
            |r| r.ties[5].to = "web".to_owned(),
            tie(5, "fay → web", "to"),
            "unknown-person",
            unknown_person("web"),
            &["`web`", "not a person"],
        ),
        Case {
            name: "tie between two unknown people, wrong in every other way",
            spoil: |r| r.ties.push(TieRecord::new("yan", "zoe").kind("").strength(0)),
            told: vec![
                told(
                    tie(6, "yan → zoe", "from"),
                    "unknown-person",
                    unknown_person("yan"),
                    &["`yan`"],
                ),
                told(
                    tie(6, "yan → zoe", "to"),
                    "unknown-person",
                    unknown_person("zoe"),
                    &["`zoe`"],
                ),
                told(tie(6, "yan → zoe", "kind"), "empty-name", Problem::EmptyName, EMPTY_NAME),
                told(
                    tie(6, "yan → zoe", "strength"),
                    "zero-strength",
                    Problem::ZeroStrength,
                    &["at least 1"],
                ),
            ],
        },
        Case {
            name: "tie from an unknown person to themselves, twice",
            spoil: |r| r.ties.extend([TieRecord::new("zoe", "zoe"), TieRecord::new("zoe", "zoe")]),
            told: [6, 7]
                .into_iter()
                .flat_map(|i| {
                    let end = |field| {
                        told(
                            tie(i, "zoe → zoe", field),
                            "unknown-person",
                            unknown_person("zoe"),
                            &[],
                        )
                    };
                    let own = told(tie(i, "zoe → zoe", "to"), "self-tie", Problem::SelfTie, &[]);
                    [end("from"), end("to"), own]
                })
                .chain([told(
                    tie(7, "zoe → zoe", "to"),
                    "duplicate-tie",
                    Problem::DuplicateTie { first: 6 },
                    &["record 7"],
                )])
                .collect(),
        },
        case(
            "tie of an empty kind",
            |r| r.ties[0].kind = some("  "),
            tie(0, "bob → ada", "kind"),
            "empty-name",
            Problem::EmptyName,
            EMPTY_NAME,
        ),
        case(
            "tie of strength 0",
            |r| r.ties[4].strength = 0,
            tie(4, "eve → cy", "strength"),
            "zero-strength",
            Problem::ZeroStrength,
            &["strength of at least 1", "remove the tie"],
        ),
        case(
            "tie to oneself",
            |r| r.ties[3].to = "cy".to_owned(),
            tie(3, "cy → cy", "to"),
            "self-tie",
            Problem::SelfTie,
            &["two people", "remove it"],
        ),
        case(
            "tie stated twice",
            |r| r.ties.push(TieRecord::new("bob", "ada").kind("friend").strength(9)),
            tie(6, "bob → ada", "to"),
            "duplicate-tie",
            Problem::DuplicateTie { first: 1 },
            &["record 2", "keep one"],
        ),
        case(
            "tie of no kind stated twice",
            |r| r.ties.insert(0, TieRecord::new("cy", "eve")),
            tie(4, "cy → eve", "to"),
            "duplicate-tie",
            Problem::DuplicateTie { first: 0 },
            &["record 1", "keep one"],
        ),
    ]
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
    let allowed: &[(&str, fn(&mut OrganizationRecords))] = &[
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
