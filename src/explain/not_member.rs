//! Why somebody is not in a task force, and what would change it.

use std::fmt;

use super::in_common::listed;
use crate::Date;
use crate::score::Score;
use crate::taskforce::{Answer, Conflict, Forced, SolveError};

/// Why somebody is not in a task force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NotMemberReason {
    /// Their key.
    pub key: String,
    /// The reason.
    pub cause: NotMemberCause,
}

/// The reason why somebody is not in a task force.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NotMemberCause {
    /// They are in it.
    Member,
    /// Nobody in the organisation has this key.
    Unknown,
    /// They were not named as a candidate.
    NotACandidate,
    /// They take no part on the day: paused, or yet to start.
    Unavailable {
        /// The day.
        day: Option<Date>,
    },
    /// No task force with them is possible: proven.
    Impossible {
        /// What cannot be met together with them in it.
        conflict: Conflict,
    },
    /// The best task force with them is worth less.
    WorthLess {
        /// How much less than the one planned at least: proven. Equal to `at_most` where the best one with them is
        /// known.
        #[cfg_attr(feature = "serde", serde(rename = "at_least_micros"))]
        at_least: Score,
        /// How much less the one found with them is.
        #[cfg_attr(feature = "serde", serde(rename = "at_most_micros"))]
        at_most: Score,
        /// Who would be in it beside them and is not now.
        joining: Vec<String>,
        /// Who would not be in it and is now.
        leaving: Vec<String>,
    },
    /// One with them is worth as much, and the solver found this one first.
    AsGood {
        /// Who would be in it beside them and is not now.
        joining: Vec<String>,
        /// Who would not be in it and is now.
        leaving: Vec<String>,
    },
    /// One with them was found that is worth more: the solver was stopped too early.
    WorthMore {
        /// How much more.
        #[cfg_attr(feature = "serde", serde(rename = "more_micros"))]
        more: Score,
        /// Who would be in it beside them and is not now.
        joining: Vec<String>,
        /// Who would not be in it and is now.
        leaving: Vec<String>,
    },
    /// None with them was found, nor was it proven that there is none, before the search was stopped.
    NotFound {
        /// How much less than the one planned any with them is worth at least, where that is proven.
        #[cfg_attr(feature = "serde", serde(rename = "at_least_micros"))]
        at_least: Option<Score>,
    },
}

impl NotMemberReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.cause {
            NotMemberCause::Member => "member",
            NotMemberCause::Unknown => "unknown",
            NotMemberCause::NotACandidate => "not_a_candidate",
            NotMemberCause::Unavailable { .. } => "unavailable",
            NotMemberCause::Impossible { .. } => "impossible",
            NotMemberCause::WorthLess { .. } => "worth_less",
            NotMemberCause::AsGood { .. } => "as_good",
            NotMemberCause::WorthMore { .. } => "worth_more",
            NotMemberCause::NotFound { .. } => "not_found",
        }
    }
}

