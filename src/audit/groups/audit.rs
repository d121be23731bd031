//! The audit by group: from outcomes and groups to the tables.

use std::collections::BTreeSet;

use super::super::task_force;
use super::compare::{MEASURES, compare, counts, findings, scores};
use super::error::GroupError;
use super::outcome::{self, Outcome, Outcomes};
use super::report::{GroupCell, GroupReport, GroupSection, GroupTable, Side};
use super::suppress::{Cell, suppress};
use super::table::Groups;
use super::tally::{Part, Table, Tally, median_twice, sets};
use super::values::Values;
use crate::error::Errors;
use crate::mentoring::{MentoringPlan, MentoringProblem};
use crate::rotation::{RotationPlan, RotationProblem};
use crate::taskforce::{TaskForcePlan, TaskForceProblem};

/// The most groups and intersections of a side.
const MOST_GROUPS: usize = 4096;
/// So many people can be counted over and over without leaving 128 bits.
const MOST_PEOPLE: usize = 1 << 24;

/// Compares the mentees of a plan, and its mentors, by group, with the usual options: see [`GroupAudit`].
///
/// # Errors
/// Every mistake of the groups.
pub fn by_group(
    problem: &MentoringProblem<'_>,
    plan: &MentoringPlan,
    groups: &Groups,
) -> Result<GroupReport, Errors<GroupError>> {
    GroupAudit::new(groups).mentoring(problem, plan)
}

/// Compares how a plan treats groups of people: see the [module](crate::audit) for what is measured.
#[derive(Clone, Debug)]
pub struct GroupAudit<'g> {
    groups: &'g Groups,
    suppress_below: u64,
    leave_out_below_percent: u8,
    order: usize,
    ignore_others: bool,
    first_choice: Option<bool>,
}

impl<'g> GroupAudit<'g> {
    /// By these groups: of every attribute and every combination of attributes, groups of fewer than 5 people not shown.
    #[must_use]
    pub fn new(groups: &'g Groups) -> Self {
        Self {
            groups,
            suppress_below: 5,
            leave_out_below_percent: 0,
            order: usize::MAX,
            ignore_others: false,
            first_choice: None,
        }
    }

    /// Groups of fewer people are not shown, nor numbers from which theirs follow; 5 unless said, since that and 3
    /// are the usual thresholds of statistical offices ([OECD glossary of statistical terms, "threshold
    /// rule"](https://stats.oecd.org/glossary/detail.asp?ID=7010)). 0 and 1 show everything.
    #[must_use]
    pub fn suppress_below(mut self, people: u64) -> Self {
        self.suppress_below = people;
        self
    }

    /// Groups of less than this percentage of the people of a side take no part in ratios; 0 unless said. Rules on
    /// Local Law 144 of New York City allow 2 (6 RCNY § 5-301(d)): numbers and rates are shown all the same.
    #[must_use]
    pub fn leave_out_below_percent(mut self, percent: u8) -> Self {
        self.leave_out_below_percent = percent;
        self
    }

    /// Looks at up to so many attributes at once; at all of them unless said. 1 means each by itself.
    #[must_use]
    pub fn intersections_up_to(mut self, attributes: usize) -> Self {
        self.order = attributes;
        self
    }

    /// People of the groups who have no part in what is audited are counted and are no mistake.
    #[must_use]
    pub fn ignore_others(mut self) -> Self {
        self.ignore_others = true;
        self
    }

    /// Whether to look at all pairs for who got their first choice; unless said, up to 400 million pairs, and always
    /// with scores of the caller's own.
    #[must_use]
    pub fn first_choice(mut self, look: bool) -> Self {
        self.first_choice = Some(look);
        self
    }

    /// Compares the mentees of a plan with each other, and its mentors.
    ///
    /// Pairs count as in [`check`](crate::audit::check): each once, of two different people enrolled, with its score
    /// recomputed. What is wrong with the plan is for `check` to say.
    ///
    /// Complexity: as `check` where first choices are looked at; else O(k log k + (M + N) log (M + N)) for k pairs,
    /// M mentors and N mentees, besides the tables.
    ///
    /// # Errors
    /// Every mistake of the groups and of what is asked.
    pub fn mentoring(
        &self,
        problem: &MentoringProblem<'_>,
        plan: &MentoringPlan,
    ) -> Result<GroupReport, Errors<GroupError>> {
        let [mentees, mentors] = outcome::of_mentoring(problem, plan, self.first_choice);
        self.report(&[(Side::Mentees, mentees), (Side::Mentors, mentors)])
    }

    /// Compares the people of rounds: how often they meet somebody among the rounds in which the plan names them, and the
    /// mean score of their meetings, that of a group being the mean over its pairs, rounded down. With two pools,
    /// those of the second, since sitting out is theirs.
    ///
    /// Scores are those that the plan states: [`check_rounds`](crate::audit::check_rounds) says whether they are true.
    /// First choices are not looked at: in rounds everybody is to meet many others in turn.
    ///
    /// # Errors
    /// Every mistake of the groups and of what is asked.
    pub fn rotation(
        &self,
        problem: &RotationProblem<'_>,
        plan: &RotationPlan,
    ) -> Result<GroupReport, Errors<GroupError>> {
        self.report(&[(Side::Participants, outcome::of_rotation(problem, plan))])
    }

