//! The problem and its solutions; no algorithm.

use crate::error::Errors;
use crate::solve::{
    self, Problem, Quality, SelectionCertificate, SelectionParts, SelectionVerifyError,
};

/// Marks a candidate who is in no group of people who come together.
const ALONE: u32 = u32::MAX;

/// A selection problem: checked, and with rows for what candidates have to do with each other.
///
/// Memory: 24 bytes a pair with a value, 8 bytes a pair apart, beside the parts.
#[derive(Clone, Debug)]
pub struct SelectionProblem {
    parts: SelectionParts,
    values: Rows<i64>,
    apart: Rows<()>,
    /// The counts that each candidate is in.
    counts_of: Rows<()>,
    /// The list of `together` of each candidate.
    group_of: Vec<u32>,
}

/// Rows of entries (compressed sparse rows), each ascending by candidate.
#[derive(Clone, Debug)]
struct Rows<T> {
    start: Vec<u32>,
    other: Vec<u32>,
    value: Vec<T>,
}

impl<T: Copy> Rows<T> {
    fn new(rows: usize, mut entries: Vec<(u32, u32, T)>) -> Self {
        entries.sort_by_key(|&(row, other, _)| (row, other));
        let mut start = vec![0_u32; rows + 1];
        for &(row, ..) in &entries {
            start[row as usize + 1] += 1;
        }
        for row in 0..rows {
            start[row + 1] += start[row];
        }
        let other = entries.iter().map(|entry| entry.1).collect();
        Self { start, other, value: entries.into_iter().map(|entry| entry.2).collect() }
    }

    fn row(&self, row: u32) -> (&[u32], &[T]) {
        let range = self.start[row as usize] as usize..self.start[row as usize + 1] as usize;
        (&self.other[range.clone()], &self.value[range])
    }
}

/// A mistake in the parts of a [`SelectionProblem`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// A part names a candidate who is not there.
    #[error(
        "{part} {position} names candidate {candidate}, but there are {count}, counted from 0; \
         correct it or add to `fit`"
    )]
    Candidate {
        /// `pair`, `required`, `pair apart`, `group together` or `count`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The candidate named.
        candidate: u32,
        /// How many candidates there are.
        count: usize,
    },
    /// A part names a candidate twice, or a candidate with themselves.
    #[error("{part} {position} names candidate {candidate} twice; keep one of them")]
    Twice {
        /// As above.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The candidate named.
        candidate: u32,
    },
    /// Two pairs with a value are of the same two candidates.
    #[error("pair {position} values candidates {low} and {high} a second time; keep one of them")]
    Parallel {
        /// Position of the later pair, from 0.
        position: usize,
        /// The lower candidate.
        low: u32,
        /// The higher candidate.
        high: u32,
    },
    /// A least number exceeds its greatest.
    #[error(
        "{part} {position} wants at least {least} and at most {most}; give a least up to the most"
    )]
    Limits {
        /// `size` or `count`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A list has not one entry a candidate.
    #[error("{part} {position} has {given} entries for {wanted} candidates; give one each")]
    Length {
        /// `kinds` or `common`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// How many entries there are.
        given: usize,
        /// How many candidates there are.
        wanted: usize,
    },
    /// A slot that is not there, or that a candidate has twice.
    #[error("candidate {candidate} has slot {slot} twice, or it is not among {count}; correct it")]
    Slot {
        /// The candidate.
        candidate: usize,
        /// The slot.
        slot: u32,
        /// How many slots there are.
        count: usize,
    },
    /// More entries than 32-bit indices can name.
    #[error("{given} {what} are more than {most}; split the problem")]
    Size {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// Values so large that a sum could leave `i64`.
    #[error(
        "a value of magnitude {given} could overflow with teams of up to {size}; \
         scale values to at most {most} in magnitude"
    )]
    Headroom {
        /// The largest magnitude of a fit or a pair value.
        given: u64,
        /// The most members.
        size: u32,
        /// The largest magnitude allowed.
        most: u64,
    },
}

