//! What changes to a plan cost, by the residual network of its matching.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::super::answer::Answer;
use super::super::pairs::{AllOpen, Pairs, Place};
use super::super::plan::{PlannedPair, Role};
use super::super::problem::{MentoringProblem, OpenPairs, Participant};
use super::{MutualPairs, NO_CANDIDATES};
use crate::error::Errors;
use crate::matching::assignment::{
    AssignmentError, AssignmentProblem, Change, Matching, Residual, ResidualError,
};
use crate::matching::pricing::{AllPairs, AllPairsError, PricedResidual};
use crate::policy::CustomValueError;
use crate::score::{Score, write_loss};
use crate::solve::{AssignmentCertificate, Side};

static NOTHING_FORBIDDEN: BTreeSet<Place> = BTreeSet::new();

/// A plan that is proven optimal, ready to be asked what changes to it cost.
///
/// [`Answer::what_if`] makes one; [`why_not`](Self::why_not), [`alternatives`](Self::alternatives),
/// [`one_more_place`](Self::one_more_place) and [`one_place_less`](Self::one_place_less) ask. All that they say follows from the
/// plan's proof.
pub struct WhatIf<'p> {
    answer: &'p Answer<'p>,
    changes: Changes<'p>,
}

/// What knows the cost of changes.
enum Changes<'p> {
    Listed(Box<Residual<AssignmentProblem>>),
    Priced(Box<PricedResidual<AllOpen<'p, 'p, 'p>>>),
}

impl Changes<'_> {
    fn forced(&self, mentee: u32, mentor: u32, score: i64) -> Option<Change> {
        match self {
            Self::Listed(residual) => residual.forced(mentee, mentor, score),
            Self::Priced(residual) => residual.forced(mentee, mentor, score),
        }
    }

    fn residual(&self) -> &Residual<AssignmentProblem> {
        match self {
            Self::Listed(residual) => residual,
            Self::Priced(residual) => residual.residual(),
        }
    }
}

impl fmt::Debug for WhatIf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatIf").field("answer", &self.answer).finish_non_exhaustive()
    }
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
        write_loss(f, self.pairs, ["pair", "pairs"], self.score)
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
    /// Complexity: O(m log n) for n people and m open pairs; where some people have no place, an evaluation of the policy for
    /// each of their pairs beside. Where pairs are [priced](super::super::PairAccess), m is the 12 pairs of each mentee that are
    /// nearest to be chosen and some more: looks through the blocks find those that could make a change cheaper, four
    /// or so in a round of few. Measured in the [guide](crate::guide::benchmarks).
    ///
    /// # Errors
    /// [`WhatIfError::NotProven`], where the plan is not proven optimal.
    pub fn what_if(&'p self) -> Result<WhatIf<'p>, WhatIfError> {
        let proven = self.optimum.certificate.as_ref().filter(|_| self.is_optimal());
        let certificate = proven.ok_or(WhatIfError::NotProven)?;
        let changes = self.problem().changes(&self.optimum.matching, certificate)?;
        Ok(WhatIf { answer: self, changes })
    }
}

