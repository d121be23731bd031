//! The problem and its solutions; no algorithm.

use petgraph::visit::{EdgeRef, IntoEdgeReferences, NodeIndexable};

use crate::error::Errors;
use crate::solve::{self, AssignmentCertificate, Mode, Objective, Problem, Quality, VerifyError};

/// A bipartite graph with weighted edges and a capacity at every vertex.
///
/// Edges are stored in rows (compressed sparse rows): row `l` holds the edges
/// of left vertex `l` in ascending order of their right vertex. There are no
/// parallel edges, so a pair is matched at most once.
///
/// Memory: 12 bytes an edge, 8 bytes a left vertex, 4 bytes a right vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentProblem {
    mode: Mode,
    left_capacity: Vec<u32>,
    right_capacity: Vec<u32>,
    /// Row `l` is `row_start[l]..row_start[l + 1]`.
    row_start: Vec<u32>,
    right_of: Vec<u32>,
    weight_of: Vec<i64>,
}

/// A mistake in the input of an [`AssignmentProblem`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssignmentError {
    /// An edge names a vertex that is not there.
    #[error(
        "edge {edge} names {side} vertex {vertex}, but there are {count}, counted from 0; \
         correct the edge or give the vertex a capacity"
    )]
    Vertex {
        /// Position of the edge in the input, from 0.
        edge: usize,
        /// `left` or `right`.
        side: &'static str,
        /// The vertex named.
        vertex: u32,
        /// How many vertices that side has.
        count: usize,
    },
    /// Two edges join the same two vertices.
    #[error("edge {edge} joins left {left} and right {right} a second time; keep one of them")]
    Parallel {
        /// Position of the later edge in the input, from 0.
        edge: usize,
        /// The left vertex.
        left: u32,
        /// The right vertex.
        right: u32,
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

impl AssignmentProblem {
    /// A problem from its edges `(left, right, weight)` in any order.
    ///
    /// `left_capacity[l]` and `right_capacity[r]` are the most edges that may
    /// be matched at a vertex; 0 is allowed.
    ///
    /// Complexity: O(m log d) time for m edges and the largest left degree d.
    ///
    /// # Errors
    /// Every vertex out of range, parallel edge, or size and headroom excess.
    pub fn new(
        mode: Mode,
        left_capacity: Vec<u32>,
        right_capacity: Vec<u32>,
        edges: impl IntoIterator<Item = (u32, u32, i64)>,
    ) -> Result<Self, Errors<AssignmentError>> {
        let edges: Vec<(u32, u32, i64)> = edges.into_iter().collect();
        let (lefts, rights) = (left_capacity.len(), right_capacity.len());
        let mut mistakes = Vec::new();
        let most = (u32::MAX - 1) as usize;
        for (what, given) in [("vertices", lefts.saturating_add(rights)), ("edges", edges.len())] {
            if given > most {
                mistakes.push(AssignmentError::Size { what, given, most });
            }
        }
        // Beyond these sizes the indices below would not hold the rest.
        Errors::check(mistakes)?;
        let mut mistakes = Vec::new();
        for (edge, &(left, right, _)) in edges.iter().enumerate() {
            for (side, vertex, count) in [("left", left, lefts), ("right", right, rights)] {
                if vertex as usize >= count {
                    mistakes.push(AssignmentError::Vertex { edge, side, vertex, count });
                }
            }
        }
        let given = edges.iter().map(|e| e.2.unsigned_abs()).max().unwrap_or(0);
        let matched =
            capacity_sum(&left_capacity).min(capacity_sum(&right_capacity)).min(edges.len() as u64);
        let most = largest_weight(lefts, rights, matched);
        if given > most {
            let vertices = lefts.saturating_add(rights);
            mistakes.push(AssignmentError::Headroom { given, vertices, most });
        }

        // A counting sort by left vertex, then each row by right vertex. Edges of
        // left vertices that are not there share one row more, which is not kept.
        let row_of = |left: u32| (left as usize).min(lefts);
        let mut row_start = vec![0_u32; lefts + 2];
        for e in &edges {
            row_start[row_of(e.0) + 1] += 1;
        }
        for l in 0..=lefts {
            row_start[l + 1] += row_start[l];
        }
        let mut next = row_start.clone();
        let mut position = vec![0_usize; edges.len()];
        for (i, e) in edges.iter().enumerate() {
            let slot = &mut next[row_of(e.0)];
            position[*slot as usize] = i;
            *slot += 1;
        }
        row_start.truncate(lefts + 1);
        for l in 0..lefts {
            let row = &mut position[row_start[l] as usize..row_start[l + 1] as usize];
            row.sort_by_key(|&i| (edges[i].1, i));
            for pair in row.windows(2) {
                let (left, right, _) = edges[pair[1]];
                if edges[pair[0]].1 == right {
                    mistakes.push(AssignmentError::Parallel { edge: pair[1], left, right });
                }
            }
        }
        Errors::check(mistakes)?;
        Ok(Self {
            mode,
            left_capacity,
            right_capacity,
            row_start,
            right_of: position.iter().map(|&i| edges[i].1).collect(),
            weight_of: position.iter().map(|&i| edges[i].2).collect(),
        })
    }

    /// A problem from a petgraph graph whose nodes fall into two sides.
    ///
    /// `side_and_capacity` says for a node whether it is on the left, and its
    /// capacity; `weight` gives the weight of an edge. Vertices of each side
    /// are numbered in the order of the graph's node indices, and returned as
    /// those indices: `(problem, left nodes, right nodes)`. Edges inside one
    /// side are left out.
    ///
    /// # Errors
    /// As [`new`](Self::new); parallel edges are mistakes.
    #[expect(clippy::type_complexity, reason = "a problem with the names of its two sides")]
    pub fn from_graph<G>(
        mode: Mode,
        graph: G,
        side_and_capacity: impl Fn(G::NodeId) -> (Side, u32),
        weight: impl Fn(G::EdgeRef) -> i64,
    ) -> Result<(Self, Vec<G::NodeId>, Vec<G::NodeId>), Errors<AssignmentError>>
    where
        G: IntoEdgeReferences + NodeIndexable + petgraph::visit::IntoNodeIdentifiers,
    {
        let mut nodes: Vec<G::NodeId> = graph.node_identifiers().collect();
        nodes.sort_by_key(|&node| graph.to_index(node));
        let mut place = vec![(Side::Left, 0_u32); graph.node_bound()];
        let (mut left_nodes, mut right_nodes) = (Vec::new(), Vec::new());
        let (mut left_capacity, mut right_capacity) = (Vec::new(), Vec::new());
        for node in nodes {
            let (side, capacity) = side_and_capacity(node);
            let (names, capacities) = match side {
                Side::Left => (&mut left_nodes, &mut left_capacity),
                Side::Right => (&mut right_nodes, &mut right_capacity),
            };
            // Saturated numbers exceed the size limit, which `new` reports.
            place[graph.to_index(node)] = (side, u32::try_from(names.len()).unwrap_or(u32::MAX));
            names.push(node);
            capacities.push(capacity);
        }
        let edges = graph.edge_references().filter_map(|e| {
            let (from, to) = (place[graph.to_index(e.source())], place[graph.to_index(e.target())]);
            match (from, to) {
                ((Side::Left, l), (Side::Right, r)) | ((Side::Right, r), (Side::Left, l)) => {
                    Some((l, r, weight(e)))
                }
                _ => None,
            }
        });
        let problem = Self::new(mode, left_capacity, right_capacity, edges)?;
        Ok((problem, left_nodes, right_nodes))
    }

    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The capacities of the left vertices.
    #[must_use]
    pub fn left_capacity(&self) -> &[u32] {
        &self.left_capacity
    }

    /// The capacities of the right vertices.
    #[must_use]
    pub fn right_capacity(&self) -> &[u32] {
        &self.right_capacity
    }

    /// The number of edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.right_of.len()
    }

    /// The edges of a left vertex: right vertices in ascending order, and the
    /// weights beside them. Empty for a vertex that is not there.
    #[must_use]
    pub fn row(&self, left: usize) -> (&[u32], &[i64]) {
        match self.row_start.get(left..).and_then(|rest| rest.get(..2)) {
            Some(&[start, end]) => {
                let range = start as usize..end as usize;
                (&self.right_of[range.clone()], &self.weight_of[range])
            }
            _ => (&[], &[]),
        }
    }

    /// Where each row starts; one more entry than left vertices.
    pub(crate) fn row_start(&self) -> &[u32] {
        &self.row_start
    }

    /// The right vertex of each edge, by position in the rows.
    pub(crate) fn right_of(&self) -> &[u32] {
        &self.right_of
    }

    /// The weight of each edge, by position in the rows.
    pub(crate) fn weight_of(&self) -> &[i64] {
        &self.weight_of
    }

    /// All edges `(left, right, weight)`, by left vertex, then by right vertex.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        (0..self.left_capacity.len()).flat_map(|l| {
            let (rights, weights) = self.row(l);
            #[expect(clippy::cast_possible_truncation, reason = "sizes are checked by `new`")]
            rights.iter().zip(weights).map(move |(&r, &w)| (l as u32, r, w))
        })
    }

    /// The weight of an edge, if it is there. O(log d).
    #[must_use]
    pub fn weight(&self, left: u32, right: u32) -> Option<i64> {
        let (rights, weights) = self.row(left as usize);
        rights.binary_search(&right).ok().map(|i| weights[i])
    }
}

