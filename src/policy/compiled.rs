//! A policy resolved against an organisation: fast verdicts and exact scores.

use std::sync::Arc;

use super::context::{Context, Preferences};
use super::criterion::Criterion;
use super::error::{CustomValueError, Place, PolicyError};
use super::history::{History, Meeting};
use super::pair::{Pair, PairCriterion, PairRule, Party, Verdict};
use super::rule::{CoolDown, Rule};
use super::{IfUnknown, Policy};
use crate::error::Errors;
use crate::id::{PersonId, TieKindId};
use crate::org::{Organization, Person};
use crate::score::{MICROS, Score, Value};

/// The largest sum of weights: one pair's score then stays below 2⁵³. Whether
/// sums over pairs fit is checked with each problem.
const MOST_WEIGHT: u128 = 1 << 33;

/// The position of a rule in its policy, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIndex(usize);

impl RuleIndex {
    pub(crate) fn new(index: usize) -> Self {
        Self(index)
    }

    /// The position.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// How a pair's score comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Breakdown {
    /// One entry a criterion of the policy, in order.
    pub contributions: Vec<Contribution>,
}

impl Breakdown {
    /// The sum of all contributions.
    #[must_use]
    pub fn score(&self) -> Score {
        Score::from_micros(self.contributions.iter().map(|c| c.points.micros()).sum())
    }
}

/// What one criterion adds to a pair's score.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Contribution {
    /// The criterion.
    pub criterion: Criterion,
    /// Its weight in the policy.
    pub weight: u32,
    /// Its value for this pair.
    #[cfg_attr(feature = "serde", serde(rename = "value_micros"))]
    pub value: Value,
    /// Weight × value.
    #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
    pub points: Score,
}

/// A policy resolved against an organisation.
///
/// [`Policy::compile`] makes one. Cost of a query: the sum over its rules and
/// criteria, each O(1) or near it but for skills (O(w log s)), interests and
/// languages (linear in the lists) and tie distance (see
/// [`Organization::tie_distance`]).
///
/// Guarantee: verdicts and scores equal those of the audit, which computes
/// them from the definitions by other means; test
/// `audit::rescore::tests::compiled_policy_equals_the_naive_rescoring`.
#[derive(Clone)]
pub struct CompiledPolicy<'a> {
    pub(super) org: &'a Organization,
    pub(super) policy: Policy,
    pub(super) rules: Vec<CompiledRule>,
    pub(super) criteria: Vec<(u32, CompiledCriterion)>,
}

impl std::fmt::Debug for CompiledPolicy<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompiledPolicy").field("policy", &self.policy).finish_non_exhaustive()
    }
}

#[derive(Clone)]
pub(super) struct CompiledRule {
    pub(super) if_unknown: IfUnknown,
    pub(super) test: Test,
}

/// A rule with its names resolved.
#[derive(Clone)]
pub(super) enum Test {
    DifferentDepartment {
        level: Option<u32>,
    },
    Site {
        same: bool,
    },
    OutsideReportingLine {
        levels: u32,
        shared_manager: bool,
    },
    GradeGap {
        min: i32,
        max: i32,
    },
    SharedHours {
        minutes: u16,
    },
    SharedLanguage,
    /// Excluded pairs (lower id, higher id), ascending.
    NotListed(Vec<(PersonId, PersonId)>),
    NoTie {
        kinds: Option<Vec<TieKindId>>,
        named_by: Party,
    },
    MinimumScore(Score),
    MustHave {
        criterion: CompiledCriterion,
        at_least: Value,
    },
    Custom(Arc<dyn PairRule>),
}

/// A criterion with its names resolved.
#[derive(Clone)]
pub(super) enum CompiledCriterion {
    BuiltIn(Criterion),
    /// For each person of a list (person, wished for) in ascending order, the value.
    Wishes {
        of: Party,
        values: Arc<[(PersonId, PersonId, Value)]>,
    },
    /// The pairs that have met (lower id, higher id), ascending.
    NeverMet(Arc<[(PersonId, PersonId)]>),
    Custom {
        name: String,
        criterion: Arc<dyn PairCriterion>,
    },
}

