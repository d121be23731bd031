//! Why this period.

use std::fmt;

use super::stay::position;
use crate::rotation::assignments::{Answer, Stay, StayRole, StaysProblem};

/// Why a stay is when it is: in which other periods it could be as well, and why not in the rest.
///
/// A stay is worth the same whenever it is. Without a [calendar](crate::rotation::assignments::Calendar) any order of the periods
/// makes an equally good plan. Test: `stays::laws::periods_in_another_order_are_as_good`. With one, each period that could not take this stay, while all others stay where they
/// are, has its reason. Test: `stays::calendar_why`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PeriodReason {
    /// Key of the person.
    pub person: String,
    /// Key of the host.
    pub host: String,
    /// The period; the first, where it takes several.
    pub period: u32,
    /// How many periods it takes.
    pub length: u32,
    /// How many periods there are.
    pub periods: u32,
    /// Whether periods are alike, so that any would do.
    pub alike: bool,
    /// Whether it was fixed, so that there is nothing to ask.
    pub fixed: bool,
    /// The periods to which this stay could be moved while all others stay where they are.
    pub also: Vec<u32>,
    /// Why not to the others; nothing where periods are alike.
    pub not: Vec<PeriodBar>,
}

/// Why a stay could not begin in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PeriodBar {
    /// The period.
    pub period: u32,
    /// The reason; the first found of several.
    pub cause: PeriodCause,
}

/// The reason why a stay could not begin in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PeriodCause {
    /// It would end after the last period.
    Outside,
    /// The person is away.
    Away {
        /// The first such period of the stay.
        period: u32,
    },
    /// The person is with another host.
    Busy {
        /// Key of that host.
        host: String,
    },
    /// The host is full.
    Full {
        /// The first such period of the stay.
        period: u32,
    },
    /// The host would have fewer people than it must where the stay is now.
    Short {
        /// The first such period.
        period: u32,
    },
    /// As many of some people are on a stay as may be.
    Group {
        /// Their department, or the name given.
        name: String,
        /// The first such period of the stay.
        period: u32,
    },
    /// It would break the order with another stay of the person.
    Order {
        /// Key of that stay's host.
        host: String,
    },
    /// The host requires another one before, and the person is not with that one by then.
    Requires {
        /// Key of the other one.
        host: String,
    },
}

impl PeriodCause {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Away { .. } => "away",
            Self::Busy { .. } => "busy",
            Self::Full { .. } => "full",
            Self::Short { .. } => "short",
            Self::Group { .. } => "group",
            Self::Order { .. } => "order",
            Self::Requires { .. } => "requires",
        }
    }
}

impl fmt::Display for PeriodCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => f.write_str("too late to end"),
            Self::Away { period } => write!(f, "away in {period}"),
            Self::Busy { host } => write!(f, "with {host} then"),
            Self::Full { period } => write!(f, "full in {period}"),
            Self::Short { period } => write!(f, "missed in {period}"),
            Self::Group { name, period } => write!(f, "too many of {name} away in {period}"),
            Self::Order { host } => write!(f, "out of order with {host}"),
            Self::Requires { host } => write!(f, "{host} comes first"),
        }
    }
}

impl fmt::Display for PeriodReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person, host, period, periods, .. } = self;
        if *periods == 1 {
            return write!(f, "{person} stays with {host} in period 1, which is the only one.");
        }
        write!(f, "{person} stays with {host} ")?;
        match self.length {
            1 => write!(f, "in period {period} of {periods}")?,
            length => write!(f, "in periods {period} to {} of {periods}", period + length - 1)?,
        }
        if self.fixed {
            return f.write_str(", as was fixed.");
        }
        f.write_str(if self.alike {
            ", but any would do: values and places are the same in each, and any order of the periods is \
             an equally good plan."
        } else {
            "; a stay is worth the same whenever it is."
        })?;
        let list = |periods: &[u32]| {
            periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        match self.also.as_slice() {
            [] => f.write_str(" It cannot be moved alone; others would have to move too.")?,
            [one] => write!(f, " It could be moved to period {one}, while all others stay.")?,
            many => write!(
                f,
                " It could be moved to any of the periods {}, while all others stay.",
                list(many)
            )?,
        }
        let bars = self.not.iter().filter(|bar| bar.cause != PeriodCause::Outside);
        let bars: Vec<String> = bars.map(|bar| format!("{} ({})", bar.period, bar.cause)).collect();
        if !bars.is_empty() {
            write!(f, " Not to {}.", bars.join(", "))?;
        }
        Ok(())
    }
}

/// Who is where in a plan, but for one stay, by positions.
pub(super) struct Beside<'a> {
    problem: &'a StaysProblem<'a>,
    /// People with each host that was asked for, by period from 1.
    used: Vec<u32>,
    /// The host asked for, and the stay of the person with it that is left out.
    host: u32,
    person: u32,
    own: Option<(u32, u32)>,
    /// The other stays of the person: host, first period, period after the last.
    others: Vec<(u32, u32, u32)>,
    /// Of each group with the person how many others are away, by period from 1.
    away: Vec<(usize, Vec<u32>)>,
}

