//! Solving from the answer to another problem: the start is worth time, and nothing else.

use crosstie::matching::assignment::{
    AssignmentProblem, AuctionPaths, Matching, Mode, Objective, Side,
};
use crosstie::solve::{AssignmentCertificate, Claim, HallWitness, Limits, Prices, Solver, Stop};

use super::instances::{Parts, largest_weight, small, small_with, sparse, with_random_quotas};
use super::oracle::Oracle;
use super::quotas::{optimum, proven};
use super::{AnySolver, MODES};
use crate::rng::Rng;

/// An answer to start from, as a solver.
#[derive(Clone, Debug)]
pub(crate) struct Warm {
    pub(crate) matching: Matching,
    pub(crate) certificate: AssignmentCertificate,
}

impl Warm {
    /// From the answer to this problem within a limit.
    pub(crate) fn of(problem: &AssignmentProblem, limits: &Limits) -> Self {
        Self::from(AuctionPaths.solve(problem, limits))
    }

    /// From what this start leads to.
    pub(crate) fn next(&self, problem: &AssignmentProblem) -> Self {
        Self::from(self.solve(problem, &Limits::none()))
    }

    fn from(claim: Claim<AssignmentProblem>) -> Self {
        Self { matching: claim.solution, certificate: claim.certificate.unwrap() }
    }
}

impl Solver<AssignmentProblem> for Warm {
    fn name(&self) -> &'static str {
        "from another answer"
    }

    fn solve(&self, problem: &AssignmentProblem, limits: &Limits) -> Claim<AssignmentProblem> {
        AuctionPaths.solve_from(problem, &self.matching, &self.certificate, limits)
    }
}

/// What can change while the vertices stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Nothing,
    SomeWeights,
    AllWeights,
    EdgesRemoved,
    EdgesAdded,
    MorePlaces,
    FewerPlaces,
    Quotas,
    NoQuotas,
    Everything,
}

const CHANGES: [Change; 10] = [
    Change::Nothing,
    Change::SomeWeights,
    Change::AllWeights,
    Change::EdgesRemoved,
    Change::EdgesAdded,
    Change::MorePlaces,
    Change::FewerPlaces,
    Change::Quotas,
    Change::NoQuotas,
    Change::Everything,
];

/// The largest magnitude of a weight that these vertices allow with any edges.
fn extreme(parts: &Parts) -> i64 {
    let (lefts, rights) = (parts.left.len(), parts.right.len());
    largest_weight(lefts, rights, lefts * rights)
}

fn changed(rng: &mut Rng, parts: &Parts, change: Change) -> Parts {
    let mut other = parts.clone();
    let most = extreme(parts);
    let weight = |rng: &mut Rng, kind: usize, old: i64| match kind {
        0 => (old + rng.within(-2, 2)).clamp(-most, most),
        1 => rng.within(-3, 3),
        2 => rng.within(-most, most),
        _ => *rng.pick(&[-most, 0, most]),
    };
    let kind = rng.below(4);
    match change {
        Change::Nothing => {}
        Change::SomeWeights | Change::AllWeights => {
            for edge in &mut other.edges {
                if change == Change::AllWeights || rng.chance(1, 4) {
                    edge.2 = weight(rng, kind, edge.2);
                }
            }
        }
        Change::EdgesRemoved => other.edges.retain(|_| rng.chance(2, 3)),
        Change::EdgesAdded => {
            for l in 0..u32::try_from(parts.left.len()).unwrap() {
                for r in 0..u32::try_from(parts.right.len()).unwrap() {
                    if rng.chance(1, 3) && !parts.edges.iter().any(|e| (e.0, e.1) == (l, r)) {
                        let near = parts.edges.first().map_or(0, |e| e.2);
                        other.edges.push((l, r, weight(rng, kind, near)));
                    }
                }
            }
        }
        Change::MorePlaces | Change::FewerPlaces => {
            let [mut left, mut right] = other.quotas();
            let sides = [(&mut other.left, &mut left), (&mut other.right, &mut right)];
            for (places, quotas) in sides {
                for (places, quota) in places.iter_mut().zip(quotas) {
                    let by = rng.below_u32(3);
                    *places = match change {
                        Change::MorePlaces => places.saturating_add(by),
                        _ => places.saturating_sub(by),
                    };
                    *quota = (*quota).min(*places);
                }
            }
            other = other.with_quotas(left, right);
        }
        Change::Quotas => other = with_random_quotas(rng, parts),
        Change::NoQuotas => other = parts.with_quotas(Vec::new(), Vec::new()),
        Change::Everything => {
            for _ in 0..4 {
                let change = *rng.pick(&CHANGES[1..9]);
                other = changed(rng, &other, change);
            }
        }
    }
    other
}

