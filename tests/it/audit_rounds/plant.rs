//! One mistake of each kind, put into a correct plan.

use std::collections::BTreeSet;

use crosstie::audit::{RoundViolation as V, RoundsReport};
use crosstie::policy::{Context, CoolDown, IfUnknown, Policy, Rule};
use crosstie::rotation::{ByeWitness, PlannedGroup, Repeat, RotationPlan};
use crosstie::{Date, Score};

use super::proofs;
use super::sheet::{always, counts, last_met, most, places, position, trios};
use crate::rng::Rng;
use crate::rotation::exact::{Before, groups_of, pairs};
use crate::rotation::world::{Two, World, grown, mood, today};

/// A correct plan, and what is known of it.
pub(super) struct Scene<'w> {
    pub(super) world: &'w World,
    /// What lies before each of its rounds.
    pub(super) before: Vec<Before<'w>>,
    pub(super) report: RoundsReport,
}

/// What the audit must say.
pub(super) enum Expected {
    Exactly(V),
    Like(Box<dyn Fn(&V) -> bool>),
}

impl Expected {
    pub(super) fn is(&self, violation: &V) -> bool {
        match self {
            Self::Exactly(expected) => expected == violation,
            Self::Like(is) => is(violation),
        }
    }
}

pub(super) fn like(is: impl Fn(&V) -> bool + 'static) -> Option<Expected> {
    Some(Expected::Like(Box::new(is)))
}

pub(super) fn pick<T>(rng: &mut Rng, from: impl Iterator<Item = T>) -> Option<T> {
    let mut all: Vec<T> = from.collect();
    (!all.is_empty()).then(|| all.swap_remove(rng.below(all.len())))
}

/// A round, by position, and a group of it, by position.
fn some_group(
    plan: &RotationPlan,
    rng: &mut Rng,
    fits: impl Fn(&PlannedGroup) -> bool,
) -> Option<(usize, usize)> {
    let rounds = plan.rounds.iter().enumerate();
    let all = rounds.flat_map(|(i, round)| {
        let groups = round.groups.iter().enumerate();
        groups.map(move |(g, group)| (i, g, group))
    });
    pick(rng, all.filter(|(.., group)| fits(group)).map(|(i, g, _)| (i, g)))
}

/// A round, by position, and two people of whom this is true.
fn some_two(
    scene: &Scene<'_>,
    rng: &mut Rng,
    fits: impl Fn(&Before<'_>, Two) -> bool,
) -> Option<(usize, Two)> {
    let n = scene.world.keys.len();
    let twos = || (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)));
    let rounds = scene.before.iter().enumerate();
    let all = rounds.flat_map(|(i, before)| twos().map(move |two| (i, before, two)));
    pick(rng, all.filter(|(_, before, two)| fits(before, *two)).map(|(i, _, two)| (i, two)))
}

/// Lets two meet, whom nobody else meets then.
fn let_meet(world: &World, plan: &mut RotationPlan, round: usize, (a, b): Two) -> (String, String) {
    let (first, second) = (world.keys[a].clone(), world.keys[b].clone());
    let round = &mut plan.rounds[round];
    round.groups.retain(|group| !group.people.contains(&first) && !group.people.contains(&second));
    let people = vec![first.clone(), second.clone()];
    let group = PlannedGroup { people, score: Score::ZERO, repeats: Vec::new() };
    let of = |group: &PlannedGroup| position(world, &group.people[0]);
    let place = round.groups.partition_point(|other| of(other) < Some(a));
    round.groups.insert(place, group);
    (first, second)
}

pub(super) fn off(score: Score, rng: &mut Rng) -> Score {
    let by = rng.within(1, 1_000_000);
    Score::from_micros(score.micros() + if rng.chance(1, 2) { by } else { -by })
}

