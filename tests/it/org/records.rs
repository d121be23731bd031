//! Records in, records out.

use crosstie::org::{Organization, OrganizationRecords, Person, PersonRecord, SCHEMA, TieRecord};

use super::build;
use super::random::{Shape, SplitMix, any_records};
use super::spoil::good;

fn some_records(trial: u64) -> OrganizationRecords {
    let shape = Shape::ALL[usize::try_from(trial).unwrap() % Shape::ALL.len()];
    let mut rng = SplitMix(1000 + trial);
    let people = rng.below(20);
    any_records(&mut rng, shape, people)
}

/// The same content in an order that no organisation has a say in.
fn sorted(mut records: OrganizationRecords) -> OrganizationRecords {
    records.departments.sort_by(|a, b| a.key.cmp(&b.key));
    records.people.sort_by(|a, b| a.key.cmp(&b.key));
    for person in &mut records.people {
        sort_lists(person);
    }
    sort_ties(&mut records.ties);
    records
}

fn sort_lists(person: &mut PersonRecord) {
    person.languages.sort();
    person.interests.sort();
    person.skills.sort_by(|a, b| a.skill.cmp(&b.skill));
    person.wants.sort_by(|a, b| a.skill.cmp(&b.skill));
    person.pauses.sort();
}

fn sort_ties(ties: &mut [TieRecord]) {
    ties.sort_by(|a, b| (&a.from, &a.to, &a.kind).cmp(&(&b.from, &b.to, &b.kind)));
}

#[test]
fn round_trip_is_stable() {
    let mut changed = 0;
    for trial in 0..300 {
        let given = some_records(trial);
        let once = build(&given).records();
        let twice = build(&once).records();
        assert_eq!(once, twice, "trial {trial}");
        assert_eq!(sorted(once.clone()), sorted(given.clone()), "trial {trial}");
        let keys = |r: &OrganizationRecords| -> Vec<String> {
            let departments = r.departments.iter().map(|d| d.key.clone());
            departments.chain(r.people.iter().map(|p| p.key.clone())).collect()
        };
        assert_eq!(keys(&once), keys(&given), "trial {trial}");
        changed += u32::from(once != given);
    }
    assert!(changed > 200, "only {changed} inputs were out of order");
}

/// Kinds named in an order other than that of the sorted ties.
#[test]
fn round_trip_is_stable_whatever_kind_came_first() {
    let people = ["a", "b", "c"].map(PersonRecord::new).to_vec();
    let ties = vec![
        TieRecord::new("c", "a").kind("x"),
        TieRecord::new("c", "a").kind("y"),
        TieRecord::new("a", "b").kind("y"),
        TieRecord::new("b", "c").kind("x"),
    ];
    let records = OrganizationRecords { people, ties, ..OrganizationRecords::default() };
    let once = build(&records).records();
    assert_eq!(build(&once).records(), once);
}

#[test]
fn canonical_records_come_back_as_they_are() {
    let mut records = good();
    sort_ties(&mut records.ties);
    assert_eq!(build(&records).records(), records);
    let nothing = OrganizationRecords::default();
    assert_eq!(nothing.schema, SCHEMA);
    assert_eq!(build(&nothing).records(), nothing);
}

#[test]
fn the_order_of_ties_changes_nothing() {
    for trial in 0..100 {
        let given = some_records(trial);
        let expected = build(&given).records();
        let mut other = given;
        SplitMix(trial).shuffle(&mut other.ties);
        assert_eq!(build(&other).records(), expected, "trial {trial}");
    }
}

/// Ties may come before their people, and people before their departments.
#[test]
fn the_order_of_adding_changes_nothing() {
    for trial in 0..100 {
        let given = some_records(trial);
        let expected = build(&given);
        let mut builder = Organization::builder();
        let half = given.ties.len() / 2;
        given.ties[..half].iter().for_each(|tie| builder.add_tie(tie.clone()));
        let ids: Vec<_> = given.people.iter().map(|person| builder.add_person(person)).collect();
        given.ties[half..].iter().for_each(|tie| builder.add_tie(tie.clone()));
        given.departments.iter().for_each(|d| builder.add_department(d.clone()));
        let org = builder.build().unwrap();
        assert_eq!(org.records(), expected.records());
        assert_eq!(org.ties().collect::<Vec<_>>(), expected.ties().collect::<Vec<_>>());
        assert_eq!(org.people().map(Person::id).collect::<Vec<_>>(), ids);
    }
}

#[test]
fn relabelling_changes_nothing_but_ids() {
    for trial in 0..100 {
        let given = some_records(trial);
        let mut other = given.clone();
        let mut rng = SplitMix(trial);
        rng.shuffle(&mut other.departments);
        rng.shuffle(&mut other.people);
        rng.shuffle(&mut other.ties);
        let (one, two) = (build(&given), build(&other));
        assert_eq!(sorted(one.records()), sorted(two.records()));
        for (i, person) in other.people.iter().enumerate() {
            assert_eq!(two.person(&person.key).unwrap().id().index(), i);
        }
        let twin = |p: Person<'_>| two.person(p.key()).unwrap();
        for a in one.people() {
            let (mut reports, mut twin_reports) = (keys(a.reports()), keys(twin(a).reports()));
            reports.sort_unstable();
            twin_reports.sort_unstable();
            assert_eq!(reports, twin_reports);
            assert_eq!(a.function().map(|f| f.key()), twin(a).function().map(|f| f.key()));
            for b in one.people() {
                let (x, y) = (a.id(), b.id());
                let (v, w) = (twin(a).id(), twin(b).id());
                assert_eq!(one.department_distance(x, y), two.department_distance(v, w));
                assert_eq!(one.reporting_distance(x, y), two.reporting_distance(v, w));
                assert_eq!(one.levels_above(x, y), two.levels_above(v, w));
                assert_eq!(one.tie_distance(x, y), two.tie_distance(v, w));
                assert_eq!(
                    one.lowest_common_manager(x, y).map(|p| p.key()),
                    two.lowest_common_manager(v, w).map(|p| p.key())
                );
                assert_eq!(a.has_tie_to(y, None), twin(a).has_tie_to(w, None));
            }
        }
    }
}

