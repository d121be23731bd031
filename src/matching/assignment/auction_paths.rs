//! Prices by an auction, then shortest augmenting paths from both sides.

use super::auction::Auction;
use super::cover;
use super::state::{State, to_u32};
use super::{AssignmentProblem, Matching, Mode};
use crate::solve::{AssignmentCertificate, Claim, Limits, Prices, Solver, Stop};

/// A step of a bid is this part of the largest weight.
const STEPS: i64 = 600;
/// Where every place is needed, steps shrink by this factor from a quarter of the largest weight down to 1.
const SHRINK: i64 = 5;

/// Exact solver by an auction and shortest augmenting paths from both sides.
///
/// The problem: as at [`SuccessiveShortestPaths`](super::SuccessiveShortestPaths).
///
/// The method: an auction with steps of a 600th of the largest weight, in which left vertices of one place bid, finds
/// prices of right vertices. What it assigned is kept where it is best for the left vertex at these prices; so every
/// edge has w − p(l) − p(r) ≤ 0, or = 0 where it is matched. What is left are vertices with room that they should not have at their price. From each of
/// them, on either side, a shortest path leads to a vertex of the other side with room, or to one of its own side that
/// may as well have room. With the last of them the conditions of optimality of linear programming hold.
///
/// For most pairs first the number of pairs is settled before: Hopcroft and Karp's phases find the most pairs, and
/// Kőnig's theorem a cover C that proves them (Dulmage & Mendelsohn 1958). Each edge with both ends in C is in no matching of
/// so many pairs, each with none in all of them; and each vertex of C has all its places taken. So the weights are
/// settled among edges with one end in C, by the same method, the price of a vertex of C being free to
/// fall below 0.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective: `assignment::exact`,
///   `assignment::large`.
/// - A stopped claim is a matching, with a certificate of what no matching exceeds: `assignment::limits`.
/// - The same problem has the same claim, in whatever order its edges were given: `assignment::repeat`.
///
/// # Limits
/// An iteration is one bid, or one vertex settled.
///
/// # Complexity
/// O(U · m log n) time after the auction, as successive shortest paths; the auction makes at most 400 bids a left vertex
/// and pass. Mostly most of U is matched by the auction. O(n + m) memory: 26 bytes an edge, 60 a vertex.
///
/// # Determinism
/// The claim is a function of the problem and the limit on iterations.
///
/// # References
/// - D. P. Bertsekas, *The auction algorithm: a distributed relaxation method for the assignment problem*,
///   Annals of Operations Research 14 (1988), doi:10.1007/BF02186476.
/// - J. E. Hopcroft and R. M. Karp, *An n^5/2 algorithm for maximum matchings in bipartite graphs*,
///   SIAM Journal on Computing 2 (1973), doi:10.1137/0202019.
/// - A. L. Dulmage and N. S. Mendelsohn, *Coverings of bipartite graphs*, Canadian Journal of
///   Mathematics 10 (1958), doi:10.4153/CJM-1958-052-0.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuctionPaths;

impl Solver<AssignmentProblem> for AuctionPaths {
    fn name(&self) -> &str {
        "auction and shortest paths"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        let mut state = State::new(problem);
        match problem.mode() {
            Mode::HighestScore => {
                let stop = settle(&mut state, false, limits).unwrap_or(Stop::Finished);
                let solution = matching(&state);
                let prices = prices(&state, |_| 0);
                let certificate = Some(AssignmentCertificate::HighestScore { prices });
                Claim { solution, certificate, stop }
            }
            Mode::MostPairsFirst => most_pairs(state, limits),
        }
    }
}

fn most_pairs(mut state: State<'_>, limits: &Limits) -> Claim<AssignmentProblem> {
    let stopped = cover::match_most(&mut state, limits);
    let most = matching(&state);
    if let Some(stop) = stopped {
        return Claim { solution: most, certificate: Some(all_lefts(&state)), stop };
    }
    let covered = cover::cover(&mut state);
    let mut needed = (0_u64, 0_u64);
    for left in 0..state.lefts {
        for edge in state.row(left) {
            let right = state.right(edge);
            let matched = state.matched[edge];
            let (l, r, e) = (to_u32(left), to_u32(right), to_u32(edge));
            match (covered[left], covered[right]) {
                (true, true) => state.in_play[edge] = false,
                // In every matching of so many pairs.
                (false, false) if matched => state.fix(l, r, e),
                _ if matched => state.part(l, r, e),
                _ => {}
            }
        }
        needed.0 += u64::from(state.capacity[left]) * u64::from(covered[left]);
    }
    let rights = state.capacity.iter().zip(&covered).skip(state.lefts);
    needed.1 = rights.filter(|(_, covered)| !**covered).map(|(&u, _)| u64::from(u)).sum();
    state.must.clone_from(&covered);
    let stop = settle(&mut state, needed.0 >= needed.1, limits);
    let solution = if stop.is_some() { most } else { matching(&state) };
    let certificate = Some(certificate(&state, &covered));
    Claim { solution, certificate, stop: stop.unwrap_or(Stop::Finished) }
}

