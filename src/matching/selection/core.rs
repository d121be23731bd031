//! States of the search, and the bound that closes them; as defined at
//! [`SelectionCertificate`](crate::solve::SelectionCertificate).

use std::cmp::Reverse;
use std::rc::Rc;

use super::likeness::Likeness;
use super::problem::SelectionProblem;
use crate::solve::{PRICE_UNITS, SelectionPrices};

/// No candidate, no cap, no kind.
pub(super) const NONE: u32 = u32::MAX;

/// The candidates that a search is still about, by numbers of their own, with prices.
#[derive(Clone)]
pub(super) struct Core<'p> {
    problem: &'p SelectionProblem,
    /// The candidate in the problem.
    ids: Vec<u32>,
    /// The row of i is `start[i]..start[i + 1]`: with whom it has a value, and that value.
    pub(super) start: Vec<usize>,
    pub(super) other: Vec<u32>,
    value: Vec<i64>,
    /// What of the value counts at i, in price units; and where the other end's share stands.
    pub(super) share: Vec<i64>,
    pub(super) twin: Vec<usize>,
    /// Who is apart from i.
    apart: Vec<Vec<u32>>,
    /// Who comes together with i, itself among them.
    group: Vec<Vec<u32>>,
    /// The slots of common things that i has, as bits.
    slots: Vec<Vec<u64>>,
    /// ℓ and u of each count.
    pub(super) count_price: Vec<Counted>,
    /// Σ (ℓ − u) over the counts that i is in.
    priced: Vec<i64>,
    /// The cap that i is in.
    cap_of: Vec<u32>,
    /// Prices of likeness, by candidates of the problem.
    likeness: Rc<[Likeness]>,
    /// The best shares, reused.
    scratch: std::cell::RefCell<Scratch>,
}

#[derive(Clone, Default)]
struct Scratch {
    is_free: Vec<bool>,
    shares: Vec<i64>,
}

/// A state: who is in, and who is free.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) members: Vec<u32>,
    /// Ascending.
    pub(super) free: Vec<u32>,
    /// The fit of each of `free` and its values with the members.
    gain: Vec<i64>,
    /// How many members each count has.
    counted: Vec<u32>,
    /// The slots that all members have; empty without members or such a requirement.
    slots: Vec<u64>,
    pub(super) worth: i64,
    dead: bool,
}

impl Frame {
    /// The same by new numbers.
    pub(super) fn renumbered(self, place: &[u32]) -> Self {
        let new = |list: Vec<u32>| list.into_iter().map(|i| place[i as usize]).collect();
        Self { members: new(self.members), free: new(self.free), ..self }
    }
}

/// ℓ and u of a count.
pub(super) type Counted = (i64, i64);

/// What a state's bound says.
pub(super) enum Closing {
    Closed,
    Open {
        /// No team is worth more.
        bound: i64,
        /// Whose teams are all worth no more than the best so far.
        out: Vec<u32>,
        /// Whom to branch on.
        branch: u32,
    },
}

/// The values of a state under some prices.
pub(super) struct Bound {
    /// c + the greatest sum, in price units; none where not enough can be taken.
    pub(super) total: Option<i64>,
    /// h of each free candidate.
    pub(super) h: Vec<i64>,
    /// Positions in `free` of those in the greatest sum.
    pub(super) chosen: Vec<u32>,
    /// Positions in `free` by falling h within the caps, and sums of the first so many.
    capped: Vec<u32>,
    prefix: Vec<i64>,
    base: i64,
}

/// By how much the bound rises with each price.
pub(super) struct Slopes {
    /// With ℓ and with u of each count.
    pub(super) counts: Vec<(i64, i64)>,
    /// The entries whose shares count while those of their twins do not.
    pub(super) shares: Vec<usize>,
}

