//! The start: prices and pairs from the problem without its odd sets.
//!
//! Without prices of odd sets the dual problem is one of vertices alone, and
//! what it bounds is a fractional matching, x(e) ∈ {0, ½, 1}: pairs, and odd
//! cycles of halves (Balinski 1965). It is found by shortest augmenting paths,
//! as in bipartite graphs; where those would shrink a blossom, an odd cycle of
//! halves is the end of the search instead. In the end each cycle is made pairs,
//! all but one of its vertices; so what is left for blossoms is a vertex a cycle,
//! and there are few of those.
//!
//! Names are those of [`tree`](super::tree).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::blossom::{NONE, UNREACHED, id};
use super::half_cover;
use super::patience::{self, Break, Searches, Steps};
use super::problem::GeneralProblem;

/// Prices and pairs that fit: no edge has negative slack, a matched one has none.
pub(super) struct Start {
    /// In halves, none negative.
    pub(super) price: Vec<i64>,
    pub(super) mate: Vec<u32>,
}

/// How many times the vertices searches for most pairs look through in vain before they
/// start again from a cover.
const IN_VAIN: u64 = 16;

/// The start for weights w + `lift` / 2, and why it ended early, if it did; a
/// start fits even then. It starts itself from an earlier one, if there is one that fits.
pub(super) fn start(
    problem: &GeneralProblem,
    lift: i64,
    earlier: Option<Start>,
    steps: &mut Steps<'_>,
) -> (Start, Result<(), Break>) {
    let mut kernel = Kernel::new(problem, lift);
    if let Some(Start { price, mate }) = earlier {
        kernel.mate = mate;
        for (vertex, price) in kernel.vertices.iter_mut().zip(price) {
            vertex.key = price;
        }
    }
    let count = problem.vertex_count() as u64;
    let mut ended = kernel.match_all(if lift > 0 { IN_VAIN * count } else { u64::MAX }, steps);
    if matches!(ended, Err(Break::Patience)) {
        // Perhaps many stay single: then there is nothing to find before all that they reach is looked through.
        kernel = Kernel::new(problem, lift);
        if let Some(halves) = half_cover::halves(problem, steps.limits) {
            kernel.lift_by(&halves);
        }
        ended = kernel.match_all(u64::MAX, steps);
    }
    kernel.open_cycles();
    let price = kernel.vertices.iter().map(|v| v.key).collect();
    (Start { price, mate: kernel.mate }, ended)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Free,
    Outer,
    Inner,
    /// Outer, and on the way that closes a cycle.
    Passed,
}

#[derive(Clone, Copy)]
struct Vertex {
    /// The price: itself of a free vertex, at time 0 if it had always been
    /// falling of an outer one, or rising of an inner one.
    key: i64,
    /// When the first edge from an outer vertex gets tight, while free.
    reached: i64,
    /// The outer end of that edge.
    via: u32,
    label: Label,
}

/// How a search ends.
#[derive(Clone, Copy)]
enum End {
    /// This outer vertex has price 0 and may stay single.
    Zero(u32),
    /// A tight edge leads from an outer vertex to one that is single or on a cycle.
    Way(u32, u32),
    /// A tight edge joins two outer vertices.
    Cycle(u32, u32),
}

struct Kernel<'a> {
    problem: &'a GeneralProblem,
    lift: i64,
    mate: Vec<u32>,
    /// The next vertex on the cycle of halves that a vertex is on.
    next: Vec<u32>,
    vertices: Vec<Vertex>,
    /// The vertices with a label.
    tree: Vec<u32>,
    /// The vertices with a time.
    reached: Vec<u32>,
    /// What is reached now, and what later.
    ready: Vec<u32>,
    later: BinaryHeap<Reverse<(i64, u32)>>,
    now: i64,
    /// The first end of the search that is known, and when.
    cutoff: i64,
    end: End,
}

impl Searches for Kernel<'_> {
    fn is_root(&self, v: u32) -> bool {
        let r = v as usize;
        self.mate[r] == NONE && self.next[r] == NONE && self.vertices[r].key > 0
    }

    fn match_root(&mut self, root: u32, steps: &mut Steps<'_>) -> Result<(), Break> {
        let ended = self.search(root, steps);
        if ended.is_ok() {
            self.now = self.cutoff;
            self.augment(root);
        }
        self.settle();
        ended
    }
}

