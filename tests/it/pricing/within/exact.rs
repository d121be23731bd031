//! The optimum over all pairs: against enumeration, against the full list, and large ones by their certificates.

use std::sync::Mutex;

use crosstie::matching::general::{Blossom, GeneralProblem, Matching, Mode, Objective};
use crosstie::matching::pricing::{
    AllPairsWithin, Blocks, PairSource, PricingCounts, PricingWithin,
};
use crosstie::solve::{Claim, GeneralCertificate, Limits, Problem, Side, Solver, Stop};

use super::instances::{
    Symmetric, dressed, number, random, random_parts, random_up_to, structured,
};
use super::{check, full_optimum, prices_of};
use crate::general::MODES;
use crate::general::instances::{Edge, Parts, all_pairs, every_graph, small};
use crate::general::oracle::Oracle;
use crate::pricing::instances::traits;
use crate::rng::Rng;

#[test]
fn agrees_with_enumeration_on_small_sources() {
    let mut rng = Rng::new(1_700);
    // What the sources must contain to be worth the name.
    let (mut differ, mut negative, mut uncovered, mut nothing, mut sets) = (0, 0, 0, 0, 0);
    let mut counts = [0; 10];
    for _ in 0..8_000 {
        let source = random_up_to(&mut rng, 9);
        let oracle = Oracle::of(&source.full(Mode::HighestScore));
        for mode in MODES {
            let (certificate, _) = check(&source, &source.full(mode), oracle.objective(mode));
            sets += usize::from(!prices_of(&certificate).odd_sets.sets.is_empty());
        }
        let [first, highest] = MODES.map(|mode| oracle.objective(mode).weight);
        counts[source.count()] += 1;
        differ += usize::from(first < highest);
        negative += usize::from(first < 0);
        uncovered += usize::from(oracle.most_pairs() < source.count() / 2);
        nothing += usize::from(oracle.most_pairs() == 0);
    }
    assert!(counts.iter().all(|&seen| seen > 50), "{counts:?}");
    let seen = [differ, negative, uncovered, nothing, sets];
    assert!(seen.iter().all(|&seen| seen > 700), "{seen:?}");
}

#[test]
fn agrees_with_enumeration_on_small_graphs() {
    // Near trees, circles, and weights at the edge of what they may be.
    let mut rng = Rng::new(1_701);
    for _ in 0..4_000 {
        let parts = small(&mut rng);
        let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
        let like = traits(&mut rng, parts.vertices, 20, 3);
        let source = dressed(&mut rng, &parts, &like);
        for mode in MODES {
            check(&source, &parts.problem(mode), oracle.objective(mode));
        }
    }
}

#[test]
fn every_graph_of_four() {
    for parts in every_graph(4, &[-1, 1, 2]) {
        let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
        for mode in MODES {
            check(&Symmetric::plain(&parts), &parts.problem(mode), oracle.objective(mode));
        }
    }
}

/// How sources were solved and what their optima are like.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// In several rounds.
    rounds: u64,
    /// Without some of the eligible pairs.
    left_out: u64,
    /// With two who stay single.
    uncovered: u64,
    /// With prices of odd sets.
    sets: u64,
}

/// Solves in both modes, and the full list.
fn check_with_full_list(source: &Symmetric, seen: &mut Seen) {
    for mode in MODES {
        let full = source.full(mode);
        let optimum = full_optimum(&full);
        let (certificate, counts) = check(source, &full, optimum);
        seen.rounds += u64::from(counts.rounds > 1);
        seen.left_out += u64::from(counts.kept < full.edge_count() as u64);
        let most = source.count() as u64 / 2;
        seen.uncovered += u64::from(optimum.pairs.is_some_and(|pairs| pairs < most));
        seen.sets += u64::from(!prices_of(&certificate).odd_sets.sets.is_empty());
    }
}

#[test]
fn agrees_with_the_full_list_on_middling_sources() {
    let mut rng = Rng::new(1_702);
    let mut seen = Seen::default();
    for turn in 0..2_400 {
        let most = if turn % 4 == 0 { 60 } else { 30 };
        let count = 2 + rng.below(most - 1);
        check_with_full_list(&random(&mut rng, count), &mut seen);
    }
    let Seen { rounds, left_out, uncovered, sets } = seen;
    let seen = [rounds, left_out, uncovered, sets];
    assert!(seen.iter().all(|&seen| seen > 200), "{seen:?}");
}

#[test]
fn agrees_with_the_full_list_on_wider_sources() {
    // Wide enough that most eligible pairs are never taken.
    let mut rng = Rng::new(1_703);
    let mut seen = Seen::default();
    for _ in 0..60 {
        let count = 150 + rng.below(251);
        check_with_full_list(&random(&mut rng, count), &mut seen);
    }
    let Seen { rounds, left_out, uncovered, sets } = seen;
    let seen = [rounds, left_out, uncovered, sets];
    assert!(seen.iter().all(|&seen| seen > 5), "{seen:?}");
}

