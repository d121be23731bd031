//! Locally dominant edges: their guarantees against enumeration, and their bounds by certificate.

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::general::{GeneralProblem, LocallyDominant, Matching, Mode, Objective};
use crosstie::solve::{GeneralCertificate, Limits, Problem, Quality, Solver, Stop};

use super::MODES;
use super::instances::{Edge, Parts, any_order, small};
use super::large::{on_a_small_stack, sparse};
use super::oracle::Oracle;
use crate::rng::Rng;

/// Whether all edges are paid for by the prices of their ends, so that those add up to the bound.
fn fits(problem: &GeneralProblem, certificate: &GeneralCertificate) -> bool {
    let (pair_price, prices) = match certificate {
        GeneralCertificate::HighestScore { prices } => (0, prices),
        GeneralCertificate::MostPairs { pair_price, prices, .. } => (*pair_price, prices),
    };
    let price = |v: u32| prices.vertices[v as usize];
    problem.edges().all(|(a, b, weight)| price(a) + price(b) >= 2 * weight - pair_price)
}

/// Solves, and verifies that the matching is one and that the certificate bounds it.
fn solve(problem: &GeneralProblem, limits: &Limits) -> (Matching, Quality<Objective>, Stop) {
    let claim = LocallyDominant.solve(problem, limits);
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .unwrap_or_else(|error| panic!("{error} in {problem:?}"));
    assert!(quality.bound() >= Some(quality.objective()), "{quality:?} in {problem:?}");
    assert!(fits(problem, &claim.certificate.unwrap()), "{problem:?}");
    (claim.solution, quality, claim.stop)
}

/// As [`solve`], to the end.
fn finish(problem: &GeneralProblem) -> (Matching, Quality<Objective>) {
    let (matching, quality, stop) = solve(problem, &Limits::none());
    assert_eq!(stop, Stop::Finished);
    (matching, quality)
}

/// The weights of the pairs, heaviest first.
fn weights(problem: &GeneralProblem, matching: &Matching) -> Vec<i64> {
    let weight = |&(a, b): &(u32, u32)| problem.weight(a, b).unwrap();
    let mut weights: Vec<i64> = matching.pairs().iter().map(weight).collect();
    weights.sort_unstable_by_key(|&weight| Reverse(weight));
    weights
}

/// The heaviest edge that fits, again and again.
fn greedy(problem: &GeneralProblem) -> Matching {
    let mut edges: Vec<Edge> = problem.edges().collect();
    edges.sort_by_key(|&(a, b, weight)| (Reverse(weight), a, b));
    let mut taken = vec![false; problem.vertex_count()];
    let mut pairs = Vec::new();
    for (a, b, weight) in edges {
        let counts = weight > 0 || problem.mode() == Mode::MostPairsFirst;
        if counts && !taken[a as usize] && !taken[b as usize] {
            (taken[a as usize], taken[b as usize]) = (true, true);
            pairs.push((a, b));
        }
    }
    Matching::new(pairs)
}

/// The guarantees on the matching and on its bound, in both modes; whether the bound was met.
pub(crate) fn check(parts: &Parts, oracle: &Oracle) -> [bool; 2] {
    MODES.map(|mode| {
        let problem = parts.problem(mode);
        let (matching, quality) = finish(&problem);
        let (found, bound) = (quality.objective(), quality.bound().unwrap());
        let optimum = oracle.objective(mode);
        assert!(found <= optimum && optimum <= bound, "{found} {optimum} {bound} {parts:?}");
        let heaviest = weights(&problem, &matching);
        match mode {
            Mode::HighestScore => {
                assert!(heaviest.iter().all(|&weight| weight > 0));
                assert!(2 * found.weight >= optimum.weight, "{found} {optimum} {parts:?}");
                assert!(bound.weight <= 2 * found.weight, "{found} {bound} {parts:?}");
            }
            Mode::MostPairsFirst => {
                let mates = matching.mates(parts.vertices);
                let single = |v: u32| mates[v as usize].is_none();
                assert!(parts.edges.iter().all(|&(a, b, _)| !single(a) || !single(b)));
                let most = usize::try_from(bound.pairs.unwrap()).unwrap();
                assert!(2 * matching.len() >= oracle.most_pairs());
                assert!(most <= 2 * matching.len(), "{found} {bound} {parts:?}");
                let twice: i64 = (0..most).map(|i| heaviest[i / 2]).sum();
                assert!(bound.weight <= twice, "{found} {bound} {parts:?}");
                if let Some(weight) = oracle.weight_of(most) {
                    assert!(weight <= bound.weight, "{weight} {bound} {parts:?}");
                }
                if parts.edges.iter().all(|e| e.2 >= 0) {
                    let highest = oracle.objective(Mode::HighestScore).weight;
                    assert!(2 * found.weight >= highest, "{found} {highest} {parts:?}");
                }
            }
        }
        quality.is_optimal()
    })
}

