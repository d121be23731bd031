//! Mentors for a law firm.

#[path = "../../../examples/mentor_matching/app.rs"]
mod app;

use super::{data, folder, policy, shared, shown_in_readme};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

#[test]
fn law_firm() {
    let text = run(&[]).unwrap();
    assert!(text.contains("35 planned: 35 pairs"), "{text}");
    assert!(text.contains("Proven optimal"), "{text}");
    // One more partner than associates.
    assert_eq!(text.matches(" has no mentee: ").count(), 1, "{text}");
    assert!(!text.contains(" has no mentor: "), "{text}");
    // Header, 35 pairs, and the README shows real lines of it.
    assert!(text.lines().take(36).all(|line| line.starts_with('L') || line.starts_with("Mentee")));
    assert_eq!(shown_in_readme(1, &text), 8);
}

#[test]
fn the_shipped_policy_is_the_default() {
    let policy = data("law-firm/policy.json");
    assert_eq!(run(&["--policy", &policy]), run(&[]));
}

#[test]
fn a_plan_as_json_is_a_plan() {
    let json = run(&["--json"]).unwrap();
    let plan: crosstie::mentoring::MentoringPlan = serde_json::from_str(&json).unwrap();
    assert_eq!(plan.pairs().len(), 35);
    assert!(plan.proof.is_some());
}

#[test]
fn other_organisations() {
    for org in ["high-tech-managers", "oracle-hr", "simulated-548"] {
        let text = run(&["--org", &data(org), "--capacity", "2"]).unwrap();
        assert!(
            text.contains("Proven optimal") || text.contains("Proven: no plan"),
            "{org}: {text}"
        );
        assert!(text.contains("pairs considered"), "{org}");
    }
}

#[test]
fn help() {
    assert!(run(&["--help"]).unwrap().contains("--org DIR"));
}

#[test]
fn every_bad_argument_gives_one_clear_line() {
    let law_firm = data("law-firm");
    let bad_json =
        folder("bad-json", &[("policy.json", "{\"rules\": [{\"rule\": \"different_moon\"}]}")]);
    let bad_json = bad_json.join("policy.json").display().to_string();
    let bad_rule = folder(
        "bad-rule",
        &[("policy.json", "{\"rules\": [{\"rule\": {\"grade_gap\": {\"min\": 3, \"max\": 1}}}]}")],
    );
    let bad_rule = bad_rule.join("policy.json").display().to_string();
    let cases: [(&[&str], &str); 9] = [
        (&["--nonsense"], "--nonsense is not an option"),
        (&["--org"], "--org needs a value"),
        (&["--capacity", "two"], "--capacity two: not a number"),
        (&["--capacity", "-1"], "--capacity -1: not a number"),
        (&["--mentor-grade", "99999"], "--mentor-grade 99999: not a number"),
        (&["--org", "no/such/folder"], "people.csv"),
        (&["--policy", "no/such/file"], "no/such/file"),
        (&["--org", &law_firm, "--policy", &bad_json], "different_moon"),
        (&["--org", &law_firm, "--policy", &bad_rule], "max is 1; give no less than min"),
    ];
    for (args, expected) in cases {
        let message = run(args).unwrap_err();
        assert!(message.contains(expected), "{args:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{args:?}: {message}");
    }
}

#[test]
fn every_bad_line_of_a_file_gives_one_clear_line() {
    let dir = folder(
        "bad-lines",
        &[
            ("people.csv", "key,department,grade\na,x,1\nb,nowhere,2\nc,x,high\n"),
            ("departments.csv", "key\nx\n"),
            ("ties.csv", "from,to\na,zed\n"),
        ],
    );
    let message = run(&["--org", &dir.display().to_string()]).unwrap_err();
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 3, "{message}");
    assert!(lines[0].starts_with("people.csv line 3, column department: `nowhere`"), "{message}");
    assert!(lines[1].starts_with("people.csv line 4, column grade: `high`"), "{message}");
    assert!(lines[2].starts_with("ties.csv line 2, column to: `zed`"), "{message}");
}
