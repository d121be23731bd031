//! Perfect matchings of points of TSPLIB, least and greatest, whose weights were computed elsewhere.

use std::fs;
use std::path::Path;

use crosstie::matching::general::Mode;

use super::instances::{Edge, Parts, all_pairs};
use super::{KERNEL, solution_to_proof};

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tsplib").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// The points of an instance; all of its coordinates are whole.
fn points(instance: &str) -> Vec<(i64, i64)> {
    let text = read(&format!("{instance}.tsp"));
    let rows = text.lines().skip_while(|line| line.trim() != "NODE_COORD_SECTION").skip(1);
    let mut points = Vec::new();
    for row in rows.take_while(|row| !row.trim().is_empty() && row.trim() != "EOF") {
        let fields: Vec<i64> = row
            .split_whitespace()
            .map(|field| field.strip_suffix(".0").unwrap_or(field).parse().unwrap())
            .collect();
        let [number, x, y] = fields[..] else { panic!("{instance}: {row}") };
        points.push((x, y));
        assert_eq!(usize::try_from(number), Ok(points.len()));
    }
    points
}

/// ⌊√s + ½⌋ for the square s of the distance, without rounding errors: ⌊(⌊√(4s)⌋ + 1) / 2⌋.
fn distance(one: (i64, i64), other: (i64, i64)) -> i64 {
    let square = (one.0 - other.0).pow(2) + (one.1 - other.1).pow(2);
    ((4 * square).isqrt() + 1) / 2
}

/// Everybody with somebody, for the highest sum; proven by the certificate.
fn perfect(parts: &Parts) -> i64 {
    let (matching, quality) = solution_to_proof(KERNEL, &parts.problem(Mode::MostPairsFirst));
    assert!(matching.mates(parts.vertices).iter().all(Option::is_some));
    assert_eq!(quality.objective().pairs, Some(parts.vertices as u64 / 2));
    quality.objective().weight
}

#[test]
fn distances_are_rounded_as_in_tsplib() {
    // √2 is 1.41, √8 is 2.83, and √25 is whole.
    assert_eq!(distance((0, 0), (1, 1)), 1);
    assert_eq!(distance((0, 0), (2, 2)), 3);
    assert_eq!(distance((7, 1), (4, 5)), 5);
    assert_eq!(distance((3, 3), (3, 3)), 0);
    // The whole number d is nearest exactly where (2d − 1)² ≤ 4s < (2d + 1)².
    for dx in 0..60 {
        for dy in 0..60 {
            let (d, square) = (distance((0, dx), (dy, 0)), dx * dx + dy * dy);
            assert!((2 * d - 1).pow(2) <= 4 * square || d == 0);
            assert!(4 * square < (2 * d + 1).pow(2));
        }
    }
}

#[test]
fn perfect_matchings_have_the_known_weights() {
    let optima = read("optima.csv");
    let mut instances = 0;
    for row in optima.lines().skip(1) {
        let (instance, numbers) = row.split_once(',').unwrap();
        let numbers: Vec<i64> = numbers.split(',').map(|n| n.parse().unwrap()).collect();
        let [count, minimum, maximum] = numbers[..] else { panic!("{row}") };
        let points = points(instance);
        assert_eq!(i64::try_from(points.len()), Ok(count), "{instance}");
        let edges: Vec<Edge> = all_pairs(points.len())
            .into_iter()
            .map(|(a, b)| (a, b, distance(points[a as usize], points[b as usize])))
            .collect();
        let far = Parts::new(points.len(), &edges);
        assert_eq!(perfect(&far), maximum, "{instance}");
        assert_eq!(perfect(&far.reweighed(|weight| -weight)), -minimum, "{instance}");
        instances += 1;
    }
    assert_eq!(instances, 3);
}
