//! What can be wrong with the input, one thing at a time and all together.

use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{
    CoolDown, Criterion, History, Meeting, Pair, Policy, Programme, Rule, When,
};
use crosstie::rotation::{Odd, RotationBuilder, RotationProblem};
use crosstie::{Date, Score};

fn organization() -> Organization {
    let mut org = Organization::builder();
    for key in ["ada", "bob", "cy", "dee"] {
        org = org.person(PersonRecord::new(key).grade(3));
    }
    org.build().unwrap()
}

/// Code and sentence of every mistake.
fn mistakes(builder: RotationBuilder<'_>) -> Vec<(&'static str, String)> {
    match builder.build() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| (error.code(), error.to_string())).collect(),
    }
}

#[test]
fn each_mistake_by_itself_is_named_with_a_way_out() {
    let org = organization();
    let policy = Policy::new();
    let base = || RotationProblem::builder(&org, &policy);
    assert_eq!(mistakes(base()), []);
    let day = Date::new(9999, 12, 25).unwrap();
    let cases: Vec<(RotationBuilder<'_>, &str, &str)> = vec![
        (base().rounds(0), "parameter", "`rounds` is 0; give 1 to 52"),
        (base().rounds(53), "parameter", "`rounds` is 53; give 1 to 52"),
        (base().groups_of(1), "parameter", "`groups_of` is 1; give 2 to 16"),
        (base().groups_of(17), "parameter", "`groups_of` is 17"),
        (base().days_apart(0), "parameter", "`days_apart` is 0; give at least 1"),
        (base().cool_down(0), "parameter", "`cool_down` is 0"),
        (base().repeat_penalty(Score::points(1), 0), "parameter", "at least 1 round"),
        (base().repeat_penalty(Score::points(-1), 3), "parameter", "points from 0"),
        (base().every(["ada"], 0), "parameter", "`every` is 0"),
        (base().every(["eve"], 2), "unknown-person", "`every` names `eve`, who is not taking part"),
        (base().away("eve", ..), "unknown-person", "`away` names `eve`"),
        (base().people(["ada", "eve"]), "unknown-person", "not in the organisation"),
        (base().people(["ada", "ada"]), "named-twice", "`people` names `ada` twice; keep one"),
        (base().people(["ada"]).away("bob", 1..), "unknown-person", "`away` names `bob`"),
        (base().between(["ada"], ["bob"], 0), "parameter", "the places of `between` is 0"),
        (base().between(["ada"], ["ada", "bob"], 1), "in-both-pools", "`ada` is in both pools"),
        (base().between(["ada"], ["bob", "bob"], 1), "named-twice", "the second pool"),
        (base().between(["eve"], ["bob"], 1), "unknown-person", "the first pool of `between`"),
        (base().between(["ada"], ["bob"], 1).people(["ada"]), "together", "do not go together"),
        (base().between(["ada"], ["bob"], 1).groups_of(3), "together", "two pools meet in pairs"),
        (base().between(["ada"], ["bob"], 1).odd(Odd::Trio), "together", "`Odd::Trio`"),
        (base().groups_of(3).odd(Odd::Trio), "together", "need no trio"),
        (base().first_round(u32::MAX).rounds(2), "parameter", "leaves room for the rounds"),
        (base().on(day).rounds(2), "calendar", "round 2 would be after the last day"),
    ];
    for (builder, code, sentence) in cases {
        let found = mistakes(builder);
        let [(found_code, found_sentence)] = &found[..] else { panic!("{sentence}: {found:?}") };
        assert_eq!(*found_code, code, "{found_sentence}");
        assert!(found_sentence.contains(sentence), "{found_sentence}");
    }
}

