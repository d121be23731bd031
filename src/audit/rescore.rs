//! A policy evaluated on one pair from its definitions alone.

use crate::id::{DepartmentId, PersonId};
use crate::org::{Organization, Person, Tie, WorkingHours};
use crate::policy::{
    Attendance, Context, CoolDown, Criterion, CustomValueError, History, IfUnknown, Meeting, Pair,
    Party, Policy, Rule, Verdict,
};
use crate::score::{Score, Value};

/// Evaluates a policy on one pair at a time, straight from the words of
/// [`Rule`] and [`Criterion`].
///
/// It expects a policy that compiles against the same organisation and
/// context; what compiling would refuse counts as a missing fact here.
///
/// Complexity: O(n + t) to make, for n people and t ties. A pair costs the
/// walks upwards, for each contact's contact of the first the contacts of the
/// second, the meetings of the history, and 1440 steps for each question about hours.
///
/// Tests: `audit::rescore::tests` by hand, and against the compiled policy
/// `audit::rescore::law::compiled_policy_equals_the_naive_rescoring`.
pub(crate) struct Rescorer<'a> {
    org: &'a Organization,
    policy: &'a Policy,
    context: &'a Context<'a>,
    /// For each person the others with whom they have a tie, whoever names it; ascending.
    tied: Vec<Vec<PersonId>>,
    /// A bit for each of them, of 512: without one in common two share nobody.
    ties_bits: Vec<[u64; 8]>,
    /// For each person their departments upwards.
    ways: Vec<Option<Vec<DepartmentId>>>,
    /// Whether anybody reports to the person.
    leads: Vec<bool>,
}

impl<'a> Rescorer<'a> {
    pub(crate) fn new(org: &'a Organization, policy: &'a Policy, context: &'a Context<'a>) -> Self {
        let mut tied = vec![Vec::new(); org.people().len()];
        let mut leads = vec![false; org.people().len()];
        for person in org.people() {
            for tie in person.ties() {
                tied[tie.from.index()].push(tie.to);
                tied[tie.to.index()].push(tie.from);
            }
            if let Some(manager) = person.manager() {
                leads[manager.id().index()] = true;
            }
        }
        for others in &mut tied {
            others.sort_unstable();
            others.dedup();
        }
        let bits = |others: &Vec<PersonId>| {
            let mut bits = [0; 8];
            for id in others {
                bits[id.index() / 64 % 8] |= 1 << (id.index() % 64);
            }
            bits
        };
        let ties_bits = tied.iter().map(bits).collect();
        let ways = org.people().map(departments_upwards).collect();
        Self { org, policy, context, tied, ties_bits, ways, leads }
    }

    /// The positions, in the policy, of the rules that exclude the pair, ascending.
    ///
    /// # Errors
    /// When a rule needs a custom criterion that has no value for the pair.
    pub(crate) fn excluding(
        &self,
        first: Person<'_>,
        second: Person<'_>,
    ) -> Result<Vec<usize>, CustomValueError> {
        let mut positions = Vec::new();
        for (position, requirement) in self.policy.rules().iter().enumerate() {
            let excluded = match self.verdict(&requirement.rule, first, second)? {
                Verdict::Met => false,
                Verdict::Excluded => true,
                Verdict::Unknown => requirement.if_unknown == IfUnknown::Exclude,
            };
            if excluded {
                positions.push(position);
            }
        }
        Ok(positions)
    }

    /// Σ weight × value.
    ///
    /// # Errors
    /// When a custom criterion has no value for the pair.
    pub(crate) fn score(
        &self,
        first: Person<'_>,
        second: Person<'_>,
    ) -> Result<Score, CustomValueError> {
        let mut sum = 0_i128;
        for preference in self.policy.criteria() {
            let value = self.value(&preference.criterion, first, second)?;
            sum += i128::from(preference.weight) * i128::from(value.micros());
        }
        // A policy whose weights leave the range of scores does not compile.
        Ok(Score::from_micros(i64::try_from(sum).unwrap_or(i64::MAX)))
    }

