//! Successive shortest augmenting paths, one unit of capacity at a time.
//!
//! | here | Jonker & Volgenant | Ahuja, Magnanti & Orlin |
//! | --- | --- | --- |
//! | price of a left vertex | u (rows), for costs −w | −π, potential |
//! | price of a right vertex | −v (columns) | π, potential |
//! | `distance`, `via` | d, pred | d, pred |
//! | settled | READY and SCAN | permanently labelled |
//! | `ready` | SCAN | |
//! | terminal | unassigned column | node with a deficit |
//! | length | reduced cost | reduced cost in the residual network |

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::{Add, Sub};

use super::{AssignmentProblem, Matching, Mode};
use crate::solve::{AssignmentCertificate, Claim, Limits, Prices, Solver, Stop};

/// Exact solver by successive shortest augmenting paths.
///
/// The problem: choose x ∈ {0, 1} for every edge so that every vertex v has
/// Σ x ≤ u(v), and the objective of the [`Mode`] is greatest: Σ w·x, or
/// (Σ x, Σ w·x) compared from the left.
///
/// The method: every vertex has a price p ≥ 0, what one more place there is
/// worth. At all times
///
/// - an unmatched edge has w − p(l) − p(r) ≤ 0, a matched one ≥ 0;
/// - a right vertex with room has price 0;
/// - a left vertex with a unit that was told to stay single has price 0.
///
/// Once every unit of every left vertex is matched or told to stay single,
/// these are the conditions of optimality of linear programming. At the start
/// nothing is matched, every right price is 0, and a left price is the largest
/// weight in the row. Then unit after unit looks for the cheapest way in: a
/// shortest path over unmatched edges forward and matched edges backward, to a
/// right vertex with room, or to a left vertex that may as well stay single
/// (perhaps its own). Mates along the path move over, and prices of the
/// vertices nearer than the end of the path change by what the path is longer.
///
/// Most pairs first is the same method over pairs of numbers: an edge is worth
/// (1, w), staying single (0, 0), and they are compared from the left. There
/// is no large constant that stands for a pair.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective:
///   `assignment::exact` against enumeration, `assignment::large` by the
///   certificate alone.
/// - A stopped claim is a matching, with a certificate of what no matching
///   exceeds: `assignment::limits`.
/// - The same problem has the same claim, in whatever order its edges were
///   given: `assignment::repeat`.
///
/// # Limits
/// An iteration is one vertex settled, that is: its row or its mates looked
/// through. A stopped run leaves the units it did not reach single. The flag
/// of the caller is looked at in every iteration.
///
/// # Complexity
/// O(U · m log n) time for n vertices, m edges and U = Σ min(capacity, degree)
/// over the left vertices; mostly far less, since a search ends at the nearest
/// end of a path. It slows down where nearly every place is taken and where
/// everyone prefers the same vertices. O(n + m) memory: a byte an edge, 3 or 4
/// words a place that can be taken on the right, and what a search needs.
///
/// # Determinism
/// The claim is a function of the problem and the limit on iterations: ties
/// fall to the vertex found first, in the order of the vertices. An optimal
/// matching need not be unique, and another version may return another one.
///
/// # Errors
/// None: a problem is valid once it is built, and its weights leave room for
/// every sum in here: `assignment::exact`.
///
/// # Example
/// Three reviewers, two manuscripts that need one and two of them:
/// ```
/// use crosstie::matching::assignment::{AssignmentProblem, Mode, SuccessiveShortestPaths};
/// use crosstie::solve::{Limits, Solver, Stop};
///
/// let fit = [(0, 0, 9), (0, 1, 8), (1, 0, 7), (2, 0, 3), (2, 1, 1)];
/// let problem = AssignmentProblem::new(Mode::HighestScore, vec![1, 1, 1], vec![1, 2], fit)?;
///
/// let claim = SuccessiveShortestPaths.solve(&problem, &Limits::none());
/// assert_eq!(claim.stop, Stop::Finished);
/// assert_eq!(claim.solution.pairs(), [(0, 1), (1, 0), (2, 1)]); // 8 + 7 + 1
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// - R. Jonker and A. Volgenant, *A shortest augmenting path algorithm for
///   dense and sparse linear assignment problems*, Computing 38 (1987),
///   doi:10.1007/BF02278710: the search, and prices of settled vertices only.
///   Here with a heap, capacities on both sides, and vertices that may stay
///   single; without their column and row reductions.
/// - R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, Prentice
///   Hall 1993, section 9.7: successive shortest paths and their potentials.
#[derive(Clone, Copy, Debug, Default)]
pub struct SuccessiveShortestPaths;

