//! The organisation: a petgraph graph and its indexes.

use std::ops::Range;

use petgraph::graph::{DiGraph, NodeIndex};

use super::builder::OrganizationBuilder;
use super::distance::Marks;
use super::error::{OrganizationError, OrganizationProblem, Table};
use super::lists::Lists;
use super::names::Names;
use super::person::{Department, Person};
use super::profile::Profiles;
use super::records::{
    DepartmentRecord, OrganizationRecords, PersonRecord, SCHEMA, SkillRecord, TieRecord, WantRecord,
};
use super::tree::{Forest, NONE};
use crate::error::Errors;
use crate::id::{DepartmentId, PersonId, SkillId, TieKindId};

/// A node of [`Organization::graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A person.
    Person(PersonId),
    /// A department.
    Department(DepartmentId),
}

/// An edge of [`Organization::graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// A person names a tie to a person.
    Tie {
        /// The kind, if it has one.
        kind: Option<TieKindId>,
        /// At least 1.
        strength: u32,
    },
    /// A person reports to a person.
    ReportsTo,
    /// A person's home is a department.
    MemberOf,
    /// A department lies within a department.
    PartOf,
}

/// People, departments, reporting lines and ties; immutable once built.
///
/// Ids are dense and follow the declared order. Each question about a pair of
/// people is answered from an index:
///
/// | question | cost |
/// | --- | --- |
/// | [`department_distance`](Self::department_distance), [`reporting_distance`](Self::reporting_distance) | O(log n), one to three steps in practice |
/// | [`tie_distance`](Self::tie_distance) | O(ties of one, plus those of their contacts for distance 3) |
/// | [`person`](Self::person) by key | O(1) |
///
/// Memory at one million people, 5,000 departments and ten million ties
/// is stated, with its command, in the README.
#[derive(Clone, Debug)]
pub struct Organization {
    /// People, then departments; ties first among the edges, by (from, to, kind).
    pub(super) graph: DiGraph<Node, Link, u32>,
    pub(super) people: Names,
    pub(super) departments: Names,
    pub(super) department_names: Vec<Option<Box<str>>>,
    /// Home department of each person, or `NONE`.
    pub(super) home: Vec<u32>,
    pub(super) tree: Forest,
    pub(super) reporting: Forest,
    pub(super) profiles: Profiles,
    /// The ties that person `i` names are edges `tie_start[i]..tie_start[i + 1]`.
    pub(super) tie_start: Vec<u32>,
    pub(super) tie_kinds: Names,
    /// Distinct people with a tie of any kind in either direction.
    pub(super) contacts: Lists<u32>,
    pub(super) contact_marks: Vec<Marks>,
}

impl Organization {
    /// Starts an organisation.
    #[must_use]
    pub fn builder() -> OrganizationBuilder {
        OrganizationBuilder::default()
    }

    /// The organisation of these records.
    ///
    /// # Errors
    /// Every mistake of the records, see [`OrganizationProblem`]; of records of
    /// another schema, only that.
    pub fn from_records(records: OrganizationRecords) -> Result<Self, Errors<OrganizationError>> {
        if records.schema != SCHEMA {
            return Err(Errors::from_vec(vec![OrganizationError {
                table: Table::Departments,
                index: 0,
                key: String::new(),
                field: "schema",
                problem: OrganizationProblem::Schema { found: records.schema },
            }]));
        }
        let mut builder = Self::builder();
        for department in records.departments {
            builder.add_department(department);
        }
        for person in &records.people {
            builder.add_person(person);
        }
        drop(records.people);
        for tie in records.ties {
            builder.add_tie(tie);
        }
        builder.build()
    }

    /// The organisation as records: departments and people in declared order,
    /// ties by (from, to, name of the kind), lists of a person in the order in
    /// which the organisation first named their entries, pauses by first day.
    ///
    /// The records of the organisation of these records are the same.
    /// Test: `org::records::round_trip_is_stable`.
    #[must_use]
    pub fn records(&self) -> OrganizationRecords {
        let mut ties: Vec<Tie> = self.ties().collect();
        // Ids follow the order in which the kinds were first named, which sorting may change.
        ties.sort_by_key(|tie| (tie.from, tie.to, tie.kind.map(|kind| self.tie_kind_name(kind))));
        OrganizationRecords {
            schema: SCHEMA,
            departments: self.departments().map(department_record).collect(),
            people: self.people().map(person_record).collect(),
            ties: ties.into_iter().map(|tie| tie_record(self, tie)).collect(),
        }
    }

