//! Plans against enumeration of all sets of candidates.

use std::collections::BTreeMap;

use crosstie::matching::selection::BranchAndBound;
use crosstie::solve::{Limits, Stop};
use crosstie::taskforce::{Condition, Requirement, SolveError, TaskForcePlan, TaskForceProblem};

use super::oracle::{Oracle, pairs};
use super::world::{KINDS, World};
use crate::rng::Rng;

/// Holds a plan against its definition, and returns what it is worth.
fn check(oracle: &Oracle<'_>, plan: &TaskForcePlan) -> i64 {
    let world = oracle.world;
    let team = oracle.team(plan.members().iter().map(|member| &member.key));
    let at = || format!("{plan:#?}\n{}", world.short());
    assert!(oracle.meets(team, &oracle.conditions()), "no task force: {}", at());
    let worth = oracle.worth(team);
    assert_eq!(plan.objective.micros(), worth, "{}", at());
    let positions: Vec<usize> =
        plan.members().iter().map(|member| oracle.position(&member.key)).collect();
    assert!(positions.is_sorted(), "{}", at());
    for (member, &position) in plan.members().iter().zip(&positions) {
        assert_eq!(member.fit.micros(), oracle.fits[position], "{}: {}", member.key, at());
        let with_others: i64 = pairs(team)
            .filter(|(a, b)| position == *a || position == *b)
            .map(|(a, b)| oracle.score(a, b).unwrap())
            .sum();
        assert_eq!(member.with_others.micros(), with_others, "{}: {}", member.key, at());
    }
    let chairs = world.brief.requirements.iter().find_map(|requirement| match requirement {
        Requirement::Chair { people } => Some(people),
        _ => None,
    });
    let is_member = |key: &&String| plan.members().iter().any(|member| member.key == **key);
    let chair = chairs.and_then(|people| people.iter().find(is_member));
    assert_eq!(plan.chair.as_ref(), chair, "{}", at());
    assert_eq!(plan.schema, 1);
    worth
}

/// Holds candidates, the unavailable and the pairs against the definition.
fn check_problem(oracle: &Oracle<'_>, problem: &TaskForceProblem<'_>) {
    let short = || oracle.world.short();
    let keys = problem.candidates().map(|person| person.key());
    assert!(keys.eq(oracle.people.iter().map(|person| person.key.as_str())), "{}", short());
    let away = problem.unavailable().map(|person| person.key());
    assert!(away.eq(oracle.unavailable.iter().copied()), "{}", short());
    let everybody = (1 << oracle.people.len()) - 1;
    let eligible = pairs(everybody).filter(|&(a, b)| oracle.score(a, b).is_some()).count();
    assert_eq!(problem.pair_counts().considered, pairs(everybody).count() as u64);
    assert_eq!(problem.pair_counts().eligible, eligible as u64, "{}", short());
}

/// What happened to a kind of requirement.
#[derive(Debug, Default)]
struct Kind {
    /// The only requirement.
    alone: usize,
    /// With other kinds.
    with_others: usize,
    /// More than once.
    several: usize,
    /// Without it the optimum is another.
    decides_worth: usize,
    /// Without it there is a task force.
    decides_feasibility: usize,
}

