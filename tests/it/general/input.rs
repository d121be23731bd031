//! Building a problem: what is stored, what is refused, and graphs of petgraph.

use crosstie::matching::general::{GeneralError, GeneralProblem, Matching, Mode, Objective};
use crosstie::petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use crosstie::petgraph::visit::{EdgeRef, NodeFiltered};

use super::instances::{Edge, Parts, all_pairs, any_order, largest_weight, small};
use super::{KERNEL, MODES, check_solver, objective, solve_to_proof};
use crate::rng::Rng;

fn mistakes(vertices: usize, edges: &[Edge]) -> Vec<GeneralError> {
    GeneralProblem::new(Mode::MostPairsFirst, vertices, edges.iter().copied())
        .unwrap_err()
        .into_vec()
}

#[test]
fn keeps_what_it_is_given_in_rows() {
    let mut rng = Rng::new(130);
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        // Either end first, in any order.
        let mut given = parts.edges.clone();
        rng.shuffle(&mut given);
        for edge in &mut given {
            if rng.chance(1, 2) {
                *edge = (edge.1, edge.0, edge.2);
            }
        }
        let mode = *rng.pick(&MODES);
        let problem = GeneralProblem::new(mode, parts.vertices, given).unwrap();
        assert_eq!(problem, parts.problem(mode));
        assert_eq!(problem.mode(), mode);
        assert_eq!(problem.vertex_count(), parts.vertices);
        assert_eq!(problem.edge_count(), parts.edges.len());
        let mut sorted = parts.edges.clone();
        sorted.sort_unstable();
        assert_eq!(problem.edges().collect::<Vec<_>>(), sorted);
        let weight = |a: u32, b: u32| {
            let edge = sorted.iter().find(|e| (e.0, e.1) == (a.min(b), a.max(b)));
            edge.map(|e| e.2)
        };
        let count = u32::try_from(parts.vertices).unwrap();
        for a in 0..count {
            let (others, weights) = problem.row(a as usize);
            let row: Vec<(u32, i64)> =
                others.iter().copied().zip(weights.iter().copied()).collect();
            let expected: Vec<(u32, i64)> =
                (0..count).filter_map(|b| Some((b, weight(a, b)?))).collect();
            assert_eq!(row, expected);
            for b in 0..=count {
                assert_eq!(problem.weight(a, b), weight(a, b));
                assert_eq!(problem.weight(b, a), weight(a, b));
            }
        }
        for beyond in [parts.vertices, parts.vertices + 1, usize::MAX] {
            assert_eq!(problem.row(beyond), (&[] as &[u32], &[] as &[i64]));
        }
        assert_eq!(problem.weight(u32::MAX, u32::MAX), None);
    }
}

#[test]
fn names_vertices_that_are_not_there() {
    let vertex = |edge, vertex, count| GeneralError::Vertex { edge, vertex, count };
    assert_eq!(mistakes(2, &[(2, 0, 1)]), [vertex(0, 2, 2)]);
    assert_eq!(mistakes(2, &[(1, 0, 1), (0, 7, 1)]), [vertex(1, 7, 2)]);
    assert_eq!(mistakes(2, &[(u32::MAX, 3, 1)]), [vertex(0, u32::MAX, 2), vertex(0, 3, 2)]);
    assert_eq!(mistakes(0, &[(0, 1, 1)]), [vertex(0, 0, 0), vertex(0, 1, 0)]);
}

#[test]
fn names_loops() {
    let edges = [(1, 1, 3), (0, 1, 2), (0, 0, -5), (1, 1, 3)];
    let lone = |edge, vertex| GeneralError::Loop { edge, vertex };
    assert_eq!(mistakes(2, &edges), [lone(0, 1), lone(2, 0), lone(3, 1)]);
}

#[test]
fn names_parallel_edges_whichever_end_comes_first() {
    let parallel = |edge, low, high| GeneralError::Parallel { edge, low, high };
    let edges = [(1, 2, 3), (0, 2, 2), (2, 1, 3), (0, 1, 2), (2, 0, 5), (1, 2, 0)];
    let mut found = mistakes(3, &edges);
    found.sort_by_key(|error| match error {
        GeneralError::Parallel { edge, .. } => *edge,
        other => panic!("{other}"),
    });
    assert_eq!(found, [parallel(2, 1, 2), parallel(4, 0, 2), parallel(5, 1, 2)]);
}

