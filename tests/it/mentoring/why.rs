//! Why these two: contributions, and every talking point by a case made by hand.

use crosstie::explain::{PairReason, TalkingPoint};
use crosstie::mentoring::{Capacity, MentoringProblem};
use crosstie::org::{
    DepartmentRecord, Organization, OrganizationBuilder, PersonRecord, TieRecord, WantRecord,
};
use crosstie::policy::{Criterion, Party, Policy, Rule};
use crosstie::{Score, Value};

use super::world::World;
use super::{day, id, organization, scored};
use crate::rng::Rng;

/// Why ada mentors cy.
fn why(org: &Organization, policy: &Policy) -> PairReason {
    let problem = MentoringProblem::builder(org, policy)
        .mentors([id(org, "ada")], Capacity::ONE)
        .mentees([id(org, "cy")])
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    answer.why(&answer.plan().pairs()[0])
}

fn points(org: &Organization) -> (Vec<TalkingPoint>, Vec<String>) {
    let points = why(org, &Policy::new()).talking_points;
    let texts = points.iter().map(ToString::to_string).collect();
    (points, texts)
}

fn org(build: impl Fn(OrganizationBuilder) -> OrganizationBuilder) -> Organization {
    build(Organization::builder()).build().unwrap()
}

#[test]
fn contributions_are_those_of_the_criteria_the_largest_first() {
    let org = organization([
        PersonRecord::new("ada").grade(6).skill("sql", 3).interest("chess").interest("bikes"),
        PersonRecord::new("cy").grade(4).wants("sql", 4).interest("chess"),
    ]);
    let policy = Policy::new()
        .prefer(1, Criterion::tie_novelty())
        .prefer(4, Criterion::skill_gap())
        .prefer(2, Criterion::shared_interests())
        .prefer(5, Criterion::grade_gap_fit(5, 2))
        .prefer(1, Criterion::few_ties_of(Party::Second, 10));
    let why = why(&org, &policy);
    // By hand: 4·3/4, 2·1/2, 1·1, 1·1, 5·0.
    let contributions: Vec<_> = why
        .contributions
        .iter()
        .map(|c| (c.criterion.code(), c.weight, c.value.micros(), c.points.to_string()))
        .collect();
    let expected = [
        ("skill_gap", 4, 750_000, "3".to_owned()),
        ("tie_novelty", 1, 1_000_000, "1".to_owned()),
        ("shared_interests", 2, 500_000, "1".to_owned()),
        ("few_ties", 1, 1_000_000, "1".to_owned()),
        ("grade_gap_fit", 5, 0, "0".to_owned()),
    ];
    assert_eq!(contributions, expected);
    assert_eq!((why.score, why.most), (Score::points(6), Some(Score::points(13))));
    let text = "ada mentors cy: score 6 of 13 (skills wanted 3, newness of the tie 1, shared \
                interests 1, few ties of the mentee 1). To talk about: sql: the mentor is at \
                level 3, the mentee at 0 and wants 4.";
    assert_eq!(why.to_string(), text);
}

#[test]
fn contributions_sum_to_the_score() {
    let mut rng = Rng::new(34);
    let mut seen = 0;
    for _ in 0..500 {
        World::random(&mut rng).with(|problem| {
            let answer = problem.solve().unwrap();
            for pair in answer.plan().pairs() {
                let why = answer.why(pair);
                let sum: i64 = why.contributions.iter().map(|c| c.points.micros()).sum();
                assert_eq!((why.score, sum), (pair.score, pair.score.micros()));
                assert!(why.contributions.windows(2).all(|w| w[0].points >= w[1].points));
                let each = |c: &crosstie::policy::Contribution| {
                    i64::from(c.weight) * i64::from(c.value.micros()) == c.points.micros()
                };
                assert!(why.contributions.iter().all(each));
                assert!(why.score <= why.most.unwrap());
                assert_eq!(why.contributions.len(), problem.policy().unwrap().criteria().len());
                seen += 1;
            }
        });
    }
    assert!(seen > 300, "{seen}");
}

/// The want that weighs most first, then the largest step; what the mentor
/// cannot teach, or the mentee already has, is left out.
#[test]
fn can_learn() {
    let mut cy = PersonRecord::new("cy")
        .skill("law", 2)
        .skill("talks", 4)
        .wants("sql", 2)
        .wants("law", 5)
        .wants("talks", 4)
        .wants("rust", 3);
    cy.wants.push(WantRecord { skill: "go".to_owned(), target: 1, weight: 9 });
    let ada =
        PersonRecord::new("ada").skill("sql", 5).skill("law", 5).skill("talks", 5).skill("go", 1);
    let (points, texts) = points(&organization([ada, cy]));
    let expected = [
        "go: the mentor is at level 1, the mentee at 0 and wants 1",
        "law: the mentor is at level 5, the mentee at 2 and wants 5",
        "sql: the mentor is at level 5, the mentee at 0 and wants 2",
    ];
    assert_eq!(texts, expected);
    let go = TalkingPoint::CanLearn {
        skill: "go".to_owned(),
        mentor_level: 1,
        mentee_level: 0,
        target: 1,
    };
    assert_eq!(points[0], go);
}

