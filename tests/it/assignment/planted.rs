//! Wrong claims on purpose: verification must refuse each, or not call it optimal.

use std::collections::BTreeMap;

use crosstie::matching::assignment::{AssignmentProblem, Matching, Mode, Objective};
use crosstie::solve::{
    AssignmentCertificate, DegreeBounds, Limits, Prices, Problem, Solver, VerifyError, upper_bound,
};

use super::MODES;
use super::instances::{random_matching, small};
use super::oracle::Oracle;
use super::reference::Reference;
use crate::rng::Rng;

/// A problem with its true optimum, and how many wrong claims of each kind
/// were planted so far.
pub(crate) struct Case<'a> {
    problem: &'a AssignmentProblem,
    oracle: &'a Oracle,
    optimum: Objective,
    planted: &'a mut BTreeMap<&'static str, u64>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        problem: &'a AssignmentProblem,
        oracle: &'a Oracle,
        optimum: Objective,
        planted: &'a mut BTreeMap<&'static str, u64>,
    ) -> Self {
        Self { problem, oracle, optimum, planted }
    }

    /// A claim that must be refused for this reason.
    pub(crate) fn refused(
        &mut self,
        kind: &'static str,
        matching: &Matching,
        certificate: &AssignmentCertificate,
        reason: impl Fn(&VerifyError) -> bool,
    ) {
        let error = self
            .problem
            .verify(matching, Some(certificate))
            .expect_err(&format!("{kind} {matching:?} {certificate:?} {:?}", self.problem));
        assert!(reason(&error), "{kind}: refused, but for {error:?}");
        *self.planted.entry(kind).or_default() += 1;
    }

    /// A feasible claim that must not pass for optimal. It may be refused.
    pub(crate) fn not_optimal(
        &mut self,
        kind: &'static str,
        matching: &Matching,
        certificate: Option<&AssignmentCertificate>,
    ) {
        if let Ok(quality) = self.problem.verify(matching, certificate) {
            assert!(
                !quality.is_optimal(),
                "{kind} passes: {matching:?} {certificate:?} {:?}",
                self.problem
            );
            self.sound(quality.bound());
        }
        *self.planted.entry(kind).or_default() += 1;
    }

    /// A bound that was accepted must hold for every matching.
    pub(crate) fn sound(&self, bound: Option<Objective>) {
        let Some(bound) = bound else { return };
        assert!(bound >= self.optimum, "{bound} is below {} in {:?}", self.optimum, self.problem);
        if let Some(pairs) = bound.pairs {
            // Not in lexicographic order alone: each part for itself.
            assert!(pairs >= self.oracle.most_pairs() as u64);
            let weight = self.oracle.weight_of(usize::try_from(pairs).unwrap_or(usize::MAX));
            assert!(weight.is_none_or(|weight| bound.weight >= weight));
        }
    }

    fn objective(&self, matching: &Matching) -> Objective {
        self.objective_of(matching).unwrap()
    }

    /// The objective, if it is a matching of the problem.
    pub(crate) fn objective_of(&self, matching: &Matching) -> Option<Objective> {
        Some(self.problem.verify(matching, None).ok()?.objective())
    }
}

pub(crate) fn prices_of(certificate: &mut AssignmentCertificate) -> &mut Prices {
    match certificate {
        AssignmentCertificate::HighestScore { prices }
        | AssignmentCertificate::MostPairs { prices, .. } => prices,
        AssignmentCertificate::Infeasible(witness) => panic!("{witness:?} has no prices"),
    }
}

/// The certificate with other prices.
pub(crate) fn with_prices(
    certificate: &AssignmentCertificate,
    change: impl FnOnce(&mut Prices),
) -> AssignmentCertificate {
    let mut other = certificate.clone();
    change(prices_of(&mut other));
    other
}

/// The price of a vertex counted through both sides.
pub(crate) fn price_at(prices: &mut Prices, vertex: usize) -> &mut i64 {
    let lefts = prices.left.len();
    if vertex < lefts { &mut prices.left[vertex] } else { &mut prices.right[vertex - lefts] }
}

/// The matching with one pair more.
fn with_pair(matching: &Matching, pair: (u32, u32)) -> Matching {
    Matching::new(matching.pairs().iter().copied().chain([pair]))
}

