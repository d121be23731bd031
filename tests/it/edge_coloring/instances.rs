//! Instances by shape.

use crosstie::matching::edge_coloring::EdgeColoringProblem;

use crate::rng::Rng;

/// Edges, and the capacities of both sides.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
    pub(super) edges: Vec<(u32, u32)>,
}

impl Parts {
    pub(super) fn problem(&self) -> EdgeColoringProblem {
        EdgeColoringProblem::new(self.left.len(), self.right.len(), self.edges.iter().copied())
            .unwrap()
            .with_capacities(self.left.clone(), self.right.clone())
            .unwrap()
    }

    /// With capacity 1 everywhere.
    pub(super) fn plain(lefts: usize, rights: usize, edges: Vec<(u32, u32)>) -> Self {
        Self { left: vec![1; lefts], right: vec![1; rights], edges }
    }

    pub(super) fn with_random_capacities(mut self, rng: &mut Rng) -> Self {
        for capacity in self.left.iter_mut().chain(&mut self.right) {
            *capacity = 1 + rng.below_u32(4);
        }
        self
    }
}

/// Any edges, mostly with parallel ones and vertices without any.
pub(super) fn any(rng: &mut Rng) -> Parts {
    let (lefts, rights) = (1 + rng.below(9), 1 + rng.below(9));
    let edges = rng.below(45);
    let edge = |rng: &mut Rng| (number(rng.below(lefts)), number(rng.below(rights)));
    Parts::plain(lefts, rights, (0..edges).map(|_| edge(rng)).collect())
}

/// Every vertex has the same degree, next to a power of two or any.
pub(super) fn regular(rng: &mut Rng) -> Parts {
    let vertices = 1 + rng.below(7);
    let power = 1 << (1 + rng.below(4));
    let small = 1 + rng.below(12);
    let degree = *rng.pick(&[power - 1, power, power + 1, small]);
    let mut edges = Vec::new();
    for _ in 0..degree {
        let mut mates: Vec<usize> = (0..vertices).collect();
        rng.shuffle(&mut mates);
        edges.extend(mates.into_iter().enumerate().map(|(l, r)| (number(l), number(r))));
    }
    rng.shuffle(&mut edges);
    Parts::plain(vertices, vertices, edges)
}

/// One vertex that has much more edges than all others.
pub(super) fn star(rng: &mut Rng) -> Parts {
    let rights = 1 + rng.below(30);
    let mut parts = any(rng);
    parts.right.resize(parts.right.len().max(rights), 1);
    parts.edges.extend((0..rights).map(|r| (0, number(r))));
    rng.shuffle(&mut parts.edges);
    parts
}

/// Sides of very different size, each left vertex with the same few edges.
pub(super) fn stays(rng: &mut Rng) -> Parts {
    let (people, hosts, each) = (1 + rng.below(30), 1 + rng.below(4), 1 + rng.below(5));
    let edge = |rng: &mut Rng, i: usize| (number(i / each), number(rng.below(hosts)));
    let edges = (0..people * each).map(|i| edge(rng, i)).collect();
    let mut parts = Parts::plain(people, hosts, edges);
    parts.right.fill(number(1 + rng.below(people)));
    parts
}

pub(super) const SHAPES: [fn(&mut Rng) -> Parts; 4] = [any, regular, star, stays];

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap()
}
