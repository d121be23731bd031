//! Plans by search: one person's best year after another, then by making room.

use super::super::id;
use super::frame::{Case, Frame, Start};
use super::year::{self, Year};
use crate::random::Random;
use crate::solve::{Limits, Mode};

/// The stream of random numbers; the search has no seed, so that a problem has one plan.
const STREAM: u64 = 0x57a9_5ea2_c4b1_0001;
/// How many others make room for one person at most.
const MOST_MOVED: usize = 3;

/// How good the stays of a search are: greater is better. A plan is short of nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    /// Minus the number of people that hosts are short of, over all periods.
    pub(super) short: i64,
    /// The number of stays, where the mode compares it first, else 0.
    pub(super) stays: i64,
    /// Millionths of a point.
    pub(super) score: i64,
}

/// Everybody's years within a case.
pub(super) struct Search<'f> {
    frame: &'f Frame<'f>,
    case: &'f Case,
    starts: &'f [Vec<Start>],
    pub(super) years: Vec<Year>,
    /// People with a host, and of a group on a stay, by host or group and then period.
    used: Vec<u32>,
    away: Vec<u32>,
    /// Who is with a host, by host and then period.
    guests: Vec<Vec<u32>>,
    /// What a stay, and a person that a host is short of, is worth beside any score.
    stay_worth: i128,
    short_worth: i128,
    pub(super) standing: Standing,
    counts_stays: bool,
}

impl<'f> Search<'f> {
    /// Nobody has a stay but those of the case; none where these do not fit together.
    pub(super) fn new(
        frame: &'f Frame<'f>,
        case: &'f Case,
        starts: &'f [Vec<Start>],
    ) -> Option<Self> {
        let counts_stays = frame.problem.mode == Mode::MostPairsFirst;
        let largest = frame.pairs.iter().map(|pair| i128::from(pair.value).abs()).max();
        let stays = frame.most.iter().map(|&most| i128::from(most)).sum::<i128>() + 1;
        let by_score = 2 * stays * (largest.unwrap_or(0) + 1);
        let stay_worth = if counts_stays { by_score } else { 0 };
        let groups = frame.problem.terms.groups.len();
        let short: i64 = frame.least.iter().map(|&least| i64::from(least)).sum();
        let mut search = Self {
            frame,
            case,
            starts,
            years: vec![Vec::new(); frame.most.len()],
            used: vec![0; frame.hosts * frame.periods],
            away: vec![0; groups * frame.periods],
            guests: vec![Vec::new(); frame.hosts * frame.periods],
            stay_worth,
            short_worth: 2 * stays * (stay_worth + by_score),
            standing: Standing { short: -short, stays: 0, score: 0 },
            counts_stays,
        };
        if frame.is_broken(case) {
            return None;
        }
        for (&pair, &period) in &case.with {
            let start = Start { pair, period };
            search.gain(start)?;
            search.place(frame.pair(pair).person, vec![start]);
        }
        Some(search)
    }

    /// What a stay adds beside those that are there; none where there is no room.
    fn gain(&self, start: Start) -> Option<i128> {
        let (frame, pair) = (self.frame, self.frame.pair(start.pair));
        let mut gain = self.stay_worth + i128::from(pair.value);
        for at in frame.places(pair.host, start.period, pair.length) {
            if self.used[at] >= frame.cap[at] {
                return None;
            }
            if self.used[at] < frame.least[at] {
                gain += self.short_worth;
            }
        }
        for &group in frame.groups_of(pair.person) {
            let most = frame.problem.terms.groups[group as usize].most;
            let mut periods = frame.places(group, start.period, pair.length);
            if periods.any(|at| self.away[at] >= most) {
                return None;
            }
        }
        Some(gain)
    }

    /// Adds stays to a person's year, or takes the whole year away.
    fn place(&mut self, person: u32, stays: Year) {
        for &start in &stays {
            self.count(start, true);
        }
        self.years[person as usize].extend(stays);
    }

    fn clear(&mut self, person: u32) -> Year {
        let year = std::mem::take(&mut self.years[person as usize]);
        for &start in &year {
            self.count(start, false);
        }
        year
    }

    fn count(&mut self, start: Start, begins: bool) {
        let (frame, pair) = (self.frame, self.frame.pair(start.pair));
        let sign = if begins { 1 } else { -1 };
        for at in frame.places(pair.host, start.period, pair.length) {
            let (used, least) = (&mut self.used[at], frame.least[at]);
            let guests = &mut self.guests[at];
            if begins {
                self.standing.short += i64::from(*used < least);
                *used += 1;
                guests.push(pair.person);
            } else {
                if let Some(place) = guests.iter().position(|&guest| guest == pair.person) {
                    guests.swap_remove(place);
                }
                *used -= 1;
                self.standing.short -= i64::from(*used < least);
            }
        }
        for &group in frame.groups_of(pair.person) {
            for at in frame.places(group, start.period, pair.length) {
                let away = &mut self.away[at];
                *away = if begins { *away + 1 } else { *away - 1 };
            }
        }
        self.standing.stays += if self.counts_stays { sign } else { 0 };
        self.standing.score += sign * pair.value;
    }

