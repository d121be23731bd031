//! Where all ways lead: the shortest ways to and from hubs.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{NEVER, OUTSIDE, PAIR, Residual, split, to_u32};
use crate::matching::assignment::problem::AssignmentProblem;
use crate::solve::Side;

/// So many hubs beside free places.
const MOST_HUBS: usize = 1;

/// Vertices that changes lead to and from each other at no cost, with the shortest ways from them to every vertex, and back.
#[derive(Clone, Debug)]
pub(super) struct Hub {
    pub(super) from: Tree,
    pub(super) to: Tree,
    /// What a way from here on costs at least that has an edge outside the graph.
    pub(super) unseen: i128,
}

#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) distance: Vec<i128>,
    /// The next vertex towards the hub, or [`OUTSIDE`].
    next: Vec<u32>,
}

/// What no pair is worth more than, where no pair beside those of the graph makes a way to or from a hub shorter: the bounds on
/// its two ends together. [`NEVER`] where there is none, and −[`NEVER`] where any pair makes a way.
#[derive(PartialEq)]
pub(in crate::matching) struct Bound {
    pub(in crate::matching) left: Vec<i128>,
    pub(in crate::matching) right: Vec<i128>,
}

impl Bound {
    /// A bound as so many pairs and a weight.
    pub(in crate::matching) fn split(&self, bound: i128) -> (i128, i128) {
        split(bound)
    }
}

impl<P: Borrow<AssignmentProblem>> Residual<P> {
    pub(super) fn add_hub(&mut self, pivot: Option<usize>) {
        let (from, to) = (self.tree(pivot, true), self.tree(pivot, false));
        for (v, is_in) in self.in_hub.iter_mut().enumerate() {
            *is_in |= from.distance[v] == 0 && to.distance[v] == 0;
        }
        let unseen = from.distance.iter().zip(&self.unseen).map(|(d, unseen)| d + unseen);
        let unseen = unseen.min().unwrap_or(NEVER).min(NEVER);
        self.hubs.push(Hub { from, to, unseen });
    }

    /// Of the largest sets of vertices that changes lead from and to each other at no cost, one vertex each: where scores are
    /// often equal, most vertices are in one.
    pub(super) fn pivots(&self) -> Vec<usize> {
        let mut free = DiGraph::<(), (), u32>::default();
        let mut ties = vec![0_u32; self.price.len()];
        for _ in &self.price {
            free.add_node(());
        }
        for vertex in (0..self.price.len()).filter(|&v| !self.in_hub[v]) {
            self.each_next(vertex, true, |other, cost| {
                if cost == 0 && !self.in_hub[other] {
                    free.add_edge(NodeIndex::new(vertex), NodeIndex::new(other), ());
                    ties[vertex] += 1;
                    ties[other] += 1;
                }
            });
        }
        let mut sets = kosaraju_scc(&free);
        sets.retain(|set| set.len() > 1);
        sets.sort_by_key(|set| (Reverse(set.len()), set.iter().min().copied()));
        let busiest = |set: &Vec<NodeIndex>| {
            set.iter().map(|v| v.index()).max_by_key(|&v| (ties[v], Reverse(v)))
        };
        sets.iter().take(MOST_HUBS).filter_map(busiest).collect()
    }

