//! From records to an organisation; every mistake at once.

use petgraph::graph::{DiGraph, NodeIndex};

use super::distance::Marks;
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
    /// The first record of each key in `people`.
    first_record: Vec<usize>,
    /// Symbol in `home_keys`, or `NONE`; one entry a record.
    home: Vec<u32>,
    home_keys: Names,
    /// Symbol in `manager_keys`, or `NONE`; one entry a record.
    manager: Vec<u32>,
    manager_keys: Names,
    profiles: Profiles,
    ties: Vec<PackedTie>,
    late_ties: Vec<LateTie>,
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

/// A tie whose people were not both known when it came.
#[derive(Clone, Debug)]
struct LateTie {
    from: String,
    to: String,
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
        if new {
            self.first_record.push(index);
        } else {
            let first = self.first_record[symbol as usize];
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
        let kind = record.kind.as_deref();
        match (self.people.get(&record.from), self.people.get(&record.to)) {
            (Some(from), Some(to)) => {
                self.add_tie_between(PersonId(from), PersonId(to), kind, record.strength);
            }
            _ => {
                let (kind, index) = (self.insert_kind(kind), self.next_tie());
                let TieRecord { from, to, strength, .. } = record;
                self.late_ties.push(LateTie { from, to, kind, strength, index });
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
        let (kind, index) = (self.insert_kind(kind), self.next_tie());
        self.ties.push(PackedTie { from: from.0, to: to.0, kind, strength, index });
    }

    fn insert_kind(&mut self, name: Option<&str>) -> Option<TieKindId> {
        name.and_then(|name| TieKindId::new(self.tie_kinds.insert(name).0))
    }

    fn tie_count(&self) -> usize {
        self.ties.len() + self.late_ties.len()
    }

    /// The position of the next tie record; `build` refuses more than 32 bits can name.
    fn next_tie(&self) -> u32 {
        u32::try_from(self.tie_count()).unwrap_or(u32::MAX)
    }

    /// Checks everything, and builds the organisation and its indexes.
    ///
    /// Complexity: O(n + d + t log t) time for n people, d departments and t ties.
    ///
    /// # Errors
    /// Every mistake of the input: departments first, then people, then ties,
    /// each table in the order of its records. Where there is
    /// [too much](Problem::TooMany) of anything, that alone is told.
    pub fn build(mut self) -> Result<Organization, Errors<OrganizationError>> {
        self.check_sizes()?;
        let (departments, first_department, parent) = self.check_departments();
        let home = self.check_homes(&departments);
        let manager = self.check_managers();
        let mut forest = |table, field, parent, names: &Names, first_record: &[usize]| {
            let told = |cycle: &Vec<u32>| circle(table, field, cycle, names, first_record);
            let indexed = Forest::new(parent);
            indexed.map_err(|cycles| self.mistakes.extend(cycles.iter().map(told))).ok()
        };
        let tree = forest(Table::Departments, "parent", parent, &departments, &first_department);
        let reporting = forest(Table::People, "manager", manager, &self.people, &self.first_record);
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
        let ties = self.tie_count();
        let links = ties.saturating_add(2 * people).saturating_add(departments);
        let sizes = [
            (Table::Departments, "key", people.saturating_add(departments), MOST),
            (Table::People, "skills", self.profiles.most_items(), MOST),
            (Table::Ties, "from", links.max(ties.saturating_mul(2)), MOST),
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

    /// The departments' keys, the first record of each, and the parent it gives.
    fn check_departments(&mut self) -> (Names, Vec<usize>, Vec<u32>) {
        let mut names = Names::default();
        let mut first_record = Vec::new();
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
                first_record.push(index);
            } else {
                let (key, first) = (record.key.clone(), first_record[symbol as usize]);
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
                    if first_record[own] == index {
                        parents[own] = parent;
                    }
                    continue;
                }
            };
            let (table, key) = (Table::Departments, record.key.clone());
            self.mistakes.push(OrganizationError { table, index, key, field: "parent", problem });
        }
        (names, first_record, parents)
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

    /// The manager that the first record of each person gives.
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
            } else if self.first_record[own as usize] == index {
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

    /// Resolves late ties, checks all and sorts them by person.
    fn check_ties(&mut self) {
        // People nobody declared get ids beyond all that are in use.
        let beyond = self.ties.iter().map(|tie| tie.from.max(tie.to).saturating_add(1)).max();
        let count = u32::try_from(self.people.len()).unwrap_or(NONE);
        let base = beyond.unwrap_or(0).max(count);
        let mut strangers = Names::default();
        for LateTie { from, to, kind, strength, index } in std::mem::take(&mut self.late_ties) {
            let mut id = |key: &str| match self.people.get(key) {
                Some(id) => id,
                None => base.saturating_add(strangers.insert(key).0),
            };
            let (from, to) = (id(&from), id(&to));
            self.ties.push(PackedTie { from, to, kind, strength, index });
        }
        let name = |id: u32| {
            let known = self.people.name(id).or_else(|| strangers.name(id.checked_sub(base)?));
            known.map_or_else(|| format!("{:?}", PersonId(id)), str::to_owned)
        };
        let mut mistakes = Vec::new();
        let mut mistake = |tie: &PackedTie, field, problem| {
            let (index, key) =
                (tie.index as usize, format!("{} → {}", name(tie.from), name(tie.to)));
            mistakes.push(OrganizationError { table: Table::Ties, index, key, field, problem });
        };
        let nameless: Vec<bool> =
            self.tie_kinds.iter().map(|kind| kind.trim().is_empty()).collect();
        for tie in &self.ties {
            for (field, id) in [("from", tie.from), ("to", tie.to)] {
                if id >= count {
                    mistake(tie, field, Problem::UnknownPerson { key: name(id) });
                }
            }
            if tie.from == tie.to {
                mistake(tie, "to", Problem::SelfTie);
            }
            if tie.kind.is_some_and(|kind| nameless[kind.index()]) {
                mistake(tie, "kind", Problem::EmptyName);
            }
            if tie.strength == 0 {
                mistake(tie, "strength", Problem::ZeroStrength);
            }
        }
        let same = |tie: &PackedTie| (tie.from, tie.to, tie.kind);
        self.ties.sort_unstable_by_key(|tie| (same(tie), tie.index));
        for run in self.ties.chunk_by(|a, b| same(a) == same(b)) {
            for again in &run[1..] {
                let first = run[0].index as usize;
                mistake(again, "to", Problem::DuplicateTie { first });
            }
        }
        self.mistakes.append(&mut mistakes);
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
        let contact_marks = (0..people).map(|person| Marks::of(contacts.get(person))).collect();
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
            contact_marks,
        }
    }
}

/// A circle of parents, told at the first record of its first key.
fn circle(
    table: Table,
    field: &'static str,
    cycle: &[u32],
    names: &Names,
    first_record: &[usize],
) -> OrganizationError {
    let name = |&v: &u32| names.name(v).unwrap_or_default().to_owned();
    let (index, key) =
        cycle.first().map_or((0, String::new()), |v| (first_record[*v as usize], name(v)));
    let problem = Problem::Cycle { keys: cycle.iter().map(name).collect() };
    OrganizationError { table, index, key, field, problem }
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
