//! Conflicts against enumeration: together the conditions cannot be met, and each is needed.

use std::collections::BTreeMap;

use crosstie::matching::selection::BranchAndBound;
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Policy, Rule};
use crosstie::solve::Limits;
use crosstie::taskforce::{
    Condition, Conflict, Field, Requirement, SolveError, TaskForceBuilder, TaskForceProblem,
};

use super::oracle::Oracle;
use super::world::{KINDS, World};
use crate::rng::Rng;

/// Holds all that a conflict claims against enumeration.
fn check(oracle: &Oracle<'_>, problem: &TaskForceProblem<'_>, conflict: &Conflict) {
    let at = || format!("{conflict:#?}\n{}", oracle.world.short());
    let conditions = &conflict.conditions;
    assert!(conditions.windows(2).all(|two| two[0] < two[1]), "not ascending: {}", at());
    let known = oracle.conditions();
    assert!(conditions.iter().all(|condition| known.contains(condition)), "{}", at());
    assert!(conflict.words.iter().all(|words| !words.is_empty()), "{}", at());
    let words = conditions.iter().map(|condition| condition.in_words(problem));
    assert!(words.eq(conflict.words.iter().cloned()), "{}", at());
    assert_eq!(oracle.teams(conditions).next(), None, "they can be met: {}", at());
    assert_eq!(conflict.without.len(), conditions.len(), "{}", at());
    for (condition, without) in conditions.iter().zip(&conflict.without) {
        let mut others = conditions.clone();
        others.retain(|other| other != condition);
        if let Some(keys) = without {
            let team = oracle.team(keys);
            assert!(oracle.meets(team, &others), "without {condition:?}: {}", at());
        }
    }
    let sentence = conflict.to_string();
    assert!(sentence.starts_with("no task force is possible, because"), "{sentence}");
    assert!(conflict.words.iter().all(|words| sentence.contains(words)), "{sentence}");
}

/// Whether each of the conditions is needed, by enumeration.
fn is_irreducible(oracle: &Oracle<'_>, conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| {
        let mut others = conditions.to_vec();
        others.retain(|other| other != condition);
        oracle.teams(&others).next().is_some()
    })
}

/// A kind of condition.
fn code(world: &World, condition: Condition) -> &'static str {
    match condition {
        Condition::AtLeastMembers => "at_least_members",
        Condition::AtMostMembers => "at_most_members",
        Condition::Requirement(index) => world.brief.requirements[index].code(),
        Condition::Rule(_) => "rule",
        other => panic!("{other:?} is new"),
    }
}

#[test]
fn conflicts_cannot_be_met_and_need_each_condition() {
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut count, mut smaller) = (0, 0);
    for seed in 0.. {
        if count == 6_000 {
            break;
        }
        let world = World::random(&mut Rng::new(2_000_000 + seed));
        let problem = world.problem();
        let Err(error) = problem.solve() else { continue };
        let SolveError::Infeasible(conflict) = &error else { panic!("seed {seed}: {error}") };
        let oracle = Oracle::new(&world);
        check(&oracle, &problem, conflict);
        let at = || format!("seed {seed}: {conflict:#?}\n{}", world.short());
        assert!(conflict.is_irreducible(), "{}", at());
        assert!(is_irreducible(&oracle, &conflict.conditions), "{}", at());
        assert_eq!(error.to_string(), conflict.to_string());
        *sizes.entry(conflict.conditions.len()).or_default() += 1;
        for &condition in &conflict.conditions {
            *kinds.entry(code(&world, condition)).or_default() += 1;
        }
        smaller += usize::from(conflict.conditions.len() < oracle.conditions().len());
        count += 1;
    }
    let all = format!("{sizes:?} {kinds:?} {smaller}");
    assert!(sizes[&1] > 300 && sizes[&2] > 1_000 && sizes[&3] > 300 && sizes[&4] > 40, "{all}");
    for kind in KINDS.iter().chain(&["at_least_members", "at_most_members", "rule"]) {
        assert!(kinds.get(kind).is_some_and(|&count| count >= 30), "{kind}: {all}");
    }
    assert!(smaller > 3_000, "{all}");
}

