//! Plain records: an organisation as data, by external keys.

use jiff::civil::Date;

/// The schema number that this version reads and writes.
pub const SCHEMA: u32 = 1;

/// A whole organisation as data: what importers make, what
/// [`Organization::records`](super::Organization::records) gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct OrganizationRecords {
    /// Must be [`SCHEMA`].
    pub schema: u32,
    /// Departments, in declared order; a parent may come after its child.
    pub departments: Vec<DepartmentRecord>,
    /// People, in declared order; a manager may come after their reports.
    pub people: Vec<PersonRecord>,
    /// Ties, in any order.
    pub ties: Vec<TieRecord>,
}

impl Default for OrganizationRecords {
    fn default() -> Self {
        Self { schema: SCHEMA, departments: Vec::new(), people: Vec::new(), ties: Vec::new() }
    }
}

/// A department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct DepartmentRecord {
    /// External key, unique among departments.
    pub key: String,
    /// What people call it; the key where absent.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// Key of the department above; none for a function (a top-level department).
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub parent: Option<String>,
}

impl DepartmentRecord {
    /// A function (top-level department) of this key.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), ..Self::default() }
    }

    /// What people call it.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The department above it.
    #[must_use]
    pub fn parent(mut self, key: impl Into<String>) -> Self {
        self.parent = Some(key.into());
        self
    }
}

/// A person.
///
/// There is no field for a protected attribute (sex, origin, age, religion,
/// health, …) and there will be none: groups go to the audit alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct PersonRecord {
    /// External key, unique among people.
    pub key: String,
    /// Key of the home department; none for a person outside every department.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub department: Option<String>,
    /// Key of the person they report to; none at the top.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub manager: Option<String>,
    /// Rank on the organisation's own ladder; higher is more senior.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub grade: Option<i16>,
    /// Place of work.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub site: Option<String>,
    /// Daily working hours.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub hours: Option<WorkingHours>,
    /// First day with the organisation.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub start: Option<Date>,
    /// Languages spoken.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub languages: Vec<String>,
    /// Interests, for talking points and the shared-interests criterion.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub interests: Vec<String>,
    /// Skills held, each at most once.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub skills: Vec<SkillRecord>,
    /// Skills wanted, each at most once.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub wants: Vec<WantRecord>,
    /// Days on which this person takes no part.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub pauses: Vec<Pause>,
}

impl PersonRecord {
    /// A person of this key and nothing else known.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), ..Self::default() }
    }

    /// The home department.
    #[must_use]
    pub fn department(mut self, key: impl Into<String>) -> Self {
        self.department = Some(key.into());
        self
    }

    /// The person they report to.
    #[must_use]
    pub fn manager(mut self, key: impl Into<String>) -> Self {
        self.manager = Some(key.into());
        self
    }

    /// The rank on the organisation's own ladder; higher is more senior.
    #[must_use]
    pub fn grade(mut self, grade: i16) -> Self {
        self.grade = Some(grade);
        self
    }

    /// The place of work.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// The daily working hours in minutes after midnight UTC.
    #[must_use]
    pub fn hours(mut self, start: u16, end: u16) -> Self {
        self.hours = Some(WorkingHours { start, end });
        self
    }

    /// The first day with the organisation.
    #[must_use]
    pub fn start(mut self, date: Date) -> Self {
        self.start = Some(date);
        self
    }

    /// One more language.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.languages.push(language.into());
        self
    }

    /// One more interest.
    #[must_use]
    pub fn interest(mut self, interest: impl Into<String>) -> Self {
        self.interests.push(interest.into());
        self
    }

    /// One more skill, at a level from 0 to 5.
    #[must_use]
    pub fn skill(mut self, skill: impl Into<String>, level: u8) -> Self {
        self.skills.push(SkillRecord { skill: skill.into(), level });
        self
    }

    /// One more skill wanted, up to a target level from 1 to 5, with weight 1.
    #[must_use]
    pub fn wants(mut self, skill: impl Into<String>, target: u8) -> Self {
        self.wants.push(WantRecord { skill: skill.into(), target, weight: 1 });
        self
    }

    /// Takes no part from the first day through the last.
    #[must_use]
    pub fn pause(mut self, first: Date, last: Date) -> Self {
        self.pauses.push(Pause { first, last });
        self
    }
}

/// A skill held.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SkillRecord {
    /// Name of the skill.
    pub skill: String,
    /// 0 (none) to 5 (expert).
    pub level: u8,
}

/// A skill wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct WantRecord {
    /// Name of the skill.
    pub skill: String,
    /// The level to reach, 1 to 5. A target already reached counts for nothing.
    pub target: u8,
    /// How much it matters beside this person's other wants; at least 1.
    #[cfg_attr(feature = "serde", serde(default = "one"))]
    pub weight: u16,
}

#[cfg(feature = "serde")]
fn one() -> u16 {
    1
}

/// Daily working hours as minutes after midnight UTC: `start` inclusive,
/// `end` exclusive. `start > end` runs past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct WorkingHours {
    /// 0 to 1439.
    pub start: u16,
    /// 1 to 1440, not equal to `start`.
    pub end: u16,
}

/// Days on which a person takes no part, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Pause {
    /// First day away.
    pub first: Date,
    /// Last day away; not before `first`.
    pub last: Date,
}

/// A working relationship, as `from` sees it: `from` asks `to` for advice,
/// names `to` as a friend, works with `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct TieRecord {
    /// Key of the person who names the tie.
    pub from: String,
    /// Key of the person named.
    pub to: String,
    /// What kind of tie, such as `advice`; the same two people may have several kinds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub kind: Option<String>,
    /// Strength in the organisation's own unit; at least 1.
    #[cfg_attr(feature = "serde", serde(default = "unit_strength"))]
    pub strength: u32,
}

#[cfg(feature = "serde")]
fn unit_strength() -> u32 {
    1
}

impl TieRecord {
    /// A tie of strength 1 and no named kind.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), kind: None, strength: 1 }
    }

    /// The kind of tie.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// The strength.
    #[must_use]
    pub fn strength(mut self, strength: u32) -> Self {
        self.strength = strength;
        self
    }
}
