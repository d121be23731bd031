//! Building a problem: what is stored, what is refused, and graphs of petgraph.

use crosstie::matching::assignment::{
    AssignmentError, AssignmentProblem, Matching, Mode, Objective, Side,
};
use crosstie::petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use crosstie::petgraph::visit::{EdgeRef, NodeFiltered};

use super::instances::{Parts, largest_weight, small};
use super::{KERNEL, MODES, check_solver, objective, solve_to_proof};
use crate::rng::Rng;

type Edge = (u32, u32, i64);

fn mistakes(left: &[u32], right: &[u32], edges: &[Edge]) -> Vec<AssignmentError> {
    let edges = edges.iter().copied();
    AssignmentProblem::new(Mode::MostPairsFirst, left.to_vec(), right.to_vec(), edges)
        .unwrap_err()
        .into_vec()
}

#[test]
fn keeps_what_it_is_given_in_rows() {
    let mut rng = Rng::new(70);
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        let problem = parts.problem(Mode::HighestScore);
        assert_eq!(problem.mode(), Mode::HighestScore);
        assert_eq!(problem.left_capacity(), parts.left);
        assert_eq!(problem.right_capacity(), parts.right);
        assert_eq!(problem.edge_count(), parts.edges.len());
        let mut sorted = parts.edges.clone();
        sorted.sort_unstable();
        assert_eq!(problem.edges().collect::<Vec<_>>(), sorted);
        for l in 0..u32::try_from(parts.left.len()).unwrap() {
            let (rights, weights) = problem.row(l as usize);
            let row: Vec<Edge> = rights.iter().zip(weights).map(|(&r, &w)| (l, r, w)).collect();
            let expected: Vec<Edge> = sorted.iter().copied().filter(|e| e.0 == l).collect();
            assert_eq!(row, expected);
            for r in 0..=u32::try_from(parts.right.len()).unwrap() {
                let edge = sorted.iter().find(|e| (e.0, e.1) == (l, r));
                assert_eq!(problem.weight(l, r), edge.map(|e| e.2));
            }
        }
        for beyond in [parts.left.len(), parts.left.len() + 1, usize::MAX] {
            assert_eq!(problem.row(beyond), (&[] as &[u32], &[] as &[i64]));
        }
        assert_eq!(problem.weight(u32::MAX, 0), None);
    }
}

#[test]
fn names_vertices_that_are_not_there() {
    let vertex = |edge, side, vertex, count| AssignmentError::Vertex { edge, side, vertex, count };
    assert_eq!(mistakes(&[1, 1], &[1], &[(2, 0, 1)]), [vertex(0, "left", 2, 2)]);
    assert_eq!(mistakes(&[1, 1], &[1], &[(1, 0, 1), (0, 1, 1)]), [vertex(1, "right", 1, 1)]);
    assert_eq!(
        mistakes(&[1, 1], &[1], &[(u32::MAX, u32::MAX, 1)]),
        [vertex(0, "left", u32::MAX, 2), vertex(0, "right", u32::MAX, 1)]
    );
    assert_eq!(
        mistakes(&[], &[], &[(0, 0, 1)]),
        [vertex(0, "left", 0, 0), vertex(0, "right", 0, 0)]
    );
}

#[test]
fn names_parallel_edges() {
    let parallel = |edge, left, right| AssignmentError::Parallel { edge, left, right };
    let edges = [(1, 1, 3), (0, 0, 2), (1, 1, 3), (0, 1, 2), (0, 0, 5), (1, 1, 0)];
    let mut found = mistakes(&[1, 1], &[1, 1], &edges);
    found.sort_by_key(|error| match error {
        AssignmentError::Parallel { edge, .. } => *edge,
        other => panic!("{other}"),
    });
    assert_eq!(found, [parallel(2, 1, 1), parallel(4, 0, 0), parallel(5, 1, 1)]);
}

#[test]
fn reports_vertices_and_headroom_together() {
    let edges = [(0, 7, i64::MIN), (5, 0, 1), (0, 0, i64::MAX)];
    let found = mistakes(&[1, 1], &[1], &edges);
    assert_eq!(
        found,
        [
            AssignmentError::Vertex { edge: 0, side: "right", vertex: 7, count: 1 },
            AssignmentError::Vertex { edge: 1, side: "left", vertex: 5, count: 2 },
            AssignmentError::Headroom {
                given: 1 << 63,
                vertices: 3,
                most: i64::MAX.unsigned_abs() / 40,
            },
        ]
    );
}

