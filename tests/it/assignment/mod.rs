//! The assignment kernel against a complete oracle, certificates and laws.
//!
//! [`oracle`] enumerates; [`reference`] adds a certificate to what it finds;
//! [`check_solver`] holds any solver against both. Everything else is either
//! about the kernel (`exact`, `large`, `cliffs`, `headroom`, `laws`, `repeat`,
//! `limits`, and `warm` where it starts from another answer) or about the checker
//! and the input (`planted`, `checker`, `input`); `quotas` is about both, where
//! vertices have lower quotas.

mod checker;
mod cliffs;
mod exact;
mod headroom;
mod input;
pub(crate) mod instances;
mod large;
mod laws;
mod limits;
mod matrix;
pub(crate) mod oracle;
mod planted;
mod quotas;
mod reference;
mod repeat;
mod residual;
mod warm;

use crosstie::matching::assignment::{
    AssignmentProblem, AuctionPaths, DensePricing, Mode, Objective,
};
use crosstie::solve::{Claim, Limits, Problem, Quality, Solver, Stop};

use instances::Parts;
use oracle::Oracle;

pub(crate) const MODES: [Mode; 2] = [Mode::MostPairsFirst, Mode::HighestScore];

pub(crate) type AnySolver<'a> = &'a dyn Solver<AssignmentProblem>;

/// The kernels under test.
pub(crate) const KERNELS: [AnySolver<'static>; 3] = [&AuctionPaths, &DensePricing, &AsMatrix];

/// Solves a problem in which every pair is an edge as a matrix; any other as it is.
struct AsMatrix;

impl Solver<AssignmentProblem> for AsMatrix {
    fn name(&self) -> &str {
        "pricing of a matrix"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        let (left, right) = (problem.left_capacity().to_vec(), problem.right_capacity().to_vec());
        if problem.edge_count() < left.len() * right.len() {
            return DensePricing.solve(problem, limits);
        }
        let weights = problem.edges().map(|(_, _, weight)| weight).collect();
        let quotas = [problem.left_lower_quota(), problem.right_lower_quota()].map(<[u32]>::to_vec);
        let [left_quota, right_quota] = quotas;
        let matrix = AssignmentProblem::from_matrix(problem.mode(), left, right, weights).unwrap();
        let matrix = matrix.with_lower_quotas(left_quota, right_quota).unwrap();
        assert!(matrix.edges().eq(problem.edges()));
        let claim = DensePricing.solve(&matrix, limits);
        assert_eq!(
            matrix.verify(&claim.solution, claim.certificate.as_ref()),
            problem.verify(&claim.solution, claim.certificate.as_ref()),
        );
        Claim { solution: claim.solution, certificate: claim.certificate, stop: claim.stop }
    }
}

/// The kernels under test as one: it solves with each of them.
pub(crate) const KERNEL: AnySolver<'static> = &All;

/// Solves with every kernel and returns the last claim; those that finished have objectives that are equal, and proven.
struct All;

impl Solver<AssignmentProblem> for All {
    fn name(&self) -> &str {
        "all kernels"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        let mut known = None;
        let claims = KERNELS.map(|kernel| {
            let claim = kernel.solve(problem, limits);
            let quality = problem
                .verify(&claim.solution, claim.certificate.as_ref())
                .unwrap_or_else(|error| panic!("{}: {error}", kernel.name()));
            if claim.stop == Stop::Finished {
                assert!(quality.is_optimal(), "{} proves too little", kernel.name());
                let objective = *known.get_or_insert(quality.objective());
                assert_eq!(quality.objective(), objective, "{}", kernel.name());
            }
            claim
        });
        let [.., last] = claims;
        last
    }
}

/// Solves without limits and verifies; the answer must be proven optimal.
pub(crate) fn solve_to_proof(
    solver: AnySolver<'_>,
    problem: &AssignmentProblem,
) -> Quality<Objective> {
    let claim = solver.solve(problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished, "{} stopped early without a limit", solver.name());
    let quality = problem
        .verify(&claim.solution, claim.certificate.as_ref())
        .unwrap_or_else(|error| panic!("{}: {error}", solver.name()));
    assert!(
        quality.is_optimal(),
        "{} has {} but proves only {:?}",
        solver.name(),
        quality.objective(),
        quality.bound()
    );
    quality
}

/// The proven objective of these parts in a mode.
pub(crate) fn objective(solver: AnySolver<'_>, parts: &Parts, mode: Mode) -> Objective {
    solve_to_proof(solver, &parts.problem(mode)).objective()
}

/// Solves the problem in both modes: feasible, proven optimal by its own
/// certificate, and as good as complete enumeration says.
pub(crate) fn check_solver(solver: AnySolver<'_>, problem: &AssignmentProblem) {
    let parts = Parts::of(problem);
    let oracle = Oracle::of(problem);
    for mode in MODES {
        let found = objective(solver, &parts, mode);
        assert_eq!(found, oracle.objective(mode), "{} on {mode:?} {parts:?}", solver.name());
    }
}
