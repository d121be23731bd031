//! Weights of the largest magnitude there may be, with lower quotas and from other answers.

use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Mode, Objective};
use crosstie::solve::{AssignmentCertificate, Limits, Solver};

use super::instances::{Parts, largest_weight, small_with, sparse, with_random_quotas};
use super::oracle::Oracle;
use super::planted::prices_of;
use super::quotas::{optimum, proven};
use super::warm::Warm;
use super::{AnySolver, MODES};
use crate::rng::Rng;

/// The largest magnitude of a weight that these vertices and edges allow.
fn largest(parts: &Parts) -> i64 {
    let places = |side: &[u32]| side.iter().map(|&places| places as usize).sum::<usize>();
    let pairs = places(&parts.left).min(places(&parts.right)).min(parts.edges.len());
    largest_weight(parts.left.len(), parts.right.len(), pairs)
}

/// The same edges with weights near the largest there may be, of both signs or of one.
fn near_largest(rng: &mut Rng, parts: &Parts) -> Parts {
    let most = largest(parts);
    let choices: &[i64] = match rng.below(5) {
        0 => &[-most, most],
        1 => &[-most, 1 - most, 0, most - 1, most],
        2 => &[most - 1, most],
        3 => &[-most, 1 - most],
        _ => &[-most, -most / 2, 0, most / 3, most],
    };
    let mut other = parts.clone();
    for edge in &mut other.edges {
        edge.2 = *rng.pick(choices);
    }
    other
}

#[test]
fn agrees_with_enumeration_with_quotas_and_from_other_answers() {
    let mut rng = Rng::new(130);
    // Seen: prices below 0, and no matching.
    let mut seen = [0, 0];
    for _ in 0..20_000 {
        let free = small_with(&mut rng, 5, 16);
        let shape = with_random_quotas(&mut rng, &free);
        let new = near_largest(&mut rng, &shape);
        let other = if rng.chance(1, 2) { free } else { with_random_quotas(&mut rng, &shape) };
        let old = near_largest(&mut rng, &other);
        let oracle = Oracle::of(&new.problem(Mode::HighestScore));
        let start = Warm::of(&old.problem(*rng.pick(&MODES)), &Limits::none());
        for mode in MODES {
            let problem = new.problem(mode);
            let claim = AuctionPaths.solve(&problem, &Limits::none());
            let found = proven(AuctionPaths.name(), &problem, &claim);
            assert_eq!(found, oracle.optimum(mode), "{mode:?} {new:?}");
            let found = optimum(&start, &problem);
            assert_eq!(found, oracle.optimum(mode), "{mode:?} {new:?} from {start:?}");
            let mut certificate = claim.certificate.unwrap();
            if matches!(certificate, AssignmentCertificate::Infeasible(_)) {
                seen[1] += 1;
            } else {
                seen[0] += usize::from(prices_of(&mut certificate).right.iter().any(|&p| p < 0));
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 2_000), "below 0, no matching: {seen:?}");
}

/// Some hundreds of vertices with weights -1, 0 and 1, each shape with lower quotas that its vertices can just meet,
/// and with less.
fn shapes(rng: &mut Rng) -> Vec<Parts> {
    let n = 150;
    let path = |own: fn(u32) -> i64, next: fn(u32) -> i64| {
        let own = (0..n).map(|l| (l, l, own(l)));
        let next = (0..n - 1).map(|l| (l, l + 1, next(l)));
        Parts::new(vec![1; 150], vec![1; 150], own.chain(next).collect())
    };
    let unit = |rng: &mut Rng, _, _| rng.within(-1, 1);
    let crowded = sparse(rng, vec![1; 200], vec![2; 100], 6, unit);
    let wide = sparse(rng, vec![3; 120], vec![6; 80], 10, unit);
    let hub = Parts::new(vec![1; 200], vec![120, 100], {
        (0..200).flat_map(|l| [(l, 0, 1), (l, 1, -1)]).collect()
    });
    // The last one is asked for, and all but the first of those before: everybody steps on, and prices run down.
    let steps = (0..n).flat_map(|l| [(l, l, 1), (l, l + 1, -1)]).collect();
    let asked = (0..=n).map(|r| r.min(1)).collect();
    vec![
        Parts::new(vec![1; 150], vec![1; 151], steps).with_quotas(Vec::new(), asked),
        // Everybody must have what they lose most by: prices run up along the path.
        path(|_| -1, |_| 1),
        path(|_| -1, |_| 1).with_quotas(vec![1; 150], vec![1; 150]),
        path(|_| 1, |_| -1).with_quotas(vec![1; 150], Vec::new()),
        path(|l| i64::from(l % 2), |l| -i64::from(l % 2)).with_quotas(Vec::new(), vec![1; 150]),
        crowded.with_quotas(vec![1; 200], vec![1; 100]),
        crowded,
        wide.with_quotas(vec![2; 120], vec![3; 80]),
        wide.with_quotas(Vec::new(), vec![4; 80]),
        hub.with_quotas(vec![1; 200], vec![0, 90]),
        hub.with_quotas(vec![1; 200], vec![120, 80]),
    ]
}

/// The optimum of the same problem with the weights of the shape, so many times.
fn times(objective: Option<Objective>, most: i64) -> Option<Objective> {
    objective.map(|o| Objective { weight: o.weight * most, ..o })
}

/// The largest price of a right vertex, and the least.
fn extremes(solver: AnySolver<'_>, problem: &AssignmentProblem) -> [i64; 2] {
    let mut certificate = solver.solve(problem, &Limits::none()).certificate.unwrap();
    let prices = &prices_of(&mut certificate).right;
    [prices.iter().copied().max().unwrap(), prices.iter().copied().min().unwrap()]
}

#[test]
fn some_hundreds_of_vertices_scale_to_the_largest_weights() {
    let mut rng = Rng::new(131);
    let (mut highest, mut lowest) = (0, 0);
    for shape in shapes(&mut rng) {
        for shape in [shape.transposed(), shape] {
            let most = largest(&shape);
            let parts = shape.reweighed(|weight| weight * most);
            let opposed = shape.reweighed(|weight| -weight * most);
            let vertices = i64::try_from(parts.left.len() + parts.right.len()).unwrap();
            for mode in MODES {
                let problem = parts.problem(mode);
                let goal = times(optimum(&AuctionPaths, &shape.problem(mode)), most);
                assert!(goal.is_some(), "{mode:?}");
                assert_eq!(optimum(&AuctionPaths, &problem), goal, "{mode:?}");
                let free = opposed.with_quotas(Vec::new(), Vec::new());
                let starts = [&opposed, &free, &shape, &parts];
                for (i, old) in starts.into_iter().enumerate() {
                    for old_mode in MODES {
                        for limits in [Limits::none(), Limits::none().iterations(300)] {
                            let start = Warm::of(&old.problem(old_mode), &limits);
                            let found = optimum(&start, &problem);
                            assert_eq!(found, goal, "{mode:?} from {i} {old_mode:?}");
                        }
                    }
                }
                let [high, low] = extremes(&AuctionPaths, &problem);
                highest = highest.max(high / (vertices * most / 100));
                lowest = lowest.min(low / (vertices * most / 100));
            }
        }
    }
    assert!(
        highest > 50 && lowest < -50,
        "prices in hundredths of all weights: {highest}, {lowest}"
    );
}
