//! What the checker refuses, with which words; and that nothing makes it panic.

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode, Side};
use crosstie::solve::{
    AssignmentCertificate, DegreeBounds, HallWitness, Prices, Problem, Shortage, VerifyError,
    check_matching, quota_shortage, upper_bound,
};

use super::MODES;
use crate::rng::Rng;

/// Left 0 and 1 with one and two places, right 0 and 1 with one each.
const LEFT: [u32; 2] = [1, 2];
const RIGHT: [u32; 2] = [1, 1];
const PLACES: DegreeBounds<'static> = DegreeBounds::new(&LEFT, &RIGHT);
const EDGES: [(u32, u32, i64); 3] = [(0, 0, 5), (1, 0, 7), (1, 1, -2)];
/// Left 1 and right 1 must be in a pair.
const QUOTAS: DegreeBounds<'static> = PLACES.with_lower_quotas(&[0, 1], &[0, 1]);

fn weight(left: u32, right: u32) -> Option<i64> {
    EDGES.iter().find(|e| (e.0, e.1) == (left, right)).map(|e| e.2)
}

fn check(pairs: &[(u32, u32)]) -> Result<i64, VerifyError> {
    check_matching(PLACES, weight, pairs)
}

fn highest(left: &[i64], right: &[i64]) -> AssignmentCertificate {
    let prices = Prices { left: left.to_vec(), right: right.to_vec() };
    AssignmentCertificate::HighestScore { prices }
}

fn most(
    cover: [&[bool]; 2],
    pair_price: i64,
    left: &[i64],
    right: &[i64],
) -> AssignmentCertificate {
    AssignmentCertificate::MostPairs {
        cover_left: cover[0].to_vec(),
        cover_right: cover[1].to_vec(),
        pair_price,
        prices: Prices { left: left.to_vec(), right: right.to_vec() },
    }
}

fn bound(certificate: &AssignmentCertificate) -> Result<(Option<u64>, i64), VerifyError> {
    let mode = match certificate {
        AssignmentCertificate::MostPairs { .. } => Mode::MostPairsFirst,
        _ => Mode::HighestScore,
    };
    upper_bound(PLACES, EDGES, mode, certificate)
}

#[test]
fn adds_up_matchings() {
    assert_eq!(check(&[]), Ok(0));
    assert_eq!(check(&[(0, 0)]), Ok(5));
    assert_eq!(check(&[(1, 0), (1, 1)]), Ok(5));
    assert_eq!(check(&[(0, 0), (1, 1)]), Ok(3));
}

#[test]
fn adds_up_bounds() {
    // Σ u·p alone, edges alone, both.
    assert_eq!(bound(&highest(&[0, 0], &[7, 0])), Ok((None, 7)));
    assert_eq!(bound(&highest(&[0, 0], &[0, 0])), Ok((None, 12)));
    assert_eq!(bound(&highest(&[1, 2], &[3, 0])), Ok((None, 1 + 4 + 3 + 1 + 2)));
    // Cover {right 0, right 1}: two pairs; {right 0}: one and the edge left open.
    assert_eq!(bound(&most([&[false; 2], &[true; 2]], 0, &[0; 2], &[7, 0])), Ok((Some(2), 7)));
    assert_eq!(bound(&most([&[false; 2], &[true, false]], 0, &[0; 2], &[7, 0])), Ok((Some(2), 7)));
    assert_eq!(bound(&most([&[true; 2], &[false; 2]], 0, &[0; 2], &[7, 0])), Ok((Some(3), 7)));
    assert_eq!(bound(&most([&[false; 2], &[false; 2]], 0, &[0; 2], &[0; 2])), Ok((Some(3), 12)));
    // Two pairs weigh 5 at most, which needs a price for pairs below 0.
    assert_eq!(bound(&most([&[false; 2], &[true; 2]], -2, &[0; 2], &[9, 0])), Ok((Some(2), 5)));
}

