//! What changes to a plan cost: by the residual network of its matching, or by solving again.

use std::collections::BTreeSet;
use std::fmt;

use super::super::answer::Answer;
use super::super::error::{SolveError, WhatIfError};
use super::super::plan::{Stay, StaysObjective, StaysPlan};
use super::super::problem::StayRole;
use crate::matching::assignment::{AssignmentProblem, AuctionPaths, Residual, ResidualError};
use crate::score::{Score, write_loss};
use crate::solve::{Claim, Limits, Problem, Solver, VerifyError};

/// A plan, ready to be asked what changes to it cost.
///
/// [`Answer::what_if`] makes one; [`why_not`](Self::why_not) asks. All that it says is proven, or says that it is not.
#[derive(Debug)]
pub struct WhatIf<'p> {
    answer: &'p Answer<'p>,
    /// None where a question is answered by solving again.
    residual: Option<Residual<AssignmentProblem>>,
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

/// People and hosts by positions.
type Pairs = Vec<(u32, u32)>;

/// A change by positions.
#[derive(Clone, Debug)]
pub(crate) struct PlanChange {
    /// What the best plan with the stay loses at least, if that is proven.
    pub(crate) least: Option<Loss>,
    /// What the plan with it that was found loses; the same where it is proven optimal.
    pub(crate) loss: Loss,
    pub(crate) ends: Pairs,
    pub(crate) begins: Pairs,
}

/// What becomes of the plan with a stay that it does not have.
#[derive(Clone, Debug)]
pub(crate) enum Forced {
    /// The person or the host has no places.
    NoPlaces,
    Change(PlanChange),
    /// No plan with it was found; whether it is proven that there is none.
    NoPlan {
        proven: bool,
    },
}

impl<'p> Answer<'p> {
    /// Prepares questions about changes to the plan.
    ///
    /// Complexity: O(m log n) for n people and hosts and m eligible pairs; where hosts must have people or periods differ
    /// nothing is prepared, and each question solves again.
    ///
    /// # Errors
    /// [`WhatIfError::NotProven`], where periods are alike and the plan is not proven optimal.
    pub fn what_if(&'p self) -> Result<WhatIf<'p>, WhatIfError> {
        let problem = self.problem();
        let Some(optimum) = &self.optimum else {
            return Ok(WhatIf { answer: self, residual: None });
        };
        let proven = optimum.certificate.as_ref().filter(|_| self.is_optimal());
        let certificate = proven.ok_or(WhatIfError::NotProven)?;
        if problem.has_staffing() {
            return Ok(WhatIf { answer: self, residual: None });
        }
        let kernel = problem.kernel().map_err(WhatIfError::Kernel)?;
        let residual = Residual::new(kernel, &optimum.matching, certificate);
        let residual = residual.map_err(|error| match error {
            ResidualError::NotOptimal => WhatIfError::NotProven,
            error => WhatIfError::Residual(error),
        })?;
        Ok(WhatIf { answer: self, residual: Some(residual) })
    }
}

impl<'p> WhatIf<'p> {
    /// The plan.
    #[must_use]
    pub fn answer(&self) -> &'p Answer<'p> {
        self.answer
    }

    /// The best plan with a stay of an eligible pair that the plan does not have.
    pub(crate) fn forced(&self, person: u32, host: u32, value: Score) -> Forced {
        let problem = self.answer.problem();
        if problem.person_places(person) == 0 || problem.host_places(host) == 0 {
            return Forced::NoPlaces;
        }
        if let Some(residual) = &self.residual {
            let change = residual.forced(person, host, value.micros());
            return change.map_or(Forced::NoPlaces, |change| {
                let loss = Loss {
                    stays: change.loss.pairs,
                    score: Score::from_micros(change.loss.weight),
                };
                let (ends, begins) = (change.removed, change.added);
                Forced::Change(PlanChange { least: Some(loss), loss, ends, begins })
            });
        }
        match problem.block() {
            Some(_) => self.chosen_anew(person, host, value),
            None => self.solved_anew(person, host),
        }
    }

    /// Where periods are alike: the pair, and the best choice beside it with one place less for both.
    fn chosen_anew(&self, person: u32, host: u32, value: Score) -> Forced {
        let answer = self.answer;
        let problem = answer.problem();
        let unknown = Forced::NoPlan { proven: false };
        let Ok(kernel) = problem.kernel_beside(&[(person, host)]) else { return unknown };
        let Claim { solution, certificate, .. } = AuctionPaths.solve(&kernel, &Limits::none());
        match kernel.verify(&solution, certificate.as_ref()) {
            Ok(quality) if quality.is_optimal() => {
                let rest = quality.objective();
                let objective = StaysObjective {
                    stays: rest.pairs.map(|pairs| pairs + 1),
                    score: Score::from_micros(rest.weight.saturating_add(value.micros())),
                };
                let loss = self.loss(objective);
                let pairs = solution.pairs().iter().copied().chain([(person, host)]);
                let (ends, begins) = self.changes(pairs);
                Forced::Change(PlanChange { least: Some(loss), loss, ends, begins })
            }
            Err(VerifyError::Infeasible(_)) => Forced::NoPlan { proven: true },
            _ => unknown,
        }
    }

    /// Where periods differ: the best of the plans with the stay fixed, in each period in which it could begin.
    fn solved_anew(&self, person: u32, host: u32) -> Forced {
        let problem = self.answer.problem();
        let mut best: Option<(StaysObjective, StaysPlan)> = None;
        let mut bound: Option<StaysObjective> = None;
        let mut proven = true;
        for period in 1..=problem.periods {
            let mut fixed = problem.clone();
            fixed.terms.fixed.push((person, host, period));
            fixed.terms.fixed.sort_unstable();
            if fixed.check_fixed().is_err() {
                continue;
            }
            match fixed.solve() {
                Ok(answer) => {
                    bound = bound.max(answer.bound());
                    proven &= answer.bound().is_some();
                    let objective = answer.objective();
                    if best.as_ref().is_none_or(|best| objective > best.0) {
                        best = Some((objective, answer.into_plan()));
                    }
                }
                Err(SolveError::Shortage(_) | SolveError::Impossible(_)) => {}
                Err(_) => proven = false,
            }
        }
        let Some((objective, plan)) = best else { return Forced::NoPlan { proven } };
        let position = |stay: &Stay| {
            let person = problem.position(StayRole::Person, &stay.person)?;
            Some((person, problem.position(StayRole::Host, &stay.host)?))
        };
        let (ends, begins) = self.changes(plan.stays.iter().filter_map(position));
        let least = bound.filter(|_| proven).map(|bound| self.loss(bound));
        Forced::Change(PlanChange { least, loss: self.loss(objective), ends, begins })
    }

    /// What an objective is less than that of the plan.
    fn loss(&self, objective: StaysObjective) -> Loss {
        let own = self.answer.objective();
        let stays = |objective: StaysObjective| i64::try_from(objective.stays.unwrap_or(0));
        Loss {
            stays: stays(own).unwrap_or(i64::MAX) - stays(objective).unwrap_or(i64::MAX),
            score: Score::from_micros(own.score.micros().saturating_sub(objective.score.micros())),
        }
    }

    /// The pairs that end and those that begin, with other pairs in place of the plan's.
    fn changes(&self, pairs: impl Iterator<Item = (u32, u32)>) -> (Pairs, Pairs) {
        let after: BTreeSet<(u32, u32)> = pairs.collect();
        let before = self.answer.pairs();
        let ends = before.difference(&after).copied().collect();
        (ends, after.difference(&before).copied().collect())
    }
}
