//! Policies, histories and wishes as data, what compiling refuses, and
//! closures that give no value.

use crosstie::org::{Organization, PersonRecord, TieRecord};
use crosstie::policy::{
    Context, CoolDown, Criterion, History, IfUnknown, Meeting, Pair, PairRule, Party, Place,
    Policy, PolicyError, Programme, Rule, Verdict, When,
};
use crosstie::{Date, Score, Value};

fn half() -> Value {
    Value::ratio(1, 2)
}

/// Every rule, with fields other than the defaults.
fn every_rule() -> Vec<Rule> {
    vec![
        Rule::different_department(),
        Rule::different_department_at(2),
        Rule::different_function(),
        Rule::different_site(),
        Rule::same_site(),
        Rule::outside_reporting_line(2),
        Rule::outside_reporting_line_and_team(1),
        Rule::grade_gap(-1, 3),
        Rule::shared_hours(120),
        Rule::shared_language(),
        Rule::do_not_pair([("ada", "bob"), ("bob", "cy")]),
        Rule::not_met_within(CoolDown::Rounds(3)),
        Rule::not_met_within(CoolDown::Days(90)),
        Rule::no_tie(),
        Rule::no_tie_of("advice", Party::First),
        Rule::minimum_score(Score::points(1)),
        Rule::must_have(Criterion::skill_gap(), half()),
        Rule::custom("own rule"),
    ]
}

/// Every criterion, with fields other than the defaults.
fn every_criterion() -> Vec<Criterion> {
    vec![
        Criterion::skill_gap(),
        Criterion::shared_interests(),
        Criterion::DepartmentDistance { cap: 3 },
        Criterion::ReportingDistance { cap: 5 },
        Criterion::tie_novelty(),
        Criterion::tie_closeness(),
        Criterion::new_tie_across_functions(),
        Criterion::never_met(),
        Criterion::grade_gap_fit(-2, 3),
        Criterion::HoursOverlap { enough: 60 },
        Criterion::preference_rank(Party::Second),
        Criterion::few_ties_of(Party::First, 7),
        Criterion::custom("own criterion"),
    ]
}

fn every_variant() -> Policy {
    let policy = every_rule().into_iter().fold(Policy::new(), Policy::require);
    let policy = policy.require_if_known(Rule::same_site());
    every_criterion().into_iter().zip(1..).fold(policy, |p, (c, weight)| p.prefer(weight, c))
}

