//! What is guaranteed, on many small problems of every shape.

use super::instances::{Parts, SHAPES, number};
use super::{check_color, check_even, least_colors};
use crate::rng::Rng;

const EACH: usize = 30_000;

#[test]
fn the_fewest_colours_on_random_multigraphs() {
    let mut rng = Rng::new(1_916);
    for shape in SHAPES {
        for _ in 0..EACH {
            check_color(&shape(&mut rng));
        }
    }
}

#[test]
fn the_fewest_colours_with_random_capacities() {
    let mut rng = Rng::new(1_971);
    for shape in SHAPES {
        for _ in 0..EACH {
            check_color(&shape(&mut rng).with_random_capacities(&mut rng));
        }
    }
}

#[test]
fn any_number_of_colours_that_is_enough() {
    let mut rng = Rng::new(3);
    for shape in SHAPES {
        for _ in 0..EACH / 2 {
            let mut parts = shape(&mut rng);
            if rng.chance(1, 2) {
                parts = parts.with_random_capacities(&mut rng);
            }
            let problem = parts.problem();
            let colors = least_colors(&parts) + rng.below_u32(20);
            let coloring = problem.color_with(colors).unwrap();
            assert_eq!(coloring.colors(), colors);
            check_even(&problem, &parts, &coloring);
        }
    }
}

#[test]
fn nothing_to_colour() {
    for (lefts, rights) in [(0, 0), (3, 0), (0, 2), (4, 5)] {
        let coloring = check_color(&Parts::plain(lefts, rights, Vec::new()));
        assert_eq!((coloring.colors(), coloring.color_of()), (0, &[] as &[u32]));
    }
}

#[test]
fn parallel_edges_alone() {
    for edges in 1..70 {
        check_color(&Parts::plain(1, 1, vec![(0, 0); edges]));
        // Two hosts of one person, and a second person who is at neither.
        let edges = (0..edges).map(|i| (0, number(i % 2))).collect();
        check_color(&Parts::plain(2, 2, edges));
    }
}

#[test]
fn complete_bipartite_graphs() {
    for lefts in 1..18 {
        for rights in 1..18 {
            let edges = (0..lefts).flat_map(|l| (0..rights).map(move |r| (number(l), number(r))));
            check_color(&Parts::plain(lefts, rights, edges.collect()));
        }
    }
}

/// Where vertices meet in order, and one class would be much larger than the others.
#[test]
fn a_matching_beside_a_star() {
    for spokes in [1, 2, 3, 10, 63, 64, 65] {
        let matching = (0..200).map(|i| (i, i));
        let edges = matching.chain((0..spokes).map(|r| (0, r))).collect();
        check_color(&Parts::plain(200, 200, edges));
    }
}
