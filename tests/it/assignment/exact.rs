//! The kernel against complete enumeration, both modes each.

use crosstie::matching::assignment::Mode;

use super::instances::{Parts, small, small_with};
use super::oracle::Oracle;
use super::reference::every_two_by_two;
use super::{KERNEL, MODES, check_solver};
use crate::rng::Rng;

#[test]
fn agrees_with_enumeration_on_random_instances() {
    let mut rng = Rng::new(10);
    // What the instances must contain to be worth the name.
    let (mut differ, mut negative, mut shared, mut nothing) = (0, 0, 0, 0);
    for _ in 0..200_000 {
        let parts = small(&mut rng);
        let problem = parts.problem(Mode::HighestScore);
        check_solver(KERNEL, &problem);
        let oracle = Oracle::of(&problem);
        let [first, highest] = MODES.map(|mode| oracle.objective(mode).weight);
        differ += usize::from(first < highest);
        negative += usize::from(first < 0);
        shared += usize::from(oracle.most_pairs() > parts.left.len().min(parts.right.len()));
        nothing += usize::from(oracle.most_pairs() == 0);
    }
    let seen = [differ, negative, shared, nothing];
    assert!(seen.iter().all(|&seen| seen > 10_000), "{seen:?}");
}

#[test]
fn agrees_with_enumeration_on_every_two_by_two() {
    for parts in every_two_by_two() {
        check_solver(KERNEL, &parts.problem(Mode::HighestScore));
    }
}

#[test]
fn agrees_with_enumeration_on_wider_instances() {
    let mut rng = Rng::new(11);
    for _ in 0..3_000 {
        let parts = small_with(&mut rng, 7, 24);
        check_solver(KERNEL, &parts.problem(Mode::HighestScore));
    }
}

/// Left capacities, right capacities, edges.
type Case<'a> = (&'a [u32], &'a [u32], Vec<(u32, u32, i64)>);

#[test]
fn agrees_with_enumeration_at_the_edges_of_the_definition() {
    let max = u32::MAX;
    let all = |weight: i64| vec![(0, 0, weight), (0, 1, weight), (1, 0, weight), (1, 1, weight)];
    let cases: &[Case<'_>] = &[
        (&[], &[], vec![]),
        (&[1], &[], vec![]),
        (&[], &[1], vec![]),
        (&[1], &[1], vec![]),
        (&[1], &[1], vec![(0, 0, 0)]),
        (&[1], &[1], vec![(0, 0, -7)]),
        (&[0], &[1], vec![(0, 0, 7)]),
        (&[1], &[0], vec![(0, 0, 7)]),
        (&[max], &[max], vec![(0, 0, 7)]),
        (&[0, 0], &[0, 0], all(3)),
        (&[max, max], &[max, max], all(3)),
        (&[max, max], &[max, max], all(-3)),
        (&[2, 1], &[1, 2], all(0)),
        (&[2, 0], &[0, 2], all(1)),
        // One more pair costs more than both weigh.
        (&[1, 1], &[1, 1], vec![(0, 0, 10), (0, 1, -50), (1, 0, -50)]),
        // The second pair moves the first, and the third moves both.
        (&[1, 1, 1], &[1, 1, 1], vec![(0, 0, 9), (0, 1, 8), (1, 0, 9), (1, 2, 1), (2, 1, 9)]),
        // A left vertex keeps one place and gives up the other.
        (&[2, 1], &[1, 1, 1], vec![(0, 0, 5), (0, 1, 4), (0, 2, 1), (1, 0, 6)]),
    ];
    for (left, right, edges) in cases {
        let parts = Parts::new(left.to_vec(), right.to_vec(), edges.clone());
        check_solver(KERNEL, &parts.problem(Mode::HighestScore));
        check_solver(KERNEL, &parts.transposed().problem(Mode::HighestScore));
    }
}
