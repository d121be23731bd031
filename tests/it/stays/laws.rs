//! What must stay so when the input changes, on problems too large to enumerate.

use crosstie::audit;
use crosstie::rotation::assignments::{Stay, StaysPlan};

use super::world::World;
use crate::rng::Rng;

const WORLDS: usize = 600;

fn each_world(seed: u64, check: impl Fn(&mut Rng, World)) {
    let mut rng = Rng::new(seed);
    for _ in 0..WORLDS {
        let world = World::sized(&mut rng, false, 14, 7, 6);
        check(&mut rng, world);
    }
}

fn plan(world: &World) -> StaysPlan {
    world.problem().solve().unwrap().into_plan()
}

/// The stays and the score, whatever is compared.
fn value(world: &World) -> (Option<u64>, i64) {
    let objective = plan(world).objective;
    (objective.stays, objective.score.micros())
}

#[test]
fn other_numbers_for_the_same_people_keep_the_objective() {
    each_world(81, |rng, world| {
        let mut people: Vec<usize> = (0..world.people.len()).collect();
        let mut hosts: Vec<usize> = (0..world.hosts.len()).collect();
        rng.shuffle(&mut people);
        rng.shuffle(&mut hosts);
        let mut other = world.clone();
        for (p, &to) in people.iter().enumerate() {
            other.people[to] = world.people[p];
        }
        for (h, &to) in hosts.iter().enumerate() {
            other.hosts[to] = world.hosts[h];
        }
        for (p, h, _) in &mut other.scores {
            (*p, *h) = (people[*p], hosts[*h]);
        }
        for (p, h) in other.visited.iter_mut().chain(&mut other.excluded) {
            (*p, *h) = (people[*p], hosts[*h]);
        }
        rng.shuffle(&mut other.scores);
        assert_eq!(value(&world), value(&other), "{world:?}");
    });
}

#[test]
fn somebody_who_may_go_nowhere_is_one_more_at_home() {
    each_world(82, |_, world| {
        let mut more = world.clone();
        more.people.push(u32::MAX);
        let (before, after) = (plan(&world), plan(&more));
        assert_eq!(before.objective, after.objective, "{world:?}");
        let new = World::person(world.people.len());
        assert_eq!(after.at_home.last(), Some(&new));
        let report = audit::check_stays(&more.problem(), &after);
        assert!(report.is_clean() && report.proven().is_optimal(), "{report} {world:?}");
    });
}

#[test]
fn three_times_the_scores_are_three_times_the_score() {
    each_world(83, |_, mut world| {
        let (stays, score) = value(&world);
        for pair in &mut world.scores {
            pair.2 *= 3;
        }
        assert_eq!(value(&world), (stays, 3 * score), "{world:?}");
    });
}

#[test]
fn one_more_period_place_or_pair_never_hurts() {
    each_world(84, |rng, world| {
        let before = value(&world);
        let mut freer = world.clone();
        match rng.below(3) {
            0 => freer.periods += 1,
            1 => freer.hosts[0].1 += 1,
            _ => freer.visited.clear(),
        }
        assert!(value(&freer) >= before, "{before:?} {world:?}");
    });
}

#[test]
fn periods_in_another_order_are_as_good() {
    each_world(85, |rng, world| {
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        let mut order: Vec<u32> = (1..=world.periods).collect();
        rng.shuffle(&mut order);
        for stay in &mut plan.stays {
            stay.period = order[stay.period as usize - 1];
        }
        let report = audit::check_stays(&problem, &plan);
        assert!(report.is_clean() && report.proven().is_optimal(), "{report} {world:?}");
    });
}

#[test]
fn the_second_year_repeats_no_stay_of_the_first() {
    each_world(86, |_, world| {
        let first = plan(&world);
        let problem = world.builder().after(&first).build().unwrap();
        let second = problem.solve().unwrap().into_plan();
        let pair = |stay: &Stay| (stay.person.clone(), stay.host.clone());
        assert!(!second.stays.iter().any(|stay| first.stays.iter().any(|s| pair(s) == pair(stay))));
        // All other pairs are still open: with the first year's pairs at no place, it is the same problem.
        let mut left = world.clone();
        left.scores.retain(|&(p, h, _)| {
            let keys = (World::person(p), World::host(h));
            !first.stays.iter().any(|stay| pair(stay) == keys)
        });
        assert_eq!(second.objective, plan(&left).objective, "{world:?}");
        assert!(second.objective <= first.objective);
    });
}
