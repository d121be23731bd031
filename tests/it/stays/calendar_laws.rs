//! What must stay so with a calendar, on problems too large to enumerate.

use crosstie::audit;
use crosstie::rotation::assignments::{Calendar, SolveError, StaysProblem};

use super::calendar_world::CalendarWorld;
use super::world::World;
use crate::rng::Rng;

fn each_world(seed: u64, check: impl Fn(&mut Rng, World)) {
    let mut rng = Rng::new(seed);
    for _ in 0..300 {
        let world = World::sized(&mut rng, false, 12, 6, 6);
        check(&mut rng, world);
    }
}

#[test]
fn a_calendar_without_news_changes_no_objective() {
    each_world(131, |_, world| {
        let plain = world.problem();
        let plain = plain.solve().unwrap();
        let before = plain.objective();
        let mut calendar = Calendar::new().every_stay_length(1);
        for p in 0..world.people.len() {
            calendar = calendar.present(World::person(p), 1..=world.periods);
        }
        for (h, &(least, most)) in world.hosts.iter().enumerate() {
            calendar = calendar.host_in(World::host(h), 1..=world.periods, least..=most);
        }
        let problem = world.builder().calendar(calendar).build().unwrap();
        let answer = problem.solve().unwrap();
        assert_eq!(answer.objective(), before, "{world:?}");
        assert_eq!(answer.bound(), plain.bound(), "{world:?}");
        assert!(answer.is_optimal(), "{world:?}");
        let report = audit::check_stays(&problem, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report} {world:?}");
    });
}

#[test]
fn long_stays_alone_are_long_periods() {
    each_world(132, |rng, world| {
        let before = world.problem().solve().unwrap().objective();
        let length = 1 + rng.below_u32(4);
        let mut long = world.clone();
        long.periods = world.periods * length + rng.below_u32(length);
        let calendar = Calendar::new().every_stay_length(length);
        let problem = long.builder().calendar(calendar).build().unwrap();
        let answer = problem.solve().unwrap();
        // Who may have so many stays has as many in longer periods, up to one in each.
        assert_eq!(answer.objective(), before, "{length} {world:?}");
        let report = audit::check_stays(&problem, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report} {world:?}");
    });
}

#[test]
fn who_is_away_more_never_helps_and_the_same_input_gives_the_same_plan() {
    each_world(133, |rng, world| {
        let problem = |periods: u32| {
            let mut calendar = Calendar::new();
            for p in 0..world.people.len() {
                calendar = calendar.away(World::person(p), 1..=periods.min(world.periods));
            }
            world.builder().calendar(calendar).build().unwrap()
        };
        let less = 1 + rng.below_u32(world.periods);
        let (one, other): (StaysProblem<'_>, StaysProblem<'_>) = (problem(less), problem(less + 1));
        let (one, other) = (one.solve().unwrap().into_plan(), other.solve().unwrap().into_plan());
        assert!(other.objective <= one.bound.unwrap(), "{world:?}");
        assert_eq!(problem(less).solve().unwrap().into_plan(), one);
    });
}

#[test]
fn other_numbers_for_the_same_people_and_hosts_keep_the_objective() {
    let mut rng = Rng::new(134);
    let (mut proven, mut none) = (0, 0);
    for _ in 0..2_000 {
        let world = CalendarWorld::random(&mut rng);
        let mut people: Vec<usize> = (0..world.world.people.len()).collect();
        let mut hosts: Vec<usize> = (0..world.world.hosts.len()).collect();
        rng.shuffle(&mut people);
        rng.shuffle(&mut hosts);
        let mut other = world.clone();
        for (p, &to) in people.iter().enumerate() {
            other.world.people[to] = world.world.people[p];
        }
        for (h, &to) in hosts.iter().enumerate() {
            other.world.hosts[to] = world.world.hosts[h];
        }
        let own = &mut other.world;
        own.scores.iter_mut().for_each(|(p, h, _)| (*p, *h) = (people[*p], hosts[*h]));
        for (p, h) in own.visited.iter_mut().chain(&mut own.excluded) {
            (*p, *h) = (people[*p], hosts[*h]);
        }
        other.away.iter_mut().chain(&mut other.present).for_each(|span| span.0 = people[span.0]);
        other.lengths.iter_mut().for_each(|length| length.0 = hosts[length.0]);
        other.changes.iter_mut().for_each(|change| change.0 = hosts[change.0]);
        other.groups.iter_mut().flat_map(|group| &mut group.0).for_each(|p| *p = people[*p]);
        for (first, then) in other.orders.iter_mut().chain(&mut other.requirements) {
            (*first, *then) = (hosts[*first], hosts[*then]);
        }
        other.fixed.iter_mut().for_each(|stay| (stay.0, stay.1) = (people[stay.0], hosts[stay.1]));
        match (world.problem().solve(), other.problem().solve()) {
            (Ok(one), Ok(two)) if one.is_optimal() && two.is_optimal() => {
                assert_eq!(one.objective(), two.objective(), "{world:?}");
                proven += 1;
            }
            (Ok(_), Err(SolveError::Shortage(_) | SolveError::Impossible(_)))
            | (Err(SolveError::Shortage(_) | SolveError::Impossible(_)), Ok(_)) => {
                panic!("{world:?}")
            }
            (Err(_), Err(_)) => none += 1,
            _ => {}
        }
    }
    assert!(proven > 1_000 && none > 100, "{proven} {none}");
}
