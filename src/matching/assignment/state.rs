//! Prices and a matching that fit each other, and the search that takes them further: what the steps of
//! [`AuctionPaths`](super::AuctionPaths) share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::AssignmentProblem;

/// No vertex.
pub(super) const NONE: u32 = u32::MAX;
/// Farther than any distance.
const UNREACHED: i64 = i64::MAX;

/// Left vertices under their own numbers, right vertex r as vertex `lefts + r`.
pub(super) struct State<'p> {
    pub(super) problem: &'p AssignmentProblem,
    pub(super) lefts: usize,
    /// Every edge in play has one end in here; at first that is every left vertex.
    pub(super) covered: Vec<bool>,
    /// How many pairs of edges in play a vertex must have, whatever its price.
    pub(super) lower: Vec<u32>,
    /// How many it may have; no more than it has edges.
    pub(super) capacity: Vec<u32>,
    pub(super) price: Vec<i64>,
    /// How many pairs of edges in play a vertex has; `mates[slot[v]..]` are so many (other end, weight).
    pub(super) count: Vec<u32>,
    slot: Vec<u32>,
    mates: Vec<(u32, i64)>,
    /// Column r is `column[r]..column[r + 1]`: left ends, and weights.
    column: Vec<u32>,
    column_left: Vec<u32>,
    column_weight: Vec<i64>,
    search: Search,
    /// Vertices settled and bids made so far.
    pub(super) iterations: u64,
}

