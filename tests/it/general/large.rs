//! Large instances: no enumeration reaches them, but their certificates do.
//!
//! Long ones are solved, verified, decomposed and dropped on a small stack, on which
//! recursion along vertices or along nested blossoms would overflow.

use std::collections::BTreeSet;
use std::thread;

use crosstie::matching::assignment::AssignmentProblem;
use crosstie::matching::general::{GallaiEdmonds, Mode, Objective};

use super::instances::{Edge, Parts, all_pairs, any_order};
use super::{KERNEL, MODES, objective, solution_to_proof};
use crate::rng::Rng;

/// Solves in both modes to a verified proof: `[most pairs first, highest score]`.
fn check(parts: &Parts) -> [Objective; 2] {
    let found = MODES.map(|mode| objective(KERNEL, parts, mode));
    assert!(found[0].weight <= found[1].weight, "{found:?}");
    found
}

fn pairs(found: [Objective; 2]) -> u64 {
    found[0].pairs.unwrap()
}

// Long ones.

const LONG: u32 = 100_000;

/// Runs on a stack that holds some thousand frames.
pub(crate) fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Solves in both modes to the objectives given, and decomposes.
fn check_long(parts: &Parts, expected: [Objective; 2]) -> GallaiEdmonds {
    let [first, highest] = MODES.map(|mode| {
        let problem = parts.problem(mode);
        let (matching, quality) = solution_to_proof(KERNEL, &problem);
        (problem, matching, quality.objective())
    });
    assert_eq!([first.2, highest.2], expected);
    let found = GallaiEdmonds::new(&first.0, &first.1).unwrap();
    let barrier = found.barrier.iter().filter(|&&barrier| barrier).count();
    let single = parts.vertices - 2 * first.1.len();
    assert_eq!(found.components as usize, single + barrier);
    found
}

/// The optimum of a graph whose edges join near numbers only, vertex by vertex: what
/// is decided later depends only on which of the last few are still single.
fn narrow(parts: &Parts, mode: Mode) -> Objective {
    let width = parts.edges.iter().map(|e| e.1 - e.0).max().unwrap();
    let mut back: Vec<Vec<(u32, i64)>> = vec![Vec::new(); parts.vertices];
    for &(low, high, weight) in &parts.edges {
        back[high as usize].push((high - low - 1, weight));
    }
    let pair = u64::from(mode == Mode::MostPairsFirst);
    // By bits: whether the last vertex, the one before, … may still be matched.
    let mut best: Vec<Option<(u64, i64)>> = vec![None; 1 << width];
    best[0] = Some((0, 0));
    for back in &back {
        let mut next = vec![None; best.len()];
        for (open, value) in best.iter().enumerate() {
            let Some((pairs, sum)) = *value else { continue };
            let mut reach = |open: usize, value| {
                let slot: &mut Option<(u64, i64)> = &mut next[open & ((1 << width) - 1)];
                *slot = (*slot).max(Some(value));
            };
            reach(open << 1 | 1, (pairs, sum));
            for &(bit, weight) in back {
                if open >> bit & 1 == 1 {
                    reach((open ^ 1 << bit) << 1, (pairs + pair, sum + weight));
                }
            }
        }
        best = next;
    }
    let (pairs, weight) = best.into_iter().flatten().max().unwrap();
    Objective { pairs: (mode == Mode::MostPairsFirst).then_some(pairs), weight }
}

/// Checks against [`narrow`].
fn check_narrow(parts: Parts) {
    on_a_small_stack(move || {
        check_long(&parts, MODES.map(|mode| narrow(&parts, mode)));
    });
}

/// As [`check_narrow`], with neighbours far from each other in number and in memory.
fn check_shuffled(parts: Parts, seed: u64) {
    on_a_small_stack(move || {
        let expected = MODES.map(|mode| narrow(&parts, mode));
        let order = any_order(&mut Rng::new(seed), parts.vertices);
        check_long(&parts.relabelled(&order), expected);
    });
}

/// The same graph with random weights.
fn varied(parts: &Parts, seed: u64, least: i64, most: i64) -> Parts {
    let mut rng = Rng::new(seed);
    let edges = parts.edges.iter().map(|&(a, b, _)| (a, b, rng.within(least, most))).collect();
    Parts { edges, ..parts.clone() }
}