impl<'p> Core<'p> {
    /// All candidates, with half of each value at either end and no prices but those of likeness.
    pub(super) fn new(problem: &'p SelectionProblem, likeness: Vec<Likeness>) -> Self {
        let parts = problem.parts();
        let n = u32::try_from(problem.candidate_count()).unwrap_or(NONE);
        let mut cap_of = vec![NONE; n as usize];
        for (position, count) in (0_u32..).zip(&parts.counts) {
            let is_cap = (count.at_most as usize) < count.members.len();
            if is_cap && count.members.iter().all(|&i| cap_of[i as usize] == NONE) {
                count.members.iter().for_each(|&i| cap_of[i as usize] = position);
            }
        }
        let words = parts.common.as_ref().map_or(0, |common| common.worth.len().div_ceil(64));
        let slots = (0..n as usize).map(|i| {
            let mut bits = vec![0_u64; words];
            for &slot in parts.common.iter().flat_map(|common| &common.slots[i]) {
                bits[slot as usize / 64] |= 1 << (slot % 64);
            }
            bits
        });
        let all = Self {
            problem,
            ids: (0..n).collect(),
            start: vec![0],
            other: Vec::new(),
            value: Vec::new(),
            share: Vec::new(),
            twin: Vec::new(),
            apart: Vec::new(),
            group: Vec::new(),
            slots: slots.collect(),
            count_price: vec![(0, 0); parts.counts.len()],
            priced: vec![0; n as usize],
            cap_of,
            likeness: likeness.into(),
            scratch: std::cell::RefCell::default(),
        };
        let likeness = Rc::clone(&all.likeness);
        let place: Vec<u32> = (0..n).collect();
        all.with_rows(&place, |i, j| {
            let alike: i64 = likeness.iter().map(|like| like.of_pair(i, j)).sum();
            let half = (problem.value(i, j) * PRICE_UNITS + alike) / 2;
            (half, half)
        })
    }

    /// The rows of all candidates of the problem that have a place.
    fn with_rows(mut self, place: &[u32], share: impl Fn(u32, u32) -> (i64, i64)) -> Self {
        let (problem, n) = (self.problem, self.ids.len());
        let kept = |list: &[u32]| -> Vec<u32> {
            list.iter().map(|&j| place[j as usize]).filter(|&j| j != NONE).collect()
        };
        self.start = vec![0];
        for &id in &self.ids {
            for (j, value) in priced_pairs(problem, &self.likeness, id) {
                if place[j as usize] != NONE {
                    self.other.push(place[j as usize]);
                    self.value.push(value);
                }
            }
            self.start.push(self.other.len());
            self.apart.push(kept(problem.apart(id)));
            self.group.push(kept(problem.group(&id)));
        }
        self.share = vec![0; self.other.len()];
        self.twin = vec![0; self.other.len()];
        let mut next = self.start.clone();
        for i in 0..n {
            for at in self.start[i]..self.start[i + 1] {
                let j = self.other[at] as usize;
                // Rows ascend, so the twins of row i come in order in each row j.
                if i < j {
                    let twin = next[j];
                    next[j] += 1;
                    (self.twin[at], self.twin[twin]) = (twin, at);
                    (self.share[at], self.share[twin]) = share(self.ids[i], self.ids[j]);
                }
            }
        }
        self.scratch.borrow_mut().is_free = vec![false; n];
        self
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn problem(&self) -> &'p SelectionProblem {
        self.problem
    }

    pub(super) fn likeness(&self) -> &[Likeness] {
        &self.likeness
    }

    /// The candidate in the problem.
    pub(super) fn id(&self, i: u32) -> u32 {
        self.ids[i as usize]
    }

    /// ℓ and u of a count are new.
    pub(super) fn set_count_prices(&mut self, prices: Vec<Counted>) {
        self.count_price = prices;
        for (i, priced) in self.priced.iter_mut().enumerate() {
            let counts = self.problem.counts_of(self.ids[i]).iter();
            *priced = counts
                .map(|&count| {
                    let (least, most) = self.count_price[count as usize];
                    least - most
                })
                .sum();
        }
    }

