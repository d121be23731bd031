//! How long does an organisation take to build, and how many distances a
//! second does it answer?
//!
//! Synthetic organisations, ten ties a person.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

mod rng;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use crosstie::PersonId;
use crosstie::org::Organization;
use crosstie::synth::Shape;

use rng::Rng;

const PEOPLE: [u32; 5] = [10_000, 20_000, 40_000, 80_000, 160_000];

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let organizations = PEOPLE.map(|n| Shape::new(n as usize).seed(1).build().unwrap());
    building(&mut criterion, &organizations);
    distances(&mut criterion, &organizations);
    criterion.final_summary();
}

/// From records, which name people by their keys, to the finished indices.
fn building(criterion: &mut Criterion, organizations: &[Organization]) {
    let mut group = criterion.benchmark_group("building an organisation");
    group.sampling_mode(SamplingMode::Flat);
    for (people, org) in PEOPLE.into_iter().zip(organizations) {
        group.throughput(Throughput::Elements(people.into()));
        group.bench_function(BenchmarkId::new("from records", people), |bencher| {
            let records = org.records();
            let build = |records| Organization::from_records(records).unwrap();
            bencher.iter_batched(|| records.clone(), build, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// Between two people drawn at random, who are mostly far apart.
fn distances(criterion: &mut Criterion, organizations: &[Organization]) {
    let mut group = criterion.benchmark_group("distances");
    for (people, org) in PEOPLE.into_iter().zip(organizations) {
        let ids: Vec<PersonId> = org.people().map(|person| person.id()).collect();
        let mut rng = Rng::new(people.into());
        let mut draw = || ids[rng.below(people) as usize];
        let pairs: Vec<(PersonId, PersonId)> = (0..1_024).map(|_| (draw(), draw())).collect();
        group.throughput(Throughput::Elements(pairs.len() as u64));
        group.bench_function(BenchmarkId::new("reporting", people), |bencher| {
            bencher.iter(|| {
                for &(a, b) in &pairs {
                    black_box(org.reporting_distance(a, b));
                }
            });
        });
        group.bench_function(BenchmarkId::new("department", people), |bencher| {
            bencher.iter(|| {
                for &(a, b) in &pairs {
                    black_box(org.department_distance(a, b));
                }
            });
        });
        group.bench_function(BenchmarkId::new("tie", people), |bencher| {
            bencher.iter(|| {
                for &(a, b) in &pairs {
                    black_box(org.tie_distance(a, b));
                }
            });
        });
    }
    group.finish();
}
