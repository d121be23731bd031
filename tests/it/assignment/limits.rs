//! Stopped early: feasible, never better than the optimum, and honest about it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Matching, Mode, Objective};
use crosstie::solve::{
    AssignmentCertificate, Claim, Limits, Problem, Solver, Stop, VerifyError, upper_bound,
};

use super::instances::{Parts, small, sparse, with_random_quotas};
use super::oracle::Oracle;
use super::quotas::proven;
use super::warm::Warm;
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

/// Checks the claim of a run that was stopped, beside an optimal matching if there is any; returns its objective, or
/// none where it was stopped before it met the quotas.
fn check_stopped(
    parts: &Parts,
    problem: &AssignmentProblem,
    claim: &Claim<AssignmentProblem>,
    best: Option<&Matching>,
) -> Option<Objective> {
    let certificate = claim.certificate.as_ref().unwrap();
    let hopeless = matches!(certificate, AssignmentCertificate::Infeasible(_));
    assert!(!hopeless, "stopped, and a proof that nothing meets the quotas: {parts:?}");
    // It holds whether or not there is a matching.
    let mode = problem.mode();
    let bound = upper_bound(problem.degree_bounds(), problem.edges(), mode, certificate);
    let (pairs, weight) = bound.unwrap_or_else(|error| panic!("{error}: {mode:?} {parts:?}"));
    let bound = Objective { pairs, weight };
    let optimum = best.map(|best| {
        let quality = problem.verify(best, Some(certificate)).unwrap();
        assert_eq!(quality.bound(), Some(bound));
        assert!(bound >= quality.objective(), "{bound} is below the optimum: {mode:?} {parts:?}");
        quality.objective()
    });
    // Quotas or not, it is a matching.
    let free = parts.with_quotas(Vec::new(), Vec::new()).problem(mode);
    free.verify(&claim.solution, None)
        .unwrap_or_else(|error| panic!("{error}: {mode:?} {parts:?}"));
    match problem.verify(&claim.solution, Some(certificate)) {
        Ok(quality) => {
            let found = Some(quality.objective());
            assert!(found <= optimum, "{found:?} beats {optimum:?}: {mode:?} {parts:?}");
            found
        }
        Err(VerifyError::UnderQuota { .. }) => None,
        Err(error) => panic!("{error}: {mode:?} {parts:?}"),
    }
}

/// How runs under growing limits ended.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Stopped before the quotas were met.
    under: u64,
    /// Stopped after that, and short of the optimum.
    short: u64,
    /// Stopped with an optimal matching.
    best: u64,
    /// Proven that there is no matching.
    infeasible: u64,
    /// Proven optimal.
    optimal: u64,
}

/// Solves under more and more iterations until it finishes. Once the quotas are met, more iterations never lose them.
fn check_growing(
    solver: AnySolver<'_>,
    parts: &Parts,
    mode: Mode,
    best: Option<&Matching>,
    seen: &mut Seen,
) {
    let problem = parts.problem(mode);
    let optimum = best.map(|best| problem.verify(best, None).unwrap().objective());
    let mut met = false;
    for most in (0..64).chain((6..40).map(|power| 1_u64 << power)) {
        let claim = solver.solve(&problem, &Limits::none().iterations(most));
        if claim.stop == Stop::Finished {
            let found = proven(solver.name(), &problem, &claim);
            assert_eq!(found, optimum, "{mode:?} {parts:?}");
            *(if found.is_some() { &mut seen.optimal } else { &mut seen.infeasible }) += 1;
            return;
        }
        assert_eq!(claim.stop, Stop::IterationLimit);
        match check_stopped(parts, &problem, &claim, best) {
            None => {
                assert!(!met, "{most} iterations lose the quotas: {mode:?} {parts:?}");
                seen.under += 1;
            }
            found => {
                met = true;
                *(if found == optimum { &mut seen.best } else { &mut seen.short }) += 1;
            }
        }
    }
    panic!("not finished after 2^39 iterations")
}

