//! What the solver answers stands before the audit, under any policy.

use crosstie::audit::{self, AuditReport, Gap, Proven};
use crosstie::mentoring::MentoringProblem;

use super::policies;
use super::world::{World, own_scores};
use crate::rng::Rng;

/// Solves, audits, and compares every statement of the two.
fn audit_of_the_answer(problem: &MentoringProblem<'_>) -> AuditReport {
    let answer = problem.solve().unwrap();
    let report = audit::check(problem, answer.plan());
    assert!(report.is_clean(), "{report}\n{:#?}\n{problem:#?}", answer.plan());
    assert_eq!(report.objective(), answer.objective());
    assert_eq!(report.counts(), problem.pair_counts());
    assert_eq!(report.proven().is_optimal(), answer.is_optimal(), "{report}");
    match report.proven() {
        Proven::Optimal => assert_eq!(answer.bound(), Some(answer.objective())),
        Proven::Bounded { bound, gap } => {
            assert_eq!(answer.bound(), Some(bound));
            assert_ne!(gap, Gap::Score(crosstie::Score::ZERO));
            assert_eq!(report.findings().last().unwrap().code(), "not-proven-optimal");
        }
        Proven::Nothing => assert_eq!(answer.bound(), None),
        Proven::Sampled { .. } => panic!("all pairs are looked at"),
    }
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_string(answer.plan()).unwrap();
        let read = serde_json::from_str(&json).unwrap();
        assert_eq!(report, audit::check(problem, &read));
    }
    report
}

#[test]
fn answers_on_any_policy() {
    let (mut optimal, mut pairs, mut excluded) = (0, 0, 0);
    for seed in 0..2_000 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        let world = World::random(&mut rng, people, policies::any);
        let report = audit_of_the_answer(&world.problem());
        optimal += u32::from(report.proven().is_optimal());
        pairs += report.objective().pairs.unwrap_or(0);
        excluded += report.counts().considered - report.counts().eligible;
    }
    assert!(
        optimal > 1_800 && pairs > 1_500 && excluded > 20_000,
        "{optimal}, {pairs}, {excluded}"
    );
}

#[test]
fn answers_on_simple_policies() {
    for seed in 0..1_000 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        let world = World::random(&mut rng, people, policies::simple);
        audit_of_the_answer(&world.problem());
    }
}

#[test]
fn answers_on_scores_of_ones_own() {
    let mut optimal = 0;
    for seed in 0..2_000 {
        let (_, problem) = own_scores(&mut Rng::new(seed));
        optimal += u32::from(audit_of_the_answer(&problem).proven().is_optimal());
    }
    assert!(optimal > 1_800, "{optimal}");
}
