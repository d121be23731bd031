//! The cases: what is spoiled, and what must be told of it.

use crosstie::Date;
use crosstie::org::{
    DepartmentRecord, OrganizationProblem as Problem, Pause, PersonRecord, SkillRecord, Table,
    TieRecord, WantRecord, WorkingHours,
};

use super::{Case, Change, Told};

pub(super) type Place = (Table, usize, &'static str, &'static str);

pub(super) const fn department(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::Departments, index, key, field)
}

pub(super) const fn person(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::People, index, key, field)
}

pub(super) const fn tie(index: usize, key: &'static str, field: &'static str) -> Place {
    (Table::Ties, index, key, field)
}

pub(super) fn told(
    (table, index, key, field): Place,
    code: &'static str,
    problem: Problem,
    says: &'static [&'static str],
) -> Told {
    Told { table, index, key, field, code, problem, says }
}

pub(super) fn case(
    name: &'static str,
    spoil: Change,
    place: Place,
    code: &'static str,
    problem: Problem,
    says: &'static [&'static str],
) -> Case {
    Case { name, spoil, told: vec![told(place, code, problem, says)] }
}

pub(super) fn unknown_department(key: &str) -> Problem {
    Problem::UnknownDepartment { key: key.to_owned() }
}

pub(super) fn unknown_person(key: &str) -> Problem {
    Problem::UnknownPerson { key: key.to_owned() }
}

pub(super) fn padded(key: &str) -> Problem {
    Problem::PaddedKey { key: key.to_owned() }
}

pub(super) fn duplicate(key: &str, first: usize) -> Problem {
    Problem::DuplicateKey { key: key.to_owned(), first }
}

pub(super) fn repeated(name: &str) -> Problem {
    Problem::Repeated { name: name.to_owned() }
}

pub(super) fn level(skill: &str, level: u8) -> Problem {
    Problem::Level { skill: skill.to_owned(), level }
}

pub(super) fn target(skill: &str, target: u8) -> Problem {
    Problem::Target { skill: skill.to_owned(), target }
}

pub(super) fn cycle(keys: &[&str]) -> Problem {
    Problem::Cycle { keys: keys.iter().map(ToString::to_string).collect() }
}

pub(super) fn some(key: &str) -> Option<String> {
    Some(key.to_owned())
}

pub(super) const EMPTY_KEY: &[&str] = &["the key is empty", "a key of its own"];
pub(super) const EMPTY_NAME: &[&str] = &["without a visible character", "remove it"];

/// Keys and parents of departments.
pub(super) fn department_cases() -> Vec<Case> {
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
pub(super) fn person_cases() -> Vec<Case> {
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

pub(super) const HOURS: &[&str] = &["minutes of a day", "0 to 1439", "1 to 1440"];

pub(super) fn hours(name: &'static str, spoil: Change, start: u16, end: u16) -> Case {
    let problem = Problem::Hours { hours: WorkingHours { start, end } };
    case(name, spoil, person(2, "cy", "hours"), "hours", problem, HOURS)
}

/// What else a person record says.
pub(super) fn profile_cases() -> Vec<Case> {
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
                r.people[1].wants.push(WantRecord {
                    skill: "law".to_owned(),
                    target: 3,
                    weight: 2,
                });
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
pub(super) fn tie_cases() -> Vec<Case> {
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
