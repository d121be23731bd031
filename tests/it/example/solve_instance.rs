//! Instances from files.

#[path = "../../../examples/solve_instance/app.rs"]
mod app;
#[path = "../../../examples/solve_instance/format.rs"]
mod format;

use serde_json::{Value, json};

use super::folder;
use crate::rng::Rng;

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

/// A small instance, written as either format says.
#[derive(Clone)]
enum Small {
    Asn { lefts: u32, capacity: Vec<u32>, edges: Vec<(u32, u32, i64)> },
    Gen { vertices: u32, edges: Vec<(u32, u32, i64)> },
    Dense { size: u32, costs: Vec<i32> },
}

impl Small {
    fn random(rng: &mut Rng, kind: usize) -> Self {
        let size = rng.below_u32(5) + u32::from(kind < 2);
        let other = rng.below_u32(4) + 1;
        let mut edges = |to: u32, is: fn(u32, u32) -> bool| -> Vec<(u32, u32, i64)> {
            let all = (0..size).flat_map(|a| (0..to).map(move |b| (a, b)));
            let all: Vec<(u32, u32)> = all.filter(|&(a, b)| is(a, b)).collect();
            let some = all.into_iter().filter(|_| rng.chance(2, 3)).collect::<Vec<_>>();
            some.into_iter().map(|(a, b)| (a, b, rng.within(-3, 9))).collect()
        };
        match kind {
            0 => {
                let edges = edges(other, |_, _| true);
                let capacity = (0..other).map(|_| rng.below_u32(3)).collect();
                Self::Asn { lefts: size, capacity, edges }
            }
            1 => Self::Gen { vertices: size, edges: edges(size, |a, b| a < b) },
            _ => {
                let costs = (0..size * size).map(|_| rng.within(-9, 9).try_into().unwrap());
                Self::Dense { size, costs: costs.collect() }
            }
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        let edges = match self {
            Self::Asn { lefts, capacity, edges } => {
                text += &format!("p asn {lefts} {} {}\n", capacity.len(), edges.len());
                for (r, capacity) in capacity.iter().enumerate().filter(|(_, c)| **c != 1) {
                    text += &format!("c {r} {capacity}\n");
                }
                edges
            }
            Self::Gen { vertices, edges } => {
                text += &format!("p gen {vertices} {}\n", edges.len());
                edges
            }
            Self::Dense { size, costs } => {
                text += &format!("# costs\np dense {size} {size} i\n");
                // However the lines fall.
                for (i, cost) in costs.iter().enumerate() {
                    text += &format!("{cost}{}", [" ", "\n", "  ", " # more\n"][i % 4]);
                }
                return text;
            }
        };
        // Any order will do.
        for (a, b, weight) in edges.iter().rev() {
            text += &format!("e {a} {b} {weight}\n");
        }
        text
    }

    fn binary(&self) -> Vec<u8> {
        let (head, edges): ([usize; 4], _) = match self {
            Self::Asn { lefts, capacity, edges } => {
                ([1, *lefts as usize, capacity.len(), edges.len()], &edges[..])
            }
            Self::Gen { vertices, edges } => ([2, *vertices as usize, 0, edges.len()], &edges[..]),
            Self::Dense { size, .. } => ([3, *size as usize, *size as usize, 0], &[][..]),
        };
        let mut bytes = b"PEERS001".to_vec();
        bytes.extend(head.iter().flat_map(|&number| (number as u64).to_le_bytes()));
        bytes.extend(edges.iter().flat_map(|edge| edge.0.to_le_bytes()));
        bytes.extend(edges.iter().flat_map(|edge| edge.1.to_le_bytes()));
        bytes.extend(edges.iter().flat_map(|edge| edge.2.to_le_bytes()));
        match self {
            Self::Asn { capacity, .. } => {
                bytes.extend(capacity.iter().flat_map(|c| c.to_le_bytes()));
            }
            Self::Gen { .. } => {}
            Self::Dense { costs, .. } => bytes.extend(costs.iter().flat_map(|c| c.to_le_bytes())),
        }
        bytes
    }

    fn modes(&self) -> &'static [&'static str] {
        match self {
            Self::Asn { .. } => &["mwm", "mcw", "full"],
            Self::Gen { .. } => &["mwm", "perfect"],
            Self::Dense { .. } => &["-"],
        }
    }

