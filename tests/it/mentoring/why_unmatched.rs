//! Every reason for having no pair, by a case made by hand, in both roles.

use crosstie::explain::{UnmatchedReason, WhyUnmatched};
use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Matching};
use crosstie::mentoring::{
    Answer, Capacity, MentoringBuilder, MentoringProblem, Mode, MutualPairs, Role,
    ScoredMentoringBuilder, Unmatched,
};
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::policy::{Criterion, Policy, Rule};
use crosstie::solve::{Claim, Limits, Solver, Stop};
use crosstie::{Score, Value};

use super::{day, ids, named, organization, plan, scored, solved, unmatched};

const MENTOR: Role = Role::Mentor;
const MENTEE: Role = Role::Mentee;

/// The reason for somebody on the plan's list of people without a pair.
#[track_caller]
fn why(answer: &Answer<'_>, role: Role, key: &str, code: &str, text: &str) -> WhyUnmatched {
    let why = answer.why_unmatched(unmatched(answer, role, key));
    assert_eq!(why.to_string(), text);
    assert_eq!(why.reason.code(), code);
    why
}

#[track_caller]
fn reason(problem: &MentoringProblem<'_>, role: Role, key: &str, code: &str, text: &str) {
    why(&problem.solve().unwrap(), role, key, code, text);
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

/// Mentors and mentees with one place each, and scores.
fn own(mentors: &str, mentees: &str, scores: &str) -> ScoredMentoringBuilder {
    let mut builder = MentoringProblem::from_scores();
    for key in mentors.split(' ') {
        builder = builder.mentor(key, Capacity::ONE);
    }
    for key in mentees.split(' ') {
        builder = builder.mentee(key);
    }
    scored(builder, scores)
}

#[test]
fn paused() {
    let pause = |key| PersonRecord::new(key).pause(day("2026-01-01"), day("2026-01-31"));
    let org = organization([
        pause("ada"),
        pause("cy"),
        PersonRecord::new("bob"),
        PersonRecord::new("dee"),
    ]);
    let policy = Policy::new();
    let problem =
        builder(&org, &policy, "ada bob", "cy dee").on(day("2026-01-31")).build().unwrap();
    let text =
        "ada has no mentee: paused until 2026-01-31. A plan for a later day can include them.";
    reason(&problem, MENTOR, "ada", "paused", text);
    let text =
        "cy has no mentor: paused until 2026-01-31. A plan for a later day can include them.";
    reason(&problem, MENTEE, "cy", "paused", text);
    assert_eq!(problem.solve().unwrap().plan().unmatched().len(), 2);
}

#[test]
fn no_place_of_their_own() {
    let problem = own("ada", "cy", "")
        .mentor("bob", Capacity::up_to(0))
        .mentee_with("dee", Capacity::up_to(0))
        .mentor("eve", Capacity::up_to(2))
        .existing("ada", "cy")
        .existing("eve", "cy")
        .existing("eve", "x")
        .existing("eve", "y")
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    let code = "no_own_place";
    let text = "bob has no mentee: enrolled with capacity 0. A capacity of 1 would open a place.";
    assert_eq!(why(&answer, MENTOR, "bob", code, text).existing, [""; 0]);
    let text = "dee has no mentor: enrolled with capacity 0. A capacity of 1 would open a place.";
    why(&answer, MENTEE, "dee", code, text);
    let text = "ada has no new mentee: the capacity is 1, and existing pairs hold 1 place (cy). \
                A capacity of 2 would open a place.";
    assert_eq!(why(&answer, MENTOR, "ada", code, text).existing, ["cy"]);
    let text = "cy has no new mentor: the capacity is 1, and existing pairs hold 2 places (ada, eve). \
                A capacity of 3 would open a place.";
    why(&answer, MENTEE, "cy", code, text);
    let text = "eve has no new mentee: the capacity is 2, and existing pairs hold 3 places (cy, x, y). \
                A capacity of 4 would open a place.";
    why(&answer, MENTOR, "eve", code, text);
}

#[test]
fn nobody_else_is_enrolled() {
    let problem = own("ada", "ada", "").build().unwrap();
    reason(
        &problem,
        MENTOR,
        "ada",
        "no_counterpart",
        "ada has no mentee: no other mentee is enrolled. Enrol one.",
    );
    reason(
        &problem,
        MENTEE,
        "ada",
        "no_counterpart",
        "ada has no mentor: no other mentor is enrolled. Enrol one.",
    );
    // The only one is a partner already.
    let problem = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentee_with("cy", Capacity::up_to(2))
        .existing("ada", "cy")
        .build()
        .unwrap();
    reason(
        &problem,
        MENTEE,
        "cy",
        "no_counterpart",
        "cy has no new mentor: no other mentor is enrolled. Enrol one.",
    );
}

#[test]
fn no_score_with_anybody() {
    let problem = own("ada bob", "cy dee", "ada cy 1").build().unwrap();
    let text = "dee has no mentor: no mentor has a score with them. A score makes a pair eligible.";
    reason(&problem, MENTEE, "dee", "no_counterpart", text);
    let text = "bob has no mentee: no mentee has a score with them. A score makes a pair eligible.";
    reason(&problem, MENTOR, "bob", "no_counterpart", text);
}

/// ann (law, rome, 3) against four others: by hand, department excludes b and
/// c, site excludes c and d, the list excludes b, c and e.
#[test]
fn rules_that_exclude_everybody() {
    let person = |key: &str, department: &str, site: &str| {
        PersonRecord::new(key).department(department).site(site)
    };
    let people = [
        person("ann", "law", "rome"),
        person("b", "law", "oslo"),
        person("c", "law", "rome"),
        person("d", "it", "rome"),
        person("e", "it", "oslo"),
    ];
    let mut org = Organization::builder()
        .department(DepartmentRecord::new("law"))
        .department(DepartmentRecord::new("it"));
    for record in people {
        org = org.person(record);
    }
    let org = org.build().unwrap();
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::different_site())
        .require(Rule::do_not_pair([("ann", "b"), ("c", "ann"), ("e", "ann")]));
    let problem = builder(&org, &policy, "b c d e", "ann").build().unwrap();
    let answer = problem.solve().unwrap();
    // d falls to the site alone, e to the list alone; the list excludes more.
    let text = "ann has no mentor: the rules exclude all 4 mentors: \
                \"not on the do-not-pair list\" excludes 3, 1 of them by itself; \
                \"different site\" excludes 2, 1 of them by itself; \
                \"different function\" excludes 2. \
                Without \"not on the do-not-pair list\", 1 mentor would be eligible.";
    let found = why(&answer, MENTEE, "ann", "no_counterpart", text);
    let UnmatchedReason::NoCounterpart { considered: 4, rules } = &found.reason else {
        panic!("{found:?}")
    };
    let numbers: Vec<_> = rules.iter().map(|r| (r.index, r.excluded, r.alone)).collect();
    assert_eq!(numbers, [(2, 3, 1), (1, 2, 1), (0, 2, 0)]);

    // The other way round each has ann alone to look at.
    let text = "c has no mentee: the rules exclude the only mentee: \
                \"different function\" excludes 1; \
                \"different site\" excludes 1; \
                \"not on the do-not-pair list\" excludes 1. \
                Leaving out one rule would not be enough, but two or more would.";
    why(&answer, MENTOR, "c", "no_counterpart", text);
    let text = "d has no mentee: the rules exclude the only mentee: \
                \"different site\" excludes 1, by itself. \
                Without \"different site\", 1 mentee would be eligible.";
    why(&answer, MENTOR, "d", "no_counterpart", text);
}

