//! What can be wrong with a file.

use std::fmt::{self, Write as _};
use std::io;

use super::{Delimiter, Encoding, Table};
use crate::org::OrganizationProblem;

/// A mistake in a file: where, and what.
///
/// The message takes one line, such as: people.csv line 12, column grade:
/// \`C3\` is not a whole number from -32768 to 32767; …
#[derive(Debug)]
#[non_exhaustive]
pub struct ImportError {
    /// The table it stands in.
    pub table: Table,
    /// The name of the file, such as `people.csv`.
    pub file: String,
    /// The line of the file, from 1: that on which the row begins, also where
    /// a quoted text runs over several lines; for a mistake of encoding or
    /// quoting, the line of the mistake itself. None where the file as a whole
    /// is meant.
    pub line: Option<u64>,
    /// The column, as the file names it.
    pub column: Option<Column>,
    /// What is wrong, and the way out.
    pub problem: ImportProblem,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name in the header, possibly empty.
    pub name: String,
    /// Its position, from 1.
    pub position: usize,
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            write!(f, "column {}", self.position)
        } else {
            write!(f, "column {}", Cut(&self.name))
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = OneLine(f);
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, " line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ImportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            ImportProblem::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// What is wrong with a file, a row or a cell.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportProblem {
    /// The reader failed.
    #[error("cannot be read: {0}")]
    Io(#[source] io::Error),
    /// The file begins with the mark of UTF-16 or UTF-32.
    #[error("the file is UTF-16 or UTF-32; save it as UTF-8 (in a spreadsheet: `CSV UTF-8`)")]
    Utf16,
    /// A byte that is not of the encoding asked for.
    #[error("byte 0x{byte:02X} is not {encoding}{}", encoding_way_out(.looks_like))]
    Encoding {
        /// The first such byte.
        byte: u8,
        /// The encoding the file was read as.
        encoding: Encoding,
        /// What the file looks like instead.
        looks_like: Option<Encoding>,
    },
    /// A NUL character, which no text holds.
    #[error(
        "holds a NUL character, so this is no text, or UTF-16 without its mark; save the file as CSV in UTF-8"
    )]
    Nul,
    /// A file without a header.
    #[error("the file is empty; give it a header of the columns {} and what else is known", backticked(.required))]
    Empty {
        /// The columns it must have.
        required: &'static [&'static str],
    },
    /// A header of one column that holds another delimiter.
    #[error(
        "the header is one column, `{}`, which looks {found}-separated; read it with `Delimiter::{found:?}`",
        Cut(.header)
    )]
    Delimiter {
        /// The header.
        header: String,
        /// The delimiter it seems to have.
        found: Delimiter,
    },
    /// A column that is not known: refused, so that no protected attribute gets in unseen.
    #[error(
        "this column is unknown{}; known are {}: correct its name, map it with `rename`, or leave it out with `ignore` (nothing unknown is read, which keeps protected attributes out)",
        perhaps(.nearest), .known.join(", ")
    )]
    UnknownColumn {
        /// A known column of almost that name.
        nearest: Option<&'static str>,
        /// The columns of this file.
        known: &'static [&'static str],
    },
    /// A column given twice.
    #[error(
        "`{column}` is column {first} already; remove one of the two, or leave it out with `ignore`"
    )]
    RepeatedColumn {
        /// The known column that both name.
        column: &'static str,
        /// Position of the earlier one, from 1.
        first: usize,
    },
    /// Two columns of the caller's own with one name.
    #[error(
        "`{}` is column {first} already; remove one of the two, or leave it out with `ignore`", Cut(.column)
    )]
    RepeatedName {
        /// The name.
        column: String,
        /// Position of the earlier one, from 1.
        first: usize,
    },
    /// A column of the caller's own without a name.
    #[error("this column has no name; name it, or remove it")]
    UnnamedColumn,
    /// A column that must be there.
    #[error("the column `{column}` is missing; add it, or map another to it with `rename`")]
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// A `rename` to a column that is not known.
    #[error(
        "`rename` maps `{}` to `{}`, which is unknown{}; known are {}",
        Cut(.from), Cut(.to), perhaps(.nearest), .known.join(", ")
    )]
    RenameTo {
        /// The column in the file.
        from: String,
        /// The column asked for.
        to: String,
        /// A known column of almost that name.
        nearest: Option<&'static str>,
        /// The columns of this file.
        known: &'static [&'static str],
    },
    /// A `rename` of a column that is not in the file.
    #[error(
        "`rename` maps `{}` to `{}`, but the header has no such column; correct the name, or drop the `rename`",
        Cut(.from), Cut(.to)
    )]
    RenameFrom {
        /// The column that is not there.
        from: String,
        /// The column asked for.
        to: String,
    },
    /// A quote that no second quote closes; the file is not read from its row on.
    #[error(
        "a quote opens here and never closes; close it, or write a quote within a quoted text twice"
    )]
    UnclosedQuote,
    /// Text between a closing quote and the end of the cell. Where the quotes stand on different
    /// lines, one of them is most likely a stray, and the file is not read from their row on.
    #[error(
        "a quote opens here, and text follows where it closes in line {closed}; write a quote within a quoted text twice, and quotes around it"
    )]
    TextAfterQuote {
        /// Line of the closing quote, from 1.
        closed: u64,
    },
    /// A row that is shorter or longer than the header.
    #[error(
        "the header has {header} columns, this row {cells}; a text with a delimiter or a line break in it needs quotes around it"
    )]
    RowLength {
        /// Cells in the row.
        cells: usize,
        /// Columns in the header.
        header: usize,
    },
    /// A cell that must say something.
    #[error("the cell is empty; fill it, or remove the row")]
    EmptyCell,
    /// No whole number, or one outside its limits.
    #[error("`{}` is not a whole number from {least} to {most}; write its digits alone", Cut(.value))]
    Number {
        /// The text.
        value: String,
        /// The least it may be.
        least: i64,
        /// The most it may be.
        most: i64,
    },
    /// No date.
    #[error("`{}` is not a date; write it as 2026-07-31", Cut(.value))]
    Date {
        /// The text.
        value: String,
    },
    /// No working hours.
    #[error("`{}` are no hours; write 09:00-17:00, or minutes after midnight as 540-1020, both UTC", Cut(.value))]
    Hours {
        /// The text.
        value: String,
    },
    /// No pause.
    #[error("`{}` is not a pause; write its first and last day as 2026-07-01..2026-07-31", Cut(.value))]
    Pause {
        /// The text.
        value: String,
    },
    /// No skill with a level.
    #[error("`{}` is not a skill with its level; write name:level, and \\: for a colon in the name", Cut(.value))]
    Skill {
        /// The text.
        value: String,
    },
    /// No wanted skill with a target.
    #[error(
        "`{}` is not a wanted skill; write name:target or name:target:weight, and \\: for a colon in the name",
        Cut(.value)
    )]
    Want {
        /// The text.
        value: String,
    },
    /// Neither kept nor missed.
    #[error("`{}` is not an attendance; write kept or missed, or leave the cell empty for kept", Cut(.value))]
    Attendance {
        /// The text.
        value: String,
    },
    /// A list with nothing between two separators.
    #[error("an entry of the list is empty; remove a `;`")]
    EmptyEntry,
    /// A backslash before a character that needs none.
    #[error("in `{}`, a backslash stands before none of `;`, `:`, `\\` and white space; write \\\\ for a backslash", Cut(.value))]
    Escape {
        /// The entry.
        value: String,
    },
    /// Two rows of one key.
    #[error("the key `{}` is that of line {line} already; give one of them another key", Cut(.key))]
    DuplicateKey {
        /// The key.
        key: String,
        /// Line of the earlier row, from 1.
        line: u64,
    },
    /// A tie stated twice.
    #[error("line {line} states this tie already; keep one")]
    DuplicateTie {
        /// Line of the earlier row, from 1.
        line: u64,
    },
    /// A mistake in the organisation that the rows state.
    #[error("{0}")]
    Organization(OrganizationProblem),
}

