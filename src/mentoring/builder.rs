//! Enrolment, checks, and the scoring of every eligible pair.

use jiff::civil::Date;

use super::enrolment::Enrolment;
use super::error::MentoringError;
use super::plan::Role;
use super::problem::{Capacity, MentoringProblem, MutualPairs, OpenPairs, Source};
use crate::error::Errors;
use crate::id::PersonId;
use crate::org::Organization;
use crate::policy::{Context, History, PairCriterion, PairRule, Policy, Preferences, Rule};
use crate::score::Score;
use crate::solve::{Mode, PairAccess};

impl<'a> MentoringProblem<'a> {
    /// Starts a problem on an organisation.
    #[must_use]
    pub fn builder(org: &'a Organization, policy: &'a Policy) -> MentoringBuilder<'a> {
        MentoringBuilder::new(org, policy)
    }

    /// Starts a problem on pair scores of one's own, without an organisation.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::up_to(2))
    ///     .mentor("bob", Capacity::ONE)
    ///     .mentee("cy")
    ///     .mentee("dee")
    ///     .mentee("eli")
    ///     .score("ada", "cy", Score::points(3))
    ///     .score("ada", "dee", Score::points(2))
    ///     .score("ada", "eli", Score::points(2))
    ///     .score("bob", "cy", Score::points(1))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(answer.plan().pairs().len(), 3);
    /// assert!(answer.is_optimal());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_scores() -> ScoredMentoringBuilder {
        ScoredMentoringBuilder::default()
    }
}

/// Enrols people and states the conditions; [`build`](Self::build) checks
/// everything at once and scores every eligible pair.
///
/// [`MentoringProblem::builder`] starts one. A person may be enrolled in both
/// roles, and is never their own mentor.
///
/// ```
/// use crosstie::mentoring::{Capacity, MentoringProblem};
/// use crosstie::org::{Organization, PersonRecord};
/// use crosstie::policy::{Criterion, Policy, Rule};
///
/// let org = Organization::builder()
///     .person(PersonRecord::new("ada").grade(7).skill("sql", 5))
///     .person(PersonRecord::new("bob").grade(6).skill("sql", 4))
///     .person(PersonRecord::new("cy").grade(4).wants("sql", 4))
///     .person(PersonRecord::new("dee").grade(3).wants("sql", 4))
///     .person(PersonRecord::new("eli").grade(3).wants("sql", 4))
///     .build()?;
/// let policy = Policy::new().require(Rule::grade_gap(2, 4)).prefer(2, Criterion::skill_gap());
/// let [ada, bob, cy, dee, eli] =
///     ["ada", "bob", "cy", "dee", "eli"].map(|key| org.person(key).unwrap());
///
/// let problem = MentoringProblem::builder(&org, &policy)
///     .mentors([ada], Capacity::up_to(2))
///     .mentors([bob], Capacity::ONE)
///     .mentees([cy, dee, eli])
///     .existing(ada, cy) // goes on: takes one of ada's places, and cy's
///     .pin(bob, dee)     // in the plan whatever scores higher
///     .build()?;
/// let answer = problem.solve()?;
/// let pairs: Vec<_> =
///     answer.plan().pairs().iter().map(|p| (&*p.mentor, &*p.mentee, p.pinned)).collect();
/// assert_eq!(pairs, [("bob", "dee", true), ("ada", "eli", false)]);
///
/// // What does not fit is said at once, all of it.
/// let mistakes = MentoringProblem::builder(&org, &policy)
///     .mentors([ada, ada], Capacity::ONE)
///     .mentees([cy])
///     .pin(bob, cy)
///     .build()
///     .unwrap_err();
/// let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.code()).collect();
/// assert_eq!(codes, ["enrolled-twice", "not-enrolled"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct MentoringBuilder<'a> {
    org: &'a Organization,
    policy: &'a Policy,
    context: Context<'a>,
    floor: Option<Score>,
    mode: Mode,
    mutual: MutualPairs,
    mentors: Vec<(PersonId, Capacity)>,
    mentees: Vec<(PersonId, Capacity)>,
    existing: Vec<(PersonId, PersonId)>,
    pins: Vec<(PersonId, PersonId, Option<String>)>,
    access: PairAccess,
}

