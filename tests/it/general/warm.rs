//! Solving from the answer to another problem: the start is worth time, and nothing else.

use crosstie::matching::general::{Blossom, GeneralProblem, Matching, Mode};
use crosstie::solve::{
    Claim, GeneralCertificate, GeneralPrices, Limits, OddSet, OddSets, Problem, Solver,
};

use super::instances::{Parts, all_pairs, largest_weight, small, small_with};
use super::{KERNEL, MODES, check_solver, objective, solve_to_proof};
use crate::rng::Rng;

/// An answer to start from, as a solver.
#[derive(Clone, Debug)]
struct Warm {
    matching: Matching,
    certificate: GeneralCertificate,
}

impl Warm {
    fn of(problem: &GeneralProblem, limits: &Limits) -> Self {
        let claim = KERNEL.solve(problem, limits);
        Self { matching: claim.solution, certificate: claim.certificate.unwrap() }
    }
}

impl Solver<GeneralProblem> for Warm {
    fn name(&self) -> &'static str {
        "from another answer"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        Blossom.solve_from(problem, &self.matching, &self.certificate, limits)
    }
}

/// The same vertices with something changed.
fn changed(rng: &mut Rng, parts: &Parts) -> Parts {
    let mut other = parts.clone();
    match rng.below(5) {
        // A round later: nobody meets again.
        0 => {
            let before = KERNEL.solve(&parts.problem(Mode::MostPairsFirst), &Limits::none());
            let met = before.solution;
            other.edges.retain(|&(a, b, _)| met.pairs().binary_search(&(a, b)).is_err());
        }
        1 => other.edges.retain(|_| rng.chance(4, 5)),
        2 => {
            for edge in &mut other.edges {
                edge.2 += if rng.chance(1, 4) { rng.within(-3, 3) } else { 0 };
            }
        }
        3 => {
            for edge in &mut other.edges {
                edge.2 = rng.within(-20, 20);
            }
        }
        // Everything: a graph that happens to have as many vertices.
        _ => {
            other.edges = small_with(rng, parts.vertices).edges;
            other.edges.retain(|e| (e.1 as usize) < parts.vertices);
        }
    }
    let extreme = largest_weight(parts.vertices);
    for edge in &mut other.edges {
        edge.2 = edge.2.clamp(-extreme, extreme);
    }
    other
}

#[test]
fn agrees_with_enumeration_from_any_answer() {
    let mut rng = Rng::new(310);
    for _ in 0..30_000 {
        let parts = small(&mut rng);
        let other = changed(&mut rng, &parts);
        let mode = *rng.pick(&MODES);
        let limits = match rng.below(4) {
            0 => Limits::none().iterations(rng.below(12) as u64),
            _ => Limits::none(),
        };
        check_solver(&Warm::of(&parts.problem(mode), &limits), &other);
    }
}

#[test]
fn agrees_with_enumeration_from_nonsense() {
    let mut rng = Rng::new(311);
    for _ in 0..10_000 {
        let parts = small(&mut rng);
        let n = parts.vertices;
        let any = |rng: &mut Rng| match rng.below(4) {
            0 => i64::MAX,
            1 => i64::MIN,
            2 => rng.within(-9, 9),
            _ => 0,
        };
        // Of the wrong length now and then, and sets that hold each other.
        let length = if rng.chance(1, 5) { rng.below(2 * n + 2) } else { n };
        let sets: Vec<OddSet> = (0..rng.below(4))
            .map(|_| OddSet {
                within: rng.chance(1, 2).then(|| rng.below_u32(5)),
                price: any(&mut rng),
            })
            .collect();
        let prices = GeneralPrices {
            vertices: (0..length).map(|_| any(&mut rng)).collect(),
            odd_sets: OddSets {
                innermost: (0..rng.below(n + 2))
                    .map(|_| rng.chance(1, 2).then(|| rng.below_u32(5)))
                    .collect(),
                sets,
            },
        };
        let certificate = if rng.chance(1, 2) {
            GeneralCertificate::HighestScore { prices }
        } else {
            let barrier = vec![true; rng.below(3)];
            GeneralCertificate::MostPairs { barrier, pair_price: any(&mut rng), prices }
        };
        let high = u32::try_from(n + 2).unwrap();
        let pairs = (0..rng.below(6)).map(|_| (rng.below_u32(high), rng.below_u32(high)));
        let matching = Matching::new(pairs.collect::<Vec<_>>());
        check_solver(&Warm { matching, certificate }, &parts);
    }
}

/// Twelve rounds of which none repeats a pair: each as good from the round before as from nothing.
#[test]
fn rounds_are_as_good_from_the_round_before() {
    let mut rng = Rng::new(312);
    let places: Vec<(i64, i64)> =
        (0..300).map(|_| (rng.within(0, 1_000), rng.within(0, 1_000))).collect();
    let score = |a: u32, b: u32| {
        let (one, other) = (places[a as usize], places[b as usize]);
        2_000 - (one.0 - other.0).abs() - (one.1 - other.1).abs()
    };
    let mut edges: Vec<(u32, u32, i64)> =
        all_pairs(300).into_iter().map(|(a, b)| (a, b, score(a, b))).collect();
    let mut last: Option<Warm> = None;
    for _ in 0..12 {
        let parts = Parts { vertices: 300, edges: edges.clone() };
        let problem = parts.problem(Mode::MostPairsFirst);
        let best = objective(KERNEL, &parts, Mode::MostPairsFirst);
        if let Some(warm) = &last {
            assert_eq!(solve_to_proof(warm, &problem).objective(), best);
        }
        let warm = Warm::of(&problem, &Limits::none());
        edges.retain(|&(a, b, _)| warm.matching.pairs().binary_search(&(a, b)).is_err());
        last = Some(warm);
    }
}

/// Where most stay single, the kernel starts again from a cover by halves.
#[test]
fn proves_where_many_stay_single() {
    let mut rng = Rng::new(313);
    for (few, many) in [(40, 4_000), (300, 3_000), (700, 1_400)] {
        let mut edges = std::collections::BTreeMap::new();
        for single in few..few + many {
            for _ in 0..6 {
                edges.insert((rng.below_u32(few), single), rng.within(-1_000, 1_000));
            }
        }
        for hub in 1..few {
            edges.insert((hub - 1, hub), rng.within(0, 1_000));
        }
        let edges = edges.into_iter().map(|((a, b), w)| (a, b, w)).collect();
        let parts = Parts { vertices: (few + many) as usize, edges };
        for mode in MODES {
            let problem = parts.problem(mode);
            let claim = KERNEL.solve(&problem, &Limits::none());
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            assert!(quality.is_optimal(), "{quality:?}");
        }
        let found = objective(KERNEL, &parts, Mode::MostPairsFirst);
        assert_eq!(found.pairs, Some(u64::from(few)));
    }
}