    /// The objective and the cardinality by trying every set of edges; none where
    /// everybody is to be matched and cannot be.
    fn best(&self, mode: &str) -> Option<(i64, usize)> {
        let (mut places, edges, wanted) = match self {
            Self::Asn { lefts, capacity, edges } => {
                let places = [vec![1; *lefts as usize], capacity.clone()].concat();
                let edges = edges.iter().map(|&(l, r, w)| (l, lefts + r, w)).collect();
                (places, edges, *lefts as usize * 2)
            }
            Self::Gen { vertices, edges } => {
                (vec![1; *vertices as usize], edges.clone(), *vertices as usize)
            }
            Self::Dense { size, costs } => {
                let cell = |i: u32| (i / size, size + i % size, -i64::from(costs[i as usize]));
                (
                    vec![1; 2 * *size as usize],
                    (0..size * size).map(cell).collect(),
                    2 * *size as usize,
                )
            }
        };
        let pairs_first = mode != "mwm";
        let (_, weight, pairs) = every_set(&mut places, &edges, (0, 0), pairs_first);
        let whole = !["full", "perfect", "-"].contains(&mode) || pairs * 2 == wanted;
        let sign = if mode == "-" { -1 } else { 1 };
        whole.then_some((sign * weight, pairs))
    }
}

/// (what is compared, weight, pairs)
fn every_set(
    places: &mut [u32],
    edges: &[(u32, u32, i64)],
    (weight, pairs): (i64, usize),
    pairs_first: bool,
) -> ((usize, i64), i64, usize) {
    let Some((&(a, b, more), rest)) = edges.split_first() else {
        return ((if pairs_first { pairs } else { 0 }, weight), weight, pairs);
    };
    let without = every_set(places, rest, (weight, pairs), pairs_first);
    let (a, b) = (a as usize, b as usize);
    if places[a] == 0 || places[b] == 0 {
        return without;
    }
    places[a] -= 1;
    places[b] -= 1;
    let with = every_set(places, rest, (weight + more, pairs + 1), pairs_first);
    places[a] += 1;
    places[b] += 1;
    if with.0 > without.0 { with } else { without }
}

/// As [`run`], of bytes, in a folder of the test's own.
fn run_bytes(dir: &str, name: &str, bytes: &[u8], more: &[&str]) -> Result<String, String> {
    let path = folder(dir, &[]).join(name);
    std::fs::write(&path, bytes).unwrap();
    let file = path.display().to_string();
    let answer = app::answer([&[&*file], more].concat().into_iter().map(str::to_owned));
    // Many file systems flush a file that is written over, which takes far longer than a new one.
    std::fs::remove_file(path).unwrap();
    answer
}

#[test]
fn matchings_in_text_and_binary_are_the_best_of_all() {
    let mut rng = Rng::new(71);
    let mut short = 0;
    for round in 0..300 {
        let small = Small::random(&mut rng, round % 3);
        for mode in small.modes() {
            let best = small.best(mode);
            for (name, bytes) in [("i.txt", small.text().into_bytes()), ("i.bin", small.binary())] {
                let answer = run_bytes("best", name, &bytes, &[mode]);
                let Some((objective, cardinality)) = best else {
                    let mistake = answer.unwrap_err();
                    assert!(mistake.contains("at most") && mistake.contains("can be matched"));
                    short += 1;
                    continue;
                };
                let line: Value = serde_json::from_str(&answer.unwrap()).unwrap();
                let shown = small.text();
                assert_eq!(line["objective"], objective, "{mode} of {shown}");
                if *mode != "mwm" {
                    assert_eq!(line["cardinality"], cardinality, "{mode} of {shown}");
                }
                assert_eq!(line["proven"], true);
            }
        }
    }
    assert!(short > 50, "{short}");
}

