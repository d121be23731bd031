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

/// Solves, audits, asks for every reason, and compares with the plan on file; then the same for
/// its manifest.
fn check(
    name: &str,
    org: &Organization,
    policy: &Policy,
    build: impl for<'a> Fn(&'a Organization, &'a Policy) -> MentoringProblem<'a>,
) {
    let problem = &build(org, policy);
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
    #[cfg(feature = "manifest")]
    manifests::mentoring(name, org, policy, &answer, &build);
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
fn check_rounds(
    name: &str,
    proofs: Proofs,
    org: &Organization,
    policy: &Policy,
    build: impl for<'a> Fn(&'a Organization, &'a Policy, Option<u64>) -> RotationProblem<'a>,
) {
    let problem = &build(org, policy, None);
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
    #[cfg(feature = "manifest")]
    manifests::rotation(name, org, policy, &answer, &build);
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
        check(name, &org, &policy, |org, policy| {
            MentoringProblem::builder(org, policy)
                .mentors(org.people().filter(grade_from(2)), Capacity::ONE)
                .mentees(org.people().filter(grade_below(2)))
                .mode(mode)
                .build()
                .unwrap()
        });
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
    check("law-firm-another-practice-and-office", &org, &policy, |org, policy| {
        MentoringProblem::builder(org, policy)
            .mentors(org.people().filter(grade_from(2)), Capacity::up_to(2))
            .mentees(org.people().filter(grade_below(2)))
            .floor(Score::from_micros(400_000))
            .build()
            .unwrap()
    });
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
    check("high-tech-managers", &org, &policy, |org, policy| {
        MentoringProblem::builder(org, policy)
            .mentors(org.people().filter(senior), Capacity::up_to(2))
            .mentees(org.people().filter(|p| !senior(p)))
            .build()
            .unwrap()
    });
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
        check(name, &org, &policy, |org, policy| {
            let managers = org.people().filter(|p| p.reports().next().is_some());
            let others = org.people().filter(|p| p.reports().next().is_none());
            MentoringProblem::builder(org, policy)
                .mentors(managers, Capacity::up_to(4))
                .mentees(others)
                .mode(mode)
                .build()
                .unwrap()
        });
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
    check("simulated-548", &org, &policy, |org, policy| {
        MentoringProblem::builder(org, policy)
            .mentors(org.people().filter(grade_from(4)), Capacity::up_to(3))
            .mentees(org.people().filter(grade_below(4)))
            .build()
            .unwrap()
    });
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
        check_rounds(&format!("{name}-rounds"), proofs, &org, &policy, |org, policy, seed| {
            let builder = RotationProblem::builder(org, policy).rounds(rounds).cool_down(rounds);
            let builder = if let Some(seed) = seed { builder.seed(seed) } else { builder };
            builder.build().unwrap()
        });
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
        let build = |org, policy, seed| {
            TaskForceProblem::builder(org, policy)
                .brief(brief.clone())
                .volunteers(volunteers.lines())
                .seed(seed)
                .build()
                .unwrap()
        };
        let problem = build(&org, &policy, 0);
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
        #[cfg(feature = "manifest")]
        {
            let (changed, stricter) = (manifests::moved(&org), manifests::stricter(&policy));
            let others = [
                ("input", build(&changed, &policy, 0)),
                ("policy", build(&org, &stricter, 0)),
                ("seed", build(&org, &policy, 7)),
            ];
            manifests::task_force(&format!("{name}-task-force"), &answer, &others);
        }
    }
}

/// Manifests of the golden plans: what they say, that they fit the plans on file, and that nothing
/// else fits.
#[cfg(feature = "manifest")]
mod manifests {
    use super::*;
    use crosstie::manifest::{Manifest, Run};
    use crosstie::{mentoring, rotation, taskforce};

    /// The same with somebody moved.
    pub(super) fn moved(org: &Organization) -> Organization {
        let mut records = org.records();
        records.people[0].site = Some("elsewhere".to_owned());
        Organization::from_records(records).unwrap()
    }

    /// The same with another weight.
    pub(super) fn stricter(policy: &Policy) -> Policy {
        policy.clone().prefer(1, Criterion::hours_overlap())
    }

