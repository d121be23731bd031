//! Building a problem, what is refused, and what verification says.

use std::cmp::Reverse;

use crosstie::matching::edge_coloring::{
    EdgeColoring, EdgeColoringCertificate, EdgeColoringError, EdgeColoringProblem, Side,
};
use crosstie::solve::{EdgeColoringVerifyError, Problem, check_edge_coloring};

use super::instances::{SHAPES, any};
use crate::rng::Rng;

const EDGES: [(u32, u32); 4] = [(0, 0), (0, 0), (0, 1), (1, 1)];

fn small() -> EdgeColoringProblem {
    EdgeColoringProblem::new(2, 2, EDGES).unwrap()
}

#[test]
fn keeps_what_it_is_given() {
    let problem = small();
    assert_eq!(problem.edges(), EDGES);
    assert_eq!((problem.left_degree(), problem.right_degree()), (&[3, 1][..], &[2, 2][..]));
    assert_eq!((problem.left_capacity(), problem.right_capacity()), (&[1, 1][..], &[1, 1][..]));
    assert_eq!(problem.least_colors(), 3);
    let certificate = EdgeColoringCertificate { side: Side::Left, vertex: 0 };
    assert_eq!(problem.certificate(), Some(certificate));
    let problem = problem.with_capacities(vec![3, 1], vec![1, 2]).unwrap();
    assert_eq!((problem.left_capacity(), problem.right_capacity()), (&[3, 1][..], &[1, 2][..]));
    let certificate = EdgeColoringCertificate { side: Side::Right, vertex: 0 };
    assert_eq!((problem.least_colors(), problem.certificate()), (2, Some(certificate)));
}

#[test]
fn every_vertex_out_of_range_is_reported() {
    let mistakes = EdgeColoringProblem::new(2, 3, [(0, 0), (2, 1), (1, 3), (u32::MAX, 7)])
        .unwrap_err()
        .into_vec();
    let vertex =
        |edge, side, vertex, count| EdgeColoringError::Vertex { edge, side, vertex, count };
    let expected = [
        vertex(1, "left", 2, 2),
        vertex(2, "right", 3, 3),
        vertex(3, "left", u32::MAX, 2),
        vertex(3, "right", 7, 3),
    ];
    assert_eq!(mistakes, expected);
    assert_eq!(
        mistakes[1].to_string(),
        "edge 2 names right vertex 3, but there are 3, counted from 0; \
         correct the edge or raise the number of right vertices"
    );
}

#[test]
fn sizes_beyond_the_indices_are_refused_before_anything_is_stored() {
    let mistakes = EdgeColoringProblem::new(usize::MAX, 1 << 40, [(0, 0)]).unwrap_err().into_vec();
    let size = |what, given| EdgeColoringError::Size { what, given, most: 1 << 29 };
    assert_eq!(mistakes, [size("left vertices", usize::MAX), size("right vertices", 1 << 40)]);
}

#[test]
fn every_wrong_capacity_is_reported() {
    let mistakes = small().with_capacities(vec![0, 1, 0], vec![0]).unwrap_err().into_vec();
    let expected = [
        EdgeColoringError::CapacityCount { side: "left", given: 3, wanted: 2 },
        EdgeColoringError::NoCapacity { side: "left", vertex: 0, degree: 3 },
        EdgeColoringError::CapacityCount { side: "right", given: 1, wanted: 2 },
        EdgeColoringError::NoCapacity { side: "right", vertex: 0, degree: 2 },
    ];
    assert_eq!(mistakes, expected);
    // Where there are no edges, 0 is enough; and no capacity is too large.
    let problem = EdgeColoringProblem::new(2, 1, [(0, 0), (0, 0)]).unwrap();
    let problem = problem.with_capacities(vec![u32::MAX, 0], vec![u32::MAX]).unwrap();
    assert_eq!(problem.color().color_of(), [0, 0]);
}

