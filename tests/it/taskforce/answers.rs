//! What an answer says of its task force: standing, reserves, coverage and measures, against naive counting.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::taskforce::{Condition, Faultline, Field, Limit, Requirement};
use crosstie::{Score, Value};

use super::oracle::{Oracle, Team, level, members, pairs};
use super::world::{FIELDS, KINDS, World};
use crate::rng::Rng;

/// Calls with each of many worlds that have a task force, and with the one found.
fn each(
    first: u64,
    worlds: u64,
    mut use_it: impl FnMut(&Oracle<'_>, &crosstie::taskforce::Answer<'_>, Team),
) {
    for seed in first..first + worlds {
        let world = World::random(&mut Rng::new(seed));
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let oracle = Oracle::new(&world);
        let team = oracle.team(answer.plan().members().iter().map(|member| &member.key));
        use_it(&oracle, &answer, team);
    }
}

#[test]
fn standing_is_counted() {
    let mut slack: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    each(4_000_000, 6_000, |oracle, answer, team| {
        let standing = answer.standing();
        let conditions = standing.iter().map(|standing| standing.condition);
        let rules = |condition: &Condition| matches!(condition, Condition::Rule(_));
        let known = oracle.conditions().into_iter().filter(|condition| !rules(condition));
        assert!(conditions.eq(known), "{standing:?}");
        for standing in &standing {
            let brief = &oracle.world.brief;
            let size = u64::from(team.count_ones());
            let expected = match standing.condition {
                Condition::AtLeastMembers => (size, Limit::AtLeast(u64::from(brief.size.at_least))),
                Condition::AtMostMembers => (size, Limit::AtMost(u64::from(brief.size.at_most))),
                Condition::Requirement(index) => oracle.counted(team, index),
                other => panic!("{other:?}"),
            };
            assert_eq!(
                (standing.has, standing.limit),
                expected,
                "{standing:?}\n{}",
                oracle.world.short()
            );
            assert!(standing.is_met());
            let expected = match expected {
                (has, Limit::AtLeast(limit)) => has - limit,
                (has, Limit::AtMost(limit)) => limit - has,
            };
            assert_eq!(standing.slack(), expected, "{standing:?}");
            if let Condition::Requirement(index) = standing.condition {
                let seen = slack.entry(brief.requirements[index].code()).or_default();
                seen[usize::from(expected > 0)] += 1;
            }
        }
    });
    assert!(KINDS.iter().all(|kind| slack[kind].iter().sum::<usize>() > 100), "{slack:?}");
    for kind in ["skill", "distinct", "at_most_each", "apart", "chair"] {
        assert!(slack[kind].iter().all(|&count| count > 20), "{slack:?}");
    }
}

#[test]
fn reserves_are_all_swaps() {
    let (mut none, mut some, mut cut, mut equal) = (0, 0, 0, 0);
    each(5_000_000, 6_000, |oracle, answer, team| {
        let conditions = oracle.conditions();
        let most = oracle.people.len() % 3;
        for (given, limit) in
            [(answer.reserves(usize::MAX), usize::MAX), (answer.reserves(most), most)]
        {
            assert_eq!(given.len(), team.count_ones() as usize);
            for (reserves, member) in given.iter().zip(members(team)) {
                assert_eq!(reserves.member, oracle.people[member].key);
                let swap = |other: usize| team & !(1 << member) | 1 << other;
                let mut all: Vec<(i64, usize)> = (0..oracle.people.len())
                    .filter(|&other| {
                        team >> other & 1 == 0 && oracle.meets(swap(other), &conditions)
                    })
                    .map(|other| (oracle.worth(team) - oracle.worth(swap(other)), other))
                    .collect();
                all.sort_unstable();
                assert!(all.iter().all(|(loss, _)| *loss >= 0), "the task force was optimal");
                assert_eq!(
                    reserves.count,
                    all.len() as u64,
                    "{reserves:?}\n{}",
                    oracle.world.short()
                );
                cut += usize::from(all.len() > limit);
                equal += usize::from(all.windows(2).any(|two| two[0].0 == two[1].0));
                all.truncate(limit);
                *if all.is_empty() { &mut none } else { &mut some } += 1;
                let found = reserves.reserves.iter().map(|r| (r.loss.micros(), r.key.as_str()));
                let expected = all.iter().map(|&(loss, i)| (loss, oracle.people[i].key.as_str()));
                assert!(found.eq(expected), "{reserves:?} {all:?}\n{}", oracle.world.short());
            }
        }
    });
    assert!(
        none > 1_000 && some > 2_000 && cut > 300 && equal > 200,
        "{none} {some} {cut} {equal}"
    );
}

