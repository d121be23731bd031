//! Feasibility and bounds of edge colourings, from the definitions.
//!
//! Nothing here colours anything: edges are counted.

use super::Side;
use super::assignment::side_words;

/// A proof that no edge colouring has fewer colours: a vertex.
///
/// With d edges, of which c may have the same colour, a vertex takes ⌈d / c⌉ colours. For every bipartite multigraph
/// some vertex's number is enough (König 1916; with capacities de Werra 1971). Test: `edge_coloring::exact`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdgeColoringCertificate {
    /// The side of the vertex.
    pub side: Side,
    /// The vertex.
    pub vertex: u32,
}

/// What is wrong with an edge colouring or its certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EdgeColoringVerifyError {
    /// Not one colour an edge.
    #[error("there are {given} colours of edges, but {edges} edges; give one an edge")]
    Count {
        /// How many edges have a colour.
        given: usize,
        /// How many edges there are.
        edges: usize,
    },
    /// An edge has a colour that is not there.
    #[error("edge {edge} has colour {color}, but there are {colors}, counted from 0")]
    Color {
        /// The edge.
        edge: usize,
        /// Its colour.
        color: u32,
        /// How many colours there are.
        colors: u32,
    },
    /// A vertex has too many edges of the same colour.
    #[error("{side} vertex {vertex} has {used} edges of colour {color}, but capacity {capacity}")]
    OverCapacity {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: u32,
        /// The colour.
        color: u32,
        /// How many edges of it the vertex has.
        used: u32,
        /// How many it may have.
        capacity: u32,
    },
    /// An edge or a certificate names a vertex that is not there.
    #[error("there is no {side} vertex {vertex}; there are {count}, counted from 0")]
    Vertex {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex named.
        vertex: u32,
        /// How many vertices that side has.
        count: usize,
    },
}

/// Checks that an edge colouring is feasible: a colour for every edge, and at every vertex of each colour at most as many
/// edges as its capacity.
///
/// `left_capacity` and `right_capacity` have one entry a vertex; edges are `(left, right)`.
///
/// Complexity: O(n + m log m) for n vertices and m edges.
///
/// # Errors
/// The first excess by colour, then by edge, left before right.
pub fn check_edge_coloring(
    left_capacity: &[u32],
    right_capacity: &[u32],
    edges: &[(u32, u32)],
    colors: u32,
    color_of: &[u32],
) -> Result<(), EdgeColoringVerifyError> {
    if color_of.len() != edges.len() {
        let (given, edges) = (color_of.len(), edges.len());
        return Err(EdgeColoringVerifyError::Count { given, edges });
    }
    if let Some(edge) = color_of.iter().position(|&color| color >= colors) {
        return Err(EdgeColoringVerifyError::Color { edge, color: color_of[edge], colors });
    }
    for &(l, r) in edges {
        for (side, vertex, count) in
            [(Side::Left, l, left_capacity.len()), (Side::Right, r, right_capacity.len())]
        {
            check_vertex(side, vertex, count)?;
        }
    }
    let mut by_color: Vec<(u32, usize)> = color_of.iter().copied().zip(0..).collect();
    by_color.sort_unstable();
    let mut left_used = vec![0_u32; left_capacity.len()];
    let mut right_used = vec![0_u32; right_capacity.len()];
    for class in by_color.chunk_by(|a, b| a.0 == b.0) {
        for &(color, edge) in class {
            let (l, r) = edges[edge];
            for (side, vertex, used, capacity) in [
                (Side::Left, l, &mut left_used, left_capacity),
                (Side::Right, r, &mut right_used, right_capacity),
            ] {
                let used = &mut used[vertex as usize];
                *used += 1;
                let (used, capacity, side) = (*used, capacity[vertex as usize], side_words(side));
                if used > capacity {
                    return Err(EdgeColoringVerifyError::OverCapacity {
                        side,
                        vertex,
                        color,
                        used,
                        capacity,
                    });
                }
            }
        }
        for &(_, edge) in class {
            let (l, r) = edges[edge];
            left_used[l as usize] = 0;
            right_used[r as usize] = 0;
        }
    }
    Ok(())
}

/// How many colours every feasible edge colouring has at least, by this certificate.
///
/// Complexity: O(m).
///
/// # Errors
/// The vertex is not there.
pub fn edge_coloring_lower_bound(
    left_capacity: &[u32],
    right_capacity: &[u32],
    edges: &[(u32, u32)],
    certificate: &EdgeColoringCertificate,
) -> Result<u32, EdgeColoringVerifyError> {
    let &EdgeColoringCertificate { side, vertex } = certificate;
    let capacity = match side {
        Side::Left => left_capacity,
        Side::Right => right_capacity,
    };
    check_vertex(side, vertex, capacity.len())?;
    let end = |&(l, r): &(u32, u32)| match side {
        Side::Left => l,
        Side::Right => r,
    };
    let degree = edges.iter().filter(|&edge| end(edge) == vertex).count();
    let least = match capacity[vertex as usize] {
        // Then no number of colours is enough for any edge.
        0 if degree > 0 => usize::MAX,
        capacity => degree.div_ceil(capacity.max(1) as usize),
    };
    Ok(u32::try_from(least).unwrap_or(u32::MAX))
}

fn check_vertex(side: Side, vertex: u32, count: usize) -> Result<(), EdgeColoringVerifyError> {
    if (vertex as usize) < count {
        return Ok(());
    }
    Err(EdgeColoringVerifyError::Vertex { side: side_words(side), vertex, count })
}
