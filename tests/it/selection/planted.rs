//! Any certificates at all, and correct ones spoilt: whatever bound is accepted, no feasible team is worth more.

use std::collections::BTreeMap;

use crosstie::solve::{
    AlikePrice, Count, Kinds, SelectionCertificate, SelectionParts, SelectionPrices, SelectionStep,
    team_upper_bound,
};

use super::instances::small_with;
use super::oracle::Oracle;
use super::reference::{State, accepts, plain, priced_pairs, whole_tree};
use crate::rng::Rng;

/// How many certificates were accepted and refused, of each kind.
#[derive(Default)]
struct Tally {
    of: BTreeMap<&'static str, [usize; 2]>,
    /// Accepted by values of an earlier step at the same state alone.
    earlier: usize,
}

impl Tally {
    /// Plants a certificate; its bound must hold if it is accepted, and the definitions must say the same.
    fn plant(
        &mut self,
        kind: &'static str,
        parts: &SelectionParts,
        optimum: Option<i64>,
        certificate: &SelectionCertificate,
        compare: bool,
    ) -> bool {
        let bound = team_upper_bound(parts, certificate);
        if let Ok(bound) = bound {
            assert_eq!(bound, certificate.bound);
            assert!(bound >= optimum, "{kind}: {optimum:?} in {parts:?}, {certificate:?}");
        }
        let accepted = bound.is_ok();
        self.of.entry(kind).or_default()[usize::from(!accepted)] += 1;
        if compare {
            let defined = accepts(parts, certificate);
            // With kinds to lack, h of an earlier step may take others first.
            let earlier = accepted && !defined;
            self.earlier += usize::from(earlier);
            assert!(
                accepted == defined || (earlier && !parts.kinds.is_empty()),
                "{kind}: {bound:?}, by definition {defined}, in {parts:?}, {certificate:?}"
            );
        }
        accepted
    }

    fn count(&self, accepted: bool) -> usize {
        self.of.values().map(|counts| counts[usize::from(!accepted)]).sum()
    }
}

/// Prices of likeness of any kind; some aimed at a team, as bits, by so many of each kind as it has or one fewer.
fn any_alike(
    rng: &mut Rng,
    parts: &SelectionParts,
    of_worth: bool,
    level: i64,
    aim: usize,
) -> Vec<AlikePrice> {
    let some = 1 + rng.below(3);
    let least = parts.pairs.iter().map(|pair| pair.2.abs()).min().unwrap_or(0);
    let mut alike = Vec::new();
    for (field, kinds) in (0..).zip(&parts.kinds) {
        if !rng.chance(some, 3) {
            continue;
        }
        let price = match rng.below(8) {
            0 => 0,
            1..4 if of_worth && !parts.pairs.is_empty() => 16 * least,
            4..6 if of_worth && !parts.pairs.is_empty() => 16 * rng.pick(&parts.pairs).2.abs(),
            1..8 if of_worth => 2 * rng.within(0, 16) * *rng.pick(&[1, level]),
            _ => 2 * rng.within(0, 3),
        };
        let mut names: Vec<u32> = kinds.of.iter().flatten().copied().collect();
        // Perhaps of nobody.
        names.extend(rng.chance(1, 8).then_some(77));
        names.sort_unstable();
        names.dedup();
        let (aimed, fewer) = (rng.chance(2, 3), rng.below_u32(2));
        let mut counted_on = Vec::new();
        for kind in names {
            let is_of = |&c: &usize| aim >> c & 1 == 1 && kinds.of[c] == Some(kind);
            let had = index((0..kinds.of.len()).filter(is_of).count());
            let m = if aimed { had.saturating_sub(fewer) } else { rng.below_u32(5) };
            if m > 0 || rng.chance(1, 4) {
                counted_on.push((kind, m));
            }
        }
        rng.shuffle(&mut counted_on);
        alike.push(AlikePrice { kinds: field, price, counted_on });
    }
    rng.shuffle(&mut alike);
    alike
}