#[test]
fn all_mistakes_come_together() {
    let org = organization();
    let policy = Policy::new()
        .require(Rule::not_met_within(CoolDown::Days(30)))
        .require(Rule::grade_gap(3, 1))
        .prefer(0, Criterion::few_ties());
    let found = mistakes(
        RotationProblem::builder(&org, &policy)
            .rounds(99)
            .people(["ada", "ada", "eve"])
            .every(["zed"], 0)
            .cool_down(0),
    );
    let mut codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    codes.sort_unstable();
    assert_eq!(codes.len(), 9, "{found:?}");
    for code in ["parameter", "named-twice", "unknown-person"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    // Rules keep their number in the caller's policy.
    assert!(found.iter().any(|(_, s)| s.contains("rule 1 (not_met_within)")), "{found:?}");
    assert!(found.iter().any(|(_, s)| s.contains("rule 2 (grade_gap)")), "{found:?}");
}

#[test]
fn a_history_that_cannot_be_placed_is_refused_where_it_matters() {
    let org = organization();
    let day = Date::new(2026, 11, 2).unwrap();
    let mut history = History::new();
    history.record(Meeting::new(Programme::Mentoring, When::on(day), ["ada", "bob"]));
    history.record(Meeting::new(Programme::Mentoring, When::on(day), ["ada", "gone"]));
    history.record(Meeting::new(Programme::Mentoring, When::on(day), ["ada", "cy"]).missed());
    history.record(Meeting::bye(Programme::Rotation, When::on(day), "dee"));
    let open = Policy::new();
    let base = || RotationProblem::builder(&org, &open).history(&history);
    assert_eq!(mistakes(base()), []);
    let found = mistakes(base().cool_down(3));
    assert_eq!(found.len(), 1, "those who did not meet, or are not here, do not matter: {found:?}");
    assert_eq!(found[0].0, "undated-meeting");
    assert!(found[0].1.contains("meeting 0 of the history (ada, bob) has no round"), "{found:?}");
    assert_eq!(mistakes(base().repeat_penalty(Score::points(1), 3)).len(), 1);
    // In days it can be placed, if the rounds have days.
    let days = Policy::new().require(Rule::not_met_within(CoolDown::Days(30)));
    let base = || RotationProblem::builder(&org, &days).history(&history);
    assert_eq!(mistakes(base().on(day)), []);
    assert_eq!(mistakes(base()).len(), 1);
}

#[test]
fn scores_of_ones_own_are_checked_too() {
    let one = Score::points(1);
    let scores = |list: Vec<(&'static str, &'static str, Score)>| {
        RotationProblem::from_scores(["ada", "bob", "cy"], list)
    };
    assert_eq!(mistakes(scores(vec![("ada", "bob", one)])), []);
    let found = mistakes(scores(vec![
        ("ada", "eve", one),
        ("ada", "ada", one),
        ("ada", "bob", one),
        ("bob", "ada", one),
    ]));
    let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["unknown-person", "score", "score"], "{found:?}");
    let found = mistakes(RotationProblem::from_scores(["ada", "ada"], [("ada", "ada", one)]));
    assert_eq!(found.len(), 2, "{found:?}");
    let huge = Score::from_micros(i64::MAX);
    let found = mistakes(scores(vec![("ada", "bob", huge)]));
    assert_eq!(found[0].0, "headroom");
    assert!(found[0].1.contains("`ada` and `bob` score"), "{found:?}");
    // The largest scores that are let through can be solved.
    let most = i64::MAX / 5 / 64;
    for score in [most, -most] {
        let list = vec![
            ("ada", "bob", Score::from_micros(score)),
            ("bob", "cy", Score::from_micros(-score)),
        ];
        let problem = scores(list).rounds(3).cool_down(1).build().unwrap();
        match problem.solve() {
            Ok(answer) => assert_eq!(answer.plan().objective.placed, 6),
            Err(error) => assert!(error.to_string().contains("scale scores"), "{error}"),
        }
    }
}

#[test]
fn a_criterion_without_a_value_names_the_pair() {
    let org = organization();
    let policy = Policy::new().prefer(1, Criterion::custom("odd"));
    let builder = RotationProblem::builder(&org, &policy).criterion("odd", |pair: Pair<'_>| {
        if pair.first.key() == "cy" || pair.second.key() == "cy" { f64::NAN } else { 0.5 }
    });
    let found = mistakes(builder);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|(code, s)| *code == "custom-value" && s.contains("cy")), "{found:?}");
}

#[test]
fn nobody_and_one_person_are_no_mistakes() {
    let org = organization();
    let policy = Policy::new();
    let nobody: [&str; 0] = [];
    let problem = RotationProblem::builder(&org, &policy).people(nobody).rounds(2).cool_down(1);
    let problem = problem.build().unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!((answer.plan().rounds().len(), answer.plan().objective.placed), (2, 0));
    assert!(answer.is_optimal(0) && answer.is_optimal_over_horizon());
    for builder in [
        RotationProblem::builder(&org, &policy).people(["ada"]),
        RotationProblem::builder(&org, &policy).people(["ada"]).odd(Odd::Trio),
        RotationProblem::builder(&org, &policy).people(["ada"]).groups_of(4),
        RotationProblem::builder(&org, &policy).between(nobody, ["ada"], 3),
    ] {
        let problem = builder.build().unwrap();
        assert_eq!(problem.solve().unwrap().plan().rounds()[0].byes, ["ada"]);
    }
    let problem = RotationProblem::builder(&org, &policy).between(["ada"], nobody, 3).build();
    assert!(problem.unwrap().solve().unwrap().plan().rounds()[0].byes.is_empty());
}
