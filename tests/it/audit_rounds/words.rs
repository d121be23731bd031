//! The sentences that people read, and the form that tools read.

use std::collections::BTreeSet;

use crosstie::audit::{
    self, Absence, NoBye, ProofPlace, ProvenBound, RoundFinding as F, RoundViolation as V,
};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{CoolDown, History, Meeting, Policy, Programme, Rule, When};
use crosstie::rotation::{
    HorizonObjective, Odd, PlannedGroup, Repeats, RotationProblem, RoundObjective, ScoreRange,
};
use crosstie::{Date, Score};

use super::planted::CODES;

fn day(day: i8) -> Date {
    Date::new(2026, 3, day).unwrap()
}

/// Each kind but `excluded` and `too-soon`, with its code and sentence.
fn sentences() -> Vec<(V, &'static str, &'static str)> {
    let round = 5;
    let (first, second, key) = ("ada".to_owned(), "cy".to_owned(), "ada".to_owned());
    let people = vec![first.clone(), second.clone()];
    let (score, less) = (Score::points(2), Score::from_micros(-500_000));
    let four = RoundObjective { placed: 4, turns: 1, repeats: 0, score };
    let two = RoundObjective { placed: 2, turns: 1, repeats: 2, score: less };
    let eight = HorizonObjective { placed: 8, repeats: 0, score };
    let six = HorizonObjective { placed: 6, repeats: 3, score: less };
    let place = ProofPlace::Round(round);
    let pair = |make: fn(u32, String, String) -> V| make(round, first.clone(), second.clone());
    let one = |make: fn(u32, String) -> V| make(round, key.clone());
    let group = |make: fn(u32, Vec<String>) -> V| make(round, people.clone());
    let no_bye = |reason| V::NotABye { round, key: key.clone(), reason };
    let proof = |place| V::ProofStranger { place, key: key.clone() };
    vec![
        (
            V::UnknownSchema { given: 2, known: 1 },
            "unknown-schema",
            "the plan is of schema 2, but this version reads schema 1; audit it with the version \
             that wrote it",
        ),
        (
            V::WrongRoundCount { given: 1, asked: 3 },
            "wrong-round-count",
            "the plan has 1 round, but the problem asks for 3; solve the problem again",
        ),
        (
            V::WrongRound { given: 7, asked: 5 },
            "wrong-round",
            "round 5 is numbered 7; correct the number",
        ),
        (
            V::WrongDate { round, given: None, asked: Some(day(2)) },
            "wrong-date",
            "round 5 is said to be on no day, but is on 2026-03-02; correct the day",
        ),
        (
            V::CustomValue {
                first: first.clone(),
                second: second.clone(),
                criterion: "mood".to_owned(),
                problem: "NaN is not a criterion value; give a number from 0 to 1".to_owned(),
            },
            "custom-value",
            "criterion `mood` on `ada` and `cy`: NaN is not a criterion value; give a number from \
             0 to 1",
        ),
        (
            one(|round, key| V::NotEnrolled { round, key }),
            "not-enrolled",
            "round 5: `ada` is in a group, but not enrolled; correct the key, or enrol them",
        ),
        (
            one(|round, key| V::TwiceInGroup { round, key }),
            "twice-in-group",
            "round 5: `ada` is more than once in one group; keep one",
        ),
        (
            one(|round, key| V::TooManyGroups { round, key, used: 4, places: 1 }),
            "too-many-groups",
            "round 5: `ada` is in 4 groups, but may be in 1; remove 3",
        ),
        (
            pair(|round, first, second| V::PairTwice { round, first, second }),
            "pair-twice",
            "round 5: `ada` and `cy` meet more than once; keep one",
        ),
        (
            one(|round, key| V::TakesNoPart { round, key, absence: Absence::Away }),
            "takes-no-part",
            "round 5: `ada` is in a group, but is away; remove them",
        ),
        (
            V::TakesNoPart {
                round,
                key: key.clone(),
                absence: Absence::Paused { first: day(1), last: day(9) },
            },
            "takes-no-part",
            "round 5: `ada` is in a group, but is paused from 2026-03-01 to 2026-03-09; remove \
             them",
        ),
        (
            V::TakesNoPart {
                round,
                key: key.clone(),
                absence: Absence::YetToStart { start: day(9) },
            },
            "takes-no-part",
            "round 5: `ada` is in a group, but starts on 2026-03-09; remove them",
        ),
        (
            V::TakesNoPart {
                round,
                key: key.clone(),
                absence: Absence::NotDue { every: 3, last_met: 4 },
            },
            "takes-no-part",
            "round 5: `ada` is in a group, but takes part in every 3 rounds only and met somebody \
             in round 4; remove them",
        ),
        (
            group(|round, people| V::GroupSize { round, people, size: 2, most: 4 }),
            "group-size",
            "round 5: the group `ada`, `cy` is of 2, but groups are of 2 to 4; change it",
        ),
        (
            V::GroupSize { round, people: vec![key.clone()], size: 1, most: 2 },
            "group-size",
            "round 5: the group `ada` is of 1, but groups are of 2; change it",
        ),
        (
            V::TooManyTrios { round, trios: 2, people: 7, allowed: 1 },
            "too-many-trios",
            "round 5 has 2 trios for 7 who take part, but may have 1: one where the number \
             of people is odd and trios are allowed; split them",
        ),
        (
            pair(|round, first, second| V::SamePool { round, first, second }),
            "same-pool",
            "round 5: `ada` and `cy` meet, but are of one pool; pair each with the other pool",
        ),
        (
            pair(|round, first, second| V::NoScore { round, first, second }),
            "no-score",
            "round 5: `ada` and `cy` meet, but the pair was given no score; part them, or score \
             them",
        ),
        (
            V::RepeatForbidden {
                round,
                first: first.clone(),
                second: second.clone(),
                last_met: 4,
                programme: Programme::Mentoring,
                cool_down: 2,
            },
            "repeat-forbidden",
            "round 5: `ada` and `cy` meet, but met in round 4 (mentoring), and the cool-down is 2 \
             rounds; part them, or allow repeats",
        ),
        (
            V::RepeatForbidden {
                round,
                first: first.clone(),
                second: second.clone(),
                last_met: 4,
                programme: Programme::Other("lunch".to_owned()),
                cool_down: 1,
            },
            "repeat-forbidden",
            "round 5: `ada` and `cy` meet, but met in round 4 (lunch), and the cool-down is 1 \
             round; part them, or allow repeats",
        ),
        (
            pair(|round, first, second| V::RepeatNotMarked { round, first, second, last_met: 4 }),
            "repeat-not-marked",
            "round 5: `ada` and `cy` met in round 4, but are not marked as a repeat; add the mark",
        ),
        (
            pair(|round, first, second| V::NotARepeat { round, first, second }),
            "not-a-repeat",
            "round 5: `ada` and `cy` are marked as a repeat, but are none in this group; remove \
             the mark",
        ),
        (
            pair(|round, first, second| V::RepeatTwice { round, first, second }),
            "repeat-twice",
            "round 5: `ada` and `cy` are marked as a repeat more than once; keep one mark",
        ),
        (
            pair(|round, first, second| V::WrongLastMet {
                round,
                first,
                second,
                claimed: 2,
                last_met: 4,
            }),
            "wrong-last-met",
            "round 5: `ada` and `cy` are said to have met last in round 2, but did in round 4",
        ),
        (
            group(|round, people| V::PeopleOrder { round, people }),
            "people-order",
            "round 5: the group `ada`, `cy` is not in the order enrolled; sort it",
        ),
        (
            group(|round, people| V::GroupOrder { round, people }),
            "group-order",
            "round 5: the group `ada`, `cy` comes after a group of later people; sort the groups",
        ),
        (
            V::WrongScore { round, people: people.clone(), claimed: score, recomputed: less },
            "wrong-score",
            "round 5: the group `ada`, `cy` is said to score 2, but scores -0.5",
        ),
        (
            one(|round, key| V::ByeNotListed { round, key }),
            "bye-not-listed",
            "round 5: `ada` takes part and meets nobody, but is not listed as sitting out; list \
             them",
        ),
        (
            no_bye(NoBye::Meets),
            "not-a-bye",
            "round 5: `ada` is listed as sitting out, but meets somebody; remove them from the \
             list",
        ),
        (
            no_bye(NoBye::Absent(Absence::Away)),
            "not-a-bye",
            "round 5: `ada` is listed as sitting out, but is away; remove them from the list",
        ),
        (
            no_bye(NoBye::NotEnrolled),
            "not-a-bye",
            "round 5: `ada` is listed as sitting out, but is not enrolled; remove them from the \
             list",
        ),
        (
            no_bye(NoBye::FirstPool),
            "not-a-bye",
            "round 5: `ada` is listed as sitting out, but is of the first pool; remove them from \
             the list",
        ),
        (
            one(|round, key| V::ByeTwice { round, key }),
            "bye-twice",
            "round 5: `ada` is listed as sitting out more than once; list them once",
        ),
        (
            one(|round, key| V::ByeOrder { round, key }),
            "bye-order",
            "round 5: `ada` is listed as sitting out after somebody enrolled later; sort the list",
        ),
        (
            V::WrongRoundObjective { round, claimed: four, recomputed: two },
            "wrong-round-objective",
            "round 5 claims 4 placed, turns 1, 0 repeats, score 2, but its groups make 2 placed, \
             turns 1, 2 repeats, score -0.5",
        ),
        (
            V::WrongObjective { claimed: eight, recomputed: six },
            "wrong-objective",
            "the plan claims 8 placed, 0 repeats, score 2, but its rounds make 6 placed, 3 \
             repeats, score -0.5",
        ),
        (
            V::WrongByes { claimed: (0, 1), recomputed: (0, 2) },
            "wrong-byes",
            "the plan says that those who take part in every round sit out 0 to 1 times, but they \
             do 0 to 2 times",
        ),
        (
            proof(ProofPlace::Round(5)),
            "proof-stranger",
            "the proof of round 5 names `ada`, who takes no part there; correct the key or leave \
             it out",
        ),
        (
            proof(ProofPlace::Alone(5)),
            "proof-stranger",
            "the proof of round 5 by itself names `ada`, who takes no part there; correct the key \
             or leave it out",
        ),
        (
            proof(ProofPlace::Window(5)),
            "proof-stranger",
            "the proof of the window from round 5 on names `ada`, who takes no part there; \
             correct the key or leave it out",
        ),
        (
            V::NegativePrice { place, people: people.clone(), halves: -3 },
            "negative-price",
            "the proof of round 5 prices `ada`, `cy` at -3 halves; a price is 0 or more, so the \
             proof proves nothing",
        ),
        (
            V::NotAnOddSet { place, people: people.clone() },
            "not-an-odd-set",
            "the proof of round 5 prices the set `ada`, `cy`, which is not of an odd number of \
             different people, so the proof proves nothing",
        ),
        (
            V::EmptyScoreRange { place, range: ScoreRange { least: score, greatest: less } },
            "empty-score-range",
            "the proof of round 5 states a range of scores from 2 down to -0.5, so it proves \
             nothing",
        ),
        (
            V::ScoreOutsideRange {
                place,
                first: first.clone(),
                second: second.clone(),
                score: Score::points(3),
                range: ScoreRange { least: less, greatest: score },
            },
            "score-outside-range",
            "the proof of round 5 states that scores are from -0.5 to 2, but `ada` and `cy` score \
             3, so it proves nothing",
        ),
        (
            V::WrongProofKind { place, given: "pairs", asked: "two pools" },
            "wrong-proof-kind",
            "the proof of round 5 is one of pairs, but the round is one of two pools, so it \
             proves nothing",
        ),
        (
            V::WrongAloneCount { given: 1, rounds: 3 },
            "wrong-alone-count",
            "the proof of the plan has 1 bound for 3 rounds, so it proves nothing; give one a \
             round",
        ),
        (
            V::WrongReference { round, as_round: 6 },
            "wrong-reference",
            "round 5 by itself refers to the round at position 6, which is no earlier one with a \
             proof",
        ),
        (
            V::WrongWindows { given: vec![3], asked: vec![2, 1] },
            "wrong-windows",
            "the windows of the proof have [3] rounds, but must have [2, 1], or there must be none",
        ),
        (
            V::RoundBoundNotProven { place, claimed: two, derived: Some(four) },
            "round-bound-not-proven",
            "round 5 is claimed not to exceed 2 placed, turns 1, 2 repeats, score -0.5, but its \
             proof proves 4 placed, turns 1, 0 repeats, score 2",
        ),
        (
            V::RoundBoundNotProven { place: ProofPlace::Alone(5), claimed: two, derived: None },
            "round-bound-not-proven",
            "round 5 by itself is claimed not to exceed 2 placed, turns 1, 2 repeats, score -0.5, \
             but its proof proves nothing",
        ),
        (
            V::RoundBoundTooLow { round, claimed: two, objective: four },
            "round-bound-too-low",
            "round 5 is claimed not to exceed 2 placed, turns 1, 2 repeats, score -0.5, but \
             itself makes 4 placed, turns 1, 0 repeats, score 2",
        ),
        (
            V::BoundNotProven { claimed: six, derived: Some(eight) },
            "bound-not-proven",
            "the plan claims that no plan exceeds 6 placed, 3 repeats, score -0.5, but its proof \
             proves 8 placed, 0 repeats, score 2",
        ),
        (
            V::BoundNotProven { claimed: six, derived: None },
            "bound-not-proven",
            "the plan claims that no plan exceeds 6 placed, 3 repeats, score -0.5, but its proof \
             proves nothing",
        ),
        (
            V::BoundTooLow { claimed: six, objective: eight },
            "bound-too-low",
            "the plan claims that no plan exceeds 6 placed, 3 repeats, score -0.5, but itself \
             makes 8 placed, 0 repeats, score 2",
        ),
        (
            V::SpreadNotProven { claimed: 2, derived: 1 },
            "spread-not-proven",
            "the plan claims that byes differ by at least 2 in every plan, but 1 is proven",
        ),
        (
            V::WitnessByes { claimed: 6, derived: 4 },
            "witness-byes",
            "the witness of the byes says that its people share 6 byes, but 4 are proven",
        ),
        (
            V::WitnessSpared { key: key.clone() },
            "witness-spared",
            "the witness of the byes says that `ada` never sits out, but that is not proven",
        ),
        (
            V::WitnessStranger { key: key.clone() },
            "witness-stranger",
            "the witness of the byes names `ada`, who does not take part in every round or is \
             named before; leave them out",
        ),
    ]
}

