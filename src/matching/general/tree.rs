//! The trees of Edmonds' blossom algorithm, primal–dual, one at a time.
//!
//! | here | Edmonds | Kolmogorov |
//! | --- | --- | --- |
//! | price of a vertex | y, dual variable | y |
//! | price of a blossom | z | y of a set |
//! | outer, inner, free | even, odd, out of the forest | +, −, free |
//! | reach, grow | | grow |
//! | shrink, expand | shrink, expand | shrink, expand |
//! | single | exposed | unmatched |
//! | now, `entered` | | ε of the tree, lazily |

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem;

use super::blossom::{NONE, UNREACHED, id};
use super::fractional;
use super::patience::{Break, Searches, Steps};
use super::problem::{GeneralProblem, Matching};
use crate::solve::{GeneralPrices, OddSet, OddSets};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Free,
    Inner,
    Outer,
    /// Outer, and its edges were looked through; of vertices.
    Scanned,
}

#[derive(Clone, Copy)]
struct Vertex {
    /// The price: itself of a free vertex, at time 0 if it had always been
    /// falling of an outer one, or rising of an inner one.
    key: i64,
    /// Over the edges from outer vertices: the least that, together with the key, is
    /// the time at which the edge gets tight, while this is free; the slack, while
    /// this is inner. All those slacks fall at one rate, so that their order lasts.
    nearest: i64,
    /// The outer end of that edge.
    via: u32,
    /// The number under which the outermost node around it is found.
    set: u32,
    /// That of the outermost node around it.
    label: Label,
}

/// A vertex, or a blossom: an odd cycle of nodes.
#[derive(Clone, Copy)]
struct Node {
    /// The blossom around it.
    parent: u32,
    /// Its position on the cycle of that.
    place: u32,
    /// The vertex whose mate is outside, if it has one; all others are matched within.
    base: u32,
    /// The position of the node on the cycle that holds the base.
    head: u32,
    /// That of one vertex within, the same for the whole life of the blossom; so it is
    /// unique among outermost nodes.
    set: u32,
    /// How many vertices are within.
    size: u32,
    /// The first and the last of them in the list of vertices.
    ends: (u32, u32),
    /// The price, when `entered`; of blossoms.
    price: i64,
    /// When it got its label.
    entered: i64,
    /// The tight edge from an outer vertex by which it was reached; of inner nodes.
    entry: (u32, u32),
    /// The last walk that passed here.
    walk: u64,
    /// Free unless outermost.
    label: Label,
}

/// A node on the cycle of a blossom, and the edge to the next one.
#[derive(Clone, Copy)]
struct Link {
    node: u32,
    /// The end of the edge in this node.
    exit: u32,
    /// The end of the edge in the next node.
    enter: u32,
}

/// What will happen unless something else happens before. In case of a tie the
/// earlier kind comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A tight edge leads to this free vertex.
    Reach(u32),
    /// The price of this inner blossom falls to 0.
    Expand(u32),
    /// An edge between two outer vertices gets tight.
    Shrink(u32, u32),
}

/// How a search ends.
#[derive(Clone, Copy)]
enum End {
    /// This outer vertex has price 0 and may stay single.
    Zero(u32),
    /// A tight edge leads from an outer vertex into a single node.
    Way(u32, u32),
}

pub(super) struct Kernel<'a> {
    problem: &'a GeneralProblem,
    /// How much twice the weight of an edge is raised by.
    lift: i64,
    mate: Vec<u32>,
    vertices: Vec<Vertex>,
    /// Vertices, then blossoms.
    nodes: Vec<Node>,
    /// The cycles of blossoms, from the first blossom on.
    cycles: Vec<Vec<Link>>,
    /// Blossoms that are gone.
    unused: Vec<u32>,
    /// The outermost node with a set.
    outermost: Vec<u32>,
    /// The list of vertices: the vertices of each node are a part of it.
    next: Vec<u32>,
    search: Search,
}