    /// The value of one criterion.
    ///
    /// # Errors
    /// When a custom criterion has no value for the pair.
    pub(crate) fn value(
        &self,
        criterion: &Criterion,
        first: Person<'_>,
        second: Person<'_>,
    ) -> Result<Value, CustomValueError> {
        Ok(match criterion {
            Criterion::SkillGap => skill_gap(first, second),
            Criterion::SharedInterests => shared_interests(first, second),
            Criterion::DepartmentDistance { cap } => {
                match (self.way(first), self.way(second)) {
                    (Some(a), Some(b)) => {
                        // With no department in common the ways meet one step
                        // above both functions.
                        let steps = steps_by_way_of(a, b).unwrap_or(a.len() + b.len());
                        capped(steps, u64::from(*cap))
                    }
                    _ => Value::ZERO,
                }
            }
            Criterion::ReportingDistance { cap } => {
                if !self.in_a_reporting_line(first) || !self.in_a_reporting_line(second) {
                    Value::ZERO
                } else {
                    match steps_by_way_of(&managers_upwards(first), &managers_upwards(second)) {
                        Some(steps) => capped(steps, u64::from(*cap)),
                        None => Value::ONE,
                    }
                }
            }
            Criterion::TieNovelty => fraction(self.tie_steps(first, second).saturating_sub(1), 3),
            Criterion::TieCloseness => {
                fraction(4_u64.saturating_sub(self.tie_steps(first, second)).min(3), 3)
            }
            Criterion::NewTieAcrossFunctions => {
                let function = |person| self.way(person)?.last().copied();
                let across = differ(function(first), function(second)) == Verdict::Met;
                let tied = self.tied[first.id().index()].contains(&second.id());
                if across && !tied { Value::ONE } else { Value::ZERO }
            }
            Criterion::NeverMet => {
                let meetings = self.context.history.map(History::meetings).unwrap_or_default();
                let before = meetings.iter().any(|meeting| met(meeting, first, second));
                if before { Value::ZERO } else { Value::ONE }
            }
            Criterion::GradeGapFit { target, tolerance } => match grade_gap(first, second) {
                Some(gap) => {
                    let miss = gap.abs_diff(i64::from(*target));
                    let tolerance = u64::from(*tolerance);
                    fraction(tolerance.saturating_sub(miss), tolerance)
                }
                None => Value::ZERO,
            },
            Criterion::HoursOverlap { enough } => match common_minutes(first, second) {
                Some(minutes) => capped(minutes, u64::from(*enough)),
                None => Value::ZERO,
            },
            Criterion::PreferenceRank { of } => {
                of_party(*of, self.rank(first, second), self.rank(second, first))
            }
            Criterion::FewTies { cap, of } => of_party(
                *of,
                self.room_for_ties(first, u64::from(*cap)),
                self.room_for_ties(second, u64::from(*cap)),
            ),
            Criterion::Custom { name } => match self.context.criteria.get(name) {
                Some(custom) => {
                    custom.value(Pair { first, second }).map_err(|source| CustomValueError {
                        criterion: name.clone(),
                        first: first.key().to_owned(),
                        second: second.key().to_owned(),
                        source,
                    })?
                }
                None => Value::ZERO,
            },
        })
    }

    fn verdict(
        &self,
        rule: &Rule,
        first: Person<'_>,
        second: Person<'_>,
    ) -> Result<Verdict, CustomValueError> {
        Ok(match rule {
            Rule::DifferentDepartment { level } => differ(
                self.way(first).map(|way| at_level(way, *level)),
                self.way(second).map(|way| at_level(way, *level)),
            ),
            Rule::DifferentFunction => differ(
                self.way(first).map(|way| way.last().copied()),
                self.way(second).map(|way| way.last().copied()),
            ),
            Rule::DifferentSite => differ(first.site(), second.site()),
            Rule::SameSite => match differ(first.site(), second.site()) {
                Verdict::Met => Verdict::Excluded,
                Verdict::Excluded => Verdict::Met,
                Verdict::Unknown => Verdict::Unknown,
            },
            Rule::OutsideReportingLine { levels, shared_manager } => {
                let above =
                    stands_above(first, second, *levels) || stands_above(second, first, *levels);
                let manager = |person: Person<'_>| person.manager().map(|manager| manager.id());
                let siblings = manager(first).is_some() && manager(first) == manager(second);
                let excluded = above || (*shared_manager && siblings);
                Verdict::from(!excluded)
            }
            Rule::GradeGap { min, max } => match grade_gap(first, second) {
                Some(gap) => Verdict::from(i64::from(*min) <= gap && gap <= i64::from(*max)),
                None => Verdict::Unknown,
            },
            Rule::SharedHours { minutes } => match common_minutes(first, second) {
                Some(common) => Verdict::from(common >= usize::from(*minutes)),
                None => Verdict::Unknown,
            },
            Rule::SharedLanguage => {
                if first.languages().len() == 0 || second.languages().len() == 0 {
                    Verdict::Unknown
                } else {
                    Verdict::from(first.languages().any(|a| second.languages().any(|b| a == b)))
                }
            }
            Rule::DoNotPair { pairs } => {
                let (x, y) = (first.key(), second.key());
                Verdict::from(!pairs.iter().any(|(a, b)| (a == x && b == y) || (a == y && b == x)))
            }
            Rule::NotMetWithin { cool_down } => self.not_met_within(*cool_down, first, second),
            Rule::NoTie { kinds, named_by } => {
                let forbidden = |from: Person<'_>, to: Person<'_>| {
                    from.ties().any(|tie| tie.to == to.id() && self.is_of_kind(tie, kinds))
                };
                Verdict::from(match named_by {
                    Party::First => !forbidden(first, second),
                    Party::Second => !forbidden(second, first),
                    Party::Both => !forbidden(first, second) && !forbidden(second, first),
                })
            }
            Rule::MinimumScore { score_micros } => {
                Verdict::from(self.score(first, second)? >= *score_micros)
            }
            Rule::MustHave { criterion, at_least_micros } => {
                Verdict::from(self.value(criterion, first, second)? >= *at_least_micros)
            }
            Rule::Custom { name } => match self.context.rules.get(name) {
                Some(custom) => custom.verdict(Pair { first, second }),
                None => Verdict::Unknown,
            },
        })
    }

