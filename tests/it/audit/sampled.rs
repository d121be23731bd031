//! Audits that look at some of the pairs.

#[cfg(feature = "synth")]
use crosstie::{
    Score,
    audit::Violation,
    mentoring::Capacity,
    policy::{Criterion, Policy, Rule},
    synth::Shape,
};

use crosstie::audit::{self, AuditReport, Coverage, Proven};
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
#[cfg(feature = "synth")]
#[test]
fn a_price_too_low_is_found_where_it_is_looked_at() {
    let policy = Policy::new()
        .require(Rule::different_function())
        .prefer(3, Criterion::skill_gap())
        .prefer(1, Criterion::few_ties());
    let (mut found, mut missed) = (0, 0);
    for seed in 0..3 {
        let org = Shape::new(480).seed(seed).build().unwrap();
        let some = |mentors: bool| {
            let people = org.people().enumerate().filter(move |(at, _)| (at % 6 == 0) == mentors);
            people.map(|(_, person)| person)
        };
        let problem = MentoringProblem::builder(&org, &policy)
            .mentors(some(true), Capacity::up_to(5))
            .mentees(some(false))
            .build()
            .unwrap();
        let proven = problem.solve().unwrap().into_plan();
        assert!(audit::check(&problem, &proven).proven().is_optimal());
        for tenth in 0..10 {
            let mut plan = proven.clone();
            let prices = plan.proof.as_mut().unwrap().mentee_prices.values_mut();
            let mut dear: Vec<_> = prices.filter(|price| price.micros() > 0).collect();
            let at = tenth * dear.len() / 10;
            *dear[at] = Score::from_micros(dear[at].micros() - 1_000);
            let all = audit::check(&problem, &plan);
            if all.is_clean() {
                continue; // another proof of the same
            }
            assert!(is_bound_refused(&all), "{all}");
            assert_eq!(all, sample(&problem, &plan, u64::MAX, seed));
            for draw in 0..8 {
                let report = sample(&problem, &plan, 2 * SQUARE * SQUARE, draw);
                assert!(report.counts().considered < all.counts().considered);
                if report.is_clean() {
                    assert!(matches!(report.proven(), Proven::Sampled { .. }), "{report}");
                    missed += 1;
                } else {
                    assert!(is_bound_refused(&report), "{report}");
                    assert_eq!(report.proven(), Proven::Nothing);
                    found += 1;
                }
            }
        }
    }
    assert!(found > 20 && missed > 50, "{found} found, {missed} missed");
}

#[cfg(feature = "synth")]
fn is_bound_refused(report: &AuditReport) -> bool {
    matches!(report.violations(), [Violation::BoundNotProven { .. }])
}
