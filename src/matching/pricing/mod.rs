//! Capacitated assignment over every pair, without a list of them.
//!
//! A [`PairSource`] scores any pair, and says what no pair of two blocks of vertices exceeds. [`Pricing`] solves the
//! problem with few pairs, looks with the prices of that for pairs that could make it better, block
//! by block, adds those and solves again, until there are none:
//!
//! ```text
//! choose x(l, r) ∈ {0, 1} for every pair that is not excluded, so that
//!     Σ x over the pairs of v ≤ u(v)     for every vertex v
//! is greatest in     Σ w·x               Mode::HighestScore
//!             or     (Σ x, Σ w·x)        Mode::MostPairsFirst, compared from the left
//! ```
//!
//! # Proof
//! The [certificate](crate::solve::AssignmentCertificate) is that of [`assignment`](super::assignment), and holds for all
//! pairs: of a block that is passed over, every pair has
//! w ≤ own(l) + own(r) + bound ≤ λ + p(l) + p(r). So a proof is as good as the bounds that the source declares;
//! [`check_bounds`] tries them.
//!
//! # Example
//! Places on a line; a pair is worth 100 less the distance. Blocks are stretches of it.
//! ```
//! use crosstie::matching::pricing::{AllPairs, Blocks, PairSource};
//! use crosstie::solve::{Mode, Problem, Side};
//!
//! struct Line { left: Vec<i64>, right: Vec<i64>, lefts: Blocks, rights: Blocks }
//!
//! fn stretches(places: &[i64]) -> Blocks {
//!     Blocks::new(places.len() as u32, |block| {
//!         block.sort_by_key(|&vertex| places[vertex as usize]);
//!         if block.len() > 4 { block.len() / 2 } else { 0 }
//!     })
//! }
//!
//! impl PairSource for Line {
//!     fn blocks(&self, side: Side) -> &Blocks {
//!         match side { Side::Left => &self.lefts, Side::Right => &self.rights }
//!     }
//!     fn greatest(&self) -> i64 { 100 }
//!     fn score(&self, left: u32, right: u32) -> Option<i64> {
//!         Some(100 - (self.left[left as usize] - self.right[right as usize]).abs().min(100))
//!     }
//!     fn bound(&self, left: usize, right: usize) -> Option<i64> {
//!         // The gap between two stretches, each in order.
//!         let ends = |blocks: &Blocks, places: &[i64], block| {
//!             let of = blocks.vertices(block).iter().map(|&v| places[v as usize]);
//!             (of.clone().min(), of.max())
//!         };
//!         let (a, b) = ends(&self.lefts, &self.left, left);
//!         let (c, d) = ends(&self.rights, &self.right, right);
//!         let gap = 0.max(c? - b?).max(a? - d?);
//!         Some(100 - gap.min(100))
//!     }
//! }
//!
//! let left: Vec<i64> = (0..60).map(|i| i * 37 % 1_000).collect();
//! let right: Vec<i64> = (0..60).map(|i| i * 61 % 1_000).collect();
//! let line = Line { lefts: stretches(&left), rights: stretches(&right), left, right };
//! let problem = AllPairs::new(Mode::MostPairsFirst, vec![1; 60], vec![1; 60], line)?;
//!
//! let (claim, counts) = problem.solve();
//! let quality = problem.verify(&claim.solution, claim.certificate.as_ref())?;
//! assert!(quality.is_optimal());
//! assert!(counts.kept < counts.pairs);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # References
//! - J. Desrosiers and M. E. Lübbecke, *A primer in column generation*, in *Column Generation*, Springer 2005,
//!   doi:10.1007/0-387-25486-2_1: the loop of pricing.
//! - B. Schmitzer, *A sparse multi-scale algorithm for dense optimal transport*, arXiv:1510.05466: prices of few
//!   vertices for the next more; blocks whose bounds show that none of their pairs can help.

mod blocks;
mod check;
mod complete;
mod counting;
mod nearest;
mod nest;
mod part;
mod problem;
mod residual;
mod search;
mod solver;
mod within;
mod within_solver;

pub use blocks::Blocks;
pub use check::{BoundError, check_bounds};
pub use problem::{AllPairs, AllPairsError};
pub use solver::Pricing;
pub use within::AllPairsWithin;
pub use within_solver::PricingWithin;

pub(crate) use residual::PricedResidual;

pub use crate::solve::PricingCounts;

use crate::solve::Side;

/// What pricing needs to know of all pairs of two sides.
///
/// Must be a pure function of the pair or the blocks: asked again, it says the same.
pub trait PairSource: Sync {
    /// The vertices of a side in blocks. The more alike the vertices of a block are, the fewer pairs are scored.
    fn blocks(&self, side: Side) -> &Blocks;

    /// What no score exceeds in magnitude. A pair whose score does is taken for excluded.
    fn greatest(&self) -> i64;

    /// The score of a pair; none where it is excluded.
    fn score(&self, left: u32, right: u32) -> Option<i64>;

    /// What a vertex adds to the score of each of its pairs, whoever the other is; 0 if nothing is said.
    fn own(&self, _side: Side, _vertex: u32) -> i64 {
        0
    }

    /// What no pair of a left and a right block has beyond what both of its vertices [own](Self::own); none if all of
    /// their pairs are excluded: for l and r of these blocks, score(l, r) ≤ own(l) + own(r) + bound.
    fn bound(&self, left: usize, right: usize) -> Option<i64>;
}
