//! What must stay so when the input changes, on random organisations.

use crosstie::mentoring::Mode;
use crosstie::org::PersonRecord;

use super::world::World;
use crate::rng::Rng;

const WORLDS: usize = 600;

fn each_world(seed: u64, check: impl Fn(&mut Rng, World)) {
    let mut rng = Rng::new(seed);
    for _ in 0..WORLDS {
        let world = World::random(&mut rng);
        check(&mut rng, world);
    }
}

#[test]
fn the_order_of_declaration_keeps_the_objective() {
    each_world(41, |rng, world| {
        let mut shuffled = world.clone();
        rng.shuffle(&mut shuffled.people);
        rng.shuffle(&mut shuffled.ties);
        rng.shuffle(&mut shuffled.mentors);
        rng.shuffle(&mut shuffled.mentees);
        rng.shuffle(&mut shuffled.criteria);
        rng.shuffle(&mut shuffled.rules);
        assert_eq!(world.objective(), shuffled.objective(), "{world:?}");
    });
}

/// Who has no language on file may be paired with nobody.
#[test]
fn somebody_eligible_with_nobody_is_one_more_without_a_pair() {
    each_world(42, |rng, world| {
        let mut more = world.clone();
        let at = rng.below(more.mentees.len() + 1);
        more.people.push(PersonRecord::new("new").grade(3).site("rome").department("law"));
        more.mentees.insert(at, ("new".to_owned(), 1));
        let (pairs, mut unmatched) = world.with(|problem| {
            let plan = problem.solve().unwrap().into_plan();
            (plan.pairs, plan.unmatched)
        });
        let (pairs_after, unmatched_after) = more.with(|problem| {
            let plan = problem.solve().unwrap().into_plan();
            (plan.pairs, plan.unmatched)
        });
        assert_eq!(pairs, pairs_after, "{world:?}");
        assert_eq!(unmatched.len() + 1, unmatched_after.len());
        unmatched.extend(unmatched_after.iter().find(|person| person.key == "new").cloned());
        unmatched.sort_by(|a, b| (a.role, &a.key).cmp(&(b.role, &b.key)));
        let mut sorted = unmatched_after;
        sorted.sort_by(|a, b| (a.role, &a.key).cmp(&(b.role, &b.key)));
        assert_eq!(unmatched, sorted, "{world:?}");
    });
}

#[test]
fn twice_the_weights_are_twice_the_score() {
    each_world(43, |_, mut world| {
        world.rules.retain(|rule| rule.code() != "minimum_score"); // would have to double too
        let (pairs, score) = world.objective();
        for (weight, _) in &mut world.criteria {
            *weight *= 2;
        }
        assert_eq!(world.objective(), (pairs, 2 * score), "{world:?}");
    });
}

#[test]
fn without_a_rule_there_are_no_fewer_pairs_and_no_lower_objective() {
    each_world(44, |rng, world| {
        let mut freer = world.clone();
        freer.rules.remove(rng.below(world.rules.len()));
        assert!(freer.objective() >= world.objective(), "{world:?}");
    });
}

#[test]
fn one_more_place_never_lowers_the_objective_and_adds_at_most_one_pair() {
    each_world(45, |rng, world| {
        let mut wider = world.clone();
        let side = if rng.chance(1, 2) { &mut wider.mentors } else { &mut wider.mentees };
        if side.is_empty() {
            return;
        }
        let at = rng.below(side.len());
        side[at].1 += 1;
        let (before, after) = (world.objective(), wider.objective());
        assert!(after >= before, "{before:?} {after:?} {world:?}");
        assert!(after.0 <= before.0.map(|pairs| pairs + 1), "{before:?} {after:?} {world:?}");
    });
}

#[test]
fn most_pairs_first_has_the_pairs_and_highest_score_the_score() {
    each_world(46, |_, world| {
        let in_mode = |mode| {
            let world = World { mode, ..world.clone() };
            world.with(|problem| {
                let plan = problem.solve().unwrap().into_plan();
                (plan.pairs.len(), plan.objective.score)
            })
        };
        let (most, score) = (in_mode(Mode::MostPairsFirst), in_mode(Mode::HighestScore));
        assert!(most.0 >= score.0 && most.1 <= score.1, "{most:?} {score:?} {world:?}");
    });
}

#[test]
fn the_same_problem_has_the_same_plan() {
    each_world(47, |_, world| {
        let plan = || world.with(|problem| problem.solve().unwrap().into_plan());
        assert_eq!(plan(), plan());
    });
}
