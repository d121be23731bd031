//! Random changes of one thing: the hash of where it stands changes, and no other.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::manifest::Manifest;
use crosstie::mentoring::Mode;
use crosstie::org::{Organization, OrganizationRecords, TieRecord};
use crosstie::policy::{Criterion, History, Meeting, Policy, Programme, Rule, When};
use crosstie::rotation::Repeats;
use crosstie::taskforce::{Field, Requirement};

use super::codes;
use crate::audit::policies;
use crate::audit::world::World;
use crate::rng::Rng;
use crate::{rotation, taskforce};

fn some<T: Clone>(rng: &mut Rng, list: &[T]) -> Option<T> {
    (!list.is_empty()).then(|| rng.pick(list).clone())
}

/// Changes one fact of the organisation; whether there was such a fact.
fn change_records(rng: &mut Rng, records: &mut OrganizationRecords) -> bool {
    let people = records.people.len();
    let at = rng.below(people);
    let keys: Vec<String> = records.people.iter().map(|person| person.key.clone()).collect();
    let person = &mut records.people[at];
    match rng.below(12) {
        0 => person.grade = Some(person.grade.unwrap_or(0) + 1),
        1 => person.site = Some(person.site.take().unwrap_or_default() + "x"),
        2 => person.interests.push("new".to_owned()),
        3 => person.languages.push("new".to_owned()),
        4 => match person.skills.first_mut() {
            Some(skill) => skill.level = (skill.level + 1) % 6,
            None => return false,
        },
        5 => match person.wants.first_mut() {
            Some(want) => want.weight += 1,
            None => return false,
        },
        6 => match person.wants.first_mut() {
            Some(want) => want.target = 1 + want.target % 5,
            None => return false,
        },
        7 => {
            let hours =
                person.hours.get_or_insert(crosstie::org::WorkingHours { start: 0, end: 9 });
            hours.end = if hours.end == 700 { 701 } else { 700 };
        }
        8 => match records.ties.first_mut() {
            Some(tie) => tie.strength += 1,
            None => return false,
        },
        9 => return records.ties.pop().is_some(),
        10 => {
            let (from, to) = (keys[at].clone(), keys[(at + 1) % people].clone());
            records.ties.push(TieRecord::new(from, to).kind("new"));
        }
        _ => match records.departments.first_mut() {
            Some(department) => department.name = Some("New name".to_owned()),
            None => return false,
        },
    }
    true
}

/// The policy with one thing changed.
fn changed(rng: &mut Rng, policy: &Policy) -> Policy {
    let which = rng.below(4);
    let turn = if policy.rules().is_empty() { 0 } else { rng.below(policy.rules().len()) };
    let mut other = Policy::new();
    for (index, requirement) in policy.rules().iter().enumerate() {
        let strict = requirement.if_unknown == crosstie::policy::IfUnknown::Exclude;
        let rule = requirement.rule.clone();
        other = if strict != (which == 0 && index == turn) {
            other.require(rule)
        } else {
            other.require_if_known(rule)
        };
    }
    for (index, preference) in policy.criteria().iter().enumerate() {
        let more = u32::from(which == 1 && index == 0);
        other = other.prefer(preference.weight + more, preference.criterion.clone());
    }
    match which {
        2 => other.require(Rule::do_not_pair([("p0", "p1")])),
        3 => other.prefer(1, Criterion::hours_overlap()),
        _ => other,
    }
}

fn another_meeting(history: &History) -> History {
    let mut history = history.clone();
    history.record(Meeting::new(Programme::Other("tea".to_owned()), When::round(1), ["p0", "p1"]));
    history
}

/// How often each kind of mismatch was seen.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    fn expect(&mut self, found: &[&'static str], expected: &'static str, at: &str) {
        assert_eq!(found, [expected], "{at}");
        *self.0.entry(expected).or_default() += 1;
    }

    fn at_least(&self, least: usize, kinds: &[&str]) {
        for kind in kinds {
            assert!(self.0.get(kind).is_some_and(|&count| count >= least), "{:?}", self.0);
        }
    }
}

