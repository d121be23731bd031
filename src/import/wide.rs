//! Files of a key and columns of the caller's own, for the audit by groups alone.

use std::collections::HashMap;
use std::io;

use super::error::{Column, ImportError, ImportProblem};
use super::read::{Sheet, in_order};
use super::text;
use super::{CsvReader, Delimiter, Table, fields};
use crate::Errors;

const KEY: &str = "key";

/// A file of people with columns of the caller's own.
#[derive(Debug, Default)]
pub(crate) struct Wide {
    /// The columns beside the keys, in the order of the file.
    pub(crate) columns: Vec<String>,
    /// Keys, each with the cells that are not empty by column.
    pub(crate) rows: Vec<(String, Vec<(usize, String)>)>,
}

/// A column of the file: its name there, and which one it is taken for.
struct Place {
    name: String,
    to: To,
}

enum To {
    Key,
    Attribute(usize),
    Nothing,
}

struct Reading {
    file: String,
    mistakes: Vec<ImportError>,
}

impl Reading {
    fn mistake(&mut self, line: Option<u64>, column: Option<Column>, problem: ImportProblem) {
        let (table, file) = (Table::Groups, self.file.clone());
        self.mistakes.push(ImportError { table, file, line, column, problem });
    }
}

fn column(places: &[Place], cell: usize) -> Option<Column> {
    let name = places.get(cell)?.name.clone();
    Some(Column { name, position: cell + 1 })
}

/// Reads the whole file, or every mistake of it.
pub(super) fn read(
    reader: &CsvReader,
    bytes: io::Result<Vec<u8>>,
) -> Result<Wide, Errors<ImportError>> {
    let mut reading = Reading { file: reader.file_name(Table::Groups), mistakes: Vec::new() };
    let wide = rows(reader, bytes, &mut reading);
    Errors::check(in_order(reading.mistakes))?;
    Ok(wide.unwrap_or_default())
}

fn rows(reader: &CsvReader, bytes: io::Result<Vec<u8>>, reading: &mut Reading) -> Option<Wide> {
    let decoded = match bytes {
        Ok(bytes) => text::decode(bytes, reader.encoding),
        Err(error) => Err((None, ImportProblem::Io(error))),
    };
    let text = match decoded {
        Ok(text) => text,
        Err((line, problem)) => {
            reading.mistake(line, None, problem);
            return None;
        }
    };
    let delimiter = reader.delimiter.byte();
    let (quotes, end) = text::quotes(&text, delimiter);
    let mut sheet = Sheet::new(&text.as_bytes()[..end], delimiter);
    let mut wide = Wide::default();
    let header = header(reader, &mut sheet, &mut wide, end == text.len(), reading);
    for quote in quotes {
        let column = header.as_ref().and_then(|places| column(places, quote.cell));
        reading.mistake(Some(quote.line), column, quote.problem);
    }
    let places = header?;
    let key_at = places.iter().position(|place| matches!(place.to, To::Key))?;
    let mut lines: HashMap<String, u64> = HashMap::new();
    loop {
        let (line, row) = match sheet.next() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) => {
                reading.mistake(None, None, ImportProblem::Io(error));
                break;
            }
        };
        if row.len() != places.len() {
            let problem = ImportProblem::RowLength { cells: row.len(), header: places.len() };
            reading.mistake(Some(line), None, problem);
            continue;
        }
        let Some(key) = row.get(key_at).filter(|key| !fields::is_blank(key)) else {
            reading.mistake(Some(line), column(&places, key_at), ImportProblem::EmptyCell);
            continue;
        };
        if let Some(&first) = lines.get(key) {
            let problem = ImportProblem::DuplicateKey { key: key.to_owned(), line: first };
            reading.mistake(Some(line), column(&places, key_at), problem);
            continue;
        }
        lines.insert(key.to_owned(), line);
        let cells = places.iter().zip(row).filter_map(|(place, cell)| match place.to {
            To::Attribute(at) if !fields::is_blank(cell) => Some((at, cell.to_owned())),
            _ => None,
        });
        wide.rows.push((key.to_owned(), cells.collect()));
    }
    Some(wide)
}

/// Reads and maps the header; none where nothing can be made of it.
fn header(
    reader: &CsvReader,
    sheet: &mut Sheet<'_>,
    wide: &mut Wide,
    whole: bool,
    reading: &mut Reading,
) -> Option<Vec<Place>> {
    let (line, row) = match sheet.next() {
        Ok(Some(next)) => next,
        Ok(None) => {
            if whole {
                reading.mistake(None, None, ImportProblem::Empty { required: &[KEY] });
            }
            return None;
        }
        Err(error) => {
            reading.mistake(None, None, ImportProblem::Io(error));
            return None;
        }
    };
    let names: Vec<String> = row.iter().map(|name| name.trim().to_owned()).collect();
    let mapped = |name: &str| {
        let of = |m: &&super::Mapping| m.table == Table::Groups && m.column == name;
        reader.mappings.iter().rev().find(of)
    };
    if let [name] = names.as_slice() {
        let count = |d: &Delimiter| name.bytes().filter(|&b| b == d.byte()).count();
        let found = Delimiter::ALL.into_iter().filter(|&d| d != reader.delimiter && count(&d) > 0);
        if let Some(found) = found.max_by_key(count).filter(|_| mapped(name).is_none()) {
            let problem = ImportProblem::Delimiter { header: name.clone(), found };
            reading.mistake(Some(line), None, problem);
            return None;
        }
    }
    let mut places: Vec<Place> = Vec::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for name in names {
        let cell = places.len();
        let target = match mapped(&name) {
            Some(super::Mapping { to: None, .. }) => None,
            Some(super::Mapping { to: Some(to), .. }) => Some(to.trim().to_owned()),
            None => Some(name.clone()),
        };
        let at = Some(Column { name: name.clone(), position: cell + 1 });
        let to = match target {
            None => To::Nothing,
            Some(target) if target.is_empty() => {
                reading.mistake(Some(line), at, ImportProblem::UnnamedColumn);
                To::Nothing
            }
            Some(target) => match taken.get(&target) {
                Some(&first) => {
                    let problem = ImportProblem::RepeatedName { column: target, first: first + 1 };
                    reading.mistake(Some(line), at, problem);
                    To::Nothing
                }
                None => {
                    let is_key = target == KEY;
                    taken.insert(target.clone(), cell);
                    if is_key {
                        To::Key
                    } else {
                        wide.columns.push(target);
                        To::Attribute(wide.columns.len() - 1)
                    }
                }
            },
        };
        places.push(Place { name, to });
    }
    for mapping in reader.mappings.iter().filter(|m| m.table == Table::Groups) {
        let counts = mapped(&mapping.column).is_some_and(|last| std::ptr::eq(last, mapping));
        if let Some(to) = mapping.to.as_ref().filter(|_| counts) {
            if places.iter().all(|place| place.name != mapping.column) {
                let (from, to) = (mapping.column.clone(), to.clone());
                reading.mistake(Some(line), None, ImportProblem::RenameFrom { from, to });
            }
        }
    }
    if !taken.contains_key(KEY) {
        reading.mistake(Some(line), None, ImportProblem::MissingColumn { column: KEY });
    }
    Some(places)
}