#[test]
fn every_violation_says_what_is_wrong() {
    let mut codes: BTreeSet<&str> = ["excluded", "too-soon"].into();
    for (violation, code, sentence) in sentences() {
        assert_eq!(violation.to_string(), sentence);
        assert_eq!(violation.code(), code);
        assert!(code.bytes().all(|b| b == b'-' || b.is_ascii_lowercase()), "{code}");
        codes.insert(code);
        #[cfg(feature = "serde")]
        assert_eq!(serde_json::to_value(&violation).unwrap()["code"], code);
    }
    assert_eq!(codes, CODES.into_iter().collect());
    assert_eq!(codes.len(), CODES.len());
}

#[test]
fn every_finding_says_what_to_know() {
    let round = 5;
    let of_round = RoundObjective { placed: 4, turns: 1, repeats: 0, score: Score::points(2) };
    let of_all = HorizonObjective { placed: 8, repeats: 0, score: Score::points(2) };
    let findings = [
        (
            F::Repeat {
                round,
                first: "ada".to_owned(),
                second: "cy".to_owned(),
                last_met: 4,
                programme: Programme::Rotation,
            },
            "repeat",
            "round 5: `ada` and `cy` meet again, last in round 4 (rounds)",
        ),
        (
            F::RepeatsNotProvenNeeded { round },
            "repeats-not-proven-needed",
            "round 5 holds repeats, and nothing proves that fewer people would meet without",
        ),
        (
            F::NoTrio { round, byes: vec!["ada".to_owned()] },
            "no-trio",
            "round 5: an odd number of people take part, and no trio takes in `ada`",
        ),
        (
            F::RoundNotProvenOptimal { round, bound: Some(of_round) },
            "round-not-proven-optimal",
            "round 5 is not proven optimal: another may reach 4 placed, turns 1, 0 repeats, score \
             2, but no more",
        ),
        (
            F::RoundNotProvenOptimal { round, bound: None },
            "round-not-proven-optimal",
            "round 5 is not proven optimal: nothing is proven about others",
        ),
        (
            F::NotProvenOptimal { bound: Some(of_all) },
            "not-proven-optimal",
            "the rounds together are not proven optimal: other plans may reach 8 placed, 0 \
             repeats, score 2, but no more",
        ),
        (
            F::NotProvenOptimal { bound: None },
            "not-proven-optimal",
            "the rounds together are not proven optimal: nothing is proven about other plans",
        ),
    ];
    for (finding, code, sentence) in findings {
        assert_eq!(finding.to_string(), sentence);
        assert_eq!(finding.code(), code);
        #[cfg(feature = "serde")]
        assert_eq!(serde_json::to_value(&finding).unwrap()["code"], code);
    }
}

