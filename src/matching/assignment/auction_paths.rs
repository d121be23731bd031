//! Prices by an auction, then shortest augmenting paths from both sides.

use super::auction::{Auction, greatest};
use super::cover;
use super::quotas::{self, Unmet};
use super::state::{State, to_u32};
use super::tight;
use super::{AssignmentProblem, Matching, Mode};
use crate::solve::{AssignmentCertificate, Claim, Limits, Prices, Solver, Stop};

/// The first step of bids is this part of the largest weight.
const COARSE: i64 = 30;
/// They shrink by this factor, down to this part of it.
const SHRINK: i64 = 36;
const FINE: i64 = 40_000;
/// By so many steps prices are lowered before the next, smaller ones: they may have gone too far.
const SLACK: i64 = 5;
/// Where everyone is to be matched and every place taken, steps shrink by this factor down to the least one, and prices
/// stay: they say only who is worth how much more than another.
const TIGHT_SHRINK: i64 = 5;

/// From an earlier answer: paths alone, as long as they look through no more than so many times the vertices there are.
const PATIENCE: u64 = 8;

/// Exact solver by an auction and shortest augmenting paths from both sides.
///
/// The problem: choose x ∈ {0, 1} for every edge so that every vertex v has a(v) ≤ Σ x ≤ u(v), and the objective
/// of the [`Mode`] is greatest: Σ w·x, or (Σ x, Σ w·x) compared from the left.
///
/// The method, where an edge of weight w joins l and r and every vertex has a price p:
///
/// 1. Each left vertex bids for the right one that leaves it most, w − p(r), so much that the second best leaves as
///    much, and a step more. Steps shrink from a thirtieth of the largest weight to a forty-thousandth; where everyone
///    is to be matched and every place taken, to a fourth of a unit.
/// 2. Of the pairs that this makes those stay that fit the prices: w − p(l) − p(r) ≥ 0 where an edge is matched,
///    and ≤ 0 where it is not. Many paths at once follow edges where it is 0.
/// 3. What is left are vertices with room that they should not have at their price, p > 0, or with fewer pairs than their
///    lower quota. From each of them, on either side, a shortest path leads to a vertex of the other side with
///    room, or to one of its own side that can spare a pair. With the last of them the conditions of optimality of
///    linear programming hold: p > 0 only at full vertices, p < 0 only at those with no more pairs than they must have.
///
/// For most pairs first the number of pairs is settled before. Hopcroft and Karp's phases find the most pairs, and
/// Kőnig's theorem a cover C that proves them. Each edge with both ends in C is in no matching of
/// so many pairs, each with none in all of them, and each vertex of C has all its places taken (Dulmage & Mendelsohn). So the
/// weights are settled among edges with one end in C, u(v) being the lower quota of a vertex of C. There is no
/// large constant that stands for a pair.
///
/// Lower quotas are met first, one vertex after the other; where that fails, the vertices reached break Hall's condition. They
/// do not change how many pairs there can be (Mendelsohn & Dulmage).
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective, or no matching meets the lower quotas, and its
///   certificate shows it: `assignment::exact` and `assignment::quotas` against enumeration, `assignment::large`
///   by the certificate alone.
/// - A stopped claim is a matching, with a certificate of what no matching exceeds; where it was stopped before the lower
///   quotas were met, the matching does not meet them: `assignment::limits`.
/// - The same problem has the same claim, in whatever order its edges were given: `assignment::repeat`.
///
/// # Limits
/// An iteration is one bid, or one vertex looked through. The flag of the caller is looked at every 1,024 bids, and for
/// every vertex that needs a path.
///
/// # Complexity
/// O(U · m log n) time for n vertices, m edges and U = Σ min(capacity, degree) over the left vertices; mostly far less, since
/// the auction makes at most 60 bids a place wanted and leaves few paths to be found. O(n + m) memory: 12 bytes an
/// edge, 150 a left vertex, and 60 a place that can be taken.
///
/// # Determinism
/// The claim is a function of the problem, what it starts from, and the limit on iterations. An optimal
/// matching need not be unique, and another version may return another one.
///
/// # Errors
/// None: a problem is valid once it is built, and its weights leave room for every sum in here: `assignment::exact`.
///
/// # Example
/// Three reviewers, two manuscripts that need one and two of them:
/// ```
/// use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Mode};
/// use crosstie::solve::{Limits, Solver, Stop};
///
/// let fit = [(0, 0, 9), (0, 1, 8), (1, 0, 7), (2, 0, 3), (2, 1, 1)];
/// let problem = AssignmentProblem::new(Mode::HighestScore, vec![1, 1, 1], vec![1, 2], fit)?;
///
/// let claim = AuctionPaths.solve(&problem, &Limits::none());
/// assert_eq!(claim.stop, Stop::Finished);
/// assert_eq!(claim.solution.pairs(), [(0, 1), (1, 0), (2, 1)]); // 8 + 7 + 1
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// - D. P. Bertsekas, *The auction algorithm: a distributed relaxation method for the assignment problem*,
///   Annals of Operations Research 14 (1988), doi:10.1007/BF02186476.
/// - D. P. Bertsekas and D. A. Castañón, *The auction algorithm for the transportation problem*, Annals of Operations
///   Research 20 (1989): several places of one vertex.
/// - J. E. Hopcroft and R. M. Karp, *An n^5/2 algorithm for maximum matchings in bipartite graphs*,
///   SIAM Journal on Computing 2 (1973), doi:10.1137/0202019.
/// - A. L. Dulmage and N. S. Mendelsohn, *Coverings of bipartite graphs*, Canadian Journal of
///   Mathematics 10 (1958), doi:10.4153/CJM-1958-052-0.
/// - A. Pothen and C.-J. Fan, *Computing the block triangular form of a sparse matrix*, ACM Transactions on Mathematical
///   Software 16 (1990), doi:10.1145/98267.98287: many paths at once.
/// - R. K. Ahuja, T. L. Magnanti and J. B. Orlin, *Network Flows*, Prentice Hall 1993, section 9.7: shortest paths and their
///   potentials.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuctionPaths;

