//! Golden plans of the sample organisations: the same input gives the same plan.
//!
//! A change here is a change of plans: it belongs into the changelog under
//! "Changed plans". `CROSSTIE_BLESS=1 cargo test --all-features golden` writes
//! the plans anew.

use std::fs::{self, File};
use std::path::Path;

use crosstie::audit;
use crosstie::import;
use crosstie::mentoring::{Capacity, MentoringPlan, MentoringProblem, Mode};
use crosstie::org::{Organization, Person};
use crosstie::policy::{Criterion, Party, Policy, Rule};
use crosstie::rotation::{RotationPlan, RotationProblem};
use crosstie::taskforce::{Brief, TaskForcePlan, TaskForceProblem};
use crosstie::{Score, Value};

fn organization(name: &str) -> Organization {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name);
    let open = |file: &str| File::open(dir.join(file)).unwrap();
    import::csv(open("people.csv"), open("departments.csv"), open("ties.csv")).unwrap()
}

/// Solves, audits, asks for every reason, and compares with the plan on file.
fn check(name: &str, problem: &MentoringProblem<'_>) {
    let answer = problem.solve().unwrap();
    assert!(answer.is_optimal(), "{name}");
    let report = audit::check(problem, answer.plan());
    assert!(report.is_clean(), "{name}: {report}");
    assert!(report.proven().is_optimal(), "{name}: {report}");

    let compiled_most = answer.plan().pairs().iter().map(|pair| {
        let why = answer.why(pair);
        let sum: i64 = why.contributions.iter().map(|c| c.points.micros()).sum();
        assert_eq!(Score::from_micros(sum), pair.score, "{name}: {why}");
        assert!(why.contributions.windows(2).all(|w| w[0].points >= w[1].points));
        assert!(why.to_string().starts_with(&format!("{} mentors {}", pair.mentor, pair.mentee)));
        why.most.unwrap()
    });
    assert!(compiled_most.max().is_some(), "{name} has no pairs");
    for person in answer.plan().unmatched() {
        let why = answer.why_unmatched(person);
        assert_eq!((&why.key, why.role), (&person.key, person.role));
        assert!(!why.reason.code().is_empty());
        assert_ne!(why.reason.code(), "stopped_early", "{why}");
        assert!(why.to_string().starts_with(&format!("{} has no ", person.key)), "{why}");
        assert!(why.to_string().ends_with('.'), "{why}");
    }

    let again = problem.solve().unwrap();
    assert_eq!(answer.plan(), again.plan(), "{name}");
    let json = serde_json::to_string_pretty(answer.plan()).unwrap() + "\n";
    let back: MentoringPlan = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, answer.plan(), "{name}");

    compare(name, &json);
}

/// Compares with the plan on file.
fn compare(name: &str, json: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/golden")
        .join(format!("{name}.json"));
    if std::env::var_os("CROSSTIE_BLESS").is_some() {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, json).unwrap();
    }
    let on_file = fs::read_to_string(&golden).unwrap();
    assert!(json == on_file, "the plan {name} has changed: see the head of this file");
}

/// The same for rounds.
fn check_rounds(name: &str, problem: &RotationProblem<'_>, proofs: Proofs) {
    let answer = problem.solve().unwrap();
    assert!(answer.plan().bound.is_some(), "{name}");
    for round in answer.plan().rounds() {
        assert!(round.bound >= Some(round.objective), "{name}, round {}", round.round);
    }

    let again = problem.solve().unwrap();
    assert_eq!(answer.plan(), again.plan(), "{name}");
    let json = serde_json::to_string_pretty(answer.plan()).unwrap() + "\n";
    let mut back: RotationPlan = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, answer.plan(), "{name}");

    if proofs == Proofs::LeftOut {
        back.proof = None;
        back.rounds.iter_mut().for_each(|round| round.proof = None);
    }
    compare(name, &(serde_json::to_string_pretty(&back).unwrap() + "\n"));
}

/// Whether a file holds the proofs too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proofs {
    Kept,
    /// So that the file stays small.
    LeftOut,
}

fn grade_from(least: i16) -> impl Fn(&Person<'_>) -> bool {
    move |person| person.grade() >= Some(least)
}

fn grade_below(least: i16) -> impl Fn(&Person<'_>) -> bool {
    move |person| person.grade() < Some(least)
}

#[test]
fn law_firm() {
    let org = organization("law-firm");
    let policy = Policy::new()
        .require(Rule::different_department())
        .require(Rule::no_tie_of("advice", Party::MENTEE))
        .prefer(2, Criterion::department_distance())
        .prefer(1, Criterion::tie_novelty())
        .prefer(1, Criterion::few_ties_of(Party::MENTEE, 40));
    for (mode, name) in [
        (Mode::MostPairsFirst, "law-firm-most-pairs"),
        (Mode::HighestScore, "law-firm-highest-score"),
    ] {
        let problem = MentoringProblem::builder(&org, &policy)
            .mentors(org.people().filter(grade_from(2)), Capacity::ONE)
            .mentees(org.people().filter(grade_below(2)))
            .mode(mode)
            .build()
            .unwrap();
        check(name, &problem);
    }
}

