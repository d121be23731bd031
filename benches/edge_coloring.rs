//! How does edge colouring scale with edges: regular, skewed, and stays at hosts with capacities?
//!
//! A run starts from the finished problem and ends with a colour for every edge.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

mod rng;

use std::cell::LazyCell;

use criterion::{BenchmarkId, Criterion, SamplingMode};
use crosstie::matching::edge_coloring::EdgeColoringProblem;

use rng::Rng;

/// Tenfold, up to ten million; in test mode the first alone.
const EDGES: [u32; 3] = [100_000, 1_000_000, 10_000_000];

type Build = fn(u32) -> EdgeColoringProblem;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let sizes = if is_test { &EDGES[..1] } else { &EDGES };
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("edge colouring");
    group.sampling_mode(SamplingMode::Flat);
    for &edges in sizes {
        let families: [(&str, Build); 6] = [
            ("regular, degree 10", |edges| regular(edges / 10, 10, u32::MAX)),
            ("regular, degree 100", |edges| regular(edges / 100, 100, u32::MAX)),
            ("regular, degree 11, along a band", |edges| regular(edges / 11, 11, edges / 1_000)),
            ("skewed", skewed),
            ("stays, 12 each", |edges| stays(edges / 12, 12, 110)),
            ("stays, 10 each", |edges| stays(edges / 10, 10, 110)),
        ];
        for (name, build) in families {
            let problem = LazyCell::new(move || build(edges));
            group.bench_function(BenchmarkId::new(name, edges), |b| {
                let problem = &*problem;
                b.iter(|| problem.color());
            });
        }
    }
    group.finish();
    criterion.final_summary();
}

/// Random, where each left vertex meets right ones that are up to `reach` away.
fn regular(vertices: u32, degree: u32, reach: u32) -> EdgeColoringProblem {
    let mut rng = Rng::new(u64::from(vertices));
    let mut edges: Vec<(u32, u32)> = Vec::new();
    for _ in 0..degree {
        let mut mates: Vec<u32> = (0..vertices).collect();
        let start = rng.below(reach.min(vertices)) as usize;
        for near in mates[start % vertices as usize..].chunks_mut(reach as usize) {
            for i in (1..near.len()).rev() {
                near.swap(i, rng.below(u32::try_from(i).unwrap() + 1) as usize);
            }
        }
        edges.extend((0..vertices).zip(mates));
    }
    edges.sort_unstable();
    EdgeColoringProblem::new(vertices as usize, vertices as usize, edges).unwrap()
}

/// On average ten edges a vertex; most have fewer, a few many more.
fn skewed(count: u32) -> EdgeColoringProblem {
    let mut rng = Rng::new(u64::from(count));
    let vertices = count / 10;
    let mut low = || {
        let most = rng.below(vertices) + 1;
        rng.below(most)
    };
    let edges: Vec<(u32, u32)> = (0..count).map(|_| (low(), low())).collect();
    EdgeColoringProblem::new(vertices as usize, vertices as usize, edges).unwrap()
}

/// So many stays each at random hosts, a hundred people a host, who each take some of them at a time.
fn stays(people: u32, each: u32, capacity: u32) -> EdgeColoringProblem {
    let mut rng = Rng::new(u64::from(people));
    let hosts = people / 100;
    let edges: Vec<(u32, u32)> = (0..people * each).map(|i| (i / each, rng.below(hosts))).collect();
    EdgeColoringProblem::new(people as usize, hosts as usize, edges)
        .unwrap()
        .with_capacities(vec![1; people as usize], vec![capacity; hosts as usize])
        .unwrap()
}
