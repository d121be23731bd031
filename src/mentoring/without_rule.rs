//! A problem without one of its rules.

use super::enrolment::Listing;
use super::error::MentoringError;
use super::problem::{MentoringProblem, OpenPairs, Source};
use crate::error::Errors;

impl<'a> MentoringProblem<'a> {
    /// The same problem without one of the policy's [rules](crate::policy::Policy::rules), by position; a floor is the last of them. None where there is no such
    /// rule, as where scores are the caller's own.
    ///
    /// Complexity: as [`build`](super::MentoringBuilder::build).
    ///
    /// # Errors
    /// As `build`: pairs that come in may be too many, or have no value.
    pub fn without_rule(
        &self,
        position: usize,
    ) -> Result<Option<MentoringProblem<'a>>, Errors<MentoringError>> {
        let Source::Organization { compiled, context } = &self.source else { return Ok(None) };
        let Some(policy) = compiled.policy().without_rule(position) else { return Ok(None) };
        let policy = policy.compile(compiled.organization(), context).map_err(|errors| {
            Errors::from_vec(errors.into_iter().map(MentoringError::Policy).collect())
        })?;
        let pairs = match &self.pairs {
            OpenPairs::Priced { closed } => OpenPairs::Priced { closed: closed.clone() },
            OpenPairs::Listed { .. } => {
                Listing::of(self.closed(), &self.mentees, &self.mentors, |mentor, mentee| {
                    match (mentor.person, mentee.person) {
                        (Some(mentor), Some(mentee)) => policy.eligible_score(mentor, mentee),
                        _ => Ok(None),
                    }
                })?
            }
        };
        let problem = MentoringProblem {
            source: Source::Organization { compiled: policy, context: context.clone() },
            pairs,
            mentors: self.mentors.clone(),
            mentees: self.mentees.clone(),
            pins: self.pins.clone(),
            ..*self
        };
        problem.check()?;
        Ok(Some(problem))
    }
}
