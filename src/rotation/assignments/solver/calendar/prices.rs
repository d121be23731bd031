//! Prices for places by period: a bound on every plan of a case, by subgradients.
//!
//! The relaxation lets every person choose alone, at prices for what people share (places with hosts, limits of groups), and for
//! what a choice by period cannot see (each host once, the most stays). The best choice is a longest path over periods. M. Held, P.
//! Wolfe and H. P. Crowder, *Validation of subgradient optimization*, Mathematical Programming 6 (1974), for the steps; B. T.
//! Polyak, *Some methods of speeding up the convergence of iteration methods* (1964), for going on with a part of the last one, and *Minimization of
//! unsmooth functionals* (1969) for their length; both USSR Computational Mathematics and Mathematical Physics. All in integers, billionths of a point.

use std::collections::BTreeMap;

use super::super::super::plan::{OrderPrices, PeriodPrices};
use super::frame::{Case, Frame, Pair, Start};
use crate::solve::Limits;

/// Billionths in a millionth.
pub(super) const FINE: i128 = 1_000;
/// A point, in billionths: what a stay is worth where stays are counted.
pub(super) const POINT: i64 = 1_000_000_000;
/// Steps without a better bound before they are halved.
const PATIENCE: u32 = 40;
/// How much of the last change goes on into the next, in eighths.
const MOMENTUM: i128 = 7;
/// Steps are measured in parts of this.
const WHOLE: i128 = 1 << 20;

/// What a stay is worth to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Its value; of so many stays in all where that is given.
    Score(Option<u64>),
    /// A point each.
    Stays,
    /// Nothing: a bound below 0 shows that there is no plan.
    Nothing,
}

/// Prices by position.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// λ.
    pub(super) stay: i64,
    pub(super) person: Vec<i64>,
    /// By host and then period.
    pub(super) host: Vec<i64>,
    /// By group and then period.
    group: Vec<i64>,
    /// By link and then period.
    link: Vec<i64>,
    /// Of a pair twice.
    pair: Vec<i64>,
}

impl Prices {
    pub(super) fn none(frame: &Frame<'_>) -> Self {
        let groups = frame.problem.terms.groups.len();
        Self {
            stay: 0,
            person: vec![0; frame.most.len()],
            host: vec![0; frame.hosts * frame.periods],
            group: vec![0; groups * frame.periods],
            link: vec![0; frame.links.len() * frame.periods],
            pair: vec![0; frame.pairs.len()],
        }
    }
}

/// What is asked of an ascent.
#[derive(Clone, Copy)]
pub(super) struct Aim {
    pub(super) worth: Worth,
    /// Where the bound is to come near, say to the best known plan.
    pub(super) target: i128,
    /// A bound that is low enough to stop.
    pub(super) enough: i128,
    pub(super) steps: u32,
}

/// A case with what it leaves open, to be priced.
pub(super) struct Relaxation<'f> {
    pub(super) frame: &'f Frame<'f>,
    pub(super) case: &'f Case,
    pub(super) starts: &'f [Vec<Start>],
}

/// What everybody chose at some prices.
struct Choice {
    bound: i128,
    host: Vec<i64>,
    group: Vec<i64>,
    link: Vec<i64>,
    person: Vec<i64>,
    /// How often each pair was chosen.
    pair: Vec<i64>,
    stays: i64,
    taken: Vec<Start>,
}

