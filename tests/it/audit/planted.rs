//! One mistake in a correct plan: the audit names it.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::audit::{self, Proven, Violation};
use crosstie::mentoring::{
    Capacity, MentoringPlan, MentoringProblem, Mode, Objective, PlannedPair, Role, Unmatched,
};

use super::policies;
use super::programme::{Keys, Programme, count};
use super::world::{World, own_scores};
use crate::rng::Rng;

/// Every code that [`Violation::code`] knows.
const CODES: [&str; 25] = [
    "unknown-schema",
    "wrong-mode",
    "custom-value",
    "self-pair",
    "pair-twice",
    "not-enrolled",
    "pair-exists",
    "excluded",
    "no-score",
    "wrong-score",
    "mutual-pair",
    "not-a-pin",
    "pin-not-marked",
    "pin-missing",
    "paused",
    "over-capacity",
    "wrong-objective",
    "unmatched-not-listed",
    "unmatched-but-paired",
    "unmatched-twice",
    "unmatched-not-enrolled",
    "negative-price",
    "proof-not-enrolled",
    "bound-not-proven",
    "bound-too-low",
];

/// Mistakes that make no other statement of the plan wrong.
const ALONE: [&str; 11] = [
    "unknown-schema",
    "wrong-mode",
    "pair-twice",
    "wrong-score",
    "not-a-pin",
    "pin-not-marked",
    "wrong-objective",
    "unmatched-not-listed",
    "unmatched-but-paired",
    "unmatched-twice",
    "unmatched-not-enrolled",
];

const EACH: u32 = 220;

/// What the audit must say.
enum Expected {
    Exactly(Violation),
    /// Broken rules, by position.
    Rules(Keys, Vec<usize>),
    /// That this bound is not proven.
    NotProven(Objective),
}

impl Expected {
    fn is(&self, violation: &Violation) -> bool {
        match (self, violation) {
            (Self::Exactly(expected), _) => expected == violation,
            (Self::Rules(pair, positions), Violation::Excluded { mentor, mentee, rules }) => {
                let found: Vec<usize> = rules.iter().map(|rule| rule.position).collect();
                (mentor, mentee) == (&pair.0, &pair.1) && found == *positions
            }
            (Self::NotProven(bound), Violation::BoundNotProven { claimed, derived }) => {
                claimed == bound && derived.is_none_or(|d| d > *bound || shape(d) != shape(*bound))
            }
            _ => false,
        }
    }
}

fn shape(objective: Objective) -> bool {
    objective.pairs.is_some()
}

