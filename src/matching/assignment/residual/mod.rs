//! What a change to an optimal matching costs: shortest paths in its residual network.

mod hubs;

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use self::hubs::Hub;
use super::problem::{AssignmentError, AssignmentProblem, Matching};
use crate::error::Errors;
use crate::solve::{AssignmentCertificate, Mode, Problem, Side, VerifyError};

pub(in crate::matching) use self::hubs::Bound;

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
/// Where weights are often equal, most vertices reach one another at no cost. These, and the free places, are hubs: the shortest ways to and
/// from each are found once. The shortest way between two vertices leads over a hub, or is nearer than that; what the ways to and from hubs
/// differ by bounds what the rest of a way costs (Goldberg and Harrelson), so that few vertices are looked at for it.
///
/// # Guarantees
/// - The loss of a forced pair is that of solving the problem anew with it: `assignment::residual`.
/// - What a place is worth is what solving the problem anew with one more, or one less, gains or loses: `assignment::residual`.
/// - Where pairs are left out of the graph, an answer says whether they could matter: `assignment::residual`.
///
/// # Complexity
/// For n vertices and m edges O(m log n) once; then a forced pair takes the part of the graph that is nearer than the way over a
/// hub, often nothing; a place takes the length of its path.
///
/// # References
/// - R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, 1993, chapters 9 and 12: residual networks, reduced costs and
///   sensitivity.
/// - A. V. Goldberg and C. Harrelson, *Computing the shortest path: A\* search meets graph theory*, SODA 2005: landmarks.
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
    /// What all ways may lead over: free places first.
    hubs: Vec<Hub>,
    /// Whether a vertex can be reached from a hub, and the hub from it, at no cost.
    in_hub: Vec<bool>,
    /// What an edge of a left vertex costs at least that is not in the graph.
    unseen: Vec<i128>,
    /// Whether no such edge makes a way to or from a hub shorter.
    is_complete: bool,
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
    /// The pairs are too many, or weigh too much.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
}

