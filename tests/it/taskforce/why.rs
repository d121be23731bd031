//! Reasons against enumeration: what they say is so.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::explain::{MemberCause, NotMemberCause};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::taskforce::{
    Answer, Condition, Field, Fit, Limit, Requirement, TaskForceBuilder, TaskForceProblem,
};

use super::oracle::{Oracle, Team, members};
use super::world::World;
use crate::rng::Rng;

fn is_met((has, limit): (u64, Limit)) -> bool {
    match limit {
        Limit::AtLeast(least) => has >= least,
        Limit::AtMost(most) => has <= most,
    }
}

/// The conditions that a team keeps with a member and not without.
fn roles(oracle: &Oracle<'_>, team: Team, member: usize) -> BTreeSet<Condition> {
    let without = team & !(1 << member);
    let mut roles: BTreeSet<Condition> = (0..oracle.world.brief.requirements.len())
        .filter(|&i| is_met(oracle.counted(team, i)) && !is_met(oracle.counted(without, i)))
        .map(Condition::Requirement)
        .collect();
    if without.count_ones() < oracle.world.brief.size.at_least {
        roles.insert(Condition::AtLeastMembers);
    }
    roles
}

fn check_members(oracle: &Oracle<'_>, answer: &Answer<'_>, team: Team) {
    let at = || oracle.world.short();
    let all = oracle.conditions();
    for member in members(team) {
        let key = &oracle.people[member].key;
        let why = answer.why(key);
        let MemberCause::Member {
            roles: told,
            fit,
            fits,
            points,
            with_others,
            pairs,
            reserves,
            next,
            ..
        } = &why.cause
        else {
            panic!("{why}: {}", at());
        };
        let told: BTreeSet<Condition> = told.iter().map(|role| role.condition).collect();
        assert_eq!(told, roles(oracle, team, member), "{why}: {}", at());
        let own: i64 = fits.iter().map(|c| c.points.micros()).sum();
        assert_eq!(own + points.micros(), fit.micros(), "{why}: {}", at());
        assert_eq!(fit.micros(), oracle.fits[member], "{why}: {}", at());
        let sum: i64 = pairs.iter().map(|c| c.points.micros()).sum();
        assert_eq!(sum, with_others.micros(), "{why}: {}", at());

        let swaps = (0..oracle.people.len()).filter(|&other| team & (1 << other) == 0);
        let swaps = swaps.map(|other| (team & !(1 << member) | (1 << other), other));
        let swaps: Vec<(Team, usize)> = swaps.filter(|(t, _)| oracle.meets(*t, &all)).collect();
        assert_eq!(*reserves, swaps.len() as u64, "{why}: {}", at());
        let best = swaps.iter().map(|(t, _)| oracle.worth(*t)).max();
        let loss = best.map(|best| Score::from_micros(oracle.worth(team) - best));
        assert_eq!(next.as_ref().map(|next| next.loss), loss, "{why}: {}", at());
        assert!(why.to_string().starts_with(key.as_str()) && why.to_string().ends_with('.'));
    }
}

#[test]
fn reasons_are_true() {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut feasible = 0;
    for seed in 0.. {
        if feasible == 1_500 {
            break;
        }
        let world = World::random(&mut Rng::new(9_000_000 + seed));
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        feasible += 1;
        let oracle = Oracle::new(&world);
        let team = oracle.team(answer.plan().members().iter().map(|member| &member.key));
        check_members(&oracle, &answer, team);
        let all = oracle.conditions();
        for person in &world.records.people {
            let key = &person.key;
            let why = answer.why_not(key).unwrap();
            *codes.entry(why.code()).or_default() += 1;
            let at = || format!("{why:?}: {}", world.short());
            let place = oracle.people.iter().position(|other| other.key == *key);
            let Some(place) = place else {
                let away = oracle.unavailable.contains(&key.as_str());
                assert_eq!(why.code(), if away { "unavailable" } else { "not_a_candidate" });
                continue;
            };
            assert_eq!(why.code() == "member", team & (1 << place) != 0, "{}", at());
            let with = |conditions: &[Condition]| {
                oracle.teams(conditions).filter(|t| t & (1 << place) != 0).collect::<Vec<Team>>()
            };
            let best = with(&all).into_iter().map(|t| oracle.worth(t)).max();
            let (joining, leaving) = match &why.cause {
                NotMemberCause::Member => continue,
                NotMemberCause::Impossible { conflict } => {
                    assert_eq!(best, None, "{}", at());
                    assert!(with(&conflict.conditions).is_empty(), "{}", at());
                    for needless in &conflict.conditions {
                        let mut others = conflict.conditions.clone();
                        others.retain(|other| other != needless);
                        assert!(!with(&others).is_empty(), "{needless:?}: {}", at());
                    }
                    continue;
                }
                NotMemberCause::WorthLess { at_least, at_most, joining, leaving } => {
                    assert_eq!(at_least, at_most, "{}", at());
                    let loss = oracle.worth(team) - best.unwrap();
                    assert_eq!(at_most.micros(), loss, "{}", at());
                    (joining, leaving)
                }
                NotMemberCause::AsGood { joining, leaving } => {
                    assert_eq!(best, Some(oracle.worth(team)), "{}", at());
                    (joining, leaving)
                }
                other => panic!("{other:?}: {}", at()),
            };
            let other = team | oracle.team(joining) | (1 << place);
            let other = other & !oracle.team(leaving);
            assert!(oracle.meets(other, &all), "{}", at());
            assert_eq!(Some(oracle.worth(other)), best, "{}", at());
        }
        assert_eq!(answer.why_not("nobody at all").unwrap().code(), "unknown");
        assert_eq!(answer.why("nobody at all").code(), "not_in_plan");
    }
    for code in ["member", "unavailable", "not_a_candidate", "impossible", "worth_less", "as_good"]
    {
        assert!(codes.get(code).is_some_and(|count| *count > 50), "{code}: {codes:?}");
    }
}