#[test]
fn an_earlier_answer_leaves_the_objective() {
    let mut rng = Rng::new(74);
    for _ in 0..100 {
        let small = Small::random(&mut rng, 0);
        let mut earlier = small.clone();
        if let Small::Asn { capacity, edges, .. } = &mut earlier {
            edges.retain(|_| rng.chance(4, 5));
            edges.iter_mut().for_each(|edge| edge.2 += rng.within(-2, 2));
            capacity.iter_mut().for_each(|places| *places = rng.below_u32(3));
        }
        let dir = folder("after", &[("earlier.txt", &earlier.text())]);
        let earlier = dir.join("earlier.txt").display().to_string();
        for mode in small.modes() {
            let race = |more: &[&str]| {
                let line =
                    run_bytes("after", "i.bin", &small.binary(), &[&[*mode], more].concat())?;
                let line: Value = serde_json::from_str(&line).unwrap();
                assert_eq!((&line["proven"], line.as_object().unwrap().len()), (&json!(true), 10));
                let pairs = if *mode == "mwm" { Value::Null } else { line["cardinality"].clone() };
                Ok::<_, String>((line["objective"].clone(), pairs))
            };
            let shown = small.text();
            assert_eq!(race(&["--after", &earlier]), race(&[]), "{mode} of {shown}");
        }
    }
}

#[test]
fn an_earlier_instance_has_to_fit() {
    let heavy = "p asn 1 1 1\ne 0 0 9223372036854775807\n";
    let files = [("asn.txt", "p asn 1 1 0\n"), ("gen.txt", "p gen 2 0\n"), ("heavy.txt", heavy)];
    let dir = folder("earlier", &files);
    let only_asn = "--after is for asn instances";
    for (text, mode, earlier, says) in [
        ("p asn 2 1 0\n", "mwm", "asn.txt", "2 left and 1 right vertices, but 1 and 1 in the earl"),
        ("p asn 1 2 0\n", "mwm", "asn.txt", "1 left and 2 right vertices, but 1 and 1 in the earl"),
        ("p asn 1 1 0\n", "mwm", "heavy.txt", "the earlier instance: "),
        ("p asn 1 1 0\n", "mwm", "nowhere.txt", "nowhere.txt: "),
        ("p asn 1 1 0\n", "mwm", "gen.txt", only_asn),
        ("p gen 2 0\n", "mwm", "gen.txt", only_asn),
        ("p dense 1 1 i\n5\n", "-", "asn.txt", only_asn),
        (&*instance().to_string(), "team", "asn.txt", only_asn),
    ] {
        let earlier = dir.join(earlier).display().to_string();
        let mistake = run("later.txt", text, &[mode, "--after", &earlier]).unwrap_err();
        assert!(mistake.contains(says) && mistake.lines().count() == 1, "{mistake}");
    }
    let fits = dir.join("asn.txt").display().to_string();
    for args in [["mwm", "60", "--after", &fits], ["--after", &fits, "mwm", "60"]] {
        assert!(run("later.txt", "p asn 1 1 0\n", &args).is_ok());
    }
    let mistake = run("later.txt", "p asn 1 1 0\n", &["mwm", "--after"]).unwrap_err();
    assert!(mistake.starts_with("--after needs a file"), "{mistake}");
}

#[test]
fn the_line_has_the_fields_of_a_race() {
    let text = "p asn 2 1 2\nc 0 2\ne 0 0 5\ne 1 0 -1\n";
    let line = run("fields.txt", text, &["full", "60"]).unwrap();
    assert_eq!(line.lines().count(), 1);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line.as_object().unwrap().len(), 10);
    assert_eq!((&line["objective"], &line["cardinality"]), (&json!(4), &json!(2)));
    assert!(line["peer"].is_string() && line["version"].is_string());
    let seconds = |name: &str| line[name].as_f64().unwrap();
    let sum = seconds("build_seconds") + seconds("solve_seconds");
    assert!((seconds("seconds") - sum).abs() < 1e-6);
    if cfg!(target_os = "linux") {
        let (peak, base) = (&line["peak_rss_mb"], &line["base_rss_mb"]);
        assert!(peak.as_f64().unwrap() >= base.as_f64().unwrap());
    }
}