fn capacity_sum(capacities: &[u32]) -> u64 {
    capacities.iter().map(|&c| u64::from(c)).sum()
}

/// The largest magnitude of a weight for which no sum in a solver, certificate
/// or objective leaves `i64`: with n vertices a price or a path length is at
/// most 8·(n + 2) weights, and an objective as many weights as can be matched.
fn largest_weight(lefts: usize, rights: usize, matched: u64) -> u64 {
    let vertices = lefts.saturating_add(rights) as u64;
    let sums = vertices.saturating_add(2).saturating_mul(8).max(matched);
    i64::MAX.unsigned_abs() / sums
}

/// A side of a bipartite graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The side whose vertices have rows.
    Left,
    /// The other.
    Right,
}

/// A set of matched pairs, by left vertex, then by right vertex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Matching {
    pairs: Vec<(u32, u32)>,
}

impl Matching {
    /// The matching of these pairs; whether it fits a problem is for
    /// [`Problem::verify`] to say.
    #[must_use]
    pub fn new(pairs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The pairs `(left, right)` in ascending order.
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

    /// The right mates of a left vertex, ascending. O(log k) for k pairs.
    #[must_use]
    pub fn mates(&self, left: u32) -> impl ExactSizeIterator<Item = u32> + '_ {
        let start = self.pairs.partition_point(|p| p.0 < left);
        let end = self.pairs.partition_point(|p| p.0 <= left);
        self.pairs[start..end].iter().map(|p| p.1)
    }
}

impl Problem for AssignmentProblem {
    type Solution = Matching;
    type Certificate = AssignmentCertificate;
    type Objective = Objective;
    type Error = VerifyError;

    fn verify(
        &self,
        matching: &Matching,
        certificate: Option<&AssignmentCertificate>,
    ) -> Result<Quality<Objective>, VerifyError> {
        let weight = solve::check_matching(
            &self.left_capacity,
            &self.right_capacity,
            |left, right| self.weight(left, right),
            matching.pairs(),
        )?;
        let pairs = (self.mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
        let bound = match certificate {
            None => None,
            Some(certificate) => {
                let (pairs, weight) = solve::upper_bound(
                    &self.left_capacity,
                    &self.right_capacity,
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