/// Plants one mistake; none where the plan offers no place for it.
pub(super) fn plant(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let (world, asked) = (scene.world, plan.rounds.len() as u64);
    let i = rng.below(plan.rounds.len());
    let (round, date) = world.when(i);
    Some(Expected::Exactly(match code {
        "unknown-schema" => {
            plan.schema = *rng.pick(&[0, 2, 3, u32::MAX]);
            V::UnknownSchema { given: plan.schema, known: 1 }
        }
        "wrong-round-count" => {
            match rng.below(3) {
                0 => plan.rounds.truncate(i),
                1 => drop(plan.rounds.remove(i)),
                _ => plan.rounds.push(plan.rounds[i].clone()),
            }
            V::WrongRoundCount { given: plan.rounds.len() as u64, asked }
        }
        "wrong-round" => {
            plan.rounds[i].round = *rng.pick(&[round + 1, round + 7, u32::MAX]);
            V::WrongRound { given: plan.rounds[i].round, asked: round }
        }
        "wrong-date" => {
            let other = Date::new(2026, 1, 1).unwrap();
            let given = *rng.pick(&[None, Some(other), date.and_then(|day| day.tomorrow().ok())]);
            plan.rounds[i].date = Some(given).filter(|&given| given != date)?;
            V::WrongDate { round, given, asked: date }
        }
        "wrong-objective" => {
            let (recomputed, claimed) = (plan.objective, &mut plan.objective);
            match rng.below(3) {
                0 => claimed.placed += 1,
                1 => claimed.repeats += 1,
                _ => claimed.score = off(claimed.score, rng),
            }
            V::WrongObjective { claimed: plan.objective, recomputed }
        }
        "wrong-round-objective" => {
            let (recomputed, claimed) = (plan.rounds[i].objective, &mut plan.rounds[i].objective);
            match rng.below(4) {
                0 => claimed.placed += 1,
                1 => claimed.turns += 1,
                2 => claimed.repeats += 1,
                _ => claimed.score = off(claimed.score, rng),
            }
            V::WrongRoundObjective { round, claimed: *claimed, recomputed }
        }
        "wrong-byes" => {
            let recomputed = (plan.byes.least, plan.byes.most);
            match rng.below(2) {
                0 => plan.byes.least = if recomputed.0 == 0 { 1 } else { 0 },
                _ => plan.byes.most += 1 + rng.below_u32(3),
            }
            V::WrongByes { claimed: (plan.byes.least, plan.byes.most), recomputed }
        }
        "not-enrolled" | "twice-in-group" | "too-many-groups" | "pair-twice" | "group-size"
        | "too-many-trios" | "people-order" | "group-order" | "wrong-score" => {
            return in_groups(code, scene, plan, rng);
        }
        "takes-no-part" | "same-pool" | "excluded" | "no-score" | "too-soon"
        | "repeat-forbidden" => return meets(code, scene, plan, rng),
        "repeat-not-marked" | "not-a-repeat" | "repeat-twice" | "wrong-last-met" => {
            return marks(code, scene, plan, rng);
        }
        "bye-not-listed" | "not-a-bye" | "bye-twice" | "bye-order" => {
            return sits_out(code, scene, plan, rng);
        }
        "spread-not-proven" | "witness-byes" | "witness-spared" | "witness-stranger" => {
            return spread(code, scene, plan, rng);
        }
        _ => return proofs::plant(code, scene, plan, rng),
    }))
}

/// The groups as such.
fn in_groups(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let world = scene.world;
    let (i, g) = some_group(plan, rng, |_| true)?;
    let (round, before) = (plan.rounds[i].round, &scene.before[i]);
    let groups = &mut plan.rounds[i].groups;
    let people = groups[g].people.clone();
    let key = rng.pick(&people).clone();
    Some(Expected::Exactly(match code {
        "not-enrolled" => {
            let at = rng.below(people.len());
            groups[g].people[at] = "zoe".to_owned();
            V::NotEnrolled { round, key: "zoe".to_owned() }
        }
        "twice-in-group" => {
            groups[g].people.insert(rng.below(people.len() + 1), key.clone());
            V::TwiceInGroup { round, key }
        }
        "too-many-groups" => {
            let person = position(world, &key)?;
            let other = pick(rng, world.keys.iter().filter(|other| !people.contains(other)))?;
            let (used, places) =
                (groups.iter().filter(|g| g.people.contains(&key)).count(), places(world, person));
            if used < places {
                return None;
            }
            let people = vec![key.clone(), other.clone()];
            groups.push(PlannedGroup { people, score: Score::ZERO, repeats: Vec::new() });
            V::TooManyGroups { round, key, used: used as u64 + 1, places: places as u64 }
        }
        "pair-twice" => {
            groups.insert(g + 1, groups[g].clone());
            let [first, second] = [people[0].clone(), people[1].clone()];
            V::PairTwice { round, first, second }
        }
        "group-size" => {
            let most = most(world);
            let others = world.keys.iter().filter(|key| !people.contains(key));
            let others: Vec<String> = others.take(most + 1 - people.len()).cloned().collect();
            match rng.below(3) {
                0 => groups[g].people.truncate(1),
                1 => groups[g].people.clear(),
                _ if people.len() + others.len() <= most => return None,
                _ => groups[g].people.extend(others),
            }
            let people = groups[g].people.clone();
            V::GroupSize { round, size: people.len() as u64, people, most: most as u64 }
        }
        "too-many-trios" => {
            let allowed = trios(world, before)?;
            let other = pick(rng, world.keys.iter().filter(|key| !people.contains(key)))?.clone();
            groups[g].people.push(other);
            let given = groups.iter().filter(|group| group.people.len() == 3).count();
            if given <= allowed {
                return None;
            }
            let people = before.people().len() as u64;
            V::TooManyTrios { round, trios: given as u64, people, allowed: allowed as u64 }
        }
        "people-order" => {
            let at = rng.below(people.len() - 1);
            groups[g].people.swap(at, at + 1);
            V::PeopleOrder { round, people: groups[g].people.clone() }
        }
        "group-order" => {
            if g + 1 == groups.len() {
                return None;
            }
            groups.swap(g, g + 1);
            V::GroupOrder { round, people }
        }
        _ => {
            let recomputed = groups[g].score;
            groups[g].score = off(recomputed, rng);
            V::WrongScore { round, people, claimed: groups[g].score, recomputed }
        }
    }))
}

