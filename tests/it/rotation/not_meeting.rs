//! Why two do not meet: losses against the enumeration of all rounds.

use crosstie::Score;
use crosstie::explain::{NotMeetingError, NotMeetingReason, RoundLoss};
use crosstie::rotation::{Odd, RoundObjective};

use super::exact::{Before, Possible, grouped, groups_of};
use super::world::{Size, World};
use crate::rng::Rng;

/// The best round with two people as a pair: beside them, repeats only where more people meet.
fn best_with(before: &Before<'_>, a: usize, b: usize) -> Option<RoundObjective> {
    let candidates = before.candidates();
    let own = candidates.get(&(a.min(b), a.max(b)))?;
    let mut all = Vec::new();
    grouped(&before.people(), 2, false, &candidates, &mut Vec::new(), &mut all);
    let holds = |groups: &Vec<Vec<usize>>| groups.iter().any(|g| g.contains(&a) && g.contains(&b));
    let all: Vec<Possible> = all
        .into_iter()
        .filter(holds)
        .map(|groups| Possible { value: before.value(&groups, &candidates), groups })
        .collect();
    let rest = |possible: &&Possible| possible.value.repeats == u64::from(own.repeat);
    let most = all.iter().map(|possible| possible.value.placed).max()?;
    let fresh = all.iter().filter(rest).map(|possible| possible.value.placed).max();
    let fresh_is_enough = fresh == Some(most);
    all.iter().filter(|one| !fresh_is_enough || rest(one)).map(|one| one.value).max()
}

#[test]
fn a_meeting_costs_what_the_best_round_with_it_has_less() {
    let (mut worse, mut as_good, mut refused) = (0, 0, 0);
    for seed in 0..2_500 {
        let mut rng = Rng::new(seed + 90_000);
        let world = World::random(&mut rng, Size { people: 6, rounds: 2 });
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        let mut before = Before::new(&world);
        for (position, round) in answer.plan().rounds.iter().enumerate() {
            for a in 0..world.keys.len() {
                for b in 0..world.keys.len() {
                    let (one, other) = (&world.keys[a], &world.keys[b]);
                    let why = match answer.why_not(position, one, other) {
                        Ok(why) => why,
                        Err(NotMeetingError::NotPairs) => {
                            assert!(
                                world.group_size != 2
                                    || world.odd != Odd::Bye
                                    || world.pools.is_some()
                            );
                            continue;
                        }
                        Err(NotMeetingError::NotProven { .. }) => {
                            assert!(!round.is_optimal());
                            continue;
                        }
                        Err(error) => panic!("{error}"),
                    };
                    let text = why.to_string();
                    assert!(text.starts_with(one.as_str()) && text.ends_with('.'), "{text}");
                    let part = before.people();
                    let plain = part.contains(&a) && part.contains(&b) && a != b;
                    let candidate = before.candidates().contains_key(&(a.min(b), a.max(b)));
                    match why.reason {
                        NotMeetingReason::Worse { loss, .. } => {
                            let best = best_with(&before, a, b).unwrap();
                            assert_eq!(loss, less(round.objective, best), "{text}\n{world:?}");
                            assert_ne!(loss, RoundLoss::default());
                            worse += 1;
                        }
                        NotMeetingReason::AsGood { .. } => {
                            assert_eq!(best_with(&before, a, b), Some(round.objective), "{text}");
                            as_good += 1;
                        }
                        NotMeetingReason::Meet => {
                            assert!(
                                groups_of(&world, round)
                                    .iter()
                                    .any(|g| g.contains(&a) && g.contains(&b))
                            );
                        }
                        NotMeetingReason::Absent { .. } => {
                            assert!(!part.contains(&a) || !part.contains(&b));
                        }
                        NotMeetingReason::SamePerson => assert_eq!(a, b),
                        _ => {
                            assert!(plain && !candidate, "{text}\n{world:?}");
                            refused += 1;
                        }
                    }
                }
            }
            before = before.then(&groups_of(&world, round));
        }
        assert_eq!(answer.why_not(99, "a", "b").unwrap().reason.code(), "not_in_plan");
        assert_eq!(answer.why_not(0, "nobody", "b").unwrap().reason.code(), "not_enrolled");
    }
    assert!(worse > 5_000 && as_good > 1_000 && refused > 5_000, "{worse} {as_good} {refused}");
}

fn less(best: RoundObjective, other: RoundObjective) -> RoundLoss {
    let minus = |a: u64, b: u64| i64::try_from(a).unwrap() - i64::try_from(b).unwrap();
    RoundLoss {
        placed: minus(best.placed, other.placed),
        turns: minus(best.turns, other.turns),
        repeats: minus(other.repeats, best.repeats),
        score: Score::from_micros(best.score.micros() - other.score.micros()),
    }
}
