//! Why not these two, and what it would cost.

use std::fmt;

use jiff::civil::Date;

use crate::mentoring::{Loss, PairClosed, PlannedPair, Role, WhatIf};
use crate::score::Score;

/// How many pairs that would end, and begin, are named; the data has them all.
const MOST_NAMED: usize = 4;

/// Why two people are no pair of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WhyNot {
    /// Key of the mentor.
    pub mentor: String,
    /// Key of the mentee.
    pub mentee: String,
    /// The reason.
    pub reason: WhyNotReason,
}

/// The reason why two people are no pair of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WhyNotReason {
    /// One of them is not enrolled in that role.
    NotEnrolled {
        /// Their key.
        key: String,
        /// The role.
        role: Role,
    },
    /// It is one person.
    SamePerson,
    /// They are a pair of the plan.
    InPlan {
        /// Whether the caller fixed it.
        pinned: bool,
    },
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
    /// They are, or are fixed to be, a pair the other way round, and pairs may not be mutual.
    Mutual,
    /// A plan with the pair is exactly as good: chance or the order of enrolment decided.
    AsGood {
        /// What the pair would score.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// The pairs of the plan that would end.
        ends: Vec<PlannedPair>,
        /// The pairs that would begin beside it.
        begins: Vec<PlannedPair>,
    },
    /// Every plan with the pair is worse.
    Worse {
        /// What the pair would score.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// What any plan with the pair loses at least.
        at_least: Loss,
        /// What the plan below loses: as much as `at_least`, so that no plan with the pair loses less. None where by it two
        /// people would be each other's mentor, which may not be.
        at_most: Option<Loss>,
        /// The pairs of the plan that would end.
        ends: Vec<PlannedPair>,
        /// The pairs that would begin beside it.
        begins: Vec<PlannedPair>,
    },
}

impl WhyNotReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled { .. } => "not_enrolled",
            Self::SamePerson => "same_person",
            Self::InPlan { .. } => "in_plan",
            Self::Existing => "existing",
            Self::Excluded { .. } => "excluded",
            Self::NoScore => "no_score",
            Self::Paused { .. } => "paused",
            Self::NoPlace { .. } => "no_place",
            Self::Mutual => "mutual",
            Self::AsGood { .. } => "as_good",
            Self::Worse { .. } => "worse",
        }
    }
}

impl From<PairClosed> for WhyNotReason {
    fn from(closed: PairClosed) -> Self {
        match closed {
            PairClosed::NotEnrolled { key, role } => Self::NotEnrolled { key, role },
            PairClosed::SamePerson => Self::SamePerson,
            PairClosed::Existing => Self::Existing,
            PairClosed::Excluded { rules } => Self::Excluded { rules },
            PairClosed::NoScore => Self::NoScore,
            PairClosed::Paused { key, until } => Self::Paused { key, until },
            PairClosed::NoPlace { key, role, capacity } => Self::NoPlace { key, role, capacity },
            // Pins are pairs of the plan.
            PairClosed::Fixed => Self::Mutual,
        }
    }
}