    fn not_met_within(
        &self,
        cool_down: CoolDown,
        first: Person<'_>,
        second: Person<'_>,
    ) -> Verdict {
        let Some(history) = self.context.history else { return Verdict::Met };
        for meeting in history.meetings().iter().filter(|meeting| met(meeting, first, second)) {
            let too_soon = match cool_down {
                CoolDown::Rounds(gap) => match (meeting.when.round, self.context.round) {
                    (Some(met), Some(now)) => u64::from(met) + u64::from(gap) >= u64::from(now),
                    _ => return Verdict::Unknown,
                },
                CoolDown::Days(gap) => match (meeting.when.date, self.context.today) {
                    (Some(met), Some(today)) => {
                        today.duration_since(met).as_hours() / 24 <= i64::from(gap)
                    }
                    _ => return Verdict::Unknown,
                },
            };
            if too_soon {
                return Verdict::Excluded;
            }
        }
        Verdict::Met
    }

    /// Whether a tie is of one of these kinds; of any when none is named.
    fn is_of_kind(&self, tie: Tie, kinds: &[String]) -> bool {
        let name = tie.kind.and_then(|kind| self.org.tie_kind_name(kind));
        kinds.is_empty() || kinds.iter().any(|kind| Some(kind.as_str()) == name)
    }

    fn in_a_reporting_line(&self, person: Person<'_>) -> bool {
        person.manager().is_some() || self.leads[person.id().index()]
    }

    fn way(&self, person: Person<'_>) -> Option<&[DepartmentId]> {
        self.ways[person.id().index()].as_deref()
    }

    /// Ties on the shortest way from one to the other; 4 for all beyond 3.
    fn tie_steps(&self, from: Person<'_>, to: Person<'_>) -> u64 {
        let (near, far) = (&self.tied[from.id().index()], &self.tied[to.id().index()]);
        let far_bits = &self.ties_bits[to.id().index()];
        let shares = |person: PersonId| {
            let bits = self.ties_bits[person.index()].iter().zip(far_bits);
            bits.fold(0, |all, (a, b)| all | a & b) != 0 && in_both(&self.tied[person.index()], far)
        };
        if from.id() == to.id() {
            0
        } else if far.binary_search(&from.id()).is_ok() {
            1
        } else if shares(from.id()) {
            2
        } else if near.iter().any(|&contact| shares(contact)) {
            3
        } else {
            4
        }
    }

    /// How near the top of one's list the other stands.
    fn rank(&self, whose: Person<'_>, other: Person<'_>) -> Value {
        let list = self.context.preferences.map_or(&[][..], |all| all.list(whose.key()));
        match list.iter().position(|key| key == other.key()) {
            Some(place) => fraction(number(list.len() - place), number(list.len())),
            None => Value::ZERO,
        }
    }

    /// The share of `cap` contacts that a person does not have yet.
    pub(super) fn room_for_ties(&self, person: Person<'_>, cap: u64) -> Value {
        fraction(cap.saturating_sub(number(self.tied[person.id().index()].len())), cap)
    }
}

