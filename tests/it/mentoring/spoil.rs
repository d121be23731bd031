//! Every mistake by itself, through both builders, and then together.
//!
//! Not here: more pairs or people than 32 bits can name (`TooManyPairs`,
//! `Kernel`), which no test has the memory for.

use crosstie::mentoring::{
    Capacity, MentoringBuilder, MentoringError, MentoringProblem, Mode, MutualPairs,
    ScoredMentoringBuilder,
};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Criterion, Pair, Policy, Rule};
use crosstie::{Errors, MICROS, PersonId, Score};

use super::{day, id, ids, named, organization, scored};

/// Whoever reads it learns who, what and the way out.
#[track_caller]
fn only<T: std::fmt::Debug>(built: Result<T, Errors<MentoringError>>, code: &str, text: &str) {
    let mistakes = built.unwrap_err();
    let texts: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(texts, [text]);
    assert_eq!(mistakes.iter().next().unwrap().code(), code);
}

/// People, one of them paused in January, and a policy with one rule.
struct Fixture {
    org: Organization,
    policy: Policy,
}

impl Fixture {
    fn new() -> Self {
        let ada = PersonRecord::new("ada").pause(day("2026-01-01"), day("2026-01-31"));
        let others = ["bob", "cy", "dee", "eli"].map(PersonRecord::new);
        let org = organization([ada].into_iter().chain(others));
        Self { org, policy: Policy::new().require(Rule::do_not_pair([("bob", "eli")])) }
    }

    /// ada and bob mentor cy, dee and eli: nothing wrong yet.
    fn builder(&self) -> MentoringBuilder<'_> {
        MentoringProblem::builder(&self.org, &self.policy)
            .mentors(self.ids("ada bob"), Capacity::ONE)
            .mentees(self.ids("cy dee eli"))
    }

    fn ids(&self, keys: &str) -> Vec<PersonId> {
        ids(&self.org, keys)
    }

    fn id(&self, key: &str) -> PersonId {
        id(&self.org, key)
    }

    fn pin<'a>(
        &self,
        builder: MentoringBuilder<'a>,
        mentor: &str,
        mentee: &str,
    ) -> MentoringBuilder<'a> {
        builder.pin(self.id(mentor), self.id(mentee))
    }

    fn existing<'a>(
        &self,
        builder: MentoringBuilder<'a>,
        mentor: &str,
        mentee: &str,
    ) -> MentoringBuilder<'a> {
        builder.existing(self.id(mentor), self.id(mentee))
    }
}

/// The same people on own scores.
fn own() -> ScoredMentoringBuilder {
    let builder = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::ONE)
        .mentee("cy")
        .mentee("dee")
        .mentee("eli");
    scored(builder, "ada cy 1, bob dee 2")
}

#[test]
fn the_fixtures_are_valid() {
    let f = Fixture::new();
    assert_eq!(f.builder().build().unwrap().pair_counts().eligible, 5);
    assert_eq!(own().build().unwrap().pair_counts().eligible, 2);
}

#[test]
fn a_mistake_of_the_policy() {
    let f = Fixture::new();
    let policy = Policy::new().require(Rule::custom("own"));
    let text =
        "policy: rule 1 (custom): nothing is registered under `own`; register it with the problem";
    only(MentoringProblem::builder(&f.org, &policy).build(), "unregistered", text);
    let text = "policy: rule 2 (minimum_score): no pair can score 1, since all weights together make 0; lower it";
    only(f.builder().floor(Score::points(1)).build(), "unreachable-minimum", text);
}

#[test]
fn a_criterion_without_a_value() {
    let f = Fixture::new();
    let policy = Policy::new().prefer(1, Criterion::custom("own"));
    let nan = |pair: Pair<'_>| if pair.second.key() == "dee" { f64::NAN } else { 0.5 };
    let builder = || {
        MentoringProblem::builder(&f.org, &policy)
            .mentors(f.ids("ada"), Capacity::ONE)
            .mentees(f.ids("cy dee"))
            .criterion("own", nan)
    };
    let text = "policy: criterion `own` on `ada` and `dee`: \
                NaN is not a criterion value; give a number from 0 to 1";
    only(builder().build(), "custom-value", text);
    // Of a pin it is found too, and said once.
    only(builder().pin(f.id("ada"), f.id("dee")).build(), "custom-value", text);
}

