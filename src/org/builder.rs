//! From records to an organisation; every mistake at once.

use petgraph::graph::{DiGraph, NodeIndex};

use super::error::{OrganizationError, OrganizationProblem as Problem, Table};
use super::lists::Lists;
use super::names::Names;
use super::organization::{Link, Node, Organization};
use super::profile::Profiles;
use super::records::{DepartmentRecord, PersonRecord, TieRecord};
use super::tree::{Forest, NONE};
use crate::error::Errors;
use crate::id::{DepartmentId, PersonId, TieKindId};

/// The most that 32-bit indices can name, one kept for "none".
const MOST: usize = (u32::MAX - 1) as usize;

/// Collects departments, people and ties in any order; [`build`](Self::build)
/// checks them all at once.
///
/// People and ties are packed as they come, so that a million people need no
/// million records in memory.
///
/// ```
/// use crosstie::org::{DepartmentRecord, Organization, PersonRecord, TieRecord};
///
/// let org = Organization::builder()
///     .department(DepartmentRecord::new("sales"))
///     .department(DepartmentRecord::new("engineering"))
///     .person(PersonRecord::new("ada").department("engineering").grade(7))
///     .person(PersonRecord::new("bob").department("sales").grade(4).manager("ada"))
///     .tie(TieRecord::new("bob", "ada").kind("advice"))
///     .build()?;
/// assert_eq!(org.people().len(), 2);
/// # Ok::<(), crosstie::Errors<crosstie::org::OrganizationError>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct OrganizationBuilder {
    departments: Vec<DepartmentRecord>,
    /// Distinct keys; a person's id is their symbol here.
    people: Names,
    /// The position of each person record's key in `people`.
    symbol_of: Vec<u32>,
    /// Symbol in `home_keys`, or `NONE`; one entry a record.
    home: Vec<u32>,
    home_keys: Names,
    /// Symbol in `manager_keys`, or `NONE`; one entry a record.
    manager: Vec<u32>,
    manager_keys: Names,
    profiles: Profiles,
    ties: Vec<PackedTie>,
    /// Ties whose people were not known yet, with their positions.
    late_ties: Vec<(usize, TieRecord)>,
    tie_count: usize,
    tie_kinds: Names,
    mistakes: Vec<OrganizationError>,
}

/// A tie between two person ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PackedTie {
    from: u32,
    to: u32,
    kind: Option<TieKindId>,
    strength: u32,
    /// Position of its record.
    index: u32,
}

impl OrganizationBuilder {
    /// Adds a department.
    #[must_use]
    pub fn department(mut self, record: DepartmentRecord) -> Self {
        self.add_department(record);
        self
    }

    /// Adds a person.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "as its two siblings")]
    pub fn person(mut self, record: PersonRecord) -> Self {
        self.add_person(&record);
        self
    }

    /// Adds a tie.
    #[must_use]
    pub fn tie(mut self, record: TieRecord) -> Self {
        self.add_tie(record);
        self
    }

    /// Adds a department.
    pub fn add_department(&mut self, record: DepartmentRecord) {
        self.departments.push(record);
    }

    /// Adds a person; the id holds in the organisation that is built.
    pub fn add_person(&mut self, record: &PersonRecord) -> PersonId {
        let index = self.symbol_of.len();
        let mut mistake = |field, problem| {
            let key = record.key.clone();
            self.mistakes.push(OrganizationError {
                table: Table::People,
                index,
                key,
                field,
                problem,
            });
        };
        check_key(&record.key, |problem| mistake("key", problem));
        let (symbol, new) = self.people.insert(&record.key);
        if !new {
            let first = self.symbol_of.iter().position(|&s| s == symbol).unwrap_or(0);
            mistake("key", Problem::DuplicateKey { key: record.key.clone(), first });
        }
        self.symbol_of.push(symbol);
        self.home.push(self.home_keys.insert_option(record.department.as_deref()));
        self.manager.push(self.manager_keys.insert_option(record.manager.as_deref()));
        self.profiles.push(record, mistake);
        PersonId(symbol)
    }

