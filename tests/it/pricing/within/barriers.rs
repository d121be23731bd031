//! Most pairs first where not everybody can be matched: stars, odd components, and few whom many depend on.

use crosstie::matching::general::{Mode, Objective};
use crosstie::matching::pricing::Blocks;

use super::instances::{Symmetric, cliques, dressed, dressed_anyhow, number, structured};
use super::{check, full_optimum, quality};
use crate::general::MODES;
use crate::general::instances::{Edge, Parts, all_pairs, any_order};
use crate::pricing::instances::traits;
use crate::rng::Rng;

const FIRST: Mode = Mode::MostPairsFirst;

/// Solves in both modes, with so many pairs where they come first.
fn check_pairs(source: &Symmetric, pairs: usize) {
    for mode in MODES {
        let full = source.full(mode);
        let optimum = full_optimum(&full);
        check(source, &full, optimum);
        assert!(optimum.pairs.is_none_or(|found| found == pairs as u64), "{optimum}, not {pairs}");
    }
}

#[test]
fn a_star_in_numbers() {
    let mut rng = Rng::new(1_720);
    for leaves in [1, 2, 3, 11, 12, 13, 40, 300] {
        for shift in [-60, 0, 60] {
            let edges: Vec<Edge> =
                (1..=leaves).map(|leaf| (0, leaf, shift + rng.within(-50, 50))).collect();
            let most = edges.iter().map(|e| e.2).max().unwrap();
            let parts = Parts { vertices: leaves as usize + 1, edges };
            let order = any_order(&mut rng, parts.vertices);
            let parts = parts.relabelled(&order);
            let source = dressed_anyhow(&mut rng, &parts);
            let first = Objective { pairs: Some(1), weight: most };
            let highest = Objective { pairs: None, weight: most.max(0) };
            for (mode, optimum) in MODES.into_iter().zip([first, highest]) {
                check(&source, &parts.problem(mode), optimum);
            }
        }
    }
}

#[test]
fn odd_components() {
    let mut rng = Rng::new(1_721);
    let sizes: [&[usize]; 8] = [
        &[1, 1],
        &[3, 3],
        &[1, 3, 5],
        &[5, 7, 2],
        &[31, 33],
        &[1, 1, 1, 1, 40],
        &[15; 7],
        &[101, 99, 1],
    ];
    for sizes in sizes {
        for most in [0, 3, 1_000] {
            let score = |alike: bool| alike.then(|| rng.within(-most, most));
            let (parts, like) = cliques(sizes, score);
            let pairs = sizes.iter().map(|size| size / 2).sum();
            for _ in 0..3 {
                check_pairs(&dressed(&mut rng, &parts, &like), pairs);
            }
        }
    }
}

/// Some whom the members of odd cliques all depend on, and who may know each other.
fn hubs_and_cliques(rng: &mut Rng, hubs: usize, sizes: &[usize], most: i64) -> (Parts, usize) {
    let (mut parts, _) = cliques(sizes, |alike| alike.then(|| rng.within(-most, most)));
    let members = number(parts.vertices);
    parts.vertices += hubs;
    for hub in members..number(parts.vertices) {
        parts.edges.extend((0..members).map(|member| (member, hub, rng.within(-most, most))));
        if rng.chance(1, 2) {
            parts.edges.extend((members..hub).map(|other| (other, hub, rng.within(-most, most))));
        }
    }
    let pairs = sizes.iter().map(|size| size / 2).sum::<usize>() + hubs;
    assert!(sizes.len() >= hubs && sizes.iter().all(|size| size % 2 == 1));
    let order = any_order(rng, parts.vertices);
    (parts.relabelled(&order), pairs)
}

#[test]
fn a_barrier() {
    let mut rng = Rng::new(1_722);
    for _ in 0..250 {
        let count = 1 + rng.below(9);
        let hubs = rng.below(count + 1);
        let sizes: Vec<usize> = (0..count).map(|_| *rng.pick(&[1, 1, 3, 5, 7])).collect();
        let most = *rng.pick(&[0, 2, 100]);
        let (parts, pairs) = hubs_and_cliques(&mut rng, hubs, &sizes, most);
        check_pairs(&dressed_anyhow(&mut rng, &parts), pairs);
    }
}

#[test]
fn wide_barriers() {
    let mut rng = Rng::new(1_723);
    for (hubs, sizes) in [(5, vec![31; 9]), (60, vec![1; 200]), (30, vec![3; 90])] {
        for most in [0, 3, 1_000] {
            let (parts, pairs) = hubs_and_cliques(&mut rng, hubs, &sizes, most);
            check_pairs(&dressed_anyhow(&mut rng, &parts), pairs);
        }
    }
}

