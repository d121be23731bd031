//! The sentences that people read, and the form that tools read.

use crosstie::Score;
use crosstie::audit::{self, RematchViolation as V, Uncovered};
use crosstie::mentoring::rematch::{Decision, Terms};
use crosstie::mentoring::{Capacity, MentoringProblem, Objective, Role};

use super::planted::CODES;
use super::world::blank;

/// Each kind with its sentence.
fn sentences() -> Vec<(V, &'static str)> {
    let role = Role::Mentee;
    let key = || "cy".to_owned();
    let low = Score::points(-1);
    let stays = || Decision::Stays { role, key: key() };
    let changes = || Decision::Changes { role: Role::Mentor, key: "ada".to_owned() };
    let without = || Decision::Without { mentor: "ada".to_owned(), mentee: key() };
    let of = |pairs, score| Objective { pairs, score };
    vec![
        (
            V::InnerProof,
            "the plan inside the re-match has a bound or a proof of its own; leave it out, since \
             the re-match states its own",
        ),
        (
            V::WrongChanges { claimed: 1, recomputed: 2 },
            "1 person is said to change, but 2 people change compared with the published plan",
        ),
        (
            V::TooManyChanges { changes: 2, most: 1 },
            "2 people change where at most 1 may; keep more pairs of the published plan, or allow \
             more changes",
        ),
        (
            V::NegativeTax { each: low },
            "the tax of -1 a person is below 0, so that nothing is proven; tax changes",
        ),
        (
            V::PairValueTooLow { pair_value: Score::ZERO },
            "the proof counts a pair as 0 beside its score; where most pairs come first that is \
             more than 0, so the proof proves nothing",
        ),
        (
            V::NegativeChangePrice { case: 0, price: low },
            "case 1 prices a change at -1; a price is 0 or more, so the proof proves nothing",
        ),
        (
            V::ChangePriceNotTax { case: 1, price: low, tax: Score::points(2) },
            "case 2 prices a change at -1, but the tax is 2; so the proof proves nothing",
        ),
        (
            V::NegativePrice { case: 0, role, key: key(), price: low },
            "case 1 prices a place of mentee `cy` at -1; a price is 0 or more, so the proof proves \
             nothing",
        ),
        (
            V::ProofNotEnrolled { case: 0, role, key: key() },
            "case 1 names mentee `cy`, but no mentee of that key is enrolled; so the proof proves \
             nothing",
        ),
        (
            V::DecisionNotKnown { case: 0, role, key: key() },
            "case 1 decides about mentee `cy`, whom the published plan does not name as a mentee; \
             so the proof proves nothing",
        ),
        (
            V::DecisionForced { case: 0, role, key: key() },
            "case 1 decides about mentee `cy`, who changes in every plan; so the proof proves \
             nothing",
        ),
        (
            V::DecidedTwice { case: 0, role, key: key() },
            "case 1 decides about mentee `cy` more than once; so the proof proves nothing",
        ),
        (
            V::CasesDoNotCover { decisions: Vec::new(), problem: Uncovered::NoCase },
            "the cases do not cover all plans: there is none; so the proof proves nothing",
        ),
        (
            V::CasesDoNotCover { decisions: vec![stays()], problem: Uncovered::NotAlone },
            "the cases do not cover all plans: where mentee `cy` stays: a case ends where another \
             goes on or ends, too; so the proof proves nothing",
        ),
        (
            V::CasesDoNotCover {
                decisions: vec![stays(), without(), stays(), stays(), stays()],
                problem: Uncovered::OneWay { decision: changes() },
            },
            "the cases do not cover all plans: where mentee `cy` stays, mentor `ada` and mentee \
             `cy` are no pair, mentee `cy` stays, and 2 more: there is a case in which mentor `ada` \
             changes, and none in which not; so the proof proves nothing",
        ),
        (
            V::CasesDoNotCover {
                decisions: Vec::new(),
                problem: Uncovered::NotOpposite { first: stays(), second: changes() },
            },
            "the cases do not cover all plans: mentee `cy` stays, or mentor `ada` changes, is not \
             all there is; so the proof proves nothing",
        ),
        (
            V::BoundNotProven { claimed: of(None, low), derived: None },
            "the plan claims that no plan on these terms exceeds score -1, but its proof proves \
             nothing",
        ),
        (
            V::BoundTooLow { claimed: of(Some(1), low), value: of(Some(2), low) },
            "the plan claims that no plan on these terms exceeds 1 pair, score -1, but itself makes \
             2 pairs, score -1",
        ),
    ]
}

#[test]
fn each_violation_is_a_sentence() {
    let mut codes: Vec<&str> = Vec::new();
    for (violation, sentence) in sentences() {
        assert_eq!(violation.to_string(), sentence);
        let json = serde_json::to_value(&violation).unwrap();
        assert_eq!(json["code"], violation.code());
        codes.push(violation.code());
    }
    codes.dedup();
    assert_eq!(codes, CODES);
}

#[test]
fn a_report_in_words() {
    let problem = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentee("cy")
        .mentee("dee")
        .score("ada", "cy", Score::points(3))
        .score("ada", "dee", Score::points(5))
        .build()
        .unwrap();
    let published = problem.plan_by_hand([("ada", "cy")]);
    let mut inner = problem.plan_by_hand([("ada", "dee")]);
    (inner.bound, inner.proof) = (None, None);
    let mut plan = blank(&inner, Terms::Tax { each: Score::points(1) });
    let report = audit::check_rematch(&problem, &published, &plan);
    assert_eq!(
        report.to_string(),
        "1 violation:\n\
         - 0 people are said to change, but 3 people change compared with the published plan \
         [wrong-changes]\n\
         objective, recomputed: 1 pair, score 5\n\
         changes, recomputed: 3\n\
         less the taxes: 1 pair, score 2\n\
         proven: nothing\n\
         2 pairs considered, 2 eligible"
    );
    plan.changes = 3;
    let report = audit::check_rematch(&problem, &published, &plan);
    assert_eq!(
        report.to_string(),
        "no violation\n\
         1 finding:\n\
         - the plan is not proven optimal: nothing is proven about how much more there is \
         [not-proven-optimal]\n\
         objective, recomputed: 1 pair, score 5\n\
         changes, recomputed: 3\n\
         less the taxes: 1 pair, score 2\n\
         proven: nothing\n\
         2 pairs considered, 2 eligible"
    );
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["changes"], &json["proven"]), (&3.into(), &"nothing".into()));
}
