//! Encodings, line ends, delimiters, blank rows, and the forms of a cell.

use std::io;

use crosstie::Date;
use crosstie::import::{self, CsvReader, Delimiter, Encoding, ImportProblem};
use crosstie::org::{OrganizationRecords, Pause, SkillRecord, WantRecord, WorkingHours};

use super::{DEPARTMENTS, PEOPLE, SplitMix64, TIES, messages, messages_of};

fn records(reader: &CsvReader, files: [&[u8]; 3]) -> OrganizationRecords {
    let [people, departments, ties] = files;
    reader.records(people, departments, ties).unwrap()
}

fn good() -> OrganizationRecords {
    records(&CsvReader::new(), [PEOPLE.as_bytes(), DEPARTMENTS.as_bytes(), TIES.as_bytes()])
}

#[test]
fn every_form_is_read() {
    let good = good();
    let [ada, bob, eve] = good.people.as_slice() else { panic!("three people") };
    let date = |month, day| Date::new(2026, month, day).unwrap();
    let skill = |skill: &str, level| SkillRecord { skill: skill.into(), level };
    let want = |skill: &str, target, weight| WantRecord { skill: skill.into(), target, weight };
    assert_eq!(ada.key, "ada");
    assert_eq!(ada.department.as_deref(), Some("compilers"));
    assert_eq!((ada.manager.as_deref(), bob.manager.as_deref()), (None, Some("ada")));
    assert_eq!([ada.grade, eve.grade], [Some(8), Some(-1)]);
    assert_eq!((ada.site.as_deref(), bob.site.as_deref()), (Some("London"), None));
    let hours = [(540, 1020), (540, 1020), (1320, 360)];
    let hours = hours.map(|(start, end)| Some(WorkingHours { start, end }));
    assert_eq!([ada.hours, bob.hours, eve.hours], hours);
    assert_eq!(ada.start, Some(Date::new(2015, 3, 1).unwrap()));
    assert_eq!(ada.languages, ["English", "Dutch"]);
    assert_eq!(ada.interests, ["chess"]);
    assert_eq!(ada.skills, [skill("C++: the core", 5), skill("law", 1)]);
    assert_eq!(bob.wants, [want("statistics", 3, 2), want("C++: the core", 1, 1)]);
    assert_eq!(ada.pauses, [Pause { first: date(7, 1), last: date(7, 31) }]);
    assert_eq!(bob.pauses, [Pause { first: date(12, 24), last: date(12, 24) }]);
    assert_eq!(eve.key, "eve \"E.\" smith");
    let [engineering, compilers, _] = good.departments.as_slice() else { panic!("three") };
    assert_eq!(engineering.name.as_deref(), Some("Engineering, all"));
    assert_eq!(compilers.parent.as_deref(), Some("engineering"));
    let [advice, plain] = good.ties.as_slice() else { panic!("two ties") };
    assert_eq!((advice.kind.as_deref(), advice.strength), (Some("advice"), 3));
    assert_eq!((plain.kind.as_deref(), plain.strength), (None, 1));
}

#[test]
fn white_space_around_entries_and_numbers_falls_away() {
    let people = "key,grade,hours,start,languages,skills,wants,pauses\n\
        ada, 7 , 9:00 - 17:00 , 2026-01-01 ,\" Swiss  German ;\n\\ x\\ ; a\\;b \", law : 3 , law : 4 : 2 , 2026-01-01..2026-01-02 \n";
    let records = records(&CsvReader::new(), [people.as_bytes(), b"", b""]);
    let ada = &records.people[0];
    assert_eq!(ada.grade, Some(7));
    assert_eq!(ada.hours, Some(WorkingHours { start: 540, end: 1020 }));
    assert_eq!(ada.languages, ["Swiss  German", " x ", "a;b"]);
    assert_eq!(ada.skills, [SkillRecord { skill: "law".into(), level: 3 }]);
    assert_eq!(ada.wants, [WantRecord { skill: "law".into(), target: 4, weight: 2 }]);
    assert_eq!(ada.pauses.len(), 1);
}

#[test]
fn columns_may_stand_in_any_order_and_be_absent() {
    let shuffled = "strength, to ,from\n,ada,bob\n";
    let records =
        records(&CsvReader::new(), [b"grade,key\n1,ada\n,bob\n", b"", shuffled.as_bytes()]);
    assert_eq!(records.ties[0].from, "bob");
    assert_eq!(records.people[0].grade, Some(1));
}

#[test]
fn headers_without_rows_and_absent_tables() {
    assert_eq!(messages(["key\n", "key\n", "from,to"]), [""; 0]);
    assert_eq!(messages(["key", " \r\n", "\u{FEFF}"]), [""; 0]);
    let empty = "the file is empty; give it a header of the columns";
    assert_eq!(
        messages(["\n\n", ",,\n", "\"\"\n"]),
        [
            format!("people.csv: {empty} `key` and what else is known"),
            format!("departments.csv: {empty} `key` and what else is known"),
            format!("ties.csv: {empty} `from`, `to` and what else is known"),
        ]
    );
    assert!(import::csv(&b"key\n"[..], io::empty(), io::empty()).is_ok());
}

