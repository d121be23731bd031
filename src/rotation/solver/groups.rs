//! A round of groups of three and more: a local search, and a bound.

use super::super::plan::RoundObjective;
use super::super::sitting::{Edge, Sitting};
use super::prices::{prices, sum};
use super::{Kernel, Solved, objective};
use crate::random::Random;
use crate::score::Score;
use crate::solve::Stop;

/// How many swaps are looked at, at most, so that many people take no more than seconds.
const MOST_SWAPS: u64 = 20_000_000;
/// The same where groups hold pairs that may not meet, or that meet again; and how many moves a person.
const MOST_MOVES: u64 = 1_000_000;
const MOST_MOVES_EACH: u64 = 50;
/// For how many moves somebody who was moved stays.
const TENURE: u64 = 10;
/// The numbers of the random streams of groups come after those of drawn plans.
const FIRST_STREAM: u64 = 1 << 33;
/// What a pair loses that may not meet, and one that meets again: more than all scores together.
const EXCLUDED: i128 = 1 << 110;
const REPEAT: i128 = 1 << 90;

impl Kernel<'_> {
    /// Groups as even in size as the number of people allows, built person by
    /// person and then improved by swaps of two people until none helps.
    ///
    /// No quick way is known to group exactly (maximum-weight partition into
    /// triangles is NP-hard; Garey & Johnson 1979, GT11), so the plan has a bound.
    pub(super) fn groups(&self, sitting: &Sitting) -> Solved {
        let n = sitting.people.len();
        let size = self.problem.group_size;
        let fresh: Vec<_> = sitting.fresh().iter().map(|e| (e.a, e.b, e.score.micros())).collect();
        let most = vec![u64::from(size) - 1; n];
        let price = prices(&most, &fresh);
        let bound = sum(&most, &fresh, &price).div_euclid(2);
        let bound = RoundObjective {
            placed: n as u64,
            turns: sitting.all_turns(),
            repeats: 0,
            score: Score::from_micros(i64::try_from(bound).unwrap_or(i64::MAX)),
        };
        let mut best = self.grouped(sitting, sitting.fresh());
        if !sitting.repeats().is_empty() {
            let all = sitting.edges(true);
            if best.objective.placed < placeable(n, &all) {
                let with_repeats = self.grouped(sitting, &all);
                if with_repeats.objective.placed > best.objective.placed {
                    best = with_repeats;
                }
            }
        }
        let proof = self.price_proof(sitting, &price);
        Solved {
            groups: best.groups,
            bound: Some(bound),
            proof: Some(proof),
            stop: best.stop,
            certificate: None,
            pricing: None,
        }
    }

    /// Groups of pairs that may meet. More and smaller ones, where few would leave people out or
    /// repeat pairs: the fewest that do not, by bisection.
    fn grouped(&self, sitting: &Sitting, edges: &[Edge]) -> Grouped {
        let (n, size) = (sitting.people.len(), self.problem.group_size as usize);
        let mut best = Grouped {
            objective: objective(sitting, edges, &[]),
            groups: Vec::new(),
            stop: Stop::Finished,
        };
        let placeable = placeable(n, edges);
        let apart = apart(n, edges);
        let (mut few, mut many) = (n.div_ceil(size).max(apart).min(n / 2), n / 2);
        let mut count = few;
        let seed = self.problem.seed.unwrap_or(0);
        let mut random = Random::new(seed, FIRST_STREAM + u64::from(sitting.slot.round));
        while n >= 2 && few <= many {
            let mut search = Search::new(sitting, edges, count, size);
            search.build();
            let mut stop = search.improve(self.limits);
            if stop == Stop::Finished && search.untangle(&mut random, self.limits) {
                stop = search.improve(self.limits);
            }
            search.part();
            let objective = objective(sitting, edges, &search.groups);
            if objective > best.objective || best.groups.is_empty() {
                best = Grouped { objective, groups: search.groups, stop };
            }
            if objective.placed >= placeable && objective.repeats == 0 {
                many = count - 1;
            } else {
                few = count + 1;
            }
            count = few.midpoint(many);
        }
        best
    }
}

/// Groups, what they are worth and how the search ended.
struct Grouped {
    objective: RoundObjective,
    groups: Vec<Vec<u32>>,
    stop: Stop,
}

/// How many people may meet anybody.
fn placeable(n: usize, edges: &[Edge]) -> u64 {
    let mut may_meet = vec![false; n];
    for edge in edges {
        (may_meet[edge.a as usize], may_meet[edge.b as usize]) = (true, true);
    }
    may_meet.into_iter().filter(|&may| may).count() as u64
}

