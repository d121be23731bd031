//! The problem and its solutions; no algorithm.

use petgraph::visit::{EdgeRef, IntoEdgeReferences, IntoNodeIdentifiers, NodeIndexable};

use crate::error::Errors;
use crate::solve::{
    self, GeneralCertificate, GeneralVerifyError, Mode, Objective, Problem, Quality,
};

/// An undirected graph with weighted edges.
///
/// Every edge is stored in two rows (compressed sparse rows): row `v` holds the
/// edges of vertex `v` in ascending order of their other end. There are no
/// loops and no parallel edges.
///
/// Memory: 24 bytes an edge, 4 bytes a vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralProblem {
    mode: Mode,
    /// Row `v` is `row_start[v]..row_start[v + 1]`.
    row_start: Vec<u32>,
    neighbour_of: Vec<u32>,
    weight_of: Vec<i64>,
    /// What no weight exceeds in magnitude, of edges that are to come as well.
    greatest: u64,
}

/// A mistake in the input of a [`GeneralProblem`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GeneralError {
    /// An edge names a vertex that is not there.
    #[error(
        "edge {edge} names vertex {vertex}, but there are {count}, counted from 0; \
         correct the edge or raise the number of vertices"
    )]
    Vertex {
        /// Position of the edge in the input, from 0.
        edge: usize,
        /// The vertex named.
        vertex: u32,
        /// How many vertices there are.
        count: usize,
    },
    /// An edge joins a vertex to itself.
    #[error("edge {edge} joins vertex {vertex} to itself; remove it")]
    Loop {
        /// Position of the edge in the input, from 0.
        edge: usize,
        /// The vertex.
        vertex: u32,
    },
    /// Two edges join the same two vertices.
    #[error("edge {edge} joins vertices {low} and {high} a second time; keep one of them")]
    Parallel {
        /// Position of the later edge in the input, from 0.
        edge: usize,
        /// The lower vertex.
        low: u32,
        /// The higher vertex.
        high: u32,
    },
    /// More vertices or edges than 32-bit indices can name.
    #[error("{given} {what} are more than {most}; split the problem")]
    Size {
        /// `vertices` or `edges`.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// Weights so large that a sum could leave `i64`.
    #[error(
        "a weight of magnitude {given} with {vertices} vertices could overflow; \
         scale weights to at most {most} in magnitude"
    )]
    Headroom {
        /// The largest magnitude of a weight.
        given: u64,
        /// The number of vertices.
        vertices: usize,
        /// The largest magnitude that this many vertices allow.
        most: u64,
    },
}

impl GeneralProblem {
    /// A problem from its edges `(one end, other end, weight)` in any order.
    ///
    /// Complexity: O(n + m log d) time for n vertices, m edges and the largest
    /// degree d.
    ///
    /// # Errors
    /// Every vertex out of range, loop, parallel edge, or size and headroom excess.
    pub fn new(
        mode: Mode,
        vertices: usize,
        edges: impl IntoIterator<Item = (u32, u32, i64)>,
    ) -> Result<Self, Errors<GeneralError>> {
        let edges: Vec<(u32, u32, i64)> = edges.into_iter().collect();
        let mut mistakes = Vec::new();
        for (what, given) in [("vertices", vertices), ("edges", edges.len())] {
            if given > MOST {
                mistakes.push(GeneralError::Size { what, given, most: MOST });
            }
        }
        // Beyond these sizes the indices below would not hold the rest.
        Errors::check(mistakes)?;
        let mut mistakes = Vec::new();
        for (edge, &(a, b, _)) in edges.iter().enumerate() {
            for vertex in [a, b] {
                if vertex as usize >= vertices {
                    mistakes.push(GeneralError::Vertex { edge, vertex, count: vertices });
                }
            }
            if a == b {
                mistakes.push(GeneralError::Loop { edge, vertex: a });
            }
        }
        let given = edges.iter().map(|e| e.2.unsigned_abs()).max().unwrap_or(0);
        mistakes.extend(check_size(vertices, given).err());

        if vertices_are_there(&edges, vertices) {
            let (row_start, neighbour_of, weight_of) = rows(&edges, vertices);
            let is_twice = |v: usize| {
                let row = row_start[v] as usize..row_start[v + 1] as usize;
                neighbour_of[row].windows(2).any(|two| two[0] == two[1])
            };
            if mistakes.is_empty() && !(0..vertices).any(is_twice) {
                return Ok(Self { mode, row_start, neighbour_of, weight_of, greatest: given });
            }
        }
        mistakes.extend(parallel(&edges, vertices));
        Err(Errors::from_vec(mistakes))
    }