    /// The people, in declared order.
    pub fn people(&self) -> impl ExactSizeIterator<Item = Person<'_>> + Clone {
        (0..self.people.len()).map(|i| self.at(PersonId(u32::try_from(i).unwrap_or(NONE))))
    }

    /// The departments, in declared order.
    pub fn departments(&self) -> impl ExactSizeIterator<Item = Department<'_>> + Clone {
        (0..self.departments.len())
            .map(|i| Department::new(self, DepartmentId(u32::try_from(i).unwrap_or(NONE))))
    }

    /// The person of an external key.
    #[must_use]
    pub fn person(&self, key: &str) -> Option<Person<'_>> {
        self.people.get(key).map(|id| self.at(PersonId(id)))
    }

    /// The person of an id; none when another, larger organisation minted it.
    #[must_use]
    pub fn person_by_id(&self, id: PersonId) -> Option<Person<'_>> {
        (id.index() < self.people.len()).then(|| self.at(id))
    }

    /// The person of an id known to be ours.
    pub(crate) fn at(&self, id: PersonId) -> Person<'_> {
        Person::new(self, id)
    }

    /// The department of an external key.
    #[must_use]
    pub fn department(&self, key: &str) -> Option<Department<'_>> {
        self.departments.get(key).map(|id| Department::new(self, DepartmentId(id)))
    }

    /// The id of a skill that somebody holds or wants.
    #[must_use]
    pub fn skill(&self, name: &str) -> Option<SkillId> {
        self.profiles.skill_names.get(name).map(SkillId)
    }

    /// The name of a skill; none when another organisation minted the id.
    #[must_use]
    pub fn skill_name(&self, skill: SkillId) -> Option<&str> {
        self.profiles.skill_names.name(skill.0)
    }

    /// The kind of tie of a name.
    #[must_use]
    pub fn tie_kind(&self, name: &str) -> Option<TieKindId> {
        self.tie_kinds.get(name).and_then(TieKindId::new)
    }

    /// The name of a kind of tie; none when another organisation minted the id.
    #[must_use]
    pub fn tie_kind_name(&self, kind: TieKindId) -> Option<&str> {
        self.tie_kinds.name(u32::try_from(kind.index()).unwrap_or(NONE))
    }

    /// The kinds of ties, in the order first named.
    pub fn tie_kind_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.tie_kinds.iter()
    }

    /// The number of ties.
    #[must_use]
    pub fn tie_count(&self) -> usize {
        self.tie_start.last().map_or(0, |&end| end as usize)
    }

    /// All ties, by (from, to, kind).
    pub fn ties(&self) -> impl Iterator<Item = Tie> + '_ {
        (0..self.tie_count()).filter_map(|edge| self.tie_at(edge))
    }

    /// The tie that is an edge of the graph.
    pub(super) fn tie_at(&self, edge: usize) -> Option<Tie> {
        let edge = self.graph.raw_edges().get(edge)?;
        let Link::Tie { kind, strength } = edge.weight else { return None };
        let id = |node: NodeIndex<u32>| PersonId(u32::try_from(node.index()).unwrap_or(NONE));
        Some(Tie { from: id(edge.source()), to: id(edge.target()), kind, strength })
    }

    /// The first tie, in the range of ties of one person, to `to` or beyond.
    pub(super) fn first_tie(&self, range: Range<usize>, to: PersonId) -> usize {
        let edges = &self.graph.raw_edges()[range.clone()];
        range.start + edges.partition_point(|edge| edge.target().index() < to.index())
    }

    /// The whole organisation as a petgraph graph, to read.
    ///
    /// Node `i` is person `i`; departments follow in declared order. Edges
    /// point from the one who names a tie to the one named, from a person to
    /// their manager, from a person to their home department, and from a
    /// department to the one it lies within.
    ///
    /// ```
    /// use crosstie::org::{Link, Organization, PersonRecord};
    ///
    /// let org = Organization::builder()
    ///     .person(PersonRecord::new("ada"))
    ///     .person(PersonRecord::new("bob").manager("ada"))
    ///     .build()?;
    /// let lines = org.graph().edge_weights().filter(|&&link| link == Link::ReportsTo);
    /// assert_eq!(lines.count(), 1);
    /// # Ok::<(), crosstie::Errors<crosstie::org::OrganizationError>>(())
    /// ```
    #[must_use]
    pub fn graph(&self) -> &DiGraph<Node, Link, u32> {
        &self.graph
    }
}

/// A tie, as `from` sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tie {
    /// Who names it.
    pub from: PersonId,
    /// Who is named.
    pub to: PersonId,
    /// The kind, if it has one.
    pub kind: Option<TieKindId>,
    /// At least 1.
    pub strength: u32,
}

fn department_record(department: Department<'_>) -> DepartmentRecord {
    let mut record = DepartmentRecord::new(department.key());
    record.name = department.given_name().map(str::to_owned);
    record.parent = department.parent().map(|parent| parent.key().to_owned());
    record
}

fn person_record(person: Person<'_>) -> PersonRecord {
    let mut record = PersonRecord::new(person.key());
    record.department = person.department().map(|d| d.key().to_owned());
    record.manager = person.manager().map(|m| m.key().to_owned());
    record.grade = person.grade();
    record.site = person.site().map(str::to_owned);
    record.hours = person.hours();
    record.start = person.start();
    record.languages = person.languages().map(str::to_owned).collect();
    record.interests = person.interests().map(str::to_owned).collect();
    record.skills = person
        .skills()
        .map(|held| SkillRecord { skill: held.name.to_owned(), level: held.level })
        .collect();
    record.wants = person
        .wants()
        .map(|want| WantRecord {
            skill: want.name.to_owned(),
            target: want.target,
            weight: want.weight,
        })
        .collect();
    record.pauses = person.pauses().to_vec();
    record
}

fn tie_record(org: &Organization, tie: Tie) -> TieRecord {
    let mut record = TieRecord::new(org.at(tie.from).key(), org.at(tie.to).key());
    record.kind = tie.kind.and_then(|kind| org.tie_kind_name(kind)).map(str::to_owned);
    record.strength = tie.strength;
    record
}