#[test]
fn own_parts_and_bounds_change_nothing_of_the_optimum() {
    let mut rng = Rng::new(1_704);
    for _ in 0..60 {
        let (parts, like) = random_parts(&mut rng, 40);
        for mode in MODES {
            let full = parts.problem(mode);
            let optimum = full_optimum(&full);
            for _ in 0..5 {
                check(&dressed(&mut rng, &parts, &like), &full, optimum);
            }
        }
    }
}

/// Solves, and the full list; several rounds, and only some of the pairs.
fn check_large(source: &Symmetric, mode: Mode) -> (Objective, PricingCounts) {
    let full = source.full(mode);
    let optimum = full_optimum(&full);
    let (_, counts) = check(source, &full, optimum);
    assert!(counts.kept < full.edge_count() as u64, "{counts:?}");
    assert!(counts.kept < counts.pairs, "{counts:?}");
    assert!(counts.rounds >= 3, "{counts:?}");
    (optimum, counts)
}

#[test]
fn large_with_prices_from_a_sample() {
    // 1,600 is the least of which one in eight is solved first.
    let mut rng = Rng::new(1_705);
    for owns in [true, false] {
        let source = structured(&mut rng, 2_000, 2_000, owns, |_, _| false);
        let (objective, _) = check_large(&source, MODES[usize::from(owns)]);
        assert!(objective.pairs.is_none_or(|pairs| pairs == 1_000));
    }
}

#[test]
fn large_with_many_excluded_pairs() {
    let mut rng = Rng::new(1_706);
    // Only within a group of 8, so that up to 8 vertices stay single.
    for count in [2_000, 1_999] {
        let source = structured(&mut rng, count, 500, true, |one, other| one.group != other.group);
        let [first, highest] = MODES.map(|mode| check_large(&source, mode).0);
        let most = count as u64 / 2;
        assert!(first.pairs.is_some_and(|pairs| (most - 4..=most).contains(&pairs)), "{first}");
        assert!(first.weight < highest.weight, "{first}, {highest}");
    }
    // Or of their own group nobody, nor of the next ones.
    let source = structured(&mut rng, 1_700, 100, false, |one, other| {
        matches!((other.group + 8 - one.group) % 8, 0 | 1 | 2 | 6 | 7)
    });
    check_large(&source, Mode::MostPairsFirst);
}

#[test]
fn one_set_that_holds_nearly_all() {
    // An odd number of vertices who are worth nearly the same to each other: one stays single, and a set pays for the rest.
    let mut rng = Rng::new(1_711);
    for noise in [500, 2_000] {
        let source = structured(&mut rng, 601, noise, true, |_, _| false);
        for mode in MODES {
            check_large(&source, mode);
        }
    }
}

/// The default solver, which writes down how many vertices and edges it was given.
#[derive(Default)]
struct Watched(Mutex<Vec<(usize, usize)>>);

impl Watched {
    fn note(&self, problem: &GeneralProblem) {
        self.0.lock().unwrap().push((problem.vertex_count(), problem.edge_count()));
    }
}

impl Solver<GeneralProblem> for Watched {
    fn name(&self) -> &str {
        "watched"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        self.note(problem);
        Blossom.solve(problem, limits)
    }

    fn solve_from(
        &self,
        problem: &GeneralProblem,
        solution: &Matching,
        certificate: &GeneralCertificate,
        limits: &Limits,
    ) -> Claim<GeneralProblem> {
        self.note(problem);
        Blossom.solve_from(problem, solution, certificate, limits)
    }
}

#[test]
fn counts_what_its_solver_was_given() {
    let mut rng = Rng::new(1_707);
    for count in [0, 1, 2, 3, 50, 400, 1_650] {
        let source = structured(&mut rng, count, 500, true, |one, other| one.group != other.group);
        for mode in MODES {
            let problem = source.problem(mode);
            let watched = Watched::default();
            let pricing = PricingWithin::with(&watched);
            let (claim, counts) = pricing.solve_counting(&problem, None, &Limits::none());
            assert_eq!(claim.solution, problem.solve().0.solution);
            let given = watched.0.into_inner().unwrap();
            assert_eq!(given.len(), counts.rounds as usize);
            let &(vertices, edges) = given.last().unwrap();
            assert_eq!((vertices, edges as u64), (count, counts.kept));
            // A sample first, where there are enough.
            let first = given[0].0;
            assert_eq!(first < count, count >= 1_600, "{given:?}");
            assert!(first == count || (200..=240).contains(&first), "a sample of {first}");
        }
    }
}

/// Places in the plane: a pair is worth 100,000 less their distance along both ways, if that is not too far.
struct Plane {
    places: Vec<[i64; 2]>,
    blocks: Blocks,
    /// The least and the greatest of each coordinate, by block.
    boxes: Vec<[[i64; 2]; 2]>,
    far: i64,
}

