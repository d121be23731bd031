//! What users of round programmes ask for, one test each, named after the answer.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::explain::MeetingCause;
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Criterion, History, Meeting, Policy, Programme, Rule, When};
use crosstie::rotation::{Answer, Odd, Repeats, RotationBuilder, RotationProblem};
use crosstie::{Date, Score};

fn names(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("p{i:02}")).collect()
}

/// People of whom every two may meet, but for those for whom `may` says no.
fn pool<'a>(count: usize, may: impl Fn(usize, usize) -> bool) -> RotationBuilder<'a> {
    let names = names(count);
    let mut scores = Vec::new();
    for a in 0..count {
        for b in a + 1..count {
            if may(a, b) {
                let score = Score::from_micros(i64::try_from((a * 7 + b * 11) % 13).unwrap());
                scores.push((names[a].clone(), names[b].clone(), score));
            }
        }
    }
    RotationProblem::from_scores(names, scores)
}

fn everybody<'a>(count: usize) -> RotationBuilder<'a> {
    pool(count, |_, _| true)
}

fn pair(a: &str, b: &str) -> (String, String) {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

/// The pairs that meet in each round, those inside a trio or a larger group too.
fn pairs(answer: &Answer<'_>) -> Vec<Vec<(String, String)>> {
    let of_round = |round: &crosstie::rotation::RoundPlan| {
        let mut all = Vec::new();
        for group in round.groups() {
            for (i, a) in group.people.iter().enumerate() {
                all.extend(group.people[i + 1..].iter().map(|b| pair(a, b)));
            }
        }
        all
    };
    answer.plan().rounds().iter().map(of_round).collect()
}

/// The smallest distance between two rounds in which the same two meet.
fn smallest_gap(answer: &Answer<'_>) -> Option<usize> {
    let mut last: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut smallest: Option<usize> = None;
    for (round, pairs) in pairs(answer).into_iter().enumerate() {
        for pair in pairs {
            if let Some(before) = last.insert(pair, round) {
                smallest = Some(smallest.map_or(round - before, |gap| gap.min(round - before)));
            }
        }
    }
    smallest
}

fn byes(answer: &Answer<'_>) -> Vec<Vec<String>> {
    answer.plan().rounds().iter().map(|round| round.byes.clone()).collect()
}

#[test]
fn r01_the_same_partner_comes_back_only_after_the_gap() {
    for gap in [1, 2, 3, 6] {
        let problem = everybody(8).rounds(20).cool_down(gap).build().unwrap();
        let answer = problem.solve().unwrap();
        assert_eq!(answer.plan().objective.repeats, 0);
        assert!(smallest_gap(&answer) > Some(gap as usize), "{gap}");
        assert_eq!(answer.plan().objective.placed, 160);
    }
}

#[test]
fn r01_a_gap_reaches_back_into_the_history_and_other_programmes() {
    let mut history = History::new();
    history.record(Meeting::new(Programme::Mentoring, When::round(4), ["p00", "p01"]));
    history.record(Meeting::new(Programme::TaskForce, When::round(5), ["p00", "p02"]));
    let met_in_round_6 = |gap| {
        let problem = everybody(4).history(&history).cool_down(gap).build().unwrap();
        let answer = problem.solve().unwrap();
        assert_eq!((answer.plan().rounds()[0].round, answer.plan().objective.repeats), (6, 0));
        pairs(&answer).remove(0)
    };
    assert!(!met_in_round_6(1).contains(&pair("p00", "p02")));
    assert!(met_in_round_6(2).contains(&pair("p00", "p03")), "the only one left");
}

#[test]
fn r02_no_avoidable_rematch_where_round_by_round_choices_would_run_into_one() {
    // Six people: after three rounds two triangles may be all that is left.
    for seed in 0..30 {
        let problem = everybody(6).rounds(5).cool_down(5).seed(seed).build().unwrap();
        let answer = problem.solve().unwrap();
        assert_eq!(answer.plan().objective.repeats, 0, "seed {seed}");
        assert_eq!(answer.plan().objective.placed, 30);
    }
    // Three departments of two, who meet other departments only: four rounds.
    for seed in 0..30 {
        let other = |a: usize, b: usize| a / 2 != b / 2;
        let problem = pool(6, other).rounds(4).cool_down(4).seed(seed).build().unwrap();
        let answer = problem.solve().unwrap();
        assert_eq!(answer.plan().objective.repeats, 0, "seed {seed}");
        assert_eq!(answer.plan().objective.placed, 24);
    }
}

#[test]
fn r02_everybody_meets_everybody_in_one_round_less_than_people() {
    for count in [4, 6, 8, 10, 12, 14, 16] {
        let rounds = u32::try_from(count - 1).unwrap();
        let problem = everybody(count).rounds(rounds).cool_down(rounds).build().unwrap();
        let answer = problem.solve().unwrap();
        let met: BTreeSet<_> = pairs(&answer).into_iter().flatten().collect();
        assert_eq!(met.len(), count * (count - 1) / 2, "{count} people");
        assert_eq!(answer.plan().objective.repeats, 0);
    }
    // An odd number needs as many rounds as there are people, with one bye each.
    for count in [3, 5, 7, 9, 11] {
        let rounds = u32::try_from(count).unwrap();
        let problem = everybody(count).rounds(rounds).cool_down(rounds).build().unwrap();
        let answer = problem.solve().unwrap();
        let met: BTreeSet<_> = pairs(&answer).into_iter().flatten().collect();
        assert_eq!(met.len(), count * (count - 1) / 2, "{count} people");
        let out: BTreeSet<_> = byes(&answer).into_iter().flatten().collect();
        assert_eq!(out.len(), count);
    }
}

#[test]
fn r03_where_repeats_are_forced_they_are_fewest_marked_and_proven() {
    // Five people have ten pairs; twelve rounds need 24.
    let problem = everybody(5).rounds(12).cool_down(12).build().unwrap();
    let answer = problem.solve().unwrap();
    let plan = answer.plan();
    assert_eq!((plan.objective.placed, plan.objective.repeats), (48, 14));
    assert_eq!(plan.bound.unwrap().repeats, 14, "no plan has fewer");
    let mut met = BTreeSet::new();
    for (round, pairs) in plan.rounds().iter().zip(pairs(&answer)) {
        let marked: BTreeSet<_> = round
            .groups()
            .iter()
            .flat_map(|group| &group.repeats)
            .map(|repeat| pair(&repeat.first, &repeat.second))
            .collect();
        let again: BTreeSet<_> = pairs.iter().filter(|p| met.contains(*p)).cloned().collect();
        assert_eq!(marked, again, "round {}", round.round);
        met.extend(pairs);
    }
}

#[test]
fn r03_a_small_pool_with_a_long_gap_goes_on() {
    // 17 people, a gap of 12 weeks, a year: never stuck, never dropped.
    let problem = everybody(17).rounds(52).cool_down(12).build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.plan().objective.placed, 52 * 16);
    assert_eq!(answer.plan().objective.repeats, 0);
    assert!(smallest_gap(&answer) > Some(12));
}