    /// Compares those who could be members of a task force: who is one. There are no scores.
    ///
    /// # Errors
    /// Every mistake of the groups and of what is asked.
    pub fn task_force(
        &self,
        problem: &TaskForceProblem<'_>,
        plan: &TaskForcePlan,
    ) -> Result<GroupReport, Errors<GroupError>> {
        let (list, without_chance) = task_force::outcomes(problem, plan);
        let list = list.into_iter().map(|(key, member)| Outcome::new(key, member)).collect();
        self.report(&[(Side::Candidates, Outcomes { list, without_chance })])
    }

    /// Compares people by outcomes of the caller's own.
    ///
    /// ```
    /// use crosstie::audit::{GroupAudit, Groups, Outcome, Side};
    ///
    /// let people: Vec<String> = (0..20).map(|i| format!("p{i}")).collect();
    /// let groups: Groups =
    ///     people.iter().zip(0..).map(|(p, i)| (p, "site", if i < 10 { "leeds" } else { "york" })).collect();
    /// // Everybody in Leeds has a place, and seven of ten in York.
    /// let outcomes = people.iter().zip(0..).map(|(p, i)| Outcome::new(p, i < 17)).collect();
    /// let report = GroupAudit::new(&groups).outcomes(outcomes)?;
    /// let table = report.section(Side::People).unwrap().table(&["site"]).unwrap();
    /// let york = table.cell(&["york"]).unwrap().counts.unwrap();
    /// assert_eq!((york.placement.of, york.placement.among), (7, 10));
    /// assert!(york.placement.ratio.unwrap().below_four_fifths);
    /// # Ok::<(), crosstie::Errors<crosstie::audit::GroupError>>(())
    /// ```
    ///
    /// # Errors
    /// Every mistake of the groups, of the outcomes and of what is asked.
    pub fn outcomes(&self, outcomes: Vec<Outcome>) -> Result<GroupReport, Errors<GroupError>> {
        let outcomes = Outcomes { list: outcomes, without_chance: Vec::new() };
        self.report(&[(Side::People, outcomes)])
    }

    fn report(&self, sides: &[(Side, Outcomes)]) -> Result<GroupReport, Errors<GroupError>> {
        let mut mistakes = Vec::new();
        self.check_options(&mut mistakes);
        for (_, outcomes) in sides {
            check_outcomes(outcomes, &mut mistakes);
        }
        let values = Values::new(self.groups, &mut mistakes);
        let others = self.others(sides, &mut mistakes);
        Errors::check(std::mem::take(&mut mistakes))?;
        let mut report = GroupReport {
            sections: Vec::new(),
            findings: Vec::new(),
            others,
            suppress_below: self.suppress_below,
            leave_out_below_percent: self.leave_out_below_percent,
        };
        for (side, outcomes) in sides {
            match self.section(*side, outcomes, &values) {
                Ok(section) => report.sections.push(section),
                Err(mistake) if mistakes.contains(&mistake) => {}
                Err(mistake) => mistakes.push(mistake),
            }
        }
        Errors::check(mistakes)?;
        for section in &report.sections {
            findings(section, &mut report.findings);
        }
        Ok(report)
    }

    fn check_options(&self, mistakes: &mut Vec<GroupError>) {
        if self.leave_out_below_percent > 100 {
            mistakes.push(GroupError::Percent { percent: self.leave_out_below_percent });
        }
        if self.order == 0 {
            mistakes.push(GroupError::NoOrder);
        }
    }

    /// How many people of the groups have no part; each a mistake, unless ignored.
    fn others(&self, sides: &[(Side, Outcomes)], mistakes: &mut Vec<GroupError>) -> u64 {
        let known: BTreeSet<&str> = sides
            .iter()
            .flat_map(|(_, o)| o.list.iter().map(|o| &o.key).chain(&o.without_chance))
            .map(String::as_str)
            .collect();
        let mut others = BTreeSet::new();
        for entry in &self.groups.entries {
            let person = &*entry.person;
            if !known.contains(person) && others.insert(person) && !self.ignore_others {
                mistakes.push(GroupError::UnknownPerson { person: entry.person.clone() });
            }
        }
        others.len() as u64
    }