#[test]
fn reports_parallel_edges_with_all_else() {
    let edges = [(0, 0, 1), (0, 0, 1), (0, 7, 1), (1, 0, i64::MAX)];
    let found = mistakes(&[1, 1], &[1], &edges);
    let has = |wanted: fn(&AssignmentError) -> bool| found.iter().any(wanted);
    assert!(has(|e| matches!(e, AssignmentError::Vertex { edge: 2, .. })), "{found:?}");
    assert!(has(|e| matches!(e, AssignmentError::Headroom { .. })), "{found:?}");
    assert!(has(|e| matches!(e, AssignmentError::Parallel { edge: 1, .. })), "{found:?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn messages_name_value_limit_and_way_out() {
    let messages = [
        (
            mistakes(&[1, 1], &[1], &[(2, 0, 1)]).remove(0),
            "edge 0 names left vertex 2, but there are 2, counted from 0; \
             correct the edge or give the vertex a capacity",
        ),
        (
            mistakes(&[1], &[1], &[(0, 0, 1), (0, 0, 2)]).remove(0),
            "edge 1 joins left 0 and right 0 a second time; keep one of them",
        ),
        (
            // Four thousand million vertices do not fit a test.
            AssignmentError::Size { what: "vertices", given: 5_000_000_000, most: 4_294_967_294 },
            "5000000000 vertices are more than 4294967294; split the problem",
        ),
        (
            mistakes(&[1], &[1], &[(0, 0, i64::MAX)]).remove(0),
            "a weight of magnitude 9223372036854775807 with 2 vertices could overflow; \
             scale weights to at most 288230376151711743 in magnitude",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}

/// The largest magnitude that the problem itself states when it refuses more.
fn stated_most(parts: &Parts) -> i64 {
    let refused = parts.reweighed(|_| i64::MAX);
    match mistakes(&refused.left, &refused.right, &refused.edges)[..] {
        [AssignmentError::Headroom { most, .. }] => i64::try_from(most).unwrap(),
        ref other => panic!("{other:?}"),
    }
}

/// Shapes whose sums are as long as they can be.
fn long_sums() -> Vec<Parts> {
    let mut path = Vec::new();
    for l in 0..60 {
        path.push((l, l, 1 - 2 * i64::from(l % 2)));
        if l + 1 < 60 {
            path.push((l, l + 1, 2 * i64::from(l % 2) - 1));
        }
    }
    let complete = |lefts: u32, rights: u32| -> Vec<Edge> {
        let all = (0..lefts).flat_map(move |l| (0..rights).map(move |r| (l, r, 1)));
        all.map(|(l, r, w)| (l, r, if (l * 7 + r * 3) % 5 == 0 { -w } else { w })).collect()
    };
    vec![
        // Prices run up along a path.
        Parts::new(vec![1; 60], vec![1; 60], path),
        // More matched pairs than 8 a vertex: the objective is the longest sum.
        Parts::new(vec![40; 40], vec![40; 40], complete(40, 40)),
        Parts::new(vec![3; 30], vec![2; 30], complete(30, 30)),
        Parts::new(vec![u32::MAX], vec![1; 50], complete(1, 50)),
        Parts::new(vec![1], vec![1], vec![(0, 0, 1)]),
    ]
}

#[test]
fn the_largest_weight_solves_and_one_more_is_refused() {
    for shape in long_sums() {
        let most = stated_most(&shape);
        let places = |side: &[u32]| side.iter().map(|&u| u as usize).sum::<usize>();
        let matched = shape.edges.len().min(places(&shape.left)).min(places(&shape.right));
        assert_eq!(most, largest_weight(shape.left.len(), shape.right.len(), matched));
        for sign in [1, -1] {
            // All the same, and mixed signs that turn with `sign`.
            for parts in [shape.reweighed(|_| sign * most), shape.reweighed(|w| sign * w * most)] {
                let unit = parts.reweighed(i64::signum);
                for mode in MODES {
                    let found = objective(KERNEL, &parts, mode);
                    let small = objective(KERNEL, &unit, mode);
                    assert_eq!(found, Objective { weight: small.weight * most, ..small });
                }
            }
            let over = shape.reweighed(|_| sign * (most + 1));
            assert_eq!(
                mistakes(&over.left, &over.right, &over.edges),
                [AssignmentError::Headroom {
                    given: most.unsigned_abs() + 1,
                    vertices: shape.left.len() + shape.right.len(),
                    most: most.unsigned_abs(),
                }]
            );
        }
    }
}

#[test]
fn matchings_are_sorted_and_answer_for_mates() {
    let matching = Matching::new([(3, 1), (0, 2), (3, 0), (0, 1)]);
    assert_eq!(matching.pairs(), [(0, 1), (0, 2), (3, 0), (3, 1)]);
    assert_eq!(matching.len(), 4);
    assert!(!matching.is_empty() && Matching::default().is_empty());
    assert_eq!(matching.mates(0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(matching.mates(3).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(matching.mates(1).len(), 0);
    assert_eq!(matching.mates(u32::MAX).len(), 0);
}

/// Node weights: side and capacity. Sides alternate in an odd way on purpose.
const NODES: [(Side, u32); 5] =
    [(Side::Right, 1), (Side::Left, 1), (Side::Left, 2), (Side::Right, 2), (Side::Left, 1)];

fn expected_from_graph() -> Vec<Edge> {
    vec![(0, 0, 4), (0, 1, -3), (1, 1, 6), (2, 0, 9)]
}

#[test]
fn from_an_undirected_graph() {
    let mut graph = UnGraph::<(Side, u32), i64>::new_undirected();
    let n: Vec<NodeIndex> = NODES.iter().map(|&node| graph.add_node(node)).collect();
    graph.add_edge(n[0], n[4], 9);
    graph.add_edge(n[1], n[0], 4);
    graph.add_edge(n[3], n[1], -3);
    graph.add_edge(n[2], n[3], 6);
    // Inside one side, and a loop: left out.
    graph.add_edge(n[0], n[3], 100);
    graph.add_edge(n[1], n[2], 100);
    graph.add_edge(n[4], n[4], 100);
    for mode in MODES {
        let (problem, left, right) =
            AssignmentProblem::from_graph(mode, &graph, |node| graph[node], |e| *e.weight())
                .unwrap();
        assert_eq!(problem.mode(), mode);
        assert_eq!(left, [n[1], n[2], n[4]]);
        assert_eq!(right, [n[0], n[3]]);
        assert_eq!(problem.left_capacity(), [1, 2, 1]);
        assert_eq!(problem.right_capacity(), [1, 2]);
        assert_eq!(problem.edges().collect::<Vec<_>>(), expected_from_graph());
        check_solver(KERNEL, &problem);
    }
}

#[test]
fn from_a_directed_graph_whichever_way_the_edges_point() {
    let mut graph = DiGraph::<(Side, u32), i64>::new();
    let n: Vec<NodeIndex> = NODES.iter().map(|&node| graph.add_node(node)).collect();
    graph.add_edge(n[0], n[4], 9);
    graph.add_edge(n[1], n[0], 4);
    graph.add_edge(n[1], n[3], -3);
    graph.add_edge(n[3], n[2], 6);
    let build = |graph: &DiGraph<(Side, u32), i64>| {
        AssignmentProblem::from_graph(
            Mode::MostPairsFirst,
            graph,
            |node| graph[node],
            |e| *e.weight(),
        )
    };
    let (problem, left, right) = build(&graph).unwrap();
    assert_eq!((left.len(), right.len()), (3, 2));
    assert_eq!(problem.edges().collect::<Vec<_>>(), expected_from_graph());
    assert_eq!(
        solve_to_proof(KERNEL, &problem).objective(),
        Objective { pairs: Some(3), weight: 9 - 3 + 6 }
    );
    // There and back are two edges between the same two.
    graph.add_edge(n[2], n[3], 5);
    assert_eq!(
        build(&graph).unwrap_err().into_vec(),
        [AssignmentError::Parallel { edge: 4, left: 1, right: 1 }]
    );
}

#[test]
fn from_a_part_of_a_graph_with_weights_by_edge() {
    let mut graph = UnGraph::<&str, ()>::new_undirected();
    let n: Vec<NodeIndex> = ["ada", "gone", "bob", "cyd"].map(|name| graph.add_node(name)).into();
    graph.add_edge(n[3], n[0], ());
    graph.add_edge(n[1], n[3], ());
    graph.add_edge(n[2], n[3], ());
    // Indices of the part have a hole.
    let part = NodeFiltered::from_fn(&graph, |node| node != n[1]);
    let side = |node: NodeIndex| (if node == n[3] { Side::Right } else { Side::Left }, 1);
    let (problem, left, right) =
        AssignmentProblem::from_graph(Mode::HighestScore, &part, side, |edge| {
            if edge.source() == n[2] || edge.target() == n[2] { 8 } else { 5 }
        })
        .unwrap();
    assert_eq!((left, right), (vec![n[0], n[2]], vec![n[3]]));
    assert_eq!(problem.edges().collect::<Vec<_>>(), [(0, 0, 5), (1, 0, 8)]);
    check_solver(KERNEL, &problem);
}

#[test]
fn from_an_empty_graph() {
    let graph = UnGraph::<(), ()>::new_undirected();
    let (problem, left, right) =
        AssignmentProblem::from_graph(Mode::MostPairsFirst, &graph, |_| (Side::Left, 1), |_| 1)
            .unwrap();
    assert!(left.is_empty() && right.is_empty());
    check_solver(KERNEL, &problem);
}