impl<'a> Beside<'a> {
    /// O(m) for m stays of the plan.
    pub(super) fn new(answer: &'a Answer<'_>, person: u32, host: u32) -> Self {
        let problem = answer.problem();
        let size = problem.periods() as usize + 1;
        let groups = problem.terms().groups.iter().enumerate();
        let mine = groups.filter(|(_, group)| group.people.contains(&person));
        let mut beside = Self {
            problem,
            used: vec![0; size],
            host,
            person,
            own: None,
            others: Vec::new(),
            away: mine.map(|(at, _)| (at, vec![0; size])).collect(),
        };
        for stay in answer.plan().stays() {
            let ends = position(problem, &stay.person, &stay.host);
            let Ok((p, h)) = ends else { continue };
            let periods = stay.periods();
            if p == person && h == host {
                beside.own = Some((periods.start, periods.end));
                continue;
            }
            if p == person {
                beside.others.push((h, periods.start, periods.end));
            }
            for period in periods {
                let at = period as usize;
                if h == host {
                    beside.used[at] += 1;
                }
                for (group, away) in &mut beside.away {
                    away[at] += u32::from(problem.terms().groups[*group].people.contains(&p));
                }
            }
        }
        beside
    }

    /// Whether the host is full in every period.
    pub(super) fn is_full(&self) -> bool {
        let mut periods = 1..=self.problem.periods();
        periods
            .all(|period| self.used[period as usize] >= self.problem.people_at(self.host, period).1)
    }

    /// Why the stay cannot begin in a period, if it cannot.
    pub(super) fn bar(&self, start: u32) -> Option<PeriodCause> {
        let (problem, terms) = (self.problem, self.problem.terms());
        let end = start + terms.length_of(self.host);
        if end > problem.periods() + 1 {
            return Some(PeriodCause::Outside);
        }
        let key = |host: u32| {
            problem.hosts().get(host as usize).map(|host| host.key.to_string()).unwrap_or_default()
        };
        let mut periods = start..end;
        if let Some(period) = periods.clone().find(|&t| !terms.is_present(self.person, t)) {
            return Some(PeriodCause::Away { period });
        }
        if let Some(other) = self.others.iter().find(|other| other.1 < end && start < other.2) {
            return Some(PeriodCause::Busy { host: key(other.0) });
        }
        let is_full = |t: &u32| self.used[*t as usize] >= problem.people_at(self.host, *t).1;
        if let Some(period) = periods.clone().find(is_full) {
            return Some(PeriodCause::Full { period });
        }
        for (group, away) in &self.away {
            let group = &terms.groups[*group];
            if let Some(period) = periods.find(|&t| away[t as usize] >= group.most) {
                return Some(PeriodCause::Group { name: group.name.to_string(), period });
            }
            periods = start..end;
        }
        if let Some((from, to)) = self.own {
            let is_short = |t: &u32| {
                !(start..end).contains(t)
                    && self.used[*t as usize] < problem.people_at(self.host, *t).0
            };
            if let Some(period) = (from..to).find(is_short) {
                return Some(PeriodCause::Short { period });
            }
        }
        self.precedence(start, end).map(|(host, is_required)| {
            let host = key(host);
            if is_required { PeriodCause::Requires { host } } else { PeriodCause::Order { host } }
        })
    }

    /// The host with which an order or a requirement would be broken, and whether it is one that is missing before.
    fn precedence(&self, start: u32, end: u32) -> Option<(u32, bool)> {
        let (problem, terms) = (self.problem, self.problem.terms());
        let has_met = |first: u32| problem.has_met(self.person, first);
        let missing = terms.requirements.iter().find(|&&(first, then)| {
            then == self.host
                && !has_met(first)
                && !self.others.iter().any(|other| other.0 == first && other.2 <= start)
        });
        if let Some(&(first, _)) = missing {
            return Some((first, true));
        }
        let broken = self.others.iter().find(|&&(host, from, to)| {
            let comes_first = terms.orders.contains(&(self.host, host))
                || terms.requirements.contains(&(self.host, host)) && !has_met(self.host);
            (comes_first && end > from) || (terms.orders.contains(&(host, self.host)) && to > start)
        });
        broken.map(|other| (other.0, false))
    }
}

impl Answer<'_> {
    /// Why this period. The stay is one of the plan.
    ///
    /// Complexity: O(m + T) for m stays of the plan and T periods.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::{Calendar, StaysProblem};
    ///
    /// let builder = StaysProblem::from_scores(2)
    ///     .person("ada")
    ///     .host("law", 1)
    ///     .score("ada", "law", Score::points(3));
    /// let problem = builder.clone().build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_period(&answer.plan().stays()[0]).to_string(),
    ///     "ada stays with law in period 1 of 2, but any would do: values and places are the same in \
    ///      each, and any order of the periods is an equally good plan. It could be moved to period 2, \
    ///      while all others stay."
    /// );
    ///
    /// let problem = builder.calendar(Calendar::new().present("ada", 2..=2)).build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_period(&answer.plan().stays()[0]).to_string(),
    ///     "ada stays with law in period 2 of 2; a stay is worth the same whenever it is. It cannot be \
    ///      moved alone; others would have to move too. Not to 1 (away in 1)."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_period(&self, stay: &Stay) -> PeriodReason {
        let problem = self.problem();
        let person = problem.position(StayRole::Person, &stay.person);
        let host = problem.position(StayRole::Host, &stay.host);
        let alike = problem.block() == Some(1);
        let mut reason = PeriodReason {
            person: stay.person.clone(),
            host: stay.host.clone(),
            period: stay.period,
            length: stay.length,
            periods: problem.periods(),
            alike,
            fixed: false,
            also: Vec::new(),
            not: Vec::new(),
        };
        let Some((person, host)) = person.zip(host) else { return reason };
        reason.fixed = problem.terms().fixed.contains(&(person, host, stay.period));
        if reason.fixed {
            return reason;
        }
        let beside = Beside::new(self, person, host);
        for period in (1..=problem.periods()).filter(|&period| period != stay.period) {
            match beside.bar(period) {
                None => reason.also.push(period),
                Some(_) if alike => {}
                Some(cause) => reason.not.push(PeriodBar { period, cause }),
            }
        }
        reason
    }
}