    /// A problem from a petgraph graph; directions are ignored.
    ///
    /// Vertices are numbered in the order of the graph's node indices, and
    /// returned as those indices: `(problem, nodes)`.
    ///
    /// # Errors
    /// As [`new`](Self::new); loops and parallel edges are mistakes.
    pub fn from_graph<G>(
        mode: Mode,
        graph: G,
        weight: impl Fn(G::EdgeRef) -> i64,
    ) -> Result<(Self, Vec<G::NodeId>), Errors<GeneralError>>
    where
        G: IntoEdgeReferences + NodeIndexable + IntoNodeIdentifiers,
    {
        let mut nodes: Vec<G::NodeId> = graph.node_identifiers().collect();
        nodes.sort_by_key(|&node| graph.to_index(node));
        let mut place = vec![0_u32; graph.node_bound()];
        for (i, &node) in nodes.iter().enumerate() {
            // A saturated number exceeds the size limit, which `new` reports.
            place[graph.to_index(node)] = u32::try_from(i).unwrap_or(u32::MAX);
        }
        let edges = graph.edge_references().map(|e| {
            let ends = (place[graph.to_index(e.source())], place[graph.to_index(e.target())]);
            (ends.0, ends.1, weight(e))
        });
        Ok((Self::new(mode, nodes.len(), edges)?, nodes))
    }

    /// The same, where edges of such weights are to come: a pair more must outweigh those, too. The size
    /// [must have been checked](check_size) for it.
    pub(in crate::matching) fn reckon_with(self, greatest: u64) -> Self {
        Self { greatest: self.greatest.max(greatest), ..self }
    }

    /// What no weight exceeds in magnitude.
    pub(super) fn greatest(&self) -> i64 {
        i64::try_from(self.greatest).unwrap_or(i64::MAX)
    }

    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The number of vertices.
    #[must_use]
    pub fn vertex_count(&self) -> usize {
        self.row_start.len() - 1
    }

    /// The number of edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.neighbour_of.len() / 2
    }

    /// The edges of a vertex: their other ends in ascending order, and the
    /// weights beside them. Empty for a vertex that is not there.
    #[must_use]
    pub fn row(&self, vertex: usize) -> (&[u32], &[i64]) {
        match self.row_start.get(vertex..).and_then(|rest| rest.get(..2)) {
            Some(&[start, end]) => {
                let range = start as usize..end as usize;
                (&self.neighbour_of[range.clone()], &self.weight_of[range])
            }
            _ => (&[], &[]),
        }
    }

    /// All edges `(lower end, higher end, weight)`, ascending.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        (0..self.vertex_count()).flat_map(|v| {
            let (others, weights) = self.row(v);
            #[expect(clippy::cast_possible_truncation, reason = "sizes are checked by `new`")]
            let v = v as u32;
            others.iter().zip(weights).filter(move |(o, _)| **o > v).map(move |(&o, &w)| (v, o, w))
        })
    }

    /// The weight of an edge, if it is there, whichever end comes first. O(log d).
    #[must_use]
    pub fn weight(&self, one: u32, other: u32) -> Option<i64> {
        let (others, weights) = self.row(one as usize);
        others.binary_search(&other).ok().map(|i| weights[i])
    }
}

fn vertices_are_there(edges: &[(u32, u32, i64)], vertices: usize) -> bool {
    edges.iter().all(|&(a, b, _)| (a.max(b) as usize) < vertices)
}

/// Where each row starts, and the other ends, ascending in each row, with the weights.
fn rows(edges: &[(u32, u32, i64)], vertices: usize) -> (Vec<u32>, Vec<u32>, Vec<i64>) {
    let mut row_start = vec![0_u32; vertices + 1];
    for &(a, b, _) in edges {
        row_start[a as usize + 1] += 1;
        row_start[b as usize + 1] += 1;
    }
    for v in 0..vertices {
        row_start[v + 1] += row_start[v];
    }
    let mut next = row_start.clone();
    let mut neighbour_of = vec![0; 2 * edges.len()];
    let mut weight_of = vec![0; 2 * edges.len()];
    for &(a, b, weight) in edges {
        for (from, to) in [(a, b), (b, a)] {
            let slot = &mut next[from as usize];
            neighbour_of[*slot as usize] = to;
            weight_of[*slot as usize] = weight;
            *slot += 1;
        }
    }
    let mut sorted: Vec<(u32, i64)> = Vec::new();
    for v in 0..vertices {
        let row = row_start[v] as usize..row_start[v + 1] as usize;
        let (others, weights) = (&mut neighbour_of[row.clone()], &mut weight_of[row]);
        if others.is_sorted() {
            continue;
        }
        sorted.clear();
        sorted.extend(others.iter().copied().zip(weights.iter().copied()));
        sorted.sort_unstable();
        for ((other, weight), &(o, w)) in others.iter_mut().zip(weights).zip(&sorted) {
            (*other, *weight) = (o, w);
        }
    }
    (row_start, neighbour_of, weight_of)
}

