//! Random and named instances.

use crosstie::matching::assignment::{AssignmentProblem, Mode};

use crate::rng::Rng;

/// What a problem is made of, before a mode is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) left: Vec<u32>,
    pub(crate) right: Vec<u32>,
    pub(crate) edges: Vec<(u32, u32, i64)>,
}

impl Parts {
    pub(crate) fn of(problem: &AssignmentProblem) -> Self {
        Self {
            left: problem.left_capacity().to_vec(),
            right: problem.right_capacity().to_vec(),
            edges: problem.edges().collect(),
        }
    }

    pub(crate) fn problem(&self, mode: Mode) -> AssignmentProblem {
        let edges = self.edges.iter().copied();
        AssignmentProblem::new(mode, self.left.clone(), self.right.clone(), edges).unwrap()
    }

    /// The same edges with other weights.
    pub(crate) fn reweighed(&self, weight: impl Fn(i64) -> i64) -> Self {
        let edges = self.edges.iter().map(|&(l, r, w)| (l, r, weight(w))).collect();
        Self { edges, ..self.clone() }
    }

    /// The two sides exchanged.
    pub(crate) fn transposed(&self) -> Self {
        let edges = self.edges.iter().map(|&(l, r, w)| (r, l, w)).collect();
        Self { left: self.right.clone(), right: self.left.clone(), edges }
    }
}

/// The largest magnitude of a weight of so many vertices and at most so many pairs.
pub(crate) fn largest_weight(lefts: usize, rights: usize, pairs: usize) -> i64 {
    i64::MAX / i64::try_from((8 * (lefts + rights + 2)).max(pairs)).unwrap()
}

/// A small instance: up to 6 × 4 vertices; any mixture of capacities and weights.
pub(crate) fn small(rng: &mut Rng) -> Parts {
    if rng.chance(1, 8) { small_with(rng, 6, 18) } else { small_with(rng, 4, 16) }
}

/// A small instance with at most so many vertices a side and edges.
pub(crate) fn small_with(rng: &mut Rng, vertices: u32, edges: usize) -> Parts {
    let side = |rng: &mut Rng| {
        let count = if rng.chance(1, 25) { 0 } else { 1 + rng.below(vertices as usize) };
        let kind = rng.below(6);
        (0..count)
            .map(|_| match kind {
                0..=2 => 1,
                3 => rng.below_u32(4),
                4 => 1 + rng.below_u32(3),
                // More than any degree, up to what the type holds.
                _ => *rng.pick(&[0, 1, 2, 9, u32::MAX]),
            })
            .collect::<Vec<u32>>()
    };
    let (left, right) = (side(rng), side(rng));
    let mut ends = Vec::new();
    for l in 0..u32::try_from(left.len()).unwrap() {
        for r in 0..u32::try_from(right.len()).unwrap() {
            ends.push((l, r));
        }
    }
    rng.shuffle(&mut ends);
    // All of them one time in four, else any number.
    let kept = if rng.chance(1, 4) { ends.len() } else { rng.below(ends.len() + 1) };
    ends.truncate(kept.min(edges));
    let extreme = largest_weight(left.len(), right.len(), ends.len());
    let kind = rng.below(9);
    let level = rng.within(-3, 3);
    let edges = ends
        .into_iter()
        .map(|(l, r)| {
            let weight = match kind {
                0 => 0,
                1 => level,
                2 => rng.within(-1, 1),
                3 => rng.within(-3, 3),
                4 => rng.within(0, 5),
                5 => rng.within(-20, 2),
                6 => rng.within(-1_000_000_000, 1_000_000_000),
                7 => *rng.pick(&[-extreme, 0, extreme]),
                _ => rng.within(1, 100),
            };
            (l, r, weight)
        })
        .collect();
    Parts { left, right, edges }
}

/// Random rows: `degree` different right vertices for every left vertex.
pub(crate) fn sparse(
    rng: &mut Rng,
    left: Vec<u32>,
    right: Vec<u32>,
    degree: usize,
    mut weight: impl FnMut(&mut Rng, u32, u32) -> i64,
) -> Parts {
    let mut order: Vec<u32> = (0..u32::try_from(right.len()).unwrap()).collect();
    let mut edges = Vec::with_capacity(left.len() * degree);
    for l in 0..u32::try_from(left.len()).unwrap() {
        for i in 0..degree {
            let j = i + rng.below(order.len() - i);
            order.swap(i, j);
            edges.push((l, order[i], weight(rng, l, order[i])));
        }
    }
    Parts { left, right, edges }
}
