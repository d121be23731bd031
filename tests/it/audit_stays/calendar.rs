//! Wrong plans where periods differ.

use crosstie::Score;
use crosstie::audit::{self, ProvenStays, ShortageVerdict, StaysViolation};
use crosstie::rotation::assignments::{
    Calendar, ScoredStaysBuilder, Shortage, StaysObjective, StaysPlan, StaysProblem, StaysProof,
};

use super::stay;
use crate::rng::Rng;
use crate::stays::calendar_world::CalendarWorld;
use crate::stays::world::World;

const PEOPLE: [&str; 5] = ["ada", "bob", "cy", "dee", "eve"];

fn builder() -> ScoredStaysBuilder {
    let mut builder = StaysProblem::from_scores(4).visited("eve", "sales");
    for host in ["law", "sales", "it"] {
        builder = builder.host(host, if host == "law" { 1 } else { 3 });
        for person in PEOPLE {
            builder = builder.score(person, host, Score::points(1));
        }
    }
    PEOPLE.into_iter().fold(builder, |builder, person| builder.person(person))
}

fn calendar() -> Calendar {
    Calendar::new()
        .away("cy", 4..=4)
        .stay_length("law", 2)
        .host_in("sales", 1..=1, 3..=3)
        .host_in("it", 3..=3, 0..=0)
        .most_away_of("team", ["ada", "dee"], 1)
        .order("law", "sales")
        .requires("it", "sales")
        .fixed("eve", "it", 1)
}

/// A plan that keeps to everything.
fn good() -> StaysPlan {
    let mut plan = builder().build().unwrap().solve().unwrap().into_plan();
    plan.stays = vec![
        stay("ada", "law", 2, 1),
        stay("ada", "sales", 4, 1),
        stay("bob", "sales", 1, 1),
        stay("cy", "sales", 1, 1),
        stay("cy", "it", 2, 1),
        stay("dee", "sales", 1, 1),
        stay("eve", "it", 1, 1),
    ];
    plan.stays[0].length = 2;
    plan.at_home.clear();
    plan.objective.stays = Some(7);
    plan.objective.score = Score::points(7);
    (plan.bound, plan.proof) = (None, None);
    plan
}

/// What is done to it, and all that the audit has to find.
type Plant = (&'static [&'static str], fn(&mut StaysPlan));

const PLANTS: [Plant; 14] = [
    (&["wrong-length"], |plan| plan.stays[0].length = 1),
    (&["wrong-length"], |plan| plan.stays[1].length = 2),
    (&["no-such-period"], |plan| plan.stays[4].period = 5),
    // Its second period.
    (&["no-such-period", "two-at-once", "out-of-order"], |plan| plan.stays[0].period = 4),
    (&["no-such-period"], |plan| plan.stays[4].period = u32::MAX),
    (&["away"], |plan| plan.stays[4].period = 4),
    (&["two-at-once", "out-of-order"], |plan| plan.stays[1].period = 3),
    (&["over-capacity"], |plan| plan.stays[4].period = 3),
    (&["under-staffed"], |plan| plan.stays[2].period = 2),
    (&["under-staffed", "too-many-away"], |plan| plan.stays[5].period = 2),
    (&["too-many-away"], |plan| plan.stays[0].period = 1),
    (&["out-of-order"], |plan| {
        (plan.stays[0].period, plan.stays[1].period) = (3, 2);
    }),
    (&["requirement-unmet"], |plan| plan.stays[1].host = "it".into()),
    (&["fixed-missing"], |plan| plan.stays[6].period = 2),
];

#[test]
fn every_kind_is_found() {
    let problem = builder().calendar(calendar()).build().unwrap();
    let report = audit::check_stays(&problem, &good());
    assert!(report.is_clean(), "{report}");
    for (codes, plant) in PLANTS {
        let mut spoilt = good();
        plant(&mut spoilt);
        let report = audit::check_stays(&problem, &spoilt);
        let mut found: Vec<&str> = report.violations().iter().map(|v| v.code()).collect();
        found.dedup();
        assert_eq!(found, codes, "{report}");
    }
}

#[test]
fn a_stay_that_ends_too_late_is_told_by_the_period_that_is_not_there() {
    let problem = builder().calendar(calendar()).build().unwrap();
    let mut plan = good();
    plan.stays[0].period = 4;
    let violation = StaysViolation::NoSuchPeriod {
        person: "ada".into(),
        host: "law".into(),
        period: 5,
        periods: 4,
    };
    assert!(audit::check_stays(&problem, &plan).violations().contains(&violation));
    plan.stays[0].period = 0;
    let report = audit::check_stays(&problem, &plan);
    assert!(report.violations().iter().any(|v| v.code() == "no-such-period"), "{report}");
}

#[test]
fn plans_are_clean_where_the_definitions_say_so() {
    let mut rng = Rng::new(53);
    let (mut clean, mut wrong) = (0, 0);
    for _ in 0..8_000 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        for _ in 0..6 {
            let mut stays = world.any_stays(&mut rng);
            if let (true, Some(stay)) = (rng.chance(1, 6), stays.first_mut()) {
                match rng.below(3) {
                    0 => stay.2 = 1 + rng.below_u32(world.world.periods),
                    1 => stay.1 = rng.below(world.world.hosts.len()),
                    _ => _ = stays.pop(),
                }
            }
            let report = audit::check_stays(&problem, &world.plan(&stays));
            let is_plan = world.is_plan(&stays);
            assert_eq!(report.is_clean(), is_plan, "{report} {stays:?} {world:?}");
            if is_plan {
                let value = report.objective();
                let value = (value.stays.unwrap_or(0), value.score.micros());
                assert!(Some(value) <= world.best(), "{stays:?} {world:?}");
            }
            clean += usize::from(is_plan);
            wrong += usize::from(!is_plan);
        }
    }
    assert!(clean > 5_000 && wrong > 5_000, "{clean} {wrong}");
}

