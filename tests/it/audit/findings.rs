//! What is allowed, but reported.

use crosstie::Score;
use crosstie::audit::{self, Finding, Gap, Proven, Violation};
use crosstie::mentoring::{Capacity, MentoringPlan, MentoringProblem, Mode, Role, Unmatched};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Criterion, Policy, Rule};

#[test]
fn a_pin_despite_the_rules_comes_with_its_reason_and_every_rule() {
    let org = Organization::builder()
        .department(DepartmentRecord::new("law"))
        .person(PersonRecord::new("ada").department("law").grade(7))
        .person(PersonRecord::new("cy").department("law").grade(7))
        .build()
        .unwrap();
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::shared_language())
        .require(Rule::grade_gap(0, 3))
        .prefer(2, Criterion::grade_gap_fit(2, 4));
    let (ada, cy) = (org.person("ada").unwrap(), org.person("cy").unwrap());
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors([ada], Capacity::ONE)
        .mentees([cy])
        .floor(Score::points(2))
        .pin_despite_rules(ada, cy, "agreed last year")
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    let report = audit::check(&problem, answer.plan());
    assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
    assert_eq!(report.counts().eligible, 0);
    let [Finding::PinDespiteRules { mentor, mentee, reason, rules }] = report.findings() else {
        panic!("{report}");
    };
    assert_eq!((&**mentor, &**mentee, &**reason), ("ada", "cy", "agreed last year"));
    let rules: Vec<_> = rules.iter().map(|rule| (rule.position, rule.rule, &*rule.asks)).collect();
    assert_eq!(
        rules,
        [
            (0, "different_function", "different function"),
            (1, "shared_language", "a shared language"),
            (3, "minimum_score", "a score of at least 2"),
        ]
    );
    assert_eq!(
        report.findings()[0].to_string(),
        "mentor `ada` and mentee `cy` are pinned despite the policy: rule 1 (different function), \
         rule 2 (a shared language), rule 4 (a score of at least 2); the reason given: agreed last \
         year"
    );
}

#[test]
fn existing_pairs_beyond_the_capacity() {
    let problem = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentee_with("cy", Capacity::up_to(0))
        .existing("ada", "cy")
        .existing("ada", "dee")
        .build()
        .unwrap();
    let report = audit::check(&problem, problem.solve().unwrap().plan());
    assert!(report.is_clean(), "{report}");
    assert_eq!(
        report.findings(),
        [
            Finding::ExistingOverCapacity {
                role: Role::Mentor,
                key: "ada".to_owned(),
                existing: 2,
                capacity: 1
            },
            Finding::ExistingOverCapacity {
                role: Role::Mentee,
                key: "cy".to_owned(),
                existing: 1,
                capacity: 0
            },
        ]
    );
    assert_eq!(
        report.findings()[1].to_string(),
        "mentee `cy` has 1 existing pair for a capacity of 0"
    );
}

fn two_by_two(mode: Mode) -> MentoringProblem<'static> {
    let scores = [("ada", "cy", 3), ("ada", "dee", 2), ("bob", "cy", 1)];
    MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::ONE)
        .mentee("cy")
        .mentee("dee")
        .mode(mode)
        .scores(scores.map(|(mentor, mentee, points)| (mentor, mentee, Score::points(points))))
        .build()
        .unwrap()
}

/// Only `ada` and `dee`, with all statements true.
fn poor(mut plan: MentoringPlan) -> MentoringPlan {
    plan.pairs.retain(|pair| pair.mentor == "ada");
    plan.pairs[0].mentee = "dee".to_owned();
    plan.pairs[0].score = Score::points(2);
    plan.objective.score = Score::points(2);
    plan.objective.pairs = plan.objective.pairs.map(|_| 1);
    plan.unmatched = [("cy", Role::Mentee), ("bob", Role::Mentor)]
        .map(|(key, role)| Unmatched { key: key.to_owned(), role })
        .to_vec();
    plan
}

#[test]
fn a_plan_that_is_not_proven_optimal() {
    let gaps = [
        (Mode::MostPairsFirst, Gap::Pairs(1), "another plan has at most 1 pair more"),
        (Mode::HighestScore, Gap::Score(Score::points(1)), "another plan scores at most 1 more"),
    ];
    for (mode, gap, words) in gaps {
        let problem = two_by_two(mode);
        let plan = poor(problem.solve().unwrap().into_plan());
        let report = audit::check(&problem, &plan);
        assert!(report.is_clean(), "{report}");
        assert_eq!(report.proven(), Proven::Bounded { bound: plan.bound.unwrap(), gap });
        assert_eq!(report.proven().bound(), plan.bound);
        assert_eq!(report.findings(), [Finding::NotProvenOptimal { gap: Some(gap) }]);
        assert_eq!(
            report.findings()[0].to_string(),
            format!("the plan is not proven optimal: {words}")
        );
    }
}

#[test]
fn an_optimal_plan_without_its_proof_proves_nothing() {
    let problem = two_by_two(Mode::HighestScore);
    let mut plan = problem.solve().unwrap().into_plan();
    (plan.bound, plan.proof) = (None, None);
    let report = audit::check(&problem, &plan);
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.proven(), Proven::Nothing);
    assert_eq!((report.proven().gap(), report.proven().bound()), (None, None));
    assert_eq!(report.findings(), [Finding::NotProvenOptimal { gap: None }]);
}

/// Who reads of violations need not hear that the plan is not optimal either.
#[test]
fn a_plan_with_violations_is_never_called_optimal() {
    let problem = two_by_two(Mode::HighestScore);
    let mut plan = problem.solve().unwrap().into_plan();
    plan.pairs[0].pinned = true;
    let report = audit::check(&problem, &plan);
    let gap = Gap::Score(Score::ZERO);
    assert_eq!(report.proven(), Proven::Bounded { bound: plan.objective, gap });
    assert!(!report.is_clean() && report.findings().is_empty(), "{report}");
}

/// A plan of the other mode makes no claim of this problem: one mistake, told once.
#[test]
fn a_plan_of_the_other_mode() {
    let plan = two_by_two(Mode::HighestScore).solve().unwrap().into_plan();
    let problem = two_by_two(Mode::MostPairsFirst);
    let report = audit::check(&problem, &plan);
    let (given, asked) = (Mode::HighestScore, Mode::MostPairsFirst);
    assert_eq!(report.violations(), [Violation::WrongMode { given, asked }], "{report}");
    assert_eq!(report.objective().pairs, Some(plan.pairs.len() as u64));
}
