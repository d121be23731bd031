//! Histories as CSV.

use std::collections::BTreeSet;
use std::io;

use crosstie::Date;
use crosstie::import::{
    self, CsvReader, Delimiter, Encoding, ImportProblem, Table, TextProblem, WriteError,
    write_history,
};
use crosstie::policy::{History, Meeting, Programme, When};

use super::any_bytes::{TELLING, mutate, reader};
use super::round_trip::Failing;
use super::{HISTORY, SplitMix64};
use crate::history::{combination, random, text};
use crate::rng::Rng;

const HISTORIES: usize = 6_000;

fn written(history: &History) -> String {
    let mut file = Vec::new();
    write_history(history, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

fn read(file: &str) -> History {
    import::history(file.as_bytes()).unwrap()
}

fn messages(file: &str) -> Vec<String> {
    match import::history(file.as_bytes()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

fn good() -> History {
    let day = |month, day| Some(Date::new(2026, month, day).unwrap());
    let other = |name: &str| Programme::Other(name.to_owned());
    let both = |round, date| When { round: Some(round), date };
    let cy =
        Meeting::new(Programme::TaskForce, When { round: None, date: day(2, 2) }, ["ada", " cy "]);
    [
        Meeting::new(Programme::Mentoring, both(1, day(1, 5)), ["ada", "bob"]),
        Meeting::new(Programme::Rotation, When::round(2), ["ada", "bob", "eve \"E.\" smith"])
            .missed(),
        Meeting::new(Programme::Rotation, both(3, day(1, 19)), ["ada", "bob", "semi;colon"])
            .missed_by(["bob", "semi;colon"]),
        Meeting::bye(Programme::Rotation, When::round(3), "bob"),
        cy.missed_by(["nobody"]),
        Meeting::new(other("choir, \"B\""), When::round(4), ["ada", "bob"]),
        Meeting::new(other(""), When::round(u32::MAX), ["ada", "bob"]),
    ]
    .into_iter()
    .collect()
}

#[test]
fn every_form_is_read() {
    assert_eq!(read(HISTORY), good());
}

#[test]
fn canonical_form() {
    assert_eq!(written(&good()), HISTORY.replace("rotation,,bob", "rotation,kept,bob"));
    let header = "people,round,date,programme,attendance,absent\n";
    assert_eq!(written(&History::new()), header);
    assert_eq!(read(header), History::new());
}

#[test]
fn histories_round_trip() {
    let mut rng = Rng::new(4);
    let mut combinations = BTreeSet::new();
    for _ in 0..HISTORIES {
        let keys: Vec<String> = (0..4).map(|_| text(&mut rng)).collect();
        let history = random(&mut rng, &keys, 1);
        let file = written(&history);
        let again = read(&file);
        assert_eq!(again, history, "{file}");
        assert_eq!(written(&again), file);
        combinations.extend(history.meetings().iter().map(combination));
    }
    // A bye or not; with and without a round, a date, no-shows; five programmes; kept or missed.
    assert_eq!(combinations.len(), 2 * 2 * 2 * 5 * 2 * 2);
}

#[test]
fn white_space_falls_away_and_columns_may_be_absent() {
    let file = " absent ,people, round,programme,attendance\n\
        , ada ; \\ b \\; ,\" 7 \", Rotation , MISSED \n\
        \n\
        , bob ,,Rotations , \n\
        ,,,,\n";
    let expected = [
        Meeting::new(Programme::Rotation, When::round(7), ["ada", " b ;"]).missed(),
        // Any other text stands as it is.
        Meeting::bye(Programme::Other("Rotations ".to_owned()), When::default(), "bob"),
    ];
    assert_eq!(read(file).meetings(), expected);
    let unsaid = Programme::Other(String::new());
    let expected = [Meeting::new(unsaid, When::default(), ["ada", "bob", "ada"])];
    assert_eq!(read("\u{FEFF}people\r\nada;bob;ada\r\n").meetings(), expected);
}

/// A text of the good file, what to put in its place, and the message about it,
/// with the code of the problem.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str)] = &[
    ("empty-file", HISTORY, "", "history.csv: the file is empty; give it a header of the columns `people` and what else is known"),
    ("empty-file", HISTORY, " \n,,\n", "history.csv: the file is empty; give it a header of the columns `people` and what else is known"),
    ("delimiter", "people,round,date,programme,attendance,absent", "people;round", "history.csv line 1: the header is one column, `people;round`, which looks semicolon-separated; read it with `Delimiter::Semicolon`"),
    ("unknown-column", "programme", "religion", "history.csv line 1, column religion: this column is unknown; known are people, round, date, programme, attendance, absent: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("unknown-column", "programme", "program", "history.csv line 1, column program: this column is unknown (is it `programme`?); known are people, round, date, programme, attendance, absent: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)"),
    ("repeated-column", ",absent", ",date", "history.csv line 1, column date: `date` is column 3 already; remove one of the two, or leave it out with `ignore`"),
    ("missing-column", HISTORY, "round,absent\n1,\n", "history.csv line 1: the column `people` is missing; add it, or map another to it with `rename`"),
    ("text-after-quote", "smith\"", "smith", "history.csv line 3, column people: a quote opens here, and text follows where it closes in line 7; write a quote within a quoted text twice, and quotes around it"),
    ("row-length", "ada;bob,1,", "ada,bob,1,", "history.csv line 2: the header has 6 columns, this row 7; a text with a delimiter or a line break in it needs quotes around it"),
    ("empty-cell", "ada;bob,1,", " ,1,", "history.csv line 2, column people: the cell is empty; fill it, or remove the row"),
    ("empty-entry", "ada;bob,1,", "ada;;bob,1,", "history.csv line 2, column people: an entry of the list is empty; remove a `;`"),
    ("empty-entry", "nobody", "nobody;", "history.csv line 6, column absent: an entry of the list is empty; remove a `;`"),
    ("empty-entry", "nobody", "\\ ", "history.csv line 6, column absent: an entry of the list is empty; remove a `;`"),
    ("escape", "ada;bob,1,", "ada;b\\ob,1,", "history.csv line 2, column people: in `b\\ob`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash"),
    ("escape", "nobody", "\\nobody", "history.csv line 6, column absent: in `\\nobody`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash"),
    ("number", ",1,", ",first,", "history.csv line 2, column round: `first` is not a whole number from 0 to 4294967295; write its digits alone"),
    ("number", ",1,", ",-1,", "history.csv line 2, column round: `-1` is not a whole number from 0 to 4294967295; write its digits alone"),
    ("number", "4294967295", "4294967296", "history.csv line 8, column round: `4294967296` is not a whole number from 0 to 4294967295; write its digits alone"),
    ("date", "2026-01-05", "5 January", "history.csv line 2, column date: `5 January` is not a date; write it as 2026-07-31"),
    ("date", "2026-01-05", "2026-02-29", "history.csv line 2, column date: `2026-02-29` is not a date; write it as 2026-07-31"),
    ("attendance", "missed", "late", "history.csv line 3, column attendance: `late` is not an attendance; write kept or missed, or leave the cell empty for kept"),
    ("attendance", "missed", "absent", "history.csv line 3, column attendance: `absent` is not an attendance; write kept or missed, or leave the cell empty for kept"),
];

#[test]
pub(super) fn every_mistake_is_reported() {
    assert_eq!(messages(HISTORY), [""; 0]);
    for &(code, from, to, message) in CASES {
        assert!(HISTORY.contains(from), "{from:?}");
        let file = HISTORY.replacen(from, to, 1);
        let errors = import::history(file.as_bytes()).expect_err(code);
        assert_eq!(errors.to_string(), message, "{from:?} made {to:?}");
        let error = errors.iter().next().unwrap();
        assert_eq!((error.problem.code(), error.table), (code, Table::History));
    }
}

#[test]
fn all_mistakes_together() {
    let file = "\
people,round,date,programme,attendance,absent,sex
ada;;bob,x,2026,choir,maybe,\\a,f
,-2,,,no,,
ada
bob,1,,,,;,
";
    let number = "is not a whole number from 0 to 4294967295; write its digits alone";
    let attendance = "is not an attendance; write kept or missed, or leave the cell empty for kept";
    let expected = [
        "history.csv line 1, column sex: this column is unknown; known are people, round, date, programme, attendance, absent: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)",
        "history.csv line 2, column people: an entry of the list is empty; remove a `;`",
        &format!("history.csv line 2, column round: `x` {number}"),
        "history.csv line 2, column date: `2026` is not a date; write it as 2026-07-31",
        &format!("history.csv line 2, column attendance: `maybe` {attendance}"),
        "history.csv line 2, column absent: in `\\a`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash",
        "history.csv line 3, column people: the cell is empty; fill it, or remove the row",
        &format!("history.csv line 3, column round: `-2` {number}"),
        &format!("history.csv line 3, column attendance: `no` {attendance}"),
        "history.csv line 4: the header has 7 columns, this row 1; a text with a delimiter or a line break in it needs quotes around it",
        "history.csv line 5, column absent: an entry of the list is empty; remove a `;`",
        "history.csv line 5, column absent: an entry of the list is empty; remove a `;`",
    ];
    assert_eq!(messages(file), expected);
}

#[test]
fn other_encodings_delimiters_and_names() {
    let file = b"who;why;note\n\"ren\xE9;bob\";rotation;x\n";
    let reader = CsvReader::new()
        .encoding(Encoding::Latin1)
        .delimiter(Delimiter::Semicolon)
        .rename(Table::History, "who", "people")
        .rename(Table::History, "why", "programme")
        .ignore(Table::History, "note")
        // Of other tables nothing is asked.
        .rename(crosstie::org::Table::People, "id", "key")
        .file(Table::History, "coffee.csv");
    let history = reader.history(&file[..]).unwrap();
    let expected = [Meeting::new(Programme::Rotation, When::default(), ["rené", "bob"])];
    assert_eq!(history.meetings(), expected);
    let errors = reader.history(&b"who;why;round\nada;;x\n"[..]).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "coffee.csv line 2, column round: `x` is not a whole number from 0 to 4294967295; write its digits alone"
    );
}

#[test]
fn no_bytes_panic() {
    let mut random = SplitMix64(5);
    let mut good = 0;
    let mut answered = |reader: &CsvReader, file: &[u8]| match reader.history(file) {
        Ok(history) => {
            assert_eq!(read(&written(&history)), history);
            good += 1;
        }
        Err(errors) => {
            let lines = file.iter().filter(|b| b"\r\n".contains(b)).count() as u64 + 1;
            let mut last = None;
            for error in errors {
                assert_eq!(error.table, Table::History);
                assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error}");
                assert!(!error.to_string().contains(char::is_control));
                assert!(error.line >= last, "in order");
                last = error.line;
            }
        }
    };
    for _ in 0..20_000 {
        let mut file = HISTORY.as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            mutate(&mut file, &mut random);
        }
        answered(&reader(&mut random), &file);
    }
    for _ in 0..5_000 {
        let mut file = b"people,absent\n"[..random.below(15)].to_vec();
        file.extend((0..random.below(60)).map(|_| match random.below(3) {
            0 => random.next().to_le_bytes()[0],
            _ => TELLING[random.below(TELLING.len())],
        }));
        answered(&reader(&mut random), &file);
    }
    assert!((1_000..24_000).contains(&good), "{good} of 25 000 were histories");
}

