//! A task force for a sample organisation.

#[path = "../../../examples/task_force/app.rs"]
mod app;

use crosstie::taskforce::TaskForcePlan;

use super::{data, folder, policy, shared, shown_in_readme};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

fn plan(args: &[&str]) -> TaskForcePlan {
    let json = run(&[args, &["--json"]].concat()).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[test]
fn oracle_hr_is_proven_optimal_and_everybody_has_a_reason() {
    let text = run(&[]).unwrap();
    assert!(text.contains("\nProven optimal: no task force that meets the requirements"), "{text}");
    assert!(shown_in_readme(3, &text) > 8);
    assert!(
        text.contains("  109 (Finance): no requirement depends on them; they are in it for "),
        "{text}"
    );

    let plan = plan(&[]);
    assert!(plan.is_optimal() && plan.proof.is_some());
    assert_eq!(plan.members().len(), 7);
    assert!(["101", "102", "114"].contains(&plan.chair.as_deref().unwrap()));
    for member in plan.members() {
        assert!(text.contains(&format!("\n  {} (", member.key)), "{}: no reason", member.key);
        assert!(text.contains(&format!("\nfor {}: ", member.key)), "{}: no reserve", member.key);
    }
}

#[test]
fn simulated_548_from_volunteers() {
    let org = data("simulated-548");
    let text = run(&["--org", &org]).unwrap();
    assert!(text.contains("\nProven optimal: "), "{text}");
    let named = std::fs::read_to_string(data("simulated-548/volunteers.txt")).unwrap();
    let plan = plan(&["--org", &org]);
    assert!((6..=8).contains(&plan.members().len()));
    for member in plan.members() {
        assert!(named.lines().any(|key| key == member.key), "{}", member.key);
    }
}

#[test]
fn why_not() {
    let text = run(&["--why-not", "100", "--why-not", "105", "--why-not", "999"]).unwrap();
    let reasons = text.split("\nWhy not:\n").nth(1).unwrap();
    assert_eq!(reasons.lines().count(), 3, "{reasons}");
    assert!(reasons.contains("  999 is nobody in the organisation."), "{reasons}");
    assert!(reasons.lines().next().unwrap().starts_with("  100 is not in it: "), "{reasons}");
}

#[test]
fn what_cannot_be_met_is_named() {
    let brief = r#"{
        "size": {"at_least": 2, "at_most": 3},
        "requirements": [
            {"skill": {"skill": "Programming", "level": 3}},
            {"distinct": {"field": "department", "at_least": 4}},
            {"exclude": {"people": ["100"]}}
        ]
    }"#;
    let file = folder("task-force", &[("brief.json", brief)]).join("brief.json");
    let message = run(&["--requirements", &file.display().to_string()]).unwrap_err();
    assert_eq!(
        message,
        "No task force is possible, because these cannot hold together: at most 3 members; at least \
         4 different departments. If any one of them is dropped, the others can be met."
    );
}

#[test]
fn a_seed_gives_its_plan_every_time() {
    assert_eq!(run(&["--seed", "3", "--json"]), run(&["--seed", "3", "--json"]));
}

#[test]
fn help() {
    assert!(run(&["--help"]).unwrap().contains("--requirements FILE"));
}

#[test]
fn every_bad_argument_gives_one_clear_line() {
    let dir = folder(
        "bad-brief",
        &[
            ("moon.json", r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": ["moon"]}"#),
            ("size.json", r#"{"size": {"at_least": 3, "at_most": 2}}"#),
            (
                "skill.json",
                r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": [{"skill": {"skill": "Juggling"}}]}"#,
            ),
            (
                "volunteers.json",
                r#"{"size": {"at_least": 1, "at_most": 2}, "requirements": ["volunteers_only"]}"#,
            ),
            ("nobody.txt", "100\n\nnobody\n"),
        ],
    );
    let file = |name: &str| dir.join(name).display().to_string();
    let (moon, size, skill) = (file("moon.json"), file("size.json"), file("skill.json"));
    let (volunteers, nobody) = (file("volunteers.json"), file("nobody.txt"));
    let cases: [(&[&str], &str); 11] = [
        (&["--nonsense"], "--nonsense is not an option"),
        (&["--why-not"], "--why-not needs a value"),
        (&["--seed", "x"], "--seed x: not a number"),
        (&["--reserves", "-1"], "--reserves -1: not a number"),
        (&["--org", "no/such/folder"], "no/such/folder"),
        (&["--requirements", "no/such/file"], "no/such/file: "),
        (&["--requirements", &moon], "moon"),
        (&["--requirements", &size], "size: the most is 2; give no fewer than the least"),
        (&["--requirements", &skill], "requirement 1 (skill) names the skill `Juggling`"),
        (&["--requirements", &volunteers], "requirement 1 (volunteers_only) speaks of volunteers"),
        (&["--volunteers", &nobody], "`volunteers` names `nobody`"),
    ];
    for (args, expected) in cases {
        let message = run(args).unwrap_err();
        assert!(message.contains(expected), "{args:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{args:?}: {message}");
    }
}
