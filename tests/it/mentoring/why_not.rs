//! Why not these two: what it would cost, against solving anew with the pair pinned.

use crosstie::explain::WhyNotReason;
use crosstie::mentoring::{
    Answer, Loss, MentoringError, MentoringProblem, MutualPairs, Objective, PairAccess, Role,
    WhatIfError,
};
use crosstie::solve::Limits;
use crosstie::{Errors, Score};

use super::id;
use super::world::MODES;
use crate::audit::policies;
use crate::audit::world::World;
use crate::rng::Rng;

#[derive(Debug, Default)]
struct Tally {
    asked: u64,
    exact: u64,
    as_good: u64,
    mutual: u64,
    fewer_pairs: u64,
    refused: u64,
    places: u64,
}

fn less(base: Objective, other: Objective) -> Loss {
    let pairs = |o: Objective| i64::try_from(o.pairs.unwrap_or(0)).unwrap();
    let score = Score::from_micros(base.score.micros() - other.score.micros());
    Loss { pairs: pairs(base) - pairs(other), score }
}

fn built<'w>(
    world: &'w World,
    pin: Option<(&str, &str)>,
    access: PairAccess,
) -> Result<MentoringProblem<'w>, Errors<MentoringError>> {
    let builder = world.builder().pair_access(access);
    let pin = pin.map(|(mentor, mentee)| (id(&world.org, mentor), id(&world.org, mentee)));
    match pin {
        Some((mentor, mentee)) => builder.pin(mentor, mentee).build(),
        None => builder.build(),
    }
}

fn ask(world: &World, answer: &Answer<'_>, access: PairAccess, rng: &mut Rng, tally: &mut Tally) {
    let what_if = match answer.what_if() {
        Ok(what_if) => what_if,
        Err(error) => {
            assert_eq!(error, WhatIfError::NotProven);
            assert!(!answer.is_optimal());
            return;
        }
    };
    for (mentor, _) in &world.mentors {
        for (mentee, _) in &world.mentees {
            if rng.chance(1, 3) {
                continue;
            }
            tally.asked += 1;
            let why = what_if.why_not(mentor, mentee);
            let text = why.to_string();
            assert!(text.starts_with(mentor.as_str()) && text.ends_with('.'), "{text}");
            let planned = answer.plan().pairs().iter();
            let planned =
                planned.filter(|p| p.mentor == *mentor && p.mentee == *mentee).count() > 0;
            assert_eq!(planned, why.reason.code() == "in_plan", "{text}");
            let pinned = || built(world, Some((mentor, mentee)), access);
            match &why.reason {
                WhyNotReason::AsGood { .. } => {
                    let problem = pinned().unwrap();
                    let anew = problem.solve().unwrap();
                    assert_eq!(less(answer.objective(), anew.objective()), Loss::default());
                    tally.as_good += 1;
                }
                WhyNotReason::Worse { at_least, at_most, ends, begins, .. } => {
                    let problem = pinned().unwrap();
                    let anew = problem.solve().unwrap();
                    let loss = less(answer.objective(), anew.objective());
                    let about = || format!("{text}\n{loss:?}\n{why:?}\n{:#?}", answer.plan());
                    assert!(*at_least <= loss, "{}", about());
                    if anew.is_optimal() {
                        assert!(at_most.is_none_or(|most| loss <= most), "{}", about());
                    }
                    assert_eq!(text.contains(" It would "), !ends.is_empty() || !begins.is_empty());
                    tally.exact += u64::from(*at_most == Some(*at_least));
                    assert!(at_most.is_none_or(|most| most == *at_least), "{}", about());
                    tally.mutual += u64::from(at_most.is_none());
                    tally.fewer_pairs += u64::from(at_least.pairs > 0);
                }
                WhyNotReason::InPlan { .. } => {}
                _ => {
                    assert!(pinned().is_err(), "{text}");
                    tally.refused += 1;
                }
            }
        }
    }
    for (role, people) in [(Role::Mentor, &world.mentors), (Role::Mentee, &world.mentees)] {
        for (key, _) in people {
            let place = what_if.one_more_place(role, key).unwrap();
            assert!(place.gain >= Loss::default());
            assert!(place.to_string().contains(key.as_str()));
            tally.places += u64::from(!place.gain.is_nothing());
        }
        assert_eq!(what_if.one_more_place(role, "nobody"), None);
    }
    assert_eq!(what_if.why_not("nobody", "either").reason.code(), "not_enrolled");
}

fn ask_world(world: &mut World, rng: &mut Rng, tally: &mut Tally) {
    world.pins.clear();
    for mode in MODES {
        for mutual in [MutualPairs::Off, MutualPairs::Allowed] {
            world.mode = mode;
            world.mutual = mutual == MutualPairs::Allowed;
            let access = *rng.pick(&[PairAccess::Listed, PairAccess::Priced]);
            let problem = built(world, None, access).unwrap();
            ask(world, &problem.solve().unwrap(), access, rng, tally);
        }
    }
}

#[test]
fn a_loss_is_that_of_solving_anew() {
    let mut tally = Tally::default();
    for seed in 0..1_500 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        let mut world = World::random(&mut rng, people, policies::any);
        ask_world(&mut world, &mut rng, &mut tally);
    }
    assert!(tally.asked > 100_000 && tally.exact > 5_500 && tally.as_good > 4_500, "{tally:?}");
    assert!(tally.fewer_pairs > 100 && tally.mutual > 100 && tally.places > 4_000, "{tally:?}");
}

/// So many people that where pairs are priced not all are at hand.
#[test]
fn a_loss_of_many_is_that_of_solving_anew() {
    let mut tally = Tally::default();
    for seed in 0..6 {
        let mut rng = Rng::new(500 + seed);
        let mut world = World::random(&mut rng, 130, policies::any);
        world.pins.clear();
        world.existing.truncate(16);
        world.mutual = true;
        for mode in MODES {
            world.mode = mode;
            let problem = built(&world, None, PairAccess::Priced).unwrap();
            let answer = problem.solve().unwrap();
            let what_if = answer.what_if().unwrap();
            for _ in 0..60 {
                let (mentor, mentee) = (&rng.pick(&world.mentors).0, &rng.pick(&world.mentees).0);
                let (at_least, at_most) = match what_if.why_not(mentor, mentee).reason {
                    WhyNotReason::AsGood { .. } => (Loss::default(), Loss::default()),
                    WhyNotReason::Worse { at_least, at_most, .. } => (at_least, at_most.unwrap()),
                    _ => continue,
                };
                let pinned = built(&world, Some((mentor, mentee)), PairAccess::Listed).unwrap();
                let loss = less(answer.objective(), pinned.solve().unwrap().objective());
                assert_eq!((at_least, at_most), (loss, loss));
                tally.exact += 1;
            }
        }
    }
    assert!(tally.exact > 100, "{tally:?}");
}

#[test]
fn a_plan_that_is_not_proven_is_not_asked() {
    let mut rng = Rng::new(3);
    let mut refused = 0;
    for _ in 0..40 {
        let world = World::random(&mut rng, 12, policies::any);
        let problem = built(&world, None, PairAccess::Listed).unwrap();
        let stopped = problem
            .solve_with(
                &crosstie::matching::assignment::AuctionPaths,
                &Limits::none().iterations(0),
            )
            .unwrap();
        let error = stopped.what_if().err();
        assert_eq!(error.is_some(), !stopped.is_optimal());
        refused += u64::from(error == Some(WhatIfError::NotProven));
    }
    assert!(refused > 10, "{refused}");
}
