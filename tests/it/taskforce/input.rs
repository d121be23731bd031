//! What can be wrong with the input, one thing at a time and all together.

use crosstie::matching::selection::BranchAndBound;
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Criterion, Pair, Policy, Rule};
use crosstie::solve::Limits;
use crosstie::taskforce::{
    Brief, BriefPlace, Field, Fit, Requirement, TaskForceBuilder, TaskForceError, TaskForceProblem,
};
use crosstie::{Date, Score};

use super::world::{FIELDS, KINDS, SKILLS, World, today};
use crate::rng::Rng;

fn organization() -> Organization {
    let mut org = Organization::builder();
    for key in ["ada", "bob", "cy"] {
        org = org.person(PersonRecord::new(key).grade(3).skill("sql", 4));
    }
    let date = |day| Date::new(2026, 3, day).unwrap();
    org.person(PersonRecord::new("dee").pause(date(1), date(9)))
        .person(PersonRecord::new("eli").start(date(3)))
        .build()
        .unwrap()
}

/// Code and sentence of every mistake.
fn mistakes(builder: TaskForceBuilder<'_>) -> Vec<(&'static str, String)> {
    match builder.build() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| (error.code(), error.to_string())).collect(),
    }
}

#[test]
fn each_mistake_by_itself_is_named_with_a_way_out() {
    let org = organization();
    let policy = Policy::new();
    let base = || TaskForceProblem::builder(&org, &policy).size(1..=2);
    let nobody: [&str; 0] = [];
    let (least, most) = (3, 2);
    let require = |requirement| base().require(requirement);
    let skills =
        |skills: &[&str]| Fit::Skills { skills: skills.iter().map(|&s| s.into()).collect() };
    assert_eq!(mistakes(base()), []);
    let with_unknown = Policy::new().require(Rule::do_not_pair([("ada", "zed")]));
    let moody = Policy::new().prefer(1, Criterion::custom("mood"));
    let cases: Vec<(TaskForceBuilder<'_>, &str, &str)> = vec![
        (
            TaskForceProblem::builder(&org, &with_unknown).size(1..=1),
            "person",
            "policy: rule 1 (do_not_pair): `zed` is not a person of the organisation; remove or \
             correct the key",
        ),
        (
            TaskForceProblem::builder(&org, &moody)
                .size(1..=1)
                .candidates(["ada", "bob"])
                .criterion("mood", |pair: Pair<'_>| match pair.first.key() {
                    "ada" => f64::NAN,
                    _ => 0.5,
                }),
            "custom-value",
            "policy: criterion `mood` on `ada` and `bob`: NaN is not a criterion value; give a \
             number from 0 to 1",
        ),
        (
            TaskForceProblem::builder(&org, &policy),
            "parameter",
            "size: the least is 0; give a size: call `size`",
        ),
        (base().size(0..=2), "parameter", "size: the least is 0; give at least 1"),
        (
            base().brief(Brief::new(least..=most)),
            "parameter",
            "size: the most is 2; give no fewer than the least",
        ),
        (base().skill("sql", 0, 1), "parameter", "requirement 1 (skill): level is 0; give 1 to 5"),
        (base().skill("sql", 6, 1), "parameter", "requirement 1 (skill): level is 6; give 1 to 5"),
        (
            base().skill("sql", 1, 1).skill("sql", 1, 0),
            "parameter",
            "requirement 2 (skill): holders is 0; give at least 1",
        ),
        (
            base().skill("magic", 1, 1),
            "skill",
            "requirement 1 (skill) names the skill `magic`, which nobody in the organisation holds \
             or wants; correct it",
        ),
        (
            base().min_functions(0),
            "parameter",
            "requirement 1 (distinct): at_least is 0; give at least 1",
        ),
        (
            require(Requirement::at_most_each(Field::Site, 0)),
            "parameter",
            "requirement 1 (at_most_each): at_most is 0; give at least 1",
        ),
        (
            require(Requirement::outside_reporting_line(0)),
            "parameter",
            "requirement 1 (outside_reporting_line): levels is 0; give at least 1",
        ),
        (
            require(Requirement::shared_hours(0)),
            "parameter",
            "requirement 1 (shared_hours): minutes is 0; give 1 to 1440",
        ),
        (
            require(Requirement::shared_hours(1441)),
            "parameter",
            "requirement 1 (shared_hours): minutes is 1441; give 1 to 1440",
        ),
        (
            require(Requirement::include(nobody)),
            "parameter",
            "requirement 1 (include): number of people is 0; give at least 1",
        ),
        (
            require(Requirement::exclude(nobody)),
            "parameter",
            "requirement 1 (exclude): number of people is 0; give at least 1",
        ),
        (
            require(Requirement::chair(nobody)),
            "parameter",
            "requirement 1 (chair): number of people is 0; give at least 1",
        ),
        (
            require(Requirement::together(["ada"])),
            "parameter",
            "requirement 1 (together): number of people is 1; give at least 2",
        ),
        (
            require(Requirement::apart(["ada"])),
            "parameter",
            "requirement 1 (apart): number of people is 1; give at least 2",
        ),
        (
            require(Requirement::include(["ada", "zed"])),
            "unknown-person",
            "requirement 1 (include) names `zed`, who is not in the organisation; correct the key or \
             leave it out",
        ),
        (
            base().candidates(["ada", "zed"]),
            "unknown-person",
            "`candidates` names `zed`, who is not in the organisation; correct the key or leave it out",
        ),
        (
            base().volunteers(["zed"]),
            "unknown-person",
            "`volunteers` names `zed`, who is not in the organisation; correct the key or leave it out",
        ),
        (
            base().points("zed", Score::points(1)),
            "unknown-person",
            "`points` names `zed`, who is not in the organisation; correct the key or leave it out",
        ),
        (
            require(Requirement::apart(["ada", "bob", "ada"])),
            "named-twice",
            "requirement 1 (apart) names `ada` twice; keep one",
        ),
        (
            base().candidates(["ada"]).candidates(["ada"]),
            "named-twice",
            "`candidates` names `ada` twice; keep one",
        ),
        (base().volunteers(["cy", "cy"]), "named-twice", "`volunteers` names `cy` twice; keep one"),
        (
            base().points("ada", Score::ZERO).points("ada", Score::ZERO),
            "named-twice",
            "`points` names `ada` twice; keep one",
        ),
        (
            base().prefer(1, skills(&["sql", "sql"])),
            "named-twice",
            "fit 1 (skills) names `sql` twice; keep one",
        ),
        (
            base().candidates(["ada"]).require(Requirement::together(["ada", "bob"])),
            "not-a-candidate",
            "requirement 1 (together) names `bob`, who is not a candidate; add them to `candidates` \
             or leave them out",
        ),
        (
            require(Requirement::include(["dee"])).on(today()),
            "unavailable",
            "requirement 1 (include) names `dee`, who takes no part on 2026-03-02: a pause, or a \
             later first day; choose another day or leave them out",
        ),
        (
            require(Requirement::include(["eli"])).candidates(["ada"]).on(today()),
            "unavailable",
            "requirement 1 (include) names `eli`, who takes no part on 2026-03-02: a pause, or a \
             later first day; choose another day or leave them out",
        ),
        (
            require(Requirement::chair(["ada"])).require(Requirement::chair(["bob"])),
            "repeated",
            "requirement 2 (chair) is there a second time; keep one",
        ),
        (
            require(Requirement::VolunteersOnly),
            "no-volunteers",
            "requirement 1 (volunteers_only) speaks of volunteers, but none are given; name them with \
             `volunteers`",
        ),
        (
            base().prefer(1, Fit::few_ties()).prefer(1, Fit::Volunteer),
            "no-volunteers",
            "fit 2 (volunteer) speaks of volunteers, but none are given; name them with `volunteers`",
        ),
        (
            base().prefer(1, Fit::skills()),
            "no-skills",
            "fit 1 (skills) counts the skills required, but none is; name skills or require some",
        ),
        (
            base().prefer(1, Fit::learning()),
            "no-skills",
            "fit 1 (learning) counts the skills required, but none is; name skills or require some",
        ),
        (
            base().prefer(1, skills(&["magic"])),
            "skill",
            "fit 1 (skills) names the skill `magic`, which nobody in the organisation holds or wants; \
             correct it",
        ),
        (
            base().prefer(0, Fit::few_ties()),
            "parameter",
            "fit 1 (few_ties): weight is 0; give at least 1, or remove it",
        ),
        (
            base().prefer(1, Fit::FewTies { cap: 0 }),
            "parameter",
            "fit 1 (few_ties): cap is 0; give at least 1",
        ),
        (
            base().prefer(1, Fit::FewTaskForces { cap: 0 }),
            "parameter",
            "fit 1 (few_task_forces): cap is 0; give at least 1",
        ),
        (
            base().candidates(nobody),
            "no-candidates",
            "there is no candidate; name more, or choose another day",
        ),
        (
            base().candidates(["dee", "eli"]).on(today()),
            "no-candidates",
            "there is no candidate who takes part on 2026-03-02; name more, or choose another day",
        ),
        (
            base().points("bob", Score::from_micros(i64::MIN)),
            "headroom",
            "`bob` is worth -9223372036854.775808, but with up to 2 members values may be at most \
             562949953.421311 in magnitude; scale weights and points down",
        ),
    ];
    for (builder, code, sentence) in cases {
        let found = mistakes(builder);
        assert_eq!(found, [(code, sentence.to_owned())]);
    }
}

