//! Wrong plans: the audit says what is wrong with them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crosstie::audit::{self, ProofPlace, ProvenBound, RoundViolation};
use crosstie::org::Organization;
use crosstie::policy::{Criterion, Pair, Policy};
use crosstie::rotation::RotationProblem;

use super::plant::{Scene, plant};
use super::sheet::any_world;
#[cfg(feature = "serde")]
use super::{change, sheet};
use crate::audit::world::organisation;
use crate::rng::Rng;
use crate::rotation::exact::{Before, groups_of};
use crate::rotation::world::{Size, World};

/// Every code that [`RoundViolation::code`] knows.
pub(super) const CODES: [&str; 48] = [
    "unknown-schema",
    "wrong-round-count",
    "wrong-round",
    "wrong-date",
    "custom-value",
    "not-enrolled",
    "twice-in-group",
    "too-many-groups",
    "pair-twice",
    "takes-no-part",
    "group-size",
    "too-many-trios",
    "same-pool",
    "excluded",
    "no-score",
    "too-soon",
    "repeat-forbidden",
    "repeat-not-marked",
    "not-a-repeat",
    "repeat-twice",
    "wrong-last-met",
    "people-order",
    "group-order",
    "wrong-score",
    "bye-not-listed",
    "not-a-bye",
    "bye-twice",
    "bye-order",
    "wrong-round-objective",
    "wrong-objective",
    "wrong-byes",
    "proof-stranger",
    "negative-price",
    "not-an-odd-set",
    "empty-score-range",
    "score-outside-range",
    "wrong-proof-kind",
    "wrong-alone-count",
    "wrong-reference",
    "wrong-windows",
    "round-bound-not-proven",
    "round-bound-too-low",
    "bound-not-proven",
    "bound-too-low",
    "spread-not-proven",
    "witness-byes",
    "witness-spared",
    "witness-stranger",
];

/// Mistakes that make no other statement of the plan wrong.
const ALONE: [&str; 17] = [
    "unknown-schema",
    "wrong-round",
    "wrong-date",
    "group-order",
    "wrong-score",
    "repeat-not-marked",
    "not-a-repeat",
    "repeat-twice",
    "wrong-last-met",
    "bye-not-listed",
    "not-a-bye",
    "bye-twice",
    "bye-order",
    "wrong-round-objective",
    "wrong-objective",
    "wrong-byes",
    "spread-not-proven",
];

const EACH: u32 = 120;

fn plant_everywhere(world: &World, rng: &mut Rng, found: &mut BTreeMap<&'static str, u32>) {
    let problem = world.problem();
    let plan = problem.solve().unwrap().into_plan();
    let report = audit::check_rounds(&problem, &plan);
    assert!(report.is_clean(), "{report}");
    let mut before = vec![Before::new(world)];
    for round in &plan.rounds {
        before.push(before.last().unwrap().then(&groups_of(world, round)));
    }
    before.pop();
    let scene = Scene { world, before, report };
    for code in CODES {
        if code == "custom-value" || found[code] == EACH {
            continue;
        }
        let mut wrong = plan.clone();
        let Some(expected) = plant(code, &scene, &mut wrong, rng) else { continue };
        let report = audit::check_rounds(&problem, &wrong);
        let named = report.violations().iter().find(|violation| expected.is(violation));
        let named =
            named.unwrap_or_else(|| panic!("{code} escaped:\n{report}\n{wrong:#?}\n{world:#?}"));
        assert_eq!(named.code(), code);
        assert!(!report.is_clean() && !report.proven().is_optimal());
        assert!(report.rounds().iter().all(|round| !round.proven.is_optimal()));
        assert!(report.violations().len() == 1 || !ALONE.contains(&code), "{report}");
        let place = match named {
            RoundViolation::NegativePrice { place, .. }
            | RoundViolation::NotAnOddSet { place, .. }
            | RoundViolation::EmptyScoreRange { place, .. }
            | RoundViolation::ScoreOutsideRange { place, .. }
            | RoundViolation::WrongProofKind { place, .. } => Some(*place),
            _ => None,
        };
        // Such a proof proves nothing.
        match place {
            Some(ProofPlace::Round(number)) => {
                let round = report.rounds().iter().find(|round| round.round == number).unwrap();
                assert_eq!(round.proven, ProvenBound::Nothing, "{report}");
            }
            Some(ProofPlace::Alone(_)) => assert_eq!(report.proven(), ProvenBound::Nothing),
            _ => {}
        }
        *found.get_mut(code).unwrap() += 1;
    }
}

