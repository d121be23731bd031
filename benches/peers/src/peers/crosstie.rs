//! Any instance and goal, with proof: read after the clock, since nobody else has one.

use crosstie::matching::assignment::{AssignmentProblem, Mode as Compared};
use crosstie::solve::Problem;

use super::{Answer, Clock};
use crate::instance::{Dense, Instance, Mode, Sparse};

pub(super) fn solve(instance: &Instance, mode: Mode) -> Result<Answer, String> {
    let compared = match mode {
        Mode::Full | Mode::Mcw => Compared::MostPairsFirst,
        Mode::Mwm => Compared::HighestScore,
    };
    let mut clock = Clock::start();
    let problem = match instance {
        Instance::Sparse(sparse) => sparse_problem(compared, sparse),
        Instance::Dense(dense) => dense_problem(compared, dense),
    }?;
    clock.built();
    let claim = problem.solve();
    let answer = clock.pairs(claim.solution.pairs().iter().copied());
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .map_err(|error| format!("claims what is refused: {error}"))?;
    if !quality.is_optimal() {
        return Err("does not prove its claim".to_owned());
    }
    Ok(answer)
}

fn sparse_problem(mode: Compared, sparse: &Sparse) -> Result<AssignmentProblem, String> {
    let (left, right) = (vec![1; sparse.lefts], sparse.right_capacity.clone());
    AssignmentProblem::new(mode, left, right, sparse.edges()).map_err(|errors| errors.to_string())
}

/// All pairs; costs are weights below 0.
fn dense_problem(mode: Compared, dense: &Dense) -> Result<AssignmentProblem, String> {
    let places = || vec![1; dense.size];
    let weights = dense.costs.iter().map(|&cost| -i64::from(cost)).collect();
    AssignmentProblem::from_matrix(mode, places(), places(), weights)
        .map_err(|errors| errors.to_string())
}
