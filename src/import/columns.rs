//! The columns of each file, and how a header maps to them.

use std::fmt;

use super::Mapping;
use super::error::{Column, ImportProblem};
use crate::org;

/// A list of records with a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Table {
    /// The people of an organisation.
    People,
    /// Its departments.
    Departments,
    /// Its ties.
    Ties,
    /// The meetings of a history.
    History,
    /// Who belongs to which group, for the audit: columns are the caller's own.
    Groups,
}

impl From<org::Table> for Table {
    fn from(table: org::Table) -> Self {
        match table {
            org::Table::People => Self::People,
            org::Table::Departments => Self::Departments,
            org::Table::Ties => Self::Ties,
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::People => "people",
            Self::Departments => "departments",
            Self::Ties => "ties",
            Self::History => "history",
            Self::Groups => "groups",
        })
    }
}

pub(super) const PEOPLE: [&str; 12] = [
    "key",
    "department",
    "manager",
    "grade",
    "site",
    "hours",
    "start",
    "languages",
    "interests",
    "skills",
    "wants",
    "pauses",
];
pub(super) const DEPARTMENTS: [&str; 3] = ["key", "name", "parent"];
pub(super) const TIES: [&str; 4] = ["from", "to", "kind", "strength"];
pub(super) const HISTORY: [&str; 6] =
    ["people", "round", "date", "programme", "attendance", "absent"];

/// Any other column is an attribute.
const GROUPS: [&str; 1] = ["key"];

pub(super) fn known(table: Table) -> &'static [&'static str] {
    match table {
        Table::People => &PEOPLE,
        Table::Departments => &DEPARTMENTS,
        Table::Ties => &TIES,
        Table::History => &HISTORY,
        Table::Groups => &GROUPS,
    }
}

/// The columns without which a file says nothing.
pub(super) fn required(table: Table) -> &'static [&'static str] {
    match table {
        Table::People | Table::Departments | Table::Groups => &["key"],
        Table::Ties => &["from", "to"],
        Table::History => &["people"],
    }
}

/// A header once read: where each known column stands.
#[derive(Debug)]
pub(super) struct Header {
    /// The columns as the file names them.
    names: Vec<String>,
    /// (known column, cell), each known column at most once.
    places: Vec<(&'static str, usize)>,
}

/// A mistake in a header, and the column where it stands in one.
pub(super) type HeaderMistake = (Option<Column>, ImportProblem);

impl Header {
    /// Maps a header; every mistake in it comes back beside it.
    pub(super) fn new(
        table: Table,
        names: Vec<String>,
        mappings: &[Mapping],
    ) -> (Self, Vec<HeaderMistake>) {
        let known = known(table);
        let mut header = Self { names, places: Vec::new() };
        let mut mistakes = Vec::new();
        // The last word on a column counts.
        let mapping =
            |name: &str| mappings.iter().rev().find(|m| m.table == table && m.column == name);

        for (cell, name) in header.names.iter().enumerate() {
            let target = match mapping(name) {
                Some(Mapping { to: None, .. }) => continue,
                Some(Mapping { to: Some(to), .. }) => to,
                None => name,
            };
            let Some(&column) = known.iter().find(|&&k| k == target) else {
                // A rename to nowhere is reported below, once.
                if mapping(name).is_none() {
                    let nearest = nearest(name, known);
                    let problem = ImportProblem::UnknownColumn { nearest, known };
                    mistakes.push((header.column(cell), problem));
                }
                continue;
            };
            if let Some(&(_, first)) = header.places.iter().find(|&&(k, _)| k == column) {
                let problem = ImportProblem::RepeatedColumn { column, first: first + 1 };
                mistakes.push((header.column(cell), problem));
            } else {
                header.places.push((column, cell));
            }
        }
        for (i, rename) in mappings.iter().enumerate() {
            let Some(to) = rename.to.as_ref().filter(|_| rename.table == table) else { continue };
            let overruled = |m: &Mapping| m.table == table && m.column == rename.column;
            if mappings[i + 1..].iter().any(overruled) {
                continue;
            }
            if !known.contains(&to.as_str()) {
                let (from, to) = (rename.column.clone(), to.clone());
                let nearest = nearest(&to, known);
                mistakes.push((None, ImportProblem::RenameTo { from, to, nearest, known }));
            }
            if !header.names.contains(&rename.column) {
                let (from, to) = (rename.column.clone(), to.clone());
                mistakes.push((None, ImportProblem::RenameFrom { from, to }));
            }
        }
        for &column in required(table) {
            if header.place(column).is_none() {
                mistakes.push((None, ImportProblem::MissingColumn { column }));
            }
        }
        (header, mistakes)
    }

    /// How many cells a row has.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The cell in which a known column stands.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.places.iter().find(|&&(k, _)| k == column).map(|&(_, cell)| cell)
    }

    /// The cells in which known columns stand.
    pub(super) fn places<const N: usize>(&self, columns: [&str; N]) -> [Option<usize>; N] {
        columns.map(|column| self.place(column))
    }

    /// The column of a cell, as the file names it.
    pub(super) fn column(&self, cell: usize) -> Option<Column> {
        let name = self.names.get(cell)?;
        Some(Column { name: name.clone(), position: cell + 1 })
    }
}

/// The known name at most two letters away.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let name = name.to_lowercase();
    known
        .iter()
        .map(|&k| (distance(&name, k), k))
        .filter(|&(distance, k)| distance <= 2 && distance < k.len().min(name.len()))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, k)| k)
}

/// Letters to insert, remove or replace (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
