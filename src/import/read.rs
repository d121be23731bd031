//! Rows to records, mistakes to their places.

use std::io;

use csv::StringRecord;

use super::columns::{self, DEPARTMENTS, HISTORY, Header, PEOPLE, TIES, Table};
use super::error::{Column, ImportError, ImportProblem};
use super::text::{self, Lines};
use super::write::io_error;
use super::{CsvReader, Delimiter, fields};
use crate::Errors;
use crate::org::{
    self, DepartmentRecord, Organization, OrganizationBuilder, OrganizationError,
    OrganizationProblem, OrganizationRecords, PersonRecord, TieRecord,
};
use crate::policy::{History, Meeting, Programme, When};

/// Where records go as they are read.
pub(super) trait Sink: Default {
    fn person(&mut self, record: PersonRecord);
    fn department(&mut self, record: DepartmentRecord);
    fn tie(&mut self, record: TieRecord);
}

impl Sink for OrganizationRecords {
    fn person(&mut self, record: PersonRecord) {
        self.people.push(record);
    }

    fn department(&mut self, record: DepartmentRecord) {
        self.departments.push(record);
    }

    fn tie(&mut self, record: TieRecord) {
        self.ties.push(record);
    }
}

/// Packs the people as they come: a million records are never held at once.
impl Sink for OrganizationBuilder {
    fn person(&mut self, record: PersonRecord) {
        self.add_person(&record);
    }

    fn department(&mut self, record: DepartmentRecord) {
        self.add_department(record);
    }

    fn tie(&mut self, record: TieRecord) {
        self.add_tie(record);
    }
}

/// What was found in the three files besides their records.
pub(super) struct Files {
    people: Source,
    departments: Source,
    ties: Source,
    mistakes: Vec<ImportError>,
}

/// A file once read.
struct Source {
    table: Table,
    file: String,
    header: Option<Header>,
    /// The line of each record, in the order of the records.
    lines: Vec<u64>,
    /// Every row that the file should have was read.
    complete: bool,
}

/// Reads people, departments and ties, in this order.
pub(super) fn files<S: Sink>(
    reader: &CsvReader,
    [people, departments, ties]: [io::Result<Vec<u8>>; 3],
) -> (S, Files) {
    let mut sink = S::default();
    let mut mistakes = Vec::new();
    let people = file(reader, Table::People, people, &mut mistakes, |header| {
        let at = header.places(PEOPLE);
        let sink = &mut sink;
        move |cells| person(cells, at).map(|record| sink.person(record)).is_some()
    });
    let departments = file(reader, Table::Departments, departments, &mut mistakes, |header| {
        let at = header.places(DEPARTMENTS);
        let sink = &mut sink;
        move |cells| department(cells, at).map(|record| sink.department(record)).is_some()
    });
    let ties = file(reader, Table::Ties, ties, &mut mistakes, |header| {
        let at = header.places(TIES);
        let sink = &mut sink;
        move |cells| tie(cells, at).map(|record| sink.tie(record)).is_some()
    });
    (sink, Files { people, departments, ties, mistakes })
}

/// Reads a history, one row a meeting.
pub(super) fn history(
    reader: &CsvReader,
    meetings: io::Result<Vec<u8>>,
) -> Result<History, Errors<ImportError>> {
    let mut history = History::new();
    let mut mistakes = Vec::new();
    file(reader, Table::History, meetings, &mut mistakes, |header| {
        let at = header.places(HISTORY);
        let history = &mut history;
        move |cells| meeting(cells, at).map(|meeting| history.record(meeting)).is_some()
    });
    Errors::check(in_order(mistakes))?;
    Ok(history)
}

impl Files {
    /// The records, or every mistake of the files.
    pub(super) fn check(
        self,
        records: OrganizationRecords,
    ) -> Result<OrganizationRecords, Errors<ImportError>> {
        Errors::check(in_order(self.mistakes))?;
        Ok(records)
    }

