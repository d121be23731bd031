//! Proofs by cases: what they prove is a bound, whoever made them.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::audit::{self, ImpossibleVerdict, ProvenStays, StepFault};
use crosstie::rotation::assignments::{
    Impossible, Mode, OrderPrices, PeriodPrices, ProofStep, StaysObjective, StaysPlan, StaysProof,
};

use crate::rng::Rng;
use crate::stays::calendar_world::{CalendarWorld, Start};
use crate::stays::world::World;

const POINT: i128 = 1_000_000_000;

/// Whether a person could have ended with a host before a period, by what a case has and excludes.
fn in_time(
    world: &CalendarWorld,
    stays: &[Start],
    without: &[Start],
    (p, h): (usize, usize),
    before: u32,
) -> bool {
    match stays.iter().find(|stay| (stay.0, stay.1) == (p, h)) {
        Some(stay) => stay.2 + world.length(h) <= before,
        None => (1..=world.world.periods).any(|t| {
            world.can((p, h, t)) && !without.contains(&(p, h, t)) && t + world.length(h) <= before
        }),
    }
}

/// Whether the host of a stay requires none but those met before, or in time in the case.
fn meets(world: &CalendarWorld, stays: &[Start], without: &[Start], (p, h, t): Start) -> bool {
    world.requirements.iter().filter(|arc| arc.1 == h).all(|&(first, _)| {
        world.world.visited.contains(&(p, first)) || in_time(world, stays, without, (p, first), t)
    })
}

/// Whether two stays of a person are one after the other, and against no order.
fn agree(world: &CalendarWorld, one: Start, other: Start) -> bool {
    let after =
        |a: Start, b: Start| a.2 + world.length(a.1) <= b.2 && !world.orders.contains(&(b.1, a.1));
    after(one, other) || after(other, one)
}

/// Whether a start is left in a case.
fn is_left(world: &CalendarWorld, stays: &[Start], without: &[Start], start: Start) -> bool {
    let own: Vec<Start> = stays.iter().filter(|stay| stay.0 == start.0).copied().collect();
    world.can(start)
        && !without.contains(&start)
        && own.len() < world.world.people[start.0] as usize
        && own.iter().all(|&other| other.1 != start.1 && agree(world, start, other))
        && meets(world, stays, without, start)
}

/// Whether the stays of a case cannot be together for one person's sake.
fn is_broken(world: &CalendarWorld, stays: &[Start], without: &[Start]) -> bool {
    stays.iter().any(|&stay| {
        let mut others = stays.iter().filter(|other| other.0 == stay.0 && other.1 != stay.1);
        others.any(|&other| !agree(world, stay, other)) || !meets(world, stays, without, stay)
    })
}

/// What a stay pays for the orders and requirements of its person.
fn paid(world: &CalendarWorld, prices: &PeriodPrices, (p, h, t): Start) -> i128 {
    let end = t + world.length(h);
    let mut paid = 0;
    for order in prices.orders.iter().filter(|order| order.person == World::person(p)) {
        for (k, &price) in (1..).zip(&order.periods) {
            let begins_by = order.then == World::host(h) && t <= k;
            let is_first = order.first == World::host(h);
            let still_or_later = is_first && !order.required && end > k;
            let has_ended = is_first && order.required && end <= k;
            let times = i128::from(begins_by) + i128::from(still_or_later) - i128::from(has_ended);
            paid += times * i128::from(price);
        }
    }
    paid
}

