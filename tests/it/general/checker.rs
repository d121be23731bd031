//! What the checker adds up and refuses, with which words; and that nothing makes
//! it panic.

use crosstie::matching::general::{Matching, Mode};
use crosstie::solve::{
    GeneralCertificate, GeneralPrices, GeneralVerifyError, OddSet, OddSets, Problem,
    check_general_matching, general_upper_bound,
};

use super::MODES;
use super::exact::petersen;
use super::instances::{Edge, Parts, Priced, any_odd_sets, forest};
use crate::rng::Rng;

/// Two triangles joined by an edge.
const EDGES: [Edge; 7] =
    [(0, 1, 3), (0, 2, 3), (1, 2, 3), (2, 3, 1), (3, 4, 3), (3, 5, 3), (4, 5, 3)];

fn weight(one: u32, other: u32) -> Option<i64> {
    EDGES.iter().find(|e| (e.0, e.1) == (one, other)).map(|e| e.2)
}

fn check(pairs: &[(u32, u32)]) -> Result<i64, GeneralVerifyError> {
    check_general_matching(6, weight, pairs)
}

fn prices(vertices: &[i64], sets: &[Priced]) -> GeneralPrices {
    GeneralPrices { vertices: vertices.to_vec(), odd_sets: forest(vertices.len(), sets) }
}

fn highest(prices: GeneralPrices) -> GeneralCertificate {
    GeneralCertificate::HighestScore { prices }
}

fn most(barrier: &[u32], pair_price: i64, prices: GeneralPrices) -> GeneralCertificate {
    let barrier =
        (0..prices.vertices.len()).map(|v| barrier.iter().any(|&u| u as usize == v)).collect();
    GeneralCertificate::MostPairs { barrier, pair_price, prices }
}

type Bound = Result<(Option<u64>, i64), GeneralVerifyError>;

fn bound_of(parts: &Parts, certificate: &GeneralCertificate) -> Bound {
    let mode = match certificate {
        GeneralCertificate::HighestScore { .. } => Mode::HighestScore,
        GeneralCertificate::MostPairs { .. } => Mode::MostPairsFirst,
    };
    general_upper_bound(parts.vertices, parts.edges.iter().copied(), mode, certificate)
}

fn bound(certificate: &GeneralCertificate) -> Bound {
    bound_of(&Parts::new(6, &EDGES), certificate)
}

/// A circle of so many vertices of weight 1 each.
fn circle(count: u32) -> Parts {
    let edges = (0..count).map(|v| (v.min((v + 1) % count), v.max((v + 1) % count), 1)).collect();
    Parts { vertices: count as usize, edges }
}

#[test]
fn adds_up_matchings() {
    assert_eq!(check(&[]), Ok(0));
    assert_eq!(check(&[(2, 3)]), Ok(1));
    assert_eq!(check(&[(0, 1), (4, 5)]), Ok(6));
    assert_eq!(check(&[(0, 1), (2, 3), (4, 5)]), Ok(7));
}