fn path(count: u32) -> Parts {
    let edges: Vec<Edge> = (1..count).map(|v| (v - 1, v, 1)).collect();
    Parts::new(count as usize, &edges)
}

/// Triangles in a row, each joined to the next at one corner or at all three
/// (generators t and tt of the first DIMACS challenge, 1991).
fn triangles(count: u32, corners: u32) -> Parts {
    let mut edges = Vec::new();
    for i in 0..count {
        let v = 3 * i;
        edges.extend([(v, v + 1, 1), (v, v + 2, 1), (v + 1, v + 2, 1)]);
        if i + 1 < count {
            let joined = |corner| corners == 3 || corner == i % 3;
            edges.extend((0..3).filter(|&c| joined(c)).map(|c| (v + c, v + c + 3, 1)));
        }
    }
    Parts::new(3 * count as usize, &edges)
}

/// Adds a ladder whose rungs are matched and whose first rung makes a triangle
/// with the vertex at its foot. From the foot everything is one blossom in
/// another, one a rung, and each has a price, since rails weigh less than rungs.
fn onion(edges: &mut Vec<Edge>, rungs: u32, number: impl Fn(u32) -> u32) {
    let weight = 4 * i64::from(rungs);
    let mut join = |a: u32, b: u32, weight| {
        let (a, b) = (number(a), number(b));
        edges.push((a.min(b), a.max(b), weight));
    };
    for rung in 0..rungs {
        let v = 2 * rung + 1;
        join(v, v + 1, weight);
        let rail = if rung == 0 { weight } else { weight - 1 };
        join(v.saturating_sub(2), v, rail);
        join(v - 1, v + 1, rail);
    }
}

#[test]
fn long_path() {
    check_narrow(path(LONG));
    check_narrow(varied(&path(LONG), 201, -1_000, 1_000));
    check_shuffled(varied(&path(LONG + 1), 202, 1, 3), 203);
    on_a_small_stack(|| {
        let mut rising = path(LONG + 1);
        for edge in &mut rising.edges {
            edge.2 = i64::from(edge.1);
        }
        let half = i64::from(LONG / 2);
        // 2 + 4 + … + LONG: the last edge, and every other one before it.
        let weight = half * (half + 1);
        let first = Objective { pairs: Some(u64::from(LONG / 2)), weight };
        let found = check_long(&rising, [first, Objective { pairs: None, weight }]);
        // Any of the even ones may be left over, none of the odd ones.
        assert!(found.missed.iter().step_by(2).all(|&missed| missed));
        assert!(found.barrier.iter().skip(1).step_by(2).all(|&barrier| barrier));
    });
}

/// All others joined to the middle only.
fn star(middle: u32, mut weight: impl FnMut() -> i64) -> Parts {
    let leaves = (0..LONG).filter(|&v| v != middle);
    let edges: Vec<Edge> = leaves.map(|v| (v.min(middle), v.max(middle), weight())).collect();
    Parts::new(LONG as usize, &edges)
}

#[test]
fn large_star() {
    on_a_small_stack(|| {
        let mut rng = Rng::new(204);
        let expect = |first, highest| {
            let first = Objective { pairs: Some(1), weight: first };
            [first, Objective { pairs: None, weight: highest }]
        };
        for middle in [0, LONG / 2, LONG - 1] {
            let found = check_long(&star(middle, || 1), expect(1, 1));
            assert!(found.barrier[middle as usize]);
            assert_eq!(found.components, LONG - 1);
            check_long(&star(middle, || -2), expect(-2, 0));
            let parts = star(middle, || rng.within(-1_000_000, 1_000_000));
            let most = parts.edges.iter().map(|e| e.2).max().unwrap();
            check_long(&parts, expect(most, most));
        }
    });
}

#[test]
fn long_row_of_triangles() {
    let row = triangles(LONG.div_ceil(3), 1);
    check_narrow(varied(&row, 205, 1, 1_000_000));
    check_narrow(varied(&row, 206, -1, 1));
    check_shuffled(row, 207);
}

#[test]
fn long_ladder_of_triangles() {
    let ladder = triangles(LONG.div_ceil(3), 3);
    check_narrow(ladder.clone());
    check_narrow(varied(&ladder, 208, -1, 1));
    check_shuffled(varied(&ladder, 209, 1, 1_000_000), 210);
}