/// Prices of any kind that are not refused at sight; all of them, since what is priced depends on all.
pub(crate) fn any_prices(
    rng: &mut Rng,
    parts: &SelectionParts,
    of_worth: &[bool],
    aim: usize,
) -> Vec<SelectionPrices> {
    let largest = parts.fit.iter().copied().chain(parts.pairs.iter().map(|pair| pair.2));
    let largest = largest.map(i64::abs).max().unwrap_or(0).max(1);
    let likeness = rng.chance(2, 3);
    let sets = of_worth.iter().map(|&of_worth| {
        let level = *rng.pick(&[1, 1, largest]);
        let none = Vec::new();
        let alike = if likeness { any_alike(rng, parts, of_worth, level, aim) } else { none };
        SelectionPrices { of_worth, alike, ..SelectionPrices::default() }
    });
    let mut sets: Vec<SelectionPrices> = sets.collect();
    let priced = priced_pairs(parts, &sets);
    let value = |(a, b): (usize, usize)| {
        let both = |pair: &&(u32, u32, i64)| 1 << pair.0 | 1 << pair.1 == 1_usize << a | 1 << b;
        parts.pairs.iter().filter(both).map(|pair| pair.2).sum::<i64>()
    };
    for prices in &mut sets {
        let (shared, level) = (rng.below(4), *rng.pick(&[1, 1, largest]));
        let halves = rng.chance(if prices.alike.is_empty() { 1 } else { 2 }, 3);
        let shares = priced.iter().filter(|_| !halves).map(|&pair| {
            let likeness = prices.alike.iter().filter(|alike| {
                let of = &parts.kinds[alike.kinds as usize].of;
                of[pair.0].is_some() && of[pair.0] == of[pair.1]
            });
            let whole = 16 * value(pair) + likeness.map(|alike| alike.price).sum::<i64>();
            match shared {
                0 => whole,
                1 => whole / 2 + rng.within(-8, 8) * level,
                _ => rng.within(-16, 16) * level,
            }
        });
        prices.shares = shares.collect();
        let some = rng.below(4);
        let price = |rng: &mut Rng| match rng.chance(some, 4) {
            true if prices.of_worth => rng.within(0, 32) * *rng.pick(&[1, level]),
            true => rng.within(0, 3),
            false => 0,
        };
        let counts = parts.counts.iter().map(|count| {
            let (least, most) = (price(rng), price(rng));
            (least, if count.at_most == u32::MAX { 0 } else { most })
        });
        prices.counts = counts.collect();
    }
    sets
}

/// The same without prices of likeness; what is shared of the pairs that remain is the same.
pub(crate) fn without_likeness(
    parts: &SelectionParts,
    certificate: &SelectionCertificate,
) -> SelectionCertificate {
    let mut without = certificate.clone();
    without.price_sets.iter_mut().for_each(|prices| prices.alike.clear());
    let priced = priced_pairs(parts, &certificate.price_sets);
    let remain = priced_pairs(parts, &without.price_sets);
    for prices in without.price_sets.iter_mut().filter(|prices| !prices.shares.is_empty()) {
        let both = priced.iter().zip(&prices.shares).filter(|(pair, _)| remain.contains(pair));
        prices.shares = both.map(|(_, &share)| share).collect();
    }
    without
}

/// Some of few kinds, who must share them, and pairs that are worth something across kinds alone.
fn sharing(rng: &mut Rng) -> SelectionParts {
    let count = 5 + rng.below_u32(3);
    let least = 3 + rng.below_u32(2);
    let size = if rng.chance(3, 4) { (least, least) } else { (least - 1, least) };
    let mut parts = SelectionParts { size, ..SelectionParts::default() };
    let noise = if rng.chance(2, 3) { 0 } else { 1 };
    parts.fit = (0..count).map(|_| rng.within(0, noise)).collect();
    for _ in 0..1 + rng.below(2) {
        let mut of: Vec<Option<u32>> = (0..count).map(|c| Some(c % 2)).collect();
        if rng.chance(1, 3) {
            of[0] = *rng.pick(&[None, Some(2)]);
        }
        rng.shuffle(&mut of);
        parts.kinds.push(Kinds { of, at_least: 0, nobody_alone: rng.chance(1, 8) });
    }
    let value = rng.within(1, 6);
    for a in 0..count {
        for b in a + 1..count {
            let is_across = |kinds: &&Kinds| {
                let (one, other) = (kinds.of[a as usize], kinds.of[b as usize]);
                one.is_none() || one != other
            };
            let times = i64::try_from(parts.kinds.iter().filter(is_across).count()).unwrap();
            if times > 0 {
                parts.pairs.push((a, b, times * value));
            }
        }
    }
    if rng.chance(1, 4) {
        let members = (0..count).filter(|_| rng.chance(1, 2)).collect();
        parts.counts.push(Count { members, at_least: rng.below_u32(2), at_most: 2 });
    }
    parts
}