    /// Whether this is a plan: no host is short, and who has a stay of the case was where it requires.
    pub(super) fn is_plan(&self) -> bool {
        let frame = self.frame;
        let with = self.case.with.iter();
        self.standing.short == 0
            && with.map(|(&at, &period)| (frame.pair(at), period)).all(|(pair, period)| {
                let year = &self.years[pair.person as usize];
                frame.needs(pair.person, pair.host).all(|first| {
                    year.iter().any(|start| {
                        let other = frame.pair(start.pair);
                        other.host == first && start.period + other.length <= period
                    })
                })
            })
    }

    /// Goes on with more open stays.
    pub(super) fn open(&mut self, starts: &'f [Vec<Start>]) {
        self.starts = starts;
    }

    /// Gives a person who has no stay the best year that there is room for, with a stay that they wish if that can be. Whether
    /// the case allows any.
    fn respond(&mut self, person: u32, wish: Option<Start>) -> bool {
        let starts = &self.starts[person as usize];
        let granted = 2 * self.short_worth * (i128::from(id(self.frame.periods)) + 1);
        let gain = |start: Start| {
            let gain = self.gain(start)?;
            Some(if wish == Some(start) { gain + granted } else { gain })
        };
        let year = year::best(self.frame, self.case, person, starts, gain);
        let found = year.is_some();
        self.place(person, year.map(|(_, year)| year).unwrap_or_default());
        found
    }

    /// Lets a person choose anew; keeps what is not worse.
    fn improve(&mut self, person: u32) -> bool {
        let before = self.standing;
        let old = self.clear(person);
        if !self.respond(person, None) || self.standing < before {
            self.clear(person);
            self.place(person, old);
        }
        self.standing > before
    }

    /// Rounds over all people, until nobody can do better alone.
    pub(super) fn sweep(&mut self, limits: &Limits) {
        let mut random = Random::new(0, STREAM);
        let mut order: Vec<u32> = self.frame.people().collect();
        for round in 0..self.frame.sweeps {
            if limits.reached(u64::from(round)).is_some() && round > 0 {
                return;
            }
            random.shuffle(&mut order);
            let mut better = false;
            for &person in &order {
                better |= self.improve(person);
            }
            if !better {
                return;
            }
        }
    }

    /// Again and again one person takes a stay that there is no room for, those in the way choose anew, and what is
    /// not worse is kept. Ends after so many times, or when nothing better can be.
    pub(super) fn make_room(&mut self, times: u64, best: Standing, limits: &Limits) {
        let mut random = Random::new(1, STREAM);
        let wishful: Vec<u32> =
            self.frame.people().filter(|&p| !self.starts[p as usize].is_empty()).collect();
        if wishful.is_empty() {
            return;
        }
        for time in 0..times {
            if self.standing >= best || limits.reached(time).is_some() {
                return;
            }
            let person = wishful[random.index(wishful.len())];
            let open = &self.starts[person as usize];
            let wish = open[random.index(open.len())];
            self.grant(person, wish, &mut random);
        }
    }

    fn grant(&mut self, person: u32, wish: Start, random: &mut Random) {
        let (frame, pair) = (self.frame, self.frame.pair(wish.pair));
        let before = self.standing;
        let places = frame.places(pair.host, wish.period, pair.length);
        let is_full = places.clone().any(|at| self.used[at] >= frame.cap[at]);
        let mut others: Vec<u32> = Vec::new();
        if is_full {
            others.extend(places.clone().flat_map(|at| &self.guests[at]));
        }
        let wished = wish.period..wish.period + pair.length;
        for &group in frame.groups_of(person) {
            let is_away = |start: &Start| {
                let length = frame.pair(start.pair).length;
                start.period < wished.end && wished.start < start.period + length
            };
            let group = &frame.problem.terms.groups[group as usize];
            let away = group.people.iter();
            others.extend(away.filter(|&&other| self.years[other as usize].iter().any(is_away)));
        }
        others.sort_unstable();
        others.dedup();
        others.retain(|&other| other != person);
        random.shuffle(&mut others);
        others.truncate(1 + random.index(MOST_MOVED));
        // Without others in the way somebody at random moves too, so that there is something to gain.
        if others.is_empty() {
            let other = id(random.index(frame.most.len()));
            others.extend((other != person).then_some(other));
        }
        let mut old = vec![(person, self.clear(person))];
        for &other in &others {
            old.push((other, self.clear(other)));
        }
        let mut holds = self.respond(person, Some(wish));
        for &other in &others {
            holds &= self.respond(other, None);
        }
        if !holds || self.standing < before {
            for &(who, _) in &old {
                self.clear(who);
            }
            for (who, year) in old {
                self.place(who, year);
            }
        }
    }
}
