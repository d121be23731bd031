//! The stays of a plan as CSV, by external keys.

use std::io::Write;

use super::plan::StaysPlan;

impl StaysPlan {
    /// Writes the stays as CSV: `person,host,period,length,score`, then the people without a stay, with the other columns empty.
    ///
    /// The same plan gives the same bytes. Scores are decimal numbers, exact.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// let problem = StaysProblem::from_scores(1)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .score("ada", "law", Score::from_micros(2_500_000))
    ///     .build()?;
    /// let plan = problem.solve()?.into_plan();
    /// let mut csv = Vec::new();
    /// plan.write_csv(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "person,host,period,length,score\nada,law,1,1,2.5\nbob,,,,\n");
    ///
    /// let mut csv = Vec::new();
    /// plan.write_csv_by_person(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "person,1\nada,law\nbob,\n");
    ///
    /// let mut csv = Vec::new();
    /// plan.write_csv_by_host(&mut csv)?;
    /// assert_eq!(String::from_utf8(csv)?, "host,1\nlaw,ada\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        csv.write_record(["person", "host", "period", "length", "score"])?;
        for stay in &self.stays {
            let [period, length] = [stay.period, stay.length].map(|number| number.to_string());
            let score = stay.score.to_string();
            csv.write_record([&stay.person, &stay.host, &period, &length, &score])?;
        }
        for person in &self.at_home {
            csv.write_record([person, "", "", "", ""])?;
        }
        csv.flush()
    }

    /// Writes a row a person and a column a period, with the host in the cell, as in [`by_person`](Self::by_person).
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv_by_person(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        self.head(&mut csv, "person")?;
        for table in self.by_person() {
            let cells = table.hosts.iter().map(|host| host.unwrap_or(""));
            csv.write_record(std::iter::once(table.person).chain(cells))?;
        }
        csv.flush()
    }

    /// Writes a row a host and a column a period, with the people in the cell, `; ` between them, as in
    /// [`by_host`](Self::by_host).
    ///
    /// # Errors
    /// The writer's.
    pub fn write_csv_by_host(&self, writer: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        self.head(&mut csv, "host")?;
        for table in self.by_host() {
            let cells = table.people.iter().map(|people| people.join("; "));
            csv.write_record(std::iter::once(table.host.to_owned()).chain(cells))?;
        }
        csv.flush()
    }

    fn head<W: Write>(&self, csv: &mut csv::Writer<W>, first: &str) -> std::io::Result<()> {
        let periods = (1..=self.periods).map(|period| period.to_string());
        Ok(csv.write_record(std::iter::once(first.to_owned()).chain(periods))?)
    }
}
