//! Rectangular matrices of integers. It points to `pathfinding` itself.

use super::{Answer, Clock};
use crate::instance::Dense;

/// Which take it a second.
const MOST: usize = 500;

pub(super) fn solve(dense: &Dense) -> Result<Answer, String> {
    if dense.size > MOST {
        return Err(format!("takes a second at {MOST}, and is raced up to there"));
    }
    let mut clock = Clock::start();
    let costs: Vec<i64> = dense.costs.iter().map(|&cost| i64::from(cost)).collect();
    clock.built();
    let columns = hungarian::minimize(&costs, dense.size, dense.size);
    let columns: Option<Vec<usize>> = columns.into_iter().collect();
    Ok(clock.columns(columns.ok_or("leaves a row unmatched")?))
}
