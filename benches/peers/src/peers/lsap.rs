//! Rectangular matrices of floating-point costs; a translation of what SciPy has.

use super::{Answer, Clock};
use crate::instance::Dense;

pub(super) fn solve(dense: &Dense) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let costs = dense.costs.iter().map(|&cost| f64::from(cost)).collect();
    clock.built();
    let (rows, columns) =
        lsap::solve(dense.size, dense.size, &costs, false).map_err(|error| error.to_string())?;
    Ok(clock.pairs(rows.into_iter().zip(columns).map(|(row, column)| (row as u32, column as u32))))
}