/// B of the definition.
fn most(
    world: &CalendarWorld,
    value: &dyn Fn(i64) -> i128,
    prices: &PeriodPrices,
    stays: &[Start],
    without: &[Start],
) -> i128 {
    let (people, hosts) = (world.world.people.len(), world.world.hosts.len());
    let periods = world.world.periods;
    let at = |of: &BTreeMap<String, Vec<i64>>, key: String, t: u32| {
        of.get(&key).map_or(0, |prices| i128::from(prices[t as usize - 1]))
    };
    let person = |p: usize, t: u32| at(&prices.person_periods, World::person(p), t);
    let host = |h: usize, t: u32| at(&prices.host_periods, World::host(h), t);
    let group = |g: usize, t: u32| at(&prices.group_periods, CalendarWorld::group(g), t);
    let own = |p: usize| prices.person_stays.get(&World::person(p)).copied().map_or(0, i128::from);
    let mut sum = 0;
    for p in 0..people {
        sum += i128::from(world.world.people[p].min(periods)) * own(p);
        sum += (1..=periods).map(|t| person(p, t)).sum::<i128>();
    }
    for t in 1..=periods {
        for h in 0..hosts {
            let (least, most) = world.numbers(h, t);
            sum += (i128::from(least) * host(h, t)).max(i128::from(most) * host(h, t));
        }
        for (g, (_, most)) in world.groups.iter().enumerate() {
            sum += i128::from(*most) * group(g, t);
        }
    }
    for order in prices.orders.iter().filter(|order| !order.required) {
        sum += order.periods.iter().copied().map(i128::from).sum::<i128>();
    }
    for p in 0..people {
        for h in 0..hosts {
            let Some(worth) = world.world.worth(p, h) else { continue };
            let reduced = |start: u32| {
                let mut reduced = value(worth) - own(p);
                for t in start..start + world.length(h) {
                    reduced -= person(p, t) + host(h, t);
                    for (g, (members, _)) in world.groups.iter().enumerate() {
                        reduced -= if members.contains(&p) { group(g, t) } else { 0 };
                    }
                }
                reduced - paid(world, prices, (p, h, start))
            };
            sum += match stays.iter().find(|stay| (stay.0, stay.1) == (p, h)) {
                Some(stay) => reduced(stay.2),
                None => (1..=periods)
                    .filter(|&t| is_left(world, stays, without, (p, h, t)))
                    .map(reduced)
                    .max()
                    .map_or(0, |greatest| greatest.max(0)),
            };
        }
    }
    sum
}

/// The greatest multiple of the divisor of all values up to so many billionths.
fn round(world: &CalendarWorld, sum: i128) -> i64 {
    let (people, hosts) = (world.world.people.len(), world.world.hosts.len());
    let pairs = (0..people).flat_map(|p| (0..hosts).map(move |h| (p, h)));
    let values = || pairs.clone().filter_map(|(p, h)| world.world.worth(p, h));
    let divides = |&d: &i64| values().all(|value| value % d == 0);
    let greatest = values().map(i64::abs).max().unwrap_or(0);
    let Some(divisor) = (1..=greatest).rev().find(divides) else { return 0 };
    let micros = i64::try_from(sum.div_euclid(1_000)).unwrap();
    micros.div_euclid(divisor) * divisor
}

struct Grower<'a> {
    world: &'a CalendarWorld,
    rng: &'a mut Rng,
    steps: Vec<ProofStep>,
    split: usize,
    impossible: usize,
}

