//! Soft criteria on a pair, as data.

use std::fmt;

use super::Party;

/// Something that makes a pair worth having: a value between 0 and 1.
///
/// All values are computed in integers, in millionths, rounded down; where a
/// value is the mean of two, each is rounded down, and then the mean. Where a
/// fact is missing, the value is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Criterion {
    /// What the second person wants to learn and the first can teach:
    /// Σ w·min(1, max(0, L₁ − L₂) / δ) / Σ w over the skills that the second
    /// wants, with weight w, levels L₁ and L₂ of the two, and δ = target − L₂.
    /// A want already reached (δ ≤ 0) is left out of both sums.
    SkillGap,
    /// Jaccard index of their interests: |common| / |all|.
    SharedInterests,
    /// Distance of their departments: min(distance, cap) / cap.
    DepartmentDistance {
        /// The distance from which on the value is 1; at least 1.
        #[cfg_attr(feature = "serde", serde(default = "default_cap"))]
        cap: u32,
    },
    /// Distance in the reporting lines: min(distance, cap) / cap; 1 for two
    /// people of different reporting trees, 0 where either has neither
    /// manager nor reports.
    ReportingDistance {
        /// The distance from which on the value is 1; at least 1.
        #[cfg_attr(feature = "serde", serde(default = "default_cap"))]
        cap: u32,
    },
    /// How new the tie would be: 0 to a contact, 1/3 to a contact's contact,
    /// 2/3 one step further, 1 beyond.
    TieNovelty,
    /// How near they are in the ties: 1 to a contact, 2/3 to a contact's
    /// contact, 1/3 one step further, 0 beyond.
    TieCloseness,
    /// 1 where they are of different functions and have no tie, whoever names it; 0 otherwise.
    NewTieAcrossFunctions,
    /// 1 where they have never [met](super::Meeting::met), in any programme of the history
    /// given; 0 where they have, or are planned to. Without a history nobody has met. Earlier rounds of
    /// the same plan do not count: a cool-down is for them.
    NeverMet,
    /// How near the grade gap comes to a target:
    /// max(0, tolerance − |gap − target|) / tolerance, gap = grade of the
    /// first − grade of the second.
    GradeGapFit {
        /// The gap with value 1.
        target: i32,
        /// How far from it the value falls to 0; at least 1.
        tolerance: u32,
    },
    /// Working minutes in common: min(shared, enough) / enough.
    HoursOverlap {
        /// The minutes from which on the value is 1; 1 to 1440.
        #[cfg_attr(feature = "serde", serde(default = "default_minutes"))]
        enough: u16,
    },
    /// Where a party's ranked list places the other: (n − r) / n for place r
    /// (from 0) in a list of n, 0 for somebody not listed. People who have left
    /// keep their place in a list; of two mentions the first counts. `both` is
    /// the mean.
    PreferenceRank {
        /// Whose list.
        of: Party,
    },
    /// Priority to people with few ties: max(0, cap − contacts) / cap. `both`
    /// is the mean.
    FewTies {
        /// The number of contacts from which on the value is 0; at least 1.
        #[cfg_attr(feature = "serde", serde(default = "default_contacts"))]
        cap: u32,
        /// Whose ties.
        #[cfg_attr(feature = "serde", serde(default))]
        of: Party,
    },
    /// A criterion of the caller's own, registered under this name.
    Custom {
        /// The name it is registered under.
        name: String,
    },
}

const CAP: u32 = 4;
const MINUTES: u16 = 240;
const CONTACTS: u32 = 10;

#[cfg(feature = "serde")]
fn default_cap() -> u32 {
    CAP
}

#[cfg(feature = "serde")]
fn default_minutes() -> u16 {
    MINUTES
}

#[cfg(feature = "serde")]
fn default_contacts() -> u32 {
    CONTACTS
}

impl Criterion {
    /// What the second person wants to learn and the first can teach.
    #[must_use]
    pub fn skill_gap() -> Self {
        Self::SkillGap
    }

    /// Jaccard index of their interests.
    #[must_use]
    pub fn shared_interests() -> Self {
        Self::SharedInterests
    }

    /// Distance of their departments, full from 4 steps on.
    #[must_use]
    pub fn department_distance() -> Self {
        Self::DepartmentDistance { cap: CAP }
    }

    /// Distance in the reporting lines, full from 4 steps on.
    #[must_use]
    pub fn reporting_distance() -> Self {
        Self::ReportingDistance { cap: CAP }
    }

