//! The sentences that people read, and the form that tools read.

use crosstie::audit::{self, Violation};
use crosstie::mentoring::{Capacity, MentoringProblem, Mode, Objective, Role};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Policy, Rule};
use crosstie::{Date, Score};

/// Each kind but `excluded`, with its code and sentence.
fn sentences() -> Vec<(Violation, &'static str, &'static str)> {
    let (mentor, mentee) = ("ada".to_owned(), "cy".to_owned());
    let key = mentor.clone();
    let role = Role::Mentor;
    let score = Score::points(2);
    let three = Objective { pairs: Some(3), score };
    let four = Objective { pairs: Some(4), score };
    let pair = |make: fn(String, String) -> Violation| make(mentor.clone(), mentee.clone());
    let person = |make: fn(Role, String) -> Violation| make(role, key.clone());
    vec![
        (
            Violation::UnknownSchema { given: 2, known: 1 },
            "unknown-schema",
            "the plan is of schema 2, but this version reads schema 1; audit it with the version \
             that wrote it",
        ),
        (
            Violation::WrongMode { given: Mode::HighestScore, asked: Mode::MostPairsFirst },
            "wrong-mode",
            "the plan is made for the highest score, but the problem asks for most pairs first; \
             solve the problem again",
        ),
        (
            Violation::CustomValue {
                mentor: mentor.clone(),
                mentee: mentee.clone(),
                criterion: "mood".to_owned(),
                problem: "NaN is not a criterion value; give a number from 0 to 1".to_owned(),
            },
            "custom-value",
            "criterion `mood` on mentor `ada` and mentee `cy`: NaN is not a criterion value; give \
             a number from 0 to 1",
        ),
        (
            Violation::SelfPair { key: key.clone() },
            "self-pair",
            "`ada` is planned as their own mentor; remove the pair",
        ),
        (
            pair(|mentor, mentee| Violation::PairTwice { mentor, mentee }),
            "pair-twice",
            "mentor `ada` and mentee `cy` are planned more than once; keep one",
        ),
        (
            pair(|mentor, mentee| Violation::NotEnrolled { mentor, mentee, role: Role::Mentee }),
            "not-enrolled",
            "mentor `ada` and mentee `cy` are planned, but no mentee of that key is enrolled; \
             correct the key, or enrol them",
        ),
        (
            pair(|mentor, mentee| Violation::PairExists { mentor, mentee }),
            "pair-exists",
            "mentor `ada` and mentee `cy` are a pair already and are planned again; remove the \
             pair from the plan",
        ),
        (
            pair(|mentor, mentee| Violation::NoScore { mentor, mentee }),
            "no-score",
            "mentor `ada` and mentee `cy` are planned, but the pair was given no score; remove the \
             pair, or score it",
        ),
        (
            Violation::WrongScore {
                mentor: mentor.clone(),
                mentee: mentee.clone(),
                claimed: score,
                recomputed: Score::from_micros(-500_000),
            },
            "wrong-score",
            "mentor `ada` and mentee `cy` are said to score 2, but score -0.5",
        ),
        (
            pair(|mentor, mentee| Violation::MutualPair { mentor, mentee, existing: false }),
            "mutual-pair",
            "`ada` is planned as the mentor of `cy`, who is theirs in the same plan; keep one of \
             the two, or allow mutual pairs",
        ),
        (
            pair(|mentor, mentee| Violation::MutualPair { mentor, mentee, existing: true }),
            "mutual-pair",
            "`ada` is planned as the mentor of `cy`, who is theirs already; keep one of the two, \
             or allow mutual pairs",
        ),
        (
            pair(|mentor, mentee| Violation::NotAPin { mentor, mentee }),
            "not-a-pin",
            "mentor `ada` and mentee `cy` are marked as pinned, but nobody pinned them; remove the \
             mark, or pin them",
        ),
        (
            pair(|mentor, mentee| Violation::PinNotMarked { mentor, mentee }),
            "pin-not-marked",
            "mentor `ada` and mentee `cy` are pinned, but not marked so; add the mark",
        ),
        (
            pair(|mentor, mentee| Violation::PinMissing { mentor, mentee }),
            "pin-missing",
            "mentor `ada` and mentee `cy` are pinned, but not planned; add the pair, or remove the \
             pin",
        ),
        (
            Violation::Paused {
                role,
                key: key.clone(),
                first: Date::new(2026, 3, 1).unwrap(),
                last: Date::new(2026, 4, 30).unwrap(),
            },
            "paused",
            "mentor `ada` is paused from 2026-03-01 to 2026-04-30, but has a pair; remove the pair",
        ),
        (
            Violation::OverCapacity {
                role,
                key: key.clone(),
                used: 3,
                places: 1,
                capacity: 2,
                existing: 1,
            },
            "over-capacity",
            "mentor `ada` has 3 pairs in the plan for 1 place (capacity 2, existing pairs 1); \
             remove 2 pairs, or raise the capacity",
        ),
        (
            Violation::WrongObjective { claimed: four, recomputed: three },
            "wrong-objective",
            "the plan claims 4 pairs, score 2, but its pairs make 3 pairs, score 2",
        ),
        (
            person(|role, key| Violation::UnmatchedNotListed { role, key }),
            "unmatched-not-listed",
            "mentor `ada` has no pair, but is not listed as unmatched; list them",
        ),
        (
            person(|role, key| Violation::UnmatchedButPaired { role, key }),
            "unmatched-but-paired",
            "mentor `ada` is listed as unmatched, but has a pair; remove them from the list",
        ),
        (
            person(|role, key| Violation::UnmatchedTwice { role, key }),
            "unmatched-twice",
            "mentor `ada` is listed as unmatched more than once; list them once",
        ),
        (
            person(|role, key| Violation::UnmatchedNotEnrolled { role, key }),
            "unmatched-not-enrolled",
            "mentor `ada` is listed as unmatched, but no mentor of that key is enrolled; correct \
             the key or the role",
        ),
        (
            Violation::NegativePrice { role, key: key.clone(), price: Score::points(-1) },
            "negative-price",
            "the proof prices a place of mentor `ada` at -1; a price is 0 or more, so the proof \
             proves nothing",
        ),
        (
            person(|role, key| Violation::ProofNotEnrolled { role, key }),
            "proof-not-enrolled",
            "the proof names mentor `ada`, but no mentor of that key is enrolled",
        ),
        (
            Violation::BoundNotProven { claimed: three, derived: Some(four) },
            "bound-not-proven",
            "the plan claims that no plan exceeds 3 pairs, score 2, but its proof proves 4 pairs, \
             score 2",
        ),
        (
            Violation::BoundNotProven { claimed: three, derived: None },
            "bound-not-proven",
            "the plan claims that no plan exceeds 3 pairs, score 2, but its proof proves nothing",
        ),
        (
            Violation::BoundTooLow { claimed: three, objective: four },
            "bound-too-low",
            "the plan claims that no plan exceeds 3 pairs, score 2, but itself makes 4 pairs, \
             score 2",
        ),
    ]
}

