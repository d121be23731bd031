//! Departments, their sizes, and who reports to whom.

use std::collections::VecDeque;
use std::ops::Range;

use super::random::{Shares, Stage};
use super::{Counts, id};
use crate::org::DepartmentRecord;
use crate::random::Random;
use crate::synth::words;

/// No manager.
pub(super) const TOP: u32 = u32::MAX;

/// A department; its people are consecutive, its head first.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) function: usize,
    parent: Option<usize>,
    pub(super) people: Range<usize>,
}

/// The skeleton of an organisation.
#[derive(Debug)]
pub(super) struct Structure {
    /// Those of one function are consecutive, a parent before its children.
    pub(super) departments: Vec<Place>,
    /// The departments of each function.
    pub(super) functions: Vec<Range<usize>>,
    /// The manager of each person, or [`TOP`].
    pub(super) manager: Vec<u32>,
    /// Those of their own department who report to each person.
    pub(super) reports: Vec<Range<u32>>,
    /// Reporting lines between each person and the top.
    pub(super) depth: Vec<u16>,
}

impl Structure {
    pub(super) fn new(counts: &Counts, seed: u64) -> Self {
        let mut random = Random::of_stage(seed, Stage::Structure);
        let functions = deal_departments(counts, &mut random);
        let sizes = heavy_tailed(counts.people, counts.departments, &mut random);
        let mut departments: Vec<Place> = Vec::with_capacity(counts.departments);
        let mut first = 0;
        for (function, range) in functions.iter().enumerate() {
            let parents = tree(range.clone(), &mut random);
            for (parent, size) in parents.into_iter().zip(&sizes[range.clone()]) {
                departments.push(Place { function, parent, people: first..first + size });
                first += size;
            }
        }
        let mut structure = Self {
            departments,
            functions,
            manager: vec![TOP; counts.people],
            reports: vec![0..0; counts.people],
            depth: vec![0; counts.people],
        };
        structure.draw_reporting_lines(&mut random);
        structure
    }

    /// The head of each department reports to the head of the one above, the
    /// head of a function to that of the first; the others fill up one
    /// manager after the other, so that the depth grows with the logarithm of
    /// the size.
    fn draw_reporting_lines(&mut self, random: &mut Random) {
        let mut below = vec![0_u64; self.departments.len()];
        for (index, place) in self.departments.iter().enumerate().skip(1) {
            debug_assert!(place.parent.is_none_or(|parent| parent < index));
            below[place.parent.unwrap_or(0)] += 1;
        }
        for (index, place) in self.departments.iter().enumerate() {
            let people = place.people.clone();
            if index > 0 {
                let above = self.departments[place.parent.unwrap_or(0)].people.start;
                self.manager[people.start] = id(above);
                self.depth[people.start] = self.depth[above].saturating_add(1);
            }
            let mut next = people.start + 1;
            for manager in people.clone() {
                if next >= people.end {
                    break;
                }
                let mut span = span_of_control(random);
                if manager == people.start {
                    span = span.saturating_sub(below[index]).max(3);
                }
                let last = people.end.min(next.saturating_add(usize::try_from(span).unwrap_or(1)));
                self.reports[manager] = id(next)..id(last);
                for report in next..last {
                    self.manager[report] = id(manager);
                    self.depth[report] = self.depth[manager].saturating_add(1);
                }
                next = last;
            }
        }
    }

    /// The people of a function.
    pub(super) fn function_people(&self, function: usize) -> Range<usize> {
        let range = &self.functions[function];
        self.departments[range.start].people.start..self.departments[range.end - 1].people.end
    }

    /// The records of the departments, named after their functions.
    pub(super) fn records(&self) -> Vec<DepartmentRecord> {
        let width = self.departments.len().to_string().len();
        let key = |index: usize| format!("d{:0width$}", index + 1);
        let mut records = Vec::with_capacity(self.departments.len());
        for (index, place) in self.departments.iter().enumerate() {
            let function = words::function(place.function);
            let record = DepartmentRecord::new(key(index));
            records.push(match place.parent {
                None => record.name(function),
                Some(parent) => {
                    let number = index - self.functions[place.function].start;
                    record.name(format!("{function} {number}")).parent(key(parent))
                }
            });
        }
        records
    }
}

/// The departments of each function: the first, with the top person, is
/// small where there are others; the rest differ by chance.
fn deal_departments(counts: &Counts, random: &mut Random) -> Vec<Range<usize>> {
    let weights: Vec<u64> = (0..counts.functions)
        .map(|f| if f == 0 && counts.functions > 1 { 0 } else { random.growth(8, 7) })
        .collect();
    let rest = (counts.departments - counts.functions) as u64;
    let mut shares = Shares::new(rest, weights.iter().sum());
    let mut start = 0;
    let mut ranges = Vec::with_capacity(counts.functions);
    for weight in weights {
        let end = start + 1 + usize::try_from(shares.next(weight)).unwrap_or(0);
        ranges.push(start..end);
        start = end;
    }
    ranges
}

/// `people` over `parts`, at least one each, the sizes log-normal with a
/// deviation of 4·ln(9/7) = 1.01.
fn heavy_tailed(people: usize, parts: usize, random: &mut Random) -> Vec<usize> {
    let weights: Vec<u64> = (0..parts).map(|_| random.growth(9, 7)).collect();
    let mut shares = Shares::new((people - parts) as u64, weights.iter().sum());
    weights.into_iter().map(|w| 1 + usize::try_from(shares.next(w)).unwrap_or(0)).collect()
}

/// The parent of each department of a function: the first is the root, each
/// takes three to ten below it.
fn tree(range: Range<usize>, random: &mut Random) -> Vec<Option<usize>> {
    let mut parents = vec![None];
    let mut open = VecDeque::from([range.start]);
    let mut next = range.start + 1;
    while let Some(parent) = open.pop_front() {
        let end = range.end.min(next + 3 + random.index(8));
        for child in next..end {
            parents.push(Some(parent));
            open.push_back(child);
        }
        next = end;
        if next >= range.end {
            break;
        }
    }
    parents
}

/// Log-normal with median 6 and a deviation of 0.89, at most 60.
fn span_of_control(random: &mut Random) -> u64 {
    ((random.growth(5, 4) * 6 + 0x8000) >> 16).clamp(1, 60)
}
