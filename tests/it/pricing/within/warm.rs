//! From the prices of an earlier answer, whatever they are: the same objective, proven.

use crosstie::matching::general::{Blossom, Mode};
use crosstie::matching::pricing::PricingWithin;
use crosstie::solve::{GeneralCertificate, GeneralPrices, Limits, OddSets, Solver, Stop};

use super::instances::{Symmetric, dressed, random, random_parts, structured};
use super::solvers::{SAYS, Says, spoiled};
use super::{check_from, full_optimum, quality};
use crate::general::MODES;
use crate::general::instances::Parts;
use crate::rng::Rng;

fn certificate(source: &Symmetric, mode: Mode) -> GeneralCertificate {
    source.problem(mode).solve().0.certificate.unwrap()
}

/// The same vertices with other scores: some, all, or none at all; others excluded.
fn changed(rng: &mut Rng, parts: &Parts) -> Parts {
    let mut other = parts.clone();
    let some = 1 + rng.below(10);
    let by = *rng.pick(&[1, 20, 5_000]);
    match rng.below(4) {
        0 => {}
        1 => other.edges.retain(|_| rng.chance(some, 10)),
        2 => other.edges.iter_mut().for_each(|e| e.2 = rng.within(-by, by)),
        _ => {
            for edge in &mut other.edges {
                if rng.chance(some, 20) {
                    edge.2 = (edge.2 / 2).saturating_add(rng.within(-by, by));
                }
            }
        }
    }
    other
}

#[test]
fn from_the_answer_to_another_problem() {
    let mut rng = Rng::new(1_770);
    let pricing = PricingWithin::default();
    for turn in 0..400 {
        let count = if turn % 20 == 0 { 200 } else { 1 + rng.below(60) };
        let (parts, like) = random_parts(&mut rng, count);
        let before = dressed(&mut rng, &parts, &like);
        let after = changed(&mut rng, &parts);
        let source = dressed(&mut rng, &after, &like);
        for mode in MODES {
            let full = after.problem(mode);
            let optimum = full_optimum(&full);
            // Of either mode; and of its own.
            for earlier in [
                certificate(&before, mode),
                certificate(&before, MODES[usize::from(mode == MODES[0])]),
                certificate(&source, mode),
            ] {
                check_from(&pricing, &source, &full, Some(&earlier), optimum);
            }
        }
    }
}

#[test]
fn from_the_answer_to_a_problem_of_others() {
    let mut rng = Rng::new(1_771);
    let pricing = PricingWithin::default();
    let sources: Vec<Symmetric> =
        [0, 1, 2, 3, 10, 11, 40, 200].into_iter().map(|count| random(&mut rng, count)).collect();
    for source in &sources {
        for mode in MODES {
            let full = source.full(mode);
            let optimum = full_optimum(&full);
            for other in &sources {
                for kind in MODES {
                    let earlier = certificate(other, kind);
                    check_from(&pricing, source, &full, Some(&earlier), optimum);
                }
            }
        }
    }
}

#[test]
fn from_what_is_no_answer_at_all() {
    let mut rng = Rng::new(1_772);
    let pricing = PricingWithin::default();
    for turn in 0..150 {
        let count = if turn % 5 == 0 { 60 } else { 1 + rng.below(20) };
        let source = random(&mut rng, count);
        for mode in MODES {
            let full = source.full(mode);
            let optimum = full_optimum(&full);
            let true_one = certificate(&source, mode);
            for says in SAYS {
                let earlier = spoiled(&true_one, says);
                check_from(&pricing, &source, &full, earlier.as_ref(), optimum);
            }
        }
    }
}

/// Prices of any size, and a λ.
fn anything(rng: &mut Rng, count: usize) -> GeneralCertificate {
    let any = |rng: &mut Rng| match rng.below(6) {
        0 => i64::MAX - rng.within(0, 3),
        1 => i64::MIN + rng.within(0, 3),
        2 => rng.within(i64::MIN, i64::MAX),
        3 => rng.within(-1_000_000, 1_000_000),
        4 => 0,
        _ => i64::MAX / 2 + rng.within(-1, 1),
    };
    let vertices = (0..count).map(|_| any(rng)).collect();
    let prices = GeneralPrices { vertices, odd_sets: OddSets::default() };
    if rng.chance(1, 3) {
        return GeneralCertificate::HighestScore { prices };
    }
    let barrier = (0..count).map(|_| rng.chance(1, 2)).collect();
    GeneralCertificate::MostPairs { barrier, pair_price: any(rng), prices }
}

#[test]
fn from_prices_of_any_size() {
    let mut rng = Rng::new(1_773);
    let pricing = PricingWithin::default();
    for turn in 0..300 {
        let count = if turn % 10 == 0 { 100 } else { 1 + rng.below(30) };
        let source = random(&mut rng, count);
        for mode in MODES {
            let full = source.full(mode);
            let optimum = full_optimum(&full);
            for _ in 0..5 {
                let earlier = anything(&mut rng, count);
                check_from(&pricing, &source, &full, Some(&earlier), optimum);
            }
        }
    }
}

#[test]
fn as_a_solver_that_starts_from_an_answer() {
    let mut rng = Rng::new(1_774);
    for _ in 0..200 {
        let count = 1 + rng.below(40);
        let (parts, like) = random_parts(&mut rng, count);
        let after = changed(&mut rng, &parts);
        let source = dressed(&mut rng, &after, &like);
        for mode in MODES {
            let (problem, full) = (source.problem(mode), after.problem(mode));
            // The matching that comes with it may be none of this problem.
            let before = Blossom.solve(&parts.problem(mode), &Limits::none());
            let earlier = before.certificate.as_ref().unwrap();
            let pricing = PricingWithin::default();
            let claim = pricing.solve_from(&problem, &before.solution, earlier, &Limits::none());
            assert_eq!(claim.stop, Stop::Finished);
            let quality = quality(&problem, &full, &claim);
            assert!(quality.is_optimal(), "{quality:?}");
            assert_eq!(quality.objective(), full_optimum(&full));
            // The prices are all that counts.
            let (same, _) = pricing.solve_counting(&problem, Some(earlier), &Limits::none());
            assert_eq!((claim.solution, claim.certificate), (same.solution, same.certificate));
        }
    }
}

#[test]
fn large_from_an_earlier_answer() {
    // No sample is needed where there are prices, and one is taken where there are prices of others.
    let mut rng = Rng::new(1_775);
    let count = 1_700;
    let before = structured(&mut rng, count, 500, true, |one, other| one.group != other.group);
    let pricing = PricingWithin::default();
    for mode in MODES {
        let claim = before.problem(mode).solve().0;
        let earlier = claim.certificate.unwrap();
        // Nobody may be matched with the same one again.
        let mut after = before.clone();
        for &(a, b) in claim.solution.pairs() {
            let (a, b) = (a as usize, b as usize);
            after.0.scores[a * count + b] = None;
            after.0.scores[b * count + a] = None;
        }
        let full = after.full(mode);
        let optimum = full_optimum(&full);
        let short = spoiled(&earlier, Says::Short).unwrap();
        for earlier in [None, Some(&earlier), Some(&short)] {
            check_from(&pricing, &after, &full, earlier, optimum);
        }
    }
}
