//! Random policies and histories.

use crosstie::policy::{
    CoolDown, Criterion, History, Meeting, Party, Policy, Programme, Rule, When,
};
use crosstie::{Date, Score, Value};

use super::world::{KINDS, ROUND};
use crate::rng::Rng;

/// Rules and criteria that the tests can read naively.
pub(crate) fn simple(rng: &mut Rng, keys: &[String]) -> Policy {
    let mut policy = Policy::new();
    let rules = [
        Rule::different_function(),
        Rule::same_site(),
        Rule::grade_gap(-2, 6),
        Rule::do_not_pair([(rng.pick(keys).clone(), rng.pick(keys).clone())]),
        Rule::custom("grown"),
    ];
    for rule in rules {
        if rng.chance(1, 3) {
            let known = rng.chance(1, 2);
            policy = if known { policy.require_if_known(rule) } else { policy.require(rule) };
        }
    }
    let criteria = [
        Criterion::shared_interests(),
        Criterion::grade_gap_fit(2, 3),
        Criterion::preference_rank(Party::Second),
        Criterion::custom("mood"),
    ];
    for criterion in criteria {
        if rng.chance(1, 2) {
            policy = policy.prefer(1 + rng.below_u32(4), criterion);
        }
    }
    policy
}

/// Any rule and any criterion.
pub(crate) fn any(rng: &mut Rng, keys: &[String]) -> Policy {
    let mut policy = Policy::new();
    for _ in 0..rng.below(5) {
        policy = policy.prefer(1 + rng.below_u32(5), criterion(rng));
    }
    for _ in 0..rng.below(4) {
        let rule = rule(rng, keys, &policy);
        policy =
            if rng.chance(1, 2) { policy.require_if_known(rule) } else { policy.require(rule) };
    }
    policy
}

/// Any rule and any criterion but that of never having met, which a history planned further would change.
pub(crate) fn without_never_met(rng: &mut Rng, keys: &[String]) -> Policy {
    loop {
        let policy = any(rng, keys);
        if !format!("{policy:?}").contains("NeverMet") {
            return policy;
        }
    }
}

fn rule(rng: &mut Rng, keys: &[String], policy: &Policy) -> Rule {
    let party = *rng.pick(&[Party::First, Party::Second, Party::Both]);
    match rng.below(18) {
        0 => Rule::different_department(),
        1 => Rule::different_department_at(1 + rng.below_u32(3)),
        2 => Rule::different_function(),
        3 => Rule::different_site(),
        4 => Rule::same_site(),
        5 => Rule::outside_reporting_line(1 + rng.below_u32(3)),
        6 => Rule::outside_reporting_line_and_team(1 + rng.below_u32(3)),
        7 => Rule::grade_gap(-3, 3),
        8 => Rule::shared_hours(60),
        9 => Rule::shared_language(),
        10 => Rule::do_not_pair([(rng.pick(keys).clone(), rng.pick(keys).clone())]),
        11 => Rule::not_met_within(CoolDown::Rounds(rng.below_u32(5))),
        12 => Rule::not_met_within(CoolDown::Days(rng.below_u32(80))),
        13 => Rule::no_tie(),
        14 => Rule::no_tie_of(*rng.pick(&KINDS), party),
        15 => {
            let most: u32 = policy.criteria().iter().map(|p| p.weight).sum();
            Rule::minimum_score(Score::from_micros(rng.within(0, i64::from(most) * 300_000)))
        }
        16 => {
            let least = Value::try_from(rng.below_u32(600_000)).unwrap();
            Rule::must_have(criterion(rng), least)
        }
        _ => Rule::custom("grown"),
    }
}

fn criterion(rng: &mut Rng) -> Criterion {
    let party = *rng.pick(&[Party::First, Party::Second, Party::Both]);
    match rng.below(13) {
        0 => Criterion::skill_gap(),
        1 => Criterion::shared_interests(),
        2 => Criterion::department_distance(),
        3 => Criterion::reporting_distance(),
        4 => Criterion::tie_novelty(),
        5 => Criterion::grade_gap_fit(2, 1 + rng.below_u32(4)),
        6 => Criterion::hours_overlap(),
        7 => Criterion::preference_rank(party),
        8 => Criterion::few_ties_of(party, 1 + rng.below_u32(8)),
        9 => Criterion::tie_closeness(),
        10 => Criterion::new_tie_across_functions(),
        11 => Criterion::never_met(),
        _ => Criterion::custom("mood"),
    }
}

/// Meetings with a round and a day, some missed.
pub(crate) fn history(rng: &mut Rng, keys: &[String]) -> History {
    let mut history = History::new();
    for _ in 0..rng.below(5) {
        let day = Date::new(2026, i8::try_from(1 + rng.below(3)).unwrap(), 1).unwrap();
        let when = When { round: Some(rng.below_u32(ROUND + 2)), date: Some(day) };
        let people = [rng.pick(keys).clone(), rng.pick(keys).clone()];
        let meeting = Meeting::new(Programme::Mentoring, when, people);
        history.record(if rng.chance(1, 4) { meeting.missed() } else { meeting });
    }
    history
}
