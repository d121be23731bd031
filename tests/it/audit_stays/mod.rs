//! Wrong plans of stays: the audit says what is wrong with them.

mod calendar;
mod steps;
mod steps_paper;

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit::{self, ProvenStays, ShortageVerdict};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::rotation::assignments::{
    Mode, ScoredStaysBuilder, SolveError, Stay, StaysObjective, StaysPlan, StaysProblem, StaysProof,
};

use crate::rng::Rng;
use crate::stays::world::World;

/// Three periods; law must have somebody in each.
fn builder() -> ScoredStaysBuilder {
    StaysProblem::from_scores(3)
        .person("ada")
        .person_with("bob", 1)
        .person("cy")
        .person("dee")
        .host_with("law", 1..=2)
        .host("sales", 1)
        .host("it", 1)
        .score("ada", "law", Score::points(5))
        .score("ada", "sales", Score::points(4))
        .score("ada", "it", Score::points(3))
        .score("bob", "law", Score::points(3))
        .score("bob", "sales", Score::points(2))
        .score("bob", "it", Score::points(9))
        .score("cy", "law", Score::points(2))
        .score("cy", "sales", Score::points(9))
        .score("cy", "it", Score::points(1))
        .visited("cy", "sales")
        .exclude("bob", "it")
}

fn stay(person: &str, host: &str, period: u32, points: i32) -> Stay {
    let (person, host) = (person.into(), host.into());
    Stay { person, host, period, length: 1, score: Score::points(points) }
}