    /// For the ways from and to each hub, what an edge must be worth more than to make one shorter.
    pub(in crate::matching) fn bounds(&self) -> impl Iterator<Item = Bound> + '_ {
        let pair = if self.pairs_first { PAIR } else { 0 };
        let trees = self.hubs.iter().flat_map(|hub| [(&hub.from, 1), (&hub.to, -1)]);
        trees.map(move |(tree, sign)| {
            let of = |vertex: usize, sign: i128, less: i128| match tree.distance[vertex] {
                NEVER => sign * NEVER,
                distance => self.price[vertex] + sign * distance - less,
            };
            let (lefts, all) = (self.lefts(), self.price.len());
            Bound {
                left: (0..lefts).map(|v| of(v, sign, pair)).collect(),
                right: (lefts..all).map(|v| of(v, -sign, 0)).collect(),
            }
        })
    }

    /// No edge outside the graph makes a way to or from a hub shorter.
    pub(in crate::matching) fn completed(mut self) -> Self {
        self.is_complete = true;
        self
    }

    pub(in crate::matching) fn is_in_hub(&self, side: Side, vertex: u32) -> bool {
        self.vertex(side, vertex).is_some_and(|vertex| self.in_hub[vertex])
    }

    /// What it costs to begin at a vertex from free places, or to end there: a free place is taken, or one is given up.
    fn step(&self, vertex: usize, begins: bool) -> Option<i128> {
        let takes = (vertex < self.lefts()) == begins;
        if takes {
            (self.used[vertex] < self.capacity(vertex)).then_some(0)
        } else {
            (self.used[vertex] > 0).then_some(self.price[vertex])
        }
    }

    /// Shortest ways between a vertex, or free places, and all vertices; of equals those of the fewest edges.
    fn tree(&self, pivot: Option<usize>, from: bool) -> Tree {
        let count = self.price.len();
        let mut tree = Tree { distance: vec![NEVER; count], next: vec![OUTSIDE; count] };
        let mut edges = vec![0_u32; count];
        let mut open = BinaryHeap::new();
        for vertex in 0..count {
            let step = match pivot {
                None => self.step(vertex, from),
                Some(pivot) => (pivot == vertex).then_some(0),
            };
            if let Some(step) = step {
                tree.distance[vertex] = step;
                open.push(Reverse((step, 0, vertex)));
            }
        }
        while let Some(Reverse((distance, so_many, vertex))) = open.pop() {
            if (distance, so_many) > (tree.distance[vertex], edges[vertex]) {
                continue;
            }
            self.each_next(vertex, from, |other, cost| {
                let there = (distance + cost, so_many + 1);
                if there < (tree.distance[other], edges[other]) {
                    (tree.distance[other], edges[other]) = there;
                    tree.next[other] = to_u32(vertex);
                    open.push(Reverse((there.0, there.1, other)));
                }
            });
        }
        tree
    }

    /// What the rest of a way to a vertex that is not over free places costs at least: what the ways to and from a hub differ by (Goldberg & Harrelson 2005).
    pub(super) fn rest(&self, vertex: usize, to: usize) -> i128 {
        let mut least = 0;
        for Hub { from: out, to: back, .. } in &self.hubs {
            for (one, other) in [
                (out.distance[to], out.distance[vertex]),
                (back.distance[vertex], back.distance[to]),
            ] {
                if one >= NEVER && other < NEVER {
                    return NEVER;
                }
                least = least.max(one - other);
            }
        }
        least
    }
}

impl Hub {
    /// The shortest way over the hub.
    pub(super) fn way(&self, from: usize, to: usize) -> Vec<u32> {
        let mut back = self.from.walk(to);
        back.reverse();
        let mut way = self.to.walk(from);
        if way.last() != back.first() {
            way.push(OUTSIDE);
        }
        way.extend(back);
        without_loop(way)
    }
}

impl Tree {
    /// From a vertex to the hub, or back.
    pub(super) fn walk(&self, vertex: usize) -> Vec<u32> {
        let mut way = vec![to_u32(vertex)];
        while let Some(&last) = way.last() {
            match self.next[last as usize] {
                OUTSIDE => break,
                next => way.push(next),
            }
        }
        way
    }
}

/// Two shortest ways that meet make a detour of cost 0: a change comes and goes.
fn without_loop(way: Vec<u32>) -> Vec<u32> {
    let mut at: HashMap<u32, usize> = HashMap::new();
    let mut short: Vec<u32> = Vec::new();
    for vertex in way {
        if let Some(&before) = at.get(&vertex) {
            for left_out in short.drain(before + 1..) {
                at.remove(&left_out);
            }
        } else {
            at.insert(vertex, short.len());
            short.push(vertex);
        }
    }
    short
}