/// The optimal matching with its own certificate, spoilt in one place.
fn spoil_the_matching(
    rng: &mut Rng,
    case: &mut Case<'_>,
    matching: &Matching,
    proof: &AssignmentCertificate,
) {
    for i in 0..matching.len() {
        let mut pairs = matching.pairs().to_vec();
        pairs.remove(i);
        let other = Matching::new(pairs);
        // A pair of weight 0 may go where the score alone counts.
        if case.objective(&other) < case.optimum {
            case.not_optimal("a pair dropped", &other, Some(proof));
        }
    }
    for &(left, right) in matching.pairs() {
        let twice = with_pair(matching, (left, right));
        case.refused("a pair given twice", &twice, proof, |error| {
            matches!(error, VerifyError::Duplicate { left: l, right: r, .. } if (*l, *r) == (left, right))
        });
    }
    let (left, right) = (case.problem.left_capacity(), case.problem.right_capacity());
    let used_left = |l: u32| matching.mates(l).len() as u64;
    let used_right = |r: u32| matching.pairs().iter().filter(|p| p.1 == r).count() as u64;
    for (l, r, _) in case.problem.edges() {
        if matching.pairs().contains(&(l, r)) {
            continue;
        }
        let (cap_left, cap_right) = (left[l as usize], right[r as usize]);
        let over = with_pair(matching, (l, r));
        if used_left(l) >= u64::from(cap_left) {
            let expected = VerifyError::OverCapacity {
                side: "left",
                vertex: l as usize,
                used: used_left(l) + 1,
                capacity: cap_left,
            };
            case.refused("a pair beyond a left capacity", &over, proof, |e| *e == expected);
        } else if used_right(r) >= u64::from(cap_right) {
            let expected = VerifyError::OverCapacity {
                side: "right",
                vertex: r as usize,
                used: used_right(r) + 1,
                capacity: cap_right,
            };
            case.refused("a pair beyond a right capacity", &over, proof, |e| *e == expected);
        }
    }
    // One vertex beyond each side too.
    let l = rng.below_u32(u32::try_from(left.len()).unwrap() + 1);
    let r = rng.below_u32(u32::try_from(right.len()).unwrap() + 1);
    for (l, r) in [(l, r), (u32::MAX, r), (l, u32::MAX)] {
        if case.problem.weight(l, r).is_none() {
            let expected = VerifyError::NoEdge { left: l, right: r };
            let other = with_pair(matching, (l, r));
            case.refused("a pair that is no edge", &other, proof, |e| *e == expected);
        }
    }
}

