//! Random and named graphs.

use crosstie::matching::general::{GeneralProblem, Mode};
use crosstie::solve::{OddSet, OddSets};

use crate::rng::Rng;

pub(crate) type Edge = (u32, u32, i64);

/// What a problem is made of, before a mode is chosen; edges have their lower end first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) vertices: usize,
    pub(crate) edges: Vec<Edge>,
}

impl Parts {
    pub(crate) fn new(vertices: usize, edges: &[Edge]) -> Self {
        Self { vertices, edges: edges.to_vec() }
    }

    pub(crate) fn problem(&self, mode: Mode) -> GeneralProblem {
        GeneralProblem::new(mode, self.vertices, self.edges.iter().copied()).unwrap()
    }

    /// The same edges with other weights.
    pub(crate) fn reweighed(&self, weight: impl Fn(i64) -> i64) -> Self {
        let edges = self.edges.iter().map(|&(a, b, w)| (a, b, weight(w))).collect();
        Self { edges, ..self.clone() }
    }

    /// The same edges in another order, some of them with their higher end first.
    pub(crate) fn shuffled(&self, rng: &mut Rng) -> Self {
        let mut other = self.clone();
        rng.shuffle(&mut other.edges);
        for edge in &mut other.edges {
            if rng.chance(1, 2) {
                *edge = (edge.1, edge.0, edge.2);
            }
        }
        other
    }

    /// The same graph with vertex v called `to[v]`.
    pub(crate) fn relabelled(&self, to: &[u32]) -> Self {
        let rename = |&(a, b, w): &Edge| {
            let (a, b) = (to[a as usize], to[b as usize]);
            (a.min(b), a.max(b), w)
        };
        Self { edges: self.edges.iter().map(rename).collect(), ..self.clone() }
    }
}

/// 0 to `count` - 1 in random order.
pub(crate) fn any_order(rng: &mut Rng, count: usize) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(count).unwrap()).collect();
    rng.shuffle(&mut order);
    order
}

/// All pairs of so many vertices, ascending.
pub(crate) fn all_pairs(vertices: usize) -> Vec<(u32, u32)> {
    let count = u32::try_from(vertices).unwrap();
    (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).collect()
}

/// The largest magnitude of a weight of so many vertices.
pub(crate) fn largest_weight(vertices: usize) -> i64 {
    i64::MAX / i64::try_from(32 * (vertices + 2)).unwrap()
}

/// A small graph: mostly up to 8, sometimes 10 vertices; any mixture of weights.
pub(crate) fn small(rng: &mut Rng) -> Parts {
    let most = *rng.pick(&[4, 6, 6, 7, 8, 8, 9, 10]);
    small_with(rng, most)
}

/// A small graph with at most so many vertices.
pub(crate) fn small_with(rng: &mut Rng, most: usize) -> Parts {
    let vertices = if rng.chance(1, 40) { rng.below(3) } else { 1 + rng.below(most) };
    let mut ends = all_pairs(vertices);
    rng.shuffle(&mut ends);
    match rng.below(9) {
        0 | 1 => {}
        // Near a tree, where what is left out or in decides.
        2 => ends.truncate(vertices + rng.below(3)),
        // Circles in threes and fives that hang together by single edges.
        3 => {
            let round = *rng.pick(&[3, 5]);
            ends.retain(|&(a, b)| {
                let near = b - a == 1 || b - a == round - 1;
                if a / round == b / round { near } else { rng.chance(1, 6) }
            });
        }
        // A few whom all others depend on.
        4 => {
            let few = 1 + rng.below_u32(3);
            ends.retain(|&(a, b)| a < few || (b - a == 1 && rng.chance(1, 3)));
        }
        // Two parts with nothing between them.
        5 => {
            let cut = rng.below_u32(u32::try_from(vertices).unwrap() + 1);
            ends.retain(|&(a, b)| (a < cut) == (b < cut));
        }
        _ => ends.truncate(rng.below(ends.len() + 1)),
    }
    let extreme = largest_weight(vertices);
    let kind = rng.below(11);
    let level = rng.within(-3, 3);
    let (step, noise) = (rng.within(1, 6), rng.within(0, 2));
    let edges = ends
        .into_iter()
        .map(|(a, b)| {
            let weight = match kind {
                0 => 0,
                1 => level,
                2 => rng.within(-1, 1),
                3 => rng.within(-3, 3),
                4 => rng.within(0, 5),
                5 => rng.within(-20, 2),
                6 => rng.within(-1_000_000_000, 1_000_000_000),
                7 => *rng.pick(&[-extreme, 0, extreme]),
                // Heavy inside, lighter outwards: odd sets within odd sets.
                8 | 9 => 40 - step * i64::from(b.div_ceil(2)) + rng.within(0, noise),
                _ => rng.within(1, 100),
            };
            (a, b, weight)
        })
        .collect();
    let order = any_order(rng, vertices);
    Parts { vertices, edges }.relabelled(&order)
}