/// A problem with at most so many candidates, or one that is made for prices of likeness.
pub(crate) fn for_likeness(rng: &mut Rng, most: u32) -> SelectionParts {
    if rng.chance(1, 3) {
        return sharing(rng);
    }
    let parts = small_with(rng, most);
    with_kinds(rng, parts)
}

/// More kinds, perhaps, that nothing is asked of; and pairs that are worth something across kinds, perhaps.
fn with_kinds(rng: &mut Rng, mut parts: SelectionParts) -> SelectionParts {
    if rng.chance(1, 2) {
        for _ in parts.kinds.len()..1 + rng.below(3) {
            let (different, none) = (1 + rng.below_u32(3), rng.below(3));
            let of = parts.fit.iter().map(|_| {
                let kind = rng.below_u32(different);
                (!rng.chance(none, 8)).then_some(kind)
            });
            let of = of.collect();
            parts.kinds.push(Kinds { of, at_least: 0, nobody_alone: false });
        }
    }
    if let Some(kinds) = parts.kinds.last().filter(|_| rng.chance(1, 2)) {
        let (across, noise) = (rng.within(1, 6), rng.within(0, 1));
        parts.pairs.clear();
        for (a, kind) in (0..).zip(&kinds.of) {
            for (b, other) in (0..a).zip(&kinds.of) {
                let is_across = kind.is_none() || kind != other;
                let value = if is_across { across } else { 0 } + rng.within(-noise, noise);
                if is_across || rng.chance(1, 2) {
                    parts.pairs.push((a, b, value));
                }
            }
        }
        if rng.chance(1, 2) {
            parts.fit.iter_mut().for_each(|fit| *fit = rng.within(0, noise));
        }
    }
    parts
}

/// A best team, or anybody where none is feasible.
pub(crate) fn aim(rng: &mut Rng, oracle: &Oracle) -> usize {
    let optima: Vec<usize> = oracle.optima().take(8).collect();
    if optima.is_empty() { rng.below(64) } else { *rng.pick(&optima) }
}

fn index(c: usize) -> u32 {
    u32::try_from(c).unwrap()
}

/// Any tree: `Done` and `Out` mostly where the definitions allow them, and now and then where they do not.
fn any_tree(
    rng: &mut Rng,
    mut state: State<'_>,
    certificate: &mut SelectionCertificate,
    careless: usize,
) {
    let closed = |state: &State<'_>, certificate: &SelectionCertificate, with| {
        let sets = &certificate.price_sets;
        sets.iter().any(|prices| state.is_closed(certificate, prices, with))
    };
    loop {
        let free: Vec<usize> = (0..16).filter(|c| state.free() >> c & 1 == 1).collect();
        let done = free.is_empty()
            || rng.chance(careless, 200)
            || rng.chance(3, 4) && (state.is_dead() || closed(&state, certificate, None));
        if done {
            certificate.steps.push(SelectionStep::Done);
            return;
        }
        let c = *rng.pick(&free);
        if rng.chance(1, 2) && (rng.chance(careless, 60) || closed(&state, certificate, Some(c))) {
            certificate.steps.push(SelectionStep::Out(index(c)));
        } else {
            certificate.steps.push(SelectionStep::In(index(c)));
            any_tree(rng, state.entered(c), certificate, careless);
        }
        state = state.dropped(c);
    }
}

fn any_certificate(rng: &mut Rng, parts: &SelectionParts, oracle: &Oracle) -> SelectionCertificate {
    let optimum = oracle.optimum();
    let bound = match rng.below(12) {
        0 => None,
        1 => Some(rng.within(-10, 40)),
        2 => Some(*rng.pick(&[i64::MIN, i64::MAX, 0])),
        3 => optimum.map(|optimum| optimum + rng.within(-3, -1)),
        4 | 5 => optimum.map(|optimum| optimum + rng.within(1, 10)),
        _ => optimum,
    };
    let of_worth: Vec<bool> = (0..rng.below(4)).map(|_| !rng.chance(1, 3)).collect();
    let aim = aim(rng, oracle);
    let mut price_sets = any_prices(rng, parts, &of_worth, aim);
    if rng.chance(1, 2) {
        price_sets.push(plain(parts));
    }
    let mut certificate = SelectionCertificate { bound, price_sets, steps: Vec::new() };
    let careless = *rng.pick(&[0, 0, 1, 10]);
    any_tree(rng, State::root(parts), &mut certificate, careless);
    certificate
}

