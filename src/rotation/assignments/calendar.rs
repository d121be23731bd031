//! What differs from period to period: who is away, what changes, what takes longer, and what comes first.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::draft::Draft;
use super::error::{FixedClash, StaysError};
use super::problem::{StayRole, StaysProblem};
use super::value::is_home;
use crate::error::Errors;
use crate::org::Organization;

/// Conditions that make periods differ from each other. Without any, all periods are alike.
///
/// People, hosts and departments are named by their keys; periods count from 1. It goes to
/// [`StaysBuilder::calendar`](super::StaysBuilder::calendar) or
/// [`ScoredStaysBuilder::calendar`](super::ScoredStaysBuilder::calendar), which checks it with everything else. What the
/// conditions mean, as formulas, stands at [the module](super#periods-that-differ).
///
/// ```
/// use crosstie::Score;
/// use crosstie::rotation::assignments::{Calendar, StaysProblem};
///
/// let calendar = Calendar::new()
///     .present("bob", 3..=4) // joins in period 3
///     .stay_length("law", 2) // a stay with law takes two periods
///     .host_in("sales", 1..=1, 0..=0) // sales takes nobody in period 1
///     .order("law", "sales"); // who does both begins with law
/// let problem = StaysProblem::from_scores(4)
///     .person("ada")
///     .person("bob")
///     .host("law", 1)
///     .host("sales", 1)
///     .score("ada", "law", Score::points(3))
///     .score("ada", "sales", Score::points(2))
///     .score("bob", "law", Score::points(3))
///     .score("bob", "sales", Score::points(1))
///     .calendar(calendar)
///     .build()?;
/// let answer = problem.solve()?;
/// assert_eq!(answer.objective().to_string(), "3 stays, score 8");
/// assert!(answer.is_optimal());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct Calendar {
    away: Vec<Span>,
    present: Vec<Span>,
    every_length: Option<u32>,
    lengths: Vec<(String, u32)>,
    changes: Vec<Change>,
    groups: Vec<GroupLimit>,
    orders: Vec<(String, String)>,
    requirements: Vec<(String, String)>,
    fixed: Vec<(String, String, u32)>,
}

/// A person and some periods in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
struct Span {
    person: String,
    first: u32,
    last: u32,
}

/// Other numbers of people with a host in some periods.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
struct Change {
    host: String,
    first: u32,
    last: u32,
    least: u32,
    most: u32,
}

/// How many of some people may be away at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
struct GroupLimit {
    name: String,
    /// None: the people of the department of that name.
    people: Option<Vec<String>>,
    most: u32,
}

impl Calendar {
    /// Without conditions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Periods in which a person cannot be on a stay: a course, a leave, a deadline at home.
    #[must_use]
    pub fn away(mut self, person: impl Into<String>, periods: RangeInclusive<u32>) -> Self {
        let (first, last) = periods.into_inner();
        self.away.push(Span { person: person.into(), first, last });
        self
    }

    /// The only periods in which a person can be on a stay, for who joins late or leaves early; said more than once, in any of
    /// them.
    #[must_use]
    pub fn present(mut self, person: impl Into<String>, periods: RangeInclusive<u32>) -> Self {
        let (first, last) = periods.into_inner();
        self.present.push(Span { person: person.into(), first, last });
        self
    }

    /// How many periods a stay with any host takes, unless [said of the host](Self::stay_length); 1 without this.
    #[must_use]
    pub fn every_stay_length(mut self, periods: u32) -> Self {
        self.every_length = Some(periods);
        self
    }

    /// How many periods in a row a stay with a host takes.
    #[must_use]
    pub fn stay_length(mut self, host: impl Into<String>, periods: u32) -> Self {
        self.lengths.push((host.into(), periods));
        self
    }

    /// At least and at most so many people with a host in some periods, instead of its own numbers.
    #[must_use]
    pub fn host_in(
        mut self,
        host: impl Into<String>,
        periods: RangeInclusive<u32>,
        people: RangeInclusive<u32>,
    ) -> Self {
        let ((first, last), (least, most)) = (periods.into_inner(), people.into_inner());
        self.changes.push(Change { host: host.into(), first, last, least, most });
        self
    }

    /// At most so many people of a department, or of those below it, on a stay at once, so that the work at home gets
    /// done: of 12 who take part, 9 are always at home with 3 here. With values of one's own give the people, by
    /// [`most_away_of`](Self::most_away_of).
    #[must_use]
    pub fn most_away(mut self, department: impl Into<String>, most: u32) -> Self {
        self.groups.push(GroupLimit { name: department.into(), people: None, most });
        self
    }

    /// At most so many of these people on a stay at once; the name is for messages and proofs.
    #[must_use]
    pub fn most_away_of<P: Into<String>>(
        mut self,
        name: impl Into<String>,
        people: impl IntoIterator<Item = P>,
        most: u32,
    ) -> Self {
        let people = Some(people.into_iter().map(Into::into).collect());
        self.groups.push(GroupLimit { name: name.into(), people, most });
        self
    }

