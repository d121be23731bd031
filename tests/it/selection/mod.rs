//! Selecting one team against complete enumeration and certificates.
//!
//! [`oracle`] enumerates the subsets; [`reference`] reads the definitions of a certificate a second time, slowly, and
//! adds a certificate to what the oracle finds; [`check_solver`] holds any solver against both. Everything else is about the
//! checker and the input (`planted`, `checker`, `input`).

mod checker;
mod exact;
mod input;
mod instances;
mod oracle;
mod planted;
mod reference;

use crosstie::matching::selection::SelectionProblem;
use crosstie::solve::{Limits, Problem, Solver, Stop};

use oracle::Oracle;

/// Solves without limits: a feasible team, or none where none is feasible; proven optimal by its own certificate,
/// and as good as complete enumeration says.
pub(crate) fn check_solver(solver: &dyn Solver<SelectionProblem>, problem: &SelectionProblem) {
    let name = solver.name();
    let claim = solver.solve(problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished, "{name} stopped early without a limit");
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .unwrap_or_else(|error| panic!("{name}: {error} in {:?}", problem.parts()));
    let oracle = Oracle::of(problem.parts());
    let optimum = oracle.optimum();
    assert_eq!(quality.objective(), optimum, "{name} on {:?}", problem.parts());
    assert!(
        quality.is_optimal(),
        "{name} has {optimum:?} but proves only {:?} on {:?}",
        quality.bound(),
        problem.parts()
    );
    // Not by the word of the checker alone.
    let worth = claim.solution.map(|team| oracle.worth(team.iter().map(|&c| 1 << c).sum()));
    assert_eq!(worth, optimum.map(Some), "{name} on {:?}", problem.parts());
}
