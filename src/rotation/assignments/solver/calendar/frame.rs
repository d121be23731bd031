//! The problem by positions, as search and prices need it, and what a case decides. Periods count from 0 here.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::problem::StaysProblem;
use super::super::id;

/// The problem, ready for search and prices.
pub(super) struct Frame<'p> {
    pub(super) problem: &'p StaysProblem<'p>,
    /// T, the number of periods.
    pub(super) periods: usize,
    pub(super) hosts: usize,
    /// How many partial years of a person are kept at each period; with fewer nothing is left out.
    pub(super) width: usize,
    /// How often all people may choose anew, and how long prices are looked for.
    pub(super) sweeps: u32,
    pub(super) price_steps: u32,
    /// The most stays of each person.
    pub(super) most: Vec<u32>,
    /// Where each person's pairs begin; one more than there are people.
    pub(super) row_start: Vec<u32>,
    pub(super) pairs: Vec<Pair>,
    /// The fewest and the most people, by host and then period.
    pub(super) least: Vec<u32>,
    pub(super) cap: Vec<u32>,
    /// The groups of each person; nothing where there are none.
    groups_of: Vec<Vec<u32>>,
    /// For each person who is away at times, and last for all others: for how many periods from each they are present.
    runs: Vec<Vec<u32>>,
    run_of: BTreeMap<u32, usize>,
    /// Orders and requirements of each person.
    pub(super) links: Vec<Link>,
    /// The links of each pair, ascending.
    links_of: BTreeMap<u32, Vec<u32>>,
}

/// Two pairs of a person of which one comes first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) first: u32,
    pub(super) then: u32,
    /// Whether the second requires the first; else only their order is told.
    pub(super) is_required: bool,
}

/// An eligible pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) person: u32,
    pub(super) host: u32,
    /// How many periods a stay takes.
    pub(super) length: u32,
    /// In millionths of a point.
    pub(super) value: i64,
}

/// A stay that could be: a pair and a first period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    pub(super) pair: u32,
    pub(super) period: u32,
}

/// What a case decides: stays that its plans have, and stays that they do not have.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    pub(super) with: BTreeMap<u32, u32>,
    pub(super) without: BTreeSet<Start>,
}

impl<'p> Frame<'p> {
    pub(super) fn new(problem: &'p StaysProblem<'p>) -> Self {
        let (periods, terms) = (problem.periods, &problem.terms);
        let numbers = |pick: fn((u32, u32)) -> u32| {
            let hosts = 0..id(problem.hosts.list.len());
            let each = hosts.flat_map(|h| (1..=periods).map(move |t| problem.people_at(h, t)));
            each.map(pick).collect::<Vec<u32>>()
        };
        let mut runs = Vec::new();
        let mut run_of = BTreeMap::new();
        let run = |away: &dyn Fn(usize) -> bool| {
            let mut left = 0;
            let mut run = vec![0; periods as usize];
            for t in (0..periods as usize).rev() {
                left = if away(t) { 0 } else { left + 1 };
                run[t] = left;
            }
            run
        };
        for (&person, away) in &terms.away {
            run_of.insert(person, runs.len());
            runs.push(run(&|t| away[t]));
        }
        runs.push(run(&|_| false));
        let mut groups_of = Vec::new();
        if !terms.groups.is_empty() {
            groups_of = vec![Vec::new(); problem.people.list.len()];
            for (g, group) in (0..).zip(&terms.groups) {
                for &person in &group.people {
                    groups_of[person as usize].push(g);
                }
            }
        }
        // Large problems are searched less: all this is bounded by size alone.
        let starts = problem.open.host.len() as u64 * u64::from(periods);
        let (width, sweeps) = match starts {
            0..1_000_000 => (64, 12),
            1_000_000..4_000_000 => (16, 6),
            _ => (4, 3),
        };
        let price_steps = u32::try_from((1_000_000_000 / (starts + 1)).clamp(20, 4_000));
        let mut frame = Self {
            problem,
            width,
            sweeps,
            price_steps: price_steps.unwrap_or(4_000),
            links: Vec::new(),
            links_of: BTreeMap::new(),
            periods: periods as usize,
            hosts: problem.hosts.list.len(),
            most: problem.people.list.iter().map(|goer| goer.most.min(periods)).collect(),
            row_start: problem.open.row_start.clone(),
            pairs: problem
                .open
                .iter()
                .map(|(person, host, value)| Pair {
                    person,
                    host,
                    length: terms.length_of(host),
                    value: value.micros(),
                })
                .collect(),
            least: numbers(|(least, _)| least),
            cap: numbers(|(_, most)| most),
            groups_of,
            runs,
            run_of,
        };
        frame.link();
        frame
    }

    fn link(&mut self) {
        let terms = &self.problem.terms;
        let orders = terms.orders.iter().map(|&arc| (arc, false));
        let arcs: Vec<_> =
            orders.chain(terms.requirements.iter().map(|&arc| (arc, true))).collect();
        for ((first, then), is_required) in arcs {
            for person in self.people() {
                let visited = self.problem.has_met(person, first);
                let pairs = self.find(person, first).zip(self.find(person, then));
                let Some((first, then)) = pairs.filter(|_| !visited) else { continue };
                for pair in [first, then] {
                    self.links_of.entry(pair).or_default().push(id(self.links.len()));
                }
                self.links.push(Link { first, then, is_required });
            }
        }
    }

