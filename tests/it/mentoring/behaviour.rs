//! What each setting of a problem does, by small cases.

use crosstie::Score;
use crosstie::mentoring::{
    Capacity, MentoringBuilder, MentoringProblem, Mode, MutualPairs, Role, ScoredMentoringBuilder,
};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{
    CoolDown, Criterion, History, Meeting, Pair, Party, Policy, Preferences, Programme, Rule, When,
};

use super::world::MODES;
use super::{day, id, ids, named, organization, plan, scored, solved};

fn own(mentors: &[(&str, u32)], mentees: &[(&str, u32)], scores: &str) -> ScoredMentoringBuilder {
    let mut builder = MentoringProblem::from_scores();
    for (key, capacity) in mentors {
        builder = builder.mentor(*key, Capacity::up_to(*capacity));
    }
    for (key, demand) in mentees {
        builder = builder.mentee_with(*key, Capacity::up_to(*demand));
    }
    scored(builder, scores)
}

fn builder<'a>(
    org: &'a Organization,
    policy: &'a Policy,
    mentors: &str,
    mentees: &str,
) -> MentoringBuilder<'a> {
    MentoringProblem::builder(org, policy)
        .mentors(ids(org, mentors), Capacity::ONE)
        .mentees(ids(org, mentees))
}

fn plan_of(builder: ScoredMentoringBuilder) -> String {
    solved(&builder.build().unwrap())
}

#[test]
fn capacities_hold_on_both_sides() {
    // Each of these plans is the only one as good.
    let scores = "ada cy 9, ada dee 8, ada eli 5, bob cy 2, bob dee 4, bob eli 3";
    let places = |a, b, n| {
        plan_of(own(&[("ada", a), ("bob", b)], &[("cy", n), ("dee", n), ("eli", 1)], scores))
    };
    assert_eq!(places(1, 1, 1), "ada>cy bob>dee");
    assert_eq!(places(2, 1, 1), "ada>cy ada>dee bob>eli");
    assert_eq!(places(3, 3, 1), "ada>cy ada>dee ada>eli");
    assert_eq!(places(3, 3, 2), "ada>cy bob>cy ada>dee bob>dee ada>eli");
    assert_eq!(places(0, 0, 2), "");
    assert_eq!(places(3, 0, 2), "ada>cy ada>dee ada>eli");
    assert_eq!(places(u32::MAX, u32::MAX, u32::MAX), "ada>cy bob>cy ada>dee bob>dee ada>eli");
}

#[test]
fn empty_sides_have_empty_plans() {
    for mode in MODES {
        let nobody = MentoringProblem::from_scores().mode(mode).build().unwrap();
        assert_eq!(solved(&nobody), "");
        let mentors = own(&[("ada", 1)], &[], "").mode(mode).build().unwrap();
        let answer = mentors.solve().unwrap();
        assert_eq!((plan(&answer), answer.plan().unmatched().len()), (String::new(), 1));
        let org = named("ada");
        let policy = Policy::new();
        let problem = MentoringProblem::builder(&org, &policy).mode(mode).build().unwrap();
        assert_eq!(solved(&problem), "");
        let problem =
            MentoringProblem::builder(&org, &policy).mentees(org.people()).mode(mode).build();
        assert_eq!(solved(&problem.unwrap()), "");
    }
    let empty = Organization::builder().build().unwrap();
    let policy = Policy::new();
    assert_eq!(solved(&MentoringProblem::builder(&empty, &policy).build().unwrap()), "");
}

#[test]
fn nobody_is_their_own_mentor() {
    let org = named("ada");
    let policy = Policy::new();
    let alone = builder(&org, &policy, "ada", "ada").build().unwrap();
    assert_eq!((alone.pair_counts().considered, alone.pair_counts().eligible), (0, 0));
    assert_eq!(solved(&alone), "");
    let org = named("ada bob cy");
    let everybody = builder(&org, &policy, "ada bob cy", "ada bob cy").build().unwrap();
    assert_eq!((everybody.pair_counts().considered, everybody.pair_counts().eligible), (6, 6));
    let answer = everybody.solve().unwrap();
    let pairs = answer.plan().pairs();
    assert_eq!(pairs.len(), 3, "a cycle through all three");
    assert!(pairs.iter().all(|pair| pair.mentor != pair.mentee));
}

