//! The sentences that people read, and the form that tools read.

use crosstie::audit::{
    self, Absence, ProvenWorth, TaskForceFinding as F, TaskForceReport, TaskForceViolation as V,
};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Policy, Rule};
use crosstie::taskforce::{Field, Requirement, TaskForceProblem};
use crosstie::{Date, Score};

use super::planted::CODES;
use super::world::{blank, plan_of};

/// Each kind but `excluded` and `requirement`, with its code and sentence.
fn sentences() -> Vec<(V, &'static str, &'static str)> {
    let key = || "ada".to_owned();
    let before = || "cy".to_owned();
    let (claimed, recomputed) = (Score::points(2), Score::from_micros(-500_000));
    let day = |day| Date::new(2026, 3, day).unwrap();
    let paused = Some(Absence::Paused { first: day(1), last: day(4) });
    let starts = Some(Absence::YetToStart { start: day(9) });
    vec![
        (
            V::UnknownSchema { given: 2, known: 1 },
            "unknown-schema",
            "the plan is of schema 2, but this version reads schema 1; audit it with the version \
             that wrote it",
        ),
        (
            V::CustomValue {
                first: key(),
                second: before(),
                criterion: "mood".to_owned(),
                problem: "NaN is not a criterion value; give a number from 0 to 1".to_owned(),
            },
            "custom-value",
            "criterion `mood` on `ada` and `cy`: NaN is not a criterion value; give a number from \
             0 to 1",
        ),
        (
            V::UnknownMember { key: key() },
            "unknown-member",
            "`ada` is named as a member, but nobody in the organisation has that key; correct it",
        ),
        (
            V::NotACandidate { key: key(), absence: None },
            "not-a-candidate",
            "`ada` is a member, but no candidate; remove them",
        ),
        (
            V::NotACandidate { key: key(), absence: paused },
            "not-a-candidate",
            "`ada` is a member, but no candidate: on the day this person is paused from 2026-03-01 \
             to 2026-03-04; remove them",
        ),
        (
            V::NotACandidate { key: key(), absence: starts },
            "not-a-candidate",
            "`ada` is a member, but no candidate: on the day this person starts on 2026-03-09; \
             remove them",
        ),
        (
            V::MemberTwice { key: key() },
            "member-twice",
            "`ada` is named as a member more than once; keep one",
        ),
        (
            V::MemberOrder { key: key(), before: before() },
            "member-order",
            "`ada` is named after `cy`, who is a later candidate; sort the members",
        ),
        (
            V::TooFewMembers { given: 1, least: 3 },
            "too-few-members",
            "the task force has 1 member, but must have at least 3; add 2",
        ),
        (
            V::TooManyMembers { given: 5, most: 4 },
            "too-many-members",
            "the task force has 5 members, but may have at most 4; remove 1",
        ),
        (
            V::ChairMissing { expected: key() },
            "chair-missing",
            "nobody is named to take the chair, but `ada` should; name them",
        ),
        (
            V::ChairNotAMember { key: key() },
            "chair-not-a-member",
            "`ada` is named to take the chair, but is not a member; name a member",
        ),
        (
            V::WrongChair { key: key(), expected: Some(before()) },
            "wrong-chair",
            "`ada` is named to take the chair, but `cy` is the first of those named in the brief \
             who is a member; name them",
        ),
        (
            V::WrongChair { key: key(), expected: None },
            "wrong-chair",
            "`ada` is named to take the chair, but no member may take it; leave it out",
        ),
        (
            V::ChairNotRequired { key: key() },
            "chair-not-required",
            "`ada` is named to take the chair, but the brief requires none; leave it out",
        ),
        (
            V::WrongFit { key: key(), claimed, recomputed },
            "wrong-fit",
            "the fit of `ada` is said to be 2, but is -0.5",
        ),
        (
            V::WrongWithOthers { key: key(), claimed, recomputed },
            "wrong-with-others",
            "the pairs of `ada` are said to score 2, but score -0.5",
        ),
        (
            V::WrongObjective { claimed, recomputed },
            "wrong-objective",
            "the plan claims 2, but its members make -0.5",
        ),
        (
            V::BoundTooLow { claimed: recomputed, objective: claimed },
            "bound-too-low",
            "the plan claims that no task force exceeds -0.5, but itself makes 2",
        ),
        (
            V::BoundWithoutProof { claimed },
            "bound-without-proof",
            "the plan claims that no task force exceeds 2, but holds no proof",
        ),
        (
            V::BoundNotProven { claimed: recomputed, derived: Some(claimed) },
            "bound-not-proven",
            "the plan claims that no task force exceeds -0.5, but its proof proves 2",
        ),
        (
            V::BoundNotProven { claimed, derived: None },
            "bound-not-proven",
            "the plan claims that no task force exceeds 2, but its proof proves nothing",
        ),
        (
            V::ProofStranger { key: key() },
            "proof-stranger",
            "the proof lists `ada`, who is no candidate; so it proves nothing",
        ),
        (
            V::ProofTwice { key: key() },
            "proof-twice",
            "the proof lists `ada` more than once; so it proves nothing",
        ),
        (
            V::ProofLeftOut { key: key() },
            "proof-left-out",
            "the proof lists `ada`, whom the brief leaves out; so it proves nothing",
        ),
        (
            V::ProofMissing { key: key() },
            "proof-missing",
            "the proof does not list `ada`, who might be a member; so it proves nothing",
        ),
        (
            V::ProofOrder { key: key(), before: before() },
            "proof-order",
            "the proof lists `ada` after `cy`, who is a later candidate; so it proves nothing",
        ),
        (
            V::ProofRefused { reason: "the steps end".to_owned() },
            "proof-refused",
            "the certificate proves nothing, read against this problem: the steps end",
        ),
    ]
}