#[test]
fn of_mentoring() {
    let mut seen = Seen::default();
    let make = |seed: u64| {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(8);
        World::random(&mut rng, people, policies::any)
    };
    for seed in 0..1_500 {
        let world = make(seed);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        let manifest = Manifest::of_mentoring(&answer);
        assert_eq!(codes(&manifest, &problem, answer.plan()), [""; 0]);

        let mut rng = Rng::new(seed ^ 0x5eed);
        let mut other = make(seed);
        let expected = match rng.below(10) {
            0..3 => {
                if !change_records(&mut rng, &mut other.records) {
                    continue;
                }
                let Ok(org) = Organization::from_records(other.records.clone()) else { continue };
                other.org = org;
                "input"
            }
            3..5 => {
                other.policy = changed(&mut rng, &other.policy);
                if other.policy == world.policy {
                    continue;
                }
                "policy"
            }
            5 => {
                other.mode = match other.mode {
                    Mode::MostPairsFirst => Mode::HighestScore,
                    Mode::HighestScore => Mode::MostPairsFirst,
                };
                "mode"
            }
            6 => {
                other.history = another_meeting(&other.history);
                "settings"
            }
            7 => {
                let Some((_, capacity)) = other.mentors.first_mut() else { continue };
                *capacity += 1;
                "settings"
            }
            8 => {
                if other.mentees.len() < 2 {
                    continue;
                }
                // The order of the enrolled decides between plans of the same value.
                other.mentees.rotate_left(1);
                "settings"
            }
            _ => {
                if other.pins.pop().is_none() {
                    other.mutual = !other.mutual;
                }
                "settings"
            }
        };
        let Ok(problem) = other.builder().build() else { continue };
        seen.expect(&codes(&manifest, &problem, answer.plan()), expected, &format!("seed {seed}"));
        let Ok(problem) = other.builder().round(99).build() else { continue };
        assert!(codes(&manifest, &problem, answer.plan()).contains(&"settings"));
    }
    seen.at_least(80, &["input", "policy", "mode", "settings"]);
    assert!(seen.0.values().sum::<usize>() > 1_000, "{:?}", seen.0);
}

#[test]
fn of_rounds() {
    let mut seen = Seen::default();
    let size = rotation::world::Size { people: 7, rounds: 3 };
    let make = |seed: u64| rotation::world::World::random(&mut Rng::new(seed), size);
    for seed in 0..1_500 {
        let world = make(seed);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        let manifest = Manifest::of_rotation(&answer);
        assert_eq!(codes(&manifest, &problem, answer.plan()), [""; 0]);

        let mut rng = Rng::new(seed ^ 0x5eed);
        let mut other = make(seed);
        let expected = match rng.below(11) {
            0..3 => match &mut other.firm {
                Some(firm) => {
                    if !change_records(&mut rng, &mut firm.records) {
                        continue;
                    }
                    let Ok(org) = Organization::from_records(firm.records.clone()) else {
                        continue;
                    };
                    firm.org = org;
                    "input"
                }
                None => {
                    let pairs: Vec<_> = other.scores.keys().copied().collect();
                    let Some(pair) = some(&mut rng, &pairs) else { continue };
                    *other.scores.get_mut(&pair).unwrap() += 1;
                    "input"
                }
            },
            3 => {
                other.seed = Some(other.seed.map_or(0, |seed| seed ^ 1));
                "seed"
            }
            4 | 5 => {
                let Some(firm) = &mut other.firm else { continue };
                let before = firm.policy.clone();
                firm.policy = changed(&mut rng, &before);
                if firm.policy == before {
                    continue;
                }
                "policy"
            }
            6 => {
                other.rounds += 1;
                "settings"
            }
            7 => {
                other.repeats = match other.repeats {
                    Repeats::Fewest => Repeats::Never,
                    Repeats::Never => Repeats::Fewest,
                };
                "settings"
            }
            8 => {
                other.away.push((0, 1..=1));
                "settings"
            }
            9 => {
                let last = other.keys.len() - 1;
                other.every[last] += 1;
                "settings"
            }
            _ => {
                // Not a later round: it would move the first one.
                other.history = another_meeting(&other.history);
                "settings"
            }
        };
        let Ok(problem) = other.builder().build() else { continue };
        seen.expect(&codes(&manifest, &problem, answer.plan()), expected, &format!("seed {seed}"));
    }
    seen.at_least(40, &["input", "policy", "seed", "settings"]);
    assert!(seen.0.values().sum::<usize>() > 1_000, "{:?}", seen.0);
}

