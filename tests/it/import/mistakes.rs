//! One spoiled thing at a time, and many at once.

use std::collections::BTreeSet;
use std::io::{self, Read};

use crosstie::import::{CsvReader, ImportProblem, Table};

use super::{DEPARTMENTS, PEOPLE, TIES, messages, messages_of, read};

/// A text of a good file, what to put in its place, and the message about it.
type Case = (&'static str, Table, &'static str, &'static str, &'static str);

/// Each with the code of the first problem.
#[rustfmt::skip]
const CASES: &[Case] = &[
    ("empty-file", Table::People, PEOPLE, "", "people.csv: the file is empty; give it a header of the columns `key` and what else is known"),
    ("delimiter", Table::Departments, DEPARTMENTS, "key;name;parent\na;b;c\n", "departments.csv line 1: the header is one column, `key;name;parent`, which looks semicolon-separated; read it with `Delimiter::Semicolon`"),
    ("delimiter", Table::Ties, "from,to,kind,strength", "from\tto", "ties.csv line 1: the header is one column, `from\\tto`, which looks tab-separated; read it with `Delimiter::Tab`"),
    ("unknown-column", Table::People, ",site,", ",gender,", "people.csv line 1, column gender: this column is unknown; known are key, department, manager, grade, site, hours, start, languages, interests, skills, wants, pauses: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("unknown-column", Table::People, ",site,", ",Site ,", "people.csv line 1, column Site: this column is unknown (is it `site`?); known are key, department, manager, grade, site, hours, start, languages, interests, skills, wants, pauses: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("unknown-column", Table::People, ",grade,", ",,", "people.csv line 1, column 4: this column is unknown; known are key, department, manager, grade, site, hours, start, languages, interests, skills, wants, pauses: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("repeated-column", Table::People, ",site,", ",manager,", "people.csv line 1, column manager: `manager` is column 3 already; remove one of the two, or leave it out with `ignore`"),
    ("missing-column", Table::Ties, TIES, "from,kind\nbob,advice\n", "ties.csv line 1: the column `to` is missing; add it, or map another to it with `rename`"),
    ("missing-column", Table::Departments, "key,", "id,", "departments.csv line 1: the column `key` is missing; add it, or map another to it with `rename`\ndepartments.csv line 1, column id: this column is unknown; known are key, name, parent: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("unclosed-quote", Table::People, "smith\"", "smith", "people.csv line 4, column key: a quote opens here and never closes; close it, or write a quote within a quoted text twice"),
    ("unclosed-quote", Table::Ties, "from", "\"from", "ties.csv line 1: a quote opens here and never closes; close it, or write a quote within a quoted text twice"),
    ("text-after-quote", Table::People, "chess", "\"chess", "people.csv line 2, column interests: a quote opens here, and text follows where it closes in line 4; write a quote within a quoted text twice, and quotes around it"),
    ("text-after-quote", Table::Departments, "all\"", "all\" of it", "departments.csv line 2, column name: a quote opens here, and text follows where it closes in line 2; write a quote within a quoted text twice, and quotes around it"),
    ("row-length", Table::People, "ada,compilers,,8", "ada,compilers,8", "people.csv line 2: the header has 12 columns, this row 11; a text with a delimiter or a line break in it needs quotes around it"),
    ("row-length", Table::Ties, "ada,bob,,", "advice,ada,bob,,", "ties.csv line 3: the header has 4 columns, this row 5; a text with a delimiter or a line break in it needs quotes around it"),
    ("row-length", Table::People, "\"eve \"\"E.\"\" smith\"", ",", "people.csv line 4: the header has 12 columns, this row 13; a text with a delimiter or a line break in it needs quotes around it"),
    ("empty-cell", Table::People, "\"eve \"\"E.\"\" smith\"", " ", "people.csv line 4, column key: the cell is empty; fill it, or remove the row"),
    ("empty-cell", Table::Departments, "litigation,,\n", "litigation,,\n,Sales,\n", "departments.csv line 5, column key: the cell is empty; fill it, or remove the row"),
    ("empty-cell", Table::Ties, "bob,ada,advice", ",ada,advice", "ties.csv line 2, column from: the cell is empty; fill it, or remove the row"),
    ("empty-cell", Table::Ties, "bob,ada,advice", "bob,,advice", "ties.csv line 2, column to: the cell is empty; fill it, or remove the row"),
    ("number", Table::People, ",8,London", ",C3,London", "people.csv line 2, column grade: `C3` is not a whole number from -32768 to 32767; write its digits alone"),
    ("number", Table::People, ",8,London", ",32768,London", "people.csv line 2, column grade: `32768` is not a whole number from -32768 to 32767; write its digits alone"),
    ("number", Table::People, ",8,London", ",7.5,London", "people.csv line 2, column grade: `7.5` is not a whole number from -32768 to 32767; write its digits alone"),
    ("number", Table::People, "law:1", "law:expert", "people.csv line 2, column skills: `expert` is not a whole number from 0 to 5; write its digits alone"),
    ("number", Table::People, "law:1", "law:256", "people.csv line 2, column skills: `256` is not a whole number from 0 to 5; write its digits alone"),
    ("number", Table::People, "statistics:4", "statistics:much", "people.csv line 2, column wants: `much` is not a whole number from 1 to 5; write its digits alone"),
    ("number", Table::People, "statistics:3:2", "statistics:3:-2", "people.csv line 3, column wants: `-2` is not a whole number from 1 to 65535; write its digits alone"),
    ("number", Table::Ties, "advice,3", "advice,often", "ties.csv line 2, column strength: `often` is not a whole number from 1 to 4294967295; write its digits alone"),
    ("number", Table::Ties, "advice,3", "advice,4294967296", "ties.csv line 2, column strength: `4294967296` is not a whole number from 1 to 4294967295; write its digits alone"),
    ("date", Table::People, "2015-03-01", "01.03.2015", "people.csv line 2, column start: `01.03.2015` is not a date; write it as 2026-07-31"),
    ("date", Table::People, "2015-03-01", "2015-02-29", "people.csv line 2, column start: `2015-02-29` is not a date; write it as 2026-07-31"),
    ("date", Table::People, "2015-03-01", "2015-03-01T00:00:00", "people.csv line 2, column start: `2015-03-01T00:00:00` is not a date; write it as 2026-07-31"),
    ("hours-form", Table::People, "540-1020", "9 to 5", "people.csv line 3, column hours: `9 to 5` are no hours; write 09:00-17:00, or minutes after midnight as 540-1020, both UTC"),
    ("hours-form", Table::People, "540-1020", "9:60-17:00", "people.csv line 3, column hours: `9:60-17:00` are no hours; write 09:00-17:00, or minutes after midnight as 540-1020, both UTC"),
    ("hours-form", Table::People, "540-1020", "9:00-24:01", "people.csv line 3, column hours: `9:00-24:01` are no hours; write 09:00-17:00, or minutes after midnight as 540-1020, both UTC"),
    ("hours-form", Table::People, "540-1020", "9:00-+7:00", "people.csv line 3, column hours: `9:00-+7:00` are no hours; write 09:00-17:00, or minutes after midnight as 540-1020, both UTC"),
    ("pause-form", Table::People, "2026-12-24", "Christmas", "people.csv line 3, column pauses: `Christmas` is not a pause; write its first and last day as 2026-07-01..2026-07-31"),
    ("pause-form", Table::People, "2026-12-24", "2026-12-24-2026-12-26", "people.csv line 3, column pauses: `2026-12-24-2026-12-26` is not a pause; write its first and last day as 2026-07-01..2026-07-31"),
    ("skill-form", Table::People, "law:3", "law", "people.csv line 3, column skills: `law` is not a skill with its level; write name:level, and \\: for a colon in the name"),
    ("skill-form", Table::People, "law:3", "law:3:1", "people.csv line 3, column skills: `law:3:1` is not a skill with its level; write name:level, and \\: for a colon in the name"),
    ("skill-form", Table::People, "law:3", ":3", "people.csv line 3, column skills: `:3` is not a skill with its level; write name:level, and \\: for a colon in the name"),
    ("want-form", Table::People, "statistics:4", "statistics", "people.csv line 2, column wants: `statistics` is not a wanted skill; write name:target or name:target:weight, and \\: for a colon in the name"),
    ("want-form", Table::People, "statistics:4", "statistics:4:1:1", "people.csv line 2, column wants: `statistics:4:1:1` is not a wanted skill; write name:target or name:target:weight, and \\: for a colon in the name"),
    ("empty-entry", Table::People, "English;Dutch", "English;;Dutch", "people.csv line 2, column languages: an entry of the list is empty; remove a `;`"),
    ("empty-entry", Table::People, "English;Dutch", "English;Dutch;", "people.csv line 2, column languages: an entry of the list is empty; remove a `;`"),
    ("escape", Table::People, "chess", "R\\D", "people.csv line 2, column interests: in `R\\D`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash"),
    ("escape", Table::People, "chess", "chess\\", "people.csv line 2, column interests: in `chess\\`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash"),
    ("duplicate-key", Table::People, "\"eve \"\"E.\"\" smith\"", "bob", "people.csv line 4, column key: the key `bob` is that of line 3 already; give one of them another key"),
    ("duplicate-key", Table::Departments, "litigation,,\n", "litigation,,\n\nlitigation,,\n", "departments.csv line 6, column key: the key `litigation` is that of line 4 already; give one of them another key"),
    ("duplicate-tie", Table::Ties, "ada,bob,,", "bob,ada,advice,", "ties.csv line 3, column to: line 2 states this tie already; keep one"),
    ("padded-key", Table::People, "\"eve", "\" eve", "people.csv line 4, column key: the key ` eve \"E.\" smith` begins or ends with white space; remove it"),
    ("unknown-department", Table::People, "bob,litigation", "bob,law", "people.csv line 3, column department: `law` is not a department; declare it, or leave the field empty"),
    ("unknown-department", Table::Departments, "compilers,,engineering", "compilers,,sales", "departments.csv line 3, column parent: `sales` is not a department; declare it, or leave the field empty"),
    ("unknown-person", Table::People, "litigation,ada", "litigation,zoe", "people.csv line 3, column manager: `zoe` is not a person; declare them, or remove the reference"),
    ("unknown-person", Table::Ties, "ada,bob,,", "ada,zoe,,", "ties.csv line 3, column to: `zoe` is not a person; declare them, or remove the reference"),
    ("self-manager", Table::People, "litigation,ada", "litigation,bob", "people.csv line 3, column manager: a person cannot report to themselves; leave the manager of the top person empty"),
    ("self-parent", Table::Departments, "litigation,,", "litigation,,litigation", "departments.csv line 4, column parent: a department cannot lie within itself; leave the parent of a function empty"),
    ("cycle", Table::People, "compilers,,8", "compilers,bob,8", "people.csv line 2, column manager: runs in a circle: `ada` under `bob` under `ada`; cut it at one of them"),
    ("level", Table::People, "law:3", "law:6", "people.csv line 3, column skills: skill `law` has level 6; levels go from 0 to 5"),
    ("target", Table::People, "statistics:4", "statistics:0", "people.csv line 2, column wants: wanted skill `statistics` has target level 0; targets go from 1 to 5"),
    ("zero-weight", Table::People, "statistics:3:2", "statistics:3:0", "people.csv line 3, column wants: wanted skill `statistics` has weight 0; give at least 1, or remove it"),
    ("repeated", Table::People, "English;Dutch", "English;English", "people.csv line 2, column languages: `English` stands there twice; keep one"),
    ("hours", Table::People, "540-1020", "540-2000", "people.csv line 3, column hours: hours 540-2000 are not minutes of a day; start is 0 to 1439, end 1 to 1440, and they differ"),
    ("pause", Table::People, "2026-07-01..2026-07-31", "2026-07-31..2026-07-01", "people.csv line 2, column pauses: the pause from 2026-07-31 to 2026-07-01 ends before it begins; swap the two days"),
    ("self-tie", Table::Ties, "ada,bob,,", "ada,ada,,", "ties.csv line 3, column to: a tie joins two people; remove it"),
    ("zero-strength", Table::Ties, "advice,3", "advice,0", "ties.csv line 2, column strength: a tie has a strength of at least 1; remove the tie if there is none"),
];

/// The good files, one of them with a text replaced.
fn spoiled(table: Table, from: &str, to: &str) -> [String; 3] {
    let mut files = [PEOPLE, DEPARTMENTS, TIES].map(str::to_owned);
    let file = &mut files[match table {
        Table::People => 0,
        Table::Departments => 1,
        Table::Ties => 2,
        other => panic!("{other}"),
    }];
    assert!(file.contains(from), "{from:?} is in no good file");
    *file = file.replacen(from, to, 1);
    files
}

#[test]
fn good_files_are_good() {
    assert_eq!(messages([PEOPLE, DEPARTMENTS, TIES]), [""; 0]);
}

#[test]
fn every_mistake_is_reported() {
    for &(code, table, from, to, message) in CASES {
        let files = spoiled(table, from, to);
        let files = [0, 1, 2].map(|i| files[i].as_bytes());
        let errors = read(&CsvReader::new(), files).expect_err(code);
        assert_eq!(errors.to_string(), message, "{from:?} made {to:?}");
        assert_eq!(errors.iter().next().unwrap().problem.code(), code);
    }
}

/// Codes whose cases take more than a replaced text, with the tests that hold them.
const ELSEWHERE: [(&str, fn()); 9] = [
    ("attendance", super::history::every_mistake_is_reported),
    ("io", an_error_of_the_reader_is_kept),
    ("utf-16", super::forms::utf_16_is_told_apart),
    ("encoding", super::forms::latin_1_is_told_apart),
    ("nul", super::forms::nul_is_no_text),
    ("rename-to", renames_and_ignores_that_go_wrong),
    ("rename-from", renames_and_ignores_that_go_wrong),
    ("repeated-name", crate::audit_groups::input::files::mistakes_of_files),
    ("unnamed-column", crate::audit_groups::input::files::mistakes_of_files),
];

#[test]
fn every_code_has_a_case() {
    let source = include_str!("../../../src/import/error.rs");
    let codes = source.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","));
    let codes: BTreeSet<&str> = codes.collect();
    assert_eq!(codes.len(), 28);
    let tested: BTreeSet<&str> =
        CASES.iter().map(|case| case.0).chain(ELSEWHERE.iter().map(|e| e.0)).collect();
    assert_eq!(codes.difference(&tested).collect::<Vec<_>>(), [&""; 0]);
}