/// However far it came, a stopped run says no more than it has.
#[test]
fn a_stopped_matching_is_honest() {
    let mut rng = Rng::new(72);
    let edges: Vec<(u32, u32, i64)> =
        (0..90_000).map(|i| (i / 300, i % 300, rng.within(0, 1_000_000))).collect();
    let small = Small::Asn { lefts: 300, capacity: vec![1; 300], edges };
    let full = run_bytes("stopped", "i.bin", &small.binary(), &["full"]).unwrap();
    let full: Value = serde_json::from_str(&full).unwrap();
    let stopped = run_bytes("stopped", "i.bin", &small.binary(), &["mcw", "0"]).unwrap();
    let stopped: Value = serde_json::from_str(&stopped).unwrap();
    let objective = |line: &Value| (line["cardinality"].as_u64(), line["objective"].as_i64());
    assert!(objective(&stopped) <= objective(&full));
    assert_eq!(stopped["proven"] == true, objective(&stopped) == objective(&full));
    match run_bytes("stopped", "i.bin", &small.binary(), &["full", "0"]) {
        Ok(line) => assert!(line.contains("\"cardinality\":300")),
        Err(mistake) => assert!(mistake.contains("stopped when"), "{mistake}"),
    }
}

#[test]
fn a_malformed_text_is_one_line_with_its_line_and_column() {
    for (text, mode, says) in [
        ("", "mwm", "line 1 column 1: the file starts with neither"),
        ("# nothing\n\n", "mwm", "line 3 column 1: the file starts with neither"),
        ("{\"people\": []}", "mwm", "line 1 column 1: the file starts with neither"),
        ("p\n", "mwm", "line 1 column 2: the kind of instance"),
        ("\np tree 1 2\n", "mwm", "line 2 column 3: the kind of instance"),
        ("p asn 1 x 2\n", "mwm", "line 1 column 9: \"x\" is no number of right vertices"),
        ("p asn 1 1\n", "mwm", "line 1 column 10: the number of edges is missing"),
        ("p asn 1 1 1 1\n", "mwm", "line 1 column 13: one word too many"),
        ("p asn 99999999999 1 0\n", "mwm", "line 1 column 19: more vertices than 65536"),
        ("p asn 1 18446744073709551615 0\n", "mwm", "more vertices than 65536"),
        ("p asn 1 1 1\ne 1 0 5\n", "mwm", "line 2 column 3: left vertex 1, but there are 1"),
        ("p asn 1 1 1\ne 0 7 5\n", "mwm", "line 2 column 5: right vertex 7, but there are 1"),
        ("p asn 1 1 1\ne 0 -1 5\n", "mwm", "line 2 column 5: \"-1\" is no right vertex"),
        ("p asn 1 1 1\ne 0 0 5.5\n", "mwm", "line 2 column 7: \"5.5\" is no weight"),
        ("p asn 1 1 1\ne 0 0\n", "mwm", "line 2 column 6: the weight is missing"),
        ("p asn 1 1 1\ne 0 0 5 5\n", "mwm", "line 2 column 9: one word too many"),
        ("p asn 1 1 1\nx 0 0 5\n", "mwm", "line 2 column 1: a line that starts with neither"),
        ("p asn 1 1 2\ne 0 0 5\n", "mwm", "line 3 column 1: the file ends after 1 of 2 edges"),
        ("p asn 1 2 1\ne 0 0 5\ne 0 1 5\n", "mwm", "line 3 column 1: more edges than the 1"),
        ("p asn 1 1 2\ne 0 0 5\ne 0 0 5\n", "mwm", "line 3 column 1: 0 and 0 are joined a sec"),
        ("p asn 1 1 0\nc 1 5\n", "mwm", "line 2 column 3: right vertex 1"),
        ("p asn 1 1 0\nc 0 -5\n", "mwm", "line 2 column 5: \"-5\" is no capacity"),
        ("p asn 1 1 0\nc 0 5\nc 0 5\n", "mwm", "line 3 column 3: a second capacity"),
        ("p gen 2 1\ne 1 1 5\n", "mwm", "line 2 column 1: the edge joins a vertex to itself"),
        ("p gen 2 2\ne 0 1 5\ne 1 0 5\n", "mwm", "line 3 column 1: 0 and 1 are joined a second"),
        ("p gen 2 1\nc 0 5\n", "mwm", "line 2 column 1: a line that does not start with e"),
        ("p gen 70000 0\n", "mwm", "line 1 column 7: more vertices than 65536"),
        ("p dense 2 3 i\n", "-", "line 1 column 11: not as many rows as columns"),
        ("p dense 1 1 f\n0.5\n", "-", "line 1 column 13: floating-point costs are not"),
        ("p dense 1 1 q\n5\n", "-", "line 1 column 13: the kind of costs is neither"),
        ("p dense 2 2 i\n1 2\n3\n", "-", "line 4 column 1: the file ends after 3 of 2 × 2"),
        ("p dense 1 1 i\n1 2\n", "-", "line 2 column 3: more than the 1 × 1 costs"),
        ("p dense 1 1 i\n3000000000\n", "-", "line 2 column 1: \"3000000000\" is no cost of 32"),
        ("p dense 4294967295 4294967295 i\n1\n", "-", "the file ends after 1 of"),
        (
            "p asn 1 1 1\ne 0 0 \u{85}\u{2028}\r9\u{b}\n",
            "mwm",
            "line 2 column 7: \"\\u{85}\\u{2028}\"",
        ),
        ("p asn 1 1 1\ne 0 0 9223372036854775807\n", "mwm", "scale weights"),
        ("p asn 1 1 1\ne 0 0 5\n", "perfect", "asn has the modes mwm, mcw and full, not perfect"),
        ("p gen 2 1\ne 0 1 5\n", "full", "gen has the modes mwm, mcw and perfect, not full"),
        ("p gen 3 1\ne 0 1 5\n", "perfect", "at most 2 of 3 vertices can be matched"),
        ("p dense 1 1 i\n5\n", "mwm", "dense has the mode -, not mwm"),
        ("p hr 1 1 1\nl 0 0:0\nr 0 0:0\n", "-", "hr: there is no kernel for stable matching yet"),
        ("4 2 ss 2 2 2 2\n0 1 5\n", "-", "mdgp: there is no kernel for diverse groups yet"),
    ] {
        let mistake = run("malformed.txt", text, &[mode]).unwrap_err();
        assert!(mistake.contains(says) && mistake.lines().count() == 1, "{mistake}");
    }
    let bytes = [&b"p gen 2 1\ne 0 1 \xff"[..], &[b'9'; 1000]].concat();
    let mistake = run_bytes("malformed", "i.txt", &bytes, &["mwm"]).unwrap_err();
    assert!(mistake.contains("line 2 column 7: \"\u{fffd}999"), "{mistake}");
    let here = app::answer([".", "mwm"].map(str::to_owned).into_iter()).unwrap_err();
    assert!(here.starts_with(".: ") && here.lines().count() == 1, "{here}");
}