    /// The organisation, or every mistake of the files and of what they state.
    pub(super) fn build(
        mut self,
        builder: OrganizationBuilder,
    ) -> Result<Organization, Errors<ImportError>> {
        let organization = match builder.build() {
            Ok(organization) => Some(organization),
            Err(errors) => {
                for error in errors {
                    if !self.may_come_of_missing_rows(&error.problem) {
                        let mistake = self.place(error);
                        self.mistakes.push(mistake);
                    }
                }
                None
            }
        };
        match organization {
            Some(organization) if self.mistakes.is_empty() => Ok(organization),
            _ => Err(Errors::from_vec(in_order(self.mistakes))),
        }
    }

    fn may_come_of_missing_rows(&self, problem: &OrganizationProblem) -> bool {
        match problem {
            OrganizationProblem::UnknownPerson { .. } => !self.people.complete,
            OrganizationProblem::UnknownDepartment { .. } => !self.departments.complete,
            _ => false,
        }
    }

    /// A mistake of the organisation, by file, line and column.
    fn place(&self, error: OrganizationError) -> ImportError {
        let source = match error.table {
            org::Table::People => &self.people,
            org::Table::Departments => &self.departments,
            org::Table::Ties => &self.ties,
        };
        let line = |index: usize| source.lines.get(index).copied();
        let problem = match error.problem {
            OrganizationProblem::DuplicateKey { key, first } => {
                ImportProblem::DuplicateKey { key, line: line(first).unwrap_or(0) }
            }
            OrganizationProblem::DuplicateTie { first } => {
                ImportProblem::DuplicateTie { line: line(first).unwrap_or(0) }
            }
            other => ImportProblem::Organization(other),
        };
        let column = source.header.as_ref().and_then(|header| {
            let cell = header.place(error.field)?;
            header.column(cell)
        });
        source.mistake(line(error.index), column, problem)
    }
}

/// By file, line and column.
pub(super) fn in_order(mut mistakes: Vec<ImportError>) -> Vec<ImportError> {
    mistakes.sort_by_key(|mistake| {
        // Tables stand in the order in which their files are read.
        (mistake.table, mistake.line, mistake.column.as_ref().map(|column| column.position))
    });
    mistakes
}

impl Source {
    fn mistake(
        &self,
        line: Option<u64>,
        column: Option<Column>,
        problem: ImportProblem,
    ) -> ImportError {
        ImportError { table: self.table, file: self.file.clone(), line, column, problem }
    }
}