/// What is done to a good plan, and what the audit has to find.
type Plant = (&'static str, fn(&mut StaysPlan));

const PLANTS: [Plant; 25] = [
    ("unknown-schema", |plan| plan.schema += 1),
    ("wrong-mode", |plan| plan.mode = Mode::HighestScore),
    ("wrong-periods", |plan| plan.periods = 4),
    ("not-enrolled", |plan| plan.stays[0].person = "eve".into()),
    ("not-enrolled", |plan| plan.stays[0].host = "press".into()),
    ("host-twice", |plan| {
        let again = plan.stays[0].clone();
        plan.stays.push(again);
    }),
    ("no-such-period", |plan| plan.stays[0].period = 4),
    ("two-at-once", |plan| plan.stays[0].period = plan.stays[1].period),
    ("visited", |plan| plan.stays.push(stay("cy", "sales", 1, 9))),
    ("excluded", |plan| plan.stays.push(stay("bob", "it", 1, 9))),
    ("no-score", |plan| plan.stays.push(stay("dee", "law", 1, 0))),
    ("wrong-score", |plan| plan.stays[0].score = Score::points(6)),
    ("too-many-stays", |plan| plan.stays.push(stay("bob", "sales", 1, 2))),
    ("over-capacity", |plan| {
        for stay in plan.stays.iter_mut().filter(|stay| stay.host == "law") {
            stay.period = 1;
        }
    }),
    ("under-staffed", |plan| plan.stays.retain(|stay| stay.host != "law")),
    ("at-home-not-listed", |plan| plan.at_home.clear()),
    ("at-home-but-away", |plan| plan.at_home.push("ada".into())),
    ("at-home-twice", |plan| plan.at_home.push("dee".into())),
    ("at-home-not-enrolled", |plan| plan.at_home.push("eve".into())),
    ("wrong-objective", |plan| plan.objective.score = Score::points(99)),
    ("negative-price", |plan| {
        let proof = plan.proof.as_mut().unwrap();
        proof.host_prices.insert("sales".into(), Score::points(-1));
    }),
    ("proof-not-enrolled", |plan| plan.proof.as_mut().unwrap().cover_people.push("eve".into())),
    ("bound-not-proven", |plan| plan.proof = Some(StaysProof::default())),
    ("bound-not-proven", |plan| plan.proof = None),
    ("bound-too-low", |plan| plan.bound.as_mut().unwrap().score = Score::ZERO),
];

/// Mistakes that make other statements of the plan wrong too.
const NOT_ALONE: [&str; 11] = [
    "two-at-once",
    "over-capacity",
    "not-enrolled",
    "visited",
    "excluded",
    "no-score",
    "wrong-score",
    "too-many-stays",
    "under-staffed",
    "negative-price",
    "bound-too-low",
];

#[test]
fn every_kind_is_found() {
    let problem = builder().build().unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let report = audit::check_stays(&problem, &plan);
    assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
    let mut kinds: BTreeSet<&str> = BTreeSet::from(["home"]);
    for (code, plant) in PLANTS {
        let mut spoilt = plan.clone();
        plant(&mut spoilt);
        let report = audit::check_stays(&problem, &spoilt);
        let found: Vec<&str> = report.violations().iter().map(|v| v.code()).collect();
        assert!(found.contains(&code), "{code}: {report}");
        if !NOT_ALONE.contains(&code) {
            assert_eq!(found, [code], "{report}");
        }
        assert!(!report.proven().is_optimal(), "{report}");
        kinds.insert(code);
    }
    assert_eq!(kinds.len(), 24); // the others are of calendars: `calendar::every_kind_is_found`, and `steps`
}

#[test]
fn home_is_found() {
    let org = Organization::builder()
        .department(DepartmentRecord::new("law"))
        .department(DepartmentRecord::new("tax").parent("law"))
        .department(DepartmentRecord::new("it"))
        .person(PersonRecord::new("ada").department("tax"))
        .build()
        .unwrap();
    let builder = StaysProblem::builder(&org, 2).people(org.people());
    let problem = builder.host("law", 1).host("tax", 1).host("it", 1).build().unwrap();
    let plan = problem.solve().unwrap().into_plan();
    assert_eq!(plan.stays.iter().map(|stay| &*stay.host).collect::<Vec<_>>(), ["it"]);
    let free = 3 - plan.stays[0].period;
    for host in ["law", "tax"] {
        let mut spoilt = plan.clone();
        spoilt.stays.push(stay("ada", host, free, 0));
        let report = audit::check_stays(&problem, &spoilt);
        assert_eq!(report.violations()[0].code(), "home", "{report}");
    }
}

#[test]
fn any_proof_bounds_every_plan() {
    let mut rng = Rng::new(51);
    let (mut tight, mut loose) = (0, 0);
    for _ in 0..6_000 {
        let world = World::random(&mut rng, true);
        let problem = world.problem();
        let Some(best) = world.best(None) else { continue };
        let Ok(answer) = problem.solve() else { panic!("{world:?}") };
        let mut plan = answer.into_plan();
        // The solver's proof a little spoilt, or any.
        let mut proof = plan.proof.take().filter(|_| rng.chance(1, 2)).unwrap_or_default();
        proof.stay_price = Score::from_micros(proof.stay_price.micros() + rng.within(-2, 2));
        let change = |prices: &mut BTreeMap<String, Score>, key: String, by: i64, may: bool| {
            let price = prices.entry(key).or_default();
            let changed = price.micros() + by;
            *price = Score::from_micros(if may { changed } else { changed.max(0) });
        };
        for p in 0..world.people.len() {
            if rng.chance(1, 3) {
                let by = rng.within(-3, 3);
                change(&mut proof.person_prices, World::person(p), by, false);
            }
            if rng.chance(1, 4) {
                proof.cover_people.push(World::person(p));
            }
        }
        for h in 0..world.hosts.len() {
            if rng.chance(1, 3) {
                let (by, may) = (rng.within(-3, 3), world.hosts[h].0 > 0);
                change(&mut proof.host_prices, World::host(h), by, may);
            }
            if rng.chance(1, 4) {
                proof.cover_hosts.push(World::host(h));
            }
        }
        plan.proof = Some(proof);
        let far = Score::from_micros(i64::MAX);
        plan.bound =
            Some(StaysObjective { stays: plan.objective.stays.map(|_| u64::MAX), score: far });
        let report = audit::check_stays(&problem, &plan);
        assert!(report.is_clean(), "{report} {world:?}");
        let bound = match report.proven() {
            ProvenStays::Bounded { bound } => (bound.stays.unwrap_or(0), bound.score.micros()),
            ProvenStays::Optimal => best,
            ProvenStays::Nothing => panic!("{report} {world:?}"),
        };
        assert!(bound >= best, "{bound:?} {best:?} {world:?}");
        tight += usize::from(bound == best);
        loose += usize::from(bound > best);
    }
    assert!(tight > 200 && loose > 1_000, "{tight} {loose}");
}

#[test]
fn a_wrong_shortage_is_refused() {
    let problem = StaysProblem::from_scores(2)
        .person("ada")
        .person("bob")
        .host_with("law", 1..=1)
        .host_with("sales", 1..=1)
        .score("ada", "law", Score::points(1))
        .score("ada", "sales", Score::points(1))
        .build()
        .unwrap();
    let Err(SolveError::Shortage(shortage)) = problem.solve() else { panic!() };
    assert!(audit::check_shortage(&problem, &shortage).is_proven());

    let mut wrong = shortage.clone();
    wrong.hosts.clear();
    let verdict = audit::check_shortage(&problem, &wrong);
    assert!(matches!(verdict, ShortageVerdict::Refuted { wanted: 0, .. }), "{verdict:?}");
    let mut wrong = shortage.clone();
    wrong.places = 0;
    assert!(!audit::check_shortage(&problem, &wrong).is_proven() || shortage.places == 0);
    let mut wrong = shortage;
    wrong.people.push("eve".into());
    let keys = vec!["eve".to_owned()];
    assert_eq!(audit::check_shortage(&problem, &wrong), ShortageVerdict::NotEnrolled { keys });
}
