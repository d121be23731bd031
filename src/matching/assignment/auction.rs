//! Prices by bidding (Bertsekas 1979, with places; Bertsekas & Castañón 1989): each left vertex bids for the right vertex that
//! leaves it most, as much as makes the second best as good, and a little more.

use super::state::{NONE, State, to_u32};
use crate::solve::{Limits, Stop};

/// So many bids for each place wanted end the auction: prices from anywhere will do.
const MOST_BIDS: u64 = 60;

/// So many edges of a left vertex are looked at before the rest of its row: a shortlist is a line of the cache.
const NEAR: usize = 7;

/// No edge.
const OUT: i32 = i32::MIN;

/// What nobody can afford: the price of a right vertex that is not there, or has no place.
const BEYOND_MEANS: i64 = i64::MAX / 2;

/// Less than any edge leaves.
const NOTHING: i64 = i64::MIN / 4;

/// The edges of a left vertex that left it most when its row was last looked through, and how much the best of the rest
/// left. Prices only rise until they are lowered, so no other leaves more than that.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Shortlist {
    /// (right vertex, weight); at the end, where there are fewer, (none, [`OUT`]).
    near: [(u32, i32); NEAR],
    beyond: i64,
}

/// The places of right vertices: the last bid for each, and whose it is.
///
/// Weights have 32 bits here. Larger ones are cut at the end: prices need not be exact. Smaller ones have some bits
/// more, so that bids can rise by less than 1.
pub(super) struct Auction {
    /// How many bits weights have more,
    more: u32,
    /// or less.
    less: u32,
    /// The largest magnitude of a weight so changed, at least 1.
    greatest: i64,
    /// What the cheapest place of a right vertex goes for; a last one more for edges that are not there.
    price: Vec<i64>,
    shortlist: Vec<Shortlist>,
    /// Places `place[r]..place[r + 1]` are those of right vertex r.
    place: Vec<u32>,
    level: Vec<i64>,
    owner: Vec<u32>,
    /// Left vertices, those that want the same near each other, so that what one bid reads is at hand for the next; one
    /// entry for each place wanted.
    order: Vec<u32>,
    bids: u64,
}

impl Auction {
    pub(super) fn new(state: &State<'_>) -> Self {
        let greatest = greatest(state);
        let bits = 64 - greatest.leading_zeros();
        let (more, less) = match bits {
            0..=14 => (16 - bits, 0),
            15..=29 => (2.min(30 - bits), 0),
            _ => (0, bits.saturating_sub(31)),
        };
        let mut place = vec![0_u32];
        for &capacity in &state.capacity[state.lefts..] {
            place.push(place[place.len() - 1] + capacity);
        }
        let places = place[place.len() - 1] as usize;
        let none = to_u32(place.len() - 1);
        let beyond_means = |range: &[u32]| if range[0] == range[1] { BEYOND_MEANS } else { 0 };
        let mut price: Vec<i64> = place.windows(2).map(beyond_means).collect();
        price.push(BEYOND_MEANS);
        let unread = Shortlist { near: [(none, OUT); NEAR], beyond: i64::MAX };
        Self {
            more,
            less,
            greatest: ((greatest << more) >> less).max(1),
            price,
            shortlist: vec![unread; state.lefts],
            place,
            level: vec![0; places],
            owner: vec![NONE; places],
            order: order(state),
            bids: 0,
        }
    }

    /// The largest step of bids that makes sense: the largest magnitude of a weight as it counts here.
    pub(super) fn greatest(&self) -> i64 {
        self.greatest
    }

    /// The least step that makes sense: a fourth of a unit of weight.
    pub(super) fn least(&self) -> i64 {
        ((1 << self.more) / 4).max(1)
    }

    /// A weight as it counts here.
    fn cut(&self, weight: i64) -> i64 {
        (weight << self.more) >> self.less
    }

    /// Whether everyone on the left has the places they want, and but one in a hundred of the places are taken.
    pub(super) fn is_tight(&self) -> bool {
        let taken = self.owner.iter().filter(|&&owner| owner != NONE).count();
        taken == self.order.len() && self.owner.len() - taken <= self.owner.len() / 100
    }