fn oracle(parts: &Parts) -> Oracle {
    Oracle::of(&parts.problem(Mode::HighestScore))
}

#[test]
fn half_of_the_optimum() {
    let mut rng = Rng::new(240);
    // Answers short of the optimum, down to exactly half of it.
    let (mut light, mut half, mut few, mut half_of_pairs) = (0, 0, 0, 0);
    for _ in 0..30_000 {
        let parts = small(&mut rng);
        let oracle = oracle(&parts);
        check(&parts, &oracle);
        let [first, highest] = MODES.map(|mode| finish(&parts.problem(mode)).1.objective());
        let optimum = oracle.objective(Mode::HighestScore).weight;
        light += usize::from(highest.weight < optimum);
        half += usize::from(optimum > 0 && 2 * highest.weight == optimum);
        let (pairs, most) = (first.pairs.unwrap(), oracle.most_pairs() as u64);
        few += usize::from(pairs < most);
        half_of_pairs += usize::from(most > 0 && 2 * pairs == most);
    }
    let seen = [light, half, few, half_of_pairs];
    assert!(seen.iter().all(|&seen| seen > 100), "{seen:?}");
}

#[test]
fn half_of_any_matching_above_every_level() {
    let mut rng = Rng::new(241);
    let mut levels = 0;
    for _ in 0..8_000 {
        let parts = small(&mut rng);
        if parts.edges.iter().any(|e| e.2.abs() > 1_000_000_000_000) {
            continue;
        }
        for mode in MODES {
            let problem = parts.problem(mode);
            let heaviest = weights(&problem, &finish(&problem).0);
            let mut at: Vec<i64> = parts.edges.iter().flat_map(|e| [e.2 - 1, e.2]).collect();
            at.push(0);
            at.retain(|&level| level >= 0 || mode == Mode::MostPairsFirst);
            at.sort_unstable();
            at.dedup();
            for level in at {
                let above: i64 = heaviest.iter().map(|weight| (weight - level).max(0)).sum();
                let most = oracle(&parts.reweighed(|weight| (weight - level).max(0)));
                let most = most.objective(Mode::HighestScore).weight;
                assert!(2 * above >= most, "{above} and {most} above {level} in {problem:?}");
                levels += 1;
            }
        }
    }
    assert!(levels > 50_000, "{levels}");
}

#[test]
fn bounds_are_true_and_near() {
    let mut rng = Rng::new(242);
    let mut met = [0; 2];
    for _ in 0..20_000 {
        let parts = small(&mut rng);
        let found = check(&parts, &oracle(&parts));
        for (met, found) in met.iter_mut().zip(found) {
            *met += usize::from(found);
        }
    }
    assert!(met.iter().all(|&met| met > 5_000), "{met:?}");
    // Where no enumeration reaches: of the optimum at most so many thousandths more.
    for (vertices, degree, most) in [(2_000, 4, 30), (2_000, 8, 30), (1_000, 30, 20)] {
        let parts = sparse(&mut rng, vertices, degree, |rng, _, _| rng.within(1, 1_000_000));
        for mode in MODES {
            let problem = parts.problem(mode);
            let bound = finish(&problem).1.bound().unwrap().weight;
            let optimum = super::objective(super::KERNEL, &parts, mode).weight;
            let over = 1_000 * (bound - optimum) / optimum;
            assert!(over <= most, "{over} thousandths over the optimum in {mode:?}");
        }
    }
}

