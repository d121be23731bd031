//! Options, checks, and the scoring of candidates and of every pair of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::brief::{Brief, Field, Fit, Requirement, Size};
use super::error::{BriefPlace, TaskForceError};
use super::fit::FitScorer;
use super::problem::{Candidate, TaskForceProblem, skills_required};
use crate::error::Errors;
use crate::id::PersonId;
use crate::org::{Organization, Person};
use crate::policy::{
    Context, EligibleError, EligiblePairs, History, PairCriterion, PairRule, Policy, Preferences,
};
use crate::score::Score;
use crate::solve::PairCounts;

/// The largest sum of weights of fits: a member's fit then stays below 2⁵³ micro-units.
const MOST_WEIGHT: u64 = 1 << 33;

impl<'a> TaskForceProblem<'a> {
    /// Starts a problem: everybody in the organisation is a candidate unless
    /// [`candidates`](TaskForceBuilder::candidates) says who.
    #[must_use]
    pub fn builder(org: &'a Organization, policy: &'a Policy) -> TaskForceBuilder<'a> {
        TaskForceBuilder {
            org,
            policy,
            context: Context::new(),
            brief: Brief::new(1..=1),
            sized: false,
            candidates: None,
            volunteers: None,
            points: Vec::new(),
            seed: 0,
        }
    }
}

/// Says who may be a member and what the task force must be;
/// [`build`](Self::build) checks everything at once and scores every eligible pair.
///
/// [`TaskForceProblem::builder`] starts one. People are given by key, or as
/// [`Person`](crate::org::Person).
///
/// ```
/// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
/// use crosstie::policy::{Criterion, Policy};
/// use crosstie::taskforce::{Field, Fit, TaskForceProblem};
///
/// let org = Organization::builder()
///     .department(DepartmentRecord::new("sales"))
///     .department(DepartmentRecord::new("engineering"))
///     .department(DepartmentRecord::new("finance"))
///     .person(PersonRecord::new("ada").department("engineering").skill("statistics", 5))
///     .person(PersonRecord::new("bob").department("engineering").skill("statistics", 4))
///     .person(PersonRecord::new("cy").department("sales").skill("negotiation", 4))
///     .person(PersonRecord::new("dee").department("finance").skill("statistics", 4))
///     .person(PersonRecord::new("eli").department("sales").skill("negotiation", 2))
///     .build()?;
/// let policy = Policy::new().prefer(1, Criterion::tie_novelty());
///
/// let problem = TaskForceProblem::builder(&org, &policy)
///     .size(3..=4)
///     .skill("statistics", 4, 2)           // two who hold it at level 4 or above
///     .skill("negotiation", 3, 1)
///     .min_distinct(Field::Function, 3)
///     .prefer(2, Fit::skills())
///     .build()?;
/// let answer = problem.solve()?;
/// assert!(answer.is_optimal());
/// let members: Vec<&str> = answer.plan().members().iter().map(|m| m.key.as_str()).collect();
/// assert_eq!(members, ["ada", "bob", "cy", "dee"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TaskForceBuilder<'a> {
    org: &'a Organization,
    policy: &'a Policy,
    context: Context<'a>,
    brief: Brief,
    sized: bool,
    candidates: Option<Vec<String>>,
    volunteers: Option<Vec<String>>,
    points: Vec<(String, Score)>,
    seed: u64,
}

impl<'a> TaskForceBuilder<'a> {
    /// What the task force must be, and what makes a member worth having: in place of everything
    /// said of it before; more may be added.
    #[must_use]
    pub fn brief(mut self, brief: Brief) -> Self {
        self.brief = brief;
        self.sized = true;
        self
    }

    /// Who may be a member; everybody unless said. May be called more than once.
    #[must_use]
    pub fn candidates<K: Into<String>>(mut self, people: impl IntoIterator<Item = K>) -> Self {
        self.candidates.get_or_insert_default().extend(people.into_iter().map(Into::into));
        self
    }

