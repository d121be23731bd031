//! Complete enumeration of tiny problems.

use crosstie::matching::edge_coloring::EdgeColoring;
use crosstie::solve::Problem;

use super::instances::{Parts, number};
use super::least_colors;
use crate::rng::Rng;

/// Whether some colouring with so many colours keeps to the capacities.
fn is_colorable(parts: &Parts, colors: usize) -> bool {
    let count = |v: u32, end: fn(&(u32, u32)) -> u32, color: usize, chosen: &[usize]| {
        parts.edges.iter().zip(chosen).filter(|(e, c)| end(e) == v && **c == color).count()
    };
    let mut chosen: Vec<usize> = Vec::new();
    let mut next = 0;
    loop {
        if chosen.len() == parts.edges.len() {
            return true;
        }
        let (l, r) = parts.edges[chosen.len()];
        let fits = |&color: &usize| {
            count(l, |e| e.0, color, &chosen) < parts.left[l as usize] as usize
                && count(r, |e| e.1, color, &chosen) < parts.right[r as usize] as usize
        };
        if let Some(color) = (next..colors).find(fits) {
            chosen.push(color);
            next = 0;
        } else if let Some(last) = chosen.pop() {
            next = last + 1;
        } else {
            return false;
        }
    }
}

fn tiny(rng: &mut Rng) -> Parts {
    let (lefts, rights) = (1 + rng.below(3), 1 + rng.below(3));
    let edge = |rng: &mut Rng| (number(rng.below(lefts)), number(rng.below(rights)));
    let edges = (0..1 + rng.below(8)).map(|_| edge(rng)).collect();
    let parts = Parts::plain(lefts, rights, edges);
    if rng.chance(1, 2) { parts.with_random_capacities(rng) } else { parts }
}

#[test]
fn fewer_colours_are_impossible() {
    let mut rng = Rng::new(40);
    for _ in 0..3_000 {
        let parts = tiny(&mut rng);
        let least = parts.problem().least_colors();
        assert_eq!(least, least_colors(&parts));
        assert!(is_colorable(&parts, least as usize), "{parts:?}");
        assert!(!is_colorable(&parts, least as usize - 1), "{parts:?}");
    }
}

/// The checker accepts a colouring exactly if no vertex is over its capacity.
#[test]
fn verification_accepts_exactly_what_is_feasible() {
    let mut rng = Rng::new(41);
    let mut accepted = 0;
    for _ in 0..50_000 {
        let parts = tiny(&mut rng);
        let colors = 1 + rng.below_u32(5);
        let color_of: Vec<u32> = parts.edges.iter().map(|_| rng.below_u32(colors)).collect();
        let over = |end: fn(&(u32, u32)) -> u32, capacities: &[u32]| {
            (0..).zip(capacities).any(|(v, &capacity)| {
                (0..colors).any(|color| {
                    let edges = parts.edges.iter().zip(&color_of);
                    let used = edges.filter(|(e, c)| end(e) == v && **c == color).count();
                    used > capacity as usize
                })
            })
        };
        let is_feasible = !over(|e| e.0, &parts.left) && !over(|e| e.1, &parts.right);
        let coloring = EdgeColoring::new(colors, color_of.clone());
        let problem = parts.problem();
        let verified = problem.verify(&coloring, problem.certificate().as_ref());
        assert_eq!(verified.is_ok(), is_feasible, "{parts:?} {coloring:?}");
        if let Ok(quality) = verified {
            assert_eq!(quality.is_optimal(), colors == least_colors(&parts));
            assert!(quality.bound() >= Some(quality.objective()));
            accepted += 1;
        }
    }
    assert!(accepted > 5_000, "only {accepted} were feasible");
}
