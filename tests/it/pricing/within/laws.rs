//! How the optimum changes when the problem does, on instances that shrink.

use crosstie::matching::general::Objective;
use proptest::collection::vec;
use proptest::prelude::*;

use super::instances::{dressed_anyhow, number, random_parts};
use super::optima;
use crate::general::instances::{Edge, Parts, all_pairs, any_order};
use crate::rng::Rng;

/// Up to 24 vertices; half or more of the pairs are eligible.
fn any_parts() -> impl Strategy<Value = Parts> {
    (0_usize..=24, any::<bool>()).prop_flat_map(|(vertices, all)| {
        let ends = all_pairs(vertices);
        let score = prop::option::weighted(if all { 0.999 } else { 0.5 }, -20_i64..=20);
        vec(score, ends.len()).prop_map(move |scores| {
            let edges = ends.iter().zip(scores);
            let edges = edges.filter_map(|(&(a, b), score)| Some((a, b, score?))).collect();
            Parts { vertices, edges }
        })
    })
}

/// The objectives in both modes, with a source of any kind.
fn of(parts: &Parts, seed: u64) -> [Objective; 2] {
    optima(&dressed_anyhow(&mut Rng::new(seed), parts))
}

/// The same with a vertex of that number, all of whose pairs are excluded.
fn with_isolated(parts: &Parts, place: usize) -> Parts {
    let place = number(place);
    let shift = |v: u32| v + u32::from(v >= place);
    let edges = parts.edges.iter().map(|&(a, b, score)| (shift(a), shift(b), score)).collect();
    Parts { vertices: parts.vertices + 1, edges }
}

/// The two side by side.
fn beside(one: &Parts, other: &Parts) -> Parts {
    let shift = number(one.vertices);
    let moved = other.edges.iter().map(|&(a, b, w)| (a + shift, b + shift, w));
    let edges: Vec<Edge> = one.edges.iter().copied().chain(moved).collect();
    Parts { vertices: one.vertices + other.vertices, edges }
}

proptest! {
    #[test]
    fn blocks_own_parts_and_bounds_do_not_matter(parts in any_parts(), one: u64, other: u64) {
        prop_assert_eq!(of(&parts, one), of(&parts, other));
    }

    #[test]
    fn relabelling_keeps_the_objective(parts in any_parts(), seed: u64) {
        let order = any_order(&mut Rng::new(seed), parts.vertices);
        prop_assert_eq!(of(&parts.relabelled(&order), seed), of(&parts, seed));
    }

    #[test]
    fn an_isolated_vertex_changes_nothing(
        parts in any_parts(),
        place: prop::sample::Index,
        seed: u64,
    ) {
        let other = with_isolated(&parts, place.index(parts.vertices + 1));
        prop_assert_eq!(of(&other, seed), of(&parts, seed));
    }

    #[test]
    fn multiplied_scores_multiply_the_weight(
        parts in any_parts(),
        times in 1_i64..=1_000,
        seed: u64,
    ) {
        let multiply = |o: Objective| Objective { weight: times * o.weight, ..o };
        let other = parts.reweighed(|score| times * score);
        prop_assert_eq!(of(&other, seed), of(&parts, seed).map(multiply));
    }

    #[test]
    fn three_times_the_scores_own_parts_and_bounds(parts in any_parts(), seed: u64) {
        let before = dressed_anyhow(&mut Rng::new(seed), &parts);
        let mut after = before.clone();
        let table = &mut after.0;
        // Where there is room for it.
        prop_assume!(table.greatest < i64::MAX / 100_000);
        table.greatest *= 3;
        table.scores.iter_mut().flatten().for_each(|score| *score *= 3);
        table.own.iter_mut().flatten().for_each(|own| *own *= 3);
        table.bounds.iter_mut().flatten().for_each(|bound| *bound = bound.saturating_mul(3));
        let times = |o: Objective| Objective { weight: 3 * o.weight, ..o };
        prop_assert_eq!(optima(&after), optima(&before).map(times));
    }

    #[test]
    fn a_constant_counts_once_a_pair(
        parts in any_parts(),
        constant in -50_i64..=50,
        seed: u64,
    ) {
        let before = of(&parts, seed)[0];
        let after = of(&parts.reweighed(|score| score + constant), seed)[0];
        let pairs = i64::try_from(before.pairs.unwrap()).unwrap();
        prop_assert_eq!(after.pairs, before.pairs);
        prop_assert_eq!(after.weight, before.weight + pairs * constant);
    }

    #[test]
    fn a_constant_that_outweighs_all_makes_the_modes_agree(parts in any_parts(), seed: u64) {
        // 12 pairs of at most 20: one more pair is worth more than all differences.
        let [first, highest] = of(&parts.reweighed(|score| score + 10_000), seed);
        prop_assert_eq!(first.weight, highest.weight);
        prop_assert_eq!(first.pairs, of(&parts, seed)[0].pairs);
    }

    #[test]
    fn pairs_below_zero_do_not_touch_the_highest_score(parts in any_parts(), seed: u64) {
        let mut other = parts.clone();
        other.edges.retain(|e| e.2 > 0);
        prop_assert_eq!(of(&other, seed)[1], of(&parts, seed)[1]);
    }

    #[test]
    fn sources_side_by_side_add_up(one in any_parts(), other in any_parts(), seed: u64) {
        let (a, b) = (of(&one, seed), of(&other, seed));
        let sum = |i: usize| Objective {
            pairs: a[i].pairs.zip(b[i].pairs).map(|(one, other)| one + other),
            weight: a[i].weight + b[i].weight,
        };
        prop_assert_eq!(of(&beside(&one, &other), seed), [sum(0), sum(1)]);
    }

    #[test]
    fn a_pair_less_never_helps(parts in any_parts(), which: prop::sample::Index, seed: u64) {
        prop_assume!(!parts.edges.is_empty());
        let mut other = parts.clone();
        other.edges.remove(which.index(parts.edges.len()));
        let (before, after) = (of(&parts, seed), of(&other, seed));
        prop_assert!(after[0] <= before[0] && after[1] <= before[1]);
    }
}

#[test]
fn wider_sources_obey() {
    // Where many eligible pairs are never taken.
    let mut rng = Rng::new(1_780);
    for _ in 0..20 {
        let count = 150 + rng.below(100);
        let (mut parts, _) = random_parts(&mut rng, count);
        parts.edges.iter_mut().for_each(|e| e.2 %= 1_000_000_007);
        let before = of(&parts, rng.next());
        let order = any_order(&mut rng, count);
        assert_eq!(of(&parts.relabelled(&order), rng.next()), before);
        let place = rng.below(count);
        assert_eq!(of(&with_isolated(&parts, place), rng.next()), before);
        let times = |o: Objective| Objective { weight: 3 * o.weight, ..o };
        assert_eq!(of(&parts.reweighed(|score| 3 * score), rng.next()), before.map(times));
        let shifted = of(&parts.reweighed(|score| score + 77), rng.next())[0];
        let pairs = i64::try_from(before[0].pairs.unwrap()).unwrap();
        let weight = before[0].weight + 77 * pairs;
        assert_eq!(shifted, Objective { weight, ..before[0] });
    }
}
