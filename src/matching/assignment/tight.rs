//! Many augmenting paths at once along edges that cost nothing (the primal step of the Hungarian method; Pothen & Fan 1990).

use super::state::{State, to_u32};

/// Stop when a phase helps fewer than one in so many of those that are short.
const RARE: usize = 20;

/// Augments from left vertices that are short along edges with w = p(l) + p(r), to right ones with room, phase after
/// phase, in each of which no vertex is looked through twice. Prices stay, and so does what they have to do with
/// the matching.
///
/// O(m) a phase.
pub(super) fn augment(state: &mut State<'_>) {
    let n = state.price.len();
    let mut search =
        Search { phase: 0, seen: vec![0; n], via: vec![(0, 0); n], waiting: Vec::new() };
    let mut short: Vec<u32> =
        (0..to_u32(state.lefts)).filter(|&left| state.is_short(left as usize)).collect();
    while !short.is_empty() {
        search.phase += 1;
        let before = short.len();
        short.retain(|&left| {
            while state.is_short(left as usize) && search.help(state, left) {}
            state.is_short(left as usize)
        });
        if (before - short.len()) * RARE < before {
            break;
        }
    }
}

struct Search {
    phase: u32,
    /// The phase in which a vertex was reached last.
    seen: Vec<u32>,
    /// The vertex that it was reached from, and the weight of the edge.
    via: Vec<(u32, i64)>,
    waiting: Vec<u32>,
}

impl Search {
    /// Gives a left vertex a pair more, if there is a path.
    fn help(&mut self, state: &mut State<'_>, root: u32) -> bool {
        self.waiting.clear();
        self.waiting.push(root);
        self.seen[root as usize] = self.phase;
        while let Some(left) = self.waiting.pop() {
            state.iterations += 1;
            let l = left as usize;
            let (rights, weights) = state.row(l);
            let price = state.price[l];
            for (&right, &weight) in rights.iter().zip(weights) {
                let r = state.lefts + right as usize;
                if weight != price + state.price[r]
                    || self.seen[r] == self.phase
                    || !state.in_play(l, r)
                    || state.is_matched(l, r)
                {
                    continue;
                }
                self.seen[r] = self.phase;
                self.via[r] = (left, weight);
                if state.wants_more(r) {
                    self.flip(state, root, to_u32(r));
                    return true;
                }
                for &(mate, weight) in state.mates(r) {
                    let m = mate as usize;
                    let free = weight == state.price[m] + state.price[r];
                    if free && self.seen[m] != self.phase {
                        self.seen[m] = self.phase;
                        self.via[m] = (to_u32(r), weight);
                        self.waiting.push(mate);
                    }
                }
            }
        }
        false
    }

    fn flip(&self, state: &mut State<'_>, root: u32, end: u32) {
        let mut right = end;
        loop {
            let (left, weight) = self.via[right as usize];
            if left == root {
                state.join(left, right, weight);
                return;
            }
            let (before, _) = self.via[left as usize];
            state.part(left, before);
            state.join(left, right, weight);
            right = before;
        }
    }
}
