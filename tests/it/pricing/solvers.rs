//! Other solvers for the problems with few pairs: good ones, and such as say anything.

use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Matching, Mode};
use crosstie::matching::pricing::Pricing;
use crosstie::solve::{
    AssignmentCertificate, Claim, HallWitness, Limits, Prices, Side, Solver, Stop,
};

use super::instances::random_up_to;
use super::{check, full_optimum, misled};
use crate::assignment::{KERNELS, MODES};
use crate::rng::Rng;

#[test]
fn every_kernel_finds_the_optimum() {
    let mut rng = Rng::new(760);
    for _ in 0..400 {
        let instance = random_up_to(&mut rng, 40);
        for mode in MODES {
            let full = instance.full(mode);
            let optimum = full_optimum(&full);
            for kernel in KERNELS {
                check(&Pricing::with(kernel), &instance, &full, optimum);
            }
        }
    }
}

#[test]
fn names_its_solver() {
    let instance = random_up_to(&mut Rng::new(761), 3);
    let _ = instance.problem(Mode::HighestScore);
    assert!(format!("{:?}", Pricing::default()).contains(AuctionPaths.name()));
    for kernel in KERNELS {
        assert!(format!("{:?}", Pricing::with(kernel)).contains(kernel.name()));
    }
}

/// What is said instead of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Nothing,
    OtherMode,
    Witness,
    Short,
    Long,
    Empty,
    Negative,
    Zero,
    Huge,
    /// λ, of most pairs first, at either end.
    PairPrice(i64),
    /// All vertices are in the cover, or none is.
    Cover(bool),
    /// The prices of the vertices in another order, and the cover of others.
    Mixed,
}

/// Certificates that are certificates of another problem, or of nothing.
const WRONG: [Says; 9] = [
    Says::Nothing,
    Says::OtherMode,
    Says::Witness,
    Says::Long,
    Says::Negative,
    Says::Zero,
    Says::Cover(false),
    Says::Cover(true),
    Says::Mixed,
];

/// Certificates that are none of any problem, or of one with other scores.
const IMPOSSIBLE: [Says; 5] =
    [Says::Short, Says::Empty, Says::Huge, Says::PairPrice(i64::MAX), Says::PairPrice(i64::MIN)];

/// Solves, and says something else about it.
#[derive(Debug)]
struct Nonsense {
    says: Says,
    /// With the matching that was found, or with none.
    solves: bool,
    stop: Stop,
}

impl Nonsense {
    fn certificate(
        &self,
        problem: &AssignmentProblem,
        true_one: AssignmentCertificate,
    ) -> Option<AssignmentCertificate> {
        let mut certificate = true_one;
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        match (self.says, &mut certificate) {
            (Says::Nothing, _) => return None,
            (Says::Witness, _) => {
                let (left, right) = (vec![true; lefts], vec![false; rights]);
                let witness = HallWitness { side: Side::Left, left, right };
                return Some(AssignmentCertificate::Infeasible(witness));
            }
            (Says::OtherMode, AssignmentCertificate::HighestScore { prices }) => {
                return Some(AssignmentCertificate::MostPairs {
                    cover_left: vec![true; lefts],
                    cover_right: vec![false; rights],
                    pair_price: 0,
                    prices: prices.clone(),
                });
            }
            (Says::OtherMode, AssignmentCertificate::MostPairs { prices, .. }) => {
                return Some(AssignmentCertificate::HighestScore { prices: prices.clone() });
            }
            (says, AssignmentCertificate::HighestScore { prices }) => spoil(says, prices),
            (
                says,
                AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices },
            ) => {
                spoil(says, prices);
                for cover in [cover_left, cover_right] {
                    match says {
                        Says::Short => drop(cover.pop()),
                        Says::Long => cover.push(true),
                        Says::Empty => cover.clear(),
                        Says::Cover(all) => cover.fill(all),
                        Says::Mixed => cover.reverse(),
                        _ => {}
                    }
                }
                if let Says::PairPrice(price) = says {
                    *pair_price = price;
                }
            }
            (_, AssignmentCertificate::Infeasible(_)) => unreachable!("no quotas"),
        }
        Some(certificate)
    }
}

fn spoil(says: Says, prices: &mut Prices) {
    for prices in [&mut prices.left, &mut prices.right] {
        match says {
            Says::Short => drop(prices.pop()),
            Says::Long => prices.push(5),
            Says::Empty => prices.clear(),
            Says::Negative => prices.fill(-1_000),
            Says::Zero => prices.fill(0),
            Says::Huge => prices.fill(i64::MAX),
            Says::Mixed => prices.reverse(),
            _ => {}
        }
    }
}

impl Solver<AssignmentProblem> for Nonsense {
    fn name(&self) -> &str {
        "nonsense"
    }

    fn solve(&self, problem: &AssignmentProblem, _: &Limits) -> Claim<AssignmentProblem> {
        let claim = AuctionPaths.solve(problem, &Limits::none());
        let solution = if self.solves { claim.solution } else { Matching::default() };
        let certificate = self.certificate(problem, claim.certificate.unwrap());
        Claim { solution, certificate, stop: self.stop }
    }
}

#[test]
fn wrong_certificates_prove_nothing() {
    check_nonsense(&mut Rng::new(762), &WRONG);
}

#[test]
fn impossible_certificates_prove_nothing() {
    check_nonsense(&mut Rng::new(763), &IMPOSSIBLE);
}

/// Solves with solvers that say each of these: the claim is a matching, and proven only if it is optimal.
fn check_nonsense(rng: &mut Rng, says: &[Says]) {
    // Optimal and proven, optimal and not proven, worse than that.
    let mut seen = [0; 3];
    for turn in 0..150 {
        let instance = random_up_to(rng, if turn % 3 == 0 { 40 } else { 20 });
        for mode in MODES {
            let problem = instance.problem(mode);
            let full = instance.full(mode);
            let optimum = full_optimum(&full);
            for &says in says {
                for (solves, stop) in [
                    (true, Stop::Finished),
                    (false, Stop::Finished),
                    (true, Stop::IterationLimit),
                    (false, Stop::Cancelled),
                ] {
                    let solver = Nonsense { says, solves, stop };
                    let pricing = Pricing::with(&solver);
                    let claim = pricing.solve(&problem, &Limits::none());
                    seen[misled(&problem, &full, &claim, optimum)] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}
