//! Options, checks, and the scoring of every eligible pair.

use std::collections::{BTreeMap, HashMap};
use std::ops::{Bound, RangeBounds, RangeInclusive};

use jiff::Span;
use jiff::civil::Date;

use super::error::RotationError;
use super::memory::Memory;
use super::problem::{
    MeetingRules, Odd, OpenPairs, Participant, Pools, RepeatPenalty, Repeats, RotationProblem,
    Slot, Source,
};
use crate::error::Errors;
use crate::id::PersonId;
use crate::org::Organization;
use crate::policy::{
    Context, CoolDown, EligibleError, EligiblePairs, History, PairCriterion, PairRule, Place,
    Policy, PolicyError, Preferences, Rule,
};
use crate::score::Score;
use crate::solve::{PairAccess, PairCounts};

/// The most rounds of a plan: a year of weeks.
const MOST_ROUNDS: u32 = 52;
/// The largest size of a group.
const MOST_GROUP: u32 = 16;

impl<'a> RotationProblem<'a> {
    /// Starts a problem on an organisation; everybody in it takes part unless
    /// [`people`](RotationBuilder::people) or
    /// [`between`](RotationBuilder::between) say who.
    #[must_use]
    pub fn builder(org: &'a Organization, policy: &'a Policy) -> RotationBuilder<'a> {
        RotationBuilder::new(Given::Organization { org, policy })
    }

    /// Starts a problem on pair scores of one's own, without an organisation: a
    /// pair with a score is eligible.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let problem = RotationProblem::from_scores(
    ///     ["ada", "bob", "cy", "dee"],
    ///     [
    ///         ("ada", "bob", Score::points(9)),
    ///         ("ada", "cy", Score::points(5)),
    ///         ("bob", "dee", Score::points(5)),
    ///     ],
    /// )
    /// .build()?;
    /// let answer = problem.solve()?;
    /// // A greedy choice takes ada and bob first and leaves cy and dee alone.
    /// assert_eq!(answer.plan().rounds()[0].groups().len(), 2);
    /// assert!(answer.is_optimal(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_scores<K, A, B>(
        people: impl IntoIterator<Item = K>,
        scores: impl IntoIterator<Item = (A, B, Score)>,
    ) -> RotationBuilder<'a>
    where
        K: Into<String>,
        A: Into<String>,
        B: Into<String>,
    {
        let people = people.into_iter().map(Into::into).collect();
        let scores = scores.into_iter().map(|(a, b, s)| (a.into(), b.into(), s)).collect();
        RotationBuilder::new(Given::Scores { people, scores })
    }
}

/// Where scores come from, as given.
#[derive(Clone, Debug)]
enum Given<'a> {
    Organization { org: &'a Organization, policy: &'a Policy },
    Scores { people: Vec<String>, scores: Vec<(String, String, Score)> },
}

/// Says who takes part in which rounds, and what having met means;
/// [`build`](Self::build) checks everything at once and scores every eligible pair.
///
/// [`RotationProblem::builder`] or [`RotationProblem::from_scores`] starts one. People are given
/// by key, or as [`Person`](crate::org::Person).
///
/// ```
/// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
/// use crosstie::policy::{Criterion, History, Policy, Rule};
/// use crosstie::rotation::{Odd, RotationProblem};
///
/// let org = Organization::builder()
///     .department(DepartmentRecord::new("sales"))
///     .department(DepartmentRecord::new("engineering"))
///     .person(PersonRecord::new("ada").department("engineering"))
///     .person(PersonRecord::new("bob").department("engineering"))
///     .person(PersonRecord::new("cy").department("sales"))
///     .person(PersonRecord::new("dee").department("sales"))
///     .person(PersonRecord::new("eli").department("sales"))
///     .build()?;
/// let policy =
///     Policy::new().require(Rule::different_department()).prefer(1, Criterion::tie_novelty());
///
/// let mut history = History::new();
/// let problem = RotationProblem::builder(&org, &policy)
///     .history(&history)
///     .rounds(3)
///     .cool_down(3)      // nobody meets the same person twice within three rounds
///     .odd(Odd::Bye)     // five people: one sits out, never the same one again
///     .build()?;
/// let plan = problem.solve()?.into_plan();
/// let out: Vec<_> = plan.rounds().iter().flat_map(|round| &round.byes).collect();
/// assert_eq!(out.len(), 3);
/// history.extend(plan.meetings()); // so that next quarter knows
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RotationBuilder<'a> {
    given: Given<'a>,
    context: Context<'a>,
    people: Option<Vec<String>>,
    pools: Option<(Vec<String>, Vec<String>, u32)>,
    rounds: u32,
    first_round: Option<u32>,
    days_apart: u32,
    cool_down: Option<u32>,
    repeats: Repeats,
    penalty: Option<RepeatPenalty>,
    odd: Odd,
    group_size: u32,
    every: Vec<(String, u32)>,
    away: Vec<(String, RangeInclusive<u32>)>,
    seed: Option<u64>,
    access: PairAccess,
}