impl SelectionProblem {
    /// A problem from its parts.
    ///
    /// Complexity: O(n + m log m) for n candidates and m entries of all parts.
    ///
    /// # Errors
    /// Every mistake of the parts. A problem of which no team is feasible is none.
    pub fn new(parts: SelectionParts) -> Result<Self, Errors<SelectionError>> {
        let mut mistakes = Vec::new();
        let n = parts.fit.len();
        let most = (u32::MAX / 4) as usize;
        let entries = [
            ("candidates", n),
            ("pairs", parts.pairs.len()),
            ("pairs apart", parts.apart.len()),
            ("members of counts", parts.counts.iter().map(|count| count.members.len()).sum()),
        ];
        for (what, given) in entries {
            if given > most {
                mistakes.push(SelectionError::Size { what, given, most });
            }
        }
        Errors::check(mistakes)?;
        let mut mistakes = Vec::new();
        let (least, size) = parts.size;
        if least > size {
            mistakes.push(SelectionError::Limits { part: "size", position: 0, least, most: size });
        }
        let mut seen = vec![0_usize; n];
        let mut mark = 0;
        let mut check = |part, position, named: &[u32], fresh: bool, mistakes: &mut Vec<_>| {
            mark += usize::from(fresh);
            let mut fine = true;
            for &candidate in named {
                let Some(seen) = seen.get_mut(candidate as usize) else {
                    let count = n;
                    mistakes.push(SelectionError::Candidate { part, position, candidate, count });
                    fine = false;
                    continue;
                };
                if *seen == mark {
                    mistakes.push(SelectionError::Twice { part, position, candidate });
                    fine = false;
                }
                *seen = mark;
            }
            fine
        };
        let mut values = Vec::new();
        for (position, &(a, b, value)) in parts.pairs.iter().enumerate() {
            if check("pair", position, &[a, b], true, &mut mistakes) {
                values.push((a.min(b), a.max(b), (position, value)));
            }
        }
        for (position, candidate) in parts.required.iter().enumerate() {
            check("required", position, &[*candidate], position == 0, &mut mistakes);
        }
        let mut apart = Vec::new();
        for (position, &(a, b)) in parts.apart.iter().enumerate() {
            if check("pair apart", position, &[a, b], true, &mut mistakes) {
                apart.push((a, b, ()));
                apart.push((b, a, ()));
            }
        }
        let mut group_of = vec![ALONE; n];
        for (position, group) in parts.together.iter().enumerate() {
            check("group together", position, group, position == 0, &mut mistakes);
            for &candidate in group {
                if let Some(group) = group_of.get_mut(candidate as usize) {
                    *group = u32::try_from(position).unwrap_or(ALONE);
                }
            }
        }
        let mut counts_of = Vec::new();
        for (position, count) in parts.counts.iter().enumerate() {
            let (least, most) = (count.at_least, count.at_most);
            if least > most {
                mistakes.push(SelectionError::Limits { part: "count", position, least, most });
            }
            if check("count", position, &count.members, true, &mut mistakes) {
                let row = u32::try_from(position).unwrap_or(u32::MAX);
                counts_of.extend(count.members.iter().map(|&candidate| (candidate, row, ())));
            }
        }
        let lengths = parts.kinds.iter().map(|kinds| kinds.of.len()).enumerate();
        let lengths = lengths.map(|(position, given)| ("kinds", position, given));
        let common = parts.common.iter().map(|common| ("common", 0, common.slots.len()));
        for (part, position, given) in lengths.chain(common) {
            if given != n {
                mistakes.push(SelectionError::Length { part, position, given, wanted: n });
            }
        }
        check_slots(&parts, &mut mistakes);
        check_headroom(&parts, &mut mistakes);

        values.sort_by_key(|&(low, high, (position, _))| (low, high, position));
        for two in values.windows(2) {
            let ((low, high, _), (a, b, (position, _))) = (two[0], two[1]);
            if (low, high) == (a, b) {
                mistakes.push(SelectionError::Parallel { position, low, high });
            }
        }
        Errors::check(mistakes)?;
        let both = |&(low, high, (_, value)): &(u32, u32, (usize, i64))| {
            [(low, high, value), (high, low, value)]
        };
        apart.sort_unstable();
        apart.dedup();
        Ok(Self {
            values: Rows::new(n, values.iter().flat_map(both).collect()),
            apart: Rows::new(n, apart),
            counts_of: Rows::new(n, counts_of),
            group_of,
            parts,
        })
    }

