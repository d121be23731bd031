//! What the audit by group found.

use super::words;
use crate::score::Score;

/// A side of a programme, whose people are compared with each other alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Side {
    /// Those who learn.
    Mentees,
    /// Those who give.
    Mentors,
    /// Those who take part in rounds; with two pools, those of the second.
    Participants,
    /// Those who may be members of a task force.
    Candidates,
    /// Of a programme of one's own.
    People,
}

/// A rate that groups are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum GroupMeasure {
    /// Placed among chances: the match rate of mentoring, the meeting rate of rounds.
    Placement,
    /// The scoring rate: above the median among scored.
    AboveMedian,
    /// First choice among those of whom it is known.
    FirstChoice,
}

impl GroupMeasure {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Placement => "placement",
            Self::AboveMedian => "above_median",
            Self::FirstChoice => "first_choice",
        }
    }
}

/// What [`by_group`](super::by_group) found: rates, side by side. It measures and does not judge.
///
/// `Display` writes it as tables; with the feature `serde` it serialises, scores in micro-units.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupReport {
    /// Each side by itself.
    pub sections: Vec<GroupSection>,
    /// What whoever reads the tables should know.
    pub findings: Vec<GroupFinding>,
    /// How many people of the groups have no part in what was audited; 0 unless such people are
    /// [ignored](super::GroupAudit::ignore_others).
    pub others: u64,
    /// Groups of fewer people are not shown.
    pub suppress_below: u64,
    /// Groups of a smaller share of the people, in percent, have no ratios.
    pub leave_out_below_percent: u8,
}

impl GroupReport {
    /// The ratios below four fifths, in order of the tables.
    pub fn below_four_fifths(&self) -> impl Iterator<Item = &GroupFinding> {
        self.findings.iter().filter(|f| matches!(f, GroupFinding::BelowFourFifths { .. }))
    }

    /// A side, if it was audited.
    #[must_use]
    pub fn section(&self, side: Side) -> Option<&GroupSection> {
        self.sections.iter().find(|section| section.side == side)
    }
}

/// The tables of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupSection {
    /// The side.
    pub side: Side,
    /// How many people have a part in it, but had no chance of a place: no place left, paused, in no round.
    /// They are in no other number.
    pub without_chance: u64,
    /// Everybody who had a chance.
    pub counts: GroupCounts,
    /// Their scores; none without any.
    pub scores: Option<GroupScores>,
    /// A table for each attribute, then for every two, and so on. None at all where the section has so few people
    /// that every group is too small to be shown.
    pub tables: Vec<GroupTable>,
}

impl GroupSection {
    /// The table of these attributes, named in any order.
    #[must_use]
    pub fn table(&self, attributes: &[&str]) -> Option<&GroupTable> {
        let mut attributes = attributes.to_vec();
        attributes.sort_unstable();
        self.tables.iter().find(|table| table.attributes == attributes)
    }
}

/// The groups of an attribute, or of several at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupTable {
    /// The attributes, in alphabetical order.
    pub attributes: Vec<String>,
    /// A cell for each combination of values that somebody has, in alphabetical order.
    pub cells: Vec<GroupCell>,
    /// How many people lack a value of one of the attributes; none where the number is suppressed.
    pub missing: Option<u64>,
}

impl GroupTable {
    /// The group with these values, in the order of the attributes.
    #[must_use]
    pub fn cell(&self, values: &[&str]) -> Option<&GroupCell> {
        self.cells.iter().find(|cell| cell.values == values)
    }

    /// How many groups are not shown.
    #[must_use]
    pub fn suppressed(&self) -> usize {
        self.cells.iter().filter(|cell| cell.counts.is_none()).count()
    }
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupCell {
    /// Its values, in the order of the attributes.
    pub values: Vec<String>,
    /// How many people; none where that is suppressed, and then so is all else.
    pub counts: Option<GroupCounts>,
    /// Their scores; none where nobody has one, or where they are suppressed.
    pub scores: Option<GroupScores>,
    /// Whether it is left out of ratios, being so small a share of the people.
    pub left_out: bool,
}

/// How many people, and how many of them are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupCounts {
    /// People.
    pub people: u64,
    /// How often they are placed among how often they could have been.
    pub placement: GroupRate,
}

/// The scores of those who have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupScores {
    /// The mean over the people, rounded down.
    #[cfg_attr(feature = "serde", serde(rename = "mean_micros"))]
    pub mean: Score,
    /// How many are above the median of the section, among how many.
    pub above_median: GroupRate,
    /// How many got their first choice, among how many; none where that was not looked at.
    pub first_choice: Option<GroupRate>,
}

/// A rate: of / among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GroupRate {
    /// How many.
    pub of: u64,
    /// Among how many.
    pub among: u64,
    /// The rate over the highest rate of the table; none where there is no such comparison: of everybody, of
    /// nobody, of a group left out, and where the highest rate is 0.
    pub ratio: Option<ImpactRatio>,
}

impl GroupRate {
    /// The rate in ten-thousandths, rounded down; none among nobody.
    #[must_use]
    pub fn ten_thousandths(&self) -> Option<u64> {
        let exact = (u128::from(self.of) * 10_000).checked_div(u128::from(self.among))?;
        u64::try_from(exact).ok()
    }
}

/// The rate of a group over the highest rate of any group shown in the same table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ImpactRatio {
    /// Rounded down.
    pub ten_thousandths: u32,
    /// Whether it is below 4/5, exactly: 5·a·d < 4·c·b for the rates a/b and the highest c/d.
    pub below_four_fifths: bool,
}

/// Something that whoever reads the tables should know.
///
/// Tests: `audit_groups::measures`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum GroupFinding {
    /// A group's rate is below four fifths of the highest.
    BelowFourFifths {
        /// The side.
        side: Side,
        /// The attributes.
        attributes: Vec<String>,
        /// The group's values of them.
        values: Vec<String>,
        /// The rate that is compared.
        measure: GroupMeasure,
        /// The group's rate and its ratio.
        rate: GroupRate,
        /// The values of the first group with the highest rate.
        highest_values: Vec<String>,
        /// Its rate.
        highest: GroupRate,
    },
    /// People lack a value of an attribute.
    MissingValues {
        /// The side.
        side: Side,
        /// The attribute.
        attribute: String,
        /// How many; none where the number is suppressed.
        people: Option<u64>,
    },
    /// Groups are not shown, so that few people cannot be counted out.
    Suppressed {
        /// The side.
        side: Side,
        /// The attributes.
        attributes: Vec<String>,
        /// How many groups.
        groups: u64,
    },
    /// A group is left out of ratios, being so small a share of the people.
    LeftOut {
        /// The side.
        side: Side,
        /// The attributes.
        attributes: Vec<String>,
        /// The group's values of them.
        values: Vec<String>,
    },
    /// A side has so few people that none of its groups is shown.
    TooFewPeople {
        /// The side.
        side: Side,
        /// How many people.
        people: u64,
    },
}

impl GroupFinding {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BelowFourFifths { .. } => "below-four-fifths",
            Self::MissingValues { .. } => "missing-values",
            Self::Suppressed { .. } => "suppressed",
            Self::LeftOut { .. } => "left-out",
            Self::TooFewPeople { .. } => "too-few-people",
        }
    }
}

impl std::fmt::Display for GroupReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        words::report(self, f)
    }
}
