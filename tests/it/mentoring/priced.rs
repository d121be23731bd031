//! Pairs that are priced while solving, against the same problem with all of them listed.

use std::collections::BTreeSet;

use crosstie::audit;
use crosstie::matching::assignment::{AssignmentError, AuctionPaths};
use crosstie::mentoring::{
    Answer, Capacity, MentoringBuilder, MentoringError, MentoringProblem, MutualPairs, PairAccess,
    SolveError,
};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{Criterion, Pair, Party, Policy, Rule};
use crosstie::solve::{Limits, Stop};
use crosstie::{Errors, Score};

use super::world::{self, MODES};
use super::{id, organization};
use crate::audit::policies;
use crate::audit::world::{REASON, World};
use crate::rng::Rng;

const BOTH: [PairAccess; 2] = [PairAccess::Listed, PairAccess::Priced];
const MUTUAL: [MutualPairs; 2] = [MutualPairs::Off, MutualPairs::Allowed];

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    problems: u64,
    /// Proven optimal, and not.
    optimal: u64,
    open: u64,
    /// Pairs planned, pins among them, people without a pair.
    pairs: u64,
    pins: u64,
    unmatched: u64,
    /// Pairs that no rule excludes, and how many of them the last problems held.
    eligible: u64,
    kept: u64,
    /// How often a pair was scored while solving.
    scored: u64,
    /// Plans that differ at the same objective.
    other_plans: u64,
    /// Problems of which one answer or the other came to the end of its branches.
    stopped: u64,
}

/// Holds the answer with pairs priced against the one with pairs listed.
fn compare(listed: &MentoringProblem<'_>, priced: &MentoringProblem<'_>, tally: &mut Tally) {
    assert_eq!(BOTH, [listed.pair_access(), priced.pair_access()]);
    let counts = priced.pair_counts();
    assert_eq!(listed.pair_counts(), counts);
    let (a, b) = (listed.solve().unwrap(), priced.solve().unwrap());
    let about = || format!("{:#?}\n{:#?}\n{priced:#?}", a.plan(), b.plan());
    assert!(a.pricing().is_none());
    let pricing = b.pricing().unwrap();
    assert!(pricing.eligible <= pricing.scored && pricing.kept <= pricing.pairs, "{pricing:?}");

    assert_eq!(a.bound(), b.bound(), "{}", about());
    if a.stop() == Stop::Finished && b.stop() == Stop::Finished {
        // Then no plan is better, proven or not.
        assert_eq!(a.objective(), b.objective(), "{}", about());
        assert_eq!(a.is_optimal(), b.is_optimal(), "{}", about());
    } else {
        tally.stopped += 1;
        let bound = b.bound().unwrap();
        assert!(a.objective() <= bound && b.objective() <= bound, "{}", about());
        assert!(!a.is_optimal() || !b.is_optimal() || a.objective() == b.objective());
    }
    // Only what may not be mutual can be left unproven.
    assert!(b.is_optimal() || priced.mutual_pairs() == MutualPairs::Off, "{}", about());
    audit_of(&b);
    reasons_of(&b);

    let plan = b.plan();
    tally.problems += 1;
    tally.optimal += u64::from(b.is_optimal());
    tally.open += u64::from(!b.is_optimal());
    tally.pairs += plan.pairs().len() as u64;
    tally.pins += plan.pairs().iter().filter(|pair| pair.pinned).count() as u64;
    tally.unmatched += plan.unmatched().len() as u64;
    tally.eligible += counts.eligible;
    tally.kept += pricing.kept;
    tally.scored += pricing.scored;
    tally.other_plans += u64::from(a.plan().pairs() != plan.pairs());
}

/// The audit finds nothing wrong, and the proof proves what the answer says.
fn audit_of(answer: &Answer<'_>) {
    let problem = answer.problem();
    let report = audit::check(problem, answer.plan());
    assert!(report.is_clean(), "{report}\n{:#?}\n{problem:#?}", answer.plan());
    assert_eq!(report.objective(), answer.objective());
    assert_eq!(report.counts(), problem.pair_counts());
    assert_eq!(report.proven().is_optimal(), answer.is_optimal(), "{report}\n{problem:#?}");
    if !answer.is_optimal() {
        assert_eq!(report.proven().bound(), answer.bound(), "{report}\n{problem:#?}");
    }
}

