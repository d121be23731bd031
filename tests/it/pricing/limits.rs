//! Stopped early: feasible, never better than the optimum, and honest about it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::assignment::{AssignmentProblem, Mode, Objective};
use crosstie::matching::pricing::Pricing;
use crosstie::solve::{Limits, Quality, Solver, Stop};

use super::instances::{Instance, random, random_up_to, structured};
use super::{full_optimum, quality};
use crate::assignment::MODES;
use crate::assignment::oracle::Oracle;
use crate::rng::Rng;

/// Solves within limits; the claim is a matching with a bound that holds for all pairs.
fn solve(
    instance: &Instance,
    full: &AssignmentProblem,
    optimum: Objective,
    limits: &Limits,
) -> (Stop, Quality<Objective>) {
    let problem = instance.problem(full.mode());
    let claim = Pricing::default().solve(&problem, limits);
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
    /// Stopped with an optimal matching, and no proof of it.
    best: u64,
    /// Stopped with a bound on pairs that is not met.
    open: u64,
    /// Finished.
    optimal: u64,
}

/// Solves under each of these limits until it finishes, and without.
fn check(
    instance: &Instance,
    full: &AssignmentProblem,
    optimum: Objective,
    limits: impl IntoIterator<Item = u64>,
    seen: &mut Seen,
) {
    for most in limits {
        let limits = Limits::none().iterations(most);
        let (stop, quality) = solve(instance, full, optimum, &limits);
        match stop {
            Stop::Finished => {
                assert!(quality.is_optimal(), "finished after at most {most} without a proof");
                seen.optimal += 1;
                return;
            }
            Stop::IterationLimit => {
                seen.short += u64::from(quality.objective() < optimum);
                seen.best += u64::from(quality.objective() == optimum && !quality.is_optimal());
                let pairs = quality.bound().unwrap().pairs;
                seen.open += u64::from(pairs > quality.objective().pairs);
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
fn growing_limits_on_small_instances() {
    let mut rng = Rng::new(710);
    let mut seen = Seen::default();
    for _ in 0..600 {
        let instance = random_up_to(&mut rng, 5);
        let oracle = Oracle::of(&instance.full(Mode::HighestScore));
        for mode in MODES {
            let optimum = oracle.objective(mode);
            check(&instance, &instance.full(mode), optimum, growing(), &mut seen);
        }
    }
    let Seen { short, best, open, optimal } = seen;
    assert!([short, best, open, optimal].iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn growing_limits_on_middling_instances() {
    let mut rng = Rng::new(711);
    let mut seen = Seen::default();
    for turn in 0..40 {
        let [lefts, rights] = if turn % 20 == 0 { [150, 100] } else { [40, 30] };
        let instance = random(&mut rng, lefts, rights);
        for mode in MODES {
            let full = instance.full(mode);
            check(&instance, &full, full_optimum(&full), growing(), &mut seen);
        }
    }
    let Seen { short, best, open, optimal } = seen;
    assert!([short, best, open, optimal].iter().all(|&seen| seen > 50), "{seen:?}");
}

#[test]
fn limits_on_a_large_instance() {
    // As large as samples are taken, so that a limit may meet those first.
    let mut rng = Rng::new(712);
    let left = (0..1_600).map(|_| rng.below_u32(3)).collect();
    let right = (0..1_650).map(|_| rng.below_u32(3)).collect();
    let instance = structured(&mut rng, [left, right], 500, true, |one, other| {
        (one.group + other.group) % 3 != 0
    });
    for mode in MODES {
        let full = instance.full(mode);
        let optimum = full_optimum(&full);
        let mut seen = Seen::default();
        check(&instance, &full, optimum, [0, 1, 100, 1_000, 10_000, 1 << 40], &mut seen);
        assert!(seen.short > 2 && seen.optimal == 1, "{mode:?}: {seen:?}");
    }
}

#[test]
fn a_flag_that_is_set_gives_a_bound() {
    let mut rng = Rng::new(713);
    let mut cancelled = 0;
    for turn in 0..1_000 {
        let instance = random_up_to(&mut rng, if turn % 2 == 0 { 5 } else { 40 });
        for mode in MODES {
            let full = instance.full(mode);
            let limits = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
            let (stop, quality) = solve(&instance, &full, full_optimum(&full), &limits);
            match stop {
                Stop::Cancelled => cancelled += 1,
                Stop::Finished => assert!(quality.is_optimal(), "finished without a proof"),
                other => panic!("stopped as {other:?}"),
            }
        }
    }
    assert!(cancelled > 1_500, "{cancelled}");
}

#[test]
fn a_flag_that_is_not_set_changes_nothing() {
    let mut rng = Rng::new(714);
    for _ in 0..200 {
        let instance = random_up_to(&mut rng, 30);
        for mode in MODES {
            let problem = instance.problem(mode);
            let limits = Limits::none().cancel(Arc::new(AtomicBool::new(false)));
            let (watched, counts) = Pricing::default().solve_counting(&problem, &limits);
            let (free, free_counts) = problem.solve();
            assert_eq!(watched.stop, Stop::Finished);
            assert_eq!(watched.solution, free.solution);
            assert_eq!(watched.certificate, free.certificate);
            assert_eq!(counts, free_counts);
            assert!(watched.certificate.is_some());
        }
    }
}