#[test]
fn plans_are_worth_the_enumerated_optimum() {
    const WORLDS: u64 = 24_000;
    let mut kinds: BTreeMap<&str, Kind> = BTreeMap::new();
    let (mut feasible, mut infeasible, mut sampled) = (0, 0, 0);
    for seed in 0..WORLDS {
        let world = World::random(&mut Rng::new(seed));
        let oracle = Oracle::new(&world);
        let problem = world.problem();
        check_problem(&oracle, &problem);
        let optimum = oracle.optimum();
        match (problem.solve(), optimum) {
            (Ok(answer), Some(optimum)) => {
                let plan = answer.plan();
                assert_eq!(check(&oracle, plan), optimum, "seed {seed}: {}", world.short());
                assert!(plan.is_optimal() && answer.is_optimal(), "seed {seed}");
                assert_eq!(plan.bound.unwrap().micros(), optimum, "seed {seed}");
                assert!(plan.proof.is_some() && answer.stop() == Stop::Finished, "seed {seed}");
                feasible += 1;
            }
            (Err(SolveError::Infeasible(_)), None) => infeasible += 1,
            (found, optimum) => panic!("seed {seed}: {found:?} {optimum:?}\n{}", world.short()),
        }
        let codes: Vec<&str> = world.brief.requirements.iter().map(Requirement::code).collect();
        for kind in KINDS {
            let count = codes.iter().filter(|code| **code == kind).count();
            let seen = kinds.entry(kind).or_default();
            seen.alone += usize::from(codes == [kind]);
            seen.with_others += usize::from(count > 0 && count < codes.len());
            seen.several += usize::from(count > 1);
        }
        // Whether it matters, by dropping one after the other.
        if seed % 2 == 0 {
            sampled += 1;
            for (index, code) in codes.iter().enumerate() {
                let mut others = oracle.conditions();
                others.retain(|condition| *condition != Condition::Requirement(index));
                let without = oracle.teams(&others).map(|team| oracle.worth(team)).max();
                let seen = kinds.get_mut(code).unwrap();
                seen.decides_worth += usize::from(optimum.is_some() && without != optimum);
                seen.decides_feasibility += usize::from(optimum.is_none() && without.is_some());
            }
        }
    }
    assert!(feasible * 5 >= WORLDS && infeasible * 5 >= WORLDS, "{feasible} {infeasible}");
    let all = format!("{feasible} feasible, {infeasible} not, {sampled} sampled: {kinds:#?}");
    for (kind, seen) in &kinds {
        assert!(seen.alone >= 300 && seen.with_others >= 1_000, "{kind}: {all}");
        assert!(seen.several >= 100 || *kind == "chair", "{kind}: {all}");
        assert!(seen.decides_worth >= 20 && seen.decides_feasibility >= 50, "{kind}: {all}");
    }
    assert_eq!(kinds.len(), KINDS.len());
}

#[test]
fn stopped_early_the_bound_is_true_all_the_same() {
    let (mut open, mut optimal, mut not_found, mut conflicts) = (0, 0, 0, 0);
    for seed in 0..1_000 {
        let world = World::random(&mut Rng::new(1_000_000 + seed));
        let oracle = Oracle::new(&world);
        let problem = world.problem();
        let optimum = oracle.optimum();
        for most in 0..20 {
            let limits = Limits::none().iterations(most);
            let found = problem.solve_with(&BranchAndBound { seed: seed ^ most }, &limits);
            let at = || format!("seed {seed}, {most} iterations: {found:?}\n{}", world.short());
            match &found {
                Ok(answer) => {
                    let plan = answer.plan();
                    let (worth, bound) = (check(&oracle, plan), plan.bound.unwrap().micros());
                    let optimum = optimum.unwrap();
                    assert!(worth <= optimum && optimum <= bound, "{}", at());
                    assert!(answer.stop() == Stop::IterationLimit || worth == bound, "{}", at());
                    *if plan.is_optimal() { &mut optimal } else { &mut open } += 1;
                }
                Err(SolveError::NotFound { stop }) => {
                    assert_eq!(*stop, Stop::IterationLimit, "{}", at());
                    not_found += 1;
                }
                Err(SolveError::Infeasible(_)) => {
                    assert_eq!(optimum, None, "{}", at());
                    conflicts += 1;
                }
                Err(_) => panic!("{}", at()),
            }
        }
    }
    let all = format!("{open} {optimal} {not_found} {conflicts}");
    assert!(open > 50 && optimal > 5_000 && not_found > 20 && conflicts > 2_000, "{all}");
}
