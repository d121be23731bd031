//! The problem and its solutions; no algorithm.

use std::cmp::Reverse;

use crate::error::Errors;
use crate::solve::{
    self, EdgeColoringCertificate, EdgeColoringVerifyError, Problem, Quality, Side,
};

/// A bipartite multigraph, and at every vertex how many edges of one colour it may have.
///
/// Edges keep the order of the input; any number of them may join the same two vertices. Where no
/// [capacity](Self::with_capacities) is given it is 1: no two edges with a common end have the same colour.
///
/// Memory: 8 bytes an edge, 8 bytes a vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeColoringProblem {
    edges: Vec<(u32, u32)>,
    left_degree: Vec<u32>,
    right_degree: Vec<u32>,
    left_capacity: Vec<u32>,
    right_capacity: Vec<u32>,
}

/// A mistake in the input of an [`EdgeColoringProblem`], or a number of colours that is too small.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EdgeColoringError {
    /// An edge names a vertex that is not there.
    #[error(
        "edge {edge} names {side} vertex {vertex}, but there are {count}, counted from 0; \
         correct the edge or raise the number of {side} vertices"
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
    /// More vertices or edges than 32-bit indices can name, slots to fill up included.
    #[error("{given} {what} are more than {most}; split the problem")]
    Size {
        /// `left vertices`, `right vertices` or `edges`.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// A list of capacities has not one entry a vertex.
    #[error("there are {given} {side} capacities, but {wanted} {side} vertices; give one a vertex")]
    CapacityCount {
        /// `left` or `right`.
        side: &'static str,
        /// How many capacities there are.
        given: usize,
        /// How many vertices that side has.
        wanted: usize,
    },
    /// A vertex has edges, but may have none of any colour.
    #[error(
        "{side} vertex {vertex} has capacity 0, but degree {degree}; \
         raise the capacity or remove its edges"
    )]
    NoCapacity {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: usize,
        /// How many edges it has.
        degree: u32,
    },
    /// A vertex has more edges than so many colours give it.
    #[error(
        "{side} vertex {vertex} has degree {degree} and capacity {capacity}, which takes {least} \
         colours, not {given}; give as many, raise the capacity or remove edges"
    )]
    TooFewColors {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: u32,
        /// How many edges it has.
        degree: u32,
        /// How many of them may have the same colour.
        capacity: u32,
        /// The least number of colours.
        least: u32,
        /// The number of colours that was asked for.
        given: u32,
    },
}

/// So that three times as many, [what the padding takes](super::regular::Regular::new), and as many to step ahead have
/// positions below [those of walks](super::euler).
const MOST: usize = 1 << 29;

impl EdgeColoringProblem {
    /// A problem from its edges `(left, right)` in any order, with capacity 1 everywhere.
    ///
    /// Complexity: O(n + m) for n vertices and m edges.
    ///
    /// # Errors
    /// Every vertex out of range; size excess.
    pub fn new(
        left: usize,
        right: usize,
        edges: impl IntoIterator<Item = (u32, u32)>,
    ) -> Result<Self, Errors<EdgeColoringError>> {
        let edges: Vec<(u32, u32)> = edges.into_iter().collect();
        let mut mistakes = Vec::new();
        for (what, given) in
            [("left vertices", left), ("right vertices", right), ("edges", edges.len())]
        {
            if given > MOST {
                mistakes.push(EdgeColoringError::Size { what, given, most: MOST });
            }
        }
        // Beyond these sizes the indices below would not hold the rest.
        Errors::check(mistakes)?;
        let mut mistakes = Vec::new();
        let mut left_degree = vec![0; left];
        let mut right_degree = vec![0; right];
        for (edge, &(l, r)) in edges.iter().enumerate() {
            for (side, vertex, degree) in
                [("left", l, &mut left_degree), ("right", r, &mut right_degree)]
            {
                match degree.get_mut(vertex as usize) {
                    Some(degree) => *degree += 1,
                    None => mistakes.push(EdgeColoringError::Vertex {
                        edge,
                        side,
                        vertex,
                        count: degree.len(),
                    }),
                }
            }
        }
        Errors::check(mistakes)?;
        Ok(Self {
            edges,
            left_capacity: vec![1; left],
            right_capacity: vec![1; right],
            left_degree,
            right_degree,
        })
    }

