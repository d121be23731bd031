//! Building a problem, and sources that are at the edge of what they may be, or beyond.

use crosstie::matching::general::{GeneralError, Matching, Mode, Objective};
use crosstie::matching::pricing::{AllPairsWithin, PricingCounts, PricingWithin, check_bounds};
use crosstie::solve::{GeneralVerifyError, Limits, Problem, Stop};

use super::instances::{Symmetric, dressed_anyhow, number, random, random_up_to};
use super::{check, check_from, full_optimum};
use crate::general::MODES;
use crate::general::instances::{Edge, Parts, all_pairs, largest_weight};
use crate::rng::Rng;

#[test]
fn keeps_what_it_is_given() {
    let mut rng = Rng::new(1_800);
    for _ in 0..300 {
        let source = random_up_to(&mut rng, 9);
        let count = number(source.count());
        for mode in MODES {
            let (problem, full) = (source.problem(mode), source.full(mode));
            assert_eq!(problem.mode(), mode);
            assert_eq!(problem.vertex_count(), source.count());
            assert_eq!(problem.source().0.scores, source.0.scores);
            for a in 0..=count {
                for b in 0..=count {
                    assert_eq!(problem.score(a, b), full.weight(a, b));
                    assert_eq!(problem.score(a, b), problem.score(b, a));
                }
                assert_eq!(problem.score(a, a), None);
                assert_eq!(problem.score(a, u32::MAX), None);
                assert_eq!(problem.score(u32::MAX, a), None);
            }
        }
    }
}

#[test]
fn scores_leave_headroom() {
    for count in [0, 1, 2, 5, 100, 1_022] {
        let all = all_pairs(count).into_iter().map(|(a, b)| (a, b, 1)).collect();
        let source = Symmetric::plain(&Parts { vertices: count, edges: all });
        let problem = |mode, greatest| {
            let mut source = source.clone();
            source.0.greatest = greatest;
            AllPairsWithin::new(mode, &source).map(|_| ())
        };
        let most = largest_weight(count);
        for mode in MODES {
            assert_eq!(problem(mode, most), Ok(()));
            assert_eq!(problem(mode, 0), Ok(()));
            for greatest in [most + 1, i64::MAX, i64::MIN, -most - 1] {
                let error = GeneralError::Headroom {
                    given: greatest.unsigned_abs(),
                    vertices: count,
                    most: most.unsigned_abs(),
                };
                let errors = problem(mode, greatest).unwrap_err();
                assert_eq!(errors.iter().collect::<Vec<_>>(), [&error]);
            }
        }
    }
}

#[test]
fn scores_as_large_as_may_be() {
    let mut rng = Rng::new(1_801);
    for turn in 0..400 {
        let count = if turn % 10 == 0 { 100 } else { 2 + rng.below(20) };
        let most = largest_weight(count);
        let in_ten = *rng.pick(&[3, 10, 10]);
        let near = rng.chance(1, 2);
        let mut edges: Vec<Edge> = Vec::new();
        for (a, b) in all_pairs(count) {
            let score = *rng.pick(&[-most, most, most - 1, 0, 1 - most]);
            let score = if near { most - rng.within(0, 3) } else { score };
            if rng.chance(in_ten, 10) {
                edges.push((a, b, score));
            }
        }
        let parts = Parts { vertices: count, edges };
        let source = dressed_anyhow(&mut rng, &parts);
        for mode in MODES {
            let full = parts.problem(mode);
            check(&source, &full, full_optimum(&full));
        }
    }
}

#[test]
fn no_pairs_at_all() {
    let mut rng = Rng::new(1_802);
    for count in [0, 1, 2, 3, 50] {
        let nobody = Parts { vertices: count, edges: Vec::new() };
        let mut source = dressed_anyhow(&mut rng, &nobody);
        for bounded in [true, false] {
            if !bounded {
                // Bounds that do not say so.
                source = source.with_bounds(|_, _| Some(1_000));
            }
            for mode in MODES {
                let pairs = (mode == Mode::MostPairsFirst).then_some(0);
                let nothing = Objective { pairs, weight: 0 };
                let (_, counts) = check(&source, &source.full(mode), nothing);
                assert_eq!((counts.kept, counts.eligible), (0, 0));
            }
        }
    }
}

#[test]
fn scores_out_of_range_count_as_excluded() {
    let mut rng = Rng::new(1_803);
    let mut beyond = 0;
    for _ in 0..500 {
        let mut source = random_up_to(&mut rng, 40);
        let count = source.count();
        let table = &mut source.0;
        table.greatest = table.scores.iter().flatten().map(|s| s.abs()).max().unwrap_or(0);
        if rng.chance(1, 2) {
            table.greatest = table.greatest.min(rng.within(0, 60));
        }
        let greatest = table.greatest;
        let in_twenty = 1 + rng.below(10);
        for (a, b) in all_pairs(count) {
            if rng.chance(in_twenty, 20) {
                let most = [i64::MAX, i64::MIN, -i64::MAX, greatest + 1, -greatest - 1];
                let score = Some(*rng.pick(&most));
                table.scores[a as usize * count + b as usize] = score;
                table.scores[b as usize * count + a as usize] = score;
                beyond += 1;
            }
        }
        table.bounds = table.least_bounds();
        for mode in MODES {
            let full = source.full(mode);
            check(&source, &full, full_optimum(&full));
        }
    }
    assert!(beyond > 10_000, "{beyond}");
    // Nor may one be matched.
    let mut source = Symmetric::plain(&Parts::new(3, &[(0, 1, 3), (1, 2, 4)]));
    source.0.greatest = 3;
    let problem = source.problem(Mode::HighestScore);
    assert_eq!([problem.score(0, 1), problem.score(2, 1)], [Some(3), None]);
    assert_eq!(
        problem.verify(&Matching::new([(1, 2)]), None),
        Err(GeneralVerifyError::NoEdge { low: 1, high: 2 })
    );
}

