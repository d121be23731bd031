//! How the optimum changes when the graph does, on instances that shrink.

use crosstie::matching::general::{Mode, Objective};
use proptest::collection::vec;
use proptest::prelude::*;

use super::instances::{Edge, Parts, all_pairs, any_order};
use super::{KERNEL, MODES, objective};
use crate::rng::Rng;

/// Up to 14 vertices; half of the edges are there.
fn any_parts() -> impl Strategy<Value = Parts> {
    (0_usize..=14).prop_flat_map(|vertices| {
        let ends = all_pairs(vertices);
        vec(proptest::option::of(-20_i64..=20), ends.len()).prop_map(move |weights| {
            let edges = ends.iter().zip(weights);
            let edges = edges.filter_map(|(&(a, b), weight)| Some((a, b, weight?))).collect();
            Parts { vertices, edges }
        })
    })
}

/// Both objectives.
fn optima(parts: &Parts) -> [Objective; 2] {
    MODES.map(|mode| objective(KERNEL, parts, mode))
}

/// The two graphs side by side.
fn beside(one: &Parts, other: &Parts) -> Parts {
    let shift = u32::try_from(one.vertices).unwrap();
    let moved = other.edges.iter().map(|&(a, b, w)| (a + shift, b + shift, w));
    let edges: Vec<Edge> = one.edges.iter().copied().chain(moved).collect();
    Parts { vertices: one.vertices + other.vertices, edges }
}

fn sum(one: Objective, other: Objective) -> Objective {
    Objective {
        pairs: one.pairs.zip(other.pairs).map(|(one, other)| one + other),
        weight: one.weight + other.weight,
    }
}

proptest! {
    #[test]
    fn relabelling_keeps_the_objective(parts in any_parts(), seed: u64) {
        let order = any_order(&mut Rng::new(seed), parts.vertices);
        prop_assert_eq!(optima(&parts.relabelled(&order)), optima(&parts));
    }

    #[test]
    fn an_isolated_vertex_changes_nothing(parts in any_parts()) {
        let before = optima(&parts);
        let alone = Parts { vertices: 1, edges: Vec::new() };
        prop_assert_eq!(optima(&beside(&parts, &alone)), before);
        // In front too, so that everyone else has another number.
        prop_assert_eq!(optima(&beside(&alone, &parts)), before);
    }

    #[test]
    fn multiplied_weights_multiply_the_weight(parts in any_parts(), times in 1_i64..=1_000) {
        let multiply = |o: Objective| Objective { weight: times * o.weight, ..o };
        prop_assert_eq!(optima(&parts.reweighed(|w| times * w)), optima(&parts).map(multiply));
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
        // 7 pairs of at most 20: one more pair is worth more than all differences.
        let other = parts.reweighed(|w| w + 10_000);
        let [first, highest] = optima(&other);
        prop_assert_eq!(first.weight, highest.weight);
    }

    #[test]
    fn graphs_side_by_side_add_up(one in any_parts(), other in any_parts()) {
        let (a, b) = (optima(&one), optima(&other));
        prop_assert_eq!(optima(&beside(&one, &other)), [sum(a[0], b[0]), sum(a[1], b[1])]);
    }

    #[test]
    fn a_partner_of_their_own_for_everyone_pairs_everyone(parts in any_parts()) {
        // Each vertex gets one new neighbour that outweighs all else.
        let count = u32::try_from(parts.vertices).unwrap();
        let mut other = Parts { vertices: 2 * parts.vertices, ..parts };
        other.edges.extend((0..count).map(|v| (v, v + count, 1_000)));
        let weight = 1_000 * i64::from(count);
        let pairs = Some(u64::from(count));
        prop_assert_eq!(
            optima(&other),
            [Objective { pairs, weight }, Objective { pairs: None, weight }]
        );
    }

    #[test]
    fn an_edge_made_three_adds_one_of_them(
        parts in any_parts(),
        which: prop::sample::Index,
    ) {
        // A path of three edges of its weight: the outer two stand for the edge, the
        // middle one for its absence.
        prop_assume!(!parts.edges.is_empty());
        let (low, high, weight) = parts.edges[which.index(parts.edges.len())];
        let before = optima(&parts);
        let (one, other) = (u32::try_from(parts.vertices).unwrap(), u32::try_from(parts.vertices + 1).unwrap());
        let mut longer = parts.clone();
        longer.vertices += 2;
        longer.edges.retain(|e| (e.0, e.1) != (low, high));
        longer.edges.extend([(low, one, weight), (one, other, weight), (high, other, weight)]);
        let after = objective(KERNEL, &longer, Mode::MostPairsFirst);
        prop_assert_eq!(after.pairs, before[0].pairs.map(|pairs| pairs + 1));
        prop_assert_eq!(after.weight, before[0].weight + weight);
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
    fn a_vertex_less_costs_at_most_one_pair(parts in any_parts(), which: prop::sample::Index) {
        prop_assume!(parts.vertices > 0);
        let gone = u32::try_from(which.index(parts.vertices)).unwrap();
        let mut other = parts.clone();
        other.edges.retain(|e| e.0 != gone && e.1 != gone);
        let (before, after) = (optima(&parts), optima(&other));
        prop_assert!(after[0].pairs <= before[0].pairs);
        prop_assert!(after[0].pairs.map(|pairs| pairs + 1) >= before[0].pairs);
        prop_assert!(after[1] <= before[1]);
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
