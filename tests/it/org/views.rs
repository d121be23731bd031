//! People and departments as they look from the organisation.

use std::collections::BTreeSet;

use crosstie::Date;
use crosstie::org::{Department, Organization, Pause, Person, PersonRecord, Tie, WorkingHours};

use super::random::{Shape, SplitMix, any_records, place};
use super::spoil::good;
use super::{build, way_up};

fn person<'a>(org: &'a Organization, key: &str) -> Person<'a> {
    org.person(key).unwrap()
}

fn keys<'a>(people: impl Iterator<Item = Person<'a>>) -> Vec<&'a str> {
    people.map(Person::key).collect()
}

fn parts(tie: Tie, org: &Organization) -> (&str, &str, Option<&str>, u32) {
    let key = |id| org.person_by_id(id).unwrap().key();
    let kind = tie.kind.map(|kind| org.tie_kind_name(kind).unwrap());
    (key(tie.from), key(tie.to), kind, tie.strength)
}

#[test]
fn a_person_is_what_their_record_says() {
    let org = build(&good());
    let bob = person(&org, "bob");
    assert_eq!((bob.key(), bob.id().index()), ("bob", 1));
    assert_eq!(bob.languages().collect::<Vec<_>>(), ["en", "fr"]);
    assert_eq!(bob.interests().collect::<Vec<_>>(), ["chess", "choir"]);
    assert_eq!(bob.department().map(Department::key), Some("web"));
    assert_eq!(bob.function().map(Department::key), Some("eng"));
    assert_eq!(bob.manager(), org.person("ada"));
    assert_eq!((bob.grade(), bob.site(), bob.hours(), bob.start()), (None, None, None, None));
    assert!(std::ptr::eq(bob.organization(), &org));
    let cy = person(&org, "cy");
    assert_eq!(cy.site(), Some("Leeds"));
    assert_eq!(cy.hours(), Some(WorkingHours { start: 540, end: 1020 }));
    assert_eq!(person(&org, "ada").grade(), Some(9));

    let fay = person(&org, "fay");
    assert_eq!((fay.department(), fay.function(), fay.manager()), (None, None, None));
    assert_eq!((fay.pauses().len(), fay.skills().len(), fay.wants().len()), (0, 0, 0));
    assert_eq!(keys(fay.reports()), [""; 0]);
    assert_eq!(org.person("Ada"), None);
    assert_eq!(org.person("eng"), None);
}

#[test]
fn skills_and_wants() {
    let org = build(&good());
    let (rust, law) = (org.skill("rust").unwrap(), org.skill("law").unwrap());
    assert_eq!((org.skill_name(rust), org.skill_name(law)), (Some("rust"), Some("law")));
    assert_eq!(org.skill("chess"), None);
    let (ada, bob) = (person(&org, "ada"), person(&org, "bob"));
    assert_eq!((ada.level(rust), ada.level(law)), (5, 0));
    assert_eq!((bob.level(rust), bob.level(law)), (0, 0));
    let held: Vec<_> = ada.skills().map(|held| (held.skill, held.name, held.level)).collect();
    assert_eq!(held, [(rust, "rust", 5), (law, "law", 0)]);
    let wanted: Vec<_> = bob.wants().map(|w| (w.skill, w.name, w.target, w.weight)).collect();
    assert_eq!(wanted, [(rust, "rust", 4, 1), (law, "law", 1, 1)]);

    let mut records = good();
    records.people[6] = records.people[6].clone().skill("sailing", 3);
    let larger = build(&records);
    let sailing = larger.skill("sailing").unwrap();
    assert_eq!(larger.person("gil").unwrap().level(sailing), 3);
    assert_eq!((org.skill_name(sailing), ada.level(sailing)), (None, 0));
}

#[test]
fn ties_and_contacts() {
    let org = build(&good());
    let [ada, bob, cy, eve, fay, gil] =
        ["ada", "bob", "cy", "eve", "fay", "gil"].map(|key| person(&org, key));
    let kind = |name| org.tie_kind(name);
    assert_eq!(kind("advise"), None);
    assert_eq!(
        bob.ties().map(|tie| parts(tie, &org)).collect::<Vec<_>>(),
        [("bob", "ada", Some("advice"), 2), ("bob", "ada", Some("friend"), 1)]
    );
    assert_eq!(bob.ties_to(ada.id()).count(), 2);
    assert_eq!(ada.ties_to(bob.id()).count(), 1);
    assert_eq!(bob.ties_to(bob.id()).count(), 0);
    assert!(bob.has_tie_to(ada.id(), None));
    assert!(bob.has_tie_to(ada.id(), kind("advice")));
    assert!(bob.has_tie_to(ada.id(), kind("friend")));
    assert!(!bob.has_tie_to(ada.id(), kind("work")));
    assert!(ada.has_tie_to(bob.id(), kind("advice")));
    assert!(!ada.has_tie_to(bob.id(), kind("friend")));
    // A tie of no kind counts among ties of any kind, and as none of a kind.
    assert!(cy.has_tie_to(eve.id(), None));
    assert!(!cy.has_tie_to(eve.id(), kind("advice")));
    assert_eq!(
        cy.ties_to(eve.id()).map(|tie| parts(tie, &org)).next(),
        Some(("cy", "eve", None, 1))
    );
    assert!(fay.has_tie_to(gil.id(), None) && !gil.has_tie_to(fay.id(), None));
    // Contacts look both ways, and name each person once.
    assert_eq!(keys(ada.contacts()), ["bob"]);
    assert_eq!(keys(bob.contacts()), ["ada"]);
    assert_eq!(keys(gil.contacts()), ["fay"]);
    assert_eq!(person(&org, "dee").contacts().len(), 0);
}

