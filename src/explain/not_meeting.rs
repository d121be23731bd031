//! Why two people do not meet in a round, and what it would cost.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::rotation::{Answer, RoundObjective, SolveError};
use crate::score::Score;

/// How many pairs that would end, and begin, are named; the data has them all.
const MOST_NAMED: usize = 4;

/// Why two people do not meet in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NotMeeting {
    /// Position of the round in the plan, from 0.
    pub position: usize,
    /// The key of one of them.
    pub first: String,
    /// The key of the other.
    pub second: String,
    /// The reason.
    pub reason: NotMeetingReason,
}

/// The reason why two people do not meet in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NotMeetingReason {
    /// The plan has no such round.
    NotInPlan {
        /// How many rounds it has.
        rounds: usize,
    },
    /// One of them is not enrolled.
    NotEnrolled {
        /// Their key.
        key: String,
    },
    /// It is one person.
    SamePerson,
    /// They do meet in this round.
    Meet,
    /// One of them takes no part in this round; [`why_bye`](Answer::why_bye) says why.
    Absent {
        /// Their key.
        key: String,
    },
    /// Rules exclude them in one order or the other.
    Excluded {
        /// All of these rules, in words.
        rules: Vec<String>,
    },
    /// The caller gave no score for the pair, or a custom criterion no value.
    NoScore,
    /// They met not long ago, and may not yet meet again.
    CoolDown {
        /// The last round in which they met.
        last_met: Option<u32>,
        /// The first round in which they may, as far as cool-downs in rounds go.
        from_round: Option<u32>,
        /// The first day on which they may, as far as cool-downs in days go.
        from_day: Option<Date>,
    },
    /// A round in which they meet is exactly as good: chance or the order of enrolment decided.
    AsGood {
        /// What their pair would score.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// The pairs of the round that would not meet.
        ends: Vec<(String, String)>,
        /// The pairs that would meet beside them.
        begins: Vec<(String, String)>,
    },
    /// Every round in which they meet is worse.
    Worse {
        /// What their pair would score.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// What the best round with them loses.
        loss: RoundLoss,
        /// The pairs of the round that would not meet.
        ends: Vec<(String, String)>,
        /// The pairs that would meet beside them.
        begins: Vec<(String, String)>,
    },
}

/// What a round loses, compared in this order; a part after the first that is lost may be below 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RoundLoss {
    /// How many people fewer meet somebody.
    pub placed: i64,
    /// How much less is the sum of the turns of those who do.
    pub turns: i64,
    /// How many pairs more meet again before their cool-down is over.
    pub repeats: i64,
    /// By how much less all score.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

/// Why it cannot be said what a meeting would cost.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NotMeetingError {
    /// The programme has trios, groups, two pools or pairs that are priced.
    #[error(
        "what a meeting would cost is known for rounds of pairs with byes whose pairs are listed; this programme has \
         others"
    )]
    NotPairs,
    /// The round is not proven optimal.
    #[error("round {round} is not proven optimal, so that nothing is known about changes to it")]
    NotProven {
        /// The number of the round.
        round: u32,
    },
    /// The round with the two cannot be solved.
    #[error("{0}")]
    Solve(SolveError),
}

impl NotMeetingReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInPlan { .. } => "not_in_plan",
            Self::NotEnrolled { .. } => "not_enrolled",
            Self::SamePerson => "same_person",
            Self::Meet => "meet",
            Self::Absent { .. } => "absent",
            Self::Excluded { .. } => "excluded",
            Self::NoScore => "no_score",
            Self::CoolDown { .. } => "cool_down",
            Self::AsGood { .. } => "as_good",
            Self::Worse { .. } => "worse",
        }
    }
}

impl RoundLoss {
    fn between(best: RoundObjective, other: RoundObjective) -> Self {
        let less = |a: u64, b: u64| i64::try_from(i128::from(a) - i128::from(b)).unwrap_or(0);
        let score = best.score.micros().saturating_sub(other.score.micros());
        Self {
            placed: less(best.placed, other.placed),
            turns: less(best.turns, other.turns),
            repeats: less(other.repeats, best.repeats),
            score: Score::from_micros(score),
        }
    }
}