/// The optimal matching with a certificate that is none.
fn spoil_the_certificate(
    rng: &mut Rng,
    case: &mut Case<'_>,
    matching: &Matching,
    proof: &AssignmentCertificate,
) {
    let (lefts, rights) = (case.problem.left_capacity().len(), case.problem.right_capacity().len());
    case.not_optimal("no certificate", matching, None);

    let other_kind = match proof.clone() {
        AssignmentCertificate::HighestScore { prices } => AssignmentCertificate::MostPairs {
            cover_left: vec![true; lefts],
            cover_right: vec![true; rights],
            pair_price: 0,
            prices,
        },
        AssignmentCertificate::MostPairs { prices, .. } => {
            AssignmentCertificate::HighestScore { prices }
        }
        AssignmentCertificate::Infeasible(witness) => panic!("{witness:?} is of either mode"),
    };
    case.refused("a certificate of the other kind", matching, &other_kind, |error| {
        matches!(error, VerifyError::Kind { .. })
    });

    let is_length = |error: &VerifyError| matches!(error, VerifyError::Length { .. });
    for longer in [false, true] {
        let spoil = |vector: &mut Vec<i64>| {
            if longer {
                vector.push(0);
                true
            } else {
                vector.pop().is_some()
            }
        };
        let kind = if longer { "a price too many" } else { "a price missing" };
        let mut other = proof.clone();
        if spoil(&mut prices_of(&mut other).left) {
            case.refused(kind, matching, &other, is_length);
        }
        let mut other = proof.clone();
        if spoil(&mut prices_of(&mut other).right) {
            case.refused(kind, matching, &other, is_length);
        }
    }

    for vertex in 0..lefts + rights {
        for price in [-1, -rng.within(1, 1 << 40), i64::MIN] {
            let other = with_prices(proof, |prices| *price_at(prices, vertex) = price);
            case.refused("a price below 0", matching, &other, |error| {
                matches!(error, VerifyError::NegativePrice { side, vertex: v, price: p }
                    if *p == price && *v + if *side == "left" { 0 } else { lefts } == vertex)
            });
        }
        let capacity = *case
            .problem
            .left_capacity()
            .get(vertex)
            .unwrap_or_else(|| &case.problem.right_capacity()[vertex - lefts]);
        if capacity > 2 {
            let other = with_prices(proof, |prices| *price_at(prices, vertex) = i64::MAX);
            case.not_optimal("a bound beyond 64 bits", matching, Some(&other));
        }
    }

    let AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } = proof
    else {
        return;
    };
    let covered = |left: Vec<bool>, right: Vec<bool>| AssignmentCertificate::MostPairs {
        cover_left: left,
        cover_right: right,
        pair_price: *pair_price,
        prices: prices.clone(),
    };
    for longer in [false, true] {
        let (mut left, mut right) = (cover_left.clone(), cover_right.clone());
        let kind = if longer { "a cover entry too many" } else { "a cover entry missing" };
        let spoilt = if longer {
            left.push(true);
            right.push(true);
            [true, true]
        } else {
            [left.pop().is_some(), right.pop().is_some()]
        };
        if spoilt[0] {
            let other = covered(left, cover_right.clone());
            case.refused(kind, matching, &other, is_length);
        }
        if spoilt[1] {
            let other = covered(cover_left.clone(), right);
            case.refused(kind, matching, &other, is_length);
        }
    }
    for vertex in 0..lefts + rights {
        let (mut left, mut right) = (cover_left.clone(), cover_right.clone());
        let entry = if vertex < lefts { &mut left[vertex] } else { &mut right[vertex - lefts] };
        let kind = if *entry { "a cover with a vertex less" } else { "a cover with a vertex more" };
        *entry = !*entry;
        // Another cover may be as small; only one that proves too little is wrong.
        let size = cover_size(case.problem, &left, &right);
        assert!(size >= case.oracle.most_pairs() as u64);
        if size > case.oracle.most_pairs() as u64 {
            case.not_optimal(kind, matching, Some(&covered(left, right)));
        }
    }
}

/// The number of pairs that a cover proves, by its definition.
pub(crate) fn cover_size(problem: &AssignmentProblem, left: &[bool], right: &[bool]) -> u64 {
    let of_side = |capacity: &[u32], cover: &[bool]| -> u64 {
        (0..cover.len()).filter(|&v| cover[v]).map(|v| u64::from(capacity[v])).sum()
    };
    let open = problem.edges().filter(|e| !left[e.0 as usize] && !right[e.1 as usize]).count();
    of_side(problem.left_capacity(), left) + of_side(problem.right_capacity(), right) + open as u64
}

/// A matching that is feasible but not optimal, with anything that could make
/// it pass.
fn defend_the_suboptimal(case: &mut Case<'_>, matching: &Matching, proof: &AssignmentCertificate) {
    let (lefts, rights) = (case.problem.left_capacity().len(), case.problem.right_capacity().len());
    let objective = case.objective(matching);
    assert!(objective < case.optimum);
    let missing = case.optimum.weight.saturating_sub(objective.weight);
    case.not_optimal("suboptimal with the proof of the optimum", matching, Some(proof));
    for vertex in 0..lefts + rights {
        let lower = |by: i64| {
            with_prices(proof, |prices| {
                let price = price_at(prices, vertex);
                *price = price.saturating_sub(by).max(0);
            })
        };
        if missing > 0 {
            let kind = "suboptimal with a price lowered by what is missing";
            case.not_optimal(kind, matching, Some(&lower(missing)));
        }
        case.not_optimal("suboptimal with a price lowered by 1", matching, Some(&lower(1)));
        case.not_optimal("suboptimal with a price of 0", matching, Some(&lower(i64::MAX)));
    }
    let free = with_prices(proof, |prices| {
        prices.left.fill(0);
        prices.right.fill(0);
    });
    case.not_optimal("suboptimal with all prices 0", matching, Some(&free));

    let AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } = proof
    else {
        return;
    };
    let pairs = i64::try_from(matching.len()).unwrap();
    for change in [1, -1, missing / pairs.max(1), missing, -missing, i64::MAX, i64::MIN] {
        let other = AssignmentCertificate::MostPairs {
            cover_left: cover_left.clone(),
            cover_right: cover_right.clone(),
            pair_price: pair_price.saturating_sub(change),
            prices: prices.clone(),
        };
        case.not_optimal("suboptimal with another price for pairs", matching, Some(&other));
    }
    for vertex in 0..lefts + rights {
        let (mut left, mut right) = (cover_left.clone(), cover_right.clone());
        let entry = if vertex < lefts { &mut left[vertex] } else { &mut right[vertex - lefts] };
        *entry = !*entry;
        let other = AssignmentCertificate::MostPairs {
            cover_left: left,
            cover_right: right,
            pair_price: *pair_price,
            prices: prices.clone(),
        };
        case.not_optimal("suboptimal with another cover", matching, Some(&other));
    }
    let nothing = AssignmentCertificate::MostPairs {
        cover_left: vec![false; lefts],
        cover_right: vec![false; rights],
        pair_price: *pair_price,
        prices: prices.clone(),
    };
    case.not_optimal("suboptimal with an empty cover", matching, Some(&nothing));
}