/// No vertex before or after: the way begins or ends at a free place.
const OUTSIDE: u32 = u32::MAX;
/// A pair more is worth more than any weight of a path.
const PAIR: i128 = 1 << 72;
/// No way, or nothing that is not in the graph.
pub(in crate::matching) const NEVER: i128 = i128::MAX / 4;
/// Pairs of a left vertex that are not in the graph and cost less than this: right ends and weights.
pub(in crate::matching) type More<'m> = dyn Fn(u32, i128) -> Vec<(u32, i64)> + 'm;

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
            hubs: Vec::new(),
            in_hub: vec![false; lefts + rights],
            unseen: Vec::new(),
            is_complete: false,
        };
        residual.read(matching);
        // None of the pairs left out costs less.
        residual.unseen = (0..lefts)
            .map(|left| match unseen.get(left).copied().flatten() {
                Some(most) => -i128::from(most),
                None => NEVER,
            })
            .collect();
        residual.add_hub(None);
        for pivot in residual.pivots() {
            residual.add_hub(Some(pivot));
        }
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

    /// Whether a pair is in the matching.
    fn holds(&self, left: usize, right: u32) -> bool {
        let place = self.problem().row(left).0.binary_search(&right);
        place.is_ok_and(|at| self.is_matched[self.row_start[left] as usize + at])
    }

    /// The best matching with a pair of this weight, which need not be an edge of the problem. None where an end is not there or has
    /// capacity 0.
    #[must_use]
    pub fn forced(&self, left: u32, right: u32, weight: i64) -> Option<Change> {
        self.forced_among(left, right, weight, None)
    }

    /// The same, where pairs that are not in the graph can be asked for.
    pub(in crate::matching) fn forced_among(
        &self,
        left: u32,
        right: u32,
        weight: i64,
        more: Option<&More<'_>>,
    ) -> Option<Change> {
        let lefts = self.lefts();
        let (l, r) = (left as usize, lefts.checked_add(right as usize)?);
        if l >= lefts || r >= self.price.len() || self.capacity(l) == 0 || self.capacity(r) == 0 {
            return None;
        }
        if self.holds(l, right) {
            let none = Loss::default();
            return Some(Change { loss: none, at_least: none, removed: vec![], added: vec![] });
        }
        let own = self.cost(l, right as usize, weight);
        let over = |hub: &Hub| (hub.to.distance[r] + hub.from.distance[l]).min(NEVER);
        let over = self.hubs.iter().map(|hub| (over(hub), hub)).min_by_key(|over| over.0);
        let (most, hub) = over?; // free places are a hub
        let (nearer, unseen) = self.nearer(r, l, most, more);
        let (length, way) = nearer.unwrap_or_else(|| (most, hub.way(r, l)));
        let total = own + length;
        let at_least = total.min(own + unseen);
        Some(self.change(total, at_least, &way, Some((left, right))))
    }

    /// What a pair of this weight costs at least, by the ways to and from hubs; none where an end is not there.
    #[must_use]
    pub(crate) fn forced_at_least(&self, left: u32, right: u32, weight: i64) -> Option<Loss> {
        let (l, r) = (self.vertex(Side::Left, left)?, self.vertex(Side::Right, right)?);
        let outside = self.hubs.first()?;
        // The ways to and from other hubs do not lead over free places.
        let rest = self.rest(r, l).min(outside.to.distance[r] + outside.from.distance[l]);
        Some(Loss::of(self.cost(l, right as usize, weight) + rest))
    }

    /// What one place more at a vertex gains, and how: the loss is 0 or below. None where the vertex is not there.
    #[must_use]
    pub fn place_more(&self, side: Side, vertex: u32) -> Option<Change> {
        let vertex = self.vertex(side, vertex)?;
        // The new place is taken, and the way leads from it to where one is given up, or the other way round.
        let outside = self.hubs.first()?;
        let tree = if vertex < self.lefts() { &outside.to } else { &outside.from };
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
        let outside = self.hubs.first()?;
        let tree = if vertex < self.lefts() { &outside.from } else { &outside.to };
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

    /// The shortest way from a right vertex to a left one that is less than `most`, which those over hubs are not, and its
    /// length; and what any costs at least that leaves the graph, as far as that is less.
    fn nearer(
        &self,
        from: usize,
        to: usize,
        most: i128,
        more: Option<&More<'_>>,
    ) -> (Option<(i128, Vec<u32>)>, i128) {
        // A way that leaves the graph may get by with the cheapest pair outside.
        let (least_unseen, mut unseen) = if self.is_complete {
            (NEVER, NEVER)
        } else {
            let over = self.hubs.iter().map(|hub| hub.to.distance[from] + hub.unseen).min();
            (self.unseen.iter().copied().min().unwrap_or(NEVER), over.unwrap_or(NEVER))
        };
        let rest = |vertex: usize| self.rest(vertex, to).min(least_unseen);
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
            let mut reach = |other: usize, cost: i128| {
                let there = distance + cost;
                let is_less = known.get(&other).is_none_or(|known| there < known.0);
                if is_less && !self.in_hub[other] {
                    let estimate = there + rest(other);
                    if estimate < most {
                        known.insert(other, (there, vertex));
                        open.push(Reverse((estimate, there, other)));
                    }
                }
            };
            self.each_next(vertex, true, &mut reach);
            if let Some(least) = self.unseen.get(vertex).map(|pair| distance + pair) {
                match more {
                    Some(more) if least < most => {
                        for (right, weight) in more(to_u32(vertex), most - distance) {
                            if self.holds(vertex, right) {
                                continue;
                            }
                            let cost = self.cost(vertex, right as usize, weight);
                            reach(self.lefts() + right as usize, cost);
                        }
                    }
                    Some(_) => {}
                    None => unseen = unseen.min(least),
                }
            }
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

impl Loss {
    /// Of a sum of costs.
    fn of(total: i128) -> Self {
        let (pairs, weight) = split(total);
        let fitting = |value: i128, end: i64| i64::try_from(value).unwrap_or(end);
        Self { pairs: fitting(pairs, i64::MAX), weight: fitting(weight, i64::MAX) }
    }
}

/// So many pairs, and a weight.
fn split(total: i128) -> (i128, i128) {
    let pairs = (total + PAIR / 2).div_euclid(PAIR);
    (pairs, total - pairs * PAIR)
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(OUTSIDE)
}