#[test]
fn the_greedy_matching() {
    let mut rng = Rng::new(243);
    for _ in 0..20_000 {
        let parts = small(&mut rng);
        for mode in MODES {
            let problem = parts.problem(mode);
            assert_eq!(finish(&problem).0, greedy(&problem), "{problem:?}");
        }
    }
}

#[test]
fn the_same_whatever_the_order() {
    let mut rng = Rng::new(244);
    for _ in 0..5_000 {
        let parts = small(&mut rng);
        let other = parts.shuffled(&mut rng);
        for mode in MODES {
            let [one, other] = [&parts, &other].map(|parts| {
                let claim = LocallyDominant.solve(&parts.problem(mode), &Limits::none());
                (claim.solution, claim.certificate, claim.stop)
            });
            assert_eq!(one, other, "{parts:?}");
        }
    }
}

#[test]
fn relabelling_keeps_the_pairs() {
    let mut rng = Rng::new(245);
    for _ in 0..10_000 {
        let mut parts = small(&mut rng);
        // All different, of either sign.
        let different = any_order(&mut rng, parts.edges.len());
        let middle = i64::try_from(parts.edges.len() / 3).unwrap();
        for (edge, number) in parts.edges.iter_mut().zip(different) {
            edge.2 = i64::from(number) - middle;
        }
        let to = any_order(&mut rng, parts.vertices);
        let other = parts.relabelled(&to);
        for mode in MODES {
            let (one, quality) = finish(&parts.problem(mode));
            let (two, again) = finish(&other.problem(mode));
            let moved = one.pairs().iter().map(|&(a, b)| (to[a as usize], to[b as usize]));
            assert_eq!(Matching::new(moved), two, "{parts:?}");
            assert_eq!(quality.objective(), again.objective());
        }
    }
}

#[test]
fn stopped_claims_verify() {
    let mut rng = Rng::new(246);
    let mut stopped = 0;
    for _ in 0..3_000 {
        let parts = small(&mut rng);
        let oracle = oracle(&parts);
        for (mode, each) in MODES.into_iter().zip([10, 8]) {
            let problem = parts.problem(mode);
            let enough = each * parts.vertices as u64;
            let mut pairs = 0;
            for most in 0..=enough {
                let (matching, quality, stop) = solve(&problem, &Limits::none().iterations(most));
                assert!(quality.bound() >= Some(oracle.objective(mode)), "{most} {parts:?}");
                // The number of pairs never falls with more to do.
                assert!(matching.len() >= pairs, "{most} {parts:?}");
                pairs = matching.len();
                assert!(stop == Stop::Finished || stop == Stop::IterationLimit);
                stopped += usize::from(stop == Stop::IterationLimit);
                if most == enough {
                    assert_eq!(stop, Stop::Finished, "{parts:?}");
                    assert_eq!(matching, greedy(&problem));
                }
                if most >= 2 * parts.vertices as u64 {
                    assert_eq!(matching, greedy(&problem), "{most} {parts:?}");
                }
            }
        }
    }
    assert!(stopped > 50_000, "{stopped}");
}

#[test]
fn a_flag_stops_it() {
    let parts = Parts::new(3, &[(0, 1, 2), (1, 2, 3)]);
    let flag = Arc::new(AtomicBool::new(true));
    for mode in MODES {
        let limits = Limits::none().cancel(Arc::clone(&flag));
        let (matching, quality, stop) = solve(&parts.problem(mode), &limits);
        assert_eq!((matching.len(), stop), (0, Stop::Cancelled));
        // Nobody is matched, and half of the heaviest edge at each is 1, 1.5 and 1.5.
        assert_eq!(quality.bound().unwrap().weight, 4);
    }
}

