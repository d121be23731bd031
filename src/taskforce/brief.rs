//! What a task force must be: requirements as data.

use std::fmt;
use std::ops::RangeInclusive;

use crate::score::Score;

/// What a task force must be, and what makes a member worth having, as data.
///
/// ```
/// use crosstie::taskforce::{Brief, Field, Fit, Requirement};
///
/// let brief = Brief::new(3..=5)
///     .require(Requirement::skill("statistics", 4, 2))
///     .require(Requirement::distinct(Field::Function, 3))
///     .prefer(2, Fit::skills());
/// # #[cfg(feature = "serde")] {
/// let json = r#"{
///     "size": {"at_least": 3, "at_most": 5},
///     "requirements": [
///         {"skill": {"skill": "statistics", "level": 4, "holders": 2}},
///         {"distinct": {"field": "function", "at_least": 3}}
///     ],
///     "fit": [{"weight": 2, "fit": "skills"}]
/// }"#;
/// assert_eq!(serde_json::from_str::<Brief>(json).unwrap(), brief);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Brief {
    /// How many members.
    pub size: Size,
    /// What must hold.
    #[cfg_attr(feature = "serde", serde(default))]
    pub requirements: Vec<Requirement>,
    /// What makes a member worth having.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fit: Vec<FitPreference>,
}

impl Brief {
    /// So many members, at least and at most; nothing else is required or preferred.
    #[must_use]
    pub fn new(size: RangeInclusive<u32>) -> Self {
        Self { size: size.into(), requirements: Vec::new(), fit: Vec::new() }
    }

    /// Adds a requirement.
    #[must_use]
    pub fn require(mut self, requirement: Requirement) -> Self {
        self.requirements.push(requirement);
        self
    }

    /// Adds what makes a member worth having: so many points for a value of 1.
    #[must_use]
    pub fn prefer(mut self, weight: u32, fit: Fit) -> Self {
        self.fit.push(FitPreference { weight, fit });
        self
    }
}

/// How many members a task force has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Size {
    /// The fewest members, at least 1.
    pub at_least: u32,
    /// The most members.
    pub at_most: u32,
}

impl From<RangeInclusive<u32>> for Size {
    fn from(size: RangeInclusive<u32>) -> Self {
        Self { at_least: *size.start(), at_most: *size.end() }
    }
}

/// A fact about people by which they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Field {
    /// The home department.
    Department,
    /// The top-level department above it.
    Function,
    /// The place of work, as spelled.
    Site,
    /// The grade.
    Grade,
}

impl Field {
    /// One value and several of them, in words.
    pub(crate) fn in_words(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::Department, 1) => "department",
            (Self::Department, _) => "departments",
            (Self::Function, 1) => "function",
            (Self::Function, _) => "functions",
            (Self::Site, 1) => "site",
            (Self::Site, _) => "sites",
            (Self::Grade, 1) => "grade",
            (Self::Grade, _) => "grades",
        }
    }
}

/// A condition that a task force must meet.
///
/// Every requirement can be written to JSON and shown to an auditor:
/// `{"distinct": {"field": "function", "at_least": 3}}`, `"volunteers_only"`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Requirement {
    /// At least so many members hold the skill at this level or a higher one.
    Skill {
        /// The skill.
        skill: String,
        /// The level, 1 to 5.
        #[cfg_attr(feature = "serde", serde(default = "one_level"))]
        level: u8,
        /// How many members, at least 1.
        #[cfg_attr(feature = "serde", serde(default = "one"))]
        holders: u32,
    },
    /// The members have at least so many different values of the field; who has
    /// none on file adds none.
    Distinct {
        /// The field.
        field: Field,
        /// How many values, at least 1.
        at_least: u32,
    },
    /// Of each value of the field there are at most so many members; who has
    /// none on file is not counted.
    AtMostEach {
        /// The field.
        field: Field,
        /// How many members, at least 1.
        at_most: u32,
    },
    /// Nobody is the only member with their value of the field; who has none on
    /// file is exempt.
    NobodyAlone {
        /// The field.
        field: Field,
    },
    /// No member stands above another within this many levels of the reporting line.
    OutsideReportingLine {
        /// 1 = nobody beside their own manager, 2 = nor beside the manager's
        /// manager, and so on; at least 1.
        levels: u32,
    },
    /// At least so many minutes of the day lie within the working hours of all
    /// members. Who has no hours on file cannot be a member.
    SharedHours {
        /// Minutes, 1 to 1440.
        minutes: u16,
    },
    /// All of these are members. They are candidates, whether named as such or not.
    Include {
        /// Keys, at least one.
        people: Vec<String>,
    },
    /// None of these is a member.
    Exclude {
        /// Keys, at least one.
        people: Vec<String>,
    },
    /// Of these candidates all are members or none; who takes no part on the day planned for is disregarded.
    Together {
        /// Keys, at least two.
        people: Vec<String>,
    },
    /// Of these at most one is a member.
    Apart {
        /// Keys, at least two.
        people: Vec<String>,
    },
    /// At least one of these is a member; the first of them who is takes the chair.
    Chair {
        /// Keys, the preferred chair first; at least one.
        people: Vec<String>,
    },
    /// Every member has volunteered: see
    /// [`volunteers`](super::TaskForceBuilder::volunteers).
    VolunteersOnly,
}

