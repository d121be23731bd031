//! Any bytes are answered, by an organisation or by mistakes.

use crosstie::import::{CsvReader, Delimiter, Encoding, Table};

use super::round_trip::written;
use super::{DEPARTMENTS, HISTORY, PEOPLE, SplitMix64, TIES, read};

/// Bytes that mean something to one of the layers.
pub(super) const TELLING: &[u8] = b"\",;:\\\n\r\t| .-0195a\0\xE4\xC3\xA9\xEF\xBB\xBF\xFF\xFE\x80";

pub(super) fn mutate(file: &mut Vec<u8>, random: &mut SplitMix64) {
    let at = random.below(file.len() + 1);
    let to = at + random.below(file.len() + 1 - at).min(random.below(40) + 1);
    let byte = if random.below(4) == 0 {
        random.next().to_le_bytes()[0]
    } else {
        TELLING[random.below(TELLING.len())]
    };
    match random.below(6) {
        0 => file.insert(at, byte),
        1 if at < file.len() => file[at] = byte,
        2 => drop(file.drain(at..to)),
        3 => {
            let part = file[at..to].to_vec();
            let there = random.below(file.len() + 1);
            file.splice(there..there, part);
        }
        4 => {
            let other = [PEOPLE, DEPARTMENTS, TIES, HISTORY][random.below(4)].as_bytes();
            let from = random.below(other.len());
            let part = &other[from..other.len().min(from + 30)];
            file.splice(at..at, part.iter().copied());
        }
        _ if random.below(8) == 0 => file.truncate(at),
        _ => file.push(byte),
    }
}

pub(super) fn reader(random: &mut SplitMix64) -> CsvReader {
    let encodings = [Encoding::Utf8, Encoding::Utf8, Encoding::Latin1, Encoding::Windows1252];
    let delimiters = [Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe];
    let mut reader = CsvReader::new().encoding(encodings[random.below(4)]);
    if random.below(10) == 0 {
        reader = reader.delimiter(delimiters[random.below(3)]);
    }
    if random.below(10) == 0 {
        reader = reader.rename(Table::Departments, "name", "key").ignore(Table::People, "skills");
    }
    reader
}

/// Reads the files, and checks what must hold of any answer. True where it is an organisation.
fn answered(reader: &CsvReader, files: &[Vec<u8>; 3]) -> bool {
    let [people, departments, ties] = files;
    match read(reader, [people, departments, ties]) {
        Ok(org) => {
            let records = org.records();
            let [people, departments, ties] = &written(&records);
            let again = CsvReader::new().read(&people[..], &departments[..], &ties[..]).unwrap();
            assert_eq!(again.records(), records);
            true
        }
        Err(errors) => {
            let mut last = (Table::People, None);
            for error in errors {
                let file = match error.table {
                    Table::People => people,
                    Table::Departments => departments,
                    Table::Ties => ties,
                    other => panic!("{other}"),
                };
                let lines = file.iter().filter(|b| b"\r\n".contains(b)).count() as u64 + 1;
                assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)), "{error}");
                assert!(!error.to_string().contains(char::is_control));
                assert!(error.table != last.0 || error.line >= last.1, "in order");
                last = (error.table, error.line);
            }
            false
        }
    }
}

#[test]
fn no_bytes_panic() {
    let mut random = SplitMix64(3);
    let mut good = 0;
    for _ in 0..30_000 {
        let mut files = [PEOPLE, DEPARTMENTS, TIES].map(|file| file.as_bytes().to_vec());
        for _ in 0..=random.below(2) {
            mutate(&mut files[random.below(3)], &mut random);
        }
        good += usize::from(answered(&reader(&mut random), &files));
    }
    assert!((1_000..29_000).contains(&good), "{good} of 30 000 were organisations");

    for _ in 0..5_000 {
        let files = [(); 3].map(|()| {
            let length = random.below(60);
            (0..length)
                .map(|_| match random.below(3) {
                    0 => random.next().to_le_bytes()[0],
                    _ => TELLING[random.below(TELLING.len())],
                })
                .collect()
        });
        answered(&reader(&mut random), &files);
    }
}