impl<'a> RotationBuilder<'a> {
    fn new(given: Given<'a>) -> Self {
        Self {
            given,
            context: Context::new(),
            people: None,
            pools: None,
            rounds: 1,
            first_round: None,
            days_apart: 7,
            cool_down: None,
            repeats: Repeats::default(),
            penalty: None,
            odd: Odd::default(),
            group_size: 2,
            every: Vec::new(),
            away: Vec::new(),
            seed: None,
            access: PairAccess::default(),
        }
    }

    /// Who takes part; everybody unless said. May be called more than once.
    #[must_use]
    pub fn people<K: Into<String>>(mut self, people: impl IntoIterator<Item = K>) -> Self {
        self.people.get_or_insert_default().extend(people.into_iter().map(Into::into));
        self
    }

    /// Two pools: every pair has one of the first and one of the second; each of
    /// the first is in up to `places` pairs a round, each of the second in one.
    ///
    /// Ambassadors with everybody else, one coffee a week each: `places` 1. A
    /// leader with each person every twelve weeks, five a week: `places` 5, [`every`](Self::every) 12 for
    /// the second pool.
    #[must_use]
    pub fn between<A: Into<String>, B: Into<String>>(
        mut self,
        first: impl IntoIterator<Item = A>,
        second: impl IntoIterator<Item = B>,
        places: u32,
    ) -> Self {
        let first = first.into_iter().map(Into::into).collect();
        let second = second.into_iter().map(Into::into).collect();
        self.pools = Some((first, second, places));
        self
    }

    /// How many rounds to plan, 1 to 52; one unless said.
    #[must_use]
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    /// The number of the first round, on the one count of the history; unless
    /// said, the one after the last round in it, or 1.
    #[must_use]
    pub fn first_round(mut self, round: u32) -> Self {
        self.first_round = Some(round);
        self
    }

