//! A solver for small problems: the matching by enumeration, the certificate
//! from shortest paths in its residual graph; where no matching meets the lower
//! quotas, a set of vertices that shows it. That it always has a proof shows that
//! certificates of our form always exist.

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode, Side};
use crosstie::solve::{AssignmentCertificate, Claim, HallWitness, Limits, Prices, Solver, Stop};

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
        let (solution, certificate) = match Oracle::with_matching(problem) {
            Some((_, matching)) => {
                let certificate = prove(problem, &matching);
                (matching, certificate)
            }
            None => {
                let witness = witness(problem).expect("a side that asks for more than there is");
                (Matching::default(), AssignmentCertificate::Infeasible(witness))
            }
        };
        Claim { solution, certificate: Some(certificate), stop: Stop::Finished }
    }
}

/// Vertices of one side that ask for more pairs than there are places, if there
/// are any: every set of them is tried, each with the vertices of the other side
/// that have fewer places than edges from the set.
pub(crate) fn witness(problem: &AssignmentProblem) -> Option<HallWitness> {
    let edges: Vec<(usize, usize)> =
        problem.edges().map(|(l, r, _)| (l as usize, r as usize)).collect();
    let turned: Vec<(usize, usize)> = edges.iter().map(|&(l, r)| (r, l)).collect();
    let (left, right) = (problem.left_lower_quota(), problem.right_lower_quota());
    asking(left, problem.right_capacity(), &edges)
        .map(|(left, right)| HallWitness { side: Side::Left, left, right })
        .or_else(|| {
            asking(right, problem.left_capacity(), &turned).map(|(right, left)| HallWitness {
                side: Side::Right,
                left,
                right,
            })
        })
}

/// The sets of a witness: of those that ask, and of those that have places.
fn asking(
    quotas: &[u32],
    capacities: &[u32],
    edges: &[(usize, usize)],
) -> Option<(Vec<bool>, Vec<bool>)> {
    (0..1_u32 << quotas.len()).find_map(|set| {
        let asks: Vec<bool> = (0..quotas.len()).map(|v| set >> v & 1 == 1).collect();
        let wanted: u64 =
            (0..quotas.len()).filter(|&v| asks[v]).map(|v| u64::from(quotas[v])).sum();
        let (mut places, mut hosts) = (0, Vec::new());
        for (v, &capacity) in capacities.iter().enumerate() {
            let reached = edges.iter().filter(|e| asks[e.0] && e.1 == v).count() as u64;
            hosts.push(u64::from(capacity) < reached);
            places += reached.min(u64::from(capacity));
        }
        (wanted > places).then_some((asks, hosts))
    })
}

/// The residual graph of a matching as a flow: source → left → right → sink.
/// An edge costs its negated weight; the cost of an arc turned round is negated.
struct Residual {
    source: usize,
    sink: usize,
    lefts: usize,
    arcs: Vec<(usize, usize, i64)>,
    /// Whether the lower quota of a vertex is above 0, by vertex.
    asks: Vec<bool>,
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
        let (left_quota, right_quota) = (problem.left_lower_quota(), problem.right_lower_quota());
        for (l, &used) in left_used.iter().enumerate() {
            if used < left[l] {
                arcs.push((source, l, 0));
            }
            if used > left_quota[l] {
                arcs.push((l, source, 0));
            }
        }
        for (r, &used) in right_used.iter().enumerate() {
            if used < right[r] {
                arcs.push((left.len() + r, sink, 0));
            }
            if used > right_quota[r] {
                arcs.push((sink, left.len() + r, 0));
            }
        }
        let asks = left_quota.iter().chain(right_quota).map(|&quota| quota > 0).collect();
        Self { source, sink, lefts: left.len(), arcs, asks }
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

    /// Prices: how far above the source a left, below the sink a right vertex is;
    /// without a lower quota, at least 0.
    fn prices(&self, potential: &[i64]) -> Prices {
        let (source, sink) = (potential[self.source], potential[self.sink]);
        let price = |v: usize| {
            let price = if v < self.lefts { potential[v] - source } else { sink - potential[v] };
            if self.asks[v] { price } else { price.max(0) }
        };
        Prices {
            left: (0..self.lefts).map(price).collect(),
            right: (self.lefts..self.source).map(price).collect(),
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
        Parts::new(left, right, edges)
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
