//! Who takes part, and what counts.

use std::ops::RangeInclusive;

use super::calendar::{Calendar, Terms};
use super::draft::{Draft, pairs_of};
use super::error::StaysError;
use super::plan::StaysPlan;
use super::problem::{Closed, Open, Source, StaysProblem};
use super::value::{StayCriterion, Values};
use crate::error::Errors;
use crate::id::PersonId;
use crate::org::{Department, Organization};
use crate::score::Score;
use crate::solve::Mode;

impl<'a> StaysProblem<'a> {
    /// Starts a problem on an organisation, with so many periods.
    #[must_use]
    pub fn builder(org: &'a Organization, periods: u32) -> StaysBuilder<'a> {
        StaysBuilder {
            org,
            periods,
            mode: Mode::default(),
            people: Vec::new(),
            hosts: Vec::new(),
            criteria: Vec::new(),
            closed: Vec::new(),
            earlier: Vec::new(),
            calendar: Calendar::new(),
        }
    }

    /// Starts a problem on values of one's own, without an organisation, with so many periods.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// // Two trainees, two hosts who take one at a time, two periods.
    /// let problem = StaysProblem::from_scores(2)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .host("sales", 1)
    ///     .score("ada", "law", Score::points(3))
    ///     .score("ada", "sales", Score::points(2))
    ///     .score("bob", "law", Score::points(2))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(answer.objective().to_string(), "3 stays, score 7");
    /// assert!(answer.is_optimal());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_scores(periods: u32) -> ScoredStaysBuilder {
        ScoredStaysBuilder {
            periods,
            mode: Mode::default(),
            people: Vec::new(),
            hosts: Vec::new(),
            scores: Vec::new(),
            closed: Vec::new(),
            earlier: Vec::new(),
            calendar: Calendar::new(),
        }
    }
}

/// Enrols people and hosts of an organisation; [`build`](Self::build) checks everything at once and values every
/// eligible pair. [`StaysProblem::builder`] starts one.
///
/// A person never stays with their own department, nor with one above it. Every other pair of a person and a
/// host is eligible, unless [visited](Self::visited) or [excluded](Self::exclude).
///
/// ```
/// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
/// use crosstie::rotation::assignments::{StayCriterion, StaysProblem};
///
/// let org = Organization::builder()
///     .department(DepartmentRecord::new("sales"))
///     .department(DepartmentRecord::new("it"))
///     .department(DepartmentRecord::new("law"))
///     .person(PersonRecord::new("ada").department("it").skill("sql", 5))
///     .person(PersonRecord::new("bob").department("law").skill("contracts", 4))
///     .person(PersonRecord::new("cy").department("sales").wants("sql", 3).wants("contracts", 5))
///     .build()?;
/// let problem = StaysProblem::builder(&org, 12)
///     .people_with(org.person("cy"), 1) // one stay, at home else
///     .host("it", 2)
///     .host("law", 2)
///     .host("sales", 2)
///     .prefer(10, StayCriterion::skill_gain())
///     .build()?;
/// let answer = problem.solve()?;
/// let [stay] = answer.plan().stays() else { panic!() };
/// assert_eq!((&*stay.host, stay.score.to_string()), ("it", "5".to_owned()));
///
/// // What does not fit is said at once, all of it.
/// let mistakes = StaysProblem::builder(&org, 0)
///     .people(org.person("cy"))
///     .people(org.person("cy"))
///     .host("press", 2)
///     .build()
///     .unwrap_err();
/// let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code()).collect();
/// assert_eq!(codes, ["periods", "unknown-department", "enrolled-twice"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct StaysBuilder<'a> {
    org: &'a Organization,
    periods: u32,
    mode: Mode,
    people: Vec<(PersonId, u32)>,
    hosts: Vec<(String, (u32, u32))>,
    criteria: Vec<(u32, StayCriterion)>,
    closed: Vec<(PersonId, String, Closed)>,
    earlier: Vec<(String, String)>,
    calendar: Calendar,
}

impl<'a> StaysBuilder<'a> {
    /// Enrols people with up to a stay in every period. May be called more than once, for different people.
    #[must_use]
    pub fn people<P: Into<PersonId>>(self, people: impl IntoIterator<Item = P>) -> Self {
        self.people_with(people, u32::MAX)
    }

    /// Enrols people with up to so many stays each; in the other periods they are at home.
    #[must_use]
    pub fn people_with<P: Into<PersonId>>(
        mut self,
        people: impl IntoIterator<Item = P>,
        most: u32,
    ) -> Self {
        self.people.extend(people.into_iter().map(|person| (person.into(), most)));
        self
    }

    /// A host department by its key, with up to so many people a period.
    #[must_use]
    pub fn host(self, key: impl Into<String>, most: u32) -> Self {
        self.host_with(key, 0..=most)
    }

    /// A host department by its key, with at least and at most so many people in every period.
    #[must_use]
    pub fn host_with(mut self, key: impl Into<String>, people: RangeInclusive<u32>) -> Self {
        self.hosts.push((key.into(), (*people.start(), *people.end())));
        self
    }

