//! Hard conditions on a pair, as data.

use std::fmt;

use super::Party;
use super::criterion::Criterion;
use crate::score::{Score, Value};

/// A condition that a pair must meet.
///
/// A pair has a first and a second person: in mentoring the mentor and the
/// mentee. Every rule can be written to JSON and shown to an auditor:
/// `"different_function"`, `{"grade_gap": {"min": 1, "max": 3}}`; a rule of
/// which all parameters have defaults may stand there by its bare name.
///
/// Where a fact that a rule needs is missing (no department, no grade), the
/// rule is not met, unless the policy says
/// [`require_if_known`](super::Policy::require_if_known).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Rule {
    /// Their departments at this level of the tree differ (1 = function; who is
    /// placed above the level counts with their home department).
    DifferentDepartment {
        /// The level; none compares the home departments.
        #[cfg_attr(feature = "serde", serde(default))]
        level: Option<u32>,
    },
    /// Their functions (top-level departments) differ.
    DifferentFunction,
    /// They work at different sites, compared as spelled.
    DifferentSite,
    /// They work at the same site, compared as spelled.
    SameSite,
    /// Neither stands above the other within this many levels. Never unknown:
    /// who has no manager on file is at the top.
    OutsideReportingLine {
        /// 1 = not one's manager, 2 = nor the manager's manager, and so on; 0
        /// only together with `shared_manager`.
        levels: u32,
        /// Whether two people of one manager are excluded too. Two people
        /// without a manager share none.
        #[cfg_attr(feature = "serde", serde(default))]
        shared_manager: bool,
    },
    /// min ≤ grade of the first − grade of the second ≤ max.
    GradeGap {
        /// The smallest gap.
        min: i32,
        /// The largest gap.
        max: i32,
    },
    /// At least this many minutes of the working day in common.
    SharedHours {
        /// Minutes, 1 to 1440.
        minutes: u16,
    },
    /// A language in common, spelled alike. Unknown where either has none on file.
    SharedLanguage,
    /// Not these two, whoever comes first. A person may stand in many pairs.
    DoNotPair {
        /// Pairs of external keys.
        pairs: Vec<(String, String)>,
    },
    /// They have not met within a cool-down, in any programme. All who
    /// [met](super::Meeting::met) at a meeting have met each other: those who
    /// stayed away have not, nor has anybody at a meeting that was missed or at
    /// a bye. A meeting in round m excludes a pair in round r when
    /// m + rounds ≥ r, one on day d on day t when d + days ≥ t: meetings planned
    /// for later count. Without a history nobody has met.
    NotMetWithin {
        /// The banned gap.
        cool_down: CoolDown,
    },
    /// There is no tie between them yet.
    NoTie {
        /// Only ties of these kinds; empty means any, and those of no kind.
        #[cfg_attr(feature = "serde", serde(default))]
        kinds: Vec<String>,
        /// Only ties that this party names; `both` means whoever names it.
        #[cfg_attr(feature = "serde", serde(default))]
        named_by: Party,
    },
    /// The pair's score is at least this.
    MinimumScore {
        /// In micro-units.
        score_micros: Score,
    },
    /// A criterion's value is at least this. A missing fact makes the value 0,
    /// not unknown.
    MustHave {
        /// The criterion; it need not be among the policy's weighted ones.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "super::bare::deserialize"))]
        criterion: Criterion,
        /// In millionths, 0 to 1,000,000.
        at_least_micros: Value,
    },
    /// A rule of the caller's own, registered under this name.
    Custom {
        /// The name it is registered under.
        name: String,
    },
}

/// How long two people who met are not paired again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum CoolDown {
    /// Met in one of the last so many rounds.
    Rounds(u32),
    /// Met on one of the last so many days.
    Days(u32),
}

impl fmt::Display for CoolDown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rounds(n) => write!(f, "{n} rounds"),
            Self::Days(n) => write!(f, "{n} days"),
        }
    }
}

impl Rule {
    /// Their home departments differ.
    #[must_use]
    pub fn different_department() -> Self {
        Self::DifferentDepartment { level: None }
    }

    /// Their departments at a level of the tree differ; 1 = function.
    #[must_use]
    pub fn different_department_at(level: u32) -> Self {
        Self::DifferentDepartment { level: Some(level) }
    }

    /// Their functions (top-level departments) differ.
    #[must_use]
    pub fn different_function() -> Self {
        Self::DifferentFunction
    }

    /// They work at different sites.
    #[must_use]
    pub fn different_site() -> Self {
        Self::DifferentSite
    }

    /// They work at the same site.
    #[must_use]
    pub fn same_site() -> Self {
        Self::SameSite
    }

    /// Neither stands above the other within this many levels.
    #[must_use]
    pub fn outside_reporting_line(levels: u32) -> Self {
        Self::OutsideReportingLine { levels, shared_manager: false }
    }

    /// Neither stands above the other within this many levels, nor do they share a manager.
    #[must_use]
    pub fn outside_reporting_line_and_team(levels: u32) -> Self {
        Self::OutsideReportingLine { levels, shared_manager: true }
    }

    /// min ≤ grade of the first − grade of the second ≤ max.
    #[must_use]
    pub fn grade_gap(min: i32, max: i32) -> Self {
        Self::GradeGap { min, max }
    }

