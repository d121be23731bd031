//! Problems built from a matrix: the same as those of all pairs, and pricing from a sample on ones that are large enough.

use crosstie::matching::assignment::{
    AssignmentError, AssignmentProblem, AuctionPaths, DensePricing, Mode,
};
use crosstie::solve::{Limits, Problem, Solver, Stop};

use super::{MODES, solve_to_proof};
use crate::rng::Rng;

/// Left and right vertices of the large ones: enough that a sample is drawn.
const SIZE: [usize; 2] = [430, 410];

fn problem(mode: Mode, capacity: [u32; 2], weights: &[i64]) -> AssignmentProblem {
    let [left, right] = [0, 1].map(|side| vec![capacity[side]; SIZE[side]]);
    AssignmentProblem::from_matrix(mode, left, right, weights.to_vec()).unwrap()
}

fn weights(mut weight: impl FnMut(i64, i64) -> i64) -> Vec<i64> {
    let [lefts, rights] = SIZE.map(|count| 0..i64::try_from(count).unwrap());
    lefts.flat_map(|l| rights.clone().map(move |r| (l, r))).map(|(l, r)| weight(l, r)).collect()
}

/// Both kernels prove the same objective, whatever the places.
fn check(weights: &[i64]) {
    for mode in MODES {
        for capacity in [[1, 1], [1, 2], [2, 1], [3, 3]] {
            let problem = problem(mode, capacity, weights);
            let found = solve_to_proof(&DensePricing, &problem).objective();
            assert_eq!(found, solve_to_proof(&AuctionPaths, &problem).objective());
            let claim = problem.solve();
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            assert_eq!(quality.objective(), found);
        }
    }
}

#[test]
fn weights_without_structure() {
    let mut rng = Rng::new(900);
    check(&weights(|_, _| rng.within(-1_000_000, 1_000_000)));
}

#[test]
fn many_ties() {
    let mut rng = Rng::new(901);
    check(&weights(|_, _| rng.within(0, 4)));
}

#[test]
fn everyone_alike() {
    check(&weights(|_, _| 7));
    check(&weights(|_, _| 0));
    check(&weights(|_, _| -7));
}

#[test]
fn a_table_of_products() {
    check(&weights(|l, r| (l + 1) * (r + 1)));
}

#[test]
fn clusters_of_different_size_on_both_sides() {
    // Positions on a line; most of the left side is near 0, most of the right one near 1,000,000.
    let mut rng = Rng::new(902);
    let mut side = |count: usize, near: usize| -> Vec<i64> {
        let centre = |rng: &mut Rng| if rng.chance(near, 10) { 0 } else { 1_000_000 };
        (0..count).map(|_| centre(&mut rng) + rng.within(0, 90_000)).collect()
    };
    let (left, right) = (side(SIZE[0], 8), side(SIZE[1], 3));
    let at = |list: &[i64], index: i64| list[usize::try_from(index).unwrap()];
    check(&weights(|l, r| -(at(&left, l) - at(&right, r)).abs()));
    check(&weights(|l, r| 600_000 - (at(&left, l) - at(&right, r)).abs()));
}

#[test]
fn one_right_vertex_has_nearly_all_the_places() {
    let mut rng = Rng::new(903);
    let weights = weights(|_, _| rng.within(1, 1_000));
    for mode in MODES {
        let mut right = vec![1; SIZE[1]];
        right[17] = 400;
        let left = vec![1; SIZE[0]];
        let problem = AssignmentProblem::from_matrix(mode, left, right, weights.clone()).unwrap();
        let found = solve_to_proof(&DensePricing, &problem).objective();
        assert_eq!(found, solve_to_proof(&AuctionPaths, &problem).objective());
    }
}

#[test]
fn lower_quotas() {
    let mut rng = Rng::new(904);
    let weights = weights(|l, r| if r < 40 { -500 } else { 100 } + rng.within(0, 99) - l % 7);
    for mode in MODES {
        let mut quotas = vec![0; SIZE[1]];
        quotas[..40].fill(2);
        let problem = problem(mode, [2, 3], &weights).with_lower_quotas(vec![0; SIZE[0]], quotas);
        let problem = problem.unwrap();
        let found = solve_to_proof(&DensePricing, &problem).objective();
        assert_eq!(found, solve_to_proof(&AuctionPaths, &problem).objective());
    }
}

#[test]
fn a_stopped_run_is_a_matching_with_a_bound() {
    let mut rng = Rng::new(905);
    let weights = weights(|_, _| rng.within(-99, 999));
    for mode in MODES {
        let problem = problem(mode, [1, 1], &weights);
        let optimum = solve_to_proof(&DensePricing, &problem).objective();
        let mut stopped = 0;
        for power in 0..24 {
            let claim = DensePricing.solve(&problem, &Limits::none().iterations(1 << power));
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            assert!(quality.objective() <= optimum && quality.bound().unwrap() >= optimum);
            assert_eq!(claim.stop == Stop::Finished, quality.is_optimal(), "2^{power}");
            stopped += u32::from(claim.stop == Stop::IterationLimit);
        }
        assert!((3..24).contains(&stopped), "{stopped} of 24 limits");
    }
}

#[test]
fn a_matrix_is_all_pairs() {
    let mut rng = Rng::new(906);
    for _ in 0..500 {
        let [lefts, rights] = [0, 1].map(|_| rng.below(5));
        let weights: Vec<i64> = (0..lefts * rights).map(|_| rng.within(-9, 9)).collect();
        let edges: Vec<(u32, u32, i64)> = (0..lefts * rights)
            .map(|at| {
                let [left, right] = [at / rights, at % rights].map(|v| u32::try_from(v).unwrap());
                (left, right, weights[at])
            })
            .collect();
        let capacities = [vec![2; lefts], vec![1; rights]];
        let [left, right] = capacities.clone();
        let matrix =
            AssignmentProblem::from_matrix(Mode::HighestScore, left, right, weights).unwrap();
        let [left, right] = capacities;
        let list = AssignmentProblem::new(Mode::HighestScore, left, right, edges.clone()).unwrap();
        assert!(matrix.is_matrix() && !list.is_matrix());
        assert_eq!(matrix.edge_count(), edges.len());
        assert_eq!(matrix.edges().collect::<Vec<_>>(), edges);
        for left in 0..=lefts {
            assert_eq!(matrix.row(left), list.row(left));
        }
        for (left, right, weight) in edges {
            assert_eq!(matrix.weight(left, right), Some(weight));
        }
        let beyond = u32::try_from(rights).unwrap();
        assert_eq!(matrix.weight(0, beyond), None);
    }
}

#[test]
fn mistakes_come_together() {
    let given = AssignmentProblem::from_matrix(
        Mode::HighestScore,
        vec![1; 2],
        vec![1; 3],
        vec![0, i64::MIN, 0, 0, 0],
    );
    let mistakes: Vec<String> = given.unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        mistakes[0],
        "5 weights for 2 left and 3 right vertices; give 6, one a pair, row by row"
    );
    assert!(mistakes[1].starts_with("a weight of magnitude 9223372036854775808 with 5 vertices"));
    assert_eq!(mistakes.len(), 2);
    let none = AssignmentProblem::from_matrix(Mode::HighestScore, vec![], vec![], vec![]);
    assert!(none.unwrap().solve().solution.is_empty());
    let wide = AssignmentProblem::from_matrix(Mode::HighestScore, vec![], vec![1; 3], vec![1]);
    let wrong = wide.unwrap_err();
    let wrong = wrong.iter().next().unwrap();
    assert!(matches!(wrong, AssignmentError::Matrix { given: 1, wanted: 0, .. }));
}
