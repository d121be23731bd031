//! Edmonds' blossom algorithm: the solver, from its start to its certificate.

use super::gallai_edmonds::GallaiEdmonds;
use super::patience::{self, Break, Steps};
use super::problem::{GeneralProblem, Matching};
use super::tree::Kernel;
use super::{earlier, fractional};
use crate::solve::{Claim, GeneralCertificate, Limits, Mode, Solver, Stop};

/// Exact solver by Edmonds' blossom algorithm, from a fractional start.
///
/// The problem: choose x ∈ {0, 1} for every edge so that Σ x ≤ 1 at every vertex, and the objective of the [`Mode`] is
/// greatest: Σ w·x, or (Σ x, Σ w·x) compared from the left.
///
/// The method, where every vertex has a price y ≥ 0 and some odd sets B, the blossoms, a price z ≥ 0, and an edge is tight
/// if w = y(a) + y(b) + z(a, b):
///
/// 1. Without odd sets the best is pairs and odd cycles of halves. Shortest augmenting paths find it, each from one vertex;
///    where two outer vertices meet, the cycle that they close is the end of the search.
/// 2. Each cycle is made pairs but for one vertex, and from each of these a tree of tight edges grows: odd cycles in
///    it are shrunk to blossoms, inner blossoms without a price expanded, until it meets another single vertex or the price
///    of one of its outer vertices is 0.
/// 3. A search is broken off after a few steps, with the prices that it has by then, and taken up again after all others
///    were, with twice as many. It then meets what they made tight, and never grows through what is far from its root.
/// 4. For most pairs first every pair is worth so much more that one pair more outweighs all weights. Where searches still
///    look in vain, they start again from a least cover by halves, which says who is short of others.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective: `general::exact` against enumeration,
///   `general::large` and `general::life_stories` by the certificate alone.
/// - A stopped claim is a matching, with a certificate of what no matching exceeds: `general::limits`.
/// - From another answer it is as good as from nothing: `general::warm`.
/// - The same problem has the same claim, in whatever order its edges were given: `general::limits`.
///
/// # Limits
/// An iteration is one vertex looked through. The flag of the caller is looked at for every one.
///
/// # Complexity
/// O(n·m log n) time for n vertices and m edges, times log n for what is broken off; mostly not far from O(m log n): at
/// 100,000 vertices of degree 10 to 30 each vertex is looked through two to four times. Graphs that are nearly bipartite, and
/// ties where many stay single, take the most; see the [benchmarks](crate::guide::benchmarks). O(n + m) memory: 24 bytes
/// an edge for the problem, 150 a vertex.
///
/// # Determinism
/// The claim is a function of the problem, what it starts from, and the limit on iterations. An optimal matching need
/// not be unique, and another version may return another one.
///
/// # Errors
/// None: a problem is valid once it is built, and its weights leave room for every sum in here.
///
/// # Example
/// Four people; the two who would be the best pair leave the others nobody:
/// ```
/// use crosstie::matching::general::{Blossom, GeneralProblem, Mode};
/// use crosstie::solve::{Limits, Solver};
///
/// let scores = [(0, 1, 10), (0, 2, 6), (1, 3, 7)];
/// let problem = GeneralProblem::new(Mode::MostPairsFirst, 4, scores)?;
///
/// let claim = Blossom.solve(&problem, &Limits::none());
/// assert_eq!(claim.solution.pairs(), [(0, 2), (1, 3)]); // 6 + 7
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// - J. Edmonds, *Maximum matching and a polyhedron with 0,1-vertices*, Journal of Research of the National Bureau of
///   Standards 69B (1965), doi:10.6028/jres.069B.013.
/// - M. L. Balinski, *Integer programming: methods, uses, computations*, Management Science 12 (1965),
///   doi:10.1287/mnsc.12.3.253: pairs and odd cycles of halves.
/// - Z. Galil, S. Micali and H. Gabow, *An O(EV log V) algorithm for finding a maximal weighted matching in general
///   graphs*, SIAM Journal on Computing 15 (1986), doi:10.1137/0215009: slacks and prices kept lazily.
/// - V. Kolmogorov, *Blossom V: a new implementation of a minimum cost perfect matching algorithm*, Mathematical
///   Programming Computation 1 (2009), doi:10.1007/s12532-009-0002-8: prices of each tree by themselves.
/// - G. L. Nemhauser and L. E. Trotter, *Vertex packings: structural properties and algorithms*, Mathematical Programming 8
///   (1975), doi:10.1007/BF01580444: covers by halves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blossom;

