//! Lower quotas: the checker by enumeration, and solvers against the oracle.
//!
//! [`check_solver_with_quotas`] holds any solver against the oracle; the rest
//! says what a certificate and a witness are worth, from the definitions.

use std::collections::BTreeMap;

use crosstie::matching::assignment::{
    AssignmentError, AssignmentProblem, Matching, Mode, Objective, Side,
};
use crosstie::solve::{
    AssignmentCertificate, Claim, HallWitness, Limits, Prices, Problem, Shortage, Solver, Stop,
    VerifyError, check_matching, upper_bound,
};

use super::instances::{Parts, random_matching, small, small_with, sparse, with_random_quotas};
use super::oracle::Oracle;
use super::planted::{Case, any_price, change_cover, cover_size, price_at, prices_of, with_prices};
use super::reference::{Reference, witness};
use super::{AnySolver, KERNELS, MODES};
use crate::rng::Rng;

/// The solvers that the laws below are about.
const SOLVERS: [AnySolver<'static>; 4] = [&Reference, KERNELS[0], KERNELS[1], KERNELS[2]];

const SIDES: [Side; 2] = [Side::Left, Side::Right];

/// Solves without limits and verifies: the proven optimum, or none where it is
/// proven that no matching meets the quotas.
pub(crate) fn optimum(solver: AnySolver<'_>, problem: &AssignmentProblem) -> Option<Objective> {
    proven(solver.name(), problem, &solver.solve(problem, &Limits::none()))
}

/// What a claim that is finished proves: the optimum, or that no matching meets the quotas.
pub(crate) fn proven(
    name: &str,
    problem: &AssignmentProblem,
    claim: &Claim<AssignmentProblem>,
) -> Option<Objective> {
    assert_eq!(claim.stop, Stop::Finished, "{name} stopped early");
    let verified = problem.verify(&claim.solution, claim.certificate.as_ref());
    match (&claim.certificate, verified) {
        (Some(AssignmentCertificate::Infeasible(_)), Err(VerifyError::Infeasible(shortage))) => {
            assert!(shortage.wanted > shortage.places, "{name}: {shortage}");
            None
        }
        (_, Ok(quality)) => {
            let (objective, bound) = (quality.objective(), quality.bound());
            assert!(
                quality.is_optimal(),
                "{name} has {objective} but proves only {bound:?} in {}",
                told(problem)
            );
            Some(objective)
        }
        (_, Err(error)) => panic!("{name}: {error} in {}", told(problem)),
    }
}

/// The problem, unless it is too large to be read.
fn told(problem: &AssignmentProblem) -> String {
    let edges = problem.edge_count();
    if edges > 40 { format!("a problem of {edges} edges") } else { format!("{problem:?}") }
}

/// Solves the problem in both modes: as good as complete enumeration says, and
/// proven optimal; or proven infeasible, where no matching meets the quotas.
pub(crate) fn check_solver_with_quotas(solver: AnySolver<'_>, problem: &AssignmentProblem) {
    let parts = Parts::of(problem);
    let oracle = Oracle::of(problem);
    for mode in MODES {
        let found = optimum(solver, &parts.problem(mode));
        assert_eq!(found, oracle.optimum(mode), "{} on {mode:?} {parts:?}", solver.name());
    }
}

/// A small instance with random lower quotas.
fn small_with_quotas(rng: &mut Rng) -> Parts {
    let parts = small(rng);
    with_random_quotas(rng, &parts)
}

/// The proven optima in both modes.
fn optima(solver: AnySolver<'_>, parts: &Parts) -> [Option<Objective>; 2] {
    MODES.map(|mode| optimum(solver, &parts.problem(mode)))
}

/// All problems of two left and two right vertices, with edges of one of these
/// weights or none, capacities 0, 1, 2 and all lower quotas up to them.
fn every_two_by_two(weights: &[i64]) -> impl Iterator<Item = Parts> + '_ {
    const BOUNDS: [(u32, u32); 6] = [(0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2)];
    let edges = (weights.len() + 1).pow(4);
    (0..edges * BOUNDS.len().pow(4)).map(move |mut number| {
        let mut digit = |base: usize| {
            let digit = number % base;
            number /= base;
            digit
        };
        let mut edges = Vec::new();
        for (left, right) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if let Some(&weight) = weights.get(digit(weights.len() + 1)) {
                edges.push((left, right, weight));
            }
        }
        let bounds = [(); 4].map(|()| BOUNDS[digit(BOUNDS.len())]);
        let capacities = bounds.map(|(_, capacity)| capacity);
        let quotas = bounds.map(|(quota, _)| quota);
        Parts::new(capacities[..2].to_vec(), capacities[2..].to_vec(), edges)
            .with_quotas(quotas[..2].to_vec(), quotas[2..].to_vec())
    })
}

