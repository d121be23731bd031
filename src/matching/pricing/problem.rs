//! The problem; no algorithm.

use super::counting::counting;
use super::{PairSource, Pricing, PricingCounts};
use crate::error::Errors;
use crate::matching::assignment::{AssignmentError, Matching, check_vertices};
use crate::solve::{
    self, AssignmentCertificate, Claim, DegreeBounds, Limits, Mode, Objective, Prices, Problem,
    Quality, Side, VerifyError,
};

const NO_PRICES: &Prices = &Prices { left: Vec::new(), right: Vec::new() };

/// Capacitated assignment over all pairs of a [`PairSource`].
#[derive(Clone, Debug)]
pub struct AllPairs<S> {
    pub(super) mode: Mode,
    pub(super) left_capacity: Vec<u32>,
    pub(super) right_capacity: Vec<u32>,
    pub(super) source: S,
}

/// A mistake in the input of [`AllPairs`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AllPairsError {
    /// A side has not one capacity a vertex.
    #[error(
        "there are {given} {side} capacities, but the blocks hold {wanted} {side} vertices; \
         give one a vertex"
    )]
    Capacities {
        /// `left` or `right`.
        side: &'static str,
        /// How many capacities there are.
        given: usize,
        /// How many vertices the blocks of that side hold.
        wanted: usize,
    },
    /// Too many vertices, or scores so large that a sum could leave `i64`.
    #[error("{0}")]
    Size(AssignmentError),
}

impl<S: PairSource> AllPairs<S> {
    /// A problem; `left_capacity[l]` and `right_capacity[r]` are the most pairs of a vertex, 0 is allowed.
    ///
    /// # Errors
    /// A side without one capacity a vertex; size and headroom excess.
    pub fn new(
        mode: Mode,
        left_capacity: Vec<u32>,
        right_capacity: Vec<u32>,
        source: S,
    ) -> Result<Self, Errors<AllPairsError>> {
        let mut mistakes = Vec::new();
        for (name, side, given) in [
            ("left", Side::Left, left_capacity.len()),
            ("right", Side::Right, right_capacity.len()),
        ] {
            let wanted = source.blocks(side).vertex_count();
            if given != wanted {
                mistakes.push(AllPairsError::Capacities { side: name, given, wanted });
            }
        }
        let greatest = source.greatest().unsigned_abs();
        if let Err(error) = check_vertices(&left_capacity, &right_capacity, greatest) {
            mistakes.push(AllPairsError::Size(error));
        }
        Errors::check(mistakes)?;
        Ok(Self { mode, left_capacity, right_capacity, source })
    }

    /// Solves it with [`Pricing`] and no limits.
    #[must_use]
    pub fn solve(&self) -> (Claim<Self>, PricingCounts) {
        Pricing::default().solve_counting(self, &Limits::none())
    }

    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The capacities of the left vertices.
    #[must_use]
    pub fn left_capacity(&self) -> &[u32] {
        &self.left_capacity
    }

    /// The capacities of the right vertices.
    #[must_use]
    pub fn right_capacity(&self) -> &[u32] {
        &self.right_capacity
    }

    /// Where scores come from.
    #[must_use]
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The score of a pair that may be matched: not excluded, and in the range that the source declares.
    #[must_use]
    pub fn score(&self, left: u32, right: u32) -> Option<i64> {
        let there = (left as usize) < self.left_capacity.len()
            && (right as usize) < self.right_capacity.len();
        let score = if there { self.source.score(left, right)? } else { return None };
        (score.unsigned_abs() <= self.source.greatest().unsigned_abs()).then_some(score)
    }

    /// The pairs that count in the bound of a certificate: those that are worth more than their prices, and those that the
    /// cover leaves open; blocks whose bounds show that they have none are passed over.
    fn counting<'c>(
        &'c self,
        certificate: &'c AssignmentCertificate,
    ) -> impl Iterator<Item = (u32, u32, i64)> + 'c {
        let (prices, pair_price, covers) = match certificate {
            AssignmentCertificate::HighestScore { prices } => (prices, 0, None),
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                (prices, *pair_price, Some((cover_left, cover_right)))
            }
            // Without lower quotas there is always a matching; who reads it will refuse it.
            AssignmentCertificate::Infeasible(_) => (NO_PRICES, 0, None),
        };
        let price = |prices: &[i64], v: u32| prices.get(v as usize).copied().unwrap_or(0);
        let is_open = |cover: Option<&Vec<bool>>, v: u32| {
            cover.is_some_and(|cover| cover.get(v as usize) == Some(&false))
        };
        // What a vertex has over: of a block the most that any of its vertices has.
        let over = |side: Side, prices: &[i64]| {
            let blocks = self.source.blocks(side);
            let one =
                |&v: &u32| i128::from(self.source.own(side, v)) - i128::from(price(prices, v));
            let most = |vertices: &[u32]| vertices.iter().map(one).max().unwrap_or(i128::MIN / 4);
            blocks.summarize(most, |a, b| *a.max(b))
        };
        let open = |side: Side, cover: Option<&Vec<bool>>| {
            let blocks = self.source.blocks(side);
            let some = |vertices: &[u32]| vertices.iter().any(|&v| is_open(cover, v));
            blocks.summarize(some, |a, b| a | b)
        };
        let (left_over, right_over) =
            (over(Side::Left, &prices.left), over(Side::Right, &prices.right));
        let left_open = open(Side::Left, covers.map(|covers| covers.0));
        let right_open = open(Side::Right, covers.map(|covers| covers.1));

        let counts = move |left: usize, right: usize| {
            self.source.bound(left, right).is_some_and(|bound| {
                let most = i128::from(bound) + left_over[left] + right_over[right];
                most > i128::from(pair_price) || left_open[left] && right_open[right]
            })
        };
        let counts_alone = move |l: u32, r: u32, score: i64| {
            let prices = i128::from(price(&prices.left, l)) + i128::from(price(&prices.right, r));
            let open = |(left, right)| is_open(Some(left), l) && is_open(Some(right), r);
            i128::from(score) > prices + i128::from(pair_price) || covers.is_some_and(open)
        };
        let score =
            move |l: u32, r: u32| self.score(l, r).filter(|&score| counts_alone(l, r, score));
        let (lefts, rights) = (self.source.blocks(Side::Left), self.source.blocks(Side::Right));
        counting(lefts, rights, counts, score)
    }
}

impl<S: PairSource> Problem for AllPairs<S> {
    type Solution = Matching;
    type Certificate = AssignmentCertificate;
    type Objective = Objective;
    type Error = VerifyError;

    /// Checks a matching, and what the certificate proves about it over all pairs, as far as the bounds of the source are
    /// true.
    ///
    /// Complexity: that of looking at the blocks that the certificate's prices do not rule out; at worst all pairs.
    fn verify(
        &self,
        matching: &Matching,
        certificate: Option<&AssignmentCertificate>,
    ) -> Result<Quality<Objective>, VerifyError> {
        let bounds = DegreeBounds::new(&self.left_capacity, &self.right_capacity);
        let weight = solve::check_matching(bounds, |l, r| self.score(l, r), matching.pairs())?;
        let pairs = (self.mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
        let bound = match certificate {
            None => None,
            Some(certificate) => {
                let counting = self.counting(certificate);
                let (pairs, weight) = solve::upper_bound(bounds, counting, self.mode, certificate)?;
                Some(Objective { pairs, weight })
            }
        };
        Ok(Quality::new(Objective { pairs, weight }, bound))
    }
}