#[test]
fn all_mistakes_together() {
    let people = "\
key,department,manager,grade,skills,e-mail
ada,sales,eve,first,law:3;;C++,a@example.com
bob,nowhere,zoe,,law:9,
bob,sales
,sales,ada,x,,
";
    let departments = "key,parent\nsales,sales\nsales,south\n";
    let ties = "from,to,strength\nada,bob,0\nada,zoe,much\nada,bob,1\n";
    let known = "key, department, manager, grade, site, hours, start, languages, interests, skills, wants, pauses";
    let expected = [
        &format!(
            "people.csv line 1, column e-mail: this column is unknown; known are {known}: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"
        ),
        "people.csv line 2, column manager: `eve` is not a person; declare them, or remove the reference",
        "people.csv line 2, column grade: `first` is not a whole number from -32768 to 32767; write its digits alone",
        "people.csv line 2, column skills: an entry of the list is empty; remove a `;`",
        "people.csv line 2, column skills: `C++` is not a skill with its level; write name:level, and \\: for a colon in the name",
        "people.csv line 3, column department: `nowhere` is not a department; declare it, or leave the field empty",
        "people.csv line 3, column manager: `zoe` is not a person; declare them, or remove the reference",
        "people.csv line 3, column skills: skill `law` has level 9; levels go from 0 to 5",
        "people.csv line 4: the header has 6 columns, this row 2; a text with a delimiter or a line break in it needs quotes around it",
        "people.csv line 4, column key: the key `bob` is that of line 3 already; give one of them another key",
        "people.csv line 5, column key: the cell is empty; fill it, or remove the row",
        "people.csv line 5, column grade: `x` is not a whole number from -32768 to 32767; write its digits alone",
        "departments.csv line 2, column parent: a department cannot lie within itself; leave the parent of a function empty",
        "departments.csv line 3, column key: the key `sales` is that of line 2 already; give one of them another key",
        "departments.csv line 3, column parent: `south` is not a department; declare it, or leave the field empty",
        "ties.csv line 2, column strength: a tie has a strength of at least 1; remove the tie if there is none",
        "ties.csv line 3, column to: `zoe` is not a person; declare them, or remove the reference",
        "ties.csv line 3, column strength: `much` is not a whole number from 1 to 4294967295; write its digits alone",
        "ties.csv line 4, column to: line 2 states this tie already; keep one",
    ];
    assert_eq!(messages([people, departments, ties]), expected);
}

