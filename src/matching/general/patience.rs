//! Searches that are broken off early, and taken up again with more patience.
//!
//! A search from one single vertex may be broken off at any time: the prices that it
//! changed are prices as good as those before, the root's is lower, and what the
//! search found tight stays tight for the next. One that is never broken off grows
//! through everything that is nearer than the next single vertex, and where few of
//! those are left, that is much; the same search broken off soon, after the others
//! have been broken off too, meets what they made tight on their side, and walks to
//! their roots in no time. So all searches are given few steps first, and twice as
//! many to what is left, until nothing is left: what is left halves about as often as
//! the steps double, and each pass costs about the same.
//!
//! Trees that grow beside each other, each as far as it likes, do the same (variable
//! δ; Kolmogorov 2009, section 2), but have to be kept; here one tree at a time is
//! enough.

use crate::solve::{Limits, Stop};

/// How many steps each search has in the first pass.
const FIRST: u64 = 16;

/// The steps taken, and how many may be.
pub(super) struct Steps<'a> {
    pub(super) limits: &'a Limits,
    taken: u64,
    /// The search that is on is broken off when so many are taken.
    patience_ends: u64,
}

/// Why a search was broken off.
pub(super) enum Break {
    Patience,
    Stop(Stop),
}

impl<'a> Steps<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, taken: 0, patience_ends: u64::MAX }
    }

    pub(super) fn take(&mut self) -> Result<(), Break> {
        if let Some(stop) = self.limits.reached(self.taken) {
            return Err(Break::Stop(stop));
        }
        if self.taken >= self.patience_ends {
            return Err(Break::Patience);
        }
        self.taken += 1;
        Ok(())
    }
}

/// A kernel that matches one vertex after the other.
pub(super) trait Searches {
    /// Whether a search from this vertex is needed.
    fn is_root(&self, vertex: u32) -> bool;

    /// Searches from a root, and changes the matching if an end is found.
    fn match_root(&mut self, root: u32, steps: &mut Steps<'_>) -> Result<(), Break>;
}

/// Searches from the roots among the first `count` vertices until there is none, or those that were broken off have
/// taken `most` steps.
pub(super) fn match_all(
    kernel: &mut impl Searches,
    count: u32,
    most: u64,
    steps: &mut Steps<'_>,
) -> Result<(), Break> {
    let mut roots: Vec<u32> = (0..count).collect();
    let mut patience = FIRST;
    let mut lost = 0;
    while !roots.is_empty() {
        for &root in &roots {
            if !kernel.is_root(root) {
                continue;
            }
            let before = steps.taken;
            steps.patience_ends = before.saturating_add(patience);
            match kernel.match_root(root, steps) {
                Ok(()) => {}
                Err(Break::Patience) => lost += steps.taken - before,
                Err(stopped) => return Err(stopped),
            }
            if lost > most {
                return Err(Break::Patience);
            }
        }
        roots.retain(|&root| kernel.is_root(root));
        patience = patience.saturating_mul(2);
    }
    Ok(())
}