    /// Who stays with both hosts has ended with the first before beginning with the other.
    #[must_use]
    pub fn order(mut self, first: impl Into<String>, then: impl Into<String>) -> Self {
        self.orders.push((first.into(), then.into()));
        self
    }

    /// Who stays with a host has stayed with another before, in this plan or [earlier](super::StaysBuilder::visited), or is
    /// at home there: audit requires finance.
    #[must_use]
    pub fn requires(mut self, host: impl Into<String>, first: impl Into<String>) -> Self {
        self.requirements.push((first.into(), host.into()));
        self
    }

    /// A stay that is promised already, by the period in which it begins. Every plan has it; where hosts, groups, orders or
    /// requirements leave no room for it, there is none.
    #[must_use]
    pub fn fixed(
        mut self,
        person: impl Into<String>,
        host: impl Into<String>,
        period: u32,
    ) -> Self {
        self.fixed.push((person.into(), host.into(), period));
        self
    }

    /// The conditions by positions; what is wrong with them goes to the draft.
    pub(super) fn terms(
        &self,
        draft: &mut Draft,
        periods: u32,
        org: Option<&Organization>,
    ) -> Terms {
        let mut terms = Terms {
            length: vec![self.every_length.unwrap_or(1); draft.hosts.list.len()],
            ..Terms::default()
        };
        self.presence(draft, periods, &mut terms);
        self.host_terms(draft, periods, &mut terms);
        self.group_terms(draft, org, &mut terms);
        self.precedence(draft, &mut terms);
        for (person, host, period) in &self.fixed {
            if let Some((p, h)) = draft.pair(person, host) {
                terms.fixed.push((p, h, *period));
            }
        }
        terms.fixed.sort_unstable();
        terms
    }

    fn presence(&self, draft: &mut Draft, periods: u32, terms: &mut Terms) {
        // Who is given periods of presence is away in all others, and in those given as such.
        let spans = self.present.iter().map(|span| (span, false));
        for (span, is_away) in spans.chain(self.away.iter().map(|span| (span, true))) {
            let Some(p) = draft.known(StayRole::Person, &span.person) else { continue };
            if !draft.in_horizon(&span.person, span.first, span.last, periods) {
                continue;
            }
            let away = terms.away.entry(p).or_insert_with(|| vec![!is_away; periods as usize]);
            away[span.first as usize - 1..span.last as usize].fill(is_away);
        }
        terms.away.retain(|_, away| away.contains(&true));
    }

    fn host_terms(&self, draft: &mut Draft, periods: u32, terms: &mut Terms) {
        let mut given = BTreeSet::new();
        for (key, length) in &self.lengths {
            let Some(h) = draft.known(StayRole::Host, key) else { continue };
            if !given.insert(h) {
                draft.mistakes.push(StaysError::LengthTwice { host: key.clone() });
            }
            terms.length[h as usize] = *length;
        }
        for (host, &length) in draft.hosts.list.iter().zip(&terms.length) {
            if length == 0 || length > periods {
                let host = host.key.to_string();
                draft.mistakes.push(StaysError::Length { host, given: length, periods });
            }
        }
        for change in &self.changes {
            let Change { host: key, first, last, least, most } = change;
            let Some(h) = draft.known(StayRole::Host, key) else { continue };
            if least > most {
                let (key, least, most) = (key.clone(), *least, *most);
                draft.mistakes.push(StaysError::Staffing { key, least, most });
            }
            if !draft.in_horizon(key, *first, *last, periods) {
                continue;
            }
            for period in *first..=*last {
                if terms.changes.insert((h, period), (*least, *most)).is_some() {
                    let host = key.clone();
                    draft.mistakes.push(StaysError::ChangedTwice { host, period });
                }
            }
        }
    }

    fn group_terms(&self, draft: &mut Draft, org: Option<&Organization>, terms: &mut Terms) {
        let mut names = BTreeSet::new();
        for GroupLimit { name, people, most } in &self.groups {
            if !names.insert(name) {
                draft.mistakes.push(StaysError::GroupTwice { name: name.clone() });
            }
            let members: BTreeSet<u32> = match people {
                Some(people) => {
                    people.iter().filter_map(|key| draft.known(StayRole::Person, key)).collect()
                }
                None => match org.and_then(|org| org.department(name)) {
                    None => {
                        draft.mistakes.push(StaysError::UnknownHome { key: name.clone() });
                        continue;
                    }
                    Some(home) => {
                        let people = (0..).zip(&draft.people.list);
                        let members = people.filter(|(_, goer)| {
                            let person = goer.id.and_then(|id| org?.person_by_id(id));
                            person.is_some_and(|person| is_home(person, home.id()))
                        });
                        members.map(|(p, _)| p).collect()
                    }
                },
            };
            let people = members.into_iter().collect();
            terms.groups.push(Group { name: name.as_str().into(), people, most: *most });
        }
    }