fn org() -> Organization {
    Organization::builder()
        .person(PersonRecord::new("ada"))
        .person(PersonRecord::new("bob"))
        .person(PersonRecord::new("cy"))
        .tie(TieRecord::new("ada", "bob").kind("advice"))
        .tie(TieRecord::new("cy", "bob").kind("friend"))
        .build()
        .unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Two people meet, with a round and a day.
fn met() -> Meeting {
    let when = When { round: Some(1), date: Some(day("2026-01-05")) };
    Meeting::new(Programme::Rotation, when, ["ada", "bob"])
}

/// All that `every_variant` needs.
fn context(history: &History) -> Context<'_> {
    Context::new()
        .history(history)
        .on(day("2026-02-02"))
        .round(4)
        .rule("own rule", |_: Pair<'_>| true)
        .criterion("own criterion", |_: Pair<'_>| 0.5)
}

fn mistakes(policy: &Policy, context: &Context<'_>) -> Vec<PolicyError> {
    policy.compile(&org(), context).map_or_else(|errors| errors.into_vec(), |_| Vec::new())
}

/// The one mistake of a policy.
#[track_caller]
fn mistake(policy: &Policy, context: &Context<'_>) -> PolicyError {
    let mut mistakes = mistakes(policy, context);
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    mistakes.remove(0)
}

#[track_caller]
fn mistake_of(rule: Rule) -> PolicyError {
    mistake(&Policy::new().require(rule), &Context::new())
}

#[test]
fn every_variant_compiles_in_full_context() {
    let history = History::from_iter([met()]);
    assert_eq!(mistakes(&every_variant(), &context(&history)), []);
    assert_eq!(mistakes(&Policy::new(), &Context::new()), []);
}

#[test]
fn parameters_out_of_range_are_refused() {
    let rules = [
        (Rule::different_department_at(0), 0),
        (Rule::outside_reporting_line(0), 0),
        (Rule::grade_gap(3, 2), 2),
        (Rule::shared_hours(0), 0),
        (Rule::shared_hours(1441), 1441),
        (Rule::must_have(Criterion::few_ties_of(Party::Both, 0), half()), 0),
    ];
    let history = History::new();
    for (rule, value) in rules {
        let place = Place::Rule(0, rule.code());
        let found = mistake(&Policy::new().require(rule), &context(&history));
        let PolicyError::Parameter { place: at, given, .. } = &found else {
            panic!("{found:?}");
        };
        assert_eq!((at, *given), (&place, value), "{found}");
        assert_eq!(found.code(), "parameter");
    }
    let criteria = [
        (1, Criterion::DepartmentDistance { cap: 0 }, 0),
        (1, Criterion::ReportingDistance { cap: 0 }, 0),
        (1, Criterion::grade_gap_fit(2, 0), 0),
        (1, Criterion::HoursOverlap { enough: 0 }, 0),
        (1, Criterion::HoursOverlap { enough: 1441 }, 1441),
        (1, Criterion::few_ties_of(Party::Second, 0), 0),
        (0, Criterion::skill_gap(), 0),
    ];
    for (weight, criterion, value) in criteria {
        let place = Place::Criterion(1, criterion.code());
        let policy = Policy::new().prefer(1, Criterion::TieNovelty).prefer(weight, criterion);
        let found = mistake(&policy, &Context::new());
        let PolicyError::Parameter { place: at, given, .. } = &found else {
            panic!("{found:?}");
        };
        assert_eq!((at, *given), (&place, value), "{found}");
    }
}

#[test]
fn parameters_at_the_end_of_their_range_are_accepted() {
    let policy = Policy::new()
        .require(Rule::different_department_at(1))
        .require(Rule::outside_reporting_line(1))
        .require(Rule::grade_gap(2, 2))
        .require(Rule::shared_hours(1))
        .require(Rule::shared_hours(1440))
        .require(Rule::not_met_within(CoolDown::Rounds(0)))
        .require(Rule::not_met_within(CoolDown::Days(0)))
        .require(Rule::not_met_within(CoolDown::Days(u32::MAX)))
        .require(Rule::must_have(Criterion::few_ties_of(Party::Both, 1), Value::ONE))
        .prefer(1, Criterion::DepartmentDistance { cap: 1 })
        .prefer(u32::MAX, Criterion::ReportingDistance { cap: u32::MAX })
        .prefer(1, Criterion::grade_gap_fit(i32::MIN, 1))
        .prefer(1, Criterion::HoursOverlap { enough: 1 })
        .prefer(1, Criterion::HoursOverlap { enough: 1440 })
        .prefer(1, Criterion::few_ties_of(Party::First, u32::MAX));
    let history = History::from_iter([met()]);
    assert_eq!(mistakes(&policy, &context(&history)), []);
}

#[test]
fn a_kind_of_tie_that_nobody_has_is_refused() {
    let found = mistake_of(Rule::no_tie_of("advise", Party::Both));
    let expected = PolicyError::TieKind {
        place: Place::Rule(0, "no_tie"),
        kind: "advise".to_owned(),
        known: vec!["advice".to_owned(), "friend".to_owned()],
    };
    assert_eq!(found, expected);
    assert_eq!(found.code(), "tie-kind");
    assert_eq!(
        found.to_string(),
        "rule 1 (no_tie): no tie is of kind `advise`; the kinds are: advice, friend"
    );
}

#[test]
fn a_key_that_is_nobodys_is_refused() {
    let found = mistake_of(Rule::do_not_pair([("ada", "bob"), ("cy", "bobb")]));
    let place = Place::Rule(0, "do_not_pair");
    assert_eq!(found, PolicyError::Person { place, key: "bobb".to_owned() });
    assert_eq!(found.code(), "person");
    assert!(found.to_string().contains("`bobb`"), "{found}");
    let both = Policy::new().require(Rule::do_not_pair([("x", "y")]));
    assert_eq!(mistakes(&both, &Context::new()).len(), 2);
}

#[test]
fn names_that_are_not_registered_are_refused() {
    let unregistered = |place, name: &str| PolicyError::Unregistered { place, name: name.into() };
    // A rule is not a criterion, and the other way round.
    let context =
        Context::new().rule("one", |_: Pair<'_>| true).criterion("two", |_: Pair<'_>| 1.0);
    let policy = Policy::new()
        .require(Rule::custom("one"))
        .require(Rule::custom("two"))
        .require(Rule::must_have(Criterion::custom("one"), half()))
        .prefer(1, Criterion::custom("two"))
        .prefer(1, Criterion::custom("one"));
    let found = mistakes(&policy, &context);
    assert_eq!(
        found,
        [
            unregistered(Place::Rule(1, "custom"), "two"),
            unregistered(Place::Rule(2, "must_have"), "one"),
            unregistered(Place::Criterion(1, "custom"), "one"),
        ]
    );
    assert!(found.iter().all(|mistake| mistake.code() == "unregistered"));
}

#[test]
fn a_cool_down_needs_its_now() {
    let history = History::from_iter([met()]);
    let within = |cool_down| Policy::new().require(Rule::not_met_within(cool_down));
    let place = || Place::Rule(0, "not_met_within");
    let context = Context::new().history(&history).on(day("2026-02-02"));
    let found = mistake(&within(CoolDown::Rounds(2)), &context);
    assert_eq!(found, PolicyError::NoNow { place: place(), unit: "round" });
    let context = Context::new().history(&history).round(3);
    let found = mistake(&within(CoolDown::Days(2)), &context);
    assert_eq!(found, PolicyError::NoNow { place: place(), unit: "day" });
    assert_eq!(found.code(), "no-now");
    assert!(found.to_string().contains("the day to plan for is not given"), "{found}");
}

#[test]
fn a_meeting_without_its_unit_is_refused() {
    let on = |when| Meeting::new(Programme::Rotation, when, ["ada", "cy"]);
    let round_only = on(When::round(2));
    let day_only = on(When::on(day("2026-01-12")));
    let spoil = |meeting: Meeting, cool_down| {
        let history = History::from_iter([met(), meeting]);
        let policy = Policy::new().require(Rule::not_met_within(cool_down));
        mistakes(&policy, &context(&history))
    };
    let refused = |unit| {
        [PolicyError::UndatedMeeting {
            place: Place::Rule(0, "not_met_within"),
            meeting: 1,
            people: vec!["ada".to_owned(), "cy".to_owned()],
            unit,
        }]
    };
    assert_eq!(spoil(round_only.clone(), CoolDown::Rounds(2)), []);
    assert_eq!(spoil(day_only.clone(), CoolDown::Days(2)), []);
    assert_eq!(spoil(day_only, CoolDown::Rounds(2)), refused("round"));
    assert_eq!(spoil(round_only, CoolDown::Days(2)), refused("day"));
    let found = spoil(on(When::default()), CoolDown::Days(2));
    assert_eq!(found, refused("day"));
    assert_eq!(found[0].code(), "undated-meeting");
    assert!(found[0].to_string().contains("meeting 2 of the history (ada, cy) has no day"));
    // Where nobody met, nobody is held back, so that no date is needed.
    let undated = on(When::default());
    assert_eq!(spoil(undated.clone().missed(), CoolDown::Days(2)), []);
    assert_eq!(spoil(undated.missed_by(["cy"]), CoolDown::Days(2)), []);
    let bye = Meeting::bye(Programme::Rotation, When::default(), "ada");
    assert_eq!(spoil(bye, CoolDown::Days(2)), []);
    let others_have_left = Meeting::new(Programme::Rotation, When::default(), ["ada", "gone"]);
    assert_eq!(spoil(others_have_left, CoolDown::Days(2)), []);
    // The message names those who met.
    let three = Meeting::new(Programme::Rotation, When::default(), ["ada", "bob", "cy"]);
    assert_eq!(spoil(three.missed_by(["bob"]), CoolDown::Days(2)), refused("day"));
}

#[test]
fn who_stayed_away_has_met_nobody() {
    let meeting = Meeting::new(Programme::Rotation, When::round(3), ["ada", "gone", "bob", "cy"]);
    let held_back = |meeting: Meeting| {
        let history = History::from_iter([meeting]);
        let policy = Policy::new().require(Rule::not_met_within(CoolDown::Rounds(1)));
        let org = org();
        let compiled = policy.compile(&org, &context(&history)).unwrap();
        [("ada", "bob"), ("cy", "ada"), ("bob", "cy")].map(|(a, b)| {
            let [a, b] = [a, b].map(|key| org.person(key).unwrap().id());
            !compiled.excluding(a, b).unwrap().is_empty()
        })
    };
    assert_eq!(held_back(meeting.clone()), [true, true, true]);
    assert_eq!(held_back(meeting.clone().missed_by(["bob"])), [false, true, false]);
    assert_eq!(held_back(meeting.clone().missed_by(["gone", "nobody"])), [true, true, true]);
    assert_eq!(held_back(meeting.clone().missed_by(["bob", "cy"])), [false, false, false]);
    assert_eq!(held_back(meeting.missed()), [false, false, false]);
    let bye = Meeting::bye(Programme::Rotation, When::round(3), "ada");
    assert_eq!(held_back(bye), [false, false, false]);
}

#[test]
fn a_minimum_that_no_pair_can_reach_is_refused() {
    let policy = |least| {
        Policy::new()
            .prefer(2, Criterion::skill_gap())
            .prefer(3, Criterion::tie_novelty())
            .require(Rule::minimum_score(Score::from_micros(least)))
    };
    assert_eq!(mistakes(&policy(5_000_000), &Context::new()), []);
    let found = mistake(&policy(5_000_001), &Context::new());
    let expected = PolicyError::UnreachableMinimum {
        place: Place::Rule(0, "minimum_score"),
        minimum: Score::from_micros(5_000_001),
        most: Score::points(5),
    };
    assert_eq!(found, expected);
    assert_eq!(found.code(), "unreachable-minimum");
    assert!(found.to_string().contains("no pair can score 5.000001"), "{found}");
}

#[test]
fn weights_beyond_the_range_of_scores_are_refused() {
    let heavy = |count| {
        (0..count).fold(Policy::new(), |policy, _| policy.prefer(u32::MAX, Criterion::SkillGap))
    };
    assert_eq!(mistakes(&heavy(1), &Context::new()), []);
    // 3000 · (2³² − 1) points are more micro-units than 63 bits hold.
    let found = mistake(&heavy(3000), &Context::new());
    let PolicyError::Headroom { sum, most } = found else { panic!("{found:?}") };
    assert_eq!(sum, 3000 * u128::from(u32::MAX));
    assert!(most < sum && most * 1_000_000 <= i64::MAX.unsigned_abs().into(), "{most}");
    assert_eq!(found.code(), "headroom");
}

#[test]
fn all_mistakes_are_told_together_in_order() {
    let history =
        History::from_iter([Meeting::new(Programme::Mentoring, When::default(), ["ada", "bob"])]);
    let context = Context::new().history(&history).round(3);
    let policy = Policy::new()
        .require(Rule::shared_hours(0))
        .require(Rule::no_tie_of("none", Party::First))
        .require(Rule::same_site())
        .require(Rule::do_not_pair([("ada", "nobody")]))
        .require(Rule::custom("nothing"))
        .require(Rule::not_met_within(CoolDown::Days(3)))
        .require(Rule::not_met_within(CoolDown::Rounds(3)))
        .require(Rule::minimum_score(Score::points(9)))
        .prefer(1, Criterion::skill_gap())
        .prefer(1, Criterion::HoursOverlap { enough: 0 });
    let found = mistakes(&policy, &context);
    let codes: Vec<&str> = found.iter().map(PolicyError::code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(
        sorted,
        [
            "no-now",
            "parameter",
            "person",
            "tie-kind",
            "undated-meeting",
            "unreachable-minimum",
            "unregistered",
        ],
        "{codes:?}"
    );
    assert_eq!(codes.iter().filter(|&&code| code == "parameter").count(), 2);
    assert_eq!(policy.compile(&org(), &context).unwrap_err().iter().count(), found.len());
}

#[test]
fn closures_without_a_value_are_refused_by_name() {
    let org = org();
    let [ada, bob] = ["ada", "bob"].map(|key| org.person(key).unwrap().id());
    for (given, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (1.5, "1.5"),
        (-0.1, "-0.1"),
    ] {
        let context = Context::new().criterion("odd", move |_: Pair<'_>| given);
        let weighted = Policy::new().prefer(1, Criterion::custom("odd"));
        let compiled = weighted.compile(&org, &context).unwrap();
        let error = compiled.score(ada, bob).unwrap_err();
        let names = [&error.criterion, &error.first, &error.second];
        assert_eq!(names, ["odd", "ada", "bob"]);
        let text = error.to_string();
        assert!(text.starts_with("criterion `odd` on `ada` and `bob`: "), "{text}");
        assert!(text.contains(shown), "{text}");
        let swapped = compiled.score(bob, ada).unwrap_err();
        assert_eq!((&*swapped.first, &*swapped.second), ("bob", "ada"));
        // As a rule too, be the criterion weighted or not.
        let policy = Policy::new().require(Rule::must_have(Criterion::custom("odd"), Value::ZERO));
        let compiled = policy.compile(&org, &context).unwrap();
        assert_eq!(compiled.excluding(ada, bob).unwrap_err(), error);
        let policy = weighted.require(Rule::minimum_score(Score::ZERO));
        let compiled = policy.compile(&org, &context).unwrap();
        assert_eq!(compiled.excluding(ada, bob).unwrap_err(), error);
    }
}

#[test]
fn closures_are_rounded_to_millionths() {
    let org = org();
    let [ada, bob] = ["ada", "bob"].map(|key| org.person(key).unwrap().id());
    for (given, micros) in [
        (0.0, 0),
        (-0.0, 0),
        (1.0, 1_000_000),
        (0.1 + 0.2, 300_000),
        (2.0 / 3.0, 666_667),
        (4e-7, 0),
        (f64::MIN_POSITIVE, 0),
    ] {
        let context = Context::new().criterion("own", move |_: Pair<'_>| given);
        let policy = Policy::new().prefer(3, Criterion::custom("own"));
        let score = policy.compile(&org, &context).unwrap().score(ada, bob).unwrap();
        assert_eq!(score, Score::from_micros(3 * micros), "{given}");
    }
}

struct NeedsGrades;

impl PairRule for NeedsGrades {
    fn verdict(&self, pair: Pair<'_>) -> Verdict {
        match (pair.first.grade(), pair.second.grade()) {
            (Some(a), Some(b)) => Verdict::from(a != b),
            _ => Verdict::Unknown,
        }
    }
}

#[test]
fn rules_of_ones_own_exclude_and_may_not_know() {
    let org = Organization::builder()
        .person(PersonRecord::new("ada").grade(7))
        .person(PersonRecord::new("bob").grade(7))
        .person(PersonRecord::new("cy").grade(4))
        .person(PersonRecord::new("dee"))
        .build()
        .unwrap();
    let context = Context::new()
        .rule("grades", NeedsGrades)
        .rule("ada first", |pair: Pair<'_>| pair.first.key() == "ada");
    let policy = Policy::new()
        .require(Rule::custom("grades"))
        .require_if_known(Rule::custom("grades"))
        .require(Rule::custom("ada first"));
    let compiled = policy.compile(&org, &context).unwrap();
    let excluding = |first: &str, second: &str| {
        let [first, second] = [first, second].map(|key| org.person(key).unwrap().id());
        let rules = compiled.excluding(first, second).unwrap();
        rules.iter().map(|rule| rule.index()).collect::<Vec<_>>()
    };
    assert_eq!(excluding("ada", "cy"), vec![0; 0]);
    assert_eq!(excluding("cy", "ada"), [2]);
    assert_eq!(excluding("ada", "bob"), [0, 1]);
    assert_eq!(excluding("ada", "dee"), [0]);
    assert_eq!(excluding("dee", "cy"), [0, 2]);
}

#[test]
fn if_unknown_excludes_unless_said_otherwise() {
    let policy = Policy::new().require(Rule::same_site()).require_if_known(Rule::same_site());
    let choices: Vec<IfUnknown> = policy.rules().iter().map(|r| r.if_unknown).collect();
    assert_eq!(choices, [IfUnknown::Exclude, IfUnknown::Allow]);
    assert_eq!(IfUnknown::default(), IfUnknown::Exclude);
}

#[cfg(feature = "serde")]
mod json {
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crosstie::policy::Preferences;

    #[test]
    fn every_rule_survives_the_round_trip_as_written_here() {
        let written = [
            json!({"different_department": {"level": null}}),
            json!({"different_department": {"level": 2}}),
            json!("different_function"),
            json!("different_site"),
            json!("same_site"),
            json!({"outside_reporting_line": {"levels": 2, "shared_manager": false}}),
            json!({"outside_reporting_line": {"levels": 1, "shared_manager": true}}),
            json!({"grade_gap": {"min": -1, "max": 3}}),
            json!({"shared_hours": {"minutes": 120}}),
            json!("shared_language"),
            json!({"do_not_pair": {"pairs": [["ada", "bob"], ["bob", "cy"]]}}),
            json!({"not_met_within": {"cool_down": {"rounds": 3}}}),
            json!({"not_met_within": {"cool_down": {"days": 90}}}),
            json!({"no_tie": {"kinds": [], "named_by": "both"}}),
            json!({"no_tie": {"kinds": ["advice"], "named_by": "first"}}),
            json!({"minimum_score": {"score_micros": 1_000_000}}),
            json!({"must_have": {"criterion": "skill_gap", "at_least_micros": 500_000}}),
            json!({"custom": {"name": "own rule"}}),
        ];
        let rules = every_rule();
        assert_eq!(rules.len(), written.len());
        for (rule, json) in rules.into_iter().zip(written) {
            assert_eq!(to_value(&rule).unwrap(), json);
            let code = json.as_str().or_else(|| json.as_object()?.keys().next().map(|k| &**k));
            assert_eq!(code, Some(rule.code()));
            assert_eq!(from_value::<Rule>(json).unwrap(), rule);
        }
    }

    #[test]
    fn every_criterion_survives_the_round_trip_as_written_here() {
        let written = [
            json!("skill_gap"),
            json!("shared_interests"),
            json!({"department_distance": {"cap": 3}}),
            json!({"reporting_distance": {"cap": 5}}),
            json!("tie_novelty"),
            json!("tie_closeness"),
            json!("new_tie_across_functions"),
            json!("never_met"),
            json!({"grade_gap_fit": {"target": -2, "tolerance": 3}}),
            json!({"hours_overlap": {"enough": 60}}),
            json!({"preference_rank": {"of": "second"}}),
            json!({"few_ties": {"cap": 7, "of": "first"}}),
            json!({"custom": {"name": "own criterion"}}),
        ];
        let criteria = every_criterion();
        assert_eq!(criteria.len(), written.len());
        for (criterion, json) in criteria.into_iter().zip(written) {
            assert_eq!(to_value(&criterion).unwrap(), json);
            let code = json.as_str().or_else(|| json.as_object()?.keys().next().map(|k| &**k));
            assert_eq!(code, Some(criterion.code()));
            assert_eq!(from_value::<Criterion>(json).unwrap(), criterion);
        }
    }

    #[test]
    fn a_whole_policy_survives_the_round_trip() {
        let policy = every_variant();
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::new());
    }

    #[test]
    fn fields_left_out_take_the_documented_defaults() {
        let rule = |json| from_value::<Rule>(json).unwrap();
        assert_eq!(rule(json!({"different_department": {}})), Rule::different_department());
        assert_eq!(rule(json!({"no_tie": {}})), Rule::no_tie());
        let line = json!({"outside_reporting_line": {"levels": 3}});
        assert_eq!(rule(line), Rule::outside_reporting_line(3));
        let criterion = |json| from_value::<Criterion>(json).unwrap();
        let defaults = [
            (json!({"department_distance": {}}), Criterion::department_distance()),
            (json!({"reporting_distance": {}}), Criterion::reporting_distance()),
            (json!({"hours_overlap": {}}), Criterion::hours_overlap()),
            (json!({"few_ties": {}}), Criterion::few_ties()),
        ];
        for (json, expected) in defaults {
            assert_eq!(criterion(json), expected);
        }
        let policy: Policy = from_value(json!({"rules": [{"rule": "same_site"}]})).unwrap();
        assert_eq!(policy, Policy::new().require(Rule::same_site()));
        let policy: Policy =
            from_value(json!({"rules": [{"rule": "same_site", "if_unknown": "allow"}]})).unwrap();
        assert_eq!(policy, Policy::new().require_if_known(Rule::same_site()));
    }

    #[test]
    fn a_bare_name_stands_for_all_defaults() {
        let policy: Policy = from_value(json!({
            "rules": [
                {"rule": "different_function"},
                {"rule": "different_department", "if_unknown": "allow"},
                {"rule": {"must_have": {"criterion": "few_ties", "at_least_micros": 1}}},
            ],
            "criteria": [{"weight": 2, "criterion": "department_distance"}],
        }))
        .unwrap();
        let expected = Policy::new()
            .require(Rule::different_function())
            .require_if_known(Rule::different_department())
            .require(Rule::must_have(Criterion::few_ties(), Value::try_from(1).unwrap()))
            .prefer(2, Criterion::department_distance());
        assert_eq!(policy, expected);
        for (rule, complaint) in [
            (json!("grade_gap"), "missing field `min`"),
            (json!("different_moon"), "unknown variant `different_moon`"),
            (json!({"different_function": 1}), "invalid type"),
            (json!(7), "a name, or a map of a name to its parameters"),
        ] {
            let refused = from_value::<Policy>(json!({"rules": [{"rule": rule}]})).unwrap_err();
            assert!(refused.to_string().contains(complaint), "{refused}");
        }
    }

    #[test]
    fn mentor_and_mentee_are_first_and_second() {
        for (word, party) in [
            ("mentor", Party::MENTOR),
            ("mentee", Party::MENTEE),
            ("first", Party::First),
            ("second", Party::Second),
            ("both", Party::Both),
        ] {
            assert_eq!(from_value::<Party>(json!(word)).unwrap(), party);
            let wish = from_value::<Criterion>(json!({"preference_rank": {"of": word}})).unwrap();
            assert_eq!(wish, Criterion::preference_rank(party));
            let tie = json!({"no_tie": {"kinds": ["advice"], "named_by": word}});
            assert_eq!(from_value::<Rule>(tie).unwrap(), Rule::no_tie_of("advice", party));
        }
        assert_eq!(to_value(Party::MENTOR).unwrap(), json!("first"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for json in [
            json!("same_sex"),
            json!("different_departments"),
            json!({"grade_gap": {"min": 1, "max": 3, "unit": "level"}}),
            json!({"grade_gap": {"min": 1}}),
            json!({"grade_gap": {"min": 1.5, "max": 3}}),
            json!({"different_department": {"levels": 2}}),
            json!({"different_department": {"level": -1}}),
            json!({"shared_hours": {"minutes": 65_536}}),
            json!({"not_met_within": {"cool_down": {"weeks": 3}}}),
            json!({"not_met_within": {"cool_down": {"days": 3, "rounds": 2}}}),
            json!({"no_tie": {"named_by": "anyone"}}),
            json!({"do_not_pair": {"pairs": [["ada", "bob", "cy"]]}}),
            json!({"must_have": {"criterion": "skill_gap", "at_least_micros": 1_000_001}}),
            json!({"must_have": {"criterion": "age", "at_least_micros": 1}}),
            json!({"custom": {}}),
            json!({"same_site": null, "different_site": null}),
        ] {
            assert!(from_value::<Rule>(json.clone()).is_err(), "{json}");
        }
        for json in [
            json!("age_gap"),
            json!({"department_distance": {"cap": 3, "level": 1}}),
            json!({"department_distance": {"cap": -1}}),
            json!({"few_ties": {"whose": "first"}}),
            json!({"few_ties": {"of": "manager"}}),
            json!({"preference_rank": {}}),
            json!({"grade_gap_fit": {"target": 1}}),
            json!({"hours_overlap": {"enough": "all"}}),
        ] {
            assert!(from_value::<Criterion>(json.clone()).is_err(), "{json}");
        }
        for json in [
            json!({"rule": []}),
            json!({"rules": [{"rule": "same_site", "if_missing": "allow"}]}),
            json!({"rules": [{"rule": "same_site", "if_unknown": "maybe"}]}),
            json!({"rules": ["same_site"]}),
            json!({"criteria": [{"criterion": "skill_gap"}]}),
            json!({"criteria": [{"criterion": "skill_gap", "weight": -1}]}),
            json!({"criteria": [{"criterion": "skill_gap", "weight": 0.5}]}),
            json!({"criteria": [{"criterion": "skill_gap", "weight": 1, "unit": "points"}]}),
        ] {
            assert!(from_value::<Policy>(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn a_history_survives_the_round_trip() {
        let all = When { round: Some(4), date: Some(day("2024-02-29")) };
        let history: History = [
            Meeting::new(Programme::Rotation, When::round(1), ["ada", "bob"]),
            Meeting::new(Programme::Mentoring, When::on(day("2026-01-05")), ["ada", "cy"]).missed(),
            Meeting::new(Programme::TaskForce, all, ["ada", "bob", "cy"]),
            Meeting::new(Programme::Other("choir".to_owned()), When::default(), ["cy", "dee"]),
            Meeting::new(Programme::Rotation, When::round(2), ["ada", "cy"]).missed_by(["cy"]),
            Meeting::bye(Programme::Rotation, When::round(2), "bob"),
        ]
        .into_iter()
        .collect();
        let written = json!([
            {"people": ["ada", "bob"], "when": {"round": 1}, "programme": "rotation", "attendance": "kept"},
            {"people": ["ada", "cy"], "when": {"date": "2026-01-05"}, "programme": "mentoring", "attendance": "missed"},
            {"people": ["ada", "bob", "cy"], "when": {"round": 4, "date": "2024-02-29"}, "programme": "task_force", "attendance": "kept"},
            {"people": ["cy", "dee"], "when": {}, "programme": {"other": "choir"}, "attendance": "kept"},
            {"people": ["ada", "cy"], "when": {"round": 2}, "programme": "rotation", "attendance": "kept", "absent": ["cy"]},
            {"people": ["bob"], "when": {"round": 2}, "programme": "rotation", "attendance": "kept"},
        ]);
        assert_eq!(to_value(&history).unwrap(), written);
        assert_eq!(from_value::<History>(written).unwrap(), history);
        let short = json!([{"people": ["ada", "bob"], "programme": "rotation"}]);
        let meeting = Meeting::new(Programme::Rotation, When::default(), ["ada", "bob"]);
        assert_eq!(from_value::<History>(short).unwrap().meetings(), [meeting]);
        for json in [
            json!([{"people": ["ada", "bob"]}]),
            json!([{"people": ["ada", "bob"], "programme": "lunch"}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "room": 3}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "when": {"week": 3}}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "when": {"date": "2026-02-30"}}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "when": {"round": -1}}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "attendance": "late"}]),
            json!([{"people": ["ada", "bob"], "programme": "rotation", "absent": "bob"}]),
        ] {
            assert!(from_value::<History>(json.clone()).is_err(), "{json}");
        }
    }

    #[test]
    fn wishes_survive_the_round_trip() {
        let wishes = Preferences::new().rank("cy", ["bob"]).rank("ada", ["cy", "bob"]);
        let written = json!({"ada": ["cy", "bob"], "cy": ["bob"]});
        assert_eq!(to_value(&wishes).unwrap(), written);
        assert_eq!(from_value::<Preferences>(written).unwrap(), wishes);
        assert_eq!(wishes.list("ada"), ["cy", "bob"]);
        assert!(wishes.list("bob").is_empty());
        // Setting a list again replaces it.
        assert_eq!(wishes.rank("cy", ["ada"]).list("cy"), ["ada"]);
    }
}