impl Solver<AssignmentProblem> for AuctionPaths {
    fn name(&self) -> &str {
        "auction and shortest paths"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        run(problem, None, &mut 0, limits)
    }

    /// Solves a problem from the answer to another one with the same vertices: after some weights, edges, capacities or
    /// lower quotas have changed.
    ///
    /// The objective is that of [`solve`](Solver::solve), test `assignment::warm`; which of several optimal matchings it
    /// is depends on the start. The start may be anything: what does not fit the problem is left out.
    ///
    /// Complexity: O(m), and a search for each vertex whose pairs or prices no longer fit; once those have looked through eight
    /// times as many vertices as there are, that of [`solve`](Solver::solve).
    fn solve_from(
        &self,
        problem: &AssignmentProblem,
        matching: &Matching,
        certificate: &AssignmentCertificate,
        limits: &Limits,
    ) -> Claim<AssignmentProblem> {
        run(problem, Some((matching, certificate)), &mut 0, limits)
    }
}

/// Pairs, and prices of right vertices, to start from.
type Start<'s> = (&'s Matching, &'s [i64]);

/// Solves, from an earlier answer if there is one, after so many iterations.
pub(super) fn run(
    problem: &AssignmentProblem,
    earlier: Option<(&Matching, &AssignmentCertificate)>,
    iterations: &mut u64,
    limits: &Limits,
) -> Claim<AssignmentProblem> {
    let mut state = State::new(problem);
    state.iterations = *iterations;
    let prices = earlier.and_then(|(matching, certificate)| {
        let prices = right_prices(certificate)?;
        join_all(&mut state, matching.pairs().iter().copied());
        // More than so much no price has to be.
        let most = greatest(&state)
            .saturating_mul(i64::try_from(state.price.len() + 2).unwrap_or(i64::MAX));
        Some(prices.into_iter().map(|price| price.clamp(-most, most)).collect::<Vec<_>>())
    });
    let claim = answer(&mut state, prices.as_deref(), limits);
    *iterations = state.iterations;
    claim
}

/// The prices of left vertices without what the cover adds to them.
pub(super) fn left_prices(certificate: &AssignmentCertificate) -> Option<Vec<i64>> {
    match certificate {
        AssignmentCertificate::HighestScore { prices } => Some(prices.left.clone()),
        AssignmentCertificate::MostPairs { cover_left, pair_price, prices, .. } => {
            Some(uncovered(&prices.left, cover_left, *pair_price))
        }
        AssignmentCertificate::Infeasible(_) => None,
    }
}