/// Of many rules three are named.
#[test]
fn of_many_rules_three_are_named() {
    let org = named("ann b");
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::different_site())
        .require(Rule::same_site())
        .require(Rule::shared_language())
        .require(Rule::grade_gap(0, 1));
    let problem = builder(&org, &policy, "b", "ann").build().unwrap();
    let text = "ann has no mentor: the rules exclude the only mentor: \
                \"different function\" excludes 1; \
                \"different site\" excludes 1; \
                \"same site\" excludes 1; and 2 more. \
                Leaving out one rule would not be enough, but two or more would.";
    reason(&problem, MENTEE, "ann", "no_counterpart", text);
}

#[test]
fn below_the_floor() {
    let teacher = |key, level| PersonRecord::new(key).skill("sql", level);
    let org = organization([
        teacher("ada", 1),
        teacher("bob", 2),
        teacher("eve", 4),
        PersonRecord::new("cy").wants("sql", 4),
        PersonRecord::new("dee").wants("sql", 4),
    ]);
    let policy =
        Policy::new().require(Rule::do_not_pair([("eve", "cy")])).prefer(4, Criterion::skill_gap());
    let floor = Score::from_micros(2_500_000);
    let problem = builder(&org, &policy, "ada bob eve", "cy dee").floor(floor).build().unwrap();
    // eve and cy would score 4, but another rule stands between them.
    let text = "cy has no mentor: 2 mentors would be eligible but for the minimum score of 2.5; \
                bob comes nearest, with 2. A minimum of 2 would make that pair eligible.";
    reason(&problem, MENTEE, "cy", "below_floor", text);
    let text = "ada has no mentee: 2 mentees would be eligible but for the minimum score of 2.5; \
                cy comes nearest, with 1. A minimum of 1 would make that pair eligible.";
    reason(&problem, MENTOR, "ada", "below_floor", text);
    let lower = builder(&org, &policy, "ada bob eve", "cy dee").floor(Score::points(2)).build();
    assert_eq!(solved(&lower.unwrap()), "bob>cy eve>dee");
}

