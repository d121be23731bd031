//! Proofs by cases on paper: what they sum up to, and what is wrong with one.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::audit::{self, ImpossibleVerdict, ProvenStays, StepFault};
use crosstie::rotation::assignments::{
    Calendar, Impossible, Mode, OrderPrices, PeriodPrices, ProofStep, ScoredStaysBuilder, StayRole,
    StaysObjective, StaysProblem, StaysProof,
};

use super::steps::{far, split};

/// Two trainees, of whom Ada is away in period 2 and Bob in period 1; law takes two periods of three.
fn builder() -> ScoredStaysBuilder {
    StaysProblem::from_scores(3)
        .person("ada")
        .person("bob")
        .host("law", 1)
        .host("it", 2)
        .score("ada", "law", Score::points(4))
        .score("ada", "it", Score::points(2))
        .score("bob", "law", Score::points(6))
        .score("bob", "it", Score::points(2))
}

fn problem(mode: Mode) -> StaysProblem<'static> {
    let calendar = Calendar::new()
        .away("ada", 2..=2)
        .away("bob", 1..=1)
        .stay_length("law", 2)
        .most_away_of("team", ["ada", "bob"], 1);
    builder().mode(mode).calendar(calendar).build().unwrap()
}

fn bounded(mode: Mode, steps: Vec<ProofStep>) -> Result<StaysObjective, StepFault> {
    let mut plan = builder().mode(mode).build().unwrap().solve().unwrap().into_plan();
    plan.bound = Some(far(&plan));
    plan.proof = Some(StaysProof { steps, ..StaysProof::default() });
    let report = audit::check_stays(&problem(mode), &plan);
    match report.proven() {
        ProvenStays::Bounded { bound } => Ok(bound),
        _ => Err(report
            .violations()
            .iter()
            .find_map(|violation| match violation {
                audit::StaysViolation::WrongStep { fault, .. } => Some(fault.clone()),
                _ => None,
            })
            .unwrap()),
    }
}

fn order(person: &str, first: &str, then: &str) -> OrderPrices {
    let (person, first, then) = (person.into(), first.into(), then.into());
    OrderPrices { person, first, then, required: false, periods: vec![1; 3] }
}

fn rows(key: &str, prices: &[i64]) -> BTreeMap<String, Vec<i64>> {
    BTreeMap::from([(key.to_owned(), prices.to_vec())])
}

#[test]
fn a_bound_is_the_sum_on_paper() {
    let at_most = |score: PeriodPrices| {
        let stays = PeriodPrices::default();
        vec![ProofStep::AtMost { stay_price: 0, stays, score }]
    };
    let highest = |score| bounded(Mode::HighestScore, at_most(score)).unwrap().score;
    // Ada is never there two periods in a row; the rest is worth 2 + 6 + 2.
    assert_eq!(highest(PeriodPrices::default()), Score::points(10));
    // A price of 2 for being away in periods 2 and 3 of a limit of 1: 4 + max(2, 0) of Ada in period 1
    // + (6 − 4) of Bob with law + (2 − 2) of Bob with it.
    let group_periods = rows("team", &[0, 2_000_000_000, 2_000_000_000]);
    let priced = PeriodPrices { group_periods, ..PeriodPrices::default() };
    assert_eq!(highest(priced.clone()), Score::points(8));
    // Three billionths more in period 2: 4 points and 3 + 2 points + (2 points − 3): rounded down to a multiple of 2 points,
    // as all values are.
    let group_periods = rows("team", &[0, 2_000_000_003, 2_000_000_001]);
    let odd = PeriodPrices { group_periods, ..PeriodPrices::default() };
    assert_eq!(highest(odd), Score::points(8));

    // Most stays first. Half a point for each period of the team: 1.5 + 0.5 of each stay with it + (1 − 1) of Bob with
    // law, so 2 stays; with so many and λ = 2: 4 + 4 of the periods at 2 + 0 + (6 − 2 − 4) + 0.
    let half = 500_000_000;
    let stays = PeriodPrices { group_periods: rows("team", &[half; 3]), ..PeriodPrices::default() };
    let steps = vec![ProofStep::AtMost { stay_price: 2_000_000_000, stays, score: priced }];
    let bound = bounded(Mode::MostPairsFirst, steps).unwrap();
    assert_eq!((bound.stays, bound.score), (Some(2), Score::points(8)));

    // By cases: with Bob at law in period 2, and without.
    let mut steps = vec![split("bob", "law", 2)];
    let team = PeriodPrices {
        group_periods: rows("team", &[0, 6_000_000_000, 0]),
        ..PeriodPrices::default()
    };
    steps.extend(at_most(team));
    steps.extend(at_most(PeriodPrices::default()));
    // 6 + (6 − 6) + 2 of Ada, and Bob has no time for it; 2 + 2 without law.
    assert_eq!(bounded(Mode::HighestScore, steps).unwrap().score, Score::points(8));
}

