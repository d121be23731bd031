//! Pricing from a sparse start: the best few edges of every vertex, then those that their prices show to be missing.

use super::auction_paths;
use super::{AssignmentProblem, Side};
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
///   witness shows it: `assignment::exact`, `assignment::quotas`, `assignment::large`.
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
    prices.fill(i64::MIN);
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
    let mut of_right = Heaviest::new(rights, RIGHT_START);
    // The first of its two vertices chooses by prices, the second by weights: a sample of noise says nothing.
    let mut of_left = Heaviest::new(2, LEFT_START);
    let mut rows = Vec::with_capacity(lefts);
    for left in 0..lefts {
        let (ends, weights) = problem.row(left);
        // Each from a place of its own, so that equals do not all choose the same.
        let from = left % ends.len().max(1);
        of_left.clear();
        let mut best = i64::MIN;
        for turn in [from..ends.len(), 0..from] {
            for (&right, weight) in ends[turn.clone()].iter().zip(&weights[turn]) {
                let over = weight.saturating_sub(prices[right as usize]);
                best = best.max(over);
                of_left.offer(0, right, over);
                of_left.offer(1, right, *weight);
            }
        }
        for (&right, weight) in ends.iter().zip(weights) {
            of_right.offer(right as usize, to_u32(left), weight.saturating_sub(best));
        }
        let mut row: Vec<u32> = of_left.of(0).chain(of_left.of(1)).collect();
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
    let mut any = false;
    let greatest = match certificate {
        AssignmentCertificate::HighestScore { prices }
        | AssignmentCertificate::MostPairs { prices, .. } => prices.left.iter().copied().max(),
        AssignmentCertificate::Infeasible(_) => None,
    };
    let near = -(greatest.unwrap_or(0) / NEAR);
    for (left, row) in rows.iter().enumerate() {
        missing.clear();
        let mut found = false;
        let (ends, weights) = problem.row(left);
        let is_new = |right: u32| row.binary_search(&right).is_err();
        match certificate {
            AssignmentCertificate::HighestScore { prices } => {
                let price = prices.left[left];
                for (&right, &weight) in ends.iter().zip(weights) {
                    let over = weight - price - prices.right[right as usize];
                    if over > near && is_new(right) {
                        missing.offer(0, right, over);
                        found |= over > 0;
                    }
                }
            }
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                let price = prices.left[left] + pair_price;
                for (&right, &weight) in ends.iter().zip(weights) {
                    let r = right as usize;
                    let over = weight - price - prices.right[r];
                    let open = !cover_left[left] && !cover_right[r];
                    if (over > near || open) && is_new(right) {
                        missing.offer(0, right, over);
                        found |= over > 0 || open;
                    }
                }
            }
            AssignmentCertificate::Infeasible(witness) => {
                for (&right, &weight) in ends.iter().zip(weights) {
                    if helps(witness, left, right as usize) && is_new(right) {
                        missing.offer(0, right, weight);
                        found = true;
                    }
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
    }
    count
}

/// Whether an edge leads out of the sets of a witness: from where pairs are wanted to where places were not counted.
fn helps(witness: &HallWitness, left: usize, right: usize) -> bool {
    match witness.side {
        Side::Left => witness.left[left] && !witness.right[right],
        Side::Right => witness.right[right] && !witness.left[left],
    }
}

/// The heaviest few of what was offered to each vertex, the first of equals.
struct Heaviest {
    each: usize,
    /// By falling weight.
    weight: Vec<i64>,
    who: Vec<u32>,
    /// The last weight of each vertex, close together: most offers are looked at no further.
    least: Vec<i64>,
}

const NOBODY: u32 = u32::MAX;

impl Heaviest {
    fn new(vertices: usize, each: usize) -> Self {
        Self {
            each,
            weight: vec![i64::MIN; vertices * each],
            who: vec![NOBODY; vertices * each],
            least: vec![i64::MIN; vertices],
        }
    }

    fn clear(&mut self) {
        self.weight.fill(i64::MIN);
        self.who.fill(NOBODY);
        self.least.fill(i64::MIN);
    }

    #[inline]
    fn offer(&mut self, vertex: usize, who: u32, weight: i64) {
        if weight > self.least[vertex] {
            self.take(vertex, who, weight);
        }
    }

    fn take(&mut self, vertex: usize, who: u32, weight: i64) {
        let places = vertex * self.each..(vertex + 1) * self.each;
        let (weights, all) = (&mut self.weight[places.clone()], &mut self.who[places]);
        let mut at = weights.len() - 1;
        while at > 0 && weights[at - 1] < weight {
            weights[at] = weights[at - 1];
            all[at] = all[at - 1];
            at -= 1;
        }
        weights[at] = weight;
        all[at] = who;
        self.least[vertex] = weights[weights.len() - 1];
    }

    fn of(&self, vertex: usize) -> impl Iterator<Item = u32> + '_ {
        let places = vertex * self.each..(vertex + 1) * self.each;
        self.who[places].iter().copied().filter(|&who| who != NOBODY)
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NOBODY)
}