/// Two who may not.
fn meets(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let world = scene.world;
    let unscored = |two: Two| world.may_pair(two.0, two.1) && !world.scores.contains_key(&two);
    let (i, two) = some_two(scene, rng, |before, two| match code {
        "takes-no-part" => !before.takes_part(two.0) || !before.takes_part(two.1),
        "same-pool" => !world.may_pair(two.0, two.1),
        "excluded" => world.firm.is_some() && unscored(two),
        "no-score" => world.firm.is_none() && unscored(two),
        "too-soon" => broken_cool_down(world, before, two).is_some(),
        _ => {
            let last_met = last_met(before, two);
            let within = |gap: u32| last_met.is_some_and(|met| met + gap >= before.now().0);
            world.repeats == crosstie::rotation::Repeats::Never
                && world.cool_down.is_some_and(within)
        }
    })?;
    let (round, _) = world.when(i);
    let before = &scene.before[i];
    let (first, second) = let_meet(world, plan, i, two);
    Some(Expected::Exactly(match code {
        "takes-no-part" => {
            let away = pick(rng, [two.0, two.1].into_iter().filter(|&p| !before.takes_part(p)))?;
            let (absent, absence) = (world.keys[away].clone(), absence(world, i, away));
            return like(move |v| match v {
                V::TakesNoPart { round: r, key, absence: a } => {
                    (*r, key) == (round, &absent) && absence.is(a)
                }
                _ => false,
            });
        }
        "same-pool" => V::SamePool { round, first, second },
        "no-score" => V::NoScore { round, first, second },
        "excluded" => {
            let expected = excluding(world, two);
            return like(move |v| match v {
                V::Excluded { round: r, first: x, second: y, rules } => {
                    let rules: Vec<usize> = rules.iter().map(|rule| rule.position).collect();
                    (*r, x, y) == (round, &first, &second) && rules == expected
                }
                _ => false,
            });
        }
        "too-soon" => {
            let (at, cool_down) = broken_cool_down(world, before, two)?;
            let met = before.met(two);
            let last = (met.iter().map(|met| met.0).max(), met.iter().filter_map(|m| m.1).max());
            return like(move |v| match v {
                V::TooSoon { round: r, first: x, second: y, rule, when, .. } => {
                    let asked = match cool_down {
                        CoolDown::Rounds(_) => (when.round, None) == (last.0, when.date),
                        CoolDown::Days(_) => (None, when.date) == (when.round, last.1),
                    };
                    (*r, x, y, rule.position) == (round, &first, &second, at) && asked
                }
                _ => false,
            });
        }
        _ => {
            let expected = (round, first, second, last_met(before, two)?, world.cool_down?);
            return like(move |v| match v.clone() {
                V::RepeatForbidden { round, first, second, last_met, cool_down, .. } => {
                    (round, first, second, last_met, cool_down) == expected
                }
                _ => false,
            });
        }
    }))
}

/// The first rule of the policy, by position, that keeps two apart since they met.
fn broken_cool_down(world: &World, before: &Before<'_>, two: Two) -> Option<(usize, CoolDown)> {
    let rules = world.firm.as_ref()?.policy.rules().iter().enumerate();
    let (round, date) = before.now();
    let met = before.met(two);
    rules
        .filter_map(|(at, requirement)| match requirement.rule {
            Rule::NotMetWithin { cool_down } => Some((at, cool_down)),
            _ => None,
        })
        .find(|(_, cool_down)| match cool_down {
            CoolDown::Rounds(gap) => met.iter().any(|(met, _)| met + gap >= round),
            CoolDown::Days(gap) => met.iter().any(|(_, met)| {
                (date.unwrap() - met.unwrap()).get_days() <= i32::try_from(*gap).unwrap()
            }),
        })
}

