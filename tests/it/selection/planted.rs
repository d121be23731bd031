//! Any certificates at all, and correct ones spoilt: whatever bound is accepted, no feasible team is worth more.

use std::collections::BTreeMap;

use crosstie::solve::{
    SelectionCertificate, SelectionParts, SelectionPrices, SelectionStep, team_upper_bound,
};

use super::instances::small_with;
use super::oracle::Oracle;
use super::reference::{State, accepts, plain, whole_tree};
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

/// Prices of any kind that are not refused at sight.
fn any_prices(rng: &mut Rng, parts: &SelectionParts, of_worth: bool) -> SelectionPrices {
    let mut distinct: Vec<(u32, u32, i64)> =
        parts.pairs.iter().map(|&(a, b, value)| (a.min(b), a.max(b), value)).collect();
    distinct.sort_unstable();
    let largest = parts.fit.iter().copied().chain(distinct.iter().map(|pair| pair.2));
    let largest = largest.map(i64::abs).max().unwrap_or(0).max(1);
    let (shared, level) = (rng.below(4), *rng.pick(&[1, 1, largest]));
    let halves = rng.chance(1, 2);
    let shares = distinct.iter().filter(|_| !halves).map(|&(_, _, value)| match shared {
        0 => 16 * value,
        1 => 8 * value + rng.within(-8, 8) * level,
        _ => rng.within(-16, 16) * level,
    });
    let shares = shares.collect();
    let some = rng.below(4);
    let price = |rng: &mut Rng| match rng.chance(some, 4) {
        true if of_worth => rng.within(0, 32) * *rng.pick(&[1, level]),
        true => rng.within(0, 3),
        false => 0,
    };
    let counts = parts.counts.iter().map(|count| {
        let (least, most) = (price(rng), price(rng));
        (least, if count.at_most == u32::MAX { 0 } else { most })
    });
    let counts = counts.collect();
    SelectionPrices { of_worth, shares, counts }
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
        sets.iter().any(|prices| state.is_closed(certificate.bound, prices, with))
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

fn any_certificate(
    rng: &mut Rng,
    parts: &SelectionParts,
    optimum: Option<i64>,
) -> SelectionCertificate {
    let bound = match rng.below(12) {
        0 => None,
        1 => Some(rng.within(-10, 40)),
        2 => Some(*rng.pick(&[i64::MIN, i64::MAX, 0])),
        3 => optimum.map(|optimum| optimum + rng.within(-3, -1)),
        4 | 5 => optimum.map(|optimum| optimum + rng.within(1, 10)),
        _ => optimum,
    };
    let mut price_sets = Vec::new();
    for _ in 0..rng.below(4) {
        let of_worth = !rng.chance(1, 3);
        price_sets.push(any_prices(rng, parts, of_worth));
    }
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
            certificate.price_sets = vec![any_prices(rng, parts, of_worth)];
            "other prices"
        }
    };
    (kind, certificate)
}

#[test]
fn no_accepted_bound_is_below_the_optimum() {
    let mut rng = Rng::new(320);
    let mut tally = Tally::default();
    let mut tight = 0;
    let mut before: Option<SelectionCertificate> = None;
    for _ in 0..4_000 {
        let most = *rng.pick(&[3, 4, 5, 5, 6]);
        let parts = small_with(&mut rng, most);
        let optimum = Oracle::of(&parts).optimum();
        let mut correct = vec![whole_tree(&parts, optimum)];
        for _ in 0..6 {
            let certificate = any_certificate(&mut rng, &parts, optimum);
            if tally.plant("any", &parts, optimum, &certificate, true) {
                tight += usize::from(certificate.bound == optimum);
                correct.push(certificate);
            }
        }
        for _ in 0..12 {
            let certificate = rng.pick(&correct).clone();
            let (kind, mut certificate) = spoilt(&mut rng, &parts, certificate);
            let compare = rng.chance(1, 4);
            tally.plant(kind, &parts, optimum, &certificate, compare);
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
        let parts = small_with(&mut rng, 5);
        let Some(optimum) = Oracle::of(&parts).optimum() else { continue };
        for bound in [Some(optimum - 1), Some(i64::MIN), None] {
            for _ in 0..3 {
                let price_sets = (0..1 + rng.below(3))
                    .map(|_| {
                        let of_worth = rng.chance(1, 2);
                        any_prices(&mut rng, &parts, of_worth)
                    })
                    .collect();
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
