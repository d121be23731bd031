//! What changes to a plan cost, by the residual network of its matching.

use std::fmt;

use super::super::answer::Answer;
use super::super::pairs::{AllOpen, Pairs};
use super::super::plan::{PlannedPair, Role};
use super::super::problem::{MentoringProblem, OpenPairs, Participant};
use crate::error::Errors;
use crate::matching::assignment::{
    AssignmentError, AssignmentProblem, Change, Matching, Residual, ResidualError,
};
use crate::matching::pricing::{AllPairs, AllPairsError};
use crate::policy::CustomValueError;
use crate::score::Score;
use crate::solve::{AssignmentCertificate, Side};

/// Where pairs are priced, so many of each mentee are kept to find changes in.
const KEPT: usize = 32;

/// A plan that is proven optimal, ready to be asked what changes to it cost.
///
/// [`Answer::what_if`] makes one; [`why_not`](Self::why_not) and [`one_more_place`](Self::one_more_place) ask. All that
/// they say follows from the plan's proof.
#[derive(Debug)]
pub struct WhatIf<'p> {
    answer: &'p Answer<'p>,
    residual: Residual<AssignmentProblem>,
}

/// What a change takes off the objective. Where the number of pairs is compared first, so are losses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Loss {
    /// How many pairs fewer; 0 where the highest score is sought.
    pub pairs: i64,
    /// By how much less the others score; below 0 where fewer pairs score more.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl Loss {
    fn of(loss: crate::matching::assignment::Loss) -> Self {
        Self { pairs: loss.pairs, score: Score::from_micros(loss.weight) }
    }

    /// Whether nothing is lost.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pairs, score) = (self.pairs, self.score);
        match pairs {
            0 => return write!(f, "{score} in score"),
            1 => f.write_str("1 pair")?,
            _ => write!(f, "{pairs} pairs")?,
        }
        match score.micros() {
            0 => Ok(()),
            1.. => write!(f, " and {score} in score"),
            _ => {
                let more = Score::from_micros(score.micros().saturating_neg());
                write!(f, ", though the others would score {more} more")
            }
        }
    }
}

/// Why a plan cannot be asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// The plan is not proven optimal.
    #[error(
        "the plan is not proven optimal, so that nothing is known about changes to it; solve without \
         limits, or allow mutual pairs"
    )]
    NotProven,
    /// A custom criterion gave no value for pairs that were priced.
    #[error("{0}")]
    CustomValues(Errors<CustomValueError>),
    /// The kernel cannot represent the problem. Building it excludes that.
    #[error("{0}")]
    Kernel(Errors<AssignmentError>),
    /// The same, where pairs are priced.
    #[error("{0}")]
    Pricing(Errors<AllPairsError>),
    /// The proof is not one of the problem. Solving excludes that.
    #[error("{0}")]
    Residual(ResidualError),
}

/// A change by keys.
#[derive(Clone, Debug)]
pub(crate) struct PlanChange {
    pub(crate) loss: Loss,
    /// What it loses at least; `loss` where that is exact.
    pub(crate) at_least: Loss,
    /// Whether two would be each other's mentor by it, and must not.
    pub(crate) is_mutual: bool,
    pub(crate) ends: Vec<PlannedPair>,
    pub(crate) begins: Vec<PlannedPair>,
}

