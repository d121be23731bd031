//! A million small graphs against enumeration, both solvers. Run it by name:
//! `cargo test --release --all-features --test it -- --ignored a_million_random_small_graphs`.

use crosstie::matching::general::Mode;

use super::instances::{Edge, Parts, all_pairs, any_order, small_with};
use super::oracle::{Oracle, twice_in_halves};
use super::{KERNEL, dominant, solve_to_proof};
use crate::rng::Rng;

/// Odd parts with dense edges within, joined through few others or not at all, so that some stay single or
/// are matched at a cost.
fn odd_parts(rng: &mut Rng, vertices: usize) -> Vec<(u32, u32)> {
    let few = rng.below_u32(3);
    let size = *rng.pick(&[1, 3, 3, 5]);
    let part = |v: u32| (v >= few).then(|| (v - few) / size);
    let (inside, outside) = (rng.within(6, 10), rng.within(0, 8));
    let mut ends = all_pairs(vertices);
    ends.retain(|&(a, b)| match (part(a), part(b)) {
        (Some(one), Some(other)) => one == other && rng.within(1, 10) <= inside,
        _ => rng.within(1, 10) <= outside,
    });
    ends
}

/// Up to ten vertices, any density, any kind of weight.
fn any_graph(rng: &mut Rng) -> Parts {
    let most = *rng.pick(&[5, 6, 7, 8, 9, 9, 10]);
    // Half of them as the other tests have them.
    if rng.chance(1, 2) {
        return small_with(rng, most);
    }
    let vertices = 2 + rng.below(most - 1);
    let ends = if rng.chance(1, 2) {
        odd_parts(rng, vertices)
    } else {
        let tenths = 1 + rng.below(10);
        let mut ends = all_pairs(vertices);
        ends.retain(|_| rng.chance(tenths, 10));
        ends
    };
    // Many ties, few, or hardly any; above 0, below it, or both.
    let spread = *rng.pick(&[0, 1, 2, 4, 10, 1_000, 1_000_000_000]);
    let least = *rng.pick(&[1, 0, -spread / 2, -spread, -spread - 1]);
    let edges: Vec<Edge> =
        ends.into_iter().map(|(a, b)| (a, b, rng.within(least, least + spread))).collect();
    let order = any_order(rng, vertices);
    Parts { vertices, edges }.relabelled(&order)
}

#[test]
#[ignore = "takes ten seconds even with --release"]
fn a_million_random_small_graphs() {
    const GRAPHS: usize = 1_000_000;
    let mut rng = Rng::new(250);
    // What the graphs must contain to be worth the name; all that only odd sets, barriers or
    // prices of pairs can prove.
    let (mut differ, mut negative, mut odd, mut missed, mut ties, mut large) = (0, 0, 0, 0, 0, 0);
    for _ in 0..GRAPHS {
        let parts = any_graph(&mut rng);
        let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
        let [first, highest] = super::MODES.map(|mode| {
            let found = solve_to_proof(KERNEL, &parts.problem(mode)).objective();
            assert_eq!(found, oracle.objective(mode), "{mode:?} {parts:?}");
            found.weight
        });
        dominant::check(&parts, &oracle);
        differ += usize::from(first < highest);
        negative += usize::from(first < 0);
        missed += usize::from(oracle.most_pairs() < parts.vertices / 2);
        large += usize::from(parts.vertices >= 9);
        let mut weights: Vec<i64> = parts.edges.iter().map(|e| e.2).collect();
        weights.sort_unstable();
        weights.dedup();
        ties += usize::from(2 * weights.len() <= parts.edges.len());
        // Of one in ten, since it takes long.
        if rng.chance(1, 10) {
            odd += 10 * usize::from(twice_in_halves(&parts) > 2 * highest);
        }
    }
    let seen = [differ, negative, odd, missed, ties, large];
    assert!(seen.iter().all(|&seen| seen > GRAPHS / 50), "{seen:?}");
}
