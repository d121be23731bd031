//! What a change to an optimal matching costs: shortest paths in its residual network.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::problem::{AssignmentProblem, Matching};
use crate::solve::{AssignmentCertificate, Mode, Problem, Side, VerifyError};

/// An optimal matching with its certificate, ready to be asked what changes cost.
///
/// # The problem
/// M is optimal. Of all matchings that contain a given pair, or that have one place more or less to use, which is the best, and how much
/// less or more is it worth?
///
/// # Method
/// The certificate gives every edge and every place a reduced cost, none below 0 in the direction in which M can be changed: an edge
/// outside M may be added, one in M removed, a place given up or taken. A change that keeps to the capacities is a way through these, so the
/// cheapest one is a shortest path. For most pairs first costs are compared as (pairs, weight): the cover of the certificate prices pairs,
/// λ and the prices price weight.
///
/// # Guarantees
/// - The loss of a forced pair is that of solving the problem anew with it: `assignment::residual`.
/// - What a place is worth is what solving the problem anew with one more, or one less, gains or loses: `assignment::residual`.
/// - Where pairs are left out of the graph, an answer says whether they could matter: `assignment::residual`.
///
/// # Complexity
/// For n vertices and m edges O(m log n) once; then a forced pair takes the part of the graph that is nearer than the way over free
/// places, mostly little; a place takes the length of its path.
///
/// # References
/// R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, 1993, chapters 9 and 12: residual networks, reduced costs and sensitivity.
///
/// # Example
/// ```
/// use crosstie::matching::assignment::{AssignmentProblem, Mode, Residual};
///
/// // Two swimmers, two trainers with one place each.
/// let fit = [(0, 0, 5), (0, 1, 1), (1, 0, 3), (1, 1, 2)];
/// let problem = AssignmentProblem::new(Mode::HighestScore, vec![1, 1], vec![1, 1], fit)?;
/// let claim = problem.solve();
/// assert_eq!(claim.solution.pairs(), [(0, 0), (1, 1)]);
/// let residual = Residual::new(&problem, &claim.solution, &claim.certificate.unwrap())?;
///
/// // Swimmer 1 with trainer 0: 3 + 1 in place of 5 + 2.
/// let change = residual.forced(1, 0, 3).unwrap();
/// assert_eq!((change.loss.pairs, change.loss.weight), (0, 3));
/// assert_eq!(change.removed, [(0, 0), (1, 1)]);
/// assert_eq!(change.added, [(0, 1), (1, 0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Residual<P> {
    problem: P,
    pairs_first: bool,
    /// What each vertex costs to give up a place, left ones first.
    price: Vec<i128>,
    /// How many pairs each vertex has.
    used: Vec<u32>,
    /// Row by row, whether an edge is in the matching.
    is_matched: Vec<bool>,
    /// The edges of each right vertex: their positions in the rows, and their left ends.
    column_start: Vec<u32>,
    column: Vec<(u32, u32)>,
    /// The position of the first edge of each left vertex.
    row_start: Vec<u32>,
    /// Distances from free places to each vertex, and back, with the vertex before and after; see `OUTSIDE`.
    from_outside: Tree,
    to_outside: Tree,
    /// What an edge of a left vertex costs at least that is not in the graph.
    unseen: Vec<i128>,
    /// What a way from free places on costs at least that has such an edge.
    unseen_from_outside: i128,
}

/// What a change takes off the objective: pairs first, where they are compared first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Loss {
    /// How many pairs fewer; 0 for the highest score.
    pub pairs: i64,
    /// By how much less the others weigh; below 0 where fewer pairs weigh more.
    pub weight: i64,
}

/// A best change, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What the objective loses by it.
    pub loss: Loss,
    /// What it loses at least, if pairs outside the graph could make a better change; else `loss`.
    pub at_least: Loss,
    /// The pairs (left, right) of the matching that go, ascending.
    pub removed: Vec<(u32, u32)>,
    /// The pairs that come, ascending.
    pub added: Vec<(u32, u32)>,
}

