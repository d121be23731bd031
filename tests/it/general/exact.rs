//! The kernel against complete enumeration, both modes each.

use crosstie::matching::general::Mode;

use super::instances::{Edge, Parts, any_order, count_graphs, every_graph, small, small_with};
use super::oracle::{Oracle, twice_in_halves};
use super::{KERNEL, MODES, check_solver};
use crate::rng::Rng;

#[test]
fn agrees_with_enumeration_on_random_graphs() {
    let mut rng = Rng::new(110);
    // What the graphs must contain to be worth the name.
    let (mut differ, mut negative, mut odd, mut missed, mut nothing) = (0, 0, 0, 0, 0);
    for round in 0..200_000 {
        let parts = small(&mut rng);
        check_solver(KERNEL, &parts);
        if round % 10 > 0 {
            continue;
        }
        let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
        let [first, highest] = MODES.map(|mode| oracle.objective(mode).weight);
        differ += usize::from(first < highest);
        negative += usize::from(first < 0);
        odd += usize::from(twice_in_halves(&parts) > 2 * highest);
        missed += usize::from(oracle.most_pairs() < parts.vertices / 2);
        nothing += usize::from(oracle.most_pairs() == 0);
    }
    let seen = [differ, negative, odd, missed, nothing];
    assert!(seen.iter().all(|&seen| seen > 1_000), "{seen:?}");
}

#[test]
fn agrees_with_enumeration_on_every_graph_of_five() {
    let mut count = 0;
    for parts in every_graph(5, &[1, 2]) {
        check_solver(KERNEL, &parts);
        count += 1;
    }
    assert_eq!(count, count_graphs(5, 2));
    assert_eq!(count, 59_049);
}

#[test]
fn agrees_with_enumeration_on_every_graph_of_four() {
    let mut count = 0;
    for vertices in 0..=4 {
        for parts in every_graph(vertices, &[-2, 0, 1, 3]) {
            check_solver(KERNEL, &parts);
            count += 1;
        }
    }
    assert_eq!(count, 1 + 1 + 5 + 125 + 15_625);
}

#[test]
fn agrees_with_enumeration_on_every_graph_of_six_without_weights() {
    let mut count = 0;
    for parts in every_graph(6, &[1]) {
        check_solver(KERNEL, &parts);
        count += 1;
    }
    assert_eq!(count, 1 << 15);
}

#[test]
fn agrees_with_enumeration_on_wider_graphs() {
    let mut rng = Rng::new(111);
    for _ in 0..1_000 {
        check_solver(KERNEL, &small_with(&mut rng, 12));
    }
}

/// A circle of so many vertices, all edges with the same weight.
fn circle(count: u32, weight: i64) -> Vec<Edge> {
    (0..count)
        .map(|v| (v.min((v + 1) % count), v.max((v + 1) % count), weight))
        .filter(|e| e.0 != e.1)
        .collect()
}

/// Ten vertices, each with three neighbours, no circle shorter than 5.
pub(crate) fn petersen(weight: i64) -> Parts {
    let mut edges = Vec::new();
    for v in 0..5 {
        edges.extend([(v, (v + 1) % 5, weight), (v, v + 5, weight)]);
        edges.push((v + 5, (v + 2) % 5 + 5, weight));
    }
    Parts::new(10, &edges).relabelled(&(0..10).collect::<Vec<_>>())
}

#[test]
fn agrees_with_enumeration_on_named_graphs_however_labelled() {
    let with = |mut edges: Vec<Edge>, more: &[Edge]| {
        edges.extend(more);
        edges
    };
    let complete = |count: u32, weight: i64| -> Vec<Edge> {
        (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b, weight))).collect()
    };
    let mut cases = vec![
        Parts::new(0, &[]),
        Parts::new(1, &[]),
        Parts::new(3, &[]),
        Parts::new(2, &[(0, 1, 0)]),
        Parts::new(2, &[(0, 1, -7)]),
        petersen(1),
        petersen(-1),
        // Two triangles joined by an edge, light and heavy.
        Parts::new(6, &with(circle(3, 3), &[(3, 4, 3), (3, 5, 3), (4, 5, 3), (2, 3, 1)])),
        Parts::new(6, &with(circle(3, 3), &[(3, 4, 3), (3, 5, 3), (4, 5, 3), (2, 3, 9)])),
        // A flower: a circle of five on a stem of one and of two.
        Parts::new(6, &with(circle(5, 2), &[(0, 5, 2)])),
        Parts::new(7, &with(circle(5, 8), &[(0, 5, 7), (5, 6, 9)])),
        // A triangle in a circle of five in a circle of seven.
        Parts::new(
            7,
            &with(
                circle(3, 9),
                &[(0, 3, 8), (3, 4, 8), (2, 4, 8), (3, 5, 7), (5, 6, 7), (4, 6, 7)],
            ),
        ),
        // Three triangles on a vertex: a barrier of one.
        Parts::new(
            10,
            &[
                (0, 1, 1),
                (0, 2, 1),
                (1, 2, 1),
                (3, 4, 1),
                (3, 5, 1),
                (4, 5, 1),
                (6, 7, 1),
                (6, 8, 1),
                (7, 8, 1),
                (0, 9, 5),
                (3, 9, 5),
                (6, 9, 5),
            ],
        ),
        // One more pair costs more than all weigh.
        Parts::new(4, &[(0, 1, -50), (1, 2, 10), (2, 3, -50)]),
        // A star: one pair, whoever it is.
        Parts::new(6, &[(0, 1, 1), (0, 2, 2), (0, 3, 3), (0, 4, 3), (0, 5, -1)]),
    ];
    for count in 3..=9 {
        cases.push(Parts::new(count as usize, &circle(count, 2)));
        cases.push(Parts::new(count as usize, &complete(count, 1)));
        cases.push(Parts::new(count as usize, &complete(count, -1)));
        // Weights that fall from one to the next.
        let falling = complete(count, 0)
            .iter()
            .map(|e| (e.0, e.1, 20 - i64::from(e.0 + e.1)))
            .collect::<Vec<_>>();
        cases.push(Parts::new(count as usize, &falling));
    }
    let mut rng = Rng::new(112);
    for parts in cases {
        check_solver(KERNEL, &parts);
        for _ in 0..200 {
            check_solver(KERNEL, &parts.relabelled(&any_order(&mut rng, parts.vertices)));
        }
    }
}