impl Relaxation<'_> {
    fn value(&self, worth: Worth, pair: Pair) -> i64 {
        match worth {
            Worth::Score(_) => pair.value * 1_000,
            Worth::Stays => POINT,
            Worth::Nothing => 0,
        }
    }

    /// What a stay leaves after all prices but those of the pair and of the person's periods.
    fn rest(&self, worth: Worth, prices: &Prices, start: Start) -> i64 {
        let (frame, pair) = (self.frame, self.frame.pair(start.pair));
        let places = frame.places(pair.host, start.period, pair.length);
        let mut rest = self.value(worth, pair) - prices.stay - prices.person[pair.person as usize];
        rest -= prices.host[places].iter().sum::<i64>();
        for &group in frame.groups_of(pair.person) {
            let periods = frame.places(group, start.period, pair.length);
            rest -= prices.group[periods].iter().sum::<i64>();
        }
        for (row, sign) in frame.link_rows(start) {
            rest -= sign * prices.link[row];
        }
        rest
    }

    /// The longest path of a person over the periods: what is left from each period on, and the stay to begin there.
    fn path(
        &self,
        worth: Worth,
        prices: &Prices,
        person: u32,
        left: &mut [i64],
        step: &mut [Option<Start>],
    ) {
        let frame = self.frame;
        let mut later = self.starts[person as usize].as_slice();
        left[frame.periods] = 0;
        for period in (0..frame.periods).rev() {
            let from = later.partition_point(|start| (start.period as usize) < period);
            let (rest, here) = later.split_at(from);
            later = rest;
            (left[period], step[period]) = (left[period + 1], None);
            for &start in here {
                let end = period + frame.pair(start.pair).length as usize;
                let gain = self.rest(worth, prices, start) - prices.pair[start.pair as usize];
                if gain + left[end] > left[period] {
                    (left[period], step[period]) = (gain + left[end], Some(start));
                }
            }
        }
    }

    /// Everybody's best choice, and the bound that it shows.
    fn choose(&self, worth: Worth, prices: &Prices) -> Choice {
        let frame = self.frame;
        let mut choice = Choice {
            bound: self.constant(worth, prices),
            host: vec![0; prices.host.len()],
            group: vec![0; prices.group.len()],
            link: vec![0; prices.link.len()],
            person: vec![0; prices.person.len()],
            pair: vec![0; prices.pair.len()],
            stays: 0,
            taken: Vec::new(),
        };
        for (&pair, &period) in &self.case.with {
            choice.take(frame, Start { pair, period });
        }
        choice.bound += prices.pair.iter().map(|&price| i128::from(price)).sum::<i128>();
        let (mut left, mut step) = (vec![0; frame.periods + 1], vec![None; frame.periods]);
        for person in frame.people() {
            if self.starts[person as usize].is_empty() {
                continue;
            }
            self.path(worth, prices, person, &mut left, &mut step);
            choice.bound += i128::from(left[0]);
            let mut period = 0;
            while period < frame.periods {
                match step[period] {
                    Some(start) => {
                        choice.take(frame, start);
                        choice.taken.push(start);
                        choice.pair[start.pair as usize] += 1;
                        period += frame.pair(start.pair).length as usize;
                    }
                    None => period += 1,
                }
            }
        }
        choice
    }

    /// An open stay to tell cases apart by: one of those that ask for too much together at these prices, else for too little.
    pub(super) fn branch(&self, worth: Worth, prices: &Prices) -> Option<Start> {
        let frame = self.frame;
        let choice = self.choose(worth, prices);
        let covers = |start: Start, at: usize| {
            let pair = frame.pair(start.pair);
            frame.places(pair.host, start.period, pair.length).contains(&at)
        };
        let crowded = |start: &&Start| {
            let pair = frame.pair(start.pair);
            let person = pair.person as usize;
            choice.pair[start.pair as usize] > 1
                || choice.person[person] > i64::from(frame.most[person])
                || frame
                    .places(pair.host, start.period, pair.length)
                    .any(|at| choice.host[at] > i64::from(frame.cap[at]))
                || frame.groups_of(pair.person).iter().any(|&group| {
                    let most = frame.problem.terms.groups[group as usize].most;
                    let mut periods = frame.places(group, start.period, pair.length);
                    periods.any(|at| choice.group[at] > i64::from(most))
                })
        };
        let crowded = |start: &&Start| {
            crowded(start)
                || frame.link_rows(**start).any(|(at, sign)| {
                    let link = frame.links[at / frame.periods];
                    sign > 0 && choice.link[at] > i64::from(!link.is_required)
                })
        };
        let by_value = |start: &&Start| (frame.pair(start.pair).value, std::cmp::Reverse(**start));
        let open = || self.starts.iter().flatten();
        let short = (0..frame.least.len()).find(|&at| choice.host[at] < i64::from(frame.least[at]));
        let asked = choice.taken.iter().filter(crowded).max_by_key(by_value);
        let asked =
            asked.or_else(|| open().find(|&&start| short.is_some_and(|at| covers(start, at))));
        asked
            .or_else(|| choice.taken.iter().max_by_key(by_value))
            .or_else(|| open().next())
            .copied()
    }

    /// The part of the bound that no open stay has part in.
    fn constant(&self, worth: Worth, prices: &Prices) -> i128 {
        let frame = self.frame;
        let mut sum = match worth {
            Worth::Score(Some(stays)) => i128::from(stays) * i128::from(prices.stay),
            _ => 0,
        };
        for (&price, &most) in prices.person.iter().zip(&frame.most) {
            sum += i128::from(price) * i128::from(most);
        }
        for ((&price, &least), &cap) in prices.host.iter().zip(&frame.least).zip(&frame.cap) {
            sum += i128::from(price) * i128::from(if price >= 0 { cap } else { least });
        }
        for (of_group, group) in prices.group.chunks(frame.periods).zip(&frame.problem.terms.groups)
        {
            sum += of_group.iter().map(|&price| i128::from(price)).sum::<i128>()
                * i128::from(group.most);
        }
        for (of_link, link) in prices.link.chunks(frame.periods).zip(&frame.links) {
            let once = if link.is_required { 0 } else { 1 };
            sum += once * of_link.iter().map(|&price| i128::from(price)).sum::<i128>();
        }
        for (&pair, &period) in &self.case.with {
            sum += i128::from(self.rest(worth, prices, Start { pair, period }));
        }
        sum
    }

    /// Lowers the bound step by step; the best prices found, and their bound.
    pub(super) fn descend(&self, aim: Aim, from: Prices, limits: &Limits) -> (i128, Prices) {
        let worth = aim.worth;
        let mut prices = from;
        // Only open pairs can be taken twice.
        let mut is_open = vec![false; prices.pair.len()];
        for start in self.starts.iter().flatten() {
            is_open[start.pair as usize] = true;
        }
        for (price, &is_open) in prices.pair.iter_mut().zip(&is_open) {
            *price = if is_open { *price } else { 0 };
        }
        let mut best: Option<(i128, Prices)> = None;
        let (mut share, mut waited) = (WHOLE, 0);
        let mut before = prices.clone();
        for step in 0..aim.steps.max(1) {
            let choice = self.choose(worth, &prices);
            if best.as_ref().is_none_or(|best| choice.bound < best.0) {
                best = Some((choice.bound, prices.clone()));
                waited = 0;
            } else {
                waited += 1;
                if waited == PATIENCE {
                    (share, waited) = (share / 2, 0);
                    if let Some((_, kept)) = &best {
                        prices = kept.clone();
                        before = kept.clone();
                    }
                    if share == 0 {
                        break;
                    }
                    continue;
                }
            }
            if choice.bound <= aim.enough || limits.reached(u64::from(step)).is_some() {
                break;
            }
            let now = prices.clone();
            if !self.step(aim, &choice, &mut prices, &before, share) {
                break;
            }
            before = now;
        }
        best.unwrap_or((0, Prices::none(self.frame)))
    }

    /// Moves all prices against what was too much or too little. Whether there was any.
    fn step(
        &self,
        aim: Aim,
        choice: &Choice,
        prices: &mut Prices,
        before: &Prices,
        share: i128,
    ) -> bool {
        let frame = self.frame;
        let excess = |price: i64, load: i64, least: i64, most: i64| {
            if load > most && price >= 0 {
                load - most
            } else if load < least && price <= 0 {
                load - least
            } else if price > 0 {
                load - most
            } else if price < 0 {
                load - least
            } else {
                0
            }
        };
        let mut moves: Vec<(&mut i64, i64, bool, i64)> = Vec::new();
        for (at, price) in prices.host.iter_mut().enumerate() {
            let was = before.host[at];
            let (least, most) = (i64::from(frame.least[at]), i64::from(frame.cap[at]));
            let excess = excess(*price, choice.host[at], least, most);
            if excess != 0 {
                moves.push((price, excess, least > 0, was));
            }
        }
        for (at, price) in prices.group.iter_mut().enumerate() {
            let was = before.group[at];
            let most = i64::from(frame.problem.terms.groups[at / frame.periods].most);
            let excess = excess(*price, choice.group[at], 0, most);
            if excess != 0 {
                moves.push((price, excess, false, was));
            }
        }
        for (at, price) in prices.link.iter_mut().enumerate() {
            let was = before.link[at];
            let most = i64::from(!frame.links[at / frame.periods].is_required);
            let excess = excess(*price, choice.link[at], i64::MIN, most);
            if excess != 0 {
                moves.push((price, excess, false, was));
            }
        }
        for (((price, &load), &most), &was) in
            prices.person.iter_mut().zip(&choice.person).zip(&frame.most).zip(&before.person)
        {
            let excess = excess(*price, load, 0, i64::from(most));
            if excess != 0 {
                moves.push((price, excess, false, was));
            }
        }
        for ((price, &load), &was) in prices.pair.iter_mut().zip(&choice.pair).zip(&before.pair) {
            let excess = excess(*price, load, 0, 1);
            if excess != 0 {
                moves.push((price, excess, false, was));
            }
        }
        if let Worth::Score(Some(stays)) = aim.worth {
            let excess = choice.stays - i64::try_from(stays).unwrap_or(i64::MAX);
            if excess != 0 {
                moves.push((&mut prices.stay, excess, true, before.stay));
            }
        }
        let highest = i128::from(frame.highest_price());
        let norm: i128 = moves.iter().map(|(_, excess, ..)| i128::from(*excess).pow(2)).sum();
        let length = (choice.bound - aim.target).max(1) * share / WHOLE;
        if norm == 0 || length == 0 {
            return false;
        }
        for (price, excess, may_be_negative, was) in moves {
            let change = i128::from(excess) * length / norm;
            let moved = i128::from(*price) + change + i128::from(*price - was) * MOMENTUM / 8;
            let low = if may_be_negative { -highest } else { 0 };
            *price = i64::try_from(moved.clamp(low, highest)).unwrap_or(*price);
        }
        true
    }

    /// The prices by external keys, with those of people's periods, and the bound that they prove by its definition.
    pub(super) fn proof(&self, worth: Worth, prices: &Prices) -> (i128, PeriodPrices) {
        let frame = self.frame;
        let (people, hosts) = (&frame.problem.people.list, &frame.problem.hosts.list);
        let mut proof = PeriodPrices::default();
        let mut bound = self.constant(worth, prices);
        let (mut left, mut step) = (vec![0; frame.periods + 1], vec![None; frame.periods]);
        let mut best: BTreeMap<u32, i64> = BTreeMap::new();
        for person in frame.people() {
            let starts = &self.starts[person as usize];
            if starts.is_empty() {
                continue;
            }
            self.path(worth, prices, person, &mut left, &mut step);
            let of_person: Vec<i64> = left.windows(2).map(|pair| pair[0] - pair[1]).collect();
            bound += i128::from(left[0]);
            best.clear();
            for &start in starts {
                let end = start.period + frame.pair(start.pair).length;
                let taken = left[start.period as usize] - left[end as usize];
                let rest = self.rest(worth, prices, start) - taken;
                let known = best.entry(start.pair).or_insert(0);
                *known = rest.max(*known);
            }
            bound += best.values().map(|&rest| i128::from(rest)).sum::<i128>();
            if of_person.iter().any(|&price| price != 0) {
                proof.person_periods.insert(people[person as usize].key.to_string(), of_person);
            }
        }
        let priced = people.iter().zip(&prices.person).filter(|(_, price)| **price != 0);
        proof.person_stays = priced.map(|(goer, &price)| (goer.key.to_string(), price)).collect();
        let by_period = |prices: &[i64], keys: &mut dyn Iterator<Item = String>| {
            let rows = prices.chunks(frame.periods).zip(keys);
            let priced = rows.filter(|(row, _)| row.iter().any(|&price| price != 0));
            priced.map(|(row, key)| (key, row.to_vec())).collect::<BTreeMap<_, _>>()
        };
        proof.host_periods =
            by_period(&prices.host, &mut hosts.iter().map(|host| host.key.to_string()));
        let groups = frame.problem.terms.groups.iter();
        proof.group_periods =
            by_period(&prices.group, &mut groups.map(|group| group.name.to_string()));
        for (prices, link) in prices.link.chunks(frame.periods).zip(&frame.links) {
            if prices.iter().any(|&price| price != 0) {
                let (first, then) = (frame.pair(link.first), frame.pair(link.then));
                proof.orders.push(OrderPrices {
                    person: people[first.person as usize].key.to_string(),
                    first: hosts[first.host as usize].key.to_string(),
                    then: hosts[then.host as usize].key.to_string(),
                    required: link.is_required,
                    periods: prices.to_vec(),
                });
            }
        }
        (bound, proof)
    }
}

impl Choice {
    fn take(&mut self, frame: &Frame<'_>, start: Start) {
        let pair = frame.pair(start.pair);
        for at in frame.places(pair.host, start.period, pair.length) {
            self.host[at] += 1;
        }
        for &group in frame.groups_of(pair.person) {
            for at in frame.places(group, start.period, pair.length) {
                self.group[at] += 1;
            }
        }
        for (row, sign) in frame.link_rows(start) {
            self.link[row] += sign;
        }
        self.person[pair.person as usize] += 1;
        self.stays += 1;
    }
}