/// One search; between searches its lists are empty.
struct Search {
    /// The vertices that had a label.
    tree: Vec<u32>,
    /// The nodes that had a label.
    nodes: Vec<u32>,
    /// The vertices with a nearest edge.
    touched: Vec<u32>,
    /// The outer vertices that were not yet scanned.
    unscanned: Vec<u32>,
    /// What happens now, and what later.
    ready: Vec<Event>,
    later: BinaryHeap<Reverse<(i64, Event)>>,
    /// Edges between outer vertices that get tight at the horizon or later: there
    /// are many, and most of them are within a blossom by then.
    beyond: Vec<(i64, u32, u32)>,
    horizon: i64,
    /// Such edges from before the horizon was moved, latest first.
    soon: Vec<(i64, u32, u32)>,
    /// By how much the price of the root has fallen.
    now: i64,
    /// The first end of the search that is known, and when.
    cutoff: i64,
    end: End,
    /// Walks towards the root so far.
    walks: u64,
}

impl Search {
    fn push(&mut self, time: i64, event: Event) {
        if time == self.now {
            self.ready.push(event);
        } else {
            self.later.push(Reverse((time, event)));
        }
    }

    fn push_edge(&mut self, time: i64, u: u32, v: u32) {
        if time < self.horizon || time == self.now {
            self.push(time, Event::Shrink(u, v));
        } else {
            self.beyond.push((time, u, v));
        }
    }

    fn end_at(&mut self, time: i64, end: End) {
        if time < self.cutoff {
            (self.cutoff, self.end) = (time, end);
        }
    }
}

impl Searches for Kernel<'_> {
    fn is_root(&self, v: u32) -> bool {
        self.mate[v as usize] == NONE && self.vertices[v as usize].key > 0
    }

    fn match_root(&mut self, root: u32, steps: &mut Steps<'_>) -> Result<(), Break> {
        let ended = self.search(root, steps);
        if ended.is_ok() {
            self.search.now = self.search.cutoff;
            self.augment();
        }
        self.settle();
        ended
    }
}

impl<'a> Kernel<'a> {
    pub(super) fn new(problem: &'a GeneralProblem, lift: i64, start: fractional::Start) -> Self {
        let count = id(problem.vertex_count());
        let vertex =
            |(v, key)| Vertex { key, nearest: UNREACHED, via: NONE, set: v, label: Label::Free };
        let node = |v| Node {
            parent: NONE,
            place: 0,
            base: v,
            head: 0,
            set: v,
            size: 1,
            ends: (v, v),
            price: 0,
            entered: 0,
            entry: (NONE, NONE),
            walk: 0,
            label: Label::Free,
        };
        Self {
            problem,
            lift,
            mate: start.mate,
            vertices: (0..count).zip(start.price).map(vertex).collect(),
            nodes: (0..count).map(node).collect(),
            cycles: Vec::new(),
            unused: Vec::new(),
            outermost: (0..count).collect(),
            next: vec![NONE; problem.vertex_count()],
            search: Search {
                tree: Vec::new(),
                nodes: Vec::new(),
                touched: Vec::new(),
                unscanned: Vec::new(),
                ready: Vec::new(),
                later: BinaryHeap::new(),
                beyond: Vec::new(),
                horizon: 0,
                soon: Vec::new(),
                now: 0,
                cutoff: 0,
                end: End::Zero(NONE),
                walks: 0,
            },
        }
    }

    /// Grows a tree from the root until its first end is due.
    fn search(&mut self, root: u32, steps: &mut Steps<'_>) -> Result<(), Break> {
        self.search.now = 0;
        self.search.horizon = 0;
        self.search.cutoff = UNREACHED;
        self.make_outer(self.outermost(root));
        self.scan_all(steps)?;
        while let Some(event) = self.next_event() {
            match event {
                Event::Reach(v) => {
                    let vertex = &self.vertices[v as usize];
                    if vertex.label == Label::Free && vertex.nearest + vertex.key == self.search.now
                    {
                        self.grow(v);
                    }
                }
                Event::Expand(blossom) => {
                    let node = &self.nodes[blossom as usize];
                    if node.label == Label::Inner
                        && node.parent == NONE
                        && node.entered + node.price / 2 == self.search.now
                    {
                        self.expand(blossom);
                    }
                }
                Event::Shrink(u, v) => {
                    if self.outermost(u) != self.outermost(v) {
                        self.shrink(u, v);
                    }
                }
            }
            self.scan_all(steps)?;
        }
        Ok(())
    }

    fn outermost(&self, v: u32) -> u32 {
        self.outermost[self.vertices[v as usize].set as usize]
    }

    fn is_blossom(&self, node: u32) -> bool {
        node as usize >= self.mate.len()
    }

