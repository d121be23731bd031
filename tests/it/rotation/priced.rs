//! Rounds whose pairs are priced, against the same rounds with all pairs listed.

use std::collections::BTreeSet;

use crosstie::audit;
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Criterion, History, Pair, Policy, Rule};
use crosstie::rotation::{
    Answer, Odd, PairAccess, RotationBuilder, RotationError, RotationProblem, SolveError,
};
use crosstie::{Errors, Score};

use super::world::{Size, World};
use crate::rng::Rng;

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    rounds: u64,
    pairs: u64,
    repeats: u64,
    byes: u64,
    /// Plans that are the same, and reasons that were compared in them.
    same: u64,
    reasons: u64,
    /// Pairs that no rule excludes, and how many of them the last problems held.
    eligible: u64,
    kept: u64,
}

/// A programme of pairs in an organisation.
fn world(rng: &mut Rng, size: Size) -> World {
    let mut world = World::random(rng, size);
    (world.pools, world.odd, world.group_size) = (None, Odd::Bye, 2);
    world.become_a_firm(rng);
    // So that a round means the same by itself, with the rounds before it on record.
    let mut before = History::new();
    for meeting in world.history.meetings() {
        if meeting.when.round.is_none_or(|round| round < world.first_round) {
            before.record(meeting.clone());
        }
    }
    world.history = before;
    world
}

/// The reasons of everybody in every round, in words.
fn reasons(answer: &Answer<'_>, keys: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for (position, round) in answer.plan().rounds().iter().enumerate() {
        for group in round.groups() {
            all.push(answer.why(position, group).to_string());
            let repeats = group.repeats.iter();
            all.extend(repeats.map(|repeat| answer.why_repeat(position, repeat).to_string()));
        }
        all.extend(keys.iter().map(|key| answer.why_bye(position, key).to_string()));
    }
    all
}

fn compare(world: &World, tally: &mut Tally) {
    let [listed, priced] = [PairAccess::Listed, PairAccess::Priced]
        .map(|access| world.builder().pair_access(access).build().unwrap());
    assert_eq!(priced.pair_access(), PairAccess::Priced);
    assert_eq!(listed.pair_access(), PairAccess::Listed);
    assert_eq!(listed.pair_counts(), priced.pair_counts());
    let (a, b) = (listed.solve().unwrap(), priced.solve().unwrap());
    let plan = b.plan();
    assert!(plan.bound.unwrap() >= a.plan().bound.unwrap(), "{world:#?}");

    let report = audit::check_rounds(&priced, plan);
    assert!(report.is_clean(), "{report}\n{plan:#?}\n{world:#?}");
    assert_eq!(report.counts(), priced.pair_counts());
    let by_listed = audit::check_rounds(&listed, plan);
    assert_eq!(by_listed, report);

    let mut history = world.history.clone();
    for (position, round) in plan.rounds().iter().enumerate() {
        assert!(b.is_optimal(position), "{round:#?}\n{world:#?}");
        assert!(report.rounds()[position].proven.is_optimal(), "{report}\n{plan:#?}\n{world:#?}");
        // The same round with the rounds before it on record, and all pairs listed.
        let alone = world.round_alone(position, &history).solve().unwrap().into_plan();
        assert_eq!(alone.rounds()[0].objective, round.objective, "{position}\n{world:#?}");
        history.extend(round.meetings());

        let pricing = b.pricing(position).unwrap();
        assert!(pricing.eligible <= pricing.scored && pricing.kept <= pricing.pairs);
        assert_eq!(a.pricing(position), None);
        tally.rounds += 1;
        tally.pairs += round.groups().len() as u64;
        tally.byes += round.byes.len() as u64;
        tally.eligible += priced.pair_counts().eligible;
        tally.kept += pricing.kept;
    }
    tally.repeats += plan.objective.repeats;

    let (one, other) = (reasons(&a, &world.keys), reasons(&b, &world.keys));
    let groups = |answer: &Answer<'_>| {
        answer.plan().rounds().iter().map(|r| r.groups.clone()).collect::<Vec<_>>()
    };
    if groups(&a) == groups(&b) {
        assert_eq!(one, other, "{world:#?}");
        tally.same += 1;
        tally.reasons += one.len() as u64;
    }
}

#[test]
fn as_good_as_with_all_pairs_listed() {
    let mut tally = Tally::default();
    for seed in 0..2_000 {
        compare(&world(&mut Rng::new(seed), Size { people: 11, rounds: 4 }), &mut tally);
    }
    assert!(tally.rounds > 3_000 && tally.pairs > 4_000 && tally.byes > 4_000, "{tally:?}");
    assert!(tally.repeats > 200 && tally.same > 500 && tally.reasons > 10_000, "{tally:?}");
}

#[test]
fn as_good_for_more_people() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        compare(&world(&mut Rng::new(9_000 + seed), Size { people: 120, rounds: 3 }), &mut tally);
    }
    assert!(tally.pairs > 2_000 && tally.byes > 200, "{tally:?}");
    assert!(tally.kept < tally.eligible, "{tally:?}");
}