    fn codes<P: Run>(manifest: &Manifest, problem: &P, plan: &P::Plan) -> Vec<&'static str> {
        match manifest.verify(problem, plan) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|mismatch| mismatch.code()).collect(),
        }
    }

    fn on_file<T: serde::de::DeserializeOwned>(name: &str) -> T {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden");
        let json = fs::read_to_string(dir.join(format!("{name}.json"))).unwrap();
        serde_json::from_str(&json).unwrap()
    }

    /// Fits, comes out again, and does not fit anything that differs in one thing.
    fn check<P: Run>(
        name: &str,
        manifest: &Manifest,
        problem: &P,
        plan: &P::Plan,
        others: &[(&str, P)],
        plans: &[(&str, P::Plan)],
    ) where
        P::Plan: serde::de::DeserializeOwned,
    {
        assert!(manifest.optimal || manifest.bound.is_some(), "{name}");
        let json = serde_json::to_string_pretty(manifest).unwrap() + "\n";
        compare(&format!("{name}.manifest"), &json);
        let manifest: &Manifest = &on_file(&format!("{name}.manifest"));

        let verified = manifest.verify(problem, plan).unwrap();
        assert!(verified.bound && verified.proof && verified.not_covered.is_empty(), "{name}");
        manifest.verify(problem, &on_file(name)).unwrap();
        manifest.reproduce(problem).unwrap();

        for (code, other) in others {
            assert_eq!(codes(manifest, other, plan), [*code], "{name}");
            let errors = manifest.reproduce(other).unwrap_err();
            assert_eq!(errors.into_vec()[0].code(), *code, "{name}");
        }
        for (code, plan) in plans {
            assert_eq!(codes(manifest, problem, plan), [*code], "{name}");
        }
        let mut other = manifest.clone();
        other.crosstie = "0.0.1".to_owned();
        assert_eq!(codes(&other, problem, plan), ["version"], "{name}");
        assert_eq!(other.reproduce(problem).unwrap_err().len(), 1, "{name}");
    }

    pub(super) fn mentoring(
        name: &str,
        org: &Organization,
        policy: &Policy,
        answer: &mentoring::Answer<'_>,
        build: &impl for<'a> Fn(&'a Organization, &'a Policy) -> MentoringProblem<'a>,
    ) {
        let (changed, stricter) = (moved(org), stricter(policy));
        let others = [("input", build(&changed, policy)), ("policy", build(org, &stricter))];
        let plan = answer.plan();
        let mut fewer = plan.clone();
        fewer.pairs.pop();
        let mut lower = plan.clone();
        lower.bound.as_mut().unwrap().score = Score::from_micros(1);
        let mut dearer = plan.clone();
        dearer.proof.as_mut().unwrap().pair_price = Score::from_micros(-1);
        let plans = [("plan", fewer), ("bound", lower), ("proof", dearer)];
        let manifest = Manifest::of_mentoring(answer);
        check(name, &manifest, answer.problem(), plan, &others, &plans);
    }

    pub(super) fn rotation(
        name: &str,
        org: &Organization,
        policy: &Policy,
        answer: &rotation::Answer<'_>,
        build: &impl for<'a> Fn(&'a Organization, &'a Policy, Option<u64>) -> RotationProblem<'a>,
    ) {
        let (changed, stricter) = (moved(org), stricter(policy));
        let others = [
            ("input", build(&changed, policy, None)),
            ("policy", build(org, &stricter, None)),
            ("seed", build(org, policy, Some(0))),
        ];
        let plan = answer.plan();
        let mut fewer = plan.clone();
        fewer.rounds[0].groups.pop();
        let mut lower = plan.clone();
        lower.bound.as_mut().unwrap().repeats += 1;
        let mut unproven = plan.clone();
        unproven.rounds[0].proof = None;
        let plans = [("plan", fewer), ("bound", lower), ("proof", unproven)];
        let manifest = Manifest::of_rotation(answer);
        check(name, &manifest, answer.problem(), plan, &others, &plans);
    }

    pub(super) fn task_force(
        name: &str,
        answer: &taskforce::Answer<'_>,
        others: &[(&str, TaskForceProblem<'_>)],
    ) {
        let plan = answer.plan();
        let mut fewer = plan.clone();
        fewer.members.pop();
        let mut lower = plan.clone();
        lower.bound = Some(Score::ZERO);
        let mut unproven = plan.clone();
        unproven.proof.as_mut().unwrap().certificate.steps.pop();
        let plans = [("plan", fewer), ("bound", lower), ("proof", unproven)];
        let manifest = Manifest::of_task_force(answer);
        let problem = answer.problem();
        assert_eq!(manifest.not_covered, []);
        check(name, &manifest, problem, plan, others, &plans);
    }
}
