//! What the solver says is clean and proven.

use std::collections::BTreeMap;

use crosstie::audit::{self, ProvenWorth, TaskForceFinding};
use crosstie::matching::selection::BranchAndBound;
use crosstie::solve::{Limits, Stop};
use crosstie::taskforce::SolveError;

use super::world::World;
use crate::rng::Rng;

#[test]
fn answers_are_clean_and_proven_optimal() {
    let mut rng = Rng::new(71);
    let (mut solved, mut seen) = (0, BTreeMap::new());
    for _ in 0..900 {
        let world = World::random(&mut rng, 12);
        let problem = world.problem();
        let answer = match problem.solve() {
            Ok(answer) => answer,
            Err(SolveError::Infeasible(_)) => continue,
            Err(error) => panic!("{error}"),
        };
        solved += 1;
        let report = audit::check_task_force(&problem, answer.plan());
        assert!(report.is_clean(), "{report}\n{:#?}", world.brief);
        assert_eq!(report.objective(), answer.plan().objective);
        assert_eq!(answer.stop(), Stop::Finished);
        assert_eq!(report.proven(), ProvenWorth::Optimal, "{report}");
        let unproven = |finding: &&TaskForceFinding| finding.code() == "not-proven-optimal";
        assert_eq!(report.findings().iter().find(unproven), None);
        for requirement in &world.brief.requirements {
            *seen.entry(requirement.code()).or_insert(0) += 1;
        }
        for preference in &world.brief.fit {
            *seen.entry(preference.fit.code()).or_insert(0) += 1;
        }
    }
    assert!(solved > 400, "{solved}");
    assert_eq!(seen.len(), 12 + 5, "{seen:?}");
    assert!(seen.values().all(|&count| count >= 20), "{seen:?}");
}

#[test]
fn a_plan_without_proof_is_clean_and_nothing_is_proven() {
    let mut rng = Rng::new(72);
    for _ in 0..200 {
        let world = World::random(&mut rng, 9);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let report = audit::check_task_force(&problem, &answer.plan().without_proof());
        assert!(report.is_clean(), "{report}");
        assert_eq!(report.proven(), ProvenWorth::Nothing);
        let last = report.findings().last();
        assert_eq!(last, Some(&TaskForceFinding::NotProvenOptimal { gap: None }));
    }
}

#[test]
fn a_search_cut_short_is_clean_and_bounded() {
    let mut rng = Rng::new(73);
    let (mut bounded, mut optimal) = (0, 0);
    for _ in 0..400 {
        let world = World::random(&mut rng, 14);
        let problem = world.problem();
        let limits = Limits::none().iterations(1 + rng.next() % 4);
        let Ok(answer) = problem.solve_with(&BranchAndBound::default(), &limits) else { continue };
        let report = audit::check_task_force(&problem, answer.plan());
        assert!(report.is_clean(), "{report}");
        match report.proven() {
            ProvenWorth::Optimal => optimal += 1,
            ProvenWorth::Bounded { bound, gap } => {
                assert_eq!(Some(bound), answer.plan().bound);
                assert_eq!(report.objective().micros() + gap.micros(), bound.micros());
                assert!(gap.micros() > 0);
                bounded += 1;
            }
            ProvenWorth::Impossible | ProvenWorth::Nothing => {
                assert_eq!(answer.plan().bound, None, "{report}");
            }
        }
    }
    assert!(optimal > 50, "{bounded} {optimal}");
}
