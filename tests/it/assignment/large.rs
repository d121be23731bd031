//! Large instances: no oracle reaches them, but their certificates do.

use crosstie::matching::assignment::{Mode, Objective};

use super::instances::{Parts, sparse};
use super::{KERNEL, MODES, objective};
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

#[test]
fn sparse_with_as_many_places_as_demand() {
    let mut rng = Rng::new(40);
    let weight = |rng: &mut Rng, _, _| rng.within(0, 1_000_000);
    let parts = sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, weight);
    let found = check(&parts);
    assert_eq!(pairs(found), 2_000);
}

#[test]
fn sparse_with_places_to_spare() {
    let mut rng = Rng::new(41);
    let weight = |rng: &mut Rng, _, _| rng.within(-300_000, 1_000_000);
    let parts = sparse(&mut rng, vec![2; 2_000], vec![12; 500], 20, weight);
    assert_eq!(pairs(check(&parts)), 4_000);
}

#[test]
fn sparse_with_too_few_places() {
    let mut rng = Rng::new(42);
    let weight = |rng: &mut Rng, _, _| rng.within(1, 1_000_000);
    let parts = sparse(&mut rng, vec![3; 2_000], vec![4; 500], 20, weight);
    let found = check(&parts);
    assert_eq!(pairs(found), 2_000);
    // All weights are positive and all places taken: the modes agree.
    assert_eq!(found[0].weight, found[1].weight);
}

#[test]
fn clustered_weights() {
    let mut rng = Rng::new(43);
    let weight = |rng: &mut Rng, l: u32, r: u32| {
        let near = if l % 10 == r % 10 { 1_000_000 } else { 0 };
        near + 1_000 * rng.within(0, 5)
    };
    let parts = sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, weight);
    assert_eq!(pairs(check(&parts)), 2_000);
}

#[test]
fn clusters_that_nobody_fits() {
    // Everyone prefers the same tenth of the right side.
    let mut rng = Rng::new(44);
    let weight = |rng: &mut Rng, _, r: u32| if r < 50 { 900_000 } else { 0 } + rng.within(0, 50);
    let parts = sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, weight);
    check(&parts);
}

#[test]
fn equal_weights() {
    let mut rng = Rng::new(45);
    let parts = sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, |_, _, _| 7);
    let found = check(&parts);
    assert_eq!(found.map(|o| o.weight), [14_000, 14_000]);
}

#[test]
fn negative_weights() {
    let mut rng = Rng::new(46);
    let parts = sparse(&mut rng, vec![1; 1_000], vec![3; 300], 10, |rng, _, _| rng.within(-99, -1));
    let found = check(&parts);
    assert_eq!(found[1].weight, 0);
    assert!(pairs(found) > 800 && found[0].weight < 0);
}

#[test]
fn capacities_on_both_sides() {
    let mut rng = Rng::new(47);
    let left = (0..1_000).map(|_| rng.below_u32(6)).collect();
    let right = (0..400).map(|_| rng.below_u32(12)).collect();
    let parts = sparse(&mut rng, left, right, 15, |rng, _, _| rng.within(-100, 1_000));
    let found = check(&parts);
    assert_eq!(MODES.map(|mode| objective(KERNEL, &parts.transposed(), mode)), found);
}

#[test]
fn path() {
    // Everyone's next is better than their own, but the last has only one:
    // to match all, everyone steps back.
    let n = 1_500_i64;
    let mut edges = Vec::new();
    for l in 0..1_500_u32 {
        edges.push((l, l, 3));
        if l + 1 < 1_500 {
            edges.push((l, l + 1, 4));
        }
    }
    let parts = Parts::new(vec![1; 1_500], vec![1; 1_500], edges);
    let found = check(&parts);
    assert_eq!(pairs(found), 1_500);
    assert_eq!(found.map(|o| o.weight), [3 * n, 4 * (n - 1)]);
}

#[test]
fn path_with_rising_weights() {
    // Step i of the path weighs i: prices are long sums of differences.
    let n = 1_000_u32;
    let mut edges = Vec::new();
    for l in 0..n {
        edges.push((l, l, i64::from(2 * l)));
        if l + 1 < n {
            edges.push((l, l + 1, i64::from(2 * l + 1)));
        }
    }
    let parts = Parts::new(vec![1; 1_000], vec![1; 1_000], edges);
    // Edges of a matching are two steps apart at least: the even ones are the most.
    let even: i64 = (0..i64::from(n)).map(|l| 2 * l).sum();
    let found = check(&parts);
    assert_eq!(pairs(found), u64::from(n));
    assert_eq!(found.map(|o| o.weight), [even, even]);
}

#[test]
fn star() {
    let mut rng = Rng::new(48);
    let edges: Vec<(u32, u32, i64)> =
        (0..4_000).map(|r| (0, r, rng.within(-1_000, 1_000))).collect();
    let mut weights: Vec<i64> = edges.iter().map(|e| e.2).collect();
    weights.sort_unstable_by(|a, b| b.cmp(a));
    for capacity in [1, 100, 3_000, 4_000, u32::MAX] {
        let parts = Parts::new(vec![capacity], vec![1; 4_000], edges.clone());
        let taken = &weights[..4_000.min(capacity as usize)];
        let first = Objective { pairs: Some(taken.len() as u64), weight: taken.iter().sum() };
        let positive = taken.iter().filter(|&&w| w > 0).sum();
        let found = [first, Objective { pairs: None, weight: positive }];
        assert_eq!(check(&parts), found);
        assert_eq!(check(&parts.transposed()), found);
    }
}

#[test]
fn complete() {
    let mut rng = Rng::new(49);
    let parts = sparse(&mut rng, vec![1; 250], vec![1; 250], 250, |rng, _, _| rng.within(0, 999));
    assert_eq!(pairs(check(&parts)), 250);
    let parts = sparse(&mut rng, vec![7; 150], vec![9; 100], 100, |rng, _, _| rng.within(-50, 99));
    assert_eq!(pairs(check(&parts)), 900);
}

#[test]
fn complete_with_the_weights_of_a_multiplication_table() {
    // Known answer: the largest with the largest (rearrangement inequality).
    let n = 200_u32;
    let mut edges = Vec::new();
    for l in 0..n {
        for r in 0..n {
            edges.push((l, r, i64::from(l) * i64::from(r)));
        }
    }
    let parts = Parts::new(vec![1; 200], vec![1; 200], edges);
    let found = check(&parts);
    let squares: i64 = (0..i64::from(n)).map(|l| l * l).sum();
    assert_eq!(found.map(|o| o.weight), [squares, squares]);
    let opposed = parts.reweighed(|w| -w);
    let crossed: i64 = (0..i64::from(n)).map(|l| -l * (i64::from(n) - 1 - l)).sum();
    assert_eq!(objective(KERNEL, &opposed, Mode::MostPairsFirst).weight, crossed);
}