#[test]
fn no_wrong_claim_passes() {
    let mut rng = Rng::new(50);
    let mut planted = BTreeMap::new();
    for _ in 0..3_000 {
        let parts = small(&mut rng);
        // The same graph with other weights: its proofs are about something else.
        let mut rivals = parts.clone();
        for edge in &mut rivals.edges {
            edge.2 = rng.within(-5, 5);
        }
        for mode in MODES {
            let problem = parts.problem(mode);
            let oracle = Oracle::of(&problem);
            let claim = Reference.solve(&problem, &Limits::none());
            let proof = claim.certificate.unwrap();
            let optimum = oracle.objective(mode);
            assert!(problem.verify(&claim.solution, Some(&proof)).unwrap().is_optimal());
            let mut case = Case::new(&problem, &oracle, optimum, &mut planted);

            spoil_the_matching(&mut rng, &mut case, &claim.solution, &proof);
            spoil_the_certificate(&mut rng, &mut case, &claim.solution, &proof);
            for in_ten in [10, 6, 0] {
                let matching = random_matching(&mut rng, &parts, in_ten);
                if case.objective(&matching) < optimum {
                    defend_the_suboptimal(&mut case, &matching, &proof);
                }
            }

            // The optimum of the other mode: more weight in fewer pairs, or less in more.
            let other = MODES[usize::from(mode == MODES[0])];
            let stranger = Reference.solve(&parts.problem(other), &Limits::none()).solution;
            if case.objective(&stranger) < optimum {
                case.not_optimal("the optimum of the other mode", &stranger, Some(&proof));
            }
            let rival = Reference.solve(&rivals.problem(mode), &Limits::none());
            if case.objective(&rival.solution) < optimum {
                let kind = "the optimum of other weights with its own proof";
                case.not_optimal(kind, &rival.solution, rival.certificate.as_ref());
            }
        }
    }
    let kinds = [
        "a bound beyond 64 bits",
        "a certificate of the other kind",
        "a cover entry missing",
        "a cover entry too many",
        "a cover with a vertex less",
        "a cover with a vertex more",
        "a pair beyond a left capacity",
        "a pair beyond a right capacity",
        "a pair dropped",
        "a pair given twice",
        "a pair that is no edge",
        "a price below 0",
        "a price missing",
        "a price too many",
        "no certificate",
        "suboptimal with a price lowered by 1",
        "suboptimal with a price lowered by what is missing",
        "suboptimal with a price of 0",
        "suboptimal with all prices 0",
        "suboptimal with an empty cover",
        "suboptimal with another cover",
        "suboptimal with another price for pairs",
        "suboptimal with the proof of the optimum",
        "the optimum of other weights with its own proof",
        "the optimum of the other mode",
    ];
    assert_eq!(planted.keys().copied().collect::<Vec<_>>(), kinds);
    assert!(planted.values().all(|&count| count >= 500), "{planted:#?}");
    assert!(planted.values().sum::<u64>() >= 100_000, "{planted:#?}");
}

/// A price of any size: often near what could be optimal, sometimes absurd.
pub(crate) fn any_price(rng: &mut Rng, likely: i64) -> i64 {
    match rng.below(8) {
        0 | 1 => 0,
        2..=4 => rng.within(0, 5),
        5 => rng.within(0, 1 << 31),
        6 => likely.saturating_add(rng.within(-2, 2)).max(0),
        _ => rng.within(0, i64::MAX),
    }
}

