//! Reading an organisation and its history from CSV files, and writing them.
//!
//! [`csv()`] reads the three files of an organisation, [`history()`] that of a
//! [`History`]; [`CsvReader`] reads them in other encodings, with other
//! delimiters and column names; [`write_people`], [`write_departments`],
//! [`write_ties`] and [`write_history`] write them. Nothing is opened, closed or
//! printed here: readers and writers are passed in.
//!
//! # The files
//! The first row names the columns, in any order. A cell without a visible
//! character is empty, and so is a row of such cells, which is skipped.
//!
//! | file | column | holds |
//! | --- | --- | --- |
//! | people | `key` (required) | what tells this person from all others |
//! | | `department`, `manager` | keys of their department and of the person they report to |
//! | | `grade` | rank, a whole number from -32768 to 32767; higher is more senior |
//! | | `site` | place of work |
//! | | `hours` | daily hours in UTC, `09:00-17:00`, or minutes after midnight, `540-1020`; may run past midnight |
//! | | `start` | first day, `2026-07-01` |
//! | | `languages`, `interests` | names, `Dutch;Swiss German` |
//! | | `skills` | `name:level`, levels from 0 to 5, `law:3;C++:5` |
//! | | `wants` | `name:target` or `name:target:weight`, `statistics:4;law:2:3` |
//! | | `pauses` | days away, first and last, `2026-07-01..2026-07-31;2026-12-24` |
//! | departments | `key` (required) | what tells this department from all others |
//! | | `name` | what people call it |
//! | | `parent` | key of the department above; empty for a function |
//! | ties | `from`, `to` (required) | keys of two people |
//! | | `kind` | such as `advice` |
//! | | `strength` | a whole number from 1, which it is where empty |
//! | history | `people` (required) | keys of those a meeting was planned for, `ada;bob`; of one person, a bye |
//! | | `round` | a whole number from 0 to 4294967295 |
//! | | `date` | its day, `2026-07-31` |
//! | | `programme` | `mentoring`, `rotation`, `task_force`, in any case; any other text, also none, for another programme |
//! | | `attendance` | `kept`, which it is where empty, or `missed`, in any case |
//! | | `absent` | keys of those of `people` who did not come |
//!
//! Entries of a list stand between `;`. White space around an entry falls away;
//! `\;`, `\:`, `\\` and a backslash before white space stand for that character
//! within a name. Keys, sites, kinds, department names and other programmes are
//! taken as they are.
//!
//! # Nothing unknown is read
//! A column that is not in the table above is an error until it is mapped with
//! [`CsvReader::rename`] or left out with [`CsvReader::ignore`]. So a column of
//! sex, origin, age, religion or health cannot slip into a policy: there is no
//! place for it in the records, and whoever imports the file decides, in
//! writing, that it is left out. Such columns may go to the audit of a plan that is there already, which takes a
//! file of its own: [`audit::Groups`](crate::audit::Groups).
//!
//! # Guarantees
//! - Whatever the bytes, the answer is an organisation (a history) or the list of mistakes, never
//!   a panic. Tests: `import::no_bytes_panic`, `import::history::no_bytes_panic`.
//! - All mistakes of all three files are reported together, each with its line and column, and
//!   those of the organisation that they state; only where a file could not be read to its end,
//!   unknown keys that may stand in the rest of it are left for the next time.
//!   Tests: `import::every_mistake_is_reported`, `import::all_mistakes_together`,
//!   `import::history::every_mistake_is_reported`.
//! - What is written reads back equal, and is written the same again.
//!   Tests: `import::records_round_trip`, `import::history::histories_round_trip`.
//!
//! # Example
//! ```
//! use crosstie::import;
//!
//! let people = "\
//! key,department,manager,grade,skills,wants
//! ada,engineering,,8,statistics:5,
//! bob,litigation,ada,4,law:3,statistics:3
//! ";
//! let departments = "key,name\nengineering,Engineering\nlitigation,Litigation\n";
//! let ties = "from,to,kind\nbob,ada,advice\n";
//!
//! let org = import::csv(people.as_bytes(), departments.as_bytes(), ties.as_bytes())?;
//! assert_eq!(org.people().len(), 2);
//!
//! let ties = "from,to,kind\nbob,eve,advice\n";
//! let errors = import::csv(people.as_bytes(), departments.as_bytes(), ties.as_bytes()).unwrap_err();
//! assert_eq!(
//!     errors.to_string(),
//!     "ties.csv line 2, column to: `eve` is not a person; declare them, or remove the reference"
//! );
//! # Ok::<(), crosstie::Errors<import::ImportError>>(())
//! ```

mod columns;
mod error;
mod fields;
mod read;
mod text;
mod wide;
mod write;

use std::fmt;
use std::io::{self, Read};

pub use columns::Table;
pub use error::{Column, ImportError, ImportProblem};
pub use write::{
    TextProblem, UnwritableText, WriteError, write_departments, write_history, write_people,
    write_ties,
};

use crate::Errors;
use crate::org::{Organization, OrganizationBuilder, OrganizationRecords};
use crate::policy::History;

/// Reads an organisation from UTF-8, comma-separated files.
///
/// For departments or ties that you do not have, pass [`std::io::empty()`].
/// Other encodings, delimiters and column names: [`CsvReader`].
///
/// # Errors
/// Every mistake of the files and of the organisation that they state.
pub fn csv(
    people: impl Read,
    departments: impl Read,
    ties: impl Read,
) -> Result<Organization, Errors<ImportError>> {
    CsvReader::new().read(people, departments, ties)
}