    fn cycle(&self, blossom: u32) -> &[Link] {
        &self.cycles[blossom as usize - self.mate.len()]
    }

    /// Gives an outermost node its label; its vertices are looked through later.
    fn make_outer(&mut self, node: u32) {
        let now = self.search.now;
        self.search.nodes.push(node);
        let node = &mut self.nodes[node as usize];
        (node.label, node.entered) = (Label::Outer, now);
        for v in list(&self.next, node.ends) {
            let vertex = &mut self.vertices[v as usize];
            if vertex.label == Label::Free {
                self.search.tree.push(v);
                vertex.key += now;
            } else {
                vertex.key += 2 * now;
            }
            vertex.label = Label::Outer;
            self.search.unscanned.push(v);
            self.search.end_at(vertex.key, End::Zero(v));
        }
    }

    /// Gives an outermost node its label; its vertices have theirs already.
    fn make_inner(&mut self, node: u32, entry: (u32, u32)) {
        let blossom = self.is_blossom(node);
        let (now, id) = (self.search.now, node);
        self.search.nodes.push(id);
        let node = &mut self.nodes[id as usize];
        (node.label, node.entered, node.entry) = (Label::Inner, now, entry);
        let time = now + node.price / 2;
        if blossom && time < self.search.cutoff {
            self.search.push(time, Event::Expand(id));
        }
    }

    /// Fixes the price of a blossom as it is now.
    fn settle_price(&mut self, blossom: u32) {
        let node = &mut self.nodes[blossom as usize];
        let change = 2 * (self.search.now - node.entered);
        match node.label {
            Label::Free => {}
            Label::Outer | Label::Scanned => node.price += change,
            Label::Inner => node.price -= change,
        }
    }

    fn scan_all(&mut self, steps: &mut Steps<'_>) -> Result<(), Break> {
        while self.search.now < self.search.cutoff {
            let Some(u) = self.search.unscanned.pop() else { break };
            steps.take()?;
            self.scan(u);
        }
        Ok(())
    }

    /// What happens next before the search ends.
    fn next_event(&mut self) -> Option<Event> {
        if self.search.now == self.search.cutoff {
            return None;
        }
        if let Some(event) = self.search.ready.pop() {
            return Some(event);
        }
        loop {
            let search = &mut self.search;
            let event = search.later.peek().map_or(UNREACHED, |Reverse((time, _))| *time);
            let edge = search.soon.last().map_or(UNREACHED, |(time, ..)| *time);
            let time = event.min(edge).min(search.horizon);
            if time >= search.cutoff {
                return None;
            }
            if event == time {
                search.now = time;
                return search.later.pop().map(|Reverse((_, event))| event);
            }
            if edge == time {
                search.now = time;
                return search.soon.pop().map(|(_, u, v)| Event::Shrink(u, v));
            }
            self.move_horizon(event);
        }
    }