impl Solver<GeneralProblem> for Blossom {
    fn name(&self) -> &'static str {
        "blossom"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        run(problem, None, limits)
    }

    /// Solves a problem from the answer to another one with the same vertices: after some weights or edges have changed,
    /// or with the prices of the round before.
    ///
    /// The objective is that of [`solve`](Solver::solve), test `general::warm`; which of several optimal matchings it is
    /// depends on the start. The start may be anything: what does not fit the problem is left out.
    ///
    /// Complexity: O(m), and a search for each vertex whose pair or price no longer fits.
    fn solve_from(
        &self,
        problem: &GeneralProblem,
        matching: &Matching,
        certificate: &GeneralCertificate,
        limits: &Limits,
    ) -> Claim<GeneralProblem> {
        run(problem, Some((matching, certificate)), limits)
    }
}

fn run(
    problem: &GeneralProblem,
    earlier: Option<(&Matching, &GeneralCertificate)>,
    limits: &Limits,
) -> Claim<GeneralProblem> {
    let pair_worth = match problem.mode() {
        Mode::HighestScore => 0,
        Mode::MostPairsFirst => worth_of_a_pair(problem),
    };
    let lift = 2 * pair_worth;
    let earlier = earlier
        .and_then(|(matching, certificate)| earlier::start(problem, lift, matching, certificate));
    let mut steps = Steps::new(limits);
    let (start, ended) = fractional::start(problem, lift, earlier, &mut steps);
    let mut kernel = Kernel::new(problem, lift, start);
    let ended = ended.and_then(|()| {
        patience::match_all(&mut kernel, id(problem.vertex_count()), u64::MAX, &mut steps)
    });
    let solution = kernel.matching();
    let prices = kernel.prices();
    let certificate = match problem.mode() {
        Mode::HighestScore => GeneralCertificate::HighestScore { prices },
        Mode::MostPairsFirst => {
            // A stopped run may have fewer pairs: then nothing is a barrier, which bounds too.
            let barrier = GallaiEdmonds::new(problem, &solution)
                .map_or_else(|_| vec![false; problem.vertex_count()], |parts| parts.barrier);
            GeneralCertificate::MostPairs { barrier, pair_price: -lift, prices }
        }
    };
    Claim {
        solution,
        certificate: Some(certificate),
        stop: match ended {
            Err(Break::Stop(stop)) => stop,
            Ok(()) | Err(Break::Patience) => Stop::Finished,
        },
    }
}

/// So much that one pair more outweighs all differences of weight.
///
/// With W the largest magnitude of a weight, k + 1 pairs weigh at least
/// (k + 1)(L − W), and k pairs at most k(L + W), which is less where
/// L > (2k + 1)W; and 2k + 1 < n for n vertices.
fn worth_of_a_pair(problem: &GeneralProblem) -> i64 {
    i64::from(id(problem.vertex_count())) * problem.greatest() + 1
}

/// No vertex, no blossom.
pub(super) const NONE: u32 = u32::MAX;

/// Later than any time; twice that is still a number.
pub(super) const UNREACHED: i64 = i64::MAX / 4;

/// A vertex or a count as it is stored; [`GeneralProblem::new`] checked that it fits.
pub(super) fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}