    /// The prices as they stand in a certificate.
    pub(super) fn price_sets(&self, of_feasibility: Option<&Vec<Counted>>) -> Vec<SelectionPrices> {
        let mut shares = Vec::new();
        for i in 0..self.len() {
            for at in self.start[i]..self.start[i + 1] {
                if self.other[at] as usize > i {
                    shares.push(self.share[at]);
                }
            }
        }
        let (counts, alike) = (self.count_price.clone(), self.likeness.iter());
        let alike = alike.map(Likeness::as_price).collect();
        let of_worth = SelectionPrices { of_worth: true, shares, counts, alike };
        let no_prices = vec![(0, 0); self.count_price.len()];
        let plain =
            |of_worth, counts| SelectionPrices { of_worth, counts, ..SelectionPrices::default() };
        // Without prices the bound of a team that nobody can join is what it is worth.
        let mut sets = vec![of_worth, plain(true, no_prices)];
        sets.extend(of_feasibility.map(|counts| plain(false, counts.clone())));
        sets
    }

    /// The state in which only the required are in.
    pub(super) fn root(&self) -> Frame {
        let parts = self.problem.parts();
        let mut frame = Frame {
            members: Vec::new(),
            free: (0..u32::try_from(self.len()).unwrap_or(NONE)).collect(),
            gain: parts.fit.clone(),
            counted: vec![0; parts.counts.len()],
            slots: Vec::new(),
            worth: 0,
            dead: false,
        };
        self.exclude(&mut frame, &[]);
        for &i in &parts.required {
            if !frame.members.contains(&i) {
                match self.with(&frame, i) {
                    Some(with) => frame = with,
                    None => {
                        frame.dead = true;
                        break;
                    }
                }
            }
        }
        frame
    }

    /// The same candidates but for those who are out, by new numbers; and these numbers.
    pub(super) fn restricted(&self, frame: &Frame) -> (Self, Vec<u32>) {
        let mut kept: Vec<u32> = frame.members.iter().chain(&frame.free).copied().collect();
        kept.sort_unstable();
        let mut place = vec![NONE; self.len()];
        let mut place_of_id = vec![NONE; self.problem.candidate_count()];
        for (at, &i) in (0..).zip(&kept) {
            place[i as usize] = at;
            place_of_id[self.ids[i as usize] as usize] = at;
        }
        let take = |i: &u32| *i as usize;
        let mut core = Self {
            problem: self.problem,
            ids: kept.iter().map(|i| self.ids[take(i)]).collect(),
            start: Vec::new(),
            other: Vec::new(),
            value: Vec::new(),
            share: Vec::new(),
            twin: Vec::new(),
            apart: Vec::new(),
            group: Vec::new(),
            slots: kept.iter().map(|i| self.slots[take(i)].clone()).collect(),
            count_price: self.count_price.clone(),
            priced: kept.iter().map(|i| self.priced[take(i)]).collect(),
            cap_of: kept.iter().map(|i| self.cap_of[take(i)]).collect(),
            likeness: Rc::clone(&self.likeness),
            scratch: std::cell::RefCell::default(),
        };
        core = core.with_rows(&place_of_id, |_, _| (0, 0));
        for (at, &i) in kept.iter().enumerate() {
            let mut to = core.start[at];
            for from in self.start[i as usize]..self.start[i as usize + 1] {
                if place[self.other[from] as usize] != NONE {
                    core.share[to] = self.share[from];
                    to += 1;
                }
            }
        }
        (core, place)
    }