/// Odd cliques in a row, each joined to the next by a pair or two that weigh more than all else, against them: nobody
/// looks for these first, and with them comes another price of a pair.
fn joined_by_pairs_far_below(rng: &mut Rng) -> (Parts, Symmetric) {
    let count = 2 + rng.below(4);
    let sizes: Vec<usize> = (0..count).map(|_| 11 + 2 * rng.below(30)).collect();
    let (mut parts, like) = cliques(&sizes, |alike| alike.then(|| rng.within(-100, 100)));
    let mut first = 0;
    for two in sizes.windows(2) {
        let next = first + number(two[0]);
        for _ in 0..1 + rng.below(2) {
            let one = first + rng.below_u32(number(two[0]));
            let other = next + rng.below_u32(number(two[1]));
            let far = *rng.pick(&[1_000, 30_000, 1_000_000]);
            if parts.edges.iter().all(|e| (e.0, e.1) != (one, other)) {
                parts.edges.push((one, other, -far - rng.within(0, far)));
            }
        }
        first = next;
    }
    let source = dressed(rng, &parts, &like);
    (parts, source)
}

#[test]
fn pairs_far_below_all_others() {
    let mut rng = Rng::new(1_726);
    for _ in 0..120 {
        let (parts, source) = joined_by_pairs_far_below(&mut rng);
        // As many pairs as there can be, whichever of the cliques are joined.
        check_pairs(&source, parts.vertices / 2);
    }
}

#[test]
fn pairs_far_below_all_others_are_not_denied() {
    let mut rng = Rng::new(1_726);
    for _ in 0..120 {
        let (parts, source) = joined_by_pairs_far_below(&mut rng);
        let (problem, full) = (source.problem(FIRST), parts.problem(FIRST));
        let optimum = full_optimum(&full);
        assert_eq!(optimum.pairs, Some(parts.vertices as u64 / 2));
        let quality = quality(&problem, &full, &problem.solve().0);
        assert!(quality.objective() <= optimum, "{quality:?}, {optimum}");
        assert!(quality.bound().is_some_and(|bound| bound >= optimum), "{quality:?}, {optimum}");
    }
}

#[test]
fn two_odd_cliques_joined_by_one_pair() {
    // Each of the 26 has 12 pairs that are worth more.
    let (mut parts, _) = cliques(&[13, 13], |alike| alike.then_some(0));
    parts.edges.push((0, 13, -1));
    check_pairs(&Symmetric::plain(&parts), 13);
}

/// Pairs that are few: several components, stars, paths, or chance.
fn sparse(rng: &mut Rng) -> Symmetric {
    let count = 20 + rng.below(61);
    let groups = 1 + rng.below(6);
    let like = traits(rng, count, 100, groups);
    let kind = rng.below(4);
    let few = 1 + rng.below(3);
    let hubs = 1 + rng.below(4);
    let weight = *rng.pick(&[1, 100]);
    let mut edges = Vec::new();
    for (a, b) in all_pairs(count) {
        let [one, other] = [a, b].map(|v| like[v as usize]);
        let eligible = match kind {
            0 => one.group == other.group && rng.chance(few, 8),
            1 => one.group == other.group && (a as usize) < hubs * groups,
            2 => b - a == 1 && !rng.chance(1, 6) || rng.chance(1, 200),
            _ => rng.chance(few, 2 * count / 3),
        };
        if eligible {
            edges.push((a, b, rng.within(-weight, weight) + one.part + other.part));
        }
    }
    dressed(rng, &Parts { vertices: count, edges }, &like)
}

#[test]
fn most_pairs_where_not_everybody_can_be_matched() {
    let mut rng = Rng::new(1_724);
    // So many must be left out, though they have eligible pairs, and the modes part.
    let (mut uncovered, mut differ) = (0, 0);
    for _ in 0..800 {
        let source = sparse(&mut rng);
        let [first, highest] = MODES.map(|mode| {
            let full = source.full(mode);
            let optimum = full_optimum(&full);
            check(&source, &full, optimum);
            optimum
        });
        let full = source.full(FIRST);
        let known = (0..source.count()).filter(|&v| !full.row(v).0.is_empty()).count() as u64;
        uncovered += usize::from(first.pairs.unwrap() < known / 2);
        differ += usize::from(first.weight < highest.weight);
    }
    assert!(uncovered > 350 && differ > 350, "{uncovered} leave out, {differ} differ");
}

#[test]
fn large_where_many_stay_single() {
    // Of 8 groups 5 know only the other 3: two of whom have few, so that a sample may have none of them.
    let mut rng = Rng::new(1_725);
    let source = structured(&mut rng, 1_700, 500, true, |one, other| {
        one.group.min(other.group) >= 3 || one.group == other.group
    });
    for mode in MODES {
        let full = source.full(mode);
        let optimum = full_optimum(&full);
        let (_, counts) = check(&source, &full, optimum);
        assert!(optimum.pairs.is_none_or(|pairs| pairs < 700), "{optimum}");
        assert!(counts.rounds >= 3, "{counts:?}");
    }
    // One pair a vertex, and all others look at the same few.
    let count = 1_700;
    let edges: Vec<Edge> = (20..count).map(|v| (v % 20, v, i64::from(v % 7))).collect();
    let parts = Parts { vertices: count as usize, edges };
    let halves = Blocks::new(count, |block| if block.len() > 8 { block.len() / 2 } else { 0 });
    let source = Symmetric::new(&parts, halves, vec![0; parts.vertices]);
    check_pairs(&source, 20);
}
