//! What is wrong with an input is said at once; what is stopped says less.

use crosstie::Score;
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::rotation::assignments::{StayCriterion, StaysProblem};
use crosstie::solve::Limits;

#[test]
fn all_mistakes_come_together() {
    let (least, most) = (3, 2);
    let mistakes = StaysProblem::from_scores(1_001)
        .person("ada")
        .person("ada")
        .host_with("law", least..=most)
        .host("law", 1)
        .visited("ada", "press")
        .exclude("bob", "law")
        .scores([("ada", "law", Score::ZERO), ("ada", "law", Score::ZERO)])
        .score("cy", "press", Score::ZERO)
        .build()
        .unwrap_err();
    let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code()).collect();
    assert_eq!(
        codes,
        [
            "periods",
            "staffing",
            "enrolled-twice",
            "enrolled-twice",
            "not-enrolled",
            "not-enrolled",
            "not-enrolled",
            "not-enrolled",
            "scored-twice"
        ]
    );
    let words = mistakes.to_string();
    assert!(words.contains("person `ada` is given twice"), "{words}");
    assert!(words.contains("host `law` must have 3 people a period, but may have 2"), "{words}");

    let mistakes = StaysProblem::from_scores(2)
        .person("ada")
        .host("law", 1)
        .score("ada", "law", Score::from_micros(i64::MAX))
        .build()
        .unwrap_err();
    assert_eq!(mistakes.iter().map(|mistake| mistake.code()).collect::<Vec<_>>(), ["headroom"]);
}

#[test]
fn so_do_those_of_an_organisation() {
    let org = || {
        Organization::builder()
            .department(DepartmentRecord::new("law"))
            .person(PersonRecord::new("ada"))
            .person(PersonRecord::new("bob"))
    };
    let other = org().person(PersonRecord::new("cy")).build().unwrap();
    let org = org().build().unwrap();
    let stranger = other.person("cy").unwrap();
    let mistakes = StaysProblem::builder(&org, 1)
        .people([stranger])
        .people(org.person("ada"))
        .host("press", 1)
        .visited(stranger, "law")
        .exclude(org.person("bob").unwrap(), "law")
        .prefer(0, StayCriterion::skill_gain())
        .prefer(1, StayCriterion::skill_gain())
        .prefer(1, StayCriterion::DepartmentDistance { cap: 0 })
        .build()
        .unwrap_err();
    let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code()).collect();
    assert_eq!(
        codes,
        [
            "unknown-department",
            "foreign-id",
            "foreign-id",
            "not-enrolled",
            "not-enrolled",
            "criterion-zero",
            "criterion-twice",
            "criterion-zero"
        ]
    );
}

/// Numbers at their ends: more places than people, more stays than periods.
#[test]
fn the_greatest_numbers_are_allowed() {
    let problem = StaysProblem::from_scores(1_000)
        .person_with("ada", u32::MAX)
        .host_with("law", 0..=u32::MAX)
        .score("ada", "law", Score::points(1))
        .build()
        .unwrap();
    let answer = problem.solve().unwrap();
    assert_eq!(answer.objective().to_string(), "1 stay, score 1");
    assert!(answer.is_optimal());

    let problem = StaysProblem::from_scores(1_000)
        .person("ada")
        .host_with("law", u32::MAX..=u32::MAX)
        .score("ada", "law", Score::points(1))
        .build()
        .unwrap();
    let error = problem.solve().unwrap_err().to_string();
    assert!(error.starts_with("law must have"), "{error}");
}

#[test]
fn a_run_that_is_stopped_has_a_plan_that_keeps_the_rules() {
    use crosstie::matching::assignment::AuctionPaths;

    let people = ["ada", "bob", "cy"];
    let mut builder = StaysProblem::from_scores(2).host("law", 1).host("sales", 1);
    for (at, person) in (0..).zip(people) {
        builder = builder.person(person).score(person, "law", Score::points(5 - at)).score(
            person,
            "sales",
            Score::points(1 + at),
        );
    }
    let problem = builder.build().unwrap();
    let answer = problem.solve_with(&AuctionPaths, &Limits::none().iterations(0)).unwrap();
    let report = crosstie::audit::check_stays(&problem, answer.plan());
    assert!(report.is_clean(), "{report}");
    let best = problem.solve().unwrap();
    assert!(answer.objective() <= best.objective());
    assert!(answer.bound().is_none_or(|bound| bound >= best.objective()));
}

#[cfg(feature = "serde")]
#[test]
fn a_plan_is_data() {
    use super::world::World;
    use crate::rng::Rng;
    use crosstie::rotation::assignments::StaysPlan;

    let mut rng = Rng::new(72);
    for _ in 0..200 {
        let Ok(plan) = World::random(&mut rng, true).problem().solve().map(|a| a.into_plan())
        else {
            continue;
        };
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<StaysPlan>(&json).unwrap(), plan);
    }
    let plan = World::random(&mut rng, false).problem().solve().unwrap().into_plan();
    let json = serde_json::to_string(&plan).unwrap().replace("\"periods\"", "\"weeks\"");
    assert!(serde_json::from_str::<StaysPlan>(&json).is_err());
}