impl ImportProblem {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::Utf16 => "utf-16",
            Self::Encoding { .. } => "encoding",
            Self::Nul => "nul",
            Self::Empty { .. } => "empty-file",
            Self::Delimiter { .. } => "delimiter",
            Self::UnknownColumn { .. } => "unknown-column",
            Self::RepeatedColumn { .. } => "repeated-column",
            Self::RepeatedName { .. } => "repeated-name",
            Self::UnnamedColumn => "unnamed-column",
            Self::MissingColumn { .. } => "missing-column",
            Self::RenameTo { .. } => "rename-to",
            Self::RenameFrom { .. } => "rename-from",
            Self::UnclosedQuote => "unclosed-quote",
            Self::TextAfterQuote { .. } => "text-after-quote",
            Self::RowLength { .. } => "row-length",
            Self::EmptyCell => "empty-cell",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Hours { .. } => "hours-form",
            Self::Pause { .. } => "pause-form",
            Self::Skill { .. } => "skill-form",
            Self::Want { .. } => "want-form",
            Self::Attendance { .. } => "attendance",
            Self::EmptyEntry => "empty-entry",
            Self::Escape { .. } => "escape",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::DuplicateTie { .. } => "duplicate-tie",
            Self::Organization(problem) => problem.code(),
        }
    }
}

fn encoding_way_out(looks_like: &Option<Encoding>) -> String {
    match looks_like {
        Some(other) => format!(
            "; the file looks like {other}: read it with `Encoding::{other:?}`, or save it as UTF-8"
        ),
        None => "; correct that character, or save the file as UTF-8".to_owned(),
    }
}

fn perhaps(nearest: &Option<&'static str>) -> String {
    nearest.map(|name| format!(" (is it `{name}`?)")).unwrap_or_default()
}

fn backticked(names: &[&str]) -> String {
    format!("`{}`", names.join("`, `"))
}

/// The beginning of a text, which is enough to find it by.
struct Cut<'t>(&'t str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(60) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

/// Shows control characters (line breaks above all) by their escapes.
struct OneLine<'a, 'f>(&'a mut fmt::Formatter<'f>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(char::is_control) {
            match part.chars().next_back() {
                Some(c) if c.is_control() => {
                    self.0.write_str(&part[..part.len() - c.len_utf8()])?;
                    write!(self.0, "{}", c.escape_default())?;
                }
                _ => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}