/// What would not read back is refused before the first byte, all of it.
#[test]
fn what_csv_cannot_hold_is_refused() {
    let of = |programme: &str, people: &[&str]| {
        let programme = Programme::Other(programme.to_owned());
        Meeting::new(programme, When::default(), people.iter().copied())
    };
    let history: History = [
        of("Mentoring", &["ada"]),
        of(" ", &["ada", "", "b\0"]),
        of("mentoring", &[]).missed_by(["\t", "cy"]),
        of("\ttask_force ", &["ada"]),
        of("rotation", &["ada"]),
        of("\0", &["ada"]),
    ]
    .into_iter()
    .collect();
    let mut nothing = Vec::new();
    let Err(WriteError::Texts(errors)) = write_history(&history, &mut nothing) else {
        panic!("written")
    };
    assert_eq!(nothing, b"");
    assert!(errors.iter().all(|error| error.table == Table::History));
    use TextProblem::{Blank, Nobody, Nul, Reserved};
    let found: Vec<_> = errors.iter().map(|e| (e.index, e.field, e.problem)).collect();
    assert_eq!(
        found,
        [
            (0, "programme", Reserved),
            (1, "people", Blank),
            (1, "people", Nul),
            (1, "programme", Blank),
            (2, "people", Nobody),
            (2, "programme", Reserved),
            (2, "absent", Blank),
            (3, "programme", Reserved),
            (4, "programme", Reserved),
            (5, "programme", Nul),
        ]
    );
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages[4..6],
        [
            "history record 3, people: the meeting names nobody; name its people, or remove it",
            "history record 3, programme: another programme bears the name of mentoring, rotation or task_force and would be read back as that; name it otherwise",
        ]
    );
}

#[test]
fn errors_of_reader_and_writer_are_kept() {
    for room in [0, 10, 50] {
        let error = write_history(&good(), Failing { room, arrived: 0 }).unwrap_err();
        assert!(matches!(&error, WriteError::Io(e) if e.kind() == io::ErrorKind::StorageFull));
    }
    struct Denied;
    impl io::Read for Denied {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    let errors = import::history(Denied).unwrap_err().into_vec();
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(error.to_string(), "history.csv: cannot be read: permission denied");
    assert!(matches!(&error.problem, ImportProblem::Io(_)));
}