impl Plane {
    fn new(rng: &mut Rng, count: usize, far: i64) -> Self {
        let centres: Vec<[i64; 2]> =
            (0..30).map(|_| [0; 2].map(|_| rng.within(0, 100_000))).collect();
        let one = |_| {
            let centre = *rng.pick(&centres);
            centre.map(|at| at + rng.within(-9_000, 9_000))
        };
        let places: Vec<[i64; 2]> = (0..count).map(one).collect();
        let ends = |vertices: &[u32]| {
            [0, 1].map(|way| {
                let of = vertices.iter().map(|&v| places[v as usize][way]);
                [of.clone().min().unwrap(), of.max().unwrap()]
            })
        };
        let blocks = Blocks::new(number(count), |block| {
            let [wide, high] = ends(block).map(|[least, most]| most - least);
            block.sort_unstable_by_key(|&v| (places[v as usize][usize::from(high > wide)], v));
            if block.len() > 8 { block.len() / 2 } else { 0 }
        });
        let boxes = blocks.summarize(ends, |one, other| {
            [0, 1].map(|way| [one[way][0].min(other[way][0]), one[way][1].max(other[way][1])])
        });
        Self { places, blocks, boxes, far }
    }

    fn edges(&self) -> impl Iterator<Item = Edge> {
        let count = number(self.places.len());
        (0..count).flat_map(move |a| {
            (a + 1..count).filter_map(move |b| self.score(a, b).map(|score| (a, b, score)))
        })
    }
}

impl PairSource for &Plane {
    fn blocks(&self, _: Side) -> &Blocks {
        &self.blocks
    }

    fn greatest(&self) -> i64 {
        200_000
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        let [one, other] = [left, right].map(|v| self.places[v as usize]);
        let gap = (one[0] - other[0]).abs() + (one[1] - other[1]).abs();
        (gap <= self.far).then_some(100_000 - gap)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        let [one, other] = [left, right].map(|block| self.boxes[block]);
        let gap: i64 = (0..2)
            .map(|way| (one[way][0] - other[way][1]).max(other[way][0] - one[way][1]).max(0))
            .sum();
        (gap <= self.far).then_some(100_000 - gap)
    }
}

/// Solves, and proves it by the certificate for the list of all pairs.
fn check_plane(plane: &Plane, mode: Mode) -> PricingCounts {
    let problem = AllPairsWithin::new(mode, plane).unwrap();
    let (claim, counts) = problem.solve();
    assert_eq!(claim.stop, Stop::Finished);
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    assert!(quality.is_optimal(), "{quality:?}");
    let full = GeneralProblem::new(mode, plane.places.len(), plane.edges()).unwrap();
    assert_eq!(full.verify(&claim.solution, claim.certificate.as_ref()), Ok(quality));
    assert!(counts.kept <= full.edge_count() as u64, "{counts:?}");
    assert!(counts.kept < counts.pairs / 50, "{counts:?}");
    assert!(counts.scored < counts.pairs / 2, "{counts:?}");
    counts
}

#[test]
fn large_in_the_plane() {
    let mut rng = Rng::new(1_708);
    for count in [2_000, 2_001] {
        for far in [1_500, 5_000] {
            let plane = Plane::new(&mut rng, count, far);
            for mode in MODES {
                let counts = check_plane(&plane, mode);
                assert!(counts.rounds >= 2, "{counts:?}");
            }
        }
    }
}

#[test]
fn large_with_a_sample_of_a_sample() {
    // 12,800 is the least of which one in eight of one in eight is solved first.
    let plane = Plane::new(&mut Rng::new(1_709), 12_900, 3_000);
    for mode in MODES {
        let counts = check_plane(&plane, mode);
        assert!(counts.rounds >= 5, "{counts:?}");
    }
}

#[test]
fn large_where_many_tie() {
    let mut rng = Rng::new(1_710);
    for (count, classes, mode) in [(1_700, 40, MODES[0]), (1_601, 25, MODES[1])] {
        let like = traits(&mut rng, count, 1, classes);
        let group = |v: u32| like[v as usize].group;
        let score = |(a, b): (u32, u32)| {
            let near = group(a).abs_diff(group(b));
            (a, b, if near == 0 { 9 } else { 7 - i64::try_from(near.min(4)).unwrap() })
        };
        let edges = all_pairs(count).into_iter().map(score).collect();
        let blocks = Blocks::new(number(count), |block| {
            block.sort_unstable_by_key(|&v| (group(v), v));
            if block.len() > 16 { block.len() / 2 } else { 0 }
        });
        let source = Symmetric::new(&Parts { vertices: count, edges }, blocks, vec![0; count]);
        let full = source.full(mode);
        let (_, counts) = check(&source, &full, full_optimum(&full));
        assert!(counts.kept < full.edge_count() as u64 / 10, "{counts:?}");
    }
}
