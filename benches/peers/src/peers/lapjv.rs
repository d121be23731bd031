//! Square matrices of floating-point costs, by Jonker and Volgenant.

use super::{Answer, Clock};
use crate::instance::Dense;

pub(super) fn solve(dense: &Dense) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let costs = dense.costs.iter().map(|&cost| f64::from(cost)).collect();
    let costs = ndarray::Array2::from_shape_vec((dense.size, dense.size), costs)
        .map_err(|error| error.to_string())?;
    clock.built();
    let (columns, _) = lapjv::lapjv(&costs).map_err(|error| error.to_string())?;
    Ok(clock.columns(columns))
}
