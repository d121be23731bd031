//! The Gallai–Edmonds decomposition: who can be paired, and whom it depends on.

use std::mem;

use super::blossom::{NONE, id};
use super::problem::{GeneralProblem, Matching};
use crate::solve::Mode;

/// The structure of all maximum matchings of a graph (Gallai 1964, Edmonds 1965).
///
/// * D, the `missed`: vertices that some maximum matching leaves unmatched.
/// * A, the `barrier`: the other neighbours of D. Every maximum matching matches
///   each of them, with a vertex of D, each in another component of D.
/// * C, the rest: always matched, among themselves.
///
/// A is a barrier that proves the number of pairs: with c components of D, every
/// matching leaves at least c − |A| vertices of D unmatched, and a maximum one
/// exactly so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GallaiEdmonds {
    /// Whether a vertex is in D.
    pub missed: Vec<bool>,
    /// Whether a vertex is in A.
    pub barrier: Vec<bool>,
    /// The component of D that a vertex belongs to, numbered by lowest vertex;
    /// none outside D.
    pub component: Vec<Option<u32>>,
    /// How many components D has.
    pub components: u32,
}

/// The matching given is not a maximum one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an augmenting path starts at vertex {vertex}; give a matching with most pairs")]
pub struct NotMaximum {
    /// An unmatched vertex from which the matching can be augmented.
    pub vertex: u32,
}

impl GallaiEdmonds {
    /// Decomposes a graph by any matching with most pairs.
    ///
    /// The decomposition is that of the graph, whichever matching leads to it.
    /// Pairs that are no edges of the graph, or share a vertex with an earlier
    /// pair, are passed over.
    ///
    /// # Errors
    /// The matching has not most pairs.
    pub fn new(problem: &GeneralProblem, matching: &Matching) -> Result<Self, NotMaximum> {
        let mut forest = Forest::new(problem, matching);
        while let Some(outer) = forest.unscanned.pop() {
            forest.scan(outer)?;
        }
        Ok(forest.decomposition())
    }

    /// The same of a graph whose edges are asked for and not listed, as `joined` says, which must be symmetric.
    /// None where the matching has not most pairs.
    ///
    /// A few edges have the same decomposition: that of some edges is that of all as soon as no edge leads from D to
    /// another component of D or to C, since A then proves for all what it proves for them. Edges that do are looked for and
    /// added until there are none. Test: `asking_finds_the_same`.
    ///
    /// Complexity: at the end |D|·n questions, mostly far fewer before; and the decompositions of the edges found.
    pub(crate) fn asking(
        vertices: usize,
        matching: &Matching,
        joined: impl Fn(u32, u32) -> bool,
    ) -> Option<Self> {
        let is_there =
            |&&(a, b): &&(u32, u32)| a != b && (a.max(b) as usize) < vertices && joined(a, b);
        let mut edges: Vec<(u32, u32)> =
            matching.pairs().iter().filter(is_there).copied().collect();
        loop {
            for edge in &mut edges {
                *edge = (edge.0.min(edge.1), edge.0.max(edge.1));
            }
            edges.sort_unstable();
            edges.dedup();
            let unweighted = edges.iter().map(|&(a, b)| (a, b, 0));
            let problem = GeneralProblem::new(Mode::MostPairsFirst, vertices, unweighted).ok()?;
            let found = Self::new(&problem, matching).ok()?;
            let known = edges.len();
            for one in (0..id(vertices)).filter(|&one| found.missed[one as usize]) {
                // From the next one on, so that not all find the same.
                let others = (one + 1..id(vertices)).chain(0..one);
                let missing = others.filter(|&other| {
                    !found.barrier[other as usize]
                        && found.component[other as usize] != found.component[one as usize]
                        && joined(one, other)
                });
                edges.extend(missing.take(MOST_FOUND).map(|other| (one, other)));
            }
            if edges.len() == known {
                return Some(found);
            }
        }
    }
}

/// So many edges of a vertex are added at a time.
const MOST_FOUND: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Free,
    Outer,
    Inner,
}

/// Alternating trees from all single vertices at once. Odd cycles are contracted:
/// their vertices form one set, and are outer.
struct Forest<'a> {
    problem: &'a GeneralProblem,
    mate: Vec<u32>,
    label: Vec<Label>,
    /// The outer vertex by which an inner one was reached; it stays when the vertex
    /// turns outer by contraction.
    via: Vec<u32>,
    /// The single vertex at the root of the tree of a labelled vertex.
    root: Vec<u32>,
    /// Towards the representative of a set of contracted vertices.
    parent: Vec<u32>,
    /// At a representative: the size of the set, and its vertex nearest to the root.
    size: Vec<u32>,
    base: Vec<u32>,
    /// At a base: the last walk that passed here.
    walk: Vec<u32>,
    walks: u32,
    unscanned: Vec<u32>,
}

