//! More pairs at the same score.

use super::part::{NONE, Part, to_u32};
use super::search::{Offers, Within};
use super::{AllPairs, PairSource};
use crate::matching::assignment::{AssignmentProblem, Matching};
use crate::matching::heaviest::NEVER;
use crate::parallel;
use crate::solve::{Prices, Side};

/// So many pairs of a vertex that are worth exactly their prices are looked for,
const MORE: usize = 64;
/// and at most so many are scored and blocks looked at for that.
const MOST_LOOKED: u64 = 1 << 14;

/// Of a matching with the highest score, one that has as many pairs or more and the same score, given prices that prove that:
/// augments from left vertices with room along pairs that are worth exactly their prices, phase after phase (Pothen & Fan
/// 1990). Such a path leads to a right vertex with room, whose price is 0 as is that of its beginning, so that no score is lost.
///
/// Pairs are those of the rows, and for vertices with room some more of all; there may be longer ways that are not found.
pub(super) fn complete<S: PairSource>(
    problem: &AllPairs<S>,
    part: &Part,
    rows: &mut AssignmentProblem,
    prices: &Prices,
    matching: &Matching,
) -> Matching {
    let mut state = State::new(problem, part, matching);
    let (left, right) = (with_room(&state.left_room), with_room(&state.right_room));
    if !left.is_empty() && !right.is_empty() {
        join(problem, part, rows, prices, Side::Left, &left);
        join(
            problem,
            part,
            rows,
            prices,
            Side::Right,
            &right[..right.len().min(left.len() * MORE)],
        );
    }
    let mut phase = 0;
    loop {
        phase += 1;
        let before: u64 = state.room();
        for left in 0..to_u32(state.left_room.len()) {
            while state.left_room[left as usize] > 0 && state.augment(left, phase, rows, prices) {}
        }
        if state.room() == before {
            return state.matching();
        }
    }
}

fn with_room(rooms: &[u32]) -> Vec<u32> {
    (0..).zip(rooms).filter(|(_, room)| **room > 0).map(|(vertex, _)| vertex).collect()
}

/// Adds to the rows pairs of some vertices of a side that are worth exactly their prices.
fn join<S: PairSource>(
    problem: &AllPairs<S>,
    part: &Part,
    rows: &mut AssignmentProblem,
    prices: &Prices,
    side: Side,
    some: &[u32],
) {
    let source = problem.source();
    let (other, own, others) = match side {
        Side::Left => (Side::Right, (&part.lefts, &prices.left), (&part.rights, &prices.right)),
        Side::Right => (Side::Left, (&part.rights, &prices.right), (&part.lefts, &prices.left)),
    };
    let mut value = vec![NEVER; source.blocks(other).vertex_count()];
    for (&vertex, price) in others.0.iter().zip(others.1) {
        value[vertex as usize] = source.own(other, vertex).saturating_sub(*price).max(NEVER + 1);
    }
    let offers = Offers::new(problem, other, value);
    let blocks = source.blocks(side);
    let mut block_of = vec![0; blocks.vertex_count()];
    for block in blocks.leaves() {
        for &vertex in blocks.vertices(block) {
            block_of[vertex as usize] = block;
        }
    }
    let found = parallel::map(some.len(), |at| {
        let vertex = own.0[some[at] as usize];
        let exactly = own.1[some[at] as usize].saturating_sub(source.own(side, vertex));
        let asking = [(vertex, exactly.saturating_sub(1))];
        let block = block_of[vertex as usize];
        let within = Within { ceiling: exactly, budget: MOST_LOOKED, ..Within::default() };
        let found = offers.find(block, &asking, MORE, within);
        let pairs = found.heaviest.of(0).map(|other| match side {
            Side::Left => (vertex, other),
            Side::Right => (other, vertex),
        });
        pairs.collect::<Vec<_>>()
    });
    let edges = found.into_iter().flatten().filter_map(|(left, right)| {
        let at = (part.left_at[left as usize], part.right_at[right as usize]);
        problem.score(left, right).map(|score| (at.0, at.1, score))
    });
    rows.add_edges(edges.collect::<Vec<_>>().into_iter());
}

