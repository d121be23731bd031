//! The most pairs, and a cover that proves them: Hopcroft and Karp's phases with capacities, and Kőnig's theorem.

use super::state::{NONE, State, to_u32};
use crate::solve::{Limits, Stop};

/// Not reached.
const FAR: u32 = u32::MAX;

/// Matches as many pairs as there can be, one phase of shortest augmenting paths after the other; says why it
/// stopped before that.
///
/// O(√n·m) for one place a vertex (Hopcroft & Karp 1973), O(m) a phase.
pub(super) fn match_most(state: &mut State<'_>, limits: &Limits) -> Option<Stop> {
    for left in 0..state.lefts {
        for edge in state.row(left) {
            if !state.has_room(left) {
                break;
            }
            let right = state.right(edge);
            if state.has_room(right) {
                state.join(to_u32(left), to_u32(right), to_u32(edge));
            }
        }
    }
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
        for edge in state.row(left) {
            let right = state.right(edge);
            if state.matched[edge] || layer[right] != FAR {
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

/// Augments along paths that go from layer to layer, until there is none.
fn augment_all(state: &mut State<'_>, layer: &[u32]) {
    let mut dead = vec![false; layer.len()];
    let mut at: Vec<usize> = (0..state.lefts).map(|left| state.row(left).start).collect();
    // (left vertex, the matched edge by which it was reached)
    let mut path: Vec<(usize, u32)> = Vec::new();
    for root in 0..state.lefts {
        while state.has_room(root) && layer[root] == 0 && !dead[root] {
            path.clear();
            path.push((root, NONE));
            while let Some(&(left, _)) = path.last() {
                let Some(edge) = state.row(left).find(|&edge| edge >= at[left]) else {
                    dead[left] = true;
                    path.pop();
                    continue;
                };
                let right = state.right(edge);
                if state.matched[edge] || layer[right] != layer[left] + 1 || dead[right] {
                    at[left] += 1;
                } else if state.has_room(right) {
                    flip(state, &path, &at);
                    break;
                } else {
                    let further = |&&(mate, _): &&(u32, u32)| {
                        layer[mate as usize] == layer[right] + 1 && !dead[mate as usize]
                    };
                    match state.mates(right).iter().find(further) {
                        Some(&(mate, through)) => path.push((mate as usize, through)),
                        None => {
                            dead[right] = true;
                            at[left] += 1;
                        }
                    }
                }
            }
        }
    }
}

/// Every left vertex of the path takes the edge it looks at; all but the first give up the one they came by.
fn flip(state: &mut State<'_>, path: &[(usize, u32)], at: &[usize]) {
    for &(left, through) in path.iter().skip(1) {
        let right = state.right(through as usize);
        state.part(to_u32(left), to_u32(right), through);
    }
    for &(left, _) in path {
        let edge = at[left];
        let right = state.right(edge);
        state.join(to_u32(left), to_u32(right), to_u32(edge));
    }
}

/// With the most pairs matched: a set of vertices whose places, with the edges that it leaves uncovered, are as many as
/// the pairs.
pub(super) fn cover(state: &mut State<'_>) -> Vec<bool> {
    let (layer, _) = layers(state);
    let of = |(vertex, layer): (usize, &u32)| (vertex < state.lefts) == (*layer == FAR);
    layer.iter().enumerate().map(of).collect()
}
