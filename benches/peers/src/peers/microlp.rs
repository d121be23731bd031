//! Linear programmes: a number from 0 to 1 for every edge. Of two sides an optimum at a corner is
//! whole by itself. Pure Rust, one of the solvers behind `good_lp`.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};

use super::{Answer, Clock};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    let mut clock = Clock::start();
    // More than all pairs together, so that a pair more is always worth it.
    let bonus = match mode {
        Mode::Mcw => sparse.largest_weight() * sparse.lefts as i64 + 1,
        Mode::Full | Mode::Mwm => 0,
    };
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let mut at_left = vec![LinearExpr::empty(); sparse.lefts];
    let mut at_right = vec![LinearExpr::empty(); sparse.rights()];
    let mut variables = Vec::with_capacity(sparse.weight.len());
    for (left, right, weight) in sparse.edges() {
        let variable = problem.add_var((weight + bonus) as f64, (0.0, 1.0));
        at_left[left as usize].add(variable, 1.0);
        at_right[right as usize].add(variable, 1.0);
        variables.push(variable);
    }
    let once = if mode == Mode::Full { ComparisonOp::Eq } else { ComparisonOp::Le };
    for sum in at_left {
        problem.add_constraint(sum, once, 1.0);
    }
    for (sum, &capacity) in at_right.into_iter().zip(&sparse.right_capacity) {
        problem.add_constraint(sum, ComparisonOp::Le, capacity.into());
    }
    clock.built();
    let outcome = problem.solve().map_err(|error| format!("finds none: {error}"))?;
    let solution = outcome.solution().ok_or("stops without a solution")?;
    let taken = |&(_, &variable): &(_, &microlp::Variable)| solution.var_value(variable) > 0.5;
    let used = sparse.edges().zip(&variables).filter(taken);
    Ok(clock.pairs(used.map(|((left, right, _), _)| (left, right))))
}
