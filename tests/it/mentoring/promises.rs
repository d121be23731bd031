//! A reason says what would change it. Here it is changed, on random
//! organisations, and the problem solved again.

use std::collections::BTreeMap;

use crosstie::explain::UnmatchedReason;
use crosstie::mentoring::{Mode, MutualPairs, Role};
use crosstie::policy::Rule;

use super::day;
use super::world::World;
use crate::rng::Rng;

/// One person without a pair, and why.
struct Case {
    world: World,
    key: String,
    role: Role,
    reason: UnmatchedReason,
    text: String,
}

impl Case {
    fn all_of(world: &World) -> Vec<Self> {
        world.with(|problem| {
            let answer = problem.solve().unwrap();
            let cases = answer.plan().unmatched().iter().map(|person| {
                let why = answer.why_unmatched(person);
                assert_eq!((&why.key, why.role), (&person.key, person.role));
                Self {
                    world: world.clone(),
                    key: person.key.clone(),
                    role: person.role,
                    text: why.to_string(),
                    reason: why.reason,
                }
            });
            cases.collect()
        })
    }

    /// The world with the places of somebody in the other role changed.
    fn with_places(&self, role: Role, key: &str, change: impl Fn(u32) -> u32) -> World {
        let mut world = self.world.clone();
        let list = match role {
            Role::Mentor => &mut world.mentors,
            Role::Mentee => &mut world.mentees,
        };
        let entry = list.iter_mut().find(|entry| entry.0 == key).unwrap();
        entry.1 = change(entry.1);
        world
    }

    fn other(&self) -> Role {
        match self.role {
            Role::Mentor => Role::Mentee,
            Role::Mentee => Role::Mentor,
        }
    }

    /// How many counterparts are considered, and how many eligible, without the
    /// partners of existing pairs.
    fn counterparts(&self, rules: Vec<Rule>) -> (usize, usize) {
        let mut world = World { rules, existing: Vec::new(), ..self.world.clone() };
        let partners: Vec<&str> = self
            .world
            .existing
            .iter()
            .filter_map(|(a, b)| match self.role {
                Role::Mentor => (a == &self.key).then_some(b.as_str()),
                Role::Mentee => (b == &self.key).then_some(a.as_str()),
            })
            .collect();
        let stays = |own: bool, key: &String| {
            if own { key == &self.key } else { !partners.contains(&key.as_str()) }
        };
        world.mentors.retain(|(key, _)| stays(self.role == Role::Mentor, key));
        world.mentees.retain(|(key, _)| stays(self.role == Role::Mentee, key));
        world.with(|problem| {
            let counts = problem.pair_counts();
            (usize::try_from(counts.considered).unwrap(), usize::try_from(counts.eligible).unwrap())
        })
    }

    #[track_caller]
    fn improves(&self, world: &World) {
        let (before, after) = (self.world.objective(), world.objective());
        assert!(after > before, "{}: {before:?} to {after:?}\n{world:?}", self.text);
        if self.world.mode == Mode::MostPairsFirst {
            assert_eq!(after.0, before.0.map(|pairs| pairs + 1), "{}", self.text);
        }
    }

