//! The least fractional cover of all edges by vertices, in halves.
//!
//! Of two copies of every vertex, with each edge between the copies of its ends, the left and the right
//! ones are the two sides of a bipartite graph. A least cover of that (Kőnig) covers each vertex by none,
//! half or whole, as many of its copies as are in it (Nemhauser & Trotter 1975). Only those
//! covered by none can stay single, and where there are no odd cycles, as many do as they outnumber those covered whole.

use super::problem::GeneralProblem;
use crate::matching::assignment::{self, AssignmentProblem, Mode};
use crate::solve::Limits;

/// For each vertex 0, 1 or 2 halves, at least two of them at the ends of every edge, as few as there can be. Nothing
/// where it was stopped, or twice the edges are too many.
///
/// O(√n·m) time (Hopcroft & Karp), and O(n + m) memory.
pub(super) fn halves(problem: &GeneralProblem, limits: &Limits) -> Option<Vec<i64>> {
    let places = vec![1; problem.vertex_count()];
    let copies = problem.edges().flat_map(|(a, b, _)| [(a, b, 0), (b, a, 0)]);
    let twice =
        AssignmentProblem::new(Mode::MostPairsFirst, places.clone(), places, copies).ok()?;
    let cover = assignment::least_cover(&twice, limits).ok()?;
    let (left, right) = cover.split_at(problem.vertex_count());
    Some(left.iter().zip(right).map(|(&l, &r)| i64::from(l) + i64::from(r)).collect())
}