#[test]
fn views_agree_with_the_records() {
    for trial in 0..150 {
        let shape = Shape::ALL[usize::try_from(trial).unwrap() % Shape::ALL.len()];
        let records = any_records(&mut SplitMix(2000 + trial), shape, 25);
        let org = build(&records);
        let parents: Vec<Option<usize>> = records
            .departments
            .iter()
            .map(|d| place(&records.departments, d.parent.as_deref()))
            .collect();
        let kinds = ["advice", "friend", "work"];
        for (record, p) in records.people.iter().zip(org.people()) {
            let reports: BTreeSet<&str> = keys(p.reports()).into_iter().collect();
            let expected =
                records.people.iter().filter(|r| r.manager.as_ref() == Some(&record.key));
            assert_eq!(reports, expected.map(|r| r.key.as_str()).collect());
            assert_eq!(p.reports().count(), reports.len());

            let mut contacts: BTreeSet<usize> = BTreeSet::new();
            for tie in &records.ties {
                for (own, other) in [(&tie.from, &tie.to), (&tie.to, &tie.from)] {
                    contacts
                        .extend(place(&records.people, Some(other)).filter(|_| *own == record.key));
                }
            }
            let found: Vec<usize> = p.contacts().map(|c| c.id().index()).collect();
            assert_eq!(found, contacts.into_iter().collect::<Vec<_>>());

            let own = || records.ties.iter().filter(|tie| tie.from == record.key);
            assert_eq!(p.ties().count(), own().count());
            assert!(p.ties().is_sorted_by_key(|tie| (tie.to, tie.kind)));
            for other in org.people() {
                let to = || own().filter(|tie| tie.to == other.key());
                let mut found: Vec<_> = p.ties_to(other.id()).map(|t| parts(t, &org)).collect();
                let mut expected: Vec<_> = to()
                    .map(|t| (t.from.as_str(), t.to.as_str(), t.kind.as_deref(), t.strength))
                    .collect();
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected);
                assert_eq!(p.has_tie_to(other.id(), None), to().count() > 0);
                for name in kinds {
                    let Some(kind) = org.tie_kind(name) else { continue };
                    let named = to().any(|tie| tie.kind.as_deref() == Some(name));
                    assert_eq!(p.has_tie_to(other.id(), Some(kind)), named);
                }
            }

            for name in ["rust", "law", "sql", "art", "tax"] {
                let Some(skill) = org.skill(name) else { continue };
                let held = record.skills.iter().find(|held| held.skill == name);
                assert_eq!(p.level(skill), held.map_or(0, |held| held.level));
            }
            let found: BTreeSet<_> = p.wants().map(|w| (w.name, w.target, w.weight)).collect();
            let wanted = record.wants.iter().map(|w| (w.skill.as_str(), w.target, w.weight));
            assert_eq!(found, wanted.collect());

            let mut day = Date::constant(2023, 12, 30);
            while day < Date::constant(2025, 1, 3) {
                let away = record.pauses.iter().filter(|q| q.first <= day && day <= q.last).min();
                assert_eq!(p.pause_on(day), away.copied());
                day = day.tomorrow().unwrap();
            }

            let home = place(&records.departments, record.department.as_deref());
            let way = home.map(|home| way_up(&parents, home)).unwrap_or_default();
            let key = |d: usize| records.departments[d].key.as_str();
            assert_eq!(p.function().map(Department::key), way.last().map(|&d| key(d)));
        }
        for d in org.departments() {
            let way: Vec<usize> = way_up(&parents, d.id().index()).into_iter().rev().collect();
            let levels = u32::try_from(way.len()).unwrap();
            assert_eq!(d.level(), levels);
            assert_eq!(d.at_level(0), d.function());
            for level in 1..levels + 3 {
                let expected = way[usize::try_from(level.min(levels)).unwrap() - 1];
                assert_eq!(d.at_level(level).id().index(), expected);
            }
            assert_eq!(d.at_level(u32::MAX), d);
        }
    }
}