impl<'a> MentoringBuilder<'a> {
    pub(super) fn new(org: &'a Organization, policy: &'a Policy) -> Self {
        Self {
            org,
            policy,
            context: Context::new(),
            floor: None,
            mode: Mode::default(),
            mutual: MutualPairs::default(),
            mentors: Vec::new(),
            mentees: Vec::new(),
            existing: Vec::new(),
            pins: Vec::new(),
            access: PairAccess::default(),
        }
    }

    /// Enrols mentors, each with this capacity. May be called more than once,
    /// for different people.
    #[must_use]
    pub fn mentors<P: Into<PersonId>>(
        mut self,
        people: impl IntoIterator<Item = P>,
        capacity: Capacity,
    ) -> Self {
        self.mentors.extend(people.into_iter().map(|person| (person.into(), capacity)));
        self
    }

    /// Enrols mentees who want one mentor each.
    #[must_use]
    pub fn mentees<P: Into<PersonId>>(self, people: impl IntoIterator<Item = P>) -> Self {
        self.mentees_with(people, Capacity::ONE)
    }

    /// Enrols mentees who want up to so many mentors each.
    #[must_use]
    pub fn mentees_with<P: Into<PersonId>>(
        mut self,
        people: impl IntoIterator<Item = P>,
        demand: Capacity,
    ) -> Self {
        self.mentees.extend(people.into_iter().map(|person| (person.into(), demand)));
        self
    }

    /// What is compared; [`Mode::MostPairsFirst`] unless said.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// No pair below this score: adds [`Rule::MinimumScore`] to the policy. The
    /// last floor given counts.
    #[must_use]
    pub fn floor(mut self, score: Score) -> Self {
        self.floor = Some(score);
        self
    }

    /// Whether two people may be each other's mentor; off unless said.
    #[must_use]
    pub fn mutual_pairs(mut self, mutual: MutualPairs) -> Self {
        self.mutual = mutual;
        self
    }

    /// Whether every eligible pair is listed; by default where there are few.
    #[must_use]
    pub fn pair_access(mut self, access: PairAccess) -> Self {
        self.access = access;
        self
    }

    /// A pair that goes on from before: it takes a place on both sides and is
    /// not planned again. One of the two may be without a role this time.
    #[must_use]
    pub fn existing(mut self, mentor: impl Into<PersonId>, mentee: impl Into<PersonId>) -> Self {
        self.existing.push((mentor.into(), mentee.into()));
        self
    }

    /// A pair that must be in the plan. A pin that a rule excludes is a mistake.
    #[must_use]
    pub fn pin(mut self, mentor: impl Into<PersonId>, mentee: impl Into<PersonId>) -> Self {
        self.pins.push((mentor.into(), mentee.into(), None));
        self
    }

    /// A pair that must be in the plan whatever the rules say, with the reason
    /// that the audit will report.
    #[must_use]
    pub fn pin_despite_rules(
        mut self,
        mentor: impl Into<PersonId>,
        mentee: impl Into<PersonId>,
        reason: impl Into<String>,
    ) -> Self {
        self.pins.push((mentor.into(), mentee.into(), Some(reason.into())));
        self
    }

    /// Who met whom.
    #[must_use]
    pub fn history(mut self, history: &'a History) -> Self {
        self.context = self.context.history(history);
        self
    }