/// Two rules exclude a pair, and one keeps another apart; both meet by hand.
#[test]
fn a_report_reads_as_a_text_and_as_data() {
    let org = Organization::builder()
        .person(PersonRecord::new("ada").grade(2))
        .person(PersonRecord::new("bob").grade(3))
        .person(PersonRecord::new("cy").grade(9))
        .build()
        .unwrap();
    let policy = Policy::new()
        .require(Rule::grade_gap(-2, 2))
        .require(Rule::not_met_within(CoolDown::Rounds(3)));
    let met = Meeting::new(Programme::Mentoring, When::round(4), ["ada", "bob"]);
    let history: History = [met].into_iter().collect();
    let problem = RotationProblem::builder(&org, &policy)
        .history(&history)
        .first_round(6)
        .odd(Odd::Trio)
        .build()
        .unwrap();
    let mut plan = problem.solve().unwrap().into_plan();
    let group = |people: [&str; 2]| PlannedGroup {
        people: people.map(str::to_owned).to_vec(),
        score: Score::ZERO,
        repeats: Vec::new(),
    };
    plan.rounds[0].groups = vec![group(["ada", "bob"]), group(["bob", "cy"])];
    let report = audit::check_rounds(&problem, &plan);
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_value(&report).unwrap();
        let violations = json["violations"].as_array().unwrap();
        let soon = violations.iter().find(|v| v["code"] == "too-soon").unwrap();
        assert_eq!(
            (&soon["rule"]["rule"], &soon["rule"]["position"]),
            (&"not_met_within".into(), &1.into())
        );
        assert_eq!(soon["programme"], "mentoring");
        assert_eq!(json["counts"]["considered"], 3);
        assert_eq!(json["rounds"][0]["objective"]["placed"], 3);
        assert_eq!(json["byes"]["most"], 0);
    }
    assert_eq!(
        report.to_string(),
        "9 violations:\n\
         - round 6: `ada` and `bob` meet, but met in round 4 (mentoring): against rule 2 (not met \
         within 3 rounds); part them [too-soon]\n\
         - round 6: `bob` and `cy` meet against the policy: rule 1 (grade of the first -2 to 2 \
         above the second); part them [excluded]\n\
         - round 6: `bob` is in 2 groups, but may be in 1; remove 1 [too-many-groups]\n\
         - round 6: `ada` is listed as sitting out, but meets somebody; remove them from the list \
         [not-a-bye]\n\
         - round 6: `bob` is listed as sitting out, but meets somebody; remove them from the list \
         [not-a-bye]\n\
         - round 6: `cy` is listed as sitting out, but meets somebody; remove them from the list \
         [not-a-bye]\n\
         - round 6 claims 0 placed, turns 0, 0 repeats, score 0, but its groups make 3 placed, \
         turns 0, 0 repeats, score 0 [wrong-round-objective]\n\
         - the plan says that those who take part in every round sit out 1 to 1 times, but they \
         do 0 to 0 times [wrong-byes]\n\
         - the plan claims 0 placed, 0 repeats, score 0, but its rounds make 3 placed, 0 repeats, \
         score 0 [wrong-objective]\n\
         round 6, recomputed: 3 placed, turns 0, 0 repeats, score 0; proven: nothing exceeds 3 \
         placed, turns 0, 0 repeats, score 0\n\
         all rounds, recomputed: 3 placed, 0 repeats, score 0; proven: nothing exceeds 3 placed, 0 \
         repeats, score 0\n\
         byes: 0 to 0 each; they must differ by at least 0\n\
         3 pairs considered, 1 eligible"
    );
}

