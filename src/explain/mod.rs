//! Reasons: why this pair, and why nobody.
//!
//! Every reason is data with a stable code and parameters, and reads as an
//! English sentence through `Display`. There is no code for "unknown".

mod pair;
mod unmatched;

pub use pair::{PairReason, TalkingPoint};
pub use unmatched::{Holder, RuleEffect, TakenPlace, UnmatchedReason, WhyUnmatched};

use crate::mentoring::{Answer, PlannedPair, Unmatched};

impl Answer<'_> {
    /// Why these two: what each criterion contributes, and what they can talk
    /// about. The pair is one of the plan.
    ///
    /// Complexity: one evaluation of the policy, and the contacts of both.
    ///
    /// ```
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::{Criterion, Policy};
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada").skill("sql", 5).interest("chess"))
    ///     .person(PersonRecord::new("cy").wants("sql", 4).interest("chess"))
    ///     .build()?;
    /// let policy =
    ///     Policy::new().prefer(1, Criterion::shared_interests()).prefer(3, Criterion::skill_gap());
    /// let problem = MentoringProblem::builder(&org, &policy)
    ///     .mentors(org.person("ada"), Capacity::ONE)
    ///     .mentees(org.person("cy"))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why(&answer.plan().pairs()[0]).to_string(),
    ///     "ada mentors cy: score 4 of 4 (skills wanted 3, shared interests 1). \
    ///      To talk about: sql: the mentor is at level 5, the mentee at 0 and wants 4."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why(&self, pair: &PlannedPair) -> PairReason {
        pair::reason(self.problem(), pair)
    }

    /// Why this person has no pair, and what would change it.
    ///
    /// Complexity: O(C) evaluations of the policy for C people enrolled in the
    /// other role, and O(C log P) look-ups in the P pairs of the plan.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentee("cy")
    ///     .mentee("dee")
    ///     .score("ada", "cy", Score::points(3))
    ///     .score("ada", "dee", Score::points(2))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_unmatched(&answer.plan().unmatched()[0]).to_string(),
    ///     "dee has no mentor: 1 mentor is eligible, with no place left: \
    ///      ada (score 2) has cy (score 3). \
    ///      One more free place with ada would be enough for dee and take nobody's."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_unmatched(&self, person: &Unmatched) -> WhyUnmatched {
        unmatched::reason(self, person)
    }
}
