//! Periods that differ, against enumeration.

use crosstie::audit::{self, ProvenStays};
use crosstie::rotation::assignments::{SolveError, StaysObjective};

use super::calendar_world::CalendarWorld;
use crate::rng::Rng;

const WORLDS: usize = 60_000;

fn value(objective: StaysObjective) -> (u64, i64) {
    (objective.stays.unwrap_or(0), objective.score.micros())
}

#[test]
fn no_plan_is_better_than_the_bound_and_what_is_impossible_is() {
    let mut rng = Rng::new(111);
    let (mut feasible, mut solved, mut proven, mut best_found) = (0, 0, 0, 0);
    let (mut shortages, mut impossible, mut none_found, mut missed) = (0, 0, 0, 0);
    for _ in 0..WORLDS {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        let best = world.best();
        feasible += usize::from(best.is_some());
        match problem.solve() {
            Ok(answer) => {
                let report = audit::check_stays(&problem, answer.plan());
                assert!(report.is_clean(), "{report} {world:?}");
                let objective = value(answer.objective());
                assert!(Some(objective) <= best, "{objective:?} {best:?} {world:?}");
                if let Some(bound) = answer.bound() {
                    assert!(Some(value(bound)) >= best, "{bound:?} {best:?} {world:?}");
                    let is_audited = match report.proven() {
                        ProvenStays::Optimal => true,
                        ProvenStays::Bounded { bound: audited } => audited <= bound,
                        ProvenStays::Nothing => false,
                    };
                    assert!(is_audited, "{report} {world:?}");
                }
                assert_eq!(answer.is_optimal(), report.proven().is_optimal(), "{report} {world:?}");
                if answer.is_optimal() {
                    assert_eq!(Some(objective), best, "{world:?}");
                }
                solved += 1;
                proven += usize::from(answer.is_optimal());
                best_found += usize::from(Some(objective) == best);
            }
            Err(SolveError::Shortage(shortage)) => {
                assert_eq!(best, None, "{shortage} {world:?}");
                let verdict = audit::check_shortage(&problem, &shortage);
                assert!(verdict.is_proven(), "{verdict:?} {shortage} {world:?}");
                shortages += 1;
            }
            Err(SolveError::Impossible(steps)) => {
                assert_eq!(best, None, "{steps} {world:?}");
                let verdict = audit::check_impossible(&problem, &steps);
                assert!(verdict.is_proven(), "{verdict:?} {steps} {world:?}");
                impossible += 1;
            }
            Err(SolveError::NoneFound) => {
                none_found += 1;
                missed += usize::from(best.is_some());
            }
            Err(error) => panic!("{error} {world:?}"),
        }
    }
    let counts = format!(
        "{WORLDS} worlds, {feasible} with a plan: {solved} solved, {best_found} of them best, {proven} proven so; \
         {shortages} shortages, {impossible} proven impossible; {none_found} open, {missed} of them with a plan"
    );
    assert_eq!(solved + shortages + impossible + none_found, WORLDS, "{counts}");
    assert!(solved == feasible && proven == solved && none_found == 0, "{counts}");
    assert!(feasible > WORLDS / 2 && shortages > 1_000 && impossible > 1_000, "{counts}");
}
