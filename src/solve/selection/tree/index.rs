//! The parts of a selection, found from the candidates.

use super::{PRICE_UNITS, SelectionParts, SelectionVerifyError};
use crate::solve::Common;
use crate::solve::selection::parts::MOST;

/// Stands for no kind and for no cap.
const NONE: u32 = u32::MAX;

/// Rows of entries (compressed sparse rows).
pub(super) struct Rows<T> {
    pub(super) start: Vec<u32>,
    pub(super) entries: Vec<T>,
}

impl<T: Copy> Rows<T> {
    /// The entries of each row in the order given.
    pub(super) fn new(rows: usize, entries: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut start = vec![0_u32; rows + 1];
        for (row, _) in entries.clone() {
            start[row as usize + 1] += 1;
        }
        for row in 0..rows {
            start[row + 1] += start[row];
        }
        let mut next = start.clone();
        let mut filled: Vec<Option<T>> = vec![None; start[rows] as usize];
        for (row, entry) in entries {
            filled[next[row as usize] as usize] = Some(entry);
            next[row as usize] += 1;
        }
        Self { start, entries: filled.into_iter().flatten().collect() }
    }

    pub(super) fn row(&self, row: u32) -> &[T] {
        let row = row as usize;
        &self.entries[self.start[row] as usize..self.start[row + 1] as usize]
    }
}

/// The parts, found from the candidates. A *unit* is those who come together, or one alone.
pub(super) struct Index<'a> {
    pub(super) parts: &'a SelectionParts,
    pub(super) unit_of: Vec<u32>,
    pub(super) members: Rows<u32>,
    /// (other, pair) of each candidate; the priced pairs by ascending (low, high).
    pub(super) pairs: Rows<(u32, u32)>,
    /// In sixteenths, of each pair; 0 of those priced for their likeness alone.
    pub(super) pair_values: Vec<i64>,
    pub(super) apart: Rows<u32>,
    /// The counts of each candidate.
    pub(super) counts: Rows<u32>,
    /// The counts of each unit, and how many of the unit are in them.
    pub(super) unit_counts: Rows<(u32, u32)>,
    /// Whether two of the unit are apart.
    pub(super) torn: Vec<bool>,
    /// What all of each unit have in common, as runs of slots from the first to before the last.
    pub(super) runs: Rows<(u32, u32)>,
    /// Of each field of kinds: the kind of each candidate, from 0, and how the parts call each kind, ascending.
    pub(super) kinds: Vec<(Vec<u32>, Vec<u32>)>,
    /// The counts that are caps.
    pub(super) caps: Vec<usize>,
    pub(super) cap_of: Vec<u32>,
}