/// Prices of pairs and a cover at random: places are those that the calendar leaves.
#[test]
fn any_prices_without_steps_bound_every_plan() {
    let mut rng = Rng::new(55);
    let (mut tight, mut loose) = (0, 0);
    for _ in 0..10_000 {
        let world = CalendarWorld::random(&mut rng);
        let Some(best) = world.best() else { continue };
        let problem = world.problem();
        let mut proof = StaysProof::default();
        let (unit, covers) = (rng.within(0, 20), rng.below(5));
        proof.stay_price = Score::from_micros(rng.within(-1, 2) * unit);
        for p in 0..world.world.people.len() {
            let price = Score::from_micros(rng.within(0, 2) * unit);
            proof.person_prices.insert(World::person(p), price);
            if rng.chance(covers, 4) {
                proof.cover_people.push(World::person(p));
            }
        }
        for h in 0..world.world.hosts.len() {
            let length = world.length(h);
            let least: u32 = (1..=world.world.periods)
                .filter(|t| t % length == 0)
                .map(|t| world.numbers(h, t).0)
                .sum();
            let price = rng.within(if least > 0 { -2 } else { 0 }, 2) * unit;
            proof.host_prices.insert(World::host(h), Score::from_micros(price));
            if rng.chance(covers, 4) {
                proof.cover_hosts.push(World::host(h));
            }
        }
        let mut plan = world.plan(&[]);
        let far = Score::from_micros(i64::MAX);
        plan.bound =
            Some(StaysObjective { stays: plan.objective.stays.map(|_| u64::MAX), score: far });
        plan.proof = Some(proof);
        let report = audit::check_stays(&problem, &plan);
        let bound = match report.proven() {
            ProvenStays::Bounded { bound } => bound,
            ProvenStays::Optimal => plan.objective,
            ProvenStays::Nothing => panic!("{report} {world:?}"),
        };
        let bound = (bound.stays.unwrap_or(0), bound.score.micros());
        assert!(bound >= best, "{bound:?} {best:?} {world:?}");
        tight += usize::from(bound == best);
        loose += usize::from(bound > best);
    }
    assert!(tight > 500 && loose > 1_000, "{tight} {loose}");
}

#[test]
fn a_shortage_that_holds_leaves_no_plan() {
    let mut rng = Rng::new(56);
    let (mut held, mut refuted) = (0, 0);
    for _ in 0..10_000 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        for _ in 0..4 {
            let some = |rng: &mut Rng, count, key: fn(usize) -> String| -> Vec<String> {
                (0..count).filter(|_| rng.chance(1, 2)).map(key).collect()
            };
            let hosts = some(&mut rng, world.world.hosts.len(), World::host);
            let people = some(&mut rng, world.world.people.len(), World::person);
            let mut shortage = Shortage { hosts, people, wanted: u64::MAX, places: 0 };
            let verdict = audit::check_shortage(&problem, &shortage);
            let ShortageVerdict::Refuted { wanted, places } = verdict else { panic!() };
            (shortage.wanted, shortage.places) = (wanted, places);
            let holds = audit::check_shortage(&problem, &shortage).is_proven();
            assert_eq!(holds, wanted > places);
            assert!(!holds || world.best().is_none(), "{shortage} {world:?}");
            held += usize::from(holds);
            refuted += usize::from(!holds);
        }
    }
    assert!(held > 500 && refuted > 1_000, "{held} {refuted}");
}

/// Ada is there in two of five periods, so she has one stay of two periods; law is counted in periods 2 and 4.
#[test]
fn places_are_those_that_the_calendar_leaves() {
    let calendar = Calendar::new()
        .away("ada", 2..=4)
        .every_stay_length(2)
        .host_in("law", 1..=2, 2..=2)
        .host_in("law", 3..=3, 0..=0);
    let problem = StaysProblem::from_scores(5)
        .person("ada")
        .person("bob")
        .person("cy")
        .person("dee")
        .host_with("law", 1..=1)
        .score("ada", "law", Score::points(5))
        .score("bob", "law", Score::points(5))
        .calendar(calendar)
        .build()
        .unwrap();
    let keys = |key: &str| vec![key.to_owned()];
    let claim = |hosts, people| Shortage { hosts, people, wanted: u64::MAX, places: 0 };
    let verdict = audit::check_shortage(&problem, &claim(keys("law"), keys("ada")));
    // 2 + 1; one stay of Ada, and the pair of Bob.
    assert_eq!(verdict, ShortageVerdict::Refuted { wanted: 3, places: 2 });

    // Covers and prices count the same: 2 + 1 places with law, at 4 points, and 1 + 1 of the pairs; or 1 of Ada.
    let score = |person: i32, host: i32| {
        let mut plan = good();
        let price = |key: &str, points| [(key.to_owned(), Score::points(points))].into();
        plan.stays.clear();
        plan.proof = Some(StaysProof {
            person_prices: price("ada", person),
            host_prices: price("law", host),
            cover_hosts: keys("law"),
            ..StaysProof::default()
        });
        let far = Score::from_micros(i64::MAX);
        plan.bound = Some(StaysObjective { stays: Some(u64::MAX), score: far });
        match audit::check_stays(&problem, &plan).proven() {
            ProvenStays::Bounded { bound } => bound.to_string(),
            proven => panic!("{proven}"),
        }
    };
    assert_eq!(score(0, 4), "3 stays, score 14");
    assert_eq!(score(5, 0), "3 stays, score 10");
    // At least 2 + 1 stays at −1, and 6 of each pair.
    assert_eq!(score(0, -1), "3 stays, score 9");
}
