//! Records of any kind, checked again from the rules.

use std::collections::HashMap;

use crosstie::org::{
    DepartmentRecord, Organization, OrganizationRecords, Pause, PersonRecord, SkillRecord, Table,
    TieRecord, WantRecord, WorkingHours,
};
use crosstie::{Date, Errors};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Where a mistake is, and its code.
type Mistake = (Table, usize, &'static str, &'static str);

/// Few keys, so that they meet; some of them bad.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => select(vec!["a", "b", "c", "d", "e", "f", "g", "h"]).prop_map(str::to_owned),
        1 => select(vec!["", " ", " a", "b\n", "\u{3000}", "é", "\u{200b}"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => select(vec!["x", "y", "z", "w"]).prop_map(str::to_owned),
        1 => select(vec!["", "\t"]).prop_map(str::to_owned),
    ]
}

/// Mostly the first, at times the second.
fn or<T: std::fmt::Debug + Clone + 'static>(
    usual: impl Strategy<Value = T> + 'static,
    odd: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = T> {
    prop_oneof![15 => usual, 1 => odd]
}

fn date() -> impl Strategy<Value = Date> {
    (or(2024..=2024_i16, -9999..=9999_i16), 1..=12_i8, 1..=28_i8)
        .prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn pause() -> impl Strategy<Value = Pause> {
    (date(), date(), or(Just(true), Just(false))).prop_map(|(a, b, mend)| {
        if mend { Pause { first: a.min(b), last: a.max(b) } } else { Pause { first: a, last: b } }
    })
}

fn hours() -> impl Strategy<Value = WorkingHours> {
    (or(0..1440_u16, any::<u16>()), or(1..=1440_u16, any::<u16>()))
        .prop_map(|(start, end)| WorkingHours { start, end })
}

fn department() -> impl Strategy<Value = DepartmentRecord> {
    (key(), option::weighted(0.3, name()), option::weighted(0.4, key())).prop_map(
        |(key, name, parent)| {
            let mut record = DepartmentRecord::new(key);
            (record.name, record.parent) = (name, parent);
            record
        },
    )
}

fn person() -> impl Strategy<Value = PersonRecord> {
    let skill =
        (name(), or(0..=5_u8, any::<u8>())).prop_map(|(skill, level)| SkillRecord { skill, level });
    let want = (name(), or(1..=5_u8, any::<u8>()), or(1..=3_u16, Just(0)))
        .prop_map(|(skill, target, weight)| WantRecord { skill, target, weight });
    let who = (key(), option::weighted(0.3, key()), option::weighted(0.5, key()));
    let what = (any::<Option<i16>>(), option::of(name()), option::of(hours()), option::of(date()));
    let lists = (vec(name(), 0..3), vec(name(), 0..3), vec(skill, 0..3), vec(want, 0..3));
    (who, what, lists, vec(pause(), 0..3)).prop_map(|(who, what, lists, pauses)| {
        let mut record = PersonRecord::new(who.0);
        (record.department, record.manager) = (who.1, who.2);
        (record.grade, record.site, record.hours, record.start) = what;
        (record.languages, record.interests, record.skills, record.wants) = lists;
        record.pauses = pauses;
        record
    })
}

fn tie() -> impl Strategy<Value = TieRecord> {
    (key(), key(), option::of(name()), or(1..=9_u32, prop_oneof![Just(0), any::<u32>()])).prop_map(
        |(from, to, kind, strength)| {
            let mut record = TieRecord::new(from, to).strength(strength);
            record.kind = kind;
            record
        },
    )
}

/// Records of which a good share is free of mistakes.
fn records() -> impl Strategy<Value = OrganizationRecords> {
    let tables = (vec(department(), 0..5), vec(person(), 0..7), vec(tie(), 0..7));
    (tables, prop_oneof![1 => Just(true), 1 => Just(false)], or(Just(1), any::<u32>())).prop_map(
        |((departments, people, ties), mend, schema)| {
            let mut records = OrganizationRecords { schema, departments, people, ties };
            if mend {
                mended(&mut records);
            }
            records
        },
    )
}

/// Drops most of what is wrong, so that good records come up too.
fn mended(records: &mut OrganizationRecords) {
    fn first_of<T>(items: &mut Vec<T>, key: impl Fn(&T) -> String) {
        let mut seen = Vec::new();
        items.retain(|item| {
            let new = !seen.contains(&key(item)) && key(item).trim() == key(item);
            seen.push(key(item));
            new && !key(item).is_empty()
        });
    }
    first_of(&mut records.departments, |d| d.key.clone());
    first_of(&mut records.people, |p| p.key.clone());
    let departments: Vec<String> = records.departments.iter().map(|d| d.key.clone()).collect();
    let people: Vec<String> = records.people.iter().map(|p| p.key.clone()).collect();
    for d in &mut records.departments {
        d.parent.take_if(|parent| !departments.contains(parent) || *parent >= d.key);
    }
    for p in &mut records.people {
        p.department.take_if(|department| !departments.contains(department));
        p.manager.take_if(|manager| !people.contains(manager) || *manager >= p.key);
        first_of(&mut p.languages, Clone::clone);
        first_of(&mut p.interests, Clone::clone);
        first_of(&mut p.skills, |s| s.skill.clone());
        first_of(&mut p.wants, |w| w.skill.clone());
    }
    records.ties.retain(|t| people.contains(&t.from) && people.contains(&t.to) && t.from != t.to);
    first_of(&mut records.ties, |t| format!("{} {} {:?}", t.from, t.to, t.kind));
}

/// Every mistake, found by going through the rules one by one.
fn naive(records: &OrganizationRecords) -> Vec<Mistake> {
    if records.schema != 1 {
        return vec![(Table::Departments, 0, "schema", "schema")];
    }
    let mut found = Vec::new();
    let departments: Vec<&str> = records.departments.iter().map(|d| &*d.key).collect();
    let people: Vec<&str> = records.people.iter().map(|p| &*p.key).collect();
    let parents: Vec<Option<&str>> =
        records.departments.iter().map(|d| d.parent.as_deref()).collect();
    let managers: Vec<Option<&str>> = records.people.iter().map(|p| p.manager.as_deref()).collect();
    let trees = [
        (Table::Departments, "parent", &departments, parents, "unknown-department", "self-parent"),
        (Table::People, "manager", &people, managers, "unknown-person", "self-manager"),
    ];
    for (table, field, keys, above, unknown, own) in trees {
        let at = |key: &str| keys.iter().position(|&k| k == key);
        for (i, &key) in keys.iter().enumerate() {
            if key.trim().is_empty() {
                found.push((table, i, "key", "empty-key"));
            } else if key.trim() != key {
                found.push((table, i, "key", "padded-key"));
            }
            if keys[..i].contains(&key) {
                found.push((table, i, "key", "duplicate-key"));
            }
            match above[i] {
                Some(upper) if at(upper).is_none() => found.push((table, i, field, unknown)),
                Some(upper) if upper == key => found.push((table, i, field, own)),
                _ => {}
            }
            // Follow the first record of each key; a circle belongs to its first record.
            let step = |v: usize| {
                let upper = above[v].filter(|&upper| upper != keys[v]).and_then(at);
                upper.filter(|_| at(keys[v]) == Some(v))
            };
            let mut met = vec![i];
            let mut v = step(i);
            while let Some(u) = v {
                if met.contains(&u) {
                    if u == i && met.iter().min() == Some(&i) {
                        found.push((table, i, field, "cycle"));
                    }
                    break;
                }
                met.push(u);
                v = step(u);
            }
        }
    }
    for (i, d) in records.departments.iter().enumerate() {
        if d.name.as_ref().is_some_and(|name| blank(name)) {
            found.push((Table::Departments, i, "name", "empty-name"));
        }
    }
    for (i, p) in records.people.iter().enumerate() {
        for (field, code) in person_mistakes(p, &departments) {
            found.push((Table::People, i, field, code));
        }
    }
    let mut stated = HashMap::new();
    for (i, t) in records.ties.iter().enumerate() {
        for (field, end) in [("from", &t.from), ("to", &t.to)] {
            if !people.contains(&&**end) {
                found.push((Table::Ties, i, field, "unknown-person"));
            }
        }
        if t.from == t.to {
            found.push((Table::Ties, i, "to", "self-tie"));
        }
        if t.kind.as_ref().is_some_and(|kind| blank(kind)) {
            found.push((Table::Ties, i, "kind", "empty-name"));
        }
        if t.strength == 0 {
            found.push((Table::Ties, i, "strength", "zero-strength"));
        }
        if stated.insert((&t.from, &t.to, &t.kind), i).is_some() {
            found.push((Table::Ties, i, "to", "duplicate-tie"));
        }
    }
    found.sort_unstable();
    found
}

fn blank(name: &str) -> bool {
    name.chars().all(char::is_whitespace)
}

fn person_mistakes(p: &PersonRecord, departments: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    if p.department.as_ref().is_some_and(|d| !departments.contains(&&**d)) {
        found.push(("department", "unknown-department"));
    }
    if p.site.as_ref().is_some_and(|site| blank(site)) {
        found.push(("site", "empty-name"));
    }
    if let Some(WorkingHours { start, end }) = p.hours {
        if start == end || !(0..=1439).contains(&start) || !(1..=1440).contains(&end) {
            found.push(("hours", "hours"));
        }
    }
    let lists: [(&'static str, Vec<&String>); 4] = [
        ("languages", p.languages.iter().collect()),
        ("interests", p.interests.iter().collect()),
        ("skills", p.skills.iter().map(|s| &s.skill).collect()),
        ("wants", p.wants.iter().map(|w| &w.skill).collect()),
    ];
    for (field, names) in lists {
        for (i, name) in names.iter().enumerate() {
            if blank(name) {
                found.push((field, "empty-name"));
            }
            if names[..i].contains(name) {
                found.push((field, "repeated"));
            }
        }
    }
    for s in &p.skills {
        if !(0..=5).contains(&s.level) {
            found.push(("skills", "level"));
        }
    }
    for w in &p.wants {
        if !(1..=5).contains(&w.target) {
            found.push(("wants", "target"));
        }
        if w.weight < 1 {
            found.push(("wants", "zero-weight"));
        }
    }
    for q in &p.pauses {
        if q.last < q.first {
            found.push(("pauses", "pause"));
        }
    }
    found
}

fn told(errors: &Errors<crosstie::org::OrganizationError>) -> Vec<Mistake> {
    errors.iter().map(|e| (e.table, e.index, e.field, e.problem.code())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    /// No panic; and exactly the mistakes that a naive check finds, in the order of the input.
    #[test]
    fn exactly_the_mistakes_of_a_naive_check(records in records()) {
        let expected = naive(&records);
        match Organization::from_records(records.clone()) {
            Ok(org) => {
                prop_assert_eq!(&expected, &[]);
                prop_assert_eq!(org.people().len(), records.people.len());
                prop_assert_eq!(org.tie_count(), records.ties.len());
            }
            Err(errors) => {
                prop_assert!(errors.len() > 0);
                let mut found = told(&errors);
                prop_assert!(found.is_sorted_by_key(|&(table, index, ..)| (table, index)));
                found.sort_unstable();
                prop_assert_eq!(found, expected);
                prop_assert_eq!(errors.iter().count(), errors.clone().into_iter().count());
                prop_assert!(!errors.to_string().is_empty());
            }
        }
    }

    /// Ties first, then people, then departments: the very same mistakes.
    #[test]
    fn the_order_of_adding_hides_no_mistake(mut records in records()) {
        records.schema = 1;
        let mut builder = Organization::builder();
        records.ties.iter().for_each(|tie| builder.add_tie(tie.clone()));
        for person in &records.people {
            builder.add_person(person);
        }
        records.departments.iter().for_each(|d| builder.add_department(d.clone()));
        match (builder.build(), Organization::from_records(records)) {
            (Ok(one), Ok(two)) => prop_assert_eq!(one.records(), two.records()),
            (Err(one), Err(two)) => prop_assert_eq!(one, two),
            (one, two) => prop_assert!(false, "{:?} and {:?}", one.err(), two.err()),
        }
    }
}

/// The generator makes both good and bad records, or the properties say little.
#[test]
fn garbage_is_neither_all_bad_nor_all_good() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = records();
    let good = (0..1000)
        .filter(|_| naive(&strategy.new_tree(&mut runner).unwrap().current()).is_empty())
        .count();
    assert!((100..900).contains(&good), "{good} of 1000 are good");
}