/// A person who may stand in the part that was not read is not called unknown.
#[test]
fn what_was_not_read_is_not_called_unknown() {
    let ties = "from,to\nzoe,yan\nyan,zoe\n";
    let people = "key,department\nbob,sales\n\"ada,\n";
    assert_eq!(
        messages([people, "name\nSales\n", ties]),
        [
            "people.csv line 3, column key: a quote opens here and never closes; close it, or write a quote within a quoted text twice",
            "departments.csv line 1: the column `key` is missing; add it, or map another to it with `rename`",
        ]
    );
    let unknown = "is not a person; declare them, or remove the reference";
    assert_eq!(
        messages(["key\nbob\n", "name\nSales\n", ties]),
        [
            "departments.csv line 1: the column `key` is missing; add it, or map another to it with `rename`".to_owned(),
            format!("ties.csv line 2, column from: `zoe` {unknown}"),
            format!("ties.csv line 2, column to: `yan` {unknown}"),
            format!("ties.csv line 3, column from: `yan` {unknown}"),
            format!("ties.csv line 3, column to: `zoe` {unknown}"),
        ]
    );
}

#[test]
fn renames_and_ignores_that_go_wrong() {
    let people = b"id,key,sex,level\nada,ada,f,3\n";
    let reader = CsvReader::new()
        .rename(Table::People, "id", "key")
        .rename(Table::People, "level", "grad")
        .rename(Table::People, "rank", "grade")
        .ignore(Table::People, "sex")
        .ignore(Table::People, "race");
    let known = "known are key, department, manager, grade, site, hours, start, languages, interests, skills, wants, pauses";
    assert_eq!(
        messages_of(&reader, [people, b"", b""]),
        [
            &format!(
                "people.csv line 1: `rename` maps `level` to `grad`, which is unknown (is it `grade`?); {known}"
            ),
            "people.csv line 1: `rename` maps `rank` to `grade`, but the header has no such column; correct the name, or drop the `rename`",
            "people.csv line 1, column key: `key` is column 1 already; remove one of the two, or leave it out with `ignore`",
        ]
    );
    let codes: Vec<_> = read(&reader, [people, b"", b""])
        .unwrap_err()
        .iter()
        .map(|error| error.problem.code())
        .collect();
    assert_eq!(codes, ["rename-to", "rename-from", "repeated-column"]);
}

