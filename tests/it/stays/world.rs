//! Small problems with scores of their own, and their best plans by enumeration.

use std::collections::HashMap;

use crosstie::Score;
use crosstie::rotation::assignments::{Mode, ScoredStaysBuilder, StaysProblem};

use crate::rng::Rng;

/// People and hosts by number; scores in micro-units.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) periods: u32,
    pub(crate) mode: Mode,
    /// The most stays of each person.
    pub(crate) people: Vec<u32>,
    /// The fewest and the most people of each host a period.
    pub(crate) hosts: Vec<(u32, u32)>,
    pub(crate) scores: Vec<(usize, usize, i64)>,
    pub(crate) visited: Vec<(usize, usize)>,
    pub(crate) excluded: Vec<(usize, usize)>,
}

impl World {
    /// Up to four people, three hosts and three periods.
    pub(crate) fn random(rng: &mut Rng, staffed: bool) -> Self {
        Self::sized(rng, staffed, 4, 3, 3)
    }

    pub(crate) fn sized(
        rng: &mut Rng,
        staffed: bool,
        people: usize,
        hosts: usize,
        periods: u32,
    ) -> Self {
        let mode = *rng.pick(&[Mode::MostPairsFirst, Mode::HighestScore]);
        let periods = 1 + rng.below_u32(periods);
        let people: Vec<u32> = (0..rng.below(people + 1))
            .map(|_| if rng.chance(1, 2) { u32::MAX } else { rng.below_u32(periods + 1) })
            .collect();
        let hosts: Vec<(u32, u32)> = (0..1 + rng.below(hosts))
            .map(|_| {
                let most = *rng.pick(&[0, 1, 1, 1, 2, 2, 3]);
                let least = if staffed && rng.chance(1, 3) { rng.below_u32(most + 1) } else { 0 };
                (least, most)
            })
            .collect();
        let (mut scores, mut visited, mut excluded) = (Vec::new(), Vec::new(), Vec::new());
        let (density, span) = (1 + rng.below(4), *rng.pick(&[1, 3, 50]));
        for p in 0..people.len() {
            for h in 0..hosts.len() {
                if rng.chance(density, 4) {
                    scores.push((p, h, rng.within(-span / 3, span)));
                }
                match rng.below(16) {
                    0 => visited.push((p, h)),
                    1 => excluded.push((p, h)),
                    _ => {}
                }
            }
        }
        Self { periods, mode, people, hosts, scores, visited, excluded }
    }

    pub(crate) fn person(p: usize) -> String {
        format!("p{p}")
    }

    pub(crate) fn host(h: usize) -> String {
        format!("h{h}")
    }

    pub(crate) fn builder(&self) -> ScoredStaysBuilder {
        let mut builder = StaysProblem::from_scores(self.periods).mode(self.mode);
        for (p, &most) in self.people.iter().enumerate() {
            builder = builder.person_with(Self::person(p), most);
        }
        for (h, &(least, most)) in self.hosts.iter().enumerate() {
            builder = builder.host_with(Self::host(h), least..=most);
        }
        for &(p, h, score) in &self.scores {
            builder = builder.score(Self::person(p), Self::host(h), Score::from_micros(score));
        }
        for &(p, h) in &self.visited {
            builder = builder.visited(Self::person(p), Self::host(h));
        }
        for &(p, h) in &self.excluded {
            builder = builder.exclude(Self::person(p), Self::host(h));
        }
        builder
    }

    pub(crate) fn problem(&self) -> StaysProblem<'static> {
        self.builder().build().unwrap()
    }

    /// What a stay of a pair is worth, if it may be one.
    pub(crate) fn worth(&self, p: usize, h: usize) -> Option<i64> {
        let closed = self.visited.contains(&(p, h)) || self.excluded.contains(&(p, h));
        let score = self.scores.iter().find(|&&(q, g, _)| (q, g) == (p, h));
        score.filter(|_| !closed).map(|score| score.2)
    }

    /// Every year of a person: for each period a host or none, no host twice.
    fn years(&self, p: usize) -> Vec<Vec<Option<usize>>> {
        let mut years = vec![Vec::new()];
        for _ in 0..self.periods {
            let mut longer = Vec::new();
            for year in &years {
                for next in std::iter::once(None).chain((0..self.hosts.len()).map(Some)) {
                    let stays = year.iter().chain([&next]).flatten().count();
                    let is_new = next.is_none() || !year.contains(&next);
                    let may = next.is_none_or(|h| self.worth(p, h).is_some());
                    if is_new && may && stays <= self.people[p] as usize {
                        longer.push([year.as_slice(), &[next]].concat());
                    }
                }
            }
            years = longer;
        }
        years
    }

    /// The best plan's stays and score, stays 0 where they are not compared; none where no plan gives every host its
    /// people. With `forced`, of the plans with a stay of this pair.
    ///
    /// All plans are enumerated, period by period, those with the same people at every host in every period together.
    pub(crate) fn best(&self, forced: Option<(usize, usize)>) -> Option<(u64, i64)> {
        let hosts = self.hosts.len();
        let cells = hosts * self.periods as usize;
        let counts_stays = self.mode == Mode::MostPairsFirst;
        // Two bits a host and period: at most three people.
        let mut best: HashMap<u32, (u64, i64)> = HashMap::from([(0, (0, 0))]);
        for p in 0..self.people.len() {
            let mut after = HashMap::new();
            for year in self.years(p) {
                if forced.is_some_and(|(q, h)| q == p && !year.contains(&Some(h))) {
                    continue;
                }
                let stays = || (0..).zip(&year).filter_map(|(t, &h)| Some((t, h?)));
                let score: i64 = stays().filter_map(|(_, h)| self.worth(p, h)).sum();
                let count = if counts_stays { stays().count() as u64 } else { 0 };
                'load: for (&load, &(before, sum)) in &best {
                    let mut load = load;
                    for (t, h) in stays() {
                        let at = 2 * (t * hosts + h);
                        if load >> at & 3 >= self.hosts[h].1 {
                            continue 'load;
                        }
                        load += 1 << at;
                    }
                    let value = (before + count, sum + score);
                    let known = after.entry(load).or_insert(value);
                    *known = value.max(*known);
                }
            }
            best = after;
        }
        let staffed =
            |load: u32| (0..cells).all(|at| load >> (2 * at) & 3 >= self.hosts[at % hosts].0);
        best.into_iter().filter(|&(load, _)| staffed(load)).map(|(_, value)| value).max()
    }
}
