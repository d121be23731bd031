//! A year through other departments.

#[path = "../../../examples/rotational_assignments/app.rs"]
mod app;

use std::collections::{BTreeMap, BTreeSet};

use crosstie::rotation::assignments::StaysPlan;

use super::numbers::{numbers, section};
use super::{data, shared};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

#[test]
fn everybody_goes_where_they_have_not_been() {
    let text = run(&[]).unwrap();
    let plan: StaysPlan = serde_json::from_str(&run(&["--json"]).unwrap()).unwrap();
    let org = shared::read_organization(data("oracle-hr").as_ref()).unwrap();
    let history = app::job_history(data("oracle-hr").as_ref()).unwrap();
    assert_eq!(history.len(), 7); // ten jobs, three of them in a department that is there already
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for department in org.people().filter_map(|person| person.department()) {
        *sizes.entry(department.key()).or_default() += 1;
    }
    let mut of_person: BTreeMap<&str, Vec<(&str, u32)>> = BTreeMap::new();
    let mut of_host: BTreeMap<(&str, u32), usize> = BTreeMap::new();
    for stay in plan.stays() {
        let home = org.person(&stay.person).unwrap().department().unwrap().key();
        assert_ne!(home, stay.host);
        assert!(!history.contains(&(stay.person.clone(), stay.host.clone())));
        of_person.entry(&stay.person).or_default().push((&stay.host, stay.period));
        *of_host.entry((&stay.host, stay.period)).or_default() += 1;
    }
    for stays in of_person.values() {
        let hosts: BTreeSet<&str> = stays.iter().map(|stay| stay.0).collect();
        let periods: BTreeSet<u32> = stays.iter().map(|stay| stay.1).collect();
        assert!(stays.len() <= 2 && hosts.len() == stays.len() && periods.len() == stays.len());
    }
    for (&(host, _), &people) in &of_host {
        assert!(people <= if sizes[host] >= 10 { 4 } else { 2 });
    }
    assert!(text.contains("no violation") && text.contains("proven: "), "{text}");
    assert!(text.contains("no plan is better"), "{text}");
    let last = text.lines().find(|line| line.contains(" eligible pairs; ")).unwrap();
    let people = org.people().filter(|p| p.department().is_some() && p.grade() <= Some(1)).count();
    assert_eq!(numbers(last)[0], people.to_string());
    assert_eq!(numbers(last)[1], sizes.len().to_string());
    assert_eq!(numbers(last)[3], plan.stays().len().to_string());
    assert!(
        !section(&text, "Audit, recomputed from the organisation and the plan alone:").is_empty()
    );
}

#[test]
fn a_calendar_is_kept() {
    let file =
        concat!(env!("CARGO_MANIFEST_DIR"), "/examples/rotational_assignments/calendar.json");
    let text = run(&["--calendar", file, "--why-not", "104", "60"]).unwrap();
    assert!(text.contains("no violation") && text.contains("no plan is better"), "{text}");
    let plan: StaysPlan =
        serde_json::from_str(&run(&["--calendar", file, "--json"]).unwrap()).unwrap();
    let org = shared::read_organization(data("oracle-hr").as_ref()).unwrap();
    let home = |key: &str| org.person(key).unwrap().department().unwrap().key();
    for stay in plan.stays() {
        assert_eq!(stay.length, if stay.host == "100" { 2 } else { 1 });
        assert!(stay.host != "60" || stay.period != 4);
        assert!(stay.person != "104" || stay.period != 1);
        assert!(stay.person != "119" || stay.period >= 3);
        let before = plan.stays().iter().find(|s| s.person == stay.person && s.host == "100");
        assert!(stay.host != "110" || before.is_none_or(|s| s.period + s.length <= stay.period));
    }
    for period in 1..=4 {
        let away = plan.stays().iter().filter(|stay| stay.periods().contains(&period));
        assert!(away.filter(|stay| home(&stay.person) == "80").count() <= 6);
    }
    let error = run(&["--calendar", "nowhere.json"]).unwrap_err();
    assert!(error.starts_with("nowhere.json: "), "{error}");
}

#[test]
fn other_questions_and_mistakes() {
    let text = run(&["--most-grade", "0", "--why-not", "104", "80"]).unwrap();
    assert!(text.contains("104 "), "{text}");
    assert_eq!(run(&["--csv"]).unwrap().lines().next().unwrap().split(',').count(), 5);
    assert!(run(&["--org", &data("law-firm"), "--stays", "1"]).unwrap().contains("no violation"));
    assert!(run(&["--periods", "0"]).unwrap_err().contains("period"));
    assert!(run(&["--help"]).unwrap().contains("--periods"));
    assert!(run(&["--nothing"]).unwrap_err().contains("not an option"));
}
