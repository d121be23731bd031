//! A plan made by hand, for the audit.

use super::plan::{MentoringPlan, Objective, PLAN_SCHEMA, PlannedPair};
use super::problem::MentoringProblem;
use crate::score::Score;
use crate::solve::Mode;

impl MentoringProblem<'_> {
    /// The plan of these pairs (mentor, mentee), by external keys: made by hand,
    /// by another tool or by an earlier version.
    ///
    /// Nothing is checked and nothing is proven: whatever is wrong with the
    /// pairs, [`audit::check`](crate::audit::check) says it. A pair without a
    /// score, of people who are not enrolled for instance, counts 0.
    ///
    /// Complexity: O(k·q + (M + N) log k) for k pairs, q pins, M mentors and N mentees.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::audit;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentee("bob")
    ///     .mentee("cy")
    ///     .score("ada", "bob", Score::points(2))
    ///     .build()?;
    /// let plan = problem.plan_by_hand([("ada", "bob"), ("ada", "cy")]);
    /// let report = audit::check(&problem, &plan);
    /// let codes: Vec<_> = report.violations().iter().map(|v| v.code()).collect();
    /// assert_eq!(codes, ["no-score", "over-capacity"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plan_by_hand<A: Into<String>, B: Into<String>>(
        &self,
        pairs: impl IntoIterator<Item = (A, B)>,
    ) -> MentoringPlan {
        let pairs: Vec<PlannedPair> = pairs
            .into_iter()
            .map(|(mentor, mentee)| {
                let (mentor, mentee) = (mentor.into(), mentee.into());
                let score = self.score_of(&mentor, &mentee).unwrap_or(Score::ZERO);
                let ends = (self.mentors.position(&mentor), self.mentees.position(&mentee));
                let pinned = self.pins.iter().any(|p| (Some(p.mentor), Some(p.mentee)) == ends);
                PlannedPair { mentor, mentee, score, pinned }
            })
            .collect();
        let micros = pairs.iter().fold(0_i64, |sum, pair| sum.saturating_add(pair.score.micros()));
        let objective = Objective {
            pairs: (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64),
            score: Score::from_micros(micros),
        };
        MentoringPlan {
            schema: PLAN_SCHEMA,
            mode: self.mode,
            unmatched: self.unmatched(&pairs),
            pairs,
            objective,
            bound: None,
            proof: None,
        }
    }

    fn score_of(&self, mentor: &str, mentee: &str) -> Option<Score> {
        let Some(compiled) = self.compiled() else { return self.own_score(mentor, mentee) };
        let org = compiled.organization();
        let (mentor, mentee) = (org.person(mentor)?, org.person(mentee)?);
        compiled.score(mentor.id(), mentee.id()).ok()
    }
}