fn keys<'a>(people: impl Iterator<Item = Person<'a>>) -> Vec<&'a str> {
    people.map(Person::key).collect()
}

#[cfg(feature = "serde")]
mod json {
    use serde_json::{Value, from_value, json, to_value};

    use super::*;

    #[test]
    fn round_trip() {
        for trial in 0..100 {
            let records = some_records(trial);
            let text = serde_json::to_string(&records).unwrap();
            assert_eq!(serde_json::from_str::<OrganizationRecords>(&text).unwrap(), records);
        }
    }

    /// The form that stored files have; a change of it needs another schema.
    #[test]
    fn the_form_is_this() {
        let mut records = good();
        records.departments.truncate(2);
        records.people = vec![records.people[1].clone(), records.people[2].clone()];
        records.ties.truncate(1);
        let expected = json!({
            "schema": 1,
            "departments": [
                { "key": "eng", "name": "Engineering" },
                { "key": "web", "parent": "eng" },
            ],
            "people": [
                {
                    "key": "bob",
                    "department": "web",
                    "manager": "ada",
                    "languages": ["en", "fr"],
                    "interests": ["chess", "choir"],
                    "wants": [
                        { "skill": "rust", "target": 4, "weight": 1 },
                        { "skill": "law", "target": 1, "weight": 1 },
                    ],
                },
                {
                    "key": "cy",
                    "department": "web",
                    "manager": "bob",
                    "site": "Leeds",
                    "hours": { "start": 540, "end": 1020 },
                    "pauses": [{ "first": "2024-02-28", "last": "2024-03-01" }],
                },
            ],
            "ties": [{ "from": "bob", "to": "ada", "kind": "advice", "strength": 2 }],
        });
        assert_eq!(to_value(&records).unwrap(), expected);
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let given = json!({
            "schema": 1,
            "departments": [{ "key": "eng" }],
            "people": [
                { "key": "ada", "wants": [{ "skill": "law", "target": 2 }] },
                { "key": "bob", "grade": -3, "start": "2024-02-29", "skills": [{ "skill": "law", "level": 5 }] },
            ],
            "ties": [{ "from": "ada", "to": "bob" }],
        });
        let org = build(&from_value(given).unwrap());
        let ada = org.person("ada").unwrap();
        assert_eq!(ada.wants().map(|w| (w.name, w.target, w.weight)).next(), Some(("law", 2, 1)));
        assert_eq!(ada.ties().map(|t| (t.kind, t.strength)).next(), Some((None, 1)));
        let bob = org.person("bob").unwrap();
        assert_eq!(
            (bob.grade(), bob.start()),
            (Some(-3), Some(crosstie::Date::constant(2024, 2, 29)))
        );
    }

    /// A good document with everything in it.
    fn document() -> Value {
        let mut records = good();
        records.people[0] = records.people[2].clone().skill("law", 1).wants("art", 2);
        to_value(records).unwrap()
    }

    #[test]
    fn unknown_fields_are_refused_everywhere() {
        let places = [
            "",
            "/departments/0",
            "/people/0",
            "/people/0/hours",
            "/people/0/pauses/0",
            "/people/0/skills/0",
            "/people/0/wants/0",
            "/ties/0",
        ];
        assert!(from_value::<OrganizationRecords>(document()).is_ok());
        for place in places {
            let mut document = document();
            let record = document.pointer_mut(place).unwrap().as_object_mut().unwrap();
            record.insert("gender".to_owned(), json!("x"));
            let error = from_value::<OrganizationRecords>(document).unwrap_err().to_string();
            assert!(error.contains("unknown field `gender`"), "{place}: {error}");
        }
    }

    #[test]
    fn wrong_values_are_refused() {
        let wrong = [
            ("/schema", json!(-1)),
            ("/departments/0/key", json!(7)),
            ("/people/0/key", json!(null)),
            ("/people/0/hours/start", json!(-1)),
            ("/people/0/hours/end", json!(65_536)),
            ("/people/0/pauses/0/first", json!("2023-02-29")),
            ("/people/0/skills/0/level", json!(2.5)),
            ("/people/0/wants/0/weight", json!(65_536)),
            ("/ties/0/strength", json!(-1)),
            ("/ties", json!({})),
        ];
        for (place, value) in wrong {
            let mut document = document();
            *document.pointer_mut(place).unwrap() = value;
            assert!(from_value::<OrganizationRecords>(document).is_err(), "{place}");
        }
        for field in ["schema", "departments", "people", "ties"] {
            let mut document = document();
            document.as_object_mut().unwrap().remove(field);
            let error = from_value::<OrganizationRecords>(document).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
