//! Coffee rounds for a simulated organisation.

#[path = "../../../examples/coffee_rounds/app.rs"]
mod app;

use std::collections::BTreeMap;
use std::fs;

use crosstie::import;
use crosstie::policy::History;
use crosstie::rotation::RotationPlan;

use super::{data, folder, policy, shared, shown_in_readme};

fn run(args: &[&str]) -> Result<String, String> {
    app::answer(args.iter().map(|&arg| arg.to_owned()))
}

fn plan(args: &[&str]) -> RotationPlan {
    let json = run(&[args, &["--json"]].concat()).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// The rounds in which every two people meet, by their keys.
fn meetings(history: &History) -> BTreeMap<[&str; 2], Vec<u32>> {
    let mut rounds: BTreeMap<[&str; 2], Vec<u32>> = BTreeMap::new();
    for meeting in history.meetings() {
        let mut met: Vec<&str> = meeting.met().collect();
        met.sort_unstable();
        for (i, &a) in met.iter().enumerate() {
            for &b in &met[i + 1..] {
                rounds.entry([a, b]).or_default().push(meeting.when.round.unwrap());
            }
        }
    }
    rounds
}

#[test]
fn twelve_rounds_of_548_repeat_nobody_and_are_proven_optimal() {
    let text = run(&[]).unwrap();
    assert!(text.starts_with("Round 1, the first 8 of 274 meetings:\n"), "{text}");
    assert_eq!(text.matches("  optimal  ").count(), 12, "{text}");
    assert!(text.contains("12 rounds: 6576 placed, 0 repeats, score "), "{text}");
    assert!(text.contains("\nProven: no plan of these rounds places more people"), "{text}");
    assert!(text.contains("\nNobody sits out."), "{text}");
    assert!(shown_in_readme(2, &text) > 5);

    let plan = plan(&[]);
    let history: History = plan.meetings().collect();
    assert_eq!(meetings(&history).len(), 12 * 274);
    for round in plan.rounds() {
        assert!(round.is_optimal() && round.proof.is_some(), "round {}", round.round);
        assert!(round.byes.is_empty(), "round {}", round.round);
        // As many as half of 548: so everybody meets somebody.
        assert_eq!(round.groups().len(), 274);
    }
    assert!(plan.proof.is_some());
}

#[test]
fn the_shipped_policy_is_the_default() {
    let policy = data("simulated-548/policy.json");
    let args = ["--rounds", "2"];
    assert_eq!(run(&[&args[..], &["--policy", &policy]].concat()), run(&args));
}

#[test]
fn byes_go_round_and_are_spread_as_evenly_as_can_be() {
    let org = data("law-firm");
    let text = run(&["--org", &org]).unwrap();
    assert!(text.contains("\nByes: 12\n"), "{text}");
    assert!(text.contains("\nByes: from 0 to 1 a person; no plan that places as many"), "{text}");
    let plan = plan(&["--org", &org]);
    let mut out: Vec<&String> = plan.rounds().iter().flat_map(|round| &round.byes).collect();
    out.sort_unstable();
    out.dedup();
    assert_eq!(out.len(), 12);
}

#[test]
fn too_few_people_for_so_many_rounds_meet_again() {
    let text = run(&["--org", &data("high-tech-managers"), "--rounds", "24"]).unwrap();
    assert!(text.contains("\nRepeats: "), "{text}");
    assert!(text.contains(" meet again in round 24: they last met in round "), "{text}");
}

#[test]
fn trios_and_groups_leave_nobody_out() {
    let org = data("law-firm");
    let trio = plan(&["--org", &org, "--rounds", "2", "--odd", "trio"]);
    // Of the 29 people of the largest department no two may meet, so there are as many groups.
    let groups = plan(&["--org", &org, "--rounds", "2", "--groups", "4"]);
    for (plan, count) in [(trio, 35), (groups, 29)] {
        for round in plan.rounds() {
            let sizes = || round.groups().iter().map(|group| group.people.len());
            assert_eq!((sizes().sum::<usize>(), sizes().max()), (71, Some(3)));
            assert_eq!(round.groups().len(), count);
        }
    }
}

#[test]
fn a_seed_gives_its_plan_every_time() {
    let org = data("law-firm");
    let of = |seed| run(&["--org", &org, "--rounds", "2", "--json", "--seed", seed]).unwrap();
    assert_eq!(of("1"), of("1"));
    assert_ne!(of("1"), of("2"));
}

#[test]
fn a_history_goes_on_where_the_last_run_ended() {
    let org = data("law-firm");
    let dir = folder("coffee-history", &[]);
    let read = |name: &str| -> History {
        let bytes = fs::read(dir.join(name)).unwrap();
        match name {
            "history.csv" => import::history(&bytes[..]).unwrap(),
            _ => serde_json::from_slice(&bytes).unwrap(),
        }
    };
    let mut after_two_runs = Vec::new();
    for name in ["history.csv", "history.json"] {
        let file = dir.join(name).display().to_string();
        let _ = fs::remove_file(&file);
        let args = ["--org", &org, "--history", &file, "--cool-down", "24"];
        run(&args).unwrap();
        let first = read(name);
        // 12 rounds of 35 pairs and a bye.
        assert_eq!((first.meetings().len(), first.last_round()), (12 * 36, Some(12)), "{name}");

        let text = run(&args).unwrap();
        assert!(text.starts_with("Round 13, "), "{text}");
        let both = read(name);
        assert_eq!((both.meetings().len(), both.last_round()), (24 * 36, Some(24)), "{name}");
        assert!(both.meetings().starts_with(first.meetings()), "{name}");
        let pairs = meetings(&both);
        assert_eq!(pairs.len(), 24 * 35, "{name}: some pair met twice");
        let mut out: Vec<_> = both.meetings().iter().filter(|m| m.is_bye()).collect();
        out.sort_unstable_by(|a, b| a.people.cmp(&b.people));
        out.dedup_by(|a, b| a.people == b.people);
        assert_eq!(out.len(), 24, "{name}: somebody sat out twice");
        after_two_runs.push(both);
    }
    assert_eq!(after_two_runs[0], after_two_runs[1]);

    // Unless said, nobody meets the same person again within as many rounds as are planned.
    let file = dir.join("history.csv").display().to_string();
    run(&["--org", &org, "--history", &file, "--rounds", "6"]).unwrap();
    let all = read("history.csv");
    assert_eq!(all.last_round(), Some(30));
    for (pair, rounds) in meetings(&all) {
        assert!(rounds.windows(2).all(|w| w[1] - w[0] > 6), "{pair:?}: {rounds:?}");
    }
}

#[test]
fn help() {
    assert!(run(&["--help"]).unwrap().contains("--history FILE"));
}

#[test]
fn every_bad_argument_gives_one_clear_line() {
    let org = data("high-tech-managers");
    let dir = folder(
        "bad-history",
        &[
            ("rounds.csv", "people,round\nM01;M02,third\n"),
            ("undated.csv", "people,round\nM01;M02,\n"),
            ("broken.json", "[{\"people\": [\"M01\", \"M02\"], \"programme\": \"chess\"}]"),
            ("policy.json", "{\"rules\": [{\"rule\": \"different_moon\"}]}"),
        ],
    );
    let file = |name: &str| dir.join(name).display().to_string();
    let (rounds, undated, broken) = (file("rounds.csv"), file("undated.csv"), file("broken.json"));
    let (policy, folder, nowhere) = (file("policy.json"), file("."), file("no/such/history.json"));
    let cases: [(&[&str], &str); 18] = [
        (&["--nonsense"], "--nonsense is not an option"),
        (&["--rounds"], "--rounds needs a value"),
        (&["--rounds", "dozen"], "--rounds dozen: not a number"),
        (&["--rounds", "0"], "`rounds` is 0; give 1 to 52"),
        (&["--rounds", "53"], "`rounds` is 53; give 1 to 52"),
        (&["--cool-down", "0"], "`cool_down` is 0; give at least 1"),
        (&["--cool-down", "-1"], "--cool-down -1: not a number"),
        (&["--odd", "out"], "--odd out: neither bye nor trio"),
        (&["--groups", "17"], "`groups_of` is 17; give 2 to 16"),
        (&["--groups", "3", "--odd", "trio"], "`groups_of` and `Odd::Trio` do not go together"),
        (&["--seed", "1.5"], "--seed 1.5: not a number"),
        (&["--policy", &policy], "different_moon"),
        (&["--policy", "no/such/file"], "no/such/file: "),
        (&["--history", &rounds], "rounds.csv line 2, column round: `third`"),
        (&["--history", &undated], "meeting 0 of the history (M01, M02) has no round"),
        (&["--history", &broken], "chess"),
        (&["--history", &folder], "bad-history"),
        (&["--history", &nowhere], "no/such/history.json: "),
    ];
    let no_org = run(&["--org", "no/such/folder"]).unwrap_err();
    assert!(no_org.contains("people.csv") && no_org.lines().count() == 1, "{no_org}");
    for (args, expected) in cases {
        let message = run(&[&["--org", &org], args].concat()).unwrap_err();
        assert!(message.contains(expected), "{args:?}: {message}");
        assert_eq!(message.lines().count(), 1, "{args:?}: {message}");
    }
}
