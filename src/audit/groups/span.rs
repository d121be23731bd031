//! What can be computed from sums that are shown: exact elimination over the rationals.

use std::collections::BTreeMap;

/// A vector without its zeros: columns ascending. Columns below `atoms` are atoms; those from there on say
/// which of the sums it is made of.
type Row = Vec<(usize, i128)>;

/// The sums that are shown, in echelon form.
pub(super) struct Span {
    atoms: usize,
    /// By the column of the first entry.
    pivots: BTreeMap<usize, Row>,
}

impl Span {
    /// Of sums, each over a set of atoms, ascending; none where numbers leave 128 bits.
    ///
    /// O(s²·(a + s)) for s sums over a atoms; close to the number of entries where most sums are of one atom.
    pub(super) fn new(atoms: usize, sums: &[&[usize]]) -> Option<Self> {
        let mut span = Self { atoms, pivots: BTreeMap::new() };
        let mut order: Vec<usize> = (0..sums.len()).collect();
        // Sums of one atom come first, and take their atoms out of all others.
        order.sort_by_key(|&sum| (sums[sum].len(), sum));
        for sum in order {
            let mut row: Row = sums[sum].iter().map(|&atom| (atom, 1)).collect();
            row.push((atoms + sum, 1));
            let row = span.reduce(row)?;
            // Else it is made of others.
            if let Some(&(column, _)) = row.first().filter(|&&(column, _)| column < atoms) {
                span.pivots.insert(column, row);
            }
        }
        Some(span)
    }

    /// The sums of which a sum over these atoms is made; none where it is made of none, an error where numbers leave 128 bits.
    pub(super) fn made_of(&self, set: &[usize]) -> Result<Option<Vec<usize>>, Overflow> {
        let row = self.reduce(set.iter().map(|&atom| (atom, 1)).collect()).ok_or(Overflow)?;
        let made = row.iter().all(|&(column, _)| column >= self.atoms);
        Ok(made.then(|| row.iter().map(|&(column, _)| column - self.atoms).collect()))
    }

    /// Takes away multiples of the rows until no row begins where this one does.
    fn reduce(&self, mut row: Row) -> Option<Row> {
        while let Some(&(column, lead)) = row.first() {
            let Some(pivot) = self.pivots.get(&column) else { break };
            let &(_, by) = pivot.first()?;
            let common = gcd(lead, by);
            row = combine(&row, by / common, pivot, lead / common)?;
        }
        Some(row)
    }
}

/// Numbers left 128 bits.
#[derive(Debug)]
pub(super) struct Overflow;

/// a·x − b·y, divided by what its entries have in common.
fn combine(x: &Row, a: i128, y: &Row, b: i128) -> Option<Row> {
    let (mut i, mut j) = (0, 0);
    let mut row = Row::with_capacity(x.len() + y.len());
    let mut common = 0;
    while i < x.len() || j < y.len() {
        let end = usize::MAX;
        let (from_x, from_y) =
            (x.get(i).map_or(end, |&(c, _)| c), y.get(j).map_or(end, |&(c, _)| c));
        let column = from_x.min(from_y);
        let mut entry = 0_i128;
        if from_x == column {
            entry = a.checked_mul(x[i].1)?;
            i += 1;
        }
        if from_y == column {
            entry = entry.checked_sub(b.checked_mul(y[j].1)?)?;
            j += 1;
        }
        if entry != 0 {
            common = gcd(common, entry);
            row.push((column, entry));
        }
    }
    if common > 1 {
        row.iter_mut().for_each(|(_, entry)| *entry /= common);
    }
    Some(row)
}

/// The greatest common divisor, positive; that of 0 and x is |x|.
fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    // Both are at most 2¹²⁷; only two of exactly that have it in common, and those are taken as they are.
    i128::try_from(a).unwrap_or(1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::Span;

    fn made_of(atoms: usize, sums: &[&[usize]], set: &[usize]) -> Option<Vec<usize>> {
        Span::new(atoms, sums).unwrap().made_of(set).unwrap()
    }

    #[test]
    fn differences_of_sums() {
        // All, and all but the last two.
        let sums: [&[usize]; 2] = [&[0, 1, 2, 3], &[0, 1]];
        assert_eq!(made_of(4, &sums, &[2, 3]), Some(vec![0, 1]));
        assert_eq!(made_of(4, &sums, &[2]), None);
    }

    #[test]
    fn halves_of_sums() {
        // 2·a = (a + b) + (a + c) − (b + c).
        let sums: [&[usize]; 3] = [&[0, 1], &[0, 2], &[1, 2]];
        assert_eq!(made_of(3, &sums, &[0]), Some(vec![0, 1, 2]));
        assert_eq!(made_of(3, &sums[..2], &[0]), None);
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(made_of(2, &[], &[0]), None);
        assert_eq!(made_of(2, &[], &[]), Some(vec![]));
    }
}
