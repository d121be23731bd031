//! How the optimum changes when the problem does, on instances that shrink.

use crosstie::matching::assignment::{Mode, Objective};
use crosstie::solve::Limits;
use proptest::collection::vec;
use proptest::prelude::*;

use super::instances::Parts;
use super::warm::Warm;
use super::{KERNEL, MODES, objective};
use crate::rng::Rng;

/// Up to 8 × 8 vertices with these capacities; half of the edges are there.
fn parts(
    left: impl Strategy<Value = u32>,
    right: impl Strategy<Value = u32>,
) -> impl Strategy<Value = Parts> {
    (vec(left, 0..=8), vec(right, 0..=8)).prop_flat_map(|(left, right)| {
        vec(proptest::option::of(-20_i64..=20), left.len() * right.len()).prop_map(move |weights| {
            let mut edges = Vec::new();
            for (i, weight) in weights.into_iter().enumerate() {
                let (l, r) = (i / right.len(), i % right.len());
                let ends = (u32::try_from(l).unwrap(), u32::try_from(r).unwrap());
                edges.extend(weight.map(|weight| (ends.0, ends.1, weight)));
            }
            Parts::new(left.clone(), right.clone(), edges)
        })
    })
}

fn any_parts() -> impl Strategy<Value = Parts> {
    parts(0_u32..=3, 0_u32..=3)
}

/// Two of them with as many vertices.
fn two_parts() -> impl Strategy<Value = [Parts; 2]> {
    (any_parts(), any_parts()).prop_map(|(mut one, mut other)| {
        let lefts = one.left.len().min(other.left.len());
        let rights = one.right.len().min(other.right.len());
        for parts in [&mut one, &mut other] {
            parts.left.truncate(lefts);
            parts.right.truncate(rights);
            parts.edges.retain(|e| (e.0 as usize) < lefts && (e.1 as usize) < rights);
        }
        [one, other]
    })
}

/// Both objectives.
fn optima(parts: &Parts) -> [Objective; 2] {
    MODES.map(|mode| objective(KERNEL, parts, mode))
}

/// A random order of so many.
fn order(rng: &mut Rng, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    rng.shuffle(&mut order);
    order
}

proptest! {
    #[test]
    fn relabelling_keeps_the_objective(parts in any_parts(), seed: u64) {
        let mut rng = Rng::new(seed);
        let (to_left, to_right) =
            (order(&mut rng, parts.left.len()), order(&mut rng, parts.right.len()));
        let mut other = parts.clone();
        for (l, &to) in to_left.iter().enumerate() {
            other.left[to] = parts.left[l];
        }
        for (r, &to) in to_right.iter().enumerate() {
            other.right[to] = parts.right[r];
        }
        for edge in &mut other.edges {
            edge.0 = u32::try_from(to_left[edge.0 as usize]).unwrap();
            edge.1 = u32::try_from(to_right[edge.1 as usize]).unwrap();
        }
        prop_assert_eq!(optima(&other), optima(&parts));
    }

    #[test]
    fn an_isolated_vertex_changes_nothing(parts in any_parts(), capacity in 0_u32..4) {
        let before = optima(&parts);
        let mut other = parts.clone();
        other.left.push(capacity);
        prop_assert_eq!(optima(&other), before);
        other.right.push(capacity);
        prop_assert_eq!(optima(&other), before);
        // In front too, so that everyone else has another number.
        other.left.insert(0, capacity);
        for edge in &mut other.edges {
            edge.0 += 1;
        }
        prop_assert_eq!(optima(&other), before);
    }

    #[test]
    fn doubling_the_weights_doubles_the_weight(parts in any_parts()) {
        let double = |o: Objective| Objective { weight: 2 * o.weight, ..o };
        prop_assert_eq!(optima(&parts.reweighed(|w| 2 * w)), optima(&parts).map(double));
    }

    #[test]
    fn a_constant_counts_once_a_pair(parts in any_parts(), constant in -50_i64..=50) {
        let before = objective(KERNEL, &parts, Mode::MostPairsFirst);
        let other = parts.reweighed(|w| w + constant);
        let after = objective(KERNEL, &other, Mode::MostPairsFirst);
        let pairs = i64::try_from(before.pairs.unwrap()).unwrap();
        prop_assert_eq!(after.pairs, before.pairs);
        prop_assert_eq!(after.weight, before.weight + pairs * constant);
    }

    #[test]
    fn a_constant_that_outweighs_all_makes_the_modes_agree(parts in any_parts()) {
        // 64 edges of at most 20: one more pair is worth more than all differences.
        let other = parts.reweighed(|w| w + 10_000);
        let [first, highest] = optima(&other);
        prop_assert_eq!(first.weight, highest.weight);
    }

    #[test]
    fn splitting_a_capacity_keeps_the_objective(
        parts in parts(Just(1), 0_u32..=4),
        which: prop::sample::Index,
    ) {
        prop_assume!(!parts.right.is_empty());
        let split = which.index(parts.right.len());
        let copies = parts.right[split];
        let mut other = parts.clone();
        other.edges.retain(|e| e.1 as usize != split);
        other.right[split] = 0;
        for _ in 0..copies {
            let copy = u32::try_from(other.right.len()).unwrap();
            other.right.push(1);
            let edges = parts.edges.iter().filter(|e| e.1 as usize == split);
            other.edges.extend(edges.map(|&(l, _, w)| (l, copy, w)));
        }
        prop_assert_eq!(optima(&other), optima(&parts));
    }

    #[test]
    fn transposing_keeps_the_objective(parts in any_parts()) {
        prop_assert_eq!(optima(&parts.transposed()), optima(&parts));
    }

    #[test]
    fn a_place_more_never_hurts(parts in any_parts(), which: prop::sample::Index) {
        prop_assume!(!parts.left.is_empty());
        let mut other = parts.clone();
        other.left[which.index(parts.left.len())] += 1;
        let (before, after) = (optima(&parts), optima(&other));
        prop_assert!(after[0] >= before[0] && after[1] >= before[1]);
    }

    #[test]
    fn an_edge_less_never_helps(parts in any_parts(), which: prop::sample::Index) {
        prop_assume!(!parts.edges.is_empty());
        let mut other = parts.clone();
        other.edges.remove(which.index(parts.edges.len()));
        let (before, after) = (optima(&parts), optima(&other));
        prop_assert!(after[0] <= before[0] && after[1] <= before[1]);
    }

    #[test]
    fn an_answer_to_something_else_changes_nothing([old, new] in two_parts(), first: bool) {
        let mode = MODES[usize::from(first)];
        let start = Warm::of(&old.problem(mode), &Limits::none());
        prop_assert_eq!(MODES.map(|mode| objective(&start, &new, mode)), optima(&new));
    }

    #[test]
    fn the_way_to_a_problem_does_not_matter([old, new] in two_parts()) {
        for mode in MODES {
            // There, back, and there again.
            let start = Warm::of(&old.problem(mode), &Limits::none());
            let there = start.next(&new.problem(mode));
            let back = there.next(&old.problem(mode));
            prop_assert_eq!(objective(&there, &old, mode), objective(KERNEL, &old, mode));
            prop_assert_eq!(objective(&back, &new, mode), objective(KERNEL, &new, mode));
        }
    }

    #[test]
    fn edges_below_zero_do_not_touch_the_highest_score(parts in any_parts()) {
        let mut other = parts.clone();
        other.edges.retain(|e| e.2 > 0);
        let [before, after] =
            [&parts, &other].map(|parts| objective(KERNEL, parts, Mode::HighestScore));
        prop_assert_eq!(before, after);
    }
}
