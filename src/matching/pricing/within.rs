//! Matching over all pairs of one set of vertices: the problem; no algorithm.

use std::borrow::Cow;

use super::counting::counting;
use super::{PairSource, PricingCounts, PricingWithin};
use crate::error::Errors;
use crate::matching::general::{GeneralError, Matching, check_size};
use crate::solve::{
    self, Claim, GeneralCertificate, GeneralPrices, GeneralVerifyError, Limits, Mode, Objective,
    OddSets, Problem, Quality, Side,
};

const NO_PRICES: &GeneralPrices = &GeneralPrices {
    vertices: Vec::new(),
    odd_sets: OddSets { innermost: Vec::new(), sets: Vec::new() },
};

/// Maximum-weight matching of the vertices of a [`PairSource`] with each other, all pairs being edges but those excluded:
///
/// ```text
/// choose x(a, b) ∈ {0, 1} for every pair a < b that is not excluded, so that
///     Σ x over the pairs of v ≤ 1        for every vertex v
/// is greatest in     Σ w·x               Mode::HighestScore
///             or     (Σ x, Σ w·x)        Mode::MostPairsFirst, compared from the left
/// ```
///
/// The source must be symmetric: the same blocks on both sides, and the same score, bound and own part whichever of two is
/// called the left one. What it says about a vertex and itself is not asked.
#[derive(Clone, Debug)]
pub struct AllPairsWithin<S> {
    mode: Mode,
    source: S,
}

impl<S: PairSource> AllPairsWithin<S> {
    /// A problem.
    ///
    /// # Errors
    /// More vertices than 32-bit indices can name; scores so large that a sum could leave `i64`.
    pub fn new(mode: Mode, source: S) -> Result<Self, Errors<GeneralError>> {
        let vertices = source.blocks(Side::Left).vertex_count();
        Errors::check(
            check_size(vertices, source.greatest().unsigned_abs()).err().into_iter().collect(),
        )?;
        Ok(Self { mode, source })
    }

    /// Solves it with [`PricingWithin`] and no limits.
    #[must_use]
    pub fn solve(&self) -> (Claim<Self>, PricingCounts) {
        PricingWithin::default().solve_counting(self, None, &Limits::none())
    }

    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where scores come from.
    #[must_use]
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The number of vertices.
    #[must_use]
    pub fn vertex_count(&self) -> usize {
        self.source.blocks(Side::Left).vertex_count()
    }

    /// The score of a pair that may be matched: of two, not excluded, and in the range that the source declares.
    #[must_use]
    pub fn score(&self, one: u32, other: u32) -> Option<i64> {
        let there = one != other && (one.max(other) as usize) < self.vertex_count();
        let score = if there { self.source.score(one, other)? } else { return None };
        (score.unsigned_abs() <= self.source.greatest().unsigned_abs()).then_some(score)
    }