#[test]
fn departments() {
    let org = build(&good());
    let [eng, web, sales, emea] =
        ["eng", "web", "sales", "emea"].map(|key| org.department(key).unwrap());
    assert_eq!(org.departments().collect::<Vec<_>>(), [eng, web, sales, emea]);
    assert_eq!(
        [eng, web, sales, emea].map(Department::name),
        ["Engineering", "web", "sales", "Europe"]
    );
    assert_eq!([eng, web].map(Department::parent), [None, Some(eng)]);
    assert_eq!([eng, web, sales, emea].map(Department::level), [1, 2, 1, 2]);
    assert_eq!([eng, web, sales, emea].map(Department::function), [eng, eng, sales, sales]);
    assert_eq!(org.department("ada"), None);
}

#[test]
fn views_of_two_organisations_differ() {
    let (one, two) = (build(&good()), build(&good()));
    assert_eq!(one.person("ada"), one.person("ada"));
    assert_ne!(one.person("ada"), two.person("ada"));
    assert_ne!(one.person("ada"), one.person("bob"));
    assert_eq!(one.department("eng"), one.department("eng"));
    assert_ne!(one.department("eng"), two.department("eng"));
}

#[test]
fn debug_names_the_one_and_not_the_organisation() {
    let org = build(&good());
    assert_eq!(format!("{:?}", person(&org, "ada")), "P0 (ada)");
    assert_eq!(format!("{:?}", org.department("web").unwrap()), "D1 (web)");
    let (skill, kind) = (org.skill("law").unwrap(), org.tie_kind("friend").unwrap());
    assert_eq!(format!("{skill:?} {kind:?}"), "S1 K1");
}

#[test]
fn the_pause_of_a_day_is_the_first_that_covers_it() {
    let day = |d| Date::constant(2024, 5, d);
    let pause = |first, last| Pause { first: day(first), last: day(last) };
    let record = PersonRecord::new("ada")
        .pause(day(20), day(20))
        .pause(day(5), day(12))
        .pause(day(3), day(8));
    let org = Organization::builder().person(record).build().unwrap();
    let ada = person(&org, "ada");
    assert_eq!(ada.pauses(), [pause(3, 8), pause(5, 12), pause(20, 20)]);
    let expected = [
        (2, None),
        (3, Some(pause(3, 8))),
        (8, Some(pause(3, 8))),
        (9, Some(pause(5, 12))),
        (12, Some(pause(5, 12))),
        (13, None),
        (20, Some(pause(20, 20))),
        (21, None),
    ];
    for (d, pause) in expected {
        assert_eq!(ada.pause_on(day(d)), pause, "day {d}");
    }
}

/// Whether each minute of a day lies within the hours.
fn minutes(hours: WorkingHours) -> Vec<bool> {
    let mut day = vec![false; 1440];
    let mut minute = usize::from(hours.start);
    loop {
        day[minute] = true;
        minute = (minute + 1) % 1440;
        if minute == usize::from(hours.end) % 1440 {
            return day;
        }
    }
}

#[test]
fn shared_minutes_agree_with_counting() {
    let starts = [0, 1, 2, 60, 299, 300, 301, 539, 540, 719, 720, 900, 1020, 1319, 1438, 1439];
    let ends = [1, 2, 59, 60, 300, 301, 540, 541, 720, 900, 1020, 1320, 1438, 1439, 1440];
    let all: Vec<(WorkingHours, Vec<bool>)> = starts
        .iter()
        .flat_map(|&start| ends.iter().map(move |&end| WorkingHours { start, end }))
        .filter(|hours| hours.start != hours.end)
        .map(|hours| (hours, minutes(hours)))
        .collect();
    let mut twice = 0;
    for (a, at_a) in &all {
        for (b, at_b) in &all {
            let both: Vec<bool> = at_a.iter().zip(at_b).map(|(&x, &y)| x && y).collect();
            let shared = both.iter().filter(|&&both| both).count();
            assert_eq!(usize::from(a.shared_minutes(*b)), shared, "{a:?} and {b:?}");
            // Hours that meet twice a day, at both ends.
            let begins = (0..1440).filter(|&m| both[m] && !both[(m + 1439) % 1440]).count();
            twice += u32::from(begins == 2);
        }
    }
    assert!(twice > 1000, "{twice}");
}

#[test]
fn shared_minutes_of_hours_that_are_none_do_not_panic() {
    let edges = [0, 1, 720, 1439, 1440, 1441, 32_768, u16::MAX];
    for start in edges {
        for end in edges {
            let odd = WorkingHours { start, end };
            for (other_start, other_end) in edges.into_iter().zip(edges.into_iter().rev()) {
                let other = WorkingHours { start: other_start, end: other_end };
                assert_eq!(odd.shared_minutes(other), other.shared_minutes(odd));
            }
        }
    }
}