#[test]
fn r03_never_means_never() {
    let problem = everybody(4).rounds(5).cool_down(5).repeats(Repeats::Never).build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.plan().objective.repeats, 0);
    assert_eq!(answer.plan().objective.placed, 12, "three rounds, then nobody is left to meet");
    assert_eq!(answer.plan().bound.unwrap().placed, 12, "and that is proven");
    assert_eq!(byes(&answer)[3].len(), 4);
}

#[test]
fn r04_a_trio_heeds_the_history_and_all_three_pairs_count() {
    let mut history = History::new();
    // p00 has met all but p01 and p02, who have not met each other.
    for other in ["p03", "p04"] {
        history.record(Meeting::new(Programme::Rotation, When::round(1), ["p00", other]));
    }
    let problem =
        everybody(5).history(&history).odd(Odd::Trio).rounds(2).cool_down(5).build().unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let [first, second] = plan.rounds() else { panic!() };
    let trio = first.groups().iter().find(|group| group.people.len() == 3).unwrap();
    assert!(first.byes.is_empty() && second.byes.is_empty());
    assert_eq!(first.objective.repeats, 0);
    let meeting = first.meetings().find(|meeting| meeting.people.len() == 3).unwrap();
    assert_eq!(meeting.people, trio.people, "recorded with all three");
    // Whoever met in the trio is a repeat afterwards.
    history.extend(first.meetings());
    let only = RotationProblem::from_scores(
        trio.people.clone(),
        [
            (&trio.people[0], &trio.people[1], Score::ZERO),
            (&trio.people[1], &trio.people[2], Score::ZERO),
        ]
        .map(|(a, b, s)| (a.clone(), b.clone(), s)),
    );
    let next = only.history(&history).cool_down(5).repeats(Repeats::Never).build().unwrap();
    assert_eq!(next.solve().unwrap().plan().objective.placed, 0);
}