#[test]
fn violations_read_as_sentences() {
    let sentences = sentences();
    for (violation, code, sentence) in &sentences {
        assert_eq!(violation.code(), *code);
        assert_eq!(violation.to_string(), *sentence);
        #[cfg(feature = "serde")]
        assert_eq!(serde_json::to_value(violation).unwrap()["code"], *code);
    }
    for code in CODES {
        let has = sentences.iter().any(|(_, other, _)| *other == code);
        assert!(has || ["excluded", "requirement"].contains(&code), "{code}");
    }
}

fn org() -> Organization {
    let person = |key: &str, department: &str| PersonRecord::new(key).department(department);
    Organization::builder()
        .department(DepartmentRecord::new("law"))
        .department(DepartmentRecord::new("tax"))
        .department(DepartmentRecord::new("vat").parent("tax"))
        .person(person("ada", "law").grade(5).site("Graz").hours(480, 960).skill("law", 4))
        .person(person("bob", "tax").manager("ada").grade(3).hours(900, 1200).skill("law", 2))
        .person(person("cy", "vat").manager("bob").grade(3).site("Ulm").hours(1380, 930))
        .person(PersonRecord::new("dee"))
        .build()
        .unwrap()
}

fn audited(policy: &Policy, requirement: Requirement, members: &[&str]) -> TaskForceReport {
    let org = org();
    let problem = TaskForceProblem::builder(&org, policy)
        .size(1..=4)
        .volunteers(["ada"])
        .require(requirement)
        .build()
        .unwrap();
    audit::check_task_force(&problem, &plan_of(&blank(&org), members))
}

/// Each way in which a requirement is not met, in its words; and where it just is.
#[test]
fn requirements_are_counted_and_read_as_sentences() {
    use Requirement as R;
    let policy = Policy::new();
    let says = |requirement: R, members: &[&str], sentences: &[&str]| {
        let report = audited(&policy, requirement.clone(), members);
        let said: Vec<String> = report
            .violations()
            .iter()
            .filter(|violation| violation.code() == "requirement")
            .map(ToString::to_string)
            .collect();
        let sentences: Vec<String> = sentences
            .iter()
            .map(|sentence| format!("requirement 1 ({requirement}) is not met: {sentence}"))
            .collect();
        assert_eq!(said, sentences);
    };
    let all = ["ada", "bob", "cy", "dee"];
    says(R::skill("law", 2, 2), &["ada", "bob"], &[]);
    says(R::skill("law", 3, 2), &all, &["1 member holds it, and 2 must"]);
    says(R::skill("law", 3, 1), &["dee"], &["0 members hold it, and 1 must"]);
    says(R::distinct(Field::Department, 3), &all, &[]);
    says(R::distinct(Field::Function, 3), &all, &["the members have 2 functions and need 3"]);
    says(
        R::distinct(Field::Grade, 2),
        &["bob", "cy", "dee"],
        &["the members have 1 grade and need 2"],
    );
    says(R::at_most_each(Field::Department, 1), &all, &[]);
    says(
        R::at_most_each(Field::Function, 1),
        &all,
        &["`bob`, `cy` are 2 of function `tax`, and at most 1 may be"],
    );
    says(R::nobody_alone(Field::Function), &["bob", "cy", "dee"], &[]);
    says(R::nobody_alone(Field::Grade), &all, &["`ada` is the only member of grade `5`"]);
    says(
        R::nobody_alone(Field::Site),
        &all,
        &["`ada` is the only member of site `Graz`", "`cy` is the only member of site `Ulm`"],
    );
    says(R::outside_reporting_line(1), &["ada", "cy", "dee"], &[]);
    says(
        R::outside_reporting_line(2),
        &["ada", "bob", "cy"],
        &[
            "`ada` stands 1 level above `bob`, and nobody may within 2",
            "`ada` stands 2 levels above `cy`, and nobody may within 2",
            "`bob` stands 1 level above `cy`, and nobody may within 2",
        ],
    );
    says(R::shared_hours(30), &["ada", "bob", "cy"], &[]);
    says(R::shared_hours(31), &["ada", "bob", "cy"], &["the members share 30 minutes and need 31"]);
    says(R::shared_hours(1), &all, &["`dee` has no working hours on file"]);
    says(R::include(["bob", "cy"]), &["cy"], &["`bob` is not a member"]);
    says(R::exclude(["bob", "cy"]), &["ada", "cy"], &["`cy` is a member"]);
    says(R::together(["bob", "cy"]), &["ada"], &[]);
    says(R::together(["bob", "cy"]), &["cy", "ada"], &["`cy` is a member, but `bob` is not"]);
    says(R::together(all), &["ada", "cy"], &["`ada`, `cy` are members, but `bob`, `dee` are not"]);
    says(R::apart(["bob", "cy", "ada"]), &["cy", "dee"], &[]);
    says(R::apart(["bob", "cy", "ada"]), &["ada", "cy"], &["`cy`, `ada` are members"]);
    says(R::chair(["bob", "cy"]), &["ada"], &["none of them is a member"]);
    says(R::VolunteersOnly, &["ada", "cy"], &["`cy` has not volunteered"]);
}

