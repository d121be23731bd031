//! The same problem, the same answer.

use crosstie::matching::assignment::Mode;
use crosstie::solve::Limits;

use super::instances::{Parts, small, sparse};
use super::{KERNELS, MODES};
use crate::rng::Rng;

/// Solves twice, then with the edges in `times` other orders.
fn check(rng: &mut Rng, parts: &Parts, mode: Mode, times: usize) {
    let problem = parts.problem(mode);
    for kernel in KERNELS {
        let first = kernel.solve(&problem, &Limits::none());
        let mut other = parts.clone();
        for time in 0..=times {
            let again = kernel.solve(&other.problem(mode), &Limits::none());
            assert_eq!(again.solution, first.solution, "{mode:?} {parts:?}, order {time}");
            assert_eq!(again.certificate, first.certificate, "{mode:?} {parts:?}, order {time}");
            rng.shuffle(&mut other.edges);
        }
        // Lest two empty answers agree.
        assert!(problem.edge_count() == 0 || first.certificate.is_some());
    }
}

#[test]
fn small_instances_in_any_order_of_edges() {
    let mut rng = Rng::new(20);
    for _ in 0..3_000 {
        let parts = small(&mut rng);
        for mode in MODES {
            check(&mut rng, &parts, mode, 3);
        }
    }
}

#[test]
fn many_equal_weights_in_any_order_of_edges() {
    let mut rng = Rng::new(21);
    let parts = sparse(&mut rng, vec![1; 300], vec![3; 100], 12, |rng, _, _| rng.within(0, 3));
    for mode in MODES {
        check(&mut rng, &parts, mode, 3);
    }
}
