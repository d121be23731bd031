//! The problem and its solutions; no algorithm.

use petgraph::visit::{EdgeRef, IntoEdgeReferences, NodeIndexable};

use crate::error::Errors;
use crate::solve::{
    self, AssignmentCertificate, DegreeBounds, HallWitness, Mode, Objective, Problem, Quality,
    Shortage, Side, VerifyError,
};

/// A bipartite graph with weighted edges, and at every vertex a capacity and a
/// lower quota, which is 0 unless [given](Self::with_lower_quotas).
///
/// Edges are stored in rows (compressed sparse rows): row `l` holds the edges
/// of left vertex `l` in ascending order of their right vertex. There are no
/// parallel edges, so a pair is matched at most once.
///
/// Memory: 12 bytes an edge, 12 bytes a left vertex, 8 bytes a right vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignmentProblem {
    mode: Mode,
    left_capacity: Vec<u32>,
    right_capacity: Vec<u32>,
    left_lower_quota: Vec<u32>,
    right_lower_quota: Vec<u32>,
    /// Row `l` is `row_start[l]..row_start[l + 1]`.
    row_start: Vec<u32>,
    /// Whether every row is the same: all right vertices, which `right_of` then names once.
    is_matrix: bool,
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
    /// A matrix has not one weight a pair.
    #[error(
        "{given} weights for {lefts} left and {rights} right vertices; give {wanted}, one a pair, \
         row by row"
    )]
    Matrix {
        /// How many weights there are.
        given: usize,
        /// How many left vertices there are.
        lefts: usize,
        /// How many right vertices there are.
        rights: usize,
        /// How many weights there should be.
        wanted: usize,
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
    /// A list of lower quotas has not one entry a vertex.
    #[error(
        "there are {given} {side} lower quotas, but {wanted} {side} vertices; give one a vertex"
    )]
    QuotaCount {
        /// `left` or `right`.
        side: &'static str,
        /// How many lower quotas there are.
        given: usize,
        /// How many vertices that side has.
        wanted: usize,
    },
    /// A vertex must be in more pairs than it may be in.
    #[error(
        "{side} vertex {vertex} has lower quota {quota}, but capacity {capacity}; \
         lower the quota or raise the capacity"
    )]
    QuotaOverCapacity {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: usize,
        /// Its lower quota.
        quota: u32,
        /// Its capacity.
        capacity: u32,
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
        let mut edges: Vec<(u32, u32, i64)> = edges.into_iter().collect();
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

        // Edges of left vertices that are not there share one row more, which is not kept.
        let row_of = |left: u32| (left as usize).min(lefts);
        let mut row_start = vec![0_u32; lefts + 2];
        for e in &edges {
            row_start[row_of(e.0) + 1] += 1;
        }
        for l in 0..=lefts {
            row_start[l + 1] += row_start[l];
        }
        // Most come in order; else a counting sort by left vertex, then each row by right vertex.
        if !edges.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)) {
            let mut next = row_start.clone();
            let mut position = vec![0_usize; edges.len()];
            for (i, e) in edges.iter().enumerate() {
                let slot = &mut next[row_of(e.0)];
                position[*slot as usize] = i;
                *slot += 1;
            }
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
            edges = position.iter().map(|&i| edges[i]).collect();
        }
        row_start.truncate(lefts + 1);
        Errors::check(mistakes)?;
        Ok(Self {
            mode,
            left_capacity,
            right_capacity,
            left_lower_quota: vec![0; lefts],
            right_lower_quota: vec![0; rights],
            row_start,
            is_matrix: false,
            right_of: edges.iter().map(|e| e.1).collect(),
            weight_of: edges.iter().map(|e| e.2).collect(),
        })
    }

    /// A problem in which every left vertex may be matched with every right one.
    ///
    /// `weights[l * n + r]` is the weight of l and r, for n right vertices. Takes
    /// two thirds of the memory of a list of edges, 8 bytes a pair, and is solved
    /// by [`DensePricing`](super::DensePricing).
    ///
    /// # Errors
    /// Not one weight a pair; size and headroom excess.
    ///
    /// # Example
    /// Which of three guides shows which of three towns, at the least cost:
    /// ```
    /// use crosstie::matching::assignment::{AssignmentProblem, Mode};
    ///
    /// let cost: [i64; 9] = [4, 1, 3, 2, 0, 5, 3, 2, 2];
    /// let weights = cost.iter().map(|cost| -cost).collect();
    /// let problem =
    ///     AssignmentProblem::from_matrix(Mode::MostPairsFirst, vec![1; 3], vec![1; 3], weights)?;
    /// assert_eq!(problem.solve().solution.pairs(), [(0, 1), (1, 0), (2, 2)]); // 1 + 2 + 2
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_matrix(
        mode: Mode,
        left_capacity: Vec<u32>,
        right_capacity: Vec<u32>,
        weights: Vec<i64>,
    ) -> Result<Self, Errors<AssignmentError>> {
        let (lefts, rights) = (left_capacity.len(), right_capacity.len());
        let mut mistakes = Vec::new();
        let most = (u32::MAX - 1) as usize;
        for (what, given) in [("vertices", lefts.saturating_add(rights)), ("edges", weights.len())]
        {
            if given > most {
                mistakes.push(AssignmentError::Size { what, given, most });
            }
        }
        let (given, wanted) = (weights.len(), lefts.saturating_mul(rights));
        if given != wanted {
            mistakes.push(AssignmentError::Matrix { given, lefts, rights, wanted });
        }
        let given = weights.iter().map(|weight| weight.unsigned_abs()).max().unwrap_or(0);
        let matched = capacity_sum(&left_capacity).min(capacity_sum(&right_capacity));
        let most = largest_weight(lefts, rights, matched.min(weights.len() as u64));
        if given > most {
            let vertices = lefts.saturating_add(rights);
            mistakes.push(AssignmentError::Headroom { given, vertices, most });
        }
        Errors::check(mistakes)?;
        // The sizes have been checked.
        let numbers = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        let width = numbers(rights).end;
        Ok(Self {
            mode,
            left_lower_quota: vec![0; lefts],
            right_lower_quota: vec![0; rights],
            row_start: numbers(lefts + 1).map(|left| left.saturating_mul(width)).collect(),
            is_matrix: true,
            right_of: numbers(rights).collect(),
            weight_of: weights,
            left_capacity,
            right_capacity,
        })
    }

    /// The same problem with some of its edges: for each left vertex the right
    /// ones, ascending.
    pub(super) fn restricted(&self, rows: &[Vec<u32>]) -> Self {
        let mut row_start = vec![0_u32];
        let (mut right_of, mut weight_of) = (Vec::new(), Vec::new());
        for (left, row) in rows.iter().enumerate() {
            let (rights, weights) = self.row(left);
            for &right in row {
                let at =
                    if self.is_matrix { Ok(right as usize) } else { rights.binary_search(&right) };
                if let Ok(at) = at {
                    right_of.push(right);
                    weight_of.push(weights[at]);
                }
            }
            row_start.push(u32::try_from(right_of.len()).unwrap_or(u32::MAX));
        }
        Self {
            mode: self.mode,
            left_capacity: self.left_capacity.clone(),
            right_capacity: self.right_capacity.clone(),
            left_lower_quota: self.left_lower_quota.clone(),
            right_lower_quota: self.right_lower_quota.clone(),
            row_start,
            is_matrix: false,
            right_of,
            weight_of,
        }
    }

    /// A problem without edges, whose vertices [have been checked](check_vertices) for weights that come later.
    pub(in crate::matching) fn without_edges(
        mode: Mode,
        left_capacity: Vec<u32>,
        right_capacity: Vec<u32>,
    ) -> Self {
        Self {
            mode,
            left_lower_quota: vec![0; left_capacity.len()],
            right_lower_quota: vec![0; right_capacity.len()],
            row_start: vec![0; left_capacity.len() + 1],
            left_capacity,
            right_capacity,
            is_matrix: false,
            right_of: Vec::new(),
            weight_of: Vec::new(),
        }
    }

    pub(in crate::matching) fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
    }

    /// Adds edges (left, right, weight) of vertices that are there; one that is there already stays as it is.
    pub(in crate::matching) fn add_edges(
        &mut self,
        edges: impl Iterator<Item = (u32, u32, i64)> + Clone,
    ) {
        let lefts = self.left_capacity.len();
        let mut at: Vec<usize> = vec![0; lefts + 1];
        for (left, _, _) in edges.clone() {
            at[left as usize + 1] += 1;
        }
        for left in 0..lefts {
            at[left + 1] += at[left];
        }
        let start = at.clone();
        let mut new: Vec<(u32, i64)> = vec![(0, 0); at[lefts]];
        for (left, right, weight) in edges {
            let place = &mut at[left as usize];
            new[*place] = (right, weight);
            *place += 1;
        }
        let most = self.right_of.len() + new.len();
        let (mut right_of, mut weight_of) = (Vec::with_capacity(most), Vec::with_capacity(most));
        let mut row_start = vec![0];
        for left in 0..lefts {
            let more = &mut new[start[left]..start[left + 1]];
            more.sort_unstable();
            let mut more = more.iter().copied().peekable();
            let (rights, weights) = self.row(left);
            let mut last = None;
            for (&right, &weight) in rights.iter().zip(weights) {
                while let Some((new, weight)) = more.next_if(|new| new.0 <= right) {
                    if new < right && last != Some(new) {
                        right_of.push(new);
                        weight_of.push(weight);
                        last = Some(new);
                    }
                }
                right_of.push(right);
                weight_of.push(weight);
                last = Some(right);
            }
            for (new, weight) in more {
                if last != Some(new) {
                    right_of.push(new);
                    weight_of.push(weight);
                    last = Some(new);
                }
            }
            row_start.push(u32::try_from(right_of.len()).unwrap_or(u32::MAX));
        }
        right_of.shrink_to_fit();
        weight_of.shrink_to_fit();
        (self.row_start, self.right_of, self.weight_of) = (row_start, right_of, weight_of);
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

    /// The same problem, where a vertex v must be in at least a(v) pairs: its
    /// lower quota. One entry a vertex of each side; 0 asks for nothing. Quotas
    /// given before are replaced.
    ///
    /// The matchings of the problem are those that meet every quota; the
    /// [objective](Mode) is the best among them. A quota that no matching meets,
    /// such as one beyond the number of edges at its vertex, is no mistake of the
    /// input: that it cannot be met is for a certificate to
    /// [prove](Self::verify_infeasible).
    ///
    /// Tests: `assignment::quotas::input_errors_come_together`,
    /// `assignment::quotas::quotas_of_zero_change_nothing`,
    /// `assignment::quotas::a_higher_quota_never_helps`,
    /// `assignment::quotas::a_quota_that_the_optimum_meets_changes_nothing`.
    ///
    /// # Errors
    /// Every list that has not one entry a vertex, and every quota that exceeds
    /// its vertex's capacity.
    ///
    /// # Example
    /// Two swimmers and two trainers with two places each. Both swimmers fit
    /// trainer 0 best, but trainer 1 is not to stand idle.
    /// ```
    /// use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode};
    /// use crosstie::solve::{AssignmentCertificate, Prices, Problem, VerifyError};
    ///
    /// let fit = [(0, 0, 5), (0, 1, 1), (1, 0, 4)];
    /// let problem = AssignmentProblem::new(Mode::HighestScore, vec![1, 1], vec![2, 2], fit)?
    ///     .with_lower_quotas(vec![0, 0], vec![0, 1])?;
    ///
    /// assert_eq!(
    ///     problem.verify(&Matching::new([(0, 0), (1, 0)]), None),
    ///     Err(VerifyError::UnderQuota { side: "right", vertex: 1, used: 0, quota: 1 }),
    /// );
    ///
    /// // Swimmer 0 goes to trainer 1. The price below 0 says what the quota costs: 9 − 4.
    /// let matching = Matching::new([(0, 1), (1, 0)]);
    /// let prices = Prices { left: vec![5, 4], right: vec![0, -4] };
    /// let proof = AssignmentCertificate::HighestScore { prices };
    /// let quality = problem.verify(&matching, Some(&proof))?;
    /// assert_eq!(quality.objective().weight, 5);
    /// assert!(quality.is_optimal());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_lower_quotas(
        mut self,
        left: Vec<u32>,
        right: Vec<u32>,
    ) -> Result<Self, Errors<AssignmentError>> {
        let mut mistakes = Vec::new();
        for (side, quotas, capacities) in
            [("left", &left, &self.left_capacity), ("right", &right, &self.right_capacity)]
        {
            let (given, wanted) = (quotas.len(), capacities.len());
            if given != wanted {
                mistakes.push(AssignmentError::QuotaCount { side, given, wanted });
            }
            for (vertex, (&quota, &capacity)) in quotas.iter().zip(capacities).enumerate() {
                if quota > capacity {
                    mistakes.push(AssignmentError::QuotaOverCapacity {
                        side,
                        vertex,
                        quota,
                        capacity,
                    });
                }
            }
        }
        Errors::check(mistakes)?;
        self.left_lower_quota = left;
        self.right_lower_quota = right;
        Ok(self)
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

    /// The lower quotas of the left vertices, one a vertex.
    #[must_use]
    pub fn left_lower_quota(&self) -> &[u32] {
        &self.left_lower_quota
    }

    /// The lower quotas of the right vertices, one a vertex.
    #[must_use]
    pub fn right_lower_quota(&self) -> &[u32] {
        &self.right_lower_quota
    }

    /// Capacities and lower quotas of both sides.
    #[must_use]
    pub fn degree_bounds(&self) -> DegreeBounds<'_> {
        DegreeBounds::new(&self.left_capacity, &self.right_capacity)
            .with_lower_quotas(&self.left_lower_quota, &self.right_lower_quota)
    }

    /// The number of edges.
    #[must_use]
    pub fn edge_count(&self) -> usize {
        self.weight_of.len()
    }

    /// Whether it was built [from a matrix](Self::from_matrix).
    #[must_use]
    pub fn is_matrix(&self) -> bool {
        self.is_matrix
    }

    /// The edges of a left vertex: right vertices in ascending order, and the
    /// weights beside them. Empty for a vertex that is not there.
    #[must_use]
    pub fn row(&self, left: usize) -> (&[u32], &[i64]) {
        match self.row_start.get(left..).and_then(|rest| rest.get(..2)) {
            Some(&[start, end]) => {
                let range = start as usize..end as usize;
                let rights = if self.is_matrix { 0..self.right_of.len() } else { range.clone() };
                (&self.right_of[rights], &self.weight_of[range])
            }
            _ => (&[], &[]),
        }
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

    /// Checks a proof that no matching meets the lower quotas; returns what it shows.
    ///
    /// # Errors
    /// The witness does not fit the problem, or shows nothing: see
    /// [`quota_shortage`](solve::quota_shortage).
    ///
    /// # Example
    /// ```
    /// use crosstie::matching::assignment::{AssignmentProblem, Mode, Side};
    /// use crosstie::solve::HallWitness;
    ///
    /// // Right vertex 0 must be in two pairs, and has one edge.
    /// let problem = AssignmentProblem::new(Mode::HighestScore, vec![3], vec![2], [(0, 0, 7)])?
    ///     .with_lower_quotas(vec![0], vec![2])?;
    /// let witness = HallWitness { side: Side::Right, left: vec![false], right: vec![true] };
    /// let shortage = problem.verify_infeasible(&witness)?;
    /// assert_eq!((shortage.wanted, shortage.places), (2, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_infeasible(&self, witness: &HallWitness) -> Result<Shortage, VerifyError> {
        let ends = self.edges().map(|(left, right, _)| (left, right));
        solve::quota_shortage(self.degree_bounds(), ends, witness)
    }
}

