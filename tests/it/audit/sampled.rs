//! Audits that look at some of the pairs.

use crosstie::Score;
use crosstie::audit::{self, AuditReport, Coverage, Proven, Violation};
use crosstie::mentoring::{MentoringPlan, MentoringProblem};

use super::policies;
use super::world::World;
use crate::rng::Rng;

/// Pairs are drawn in squares of so many mentors and mentees.
const SQUARE: u64 = 64;

fn sample(
    problem: &MentoringProblem<'_>,
    plan: &MentoringPlan,
    pairs: u64,
    seed: u64,
) -> AuditReport {
    audit::check_with(problem, plan, Coverage::Sample { pairs, seed })
}

/// A programme of several squares, or of one alone.
fn world(rng: &mut Rng) -> World {
    let people = if rng.chance(1, 4) { 2 + rng.below(60) } else { 100 + rng.below(200) };
    let mut world = World::random(rng, people, policies::any);
    world.pins.clear();
    world
}

#[test]
fn a_sample_says_what_it_has_looked_at() {
    let (mut sampled, mut whole, mut nothing) = (0, 0, 0);
    for seed in 0..60 {
        let rng = &mut Rng::new(seed);
        let world = world(rng);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        let plan = answer.plan();
        let all = audit::check_with(&problem, plan, Coverage::Whole);
        assert_eq!(all, audit::check(&problem, plan), "there are few pairs");
        for pairs in [0, 1, 5_000, 12_000, u64::MAX] {
            let report = sample(&problem, plan, pairs, seed);
            assert_eq!(report, sample(&problem, plan, pairs, seed));
            assert!(report.is_clean(), "{report}");
            assert_eq!(report.objective(), all.objective());
            let (looked, there) = (report.counts(), all.counts());
            assert!(looked.considered <= there.considered && looked.eligible <= there.eligible);
            if looked.considered == there.considered {
                assert_eq!(report, all);
                whole += 1;
            } else if let Some(bound) = plan.bound {
                // Squares at the edge are smaller, and some people are on both sides.
                let squares = pairs.div_ceil(SQUARE * SQUARE);
                assert!(looked.considered <= squares * SQUARE * SQUARE, "{looked:?}");
                let pairs = there.considered;
                let expected = Proven::Sampled { bound, looked: looked.considered, pairs };
                assert_eq!(report.proven(), expected);
                assert_eq!((report.proven().bound(), report.proven().gap()), (None, None));
                sampled += 1;
            } else {
                assert_eq!(report.proven(), Proven::Nothing);
                nothing += 1;
            }
        }
    }
    assert!(sampled > 100 && whole > 50, "{sampled}, {whole}, {nothing}");
}

/// A mentee's price that is too low: found by samples that have one of the pairs that it is too low for. What the plan's own
/// pair is worth beyond its prices then is part of the claim, and hides nothing.
#[test]
fn a_price_too_low_is_found_where_it_is_looked_at() {
    let (mut found, mut missed) = (0, 0);
    for seed in 0..120 {
        let rng = &mut Rng::new(1_000 + seed);
        let world = world(rng);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        if !answer.is_optimal() {
            continue;
        }
        let mut plan = answer.into_plan();
        let Some(proof) = &mut plan.proof else { continue };
        let prices = proof.mentee_prices.values_mut();
        let mut dear: Vec<_> = prices.filter(|price| price.micros() > 0).collect();
        if dear.is_empty() {
            continue;
        }
        let price = rng.below(dear.len());
        *dear[price] = Score::ZERO;
        let broken = |report: &AuditReport| {
            matches!(report.violations(), [Violation::BoundNotProven { .. }])
        };
        let all = audit::check(&problem, &plan);
        if all.is_clean() {
            continue; // another proof of the same
        }
        assert!(broken(&all), "{all}");
        assert!(broken(&sample(&problem, &plan, u64::MAX, seed)));
        for draw in 0..8 {
            let report = sample(&problem, &plan, 1, draw);
            if report.counts().considered == all.counts().considered {
                assert_eq!(report, all);
            } else if report.is_clean() {
                assert!(matches!(report.proven(), Proven::Sampled { .. }), "{report}");
                missed += 1;
            } else {
                assert!(broken(&report), "{report}");
                assert_eq!(report.proven(), Proven::Nothing);
                found += 1;
            }
        }
    }
    assert!(found > 30 && missed > 30, "{found} found, {missed} missed");
}
