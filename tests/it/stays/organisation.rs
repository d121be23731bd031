//! Values from an organisation, on random ones, against their definitions.

use crosstie::audit;
use crosstie::org::{DepartmentRecord, Organization, Person, PersonRecord};
use crosstie::rotation::assignments::{Mode, StayCriterion, StaysProblem};

use crate::rng::Rng;

const SKILLS: [&str; 4] = ["sql", "law", "sales", "maths"];

fn organisation(rng: &mut Rng) -> Organization {
    let mut builder = Organization::builder();
    let departments = 1 + rng.below(7);
    for d in 0..departments {
        let mut record = DepartmentRecord::new(format!("d{d}"));
        if d > 0 && rng.chance(2, 3) {
            record = record.parent(format!("d{}", rng.below(d)));
        }
        builder = builder.department(record);
    }
    for p in 0..1 + rng.below(8) {
        let mut record = PersonRecord::new(format!("p{p}"));
        if rng.chance(7, 8) {
            record = record.department(format!("d{}", rng.below(departments)));
        }
        for skill in SKILLS {
            if rng.chance(1, 2) {
                record = record.skill(skill, u8::try_from(rng.below(6)).unwrap());
            }
            if rng.chance(1, 2) {
                record = record.wants(skill, u8::try_from(1 + rng.below(5)).unwrap());
            }
        }
        builder = builder.person(record);
    }
    builder.build().unwrap()
}

/// The departments from the home of a person upwards.
fn above(org: &Organization, start: Option<&str>) -> Vec<String> {
    let mut keys = Vec::new();
    let mut next = start.and_then(|key| org.department(key));
    while let Some(department) = next {
        keys.push(department.key().to_owned());
        next = department.parent();
    }
    keys
}

/// Steps in the department tree, found from below: by counting who is above one of the two alone.
fn steps(home: &[String], host: &[String]) -> usize {
    let alone = |of: &[String], not: &[String]| of.iter().filter(|key| !not.contains(key)).count();
    alone(home, host) + alone(host, home)
}

fn expected(
    org: &Organization,
    person: Person<'_>,
    host: &str,
    weights: (i64, i64),
) -> Option<i64> {
    let home = above(org, person.department().map(|d| d.key()));
    if home.iter().any(|key| key == host) {
        return None;
    }
    let members = org.people().filter(|member| {
        above(org, member.department().map(|d| d.key())).iter().any(|key| key == host)
    });
    let members: Vec<Person<'_>> = members.collect();
    // In 3600ths, of which every gap squared is a divisor.
    let (mut gained, mut wanted) = (0_i64, 0_i64);
    for want in person.wants() {
        let own = i64::from(person.level(want.skill));
        let gap = i64::from(want.target) - own;
        if gap > 0 {
            let best = members.iter().map(|m| i64::from(m.level(want.skill))).max().unwrap_or(0);
            gained += i64::from(want.weight) * 3600 * (best - own).clamp(0, gap) / gap;
            wanted += i64::from(want.weight) * 3600;
        }
    }
    let gain = if wanted == 0 { 0 } else { 1_000_000 * gained / wanted };
    let steps = i64::try_from(steps(&home, &above(org, Some(host)))).unwrap();
    let far = if home.is_empty() { 0 } else { 1_000_000 * steps.min(4) / 4 };
    Some(weights.0 * gain + weights.1 * far)
}

#[test]
fn values_are_those_of_the_definition_and_home_is_never_a_host() {
    let mut rng = Rng::new(61);
    let (mut eligible, mut home) = (0, 0);
    for _ in 0..1_500 {
        let org = organisation(&mut rng);
        let weights = (1 + rng.below_u32(5), 1 + rng.below_u32(5));
        let mut builder = StaysProblem::builder(&org, 1 + rng.below_u32(4))
            .people(org.people())
            .mode(*rng.pick(&[Mode::MostPairsFirst, Mode::HighestScore]))
            .prefer(weights.0, StayCriterion::skill_gain())
            .prefer(weights.1, StayCriterion::department_distance());
        let hosts: Vec<&str> =
            org.departments().map(|d| d.key()).filter(|_| rng.chance(2, 3)).collect();
        for host in &hosts {
            builder = builder.host(*host, 1 + rng.below_u32(2));
        }
        let problem = builder.build().unwrap();
        for person in org.people() {
            for host in &hosts {
                let weights = (i64::from(weights.0), i64::from(weights.1));
                let value = problem.value(person.key(), host).map(|score| score.micros());
                assert_eq!(value, expected(&org, person, host, weights), "{person:?} {host}");
                eligible += usize::from(value.is_some());
                home += usize::from(value.is_none());
            }
        }
        let answer = problem.solve().unwrap();
        let report = audit::check_stays(&problem, answer.plan());
        assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
        for stay in answer.plan().stays() {
            let why = answer.why(stay);
            let points: i64 = why.contributions.iter().map(|c| c.points.micros()).sum();
            assert_eq!(points, stay.score.micros());
            let taught = why.contributions.iter().find(|c| c.criterion.code() == "skill_gain");
            assert_eq!(taught.unwrap().points.micros() > 0, !why.lessons.is_empty());
        }
    }
    assert!(eligible > 5_000 && home > 1_000, "{eligible} {home}");
}
