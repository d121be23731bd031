//! A perfect matching of rows of any degree, by random walks (Goel, Kapralov & Khanna 2013).
//!
//! From a random left slot without a mate go along a random edge to the right, from there to the mate,
//! and so on, until a right slot has none; without its loops that walk is an augmenting path. With f slots of n
//! without a mate it takes O(n/f) steps on average: since every slot has the same degree, as many edges lead to a
//! slot as from it, and the walk is at each in proportion to its degree.

use crate::random::Random;

use super::{NONE, id};

/// So many edges of a slot are looked at for a right slot without a mate. A walk that ends at the first it sees is
/// never longer.
const AHEAD: usize = 16;

/// In the first steps of a walk also as many edges of the mates of so many: these reads do not wait for each other, those of
/// the next step do.
const BESIDE: usize = 8;

/// So many steps; later ones of a long walk mostly come by where nobody is free.
const FIRST_STEPS: u64 = 4;

/// Takes one edge of each row out, which have different right slots, and puts them behind the rows that remain.
///
/// `scratch` has room for two entries a slot.
///
/// Complexity: O(length), and O(n log n) expected for n slots.
pub(super) fn take_out(
    right: &mut [u32],
    edge: &mut [u32],
    degree: usize,
    scratch: &mut [u32],
    random: &mut Random,
) {
    let slots = right.len() / degree;
    let (chosen, edges) = scratch.split_at_mut(slots);
    let mut matching = Matching { right, degree: id(degree), matched: vec![NONE; slots], chosen };
    let mut single = Vec::new();
    // From another place in each row, since rows often ascend.
    for left in 0..id(slots) {
        match matching.free(left, left % id(degree), degree) {
            Some(at) => matching.matched[matching.right[at as usize] as usize] = at,
            None => single.push(left),
        }
    }
    // In random order: no start may be known to be a bad one.
    while !single.is_empty() {
        let start = single.swap_remove(random.index(single.len()));
        matching.augment(start, random);
    }
    let matched = matching.matched;
    for at in matched {
        chosen[at as usize / degree] = at;
    }
    let mut to = 0;
    for left in 0..slots {
        let out = chosen[left] as usize;
        (chosen[left], edges[left]) = (right[out], edge[out]);
        for from in left * degree..(left + 1) * degree {
            if from != out {
                (right[to], edge[to]) = (right[from], edge[from]);
                to += 1;
            }
        }
    }
    right[to..].copy_from_slice(chosen);
    edge[to..].copy_from_slice(&edges[..slots]);
}

struct Matching<'a> {
    right: &'a [u32],
    degree: u32,
    /// For each right slot the position of its matched edge, which says the left one too.
    matched: Vec<u32>,
    /// For each left slot the edge by which the last walk there left it last.
    chosen: &'a mut [u32],
}

impl Matching<'_> {
    /// Up to so many edges of a left slot, from one of its edges on.
    fn edges(&self, left: u32, first: u32, most: usize) -> impl Iterator<Item = u32> + use<> {
        let start = left * self.degree;
        (first..self.degree).chain(0..first).take(most).map(move |i| start + i)
    }

    /// The first of those to a right slot without a mate.
    fn free(&self, left: u32, first: u32, most: usize) -> Option<u32> {
        let is_free = |&at: &u32| self.matched[self.right[at as usize] as usize] == NONE;
        self.edges(left, first, most).find(is_free)
    }

    /// The left slot matched with the right end of an edge.
    fn mate(&self, at: u32) -> u32 {
        self.matched[self.right[at as usize] as usize] / self.degree
    }

    /// Matches one left slot more, and all that had a mate with the same or another one.
    fn augment(&mut self, start: u32, random: &mut Random) {
        let mut left = start;
        for step in 0_u64.. {
            let first = id(random.index(self.degree as usize));
            if let Some(at) = self.free(left, first, AHEAD) {
                self.chosen[left as usize] = at;
                break;
            }
            let beside = if step < FIRST_STEPS { BESIDE } else { 0 };
            let beside = self.edges(left, first, beside).find_map(|at| {
                let mate = self.mate(at);
                Some((at, mate, self.free(mate, 0, BESIDE)?))
            });
            if let Some((at, mate, free)) = beside {
                // In this order: the mate may be the slot itself.
                self.chosen[left as usize] = at;
                self.chosen[mate as usize] = free;
                break;
            }
            let at = left * self.degree + first;
            self.chosen[left as usize] = at;
            left = self.mate(at);
        }
        // Where the walk came by more than once, the last time counts: so loops fall away.
        let mut left = start;
        loop {
            let at = self.chosen[left as usize];
            let right = self.right[at as usize] as usize;
            let before = std::mem::replace(&mut self.matched[right], at);
            if before == NONE {
                break;
            }
            left = before / self.degree;
        }
    }
}