#[test]
fn adds_up_bounds() {
    // Vertices alone, edges alone, both.
    assert_eq!(bound(&highest(prices(&[3; 6], &[]))), Ok((None, 9)));
    assert_eq!(bound(&highest(prices(&[0; 6], &[]))), Ok((None, 19)));
    assert_eq!(bound(&highest(prices(&[2, 2, 2, 0, 0, 0], &[]))), Ok((None, 3 + 3 + 9)));
    // Halves for the joint, 2 for each triangle: 6 · ½ + 2 · 2.
    let triangles = [(0b000_111, 4), (0b111_000, 4)];
    assert_eq!(bound(&highest(prices(&[1; 6], &triangles))), Ok((None, 7)));
    // Halves that do not add up to a whole are rounded down: 6½.
    assert_eq!(bound(&highest(prices(&[1, 1, 1, 1, 1, 0], &triangles))), Ok((None, 7)));
    let one = [(0, 1, 3)];
    assert_eq!(
        general_upper_bound(2, one, Mode::HighestScore, &highest(prices(&[6, 1], &[]))),
        Ok((None, 3))
    );
    // No barrier: three pairs. The joint as a barrier leaves 0 and 1 together.
    assert_eq!(bound(&most(&[], 0, prices(&[1; 6], &triangles))), Ok((Some(3), 7)));
    assert_eq!(bound(&most(&[2, 3], 0, prices(&[1; 6], &triangles))), Ok((Some(4), 7)));
    // With -1 a pair all else rises by 1: 6 · 1 + 2 · 2 - 3.
    assert_eq!(bound(&most(&[], -2, prices(&[2; 6], &triangles))), Ok((Some(3), 7)));
    // Below 0 as well: -3½ is rounded down to -4.
    let costly = [(0, 1, -3)];
    assert_eq!(
        general_upper_bound(2, costly, Mode::MostPairsFirst, &most(&[], -7, prices(&[0; 2], &[]))),
        Ok((Some(1), -3))
    );
    assert_eq!(
        general_upper_bound(2, [], Mode::MostPairsFirst, &most(&[], -7, prices(&[0; 2], &[]))),
        Ok((Some(0), 0))
    );
    assert_eq!(
        general_upper_bound(
            2,
            [(0, 1, -4)],
            Mode::MostPairsFirst,
            &most(&[], -7, prices(&[0; 2], &[]))
        ),
        Ok((Some(1), -4))
    );
}

#[test]
fn proves_cases_worked_by_hand() {
    // A triangle: one pair, by one set; by vertices alone it would be one and a half.
    let whole = |count: u32| (1 << count) - 1;
    assert_eq!(bound_of(&circle(3), &highest(prices(&[0; 3], &[(whole(3), 2)]))), Ok((None, 1)));
    assert_eq!(
        bound_of(&circle(3).reweighed(|w| 2 * w), &highest(prices(&[2; 3], &[]))),
        Ok((None, 3))
    );
    // A circle of five: two pairs.
    assert_eq!(bound_of(&circle(5), &highest(prices(&[0; 5], &[(whole(5), 2)]))), Ok((None, 2)));
    assert_eq!(
        bound_of(&circle(5), &most(&[], 0, prices(&[0; 5], &[(whole(5), 2)]))),
        Ok((Some(2), 2))
    );
    // Four, each with each: two pairs, half a vertex.
    let ends = super::instances::all_pairs(4);
    let complete = Parts { vertices: 4, edges: ends.iter().map(|&(a, b)| (a, b, 1)).collect() };
    assert_eq!(bound_of(&complete, &most(&[], 0, prices(&[1; 4], &[]))), Ok((Some(2), 2)));
    // Petersen's graph: five pairs, half a vertex.
    assert_eq!(bound_of(&petersen(1), &most(&[], 0, prices(&[1; 10], &[]))), Ok((Some(5), 5)));
    // A star: the middle is the barrier, and what it costs is what there is.
    let star = Parts::new(5, &[(0, 1, 4), (0, 2, 6), (0, 3, 6), (0, 4, 1)]);
    let middle = prices(&[12, 0, 0, 0, 0], &[]);
    assert_eq!(bound_of(&star, &most(&[0], 0, middle.clone())), Ok((Some(1), 6)));
    assert_eq!(bound_of(&star, &most(&[], 0, middle)), Ok((Some(2), 6)));
    // A flower: a circle of five on a stem of two. 0 1 4 are heavy, and the stem is light.
    let mut flower = circle(5).reweighed(|_| 8);
    flower.edges.extend([(0, 5, 7), (5, 6, 9)]);
    flower.vertices = 7;
    // 16 in the circle and 9 at the end of the stem: a set worth 8, and 5 worth 9.
    let blossom = prices(&[0, 0, 0, 0, 0, 18, 0], &[(whole(5), 16)]);
    assert_eq!(bound_of(&flower, &highest(blossom)), Ok((None, 25)));
    // A triangle in a circle of five; the outer set has both prices, the inner one its own.
    let nested = Parts::new(5, &[(0, 1, 9), (0, 2, 9), (1, 2, 9), (0, 3, 8), (3, 4, 8), (2, 4, 8)]);
    let both = prices(&[0; 5], &[(whole(5), 16), (whole(3), 2)]);
    assert_eq!(bound_of(&nested, &highest(both)), Ok((None, 17)));
    assert_eq!(
        check_general_matching(
            5,
            |a, b| { nested.edges.iter().find(|e| (e.0, e.1) == (a, b)).map(|e| e.2) },
            &[(0, 1), (3, 4)]
        ),
        Ok(17)
    );
    // Three triangles on one more vertex: a barrier of one leaves two of them without.
    let triangles: Vec<Edge> = (0..3)
        .flat_map(|t| {
            [(3 * t, 3 * t + 1, 1), (3 * t, 3 * t + 2, 1), (3 * t + 1, 3 * t + 2, 1), (3 * t, 9, 1)]
        })
        .collect();
    let triangles = Parts { vertices: 10, edges: triangles };
    let free = prices(&[0; 10], &[]);
    assert_eq!(bound_of(&triangles, &most(&[], 0, free.clone())).unwrap().0, Some(5));
    assert_eq!(bound_of(&triangles, &most(&[9], 0, free)).unwrap().0, Some(4));
    // Nobody, and nobody with anybody.
    assert_eq!(bound_of(&Parts::new(0, &[]), &most(&[], 5, prices(&[], &[]))), Ok((Some(0), 0)));
    assert_eq!(
        bound_of(&Parts::new(3, &[]), &most(&[], 5, prices(&[0; 3], &[]))),
        Ok((Some(0), 0))
    );
}

