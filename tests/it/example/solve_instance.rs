//! Instances from files.

#[path = "../../../examples/solve_instance/app.rs"]
mod app;

use serde_json::{Value, json};

use super::folder;

fn run(name: &str, instance: &str, more: &[&str]) -> Result<String, String> {
    let file = folder("instances", &[(name, instance)]).join(name).display().to_string();
    app::answer([&[&*file], more].concat().into_iter().map(str::to_owned))
}

/// Six people in three departments; the two worth most report to each other.
fn instance() -> Value {
    let person = |dept: u32, fit: i64, skills: Value| json!({ "dept": dept, "site": 0, "fit": [fit], "skills": skills, "hours": 8 });
    json!({
        "people": [
            person(0, 9, json!({ "1": 5 })),
            person(0, 8, json!({ "1": 4 })),
            person(1, 7, json!({})),
            person(1, 2, json!({ "2": 3 })),
            person(2, 6, json!({ "2": 2 })),
            person(2, 5, json!({})),
        ],
        "lines": [[0, 2]],
        "pairs": [[1, 2, 4], [0, 1, -9]],
        "apart": [],
        "teams": [{
            "size": [3, 3], "hours": 4, "skills": [[1, 4, 1], [2, 3, 1]], "min_departments": 2,
            "max_per_department": 2, "no_direct_line": true, "must": [], "never": [5],
            "chair_from": [1, 4]
        }]
    })
}

#[test]
fn a_team_as_one_json_line() {
    let line = run("team.json", &instance().to_string(), &["team"]).unwrap();
    assert_eq!(line.lines().count(), 1);
    let line: Value = serde_json::from_str(&line).unwrap();
    // 1, 2 and 3: 8 + 7 + 2 + 4; with 0 and 4 it is 9 + 6 + 2 = 17.
    assert_eq!(line["objective"], 21);
    assert_eq!((&line["bound"], &line["status"]), (&json!(21), &json!("OPTIMAL")));
    assert_eq!(line["teams"], json!([[1, 2, 3]]));
    let limited = run("team.json", &instance().to_string(), &["team", "60"]).unwrap();
    assert!(limited.contains("OPTIMAL"), "{limited}");
}

#[test]
fn no_team_is_an_answer() {
    let mut instance = instance();
    instance["teams"][0]["skills"] = json!([[1, 5, 2]]);
    let line = run("none.json", &instance.to_string(), &["team"]).unwrap();
    assert!(line.contains("INFEASIBLE"), "{line}");
}

#[test]
fn what_is_wrong_is_one_line_with_its_place() {
    let whole = instance().to_string();
    let mut twice = instance();
    twice["teams"] = json!([twice["teams"][0], twice["teams"][0]]);
    let mut stranger = instance();
    stranger["pairs"] = json!([[0, 77, 1]]);
    for (text, args, says) in [
        (&whole[..50], &["team"][..], "line 1 column 50"),
        (&*twice.to_string(), &["team"], "2 teams"),
        (&*stranger.to_string(), &["team"], "pair 0 names candidate 77, but there are 6"),
        (&whole, &["pairs"], "pairs is not a mode"),
        (&whole, &["team", "soon"], "soon is no number of seconds"),
        (&whole, &[], "give FILE, MODE"),
    ] {
        let mistake = run("wrong.json", text, args).unwrap_err();
        assert!(mistake.contains(says) && mistake.lines().count() == 1, "{mistake}");
    }
    let missing = app::answer(["nowhere.json", "team"].map(str::to_owned).into_iter());
    assert!(missing.unwrap_err().starts_with("nowhere.json: "));
}