#[test]
fn names_what_is_wrong_with_a_matching() {
    assert_eq!(
        check(&[(0, 0), (0, 0)]),
        Err(VerifyError::Duplicate { position: 1, left: 0, right: 0 })
    );
    assert_eq!(
        check(&[(1, 1), (0, 0)]),
        Err(VerifyError::Unsorted { position: 1, left: 0, right: 0 })
    );
    assert_eq!(
        check(&[(1, 1), (1, 0)]),
        Err(VerifyError::Unsorted { position: 1, left: 1, right: 0 })
    );
    assert_eq!(check(&[(0, 1)]), Err(VerifyError::NoEdge { left: 0, right: 1 }));
    assert_eq!(check(&[(2, 0)]), Err(VerifyError::NoEdge { left: 2, right: 0 }));
    assert_eq!(
        check(&[(u32::MAX, u32::MAX)]),
        Err(VerifyError::NoEdge { left: u32::MAX, right: u32::MAX })
    );
    assert_eq!(
        check(&[(0, 0), (1, 0)]),
        Err(VerifyError::OverCapacity { side: "right", vertex: 0, used: 2, capacity: 1 })
    );
    assert_eq!(
        check_matching(DegreeBounds::new(&[1], &[1; 3]), |_, _| Some(1), &[(0, 0), (0, 1), (0, 2)]),
        Err(VerifyError::OverCapacity { side: "left", vertex: 0, used: 3, capacity: 1 })
    );
    // A vertex without a capacity has no edge, whatever the weights say.
    assert_eq!(
        check_matching(DegreeBounds::new(&[1], &[]), |_, _| Some(1), &[(0, 0)]),
        Err(VerifyError::NoEdge { left: 0, right: 0 })
    );
    for weight in [i64::MAX, i64::MIN] {
        let places = DegreeBounds::new(&[2], &[1; 2]);
        assert_eq!(
            check_matching(places, |_, _| Some(weight), &[(0, 0), (0, 1)]),
            Err(VerifyError::Range { what: "the sum of weights" })
        );
        assert_eq!(check_matching(places, |_, _| Some(weight), &[(0, 0)]), Ok(weight));
    }
}

#[test]
fn names_what_is_wrong_with_a_certificate() {
    let given =
        |certificate: &AssignmentCertificate, mode| upper_bound(PLACES, EDGES, mode, certificate);
    let (score, first) = (Mode::HighestScore, Mode::MostPairsFirst);
    let covers: [&[bool]; 2] = [&[true; 2], &[true; 2]];
    assert_eq!(
        given(&highest(&[0; 2], &[0; 2]), first),
        Err(VerifyError::Kind { given: score, wanted: first })
    );
    assert_eq!(
        given(&most(covers, 0, &[0; 2], &[0; 2]), score),
        Err(VerifyError::Kind { given: first, wanted: score })
    );
    let length = |what, given| Err(VerifyError::Length { what, given, wanted: 2 });
    assert_eq!(bound(&highest(&[0], &[0; 2])), length("left prices", 1));
    assert_eq!(bound(&highest(&[0; 2], &[0; 3])), length("right prices", 3));
    assert_eq!(bound(&most(covers, 0, &[0; 3], &[0; 2])), length("left prices", 3));
    assert_eq!(bound(&most(covers, 0, &[0; 2], &[])), length("right prices", 0));
    assert_eq!(
        bound(&most([&[true], &[true; 2]], 0, &[0; 2], &[0; 2])),
        length("left cover entries", 1)
    );
    assert_eq!(
        bound(&most([&[true; 2], &[true; 4]], 0, &[0; 2], &[0; 2])),
        length("right cover entries", 4)
    );
    assert_eq!(
        bound(&highest(&[0, -1], &[0, -9])),
        Err(VerifyError::NegativePrice { side: "left", vertex: 1, price: -1 })
    );
    assert_eq!(
        bound(&most(covers, 0, &[0; 2], &[i64::MIN, 0])),
        Err(VerifyError::NegativePrice { side: "right", vertex: 0, price: i64::MIN })
    );
    assert_eq!(
        upper_bound(PLACES, [(0, 2, 1)], Mode::HighestScore, &highest(&[0; 2], &[0; 2])),
        Err(VerifyError::Vertex { left: 0, right: 2, lefts: 2, rights: 2 })
    );
    assert_eq!(
        upper_bound(PLACES, [(u32::MAX, 0, 1)], Mode::HighestScore, &highest(&[0; 2], &[0; 2])),
        Err(VerifyError::Vertex { left: u32::MAX, right: 0, lefts: 2, rights: 2 })
    );
}

