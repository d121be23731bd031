//! A solver for small problems: the matching by enumeration, the certificate
//! from shortest paths in its residual graph. That it always has a proof shows
//! that certificates of our form always exist.

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode};
use crosstie::solve::{AssignmentCertificate, Claim, Limits, Prices, Solver, Stop};

use super::instances::{Parts, small};
use super::oracle::Oracle;
use super::{MODES, check_solver};
use crate::rng::Rng;

pub(crate) struct Reference;

impl Solver<AssignmentProblem> for Reference {
    fn name(&self) -> &'static str {
        "enumeration"
    }

    fn solve(&self, problem: &AssignmentProblem, _: &Limits) -> Claim<AssignmentProblem> {
        let (_, matching) = Oracle::with_matching(problem);
        let certificate = Some(prove(problem, &matching));
        Claim { solution: matching, certificate, stop: Stop::Finished }
    }
}

/// The residual graph of a matching as a flow: source → left → right → sink.
/// An edge costs its negated weight; the cost of an arc turned round is negated.
struct Residual {
    source: usize,
    sink: usize,
    lefts: usize,
    arcs: Vec<(usize, usize, i64)>,
}

impl Residual {
    fn of(problem: &AssignmentProblem, matching: &Matching) -> Self {
        let (left, right) = (problem.left_capacity(), problem.right_capacity());
        let (source, sink) = (left.len() + right.len(), left.len() + right.len() + 1);
        let (mut left_used, mut right_used) = (vec![0_u32; left.len()], vec![0_u32; right.len()]);
        let mut arcs = Vec::new();
        for (l, r, weight) in problem.edges() {
            let (from, to) = (l as usize, left.len() + r as usize);
            if matching.pairs().contains(&(l, r)) {
                left_used[l as usize] += 1;
                right_used[r as usize] += 1;
                arcs.push((to, from, weight));
            } else {
                arcs.push((from, to, -weight));
            }
        }
        for (l, (&used, &capacity)) in left_used.iter().zip(left).enumerate() {
            if used < capacity {
                arcs.push((source, l, 0));
            }
            if used > 0 {
                arcs.push((l, source, 0));
            }
        }
        for (r, (&used, &capacity)) in right_used.iter().zip(right).enumerate() {
            if used < capacity {
                arcs.push((left.len() + r, sink, 0));
            }
            if used > 0 {
                arcs.push((sink, left.len() + r, 0));
            }
        }
        Self { source, sink, lefts: left.len(), arcs }
    }

    /// Potentials π with cost + π(from) − π(to) ≥ 0 on every arc (Bellman and
    /// Ford from everywhere at once); they exist as no cycle is negative.
    fn potentials(&self) -> Vec<i64> {
        let vertices = self.sink + 1;
        let mut potential = vec![0_i64; vertices];
        for _ in 0..=vertices {
            let mut changed = false;
            for &(from, to, cost) in &self.arcs {
                if potential[from] + cost < potential[to] {
                    potential[to] = potential[from] + cost;
                    changed = true;
                }
            }
            if !changed {
                return potential;
            }
        }
        panic!("a negative cycle: the matching is not optimal")
    }

    /// What the source reaches.
    fn reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.sink + 1];
        reached[self.source] = true;
        loop {
            let mut changed = false;
            for &(from, to, _) in &self.arcs {
                if reached[from] && !reached[to] {
                    reached[to] = true;
                    changed = true;
                }
            }
            if !changed {
                return reached;
            }
        }
    }

    /// Prices: how far above the source a left, below the sink a right vertex is.
    fn prices(&self, potential: &[i64]) -> Prices {
        let (source, sink) = (potential[self.source], potential[self.sink]);
        let (left, right) = potential[..self.source].split_at(self.lefts);
        Prices {
            left: left.iter().map(|p| (p - source).max(0)).collect(),
            right: right.iter().map(|p| (sink - p).max(0)).collect(),
        }
    }
}

/// A certificate that an optimal matching is optimal.
pub(crate) fn prove(problem: &AssignmentProblem, matching: &Matching) -> AssignmentCertificate {
    let mut residual = Residual::of(problem, matching);
    match problem.mode() {
        Mode::HighestScore => {
            // Any number of pairs: the flow may go round from the sink to the source.
            residual.arcs.push((residual.sink, residual.source, 0));
            if !matching.is_empty() {
                residual.arcs.push((residual.source, residual.sink, 0));
            }
            let prices = residual.prices(&residual.potentials());
            AssignmentCertificate::HighestScore { prices }
        }
        Mode::MostPairsFirst => {
            let potential = residual.potentials();
            let reached = residual.reached();
            assert!(!reached[residual.sink], "the matching could have one more pair");
            // König: the left vertices out of reach and the right ones in reach.
            let (left, right) = reached[..residual.source].split_at(residual.lefts);
            AssignmentCertificate::MostPairs {
                cover_left: left.iter().map(|&reached| !reached).collect(),
                cover_right: right.to_vec(),
                pair_price: potential[residual.source] - potential[residual.sink],
                prices: residual.prices(&potential),
            }
        }
    }
}

/// All problems of two left and two right vertices with capacities 0, 1, 2 and
/// edges that weigh -1, 0, 1 or are not there: 20,736.
pub(crate) fn every_two_by_two() -> impl Iterator<Item = Parts> {
    (0..4_i64.pow(4) * 3_i64.pow(4)).map(|mut number| {
        let mut digit = |base: i64| {
            let digit = number % base;
            number /= base;
            digit
        };
        let mut edges = Vec::new();
        for (left, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let weight = digit(4) - 1;
            if weight < 2 {
                edges.push((left, right, weight));
            }
        }
        let mut capacity = || u32::try_from(digit(3)).unwrap();
        let (left, right) = (vec![capacity(), capacity()], vec![capacity(), capacity()]);
        Parts { left, right, edges }
    })
}

#[test]
fn every_two_by_two_has_a_certificate() {
    let mut count = 0;
    for parts in every_two_by_two() {
        check_solver(&Reference, &parts.problem(Mode::HighestScore));
        count += 1;
    }
    assert_eq!(count, 20_736);
}

#[test]
fn random_small_instances_have_a_certificate() {
    let mut rng = Rng::new(3);
    // Pairs that only a price for pairs can prove: negative weights taken for the number.
    let mut paid = 0;
    for _ in 0..30_000 {
        let parts = small(&mut rng);
        check_solver(&Reference, &parts.problem(Mode::MostPairsFirst));
        let [first, highest] = MODES.map(|mode| Oracle::of(&parts.problem(mode)).objective(mode));
        paid += usize::from(first.weight < highest.weight);
    }
    assert!(paid > 3_000, "only {paid} instances where the modes differ");
}