impl<'a> CompiledPolicy<'a> {
    pub(super) fn new(
        policy: &Policy,
        org: &'a Organization,
        context: &Context<'_>,
    ) -> Result<Self, Errors<PolicyError>> {
        let mut compiler = Compiler { org, context, mistakes: Vec::new() };
        let sum: u128 = policy.criteria().iter().map(|p| u128::from(p.weight)).sum();
        if sum > MOST_WEIGHT {
            compiler.mistakes.push(PolicyError::Headroom { sum, most: MOST_WEIGHT });
        }
        let most = Score::from_micros(
            i64::try_from(sum.min(MOST_WEIGHT)).unwrap_or(i64::MAX).saturating_mul(MICROS),
        );
        let rules = policy.rules().iter().enumerate().map(|(index, requirement)| {
            let place = Place::Rule(index, requirement.rule.code());
            let test = compiler.rule(&place, &requirement.rule, most);
            CompiledRule { if_unknown: requirement.if_unknown, test }
        });
        let rules = rules.collect();
        let criteria = policy.criteria().iter().enumerate().map(|(index, preference)| {
            let place = Place::Criterion(index, preference.criterion.code());
            let weight = preference.weight;
            compiler.parameter(&place, "weight", weight, weight >= 1, "at least 1, or remove it");
            (weight, compiler.criterion(&place, &preference.criterion))
        });
        let criteria = criteria.collect();
        Errors::check(compiler.mistakes)?;
        Ok(Self { org, policy: policy.clone(), rules, criteria })
    }

    /// The organisation it was compiled against.
    #[must_use]
    pub fn organization(&self) -> &'a Organization {
        self.org
    }

    /// The policy it was compiled from.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The rule at a position.
    #[must_use]
    pub fn rule(&self, index: RuleIndex) -> Option<&Rule> {
        self.policy.rules().get(index.0).map(|requirement| &requirement.rule)
    }

    /// The highest score that a pair can have: the sum of all weights.
    #[must_use]
    pub fn highest_score(&self) -> Score {
        let weights: i64 = self.criteria.iter().map(|(weight, _)| i64::from(*weight)).sum();
        Score::from_micros(weights * MICROS)
    }

    /// The score of a pair, whether or not a rule excludes it.
    ///
    /// # Errors
    /// A custom criterion that gives no value between 0 and 1.
    pub fn score(&self, first: PersonId, second: PersonId) -> Result<Score, CustomValueError> {
        let Some(pair) = self.pair(first, second) else { return Ok(Score::ZERO) };
        let mut micros = 0;
        for (weight, criterion) in &self.criteria {
            micros += i64::from(*weight) * i64::from(criterion.value(pair)?.micros());
        }
        Ok(Score::from_micros(micros))
    }

    /// The score of a pair, or none when a rule excludes it.
    ///
    /// # Errors
    /// A custom criterion that gives no value between 0 and 1.
    pub fn eligible_score(
        &self,
        first: PersonId,
        second: PersonId,
    ) -> Result<Option<Score>, CustomValueError> {
        let Some(pair) = self.pair(first, second) else { return Ok(None) };
        // Rules on the score last: they need it, the others are cheaper.
        for rule in self.rules.iter().filter(|rule| !rule.needs_score()) {
            if rule.excludes(pair, Score::ZERO)? {
                return Ok(None);
            }
        }
        let score = self.score(first, second)?;
        for rule in self.rules.iter().filter(|rule| rule.needs_score()) {
            if rule.excludes(pair, score)? {
                return Ok(None);
            }
        }
        Ok(Some(score))
    }

    /// Every rule that excludes a pair, in the policy's order; empty when it is eligible.
    ///
    /// # Errors
    /// A custom criterion that gives no value between 0 and 1.
    pub fn excluding(
        &self,
        first: PersonId,
        second: PersonId,
    ) -> Result<Vec<RuleIndex>, CustomValueError> {
        let Some(pair) = self.pair(first, second) else { return Ok(Vec::new()) };
        let score = if self.rules.iter().any(CompiledRule::needs_score) {
            self.score(first, second)?
        } else {
            Score::ZERO
        };
        let mut excluding = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.excludes(pair, score)? {
                excluding.push(RuleIndex(index));
            }
        }
        Ok(excluding)
    }

    /// How the score of a pair comes about.
    ///
    /// # Errors
    /// A custom criterion that gives no value between 0 and 1.
    pub fn breakdown(
        &self,
        first: PersonId,
        second: PersonId,
    ) -> Result<Breakdown, CustomValueError> {
        let mut contributions = Vec::with_capacity(self.criteria.len());
        if let Some(pair) = self.pair(first, second) {
            for (preference, (weight, compiled)) in
                self.policy.criteria().iter().zip(&self.criteria)
            {
                let value = compiled.value(pair)?;
                contributions.push(Contribution {
                    criterion: preference.criterion.clone(),
                    weight: *weight,
                    value,
                    points: Score::from_micros(i64::from(*weight) * i64::from(value.micros())),
                });
            }
        }
        Ok(Breakdown { contributions })
    }

    /// None for an id of another organisation.
    fn pair(&self, first: PersonId, second: PersonId) -> Option<Pair<'a>> {
        Some(Pair { first: self.org.person_by_id(first)?, second: self.org.person_by_id(second)? })
    }
}