/// The edges that join two vertices again; loops, and edges of vertices that are not there, are other mistakes.
fn parallel(edges: &[(u32, u32, i64)], vertices: usize) -> Vec<GeneralError> {
    let ends = edges.iter().map(|&(a, b, _)| (a.min(b), a.max(b)));
    let is_pair =
        |&((low, high), _): &((u32, u32), usize)| low < high && (high as usize) < vertices;
    let mut sorted: Vec<((u32, u32), usize)> = ends.zip(0..).filter(is_pair).collect();
    sorted.sort_unstable();
    let again = sorted.windows(2).filter(|two| two[0].0 == two[1].0);
    again
        .map(|two| (two[1].0, two[1].1))
        .map(|((low, high), edge)| GeneralError::Parallel { edge, low, high })
        .collect()
}

/// Half of the indices: the kernel names sets of vertices too, and every edge stands twice.
const MOST: usize = (u32::MAX / 2 - 1) as usize;

/// Whether there may be so many vertices, with weights of this magnitude.
pub(in crate::matching) fn check_size(vertices: usize, given: u64) -> Result<(), GeneralError> {
    if vertices > MOST {
        return Err(GeneralError::Size { what: "vertices", given: vertices, most: MOST });
    }
    let most = largest_weight(vertices);
    if given > most {
        return Err(GeneralError::Headroom { given, vertices, most });
    }
    Ok(())
}

/// The largest magnitude of a weight for which no number in a solver leaves
/// `i64`: prices, in halves, are at most twice the largest weight that the
/// solver uses, which is up to 2n + 1 times the largest given where the number of
/// pairs comes first; and sums of four of those occur.
fn largest_weight(vertices: usize) -> u64 {
    let sums = (vertices as u64).saturating_add(2).saturating_mul(32);
    i64::MAX.unsigned_abs() / sums
}

/// A set of edges without a common end: pairs `(lower end, higher end)`, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Matching {
    pairs: Vec<(u32, u32)>,
}

impl Matching {
    /// The matching of these pairs, each in either order; whether it fits a
    /// problem is for [`Problem::verify`] to say.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut pairs: Vec<(u32, u32)> =
            pairs.into_iter().map(|(a, b)| if a <= b { (a, b) } else { (b, a) }).collect();
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The pairs `(lower end, higher end)` in ascending order.
    #[must_use]
    pub fn pairs(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// How many pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether nobody is matched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// For each of the first `vertices` vertices its mate.
    #[must_use]
    pub fn mates(&self, vertices: usize) -> Vec<Option<u32>> {
        let mut mates = vec![None; vertices];
        for &(a, b) in &self.pairs {
            for (one, other) in [(a, b), (b, a)] {
                if let Some(mate) = mates.get_mut(one as usize) {
                    *mate = Some(other);
                }
            }
        }
        mates
    }
}

impl Problem for GeneralProblem {
    type Solution = Matching;
    type Certificate = GeneralCertificate;
    type Objective = Objective;
    type Error = GeneralVerifyError;

    fn verify(
        &self,
        matching: &Matching,
        certificate: Option<&GeneralCertificate>,
    ) -> Result<Quality<Objective>, GeneralVerifyError> {
        let weight = solve::check_general_matching(
            self.vertex_count(),
            |one, other| self.weight(one, other),
            matching.pairs(),
        )?;
        let pairs = (self.mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
        let bound = match certificate {
            None => None,
            Some(certificate) => {
                let (pairs, weight) = solve::general_upper_bound(
                    self.vertex_count(),
                    self.edges(),
                    self.mode,
                    certificate,
                )?;
                Some(Objective { pairs, weight })
            }
        };
        Ok(Quality::new(Objective { pairs, weight }, bound))
    }
}
