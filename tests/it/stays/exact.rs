//! Against enumeration.

use crosstie::audit;
use crosstie::rotation::assignments::SolveError;

use super::world::World;
use crate::rng::Rng;

const WORLDS: usize = 60_000;

#[test]
fn no_plan_is_better_or_none_is_possible() {
    let mut rng = Rng::new(71);
    let (mut none, mut staffed, mut several) = (0, 0, 0);
    for _ in 0..WORLDS {
        let world = World::random(&mut rng, true);
        let problem = world.problem();
        let best = world.best(None);
        let answer = match problem.solve() {
            Ok(answer) => answer,
            Err(SolveError::Shortage(shortage)) => {
                assert_eq!(best, None, "{shortage} {world:?}");
                assert!(audit::check_shortage(&problem, &shortage).is_proven(), "{world:?}");
                none += 1;
                continue;
            }
            Err(error) => panic!("{error} {world:?}"),
        };
        let objective = answer.objective();
        let value = (objective.stays.unwrap_or(0), objective.score.micros());
        assert_eq!(Some(value), best, "{world:?}");
        assert_eq!(answer.bound(), Some(objective), "{world:?}");
        assert!(answer.is_optimal());
        let report = audit::check_stays(&problem, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report} {world:?}");

        let periods = world.periods as usize;
        for table in answer.plan().by_host() {
            let stays: usize = table.people.iter().map(Vec::len).sum();
            for people in &table.people {
                let even = stays / periods..=stays.div_ceil(periods);
                assert!(even.contains(&people.len()), "{table:?} {world:?}");
            }
        }
        staffed += usize::from(world.hosts.iter().any(|host| host.0 > 0));
        several += usize::from(
            answer.plan().by_person().iter().any(|table| table.hosts.iter().flatten().count() > 1),
        );
    }
    assert!(none > 1_000 && staffed > 1_000 && several > 1_000, "{none} {staffed} {several}");
}