#[test]
fn law_firm_of_another_practice_and_office() {
    // Few enough eligible pairs that people stay without a pair.
    let org = organization("law-firm");
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::different_site())
        .require(Rule::no_tie())
        .prefer(1, Criterion::tie_novelty())
        .prefer(1, Criterion::few_ties());
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors(org.people().filter(grade_from(2)), Capacity::up_to(2))
        .mentees(org.people().filter(grade_below(2)))
        .floor(Score::from_micros(400_000))
        .build()
        .unwrap();
    check("law-firm-another-practice-and-office", &problem);
}

#[test]
fn high_tech_managers() {
    let org = organization("high-tech-managers");
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::outside_reporting_line(2))
        .require(Rule::no_tie_of("friend", Party::Both))
        .prefer(2, Criterion::reporting_distance())
        .prefer(1, Criterion::few_ties());
    let senior = |p: &Person<'_>| p.start() < Some(crosstie::Date::constant(1975, 1, 1));
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors(org.people().filter(senior), Capacity::up_to(2))
        .mentees(org.people().filter(|p| !senior(p)))
        .build()
        .unwrap();
    check("high-tech-managers", &problem);
}

#[test]
fn oracle_hr() {
    let org = organization("oracle-hr");
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::outside_reporting_line_and_team(2))
        .require(Rule::must_have(Criterion::skill_gap(), Value::ratio(1, 4)))
        .prefer(3, Criterion::skill_gap())
        .prefer(1, Criterion::reporting_distance());
    for (mode, name) in [
        (Mode::MostPairsFirst, "oracle-hr-most-pairs"),
        (Mode::HighestScore, "oracle-hr-highest-score"),
    ] {
        let managers = org.people().filter(|p| p.reports().next().is_some());
        let others = org.people().filter(|p| p.reports().next().is_none());
        let problem = MentoringProblem::builder(&org, &policy)
            .mentors(managers, Capacity::up_to(4))
            .mentees(others)
            .mode(mode)
            .build()
            .unwrap();
        check(name, &problem);
    }
}

#[test]
fn simulated_548() {
    let org = organization("simulated-548");
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::grade_gap(1, 3))
        .prefer(2, Criterion::tie_novelty())
        .prefer(1, Criterion::few_ties_of(Party::MENTEE, 20))
        .prefer(1, Criterion::grade_gap_fit(2, 2));
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors(org.people().filter(grade_from(4)), Capacity::up_to(3))
        .mentees(org.people().filter(grade_below(4)))
        .build()
        .unwrap();
    check("simulated-548", &problem);
}

#[test]
fn rounds() {
    let policy = Policy::new()
        .require_if_known(Rule::different_department())
        .require(Rule::outside_reporting_line_and_team(1))
        .prefer(2, Criterion::tie_novelty())
        .prefer(1, Criterion::department_distance())
        .prefer(1, Criterion::reporting_distance())
        .prefer(1, Criterion::few_ties_of(Party::Both, 40));
    for (name, rounds, proofs) in [
        ("law-firm", 12, Proofs::Kept),
        ("high-tech-managers", 12, Proofs::Kept),
        ("oracle-hr", 12, Proofs::Kept),
        ("simulated-548", 3, Proofs::LeftOut),
    ] {
        let org = organization(name);
        let problem = RotationProblem::builder(&org, &policy)
            .rounds(rounds)
            .cool_down(rounds)
            .build()
            .unwrap();
        check_rounds(&format!("{name}-rounds"), &problem, proofs);
    }
}

#[test]
fn task_forces() {
    for name in ["oracle-hr", "simulated-548"] {
        let org = organization(name);
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name);
        let brief = fs::read_to_string(dir.join("brief.json")).unwrap();
        let brief: Brief = serde_json::from_str(&brief).unwrap();
        let volunteers = fs::read_to_string(dir.join("volunteers.txt")).unwrap_or_default();
        let policy = Policy::new()
            .require(Rule::outside_reporting_line_and_team(1))
            .prefer(2, Criterion::new_tie_across_functions())
            .prefer(1, Criterion::tie_closeness());
        let problem = TaskForceProblem::builder(&org, &policy)
            .brief(brief)
            .volunteers(volunteers.lines())
            .build()
            .unwrap();
        let answer = problem.solve().unwrap();
        assert!(answer.is_optimal(), "{name}");
        let report = audit::check_task_force(&problem, answer.plan());
        assert!(report.is_clean(), "{name}: {report}");
        assert!(report.proven().is_optimal(), "{name}: {report}");
        for member in answer.plan().members() {
            assert_eq!(answer.why(&member.key).code(), "member", "{name}");
        }
        for person in problem.candidates().filter(|person| person.id().index() % 40 == 0) {
            let why = answer.why_not(person.key()).unwrap();
            assert_ne!(why.code(), "not_found", "{name}: {why}");
        }

        let again = problem.solve().unwrap();
        assert_eq!(answer.plan(), again.plan(), "{name}");
        let json = serde_json::to_string(answer.plan()).unwrap();
        let back: TaskForcePlan = serde_json::from_str(&json).unwrap();
        assert_eq!(&back, answer.plan(), "{name}");
        // Without their proofs, so that the files stay small.
        let json = serde_json::to_string_pretty(&back.without_proof()).unwrap() + "\n";
        compare(&format!("{name}-task-force"), &json);
    }
}