#[test]
fn every_violation_says_what_is_wrong() {
    for (violation, code, sentence) in sentences() {
        assert_eq!(violation.to_string(), sentence);
        assert_eq!(violation.code(), code);
        #[cfg(feature = "serde")]
        assert_eq!(serde_json::to_value(&violation).unwrap()["code"], code);
    }
}

/// A pair that two rules exclude, added by hand.
#[test]
fn a_report_reads_as_a_text_and_as_data() {
    let org = Organization::builder()
        .person(PersonRecord::new("ada").grade(2))
        .person(PersonRecord::new("cy").grade(5))
        .person(PersonRecord::new("dee").grade(5))
        .build()
        .unwrap();
    let policy = Policy::new()
        .require_if_known(Rule::different_site())
        .require(Rule::grade_gap(1, 3))
        .require(Rule::shared_language());
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors(["ada", "dee"].map(|key| org.person(key).unwrap()), Capacity::ONE)
        .mentees([org.person("cy").unwrap()])
        .build()
        .unwrap();
    let mut plan = problem.solve().unwrap().into_plan();
    plan.pairs.push(crosstie::mentoring::PlannedPair {
        mentor: "ada".to_owned(),
        mentee: "cy".to_owned(),
        score: Score::ZERO,
        pinned: false,
    });
    let report = audit::check(&problem, &plan);
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_value(&report).unwrap();
        let violation = &json["violations"][0];
        assert_eq!(violation["code"], "excluded");
        assert_eq!(violation["rules"][0]["rule"], "grade_gap");
        assert_eq!(violation["rules"][1]["position"], 2);
        assert_eq!(json["counts"]["considered"], 2);
        assert_eq!(json["proven"], "nothing");
    }
    assert_eq!(
        report.to_string(),
        "4 violations:\n\
         - mentor `ada` and mentee `cy` are planned against the policy: rule 2 (grade of the \
         mentor 1 to 3 above the mentee), rule 3 (a shared language); remove the pair, or pin it \
         despite the rules with a reason [excluded]\n\
         - mentee `cy` is listed as unmatched, but has a pair; remove them from the list \
         [unmatched-but-paired]\n\
         - mentor `ada` is listed as unmatched, but has a pair; remove them from the list \
         [unmatched-but-paired]\n\
         - the plan claims 0 pairs, score 0, but its pairs make 1 pair, score 0 \
         [wrong-objective]\n\
         objective, recomputed: 1 pair, score 0\n\
         proven: nothing\n\
         2 pairs considered, 0 eligible"
    );
}