impl CompiledRule {
    fn needs_score(&self) -> bool {
        matches!(self.test, Test::MinimumScore(_))
    }

    fn excludes(&self, pair: Pair<'_>, score: Score) -> Result<bool, CustomValueError> {
        Ok(match self.test.verdict(pair, score)? {
            Verdict::Met => false,
            Verdict::Excluded => true,
            Verdict::Unknown => self.if_unknown == IfUnknown::Exclude,
        })
    }
}

impl Test {
    fn verdict(&self, pair: Pair<'_>, score: Score) -> Result<Verdict, CustomValueError> {
        let Pair { first, second } = pair;
        let known = |met: Option<bool>| met.map_or(Verdict::Unknown, Verdict::from);
        Ok(match self {
            Self::DifferentDepartment { level } => {
                let department = |person: Person<'_>| {
                    let home = person.department()?;
                    Some(level.map_or(home, |level| home.at_level(level)).id())
                };
                known(both(department(first), department(second)).map(|(a, b)| a != b))
            }
            Self::Site { same } => known(
                both(first.site_symbol(), second.site_symbol()).map(|(a, b)| (a == b) == *same),
            ),
            Self::OutsideReportingLine { levels, shared_manager } => {
                let org = first.organization();
                let above = |a: Person<'_>, b: Person<'_>| {
                    org.levels_above(a.id(), b.id()).is_some_and(|steps| steps <= *levels)
                };
                let manager = first.manager().map(Person::id);
                let team = *shared_manager
                    && manager.is_some()
                    && manager == second.manager().map(Person::id);
                Verdict::from(!above(first, second) && !above(second, first) && !team)
            }
            Self::GradeGap { min, max } => {
                known(grade_gap(pair).map(|gap| (*min..=*max).contains(&gap)))
            }
            Self::SharedHours { minutes } => {
                let hours = both(first.hours(), second.hours());
                known(hours.map(|(a, b)| a.shared_minutes(b) >= *minutes))
            }
            Self::SharedLanguage => {
                let (a, b) = (first.language_symbols(), second.language_symbols());
                if a.is_empty() || b.is_empty() {
                    Verdict::Unknown
                } else {
                    Verdict::from(common(a, b) > 0)
                }
            }
            Self::NotListed(pairs) => {
                Verdict::from(pairs.binary_search(&unordered(first.id(), second.id())).is_err())
            }
            Self::NoTie { kinds, named_by } => {
                let named = |from: Person<'_>, to: Person<'_>| {
                    from.ties_to(to.id()).any(|tie| match (kinds, tie.kind) {
                        (None, _) => true,
                        (Some(kinds), Some(kind)) => kinds.contains(&kind),
                        (Some(_), None) => false,
                    })
                };
                let tied = match named_by {
                    Party::First => named(first, second),
                    Party::Second => named(second, first),
                    Party::Both => named(first, second) || named(second, first),
                };
                Verdict::from(!tied)
            }
            Self::MinimumScore(minimum) => Verdict::from(score >= *minimum),
            Self::MustHave { criterion, at_least } => {
                Verdict::from(criterion.value(pair)? >= *at_least)
            }
            Self::Custom(rule) => rule.verdict(pair),
        })
    }
}

