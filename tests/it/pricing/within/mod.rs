//! Pricing over all pairs of one set of vertices against the full list of them, which it must never need.
//!
//! [`instances`] makes symmetric sources with scores in a table and bounds that hold; [`check`] solves one and
//! proves it twice: for the source, and by the same certificate for the full list of pairs. Everything else is either about
//! the solver (`exact`, `barriers`, `blossoms`, `limits`, `repeat`, `laws`, `solvers`, `warm`) or about what it is given and
//! what is said of it (`input`, `claims`).

mod barriers;
mod blossoms;
mod claims;
mod exact;
mod input;
mod instances;
mod laws;
mod limits;
mod repeat;
mod solvers;
mod warm;

use crosstie::matching::general::{GeneralProblem, Objective};
use crosstie::matching::pricing::{PricingCounts, PricingWithin};
use crosstie::solve::{GeneralCertificate, GeneralPrices, Limits, Problem, Stop};

use super::{misled, quality};
use crate::general::{KERNEL, MODES, solve_to_proof};
use instances::Symmetric;

/// Solves from these prices and without limits: as good as that, proven for the source and for the full list.
fn check_from(
    pricing: &PricingWithin<'_>,
    source: &Symmetric,
    full: &GeneralProblem,
    earlier: Option<&GeneralCertificate>,
    optimum: Objective,
) -> (GeneralCertificate, PricingCounts) {
    let problem = source.problem(full.mode());
    let (claim, counts) = pricing.solve_counting(&problem, earlier, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished, "stopped early without a limit");
    let quality = quality(&problem, full, &claim);
    assert_eq!(quality.objective(), optimum, "{:?}", full.mode());
    assert!(quality.is_optimal(), "{optimum}, but proves only {:?}", quality.bound());
    let count = source.count() as u64;
    assert_eq!(counts.pairs, count * count.saturating_sub(1) / 2);
    assert!(counts.eligible <= counts.scored, "{counts:?}");
    assert!(counts.kept <= full.edge_count() as u64, "{counts:?}");
    (claim.certificate.unwrap(), counts)
}

/// As [`check_from`], from nothing and with the default solver.
fn check(
    source: &Symmetric,
    full: &GeneralProblem,
    optimum: Objective,
) -> (GeneralCertificate, PricingCounts) {
    check_from(&PricingWithin::default(), source, full, None, optimum)
}

/// The proven optimum of a full list.
fn full_optimum(full: &GeneralProblem) -> Objective {
    solve_to_proof(KERNEL, full).objective()
}

/// Both objectives, by pricing alone.
fn optima(source: &Symmetric) -> [Objective; 2] {
    MODES.map(|mode| {
        let problem = source.problem(mode);
        let (claim, _) = problem.solve();
        let quality = problem
            .verify(&claim.solution, claim.certificate.as_ref())
            .unwrap_or_else(|error| panic!("{error}: {mode:?} {source:?}"));
        assert!(quality.is_optimal(), "{quality:?}: {mode:?} {source:?}");
        quality.objective()
    })
}

fn prices_of(certificate: &GeneralCertificate) -> &GeneralPrices {
    match certificate {
        GeneralCertificate::HighestScore { prices }
        | GeneralCertificate::MostPairs { prices, .. } => prices,
    }
}

fn prices_of_mut(certificate: &mut GeneralCertificate) -> &mut GeneralPrices {
    match certificate {
        GeneralCertificate::HighestScore { prices }
        | GeneralCertificate::MostPairs { prices, .. } => prices,
    }
}