#[test]
fn renames_and_ignores_that_go_well() {
    let people = b"id,key,sex,sex,,level\nada,17,f,f,,3\n";
    let org = CsvReader::new()
        .rename(Table::People, "key", "nowhere")
        .ignore(Table::People, "key") // the last word counts
        .rename(Table::People, "id", "key")
        .rename(Table::People, "level", "grade")
        .ignore(Table::People, "sex")
        .ignore(Table::People, "")
        .ignore(Table::Ties, "absent")
        .read(&people[..], io::empty(), io::empty())
        .unwrap();
    assert_eq!(org.person("ada").unwrap().grade(), Some(3));
}

#[test]
fn files_may_bear_other_names() {
    let reader = CsvReader::new().file(Table::People, "x.csv").file(Table::People, "staff.txt");
    let errors = read(&reader, [b"", b"", b"from\n"]).unwrap_err();
    let files: Vec<_> = errors.iter().map(|e| (e.file.as_str(), e.table, e.line)).collect();
    assert_eq!(files, [("staff.txt", Table::People, None), ("ties.csv", Table::Ties, Some(1))]);
}

/// The column by the name that the file gives it, and its position.
#[test]
fn columns_are_named_as_in_the_file() {
    let reader = CsvReader::new().rename(Table::People, "Rang", "grade");
    let errors = read(&reader, [b"key,Rang\nada,hoch\n", b"", b""]).unwrap_err();
    let column = errors.iter().next().unwrap().column.as_ref().unwrap();
    assert_eq!((column.name.as_str(), column.position), ("Rang", 2));
}