    /// Adds a tie by external keys.
    pub fn add_tie(&mut self, record: TieRecord) {
        match (self.people.get(&record.from), self.people.get(&record.to)) {
            (Some(from), Some(to)) => {
                let kind = record.kind.as_deref();
                self.add_tie_between(PersonId(from), PersonId(to), kind, record.strength);
            }
            _ => {
                self.late_ties.push((self.tie_count, record));
                self.tie_count += 1;
            }
        }
    }

    /// Adds a tie between people added before, without looking up their keys.
    pub fn add_tie_between(
        &mut self,
        from: PersonId,
        to: PersonId,
        kind: Option<&str>,
        strength: u32,
    ) {
        let index = self.tie_count;
        self.tie_count += 1;
        self.pack_tie(index, from.0, to.0, kind, strength);
    }

    fn pack_tie(&mut self, index: usize, from: u32, to: u32, kind: Option<&str>, strength: u32) {
        let kind = kind.and_then(|name| {
            check_name(name, |problem| {
                let key = self.tie_key(from, to);
                let (table, field) = (Table::Ties, "kind");
                self.mistakes.push(OrganizationError { table, index, key, field, problem });
            });
            TieKindId::new(self.tie_kinds.insert(name).0)
        });
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        self.ties.push(PackedTie { from, to, kind, strength, index });
    }

    fn tie_key(&self, from: u32, to: u32) -> String {
        let name =
            |id| self.people.name(id).map_or_else(|| format!("{:?}", PersonId(id)), str::to_owned);
        format!("{} → {}", name(from), name(to))
    }

    /// Checks everything, and builds the organisation and its indexes.
    ///
    /// Complexity: O(n + d + t log t) time for n people, d departments and t ties.
    ///
    /// # Errors
    /// Every mistake of the input: departments first, then people, then ties,
    /// each table in the order of its records.
    pub fn build(mut self) -> Result<Organization, Errors<OrganizationError>> {
        self.check_sizes()?;
        let (departments, parent) = self.check_departments();
        let home = self.check_homes(&departments);
        let manager = self.check_managers();
        let tree = self.check_forest(Table::Departments, "parent", parent, &departments);
        let people = std::mem::take(&mut self.people);
        let reporting = self.check_forest(Table::People, "manager", manager, &people);
        self.people = people;
        self.check_ties();
        self.mistakes.sort_by_key(|m| (m.table, m.index));
        let (Some(tree), Some(reporting)) = (tree, reporting) else {
            return Err(Errors::from_vec(self.mistakes));
        };
        Errors::check(std::mem::take(&mut self.mistakes))?;
        Ok(self.assemble(departments, home, tree, reporting))
    }

    /// Sizes beyond the reach of the ids; nothing else can be checked then.
    fn check_sizes(&self) -> Result<(), Errors<OrganizationError>> {
        let (people, departments) = (self.symbol_of.len(), self.departments.len());
        let links = self.tie_count.saturating_add(2 * people).saturating_add(departments);
        let sizes = [
            (Table::Departments, "key", people.saturating_add(departments), MOST),
            (Table::People, "skills", self.profiles.most_items(), MOST),
            (Table::Ties, "from", links.max(self.tie_count.saturating_mul(2)), MOST),
            (Table::Ties, "kind", self.tie_kinds.len(), TieKindId::MOST),
        ];
        let mistakes = sizes.into_iter().filter(|&(_, _, given, most)| given > most);
        Errors::check(
            mistakes
                .map(|(table, field, given, most)| OrganizationError {
                    table,
                    index: most,
                    key: String::new(),
                    field,
                    problem: Problem::TooMany { given, most },
                })
                .collect(),
        )
    }