    /// The state with a free candidate, and whoever comes along, in it too; none where it is dead at sight.
    pub(super) fn with(&self, frame: &Frame, i: u32) -> Option<Frame> {
        if !self.fits(frame, i) {
            return None;
        }
        let mut with = frame.clone();
        for &member in &self.group[i as usize] {
            if with.members.contains(&member) {
                continue;
            }
            let at = with.free.binary_search(&member).ok()?;
            with.worth += with.gain[at];
            with.free.remove(at);
            with.gain.remove(at);
            for &count in self.problem.counts_of(self.id(member)) {
                with.counted[count as usize] += 1;
            }
            if self.problem.parts().common.is_some() {
                let slots = &self.slots[member as usize];
                if with.members.is_empty() {
                    with.slots.clone_from(slots);
                } else {
                    with.slots.iter_mut().zip(slots).for_each(|(all, own)| *all &= own);
                }
            }
            with.members.push(member);
            let row = self.start[member as usize]..self.start[member as usize + 1];
            let mut at = 0;
            // Both lists ascend.
            for entry in row {
                while with.free.get(at).is_some_and(|&j| j < self.other[entry]) {
                    at += 1;
                }
                match with.free.get(at) {
                    Some(&j) if j == self.other[entry] => with.gain[at] += self.value[entry],
                    Some(_) => {}
                    None => break,
                }
            }
        }
        self.exclude(&mut with, &[]);
        Some(with)
    }

    /// Takes people out, with whoever comes along, and all who cannot join any more.
    pub(super) fn exclude(&self, frame: &mut Frame, out: &[u32]) {
        let mut gone = vec![false; if out.is_empty() { 0 } else { self.len() }];
        for &i in out {
            self.group[i as usize].iter().for_each(|&j| gone[j as usize] = true);
        }
        let free = std::mem::take(&mut frame.free);
        let gain = std::mem::take(&mut frame.gain);
        let kept: Vec<(u32, i64)> = free
            .iter()
            .zip(gain)
            .filter(|(i, _)| out.is_empty() || !gone[**i as usize])
            .map(|(&i, gain)| (i, gain))
            .collect();
        frame.free = kept.iter().map(|k| k.0).collect();
        frame.gain = kept.iter().map(|k| k.1).collect();
        let fits: Vec<bool> = frame.free.iter().map(|&i| self.fits(frame, i)).collect();
        if fits.contains(&false) {
            let mut keep = fits.iter();
            frame.free.retain(|_| keep.next().copied().unwrap_or(false));
            let mut keep = fits.iter();
            frame.gain.retain(|_| keep.next().copied().unwrap_or(false));
        }
    }

    /// Whether a candidate, and whoever comes along, could join.
    fn fits(&self, frame: &Frame, i: u32) -> bool {
        let parts = self.problem.parts();
        let group = &self.group[i as usize];
        let alone = group.len() == 1;
        if group.len() + frame.members.len() > parts.size.1 as usize
            // Somebody who comes along is out for good.
            || (!alone && self.problem.group(&self.id(i)).len() > group.len())
        {
            return false;
        }
        for &member in group {
            if frame.members.contains(&member) {
                continue;
            }
            if !alone && frame.free.binary_search(&member).is_err() {
                return false;
            }
            let apart = |other: &u32| self.apart[member as usize].binary_search(other).is_ok();
            if frame.members.iter().any(apart) || (!alone && group.iter().any(apart)) {
                return false;
            }
            for &count in self.problem.counts_of(self.id(member)) {
                let joining = if alone {
                    1
                } else {
                    let of = |j: &&u32| self.problem.counts_of(self.id(**j)).contains(&count);
                    group.iter().filter(of).count()
                };
                let count = count as usize;
                if frame.counted[count] as usize + joining > parts.counts[count].at_most as usize {
                    return false;
                }
            }
        }
        match &parts.common {
            Some(common) => {
                let mut slots = if frame.members.is_empty() {
                    vec![u64::MAX; common.worth.len().div_ceil(64)]
                } else {
                    frame.slots.clone()
                };
                for &member in group {
                    let own = &self.slots[member as usize];
                    slots.iter_mut().zip(own).for_each(|(all, own)| *all &= own);
                }
                common_worth(&slots, &common.worth) >= common.at_least
            }
            None => true,
        }
    }