/// The rules that exclude two, in the orders that count.
fn excluding(world: &World, (a, b): Two) -> Vec<usize> {
    let firm = world.firm.as_ref().unwrap();
    // Cool-downs are no matter of the pair alone; the other rules keep their positions.
    let mut policy = Policy::new();
    for requirement in firm.policy.rules() {
        let rule = match &requirement.rule {
            Rule::NotMetWithin { .. } => Rule::DoNotPair { pairs: Vec::new() },
            rule => rule.clone(),
        };
        policy = match requirement.if_unknown {
            IfUnknown::Exclude => policy.require(rule),
            IfUnknown::Allow => policy.require_if_known(rule),
        };
    }
    for preference in firm.policy.criteria() {
        policy = policy.prefer(preference.weight, preference.criterion.clone());
    }
    let context = Context::new().preferences(&firm.preferences).on(today());
    let context = context.rule("grown", grown).criterion("mood", mood);
    let compiled = policy.compile(&firm.org, &context).unwrap();
    let id = |position: usize| firm.org.person(&world.keys[position]).unwrap().id();
    let orders = if world.pools.is_some() { vec![(a, b)] } else { vec![(a, b), (b, a)] };
    let mut all = BTreeSet::new();
    for (x, y) in orders {
        let excluding = compiled.excluding(id(x), id(y)).unwrap();
        all.extend(excluding.into_iter().map(|rule| rule.index()));
    }
    all.into_iter().collect()
}

/// Why somebody takes no part.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    Away,
    Paused,
    YetToStart,
    NotDue(u32),
}

impl Why {
    fn is(self, absence: &crosstie::audit::Absence) -> bool {
        use crosstie::audit::Absence as A;
        match absence {
            A::Away => self == Self::Away,
            A::Paused { .. } => self == Self::Paused,
            A::YetToStart { .. } => self == Self::YetToStart,
            A::NotDue { every, .. } => self == Self::NotDue(*every),
            _ => false,
        }
    }
}

fn absence(world: &World, at: usize, person: usize) -> Why {
    let (round, date) = world.when(at);
    if world.away.iter().any(|(p, rounds)| *p == person && rounds.contains(&round)) {
        return Why::Away;
    }
    if let (Some(firm), Some(date)) = (&world.firm, date) {
        let people = &firm.records.people;
        let record = people.iter().find(|record| record.key == world.keys[person]).unwrap();
        if record.start.is_some_and(|start| start > date) {
            return Why::YetToStart;
        }
        if record.pauses.iter().any(|pause| pause.first <= date && date <= pause.last) {
            return Why::Paused;
        }
    }
    Why::NotDue(world.every[person])
}

/// The marks of repeats.
fn marks(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let world = scene.world;
    let (i, g) = some_group(plan, rng, |g| code == "not-a-repeat" || !g.repeats.is_empty())?;
    let round = plan.rounds[i].round;
    let here = groups_of(world, &plan.rounds[i]).swap_remove(g);
    let group = &mut plan.rounds[i].groups[g];
    if code == "not-a-repeat" {
        let n = world.keys.len();
        let (a, b) = (rng.below(n), rng.below(n));
        let two = (a.min(b), a.max(b));
        let candidate = scene.before[i].candidates().get(&two).copied();
        if candidate.is_some_and(|c| c.repeat) && pairs(&here).contains(&two) {
            return None;
        }
        let stranger = rng.chance(1, 8);
        let first = if stranger { "zoe".to_owned() } else { world.keys[a].clone() };
        let second = world.keys[b].clone();
        let last_met = last_met(&scene.before[i], two).unwrap_or(0);
        group.repeats.push(Repeat { first: first.clone(), second: second.clone(), last_met });
        return Some(Expected::Exactly(V::NotARepeat { round, first, second }));
    }
    let at = rng.below(group.repeats.len());
    let Repeat { first, second, last_met } = group.repeats[at].clone();
    Some(Expected::Exactly(match code {
        "repeat-not-marked" => {
            group.repeats.remove(at);
            V::RepeatNotMarked { round, first, second, last_met }
        }
        "repeat-twice" => {
            group.repeats.push(group.repeats[at].clone());
            V::RepeatTwice { round, first, second }
        }
        _ => {
            let claimed = *rng.pick(&[last_met + 1, round, last_met.wrapping_sub(1)]);
            group.repeats[at].last_met = Some(claimed).filter(|&claimed| claimed != last_met)?;
            V::WrongLastMet { round, first, second, claimed, last_met }
        }
    }))
}