    /// The day to plan for: who is paused then takes no part.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.context = self.context.on(day);
        self
    }

    /// The round to plan for, for cool-downs counted in rounds.
    #[must_use]
    pub fn round(mut self, round: u32) -> Self {
        self.context = self.context.round(round);
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

    /// Checks everything, and scores every eligible pair where pairs are listed.
    ///
    /// Complexity: O(M + N), and where pairs are listed O(M·N) policy evaluations,
    /// for M mentors and N mentees.
    ///
    /// # Errors
    /// Every mistake of the enrolment, the pins and the policy, also those of
    /// criteria on the pins; without any, the first hundred pairs of which a
    /// custom criterion gives no value, where pairs are listed; without these, scores beyond the range.
    pub fn build(self) -> Result<MentoringProblem<'a>, Errors<MentoringError>> {
        let mut policy = self.policy.clone();
        if let Some(floor) = self.floor {
            policy = policy.require(Rule::minimum_score(floor));
        }
        let mut mistakes = Vec::new();
        let compiled = match policy.compile(self.org, &self.context) {
            Ok(compiled) => Some(compiled),
            Err(errors) => {
                mistakes.extend(errors.into_iter().map(MentoringError::Policy));
                None
            }
        };
        let mut enrolment = Enrolment::default();
        for (role, list) in [(Role::Mentor, &self.mentors), (Role::Mentee, &self.mentees)] {
            for &(id, capacity) in list {
                let Some(person) = self.org.person_by_id(id) else {
                    mistakes.push(MentoringError::ForeignId { id: format!("{id:?}") });
                    continue;
                };
                let pause = self.context.today.and_then(|day| person.pause_on(day));
                enrolment.enrol(role, person.key(), Some(id), capacity, pause, &mut mistakes);
            }
        }
        let key = |id: PersonId, mistakes: &mut Vec<MentoringError>| {
            let person = self.org.person_by_id(id);
            if person.is_none() {
                mistakes.push(MentoringError::ForeignId { id: format!("{id:?}") });
            }
            person.map(|person| person.key())
        };
        for &(mentor, mentee) in &self.existing {
            let ends = (key(mentor, &mut mistakes), key(mentee, &mut mistakes));
            if let (Some(mentor), Some(mentee)) = ends {
                enrolment.existing(mentor, mentee, &mut mistakes);
            }
        }
        for (mentor, mentee, despite) in &self.pins {
            let ends = (key(*mentor, &mut mistakes), key(*mentee, &mut mistakes));
            if let (Some(mentor), Some(mentee)) = ends {
                enrolment.pin(mentor, mentee, despite.as_ref(), &mut mistakes);
            }
        }
        let Some(compiled) = compiled else { return Err(Errors::from_vec(mistakes)) };
        enrolment.score_pins(&mut mistakes, |(_, mentor), (_, mentee)| {
            let (Some(mentor), Some(mentee)) = (mentor.person, mentee.person) else {
                return Ok(None); // everybody is a person of the organisation here
            };
            let excluding = compiled.excluding(mentor, mentee)?;
            let rules = excluding.into_iter().filter_map(|index| compiled.rule(index));
            let rules = rules.map(|rule| rule.in_words("mentor", "mentee")).collect();
            Ok(Some((compiled.score(mentor, mentee)?, rules)))
        });
        enrolment.check_pins(self.mutual, &mut mistakes);
        Errors::check(std::mem::take(&mut mistakes))?;

        let pairs = if self.access.is_priced(enrolment.pair_count()) {
            OpenPairs::Priced { closed: enrolment.closed(self.mutual) }
        } else {
            enrolment.candidates(self.mutual, |mentor, mentee| {
                match (mentor.person, mentee.person) {
                    (Some(mentor), Some(mentee)) => compiled.eligible_score(mentor, mentee),
                    _ => Ok(None),
                }
            })?
        };
        let source = Source::Organization { compiled, context: self.context };
        let problem = enrolment.problem(source, self.mode, self.mutual, pairs);
        problem.check()?;
        Ok(problem)
    }
}

/// A problem on pair scores of the caller's own: see
/// [`MentoringProblem::from_scores`].
#[derive(Clone, Debug, Default)]
pub struct ScoredMentoringBuilder {
    mode: Mode,
    mutual: MutualPairs,
    mentors: Vec<(String, Capacity)>,
    mentees: Vec<(String, Capacity)>,
    scores: Vec<(String, String, Score)>,
    existing: Vec<(String, String)>,
    pins: Vec<(String, String)>,
}

