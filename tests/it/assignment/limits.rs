//! Stopped early: feasible, never better than the optimum, and honest about it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::assignment::{AssignmentProblem, Mode, Objective};
use crosstie::solve::{Limits, Problem, Stop};

use super::instances::{small, sparse};
use super::oracle::Oracle;
use super::{AnySolver, KERNEL, KERNELS, MODES, objective};
use crate::rng::Rng;

/// Solves under more and more iterations until it finishes; returns how many
/// runs were stopped, and how many of those fell short of the optimum.
fn check(kernel: AnySolver<'_>, problem: &AssignmentProblem, optimum: Objective) -> [u64; 2] {
    let mut seen = [0, 0];
    for most in (0..64).chain((6..40).map(|power| 1_u64 << power)) {
        let claim = kernel.solve(problem, &Limits::none().iterations(most));
        let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
        assert!(quality.objective() <= optimum, "{} beats {optimum}", quality.objective());
        if let Some(bound) = quality.bound() {
            assert!(bound >= optimum, "bound {bound} is below {optimum}");
        }
        match claim.stop {
            Stop::Finished => {
                assert!(quality.is_optimal(), "finished after at most {most} without a proof");
                return seen;
            }
            Stop::IterationLimit => {
                seen[0] += 1;
                seen[1] += u64::from(quality.objective() < optimum);
            }
            other => panic!("stopped as {other:?}"),
        }
    }
    panic!("not finished after 2^39 iterations")
}

#[test]
fn growing_limits_on_small_instances() {
    let mut rng = Rng::new(30);
    let mut seen = [0, 0];
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        for mode in MODES {
            let problem = parts.problem(mode);
            for kernel in KERNELS {
                let now = check(kernel, &problem, Oracle::of(&problem).objective(mode));
                seen = [seen[0] + now[0], seen[1] + now[1]];
            }
        }
    }
    assert!(seen[0] > 1_000 && seen[1] > 1_000, "stopped, short of the optimum: {seen:?}");
}

#[test]
fn growing_limits_on_a_middling_instance() {
    let mut rng = Rng::new(31);
    let parts = sparse(&mut rng, vec![1; 200], vec![4; 60], 8, |rng, _, _| rng.within(-9, 99));
    for kernel in KERNELS {
        for mode in MODES {
            let seen = check(kernel, &parts.problem(mode), objective(KERNEL, &parts, mode));
            assert!(seen[0] > 2 && seen[1] > 2, "{mode:?} stopped, short of the optimum: {seen:?}");
        }
    }
}

#[test]
fn a_flag_that_is_set_gives_a_feasible_answer() {
    let mut rng = Rng::new(32);
    for _ in 0..500 {
        let parts = sparse(&mut rng, vec![1; 9], vec![2; 4], 3, |rng, _, _| rng.within(1, 9));
        for mode in MODES {
            let problem = parts.problem(mode);
            let limits = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
            let claim = KERNEL.solve(&problem, &limits);
            assert_eq!(claim.stop, Stop::Cancelled);
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            let optimum = objective(KERNEL, &parts, mode);
            assert!(quality.objective() <= optimum);
            assert!(quality.bound().is_none_or(|bound| bound >= optimum));
        }
    }
}

#[test]
fn a_flag_that_is_not_set_changes_nothing() {
    let mut rng = Rng::new(33);
    for _ in 0..500 {
        let problem = small(&mut rng).problem(Mode::MostPairsFirst);
        let limits = Limits::none().cancel(Arc::new(AtomicBool::new(false)));
        let watched = KERNEL.solve(&problem, &limits);
        let free = KERNEL.solve(&problem, &Limits::none());
        assert_eq!(watched.stop, Stop::Finished);
        assert_eq!(watched.solution, free.solution);
        assert_eq!(watched.certificate, free.certificate);
        assert!(watched.certificate.is_some());
    }
}