    /// The day of the first round: pauses, first days and cool-downs in days then count.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.context = self.context.on(day);
        self
    }

    /// How many days lie between two rounds; 7 unless said.
    #[must_use]
    pub fn days_apart(mut self, days: u32) -> Self {
        self.days_apart = days;
        self
    }

    /// Who met in one of the last so many rounds, in whatever programme, may not
    /// meet again, but as [`repeats`](Self::repeats) says.
    #[must_use]
    pub fn cool_down(mut self, rounds: u32) -> Self {
        self.cool_down = Some(rounds);
        self
    }

    /// What happens where too few pairs are left that have not met within the cool-down.
    #[must_use]
    pub fn repeats(mut self, repeats: Repeats) -> Self {
        self.repeats = repeats;
        self
    }

    /// What a pair loses for having met in the last round; it fades evenly to nothing over so many
    /// rounds.
    #[must_use]
    pub fn repeat_penalty(mut self, points: Score, fade: u32) -> Self {
        self.penalty = Some(RepeatPenalty { points, fade });
        self
    }

    /// What to do with the one who is left over; a bye unless said.
    #[must_use]
    pub fn odd(mut self, odd: Odd) -> Self {
        self.odd = odd;
        self
    }

    /// Groups of this size, 2 to 16, instead of pairs. Where the number of people is no
    /// multiple, some are one smaller.
    #[must_use]
    pub fn groups_of(mut self, size: u32) -> Self {
        self.group_size = size;
        self
    }

    /// These people take part in every so manieth round only: after a meeting
    /// they pass the next `rounds` − 1.
    #[must_use]
    pub fn every<K: Into<String>>(
        mut self,
        people: impl IntoIterator<Item = K>,
        rounds: u32,
    ) -> Self {
        self.every.extend(people.into_iter().map(|key| (key.into(), rounds)));
        self
    }

    /// Somebody does not take part in these rounds: on leave (`3..=5`), joining
    /// late (`..4`), leaving (`9..`).
    #[must_use]
    pub fn away(mut self, person: impl Into<String>, rounds: impl RangeBounds<u32>) -> Self {
        let first = match rounds.start_bound() {
            Bound::Included(&first) => Some(first),
            Bound::Excluded(&before) => before.checked_add(1),
            Bound::Unbounded => Some(0),
        };
        let last = match rounds.end_bound() {
            Bound::Included(&last) => Some(last),
            Bound::Excluded(&after) => after.checked_sub(1),
            Bound::Unbounded => Some(u32::MAX),
        };
        // A range without rounds keeps nobody away.
        if let (Some(first), Some(last)) = (first, last) {
            self.away.push((person.into(), first..=last));
        }
        self
    }

    /// Who met whom, who sat out, and who did not come.
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

    /// Lets chance decide between plans of the same value, the same way for the same
    /// seed; without a seed the order of enrolment decides.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Whether every eligible pair is listed or only priced where it could help; listed up to four million
    /// pairs unless said. Only rounds of pairs with byes, by a policy, are priced: trios, larger groups, two
    /// pools and scores of one's own are listed in any case but where pricing is asked for, which is a mistake.
    #[must_use]
    pub fn pair_access(mut self, access: PairAccess) -> Self {
        self.access = access;
        self
    }

    /// Checks everything and, where pairs are listed, scores every eligible one.
    ///
    /// Complexity: O(n²) evaluations of the policy for n people where pairs are listed, and O(h) for h
    /// meetings of the history.
    ///
    /// # Errors
    /// Every mistake of the options, the policy and the history; without any,
    /// the first hundred pairs of which a custom criterion gives no value, where pairs are listed.
    pub fn build(self) -> Result<RotationProblem<'a>, Errors<RotationError>> {
        let mut mistakes = Vec::new();
        self.check_numbers(&mut mistakes);
        let priceable = self.check_access(&mut mistakes);
        let of_policy = self.cool_downs(&mut mistakes);
        let rules = MeetingRules {
            cool_down: self.cool_down,
            repeats: self.repeats,
            penalty: self.penalty,
            of_policy,
        };
        let last = self.context.history.and_then(History::last_round);
        let first_round = self.first_round.unwrap_or(last.map_or(1, |last| last.saturating_add(1)));
        let slots = self.slots(first_round, &mut mistakes);

        let (mut people, mut index, pools) = self.enrol(&mut mistakes);
        for (key, every) in &self.every {
            match index.get(key.as_str()) {
                Some(&position) => people[position as usize].every = *every,
                None => mistakes.push(unknown("`every`", key, "taking part")),
            }
        }
        for (key, rounds) in &self.away {
            match index.get(key.as_str()) {
                Some(&position) => people[position as usize].away.push(rounds.clone()),
                None => mistakes.push(unknown("`away`", key, "taking part")),
            }
        }
        let memory = self.read_history(&rules, first_round, &people, &index, &mut mistakes);

        let source = match self.given {
            Given::Organization { org, policy } => {
                match without_cool_downs(policy).compile(org, &self.context) {
                    Ok(compiled) => {
                        Some(Source::Organization { compiled, policy, context: self.context })
                    }
                    Err(errors) => {
                        mistakes.extend(errors.into_iter().map(RotationError::Policy));
                        None
                    }
                }
            }
            Given::Scores { people: all, scores } => {
                let known: BTreeMap<&str, ()> = all.iter().map(|key| (key.as_str(), ())).collect();
                let scores = own_scores(&scores, &known, &index, &mut mistakes);
                Some(Source::Scores { scores, context: self.context })
            }
        };
        let Some(source) = source else { return Err(Errors::from_vec(mistakes)) };
        Errors::check(mistakes)?;

        let considered = considered(people.len(), pools.as_ref());
        let pairs = if priceable && self.access.is_priced(considered) {
            OpenPairs::Priced
        } else {
            let candidates = listed(&source, &people, pools.as_ref())?;
            check_headroom(&candidates, &people, self.penalty)?;
            let counts = PairCounts { considered, eligible: candidates.len() as u64 };
            OpenPairs::Listed { candidates, counts }
        };
        index.shrink_to_fit();
        Ok(RotationProblem {
            source,
            people,
            index,
            pools,
            slots,
            rules,
            odd: self.odd,
            group_size: self.group_size,
            seed: self.seed,
            pairs,
            memory,
        })
    }

    fn check_numbers(&self, mistakes: &mut Vec<RotationError>) {
        let mut check = |parameter, given: u64, fits: bool, allowed| {
            if !fits {
                mistakes.push(RotationError::Parameter { parameter, given, allowed });
            }
        };
        let rounds = u64::from(self.rounds);
        check("`rounds`", rounds, (1..=MOST_ROUNDS).contains(&self.rounds), "1 to 52");
        let size = u64::from(self.group_size);
        check("`groups_of`", size, (2..=MOST_GROUP).contains(&self.group_size), "2 to 16");
        check("`days_apart`", u64::from(self.days_apart), self.days_apart >= 1, "at least 1");
        if let Some(cool_down) = self.cool_down {
            check(
                "`cool_down`",
                u64::from(cool_down),
                cool_down >= 1,
                "at least 1, or leave it out",
            );
        }
        if let Some(penalty) = self.penalty {
            let fade = u64::from(penalty.fade);
            check("the fade of `repeat_penalty`", fade, fade >= 1, "at least 1 round");
            let points = penalty.points.micros();
            // Beyond this, and only beyond it, differences of scores could leave 64 bits.
            let fits = (0..=1 << 60).contains(&points);
            let allowed = "points from 0 to 1,152,921,504,606";
            check(
                "the size of `repeat_penalty` in micro-units",
                points.unsigned_abs(),
                fits,
                allowed,
            );
        }
        if let Some((_, _, places)) = &self.pools {
            check("the places of `between`", u64::from(*places), *places >= 1, "at least 1");
        }
        for (_, every) in &self.every {
            check("`every`", u64::from(*every), *every >= 1, "at least 1");
        }
        let mut together = |one, other, both: bool, advice| {
            if both {
                mistakes.push(RotationError::Together { one, other, advice });
            }
        };
        let pools = self.pools.is_some();
        together(
            "`between`",
            "`people`",
            pools && self.people.is_some(),
            "name the people of both pools in `between`",
        );
        together(
            "`between`",
            "`groups_of`",
            pools && self.group_size != 2,
            "two pools meet in pairs",
        );
        let trio = self.odd == Odd::Trio;
        together("`between`", "`Odd::Trio`", pools && trio, "two pools meet in pairs");
        together(
            "`groups_of`",
            "`Odd::Trio`",
            trio && self.group_size > 2,
            "groups of three and more need no trio",
        );
    }

    /// Whether pairs can be priced, which is a mistake to ask for where they cannot.
    fn check_access(&self, mistakes: &mut Vec<RotationError>) -> bool {
        let against = [
            (matches!(self.given, Given::Scores { .. }), "`from_scores`"),
            (self.pools.is_some(), "`between`"),
            (self.group_size > 2, "`groups_of`"),
            (self.odd == Odd::Trio, "`Odd::Trio`"),
        ];
        let against = against.into_iter().filter(|(is, _)| *is).map(|(_, option)| option);
        if self.access == PairAccess::Priced {
            mistakes.extend(against.clone().map(|other| RotationError::Together {
                one: "`PairAccess::Priced`",
                other,
                advice: "only pairs of an organisation, with byes, are priced; list the others",
            }));
        }
        against.count() == 0
    }

    /// The cool-downs of the policy; those in days need a day.
    fn cool_downs(&self, mistakes: &mut Vec<RotationError>) -> Vec<CoolDown> {
        let Given::Organization { policy, .. } = &self.given else { return Vec::new() };
        let mut found = Vec::new();
        for (index, requirement) in policy.rules().iter().enumerate() {
            let Rule::NotMetWithin { cool_down } = requirement.rule else { continue };
            found.push(cool_down);
            if matches!(cool_down, CoolDown::Days(_)) && self.context.today.is_none() {
                let place = Place::Rule(index, requirement.rule.code());
                let error = PolicyError::NoNow { place, unit: "day" };
                mistakes.push(RotationError::Policy(error));
            }
        }
        found
    }

    fn slots(&self, first_round: u32, mistakes: &mut Vec<RotationError>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for i in 0..self.rounds.min(MOST_ROUNDS) {
            let Some(round) = first_round.checked_add(i) else {
                mistakes.push(RotationError::Parameter {
                    parameter: "`first_round`",
                    given: u64::from(first_round),
                    allowed: "a number that leaves room for the rounds",
                });
                break;
            };
            let date = match self.context.today {
                None => None,
                Some(day) => {
                    let days = i64::from(i) * i64::from(self.days_apart);
                    // 52 rounds of 2³² days are beyond any span of days, but not of 64 bits.
                    let date = Span::new().try_days(days).and_then(|span| day.checked_add(span));
                    if date.is_err() {
                        mistakes.push(RotationError::Calendar { round });
                    }
                    date.ok()
                }
            };
            slots.push(Slot { round, date });
        }
        slots
    }

    /// Everybody who takes part, by position, and the pools.
    fn enrol(
        &self,
        mistakes: &mut Vec<RotationError>,
    ) -> (Vec<Participant>, HashMap<Box<str>, u32>, Option<Pools>) {
        let mut enrolment =
            Enrolment { given: &self.given, list: Vec::new(), index: HashMap::new() };
        let mut known: HashMap<&str, ()> = HashMap::new();
        if let Given::Scores { people, .. } = &self.given {
            for key in people {
                if known.insert(key, ()).is_some() {
                    let (place, key) = ("`from_scores`", key.clone());
                    mistakes.push(RotationError::NamedTwice { place, key });
                }
            }
        }
        let mut pools = None;
        if let Some((first, second, places)) = &self.pools {
            enrolment.add("the first pool of `between`", first, &known, mistakes);
            let in_first = enrolment.list.len();
            for key in second {
                if enrolment.index.get(key.as_str()).is_some_and(|&p| (p as usize) < in_first) {
                    mistakes.push(RotationError::InBothPools { key: key.clone() });
                }
            }
            let second: Vec<String> = second
                .iter()
                .filter(|key| {
                    enrolment.index.get(key.as_str()).is_none_or(|&p| p as usize >= in_first)
                })
                .cloned()
                .collect();
            enrolment.add("the second pool of `between`", &second, &known, mistakes);
            let in_first = (0..enrolment.list.len()).map(|p| p < in_first).collect();
            pools = Some(Pools { in_first, places: *places });
        } else if let Some(people) = &self.people {
            enrolment.add("`people`", people, &known, mistakes);
        } else {
            match &self.given {
                Given::Organization { org, .. } => {
                    for person in org.people() {
                        enrolment.push(person.key(), Some(person.id()));
                    }
                }
                Given::Scores { people, .. } => {
                    for key in people {
                        if !enrolment.index.contains_key(key.as_str()) {
                            enrolment.push(key, None);
                        }
                    }
                }
            }
        }
        (enrolment.list, enrolment.index, pools)
    }

    fn read_history(
        &self,
        rules: &MeetingRules,
        first_round: u32,
        people: &[Participant],
        index: &HashMap<Box<str>, u32>,
        mistakes: &mut Vec<RotationError>,
    ) -> Memory {
        let mut memory = Memory::new(people.len());
        let Some(history) = self.context.history else { return memory };
        let in_days = |cool_down: &CoolDown| matches!(cool_down, CoolDown::Days(_));
        let rounds = rules.cool_down.is_some()
            || rules.penalty.is_some()
            || rules.of_policy.iter().any(|cool_down| !in_days(cool_down));
        let days = rules.of_policy.iter().any(in_days);
        let position = |key: &str| index.get(key).copied();
        for (i, meeting) in history.meetings().iter().enumerate() {
            let known = meeting.met().filter(|key| position(key).is_some()).count();
            for (needed, unit, given) in [
                (rounds, "round", meeting.when.round.is_some()),
                (days, "day", meeting.when.date.is_some()),
            ] {
                if known >= 2 && needed && !given {
                    let people = meeting.met().map(str::to_owned).collect();
                    mistakes.push(RotationError::UndatedMeeting { meeting: i, people, unit });
                }
            }
            memory.record(meeting, first_round, position);
        }
        memory
    }
}