    /// How many more there may be.
    fn room(&self, frame: &Frame) -> usize {
        (self.problem.parts().size.1 as usize).saturating_sub(frame.members.len())
    }

    /// Whether no feasible team belongs to a state, by counting.
    pub(super) fn is_dead(&self, frame: &Frame) -> bool {
        let parts = self.problem.parts();
        let room = self.room(frame);
        if frame.dead
            || frame.members.len() > parts.size.1 as usize
            || frame.members.len() + frame.free.len() < parts.size.0 as usize
        {
            return true;
        }
        let mut free = vec![0_usize; parts.counts.len()];
        for &i in &frame.free {
            for &count in self.problem.counts_of(self.id(i)) {
                free[count as usize] += 1;
            }
        }
        let short = parts.counts.iter().enumerate().any(|(at, count)| {
            frame.counted[at] as usize + free[at].min(room) < count.at_least as usize
        });
        short
            || parts.kinds.iter().any(|kinds| {
                if kinds.at_least == 0 && !kinds.nobody_alone {
                    return false;
                }
                let of = |i: &u32| kinds.of[self.id(*i) as usize];
                let mut inside: Vec<u32> = frame.members.iter().filter_map(of).collect();
                inside.sort_unstable();
                let mut new: Vec<u32> = frame
                    .free
                    .iter()
                    .filter_map(of)
                    .filter(|kind| inside.binary_search(kind).is_err())
                    .collect();
                new.sort_unstable();
                new.dedup();
                let mut distinct = inside.clone();
                distinct.dedup();
                if distinct.len() + new.len().min(room) < kinds.at_least as usize {
                    return true;
                }
                if !kinds.nobody_alone {
                    return false;
                }
                let single = |kind: &&u32| inside.iter().filter(|k| k == kind).count() == 1;
                let single: Vec<u32> = distinct.iter().filter(single).copied().collect();
                let mut others: Vec<u32> = frame.free.iter().filter_map(of).collect();
                others.sort_unstable();
                single.len() > room || single.iter().any(|kind| others.binary_search(kind).is_err())
            })
    }

    /// Whether the members alone are a feasible team.
    pub(super) fn is_feasible(&self, frame: &Frame) -> bool {
        let parts = self.problem.parts();
        let size = frame.members.len();
        if frame.dead || size < parts.size.0 as usize || size > parts.size.1 as usize {
            return false;
        }
        let counted = |(at, count): (usize, &crate::solve::Count)| {
            (count.at_least..=count.at_most).contains(&frame.counted[at])
        };
        parts.counts.iter().enumerate().all(counted)
            && parts.kinds.iter().all(|kinds| {
                let mut of: Vec<u32> =
                    frame.members.iter().filter_map(|&i| kinds.of[self.id(i) as usize]).collect();
                of.sort_unstable();
                let alone = |kind: &u32| of.iter().filter(|k| *k == kind).count() == 1;
                let alone = kinds.nobody_alone && of.iter().any(alone);
                of.dedup();
                !alone && of.len() >= kinds.at_least as usize
            })
    }

    /// For each free candidate the sum of the largest shares of so many as may be beside them.
    pub(super) fn partners(&self, frame: &Frame) -> Vec<i64> {
        let mut partners = vec![0; frame.free.len()];
        self.update_partners(frame, &frame.free, &mut partners);
        partners
    }

