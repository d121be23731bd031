//! Random and named instances.

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode};

use crate::rng::Rng;

/// What a problem is made of, before a mode is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) left: Vec<u32>,
    pub(crate) right: Vec<u32>,
    pub(crate) edges: Vec<(u32, u32, i64)>,
    /// Lower quotas of the left vertices, or empty where they are all 0.
    pub(crate) left_quota: Vec<u32>,
    /// Lower quotas of the right vertices, or empty where they are all 0.
    pub(crate) right_quota: Vec<u32>,
}

impl Parts {
    /// Without lower quotas.
    pub(crate) fn new(left: Vec<u32>, right: Vec<u32>, edges: Vec<(u32, u32, i64)>) -> Self {
        Self { left, right, edges, left_quota: Vec::new(), right_quota: Vec::new() }
    }

    pub(crate) fn of(problem: &AssignmentProblem) -> Self {
        let quotas = |side: &[u32]| {
            if side.iter().all(|&quota| quota == 0) { Vec::new() } else { side.to_vec() }
        };
        Self {
            left: problem.left_capacity().to_vec(),
            right: problem.right_capacity().to_vec(),
            edges: problem.edges().collect(),
            left_quota: quotas(problem.left_lower_quota()),
            right_quota: quotas(problem.right_lower_quota()),
        }
    }

    pub(crate) fn problem(&self, mode: Mode) -> AssignmentProblem {
        let edges = self.edges.iter().copied();
        let problem =
            AssignmentProblem::new(mode, self.left.clone(), self.right.clone(), edges).unwrap();
        if self.left_quota.is_empty() && self.right_quota.is_empty() {
            return problem;
        }
        let [left, right] = self.quotas();
        problem.with_lower_quotas(left, right).unwrap()
    }

    /// The lower quotas of both sides, one a vertex.
    pub(crate) fn quotas(&self) -> [Vec<u32>; 2] {
        let [mut left, mut right] = [&self.left_quota, &self.right_quota].map(Vec::clone);
        left.resize(self.left.len(), 0);
        right.resize(self.right.len(), 0);
        [left, right]
    }

    /// The same with these lower quotas.
    pub(crate) fn with_quotas(&self, left: Vec<u32>, right: Vec<u32>) -> Self {
        Self { left_quota: left, right_quota: right, ..self.clone() }
    }

    /// The same edges with other weights.
    pub(crate) fn reweighed(&self, weight: impl Fn(i64) -> i64) -> Self {
        let edges = self.edges.iter().map(|&(l, r, w)| (l, r, weight(w))).collect();
        Self { edges, ..self.clone() }
    }

    /// The two sides exchanged.
    pub(crate) fn transposed(&self) -> Self {
        let edges = self.edges.iter().map(|&(l, r, w)| (r, l, w)).collect();
        Self {
            left: self.right.clone(),
            right: self.left.clone(),
            edges,
            left_quota: self.right_quota.clone(),
            right_quota: self.left_quota.clone(),
        }
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
    Parts::new(left, right, edges)
}

/// The same with random lower quotas, which may be more than can be met: about three
/// in ten of them are.
pub(crate) fn with_random_quotas(rng: &mut Rng, parts: &Parts) -> Parts {
    let kind = rng.below(12);
    if kind == 0 {
        return parts.clone();
    }
    // What some matching has, and so can be met.
    let (mut left, mut right) = (vec![0_u32; parts.left.len()], vec![0_u32; parts.right.len()]);
    for &(l, r) in random_matching(rng, parts, 10).pairs() {
        left[l as usize] += 1;
        right[r as usize] += 1;
    }
    let sides = [(&mut left, &parts.left, true), (&mut right, &parts.right, false)];
    let only = rng.chance(1, 3).then(|| rng.chance(1, 2));
    for (quotas, capacities, is_left) in sides {
        if only.is_some_and(|only| only != is_left) {
            quotas.fill(0);
            continue;
        }
        for (v, (quota, &capacity)) in quotas.iter_mut().zip(capacities).enumerate() {
            let at_v = |e: &&(u32, u32, i64)| (if is_left { e.0 } else { e.1 }) as usize == v;
            let degree = u32::try_from(parts.edges.iter().filter(at_v).count()).unwrap();
            let most = capacity.min(degree);
            let once = |times: usize, of: usize, rng: &mut Rng| u32::from(rng.chance(times, of));
            *quota = match kind {
                // All of what can be met, or some of it.
                1 => *quota,
                2 => rng.below_u32(*quota + 1),
                // Few vertices, or one pair for everybody.
                3 => most.min(1) * once(1, 3, rng),
                4 => capacity.min(1) * once(1, 3, rng),
                5 => capacity.min(1),
                // As much as can be met and a little more: tight, or too much.
                6 => (*quota + once(1, 3, rng)).min(most),
                7 => (*quota + once(1, 3, rng)).min(capacity),
                // Each for itself could be met.
                8 => rng.below_u32(most + 1),
                9 => most,
                // More than there are edges, up to what the type holds.
                10 => capacity.min(degree + 1) * once(2, 3, rng),
                _ => capacity * once(1, 3, rng),
            };
        }
    }
    parts.with_quotas(left, right)
}

/// A matching of edges in random order, each taken with this chance if it fits.
/// It keeps to the capacities and need not meet the lower quotas.
pub(crate) fn random_matching(rng: &mut Rng, parts: &Parts, in_ten: usize) -> Matching {
    let (mut left, mut right) = (parts.left.clone(), parts.right.clone());
    let mut edges = parts.edges.clone();
    rng.shuffle(&mut edges);
    let mut pairs = Vec::new();
    for (l, r, _) in edges {
        let places = (&mut left[l as usize], &mut right[r as usize]);
        if *places.0 > 0 && *places.1 > 0 && rng.chance(in_ten, 10) {
            *places.0 -= 1;
            *places.1 -= 1;
            pairs.push((l, r));
        }
    }
    Matching::new(pairs)
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
    Parts::new(left, right, edges)
}
