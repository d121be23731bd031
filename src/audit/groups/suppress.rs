//! Which numbers are not shown, so that few people cannot be counted out.

use super::span::Span;

/// A number about a group, as far as hiding it goes.
pub(super) struct Cell {
    /// The table that it stands in.
    pub(super) table: usize,
    /// How many people the number is about.
    pub(super) people: u64,
    /// The people, as the atoms that they are made of; ascending.
    pub(super) atoms: Vec<usize>,
    /// Of those without a value, which are hidden last.
    pub(super) missing: bool,
    /// Known to be 0 from elsewhere, so that nothing comes of hiding it.
    pub(super) known: bool,
}

/// Hides, beside those that are hidden already, every number about 1 to `below` − 1 people that are in a
/// group, and then as many others as it takes until:
///
/// 1. in each table those hidden are at least two, are about at least `below` people together, and about more people
///    than there are of them, unless the whole table is hidden;
/// 2. none of them is a linear combination of the numbers shown and of that of all people.
///
/// A number about all people is not hidden, since that of all is shown. Of several that would do, the one
/// about the fewest people is hidden.
pub(super) fn suppress(
    cells: &[Cell],
    tables: usize,
    atoms: usize,
    everybody: u64,
    below: u64,
    hidden: &mut [bool],
) {
    let fixed: Vec<bool> =
        cells.iter().map(|cell| cell.known || cell.people == everybody).collect();
    for (cell, hidden) in cells.iter().zip(&mut *hidden) {
        let few = 0 < cell.people && cell.people < below;
        *hidden |= few && !cell.missing && cell.people < everybody;
    }
    let all: Vec<usize> = (0..atoms).collect();
    loop {
        for table in 0..tables {
            enough(cells, table, below, &fixed, hidden);
        }
        let shown: Vec<usize> = (0..cells.len())
            .filter(|&cell| !hidden[cell] && cells[cell].atoms.len() < atoms)
            .collect();
        let mut sums: Vec<&[usize]> = shown.iter().map(|&cell| &*cells[cell].atoms).collect();
        sums.push(&all);
        let Some(span) = Span::new(atoms, &sums) else { return hide_all(&fixed, hidden) };
        let mut fresh = vec![false; cells.len()];
        for cell in 0..cells.len() {
            if !hidden[cell] || fresh[cell] {
                continue;
            }
            let Ok(made_of) = span.made_of(&cells[cell].atoms) else {
                return hide_all(&fixed, hidden);
            };
            let Some(made_of) = made_of else { continue };
            // The last one is the sum of all.
            let made_of: Vec<usize> =
                made_of.into_iter().filter_map(|sum| shown.get(sum).copied()).collect();
            if made_of.iter().any(|&other| fresh[other]) {
                continue; // this way is closed already
            }
            let made_of = made_of.into_iter().filter(|&other| !fixed[other]);
            if let Some(other) = smallest(cells, made_of) {
                hidden[other] = true;
                fresh[other] = true;
            }
        }
        if !fresh.contains(&true) {
            return;
        }
    }
}

/// Hides the next smallest of a table until enough are hidden, or all.
fn enough(cells: &[Cell], table: usize, below: u64, fixed: &[bool], hidden: &mut [bool]) {
    let of_table = || (0..cells.len()).filter(|&cell| cells[cell].table == table && !fixed[cell]);
    loop {
        let (mut count, mut people) = (0, 0_u64);
        for cell in of_table().filter(|&cell| hidden[cell]) {
            count += 1;
            people += cells[cell].people;
        }
        if count == 0 || (count > 1 && people >= below && people > count) {
            return;
        }
        let Some(next) = smallest(cells, of_table().filter(|&cell| !hidden[cell])) else { return };
        hidden[next] = true;
    }
}

fn smallest(cells: &[Cell], among: impl Iterator<Item = usize>) -> Option<usize> {
    among.min_by_key(|&cell| (cells[cell].missing, cells[cell].people, cell))
}

fn hide_all(fixed: &[bool], hidden: &mut [bool]) {
    hidden.iter_mut().zip(fixed).for_each(|(hidden, &fixed)| *hidden |= !fixed);
}