impl fmt::Display for NotMemberReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        match &self.cause {
            NotMemberCause::Member => write!(f, "{key} is in the task force."),
            NotMemberCause::Unknown => write!(f, "{key} is nobody in the organisation."),
            NotMemberCause::NotACandidate => {
                write!(f, "{key} is not in it: they were not named as a candidate.")
            }
            NotMemberCause::Unavailable { day } => {
                write!(f, "{key} is not in it: they take no part")?;
                if let Some(day) = day {
                    write!(f, " on {day}")?;
                }
                f.write_str(", because of a pause or a later first day. Another day may do.")
            }
            NotMemberCause::Impossible { conflict } => match &conflict.words[..] {
                [] => write!(f, "{key} is not in it: no task force with them is possible."),
                [one] => write!(
                    f,
                    "{key} is not in it: with them this cannot be met: {one}. Without that they could be."
                ),
                words => {
                    let all = words.join("; ");
                    write!(f, "{key} is not in it: with them these cannot hold together: {all}.")?;
                    if conflict.is_irreducible() {
                        f.write_str(" With any one of them dropped they could be.")?;
                    }
                    Ok(())
                }
            },
            NotMemberCause::WorthLess { at_least, at_most, joining, leaving } => {
                write!(f, "{key} is not in it: the best task force with them ")?;
                if at_least == at_most {
                    write!(f, "is worth {at_most} less")?;
                } else {
                    write!(f, "is worth at least {at_least} and at most {at_most} less")?;
                }
                f.write_str(&change(joining, leaving))?;
                write!(f, ". With more than {at_most} points more they would be.")
            }
            NotMemberCause::AsGood { joining, leaving } => write!(
                f,
                "{key} is not in it: a task force with them is worth as much{}; this one was found first.",
                change(joining, leaving)
            ),
            NotMemberCause::WorthMore { more, joining, leaving } => write!(
                f,
                "{key} is not in it, though a task force with them is worth {more} more{}: the search was \
                 stopped too early.",
                change(joining, leaving)
            ),
            NotMemberCause::NotFound { at_least } => {
                write!(
                    f,
                    "{key} is not in it: no task force with them was found within the limit"
                )?;
                if let Some(at_least) = at_least {
                    write!(f, "; any would be worth at least {at_least} less")?;
                }
                f.write_str(".")
            }
        }
    }
}

/// Who else would come and go.
fn change(joining: &[String], leaving: &[String]) -> String {
    let mut text = String::new();
    if !joining.is_empty() {
        text += &format!(", with {} too", listed(joining, joining.len()));
    }
    if !leaving.is_empty() {
        text += &format!(", without {}", listed(leaving, leaving.len()));
    }
    text
}

pub(super) fn reason(answer: &Answer<'_>, key: &str) -> Result<NotMemberReason, SolveError> {
    Ok(NotMemberReason { key: key.to_owned(), cause: cause(answer, key)? })
}

fn cause(answer: &Answer<'_>, key: &str) -> Result<NotMemberCause, SolveError> {
    let (problem, plan) = (answer.problem(), answer.plan());
    let Some(position) = problem.position(key) else {
        let away = problem.unavailable().any(|person| person.key() == key);
        return Ok(match problem.organization().person(key) {
            None => NotMemberCause::Unknown,
            Some(_) if away => NotMemberCause::Unavailable { day: problem.context().today },
            Some(_) => NotMemberCause::NotACandidate,
        });
    };
    let now = answer.team();
    if now.contains(&position) {
        return Ok(NotMemberCause::Member);
    }
    let less = |worth: Score| Score::from_micros(plan.objective.micros() - worth.micros());
    let (team, worth, bound) = match problem.best_with(position)? {
        Forced::Impossible { conflict } => return Ok(NotMemberCause::Impossible { conflict }),
        Forced::Unknown { bound } => {
            let at_least = bound.map(less).filter(|&less| less > Score::ZERO);
            return Ok(NotMemberCause::NotFound { at_least });
        }
        Forced::Team { team, worth, bound } => (team, worth, bound),
    };
    let keys = |positions: &mut dyn Iterator<Item = &u32>| {
        positions.map(|&p| problem.person(p).key().to_owned()).collect::<Vec<String>>()
    };
    let joining = keys(&mut team.iter().filter(|&&p| p != position && !now.contains(&p)));
    let leaving = keys(&mut now.iter().filter(|p| !team.contains(p)));
    let at_most = less(worth);
    Ok(match at_most.micros() {
        0 => NotMemberCause::AsGood { joining, leaving },
        more if more < 0 => {
            NotMemberCause::WorthMore { more: Score::from_micros(-more), joining, leaving }
        }
        _ => {
            let at_least = bound.map_or(Score::ZERO, less).max(Score::ZERO);
            NotMemberCause::WorthLess { at_least, at_most, joining, leaving }
        }
    })
}