#[test]
fn a_wrong_step_is_refused() {
    let nothing = || ProofStep::AtMost {
        stay_price: 0,
        stays: PeriodPrices::default(),
        score: PeriodPrices::default(),
    };
    let priced = |change: fn(&mut PeriodPrices)| {
        let mut score = PeriodPrices::default();
        change(&mut score);
        ProofStep::AtMost { stay_price: 0, stays: PeriodPrices::default(), score }
    };
    let not_left = |person: &str, host: &str, period| StepFault::NotLeft {
        person: person.into(),
        host: host.into(),
        period,
    };
    let eve = || StepFault::NotEnrolled { role: StayRole::Person, key: "eve".into() };
    let press = || StepFault::NotEnrolled { role: StayRole::Host, key: "press".into() };
    let count = |key: &str, given| StepFault::PriceCount { key: key.into(), given, periods: 3 };
    let negative = |key: &str| StepFault::NegativePrice { key: key.into() };
    let cases: Vec<(Vec<ProofStep>, usize, StepFault)> = vec![
        (vec![split("eve", "law", 1)], 1, eve()),
        (vec![split("bob", "press", 1)], 1, press()),
        (vec![priced(|q| _ = q.person_stays.insert("eve".into(), 1))], 1, eve()),
        (vec![priced(|q| q.person_periods = rows("eve", &[1, 1, 1]))], 1, eve()),
        (vec![priced(|q| q.host_periods = rows("press", &[1, 1, 1]))], 1, press()),
        (
            vec![priced(|q| q.group_periods = rows("them", &[1, 1, 1]))],
            1,
            StepFault::UnknownGroup { name: "them".into() },
        ),
        (
            vec![priced(|q| q.orders = vec![order("ada", "it", "law")])],
            1,
            StepFault::UnknownOrder {
                person: "ada".into(),
                first: "it".into(),
                then: "law".into(),
            },
        ),
        (vec![priced(|q| q.orders = vec![order("eve", "law", "it")])], 1, eve()),
        (vec![priced(|q| q.orders = vec![order("ada", "law", "press")])], 1, press()),
        (vec![priced(|q| q.person_periods = rows("ada", &[]))], 1, count("ada", 0)),
        (vec![priced(|q| q.host_periods = rows("law", &[1; 4]))], 1, count("law", 4)),
        (vec![priced(|q| q.group_periods = rows("team", &[1; 2]))], 1, count("team", 2)),
        (vec![priced(|q| _ = q.person_stays.insert("ada".into(), -1))], 1, negative("ada")),
        (vec![priced(|q| q.person_periods = rows("ada", &[0, 0, -1]))], 1, negative("ada")),
        (vec![priced(|q| q.group_periods = rows("team", &[0, -1, 0]))], 1, negative("team")),
        // Away, too late, not there, and never.
        (vec![split("ada", "it", 2)], 1, not_left("ada", "it", 2)),
        (vec![split("bob", "law", 3)], 1, not_left("bob", "law", 3)),
        (vec![split("bob", "it", 0)], 1, not_left("bob", "it", 0)),
        (vec![split("bob", "it", u32::MAX)], 1, not_left("bob", "it", u32::MAX)),
        (vec![split("ada", "law", 1)], 1, not_left("ada", "law", 1)),
        // Of a pair that has a stay in the case, and of one that it excludes.
        (vec![split("bob", "it", 2), split("bob", "it", 3)], 2, not_left("bob", "it", 3)),
        (
            vec![split("bob", "it", 2), nothing(), split("bob", "it", 2)],
            3,
            not_left("bob", "it", 2),
        ),
        (vec![ProofStep::Impossible { prices: PeriodPrices::default() }], 1, StepFault::Possible),
        (vec![nothing(), nothing()], 2, StepFault::Surplus),
        (
            vec![split("bob", "it", 2), split("ada", "it", 1), nothing()],
            4,
            StepFault::Missing { open: 2 },
        ),
    ];
    let problem = problem(Mode::HighestScore);
    for (steps, step, fault) in cases {
        let found = bounded(Mode::HighestScore, steps.clone()).unwrap_err();
        assert_eq!(found, fault);
        let verdict = audit::check_impossible(&problem, &Impossible { steps: steps.clone() });
        assert_eq!(verdict, ImpossibleVerdict::Refuted { step, fault }, "{steps:?}");
    }
    let empty = audit::check_impossible(&problem, &Impossible { steps: vec![] });
    let fault = StepFault::Missing { open: 1 };
    assert_eq!(empty, ImpossibleVerdict::Refuted { step: 1, fault });
    let open = Impossible { steps: vec![nothing()] };
    let fault = StepFault::Possible;
    let refuted = ImpossibleVerdict::Refuted { step: 1, fault };
    assert_eq!(audit::check_impossible(&problem, &open), refuted);
    // What is done with the cases after a case is closed is done with all of them.
    let all = vec![split("bob", "it", 2), nothing(), split("bob", "it", 3), nothing(), nothing()];
    assert_eq!(bounded(Mode::HighestScore, all).unwrap().score, Score::points(8));
}