    /// Moves the horizon beyond the next event, or as far as to bring a part of
    /// the edges beyond it, so that each is looked at a bounded number of times.
    fn move_horizon(&mut self, next: i64) {
        let Search { beyond, soon, horizon, cutoff, .. } = &mut self.search;
        beyond.retain(|&(time, u, v)| {
            time < *cutoff && self.vertices[u as usize].set != self.vertices[v as usize].set
        });
        *horizon = next + 1;
        if beyond.is_empty() {
            return;
        }
        let part = beyond.len() / 16;
        *horizon = beyond.select_nth_unstable(part).1.0 + 1;
        beyond.retain(|&edge| {
            if edge.0 < *horizon {
                soon.push(edge);
            }
            edge.0 >= *horizon
        });
        soon.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// Notes when the edges of an outer vertex get tight.
    fn scan(&mut self, u: u32) {
        let (ends, weights) = self.problem.row(u as usize);
        self.vertices[u as usize].label = Label::Scanned;
        let Vertex { key, set, .. } = self.vertices[u as usize];
        let zero = key - self.lift;
        for (&v, &w) in ends.iter().zip(weights) {
            let vertex = &mut self.vertices[v as usize];
            let nearest = zero - 2 * w;
            let time = nearest + vertex.key;
            match vertex.label {
                Label::Free if nearest < vertex.nearest && time < self.search.cutoff => {
                    let base = self.nodes[self.outermost[vertex.set as usize] as usize].base;
                    if self.mate[base as usize] == NONE {
                        self.search.end_at(time, End::Way(u, v));
                        continue;
                    }
                    if vertex.nearest == UNREACHED {
                        self.search.touched.push(v);
                    }
                    (vertex.nearest, vertex.via) = (nearest, u);
                    self.search.push(time, Event::Reach(v));
                }
                // It is needed if the blossom around is expanded before the end.
                Label::Inner
                    if nearest < vertex.nearest && time + self.search.now < self.search.cutoff =>
                {
                    if vertex.nearest == UNREACHED {
                        self.search.touched.push(v);
                    }
                    (vertex.nearest, vertex.via) = (nearest, u);
                }
                // Both prices fall.
                Label::Scanned if time < 2 * self.search.cutoff && set != vertex.set => {
                    self.search.push_edge(time / 2, u, v);
                }
                _ => {}
            }
        }
    }

    /// Adds the node of a reached vertex, and its mate, to the tree.
    fn grow(&mut self, v: u32) {
        let inner = self.outermost(v);
        let Node { base, ends, .. } = self.nodes[inner as usize];
        for x in list(&self.next, ends) {
            let vertex = &mut self.vertices[x as usize];
            vertex.key -= self.search.now;
            vertex.label = Label::Inner;
            self.search.tree.push(x);
        }
        self.make_inner(inner, (self.vertices[v as usize].via, v));
        self.make_outer(self.outermost(self.mate[base as usize]));
    }

    /// What lies before an outer node on the way to the root: the matched edge
    /// (mate, base), and the edge by which the mate was reached. None before the root.
    fn before(&self, outer: u32) -> Option<[(u32, u32); 2]> {
        let base = self.nodes[outer as usize].base;
        let mate = self.mate[base as usize];
        if mate == NONE {
            return None;
        }
        Some([(mate, base), self.nodes[self.outermost(mate) as usize].entry])
    }

    /// The first outer node that is on the way to the root from both.
    fn apex(&mut self, one: u32, other: u32) -> u32 {
        self.search.walks += 1;
        let (mut here, mut there) = (Some(one), Some(other));
        loop {
            if let Some(outer) = here {
                let node = &mut self.nodes[outer as usize];
                if node.walk == self.search.walks {
                    return outer;
                }
                node.walk = self.search.walks;
                here = self.before(outer).map(|[_, entry]| self.outermost(entry.0));
            }
            mem::swap(&mut here, &mut there);
        }
    }

    /// Makes a blossom of a tight edge between two outer nodes and of the ways
    /// from them to where they meet.
    fn shrink(&mut self, u: u32, v: u32) {
        let (first, last) = (self.outermost(u), self.outermost(v));
        let apex = self.apex(first, last);
        let mut cycle = Vec::new();
        let mut outer = first;
        while outer != apex {
            let Some([(mate, base), (via, reached)]) = self.before(outer) else { break };
            cycle.push(Link { node: self.outermost(mate), exit: mate, enter: base });
            outer = self.outermost(via);
            cycle.push(Link { node: outer, exit: via, enter: reached });
        }
        cycle.reverse();
        cycle.push(Link { node: first, exit: u, enter: v });
        let mut outer = last;
        while outer != apex {
            let Some([(mate, base), (via, reached)]) = self.before(outer) else { break };
            cycle.push(Link { node: outer, exit: base, enter: mate });
            cycle.push(Link { node: self.outermost(mate), exit: reached, enter: via });
            outer = self.outermost(via);
        }
        self.enclose(apex, cycle);
    }

    /// Makes a blossom of a cycle that starts with its base.
    fn enclose(&mut self, apex: u32, cycle: Vec<Link>) {
        let blossom = self.unused.pop().unwrap_or_else(|| {
            self.nodes.push(self.nodes[apex as usize]);
            self.cycles.push(Vec::new());
            id(self.nodes.len() - 1)
        });
        let mut largest = self.nodes[apex as usize];
        let mut size = 0;
        let mut ends = (NONE, NONE);
        for (place, link) in cycle.iter().enumerate() {
            if self.is_blossom(link.node) {
                self.settle_price(link.node);
            }
            if self.nodes[link.node as usize].label == Label::Inner {
                self.make_outer(link.node);
            }
            let node = &mut self.nodes[link.node as usize];
            (node.parent, node.place, node.label) = (blossom, id(place), Label::Free);
            if ends.0 == NONE {
                ends = node.ends;
            } else {
                self.next[ends.1 as usize] = node.ends.0;
                ends.1 = node.ends.1;
            }
            size += node.size;
            if node.size > largest.size {
                largest = *node;
            }
        }
        for link in &cycle {
            let node = &self.nodes[link.node as usize];
            if node.set != largest.set {
                for v in list(&self.next, node.ends) {
                    self.vertices[v as usize].set = largest.set;
                }
            }
        }
        self.outermost[largest.set as usize] = blossom;
        self.nodes[blossom as usize] = Node {
            parent: NONE,
            place: 0,
            base: self.nodes[apex as usize].base,
            head: 0,
            set: largest.set,
            size,
            ends,
            price: 0,
            entered: self.search.now,
            entry: (NONE, NONE),
            walk: 0,
            label: Label::Outer,
        };
        self.search.nodes.push(blossom);
        let count = self.mate.len();
        self.cycles[blossom as usize - count] = cycle;
    }

    /// Takes an outermost blossom away from around its nodes, which are then free.
    fn release(&mut self, blossom: u32) -> Vec<Link> {
        let count = self.mate.len();
        let cycle = mem::take(&mut self.cycles[blossom as usize - count]);
        let set = self.nodes[blossom as usize].set;
        for link in &cycle {
            let node = &mut self.nodes[link.node as usize];
            node.parent = NONE;
            self.outermost[node.set as usize] = link.node;
            if node.set != set {
                for v in list(&self.next, node.ends) {
                    self.vertices[v as usize].set = node.set;
                }
            }
        }
        self.nodes[blossom as usize].label = Label::Free;
        self.unused.push(blossom);
        cycle
    }

    /// Replaces an inner blossom without a price by the way through it, from
    /// where it was reached to its base; the other nodes are free.
    fn expand(&mut self, blossom: u32) {
        let Node { base, mut entry, .. } = self.nodes[blossom as usize];
        let cycle = self.release(blossom);
        let head = self.nodes[self.outermost(base) as usize].place as usize;
        let mut place = self.nodes[self.outermost(entry.1) as usize].place as usize;
        let way = Way::new(cycle.len(), place, head);
        loop {
            self.make_inner(cycle[place].node, entry);
            if place == head {
                break;
            }
            let outer = way.next(place);
            self.make_outer(cycle[outer].node);
            entry = way.edge(&cycle, outer);
            place = way.next(outer);
        }
        for link in &cycle {
            let node = &self.nodes[link.node as usize];
            if node.label == Label::Free {
                self.make_free(node.ends);
            }
        }
    }

    /// Takes vertices out of the tree.
    fn make_free(&mut self, ends: (u32, u32)) {
        for v in list(&self.next, ends) {
            let vertex = &mut self.vertices[v as usize];
            vertex.key += self.search.now;
            vertex.label = Label::Free;
            let time = vertex.nearest + vertex.key;
            if time < self.search.cutoff {
                self.search.push(time, Event::Reach(v));
            }
        }
    }

    /// Matches along the way from the root to the end of the search.
    fn augment(&mut self) {
        let (mut outer, mut mate) = match self.search.end {
            End::Zero(v) => (v, NONE),
            End::Way(u, v) => {
                self.rebase(self.outermost(v), v);
                self.mate[v as usize] = u;
                (u, v)
            }
        };
        loop {
            let node = self.outermost(outer);
            let before = self.before(node);
            self.rebase(node, outer);
            self.mate[outer as usize] = mate;
            let Some([(inner, _), (via, reached)]) = before else { return };
            self.rebase(self.outermost(inner), reached);
            self.mate[reached as usize] = via;
            (outer, mate) = (via, reached);
        }
    }

    /// Makes a vertex the base of an outermost node, and matches the rest of it within.
    fn rebase(&mut self, node: u32, base: u32) {
        let count = self.mate.len();
        let mut work = vec![(node, base)];
        while let Some((node, base)) = work.pop() {
            if self.nodes[node as usize].base == base {
                continue;
            }
            let mut inner = base;
            while inner != node {
                let Node { parent, place, .. } = self.nodes[inner as usize];
                let cycle = &self.cycles[parent as usize - count];
                let blossom = &mut self.nodes[parent as usize];
                let head = blossom.head as usize;
                (blossom.head, blossom.base) = (place, base);
                let mut place = place as usize;
                let way = Way::new(cycle.len(), place, head);
                while place != head {
                    let outer = way.next(place);
                    let (one, other) = way.edge(cycle, outer);
                    self.mate[one as usize] = other;
                    self.mate[other as usize] = one;
                    place = way.next(outer);
                    work.push((cycle[outer].node, one));
                    work.push((cycle[place].node, other));
                }
                inner = parent;
            }
        }
    }

    /// Fixes the prices as they are now, takes the tree down, and releases
    /// blossoms without a price.
    fn settle(&mut self) {
        for v in self.search.tree.drain(..) {
            let vertex = &mut self.vertices[v as usize];
            match vertex.label {
                Label::Free => {}
                Label::Outer | Label::Scanned => vertex.key -= self.search.now,
                Label::Inner => vertex.key += self.search.now,
            }
            vertex.label = Label::Free;
        }
        for v in self.search.touched.drain(..) {
            self.vertices[v as usize].nearest = UNREACHED;
        }
        self.search.unscanned.clear();
        self.search.ready.clear();
        self.search.later.clear();
        self.search.beyond.clear();
        self.search.soon.clear();
        let mut nodes = mem::take(&mut self.search.nodes);
        for &node in &nodes {
            if self.is_blossom(node) {
                self.settle_price(node);
            }
            self.nodes[node as usize].label = Label::Free;
        }
        while let Some(node) = nodes.pop() {
            let Node { parent, price, .. } = self.nodes[node as usize];
            if self.is_blossom(node) && self.is_there(node) && parent == NONE && price == 0 {
                nodes.extend(self.release(node).iter().map(|link| link.node));
            }
        }
        self.search.nodes = nodes;
    }

    /// Whether a blossom is not gone.
    fn is_there(&self, blossom: u32) -> bool {
        !self.cycle(blossom).is_empty()
    }

    pub(super) fn matching(&self) -> Matching {
        let mates = (0_u32..).zip(&self.mate);
        Matching::new(mates.filter(|&(v, &mate)| mate != NONE && v < mate).map(|(v, &m)| (v, m)))
    }

    /// The prices of vertices, and of blossoms from the outermost inwards.
    pub(super) fn prices(&self) -> GeneralPrices {
        let mut innermost = vec![None; self.mate.len()];
        let mut sets = Vec::new();
        let blossoms = id(self.mate.len())..id(self.nodes.len());
        let mut open: Vec<(u32, Option<u32>)> = blossoms
            .filter(|&b| self.is_there(b) && self.nodes[b as usize].parent == NONE)
            .map(|b| (b, None))
            .collect();
        while let Some((node, within)) = open.pop() {
            if !self.is_blossom(node) {
                innermost[node as usize] = within;
                continue;
            }
            let mut around = within;
            let price = self.nodes[node as usize].price;
            if price > 0 {
                around = Some(id(sets.len()));
                sets.push(OddSet { within, price });
            }
            open.extend(self.cycle(node).iter().map(|link| (link.node, around)));
        }
        if sets.is_empty() {
            innermost = Vec::new();
        }
        let vertices = self.vertices.iter().map(|v| v.key).collect();
        GeneralPrices { vertices, odd_sets: OddSets { innermost, sets } }
    }
}

/// The vertices from one end of a part of the list to the other.
fn list(next: &[u32], (first, last): (u32, u32)) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(first), move |&v| (v != last).then(|| next[v as usize]))
}

/// The way of even length between two places on an odd cycle.
#[derive(Clone, Copy)]
struct Way {
    length: usize,
    forwards: bool,
}

impl Way {
    fn new(length: usize, from: usize, to: usize) -> Self {
        let ahead = if to >= from { to - from } else { to + length - from };
        Self { length, forwards: ahead % 2 == 0 }
    }

    fn next(self, place: usize) -> usize {
        match (self.forwards, place) {
            (true, place) if place + 1 == self.length => 0,
            (true, place) => place + 1,
            (false, 0) => self.length - 1,
            (false, place) => place - 1,
        }
    }

    /// The edge to the next place, its end here first.
    fn edge(self, cycle: &[Link], place: usize) -> (u32, u32) {
        if self.forwards {
            (cycle[place].exit, cycle[place].enter)
        } else {
            let link = cycle[self.next(place)];
            (link.enter, link.exit)
        }
    }
}