    /// Who has volunteered: what [`Requirement::VolunteersOnly`] and [`Fit::Volunteer`] ask for.
    /// May be called more than once. Volunteers who are not candidates do not become so.
    #[must_use]
    pub fn volunteers<K: Into<String>>(mut self, people: impl IntoIterator<Item = K>) -> Self {
        self.volunteers.get_or_insert_default().extend(people.into_iter().map(Into::into));
        self
    }

    /// How many members, at least and at most: must be said, here or in the brief.
    #[must_use]
    pub fn size(mut self, size: RangeInclusive<u32>) -> Self {
        self.brief.size = Size::from(size);
        self.sized = true;
        self
    }

    /// Adds a requirement.
    #[must_use]
    pub fn require(mut self, requirement: Requirement) -> Self {
        self.brief.requirements.push(requirement);
        self
    }

    /// Requires so many members who hold a skill at a level or above.
    #[must_use]
    pub fn skill(self, skill: impl Into<String>, level: u8, holders: u32) -> Self {
        self.require(Requirement::skill(skill, level, holders))
    }

    /// Requires so many different departments, functions, sites or grades.
    #[must_use]
    pub fn min_distinct(self, field: Field, at_least: u32) -> Self {
        self.require(Requirement::distinct(field, at_least))
    }

    /// Requires so many different functions.
    #[must_use]
    pub fn min_functions(self, at_least: u32) -> Self {
        self.min_distinct(Field::Function, at_least)
    }

    /// Adds what makes a member worth having: so many points for a value of 1.
    #[must_use]
    pub fn prefer(mut self, weight: u32, fit: Fit) -> Self {
        self.brief = self.brief.prefer(weight, fit);
        self
    }

    /// Points of one's own for having a candidate, also negative ones: what they cost, how
    /// free they are.
    #[must_use]
    pub fn points(mut self, person: impl Into<String>, points: Score) -> Self {
        self.points.push((person.into(), points));
        self
    }

    /// The day to plan for: pauses, first days and cool-downs in days then count.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.context = self.context.on(day);
        self
    }

    /// The round to plan for, on the one count of the history, for cool-downs in rounds.
    #[must_use]
    pub fn round(mut self, round: u32) -> Self {
        self.context = self.context.round(round);
        self
    }

    /// Who met whom, in whatever programme.
    #[must_use]
    pub fn history(mut self, history: &'a History) -> Self {
        self.context = self.context.history(history);
        self
    }

    /// Ranked wishes.
    #[must_use]
    pub fn preferences(mut self, preferences: &'a Preferences) -> Self {
        self.context = self.context.preferences(preferences);
        self
    }

    /// Registers a rule of one's own.
    #[must_use]
    pub fn rule(mut self, name: impl Into<String>, rule: impl PairRule + 'static) -> Self {
        self.context = self.context.rule(name, rule);
        self
    }

    /// Registers a criterion of one's own.
    #[must_use]
    pub fn criterion(
        mut self,
        name: impl Into<String>,
        criterion: impl PairCriterion + 'static,
    ) -> Self {
        self.context = self.context.criterion(name, criterion);
        self
    }

    /// Where the search starts from: of several task forces worth the same another may be found.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Checks everything and scores every candidate and every eligible pair of them.
    ///
    /// Complexity: O(n²) evaluations of the policy for n candidates, and O(h) for h
    /// meetings of the history.
    ///
    /// # Errors
    /// Every mistake of the brief, the options and the policy; without any, the first
    /// hundred pairs of which a custom criterion gives no value.
    pub fn build(self) -> Result<TaskForceProblem<'a>, Errors<TaskForceError>> {
        let mut check = Check { org: self.org, brief: &self.brief, mistakes: Vec::new() };
        check.numbers(self.sized);
        let volunteers = check.volunteers(self.volunteers.as_deref());
        let (people, unavailable) = check.enrol(self.candidates.as_deref(), self.context.today);
        let points = check.points(&self.points);
        let mut mistakes = check.mistakes;
        let compiled = match self.policy.compile(self.org, &self.context) {
            Ok(compiled) => compiled,
            Err(errors) => {
                mistakes.extend(errors.into_iter().map(TaskForceError::Policy));
                return Err(Errors::from_vec(mistakes));
            }
        };
        Errors::check(mistakes)?;

        let scorer = FitScorer::new(self.org, &self.brief, &volunteers, self.context.history);
        let candidates: Vec<Candidate> = people
            .iter()
            .map(|&person| {
                let own = points.get(&person).map_or(0, |points| points.micros());
                let fit = scorer.fit(self.org.at(person)).micros().saturating_add(own);
                Candidate { person, fit: Score::from_micros(fit) }
            })
            .collect();
        let pairs = EligiblePairs::new(&compiled, &people, false, |_, _| true);
        let pairs = pairs.map_err(|error| match error {
            EligibleError::Custom(mistakes) => {
                Errors::from_vec(mistakes.into_iter().map(TaskForceError::CustomValue).collect())
            }
            EligibleError::TooMany => too_many_pairs(),
        })?;
        // So many may be named twice over by 32 bits.
        if pairs.len() > (u32::MAX / 4) as usize {
            return Err(too_many_pairs());
        }
        let n = people.len() as u64;
        let counts =
            PairCounts { considered: n * n.saturating_sub(1) / 2, eligible: pairs.len() as u64 };
        let index = people
            .iter()
            .zip(0..)
            .map(|(&person, position)| (self.org.at(person).key().into(), position))
            .collect();
        let problem = TaskForceProblem {
            compiled,
            policy: self.policy,
            context: self.context,
            brief: self.brief,
            volunteers,
            points,
            candidates,
            #[cfg(feature = "manifest")]
            named: self.candidates,
            index,
            unavailable,
            pairs,
            counts,
            seed: self.seed,
        };
        check_headroom(&problem)?;
        Ok(problem)
    }
}

