//! Reasons: why this pair, why nobody, and why again.
//!
//! Every reason is data with a stable code and parameters, and reads as an
//! English sentence through `Display`. There is no code for "unknown".

mod alternatives;
mod bye;
mod counterparts;
mod hall;
mod in_common;
mod mean;
mod meeting;
mod member;
mod no_stay;
mod not_meeting;
mod not_member;
mod open;
mod pair;
mod place;
mod recruit;
mod repeat;
mod rule_price;
mod stay;
mod stay_period;
mod unmatched;
mod why_not;

pub use alternatives::{Alternative, Alternatives};
pub use bye::{
    AbsentPerson, ByeCause, ByeReason, CouldSitOut, LastOut, NearGroup, Shortfall, TrioPlace,
};
pub use hall::{HallWitness, RuleCost};
pub use mean::{MeanContribution, Orders};
pub use meeting::{MeetingCause, MeetingPair, MeetingReason, PastMeeting, Topic};
pub use member::{MemberCause, MemberReason, PairsContribution, Role};
pub use no_stay::{NoMoreCause, NoMoreHost, NoMoreReason, StayPair, WhyNotStay, WhyNotStayReason};
pub use not_meeting::{NotMeeting, NotMeetingError, NotMeetingReason, RoundLoss};
pub use not_member::{NotMemberCause, NotMemberReason};
pub use pair::{PairReason, TalkingPoint};
pub use place::{PlaceCost, PlaceValue};
pub use recruit::{Recruiting, RuleLack, SkillLack};
pub use repeat::{Again, Counterparts, RepeatCause, RepeatReason, RepeatWitness};
pub use rule_price::{RulePrice, RulePricesError};
pub use stay::{StayContribution, StayLesson, StayReason};
pub use stay_period::{PeriodBar, PeriodCause, PeriodReason};
pub use unmatched::{Holder, RuleEffect, TakenPlace, UnmatchedReason, WhyUnmatched};
pub use why_not::{WhyNot, WhyNotReason};

use crate::mentoring::{Answer, PlannedPair, Unmatched};
use crate::rotation::{self, PlannedGroup, Repeat};
use crate::taskforce;

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

impl rotation::Answer<'_> {
    /// Why these people meet in the round at a position, from 0: what each criterion
    /// contributes, when they last met, and what they can talk about. The group is one of the round.
    ///
    /// Complexity: as [`why_bye`](Self::why_bye) at most, an evaluation of the policy for every
    /// two of them, and their contacts.
    ///
    /// ```
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::{Criterion, Policy};
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada").skill("sql", 5).interest("chess"))
    ///     .person(PersonRecord::new("bob").wants("sql", 4).interest("chess"))
    ///     .build()?;
    /// let policy =
    ///     Policy::new().prefer(1, Criterion::shared_interests()).prefer(3, Criterion::skill_gap());
    /// let problem = RotationProblem::builder(&org, &policy).build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why(0, &answer.plan().rounds()[0].groups()[0]).to_string(),
    ///     "ada meets bob: score 2.5 of 4 (skills wanted 1.5, shared interests 1). They have not \
    ///      met before. To talk about: sql: ada is at level 5, bob at 0 and wants 4."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why(&self, position: usize, group: &PlannedGroup) -> MeetingReason {
        meeting::reason(self, position, group)
    }

    /// Why somebody has no meeting in the round at a position, from 0, and what would change it.
    ///
    /// Guarantees: everybody enrolled has a reason in every round, and what it says is so; test
    /// `rotation::why_random::reasons_are_true`.
    ///
    /// Complexity: O(m + e·α) for m pairs who meet before the round and e eligible pairs, α as of
    /// union–find; two evaluations of the policy for each of the others where none is eligible.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let scores = ["ada", "bob", "cy"].map(|key| ("lea", key, Score::points(1)));
    /// let problem = RotationProblem::from_scores(["lea", "ada", "bob", "cy"], scores)
    ///     .rounds(2)
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_bye(1, "cy").to_string(),
    ///     "cy has no meeting in round 2: 3 people can meet only lea, so at least 2 of them sit out. \
    ///      It is the turn of cy (last without a meeting in round 1) as much as of 1 other, and no \
    ///      round with one of them out instead is preferred. Those who could sit out instead: \
    ///      bob (last without a meeting in round 1). One more person whom they may meet would be enough."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_bye(&self, position: usize, key: &str) -> ByeReason {
        bye::reason(self, position, key)
    }

    /// Why two people meet again within the cool-down in the round at a position, from 0, and
    /// what would change it. The repeat is one of a group of the round.
    ///
    /// Guarantees: every repeat has a reason, and what it says is so; test
    /// `rotation::why_random::reasons_are_true`.
    ///
    /// Complexity: as [`why_bye`](Self::why_bye), and two evaluations of the policy for each of the
    /// others who is not eligible.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let problem = RotationProblem::from_scores(["ada", "bob"], [("ada", "bob", Score::points(1))])
    ///     .rounds(2)
    ///     .cool_down(1)
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let group = &answer.plan().rounds()[1].groups()[0];
    /// assert_eq!(
    ///     answer.why_repeat(1, &group.repeats[0]).to_string(),
    ///     "ada and bob meet again in round 2: they last met in round 1, and the cool-down is 1 \
    ///      round. Without a repeat nobody could have a meeting. Without a cool-down it would be no \
    ///      repeat. If nobody were allowed to meet again too soon, at least 2 fewer people would have \
    ///      a meeting."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_repeat(&self, position: usize, repeat: &Repeat) -> RepeatReason {
        repeat::reason(self, position, repeat)
    }
}