impl ScoredMentoringBuilder {
    /// Enrols a mentor.
    #[must_use]
    pub fn mentor(mut self, key: impl Into<String>, capacity: Capacity) -> Self {
        self.mentors.push((key.into(), capacity));
        self
    }

    /// Enrols a mentee who wants one mentor.
    #[must_use]
    pub fn mentee(self, key: impl Into<String>) -> Self {
        self.mentee_with(key, Capacity::ONE)
    }

    /// Enrols a mentee who wants up to so many mentors.
    #[must_use]
    pub fn mentee_with(mut self, key: impl Into<String>, demand: Capacity) -> Self {
        self.mentees.push((key.into(), demand));
        self
    }

    /// Makes a pair eligible, with a score of any sign.
    #[must_use]
    pub fn score(
        mut self,
        mentor: impl Into<String>,
        mentee: impl Into<String>,
        score: Score,
    ) -> Self {
        self.scores.push((mentor.into(), mentee.into(), score));
        self
    }

    /// Makes pairs (mentor, mentee, score) eligible.
    #[must_use]
    pub fn scores<A: Into<String>, B: Into<String>>(
        mut self,
        scores: impl IntoIterator<Item = (A, B, Score)>,
    ) -> Self {
        self.scores.extend(scores.into_iter().map(|(a, b, score)| (a.into(), b.into(), score)));
        self
    }

    /// What is compared; [`Mode::MostPairsFirst`] unless said.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Whether two people may be each other's mentor; off unless said.
    #[must_use]
    pub fn mutual_pairs(mut self, mutual: MutualPairs) -> Self {
        self.mutual = mutual;
        self
    }

    /// A pair that goes on from before: it takes a place on both sides and is
    /// not planned again. One of the two may be without a role this time; it
    /// needs no score.
    #[must_use]
    pub fn existing(mut self, mentor: impl Into<String>, mentee: impl Into<String>) -> Self {
        self.existing.push((mentor.into(), mentee.into()));
        self
    }

    /// A pair that must be in the plan; it needs a score.
    #[must_use]
    pub fn pin(mut self, mentor: impl Into<String>, mentee: impl Into<String>) -> Self {
        self.pins.push((mentor.into(), mentee.into()));
        self
    }

    /// Checks everything.
    ///
    /// Complexity: O(P log P) for P scores.
    ///
    /// # Errors
    /// Every mistake of the enrolment, the scores and the pins; without any,
    /// scores beyond the range.
    pub fn build(self) -> Result<MentoringProblem<'static>, Errors<MentoringError>> {
        let mut mistakes = Vec::new();
        let mut enrolment = Enrolment::default();
        for (role, list) in [(Role::Mentor, &self.mentors), (Role::Mentee, &self.mentees)] {
            for (key, capacity) in list {
                enrolment.enrol(role, key, None, *capacity, None, &mut mistakes);
            }
        }
        for (mentor, mentee) in &self.existing {
            enrolment.existing(mentor, mentee, &mut mistakes);
        }
        for (mentor, mentee) in &self.pins {
            enrolment.pin(mentor, mentee, None, &mut mistakes);
        }
        let scores = enrolment.own_scores(&self.scores, &mut mistakes);
        enrolment.score_pins(&mut mistakes, |mentor, mentee| {
            let place = scores.binary_search_by_key(&(mentee.0, mentor.0), |&(n, m, _)| (n, m));
            Ok(place.ok().map(|i| (scores[i].2, Vec::new())))
        });
        enrolment.check_pins(self.mutual, &mut mistakes);
        Errors::check(mistakes)?;
        let pairs = enrolment.own_candidates(self.mutual, &scores)?;
        let source = Source::Scores(scores);
        let problem = enrolment.problem(source, self.mode, self.mutual, pairs);
        problem.check()?;
        Ok(problem)
    }
}