    fn section(
        &self,
        side: Side,
        outcomes: &Outcomes,
        values: &Values<'_>,
    ) -> Result<GroupSection, GroupError> {
        let median = median_twice(&outcomes.list).unwrap_or(0);
        let kinds = outcomes.list.iter().map(|outcome| (outcome, values.kind(&outcome.key)));
        let tally = Tally::new(kinds, median);
        let mut tables = Vec::new();
        let mut groups = 0;
        for attributes in sets(values.attributes.len(), self.order) {
            let table = tally.table(&attributes);
            groups += table.cells.len().max(1);
            if groups > MOST_GROUPS {
                return Err(GroupError::TooManyGroups { most: MOST_GROUPS });
            }
            tables.push(table);
        }
        let tables = if tally.all.people < self.suppress_below {
            Vec::new()
        } else {
            self.tables(&tally, &tables, values)
        };
        Ok(GroupSection {
            side,
            without_chance: outcomes.without_chance.len() as u64,
            counts: counts(&tally.all),
            scores: scores(&tally.all),
            tables,
        })
    }

    /// The tables with what may be shown, and the ratios of that.
    fn tables(&self, tally: &Tally, tables: &[Table], values: &Values<'_>) -> Vec<GroupTable> {
        let shown = self.shown(tally, tables);
        let table = |(table, shown): (&Table, Shown)| {
            let names = |ids: &[u32]| {
                let of = table.attributes.iter().zip(ids);
                of.map(|(&attribute, &id)| values.name(attribute, id)).collect()
            };
            let parts = table.cells.iter().zip(shown.counts.iter().zip(&shown.scores));
            let cells = parts.map(|((ids, part), (&counted, &scored))| {
                let share = u128::from(part.sums.people) * 100;
                let least = u128::from(self.leave_out_below_percent) * u128::from(tally.all.people);
                GroupCell {
                    values: names(ids),
                    counts: counted.then(|| counts(&part.sums)),
                    scores: if counted && scored { scores(&part.sums) } else { None },
                    // Of a group that is not shown, this is not said.
                    left_out: counted && share < least,
                }
            });
            let mut cells: Vec<GroupCell> = cells.collect();
            for measure in MEASURES {
                compare(&mut cells, measure);
            }
            let attributes = table.attributes.iter().map(|&a| values.attributes[a].to_owned());
            let missing = shown.missing.then_some(table.missing.sums.people);
            GroupTable { attributes: attributes.collect(), cells, missing }
        };
        tables.iter().zip(shown).map(table).collect()
    }

    /// What of each table may be shown.
    fn shown(&self, tally: &Tally, tables: &[Table]) -> Vec<Shown> {
        let (mut cells, mut scored) = (Vec::new(), Vec::new());
        for (at, table) in tables.iter().enumerate() {
            let cell = |part: &Part, people, missing| {
                let atoms = part.atoms.clone();
                Cell { table: at, people, atoms, missing, known: false }
            };
            for (_, part) in &table.cells {
                cells.push(cell(part, part.sums.people, false));
                scored.push(cell(part, part.sums.scored, false));
            }
            if table.missing.sums.people > 0 {
                cells.push(cell(&table.missing, table.missing.sums.people, true));
            }
        }
        let (atoms, below) = (tally.atoms.len(), self.suppress_below);
        let mut hidden = vec![false; cells.len()];
        if below > 1 {
            suppress(&cells, tables.len(), atoms, tally.all.people, below, &mut hidden);
        }
        let without_missing = cells.iter().zip(&hidden).filter(|(cell, _)| !cell.missing);
        let mut unscored: Vec<bool> = without_missing.map(|(_, &hidden)| hidden).collect();
        if below > 1 && tally.all.scored < below {
            unscored.fill(true);
        } else if below > 1 {
            for (cell, &hidden) in scored.iter_mut().zip(&unscored) {
                cell.known = cell.people == 0 && !hidden;
            }
            suppress(&scored, tables.len(), atoms, tally.all.scored, below, &mut unscored);
        }
        let (mut hidden, mut unscored) = (hidden.into_iter(), unscored.into_iter());
        let of_table = |table: &Table| Shown {
            counts: hidden.by_ref().take(table.cells.len()).map(|hidden| !hidden).collect(),
            scores: unscored.by_ref().take(table.cells.len()).map(|hidden| !hidden).collect(),
            missing: table.missing.sums.people == 0 || hidden.next() == Some(false),
        };
        tables.iter().map(of_table).collect()
    }
}

/// What of a table may be shown, cell by cell.
struct Shown {
    counts: Vec<bool>,
    scores: Vec<bool>,
    missing: bool,
}

fn check_outcomes(outcomes: &Outcomes, mistakes: &mut Vec<GroupError>) {
    let given = outcomes.list.len();
    if given > MOST_PEOPLE {
        mistakes.push(GroupError::TooManyPeople { given, most: MOST_PEOPLE });
    }
    let mut seen = BTreeSet::new();
    for outcome in &outcomes.list {
        let (person, placed, chances) = (&outcome.key, outcome.placed, outcome.chances);
        if !seen.insert(person) {
            mistakes.push(GroupError::OutcomeTwice { person: person.clone() });
        }
        if placed > chances {
            let person = person.clone();
            mistakes.push(GroupError::PlacedTooOften { person, placed, chances });
        }
    }
}
