//! Stopped early: feasible, never better than the optimum, and honest about it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::general::{GeneralProblem, Mode, Objective};
use crosstie::matching::pricing::PricingWithin;
use crosstie::solve::{Limits, Quality, Solver, Stop};

use super::instances::{Symmetric, random, random_up_to, structured};
use super::{full_optimum, quality};
use crate::general::MODES;
use crate::general::oracle::Oracle;
use crate::rng::Rng;

/// Solves within limits; the claim is a matching with a bound that holds for all pairs.
fn solve(
    source: &Symmetric,
    full: &GeneralProblem,
    optimum: Objective,
    limits: &Limits,
) -> (Stop, Quality<Objective>) {
    let problem = source.problem(full.mode());
    let claim = PricingWithin::default().solve(&problem, limits);
    let quality = quality(&problem, full, &claim);
    assert!(quality.objective() <= optimum, "{} beats {optimum}", quality.objective());
    let bound = quality.bound().unwrap_or_else(|| panic!("{:?} without a bound", claim.stop));
    assert!(bound >= optimum, "bound {bound} is below {optimum}: {:?}", full.mode());
    (claim.stop, quality)
}

/// How runs under growing limits ended.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Stopped short of the optimum.
    short: u64,
    /// Stopped without a proof.
    open: u64,
    /// Finished.
    optimal: u64,
}

/// Solves under each of these limits until it finishes.
fn check(
    source: &Symmetric,
    full: &GeneralProblem,
    optimum: Objective,
    limits: impl IntoIterator<Item = u64>,
    seen: &mut Seen,
) {
    for most in limits {
        let limits = Limits::none().iterations(most);
        let (stop, quality) = solve(source, full, optimum, &limits);
        match stop {
            Stop::Finished => {
                assert!(quality.is_optimal(), "finished after at most {most} without a proof");
                seen.optimal += 1;
                return;
            }
            Stop::IterationLimit => {
                seen.short += u64::from(quality.objective() < optimum);
                seen.open += u64::from(!quality.is_optimal());
            }
            other => panic!("stopped as {other:?}"),
        }
    }
    panic!("not finished under the last limit")
}

fn growing() -> impl Iterator<Item = u64> {
    (0..64).chain((6..40).map(|power| 1_u64 << power))
}

#[test]
fn growing_limits_on_small_sources() {
    let mut rng = Rng::new(1_740);
    let mut seen = Seen::default();
    for _ in 0..600 {
        let source = random_up_to(&mut rng, 8);
        let oracle = Oracle::of(&source.full(Mode::HighestScore));
        for mode in MODES {
            let optimum = oracle.objective(mode);
            check(&source, &source.full(mode), optimum, growing(), &mut seen);
        }
    }
    let Seen { short, open, optimal } = seen;
    assert!([short, open, optimal].iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn growing_limits_on_middling_sources() {
    let mut rng = Rng::new(1_741);
    let mut seen = Seen::default();
    for turn in 0..40 {
        let source = random(&mut rng, if turn % 20 == 0 { 200 } else { 60 });
        for mode in MODES {
            let full = source.full(mode);
            check(&source, &full, full_optimum(&full), growing(), &mut seen);
        }
    }
    let Seen { short, open, optimal } = seen;
    assert!([short, open, optimal].iter().all(|&seen| seen > 50), "{seen:?}");
}

#[test]
fn limits_on_a_large_source() {
    // As large as samples are taken, so that a limit may meet those first.
    let mut rng = Rng::new(1_742);
    let source =
        structured(&mut rng, 1_650, 500, true, |one, other| (one.group + other.group) % 3 != 0);
    for mode in MODES {
        let full = source.full(mode);
        let optimum = full_optimum(&full);
        let mut seen = Seen::default();
        let limits = [0, 1, 10, 100, 1_000, 10_000, 1 << 40];
        check(&source, &full, optimum, limits, &mut seen);
        assert!(seen.short > 1 && seen.optimal == 1, "{mode:?}: {seen:?}");
    }
}

#[test]
fn a_flag_that_is_set_gives_a_bound() {
    let mut rng = Rng::new(1_743);
    let mut cancelled = 0;
    for turn in 0..1_000 {
        let source = random_up_to(&mut rng, if turn % 2 == 0 { 6 } else { 60 });
        for mode in MODES {
            let full = source.full(mode);
            let limits = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
            let (stop, quality) = solve(&source, &full, full_optimum(&full), &limits);
            match stop {
                Stop::Cancelled => cancelled += 1,
                Stop::Finished => assert!(quality.is_optimal(), "finished without a proof"),
                other => panic!("stopped as {other:?}"),
            }
        }
    }
    assert!(cancelled > 1_000, "{cancelled}");
}

#[test]
fn a_flag_that_is_not_set_changes_nothing() {
    let mut rng = Rng::new(1_744);
    for _ in 0..200 {
        let source = random_up_to(&mut rng, 40);
        for mode in MODES {
            let problem = source.problem(mode);
            let limits = Limits::none().cancel(Arc::new(AtomicBool::new(false)));
            let (watched, counts) =
                PricingWithin::default().solve_counting(&problem, None, &limits);
            let (free, free_counts) = problem.solve();
            assert_eq!(watched.stop, Stop::Finished);
            assert_eq!(watched.solution, free.solution);
            assert_eq!(watched.certificate, free.certificate);
            assert_eq!(counts, free_counts);
            assert!(watched.certificate.is_some());
        }
    }
}