#[cfg(feature = "serde")]
fn one_level() -> u8 {
    1
}

#[cfg(feature = "serde")]
fn one() -> u32 {
    1
}

fn keys<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Vec<String> {
    people.into_iter().map(Into::into).collect()
}

impl Requirement {
    /// At least so many members hold the skill at this level or a higher one.
    #[must_use]
    pub fn skill(skill: impl Into<String>, level: u8, holders: u32) -> Self {
        Self::Skill { skill: skill.into(), level, holders }
    }

    /// The members have at least so many different values of the field.
    #[must_use]
    pub fn distinct(field: Field, at_least: u32) -> Self {
        Self::Distinct { field, at_least }
    }

    /// Of each value of the field there are at most so many members.
    #[must_use]
    pub fn at_most_each(field: Field, at_most: u32) -> Self {
        Self::AtMostEach { field, at_most }
    }

    /// Nobody is the only member with their value of the field.
    #[must_use]
    pub fn nobody_alone(field: Field) -> Self {
        Self::NobodyAlone { field }
    }

    /// No member stands above another within this many levels.
    #[must_use]
    pub fn outside_reporting_line(levels: u32) -> Self {
        Self::OutsideReportingLine { levels }
    }

    /// At least so many minutes of the day are working hours of all members.
    #[must_use]
    pub fn shared_hours(minutes: u16) -> Self {
        Self::SharedHours { minutes }
    }

    /// All of these are members.
    #[must_use]
    pub fn include<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Self {
        Self::Include { people: keys(people) }
    }

    /// None of these is a member.
    #[must_use]
    pub fn exclude<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Self {
        Self::Exclude { people: keys(people) }
    }

    /// Of these candidates all are members or none.
    #[must_use]
    pub fn together<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Self {
        Self::Together { people: keys(people) }
    }

    /// Of these at most one is a member.
    #[must_use]
    pub fn apart<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Self {
        Self::Apart { people: keys(people) }
    }

    /// At least one of these is a member; the first of them who is takes the chair.
    #[must_use]
    pub fn chair<K: Into<String>>(people: impl IntoIterator<Item = K>) -> Self {
        Self::Chair { people: keys(people) }
    }

    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Skill { .. } => "skill",
            Self::Distinct { .. } => "distinct",
            Self::AtMostEach { .. } => "at_most_each",
            Self::NobodyAlone { .. } => "nobody_alone",
            Self::OutsideReportingLine { .. } => "outside_reporting_line",
            Self::SharedHours { .. } => "shared_hours",
            Self::Include { .. } => "include",
            Self::Exclude { .. } => "exclude",
            Self::Together { .. } => "together",
            Self::Apart { .. } => "apart",
            Self::Chair { .. } => "chair",
            Self::VolunteersOnly => "volunteers_only",
        }
    }

    /// The people it names.
    pub(crate) fn people(&self) -> &[String] {
        match self {
            Self::Include { people }
            | Self::Exclude { people }
            | Self::Together { people }
            | Self::Apart { people }
            | Self::Chair { people } => people,
            _ => &[],
        }
    }
}