/// Positions and numbers of ends are below 2^31 once the parts are checked.
pub(super) fn id(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

impl<'a> Index<'a> {
    /// Pairs of one kind are priced in the kinds that are `named`, by position.
    pub(super) fn new(
        parts: &'a SelectionParts,
        named: &[bool],
    ) -> Result<Self, SelectionVerifyError> {
        let n = parts.fit.len();
        let mut unit_of = vec![NONE; n];
        let mut units = 0;
        for group in parts.together.iter().filter(|group| !group.is_empty()) {
            for &candidate in group {
                unit_of[candidate as usize] = id(units);
            }
            units += 1;
        }
        for unit in unit_of.iter_mut().filter(|unit| **unit == NONE) {
            *unit = id(units);
            units += 1;
        }
        let members = Rows::new(units, unit_of.iter().enumerate().map(|(c, &unit)| (unit, id(c))));

        let kinds = parts.kinds.iter().map(|kinds| {
            let mut names: Vec<u32> = kinds.of.iter().flatten().copied().collect();
            names.sort_unstable();
            names.dedup();
            let number = |name| names.binary_search(&name).map_or(NONE, id);
            (kinds.of.iter().map(|kind| kind.map_or(NONE, number)).collect(), names)
        });
        let kinds: Vec<(Vec<u32>, Vec<u32>)> = kinds.collect();
        let mut sorted: Vec<(u32, u32, i64)> =
            parts.pairs.iter().map(|&(a, b, value)| (a.min(b), a.max(b), value)).collect();
        let priced = kinds.iter().zip(named).filter(|(_, named)| **named);
        pairs_of_one_kind(priced.map(|(kinds, _)| kinds), &mut sorted)?;
        sorted.sort_unstable();
        let mut ends = Vec::with_capacity(sorted.len());
        let mut pair_values = Vec::with_capacity(sorted.len());
        for same in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let value: i128 = same.iter().map(|pair| i128::from(pair.2)).sum();
            let value = i64::try_from(value * i128::from(PRICE_UNITS));
            let what = "sixteen times a pair value";
            pair_values.push(value.map_err(|_| SelectionVerifyError::Range { what })?);
            ends.push((same[0].0, same[0].1));
        }
        let both = ends
            .iter()
            .enumerate()
            .flat_map(|(pair, &(low, high))| [(low, (high, id(pair))), (high, (low, id(pair)))]);
        let pairs = Rows::new(n, both);
        let apart = Rows::new(n, parts.apart.iter().flat_map(|&(a, b)| [(a, b), (b, a)]));
        let mut torn = vec![false; units];
        for &(one, other) in &parts.apart {
            let unit = unit_of[one as usize];
            torn[unit as usize] |= unit == unit_of[other as usize];
        }

        let named = parts.counts.iter().enumerate();
        let named = named.flat_map(|(i, count)| count.members.iter().map(move |&c| (c, id(i))));
        let counts = Rows::new(n, named);
        let mut of_unit = Vec::new();
        for unit in 0..id(units) {
            let mut all: Vec<u32> = Vec::new();
            for &candidate in members.row(unit) {
                all.extend(counts.row(candidate));
            }
            all.sort_unstable();
            let same = all.chunk_by(|a, b| a == b);
            of_unit.extend(same.map(|same| (unit, (same[0], id(same.len())))));
        }
        let unit_counts = Rows::new(units, of_unit.iter().copied());

        let mut caps = Vec::new();
        let mut cap_of = vec![NONE; n];
        for (i, count) in parts.counts.iter().enumerate() {
            let fresh = count.members.iter().all(|&c| cap_of[c as usize] == NONE);
            if (count.at_most as usize) < count.members.len() && fresh {
                for &candidate in &count.members {
                    cap_of[candidate as usize] = id(caps.len());
                }
                caps.push(i);
            }
        }
        let runs = match &parts.common {
            Some(common) => runs(common, &members, units),
            None => Rows { start: vec![0; units + 1], entries: Vec::new() },
        };
        Ok(Self {
            parts,
            unit_of,
            members,
            pairs,
            pair_values,
            apart,
            counts,
            unit_counts,
            torn,
            runs,
            kinds,
            caps,
            cap_of,
        })
    }

    /// Whether two are of one kind in these kinds; none is no kind.
    pub(super) fn alike(&self, field: usize, one: u32, other: u32) -> bool {
        let kind_of = &self.kinds[field].0;
        kind_of[one as usize] != NONE && kind_of[one as usize] == kind_of[other as usize]
    }
}

/// Adds every two of one kind, with a value of 0; where they have one already it remains.
fn pairs_of_one_kind<'k>(
    priced: impl Iterator<Item = &'k (Vec<u32>, Vec<u32>)>,
    pairs: &mut Vec<(u32, u32, i64)>,
) -> Result<(), SelectionVerifyError> {
    for (kind_of, names) in priced {
        let having = kind_of.iter().enumerate().filter(|(_, kind)| **kind != NONE);
        let members = Rows::new(names.len(), having.map(|(c, &kind)| (kind, id(c))));
        let more = members.start.windows(2).map(|w| u64::from(w[1] - w[0]));
        let more: u64 = more.map(|n| n * n.saturating_sub(1) / 2).sum();
        let given = usize::try_from(more).unwrap_or(usize::MAX).saturating_add(pairs.len());
        if given > MOST {
            let what = "pairs and pairs of one kind in priced kinds";
            return Err(SelectionVerifyError::Size { what, given, most: MOST });
        }
        for kind in 0..id(names.len()) {
            let members = members.row(kind);
            for (i, &low) in members.iter().enumerate() {
                pairs.extend(members[i + 1..].iter().map(|&high| (low, high, 0)));
            }
        }
    }
    Ok(())
}

fn runs(common: &Common, members: &Rows<u32>, units: usize) -> Rows<(u32, u32)> {
    let mut all: Vec<(u32, (u32, u32))> = Vec::new();
    for unit in 0..id(units) {
        let members = members.row(unit);
        let mut slots: Vec<u32> = Vec::new();
        for &candidate in members {
            slots.extend(&common.slots[candidate as usize]);
        }
        slots.sort_unstable();
        let mut run: Option<(u32, u32)> = None;
        for same in slots.chunk_by(|a, b| a == b).filter(|same| same.len() == members.len()) {
            let slot = same[0];
            match &mut run {
                Some((_, end)) if *end == slot => *end += 1,
                _ => all.extend(run.replace((slot, slot + 1)).map(|run| (unit, run))),
            }
        }
        all.extend(run.map(|run| (unit, run)));
    }
    Rows::new(units, all.iter().copied())
}
