//! The same problem, the same answer and the same work, with any number of threads.

use std::fmt::Debug;

use crosstie::matching::assignment::{Matching, Mode};
use crosstie::matching::pricing::{Pricing, PricingCounts};
use crosstie::solve::{AssignmentCertificate, Limits, Stop};

use super::instances::{Instance, random_up_to, structured};
use crate::assignment::MODES;
use crate::rng::Rng;

type Answer = (Matching, Option<AssignmentCertificate>, Stop, PricingCounts);

fn solve(instance: &Instance, mode: Mode, limits: &Limits) -> Answer {
    let problem = instance.problem(mode);
    let (claim, counts) = Pricing::default().solve_counting(&problem, limits);
    // Lest two empty answers agree.
    assert!(claim.certificate.is_some());
    (claim.solution, claim.certificate, claim.stop, counts)
}

/// Solves again, and with the feature `parallel` in pools of several sizes.
pub(super) struct Again {
    #[cfg(feature = "parallel")]
    pools: Vec<rayon::ThreadPool>,
}

impl Again {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(feature = "parallel")]
            pools: [1, 2, 3, 4]
                .map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build())
                .into_iter()
                .map(Result::unwrap)
                .collect(),
        }
    }

    /// What `solve` gives, every time.
    pub(super) fn check<T>(&self, solve: impl Fn() -> T + Sync) -> T
    where
        T: PartialEq + Debug + Send,
    {
        let first = solve();
        assert_eq!(solve(), first);
        #[cfg(feature = "parallel")]
        for pool in &self.pools {
            let threads = pool.current_num_threads();
            assert_eq!(pool.install(&solve), first, "with {threads} threads");
        }
        first
    }
}

#[test]
fn middling_instances_with_and_without_limits() {
    let mut rng = Rng::new(720);
    let again = Again::new();
    let mut rounds = 0;
    for turn in 0..150 {
        let instance = random_up_to(&mut rng, if turn % 5 == 0 { 150 } else { 60 });
        for mode in MODES {
            rounds +=
                usize::from(again.check(|| solve(&instance, mode, &Limits::none())).3.rounds > 1);
            let limits = Limits::none().iterations(rng.below(200) as u64);
            again.check(|| solve(&instance, mode, &limits));
        }
    }
    assert!(rounds > 50, "{rounds} in several rounds");
}

#[test]
fn large_instances() {
    // Some hundreds of left vertices are looked at together: here are several times so many. The second is large enough
    // for a sample.
    let mut rng = Rng::new(721);
    let again = Again::new();
    for ([lefts, rights], modes) in [([900, 400], &MODES[..]), ([1_600, 1_650], &MODES[..1])] {
        let left = (0..lefts).map(|_| rng.below_u32(3)).collect();
        let right = (0..rights).map(|_| rng.below_u32(5)).collect();
        let instance =
            structured(&mut rng, [left, right], 500, true, |one, other| one.group == other.group);
        for &mode in modes {
            let counts = again.check(|| solve(&instance, mode, &Limits::none())).3;
            assert!(counts.rounds > 1, "{counts:?}");
        }
    }
}

#[test]
fn many_equal_scores() {
    let mut rng = Rng::new(722);
    let again = Again::new();
    let mut instance = structured(&mut rng, [vec![1; 700], vec![2; 300]], 0, false, |_, _| false);
    for score in instance.table.scores.iter_mut().flatten() {
        *score = rng.within(0, 3);
    }
    instance.table.greatest = 3;
    instance.table.bounds = instance.table.least_bounds();
    for mode in MODES {
        again.check(|| solve(&instance, mode, &Limits::none()));
    }
}
