//! How does forming one team, proven, grow with the candidates, and how long does the proof take to read?
//!
//! Teams of 5 to 9 that cover six skills from four of twelve departments, with six valued pairs a candidate or
//! with a value for every pair.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

mod rng;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion as Bench};
use crosstie::matching::selection::{
    BranchAndBound, Count, Kinds, SelectionParts, SelectionProblem,
};
use crosstie::solve::{Limits, Problem, Solver};
use rng::Rng;

/// By pairs with a value: a few each, or all.
const CANDIDATES: [(&str, &[u32]); 2] =
    [("few pairs", &[100, 200, 400, 800]), ("every pair", &[25, 50, 100])];

fn main() {
    let mut bench = Bench::default().sample_size(10).configure_from_args();
    let mut group = bench.benchmark_group("one team: solve");
    for (pairs, sizes) in CANDIDATES {
        for &size in sizes {
            let problem = problem(size, pairs == "every pair");
            group.bench_function(BenchmarkId::new(pairs, size), |b| {
                b.iter(|| black_box(BranchAndBound::default().solve(&problem, &Limits::none())));
            });
        }
    }
    group.finish();
    let mut group = bench.benchmark_group("one team: read the proof");
    for (pairs, sizes) in CANDIDATES {
        for &size in sizes {
            let problem = problem(size, pairs == "every pair");
            let claim = BranchAndBound::default().solve(&problem, &Limits::none());
            group.bench_function(BenchmarkId::new(pairs, size), |b| {
                b.iter(|| {
                    let certificate = claim.certificate.as_ref();
                    let quality = problem.verify(&claim.solution, certificate).unwrap();
                    assert!(quality.is_optimal());
                });
            });
        }
    }
    group.finish();
    bench.final_summary();
}

fn problem(candidates: u32, every_pair: bool) -> SelectionProblem {
    let mut rng = Rng::new(u64::from(candidates));
    let department: Vec<u32> = (0..candidates).map(|_| rng.below(12)).collect();
    let fit = (0..candidates).map(|_| i64::from(rng.below(1_000))).collect();
    let mut parts = SelectionParts { fit, size: (5, 9), ..SelectionParts::default() };
    for a in 0..candidates {
        for b in a + 1..candidates {
            if every_pair || rng.below(candidates) < 6 {
                let same = department[a as usize] == department[b as usize];
                let value = i64::from(rng.below(300)) - if same { 250 } else { 100 };
                parts.pairs.push((a, b, value));
            }
        }
    }
    for _ in 0..6 {
        let members = (0..candidates).filter(|_| rng.below(5) == 0).collect();
        parts.counts.push(Count { members, at_least: 2, at_most: u32::MAX });
    }
    for own in 0..12 {
        let members = (0..candidates).filter(|&i| department[i as usize] == own).collect();
        parts.counts.push(Count { members, at_least: 0, at_most: 3 });
    }
    let of = department.into_iter().map(Some).collect();
    parts.kinds.push(Kinds { of, at_least: 4, nobody_alone: false });
    SelectionProblem::new(parts).unwrap()
}
