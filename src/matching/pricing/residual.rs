//! What changes cost where pairs are not listed.

use std::collections::BTreeSet;

use super::nearest::Nearest;
use super::search::{Asking, Offers, Within};
use super::{AllPairs, PairSource};
use crate::matching::assignment::{
    AssignmentProblem, Bound, Change, Matching, NO_WAY, Residual, ResidualError,
};
use crate::matching::heaviest::NEVER;
use crate::parallel;
use crate::solve::{AssignmentCertificate, Side};

/// So many pairs of each left vertex are listed to begin with,
const KEPT: usize = 12;
/// and so many more in a round, where they make ways shorter.
const MORE: usize = 6;
/// Of vertices outside hubs so many, with others outside.
const KEPT_OUTSIDE: usize = 64;
/// So many of a left vertex are asked for on the way; four times as many if these are not all.
const ASKED: usize = 64;
/// More than all weights of a way together can make up for.
const DEAR: i64 = i64::MAX / 8;
/// Beyond this weights cannot be told from it.
const MODERATE: i128 = 1 << 56;

/// An optimal matching of all pairs, ready to be asked what changes cost: [`Residual`] over all pairs.
///
/// The pairs nearest to be chosen are listed. Then, as in column generation, those are added that make a way to or from a hub
/// shorter, until there are none: the distances of the hubs are potentials, and a look through all blocks finds the pairs that
/// they do not reckon with. Other ways meet no hub: more pairs outside hubs are listed, and each left vertex on a way is asked for
/// those that are not.
pub(crate) struct PricedResidual<S> {
    all: AllPairs<S>,
    residual: Residual<AssignmentProblem>,
    /// What right vertices outside hubs own less their prices; [`NEVER`] for the others. And the most of each block.
    value: Vec<i64>,
    most: Vec<i64>,
    /// λ + price − what it owns, of each left vertex; and its block.
    asked: Vec<i64>,
    leaf: Vec<usize>,
}

impl<S: PairSource> PricedResidual<S> {
    /// Prepares the questions.
    ///
    /// Complexity: a look through the blocks for the first pairs, and one for the trees to and from each hub in each round.
    pub(crate) fn new(
        all: AllPairs<S>,
        matching: &Matching,
        certificate: &AssignmentCertificate,
    ) -> Result<Self, ResidualError> {
        let (prices, pair_price) = match certificate {
            AssignmentCertificate::HighestScore { prices } => (prices, 0),
            AssignmentCertificate::MostPairs { prices, pair_price, .. } => (prices, *pair_price),
            AssignmentCertificate::Infeasible(_) => return Err(ResidualError::LowerQuotas),
        };
        let mut nearest = all.nearest(certificate, KEPT, |_, _| false);
        let scored = matching.pairs().iter();
        nearest.pairs.extend(scored.filter_map(|&(l, r)| Some((l, r, all.score(l, r)?))));
        let mut settled: Vec<Bound> = Vec::new();
        // The right vertices outside hubs when the pairs of left ones with them were looked for.
        let mut outside: Option<Vec<u32>> = None;
        let residual = loop {
            nearest.pairs.sort_unstable();
            nearest.pairs.dedup();
            let known = AssignmentProblem::new(
                all.mode(),
                all.left_capacity().to_vec(),
                all.right_capacity().to_vec(),
                nearest.pairs.iter().copied(),
            );
            let known = known.map_err(ResidualError::Kernel)?;
            let residual = Residual::with_unseen(known, matching, certificate, &nearest.others)?;
            let mut shorter = BTreeSet::new();
            for bound in residual.bounds() {
                if settled.contains(&bound) {
                    continue;
                }
                let above = all.above(&bound, matching);
                if above.is_empty() {
                    settled.push(bound);
                }
                shorter.extend(above);
            }
            if !shorter.is_empty() {
                nearest.pairs.extend(shorter);
                continue;
            }
            let in_hub = |side, vertex| residual.is_in_hub(side, vertex);
            let now = (0..).zip(all.right_capacity()).map(|(right, _)| right);
            let now: Vec<u32> = now.filter(|&right| !in_hub(Side::Right, right)).collect();
            if outside.as_ref() == Some(&now) {
                break residual.completed();
            }
            outside = Some(now);
            // Searches look at no others: what is not listed of these is asked for on the way.
            let Nearest { pairs, others } = all.nearest(certificate, KEPT_OUTSIDE, in_hub);
            nearest.pairs.extend(pairs);
            nearest.others = others;
        };
        let source = all.source();
        let price = |prices: &[i64], v: u32| prices.get(v as usize).copied().unwrap_or(0);
        let value = (0..).zip(all.right_capacity()).map(|(right, &capacity)| {
            let value = source.own(Side::Right, right).saturating_sub(price(&prices.right, right));
            if capacity == 0 || residual.is_in_hub(Side::Right, right) {
                NEVER
            } else {
                value.max(NEVER + 1)
            }
        });
        let (value, most) = Offers::new(&all, Side::Right, value.collect()).into_parts();
        let asked = (0..).zip(all.left_capacity()).map(|(left, _)| {
            let asked = pair_price.saturating_add(price(&prices.left, left));
            asked.saturating_sub(source.own(Side::Left, left))
        });
        let asked = asked.collect();
        let blocks = source.blocks(Side::Left);
        let mut leaf = vec![0; blocks.vertex_count()];
        for block in blocks.leaves() {
            for &left in blocks.vertices(block) {
                leaf[left as usize] = block;
            }
        }
        Ok(Self { residual, value, most, asked, leaf, all })
    }