/// One search; between searches all vertices are unreached and all lists empty.
struct Search {
    distance: Vec<i64>,
    /// The vertex before, and the weight of the edge from it.
    via: Vec<(u32, i64)>,
    reached: Vec<u32>,
    settled: Vec<u32>,
    /// Vertices to settle at the distance of the one settled last.
    ready: Vec<u32>,
    farther: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'p> State<'p> {
    /// Nothing matched, every price 0, every edge in play.
    pub(super) fn new(problem: &'p AssignmentProblem) -> Self {
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        let (n, m) = (lefts + rights, problem.edge_count());
        let mut column = vec![0_u32; rights + 1];
        for left in 0..lefts {
            for &right in problem.row(left).0 {
                column[right as usize + 1] += 1;
            }
        }
        for r in 0..rights {
            column[r + 1] += column[r];
        }
        let mut next = column.clone();
        let (mut column_left, mut column_weight) = (vec![0; m], vec![0; m]);
        for left in 0..lefts {
            let (rights, weights) = problem.row(left);
            for (&right, &weight) in rights.iter().zip(weights) {
                let place = &mut next[right as usize];
                column_left[*place as usize] = to_u32(left);
                column_weight[*place as usize] = weight;
                *place += 1;
            }
        }
        let left_degrees = (0..lefts).map(|left| to_u32(problem.row(left).0.len()));
        let degrees = left_degrees.chain(column.windows(2).map(|range| range[1] - range[0]));
        let capacities = problem.left_capacity().iter().chain(problem.right_capacity());
        let capacity: Vec<u32> =
            capacities.zip(degrees).map(|(&u, degree)| u.min(degree)).collect();
        // At most two slots an edge, and fewer than 2³¹ edges fit into memory beside the rest.
        let mut slot = Vec::with_capacity(n + 1);
        slot.push(0_u32);
        for &u in &capacity {
            slot.push(slot[slot.len() - 1].saturating_add(u));
        }
        let mates = vec![(NONE, 0); slot[n] as usize];
        let search = Search {
            distance: vec![UNREACHED; n],
            via: vec![(NONE, 0); n],
            reached: Vec::new(),
            settled: Vec::new(),
            ready: Vec::new(),
            farther: BinaryHeap::new(),
        };
        Self {
            problem,
            lefts,
            covered: (0..n).map(|vertex| vertex < lefts).collect(),
            lower: [problem.left_lower_quota(), problem.right_lower_quota()].concat(),
            capacity,
            price: vec![0; n],
            count: vec![0; n],
            slot,
            mates,
            column,
            column_left,
            column_weight,
            search,
            iterations: 0,
        }
    }

    /// The edges of a left vertex: right ends, not yet as vertices, and weights.
    pub(super) fn row(&self, left: usize) -> (&'p [u32], &'p [i64]) {
        self.problem.row(left)
    }

    /// Where each column starts; one more entry than right vertices.
    pub(super) fn columns(&self) -> &[u32] {
        &self.column
    }

    /// Left end and weight at a position of the columns.
    pub(super) fn in_column(&self, at: usize) -> (u32, i64) {
        (self.column_left[at], self.column_weight[at])
    }

    pub(super) fn column_of(&self, right: usize) -> Range<usize> {
        let r = right - self.lefts;
        self.column[r] as usize..self.column[r + 1] as usize
    }

    /// How many edges a vertex has.
    pub(super) fn degree(&self, vertex: usize) -> usize {
        if vertex < self.lefts { self.row(vertex).0.len() } else { self.column_of(vertex).len() }
    }

    /// The other end, and the weight, of one of a vertex's edges.
    pub(super) fn edge(&self, vertex: usize, at: usize) -> (usize, i64) {
        if vertex < self.lefts {
            let (rights, weights) = self.row(vertex);
            (self.lefts + rights[at] as usize, weights[at])
        } else {
            let (left, weight) = self.in_column(self.column_of(vertex).start + at);
            (left as usize, weight)
        }
    }

    pub(super) fn has_room(&self, vertex: usize) -> bool {
        self.count[vertex] < self.capacity[vertex]
    }

    /// The pairs of a vertex: (other end, weight).
    pub(super) fn mates(&self, vertex: usize) -> &[(u32, i64)] {
        let start = self.slot[vertex] as usize;
        &self.mates[start..start + self.count[vertex] as usize]
    }

    pub(super) fn is_matched(&self, one: usize, other: usize) -> bool {
        // Where there are fewer of them.
        let (of, mate) =
            if self.count[one] <= self.count[other] { (one, other) } else { (other, one) };
        self.mates(of).iter().any(|&(vertex, _)| vertex as usize == mate)
    }

    pub(super) fn in_play(&self, one: usize, other: usize) -> bool {
        self.covered[one] != self.covered[other]
    }

    pub(super) fn join(&mut self, one: u32, other: u32, weight: i64) {
        for (vertex, mate) in [(one as usize, other), (other as usize, one)] {
            self.mates[(self.slot[vertex] + self.count[vertex]) as usize] = (mate, weight);
            self.count[vertex] += 1;
        }
    }

    pub(super) fn part(&mut self, one: u32, other: u32) {
        for (vertex, mate) in [(one as usize, other), (other as usize, one)] {
            let start = self.slot[vertex] as usize;
            let last = start + self.count[vertex] as usize - 1;
            if let Some(at) = (start..=last).find(|&at| self.mates[at].0 == mate) {
                self.mates.swap(at, last);
            }
            self.count[vertex] -= 1;
        }
    }

    /// Takes away the places of a pair that is matched in any case.
    pub(super) fn fix(&mut self, one: usize, other: usize) {
        for vertex in [one, other] {
            self.capacity[vertex] -= 1;
            self.lower[vertex] = self.lower[vertex].saturating_sub(1);
        }
    }

    /// Unmatches all.
    pub(super) fn part_all(&mut self) {
        self.count.fill(0);
    }

    /// Whether a vertex has room that it should not have: it must have more pairs, or its price says so.
    pub(super) fn is_short(&self, vertex: usize) -> bool {
        self.count[vertex] < self.lower[vertex] || (self.has_room(vertex) && self.price[vertex] > 0)
    }

    /// Whether a vertex may have one pair more at its price.
    pub(super) fn wants_more(&self, vertex: usize) -> bool {
        self.has_room(vertex)
            && (self.price[vertex] >= 0 || self.count[vertex] < self.lower[vertex])
    }

    /// Finds the cheapest way to fill a place of a vertex that is short, or to make it cheap: along a shortest path to a
    /// vertex of the other side with room, or to one of its own side that may as well have room. False where there is no way.
    ///
    /// Invariant: an edge in play that is unmatched has w − p(l) − p(r) ≤ 0, a matched one ≥ 0; a
    /// price below 0 is that of a vertex with no more pairs than it must have.
    pub(super) fn fill(&mut self, short: u32) -> bool {
        let (best, end) = self.nearest(short);
        if best < UNREACHED {
            for at in 0..self.search.settled.len() {
                let vertex = self.search.settled[at];
                let change = best - self.search.distance[vertex as usize];
                if change > 0 {
                    let own = self.is_left(vertex) == self.is_left(short);
                    self.price[vertex as usize] += if own { -change } else { change };
                }
            }
            self.augment(short, end);
        }
        self.search.clear();
        best < UNREACHED
    }

    pub(super) fn is_left(&self, vertex: u32) -> bool {
        (vertex as usize) < self.lefts
    }

    /// The distance of the nearest end of a path, and that end.
    fn nearest(&mut self, short: u32) -> (i64, u32) {
        let start = short as usize;
        let must = self.count[start] < self.lower[start];
        let mut best = if must { UNREACHED } else { self.price[start] };
        let mut end = short;
        self.search.reach(short, 0, (NONE, 0));
        self.search.ready.push(short);
        while let Some((distance, vertex)) = self.search.next() {
            if distance >= best {
                break;
            }
            self.search.settled.push(vertex);
            self.iterations += 1;
            let v = vertex as usize;
            let price = self.price[v];
            if self.is_left(vertex) != self.is_left(short) {
                let start = self.slot[v] as usize;
                for at in start..start + self.count[v] as usize {
                    let (other, weight) = self.mates[at];
                    let further = distance + (weight - price - self.price[other as usize]);
                    if further < best && further < self.search.distance[other as usize] {
                        self.search.queue(other, further, (vertex, weight), distance);
                    }
                }
                continue;
            }
            if v != start && self.count[v] > self.lower[v] && distance + price < best {
                (best, end) = (distance + price, vertex);
            }
            // The same for either side, each along its own arrays.
            if self.is_left(vertex) {
                let (rights, weights) = self.row(v);
                for (&right, &weight) in rights.iter().zip(weights) {
                    let other = right + to_u32(self.lefts);
                    self.look_at((vertex, other, weight), price, distance, &mut best, &mut end);
                }
            } else {
                for at in self.column_of(v) {
                    let (other, weight) = self.in_column(at);
                    self.look_at((vertex, other, weight), price, distance, &mut best, &mut end);
                }
            }
        }
        (best, end)
    }

    /// Looks at an edge from a vertex at a distance, whose price is given.
    #[inline]
    fn look_at(
        &mut self,
        (vertex, other, weight): (u32, u32, i64),
        price: i64,
        distance: i64,
        best: &mut i64,
        end: &mut u32,
    ) {
        let o = other as usize;
        let further = distance + (price + self.price[o] - weight);
        if further >= *best || further >= self.search.distance[o] {
            return;
        }
        if !self.in_play(vertex as usize, o) || self.is_matched(vertex as usize, o) {
            return;
        }
        let via = (vertex, weight);
        let below = if self.count[o] < self.lower[o] { 0 } else { (-self.price[o]).max(0) };
        if self.has_room(o) && further + below < *best {
            (*best, *end) = (further + below, other);
        }
        if self.has_room(o) && below == 0 {
            self.search.reach(other, further, via);
        } else {
            self.search.queue(other, further, via, distance);
        }
    }

    /// Changes matched and unmatched edges along the path to an end.
    fn augment(&mut self, short: u32, end: u32) {
        let (mut parts, mut joins) = (Vec::new(), Vec::new());
        let mut vertex = end;
        while vertex != short {
            let (before, weight) = self.search.via[vertex as usize];
            let own = self.is_left(vertex) == self.is_left(short);
            if own { &mut parts } else { &mut joins }.push((before, vertex, weight));
            vertex = before;
        }
        for (before, vertex, _) in parts {
            self.part(before, vertex);
        }
        for (before, vertex, weight) in joins {
            self.join(before, vertex, weight);
        }
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

impl Search {
    fn reach(&mut self, vertex: u32, distance: i64, via: (u32, i64)) {
        if self.distance[vertex as usize] == UNREACHED {
            self.reached.push(vertex);
        }
        self.distance[vertex as usize] = distance;
        self.via[vertex as usize] = via;
    }

    /// Notes a shorter path to a vertex to settle; `settling` is the distance of the one before.
    fn queue(&mut self, vertex: u32, distance: i64, via: (u32, i64), settling: i64) {
        self.reach(vertex, distance, via);
        if distance == settling {
            self.ready.push(vertex);
        } else {
            self.farther.push(Reverse((distance, vertex)));
        }
    }

    fn next(&mut self) -> Option<(i64, u32)> {
        if let Some(vertex) = self.ready.pop() {
            return Some((self.distance[vertex as usize], vertex));
        }
        while let Some(Reverse((distance, vertex))) = self.farther.pop() {
            if distance == self.distance[vertex as usize] {
                return Some((distance, vertex));
            }
        }
        None
    }

    fn clear(&mut self) {
        for &vertex in &self.reached {
            self.distance[vertex as usize] = UNREACHED;
        }
        self.reached.clear();
        self.settled.clear();
        self.ready.clear();
        self.farther.clear();
    }
}