/// How far the prices of a start go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// As far as those of a solver: as many of the largest weights as there are vertices.
    Solver,
    /// As far as the type.
    Type,
}

/// A start that has nothing to do with the problem, or no sense at all.
fn nonsense(rng: &mut Rng, parts: &Parts, reach: Reach) -> Warm {
    let most = extreme(parts);
    let sum = most * i64::try_from(parts.left.len() + parts.right.len()).unwrap();
    // As far as sums of prices may go.
    let headroom = i64::MAX / most * most;
    let vertex = |rng: &mut Rng, count: usize| match rng.below(6) {
        0 => *rng.pick(&[u32::MAX, u32::MAX - 1, 1 << 31]),
        1 => u32::try_from(count).unwrap(),
        _ => rng.below_u32(u32::try_from(count).unwrap() + 1),
    };
    let pairs: Vec<(u32, u32)> = match rng.below(3) {
        0 => (0..rng.below(12))
            .map(|_| (vertex(rng, parts.left.len()), vertex(rng, parts.right.len())))
            .collect(),
        1 => parts.edges.iter().map(|e| (e.0, e.1)).collect(),
        _ => parts.edges.iter().flat_map(|e| [(e.0, e.1); 2]).collect(),
    };
    let length = |rng: &mut Rng, count: usize| match rng.below(6) {
        0 => 0,
        1 => count.saturating_sub(1),
        2 => count + 1 + rng.below(3),
        _ => count,
    };
    let kind = match reach {
        Reach::Solver => rng.below(4),
        Reach::Type => 4 + rng.below(4),
    };
    let price = |rng: &mut Rng| match kind {
        0 => rng.within(-5, 5),
        1 => rng.within(-100, 100),
        2 => *rng.pick(&[-most, most, 0]),
        3 => *rng.pick(&[-sum, sum, most, 1, 0]),
        4 => *rng.pick(&[-headroom, headroom, 0]),
        5 => *rng.pick(&[i64::MIN, i64::MAX]),
        6 => rng.within(i64::MIN, i64::MAX),
        _ => *rng.pick(&[i64::MIN, i64::MIN + 1, -headroom, headroom, i64::MAX - 1, i64::MAX, 1]),
    };
    let (lefts, rights) = (length(rng, parts.left.len()), length(rng, parts.right.len()));
    let prices = Prices {
        left: (0..lefts).map(|_| price(rng)).collect(),
        right: (0..rights).map(|_| price(rng)).collect(),
    };
    let set = |rng: &mut Rng, count: usize| {
        let count = length(rng, count);
        (0..count).map(|_| rng.chance(1, 2)).collect::<Vec<bool>>()
    };
    let certificate = match rng.below(5) {
        0 | 1 => AssignmentCertificate::HighestScore { prices },
        2 | 3 => AssignmentCertificate::MostPairs {
            cover_left: set(rng, parts.left.len()),
            cover_right: set(rng, parts.right.len()),
            pair_price: price(rng),
            prices,
        },
        _ => AssignmentCertificate::Infeasible(HallWitness {
            side: *rng.pick(&[Side::Left, Side::Right]),
            left: set(rng, parts.left.len()),
            right: set(rng, parts.right.len()),
        }),
    };
    Warm { matching: Matching::new(pairs), certificate }
}

/// Solves the problem in both modes from this start: as good as complete enumeration says, and proven.
fn check(start: &Warm, parts: &Parts, goals: [Option<Objective>; 2]) {
    for (mode, goal) in MODES.into_iter().zip(goals) {
        let found = optimum(start, &parts.problem(mode));
        assert_eq!(found, goal, "{mode:?} {parts:?} from {start:?}");
    }
}

fn goals(parts: &Parts) -> [Option<Objective>; 2] {
    let oracle = Oracle::of(&parts.problem(Mode::HighestScore));
    MODES.map(|mode| oracle.optimum(mode))
}