/// People by position, in the making.
struct Enrolment<'g, 'a> {
    given: &'g Given<'a>,
    list: Vec<Participant>,
    index: HashMap<Box<str>, u32>,
}

impl Enrolment<'_, '_> {
    fn push(&mut self, key: &str, person: Option<PersonId>) {
        // More people than that have no pairs that fit, which is reported.
        let position = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.index.insert(key.into(), position);
        self.list.push(Participant { key: key.into(), person, every: 1, away: Vec::new() });
    }

    fn add(
        &mut self,
        place: &'static str,
        keys: &[String],
        known: &HashMap<&str, ()>,
        mistakes: &mut Vec<RotationError>,
    ) {
        for key in keys {
            if self.index.contains_key(key.as_str()) {
                mistakes.push(RotationError::NamedTwice { place, key: key.clone() });
                continue;
            }
            match self.given {
                Given::Organization { org, .. } => match org.person(key) {
                    Some(person) => self.push(key, Some(person.id())),
                    None => mistakes.push(unknown(place, key, "in the organisation")),
                },
                Given::Scores { .. } if known.contains_key(key.as_str()) => self.push(key, None),
                Given::Scores { .. } => {
                    mistakes.push(unknown(place, key, "among the people with scores"));
                }
            }
        }
    }
}