/// Prices of what comes first stand for what is asked of the person, each in its kind and direction.
#[test]
fn prices_of_an_order_that_is_not_asked_are_refused() {
    let calendar = Calendar::new().order("law", "it").requires("tax", "law");
    let problem = builder()
        .host("tax", 1)
        .score("ada", "tax", Score::points(2))
        .score("bob", "tax", Score::points(2))
        .visited("bob", "law")
        .calendar(calendar)
        .build()
        .unwrap();
    let cases = [
        (order("ada", "law", "it"), None),
        (order("bob", "law", "it"), None),
        (order("ada", "it", "law"), Some(("it", "law"))),
        (order("ada", "law", "tax"), Some(("law", "tax"))),
        (OrderPrices { required: true, ..order("ada", "law", "tax") }, None),
        (OrderPrices { required: true, ..order("ada", "law", "it") }, Some(("law", "it"))),
        // Bob has met law before.
        (OrderPrices { required: true, ..order("bob", "law", "tax") }, Some(("law", "tax"))),
    ];
    for (order, unknown) in cases {
        let person = order.person.clone();
        let fault = unknown.map_or(StepFault::Possible, |(first, then)| {
            let (first, then) = (first.to_owned(), then.to_owned());
            StepFault::UnknownOrder { person, first, then }
        });
        let prices = PeriodPrices { orders: vec![order], ..PeriodPrices::default() };
        let steps = vec![ProofStep::Impossible { prices }];
        let verdict = audit::check_impossible(&problem, &Impossible { steps });
        assert_eq!(verdict, ImpossibleVerdict::Refuted { step: 1, fault });
    }
    let with = |change: fn(&mut OrderPrices)| {
        let mut row = order("ada", "law", "it");
        change(&mut row);
        let prices = PeriodPrices { orders: vec![row], ..PeriodPrices::default() };
        audit::check_impossible(
            &problem,
            &Impossible { steps: vec![ProofStep::Impossible { prices }] },
        )
    };
    let key = || "ada".to_owned();
    let fault = StepFault::NegativePrice { key: key() };
    assert_eq!(with(|row| row.periods[1] = -1), ImpossibleVerdict::Refuted { step: 1, fault });
    let fault = StepFault::PriceCount { key: key(), given: 2, periods: 3 };
    assert_eq!(with(|row| row.periods.truncate(2)), ImpossibleVerdict::Refuted { step: 1, fault });
}