#[test]
fn mutual_pairs_are_off_unless_allowed() {
    let both = [("ada", 1), ("bob", 1)];
    let scores = "ada bob 1, bob ada 2";
    assert_eq!(plan(&own(&both, &both, scores).build().unwrap().solve().unwrap()), "bob>ada");
    let allowed = own(&both, &both, scores).mutual_pairs(MutualPairs::Allowed);
    assert_eq!(plan_of(allowed), "bob>ada ada>bob");

    let org = named("ada bob");
    let policy = Policy::new();
    let off = builder(&org, &policy, "ada bob", "ada bob").build().unwrap();
    assert_eq!(off.solve().unwrap().plan().pairs().len(), 1);
    let allowed =
        builder(&org, &policy, "ada bob", "ada bob").mutual_pairs(MutualPairs::Allowed).build();
    assert_eq!(allowed.unwrap().solve().unwrap().plan().pairs().len(), 2);
}

#[test]
fn a_pin_is_in_the_plan_takes_places_and_is_flagged() {
    let mentors = [("ada", 1), ("bob", 1)];
    let mentees = [("cy", 1), ("dee", 1)];
    let scores = "ada cy 9, ada dee 1, bob cy 1";
    assert_eq!(plan_of(own(&mentors, &mentees, scores)), "bob>cy ada>dee");
    assert_eq!(plan_of(own(&mentors, &mentees, scores).pin("ada", "cy")), "ada>cy*");
    // Its score counts, also where it lowers the sum.
    let negative = own(&mentors, &mentees, "ada cy -9, bob dee 2").mode(Mode::HighestScore);
    let problem = negative.clone().pin("ada", "cy").build().unwrap();
    assert_eq!(solved(&problem), "ada>cy* bob>dee");
    assert_eq!(problem.solve().unwrap().objective().to_string(), "score -7");
    assert_eq!(plan_of(negative), "bob>dee");
}

#[test]
fn a_pin_despite_rules_stands() {
    let org = named("ada bob cy dee");
    let policy = Policy::new().require(Rule::do_not_pair([("ada", "cy")]));
    let problem = builder(&org, &policy, "ada bob", "cy dee")
        .pin_despite_rules(id(&org, "ada"), id(&org, "cy"), "both asked for it")
        .build()
        .unwrap();
    assert_eq!(solved(&problem), "ada>cy* bob>dee");
    assert_eq!(problem.pair_counts().eligible, 3);
}

#[test]
fn existing_pairs_take_places_and_are_not_planned_again() {
    let mentors = [("ada", 2), ("bob", 1)];
    let mentees = [("cy", 1), ("dee", 2), ("eli", 1)];
    let scores = "ada cy 9, ada dee 8, ada eli 7, bob cy 1, bob dee 1, bob eli 2";
    let with = |existing: &[(&str, &str)]| {
        let builder = own(&mentors, &mentees, scores);
        plan_of(existing.iter().fold(builder, |builder, (a, b)| builder.existing(*a, *b)))
    };
    assert_eq!(with(&[]), "ada>cy ada>dee bob>eli");
    // ada has one place left, dee one, and not for each other.
    assert_eq!(with(&[("ada", "dee")]), "ada>cy bob>eli");
    assert_eq!(with(&[("ada", "cy"), ("ada", "dee")]), "bob>eli");
    // Partners without a role this time: they hold a place all the same.
    assert_eq!(with(&[("ada", "x"), ("bob", "y")]), "ada>cy");
    assert_eq!(with(&[("zoe", "cy"), ("zoe", "eli")]), "ada>dee bob>dee");

    let org = named("ada bob cy dee x");
    let policy = Policy::new();
    let existing = |a, b| {
        let builder =
            builder(&org, &policy, "ada bob", "cy dee").existing(id(&org, a), id(&org, b));
        solved(&builder.build().unwrap())
    };
    assert_eq!(existing("ada", "cy"), "bob>dee");
    // No score says which of the pairs that are left.
    assert!(["bob>cy", "bob>dee"].contains(&&*existing("ada", "x")));
    assert!(["ada>dee", "bob>dee"].contains(&&*existing("x", "cy")));
}