/// A clean report, with its findings.
#[test]
fn a_clean_report_reads_well() {
    let score = |a: &str, b: &str| (a.to_owned(), b.to_owned(), Score::points(1));
    let met = Meeting::new(Programme::Rotation, When::round(1), ["ada", "bob"]);
    let history: History = [met].into_iter().collect();
    let problem = RotationProblem::from_scores(["ada", "bob"], [score("ada", "bob")])
        .history(&history)
        .cool_down(2)
        .repeats(Repeats::Fewest)
        .build()
        .unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let report = audit::check_rounds(&problem, &plan);
    assert_eq!(report.proven(), ProvenBound::Optimal);
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["proven"], "optimal");
        assert_eq!(json["findings"][0]["code"], "repeat");
        assert_eq!(json["rounds"][0]["proven"], "optimal");
    }
    assert_eq!(
        report.to_string(),
        "no violation\n\
         1 finding:\n\
         - round 2: `ada` and `bob` meet again, last in round 1 (rounds) [repeat]\n\
         round 2, recomputed: 2 placed, turns 0, 1 repeats, score 1; proven: optimal\n\
         all rounds, recomputed: 2 placed, 1 repeats, score 1; proven: optimal\n\
         byes: 0 to 0 each; they must differ by at least 0\n\
         1 pair considered, 1 eligible"
    );
}

/// A plan, written and read again, is the same to the audit.
#[cfg(feature = "serde")]
#[test]
fn a_plan_survives_its_form_as_data() {
    let names: Vec<String> = (0..7).map(|i| format!("p{i}")).collect();
    let pairs = (0..7).flat_map(|a| (a + 1..7).map(move |b| (a, b)));
    let scores = pairs.map(|(a, b)| (names[a].clone(), names[b].clone(), Score::points(1)));
    let scores: Vec<_> = scores.collect();
    let problem =
        RotationProblem::from_scores(names, scores).rounds(4).cool_down(3).build().unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let read = serde_json::from_str(&serde_json::to_string(&plan).unwrap()).unwrap();
    assert_eq!(plan, read);
    let report = audit::check_rounds(&problem, &read);
    assert_eq!(report, audit::check_rounds(&problem, &plan));
    let text = serde_json::to_string(&report).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["objective"]["placed"], 24);
    assert_eq!(json["byes"]["bound"], 1);
}