    /// The reason of the same person in another world; none where they are matched.
    fn code_in(&self, world: &World) -> Option<&'static str> {
        let cases = Self::all_of(world);
        let again = cases.iter().find(|case| case.key == self.key && case.role == self.role);
        again.map(|case| case.reason.code())
    }

    fn check(&self) {
        match &self.reason {
            UnmatchedReason::Paused { until } => {
                assert_eq!(until, &day("2026-03-31"));
                let later = World { today: "2026-04-01", ..self.world.clone() };
                assert_ne!(self.code_in(&later), Some("paused"), "{}", self.text);
            }
            UnmatchedReason::NoOwnPlace { .. } => {
                let held = self.world.existing.iter().filter(|(a, b)| match self.role {
                    Role::Mentor => a == &self.key,
                    Role::Mentee => b == &self.key,
                });
                let needed = u32::try_from(held.count() + 1).unwrap();
                assert!(
                    self.text.contains(&format!("capacity of {needed} would")),
                    "{}",
                    self.text
                );
                let world = self.with_places(self.role, &self.key, |_| needed);
                assert_ne!(self.code_in(&world), Some("no_own_place"), "{}", self.text);
                let world = self.with_places(self.role, &self.key, |_| needed - 1);
                assert_eq!(self.code_in(&world), Some("no_own_place"), "{}", self.text);
            }
            UnmatchedReason::NoCounterpart { considered, rules } => {
                let all = self.counterparts(self.world.rules.clone());
                assert_eq!(all, (*considered, 0), "{}", self.text);
                for effect in rules {
                    let rule = self.world.rules[effect.index].clone();
                    assert_eq!(rule.in_words("mentor", "mentee"), effect.rule);
                    let only = self.counterparts(vec![rule]);
                    assert_eq!(only, (*considered, considered - effect.excluded), "{}", self.text);
                    let mut without = self.world.rules.clone();
                    without.remove(effect.index);
                    assert_eq!(
                        self.counterparts(without),
                        (*considered, effect.alone),
                        "{}",
                        self.text
                    );
                }
                let stands = rules.first().is_none_or(|effect| effect.alone > 0);
                assert_eq!(!stands, self.text.contains("two or more"), "{}", self.text);
            }
            UnmatchedReason::BelowFloor { count, score, floor, .. } => {
                let with_floor = |floor: Option<_>| {
                    let mut rules = self.world.rules.clone();
                    rules.retain(|rule| rule.code() != "minimum_score");
                    rules.extend(floor.map(Rule::minimum_score));
                    self.counterparts(rules).1
                };
                assert!(score < floor, "{}", self.text);
                assert_eq!(
                    (with_floor(Some(*floor)), with_floor(None)),
                    (0, *count),
                    "{}",
                    self.text
                );
                assert!(with_floor(Some(*score)) >= 1, "{}", self.text);
                let above = crosstie::Score::from_micros(score.micros() + 1);
                assert!(above == *floor || with_floor(Some(above)) == 0, "{}", self.text);
            }
            UnmatchedReason::PlacesTaken { eligible, no_gain, nearest } => {
                assert_eq!(
                    self.counterparts(self.world.rules.clone()).1,
                    *eligible + *no_gain,
                    "{}",
                    self.text
                );
                let promised = self.text.contains("One more free place");
                for place in nearest {
                    if promised && place.paused_until.is_none() && !place.mutual {
                        let more = |places| {
                            // A capacity below the existing pairs has to reach them first.
                            let held = u32::try_from(place.held_by.len()).unwrap();
                            held.max(places) + 1
                        };
                        self.improves(&self.with_places(self.other(), &place.counterpart, more));
                    }
                }
            }
            UnmatchedReason::OnlyMutual { .. } => {
                self.improves(&World { mutual: MutualPairs::Allowed, ..self.world.clone() });
            }
            UnmatchedReason::NoGain { score, .. } => {
                assert_eq!(self.world.mode, Mode::HighestScore);
                assert!(score.micros() <= 0, "{}", self.text);
                let pairs = World { mode: Mode::MostPairsFirst, ..self.world.clone() };
                assert_ne!(self.code_in(&pairs), Some("no_gain"));
            }
            other => panic!("{} after a run without limits: {}", other.code(), self.text),
        }
    }
}

#[test]
fn what_a_reason_promises_holds() {
    let mut rng = Rng::new(33);
    let mut seen: BTreeMap<(&str, Role), usize> = BTreeMap::new();
    for _ in 0..3_000 {
        let world = World::random(&mut rng);
        for case in Case::all_of(&world) {
            case.check();
            *seen.entry((case.reason.code(), case.role)).or_default() += 1;
        }
    }
    for code in
        ["paused", "no_own_place", "no_counterpart", "below_floor", "places_taken", "no_gain"]
    {
        for role in [Role::Mentor, Role::Mentee] {
            assert!(seen.get(&(code, role)) > Some(&30), "{code} {role}: {seen:?}");
        }
    }
    let mutual = |role| seen.get(&("only_mutual", role)).copied().unwrap_or_default();
    assert!(mutual(Role::Mentor) + mutual(Role::Mentee) > 10, "{seen:?}");
}