/// Who sits out.
fn sits_out(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    use crosstie::audit::NoBye;
    let world = scene.world;
    let long = plan.rounds.iter().enumerate().filter(|(_, round)| match code {
        "not-a-bye" => true,
        "bye-order" => round.byes.len() > 1,
        _ => !round.byes.is_empty(),
    });
    let i = pick(rng, long.map(|(i, _)| i))?;
    let round = plan.rounds[i].round;
    let met: Vec<String> = plan.rounds[i].groups.iter().flat_map(|g| g.people.clone()).collect();
    let byes = &mut plan.rounds[i].byes;
    if code == "not-a-bye" {
        let no_bye = world.keys.iter().filter(|key| !byes.contains(key)).cloned();
        let key = pick(rng, no_bye.chain(["zoe".to_owned()]))?;
        byes.push(key.clone());
        let reason = match position(world, &key) {
            None => NoBye::NotEnrolled,
            Some(person) if !counts(world, person) => NoBye::FirstPool,
            Some(_) if met.contains(&key) => NoBye::Meets,
            Some(person) => {
                let why = absence(world, i, person);
                return like(move |v| match v {
                    V::NotABye { round: r, key: k, reason: NoBye::Absent(absence) } => {
                        (*r, k) == (round, &key) && why.is(absence)
                    }
                    _ => false,
                });
            }
        };
        return Some(Expected::Exactly(V::NotABye { round, key, reason }));
    }
    let at = rng.below(byes.len());
    Some(Expected::Exactly(match code {
        "bye-not-listed" => V::ByeNotListed { round, key: byes.remove(at) },
        "bye-twice" => {
            byes.push(byes[at].clone());
            V::ByeTwice { round, key: byes[at].clone() }
        }
        _ => {
            let at = at.min(byes.len() - 2);
            byes.swap(at, at + 1);
            V::ByeOrder { round, key: byes[at + 1].clone() }
        }
    }))
}

/// How evenly byes fall.
fn spread(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let world = scene.world;
    let always = always(world);
    let key = |&person: &usize| world.keys[person].clone();
    let sits_out = |key: &String| plan.rounds.iter().any(|round| round.byes.contains(key));
    let not_spared = pick(rng, always.iter().map(key).filter(sits_out));
    let witness = plan.byes.witness.get_or_insert_with(|| ByeWitness {
        sharing: always.iter().map(key).collect(),
        needed: Vec::new(),
        byes: 0,
        spared: always.first().map(key).unwrap_or_default(),
    });
    Some(Expected::Exactly(match code {
        "spread-not-proven" => {
            // Without a witness of one's own: it may prove more.
            plan.byes.witness = None;
            let derived = scene.report.byes().bound;
            plan.byes.bound = derived + 1 + rng.below_u32(3);
            let claimed = plan.byes.bound;
            return like(move |v| match v {
                V::SpreadNotProven { claimed: c, derived: d } => *c == claimed && *d <= derived,
                _ => false,
            });
        }
        "witness-byes" => {
            // Nobody has more byes than there are rounds.
            let most = (witness.sharing.len() * plan.rounds.len()) as u64;
            witness.byes = most + 1 + u64::from(rng.below_u32(3));
            let claimed = witness.byes;
            return like(move |v| match v {
                V::WitnessByes { claimed: c, derived } => *c == claimed && *derived <= most,
                _ => false,
            });
        }
        "witness-spared" => {
            witness.spared = not_spared?;
            V::WitnessSpared { key: witness.spared.clone() }
        }
        _ => {
            let not_always = (0..world.keys.len()).filter(|person| !always.contains(person));
            let not_always = not_always.map(|p| world.keys[p].clone()).chain(["zoe".to_owned()]);
            let key = pick(rng, not_always)?;
            let key = match rng.below(4) {
                0 => {
                    witness.sharing.push(key.clone());
                    key
                }
                1 => {
                    witness.spared.clone_from(&key);
                    key
                }
                2 => {
                    witness.needed.push("zoe".to_owned());
                    "zoe".to_owned()
                }
                _ => {
                    let first = witness.sharing.first()?.clone();
                    witness.sharing.push(first.clone());
                    first
                }
            };
            V::WitnessStranger { key }
        }
    }))
}
