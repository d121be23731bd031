//! What changes cost, against solving anew.

use crosstie::matching::assignment::{
    AssignmentProblem, AuctionPaths, Change, Loss, Matching, Mode, Objective, Residual,
    ResidualError, Side,
};
use crosstie::solve::{AssignmentCertificate, Limits, Prices, Problem, Solver};

use super::MODES;
use super::instances::{Parts, small, sparse};
use super::oracle::Oracle;
use crate::rng::Rng;

type Pair = (u32, u32, i64);

/// What is compared, as counted by enumeration or by a new solve.
type Solve = fn(&AssignmentProblem) -> Objective;

fn enumerated(problem: &AssignmentProblem) -> Objective {
    Oracle::of(problem).objective(problem.mode())
}

fn solved(problem: &AssignmentProblem) -> Objective {
    let claim = problem.solve();
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    assert!(quality.is_optimal());
    quality.objective()
}

fn less(base: Objective, other: Objective) -> Loss {
    let count = |objective: Objective| i64::try_from(objective.pairs.unwrap_or(0)).unwrap();
    Loss { pairs: count(base) - count(other), weight: base.weight - other.weight }
}

/// The best with a pair in it: with one place less at both ends, and that pair beside.
fn with_pair(parts: &Parts, mode: Mode, (l, r, weight): Pair, solve: Solve) -> Objective {
    let mut rest = parts.clone();
    rest.left[l as usize] -= 1;
    rest.right[r as usize] -= 1;
    rest.edges.retain(|edge| (edge.0, edge.1) != (l, r));
    let Objective { pairs, weight: others } = solve(&rest.problem(mode));
    Objective { pairs: pairs.map(|pairs| pairs + 1), weight: others + weight }
}

fn with_places(
    parts: &Parts,
    mode: Mode,
    side: Side,
    vertex: usize,
    more: bool,
    solve: Solve,
) -> Objective {
    let mut other = parts.clone();
    let places = match side {
        Side::Left => &mut other.left[vertex],
        Side::Right => &mut other.right[vertex],
    };
    if more {
        *places = places.saturating_add(1);
    } else {
        *places -= 1;
    }
    solve(&other.problem(mode))
}

/// The matching after a change keeps to the places, and is worth what the change says.
fn check_change(
    parts: &Parts,
    mode: Mode,
    matching: &Matching,
    change: &Change,
    extra: Option<Pair>,
    base: Objective,
) {
    let mut pairs: Vec<(u32, u32)> = matching.pairs().to_vec();
    for pair in &change.removed {
        let at = pairs.iter().position(|p| p == pair).expect("it was there");
        pairs.remove(at);
    }
    for pair in &change.added {
        assert!(!pairs.contains(pair), "{change:?}");
        pairs.push(*pair);
    }
    let mut after = parts.clone();
    if let Some((l, r, weight)) = extra {
        after.edges.retain(|edge| (edge.0, edge.1) != (l, r));
        after.edges.push((l, r, weight));
        assert!(pairs.contains(&(l, r)));
    }
    let quality = after.problem(mode).verify(&Matching::new(pairs), None).unwrap();
    assert_eq!(less(base, quality.objective()), change.loss, "{change:?}\n{parts:?}");
}

/// All pairs of a problem, those that are no edges with a weight of any size.
fn all_pairs(rng: &mut Rng, parts: &Parts) -> Vec<Pair> {
    let mut all = Vec::new();
    for l in 0..u32::try_from(parts.left.len()).unwrap() {
        for r in 0..u32::try_from(parts.right.len()).unwrap() {
            let edge = parts.edges.iter().find(|edge| (edge.0, edge.1) == (l, r));
            all.push((l, r, edge.map_or_else(|| rng.within(-5, 9), |edge| edge.2)));
        }
    }
    all
}

fn answer(problem: &AssignmentProblem) -> (Matching, AssignmentCertificate, Objective) {
    let claim = AuctionPaths.solve(problem, &Limits::none());
    let quality = problem.verify(&claim.solution, claim.certificate.as_ref()).unwrap();
    (claim.solution, claim.certificate.unwrap(), quality.objective())
}

#[derive(Debug, Default)]
struct Tally {
    pairs: u64,
    free: u64,
    fewer_pairs: u64,
    /// Changes of more than three pairs.
    long: u64,
}

fn check_pair(
    parts: &Parts,
    mode: Mode,
    pair: Pair,
    residual: &Residual<&AssignmentProblem>,
    of: (&Matching, Objective),
    solve: Solve,
    tally: &mut Tally,
) {
    let (l, r, weight) = pair;
    let (matching, base) = of;
    let change = residual.forced(l, r, weight);
    if parts.left[l as usize] == 0 || parts.right[r as usize] == 0 {
        assert_eq!(change, None);
        return;
    }
    let change = change.unwrap();
    assert!(change.is_exact());
    if matching.pairs().contains(&(l, r)) {
        assert_eq!(
            (change.loss, change.removed.len(), change.added.len()),
            (Loss::default(), 0, 0)
        );
        return;
    }
    let expected = less(base, with_pair(parts, mode, pair, solve));
    assert_eq!(change.loss, expected, "{mode:?} {pair:?} {change:?}\n{parts:?}\n{matching:?}");
    check_change(parts, mode, matching, &change, Some(pair), base);
    tally.pairs += 1;
    tally.free += u64::from(change.loss == Loss::default());
    tally.fewer_pairs += u64::from(change.loss.pairs > 0);
    tally.long += u64::from(change.removed.len() + change.added.len() > 3);
}

