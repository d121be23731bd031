//! Pricing from a sparse start: the best few edges of every vertex, then those that their prices show to be missing.

use super::auction_paths;
use super::state::to_u32;
use super::{AssignmentProblem, Side};
use crate::matching::heaviest::{Heaviest, NEVER};
use crate::solve::{AssignmentCertificate, Claim, HallWitness, Limits, Solver, Stop};

/// So many edges of each left vertex to start with,
const LEFT_START: usize = 8;
/// so many of each right one,
const RIGHT_START: usize = 4;
/// and at most so many more of a left vertex in a round.
const MORE: usize = 12;
/// With them come those that are too light by so small a part of the largest price: prices will still move.
const NEAR: i64 = 512;
/// One vertex in so many is in the sample,
const SAMPLE: usize = 8;
/// if there are so many on either side.
const LARGE: usize = 400;

/// Exact solver for problems in which most pairs are edges: prices from few edges, checked against all.
///
/// The problem: as at [`assignment`](super), best [from a matrix](AssignmentProblem::from_matrix); any other is
/// solved as well.
///
/// The method: [`AuctionPaths`](super::AuctionPaths) solves the problem with a few edges a vertex, chosen by prices that
/// a sample of the vertices has among itself. One pass over all edges then finds those that its certificate does not
/// reckon with: w > λ + p(l) + p(r), or no end in the cover. They are added, and it is solved again, from the
/// answer before where they are few. When there are none, the certificate proves the optimum of the whole problem.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective; or no matching meets the lower quotas, and a
///   witness shows it: `assignment::exact`, `assignment::quotas`, `assignment::matrix`.
/// - A stopped claim is a matching, with a certificate of what no matching exceeds: `assignment::limits`.
/// - The same problem has the same claim: `assignment::repeat`.
///
/// # Limits
/// Iterations are those of [`AuctionPaths`](super::AuctionPaths), of all rounds together.
///
/// # Complexity
/// O(m) time a round, and what the edges chosen take; mostly three to six rounds, with less than one edge in a hundred. O(n)
/// memory beside the problem, times the edges chosen a vertex.
///
/// # References
/// - J. Desrosiers and M. E. Lübbecke, *A primer in column generation*, in *Column Generation*, Springer 2005,
///   doi:10.1007/0-387-25486-2_1: the loop of pricing.
/// - Prices from a sample: B. Schmitzer, *A sparse multi-scale algorithm for dense optimal transport*,
///   arXiv:1510.05466.
#[derive(Clone, Copy, Debug, Default)]
pub struct DensePricing;

impl Solver<AssignmentProblem> for DensePricing {
    fn name(&self) -> &str {
        "pricing from a sparse start"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        solve(problem, &mut 0, limits)
    }
}

fn solve(
    problem: &AssignmentProblem,
    iterations: &mut u64,
    limits: &Limits,
) -> Claim<AssignmentProblem> {
    let prices = sample_prices(problem, iterations, limits);
    let mut rows = start(problem, &prices);
    let mut claim = auction_paths::run(&problem.restricted(&rows), None, iterations, limits);
    loop {
        let added = match claim.stop {
            Stop::Finished => add_missing(problem, &claim, &mut rows),
            _ => 0,
        };
        if added == 0 {
            return claim;
        }
        let part = problem.restricted(&rows);
        let earlier = claim.certificate.as_ref().map(|proof| (&claim.solution, proof));
        // Where much is new, an auction finds its prices sooner than paths do.
        let earlier = earlier.filter(|_| added < rows.len());
        claim = auction_paths::run(&part, earlier, iterations, limits);
    }
}