    /// Makes a criterion count with a weight, in points: a stay is worth Σ weight × value.
    #[must_use]
    pub fn prefer(mut self, weight: u32, criterion: StayCriterion) -> Self {
        self.criteria.push((weight, criterion));
        self
    }

    /// A host that a person was with before, and does not go to again.
    #[must_use]
    pub fn visited(mut self, person: impl Into<PersonId>, host: impl Into<String>) -> Self {
        self.closed.push((person.into(), host.into(), Closed::Visited));
        self
    }

    /// Counts all stays of an earlier plan as [visited](Self::visited). Who takes no part any more is passed over.
    #[must_use]
    pub fn after(mut self, earlier: &StaysPlan) -> Self {
        self.earlier.extend(pairs_of(earlier));
        self
    }

    /// A host that a person does not go to.
    #[must_use]
    pub fn exclude(mut self, person: impl Into<PersonId>, host: impl Into<String>) -> Self {
        self.closed.push((person.into(), host.into(), Closed::Excluded));
        self
    }

    /// Conditions that make periods differ; the last one given counts.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// What is compared; [`Mode::MostPairsFirst`], that is most stays first, unless said.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Checks everything, and values every eligible pair.
    ///
    /// Complexity: O(P·H) values for P people and H hosts, each O(s log s + d) for s skills of the person and
    /// departments of depth d, after O(n·d) for n people of the organisation.
    ///
    /// # Errors
    /// Every mistake; without any, values beyond the range.
    pub fn build(self) -> Result<StaysProblem<'a>, Errors<StaysError>> {
        let org = self.org;
        let mut draft = Draft::new(self.periods);
        let mut departments: Vec<Department<'a>> = Vec::new();
        for (key, people) in &self.hosts {
            let department = org.department(key);
            match department {
                None => draft.mistakes.push(StaysError::UnknownDepartment { key: key.clone() }),
                Some(department) => {
                    draft.host(key, *people);
                    departments.push(department);
                }
            }
        }
        let foreign = |id: PersonId| StaysError::ForeignId { id: format!("{id:?}") };
        for &(id, most) in &self.people {
            match org.person_by_id(id) {
                None => draft.mistakes.push(foreign(id)),
                Some(person) => draft.person(person.key(), Some(id), most),
            }
        }
        for (id, host, why) in &self.closed {
            match org.person_by_id(*id) {
                None => draft.mistakes.push(foreign(*id)),
                Some(person) => draft.close(person.key(), host, *why),
            }
        }
        draft.visited_in(&self.earlier);
        let mut seen = Vec::new();
        for (weight, criterion) in &self.criteria {
            let code = criterion.code();
            if seen.contains(&code) {
                draft.mistakes.push(StaysError::CriterionTwice { code });
            }
            seen.push(code);
            if *weight == 0 {
                draft.mistakes.push(StaysError::CriterionZero { code, field: "weight" });
            }
            if *criterion == (StayCriterion::DepartmentDistance { cap: 0 }) {
                draft.mistakes.push(StaysError::CriterionZero { code, field: "cap" });
            }
        }
        let terms = self.calendar.terms(&mut draft, self.periods, Some(org));
        draft.check()?;

        let values = Values::new(org, &self.criteria, &departments);
        let hosts = 0..u32::try_from(departments.len()).unwrap_or(u32::MAX);
        let closed = &draft.closed;
        let rows = (0..).zip(&draft.people.list).map(|(at, goer)| {
            let person = goer.id.and_then(|id| org.person_by_id(id));
            let (hosts, values) = (hosts.clone(), &values);
            person.into_iter().flat_map(move |person| {
                hosts
                    .clone()
                    .filter(move |&host| !closed.contains_key(&(at, host)))
                    .filter_map(move |host| Some((host, values.score(person, host as usize)?)))
            })
        });
        let open = Open::from_rows(rows)?;
        let source = Source::Organization { org, criteria: self.criteria };
        finish(draft, source, self.mode, self.periods, open, terms)
    }
}

fn finish<'a>(
    draft: Draft,
    source: Source<'a>,
    mode: Mode,
    periods: u32,
    open: Open,
    terms: Terms,
) -> Result<StaysProblem<'a>, Errors<StaysError>> {
    let Draft { people, hosts, closed, .. } = draft;
    let problem = StaysProblem { source, mode, periods, people, hosts, closed, open, terms };
    problem.check_fixed()?;
    problem.check()?;
    Ok(problem)
}

/// A problem on values of the caller's own: see [`StaysProblem::from_scores`].
///
/// Eligible is what has a score, unless [visited](Self::visited) or [excluded](Self::exclude): a person's own
/// department is not to be scored.
#[derive(Clone, Debug)]
pub struct ScoredStaysBuilder {
    periods: u32,
    mode: Mode,
    people: Vec<(String, u32)>,
    hosts: Vec<(String, (u32, u32))>,
    scores: Vec<(String, String, Score)>,
    closed: Vec<(String, String, Closed)>,
    earlier: Vec<(String, String)>,
    calendar: Calendar,
}

