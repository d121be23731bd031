//! Rounds as CSV, by external keys.

use std::io::Write;

use super::plan::RotationPlan;

impl RotationPlan {
    /// Writes the rounds as CSV: `round,date,group,person,score,repeat`, one row for
    /// each person of each group, groups numbered from 1 in each round; then those
    /// who sit the round out, with an empty group. A score is that of the
    /// group; `repeat` is `yes` for whom somebody in the group is a repeat.
    ///
    /// The same plan gives the same bytes. Scores are decimal numbers, exact.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let scores = [("ada", "bob", Score::from_micros(2_500_000))];
    /// let problem = RotationProblem::from_scores(["ada", "bob", "cy"], scores).build()?;
    /// let mut csv = Vec::new();
    /// problem.solve()?.plan().write_csv(&mut csv)?;
    /// assert_eq!(
    ///     String::from_utf8(csv)?,
    ///     "round,date,group,person,score,repeat\n1,,1,ada,2.5,no\n1,,1,bob,2.5,no\n1,,,cy,,\n"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(["round", "date", "group", "person", "score", "repeat"])?;
        for round in &self.rounds {
            let number = round.round.to_string();
            let date = round.date.map(|date| date.to_string()).unwrap_or_default();
            for (i, group) in round.groups.iter().enumerate() {
                let (index, score) = ((i + 1).to_string(), group.score.to_string());
                for key in &group.people {
                    let again = group.repeats.iter().any(|r| r.first == *key || r.second == *key);
                    let repeat = if again { "yes" } else { "no" };
                    csv.write_record([&number, &date, &index, key, &score, repeat])?;
                }
            }
            for key in &round.byes {
                csv.write_record([&number, &date, "", key, "", ""])?;
            }
        }
        csv.flush()
    }
}
