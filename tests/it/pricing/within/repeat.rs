//! The same problem, the same answer and the same work, with any number of threads.

use crosstie::matching::general::{Matching, Mode};
use crosstie::matching::pricing::{PricingCounts, PricingWithin};
use crosstie::solve::{GeneralCertificate, Limits, Stop};

use super::instances::{Symmetric, cliques, dressed, random_up_to, structured};
use crate::general::MODES;
use crate::pricing::repeat::Again;
use crate::rng::Rng;

type Answer = (Matching, Option<GeneralCertificate>, Stop, PricingCounts);

fn solve(
    source: &Symmetric,
    mode: Mode,
    earlier: Option<&GeneralCertificate>,
    limits: &Limits,
) -> Answer {
    let problem = source.problem(mode);
    let (claim, counts) = PricingWithin::default().solve_counting(&problem, earlier, limits);
    // Lest two empty answers agree.
    assert!(claim.certificate.is_some());
    (claim.solution, claim.certificate, claim.stop, counts)
}

#[test]
fn middling_sources_with_and_without_limits() {
    let mut rng = Rng::new(1_750);
    let again = Again::new();
    let mut rounds = 0;
    for turn in 0..120 {
        let source = random_up_to(&mut rng, if turn % 5 == 0 { 200 } else { 60 });
        for mode in MODES {
            let (_, certificate, _, counts) =
                again.check(|| solve(&source, mode, None, &Limits::none()));
            rounds += usize::from(counts.rounds > 1);
            let limits = Limits::none().iterations(rng.below(200) as u64);
            again.check(|| solve(&source, mode, None, &limits));
            again.check(|| solve(&source, mode, certificate.as_ref(), &Limits::none()));
        }
    }
    assert!(rounds > 40, "{rounds} in several rounds");
}

#[test]
fn large_sources() {
    // The second is large enough for a sample.
    let mut rng = Rng::new(1_751);
    let again = Again::new();
    for (count, modes) in [(1_000, &MODES[..]), (1_650, &MODES[..1])] {
        let source = structured(&mut rng, count, 500, true, |one, other| one.group != other.group);
        for &mode in modes {
            let (_, _, _, counts) = again.check(|| solve(&source, mode, None, &Limits::none()));
            assert!(counts.rounds > 1, "{counts:?}");
        }
    }
}

#[test]
fn many_equal_scores() {
    let mut rng = Rng::new(1_752);
    let again = Again::new();
    let (parts, like) = cliques(&[35; 11], |alike| Some(if alike { 3 } else { 2 }));
    let ties = dressed(&mut rng, &parts, &like);
    let other = parts.reweighed(|weight| weight - 2);
    let few = dressed(&mut rng, &other, &like);
    for source in [ties, few] {
        for mode in MODES {
            again.check(|| solve(&source, mode, None, &Limits::none()));
        }
    }
}