/// Several of these ladders in a row, rim to rim, then from foot to rim, joined by
/// edges of this weight.
fn onions(count: u32, rungs: u32, weight: i64) -> Parts {
    let size = 2 * rungs + 1;
    let mut edges = Vec::new();
    onion(&mut edges, rungs, |v| v);
    for i in 1..count {
        onion(&mut edges, rungs, |v| (i + 1) * size - 1 - v);
        edges.push((i * size - 1, i * size, weight));
    }
    Parts::new((count * size) as usize, &edges)
}

#[test]
fn blossoms_nested_deep() {
    // One: a single blossom of all in the end, of which anybody may be left over.
    on_a_small_stack(|| {
        let rungs = LONG / 2;
        let weight = 4 * i64::from(rungs) * i64::from(rungs);
        let first = Objective { pairs: Some(u64::from(rungs)), weight };
        let found = check_long(&onions(1, rungs, 0), [first, Objective { pairs: None, weight }]);
        assert_eq!(found.components, 1);
        assert!(found.missed.iter().all(|&missed| missed));
    });
    // Two: the way from one foot to the other leads through all of them.
    let rungs = LONG / 4;
    check_narrow(onions(2, rungs, 2 * i64::from(rungs)));
    // Three: one foot is left over.
    let rungs = LONG / 6;
    check_narrow(onions(3, rungs, i64::from(rungs)));
    check_shuffled(onions(3, rungs, 3 * i64::from(rungs)), 211);
}

#[test]
fn nested_blossoms_taken_apart() {
    // Before the foot of a ladder a triangle, and another behind its rim. The first
    // search makes blossoms of the ladder and leads to the latter; the last one comes
    // in at the foot, deep within, so that one blossom after the other is inner and
    // its price falls to nothing.
    let rungs = LONG / 2;
    let weight = 4 * i64::from(rungs);
    let rim = 2 * rungs + 3;
    let mut edges: Vec<Edge> = Vec::new();
    for v in [0, rim + 1] {
        edges.extend([(v, v + 1, weight), (v, v + 2, weight), (v + 1, v + 2, weight)]);
    }
    onion(&mut edges, rungs, |v| v + 3);
    edges.extend([(2, 3, 3 * i64::from(rungs) - 10), (rim, rim + 1, weight - 2)]);
    let parts = Parts::new(rim as usize + 4, &edges);
    on_a_small_stack(move || {
        let expected = MODES.map(|mode| narrow(&parts, mode));
        // Searches start from lower numbers first.
        let mut order: Vec<u32> = (0..rim + 4).collect();
        order.rotate_right(3);
        check_long(&parts.relabelled(&order), expected);
    });
}

// Random ones.

/// Every vertex chooses about half as many others as its degree will be.
pub(crate) fn sparse(
    rng: &mut Rng,
    vertices: u32,
    degree: u32,
    mut weight: impl FnMut(&mut Rng, u32, u32) -> i64,
) -> Parts {
    let mut ends = BTreeSet::new();
    for v in 0..vertices {
        for _ in 0..degree / 2 {
            let other = rng.below_u32(vertices);
            if other != v {
                ends.insert((v.min(other), v.max(other)));
            }
        }
    }
    let edges = ends.into_iter().map(|(a, b)| (a, b, weight(rng, a, b))).collect();
    Parts { vertices: vertices as usize, edges }
}

#[test]
fn sparse_uniform() {
    let mut rng = Rng::new(220);
    for (vertices, degree) in [(20_000, 6), (2_000, 20)] {
        let parts = sparse(&mut rng, vertices, degree, |rng, _, _| rng.within(1, 1_000_000));
        let found = check(&parts);
        // How many pairs there can be is no matter of weights.
        assert_eq!(pairs(found), pairs(check(&parts.reweighed(|_| 1))));
    }
}

#[test]
fn sparse_with_many_ties() {
    let mut rng = Rng::new(221);
    for (vertices, degree, most) in [(10_000, 6, 3), (4_000, 12, 2), (2_000, 20, 5)] {
        let parts = sparse(&mut rng, vertices, degree, |rng, _, _| rng.within(1, most));
        check(&parts);
    }
}