    /// Takes so much off every price.
    pub(super) fn lower(&mut self, by: i64) {
        for price in self.price.iter_mut().filter(|price| **price < BEYOND_MEANS) {
            *price = (*price - by).max(0);
        }
        for shortlist in &mut self.shortlist {
            shortlist.beyond = shortlist.beyond.saturating_add(by);
        }
    }

    /// Takes off every price what is too much for a left vertex that need not be matched, as far as none falls below 0:
    /// where everyone stayed, prices say only who is worth how much more than another.
    pub(super) fn level(&mut self, state: &State<'_>) {
        let rest = |left: usize| {
            let (rights, weights) = state.row(left);
            let edges = rights.iter().zip(weights);
            let in_play =
                edges.filter(|&(&right, _)| state.in_play(left, state.lefts + right as usize));
            in_play.map(|(&right, &w)| self.cut(w) - self.price[right as usize]).max()
        };
        let optional = (0..state.lefts).filter(|&left| state.lower[left] == 0);
        let least = optional.filter_map(rest).min().unwrap_or(0);
        let lowest = self.price.iter().copied().min().unwrap_or(0);
        self.lower((-least).clamp(0, lowest));
    }

    /// One pass, from the prices there are and nobody with a place. Right vertices that nobody bid for as often as
    /// they have places keep the price they had.
    ///
    /// Left vertices that need not be matched leave when no right vertex leaves them anything, unless all are to stay.
    pub(super) fn pass(
        &mut self,
        state: &mut State<'_>,
        step: i64,
        stay: bool,
        limits: &Limits,
    ) -> Option<Stop> {
        for (range, &price) in self.place.windows(2).zip(&self.price) {
            self.level[range[0] as usize..range[1] as usize].fill(price);
        }
        self.owner.fill(NONE);
        // Beyond this a price says no more than that the place is taken; sums of prices stay in range.
        let able = state.capacity.iter().filter(|&&capacity| capacity > 0).count();
        let vertices = i64::try_from(able).unwrap_or(i64::MAX);
        let ceiling = self.greatest.saturating_mul(vertices);
        let mut waiting = self.order.clone();
        let mut held = vec![0_u32; state.lefts];
        while let Some(left) = waiting.pop() {
            state.iterations += 1;
            if state.iterations % 1024 == 0 || state.iterations < 1024 {
                if let Some(stop) = limits.reached(state.iterations) {
                    return Some(stop);
                }
            }
            if self.bids_left() == 0 {
                break;
            }
            self.bids += 1;
            let l = left as usize;
            let (right, left_over, second) = self.best(state, l);
            if left_over <= NOTHING {
                continue;
            }
            let may_leave = !stay && held[l] >= state.lower[l];
            let second = if may_leave {
                second.max(0)
            } else if second <= NOTHING {
                left_over - self.greatest
            } else {
                second
            };
            if may_leave && left_over <= 0 {
                continue;
            }
            let r = right as usize;
            let places = self.place[r] as usize..self.place[r + 1] as usize;
            // The cheapest place, and what the next one goes for.
            let (mut cheapest, mut next, mut at) = (i64::MAX, i64::MAX, 0);
            for (place, &level) in self.level[places.clone()].iter().enumerate() {
                next = next.min(cheapest.max(level));
                at = if level < cheapest { place } else { at };
                cheapest = cheapest.min(level);
            }
            let bid = (self.price[r] + (left_over - second) + step).min(ceiling);
            self.price[r] = next.min(bid);
            self.level[places.start + at] = bid;
            let before = std::mem::replace(&mut self.owner[places.start + at], left);
            held[l] += 1;
            if before != NONE {
                held[before as usize] -= 1;
                waiting.push(before);
            }
        }
        None
    }

    /// How many more bids may be of use.
    pub(super) fn bids_left(&self) -> u64 {
        (MOST_BIDS * self.order.len() as u64).saturating_sub(self.bids)
    }