/// How many people there are, found greedily, of whom no two may meet, but each somebody: so many
/// groups at least it takes to place them all.
fn apart(n: usize, edges: &[Edge]) -> usize {
    let mut rows = vec![Vec::new(); n];
    for edge in edges {
        rows[edge.a as usize].push(edge.b as usize);
        rows[edge.b as usize].push(edge.a as usize);
    }
    let mut order: Vec<usize> = (0..n).filter(|&p| !rows[p].is_empty()).collect();
    order.sort_by_key(|&p| (rows[p].len(), p));
    let mut excluded = vec![false; n];
    let mut count = 0;
    for p in order {
        if !excluded[p] {
            count += 1;
            rows[p].iter().for_each(|&other| excluded[other] = true);
        }
    }
    count
}

struct Search {
    size: usize,
    /// For each place the others that it may meet, ascending, with the value of the pair.
    rows: Vec<Vec<(u32, i128)>>,
    turns: Vec<u8>,
    groups: Vec<Vec<u32>>,
    /// The group of each place.
    group_of: Vec<usize>,
}

impl Search {
    /// So many groups to begin with, of `size` people at most.
    fn new(sitting: &Sitting, edges: &[Edge], count: usize, size: usize) -> Self {
        let n = sitting.people.len();
        let mut rows = vec![Vec::new(); n];
        for &Edge { a, b, score, repeat } in edges {
            let value = i128::from(score.micros()) - if repeat { REPEAT } else { 0 };
            rows[a as usize].push((b, value));
            rows[b as usize].push((a, value));
        }
        for row in &mut rows {
            row.sort_unstable_by_key(|&(other, _)| other);
        }
        let groups = vec![Vec::new(); count.max(1)];
        Self { size, rows, turns: sitting.turns.clone(), groups, group_of: vec![0; n] }
    }

    fn value(&self, a: u32, b: u32) -> i128 {
        let row = &self.rows[a as usize];
        row.binary_search_by_key(&b, |&(other, _)| other).map_or(-EXCLUDED, |i| row[i].1)
    }

    /// What somebody adds to a group, `but` one of its people.
    fn with(&self, place: u32, group: usize, but: Option<u32>) -> i128 {
        let others = self.groups[group].iter().filter(|&&p| p != place && Some(p) != but);
        others.map(|&p| self.value(place, p)).sum()
    }

    /// Who may meet fewest comes first, to the group where they add most.
    fn build(&mut self) {
        let n = self.rows.len();
        let mut order: Vec<u32> = (0..).take(n).collect();
        order.sort_by_key(|&p| (self.rows[p as usize].len(), p));
        let (count, small) = (self.groups.len(), n / self.groups.len());
        let large = n - small * count; // so many have one more
        let room = |g: usize| small + usize::from(g < large);
        for place in order {
            let open = (0..count).filter(|&g| self.groups[g].len() < room(g));
            let best = open.max_by_key(|&g| (self.with(place, g, None), std::cmp::Reverse(g)));
            if let Some(group) = best {
                self.groups[group].push(place);
                self.group_of[place as usize] = group;
            }
        }
    }

    /// Swaps two people as long as that helps.
    fn improve(&mut self, limits: &crate::solve::Limits) -> Stop {
        let n = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let mut looked = 0;
        loop {
            let mut better = false;
            for a in 0..n {
                if let Some(stop) = limits.reached(looked) {
                    return stop;
                }
                for b in a + 1..n {
                    let (g, h) = (self.group_of[a as usize], self.group_of[b as usize]);
                    if g == h {
                        continue;
                    }
                    looked += 1;
                    let before = self.with(a, g, None) + self.with(b, h, None);
                    let after = self.with(a, h, Some(b)) + self.with(b, g, Some(a));
                    if after > before {
                        self.swap(a, b);
                        better = true;
                    }
                }
                if looked > MOST_SWAPS {
                    return Stop::IterationLimit;
                }
            }
            if !better {
                return Stop::Finished;
            }
        }
    }