#[test]
fn agrees_with_enumeration_after_any_change() {
    let mut rng = Rng::new(100);
    // Seen: another optimum, a matching lost, a matching won, an old answer that was stopped.
    let mut seen = [0; 4];
    for turn in 0..30_000 {
        let parts = if turn % 10 == 0 { small_with(&mut rng, 7, 24) } else { small(&mut rng) };
        let old = if rng.chance(1, 2) { parts } else { with_random_quotas(&mut rng, &parts) };
        let change = *rng.pick(&CHANGES);
        let new = changed(&mut rng, &old, change);
        let (before, after) = (goals(&old), goals(&new));
        let [lost, won] = [(before, after), (after, before)]
            .map(|(one, other)| one[0].is_some() && other[0].is_none());
        seen[0] += usize::from(before != after);
        seen[1] += usize::from(lost);
        seen[2] += usize::from(won);
        // The answers of both modes to problems of both, finished or not.
        for mode in MODES {
            let old = old.problem(mode);
            check(&Warm::of(&old, &Limits::none()), &new, after);
            let limits = Limits::none().iterations(rng.next() % 40);
            seen[3] += usize::from(AuctionPaths.solve(&old, &limits).stop != Stop::Finished);
            check(&Warm::of(&old, &limits), &new, after);
        }
    }
    assert!(seen[0] > 10_000 && seen[1..].iter().all(|&seen| seen > 1_000), "{seen:?}");
}

#[test]
fn agrees_with_enumeration_from_nonsense() {
    let mut rng = Rng::new(101);
    for turn in 0..30_000 {
        let parts = small(&mut rng);
        let parts = if turn % 2 == 0 { parts } else { with_random_quotas(&mut rng, &parts) };
        check(&nonsense(&mut rng, &parts, Reach::Solver), &parts, goals(&parts));
    }
}

#[test]
fn agrees_with_enumeration_from_prices_of_any_magnitude() {
    let mut rng = Rng::new(102);
    for turn in 0..30_000 {
        let parts = small(&mut rng);
        let parts = if turn % 2 == 0 { parts } else { with_random_quotas(&mut rng, &parts) };
        check(&nonsense(&mut rng, &parts, Reach::Type), &parts, goals(&parts));
    }
}

#[test]
fn one_edge_from_every_extreme_price() {
    let most = largest_weight(1, 1, 1);
    let prices = [i64::MIN, i64::MIN + 1, -8 * 4 * most, -most, 0, most, 8 * 4 * most, i64::MAX];
    for weight in [-most, -2, -1, 0, 1, most] {
        for quotas in [[0, 0], [0, 1], [1, 0], [1, 1]] {
            let parts = Parts::new(vec![1], vec![1], vec![(0, 0, weight)])
                .with_quotas(vec![quotas[0]], vec![quotas[1]]);
            let goals = goals(&parts);
            for price in prices {
                let prices = Prices { left: vec![price], right: vec![price] };
                for matching in [Matching::default(), Matching::new([(0, 0)])] {
                    let plain = AssignmentCertificate::HighestScore { prices: prices.clone() };
                    let mut starts = vec![plain];
                    for pair_price in [i64::MIN, 0, i64::MAX] {
                        starts.push(AssignmentCertificate::MostPairs {
                            cover_left: vec![false],
                            cover_right: vec![true],
                            pair_price,
                            prices: prices.clone(),
                        });
                    }
                    for certificate in starts {
                        let start = Warm { matching: matching.clone(), certificate };
                        check(&start, &parts, goals);
                    }
                }
            }
        }
    }
}

/// Checks that the same start has the same claim, in whatever order the edges of the problem were given.
fn check_repeats(rng: &mut Rng, start: &Warm, parts: &Parts, limits: &Limits) {
    for mode in MODES {
        let first = start.solve(&parts.problem(mode), limits);
        let mut other = parts.clone();
        for _ in 0..3 {
            let again = start.solve(&other.problem(mode), limits);
            assert_eq!(again.solution, first.solution, "{mode:?} {parts:?} from {start:?}");
            assert_eq!(again.certificate, first.certificate, "{mode:?} {parts:?} from {start:?}");
            assert_eq!(again.stop, first.stop, "{mode:?} {parts:?} from {start:?}");
            rng.shuffle(&mut other.edges);
        }
    }
}

