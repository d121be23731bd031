//! Why these people meet.

use std::fmt;

use super::in_common::{lessons, listed, shared_contacts, shared_interests};
use super::mean::{MeanContribution, Orders, mean_contributions};
use crate::org::Person;
use crate::policy::{Meeting, Programme, When};
use crate::rotation::{Answer, PlannedGroup, RotationPlan, RotationProblem, RoundView};
use crate::score::Score;

/// How many pairs of a group are named.
const MOST_NAMED: usize = 3;

/// Why people meet in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MeetingReason {
    /// Position of the round in the plan, from 0.
    pub position: usize,
    /// Their keys, in the order enrolled; with two pools the one of the first pool first.
    pub people: Vec<String>,
    /// The reason.
    pub cause: MeetingCause,
}

/// The reason why people meet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MeetingCause {
    /// The plan has no such round, or no such group in it.
    NotInPlan {
        /// How many rounds the plan has.
        rounds: usize,
    },
    /// The plan has them meet.
    Planned {
        /// The number of the round.
        round: u32,
        /// The sum of the scores of all pairs in the group.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// Every two of them.
        pairs: Vec<MeetingPair>,
    },
}

/// Two people of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MeetingPair {
    /// Key of the one, in the order of the group.
    pub first: String,
    /// Key of the other.
    pub second: String,
    /// The orders in which the policy allows the pair.
    pub orders: Orders,
    /// The pair's score: the sum of its contributions less the penalty.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// The highest score that the policy can give; none with scores of the caller's own.
    #[cfg_attr(feature = "serde", serde(rename = "most_micros"))]
    pub most: Option<Score>,
    /// What each criterion adds, the largest first. Empty with scores of the caller's own.
    pub contributions: Vec<MeanContribution>,
    /// What the pair loses for having met.
    #[cfg_attr(feature = "serde", serde(rename = "penalty_micros"))]
    pub penalty: Score,
    /// When they last met; none where they never have, in any programme.
    pub last_met: Option<PastMeeting>,
    /// Whether that is within the cool-down.
    pub repeat: bool,
    /// What the two can talk about.
    pub topics: Vec<Topic>,
}

/// A meeting of two people before a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PastMeeting {
    /// The programme.
    pub programme: Programme,
    /// When it was, or will be.
    pub when: When,
    /// Whether it stands in an earlier round of the plan, not in the history.
    pub in_plan: bool,
    /// Whether it is not over by then, but planned for the same round or day, or later.
    pub later: bool,
}

impl fmt::Display for PastMeeting {
    /// What two people did, after their names: "last met in round 2 (mentoring)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.later { "also are to meet" } else { "last met" })?;
        match self.when {
            When { round: Some(round), .. } => write!(f, " in round {round}")?,
            When { date: Some(date), .. } => write!(f, " on {date}")?,
            When { .. } => f.write_str(" on a day not on file")?,
        }
        match &self.programme {
            Programme::Rotation => Ok(()),
            Programme::Mentoring => f.write_str(" (mentoring)"),
            Programme::TaskForce => f.write_str(" (task force)"),
            Programme::Other(name) => write!(f, " ({name})"),
        }
    }
}

/// Something that two equals share, or one can learn from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Topic {
    /// One wants a skill in which the other is ahead.
    CanLearn {
        /// Key of the one who wants it.
        learner: String,
        /// Key of the one who is ahead.
        teacher: String,
        /// The skill.
        skill: String,
        /// The level of who is ahead.
        teacher_level: u8,
        /// The level of who wants it.
        learner_level: u8,
        /// The level wanted.
        target: u8,
    },
    /// Interests of both.
    SharedInterests {
        /// The interests.
        interests: Vec<String>,
    },
    /// People with a tie to both.
    SharedContacts {
        /// Keys of some of them.
        people: Vec<String>,
        /// How many there are.
        count: usize,
    },
    /// They see the organisation from two departments.
    TwoDepartments {
        /// Name of the department of the first.
        first: String,
        /// Name of the department of the second.
        second: String,
    },
    /// They work at two sites.
    TwoSites {
        /// The site of the first.
        first: String,
        /// The site of the second.
        second: String,
    },
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CanLearn { learner, teacher, skill, teacher_level, learner_level, target } => {
                write!(
                    f,
                    "{skill}: {teacher} is at level {teacher_level}, {learner} at {learner_level} \
                     and wants {target}"
                )
            }
            Self::SharedInterests { interests } => {
                write!(f, "both are interested in {}", listed(interests, interests.len()))
            }
            Self::SharedContacts { people, count } => {
                write!(f, "both know {}", listed(people, *count))
            }
            Self::TwoDepartments { first, second } => {
                write!(f, "how things are done in {first} and in {second}")
            }
            Self::TwoSites { first, second } => write!(f, "life in {first} and in {second}"),
        }
    }
}