/// The certificate spoilt somewhere.
fn spoilt(
    rng: &mut Rng,
    parts: &SelectionParts,
    mut certificate: SelectionCertificate,
) -> (&'static str, SelectionCertificate) {
    let steps = &mut certificate.steps;
    let at = rng.below(steps.len());
    let other = rng.below(steps.len());
    let anybody = rng.below_u32(index(parts.fit.len()) + 1);
    if rng.chance(1, 3) {
        let kind = spoil_likeness(rng, parts, &mut certificate.price_sets);
        return (kind, certificate);
    }
    let kind = match rng.below(11) {
        0 => {
            steps.remove(at);
            "a step dropped"
        }
        1 => {
            let step = steps.remove(at);
            steps.insert(other.min(steps.len()), step);
            "a step moved"
        }
        2 => {
            steps.swap(at, other);
            "two steps exchanged"
        }
        3 => {
            steps.insert(at, steps[other]);
            "a step once more"
        }
        4 => {
            steps[at] = match steps[at] {
                SelectionStep::In(c) => SelectionStep::Out(c),
                SelectionStep::Out(c) => SelectionStep::In(c),
                SelectionStep::Done => SelectionStep::Out(anybody),
            };
            "in for out"
        }
        5 => {
            steps[at] = match steps[at] {
                SelectionStep::In(_) => SelectionStep::In(anybody),
                SelectionStep::Out(_) => SelectionStep::Out(anybody),
                SelectionStep::Done => SelectionStep::In(anybody),
            };
            "somebody else"
        }
        6 => {
            // What is entered here is put out unseen.
            let entered = steps.iter().position(|step| matches!(step, SelectionStep::In(_)));
            if let Some(SelectionStep::In(c)) = entered.map(|at| steps[at]) {
                let from = entered.unwrap();
                let mut depth = 0;
                let end = steps[from..].iter().position(|step| {
                    match step {
                        SelectionStep::In(_) => depth += 1,
                        SelectionStep::Done => depth -= 1,
                        SelectionStep::Out(_) => {}
                    }
                    depth == 0
                });
                let end = from + end.unwrap_or(0);
                steps.splice(from..=end, [SelectionStep::Out(c)]);
            }
            "a state dropped"
        }
        7 => {
            steps.truncate(at);
            steps.push(SelectionStep::Done);
            "an early end"
        }
        8 => {
            let lower = rng.within(1, 3);
            certificate.bound = certificate.bound.map(|bound| bound.saturating_sub(lower));
            "a lower bound"
        }
        9 => {
            certificate.bound = None;
            "no bound"
        }
        _ => {
            let of_worth = rng.chance(1, 2);
            let anybody = rng.below(64);
            certificate.price_sets = any_prices(rng, parts, &[of_worth], anybody);
            "other prices"
        }
    };
    (kind, certificate)
}

/// The mistakes that are never accepted.
const MISTAKES: [&str; 4] = [
    "an odd price of likeness, or one below 0",
    "a second price of likeness",
    "a kind counted on twice",
    "likeness of kinds that are not there",
];

/// Spoils a price of likeness, or changes it.
fn spoil_likeness(
    rng: &mut Rng,
    parts: &SelectionParts,
    price_sets: &mut Vec<SelectionPrices>,
) -> &'static str {
    if price_sets.is_empty() {
        price_sets.push(plain(parts));
    }
    let some = price_sets.iter().position(|prices| !prices.alike.is_empty());
    let set = some.unwrap_or_else(|| rng.below(price_sets.len()));
    let all = &mut price_sets[set].alike;
    if all.is_empty() {
        all.push(AlikePrice { price: 2 * rng.within(0, 9), ..AlikePrice::default() });
    }
    let at = rng.below(all.len());
    let alike = &mut all[at];
    match rng.below(8) {
        0 => {
            alike.price = match rng.below(3) {
                0 => alike.price + 1,
                1 => -1 - alike.price,
                _ => -2 - alike.price,
            };
            MISTAKES[0]
        }
        1 => {
            let again = alike.clone();
            all.push(again);
            MISTAKES[1]
        }
        2 => {
            let kind = alike.counted_on.first().map_or(0, |counted| counted.0);
            alike.counted_on.push((kind, rng.below_u32(3)));
            if alike.counted_on.len() == 1 {
                alike.counted_on.push((kind, 1));
            }
            MISTAKES[2]
        }
        3 => {
            alike.kinds = *rng.pick(&[index(parts.kinds.len()), u32::MAX]);
            MISTAKES[3]
        }
        4 | 5 => {
            alike.price = (alike.price + 2 * rng.within(-16, 16)).max(0);
            "another price of likeness"
        }
        _ => {
            match alike.counted_on.first_mut() {
                Some(counted) if rng.chance(1, 2) => counted.1 += 1,
                Some(counted) => counted.1 = counted.1.saturating_sub(1),
                None => alike.counted_on.push((rng.below_u32(2), 1)),
            }
            "another number counted on"
        }
    }
}

