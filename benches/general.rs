//! How does matching in general graphs scale with vertices: sparse, complete, and over every pair
//! without a list of them? What do rounds cost from the round before?
//!
//! Profiles stand around 40 centres in five dimensions; a pair is worth the less the farther apart. A solve starts from
//! the finished problem and ends with the claim and its prices.

#![expect(clippy::unwrap_used, reason = "an instance that does not build is a mistake in here")]

mod rng;

use std::cell::LazyCell;

use criterion::{BenchmarkId, Criterion, SamplingMode};
use crosstie::matching::general::{Blossom, GeneralProblem, Mode};
use crosstie::matching::pricing::{AllPairsWithin, Blocks, PairSource};
use crosstie::solve::{Claim, Limits, Side, Solver};

use rng::Rng;

const SPARSE: [u32; 4] = [1_000, 8_000, 32_000, 128_000];
const COMPLETE: [u32; 4] = [500, 1_000, 2_000, 4_000];
const EVERY_PAIR: [u32; 4] = [1_000, 4_000, 10_000, 20_000];
const DEGREE: u32 = 20;
const DIMENSIONS: usize = 5;
const HIGHEST: i64 = 1_000_000;
/// Profiles of a block.
const LEAF: usize = 8;
const ROUNDS: usize = 20;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("general matching");
    group.sampling_mode(SamplingMode::Flat);
    for (name, mode) in
        [("highest score", Mode::HighestScore), ("most pairs", Mode::MostPairsFirst)]
    {
        for vertices in SPARSE {
            let problem = LazyCell::new(move || sparse(mode, vertices));
            group.bench_function(BenchmarkId::new(format!("sparse, {name}"), vertices), |b| {
                let problem = &*problem;
                b.iter(|| problem.solve());
            });
        }
    }
    for vertices in COMPLETE {
        let problem = LazyCell::new(move || complete(&Profiles::new(vertices)));
        group.bench_function(BenchmarkId::new("complete", vertices), |b| {
            let problem = &*problem;
            b.iter(|| problem.solve());
        });
    }
    for vertices in EVERY_PAIR {
        let problem = LazyCell::new(move || {
            AllPairsWithin::new(Mode::MostPairsFirst, Profiles::new(vertices)).unwrap()
        });
        group.bench_function(BenchmarkId::new("every pair", vertices), |b| {
            let problem = &*problem;
            b.iter(|| problem.solve());
        });
    }
    for (name, warm) in [("twenty rounds, each from nothing", false), ("twenty rounds", true)] {
        let all = LazyCell::new(|| rounds(&Profiles::new(1_000)));
        group.bench_function(BenchmarkId::new(name, 1_000), |b| {
            let all = &*all;
            b.iter(|| {
                let mut before: Option<Claim<GeneralProblem>> = None;
                for problem in all {
                    let from = before.as_ref().filter(|_| warm);
                    let from = from.and_then(|c| Some((&c.solution, c.certificate.as_ref()?)));
                    before = Some(match from {
                        Some((pairs, proof)) => {
                            Blossom.solve_from(problem, pairs, proof, &Limits::none())
                        }
                        None => problem.solve(),
                    });
                }
                before
            });
        });
    }
    group.finish();
    criterion.final_summary();
}

/// Random edges, and one of each vertex to the next so that all can be matched.
fn sparse(mode: Mode, vertices: u32) -> GeneralProblem {
    let mut rng = Rng::new(u64::from(vertices));
    let mut ends: Vec<(u32, u32)> = (1..vertices).map(|v| (v - 1, v)).collect();
    for _ in 0..vertices * (DEGREE / 2 - 1) {
        let (a, b) = (rng.below(vertices), rng.below(vertices));
        ends.push((a.min(b), a.max(b)));
    }
    ends.retain(|(a, b)| a < b);
    ends.sort_unstable();
    ends.dedup();
    let edges = ends.into_iter().map(|(a, b)| (a, b, i64::from(1 + rng.below(1_000_000))));
    GeneralProblem::new(mode, vertices as usize, edges.collect::<Vec<_>>()).unwrap()
}

