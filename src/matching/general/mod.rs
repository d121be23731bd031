//! Maximum-weight matching in general graphs.
//!
//! A graph of vertices V and edges E, each edge with a weight w of any sign.
//! Choose edges, at most one at every vertex:
//!
//! ```text
//! greatest   Σ w(e)·x(e)                     Mode::HighestScore
//!       or   (Σ x(e), Σ w(e)·x(e))           Mode::MostPairsFirst, compared from the left
//! where      Σ x(e) over the edges at v ≤ 1       for every vertex v
//!            x(e) ∈ {0, 1}                        for every edge e
//! ```
//!
//! Unlike in [`assignment`](super::assignment) there are no sides: anybody may
//! be matched with anybody, so that odd cycles occur, and with them blossoms
//! (Edmonds 1965).
//!
//! # Proof
//! Beside its matching a solver returns prices of vertices and of odd sets of
//! vertices, a [`GeneralCertificate`](crate::solve::GeneralCertificate). One pass
//! over the edges adds them up to a bound that no matching exceeds, whoever found
//! them; a matching that meets the bound is optimal.
//!
//! # Solvers
//! [`Blossom`] is exact. [`LocallyDominant`] is for graphs beyond the reach of that: its time hardly depends on the
//! weights, its answer is at least half of the optimum, and its bound is mostly much nearer.

mod blossom;
mod dominant;
mod earlier;
mod fractional;
mod gallai_edmonds;
mod half_cover;
mod patience;
mod problem;
mod tree;

pub use blossom::Blossom;
pub use dominant::LocallyDominant;
pub use gallai_edmonds::{GallaiEdmonds, NotMaximum};
pub use problem::{GeneralError, GeneralProblem, Matching};

pub(super) use problem::check_size;

pub use crate::solve::{Mode, Objective};

use crate::solve::{Claim, Limits, Solver};

impl GeneralProblem {
    /// Solves it with [`Blossom`] and without limits; there, also what is
    /// guaranteed and how long it takes.
    #[must_use]
    pub fn solve(&self) -> Claim<Self> {
        Blossom.solve(self, &Limits::none())
    }
}