fn unknown(place: &'static str, key: &str, among: &'static str) -> RotationError {
    RotationError::UnknownPerson { place, key: key.to_owned(), among }
}

/// The policy with each rule that depends on the round replaced by one that
/// excludes nobody, so that the others keep their positions.
fn without_cool_downs(policy: &Policy) -> Policy {
    let mut rest = Policy::new();
    for requirement in policy.rules() {
        let rule = match &requirement.rule {
            Rule::NotMetWithin { .. } => Rule::DoNotPair { pairs: Vec::new() },
            rule => rule.clone(),
        };
        rest = match requirement.if_unknown {
            crate::policy::IfUnknown::Exclude => rest.require(rule),
            crate::policy::IfUnknown::Allow => rest.require_if_known(rule),
        };
    }
    for preference in policy.criteria() {
        rest = rest.prefer(preference.weight, preference.criterion.clone());
    }
    rest
}

/// The caller's own scores by position, ascending; those of people who do not
/// take part are left out.
fn own_scores(
    scores: &[(String, String, Score)],
    known: &BTreeMap<&str, ()>,
    index: &HashMap<Box<str>, u32>,
    mistakes: &mut Vec<RotationError>,
) -> Vec<(u32, u32, Score)> {
    let mut by_place: BTreeMap<(u32, u32), Score> = BTreeMap::new();
    for (first, second, score) in scores {
        let mut both_known = true;
        for key in [first, second] {
            if !known.contains_key(key.as_str()) {
                mistakes.push(unknown("a score", key, "among the people with scores"));
                both_known = false;
            }
        }
        let mut wrong = |problem, advice| {
            let (first, second) = (first.clone(), second.clone());
            mistakes.push(RotationError::Score { first, second, problem, advice });
        };
        if first == second && both_known {
            wrong("that of one person with themselves", "remove it");
            continue;
        }
        let places = index.get(first.as_str()).zip(index.get(second.as_str()));
        let Some((&a, &b)) = places else { continue };
        if by_place.insert((a.min(b), a.max(b)), *score).is_some() {
            wrong("stated twice", "keep one, in either order");
        }
    }
    by_place.into_iter().map(|((a, b), score)| (a, b, score)).collect()
}

