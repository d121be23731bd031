//! Small problems whose periods differ, and their best plans by enumeration, from the definitions.

use std::collections::HashMap;

use crosstie::Score;
use crosstie::rotation::assignments::{
    Calendar, Mode, Stay, StaysObjective, StaysPlan, StaysProblem,
};

use super::world::World;
use crate::rng::Rng;

/// A person with a host from a period on.
pub(crate) type Start = (usize, usize, u32);

#[derive(Clone, Debug)]
pub(crate) struct CalendarWorld {
    pub(crate) world: World,
    /// Person, first and last period.
    pub(crate) away: Vec<(usize, u32, u32)>,
    pub(crate) present: Vec<(usize, u32, u32)>,
    pub(crate) every_length: Option<u32>,
    pub(crate) lengths: Vec<(usize, u32)>,
    /// Host, first and last period, fewest and most people.
    pub(crate) changes: Vec<(usize, u32, u32, u32, u32)>,
    pub(crate) groups: Vec<(Vec<usize>, u32)>,
    pub(crate) orders: Vec<(usize, usize)>,
    pub(crate) requirements: Vec<(usize, usize)>,
    pub(crate) fixed: Vec<Start>,
}

impl CalendarWorld {
    /// Up to four people, three hosts and four periods, and some of the conditions.
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let staffed = rng.chance(1, 3);
        let world = World::sized(rng, staffed, 4, 3, 4);
        let (people, hosts, periods) = (world.people.len(), world.hosts.len(), world.periods);
        let mut new = Self {
            world,
            away: vec![],
            present: vec![],
            every_length: None,
            lengths: vec![],
            changes: vec![],
            groups: vec![],
            orders: vec![],
            requirements: vec![],
            fixed: vec![],
        };
        let span = |rng: &mut Rng| {
            let ends = [1 + rng.below_u32(periods), 1 + rng.below_u32(periods)];
            (ends[0].min(ends[1]), ends[0].max(ends[1]))
        };
        let (absences, longer, changes) = (rng.below(3), rng.below(3), rng.below(3));
        let (groups, before) = (rng.below(3), rng.below(3));
        for p in 0..people {
            if absences == 1 && rng.chance(1, 3) {
                let (first, last) = span(rng);
                new.away.push((p, first, first + (last - first) / 2));
            }
            while absences > 0 && rng.chance(1, 5) {
                let (first, last) = span(rng);
                new.present.push((p, first, last));
            }
        }
        if longer == 2 && rng.chance(1, 2) {
            new.every_length = Some(1 + rng.below_u32(periods.min(3)));
        }
        for h in 0..hosts {
            if longer > 0 && rng.chance(1, 2) {
                new.lengths.push((h, 1 + rng.below_u32(periods.min(3))));
            }
            if changes > 0 && rng.chance(1, 2) {
                let (first, last) = span(rng);
                let most = rng.below_u32(3);
                let least = if rng.chance(1, 2) { rng.below_u32(most + 1) } else { 0 };
                new.changes.push((h, first, last, least, most));
                if last < periods && rng.chance(1, 2) {
                    new.changes.push((h, last + 1, periods, 0, rng.below_u32(3)));
                }
            }
        }
        for _ in 1..=groups {
            let members = (0..people).filter(|_| rng.chance(2, 3)).collect();
            new.groups.push((members, rng.below_u32(3)));
        }
        let mut sequence: Vec<usize> = (0..hosts).collect();
        rng.shuffle(&mut sequence);
        for (at, &first) in sequence.iter().enumerate() {
            for &then in &sequence[at + 1..] {
                match if before > 0 { rng.below(5) } else { 9 } {
                    0 => new.orders.push((first, then)),
                    1 => new.requirements.push((first, then)),
                    _ => {}
                }
            }
        }
        // A pair that is closed twice over was visited.
        let visited = new.world.visited.iter().filter(|_| rng.chance(1, 2)).copied();
        new.world.excluded.extend(visited);
        new.fix(rng);
        new
    }

    /// Promises some stays that the builder accepts, mostly such as a person can keep.
    fn fix(&mut self, rng: &mut Rng) {
        if rng.chance(1, 2) {
            return;
        }
        for p in 0..self.world.people.len() {
            let mut years = self.years(p);
            if rng.chance(3, 4) {
                years.retain(|year| self.keeps_precedence(p, year));
            }
            if rng.chance(1, 2) {
                let year = rng.pick(&years).clone();
                for (h, t) in year {
                    if rng.chance(1, 2) {
                        self.fixed.push((p, h, t));
                    }
                }
            }
        }
    }

    pub(crate) fn calendar(&self) -> Calendar {
        let (person, host) = (World::person, World::host);
        let mut calendar = Calendar::new();
        for &(p, first, last) in &self.away {
            calendar = calendar.away(person(p), first..=last);
        }
        for &(p, first, last) in &self.present {
            calendar = calendar.present(person(p), first..=last);
        }
        if let Some(length) = self.every_length {
            calendar = calendar.every_stay_length(length);
        }
        for &(h, length) in &self.lengths {
            calendar = calendar.stay_length(host(h), length);
        }
        for &(h, first, last, least, most) in &self.changes {
            calendar = calendar.host_in(host(h), first..=last, least..=most);
        }
        for (g, (people, most)) in self.groups.iter().enumerate() {
            let people = people.iter().map(|&p| person(p));
            calendar = calendar.most_away_of(Self::group(g), people, *most);
        }
        for &(first, then) in &self.orders {
            calendar = calendar.order(host(first), host(then));
        }
        for &(first, then) in &self.requirements {
            calendar = calendar.requires(host(then), host(first));
        }
        for &(p, h, t) in &self.fixed {
            calendar = calendar.fixed(person(p), host(h), t);
        }
        calendar
    }

    pub(crate) fn problem(&self) -> StaysProblem<'static> {
        let built = self.world.builder().calendar(self.calendar()).build();
        built.unwrap_or_else(|mistakes| panic!("{mistakes} {self:?}"))
    }

    pub(crate) fn group(g: usize) -> String {
        format!("g{g}")
    }

    pub(crate) fn length(&self, h: usize) -> u32 {
        let own = self.lengths.iter().find(|length| length.0 == h).map(|length| length.1);
        own.or(self.every_length).unwrap_or(1)
    }

    pub(crate) fn is_present(&self, p: usize, t: u32) -> bool {
        let is_in = |&(q, first, last): &(usize, u32, u32)| q == p && first <= t && t <= last;
        let is_limited = self.present.iter().any(|span| span.0 == p);
        !self.away.iter().any(is_in) && (!is_limited || self.present.iter().any(is_in))
    }

    /// The fewest and the most people with a host in a period.
    pub(crate) fn numbers(&self, h: usize, t: u32) -> (u32, u32) {
        let changed = self.changes.iter().find(|change| {
            let &(g, first, last, ..) = *change;
            g == h && first <= t && t <= last
        });
        changed.map_or(self.world.hosts[h], |change| (change.3, change.4))
    }

    /// Whether a stay by itself can be: eligible, within the periods, the person present.
    pub(crate) fn can(&self, (p, h, t): Start) -> bool {
        let end = t + self.length(h) - 1;
        let present = (t..=end).all(|u| self.is_present(p, u));
        self.world.worth(p, h).is_some() && 1 <= t && end <= self.world.periods && present
    }

    /// Every year of a person, by their own conditions alone: hosts ascending, with the first period.
    fn years(&self, p: usize) -> Vec<Vec<(usize, u32)>> {
        let mut years = vec![Vec::new()];
        for h in 0..self.world.hosts.len() {
            for at in 0..years.len() {
                for t in (1..=self.world.periods).filter(|&t| self.can((p, h, t))) {
                    let end = t + self.length(h);
                    let year: &Vec<(usize, u32)> = &years[at];
                    let free = year.iter().all(|&(g, u)| u >= end || t >= u + self.length(g));
                    if free && year.len() < self.world.people[p] as usize {
                        let longer = [year.as_slice(), &[(h, t)]].concat();
                        years.push(longer);
                    }
                }
            }
        }
        years
    }

    /// Orders and requirements.
    fn keeps_precedence(&self, p: usize, year: &[(usize, u32)]) -> bool {
        let start = |h: usize| year.iter().find(|stay| stay.0 == h).map(|stay| stay.1);
        let ended = |f: usize, t: u32| start(f).is_some_and(|u| u + self.length(f) <= t);
        self.orders.iter().all(|&(f, h)| start(f).is_none() || start(h).is_none_or(|t| ended(f, t)))
            && self.requirements.iter().all(|&(f, h)| {
                start(h).is_none_or(|t| ended(f, t) || self.world.visited.contains(&(p, f)))
            })
    }

    /// Whether stays are a plan, condition by condition.
    pub(crate) fn is_plan(&self, stays: &[Start]) -> bool {
        let people = 0..self.world.people.len();
        let covers = |&&(_, h, u): &&Start, t: u32| u <= t && t < u + self.length(h);
        people.clone().all(|p| {
            let own = || stays.iter().filter(move |stay| stay.0 == p);
            let year: Vec<(usize, u32)> = own().map(|&(_, h, t)| (h, t)).collect();
            (1..=self.world.periods).all(|t| own().filter(|s| covers(s, t)).count() <= 1)
                && (0..self.world.hosts.len()).all(|h| own().filter(|s| s.1 == h).count() <= 1)
                && own().count() <= self.world.people[p] as usize
                && self.keeps_precedence(p, &year)
        }) && stays.iter().all(|&stay| self.can(stay))
            && self.fixed.iter().all(|stay| stays.contains(stay))
            && (1..=self.world.periods).all(|t| {
                let there = || stays.iter().filter(|s| covers(s, t));
                (0..self.world.hosts.len()).all(|h| {
                    let (least, most) = self.numbers(h, t);
                    let people = there().filter(|s| s.1 == h).count();
                    (least as usize..=most as usize).contains(&people)
                }) && self.groups.iter().all(|(group, most)| {
                    there().filter(|s| group.contains(&s.0)).count() <= *most as usize
                })
            })
    }

    /// Stays, each person's at random of those they could have by themselves.
    pub(crate) fn any_stays(&self, rng: &mut Rng) -> Vec<Start> {
        let mut stays = Vec::new();
        for p in 0..self.world.people.len() {
            let mut years = self.years(p);
            if rng.chance(4, 5) {
                let fixed = |year: &Vec<(usize, u32)>| {
                    let mut own = self.fixed.iter().filter(|stay| stay.0 == p);
                    own.all(|&(_, h, t)| year.contains(&(h, t)))
                };
                years.retain(fixed);
            }
            if let Some(year) = Some(&years).filter(|years| !years.is_empty()).map(|y| rng.pick(y))
            {
                stays.extend(year.iter().map(|&(h, t)| (p, h, t)));
            }
        }
        stays
    }

    /// A plan of these stays, without a proof.
    pub(crate) fn plan(&self, stays: &[Start]) -> StaysPlan {
        let mut free = self.world.clone();
        free.hosts.iter_mut().for_each(|host| host.0 = 0);
        let mut plan = free.problem().solve().unwrap().into_plan();
        let worth = |&(p, h, _): &Start| self.world.worth(p, h).unwrap_or_default();
        let stay = |stay: &Start| Stay {
            person: World::person(stay.0),
            host: World::host(stay.1),
            period: stay.2,
            length: self.length(stay.1),
            score: Score::from_micros(worth(stay)),
        };
        plan.stays = stays.iter().map(stay).collect();
        let home = (0..self.world.people.len()).filter(|p| !stays.iter().any(|s| s.0 == *p));
        plan.at_home = home.map(World::person).collect();
        plan.objective = StaysObjective {
            stays: (self.world.mode == Mode::MostPairsFirst).then_some(stays.len() as u64),
            score: Score::from_micros(stays.iter().map(worth).sum()),
        };
        (plan.bound, plan.proof) = (None, None);
        plan
    }

    /// The best plan's stays and score, stays 0 where they are not compared; none where there is no plan.
    ///
    /// All plans are enumerated, person by person, those with the same people at every host and of every group in every
    /// period together.
    pub(crate) fn best(&self) -> Option<(u64, i64)> {
        let (hosts, periods) = (self.world.hosts.len(), self.world.periods);
        let counts_stays = self.world.mode == Mode::MostPairsFirst;
        // Three bits a host or group and period: at most four people.
        let rows = hosts + self.groups.len();
        let bit = |row: usize, t: u32| 3 * (row * periods as usize + t as usize - 1);
        let most = |row: usize, t: u32| match row.checked_sub(hosts) {
            None => self.numbers(row, t).1,
            Some(g) => self.groups[g].1,
        };
        let mut best: HashMap<u128, (u64, i64)> = HashMap::from([(0, (0, 0))]);
        for p in 0..self.world.people.len() {
            let mut years = self.years(p);
            years.retain(|year| {
                let mut fixed = self.fixed.iter().filter(|stay| stay.0 == p);
                self.keeps_precedence(p, year) && fixed.all(|&(_, h, t)| year.contains(&(h, t)))
            });
            let own: Vec<usize> = (0..self.groups.len())
                .filter(|&g| self.groups[g].0.contains(&p))
                .map(|g| hosts + g)
                .collect();
            let mut after = HashMap::new();
            for year in years {
                let score: i64 = year.iter().filter_map(|&(h, _)| self.world.worth(p, h)).sum();
                let count = if counts_stays { year.len() as u64 } else { 0 };
                'load: for (&load, &(before, sum)) in &best {
                    let mut load = load;
                    for &(h, from) in &year {
                        for t in from..from + self.length(h) {
                            for &row in own.iter().chain([&h]) {
                                if load >> bit(row, t) & 7 >= u128::from(most(row, t)) {
                                    continue 'load;
                                }
                                load += 1 << bit(row, t);
                            }
                        }
                    }
                    let value = (before + count, sum + score);
                    let known = after.entry(load).or_insert(value);
                    *known = value.max(*known);
                }
            }
            best = after;
        }
        debug_assert!(3 * rows * periods as usize <= 128);
        let staffed = |load: u128| {
            (0..hosts).all(|h| {
                (1..=periods).all(|t| load >> bit(h, t) & 7 >= u128::from(self.numbers(h, t).0))
            })
        };
        best.into_iter().filter(|&(load, _)| staffed(load)).map(|(_, value)| value).max()
    }
}