    /// The parts that it was made of.
    #[must_use]
    pub fn parts(&self) -> &SelectionParts {
        &self.parts
    }

    /// How many candidates there are.
    #[must_use]
    pub fn candidate_count(&self) -> usize {
        self.parts.fit.len()
    }

    /// With whom a candidate has a value, ascending, and the values beside them.
    #[must_use]
    pub fn values(&self, candidate: u32) -> (&[u32], &[i64]) {
        self.values.row(candidate)
    }

    /// The value of two candidates beside their fit; 0 where none is stated.
    #[must_use]
    pub fn value(&self, one: u32, other: u32) -> i64 {
        let (others, values) = self.values.row(one);
        others.binary_search(&other).map_or(0, |i| values[i])
    }

    /// Who must not be in a team with a candidate, ascending.
    #[must_use]
    pub fn apart(&self, candidate: u32) -> &[u32] {
        self.apart.row(candidate).0
    }

    /// The counts that a candidate is in, ascending.
    #[must_use]
    pub fn counts_of(&self, candidate: u32) -> &[u32] {
        self.counts_of.row(candidate).0
    }

    /// A candidate and those who come together with them.
    #[must_use]
    pub fn group<'s>(&'s self, candidate: &'s u32) -> &'s [u32] {
        let group = self.group_of[*candidate as usize];
        self.parts.together.get(group as usize).map_or(std::slice::from_ref(candidate), |g| g)
    }
}

fn check_slots(parts: &SelectionParts, mistakes: &mut Vec<SelectionError>) {
    let Some(common) = &parts.common else { return };
    let count = common.worth.len();
    let mut last = vec![usize::MAX; count];
    for (candidate, slots) in common.slots.iter().enumerate() {
        for &slot in slots {
            match last.get_mut(slot as usize) {
                Some(last) if *last != candidate => *last = candidate,
                _ => mistakes.push(SelectionError::Slot { candidate, slot, count }),
            }
        }
    }
}

/// Values must leave room for sums over a team and its pairs, in sixteenths and with prices.
fn check_headroom(parts: &SelectionParts, mistakes: &mut Vec<SelectionError>) {
    let size = u64::from(parts.size.1).min(parts.fit.len() as u64);
    let terms = (size + 2) * (size + 2);
    let most = i64::MAX.unsigned_abs() / 1024 / terms;
    let fits = parts.fit.iter().map(|fit| fit.unsigned_abs());
    let given = fits.chain(parts.pairs.iter().map(|pair| pair.2.unsigned_abs())).max();
    if let Some(given) = given.filter(|&given| given > most) {
        mistakes.push(SelectionError::Headroom { given, size: parts.size.1, most });
    }
}

/// A team, by ascending position of its members; none where no team is feasible.
pub type Team = Option<Vec<u32>>;

impl Problem for SelectionProblem {
    type Solution = Team;
    type Certificate = SelectionCertificate;
    /// What a team is worth; none, where there is no team, is less than any.
    type Objective = Option<i64>;
    type Error = SelectionVerifyError;

    fn verify(
        &self,
        team: &Team,
        certificate: Option<&SelectionCertificate>,
    ) -> Result<Quality<Option<i64>>, SelectionVerifyError> {
        let worth = match team {
            Some(team) => Some(solve::check_team(&self.parts, team)?),
            None => None,
        };
        let bound = match certificate {
            Some(certificate) => Some(solve::team_upper_bound(&self.parts, certificate)?),
            None => None,
        };
        Ok(Quality::new(worth, bound))
    }
}
