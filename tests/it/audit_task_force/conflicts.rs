//! Why there is no task force: conflicts held against all sets of candidates.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use crosstie::Value;
use crosstie::audit::{self, ConflictVerdict, ConflictViolation};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Criterion, IfUnknown, Pair, Policy, Rule};
use crosstie::taskforce::{
    Brief, Condition, Conflict, Requirement, Size, SolveError, TaskForceProblem,
};

use super::world::{World, optimum};
use crate::rng::Rng;

fn conflict(problem: &TaskForceProblem<'_>) -> Option<Conflict> {
    match problem.solve() {
        Err(SolveError::Infeasible(conflict)) => Some(*conflict),
        _ => None,
    }
}

#[test]
fn conflicts_of_the_solver_are_confirmed() {
    let mut rng = Rng::new(101);
    let mut confirmed = 0;
    for _ in 0..300 {
        let world = World::random(&mut rng, 9);
        let problem = world.problem();
        let Some(conflict) = conflict(&problem) else { continue };
        let report = audit::check_conflict(&problem, &conflict);
        assert!(report.is_clean(), "{report}\n{conflict:#?}");
        assert_eq!(*report.verdict(), ConflictVerdict::Confirmed);
        assert!(report.is_irreducible() && conflict.is_irreducible(), "{report}");
        confirmed += 1;
    }
    assert!(confirmed > 50, "{confirmed}");
}

/// The same world with these conditions alone.
fn only(world: &World, problem: &TaskForceProblem<'_>, conditions: &[Condition]) -> World {
    let size = world.brief.size;
    let has = |condition| conditions.contains(&condition);
    let mut brief = Brief::new(1..=100);
    brief.size = Size {
        at_least: if has(Condition::AtLeastMembers) { size.at_least } else { 1 },
        at_most: if has(Condition::AtMostMembers) { size.at_most } else { 100 },
    };
    for (position, requirement) in world.brief.requirements.iter().enumerate() {
        if has(Condition::Requirement(position)) {
            brief = brief.require(requirement.clone());
        }
    }
    let mut policy = Policy::new();
    for (position, rule) in world.policy.rules().iter().enumerate() {
        if has(Condition::Rule(position)) {
            policy = match rule.if_unknown {
                IfUnknown::Exclude => policy.require(rule.rule.clone()),
                IfUnknown::Allow => policy.require_if_known(rule.rule.clone()),
            };
        }
    }
    // For rules that speak of scores.
    for preference in world.policy.criteria() {
        policy = policy.prefer(preference.weight, preference.criterion.clone());
    }
    let candidates = Some(problem.candidates().map(|person| person.key().to_owned()).collect());
    World { brief, policy, candidates, ..world.clone() }
}

#[test]
fn verdicts_are_those_of_enumeration() {
    let mut rng = Rng::new(102);
    let some = {
        let (org, policy) = (impossible(), Policy::new());
        conflict(&problem(&org, &policy)).unwrap()
    };
    let (mut confirmed, mut refuted) = (0, 0);
    for _ in 0..500 {
        let world = World::random(&mut rng, 7);
        let problem = world.problem();
        let requirements = (0..world.brief.requirements.len()).map(Condition::Requirement);
        let rules = (0..world.policy.rules().len()).map(Condition::Rule);
        let mut conditions = vec![Condition::AtLeastMembers, Condition::AtMostMembers];
        conditions.extend(requirements.chain(rules));
        conditions.retain(|_| rng.chance(3, 4));
        let mut conflict = some.clone();
        conflict.words = conditions.iter().map(|c| c.in_words(&problem)).collect();
        conflict.without = vec![None; conditions.len()];
        conflict.conditions = conditions;
        let report = audit::check_conflict(&problem, &conflict);
        let part = only(&world, &problem, &conflict.conditions);
        let Some(part_problem) = part.try_problem() else { continue };
        match optimum(&part, &part_problem) {
            None => {
                assert!(report.is_clean(), "{report}");
                assert_eq!(*report.verdict(), ConflictVerdict::Confirmed, "{conflict:?}");
                confirmed += 1;
            }
            Some(_) => {
                let is_refuted = matches!(report.verdict(), ConflictVerdict::Refuted { .. });
                assert!(is_refuted && !report.is_clean(), "{report}\n{conflict:?}");
                refuted += 1;
            }
        }
        assert!(!report.is_irreducible());
    }
    assert!(confirmed > 50 && refuted > 50, "{confirmed} {refuted}");
}

