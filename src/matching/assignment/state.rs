//! Prices and a matching that fit each other, and the search that takes them further: what the steps of
//! [`AuctionPaths`](super::AuctionPaths) share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::AssignmentProblem;

/// No vertex, no edge.
pub(super) const NONE: u32 = u32::MAX;
/// Farther than any distance.
const UNREACHED: i64 = i64::MAX;

/// Left vertices under their own numbers, right vertex r as vertex `lefts + r`; an edge is its position in the
/// rows of the problem.
pub(super) struct State<'p> {
    pub(super) problem: &'p AssignmentProblem,
    pub(super) lefts: usize,
    /// Whether an edge may still come and go.
    pub(super) in_play: Vec<bool>,
    /// Whether a vertex must have all its places taken, at whatever price.
    pub(super) must: Vec<bool>,
    /// How many edges in play a vertex may have; no more than it has.
    pub(super) capacity: Vec<u32>,
    pub(super) price: Vec<i64>,
    pub(super) matched: Vec<bool>,
    /// How many edges in play are matched at a vertex; `mates[slot[v]..]` are so many (other end, edge).
    pub(super) count: Vec<u32>,
    slot: Vec<u32>,
    mates: Vec<(u32, u32)>,
    /// Column r is `column[r]..column[r + 1]`: left ends, and edges.
    column: Vec<u32>,
    column_left: Vec<u32>,
    column_edge: Vec<u32>,
    search: Search,
    /// Vertices settled and bids made so far.
    pub(super) iterations: u64,
}