#[test]
fn reports_all_kinds_together() {
    let edges = [(0, 1, 1), (1, 0, 1), (0, 7, i64::MIN), (2, 2, 1), (9, 1, i64::MAX)];
    let mut found = mistakes(3, &edges);
    found.sort_by_key(|error| match error {
        GeneralError::Parallel { edge, .. }
        | GeneralError::Vertex { edge, .. }
        | GeneralError::Loop { edge, .. } => *edge,
        _ => usize::MAX,
    });
    assert_eq!(
        found,
        [
            GeneralError::Parallel { edge: 1, low: 0, high: 1 },
            GeneralError::Vertex { edge: 2, vertex: 7, count: 3 },
            GeneralError::Loop { edge: 3, vertex: 2 },
            GeneralError::Vertex { edge: 4, vertex: 9, count: 3 },
            GeneralError::Headroom {
                given: 1 << 63,
                vertices: 3,
                most: largest_weight(3).unsigned_abs(),
            },
        ]
    );
}

#[test]
fn no_planted_mistake_is_lost() {
    let mut rng = Rng::new(131);
    let mut planted = [0; 3];
    for _ in 0..5_000 {
        let vertices = 3 + rng.below(6);
        let count = u32::try_from(vertices).unwrap();
        let mut edges: Vec<Edge> = all_pairs(vertices).iter().map(|&(a, b)| (a, b, 1)).collect();
        rng.shuffle(&mut edges);
        edges.truncate(1 + rng.below(edges.len()));
        let sound = edges.len();
        let (mut loops, mut strangers, mut parallels) = (0, 0, 0);
        for _ in 0..1 + rng.below(5) {
            let known = rng.below_u32(count);
            let (a, b, _) = edges[rng.below(sound)];
            match rng.below(3) {
                0 => {
                    edges.push((known, known, 1));
                    loops += 1;
                }
                1 => {
                    // Each with a stranger of its own: no two of them are parallel.
                    let stranger = count + u32::try_from(edges.len()).unwrap();
                    edges.push(if rng.chance(1, 2) {
                        (known, stranger, 1)
                    } else {
                        (stranger, known, 1)
                    });
                    strangers += 1;
                }
                _ => {
                    edges.push(if rng.chance(1, 2) { (a, b, 1) } else { (b, a, 1) });
                    parallels += 1;
                }
            }
        }
        let mut found = [0; 3];
        for error in mistakes(vertices, &edges) {
            match error {
                GeneralError::Loop { edge, vertex } => {
                    assert_eq!((edges[edge].0, edges[edge].1), (vertex, vertex));
                    found[0] += 1;
                }
                GeneralError::Vertex { edge, vertex, count } => {
                    assert!(edges[edge].0 == vertex || edges[edge].1 == vertex);
                    assert!(vertex as usize >= count && count == vertices);
                    found[1] += 1;
                }
                GeneralError::Parallel { edge, low, high } => {
                    let (a, b, _) = edges[edge];
                    assert_eq!((low, high), (a.min(b), a.max(b)));
                    assert!(edge >= sound, "the first is kept");
                    found[2] += 1;
                }
                other => panic!("{other}"),
            }
        }
        assert_eq!(found, [loops, strangers, parallels], "{edges:?}");
        for (sum, found) in planted.iter_mut().zip(found) {
            *sum += found;
        }
    }
    assert!(planted.iter().all(|&planted| planted > 3_000), "{planted:?}");
}

#[test]
fn refuses_more_vertices_than_indices_name() {
    let most = 2_147_483_646;
    for given in [most + 1, usize::MAX] {
        // Before any space is taken for them.
        let found = GeneralProblem::new(Mode::HighestScore, given, []).unwrap_err().into_vec();
        assert_eq!(found, [GeneralError::Size { what: "vertices", given, most }]);
    }
}