impl<'p> Answer<'p> {
    /// Prepares questions about changes to the plan.
    ///
    /// Complexity: O(m log n) for n people and m open pairs. Where pairs are [priced](super::super::PairAccess), a look through the blocks
    /// for the 32 pairs of each mentee that are nearest to be chosen, and m is 32 a mentee; answers say where another pair could
    /// matter.
    ///
    /// # Errors
    /// [`WhatIfError::NotProven`], where the plan is not proven optimal.
    pub fn what_if(&'p self) -> Result<WhatIf<'p>, WhatIfError> {
        let proven = self.optimum.certificate.as_ref().filter(|_| self.is_optimal());
        let certificate = proven.ok_or(WhatIfError::NotProven)?;
        let (problem, matching) = (self.problem(), &self.optimum.matching);
        let (known, others) = problem.near(matching, certificate)?;
        let residual = Residual::with_unseen(known, matching, certificate, &others);
        let residual = residual.map_err(|error| match error {
            ResidualError::NotOptimal => WhatIfError::NotProven,
            error => WhatIfError::Residual(error),
        })?;
        Ok(WhatIf { answer: self, residual })
    }
}

impl MentoringProblem<'_> {
    /// All open pairs, or those near to be chosen with what no other exceeds.
    fn near(
        &self,
        matching: &Matching,
        certificate: &AssignmentCertificate,
    ) -> Result<(AssignmentProblem, Vec<Option<i64>>), WhatIfError> {
        let places = |role: Role| {
            self.participants(role).iter().map(Participant::places).collect::<Vec<_>>()
        };
        let (mentees, mentors) = (places(Role::Mentee), places(Role::Mentor));
        let (pairs, others) = match (&self.pairs, self.compiled()) {
            (OpenPairs::Priced { closed }, Some(compiled)) => {
                let pairs = Pairs::new(compiled, self.mentees(), self.mentors());
                let forbidden = Default::default();
                let source = AllOpen { pairs: &pairs, closed, forbidden: &forbidden };
                let all = AllPairs::new(self.mode, mentees.clone(), mentors.clone(), source)
                    .map_err(WhatIfError::Pricing)?;
                let mut nearest = all.nearest(certificate, KEPT);
                let scored = matching.pairs().iter();
                nearest.pairs.extend(scored.filter_map(|&(n, m)| Some((n, m, all.score(n, m)?))));
                nearest.pairs.sort_unstable();
                nearest.pairs.dedup();
                drop(all);
                Errors::check(pairs.mistakes()).map_err(WhatIfError::CustomValues)?;
                (nearest.pairs, nearest.others)
            }
            (OpenPairs::Listed { candidates, .. }, _) => {
                let pairs = candidates.iter().map(|(n, m, score)| (n, m, score.micros()));
                (pairs.collect(), Vec::new())
            }
            (OpenPairs::Priced { .. }, None) => (Vec::new(), Vec::new()),
        };
        let known = AssignmentProblem::new(self.mode, mentees, mentors, pairs);
        Ok((known.map_err(WhatIfError::Kernel)?, others))
    }
}

impl<'p> WhatIf<'p> {
    /// The plan.
    #[must_use]
    pub fn answer(&self) -> &'p Answer<'p> {
        self.answer
    }

    /// The best plan with a pair of two who may be one, and have places.
    pub(crate) fn forced(&self, mentor: &str, mentee: &str, score: Score) -> Option<PlanChange> {
        let problem = self.answer.problem();
        let (n, m) = (problem.mentees.position(mentee)?, problem.mentors.position(mentor)?);
        let change = self.residual.forced(n, m, score.micros())?;
        Some(self.change(&change, Some((n, m, score))))
    }

    /// The best plan with one place more for somebody.
    pub(crate) fn roomier(&self, role: Role, key: &str) -> Option<PlanChange> {
        let problem = self.answer.problem();
        let (side, position) = match role {
            Role::Mentee => (Side::Left, problem.mentees.position(key)?),
            Role::Mentor => (Side::Right, problem.mentors.position(key)?),
        };
        Some(self.change(&self.residual.place_more(side, position)?, None))
    }

    fn change(&self, change: &Change, forced: Option<(u32, u32, Score)>) -> PlanChange {
        let problem = self.answer.problem();
        let pair = |&(n, m): &(u32, u32)| {
            let own = forced.filter(|&(a, b, _)| (a, b) == (n, m));
            PlannedPair {
                mentor: problem.mentors.get(m).key.to_string(),
                mentee: problem.mentees.get(n).key.to_string(),
                score: own.map_or_else(|| problem.open_score(n, m), |own| own.2),
                pinned: false,
            }
        };
        let before = self.answer.optimum.matching.pairs().iter();
        let stays = before.filter(|pair| change.removed.binary_search(pair).is_err());
        let after = Matching::new(stays.chain(&change.added).copied());
        PlanChange {
            loss: Loss::of(change.loss),
            at_least: Loss::of(change.at_least),
            is_mutual: !problem.mutual_in(&after).is_empty(),
            ends: change.removed.iter().map(pair).collect(),
            begins: change.added.iter().map(pair).collect(),
        }
    }
}
