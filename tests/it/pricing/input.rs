//! Building a problem, and sources that are at the edge of what they may be, or beyond.

use crosstie::matching::assignment::{AssignmentError, Matching, Mode, Objective};
use crosstie::matching::pricing::{
    AllPairs, AllPairsError, Blocks, Pricing, PricingCounts, check_bounds,
};
use crosstie::solve::{Limits, Problem, Stop, VerifyError};

use super::instances::{Instance, Table, random, random_up_to, vertices};
use super::{check, full_optimum};
use crate::assignment::MODES;
use crate::rng::Rng;

/// Nothing owned, all in one block a side.
fn plain(left: Vec<u32>, right: Vec<u32>, scores: Vec<Option<i64>>) -> Instance {
    let sides = [&left, &right];
    let blocks = sides.map(|side| Blocks::whole(vertices(side).end));
    let own = sides.map(|side| vec![0; side.len()]);
    let table = Table::new(blocks, scores, own);
    Instance { left, right, table }
}

fn mistakes(left: &[u32], right: &[u32], table: &Table) -> Vec<AllPairsError> {
    AllPairs::new(Mode::MostPairsFirst, left.to_vec(), right.to_vec(), table)
        .unwrap_err()
        .into_vec()
}

#[test]
fn keeps_what_it_is_given() {
    let mut rng = Rng::new(750);
    for _ in 0..500 {
        let instance = random_up_to(&mut rng, 8);
        for mode in MODES {
            let problem = instance.problem(mode);
            assert_eq!(problem.mode(), mode);
            assert_eq!(problem.left_capacity(), instance.left);
            assert_eq!(problem.right_capacity(), instance.right);
            assert_eq!(problem.source().scores, instance.table.scores);
            for l in 0..=vertices(&instance.left).end {
                for r in 0..=vertices(&instance.right).end {
                    let full = instance.full(mode);
                    assert_eq!(problem.score(l, r), full.weight(l, r));
                }
            }
            assert_eq!(problem.score(u32::MAX, 0), None);
            assert_eq!(problem.score(0, u32::MAX), None);
        }
    }
}

#[test]
fn capacities_of_both_sides_are_counted() {
    let table = plain(vec![1; 2], vec![1; 3], vec![Some(1); 6]).table;
    let wrong = |side, given, wanted| AllPairsError::Capacities { side, given, wanted };
    assert_eq!(mistakes(&[1; 3], &[1; 3], &table), [wrong("left", 3, 2)]);
    assert_eq!(mistakes(&[1; 2], &[1; 2], &table), [wrong("right", 2, 3)]);
    let both = [wrong("left", 3, 2), wrong("right", 2, 3)];
    assert_eq!(mistakes(&[1; 3], &[1; 2], &table), both);
    assert_eq!(mistakes(&[], &[], &table), [wrong("left", 0, 2), wrong("right", 0, 3)]);
    assert_eq!(
        wrong("left", 3, 2).to_string(),
        "there are 3 left capacities, but the blocks hold 2 left vertices; give one a vertex"
    );
}

#[test]
fn scores_leave_headroom() {
    let problem = |instance: &Instance, greatest| {
        let mut table = instance.table.clone();
        table.greatest = greatest;
        let (left, right) = (instance.left.clone(), instance.right.clone());
        AllPairs::new(Mode::HighestScore, left, right, &table).map(|_| ())
    };
    // Sums of 8·(n + 2) scores, or of as many as can be matched, whichever are more.
    let few = plain(vec![1; 2], vec![1; 3], vec![Some(1); 6]);
    let many = plain(vec![1_000, 24], vec![u32::MAX; 3], vec![Some(1); 6]);
    for (instance, sums) in [(few, 56), (many, 1_024)] {
        let most = i64::MAX / sums;
        assert_eq!(problem(&instance, most), Ok(()));
        assert_eq!(problem(&instance, 0), Ok(()));
        for greatest in [most + 1, i64::MAX, i64::MIN] {
            let error = AllPairsError::Size(AssignmentError::Headroom {
                given: greatest.unsigned_abs(),
                vertices: 5,
                most: most.unsigned_abs(),
            });
            let errors = problem(&instance, greatest).unwrap_err();
            assert_eq!(errors.iter().collect::<Vec<_>>(), [&error]);
            let AllPairsError::Size(inner) = &error else { panic!() };
            assert_eq!(error.to_string(), inner.to_string());
        }
    }
}

#[test]
fn capacities_and_headroom_are_reported_together() {
    let mut table = plain(vec![1; 2], vec![1; 3], vec![Some(1); 6]).table;
    table.greatest = i64::MAX;
    let found = mistakes(&[1; 7], &[1; 9], &table);
    assert!(
        matches!(
            found[..],
            [
                AllPairsError::Capacities { side: "left", given: 7, wanted: 2 },
                AllPairsError::Capacities { side: "right", given: 9, wanted: 3 },
                AllPairsError::Size(AssignmentError::Headroom { .. }),
            ]
        ),
        "{found:?}"
    );
}