#[test]
fn sparse_negative() {
    let mut rng = Rng::new(222);
    let parts = sparse(&mut rng, 4_000, 8, |rng, _, _| rng.within(-1_000, -1));
    let found = check(&parts);
    assert_eq!(found[1].weight, 0);
    assert!(pairs(found) > 1_900 && found[0].weight < -1_900);
    // Of either sign.
    let parts = sparse(&mut rng, 4_000, 8, |rng, _, _| rng.within(-500, 500));
    let found = check(&parts);
    assert!(found[0].weight < found[1].weight);
}

#[test]
fn sparse_clustered() {
    let mut rng = Rng::new(223);
    let near = |rng: &mut Rng, a: u32, b: u32| {
        let near = if a % 10 == b % 10 { 1_000_000 } else { 0 };
        near + 1_000 * rng.within(0, 5)
    };
    check(&sparse(&mut rng, 4_000, 16, near));
    // Everyone prefers the same tenth.
    let wanted =
        |rng: &mut Rng, a: u32, _: u32| (if a < 400 { 900_000 } else { 0 }) + rng.within(0, 50);
    check(&sparse(&mut rng, 4_000, 12, wanted));
}

#[test]
fn odd_circles_with_few_edges_between() {
    let mut rng = Rng::new(224);
    for round in [3, 5, 7] {
        let count = 5_000 / round * round;
        let mut parts = sparse(&mut rng, count, 2, |rng, _, _| rng.within(1, 60));
        parts.edges.retain(|e| e.0 / round != e.1 / round);
        for v in 0..count {
            let next = if v % round + 1 == round { v + 1 - round } else { v + 1 };
            parts.edges.push((v.min(next), v.max(next), rng.within(60, 70)));
        }
        check(&parts);
    }
}

#[test]
fn complete() {
    let mut rng = Rng::new(225);
    for (vertices, kind) in [(400, 0), (301, 1), (350, 2), (300, 3), (301, 4)] {
        let place: Vec<(i64, i64)> =
            (0..vertices).map(|_| (rng.within(0, 1_000), rng.within(0, 1_000))).collect();
        let mut weight = |a: u32, b: u32| {
            let ((ax, ay), (bx, by)) = (place[a as usize], place[b as usize]);
            match kind {
                0 => rng.within(1, 1_000_000),
                1 => rng.within(0, 2),
                // Near ones are preferred, and never somebody on their own.
                2 => 3_000 - (ax - bx).abs() - (ay - by).abs(),
                3 => i64::from(a % 10 == b % 10),
                // Only the sum of what both bring.
                _ => ax + bx - 1_000,
            }
        };
        let edges: Vec<Edge> =
            all_pairs(vertices).into_iter().map(|(a, b)| (a, b, weight(a, b))).collect();
        let found = check(&Parts::new(vertices, &edges));
        assert_eq!(pairs(found), vertices as u64 / 2);
    }
}

#[test]
fn bipartite_as_by_assignment() {
    let mut rng = Rng::new(226);
    for (left, right, degree, least) in [(1_500, 1_500, 8, 1), (3_000, 1_000, 6, -500)] {
        let mut ends = BTreeSet::new();
        for l in 0..left {
            ends.extend((0..degree).map(|_| (l, rng.below_u32(right))));
        }
        let scored: Vec<Edge> =
            ends.into_iter().map(|(l, r)| (l, r, rng.within(least, 1_000))).collect();
        let edges: Vec<Edge> = scored.iter().map(|&(l, r, w)| (l, left + r, w)).collect();
        let parts = Parts::new((left + right) as usize, &edges);
        let order = any_order(&mut rng, parts.vertices);
        for mode in MODES {
            let capacity = |count: u32| vec![1; count as usize];
            let sides =
                AssignmentProblem::new(mode, capacity(left), capacity(right), scored.clone());
            let expected =
                crate::assignment::solve_to_proof(crate::assignment::KERNEL, &sides.unwrap());
            assert_eq!(objective(KERNEL, &parts, mode), expected.objective());
            let mixed = parts.relabelled(&order);
            assert_eq!(objective(KERNEL, &mixed, mode), expected.objective());
        }
    }
}