impl WhatIf<'_> {
    /// Why these two are no pair of the plan: every rule that excludes them; or what the plan would lose with them as a pair,
    /// and who would be with whom then.
    ///
    /// # Guarantees
    /// The loss is that of the best plan with the pair, as if it were pinned and all solved anew, whether pairs are listed or
    /// priced: test `mentoring::why_not`. The loss is the same whoever asks, and when; where several plans lose the same, one of
    /// them is named.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    ///
    /// let problem = MentoringProblem::from_scores()
    ///     .mentor("ada", Capacity::ONE)
    ///     .mentor("bob", Capacity::ONE)
    ///     .mentee("cy")
    ///     .mentee("dee")
    ///     .score("ada", "cy", Score::points(5))
    ///     .score("ada", "dee", Score::points(3))
    ///     .score("bob", "cy", Score::points(1))
    ///     .score("bob", "dee", Score::points(2))
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.what_if()?.why_not("ada", "dee").to_string(),
    ///     "ada does not mentor dee: their pair would score 3, but the plan would lose 3 in score. It would end \
    ///      ada and cy (score 5), bob and dee (score 2), and begin bob and cy (score 1)."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, mentor: &str, mentee: &str) -> WhyNot {
        let reason = self.reason(mentor, mentee);
        WhyNot { mentor: mentor.to_owned(), mentee: mentee.to_owned(), reason }
    }

    fn reason(&self, mentor: &str, mentee: &str) -> WhyNotReason {
        match self.open_score(mentor, mentee) {
            Ok(score) => self.cost(mentor, mentee, score),
            Err(reason) => reason,
        }
    }

    /// The score of two who could be a pair but are none; or why they could not, or are.
    fn open_score(&self, mentor: &str, mentee: &str) -> Result<Score, WhyNotReason> {
        let (answer, problem) = (self.answer(), self.answer().problem());
        if let Some(pair) = answer.pairs_of(Role::Mentee, mentee).find(|p| p.mentor == mentor) {
            return Err(WhyNotReason::InPlan { pinned: pair.pinned });
        }
        problem.judge(mentor, mentee).map_err(WhyNotReason::from)
    }

    /// What the plan loses with a pair of two who could be one.
    pub(super) fn cost(&self, mentor: &str, mentee: &str, score: Score) -> WhyNotReason {
        let Some(change) = self.forced(mentor, mentee, score) else {
            return WhyNotReason::NoScore; // both have a place
        };
        let mut begins = change.begins;
        begins.retain(|pair| pair.mentor != mentor || pair.mentee != mentee);
        let ends = change.ends;
        if change.loss.is_nothing() && !change.is_mutual {
            return WhyNotReason::AsGood { score, ends, begins };
        }
        let at_most = Some(change.loss).filter(|_| !change.is_mutual);
        WhyNotReason::Worse { score, at_least: change.at_least, at_most, ends, begins }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mentor, mentee) = (&self.mentor, &self.mentee);
        match &self.reason {
            WhyNotReason::InPlan { pinned } => {
                let fixed = if *pinned { ", as fixed by hand" } else { "" };
                return write!(f, "{mentor} mentors {mentee} in this plan{fixed}.");
            }
            WhyNotReason::Existing => {
                return write!(f, "{mentor} and {mentee} are a pair from before, which goes on.");
            }
            _ => write!(f, "{mentor} does not mentor {mentee}: ")?,
        }
        match &self.reason {
            WhyNotReason::NotEnrolled { key, role } => {
                write!(f, "{key} is not enrolled as a {role}. Enrol them.")
            }
            WhyNotReason::SamePerson => f.write_str("nobody mentors themselves."),
            WhyNotReason::InPlan { .. } | WhyNotReason::Existing => Ok(()),
            WhyNotReason::Excluded { rules } => {
                let quoted: Vec<String> = rules.iter().map(|rule| format!("\"{rule}\"")).collect();
                let (verb, all) = match rules.len() {
                    1 => ("a rule excludes", "it"),
                    _ => ("rules exclude", "all of them"),
                };
                write!(
                    f,
                    "{verb} the pair: {}. Without {all} they could be one.",
                    quoted.join(", ")
                )
            }
            WhyNotReason::NoScore => {
                f.write_str("their pair has no score. A score makes it eligible.")
            }
            WhyNotReason::Paused { key, until } => {
                write!(f, "{key} is paused until {until}. A plan for a later day can include them.")
            }
            WhyNotReason::NoPlace { key, role, capacity } => write!(
                f,
                "existing and fixed pairs leave no place with the {role} {key}, whose capacity is \
                 {capacity}. A capacity of {} would open one.",
                capacity.saturating_add(1)
            ),
            WhyNotReason::Mutual => f.write_str(
                "they are a pair the other way round, and two people may not be each other's mentor.",
            ),
            WhyNotReason::AsGood { score, ends, begins } => {
                write!(
                    f,
                    "their pair would score {score}, and a plan with it is exactly as good; one of \
                     several had to be chosen."
                )?;
                moves(f, ends, begins)
            }
            WhyNotReason::Worse { score, at_least, at_most, ends, begins } => {
                write!(f, "their pair would score {score}, but the plan would lose ")?;
                match at_most {
                    Some(at_most) if at_most == at_least => write!(f, "{at_least}.")?,
                    Some(at_most) => write!(f, "at least {at_least}, and at most {at_most}.")?,
                    None => write!(
                        f,
                        "at least {at_least}; the cheapest way would make two people each other's \
                         mentor, which may not be."
                    )?,
                }
                moves(f, ends, begins)
            }
        }
    }
}

/// What would end and what would begin, as a sentence of its own.
pub(super) fn moves(
    f: &mut fmt::Formatter<'_>,
    ends: &[PlannedPair],
    begins: &[PlannedPair],
) -> fmt::Result {
    if ends.is_empty() && begins.is_empty() {
        return Ok(());
    }
    f.write_str(" It would ")?;
    listed(f, ends, begins)
}

pub(super) fn listed(
    f: &mut fmt::Formatter<'_>,
    ends: &[PlannedPair],
    begins: &[PlannedPair],
) -> fmt::Result {
    let names = |pairs: &[PlannedPair]| {
        let named = pairs.iter().take(MOST_NAMED);
        let mut all: Vec<String> = named
            .map(|pair| format!("{} and {} (score {})", pair.mentor, pair.mentee, pair.score))
            .collect();
        match pairs.len().saturating_sub(MOST_NAMED) {
            0 => {}
            more => all.push(format!("{more} more")),
        }
        all.join(", ")
    };
    if !ends.is_empty() {
        write!(f, "end {}", names(ends))?;
    }
    if !begins.is_empty() {
        let and = if ends.is_empty() { "" } else { ", and " };
        write!(f, "{and}begin {}", names(begins))?;
    }
    f.write_str(".")
}