/// A matching in the making, by positions.
struct State {
    left_room: Vec<u32>,
    right_room: Vec<u32>,
    /// The left mates of right vertices.
    mates: Vec<Vec<u32>>,
    /// The phase in which a right vertex was reached last, and the left one that it was reached from.
    seen: Vec<u32>,
    from: Vec<u32>,
    /// The phase in which a left vertex was reached last, and the right one that it was reached from.
    left_seen: Vec<u32>,
    via: Vec<u32>,
}

impl State {
    fn new<S: PairSource>(problem: &AllPairs<S>, part: &Part, matching: &Matching) -> Self {
        let of = |all: &[u32], some: &[u32]| some.iter().map(|&v| all[v as usize]).collect();
        let mut state = Self {
            left_room: of(problem.left_capacity(), &part.lefts),
            right_room: of(problem.right_capacity(), &part.rights),
            mates: vec![Vec::new(); part.rights.len()],
            seen: vec![0; part.rights.len()],
            from: vec![NONE; part.rights.len()],
            left_seen: vec![0; part.lefts.len()],
            via: vec![NONE; part.lefts.len()],
        };
        for &(left, right) in matching.pairs() {
            state.join(left, right);
        }
        state
    }

    fn room(&self) -> u64 {
        self.left_room.iter().map(|&room| u64::from(room)).sum()
    }

    fn join(&mut self, left: u32, right: u32) {
        self.left_room[left as usize] = self.left_room[left as usize].saturating_sub(1);
        self.right_room[right as usize] = self.right_room[right as usize].saturating_sub(1);
        self.mates[right as usize].push(left);
    }

    fn part(&mut self, left: u32, right: u32) {
        self.left_room[left as usize] += 1;
        self.right_room[right as usize] += 1;
        self.mates[right as usize].retain(|&mate| mate != left);
    }

    /// One pair more for a left vertex, if a path is found.
    fn augment(
        &mut self,
        root: u32,
        phase: u32,
        rows: &AssignmentProblem,
        prices: &Prices,
    ) -> bool {
        let mut waiting = vec![root];
        self.left_seen[root as usize] = phase;
        while let Some(left) = waiting.pop() {
            let (rights, scores) = rows.row(left as usize);
            for (&right, &score) in rights.iter().zip(scores) {
                let r = right as usize;
                let exact = score == prices.left[left as usize] + prices.right[r];
                if !exact || self.seen[r] == phase || self.mates[r].contains(&left) {
                    continue;
                }
                self.seen[r] = phase;
                self.from[r] = left;
                if self.right_room[r] > 0 && prices.right[r] == 0 {
                    self.exchange(root, right);
                    return true;
                }
                for mate in 0..self.mates[r].len() {
                    let mate = self.mates[r][mate];
                    if self.left_seen[mate as usize] == phase {
                        continue;
                    }
                    // A pair that is worth more than its prices stays.
                    let (rights, scores) = rows.row(mate as usize);
                    let at = rights.binary_search(&right);
                    let price = prices.left[mate as usize] + prices.right[r];
                    if !at.is_ok_and(|at| scores[at] == price) {
                        continue;
                    }
                    self.left_seen[mate as usize] = phase;
                    self.via[mate as usize] = right;
                    waiting.push(mate);
                }
            }
        }
        false
    }

    /// Along the path that ends here.
    fn exchange(&mut self, root: u32, mut right: u32) {
        loop {
            let left = self.from[right as usize];
            if left == root {
                self.join(left, right);
                return;
            }
            let before = self.via[left as usize];
            self.part(left, before);
            self.join(left, right);
            right = before;
        }
    }

    fn matching(&self) -> Matching {
        let pairs = (0..).zip(&self.mates);
        let pairs = pairs.flat_map(|(right, lefts)| lefts.iter().map(move |&left| (left, right)));
        Matching::new(pairs)
    }
}
