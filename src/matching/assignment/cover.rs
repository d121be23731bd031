//! The most pairs, and a cover that proves them: Hopcroft and Karp's phases with capacities, and Kőnig's theorem.

use super::AssignmentProblem;
use super::state::{NONE, State, to_u32};
use crate::solve::{Limits, Stop};

/// Not reached.
const FAR: u32 = u32::MAX - 1;

/// Matches as many pairs as there can be, one phase of shortest augmenting paths after the other, none of which takes a pair
/// from a vertex; says why it stopped before that.
///
/// O(√n·m) for one place a vertex (Hopcroft & Karp 1973), O(m) a phase.
pub(super) fn match_most(state: &mut State<'_>, limits: &Limits) -> Option<Stop> {
    match_scarce_first(state);
    loop {
        if let Some(stop) = limits.reached(state.iterations) {
            return Some(stop);
        }
        let (layer, found) = layers(state);
        if !found {
            return None;
        }
        augment_all(state, &layer);
    }
}

/// A first matching, vertices with few chances first (Karp & Sipser 1981, with places): whoever has no more edges to
/// vertices with room than room takes them all, which costs no pair. Where there is nobody like that, the
/// next left vertex takes the right one that has the fewest.
fn match_scarce_first(state: &mut State<'_>) {
    let n = state.capacity.len();
    let room = |state: &State<'_>, vertex: usize| state.capacity[vertex] - state.count[vertex];
    // How many unmatched edges lead to vertices with room.
    let mut chances = vec![0_u32; n];
    for left in (0..state.lefts).filter(|&left| state.has_room(left)) {
        for &right in state.row(left).0 {
            let right = state.lefts + right as usize;
            if state.has_room(right) && !state.is_matched(left, right) {
                chances[left] += 1;
                chances[right] += 1;
            }
        }
    }
    let is_scarce = |&vertex: &usize| chances[vertex] <= room(state, vertex);
    let mut scarce: Vec<u32> = (0..n).rev().filter(is_scarce).map(to_u32).collect();
    let mut filled: Vec<usize> = Vec::new();
    let mut next = 0;
    loop {
        if let Some(vertex) = scarce.pop() {
            let vertex = vertex as usize;
            for at in 0..state.degree(vertex) {
                if !state.has_room(vertex) {
                    break;
                }
                let (other, weight) = state.edge(vertex, at);
                if state.has_room(other) && !state.is_matched(vertex, other) {
                    take(state, (vertex, other, weight), &mut chances, &mut filled);
                }
            }
        } else if next < state.lefts {
            let open = |&(other, _): &(usize, i64)| {
                state.has_room(next) && state.has_room(other) && !state.is_matched(next, other)
            };
            let edges = (0..state.degree(next)).map(|at| state.edge(next, at));
            match edges.filter(open).min_by_key(|&(other, _)| chances[other]) {
                Some((other, weight)) => {
                    take(state, (next, other, weight), &mut chances, &mut filled);
                }
                None => next += 1,
            }
        } else {
            return;
        }
        while let Some(vertex) = filled.pop() {
            for at in 0..state.degree(vertex) {
                let (other, _) = state.edge(vertex, at);
                if state.has_room(other) && !state.is_matched(vertex, other) {
                    chances[other] -= 1;
                    if chances[other] == room(state, other) {
                        scarce.push(to_u32(other));
                    }
                }
            }
        }
    }
}

/// Matches an edge, and notes who has no room any more.
fn take(
    state: &mut State<'_>,
    (one, other, weight): (usize, usize, i64),
    chances: &mut [u32],
    filled: &mut Vec<usize>,
) {
    state.join(to_u32(one), to_u32(other), weight);
    for vertex in [one, other] {
        chances[vertex] -= 1;
        if !state.has_room(vertex) {
            filled.push(vertex);
        }
    }
}