#[test]
fn bounds_that_say_nothing_at_all() {
    // Nobody looks up what is just enough: the greatest number there is says nothing, too.
    let mut rng = Rng::new(1_804);
    for _ in 0..300 {
        let source = random_up_to(&mut rng, 40);
        let nothing = *rng.pick(&[i64::MAX, i64::MAX / 2, i64::MAX - 1_000]);
        let some = 1 + rng.below(3);
        let source =
            source.with_bounds(|_, bound| if rng.chance(some, 3) { Some(nothing) } else { bound });
        assert_eq!(check_bounds(&&source.0, 100, rng.next()), Ok(()));
        for mode in MODES {
            let full = source.full(mode);
            check(&source, &full, full_optimum(&full));
        }
    }
}

#[test]
fn a_source_that_lies_leads_to_a_matching() {
    let mut rng = Rng::new(1_805);
    let mut worse = 0;
    for _ in 0..500 {
        let kind = rng.below(7);
        let source = random_up_to(&mut rng, 40).with_bounds(|_, bound| match kind {
            0 => None,
            1 => bound.map(|bound| bound.saturating_sub(1)),
            2 => bound.filter(|_| rng.chance(1, 2)),
            3 => bound.map(|bound| bound.saturating_sub(rng.within(0, 100_000))),
            4 => Some(i64::MIN + rng.within(0, 100_000)),
            5 => *rng.pick(&[None, Some(i64::MIN), Some(0), Some(i64::MAX), bound]),
            _ => *rng.pick(&[None, Some(0), Some(-1_000_000_000), bound]),
        });
        for mode in MODES {
            let (problem, full) = (source.problem(mode), source.full(mode));
            let optimum = full_optimum(&full);
            for limits in [Limits::none(), Limits::none().iterations(rng.below(100) as u64)] {
                let (claim, _) = PricingWithin::default().solve_counting(&problem, None, &limits);
                let found = full.verify(&claim.solution, None).unwrap().objective();
                assert!(found <= optimum);
                worse += u64::from(claim.stop == Stop::Finished && found < optimum);
                // What is proven is proven as far as the bounds are true: an answer, whatever it is.
                let _ = problem.verify(&claim.solution, claim.certificate.as_ref());
            }
        }
    }
    assert!(worse > 100, "{worse}");
}

#[test]
fn counts_start_from_nothing() {
    let source = random(&mut Rng::new(1_806), 12);
    let problem = source.problem(Mode::HighestScore);
    let (_, counts) = problem.solve();
    assert_ne!(counts, PricingCounts::default());
    assert_eq!(problem.solve().1, counts, "counts of one run only");
    assert_eq!(counts.pairs, 66);
}

#[test]
fn a_greatest_magnitude_with_a_sign() {
    let mut source = Symmetric::plain(&Parts::new(3, &[(0, 1, 3), (1, 2, 2)]));
    source.0.greatest = -3;
    for mode in MODES {
        let full = source.full(mode);
        let optimum = full_optimum(&full);
        let (certificate, _) = check(&source, &full, optimum);
        check_from(&PricingWithin::default(), &source, &full, Some(&certificate), optimum);
    }
}

/// Two of four own so much; the bound says nothing, or no more than is true.
fn check_owned(own: i64) {
    let parts = Parts::new(4, &[(0, 1, 3), (0, 2, 5), (1, 2, 2), (2, 3, 3)]);
    let mut source = Symmetric::plain(&parts);
    source.0.own = [0; 2].map(|_| vec![own, 0, 0, own]);
    source.0.bounds = vec![Some(if own < 0 { i64::MAX } else { 5 })];
    for mode in MODES {
        let full = parts.problem(mode);
        let optimum = full_optimum(&full);
        let (certificate, _) = check(&source, &full, optimum);
        check_from(&PricingWithin::default(), &source, &full, Some(&certificate), optimum);
    }
}

#[test]
fn own_parts_of_any_size() {
    for own in [1 << 40, i64::MAX / 4, i64::MAX / 2, -(1 << 40), i64::MIN / 4, i64::MIN / 4 - 1] {
        check_owned(own);
    }
}

#[test]
fn own_parts_above_half_of_the_range() {
    check_owned(i64::MAX / 2 + 1);
}

#[test]
fn own_parts_far_below_zero() {
    check_owned(i64::MIN / 2);
}