#[test]
fn a_malformed_binary_is_one_line_with_its_byte() {
    let head = |numbers: [u64; 4]| {
        [b"PEERS001".to_vec(), numbers.iter().flat_map(|n| n.to_le_bytes()).collect()].concat()
    };
    let asn = |edges: &[(u32, u32, i64)]| {
        Small::Asn { lefts: 2, capacity: vec![1, 1], edges: edges.to_vec() }.binary()
    };
    let general =
        |edges: &[(u32, u32, i64)]| Small::Gen { vertices: 3, edges: edges.to_vec() }.binary();
    let whole = asn(&[(0, 0, 5), (1, 1, 5)]);
    let mut flipped = whole.clone();
    flipped[0] = b'p';
    let (large, huge) = (1 << 40, u64::MAX);
    for (bytes, says) in [
        (Vec::new(), "byte 0: the file ends in the header"),
        (whole[..39].to_vec(), "byte 39: the file ends in the header"),
        (flipped, "byte 0: the file does not start with PEERS001"),
        (whole[..79].to_vec(), "byte 79: the header says 80 bytes, but the file has 79"),
        ([&whole[..], &[0]].concat(), "byte 80: the header says 80 bytes, but the file has 81"),
        (head([9, 1, 1, 1]), "byte 8: 9 is no kind of instance"),
        (head([1, large, 0, 0]), "byte 16: more vertices than 65536"),
        (head([2, huge, 0, 0]), "byte 16: more vertices than 65536"),
        (head([1, 1, huge, huge]), "byte 40: the header says"),
        (head([2, 1, 0, huge]), "byte 40: the header says"),
        (head([3, huge, huge, 0]), "byte 40: the header says"),
        (head([3, large, 0, 0]), "byte 24: not as many rows as columns"),
        (head([3, 1, 1, 1]), "byte 32: floating-point costs are not supported"),
        (head([3, 1, 1, 2]), "byte 32: 2 is no kind of costs"),
        (head([4, 1, 1, 1]), "hr: there is no kernel for stable matching yet"),
        (head([5, 1, 1, 1]), "mdgp: there is no kernel for diverse groups yet"),
        (asn(&[(0, 0, 5), (2, 1, 5)]), "byte 44: vertex 2 of 2, counted from 0"),
        (asn(&[(0, 0, 5), (1, 3, 5)]), "byte 52: vertex 3 of 2, counted from 0"),
        (asn(&[(1, 1, 5), (0, 0, 5)]), "byte 44: the edge is not after the one before it"),
        (asn(&[(1, 1, 5), (1, 1, 5)]), "byte 44: the edge is not after the one before it"),
        (general(&[(0, 1, 5), (1, 1, 5)]), "byte 44: the first end is not below the second"),
        (general(&[(0, 1, 5), (1, 0, 5)]), "byte 44: the first end is not below the second"),
    ] {
        let mode = if bytes.get(8) == Some(&3) { "-" } else { "mwm" };
        let mistake = run_bytes("malformed", "i.bin", &bytes, &[mode]).unwrap_err();
        assert!(mistake.contains(says) && mistake.lines().count() == 1, "{mistake}");
    }
}