#[test]
fn line_ends_of_any_kind() {
    for end in ["\r\n", "\r", "\n\n", "\r\n\r\n"] {
        let files = [PEOPLE, DEPARTMENTS, TIES].map(|file| file.replace('\n', end));
        let files = [0, 1, 2].map(|i| files[i].as_bytes());
        assert_eq!(records(&CsvReader::new(), files), good(), "{end:?}");
    }
    let mixed = "key\r\nada\nbob\r\n\r\n , \nc\n".replace(" , ", "  ");
    let records = records(&CsvReader::new(), [mixed.as_bytes(), b"", b""]);
    assert_eq!(
        records.people.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
        ["ada", "bob", "c"]
    );
}

/// Rows that a spreadsheet leaves behind.
#[test]
fn blank_rows_are_skipped() {
    let people = "key,grade\n,\nada,1\n , \n\n,,,\n";
    assert_eq!(records(&CsvReader::new(), [people.as_bytes(), b"", b""]).people.len(), 1);
}

#[test]
fn utf_8_marks_are_dropped() {
    for encoding in [Encoding::Utf8, Encoding::Latin1, Encoding::Windows1252] {
        let files = ["\u{FEFF}\"key\"\nrené\n", "\u{FEFF}\u{FEFF}key\n", "\u{FEFF}from,to\n"];
        let reader = CsvReader::new().encoding(encoding);
        assert_eq!(records(&reader, files.map(str::as_bytes)).people[0].key, "rené");
    }
    // The quote after any number of marks opens the first cell.
    let marked = messages(["\u{FEFF}\u{FEFF}\"key\nada\n", "", ""]);
    assert!(marked[0].starts_with("people.csv line 1: a quote opens here"), "{marked:?}");
}

#[test]
pub(super) fn utf_16_is_told_apart() {
    let little: Vec<u8> = "\u{FEFF}key\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{FEFF}key\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let wide: Vec<u8> = "\u{FEFF}key\n".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    for bytes in [&little, &big, &wide] {
        for encoding in [Encoding::Utf8, Encoding::Latin1] {
            assert_eq!(
                messages_of(&CsvReader::new().encoding(encoding), [bytes, b"", b""]),
                [
                    "people.csv: the file is UTF-16 or UTF-32; save it as UTF-8 (in a spreadsheet: `CSV UTF-8`)"
                ]
            );
        }
    }
    // Without its mark it shows by its NUL characters.
    assert!(
        messages_of(&CsvReader::new(), [&little[2..], b"", b""])[0].contains("line 1: holds a NUL")
    );
}

#[test]
pub(super) fn nul_is_no_text() {
    let message = "people.csv line 3: holds a NUL character, so this is no text, or UTF-16 without its mark; save the file as CSV in UTF-8";
    assert_eq!(messages(["key\r\nada\r\nb\0b\r\n\0", "", ""]), [message]);
}

#[test]
pub(super) fn latin_1_is_told_apart() {
    let looks_like = |bytes: &[u8]| {
        let errors = CsvReader::new().read(bytes, io::empty(), io::empty()).unwrap_err();
        let error = errors.into_vec().remove(0);
        let ImportProblem::Encoding { byte, encoding, looks_like } = error.problem else {
            panic!("{error}")
        };
        assert_eq!(encoding, Encoding::Utf8);
        (error.line, byte, looks_like)
    };
    assert_eq!(looks_like(b"key\n\nren\xE9\n"), (Some(3), 0xE9, Some(Encoding::Latin1)));
    assert_eq!(looks_like(b"key\nren\xE9\n\x80"), (Some(2), 0xE9, Some(Encoding::Windows1252)));
    // A broken character among whole ones: this is UTF-8.
    assert_eq!(looks_like(b"key\nren\xC3\xA9\nren\xC3"), (Some(3), 0xC3, None));
    assert_eq!(
        messages_of(&CsvReader::new(), [b"key\nren\xE9\n", b"", b"from,to,kind\n\xC3\xA9\n\xE9"]),
        [
            "people.csv line 2: byte 0xE9 is not UTF-8; the file looks like Latin-1: read it with `Encoding::Latin1`, or save it as UTF-8",
            "ties.csv line 3: byte 0xE9 is not UTF-8; correct that character, or save the file as UTF-8",
        ]
    );
}

#[test]
fn latin_1_is_exact() {
    // Every byte but NUL, the quote, the delimiter and line ends; `x` keeps the ends visible.
    let bytes: Vec<u8> = (1..=255).filter(|b| !b"\",\r\n".contains(b)).collect();
    let file = [b"key\nx", bytes.as_slice(), b"x\n"].concat();
    let records = records(&CsvReader::new().encoding(Encoding::Latin1), [&file, b"", b""]);
    let expected: Vec<char> = bytes.iter().map(|&b| char::from_u32(b.into()).unwrap()).collect();
    let key: Vec<char> = records.people[0].key.chars().collect();
    assert_eq!(key[1..key.len() - 1], expected);
}