    /// The departments' keys, and the parent of each.
    fn check_departments(&mut self) -> (Names, Vec<u32>) {
        let mut names = Names::default();
        let mut position = Vec::new();
        for (index, record) in self.departments.iter().enumerate() {
            let mut mistake = |field, problem| {
                let (table, key) = (Table::Departments, record.key.clone());
                self.mistakes.push(OrganizationError { table, index, key, field, problem });
            };
            check_key(&record.key, |problem| mistake("key", problem));
            if let Some(name) = &record.name {
                check_name(name, |problem| mistake("name", problem));
            }
            let (symbol, new) = names.insert(&record.key);
            if new {
                position.push(index);
            } else {
                let (key, first) = (record.key.clone(), position[symbol as usize]);
                mistake("key", Problem::DuplicateKey { key, first });
            }
        }
        let mut parents = vec![NONE; names.len()];
        for (index, record) in self.departments.iter().enumerate() {
            let Some(key) = &record.parent else { continue };
            let problem = match names.get(key) {
                None => Problem::UnknownDepartment { key: key.clone() },
                Some(_) if *key == record.key => Problem::SelfParent,
                Some(parent) => {
                    let own = names.get(&record.key).unwrap_or(NONE) as usize;
                    if position[own] == index {
                        parents[own] = parent;
                    }
                    continue;
                }
            };
            let (table, key) = (Table::Departments, record.key.clone());
            self.mistakes.push(OrganizationError { table, index, key, field: "parent", problem });
        }
        (names, parents)
    }

    /// The home department of each person.
    fn check_homes(&mut self, departments: &Names) -> Vec<u32> {
        let resolved: Vec<u32> =
            self.home_keys.iter().map(|key| departments.get(key).unwrap_or(NONE)).collect();
        let mut home = vec![NONE; self.people.len()];
        for (index, &symbol) in self.home.iter().enumerate() {
            let Some(key) = self.home_keys.name(symbol) else { continue };
            if resolved[symbol as usize] == NONE {
                let problem = Problem::UnknownDepartment { key: key.to_owned() };
                self.mistakes.push(self.person_error(index, "department", problem));
            }
            home[self.symbol_of[index] as usize] = resolved[symbol as usize];
        }
        home
    }

    /// The manager of each person.
    fn check_managers(&mut self) -> Vec<u32> {
        let resolved: Vec<u32> =
            self.manager_keys.iter().map(|key| self.people.get(key).unwrap_or(NONE)).collect();
        let mut manager = vec![NONE; self.people.len()];
        for (index, &symbol) in self.manager.iter().enumerate() {
            let Some(key) = self.manager_keys.name(symbol) else { continue };
            let (own, above) = (self.symbol_of[index], resolved[symbol as usize]);
            if above == NONE {
                let problem = Problem::UnknownPerson { key: key.to_owned() };
                self.mistakes.push(self.person_error(index, "manager", problem));
            } else if above == own {
                self.mistakes.push(self.person_error(index, "manager", Problem::SelfManager));
            } else {
                manager[own as usize] = above;
            }
        }
        manager
    }

    fn person_error(
        &self,
        index: usize,
        field: &'static str,
        problem: Problem,
    ) -> OrganizationError {
        let key = self.people.name(self.symbol_of[index]).unwrap_or_default().to_owned();
        OrganizationError { table: Table::People, index, key, field, problem }
    }

    /// The index of a tree; its cycles are mistakes.
    fn check_forest(
        &mut self,
        table: Table,
        field: &'static str,
        parent: Vec<u32>,
        names: &Names,
    ) -> Option<Forest> {
        let name = |v: u32| names.name(v).unwrap_or_default().to_owned();
        let cycles = match Forest::new(parent) {
            Ok(forest) => return Some(forest),
            Err(cycles) => cycles,
        };
        for cycle in cycles {
            let first = cycle.first().copied().unwrap_or(NONE);
            let index = match table {
                Table::People => self.symbol_of.iter().position(|&s| s == first),
                _ => self.departments.iter().position(|d| names.get(&d.key) == Some(first)),
            };
            self.mistakes.push(OrganizationError {
                table,
                index: index.unwrap_or(0),
                key: name(first),
                field,
                problem: Problem::Cycle { keys: cycle.into_iter().map(name).collect() },
            });
        }
        None
    }

