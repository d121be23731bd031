//! What a stopped run still says, and that a run says the same again.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crosstie::matching::general::Mode;
use crosstie::solve::{Limits, Problem, Stop};

use super::instances::{Parts, all_pairs, small};
use super::oracle::Oracle;
use super::{KERNEL, MODES, objective};
use crate::rng::Rng;

#[test]
fn a_stopped_run_is_a_matching_with_a_true_bound() {
    let mut rng = Rng::new(320);
    let mut stopped = 0;
    for _ in 0..20_000 {
        let parts = small(&mut rng);
        let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
        for mode in MODES {
            let problem = parts.problem(mode);
            let limits = Limits::none().iterations(rng.below(10) as u64);
            let claim = KERNEL.solve(&problem, &limits);
            let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
            let best = oracle.objective(mode);
            assert!(quality.objective() <= best && quality.bound().unwrap() >= best);
            match claim.stop {
                Stop::Finished => assert!(quality.is_optimal()),
                stop => {
                    assert_eq!(stop, Stop::IterationLimit);
                    stopped += 1;
                }
            }
        }
    }
    assert!(stopped > 2_000, "{stopped}");
}

#[test]
fn a_cancelled_run_stops_at_once() {
    let mut rng = Rng::new(321);
    let edges = all_pairs(60).into_iter().map(|(a, b)| (a, b, rng.within(0, 1_000))).collect();
    let parts = Parts { vertices: 60, edges };
    for mode in MODES {
        let problem = parts.problem(mode);
        let limits = Limits::none().cancel(Arc::new(AtomicBool::new(true)));
        let claim = KERNEL.solve(&problem, &limits);
        assert_eq!(claim.stop, Stop::Cancelled);
        let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
        assert!(quality.bound().unwrap() >= objective(KERNEL, &parts, mode));
    }
}

#[test]
fn the_order_of_edges_and_of_their_ends_does_not_matter() {
    let mut rng = Rng::new(322);
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        let other = parts.shuffled(&mut rng);
        for mode in MODES {
            let [one, same] = [&parts, &other].map(|parts| {
                let claim = KERNEL.solve(&parts.problem(mode), &Limits::none());
                (claim.solution, claim.certificate)
            });
            assert_eq!(one, same);
        }
    }
}