fn witness(side: Side, left: &[bool], right: &[bool]) -> HallWitness {
    HallWitness { side, left: left.to_vec(), right: right.to_vec() }
}

/// The edges without their weights.
fn ends() -> impl Iterator<Item = (u32, u32)> {
    EDGES.iter().map(|&(l, r, _)| (l, r))
}

#[test]
fn names_what_is_wrong_with_lower_quotas() {
    let check = |pairs: &[(u32, u32)]| check_matching(QUOTAS, weight, pairs);
    assert_eq!(check(&[(0, 0), (1, 1)]), Ok(3));
    assert_eq!(check(&[(1, 1)]), Ok(-2));
    let under = |side, vertex| VerifyError::UnderQuota { side, vertex, used: 0, quota: 1 };
    assert_eq!(check(&[(0, 0)]), Err(under("left", 1)));
    assert_eq!(check(&[(1, 0)]), Err(under("right", 1)));
    assert_eq!(check(&[]), Err(under("left", 1)));

    // One place of right 0 is asked for, two are for left 1 and its two edges.
    let left_asks = PLACES.with_lower_quotas(&[1, 2], &[]);
    assert_eq!(
        check_matching(left_asks, weight, &[(0, 0), (1, 1)]),
        Err(VerifyError::UnderQuota { side: "left", vertex: 1, used: 1, quota: 2 })
    );
    let shown = witness(Side::Left, &[true, true], &[true, false]);
    let shortage = Shortage { side: "left", vertices: 2, wanted: 3, places: 2 };
    assert_eq!(quota_shortage(left_asks, ends(), &shown), Ok(shortage));
    for mode in MODES {
        let proof = AssignmentCertificate::Infeasible(shown.clone());
        let refused = Err(VerifyError::Infeasible(shortage));
        assert_eq!(upper_bound(left_asks, EDGES, mode, &proof), refused);
        let nothing =
            AssignmentCertificate::Infeasible(witness(Side::Left, &[true; 2], &[true; 2]));
        let right = Err(VerifyError::NoShortage { side: "left", wanted: 1, places: 2 });
        assert_eq!(upper_bound(QUOTAS, EDGES, mode, &nothing), right);
    }
    let shown = witness(Side::Right, &[false, true], &[false, true]);
    let none = Err(VerifyError::NoShortage { side: "right", wanted: 1, places: 2 });
    assert_eq!(quota_shortage(QUOTAS, ends(), &shown), none);
    let both = witness(Side::Right, &[false; 2], &[true; 2]);
    let none = Err(VerifyError::NoShortage { side: "right", wanted: 1, places: 3 });
    assert_eq!(quota_shortage(QUOTAS, ends(), &both), none);

    let length = |what, given| Err(VerifyError::Length { what, given, wanted: 2 });
    let short = witness(Side::Left, &[true], &[true; 2]);
    assert_eq!(quota_shortage(QUOTAS, ends(), &short), length("left witness entries", 1));
    let long = witness(Side::Right, &[true; 2], &[true; 3]);
    assert_eq!(quota_shortage(QUOTAS, ends(), &long), length("right witness entries", 3));
    let beyond = Err(VerifyError::Vertex { left: 2, right: 0, lefts: 2, rights: 2 });
    assert_eq!(quota_shortage(QUOTAS, [(2, 0)], &both), beyond);

    // No list of quotas or one entry a vertex, on either side, whoever reads it.
    for (left, right, side, given) in
        [(&[1][..], &[][..], "left", 1), (&[], &[0, 0, 0], "right", 3), (&[0; 3], &[1], "left", 3)]
    {
        let bounds = PLACES.with_lower_quotas(left, right);
        let refused = VerifyError::QuotaLength { side, given, wanted: 2 };
        assert_eq!(check_matching(bounds, weight, &[(7, 7)]), Err(refused.clone()));
        assert_eq!(quota_shortage(bounds, ends(), &short), Err(refused.clone()));
        let wrong = highest(&[-1], &[]);
        assert_eq!(upper_bound(bounds, EDGES, Mode::MostPairsFirst, &wrong), Err(refused));
    }
}