/// The eligible pairs, all scored.
fn listed(
    source: &Source<'_>,
    people: &[Participant],
    pools: Option<&Pools>,
) -> Result<EligiblePairs, Errors<RotationError>> {
    let pairs = match source {
        Source::Organization { compiled, .. } => {
            let ids: Vec<PersonId> = people.iter().filter_map(|p| p.person).collect();
            // Of the first pool the positions are lower, so the order is that of the pools.
            EligiblePairs::new(compiled, &ids, pools.is_some(), |low, high| {
                may_pair(pools, low, high)
            })
        }
        Source::Scores { scores, .. } => own_candidates(scores, people.len(), pools),
    };
    pairs.map_err(|error| match error {
        EligibleError::Custom(mistakes) => {
            Errors::from_vec(mistakes.into_iter().map(RotationError::CustomValue).collect())
        }
        EligibleError::TooMany => {
            Errors::from_vec(vec![RotationError::TooManyPairs { most: u32::MAX as usize }])
        }
    })
}

fn own_candidates(
    scores: &[(u32, u32, Score)],
    people: usize,
    pools: Option<&Pools>,
) -> Result<EligiblePairs, EligibleError> {
    let mut candidates = EligiblePairs::default();
    let mut rest = scores.iter().peekable();
    for low in 0..people {
        while let Some(&(_, b, score)) = rest.next_if(|&&(a, ..)| a as usize == low) {
            if may_pair(pools, low, b as usize) {
                candidates.push(b, score);
            }
        }
        candidates.end_row()?;
    }
    Ok(candidates)
}

