//! Why not another host, and why no more.

use std::fmt;

use super::stay::position;
use super::stay_period::Beside;
use crate::rotation::assignments::{Answer, Closed, Forced, Loss, StayRole, StaysProblem, WhatIf};
use crate::score::Score;

/// How many stays that would end, and begin, are named; the data has them all.
const MOST_NAMED: usize = 4;

/// Why a person has no more stays.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NoMoreReason {
    /// Key of the person.
    pub person: String,
    /// How many stays they have.
    pub stays: u32,
    /// The reason.
    pub cause: NoMoreCause,
}

/// The reason why a person has no more stays.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NoMoreCause {
    /// Nobody of that key takes part.
    NotEnrolled,
    /// They have one in every period.
    EveryPeriod,
    /// They have as many as they may.
    OwnLimit,
    /// They are with every host that they may go to, or may go to none.
    NoHostLeft,
    /// There are other hosts, and this is why none of them.
    Hosts {
        /// Each of them, in the order given.
        hosts: Vec<NoMoreHost>,
    },
}

/// Why a person who could have a stay more does not have one with this host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NoMoreHost {
    /// It is full in every period.
    Full {
        /// Key of the host.
        host: String,
    },
    /// It has no room in a period that suits the person; where periods differ.
    NoTime {
        /// Key of the host.
        host: String,
    },
    /// There is a place, but the stay would add nothing to the score; the highest score only.
    NoGain {
        /// Key of the host.
        host: String,
        /// What it would be worth: 0 or less.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
    },
    /// There is a place: the plan is not proven optimal, and could be better.
    Room {
        /// Key of the host.
        host: String,
    },
}

impl NoMoreCause {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::EveryPeriod => "every_period",
            Self::OwnLimit => "own_limit",
            Self::NoHostLeft => "no_host_left",
            Self::Hosts { .. } => "hosts",
        }
    }
}

impl fmt::Display for NoMoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person, stays, cause } = self;
        let has = match stays {
            0 => "no stay".to_owned(),
            1 => "1 stay".to_owned(),
            stays => format!("{stays} stays"),
        };
        match cause {
            NoMoreCause::NotEnrolled => write!(f, "{person} does not take part."),
            NoMoreCause::EveryPeriod => write!(f, "{person} has {has}: one in every period."),
            NoMoreCause::OwnLimit => write!(f, "{person} has {has}, as many as allowed."),
            NoMoreCause::NoHostLeft => {
                write!(f, "{person} has {has}: there is no other host that they may go to.")
            }
            NoMoreCause::Hosts { hosts } => {
                let each = hosts.iter().map(|host| match host {
                    NoMoreHost::Full { host } => format!("{host} is full in every period"),
                    NoMoreHost::NoTime { host } => {
                        format!("{host} has no room in a period that suits")
                    }
                    NoMoreHost::NoGain { host, score } => {
                        format!("{host} has room, but would add {score} to the score")
                    }
                    NoMoreHost::Room { host } => {
                        format!("{host} has room, and a better plan may use it")
                    }
                });
                write!(f, "{person} has {has}: {}.", each.collect::<Vec<_>>().join("; "))
            }
        }
    }
}

/// Why a person does not stay with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WhyNotStay {
    /// Key of the person.
    pub person: String,
    /// Key of the host.
    pub host: String,
    /// The reason.
    pub reason: WhyNotStayReason,
}

/// The reason why a person does not stay with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WhyNotStayReason {
    /// One of the two does not take part.
    NotEnrolled {
        /// The side.
        role: StayRole,
    },
    /// They do.
    InPlan {
        /// The period.
        period: u32,
    },
    /// It is the person's own department, or one above it.
    Home,
    /// They were there before.
    Visited,
    /// The caller excluded it.
    Excluded,
    /// The caller gave no value for the pair.
    NoScore,
    /// The person may have no stay, or the host takes nobody.
    NoPlaces {
        /// The side.
        role: StayRole,
    },
    /// No plan with this stay keeps every condition, or none was found.
    NoPlan {
        /// Whether it is proven that there is none.
        proven: bool,
    },
    /// The best plan with this stay loses something, or nothing.
    Costs {
        /// What the stay itself is worth.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// What the objective loses: exactly, if the least is as much.
        loss: Loss,
        /// What it loses at least, as proven; none where that is the same, or where nothing is proven.
        least: Option<Loss>,
        /// Whether it is proven that no plan with it loses less than the least.
        proven: bool,
        /// The stays that would end.
        ends: Vec<StayPair>,
        /// The stays that would begin, this one included.
        begins: Vec<StayPair>,
    },
}