impl Solver<AssignmentProblem> for SuccessiveShortestPaths {
    fn name(&self) -> &str {
        "successive shortest paths"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        match problem.mode() {
            Mode::HighestScore => solve::<i64>(problem, limits),
            Mode::MostPairsFirst => solve::<PairsThenWeight>(problem, limits),
        }
    }
}

fn solve<W: Worth>(problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
    let mut kernel = Kernel::<W>::new(problem);
    let stop = kernel.match_all(limits);
    let solution = kernel.matching();
    let certificate = Some(W::certificate(problem, &kernel.final_prices()));
    Claim { solution, certificate, stop }
}

/// What an edge is worth in a mode. Prices and lengths are sums and
/// differences of worths, so any ordered group will do.
///
/// With W the largest magnitude of a weight and n vertices, no weight part
/// leaves ±4(n + 1)W, which [`AssignmentProblem::new`] left room for: when the
/// price of v changes, tight edges lead from v through the search tree to the
/// end of the path, which has price 0. So a price is an alternating sum of the
/// worths of at most n − 1 edges. A distance is the price of the start, minus
/// such a sum, minus or plus a price: at most 3(n − 1)W, and one edge further.
trait Worth: Copy + Ord + Add<Output = Self> + Sub<Output = Self> {
    const ZERO: Self;
    /// Farther than any distance.
    const UNREACHED: Self;

    fn of_edge(weight: i64) -> Self;

    /// The proof that prices give; they are of left vertices, then of right ones.
    fn certificate(problem: &AssignmentProblem, prices: &[Self]) -> AssignmentCertificate;
}

impl Worth for i64 {
    const ZERO: Self = 0;
    const UNREACHED: Self = Self::MAX;

    fn of_edge(weight: i64) -> Self {
        weight
    }

    fn certificate(problem: &AssignmentProblem, prices: &[Self]) -> AssignmentCertificate {
        let (left, right) = prices.split_at(problem.left_capacity().len());
        AssignmentCertificate::HighestScore {
            prices: Prices { left: left.to_vec(), right: right.to_vec() },
        }
    }
}

/// A number of pairs, then a weight; compared from the left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PairsThenWeight {
    pairs: i64,
    weight: i64,
}

impl Add for PairsThenWeight {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { pairs: self.pairs + other.pairs, weight: self.weight + other.weight }
    }
}

impl Sub for PairsThenWeight {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { pairs: self.pairs - other.pairs, weight: self.weight - other.weight }
    }
}

impl Worth for PairsThenWeight {
    const ZERO: Self = Self { pairs: 0, weight: 0 };
    const UNREACHED: Self = Self { pairs: i64::MAX, weight: 0 };

    fn of_edge(weight: i64) -> Self {
        Self { pairs: 1, weight }
    }