impl Answer<'_> {
    /// Why two people do not meet in the round at a position, from 0: what forbids it; or what the round would lose if they did, the
    /// rounds before it given, and who would meet whom then. The round is solved anew with the two as a pair.
    ///
    /// # Guarantees
    /// The loss is that of the best round in which they meet, where beside them repeats are held only where more people meet
    /// that way: test `rotation::not_meeting`, against enumeration.
    ///
    /// # Complexity
    /// That of a round.
    ///
    /// # Errors
    /// [`NotMeetingError::NotPairs`] for trios, groups, two pools and pairs that are priced; [`NotMeetingError::NotProven`].
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::RotationProblem;
    ///
    /// let problem = RotationProblem::from_scores(
    ///     ["ada", "bob", "cy", "dee"],
    ///     [
    ///         ("ada", "bob", Score::points(5)),
    ///         ("cy", "dee", Score::points(1)),
    ///         ("ada", "cy", Score::points(2)),
    ///         ("bob", "dee", Score::points(2)),
    ///     ],
    /// )
    /// .build()?;
    /// let answer = problem.solve()?;
    /// assert_eq!(
    ///     answer.why_not(0, "cy", "ada")?.to_string(),
    ///     "cy and ada do not meet: their pair would score 2, but the round would lose 2 in score. It would end ada and bob, cy and \
    ///      dee, and begin bob and dee."
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn why_not(
        &self,
        position: usize,
        first: &str,
        second: &str,
    ) -> Result<NotMeeting, NotMeetingError> {
        let reason = self.not_meeting(position, first, second)?;
        let (first, second) = (first.to_owned(), second.to_owned());
        Ok(NotMeeting { position, first, second, reason })
    }

    fn not_meeting(
        &self,
        position: usize,
        first: &str,
        second: &str,
    ) -> Result<NotMeetingReason, NotMeetingError> {
        let (problem, plan) = (self.problem(), self.plan());
        let round = plan.round(position).zip(problem.view(plan, position));
        let Some((round, view)) = round else {
            return Ok(NotMeetingReason::NotInPlan { rounds: plan.rounds.len() });
        };
        let at = |key: &str| {
            problem.position(key).ok_or(NotMeetingReason::NotEnrolled { key: key.to_owned() })
        };
        let (a, b) = match at(first).and_then(|a| Ok((a, at(second)?))) {
            Ok(two) => two,
            Err(reason) => return Ok(reason),
        };
        if a == b {
            return Ok(NotMeetingReason::SamePerson);
        }
        let together = |people: &[String]| {
            people.iter().any(|key| key == first) && people.iter().any(|key| key == second)
        };
        if round.groups.iter().any(|group| together(&group.people)) {
            return Ok(NotMeetingReason::Meet);
        }
        for (position, key) in [(a, first), (b, second)] {
            if !view.takes_part(position) {
                return Ok(NotMeetingReason::Absent { key: key.to_owned() });
            }
        }
        let Some(standing) = view.standing(a, b) else {
            let rules = self.excluding(a, b);
            return Ok(match rules.is_empty() {
                true => NotMeetingReason::NoScore,
                false => NotMeetingReason::Excluded { rules },
            });
        };
        if !view.may_meet(a, b) {
            let (from_round, from_day) = standing.free_from;
            let last_met = standing.last_round;
            return Ok(NotMeetingReason::CoolDown { last_met, from_round, from_day });
        }
        if !problem.is_plain() {
            return Err(NotMeetingError::NotPairs);
        }
        let not_proven = NotMeetingError::NotProven { round: round.round };
        if !round.is_optimal() {
            return Err(not_proven);
        }
        let with = view.best_with(a, b).map_err(NotMeetingError::Solve)?.ok_or(not_proven)?;
        let key = |position: u32| problem.people()[position as usize].key.to_string();
        let new: BTreeSet<(u32, u32)> = with.pairs.iter().copied().collect();
        let old: BTreeSet<(u32, u32)> = round
            .groups
            .iter()
            .filter_map(|group| match problem.positions(group)[..] {
                [a, b] => Some((a.min(b), a.max(b))),
                _ => None,
            })
            .collect();
        let own = (a.min(b), a.max(b));
        let named = |one: &BTreeSet<(u32, u32)>, other: &BTreeSet<(u32, u32)>| {
            let only = one.difference(other).filter(|&&pair| pair != own);
            only.map(|&(a, b)| (key(a), key(b))).collect::<Vec<_>>()
        };
        let (ends, begins) = (named(&old, &new), named(&new, &old));
        let score =
            Score::from_micros(standing.score.micros().saturating_sub(standing.penalty.micros()));
        let loss = RoundLoss::between(round.objective, with.objective);
        Ok(if loss == RoundLoss::default() {
            NotMeetingReason::AsGood { score, ends, begins }
        } else {
            NotMeetingReason::Worse { score, loss, ends, begins }
        })
    }

    /// The rules that exclude two people in one order or the other, in words.
    fn excluding(&self, a: u32, b: u32) -> Vec<String> {
        let problem = self.problem();
        let two = problem.person(a).zip(problem.person(b));
        let Some((compiled, (a, b))) = problem.compiled().zip(two) else { return Vec::new() };
        let both = [(a.id(), b.id()), (b.id(), a.id())];
        let positions =
            both.into_iter().flat_map(|(a, b)| compiled.excluding(a, b).unwrap_or_default());
        let positions: BTreeSet<_> = positions.collect();
        let rules = positions.into_iter().filter_map(|position| compiled.rule(position));
        rules.map(|rule| rule.in_words("one", "the other")).collect()
    }
}

