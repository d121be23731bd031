//! Views of one person and of one department.

use std::fmt;

use jiff::civil::Date;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use super::organization::{Link, Organization, Tie};
use super::records::{Pause, WorkingHours};
use super::tree::NONE;
use crate::id::{DepartmentId, PersonId, SkillId, TieKindId};

/// A person of an organisation. Copying it is free.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    org: &'a Organization,
    id: PersonId,
}

impl PartialEq for Person<'_> {
    /// The same person of the same organisation.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.org, other.org)
    }
}

impl Eq for Person<'_> {}

impl fmt::Debug for Person<'_> {
    /// Id and key, not the organisation around them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.id, self.key())
    }
}

impl From<Person<'_>> for PersonId {
    fn from(person: Person<'_>) -> Self {
        person.id
    }
}

/// A skill that a person holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeldSkill<'a> {
    /// The skill.
    pub skill: SkillId,
    /// Its name.
    pub name: &'a str,
    /// 0 to 5.
    pub level: u8,
}

/// A skill that a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WantedSkill<'a> {
    /// The skill.
    pub skill: SkillId,
    /// Its name.
    pub name: &'a str,
    /// The level to reach, 1 to 5.
    pub target: u8,
    /// How much it matters beside the person's other wants; at least 1.
    pub weight: u16,
}

impl From<Person<'_>> for String {
    /// The person's key.
    fn from(person: Person<'_>) -> Self {
        person.key().to_owned()
    }
}

impl<'a> Person<'a> {
    pub(super) fn new(org: &'a Organization, id: PersonId) -> Self {
        Self { org, id }
    }

    /// The organisation.
    #[must_use]
    pub fn organization(self) -> &'a Organization {
        self.org
    }

    /// The id, dense and in declared order.
    #[must_use]
    pub fn id(self) -> PersonId {
        self.id
    }

    /// The external key.
    #[must_use]
    pub fn key(self) -> &'a str {
        self.org.people.name(self.id.0).unwrap_or_default()
    }

    /// The home department.
    #[must_use]
    pub fn department(self) -> Option<Department<'a>> {
        let home = self.org.home[self.id.index()];
        (home != NONE).then(|| Department::new(self.org, DepartmentId(home)))
    }

    /// The top-level department above the home department.
    #[must_use]
    pub fn function(self) -> Option<Department<'a>> {
        self.department().map(Department::function)
    }

    /// The person they report to.
    #[must_use]
    pub fn manager(self) -> Option<Person<'a>> {
        self.org.reporting.parent(self.id.0).map(|id| Person::new(self.org, PersonId(id)))
    }

    /// The people who report to them, in no particular but a fixed order.
    pub fn reports(self) -> impl Iterator<Item = Person<'a>> {
        let node = NodeIndex::<u32>::from(self.id.0);
        self.org
            .graph
            .edges_directed(node, Direction::Incoming)
            .filter(|edge| *edge.weight() == Link::ReportsTo)
            .map(move |edge| {
                let id = u32::try_from(edge.source().index()).unwrap_or(NONE);
                Person::new(self.org, PersonId(id))
            })
    }

    /// Whether they have a manager or reports.
    pub(crate) fn reports_at_all(self) -> bool {
        self.manager().is_some() || self.reports().next().is_some()
    }

    /// The rank; higher is more senior.
    #[must_use]
    pub fn grade(self) -> Option<i16> {
        self.org.profiles.grade[self.id.index()]
    }

    /// The place of work.
    #[must_use]
    pub fn site(self) -> Option<&'a str> {
        self.org.profiles.sites.name(self.org.profiles.site[self.id.index()])
    }

    /// Symbol of the site.
    pub(crate) fn site_symbol(self) -> Option<u32> {
        Some(self.org.profiles.site[self.id.index()]).filter(|&site| site != NONE)
    }

    /// The daily working hours.
    #[must_use]
    pub fn hours(self) -> Option<WorkingHours> {
        self.org.profiles.hours[self.id.index()]
    }

    /// The first day with the organisation.
    #[must_use]
    pub fn start(self) -> Option<Date> {
        self.org.profiles.start[self.id.index()]
    }

    /// The languages spoken.
    pub fn languages(self) -> impl ExactSizeIterator<Item = &'a str> {
        let names = &self.org.profiles.language_names;
        self.language_symbols().iter().map(|&symbol| names.name(symbol).unwrap_or_default())
    }

    /// The interests.
    pub fn interests(self) -> impl ExactSizeIterator<Item = &'a str> {
        let names = &self.org.profiles.interest_names;
        self.interest_symbols().iter().map(|&symbol| names.name(symbol).unwrap_or_default())
    }

    /// Symbols of the languages, ascending.
    pub(crate) fn language_symbols(self) -> &'a [u32] {
        self.org.profiles.languages.get(self.id.index())
    }

    /// Symbols of the interests, ascending.
    pub(crate) fn interest_symbols(self) -> &'a [u32] {
        self.org.profiles.interests.get(self.id.index())
    }

    /// The skills held, by skill id.
    pub fn skills(self) -> impl ExactSizeIterator<Item = HeldSkill<'a>> {
        self.org.profiles.skills.get(self.id.index()).iter().map(|held| HeldSkill {
            skill: held.skill,
            name: self.org.skill_name(held.skill).unwrap_or_default(),
            level: held.level,
        })
    }

    /// The level of a skill; 0 where it is not on file. O(log s) for s skills.
    #[must_use]
    pub fn level(self, skill: SkillId) -> u8 {
        let skills = self.org.profiles.skills.get(self.id.index());
        skills.binary_search_by_key(&skill, |held| held.skill).map_or(0, |i| skills[i].level)
    }

    /// The skills wanted, by skill id.
    pub fn wants(self) -> impl ExactSizeIterator<Item = WantedSkill<'a>> {
        self.org.profiles.wants.get(self.id.index()).iter().map(|want| WantedSkill {
            skill: want.skill,
            name: self.org.skill_name(want.skill).unwrap_or_default(),
            target: want.target,
            weight: want.weight,
        })
    }

    /// The pauses, by first day.
    #[must_use]
    pub fn pauses(self) -> &'a [Pause] {
        self.org.profiles.pauses.get(self.id.index())
    }

    /// The pause that covers a day, if any.
    #[must_use]
    pub fn pause_on(self, day: Date) -> Option<Pause> {
        self.pauses().iter().copied().find(|p| p.first <= day && day <= p.last)
    }

    /// The ties that this person names, by (person named, kind).
    pub fn ties(self) -> impl Iterator<Item = Tie> {
        self.tie_range().filter_map(|edge| self.org.tie_at(edge))
    }

    /// The ties that this person names to another, by kind. O(log t).
    pub fn ties_to(self, other: PersonId) -> impl Iterator<Item = Tie> {
        let range = self.tie_range();
        let first = self.org.first_tie(range.clone(), other);
        (first..range.end)
            .filter_map(move |edge| self.org.tie_at(edge))
            .take_while(move |tie| tie.to == other)
    }

    /// Whether this person names a tie to another: of this kind, or of any.
    #[must_use]
    pub fn has_tie_to(self, other: PersonId, kind: Option<TieKindId>) -> bool {
        self.ties_to(other).any(|tie| kind.is_none() || tie.kind == kind)
    }

    fn tie_range(self) -> std::ops::Range<usize> {
        let i = self.id.index();
        self.org.tie_start[i] as usize..self.org.tie_start[i + 1] as usize
    }

    /// The people with a tie of any kind to or from this person, by id.
    pub fn contacts(self) -> impl ExactSizeIterator<Item = Person<'a>> {
        self.contact_ids().iter().map(move |&id| Person::new(self.org, PersonId(id)))
    }

    /// Ids of the contacts, ascending.
    pub(crate) fn contact_ids(self) -> &'a [u32] {
        self.org.contacts.get(self.id.index())
    }
}

