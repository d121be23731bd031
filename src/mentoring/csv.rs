//! The pairs of a plan as CSV, by external keys.

use std::io::Write;

use super::plan::MentoringPlan;

impl MentoringPlan {
    /// Writes the pairs as CSV: `mentor,mentee,score,pinned`, then the people
    /// without a pair, each with the other column empty.
    ///
    /// The same plan gives the same bytes. Scores are decimal numbers, exact.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentee("bob")
    ///     .mentee("cy")
    ///     .score("ada", "bob", Score::from_micros(2_500_000))
    ///     .build()?;
    /// let mut csv = Vec::new();
    /// problem.solve()?.plan().write_csv(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "mentor,mentee,score,pinned\nada,bob,2.5,no\n,cy,,\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(["mentor", "mentee", "score", "pinned"])?;
        for pair in &self.pairs {
            let pinned = if pair.pinned { "yes" } else { "no" };
            csv.write_record([&pair.mentor, &pair.mentee, &*pair.score.to_string(), pinned])?;
        }
        for person in &self.unmatched {
            let (mentor, mentee) = match person.role {
                super::Role::Mentor => (&*person.key, ""),
                super::Role::Mentee => ("", &*person.key),
            };
            csv.write_record([mentor, mentee, "", ""])?;
        }
        csv.flush()
    }
}
