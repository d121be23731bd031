//! Wrong plans: the audit says what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit::{self, ProvenWorth, TaskForceViolation};
use crosstie::policy::{Criterion, Policy};
use crosstie::taskforce::{Requirement, TaskForcePlan, TaskForceProblem};

use super::world::{World, blank, member, plan_of};
use crate::rng::Rng;

/// Every code that [`TaskForceViolation::code`] knows.
pub(super) const CODES: [&str; 26] = [
    "unknown-schema",
    "custom-value",
    "unknown-member",
    "not-a-candidate",
    "member-twice",
    "member-order",
    "too-few-members",
    "too-many-members",
    "requirement",
    "excluded",
    "chair-missing",
    "chair-not-a-member",
    "wrong-chair",
    "chair-not-required",
    "wrong-fit",
    "wrong-with-others",
    "wrong-objective",
    "bound-too-low",
    "bound-without-proof",
    "bound-not-proven",
    "proof-stranger",
    "proof-twice",
    "proof-left-out",
    "proof-missing",
    "proof-order",
    "proof-refused",
];

/// Mistakes that make other statements of the plan wrong too.
const NOT_ALONE: [&str; 6] = [
    "custom-value",
    "too-few-members",
    "too-many-members",
    "requirement",
    "bound-too-low",
    "bound-not-proven",
];

/// Somebody of the organisation for whom this holds.
fn somebody(world: &World, rng: &mut Rng, is: impl Fn(&str) -> bool) -> Option<String> {
    let people: Vec<&str> = world.org.people().map(|p| p.key()).filter(|key| is(key)).collect();
    (!people.is_empty()).then(|| (*rng.pick(&people)).to_owned())
}

/// Plants a mistake, where the world has room for it.
fn plant(
    code: &str,
    world: &World,
    problem: &TaskForceProblem<'_>,
    plan: &mut TaskForcePlan,
    rng: &mut Rng,
) -> Option<()> {
    let order: Vec<&str> = problem.candidates().map(|person| person.key()).collect();
    let place = |key: &str| order.iter().position(|other| *other == key);
    let is_member = |plan: &TaskForcePlan, key: &str| plan.members.iter().any(|m| m.key == key);
    let needs_chair =
        world.brief.requirements.iter().any(|r| matches!(r, Requirement::Chair { .. }));
    let at = rng.below(plan.members.len() + 1);
    let one = rng.below(plan.members.len());
    let by = Score::from_micros(*rng.pick(&[-1_000_000, -1, 1, 7]));
    let add = |score: &mut Score| *score = Score::from_micros(score.micros() + by.micros());
    if code.starts_with("proof-") {
        // So that the proof alone is at fault.
        plan.bound = None;
    }
    let proof = plan.proof.as_mut()?;
    let listed = rng.below(proof.candidates.len());
    match code {
        "unknown-schema" => plan.schema += 1,
        "unknown-member" => plan.members.insert(at, member("nobody")),
        "not-a-candidate" => {
            let key = somebody(world, rng, |key| place(key).is_none())?;
            plan.members.insert(at, member(&key));
        }
        "member-twice" => plan.members.push(plan.members[one].clone()),
        "member-order" => {
            let one = rng.below(plan.members.len().checked_sub(1).filter(|&pairs| pairs > 0)?);
            plan.members.swap(one, one + 1);
        }
        "too-few-members" => plan.members.truncate(world.brief.size.at_least as usize - 1),
        "too-many-members" => {
            let most = world.brief.size.at_most as usize;
            plan.members = order.get(..=most)?.iter().map(|key| member(key)).collect();
        }
        "requirement" => {
            plan.members = order.iter().filter(|_| rng.chance(1, 2)).map(|k| member(k)).collect();
            let missing = world.brief.requirements.iter().any(|requirement| match requirement {
                Requirement::Include { people } => people.iter().any(|key| !is_member(plan, key)),
                Requirement::Exclude { people } => people.iter().any(|key| is_member(plan, key)),
                Requirement::Chair { people } => !people.iter().any(|key| is_member(plan, key)),
                Requirement::Apart { people } => {
                    people.iter().filter(|key| is_member(plan, key)).count() > 1
                }
                Requirement::VolunteersOnly => {
                    plan.members.iter().any(|m| !world.volunteers.contains(&m.key))
                }
                _ => false,
            });
            return missing.then_some(());
        }
        "chair-missing" => drop(plan.chair.take()?),
        "chair-not-a-member" => {
            plan.chair = somebody(world, rng, |key| !is_member(plan, key)).filter(|_| needs_chair);
            plan.chair.as_ref()?;
        }
        "wrong-chair" => {
            let chair = plan.chair.take()?;
            plan.chair = somebody(world, rng, |key| is_member(plan, key) && key != chair);
            plan.chair.as_ref()?;
        }
        "chair-not-required" => {
            plan.chair = Some(plan.members[one].key.clone()).filter(|_| !needs_chair);
            plan.chair.as_ref()?;
        }
        "wrong-fit" => add(&mut plan.members[one].fit),
        "wrong-with-others" => add(&mut plan.members[one].with_others),
        "wrong-objective" => add(&mut plan.objective),
        "bound-too-low" | "bound-not-proven" => {
            plan.bound = Some(Score::from_micros(plan.objective.micros() - 1));
        }
        "bound-without-proof" => plan.proof = None,
        "proof-stranger" => proof.candidates.insert(listed, "nobody".to_owned()),
        "proof-twice" => proof.candidates.push(proof.candidates[listed].clone()),
        "proof-left-out" => {
            let left_out = order.iter().find(|key| !proof.candidates.iter().any(|k| k == *key))?;
            let before = |key: &&String| place(key) < place(left_out);
            let at = proof.candidates.iter().take_while(before).count();
            proof.candidates.insert(at, (*left_out).to_owned());
        }
        "proof-missing" => drop(proof.candidates.remove(listed)),
        "proof-order" => {
            let one = rng.below(proof.candidates.len().checked_sub(1).filter(|&n| n > 0)?);
            proof.candidates.swap(one, one + 1);
        }
        "proof-refused" => drop(proof.certificate.steps.pop()?),
        _ => return None,
    }
    Some(())
}

