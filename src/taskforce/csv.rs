//! A task force as CSV, by external keys.

use std::io::Write;

use super::plan::TaskForcePlan;

impl TaskForcePlan {
    /// Writes the members as CSV: `member,chair,fit,with_others`.
    ///
    /// The same plan gives the same bytes. Scores are decimal numbers, exact.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::org::{Organization, PersonRecord};
    /// use crosstie::policy::Policy;
    /// use crosstie::taskforce::TaskForceProblem;
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada"))
    ///     .person(PersonRecord::new("bob"))
    ///     .build()?;
    /// let policy = Policy::new();
    /// let problem = TaskForceProblem::builder(&org, &policy)
    ///     .size(1..=1)
    ///     .points("bob", Score::from_micros(2_500_000))
    ///     .build()?;
    /// let mut csv = Vec::new();
    /// problem.solve()?.plan().write_csv(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "member,chair,fit,with_others\nbob,no,2.5,0\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(["member", "chair", "fit", "with_others"])?;
        for member in &self.members {
            let chair = if self.chair.as_ref() == Some(&member.key) { "yes" } else { "no" };
            let (fit, others) = (member.fit.to_string(), member.with_others.to_string());
            csv.write_record([&member.key, chair, &fit, &others])?;
        }
        csv.flush()
    }
}