#[test]
fn messages_name_value_limit_and_way_out() {
    let messages = [
        (
            mistakes(2, &[(2, 0, 1)]).remove(0),
            "edge 0 names vertex 2, but there are 2, counted from 0; \
             correct the edge or raise the number of vertices",
        ),
        (mistakes(2, &[(1, 1, 1)]).remove(0), "edge 0 joins vertex 1 to itself; remove it"),
        (
            mistakes(2, &[(0, 1, 1), (1, 0, 2)]).remove(0),
            "edge 1 joins vertices 0 and 1 a second time; keep one of them",
        ),
        (
            GeneralError::Size { what: "vertices", given: 5_000_000_000, most: 2_147_483_646 },
            "5000000000 vertices are more than 2147483646; split the problem",
        ),
        (
            mistakes(2, &[(0, 1, i64::MAX)]).remove(0),
            "a weight of magnitude 9223372036854775807 with 2 vertices could overflow; \
             scale weights to at most 72057594037927935 in magnitude",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn the_largest_weight_solves_and_one_more_is_refused() {
    let signs = |vertices: usize| -> Vec<Edge> {
        let sign = |a: u32, b: u32| if (a * 7 + b * 3) % 5 == 0 { -1 } else { 1 };
        all_pairs(vertices).iter().map(|&(a, b)| (a, b, sign(a, b))).collect()
    };
    let path = (0..60).map(|v| (v, v + 1, 1 - 2 * i64::from(v / 2 % 2))).collect();
    let shapes = [
        // Prices run up along a path.
        Parts { vertices: 61, edges: path },
        Parts { vertices: 30, edges: signs(30) },
        Parts { vertices: 31, edges: signs(31) },
        Parts { vertices: 3, edges: vec![(0, 1, 1), (0, 2, 1), (1, 2, 1)] },
        Parts { vertices: 2, edges: vec![(0, 1, 1)] },
    ];
    for shape in shapes {
        let most = largest_weight(shape.vertices);
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
                mistakes(over.vertices, &over.edges),
                [GeneralError::Headroom {
                    given: most.unsigned_abs() + 1,
                    vertices: shape.vertices,
                    most: most.unsigned_abs(),
                }]
            );
        }
    }
}

#[test]
fn matchings_are_sorted_and_answer_for_mates() {
    let matching = Matching::new([(3, 1), (0, 2)]);
    assert_eq!(matching.pairs(), [(0, 2), (1, 3)]);
    assert_eq!(matching, Matching::new([(2, 0), (1, 3)]));
    assert_eq!(matching.len(), 2);
    assert!(!matching.is_empty() && Matching::default().is_empty());
    assert_eq!(matching.mates(5), [Some(2), Some(3), Some(0), Some(1), None]);
    assert_eq!(matching.mates(3), [Some(2), Some(3), Some(0)]);
    assert_eq!(matching.mates(0), []);
    // Whatever is in it.
    assert_eq!(Matching::new([(u32::MAX, 0), (1, 1)]).mates(2), [Some(u32::MAX), Some(1)]);
}

#[test]
fn from_an_undirected_graph() {
    let mut graph = UnGraph::<&str, i64>::new_undirected();
    let n: Vec<NodeIndex> = ["ada", "bob", "cyd", "dee"].map(|name| graph.add_node(name)).into();
    graph.add_edge(n[3], n[1], 9);
    graph.add_edge(n[0], n[1], 4);
    graph.add_edge(n[2], n[0], -3);
    for mode in MODES {
        let (problem, nodes) = GeneralProblem::from_graph(mode, &graph, |e| *e.weight()).unwrap();
        assert_eq!(problem.mode(), mode);
        assert_eq!(nodes, n);
        assert_eq!(problem.edges().collect::<Vec<_>>(), [(0, 1, 4), (0, 2, -3), (1, 3, 9)]);
        solve_to_proof(KERNEL, &problem);
    }
    graph.add_edge(n[2], n[2], 1);
    graph.add_edge(n[1], n[0], 1);
    let refused = GeneralProblem::from_graph(MODES[0], &graph, |e| *e.weight()).unwrap_err();
    assert_eq!(
        refused.into_vec(),
        [
            GeneralError::Loop { edge: 3, vertex: 2 },
            GeneralError::Parallel { edge: 4, low: 0, high: 1 }
        ]
    );
}

#[test]
fn from_a_directed_graph_whichever_way_the_edges_point() {
    let mut graph = DiGraph::<(), i64>::new();
    let n: Vec<NodeIndex> = (0..3).map(|_| graph.add_node(())).collect();
    graph.add_edge(n[2], n[0], 9);
    graph.add_edge(n[0], n[1], 4);
    let (problem, nodes) =
        GeneralProblem::from_graph(Mode::MostPairsFirst, &graph, |e| *e.weight()).unwrap();
    assert_eq!(nodes, n);
    assert_eq!(problem.edges().collect::<Vec<_>>(), [(0, 1, 4), (0, 2, 9)]);
    // There and back are two edges between the same two.
    graph.add_edge(n[0], n[2], 5);
    let refused = GeneralProblem::from_graph(Mode::MostPairsFirst, &graph, |e| *e.weight());
    assert_eq!(
        refused.unwrap_err().into_vec(),
        [GeneralError::Parallel { edge: 2, low: 0, high: 2 }]
    );
}

#[test]
fn from_a_part_of_a_graph_with_weights_by_edge() {
    let mut graph = UnGraph::<&str, ()>::new_undirected();
    let n: Vec<NodeIndex> = ["ada", "gone", "bob", "cyd"].map(|name| graph.add_node(name)).into();
    graph.add_edge(n[3], n[0], ());
    graph.add_edge(n[1], n[3], ());
    graph.add_edge(n[2], n[3], ());
    let part = NodeFiltered::from_fn(&graph, |node| node != n[1]);
    let (problem, nodes) = GeneralProblem::from_graph(Mode::HighestScore, &part, |edge| {
        if edge.source() == n[2] || edge.target() == n[2] { 8 } else { 5 }
    })
    .unwrap();
    assert_eq!(nodes, [n[0], n[2], n[3]]);
    assert_eq!(problem.edges().collect::<Vec<_>>(), [(0, 2, 5), (1, 2, 8)]);
}

#[test]
fn from_random_graphs_with_holes() {
    let mut rng = Rng::new(132);
    let mut holes = 0;
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        // Each vertex stands somewhere among others that are left out with their edges.
        let mut graph = UnGraph::<Option<u32>, i64>::new_undirected();
        let mut at = vec![NodeIndex::end(); parts.vertices];
        for v in any_order(&mut rng, parts.vertices) {
            while rng.chance(1, 3) {
                graph.add_node(None);
            }
            at[v as usize] = graph.add_node(Some(v));
        }
        for &(a, b, weight) in &parts.edges {
            graph.add_edge(at[a as usize], at[b as usize], weight);
        }
        let gone: Vec<NodeIndex> =
            graph.node_indices().filter(|&node| graph[node].is_none()).collect();
        for &node in &gone {
            at.iter().for_each(|&kept| {
                graph.add_edge(node, kept, 1);
            });
        }
        holes += usize::from(!gone.is_empty());
        let kept = NodeFiltered::from_fn(&graph, |node| graph[node].is_some());
        let (problem, nodes) =
            GeneralProblem::from_graph(Mode::HighestScore, &kept, |e| *e.weight()).unwrap();
        assert!(nodes.is_sorted());
        let mut place = vec![0; parts.vertices];
        for (i, &node) in nodes.iter().enumerate() {
            place[graph[node].unwrap() as usize] = u32::try_from(i).unwrap();
        }
        assert_eq!(problem, parts.relabelled(&place).problem(Mode::HighestScore));
    }
    assert!(holes > 1_000, "{holes} with holes");
}

#[test]
fn from_an_empty_graph() {
    let graph = UnGraph::<(), ()>::new_undirected();
    let (problem, nodes) = GeneralProblem::from_graph(Mode::MostPairsFirst, &graph, |_| 1).unwrap();
    assert!(nodes.is_empty());
    assert_eq!((problem.vertex_count(), problem.edge_count()), (0, 0));
    check_solver(KERNEL, &Parts { vertices: 0, edges: Vec::new() });
}
