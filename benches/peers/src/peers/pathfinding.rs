//! Matrices of integers with no more rows than columns, by Kuhn and Munkres.

use pathfinding::kuhn_munkres::kuhn_munkres_min;
use pathfinding::matrix::Matrix;

use super::{Answer, Clock};
use crate::instance::Dense;

pub(super) fn solve(dense: &Dense) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let costs = dense.costs.iter().map(|&cost| i64::from(cost)).collect();
    let costs =
        Matrix::from_vec(dense.size, dense.size, costs).map_err(|error| error.to_string())?;
    clock.built();
    let (_, columns) = kuhn_munkres_min(&costs);
    Ok(clock.columns(columns))
}