#[test]
fn values_too_large_for_sums_are_refused() {
    let org = organization();
    let open = Policy::new();
    let base = || TaskForceProblem::builder(&org, &open).size(1..=1);
    // 2⁶³ / 1024 / 3², rounded down, in micro-units.
    let most = i64::MAX / 1024 / 9;
    for points in [most, -most] {
        let problem = base().points("ada", Score::from_micros(points)).build().unwrap();
        let best = Score::from_micros(points.max(0));
        assert_eq!(problem.solve().unwrap().plan().objective, best);
        let found = mistakes(base().points("ada", Score::from_micros(points + points.signum())));
        assert!(matches!(found[..], [("headroom", _)]), "{found:?}");
    }
    let fits = base().prefer(u32::MAX, Fit::few_ties()).prefer(u32::MAX, Fit::few_ties());
    let found = mistakes(fits.clone().prefer(2, Fit::few_ties()));
    assert!(matches!(found[..], [("headroom", _)]), "{found:?}");
    let found = mistakes(fits.prefer(3, Fit::few_ties()));
    let sentence = "fit 1 (sum): all weights is 8589934593; give a sum of at most 8,589,934,592";
    assert_eq!(found, [("parameter", sentence.to_owned())]);

    let heavy = Policy::new().prefer(u32::MAX, Criterion::tie_novelty());
    let found = mistakes(TaskForceProblem::builder(&org, &heavy).size(1..=u32::MAX));
    // 2⁶³ / 1024 / 7².
    let sentence = "the pair of `ada` and `bob` is worth 4294967295, but with up to 5 members values may be \
                    at most 183820392.953897 in magnitude; scale weights and points down";
    assert_eq!(found, [("headroom", sentence.to_owned())]);
}