/// Finds prices and a matching of the edges in play that fit each other; says why it stopped before that.
fn settle(state: &mut State<'_>, tight: bool, limits: &Limits) -> Option<Stop> {
    let mut auction = Auction::new(state);
    let greatest = auction.greatest();
    let mut stopped = None;
    if tight {
        let mut step = (greatest / 4).max(1);
        loop {
            stopped = auction.pass(state, step, limits);
            if stopped.is_some() || step == 1 {
                break;
            }
            step = (step / SHRINK).max(1);
        }
    } else {
        stopped = stopped.or(auction.pass(state, (greatest / STEPS).max(1), limits));
    }
    keep(state, &auction.edge_of);
    if stopped.is_some() {
        return stopped;
    }
    for vertex in (state.lefts..state.price.len()).chain(0..state.lefts) {
        while state.is_short(vertex) {
            if let Some(stop) = limits.reached(state.iterations) {
                return Some(stop);
            }
            if !state.fill(to_u32(vertex)) {
                break;
            }
        }
    }
    None
}

/// Left prices from right ones, and of the edges given those that are best for their left vertex.
fn keep(state: &mut State<'_>, edge_of: &[u32]) {
    for left in 0..state.lefts {
        let over = |edge: usize| state.weight(edge) - state.price[state.right(edge)];
        let best = state.row(left).filter(|&edge| state.in_play[edge]).map(over).max();
        let least = if state.must[left] { i64::MIN } else { 0 };
        state.price[left] = best.map_or(0, |best| best.max(least));
    }
    for (left, &given) in edge_of.iter().enumerate() {
        let given = Some(given as usize).filter(|&edge| edge < state.matched.len());
        let row = given.into_iter().chain(state.row(left));
        for edge in row {
            if !state.has_room(left) || !(state.must[left] || state.price[left] > 0) {
                break;
            }
            let right = state.right(edge);
            let tight = state.weight(edge) - state.price[right] == state.price[left];
            if tight && state.in_play[edge] && !state.matched[edge] && state.has_room(right) {
                state.join(to_u32(left), to_u32(right), to_u32(edge));
            }
        }
    }
}

fn matching(state: &State<'_>) -> Matching {
    let matched = (0..state.lefts).flat_map(|left| {
        let edges = state.row(left).filter(|&edge| state.matched[edge]);
        edges.map(move |edge| (to_u32(left), to_u32(state.right(edge) - state.lefts)))
    });
    Matching::new(matched)
}

/// The prices of both sides, with something added to each; 0 where a place is left over, all edges of the vertex being
/// matched.
fn prices(state: &State<'_>, added: impl Fn(usize) -> i64) -> Prices {
    let problem = state.problem;
    let capacities = problem.left_capacity().iter().chain(problem.right_capacity());
    let mut used = vec![0_u32; state.price.len()];
    for left in 0..state.lefts {
        for edge in state.row(left).filter(|&edge| state.matched[edge]) {
            used[left] += 1;
            used[state.right(edge)] += 1;
        }
    }
    let price = |(vertex, &capacity): (usize, &u32)| {
        let spare = used[vertex] < capacity && !state.must[vertex] && !state.has_room(vertex);
        if spare { 0 } else { state.price[vertex] + added(vertex) }
    };
    let all: Vec<i64> = capacities.enumerate().map(price).collect();
    let (left, right) = all.split_at(state.lefts);
    Prices { left: left.to_vec(), right: right.to_vec() }
}

/// A cover, and prices that are at least 0 with λ = −M: M is added to the price of every vertex of the cover, and so
/// large that an edge with both ends in it has w + M − p(l) − p(r) ≤ 0, and one with none ≥ 0. Then M cancels from the bound.
fn certificate(state: &State<'_>, covered: &[bool]) -> AssignmentCertificate {
    let price = |vertex: usize| state.price[vertex];
    let short = |vertex: &usize| covered[*vertex];
    let mut m = (0..covered.len()).filter(short).map(|v| -price(v)).max().unwrap_or(0).max(0);
    for left in 0..state.lefts {
        for edge in state.row(left) {
            let right = state.right(edge);
            let over = state.weight(edge) - price(left) - price(right);
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
        prices: prices(state, |vertex| if covered[vertex] { m } else { 0 }),
    }
}

/// Something that holds before anything is known: every pair has a left end, and weighs at most the largest weight of it.
fn all_lefts(state: &State<'_>) -> AssignmentCertificate {
    let greatest = |left| {
        let (_, weights) = state.problem.row(left);
        weights.iter().copied().max().unwrap_or(0).max(0)
    };
    AssignmentCertificate::MostPairs {
        cover_left: vec![true; state.lefts],
        cover_right: vec![false; state.price.len() - state.lefts],
        pair_price: 0,
        prices: Prices {
            left: (0..state.lefts).map(greatest).collect(),
            right: vec![0; state.price.len() - state.lefts],
        },
    }
}