/// The same of right vertices.
pub(in crate::matching) fn right_prices(certificate: &AssignmentCertificate) -> Option<Vec<i64>> {
    match certificate {
        AssignmentCertificate::HighestScore { prices } => Some(prices.right.clone()),
        AssignmentCertificate::MostPairs { cover_right, pair_price, prices, .. } => {
            Some(uncovered(&prices.right, cover_right, *pair_price))
        }
        AssignmentCertificate::Infeasible(_) => None,
    }
}

fn uncovered(prices: &[i64], cover: &[bool], pair_price: i64) -> Vec<i64> {
    let cover = cover.iter().copied().chain(std::iter::repeat(false));
    let raw = |(&price, covered): (&i64, bool)| {
        if covered { price.saturating_add(pair_price) } else { price }
    };
    prices.iter().zip(cover).map(raw).collect()
}

fn answer(
    state: &mut State<'_>,
    prices: Option<&[i64]>,
    limits: &Limits,
) -> Claim<AssignmentProblem> {
    match quotas::meet(state, limits) {
        Ok(()) => {}
        Err(Unmet::Infeasible(witness)) => {
            let certificate = Some(AssignmentCertificate::Infeasible(witness));
            return Claim { solution: matching(state, &[]), certificate, stop: Stop::Finished };
        }
        Err(Unmet::Stopped(stop)) => {
            let certificate = Some(before_anything(state));
            return Claim { solution: matching(state, &[]), certificate, stop };
        }
    }
    match state.problem.mode() {
        Mode::HighestScore => highest_score(state, prices, limits),
        Mode::MostPairsFirst => most_pairs(state, prices, limits),
    }
}

fn highest_score(
    state: &mut State<'_>,
    prices: Option<&[i64]>,
    limits: &Limits,
) -> Claim<AssignmentProblem> {
    let met = matching(state, &[]);
    state.part_all();
    let stop = settle(state, prices.map(|prices| (&met, prices)), limits);
    // On the way quotas may not be met.
    let short = |vertex: usize| state.count[vertex] < state.lower[vertex];
    let unmet = stop.is_some() && (0..state.lower.len()).any(short);
    let solution = if unmet { met } else { matching(state, &[]) };
    let prices = final_prices(state, &[], |_| 0);
    let certificate = Some(AssignmentCertificate::HighestScore { prices });
    Claim { solution, certificate, stop: stop.unwrap_or(Stop::Finished) }
}

fn most_pairs(
    state: &mut State<'_>,
    prices: Option<&[i64]>,
    limits: &Limits,
) -> Claim<AssignmentProblem> {
    let stopped = cover::match_most(state, limits);
    let most = matching(state, &[]);
    if let Some(stop) = stopped {
        return Claim { solution: most, certificate: Some(before_anything(state)), stop };
    }
    let covered = cover::cover(state);
    // An edge with no end in the cover is in every matching of so many pairs.
    let mut fixed = Vec::new();
    state.part_all();
    for left in (0..state.lefts).filter(|&left| !covered[left]) {
        for &right in state.row(left).0 {
            let r = state.lefts + right as usize;
            if !covered[r] {
                fixed.push((to_u32(left), right));
                state.fix(left, r);
            }
        }
    }
    for vertex in (0..covered.len()).filter(|&vertex| covered[vertex]) {
        state.lower[vertex] = state.capacity[vertex];
    }
    state.covered.clone_from(&covered);
    let stop = settle(state, prices.map(|prices| (&most, prices)), limits);
    let certificate = Some(certificate(state, &covered, &fixed));
    let solution = if stop.is_some() { most } else { matching(state, &fixed) };
    Claim { solution, certificate, stop: stop.unwrap_or(Stop::Finished) }
}