#[test]
fn too_many_pairs_have_words_too() {
    // Reached with 33,000 candidates and some gigabytes.
    let error = TaskForceError::TooManyPairs { most: 7 };
    assert_eq!(error.code(), "too-many-pairs");
    assert_eq!(
        error.to_string(),
        "more than 7 pairs of candidates; tighten the rules or name fewer candidates"
    );
}

#[test]
fn all_mistakes_come_together_in_the_order_of_the_input() {
    let org = organization();
    let policy = Policy::new().require(Rule::grade_gap(3, 1)).require(Rule::custom("none"));
    let brief = Brief::new(0..=0)
        .require(Requirement::skill("magic", 9, 0))
        .require(Requirement::include(["dee", "zed"]))
        .require(Requirement::VolunteersOnly)
        .prefer(0, Fit::learning());
    let found = mistakes(
        TaskForceProblem::builder(&org, &policy)
            .brief(brief)
            .on(today())
            .candidates(["ada", "ada", "yan"])
            .points("zed", Score::ZERO),
    );
    let codes: Vec<&str> = found.iter().map(|(code, _)| *code).collect();
    // Size; the skill, its level, its holders; a weight, without skills required but `magic`.
    assert_eq!(codes[..5], ["parameter", "skill", "parameter", "parameter", "parameter"]);
    assert_eq!(
        codes[5..],
        [
            "no-volunteers",
            "named-twice",
            "unknown-person",
            "unknown-person",
            "unavailable",
            "unknown-person",
            "parameter",
            "unregistered",
        ],
        "{found:?}"
    );
    let place = BriefPlace::Requirement(1, "include");
    assert_eq!(place.to_string(), "requirement 2 (include)");
}

/// Numbers, in the wild at the ends of their ranges.
fn number(rng: &mut Rng, wild: bool) -> u32 {
    if !wild {
        return 1 + rng.below_u32(5);
    }
    *rng.pick(&[0, 1, 2, 3, 4, 5, 6, 1440, 1441, u32::MAX - 1, u32::MAX])
}