/// The sums of a witness by its definition: what is asked for, and the places.
fn sums(parts: &Parts, witness: &HallWitness) -> (u64, u64) {
    let [left_quota, right_quota] = parts.quotas();
    let left = (&witness.left, &left_quota, &parts.left);
    let right = (&witness.right, &right_quota, &parts.right);
    let ((asks, quotas, _), (hosts, _, capacities)) = match witness.side {
        Side::Left => (left, right),
        Side::Right => (right, left),
    };
    let total = |set: &[bool], numbers: &[u32]| -> u64 {
        (0..set.len()).filter(|&v| set[v]).map(|v| u64::from(numbers[v])).sum()
    };
    let past = |e: &&(u32, u32, i64)| {
        let (l, r) = (e.0 as usize, e.1 as usize);
        match witness.side {
            Side::Left => witness.left[l] && !witness.right[r],
            Side::Right => witness.right[r] && !witness.left[l],
        }
    };
    let past = parts.edges.iter().filter(past).count() as u64;
    (total(asks, quotas), total(hosts, capacities) + past)
}

/// Every set of vertices with every set of the other side, for both sides.
fn every_witness(parts: &Parts) -> impl Iterator<Item = HallWitness> {
    let (lefts, rights) = (parts.left.len(), parts.right.len());
    SIDES.into_iter().flat_map(move |side| {
        (0..1_u32 << (lefts + rights)).map(move |set| {
            let member: Vec<bool> = (0..lefts + rights).map(|v| set >> v & 1 == 1).collect();
            let (left, right) = member.split_at(lefts);
            HallWitness { side, left: left.to_vec(), right: right.to_vec() }
        })
    })
}

/// Verifies a witness against its definition; returns whether it holds.
fn holds(parts: &Parts, problem: &AssignmentProblem, witness: &HallWitness) -> bool {
    let (wanted, places) = sums(parts, witness);
    let (side, asks) = match witness.side {
        Side::Left => ("left", &witness.left),
        Side::Right => ("right", &witness.right),
    };
    let vertices = asks.iter().filter(|&&asks| asks).count();
    let expected = if wanted > places {
        Ok(Shortage { side, vertices, wanted, places })
    } else {
        Err(VerifyError::NoShortage { side, wanted, places })
    };
    assert_eq!(problem.verify_infeasible(witness), expected, "{parts:?}");
    wanted > places
}