#[test]
fn r05_nobody_is_dropped_in_silence_and_the_bye_goes_round() {
    let problem = everybody(7).rounds(14).cool_down(3).build().unwrap();
    let answer = problem.solve().unwrap();
    let byes: Vec<String> = byes(&answer).into_iter().map(|out| out.join(" ")).collect();
    let (first, second) = byes.split_at(7);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 7, "{byes:?}");
    assert_eq!(first, second, "whoever has gone longest without");
    let spread = &answer.plan().byes;
    assert_eq!((spread.least, spread.most), (2, 2));
    assert!(spread.is_minimal());
}

#[test]
fn r05_the_bye_goes_to_whom_the_history_owes_it() {
    let mut history = History::new();
    for (round, out) in [(1, "p03"), (2, "p01"), (3, "p04"), (4, "p00")] {
        let all = names(5);
        for key in &all {
            if key != out {
                let other = all.iter().find(|k| *k != key && *k != out).unwrap();
                history.record(Meeting::new(Programme::Rotation, When::round(round), [key, other]));
            }
        }
        history.record(Meeting::bye(Programme::Rotation, When::round(round), out));
    }
    let problem = everybody(5).history(&history).rounds(5).build().unwrap();
    let out: Vec<String> = byes(&problem.solve().unwrap()).into_iter().flatten().collect();
    assert_eq!(out, ["p02", "p03", "p01", "p04", "p00"]);
}

#[test]
fn r05_where_all_need_one_person_the_uneven_byes_are_proven_necessary() {
    // A hub and four others who know the hub alone.
    let problem = pool(5, |a, _| a == 0).rounds(8).build().unwrap();
    let answer = problem.solve().unwrap();
    let spread = &answer.plan().byes;
    assert_eq!((spread.least, spread.most, spread.bound), (0, 6, 6));
    assert!(spread.is_minimal());
    let witness = spread.witness.as_ref().unwrap();
    assert_eq!(witness.sharing, ["p01", "p02", "p03", "p04"]);
    assert_eq!(witness.needed, ["p00"]);
    assert_eq!((witness.byes, witness.spared.as_str()), (24, "p00"));
}

#[test]
fn r06_groups_of_three_and_four() {
    for (count, size, sizes) in [
        (12, 4, vec![4, 4, 4]),
        (9, 3, vec![3, 3, 3]),
        (10, 4, vec![3, 3, 4]),
        (7, 3, vec![2, 2, 3]),
    ] {
        let problem = everybody(count).groups_of(size).build().unwrap();
        let answer = problem.solve().unwrap();
        let round = &answer.plan().rounds()[0];
        let mut found: Vec<usize> = round.groups().iter().map(|g| g.people.len()).collect();
        found.sort_unstable();
        assert_eq!(found, sizes, "{count} people in groups of {size}");
        assert!(round.bound.unwrap() >= round.objective);
    }
    // Sixteen people in fours: all pairs in a group count as having met.
    let problem = everybody(16).groups_of(4).rounds(2).cool_down(2).build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.plan().objective.repeats, 0);
    assert_eq!(smallest_gap(&answer), None);
}

/// Two teams of three, each with a manager, in two departments.
fn two_teams() -> Organization {
    let mut org = Organization::builder()
        .department(DepartmentRecord::new("law"))
        .department(DepartmentRecord::new("tax"))
        .person(PersonRecord::new("lea").department("law").hours(540, 1020))
        .person(PersonRecord::new("tom").department("tax").hours(1020, 1439));
    for key in ["l1", "l2", "l3"] {
        org = org.person(PersonRecord::new(key).department("law").manager("lea").hours(540, 1020));
    }
    for key in ["t1", "t2", "t3"] {
        org = org.person(PersonRecord::new(key).department("tax").manager("tom").hours(900, 1380));
    }
    org.build().unwrap()
}

fn same_team(a: &str, b: &str) -> bool {
    a.as_bytes()[0] == b.as_bytes()[0]
}

#[test]
fn r07_nobody_meets_their_own_team_or_manager() {
    let org = two_teams();
    let policy = Policy::new().require(Rule::outside_reporting_line_and_team(2));
    let problem = RotationProblem::builder(&org, &policy).rounds(4).cool_down(4).build().unwrap();
    let answer = problem.solve().unwrap();
    let met: Vec<_> = pairs(&answer).into_iter().flatten().collect();
    assert_eq!(met.len(), 16);
    assert!(met.iter().all(|(a, b)| !same_team(a, b)), "{met:?}");
}