#[test]
fn coverage_is_what_members_hold() {
    let mut covered = 0;
    each(6_000_000, 4_000, |oracle, answer, team| {
        let coverage = answer.coverage();
        let skills = coverage.iter().map(|coverage| coverage.skill.as_str());
        let required = oracle.skills_required();
        assert!(skills.eq(required.iter().map(String::as_str)));
        assert!(answer.problem().skills_required().iter().eq(&required));
        for coverage in &coverage {
            let levels: Vec<u8> =
                members(team).map(|i| level(oracle.people[i], &coverage.skill)).collect();
            assert_eq!(coverage.levels, levels, "{coverage:?}");
            covered += 1;
        }
    });
    assert!(covered > 100, "{covered}");
}

/// The fewest ties from one person to another, by searching outwards.
fn tie_distance(oracle: &Oracle<'_>, from: &str, to: &str) -> Option<u8> {
    let mut reached = BTreeSet::from([from]);
    for steps in 0..=3 {
        if reached.contains(to) {
            return Some(steps);
        }
        let contacts: Vec<_> = reached.iter().map(|key| oracle.contacts(key)).collect();
        reached.extend(contacts.iter().flatten());
    }
    None
}

/// Between and total sums of squares times n² · n₁ · n₂, from the means of 0 and 1.
fn squares(oracle: &Oracle<'_>, team: Team, group: Team) -> (u64, u64) {
    let values = |team: Team, field: Field, value: &str| {
        i128::from(oracle.values_in(team, field).get(value).copied().unwrap_or(0))
    };
    let size = |team: Team| i128::from(team.count_ones());
    let (n, n1, n2) = (size(team), size(group), size(team & !group));
    let (mut between, mut total) = (0, 0);
    for field in [Field::Function, Field::Site, Field::Grade] {
        for value in oracle.values_in(team, field).into_keys() {
            let c = values(team, field, value);
            // n₁ (c₁ / n₁ − c / n)² and the same of the other group.
            let one = (values(group, field, value) * n - c * n1).pow(2) * n2;
            let other = (values(team & !group, field, value) * n - c * n2).pow(2) * n1;
            between += one + other;
            // c (1 − c / n)² + (n − c) (0 − c / n)².
            total += (c * (n - c).pow(2) + (n - c) * c.pow(2)) * n1 * n2;
        }
    }
    (u64::try_from(between).unwrap(), u64::try_from(total).unwrap())
}

/// All splits into two groups of two or more, the one with the first member first.
fn splits(team: Team) -> impl Iterator<Item = Team> {
    let first = team & team.wrapping_neg();
    let groups = (0..=team).filter(move |group| group & !team == 0 && group & first != 0);
    groups.filter(move |group| group.count_ones() >= 2 && (team & !group).count_ones() >= 2)
}