impl fmt::Display for Requirement {
    /// What is required, as it stands in a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |people: &[String]| people.join(", ");
        match self {
            Self::Skill { skill, level, holders: 1 } => {
                write!(f, "somebody who holds {skill} at level {level} or above")
            }
            Self::Skill { skill, level, holders } => {
                write!(f, "{holders} who hold {skill} at level {level} or above")
            }
            Self::Distinct { field, at_least } => {
                let values = field.in_words(u64::from(*at_least));
                write!(f, "at least {at_least} different {values}")
            }
            Self::AtMostEach { field, at_most } => {
                write!(f, "at most {at_most} of one {}", field.in_words(1))
            }
            Self::NobodyAlone { field } => {
                write!(f, "nobody the only one of their {}", field.in_words(1))
            }
            Self::OutsideReportingLine { levels: 1 } => f.write_str("nobody beside their manager"),
            Self::OutsideReportingLine { levels } => {
                write!(f, "nobody beside a manager up to {levels} levels above them")
            }
            Self::SharedHours { minutes } => write!(f, "{minutes} working minutes in common"),
            Self::Include { people } => write!(f, "with {}", named(people)),
            Self::Exclude { people } => write!(f, "without {}", named(people)),
            Self::Together { people } => write!(f, "{} all or none", named(people)),
            Self::Apart { people } => write!(f, "at most one of {}", named(people)),
            Self::Chair { people } => write!(f, "a chair from {}", named(people)),
            Self::VolunteersOnly => f.write_str("volunteers only"),
        }
    }
}

/// Something that makes a member worth having, and its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct FitPreference {
    /// Points for a value of 1; at least 1.
    pub weight: u32,
    /// What counts.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::policy::bare::deserialize"))]
    pub fit: Fit,
}

/// Something that makes a person worth having in a task force, whoever else is
/// in it: a value between 0 and 1, in millionths, rounded down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Fit {
    /// How well they hold the skills: Σ level / (5·k) over k skills.
    Skills {
        /// The skills, each once; where empty, those that the brief requires.
        #[cfg_attr(feature = "serde", serde(default))]
        skills: Vec<String>,
    },
    /// What they could learn: of k skills the share that they want at a
    /// target above their level.
    Learning {
        /// The skills, each once; where empty, those that the brief requires.
        #[cfg_attr(feature = "serde", serde(default))]
        skills: Vec<String>,
    },
    /// Priority to people with few ties: max(0, cap − contacts) / cap.
    FewTies {
        /// The number of contacts from which on the value is 0; at least 1.
        #[cfg_attr(feature = "serde", serde(default = "default_contacts"))]
        cap: u32,
    },
    /// Priority to people who have been in few task forces: max(0, cap − c) / cap
    /// for the c meetings of the history, of programme
    /// [`TaskForce`](crate::policy::Programme::TaskForce), at which they
    /// [met](crate::policy::Meeting::met) somebody.
    FewTaskForces {
        /// The number from which on the value is 0; at least 1.
        #[cfg_attr(feature = "serde", serde(default = "default_task_forces"))]
        cap: u32,
    },
    /// 1 for who has volunteered, 0 for others.
    Volunteer,
}

const CONTACTS: u32 = 10;
const TASK_FORCES: u32 = 3;

#[cfg(feature = "serde")]
fn default_contacts() -> u32 {
    CONTACTS
}

#[cfg(feature = "serde")]
fn default_task_forces() -> u32 {
    TASK_FORCES
}

impl Fit {
    /// How well they hold the skills that the brief requires.
    #[must_use]
    pub fn skills() -> Self {
        Self::Skills { skills: Vec::new() }
    }

    /// How many of the skills that the brief requires they want to learn.
    #[must_use]
    pub fn learning() -> Self {
        Self::Learning { skills: Vec::new() }
    }

    /// Priority to people with fewer than 10 contacts.
    #[must_use]
    pub fn few_ties() -> Self {
        Self::FewTies { cap: CONTACTS }
    }

    /// Priority to people who have been in fewer than 3 task forces.
    #[must_use]
    pub fn few_task_forces() -> Self {
        Self::FewTaskForces { cap: TASK_FORCES }
    }

    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Skills { .. } => "skills",
            Self::Learning { .. } => "learning",
            Self::FewTies { .. } => "few_ties",
            Self::FewTaskForces { .. } => "few_task_forces",
            Self::Volunteer => "volunteer",
        }
    }

    /// The skills it names.
    pub(crate) fn skills_named(&self) -> &[String] {
        match self {
            Self::Skills { skills } | Self::Learning { skills } => skills,
            _ => &[],
        }
    }
}

impl fmt::Display for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skills { .. } => "skills held",
            Self::Learning { .. } => "skills to learn",
            Self::FewTies { .. } => "few ties",
            Self::FewTaskForces { .. } => "few task forces so far",
            Self::Volunteer => "volunteered",
        })
    }
}

/// What one preference of the brief adds to a member's fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FitContribution {
    /// What counts.
    pub fit: Fit,
    /// Its weight in the brief.
    pub weight: u32,
    /// Weight × value.
    #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
    pub points: Score,
}