/// Whether so many vertices, with weights of at most this magnitude, leave room for all sums: for problems that do not
/// list their edges.
pub(crate) fn check_vertices(
    left_capacity: &[u32],
    right_capacity: &[u32],
    greatest: u64,
) -> Result<(), AssignmentError> {
    let vertices = left_capacity.len().saturating_add(right_capacity.len());
    let most = (u32::MAX - 1) as usize;
    if vertices > most {
        return Err(AssignmentError::Size { what: "vertices", given: vertices, most });
    }
    let matched = capacity_sum(left_capacity).min(capacity_sum(right_capacity));
    let most = largest_weight(left_capacity.len(), right_capacity.len(), matched);
    if greatest > most {
        return Err(AssignmentError::Headroom { given: greatest, vertices, most });
    }
    Ok(())
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

    /// Checks a matching and what the certificate proves about it.
    ///
    /// A certificate that there is no matching leaves nothing to check of the one
    /// beside it, which is not looked at. If the certificate holds, that is
    /// reported as [`VerifyError::Infeasible`].
    fn verify(
        &self,
        matching: &Matching,
        certificate: Option<&AssignmentCertificate>,
    ) -> Result<Quality<Objective>, VerifyError> {
        let bounds = self.degree_bounds();
        if let Some(AssignmentCertificate::Infeasible(witness)) = certificate {
            return Err(VerifyError::Infeasible(self.verify_infeasible(witness)?));
        }
        let weight = solve::check_matching(
            bounds,
            |left, right| self.weight(left, right),
            matching.pairs(),
        )?;
        let pairs = (self.mode == Mode::MostPairsFirst).then_some(matching.len() as u64);
        let bound = match certificate {
            None => None,
            Some(certificate) => {
                let (pairs, weight) =
                    solve::upper_bound(bounds, self.edges(), self.mode, certificate)?;
                Some(Objective { pairs, weight })
            }
        };
        Ok(Quality::new(Objective { pairs, weight }, bound))
    }
}