impl Change {
    /// Whether no better change can be had.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.at_least == self.loss
    }
}

/// Why a matching cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResidualError {
    /// The matching or the certificate is none of the problem.
    #[error("{0}")]
    Verify(VerifyError),
    /// The certificate does not prove that the matching is optimal.
    #[error("the matching is not proven optimal; solve without limits first")]
    NotOptimal,
    /// There are lower quotas.
    #[error("changes where there are lower quotas are not priced; leave the quotas out")]
    LowerQuotas,
}

/// No vertex before or after: the way begins or ends at a free place.
const OUTSIDE: u32 = u32::MAX;
/// A pair more is worth more than any weight of a path.
const PAIR: i128 = 1 << 72;
/// No way, or nothing that is not in the graph.
const NEVER: i128 = i128::MAX / 4;

#[derive(Clone, Debug, Default)]
struct Tree {
    distance: Vec<i128>,
    /// The next vertex towards free places, or [`OUTSIDE`].
    next: Vec<u32>,
}

impl<P: Borrow<AssignmentProblem>> Residual<P> {
    /// Prepares the questions.
    ///
    /// # Errors
    /// A certificate that does not prove the matching optimal; lower quotas.
    pub fn new(
        problem: P,
        matching: &Matching,
        certificate: &AssignmentCertificate,
    ) -> Result<Self, ResidualError> {
        Self::with_unseen(problem, matching, certificate, &[])
    }