#[test]
fn sides_without_vertices() {
    for (left, right) in [(0, 0), (0, 1), (1, 0), (0, 50), (50, 0)] {
        let instance = plain(vec![1; left], vec![1; right], Vec::new());
        for mode in MODES {
            let pairs = (mode == Mode::MostPairsFirst).then_some(0);
            let full = instance.full(mode);
            let nothing = Objective { pairs, weight: 0 };
            let counts = check(&Pricing::default(), &instance, &full, nothing);
            assert_eq!((counts.pairs, counts.kept, counts.scored), (0, 0, 0));
        }
    }
}

#[test]
fn capacities_of_zero() {
    let mut rng = Rng::new(751);
    for _ in 0..300 {
        let mut instance = random_up_to(&mut rng, 30);
        let side = rng.below(3);
        if side != 0 {
            instance.left.fill(0);
        }
        if side != 1 {
            instance.right.fill(0);
        }
        for mode in MODES {
            let pairs = (mode == Mode::MostPairsFirst).then_some(0);
            let nothing = Objective { pairs, weight: 0 };
            check(&Pricing::default(), &instance, &instance.full(mode), nothing);
        }
    }
}

/// Solves instances with many places: on the left any of these, on the right any up to what the type holds.
fn check_many_places(rng: &mut Rng, on_the_left: &[u32]) {
    for _ in 0..500 {
        let mut instance = random_up_to(rng, 60);
        for places in &mut instance.left {
            *places = *rng.pick(on_the_left);
        }
        let lefts = vertices(&instance.left).end;
        for places in &mut instance.right {
            *places = *rng.pick(&[0, 1, lefts, lefts + 7, 1_000_000, u32::MAX]);
        }
        // So many places leave less headroom.
        instance.table.greatest = instance.table.greatest.min(10_000_000);
        instance.table.bounds = instance.table.least_bounds();
        for mode in MODES {
            let full = instance.full(mode);
            check(&Pricing::default(), &instance, &full, full_optimum(&full));
        }
    }
}

#[test]
fn many_places_on_the_right() {
    check_many_places(&mut Rng::new(752), &[0, 1, 2, 10, 11]);
}

#[test]

fn many_places_on_both_sides() {
    check_many_places(&mut Rng::new(758), &[0, 1, 12, 13, 30, 1_000_000, u32::MAX]);
}

#[test]

fn a_left_vertex_with_twenty_places() {
    // Worth 1 to each of 20 right vertices, who have places for all; 600 others are worth 5 and have one place each.
    let mut scores = vec![Some(1); 20];
    scores.extend(vec![Some(5); 600 * 20]);
    let left = [20].into_iter().chain([1; 600]).collect();
    let instance = plain(left, vec![601; 20], scores);
    let optimum = Objective { pairs: None, weight: 600 * 5 + 20 };
    check(&Pricing::default(), &instance, &instance.full(Mode::HighestScore), optimum);
}

#[test]
fn every_pair_excluded() {
    let mut rng = Rng::new(753);
    for _ in 0..200 {
        let mut instance = random_up_to(&mut rng, 30);
        instance.table.scores.fill(None);
        // The bounds are those of the scores before: no pair exceeds them now.
        for mode in MODES {
            let pairs = (mode == Mode::MostPairsFirst).then_some(0);
            let full = instance.full(mode);
            let nothing = Objective { pairs, weight: 0 };
            let counts = check(&Pricing::default(), &instance, &full, nothing);
            assert_eq!((counts.kept, counts.eligible), (0, 0));
        }
    }
}

#[test]
fn scores_out_of_range_count_as_excluded() {
    let mut rng = Rng::new(754);
    let mut beyond = 0;
    for _ in 0..1_000 {
        let mut instance = random_up_to(&mut rng, 30);
        let table = &mut instance.table;
        // Some extreme, and often some that are only just too great.
        table.greatest = table.scores.iter().flatten().map(|s| s.abs()).max().unwrap_or(0);
        if rng.chance(1, 2) {
            table.greatest = table.greatest.min(rng.within(0, 60));
        }
        let greatest = table.greatest;
        let in_twenty = 1 + rng.below(10);
        for score in &mut table.scores {
            if rng.chance(in_twenty, 20) {
                *score =
                    Some(*rng.pick(&[i64::MAX, i64::MIN, -i64::MAX, greatest + 1, -greatest - 1]));
            }
        }
        table.bounds = table.least_bounds();
        beyond += table
            .scores
            .iter()
            .flatten()
            .filter(|s| s.unsigned_abs() > greatest.unsigned_abs())
            .count();
        for mode in MODES {
            let full = instance.full(mode);
            check(&Pricing::default(), &instance, &full, full_optimum(&full));
        }
    }
    assert!(beyond > 10_000, "{beyond}");
    // Nor may one be matched.
    let instance = plain(vec![1], vec![1, 1], vec![Some(3), Some(4)]);
    let mut table = instance.table;
    table.greatest = 3;
    let problem = AllPairs::new(Mode::HighestScore, vec![1], vec![1, 1], &table).unwrap();
    assert_eq!([problem.score(0, 0), problem.score(0, 1)], [Some(3), None]);
    assert_eq!(
        problem.verify(&Matching::new([(0, 1)]), None),
        Err(VerifyError::NoEdge { left: 0, right: 1 })
    );
}