/// Prices of right vertices to choose the first edges by: those that a sample of the vertices of both sides gives, and for
/// the rest what the left ones of the sample would pay.
fn sample_prices(problem: &AssignmentProblem, iterations: &mut u64, limits: &Limits) -> Vec<i64> {
    let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
    let mut prices = vec![0; rights];
    if lefts.min(rights) < LARGE || !problem.is_matrix() {
        return prices;
    }
    let some = |all: &[u32]| all.iter().copied().step_by(SAMPLE).collect();
    let weights = (0..lefts).step_by(SAMPLE).flat_map(|left| {
        let (_, weights) = problem.row(left);
        weights.iter().copied().step_by(SAMPLE)
    });
    let sample = AssignmentProblem::from_matrix(
        problem.mode(),
        some(problem.left_capacity()),
        some(problem.right_capacity()),
        weights.collect(),
    );
    let Ok(sample) = sample else { return prices };
    // As deep as sizes can be divided.
    let claim = solve(&sample, iterations, limits);
    let Some(paid) = claim.certificate.as_ref().and_then(auction_paths::left_prices) else {
        return prices;
    };
    prices.fill(NEVER);
    for (left, pays) in (0..lefts).step_by(SAMPLE).zip(paid) {
        for (price, weight) in prices.iter_mut().zip(problem.row(left).1) {
            *price = (*price).max(weight.saturating_sub(pays));
        }
    }
    prices
}

/// The edges that leave each vertex most at these prices, and one more each along a diagonal, so that many can be
/// matched.
fn start(problem: &AssignmentProblem, prices: &[i64]) -> Vec<Vec<u32>> {
    let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
    let nothing = vec![0; rights];
    let mut of_right = Heaviest::new(rights, RIGHT_START);
    // By prices, and by weights alone: the prices of a sample of noise say nothing.
    let mut by_price = Heaviest::new(1, LEFT_START);
    let mut by_weight = Heaviest::new(1, LEFT_START);
    let mut paid = Aligned::default();
    let mut hits = Vec::new();
    let mut rows = Vec::with_capacity(lefts);
    for left in 0..lefts {
        let (ends, weights) = problem.row(left);
        // Each from a place of its own, so that equals do not all choose the same.
        let from = left % ends.len().max(1);
        for (heaviest, prices) in [(&mut by_price, prices), (&mut by_weight, &*nothing)] {
            heaviest.clear();
            let prices = paid.at(problem, ends, prices);
            for turn in [from..ends.len(), 0..from] {
                let least = heaviest.least[0];
                let (weights, prices) = (&weights[turn.clone()], &prices[turn.clone()]);
                above(weights, prices, least, |at, over| {
                    heaviest.take(0, ends[turn.start + at], over);
                    heaviest.least[0]
                });
            }
        }
        // For a right vertex counts how near an edge comes to the best of its left one.
        let best = by_price.best(0);
        hits.clear();
        above(weights, paid.at(problem, ends, &of_right.least), best, |at, over| {
            hits.push((ends[at], over - best));
            best
        });
        for &(right, over) in &hits {
            let least = of_right.least[right as usize];
            of_right.take(right as usize, to_u32(left), over + least);
        }
        let mut row: Vec<u32> = by_price.of(0).chain(by_weight.of(0)).collect();
        row.extend(ends.get(from));
        rows.push(row);
    }
    for right in 0..rights {
        for left in of_right.of(right) {
            rows[left as usize].push(to_u32(right));
        }
    }
    for row in &mut rows {
        row.sort_unstable();
        row.dedup();
    }
    rows
}