#[test]
fn input_errors_come_together() {
    let problem = || {
        AssignmentProblem::new(Mode::HighestScore, vec![1, 2, 0], vec![4, 1], [(0, 0, 1)]).unwrap()
    };
    let mistakes = |left: &[u32], right: &[u32]| {
        problem().with_lower_quotas(left.to_vec(), right.to_vec()).unwrap_err().into_vec()
    };
    let count = |side, given, wanted| AssignmentError::QuotaCount { side, given, wanted };
    let over = |side, vertex, quota, capacity| AssignmentError::QuotaOverCapacity {
        side,
        vertex,
        quota,
        capacity,
    };
    assert_eq!(mistakes(&[], &[]), [count("left", 0, 3), count("right", 0, 2)]);
    assert_eq!(mistakes(&[0; 4], &[0; 2]), [count("left", 4, 3)]);
    assert_eq!(
        mistakes(&[2, 2, 1], &[u32::MAX, 1]),
        [over("left", 0, 2, 1), over("left", 2, 1, 0), over("right", 0, u32::MAX, 4)]
    );
    // A list of the wrong length is read as far as there are vertices.
    assert_eq!(
        mistakes(&[0, 3], &[5, 2, 9]),
        [
            count("left", 2, 3),
            over("left", 1, 3, 2),
            count("right", 3, 2),
            over("right", 0, 5, 4),
            over("right", 1, 2, 1),
        ]
    );
    let messages = [
        (
            count("left", 2, 3),
            "there are 2 left lower quotas, but 3 left vertices; give one a vertex",
        ),
        (
            over("right", 0, 5, 4),
            "right vertex 0 has lower quota 5, but capacity 4; lower the quota or raise the capacity",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }

    // Up to the capacity, beyond the edges too; and given again.
    let quoted = problem().with_lower_quotas(vec![1, 2, 0], vec![4, 0]).unwrap();
    assert_eq!(quoted.left_lower_quota(), [1, 2, 0]);
    assert_eq!(quoted.right_lower_quota(), [4, 0]);
    let again = quoted.with_lower_quotas(vec![0, 0, 0], vec![0, 1]).unwrap();
    assert_eq!((again.left_lower_quota(), again.right_lower_quota()), (&[0; 3][..], &[0, 1][..]));
    assert_eq!(problem().left_lower_quota(), [0; 3]);
    assert_eq!(problem().right_lower_quota(), [0; 2]);
    assert_eq!(again.with_lower_quotas(vec![0; 3], vec![0; 2]).unwrap(), problem());
}

#[test]
fn the_checker_accepts_what_the_definition_does() {
    let mut rng = Rng::new(80);
    let (mut accepted, mut under, mut over) = (0, 0, 0);
    for _ in 0..3_000 {
        let parts = small_with(&mut rng, 3, 8);
        let parts = with_random_quotas(&mut rng, &parts);
        let problem = parts.problem(Mode::HighestScore);
        let quotas = parts.quotas();
        for subset in 0..1_u32 << parts.edges.len() {
            let picked: Vec<_> = (0..parts.edges.len())
                .filter(|i| subset >> i & 1 == 1)
                .map(|i| parts.edges[i])
                .collect();
            let matching = Matching::new(picked.iter().map(|e| (e.0, e.1)));
            let used = |side: &str, v: usize| -> u64 {
                let ends = picked.iter().map(|e| if side == "left" { e.0 } else { e.1 } as usize);
                ends.filter(|&end| end == v).count() as u64
            };
            // Vertex by vertex, left before right: the first that has too many or too few.
            let left = (0..parts.left.len()).map(|v| ("left", v, quotas[0][v], parts.left[v]));
            let right = (0..parts.right.len()).map(|v| ("right", v, quotas[1][v], parts.right[v]));
            let wrong = left.chain(right).find_map(|(side, vertex, quota, capacity)| {
                let used = used(side, vertex);
                if used > u64::from(capacity) {
                    Some(VerifyError::OverCapacity { side, vertex, used, capacity })
                } else if used < u64::from(quota) {
                    Some(VerifyError::UnderQuota { side, vertex, used, quota })
                } else {
                    None
                }
            });
            match &wrong {
                None => accepted += 1,
                Some(VerifyError::UnderQuota { .. }) => under += 1,
                Some(_) => over += 1,
            }
            let weight = |l, r| problem.weight(l, r);
            let found = check_matching(problem.degree_bounds(), weight, matching.pairs());
            assert_eq!(found, wrong.map_or_else(|| Ok(picked.iter().map(|e| e.2).sum()), Err));
        }
    }
    let seen = [accepted, under, over];
    assert!(seen.iter().all(|&seen| seen > 5_000), "{seen:?}");
}

#[test]
fn every_two_by_two_has_a_certificate() {
    let (mut count, mut feasible) = (0, 0);
    for parts in every_two_by_two(&[-1, 0, 1]) {
        let problem = parts.problem(Mode::HighestScore);
        check_solver_with_quotas(&Reference, &problem);
        count += 1;
        feasible += usize::from(Oracle::of(&problem).is_feasible());
    }
    assert_eq!(count, 331_776);
    assert!(feasible > 80_000 && count - feasible > 80_000, "{feasible} have a matching");
}

#[test]
fn random_small_instances_have_a_certificate() {
    let mut rng = Rng::new(81);
    // What the instances must contain to be worth the name.
    let (mut costs, mut fewer, mut negative, mut infeasible) = (0, 0, 0, 0);
    for _ in 0..30_000 {
        let parts = small_with_quotas(&mut rng);
        let problem = parts.problem(Mode::HighestScore);
        check_solver_with_quotas(&Reference, &problem);
        let oracle = Oracle::of(&problem);
        let free = Oracle::of(&parts.with_quotas(Vec::new(), Vec::new()).problem(problem.mode()));
        let Some([first, highest]) =
            oracle.is_feasible().then(|| MODES.map(|m| oracle.objective(m)))
        else {
            infeasible += 1;
            continue;
        };
        assert_eq!(oracle.most_pairs(), free.most_pairs(), "{parts:?}");
        costs += usize::from(highest < free.objective(Mode::HighestScore));
        fewer += usize::from(first < free.objective(Mode::MostPairsFirst));
        let proof = Reference.solve(&problem, &Limits::none()).certificate.unwrap();
        let AssignmentCertificate::HighestScore { prices } = proof else { panic!("{proof:?}") };
        negative += usize::from(prices.left.iter().chain(&prices.right).any(|&price| price < 0));
    }
    let seen = [costs, fewer, negative, infeasible];
    assert!(seen.iter().all(|&seen| seen > 1_000), "{seen:?}");
}

#[test]
fn a_witness_exists_where_no_matching_does() {
    let mut rng = Rng::new(82);
    let mut seen = [0, 0];
    for _ in 0..6_000 {
        let parts = small_with_quotas(&mut rng);
        let problem = parts.problem(*rng.pick(&MODES));
        let feasible = Oracle::of(&problem).is_feasible();
        let mut found = false;
        for witness in every_witness(&parts) {
            found |= holds(&parts, &problem, &witness);
        }
        assert_eq!(found, !feasible, "{parts:?}");
        assert_eq!(witness(&problem).is_some(), found);
        seen[usize::from(feasible)] += 1;
    }
    assert!(seen.iter().all(|&seen| seen > 1_500), "without and with a matching: {seen:?}");
}

#[test]
fn every_two_by_two_without_a_matching_has_a_witness() {
    let mut seen = [0, 0];
    for parts in every_two_by_two(&[1]) {
        let problem = parts.problem(Mode::MostPairsFirst);
        let feasible = Oracle::of_all_subsets(&problem).is_feasible();
        let found =
            every_witness(&parts).filter(|witness| holds(&parts, &problem, witness)).count();
        assert_eq!(found == 0, feasible, "{parts:?}");
        seen[usize::from(feasible)] += 1;
    }
    assert_eq!(seen.iter().sum::<usize>(), 20_736);
    assert!(seen.iter().all(|&seen| seen > 4_000), "without and with a matching: {seen:?}");
}

/// Mendelsohn & Dulmage 1958: why the witness of one side is enough.
#[test]
fn what_each_side_can_have_alone_both_can_have_together() {
    let mut rng = Rng::new(83);
    let random: Vec<Parts> = (0..40_000).map(|_| small_with_quotas(&mut rng)).collect();
    // Seen: both sides ask and can; and one of them cannot.
    let mut seen = [0, 0];
    for parts in random.into_iter().chain(every_two_by_two(&[1])) {
        let feasible = |left: &[u32], right: &[u32]| {
            let parts = parts.with_quotas(left.to_vec(), right.to_vec());
            Oracle::of(&parts.problem(Mode::HighestScore)).is_feasible()
        };
        let [left, right] = parts.quotas();
        let alone = [feasible(&left, &[]), feasible(&[], &right)];
        let both = feasible(&left, &right);
        assert_eq!(both, alone[0] && alone[1], "{parts:?}");
        let asks = |quotas: &[u32]| quotas.iter().any(|&quota| quota > 0);
        if asks(&left) && asks(&right) {
            seen[usize::from(!both)] += 1;
        }
    }
    assert!(seen.iter().all(|&seen| seen > 5_000), "both can, one cannot: {seen:?}");
}

#[test]
fn no_wrong_witness_passes() {
    let mut rng = Rng::new(84);
    let mut planted: BTreeMap<&str, u64> = BTreeMap::new();
    for _ in 0..20_000 {
        let parts = small_with_quotas(&mut rng);
        let problem = parts.problem(*rng.pick(&MODES));
        let oracle = Oracle::of(&problem);
        let mut plant = |kind: &'static str, witness: &HallWitness| {
            let matching = random_matching(&mut Rng::new(84), &parts, 5);
            let claim = AssignmentCertificate::Infeasible(witness.clone());
            let error = problem.verify(&matching, Some(&claim)).unwrap_err();
            if holds(&parts, &problem, witness) {
                assert!(!oracle.is_feasible(), "{kind}: {witness:?} {parts:?}");
                assert!(matches!(error, VerifyError::Infeasible(_)), "{kind}: {error}");
            } else {
                assert!(matches!(error, VerifyError::NoShortage { .. }), "{kind}: {error}");
                *planted.entry(kind).or_default() += 1;
            }
        };
        let mut set = |count: usize| (0..count).map(|_| rng.chance(1, 2)).collect::<Vec<bool>>();
        let (left, right) = (set(parts.left.len()), set(parts.right.len()));
        for side in SIDES {
            let any = HallWitness { side, left: left.clone(), right: right.clone() };
            plant(if oracle.is_feasible() { "beside a matching" } else { "any sets" }, &any);
        }
        let Some(proof) = witness(&problem) else { continue };
        assert!(holds(&parts, &problem, &proof));
        for v in 0..proof.left.len() + proof.right.len() {
            let mut other = proof.clone();
            let entry = match v.checked_sub(proof.left.len()) {
                None => &mut other.left[v],
                Some(v) => &mut other.right[v],
            };
            *entry = !*entry;
            plant(if *entry { "a vertex more" } else { "a vertex less" }, &other);
        }
        let other = if proof.side == Side::Left { Side::Right } else { Side::Left };
        plant("the other side", &HallWitness { side: other, ..proof.clone() });

        // The witness of a problem that asks for more, here where that much is less.
        for side in 0..2 {
            let mut quotas = parts.quotas();
            quotas[side] = quotas[side].iter().map(|&quota| quota / 2).collect();
            let [left, right] = quotas;
            let lower = parts.with_quotas(left, right);
            let problem = lower.problem(Mode::HighestScore);
            if !holds(&lower, &problem, &proof) {
                *planted.entry("of higher quotas").or_default() += 1;
            }
        }

        for longer in [false, true] {
            for side in SIDES {
                let mut other = proof.clone();
                let entries = if side == Side::Left { &mut other.left } else { &mut other.right };
                let wanted = entries.len();
                if longer {
                    entries.push(true);
                } else if entries.pop().is_none() {
                    continue;
                }
                let given = entries.len();
                let what = match side {
                    Side::Left => "left witness entries",
                    Side::Right => "right witness entries",
                };
                let refused = VerifyError::Length { what, given, wanted };
                assert_eq!(problem.verify_infeasible(&other), Err(refused));
                *planted.entry("an entry too many or missing").or_default() += 1;
            }
        }
    }
    let kinds = [
        "a vertex less",
        "a vertex more",
        "an entry too many or missing",
        "any sets",
        "beside a matching",
        "of higher quotas",
        "the other side",
    ];
    assert_eq!(planted.keys().copied().collect::<Vec<_>>(), kinds);
    assert!(planted.values().all(|&count| count >= 500), "{planted:#?}");
}

