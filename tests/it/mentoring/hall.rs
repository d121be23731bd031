//! Proofs that not all can have a partner, and whom to recruit, against their definitions.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::explain::{HallWitness, WhyNotReason};
use crosstie::mentoring::{Answer, Mode, PairAccess, Role, Unmatched, WhatIf};

use crate::audit::policies;
use crate::audit::world::{World, today};
use crate::rng::Rng;

#[derive(Debug, Default)]
struct Tally {
    witnesses: u64,
    several: u64,
    beside: u64,
    rules: u64,
    none: u64,
    lacks: u64,
    rule_lacks: u64,
}

/// What the test knows of a world and its plan.
struct Seen<'s> {
    world: &'s World,
    answer: &'s Answer<'s>,
    what_if: &'s WhatIf<'s>,
}

impl Seen<'_> {
    fn side(&self, role: Role) -> &[(String, u32)] {
        match role {
            Role::Mentor => &self.world.mentors,
            Role::Mentee => &self.world.mentees,
        }
    }

    fn places(&self, role: Role, key: &str) -> u64 {
        let record = self.world.records.people.iter().find(|p| p.key == key).unwrap();
        if record.pauses.iter().any(|pause| pause.first <= today() && today() <= pause.last) {
            return 0;
        }
        let own = |pair: &&(String, String)| match role {
            Role::Mentor => pair.0 == key,
            Role::Mentee => pair.1 == key,
        };
        let held = self.world.existing.iter().filter(own).count() as u64;
        let capacity = self.side(role).iter().find(|one| one.0 == key).unwrap().1;
        u64::from(capacity).saturating_sub(held)
    }

    fn free(&self, role: Role, key: &str) -> u64 {
        let pairs = self.answer.plan().pairs().iter();
        let used = pairs.filter(|pair| match role {
            Role::Mentor => pair.mentor == key,
            Role::Mentee => pair.mentee == key,
        });
        self.places(role, key) - used.count() as u64
    }

    fn why(&self, role: Role, key: &str, other: &str) -> WhyNotReason {
        match role {
            Role::Mentor => self.what_if.why_not(key, other).reason,
            Role::Mentee => self.what_if.why_not(other, key).reason,
        }
    }
}

fn other(role: Role) -> Role {
    match role {
        Role::Mentor => Role::Mentee,
        Role::Mentee => Role::Mentor,
    }
}

fn check_witness(seen: &Seen<'_>, witness: &HallWitness, tally: &mut Tally) {
    let (role, to) = (witness.role, other(witness.role));
    let partners: BTreeSet<&String> = witness.partners.iter().collect();
    let sum = |role, keys: &[String]| keys.iter().map(|key| seen.places(role, key)).sum::<u64>();
    assert_eq!(witness.wanted, sum(role, &witness.people));
    assert_eq!(witness.places, sum(to, &witness.partners));
    assert!(witness.people.contains(&witness.key));
    let (mut beside, mut reached) = (0, BTreeSet::new());
    let mut kept: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for person in &witness.people {
        assert!(seen.places(role, person) > 0);
        for (partner, _) in seen.side(to) {
            if seen.places(to, partner) == 0 {
                continue;
            }
            match seen.why(role, person, partner) {
                WhyNotReason::InPlan { .. } if !partners.contains(partner) => beside += 1,
                WhyNotReason::InPlan { .. }
                | WhyNotReason::AsGood { .. }
                | WhyNotReason::Worse { .. } => {
                    assert!(partners.contains(partner), "{person} {partner} {witness:?}");
                    reached.insert(partner);
                }
                WhyNotReason::Excluded { rules } if rules.len() == 1 => {
                    kept.entry(rules[0].clone()).or_default().insert(partner);
                }
                _ => {}
            }
        }
    }
    assert_eq!(reached, partners);
    assert_eq!(witness.beside, beside);
    assert!(witness.wanted > witness.places + witness.beside, "{witness:?}");
    let mut expected = Vec::new();
    for (rule, mut others) in kept {
        others.retain(|other| !partners.contains(*other));
        if !others.is_empty() {
            let places = others.iter().map(|key| seen.places(to, key)).sum();
            let free = others.iter().map(|key| seen.free(to, key)).sum();
            expected.push((rule, others.len(), places, free));
        }
    }
    let rules = witness.rules.iter().map(|c| (c.rule.clone(), c.partners, c.places, c.free));
    let mut found: Vec<(String, usize, u64, u64)> = rules.collect();
    found.sort();
    assert_eq!(found, expected);
    let falling = |two: &[crosstie::explain::RuleCost]| two[0].places >= two[1].places;
    assert!(witness.rules.windows(2).all(falling));
    let text = witness.to_string();
    assert!(text.contains("cannot all have") && text.ends_with('.'), "{text}");
    assert_eq!(witness.code() == "no_place", witness.places == 0);
    tally.witnesses += 1;
    tally.several += u64::from(witness.people.len() > 1);
    tally.beside += u64::from(witness.beside > 0);
    tally.rules += witness.rules.len() as u64;
}