/// Everybody has a reason.
fn reasons_of(answer: &Answer<'_>) {
    for pair in answer.plan().pairs() {
        let why = answer.why(pair);
        assert_eq!((&why.mentor, &why.mentee), (&pair.mentor, &pair.mentee));
        assert_eq!((why.score, why.pinned), (pair.score, pair.pinned));
        let sum: i64 = why.contributions.iter().map(|part| part.points.micros()).sum();
        assert_eq!(Score::from_micros(sum), pair.score, "{why}");
        assert!(why.to_string().starts_with(&format!("{} mentors {}", pair.mentor, pair.mentee)));
    }
    for person in answer.plan().unmatched() {
        let why = answer.why_unmatched(person);
        assert_eq!((&why.key, why.role), (&person.key, person.role));
        assert!(why.to_string().starts_with(&person.key), "{why}");
        let code = why.reason.code();
        assert!(!["not_enrolled", "paired"].contains(&code), "{why}");
        assert!(code != "stopped_early" || answer.stop() != Stop::Finished, "{why}");
    }
}

/// The problem of a world, with its pins as pins that rules hold for where they can be.
fn built<'w>(
    world: &'w World,
    pins: &[(String, String)],
    access: PairAccess,
) -> Result<MentoringProblem<'w>, Errors<MentoringError>> {
    let plain = |builder: MentoringBuilder<'w>, (mentor, mentee): &(String, String)| {
        builder.pin(id(&world.org, mentor), id(&world.org, mentee))
    };
    let problem = pins.iter().fold(world.builder(), plain).pair_access(access).build();
    let excluded = |error: &MentoringError| matches!(error, MentoringError::PinExcluded { .. });
    match problem {
        Err(errors) if errors.iter().any(excluded) => {
            let despite = |builder: MentoringBuilder<'w>, (mentor, mentee): &(String, String)| {
                let (mentor, mentee) = (id(&world.org, mentor), id(&world.org, mentee));
                builder.pin_despite_rules(mentor, mentee, REASON)
            };
            pins.iter().fold(world.builder(), despite).pair_access(access).build()
        }
        other => other,
    }
}

/// In both modes, with mutual pairs and without.
fn compare_world(mut world: World, tally: &mut Tally) {
    let pins = std::mem::take(&mut world.pins);
    for (mode, mutual) in MODES.into_iter().flat_map(|mode| MUTUAL.map(|mutual| (mode, mutual))) {
        world.mode = mode;
        world.mutual = mutual == MutualPairs::Allowed;
        let [listed, priced] = BOTH.map(|access| built(&world, &pins, access));
        match (listed, priced) {
            (Ok(listed), Ok(priced)) => compare(&listed, &priced, tally),
            (listed, priced) => {
                // Pins that would be mutual, which are no less so where pairs are priced.
                let mistakes = listed.unwrap_err();
                assert_eq!(mistakes, priced.unwrap_err());
                assert!(mistakes.iter().all(|mistake| mistake.code() == "mutual-pins"));
                let [listed, priced] = BOTH.map(|access| built(&world, &[], access).unwrap());
                compare(&listed, &priced, tally);
            }
        }
    }
}

#[test]
fn the_same_objective_and_bound_on_any_policy() {
    let mut tally = Tally::default();
    for seed in 0..2_000 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(12);
        compare_world(World::random(&mut rng, people, policies::any), &mut tally);
    }
    assert!(tally.problems == 8_000 && tally.optimal > 7_500 && tally.open > 20, "{tally:?}");
    assert!(tally.pairs > 10_000 && tally.pins > 500 && tally.unmatched > 10_000, "{tally:?}");
    assert_eq!(tally.stopped, 0);
}

/// A programme of so many people that pricing leaves pairs out: with a few existing pairs and pins.
fn large_world(rng: &mut Rng) -> World {
    let people = 20 + rng.below(100);
    let mut world = World::random(rng, people, policies::any);
    world.existing.truncate(people / 8);
    world.pins.clear();
    world.mutual = false;
    for _ in 0..people / 8 {
        let pin = (rng.pick(&world.mentors).0.clone(), rng.pick(&world.mentees).0.clone());
        let mut pins = world.pins.clone();
        pins.push(pin);
        let pins = std::mem::replace(&mut world.pins, pins);
        if world.builder().pair_access(PairAccess::Priced).build().is_err() {
            world.pins = pins; // no place, say, or paused
        }
    }
    world
}

#[test]
fn the_same_objective_and_bound_of_more_people() {
    let mut tally = Tally::default();
    for seed in 0..60 {
        compare_world(large_world(&mut Rng::new(10_000 + seed)), &mut tally);
    }
    assert!(tally.problems == 240 && tally.optimal > 150 && tally.pins > 400, "{tally:?}");
    assert!(tally.kept < tally.eligible && tally.other_plans > 20, "{tally:?}");
    assert_eq!(tally.stopped, 0);
}

