//! What is written reads back equal.

use std::io::{self, Write};

use crosstie::Date;
use crosstie::import::{
    self, CsvReader, TextProblem, WriteError, write_departments, write_people, write_ties,
};
use crosstie::org::{
    DepartmentRecord, OrganizationRecords, Pause, PersonRecord, SkillRecord, Table, TieRecord,
    WantRecord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{DEPARTMENTS, PEOPLE, TIES};

pub(super) fn written(records: &OrganizationRecords) -> [Vec<u8>; 3] {
    let mut files = [Vec::new(), Vec::new(), Vec::new()];
    let [people, departments, ties] = &mut files;
    write_people(records, people).unwrap();
    write_departments(records, departments).unwrap();
    write_ties(records, ties).unwrap();
    files
}

fn read_back([people, departments, ties]: &[Vec<u8>; 3]) -> OrganizationRecords {
    CsvReader::new().records(&people[..], &departments[..], &ties[..]).unwrap()
}

/// Texts of what breaks CSV and lists, each with a visible character.
fn text() -> impl Strategy<Value = String> {
    let plain = select("abzäß漢😀".chars().collect::<Vec<_>>());
    let hostile = "\"\"',;:|\\\\\n\r\t  \u{A0}\u{FEFF}\u{2028}=+@-";
    let hostile = select(hostile.chars().collect::<Vec<_>>());
    vec(prop_oneof![plain, hostile], 1..8)
        .prop_map(String::from_iter)
        .prop_filter("a visible character", |text| !text.trim().is_empty())
}

fn date() -> impl Strategy<Value = Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

prop_compose! {
    fn person()(
        key in text(), department in option::of(text()), manager in option::of(text()),
        grade in option::of(any::<i16>()), site in option::of(text()),
        hours in option::of((0_u16..3000, any::<u16>())), start in option::of(date()),
        languages in vec(text(), 0..3), interests in vec(text(), 0..3),
        skills in vec((text(), any::<u8>()), 0..3),
        wants in vec((text(), any::<u8>(), prop_oneof![0_u16..3, any::<u16>()]), 0..3),
        pauses in vec((date(), date()), 0..3),
    ) -> PersonRecord {
        let mut person = PersonRecord::new(key);
        (person.department, person.manager, person.grade) = (department, manager, grade);
        (person.site, person.start) = (site, start);
        if let Some((start, end)) = hours {
            person = person.hours(start, end);
        }
        (person.languages, person.interests) = (languages, interests);
        person.skills = skills.into_iter().map(|(skill, level)| SkillRecord { skill, level }).collect();
        person.wants = wants
            .into_iter()
            .map(|(skill, target, weight)| WantRecord { skill, target, weight })
            .collect();
        person.pauses = pauses.into_iter().map(|(first, last)| Pause { first, last }).collect();
        person
    }
}

prop_compose! {
    fn department()(key in text(), name in option::of(text()), parent in option::of(text()))
        -> DepartmentRecord {
        let mut department = DepartmentRecord::new(key);
        (department.name, department.parent) = (name, parent);
        department
    }
}

prop_compose! {
    fn tie()(from in text(), to in text(), kind in option::of(text()), strength in any::<u32>())
        -> TieRecord {
        let mut tie = TieRecord::new(from, to).strength(strength);
        tie.kind = kind;
        tie
    }
}

proptest! {
    #[test]
    fn records_round_trip(
        people in vec(person(), 0..4),
        departments in vec(department(), 0..4),
        ties in vec(tie(), 0..4),
    ) {
        let records =
            OrganizationRecords { people, departments, ties, ..OrganizationRecords::default() };
        let files = written(&records);
        let read = read_back(&files);
        prop_assert_eq!(&read, &records);
        prop_assert_eq!(written(&read), files);
    }
}

#[test]
fn canonical_form() {
    let records =
        CsvReader::new().records(PEOPLE.as_bytes(), DEPARTMENTS.as_bytes(), TIES.as_bytes());
    let [people, departments, ties] =
        written(&records.unwrap()).map(|file| String::from_utf8(file).unwrap());
    let canonical = PEOPLE
        .replace("540-1020", "09:00-17:00")
        .replace("22:00-6:00", "22:00-06:00")
        .replace("2026-12-24", "2026-12-24..2026-12-24");
    assert_eq!(people, canonical);
    assert_eq!(departments, DEPARTMENTS);
    assert_eq!(ties, TIES.replace("ada,bob,,", "ada,bob,,1"));

    let empty = written(&OrganizationRecords::default());
    let headers =
        [PEOPLE, DEPARTMENTS, TIES].map(|file| file.split_inclusive('\n').next().unwrap());
    assert_eq!(empty.map(|file| String::from_utf8(file).unwrap()), headers);
}

#[test]
fn an_organisation_round_trips() {
    let org = import::csv(PEOPLE.as_bytes(), DEPARTMENTS.as_bytes(), TIES.as_bytes()).unwrap();
    let records = org.records();
    let files = written(&records);
    let [people, departments, ties] = &files;
    let again = import::csv(&people[..], &departments[..], &ties[..]).unwrap();
    assert_eq!(again.records(), records);
    assert_eq!(records.people.len(), 3);
}

/// Counts what arrives, and fails from a byte on.
pub(super) struct Failing {
    pub(super) room: usize,
    pub(super) arrived: usize,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == self.arrived {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let taken = bytes.len().min(self.room - self.arrived);
        self.arrived += taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_error_of_the_writer_is_kept() {
    let records = OrganizationRecords {
        people: (0..2_000).map(|i| PersonRecord::new(i.to_string())).collect(),
        departments: vec![DepartmentRecord::new("sales")],
        ties: vec![TieRecord::new("1", "2")],
        ..OrganizationRecords::default()
    };
    for room in [0, 10, 9_000] {
        let results = [
            write_people(&records, Failing { room, arrived: 0 }),
            write_departments(&records, Failing { room: room.min(10), arrived: 0 }),
            write_ties(&records, Failing { room: room.min(10), arrived: 0 }),
        ];
        for result in results {
            let error = result.unwrap_err();
            assert!(
                matches!(&error, WriteError::Io(e) if e.kind() == io::ErrorKind::StorageFull),
                "{error}"
            );
        }
    }
}

/// Texts that CSV cannot hold are refused before the first byte, all of them.
#[test]
fn unwritable_texts_are_refused() {
    let records = OrganizationRecords {
        people: vec![
            PersonRecord::new("ada").site("x"),
            PersonRecord::new(" ")
                .department("")
                .manager("a\0")
                .site("\t")
                .language("")
                .interest("\0")
                .skill("", 1)
                .wants("\u{A0}", 1),
        ],
        departments: vec![DepartmentRecord::new("").name("").parent("\0\0")],
        ties: vec![TieRecord::new("", "\0").kind("")],
        ..OrganizationRecords::default()
    };
    let mut nothing = Vec::new();
    let mut refused = |table| {
        let result = match table {
            Table::People => write_people(&records, &mut nothing),
            Table::Departments => write_departments(&records, &mut nothing),
            Table::Ties => write_ties(&records, &mut nothing),
        };
        match result {
            Err(WriteError::Texts(errors)) => {
                errors.into_iter().map(|e| (e.index, e.field, e.problem)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    use TextProblem::{Blank, Nul};
    assert_eq!(
        refused(Table::People),
        [
            (1, "key", Blank),
            (1, "department", Blank),
            (1, "manager", Nul),
            (1, "site", Blank),
            (1, "languages", Blank),
            (1, "interests", Nul),
            (1, "skills", Blank),
            (1, "wants", Blank),
        ]
    );
    assert_eq!(
        refused(Table::Departments),
        [(0, "key", Blank), (0, "name", Blank), (0, "parent", Nul)]
    );
    assert_eq!(refused(Table::Ties), [(0, "from", Blank), (0, "to", Nul), (0, "kind", Blank)]);
    assert_eq!(nothing, b"");

    let error = write_ties(&records, io::sink()).unwrap_err().to_string();
    assert_eq!(
        error.lines().next(),
        Some(
            "ties record 1, from: a text without a visible character would be read back as none; give it one, or leave it out"
        )
    );
}