/// Long and broken texts are shown in one line, from their beginning.
#[test]
fn messages_take_one_line() {
    let people = format!("key,\"gra\nde\",grade\n\"a\n\",,{}\n", "9".repeat(1000));
    let reader = CsvReader::new().file(Table::People, "a\nb");
    let messages = messages_of(&reader, [people.as_bytes(), b"", b""]);
    assert_eq!(
        messages[1..],
        [
            "a\\nb line 3, column key: the key `a\\n` begins or ends with white space; remove it"
                .to_owned(),
            format!(
                "a\\nb line 3, column grade: `{}…` is not a whole number from -32768 to 32767; write its digits alone",
                "9".repeat(60)
            ),
        ]
    );
    assert!(
        messages[0].starts_with("a\\nb line 1, column gra\\nde: this column is unknown (is it")
    );
}

/// Gives some bytes, then fails.
struct Failing(&'static [u8]);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
            n => Ok(n),
        }
    }
}

#[test]
fn an_error_of_the_reader_is_kept() {
    let errors = CsvReader::new()
        .read(Failing(b"key\nada\n"), io::empty(), &b"from,to\nada,bob\n"[..])
        .unwrap_err()
        .into_vec();
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(error.to_string(), "people.csv: cannot be read: permission denied");
    assert!(
        matches!(&error.problem, ImportProblem::Io(e) if e.kind() == io::ErrorKind::PermissionDenied)
    );
    let source = std::error::Error::source(error).and_then(|e| e.downcast_ref::<io::Error>());
    assert_eq!(source.map(io::Error::kind), Some(io::ErrorKind::PermissionDenied));
}