#[test]
fn the_same_objective_and_bound_of_small_programmes() {
    let mut tally = Tally::default();
    let mut rng = Rng::new(71);
    for _ in 0..1_000 {
        let mut world = world::World::random(&mut rng);
        for (mode, mutual) in MODES.into_iter().flat_map(|mode| MUTUAL.map(|m| (mode, m))) {
            (world.mode, world.mutual) = (mode, mutual);
            world.with_access(PairAccess::Listed, |listed| {
                world.with_access(PairAccess::Priced, |priced| compare(listed, priced, &mut tally));
            });
        }
    }
    assert!(tally.problems == 4_000 && tally.optimal > 3_800 && tally.pairs > 3_000, "{tally:?}");
    assert_eq!(tally.stopped, 0);
}

/// Mentors m0, m1, … and mentees n0, n1, …, at sites in turn.
fn two_sides(mentors: usize, mentees: usize, sites: usize) -> Organization {
    let people = |letter: char, count: usize| {
        (0..count).map(move |i| {
            let person = PersonRecord::new(format!("{letter}{i}"));
            person.site(format!("x{}", i % sites)).grade(i16::try_from(i % 7).unwrap())
        })
    };
    organization(people('m', mentors).chain(people('n', mentees)))
}

/// A problem of [`two_sides`], one place each.
fn of_two_sides<'a>(org: &'a Organization, policy: &'a Policy) -> MentoringBuilder<'a> {
    let side = |letter: char| org.people().filter(move |person| person.key().starts_with(letter));
    MentoringProblem::builder(org, policy).mentors(side('m'), Capacity::ONE).mentees(side('n'))
}

#[test]
fn few_pairs_are_listed_and_many_priced() {
    let policy = Policy::new();
    let access = |mentors, mentees, access: Option<PairAccess>| {
        let org = two_sides(mentors, mentees, 2);
        let builder = of_two_sides(&org, &policy);
        let builder = access.into_iter().fold(builder, MentoringBuilder::pair_access);
        builder.build().unwrap().pair_access()
    };
    assert_eq!(PairAccess::default(), PairAccess::Auto);
    for asked in [None, Some(PairAccess::Auto), Some(PairAccess::Listed)] {
        assert_eq!(access(3, 4, asked), PairAccess::Listed);
    }
    assert_eq!(access(3, 4, Some(PairAccess::Priced)), PairAccess::Priced);
    // Four million, and a few more.
    assert_eq!(access(1_000, 4_000, None), PairAccess::Listed);
    assert_eq!(access(1_000, 4_001, None), PairAccess::Priced);
    assert_eq!(access(1_000, 4_001, Some(PairAccess::Auto)), PairAccess::Priced);
    let own = MentoringProblem::from_scores().mentor("ada", Capacity::ONE).mentee("cy");
    let own = own.score("ada", "cy", Score::points(1)).build().unwrap();
    assert_eq!(own.pair_access(), PairAccess::Listed);
    assert_eq!(own.solve().unwrap().pricing(), None);
}

type Keys = (String, String);

fn keys(pair: Pair<'_>) -> Keys {
    (pair.first.key().to_owned(), pair.second.key().to_owned())
}

/// The pairs (mentor, mentee) that a refusal at build names.
fn named_at_build(errors: &Errors<MentoringError>) -> Vec<Keys> {
    let one = |error: &MentoringError| match error {
        MentoringError::CustomValue(error) => (error.first.clone(), error.second.clone()),
        error => panic!("{error}"),
    };
    errors.iter().map(one).collect()
}

fn named_when_solved(error: &SolveError) -> Vec<Keys> {
    let SolveError::CustomValues(errors) = error else { panic!("{error}") };
    errors.iter().map(|error| (error.first.clone(), error.second.clone())).collect()
}