#[test]
fn names_what_is_wrong_with_a_matching() {
    assert_eq!(
        check(&[(0, 1), (0, 1)]),
        Err(GeneralVerifyError::Duplicate { position: 1, low: 0, high: 1 })
    );
    let unsorted =
        |position, one, other| Err(GeneralVerifyError::Unsorted { position, one, other });
    assert_eq!(check(&[(2, 3), (0, 1)]), unsorted(1, 0, 1));
    assert_eq!(check(&[(0, 2), (0, 1)]), unsorted(1, 0, 1));
    assert_eq!(check(&[(1, 0)]), unsorted(0, 1, 0));
    assert_eq!(check(&[(0, 1), (5, 4)]), unsorted(1, 5, 4));
    let no_edge = |low, high| Err(GeneralVerifyError::NoEdge { low, high });
    assert_eq!(check(&[(0, 3)]), no_edge(0, 3));
    assert_eq!(check(&[(5, 6)]), no_edge(5, 6));
    assert_eq!(check(&[(u32::MAX - 1, u32::MAX)]), no_edge(u32::MAX - 1, u32::MAX));
    // Whatever the weights say: nobody with themselves, and nobody who is not there.
    assert_eq!(check_general_matching(3, |_, _| Some(1), &[(2, 2)]), no_edge(2, 2));
    assert_eq!(check_general_matching(3, |_, _| Some(1), &[(2, 3)]), no_edge(2, 3));
    assert_eq!(check(&[(0, 1), (1, 2)]), Err(GeneralVerifyError::VertexTwice { vertex: 1 }));
    assert_eq!(check(&[(0, 2), (1, 2)]), Err(GeneralVerifyError::VertexTwice { vertex: 2 }));
    assert_eq!(
        check(&[(0, 1), (0, 2), (3, 4), (3, 5)]),
        Err(GeneralVerifyError::VertexTwice { vertex: 0 })
    );
    for weight in [i64::MAX, i64::MIN] {
        assert_eq!(
            check_general_matching(4, |_, _| Some(weight), &[(0, 1), (2, 3)]),
            Err(GeneralVerifyError::Range { what: "the sum of weights" })
        );
        assert_eq!(check_general_matching(4, |_, _| Some(weight), &[(0, 3)]), Ok(weight));
    }
    // A number of vertices costs nothing.
    assert_eq!(check_general_matching(usize::MAX, |_, _| Some(1), &[(0, u32::MAX)]), Ok(1));
}

