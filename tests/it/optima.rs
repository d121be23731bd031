//! Optima that were computed elsewhere, from the shipped files alone.
//!
//! Sources and definitions: `tests/data/programmes/SOURCE.md`,
//! `tests/data/orlib/SOURCE.md`, and `SOURCE.md` of each sample organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crosstie::import;
use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Mode, Objective};
use crosstie::matching::general::GeneralProblem;
use crosstie::org::{Organization, Person};
use crosstie::policy::{Criterion, Pair, Party, Policy, Rule};
use crosstie::rotation::RotationProblem;
use crosstie::solve::{Limits, Problem, Solver, Stop};
use crosstie::{MICROS, Score};

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
    let claim = AuctionPaths.solve(&problem, &Limits::none());
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

fn organization(sample: &str) -> Organization {
    let dir = root().join("examples/data").join(sample);
    let open = |file: &str| std::fs::File::open(dir.join(file)).unwrap();
    import::csv(open("people.csv"), open("departments.csv"), open("ties.csv")).unwrap()
}

/// The proven optimum of pairs among all.
fn pairing_optimum(mode: Mode, people: usize, edges: &[(u32, u32, i64)]) -> Objective {
    let problem = GeneralProblem::new(mode, people, edges.iter().copied()).unwrap();
    let claim = problem.solve();
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    assert!(quality.is_optimal(), "{quality:?}");
    quality.objective()
}

/// The number of the year in which somebody started.
fn year(person: Person<'_>) -> i16 {
    person.start().unwrap().year()
}

/// A case of `pairing_optima.csv`, by a round of coffee and by the kernel alone. `eligible` says
/// of two people, without the policy, whether they may meet, and `worth` how much it weighs.
fn check_pairing(
    case: &str,
    org: &Organization,
    policy: &Policy,
    eligible: impl Fn(Person<'_>, Person<'_>) -> bool,
    worth: fn(Person<'_>, Person<'_>) -> i16,
) {
    let optima = rows("tests/data/programmes/pairing_optima.csv");
    let expected = optima.iter().find(|row| row["case"] == case).expect("a case of the file");
    let whole = |column| number(expected, column);
    let count = |column| u64::try_from(whole(column)).unwrap();
    assert_eq!(org.people().len() as u64, count("n"), "{case}");

    // The criterion `worth` is in hundredths, so that a weight of 100 makes a point of each.
    let problem = RotationProblem::builder(org, policy)
        .criterion("worth", move |pair: Pair<'_>| f64::from(worth(pair.first, pair.second)) / 100.0)
        .build()
        .unwrap();
    assert_eq!(problem.pair_counts().eligible, count("feasible_edges"), "{case}");
    let answer = problem.solve().unwrap();
    assert!(answer.is_optimal(0), "{case}");
    let round = answer.plan().round(0).unwrap().objective;
    assert_eq!(round.placed, 2 * count("max_cardinality"), "{case}");
    let points = Score::from_micros(whole("max_weight_at_max_cardinality") * MICROS);
    assert_eq!(round.score, points, "{case}");

    let people: Vec<Person<'_>> = org.people().collect();
    let mut edges = Vec::new();
    for (i, &a) in (0..).zip(&people) {
        for (j, &b) in (i + 1..).zip(&people[i as usize + 1..]) {
            if eligible(a, b) {
                edges.push((i, j, i64::from(worth(a, b))));
            }
        }
    }
    assert_eq!(edges.len() as u64, count("feasible_edges"), "{case}");
    let most = pairing_optimum(Mode::MostPairsFirst, people.len(), &edges);
    let weight = whole("max_weight_at_max_cardinality");
    assert_eq!(most, Objective { pairs: Some(count("max_cardinality")), weight }, "{case}");
    let highest = pairing_optimum(Mode::HighestScore, people.len(), &edges);
    assert_eq!(highest.weight, whole("max_weight_any_cardinality"), "{case}");
}

/// Managers of different departments who are not friends, nor is one the other's manager; wanted:
/// many years of tenure between them. And those who have nothing to do with each other at all.
#[test]
fn managers_for_coffee() {
    let org = organization("high-tech-managers");
    let department = |person: Person<'_>| person.department().map(|department| department.id());
    let apart = |a: Person<'_>, b: Person<'_>| {
        let manages = |a: Person<'_>, b: Person<'_>| b.manager().is_some_and(|m| m.id() == a.id());
        department(a) != department(b) && !manages(a, b) && !manages(b, a)
    };
    let tie = |a: Person<'_>, b: Person<'_>, kind: Option<&str>| {
        let kind = kind.map(|kind| org.tie_kind(kind).unwrap());
        a.has_tie_to(b.id(), kind) || b.has_tie_to(a.id(), kind)
    };
    // The CEO has no department, and so one of his own.
    let policy = Policy::new()
        .require_if_known(Rule::different_department())
        .require(Rule::outside_reporting_line(1))
        .prefer(100, Criterion::custom("worth"));
    check_pairing(
        "krackhardt coffee",
        &org,
        &policy.clone().require(Rule::no_tie_of("friend", Party::Both)),
        |a, b| apart(a, b) && !tie(a, b, Some("friend")),
        |a, b| (year(a) - year(b)).abs(),
    );
    check_pairing(
        "krackhardt strangers",
        &org,
        &policy.require(Rule::no_tie()),
        |a, b| apart(a, b) && !tie(a, b, None),
        |_, _| 1,
    );
}

/// Lawyers of another office or practice without any tie; wanted: many years of seniority between
/// them.
#[test]
fn lawyers_for_coffee() {
    let org = organization("law-firm");
    let policy = Policy::new()
        .require(Rule::different_department())
        .require(Rule::no_tie())
        .prefer(100, Criterion::custom("worth"));
    check_pairing(
        "lazega coffee",
        &org,
        &policy,
        |a, b| {
            let practice = |person: Person<'_>| person.function().unwrap().id();
            let elsewhere = a.site() != b.site() || practice(a) != practice(b);
            elsewhere && !a.has_tie_to(b.id(), None) && !b.has_tie_to(a.id(), None)
        },
        |a, b| (year(a) - year(b)).abs(),
    );
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