/// The number of all graphs of so many vertices whose edges are missing or have
/// one of so many weights.
pub(crate) fn count_graphs(vertices: usize, weights: usize) -> u64 {
    let pairs = u32::try_from(vertices * vertices.saturating_sub(1) / 2).unwrap();
    (weights as u64 + 1).pow(pairs)
}

/// All graphs of so many vertices whose edges are missing or have one of these weights.
pub(crate) fn every_graph<'a>(
    vertices: usize,
    weights: &'a [i64],
) -> impl Iterator<Item = Parts> + 'a {
    let ends = all_pairs(vertices);
    (0..count_graphs(vertices, weights.len())).map(move |mut number| {
        let mut edges = Vec::new();
        for &(a, b) in &ends {
            let base = weights.len() as u64 + 1;
            let digit = usize::try_from(number % base).unwrap();
            number /= base;
            edges.extend(weights.get(digit).map(|&weight| (a, b, weight)));
        }
        Parts { vertices, edges }
    })
}

/// A set of vertices as bits, and twice its price.
pub(crate) type Priced = (u32, i64);

/// Sets of which any two are disjoint or one lies within the other, as a forest.
pub(crate) fn forest(vertices: usize, sets: &[Priced]) -> OddSets {
    let mut outer_first = sets.to_vec();
    outer_first.sort_by_key(|set| std::cmp::Reverse(set.0.count_ones()));
    // Of those that hold all of these bits the last is the smallest.
    let last_with = |bits: u32, before: usize| {
        let found = (0..before).rev().find(|&i| outer_first[i].0 & bits == bits);
        found.map(|i| u32::try_from(i).unwrap())
    };
    for (i, &(bits, _)) in outer_first.iter().enumerate() {
        for &(other, _) in &outer_first[..i] {
            assert!(other & bits == 0 || other & bits == bits, "{sets:?} cross");
        }
    }
    let of_set =
        |(i, &(bits, price)): (usize, &Priced)| OddSet { within: last_with(bits, i), price };
    OddSets {
        innermost: (0..vertices).map(|v| last_with(1 << v, outer_first.len())).collect(),
        sets: outer_first.iter().enumerate().map(of_set).collect(),
    }
}

/// Any such sets, each odd and of at least three vertices, with prices of this kind.
///
/// An odd number of odd parts makes an odd set; single vertices are odd.
pub(crate) fn any_odd_sets(
    rng: &mut Rng,
    vertices: usize,
    mut price: impl FnMut(&mut Rng) -> i64,
) -> Vec<Priced> {
    let mut parts: Vec<u32> = (0..vertices).map(|v| 1 << v).collect();
    let mut sets = Vec::new();
    while parts.len() >= 3 && !rng.chance(1, 4) {
        rng.shuffle(&mut parts);
        let most = (parts.len() - 1) / 2;
        let joined = 1 + 2 * (1 + rng.below(most.min(2)));
        let set = parts.drain(..joined).fold(0, |set, part| set | part);
        parts.push(set);
        sets.push((set, price(rng)));
        // The same set once more, now and then.
        if rng.chance(1, 12) {
            sets.push((set, price(rng)));
        }
    }
    sets
}
