//! Larger problems, by their certificates and counts.

use super::check_color;
use super::instances::{Parts, number};
use crate::rng::Rng;

/// Regular, where each left vertex meets right ones that are up to `reach` away.
fn regular(vertices: usize, degree: usize, reach: usize, rng: &mut Rng) -> Parts {
    let mut edges = Vec::new();
    for _ in 0..degree {
        let mut mates: Vec<usize> = (0..vertices).collect();
        let start = rng.below(reach);
        mates[start..].chunks_mut(reach).for_each(|mates| rng.shuffle(mates));
        edges.extend(mates.into_iter().enumerate().map(|(l, r)| (number(l), number(r))));
    }
    edges.sort_unstable();
    Parts::plain(vertices, vertices, edges)
}

#[test]
fn regular_graphs() {
    let mut rng = Rng::new(80);
    for degree in [3, 7, 10, 15, 16, 17] {
        check_color(&regular(10_000, degree, 10_000, &mut rng));
    }
}

/// Walks along a band are long.
#[test]
fn bands() {
    let mut rng = Rng::new(81);
    for reach in [2, 5, 50, 500] {
        check_color(&regular(10_000, 7, reach, &mut rng));
        check_color(&regular(10_000, 11, reach, &mut rng));
    }
}

#[test]
fn few_edges_at_most_and_many_at_some() {
    let mut rng = Rng::new(82);
    for _ in 0..5 {
        // A product of two draws is small more often.
        let low = |rng: &mut Rng| {
            let most = 1 + rng.below(2_000);
            number(rng.below(most))
        };
        let edges = (0..100_000).map(|_| (low(&mut rng), low(&mut rng))).collect();
        check_color(&Parts::plain(2_000, 2_000, edges));
    }
}

#[test]
fn stays_at_hosts_with_capacities() {
    let mut rng = Rng::new(83);
    for (people, hosts, each, capacity) in
        [(10_000, 100, 12, 110), (10_000, 100, 10, 101), (20_000, 3_000, 3, 8)]
    {
        let edge = |rng: &mut Rng, i: usize| (number(i / each), number(rng.below(hosts)));
        let edges = (0..people * each).map(|i| edge(&mut rng, i)).collect();
        let mut parts = Parts::plain(people, hosts, edges);
        parts.right.fill(capacity);
        check_color(&parts);
    }
}

#[test]
fn a_star_of_a_hundred_thousand() {
    let edges = (0..100_000).map(|r| (0, r));
    let coloring = check_color(&Parts::plain(1, 100_000, edges.clone().collect()));
    assert_eq!(coloring.colors(), 100_000);
    let mut parts = Parts::plain(1, 100_000, edges.collect());
    parts.left[0] = 999;
    assert_eq!(check_color(&parts).colors(), 101);
}