    /// The same problem where each vertex may have so many edges of the same colour: one entry a vertex,
    /// of each side.
    ///
    /// # Errors
    /// Lists of another length, and every capacity of 0 where there are edges.
    ///
    /// # Example
    /// Three stays at the same host, who takes two people a period:
    /// ```
    /// use crosstie::matching::edge_coloring::EdgeColoringProblem;
    ///
    /// let stays = [(0, 0), (1, 0), (2, 0)];
    /// let problem = EdgeColoringProblem::new(3, 1, stays)?.with_capacities(vec![1; 3], vec![2])?;
    /// assert_eq!(problem.least_colors(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_capacities(
        mut self,
        left: Vec<u32>,
        right: Vec<u32>,
    ) -> Result<Self, Errors<EdgeColoringError>> {
        let mut mistakes = Vec::new();
        for (side, capacities, degrees) in
            [("left", &left, &self.left_degree), ("right", &right, &self.right_degree)]
        {
            let (given, wanted) = (capacities.len(), degrees.len());
            if given != wanted {
                mistakes.push(EdgeColoringError::CapacityCount { side, given, wanted });
            }
            for (vertex, (&capacity, &degree)) in capacities.iter().zip(degrees).enumerate() {
                if capacity == 0 && degree > 0 {
                    mistakes.push(EdgeColoringError::NoCapacity { side, vertex, degree });
                }
            }
        }
        Errors::check(mistakes)?;
        self.left_capacity = left;
        self.right_capacity = right;
        Ok(self)
    }

    /// The edges `(left, right)` in the order of the input.
    #[must_use]
    pub fn edges(&self) -> &[(u32, u32)] {
        &self.edges
    }

    /// How many edges each left vertex has.
    #[must_use]
    pub fn left_degree(&self) -> &[u32] {
        &self.left_degree
    }

    /// How many edges each right vertex has.
    #[must_use]
    pub fn right_degree(&self) -> &[u32] {
        &self.right_degree
    }

    /// How many edges of one colour each left vertex may have.
    #[must_use]
    pub fn left_capacity(&self) -> &[u32] {
        &self.left_capacity
    }

    /// How many edges of one colour each right vertex may have.
    #[must_use]
    pub fn right_capacity(&self) -> &[u32] {
        &self.right_capacity
    }

    /// The least number of colours: the greatest ⌈degree / capacity⌉ of a vertex, 0 without edges. O(n).
    ///
    /// ```
    /// use crosstie::matching::edge_coloring::EdgeColoringProblem;
    ///
    /// // Two of the three people go to host 0 twice.
    /// let stays = [(0, 0), (0, 0), (1, 0), (1, 0), (2, 1)];
    /// assert_eq!(EdgeColoringProblem::new(3, 2, stays)?.least_colors(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn least_colors(&self) -> u32 {
        self.busiest().map_or(0, |(colors, _, _)| colors)
    }

    /// Why fewer colours than [`least_colors`](Self::least_colors) are not enough: the first vertex that needs as many;
    /// none without edges. O(n).
    #[must_use]
    pub fn certificate(&self) -> Option<EdgeColoringCertificate> {
        self.busiest().map(|(_, side, vertex)| EdgeColoringCertificate { side, vertex })
    }

    fn busiest(&self) -> Option<(u32, Side, u32)> {
        let of = |side, degrees: &[u32], capacities: &[u32]| {
            let needs = degrees.iter().zip(capacities).map(|(&d, &c)| d.div_ceil(c.max(1)));
            let most = (0..).zip(needs).max_by_key(|&(vertex, need)| (need, Reverse(vertex)));
            most.map(|(vertex, need): (u32, u32)| (need, side, vertex))
        };
        let left = of(Side::Left, &self.left_degree, &self.left_capacity);
        let right = of(Side::Right, &self.right_degree, &self.right_capacity);
        // Of equal ones the last is the greatest: that of the left.
        let both = right.into_iter().chain(left).filter(|&(need, _, _)| need > 0);
        both.max_by_key(|&(need, _, _)| need)
    }

    /// Whether so many colours are enough.
    pub(super) fn check_colors(&self, given: u32) -> Result<(), EdgeColoringError> {
        match self.busiest() {
            Some((least, side, vertex)) if least > given => {
                let (side, degree, capacity) = match side {
                    Side::Left => ("left", &self.left_degree, &self.left_capacity),
                    Side::Right => ("right", &self.right_degree, &self.right_capacity),
                };
                let (degree, capacity) = (degree[vertex as usize], capacity[vertex as usize]);
                Err(EdgeColoringError::TooFewColors {
                    side,
                    vertex,
                    degree,
                    capacity,
                    least,
                    given,
                })
            }
            _ => Ok(()),
        }
    }
}