impl CompiledCriterion {
    fn value(&self, pair: Pair<'_>) -> Result<Value, CustomValueError> {
        Ok(match self {
            Self::BuiltIn(criterion) => built_in_value(criterion, pair),
            Self::Wishes { of, values } => {
                let wish = |person: Person<'_>, other: Person<'_>| {
                    let key = (person.id(), other.id());
                    let place = values.binary_search_by_key(&key, |&(a, b, _)| (a, b));
                    place.map_or(Value::ZERO, |i| values[i].2)
                };
                let Pair { first, second } = pair;
                of_party(*of, wish(first, second), wish(second, first))
            }
            Self::NeverMet(met) => {
                let pair = unordered(pair.first.id(), pair.second.id());
                if met.binary_search(&pair).is_ok() { Value::ZERO } else { Value::ONE }
            }
            Self::Custom { name, criterion } => {
                criterion.value(pair).map_err(|source| CustomValueError {
                    criterion: name.clone(),
                    first: pair.first.key().to_owned(),
                    second: pair.second.key().to_owned(),
                    source,
                })?
            }
        })
    }
}

fn built_in_value(criterion: &Criterion, pair: Pair<'_>) -> Value {
    let Pair { first, second } = pair;
    let org = first.organization();
    let capped = |distance: u32, cap: u32| Value::ratio(u64::from(distance), u64::from(cap));
    match criterion {
        Criterion::SkillGap => skill_gap(pair),
        Criterion::SharedInterests => {
            let (a, b) = (first.interest_symbols(), second.interest_symbols());
            let shared = common(a, b);
            Value::ratio(shared as u64, (a.len() + b.len() - shared) as u64)
        }
        Criterion::DepartmentDistance { cap } => org
            .department_distance(first.id(), second.id())
            .map_or(Value::ZERO, |distance| capped(distance, *cap)),
        Criterion::ReportingDistance { cap } => {
            match org.reporting_distance(first.id(), second.id()) {
                Some(distance) => capped(distance, *cap),
                None if first.reports_at_all() && second.reports_at_all() => Value::ONE,
                None => Value::ZERO,
            }
        }
        Criterion::TieNovelty => match org.tie_distance(first.id(), second.id()) {
            Some(steps) => Value::ratio(u64::from(steps.saturating_sub(1)), 3),
            None => Value::ONE,
        },
        Criterion::TieCloseness => match org.tie_distance(first.id(), second.id()) {
            Some(steps) => Value::ratio(u64::from(4_u8.saturating_sub(steps)), 3),
            None => Value::ZERO,
        },
        Criterion::NewTieAcrossFunctions => {
            let functions = both(first.function(), second.function());
            let across = functions.is_some_and(|(a, b)| a != b);
            let tied = || first.contact_ids().binary_search(&second.id().0).is_ok();
            if across && !tied() { Value::ONE } else { Value::ZERO }
        }
        Criterion::GradeGapFit { target, tolerance } => match grade_gap(pair) {
            Some(gap) => {
                let off = i64::from(gap).abs_diff(i64::from(*target));
                let tolerance = u64::from(*tolerance);
                Value::ratio(tolerance.saturating_sub(off), tolerance)
            }
            None => Value::ZERO,
        },
        Criterion::HoursOverlap { enough } => match both(first.hours(), second.hours()) {
            Some((a, b)) => Value::ratio(u64::from(a.shared_minutes(b)), u64::from(*enough)),
            None => Value::ZERO,
        },
        Criterion::FewTies { cap, of } => {
            let few = |person: Person<'_>| {
                let cap = u64::from(*cap);
                Value::ratio(cap.saturating_sub(person.contacts().len() as u64), cap)
            };
            of_party(*of, few(first), few(second))
        }
        // These have compiled forms of their own.
        Criterion::PreferenceRank { .. } | Criterion::NeverMet | Criterion::Custom { .. } => {
            Value::ZERO
        }
    }
}

