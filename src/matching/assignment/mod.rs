//! Maximum-weight bipartite b-matching: capacitated assignment.
//!
//! Two sides, left and right; edges between them, each with a weight w of any
//! sign; and at every vertex v a capacity u(v) and a lower quota a(v), which is
//! 0 unless [given](AssignmentProblem::with_lower_quotas). Choose edges, each at
//! most once, at least a(v) and at most u(v) of them at v:
//!
//! ```text
//! greatest   Σ w(e)·x(e)                     Mode::HighestScore
//!       or   (Σ x(e), Σ w(e)·x(e))           Mode::MostPairsFirst, compared from the left
//! where      a(v) ≤ Σ x(e) over the edges at v ≤ u(v)    for every vertex v
//!            x(e) ∈ {0, 1}                               for every edge e
//! ```
//!
//! The two modes differ where one strong pair keeps two weaker ones apart, and
//! where a weight is below 0: [`HighestScore`](Mode::HighestScore) takes such an
//! edge only for the sake of a quota, [`MostPairsFirst`](Mode::MostPairsFirst)
//! also where it makes for a pair more.
//!
//! # Example
//! Two swimmers and two trainers with one place each. Swimmer 0 may train with
//! either of them, swimmer 1 with trainer 0 only; weights say how well they fit.
//! ```
//! use crosstie::matching::assignment::{AssignmentProblem, Mode};
//! use crosstie::solve::Problem;
//!
//! let fit = [(0, 0, 5), (0, 1, 1), (1, 0, 3)];
//!
//! // One pair of weight 5 is worth more than two of weight 1 + 3.
//! let problem = AssignmentProblem::new(Mode::HighestScore, vec![1, 1], vec![1, 1], fit)?;
//! assert_eq!(problem.solve().solution.pairs(), [(0, 0)]);
//!
//! // Unless nobody is to be left out who can be helped.
//! let problem = AssignmentProblem::new(Mode::MostPairsFirst, vec![1, 1], vec![1, 1], fit)?;
//! let claim = problem.solve();
//! assert_eq!(claim.solution.pairs(), [(0, 1), (1, 0)]);
//!
//! // So far that is a claim. Its certificate proves it.
//! let quality = problem.verify(&claim.solution, claim.certificate.as_ref())?;
//! assert!(quality.is_optimal());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Solvers
//! | solver | how |
//! | --- | --- |
//! | [`AuctionPaths`] | prices by an auction, then shortest paths for what is left; also from an [earlier answer](Solver::solve_from) |
//! | [`DensePricing`] | the same for a few edges a vertex, whose prices are checked against all; for [matrices](AssignmentProblem::from_matrix) |
//!
//! Both are exact, and both prove it. Which of several optimal matchings they return may differ.
//! How fast they are beside others: [guide](crate::guide::benchmarks).
//!
//! # Proof
//! Beside its matching a solver returns prices, an
//! [`AssignmentCertificate`](crate::solve::AssignmentCertificate). One pass over
//! the edges adds them up to a bound that no matching exceeds, whoever found
//! them; a matching that meets the bound is optimal. A run that was stopped has
//! prices too, and so a bound on what it may have missed.

mod auction;
mod auction_paths;
mod cover;
mod dense;
mod problem;
mod quotas;
mod residual;
mod state;
mod tight;

pub use auction_paths::AuctionPaths;
pub use dense::DensePricing;
pub use problem::{AssignmentError, AssignmentProblem, Matching};
pub use residual::{Change, Loss, Residual, ResidualError};

pub(super) use auction_paths::right_prices;
pub(super) use cover::least_cover;
pub(crate) use problem::check_vertices;
pub(super) use residual::{Bound, NEVER as NO_WAY};

pub use crate::solve::{Mode, Objective, Side};

use crate::solve::{Claim, Limits, Solver};

impl AssignmentProblem {
    /// Solves it without limits: with [`DensePricing`] if it was built from a matrix, else with
    /// [`AuctionPaths`]; there, also what is guaranteed and how long it takes.
    #[must_use]
    pub fn solve(&self) -> Claim<Self> {
        if self.is_matrix() {
            DensePricing.solve(self, &Limits::none())
        } else {
            AuctionPaths.solve(self, &Limits::none())
        }
    }
}