impl<'a> Forest<'a> {
    fn new(problem: &'a GeneralProblem, matching: &Matching) -> Self {
        let count = problem.vertex_count();
        let ids = 0..id(count);
        let mut mate = vec![NONE; count];
        for &(a, b) in matching.pairs() {
            let single = |v: u32| mate.get(v as usize) == Some(&NONE);
            if single(a) && single(b) && problem.weight(a, b).is_some() {
                mate[a as usize] = b;
                mate[b as usize] = a;
            }
        }
        let roots: Vec<u32> = ids.clone().filter(|&v| mate[v as usize] == NONE).collect();
        let mut label = vec![Label::Free; count];
        for &root in &roots {
            label[root as usize] = Label::Outer;
        }
        Self {
            problem,
            mate,
            label,
            via: vec![NONE; count],
            root: ids.clone().collect(),
            parent: ids.clone().collect(),
            size: vec![1; count],
            base: ids.collect(),
            walk: vec![0; count],
            walks: 0,
            unscanned: roots,
        }
    }

    fn scan(&mut self, outer: u32) -> Result<(), NotMaximum> {
        let problem = self.problem;
        for &other in problem.row(outer as usize).0 {
            match self.label[other as usize] {
                Label::Inner => {}
                Label::Free => {
                    let mate = self.mate[other as usize];
                    self.label[other as usize] = Label::Inner;
                    self.via[other as usize] = outer;
                    self.label[mate as usize] = Label::Outer;
                    for v in [other, mate] {
                        self.root[v as usize] = self.root[outer as usize];
                    }
                    self.unscanned.push(mate);
                }
                Label::Outer if self.root[other as usize] != self.root[outer as usize] => {
                    return Err(NotMaximum { vertex: self.root[outer as usize] });
                }
                Label::Outer => self.contract(outer, other),
            }
        }
        Ok(())
    }

    /// Makes one set of the odd cycle that an edge between outer vertices closes.
    fn contract(&mut self, one: u32, other: u32) {
        let (one, other) = (self.base_of(one), self.base_of(other));
        if one == other {
            return;
        }
        let apex = self.apex(one, other);
        for mut base in [one, other] {
            while base != apex {
                let inner = self.mate[base as usize];
                let before = self.before(base);
                self.label[inner as usize] = Label::Outer;
                self.unscanned.push(inner);
                self.join(base, inner, apex);
                self.join(inner, apex, apex);
                base = before;
            }
        }
    }

    /// The base before a base on the way to the root, none before the root.
    fn before(&mut self, base: u32) -> u32 {
        match self.mate[base as usize] {
            NONE => NONE,
            inner => self.base_of(self.via[inner as usize]),
        }
    }

    /// The first base that is on the way to the root from both.
    fn apex(&mut self, one: u32, other: u32) -> u32 {
        self.walks += 1;
        let (mut here, mut there) = (one, other);
        loop {
            if here != NONE {
                if self.walk[here as usize] == self.walks {
                    return here;
                }
                self.walk[here as usize] = self.walks;
                here = self.before(here);
            }
            mem::swap(&mut here, &mut there);
        }
    }

    fn representative(&mut self, v: u32) -> u32 {
        let mut v = v;
        while self.parent[v as usize] != v {
            let above = self.parent[self.parent[v as usize] as usize];
            self.parent[v as usize] = above;
            v = above;
        }
        v
    }

    fn base_of(&mut self, v: u32) -> u32 {
        let representative = self.representative(v);
        self.base[representative as usize]
    }

    /// Joins the sets of two vertices, smaller below larger.
    fn join(&mut self, one: u32, other: u32, base: u32) {
        let (mut small, mut large) = (self.representative(one), self.representative(other));
        if self.size[small as usize] > self.size[large as usize] {
            mem::swap(&mut small, &mut large);
        }
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        self.base[large as usize] = base;
    }

    fn decomposition(mut self) -> GallaiEdmonds {
        let mut number = vec![None; self.mate.len()];
        let mut component = vec![None; self.mate.len()];
        let mut components = 0;
        for v in 0..id(self.mate.len()) {
            if self.label[v as usize] == Label::Outer {
                let number = &mut number[self.representative(v) as usize];
                component[v as usize] = Some(*number.get_or_insert_with(|| {
                    components += 1;
                    components - 1
                }));
            }
        }
        GallaiEdmonds {
            missed: self.label.iter().map(|&label| label == Label::Outer).collect(),
            barrier: self.label.iter().map(|&label| label == Label::Inner).collect(),
            component,
            components,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn asking_finds_the_same() {
        let mut random = Random::new(7, 0);
        let mut sizes = [0, 0];
        for _ in 0..4_000 {
            let n = random.index(14);
            let odds = 1 + random.below(9);
            let mut is_edge = vec![vec![false; n]; n];
            let mut edges = Vec::new();
            for (a, b) in (0..n).flat_map(|b| (0..b).map(move |a| (a, b))) {
                if random.below(10) < odds {
                    (is_edge[a][b], is_edge[b][a]) = (true, true);
                    edges.push((id(a), id(b), 0));
                }
            }
            let problem = GeneralProblem::new(Mode::MostPairsFirst, n, edges).unwrap();
            let joined = |a: u32, b: u32| is_edge[a as usize][b as usize];
            let most = problem.solve().solution;
            let listed = GallaiEdmonds::new(&problem, &most).unwrap();
            assert_eq!(GallaiEdmonds::asking(n, &most, joined), Some(listed.clone()));
            let fewer = Matching::new(most.pairs().iter().skip(1).copied());
            let none = GallaiEdmonds::asking(n, &fewer, joined);
            assert_eq!(none.is_none(), !most.is_empty());
            sizes[usize::from(listed.barrier.contains(&true))] += 1;
        }
        assert!(sizes.iter().all(|&size| size > 200), "{sizes:?}");
    }
}