fn too_many_pairs() -> Errors<TaskForceError> {
    Errors::from_vec(vec![TaskForceError::TooManyPairs { most: (u32::MAX / 4) as usize }])
}

/// Values must leave room for sums over a task force and its pairs in the kernel.
fn check_headroom(problem: &TaskForceProblem<'_>) -> Result<(), Errors<TaskForceError>> {
    let size =
        problem.brief.size.at_most.min(u32::try_from(problem.candidates.len()).unwrap_or(u32::MAX));
    let terms = (u64::from(size) + 2) * (u64::from(size) + 2);
    let most = i64::MAX.unsigned_abs() / 1024 / terms;
    let mut mistakes = Vec::new();
    let mut report = |what: String, given: Score| {
        let most = Score::from_micros(i64::try_from(most).unwrap_or(i64::MAX));
        mistakes.push(TaskForceError::Headroom { what, given, size, most });
    };
    let key = |position: u32| problem.person(position).key();
    let large = |candidate: &&Candidate| candidate.fit.micros().unsigned_abs() > most;
    if let Some(candidate) = problem.candidates.iter().find(large) {
        report(format!("`{}`", problem.organization().at(candidate.person).key()), candidate.fit);
    }
    if let Some((low, high, score)) = problem.pairs.first_beyond(most) {
        report(format!("the pair of `{}` and `{}`", key(low), key(high)), score);
    }
    Errors::check(mistakes)
}

/// Collects mistakes.
struct Check<'c, 'a> {
    org: &'a Organization,
    brief: &'c Brief,
    mistakes: Vec<TaskForceError>,
}

impl Check<'_, '_> {
    fn parameter(
        &mut self,
        place: &BriefPlace,
        parameter: &'static str,
        given: impl Into<u64>,
        fits: bool,
        allowed: &'static str,
    ) {
        if !fits {
            let (place, given) = (place.clone(), given.into());
            self.mistakes.push(TaskForceError::Parameter { place, parameter, given, allowed });
        }
    }