#[test]
fn a_price_below_0_needs_a_lower_quota() {
    let bound = |certificate: &AssignmentCertificate| {
        upper_bound(QUOTAS, EDGES, Mode::HighestScore, certificate)
    };
    // Left 0 takes right 0, and right 1 takes left 1, at a cost of 2.
    assert_eq!(bound(&highest(&[0, 2], &[5, -4])), Ok((None, 2 * 2 + 5 - 4)));
    assert_eq!(bound(&highest(&[0, 0], &[5, -2])), Ok((None, 5 - 2 + 2)));
    assert_eq!(bound(&highest(&[0, -2], &[5, 0])), Ok((None, -2 + 5 + 4)));
    let refused = |side, vertex, price| Err(VerifyError::NegativePrice { side, vertex, price });
    assert_eq!(bound(&highest(&[-1, -1], &[0, 0])), refused("left", 0, -1));
    assert_eq!(bound(&highest(&[0, -1], &[-3, -1])), refused("right", 0, -3));
    // Quota below capacity: a price below 0 counts once a pair asked for.
    let two = DegreeBounds::new(&[2], &[1, 1]).with_lower_quotas(&[1], &[]);
    let edges = [(0, 0, -3), (0, 1, -4)];
    let proof = highest(&[-3], &[0, 0]);
    assert_eq!(upper_bound(two, edges, Mode::HighestScore, &proof), Ok((None, -3)));
    let most = most([&[false], &[true; 2]], -4, &[1], &[0, 0]);
    assert_eq!(upper_bound(two, edges, Mode::MostPairsFirst, &most), Ok((Some(2), -6 + 1 - 1)));
    // At both ends of the range.
    let many = DegreeBounds::new(&[u32::MAX; 3], &[]).with_lower_quotas(&[u32::MAX; 3], &[]);
    let none: [(u32, u32, i64); 0] = [];
    let low = highest(&[i64::MIN; 3], &[]);
    let out = Err(VerifyError::Range { what: "the bound on weight" });
    assert_eq!(upper_bound(many, none, Mode::HighestScore, &low), out);
    let level = highest(&[i64::MIN, i64::MAX, 1], &[]);
    assert_eq!(upper_bound(many, none, Mode::HighestScore, &level), Ok((None, 0)));
}

#[test]
fn bounds_at_the_ends_of_64_bits() {
    let out = Err(VerifyError::Range { what: "the bound on weight" });
    // Above, the end of the range is still a bound.
    let top = Ok((None, i64::MAX));
    assert_eq!(bound(&highest(&[0, i64::MAX], &[0; 2])), top);
    assert_eq!(bound(&highest(&[i64::MAX, 0], &[1, 0])), top);
    let edges = [(0, 0, i64::MAX), (0, 1, 1)];
    assert_eq!(upper_bound(PLACES, edges, Mode::HighestScore, &highest(&[0; 2], &[0; 2])), top);
    // At the very end: one edge of i64::MAX, and exactly that from prices.
    let edge = [(0, 0, i64::MAX)];
    let free = highest(&[0; 2], &[0; 2]);
    assert_eq!(upper_bound(PLACES, edge, Mode::HighestScore, &free), Ok((None, i64::MAX)));
    let priced = highest(&[i64::MAX, 0], &[0; 2]);
    assert_eq!(upper_bound(PLACES, edge, Mode::HighestScore, &priced), Ok((None, i64::MAX)));
    // Below i64::MIN: two pairs that cost more than there is.
    let covers: [&[bool]; 2] = [&[false; 2], &[true; 2]];
    let none: [(u32, u32, i64); 0] = [];
    let costly = most(covers, i64::MIN, &[0; 2], &[0; 2]);
    assert_eq!(upper_bound(PLACES, none, Mode::MostPairsFirst, &costly), out);
    // Terms may leave 64 bits as long as the sum does not.
    let balanced = most(covers, i64::MIN, &[0; 2], &[i64::MAX; 2]);
    assert_eq!(upper_bound(PLACES, none, Mode::MostPairsFirst, &balanced), Ok((Some(2), -2)));
    // Terms far beyond 64 bits that leave -1 a pair.
    let many = DegreeBounds::new(&[u32::MAX; 1_000], &[]);
    let all = most([&[true; 1_000], &[]], i64::MIN, &[i64::MAX; 1_000], &[]);
    let pairs = 1_000 * u64::from(u32::MAX);
    let left_over = -i64::try_from(pairs).unwrap();
    assert_eq!(upper_bound(many, none, Mode::MostPairsFirst, &all), Ok((Some(pairs), left_over)));
    let free = most([&[true; 1_000], &[]], 0, &[0; 1_000], &[]);
    assert_eq!(upper_bound(many, none, Mode::MostPairsFirst, &free), Ok((Some(pairs), 0)));
}

