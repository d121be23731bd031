//! The next best partners, against all of them asked one by one.

use crosstie::explain::WhyNotReason;
use crosstie::mentoring::{PairAccess, Role, WhatIf};

use super::world::MODES;
use crate::audit::policies;
use crate::audit::world::World;
use crate::rng::Rng;

#[derive(Debug, Default)]
struct Tally {
    asked: u64,
    listed: u64,
    cut: u64,
    none: u64,
}

fn check(what_if: &WhatIf<'_>, world: &World, rng: &mut Rng, share: usize, tally: &mut Tally) {
    for (role, own, others) in [
        (Role::Mentor, &world.mentors, &world.mentees),
        (Role::Mentee, &world.mentees, &world.mentors),
    ] {
        for (key, _) in own {
            if !rng.chance(share, 12) {
                continue;
            }
            let mut all = Vec::new();
            for (other, _) in others {
                let why = match role {
                    Role::Mentor => what_if.why_not(key, other),
                    Role::Mentee => what_if.why_not(other, key),
                };
                match why.reason {
                    WhyNotReason::AsGood { score, .. } => {
                        all.push((Default::default(), other, score));
                    }
                    WhyNotReason::Worse { at_least, score, .. } => {
                        all.push((at_least, other, score));
                    }
                    _ => {}
                }
            }
            all.sort_unstable();
            let most = *rng.pick(&[0, 1, 2, 3, 5, 1_000]);
            let next = what_if.alternatives(role, key, most).unwrap();
            let found = next.partners.iter().map(|p| (p.at_least, &p.partner, p.score));
            let expected: Vec<_> = all.iter().copied().take(most).collect();
            assert_eq!(found.collect::<Vec<_>>(), expected, "{key} {most}");
            assert_eq!(next.possible, all.len());
            for partner in &next.partners {
                assert!(partner.at_most.is_none_or(|most| most == partner.at_least));
                let text = partner.to_string();
                assert!(text.starts_with(&partner.partner), "{text}");
                assert_eq!(text.contains("be as good"), partner.code() == "as_good", "{text}");
            }
            let text = next.to_string();
            assert!(text.contains(key.as_str()) && text.ends_with('.'), "{text}");
            tally.asked += 1;
            tally.listed += next.partners.len() as u64;
            tally.cut += u64::from(most < all.len());
            tally.none += u64::from(next.code() == "none");
        }
        assert_eq!(what_if.alternatives(role, "nobody", 3), None);
    }
}

#[test]
fn the_next_best_are_the_first_of_all() {
    let mut tally = Tally::default();
    for seed in 0..600 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(14);
        let mut world = World::random(&mut rng, people, policies::any);
        world.pins.clear();
        for mode in MODES {
            world.mode = mode;
            let access = *rng.pick(&[PairAccess::Listed, PairAccess::Priced]);
            let problem = world.builder().pair_access(access).build().unwrap();
            let answer = problem.solve().unwrap();
            if let Ok(what_if) = answer.what_if() {
                check(&what_if, &world, &mut rng, 12, &mut tally);
            }
        }
    }
    assert!(tally.asked > 5_000 && tally.listed > 4_500 && tally.cut > 1_000, "{tally:?}");
}

#[test]
fn the_next_best_of_many_are_the_first_of_all() {
    let mut tally = Tally::default();
    for seed in 0..12 {
        let mut rng = Rng::new(900 + seed);
        let mut world = World::random(&mut rng, 150, policies::any);
        world.pins.clear();
        world.existing.truncate(16);
        world.mutual = true;
        for mode in MODES {
            world.mode = mode;
            let problem = world.builder().pair_access(PairAccess::Priced).build().unwrap();
            let answer = problem.solve().unwrap();
            check(&answer.what_if().unwrap(), &world, &mut rng, 3, &mut tally);
        }
    }
    assert!(tally.asked > 500 && tally.cut > 200, "{tally:?}");
}
