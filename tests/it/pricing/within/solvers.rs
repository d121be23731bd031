//! Other solvers for the problems with few pairs: a good one, and such as say anything.

use crosstie::matching::general::{Blossom, GeneralProblem, Matching, Mode};
use crosstie::matching::pricing::PricingWithin;
use crosstie::solve::{
    Claim, GeneralCertificate, GeneralPrices, Limits, OddSet, Problem, Solver, Stop,
};

use super::instances::{number, random_up_to, structured};
use super::{check_from, full_optimum, misled, prices_of_mut, quality};
use crate::general::MODES;
use crate::general::oracle::Oracle;
use crate::general::reference::Reference;
use crate::rng::Rng;

#[test]
fn enumeration_finds_the_optimum() {
    let mut rng = Rng::new(1_760);
    let pricing = PricingWithin::with(&Reference);
    for _ in 0..400 {
        let source = random_up_to(&mut rng, 8);
        for mode in MODES {
            let full = source.full(mode);
            let optimum = Oracle::of(&full).objective(mode);
            check_from(&pricing, &source, &full, None, optimum);
        }
    }
}

#[test]
fn names_its_solver() {
    assert!(format!("{:?}", PricingWithin::default()).contains(Blossom.name()));
    assert!(format!("{:?}", PricingWithin::with(&Reference)).contains(Reference.name()));
}

/// What is said instead of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Nothing,
    OtherMode,
    Short,
    Long,
    Empty,
    Negative,
    Zero,
    Prices(i64),
    /// λ, of most pairs first, at either end.
    PairPrice(i64),
    /// All vertices are in the barrier, or none is.
    Barrier(bool),
    /// The prices of the vertices in another order, and the barrier of others.
    Mixed,
    /// All sets without a price, or with this one.
    SetPrices(i64),
    NoSets,
    /// All vertices in one set, odd or even, at this price.
    Whole(i64),
    /// Sets within themselves, and vertices in sets that are not there.
    Tangled,
}

pub(super) const SAYS: [Says; 27] = [
    Says::Nothing,
    Says::OtherMode,
    Says::Short,
    Says::Long,
    Says::Empty,
    Says::Negative,
    Says::Zero,
    Says::Prices(1),
    Says::Prices(i64::MAX),
    Says::Prices(i64::MAX / 2),
    Says::Prices(i64::MIN),
    Says::PairPrice(0),
    Says::PairPrice(i64::MAX),
    Says::PairPrice(i64::MIN),
    Says::Barrier(false),
    Says::Barrier(true),
    Says::Mixed,
    Says::SetPrices(0),
    Says::SetPrices(-1),
    Says::SetPrices(i64::MAX),
    Says::SetPrices(i64::MIN),
    Says::NoSets,
    Says::Whole(0),
    Says::Whole(7),
    Says::Whole(i64::MAX),
    Says::Whole(i64::MIN),
    Says::Tangled,
];

/// The certificate, and what is said instead.
pub(super) fn spoiled(true_one: &GeneralCertificate, says: Says) -> Option<GeneralCertificate> {
    let mut certificate = true_one.clone();
    let prices = prices_of_mut(&mut certificate);
    let count = prices.vertices.len();
    spoil(prices, says);
    if let GeneralCertificate::MostPairs { barrier, pair_price, .. } = &mut certificate {
        match says {
            Says::Short => drop(barrier.pop()),
            Says::Long => barrier.push(true),
            Says::Empty => barrier.clear(),
            Says::Barrier(all) => barrier.fill(all),
            Says::Mixed => barrier.reverse(),
            Says::PairPrice(price) => *pair_price = price,
            _ => {}
        }
    }
    match (says, certificate) {
        (Says::Nothing, _) => None,
        (Says::OtherMode, GeneralCertificate::MostPairs { prices, .. }) => {
            Some(GeneralCertificate::HighestScore { prices })
        }
        (Says::OtherMode, GeneralCertificate::HighestScore { prices }) => {
            let barrier = (0..count).map(|v| v % 2 == 0).collect();
            Some(GeneralCertificate::MostPairs { barrier, pair_price: -3, prices })
        }
        (_, certificate) => Some(certificate),
    }
}

fn spoil(prices: &mut GeneralPrices, says: Says) {
    let GeneralPrices { vertices, odd_sets } = prices;
    let count = vertices.len();
    match says {
        Says::Short => drop(vertices.pop()),
        Says::Long => vertices.push(5),
        Says::Empty => vertices.clear(),
        Says::Negative => vertices.fill(-1_000),
        Says::Zero => vertices.fill(0),
        Says::Prices(price) => vertices.fill(price),
        Says::Mixed => vertices.reverse(),
        Says::SetPrices(price) => odd_sets.sets.iter_mut().for_each(|set| set.price = price),
        Says::NoSets => {
            odd_sets.sets.clear();
            odd_sets.innermost.clear();
        }
        Says::Whole(price) => {
            odd_sets.sets = vec![OddSet { within: None, price }];
            odd_sets.innermost = vec![Some(0); count];
        }
        Says::Tangled => {
            let within = |set| Some(OddSet { within: Some(set), price: 1 });
            odd_sets.sets = [1, 0, u32::MAX].into_iter().filter_map(within).collect();
            odd_sets.innermost = (0..number(count)).map(Some).collect();
        }
        _ => {}
    }
}

