//! Prices of likeness: where there are fewer kinds than members, some members must share one, and pairs of one kind
//! are often worth less than others.

use super::core::{Core, Frame, NONE};
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

/// The quantiles, in percent, of which differences between pairs of two kinds and of one kind are tried as prices.
const QUANTILES: [usize; 4] = [50, 90, 98, 100];
/// How many kinds are priced at most, and by how many times the greatest value: so that no sum leaves 64 bits.
const MOST: usize = 4;
const MOST_TIMES: i64 = 2;

/// The core with prices of likeness for those kinds that members must share, where they lower the bound of a state.
///
/// Tried are prices by which some quantile of the pairs of one kind is worth as much as of others, and what the team that
/// is known has of each kind, or one less, as what is counted on. None where fewer than half of all pairs have a value:
/// pairs of one kind would make rows much longer.
pub(super) fn priced<'p>(core: Core<'p>, root: &Frame, team: &[u32]) -> Core<'p> {
    let problem = core.problem();
    let parts = problem.parts();
    let n = parts.fit.len();
    if parts.pairs.len() < n * n.saturating_sub(1) / 4 {
        return core;
    }
    let mut best = core;
    for (position, kinds) in (0..).zip(&parts.kinds) {
        let before = best.likeness().to_vec();
        let Some(likeness) = Likeness::free(position, &kinds.of, parts.size.1) else { continue };
        if before.len() == MOST {
            break;
        }
        let had = likeness.counted(team.iter().copied());
        let mut tried = Vec::new();
        for price in differences(problem, &likeness, &before) {
            if price <= 0 || tried.contains(&price) {
                continue;
            }
            tried.push(price);
            for fewer in [1, 0] {
                let counted_on = had.iter().map(|had| (had - fewer).max(0)).collect();
                let likeness = Likeness { price, counted_on, ..likeness.clone() };
                let all = before.iter().cloned().chain([likeness]).collect();
                let core = Core::new(problem, all);
                if core.bound_of(root) < best.bound_of(root) {
                    best = core;
                }
            }
        }
    }
    best
}

impl Likeness {
    /// Of some kinds, at no price yet; none where there are as many kinds as members, who then need not share one.
    fn free(position: u32, of: &[Option<u32>], most: u32) -> Option<Self> {
        let mut names: Vec<u32> = of.iter().flatten().copied().collect();
        names.sort_unstable();
        names.dedup();
        if names.len() >= most as usize {
            return None;
        }
        let number = |kind: &Option<u32>| {
            let number = kind.and_then(|kind| names.binary_search(&kind).ok());
            number.and_then(|number| u32::try_from(number).ok()).unwrap_or(NONE)
        };
        let of: Vec<u32> = of.iter().map(number).collect();
        let mut members = vec![Vec::new(); names.len()];
        for (candidate, &kind) in (0..).zip(&of) {
            if kind != NONE {
                members[kind as usize].push(candidate);
            }
        }
        Some(Self { kinds: position, price: 0, of, members, counted_on: Vec::new(), names })
    }
}

/// By how much each quantile of the pairs of two kinds exceeds that of one kind, with the prices found before; even.
fn differences(problem: &SelectionProblem, likeness: &Likeness, before: &[Likeness]) -> Vec<i64> {
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
    alike.sort_unstable();
    unlike.sort_unstable();
    let at = |sorted: &[i64], percent: usize| {
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied()
    };
    let greatest = problem.parts().pairs.iter().map(|pair| pair.2.abs()).max().unwrap_or(0);
    let difference = |&percent: &usize| {
        let (alike, unlike) = (at(&alike, percent)?, at(&unlike, percent)?);
        Some((unlike - alike).min(MOST_TIMES * PRICE_UNITS * greatest) / 2 * 2)
    };
    QUANTILES.iter().filter_map(difference).collect()
}
