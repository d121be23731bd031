//! Pricing over all pairs against the full list of them, which it must never need.
//!
//! [`instances`] makes sources with scores in a table and bounds that hold; [`check`] solves one and
//! proves it twice: for the source, and by the same certificate for the full list of pairs. Everything
//! else is either about the solver (`exact`, `limits`, `repeat`, `laws`, `solvers`) or about what it is
//! given and what is said of it (`blocks`, `bounds`, `input`, `verifier`). `within` is the same for the pairs of one set of
//! vertices.

mod blocks;
mod bounds;
mod exact;
mod input;
mod instances;
mod laws;
mod limits;
mod repeat;
mod solvers;
mod verifier;
mod within;

use std::any::type_name;
use std::fmt::{Debug, Display};

use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Mode, Objective};
use crosstie::matching::pricing::{Pricing, PricingCounts};
use crosstie::solve::{Claim, Limits, Problem, Quality, Stop};

use crate::assignment::{MODES, solve_to_proof};
use instances::Instance;

/// What is proven of a claim; its certificate must say the same of the full list of pairs.
fn quality<P, F>(problem: &P, full: &F, claim: &Claim<P>) -> Quality<Objective>
where
    P: Problem<Objective = Objective, Error: Debug + Display + PartialEq>,
    F: SamePlans<P>,
{
    let certificate = claim.certificate.as_ref();
    let quality = problem
        .verify(&claim.solution, certificate)
        .unwrap_or_else(|error| panic!("{error}: {}", type_name::<P>()));
    let by_list = full.verify(&claim.solution, certificate);
    assert_eq!(by_list, Ok(quality), "the full list says otherwise");
    quality
}

/// What a claim of a solver that was misled is: no better than the optimum and, as far as it verifies, with the bound that
/// the full list gives it, and a true one. Returns 0 for proven, 1 for the optimum without a proof, 2 for less.
fn misled<P, F>(problem: &P, full: &F, claim: &Claim<P>, optimum: Objective) -> usize
where
    P: Problem<Objective = Objective, Error: Debug + PartialEq>,
    F: SamePlans<P>,
{
    let certificate = claim.certificate.as_ref();
    let found = full.verify(&claim.solution, None).unwrap().objective();
    assert!(found <= optimum);
    let quality = problem.verify(&claim.solution, certificate);
    if let Ok(quality) = &quality {
        assert_eq!(Ok(*quality), full.verify(&claim.solution, certificate));
        assert_eq!(quality.objective(), found);
        assert!(quality.bound().is_none_or(|bound| bound >= optimum));
    }
    let proven = quality.is_ok_and(|quality| quality.is_optimal());
    assert!(!proven || found == optimum);
    if proven { 0 } else { 1 + usize::from(found < optimum) }
}

/// Another form of a problem: the same solutions, certificates and mistakes.
trait SamePlans<P: Problem>:
    Problem<
        Solution = P::Solution,
        Certificate = P::Certificate,
        Objective = P::Objective,
        Error = P::Error,
    >
{
}

impl<P: Problem, F> SamePlans<P> for F where
    F: Problem<
            Solution = P::Solution,
            Certificate = P::Certificate,
            Objective = P::Objective,
            Error = P::Error,
        >
{
}

/// Solves without limits: as good as that, proven for the source and for the full list.
fn check(
    pricing: &Pricing<'_>,
    instance: &Instance,
    full: &AssignmentProblem,
    optimum: Objective,
) -> PricingCounts {
    let problem = instance.problem(full.mode());
    let (claim, counts) = pricing.solve_counting(&problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished, "stopped early without a limit");
    let quality = quality(&problem, full, &claim);
    assert_eq!(quality.objective(), optimum, "{:?}", full.mode());
    assert!(quality.is_optimal(), "{optimum}, but proves only {:?}", quality.bound());
    let [lefts, rights] = [&instance.left, &instance.right].map(|side| side.len() as u64);
    assert_eq!(counts.pairs, lefts * rights);
    assert!(counts.eligible <= counts.scored, "{counts:?}");
    assert!(counts.kept <= full.edge_count() as u64, "{counts:?}");
    counts
}

/// The proven optimum of a full list.
fn full_optimum(full: &AssignmentProblem) -> Objective {
    solve_to_proof(&AuctionPaths, full).objective()
}

/// Both objectives, by pricing alone.
fn optima(instance: &Instance) -> [Objective; 2] {
    MODES.map(|mode: Mode| {
        let problem = instance.problem(mode);
        let (claim, _) = problem.solve();
        let quality = problem
            .verify(&claim.solution, claim.certificate.as_ref())
            .unwrap_or_else(|error| panic!("{error}: {mode:?} {instance:?}"));
        assert!(quality.is_optimal(), "{quality:?}: {mode:?} {instance:?}");
        quality.objective()
    })
}