/// The matching that a solver has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finds {
    Optimum,
    Nothing,
    /// Pairs that are none, of vertices that are not there.
    Nonsense,
}

/// Solves, and says something else about it.
#[derive(Debug)]
struct Wrong {
    says: Says,
    finds: Finds,
    stop: Stop,
}

impl Solver<GeneralProblem> for Wrong {
    fn name(&self) -> &str {
        "wrong"
    }

    fn solve(&self, problem: &GeneralProblem, _: &Limits) -> Claim<GeneralProblem> {
        let claim = Blossom.solve(problem, &Limits::none());
        let solution = match self.finds {
            Finds::Optimum => claim.solution,
            Finds::Nothing => Matching::default(),
            Finds::Nonsense => Matching::new([(0, 0), (0, 1), (0, 1), (1, 2), (3, u32::MAX)]),
        };
        let certificate = spoiled(&claim.certificate.unwrap(), self.says);
        Claim { solution, certificate, stop: self.stop }
    }
}

#[test]
fn wrong_certificates_prove_nothing_wrong() {
    let mut rng = Rng::new(1_761);
    // Optimal and proven, optimal and not proven, worse than that.
    let mut seen = [0; 3];
    for turn in 0..100 {
        let source = random_up_to(&mut rng, if turn % 3 == 0 { 60 } else { 20 });
        for mode in MODES {
            let problem = source.problem(mode);
            let full = source.full(mode);
            let optimum = full_optimum(&full);
            for says in SAYS {
                for (finds, stop) in [
                    (Finds::Optimum, Stop::Finished),
                    (Finds::Nothing, Stop::Finished),
                    (Finds::Optimum, Stop::IterationLimit),
                    (Finds::Nothing, Stop::Cancelled),
                ] {
                    let solver = Wrong { says, finds, stop };
                    let pricing = PricingWithin::with(&solver);
                    let claim = pricing.solve(&problem, &Limits::none());
                    seen[misled(&problem, &full, &claim, optimum)] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn without_a_certificate_nothing_is_proven() {
    let mut rng = Rng::new(1_762);
    for turn in 0..300 {
        let source = random_up_to(&mut rng, if turn % 3 == 0 { 60 } else { 9 });
        for mode in MODES {
            let (problem, full) = (source.problem(mode), source.full(mode));
            let solver = Wrong { says: Says::Nothing, finds: Finds::Optimum, stop: Stop::Finished };
            let claim = PricingWithin::with(&solver).solve(&problem, &Limits::none());
            let quality = quality(&problem, &full, &claim);
            assert_eq!(quality.bound(), None);
            assert!(!quality.is_optimal());
            assert!(quality.objective() <= full_optimum(&full));
        }
    }
}

#[test]
fn a_sample_without_a_certificate_is_no_harm() {
    // So large that a sample comes first.
    let mut rng = Rng::new(1_763);
    let source = structured(&mut rng, 1_620, 500, true, |_, _| false);
    let mode = Mode::HighestScore;
    let (problem, full) = (source.problem(mode), source.full(mode));
    let optimum = problem.verify(&problem.solve().0.solution, None).unwrap().objective();
    for says in [Says::Nothing, Says::Prices(i64::MAX), Says::Empty, Says::Tangled] {
        let solver = Wrong { says, finds: Finds::Optimum, stop: Stop::Finished };
        let claim = PricingWithin::with(&solver).solve(&problem, &Limits::none());
        assert!(full.verify(&claim.solution, None).unwrap().objective() <= optimum);
        if let Ok(quality) = problem.verify(&claim.solution, claim.certificate.as_ref()) {
            assert!(quality.bound().is_none_or(|bound| bound >= optimum));
        }
    }
}

#[test]
fn a_matching_that_is_none_is_refused() {
    let mut rng = Rng::new(1_764);
    for _ in 0..100 {
        let source = random_up_to(&mut rng, 20);
        for mode in MODES {
            let problem = source.problem(mode);
            for says in SAYS {
                for stop in [Stop::Finished, Stop::IterationLimit] {
                    let solver = Wrong { says, finds: Finds::Nonsense, stop };
                    let claim = PricingWithin::with(&solver).solve(&problem, &Limits::none());
                    let found = problem.verify(&claim.solution, claim.certificate.as_ref());
                    assert!(found.is_err(), "{solver:?}: {found:?}");
                }
            }
        }
    }
}