#[test]
fn too_few_colours_are_refused_with_a_reason() {
    let error = small().color_with(2).unwrap_err();
    let expected = EdgeColoringError::TooFewColors {
        side: "left",
        vertex: 0,
        degree: 3,
        capacity: 1,
        least: 3,
        given: 2,
    };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        "left vertex 0 has degree 3 and capacity 1, which takes 3 colours, not 2; \
         give as many, raise the capacity or remove edges"
    );
    assert!(small().color_with(0).is_err());
    assert!(EdgeColoringProblem::new(1, 1, []).unwrap().color_with(0).is_ok());
}

#[test]
fn more_colours_than_edges_are_no_trouble() {
    for colors in [4, 5, 1_000, u32::MAX] {
        let coloring = small().color_with(colors).unwrap();
        assert_eq!(coloring.colors(), colors);
        small().verify(&coloring, None).unwrap();
    }
}

#[test]
fn verification_says_what_is_wrong() {
    let verify = |colors, color_of: &[u32]| {
        small().verify(&EdgeColoring::new(colors, color_of.to_vec()), None).map(|_| ())
    };
    assert_eq!(verify(3, &[0, 1, 2, 0]), Ok(()));
    assert_eq!(verify(3, &[0, 1, 2]), Err(EdgeColoringVerifyError::Count { given: 3, edges: 4 }));
    assert_eq!(
        verify(3, &[0, 1, 3, 0]),
        Err(EdgeColoringVerifyError::Color { edge: 2, color: 3, colors: 3 })
    );
    let over = |side, vertex, color| EdgeColoringVerifyError::OverCapacity {
        side,
        vertex,
        color,
        used: 2,
        capacity: 1,
    };
    assert_eq!(verify(3, &[0, 1, 1, 0]), Err(over("left", 0, 1)));
    assert_eq!(verify(3, &[0, 1, 2, 2]), Err(over("right", 1, 2)));
    assert_eq!(
        over("right", 1, 2).to_string(),
        "right vertex 1 has 2 edges of colour 2, but capacity 1"
    );
}

#[test]
fn a_certificate_bounds_and_must_be_there() {
    let coloring = small().color();
    let verify =
        |side, vertex| small().verify(&coloring, Some(&EdgeColoringCertificate { side, vertex }));
    let quality = verify(Side::Left, 1).unwrap();
    assert_eq!((quality.bound(), quality.is_optimal()), (Some(Reverse(1)), false));
    assert!(verify(Side::Left, 0).unwrap().is_optimal());
    let missing = EdgeColoringVerifyError::Vertex { side: "right", vertex: 2, count: 2 };
    assert_eq!(verify(Side::Right, 2), Err(missing));
    // Without one nothing is proven, unless there is nothing to colour.
    assert_eq!(small().verify(&coloring, None).unwrap().bound(), None);
    let nothing = EdgeColoringProblem::new(2, 2, []).unwrap();
    assert!(nothing.verify(&nothing.color(), None).unwrap().is_optimal());
}

#[test]
fn the_check_takes_any_lists() {
    let missing = EdgeColoringVerifyError::Vertex { side: "left", vertex: 5, count: 1 };
    assert_eq!(check_edge_coloring(&[1], &[1], &[(5, 0)], 1, &[0]), Err(missing));
}

#[test]
fn classes_are_the_edges_by_colour() {
    let mut rng = Rng::new(20);
    for _ in 0..500 {
        let coloring = SHAPES[rng.below(4)](&mut rng).problem().color();
        let classes = coloring.classes();
        let mut seen = 0;
        let mut last = None;
        for (color, edges) in classes.iter() {
            assert!(last < Some(color));
            last = Some(color);
            assert_eq!(classes.class(color), edges);
            assert!(edges.is_sorted_by(|a, b| a < b));
            assert!(edges.iter().all(|&e| coloring.color_of()[e as usize] == color));
            seen += edges.len();
        }
        assert_eq!(seen, coloring.color_of().len());
        assert_eq!(classes.class(u32::MAX), &[] as &[u32]);
    }
    let problem = any(&mut rng).problem();
    let coloring = problem.color_with(1_000).unwrap();
    assert_eq!(coloring.classes().iter().count(), problem.edges().len());
}