fn complete(profiles: &Profiles) -> GeneralProblem {
    let count = u32::try_from(profiles.at.len()).unwrap();
    let edges = (0..count)
        .flat_map(|a| (a + 1..count).filter_map(move |b| Some((a, b, profiles.score(a, b)?))));
    GeneralProblem::new(Mode::MostPairsFirst, profiles.at.len(), edges).unwrap()
}

/// Rounds in which nobody meets anybody again.
fn rounds(profiles: &Profiles) -> Vec<GeneralProblem> {
    let mut all: Vec<GeneralProblem> = vec![complete(profiles)];
    while all.len() < ROUNDS {
        let last = &all[all.len() - 1];
        let met = last.solve().solution;
        let new = |&(a, b, _): &(u32, u32, i64)| met.pairs().binary_search(&(a, b)).is_err();
        let edges: Vec<_> = last.edges().filter(new).collect();
        let next = GeneralProblem::new(last.mode(), last.vertex_count(), edges).unwrap();
        all.push(next);
    }
    all
}

type Point = [i64; DIMENSIONS];

/// Profiles in boxes: what two boxes bound is the distance between them.
struct Profiles {
    at: Vec<Point>,
    blocks: Blocks,
    boxes: Vec<(Point, Point)>,
}

impl Profiles {
    fn new(count: u32) -> Self {
        let mut rng = Rng::new(11);
        let mut point = || -> Point { std::array::from_fn(|_| i64::from(rng.below(1_000))) };
        let centres: Vec<Point> = (0..40).map(|_| point()).collect();
        let mut rng = Rng::new(u64::from(count));
        let at: Vec<Point> = (0..count)
            .map(|_| {
                let centre = centres[rng.below(40) as usize];
                // A sum of draws: near the centre more often than far from it.
                centre.map(|c| c + (0..4).map(|_| i64::from(rng.below(151)) - 75).sum::<i64>())
            })
            .collect();
        let blocks = Blocks::new(count, |block| {
            if block.len() <= LEAF {
                return 0;
            }
            let extent = |i: usize| {
                let of = || block.iter().map(|&v| at[v as usize][i]);
                of().max().unwrap_or(0) - of().min().unwrap_or(0)
            };
            let widest = (0..DIMENSIONS).max_by_key(|&i| extent(i)).unwrap_or(0);
            block.sort_by_key(|&v| (at[v as usize][widest], v));
            block.len() / 2
        });
        let boxes = blocks.summarize(
            |vertices| {
                let of = |i: usize| {
                    vertices.iter().map(move |&v| v as usize).map({
                        let at = &at;
                        move |v| at[v][i]
                    })
                };
                let low = std::array::from_fn(|i| of(i).min().unwrap_or(0));
                (low, std::array::from_fn(|i| of(i).max().unwrap_or(0)))
            },
            |a, b| {
                let low = std::array::from_fn(|i| a.0[i].min(b.0[i]));
                (low, std::array::from_fn(|i| a.1[i].max(b.1[i])))
            },
        );
        Self { at, blocks, boxes }
    }
}

/// Falls with the distance, given its square.
fn worth(square: i64) -> i64 {
    HIGHEST - 200 * square.isqrt()
}

impl PairSource for Profiles {
    fn blocks(&self, _: Side) -> &Blocks {
        &self.blocks
    }

    fn greatest(&self) -> i64 {
        HIGHEST
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        let (a, b) = (self.at[left as usize], self.at[right as usize]);
        Some(worth((0..DIMENSIONS).map(|i| (a[i] - b[i]).pow(2)).sum()))
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        let (a, b) = (&self.boxes[left], &self.boxes[right]);
        let gap = |i: usize| 0.max(a.0[i] - b.1[i]).max(b.0[i] - a.1[i]);
        Some(worth((0..DIMENSIONS).map(|i| gap(i).pow(2)).sum()))
    }
}