fn impossible() -> Organization {
    let mut builder = Organization::builder();
    for key in ["ada", "bob", "cy"] {
        builder = builder.person(PersonRecord::new(key).skill("law", 2));
    }
    builder.build().unwrap()
}

/// Two of whom one must be in and the other must not, but both or none.
fn problem<'a>(org: &'a Organization, policy: &'a Policy) -> TaskForceProblem<'a> {
    TaskForceProblem::builder(org, policy)
        .size(1..=2)
        .require(Requirement::include(["ada"]))
        .require(Requirement::exclude(["bob"]))
        .require(Requirement::together(["ada", "bob"]))
        .build()
        .unwrap()
}

#[test]
fn every_kind_is_found_and_reads_as_a_sentence() {
    let (org, policy) = (impossible(), Policy::new());
    let problem = problem(&org, &policy);
    let conflict = conflict(&problem).unwrap();
    assert_eq!(conflict.conditions.len(), 3, "{conflict:?}");
    let mut seen = BTreeSet::new();
    let mut expect = |change: &dyn Fn(&mut Conflict), code, sentence: &str| {
        let mut wrong = conflict.clone();
        change(&mut wrong);
        let report = audit::check_conflict(&problem, &wrong);
        let named = report.violations().iter().find(|violation| violation.code() == code);
        let named = named.unwrap_or_else(|| panic!("{code} escaped:\n{report}"));
        assert_eq!(named.to_string(), sentence);
        assert!(report.to_string().contains(&format!("- {sentence} [{code}]")));
        seen.insert(code);
        report
    };
    let keys = |keys: &[&str]| Some(keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>());
    let report = expect(
        &|c| {
            c.conditions.clear();
            c.words.clear();
            c.without.clear();
        },
        "no-condition",
        "the conflict has no condition",
    );
    assert_eq!(
        report.to_string(),
        "2 violations:\n- the conflict has no condition [no-condition]\n- all conditions are met by \
         `ada` [possible]\nthat no task force is possible: refuted, by `ada`\nthat each of the \
         conditions is needed: not shown"
    );
    let report = expect(
        &|c| c.conditions[1] = Condition::Rule(4),
        "unknown-condition",
        "condition 2 is not in the problem; audit the conflict with its own problem",
    );
    assert_eq!(*report.verdict(), ConflictVerdict::NotChecked);
    expect(
        &|c| c.conditions[2] = c.conditions[0],
        "condition-twice",
        "condition 3 is there a second time; keep one",
    );
    let report = expect(
        &|c| c.words[0] = "with bob".to_owned(),
        "wrong-words",
        "condition 1 is worded `with bob`, but says `with ada`",
    );
    assert_eq!(*report.verdict(), ConflictVerdict::Confirmed);
    assert!(report.is_irreducible());
    expect(
        &|c| drop(c.words.pop()),
        "words-count",
        "there are 2 wordings for 3 conditions; give one each",
    );
    let report = expect(
        &|c| c.without.push(None),
        "sets-count",
        "there are 4 entries of sets for 3 conditions; give one each",
    );
    assert!(!report.is_irreducible());
    expect(
        &|c| c.without[0] = keys(&["cy", "dee"]),
        "set-stranger",
        "the set without condition 1 names `dee`, who is no candidate",
    );
    expect(
        &|c| c.without[0] = keys(&["cy", "cy"]),
        "set-twice",
        "the set without condition 1 names `cy` twice; keep one",
    );
    expect(&|c| c.without[0] = keys(&[]), "set-empty", "the set without condition 1 is empty");
    let report = expect(
        &|c| c.without[0] = keys(&["bob", "ada"]),
        "set-fails",
        "the set without condition 1 does not meet condition 2 either: without bob",
    );
    assert_eq!(*report.verdict(), ConflictVerdict::Confirmed);
    assert!(!report.is_irreducible());
    let report = expect(
        &|c| {
            c.conditions.pop();
            c.words.pop();
            c.without.pop();
            c.without[0] = keys(&["ada"]);
        },
        "meets-all",
        "the set without condition 1 meets it as well: `ada`",
    );
    let people = vec!["ada".to_owned()];
    assert_eq!(*report.verdict(), ConflictVerdict::Refuted { people });
    expect(
        &|c| {
            c.conditions.pop();
            c.words.pop();
            c.without = vec![None, None];
        },
        "possible",
        "all conditions are met by `ada`",
    );
    assert_eq!(seen.len(), 12);
}

