//! Laws: what must not change anything, and what must change it in a known way.

use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{IfUnknown, Policy, Programme, Rule, When};
use crosstie::taskforce::{Answer, Requirement, SolveError, TaskForcePlan};
use crosstie::{MICROS, Score};

use super::oracle::Oracle;
use super::world::World;
use crate::rng::Rng;

/// The plan; none where no task force is possible.
fn solve(world: &World) -> Option<TaskForcePlan> {
    match world.problem().solve() {
        Ok(answer) => Some(answer.into_plan()),
        Err(SolveError::Infeasible(_)) => None,
        Err(error) => panic!("{error}\n{}", world.short()),
    }
}

fn objective(world: &World) -> Option<i64> {
    solve(world).map(|plan| plan.objective.micros())
}

/// Calls with many worlds.
fn each(first: u64, worlds: u64, mut use_it: impl FnMut(World, &mut Rng)) {
    for seed in first..first + worlds {
        let mut rng = Rng::new(seed);
        let world = World::random(&mut rng);
        use_it(world, &mut rng);
    }
}

/// People, candidates, requirements and what they name in another order.
fn shuffled(world: &World, rng: &mut Rng) -> World {
    let mut other = world.clone();
    let keys = world.records.people.iter().map(|person| person.key.clone()).collect();
    let mut candidates = other.candidates.take().unwrap_or(keys);
    rng.shuffle(&mut candidates);
    other.candidates = Some(candidates);
    rng.shuffle(&mut other.records.people);
    rng.shuffle(&mut other.records.ties);
    rng.shuffle(&mut other.points);
    rng.shuffle(&mut other.brief.requirements);
    rng.shuffle(&mut other.brief.fit);
    for requirement in &mut other.brief.requirements {
        match requirement {
            Requirement::Include { people }
            | Requirement::Exclude { people }
            | Requirement::Together { people }
            | Requirement::Apart { people }
            | Requirement::Chair { people } => rng.shuffle(people),
            _ => {}
        }
    }
    other.org = Organization::from_records(other.records.clone()).unwrap();
    other
}

#[test]
fn the_order_of_everything_changes_no_objective() {
    let mut feasible = 0;
    each(10_000_000, 3_000, |world, rng| {
        let other = shuffled(&world, rng);
        let found = objective(&world);
        assert_eq!(objective(&other), found, "{}\n{}", world.short(), other.short());
        feasible += usize::from(found.is_some());
    });
    assert!(feasible > 1_000, "{feasible}");
}

#[test]
fn who_costs_much_and_adds_nothing_changes_nothing() {
    let mut feasible = 0;
    each(11_000_000, 3_000, |world, _| {
        let Some(plan) = solve(&world) else { return };
        let mut more = world.clone();
        more.records.people.push(PersonRecord::new("extra"));
        more.org = Organization::from_records(more.records.clone()).unwrap();
        if let Some(candidates) = &mut more.candidates {
            candidates.push("extra".to_owned());
        }
        more.points.push(("extra".to_owned(), -1_000_000 * MICROS));
        let other = solve(&more).unwrap();
        assert_eq!(other.objective, plan.objective, "{}", world.short());
        assert!(other.members().iter().all(|member| member.key != "extra"));
        feasible += 1;
    });
    assert!(feasible > 1_000, "{feasible}");
}

/// All weights, points and least scores three times as large.
fn tripled(world: &World) -> World {
    let mut other = world.clone();
    other.policy = Policy::new();
    for preference in world.policy.criteria() {
        other.policy = other.policy.prefer(3 * preference.weight, preference.criterion.clone());
    }
    for requirement in world.policy.rules() {
        let rule = match &requirement.rule {
            Rule::MinimumScore { score_micros } => {
                Rule::minimum_score(Score::from_micros(3 * score_micros.micros()))
            }
            rule => rule.clone(),
        };
        other.policy = match requirement.if_unknown {
            IfUnknown::Exclude => other.policy.require(rule),
            IfUnknown::Allow => other.policy.require_if_known(rule),
        };
    }
    for preference in &mut other.brief.fit {
        preference.weight *= 3;
    }
    for (_, points) in &mut other.points {
        *points *= 3;
    }
    other
}