impl Grower<'_> {
    fn prices(&mut self, unit: i64) -> PeriodPrices {
        let mut prices = PeriodPrices::default();
        let periods = self.world.world.periods;
        let (density, deep) = (self.rng.below(4), self.rng.chance(1, 2));
        let rng = &mut *self.rng;
        let row = |rng: &mut Rng, least: i64| -> Vec<i64> {
            let one = |rng: &mut Rng| rng.within(least, 2) * unit / 2;
            let flat = rng.chance(1, 2).then(|| one(rng));
            (0..periods).map(|_| flat.unwrap_or_else(|| one(rng))).collect()
        };
        for p in 0..self.world.world.people.len() {
            if rng.chance(density, 6) {
                prices.person_stays.insert(World::person(p), rng.within(0, 2) * unit / 2);
            }
            if rng.chance(density, 6) {
                prices.person_periods.insert(World::person(p), row(rng, 0));
            }
        }
        for h in 0..self.world.world.hosts.len() {
            if rng.chance(2, 3) {
                let least = if deep { -2 } else { 0 };
                prices.host_periods.insert(World::host(h), row(rng, least));
            }
        }
        for g in 0..self.world.groups.len() {
            if rng.chance(density, 6) {
                prices.group_periods.insert(CalendarWorld::group(g), row(rng, 0));
            }
        }
        let (orders, requirements) = (&self.world.orders, &self.world.requirements);
        let arcs = orders.iter().map(|&arc| (arc, false));
        for ((first, then), required) in arcs.chain(requirements.iter().map(|&arc| (arc, true))) {
            for p in 0..self.world.world.people.len() {
                let has_met = required && self.world.world.visited.contains(&(p, first));
                if rng.chance(density, 4) && !has_met {
                    prices.orders.push(OrderPrices {
                        person: World::person(p),
                        first: World::host(first),
                        then: World::host(then),
                        required,
                        periods: row(rng, 0),
                    });
                }
            }
        }
        prices
    }

    /// A proof of a case, and what it proves: none where there is no plan.
    fn grow(&mut self, stays: &[Start], without: &[Start], depth: usize) -> Option<(u64, i64)> {
        let world = self.world;
        let mut open = Vec::new();
        for p in 0..world.world.people.len() {
            for h in 0..world.world.hosts.len() {
                let starts = (1..=world.world.periods).map(|t| (p, h, t));
                open.extend(starts.filter(|&start| is_left(world, stays, without, start)));
            }
        }
        if depth < 3 && !open.is_empty() && self.rng.chance(2, 5) {
            let start @ (p, h, period) = *self.rng.pick(&open);
            let (person, host) = (World::person(p), World::host(h));
            self.steps.push(ProofStep::Split { person, host, period });
            self.split += 1;
            let with = self.grow(&[stays, &[start]].concat(), without, depth + 1);
            let other = self.grow(stays, &[without, &[start]].concat(), depth + 1);
            return with.max(other);
        }
        if is_broken(world, stays, without) {
            let prices = self.prices(2);
            self.steps.push(ProofStep::Impossible { prices });
            self.impossible += 1;
            return None;
        }
        for _ in 0..25 {
            let prices = self.prices(2);
            if most(world, &|_| 0, &prices, stays, without) < 0 {
                self.steps.push(ProofStep::Impossible { prices });
                self.impossible += 1;
                return None;
            }
        }
        let greatest = world.world.scores.iter().map(|score| score.2).max().unwrap_or(0).max(1);
        let unit = greatest * *self.rng.pick(&[333, 1_000, 1_000]);
        let score = self.prices(unit);
        if world.world.mode == Mode::HighestScore {
            let sum = most(world, &|worth| 1_000 * i128::from(worth), &score, stays, without);
            let stays = PeriodPrices::default();
            self.steps.push(ProofStep::AtMost { stay_price: 0, stays, score });
            return Some((0, round(world, sum)));
        }
        let unit = *self.rng.pick(&[0, 1_000_000_000, 2_000_000_000]);
        let (count, lambda) = (self.prices(unit), self.rng.within(-2, 2) * 500 * greatest);
        let number = most(world, &|_| POINT, &count, stays, without).div_euclid(POINT);
        let value = |worth| 1_000 * i128::from(worth) - i128::from(lambda);
        let sum = number * i128::from(lambda) + most(world, &value, &score, stays, without);
        self.steps.push(ProofStep::AtMost { stay_price: lambda, stays: count, score });
        let number = u64::try_from(number).ok()?;
        Some((number, round(world, sum)))
    }
}

pub(super) fn split(person: &str, host: &str, period: u32) -> ProofStep {
    ProofStep::Split { person: person.into(), host: host.into(), period }
}

pub(super) fn far(plan: &StaysPlan) -> StaysObjective {
    let score = Score::from_micros(i64::MAX);
    StaysObjective { stays: plan.objective.stays.map(|_| u64::MAX), score }
}