#[test]
fn no_accepted_bound_is_below_the_optimum() {
    let mut rng = Rng::new(320);
    let mut tally = Tally::default();
    let (mut tight, mut likeness) = (0, 0);
    let mut before: Option<SelectionCertificate> = None;
    for _ in 0..4_000 {
        let most = *rng.pick(&[3, 4, 5, 5, 6]);
        let parts = for_likeness(&mut rng, most);
        let oracle = Oracle::of(&parts);
        let optimum = oracle.optimum();
        let mut correct = vec![whole_tree(&parts, optimum)];
        for _ in 0..6 {
            let certificate = any_certificate(&mut rng, &parts, &oracle);
            if tally.plant("any", &parts, optimum, &certificate, true) {
                tight += usize::from(certificate.bound == optimum);
                let without = without_likeness(&parts, &certificate);
                likeness += usize::from(team_upper_bound(&parts, &without).is_err());
                correct.push(certificate);
            }
        }
        for _ in 0..12 {
            let certificate = rng.pick(&correct).clone();
            let (kind, mut certificate) = spoilt(&mut rng, &parts, certificate);
            let compare = rng.chance(1, 4);
            let accepted = tally.plant(kind, &parts, optimum, &certificate, compare);
            assert!(!accepted || !MISTAKES.contains(&kind), "{kind}: {parts:?}, {certificate:?}");
            if rng.chance(1, 4) && !certificate.steps.is_empty() {
                certificate = spoilt(&mut rng, &parts, certificate).1;
                tally.plant("spoilt twice", &parts, optimum, &certificate, false);
            }
        }
        let own = rng.pick(&correct).clone();
        if let Some(other) = before.replace(own) {
            tally.plant("of another problem", &parts, optimum, &other, false);
        }
    }
    let (accepted, refused) = (tally.count(true), tally.count(false));
    let counts = format!("{:?}, {} by earlier values", tally.of, tally.earlier);
    assert!(accepted + refused >= 80_000, "{counts}");
    assert!(likeness > 150, "{likeness} by likeness alone: {counts}");
    assert!(accepted > 15_000 && refused > 15_000 && tight > 4_000, "{tight} tight: {counts}");
    assert!(tally.of.values().all(|counts| counts[1] > 500), "{counts}");
    assert!(tally.earlier < 20, "{counts}");
}

/// The bound one below is refused for whatever tree and prices, where it is the optimum.
#[test]
fn no_tree_proves_less_than_the_optimum() {
    let mut rng = Rng::new(321);
    let mut refused = 0;
    for _ in 0..2_000 {
        let parts = for_likeness(&mut rng, 5);
        let oracle = Oracle::of(&parts);
        let Some(optimum) = oracle.optimum() else { continue };
        for bound in [Some(optimum - 1), Some(i64::MIN), None] {
            for _ in 0..3 {
                let sets = 0..1 + rng.below(3);
                let of_worth: Vec<bool> = sets.map(|_| rng.chance(1, 2)).collect();
                let aim = aim(&mut rng, &oracle);
                let price_sets = any_prices(&mut rng, &parts, &of_worth, aim);
                let mut certificate = SelectionCertificate { bound, price_sets, steps: Vec::new() };
                any_tree(&mut rng, State::root(&parts), &mut certificate, 0);
                let error = team_upper_bound(&parts, &certificate);
                assert!(error.is_err(), "{optimum}: {parts:?}, {certificate:?}");
                refused += 1;
            }
        }
    }
    assert!(refused > 8_000, "{refused} refused");
}