    /// Turns prices (c, q) into the cover C of vertices with c = 1 and prices
    /// q + M·c beside a pair price −M.
    ///
    /// **c is 0 or 1.** No price is below (0, 0). A left price starts at (1, w)
    /// or (0, 0) and only falls. When a right price rises, its vertex has just
    /// been reached by a tight edge from a left vertex, whose price is still at
    /// least (0, 0); so the right price is at most the worth (1, w) of that edge.
    ///
    /// **C proves the pairs.** An edge has (1, w) − p(l) − p(r) ≤ 0 if it is
    /// unmatched and ≥ 0 if it is matched: all unmatched edges are covered, and
    /// no matched edge is covered twice. A vertex of C is full, or its price
    /// would be (0, 0). So k, its places and the uncovered edges, is the number
    /// of pairs.
    ///
    /// **The prices prove the weight** when M keeps them at least 0 and gives
    /// w + M − p(l) − p(r), now a number, the sign that (1, w) − p(l) − p(r)
    /// had as a pair. Where c(l) + c(r) = 1 it does so by itself; where that is
    /// 0 or 2, M must outweigh w − q(l) − q(r). Then M cancels from the bound:
    /// what is left is Σ u·q + Σ (w − q(l) − q(r)) over matched edges, the
    /// weight of the matching. M ≤ (2n − 1)W, and no price exceeds 3n·W.
    ///
    /// All this for a finished run. For a stopped one, prices that are at least
    /// 0 are enough for a bound.
    fn certificate(problem: &AssignmentProblem, prices: &[Self]) -> AssignmentCertificate {
        let (left, right) = prices.split_at(problem.left_capacity().len());
        let covered = prices.iter().filter(|p| p.pairs > 0);
        let mut m = covered.map(|p| -p.weight).max().unwrap_or(0).max(0);
        for (l, r, weight) in problem.edges() {
            let length = Self::of_edge(weight) - left[l as usize] - right[r as usize];
            if length.pairs != 0 {
                m = m.max(-length.pairs * length.weight);
            }
        }
        let cover = |side: &[Self]| side.iter().map(|p| p.pairs > 0).collect();
        let shifted = |side: &[Self]| side.iter().map(|p| p.weight + m * p.pairs).collect();
        AssignmentCertificate::MostPairs {
            cover_left: cover(left),
            cover_right: cover(right),
            pair_price: -m,
            prices: Prices { left: shifted(left), right: shifted(right) },
        }
    }
}

/// The matching and the prices. A left vertex is a vertex under its own
/// number, a right vertex r is vertex `lefts + r`; an edge is its position in
/// the rows of the problem.
struct Kernel<'a, W> {
    problem: &'a AssignmentProblem,
    /// The number of left vertices.
    lefts: usize,
    /// What one more place at a vertex is worth. A left price starts at the
    /// worth of the first choice and only falls; a right price starts at 0, and
    /// rises only once the vertex is full.
    price: Vec<W>,
    /// Whether an edge is matched. None at the start.
    matched: Vec<bool>,
    /// Right vertex r owns places `place_start[r]..place_start[r + 1]`.
    place_start: Vec<usize>,
    /// The first of its places is free; empty rights have all of them free. A
    /// place once taken changes hands, but is never free again.
    free_place: Vec<usize>,
    /// Who has a place; without meaning while it is free.
    mates: Vec<Mate<W>>,
    search: Search<W>,
}

/// The holder of a place at a right vertex.
#[derive(Clone, Copy)]
struct Mate<W> {
    left: usize,
    edge: usize,
    worth: W,
}

/// One search; between searches all vertices are unreached and all lists empty.
struct Search<W> {
    /// The length of the shortest path known to a vertex.
    distance: Vec<W>,
    /// The last step of that path; without meaning at the start of the search.
    via: Vec<Step>,
    /// Vertices with a distance.
    reached: Vec<usize>,
    /// Vertices whose shortest path is known, by distance: their row or mates
    /// have been looked through.
    settled: Vec<usize>,
    /// Vertices to settle at the distance of the one settled last.
    ready: Vec<usize>,
    /// Vertices to settle later, by distance; an entry farther than the
    /// vertex's distance is stale.
    farther: BinaryHeap<Reverse<(W, usize)>>,
    /// Vertices settled in all searches so far.
    iterations: u64,
}

/// How a search came to a vertex.
#[derive(Clone, Copy)]
struct Step {
    /// The vertex before.
    from: usize,
    /// Into a right vertex the unmatched edge, into a left vertex the place that
    /// it holds at `from`.
    through: usize,
}

/// The nearest end of a path known to a search.
#[derive(Clone, Copy)]
struct End<W> {
    /// The length of the whole path.
    distance: W,
    /// A right vertex with room, or a left vertex, one unit of which then
    /// stays single.
    vertex: usize,
    stays_single: bool,
}

impl<W: Copy + Ord> End<W> {
    /// Whether a way in at this distance would be preferred: it is nearer, or
    /// as near and one pair more.
    fn loses_to(&self, distance: W) -> bool {
        distance < self.distance || (self.stays_single && distance == self.distance)
    }
}

