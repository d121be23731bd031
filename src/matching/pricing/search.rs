//! The pairs of a block that are worth more than prices.

use std::borrow::Cow;

use super::{AllPairs, PairSource};
use crate::matching::heaviest::{Heaviest, NEVER};
use crate::random::Random;
use crate::solve::Side;

/// So often a pair is drawn until one is not excluded.
const TRIES: usize = 4;

/// The vertices of one side at their prices, and of every block the most that any of it leaves.
pub(super) struct Offers<'s, S> {
    problem: &'s AllPairs<S>,
    side: Side,
    /// What a vertex owns less its price; [`NEVER`] for one that is not offered.
    value: Cow<'s, [i64]>,
    most: Cow<'s, [i64]>,
    /// Of every block, the most by which a value rose since it was looked at before, if it was.
    risen: Option<Vec<i64>>,
}

/// More than any price falls.
pub(super) const ANYTHING: i64 = i64::MAX;

/// What a search need not go beyond.
#[derive(Clone, Copy)]
pub(super) struct Within {
    /// No pair is worth more.
    pub(super) ceiling: i64,
    /// By how much what is asked for fell since every pair that exceeded it was found, at most.
    pub(super) fallen: i64,
    /// Once so many pairs have been scored or blocks looked at, what is left is only bounded.
    pub(super) budget: u64,
}

impl Default for Within {
    fn default() -> Self {
        Self { ceiling: i64::MAX, fallen: ANYTHING, budget: u64::MAX }
    }
}

/// What was found for some vertices of a block of the other side.
pub(super) struct Found {
    /// For each of them, by position, those that leave most: score − price − what the vertex itself owns.
    pub(super) heaviest: Heaviest,
    /// For each of them, by how much a pair that was not looked at may exceed what was asked for; 0 if none can.
    pub(super) unseen: Vec<i64>,
    /// How many pairs were scored.
    pub(super) scored: u64,
    /// How many of them are not excluded.
    pub(super) eligible: u64,
    /// How many pairs were scored and blocks looked at.
    pub(super) looked: u64,
}

/// A vertex of the other side, and what its pairs must exceed: in score − price − what the vertex itself owns.
pub(super) type Asking = (u32, i64);

impl<'s, S: PairSource> Offers<'s, S> {
    /// Offers of a side, at most one a vertex.
    pub(super) fn new(problem: &'s AllPairs<S>, side: Side, value: Vec<i64>) -> Self {
        let of = |vertices: &[u32]| {
            vertices.iter().map(|&vertex| value[vertex as usize]).max().unwrap_or(NEVER)
        };
        let most = problem.source().blocks(side).summarize(of, |a, b| *a.max(b));
        Self { problem, side, value: value.into(), most: most.into(), risen: None }
    }

    /// Offers of which is known what they leave.
    pub(super) fn of_parts(
        problem: &'s AllPairs<S>,
        side: Side,
        value: &'s [i64],
        most: &'s [i64],
    ) -> Self {
        Self { problem, side, value: value.into(), most: most.into(), risen: None }
    }

    fn bound(&self, asking: usize, offered: usize) -> Option<i64> {
        match self.side {
            Side::Right => self.problem.source().bound(asking, offered),
            Side::Left => self.problem.source().bound(offered, asking),
        }
    }

    fn score(&self, asking: u32, offered: u32) -> Option<i64> {
        match self.side {
            Side::Right => self.problem.score(asking, offered),
            Side::Left => self.problem.score(offered, asking),
        }
    }

    /// Notes by how much values rose: pairs of which neither end is cheaper than before need not be looked at again.
    pub(super) fn note_rises(&mut self, before: &[i64]) {
        let of = |vertices: &[u32]| {
            let rises = vertices.iter().map(|&vertex| {
                let (value, before) = (self.value[vertex as usize], before[vertex as usize]);
                value.saturating_sub(before)
            });
            rises.max().unwrap_or(NEVER)
        };
        self.risen = Some(self.problem.source().blocks(self.side).summarize(of, |a, b| *a.max(b)));
    }

    pub(super) fn into_value(self) -> Vec<i64> {
        self.value.into_owned()
    }

    /// What the vertices leave, and the most that any of each block does.
    pub(super) fn into_parts(self) -> (Vec<i64>, Vec<i64>) {
        (self.value.into_owned(), self.most.into_owned())
    }