impl ScoredStaysBuilder {
    /// Enrols a person with up to a stay in every period.
    #[must_use]
    pub fn person(self, key: impl Into<String>) -> Self {
        self.person_with(key, u32::MAX)
    }

    /// Enrols a person with up to so many stays; in the other periods they are at home.
    #[must_use]
    pub fn person_with(mut self, key: impl Into<String>, most: u32) -> Self {
        self.people.push((key.into(), most));
        self
    }

    /// A host with up to so many people a period.
    #[must_use]
    pub fn host(self, key: impl Into<String>, most: u32) -> Self {
        self.host_with(key, 0..=most)
    }

    /// A host with at least and at most so many people in every period.
    #[must_use]
    pub fn host_with(mut self, key: impl Into<String>, people: RangeInclusive<u32>) -> Self {
        self.hosts.push((key.into(), (*people.start(), *people.end())));
        self
    }

    /// Makes a pair eligible, with a value of any sign.
    #[must_use]
    pub fn score(
        mut self,
        person: impl Into<String>,
        host: impl Into<String>,
        score: Score,
    ) -> Self {
        self.scores.push((person.into(), host.into(), score));
        self
    }

    /// Makes pairs (person, host, value) eligible.
    #[must_use]
    pub fn scores<A: Into<String>, B: Into<String>>(
        mut self,
        scores: impl IntoIterator<Item = (A, B, Score)>,
    ) -> Self {
        self.scores.extend(scores.into_iter().map(|(a, b, score)| (a.into(), b.into(), score)));
        self
    }

    /// A host that a person was with before, and does not go to again.
    #[must_use]
    pub fn visited(mut self, person: impl Into<String>, host: impl Into<String>) -> Self {
        self.closed.push((person.into(), host.into(), Closed::Visited));
        self
    }

    /// Counts all stays of an earlier plan as [visited](Self::visited). Who takes no part any more is passed over.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// let year = || {
    ///     StaysProblem::from_scores(2)
    ///         .person_with("ada", 1)
    ///         .host("law", 1)
    ///         .host("sales", 1)
    ///         .score("ada", "law", Score::points(3))
    ///         .score("ada", "sales", Score::points(2))
    /// };
    /// let first = year().build()?.solve()?.into_plan();
    /// let second = year().after(&first).build()?.solve()?.into_plan();
    /// assert_eq!((&*first.stays()[0].host, &*second.stays()[0].host), ("law", "sales"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn after(mut self, earlier: &StaysPlan) -> Self {
        self.earlier.extend(pairs_of(earlier));
        self
    }

    /// A host that a person does not go to.
    #[must_use]
    pub fn exclude(mut self, person: impl Into<String>, host: impl Into<String>) -> Self {
        self.closed.push((person.into(), host.into(), Closed::Excluded));
        self
    }

    /// Conditions that make periods differ; the last one given counts.
    #[must_use]
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// What is compared; [`Mode::MostPairsFirst`], that is most stays first, unless said.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Checks everything. O(m log m) for m scores.
    ///
    /// # Errors
    /// Every mistake; without any, scores beyond the range.
    pub fn build(self) -> Result<StaysProblem<'static>, Errors<StaysError>> {
        let mut draft = Draft::new(self.periods);
        for (key, people) in &self.hosts {
            draft.host(key, *people);
        }
        for (key, most) in &self.people {
            draft.person(key, None, *most);
        }
        for (person, host, why) in &self.closed {
            draft.close(person, host, *why);
        }
        draft.visited_in(&self.earlier);
        let mut scores: Vec<(u32, u32, Score)> = Vec::with_capacity(self.scores.len());
        for (person, host, score) in &self.scores {
            scores.extend(draft.pair(person, host).map(|(p, h)| (p, h, *score)));
        }
        scores.sort_by_key(|&(p, h, _)| (p, h));
        for pair in
            scores.windows(2).filter(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1))
        {
            draft.mistakes.push(StaysError::ScoredTwice {
                person: draft.people.list[pair[0].0 as usize].key.to_string(),
                host: draft.hosts.list[pair[0].1 as usize].key.to_string(),
            });
        }
        let terms = self.calendar.terms(&mut draft, self.periods, None);
        draft.check()?;

        let mut left = scores.as_slice();
        let count = u32::try_from(draft.people.list.len()).unwrap_or(u32::MAX);
        let rows = (0..count).map(|person| {
            let (row, rest) = left.split_at(left.partition_point(|score| score.0 == person));
            left = rest;
            let open = row.iter().filter(|&&(p, h, _)| !draft.closed.contains_key(&(p, h)));
            open.map(|&(_, host, score)| (host, score)).collect::<Vec<_>>()
        });
        let open = Open::from_rows(rows)?;
        finish(draft, Source::Scores(scores), self.mode, self.periods, open, terms)
    }
}