impl fmt::Display for RoundLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people =
            |count: i64| if count == 1 { "1 person".to_owned() } else { format!("{count} people") };
        if self.placed > 0 {
            return write!(f, "meetings for {}", people(self.placed));
        }
        if self.turns > 0 {
            return f.write_str("the turn of somebody who has waited longer");
        }
        match self.repeats {
            1 => f.write_str("one meeting that is no repeat"),
            2.. => write!(f, "{} meetings that are no repeats", self.repeats),
            _ => write!(f, "{} in score", self.score),
        }
    }
}

impl fmt::Display for NotMeeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, second, .. } = self;
        if self.reason == NotMeetingReason::Meet {
            return write!(f, "{first} and {second} meet.");
        }
        write!(f, "{first} and {second} do not meet: ")?;
        match &self.reason {
            NotMeetingReason::NotInPlan { rounds } => {
                write!(f, "the plan has no round {}, only {rounds}.", self.position + 1)
            }
            NotMeetingReason::NotEnrolled { key } => write!(f, "{key} is not enrolled."),
            NotMeetingReason::SamePerson => f.write_str("it is one person."),
            NotMeetingReason::Meet => Ok(()),
            NotMeetingReason::Absent { key } => write!(f, "{key} takes no part in this round."),
            NotMeetingReason::Excluded { rules } => {
                write!(f, "not allowed by {}.", rules.join(", "))
            }
            NotMeetingReason::NoScore => f.write_str("the pair has no score."),
            NotMeetingReason::CoolDown { last_met, from_round, from_day } => {
                f.write_str("they met")?;
                if let Some(round) = last_met {
                    write!(f, " in round {round}")?;
                }
                f.write_str(" and may meet again")?;
                if let Some(round) = from_round {
                    write!(f, " from round {round}")?;
                }
                if let Some(day) = from_day {
                    write!(f, " from {day}")?;
                }
                f.write_str(".")
            }
            NotMeetingReason::AsGood { score, ends, begins } => {
                write!(
                    f,
                    "their pair would score {score}, and a round with it is exactly as good; one of several had to be chosen."
                )?;
                changes(f, ends, begins)
            }
            NotMeetingReason::Worse { score, loss, ends, begins } => {
                write!(f, "their pair would score {score}, but the round would lose {loss}.")?;
                changes(f, ends, begins)
            }
        }
    }
}

fn changes(
    f: &mut fmt::Formatter<'_>,
    ends: &[(String, String)],
    begins: &[(String, String)],
) -> fmt::Result {
    let named = |pairs: &[(String, String)]| {
        let named = pairs.iter().take(MOST_NAMED).map(|(a, b)| format!("{a} and {b}"));
        let mut text = named.collect::<Vec<_>>().join(", ");
        if pairs.len() > MOST_NAMED {
            text.push_str(&format!(" and {} more", pairs.len() - MOST_NAMED));
        }
        text
    };
    match (ends.is_empty(), begins.is_empty()) {
        (true, true) => Ok(()),
        (false, true) => write!(f, " It would end {}.", named(ends)),
        (true, false) => write!(f, " It would begin {}.", named(begins)),
        (false, false) => write!(f, " It would end {}, and begin {}.", named(ends), named(begins)),
    }
}