    /// The prices in whole weights.
    pub(super) fn prices(&self) -> impl Iterator<Item = i64> + '_ {
        // More than any weight, where there is no place.
        let most = self.greatest + 1;
        let price = move |&price: &i64| if price == BEYOND_MEANS { most } else { price };
        self.price[..self.place.len() - 1]
            .iter()
            .map(move |of| (price(of) >> self.more) << self.less)
    }

    /// Whose the places are: (left, right).
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let owners = |(right, range): (u32, &[u32])| {
            let owners = &self.owner[range[0] as usize..range[1] as usize];
            owners.iter().filter(|&&owner| owner != NONE).map(move |&left| (left, right))
        };
        (0..).zip(self.place.windows(2)).flat_map(owners)
    }

    /// Whether a left vertex has one of the places.
    fn holds(&self, left: usize, right: u32) -> bool {
        let range = self.place.get(right as usize..right as usize + 2).unwrap_or(&[0, 0]);
        self.owner[range[0] as usize..range[1] as usize].contains(&to_u32(left))
    }

    /// The right vertex that leaves a left one most, of those of which it has no place, how much, and how much the next one
    /// leaves. One that it has lost meanwhile may be missed.
    fn best(&mut self, state: &State<'_>, left: usize) -> (u32, i64, i64) {
        let shortlist = &self.shortlist[left];
        let (mut best, mut second, mut chosen) = (i64::MIN, i64::MIN, NONE);
        for &(right, weight) in &shortlist.near {
            let left_over = i64::from(weight) - self.price[right as usize];
            if state.capacity[left] > 1 && self.holds(left, right) {
                continue;
            }
            second = second.max(best.min(left_over));
            chosen = if left_over > best { right } else { chosen };
            best = best.max(left_over);
        }
        if second < shortlist.beyond {
            self.look_through(state, left)
        } else {
            (chosen, best, second)
        }
    }

    /// As [`best`](Self::best), from the whole row.
    fn look_through(&mut self, state: &State<'_>, left: usize) -> (u32, i64, i64) {
        let none = to_u32(self.place.len() - 1);
        let mut over = [i64::MIN; NEAR + 1];
        let mut near = [(none, OUT); NEAR + 1];
        let (rights, weights) = state.row(left);
        for (&right, &weight) in rights.iter().zip(weights) {
            let left_over = self.cut(weight) - self.price[right as usize];
            if left_over <= over[NEAR]
                || !state.in_play(left, state.lefts + right as usize)
                || (state.capacity[left] > 1 && self.holds(left, right))
            {
                continue;
            }
            let mut at = NEAR;
            while at > 0 && over[at - 1] < left_over {
                over[at] = over[at - 1];
                near[at] = near[at - 1];
                at -= 1;
            }
            over[at] = left_over;
            near[at] = (right, i32::try_from(self.cut(weight)).unwrap_or(OUT));
        }
        let shortlist = &mut self.shortlist[left];
        shortlist.near.copy_from_slice(&near[..NEAR]);
        shortlist.beyond = over[NEAR];
        (near[0].0, over[0], over[1])
    }
}

/// The largest magnitude of a weight, at least 1.
pub(super) fn greatest(state: &State<'_>) -> i64 {
    let weights = (0..state.lefts).flat_map(|left| state.row(left).1);
    weights.map(|weight| weight.abs()).max().unwrap_or(0).max(1)
}

/// Left vertices in the order in which they are found from one another through right ones, each as often as it has places.
fn order(state: &State<'_>) -> Vec<u32> {
    let mut seen = vec![false; state.price.len()];
    let mut order = Vec::with_capacity(state.lefts);
    let mut next = 0;
    for root in 0..state.lefts {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        order.push(to_u32(root));
        while let Some(&left) = order.get(next) {
            next += 1;
            for &right in state.row(left as usize).0 {
                let right = state.lefts + right as usize;
                if std::mem::replace(&mut seen[right], true) {
                    continue;
                }
                for at in state.column_of(right) {
                    let (left, _) = state.in_column(at);
                    if !std::mem::replace(&mut seen[left as usize], true) {
                        order.push(left);
                    }
                }
            }
        }
    }
    let wanted = |left: u32| std::iter::repeat_n(left, state.capacity[left as usize] as usize);
    order.into_iter().flat_map(wanted).collect()
}