impl<'a, W: Worth> Kernel<'a, W> {
    fn new(problem: &'a AssignmentProblem) -> Self {
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        let mut price = vec![W::ZERO; lefts + rights];
        let mut degree = vec![0_usize; rights];
        for (l, r, weight) in problem.edges() {
            let first_choice = &mut price[l as usize];
            *first_choice = W::of_edge(weight).max(*first_choice);
            degree[r as usize] += 1;
        }
        let mut place_start = vec![0; rights + 1];
        for (r, &capacity) in problem.right_capacity().iter().enumerate() {
            place_start[r + 1] = place_start[r] + degree[r].min(capacity as usize);
        }
        let nobody = Mate { left: 0, edge: 0, worth: W::ZERO };
        Self {
            problem,
            lefts,
            price,
            matched: vec![false; problem.edge_count()],
            free_place: place_start[..rights].to_vec(),
            mates: vec![nobody; place_start[rights]],
            place_start,
            search: Search {
                distance: vec![W::UNREACHED; lefts + rights],
                via: vec![Step { from: 0, through: 0 }; lefts + rights],
                reached: Vec::new(),
                settled: Vec::new(),
                ready: Vec::new(),
                farther: BinaryHeap::new(),
                iterations: 0,
            },
        }
    }

    /// Matches unit after unit, or decides that it stays single.
    fn match_all(&mut self, limits: &Limits) -> Stop {
        for start in 0..self.lefts {
            let degree = self.problem.row(start).0.len();
            for _ in 0..degree.min(self.problem.left_capacity()[start] as usize) {
                let end = match self.nearest_end(start, limits) {
                    Ok(end) => end,
                    Err(stop) => return stop,
                };
                self.update_prices(end.distance);
                self.augment(start, end);
                self.search.clear();
                if end.vertex == start {
                    // Nothing is nearer for the units that remain.
                    break;
                }
            }
        }
        Stop::Finished
    }

    /// Dijkstra's algorithm over the residual graph until no end can be nearer.
    fn nearest_end(&mut self, start: usize, limits: &Limits) -> Result<End<W>, Stop> {
        let mut end = End { distance: self.price[start], vertex: start, stays_single: true };
        self.search.distance[start] = W::ZERO;
        self.search.reached.push(start);
        self.search.ready.push(start);
        while let Some((vertex, distance)) = self.search.next() {
            if !end.loses_to(distance) {
                break;
            }
            if let Some(stop) = limits.reached(self.search.iterations) {
                return Err(stop);
            }
            self.search.iterations += 1;
            self.search.settled.push(vertex);
            if vertex < self.lefts {
                self.look_forward(vertex, distance, &mut end);
            } else {
                self.look_back(vertex, distance, &mut end);
            }
        }
        Ok(end)
    }

    /// From a left vertex along its unmatched edges, of length p(l) + p(r) − w.
    fn look_forward(&mut self, left: usize, distance: W, end: &mut End<W>) {
        let first_edge = self.problem.row_start()[left] as usize;
        let (rights, weights) = self.problem.row(left);
        let matched = &self.matched[first_edge..first_edge + rights.len()];
        let base = distance + self.price[left];
        for (i, ((&r, &weight), &matched)) in rights.iter().zip(weights).zip(matched).enumerate() {
            let (r, vertex) = (r as usize, self.lefts + r as usize);
            let there = base + self.price[vertex] - W::of_edge(weight);
            // In this order, since most edges end at the first two conditions.
            if matched || !end.loses_to(there) || there >= self.search.distance[vertex] {
                continue;
            }
            let step = Step { from: left, through: first_edge + i };
            if self.free_place[r] < self.place_start[r + 1] {
                self.search.reach(vertex, there, step);
                *end = End { distance: there, vertex, stays_single: false };
            } else {
                self.search.reach_and_queue(vertex, there, step, distance);
            }
        }
    }