#[test]
fn of_task_forces() {
    let mut seen = Seen::default();
    let make = |seed: u64| taskforce::world::World::random(&mut Rng::new(seed));
    for seed in 0..2_500 {
        let world = make(seed);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let manifest = Manifest::of_task_force(&answer);
        assert_eq!(codes(&manifest, &problem, answer.plan()), [""; 0]);

        let mut rng = Rng::new(seed ^ 0x5eed);
        let mut other = make(seed);
        let expected = match rng.below(10) {
            0..3 => {
                if !change_records(&mut rng, &mut other.records) {
                    continue;
                }
                let Ok(org) = Organization::from_records(other.records.clone()) else { continue };
                other.org = org;
                "input"
            }
            3 => {
                other.seed ^= 1;
                "seed"
            }
            4 | 5 => {
                other.policy = changed(&mut rng, &other.policy);
                if other.policy == world.policy {
                    continue;
                }
                "policy"
            }
            6 => {
                other.brief = other.brief.require(Requirement::distinct(Field::Grade, 1));
                "settings"
            }
            7 => {
                let Some((_, points)) = other.points.first_mut() else { continue };
                *points += 1;
                "settings"
            }
            8 => {
                let Some(candidates) = &mut other.candidates else { continue };
                if candidates.len() < 2 {
                    continue;
                }
                candidates.rotate_left(1);
                "settings"
            }
            _ => {
                other.history = another_meeting(&other.history);
                "settings"
            }
        };
        let Ok(problem) = other.builder().build() else { continue };
        seen.expect(&codes(&manifest, &problem, answer.plan()), expected, &format!("seed {seed}"));
    }
    seen.at_least(40, &["input", "policy", "seed", "settings"]);
    assert!(seen.0.values().sum::<usize>() > 1_000, "{:?}", seen.0);
}

#[test]
fn orders_without_a_meaning_change_nothing() {
    for seed in 0..500 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(8);
        let mut world = World::random(&mut rng, people, policies::any);
        let manifest = Manifest::of_mentoring(&world.problem().solve().unwrap());
        rng.shuffle(&mut world.records.ties);
        world.org = Organization::from_records(world.records.clone()).unwrap();
        rng.shuffle(&mut world.existing);
        rng.shuffle(&mut world.pins);
        let problem = world.problem();
        let answer = problem.solve().unwrap();
        assert_eq!(codes(&manifest, &problem, answer.plan()), [""; 0], "seed {seed}");
        assert!(manifest.reproduce(&problem).is_ok(), "seed {seed}");

        let mut rng = Rng::new(seed);
        let size = rotation::world::Size { people: 7, rounds: 3 };
        let mut world = rotation::world::World::random(&mut rng, size);
        let manifest = Manifest::of_rotation(&world.problem().solve().unwrap());
        rng.shuffle(&mut world.away);
        if let Some(firm) = &mut world.firm {
            rng.shuffle(&mut firm.records.ties);
            firm.org = Organization::from_records(firm.records.clone()).unwrap();
        }
        let problem = world.problem();
        assert!(manifest.reproduce(&problem).is_ok(), "seed {seed}");

        let mut rng = Rng::new(seed);
        let mut world = taskforce::world::World::random(&mut rng);
        let Ok(manifest) = world.problem().solve().map(|answer| Manifest::of_task_force(&answer))
        else {
            continue;
        };
        rng.shuffle(&mut world.records.ties);
        world.org = Organization::from_records(world.records.clone()).unwrap();
        rng.shuffle(&mut world.points);
        if let Some(volunteers) = &mut world.volunteers {
            rng.shuffle(volunteers);
        }
        assert!(manifest.reproduce(&world.problem()).is_ok(), "seed {seed}");
    }
}

/// Scores of one's own may come in any order, and from whichever side.
#[test]
fn scores_of_ones_own_in_any_order() {
    use crosstie::rotation::RotationProblem;
    let scores = [("ada", "bob", 9), ("ada", "cy", 5), ("bob", "dee", 5)];
    let build = |scores: &[(&'static str, &'static str, i64)]| {
        let scores: Vec<_> =
            scores.iter().map(|&(a, b, s)| (a, b, Score::from_micros(s))).collect();
        RotationProblem::from_scores(["ada", "bob", "cy", "dee"], scores).build().unwrap()
    };
    let problem = build(&scores);
    let manifest = Manifest::of_rotation(&problem.solve().unwrap());
    let other = build(&[("dee", "bob", 5), ("cy", "ada", 5), ("bob", "ada", 9)]);
    assert!(manifest.reproduce(&other).is_ok());
    assert!(manifest.policy.is_none());
}