/// Plants one mistake; none where the plan offers no place for it.
fn plant(
    code: &str,
    programme: &Programme,
    plan: &mut MentoringPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let role = *rng.pick(&[Role::Mentor, Role::Mentee]);
    let pairs: Vec<Keys> = keys(plan);
    let expected = match code {
        "unknown-schema" => {
            plan.schema = *rng.pick(&[0, 2, 3, u32::MAX]);
            Violation::UnknownSchema { given: plan.schema, known: 1 }
        }
        "wrong-mode" => {
            plan.mode = other(plan.mode);
            Violation::WrongMode { given: plan.mode, asked: programme.mode }
        }
        "self-pair" => {
            let pair = some_pair(plan, rng)?;
            pair.mentee.clone_from(&pair.mentor);
            Violation::SelfPair { key: pair.mentor.clone() }
        }
        "pair-twice" => {
            let pair = some_pair(plan, rng)?.clone();
            let (mentor, mentee) = (pair.mentor.clone(), pair.mentee.clone());
            plan.pairs.insert(rng.below(plan.pairs.len() + 1), pair);
            Violation::PairTwice { mentor, mentee }
        }
        "not-enrolled" => {
            let pair = some_pair(plan, rng)?;
            let stranger = stranger(rng, programme, role);
            match role {
                Role::Mentor => pair.mentor = stranger,
                Role::Mentee => pair.mentee = stranger,
            }
            if pair.mentor == pair.mentee {
                return None;
            }
            Violation::NotEnrolled {
                mentor: pair.mentor.clone(),
                mentee: pair.mentee.clone(),
                role,
            }
        }
        "pair-exists" => {
            let enrolled = programme.existing.iter().filter(|(mentor, mentee)| {
                programme.enrolled(Role::Mentor, mentor) && programme.enrolled(Role::Mentee, mentee)
            });
            let (mentor, mentee) = add(programme, plan, pick(rng, enrolled.cloned())?);
            Violation::PairExists { mentor, mentee }
        }
        "excluded" => {
            let excluded = programme
                .worth
                .iter()
                .filter(|(pair, worth)| !worth.broken.is_empty() && !programme.pins.contains(pair));
            let (pair, worth) = pick(rng, excluded)?;
            add(programme, plan, pair.clone());
            return Some(Expected::Rules(pair.clone(), worth.broken.clone()));
        }
        "no-score" => {
            let unscored = all_pairs(programme).filter(|pair| !programme.worth.contains_key(pair));
            let (mentor, mentee) = add(programme, plan, pick(rng, unscored)?);
            Violation::NoScore { mentor, mentee }
        }
        "wrong-score" => {
            let pair = some_pair(plan, rng)?;
            let recomputed = pair.score;
            pair.score = off(recomputed, rng);
            let (mentor, mentee, claimed) = (pair.mentor.clone(), pair.mentee.clone(), pair.score);
            Violation::WrongScore { mentor, mentee, claimed, recomputed }
        }
        "mutual-pair" => {
            if programme.mutual {
                return None;
            }
            let met = pairs.iter().chain(&programme.existing);
            let reverses = met.map(|(mentor, mentee)| (mentee.clone(), mentor.clone()));
            let possible = reverses.filter(|(mentor, mentee)| {
                programme.enrolled(Role::Mentor, mentor) && programme.enrolled(Role::Mentee, mentee)
            });
            let (mentor, mentee) = add(programme, plan, pick(rng, possible)?);
            let existing = programme.existing.contains(&(mentee.clone(), mentor.clone()));
            Violation::MutualPair { mentor, mentee, existing }
        }
        "not-a-pin" | "pin-not-marked" => {
            let pinned = code == "pin-not-marked";
            let candidates = plan.pairs.iter_mut().filter(|pair| pair.pinned == pinned);
            let pair = pick(rng, candidates)?;
            pair.pinned = !pinned;
            let (mentor, mentee) = (pair.mentor.clone(), pair.mentee.clone());
            match pinned {
                true => Violation::PinNotMarked { mentor, mentee },
                false => Violation::NotAPin { mentor, mentee },
            }
        }
        "pin-missing" => {
            let (mentor, mentee) = pick(rng, programme.pins.iter().cloned())?;
            plan.pairs.retain(|pair| (&pair.mentor, &pair.mentee) != (&mentor, &mentee));
            Violation::PinMissing { mentor, mentee }
        }
        "paused" => {
            let of =
                all_pairs(programme).filter(|pair| programme.paused.contains_key(end(pair, role)));
            let pair = add(programme, plan, pick(rng, of)?);
            let key = end(&pair, role).clone();
            let pause = programme.paused[&key];
            Violation::Paused { role, key, first: pause.first, last: pause.last }
        }
        "over-capacity" => {
            let full = all_pairs(programme).filter(|pair| {
                let key = end(pair, role);
                !pairs.contains(pair) && count(&pairs, role, key) >= programme.places(role, key)
            });
            let pair = add(programme, plan, pick(rng, full)?);
            let key = end(&pair, role).clone();
            let capacity = programme.side(role).iter().find(|(k, _)| *k == key).unwrap().1;
            Violation::OverCapacity {
                role,
                used: u64::from(count(&pairs, role, &key)) + 1,
                places: u64::from(programme.places(role, &key)),
                capacity: u64::from(capacity),
                existing: u64::from(programme.existing_of(role, &key)),
                key,
            }
        }
        "wrong-objective" => {
            let recomputed = plan.objective;
            match (&mut plan.objective.pairs, rng.below(3)) {
                (Some(pairs), 0) => *pairs += 1,
                (pairs, 1) => *pairs = if pairs.is_some() { None } else { Some(2) },
                _ => plan.objective.score = off(recomputed.score, rng),
            }
            Violation::WrongObjective { claimed: plan.objective, recomputed }
        }
        "unmatched-not-listed" => {
            let at = (!plan.unmatched.is_empty()).then(|| rng.below(plan.unmatched.len()))?;
            let Unmatched { role, key } = plan.unmatched.remove(at);
            Violation::UnmatchedNotListed { role, key }
        }
        "unmatched-but-paired" => {
            let key = end(&pick(rng, pairs.into_iter())?, role).clone();
            list(plan, role, &key);
            Violation::UnmatchedButPaired { role, key }
        }
        "unmatched-twice" => {
            let Unmatched { role, key } = pick(rng, plan.unmatched.iter().cloned())?;
            list(plan, role, &key);
            Violation::UnmatchedTwice { role, key }
        }
        "unmatched-not-enrolled" => {
            let key = stranger(rng, programme, role);
            list(plan, role, &key);
            Violation::UnmatchedNotEnrolled { role, key }
        }
        "negative-price" => {
            let key = pick(rng, programme.side(role).iter())?.0.clone();
            let price = Score::from_micros(-rng.within(1, 1_000_000_000));
            let proof = plan.proof.as_mut().unwrap();
            let prices = match role {
                Role::Mentor => &mut proof.mentor_prices,
                Role::Mentee => &mut proof.mentee_prices,
            };
            prices.insert(key.clone(), price);
            Violation::NegativePrice { role, key, price }
        }
        "proof-not-enrolled" => {
            let key = stranger(rng, programme, role);
            let proof = plan.proof.as_mut().unwrap();
            let (prices, cover) = match role {
                Role::Mentor => (&mut proof.mentor_prices, &mut proof.cover_mentors),
                Role::Mentee => (&mut proof.mentee_prices, &mut proof.cover_mentees),
            };
            if rng.chance(1, 2) {
                prices.insert(key.clone(), Score::points(1));
            } else {
                cover.push(key.clone());
            }
            Violation::ProofNotEnrolled { role, key }
        }
        "bound-not-proven" => {
            let bound = plan.bound.as_mut().unwrap();
            match (rng.below(4), &mut bound.pairs) {
                (0, Some(pairs)) if *pairs > 0 => *pairs -= 1,
                (1, pairs) => *pairs = if pairs.is_some() { None } else { Some(u64::MAX) },
                (2, _) => plan.proof = None,
                _ => bound.score = Score::from_micros(bound.score.micros() - rng.within(1, 9)),
            }
            return Some(Expected::NotProven(plan.bound.unwrap()));
        }
        "bound-too-low" => {
            let mut claimed = plan.objective;
            match &mut claimed.pairs {
                Some(pairs) if *pairs > 0 && rng.chance(1, 2) => *pairs -= 1,
                _ => claimed.score = Score::from_micros(claimed.score.micros() - rng.within(1, 9)),
            }
            plan.bound = Some(claimed);
            Violation::BoundTooLow { claimed, objective: plan.objective }
        }
        other => panic!("{other}"),
    };
    Some(Expected::Exactly(expected))
}