#[test]
fn cut_short_a_conflict_is_true_all_the_same() {
    let (mut count, mut reducible, mut open) = (0, 0, 0);
    for seed in 0..3_000 {
        let world = World::random(&mut Rng::new(3_000_000 + seed));
        let oracle = Oracle::new(&world);
        let problem = world.problem();
        for most in [0, 1, 3] {
            let limits = Limits::none().iterations(most);
            match problem.solve_with(&BranchAndBound { seed: 0 }, &limits) {
                Err(SolveError::Infeasible(conflict)) => {
                    check(&oracle, &problem, &conflict);
                    let needed = is_irreducible(&oracle, &conflict.conditions);
                    assert!(needed || !conflict.is_irreducible(), "{conflict}\n{}", world.short());
                    // Of one condition it goes without saying.
                    let cut = conflict.to_string().contains("the search was cut short");
                    let one = conflict.conditions.len() == 1;
                    assert_eq!(cut, !one && !conflict.is_irreducible(), "{conflict:?}");
                    count += 1;
                    reducible += usize::from(!needed);
                    open += usize::from(!conflict.is_irreducible());
                }
                Err(SolveError::NotFound { .. }) | Ok(_) => {}
                Err(error) => panic!("seed {seed}: {error}\n{}", world.short()),
            }
        }
    }
    assert!(count > 3_000, "{count} {reducible} {open}");
}

fn firm() -> Organization {
    let person =
        |key: &str, site: &str, level| PersonRecord::new(key).site(site).skill("statistics", level);
    Organization::builder()
        .person(person("ada", "oslo", 4))
        .person(person("bob", "oslo", 2))
        .person(person("cy", "rome", 1).manager("ada"))
        .build()
        .unwrap()
}

/// The words of the conflict.
fn words(builder: TaskForceBuilder<'_>) -> Vec<String> {
    match builder.build().unwrap().solve() {
        Err(SolveError::Infeasible(conflict)) => {
            assert!(conflict.is_irreducible());
            conflict.words
        }
        found => panic!("{found:?}"),
    }
}

#[test]
fn conflicts_are_said_in_words() {
    let org = firm();
    let open = Policy::new();
    let sites = Policy::new().require(Rule::different_site());
    let base = || TaskForceProblem::builder(&org, &open).size(1..=2);
    assert_eq!(
        words(base().skill("statistics", 3, 2)),
        ["2 who hold statistics at level 3 or above"]
    );
    assert_eq!(
        words(base().skill("statistics", 1, 3)),
        ["at most 2 members", "3 who hold statistics at level 1 or above"]
    );
    assert_eq!(
        words(
            base()
                .require(Requirement::include(["ada", "cy"]))
                .require(Requirement::outside_reporting_line(1))
        ),
        ["with ada, cy", "nobody beside their manager"]
    );
    assert_eq!(
        words(base().min_distinct(Field::Site, 2).require(Requirement::exclude(["cy"]))),
        ["at least 2 different sites", "without cy"]
    );
    assert_eq!(words(base().size(4..=5)), ["at least 4 members"]);
    assert_eq!(
        words(TaskForceProblem::builder(&org, &sites).size(3..=3)),
        ["at least 3 members", "of every two: different site"]
    );
    assert_eq!(
        words(base().require(Requirement::include(["ada"])).require(Requirement::exclude(["ada"]))),
        ["with ada", "without ada"]
    );

    // One sentence for people.
    let problem = base().size(4..=5).build().unwrap();
    let sentence = problem.solve().unwrap_err().to_string();
    assert_eq!(
        sentence,
        "no task force is possible, because nobody can meet this: at least 4 members"
    );
    let problem = TaskForceProblem::builder(&org, &sites).size(3..=3).build().unwrap();
    let sentence = problem.solve().unwrap_err().to_string();
    assert_eq!(
        sentence,
        "no task force is possible, because these cannot hold together: at least 3 members; of every \
         two: different site. If any one of them is dropped, the others can be met"
    );
    // What the problem has not is empty.
    for condition in [Condition::Requirement(7), Condition::Rule(7)] {
        assert_eq!(condition.in_words(&problem), "");
    }
    let problem = base().size(1..=1).build().unwrap();
    assert_eq!(Condition::AtLeastMembers.in_words(&problem), "at least 1 member");
    assert_eq!(Condition::AtMostMembers.in_words(&problem), "at most 1 member");
}
