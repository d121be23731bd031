//! What the odd sets around two vertices pay, for the search; verification adds it up by itself.

use super::part::to_u32;
use crate::solve::OddSets;

/// No set.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// Odd sets, each before those within it, in chains from outer to inner sets (heavy paths: Harel & Tarjan 1984).
pub(super) struct Nest {
    /// The set directly around each, or [`OUTSIDE`].
    around: Vec<u32>,
    /// The outermost set of the chain of each.
    head: Vec<u32>,
    /// Twice what all sets from the outermost down to each pay.
    paid: Vec<i64>,
}

impl Nest {
    /// None where a set stands before the one around it, or more is paid than `most`.
    pub(super) fn new(odd_sets: &OddSets, most: i64) -> Option<Self> {
        let around: Vec<u32> =
            odd_sets.sets.iter().map(|set| set.within.unwrap_or(OUTSIDE)).collect();
        let mut paid: Vec<i64> = Vec::with_capacity(around.len());
        for (&around, set) in around.iter().zip(&odd_sets.sets) {
            let outer = if around == OUTSIDE { 0 } else { *paid.get(around as usize)? };
            paid.push(outer.checked_add(set.price).filter(|&paid| paid <= most)?);
        }
        // How many sets are within each, itself included; the chain goes on in the part with most.
        let mut size = vec![1_u32; around.len()];
        let mut inner = vec![OUTSIDE; around.len()];
        for set in (0..around.len()).rev() {
            if let Some(outer) = around.get(set).map(|&a| a as usize).filter(|&a| a < set) {
                size[outer] += size[set];
                let largest = inner[outer];
                if largest == OUTSIDE || size[largest as usize] < size[set] {
                    inner[outer] = to_u32(set);
                }
            }
        }
        let mut head: Vec<u32> = Vec::with_capacity(around.len());
        for (set, &outer) in around.iter().enumerate() {
            let goes_on = outer != OUTSIDE && inner[outer as usize] == to_u32(set);
            head.push(if goes_on { head[outer as usize] } else { to_u32(set) });
        }
        Some(Self { around, head, paid })
    }

    /// The innermost set that holds both of two, or [`OUTSIDE`].
    ///
    /// O(log k) for k sets: with each chain that is left, the sets within are at least twice as many.
    pub(super) fn around_both(&self, mut one: u32, mut other: u32) -> u32 {
        while one != OUTSIDE && other != OUTSIDE {
            let heads = (self.head[one as usize], self.head[other as usize]);
            if heads.0 == heads.1 {
                // Outer sets stand first.
                return one.min(other);
            }
            // The later head is not around the other.
            if heads.0 > heads.1 {
                one = self.around[heads.0 as usize];
            } else {
                other = self.around[heads.1 as usize];
            }
        }
        OUTSIDE
    }

    /// Twice what all sets from the outermost down to this one pay.
    pub(super) fn paid(&self, set: u32) -> i64 {
        if set == OUTSIDE { 0 } else { self.paid[set as usize] }
    }

    /// Of every set, twice what those pay, from the outermost down to it, that hold more than half of all vertices. These
    /// are a chain, with all other sets within or beside them.
    pub(super) fn paid_by_large(&self, odd_sets: &OddSets) -> Vec<i64> {
        let mut size = vec![0_usize; self.around.len()];
        for &innermost in odd_sets.innermost.iter().flatten() {
            if let Some(size) = size.get_mut(innermost as usize) {
                *size += 1;
            }
        }
        for set in (0..size.len()).rev().filter(|&set| self.around[set] != OUTSIDE) {
            size[self.around[set] as usize] += size[set];
        }
        let mut paid: Vec<i64> = Vec::with_capacity(size.len());
        for (set, size) in size.into_iter().enumerate() {
            let is_large = 2 * size > odd_sets.innermost.len();
            let outer = self.around[set];
            paid.push(match outer {
                _ if is_large => self.paid[set],
                OUTSIDE => 0,
                outer => paid[outer as usize],
            });
        }
        paid
    }

    /// The most that any pay.
    pub(super) fn most(&self) -> i64 {
        self.paid.iter().copied().max().unwrap_or(0)
    }
}