/// cy is still ada's mentor, though enrolled as a mentee alone.
#[test]
fn an_existing_pair_is_not_turned_round() {
    let org = named("ada bob cy");
    let policy = Policy::new();
    let problem = |mutual| {
        MentoringProblem::builder(&org, &policy)
            .mentors(ids(&org, "ada"), Capacity::ONE)
            .mentees(ids(&org, "cy"))
            .mentees_with(ids(&org, "ada"), Capacity::up_to(2))
            .existing(id(&org, "cy"), id(&org, "ada"))
            .mutual_pairs(mutual)
            .build()
            .unwrap()
    };
    assert_eq!(solved(&problem(MutualPairs::Off)), "");
    assert_eq!(solved(&problem(MutualPairs::Allowed)), "ada>cy");
}

#[test]
fn who_is_paused_takes_no_part() {
    let org = organization([
        PersonRecord::new("ada").pause(day("2026-03-01"), day("2026-03-31")),
        PersonRecord::new("bob"),
        PersonRecord::new("cy").pause(day("2026-03-31"), day("2026-04-02")),
        PersonRecord::new("dee"),
    ]);
    // Of two plans one is always worth more.
    let policy = Policy::new().prefer(1, Criterion::custom("first names"));
    let worth = |key: &str| if ["ada", "cy"].contains(&key) { 1.0 } else { 0.5 };
    let everybody = || {
        builder(&org, &policy, "ada bob", "cy dee")
            .criterion("first names", move |pair: Pair<'_>| {
                worth(pair.first.key()) * worth(pair.second.key())
            })
    };
    let on = |text| solved(&everybody().on(day(text)).build().unwrap());
    assert_eq!(on("2026-02-28"), "ada>cy bob>dee");
    assert_eq!(on("2026-03-01"), "bob>cy");
    assert_eq!(on("2026-03-31"), "bob>dee");
    assert_eq!(on("2026-04-02"), "ada>dee");
    assert_eq!(on("2026-04-03"), "ada>cy bob>dee");
    let no_day = everybody().build().unwrap();
    assert_eq!((solved(&no_day), no_day.day()), ("ada>cy bob>dee".to_owned(), None));
}

#[test]
fn cool_downs_count_rounds_and_days() {
    let org = named("ada cy");
    let history: History = [
        Meeting::new(
            Programme::Rotation,
            When { round: Some(5), date: Some(day("2026-01-10")) },
            ["cy", "ada"],
        ),
        Meeting::new(
            Programme::Mentoring,
            When { round: Some(9), date: Some(day("2026-09-01")) },
            ["ada", "cy"],
        )
        .missed(),
    ]
    .into_iter()
    .collect();
    let rounds = Policy::new().require(Rule::not_met_within(CoolDown::Rounds(3)));
    let in_round = |round| {
        let builder = builder(&org, &rounds, "ada", "cy").history(&history).round(round);
        solved(&builder.build().unwrap())
    };
    assert_eq!(["", "ada>cy"], [in_round(8), in_round(9)]);
    let days = Policy::new().require(Rule::not_met_within(CoolDown::Days(30)));
    let on = |text| {
        let builder = builder(&org, &days, "ada", "cy").history(&history).on(day(text));
        solved(&builder.build().unwrap())
    };
    assert_eq!(["", "ada>cy"], [on("2026-02-09"), on("2026-02-10")]);
    // Without a history nobody has met.
    assert_eq!(
        solved(&builder(&org, &days, "ada", "cy").on(day("2026-01-11")).build().unwrap()),
        "ada>cy"
    );
}