/// Whether two ascending lists share somebody.
fn in_both(one: &[PersonId], other: &[PersonId]) -> bool {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(one.next()),
            std::cmp::Ordering::Greater => drop(other.next()),
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

/// Two people were planned for a meeting, it took place, and neither was absent.
fn met(meeting: &Meeting, first: Person<'_>, second: Person<'_>) -> bool {
    let names = |keys: &[String], person: Person<'_>| keys.iter().any(|key| key == person.key());
    let came = |person| names(&meeting.people, person) && !names(&meeting.absent, person);
    meeting.attendance == Attendance::Kept && first != second && came(first) && came(second)
}

/// ⌊10⁶ · part / whole⌋ millionths, for part ≤ whole; nothing of nothing is 0.
pub(super) fn fraction(part: u64, whole: u64) -> Value {
    if whole == 0 {
        return Value::ZERO;
    }
    let micros = u128::from(part) * 1_000_000 / u128::from(whole);
    u32::try_from(micros).ok().and_then(|m| Value::try_from(m).ok()).unwrap_or(Value::ONE)
}

/// min(count, cap) / cap.
fn capped(count: usize, cap: u64) -> Value {
    fraction(number(count).min(cap), cap)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// The value of the party asked for; of both, half the sum, rounded down.
fn of_party(party: Party, first: Value, second: Value) -> Value {
    match party {
        Party::First => first,
        Party::Second => second,
        Party::Both => fraction(u64::from(first.micros()) + u64::from(second.micros()), 2_000_000),
    }
}

/// Met when both are known and differ.
fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> Verdict {
    match (a, b) {
        (Some(a), Some(b)) => Verdict::from(a != b),
        _ => Verdict::Unknown,
    }
}

/// The home department, the one it lies within, and so on up to the function.
pub(super) fn departments_upwards(person: Person<'_>) -> Option<Vec<DepartmentId>> {
    let mut department = person.department()?;
    let mut way = vec![department.id()];
    while let Some(parent) = department.parent() {
        way.push(parent.id());
        department = parent;
    }
    Some(way)
}

/// The department at a level on the way up, the home for none or one above it.
pub(super) fn at_level(way: &[DepartmentId], level: Option<u32>) -> Option<DepartmentId> {
    let mut downwards = way.iter().rev().copied();
    let home = way.first().copied();
    match level {
        Some(level) => {
            let above = usize::try_from(level.saturating_sub(1)).unwrap_or(usize::MAX);
            downwards.nth(above).or(home)
        }
        None => home,
    }
}

/// The person, their manager, that one's manager, and so on.
fn managers_upwards(person: Person<'_>) -> Vec<PersonId> {
    let mut way = vec![person.id()];
    let mut person = person;
    while let Some(manager) = person.manager() {
        way.push(manager.id());
        person = manager;
    }
    way
}

/// Steps up one way to the first place that lies on the other, and down that.
fn steps_by_way_of<T: PartialEq>(a: &[T], b: &[T]) -> Option<usize> {
    for (up, place) in a.iter().enumerate() {
        if let Some(down) = b.iter().position(|other| other == place) {
            return Some(up + down);
        }
    }
    None
}

/// Whether `upper` is met on the first so many steps up from `lower`.
fn stands_above(upper: Person<'_>, lower: Person<'_>, levels: u32) -> bool {
    let mut person = lower;
    for _ in 0..levels {
        match person.manager() {
            Some(manager) if manager.id() == upper.id() => return true,
            Some(manager) => person = manager,
            None => return false,
        }
    }
    false
}

fn grade_gap(first: Person<'_>, second: Person<'_>) -> Option<i64> {
    Some(i64::from(first.grade()?) - i64::from(second.grade()?))
}

/// Minutes of the day at which both work, counted one by one.
fn common_minutes(first: Person<'_>, second: Person<'_>) -> Option<usize> {
    let (a, b) = (first.hours()?, second.hours()?);
    Some((0..24 * 60).filter(|&minute| works_at(a, minute) && works_at(b, minute)).count())
}

pub(super) fn works_at(hours: WorkingHours, minute: u16) -> bool {
    if hours.start < hours.end {
        hours.start <= minute && minute < hours.end
    } else {
        hours.start <= minute || minute < hours.end
    }
}

/// Σ w·min(1, max(0, L₁ − L₂) / δ) / Σ w over the wants with δ = target − L₂ > 0.
fn skill_gap(first: Person<'_>, second: Person<'_>) -> Value {
    let level = |person: Person<'_>, skill: &str| {
        person.skills().find(|held| held.name == skill).map_or(0, |held| u64::from(held.level))
    };
    // Every δ from 1 to 5 divides 60.
    let (mut sixtieths, mut weights) = (0, 0);
    for want in second.wants() {
        let (can, has) = (level(first, want.name), level(second, want.name));
        let missing = u64::from(want.target).saturating_sub(has);
        if missing == 0 {
            continue;
        }
        let taught = can.saturating_sub(has).min(missing);
        sixtieths += u64::from(want.weight) * taught * (60 / missing);
        weights += u64::from(want.weight);
    }
    fraction(sixtieths, 60 * weights)
}

/// |common| / |all|.
fn shared_interests(first: Person<'_>, second: Person<'_>) -> Value {
    let common = first.interests().filter(|a| second.interests().any(|b| *a == b)).count();
    // Nobody names an interest twice.
    let all = first.interests().len() + second.interests().len() - common;
    fraction(number(common), number(all))
}

#[cfg(test)]
pub(crate) mod law;
#[cfg(test)]
mod tests;
