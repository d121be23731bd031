//! Of every left vertex the pairs that are nearest to be chosen at some prices.

use super::search::{Asking, Offers, Within};
use super::{AllPairs, PairSource};
use crate::matching::heaviest::NEVER;
use crate::parallel;
use crate::solve::{AssignmentCertificate, Side};

/// Pairs (left, right, score), ascending, and for each left vertex what none of its other pairs is worth more than, in
/// score − λ − prices; none where it has no others.
pub(super) struct Nearest {
    pub(super) pairs: Vec<(u32, u32, i64)>,
    pub(super) others: Vec<Option<i64>>,
}

impl<S: PairSource> AllPairs<S> {
    /// The `each` pairs of every left vertex that are worth most beyond their prices, without those of vertices left out.
    ///
    /// Complexity: that of a look through all blocks which these prices do not rule out.
    pub(super) fn nearest(
        &self,
        certificate: &AssignmentCertificate,
        each: usize,
        is_left_out: impl Fn(Side, u32) -> bool + Sync,
    ) -> Nearest {
        let (prices, pair_price) = match certificate {
            AssignmentCertificate::HighestScore { prices } => (prices, 0),
            AssignmentCertificate::MostPairs { prices, pair_price, .. } => (prices, *pair_price),
            AssignmentCertificate::Infeasible(_) => {
                return Nearest { pairs: Vec::new(), others: Vec::new() };
            }
        };
        let (source, blocks) = (self.source(), self.source().blocks(Side::Left));
        let price = |prices: &[i64], vertex: u32| prices.get(vertex as usize).copied().unwrap_or(0);
        let rights = self.right_capacity().iter().zip(0..);
        let value = rights.map(|(&capacity, right)| {
            let own = source.own(Side::Right, right);
            let value = own.saturating_sub(price(&prices.right, right));
            let is_out = capacity == 0 || is_left_out(Side::Right, right);
            if is_out { NEVER } else { value.max(NEVER + 1) }
        });
        let offers = Offers::new(self, Side::Right, value.collect());
        let leaves: Vec<usize> = blocks.leaves().collect();
        let done = parallel::map(leaves.len(), |at| {
            let lefts = blocks.vertices(leaves[at]).iter().copied();
            let is_in = |left: &u32| {
                self.left_capacity()[*left as usize] > 0 && !is_left_out(Side::Left, *left)
            };
            let lefts: Vec<u32> = lefts.filter(is_in).collect();
            let asking: Vec<Asking> = lefts.iter().map(|&left| (left, NEVER)).collect();
            let found = offers.find(leaves[at], &asking, each, Within::default());
            let mut pairs = Vec::new();
            let mut others = Vec::new();
            for (i, &left) in lefts.iter().enumerate() {
                let asked = pair_price.saturating_add(price(&prices.left, left));
                let own = source.own(Side::Left, left).saturating_sub(asked);
                let mut least = None;
                for (right, over) in found.heaviest.with_weights(i) {
                    pairs.extend(self.score(left, right).map(|score| (left, right, score)));
                    least = Some(over.saturating_add(own));
                }
                others.push((left, least.filter(|_| found.heaviest.is_full(i))));
            }
            (pairs, others)
        });
        let mut nearest =
            Nearest { pairs: Vec::new(), others: vec![None; self.left_capacity().len()] };
        for (pairs, others) in done {
            nearest.pairs.extend(pairs);
            for (left, least) in others {
                nearest.others[left as usize] = least;
            }
        }
        nearest.pairs.sort_unstable();
        nearest
    }
}
