//! Records to CSV.

use std::fmt;
use std::io::{self, Write};

use super::columns::{self, Table};
use super::fields;
use crate::Errors;
use crate::org::OrganizationRecords;
use crate::policy::{History, Programme};

/// Why records were not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The writer failed.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// Texts that would not be read back as they are; nothing was written.
    #[error("{0}")]
    Texts(Errors<UnwritableText>),
}

/// A text that CSV cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{table} record {}, {field}: {problem}", .index + 1)]
#[non_exhaustive]
pub struct UnwritableText {
    /// The list it stands in.
    pub table: Table,
    /// The position in that list, from 0.
    pub index: usize,
    /// The field, named as its column.
    pub field: &'static str,
    /// What is wrong, and the way out.
    pub problem: TextProblem,
}

/// What is wrong with a text to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextProblem {
    /// No visible character: it would be read back as no text.
    Blank,
    /// A NUL character, which no reader takes.
    Nul,
    /// A meeting of nobody, which no reader takes.
    Nobody,
    /// `Programme::Other` by the name of a programme of its own: it would be
    /// read back as that.
    Reserved,
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => {
                "a text without a visible character would be read back as none; give it one, or leave it out"
            }
            Self::Nul => "the text holds a NUL character; remove it",
            Self::Nobody => "the meeting names nobody; name its people, or remove it",
            Self::Reserved => {
                "another programme bears the name of mentoring, rotation or task_force and would be read back as that; name it otherwise"
            }
        })
    }
}

/// Writes the people as CSV (UTF-8, `,`, line feeds, every column), in the
/// order of the records.
///
/// What is written reads back equal, and the same records give the same bytes.
/// Tests: `import::records_round_trip`, `import::canonical_form`.
///
/// A text that begins with `=`, `+`, `-` or `@` is written as it stands; some
/// spreadsheets take such a cell for a formula.
///
/// # Errors
/// [`WriteError::Texts`] before the first byte where a text would not read back
/// (all of them reported together); [`WriteError::Io`] where the writer fails.
///
/// # Example
/// ```
/// use crosstie::import;
/// use crosstie::org::{OrganizationRecords, PersonRecord};
///
/// let records = OrganizationRecords {
///     people: vec![PersonRecord::new("ada").grade(7).skill("C++: the core", 5).wants("law", 2)],
///     ..OrganizationRecords::default()
/// };
/// let mut file = Vec::new();
/// import::write_people(&records, &mut file)?;
/// assert_eq!(
///     String::from_utf8(file)?,
///     "key,department,manager,grade,site,hours,start,languages,interests,skills,wants,pauses\n\
///      ada,,,7,,,,,,C++\\: the core:5,law:2,\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_people(records: &OrganizationRecords, writer: impl Write) -> Result<(), WriteError> {
    let mut check = Check::new(Table::People);
    for (i, person) in records.people.iter().enumerate() {
        check.text(i, "key", Some(&person.key));
        check.text(i, "department", person.department.as_ref());
        check.text(i, "manager", person.manager.as_ref());
        check.text(i, "site", person.site.as_ref());
        check.text(i, "languages", &person.languages);
        check.text(i, "interests", &person.interests);
        check.text(i, "skills", person.skills.iter().map(|s| &s.skill));
        check.text(i, "wants", person.wants.iter().map(|w| &w.skill));
    }
    check.done()?;

    let mut file = File::new(writer);
    file.row(&columns::PEOPLE)?;
    for person in &records.people {
        file.row(&[
            &person.key,
            person.department.as_deref().unwrap_or(""),
            person.manager.as_deref().unwrap_or(""),
            &person.grade.map(|g| g.to_string()).unwrap_or_default(),
            person.site.as_deref().unwrap_or(""),
            &person.hours.map(fields::write_hours).unwrap_or_default(),
            &person.start.map(|d| d.to_string()).unwrap_or_default(),
            &fields::write_names(&person.languages),
            &fields::write_names(&person.interests),
            &fields::write_skills(&person.skills),
            &fields::write_wants(&person.wants),
            &fields::write_pauses(&person.pauses),
        ])?;
    }
    file.done()
}

/// Writes the departments as CSV; see [`write_people`].
///
/// # Errors
/// As [`write_people`].
pub fn write_departments(
    records: &OrganizationRecords,
    writer: impl Write,
) -> Result<(), WriteError> {
    let mut check = Check::new(Table::Departments);
    for (i, department) in records.departments.iter().enumerate() {
        check.text(i, "key", Some(&department.key));
        check.text(i, "name", department.name.as_ref());
        check.text(i, "parent", department.parent.as_ref());
    }
    check.done()?;

    let mut file = File::new(writer);
    file.row(&columns::DEPARTMENTS)?;
    for department in &records.departments {
        file.row(&[
            &department.key,
            department.name.as_deref().unwrap_or(""),
            department.parent.as_deref().unwrap_or(""),
        ])?;
    }
    file.done()
}

