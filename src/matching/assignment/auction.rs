//! Prices by bidding (Bertsekas 1979, with places; Bertsekas & Castañón 1989): each left vertex bids for the right vertex that
//! leaves it most, as much as makes the second best as good, and a little more.

use super::state::{NONE, State, to_u32};
use crate::solve::{Limits, Stop};

/// So many bids a left vertex end a pass: prices from anywhere will do.
const MOST_BIDS: u64 = 400;

/// An edge that is out of play.
const OUT: i32 = i32::MIN;

/// The places of right vertices: the last bid for each, and whose it is.
///
/// All in weights of 32 bits: larger ones are cut at the end. Prices need not be exact, and rows of half the size are
/// read twice as fast.
pub(super) struct Auction {
    /// Right vertex and weight of each edge.
    rows: Vec<(u32, i32)>,
    /// By how many bits weights were cut.
    shift: u32,
    /// The largest magnitude of a cut weight, at least 1.
    greatest: i64,
    price: Vec<i64>,
    place: Vec<u32>,
    level: Vec<i64>,
    owner: Vec<u32>,
    /// The edge by which each left vertex has its place.
    pub(super) edge_of: Vec<u32>,
}

impl Auction {
    pub(super) fn new(state: &State<'_>) -> Self {
        let greatest = greatest(state);
        let shift = (64 - greatest.leading_zeros()).saturating_sub(31);
        let edges = state.problem.right_of().iter().zip(state.problem.weight_of());
        let cut = |((&right, &weight), &in_play): ((&u32, &i64), &bool)| {
            let weight = if in_play { i32::try_from(weight >> shift).unwrap_or(OUT) } else { OUT };
            (right, weight)
        };
        let rows = edges.zip(&state.in_play).map(cut).collect();
        let mut place = vec![0_u32];
        for &capacity in &state.capacity[state.lefts..] {
            place.push(place[place.len() - 1] + capacity);
        }
        let places = place[place.len() - 1] as usize;
        Self {
            rows,
            shift,
            greatest: (greatest >> shift).max(1),
            price: vec![0; place.len() - 1],
            place,
            level: vec![0; places],
            owner: vec![NONE; places],
            edge_of: vec![NONE; state.lefts],
        }
    }

    /// The largest step of bids that makes sense: the largest magnitude of a weight as it counts here.
    pub(super) fn greatest(&self) -> i64 {
        self.greatest
    }

    /// One pass, from the prices of the pass before and nobody with a place, of those left vertices that
    /// want one place each. Right vertices that nobody bid for as often as they have places keep the price they had.
    ///
    /// Left vertices that need not be matched leave when no right vertex leaves them anything.
    pub(super) fn pass(
        &mut self,
        state: &mut State<'_>,
        step: i64,
        limits: &Limits,
    ) -> Option<Stop> {
        for (range, &price) in self.place.windows(2).zip(&self.price) {
            self.level[range[0] as usize..range[1] as usize].fill(price);
        }
        self.owner.fill(NONE);
        self.edge_of.fill(NONE);
        // Beyond this a price says no more than that the place is taken; sums of prices stay in range.
        let vertices = i64::try_from(state.price.len()).unwrap_or(i64::MAX);
        let ceiling = self.greatest.saturating_mul(vertices);
        let mut waiting: Vec<u32> =
            (0..state.lefts).rev().filter(|&left| state.capacity[left] == 1).map(to_u32).collect();
        let last = state.iterations + MOST_BIDS * waiting.len() as u64;
        let mut stop = None;
        while let Some(left) = waiting.pop() {
            state.iterations += 1;
            if state.iterations % 1024 == 0 || state.iterations < 1024 {
                stop = limits.reached(state.iterations);
            }
            if stop.is_some() || state.iterations > last {
                break;
            }
            let Some((edge, left_over, second)) = self.best(state.row(left as usize)) else {
                continue;
            };
            let second = if !state.must[left as usize] {
                second.max(0)
            } else if second == i64::MIN {
                left_over - self.greatest
            } else {
                second
            };
            if left_over <= second.min(0) && !state.must[left as usize] {
                continue;
            }
            let right = self.rows[edge].0 as usize;
            let places = self.place[right] as usize..self.place[right + 1] as usize;
            // The cheapest place, a free one before others.
            let cheapest = |&at: &usize| (self.level[at], self.owner[at] != NONE);
            let Some(at) = places.clone().min_by_key(cheapest) else { continue };
            self.level[at] = (self.price[right] + (left_over - second) + step).min(ceiling);
            self.price[right] = self.level[places].iter().copied().min().unwrap_or(0);
            let before = std::mem::replace(&mut self.owner[at], left);
            self.edge_of[left as usize] = to_u32(edge);
            if before != NONE {
                self.edge_of[before as usize] = NONE;
                waiting.push(before);
            }
        }
        for (price, cut) in state.price[state.lefts..].iter_mut().zip(&self.price) {
            *price = cut << self.shift;
        }
        stop
    }

    /// The edge in play that leaves most, how much, and how much the next one leaves.
    fn best(&self, row: std::ops::Range<usize>) -> Option<(usize, i64, i64)> {
        let (mut best, mut second, mut chosen) = (i64::MIN, i64::MIN, None);
        for (edge, &(right, weight)) in row.clone().zip(&self.rows[row]) {
            if weight == OUT {
                continue;
            }
            let left_over = i64::from(weight) - self.price[right as usize];
            if left_over > best {
                (second, best, chosen) = (best, left_over, Some(edge));
            } else if left_over > second {
                second = left_over;
            }
        }
        chosen.map(|edge| (edge, best, second))
    }
}

/// The largest magnitude of a weight, at least 1.
fn greatest(state: &State<'_>) -> i64 {
    state.problem.weight_of().iter().map(|weight| weight.abs()).max().unwrap_or(0).max(1)
}