#[test]
fn places_taken() {
    let problem =
        own("ada bob", "cy dee eli", "ada cy 5, ada eli 4, bob dee 3, bob eli 2").build().unwrap();
    let text = "eli has no mentor: 2 mentors are eligible, none with a place left: \
                ada (score 4) has cy (score 5); bob (score 2) has dee (score 3). \
                One more free place with any of them would be enough for eli and take nobody's.";
    reason(&problem, MENTEE, "eli", "places_taken", text);

    let problem = own("ada bob", "cy", "ada cy 5, bob cy 4").build().unwrap();
    let text = "bob has no mentee: 1 mentee is eligible, with no place left: cy (score 4) has ada (score 5). \
                One more free place with cy would be enough for bob and take nobody's.";
    reason(&problem, MENTOR, "bob", "places_taken", text);
}

/// An existing pair, a pin, nothing on offer: who holds the places is said.
#[test]
fn places_taken_by_all_kinds_of_holders() {
    let problem = own("ada", "dee eli fay", "ada dee 1, ada eli 2, bob eli 9, cy eli 1, bob fay 1")
        .mentor("bob", Capacity::up_to(2))
        .mentor("cy", Capacity::up_to(0))
        .mentor("gus", Capacity::ONE)
        .existing("ada", "zoe")
        .existing("bob", "x")
        .pin("bob", "fay")
        .score("gus", "eli", Score::points(-3))
        .existing("gus", "y")
        .build()
        .unwrap();
    let text = "eli has no mentor: 4 mentors are eligible, none with a place left: \
                bob (score 9) has x from before, fay (score 1); ada (score 2) has zoe from before; \
                cy (score 1) offers no place. \
                One more free place with any of them would be enough for eli and take nobody's.";
    reason(&problem, MENTEE, "eli", "places_taken", text);
    let text = "dee has no mentor: 1 mentor is eligible, with no place left: ada (score 1) has zoe from before. \
                One more free place with ada would be enough for dee and take nobody's.";
    reason(&problem, MENTEE, "dee", "places_taken", text);
}