#[test]
fn growing_limits_with_quotas_on_small_instances() {
    let mut rng = Rng::new(34);
    let mut seen = Seen::default();
    for _ in 0..3_000 {
        let parts = small(&mut rng);
        let parts = with_random_quotas(&mut rng, &parts);
        for mode in MODES {
            let best = Oracle::with_matching(&parts.problem(mode)).map(|(_, matching)| matching);
            for kernel in KERNELS {
                check_growing(kernel, &parts, mode, best.as_ref(), &mut seen);
            }
        }
    }
    let Seen { under, short, best, infeasible, optimal } = seen;
    assert!([under, short, best, infeasible, optimal].iter().all(|&seen| seen > 1_000), "{seen:?}");
}

#[test]
fn growing_limits_from_another_answer_on_small_instances() {
    let mut rng = Rng::new(35);
    let mut seen = Seen::default();
    for turn in 0..3_000 {
        let free = small(&mut rng);
        let old = with_random_quotas(&mut rng, &free);
        // Other quotas, and the weights from the last to the first.
        let mut new = if turn % 2 == 0 { free } else { with_random_quotas(&mut rng, &old) };
        let weights: Vec<i64> = new.edges.iter().rev().map(|e| e.2).collect();
        for (edge, weight) in new.edges.iter_mut().zip(weights) {
            edge.2 = weight;
        }
        let start = Warm::of(&old.problem(*rng.pick(&MODES)), &Limits::none());
        for mode in MODES {
            let best = Oracle::with_matching(&new.problem(mode)).map(|(_, matching)| matching);
            check_growing(&start, &new, mode, best.as_ref(), &mut seen);
        }
    }
    let Seen { under, short, best, infeasible, optimal } = seen;
    assert!([under, short, best, infeasible, optimal].iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn growing_limits_with_quotas_on_middling_instances() {
    let mut rng = Rng::new(36);
    let free = sparse(&mut rng, vec![2; 200], vec![8; 60], 8, |rng, _, _| rng.within(-99, 99));
    let feasible = free.with_quotas(vec![1; 200], vec![5; 60]);
    let infeasible = free.with_quotas(vec![1; 200], vec![7; 60]);
    let turned = [feasible.transposed(), infeasible.transposed()];
    for (i, parts) in [feasible, infeasible].into_iter().chain(turned).enumerate() {
        for mode in MODES {
            let problem = parts.problem(mode);
            let claim = AuctionPaths.solve(&problem, &Limits::none());
            let best = proven(AuctionPaths.name(), &problem, &claim).map(|_| claim.solution);
            assert_eq!(best.is_some(), i % 2 == 0);
            let old = parts.with_quotas(Vec::new(), Vec::new()).reweighed(|weight| -weight);
            let start = Warm::of(&old.problem(mode), &Limits::none());
            for solver in [KERNELS[0], &start] {
                let mut seen = Seen::default();
                check_growing(solver, &parts, mode, best.as_ref(), &mut seen);
                let name = solver.name();
                assert!(seen.under > 2, "{name} {mode:?}: {seen:?}");
                assert!(best.is_none() || seen.short > 0, "{name} {mode:?}: {seen:?}");
            }
        }
    }
}

#[test]
fn a_flag_that_is_set_stops_before_quotas_are_met() {
    let mut rng = Rng::new(37);
    let mut seen = [0, 0];
    for _ in 0..500 {
        let parts = sparse(&mut rng, vec![1; 9], vec![3; 4], 3, |rng, _, _| rng.within(1, 9));
        let parts = with_random_quotas(&mut rng, &parts);
        for mode in MODES {
            let problem = parts.problem(mode);
            let best = Oracle::with_matching(&problem).map(|(_, matching)| matching);
            for kernel in KERNELS {
                let limits = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
                let claim = kernel.solve(&problem, &limits);
                assert_eq!(claim.stop, Stop::Cancelled);
                let found = check_stopped(&parts, &problem, &claim, best.as_ref());
                seen[usize::from(found.is_some())] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 50), "before and after the quotas are met: {seen:?}");
}
