//! What changes to a plan cost, by the residual network of its matching.

use std::fmt;

use super::super::answer::Answer;
use super::super::error::WhatIfError;
use crate::matching::assignment::{AssignmentProblem, Residual, ResidualError};
use crate::score::{Score, write_loss};

/// A plan that is proven optimal, ready to be asked what changes to it cost.
///
/// [`Answer::what_if`] makes one; [`why_not`](Self::why_not) asks. All that it says follows from the plan's proof.
#[derive(Debug)]
pub struct WhatIf<'p> {
    answer: &'p Answer<'p>,
    residual: Residual<AssignmentProblem>,
}

/// What a change takes off the objective. Where the number of stays is compared first, so are losses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Loss {
    /// How many stays fewer; 0 where the highest score is sought.
    pub stays: i64,
    /// By how much less the others score; below 0 where fewer stays score more.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl Loss {
    /// Whether nothing is lost.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_loss(f, self.stays, ["stay", "stays"], self.score)
    }
}

/// A change by positions.
#[derive(Clone, Debug)]
pub(crate) struct PlanChange {
    pub(crate) loss: Loss,
    pub(crate) ends: Vec<(u32, u32)>,
    pub(crate) begins: Vec<(u32, u32)>,
}

impl<'p> Answer<'p> {
    /// Prepares questions about changes to the plan.
    ///
    /// Complexity: O(m log n) for n people and hosts and m eligible pairs.
    ///
    /// # Errors
    /// [`WhatIfError::NotProven`], where the plan is not proven optimal; [`WhatIfError::Staffing`], where a host must have people.
    pub fn what_if(&'p self) -> Result<WhatIf<'p>, WhatIfError> {
        let problem = self.problem();
        if problem.has_staffing() {
            return Err(WhatIfError::Staffing);
        }
        let proven = self.optimum.certificate.as_ref().filter(|_| self.is_optimal());
        let certificate = proven.ok_or(WhatIfError::NotProven)?;
        let kernel = problem.kernel().map_err(WhatIfError::Kernel)?;
        let residual = Residual::new(kernel, &self.optimum.matching, certificate);
        let residual = residual.map_err(|error| match error {
            ResidualError::NotOptimal => WhatIfError::NotProven,
            error => WhatIfError::Residual(error),
        })?;
        Ok(WhatIf { answer: self, residual })
    }
}

impl<'p> WhatIf<'p> {
    /// The plan.
    #[must_use]
    pub fn answer(&self) -> &'p Answer<'p> {
        self.answer
    }

    /// The best plan with a stay of an eligible pair. None where one of the two has no places.
    pub(crate) fn forced(&self, person: u32, host: u32, value: Score) -> Option<PlanChange> {
        let change = self.residual.forced(person, host, value.micros())?;
        Some(PlanChange {
            loss: Loss { stays: change.loss.pairs, score: Score::from_micros(change.loss.weight) },
            ends: change.removed,
            begins: change.added,
        })
    }
}