    pub(crate) fn residual(&self) -> &Residual<AssignmentProblem> {
        &self.residual
    }

    pub(crate) fn all(&self) -> &AllPairs<S> {
        &self.all
    }

    /// The best matching with a pair: see [`Residual::forced`].
    pub(crate) fn forced(&self, left: u32, right: u32, weight: i64) -> Option<Change> {
        self.residual.forced_among(left, right, weight, Some(&|left, most| self.cheap(left, most)))
    }

    /// The pairs of a left vertex with right ones outside hubs that cost less than this; a few may cost more.
    fn cheap(&self, left: u32, most: i128) -> Vec<(u32, i64)> {
        let offers = Offers::of_parts(&self.all, Side::Right, &self.value, &self.most);
        let l = left as usize;
        let (Some(&asked), Some(&leaf)) = (self.asked.get(l), self.leaf.get(l)) else {
            return Vec::new();
        };
        let least = (i128::from(asked) - most).max(i128::from(NEVER));
        let least = i64::try_from(least).unwrap_or(NEVER);
        let mut each = ASKED;
        loop {
            let found = offers.find(leaf, &[(left, least)], each, Within::default());
            if !found.heaviest.is_full(0) {
                let all = found.heaviest.of(0);
                return all.filter_map(|r| Some((r, self.all.score(left, r)?))).collect();
            }
            each = each.saturating_mul(4);
        }
    }
}

impl<S: PairSource> AllPairs<S> {
    /// Some of the pairs outside a matching that are worth more than the bounds on their ends together, for each left vertex
    /// that has any.
    fn above(&self, bound: &Bound, matching: &Matching) -> Vec<(u32, u32, i64)> {
        let levels = bound.left.iter().filter(|x| **x < NO_WAY).map(|&x| bound.split(x).0);
        let levels: BTreeSet<i128> = levels.collect();
        let found = levels.into_iter().flat_map(|level| self.above_at(bound, level, matching));
        found.filter(|&(l, r, _)| matching.pairs().binary_search(&(l, r)).is_err()).collect()
    }