/// Reads one file; `rows` makes, of its header, what takes a row and says
/// whether a record came of it.
fn file<F>(
    reader: &CsvReader,
    table: Table,
    bytes: io::Result<Vec<u8>>,
    mistakes: &mut Vec<ImportError>,
    rows: impl FnOnce(&Header) -> F,
) -> Source
where
    F: FnMut(&mut Cells<'_>) -> bool,
{
    let file = reader.file_name(table);
    let mut source = Source { table, file, header: None, lines: Vec::new(), complete: false };
    let text = match bytes {
        Ok(bytes) => text::decode(bytes, reader.encoding),
        Err(error) => Err((None, ImportProblem::Io(error))),
    };
    let text = match text {
        Ok(text) => text,
        Err((line, problem)) => {
            mistakes.push(source.mistake(line, None, problem));
            return source;
        }
    };
    let may_be_empty = matches!(table, Table::Departments | Table::Ties);
    if may_be_empty && fields::is_blank(&text) {
        source.complete = true;
        return source;
    }

    let delimiter = reader.delimiter.byte();
    let (quotes, end) = text::quotes(&text, delimiter);
    let mut sheet = Sheet::new(&text.as_bytes()[..end], delimiter);
    let header = header(reader, &mut source, &mut sheet, end == text.len(), mistakes);
    for quote in quotes {
        let column = header.as_ref().and_then(|header| header.column(quote.cell));
        mistakes.push(source.mistake(Some(quote.line), column, quote.problem));
    }
    let Some(header) = header else { return source };
    let mut take = rows(&header);
    let has_keys = columns::required(table).iter().all(|column| header.place(column).is_some());
    source.complete = has_keys && end == text.len();
    loop {
        let (line, row) = match sheet.next() {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(error) => {
                mistakes.push(source.mistake(None, None, ImportProblem::Io(error)));
                source.complete = false;
                break;
            }
        };
        let ragged = row.len() != header.len();
        if ragged {
            let problem = ImportProblem::RowLength { cells: row.len(), header: header.len() };
            mistakes.push(source.mistake(Some(line), None, problem));
        }
        let mut cells = Cells { source: &source, header: &header, row, line, ragged, mistakes };
        if take(&mut cells) {
            source.lines.push(line);
        }
    }
    drop(take);
    source.header = Some(header);
    source
}

/// Reads and maps the header; none where nothing can be made of it.
fn header(
    reader: &CsvReader,
    source: &mut Source,
    sheet: &mut Sheet<'_>,
    whole: bool,
    mistakes: &mut Vec<ImportError>,
) -> Option<Header> {
    let (line, row) = match sheet.next() {
        Ok(Some(next)) => next,
        Ok(None) => {
            // A quote that opens in the header and never closes is reported as such.
            if whole {
                let problem = ImportProblem::Empty { required: columns::required(source.table) };
                mistakes.push(source.mistake(None, None, problem));
            }
            return None;
        }
        Err(error) => {
            mistakes.push(source.mistake(None, None, ImportProblem::Io(error)));
            return None;
        }
    };
    let names: Vec<String> = row.iter().map(|name| name.trim().to_owned()).collect();
    if let [name] = names.as_slice() {
        let count = |d: &Delimiter| name.bytes().filter(|&b| b == d.byte()).count();
        let found = Delimiter::ALL.into_iter().filter(|&d| d != reader.delimiter && count(&d) > 0);
        let mapped = reader.mappings.iter().any(|m| m.table == source.table && m.column == *name);
        if let Some(found) = found.max_by_key(count).filter(|_| !mapped) {
            let problem = ImportProblem::Delimiter { header: name.clone(), found };
            mistakes.push(source.mistake(Some(line), None, problem));
            return None;
        }
    }
    let (header, found) = Header::new(source.table, names, &reader.mappings);
    for (column, problem) in found {
        mistakes.push(source.mistake(Some(line), column, problem));
    }
    Some(header)
}

/// The rows of a text that are not blank, each with its line.
pub(super) struct Sheet<'t> {
    text: &'t [u8],
    reader: csv::Reader<&'t [u8]>,
    lines: Lines<'t>,
    row: StringRecord,
}

impl<'t> Sheet<'t> {
    pub(super) fn new(text: &'t [u8], delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text);
        Self { text, reader, lines: Lines::new(text), row: StringRecord::new() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<(u64, &StringRecord)>> {
        while self.reader.read_record(&mut self.row).map_err(io_error)? {
            if self.row.iter().all(fields::is_blank) {
                continue;
            }
            let byte = self.row.position().and_then(|p| usize::try_from(p.byte()).ok());
            // The reader's position is behind the row before; it skips what
            // is left of that line's end, and empty lines.
            let rest = byte.and_then(|byte| self.text.get(byte..)).unwrap_or_default();
            let skipped = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            let line = self.lines.line(self.text.len() - rest.len() + skipped);
            return Ok(Some((line, &self.row)));
        }
        Ok(None)
    }
}

/// A row, and where its mistakes go.
struct Cells<'a> {
    source: &'a Source,
    header: &'a Header,
    row: &'a StringRecord,
    line: u64,
    /// Not as long as the header: its cells may stand under wrong columns.
    ragged: bool,
    mistakes: &'a mut Vec<ImportError>,
}

impl<'a> Cells<'a> {
    fn mistake(&mut self, cell: usize, problem: ImportProblem) {
        let column = self.header.column(cell);
        self.mistakes.push(self.source.mistake(Some(self.line), column, problem));
    }

    /// The cell and what stands in it, unless empty.
    fn cell(&self, at: Option<usize>) -> Option<(usize, &'a str)> {
        let cell = at.filter(|_| !self.ragged)?;
        let text = self.row.get(cell)?;
        (!fields::is_blank(text)).then_some((cell, text))
    }

    /// The text of a cell, as it is.
    fn text(&self, at: Option<usize>) -> Option<String> {
        self.cell(at).map(|(_, text)| text.to_owned())
    }