    /// How new the tie would be.
    #[must_use]
    pub fn tie_novelty() -> Self {
        Self::TieNovelty
    }

    /// How near they are in the ties.
    #[must_use]
    pub fn tie_closeness() -> Self {
        Self::TieCloseness
    }

    /// Whether it would be a new tie between two functions.
    #[must_use]
    pub fn new_tie_across_functions() -> Self {
        Self::NewTieAcrossFunctions
    }

    /// Whether they have never met, in any programme.
    #[must_use]
    pub fn never_met() -> Self {
        Self::NeverMet
    }

    /// How near the grade gap comes to a target.
    #[must_use]
    pub fn grade_gap_fit(target: i32, tolerance: u32) -> Self {
        Self::GradeGapFit { target, tolerance }
    }

    /// Working minutes in common, full from 4 hours on.
    #[must_use]
    pub fn hours_overlap() -> Self {
        Self::HoursOverlap { enough: MINUTES }
    }

    /// Where a party's ranked list places the other.
    #[must_use]
    pub fn preference_rank(of: Party) -> Self {
        Self::PreferenceRank { of }
    }

    /// Priority to people with fewer than 10 contacts, the mean of both.
    #[must_use]
    pub fn few_ties() -> Self {
        Self::few_ties_of(Party::Both, CONTACTS)
    }

    /// Priority to a party with fewer contacts than a cap.
    #[must_use]
    pub fn few_ties_of(of: Party, cap: u32) -> Self {
        Self::FewTies { cap, of }
    }

    /// A criterion of the caller's own, registered under this name.
    #[must_use]
    pub fn custom(name: impl Into<String>) -> Self {
        Self::Custom { name: name.into() }
    }

    /// Whether the value of a pair is the same in either order, whoever they are.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        match self {
            Self::SharedInterests
            | Self::DepartmentDistance { .. }
            | Self::ReportingDistance { .. }
            | Self::TieNovelty
            | Self::TieCloseness
            | Self::NewTieAcrossFunctions
            | Self::NeverMet
            | Self::HoursOverlap { .. } => true,
            Self::GradeGapFit { target, .. } => *target == 0,
            Self::PreferenceRank { of } | Self::FewTies { of, .. } => *of == Party::Both,
            Self::SkillGap | Self::Custom { .. } => false,
        }
    }

    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SkillGap => "skill_gap",
            Self::SharedInterests => "shared_interests",
            Self::DepartmentDistance { .. } => "department_distance",
            Self::ReportingDistance { .. } => "reporting_distance",
            Self::TieNovelty => "tie_novelty",
            Self::TieCloseness => "tie_closeness",
            Self::NewTieAcrossFunctions => "new_tie_across_functions",
            Self::NeverMet => "never_met",
            Self::GradeGapFit { .. } => "grade_gap_fit",
            Self::HoursOverlap { .. } => "hours_overlap",
            Self::PreferenceRank { .. } => "preference_rank",
            Self::FewTies { .. } => "few_ties",
            Self::Custom { .. } => "custom",
        }
    }

    /// What the criterion looks at, as it stands in a sentence, with words for
    /// the two parties: "few ties of the mentee".
    #[must_use]
    pub fn in_words(&self, first: &str, second: &str) -> String {
        match self {
            Self::SkillGap => "skills wanted".to_owned(),
            Self::SharedInterests => "shared interests".to_owned(),
            Self::DepartmentDistance { .. } => "distance of departments".to_owned(),
            Self::ReportingDistance { .. } => "distance in the reporting lines".to_owned(),
            Self::TieNovelty => "newness of the tie".to_owned(),
            Self::TieCloseness => "closeness in the ties".to_owned(),
            Self::NewTieAcrossFunctions => "new ties across functions".to_owned(),
            Self::NeverMet => "never having met".to_owned(),
            Self::GradeGapFit { target, .. } => format!("grade gap near {target}"),
            Self::HoursOverlap { .. } => "shared hours".to_owned(),
            Self::PreferenceRank { of } => match of.in_words(first, second) {
                Some(party) => format!("wish of the {party}"),
                None => "wishes of both".to_owned(),
            },
            Self::FewTies { of, .. } => match of.in_words(first, second) {
                Some(party) => format!("few ties of the {party}"),
                None => "few ties".to_owned(),
            },
            Self::Custom { name } => name.clone(),
        }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words("first", "second"))
    }
}