#[test]
fn a_pair_without_a_value_is_named() {
    let mut rng = Rng::new(72);
    let (mut named, mut none) = (0, 0);
    for _ in 0..300 {
        let org = two_sides(1 + rng.below(6), 1 + rng.below(6), 2);
        let mut broken = BTreeSet::new();
        for first in org.people().filter(|person| person.key().starts_with('m')) {
            for second in org.people().filter(|person| person.key().starts_with('n')) {
                if rng.chance(1, 9) {
                    broken.insert((first.key().to_owned(), second.key().to_owned()));
                }
            }
        }
        let all = broken.clone();
        let mood = move |pair: Pair<'_>| if all.contains(&keys(pair)) { f64::NAN } else { 0.5 };
        // With the rule, pairs of one site need no value.
        let mut policy = Policy::new().prefer(2, Criterion::custom("mood"));
        if rng.chance(1, 2) {
            policy = policy.require(Rule::different_site());
            let site = |key: &str| org.person(key).unwrap().site();
            broken.retain(|(mentor, mentee)| site(mentor) != site(mentee));
        }
        for mode in MODES {
            let builder = of_two_sides(&org, &policy).mode(mode).criterion("mood", mood.clone());
            let listed = builder.clone().pair_access(PairAccess::Listed).build();
            let priced = builder.pair_access(PairAccess::Priced).build().unwrap();
            if broken.is_empty() {
                compare(&listed.unwrap(), &priced, &mut Tally::default());
                none += 1;
                continue;
            }
            let at_build = named_at_build(&listed.unwrap_err());
            let error = priced.solve().unwrap_err();
            // Of so few people all pairs are priced.
            assert_eq!(at_build, named_when_solved(&error));
            assert_eq!(at_build.iter().cloned().collect::<BTreeSet<_>>(), broken);
            let text = error.to_string();
            for (mentor, mentee) in &broken {
                assert!(text.contains(&format!("criterion `mood` on `{mentor}` and `{mentee}`")));
            }
            named += at_build.len();
        }
    }
    assert!(named > 500 && none > 50, "{named} {none}");
}