#[test]
fn the_next_cohort_avoids_the_pairs_of_the_last() {
    let org = named("ada bob cy dee");
    let policy = Policy::new().require(Rule::not_met_within(CoolDown::Rounds(2)));
    let mut history = History::new();
    let mut plans = Vec::new();
    for round in 1..=4 {
        let problem = builder(&org, &policy, "ada bob", "cy dee").history(&history).round(round);
        let problem = problem.build().unwrap();
        let answer = problem.solve().unwrap();
        plans.push(plan(&answer));
        let meetings: Vec<_> = answer.plan().meetings(When::round(round)).collect();
        drop(answer);
        drop(problem);
        assert!(
            meetings.iter().all(|m| m.programme == Programme::Mentoring && m.people.len() == 2)
        );
        history.extend(meetings);
    }
    // Whichever comes first, the other follows, and in round 4 it may come again.
    let [first, second, third, fourth] = &plans[..] else { panic!("{plans:?}") };
    let mut both = [&**first, &**second];
    both.sort_unstable();
    assert_eq!(both, ["ada>cy bob>dee", "bob>cy ada>dee"]);
    assert_eq!((&**third, fourth), ("", first));
}

#[test]
fn wishes_a_floor_and_criteria_of_ones_own_decide() {
    let org = named("ada bob cy dee");
    let wishes = Preferences::new().rank("cy", ["bob", "ada"]).rank("dee", ["bob"]);
    let policy = Policy::new().prefer(2, Criterion::preference_rank(Party::Second));
    let both = || builder(&org, &policy, "ada bob", "cy dee").preferences(&wishes);
    // bob–cy 2, ada–cy 1, bob–dee 2.
    assert_eq!(solved(&both().build().unwrap()), "ada>cy bob>dee");
    let floored = both().floor(Score::from_micros(1_000_001)).build().unwrap();
    assert_eq!(floored.pair_counts().eligible, 2);
    assert!(["bob>cy", "bob>dee"].contains(&&*solved(&floored)));
    let floored = both().floor(Score::points(9)).floor(Score::points(1)).build().unwrap();
    assert_eq!(
        (solved(&floored), floored.policy().unwrap().rules().len()),
        ("ada>cy bob>dee".to_owned(), 1)
    );

    let policy =
        Policy::new().require(Rule::custom("later letter")).prefer(1, Criterion::custom("cy"));
    let problem = builder(&org, &policy, "ada bob", "cy dee")
        .rule("later letter", |pair: Pair<'_>| {
            pair.first.key() == "bob" || pair.second.key() == "dee"
        })
        .criterion("cy", |pair: Pair<'_>| if pair.second.key() == "cy" { 0.25 } else { 0.5 })
        .build()
        .unwrap();
    assert_eq!(solved(&problem), "bob>cy ada>dee");
    assert_eq!(problem.solve().unwrap().objective().to_string(), "2 pairs, score 0.75");
}

#[test]
fn negative_scores_are_avoided_unless_pairs_count_first() {
    let mentors = [("ada", 2), ("bob", 1)];
    let mentees = [("cy", 1), ("dee", 1)];
    let scores = "ada cy -2, ada dee -1, bob dee -5";
    let in_mode = |mode| {
        let problem = own(&mentors, &mentees, scores).mode(mode).build().unwrap();
        let answer = problem.solve().unwrap();
        (solved(&problem), answer.objective().to_string())
    };
    assert_eq!(
        in_mode(Mode::MostPairsFirst),
        ("ada>cy ada>dee".to_owned(), "2 pairs, score -3".to_owned())
    );
    assert_eq!(in_mode(Mode::HighestScore), (String::new(), "score 0".to_owned()));
}

