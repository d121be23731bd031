//! Organisations: what building refuses, records, views, the graph, distances.

mod garbage;
mod graph;
mod numbers;
mod random;
mod records;
mod spoil;
mod views;

use std::collections::VecDeque;

use crosstie::org::{
    Department, DepartmentRecord, HeldSkill, Link, MAX_TIE_DISTANCE, Node, Organization,
    OrganizationBuilder, OrganizationError, OrganizationProblem, OrganizationRecords, Pause,
    Person, PersonRecord, SkillRecord, Table, Tie, TieRecord, WantRecord, WantedSkill,
    WorkingHours,
};
use crosstie::{
    Date, DepartmentId, Errors, PersonId, Score, SkillId, TieKindId, Value, ValueError,
};
use random::{Shape, SplitMix, any_records, place};

const _: () = {
    const fn shared_between_threads<T: Send + Sync>() {}
    shared_between_threads::<Organization>();
    shared_between_threads::<OrganizationBuilder>();
    shared_between_threads::<OrganizationRecords>();
    shared_between_threads::<DepartmentRecord>();
    shared_between_threads::<PersonRecord>();
    shared_between_threads::<SkillRecord>();
    shared_between_threads::<WantRecord>();
    shared_between_threads::<TieRecord>();
    shared_between_threads::<WorkingHours>();
    shared_between_threads::<Pause>();
    shared_between_threads::<Person<'_>>();
    shared_between_threads::<Department<'_>>();
    shared_between_threads::<HeldSkill<'_>>();
    shared_between_threads::<WantedSkill<'_>>();
    shared_between_threads::<Tie>();
    shared_between_threads::<Node>();
    shared_between_threads::<Link>();
    shared_between_threads::<Table>();
    shared_between_threads::<OrganizationError>();
    shared_between_threads::<OrganizationProblem>();
    shared_between_threads::<Errors<OrganizationError>>();
    shared_between_threads::<PersonId>();
    shared_between_threads::<DepartmentId>();
    shared_between_threads::<SkillId>();
    shared_between_threads::<TieKindId>();
    shared_between_threads::<Score>();
    shared_between_threads::<Value>();
    shared_between_threads::<ValueError>();
    shared_between_threads::<Date>();
};

/// The organisation of records that must be good.
fn build(records: &OrganizationRecords) -> Organization {
    Organization::from_records(records.clone()).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Steps from one vertex to each other, by breadth-first search.
fn search(neighbors: &[Vec<usize>], from: usize) -> Vec<Option<u32>> {
    let mut steps = vec![None; neighbors.len()];
    steps[from] = Some(0);
    let mut queue = VecDeque::from([from]);
    while let Some(v) = queue.pop_front() {
        for &u in &neighbors[v] {
            if steps[u].is_none() {
                steps[u] = steps[v].map(|s| s + 1);
                queue.push_back(u);
            }
        }
    }
    steps
}

/// Undirected neighbours of `n` vertices.
fn neighbors(n: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); n];
    for (a, b) in pairs {
        lists[a].push(b);
        lists[b].push(a);
    }
    lists
}

/// A vertex and all above it, lowest first.
fn way_up(parent: &[Option<usize>], v: usize) -> Vec<usize> {
    std::iter::successors(Some(v), |&v| parent[v]).collect()
}