/// Reads a history from a UTF-8, comma-separated file, one row a meeting.
///
/// Whether its people are of any organisation is not asked: some may have left.
/// Other encodings, delimiters and column names: [`CsvReader::history`].
///
/// ```
/// use crosstie::import;
///
/// let history = import::history(&b"people,round,absent\nada;bob;cy,3,cy\ndee,3,\n"[..])?;
/// let [coffee, bye] = history.meetings() else { panic!("two rows") };
/// assert!(coffee.met().eq(["ada", "bob"]));
/// assert!(bye.is_bye());
///
/// let errors = import::history(&b"people,round\nada;bob,third\n"[..]).unwrap_err();
/// assert_eq!(
///     errors.to_string(),
///     "history.csv line 2, column round: \
///      `third` is not a whole number from 0 to 4294967295; write its digits alone"
/// );
/// # Ok::<(), crosstie::Errors<import::ImportError>>(())
/// ```
///
/// # Errors
/// Every mistake of the file.
pub fn history(meetings: impl Read) -> Result<History, Errors<ImportError>> {
    CsvReader::new().history(meetings)
}

/// How the bytes of a file stand for text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without its byte order mark.
    #[default]
    Utf8,
    /// ISO 8859-1: each byte is the character of that number.
    Latin1,
    /// Windows-1252: Latin-1 with `€`, typographic quotes and the like in 0x80 to 0x9F.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Latin1 => "Latin-1",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`, as spreadsheets write it where the comma is the decimal sign. Lists need quotes then.
    Semicolon,
    /// A tab character.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        })
    }
}

/// What a column of a file is taken for: another column, or nothing.
#[derive(Clone, Debug)]
struct Mapping {
    table: Table,
    column: String,
    to: Option<String>,
}

/// Reads files of other encodings, delimiters and column names.
///
/// ```
/// use crosstie::import::{CsvReader, Delimiter, Encoding, Table};
///
/// let people = b"employee_id;e-mail;site\nren\xE9;rene@example.com;Gen\xE8ve\n";
/// let org = CsvReader::new()
///     .encoding(Encoding::Latin1)
///     .delimiter(Delimiter::Semicolon)
///     .rename(Table::People, "employee_id", "key")
///     .ignore(Table::People, "e-mail")
///     .read(&people[..], std::io::empty(), std::io::empty())?;
/// assert!(org.person("rené").is_some());
/// # Ok::<(), crosstie::Errors<crosstie::import::ImportError>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CsvReader {
    encoding: Encoding,
    delimiter: Delimiter,
    mappings: Vec<Mapping>,
    /// Names of files; the last one given for a table counts.
    files: Vec<(Table, String)>,
}

impl CsvReader {
    /// A reader of UTF-8, comma-separated files with the columns [above](self).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The encoding of all files. A file that begins with the UTF-8 byte
    /// order mark is read as UTF-8 all the same.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// The delimiter of all files.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// Takes the column `from` of a file for the known column `to`; the last
    /// `rename` or `ignore` of a column counts.
    #[must_use]
    pub fn rename(
        self,
        table: impl Into<Table>,
        from: impl AsRef<str>,
        to: impl Into<String>,
    ) -> Self {
        self.map(table.into(), from.as_ref(), Some(to.into()))
    }

    /// Leaves a column of a file out, if it is there.
    #[must_use]
    pub fn ignore(self, table: impl Into<Table>, column: impl AsRef<str>) -> Self {
        self.map(table.into(), column.as_ref(), None)
    }

    fn map(mut self, table: Table, column: &str, to: Option<String>) -> Self {
        self.mappings.push(Mapping { table, column: column.trim().to_owned(), to });
        self
    }

    /// What errors call the file of a table; `people.csv` and so on otherwise.
    #[must_use]
    pub fn file(mut self, table: impl Into<Table>, name: impl Into<String>) -> Self {
        self.files.push((table.into(), name.into()));
        self
    }

    fn file_name(&self, table: Table) -> String {
        let given = self.files.iter().rev().find(|&&(t, _)| t == table);
        given.map_or_else(|| format!("{table}.csv"), |(_, name)| name.clone())
    }

    /// Reads an organisation. Each input is read to its end before the next.
    ///
    /// For departments or ties that you do not have, pass [`std::io::empty()`].
    ///
    /// # Errors
    /// Every mistake of the files and of the organisation that they state, in the order of the
    /// arguments, by line, then by column.
    pub fn read(
        &self,
        people: impl Read,
        departments: impl Read,
        ties: impl Read,
    ) -> Result<Organization, Errors<ImportError>> {
        let inputs = [bytes(people), bytes(departments), bytes(ties)];
        let (builder, files): (OrganizationBuilder, _) = read::files(self, inputs);
        files.build(builder)
    }

    /// Reads the records alone, to be mended or merged before they become an
    /// organisation; what they state (unknown managers, duplicate keys, …) is
    /// not checked.
    ///
    /// # Errors
    /// Every mistake of the files.
    pub fn records(
        &self,
        people: impl Read,
        departments: impl Read,
        ties: impl Read,
    ) -> Result<OrganizationRecords, Errors<ImportError>> {
        let inputs = [bytes(people), bytes(departments), bytes(ties)];
        let (records, files): (OrganizationRecords, _) = read::files(self, inputs);
        files.check(records)
    }

    /// Reads a history, one row a meeting; see [`history()`].
    ///
    /// # Errors
    /// Every mistake of the file, by line, then by column.
    pub fn history(&self, meetings: impl Read) -> Result<History, Errors<ImportError>> {
        read::history(self, bytes(meetings))
    }

    /// Reads a file of keys and columns of the caller's own.
    pub(crate) fn wide(&self, input: impl Read) -> Result<wide::Wide, Errors<ImportError>> {
        wide::read(self, bytes(input))
    }
}

fn bytes(mut input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(bytes)
}