    /// Size, requirements and preferences, but for the people they name.
    fn numbers(&mut self, sized: bool) {
        let Size { at_least, at_most } = self.brief.size;
        if sized {
            let place = BriefPlace::Size;
            self.parameter(&place, "the least", at_least, at_least >= 1, "at least 1");
            let fits = at_least <= at_most;
            self.parameter(&place, "the most", at_most, fits, "no fewer than the least");
        } else {
            self.parameter(&BriefPlace::Size, "the least", 0_u32, false, "a size: call `size`");
        }
        let mut chairs = 0;
        for (index, requirement) in self.brief.requirements.iter().enumerate() {
            let place = BriefPlace::Requirement(index, requirement.code());
            let at_least_1 = "at least 1";
            match requirement {
                Requirement::Skill { skill, level, holders } => {
                    self.skill(&place, skill);
                    self.parameter(&place, "level", *level, (1..=5).contains(level), "1 to 5");
                    self.parameter(&place, "holders", *holders, *holders >= 1, at_least_1);
                }
                Requirement::Distinct { at_least, .. } => {
                    self.parameter(&place, "at_least", *at_least, *at_least >= 1, at_least_1);
                }
                Requirement::AtMostEach { at_most, .. } => {
                    self.parameter(&place, "at_most", *at_most, *at_most >= 1, at_least_1);
                }
                Requirement::OutsideReportingLine { levels } => {
                    self.parameter(&place, "levels", *levels, *levels >= 1, at_least_1);
                }
                Requirement::SharedHours { minutes } => {
                    let fits = (1..=1440).contains(minutes);
                    self.parameter(&place, "minutes", *minutes, fits, "1 to 1440");
                }
                Requirement::Include { people }
                | Requirement::Exclude { people }
                | Requirement::Chair { people } => {
                    let given = people.len() as u64;
                    self.parameter(&place, "number of people", given, given >= 1, at_least_1);
                }
                Requirement::Together { people } | Requirement::Apart { people } => {
                    let given = people.len() as u64;
                    self.parameter(&place, "number of people", given, given >= 2, "at least 2");
                }
                Requirement::NobodyAlone { .. } | Requirement::VolunteersOnly => {}
            }
            if matches!(requirement, Requirement::Chair { .. }) {
                chairs += 1;
                if chairs > 1 {
                    self.mistakes.push(TaskForceError::Repeated { place });
                }
            }
        }
        let mut weights = 0;
        for (index, preference) in self.brief.fit.iter().enumerate() {
            let place = BriefPlace::Fit(index, preference.fit.code());
            let weight = preference.weight;
            self.parameter(&place, "weight", weight, weight >= 1, "at least 1, or remove it");
            weights += u64::from(weight);
            match &preference.fit {
                Fit::FewTies { cap } | Fit::FewTaskForces { cap } => {
                    self.parameter(&place, "cap", *cap, *cap >= 1, "at least 1");
                }
                Fit::Skills { skills } | Fit::Learning { skills } => {
                    let mut seen = BTreeSet::new();
                    for skill in skills {
                        self.skill(&place, skill);
                        if !seen.insert(skill) {
                            let (place, name) = (place.clone(), skill.clone());
                            self.mistakes.push(TaskForceError::NamedTwice { place, name });
                        }
                    }
                    if skills.is_empty() && skills_required(self.brief).is_empty() {
                        self.mistakes.push(TaskForceError::NoSkills { place });
                    }
                }
                Fit::Volunteer => {}
            }
        }
        if weights > MOST_WEIGHT {
            let place = BriefPlace::Fit(0, "sum");
            self.parameter(&place, "all weights", weights, false, "a sum of at most 8,589,934,592");
        }
    }

    fn skill(&mut self, place: &BriefPlace, skill: &str) {
        if self.org.skill(skill).is_none() {
            let (place, skill) = (place.clone(), skill.to_owned());
            self.mistakes.push(TaskForceError::Skill { place, skill });
        }
    }