/// A colour for every edge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EdgeColoring {
    colors: u32,
    color_of: Vec<u32>,
}

impl EdgeColoring {
    /// So many colours, and for each edge, in the order of the problem, which it has, from 0; whether it fits a
    /// problem is for [`Problem::verify`] to say.
    #[must_use]
    pub fn new(colors: u32, color_of: Vec<u32>) -> Self {
        Self { colors, color_of }
    }

    /// How many colours there are; not every one of them needs to have an edge.
    #[must_use]
    pub fn colors(&self) -> u32 {
        self.colors
    }

    /// The colour of each edge, in the order of the problem.
    #[must_use]
    pub fn color_of(&self) -> &[u32] {
        &self.color_of
    }

    /// The edges by colour. O(m log m).
    #[must_use]
    pub fn classes(&self) -> ColorClasses<'_> {
        let mut by_color: Vec<(u32, u32)> = self.color_of.iter().copied().zip(0..).collect();
        by_color.sort_unstable();
        ColorClasses { coloring: self, edges: by_color.into_iter().map(|(_, edge)| edge).collect() }
    }
}

/// The edges of each colour of an [`EdgeColoring`], from [`classes`](EdgeColoring::classes).
#[derive(Clone, Debug)]
pub struct ColorClasses<'a> {
    coloring: &'a EdgeColoring,
    /// By colour, then by number.
    edges: Vec<u32>,
}

impl ColorClasses<'_> {
    /// The edges of a colour, ascending; empty for a colour that has none. O(log m).
    #[must_use]
    pub fn class(&self, color: u32) -> &[u32] {
        let color_of = |edge: &u32| self.coloring.color_of[*edge as usize];
        let start = self.edges.partition_point(|edge| color_of(edge) < color);
        let rest = &self.edges[start..];
        &rest[..rest.partition_point(|edge| color_of(edge) == color)]
    }

    /// The colours that have edges, ascending, each with its edges, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &[u32])> + '_ {
        let color_of = |edge: u32| self.coloring.color_of[edge as usize];
        self.edges
            .chunk_by(move |&a, &b| color_of(a) == color_of(b))
            .map(move |class| (color_of(class[0]), class))
    }
}

impl Problem for EdgeColoringProblem {
    type Solution = EdgeColoring;
    type Certificate = EdgeColoringCertificate;
    /// The number of colours: fewer are preferred.
    type Objective = Reverse<u32>;
    type Error = EdgeColoringVerifyError;

    /// Counts the edges of each colour at each vertex, and of the certificate's vertex all of them. O(n + m log m).
    fn verify(
        &self,
        coloring: &EdgeColoring,
        certificate: Option<&EdgeColoringCertificate>,
    ) -> Result<Quality<Reverse<u32>>, EdgeColoringVerifyError> {
        let (left, right) = (&self.left_capacity, &self.right_capacity);
        solve::check_edge_coloring(left, right, &self.edges, coloring.colors, &coloring.color_of)?;
        let bound = match certificate {
            Some(certificate) => {
                Some(solve::edge_coloring_lower_bound(left, right, &self.edges, certificate)?)
            }
            // Without edges nothing is left to prove.
            None => self.edges.is_empty().then_some(0),
        };
        Ok(Quality::new(Reverse(coloring.colors), bound.map(Reverse)))
    }
}