#[test]
fn a_forced_pair_costs_what_enumeration_says() {
    let mut rng = Rng::new(81);
    let mut tally = Tally::default();
    for _ in 0..4_000 {
        let parts = small(&mut rng);
        for mode in MODES {
            let problem = parts.problem(mode);
            let (matching, certificate, base) = answer(&problem);
            let residual = Residual::new(&problem, &matching, &certificate).unwrap();
            for pair in all_pairs(&mut rng, &parts) {
                check_pair(
                    &parts,
                    mode,
                    pair,
                    &residual,
                    (&matching, base),
                    enumerated,
                    &mut tally,
                );
            }
        }
    }
    assert!(tally.pairs > 20_000 && tally.free > 1_000, "{tally:?}");
    assert!(tally.fewer_pairs > 500 && tally.long > 1_000, "{tally:?}");
}

#[test]
fn a_forced_pair_costs_what_a_new_solve_says() {
    let mut rng = Rng::new(82);
    let mut tally = Tally::default();
    for round in 0..24 {
        let most = [3, 1_000, 1_000_000][round % 3];
        let parts = medium(&mut rng, most);
        for mode in MODES {
            let problem = parts.problem(mode);
            let (matching, certificate, base) = answer(&problem);
            let residual = Residual::new(&problem, &matching, &certificate).unwrap();
            for _ in 0..60 {
                let pair = match rng.chance(4, 5) {
                    true => *rng.pick(&parts.edges),
                    false => (rng.below_u32(120), rng.below_u32(40), rng.within(0, most)),
                };
                let edge = parts.edges.iter().find(|edge| (edge.0, edge.1) == (pair.0, pair.1));
                let pair = edge.copied().unwrap_or(pair);
                check_pair(&parts, mode, pair, &residual, (&matching, base), solved, &mut tally);
            }
        }
    }
    assert!(tally.pairs > 1_500 && tally.long > 500, "{tally:?}");
}

/// 120 with one or two places, 40 with up to four, six edges each.
fn medium(rng: &mut Rng, most: i64) -> Parts {
    let left = (0..120).map(|_| 1 + u32::from(rng.chance(1, 6))).collect();
    let right = (0..40).map(|_| rng.below_u32(5)).collect();
    sparse(rng, left, right, 6, |rng, _, _| rng.within(0, most))
}

#[test]
fn places_are_worth_what_a_new_solve_says() {
    let mut rng = Rng::new(83);
    let (mut gains, mut losses) = (0, 0);
    for round in 0..3_000 {
        let large = round % 100 == 0;
        let parts = if large { medium(&mut rng, 1_000) } else { small(&mut rng) };
        let solve = if large { solved } else { enumerated };
        for mode in MODES {
            let problem = parts.problem(mode);
            let (matching, certificate, base) = answer(&problem);
            let residual = Residual::new(&problem, &matching, &certificate).unwrap();
            for (side, places) in [(Side::Left, &parts.left), (Side::Right, &parts.right)] {
                for (vertex, &capacity) in places.iter().enumerate() {
                    if large && rng.chance(4, 5) {
                        continue;
                    }
                    let v = u32::try_from(vertex).unwrap();
                    let more = residual.place_more(side, v).unwrap();
                    let expected = with_places(&parts, mode, side, vertex, true, solve);
                    assert_eq!(more.loss, less(base, expected), "{side:?} {v} {parts:?}");
                    let mut roomy = parts.clone();
                    match side {
                        Side::Left => roomy.left[vertex] = capacity.saturating_add(1),
                        Side::Right => roomy.right[vertex] = capacity.saturating_add(1),
                    }
                    check_change(&roomy, mode, &matching, &more, None, base);
                    gains += u64::from(more.loss < Loss::default());

                    let fewer = residual.place_less(side, v);
                    assert_eq!(fewer.is_none(), capacity == 0);
                    let Some(fewer) = fewer else { continue };
                    let expected = with_places(&parts, mode, side, vertex, false, solve);
                    assert_eq!(fewer.loss, less(base, expected), "{side:?} {v} {parts:?}");
                    check_change(&parts, mode, &matching, &fewer, None, base);
                    losses += u64::from(fewer.loss > Loss::default());
                }
            }
        }
    }
    assert!(gains > 3_000 && losses > 3_000, "{gains} {losses}");
}