impl taskforce::Answer<'_> {
    /// Why somebody is in the task force: what would not be met without them, what they are worth, and who
    /// could take their place.
    ///
    /// Guarantees: what it says is so; test `taskforce::why::reasons_are_true`.
    ///
    /// Complexity: as [`reserves`](Self::reserves) for one member, and two evaluations of the policy for each other
    /// member.
    ///
    /// ```
    /// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
    /// use crosstie::policy::{Criterion, Policy};
    /// use crosstie::taskforce::{Fit, TaskForceProblem};
    ///
    /// let org = Organization::builder()
    ///     .department(DepartmentRecord::new("sales").name("Sales"))
    ///     .department(DepartmentRecord::new("tech").name("Technology"))
    ///     .person(PersonRecord::new("ada").department("tech").skill("sql", 5))
    ///     .person(PersonRecord::new("bob").department("tech").skill("sql", 3))
    ///     .person(PersonRecord::new("cy").department("sales"))
    ///     .build()?;
    /// let policy = Policy::new().prefer(1, Criterion::tie_novelty());
    /// let problem = TaskForceProblem::builder(&org, &policy)
    ///     .size(2..=2)
    ///     .skill("sql", 3, 1)
    ///     .min_functions(2)
    ///     .prefer(1, Fit::skills())
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why("ada").to_string(),
    ///     "ada (Technology): the only one who holds sql at level 3 or above; the only one of the function \
    ///      Technology, without which there would be 1 function of at least 2; one of 2 members, and 2 are needed. \
    ///      Worth 1 themselves (skills held 1) and 1 with the others (newness of the tie 1). One other person could \
    ///      take their place while the rest stay; the best of them, bob, would be worth 0.4 less."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why(&self, key: &str) -> MemberReason {
        member::reason(self, key)
    }

    /// Why somebody is not in the task force, and what would change it.
    ///
    /// Solves once more with them in it, by the default solver and its limit; where no task force with them is
    /// possible, once for each requirement and rule beside. So the loss is exact, or lies in the interval that is
    /// stated; tests `taskforce::why`.
    ///
    /// ```
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::Policy;
    /// use crosstie::taskforce::{Fit, Requirement, TaskForceProblem};
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada").skill("sql", 5))
    ///     .person(PersonRecord::new("bob").skill("sql", 3))
    ///     .person(PersonRecord::new("cy"))
    ///     .build()?;
    /// let policy = Policy::new();
    /// let problem = TaskForceProblem::builder(&org, &policy)
    ///     .size(1..=1)
    ///     .skill("sql", 3, 1)
    ///     .prefer(1, Fit::skills())
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_not("bob")?.to_string(),
    ///     "bob is not in it: the best task force with them is worth 0.4 less, without ada. With more than 0.4 \
    ///      points more they would be."
    /// );
    /// assert_eq!(
    ///     answer.why_not("cy")?.to_string(),
    ///     "cy is not in it: with them these cannot hold together: at most 1 member; somebody who holds sql at \
    ///      level 3 or above. With any one of them dropped they could be."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`solve`](crate::taskforce::TaskForceProblem::solve), but for the lack of a task force.
    pub fn why_not(&self, key: &str) -> Result<NotMemberReason, taskforce::SolveError> {
        not_member::reason(self, key)
    }
}