/// More places do not help with somebody who is paused.
#[test]
fn places_of_people_paused() {
    let org = organization([
        PersonRecord::new("ada").pause(day("2026-01-01"), day("2026-01-31")),
        PersonRecord::new("bob"),
        PersonRecord::new("cy"),
        PersonRecord::new("dee"),
    ]);
    let policy = Policy::new().require(Rule::do_not_pair([("bob", "dee")]));
    let at =
        |day_text| builder(&org, &policy, "ada bob", "cy dee").on(day(day_text)).build().unwrap();
    let problem = at("2026-01-10");
    let text = "dee has no mentor: 1 mentor is eligible, with no place left: \
                ada (score 0) is paused until 2026-01-31. A plan for a later day can include them.";
    reason(&problem, MENTEE, "dee", "places_taken", text);
    assert_eq!(solved(&at("2026-02-01")), "bob>cy ada>dee");

    let policy = Policy::new();
    let problem =
        builder(&org, &policy, "ada bob", "cy dee").on(day("2026-01-10")).build().unwrap();
    // bob takes either of them.
    let (one, other) = match &*solved(&problem) {
        "bob>cy" => ("cy", "dee"),
        "bob>dee" => ("dee", "cy"),
        plan => panic!("{plan}"),
    };
    let text = format!(
        "{other} has no mentor: 2 mentors are eligible, none with a place left: bob (score 0) has \
         {one} (score 0); ada (score 0) is paused until 2026-01-31. One more free place with bob \
         would be enough for {other} and take nobody's."
    );
    reason(&problem, MENTEE, other, "places_taken", &text);
}

/// Where the score alone counts, only pairs that raise it would take a place.
#[test]
fn places_taken_where_the_score_counts() {
    let scores = "ada cy 5, ada dee 4, bob dee -2, bob cy -1";
    let problem = own("ada bob", "cy dee", scores).mode(Mode::HighestScore).build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "dee has no mentor: 1 mentor is eligible and would raise the score, with no place left: \
                ada (score 4) has cy (score 5). \
                One more free place with ada would be enough for dee and take nobody's.";
    let found = why(&answer, MENTEE, "dee", "places_taken", text);
    assert!(matches!(found.reason, UnmatchedReason::PlacesTaken { eligible: 1, no_gain: 1, .. }));
}

#[test]
fn no_gain() {
    let scores = "ada cy 5, bob cy -1, bob dee -2";
    let problem = own("ada bob", "cy dee", scores).mode(Mode::HighestScore).build().unwrap();
    let text = "bob has no mentee: a pair with cy would score -1, which does not raise the plan's \
                score. Where the number of pairs is compared first, it would count.";
    reason(&problem, MENTOR, "bob", "no_gain", text);
    let text = "dee has no mentor: a pair with bob would score -2, which does not raise the plan's \
                score. Where the number of pairs is compared first, it would count.";
    reason(&problem, MENTEE, "dee", "no_gain", text);
    let problem = own("ada bob", "cy dee", scores).build().unwrap();
    assert_eq!(solved(&problem), "ada>cy bob>dee");
}

#[test]
fn only_mutual() {
    let both = |scores| own("ada bob", "ada bob", scores);
    let problem = both("ada bob 2, bob ada 1").build().unwrap();
    let answer = problem.solve().unwrap();
    let text = "ada has no mentor: bob is eligible and has a place left, but is their mentee, and \
                two people may not be each other's mentor. Allowing mutual pairs would make room.";
    why(&answer, MENTEE, "ada", "only_mutual", text);
    let text = "bob has no mentee: ada is eligible and has a place left, but is their mentor, and \
                two people may not be each other's mentor. Allowing mutual pairs would make room.";
    why(&answer, MENTOR, "bob", "only_mutual", text);
    let allowed = both("ada bob 2, bob ada 1").mutual_pairs(MutualPairs::Allowed).build().unwrap();
    assert_eq!(solved(&allowed), "bob>ada ada>bob");

    // An existing pair the other way round does it too, whoever has which role this time.
    let text = "ada has no mentor: bob is eligible and has a place left, but is their mentee, and \
                two people may not be each other's mentor. Allowing mutual pairs would make room.";
    for builder in [own("bob", "ada bob", ""), own("ada bob", "ada", "")] {
        let builder = builder.score("bob", "ada", Score::points(1)).existing("ada", "bob");
        reason(&builder.build().unwrap(), MENTEE, "ada", "only_mutual", text);
    }

    let problem = own("bob cy", "ada", "bob ada 1, cy ada 2")
        .mentor("ada", Capacity::up_to(2))
        .existing("ada", "bob")
        .existing("ada", "cy")
        .build()
        .unwrap();
    let text = "ada has no mentor: cy and 1 more are eligible and have a place left, but are their \
                mentees, and two people may not be each other's mentor. \
                Allowing mutual pairs would make room.";
    reason(&problem, MENTEE, "ada", "only_mutual", text);
}