#[test]
fn r08_a_rule_that_leaves_a_team_alone_can_be_switched_off() {
    let org = two_teams();
    let team = ["lea", "l1", "l2", "l3"];
    let strict = Policy::new().require(Rule::outside_reporting_line_and_team(2));
    let problem = RotationProblem::builder(&org, &strict).people(team).build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.plan().rounds()[0].byes, ["lea", "l1", "l2", "l3"]);
    // The rule is data: without it the same team meets.
    let open = Policy::new();
    let problem = RotationProblem::builder(&org, &open).people(team).build().unwrap();
    assert!(problem.solve().unwrap().plan().rounds()[0].byes.is_empty());
}

#[test]
fn r09_a_preference_splits_nobody_off_where_a_rule_would() {
    // Four of law, two of tax: with the rule two of law sit out.
    let org = two_teams();
    let people = ["lea", "l1", "l2", "l3", "t1", "t2"];
    let hard = Policy::new().require(Rule::different_department());
    let problem = RotationProblem::builder(&org, &hard).people(people).build().unwrap();
    assert_eq!(problem.solve().unwrap().plan().rounds()[0].byes.len(), 2);
    let soft = Policy::new().prefer(1, Criterion::department_distance());
    let problem = RotationProblem::builder(&org, &soft).people(people).build().unwrap();
    let answer = problem.solve().unwrap();
    assert!(answer.plan().rounds()[0].byes.is_empty());
    let across = pairs(&answer)[0].iter().filter(|(a, b)| !same_team(a, b)).count();
    assert_eq!(across, 2, "as many across as can be");
}

#[test]
fn r10_a_web_of_pairs_that_must_not_meet() {
    // A web, not groups: p–q, q–r, r–s are kept apart, but p and r may meet.
    let mut org = Organization::builder();
    for key in ["p", "q", "r", "s", "x", "y"] {
        org = org.person(PersonRecord::new(key));
    }
    let org = org.build().unwrap();
    let web = [("p", "q"), ("q", "r"), ("r", "s"), ("q", "s"), ("p", "s")];
    let policy = Policy::new().require(Rule::do_not_pair(web));
    let problem = RotationProblem::builder(&org, &policy).rounds(5).cool_down(5).build().unwrap();
    let answer = problem.solve().unwrap();
    let met: BTreeSet<_> = pairs(&answer).into_iter().flatten().collect();
    for (a, b) in web {
        assert!(!met.contains(&pair(a, b)));
    }
    assert!(met.contains(&pair("p", "r")));
}

#[test]
fn r11_who_opts_out_is_out_and_a_pause_ends_by_itself() {
    let day = |d: i8| Date::new(2026, 11, d).unwrap();
    let org = Organization::builder()
        .person(PersonRecord::new("ada").pause(day(2), day(15)))
        .person(PersonRecord::new("bob"))
        .person(PersonRecord::new("cy"))
        .person(PersonRecord::new("dee").start(day(12)))
        .build()
        .unwrap();
    let policy = Policy::new();
    let problem = RotationProblem::builder(&org, &policy)
        .on(day(2))
        .rounds(4)
        .away("cy", 4..)
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    let took_part: Vec<Vec<String>> = answer
        .plan()
        .rounds()
        .iter()
        .map(|round| {
            let mut all: Vec<String> =
                round.groups().iter().flat_map(|g| g.people.clone()).collect();
            all.extend(round.byes.clone());
            all.sort();
            all
        })
        .collect();
    // Days 2, 9, 16, 23.
    assert_eq!(took_part[0], ["bob", "cy"]);
    assert_eq!(took_part[1], ["bob", "cy"]);
    assert_eq!(took_part[2], ["ada", "bob", "cy", "dee"]);
    assert_eq!(took_part[3], ["ada", "bob", "dee"]);
    let dates: Vec<_> = answer.plan().rounds().iter().map(|round| round.date.unwrap()).collect();
    assert_eq!(dates, [day(2), day(9), day(16), day(23)]);
}

#[test]
fn r12_time_zones_as_a_rule_and_as_a_preference() {
    let org = two_teams();
    // Law works 9 to 17, t1 to t3 15 to 23, tom 17 to 24: two hours in common, or none.
    let policy =
        Policy::new().require(Rule::different_department()).require(Rule::shared_hours(60));
    let problem = RotationProblem::builder(&org, &policy).build().unwrap();
    let answer = problem.solve().unwrap();
    let [tom, out] = &answer.plan().rounds()[0].byes[..] else { panic!() };
    assert!(out.starts_with('l') && tom == "tom", "{out}, {tom}");
    let policy = Policy::new().prefer(1, Criterion::hours_overlap());
    let problem = RotationProblem::builder(&org, &policy).build().unwrap();
    let answer = problem.solve().unwrap();
    assert!(answer.plan().rounds()[0].byes.is_empty());
    // All in their own hours: four pairs with four hours or more in common.
    assert_eq!(answer.plan().objective.score, Score::points(4));
}