fn org() -> Organization {
    let departments = [("tech", "Technology"), ("sales", "Sales"), ("law", "Legal")];
    let org = departments.into_iter().fold(Organization::builder(), |org, (key, name)| {
        org.department(DepartmentRecord::new(key).name(name))
    });
    org.person(PersonRecord::new("ada").department("tech").skill("sql", 5).site("Leeds"))
        .person(PersonRecord::new("bob").department("tech").skill("sql", 3).site("Leeds"))
        .person(PersonRecord::new("cy").department("sales").site("York").wants("sql", 3))
        .person(PersonRecord::new("dee").department("sales").site("York"))
        .person(PersonRecord::new("eli").department("law").skill("law", 4))
        .build()
        .unwrap()
}

fn solved<'a>(builder: TaskForceBuilder<'a>) -> TaskForceProblem<'a> {
    builder.build().unwrap()
}

#[test]
fn members_are_told_what_they_are_for() {
    let (org, policy) = (org(), Policy::new());
    let problem = solved(
        TaskForceProblem::builder(&org, &policy)
            .size(3..=4)
            .skill("sql", 3, 2)
            .min_functions(2)
            .require(Requirement::nobody_alone(Field::Site))
            .require(Requirement::together(["cy", "dee"]))
            .require(Requirement::chair(["dee", "eli"]))
            .require(Requirement::include(["bob"]))
            .prefer(2, Fit::learning())
            .points("ada", Score::points(1)),
    );
    let answer = problem.solve().unwrap();
    let why = |key| answer.why(key).to_string();
    assert_eq!(
        why("bob"),
        "bob (Technology): one of 2 who hold sql at level 3 or above, all of whom are needed; without them \
         ada would be the only one of the site Leeds; must be included. Worth 0 themselves and 0 with the \
         others. Nobody else could take their place while the others stay."
    );
    assert_eq!(
        why("dee"),
        "dee (Sales), in the chair: without them cy would be the only one of the site York; must come \
         together with cy; the only one who may take the chair. Worth 0 themselves and 0 with the others. \
         Nobody else could take their place while the others stay."
    );
    assert!(why("ada").contains(" Worth 1 themselves (points given 1) and "), "{}", why("ada"));
    assert!(why("cy").contains(" Worth 2 themselves (skills to learn 2) and "), "{}", why("cy"));
    assert_eq!(why("eli"), "eli is not in the task force.");
}

#[test]
fn the_others_are_told_why_not() {
    let org = org();
    let policy = Policy::new()
        .require(Rule::do_not_pair([("ada", "eli")]))
        .prefer(1, Criterion::new_tie_across_functions());
    let problem = solved(
        TaskForceProblem::builder(&org, &policy)
            .candidates(["ada", "bob", "cy", "eli"])
            .size(2..=2)
            .require(Requirement::include(["ada"]))
            .prefer(1, Fit::skills())
            .skill("sql", 1, 1),
    );
    let answer = problem.solve().unwrap();
    let why = |key| answer.why_not(key).unwrap().to_string();
    assert_eq!(why("ada"), "ada is in the task force.");
    assert_eq!(
        why("bob"),
        "bob is not in it: the best task force with them is worth 0.4 less, without cy. With more than 0.4 \
         points more they would be."
    );
    assert_eq!(why("dee"), "dee is not in it: they were not named as a candidate.");
    assert_eq!(
        why("eli"),
        "eli is not in it: with them these cannot hold together: with ada; of every two: not on the \
         do-not-pair list. With any one of them dropped they could be."
    );
    let problem = solved(
        TaskForceProblem::builder(&org, &policy)
            .size(1..=1)
            .require(Requirement::exclude(["bob"]))
            .points("cy", Score::points(1))
            .points("dee", Score::points(1)),
    );
    let answer = problem.solve().unwrap();
    let other = if answer.plan().members()[0].key == "cy" { "dee" } else { "cy" };
    let this = &answer.plan().members()[0].key;
    assert_eq!(
        answer.why_not(other).unwrap().to_string(),
        format!(
            "{other} is not in it: a task force with them is worth as much, without {this}; this one was \
             found first."
        )
    );
    assert_eq!(
        answer.why_not("bob").unwrap().to_string(),
        "bob is not in it: with them this cannot be met: without bob. Without that they could be."
    );
}