    /// Resolves late ties, checks all and sorts them by person.
    fn check_ties(&mut self) {
        for (index, record) in std::mem::take(&mut self.late_ties) {
            let ends = [("from", &record.from), ("to", &record.to)];
            let ids = ends.map(|(field, key)| {
                let id = self.people.get(key);
                if id.is_none() {
                    self.mistakes.push(OrganizationError {
                        table: Table::Ties,
                        index,
                        key: format!("{} → {}", record.from, record.to),
                        field,
                        problem: Problem::UnknownPerson { key: key.clone() },
                    });
                }
                id
            });
            if let [Some(from), Some(to)] = ids {
                self.pack_tie(index, from, to, record.kind.as_deref(), record.strength);
            }
        }
        let count = self.people.len();
        let mut mistakes: Vec<(PackedTie, &'static str, Problem)> = Vec::new();
        for &tie in &self.ties {
            for (field, id) in [("from", tie.from), ("to", tie.to)] {
                if id as usize >= count {
                    let key = format!("{:?}", PersonId(id));
                    mistakes.push((tie, field, Problem::UnknownPerson { key }));
                }
            }
            if tie.from == tie.to {
                mistakes.push((tie, "to", Problem::SelfTie));
            }
            if tie.strength == 0 {
                mistakes.push((tie, "strength", Problem::ZeroStrength));
            }
        }
        let same = |t: &PackedTie| (t.from, t.to, t.kind);
        self.ties.sort_unstable_by_key(|t| (t.from, t.to, t.kind, t.index));
        for run in self.ties.chunk_by(|a, b| same(a) == same(b)) {
            for &again in &run[1..] {
                let first = run[0].index as usize;
                mistakes.push((again, "to", Problem::DuplicateTie { first }));
            }
        }
        for (tie, field, problem) in mistakes {
            let (table, key) = (Table::Ties, self.tie_key(tie.from, tie.to));
            let index = tie.index as usize;
            self.mistakes.push(OrganizationError { table, index, key, field, problem });
        }
    }

    /// The organisation of checked parts.
    fn assemble(
        mut self,
        departments: Names,
        home: Vec<u32>,
        tree: Forest,
        reporting: Forest,
    ) -> Organization {
        let (people, ties) = (self.people.len(), self.ties.len());
        let mut graph: DiGraph<Node, Link, u32> = DiGraph::with_capacity(
            people + departments.len(),
            ties + 2 * people + departments.len(),
        );
        let person = |id: u32| NodeIndex::<u32>::from(id);
        let department = |id: u32| NodeIndex::<u32>::new(people + id as usize);
        let ids = |count: usize| (0..count).map(|i| u32::try_from(i).unwrap_or(NONE));
        for id in ids(people) {
            graph.add_node(Node::Person(PersonId(id)));
        }
        for id in ids(departments.len()) {
            graph.add_node(Node::Department(DepartmentId(id)));
        }
        // Ties first: tie i of the sorted list is edge i of the graph.
        let mut tie_start = vec![0_u32; people + 1];
        for t in &self.ties {
            tie_start[t.from as usize + 1] += 1;
            let link = Link::Tie { kind: t.kind, strength: t.strength };
            graph.add_edge(person(t.from), person(t.to), link);
        }
        for v in 0..people {
            tie_start[v + 1] += tie_start[v];
        }
        let pairs = std::mem::take(&mut self.ties);
        let contacts = Lists::neighbors(people, pairs.iter().map(|t| (t.from, t.to)));
        drop(pairs);
        for id in ids(people) {
            if let Some(manager) = reporting.parent(id) {
                graph.add_edge(person(id), person(manager), Link::ReportsTo);
            }
            if home[id as usize] != NONE {
                graph.add_edge(person(id), department(home[id as usize]), Link::MemberOf);
            }
        }
        for id in ids(departments.len()) {
            if let Some(parent) = tree.parent(id) {
                graph.add_edge(department(id), department(parent), Link::PartOf);
            }
        }
        graph.shrink_to_fit();
        self.profiles.shrink_to_fit();
        self.people.shrink_to_fit();
        Organization {
            graph,
            people: self.people,
            departments,
            department_names: self
                .departments
                .into_iter()
                .map(|d| d.name.map(Into::into))
                .collect(),
            home,
            tree,
            reporting,
            profiles: self.profiles,
            tie_start,
            tie_kinds: self.tie_kinds,
            contacts,
        }
    }
}

fn check_key(key: &str, mut mistake: impl FnMut(Problem)) {
    match key.trim() {
        "" => mistake(Problem::EmptyKey),
        trimmed if trimmed != key => mistake(Problem::PaddedKey { key: key.to_owned() }),
        _ => {}
    }
}

fn check_name(name: &str, mistake: impl FnOnce(Problem)) {
    if name.trim().is_empty() {
        mistake(Problem::EmptyName);
    }
}