#[test]
fn pairs_excluded_read_as_a_sentence() {
    let policy = Policy::new()
        .require(Rule::grade_gap(1, 9))
        .require_if_known(Rule::different_site())
        .require(Rule::do_not_pair([("cy", "bob")]));
    let report = audited(&policy, Requirement::include(["ada"]), &["ada", "bob", "cy"]);
    let excluded = report.violations().iter().filter(|v| v.code() == "excluded");
    let said: Vec<String> = excluded.map(ToString::to_string).collect();
    let grade = &policy.rules()[0].rule.in_words("first", "second");
    let named = &policy.rules()[2].rule.in_words("first", "second");
    assert_eq!(
        said,
        [format!(
            "`bob` and `cy` are members against the policy: rule 1 ({grade}), rule 3 ({named}); keep \
             one of them"
        )]
    );
}

#[test]
fn reports_read_as_a_short_text() {
    let (org, policy) = (org(), Policy::new());
    let problem = TaskForceProblem::builder(&org, &policy)
        .size(1..=2)
        .require(Requirement::include(["ada"]))
        .points("ada", Score::points(2))
        .points("bob", Score::points(1))
        .build()
        .unwrap();
    let mut plan = problem.solve().unwrap().into_plan();
    let report = audit::check_task_force(&problem, &plan);
    assert_eq!(
        report.to_string(),
        "no violation\n1 finding:\n- `bob` and their manager `ada` are both members \
         [beside-manager]\nobjective, recomputed: 3\nproven: optimal, no task force is worth more"
    );
    assert_eq!(report.proven().gap(), Some(Score::ZERO));
    assert_eq!(report.proven().bound(), None);

    // Bob leaves, and the proof stays.
    plan.members.truncate(1);
    plan.objective = Score::points(2);
    let report = audit::check_task_force(&problem, &plan);
    assert_eq!(
        report.to_string(),
        "no violation\n2 findings:\n- `ada` is the only member [single-member]\n- the plan is not \
         proven optimal: another is worth at most 1 more [not-proven-optimal]\nobjective, \
         recomputed: 2\nproven: no task force exceeds 3; another is worth at most 1 more"
    );
    let (bound, gap) = (Score::points(3), Score::points(1));
    assert_eq!(report.proven(), ProvenWorth::Bounded { bound, gap });
    #[cfg(feature = "serde")]
    assert_eq!(
        serde_json::to_string(&report).unwrap(),
        "{\"violations\":[],\"findings\":[{\"code\":\"single-member\",\"key\":\"ada\"},\
         {\"code\":\"not-proven-optimal\",\"gap_micros\":1000000}],\"objective_micros\":2000000,\
         \"proven\":{\"bounded\":{\"bound_micros\":3000000,\"gap_micros\":1000000}}}"
    );

    let plan = plan.without_proof();
    let report = audit::check_task_force(&problem, &plan);
    assert_eq!(report.findings().last(), Some(&F::NotProvenOptimal { gap: None }));
    assert_eq!(
        F::NotProvenOptimal { gap: None }.to_string(),
        "the plan is not proven optimal: nothing is proven about how much more there is"
    );
    assert_eq!(report.proven().to_string(), "nothing");
    assert_eq!(ProvenWorth::Impossible.to_string(), "no task force is possible");
    assert_eq!((ProvenWorth::Impossible.gap(), ProvenWorth::Nothing.bound()), (None, None));
}
