//! Optima that were computed elsewhere, from the shipped files alone.
//!
//! Sources and definitions: `tests/data/programmes/SOURCE.md`,
//! `tests/data/orlib/SOURCE.md`, and `SOURCE.md` of each sample organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crosstie::matching::assignment::{AssignmentProblem, Mode, Objective, SuccessiveShortestPaths};
use crosstie::solve::{Limits, Problem, Solver, Stop};

/// A row of a CSV file by column name.
type Row = BTreeMap<String, String>;

/// Whether two people stand far enough apart.
type Differs<'a> = &'a dyn Fn(&Row, &Row) -> bool;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows(file: &str) -> Vec<Row> {
    let path = root().join(file);
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, column: &str) -> i64 {
    row[column].parse().unwrap()
}

/// The proven optimum.
fn optimum(
    mode: Mode,
    capacities: (&[u32], &[u32]),
    edges: &[(u32, u32, i64)],
) -> (usize, Objective) {
    let problem = AssignmentProblem::new(
        mode,
        capacities.0.to_vec(),
        capacities.1.to_vec(),
        edges.iter().copied(),
    )
    .unwrap();
    let claim = SuccessiveShortestPaths.solve(&problem, &Limits::none());
    assert_eq!(claim.stop, Stop::Finished);
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    assert!(quality.is_optimal(), "{quality:?}");
    (claim.solution.len(), quality.objective())
}

/// A case of `mentoring_optima.csv`: mentors with one capacity for all of them,
/// mentees who have at most one mentor, a weight for each pair that may be
/// formed.
fn check(
    case: &str,
    mentors: &[Row],
    capacity: u32,
    mentees: &[Row],
    weight: impl Fn(&Row, &Row) -> Option<bool>,
) {
    let optima = rows("tests/data/programmes/mentoring_optima.csv");
    let expected = optima.iter().find(|row| row["case"] == case).expect("a case of the file");
    let mut edges = Vec::new();
    for (l, mentor) in (0..).zip(mentors) {
        for (r, mentee) in (0..).zip(mentees) {
            if let Some(weight) = weight(mentor, mentee) {
                edges.push((l, r, i64::from(weight)));
            }
        }
    }
    let capacities = (vec![capacity; mentors.len()], vec![1; mentees.len()]);
    let capacities = (&capacities.0[..], &capacities.1[..]);
    let whole = |column| number(expected, column);
    assert_eq!(edges.len(), usize::try_from(whole("feasible_pairs")).unwrap(), "{case}");
    let (pairs, most) = optimum(Mode::MostPairsFirst, capacities, &edges);
    assert_eq!(pairs, usize::try_from(whole("max_cardinality")).unwrap(), "{case}");
    assert_eq!(most.weight, whole("max_weight_at_max_cardinality"), "{case}");
    let (_, highest) = optimum(Mode::HighestScore, capacities, &edges);
    assert_eq!(highest.weight, whole("max_weight_any_cardinality"), "{case}");
}

/// Mentors of a higher grade in another organisation; wanted: the same profession.
#[test]
fn mentor_match() {
    let mentors = rows("tests/data/programmes/mentor-match/small-mentors.csv");
    let mentees = rows("tests/data/programmes/mentor-match/small-mentees.csv");
    assert_eq!((mentors.len(), mentees.len()), (50, 50));
    for (case, capacity) in [("mentor-match small cap1", 1), ("mentor-match small cap2", 2)] {
        check(case, &mentors, capacity, &mentees, |mentor, mentee| {
            let eligible = number(mentor, "grade_rank") > number(mentee, "grade_rank")
                && mentor["organisation"] != mentee["organisation"];
            eligible.then(|| mentor["profession"] == mentee["profession"])
        });
    }
}

/// Partners and associates of another practice, another office, or both;
/// wanted: the associate does not ask the partner for advice yet.
#[test]
fn law_firm() {
    let people = rows("examples/data/law-firm/people.csv");
    let parent: BTreeMap<String, String> = rows("examples/data/law-firm/departments.csv")
        .into_iter()
        .map(|mut d| (d.remove("key").unwrap(), d.remove("parent").unwrap()))
        .collect();
    let advice: BTreeSet<(String, String)> = rows("examples/data/law-firm/ties.csv")
        .into_iter()
        .filter(|tie| tie["kind"] == "advice")
        .map(|mut tie| (tie.remove("from").unwrap(), tie.remove("to").unwrap()))
        .collect();
    let (partners, associates): (Vec<Row>, Vec<Row>) =
        people.into_iter().partition(|person| number(person, "grade") == 2);
    assert_eq!((partners.len(), associates.len()), (36, 35));

    let practice = |a: &Row, b: &Row| parent[&a["department"]] != parent[&b["department"]];
    let office = |a: &Row, b: &Row| a["site"] != b["site"];
    let both = |a: &Row, b: &Row| practice(a, b) && office(a, b);
    let cases: [(&str, Differs<'_>); 3] = [
        ("lazega cross-practice", &practice),
        ("lazega cross-office", &office),
        ("lazega cross-practice-and-office", &both),
    ];
    for (case, differs) in cases {
        check(case, &partners, 1, &associates, |partner, associate| {
            let asks = (associate["key"].clone(), partner["key"].clone());
            differs(partner, associate).then(|| !advice.contains(&asks))
        });
    }
}

/// People managers, four mentees each, for people of a lower grade (levels
/// below theirs in the reporting tree) in another department; wanted: the
/// mentor has been there for longer.
#[test]
fn oracle_hr() {
    let people = rows("examples/data/oracle-hr/people.csv");
    let managing: BTreeSet<&str> = people.iter().map(|p| p["manager"].as_str()).collect();
    let managers: Vec<Row> =
        people.iter().filter(|p| managing.contains(p["key"].as_str())).cloned().collect();
    assert_eq!((managers.len(), people.len()), (18, 107));
    check("oracle-hr managers as mentors cap4", &managers, 4, &people, |mentor, mentee| {
        let eligible = number(mentor, "grade") > number(mentee, "grade")
            && !mentor["department"].is_empty()
            && !mentee["department"].is_empty()
            && mentor["department"] != mentee["department"];
        // ISO 8601 dates compare as text.
        eligible.then(|| mentor["start"] < mentee["start"])
    });
}

/// The published minimum of a dense 100 × 100 assignment, by negated costs.
#[test]
fn or_library_assign100() {
    let text = std::fs::read_to_string(root().join("tests/data/orlib/assign100.txt")).unwrap();
    let mut numbers = text.split_whitespace().map(|n| n.parse::<i64>().unwrap());
    let n = u32::try_from(numbers.next().unwrap()).unwrap();
    let edges: Vec<(u32, u32, i64)> = (0..n)
        .flat_map(|l| (0..n).map(move |r| (l, r)))
        .zip(&mut numbers)
        .map(|((l, r), cost)| (l, r, -cost))
        .collect();
    assert_eq!((n, edges.len(), numbers.next()), (100, 10_000, None));
    let ones = vec![1; 100];
    let (_, objective) = optimum(Mode::MostPairsFirst, (&ones, &ones), &edges);
    assert_eq!(objective, Objective { pairs: Some(100), weight: -305 });
}