#[test]
fn no_wrong_claim_passes() {
    let mut rng = Rng::new(85);
    let mut planted = BTreeMap::new();
    for _ in 0..6_000 {
        let parts = small_with_quotas(&mut rng);
        let [left_quota, right_quota] = parts.quotas();
        let (lefts, rights) = (parts.left.len(), parts.right.len());
        let free = parts.with_quotas(Vec::new(), Vec::new());
        for mode in MODES {
            let problem = parts.problem(mode);
            let oracle = Oracle::of(&problem);
            let Some(optimum) = oracle.optimum(mode) else { continue };
            let claim = Reference.solve(&problem, &Limits::none());
            let (matching, proof) = (claim.solution, claim.certificate.unwrap());
            assert!(problem.verify(&matching, Some(&proof)).unwrap().is_optimal());
            let mut case = Case::new(&problem, &oracle, optimum, &mut planted);
            let quota = |v: usize| if v < lefts { left_quota[v] } else { right_quota[v - lefts] };
            let under = |error: &VerifyError| matches!(error, VerifyError::UnderQuota { .. });

            for i in 0..matching.len() {
                let mut pairs = matching.pairs().to_vec();
                let (l, r) = pairs.remove(i);
                let other = Matching::new(pairs);
                let used_left = other.mates(l).len();
                let used_right = other.pairs().iter().filter(|p| p.1 == r).count();
                if used_left < quota(l as usize) as usize
                    || used_right < quota(lefts + r as usize) as usize
                {
                    case.refused("a pair dropped that a quota asks for", &other, &proof, under);
                }
            }
            case.not_optimal("no certificate", &matching, None);
            for v in 0..lefts + rights {
                for price in [-1, -rng.within(1, 1 << 40), i64::MIN] {
                    let other = with_prices(&proof, |prices| *price_at(prices, v) = price);
                    if quota(v) == 0 {
                        case.refused("a price below 0 without a quota", &matching, &other, |error| {
                            matches!(error, VerifyError::NegativePrice { side, vertex, price: p }
                                if *p == price
                                    && *vertex + if *side == "left" { 0 } else { lefts } == v)
                        });
                    }
                }
            }
            let any = HallWitness {
                side: Side::Left,
                left: vec![true; lefts],
                right: vec![true; rights],
            };
            let hopeless = AssignmentCertificate::Infeasible(any);
            case.refused("a witness beside a matching", &matching, &hopeless, |error| {
                matches!(error, VerifyError::NoShortage { .. })
            });

            // The problem without quotas: its optimum here, and its proof here.
            let stranger = Reference.solve(&free.problem(mode), &Limits::none());
            let objective = case.objective_of(&stranger.solution);
            if objective.is_none() {
                let kind = "the optimum without quotas";
                case.refused(kind, &stranger.solution, &proof, under);
                case.refused(
                    kind,
                    &stranger.solution,
                    &stranger.certificate.clone().unwrap(),
                    under,
                );
            }
            if Oracle::of(&free.problem(mode)).objective(mode) > optimum {
                let kind = "the proof without quotas";
                case.not_optimal(kind, &matching, stranger.certificate.as_ref());
            }

            // Matchings that meet the quotas and are not optimal, with anything near the proof.
            for _ in 0..40 {
                let lesser = random_matching(&mut rng, &parts, 8);
                if case.objective_of(&lesser).is_none_or(|objective| objective == optimum) {
                    continue;
                }
                case.not_optimal("suboptimal with the proof of the optimum", &lesser, Some(&proof));
                let missing = optimum.weight.saturating_sub(problem_weight(&problem, &lesser));
                for v in 0..lefts + rights {
                    for by in [1, missing, i64::MAX] {
                        let other = with_prices(&proof, |prices| {
                            let price = price_at(prices, v);
                            *price = price.saturating_sub(by);
                            if quota(v) == 0 {
                                *price = (*price).max(0);
                            }
                        });
                        case.not_optimal("suboptimal with a price lowered", &lesser, Some(&other));
                    }
                    let other = with_prices(&proof, |prices| *price_at(prices, v) = 0);
                    case.not_optimal("suboptimal with a price of 0", &lesser, Some(&other));
                }
            }
        }
    }
    let kinds = [
        "a pair dropped that a quota asks for",
        "a price below 0 without a quota",
        "a witness beside a matching",
        "no certificate",
        "suboptimal with a price lowered",
        "suboptimal with a price of 0",
        "suboptimal with the proof of the optimum",
        "the optimum without quotas",
        "the proof without quotas",
    ];
    assert_eq!(planted.keys().copied().collect::<Vec<_>>(), kinds);
    assert!(planted.values().all(|&count| count >= 500), "{planted:#?}");
}