#[test]

fn bounds_that_say_nothing_at_all() {
    // Nobody looks up what is just enough: the greatest number there is says nothing, too.
    let mut rng = Rng::new(755);
    for _ in 0..500 {
        let mut instance = random_up_to(&mut rng, 30);
        let nothing = *rng.pick(&[i64::MAX, i64::MAX / 2, i64::MAX - 1_000]);
        let some = 1 + rng.below(3);
        for bound in &mut instance.table.bounds {
            if rng.chance(some, 3) {
                *bound = Some(nothing);
            }
        }
        assert_eq!(check_bounds(&&instance.table, 100, rng.next()), Ok(()));
        for mode in MODES {
            let full = instance.full(mode);
            check(&Pricing::default(), &instance, &full, full_optimum(&full));
        }
    }
}

#[test]

fn a_bound_that_says_nothing_at_all() {
    // One pair, nothing owned in all, and the right vertex more than nothing.
    let mut instance = plain(vec![1], vec![1], vec![Some(5)]);
    instance.table.own = [vec![-1], vec![1]];
    instance.table.bounds = vec![Some(i64::MAX)];
    assert_eq!(check_bounds(&&instance.table, 1, 0), Ok(()));
    for mode in MODES {
        let full = instance.full(mode);
        check(&Pricing::default(), &instance, &full, full_optimum(&full));
    }
}

/// Solves sources with other bounds; returns how often one was believed that leads to less than the optimum.
fn check_lies(rng: &mut Rng, lie: impl Fn(&mut Rng, usize, Option<i64>) -> Option<i64>) -> u64 {
    let mut worse = 0;
    for _ in 0..1_000 {
        let mut instance = random_up_to(rng, 40);
        let kind = rng.below(5);
        for bound in &mut instance.table.bounds {
            *bound = lie(rng, kind, *bound);
        }
        for mode in MODES {
            let problem = instance.problem(mode);
            let full = instance.full(mode);
            let optimum = full_optimum(&full);
            for limits in [Limits::none(), Limits::none().iterations(rng.below(100) as u64)] {
                let (claim, _) = Pricing::default().solve_counting(&problem, &limits);
                let found = full.verify(&claim.solution, None).unwrap().objective();
                assert!(found <= optimum);
                worse += u64::from(claim.stop == Stop::Finished && found < optimum);
                // What is proven is proven as far as the bounds are true: an answer, whatever it is.
                let _ = problem.verify(&claim.solution, claim.certificate.as_ref());
            }
        }
    }
    worse
}

#[test]
fn a_source_that_lies_leads_to_a_matching() {
    let worse = check_lies(&mut Rng::new(756), |rng, kind, bound| match kind {
        0 => None,
        1 => bound.map(|bound| bound - 1),
        2 => bound.filter(|_| rng.chance(1, 2)),
        3 => bound.map(|bound| bound - rng.within(0, 100_000)),
        _ => *rng.pick(&[None, Some(0), Some(-1_000_000_000), bound]),
    });
    assert!(worse > 200, "{worse}");
}

#[test]

fn a_source_that_lies_without_measure_leads_to_a_matching() {
    let worse = check_lies(&mut Rng::new(759), |rng, kind, bound| match kind {
        0 => Some(i64::MIN),
        1 => Some(i64::MIN + rng.within(0, 100_000)),
        _ => *rng.pick(&[None, Some(i64::MIN), Some(0), Some(i64::MAX), bound]),
    });
    assert!(worse > 200, "{worse}");
}

#[test]
fn counts_start_from_nothing() {
    let mut rng = Rng::new(757);
    let instance = random(&mut rng, 10, 10);
    let problem = instance.problem(Mode::HighestScore);
    let (_, counts) = problem.solve();
    assert_ne!(counts, PricingCounts::default());
    assert_eq!(problem.solve().1, counts, "counts of one run only");
    assert_eq!(counts.pairs, 100);
}