fn keys(plan: &MentoringPlan) -> Vec<Keys> {
    plan.pairs.iter().map(|pair| (pair.mentor.clone(), pair.mentee.clone())).collect()
}

fn other(mode: Mode) -> Mode {
    match mode {
        Mode::MostPairsFirst => Mode::HighestScore,
        Mode::HighestScore => Mode::MostPairsFirst,
    }
}

fn end(pair: &Keys, role: Role) -> &String {
    match role {
        Role::Mentor => &pair.0,
        Role::Mentee => &pair.1,
    }
}

fn pick<T>(rng: &mut Rng, from: impl Iterator<Item = T>) -> Option<T> {
    let mut all: Vec<T> = from.collect();
    (!all.is_empty()).then(|| all.swap_remove(rng.below(all.len())))
}

fn some_pair<'a>(plan: &'a mut MentoringPlan, rng: &mut Rng) -> Option<&'a mut PlannedPair> {
    pick(rng, plan.pairs.iter_mut())
}

/// A key enrolled in the other role only, or nowhere.
fn stranger(rng: &mut Rng, programme: &Programme, role: Role) -> String {
    let (mentors, mentees) = (programme.mentors.iter(), programme.mentees.iter());
    let strangers = mentors.chain(mentees).filter(|(key, _)| !programme.enrolled(role, key));
    let found = pick(rng, strangers.map(|(key, _)| key.clone()));
    found.filter(|_| rng.chance(1, 2)).unwrap_or_else(|| "zoe".to_owned())
}

fn off(score: Score, rng: &mut Rng) -> Score {
    let by = rng.within(1, 1_000_000);
    Score::from_micros(score.micros() + if rng.chance(1, 2) { by } else { -by })
}

fn all_pairs(programme: &Programme) -> impl Iterator<Item = Keys> {
    programme.mentors.iter().flat_map(|(mentor, _)| {
        let others = programme.mentees.iter().filter(move |(mentee, _)| mentee != mentor);
        others.map(|(mentee, _)| (mentor.clone(), mentee.clone()))
    })
}