/// A higher sum of scores may come with fewer pairs.
#[test]
fn the_modes_differ() {
    let mentors = [("ada", 1), ("bob", 1)];
    let mentees = [("cy", 1), ("dee", 1)];
    let in_mode =
        |mode| plan_of(own(&mentors, &mentees, "ada cy 9, ada dee 2, bob cy 3").mode(mode));
    assert_eq!(in_mode(Mode::MostPairsFirst), "bob>cy ada>dee");
    assert_eq!(in_mode(Mode::HighestScore), "ada>cy");
}

#[test]
fn pairs_are_counted() {
    let org = named("ada bob cy dee");
    let policy = Policy::new().require(Rule::do_not_pair([("ada", "cy")]));
    // bob in both roles; capacity and existing pairs do not matter.
    let problem =
        builder(&org, &policy, "ada bob", "bob cy dee").existing(id(&org, "ada"), id(&org, "dee"));
    let counts = problem.build().unwrap().pair_counts();
    assert_eq!((counts.considered, counts.eligible), (5, 4));
    let own = own(&[("ada", 1), ("bob", 0)], &[("bob", 1), ("cy", 1)], "ada bob 1, bob cy 1")
        .build()
        .unwrap();
    assert_eq!((own.pair_counts().considered, own.pair_counts().eligible), (3, 2));
    assert!(own.organization().is_none() && own.policy().is_none());
}

#[test]
fn people_without_a_pair_are_listed_by_role_in_the_order_enrolled() {
    let problem = own(&[("b", 1), ("a", 1), ("c", 1)], &[("z", 1), ("c", 1), ("y", 1)], "a c 1")
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    let list: Vec<_> = answer.plan().unmatched().iter().map(|p| (p.role, p.key.as_str())).collect();
    let expected =
        [(Role::Mentee, "z"), (Role::Mentee, "y"), (Role::Mentor, "b"), (Role::Mentor, "c")];
    assert_eq!(list, expected);
    assert_eq!(answer.clone().into_plan(), *answer.plan());
}

#[cfg(feature = "csv")]
#[test]
fn plans_as_csv() {
    let mentors = [("ada", 1), ("\"b, b\"", 1), ("eve", 1)];
    let builder = own(&mentors, &[("cy", 1), ("dee", 1), ("fay", 1)], "ada cy -1");
    let builder = builder.score("\"b, b\"", "dee", Score::from_micros(1)).pin("ada", "cy");
    let problem = builder.build().unwrap();
    let mut csv = Vec::new();
    problem.solve().unwrap().plan().write_csv(&mut csv).unwrap();
    let expected = "mentor,mentee,score,pinned\n\
                    ada,cy,-1,yes\n\
                    \"\"\"b, b\"\"\",dee,0.000001,no\n\
                    ,fay,,\n\
                    eve,,,\n";
    assert_eq!(String::from_utf8(csv).unwrap(), expected);

    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    assert!(problem.solve().unwrap().plan().write_csv(Full).is_err());
}

#[cfg(feature = "serde")]
#[test]
fn plans_as_json() {
    use crosstie::mentoring::MentoringPlan;
    let problem =
        own(&[("ada", 1)], &[("cy", 1), ("dee", 1)], "ada cy 2, ada dee 1").build().unwrap();
    let plan = problem.solve().unwrap().into_plan();
    let json = serde_json::to_value(&plan).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["mode"], "most_pairs_first");
    let pairs = serde_json::json!([{"mentor": "ada", "mentee": "cy", "score_micros": 2_000_000, "pinned": false}]);
    assert_eq!(json["pairs"], pairs);
    assert_eq!(json["unmatched"], serde_json::json!([{"key": "dee", "role": "mentee"}]));
    assert_eq!(json["objective"], serde_json::json!({"pairs": 1, "score_micros": 2_000_000}));
    assert_eq!(json["bound"], json["objective"]);
    assert_eq!(serde_json::from_value::<MentoringPlan>(json.clone()).unwrap(), plan);
    let mut other = json;
    other["extra"] = 1.into();
    assert!(serde_json::from_value::<MentoringPlan>(other).is_err());
}