/// Scores, also with the penalty for having met, must leave room for sums over everybody
/// in the kernels.
fn check_headroom(
    candidates: &EligiblePairs,
    people: &[Participant],
    penalty: Option<RepeatPenalty>,
) -> Result<(), Errors<RotationError>> {
    let penalty = penalty.map_or(0, |penalty| penalty.points.micros().unsigned_abs());
    let most = (i64::MAX.unsigned_abs() / (people.len() as u64 + 2) / 64).saturating_sub(penalty);
    let Some((low, high, score)) = candidates.first_beyond(most) else { return Ok(()) };
    Err(Errors::from_vec(vec![RotationError::Headroom {
        first: people[low as usize].key.to_string(),
        second: people[high as usize].key.to_string(),
        score,
        most: Score::from_micros(i64::try_from(most).unwrap_or(i64::MAX)),
    }]))
}

/// Whether two positions are in the two pools, where there are pools.
fn may_pair(pools: Option<&Pools>, low: usize, high: usize) -> bool {
    pools.is_none_or(|pools| pools.in_first[low] != pools.in_first[high])
}

fn considered(people: usize, pools: Option<&Pools>) -> u64 {
    let n = people as u64;
    match pools {
        None => n * n.saturating_sub(1) / 2,
        Some(pools) => {
            let first = pools.in_first.iter().filter(|&&first| first).count() as u64;
            first * (n - first)
        }
    }
}