#[test]
fn knows_cases_worked_by_hand() {
    let answers = |parts: &Parts| {
        MODES.map(|mode| {
            let (matching, quality) = finish(&parts.problem(mode));
            let bound = quality.bound().unwrap();
            (matching.pairs().to_vec(), bound.pairs, bound.weight)
        })
    };
    let (nobody, none) = (Parts::new(0, &[]), (Vec::new(), None, 0));
    assert_eq!(answers(&nobody), [(Vec::new(), Some(0), 0), none.clone()]);
    assert_eq!(answers(&Parts::new(3, &[])), [(Vec::new(), Some(0), 0), none.clone()]);
    // An edge that costs something is for most pairs only.
    let costly = Parts::new(2, &[(0, 1, -7)]);
    assert_eq!(answers(&costly), [(vec![(0, 1)], Some(1), -7), none]);
    // The middle edge is taken, and both of its neighbours are lost.
    let path = Parts::new(4, &[(0, 1, 5), (1, 2, 6), (2, 3, 5)]);
    assert_eq!(answers(&path), [(vec![(1, 2)], Some(2), 10), (vec![(1, 2)], None, 10)]);
    // Of equal edges the one with the lowest end, and then with the lowest other end.
    let equal = Parts::new(4, &[(1, 2, 1), (0, 3, 1), (0, 2, 1), (1, 3, 1)]);
    let pairs = vec![(0, 2), (1, 3)];
    assert_eq!(answers(&equal), [(pairs.clone(), Some(2), 2), (pairs, None, 2)]);
    // A star, and two triangles on it: only the middle is short of anybody.
    let star = Parts::new(
        7,
        &[(0, 1, 4), (0, 2, 9), (0, 3, 1), (0, 4, 2), (0, 5, 3), (1, 2, 2), (4, 5, 2), (3, 6, 1)],
    );
    assert_eq!(answers(&star)[0].0, [(0, 2), (3, 6), (4, 5)]);
}

/// Proven of the pairs, which no enumeration reaches, by the certificate alone.
fn check_large(parts: &Parts) -> [Quality<Objective>; 2] {
    MODES.map(|mode| {
        let problem = parts.problem(mode);
        let (matching, quality) = finish(&problem);
        assert_eq!(matching, greedy(&problem));
        let (found, bound) = (quality.objective(), quality.bound().unwrap());
        match mode {
            Mode::HighestScore => assert!(bound.weight <= 2 * found.weight),
            Mode::MostPairsFirst => assert!(bound.pairs <= found.pairs.map(|pairs| 2 * pairs)),
        }
        quality
    })
}

#[test]
fn large_and_verified_by_its_certificate() {
    let mut rng = Rng::new(247);
    let parts = sparse(&mut rng, 100_000, 20, |rng, _, _| rng.within(1, 1_000_000));
    assert!(parts.edges.len() > 990_000);
    for quality in check_large(&parts) {
        let (found, bound) = (quality.objective(), quality.bound().unwrap());
        assert!(10 * bound.weight <= 11 * found.weight, "{found} of at most {bound}");
    }
}

#[test]
fn long_chains_of_pointers() {
    const LONG: u32 = 100_001;
    // Each vertex points at the next, and only the last two at each other: then all point anew.
    on_a_small_stack(|| {
        let edges: Vec<Edge> = (1..LONG).map(|v| (v - 1, v, i64::from(v))).collect();
        for quality in check_large(&Parts::new(LONG as usize, &edges)) {
            assert!(quality.is_optimal(), "{quality:?}");
        }
    });
    // All point at the middle.
    on_a_small_stack(|| {
        let edges: Vec<Edge> = (1..LONG).map(|v| (0, v, i64::from(v))).collect();
        for quality in check_large(&Parts::new(LONG as usize, &edges)) {
            assert_eq!(quality.objective().weight, i64::from(LONG - 1));
            assert!(quality.is_optimal(), "{quality:?}");
        }
    });
}

#[test]
fn a_barrier_shows_who_is_short() {
    // A hundred whom all others depend on: no matching has more pairs.
    let mut rng = Rng::new(248);
    let mut edges = Vec::new();
    for v in 100..5_000_u32 {
        let first = rng.below_u32(50);
        edges.extend([(first, v, rng.within(1, 99)), (first + 50, v, rng.within(1, 99))]);
    }
    let [most, _] = check_large(&Parts::new(5_000, &edges));
    assert_eq!(most.objective().pairs, Some(100));
    assert_eq!(most.bound().unwrap().pairs, Some(100));
}