/// Adds edges of the problem that the certificate of a part of them does not reckon with, and some of the same vertices that are
/// near that; says how many.
fn add_missing(
    problem: &AssignmentProblem,
    claim: &Claim<AssignmentProblem>,
    rows: &mut [Vec<u32>],
) -> usize {
    let Some(certificate) = &claim.certificate else { return 0 };
    let mut missing = Heaviest::new(1, MORE);
    let mut added: Vec<Vec<u32>> = Vec::with_capacity(rows.len());
    let mut paid = Aligned::default();
    let mut any = false;
    let (prices, pair_price) = match certificate {
        AssignmentCertificate::HighestScore { prices } => (Some(prices), 0),
        AssignmentCertificate::MostPairs { prices, pair_price, .. } => (Some(prices), *pair_price),
        AssignmentCertificate::Infeasible(_) => (None, 0),
    };
    let greatest = prices.and_then(|prices| prices.left.iter().copied().max()).unwrap_or(0);
    let near = -(greatest / NEAR);
    for (left, row) in rows.iter().enumerate() {
        missing.clear();
        let mut found = false;
        let (ends, weights) = problem.row(left);
        let is_new = |right: u32| row.binary_search(&right).is_err();
        if let Some(prices) = prices {
            let price = prices.left[left] + pair_price;
            above(weights, paid.at(problem, ends, &prices.right), price + near, |at, over| {
                if is_new(ends[at]) {
                    missing.offer(0, ends[at], over - price);
                    found |= over > price;
                }
                price + near
            });
        }
        // Whatever they weigh: those that the cover leaves open, and those that a witness did not count.
        let open = |right: u32| match certificate {
            AssignmentCertificate::HighestScore { .. } => false,
            AssignmentCertificate::MostPairs { cover_left, cover_right, .. } => {
                !cover_left[left] && !cover_right[right as usize]
            }
            AssignmentCertificate::Infeasible(witness) => helps(witness, left, right as usize),
        };
        let is_open = match certificate {
            AssignmentCertificate::HighestScore { .. } => false,
            AssignmentCertificate::MostPairs { cover_left, .. } => !cover_left[left],
            AssignmentCertificate::Infeasible(_) => true,
        };
        if is_open {
            for (&right, &weight) in ends.iter().zip(weights) {
                if open(right) && is_new(right) {
                    missing.offer(0, right, weight);
                    found = true;
                }
            }
        }
        added.push(if found { missing.of(0).collect() } else { Vec::new() });
        any |= found;
    }
    if !any {
        return 0;
    }
    let count = added.iter().map(Vec::len).sum();
    for (row, more) in rows.iter_mut().zip(added) {
        row.extend(more);
        row.sort_unstable();
        row.dedup();
    }
    count
}

/// Calls for every weight that exceeds its price by more than a bound; the answer is the bound from there on. Mostly
/// there is none in a whole block, and then nothing branches.
fn above(weights: &[i64], prices: &[i64], mut bound: i64, mut call: impl FnMut(usize, i64) -> i64) {
    const BLOCK: usize = 8;
    let (weights, prices) = (weights.chunks_exact(BLOCK), prices.chunks_exact(BLOCK));
    let rest = weights.remainder().iter().zip(prices.remainder());
    let mut first = 0;
    for (weights, prices) in weights.zip(prices) {
        let mut over = [0; BLOCK];
        for ((over, weight), price) in over.iter_mut().zip(weights).zip(prices) {
            *over = weight - price;
        }
        if over.iter().any(|&over| over > bound) {
            for (at, &over) in over.iter().enumerate() {
                if over > bound {
                    bound = call(first + at, over);
                }
            }
        }
        first += BLOCK;
    }
    for (at, (weight, price)) in rest.enumerate() {
        if weight - price > bound {
            bound = call(first + at, weight - price);
        }
    }
}

/// Prices beside the edges of a row: of a matrix as they are, else put there.
#[derive(Default)]
struct Aligned(Vec<i64>);

impl Aligned {
    fn at<'a>(
        &'a mut self,
        problem: &AssignmentProblem,
        ends: &[u32],
        prices: &'a [i64],
    ) -> &'a [i64] {
        if problem.is_matrix() {
            return prices;
        }
        self.0.clear();
        self.0.extend(ends.iter().map(|&right| prices[right as usize]));
        &self.0
    }
}

/// Whether an edge leads out of the sets of a witness: from where pairs are wanted to where places were not counted.
fn helps(witness: &HallWitness, left: usize, right: usize) -> bool {
    match witness.side {
        Side::Left => witness.left[left] && !witness.right[right],
        Side::Right => witness.right[right] && !witness.left[left],
    }
}