#[test]
fn a_matching_without_a_certificate_is_feasible_and_no_more() {
    let problem =
        AssignmentProblem::new(Mode::MostPairsFirst, LEFT.to_vec(), RIGHT.to_vec(), EDGES).unwrap();
    let quality = problem.verify(&Matching::new([(0, 0), (1, 1)]), None).unwrap();
    assert_eq!(quality.objective().weight, 3);
    assert_eq!(quality.objective().pairs, Some(2));
    assert_eq!(quality.bound(), None);
    assert!(!quality.is_optimal());
}

#[test]
fn messages_name_value_limit_and_way_out() {
    let messages = [
        (
            check(&[(0, 0), (1, 0)]).unwrap_err(),
            "right vertex 0 is in 2 pairs, but has capacity 1; take some of them out",
        ),
        (
            check(&[(0, 1)]).unwrap_err(),
            "left 0 and right 1 are matched, but no edge joins them; match edges only",
        ),
        (
            check(&[(0, 0), (0, 0)]).unwrap_err(),
            "pair 1 (left 0, right 0) is given twice; keep it once",
        ),
        (
            check(&[(1, 1), (0, 0)]).unwrap_err(),
            "pair 1 (left 0, right 0) is less than the pair before it; \
             sort the pairs by left, then by right vertex",
        ),
        (
            bound(&highest(&[0, -3], &[0; 2])).unwrap_err(),
            "the price of left vertex 1 is -3; prices are at least 0 where there is no lower quota",
        ),
        (
            bound(&highest(&[0], &[0; 2])).unwrap_err(),
            "the certificate has 1 left prices, but the problem has 2; give one a vertex",
        ),
        (
            upper_bound(PLACES, EDGES, Mode::MostPairsFirst, &highest(&[0; 2], &[0; 2]))
                .unwrap_err(),
            "a certificate for the highest score says nothing about most pairs first; \
             give one for the latter",
        ),
        (
            upper_bound(
                PLACES,
                [],
                Mode::MostPairsFirst,
                &most([&[false; 2], &[true; 2]], i64::MIN, &[0; 2], &[0; 2]),
            )
            .unwrap_err(),
            "the bound on weight leaves the range of 64 bits; use smaller weights or prices",
        ),
        (
            upper_bound(
                DegreeBounds::new(&[1], &[]),
                [(0, 4, 1)],
                Mode::HighestScore,
                &highest(&[0], &[]),
            )
            .unwrap_err(),
            "an edge joins left 0 and right 4, but there are 1 left and 0 right capacities; \
             give one a vertex",
        ),
        (
            check_matching(QUOTAS, weight, &[(0, 0)]).unwrap_err(),
            "left vertex 1 is in 0 pairs, but its lower quota is 1; give it more of them",
        ),
        (
            check_matching(PLACES.with_lower_quotas(&[], &[1]), weight, &[]).unwrap_err(),
            "there are 1 right lower quotas, but 2 right capacities; give one a vertex, or none",
        ),
        (
            quota_shortage(QUOTAS, ends(), &witness(Side::Left, &[true; 2], &[true; 2]))
                .unwrap_err(),
            "the witness shows nothing: there are 2 places for the 1 pairs that the lower quotas \
             of its left vertices ask for; choose vertices that ask for more",
        ),
        (
            VerifyError::Infeasible(Shortage { side: "left", vertices: 7, wanted: 9, places: 6 }),
            "no matching gives these 7 left vertices the 9 pairs that their lower quotas ask for: \
             6 at most; reduce quotas, or add capacity or edges",
        ),
        (
            VerifyError::Infeasible(Shortage { side: "right", vertices: 1, wanted: 1, places: 0 }),
            "no matching gives this right vertex the 1 pair that its lower quota asks for: \
             0 at most; reduce quotas, or add capacity or edges",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn nothing_makes_it_panic() {
    let mut rng = Rng::new(60);
    let (mut accepted, mut refused, mut shown) = (0, 0, 0);
    for _ in 0..100_000 {
        let number = |rng: &mut Rng| *rng.pick(&[i64::MIN, -1, 0, 0, 0, 1, 5, i64::MAX]);
        let capacities_of = |rng: &mut Rng, count: usize| -> Vec<u32> {
            let count = if rng.chance(1, 9) { rng.below(4) } else { count };
            (0..count).map(|_| *rng.pick(&[0, 1, 2, u32::MAX])).collect()
        };
        let capacities = |rng: &mut Rng| {
            let count = rng.below(4);
            capacities_of(rng, count)
        };
        let prices =
            |rng: &mut Rng| -> Vec<i64> { (0..rng.below(4)).map(|_| number(rng)).collect() };
        let cover =
            |rng: &mut Rng| -> Vec<bool> { (0..rng.below(4)).map(|_| rng.chance(1, 2)).collect() };
        let vertex = |rng: &mut Rng| *rng.pick(&[0, 0, 1, 2, 3, u32::MAX]);
        let (left, right) = (capacities(&mut rng), capacities(&mut rng));
        let edges: Vec<(u32, u32, i64)> = (0..rng.below(5))
            .map(|_| (vertex(&mut rng), vertex(&mut rng), number(&mut rng)))
            .collect();
        let both = Prices { left: prices(&mut rng), right: prices(&mut rng) };
        let certificate = match rng.below(3) {
            0 => AssignmentCertificate::HighestScore { prices: both },
            1 => AssignmentCertificate::Infeasible(HallWitness {
                side: *rng.pick(&[Side::Left, Side::Right]),
                left: left.iter().map(|_| rng.chance(1, 2)).collect(),
                right: if rng.chance(1, 2) { vec![false; right.len()] } else { cover(&mut rng) },
            }),
            _ => AssignmentCertificate::MostPairs {
                cover_left: cover(&mut rng),
                cover_right: cover(&mut rng),
                pair_price: number(&mut rng),
                prices: both,
            },
        };
        // Quotas above the capacity too, which only these functions let pass.
        let [left_quota, right_quota] = [&left, &right].map(|side| {
            if rng.chance(1, 2) { Vec::new() } else { capacities_of(&mut rng, side.len()) }
        });
        let pairs: Vec<(u32, u32)> =
            (0..rng.below(4)).map(|_| (vertex(&mut rng), vertex(&mut rng))).collect();
        let weights = |l: u32, r: u32| edges.iter().find(|e| (e.0, e.1) == (l, r)).map(|e| e.2);
        let bounds = DegreeBounds::new(&left, &right).with_lower_quotas(&left_quota, &right_quota);
        let bound = upper_bound(bounds, edges.clone(), *rng.pick(&MODES), &certificate);
        shown += u64::from(matches!(bound, Err(VerifyError::Infeasible(_))));
        for ok in [bound.is_ok(), check_matching(bounds, weights, &pairs).is_ok()] {
            accepted += u64::from(ok);
            refused += u64::from(!ok);
        }
    }
    assert!(accepted > 1_000 && refused > 1_000, "{accepted} accepted, {refused} refused");
    assert!(shown > 300, "only {shown} witnesses show something");
}
