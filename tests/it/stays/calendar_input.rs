//! Mistakes in a calendar, and what it means in an organisation.

use std::ops::RangeInclusive;

use crosstie::Score;
use crosstie::audit;
use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
use crosstie::rotation::assignments::{
    Calendar, FixedClash, ScoredStaysBuilder, SolveError, StaysError, StaysProblem,
};

/// Person, host, first period.
type Promise<'a> = (&'a str, &'a str, u32);

fn builder() -> ScoredStaysBuilder {
    StaysProblem::from_scores(4)
        .person_with("ada", 2)
        .person("bob")
        .host("law", 1)
        .host("it", 2)
        .host("tax", 1)
        .score("ada", "law", Score::points(4))
        .score("ada", "it", Score::points(2))
        .score("ada", "tax", Score::points(2))
        .score("bob", "law", Score::points(6))
}

fn codes(calendar: Calendar) -> Vec<&'static str> {
    let errors = builder().calendar(calendar).build().unwrap_err();
    errors.iter().map(StaysError::code).collect()
}

#[test]
fn all_mistakes_come_together() {
    let calendar = Calendar::new()
        .away("eve", 1..=1)
        .present("ada", 3..=5)
        .stay_length("law", 5)
        .stay_length("it", 1)
        .stay_length("it", 2)
        .host_in("law", RangeInclusive::new(2, 1), 0..=1)
        .host_in("tax", 1..=1, 0..=1)
        .host_in("tax", 1..=2, RangeInclusive::new(2, 1))
        .most_away_of("team", ["ada", "cy"], 1)
        .most_away_of("team", ["bob"], 1)
        .most_away("sales", 1)
        .order("law", "press")
        .order("law", "it")
        .requires("tax", "it")
        .order("tax", "law");
    let mut found = codes(calendar);
    found.sort_unstable();
    let expected = [
        "calendar-key",
        "calendar-key",
        "calendar-key",
        "changed-twice",
        "circle",
        "group-twice",
        "length",
        "length-twice",
        "no-such-periods",
        "no-such-periods",
        "staffing",
        "unknown-home",
    ];
    assert_eq!(found, expected);
}

#[test]
fn fixed_stays_that_cannot_be_are_told_why() {
    let calendar = Calendar::new().away("bob", 2..=2).stay_length("law", 2);
    let cases: [(&[Promise<'_>], FixedClash); 6] = [
        (&[("bob", "it", 1)], FixedClash::NotEligible),
        (&[("ada", "law", 4)], FixedClash::Outside),
        (&[("bob", "law", 1)], FixedClash::Away),
        (&[("ada", "law", 1), ("ada", "it", 2)], FixedClash::TwoAtOnce),
        (&[("ada", "it", 1), ("ada", "it", 2)], FixedClash::HostTwice),
        (&[("ada", "law", 1), ("ada", "it", 3), ("ada", "tax", 4)], FixedClash::TooMany),
    ];
    for (stays, expected) in cases {
        let mut calendar = calendar.clone();
        for &(person, host, period) in stays {
            calendar = calendar.fixed(person, host, period);
        }
        let errors = builder().calendar(calendar).build().unwrap_err();
        let [StaysError::Fixed { clash, .. }] = errors.iter().collect::<Vec<_>>()[..] else {
            panic!("{errors}");
        };
        assert_eq!(*clash, expected, "{errors}");
    }
}

#[test]
fn promises_for_which_there_is_no_room_are_proven_impossible() {
    let calendar = Calendar::new().fixed("ada", "law", 1).fixed("bob", "law", 1);
    let problem = builder().calendar(calendar).build().unwrap();
    let Err(SolveError::Impossible(why)) = problem.solve() else { panic!() };
    assert!(audit::check_impossible(&problem, &why).is_proven());
    assert_eq!(why.concerns()[0], ["law"]);
}

#[test]
#[cfg(feature = "serde")]
fn a_calendar_is_data() {
    let calendar = Calendar::new()
        .away("ada", 1..=1)
        .present("bob", 2..=4)
        .every_stay_length(1)
        .stay_length("law", 2)
        .host_in("it", 4..=4, 0..=0)
        .most_away_of("team", ["ada", "bob"], 1)
        .order("law", "it")
        .requires("tax", "law")
        .fixed("ada", "law", 2);
    let json = serde_json::to_string(&calendar).unwrap();
    assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
    assert_eq!(serde_json::from_str::<Calendar>("{}").unwrap(), Calendar::new());
    assert!(serde_json::from_str::<Calendar>(r#"{"awya":[]}"#).is_err());
    assert!(builder().calendar(calendar).build().unwrap().solve().unwrap().is_optimal());
}

#[test]
fn departments_and_homes_count() {
    let org = Organization::builder()
        .department(DepartmentRecord::new("finance"))
        .department(DepartmentRecord::new("payroll").parent("finance"))
        .department(DepartmentRecord::new("audit"))
        .department(DepartmentRecord::new("it"))
        .person(PersonRecord::new("ada").department("finance"))
        .person(PersonRecord::new("bob").department("payroll"))
        .person(PersonRecord::new("cy").department("it"))
        .build()
        .unwrap();
    let solve = |calendar: Calendar| {
        let builder = StaysProblem::builder(&org, 1).people(org.people());
        let builder = builder.host("finance", 3).host("audit", 3).host("it", 3).calendar(calendar);
        let problem = builder.build().unwrap();
        let answer = problem.solve().unwrap();
        let report = audit::check_stays(&problem, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
        answer.into_plan()
    };
    // Payroll lies within finance: of ada and bob one is away at a time.
    let plan = solve(Calendar::new().most_away("finance", 1));
    assert_eq!(plan.stays.len(), 2);
    // Ada and bob are at home in finance, which cy would have to see first.
    let plan = solve(Calendar::new().requires("audit", "finance").host_in("it", 1..=1, 0..=0));
    let of: Vec<(&str, &str)> = plan.stays.iter().map(|s| (&*s.person, &*s.host)).collect();
    assert_eq!(of, [("ada", "audit"), ("bob", "audit"), ("cy", "finance")]);
}