/// One search; between searches all vertices are unreached and all lists empty.
struct Search {
    distance: Vec<i64>,
    /// The vertex before, and the edge from it.
    via: Vec<(u32, u32)>,
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
        for &right in problem.right_of() {
            column[right as usize + 1] += 1;
        }
        for r in 0..rights {
            column[r + 1] += column[r];
        }
        let mut next = column.clone();
        let (mut column_left, mut column_edge) = (vec![0; m], vec![0; m]);
        for (left, row) in (0_u32..).zip(problem.row_start().windows(2)) {
            for edge in row[0]..row[1] {
                let place = &mut next[problem.right_of()[edge as usize] as usize];
                column_left[*place as usize] = left;
                column_edge[*place as usize] = edge;
                *place += 1;
            }
        }
        let degrees = problem.row_start().windows(2).chain(column.windows(2));
        let degrees = degrees.map(|range| range[1] - range[0]);
        let capacities = problem.left_capacity().iter().chain(problem.right_capacity());
        let capacity: Vec<u32> =
            capacities.zip(degrees).map(|(&u, degree)| u.min(degree)).collect();
        // At most two slots an edge, and fewer than 2³¹ edges fit into memory beside the rest.
        let mut slot = Vec::with_capacity(n + 1);
        slot.push(0_u32);
        for &u in &capacity {
            slot.push(slot[slot.len() - 1].saturating_add(u));
        }
        let mates = vec![(NONE, NONE); slot[n] as usize];
        let search = Search {
            distance: vec![UNREACHED; n],
            via: vec![(NONE, NONE); n],
            reached: Vec::new(),
            settled: Vec::new(),
            ready: Vec::new(),
            farther: BinaryHeap::new(),
        };
        Self {
            problem,
            lefts,
            in_play: vec![true; m],
            must: vec![false; n],
            capacity,
            price: vec![0; n],
            matched: vec![false; m],
            count: vec![0; n],
            slot,
            mates,
            column,
            column_left,
            column_edge,
            search,
            iterations: 0,
        }
    }

    /// The right vertex of an edge.
    pub(super) fn right(&self, edge: usize) -> usize {
        self.lefts + self.problem.right_of()[edge] as usize
    }

    pub(super) fn weight(&self, edge: usize) -> i64 {
        self.problem.weight_of()[edge]
    }

    /// The edges of a left vertex.
    pub(super) fn row(&self, left: usize) -> std::ops::Range<usize> {
        let start = self.problem.row_start();
        start[left] as usize..start[left + 1] as usize
    }

    pub(super) fn has_room(&self, vertex: usize) -> bool {
        self.count[vertex] < self.capacity[vertex]
    }

    /// The matched edges at a vertex: (other end, edge).
    pub(super) fn mates(&self, vertex: usize) -> &[(u32, u32)] {
        let start = self.slot[vertex] as usize;
        &self.mates[start..start + self.count[vertex] as usize]
    }

    pub(super) fn join(&mut self, left: u32, right: u32, edge: u32) {
        self.matched[edge as usize] = true;
        for (vertex, other) in [(left as usize, right), (right as usize, left)] {
            self.mates[(self.slot[vertex] + self.count[vertex]) as usize] = (other, edge);
            self.count[vertex] += 1;
        }
    }

    pub(super) fn part(&mut self, left: u32, right: u32, edge: u32) {
        self.matched[edge as usize] = false;
        for vertex in [left as usize, right as usize] {
            let start = self.slot[vertex] as usize;
            let last = start + self.count[vertex] as usize - 1;
            if let Some(at) = (start..=last).find(|&at| self.mates[at].1 == edge) {
                self.mates.swap(at, last);
            }
            self.count[vertex] -= 1;
        }
    }

    /// Takes a matched edge out of play, for good, with a place at each end.
    pub(super) fn fix(&mut self, left: u32, right: u32, edge: u32) {
        self.part(left, right, edge);
        self.matched[edge as usize] = true;
        self.in_play[edge as usize] = false;
        self.capacity[left as usize] -= 1;
        self.capacity[right as usize] -= 1;
    }

    /// Whether a vertex has room that it should not have: it must be full, or its price says so.
    pub(super) fn is_short(&self, vertex: usize) -> bool {
        self.has_room(vertex) && (self.must[vertex] || self.price[vertex] > 0)
    }

    /// Finds the cheapest way to fill a place of a vertex that is short, or to make it cheap: along a shortest path to a
    /// vertex of the other side with room, or to one of its own side that may as well have room. False where there is no way.
    ///
    /// Invariant: an edge in play that is unmatched has w − p(l) − p(r) ≤ 0, a matched one ≥ 0; a
    /// price is at least 0 but where the vertex must be full.
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

    fn is_left(&self, vertex: u32) -> bool {
        (vertex as usize) < self.lefts
    }

    /// The distance of the nearest end of a path, and that end.
    fn nearest(&mut self, short: u32) -> (i64, u32) {
        let start = short as usize;
        let mut best = if self.must[start] { UNREACHED } else { self.price[start] };
        let mut end = short;
        self.search.reach(short, 0, (NONE, NONE));
        self.search.ready.push(short);
        while let Some((distance, vertex)) = self.search.next() {
            if distance >= best {
                break;
            }
            self.search.settled.push(vertex);
            self.iterations += 1;
            let v = vertex as usize;
            if self.is_left(vertex) != self.is_left(short) {
                let start = self.slot[v] as usize;
                for at in start..start + self.count[v] as usize {
                    let (other, edge) = self.mates[at];
                    let over =
                        self.weight(edge as usize) - self.price[v] - self.price[other as usize];
                    let further = distance + over;
                    if further < best && further < self.search.distance[other as usize] {
                        self.search.queue(other, further, (vertex, edge), distance);
                    }
                }
                continue;
            }
            if !self.must[v] && distance + self.price[v] < best {
                (best, end) = (distance + self.price[v], vertex);
            }
            let range = if self.is_left(vertex) {
                self.row(v)
            } else {
                let r = v - self.lefts;
                self.column[r] as usize..self.column[r + 1] as usize
            };
            for at in range {
                let (other, edge) = if self.is_left(vertex) {
                    (self.right(at), at)
                } else {
                    (self.column_left[at] as usize, self.column_edge[at] as usize)
                };
                let under = self.price[v] + self.price[other] - self.weight(edge);
                let further = distance + under;
                if further >= best
                    || further >= self.search.distance[other]
                    || self.matched[edge]
                    || !self.in_play[edge]
                {
                    continue;
                }
                // Numbers of vertices and edges are below 2³².
                let (other_id, edge) = (to_u32(other), to_u32(edge));
                if self.has_room(other) {
                    (best, end) = (further, other_id);
                    self.search.reach(other_id, further, (vertex, edge));
                } else {
                    self.search.queue(other_id, further, (vertex, edge), distance);
                }
            }
        }
        (best, end)
    }

    /// Changes matched and unmatched edges along the path to an end.
    fn augment(&mut self, short: u32, end: u32) {
        let (mut parts, mut joins) = (Vec::new(), Vec::new());
        let mut vertex = end;
        while vertex != short {
            let (before, edge) = self.search.via[vertex as usize];
            let own = self.is_left(vertex) == self.is_left(short);
            let (left, right) =
                if self.is_left(vertex) { (vertex, before) } else { (before, vertex) };
            if own { &mut parts } else { &mut joins }.push((left, right, edge));
            vertex = before;
        }
        for (left, right, edge) in parts {
            self.part(left, right, edge);
        }
        for (left, right, edge) in joins {
            self.join(left, right, edge);
        }
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

impl Search {
    fn reach(&mut self, vertex: u32, distance: i64, via: (u32, u32)) {
        if self.distance[vertex as usize] == UNREACHED {
            self.reached.push(vertex);
        }
        self.distance[vertex as usize] = distance;
        self.via[vertex as usize] = via;
    }

    /// Notes a shorter path to a vertex to settle; `settling` is the distance of the one before.
    fn queue(&mut self, vertex: u32, distance: i64, via: (u32, u32), settling: i64) {
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