/// One that fails on every pair does not fill the memory.
#[test]
fn of_pairs_without_a_value_a_hundred_are_reported() {
    let keys: Vec<String> = (0..30).map(|i| format!("p{i}")).collect();
    let org = organization(keys.iter().map(PersonRecord::new));
    let policy = Policy::new().prefer(1, Criterion::custom("own"));
    let mistakes = MentoringProblem::builder(&org, &policy)
        .mentors(org.people(), Capacity::ONE)
        .mentees(org.people())
        .criterion("own", |_: Pair<'_>| 1.5)
        .build()
        .unwrap_err();
    assert_eq!(mistakes.len(), 100);
}

#[test]
fn an_id_of_a_larger_organisation() {
    let f = Fixture::new();
    let larger = named("a b c d e f g");
    let foreign = id(&larger, "g");
    let text = "P6 is not an id of this organisation; enrol people of the organisation given";
    let bob = f.id("bob");
    for builder in [
        f.builder().mentors([foreign], Capacity::ONE),
        f.builder().mentees([foreign]),
        f.builder().pin(foreign, f.id("cy")),
        f.builder().pin(bob, foreign),
        f.builder().existing(foreign, f.id("cy")),
        f.builder().existing(bob, foreign),
        f.builder().pin_despite_rules(bob, foreign, "they asked"),
    ] {
        only(builder.build(), "foreign-id", text);
    }
}

#[test]
fn a_pin_of_somebody_not_enrolled() {
    let f = Fixture::new();
    let text = "`cy` is not enrolled as a mentor; enrol them first";
    only(f.pin(f.builder(), "cy", "dee").build(), "not-enrolled", text);
    only(own().pin("cy", "dee").build(), "not-enrolled", text);
    let text = "`ada` is not enrolled as a mentee; enrol them first";
    only(f.pin(f.builder(), "bob", "ada").build(), "not-enrolled", text);
    only(own().pin("bob", "ada").build(), "not-enrolled", text);
    only(own().score("bob", "ada", Score::ZERO).build(), "not-enrolled", text);
}

#[test]
fn an_existing_pair_of_nobody_enrolled() {
    let f = Fixture::new();
    let text = "the existing pair of mentor `cy` and mentee `bob` holds nobody's place: \
                neither is enrolled so; enrol one of them, or leave the pair out";
    only(f.existing(f.builder(), "cy", "bob").build(), "existing-not-enrolled", text);
    only(own().existing("cy", "bob").build(), "existing-not-enrolled", text);
}

#[test]
fn somebody_enrolled_twice() {
    let f = Fixture::new();
    let text = "`bob` is enrolled as a mentor twice; enrol them once, with one capacity";
    let twice = f.builder().mentors([f.id("bob")], Capacity::up_to(3));
    only(twice.build(), "enrolled-twice", text);
    only(own().mentor("bob", Capacity::up_to(3)).build(), "enrolled-twice", text);
    let text = "`dee` is enrolled as a mentee twice; enrol them once, with one capacity";
    only(f.builder().mentees([f.id("dee")]).build(), "enrolled-twice", text);
    only(own().mentee("dee").build(), "enrolled-twice", text);
}

#[test]
fn a_pair_of_somebody_with_themselves() {
    let f = Fixture::new();
    let text = "`ada` cannot be paired with themselves; remove the pair";
    let both = || f.builder().mentees([f.id("ada")]);
    only(f.pin(both(), "ada", "ada").build(), "self-pair", text);
    only(f.existing(both(), "ada", "ada").build(), "self-pair", text);
    let both = || own().mentee("ada");
    only(both().pin("ada", "ada").build(), "self-pair", text);
    only(both().existing("ada", "ada").build(), "self-pair", text);
    only(both().score("ada", "ada", Score::points(1)).build(), "self-pair", text);
}

#[test]
fn a_pair_stated_twice() {
    let f = Fixture::new();
    let text = "the pair of mentor `ada` and mentee `cy` is stated twice; keep one";
    let pinned = f.pin(f.builder(), "ada", "cy");
    let existing = f.existing(f.builder(), "ada", "cy");
    only(f.pin(pinned.clone(), "ada", "cy").build(), "pair-twice", text);
    only(f.existing(existing.clone(), "ada", "cy").build(), "pair-twice", text);
    only(f.pin(existing, "ada", "cy").build(), "pair-twice", text);
    only(pinned.pin_despite_rules(f.id("ada"), f.id("cy"), "again").build(), "pair-twice", text);
    only(own().pin("ada", "cy").pin("ada", "cy").build(), "pair-twice", text);
    only(own().existing("ada", "cy").existing("ada", "cy").build(), "pair-twice", text);
    only(own().existing("ada", "cy").pin("ada", "cy").build(), "pair-twice", text);
    only(own().score("ada", "cy", Score::points(1)).build(), "pair-twice", text);
    only(scored(own(), "ada cy 7").build(), "pair-twice", text);

    // Also where one of the two is without a role this time.
    let text = "the pair of mentor `ada` and mentee `bob` is stated twice; keep one";
    let twice = f.existing(f.existing(f.builder(), "ada", "bob"), "ada", "bob");
    only(twice.build(), "pair-twice", text);
    let text = "the pair of mentor `dee` and mentee `cy` is stated twice; keep one";
    only(own().existing("dee", "cy").existing("dee", "cy").build(), "pair-twice", text);
}

#[test]
fn a_pin_that_rules_exclude() {
    let f = Fixture::new();
    let pinned = f.pin(f.builder(), "bob", "eli");
    let text = "the pin of mentor `bob` and mentee `eli` is excluded by: not on the do-not-pair \
                list; remove it, or pin it despite the rules with a reason";
    only(pinned.build(), "pin-excluded", text);
    let policy = f.policy.clone().require(Rule::same_site()).prefer(2, Criterion::skill_gap());
    let floored = MentoringProblem::builder(&f.org, &policy)
        .mentors(f.ids("bob"), Capacity::ONE)
        .mentees(f.ids("eli"))
        .floor(Score::points(1));
    let text = "the pin of mentor `bob` and mentee `eli` is excluded by: not on the do-not-pair \
                list, same site, a score of at least 1; \
                remove it, or pin it despite the rules with a reason";
    only(f.pin(floored, "bob", "eli").build(), "pin-excluded", text);
}

#[test]
fn a_pin_without_a_score() {
    let text = "the pin of mentor `ada` and mentee `dee` has no score; state one";
    only(own().pin("ada", "dee").build(), "pin-without-score", text);
}

#[test]
fn a_pin_of_somebody_paused() {
    let f = Fixture::new();
    let pinned = || f.pin(f.builder(), "ada", "cy");
    let text = "`ada` is pinned but paused until 2026-01-31; remove the pin or the pause";
    only(pinned().on(day("2026-01-31")).build(), "pin-paused", text);
    assert!(pinned().on(day("2026-02-01")).build().is_ok());
    assert!(pinned().build().is_ok());
}

#[test]
fn more_pins_than_places() {
    let f = Fixture::new();
    let text = "mentor `bob` has 2 pins for 1 places (capacity 1, existing pairs 0); \
                raise the capacity or remove pins";
    let pinned = f.pin(f.pin(f.builder(), "bob", "cy"), "bob", "dee");
    only(pinned.build(), "pins-exceed-places", text);
    let twice = scored(own(), "bob cy 1").pin("bob", "cy").pin("bob", "dee");
    only(twice.build(), "pins-exceed-places", text);

    let text = "mentee `cy` has 1 pins for 0 places (capacity 1, existing pairs 1); \
                raise the capacity or remove pins";
    let held = f.pin(f.existing(f.builder(), "ada", "cy"), "bob", "cy");
    only(held.build(), "pins-exceed-places", text);
    let held = scored(own(), "bob cy 1").existing("ada", "cy").pin("bob", "cy");
    only(held.build(), "pins-exceed-places", text);
}

#[test]
fn pins_that_are_mutual() {
    let f = Fixture::new();
    let both = || {
        MentoringProblem::builder(&f.org, &f.policy)
            .mentors(f.ids("ada bob"), Capacity::up_to(2))
            .mentees(f.ids("ada bob"))
    };
    let text = "`bob` is pinned as mentor of `ada`, who is their mentor by another pin or \
                existing pair; allow mutual pairs or remove one";
    let pins = || f.pin(f.pin(both(), "ada", "bob"), "bob", "ada");
    only(pins().build(), "mutual-pins", text);
    assert!(pins().mutual_pairs(MutualPairs::Allowed).build().is_ok());
    let with_existing = || f.pin(f.existing(both(), "ada", "bob"), "bob", "ada");
    only(with_existing().build(), "mutual-pins", text);
    assert!(with_existing().mutual_pairs(MutualPairs::Allowed).build().is_ok());

    let both = || {
        let own = own().mentee("ada").mentee("bob");
        scored(own, "ada bob 1, bob ada 1")
    };
    only(both().pin("ada", "bob").pin("bob", "ada").build(), "mutual-pins", text);
    only(both().existing("ada", "bob").pin("bob", "ada").build(), "mutual-pins", text);
}

/// The existing pair stands though one of the two has not that role this time.
#[test]
fn a_pin_mutual_with_an_existing_pair_of_somebody_without_the_role() {
    let text = "`bob` is pinned as mentor of `ada`, who is their mentor by another pin or \
                existing pair; allow mutual pairs or remove one";
    // ada is no mentor now, and still bob's.
    let builder = MentoringProblem::from_scores()
        .mentor("bob", Capacity::ONE)
        .mentee("ada")
        .mentee("bob")
        .score("bob", "ada", Score::points(1))
        .existing("ada", "bob");
    only(builder.clone().pin("bob", "ada").build(), "mutual-pins", text);
    let problem = builder.clone().build().unwrap();
    assert_eq!(super::solved(&problem), "");
    let allowed = builder.mutual_pairs(MutualPairs::Allowed).build().unwrap();
    assert_eq!(super::solved(&allowed), "bob>ada");
}

#[test]
fn scores_that_leave_no_room_for_sums_are_found_when_building() {
    for mode in [Mode::MostPairsFirst, Mode::HighestScore] {
        let text = "mentor `ada` and mentee `dee` score -9223372036854.775808, but with this many \
                    people scores may be at most 164703072086.692425 in magnitude; \
                    scale all scores or weights down";
        let huge = own().mode(mode).score("ada", "dee", Score::from_micros(i64::MIN));
        only(huge.build(), "headroom", text);
        // Of a pin and of two pins alone too: their sum stands in the objective.
        let text = "mentor `ada` and mentee `cy` score 9223372036854.775807, but with this many \
                    people scores may be at most 192153584101.141162 in magnitude; \
                    scale all scores or weights down";
        let most = Score::from_micros(i64::MAX);
        let pins = MentoringProblem::from_scores()
            .mode(mode)
            .mentor("ada", Capacity::ONE)
            .mentor("bob", Capacity::ONE)
            .mentee("cy")
            .mentee("dee")
            .scores([("ada", "cy", most), ("bob", "dee", most)])
            .pin("ada", "cy")
            .pin("bob", "dee");
        only(pins.build(), "headroom", text);
    }
}

/// As much as is allowed is solved.
#[test]
fn the_largest_scores_are_solved() {
    let most = Score::from_micros(i64::MAX / (8 * 7));
    let least = Score::from_micros(-most.micros());
    for mode in [Mode::MostPairsFirst, Mode::HighestScore] {
        let problem = MentoringProblem::from_scores()
            .mode(mode)
            .mentor("ada", Capacity::up_to(2))
            .mentor("bob", Capacity::ONE)
            .mentee("cy")
            .mentee("dee")
            .mentee("eli")
            .scores([("ada", "cy", most), ("ada", "dee", most), ("bob", "eli", most)])
            .scores([("ada", "eli", least), ("bob", "cy", least)])
            .pin("ada", "cy")
            .build()
            .unwrap();
        assert_eq!(super::solved(&problem), "ada>cy* ada>dee bob>eli");
        assert_eq!(problem.solve().unwrap().objective().score.micros(), 3 * most.micros());
    }
}

/// Weights of a policy are checked with it; with many people less fits.
#[test]
fn weights_that_leave_no_room_for_so_many_people() {
    let org = organization((0..140).map(|i| PersonRecord::new(format!("p{i}"))));
    let policy = Policy::new()
        .prefer(u32::MAX, Criterion::tie_novelty())
        .prefer(u32::MAX, Criterion::few_ties());
    let build = |count| {
        MentoringProblem::builder(&org, &policy)
            .mentors(org.people().take(count), Capacity::ONE)
            .mentees(org.people().skip(count).take(count))
            .build()
    };
    assert!(build(20).is_ok());
    let mistakes = build(70).unwrap_err();
    let [MentoringError::Headroom { mentor, mentee, score, most }] = &mistakes.into_vec()[..]
    else {
        panic!("one mistake is expected");
    };
    assert!(mentor.starts_with('p') && mentee.starts_with('p'));
    assert_eq!(score.micros(), 2 * i64::from(u32::MAX) * MICROS);
    assert_eq!(most.micros(), i64::MAX / (8 * 142));
}

#[test]
fn all_mistakes_are_reported_together() {
    let f = Fixture::new();
    let larger = named("a b c d e f g");
    let policy = f.policy.clone().require(Rule::custom("own"));
    let builder = MentoringProblem::builder(&f.org, &policy)
        .mentors(f.ids("ada bob bob"), Capacity::ONE)
        .mentees(f.ids("cy dee eli"))
        .mentees([id(&larger, "g")])
        .on(day("2026-01-10"));
    let builder = f.existing(f.existing(builder, "eli", "dee"), "cy", "bob");
    let builder = f.pin(f.pin(f.pin(builder, "ada", "cy"), "ada", "ada"), "dee", "cy");
    let codes: Vec<_> = builder.build().unwrap_err().iter().map(MentoringError::code).collect();
    let expected = [
        "unregistered",
        "enrolled-twice",
        "foreign-id",
        "existing-not-enrolled",
        "self-pair",
        "not-enrolled",
    ];
    assert_eq!(codes, expected);

    // Those on pins need the policy.
    let builder = f.pin(f.pin(f.builder(), "bob", "eli"), "ada", "cy");
    let builder = f.existing(builder.on(day("2026-01-10")), "ada", "cy");
    let builder = f.pin(builder, "ada", "dee");
    let codes: Vec<_> = builder.build().unwrap_err().iter().map(MentoringError::code).collect();
    assert_eq!(codes, ["pair-twice", "pin-excluded", "pin-paused"]);

    let own = scored(own(), "ada ada 1, cy dee 2, ada cy 3")
        .mentee("eli")
        .existing("x", "y")
        .pin("ada", "eli")
        .pin("bob", "dee")
        .pin("bob", "cy");
    let codes: Vec<_> = own.build().unwrap_err().iter().map(MentoringError::code).collect();
    let expected = [
        "enrolled-twice",
        "existing-not-enrolled",
        "self-pair",
        "not-enrolled",
        "pair-twice",
        "pin-without-score",
        "pin-without-score",
        "pins-exceed-places",
    ];
    assert_eq!(codes, expected);
}