#[test]
fn three_times_the_weights_are_worth_three_times_as_much() {
    let (mut feasible, mut minimum) = (0, 0);
    each(12_000_000, 4_000, |world, _| {
        // A mean that is rounded down is not.
        if Oracle::new(&world).rounds_a_mean() {
            return;
        }
        let found = objective(&world);
        assert_eq!(objective(&tripled(&world)), found.map(|worth| 3 * worth), "{}", world.short());
        feasible += usize::from(found.is_some());
        minimum +=
            usize::from(world.policy.rules().iter().any(|r| r.rule.code() == "minimum_score"));
    });
    assert!(feasible > 1_000 && minimum > 20, "{feasible} {minimum}");
}

#[test]
fn one_requirement_more_is_never_worth_more() {
    let mut less = 0;
    each(13_000_000, 3_000, |mut world, _| {
        let all = objective(&world);
        // Preferences may count the skills required, and who is included becomes a candidate.
        let last = world.brief.requirements.pop();
        if last.is_none_or(|last| ["skill", "include"].contains(&last.code())) {
            return;
        }
        let without = objective(&world);
        assert!(all <= without, "{all:?} {without:?}\n{}", world.short());
        less += usize::from(all < without);
    });
    assert!(less > 300, "{less}");
}

#[test]
fn the_same_problem_gives_the_same_plan_and_any_seed_the_same_objective() {
    each(14_000_000, 1_500, |mut world, rng| {
        let first = world.problem().solve().map(Answer::into_plan);
        let again = world.problem().solve().map(Answer::into_plan);
        assert_eq!(first, again, "{}", world.short());
        let worth = first.ok().map(|plan| plan.objective.micros());
        for _ in 0..4 {
            world.seed = rng.next();
            assert_eq!(objective(&world), worth, "{}", world.short());
        }
    });
}

#[test]
#[cfg(feature = "serde")]
fn briefs_and_plans_survive_json() {
    use crosstie::taskforce::Brief;

    each(15_000_000, 1_000, |world, _| {
        let json = serde_json::to_string(&world.brief).unwrap();
        assert_eq!(serde_json::from_str::<Brief>(&json).unwrap(), world.brief, "{json}");
        let Some(plan) = solve(&world) else { return };
        for plan in [plan.without_proof(), plan] {
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<TaskForcePlan>(&json).unwrap(), plan, "{json}");
        }
    });
    let brief = r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": [{"skill": {"skill": "sql"}},
        "volunteers_only", {"nobody_alone": {"field": "site"}}],
        "fit": [{"weight": 1, "fit": "few_task_forces"}, {"weight": 2, "fit": {"few_ties": {"cap": 4}}}]}"#;
    let brief: Brief = serde_json::from_str(brief).unwrap();
    assert_eq!(brief.requirements[0], Requirement::skill("sql", 1, 1));
    assert_eq!(brief.fit[0].fit, crosstie::taskforce::Fit::few_task_forces());
    for wrong in [
        r#"{"size": {"at_least": 1}}"#,
        r#"{"size": {"at_least": 1, "at_most": 2}, "colour": 3}"#,
        r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": ["apart"]}"#,
        r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": [{"skill": {"skill": "sql", "of": 2}}]}"#,
    ] {
        assert!(serde_json::from_str::<Brief>(wrong).is_err(), "{wrong}");
    }
}

#[test]
#[cfg(feature = "csv")]
fn csv_says_what_the_plan_says() {
    let mut members = 0;
    each(16_000_000, 1_000, |world, _| {
        let Some(plan) = solve(&world) else { return };
        let mut expected = "member,chair,fit,with_others\n".to_owned();
        for member in plan.members() {
            let chair = if plan.chair.as_ref() == Some(&member.key) { "yes" } else { "no" };
            expected += &format!("{},{chair},{},{}\n", member.key, member.fit, member.with_others);
            members += 1;
        }
        let mut csv = Vec::new();
        plan.write_csv(&mut csv).unwrap();
        assert_eq!(String::from_utf8(csv).unwrap(), expected);
    });
    assert!(members > 1_000, "{members}");
}

#[test]
fn a_plan_makes_a_meeting_and_stands_without_its_proof() {
    each(17_000_000, 300, |world, _| {
        let Some(plan) = solve(&world) else { return };
        let meeting = plan.meeting(When::round(9));
        assert_eq!((&meeting.programme, meeting.when), (&Programme::TaskForce, When::round(9)));
        assert!(meeting.people.iter().eq(plan.members().iter().map(|member| &member.key)));
        let short = plan.without_proof();
        assert_eq!((short.proof.is_none(), short.bound, short.is_optimal()), (true, None, false));
        assert_eq!((&short.members, &short.chair), (&plan.members, &plan.chair));
        assert_eq!(short.objective, plan.objective);
    });
}
