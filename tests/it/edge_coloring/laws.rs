//! What must not change, or change in a known way.

use super::instances::{SHAPES, number};
use super::{check_color, least_colors};
use crate::rng::Rng;

const EACH: usize = 2_000;

#[test]
fn the_same_twice() {
    let mut rng = Rng::new(60);
    for shape in SHAPES {
        for _ in 0..EACH {
            let problem = shape(&mut rng).problem();
            assert_eq!(problem.color(), problem.clone().color());
        }
    }
}

/// Names and order do not count.
#[test]
fn relabelling_takes_as_many_colours() {
    let mut rng = Rng::new(61);
    for shape in SHAPES {
        for _ in 0..EACH {
            let parts = shape(&mut rng).with_random_capacities(&mut rng);
            let mut other = parts.clone();
            let mut left: Vec<u32> = (0..number(parts.left.len())).collect();
            let mut right: Vec<u32> = (0..number(parts.right.len())).collect();
            rng.shuffle(&mut left);
            rng.shuffle(&mut right);
            for (old, &new) in left.iter().enumerate() {
                other.left[new as usize] = parts.left[old];
            }
            for (old, &new) in right.iter().enumerate() {
                other.right[new as usize] = parts.right[old];
            }
            for edge in &mut other.edges {
                *edge = (left[edge.0 as usize], right[edge.1 as usize]);
            }
            rng.shuffle(&mut other.edges);
            assert_eq!(check_color(&parts).colors(), check_color(&other).colors());
        }
    }
}

#[test]
fn exchanging_the_sides_takes_as_many_colours() {
    let mut rng = Rng::new(62);
    for shape in SHAPES {
        for _ in 0..EACH {
            let parts = shape(&mut rng).with_random_capacities(&mut rng);
            let mut other = parts.clone();
            std::mem::swap(&mut other.left, &mut other.right);
            other.edges.iter_mut().for_each(|e| *e = (e.1, e.0));
            assert_eq!(check_color(&parts).colors(), check_color(&other).colors());
        }
    }
}

#[test]
fn a_vertex_without_edges_changes_nothing() {
    let mut rng = Rng::new(63);
    for shape in SHAPES {
        for _ in 0..EACH {
            let parts = shape(&mut rng);
            let mut other = parts.clone();
            other.left.push(1);
            other.right.push(0);
            assert_eq!(parts.problem().color(), other.problem().color());
        }
    }
}

#[test]
fn every_edge_twice_takes_twice_as_many_colours() {
    let mut rng = Rng::new(64);
    for shape in SHAPES {
        for _ in 0..EACH {
            let mut parts = shape(&mut rng);
            parts.right.fill(1);
            let colors = least_colors(&parts);
            parts.edges.extend_from_within(..);
            assert_eq!(check_color(&parts).colors(), 2 * colors);
        }
    }
}

/// Twice the capacity is as good as half of the edges.
#[test]
fn capacities_divide_degrees() {
    let mut rng = Rng::new(65);
    for shape in SHAPES {
        for _ in 0..EACH {
            let mut parts = shape(&mut rng);
            parts.right.fill(1);
            let colors = least_colors(&parts);
            for capacity in 2..5 {
                parts.left.fill(capacity);
                parts.right.fill(capacity);
                assert_eq!(check_color(&parts).colors(), colors.div_ceil(capacity));
            }
        }
    }
}