impl<'a> Kernel<'a> {
    fn new(problem: &'a GeneralProblem, lift: i64) -> Self {
        let count = problem.vertex_count();
        // The largest weight halved, in halves, at both ends of every edge.
        let vertex = |v| {
            let most = problem.row(v).1.iter().max();
            let key = most.map_or(0, |&w| w + lift / 2).max(0);
            Vertex { key, reached: UNREACHED, via: NONE, label: Label::Free }
        };
        Self {
            problem,
            lift,
            mate: vec![NONE; count],
            next: vec![NONE; count],
            vertices: (0..count).map(vertex).collect(),
            tree: Vec::new(),
            reached: Vec::new(),
            ready: Vec::new(),
            later: BinaryHeap::new(),
            now: 0,
            cutoff: 0,
            end: End::Zero(0),
        }
    }

    /// Gives each vertex so many halves of the lift, instead of one.
    fn lift_by(&mut self, halves: &[i64]) {
        for (vertex, half) in self.vertices.iter_mut().zip(halves) {
            vertex.key = (vertex.key + (half - 1) * (self.lift / 2)).max(0);
        }
    }

    fn match_all(&mut self, most: u64, steps: &mut Steps<'_>) -> Result<(), Break> {
        self.match_greedily();
        let count = id(self.mate.len());
        patience::match_all(self, count, most, steps)
    }

    /// Lowers each price as far as the others let it, and takes the edge that
    /// gets tight, if it leads to a single vertex.
    fn match_greedily(&mut self) {
        for v in 0..id(self.mate.len()) {
            if self.mate[v as usize] != NONE {
                continue;
            }
            let (ends, weights) = self.problem.row(v as usize);
            let (mut price, mut mate) = (0, NONE);
            for (&u, &w) in ends.iter().zip(weights) {
                let least = 2 * w + self.lift - self.vertices[u as usize].key;
                if least > price || (least == price && mate == NONE && price > 0) {
                    let single = self.mate[u as usize] == NONE;
                    (price, mate) = (least, if single { u } else { NONE });
                }
            }
            self.vertices[v as usize].key = price;
            if mate != NONE {
                self.mate[v as usize] = mate;
                self.mate[mate as usize] = v;
            }
        }
    }

    /// Grows a tree from the root until its first end is due.
    fn search(&mut self, root: u32, steps: &mut Steps<'_>) -> Result<(), Break> {
        self.now = 0;
        self.cutoff = UNREACHED;
        self.make_outer(root);
        self.scan(root, steps)?;
        while let Some(v) = self.next_reached() {
            let vertex = &mut self.vertices[v as usize];
            vertex.label = Label::Inner;
            vertex.key -= self.now;
            self.tree.push(v);
            let mate = self.mate[v as usize];
            self.make_outer(mate);
            self.scan(mate, steps)?;
        }
        Ok(())
    }

    fn make_outer(&mut self, v: u32) {
        let vertex = &mut self.vertices[v as usize];
        vertex.label = Label::Outer;
        vertex.key += self.now;
        self.tree.push(v);
        if vertex.key < self.cutoff {
            (self.cutoff, self.end) = (vertex.key, End::Zero(v));
        }
    }