/// Finds prices and a matching of the edges in play that fit each other; says why it stopped before that.
fn settle(state: &mut State<'_>, start: Option<Start<'_>>, limits: &Limits) -> Option<Stop> {
    if let Some((matching, prices)) = start {
        for (price, &known) in state.price[state.lefts..].iter_mut().zip(prices) {
            *price = known;
        }
        join_all(state, matching.pairs().iter().copied());
        keep(state);
        let most = state.iterations + PATIENCE * state.price.len() as u64;
        let order = (state.lefts..state.price.len()).chain(0..state.lefts);
        match fill_all(state, order, most, limits) {
            Filled::All => return None,
            Filled::Stopped(stop) => return Some(stop),
            // Too much has changed.
            Filled::Some => state.part_all(),
        }
    }
    let mut auction = Auction::new(state);
    let stopped = bid(&mut auction, state, limits);
    take(&auction, state);
    if stopped.is_some() {
        return stopped;
    }
    // Bids leave more of those on the left short, and what helps them mostly helps right ones as well.
    match fill_all(state, 0..state.price.len(), u64::MAX, limits) {
        Filled::Stopped(stop) => Some(stop),
        Filled::All | Filled::Some => None,
    }
}

enum Filled {
    All,
    /// Beyond the iterations given.
    Some,
    Stopped(Stop),
}

/// Fills who is short, in this order, as long as there are no more than so many iterations.
fn fill_all(
    state: &mut State<'_>,
    order: impl Iterator<Item = usize>,
    most: u64,
    limits: &Limits,
) -> Filled {
    tight::augment(state);
    for vertex in order {
        while state.is_short(vertex) {
            if let Some(stop) = limits.reached(state.iterations) {
                return Filled::Stopped(stop);
            }
            if state.iterations > most {
                return Filled::Some;
            }
            if !state.fill(to_u32(vertex)) {
                break;
            }
        }
    }
    Filled::All
}

/// The prices of an auction, and of its pairs those that fit them.
fn take(auction: &Auction, state: &mut State<'_>) {
    for (price, known) in state.price[state.lefts..].iter_mut().zip(auction.prices()) {
        *price = known;
    }
    join_all(state, auction.pairs());
    keep(state);
}

fn bid(auction: &mut Auction, state: &mut State<'_>, limits: &Limits) -> Option<Stop> {
    let greatest = auction.greatest();
    let mut step = (greatest / COARSE).max(auction.least());
    let mut stay = false;
    let stopped = loop {
        let before = auction.bids_left();
        let stopped = auction.pass(state, step, stay, limits);
        let left = auction.bids_left();
        // One that breaks off halfway leaves prices that are worse than those before.
        let no_more = before - left > left;
        let done = stopped.is_some() || no_more || step <= auction.least();
        if done || (step <= greatest / FINE && !auction.is_tight()) {
            break stopped;
        }
        stay = auction.is_tight();
        if stay {
            step = (step / TIGHT_SHRINK).max(auction.least());
        } else {
            auction.lower(SLACK * step);
            step = (step / SHRINK).max(auction.least());
        }
    };
    if stay {
        auction.level(state);
    }
    stopped
}

/// Matches those pairs that are edges in play, as far as there is room.
fn join_all(state: &mut State<'_>, pairs: impl Iterator<Item = (u32, u32)>) {
    for (left, right) in pairs {
        let (l, r) = (left as usize, state.lefts + right as usize);
        let (rights, weights) = state.row(l);
        let Ok(at) = rights.binary_search(&right) else { continue };
        if state.in_play(l, r) && state.has_room(l) && state.has_room(r) && !state.is_matched(l, r)
        {
            state.join(left, to_u32(r), weights[at]);
        }
    }
}

/// Left prices for right ones; of the pairs there are, only those stay that fit them.
fn keep(state: &mut State<'_>) {
    for right in state.lefts..state.price.len() {
        // Less than 0 is for who has no more than they must.
        if state.lower[right] == 0 || state.count[right] > state.lower[right] {
            state.price[right] = state.price[right].max(0);
        }
    }
    let mut parts = Vec::new();
    for left in 0..state.lefts {
        let (rights, weights) = state.row(left);
        let over = |state: &State<'_>, right: usize, weight: i64| weight - state.price[right];
        let mut best = i64::MIN;
        for (&right, &weight) in rights.iter().zip(weights) {
            let right = state.lefts + right as usize;
            let over = over(state, right, weight);
            if over > best && state.in_play(left, right) && !state.is_matched(left, right) {
                best = over;
            }
        }
        // The least price at which no edge that is unmatched would be taken.
        let must = state.count[left] <= state.lower[left] && state.lower[left] > 0;
        let least = if must { best } else { best.max(0) };
        let mates = state.mates(left).iter();
        let drops = |&&(right, weight): &&(u32, i64)| over(state, right as usize, weight) < least;
        parts.extend(mates.clone().filter(drops).map(|&(right, _)| right));
        let kept = mates.filter(|mate| !drops(mate));
        let worst = kept.map(|&(right, weight)| over(state, right as usize, weight)).min();
        for right in parts.drain(..) {
            state.part(to_u32(left), right);
        }
        let full = !state.has_room(left);
        state.price[left] = match worst {
            // All there are: any price up to what the worst of them leaves.
            Some(worst) if full || least == i64::MIN => worst,
            Some(_) => least,
            None if least == i64::MIN => 0,
            None => least,
        };
    }
}

