//! What happens between rounds: somebody does not come, joins, pauses or leaves,
//! and the next round differs only as the rules say.

use std::collections::BTreeSet;

use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{History, Meeting, Policy, Programme, Rule, When};
use crosstie::rotation::{Repeats, RotationPlan, RotationProblem};

const GAP: u32 = 4;

/// Five departments of two.
fn organization(more: &[&str]) -> Organization {
    let mut org = Organization::builder();
    for d in 0..5 {
        org = org.department(DepartmentRecord::new(format!("d{d}")));
    }
    for i in 0..10 {
        org = org.person(PersonRecord::new(format!("p{i}")).department(format!("d{}", i / 2)));
    }
    for key in more {
        org = org.person(PersonRecord::new(*key).department("d0"));
    }
    org.build().unwrap()
}

fn policy() -> Policy {
    Policy::new().require(Rule::different_department())
}

fn plan(org: &Organization, history: &History, rounds: u32) -> RotationPlan {
    let policy = policy();
    let builder = RotationProblem::builder(org, &policy).history(history).cool_down(GAP);
    builder.rounds(rounds).build().unwrap().solve().unwrap().into_plan()
}

/// The pairs that may meet in the next round, each asked for by itself.
fn may_meet(org: &Organization, history: &History) -> BTreeSet<(String, String)> {
    let policy = policy();
    let mut may = BTreeSet::new();
    let keys: Vec<String> = org.people().map(String::from).collect();
    for (i, a) in keys.iter().enumerate() {
        for b in &keys[i + 1..] {
            let problem = RotationProblem::builder(org, &policy)
                .people([a, b])
                .history(history)
                .cool_down(GAP)
                .repeats(Repeats::Never)
                .build()
                .unwrap();
            if problem.solve().unwrap().plan().objective.placed == 2 {
                may.insert((a.clone(), b.clone()));
            }
        }
    }
    may
}

/// Three rounds as planned, and as they were with `change`.
fn three_rounds(org: &Organization, change: impl Fn(Meeting) -> Meeting) -> (History, History) {
    let planned: Vec<Meeting> = plan(org, &History::new(), 3).meetings().collect();
    let changed = planned.iter().cloned().map(change).collect();
    (planned.into_iter().collect(), changed)
}

#[test]
fn after_a_no_show_these_two_may_meet_and_nothing_else_changes() {
    let org = organization(&[]);
    let of_p3 = |m: &Meeting| m.when.round == Some(3) && m.people.contains(&"p3".to_owned());
    let (before, after) = three_rounds(&org, |m| {
        let is_theirs = of_p3(&m);
        if is_theirs { m.missed_by(["p3"]) } else { m }
    });
    let theirs = before.meetings().iter().find(|m| of_p3(m)).unwrap();
    let mut two = theirs.people.clone();
    two.sort();
    let (was, is) = (may_meet(&org, &before), may_meet(&org, &after));
    let gained: Vec<_> = is.difference(&was).cloned().collect();
    assert_eq!(gained, [(two[0].clone(), two[1].clone())]);
    assert!(was.is_subset(&is));
    // Who came in vain is not the next to sit out, who did not come is.
    let other = two.iter().find(|key| *key != "p3").unwrap();
    let others: Vec<String> =
        (0..10).map(|i| format!("p{i}")).filter(|key| !two.contains(key)).collect();
    let policy = Policy::new();
    let out = |people: &[&str]| {
        let problem = RotationProblem::builder(&org, &policy)
            .people(people.iter().copied())
            .history(&after)
            .build()
            .unwrap();
        problem.solve().unwrap().plan().rounds()[0].byes.clone()
    };
    assert_eq!(out(&[other, &others[0], "p3"]), ["p3"]);
    assert_ne!(out(&[other, &others[0], &others[1]]), std::slice::from_ref(other));
}

#[test]
fn a_late_joiner_changes_nothing_between_the_others_and_does_not_sit_out_first() {
    let (old, new) = (organization(&[]), organization(&["zoe"]));
    let (history, _) = three_rounds(&old, |m| m);
    let (was, is) = (may_meet(&old, &history), may_meet(&new, &history));
    let gained: Vec<_> = is.difference(&was).cloned().collect();
    // Everybody but the two of their own department.
    assert_eq!(gained.len(), 8);
    assert!(gained.iter().all(|(_, b)| b == "zoe") && was.is_subset(&is));
    let next = plan(&new, &history, 3);
    assert_eq!(next.objective.placed, 30);
    assert_eq!(next.objective.repeats, 0);
    for round in next.rounds() {
        assert_eq!(round.byes.len(), 1);
        assert_ne!(round.byes, ["zoe"]);
    }
}

#[test]
fn a_pause_takes_one_out_for_its_rounds_and_changes_nothing_between_the_others() {
    let org = organization(&[]);
    let (history, _) = three_rounds(&org, |m| m);
    let policy = policy();
    let paused = RotationProblem::builder(&org, &policy)
        .history(&history)
        .cool_down(GAP)
        .rounds(3)
        .away("p3", 4..=5)
        .build()
        .unwrap();
    let plan = paused.solve().unwrap().into_plan();
    let takes_part = |round: usize, key: &str| {
        let round = plan.round(round).unwrap();
        round.groups_of(key).next().is_some() || round.byes.iter().any(|k| k == key)
    };
    assert_eq!([0, 1, 2].map(|round| takes_part(round, "p3")), [false, false, true]);
    for round in 0..3 {
        assert!((0..10).filter(|&i| i != 3).all(|i| takes_part(round, &format!("p{i}"))));
    }
    // What the others may do is what they could do before.
    let may = may_meet(&org, &history);
    for group in plan.round(0).unwrap().groups() {
        let mut two = group.people.clone();
        two.sort();
        assert!(may.contains(&(two[0].clone(), two[1].clone())), "{two:?}");
    }
}

#[test]
fn who_leaves_is_in_no_later_round_and_their_meetings_stay() {
    let org = organization(&[]);
    let policy = policy();
    let problem = RotationProblem::builder(&org, &policy)
        .rounds(4)
        .cool_down(GAP)
        .away("p9", 3..)
        .build()
        .unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let met = |round: usize| plan.round(round).unwrap().groups_of("p9").count();
    assert_eq!([0, 1, 2, 3].map(met), [1, 1, 0, 0]);
    assert!(plan.rounds()[2..].iter().all(|round| !round.byes.contains(&"p9".to_owned())));
    // And a history that names them serves an organisation without them.
    let mut history: History = plan.meetings().collect();
    history.record(Meeting::new(Programme::Rotation, When::round(5), ["gone", "p0"]));
    let next = RotationProblem::builder(&org, &policy)
        .history(&history)
        .people((0..9).map(|i| format!("p{i}")))
        .cool_down(GAP)
        .build()
        .unwrap();
    assert_eq!(next.solve().unwrap().plan().rounds()[0].round, 6);
}

#[test]
fn every_second_round_means_a_round_of_rest_after_each_meeting() {
    let org = organization(&[]);
    let policy = policy();
    let problem = RotationProblem::builder(&org, &policy)
        .rounds(8)
        .cool_down(GAP)
        .every(["p0", "p2"], 2)
        .build()
        .unwrap();
    let plan = problem.solve().unwrap().into_plan();
    for key in ["p0", "p2"] {
        let met: Vec<u32> = plan
            .rounds()
            .iter()
            .filter(|round| round.groups_of(key).next().is_some())
            .map(|round| round.round)
            .collect();
        assert_eq!(met, [1, 3, 5, 7], "{key}");
    }
    assert_eq!(plan.objective.placed, 4 * 10 + 4 * 8);
}