/// Σ w·min(1, max(0, L₁ − L₂) / δ) / Σ w in one division: δ is 1 to 5, so each
/// term is a multiple of 1/60.
fn skill_gap(pair: Pair<'_>) -> Value {
    const COMMON: u64 = 60;
    let (mut taught, mut wanted) = (0, 0);
    for want in pair.second.wants() {
        let own = pair.second.level(want.skill);
        let gap = u64::from(want.target.saturating_sub(own));
        if gap == 0 {
            continue;
        }
        let weight = u64::from(want.weight);
        let teachable = u64::from(pair.first.level(want.skill).saturating_sub(own));
        taught += weight * teachable.min(gap) * (COMMON / gap);
        wanted += weight * COMMON;
    }
    Value::ratio(taught, wanted)
}

/// Grade of the first minus grade of the second.
fn grade_gap(pair: Pair<'_>) -> Option<i32> {
    let (first, second) = both(pair.first.grade(), pair.second.grade())?;
    Some(i32::from(first) - i32::from(second))
}

fn of_party(of: Party, first: Value, second: Value) -> Value {
    match of {
        Party::First => first,
        Party::Second => second,
        Party::Both => {
            Value::ratio(u64::from(first.micros()) + u64::from(second.micros()), 2_000_000)
        }
    }
}

fn both<T>(a: Option<T>, b: Option<T>) -> Option<(T, T)> {
    a.zip(b)
}

fn unordered(a: PersonId, b: PersonId) -> (PersonId, PersonId) {
    if a <= b { (a, b) } else { (b, a) }
}

/// How many entries two ascending lists share.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

/// Resolves names and collects mistakes.
struct Compiler<'a, 'c> {
    org: &'a Organization,
    context: &'c Context<'c>,
    mistakes: Vec<PolicyError>,
}

impl Compiler<'_, '_> {
    fn parameter(
        &mut self,
        place: &Place,
        parameter: &'static str,
        given: impl Into<i64>,
        fits: bool,
        allowed: &'static str,
    ) {
        if !fits {
            let (place, given) = (place.clone(), given.into());
            self.mistakes.push(PolicyError::Parameter { place, parameter, given, allowed });
        }
    }