    /// The same of a problem of which some pairs are left out: for each left vertex what none of these is worth more than,
    /// in weight − λ − prices; none where nothing is left out. An empty list stands for none at all.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_unseen(
        problem: P,
        matching: &Matching,
        certificate: &AssignmentCertificate,
        unseen: &[Option<i64>],
    ) -> Result<Self, ResidualError> {
        let owner = problem;
        let problem = owner.borrow();
        let mut quotas = problem.left_lower_quota().iter().chain(problem.right_lower_quota());
        if quotas.any(|&quota| quota > 0) {
            return Err(ResidualError::LowerQuotas);
        }
        let quality = problem.verify(matching, Some(certificate)).map_err(ResidualError::Verify)?;
        if !quality.is_optimal() {
            return Err(ResidualError::NotOptimal);
        }
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        let mut price = Vec::with_capacity(lefts + rights);
        match certificate {
            AssignmentCertificate::HighestScore { prices } => {
                price.extend(prices.left.iter().chain(&prices.right).map(|&p| i128::from(p)));
            }
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                let covered = PAIR + i128::from(*pair_price);
                let covers = cover_left.iter().chain(cover_right);
                let prices = prices.left.iter().chain(&prices.right);
                price.extend(
                    prices
                        .zip(covers)
                        .map(|(&p, &cover)| i128::from(p) + if cover { covered } else { 0 }),
                );
            }
            AssignmentCertificate::Infeasible(_) => return Err(ResidualError::LowerQuotas),
        }
        let pairs_first = problem.mode() == Mode::MostPairsFirst;
        let mut residual = Self {
            problem: owner,
            pairs_first,
            price,
            used: vec![0; lefts + rights],
            is_matched: Vec::new(),
            column_start: vec![0; rights + 1],
            column: Vec::new(),
            row_start: vec![0],
            from_outside: Tree::default(),
            to_outside: Tree::default(),
            unseen: Vec::new(),
            unseen_from_outside: NEVER,
        };
        residual.read(matching);
        // None of the pairs left out costs less.
        residual.unseen = (0..lefts)
            .map(|left| match unseen.get(left).copied().flatten() {
                Some(most) => -i128::from(most),
                None => NEVER,
            })
            .collect();
        residual.from_outside = residual.tree(true);
        residual.to_outside = residual.tree(false);
        let from = residual.from_outside.distance.iter().zip(&residual.unseen);
        residual.unseen_from_outside =
            from.map(|(d, unseen)| (*d).min(NEVER) + unseen).min().unwrap_or(NEVER).min(NEVER);
        Ok(residual)
    }

    fn read(&mut self, matching: &Matching) {
        let problem: &AssignmentProblem = self.problem.borrow();
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        for &(left, right) in matching.pairs() {
            self.used[left as usize] += 1;
            self.used[lefts + right as usize] += 1;
        }
        for left in 0..lefts {
            let mut mates = matching.mates(to_u32(left)).peekable();
            for &right in problem.row(left).0 {
                while mates.next_if(|&mate| mate < right).is_some() {}
                self.is_matched.push(mates.peek() == Some(&right));
                self.column_start[right as usize + 1] += 1;
            }
            self.row_start.push(to_u32(self.is_matched.len()));
        }
        for right in 0..rights {
            self.column_start[right + 1] += self.column_start[right];
        }
        let mut next = self.column_start.clone();
        self.column = vec![(0, 0); self.is_matched.len()];
        for left in 0..lefts {
            let start = self.row_start[left];
            for (at, &right) in (start..).zip(problem.row(left).0) {
                let place = &mut next[right as usize];
                self.column[*place as usize] = (at, to_u32(left));
                *place += 1;
            }
        }
    }

    fn problem(&self) -> &AssignmentProblem {
        self.problem.borrow()
    }

    fn lefts(&self) -> usize {
        self.problem().left_capacity().len()
    }

    fn capacity(&self, vertex: usize) -> u32 {
        match vertex.checked_sub(self.lefts()) {
            None => self.problem().left_capacity()[vertex],
            Some(right) => self.problem().right_capacity()[right],
        }
    }

    /// The reduced cost of a pair of this weight: at least 0 outside the matching, at most 0 in it.
    fn cost(&self, left: usize, right: usize, weight: i64) -> i128 {
        let pair = if self.pairs_first { PAIR } else { 0 };
        self.price[left] + self.price[self.lefts() + right] - pair - i128::from(weight)
    }

    /// The vertices that one leads to in the direction of changes, or against it, with what that costs: a left one by
    /// pairs that may come, a right one by pairs that may go.
    fn each_next(&self, vertex: usize, forward: bool, mut visit: impl FnMut(usize, i128)) {
        let lefts = self.lefts();
        if vertex < lefts {
            let (others, weights) = self.problem().row(vertex);
            let start = self.row_start[vertex] as usize;
            for (i, (&right, &weight)) in others.iter().zip(weights).enumerate() {
                let is_matched = self.is_matched[start + i];
                if is_matched != forward {
                    let cost = self.cost(vertex, right as usize, weight);
                    visit(lefts + right as usize, if is_matched { -cost } else { cost });
                }
            }
            return;
        }
        let right = vertex - lefts;
        let column = self.column_start[right] as usize..self.column_start[right + 1] as usize;
        for &(at, left) in &self.column[column] {
            let is_matched = self.is_matched[at as usize];
            if is_matched == forward {
                let weights = self.problem().row(left as usize).1;
                let weight = weights[(at - self.row_start[left as usize]) as usize];
                let cost = self.cost(left as usize, right, weight);
                visit(left as usize, if is_matched { -cost } else { cost });
            }
        }
    }

    /// What it costs to begin at a vertex from free places, or to end there: a free place is taken, or one is given up.
    fn step(&self, vertex: usize, begins: bool) -> Option<i128> {
        let takes = (vertex < self.lefts()) == begins;
        if takes {
            (self.used[vertex] < self.capacity(vertex)).then_some(0)
        } else {
            (self.used[vertex] > 0).then_some(self.price[vertex])
        }
    }

    /// Shortest ways between free places and all vertices.
    fn tree(&self, from: bool) -> Tree {
        let count = self.price.len();
        let mut tree = Tree { distance: vec![NEVER; count], next: vec![OUTSIDE; count] };
        let mut open = BinaryHeap::new();
        for vertex in 0..count {
            if let Some(step) = self.step(vertex, from) {
                tree.distance[vertex] = step;
                open.push(Reverse((step, vertex)));
            }
        }
        while let Some(Reverse((distance, vertex))) = open.pop() {
            if distance > tree.distance[vertex] {
                continue;
            }
            self.each_next(vertex, from, |other, cost| {
                let there = distance + cost;
                if there < tree.distance[other] {
                    tree.distance[other] = there;
                    tree.next[other] = to_u32(vertex);
                    open.push(Reverse((there, other)));
                }
            });
        }
        tree
    }

    /// The best matching with a pair of this weight, which need not be an edge of the problem. None where an end is not there or has
    /// capacity 0.
    #[must_use]
    pub fn forced(&self, left: u32, right: u32, weight: i64) -> Option<Change> {
        let lefts = self.lefts();
        let (l, r) = (left as usize, lefts.checked_add(right as usize)?);
        if l >= lefts || r >= self.price.len() || self.capacity(l) == 0 || self.capacity(r) == 0 {
            return None;
        }
        let place = self.problem().row(l).0.binary_search(&right);
        if place.is_ok_and(|at| self.is_matched[self.row_start[l] as usize + at]) {
            let none = Loss::default();
            return Some(Change { loss: none, at_least: none, removed: vec![], added: vec![] });
        }
        let own = self.cost(l, right as usize, weight);
        let over_places = self.to_outside.distance[r] + self.from_outside.distance[l];
        let (nearer, unseen) = self.nearer(r, l, over_places);
        let (length, way) = nearer.unwrap_or_else(|| {
            let mut back = self.from_outside.walk(l);
            back.reverse();
            let mut way = self.to_outside.walk(r);
            way.push(OUTSIDE);
            way.extend(back);
            (over_places, without_loop(way))
        });
        let total = own + length;
        let unseen = unseen.min(self.to_outside.distance[r] + self.unseen_from_outside);
        let at_least = total.min(own + unseen);
        Some(self.change(total, at_least, &way, Some((left, right))))
    }

    /// What one place more at a vertex gains, and how: the loss is 0 or below. None where the vertex is not there.
    #[must_use]
    pub fn place_more(&self, side: Side, vertex: u32) -> Option<Change> {
        let vertex = self.vertex(side, vertex)?;
        // The new place is taken, and the way leads from it to where one is given up, or the other way round.
        let tree = if vertex < self.lefts() { &self.to_outside } else { &self.from_outside };
        let total = (tree.distance[vertex] - self.price[vertex]).min(0);
        let mut way = if total < 0 { tree.walk(vertex) } else { Vec::new() };
        if vertex >= self.lefts() {
            way.reverse();
        }
        Some(self.change(total, total, &way, None))
    }

    /// What one place less at a vertex loses, and how; nothing where a place is free. None where the vertex is not there, or
    /// has no place.
    #[must_use]
    pub fn place_less(&self, side: Side, vertex: u32) -> Option<Change> {
        let vertex = self.vertex(side, vertex).filter(|&vertex| self.capacity(vertex) > 0)?;
        if self.used[vertex] < self.capacity(vertex) {
            return Some(self.change(0, 0, &[], None));
        }
        let tree = if vertex < self.lefts() { &self.from_outside } else { &self.to_outside };
        let mut way = tree.walk(vertex);
        if vertex < self.lefts() {
            way.reverse();
        }
        let total = self.price[vertex] + tree.distance[vertex];
        Some(self.change(total, total, &way, None))
    }

    fn vertex(&self, side: Side, vertex: u32) -> Option<usize> {
        let (first, count) = match side {
            Side::Left => (0, self.lefts()),
            Side::Right => (self.lefts(), self.price.len() - self.lefts()),
        };
        ((vertex as usize) < count).then_some(first + vertex as usize)
    }

    /// The shortest way from a right vertex to a left one without free places, and its length, if it is less than `most`; and
    /// what any costs at least that leaves the graph, as far as that is less.
    fn nearer(&self, from: usize, to: usize, most: i128) -> (Option<(i128, Vec<u32>)>, i128) {
        let least_unseen = self.unseen.iter().copied().min().unwrap_or(NEVER);
        // The rest of a way in the graph costs at least what the ways to and from free places differ by (Goldberg &
        // Harrelson 2005), and one that leaves it as much as the cheapest pair outside.
        let rest = |vertex: usize| {
            let there = self.from_outside.distance[to] - self.from_outside.distance[vertex];
            let back = self.to_outside.distance[vertex] - self.to_outside.distance[to];
            there.max(back).max(0).min(least_unseen)
        };
        let mut unseen = NEVER;
        // Only looked up, never walked: the distance of a vertex, and the one before it.
        let mut known: HashMap<usize, (i128, usize)> = HashMap::from([(from, (0, from))]);
        let mut open = BinaryHeap::from([Reverse((rest(from), 0, from))]);
        while let Some(Reverse((estimate, distance, vertex))) = open.pop() {
            if estimate >= most {
                break;
            }
            if known.get(&vertex).is_some_and(|known| known.0 < distance) {
                continue;
            }
            if vertex == to {
                let mut way = vec![to_u32(to)];
                let mut at = to;
                while let Some(&(_, before)) = known.get(&at).filter(|_| at != from) {
                    way.push(to_u32(before));
                    at = before;
                }
                way.reverse();
                return (Some((distance, way)), unseen);
            }
            if let Some(pair) = self.unseen.get(vertex) {
                unseen = unseen.min(distance + pair);
            }
            self.each_next(vertex, true, |other, cost| {
                let there = distance + cost;
                let estimate = there + rest(other);
                let is_less = known.get(&other).is_none_or(|known| there < known.0);
                if is_less && estimate < most {
                    known.insert(other, (there, vertex));
                    open.push(Reverse((estimate, there, other)));
                }
            });
        }
        (None, unseen)
    }

    fn change(
        &self,
        total: i128,
        at_least: i128,
        way: &[u32],
        forced: Option<(u32, u32)>,
    ) -> Change {
        let lefts = to_u32(self.lefts());
        let mut change = Change {
            loss: Loss::of(total),
            at_least: Loss::of(at_least),
            removed: Vec::new(),
            added: forced.into_iter().collect(),
        };
        for two in way.windows(2).filter(|two| !two.contains(&OUTSIDE)) {
            if two[0] < lefts {
                change.added.push((two[0], two[1] - lefts));
            } else {
                change.removed.push((two[1], two[0] - lefts));
            }
        }
        change.removed.sort_unstable();
        change.added.sort_unstable();
        change
    }
}

