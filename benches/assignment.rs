//! How does exact assignment scale with people, at 30 candidates each? With a
//! matrix of all pairs? What does a second solve cost after a small change?
//!
//! Places are as tight as they can be: a mentor for every five mentees, with
//! five places. A solve starts from the finished problem and ends with the
//! claim and its prices.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

mod rng;

use std::cell::LazyCell;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use crosstie::matching::assignment::{AssignmentProblem, AuctionPaths, Mode};
use crosstie::solve::{Limits, Solver};

use rng::Rng;

const MENTEES: [u32; 7] = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000];
const SIZES: [u32; 6] = [125, 250, 500, 1_000, 2_000, 4_000];
const CANDIDATES: u32 = 30;
const PLACES: u32 = 5;

/// What a mentee and a mentor are worth as a pair.
type Weight = fn(&mut Rng, u32, u32) -> i64;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    scaling(&mut criterion);
    matrices(&mut criterion);
    again(&mut criterion);
    criterion.final_summary();
}

fn scaling(criterion: &mut Criterion) {
    let weights: [(&str, Weight); 2] = [("uniform", uniform), ("clustered", clustered)];
    let modes = [("most pairs", Mode::MostPairsFirst), ("highest score", Mode::HighestScore)];
    let mut group = criterion.benchmark_group("exact assignment");
    group.sampling_mode(SamplingMode::Flat);
    for (weights, weight) in weights {
        for (name, mode) in modes {
            for mentees in MENTEES {
                let problem = LazyCell::new(move || instance(mode, mentees, weight));
                group.throughput(Throughput::Elements(mentees.into()));
                let id = BenchmarkId::new(format!("{weights}, {name}"), mentees);
                group.bench_function(id, |bencher| {
                    let problem = &*problem;
                    bencher.iter(|| problem.solve());
                });
            }
        }
    }
    group.finish();
}

fn matrices(criterion: &mut Criterion) {
    let weights: [(&str, Weight); 2] = [("uniform", uniform), ("clustered", clustered)];
    let mut group = criterion.benchmark_group("matrix");
    group.sampling_mode(SamplingMode::Flat);
    for (name, weight) in weights {
        for size in SIZES {
            let problem = LazyCell::new(move || matrix(size, weight));
            group.throughput(Throughput::Elements(u64::from(size) * u64::from(size)));
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                let problem = &*problem;
                bencher.iter(|| problem.solve());
            });
        }
    }
    group.finish();
}

fn again(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solved again");
    group.sampling_mode(SamplingMode::Flat);
    let mentees = 32_000;
    for changed in [0, 10, 320] {
        let pair = LazyCell::new(move || {
            let before = instance(Mode::MostPairsFirst, mentees, clustered);
            let mut rng = Rng::new(7);
            let edges = before.edges().map(|(mentee, mentor, weight)| {
                let new = if mentee < changed { 1_000 * i64::from(rng.below(6)) } else { 0 };
                (mentee, mentor, weight + new)
            });
            let (demand, places) = (before.left_capacity(), before.right_capacity());
            let after = AssignmentProblem::new(
                Mode::MostPairsFirst,
                demand.to_vec(),
                places.to_vec(),
                edges.collect::<Vec<_>>(),
            );
            (before.solve(), after.unwrap())
        });
        group.bench_function(BenchmarkId::new("rows changed", changed), |bencher| {
            let (claim, after) = &*pair;
            let proof = claim.certificate.as_ref().unwrap();
            bencher
                .iter(|| AuctionPaths.solve_from(after, &claim.solution, proof, &Limits::none()));
        });
    }
    group.finish();
}

/// Everybody with everybody, one place each.
fn matrix(size: u32, weight: Weight) -> AssignmentProblem {
    let mut rng = Rng::new(size.into());
    let pairs = (0..size).flat_map(|left| (0..size).map(move |right| (left, right)));
    let weights = pairs.map(|(left, right)| weight(&mut rng, left, right)).collect();
    let places = || vec![1; size as usize];
    AssignmentProblem::from_matrix(Mode::MostPairsFirst, places(), places(), weights).unwrap()
}

/// Any two suit each other as well as any other two.
fn uniform(rng: &mut Rng, _: u32, _: u32) -> i64 {
    rng.below(1_000_000).into()
}

/// People of ten kinds, who suit those of their own kind far better; many
/// weights are equal.
fn clustered(rng: &mut Rng, mentee: u32, mentor: u32) -> i64 {
    let near = if mentee % 10 == mentor % 10 { 1_000_000 } else { 0 };
    near + 1_000 * i64::from(rng.below(6))
}

/// Every mentee with [`CANDIDATES`] mentors, drawn without repetition.
fn instance(mode: Mode, mentees: u32, weight: Weight) -> AssignmentProblem {
    let mentors = mentees / PLACES;
    let mut rng = Rng::new(mentees.into());
    let mut edges = Vec::new();
    let mut row = Vec::new();
    for mentee in 0..mentees {
        row.clear();
        while row.len() < CANDIDATES as usize {
            let mentor = rng.below(mentors);
            if !row.contains(&mentor) {
                row.push(mentor);
                edges.push((mentee, mentor, weight(&mut rng, mentee, mentor)));
            }
        }
    }
    let (demand, places) = (vec![1; mentees as usize], vec![PLACES; mentors as usize]);
    AssignmentProblem::new(mode, demand, places, edges).unwrap()
}