/// A department of an organisation. Copying it is free.
#[derive(Clone, Copy)]
pub struct Department<'a> {
    org: &'a Organization,
    id: DepartmentId,
}

impl PartialEq for Department<'_> {
    /// The same department of the same organisation.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.org, other.org)
    }
}

impl Eq for Department<'_> {}

impl fmt::Debug for Department<'_> {
    /// Id and key, not the organisation around them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.id, self.key())
    }
}

impl<'a> Department<'a> {
    pub(super) fn new(org: &'a Organization, id: DepartmentId) -> Self {
        Self { org, id }
    }

    /// The id, dense and in declared order.
    #[must_use]
    pub fn id(self) -> DepartmentId {
        self.id
    }

    /// The external key.
    #[must_use]
    pub fn key(self) -> &'a str {
        self.org.departments.name(self.id.0).unwrap_or_default()
    }

    /// What people call it: the name given, else the key.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.given_name().unwrap_or(self.key())
    }

    pub(super) fn given_name(self) -> Option<&'a str> {
        self.org.department_names[self.id.index()].as_deref()
    }

    /// The department it lies within; none for a function.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.org.tree.parent(self.id.0).map(|id| Self::new(self.org, DepartmentId(id)))
    }

    /// 1 for a function, 2 for a department right below one, and so on.
    #[must_use]
    pub fn level(self) -> u32 {
        self.org.tree.depth(self.id.0) + 1
    }

    /// The department at a level on the way up from this one, or this one
    /// where it lies at or above that level. Level 0 counts as 1.
    #[must_use]
    pub fn at_level(self, level: u32) -> Self {
        let depth = level.saturating_sub(1);
        let id = self.org.tree.ancestor_at_depth(self.id.0, depth).unwrap_or(self.id.0);
        Self::new(self.org, DepartmentId(id))
    }

    /// The top-level department above it.
    #[must_use]
    pub fn function(self) -> Self {
        self.at_level(1)
    }
}