    /// The same where the shares of some candidates are new.
    pub(super) fn update_partners(&self, frame: &Frame, changed: &[u32], partners: &mut [i64]) {
        let most = self.room(frame).saturating_sub(1);
        let mut scratch = self.scratch.borrow_mut();
        let Scratch { is_free, shares } = &mut *scratch;
        frame.free.iter().for_each(|&i| is_free[i as usize] = true);
        for &i in changed {
            let Ok(at) = frame.free.binary_search(&i) else { continue };
            shares.clear();
            let row = self.start[i as usize]..self.start[i as usize + 1];
            for (&j, &share) in self.other[row.clone()].iter().zip(&self.share[row]) {
                if share > 0 && is_free[j as usize] {
                    shares.push(share);
                }
            }
            if shares.len() > most {
                if most > 0 {
                    shares.select_nth_unstable_by_key(most - 1, |&share| Reverse(share));
                }
                shares.truncate(most);
            }
            partners[at] = shares.iter().sum();
        }
        frame.free.iter().for_each(|&i| is_free[i as usize] = false);
    }

    /// h and the greatest sum of a state.
    fn bound(&self, frame: &Frame) -> Bound {
        self.bound_with(frame, &self.partners(frame))
    }

    /// What no team of a state is worth more than, by the prices; none where no team can be large enough.
    pub(super) fn bound_of(&self, frame: &Frame) -> Option<i64> {
        self.bound(frame).total.map(|total| total.div_euclid(PRICE_UNITS))
    }

    /// The same from sums of shares that are known.
    pub(super) fn bound_with(&self, frame: &Frame, partners: &[i64]) -> Bound {
        let free = frame.free.iter().zip(frame.gain.iter().zip(partners));
        let mut h: Vec<i64> = free
            .map(|(&i, (gain, partners))| gain * PRICE_UNITS + self.priced[i as usize] + partners)
            .collect();
        let mut base = frame.worth * PRICE_UNITS + self.priced_counts(frame, &self.count_price);
        for likeness in &*self.likeness {
            let counted = likeness.counted(frame.members.iter().map(|&i| self.id(i)));
            base += likeness.of_members(&counted);
            for (h, &i) in h.iter_mut().zip(&frame.free) {
                *h += likeness.of_candidate(self.id(i), &counted);
            }
        }
        self.greatest(frame, h, base)
    }

    /// What the count prices make of the members.
    fn priced_counts(&self, frame: &Frame, prices: &[Counted]) -> i64 {
        let counts = self.problem.parts().counts.iter().zip(&frame.counted);
        counts
            .zip(prices)
            .map(|((count, &inside), &(least, most))| {
                let short = i64::from(inside) - i64::from(count.at_least);
                let spare = i64::from(count.at_most) - i64::from(inside);
                least * short + if most == 0 { 0 } else { most * spare }
            })
            .sum()
    }

    /// Which way the bound of a state falls.
    pub(super) fn slopes(&self, frame: &Frame, bound: &Bound) -> Slopes {
        let parts = self.problem.parts();
        let mut counted: Vec<i64> = frame.counted.iter().map(|&c| i64::from(c)).collect();
        for &at in &bound.chosen {
            for &count in self.problem.counts_of(self.id(frame.free[at as usize])) {
                counted[count as usize] += 1;
            }
        }
        let counts = parts.counts.iter().zip(counted).map(|(count, inside)| {
            let spare =
                if count.at_most == u32::MAX || (count.at_most as usize) >= count.members.len() {
                    0
                } else {
                    i64::from(count.at_most) - inside
                };
            (inside - i64::from(count.at_least), spare)
        });

        // The shares that count in the greatest sum, but for pairs that count at both ends.
        let most = self.room(frame).saturating_sub(1);
        let mut scratch = self.scratch.borrow_mut();
        frame.free.iter().for_each(|&i| scratch.is_free[i as usize] = true);
        let mut shares = Vec::new();
        for &at in &bound.chosen {
            let i = frame.free[at as usize] as usize;
            let row = self.start[i]..self.start[i + 1];
            let positive =
                |&at: &usize| self.share[at] > 0 && scratch.is_free[self.other[at] as usize];
            let mut of_row: Vec<usize> = row.filter(positive).collect();
            of_row.sort_unstable_by_key(|&at| (Reverse(self.share[at]), at));
            of_row.truncate(most);
            shares.extend(of_row);
        }
        frame.free.iter().for_each(|&i| scratch.is_free[i as usize] = false);
        shares.sort_unstable();
        let twice = |at: &usize| shares.binary_search(&self.twin[*at]).is_ok();
        let shares = shares.iter().copied().filter(|at| !twice(at)).collect();
        Slopes { counts: counts.collect(), shares }
    }

