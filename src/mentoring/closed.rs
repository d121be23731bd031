//! Why two people cannot be a pair of any plan.

use std::fmt;

use jiff::civil::Date;

use super::plan::Role;
use super::problem::MentoringProblem;
use crate::score::Score;

/// Why two people cannot be a pair of any plan of a problem, beside its pins.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PairClosed {
    /// One of them is not enrolled in that role.
    NotEnrolled {
        /// Their key.
        key: String,
        /// The role.
        role: Role,
    },
    /// It is one person.
    SamePerson,
    /// They are a pair from before, which goes on.
    Existing,
    /// Rules exclude the pair.
    Excluded {
        /// All of them, in words.
        rules: Vec<String>,
    },
    /// The caller gave no score for the pair, or a custom criterion no value.
    NoScore,
    /// One of them is paused on the day planned for.
    Paused {
        /// Their key.
        key: String,
        /// The last day of the pause.
        until: Date,
    },
    /// One of them has no place that existing pairs and pins leave.
    NoPlace {
        /// Their key.
        key: String,
        /// The role.
        role: Role,
        /// The places they were enrolled with.
        capacity: u32,
    },
    /// They are pinned, or are fixed to be a pair the other way round and pairs may not be mutual.
    Fixed,
}

impl PairClosed {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled { .. } => "not_enrolled",
            Self::SamePerson => "same_person",
            Self::Existing => "existing",
            Self::Excluded { .. } => "excluded",
            Self::NoScore => "no_score",
            Self::Paused { .. } => "paused",
            Self::NoPlace { .. } => "no_place",
            Self::Fixed => "fixed",
        }
    }
}

impl fmt::Display for PairClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEnrolled { key, role } => {
                write!(f, "{key} takes no part as a {role}")
            }
            Self::SamePerson => f.write_str("it is one person"),
            Self::Existing => f.write_str("their pair goes on from before"),
            Self::Excluded { rules } => write!(f, "not allowed by {}", rules.join(", ")),
            Self::NoScore => f.write_str("the pair has no score"),
            Self::Paused { key, until } => write!(f, "{key} is paused until {until}"),
            Self::NoPlace { key, role, capacity } => {
                write!(f, "{key} has no place left as a {role} (capacity {capacity})")
            }
            Self::Fixed => f.write_str("they are fixed as a pair in one way or the other"),
        }
    }
}

impl MentoringProblem<'_> {
    /// What two people would score as a pair that a plan may hold beside the pins, or why none may.
    ///
    /// Complexity: one evaluation of the policy, and O(q) for q pins.
    pub(crate) fn judge(&self, mentor: &str, mentee: &str) -> Result<Score, PairClosed> {
        let enrolled = |role, key: &str| {
            let key = key.to_owned();
            self.participant(role, &key).ok_or(PairClosed::NotEnrolled { key, role })
        };
        let (first, second) = (enrolled(Role::Mentor, mentor)?, enrolled(Role::Mentee, mentee)?);
        if mentor == mentee {
            return Err(PairClosed::SamePerson);
        }
        if self.goes_on(mentor, mentee) {
            return Err(PairClosed::Existing);
        }
        let score = match self.compiled().zip(first.person.zip(second.person)) {
            Some((compiled, (a, b))) => {
                let rules = compiled.excluding(a, b).unwrap_or_default();
                let rules = rules.into_iter().filter_map(|index| compiled.rule(index));
                let rules: Vec<String> =
                    rules.map(|rule| rule.in_words("mentor", "mentee")).collect();
                if !rules.is_empty() {
                    return Err(PairClosed::Excluded { rules });
                }
                compiled.score(a, b).ok()
            }
            None => self.own_score(mentor, mentee),
        };
        let score = score.ok_or(PairClosed::NoScore)?;
        for (role, person) in [(Role::Mentor, first), (Role::Mentee, second)] {
            let key = person.key.to_string();
            if let Some(pause) = person.pause {
                return Err(PairClosed::Paused { key, until: pause.last });
            }
            if person.places() == 0 {
                return Err(PairClosed::NoPlace { key, role, capacity: person.capacity });
            }
        }
        if self.is_closed(mentor, mentee) {
            return Err(PairClosed::Fixed);
        }
        Ok(score)
    }
}
