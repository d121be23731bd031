//! Prices by bidding (Bertsekas 1979, with places; Bertsekas & Castañón 1989): each left vertex bids for the right vertex that
//! leaves it most, as much as makes the second best as good, and a little more.

use super::state::{NONE, State, to_u32};
use crate::solve::{Limits, Stop};

/// So many bids a left vertex end a pass: prices from anywhere will do.
const MOST_BIDS: u64 = 400;

/// The places of right vertices: the last bid for each, and whose it is.
pub(super) struct Auction {
    place: Vec<u32>,
    level: Vec<i64>,
    owner: Vec<u32>,
    /// The edge by which each left vertex has its place.
    pub(super) edge_of: Vec<u32>,
}

impl Auction {
    pub(super) fn new(state: &State<'_>) -> Self {
        let mut place = vec![0_u32];
        for &capacity in &state.capacity[state.lefts..] {
            place.push(place[place.len() - 1] + capacity);
        }
        let places = place[place.len() - 1] as usize;
        let (level, owner) = (vec![0; places], vec![NONE; places]);
        Self { place, level, owner, edge_of: vec![NONE; state.lefts] }
    }

    /// One pass, from the prices of right vertices at hand and nobody with a place, of those left vertices that
    /// want one place each. Right vertices that nobody bid for as often as they have places keep the price they had.
    ///
    /// Left vertices that need not be matched leave when no right vertex leaves them anything.
    pub(super) fn pass(
        &mut self,
        state: &mut State<'_>,
        step: i64,
        limits: &Limits,
    ) -> Option<Stop> {
        let lefts = state.lefts;
        for (right, range) in self.place.windows(2).enumerate() {
            self.level[range[0] as usize..range[1] as usize].fill(state.price[lefts + right]);
        }
        self.owner.fill(NONE);
        self.edge_of.fill(NONE);
        let greatest = greatest(state);
        // Beyond this a price says no more than that the place is taken; sums of prices stay in range.
        let ceiling = greatest.saturating_mul(i64::try_from(state.price.len()).unwrap_or(i64::MAX));
        let mut waiting: Vec<u32> =
            (0..lefts).rev().filter(|&left| state.capacity[left] == 1).map(to_u32).collect();
        let last = state.iterations + MOST_BIDS * waiting.len() as u64;
        while let Some(left) = waiting.pop() {
            state.iterations += 1;
            if state.iterations % 1024 == 0 || state.iterations < 1024 {
                if let Some(stop) = limits.reached(state.iterations) {
                    return Some(stop);
                }
            }
            if state.iterations > last {
                return None;
            }
            let (mut best, mut second, mut chosen) = (i64::MIN, i64::MIN, None);
            for edge in state.row(left as usize) {
                if !state.in_play[edge] {
                    continue;
                }
                let left_over = state.weight(edge) - state.price[state.right(edge)];
                if left_over > best {
                    (second, best, chosen) = (best, left_over, Some(edge));
                } else if left_over > second {
                    second = left_over;
                }
            }
            let Some(edge) = chosen else { continue };
            if !state.must[left as usize] {
                if best <= 0 {
                    continue;
                }
                second = second.max(0);
            } else if second == i64::MIN {
                second = best - greatest;
            }
            let right = state.right(edge);
            let range = self.place[right - lefts] as usize..self.place[right - lefts + 1] as usize;
            let levels = &mut self.level[range.clone()];
            // The cheapest place, a free one before others.
            let Some(at) = (0..levels.len())
                .min_by_key(|&at| (levels[at], self.owner[range.start + at] != NONE))
            else {
                continue;
            };
            let bid = state.price[right].saturating_add(best - second).saturating_add(step);
            levels[at] = bid.min(ceiling);
            state.price[right] = levels.iter().copied().min().unwrap_or(0);
            let before = std::mem::replace(&mut self.owner[range.start + at], left);
            self.edge_of[left as usize] = to_u32(edge);
            if before != NONE {
                self.edge_of[before as usize] = NONE;
                waiting.push(before);
            }
        }
        None
    }
}

/// The largest magnitude of a weight, at least 1.
pub(super) fn greatest(state: &State<'_>) -> i64 {
    state.problem.weight_of().iter().map(|weight| weight.abs()).max().unwrap_or(0).max(1)
}
