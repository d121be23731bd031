//! The check of a proof that there is no plan.

use super::facts::Facts;
use super::step_fault::StepFault;
use super::steps::{self, Walked};
use crate::rotation::assignments::{Impossible, StaysProblem};

/// What an [`Impossible`] is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ImpossibleVerdict {
    /// Every case has no plan, so that there is none.
    Proven,
    /// A step does not hold, or leaves plans open.
    Refuted {
        /// Which step, from 1; one more than there are where the proof ends too early.
        step: usize,
        /// What is wrong with it.
        fault: StepFault,
    },
}

impl ImpossibleVerdict {
    /// Whether there is no plan.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        *self == Self::Proven
    }
}

/// Checks why there is no plan, from the problem alone: each case of the [proof](crate::rotation::assignments::ProofStep) is
/// summed up anew, over all eligible pairs.
///
/// # Guarantees
/// [`ImpossibleVerdict::Proven`] means: no plan keeps to every condition of the problem, whoever made the proof. Test:
/// `audit_stays::steps::any_steps_bound_every_plan`.
///
/// # Complexity
/// O(G·T + P·H·T·L) for each step that closes a case, with P people, H hosts, T periods, stays of up to L periods and G memberships
/// in groups.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use crosstie::Score;
/// use crosstie::audit;
/// use crosstie::rotation::assignments::{
///     Calendar, Impossible, PeriodPrices, ProofStep, StaysProblem,
/// };
///
/// // Law must have somebody in period 1, when Ada, who alone could go, is away.
/// let problem = StaysProblem::from_scores(2)
///     .person("ada")
///     .host("law", 1)
///     .score("ada", "law", Score::points(3))
///     .calendar(Calendar::new().away("ada", 1..=1).host_in("law", 1..=1, 1..=1))
///     .build()?;
/// // A place there in period 1 at −1 billionth: the least number makes that −1, and no start that is left covers it.
/// let host_periods = BTreeMap::from([("law".to_owned(), vec![-1, 0])]);
/// let prices = PeriodPrices { host_periods, ..PeriodPrices::default() };
/// let proof = Impossible { steps: vec![ProofStep::Impossible { prices }] };
/// assert!(audit::check_impossible(&problem, &proof).is_proven());
///
/// let nothing = Impossible { steps: Vec::new() };
/// assert!(!audit::check_impossible(&problem, &nothing).is_proven());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_impossible(problem: &StaysProblem<'_>, impossible: &Impossible) -> ImpossibleVerdict {
    match steps::walk(&Facts::new(problem), &impossible.steps) {
        Ok(Walked { bounded: None, .. }) => ImpossibleVerdict::Proven,
        Ok(Walked { bounded: Some(step), .. }) => {
            ImpossibleVerdict::Refuted { step, fault: StepFault::Possible }
        }
        Err((step, fault)) => ImpossibleVerdict::Refuted { step, fault },
    }
}