#[test]
fn any_bytes_get_an_answer() {
    let mut rng = Rng::new(73);
    let mut solved = 0;
    for round in 0..4_000 {
        let small = Small::random(&mut rng, round % 3);
        let (name, mut bytes) = match round % 2 {
            0 => ("i.bin", small.binary()),
            _ => ("i.txt", small.text().into_bytes()),
        };
        // Nothing but noise, or an instance with a few bytes changed, added and lost.
        if rng.chance(1, 5) {
            bytes = (0..rng.below(200)).map(|_| rng.below(256).try_into().unwrap()).collect();
        }
        for _ in 0..rng.below(4) {
            let at = rng.below(bytes.len() + 1);
            let byte = *rng.pick(b"\0\x01\x02\x05\x7f\xff 0159-#ecp\n.");
            match (rng.below(4), bytes.get_mut(at)) {
                (0, _) => bytes.insert(at, byte),
                (1, Some(_)) => _ = bytes.remove(at),
                (2, _) => bytes.truncate(at.max(40)),
                (_, Some(old)) => *old = byte,
                _ => {}
            }
        }
        let mode = rng.pick(small.modes());
        match run_bytes("any", name, &bytes, &[mode]) {
            Ok(line) => {
                assert_eq!(line.lines().count(), 1);
                solved += 1;
            }
            Err(mistake) => assert_eq!(mistake.lines().count(), 1, "{mistake}"),
        }
    }
    assert!((500..3_500).contains(&solved), "{solved}");
}