    /// The links of a pair, and how a stay from a period on counts in the row of each link and period k: of an order
    /// (first ends after k) + (then begins by k) ≤ 1, of a requirement (then begins by k) − (first ends by k) ≤ 0.
    pub(super) fn link_rows(&self, start: Start) -> impl Iterator<Item = (usize, i64)> + '_ {
        let links = self.links_of.get(&start.pair).map_or(&[][..], Vec::as_slice);
        let end = start.period + self.pair(start.pair).length;
        links.iter().flat_map(move |&at| {
            let link = self.links[at as usize];
            let (rows, sign) = match (start.pair == link.then, link.is_required) {
                (true, _) => (start.period..id(self.periods), 1),
                (false, false) => (0..end, 1),
                (false, true) => (end..id(self.periods), -1),
            };
            rows.map(move |k| (at as usize * self.periods + k as usize, sign))
        })
    }

    /// The greatest price: with it no sum over a year leaves 64 bits.
    pub(super) fn highest_price(&self) -> i64 {
        let groups = self.groups_of.iter().map(Vec::len).max().unwrap_or(0);
        let links = self.links_of.values().map(Vec::len).max().unwrap_or(0);
        let prices = self.periods as u64 * (2 + groups + links) as u64 + 4;
        i64::try_from(u64::MAX / 32 / prices).unwrap_or(0)
    }

    /// Whether values are small enough to be priced in billionths.
    pub(super) fn can_be_priced(&self) -> bool {
        let most = self.highest_price() / 1_000;
        self.pairs.iter().all(|pair| pair.value.unsigned_abs() <= most.unsigned_abs())
    }

    pub(super) fn people(&self) -> std::ops::Range<u32> {
        0..id(self.most.len())
    }

    /// The pairs of a person, by position.
    pub(super) fn row(&self, person: u32) -> std::ops::Range<u32> {
        self.row_start[person as usize]..self.row_start[person as usize + 1]
    }

    pub(super) fn pair(&self, at: u32) -> Pair {
        self.pairs[at as usize]
    }

    pub(super) fn groups_of(&self, person: u32) -> &[u32] {
        self.groups_of.get(person as usize).map_or(&[], Vec::as_slice)
    }

    /// The pair of a person with a host.
    pub(super) fn find(&self, person: u32, host: u32) -> Option<u32> {
        let row = self.row(person);
        let pairs = &self.pairs[row.start as usize..row.end as usize];
        pairs.binary_search_by_key(&host, |pair| pair.host).ok().map(|at| row.start + id(at))
    }

    /// Where the numbers of a host, or of a group, begin among those by period.
    pub(super) fn places(&self, host: u32, start: u32, length: u32) -> std::ops::Range<usize> {
        let from = host as usize * self.periods + start as usize;
        from..from + length as usize
    }

    /// Whether a stay lies within the periods, with the person present.
    fn fits(&self, pair: Pair, period: u32) -> bool {
        let run = self.run_of.get(&pair.person).copied().unwrap_or(self.runs.len() - 1);
        self.runs[run].get(period as usize).is_some_and(|&run| run >= pair.length)
    }

    /// The hosts that a person has to have stayed with before a host, but for those that they have met.
    pub(super) fn needs(&self, person: u32, host: u32) -> impl Iterator<Item = u32> + '_ {
        let arcs = self.problem.terms.requirements.iter().filter(move |arc| arc.1 == host);
        arcs.map(|arc| arc.0).filter(move |&first| !self.problem.has_met(person, first))
    }

    /// Whether a person ended a stay with a host by a period, in the case, or still could.
    fn can_have_ended(&self, case: &Case, person: u32, host: u32, by: u32) -> bool {
        let Some(at) = self.find(person, host) else { return false };
        let pair = self.pair(at);
        if let Some(&start) = case.with.get(&at) {
            return start + pair.length <= by;
        }
        let starts = 0..(by + 1).saturating_sub(pair.length);
        let mut left = starts.map(|period| Start { pair: at, period });
        left.any(|start| self.fits(pair, start.period) && !case.without.contains(&start))
    }

    /// Whether two stays of a person can both be: not at once, and in order.
    fn agree(&self, (one, a): (Pair, u32), (other, b): (Pair, u32)) -> bool {
        let before = a + one.length <= b;
        let after = b + other.length <= a;
        let orders = &self.problem.terms.orders;
        (before && !orders.contains(&(other.host, one.host)))
            || (after && !orders.contains(&(one.host, other.host)))
    }

    /// The stays of a person that a case leaves open, by period and pair.
    pub(super) fn starts(&self, case: &Case, person: u32) -> Vec<Start> {
        let row = self.row(person);
        let own: Vec<(u32, u32)> = case.with.range(row.clone()).map(|(&p, &t)| (p, t)).collect();
        let mut starts = Vec::new();
        if own.len() >= self.most[person as usize] as usize {
            return starts;
        }
        for period in 0..id(self.periods) {
            for at in row.clone() {
                let (pair, start) = (self.pair(at), Start { pair: at, period });
                let is_left = self.fits(pair, period)
                    && !case.without.contains(&start)
                    && own.iter().all(|&(other, t)| {
                        other != at && self.agree((pair, period), (self.pair(other), t))
                    })
                    && self
                        .needs(person, pair.host)
                        .all(|first| self.can_have_ended(case, person, first, period));
                if is_left {
                    starts.push(start);
                }
            }
        }
        starts
    }

    /// Whether the stays of a case break an order or a requirement among themselves, or one that they cannot keep any more.
    pub(super) fn is_broken(&self, case: &Case) -> bool {
        case.with.iter().any(|(&at, &period)| {
            let pair = self.pair(at);
            let mut others = case.with.range(self.row(pair.person)).filter(|other| *other.0 != at);
            others.any(|(&other, &t)| !self.agree((pair, period), (self.pair(other), t)))
                || self
                    .needs(pair.person, pair.host)
                    .any(|first| !self.can_have_ended(case, pair.person, first, period))
        })
    }
}