/// How many edges lead to a vertex from left vertices with room, and whether to a right one with room. From there on
/// vertices are not told apart.
fn layers(state: &mut State<'_>) -> (Vec<u32>, bool) {
    let lefts = state.lefts;
    let mut layer = vec![FAR; state.price.len()];
    let capacities = state.problem.left_capacity();
    let mut queue: Vec<u32> =
        (0..lefts).filter(|&left| state.count[left] < capacities[left]).map(to_u32).collect();
    for &left in &queue {
        layer[left as usize] = 0;
    }
    let (mut found, mut next) = (false, 0);
    while let Some(&left) = queue.get(next) {
        next += 1;
        state.iterations += 1;
        let left = left as usize;
        for &right in state.row(left).0 {
            let right = lefts + right as usize;
            if layer[right] != FAR || state.is_matched(left, right) {
                continue;
            }
            layer[right] = layer[left] + 1;
            if state.has_room(right) {
                found = true;
            } else {
                for &(mate, _) in state.mates(right) {
                    if layer[mate as usize] == FAR {
                        layer[mate as usize] = layer[right] + 1;
                        queue.push(mate);
                    }
                }
            }
        }
    }
    (layer, found)
}

/// Augments along paths that go from layer to layer, until there is none: backwards from right vertices with room, which
/// become few, while those on the left that stay with room may be many.
fn augment_all(state: &mut State<'_>, layer: &[u32]) {
    let lefts = state.lefts;
    let mut dead = vec![false; layer.len()];
    let mut at: Vec<u32> = state.columns().to_vec();
    let is_end = |&right: &usize| layer[right] != FAR && state.has_room(right);
    let mut ends: Vec<usize> = (lefts..layer.len()).filter(is_end).collect();
    ends.sort_by_key(|&right| layer[right]);
    // (right vertex, the mate by which it was reached)
    let mut path: Vec<(usize, u32)> = Vec::new();
    for end in ends {
        while state.has_room(end) && !dead[end] {
            path.clear();
            path.push((end, NONE));
            while let Some(&(right, _)) = path.last() {
                let next = at[right - lefts];
                if next == state.columns()[right - lefts + 1] {
                    dead[right] = true;
                    path.pop();
                    continue;
                }
                let (mate, _) = state.in_column(next as usize);
                let left = mate as usize;
                let usable = layer[left] + 1 == layer[right] && !dead[left];
                if !usable || state.is_matched(left, right) {
                    at[right - lefts] += 1;
                } else if layer[left] == 0 {
                    if state.has_room(left) {
                        flip(state, &path, &at);
                        break;
                    }
                    dead[left] = true;
                } else {
                    let before = |&&(right, _): &&(u32, i64)| {
                        layer[right as usize] + 1 == layer[left] && !dead[right as usize]
                    };
                    match state.mates(left).iter().find(before) {
                        Some(&(right, _)) => path.push((right as usize, mate)),
                        None => dead[left] = true,
                    }
                }
            }
        }
    }
}

/// Every right vertex of the path takes the edge it looks at; all but the first give up the mate they came by.
fn flip(state: &mut State<'_>, path: &[(usize, u32)], at: &[u32]) {
    for &(right, through) in path.iter().skip(1) {
        state.part(through, to_u32(right));
    }
    for &(right, _) in path {
        let (left, weight) = state.in_column(at[right - state.lefts] as usize);
        state.join(left, to_u32(right), weight);
    }
}

/// A least cover of a problem without lower quotas, left vertices before right ones; why it stopped before that.
pub(in crate::matching) fn least_cover(
    problem: &AssignmentProblem,
    limits: &Limits,
) -> Result<Vec<bool>, Stop> {
    let mut state = State::new(problem);
    match match_most(&mut state, limits) {
        Some(stop) => Err(stop),
        None => Ok(cover(&mut state)),
    }
}

/// With the most pairs matched: a set of vertices whose places, with the edges that it leaves uncovered, are as many as
/// the pairs.
pub(super) fn cover(state: &mut State<'_>) -> Vec<bool> {
    let (layer, _) = layers(state);
    let of = |(vertex, layer): (usize, &u32)| (vertex < state.lefts) == (*layer == FAR);
    layer.iter().enumerate().map(of).collect()
}
