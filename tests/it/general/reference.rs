//! A solver for small problems: the matching by enumeration, the certificate by
//! induction over the weights, with enumeration at every step. That it always has
//! a proof shows that certificates of our form always exist.

use crosstie::matching::general::{GeneralProblem, Matching, Mode};
use crosstie::solve::{
    Claim, GeneralCertificate, GeneralPrices, GeneralVerifyError, Limits, Problem, Solver, Stop,
};

use super::instances::{Edge, Parts, Priced, count_graphs, every_graph, forest, small_with};
use super::oracle::{Covers, Oracle, twice_in_halves};
use super::{MODES, check_solver};
use crate::rng::Rng;

pub(crate) struct Reference;

impl Solver<GeneralProblem> for Reference {
    fn name(&self) -> &'static str {
        "enumeration"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        let (_, matching) = Oracle::with_matching(problem);
        let certificate = Some(prove(problem));
        Claim { solution: matching, certificate, stop: Stop::Finished }
    }
}

/// For every set of vertices, as bits, the highest weight of a matching within it.
fn highest_within(vertices: usize, edges: &[Edge]) -> Vec<i64> {
    let mut weight = vec![[0_i64; 16]; vertices];
    for &(a, b, w) in edges {
        weight[a as usize][b as usize] = w;
        weight[b as usize][a as usize] = w;
    }
    let mut best = vec![0_i64; 1 << vertices];
    for set in 1_usize..1 << vertices {
        let lowest = set.trailing_zeros() as usize;
        let rest = set & (set - 1);
        best[set] = best[rest];
        for other in (lowest + 1..vertices).filter(|other| rest >> other & 1 == 1) {
            // What weighs less than nothing is left out.
            let sum = best[rest & !(1 << other)] + weight[lowest][other].max(0);
            best[set] = best[set].max(sum);
        }
    }
    best
}

/// The vertices that hang together with one of them, as bits.
fn component(edges: &[Edge], from: u32) -> u32 {
    let mut part = 1_u32 << from;
    loop {
        let before = part;
        for &(a, b, _) in edges {
            if (part >> a | part >> b) & 1 == 1 {
                part |= 1 << a | 1 << b;
            }
        }
        if part == before {
            return part;
        }
    }
}

/// The edges with weights lower by `step` inside of a set; those above 0.
fn lowered(edges: &[Edge], part: u32, step: i64) -> Vec<Edge> {
    let inside = |e: &Edge| part >> e.0 & part >> e.1 & 1 == 1;
    let lower = |&e: &Edge| if inside(&e) { (e.0, e.1, e.2 - step) } else { e };
    edges.iter().map(lower).filter(|e| e.2 > 0).collect()
}

/// Whole prices of vertices and odd sets that add up to the highest weight
/// (Cunningham & Marsh 1978; the induction: Schrijver 2003, section 25.3a).
///
/// A vertex that every matching of highest weight covers is worth the difference,
/// and its edges weigh so much less afterwards. Where there is no such vertex,
/// every component of what still weighs something is odd, and all but one of its
/// vertices can be matched: it is a set with a price. Edges only fall out, so later
/// components lie within earlier ones or beside them.
fn whole_prices(vertices: usize, edges: &[Edge]) -> (Vec<i64>, Vec<Priced>) {
    let mut edges: Vec<Edge> = edges.iter().copied().filter(|e| e.2 > 0).collect();
    let mut of_vertices = vec![0; vertices];
    let mut of_sets: Vec<Priced> = Vec::new();
    while let Some(&(first, _, _)) = edges.first() {
        let best = highest_within(vertices, &edges);
        let all = best.len() - 1;
        let worth = |v: usize| best[all] - best[all & !(1 << v)];
        if let Some(v) = (0..vertices).find(|&v| worth(v) > 0) {
            of_vertices[v] += worth(v);
            for edge in edges.iter_mut().filter(|e| e.0 as usize == v || e.1 as usize == v) {
                edge.2 -= worth(v);
            }
            edges.retain(|e| e.2 > 0);
            continue;
        }
        let part = component(&edges, first);
        assert_eq!(part.count_ones() % 2, 1, "an even component");
        let pairs = i64::from(part.count_ones() / 2);
        let holds = |step: i64| {
            let rest = highest_within(vertices, &lowered(&edges, part, step));
            rest[all] == best[all] - pairs * step
        };
        assert!(holds(1), "one vertex of the component is not the only one missed");
        // It holds up to some step and not beyond (the difference is convex).
        let (mut step, mut beyond) = (1, edges.iter().map(|e| e.2).max().unwrap() + 1);
        while beyond - step > 1 {
            let middle = step + (beyond - step) / 2;
            if holds(middle) { step = middle } else { beyond = middle }
        }
        edges = lowered(&edges, part, step);
        match of_sets.iter_mut().find(|set| set.0 == part) {
            Some(set) => set.1 += step,
            None => of_sets.push((part, step)),
        }
    }
    (of_vertices, of_sets)
}

/// The number of pairs that a barrier allows, by its definition.
pub(crate) fn pairs_allowed(parts: &Parts, barrier: u32) -> u64 {
    let kept: Vec<Edge> = parts
        .edges
        .iter()
        .copied()
        .filter(|e| (barrier >> e.0 | barrier >> e.1) & 1 == 0)
        .collect();
    let (mut seen, mut odd) = (barrier, 0);
    for v in 0..u32::try_from(parts.vertices).unwrap() {
        if seen >> v & 1 == 0 {
            let part = component(&kept, v);
            seen |= part;
            odd += u64::from(part.count_ones() % 2);
        }
    }
    (parts.vertices as u64 + u64::from(barrier.count_ones()) - odd) / 2
}