#[test]
fn distances_agree_with_search() {
    let larger = build(&any_records(&mut SplitMix(99), Shape::Bushy, 300));
    let foreign: Vec<PersonId> = larger.people().skip(250).map(Person::id).collect();
    let (mut far, mut apart, mut homeless) = (0, 0, 0);
    for trial in 0..400 {
        let mut rng = SplitMix(trial);
        let shape = Shape::ALL[usize::try_from(trial).unwrap() % Shape::ALL.len()];
        let most = if trial % 40 == 7 { 150 } else { 30 };
        let people = 1 + rng.below(most);
        let records = any_records(&mut rng, shape, people);
        let org = build(&records);
        let ids: Vec<PersonId> = org.people().map(Person::id).collect();
        let n = ids.len();

        let manager: Vec<Option<usize>> =
            records.people.iter().map(|p| place(&records.people, p.manager.as_deref())).collect();
        let lines = neighbors(n, (0..n).filter_map(|v| Some((v, manager[v]?))));
        let person = |key: &str| place(&records.people, Some(key)).unwrap();
        let ties = neighbors(n, records.ties.iter().map(|t| (person(&t.from), person(&t.to))));
        // The organisation itself stands above all functions.
        let d = records.departments.len();
        let above = records.departments.iter().enumerate().map(|(v, department)| {
            (v, place(&records.departments, department.parent.as_deref()).unwrap_or(d))
        });
        let tree = neighbors(d + 1, above);
        let home: Vec<Option<usize>> = records
            .people
            .iter()
            .map(|p| place(&records.departments, p.department.as_deref()))
            .collect();

        for a in 0..n {
            let line_steps = search(&lines, a);
            let tie_steps = search(&ties, a);
            let department_steps = home[a].map(|home| search(&tree, home));
            let up_a = way_up(&manager, a);
            for b in 0..n {
                let (x, y) = (ids[a], ids[b]);
                let context = format!("trial {trial}, {x:?} and {y:?}");
                assert_eq!(org.reporting_distance(x, y), line_steps[b], "{context}");

                let up_b = way_up(&manager, b);
                let common = up_a.iter().find(|v| up_b.contains(v)).map(|&v| ids[v]);
                assert_eq!(org.lowest_common_manager(x, y).map(Person::id), common, "{context}");
                let levels = up_b.iter().position(|&v| v == a).filter(|&levels| levels > 0);
                let levels = levels.map(|levels| u32::try_from(levels).unwrap());
                assert_eq!(org.levels_above(x, y), levels, "{context}");

                let departments =
                    department_steps.as_ref().and_then(|steps| home[b].and_then(|b| steps[b]));
                assert_eq!(org.department_distance(x, y), departments, "{context}");

                let near = tie_steps[b].filter(|&s| s <= u32::from(MAX_TIE_DISTANCE));
                assert_eq!(org.tie_distance(x, y).map(u32::from), near, "{context}");

                far += u32::from(tie_steps[b].is_some_and(|s| s > 3));
                apart += u32::from(line_steps[b].is_none());
                homeless += u32::from(departments.is_none());
            }
        }

        for &stranger in foreign.iter().take(3).chain(foreign.last()) {
            assert_eq!(org.person_by_id(stranger), None);
            for (x, y) in [(ids[0], stranger), (stranger, ids[0]), (stranger, stranger)] {
                assert_eq!(org.department_distance(x, y), None);
                assert_eq!(org.reporting_distance(x, y), None);
                assert_eq!(org.lowest_common_manager(x, y), None);
                assert_eq!(org.levels_above(x, y), None);
                assert_eq!(org.tie_distance(x, y), None);
            }
            let first = org.people().next().unwrap();
            assert_eq!(first.ties_to(stranger).count(), 0);
            assert!(!first.has_tie_to(stranger, None));
        }
    }
    assert!(far > 1000 && apart > 1000 && homeless > 1000, "{far}, {apart}, {homeless}");
}