#[test]
fn the_same_start_has_the_same_claim() {
    let mut rng = Rng::new(103);
    for _ in 0..3_000 {
        let parts = small(&mut rng);
        let old = with_random_quotas(&mut rng, &parts);
        let new = changed(&mut rng, &old, Change::Everything);
        let start = Warm::of(&old.problem(*rng.pick(&MODES)), &Limits::none());
        check_repeats(&mut rng, &start, &new, &Limits::none());
        check_repeats(&mut rng, &start, &new, &Limits::none().iterations(3));
        let start = nonsense(&mut rng, &new, Reach::Solver);
        check_repeats(&mut rng, &start, &new, &Limits::none());
    }
    let parts = sparse(&mut rng, vec![1; 300], vec![3; 100], 12, |rng, _, _| rng.within(0, 3));
    let start = Warm::of(&parts.problem(Mode::MostPairsFirst), &Limits::none());
    let new = parts.reweighed(|weight| (weight * 7) % 4);
    check_repeats(&mut rng, &start, &new, &Limits::none());
}

/// Checks that the answer to a problem is found again from itself, and at once.
fn check_kept(parts: &Parts) {
    for mode in MODES {
        let problem = parts.problem(mode);
        let start = Warm::of(&problem, &Limits::none());
        if matches!(start.certificate, AssignmentCertificate::Infeasible(_)) {
            continue;
        }
        let claim = start.solve(&problem, &Limits::none().iterations(1));
        let found = proven(start.name(), &problem, &claim);
        assert_eq!(found, optimum(&AuctionPaths, &problem), "{mode:?} {parts:?}");
        assert_eq!(claim.solution, start.matching, "{mode:?} {parts:?}");
    }
}

#[test]
fn an_answer_to_the_same_problem_is_kept() {
    let mut rng = Rng::new(104);
    for _ in 0..10_000 {
        check_kept(&small(&mut rng));
    }
    check_kept(&sparse(&mut rng, vec![2; 600], vec![5; 200], 15, |rng, _, _| rng.within(-9, 99)));
}

#[test]
fn an_answer_to_the_same_problem_with_quotas_is_kept() {
    let mut rng = Rng::new(105);
    for _ in 0..10_000 {
        let parts = small(&mut rng);
        check_kept(&with_random_quotas(&mut rng, &parts));
    }
    let parts = sparse(&mut rng, vec![2; 600], vec![5; 200], 15, |rng, _, _| rng.within(-9, 99));
    check_kept(&parts.with_quotas(vec![1; 600], vec![2; 200]));
}

fn finishes(solver: AnySolver<'_>, problem: &AssignmentProblem, most: u64) -> bool {
    solver.solve(problem, &Limits::none().iterations(most)).stop == Stop::Finished
}