#[test]
fn beyond_twenty_candidates_it_is_not_checked() {
    let mut builder = Organization::builder();
    for i in 0..21 {
        builder = builder.person(PersonRecord::new(format!("p{i}")).skill("law", 2));
    }
    let (org, policy) = (builder.build().unwrap(), Policy::new());
    let problem =
        TaskForceProblem::builder(&org, &policy).size(2..=3).skill("law", 1, 4).build().unwrap();
    let conflict = conflict(&problem).unwrap();
    let report = audit::check_conflict(&problem, &conflict);
    assert!(report.is_clean(), "{report}");
    assert_eq!(*report.verdict(), ConflictVerdict::NotChecked);
    assert!(report.is_irreducible());
    assert_eq!(
        report.to_string(),
        "no violation\nthat no task force is possible: not checked\nthat each of the conditions is \
         needed: shown"
    );
    // A set that meets all conditions refutes it all the same.
    let mut wrong = conflict;
    wrong.conditions.truncate(1);
    wrong.words.truncate(1);
    wrong.without.remove(0);
    let people = wrong.without[0].clone().unwrap();
    let report = audit::check_conflict(&problem, &wrong);
    assert_eq!(*report.verdict(), ConflictVerdict::Refuted { people });
    assert!(!report.is_irreducible());
}

#[test]
fn a_criterion_that_gives_no_value_any_more_is_found() {
    let org = impossible();
    let policy =
        Policy::new().require(Rule::must_have(Criterion::custom("mood"), Value::ratio(3, 5)));
    let moody = Arc::new(AtomicBool::new(false));
    let mood = Arc::clone(&moody);
    let problem = TaskForceProblem::builder(&org, &policy)
        .size(2..=2)
        .criterion("mood", move |_: Pair<'_>| if mood.load(SeqCst) { f64::NAN } else { 0.5 })
        .build()
        .unwrap();
    let conflict = conflict(&problem).unwrap();
    let report = audit::check_conflict(&problem, &conflict);
    assert!(report.is_clean() && report.is_irreducible(), "{report}");
    assert_eq!(*report.verdict(), ConflictVerdict::Confirmed);
    moody.store(true, SeqCst);
    let report = audit::check_conflict(&problem, &conflict);
    assert_eq!(report.violations().len(), 3, "{report}");
    let violation = &report.violations()[0];
    assert!(matches!(violation, ConflictViolation::CustomValue { .. }));
    assert_eq!(violation.code(), "custom-value");
    let words = violation.to_string();
    assert!(words.starts_with("criterion `mood` on `"), "{words}");
    assert_eq!(*report.verdict(), ConflictVerdict::NotChecked);
    assert!(!report.is_irreducible());
}