    /// The pairs that count in the bound of a certificate: those that are worth more than the prices of their ends, and those
    /// with no end in the barrier, unless `all` are matched. Blocks whose bounds show that they have none are passed over.
    fn counting<'c>(
        &'c self,
        certificate: &'c GeneralCertificate,
        all: bool,
    ) -> impl Iterator<Item = (u32, u32, i64)> + 'c {
        let (prices, pair_price, barrier) = match certificate {
            GeneralCertificate::HighestScore { prices } => (prices, 0, None),
            GeneralCertificate::MostPairs { barrier, pair_price, prices } => {
                (prices, *pair_price, Some(barrier))
            }
        };
        // Of a wrong length it is refused by who adds up.
        let prices = if prices.vertices.len() == self.vertex_count() { prices } else { NO_PRICES };
        let price = |v: u32| prices.vertices.get(v as usize).copied().unwrap_or(0);
        // What large sets pay is in the price of each vertex, so that it counts for whole blocks.
        let large = paid_by_large(self.vertex_count(), &prices.odd_sets);
        let around = |v: u32| large.get(v as usize).copied().unwrap_or(0);
        let is_open = move |v: u32| {
            !all && barrier.is_some_and(|barrier| barrier.get(v as usize) == Some(&false))
        };
        let blocks = self.source.blocks(Side::Left);
        let one = |&v: &u32| {
            2 * i128::from(self.source.own(Side::Left, v)) - i128::from(price(v)) - around(v)
        };
        let most = |vertices: &[u32]| vertices.iter().map(one).max().unwrap_or(i128::MIN / 4);
        let over = blocks.summarize(most, |a, b| *a.max(b));
        let most = |vertices: &[u32]| vertices.iter().map(|&v| around(v)).max().unwrap_or(0);
        let most_around = blocks.summarize(most, |a, b| *a.max(b));
        let some = |vertices: &[u32]| vertices.iter().any(|&v| is_open(v));
        let open = blocks.summarize(some, |a, b| a | b);

        let counts = move |left: usize, right: usize| {
            // Each pair once: in the order of the blocks.
            let ahead = blocks.range(right).end > blocks.range(left).start;
            ahead
                && self.source.bound(left, right).is_some_and(|bound| {
                    // Of the large sets around one of two, those around the other pay.
                    let unpaid = most_around[left].max(most_around[right]);
                    let most = 2 * i128::from(bound) + over[left] + over[right] + unpaid;
                    most > i128::from(pair_price) || open[left] && open[right]
                })
        };
        let counts_alone = move |a: u32, b: u32, score: i64| {
            let around = large.get(a as usize).min(large.get(b as usize)).copied().unwrap_or(0);
            let prices = i128::from(price(a)) + i128::from(price(b)) + i128::from(pair_price);
            2 * i128::from(score) > prices + around || is_open(a) && is_open(b)
        };
        // Where all are matched, there cannot be more pairs whatever hangs together; then all does, by pairs that weigh too
        // little to count.
        let count = if all { u32::try_from(self.vertex_count()).unwrap_or(u32::MAX) } else { 0 };
        let chain = (1..count).map(|v| (v - 1, v, i64::MIN / 4));
        let mut place = vec![0_u32; self.vertex_count()];
        for (at, &vertex) in (0..).zip(blocks.vertices(0)) {
            place[vertex as usize] = at;
        }
        let score = move |a: u32, b: u32| {
            let score = if place[a as usize] < place[b as usize] {
                self.score(a, b)?
            } else {
                return None;
            };
            counts_alone(a, b, score).then_some(score)
        };
        chain.chain(counting(blocks, blocks, counts, score))
    }
}

/// For every vertex, twice what the odd sets around it pay that hold more than half of all vertices. These are a chain, so
/// that two are in common in those of the one for whom it is less. Empty where there are none, and where sets
/// are not as they must be, which who adds up refuses.
fn paid_by_large(vertices: usize, odd_sets: &OddSets) -> Vec<i128> {
    let sets = &odd_sets.sets;
    let mut held = vec![0_usize; sets.len()];
    for set in odd_sets.innermost.iter().flatten() {
        let Some(held) = held.get_mut(*set as usize) else { return Vec::new() };
        *held += 1;
    }
    for set in (0..sets.len()).rev() {
        let Some(around) = sets[set].within.map(|around| around as usize) else { continue };
        if around >= set {
            return Vec::new();
        }
        held[around] += held[set];
    }
    let mut paid = vec![0; sets.len()];
    for set in 0..sets.len() {
        let outer = sets[set].within.map_or(0, |around| paid[around as usize]);
        let own = if 2 * held[set] > vertices { i128::from(sets[set].price.max(0)) } else { 0 };
        paid[set] = outer + own;
    }
    odd_sets.innermost.iter().map(|set| set.map_or(0, |set| paid[set as usize])).collect()
}

impl<S: PairSource> Problem for AllPairsWithin<S> {
    type Solution = Matching;
    type Certificate = GeneralCertificate;
    type Objective = Objective;
    type Error = GeneralVerifyError;

    /// Checks a matching, and what the certificate proves about it over all pairs, as far as the bounds of the source are
    /// true.
    ///
    /// Complexity: that of looking at the blocks that the certificate's prices do not rule out; all pairs where there is a
    /// barrier.
    fn verify(
        &self,
        matching: &Matching,
        certificate: Option<&GeneralCertificate>,
    ) -> Result<Quality<Objective>, GeneralVerifyError> {
        let n = self.vertex_count();
        let weight = solve::check_general_matching(n, |a, b| self.score(a, b), matching.pairs())?;
        let pairs = (self.mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
        let bound = match certificate {
            None => None,
            Some(certificate) => {
                let all = 2 * matching.len() + 1 >= n;
                let mut certificate = Cow::Borrowed(certificate);
                if let GeneralCertificate::MostPairs { barrier, .. } = &*certificate {
                    if all && barrier.len() == n && barrier.contains(&true) {
                        if let GeneralCertificate::MostPairs { barrier, .. } = certificate.to_mut()
                        {
                            barrier.fill(false);
                        }
                    }
                }
                let counting = self.counting(&certificate, all);
                let (pairs, weight) =
                    solve::general_upper_bound(n, counting, self.mode, &certificate)?;
                Some(Objective { pairs, weight })
            }
        };
        Ok(Quality::new(Objective { pairs, weight }, bound))
    }
}