    /// The people of these keys, each once.
    fn people(&mut self, place: &BriefPlace, keys: &[String]) -> Vec<PersonId> {
        let mut found: BTreeMap<&str, PersonId> = BTreeMap::new();
        let mut people = Vec::with_capacity(keys.len());
        for key in keys {
            let place = place.clone();
            match self.org.person(key) {
                None => {
                    self.mistakes.push(TaskForceError::UnknownPerson { place, key: key.clone() });
                }
                Some(person) if found.insert(key, person.id()).is_some() => {
                    self.mistakes.push(TaskForceError::NamedTwice { place, name: key.clone() });
                }
                Some(person) => people.push(person.id()),
            }
        }
        people
    }

    fn volunteers(&mut self, given: Option<&[String]>) -> BTreeSet<PersonId> {
        if given.is_none() {
            let asks = |requirement: &Requirement| *requirement == Requirement::VolunteersOnly;
            let requirements = self.brief.requirements.iter().enumerate();
            let places = requirements
                .filter(|(_, requirement)| asks(requirement))
                .map(|(index, requirement)| BriefPlace::Requirement(index, requirement.code()));
            let fits = self.brief.fit.iter().enumerate();
            let fits = fits
                .filter(|(_, preference)| preference.fit == Fit::Volunteer)
                .map(|(index, preference)| BriefPlace::Fit(index, preference.fit.code()));
            let mistakes = places.chain(fits).map(|place| TaskForceError::NoVolunteers { place });
            self.mistakes.extend(mistakes);
        }
        self.people(&BriefPlace::Volunteers, given.unwrap_or_default()).into_iter().collect()
    }

    /// The candidates, and who of those named takes no part on the day.
    fn enrol(
        &mut self,
        given: Option<&[String]>,
        day: Option<Date>,
    ) -> (Vec<PersonId>, Vec<PersonId>) {
        let mut named = match given {
            Some(keys) => self.people(&BriefPlace::Candidates, keys),
            None => self.org.people().map(Person::id).collect(),
        };
        let mut is_named: HashMap<PersonId, ()> = named.iter().map(|&id| (id, ())).collect();
        let away = |person: Person<'_>, day: Date| {
            person.pause_on(day).is_some() || person.start().is_some_and(|start| start > day)
        };
        let brief = self.brief;
        for (index, requirement) in brief.requirements.iter().enumerate() {
            let place = BriefPlace::Requirement(index, requirement.code());
            let people = self.people(&place, requirement.people());
            if !matches!(requirement, Requirement::Include { .. }) {
                continue;
            }
            for id in people {
                if is_named.insert(id, ()).is_none() {
                    named.push(id);
                }
                let person = self.org.at(id);
                if let Some(day) = day.filter(|&day| away(person, day)) {
                    let (place, key) = (place.clone(), person.key().to_owned());
                    self.mistakes.push(TaskForceError::Unavailable { place, key, day });
                }
            }
        }
        for (index, requirement) in brief.requirements.iter().enumerate() {
            let Requirement::Together { people } = requirement else { continue };
            for key in people {
                if self.org.person(key).is_some_and(|person| !is_named.contains_key(&person.id())) {
                    let place = BriefPlace::Requirement(index, requirement.code());
                    self.mistakes.push(TaskForceError::NotACandidate { place, key: key.clone() });
                }
            }
        }
        let is_away = |id: &PersonId| day.is_some_and(|day| away(self.org.at(*id), day));
        let (unavailable, people): (Vec<PersonId>, Vec<PersonId>) =
            named.into_iter().partition(is_away);
        if people.is_empty() {
            self.mistakes.push(TaskForceError::NoCandidates { day });
        }
        (people, unavailable)
    }

    fn points(&mut self, given: &[(String, Score)]) -> BTreeMap<PersonId, Score> {
        let keys: Vec<String> = given.iter().map(|(key, _)| key.clone()).collect();
        self.people(&BriefPlace::Points, &keys);
        let known = |(key, points): &(String, Score)| Some((self.org.person(key)?.id(), *points));
        given.iter().filter_map(known).collect()
    }
}
