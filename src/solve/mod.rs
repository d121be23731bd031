//! The vocabulary of an answer: what a solver claims, and what of it is proven.
//!
//! A [`Solver`] returns a [`Claim`]. A claim is worth nothing by itself:
//! [`Problem::verify`] checks it by code of its own, and only verification
//! mints a [`Quality`].

mod assignment;
mod edge_coloring;
mod general;
mod selection;

pub use assignment::{
    AssignmentCertificate, DegreeBounds, HallWitness, Prices, Shortage, Side, VerifyError,
    check_matching, quota_shortage, upper_bound,
};
pub use edge_coloring::{
    EdgeColoringCertificate, EdgeColoringVerifyError, check_edge_coloring,
    edge_coloring_lower_bound,
};
pub use general::{
    GeneralCertificate, GeneralPrices, GeneralVerifyError, OddSet, OddSets, check_general_matching,
    general_upper_bound,
};
pub use selection::{
    AlikePrice, Common, Count, Kinds, PRICE_UNITS, SelectionCertificate, SelectionParts,
    SelectionPrices, SelectionStep, SelectionVerifyError, check_team, team_upper_bound,
};

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What makes one set of pairs preferable to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Mode {
    /// As many pairs as can be had, and among those the highest sum of weights.
    #[default]
    MostPairsFirst,
    /// The highest sum of weights with any number of pairs.
    HighestScore,
}

/// The value of a solution under its problem's [`Mode`]; greater is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Objective {
    /// The number of pairs where the mode compares it first, else none.
    pub pairs: Option<u64>,
    /// The sum of weights, in micro-units where they are scores.
    pub weight: i64,
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pairs {
            Some(1) => write!(f, "1 pair, weight {}", self.weight),
            Some(pairs) => write!(f, "{pairs} pairs, weight {}", self.weight),
            None => write!(f, "weight {}", self.weight),
        }
    }
}

/// How many pairs were looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PairCounts {
    /// Pairs of two different people enrolled who could be paired: in mentoring a
    /// mentor and a mentee.
    pub considered: u64,
    /// Those that no rule excludes.
    pub eligible: u64,
}

/// Whether every eligible pair is listed, or only priced where it could help.
///
/// The objective is the same, and so is what is proven; which of several plans with
/// the same objective it is may differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PairAccess {
    /// Listed up to four million pairs, priced beyond.
    #[default]
    Auto,
    /// All pairs are scored once, when the problem is built: 12 bytes each.
    Listed,
    /// Pairs are scored while solving, and only those that prices do not rule out,
    /// [block by block](crate::matching::pricing): for any number of people.
    Priced,
}

impl PairAccess {
    /// With so many pairs.
    pub(crate) fn is_priced(self, pairs: u64) -> bool {
        match self {
            Self::Auto => pairs > MOST_LISTED,
            Self::Listed => false,
            Self::Priced => true,
        }
    }
}

/// More pairs than that are priced.
const MOST_LISTED: u64 = 4_000_000;

/// What [pricing](crate::matching::pricing) looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PricingCounts {
    /// All pairs of a left and a right vertex.
    pub pairs: u64,
    /// How often one was scored; the same pair may be so in several rounds.
    pub scored: u64,
    /// How often a pair that was scored was not excluded.
    pub eligible: u64,
    /// How many pairs the last problem had.
    pub kept: u64,
    /// How often a problem was solved, samples included.
    pub rounds: u32,
}

/// How long a solver may go on, in counted steps, so that a limited run
/// gives the same plan on every machine.
///
/// ```
/// use crosstie::solve::Limits;
///
/// let limits = Limits::none().iterations(1_000_000);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Limits {
    iterations: Option<u64>,
    cancel: Option<Arc<AtomicBool>>,
}

impl Limits {
    /// No limit.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// At most so many iterations; each kernel documents what it counts.
    #[must_use]
    pub fn iterations(mut self, most: u64) -> Self {
        self.iterations = Some(most);
        self
    }

    /// Stop soon after the flag turns true. The plan found by then is valid,
    /// but which one it is depends on timing.
    #[must_use]
    pub fn cancel(mut self, flag: Arc<AtomicBool>) -> Self {
        self.cancel = Some(flag);
        self
    }

    /// Why a solver that has done `iterations` steps must stop now, if it must.
    #[must_use]
    pub fn reached(&self, iterations: u64) -> Option<Stop> {
        if self.iterations.is_some_and(|most| iterations >= most) {
            return Some(Stop::IterationLimit);
        }
        match &self.cancel {
            Some(flag) if flag.load(Ordering::Relaxed) => Some(Stop::Cancelled),
            _ => None,
        }
    }
}

/// Why a solver stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Stop {
    /// It had nothing left to do.
    Finished,
    /// The limit on iterations.
    IterationLimit,
    /// The caller's flag.
    Cancelled,
}

/// What a solver says: a solution, and why it should be believed.
#[derive(Clone, Debug)]
pub struct Claim<P: Problem + ?Sized> {
    /// The solution.
    pub solution: P::Solution,
    /// The proof of its quality, where the solver has one.
    pub certificate: Option<P::Certificate>,
    /// Why the solver stopped.
    pub stop: Stop,
}

/// What is proven about a solution. Only [`Problem::verify`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality<O> {
    objective: O,
    bound: Option<O>,
}

impl<O: Copy + Ord> Quality<O> {
    /// For verifiers in this crate.
    pub(crate) fn new(objective: O, bound: Option<O>) -> Self {
        Self { objective, bound }
    }

    /// The objective of the solution, recomputed.
    #[must_use]
    pub fn objective(&self) -> O {
        self.objective
    }

    /// A value that no solution exceeds, where one is proven.
    #[must_use]
    pub fn bound(&self) -> Option<O> {
        self.bound
    }

    /// Whether the solution is proven optimal: its objective meets the bound.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.bound == Some(self.objective)
    }
}

/// A problem whose solutions can be checked without solving it.
pub trait Problem {
    /// What solves it.
    type Solution;
    /// What proves the quality of a solution.
    type Certificate;
    /// What solutions are compared by; greater is preferred.
    type Objective: Copy + Ord;
    /// What is wrong with a claim.
    type Error;

    /// Checks a solution against the problem, and the certificate against
    /// both, sharing no code with any solver.
    ///
    /// # Errors
    /// The solution is not feasible, or the certificate does not fit the problem.
    fn verify(
        &self,
        solution: &Self::Solution,
        certificate: Option<&Self::Certificate>,
    ) -> Result<Quality<Self::Objective>, Self::Error>;
}

/// Anything that solves problems of type `P`: the exact kernel, a baseline,
/// a test oracle, a solver of your own.
pub trait Solver<P: Problem> {
    /// Name for reports.
    fn name(&self) -> &str;

    /// Solves within the limits.
    fn solve(&self, problem: &P, limits: &Limits) -> Claim<P>;

    /// Solves from the answer to a problem much like it, which need not fit this
    /// one; from nothing, unless the solver says otherwise.
    fn solve_from(
        &self,
        problem: &P,
        _solution: &P::Solution,
        _certificate: &P::Certificate,
        limits: &Limits,
    ) -> Claim<P> {
        self.solve(problem, limits)
    }
}