#[test]
fn of_many_pairs_without_a_value_a_hundred_are_named() {
    let org = two_sides(20, 20, 2);
    let policy = Policy::new().prefer(1, Criterion::custom("mood"));
    for mode in MODES {
        let builder =
            of_two_sides(&org, &policy).mode(mode).criterion("mood", |_: Pair<'_>| f64::NAN);
        let at_build = builder.clone().pair_access(PairAccess::Listed).build().unwrap_err();
        let priced = builder.pair_access(PairAccess::Priced).build().unwrap();
        let error = priced.solve().unwrap_err();
        assert_eq!(named_at_build(&at_build).len(), 100);
        assert_eq!(named_at_build(&at_build), named_when_solved(&error));
    }
}

/// One that goes on from before needs no value.
#[test]
fn an_existing_pair_needs_no_value() {
    let org = two_sides(2, 2, 1);
    let policy = Policy::new().prefer(1, Criterion::custom("mood"));
    let mood = |pair: Pair<'_>| if keys(pair) == ("m0".into(), "n0".into()) { 2.0 } else { 0.5 };
    let builder = of_two_sides(&org, &policy)
        .existing(id(&org, "m0"), id(&org, "n0"))
        .criterion("mood", mood);
    let listed = builder.clone().pair_access(PairAccess::Listed).build().unwrap_err();
    assert_eq!(named_at_build(&listed), [("m0".to_owned(), "n0".to_owned())]);
    let priced = builder.pair_access(PairAccess::Priced).build().unwrap();
    let answer = priced.solve().unwrap();
    assert!(answer.is_optimal());
    assert_eq!(super::plan(&answer), "m1>n1");
}

#[test]
fn weights_beyond_the_range_are_refused_either_way() {
    let org = two_sides(200, 200, 3);
    // Nobody has a tie: everybody is new to everybody.
    let everybody = |weight: u32| Policy::new().prefer(weight, Criterion::tie_novelty());
    let refused = |policy: &Policy| -> [Option<String>; 2] {
        BOTH.map(|access| {
            let problem = of_two_sides(&org, policy).pair_access(access).build();
            problem.err().map(|mistakes| {
                assert_eq!(mistakes.len(), 1);
                let mistake = mistakes.iter().next().unwrap();
                let headroom = match mistake {
                    MentoringError::Headroom { .. } => access == PairAccess::Listed,
                    MentoringError::Kernel(AssignmentError::Headroom { .. }) => true,
                    _ => false,
                };
                assert!(headroom, "{mistake}");
                mistake.to_string()
            })
        })
    };
    // 2⁶³ / (8 · (400 + 2)) micro-units, in points.
    let most = u32::try_from(i64::MAX / (8 * 402) / 1_000_000).unwrap();
    assert_eq!(refused(&everybody(most)), [None, None]);
    for texts in [refused(&everybody(most + 1)), refused(&everybody(u32::MAX))] {
        assert!(texts.iter().all(Option::is_some), "{texts:?}");
    }
    // Up to the limit nothing overflows.
    let policies = [
        everybody(most),
        Policy::new()
            .require(Rule::different_site())
            .prefer(most / 2, Criterion::grade_gap_fit(1, 4))
            .prefer(most / 4, Criterion::few_ties_of(Party::First, 3))
            .prefer(most / 4, Criterion::tie_novelty()),
    ];
    for policy in &policies {
        for mode in MODES {
            let [listed, priced] = BOTH.map(|access| {
                of_two_sides(&org, policy).mode(mode).pair_access(access).build().unwrap()
            });
            let mut tally = Tally::default();
            compare(&listed, &priced, &mut tally);
            assert_eq!((tally.optimal, tally.pairs), (1, 200));
        }
    }
}

/// A run that stops early says so, and claims no more than is true.
#[test]
fn limits_reach_the_solver() {
    let mut stopped = 0;
    for seed in 0..20 {
        let mut world = large_world(&mut Rng::new(20_000 + seed));
        for (mode, mutual) in MODES.into_iter().flat_map(|mode| MUTUAL.map(|m| (mode, m))) {
            world.mode = mode;
            world.mutual = mutual == MutualPairs::Allowed;
            let problem = world.builder().pair_access(PairAccess::Priced).build().unwrap();
            let best = problem.solve().unwrap().bound().unwrap();
            for iterations in [0, 1, 3, 100] {
                let limits = Limits::none().iterations(iterations);
                let answer = problem.solve_with(&AuctionPaths, &limits).unwrap();
                assert!(answer.objective() <= best && Some(best) <= answer.bound());
                audit_of(&answer);
                reasons_of(&answer);
                stopped += u32::from(answer.stop() == Stop::IterationLimit);
            }
        }
    }
    assert!(stopped > 100, "{stopped}");
}

#[cfg(feature = "synth")]
fn compare_synthetic(mentees: usize, mentors: usize, capacity: u32, seed: u64) -> Tally {
    let org = crosstie::synth::Shape::new(mentees + mentors).seed(seed).build().unwrap();
    let policy = Policy::new()
        .require(Rule::different_function())
        .require(Rule::outside_reporting_line(2))
        .prefer(3, Criterion::skill_gap())
        .prefer(1, Criterion::few_ties());
    // People are declared department by department: mentors are spread over all.
    let every = (mentees + mentors) / mentors;
    let is_mentor = |person: &crosstie::org::Person<'_>| {
        person.id().index() % every == 0 && person.id().index() / every < mentors
    };
    let mut tally = Tally::default();
    for mode in MODES {
        let builder = MentoringProblem::builder(&org, &policy)
            .mode(mode)
            .mentors(org.people().filter(is_mentor), Capacity::up_to(capacity))
            .mentees(org.people().filter(|person| !is_mentor(person)));
        let listed = builder.clone().pair_access(PairAccess::Listed).build().unwrap();
        let known = listed.solve().unwrap();
        let counts = listed.pair_counts();
        assert_eq!(counts.considered, (mentees * mentors) as u64);
        let (objective, bound) = (known.objective(), known.bound());
        assert!(known.is_optimal());
        drop(known);
        drop(listed);

        let priced = builder.pair_access(PairAccess::Priced).build().unwrap();
        let answer = priced.solve().unwrap();
        assert_eq!((answer.objective(), answer.bound()), (objective, bound), "{mode:?}");
        assert!(answer.is_optimal());
        assert_eq!(priced.pair_counts(), counts);
        let pricing = answer.pricing().unwrap();
        tally.problems += 1;
        tally.pairs += answer.plan().pairs().len() as u64;
        tally.eligible += counts.eligible;
        tally.kept += pricing.kept;
        tally.scored += pricing.scored;
    }
    tally
}

/// So many people that some of them are priced before the others.
#[cfg(feature = "synth")]
#[test]
fn the_same_objective_and_bound_where_samples_give_the_first_prices() {
    let tally = compare_synthetic(1_700, 1_650, 1, 5);
    assert!(tally.pairs > 2_000 && tally.kept < tally.eligible / 10, "{tally:?}");
    assert!(tally.scored < tally.eligible / 2, "{tally:?}");
}

#[cfg(feature = "synth")]
#[test]
#[ignore = "takes 3 GB, and minutes even with --release"]
fn the_same_objective_and_bound_of_a_large_organisation() {
    let tally = compare_synthetic(20_000, 4_000, 4, 1);
    assert!(tally.pairs > 20_000 && tally.kept < tally.eligible / 50, "{tally:?}");
    assert!(tally.scored < tally.eligible / 4, "{tally:?}");
}
