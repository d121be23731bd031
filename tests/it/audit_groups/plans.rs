//! Random plans and groups against the recount.

use crosstie::audit::{GroupAudit, Outcome, Side};
use crosstie::mentoring::{MentoringPlan, MentoringProblem, Role};
use crosstie::rotation::RotationPlan;

use super::recount::{Got, check, groups, labels};
use crate::audit::policies;
use crate::audit::programme::{Keys, Programme};
use crate::audit::world::{World, own_scores};
use crate::rng::Rng;
use crate::{rotation, taskforce};

fn floor_mean(scores: &[i64]) -> Option<i64> {
    let sum: i128 = scores.iter().map(|&score| i128::from(score)).sum();
    let count = i128::try_from(scores.len()).unwrap();
    (count > 0).then(|| i64::try_from(sum.div_euclid(count)).unwrap())
}

/// What everybody on a side got, from the definitions.
fn got(programme: &Programme, plan: &MentoringPlan, role: Role) -> Vec<Got> {
    let takes_part =
        |role, key: &str| programme.places(role, key) > 0 && !programme.paused.contains_key(key);
    let key_of = |pair: &Keys| if role == Role::Mentor { pair.0.clone() } else { pair.1.clone() };
    let planned: Vec<Keys> =
        plan.pairs.iter().map(|pair| (pair.mentor.clone(), pair.mentee.clone())).collect();
    let mut people = Vec::new();
    for (key, _) in programme.side(role) {
        let own: Vec<&Keys> = planned.iter().filter(|pair| key_of(pair) == *key).collect();
        if own.is_empty() && !takes_part(role, key) {
            continue;
        }
        let possible = programme.worth.iter().filter(|((mentor, mentee), worth)| {
            let pair = (mentor.clone(), mentee.clone());
            key_of(&pair) == *key
                && worth.broken.is_empty()
                && takes_part(Role::Mentor, mentor)
                && takes_part(Role::Mentee, mentee)
                && !programme.existing.contains(&pair)
                && (programme.mutual
                    || !programme.existing.contains(&(mentee.clone(), mentor.clone())))
        });
        let best = possible.map(|(_, worth)| worth.score).max();
        let scores: Vec<i64> = own.iter().map(|pair| programme.worth[*pair].score).collect();
        let first = scores.iter().max().map(|most| best.is_none_or(|best| *most >= best));
        people.push(Got {
            key: key.clone(),
            chances: 1,
            placed: u64::from(!own.is_empty()),
            score: floor_mean(&scores),
            first,
        });
    }
    people
}

fn compare(rng: &mut Rng, programme: &Programme, problem: &MentoringProblem<'_>) -> usize {
    let answer = problem.solve().unwrap();
    let mut keys: Vec<String> = [Role::Mentor, Role::Mentee]
        .into_iter()
        .flat_map(|role| programme.side(role).iter().map(|(key, _)| key.clone()))
        .collect();
    keys.sort();
    keys.dedup();
    if keys.is_empty() {
        return 0;
    }
    let labels = labels(rng, &keys, 3);
    let percent = *rng.pick(&[0, 0, 2, 30]);
    let report = GroupAudit::new(&groups(&labels))
        .suppress_below(*rng.pick(&[0, 1]))
        .leave_out_below_percent(percent)
        .mentoring(problem, answer.plan())
        .unwrap();
    for (role, side) in [(Role::Mentee, Side::Mentees), (Role::Mentor, Side::Mentors)] {
        let people = got(programme, answer.plan(), role);
        check(&report, side, &people, &labels, u64::from(percent));
        let section = report.section(side).unwrap();
        let without = programme.side(role).len() - people.len();
        assert_eq!(section.without_chance, without as u64);
    }
    report.below_four_fifths().count()
}

#[test]
fn plans_on_policies() {
    let mut flagged = 0;
    for seed in 0..1_000 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        let world = World::random(&mut rng, people, policies::simple);
        flagged += compare(&mut rng, &world.programme(), &world.problem());
    }
    assert!(flagged > 1_000, "{flagged}");
}

