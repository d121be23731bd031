//! Why these two.

use std::fmt;

use super::in_common::{lessons, listed, shared_contacts, shared_interests};
use crate::mentoring::{MentoringProblem, PlannedPair};
use crate::org::Person;
use crate::policy::Contribution;
use crate::score::Score;

/// Why a mentor and a mentee are paired.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PairReason {
    /// Key of the mentor.
    pub mentor: String,
    /// Key of the mentee.
    pub mentee: String,
    /// The pair's score.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// The highest score that the policy can give; none with scores of the caller's own.
    #[cfg_attr(feature = "serde", serde(rename = "most_micros"))]
    pub most: Option<Score>,
    /// Whether the caller fixed the pair.
    pub pinned: bool,
    /// What each criterion adds, the largest first.
    pub contributions: Vec<Contribution>,
    /// What the two can talk about at their first meeting.
    pub talking_points: Vec<TalkingPoint>,
}

/// Something that two people share, or that one can learn from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TalkingPoint {
    /// The mentee wants a skill in which the mentor is ahead.
    CanLearn {
        /// The skill.
        skill: String,
        /// The mentor's level.
        mentor_level: u8,
        /// The mentee's level.
        mentee_level: u8,
        /// The level that the mentee wants to reach.
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
        /// Name of the mentor's department.
        mentor: String,
        /// Name of the mentee's department.
        mentee: String,
    },
    /// They work at two sites.
    TwoSites {
        /// The mentor's site.
        mentor: String,
        /// The mentee's site.
        mentee: String,
    },
    /// The mentor has been here longer.
    LongerHere {
        /// Full years between their first days.
        years: u16,
    },
}

impl fmt::Display for TalkingPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CanLearn { skill, mentor_level, mentee_level, target } => write!(
                f,
                "{skill}: the mentor is at level {mentor_level}, the mentee at {mentee_level} and wants {target}"
            ),
            Self::SharedInterests { interests } => {
                write!(f, "both are interested in {}", listed(interests, interests.len()))
            }
            Self::SharedContacts { people, count } => {
                write!(f, "both know {}", listed(people, *count))
            }
            Self::TwoDepartments { mentor, mentee } => {
                write!(f, "how things are done in {mentor} and in {mentee}")
            }
            Self::TwoSites { mentor, mentee } => write!(f, "life in {mentor} and in {mentee}"),
            Self::LongerHere { years } => {
                let plural = if *years == 1 { "" } else { "s" };
                write!(f, "the mentor has been here {years} year{plural} longer")
            }
        }
    }
}

impl fmt::Display for PairReason {
    /// One sentence: who, the score, what it is made of, and a talking point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mentors {}: score {}", self.mentor, self.mentee, self.score)?;
        if let Some(most) = self.most {
            write!(f, " of {most}")?;
        }
        let made_of: Vec<String> = self
            .contributions
            .iter()
            .filter(|c| c.points != Score::ZERO)
            .map(|c| format!("{} {}", c.criterion.in_words("mentor", "mentee"), c.points))
            .collect();
        if !made_of.is_empty() {
            write!(f, " ({})", made_of.join(", "))?;
        }
        if self.pinned {
            f.write_str(", fixed beforehand")?;
        }
        f.write_str(".")?;
        if let Some(point) = self.talking_points.first() {
            write!(f, " To talk about: {point}.")?;
        }
        Ok(())
    }
}

pub(super) fn reason(problem: &MentoringProblem<'_>, pair: &PlannedPair) -> PairReason {
    let mut reason = PairReason {
        mentor: pair.mentor.clone(),
        mentee: pair.mentee.clone(),
        score: pair.score,
        most: None,
        pinned: pair.pinned,
        contributions: Vec::new(),
        talking_points: Vec::new(),
    };
    let Some(compiled) = problem.compiled() else { return reason };
    let org = compiled.organization();
    let people = org.person(&pair.mentor).zip(org.person(&pair.mentee));
    let Some((mentor, mentee)) = people else { return reason };
    reason.most = Some(compiled.highest_score());
    // Building the problem evaluated every eligible pair; a pin despite the
    // rules is scored too, so an error here means a criterion that is no function.
    if let Ok(breakdown) = compiled.breakdown(mentor.id(), mentee.id()) {
        reason.contributions = breakdown.contributions;
        reason.contributions.sort_by_key(|c| std::cmp::Reverse(c.points));
    }
    reason.talking_points = talking_points(mentor, mentee);
    reason
}

fn talking_points(mentor: Person<'_>, mentee: Person<'_>) -> Vec<TalkingPoint> {
    let mut points = Vec::new();
    points.extend(lessons(mentor, mentee).into_iter().map(|lesson| TalkingPoint::CanLearn {
        skill: lesson.skill.to_owned(),
        mentor_level: lesson.teacher_level,
        mentee_level: lesson.learner_level,
        target: lesson.target,
    }));
    if let Some(interests) = shared_interests(mentor, mentee) {
        points.push(TalkingPoint::SharedInterests { interests });
    }
    if let Some((people, count)) = shared_contacts(mentor, mentee) {
        points.push(TalkingPoint::SharedContacts { people, count });
    }
    if let Some((a, b)) = mentor.department().zip(mentee.department()).filter(|(a, b)| a != b) {
        let (mentor, mentee) = (a.name().to_owned(), b.name().to_owned());
        points.push(TalkingPoint::TwoDepartments { mentor, mentee });
    }
    if let Some((a, b)) = mentor.site().zip(mentee.site()).filter(|(a, b)| a != b) {
        points.push(TalkingPoint::TwoSites { mentor: a.to_owned(), mentee: b.to_owned() });
    }
    if let Some((a, b)) = mentor.start().zip(mentee.start()) {
        let turned = (b.month(), b.day()) >= (a.month(), a.day());
        let years = i32::from(b.year()) - i32::from(a.year()) - i32::from(!turned);
        if let Some(years) = u16::try_from(years).ok().filter(|&years| years > 0) {
            points.push(TalkingPoint::LongerHere { years });
        }
    }
    points
}