#[test]
fn mutual_and_no_place_either() {
    let problem = own("ada bob", "ada bob cy", "ada bob 5, bob ada 1, bob cy 4").build().unwrap();
    let text = "ada has no mentor: 1 mentor is eligible, with no place left: bob (score 1) has cy (score 4). \
                Allowing mutual pairs, and one more place, would make room.";
    reason(&problem, MENTEE, "ada", "places_taken", text);
}

/// Came to these pairs, positions of mentee and mentor, when it was stopped.
struct Stopped(&'static [(u32, u32)]);

impl Solver<AssignmentProblem> for Stopped {
    fn name(&self) -> &'static str {
        "stopped"
    }

    fn solve(&self, _: &AssignmentProblem, _: &Limits) -> Claim<AssignmentProblem> {
        let solution = Matching::new(self.0.iter().copied());
        Claim { solution, certificate: None, stop: Stop::IterationLimit }
    }
}

#[test]
fn the_solver_stopped_early() {
    for mode in super::world::MODES {
        let problem = own("ada", "cy", "ada cy 3").mode(mode).build().unwrap();
        let answer = problem.solve_with(&Stopped(&[]), &Limits::none()).unwrap();
        let text = "cy has no mentor: the solver stopped before it came to them: ada has a place \
                    left, and the pair would score 3. A longer run would use it, or find better.";
        why(&answer, MENTEE, "cy", "stopped_early", text);
        let text = "ada has no mentee: the solver stopped before it came to them: cy has a place \
                    left, and the pair would score 3. A longer run would use it, or find better.";
        why(&answer, MENTOR, "ada", "stopped_early", text);

        // One pair of two.
        let problem = own("ada bob", "cy dee", "ada cy 3, bob dee 2").mode(mode).build().unwrap();
        let answer = problem.solve_with(&Stopped(&[(0, 0)]), &Limits::none()).unwrap();
        assert!(!answer.is_optimal());
        let why = answer.why_unmatched(unmatched(&answer, MENTEE, "dee"));
        assert_eq!(why.reason.code(), "stopped_early", "{why}");
        // Somebody else has the one mentor: that is in the way, stopped or not.
        let problem = own("ada bob", "cy dee", "ada cy 3, bob cy 4, ada dee 2");
        let problem = problem.mode(mode).build().unwrap();
        let answer = problem.solve_with(&Stopped(&[(0, 0)]), &Limits::none()).unwrap();
        let why = answer.why_unmatched(unmatched(&answer, MENTEE, "dee"));
        assert_eq!(why.reason.code(), "places_taken", "{why}");
    }
}

/// Where a run of the default solver is stopped, whoever it has not come to is told so, and nobody else.
#[test]
fn the_default_solver_stopped_early() {
    let scores = "ada cy 3, ada dee 2, bob dee 2, eve dee 1, eve fay 5";
    for mode in super::world::MODES {
        let problem = own("ada bob eve", "cy dee fay", scores).mode(mode).build().unwrap();
        let mut early = 0;
        for most in 0.. {
            let limits = Limits::none().iterations(most);
            let answer = problem.solve_with(&AuctionPaths, &limits).unwrap();
            let is_free = |role, key: &str| {
                answer.plan().unmatched().iter().any(|u| u.role == role && u.key == key)
            };
            let finished = answer.stop() == Stop::Finished;
            for person in answer.plan().unmatched() {
                let other = if person.role == MENTOR { MENTEE } else { MENTOR };
                let why = answer.why_unmatched(person);
                let open = scores.split(", ").any(|one| {
                    let pair: Vec<&str> = one.split(' ').collect();
                    let [own, their] = if other == MENTEE { [0, 1] } else { [1, 0] };
                    pair[own] == person.key && is_free(other, pair[their])
                });
                assert_eq!(why.reason.code() == "stopped_early", open, "{why}");
                early += usize::from(open);
            }
            if finished {
                assert_eq!((solved(&problem), answer.is_optimal()), (plan(&answer), true));
                break;
            }
        }
        // For most pairs it may start from pairs beside which there is no room.
        assert!(early > 0 || mode == Mode::MostPairsFirst);
    }
}