impl Tree {
    /// From a vertex to free places.
    fn walk(&self, vertex: usize) -> Vec<u32> {
        let mut way = vec![to_u32(vertex)];
        while let Some(&last) = way.last() {
            match self.next[last as usize] {
                OUTSIDE => break,
                next => way.push(next),
            }
        }
        way
    }
}

/// Two shortest ways that meet make a detour of cost 0: a change comes and goes.
fn without_loop(way: Vec<u32>) -> Vec<u32> {
    let mut at: HashMap<u32, usize> = HashMap::new();
    let mut short: Vec<u32> = Vec::new();
    for vertex in way {
        if let Some(&before) = at.get(&vertex) {
            for left_out in short.drain(before + 1..) {
                at.remove(&left_out);
            }
        } else {
            at.insert(vertex, short.len());
            short.push(vertex);
        }
    }
    short
}

impl Loss {
    /// Of a sum of costs.
    fn of(total: i128) -> Self {
        let pairs = (total + PAIR / 2).div_euclid(PAIR);
        let weight = total - pairs * PAIR;
        let fitting = |value: i128, end: i64| i64::try_from(value).unwrap_or(end);
        Self { pairs: fitting(pairs, i64::MAX), weight: fitting(weight, i64::MAX) }
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(OUTSIDE)
}