    /// For vertices of a block of the other side, the `each` pairs that exceed what is asked for most.
    pub(super) fn find(
        &self,
        block: usize,
        asking: &[Asking],
        each: usize,
        within: Within,
    ) -> Found {
        let source = self.problem.source();
        let offered = source.blocks(self.side);
        let mut found = Found {
            heaviest: Heaviest::new(asking.len(), each),
            unseen: vec![0; asking.len()],
            scored: 0,
            eligible: 0,
            looked: 0,
        };
        for (least, asked) in found.heaviest.least.iter_mut().zip(asking) {
            *least = asked.1;
        }
        let other = match self.side {
            Side::Right => Side::Left,
            Side::Left => Side::Right,
        };
        let own: Vec<i64> = asking.iter().map(|&(vertex, _)| source.own(other, vertex)).collect();
        let at_most = |part: usize| -> Option<i64> {
            let most = self.most[part];
            let cheaper = |risen: &Vec<i64>| risen[part].saturating_add(within.fallen) > 0;
            if most == NEVER || !self.risen.as_ref().is_none_or(cheaper) {
                return None;
            }
            Some(self.bound(block, part)?.saturating_add(most))
        };
        let mut least = found.heaviest.least.iter().copied().min().unwrap_or(i64::MAX);
        // Equals are met in another order by every block.
        let turn = asking.first().map_or(0, |first| first.0.wrapping_mul(0x9E37_79B9));
        let mut open: Vec<(usize, i64)> = at_most(0).map(|most| (0, most)).into_iter().collect();
        while let Some((part, most)) = open.pop() {
            if most.min(within.ceiling) <= least {
                continue;
            }
            if found.looked >= within.budget {
                for (unseen, asked) in found.unseen.iter_mut().zip(&found.heaviest.least) {
                    *unseen = (*unseen).max(most.saturating_sub(*asked));
                }
                continue;
            }
            if let Some([one, other]) = offered.parts(part) {
                found.looked += 2;
                let parts = [(one, at_most(one)), (other, at_most(other))];
                let swap = match (parts[0].1, parts[1].1) {
                    (Some(a), Some(b)) if a == b => turn >> (part % 32) & 1 == 0,
                    (a, b) => a > b,
                };
                // The better one last, which is looked at first.
                for at in if swap { [1, 0] } else { [0, 1] } {
                    let (part, most) = parts[at];
                    open.extend(most.filter(|&most| most > least).map(|most| (part, most)));
                }
                continue;
            }
            for (at, &(vertex, _)) in asking.iter().enumerate() {
                if most <= found.heaviest.least[at] {
                    continue;
                }
                for &other in offered.vertices(part) {
                    let value = self.value[other as usize];
                    if value == NEVER {
                        continue;
                    }
                    found.scored += 1;
                    found.looked += 1;
                    let Some(score) = self.score(vertex, other) else { continue };
                    found.eligible += 1;
                    let price = source.own(self.side, other).saturating_sub(value);
                    let over = score.saturating_sub(own[at]).saturating_sub(price);
                    found.heaviest.offer(at, other, over);
                }
            }
            least = found.heaviest.least.iter().copied().min().unwrap_or(i64::MAX);
        }
        found
    }

    /// A pair of a vertex that is not excluded, by lot: on the way to a block and in it, several are tried.
    pub(super) fn draw(&self, block: usize, vertex: u32, turn: u32) -> Option<(u32, i64)> {
        let offered = self.problem.source().blocks(self.side);
        let mut random = Random::new(u64::from(vertex), u64::from(turn));
        let is_open = |part: usize| self.most[part] != NEVER && self.bound(block, part).is_some();
        for _ in 0..TRIES {
            let mut at = 0;
            while let Some(parts) = offered.parts(at) {
                // In proportion to their sizes.
                let sizes = parts.map(|part| offered.range(part).len());
                let first = usize::from(random.index(sizes[0] + sizes[1]) >= sizes[0]);
                at = if is_open(parts[first]) { parts[first] } else { parts[1 - first] };
            }
            let vertices = offered.vertices(at);
            let from = random.index(vertices.len());
            for &other in vertices[from..].iter().chain(&vertices[..from]) {
                if self.value[other as usize] != NEVER {
                    if let Some(score) = self.score(vertex, other) {
                        return Some((other, score));
                    }
                }
            }
        }
        None
    }
}