    /// From a full right vertex along its matched edges, of length w − p(l) − p(r).
    fn look_back(&mut self, vertex: usize, distance: W, end: &mut End<W>) {
        let first_place = self.place_start[vertex - self.lefts];
        let free_place = self.free_place[vertex - self.lefts];
        let base = distance - self.price[vertex];
        for (i, mate) in self.mates[first_place..free_place].iter().enumerate() {
            let there = base + mate.worth - self.price[mate.left];
            if !end.loses_to(there) || there >= self.search.distance[mate.left] {
                continue;
            }
            let step = Step { from: vertex, through: first_place + i };
            self.search.reach_and_queue(mate.left, there, step, distance);
            let single = there + self.price[mate.left];
            if single < end.distance {
                *end = End { distance: single, vertex: mate.left, stays_single: true };
            }
        }
    }

    /// Makes the edges of the shortest paths tight. Only vertices nearer than
    /// the end change, so no other edge can come to break its condition.
    fn update_prices(&mut self, end: W) {
        for &vertex in &self.search.settled {
            let nearer = end - self.search.distance[vertex];
            let price = &mut self.price[vertex];
            *price = if vertex < self.lefts { *price - nearer } else { *price + nearer };
        }
    }

    /// Moves mates along the path: every left vertex on it takes a place at the
    /// right vertex after it.
    fn augment(&mut self, start: usize, end: End<W>) {
        let mut left = end.vertex;
        if !end.stays_single {
            let place = self.free_place[end.vertex - self.lefts];
            self.free_place[end.vertex - self.lefts] += 1;
            left = self.take(place, end.vertex);
        }
        while left != start {
            let Step { from: right, through: place } = self.search.via[left];
            self.matched[self.mates[place].edge] = false;
            left = self.take(place, right);
        }
    }

    /// Gives a place at a right vertex to the left vertex before it on the path.
    fn take(&mut self, place: usize, right: usize) -> usize {
        let Step { from: left, through: edge } = self.search.via[right];
        let weight = self.problem.row(left).1[edge - self.problem.row_start()[left] as usize];
        self.mates[place] = Mate { left, edge, worth: W::of_edge(weight) };
        self.matched[edge] = true;
        left
    }

    /// The prices, but 0 at a left vertex whose capacity is no limit to it: it
    /// is then matched by all its edges or has price 0 already. This keeps the
    /// conditions of optimality, and a bound of a stopped run small.
    fn final_prices(mut self) -> Vec<W> {
        for (l, &capacity) in self.problem.left_capacity().iter().enumerate() {
            if self.problem.row(l).0.len() <= capacity as usize {
                self.price[l] = W::ZERO;
            }
        }
        self.price
    }

    fn matching(&self) -> Matching {
        let edges = self.problem.edges().zip(&self.matched);
        Matching::new(edges.filter(|(_, matched)| **matched).map(|((l, r, _), _)| (l, r)))
    }
}

impl<W: Worth> Search<W> {
    /// Notes a shorter path to a vertex.
    fn reach(&mut self, vertex: usize, distance: W, step: Step) {
        if self.distance[vertex] == W::UNREACHED {
            self.reached.push(vertex);
        }
        self.distance[vertex] = distance;
        self.via[vertex] = step;
    }

    /// Notes a shorter path to a vertex to settle; `settling` is the distance
    /// of the vertex that it leaves.
    fn reach_and_queue(&mut self, vertex: usize, distance: W, step: Step, settling: W) {
        self.reach(vertex, distance, step);
        if distance == settling {
            self.ready.push(vertex);
        } else {
            self.farther.push(Reverse((distance, vertex)));
        }
    }

    /// The nearest vertex to settle.
    fn next(&mut self) -> Option<(usize, W)> {
        if let Some(vertex) = self.ready.pop() {
            return Some((vertex, self.distance[vertex]));
        }
        while let Some(Reverse((distance, vertex))) = self.farther.pop() {
            if distance == self.distance[vertex] {
                return Some((vertex, distance));
            }
        }
        None
    }

    fn clear(&mut self) {
        for &vertex in &self.reached {
            self.distance[vertex] = W::UNREACHED;
        }
        self.reached.clear();
        self.settled.clear();
        self.ready.clear();
        self.farther.clear();
    }
}