#[test]
fn shared_interests() {
    let person = |key, interests: &[&str]| {
        interests.iter().fold(PersonRecord::new(key), |person, interest| person.interest(*interest))
    };
    let texts =
        |a: &[&str], b: &[&str]| points(&organization([person("ada", a), person("cy", b)])).1;
    assert_eq!(texts(&["chess", "bikes"], &["bikes"]), ["both are interested in bikes"]);
    assert_eq!(texts(&["a", "b", "x"], &["a", "y", "b"]), ["both are interested in a and b"]);
    assert_eq!(texts(&["a", "b", "c"], &["a", "b", "c"]), ["both are interested in a, b and c"]);
    assert!(texts(&["chess"], &["bikes"]).is_empty());
}

/// Those with the fewest contacts are named, three at most; the two
/// themselves are nobody's shared contact.
#[test]
fn shared_contacts() {
    let with_ties = |ties: &[(&str, &str)]| {
        let keys = ["ada", "cy", "p", "q", "r", "s", "t"];
        let org = org(|org| {
            let org = keys.iter().fold(org, |org, key| org.person(PersonRecord::new(*key)));
            ties.iter().fold(org, |org, (a, b)| org.tie(TieRecord::new(*a, *b)))
        });
        points(&org).1
    };
    let one = [("ada", "p"), ("p", "cy"), ("ada", "cy")];
    assert_eq!(with_ties(&one), ["both know p"]);
    let two = [("ada", "p"), ("cy", "p"), ("q", "ada"), ("q", "cy"), ("p", "r")];
    assert_eq!(with_ties(&two), ["both know q and p"]);
    let mut five = Vec::new();
    for key in ["p", "q", "r", "s", "t"] {
        five.extend([("ada", key), (key, "cy")]);
    }
    five.extend([("p", "q")]);
    assert_eq!(with_ties(&five), ["both know r, s, t and 2 more"]);
    assert!(with_ties(&[("ada", "cy")]).is_empty());
}

#[test]
fn two_departments_and_two_sites() {
    let org_with = |department: &str, site: &str| {
        org(|org| {
            org.department(DepartmentRecord::new("d1").name("Sales"))
                .department(DepartmentRecord::new("d2").name("Research"))
                .person(PersonRecord::new("ada").department("d1").site("Oslo"))
                .person(PersonRecord::new("cy").department(department).site(site))
        })
    };
    let expected = ["how things are done in Sales and in Research", "life in Oslo and in Rome"];
    assert_eq!(points(&org_with("d2", "Rome")).1, expected);
    assert!(points(&org_with("d1", "Oslo")).1.is_empty());
}

/// Full years only.
#[test]
fn longer_here() {
    let texts = |mentor: &str, mentee: &str| {
        let ada = PersonRecord::new("ada").start(day(mentor));
        let cy = PersonRecord::new("cy").start(day(mentee));
        points(&organization([ada, cy])).1
    };
    assert_eq!(texts("2020-05-17", "2021-05-17"), ["the mentor has been here 1 year longer"]);
    assert_eq!(texts("2019-05-17", "2021-05-18"), ["the mentor has been here 2 years longer"]);
    assert!(texts("2020-05-17", "2021-05-16").is_empty());
    assert!(texts("2021-05-17", "2020-01-01").is_empty());
    assert_eq!(texts("2020-02-29", "2024-02-28"), ["the mentor has been here 3 years longer"]);
}

#[test]
fn pinned_without_points_and_without_a_policy() {
    let org = organization([PersonRecord::new("ada"), PersonRecord::new("cy")]);
    let policy = Policy::new()
        .require(Rule::must_have(Criterion::skill_gap(), Value::ONE))
        .prefer(2, Criterion::skill_gap());
    let problem = MentoringProblem::builder(&org, &policy)
        .mentors([id(&org, "ada")], Capacity::ONE)
        .mentees([id(&org, "cy")])
        .pin_despite_rules(id(&org, "ada"), id(&org, "cy"), "they asked")
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    let why = answer.why(&answer.plan().pairs()[0]);
    assert!(why.pinned);
    assert_eq!(why.to_string(), "ada mentors cy: score 0 of 2, fixed beforehand.");

    let own = MentoringProblem::from_scores().mentor("ada", Capacity::ONE).mentee("cy");
    let problem = scored(own, "ada cy -3").build().unwrap();
    let answer = problem.solve().unwrap();
    let why = answer.why(&answer.plan().pairs()[0]);
    assert_eq!((why.most, why.contributions.len(), why.talking_points.len()), (None, 0, 0));
    assert_eq!(why.to_string(), "ada mentors cy: score -3.");
}

#[cfg(feature = "serde")]
#[test]
fn reasons_are_data() {
    let org = organization([
        PersonRecord::new("ada").interest("chess").start(day("2020-01-01")),
        PersonRecord::new("cy").interest("chess").start(day("2024-01-01")),
    ]);
    let why = why(&org, &Policy::new().prefer(2, Criterion::shared_interests()));
    let json = serde_json::to_string(&why).unwrap();
    let expected = r#"{"mentor":"ada","mentee":"cy","score_micros":2000000,"most_micros":2000000,"pinned":false,"contributions":[{"criterion":"shared_interests","weight":2,"value_micros":1000000,"points_micros":2000000}],"talking_points":[{"code":"shared_interests","interests":["chess"]},{"code":"longer_here","years":4}]}"#;
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<PairReason>(&json).unwrap(), why);
}