fn check_faultline(oracle: &Oracle<'_>, team: Team, found: Option<&Faultline>) -> bool {
    let at = || format!("{found:?}\n{}", oracle.world.short());
    let shares = splits(team).map(|group| squares(oracle, team, group));
    let strongest = shares.filter(|(_, total)| *total > 0).map(|(b, t)| Value::ratio(b, t)).max();
    assert_eq!(found.map(|faultline| faultline.strength), strongest, "{}", at());
    let Some(faultline) = found else { return false };
    let groups = faultline.groups.each_ref().map(|keys| oracle.team(keys));
    assert_eq!((groups[0] | groups[1], groups[0] & groups[1]), (team, 0), "{}", at());
    assert!(splits(team).any(|group| group == groups[0]), "{}", at());
    let (between, total) = squares(oracle, team, groups[0]);
    assert_eq!(Value::ratio(between, total), faultline.strength, "{}", at());
    for (keys, group) in faultline.groups.iter().zip(groups) {
        let ordered = members(group).map(|i| oracle.people[i].key.as_str());
        assert!(ordered.eq(keys.iter().map(String::as_str)), "{}", at());
    }
    true
}

#[test]
fn measures_are_what_they_say() {
    let (mut faultlines, mut whole, mut near, mut far, mut none_on_file) = (0, 0, 0, 0, 0);
    each(7_000_000, 8_000, |oracle, answer, team| {
        let measures = answer.measures();
        let at = || format!("{measures:?}\n{}", oracle.world.short());
        let names = |field: Field| {
            let present = oracle.values_in(team, field);
            let departments = oracle.world.records.departments.iter();
            let present = departments.filter(move |d| present.contains_key(d.key.as_str()));
            present.map(|d| d.name.clone().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(measures.departments, names(Field::Department), "{}", at());
        assert_eq!(measures.functions, names(Field::Function), "{}", at());
        assert_eq!(measures.pairs, pairs(team).count() as u64);
        let key = |position: usize| oracle.people[position].key.as_str();
        let new_ties = pairs(team)
            .filter(|&(a, b)| {
                let function = |i| oracle.value_of(i, Field::Function);
                let across = function(a).zip(function(b)).is_some_and(|(a, b)| a != b);
                across && !oracle.contacts(key(a)).contains(key(b))
            })
            .count();
        assert_eq!(measures.new_ties_across_functions, new_ties as u64, "{}", at());

        let distances: Option<Vec<u8>> =
            pairs(team).map(|(a, b)| tie_distance(oracle, key(a), key(b))).collect();
        let diameter = distances.and_then(|distances| distances.into_iter().max());
        assert_eq!(measures.tie_diameter, diameter, "{}", at());
        near += usize::from(diameter.is_some());
        far += usize::from(diameter.is_none() && measures.pairs > 0);

        assert!(measures.blau.iter().map(|(field, _)| *field).eq(FIELDS), "{}", at());
        for &(field, blau) in &measures.blau {
            let values = oracle.values_in(team, field);
            let n: u64 = values.values().sum();
            let same: u64 = values.values().map(|count| count * count).sum();
            assert_eq!(blau, Value::ratio(n * n - same, n * n), "{field:?} {}", at());
            none_on_file += usize::from(n == 0);
        }
        if check_faultline(oracle, team, measures.faultline.as_ref()) {
            faultlines += 1;
            whole += usize::from(measures.faultline.as_ref().unwrap().strength == Value::ONE);
        }
    });
    let all = format!("{faultlines} {whole} {near} {far} {none_on_file}");
    assert!(
        faultlines > 500 && whole > 0 && near > 1_000 && far > 200 && none_on_file > 50,
        "{all}"
    );
}

#[test]
fn of_a_plan_its_parts_make_the_whole() {
    let mut chairs = 0;
    each(8_000_000, 1_000, |oracle, answer, _| {
        let plan = answer.plan();
        let sum = |score: fn(&crosstie::taskforce::Member) -> Score| {
            plan.members().iter().map(|member| score(member).micros()).sum::<i64>()
        };
        let with_others = sum(|member| member.with_others);
        assert_eq!(with_others % 2, 0, "each pair counts twice");
        assert_eq!(sum(|member| member.fit) + with_others / 2, plan.objective.micros());
        let asks = |requirement: &Requirement| requirement.code() == "chair";
        assert_eq!(plan.chair.is_some(), oracle.world.brief.requirements.iter().any(asks));
        chairs += usize::from(plan.chair.is_some());
    });
    assert!(chairs > 30, "{chairs}");
}