/// Another cover and another price of a pair, where there are some, each entry with a chance of so many in ten or less.
pub(crate) fn change_cover(rng: &mut Rng, in_ten: usize, guess: &mut AssignmentCertificate) {
    if let AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, .. } = guess {
        for covered in cover_left.iter_mut().chain(cover_right) {
            *covered ^= rng.chance(in_ten, 20);
        }
        if rng.chance(in_ten, 10) {
            let sign = *rng.pick(&[-1, 1]);
            *pair_price = sign * any_price(rng, pair_price.saturating_abs());
        }
    }
}

#[test]
fn bounds_hold_for_any_prices_covers_and_pair_price() {
    let mut rng = Rng::new(51);
    let mut planted = BTreeMap::new();
    let (mut accepted, mut refused, mut met) = (0, 0, 0);
    for _ in 0..15_000 {
        let parts = small(&mut rng);
        for mode in MODES {
            let problem = parts.problem(mode);
            let claim = Reference.solve(&problem, &Limits::none());
            let oracle = Oracle::of(&problem);
            let optimum = oracle.objective(mode);
            let case = Case::new(&problem, &oracle, optimum, &mut planted);
            for _ in 0..5 {
                let mut guess = claim.certificate.clone().unwrap();
                // From untouched to all at random.
                let in_ten = *rng.pick(&[1, 3, 10]);
                let prices = prices_of(&mut guess);
                for price in prices.left.iter_mut().chain(&mut prices.right) {
                    if rng.chance(in_ten, 10) {
                        *price = any_price(&mut rng, *price);
                    }
                }
                change_cover(&mut rng, in_ten, &mut guess);
                match problem.verify(&claim.solution, Some(&guess)) {
                    Ok(quality) => {
                        case.sound(quality.bound());
                        accepted += 1;
                        met += u64::from(quality.is_optimal());
                    }
                    Err(VerifyError::Range { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }
    assert!(met > 5_000 && accepted - met > 5_000, "{met} of {accepted} bounds are met");
    assert!(refused > 100, "{refused} below the range of 64 bits");
}

#[test]
fn bounds_are_what_the_formula_says() {
    // The formulas once more, spelt out edge by edge.
    let mut rng = Rng::new(52);
    for _ in 0..20_000 {
        let parts = small(&mut rng);
        let mut side = |count: usize| (0..count).map(|_| rng.within(0, 30)).collect::<Vec<i64>>();
        let (left, right) = (side(parts.left.len()), side(parts.right.len()));
        let mut cover = |count: usize| (0..count).map(|_| rng.chance(1, 2)).collect::<Vec<bool>>();
        let (cover_left, cover_right) = (cover(left.len()), cover(right.len()));
        let pair_price = rng.within(-20, 20);
        let k = cover_size(&parts.problem(Mode::HighestScore), &cover_left, &cover_right);
        let places: i128 = parts
            .left
            .iter()
            .zip(&left)
            .chain(parts.right.iter().zip(&right))
            .map(|(&u, &p)| i128::from(u) * i128::from(p))
            .sum();
        let rest = |pair_price: i64| -> i128 {
            let over = |e: &(u32, u32, i64)| {
                i128::from(e.2) - i128::from(pair_price + left[e.0 as usize] + right[e.1 as usize])
            };
            parts.edges.iter().map(over).filter(|&over| over > 0).sum()
        };
        let plain = places + rest(0);
        let paid = i128::from(k) * i128::from(pair_price) + places + rest(pair_price);
        let prices = Prices { left: left.clone(), right: right.clone() };
        let certificates = [
            (AssignmentCertificate::HighestScore { prices: prices.clone() }, (None, plain)),
            (
                AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices },
                (Some(k), paid),
            ),
        ];
        for (certificate, (pairs, weight)) in certificates {
            let mode = if pairs.is_some() { Mode::MostPairsFirst } else { Mode::HighestScore };
            let edges = parts.edges.iter().copied();
            let places = DegreeBounds::new(&parts.left, &parts.right);
            let bound = upper_bound(places, edges, mode, &certificate);
            assert_eq!(bound, Ok((pairs, i64::try_from(weight).unwrap())));
        }
    }
}
