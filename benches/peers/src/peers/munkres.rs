//! Square matrices of signed or floating-point costs.

use munkres::{WeightMatrix, solve_assignment};

use super::{Answer, Clock};
use crate::instance::Dense;

pub(super) fn solve(dense: &Dense) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let mut costs = WeightMatrix::from_row_vec(dense.size, dense.costs.clone());
    clock.built();
    let found = solve_assignment(&mut costs).map_err(|error| format!("{error:?}"))?;
    Ok(clock.pairs(found.into_iter().map(|at| (at.row as u32, at.column as u32))))
}
