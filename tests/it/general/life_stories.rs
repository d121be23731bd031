//! The life of a blossom: a named instance for everything that may happen to one.
//!
//! Which events each instance goes through, in some of its labellings, was counted
//! in an instrumented copy of the kernel; a kernel that starts otherwise may take
//! other ways, and must come to the same result.

use super::instances::{Edge, Parts, any_order};
use super::{KERNEL, check_solver};
use crate::rng::Rng;

/// Against enumeration: however labelled, with weights multiplied, and with a constant
/// added, which changes nothing where pairs are compared first.
fn tell(vertices: usize, edges: &[Edge]) {
    let mut rng = Rng::new(220);
    let mut parts = Parts::new(vertices, edges);
    for _ in 0..120 {
        check_solver(KERNEL, &parts);
        check_solver(KERNEL, &parts.reweighed(|w| 3 * w));
        check_solver(KERNEL, &parts.reweighed(|w| w + 50));
        parts = parts.relabelled(&any_order(&mut rng, vertices));
    }
}

// Made, and gone through.

#[test]
fn made() {
    // A blossom is made; its root stays single.
    tell(6, &[(0, 1, 9), (0, 2, 8), (1, 2, 10), (0, 3, 5), (3, 4, 4), (0, 5, 3)]);
}

#[test]
fn augmented_through_while_outer() {
    // The root of the search is in the blossom, and the way out leads round it.
    tell(6, &[(0, 1, 9), (0, 2, 8), (1, 2, 10), (0, 3, 5), (3, 4, 3), (2, 5, 4)]);
}

#[test]
fn base_moves() {
    // The blossom keeps its price, and has another base from then on.
    tell(7, &[(0, 1, 9), (0, 2, 9), (1, 2, 10), (1, 3, 8), (2, 4, 8), (3, 4, 10), (4, 5, 6)]);
}

// One label, then another.

#[test]
fn outer_then_inner() {
    // Made by one search, reached by a later one.
    tell(
        7,
        &[(0, 1, 6), (3, 6, 3), (2, 6, 5), (1, 6, 3), (0, 4, 5), (2, 3, 5), (1, 4, 3), (3, 5, 1)],
    );
}

#[test]
fn augmented_through_while_inner() {
    // As that, and the way leads through it.
    tell(
        8,
        &[
            (0, 2, 15),
            (0, 3, 10),
            (0, 4, 7),
            (1, 2, 19),
            (1, 7, 11),
            (2, 3, 12),
            (4, 5, 2),
            (4, 6, 10),
            (5, 6, 10),
        ],
    );
}