/// Writes the ties as CSV; see [`write_people`].
///
/// # Errors
/// As [`write_people`].
pub fn write_ties(records: &OrganizationRecords, writer: impl Write) -> Result<(), WriteError> {
    let mut check = Check::new(Table::Ties);
    for (i, tie) in records.ties.iter().enumerate() {
        check.text(i, "from", Some(&tie.from));
        check.text(i, "to", Some(&tie.to));
        check.text(i, "kind", tie.kind.as_ref());
    }
    check.done()?;

    let mut file = File::new(writer);
    file.row(&columns::TIES)?;
    for tie in &records.ties {
        file.row(&[
            &tie.from,
            &tie.to,
            tie.kind.as_deref().unwrap_or(""),
            &tie.strength.to_string(),
        ])?;
    }
    file.done()
}

/// Writes a history as CSV, one row a meeting in the order recorded; see
/// [`write_people`].
///
/// Tests: `import::history::histories_round_trip`,
/// `import::history::canonical_form`.
///
/// # Errors
/// As [`write_people`]; nor can a meeting be written that names nobody, nor a
/// [`Programme::Other`] by the name of a programme of its own (`mentoring`,
/// `rotation`, `task_force`, in any case), which would be read back as that.
///
/// # Example
/// ```
/// use crosstie::import;
/// use crosstie::policy::{History, Meeting, Programme, When};
///
/// let history: History = [
///     Meeting::new(Programme::Rotation, When::round(1), ["ada", "bob", "cy"]).missed_by(["cy"]),
///     Meeting::bye(Programme::Rotation, When::round(1), "dee"),
/// ]
/// .into_iter()
/// .collect();
/// let mut file = Vec::new();
/// import::write_history(&history, &mut file)?;
/// assert_eq!(
///     String::from_utf8(file.clone())?,
///     "people,round,date,programme,attendance,absent\n\
///      ada;bob;cy,1,,rotation,kept,cy\n\
///      dee,1,,rotation,kept,\n"
/// );
/// assert_eq!(import::history(&file[..])?, history);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_history(history: &History, writer: impl Write) -> Result<(), WriteError> {
    let mut check = Check::new(Table::History);
    for (i, meeting) in history.meetings().iter().enumerate() {
        if meeting.people.is_empty() {
            check.mistake(i, "people", TextProblem::Nobody);
        }
        check.text(i, "people", &meeting.people);
        if let Programme::Other(name) = &meeting.programme {
            check.text(i, "programme", Some(name).filter(|name| !name.is_empty()));
            if fields::programme(name) != meeting.programme {
                check.mistake(i, "programme", TextProblem::Reserved);
            }
        }
        check.text(i, "absent", &meeting.absent);
    }
    check.done()?;

    let mut file = File::new(writer);
    file.row(&columns::HISTORY)?;
    for meeting in history.meetings() {
        file.row(&[
            &fields::write_names(&meeting.people),
            &meeting.when.round.map(|r| r.to_string()).unwrap_or_default(),
            &meeting.when.date.map(|d| d.to_string()).unwrap_or_default(),
            fields::write_programme(&meeting.programme),
            fields::write_attendance(meeting.attendance),
            &fields::write_names(&meeting.absent),
        ])?;
    }
    file.done()
}

/// Collects the texts that would not read back.
struct Check {
    table: Table,
    mistakes: Vec<UnwritableText>,
}

impl Check {
    fn new(table: Table) -> Self {
        Self { table, mistakes: Vec::new() }
    }

    fn text<'t>(
        &mut self,
        index: usize,
        field: &'static str,
        texts: impl IntoIterator<Item = &'t String>,
    ) {
        for text in texts {
            let problem = if fields::is_blank(text) {
                TextProblem::Blank
            } else if text.contains('\0') {
                TextProblem::Nul
            } else {
                continue;
            };
            self.mistake(index, field, problem);
        }
    }

    fn mistake(&mut self, index: usize, field: &'static str, problem: TextProblem) {
        self.mistakes.push(UnwritableText { table: self.table, index, field, problem });
    }

    fn done(self) -> Result<(), WriteError> {
        Errors::check(self.mistakes).map_err(WriteError::Texts)
    }
}

struct File<W: Write>(csv::Writer<W>);

impl<W: Write> File<W> {
    fn new(writer: W) -> Self {
        let terminator = csv::Terminator::Any(b'\n');
        Self(csv::WriterBuilder::new().terminator(terminator).from_writer(writer))
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), WriteError> {
        Ok(self.0.write_record(cells).map_err(io_error)?)
    }

    fn done(mut self) -> Result<(), WriteError> {
        Ok(self.0.flush()?)
    }
}

/// The cause itself where there is one, so that its kind is kept.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
