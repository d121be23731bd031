//! One place more or less, against solving anew with it.

use crosstie::Score;
use crosstie::mentoring::{Loss, Objective, PairAccess, Role};

use super::world::MODES;
use crate::audit::policies;
use crate::audit::world::{World, today};
use crate::rng::Rng;

#[derive(Debug, Default)]
struct Tally {
    more: u64,
    gains: u64,
    less: u64,
    losses: u64,
    mutual: u64,
}

fn less(base: Objective, other: Objective) -> Loss {
    let pairs = |o: Objective| i64::try_from(o.pairs.unwrap_or(0)).unwrap();
    let score = Score::from_micros(base.score.micros() - other.score.micros());
    Loss { pairs: pairs(base) - pairs(other), score }
}

/// The objective with another number of places, and whether it is proven.
fn anew(world: &mut World, (role, at): (Role, usize), capacity: u32) -> (Objective, bool) {
    let places = |world: &mut World, capacity: u32| match role {
        Role::Mentor => std::mem::replace(&mut world.mentors[at].1, capacity),
        Role::Mentee => std::mem::replace(&mut world.mentees[at].1, capacity),
    };
    let before = places(world, capacity);
    let problem = world.builder().pair_access(PairAccess::Listed).build().unwrap();
    let answer = problem.solve().unwrap();
    let found = (answer.objective(), answer.is_optimal());
    drop(answer);
    drop(problem);
    places(world, before);
    found
}

/// Everybody whose places are counted: not paused, and with no more existing pairs than places.
fn people(world: &World, rng: &mut Rng, share: usize) -> Vec<(Role, usize, String, u32, usize)> {
    let is_paused = |key: &str| {
        let record = world.records.people.iter().find(|p| p.key == key).unwrap();
        record.pauses.iter().any(|pause| pause.first <= today() && today() <= pause.last)
    };
    let existing = |role: Role, key: &str| {
        let of = |pair: &&(String, String)| match role {
            Role::Mentor => pair.0 == key,
            Role::Mentee => pair.1 == key,
        };
        world.existing.iter().filter(of).count()
    };
    let mut all = Vec::new();
    for (role, side) in [(Role::Mentor, &world.mentors), (Role::Mentee, &world.mentees)] {
        for (at, (key, capacity)) in side.iter().enumerate() {
            let held = existing(role, key);
            if !is_paused(key) && held <= *capacity as usize && rng.chance(share, 6) {
                all.push((role, at, key.clone(), *capacity, held));
            }
        }
    }
    all
}

fn check(world: &mut World, access: PairAccess, rng: &mut Rng, share: usize, tally: &mut Tally) {
    let people = people(world, rng, share);
    let mut said = Vec::new();
    let base = {
        let problem = world.builder().pair_access(access).build().unwrap();
        let answer = problem.solve().unwrap();
        let Ok(what_if) = answer.what_if() else { return };
        for (role, at, key, capacity, held) in people {
            let more = what_if.one_more_place(role, &key).unwrap();
            let fewer = what_if.one_place_less(role, &key);
            assert_eq!(fewer.is_some(), capacity as usize > held, "{key}");
            said.push((role, at, capacity, more, fewer));
        }
        answer.objective()
    };
    for (role, at, capacity, more, fewer) in said {
        let (objective, proven) = anew(world, (role, at), capacity + 1);
        let gain = less(objective, base);
        assert!(gain <= more.gain || !proven, "{gain:?} {more:?}");
        // Where pairs may not be mutual, one that would be made is not kept from it.
        assert!(gain == more.gain || !world.mutual, "{gain:?} {more:?}");
        assert_eq!(more.code(), if more.gain.is_nothing() { "no_gain" } else { "gain" });
        tally.more += 1;
        tally.gains += u64::from(!gain.is_nothing());

        let Some(fewer) = fewer else { continue };
        let (objective, proven) = anew(world, (role, at), capacity - 1);
        let loss = less(base, objective);
        match fewer.at_most {
            Some(most) => {
                assert_eq!(most, fewer.at_least);
                assert!(loss == most || !proven && loss > most, "{loss:?} {fewer:?}");
            }
            None => {
                assert!(!world.mutual && loss >= fewer.at_least, "{loss:?} {fewer:?}");
                tally.mutual += 1;
            }
        }
        let text = fewer.to_string();
        assert!(text.contains(&fewer.key) && text.ends_with('.'), "{text}");
        let unchanged = fewer.ends.is_empty() && fewer.begins.is_empty();
        assert_eq!(text.contains("change nothing"), unchanged, "{text}");
        tally.less += 1;
        tally.losses += u64::from(!loss.is_nothing());
    }
}

#[test]
fn a_place_is_worth_what_solving_anew_says() {
    let mut tally = Tally::default();
    for seed in 0..500 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        let mut world = World::random(&mut rng, people, policies::any);
        world.pins.clear();
        for mode in MODES {
            world.mode = mode;
            world.mutual = rng.chance(2, 3);
            let access = *rng.pick(&[PairAccess::Listed, PairAccess::Priced]);
            check(&mut world, access, &mut rng, 6, &mut tally);
        }
    }
    assert!(tally.more > 7_000 && tally.gains > 1_500, "{tally:?}");
    assert!(tally.less > 4_500 && tally.losses > 1_500 && tally.mutual > 3, "{tally:?}");
}

/// So many people that where pairs are priced not all are at hand.
#[test]
fn a_place_of_many_is_worth_what_solving_anew_says() {
    let mut tally = Tally::default();
    for seed in 0..20 {
        let mut rng = Rng::new(700 + seed);
        let mut world = World::random(&mut rng, 130, policies::any);
        world.pins.clear();
        world.existing.truncate(16);
        world.mutual = true;
        for mode in MODES {
            world.mode = mode;
            check(&mut world, PairAccess::Priced, &mut rng, 2, &mut tally);
        }
    }
    assert!(tally.more > 1_500 && tally.less > 1_200, "{tally:?}");
    assert!(tally.gains > 100 && tally.losses > 500, "{tally:?}");
}