impl<'a> MentoringProblem<'a> {
    fn changes<'p>(
        &'p self,
        matching: &Matching,
        certificate: &AssignmentCertificate,
    ) -> Result<Changes<'p>, WhatIfError> {
        let places = |role: Role| {
            self.participants(role).iter().map(Participant::places).collect::<Vec<_>>()
        };
        let (mentees, mentors) = (places(Role::Mentee), places(Role::Mentor));
        let error = |error| match error {
            ResidualError::NotOptimal => WhatIfError::NotProven,
            error => WhatIfError::Residual(error),
        };
        let candidates = match (&self.pairs, self.compiled()) {
            (OpenPairs::Priced { closed }, Some(compiled)) => {
                let pairs = Arc::new(Pairs::new(compiled, self.mentees(), self.mentors()));
                let source = AllOpen { pairs, closed, forbidden: &NOTHING_FORBIDDEN };
                let all = AllPairs::new(self.mode, mentees, mentors, source)
                    .map_err(WhatIfError::Pricing)?;
                let residual = PricedResidual::new(all, matching, certificate).map_err(error)?;
                let mistakes = residual.all().source().pairs.mistakes();
                Errors::check(mistakes).map_err(WhatIfError::CustomValues)?;
                return Ok(Changes::Priced(Box::new(residual)));
            }
            (OpenPairs::Listed { candidates, .. }, _) => candidates,
            // Without an organisation all scores are listed.
            (OpenPairs::Priced { .. }, None) => &NO_CANDIDATES,
        };
        let pairs = candidates.iter().map(|(n, m, score)| (n, m, score.micros()));
        let more = self.without_place();
        let mut certificate = certificate.clone();
        price_without_place(&mut certificate, [&mentees, &mentors], &more);
        let known = AssignmentProblem::new(self.mode, mentees, mentors, pairs.chain(more));
        let known = known.map_err(WhatIfError::Kernel)?;
        let residual = Residual::new(known, matching, &certificate).map_err(error)?;
        Ok(Changes::Listed(Box::new(residual)))
    }

    /// The pairs that are not listed since one of the two has no place: a place more opens them.
    fn without_place(&self) -> Vec<(u32, u32, i64)> {
        let of = |role: Role, places: bool| {
            let people = (0..).zip(self.participants(role));
            people.filter(move |(_, person)| (person.places() > 0) == places)
        };
        let mut pairs = Vec::new();
        let mut add = |n: u32, mentee: &Participant, m: u32, mentor: &Participant| {
            let score = match self.compiled().zip(mentor.person.zip(mentee.person)) {
                Some((compiled, (a, b))) => compiled.eligible_score(a, b).ok().flatten(),
                None => self.own_score(&mentor.key, &mentee.key),
            };
            let score = score
                .filter(|_| mentor.key != mentee.key && !self.is_closed(&mentor.key, &mentee.key));
            pairs.extend(score.map(|score| (n, m, score.micros())));
        };
        for (n, mentee) in of(Role::Mentee, false) {
            of(Role::Mentor, true).for_each(|(m, mentor)| add(n, mentee, m, mentor));
        }
        for (m, mentor) in of(Role::Mentor, false) {
            of(Role::Mentee, true).for_each(|(n, mentee)| add(n, mentee, m, mentor));
        }
        pairs
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
        let (n, m) = self.position(mentor, mentee)?;
        let change = self.changes.forced(n, m, score.micros())?;
        Some(self.change(&change, Some((n, m, score))))
    }

    /// What the best plan with a pair loses at least, without a search.
    pub(crate) fn loss_at_least(&self, mentor: &str, mentee: &str, score: Score) -> Option<Loss> {
        let (n, m) = self.position(mentor, mentee)?;
        let loss = self.changes.residual().forced_at_least(n, m, score.micros())?;
        Some(Loss::of(loss))
    }

    /// What the best plan with a pair loses.
    pub(crate) fn loss(&self, mentor: &str, mentee: &str, score: Score) -> Option<Loss> {
        let (n, m) = self.position(mentor, mentee)?;
        Some(Loss::of(self.changes.forced(n, m, score.micros())?.at_least))
    }

    fn position(&self, mentor: &str, mentee: &str) -> Option<Place> {
        let problem = self.answer.problem();
        Some((problem.mentees.position(mentee)?, problem.mentors.position(mentor)?))
    }

    /// The best plan with one place more, or less, for somebody.
    pub(crate) fn with_place(&self, role: Role, key: &str, more: bool) -> Option<PlanChange> {
        let problem = self.answer.problem();
        let (side, position) = match role {
            Role::Mentee => (Side::Left, problem.mentees.position(key)?),
            Role::Mentor => (Side::Right, problem.mentors.position(key)?),
        };
        let residual = self.changes.residual();
        let change = match more {
            true => residual.place_more(side, position)?,
            false => residual.place_less(side, position)?,
        };
        Some(self.change(&change, None))
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
        let before = self.answer.optimum.matching.pairs();
        let stays = |pair: &Place| {
            before.binary_search(pair).is_ok() && change.removed.binary_search(pair).is_err()
        };
        // The plan itself has no mutual pairs.
        let is_mutual = |&pair: &Place| {
            let reverse = problem.reverse(pair);
            reverse.is_some_and(|pair| stays(&pair) || change.added.binary_search(&pair).is_ok())
        };
        PlanChange {
            loss: Loss::of(change.loss),
            at_least: Loss::of(change.at_least),
            is_mutual: problem.mutual == MutualPairs::Off && change.added.iter().any(is_mutual),
            ends: change.removed.iter().map(pair).collect(),
            begins: change.added.iter().map(pair).collect(),
        }
    }
}

/// Changes a certificate so that it holds with pairs of which one end has no place: that end is in the cover, and as dear as any of
/// them asks. The bound stays.
fn price_without_place(
    certificate: &mut AssignmentCertificate,
    [mentees, mentors]: [&[u32]; 2],
    pairs: &[(u32, u32, i64)],
) {
    let (prices, pair_price) = match certificate {
        AssignmentCertificate::HighestScore { prices } => (prices, 0),
        AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
            for (cover, places) in [(cover_left, mentees), (cover_right, mentors)] {
                for (cover, _) in cover.iter_mut().zip(places).filter(|(_, places)| **places == 0) {
                    *cover = true;
                }
            }
            (prices, *pair_price)
        }
        AssignmentCertificate::Infeasible(_) => return,
    };
    for &(n, m, score) in pairs {
        let (n, m) = (n as usize, m as usize);
        let (Some(left), Some(right)) = (prices.left.get_mut(n), prices.right.get_mut(m)) else {
            continue;
        };
        let over = score.saturating_sub(pair_price).saturating_sub(*left).saturating_sub(*right);
        let dear = if mentees.get(n) == Some(&0) { left } else { right };
        *dear = dear.saturating_add(over.max(0));
    }
}