impl WhyNotStayReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled { .. } => "not_enrolled",
            Self::InPlan { .. } => "in_plan",
            Self::Home => "home",
            Self::Visited => "visited",
            Self::Excluded => "excluded",
            Self::NoScore => "no_score",
            Self::NoPlaces { .. } => "no_places",
            Self::NoPlan { .. } => "no_plan",
            Self::Costs { .. } => "costs",
        }
    }
}

/// A person and a host, whatever the period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StayPair {
    /// Key of the person.
    pub person: String,
    /// Key of the host.
    pub host: String,
}

impl fmt::Display for WhyNotStay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person, host, reason } = self;
        match reason {
            WhyNotStayReason::NotEnrolled { role: StayRole::Person } => {
                write!(f, "{person} does not take part.")
            }
            WhyNotStayReason::NotEnrolled { role: StayRole::Host } => {
                write!(f, "{host} does not take part.")
            }
            WhyNotStayReason::InPlan { period } => {
                write!(f, "{person} does stay with {host}, in period {period}.")
            }
            WhyNotStayReason::Home => {
                write!(f, "{person} is at home in {host}, and so does not go there.")
            }
            WhyNotStayReason::Visited => write!(f, "{person} was with {host} before."),
            WhyNotStayReason::Excluded => write!(f, "{person} with {host} is excluded."),
            WhyNotStayReason::NoScore => write!(f, "{person} with {host} was given no score."),
            WhyNotStayReason::NoPlaces { role: StayRole::Person } => {
                write!(f, "{person} may have no stay.")
            }
            WhyNotStayReason::NoPlaces { role: StayRole::Host } => {
                write!(f, "{host} takes nobody.")
            }
            WhyNotStayReason::NoPlan { proven: true } => {
                write!(f, "No plan in which {person} stays with {host} keeps every condition.")
            }
            WhyNotStayReason::NoPlan { proven: false } => {
                write!(
                    f,
                    "No plan in which {person} stays with {host} was found; there may be one."
                )
            }
            WhyNotStayReason::Costs { score, loss, least, proven, ends, begins } => {
                write!(f, "{person} could stay with {host} (score {score}): ")?;
                match least {
                    _ if loss.is_nothing() => f.write_str("the plan would be as good")?,
                    Some(least) => {
                        write!(
                            f,
                            "the best plan found with it loses {loss}, and none less than {least}"
                        )?;
                    }
                    None if *proven => write!(f, "the best plan with it loses {loss}")?,
                    None => write!(f, "the best plan found with it loses {loss}")?,
                }
                if !ends.is_empty() {
                    write!(f, "; would end: {}", named(ends))?;
                }
                let others: Vec<StayPair> = begins
                    .iter()
                    .filter(|pair| (&pair.person, &pair.host) != (person, host))
                    .cloned()
                    .collect();
                if !others.is_empty() {
                    write!(f, "; would begin too: {}", named(&others))?;
                }
                f.write_str(".")
            }
        }
    }
}

