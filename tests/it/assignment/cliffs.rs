//! Families of instances on which methods of this kind are known to slow down, both ways round, each within a limit on
//! iterations: about four times what it takes, so that a change for the worse is noticed.

use crosstie::matching::assignment::{AuctionPaths, Objective};
use crosstie::solve::{Limits, Solver};

use super::MODES;
use super::instances::{Parts, sparse};
use super::quotas::proven;
use crate::rng::Rng;

/// Solves in both modes to a proof, and the same with its sides exchanged, each way round within its limit on
/// iterations: `[most pairs first, highest score]`.
fn check(parts: &Parts, most: [u64; 2]) -> [Objective; 2] {
    let turned = parts.transposed();
    let [found, again] = [(parts, most[0]), (&turned, most[1])].map(|(parts, most)| {
        MODES.map(|mode| {
            let problem = parts.problem(mode);
            let claim = AuctionPaths.solve(&problem, &Limits::none().iterations(most));
            let name = format!("{mode:?} within {most} iterations");
            proven(&name, &problem, &claim).unwrap()
        })
    });
    assert_eq!(found, again, "one way round and the other");
    found
}

fn weights(found: [Objective; 2]) -> [i64; 2] {
    found.map(|objective| objective.weight)
}

/// All edges of these vertices.
fn complete(left: Vec<u32>, right: Vec<u32>, weight: impl Fn(u32, u32) -> i64) -> Parts {
    let [lefts, rights] = [&left, &right].map(|side| u32::try_from(side.len()).unwrap());
    let ends = (0..lefts).flat_map(|l| (0..rights).map(move |r| (l, r)));
    let edges = ends.map(|(l, r)| (l, r, weight(l, r))).collect();
    Parts::new(left, right, edges)
}

/// Left i joins right i, and right i + 1 where there is one.
fn chain(own: i64, next: i64) -> Parts {
    let n = 20_000;
    let edges = (0..n).flat_map(|l| [(l, l, own), (l, l + 1, next)]).filter(|e| e.1 < n).collect();
    Parts::new(vec![1; n as usize], vec![1; n as usize], edges)
}

#[test]
fn chains() {
    // All step back so that the last has a place, or that one is left out.
    let found = check(&chain(1_000, 1_001), [1_500_000, 900_000]);
    assert_eq!(weights(found), [20_000 * 1_000, 19_999 * 1_001]);
    let found = check(&chain(1_001, 1_000), [1_500_000, 400_000]);
    assert_eq!(weights(found), [20_000 * 1_001; 2]);
}

#[test]
fn multiplication_tables() {
    // Known answer: the largest with the largest (rearrangement inequality).
    let product = |l: u32, r: u32| i64::from(l + 1) * i64::from(r + 1);
    let total = |lefts: u32, weight: &dyn Fn(u32) -> i64| -> i64 { (0..lefts).map(weight).sum() };
    let found = check(&complete(vec![1; 400], vec![5; 80], product), [55_000, 450_000]);
    assert_eq!(weights(found), [total(400, &|l| product(l, l / 5)); 2]);
    let found = check(&complete(vec![1; 400], vec![1; 80], product), [28_000, 11_000]);
    assert_eq!(weights(found), [total(80, &|r| product(320 + r, r)); 2]);
    // Or the largest with the least, where nobody likes anything.
    let costs = complete(vec![1; 400], vec![5; 80], |l, r| -product(l, r));
    let found = check(&costs, [55_000, 450_000]);
    assert_eq!(weights(found), [total(400, &|l| -product(l, 79 - l / 5)), 0]);
}

#[test]
fn everybody_wants_the_same() {
    let mut rng = Rng::new(140);
    let rng = &mut rng;
    let (left, right) = (|| vec![1; 2_000], || vec![4; 500]);
    // A tenth of the right vertices, from which to choose makes little difference.
    let weight = |rng: &mut Rng, _, r: u32| if r < 50 { 900_000 } else { 0 } + rng.within(0, 50);
    check(&sparse(rng, left(), right(), 20, weight), [900_000, 4_000_000]);
    // In the same order.
    let weight = |rng: &mut Rng, _, r: u32| 1_000 * i64::from(500 - r) + rng.within(0, 50);
    check(&sparse(rng, left(), right(), 20, weight), [2_200_000, 5_200_000]);
    let found = check(
        &sparse(rng, left(), right(), 20, |_, _, r| 1_000 * i64::from(500 - r)),
        [550_000, 700_000],
    );
    assert_eq!(weights(found), [4_000 * (1..=500).sum::<i64>(); 2]);
}