#[test]
fn every_kind_is_found() {
    let mut rng = Rng::new(91);
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..500 {
        let world = World::random(&mut rng, 9);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        for code in CODES {
            let mut plan = answer.plan().clone();
            if plant(code, &world, &problem, &mut plan, &mut rng).is_none() {
                continue;
            }
            let report = audit::check_task_force(&problem, &plan);
            let codes: Vec<&str> = report.violations().iter().map(|v| v.code()).collect();
            assert!(codes.contains(&code), "{code} escaped:\n{report}\n{plan:#?}");
            assert!(codes.len() == 1 || NOT_ALONE.contains(&code), "{code}: {report}");
            assert!(!report.proven().is_optimal());
            if code.starts_with("proof-") {
                assert_eq!(report.proven(), ProvenWorth::Nothing, "{report}");
            }
            *found.entry(code).or_default() += 1;
        }
    }
    // These two have tests of their own.
    for code in CODES.iter().filter(|code| !["custom-value", "excluded"].contains(code)) {
        assert!(found.get(code).is_some_and(|&times| times >= 10), "{code}: {found:?}");
    }
}

/// Of every two candidates, the pair is excluded exactly where the problem does not count it as eligible.
#[test]
fn pairs_excluded_are_those_not_eligible() {
    let mut rng = Rng::new(92);
    let mut excluded_in_all = 0;
    for _ in 0..200 {
        let world = World::random(&mut rng, 8);
        let problem = world.problem();
        let blank = blank(&world.org);
        let keys: Vec<&str> = problem.candidates().map(|person| person.key()).collect();
        let mut excluded = 0;
        for (i, a) in keys.iter().enumerate() {
            for b in &keys[i + 1..] {
                let report = audit::check_task_force(&problem, &plan_of(&blank, &[a, b]));
                let rules = report.violations().iter().find_map(|violation| match violation {
                    TaskForceViolation::Excluded { first, second, rules } => {
                        assert_eq!((first.as_str(), second.as_str()), (*a, *b));
                        Some(rules)
                    }
                    _ => None,
                });
                assert_ne!(rules.map(Vec::len), Some(0));
                excluded += u64::from(rules.is_some());
            }
        }
        let counts = problem.pair_counts();
        assert_eq!(excluded, counts.considered - counts.eligible);
        excluded_in_all += excluded;
    }
    assert!(excluded_in_all > 200, "{excluded_in_all}");
}

#[test]
fn a_criterion_that_gives_no_value_any_more_is_found() {
    let mut rng = Rng::new(93);
    let (mut of_members, mut of_others) = (0, 0);
    for _ in 0..400 {
        let mut world = World::random(&mut rng, 8);
        world.policy = Policy::new().prefer(2, Criterion::custom("mood"));
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let listed = &answer.plan().proof.as_ref().unwrap().candidates;
        let (first, second) = (rng.pick(listed).clone(), rng.pick(listed).clone());
        if first == second {
            continue;
        }
        *world.moody.lock().unwrap() = Some((first.clone(), second.clone()));
        let report = audit::check_task_force(&problem, answer.plan());
        let open: Vec<_> = report
            .violations()
            .iter()
            .filter(|v| {
                matches!(v, TaskForceViolation::CustomValue { first: a, second: b, .. }
                    if *a == first && *b == second)
            })
            .collect();
        assert_eq!(open.len(), 1, "{report}");
        assert_eq!(report.proven(), ProvenWorth::Nothing, "{report}");
        let is_member = |key: &String| answer.plan().members.iter().any(|m| m.key == *key);
        if is_member(&first) && is_member(&second) {
            of_members += 1;
        } else {
            // Without the proof nothing is said of them.
            let report = audit::check_task_force(&problem, &answer.plan().without_proof());
            assert!(report.is_clean(), "{report}");
            of_others += 1;
        }
    }
    assert!(of_members > 5 && of_others > 5, "{of_members} {of_others}");
}

/// Any members, any chair, anything said of them: nothing panics, and what is said to
/// be clean is a task force.
#[test]
fn any_plan_is_audited() {
    let mut rng = Rng::new(94);
    let mut codes = BTreeSet::new();
    for _ in 0..200 {
        let world = World::random(&mut rng, 8);
        let problem = world.problem();
        let blank = blank(&world.org);
        let keys = world.org.people().map(|person| person.key());
        let keys: Vec<&str> = keys.chain(["nobody"]).collect();
        for _ in 0..20 {
            let some: Vec<&str> = (0..rng.below(6)).map(|_| *rng.pick(&keys)).collect();
            let mut plan = plan_of(&blank, &some);
            plan.chair = rng.chance(1, 2).then(|| (*rng.pick(&keys)).to_owned());
            plan.objective = Score::from_micros(*rng.pick(&[i64::MIN, 0, i64::MAX]));
            plan.bound = rng.chance(1, 2).then(|| Score::from_micros(*rng.pick(&[i64::MIN, 0])));
            let report = audit::check_task_force(&problem, &plan);
            assert!(!report.to_string().is_empty());
            assert_eq!(report.proven(), ProvenWorth::Nothing);
            codes.extend(report.violations().iter().map(|violation| violation.code()));
        }
    }
    assert!(codes.len() > 15, "{codes:?}");
}