/// Asked about somebody who is not on the list, the answer is true as well.
#[test]
fn not_on_the_list() {
    let problem = own("ada", "cy", "ada cy 1").build().unwrap();
    let answer = problem.solve().unwrap();
    let ask = |key: &str, role| answer.why_unmatched(&Unmatched { key: key.to_owned(), role });
    assert_eq!(ask("cy", MENTEE).to_string(), "cy has a mentor in this plan: ada.");
    assert_eq!(ask("cy", MENTEE).reason.code(), "paired");
    assert_eq!(ask("ada", MENTOR).to_string(), "ada has a mentee in this plan: cy.");
    let why = ask("ada", MENTEE);
    assert_eq!(why.to_string(), "ada has no mentor: not enrolled as a mentee. Enrol them.");
    assert_eq!(why.reason.code(), "not_enrolled");
    assert_eq!(
        ask("zoe", MENTOR).to_string(),
        "zoe has no mentee: not enrolled as a mentor. Enrol them."
    );
}

/// A criterion below a must-have is a rule like any other.
#[test]
fn rules_in_the_words_of_mentoring() {
    let org = organization([PersonRecord::new("ada").grade(3), PersonRecord::new("cy").grade(5)]);
    let policy = Policy::new().require(Rule::grade_gap(1, 4)).require(Rule::must_have(
        Criterion::few_ties_of(crosstie::policy::Party::MENTEE, 3),
        Value::ONE,
    ));
    let problem = builder(&org, &policy, "ada", "cy").build().unwrap();
    let text = "cy has no mentor: the rules exclude the only mentor: \
                \"grade of the mentor 1 to 4 above the mentee\" excludes 1, by itself. \
                Without \"grade of the mentor 1 to 4 above the mentee\", 1 mentor would be eligible.";
    reason(&problem, MENTEE, "cy", "no_counterpart", text);
}

#[cfg(feature = "serde")]
#[test]
fn reasons_are_data() {
    let problem = own("ada bob", "cy dee eli", "ada cy 5, ada eli 4, bob dee 3").build().unwrap();
    let answer = problem.solve().unwrap();
    let why = answer.why_unmatched(unmatched(&answer, MENTEE, "eli"));
    let json = serde_json::to_string(&why).unwrap();
    let expected = r#"{"key":"eli","role":"mentee","existing":[],"reason":{"code":"places_taken","eligible":1,"no_gain":0,"nearest":[{"counterpart":"ada","score_micros":4000000,"held_by":[{"key":"cy","score_micros":5000000}],"paused_until":null,"mutual":false}]}}"#;
    assert_eq!(json, expected);
    let back: WhyUnmatched = serde_json::from_str(&json).unwrap();
    assert_eq!(back, why);
    // The tag in JSON is the code.
    for (code, reason) in [
        ("not_enrolled", UnmatchedReason::NotEnrolled),
        ("paired", UnmatchedReason::Paired { partners: Vec::new() }),
        ("paused", UnmatchedReason::Paused { until: day("2026-01-01") }),
        ("no_own_place", UnmatchedReason::NoOwnPlace { capacity: 0 }),
        ("only_mutual", UnmatchedReason::OnlyMutual { count: 1, counterpart: String::new() }),
        ("no_gain", UnmatchedReason::NoGain { counterpart: String::new(), score: Score::ZERO }),
        (
            "stopped_early",
            UnmatchedReason::StoppedEarly { counterpart: String::new(), score: Score::ZERO },
        ),
    ] {
        assert_eq!(reason.code(), code);
        assert_eq!(serde_json::to_value(&reason).unwrap()["code"], code);
    }
}