fn matching(state: &State<'_>, fixed: &[(u32, u32)]) -> Matching {
    let lefts = to_u32(state.lefts);
    let matched = (0..lefts).flat_map(|left| {
        let mates = state.mates(left as usize).iter();
        mates.map(move |&(right, _)| (left, right - lefts))
    });
    Matching::new(matched.chain(fixed.iter().copied()))
}

/// The prices of both sides, with something added to each; at most 0 where a place is left over, all edges of the vertex
/// being matched.
fn final_prices(state: &State<'_>, fixed: &[(u32, u32)], added: impl Fn(usize) -> i64) -> Prices {
    let problem = state.problem;
    let capacities = problem.left_capacity().iter().chain(problem.right_capacity());
    let mut used = state.count.clone();
    for &(left, right) in fixed {
        used[left as usize] += 1;
        used[state.lefts + right as usize] += 1;
    }
    let price = |(vertex, &capacity): (usize, &u32)| {
        let price = state.price[vertex] + added(vertex);
        let spare = used[vertex] < capacity && !state.has_room(vertex);
        if spare { price.min(0) } else { price }
    };
    let all: Vec<i64> = capacities.enumerate().map(price).collect();
    let (left, right) = all.split_at(state.lefts);
    Prices { left: left.to_vec(), right: right.to_vec() }
}

/// A cover, and prices with λ = −M: M is added to the price of every vertex of the cover, and so
/// large that they are at least 0 and an edge with both ends in it has w + M − p(l) − p(r) ≤ 0, one with none ≥ 0. Then M
/// cancels from the bound.
fn certificate(state: &State<'_>, covered: &[bool], fixed: &[(u32, u32)]) -> AssignmentCertificate {
    let price = |vertex: usize| state.price[vertex];
    let short = |vertex: &usize| covered[*vertex];
    let mut m = (0..covered.len()).filter(short).map(|v| -price(v)).max().unwrap_or(0).max(0);
    for left in 0..state.lefts {
        let (rights, weights) = state.row(left);
        for (&right, &weight) in rights.iter().zip(weights) {
            let right = state.lefts + right as usize;
            let over = weight - price(left) - price(right);
            match (covered[left], covered[right]) {
                (true, true) => m = m.max(over),
                (false, false) => m = m.max(-over),
                _ => {}
            }
        }
    }
    let (left, right) = covered.split_at(state.lefts);
    AssignmentCertificate::MostPairs {
        cover_left: left.to_vec(),
        cover_right: right.to_vec(),
        pair_price: -m,
        prices: final_prices(state, fixed, |vertex| if covered[vertex] { m } else { 0 }),
    }
}

/// Something that holds before anything is known: every pair has a left end, and weighs at most the largest weight of it.
fn before_anything(state: &State<'_>) -> AssignmentCertificate {
    let greatest = |left| state.row(left).1.iter().copied().max().unwrap_or(0).max(0);
    let rights = state.price.len() - state.lefts;
    let prices = Prices { left: (0..state.lefts).map(greatest).collect(), right: vec![0; rights] };
    match state.problem.mode() {
        Mode::HighestScore => AssignmentCertificate::HighestScore { prices },
        Mode::MostPairsFirst => AssignmentCertificate::MostPairs {
            cover_left: vec![true; state.lefts],
            cover_right: vec![false; rights],
            pair_price: 0,
            prices,
        },
    }
}