#[test]
fn windows_1252_is_exact() {
    let reader = CsvReader::new().encoding(Encoding::Windows1252);
    let undefined = [0x81, 0x8D, 0x8F, 0x90, 0x9D];
    let bytes: Vec<u8> = (0x80..=0xFF).filter(|b| !undefined.contains(b)).collect();
    let file = [b"key\n", bytes.as_slice(), b"x\n"].concat();
    let upper: String = (0xA0..=0xFF).map(char::from).collect();
    assert_eq!(
        records(&reader, [&file, b"", b""]).people[0].key,
        format!("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ{upper}x")
    );
    for byte in undefined {
        assert_eq!(
            messages_of(&reader, [&[b'k', b'e', b'y', b'\n', byte], b"", b""]),
            [format!(
                "people.csv line 2: byte 0x{byte:X} is not Windows-1252; correct that character, or save the file as UTF-8"
            )]
        );
    }
}

#[test]
fn other_delimiters() {
    for (delimiter, character) in
        [(Delimiter::Semicolon, ";"), (Delimiter::Tab, "\t"), (Delimiter::Pipe, "|")]
    {
        // Quotes around every cell that holds any delimiter.
        let people = "key,languages\n\"a,;\t|\",\"Dutch;English\"\n"
            .replacen("key,", &format!("key{character}"), 1)
            .replace("\",\"", &format!("\"{character}\""));
        let reader = CsvReader::new().delimiter(delimiter);
        let records = records(&reader, [people.as_bytes(), b"", b""]);
        assert_eq!(records.people[0].key, "a,;\t|");
        assert_eq!(records.people[0].languages, ["Dutch", "English"]);
        // And the other way round: a comma where this one was asked for.
        assert_eq!(
            messages_of(&reader, [b"key,grade\n", b"", b""]),
            [
                "people.csv line 1: the header is one column, `key,grade`, which looks comma-separated; read it with `Delimiter::Comma`"
            ]
        );
    }
    // A column may hold another delimiter in its name once it is mapped.
    let reader = CsvReader::new().rename(crosstie::org::Table::People, "key;id", "key");
    assert_eq!(records(&reader, [b"key;id\nada\n", b"", b""]).people.len(), 1);
}

/// Files of random line ends, empty lines and quoted texts over several lines:
/// the line reported is that on which the row begins.
#[test]
fn lines_are_those_of_the_file() {
    let mut random = SplitMix64(1);
    let ends = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\r", "\n , \r\n"];
    let lines_of = [1, 1, 1, 2, 2, 2, 2];
    for _ in 0..2_000 {
        let (mut text, mut line, mut expected) = ("key,site,grade".to_owned(), 1, Vec::new());
        for row in 0..10 {
            let end = random.below(ends.len());
            // `\r` and then an empty line in `\n` would be one line end.
            text.push_str(ends[end]);
            line += lines_of[end];
            let (mut site, start) = (String::new(), line);
            for _ in 0..random.below(4) {
                let end = random.below(3);
                site.push_str(ends[end]);
                site.push('x');
                line += lines_of[end];
            }
            let bad = random.below(2) == 0;
            let grade = if bad { "high" } else { "1" };
            text.push_str(&format!("{row},\"{site}\",{grade}"));
            if bad {
                expected.push(start);
            }
        }
        let result = CsvReader::new().read(text.as_bytes(), io::empty(), io::empty());
        let lines: Vec<u64> = match result {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().filter_map(|error| error.line).collect(),
        };
        assert_eq!(lines, expected, "{text:?}");
    }
}

/// Where no quote is reported open, the row after is read; where one is, one
/// more quote closes it.
#[test]
fn an_open_quote_is_reported_when_there_is_one() {
    let mut random = SplitMix64(2);
    let mut open_quotes = 0;
    for _ in 0..20_000 {
        let mut text = "key,name,parent\n".to_owned();
        for _ in 0..random.below(12) {
            text.push(['"', '"', ',', 'a', '\n', '\r'][random.below(6)]);
        }
        let codes = |text: &str| -> Vec<(u64, &str)> {
            let (people, ties) = (&b"key\n"[..], io::empty());
            match CsvReader::new().records(people, text.as_bytes(), ties) {
                Ok(_) => Vec::new(),
                Err(errors) => errors.iter().map(|e| (e.line.unwrap(), e.problem.code())).collect(),
            }
        };
        let open = |codes: &[(u64, &str)]| codes.iter().any(|&(_, c)| c == "unclosed-quote");
        let found = codes(&text);
        if open(&found) {
            open_quotes += 1;
            assert!(!open(&codes(&format!("{text}\""))), "{text:?}");
        } else if !found.iter().any(|&(_, code)| code == "text-after-quote") {
            let next = text.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64 + 2;
            let more = codes(&format!("{text}\n\nz"));
            let ragged = (next + u64::from(!text.ends_with('\r')), "row-length");
            assert_eq!(more.last(), Some(&ragged), "{text:?}");
        }
    }
    assert!(open_quotes > 1_000);
}