impl MeetingReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.cause {
            MeetingCause::NotInPlan { .. } => "not_in_plan",
            MeetingCause::Planned { .. } => "planned",
        }
    }
}

impl fmt::Display for MeetingReason {
    /// Who, the score, what it is made of, when they last met, and something to talk about.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people = listed(&self.people, self.people.len());
        match &self.cause {
            MeetingCause::NotInPlan { rounds } if self.position >= *rounds => {
                write!(f, "{people}: {}", no_such_round(self.position, *rounds))
            }
            MeetingCause::NotInPlan { .. } => write!(
                f,
                "{people}: the round at position {} of this plan has no such group. \
                 Ask with one of its groups.",
                self.position
            ),
            MeetingCause::Planned { pairs, .. } if pairs.len() == 1 => {
                let pair = &pairs[0];
                write!(f, "{} meets {}: {pair}", pair.first, pair.second)
            }
            MeetingCause::Planned { score, pairs, .. } => group(f, &people, *score, pairs),
        }
    }
}

/// What is wrong with a position, and what to do.
pub(super) fn no_such_round(position: usize, rounds: usize) -> String {
    let plural = if rounds == 1 { "" } else { "s" };
    format!(
        "this plan has {rounds} round{plural}, and none at position {position}. \
         Count positions from 0."
    )
}

impl fmt::Display for MeetingPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "score {}", self.score)?;
        if let Some(most) = self.most {
            write!(f, " of {most}")?;
        }
        let (first, second) = self.orders.parties();
        let mut made_of: Vec<String> = self
            .contributions
            .iter()
            .filter(|c| c.points != Score::ZERO)
            .map(|c| format!("{} {}", c.criterion.in_words(first, second), c.points))
            .collect();
        if self.penalty != Score::ZERO {
            made_of.push(format!("less {} for having met", self.penalty));
        }
        if !made_of.is_empty() {
            write!(f, " ({})", made_of.join(", "))?;
        }
        match &self.last_met {
            None => f.write_str(". They have not met before.")?,
            Some(last) => write!(f, ". They {last}{}.", again(self.repeat))?,
        }
        if let Some(topic) = self.topics.first() {
            write!(f, " To talk about: {topic}.")?;
        }
        Ok(())
    }
}

fn again(repeat: bool) -> &'static str {
    if repeat { ", within the cool-down" } else { "" }
}

fn group(
    f: &mut fmt::Formatter<'_>,
    people: &str,
    score: Score,
    pairs: &[MeetingPair],
) -> fmt::Result {
    write!(f, "{people} meet: score {score}")?;
    let most: Option<Vec<i64>> = pairs.iter().map(|p| Some(p.most?.micros())).collect();
    if let Some(most) = most {
        write!(f, " of {}", Score::from_micros(most.iter().sum()))?;
    }
    let mut highest: Vec<&MeetingPair> = pairs.iter().collect();
    highest.sort_by_key(|pair| std::cmp::Reverse(pair.score));
    let named = highest.iter().take(MOST_NAMED);
    let named: Vec<String> =
        named.map(|p| format!("{} and {} {}", p.first, p.second, p.score)).collect();
    let rest = if pairs.len() > MOST_NAMED { ", …" } else { "" };
    write!(f, " in {} pairs ({}{rest}).", pairs.len(), named.join(", "))?;

    let met: Vec<String> = pairs
        .iter()
        .filter_map(|p| {
            let last = p.last_met.as_ref()?;
            Some(format!("{} and {} {last}{}", p.first, p.second, again(p.repeat)))
        })
        .collect();
    if met.is_empty() {
        f.write_str(" No two of them have met before.")?;
    } else {
        write!(f, " {}", met[..met.len().min(MOST_NAMED)].join("; "))?;
        match met.len() {
            all if all == pairs.len() && all <= MOST_NAMED => f.write_str(".")?,
            some if some <= MOST_NAMED => f.write_str("; no others have met before.")?,
            many => write!(f, "; {} more have met before.", many - MOST_NAMED)?,
        }
    }
    if let Some((pair, topic)) = pairs.iter().find_map(|p| Some((p, p.topics.first()?))) {
        write!(f, " To talk about, for {} and {}: {topic}.", pair.first, pair.second)?;
    }
    Ok(())
}

pub(super) fn reason(answer: &Answer<'_>, position: usize, group: &PlannedGroup) -> MeetingReason {
    let rounds = answer.plan().rounds().len();
    let cause = planned(answer, position, group);
    MeetingReason {
        position,
        people: group.people.clone(),
        cause: cause.unwrap_or(MeetingCause::NotInPlan { rounds }),
    }
}