fn check_recruiting(seen: &Seen<'_>, tally: &mut Tally) {
    let recruiting = seen.answer.recruiting();
    let unmatched = seen.answer.plan().unmatched().iter();
    let mentees: Vec<&String> = unmatched
        .filter(|one| one.role == Role::Mentee && seen.places(Role::Mentee, &one.key) > 0)
        .map(|one| &one.key)
        .collect();
    assert_eq!(recruiting.mentees, mentees.len());
    let record = |key: &str| seen.world.records.people.iter().find(|p| p.key == key).unwrap();
    let level = |key: &str, skill: &str| {
        record(key).skills.iter().find(|held| held.skill == skill).map_or(0, |held| held.level)
    };
    let is_open = |mentee: &str, mentor: &str| {
        let code = seen.why(Role::Mentee, mentee, mentor).code();
        ["in_plan", "as_good", "worse", "no_place", "paused"].contains(&code)
    };
    // Skill: the highest target, how many want it, and how many have nobody who offers it.
    let mut skills: BTreeMap<&str, (u8, usize, usize)> = BTreeMap::new();
    let mut rules: BTreeMap<String, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for mentee in &mentees {
        for want in &record(mentee).wants {
            if level(mentee, &want.skill) >= want.target {
                continue;
            }
            let offered = seen.world.mentors.iter().any(|(mentor, _)| {
                is_open(mentee, mentor) && level(mentor, &want.skill) >= want.target
            });
            let counts = skills.entry(&want.skill).or_default();
            counts.0 = counts.0.max(want.target);
            counts.1 += 1;
            counts.2 += usize::from(!offered);
        }
        let mut by_rule: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (mentor, _) in &seen.world.mentors {
            if let WhyNotReason::Excluded { rules } = seen.why(Role::Mentee, mentee, mentor) {
                if rules.len() == 1 && seen.free(Role::Mentor, mentor) > 0 {
                    by_rule.entry(rules[0].clone()).or_default().insert(mentor);
                }
            }
        }
        for (rule, mentors) in by_rule {
            let counts = rules.entry(rule).or_default();
            counts.0 += 1;
            counts.1.extend(mentors);
        }
    }
    let found: BTreeMap<&str, _> = recruiting
        .skills
        .iter()
        .map(|lack| (&*lack.skill, (lack.level, lack.wanted, lack.lacking)))
        .collect();
    assert_eq!(found, skills);
    for lack in &recruiting.skills {
        let able = seen.world.mentors.iter().filter(|(mentor, _)| {
            level(mentor, &lack.skill) >= lack.level && seen.free(Role::Mentor, mentor) > 0
        });
        assert_eq!(lack.free_mentors, able.count());
        tally.lacks += u64::from(lack.lacking > 0);
    }
    let found = recruiting.rules.iter().map(|lack| (lack.rule.clone(), (lack.mentees, lack.free)));
    let expected = rules.into_iter().map(|(rule, (mentees, mentors))| {
        (rule, (mentees, mentors.iter().map(|key| seen.free(Role::Mentor, key)).sum::<u64>()))
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected.collect::<BTreeMap<_, _>>());
    assert_eq!(recruiting.code() == "nobody_unmatched", mentees.is_empty());
    let text = recruiting.to_string();
    assert!(text.ends_with('.') && text.contains("mentor"), "{text}");
    tally.rule_lacks += recruiting.rules.len() as u64;
}

#[test]
fn proofs_and_counts_are_as_defined() {
    let mut tally = Tally::default();
    for seed in 0..1_200 {
        let mut rng = Rng::new(seed);
        let people = 3 + rng.below(20);
        let mut world = World::random(&mut rng, people, policies::any);
        world.pins.clear();
        world.mutual = true;
        let access = *rng.pick(&[PairAccess::Listed, PairAccess::Priced]);
        let problem = world.builder().pair_access(access).build().unwrap();
        let answer = problem.solve().unwrap();
        let what_if = answer.what_if().unwrap();
        let seen = Seen { world: &world, answer: &answer, what_if: &what_if };
        for person in answer.plan().unmatched() {
            let witness = answer.hall_witness(person);
            if seen.places(person.role, &person.key) == 0 {
                assert_eq!(witness, None);
                continue;
            }
            match witness {
                Some(witness) => check_witness(&seen, &witness, &mut tally),
                None => {
                    // Somebody has a place who could have a pair beside all others.
                    assert_eq!(world.mode, Mode::HighestScore);
                    let builder = world.builder().mode(Mode::MostPairsFirst);
                    let most = builder.build().unwrap().solve().unwrap().plan().pairs().len();
                    assert!(most > answer.plan().pairs().len(), "{person:?}");
                    tally.none += 1;
                }
            }
        }
        check_recruiting(&seen, &mut tally);
        for pair in answer.plan().pairs().iter().take(2) {
            let paired = Unmatched { key: pair.mentee.clone(), role: Role::Mentee };
            assert_eq!(answer.hall_witness(&paired), None);
        }
    }
    assert!(tally.witnesses > 2_000 && tally.several > 300 && tally.rules > 1_000, "{tally:?}");
    assert!(tally.beside > 0 && tally.none > 10, "{tally:?}");
    assert!(tally.lacks > 300 && tally.rule_lacks > 100, "{tally:?}");
}
