//! Prices of likeness: where there are fewer kinds than members, some members must share one, and pairs of one kind
//! are often worth less than others.

use super::core::NONE;
use super::problem::SelectionProblem;
use crate::solve::{AlikePrice, PRICE_UNITS};

/// A price on every two members of one kind, with numbers of its own for the kinds.
#[derive(Clone, Debug)]
pub(super) struct Likeness {
    /// Position in the kinds of the parts.
    kinds: u32,
    /// λ: even, and more than 0.
    price: i64,
    /// The kind of each candidate, or `NONE`.
    of: Vec<u32>,
    /// What the parts call each kind.
    names: Vec<u32>,
    /// The candidates of each kind, ascending.
    members: Vec<Vec<u32>>,
    /// m of each kind.
    counted_on: Vec<i64>,
}

impl Likeness {
    /// The price where two candidates are of one kind, else 0.
    pub(super) fn of_pair(&self, one: u32, other: u32) -> i64 {
        let (a, b) = (self.of[one as usize], self.of[other as usize]);
        if a == b && a != NONE { self.price } else { 0 }
    }

    /// The candidates of a candidate's kind, ascending.
    pub(super) fn like(&self, candidate: u32) -> &[u32] {
        self.members.get(self.of[candidate as usize] as usize).map_or(&[], Vec::as_slice)
    }

    /// How many of some candidates are of each kind.
    pub(super) fn counted(&self, candidates: impl Iterator<Item = u32>) -> Vec<i64> {
        let mut counted = vec![0; self.names.len()];
        for candidate in candidates {
            if let Some(count) = counted.get_mut(self.of[candidate as usize] as usize) {
                *count += 1;
            }
        }
        counted
    }

    /// λ·(n·(n − 1)/2 − m·n + m·(m + 1)/2) over all kinds.
    pub(super) fn of_members(&self, counted: &[i64]) -> i64 {
        let kinds = counted.iter().zip(&self.counted_on);
        self.price * kinds.map(|(n, m)| (n - m) * (n - m - 1) / 2).sum::<i64>()
    }

    /// λ·(n − m) for the kind of a candidate.
    pub(super) fn of_candidate(&self, candidate: u32, counted: &[i64]) -> i64 {
        let kind = self.of[candidate as usize] as usize;
        counted.get(kind).map_or(0, |n| self.price * (n - self.counted_on[kind]))
    }

    pub(super) fn as_price(&self) -> AlikePrice {
        let named = self.names.iter().zip(&self.counted_on).filter(|(_, m)| **m > 0);
        let counted_on = named.map(|(&kind, &m)| (kind, u32::try_from(m).unwrap_or(u32::MAX)));
        AlikePrice { kinds: self.kinds, price: self.price, counted_on: counted_on.collect() }
    }
}

/// A price for each of the kinds that members must share, if pairs of one kind are worth less by and large: the
/// difference of the medians. What the team that is known has of a kind, less one, is counted on.
///
/// None where fewer than half of all pairs have a value: medians are 0 there, and rows of pairs would grow.
pub(super) fn prices(problem: &SelectionProblem, team: &[u32]) -> Vec<Likeness> {
    let parts = problem.parts();
    let n = parts.fit.len();
    if parts.pairs.len() < n * n.saturating_sub(1) / 4 {
        return Vec::new();
    }
    let mut found: Vec<Likeness> = Vec::new();
    for (position, kinds) in (0..).zip(&parts.kinds) {
        let mut names: Vec<u32> = kinds.of.iter().flatten().copied().collect();
        names.sort_unstable();
        names.dedup();
        // With as many kinds as members nobody needs to share one.
        if names.len() >= parts.size.1 as usize {
            continue;
        }
        let number = |kind: &Option<u32>| {
            let number = kind.and_then(|kind| names.binary_search(&kind).ok());
            number.and_then(|number| u32::try_from(number).ok()).unwrap_or(NONE)
        };
        let mut likeness = Likeness {
            kinds: position,
            price: 0,
            of: kinds.of.iter().map(number).collect(),
            members: vec![Vec::new(); names.len()],
            counted_on: Vec::new(),
            names,
        };
        for (candidate, &kind) in (0..).zip(&likeness.of) {
            if kind != NONE {
                likeness.members[kind as usize].push(candidate);
            }
        }
        let had = likeness.counted(team.iter().copied());
        likeness.counted_on = had.into_iter().map(|n| (n - 1).max(0)).collect();
        likeness.price = difference(problem, &likeness, &found);
        if likeness.price > 0 {
            found.push(likeness);
        }
    }
    found
}

/// By how much the median of the pairs of two kinds exceeds that of one kind, with the prices found before; even.
fn difference(problem: &SelectionProblem, likeness: &Likeness, before: &[Likeness]) -> i64 {
    let n = u32::try_from(problem.candidate_count()).unwrap_or(NONE);
    let (mut alike, mut unlike) = (Vec::new(), Vec::new());
    for one in 0..n {
        if likeness.of[one as usize] == NONE {
            continue;
        }
        let apart = problem.apart(one);
        let (others, values) = problem.values(one);
        let mut listed = others.iter().zip(values).peekable();
        for other in one + 1..n {
            while listed.next_if(|(j, _)| **j < other).is_some() {}
            let value = listed.next_if(|(j, _)| **j == other).map_or(0, |(_, value)| *value);
            if likeness.of[other as usize] == NONE || apart.binary_search(&other).is_ok() {
                continue;
            }
            let priced: i64 = before.iter().map(|like| like.of_pair(one, other)).sum();
            let same = likeness.of[one as usize] == likeness.of[other as usize];
            let list = if same { &mut alike } else { &mut unlike };
            list.push(value * PRICE_UNITS + priced);
        }
    }
    match (median(alike), median(unlike)) {
        (Some(alike), Some(unlike)) => (unlike - alike).max(0) / 2 * 2,
        _ => 0,
    }
}

fn median(mut values: Vec<i64>) -> Option<i64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    Some(*values.select_nth_unstable(middle).1)
}