#[test]
fn plans_on_scores_of_ones_own() {
    let mut flagged = 0;
    for seed in 0..1_500 {
        let mut rng = Rng::new(seed);
        let (programme, problem) = own_scores(&mut rng);
        flagged += compare(&mut rng, &programme, &problem);
    }
    assert!(flagged > 1_000, "{flagged}");
}

#[test]
fn outcomes_of_ones_own() {
    for seed in 0..1_000 {
        let mut rng = Rng::new(seed);
        let count = 1 + rng.below(60);
        let keys: Vec<String> = (0..count).map(|i| format!("p{i}")).collect();
        let range = *rng.pick(&[3, i64::MAX]);
        let people: Vec<Got> = keys
            .iter()
            .map(|key| {
                let chances = rng.below(4);
                let placed = if chances > 0 { rng.below(chances + 1) as u64 } else { 0 };
                let chances = chances as u64;
                let score = (placed > 0).then(|| rng.within(-range, range));
                let first = (placed > 0 && rng.chance(3, 4)).then(|| rng.chance(1, 2));
                Got { key: key.clone(), chances, placed, score, first }
            })
            .collect();
        let labels = labels(&mut rng, &keys, 4);
        let audit = groups(&labels);
        let audit = GroupAudit::new(&audit).suppress_below(0).leave_out_below_percent(10);
        let outcomes: Vec<Outcome> = people.iter().map(Got::outcome).collect();
        let report = audit.outcomes(outcomes).unwrap();
        check(&report, Side::People, &people, &labels, 10);
    }
}

/// What everybody got in rounds, as far as the plan names them.
fn met(plan: &RotationPlan, keys: &[String]) -> Vec<Got> {
    let mut people = Vec::new();
    for key in keys {
        let (mut met, mut byes, mut scores) = (0, 0, Vec::new());
        for round in plan.rounds() {
            let groups: Vec<_> = round.groups_of(key).collect();
            met += u64::from(!groups.is_empty());
            byes += u64::from(round.byes.contains(key));
            for group in groups {
                let size = i64::try_from(group.people.len()).unwrap();
                scores.push(group.score.micros().div_euclid(size * (size - 1) / 2));
            }
        }
        if met + byes > 0 {
            let (chances, score) = (met + byes, floor_mean(&scores));
            people.push(Got { key: key.clone(), chances, placed: met, score, first: None });
        }
    }
    people
}

#[test]
fn rounds() {
    for seed in 0..400 {
        let mut rng = Rng::new(seed);
        let size = rotation::world::Size { people: 9, rounds: 4 };
        let world = rotation::world::World::random(&mut rng, size);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        let labels = labels(&mut rng, &world.keys, 3);
        let groups = groups(&labels);
        let audit = GroupAudit::new(&groups).suppress_below(0);
        let report = audit.rotation(&problem, answer.plan()).unwrap();
        let first = world.pools.map_or(0, |(first, _)| first);
        let people = met(answer.plan(), &world.keys[first..]);
        check(&report, Side::Participants, &people, &labels, 0);
        let without = world.keys.len() - people.len();
        assert_eq!(report.sections[0].without_chance, without as u64);
    }
}

#[test]
fn task_forces() {
    let mut solved = 0;
    for seed in 0..400 {
        let mut rng = Rng::new(seed);
        let world = taskforce::world::World::random(&mut rng);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        solved += 1;
        let keys: Vec<String> = problem.candidates().map(|p| p.key().to_owned()).collect();
        let labels = labels(&mut rng, &keys, 3);
        let groups = groups(&labels);
        let audit = GroupAudit::new(&groups).suppress_below(0);
        let report = audit.task_force(&problem, answer.plan()).unwrap();
        let member = |key: &String| answer.plan().members().iter().any(|m| m.key == *key);
        let people: Vec<Got> = keys
            .iter()
            .map(|key| Got {
                key: key.clone(),
                chances: 1,
                placed: u64::from(member(key)),
                score: None,
                first: None,
            })
            .collect();
        check(&report, Side::Candidates, &people, &labels, 0);
    }
    assert!(solved > 100, "{solved}");
}