    /// Notes when the edges of an outer vertex get tight.
    fn scan(&mut self, u: u32, steps: &mut Steps<'_>) -> Result<(), Break> {
        steps.take()?;
        let (ends, weights) = self.problem.row(u as usize);
        let zero = self.vertices[u as usize].key - self.lift;
        for (&v, &w) in ends.iter().zip(weights) {
            let vertex = &mut self.vertices[v as usize];
            let time = zero - 2 * w + vertex.key;
            match vertex.label {
                Label::Free if time < vertex.reached && time < self.cutoff => {
                    if self.mate[v as usize] == NONE {
                        (self.cutoff, self.end) = (time, End::Way(u, v));
                        continue;
                    }
                    if vertex.reached == UNREACHED {
                        self.reached.push(v);
                    }
                    (vertex.reached, vertex.via) = (time, u);
                    if time == self.now {
                        self.ready.push(v);
                    } else {
                        self.later.push(Reverse((time, v)));
                    }
                }
                // Here both prices fall.
                Label::Outer if time < 2 * self.cutoff => {
                    (self.cutoff, self.end) = (time / 2, End::Cycle(u, v));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The next free vertex that a tight edge leads to before the search ends.
    fn next_reached(&mut self) -> Option<u32> {
        if self.now == self.cutoff {
            return None;
        }
        if let Some(v) = self.ready.pop() {
            return Some(v);
        }
        while let Some(Reverse((time, v))) = self.later.pop() {
            if time >= self.cutoff {
                return None;
            }
            // Otherwise it was reached earlier.
            if self.vertices[v as usize].reached == time {
                self.now = time;
                return Some(v);
            }
        }
        None
    }

    fn augment(&mut self, root: u32) {
        match self.end {
            End::Zero(v) => self.rematch(root, v, NONE),
            End::Way(u, v) => {
                self.open_cycle(v);
                self.mate[v as usize] = u;
                self.rematch(root, u, v);
            }
            End::Cycle(u, v) => self.close_cycle(root, u, v),
        }
    }

    /// Gives an outer vertex another mate, and everyone on its way to the root
    /// the neighbour there.
    fn rematch(&mut self, root: u32, outer: u32, mate: u32) {
        let (mut outer, mut mate) = (outer, mate);
        loop {
            let inner = std::mem::replace(&mut self.mate[outer as usize], mate);
            if outer == root {
                return;
            }
            let via = self.vertices[inner as usize].via;
            self.mate[inner as usize] = via;
            (outer, mate) = (via, inner);
        }
    }

    /// The inner and the outer vertex before an outer one that is not the root.
    fn before(&self, outer: u32) -> (u32, u32) {
        let inner = self.mate[outer as usize];
        (inner, self.vertices[inner as usize].via)
    }

    /// Makes a cycle of halves of an edge and of the ways from its ends to where
    /// they meet.
    fn close_cycle(&mut self, root: u32, u: u32, v: u32) {
        let mut passed = u;
        self.vertices[passed as usize].label = Label::Passed;
        while passed != root {
            passed = self.before(passed).1;
            self.vertices[passed as usize].label = Label::Passed;
        }
        let mut apex = v;
        self.next[v as usize] = u;
        while self.vertices[apex as usize].label != Label::Passed {
            let (inner, outer) = self.before(apex);
            self.next[inner as usize] = apex;
            self.next[outer as usize] = inner;
            apex = outer;
        }
        let mut side = u;
        while side != apex {
            let (inner, outer) = self.before(side);
            self.next[side as usize] = inner;
            self.next[inner as usize] = outer;
            side = outer;
        }
        self.rematch(root, apex, NONE);
        let mut on = self.next[apex as usize];
        while on != apex {
            self.mate[on as usize] = NONE;
            on = self.next[on as usize];
        }
    }

    /// Makes pairs of the cycle that a vertex is on, if it is on one, and leaves
    /// that vertex single.
    fn open_cycle(&mut self, single: u32) {
        let mut v = std::mem::replace(&mut self.next[single as usize], NONE);
        while v != NONE && v != single {
            let mate = std::mem::replace(&mut self.next[v as usize], NONE);
            self.mate[v as usize] = mate;
            self.mate[mate as usize] = v;
            v = std::mem::replace(&mut self.next[mate as usize], NONE);
        }
    }

    /// Leaves on each cycle the vertex single that has the least to lose.
    fn open_cycles(&mut self) {
        for v in 0..id(self.next.len()) {
            let (mut single, mut on) = (v, self.next[v as usize]);
            while on != NONE && on != v {
                if self.vertices[on as usize].key < self.vertices[single as usize].key {
                    single = on;
                }
                on = self.next[on as usize];
            }
            self.open_cycle(single);
        }
    }

    /// Fixes the prices as they are now, and takes the tree down.
    fn settle(&mut self) {
        for &v in &self.tree {
            let vertex = &mut self.vertices[v as usize];
            vertex.key += if vertex.label == Label::Inner { self.now } else { -self.now };
            vertex.label = Label::Free;
        }
        for &v in &self.reached {
            self.vertices[v as usize].reached = UNREACHED;
        }
        self.tree.clear();
        self.reached.clear();
        self.ready.clear();
        self.later.clear();
    }
}