fn planned(answer: &Answer<'_>, position: usize, group: &PlannedGroup) -> Option<MeetingCause> {
    let round = answer.plan().round(position)?;
    if !round.groups().contains(group) {
        return None;
    }
    let (problem, plan) = (answer.problem(), answer.plan());
    let view = problem.view(plan, position)?;
    let people = problem.positions(group);
    let mut pairs = Vec::new();
    for (i, &a) in people.iter().enumerate() {
        for &b in &people[i + 1..] {
            pairs.push(meeting_pair(problem, plan, position, &view, (a, b))?);
        }
    }
    Some(MeetingCause::Planned { round: round.round, score: group.score, pairs })
}

fn meeting_pair(
    problem: &RotationProblem<'_>,
    plan: &RotationPlan,
    position: usize,
    view: &RoundView<'_>,
    (a, b): (u32, u32),
) -> Option<MeetingPair> {
    let standing = view.standing(a, b)?;
    let key = |p: u32| problem.people()[p as usize].key.to_string();
    let allowed = super::counterparts::orders(problem, a, b);
    let (orders, mut contributions) = match problem.compiled() {
        Some(compiled) => mean_contributions(compiled, &allowed),
        None => (Orders::FirstSecond, Vec::new()),
    };
    contributions.sort_by_key(|c| std::cmp::Reverse(c.points));
    let two = problem.person(a).zip(problem.person(b));
    let less = standing.score.micros().saturating_sub(standing.penalty.micros());
    Some(MeetingPair {
        first: key(a),
        second: key(b),
        orders,
        score: Score::from_micros(less),
        most: problem.compiled().map(|compiled| compiled.highest_score()),
        contributions,
        penalty: standing.penalty,
        last_met: last_met(problem, plan, position, [&key(a), &key(b)]),
        repeat: standing.repeat,
        topics: two.map_or_else(Vec::new, |(first, second)| topics(first, second)),
    })
}

/// The last meeting of two people before a round of the plan: where all have a day, the one on the
/// latest, else the one in the greatest round.
pub(super) fn last_met(
    problem: &RotationProblem<'_>,
    plan: &RotationPlan,
    position: usize,
    [one, other]: [&str; 2],
) -> Option<PastMeeting> {
    let now = plan.round(position)?.when();
    let both = |people: &[String]| [one, other].iter().all(|key| people.iter().any(|k| k == key));
    let met = |meeting: &&Meeting| {
        both(&meeting.people) && [one, other].iter().all(|key| meeting.met().any(|k| k == *key))
    };
    let history = problem.context().history.map_or(&[][..], |history| history.meetings());
    let of_history = history.iter().filter(met).map(|m| (m.programme.clone(), m.when, false));
    let of_plan = plan.rounds().iter().take(position);
    let of_plan = of_plan.filter(|round| round.groups().iter().any(|group| both(&group.people)));
    let of_plan = of_plan.map(|round| (Programme::Rotation, round.when(), true));
    let all: Vec<_> = of_history.chain(of_plan).collect();
    let by_day = all.iter().all(|(_, when, _)| when.date.is_some());
    let last = all
        .into_iter()
        .max_by_key(|&(_, When { round, date }, _)| (date.filter(|_| by_day), round, date));
    last.map(|(programme, when, in_plan)| PastMeeting {
        programme,
        when,
        in_plan,
        later: match when.round {
            Some(_) => when.round >= now.round,
            None => now.date.is_some() && when.date >= now.date,
        },
    })
}

fn topics(first: Person<'_>, second: Person<'_>) -> Vec<Topic> {
    let mut topics = Vec::new();
    for (teacher, learner) in [(second, first), (first, second)] {
        topics.extend(lessons(teacher, learner).into_iter().map(|lesson| Topic::CanLearn {
            learner: learner.key().to_owned(),
            teacher: teacher.key().to_owned(),
            skill: lesson.skill.to_owned(),
            teacher_level: lesson.teacher_level,
            learner_level: lesson.learner_level,
            target: lesson.target,
        }));
    }
    if let Some(interests) = shared_interests(first, second) {
        topics.push(Topic::SharedInterests { interests });
    }
    if let Some((people, count)) = shared_contacts(first, second) {
        topics.push(Topic::SharedContacts { people, count });
    }
    if let Some((a, b)) = first.department().zip(second.department()).filter(|(a, b)| a != b) {
        let (first, second) = (a.name().to_owned(), b.name().to_owned());
        topics.push(Topic::TwoDepartments { first, second });
    }
    if let Some((a, b)) = first.site().zip(second.site()).filter(|(a, b)| a != b) {
        topics.push(Topic::TwoSites { first: a.to_owned(), second: b.to_owned() });
    }
    topics
}