    /// At least this many minutes of the working day in common.
    #[must_use]
    pub fn shared_hours(minutes: u16) -> Self {
        Self::SharedHours { minutes }
    }

    /// A language in common.
    #[must_use]
    pub fn shared_language() -> Self {
        Self::SharedLanguage
    }

    /// Not these two, whoever comes first.
    #[must_use]
    pub fn do_not_pair<A: Into<String>, B: Into<String>>(
        pairs: impl IntoIterator<Item = (A, B)>,
    ) -> Self {
        Self::DoNotPair { pairs: pairs.into_iter().map(|(a, b)| (a.into(), b.into())).collect() }
    }

    /// They have not met within a cool-down.
    #[must_use]
    pub fn not_met_within(cool_down: CoolDown) -> Self {
        Self::NotMetWithin { cool_down }
    }

    /// No tie of any kind, whoever names it.
    #[must_use]
    pub fn no_tie() -> Self {
        Self::NoTie { kinds: Vec::new(), named_by: Party::Both }
    }

    /// No tie of this kind that this party names.
    #[must_use]
    pub fn no_tie_of(kind: impl Into<String>, named_by: Party) -> Self {
        Self::NoTie { kinds: vec![kind.into()], named_by }
    }

    /// The pair's score is at least this.
    #[must_use]
    pub fn minimum_score(score: Score) -> Self {
        Self::MinimumScore { score_micros: score }
    }

    /// A criterion's value is at least this.
    #[must_use]
    pub fn must_have(criterion: Criterion, at_least: Value) -> Self {
        Self::MustHave { criterion, at_least_micros: at_least }
    }

    /// A rule of the caller's own, registered under this name.
    #[must_use]
    pub fn custom(name: impl Into<String>) -> Self {
        Self::Custom { name: name.into() }
    }

    /// Whether the rule says the same of a pair in either order, whoever they are.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        match self {
            Self::DifferentDepartment { .. }
            | Self::DifferentFunction
            | Self::DifferentSite
            | Self::SameSite
            | Self::OutsideReportingLine { .. }
            | Self::SharedHours { .. }
            | Self::SharedLanguage
            | Self::DoNotPair { .. }
            | Self::NotMetWithin { .. }
            // As long as scores do not depend on the order.
            | Self::MinimumScore { .. } => true,
            Self::NoTie { named_by, .. } => *named_by == Party::Both,
            Self::MustHave { criterion, .. } => criterion.is_symmetric(),
            Self::GradeGap { .. } | Self::Custom { .. } => false,
        }
    }

    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DifferentDepartment { .. } => "different_department",
            Self::DifferentFunction => "different_function",
            Self::DifferentSite => "different_site",
            Self::SameSite => "same_site",
            Self::OutsideReportingLine { .. } => "outside_reporting_line",
            Self::GradeGap { .. } => "grade_gap",
            Self::SharedHours { .. } => "shared_hours",
            Self::SharedLanguage => "shared_language",
            Self::DoNotPair { .. } => "do_not_pair",
            Self::NotMetWithin { .. } => "not_met_within",
            Self::NoTie { .. } => "no_tie",
            Self::MinimumScore { .. } => "minimum_score",
            Self::MustHave { .. } => "must_have",
            Self::Custom { .. } => "custom",
        }
    }

    /// What the rule asks, as it stands in a sentence, with words for the two
    /// parties: "no advice tie yet named by the mentee".
    #[must_use]
    pub fn in_words(&self, first: &str, second: &str) -> String {
        match self {
            Self::DifferentDepartment { level: None } => "different department".to_owned(),
            Self::DifferentDepartment { level: Some(level) } => {
                format!("different department at level {level}")
            }
            Self::DifferentFunction => "different function".to_owned(),
            Self::DifferentSite => "different site".to_owned(),
            Self::SameSite => "same site".to_owned(),
            Self::OutsideReportingLine { levels, shared_manager } => {
                let plural = if *levels == 1 { "" } else { "s" };
                let team = if *shared_manager { ", no shared manager" } else { "" };
                format!("outside the reporting line within {levels} level{plural}{team}")
            }
            Self::GradeGap { min, max } => {
                format!("grade of the {first} {min} to {max} above the {second}")
            }
            Self::SharedHours { minutes } => format!("{minutes} shared working minutes"),
            Self::SharedLanguage => "a shared language".to_owned(),
            Self::DoNotPair { .. } => "not on the do-not-pair list".to_owned(),
            Self::NotMetWithin { cool_down } => format!("not met within {cool_down}"),
            Self::NoTie { kinds, named_by } => {
                let kinds =
                    if kinds.is_empty() { "tie".to_owned() } else { kinds.join(" or ") + " tie" };
                match named_by.in_words(first, second) {
                    Some(party) => format!("no {kinds} yet named by the {party}"),
                    None => format!("no {kinds} yet"),
                }
            }
            Self::MinimumScore { score_micros } => format!("a score of at least {score_micros}"),
            Self::MustHave { criterion, at_least_micros } => {
                format!("{} of at least {at_least_micros}", criterion.in_words(first, second))
            }
            Self::Custom { name } => name.clone(),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words("first", "second"))
    }
}
