//! Matching in general graphs against complete enumeration, certificates and laws.
//!
//! [`oracle`] enumerates; [`reference`] adds a certificate to what it finds;
//! [`check_solver`] holds any solver against both. Everything else is either
//! about the kernel (`exact`, `life_stories`, `large`, `laws`, `limits`, `million`,
//! `tsplib`, `warm`, `gallai_edmonds`), about the heuristic (`dominant`), or about the checker and
//! the input (`planted`, `checker`, `input`).

mod checker;
mod dominant;
mod exact;
mod gallai_edmonds;
mod input;
pub(crate) mod instances;
mod large;
mod laws;
mod life_stories;
mod limits;
mod million;
pub(crate) mod oracle;
mod planted;
pub(crate) mod reference;
mod tsplib;
mod warm;

use crosstie::matching::general::{Blossom, GeneralProblem, Matching, Mode, Objective};
use crosstie::solve::{Limits, Problem, Quality, Solver, Stop};

use instances::Parts;
use oracle::Oracle;

pub(crate) const MODES: [Mode; 2] = [Mode::MostPairsFirst, Mode::HighestScore];

pub(crate) type AnySolver<'a> = &'a dyn Solver<GeneralProblem>;

/// The kernel under test.
pub(crate) const KERNEL: AnySolver<'static> = &Blossom;

/// Solves without limits and verifies; the answer must be proven optimal.
pub(crate) fn solve_to_proof(
    solver: AnySolver<'_>,
    problem: &GeneralProblem,
) -> Quality<Objective> {
    solution_to_proof(solver, problem).1
}

/// As [`solve_to_proof`], and the matching itself.
pub(crate) fn solution_to_proof(
    solver: AnySolver<'_>,
    problem: &GeneralProblem,
) -> (Matching, Quality<Objective>) {
    let claim = solver.solve(problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished, "{} stopped early without a limit", solver.name());
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error} in {problem:?}", solver.name()));
    assert!(
        quality.is_optimal(),
        "{} has {} but proves only {:?} in {problem:?}",
        solver.name(),
        quality.objective(),
        quality.bound()
    );
    (claim.solution, quality)
}

/// The proven objective of these parts in a mode.
pub(crate) fn objective(solver: AnySolver<'_>, parts: &Parts, mode: Mode) -> Objective {
    solve_to_proof(solver, &parts.problem(mode)).objective()
}

/// Solves the problem in both modes: feasible, proven optimal by its own
/// certificate, and as good as complete enumeration says.
pub(crate) fn check_solver(solver: AnySolver<'_>, parts: &Parts) {
    let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
    for mode in MODES {
        let found = objective(solver, parts, mode);
        assert_eq!(found, oracle.objective(mode), "{} on {mode:?} {parts:?}", solver.name());
    }
}