/// A certificate that an optimal matching is optimal.
pub(crate) fn prove(problem: &GeneralProblem) -> GeneralCertificate {
    let edges: Vec<Edge> = problem.edges().collect();
    let vertices = problem.vertex_count();
    let prices = |edges: &[Edge]| {
        let (of_vertices, of_sets) = whole_prices(vertices, edges);
        let twice: Vec<Priced> = of_sets.iter().map(|&(set, price)| (set, 2 * price)).collect();
        GeneralPrices {
            vertices: of_vertices.iter().map(|price| 2 * price).collect(),
            odd_sets: forest(vertices, &twice),
        }
    };
    match problem.mode() {
        Mode::HighestScore => GeneralCertificate::HighestScore { prices: prices(&edges) },
        Mode::MostPairsFirst => {
            let parts = Parts { vertices, edges };
            let barrier =
                (0..1_u32 << vertices).min_by_key(|&set| pairs_allowed(&parts, set)).unwrap();
            // So much a pair that one more outweighs any difference of the rest.
            let largest = parts.edges.iter().map(|e| e.2.abs()).max().unwrap_or(0);
            let bonus = i64::try_from(vertices).unwrap() * largest + 1;
            GeneralCertificate::MostPairs {
                barrier: (0..vertices).map(|v| barrier >> v & 1 == 1).collect(),
                pair_price: -2 * bonus,
                prices: prices(&parts.reweighed(|w| w + bonus).edges),
            }
        }
    }
}

#[test]
fn every_graph_of_four_has_a_certificate() {
    let mut count = 0;
    for parts in every_graph(4, &[-1, 0, 1, 2]) {
        check_solver(&Reference, &parts);
        count += 1;
    }
    assert_eq!(count, count_graphs(4, 4));
    assert_eq!(count, 15_625);
}

#[test]
fn random_small_graphs_have_a_certificate() {
    let mut rng = Rng::new(103);
    // What prices of vertices alone cannot prove; sets within sets; barriers; pairs that
    // only a price for pairs can prove.
    let (mut odd, mut nested, mut barriers, mut paid) = (0, 0, 0, 0);
    for _ in 0..12_000 {
        let parts = small_with(&mut rng, 8);
        check_solver(&Reference, &parts);
        let [first, highest] =
            MODES.map(|mode| Oracle::of(&parts.problem(mode)).objective(mode).weight);
        odd += usize::from(twice_in_halves(&parts) > 2 * highest);
        paid += usize::from(first < highest);
        if let GeneralCertificate::MostPairs { barrier, prices, .. } =
            prove(&parts.problem(Mode::MostPairsFirst))
        {
            nested += usize::from(prices.odd_sets.sets.iter().any(|set| set.within.is_some()));
            barriers += usize::from(barrier.contains(&true));
        }
    }
    let seen = [odd, nested, barriers, paid];
    assert!(seen.iter().all(|&seen| seen > 100), "{seen:?}");
}

/// Claims the optimum of enumeration without a proof.
struct Unproven;

impl Solver<GeneralProblem> for Unproven {
    fn name(&self) -> &'static str {
        "unproven"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        let (_, solution) = Oracle::with_matching(problem);
        Claim { solution, certificate: None, stop: Stop::Finished }
    }
}

/// Takes the heaviest edge that fits, again and again, and borrows a true proof.
struct Greedy;

impl Solver<GeneralProblem> for Greedy {
    fn name(&self) -> &'static str {
        "greedy"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        let mut edges: Vec<Edge> = problem.edges().collect();
        edges.sort_by_key(|e| std::cmp::Reverse(e.2));
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (a, b, _) in edges {
            if pairs.iter().all(|&(c, d)| a != c && a != d && b != c && b != d) {
                pairs.push((a, b));
            }
        }
        let certificate = Some(prove(problem));
        Claim { solution: Matching::new(pairs), certificate, stop: Stop::Finished }
    }
}

/// A path on which the heaviest edge spoils the other two.
fn path() -> Parts {
    Parts::new(4, &[(0, 1, 5), (1, 2, 6), (2, 3, 5)])
}

#[test]
#[should_panic(expected = "unproven has 2 pairs, weight 10 but proves only None")]
fn an_optimum_without_a_proof_does_not_pass() {
    check_solver(&Unproven, &path());
}

#[test]
#[should_panic(
    expected = "greedy has 1 pair, weight 6 but proves only Some(Objective { pairs: Some(2), weight: 10 })"
)]
fn less_than_the_optimum_does_not_pass() {
    check_solver(&Greedy, &path());
}

#[test]
fn a_proof_of_one_graph_does_not_serve_another() {
    let triangle = Parts::new(3, &[(0, 1, 2), (0, 2, 2), (1, 2, 2)]);
    let proof = prove(&triangle.problem(Mode::HighestScore));
    let heavier = triangle.reweighed(|w| w + 1).problem(Mode::HighestScore);
    let matching = Covers::of(&heavier).matching(0b011);
    let quality = heavier.verify(&matching, Some(&proof)).unwrap();
    assert!(!quality.is_optimal());
    let larger = Parts { vertices: 4, ..triangle }.problem(Mode::HighestScore);
    assert_eq!(
        larger.verify(&matching, Some(&proof)),
        Err(GeneralVerifyError::Length { what: "vertex prices", given: 3, wanted: 4 })
    );
}