    fn precedence(&self, draft: &mut Draft, terms: &mut Terms) {
        let orders = self.orders.iter().map(|pair| (pair, false));
        for ((first, then), required) in
            orders.chain(self.requirements.iter().map(|pair| (pair, true)))
        {
            let ends = (draft.known(StayRole::Host, first), draft.known(StayRole::Host, then));
            if let (Some(first), Some(then)) = ends {
                let list = if required { &mut terms.requirements } else { &mut terms.orders };
                list.push((first, then));
            }
        }
        for list in [&mut terms.orders, &mut terms.requirements] {
            list.sort_unstable();
            list.dedup();
        }
        // What is left after taking away, again and again, hosts that nothing comes before, is or hangs on a circle.
        let mut arcs: Vec<(u32, u32)> = terms.precedence().collect();
        loop {
            let then: BTreeSet<u32> = arcs.iter().map(|arc| arc.1).collect();
            let before = arcs.len();
            arcs.retain(|arc| then.contains(&arc.0));
            if arcs.len() == before {
                break;
            }
        }
        if !arcs.is_empty() {
            let hosts: BTreeSet<u32> = arcs.iter().map(|arc| arc.0).collect();
            let hosts = hosts.into_iter().map(|h| draft.hosts.list[h as usize].key.to_string());
            let hosts = hosts.collect::<Vec<_>>().join("`, `");
            draft.mistakes.push(StaysError::Circle { hosts });
        }
    }
}

/// A [`Calendar`] by positions; periods count from 1.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// For those who are away in some periods: whether, in each.
    pub(crate) away: BTreeMap<u32, Vec<bool>>,
    /// How many periods a stay with each host takes.
    pub(crate) length: Vec<u32>,
    /// The fewest and the most people with a host in a period, where they are not its own.
    pub(crate) changes: BTreeMap<(u32, u32), (u32, u32)>,
    pub(crate) groups: Vec<Group>,
    /// Who stays with both ends with the first before.
    pub(crate) orders: Vec<(u32, u32)>,
    /// Who stays with the second has ended with the first before.
    pub(crate) requirements: Vec<(u32, u32)>,
    /// Person, host, first period.
    pub(crate) fixed: Vec<(u32, u32, u32)>,
}

/// People of whom only so many may be away at once.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: Box<str>,
    pub(crate) people: Vec<u32>,
    pub(crate) most: u32,
}

impl Terms {
    /// All pairs of hosts of which one comes first.
    fn precedence(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.orders.iter().chain(&self.requirements).copied()
    }

    /// Whether somebody can be on a stay in a period.
    pub(crate) fn is_present(&self, person: u32, period: u32) -> bool {
        let away = self.away.get(&person).and_then(|away| away.get(period as usize - 1));
        !away.copied().unwrap_or(false)
    }

    /// How many periods a stay with a host takes.
    pub(crate) fn length_of(&self, host: u32) -> u32 {
        self.length.get(host as usize).copied().unwrap_or(1)
    }

    /// The length of every stay, where periods do not differ otherwise.
    pub(super) fn same_length(&self) -> Option<u32> {
        let first = self.length.first().copied().unwrap_or(1);
        let is_regular = self.away.is_empty()
            && self.changes.is_empty()
            && self.groups.is_empty()
            && self.orders.is_empty()
            && self.requirements.is_empty()
            && self.fixed.is_empty()
            && self.length.iter().all(|&length| length == first);
        is_regular.then_some(first)
    }
}

impl StaysProblem<'_> {
    /// Whether a stay lies within the periods, with the person present.
    fn fits(&self, person: u32, host: u32, period: u32) -> bool {
        let end = u64::from(period) + u64::from(self.terms.length_of(host));
        let mut own = period..period.saturating_add(self.terms.length_of(host));
        1 <= period
            && end <= u64::from(self.periods) + 1
            && own.all(|period| self.terms.is_present(person, period))
    }

    /// Checks that each fixed stay can be, beside the others of the person.
    pub(super) fn check_fixed(&self) -> Result<(), Errors<StaysError>> {
        let mut mistakes = Vec::new();
        let fixed = &self.terms.fixed;
        for (at, &(p, h, t)) in fixed.iter().enumerate() {
            let end = |h: u32, t: u32| u64::from(t) + u64::from(self.terms.length_of(h));
            let mut others = fixed.iter().take(at).filter(|other| other.0 == p);
            let most = self.people.list.get(p as usize).map_or(0, |goer| goer.most) as usize;
            let clash = if self.open_value(p, h).is_none() {
                FixedClash::NotEligible
            } else if t < 1 || end(h, t) > u64::from(self.periods) + 1 {
                FixedClash::Outside
            } else if !self.fits(p, h, t) {
                FixedClash::Away
            } else if others.clone().any(|other| other.1 == h) {
                FixedClash::HostTwice
            } else if others
                .clone()
                .any(|&(_, g, u)| u64::from(u) < end(h, t) && u64::from(t) < end(g, u))
            {
                FixedClash::TwoAtOnce
            } else if others.by_ref().count() >= most {
                FixedClash::TooMany
            } else {
                continue;
            };
            let person = self.people.list.get(p as usize).map(|goer| goer.key.to_string());
            let host = self.hosts.list.get(h as usize).map(|host| host.key.to_string());
            let (person, host) = (person.unwrap_or_default(), host.unwrap_or_default());
            mistakes.push(StaysError::Fixed { person, host, period: t, clash });
        }
        Errors::check(mistakes)
    }
}