    fn rule(&mut self, place: &Place, rule: &Rule, most: Score) -> Test {
        match rule {
            Rule::DifferentDepartment { level } => {
                let fits = level.is_none_or(|level| level >= 1);
                self.parameter(
                    place,
                    "level",
                    level.unwrap_or(1),
                    fits,
                    "1 for functions, or more",
                );
                Test::DifferentDepartment { level: *level }
            }
            Rule::DifferentFunction => Test::DifferentDepartment { level: Some(1) },
            Rule::DifferentSite => Test::Site { same: false },
            Rule::SameSite => Test::Site { same: true },
            Rule::OutsideReportingLine { levels, shared_manager } => {
                let fits = *levels >= 1 || *shared_manager;
                self.parameter(place, "levels", *levels, fits, "at least 1");
                Test::OutsideReportingLine { levels: *levels, shared_manager: *shared_manager }
            }
            Rule::GradeGap { min, max } => {
                self.parameter(place, "max", *max, min <= max, "no less than min");
                Test::GradeGap { min: *min, max: *max }
            }
            Rule::SharedHours { minutes } => {
                let fits = (1..=1440).contains(minutes);
                self.parameter(place, "minutes", *minutes, fits, "1 to 1440");
                Test::SharedHours { minutes: *minutes }
            }
            Rule::SharedLanguage => Test::SharedLanguage,
            Rule::DoNotPair { pairs } => {
                let mut listed = Vec::new();
                for (a, b) in pairs {
                    let ids = [a, b].map(|key| self.person(place, key));
                    if let [Some(a), Some(b)] = ids {
                        listed.push(unordered(a, b));
                    }
                }
                Test::NotListed(sorted(listed))
            }
            Rule::NotMetWithin { cool_down } => {
                let met = self.met_within(place, *cool_down);
                Test::NotListed(sorted(met))
            }
            Rule::NoTie { kinds, named_by } => {
                let ids = kinds.iter().filter_map(|kind| self.tie_kind(place, kind)).collect();
                let kinds = if kinds.is_empty() { None } else { Some(ids) };
                Test::NoTie { kinds, named_by: *named_by }
            }
            Rule::MinimumScore { score_micros } => {
                if *score_micros > most {
                    let (place, minimum) = (place.clone(), *score_micros);
                    self.mistakes.push(PolicyError::UnreachableMinimum { place, minimum, most });
                }
                Test::MinimumScore(*score_micros)
            }
            Rule::MustHave { criterion, at_least_micros } => Test::MustHave {
                criterion: self.criterion(place, criterion),
                at_least: *at_least_micros,
            },
            Rule::Custom { name } => match self.context.rules.get(name) {
                Some(rule) => Test::Custom(Arc::clone(rule)),
                None => {
                    self.unregistered(place, name);
                    Test::NotListed(Vec::new())
                }
            },
        }
    }

    fn criterion(&mut self, place: &Place, criterion: &Criterion) -> CompiledCriterion {
        let at_least_1 = "at least 1";
        match criterion {
            Criterion::DepartmentDistance { cap }
            | Criterion::ReportingDistance { cap }
            | Criterion::FewTies { cap, .. } => {
                self.parameter(place, "cap", *cap, *cap >= 1, at_least_1);
            }
            Criterion::GradeGapFit { tolerance, .. } => {
                self.parameter(place, "tolerance", *tolerance, *tolerance >= 1, at_least_1);
            }
            Criterion::HoursOverlap { enough } => {
                let fits = (1..=1440).contains(enough);
                self.parameter(place, "enough", *enough, fits, "1 to 1440");
            }
            Criterion::PreferenceRank { of } => {
                let values = self.context.preferences.map(|p| self.wishes(p)).unwrap_or_default();
                return CompiledCriterion::Wishes { of: *of, values: values.into() };
            }
            Criterion::Custom { name } => match self.context.criteria.get(name) {
                Some(criterion) => {
                    let (name, criterion) = (name.clone(), Arc::clone(criterion));
                    return CompiledCriterion::Custom { name, criterion };
                }
                None => self.unregistered(place, name),
            },
            Criterion::NeverMet => {
                let meetings = self.context.history.map(History::meetings).unwrap_or_default();
                let met = meetings.iter().flat_map(|meeting| self.met(meeting)).collect();
                return CompiledCriterion::NeverMet(sorted(met).into());
            }
            Criterion::SkillGap
            | Criterion::SharedInterests
            | Criterion::TieNovelty
            | Criterion::TieCloseness
            | Criterion::NewTieAcrossFunctions => {}
        }
        CompiledCriterion::BuiltIn(criterion.clone())
    }