    /// The same by counts alone.
    pub(super) fn bound_of_feasibility(&self, frame: &Frame, prices: &[Counted]) -> Bound {
        let of = |&i: &u32| {
            let counts = self.problem.counts_of(self.id(i)).iter();
            counts.map(|&count| prices[count as usize].0 - prices[count as usize].1).sum()
        };
        let base = self.priced_counts(frame, prices);
        self.greatest(frame, frame.free.iter().map(of).collect(), base)
    }

    /// The greatest sum of h, over all numbers of members.
    fn greatest(&self, frame: &Frame, h: Vec<i64>, base: i64) -> Bound {
        let parts = self.problem.parts();
        let (inside, room) = (frame.members.len(), self.room(frame));
        let least = (parts.size.0 as usize).saturating_sub(inside);
        let mut order: Vec<u32> = (0..u32::try_from(h.len()).unwrap_or(NONE)).collect();
        order.sort_unstable_by_key(|&at| (Reverse(h[at as usize]), at));

        let missing = parts.kinds.first().map_or(0, |kinds| {
            let of = |i: &u32| kinds.of[self.id(*i) as usize];
            let mut inside: Vec<u32> = frame.members.iter().filter_map(of).collect();
            inside.sort_unstable();
            inside.dedup();
            (kinds.at_least as usize).saturating_sub(inside.len())
        });
        let mut first = Vec::new();
        if missing > 0 {
            let kinds = &parts.kinds[0];
            let of = |i: u32| kinds.of[self.id(i) as usize];
            let mut seen: Vec<u32> = frame.members.iter().filter_map(|&i| of(i)).collect();
            for &at in &order {
                if first.len() == missing {
                    break;
                }
                if let Some(kind) = of(frame.free[at as usize]) {
                    if !seen.contains(&kind) {
                        seen.push(kind);
                        first.push(at);
                    }
                }
            }
        }
        let capped = self.capped(frame, &order, &[], room);
        let prefix = sums(&capped, &h);
        let rest =
            if missing == 0 { capped.clone() } else { self.capped(frame, &order, &first, room) };
        let of_first: i64 = first.iter().map(|&at| h[at as usize]).sum();
        let of_rest = sums(&rest, &h);
        let (mut total, mut taken) = (None, 0);
        if first.len() == missing {
            for count in least.max(missing)..=room {
                let Some(sum) = of_rest.get(count - missing) else { break };
                if total.is_none_or(|total| base + of_first + sum > total) {
                    (total, taken) = (Some(base + of_first + sum), count - missing);
                }
            }
        }
        let chosen = first.iter().chain(&rest[..taken]).copied().collect();
        Bound { total, h, chosen, capped, prefix, base }
    }

    /// Positions in `free` by falling h as far as the caps let them, without some; so many at most.
    fn capped(&self, frame: &Frame, order: &[u32], without: &[u32], most: usize) -> Vec<u32> {
        let parts = self.problem.parts();
        let mut used = frame.counted.clone();
        let mut taken = Vec::new();
        for &at in order {
            if taken.len() == most {
                break;
            }
            if without.contains(&at) {
                continue;
            }
            let cap = self.cap_of[frame.free[at as usize] as usize];
            if cap != NONE {
                let used = &mut used[cap as usize];
                if *used >= parts.counts[cap as usize].at_most {
                    continue;
                }
                *used += 1;
            }
            taken.push(at);
        }
        taken
    }