#[test]
fn equal_weights() {
    let mut rng = Rng::new(141);
    let equal = |left, right| complete(left, right, |_, _| 7);
    assert_eq!(weights(check(&equal(vec![1; 400], vec![5; 80]), [2_000, 53_000])), [2_800; 2]);
    assert_eq!(weights(check(&equal(vec![1; 400], vec![4; 80]), [38_000, 52_000])), [2_240; 2]);
    let parts = sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, |_, _, _| 7);
    assert_eq!(weights(check(&parts, [9_000, 250_000])), [14_000; 2]);
}

#[test]
fn few_different_weights() {
    let mut rng = Rng::new(142);
    let weight = |rng: &mut Rng, _, _| rng.within(1, 5);
    check(&sparse(&mut rng, vec![1; 2_000], vec![4; 500], 20, weight), [17_000, 190_000]);
    check(&sparse(&mut rng, vec![1; 2_000], vec![1; 2_000], 20, weight), [110_000, 90_000]);
    check(&sparse(&mut rng, vec![1; 2_000], vec![1; 2_000], 4, weight), [50_000, 36_000]);
}

#[test]
fn two_levels_of_weights() {
    let mut rng = Rng::new(143);
    let rng = &mut rng;
    let (left, right) = (|| vec![1; 2_000], || vec![4; 500]);
    // A tenth of the edges are worth a million others.
    let weight = |rng: &mut Rng, _, _| if rng.chance(1, 10) { 1_000_000 } else { 1 };
    check(&sparse(rng, left(), right(), 20, weight), [400_000, 1_000_000]);
    let weight = |rng: &mut Rng, _, _| if rng.chance(1, 10) { 1_000_000 } else { rng.within(0, 3) };
    check(&sparse(rng, left(), right(), 20, weight), [400_000, 1_700_000]);
    // Half of the left vertices are worth a million others, and all of them differ a little.
    let weight = |rng: &mut Rng, l: u32, _| {
        let level = if l % 2 == 0 { 1_000_000_000 } else { 0 };
        level + rng.within(0, 999)
    };
    check(&sparse(rng, left(), right(), 20, weight), [2_200_000, 6_400_000]);
}

#[test]
fn far_more_places_than_people_and_far_fewer() {
    let mut rng = Rng::new(144);
    let rng = &mut rng;
    let weight = |l: u32, r: u32| i64::from((l * 7_919 + r * 104_729) % 1_000);
    let uniform = |rng: &mut Rng, _, _| rng.within(0, 1_000_000);
    check(&complete(vec![1; 200], vec![50; 100], weight), [1_600, 1_200_000]);
    check(&sparse(rng, vec![1; 2_000], vec![20; 2_000], 10, uniform), [13_000, 1_800_000]);
    check(&complete(vec![1; 1_000], vec![1; 50], weight), [23_000, 1_200]);
    check(&sparse(rng, vec![1; 2_000], vec![1; 100], 20, uniform), [40_000, 2_400]);
}

#[test]
fn one_right_vertex_that_everybody_is_joined_to() {
    let mut rng = Rng::new(145);
    let n = 2_000;
    let mut parts = sparse(&mut rng, vec![1; n], vec![1; n], 3, |rng, _, _| rng.within(0, 1_000));
    parts.edges.retain(|e| e.1 != 0);
    parts.edges.extend((0..2_000).map(|l| (l, 0, 2_000)));
    check(&parts, [56_000, 50_000]);
    parts.right[0] = 500;
    check(&parts, [50_000, 900_000]);
    for edge in parts.edges.iter_mut().filter(|e| e.1 == 0) {
        edge.2 = rng.within(0, 2_000);
    }
    check(&parts, [50_000, 2_000_000]);
}