/// Adds a pair with its true score, as somebody would by hand.
fn add(programme: &Programme, plan: &mut MentoringPlan, pair: Keys) -> Keys {
    if !keys(plan).contains(&pair) {
        plan.pairs.extend(programme.planned(std::slice::from_ref(&pair)));
        let all = keys(plan);
        plan.unmatched = programme.unmatched(&all);
        plan.objective = programme.objective(&all);
    }
    pair
}

fn list(plan: &mut MentoringPlan, role: Role, key: &str) {
    plan.unmatched.push(Unmatched { key: key.to_owned(), role });
}

fn plant_everywhere(
    programme: &Programme,
    problem: &MentoringProblem<'_>,
    rng: &mut Rng,
    found: &mut BTreeMap<&'static str, u32>,
) {
    let plan = problem.solve().unwrap().into_plan();
    let before = audit::check(problem, &plan);
    assert!(before.is_clean(), "{before}");
    for code in CODES {
        if code == "custom-value" || found[code] == EACH {
            continue;
        }
        let mut wrong = plan.clone();
        let Some(expected) = plant(code, programme, &mut wrong, rng) else { continue };
        let report = audit::check(problem, &wrong);
        let named = report.violations().iter().find(|violation| expected.is(violation));
        let named = named.unwrap_or_else(|| panic!("{code} escaped:\n{report}\n{wrong:#?}"));
        assert_eq!(named.code(), code);
        assert!(!report.is_clean() && !report.proven().is_optimal());
        assert!(report.violations().len() == 1 || !ALONE.contains(&code), "{report}");
        assert!(report.proven() == Proven::Nothing || code != "negative-price", "{report}");
        *found.get_mut(code).unwrap() += 1;
    }
}

/// A custom criterion that gives no value any more.
fn plant_mood(world: &World, problem: &MentoringProblem<'_>, rng: &mut Rng) -> Option<()> {
    if !world.policy.criteria().iter().any(|p| p.criterion.code() == "custom") {
        return None;
    }
    let programme = world.programme();
    let eligible = programme.worth.iter().filter(|(_, worth)| worth.broken.is_empty());
    let (pair, _) = pick(rng, eligible)?;
    let plan = problem.solve().unwrap().into_plan();
    *world.moody.lock().unwrap() = Some(pair.clone());
    let report = audit::check(problem, &plan);
    *world.moody.lock().unwrap() = None;
    let (mentor, mentee) = pair.clone();
    let violation = Violation::CustomValue {
        mentor,
        mentee,
        criterion: "mood".to_owned(),
        problem: "NaN is not a criterion value; give a number from 0 to 1".to_owned(),
    };
    assert_eq!(report.violations().iter().filter(|v| **v == violation).count(), 1, "{report}");
    assert_eq!(report.proven(), Proven::Nothing);
    assert!(audit::check(problem, &plan).is_clean());
    Some(())
}

#[test]
fn every_kind_is_found() {
    let mut found: BTreeMap<&'static str, u32> = CODES.iter().map(|&code| (code, 0)).collect();
    for seed in 0..6_000 {
        let mut rng = Rng::new(seed);
        let people = 2 + rng.below(8);
        let world = World::random(&mut rng, people, policies::simple);
        let problem = world.problem();
        plant_everywhere(&world.programme(), &problem, &mut rng, &mut found);
        let moods = found.get_mut("custom-value").unwrap();
        if *moods < EACH && plant_mood(&world, &problem, &mut rng).is_some() {
            *moods += 1;
        }
        let (programme, problem) = own_scores(&mut rng);
        plant_everywhere(&programme, &problem, &mut rng, &mut found);
        if found.values().all(|&times| times == EACH) {
            break;
        }
    }
    let all: u32 = found.values().sum();
    assert!(found.values().all(|&times| times == EACH), "{found:?}");
    assert!(all >= 5_000);
}

/// Also where one end of the existing pair is not enrolled in the role it has there.
#[test]
fn the_reverse_of_an_existing_pair() {
    let problem = MentoringProblem::from_scores()
        .mentor("ada", Capacity::ONE)
        .mentor("bob", Capacity::ONE)
        .mentee("bob")
        .existing("bob", "ada")
        .score("ada", "bob", Score::points(1))
        .build()
        .unwrap();
    let mut plan = problem.solve().unwrap().into_plan();
    plan.pairs = vec![PlannedPair {
        mentor: "ada".to_owned(),
        mentee: "bob".to_owned(),
        score: Score::points(1),
        pinned: false,
    }];
    let (mentor, mentee) = ("ada".to_owned(), "bob".to_owned());
    let violation = Violation::MutualPair { mentor, mentee, existing: true };
    assert!(audit::check(&problem, &plan).violations().contains(&violation));
}
