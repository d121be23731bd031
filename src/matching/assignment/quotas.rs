//! A matching that meets the lower quotas, or Hall's condition broken.

use super::Side;
use super::state::{NONE, State, to_u32};
use crate::solve::{HallWitness, Limits, Stop};

/// Why a matching does not meet the lower quotas.
pub(super) enum Unmet {
    /// None does.
    Infeasible(HallWitness),
    /// The search was stopped.
    Stopped(Stop),
}

/// Matches edges until every vertex has the pairs that it must have, if there is such a matching.
///
/// One vertex after the other, left ones first, raises its number of pairs along an alternating path. It ends where
/// somebody has room on the other side or pairs to spare on its own, so that nobody else falls below what they must have
/// (Mendelsohn & Dulmage 1958). Where there is none, the vertices reached break Hall's condition.
///
/// O(a·m) time for lower quotas of a in all.
pub(super) fn meet(state: &mut State<'_>, limits: &Limits) -> Result<(), Unmet> {
    let n = state.lower.len();
    if state.lower.iter().all(|&lower| lower == 0) {
        return Ok(());
    }
    // The vertex that each was reached from, and the weight of the edge.
    let mut via = vec![(NONE, 0); n];
    let mut reached = Vec::new();
    for vertex in 0..n {
        while state.count[vertex] < state.lower[vertex] {
            if let Some(stop) = limits.reached(state.iterations) {
                return Err(Unmet::Stopped(stop));
            }
            let end = search(state, to_u32(vertex), &mut via, &mut reached);
            match end {
                Some(end) => flip(state, to_u32(vertex), end, &via),
                None => return Err(Unmet::Infeasible(witness(state, vertex, &reached))),
            }
            for vertex in reached.drain(..) {
                via[vertex as usize] = (NONE, 0);
            }
        }
    }
    Ok(())
}

/// The end of a path by which a vertex gets one pair more.
fn search(
    state: &mut State<'_>,
    start: u32,
    via: &mut [(u32, i64)],
    reached: &mut Vec<u32>,
) -> Option<u32> {
    via[start as usize] = (start, 0);
    reached.push(start);
    let mut next = 0;
    while let Some(&vertex) = reached.get(next) {
        next += 1;
        state.iterations += 1;
        let v = vertex as usize;
        if state.is_left(vertex) == state.is_left(start) {
            if vertex != start && state.count[v] > state.lower[v] {
                return Some(vertex);
            }
            for at in 0..state.degree(v) {
                let (other, weight) = state.edge(v, at);
                if via[other].0 == NONE && !state.is_matched(v, other) {
                    via[other] = (vertex, weight);
                    reached.push(to_u32(other));
                    if state.has_room(other) {
                        return Some(to_u32(other));
                    }
                }
            }
        } else {
            for &(mate, weight) in state.mates(v) {
                if via[mate as usize].0 == NONE {
                    via[mate as usize] = (vertex, weight);
                    reached.push(mate);
                }
            }
        }
    }
    None
}

/// Changes matched and unmatched edges along the path to an end.
fn flip(state: &mut State<'_>, start: u32, end: u32, via: &[(u32, i64)]) {
    let mut vertex = end;
    let mut joins = Vec::new();
    while vertex != start {
        let (before, weight) = via[vertex as usize];
        if state.is_left(vertex) == state.is_left(start) {
            state.part(before, vertex);
        } else {
            joins.push((before, vertex, weight));
        }
        vertex = before;
    }
    for (before, vertex, weight) in joins {
        state.join(before, vertex, weight);
    }
}

fn witness(state: &State<'_>, start: usize, reached: &[u32]) -> HallWitness {
    let side = if start < state.lefts { Side::Left } else { Side::Right };
    let mut is_in = vec![false; state.lower.len()];
    for &vertex in reached {
        is_in[vertex as usize] = true;
    }
    let (left, right) = is_in.split_at(state.lefts);
    HallWitness { side, left: left.to_vec(), right: right.to_vec() }
}