    /// Leaves a local optimum that holds pairs which may not meet, or meet again: somebody of such a
    /// pair goes where it costs least, be it more than it gains, and stays there for a while (tabu
    /// search; Glover 1989). Ends with the groups that held fewest such pairs; whether they changed.
    fn untangle(&mut self, random: &mut Random, limits: &crate::solve::Limits) -> bool {
        let n = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let mut free_from = vec![0_u64; self.rows.len()];
        let (mut now, mut least) = (0, self.tangles());
        let before = least;
        let mut kept = (self.groups.clone(), self.group_of.clone());
        while least > (0, 0)
            && now < MOST_MOVES_EACH * u64::from(n)
            && (now + 1) * u64::from(n) <= MOST_MOVES
            && limits.reached(now).is_none()
        {
            now += 1;
            let tangled: Vec<u32> = (0..n)
                .filter(|&p| self.with(p, self.group_of[p as usize], None) < -REPEAT / 2)
                .collect();
            let movable = |p: &u32| free_from[*p as usize] <= now;
            let some: Vec<u32> = tangled.iter().copied().filter(movable).collect();
            let among = if some.is_empty() { &tangled } else { &some };
            let Some(&a) = among.get(random.index(among.len())) else {
                break;
            };
            let g = self.group_of[a as usize];
            let from = self.with(a, g, None);
            let best = (0..n)
                .filter(|&b| self.group_of[b as usize] != g && free_from[b as usize] <= now)
                .map(|b| {
                    let h = self.group_of[b as usize];
                    let after = self.with(a, h, Some(b)) + self.with(b, g, Some(a));
                    (after - from - self.with(b, h, None), std::cmp::Reverse(b))
                })
                .max();
            let Some((_, std::cmp::Reverse(b))) = best else { continue };
            self.swap(a, b);
            for moved in [a, b] {
                free_from[moved as usize] = now + 1 + TENURE;
            }
            let tangles = self.tangles();
            if tangles < least {
                least = tangles;
                kept = (self.groups.clone(), self.group_of.clone());
            }
        }
        (self.groups, self.group_of) = kept;
        least < before
    }

    /// How many pairs may not meet, and how many meet again.
    fn tangles(&self) -> (u64, u64) {
        let (mut excluded, mut repeats) = (0, 0);
        for group in &self.groups {
            for (i, &a) in group.iter().enumerate() {
                for &b in &group[i + 1..] {
                    let value = self.value(a, b);
                    excluded += u64::from(value == -EXCLUDED);
                    repeats += u64::from(value != -EXCLUDED && value < -REPEAT / 2);
                }
            }
        }
        (excluded, repeats)
    }

    fn swap(&mut self, a: u32, b: u32) {
        let (g, h) = (self.group_of[a as usize], self.group_of[b as usize]);
        for (group, from, to) in [(g, a, b), (h, b, a)] {
            if let Some(seat) = self.groups[group].iter_mut().find(|p| **p == from) {
                *seat = to;
            }
        }
        (self.group_of[a as usize], self.group_of[b as usize]) = (h, g);
    }

    /// Takes people out of groups in which somebody may not meet them, and puts
    /// them where they may, if there is room.
    fn part(&mut self) {
        let mut out = Vec::new();
        for g in 0..self.groups.len() {
            loop {
                let excluded = |place: u32| {
                    let others = self.groups[g].iter().filter(|&&p| p != place);
                    others.filter(|&&p| self.value(place, p) == -EXCLUDED).count()
                };
                // Of those with most, the one whose turn it is.
                let worst = self.groups[g]
                    .iter()
                    .copied()
                    .max_by_key(|&p| (excluded(p), std::cmp::Reverse((self.turns[p as usize], p))));
                match worst {
                    Some(place) if excluded(place) > 0 => {
                        self.groups[g].retain(|&p| p != place);
                        out.push(place);
                    }
                    _ => break,
                }
            }
            if let [alone] = self.groups[g][..] {
                self.groups[g].clear();
                out.push(alone);
            }
        }
        // Whose turn it is not is helped first.
        out.sort_by_key(|&p| (std::cmp::Reverse(self.turns[p as usize]), p));
        let mut left: Vec<u32> = Vec::new();
        for place in out {
            let fits = (0..self.groups.len()).filter(|&g| {
                let group = &self.groups[g];
                let room = !group.is_empty() && group.len() < self.size;
                room && group.iter().all(|&p| self.value(place, p) != -EXCLUDED)
            });
            let best = fits.max_by_key(|&g| (self.with(place, g, None), std::cmp::Reverse(g)));
            match best {
                Some(group) => self.groups[group].push(place),
                // Two who are left over may still be a pair.
                None => match left.iter().position(|&p| self.value(place, p) != -EXCLUDED) {
                    Some(i) => {
                        let other = left.remove(i);
                        self.groups.push(vec![other, place]);
                    }
                    None => left.push(place),
                },
            }
        }
        self.groups.retain(|group| !group.is_empty());
    }
}