fn problem_weight(problem: &AssignmentProblem, matching: &Matching) -> i64 {
    matching.pairs().iter().map(|&(l, r)| problem.weight(l, r).unwrap()).sum()
}

#[test]
fn bounds_hold_for_any_prices_covers_and_pair_price() {
    let mut rng = Rng::new(86);
    let mut planted = BTreeMap::new();
    let (mut accepted, mut refused, mut met, mut negative) = (0, 0, 0, 0);
    for _ in 0..15_000 {
        let parts = small_with_quotas(&mut rng);
        let [left_quota, right_quota] = parts.quotas();
        for mode in MODES {
            let problem = parts.problem(mode);
            let oracle = Oracle::of(&problem);
            let Some(optimum) = oracle.optimum(mode) else { continue };
            let claim = Reference.solve(&problem, &Limits::none());
            let case = Case::new(&problem, &oracle, optimum, &mut planted);
            for _ in 0..5 {
                let mut guess = claim.certificate.clone().unwrap();
                // From untouched to all at random.
                let in_ten = *rng.pick(&[1, 3, 10]);
                let prices = prices_of(&mut guess);
                let asks = left_quota.iter().chain(&right_quota).map(|&quota| quota > 0);
                for (price, asks) in prices.left.iter_mut().chain(&mut prices.right).zip(asks) {
                    if rng.chance(in_ten, 10) {
                        let sign = if asks { *rng.pick(&[-1, 1]) } else { 1 };
                        *price = sign * any_price(&mut rng, price.saturating_abs());
                    }
                    negative += u64::from(*price < 0);
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
    assert!(refused > 50, "{refused} below the range of 64 bits");
    assert!(negative > 20_000, "{negative} prices below 0");
}

#[test]
fn bounds_are_what_the_formula_says() {
    // The formulas once more, spelt out vertex by vertex and edge by edge.
    let mut rng = Rng::new(87);
    for _ in 0..20_000 {
        let parts = small_with_quotas(&mut rng);
        let quotas = parts.quotas();
        let mut side = |quotas: &[u32]| -> Vec<i64> {
            quotas.iter().map(|&quota| rng.within(if quota > 0 { -30 } else { 0 }, 30)).collect()
        };
        let (left, right) = (side(&quotas[0]), side(&quotas[1]));
        let mut cover = |count: usize| (0..count).map(|_| rng.chance(1, 2)).collect::<Vec<bool>>();
        let (cover_left, cover_right) = (cover(left.len()), cover(right.len()));
        let pair_price = rng.within(-20, 20);
        let problem = parts.problem(Mode::HighestScore);
        let k = cover_size(&problem, &cover_left, &cover_right);
        let mut places = 0_i128;
        let capacities = parts.left.iter().chain(&parts.right);
        let asked = quotas[0].iter().chain(&quotas[1]);
        for ((&u, &a), &p) in capacities.zip(asked).zip(left.iter().chain(&right)) {
            places += i128::from(if p < 0 { a } else { u }) * i128::from(p);
        }
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
            let bound = upper_bound(problem.degree_bounds(), problem.edges(), mode, &certificate);
            assert_eq!(bound, Ok((pairs, i64::try_from(weight).unwrap())));
        }
    }
}

#[test]
fn quotas_of_zero_change_nothing() {
    let mut rng = Rng::new(88);
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        let (left, right) = (vec![0; parts.left.len()], vec![0; parts.right.len()]);
        for mode in MODES {
            let problem = parts.problem(mode);
            let same = problem.clone().with_lower_quotas(left.clone(), right.clone()).unwrap();
            assert_eq!(problem, same);
            for solver in SOLVERS {
                let [claim, other] = [&problem, &same].map(|p| solver.solve(p, &Limits::none()));
                assert_eq!(claim.solution, other.solution, "{} {parts:?}", solver.name());
                assert_eq!(claim.certificate, other.certificate, "{} {parts:?}", solver.name());
            }
        }
    }
}

#[test]
fn a_higher_quota_never_helps() {
    let mut rng = Rng::new(89);
    for solver in SOLVERS {
        // Seen: no change, a lower objective, no matching left.
        let mut seen = [0, 0, 0];
        for _ in 0..6_000 {
            let parts = small_with_quotas(&mut rng);
            let mut quotas = parts.quotas();
            let capacities = [&parts.left, &parts.right];
            let side = rng.below(2);
            let with_room: Vec<usize> = (0..quotas[side].len())
                .filter(|&v| quotas[side][v] < capacities[side][v])
                .collect();
            if with_room.is_empty() {
                continue;
            }
            quotas[side][*rng.pick(&with_room)] += 1;
            let [left, right] = quotas;
            let before = optima(solver, &parts);
            let after = optima(solver, &parts.with_quotas(left, right));
            for (before, after) in before.into_iter().zip(after) {
                // None, for no matching, is less than any objective.
                assert!(after <= before, "{} {parts:?}", solver.name());
                if before.is_some() {
                    seen[if after.is_none() { 2 } else { usize::from(after < before) }] += 1;
                }
            }
        }
        assert!(seen.iter().all(|&seen| seen > 500), "{}: {seen:?}", solver.name());
    }
}

#[test]
fn a_quota_that_the_optimum_meets_changes_nothing() {
    let mut rng = Rng::new(90);
    for solver in SOLVERS {
        let mut raised = 0;
        for _ in 0..4_000 {
            let parts = small_with_quotas(&mut rng);
            for mode in MODES {
                let problem = parts.problem(mode);
                let Some(before) = optimum(solver, &problem) else { continue };
                let claim = solver.solve(&problem, &Limits::none());
                let [mut left, mut right] = [vec![0; parts.left.len()], vec![0; parts.right.len()]];
                for &(l, r) in claim.solution.pairs() {
                    left[l as usize] += 1;
                    right[r as usize] += 1;
                }
                let other = parts.with_quotas(left, right);
                raised += usize::from(other.quotas() != parts.quotas());
                let after = optimum(solver, &other.problem(mode));
                assert_eq!(after, Some(before), "{} {mode:?} {parts:?}", solver.name());
                // With the old quotas at some vertices.
                let mut mixed = other.quotas();
                for (side, old) in mixed.iter_mut().zip(parts.quotas()) {
                    for (quota, old) in side.iter_mut().zip(old) {
                        if rng.chance(1, 2) {
                            *quota = old;
                        }
                    }
                }
                let [left, right] = mixed;
                let after = optimum(solver, &parts.with_quotas(left, right).problem(mode));
                assert_eq!(after, Some(before), "{} {mode:?} {parts:?}", solver.name());
            }
        }
        assert!(raised > 2_000, "only {raised} quotas raised");
    }
}

/// Left capacities and quotas, right capacities and quotas, edges; the objective
/// of most pairs first and of the highest score, or none.
type Known<'a> = ([&'a [u32]; 2], [&'a [u32]; 2], &'a [(u32, u32, i64)], Option<((u64, i64), i64)>);

/// Cases worked by hand.
const KNOWN: &[Known<'static>] = &[
    ([&[], &[]], [&[], &[]], &[], Some(((0, 0), 0))),
    ([&[0], &[0]], [&[], &[]], &[], Some(((0, 0), 0))),
    ([&[1], &[1]], [&[], &[]], &[], None),
    ([&[1], &[1]], [&[1], &[0]], &[], None),
    // A quota takes an edge that nobody wants, from either end or both.
    ([&[1], &[1]], [&[1], &[0]], &[(0, 0, -7)], Some(((1, -7), -7))),
    ([&[1], &[0]], [&[1], &[1]], &[(0, 0, -7)], Some(((1, -7), -7))),
    ([&[1], &[1]], [&[1], &[1]], &[(0, 0, -7)], Some(((1, -7), -7))),
    ([&[1], &[0]], [&[1], &[0]], &[(0, 0, -7)], Some(((1, -7), 0))),
    // A vertex cannot be in more pairs than it has edges, nor than the others have places.
    ([&[u32::MAX], &[2]], [&[u32::MAX], &[0]], &[(0, 0, 7)], None),
    ([&[u32::MAX], &[u32::MAX]], [&[1], &[1]], &[(0, 0, 7)], None),
    ([&[u32::MAX], &[1]], [&[u32::MAX], &[1]], &[(0, 0, 7)], Some(((1, 7), 7))),
    ([&[1], &[1]], [&[0], &[0]], &[(0, 0, 7)], None),
    // The lesser of two edges for one place.
    ([&[1, 1], &[0, 1]], [&[1], &[0]], &[(0, 0, 5), (1, 0, 3)], Some(((1, 3), 3))),
    ([&[1, 1], &[1, 1]], [&[1], &[0]], &[(0, 0, 5), (1, 0, 3)], None),
    // Each side alone takes another edge: together they must find the two at the ends.
    (
        [&[1, 1], &[1, 0]],
        [&[1, 1], &[0, 1]],
        &[(0, 0, -1), (1, 1, -1), (1, 0, 9)],
        Some(((2, -2), -2)),
    ),
    // Both sides ask, and one edge would serve both; two cost less.
    (
        [&[1, 1], &[1, 0]],
        [&[1, 1], &[1, 0]],
        &[(0, 0, -5), (0, 1, 1), (1, 0, -2), (1, 1, -9)],
        Some(((2, -1), -1)),
    ),
    // All places, as many as there are edges: no choice.
    (
        [&[2, 2], &[2, 2]],
        [&[2, 2], &[2, 2]],
        &[(0, 0, 1), (0, 1, -2), (1, 0, 3), (1, 1, -4)],
        Some(((4, -2), -2)),
    ),
    // A chain: right 2 is asked for, so everybody steps on.
    (
        [&[1, 1], &[0, 0]],
        [&[1, 1, 1], &[1, 0, 1]],
        &[(0, 0, 1), (0, 1, 9), (1, 1, 9), (1, 2, 1)],
        Some(((2, 2), 2)),
    ),
    // Two of three left vertices at one place.
    (
        [&[1, 1, 1], &[1, 1, 1]],
        [&[1, 5], &[0, 0]],
        &[(0, 0, 1), (1, 0, 1), (0, 1, 0), (2, 0, 1)],
        None,
    ),
    // More pairs are had though the quotas are met with one.
    ([&[2], &[1]], [&[1, 1], &[0, 0]], &[(0, 0, 4), (0, 1, -3)], Some(((2, 1), 4))),
];

/// Holds a solver against the cases worked by hand, and against their mirror images.
fn check_known(solver: AnySolver<'_>) {
    for &(left, right, edges, known) in KNOWN {
        let parts = Parts::new(left[0].to_vec(), right[0].to_vec(), edges.to_vec())
            .with_quotas(left[1].to_vec(), right[1].to_vec());
        let known = known.map_or([None; 2], |((pairs, weight), highest)| {
            let first = Objective { pairs: Some(pairs), weight };
            [Some(first), Some(Objective { pairs: None, weight: highest })]
        });
        assert_eq!(optima(solver, &parts), known, "{} {parts:?}", solver.name());
        assert_eq!(optima(solver, &parts.transposed()), known, "{} {parts:?}", solver.name());
    }
}

#[test]
fn knows_cases_worked_by_hand() {
    for solver in SOLVERS {
        check_known(solver);
    }
}

#[test]
fn agrees_with_enumeration() {
    let mut rng = Rng::new(91);
    let mut infeasible = 0;
    for _ in 0..30_000 {
        let problem = small_with_quotas(&mut rng).problem(Mode::HighestScore);
        for kernel in KERNELS {
            check_solver_with_quotas(kernel, &problem);
        }
        infeasible += usize::from(!Oracle::of(&problem).is_feasible());
    }
    assert!((8_000..12_000).contains(&infeasible), "{infeasible} have no matching");
}

#[test]
fn agrees_with_enumeration_on_every_two_by_two() {
    for parts in every_two_by_two(&[-1, 2]) {
        let problem = parts.problem(Mode::HighestScore);
        for kernel in KERNELS {
            check_solver_with_quotas(kernel, &problem);
        }
    }
}

#[test]
fn agrees_with_enumeration_on_wider_instances() {
    let mut rng = Rng::new(92);
    for _ in 0..3_000 {
        let parts = small_with(&mut rng, 7, 24);
        let problem = with_random_quotas(&mut rng, &parts).problem(Mode::HighestScore);
        for kernel in KERNELS {
            check_solver_with_quotas(kernel, &problem);
        }
    }
}

/// No oracle reaches these, but their certificates and witnesses do.
#[test]
fn large_instances_are_proven() {
    let mut rng = Rng::new(93);
    let weight = |rng: &mut Rng, _, _| rng.within(-300_000, 1_000_000);
    let parts = sparse(&mut rng, vec![1; 2_000], vec![8; 500], 20, weight);
    let both = sparse(&mut rng, vec![3; 1_000], vec![6; 600], 12, weight);
    // Ten right vertices that only twenty left ones reach ask for three pairs each.
    let mut crowded = parts.with_quotas(Vec::new(), vec![3; 500]);
    crowded.edges.retain(|e| e.1 >= 10 || e.0 < 20);
    for kernel in KERNELS {
        // A third of the places, which leaves little choice for the rest.
        let asks = parts.with_quotas(vec![1; 2_000], vec![3; 500]);
        let [free, asked] = [&parts, &asks].map(|parts| optima(kernel, parts));
        assert!(asked.iter().all(Option::is_some) && asked <= free, "{asked:?} {free:?}");
        assert_eq!(asked[0].unwrap().pairs, Some(2_000));

        let asks = both.with_quotas(vec![2; 1_000], vec![4; 600]);
        let [free, asked] = [&both, &asks].map(|parts| optima(kernel, parts));
        assert!(asked.iter().all(Option::is_some) && asked <= free, "{asked:?} {free:?}");
        assert_eq!(optima(kernel, &asks.transposed()), asked);

        let too_many = parts.with_quotas(Vec::new(), vec![5; 500]);
        assert_eq!(optima(kernel, &too_many), [None; 2]);
        assert_eq!(optima(kernel, &crowded), [None; 2]);
        assert_eq!(optima(kernel, &crowded.transposed()), [None; 2]);
    }
}