/// A custom criterion that gives no value any more.
fn plant_mood(rng: &mut Rng) {
    let keys: Vec<String> = (0..2 + rng.below(4)).map(|i| format!("p{i}")).collect();
    let org = Organization::from_records(organisation(rng, &keys)).unwrap();
    let policy = Policy::new().prefer(2, Criterion::custom("mood"));
    let moody: Arc<Mutex<Option<(String, String)>>> = Arc::default();
    let seen = Arc::clone(&moody);
    let problem = RotationProblem::builder(&org, &policy)
        .criterion("mood", move |pair: Pair<'_>| {
            let keys = (pair.first.key().to_owned(), pair.second.key().to_owned());
            if seen.lock().unwrap().as_ref() == Some(&keys) { f64::NAN } else { 0.5 }
        })
        .rounds(1 + rng.below_u32(3))
        .cool_down(1)
        .people(keys.clone())
        .build()
        .unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let mut two = keys;
    rng.shuffle(&mut two);
    let (first, second) = (two[0].clone(), two[1].clone());
    *moody.lock().unwrap() = Some((first.clone(), second.clone()));
    let report = audit::check_rounds(&problem, &plan);
    *moody.lock().unwrap() = None;
    let violation = RoundViolation::CustomValue {
        first,
        second,
        criterion: "mood".to_owned(),
        problem: "NaN is not a criterion value; give a number from 0 to 1".to_owned(),
    };
    assert_eq!(report.violations().iter().filter(|v| **v == violation).count(), 1, "{report}");
    assert_eq!(report.proven(), ProvenBound::Nothing);
    assert!(report.rounds().iter().all(|round| round.proven == ProvenBound::Nothing));
    assert!(audit::check_rounds(&problem, &plan).is_clean());
}

#[test]
fn every_kind_is_found() {
    let mut found: BTreeMap<&'static str, u32> = CODES.iter().map(|&code| (code, 0)).collect();
    for seed in 0..6_000 {
        let mut rng = Rng::new(seed ^ 0x9a);
        let world = any_world(&mut rng, Size { people: 8, rounds: 4 });
        plant_everywhere(&world, &mut rng, &mut found);
        let moods = found.get_mut("custom-value").unwrap();
        if *moods < EACH {
            plant_mood(&mut rng);
            *moods += 1;
        }
        if found.values().all(|&times| times == EACH) {
            break;
        }
    }
    let all: u32 = found.values().sum();
    assert!(found.values().all(|&times| times == EACH), "{found:?}");
    assert!(all >= 5_000);
}

/// Any one change either comes up as a violation, or leaves a plan of which everything
/// is true, by enumeration; and nothing untrue is ever called proven.
#[cfg(feature = "serde")]
#[test]
fn no_change_escapes() {
    let (mut reported, mut correct, mut codes) = (0, 0, BTreeMap::<&str, u32>::new());
    for seed in 0..700 {
        let mut rng = Rng::new(seed ^ 0x77);
        let world = any_world(&mut rng, Size { people: 5, rounds: 3 });
        let problem = world.problem();
        let plan = problem.solve().unwrap().into_plan();
        let known = sheet::Known::new(&world, 800);
        let report = audit::check_rounds(&problem, &plan);
        assert!(report.is_clean(), "{report}\n{world:#?}");
        let untrue = known.untrue(&plan, &report);
        assert_eq!(untrue, None, "{report}\n{plan:#?}\n{world:#?}");
        for _ in 0..24 {
            let Some(wrong) = change::changed(&plan, &world.keys, &mut rng) else { continue };
            let report = audit::check_rounds(&problem, &wrong);
            let untrue = known.untrue(&wrong, &report);
            if report.is_clean() {
                assert_eq!(untrue, None, "{report}\n{wrong:#?}\nwas {plan:#?}\n{world:#?}");
                correct += 1;
                continue;
            }
            reported += 1;
            for violation in report.violations() {
                *codes.entry(violation.code()).or_default() += 1;
            }
            let proven = sheet::bound(report.proven(), report.objective());
            assert!(!report.proven().is_optimal());
            assert!(report.rounds().iter().all(|round| !round.proven.is_optimal()));
            if let (Some(proven), Some(best)) = (proven, known.best()) {
                assert!(proven >= best, "{report}\n{wrong:#?}\n{world:#?}");
            }
        }
    }
    assert!(reported > 5_000 && correct > 2_000, "{reported}, {correct}");
    assert!(codes.len() > 35, "{codes:?}");
}