/// What a pair is worth beyond λ and its prices.
fn over(certificate: &AssignmentCertificate, (l, r, weight): Pair) -> i64 {
    let of = |prices: &Prices| prices.left[l as usize] + prices.right[r as usize];
    match certificate {
        AssignmentCertificate::HighestScore { prices } => weight - of(prices),
        AssignmentCertificate::MostPairs { pair_price, prices, .. } => {
            weight - pair_price - of(prices)
        }
        AssignmentCertificate::Infeasible(_) => panic!(),
    }
}

#[test]
fn pairs_left_out_are_reckoned_with() {
    let mut rng = Rng::new(84);
    let (mut exact, mut open) = (0, 0);
    for round in 0..3_000 {
        let parts = if round % 60 == 0 { medium(&mut rng, 20) } else { small(&mut rng) };
        if parts.edges.is_empty() {
            continue;
        }
        for mode in MODES {
            let problem = parts.problem(mode);
            let (matching, certificate, base) = answer(&problem);
            let whole = Residual::new(&problem, &matching, &certificate).unwrap();
            // The matching, and of each left vertex those worth more than something.
            let least: Vec<i64> = parts.left.iter().map(|_| rng.within(-12, 1)).collect();
            let (kept, left_out): (Vec<Pair>, Vec<Pair>) = parts.edges.iter().partition(|edge| {
                let is_matched = matching.pairs().contains(&(edge.0, edge.1));
                is_matched || over(&certificate, **edge) > least[edge.0 as usize]
            });
            let mut unseen: Vec<Option<i64>> = vec![None; parts.left.len()];
            for &(l, ..) in &left_out {
                unseen[l as usize] = Some(least[l as usize]);
            }
            let few = Parts::new(parts.left.clone(), parts.right.clone(), kept).problem(mode);
            let part = Residual::with_unseen(&few, &matching, &certificate, &unseen).unwrap();
            for _ in 0..12 {
                let (l, r, weight) = *rng.pick(&parts.edges);
                let (Some(whole), Some(part)) =
                    (whole.forced(l, r, weight), part.forced(l, r, weight))
                else {
                    continue;
                };
                assert!(
                    part.at_least <= whole.loss && whole.loss <= part.loss,
                    "{whole:?} {part:?}"
                );
                assert!(!part.is_exact() || part.loss == whole.loss);
                if part.is_exact() {
                    exact += 1;
                } else {
                    open += 1;
                }
                let edge = Some((l, r, weight)).filter(|_| !part.added.is_empty());
                check_change(&parts, mode, &matching, &part, edge, base);
            }
        }
    }
    assert!(exact > 10_000 && open > 1_000, "{exact} {open}");
}

#[test]
fn what_is_not_proven_optimal_is_refused() {
    let problem = AssignmentProblem::new(
        Mode::HighestScore,
        vec![1, 1],
        vec![1, 1],
        [(0, 0, 5), (0, 1, 1), (1, 0, 3)],
    )
    .unwrap();
    let (matching, certificate, _) = answer(&problem);
    let worse = Matching::new([(0, 1), (1, 0)]);
    let refused = Residual::new(&problem, &worse, &certificate).unwrap_err();
    assert_eq!(refused, ResidualError::NotOptimal);
    let wrong = Matching::new([(0, 0), (1, 0)]);
    let refused = Residual::new(&problem, &wrong, &certificate).unwrap_err();
    assert!(matches!(refused, ResidualError::Verify(_)), "{refused}");
    let quotas = problem.clone().with_lower_quotas(vec![0, 1], vec![0, 0]).unwrap();
    let refused = Residual::new(&quotas, &matching, &certificate).unwrap_err();
    assert_eq!(refused, ResidualError::LowerQuotas);
    let residual = Residual::new(&problem, &matching, &certificate).unwrap();
    assert_eq!(residual.forced(2, 0, 1), None);
    assert_eq!(residual.forced(0, 2, 1), None);
    assert_eq!(residual.forced(u32::MAX, u32::MAX, 1), None);
    assert_eq!(residual.place_more(Side::Left, 2), None);
    assert_eq!(residual.place_less(Side::Right, 2), None);
}

#[test]
fn a_large_problem_is_asked_by_the_way() {
    let mut rng = Rng::new(85);
    let weight = |rng: &mut Rng, _, _| rng.within(0, 1_000_000);
    let parts = sparse(&mut rng, vec![1; 4_000], vec![4; 900], 12, weight);
    for mode in MODES {
        let problem = parts.problem(mode);
        let (matching, certificate, base) = answer(&problem);
        let residual = Residual::new(&problem, &matching, &certificate).unwrap();
        for _ in 0..400 {
            let pair = *rng.pick(&parts.edges);
            if let Some(change) = residual.forced(pair.0, pair.1, pair.2) {
                assert!(change.loss >= Loss::default());
                let pair = Some(pair).filter(|_| !change.added.is_empty());
                check_change(&parts, mode, &matching, &change, pair, base);
            }
        }
    }
}