    /// Whether a state needs no more search, now that a team of this worth is known.
    pub(super) fn close(
        &self,
        frame: &Frame,
        worth: Option<i64>,
        of_feasibility: Option<&[Counted]>,
    ) -> Closing {
        if self.is_dead(frame) {
            return Closing::Closed;
        }
        if let Some(prices) = of_feasibility {
            if self.bound_of_feasibility(frame, prices).total.is_none_or(|total| total < 0) {
                return Closing::Closed;
            }
        }
        let bound = self.bound(frame);
        let Some(total) = bound.total else { return Closing::Closed };
        // Below 16·(worth + 1) there is nothing better.
        let limit = worth.map(|worth| (worth + 1) * PRICE_UNITS);
        if limit.is_some_and(|limit| total < limit) {
            return Closing::Closed;
        }
        let branch = bound
            .chosen
            .iter()
            .max_by_key(|&&at| (bound.h[at as usize], Reverse(at)))
            .or(bound.capped.first());
        let out = limit.map_or_else(Vec::new, |limit| self.out(frame, &bound, limit));
        match branch {
            Some(&at) => Closing::Open {
                bound: total.div_euclid(PRICE_UNITS),
                out,
                branch: frame.free[at as usize],
            },
            // Nobody may join: the members are the only team of the state, and were tried.
            None => Closing::Closed,
        }
    }

    /// Those whose teams stay below the limit.
    fn out(&self, frame: &Frame, bound: &Bound, limit: i64) -> Vec<u32> {
        let (inside, room) = (frame.members.len(), self.room(frame));
        let least = (self.problem.parts().size.0 as usize).saturating_sub(inside).max(1);
        // The most that others can add beside one: the greatest of sums of the first m − 1.
        let sums = (least..=room).map_while(|count| bound.prefix.get(count - 1));
        let Some(others) = sums.max() else { return Vec::new() };
        let mut in_prefix = vec![false; frame.free.len()];
        for &at in bound.capped.iter().take(room.saturating_sub(1)) {
            in_prefix[at as usize] = true;
        }
        (0..frame.free.len())
            .filter(|&at| !in_prefix[at] && self.group[frame.free[at] as usize].len() == 1)
            .filter(|&at| bound.base + bound.h[at] + others < limit)
            .map(|at| frame.free[at])
            .collect()
    }
}

/// With whom a candidate has a value or a price of likeness, ascending, and the value.
fn priced_pairs<'s>(
    problem: &'s SelectionProblem,
    likeness: &[Likeness],
    candidate: u32,
) -> impl Iterator<Item = (u32, i64)> + 's {
    let (others, values) = problem.values(candidate);
    let mut alike: Vec<u32> =
        likeness.iter().flat_map(|like| like.like(candidate)).copied().collect();
    alike.retain(|&other| other != candidate);
    alike.sort_unstable();
    alike.dedup();
    let mut listed = others.iter().copied().zip(values.iter().copied()).peekable();
    let mut alike = alike.into_iter().peekable();
    std::iter::from_fn(move || match (listed.peek(), alike.peek()) {
        (Some(&(other, _)), Some(&like)) if like < other => alike.next().map(|like| (like, 0)),
        (Some(&(other, _)), Some(&like)) => {
            if like == other {
                alike.next();
            }
            listed.next()
        }
        (Some(_), None) => listed.next(),
        (None, _) => alike.next().map(|like| (like, 0)),
    })
}

/// Sums of h over the first so many.
fn sums(list: &[u32], h: &[i64]) -> Vec<i64> {
    let mut sum = 0;
    let rest = list.iter().map(|&at| {
        sum += h[at as usize];
        sum
    });
    std::iter::once(0).chain(rest).collect()
}

/// What slots are worth together.
fn common_worth(slots: &[u64], worth: &[u32]) -> u64 {
    let has = |slot: usize| slots[slot / 64] & (1 << (slot % 64)) != 0;
    worth.iter().enumerate().filter(|&(slot, _)| has(slot)).map(|(_, &w)| u64::from(w)).sum()
}