    /// What a cell says that must say something.
    fn required(&mut self, at: Option<usize>) -> Option<&'a str> {
        let cell = at?;
        let text = self.row.get(cell).filter(|text| !fields::is_blank(text));
        if text.is_none() && !self.ragged {
            self.mistake(cell, ImportProblem::EmptyCell);
        }
        text
    }

    /// A key that must be there. Of a ragged row it is taken if it can be, so
    /// that those who refer to it are not reported too.
    fn key(&mut self, at: Option<usize>) -> Option<String> {
        self.required(at).map(str::to_owned)
    }

    fn parsed<T>(
        &mut self,
        at: Option<usize>,
        parse: impl FnOnce(&str) -> Result<T, ImportProblem>,
    ) -> Option<T> {
        let (cell, text) = self.cell(at)?;
        parse(text).map_err(|problem| self.mistake(cell, problem)).ok()
    }

    fn list<T>(
        &mut self,
        at: Option<usize>,
        entry: impl Fn(&str) -> Result<T, ImportProblem>,
    ) -> Vec<T> {
        let Some((cell, text)) = self.cell(at) else { return Vec::new() };
        let mut problems = Vec::new();
        let entries = fields::list(text, entry, &mut problems);
        for problem in problems {
            self.mistake(cell, problem);
        }
        entries
    }
}

fn person(cells: &mut Cells<'_>, at: [Option<usize>; 12]) -> Option<PersonRecord> {
    let [
        key,
        department,
        manager,
        grade,
        site,
        hours,
        start,
        languages,
        interests,
        skills,
        wants,
        pauses,
    ] = at;
    let key = cells.key(key);
    let record = PersonRecord {
        key: String::new(),
        department: cells.text(department),
        manager: cells.text(manager),
        grade: cells.parsed(grade, |cell| fields::number(cell, i16::MIN.into(), i16::MAX.into())),
        site: cells.text(site),
        hours: cells.parsed(hours, fields::hours),
        start: cells.parsed(start, fields::date),
        languages: cells.list(languages, fields::name),
        interests: cells.list(interests, fields::name),
        skills: cells.list(skills, fields::skill),
        wants: cells.list(wants, fields::want),
        pauses: cells.list(pauses, fields::pause),
    };
    key.map(|key| PersonRecord { key, ..record })
}

fn department(cells: &mut Cells<'_>, at: [Option<usize>; 3]) -> Option<DepartmentRecord> {
    let [key, name, parent] = at;
    let key = cells.key(key);
    let (name, parent) = (cells.text(name), cells.text(parent));
    key.map(|key| DepartmentRecord { key, name, parent })
}

fn tie(cells: &mut Cells<'_>, at: [Option<usize>; 4]) -> Option<TieRecord> {
    // Nobody refers to a tie, so one whose cells may be shifted can go.
    if cells.ragged {
        return None;
    }
    let [from, to, kind, strength] = at;
    let (from, to) = (cells.key(from), cells.key(to));
    let kind = cells.text(kind);
    let empty = cells.cell(strength).is_none();
    let strength = cells.parsed(strength, |cell| fields::number(cell, 1, u32::MAX.into()));
    let strength = if empty { Some(1) } else { strength };
    // A tie of unreadable strength is reported; what it joins is still checked.
    Some(TieRecord { from: from?, to: to?, kind, strength: strength.unwrap_or(1) })
}

fn meeting(cells: &mut Cells<'_>, at: [Option<usize>; 6]) -> Option<Meeting> {
    // Nobody refers to a meeting either.
    if cells.ragged {
        return None;
    }
    let [people, round, date, programme, attendance, absent] = at;
    let named = cells.required(people).is_some();
    let meeting = Meeting {
        people: cells.list(people, fields::key),
        when: When {
            round: cells.parsed(round, |cell| fields::number(cell, 0, u32::MAX.into())),
            date: cells.parsed(date, fields::date),
        },
        // Without a word on it, another programme without a name.
        programme: cells
            .cell(programme)
            .map_or_else(|| Programme::Other(String::new()), |(_, text)| fields::programme(text)),
        attendance: cells.parsed(attendance, fields::attendance).unwrap_or_default(),
        absent: cells.list(absent, fields::key),
    };
    named.then_some(meeting)
}