fn keys(rng: &mut Rng, wild: bool) -> Vec<String> {
    let all = ["p0", "p1", "p2", "", "gone", "p1 "];
    let known = if wild { all.len() } else { 3 };
    (0..1 + rng.below(4)).map(|_| (*rng.pick(&all[..known])).to_owned()).collect()
}

fn any_requirement(rng: &mut Rng, wild: bool) -> Requirement {
    let field = *rng.pick(&FIELDS);
    let small = |number: u32| u8::try_from(number.min(255)).unwrap();
    match *rng.pick(&KINDS) {
        "skill" => {
            let skill = *rng.pick(if wild { &[SKILLS[0], "", "gone"] } else { &SKILLS });
            Requirement::skill(skill, small(number(rng, wild)), number(rng, wild))
        }
        "distinct" => Requirement::distinct(field, number(rng, wild)),
        "at_most_each" => Requirement::at_most_each(field, number(rng, wild)),
        "nobody_alone" => Requirement::nobody_alone(field),
        "outside_reporting_line" => Requirement::outside_reporting_line(number(rng, wild)),
        "shared_hours" => {
            Requirement::shared_hours(u16::try_from(number(rng, wild).min(65_535)).unwrap())
        }
        "include" => Requirement::include(keys(rng, wild)),
        "exclude" => Requirement::exclude(keys(rng, wild)),
        "together" => Requirement::together(keys(rng, wild)),
        "apart" => Requirement::apart(keys(rng, wild)),
        "chair" => Requirement::chair(keys(rng, wild)),
        _ => Requirement::VolunteersOnly,
    }
}

#[test]
fn arbitrary_input_is_refused_or_solved_but_never_panics() {
    let (mut refused, mut solved, mut none) = (0, 0, 0);
    for seed in 0..20_000 {
        let mut rng = Rng::new(seed);
        let mut world = World::random(&mut rng);
        // Half of them tame, so that much is let through.
        let wild = rng.chance(1, 2);
        world.brief.size.at_least = if wild { number(&mut rng, wild) } else { 1 };
        world.brief.size.at_most = *rng.pick(&[0, 1, 2, 5, u32::MAX, u32::MAX]);
        for _ in 0..rng.below(3) {
            world.brief.requirements.push(any_requirement(&mut rng, wild));
        }
        for _ in 0..rng.below(2) {
            let skills =
                (0..1 + rng.below(2)).map(|_| (*rng.pick(&["law", "sql", "gone"])).to_owned());
            let skills = skills.collect();
            let fit = match rng.below(5) {
                0 => Fit::Skills { skills },
                1 => Fit::Learning { skills },
                2 => Fit::FewTies { cap: number(&mut rng, wild) },
                3 => Fit::FewTaskForces { cap: number(&mut rng, wild) },
                _ => Fit::Volunteer,
            };
            world.brief = world.brief.clone().prefer(number(&mut rng, wild), fit);
        }
        if rng.chance(1, 6) {
            let most = *rng.pick(&[i64::MIN, i64::MIN / 1024, i64::MAX, i64::MAX / 1024 / 200, -1]);
            world.points.push(("p0".to_owned(), most));
        }
        if wild && rng.chance(1, 2) {
            world.candidates = Some(keys(&mut rng, wild));
            world.volunteers = Some(keys(&mut rng, wild));
        }
        let problem = match world.builder().build() {
            Ok(problem) => problem,
            Err(errors) => {
                let shown = |error: &TaskForceError| error.to_string().len() > 20;
                assert!(errors.iter().all(|error| shown(error) && !error.code().is_empty()));
                refused += 1;
                continue;
            }
        };
        let limits = Limits::none().iterations(200);
        match problem.solve_with(&BranchAndBound { seed }, &limits) {
            Ok(answer) => {
                let plan = answer.plan();
                assert!(plan.bound.unwrap() >= plan.objective, "{}", world.short());
                let standing = answer.standing();
                assert!(standing.iter().all(|standing| standing.is_met()), "{}", world.short());
                let _ = (answer.measures(), answer.coverage(), answer.reserves(usize::MAX));
                solved += 1;
            }
            Err(error) => {
                assert!(error.to_string().len() > 20);
                none += 1;
            }
        }
    }
    let all = format!("{refused} {solved} {none}");
    assert!(refused > 5_000 && solved > 2_000 && none > 2_000, "{all}");
}