/// Steps at random: the audit sums them up as the definition says, and what it proves no plan exceeds.
#[test]
fn any_steps_bound_every_plan() {
    let mut rng = Rng::new(54);
    let (mut tight, mut loose, mut split, mut closed, mut none, mut refuted) = (0, 0, 0, 0, 0, 0);
    for _ in 0..12_000 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        let best = world.best();
        for _ in 0..2 {
            let mut grower =
                Grower { world: &world, rng: &mut rng, steps: vec![], split: 0, impossible: 0 };
            let bound = grower.grow(&world.fixed, &[], 0);
            let Grower { steps, split: splits, impossible, .. } = grower;
            split += splits;
            closed += impossible;
            assert!(bound >= best, "{bound:?} {best:?} {steps:?} {world:?}");

            let mut plan = world.plan(&[]);
            plan.bound = Some(far(&plan));
            plan.proof = Some(StaysProof { steps: steps.clone(), ..StaysProof::default() });
            let report = audit::check_stays(&problem, &plan);
            let audited = match report.proven() {
                ProvenStays::Optimal => Some(plan.objective),
                ProvenStays::Bounded { bound } => Some(bound),
                ProvenStays::Nothing => None,
            };
            let audited = audited.map(|b| (b.stays.unwrap_or(0), b.score.micros()));
            assert_eq!(audited, bound, "{report} {steps:?} {world:?}");

            let verdict = audit::check_impossible(&problem, &Impossible { steps });
            assert_eq!(verdict.is_proven(), bound.is_none(), "{verdict:?} {world:?}");
            none += usize::from(bound.is_none());
            refuted += usize::from(bound.is_some() && best.is_none());
            tight += usize::from(bound.is_some() && bound == best);
            loose += usize::from(best.is_some() && bound > best);
        }
    }
    let counts = format!("{tight} {loose} {split} {closed} {none} {refuted}");
    assert!(tight > 1_000 && loose > 1_000 && split > 5_000 && none > 300, "{counts}");
    assert!(closed > none + 1_000, "{counts}");
}

/// One step: a case is split by what is left alone, and has no plan where its prices or its stays show it.
#[test]
fn a_step_holds_where_the_definition_says_so() {
    let mut rng = Rng::new(55);
    let (mut left, mut not_left, mut proven, mut broken, mut possible) = (0, 0, 0, 0, 0);
    for _ in 0..12_000 {
        let mut world = CalendarWorld::random(&mut rng);
        if rng.chance(1, 2) {
            // Promises that each person can keep but for what comes first.
            world.fixed.clear();
            let mut fixed = world.any_stays(&mut rng);
            fixed.retain(|_| rng.chance(2, 3));
            world.fixed = fixed;
        }
        let problem = world.problem();
        let mut grower =
            Grower { world: &world, rng: &mut rng, steps: vec![], split: 0, impossible: 0 };
        let prices = grower.prices(2);
        let is_broken = is_broken(&world, &world.fixed, &[]);
        let is_below = most(&world, &|_| 0, &prices, &world.fixed, &[]) < 0;
        assert!(!is_broken || world.best().is_none(), "{world:?}");
        let steps = vec![ProofStep::Impossible { prices }];
        let verdict = audit::check_impossible(&problem, &Impossible { steps: steps.clone() });
        assert_eq!(verdict.is_proven(), is_below || is_broken, "{steps:?} {world:?}");
        proven += usize::from(is_below);
        broken += usize::from(is_broken && !is_below);
        possible += usize::from(!verdict.is_proven());

        for p in 0..world.world.people.len() {
            for h in 0..world.world.hosts.len() {
                for t in 1..=world.world.periods {
                    let is_left = is_left(&world, &world.fixed, &[], (p, h, t));
                    let (person, host) = (World::person(p), World::host(h));
                    let steps = vec![split(&person, &host, t)];
                    let verdict = audit::check_impossible(&problem, &Impossible { steps });
                    let (step, fault) = if is_left {
                        (2, StepFault::Missing { open: 2 })
                    } else {
                        (1, StepFault::NotLeft { person, host, period: t })
                    };
                    assert_eq!(verdict, ImpossibleVerdict::Refuted { step, fault }, "{world:?}");
                    left += usize::from(is_left);
                    not_left += usize::from(!is_left);
                }
            }
        }
    }
    let counts = format!("{left} {not_left} {proven} {broken} {possible}");
    assert!(left > 20_000 && not_left > 20_000 && possible > 5_000, "{counts}");
    assert!(proven > 150 && broken > 150, "{counts}");
}