fn named(pairs: &[StayPair]) -> String {
    let some = pairs.iter().take(MOST_NAMED);
    let mut text = some
        .map(|pair| format!("{} with {}", pair.person, pair.host))
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(more @ 1..) = pairs.len().checked_sub(MOST_NAMED) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

fn pair_of(problem: &StaysProblem<'_>, (person, host): (u32, u32)) -> StayPair {
    let person = problem.people().get(person as usize).map(|p| p.key.to_string());
    let host = problem.hosts().get(host as usize).map(|h| h.key.to_string());
    StayPair { person: person.unwrap_or_default(), host: host.unwrap_or_default() }
}

impl Answer<'_> {
    /// Why a person has no more stays than they have.
    ///
    /// Complexity: O(h) for h hosts that they may go to; O(h·m) where periods differ, for m stays of the plan.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// let problem = StaysProblem::from_scores(1)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .score("ada", "law", Score::points(3))
    ///     .score("bob", "law", Score::points(2))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_no_more("bob").to_string(),
    ///     "bob has no stay: law is full in every period."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_no_more(&self, person: &str) -> NoMoreReason {
        let problem = self.problem();
        let key = person.to_owned();
        let at = problem.position(StayRole::Person, person);
        let goer = at.and_then(|at| problem.people().get(at as usize));
        let Some((at, goer)) = at.zip(goer) else {
            return NoMoreReason { person: key, stays: 0, cause: NoMoreCause::NotEnrolled };
        };
        let stays = self.person_used(at);
        let cause = if stays >= goer.most {
            NoMoreCause::OwnLimit
        } else if stays >= problem.periods() {
            NoMoreCause::EveryPeriod
        } else {
            let others = problem.open_hosts(at).filter(|&(h, _)| self.stay(at, h).is_none());
            let hosts: Vec<NoMoreHost> =
                others.map(|(h, score)| self.no_more(at, h, score)).collect();
            if hosts.is_empty() { NoMoreCause::NoHostLeft } else { NoMoreCause::Hosts { hosts } }
        };
        NoMoreReason { person: key, stays, cause }
    }

    fn no_more(&self, person: u32, at: u32, score: Score) -> NoMoreHost {
        let problem = self.problem();
        let Some(host) = problem.hosts().get(at as usize) else {
            return NoMoreHost::Room { host: String::new() }; // rows name hosts alone
        };
        let key = host.key.to_string();
        let (is_full, has_time) = if problem.block() == Some(1) {
            (self.host_used(at) >= problem.host_places(at), true)
        } else {
            let beside = Beside::new(self, person, at);
            let mut periods = 1..=problem.periods();
            (beside.is_full(), periods.any(|period| beside.bar(period).is_none()))
        };
        if is_full {
            NoMoreHost::Full { host: key }
        } else if !has_time {
            NoMoreHost::NoTime { host: key }
        } else if self.is_optimal() {
            NoMoreHost::NoGain { host: key, score }
        } else {
            NoMoreHost::Room { host: key }
        }
    }
}

impl WhatIf<'_> {
    /// Why a person does not stay with a host: what rules it out, or what exactly the best plan with it loses.
    ///
    /// Complexity: that of a [forced pair](crate::matching::assignment::Residual::forced); of solving again, where hosts must have
    /// people; of solving again for every period, where periods differ.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// let problem = StaysProblem::from_scores(1)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .score("ada", "law", Score::points(3))
    ///     .score("bob", "law", Score::points(2))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.what_if()?.why_not("bob", "law").to_string(),
    ///     "bob could stay with law (score 2): the best plan with it loses 1 in score; \
    ///      would end: ada with law."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, person: &str, host: &str) -> WhyNotStay {
        let reason = self.reason(person, host);
        WhyNotStay { person: person.to_owned(), host: host.to_owned(), reason }
    }

    fn reason(&self, person: &str, host: &str) -> WhyNotStayReason {
        let problem = self.answer().problem();
        let (p, h) = match position(problem, person, host) {
            Ok(pair) => pair,
            Err(role) => return WhyNotStayReason::NotEnrolled { role },
        };
        if let Some(stay) = self.answer().stay(p, h) {
            return WhyNotStayReason::InPlan { period: stay.period };
        }
        match problem.closed().get(&(p, h)) {
            Some(Closed::Visited) => return WhyNotStayReason::Visited,
            Some(Closed::Excluded) => return WhyNotStayReason::Excluded,
            None => {}
        }
        let Some(score) = problem.open_value(p, h) else {
            return match problem.organization() {
                Some(_) => WhyNotStayReason::Home,
                None => WhyNotStayReason::NoScore,
            };
        };
        match self.forced(p, h, score) {
            Forced::NoPlan { proven } => WhyNotStayReason::NoPlan { proven },
            Forced::Change(change) => WhyNotStayReason::Costs {
                score,
                loss: change.loss,
                least: change.least.filter(|&least| least != change.loss),
                proven: change.least.is_some(),
                ends: change.ends.into_iter().map(|pair| pair_of(problem, pair)).collect(),
                begins: change.begins.into_iter().map(|pair| pair_of(problem, pair)).collect(),
            },
            Forced::NoPlaces => {
                let nobody = problem.people().get(p as usize).is_some_and(|goer| goer.most == 0);
                let role = if nobody { StayRole::Person } else { StayRole::Host };
                WhyNotStayReason::NoPlaces { role }
            }
        }
    }
}