#[test]
fn r13_two_pools_ambassadors_with_everybody() {
    let names = names(30);
    let (ambassadors, others) = names.split_at(10);
    let problem =
        everybody(30).between(ambassadors, others, 1).rounds(6).cool_down(6).build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.plan().objective.repeats, 0);
    for round in answer.plan().rounds() {
        assert_eq!(round.groups().len(), 10);
        assert!(round.is_optimal());
        for group in round.groups() {
            assert!(ambassadors.contains(&group.people[0]) && others.contains(&group.people[1]));
        }
    }
    // Whoever sits out has their turn next: twenty people, ten places.
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for group in answer.plan().rounds().iter().flat_map(|round| round.groups()) {
        *met.entry(&group.people[1]).or_default() += 1;
    }
    assert!(met.len() == 20 && met.values().all(|&times| times == 3), "{met:?}");
}

#[test]
fn r13_a_leader_with_each_person_every_twelve_weeks_capped_per_week() {
    let names = names(58);
    let (leader, others) = names.split_at(1);
    let problem =
        everybody(58).between(leader, others, 5).every(others, 12).rounds(24).build().unwrap();
    let answer = problem.solve().unwrap();
    let mut met: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for round in answer.plan().rounds() {
        assert!(round.groups().len() <= 5);
        for group in round.groups() {
            met.entry(&group.people[1]).or_default().push(round.round);
        }
    }
    // 57 people, five a week: all within twelve weeks, and again twelve weeks after.
    assert_eq!(met.len(), 57);
    for (key, rounds) in met {
        let [first, second] = rounds[..] else { panic!("{key}: {rounds:?}") };
        assert!(first <= 12 && second - first >= 12, "{key}: {rounds:?}");
    }
}

#[test]
fn r14_everybody_is_shown_matched_or_with_a_reason() {
    let problem = pool(9, |a, b| a % 3 != b % 3 && b < 8).rounds(3).cool_down(3).build().unwrap();
    let answer = problem.solve().unwrap();
    for (i, round) in answer.plan().rounds().iter().enumerate() {
        for key in names(9) {
            let groups = round.groups_of(&key).count();
            assert_eq!(groups + usize::from(round.byes.contains(&key)), 1, "{key}");
            if groups == 0 {
                assert!(!answer.why_bye(i, &key).to_string().is_empty());
            }
        }
        assert!(round.byes.contains(&"p08".to_owned()));
    }
}

#[test]
fn r15_a_score_is_the_sum_of_its_parts() {
    let org = two_teams();
    let policy = Policy::new()
        .prefer(3, Criterion::department_distance())
        .prefer(2, Criterion::hours_overlap())
        .prefer(1, Criterion::tie_novelty());
    let problem = RotationProblem::builder(&org, &policy).build().unwrap();
    let answer = problem.solve().unwrap();
    for group in answer.plan().rounds()[0].groups() {
        let reason = answer.why(0, group);
        let MeetingCause::Planned { pairs, .. } = &reason.cause else { panic!() };
        let parts: i64 = pairs[0].contributions.iter().map(|part| part.points.micros()).sum();
        assert_eq!(Score::from_micros(parts), group.score);
        assert!(reason.to_string().contains("score"), "{reason}");
    }
}

#[test]
fn r16_who_was_left_out_goes_first_and_who_did_not_come_goes_last() {
    let mut history = History::new();
    let at = When::round(1);
    history.record(Meeting::new(Programme::Rotation, at, ["p00", "p01"]));
    // p03 came in vain, since p02 did not come; p04 sat out.
    history.record(Meeting::new(Programme::Rotation, at, ["p02", "p03"]).missed_by(["p02"]));
    history.record(Meeting::bye(Programme::Rotation, at, "p04"));
    // One must sit out: who did not come.
    let problem = everybody(5).history(&history).build().unwrap();
    assert_eq!(byes(&problem.solve().unwrap())[0], ["p02"]);
    // Without them, one of the two who met, and again neither of those left out.
    let problem = everybody(5).history(&history).people(["p00", "p03", "p04"]).build().unwrap();
    assert_eq!(byes(&problem.solve().unwrap())[0], ["p00"]);
    // A meeting that did not take place may be had now.
    let problem =
        everybody(5).history(&history).people(["p02", "p03"]).cool_down(9).build().unwrap();
    assert_eq!(problem.solve().unwrap().plan().objective.repeats, 0);
}