#[test]
fn names_what_is_wrong_with_a_certificate() {
    let edges = || EDGES;
    let (score, first) = (Mode::HighestScore, Mode::MostPairsFirst);
    let free = || prices(&[0; 6], &[]);
    assert_eq!(
        general_upper_bound(6, edges(), first, &highest(free())),
        Err(GeneralVerifyError::Kind { given: score, wanted: first })
    );
    assert_eq!(
        general_upper_bound(6, edges(), score, &most(&[], 0, free())),
        Err(GeneralVerifyError::Kind { given: first, wanted: score })
    );
    let length = |what, given| Err(GeneralVerifyError::Length { what, given, wanted: 6 });
    assert_eq!(bound(&highest(prices(&[0; 5], &[]))), length("vertex prices", 5));
    assert_eq!(bound(&most(&[], 0, prices(&[0; 7], &[]))), length("vertex prices", 7));
    let with_barrier = |barrier: Vec<bool>| GeneralCertificate::MostPairs {
        barrier,
        pair_price: 0,
        prices: free(),
    };
    assert_eq!(bound(&with_barrier(vec![])), length("barrier entries", 0));
    assert_eq!(bound(&with_barrier(vec![true; 7])), length("barrier entries", 7));
    assert_eq!(
        bound(&highest(prices(&[0, 0, -1, 0, -9, 0], &[]))),
        Err(GeneralVerifyError::NegativePrice { vertex: 2, price: -1 })
    );

    let with_sets = |innermost: &[Option<u32>], sets: &[(Option<u32>, i64)]| {
        let sets = sets.iter().map(|&(within, price)| OddSet { within, price }).collect();
        let odd_sets = OddSets { innermost: innermost.to_vec(), sets };
        bound(&highest(GeneralPrices { vertices: vec![0; 6], odd_sets }))
    };
    let (a, none) = (Some(0), None);
    let triangle = [a, a, a, none, none, none];
    assert_eq!(with_sets(&triangle, &[(none, 6)]), Ok((None, 13)));
    // No entry at all and no set; entries, but no set.
    assert_eq!(with_sets(&[], &[]), Ok((None, 19)));
    assert_eq!(with_sets(&[none; 6], &[]), Ok((None, 19)));
    assert_eq!(with_sets(&[], &[(none, 6)]), length("innermost sets", 0));
    assert_eq!(with_sets(&triangle[..5], &[(none, 6)]), length("innermost sets", 5));
    assert_eq!(with_sets(&[none; 7], &[]), length("innermost sets", 7));
    assert_eq!(
        with_sets(&triangle, &[(none, -6)]),
        Err(GeneralVerifyError::NegativeSetPrice { set: 0, price: -6 })
    );
    let within = |set, within| Err(GeneralVerifyError::Within { set, within });
    assert_eq!(with_sets(&triangle, &[(Some(0), 6)]), within(0, 0));
    assert_eq!(with_sets(&triangle, &[(none, 6), (Some(1), 0)]), within(1, 1));
    assert_eq!(with_sets(&triangle, &[(Some(1), 6), (none, 0)]), within(0, 1));
    assert_eq!(with_sets(&triangle, &[(none, 6), (Some(u32::MAX), 0)]), within(1, u32::MAX));
    let innermost = |vertex, set, count| Err(GeneralVerifyError::Innermost { vertex, set, count });
    assert_eq!(with_sets(&[none, Some(0), none, none, none, none], &[]), innermost(1, 0, 0));
    assert_eq!(with_sets(&[a, a, a, Some(1), none, none], &[(none, 6)]), innermost(3, 1, 1));
    assert_eq!(with_sets(&[Some(u32::MAX); 6], &[(none, 6)]), innermost(0, u32::MAX, 1));
    let size = |set, size| Err(GeneralVerifyError::SetSize { set, size });
    assert_eq!(with_sets(&[none; 6], &[(none, 0)]), size(0, 0));
    assert_eq!(with_sets(&[a, none, none, none, none, none], &[(none, 0)]), size(0, 1));
    assert_eq!(with_sets(&[a, a, none, none, none, none], &[(none, 0)]), size(0, 2));
    assert_eq!(with_sets(&[a; 6], &[(none, 0)]), size(0, 6));
    // The outer set holds what the inner one holds.
    let b = Some(1);
    assert_eq!(with_sets(&[b, b, b, a, none, none], &[(none, 0), (a, 0)]), size(0, 4));
    assert_eq!(with_sets(&[b, b, b, a, a, none], &[(none, 0), (a, 0)]), Ok((None, 19)));
    assert_eq!(with_sets(&[b, a, a, a, a, none], &[(none, 0), (a, 0)]), size(1, 1));
    // The same set twice is no mistake; both count.
    assert_eq!(with_sets(&[b, b, b, none, none, none], &[(none, 2), (a, 4)]), Ok((None, 13)));

    let stranger = |one, other| Err(GeneralVerifyError::Vertex { one, other, count: 6 });
    for (one, other) in [(0, 6), (6, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(
            general_upper_bound(6, [(one, other, 1)], score, &highest(free())),
            stranger(one, other)
        );
    }
    // Before any space is taken for so many.
    assert_eq!(
        general_upper_bound(usize::MAX, edges(), score, &highest(free())),
        Err(GeneralVerifyError::Length { what: "vertex prices", given: 6, wanted: usize::MAX })
    );
}

#[test]
fn reports_the_first_of_several() {
    // All of them at once; then without those before, one by one.
    let odd_sets = OddSets {
        innermost: vec![Some(9), None],
        sets: vec![OddSet { within: Some(0), price: -1 }],
    };
    let worst = GeneralPrices { vertices: vec![-1, 0], odd_sets };
    let report = |barrier: usize, prices: &GeneralPrices| {
        let certificate = GeneralCertificate::MostPairs {
            barrier: vec![false; barrier],
            pair_price: i64::MIN,
            prices: prices.clone(),
        };
        let edges = [(0, 1, i64::MIN), (0, 9, 1)];
        general_upper_bound(2, edges, Mode::MostPairsFirst, &certificate).unwrap_err()
    };
    let mut prices = worst;
    assert!(matches!(report(3, &prices), GeneralVerifyError::Length { given: 3, .. }));
    assert!(matches!(report(2, &prices), GeneralVerifyError::NegativePrice { vertex: 0, .. }));
    prices.vertices[0] = 0;
    assert!(matches!(report(2, &prices), GeneralVerifyError::Within { set: 0, within: 0 }));
    prices.odd_sets.sets[0].within = None;
    assert!(matches!(report(2, &prices), GeneralVerifyError::NegativeSetPrice { set: 0, .. }));
    prices.odd_sets.sets[0].price = 0;
    assert!(matches!(report(2, &prices), GeneralVerifyError::Innermost { vertex: 0, set: 9, .. }));
    prices.odd_sets.innermost[0] = Some(0);
    assert!(matches!(report(2, &prices), GeneralVerifyError::SetSize { set: 0, size: 1 }));
    prices.odd_sets = OddSets::default();
    assert!(matches!(report(2, &prices), GeneralVerifyError::Vertex { one: 0, other: 9, .. }));
}

#[test]
fn bounds_at_the_ends_of_64_bits() {
    let out = Err(GeneralVerifyError::Range { what: "the bound on weight" });
    // Above, the end of the range is still a bound.
    let top = Ok((None, i64::MAX));
    assert_eq!(bound(&highest(prices(&[i64::MAX; 6], &[]))), top);
    assert_eq!(bound(&highest(prices(&[i64::MAX, i64::MAX, 1, 0, 0, 0], &[]))), top);
    assert_eq!(bound(&highest(prices(&[0; 6], &[(0b11_111, i64::MAX), (0b111, i64::MAX)]))), top);
    let free = highest(prices(&[0; 3], &[]));
    let score = Mode::HighestScore;
    assert_eq!(general_upper_bound(3, [(0, 1, i64::MAX), (0, 2, 1)], score, &free), top);
    // At the very end: one edge of i64::MAX, and exactly that from prices.
    assert_eq!(general_upper_bound(3, [(0, 1, i64::MAX)], score, &free), top);
    let halves = highest(prices(&[i64::MAX, i64::MAX, 0], &[]));
    assert_eq!(general_upper_bound(3, [(0, 1, i64::MAX)], score, &halves), top);
    let lower = highest(prices(&[i64::MAX, i64::MAX - 2, 0], &[]));
    assert_eq!(general_upper_bound(3, [], score, &lower), Ok((None, i64::MAX - 1)));
    // Below i64::MIN: a weight of three pairs that cost more than there is.
    let none: [Edge; 0] = [];
    let first = Mode::MostPairsFirst;
    let costly = |barrier: &[u32], edges: &[Edge], vertices: &[i64]| {
        let certificate = most(barrier, i64::MIN, prices(vertices, &[]));
        general_upper_bound(vertices.len(), edges.iter().copied(), first, &certificate)
    };
    // k = 2: two pairs at half of 2^63 each are exactly the end; k = 3 leaves it.
    assert_eq!(costly(&[0, 1], &none, &[0; 4]), Ok((Some(2), i64::MIN)));
    assert_eq!(costly(&[0, 1, 2], &none, &[0; 6]), out);
    // Terms may leave 64 bits as long as the sum does not.
    assert_eq!(
        costly(&[0, 1, 2], &none, &[i64::MAX, i64::MAX, i64::MAX, 0, 0, 0]),
        Ok((Some(3), -2))
    );
    let low = [(0, 1, i64::MIN), (2, 3, i64::MIN), (4, 5, i64::MIN)];
    let certificate = most(&[], i64::MAX, prices(&[0; 6], &[]));
    assert_eq!(general_upper_bound(6, low, first, &certificate), Ok((Some(3), i64::MAX)));
}

#[test]
fn a_matching_without_a_certificate_is_feasible_and_no_more() {
    let problem = Parts::new(6, &EDGES).problem(Mode::MostPairsFirst);
    let quality = problem.verify(&Matching::new([(0, 1), (3, 5)]), None).unwrap();
    assert_eq!(quality.objective().weight, 6);
    assert_eq!(quality.objective().pairs, Some(2));
    assert_eq!(quality.bound(), None);
    assert!(!quality.is_optimal());
}

#[test]
fn messages_name_value_limit_and_way_out() {
    let free = || prices(&[0; 6], &[]);
    let set = |within, price, innermost: [Option<u32>; 6]| {
        let odd_sets =
            OddSets { innermost: innermost.to_vec(), sets: vec![OddSet { within, price }] };
        bound(&highest(GeneralPrices { vertices: vec![0; 6], odd_sets })).unwrap_err()
    };
    let messages = [
        (
            check(&[(0, 1), (1, 2)]).unwrap_err(),
            "vertex 1 is in more than one pair; keep one of them",
        ),
        (
            check(&[(0, 4)]).unwrap_err(),
            "vertices 0 and 4 are matched, but no edge joins them; match edges only",
        ),
        (
            check(&[(0, 1), (0, 1)]).unwrap_err(),
            "pair 1 (vertices 0 and 1) is given twice; keep it once",
        ),
        (
            check(&[(0, 1), (3, 2)]).unwrap_err(),
            "pair 1 (vertices 3 and 2) is out of order; give the lower vertex of each pair first \
             and the pairs in ascending order",
        ),
        (
            bound(&highest(prices(&[0, -3, 0, 0, 0, 0], &[]))).unwrap_err(),
            "twice the price of vertex 1 is -3; prices are at least 0",
        ),
        (
            bound(&highest(prices(&[0], &[]))).unwrap_err(),
            "the certificate has 1 vertex prices, but the problem has 6 vertices; \
             give one a vertex",
        ),
        (
            general_upper_bound(6, EDGES, Mode::MostPairsFirst, &highest(free())).unwrap_err(),
            "a certificate for the highest score says nothing about most pairs first; \
             give one for the latter",
        ),
        (set(None, -3, [Some(0); 6]), "twice the price of odd set 0 is -3; prices are at least 0"),
        (
            set(Some(4), 0, [Some(0); 6]),
            "odd set 0 is within set 4, which is not before it; list outer sets first",
        ),
        (
            set(None, 0, [Some(2); 6]),
            "vertex 0 is in odd set 2, but there are 1, counted from 0; \
             list that set or name another",
        ),
        (
            set(None, 0, [Some(0); 6]),
            "odd set 0 holds 6 vertices; give it an odd number of at least 3",
        ),
        (
            general_upper_bound(6, [(0, 8, 1)], Mode::HighestScore, &highest(free())).unwrap_err(),
            "an edge joins vertices 0 and 8, but there are 6, counted from 0; \
             raise the number of vertices or leave the edge out",
        ),
        (
            bound_of(&Parts::new(6, &[]), &most(&[0, 1, 2], i64::MIN, free())).unwrap_err(),
            "the bound on weight leaves the range of 64 bits; use smaller weights or prices",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}

/// A number that a checker might trip over.
fn number(rng: &mut Rng) -> i64 {
    *rng.pick(&[i64::MIN, -1, 0, 0, 0, 0, 1, 5, i64::MAX])
}

/// Any odd sets at all, sound or with anything in them.
fn any_sets(rng: &mut Rng) -> OddSets {
    let vertices = rng.below(8);
    let sets = any_odd_sets(rng, vertices, |rng| number(rng).saturating_abs());
    let mut odd_sets = forest(vertices, &sets);
    let any_index = |rng: &mut Rng| *rng.pick(&[None, Some(0), Some(1), Some(2), Some(u32::MAX)]);
    while rng.chance(1, 3) {
        match rng.below(4) {
            0 => odd_sets.sets.push(OddSet { within: any_index(rng), price: number(rng) }),
            1 => odd_sets.innermost.push(any_index(rng)),
            2 => odd_sets.sets.iter_mut().for_each(|set| set.within = any_index(rng)),
            _ => odd_sets.innermost.iter_mut().for_each(|set| *set = any_index(rng)),
        }
    }
    odd_sets
}

#[test]
fn nothing_makes_it_panic() {
    let mut rng = Rng::new(140);
    let (mut accepted, mut with_sets, mut refused) = (0, 0, 0);
    for _ in 0..300_000 {
        let vertex = |rng: &mut Rng| *rng.pick(&[0, 0, 1, 2, 3, 4, u32::MAX]);
        let odd_sets = if rng.chance(1, 3) { OddSets::default() } else { any_sets(&mut rng) };
        // Mostly as many of each as would be right.
        let vertices =
            if odd_sets.innermost.is_empty() { rng.below(6) } else { odd_sets.innermost.len() };
        let about = |rng: &mut Rng| if rng.chance(1, 8) { rng.below(8) } else { vertices };
        let of_vertices: Vec<i64> = (0..about(&mut rng))
            .map(|_| if rng.chance(1, 20) { number(&mut rng) } else { rng.within(0, 9) })
            .collect();
        let edges: Vec<Edge> = (0..rng.below(6))
            .map(|_| (vertex(&mut rng), vertex(&mut rng), number(&mut rng)))
            .collect();
        let prices = GeneralPrices { vertices: of_vertices, odd_sets };
        let sets = prices.odd_sets.sets.len();
        let certificate = if rng.chance(1, 2) {
            GeneralCertificate::HighestScore { prices }
        } else {
            GeneralCertificate::MostPairs {
                barrier: (0..about(&mut rng)).map(|_| rng.chance(1, 2)).collect(),
                pair_price: number(&mut rng),
                prices,
            }
        };
        let pairs: Vec<(u32, u32)> =
            (0..rng.below(4)).map(|_| (vertex(&mut rng), vertex(&mut rng))).collect();
        let weights = |a: u32, b: u32| edges.iter().find(|e| (e.0, e.1) == (a, b)).map(|e| e.2);
        let asked = if rng.chance(1, 20) { usize::MAX } else { vertices };
        let bound = general_upper_bound(asked, edges.clone(), *rng.pick(&MODES), &certificate);
        let sum = check_general_matching(asked, weights, &pairs);
        with_sets += u64::from(bound.is_ok() && sets > 0);
        for ok in [bound.is_ok(), sum.is_ok()] {
            accepted += u64::from(ok);
            refused += u64::from(!ok);
        }
    }
    let seen = [accepted, refused, with_sets];
    assert!(seen.iter().all(|&seen| seen > 1_000), "{seen:?}");
}

#[test]
fn finds_the_sets_that_hold_both_ends_in_any_forest() {
    let mut rng = Rng::new(141);
    let (mut none, mut some, mut deep) = (0, 0, 0);
    for _ in 0..1_500 {
        // Long chains, bushes and everything in between; three vertices in every set.
        let sets = 1 + rng.below(120);
        let reach = *rng.pick(&[1, 2, 10, sets]);
        let odd_sets: Vec<OddSet> = (0..sets)
            .map(|i| {
                let first = rng.chance(1, 20) || i == 0;
                let back = (1 + rng.below(reach)).min(i);
                let within = (!first).then(|| u32::try_from(i - back).unwrap());
                OddSet { within, price: rng.within(0, 100) }
            })
            .collect();
        // A set of so many sets and vertices is odd if their number is.
        let mut held = vec![0; sets];
        for set in &odd_sets {
            if let Some(around) = set.within {
                held[around as usize] += 1;
            }
        }
        let mut innermost = vec![None];
        for (i, held) in held.iter().enumerate() {
            let own = if held % 2 == 0 { 3 } else { 2 };
            innermost.extend(vec![Some(u32::try_from(i).unwrap()); own]);
        }
        let around = |vertex: usize| {
            let mut all = Vec::new();
            let mut next = innermost[vertex];
            while let Some(set) = next {
                all.push(set);
                next = odd_sets[set as usize].within;
            }
            all
        };
        let prices = GeneralPrices {
            vertices: vec![0; innermost.len()],
            odd_sets: OddSets { innermost: innermost.clone(), sets: odd_sets.clone() },
        };
        let certificate = highest(prices);
        let bound = |edges: &[Edge]| {
            let edges = edges.iter().copied();
            general_upper_bound(innermost.len(), edges, Mode::HighestScore, &certificate).unwrap().1
        };
        for _ in 0..20 {
            let (a, b) = (rng.below(innermost.len()), rng.below(innermost.len()));
            let (of_a, of_b) = (around(a), around(b));
            let both = of_a.iter().filter(|set| of_b.contains(set));
            let twice: i64 = both.clone().map(|&set| odd_sets[set as usize].price).sum();
            // As much above the price as makes the edge count, in whole halves.
            let weight = 1_000_000;
            let edge = (u32::try_from(a).unwrap(), u32::try_from(b).unwrap(), weight);
            let over = (bound(&[]) + weight) - bound(&[edge]);
            assert!((over - twice / 2).abs() <= 1 && over >= twice / 2, "{over} for {twice}");
            none += usize::from(both.clone().count() == 0);
            some += usize::from(both.clone().count() > 0);
            deep += usize::from(both.count() > 20);
        }
    }
    let seen = [none, some, deep];
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn sets_nested_50_000_deep_are_added_up() {
    // Set i holds all but the first 2·i vertices: three in the innermost.
    let deep = 50_000_u32;
    let count = 2 * deep + 1;
    let sets = (0..deep).map(|i| OddSet { within: i.checked_sub(1), price: 2 }).collect();
    let innermost = (0..count).map(|v| Some((v / 2).min(deep - 1))).collect();
    let vertices = count as usize;
    let prices =
        GeneralPrices { vertices: vec![0; vertices], odd_sets: OddSets { innermost, sets } };
    // An edge weighs one more than the sets that hold both ends, or as much.
    let mut rng = Rng::new(142);
    let mut over = 0;
    let edges: Vec<Edge> = (0..200_000)
        .map(|_| {
            let (a, b) = (rng.below_u32(count), rng.below_u32(count));
            let both = i64::from((a.min(b) / 2).min(deep - 1)) + 1;
            let more = rng.within(0, 1);
            over += more;
            (a, b, both + more)
        })
        .collect();
    // A set of 2·j + 1 vertices counts j times its price.
    let of_sets: i64 = (1..=i64::from(deep)).sum();
    let bound = general_upper_bound(vertices, edges, Mode::HighestScore, &highest(prices));
    assert_eq!(bound, Ok((None, of_sets + over)));
}