    fn person(&mut self, place: &Place, key: &str) -> Option<PersonId> {
        let person = self.org.person(key).map(Person::id);
        if person.is_none() {
            self.mistakes.push(PolicyError::Person { place: place.clone(), key: key.to_owned() });
        }
        person
    }

    fn tie_kind(&mut self, place: &Place, kind: &str) -> Option<TieKindId> {
        let id = self.org.tie_kind(kind);
        if id.is_none() {
            let known = self.org.tie_kind_names().map(str::to_owned).collect();
            let (place, kind) = (place.clone(), kind.to_owned());
            self.mistakes.push(PolicyError::TieKind { place, kind, known });
        }
        id
    }

    fn unregistered(&mut self, place: &Place, name: &str) {
        self.mistakes
            .push(PolicyError::Unregistered { place: place.clone(), name: name.to_owned() });
    }

    /// The value of each wish between people of the organisation; people who
    /// have left keep their place in a list.
    fn wishes(&self, preferences: &Preferences) -> Vec<(PersonId, PersonId, Value)> {
        let mut values = Vec::new();
        for (key, list) in preferences.lists() {
            let Some(person) = self.org.person(key) else { continue };
            let n = list.len() as u64;
            for (rank, wish) in list.iter().enumerate() {
                if let Some(wished) = self.org.person(wish) {
                    let value = Value::ratio(n - rank as u64, n);
                    values.push((person.id(), wished.id(), value));
                }
            }
        }
        // The first of two mentions is the dearer one.
        values.sort_by_key(|&(a, b, value)| (a, b, std::cmp::Reverse(value)));
        values.dedup_by_key(|&mut (a, b, _)| (a, b));
        values
    }

    /// Every two who met at a meeting; people who have left are passed over.
    fn met(&self, meeting: &Meeting) -> Vec<(PersonId, PersonId)> {
        let people: Vec<PersonId> =
            meeting.met().filter_map(|key| self.org.person(key)).map(Person::id).collect();
        let mut pairs = Vec::new();
        for (i, &a) in people.iter().enumerate() {
            pairs.extend(people[i + 1..].iter().map(|&b| unordered(a, b)));
        }
        pairs
    }

    /// The pairs that met within the cool-down; people who have left are passed over.
    fn met_within(&mut self, place: &Place, cool_down: CoolDown) -> Vec<(PersonId, PersonId)> {
        let Some(history) = self.context.history else { return Vec::new() };
        let (now, unit) = match cool_down {
            CoolDown::Rounds(_) => (self.context.round.is_some(), "round"),
            CoolDown::Days(_) => (self.context.today.is_some(), "day"),
        };
        if !now {
            self.mistakes.push(PolicyError::NoNow { place: place.clone(), unit });
            return Vec::new();
        }
        let mut met = Vec::new();
        for (index, meeting) in history.meetings().iter().enumerate() {
            let pairs = self.met(meeting);
            if pairs.is_empty() {
                continue;
            }
            let recent = match cool_down {
                CoolDown::Rounds(gap) => both(meeting.when.round, self.context.round)
                    .map(|(met, now)| u64::from(met) + u64::from(gap) >= u64::from(now)),
                CoolDown::Days(gap) => both(meeting.when.date, self.context.today)
                    .map(|(met, now)| days_from(met, now) <= i64::from(gap)),
            };
            match recent {
                Some(false) => {}
                Some(true) => met.extend(pairs),
                None => self.mistakes.push(PolicyError::UndatedMeeting {
                    place: place.clone(),
                    meeting: index,
                    people: meeting.met().map(str::to_owned).collect(),
                    unit,
                }),
            }
        }
        met
    }
}

/// Days from one date to another; negative backwards.
fn days_from(from: jiff::civil::Date, to: jiff::civil::Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn sorted(mut pairs: Vec<(PersonId, PersonId)>) -> Vec<(PersonId, PersonId)> {
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