    /// The same for left vertices whose bound is of so many pairs.
    fn above_at(&self, bound: &Bound, level: i128, matching: &Matching) -> Vec<(u32, u32, i64)> {
        let (source, blocks) = (self.source(), self.source().blocks(Side::Left));
        let mut is_moderate = true;
        let value = (0..).zip(&bound.right).map(|(right, &y)| {
            let (pairs, weight) = bound.split(y);
            if y >= NO_WAY || level + pairs > 0 {
                return NEVER;
            }
            let own = source.own(Side::Right, right);
            if level + pairs < 0 {
                return own.saturating_add(DEAR);
            }
            is_moderate &= weight.abs() < MODERATE;
            own.saturating_sub(i64::try_from(weight).unwrap_or(0))
        });
        let offers = Offers::new(self, Side::Right, value.collect());
        let leaves: Vec<usize> = blocks.leaves().collect();
        let done = parallel::map(leaves.len(), |at| {
            let mut asking: Vec<Asking> = Vec::new();
            let mut pairs = Vec::new();
            for &left in blocks.vertices(leaves[at]) {
                let x = bound.left[left as usize];
                let (pairs_of, weight) = bound.split(x);
                if x >= NO_WAY || pairs_of != level {
                    continue;
                }
                if is_moderate && weight.abs() < MODERATE {
                    let weight = i64::try_from(weight).unwrap_or(0);
                    asking.push((left, weight.saturating_sub(source.own(Side::Left, left))));
                    continue;
                }
                // Weights near the end of the range: one by one.
                for (right, &y) in (0..).zip(&bound.right) {
                    let score = self.score(left, right).filter(|_| y < NO_WAY);
                    let score = score.filter(|&score| i128::from(score) > x + y);
                    pairs.extend(score.map(|score| (left, right, score)));
                }
            }
            if asking.is_empty() {
                return pairs;
            }
            // Pairs that are matched may be in the way.
            let mates = asking.iter().map(|&(left, _)| matching.mates(left).count()).max();
            let each = MORE + mates.unwrap_or(0);
            let found = offers.find(leaves[at], &asking, each, Within::default());
            for (i, &(left, _)) in asking.iter().enumerate() {
                for right in found.heaviest.of(i) {
                    pairs.extend(self.score(left, right).map(|score| (left, right, score)));
                }
            }
            pairs
        });
        done.into_iter().flatten().collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::matching::pricing::Blocks;
    use crate::random::Random;
    use crate::solve::Mode;

    /// Scores in a table, and blocks of neighbours by number.
    struct Table {
        scores: Vec<Vec<Option<i64>>>,
        greatest: i64,
        lefts: Blocks,
        rights: Blocks,
    }

    fn halves(count: usize) -> Blocks {
        Blocks::new(u32::try_from(count).unwrap(), |block| {
            if block.len() > 3 { block.len() / 2 } else { 0 }
        })
    }

    impl PairSource for Table {
        fn blocks(&self, side: Side) -> &Blocks {
            match side {
                Side::Left => &self.lefts,
                Side::Right => &self.rights,
            }
        }

        fn greatest(&self) -> i64 {
            self.greatest
        }

        fn score(&self, left: u32, right: u32) -> Option<i64> {
            self.scores[left as usize][right as usize]
        }

        fn bound(&self, left: usize, right: usize) -> Option<i64> {
            let (lefts, rights) = (self.lefts.vertices(left), self.rights.vertices(right));
            lefts.iter().flat_map(|&l| rights.iter().filter_map(move |&r| self.score(l, r))).max()
        }
    }

    struct Tally {
        pairs: u64,
        losing: u64,
        places: u64,
    }

    fn check(random: &mut Random, most: i64, tally: &mut Tally) {
        let mut below = |end: usize| random.index(end);
        let (lefts, rights) = (2 + below(24), 14 + below(20));
        let most = most.min(i64::MAX / (8 * (i64::try_from(lefts + rights).unwrap() + 2)));
        let share = 1 + below(3);
        let scores: Vec<Vec<Option<i64>>> = (0..lefts)
            .map(|_| {
                let one = |below: &mut dyn FnMut(usize) -> usize| {
                    let step = i64::try_from(below(13)).unwrap() - 6;
                    (below(3) < share).then_some(step * (most / 6))
                };
                (0..rights).map(|_| one(&mut below)).collect()
            })
            .collect();
        let mut places = |count: usize, end: usize| -> Vec<u32> {
            (0..count).map(|_| u32::try_from(below(end)).unwrap()).collect()
        };
        let (left, right) = (places(lefts, 3), places(rights, 4));
        let pairs = (0..).zip(&scores).flat_map(|(l, row)| {
            (0..).zip(row).filter_map(move |(r, score)| score.map(|score| (l, r, score)))
        });
        let pairs: Vec<(u32, u32, i64)> = pairs.collect();
        for mode in [Mode::MostPairsFirst, Mode::HighestScore] {
            let full = AssignmentProblem::new(mode, left.clone(), right.clone(), pairs.clone());
            let full = full.unwrap();
            let table = Table {
                scores: scores.clone(),
                greatest: most,
                lefts: halves(lefts),
                rights: halves(rights),
            };
            let all = AllPairs::new(mode, left.clone(), right.clone(), table).unwrap();
            let claim = all.solve().0;
            let certificate = claim.certificate.unwrap();
            let listed = Residual::new(&full, &claim.solution, &certificate).unwrap();
            let priced = PricedResidual::new(all, &claim.solution, &certificate).unwrap();
            for l in 0..u32::try_from(lefts).unwrap() {
                for r in 0..u32::try_from(rights).unwrap() {
                    let weight = scores[l as usize][r as usize].unwrap_or(most / 2);
                    let expected = listed.forced(l, r, weight).map(|change| change.loss);
                    let found = priced.forced(l, r, weight);
                    assert_eq!(found.as_ref().map(|change| change.at_least), expected);
                    assert_eq!(found.map(|change| change.loss), expected);
                    let bound = priced.residual().forced_at_least(l, r, weight).unwrap();
                    assert!(
                        expected.is_none_or(|loss| bound <= loss || loss == Default::default())
                    );
                    tally.pairs += 1;
                    tally.losing += u64::from(expected > Some(Default::default()));
                }
            }
            for (side, count) in [(Side::Left, lefts), (Side::Right, rights)] {
                for v in 0..u32::try_from(count).unwrap() {
                    let loss = |change: Option<Change>| change.map(|change| change.loss);
                    let both = [&listed.place_more(side, v), &listed.place_less(side, v)];
                    let both = both.map(|change| loss(change.clone()));
                    let residual = priced.residual();
                    assert_eq!(loss(residual.place_more(side, v)), both[0], "{side:?} {v}");
                    assert_eq!(loss(residual.place_less(side, v)), both[1], "{side:?} {v}");
                    tally.places += 1;
                }
            }
        }
    }

    #[test]
    fn pairs_that_are_not_listed_change_nothing() {
        let mut tally = Tally { pairs: 0, losing: 0, places: 0 };
        for (seed, most) in [(1, 6), (2, 12), (3, 6_000_000), (4, i64::MAX)] {
            let mut random = Random::new(seed, 0);
            for _ in 0..60 {
                check(&mut random, most, &mut tally);
            }
        }
        assert!(tally.pairs > 100_000 && tally.losing > 50_000 && tally.places > 10_000);
    }
}