#[test]
fn inner_then_outer_within_a_search() {
    // An old blossom is inner until a cycle is closed around it.
    tell(
        11,
        &[
            (0, 1, 3),
            (0, 2, 1),
            (0, 5, 1),
            (1, 2, 1),
            (1, 10, 1),
            (3, 4, 1),
            (3, 5, 1),
            (4, 6, 1),
            (4, 8, 1),
            (5, 7, 1),
            (6, 7, 1),
            (8, 9, 2),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn nested_inner_then_outer_within_a_search() {
    // As that, and another one lies within it.
    tell(
        11,
        &[
            (0, 1, 11),
            (0, 2, 3),
            (0, 4, 12),
            (0, 5, 1),
            (0, 9, 1),
            (1, 2, 11),
            (1, 3, 5),
            (3, 4, 7),
            (5, 6, 2),
            (5, 7, 5),
            (6, 7, 5),
            (6, 10, 1),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn inner_then_outer_in_a_later_search() {
    // Three searches: made, inner, outer.
    tell(
        10,
        &[
            (0, 2, 1),
            (1, 2, 6),
            (1, 3, 6),
            (2, 3, 3),
            (2, 4, 2),
            (4, 5, 2),
            (4, 6, 11),
            (5, 6, 11),
            (5, 8, 2),
            (7, 8, 8),
            (7, 9, 8),
            (8, 9, 3),
        ],
    );
}

#[test]
fn inner_in_two_searches() {
    // Three searches: made, inner, inner.
    tell(
        10,
        &[
            (0, 3, 3),
            (1, 2, 10),
            (1, 3, 7),
            (1, 7, 4),
            (2, 3, 10),
            (3, 4, 4),
            (4, 5, 3),
            (4, 6, 9),
            (5, 6, 9),
            (7, 8, 2),
            (7, 9, 8),
            (8, 9, 8),
        ],
    );
}

// One in another.

#[test]
fn nested_two_deep() {
    // And the way out starts deep within.
    tell(
        9,
        &[
            (0, 1, 2),
            (0, 6, 1),
            (1, 3, 1),
            (1, 4, 3),
            (2, 3, 1),
            (2, 4, 1),
            (4, 5, 3),
            (5, 8, 3),
            (6, 7, 2),
            (6, 8, 2),
            (7, 8, 1),
        ],
    );
}

#[test]
fn nested_three_deep() {
    // And the way out starts deep within.
    tell(
        8,
        &[
            (0, 5, 3),
            (1, 2, 3),
            (1, 3, 9),
            (1, 5, 5),
            (2, 3, 9),
            (2, 4, 8),
            (2, 7, 8),
            (4, 5, 10),
            (4, 6, 8),
            (6, 7, 8),
        ],
    );
}

#[test]
fn old_one_nested_while_outer() {
    // A blossom of one search lies within one of a later search.
    tell(
        11,
        &[
            (0, 1, 9),
            (0, 2, 8),
            (1, 3, 10),
            (1, 6, 2),
            (2, 4, 6),
            (3, 4, 11),
            (4, 10, 4),
            (5, 8, 8),
            (5, 9, 7),
            (5, 10, 4),
            (6, 7, 1),
            (7, 8, 2),
            (8, 9, 6),
        ],
    );
}

// Taken apart within a search, while inner.

#[test]
fn expanded_forwards_round_the_whole_cycle() {
    // Only one of its nodes is not left over.
    tell(
        9,
        &[
            (0, 1, 1),
            (0, 2, 1),
            (1, 2, 2),
            (2, 8, 1),
            (3, 4, 1),
            (3, 5, 1),
            (3, 6, 1),
            (4, 5, 1),
            (6, 7, 2),
            (6, 8, 2),
            (7, 8, 2),
        ],
    );
}

#[test]
fn expanded_backwards_round_the_whole_cycle() {
    tell(
        9,
        &[
            (0, 1, 2),
            (0, 2, 2),
            (0, 3, 1),
            (1, 2, 1),
            (1, 7, 1),
            (3, 4, 1),
            (3, 5, 1),
            (4, 5, 1),
            (6, 7, 2),
            (6, 8, 1),
            (7, 8, 2),
        ],
    );
}

#[test]
fn expanded_forwards_with_a_pair_left_over() {
    // Of five nodes two are not on the way, and free.
    tell(
        11,
        &[
            (0, 1, 1),
            (0, 4, 1),
            (1, 2, 1),
            (1, 10, 1),
            (2, 3, 1),
            (3, 4, 2),
            (4, 7, 1),
            (5, 6, 1),
            (5, 7, 1),
            (6, 7, 1),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 2),
        ],
    );
}

#[test]
fn expanded_backwards_with_a_pair_left_over() {
    tell(
        11,
        &[
            (0, 1, 2),
            (0, 4, 1),
            (0, 5, 1),
            (1, 2, 1),
            (2, 3, 2),
            (3, 4, 2),
            (3, 8, 1),
            (5, 6, 1),
            (5, 7, 2),
            (6, 7, 1),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn expanded_from_its_base() {
    // Reached where its base is: the rest is free.
    tell(
        9,
        &[
            (0, 1, 2),
            (0, 2, 1),
            (1, 2, 2),
            (1, 5, 1),
            (3, 4, 1),
            (3, 5, 1),
            (4, 5, 1),
            (5, 7, 1),
            (6, 7, 2),
            (6, 8, 1),
            (7, 8, 1),
        ],
    );
}

#[test]
fn expanded_and_a_new_one_made() {
    // What comes out of it becomes part of another.
    tell(
        9,
        &[
            (0, 1, 2),
            (0, 2, 2),
            (0, 8, 1),
            (1, 2, 2),
            (1, 6, 1),
            (2, 4, 1),
            (3, 4, 1),
            (3, 5, 1),
            (4, 5, 1),
            (6, 7, 1),
            (6, 8, 2),
            (7, 8, 1),
        ],
    );
}

#[test]
fn inner_twice_then_expanded() {
    // Three searches: made, inner, inner and expanded.
    tell(
        10,
        &[
            (0, 3, 3),
            (1, 2, 10),
            (1, 3, 8),
            (1, 7, 5),
            (2, 3, 9),
            (3, 4, 4),
            (4, 5, 3),
            (4, 6, 9),
            (5, 6, 9),
            (7, 8, 2),
            (7, 9, 7),
            (8, 9, 7),
        ],
    );
}

#[test]
fn augmented_through_while_inner_then_expanded() {
    // Three searches; the second moves its base.
    tell(
        10,
        &[
            (0, 1, 9),
            (0, 2, 9),
            (0, 9, 4),
            (1, 2, 11),
            (1, 4, 7),
            (2, 3, 3),
            (4, 5, 7),
            (4, 6, 9),
            (5, 6, 8),
            (7, 8, 10),
            (7, 9, 7),
            (8, 9, 10),
        ],
    );
}

// Taken apart, with one within.

#[test]
fn expanded_and_the_one_within_is_free() {
    tell(
        11,
        &[
            (0, 1, 1),
            (0, 2, 2),
            (1, 2, 2),
            (1, 3, 1),
            (2, 4, 1),
            (3, 4, 1),
            (3, 7, 1),
            (3, 8, 1),
            (5, 6, 1),
            (5, 7, 1),
            (6, 7, 1),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn expanded_and_the_one_within_is_outer() {
    tell(
        11,
        &[
            (0, 1, 2),
            (0, 2, 1),
            (0, 3, 1),
            (1, 2, 2),
            (1, 4, 1),
            (3, 4, 2),
            (3, 8, 1),
            (4, 7, 1),
            (5, 6, 1),
            (5, 7, 1),
            (6, 7, 2),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn expanded_and_then_the_one_within() {
    // The one within is inner too, and its price ends as well.
    tell(
        11,
        &[
            (0, 1, 2),
            (0, 2, 2),
            (0, 4, 2),
            (1, 2, 2),
            (1, 3, 2),
            (2, 8, 1),
            (3, 4, 2),
            (4, 7, 1),
            (5, 6, 2),
            (5, 7, 2),
            (6, 7, 2),
            (8, 9, 2),
            (8, 10, 2),
            (9, 10, 2),
        ],
    );
}

#[test]
fn augmented_through_the_inner_one_of_an_expanded() {
    tell(
        11,
        &[
            (0, 1, 13),
            (0, 2, 11),
            (1, 2, 22),
            (2, 3, 17),
            (2, 4, 21),
            (2, 10, 11),
            (3, 4, 19),
            (3, 5, 9),
            (5, 6, 12),
            (5, 7, 3),
            (6, 7, 11),
            (8, 9, 19),
            (8, 10, 5),
            (9, 10, 18),
        ],
    );
}

#[test]
fn augmented_through_the_outer_one_of_an_expanded() {
    tell(
        11,
        &[
            (0, 1, 8),
            (0, 2, 4),
            (0, 3, 2),
            (1, 2, 10),
            (1, 4, 5),
            (1, 9, 1),
            (2, 7, 1),
            (3, 4, 3),
            (4, 9, 1),
            (5, 6, 1),
            (5, 7, 1),
            (6, 7, 1),
            (8, 9, 3),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

// Taken apart at the end of a search.

#[test]
fn released_while_outer() {
    // Made when the search ends, so that it has no price.
    tell(7, &[(0, 1, 4), (0, 4, 4), (1, 2, 4), (2, 3, 3), (2, 6, 3), (3, 4, 3), (5, 6, 1)]);
}

#[test]
fn released_while_inner() {
    // Its price ends just when the search does.
    tell(
        9,
        &[
            (0, 1, 9),
            (0, 2, 9),
            (0, 4, 4),
            (0, 7, 4),
            (1, 2, 10),
            (3, 4, 2),
            (3, 5, 3),
            (4, 5, 2),
            (6, 7, 3),
            (6, 8, 3),
            (7, 8, 1),
        ],
    );
}

#[test]
fn released_with_one_within() {
    // Neither of them has a price.
    tell(6, &[(0, 1, 2), (0, 2, 2), (0, 3, 2), (1, 2, 2), (2, 4, 2), (3, 4, 2), (3, 5, 1)]);
}

#[test]
fn released_and_the_one_within_kept() {
    // Only the outer one has no price.
    tell(6, &[(0, 4, 5), (1, 2, 4), (1, 3, 9), (1, 4, 7), (1, 5, 7), (2, 3, 8), (4, 5, 10)]);
}

#[test]
fn released_and_the_one_within_inner_later() {
    // The one within has a price, and a life of its own from then on.
    tell(
        10,
        &[
            (0, 1, 2),
            (0, 6, 4),
            (1, 4, 5),
            (2, 3, 8),
            (2, 4, 8),
            (2, 9, 4),
            (3, 4, 8),
            (3, 5, 7),
            (5, 6, 8),
            (7, 8, 9),
            (7, 9, 3),
            (8, 9, 9),
        ],
    );
}

// Edges that have to be found again.

#[test]
fn free_again_and_reached_by_the_edge_of_before() {
    // A free vertex is inner within a blossom, then free; the least edge is still the one.
    tell(
        11,
        &[
            (0, 1, 1),
            (0, 4, 1),
            (0, 8, 1),
            (1, 2, 1),
            (2, 3, 3),
            (2, 7, 1),
            (3, 4, 2),
            (4, 6, 1),
            (5, 6, 2),
            (5, 7, 1),
            (6, 7, 2),
            (8, 9, 1),
            (8, 10, 1),
            (9, 10, 1),
        ],
    );
}

#[test]
fn free_again_and_reached_by_an_edge_seen_while_inner() {
    tell(
        9,
        &[
            (0, 1, 4),
            (0, 2, 1),
            (1, 2, 1),
            (1, 5, 3),
            (1, 8, 1),
            (2, 4, 1),
            (3, 4, 3),
            (3, 5, 2),
            (4, 5, 4),
            (6, 7, 1),
            (6, 8, 1),
            (7, 8, 1),
        ],
    );
}

#[test]
fn blossom_free_again_and_reached() {
    // As that, and a blossom.
    tell(
        11,
        &[
            (0, 1, 1),
            (0, 2, 5),
            (0, 4, 1),
            (0, 8, 1),
            (1, 2, 5),
            (1, 3, 1),
            (3, 4, 2),
            (4, 6, 1),
            (4, 8, 3),
            (5, 6, 1),
            (5, 7, 1),
            (6, 7, 1),
            (8, 9, 2),
            (8, 10, 4),
            (9, 10, 1),
        ],
    );
}

// Handed down.

/// The instances by which van Rantwijk's `mwmatching` is tested (2008, its tests 20 to 34;
/// also in NetworkX), in their order. What they are meant for happens to a kernel that
/// starts without pairs.
#[test]
fn classic_instances() {
    let instances: [&[Edge]; 15] = [
        &[(0, 1, 8), (0, 2, 9), (1, 2, 10), (2, 3, 7)],
        &[(0, 1, 8), (0, 2, 9), (1, 2, 10), (2, 3, 7), (0, 5, 5), (3, 4, 6)],
        &[(0, 1, 9), (0, 2, 8), (1, 2, 10), (0, 3, 5), (3, 4, 4), (0, 5, 3)],
        &[(0, 1, 9), (0, 2, 8), (1, 2, 10), (0, 3, 5), (3, 4, 3), (0, 5, 4)],
        &[(0, 1, 9), (0, 2, 8), (1, 2, 10), (0, 3, 5), (3, 4, 3), (2, 5, 4)],
        &[(0, 1, 9), (0, 2, 9), (1, 2, 10), (1, 3, 8), (2, 4, 8), (3, 4, 10), (4, 5, 6)],
        &[
            (0, 1, 10),
            (0, 6, 10),
            (1, 2, 12),
            (2, 3, 20),
            (2, 4, 20),
            (3, 4, 25),
            (4, 5, 10),
            (5, 6, 10),
            (6, 7, 8),
        ],
        &[
            (0, 1, 8),
            (0, 2, 8),
            (1, 2, 10),
            (1, 3, 12),
            (2, 4, 12),
            (3, 4, 14),
            (3, 5, 12),
            (4, 6, 12),
            (5, 6, 14),
            (6, 7, 12),
        ],
        &[
            (0, 1, 23),
            (0, 4, 22),
            (0, 5, 15),
            (1, 2, 25),
            (2, 3, 22),
            (3, 4, 25),
            (3, 7, 14),
            (4, 6, 13),
        ],
        &[
            (0, 1, 19),
            (0, 2, 20),
            (0, 7, 8),
            (1, 2, 25),
            (1, 3, 18),
            (2, 4, 18),
            (3, 4, 13),
            (3, 6, 7),
            (4, 5, 7),
        ],
        &[
            (0, 1, 45),
            (0, 4, 45),
            (1, 2, 50),
            (2, 3, 45),
            (3, 4, 50),
            (0, 5, 30),
            (2, 8, 35),
            (3, 7, 35),
            (4, 6, 26),
            (8, 9, 5),
        ],
        &[
            (0, 1, 45),
            (0, 4, 45),
            (1, 2, 50),
            (2, 3, 45),
            (3, 4, 50),
            (0, 5, 30),
            (2, 8, 35),
            (3, 7, 26),
            (4, 6, 40),
            (8, 9, 5),
        ],
        &[
            (0, 1, 45),
            (0, 4, 45),
            (1, 2, 50),
            (2, 3, 45),
            (3, 4, 50),
            (0, 5, 30),
            (2, 8, 35),
            (3, 7, 28),
            (4, 6, 26),
            (8, 9, 5),
        ],
        &[
            (0, 1, 45),
            (0, 6, 45),
            (1, 2, 50),
            (2, 3, 45),
            (3, 4, 95),
            (3, 5, 94),
            (4, 5, 94),
            (5, 6, 50),
            (0, 7, 30),
            (2, 10, 35),
            (4, 8, 36),
            (6, 9, 26),
            (10, 11, 5),
        ],
        &[
            (0, 1, 40),
            (0, 2, 40),
            (1, 2, 60),
            (1, 3, 55),
            (2, 4, 55),
            (3, 4, 50),
            (0, 7, 15),
            (4, 6, 30),
            (5, 6, 10),
            (7, 9, 10),
            (3, 8, 30),
        ],
    ];
    for edges in instances {
        let last = edges.iter().map(|e| e.1).max().unwrap();
        tell(last as usize + 1, edges);
    }
}