/// The least limit on iterations within which a solver finishes.
fn least_limit(solver: AnySolver<'_>, problem: &AssignmentProblem) -> u64 {
    let (mut too_few, mut enough) = (0, 1);
    while !finishes(solver, problem, enough) {
        (too_few, enough) = (enough, 2 * enough);
    }
    while too_few + 1 < enough {
        let middle = too_few + (enough - too_few) / 2;
        if finishes(solver, problem, middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    enough
}

/// Solves a changed problem, from the answer to the old one in either mode, to the proven optimum; and within some
/// limit on iterations, so many times which is not enough for a start from nothing.
fn check_changed(what: &str, old: &Parts, new: &Parts, times: u64) {
    for mode in MODES {
        let problem = new.problem(mode);
        let goal = optimum(&AuctionPaths, &problem);
        for old_mode in MODES {
            let start = Warm::of(&old.problem(old_mode), &Limits::none());
            assert_eq!(optimum(&start, &problem), goal, "{what}: {mode:?} from {old_mode:?}");
        }
        if times == 0 {
            continue;
        }
        let enough = least_limit(&Warm::of(&old.problem(mode), &Limits::none()), &problem);
        assert!(
            !finishes(&AuctionPaths, &problem, times * enough),
            "{what}: {mode:?} takes {enough} iterations, and less than {times} times as many from nothing"
        );
    }
}

/// The weight of an edge between these two vertices.
type Weigh = fn(&mut Rng, u32, u32) -> i64;

fn uniform(rng: &mut Rng, _: u32, _: u32) -> i64 {
    rng.within(-300_000, 1_000_000)
}

fn clustered(rng: &mut Rng, left: u32, right: u32) -> i64 {
    let near = if left % 10 == right % 10 { 1_000_000 } else { 0 };
    near + 1_000 * rng.within(0, 5)
}

fn tied(rng: &mut Rng, _: u32, _: u32) -> i64 {
    rng.within(1, 5)
}

/// Some left vertices, each at most once.
fn some(rng: &mut Rng, parts: &Parts, count: usize) -> Vec<u32> {
    let mut lefts: Vec<u32> = (0..u32::try_from(parts.left.len()).unwrap()).collect();
    rng.shuffle(&mut lefts);
    lefts.truncate(count);
    lefts
}

/// The same with other weights at so many left vertices.
fn with_rows_changed(rng: &mut Rng, parts: &Parts, weigh: Weigh, rows: usize) -> Parts {
    let mut other = parts.clone();
    let rows = some(rng, parts, rows);
    for edge in other.edges.iter_mut().filter(|e| rows.contains(&e.0)) {
        edge.2 = weigh(rng, edge.0, edge.1);
    }
    other
}

/// Checks all kinds of changes in a few places, each with so many times the iterations as in [`check_changed`], or 0
/// for any number of them.
fn check_family(rng: &mut Rng, what: &str, parts: &Parts, weigh: Weigh, times: [u64; 6]) {
    let few = with_rows_changed(rng, parts, weigh, 10);
    check_changed(&format!("{what}, 10 rows"), parts, &few, times[0]);
    let more = with_rows_changed(rng, parts, weigh, parts.left.len() / 100);
    check_changed(&format!("{what}, a hundredth of the rows"), parts, &more, times[1]);
    let mut other = parts.clone();
    for left in some(rng, parts, 10) {
        other.edges.retain(|e| e.0 != left || e.1 % 2 == 0);
    }
    check_changed(&format!("{what}, 10 rows halved"), parts, &other, times[2]);
    check_changed(&format!("{what}, 10 rows doubled"), &other, parts, times[3]);
    let mut other = parts.clone();
    for right in other.right.iter_mut().step_by(parts.right.len() / 10) {
        *right -= 1;
    }
    check_changed(&format!("{what}, 10 places fewer"), parts, &other, times[4]);
    check_changed(&format!("{what}, 10 places more"), &other, parts, times[5]);
}

#[test]
fn a_small_change_takes_few_iterations() {
    let mut rng = Rng::new(106);
    let rng = &mut rng;
    let n = 3_000;
    let parts = sparse(rng, vec![1; n], vec![5; n / 4], 20, uniform);
    check_family(rng, "places to spare", &parts, uniform, [20, 5, 20, 20, 10, 20]);
    let parts = sparse(rng, vec![2; n], vec![4; n / 4], 20, uniform);
    check_family(rng, "too few places", &parts, uniform, [3; 6]);
    // Where every place is taken, ten fewer cost something to everybody.
    let parts = sparse(rng, vec![1; n], vec![4; n / 4], 20, uniform);
    check_family(rng, "as many places as demand", &parts, uniform, [4, 2, 2, 4, 0, 2]);
    let parts = sparse(rng, vec![1; n], vec![4; n / 4], 20, clustered);
    check_family(rng, "clustered", &parts, clustered, [2, 1, 2, 2, 0, 2]);
    let parts = sparse(rng, vec![1; n], vec![4; n / 4], 20, tied);
    check_family(rng, "ties", &parts, tied, [20, 20, 1, 20, 0, 2]);
}

#[test]
fn a_small_change_with_quotas_takes_few_iterations() {
    let mut rng = Rng::new(107);
    let rng = &mut rng;
    let n = 3_000;
    let parts = sparse(rng, vec![2; n], vec![9; n / 4], 20, clustered);
    let parts = parts.with_quotas(vec![1; n], vec![5; n / 4]);
    check_family(rng, "clustered", &parts, clustered, [4, 3, 4, 4, 4, 4]);
    let parts = sparse(rng, vec![1; n], vec![5; n / 4], 20, uniform);
    let parts = parts.with_quotas(vec![1; n], vec![3; n / 4]);
    check_family(rng, "places to spare", &parts, uniform, [4, 2, 4, 4, 2, 4]);
}