/// People p0, p1, … at sites in turn.
fn people(count: usize) -> Organization {
    let mut builder = Organization::builder().department(DepartmentRecord::new("all"));
    for i in 0..count {
        let person = PersonRecord::new(format!("p{i}")).department("all");
        builder = builder.person(person.site(format!("x{}", i % 3)));
    }
    builder.build().unwrap()
}

#[test]
fn few_pairs_are_listed_and_many_priced() {
    let policy = Policy::new();
    assert_eq!(PairAccess::default(), PairAccess::Auto);
    let few = people(30);
    for access in [PairAccess::Auto, PairAccess::Listed, PairAccess::Priced] {
        let problem = RotationProblem::builder(&few, &policy).pair_access(access).build().unwrap();
        let priced = access == PairAccess::Priced;
        let expected = if priced { PairAccess::Priced } else { PairAccess::Listed };
        assert_eq!(problem.pair_access(), expected);
    }
    // Four million pairs are those of 2,828 people and a half.
    let many = people(2_829);
    let keys = |count: usize| many.people().take(count).map(|p| p.key().to_owned());
    let all = RotationProblem::builder(&many, &policy).build().unwrap();
    assert_eq!(all.pair_access(), PairAccess::Priced);
    let fewer = RotationProblem::builder(&many, &policy).people(keys(2_828)).build().unwrap();
    assert_eq!(fewer.pair_access(), PairAccess::Listed);
    // What cannot be priced is listed.
    let first: Vec<String> = keys(3).collect();
    let second: Vec<String> = many.people().skip(3).map(|p| p.key().to_owned()).collect();
    let pools = RotationProblem::builder(&many, &policy).between(first, second, 2);
    assert_eq!(pools.build().unwrap().pair_access(), PairAccess::Listed);
}

#[test]
fn what_cannot_be_priced_is_refused_where_it_is_asked_for() {
    let (org, policy) = (people(6), Policy::new());
    type Way = fn(RotationBuilder<'_>) -> RotationBuilder<'_>;
    let ways: [(&str, Way); 3] = [
        ("`between`", |builder| builder.between(["p0", "p1"], ["p2", "p3"], 1)),
        ("`groups_of`", |builder| builder.groups_of(3)),
        ("`Odd::Trio`", |builder| builder.odd(Odd::Trio)),
    ];
    let refused = |errors: Errors<RotationError>, option: &str| {
        let text = errors.to_string();
        assert!(text.contains("PairAccess::Priced") && text.contains(option), "{text}");
        assert!(errors.iter().all(|error| error.code() == "together"), "{text}");
    };
    for (option, way) in ways {
        let builder = way(RotationProblem::builder(&org, &policy));
        refused(builder.clone().pair_access(PairAccess::Priced).build().unwrap_err(), option);
        assert_eq!(builder.build().unwrap().pair_access(), PairAccess::Listed);
    }
    let own = RotationProblem::from_scores(["ada", "bob"], [("ada", "bob", Score::points(1))]);
    refused(own.pair_access(PairAccess::Priced).build().unwrap_err(), "`from_scores`");
}

#[test]
fn a_pair_without_a_value_is_named() {
    let mut rng = Rng::new(72);
    let (mut named, mut none) = (0, 0);
    for _ in 0..300 {
        let org = people(2 + rng.below(8));
        let mut broken = BTreeSet::new();
        for pair in org.people().flat_map(|a| org.people().map(move |b| [a.key(), b.key()])) {
            if pair[0] < pair[1] && rng.chance(1, 12) {
                broken.insert(pair.map(str::to_owned));
            }
        }
        let all = broken.clone();
        let mood = move |pair: Pair<'_>| {
            let mut keys = [pair.first.key().to_owned(), pair.second.key().to_owned()];
            keys.sort();
            if all.contains(&keys) { f64::NAN } else { 0.5 }
        };
        // With the rule, pairs of one site need no value.
        let policy = Policy::new().prefer(2, Criterion::custom("mood"));
        let policy = policy.require(Rule::different_site());
        let site = |key: &str| org.person(key).unwrap().site();
        broken.retain(|[one, other]| site(one) != site(other));
        let builder = RotationProblem::builder(&org, &policy).criterion("mood", mood);
        assert_eq!(builder.clone().build().is_err(), !broken.is_empty());
        let priced = builder.pair_access(PairAccess::Priced).build().unwrap();
        match priced.solve() {
            Err(SolveError::CustomValues(errors)) => {
                // Of so few people all pairs are priced.
                let found = errors.iter().map(|error| {
                    let mut keys = [error.first.clone(), error.second.clone()];
                    keys.sort();
                    keys
                });
                assert_eq!(found.collect::<BTreeSet<_>>(), broken);
                named += 1;
            }
            other => {
                assert!(other.is_ok() && broken.is_empty());
                none += 1;
            }
        }
    }
    assert!(named > 100 && none > 50, "{named} {none}");
}