/// Runs on a stack too small for any recursion along the data.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(128 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_chain_of_200_000_needs_no_deep_stack() {
    const N: u32 = 200_000;
    on_a_small_stack(|| {
        // From the bottom up, so that each manager comes after their report.
        let mut builder = Organization::builder();
        for i in 0..N {
            let mut department = DepartmentRecord::new(format!("d{i}"));
            let mut person = PersonRecord::new(format!("p{i}")).department(format!("d{i}"));
            if i + 1 < N {
                department = department.parent(format!("d{}", i + 1));
                person = person.manager(format!("p{}", i + 1));
                builder.add_tie(TieRecord::new(format!("p{i}"), format!("p{}", i + 1)));
            }
            builder.add_department(department);
            builder.add_person(&person);
        }
        let org = builder.build().unwrap();
        let (bottom, top) = (org.people().next().unwrap(), org.people().last().unwrap());
        assert_eq!(org.reporting_distance(bottom.id(), top.id()), Some(N - 1));
        assert_eq!(org.department_distance(bottom.id(), top.id()), Some(N - 1));
        assert_eq!(org.levels_above(top.id(), bottom.id()), Some(N - 1));
        assert_eq!(org.lowest_common_manager(bottom.id(), top.id()), Some(top));
        assert_eq!(org.tie_distance(bottom.id(), top.id()), None);
        assert_eq!(bottom.function(), top.department());
        assert_eq!(bottom.department().unwrap().level(), N);
        assert_eq!(bottom.department().unwrap().at_level(N / 2).level(), N / 2);
        assert_eq!(build(&org.records()).people().len(), org.people().len());
    });
}

#[test]
fn a_star_of_200_000_needs_no_deep_stack() {
    const N: usize = 200_000;
    on_a_small_stack(|| {
        let mut builder = Organization::builder();
        builder.add_department(DepartmentRecord::new("all"));
        let top = builder.add_person(&PersonRecord::new("top").department("all"));
        for i in 0..N {
            let report = PersonRecord::new(format!("p{i}")).department("all").manager("top");
            let report = builder.add_person(&report);
            builder.add_tie_between(report, top, Some("advice"), 1);
        }
        let org = builder.build().unwrap();
        let (first, last) = (org.person("p0").unwrap(), org.people().last().unwrap());
        let top = org.person_by_id(top).unwrap();
        assert_eq!(top.reports().count(), N);
        assert_eq!(top.contacts().len(), N);
        assert_eq!(org.reporting_distance(first.id(), last.id()), Some(2));
        assert_eq!(org.tie_distance(first.id(), last.id()), Some(2));
        assert_eq!(org.department_distance(first.id(), last.id()), Some(0));
        assert_eq!(org.lowest_common_manager(first.id(), last.id()), Some(top));
    });
}

/// A long circle, and many short ones, are found without search for each.
#[test]
fn circles_of_200_000_are_told() {
    const N: usize = 200_000;
    on_a_small_stack(|| {
        let (mut one, mut many) = (Organization::builder(), Organization::builder());
        for i in 0..N {
            let person = PersonRecord::new(format!("p{i}"));
            one.add_person(&person.clone().manager(format!("p{}", (i + 1) % N)));
            many.add_person(&person.clone().manager(format!("p{}", i ^ 1)));
            many.add_department(
                DepartmentRecord::new(format!("d{i}")).parent(format!("d{}", i ^ 1)),
            );
        }
        let errors = one.build().unwrap_err().into_vec();
        let [error] = &errors[..] else { panic!("{} mistakes", errors.len()) };
        assert_eq!((error.index, error.key.as_str(), error.field), (0, "p0", "manager"));
        let OrganizationProblem::Cycle { keys } = &error.problem else { panic!("{error}") };
        assert_eq!(keys.len(), N);
        assert_eq!(many.build().unwrap_err().len(), N);
    });
}

#[test]
fn the_same_records_again_are_all_duplicates() {
    const N: usize = 100_000;
    let mut builder = Organization::builder();
    for _ in 0..2 {
        for i in 0..N {
            builder.add_person(&PersonRecord::new(format!("p{i}")));
        }
    }
    let errors = builder.build().unwrap_err();
    assert_eq!(errors.len(), N);
    for (i, error) in errors.iter().enumerate() {
        assert_eq!(error.index, N + i);
        assert_eq!(
            error.problem,
            OrganizationProblem::DuplicateKey { key: format!("p{i}"), first: i }
        );
    }
}
