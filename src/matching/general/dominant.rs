//! Locally dominant edges: half of the optimum, in time that hardly depends on the weights.

use std::cmp::Reverse;

use super::blossom::{NONE, id};
use super::problem::{GeneralProblem, Matching};
use crate::solve::{Claim, GeneralCertificate, GeneralPrices, Limits, Mode, OddSets, Solver, Stop};

/// At most so many times all prices are fitted to each other, after the start that is taken.
const SWEEPS: usize = 4;

/// A heuristic with a guarantee of one half: locally dominant edges, for graphs beyond the reach of
/// [`Blossom`](super::Blossom).
///
/// How long that takes depends on the weights: where most are different, often no longer than this, and then there is
/// no reason to be content with half. Where it is too long, or has to be known beforehand, this is for it.
///
/// The problem: as at [`general`](super). Edges are compared by their weights, and those of equal weight by their lower
/// ends and then by their higher ends, so that of two edges one is always heavier. An edge between two singles is
/// dominant while every heavier edge at either of its ends leads to somebody who is matched. Such an edge is matched,
/// again and again, until none is left: each vertex points at the single neighbour by its heaviest edge, two that point
/// at each other are matched, and those who pointed at them point anew. From pointer to pointer edges only get heavier,
/// so that somewhere two always point at each other. The result is that of the greedy algorithm, which takes the
/// heaviest edge that fits, without its order of all edges.
///
/// In [`Mode::HighestScore`] only edges of positive weight count; in [`Mode::MostPairsFirst`] all do.
///
/// # Guarantees
/// - Let M be the matching, N any other, and c a level, in *highest score* c ≥ 0. Then Σ_M max(0, w − c) ≥ ½ · Σ_N
///   max(0, w − c). Proof: each edge of N that counts has an end in an edge of M at least as heavy, namely in the one
///   that was matched first at its ends; and an edge of M has two ends, so that it stands for at most two of N. Test:
///   `general::dominant::half_of_any_matching_above_every_level`.
/// - So in *highest score* (c = 0) the weight is at least half of the optimum:
///   `general::dominant::half_of_the_optimum`.
/// - In *most pairs first* (c → −∞) nobody can be added, and the pairs are at least half of the most. Where no weight
///   is negative (c = 0), they weigh at least half of any matching: `general::dominant::half_of_the_optimum`.
/// - The certificate is a true bound, and at most twice the answer. In *highest score*: optimum ≤ bound ≤ 2 · weight.
///   In *most pairs first* k, the bound on pairs, is at most twice the pairs, and the bound on the weight of k pairs is
///   at most what k edges weigh that are the heaviest of M, twice each: `general::dominant::bounds_are_true_and_near`.
/// - A stopped claim is a matching with a true bound: `general::dominant::stopped_claims_verify`.
/// - The same problem has the same claim, in whatever order its edges were given:
///   `general::dominant::the_same_whatever_the_order`. Where no two weights are equal, the numbers of the vertices do
///   not matter to the pairs either: `general::dominant::relabelling_keeps_the_pairs`.
///
/// # Not guaranteed
/// An optimum, unless the bound is met. In *most pairs first*, anything about the weight where weights are negative,
/// beyond what the first guarantee says: the last pairs take what is left at any price. Nor has the weight of a
/// matching with fewer than k pairs a bound, and the optimum may have fewer.
///
/// # Limits
/// An iteration is one vertex looked through, for a mate, for those who pointed at it, or for a price. Without limits
/// there are at most 8 a vertex in *highest score* and 10 in *most pairs first*; the first two a vertex are for the
/// matching. After a stop, the edges are looked through a few times more, for prices that fit.
///
/// # Complexity
/// O(m log d) time for m edges and the largest degree d, O(n + m) memory: 8 bytes an edge and up to 60 a vertex.
///
/// # Bounds
/// Let y(v) be the weight of the matched edge at v, and 0 where v is single. As said, every edge (a, b) that counts has
/// an end in an edge of M at least as heavy; so y(a) + y(b) ≥ w, as [`GeneralCertificate`] asks for. Each pair has its
/// weight at both ends: Σ y is twice the weight. Half of the heaviest edge at each vertex fits as well; that may be
/// much more, but is often less. Both are fitted once, and the lower one a few times more. To fit prices is to go from
/// pair to pair: each of the two takes what its other neighbours force on it, and what is left of their weight, if
/// anything, is shared evenly; a single takes what its neighbours force on it. The prices then fit as before, their sum
/// is never higher, and an even share leaves both of the pair room to give way to others.
///
/// In *most pairs first* all that holds with w − λ for w, and the bound is kλ + Σ y. Of the first prices it is kλ + 2 ·
/// Σ_M max(0, w − λ), which is lowest where λ is the weight of pair number ⌈k / 2⌉ of M, heaviest first; where prices
/// are fitted, a lower λ is often more useful, so that two such are tried as well. The barrier is nobody; or the
/// neighbours of singles, of whom there are at most two a pair, hence k ≤ 2 · |M|; or those at odd places on
/// alternating paths from singles, which is exact where M has most pairs and no odd circles are about; whichever allows
/// fewest pairs.
///
/// # Determinism
/// The claim is a function of the problem and the limit on iterations; another version may return another one.
///
/// # Errors
/// None: a problem is valid once it is built, and its weights leave room for every sum in here.
///
/// # Example
/// Four people in a row who know each other; the middle two fit best, and are taken first:
/// ```
/// use crosstie::matching::general::{GeneralProblem, LocallyDominant, Mode};
/// use crosstie::solve::{Limits, Problem, Solver};
///
/// let fit = [(0, 1, 5), (1, 2, 6), (2, 3, 5)];
/// let problem = GeneralProblem::new(Mode::HighestScore, 4, fit)?;
///
/// let claim = LocallyDominant.solve(&problem, &Limits::none());
/// assert_eq!(claim.solution.pairs(), [(1, 2)]);
/// let quality = problem.verify(&claim.solution, claim.certificate.as_ref())?;
/// assert_eq!(quality.objective().weight, 6);
/// assert_eq!(quality.bound().map(|bound| bound.weight), Some(10)); // the optimum: 5 + 5
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// - R. Preis, *Linear time 1/2-approximation algorithm for maximum weighted matching in general graphs*, STACS 1999,
///   LNCS 1563, 259–269, doi:10.1007/3-540-49116-3_24: locally heaviest edges. It needs no order of the edges of a
///   vertex, and O(m) time.
/// - J.-H. Hoepman, *Simple distributed weighted matchings*, arXiv:cs/0410047 (2004): vertices that ask their heaviest
///   neighbour, and match where both ask.
/// - F. Manne and R. H. Bisseling, *A parallel approximation algorithm for the weighted maximum matching problem*, PPAM
///   2007, LNCS 4967, 708–717, doi:10.1007/978-3-540-68111-3_74: the former for large graphs, shared out over processors.
/// - Y. Azar, B. Birnbaum, L. E. Celis, N. R. Devanur and Y. Peres, *Convergence of local dynamics to balanced outcomes in
///   exchange networks*, FOCS 2009, arXiv:0907.4356: pairs that share evenly what others leave them, until nothing changes;
///   here a few times, and of pairs that need not be an optimum.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocallyDominant;

impl Solver<GeneralProblem> for LocallyDominant {
    fn name(&self) -> &'static str {
        "locally dominant edges"
    }

    fn solve(&self, problem: &GeneralProblem, limits: &Limits) -> Claim<GeneralProblem> {
        let mut steps = Steps { limits, taken: 0 };
        let mut kernel = Kernel::new(problem);
        let ended = kernel.match_all(&mut steps);
        let mate = kernel.mate;
        let (certificate, ended) = match problem.mode() {
            Mode::HighestScore => {
                let starts = [(Start::Pairs, 0), (Start::Halves, 0)];
                let (prices, tightened) = Prices::tightened(problem, &mate, 0, &starts, &mut steps);
                let certificate = GeneralCertificate::HighestScore { prices: prices.proof() };
                (certificate, ended.and(tightened))
            }
            Mode::MostPairsFirst => {
                let (most, barrier) = fewest_allowed(problem, &mate);
                let starts = starts(problem, &mate, most);
                let (prices, tightened) =
                    Prices::tightened(problem, &mate, most, &starts, &mut steps);
                let pair_price = 2 * prices.level;
                let prices = prices.proof();
                let certificate = GeneralCertificate::MostPairs { barrier, pair_price, prices };
                (certificate, ended.and(tightened))
            }
        };
        let pairs = (0_u32..).zip(&mate).filter(|&(v, &mate)| mate != NONE && v < mate);
        Claim {
            solution: Matching::new(pairs.map(|(v, &mate)| (v, mate))),
            certificate: Some(certificate),
            stop: ended.err().unwrap_or(Stop::Finished),
        }
    }
}

/// The vertices looked through, and how many may be.
struct Steps<'a> {
    limits: &'a Limits,
    taken: u64,
}

impl Steps<'_> {
    fn take(&mut self) -> Result<(), Stop> {
        if let Some(stop) = self.limits.reached(self.taken) {
            return Err(stop);
        }
        self.taken += 1;
        Ok(())
    }
}

struct Kernel<'a> {
    problem: &'a GeneralProblem,
    mate: Vec<u32>,
    /// Whom a vertex points at: the single neighbour by its heaviest edge. No longer so only of those in the queue,
    /// and of vertices matched.
    points_at: Vec<u32>,
    /// For each vertex that has pointed, those who were single then, heaviest edge first.
    wanted: Vec<u32>,
    /// Where in that list a vertex points now, and where its part ends.
    place: Vec<(u32, u32)>,
    /// Vertices matched whose neighbours have to be told.
    queue: Vec<u32>,
}

impl<'a> Kernel<'a> {
    fn new(problem: &'a GeneralProblem) -> Self {
        let count = problem.vertex_count();
        Self {
            problem,
            mate: vec![NONE; count],
            points_at: vec![NONE; count],
            wanted: Vec::with_capacity(2 * problem.edge_count()),
            place: Vec::with_capacity(count),
            queue: Vec::new(),
        }
    }

    fn match_all(&mut self, steps: &mut Steps<'_>) -> Result<(), Stop> {
        let mut row = Vec::new();
        // Nobody is matched before having pointed: so all are still single when it is their turn.
        for v in 0..id(self.problem.vertex_count()) {
            steps.take()?;
            self.list_wanted(v, &mut row);
            self.point(v);
            while let Some(matched) = self.queue.pop() {
                steps.take()?;
                for &x in self.problem.row(matched as usize).0 {
                    if self.points_at[x as usize] == matched && self.mate[x as usize] == NONE {
                        self.point(x);
                    }
                }
            }
        }
        Ok(())
    }

    /// Sorts the edges of a vertex to single neighbours; `row` is empty before and after.
    fn list_wanted(&mut self, v: u32, row: &mut Vec<(Reverse<i64>, u32)>) {
        let (ends, weights) = self.problem.row(v as usize);
        let all = self.problem.mode() == Mode::MostPairsFirst;
        for (&u, &weight) in ends.iter().zip(weights) {
            if self.mate[u as usize] == NONE && (all || weight > 0) {
                row.push((Reverse(weight), u));
            }
        }
        // Among edges of one vertex, ascending other ends are ascending (lower end, higher end).
        row.sort_unstable();
        let start = id(self.wanted.len());
        self.wanted.extend(row.drain(..).map(|(_, u)| u));
        self.place.push((start, id(self.wanted.len())));
    }

    /// Points a single vertex at the next single neighbour, and matches the two if that one points back.
    fn point(&mut self, v: u32) {
        let (place, end) = &mut self.place[v as usize];
        let rest = &self.wanted[*place as usize..*end as usize];
        let passed = rest.iter().take_while(|&&u| self.mate[u as usize] != NONE).count();
        *place += id(passed);
        let at = rest.get(passed).copied().unwrap_or(NONE);
        self.points_at[v as usize] = at;
        if at != NONE && self.points_at[at as usize] == v {
            self.mate[v as usize] = at;
            self.mate[at as usize] = v;
            self.queue.extend([v, at]);
        }
    }
}

/// The barrier, of three, that allows fewest pairs, and how many.
fn fewest_allowed(problem: &GeneralProblem, mate: &[u32]) -> (usize, Vec<bool>) {
    let nobody = vec![false; mate.len()];
    let mut fewest = (allowed(problem, &nobody), nobody);
    for deep in [false, true] {
        let barrier = inner_vertices(problem, mate, deep);
        let pairs = allowed(problem, &barrier);
        if pairs < fewest.0 {
            fewest = (pairs, barrier);
        }
    }
    fewest
}

/// Who is next to a single vertex, or, if deep, to the mate of such a one, and so on.
fn inner_vertices(problem: &GeneralProblem, mate: &[u32], deep: bool) -> Vec<bool> {
    let mut inner = vec![false; mate.len()];
    let mut outer: Vec<bool> = mate.iter().map(|&mate| mate == NONE).collect();
    let mut open: Vec<u32> = (0..id(mate.len())).filter(|&v| outer[v as usize]).collect();
    while let Some(v) = open.pop() {
        for &u in problem.row(v as usize).0 {
            if inner[u as usize] || outer[u as usize] {
                continue;
            }
            inner[u as usize] = true;
            let behind = mate[u as usize];
            if deep && !inner[behind as usize] {
                outer[behind as usize] = true;
                open.push(behind);
            }
        }
    }
    inner
}

/// No matching has more pairs than this: ⌊(n + |U| − odd(G − U)) / 2⌋ for a barrier U.
fn allowed(problem: &GeneralProblem, barrier: &[bool]) -> usize {
    let taken = barrier.iter().filter(|&&taken| taken).count();
    let mut seen = barrier.to_vec();
    let (mut odd, mut open) = (0, Vec::new());
    for v in 0..id(barrier.len()) {
        if seen[v as usize] {
            continue;
        }
        seen[v as usize] = true;
        open.push(v);
        let mut size = 0_usize;
        while let Some(v) = open.pop() {
            size += 1;
            for &u in problem.row(v as usize).0 {
                if !seen[u as usize] {
                    seen[u as usize] = true;
                    open.push(u);
                }
            }
        }
        odd += size % 2;
    }
    (barrier.len() + taken - odd) / 2
}

/// What prices are at first.
#[derive(Clone, Copy)]
enum Start {
    /// The weight of the pair at both of its ends.
    Pairs,
    /// Half of the heaviest edge.
    Halves,
}

/// Starts and prices λ for a pair that are worth trying where there are at most so many pairs; the first one bounds
/// least of all starts with pairs.
fn starts(problem: &GeneralProblem, mate: &[u32], most: usize) -> Vec<(Start, i64)> {
    let matched = (0_u32..).zip(mate).filter(|&(v, &mate)| mate != NONE && v < mate);
    let mut weights: Vec<i64> = matched.filter_map(|(v, &mate)| problem.weight(v, mate)).collect();
    weights.sort_unstable_by_key(|&weight| Reverse(weight));
    let (Some(&heaviest), Some(&lightest)) = (weights.first(), weights.last()) else {
        return vec![(Start::Pairs, 0)];
    };
    let lowest = (0..mate.len()).filter_map(|v| problem.row(v).1.iter().min()).min();
    let lowest = lowest.copied().unwrap_or(lightest);
    // A stopped run may have so few pairs that there is none of this number.
    let middle = weights.get(most.div_ceil(2).saturating_sub(1)).copied().unwrap_or(lightest);
    vec![
        (Start::Pairs, middle),
        (Start::Pairs, lightest),
        (Start::Halves, lightest),
        // So low that hardly a price meets 0 where all can be paired, and it costs nothing.
        (Start::Halves, lowest - (heaviest - lowest)),
    ]
}

/// Prices of vertices that fit: y(a) + y(b) ≥ w − λ for every edge, and y ≥ 0.
struct Prices<'a> {
    problem: &'a GeneralProblem,
    mate: &'a [u32],
    /// λ.
    level: i64,
    /// In halves.
    price: Vec<i64>,
}

impl<'a> Prices<'a> {
    /// From the start whose bound on so many pairs is least after a sweep, with a few sweeps more; and why there
    /// were not all of these.
    fn tightened(
        problem: &'a GeneralProblem,
        mate: &'a [u32],
        pairs: usize,
        starts: &[(Start, i64)],
        steps: &mut Steps<'_>,
    ) -> (Self, Result<(), Stop>) {
        let mut ended = Ok(());
        let mut swept = |prices: &mut Self| {
            ended = ended.and_then(|()| prices.sweep(steps));
            prices.twice_the_bound(pairs)
        };
        let all = starts.iter().map(|&(start, level)| {
            let mut prices = Self::new(problem, mate, start, level);
            (swept(&mut prices), prices)
        });
        let least = all.min_by_key(|&(bound, _)| bound);
        let (mut bound, mut prices) =
            least.unwrap_or_else(|| (i64::MAX, Self::new(problem, mate, Start::Pairs, 0)));
        for _ in 0..SWEEPS {
            let before = bound;
            bound = swept(&mut prices);
            if bound == before {
                break;
            }
        }
        (prices, ended)
    }

    fn new(problem: &'a GeneralProblem, mate: &'a [u32], start: Start, level: i64) -> Self {
        match start {
            Start::Pairs => Self::of_pairs(problem, mate, level),
            Start::Halves => Self::of_halves(problem, mate, level),
        }
    }

    fn of_pairs(problem: &'a GeneralProblem, mate: &'a [u32], level: i64) -> Self {
        let single = |v: u32| mate[v as usize] == NONE;
        let price = (0..id(mate.len())).map(|v| {
            let (ends, weights) = problem.row(v as usize);
            let edges = || ends.iter().zip(weights);
            if single(v) {
                // After a stop, two singles may have an edge: both bear a half.
                let open = edges().filter(|&(&u, _)| single(u)).map(|(_, &w)| w - level);
                open.max().unwrap_or(0).max(0)
            } else {
                let own = problem.weight(v, mate[v as usize]);
                own.map_or(0, |w| 2 * (w - level)).max(0)
            }
        });
        Self { problem, mate, level, price: price.collect() }
    }

    fn of_halves(problem: &'a GeneralProblem, mate: &'a [u32], level: i64) -> Self {
        let heaviest = |v| problem.row(v).1.iter().max();
        let half = |v| heaviest(v).map_or(0, |&w| w - level).max(0);
        Self { problem, mate, level, price: (0..mate.len()).map(half).collect() }
    }

    fn twice_the_bound(&self, pairs: usize) -> i64 {
        2 * i64::from(id(pairs)) * self.level + self.price.iter().sum::<i64>()
    }

    /// Fits the prices of each pair, and of each single vertex, to those of all others.
    fn sweep(&mut self, steps: &mut Steps<'_>) -> Result<(), Stop> {
        for v in 0..id(self.price.len()) {
            let mate = self.mate[v as usize];
            if mate != NONE && mate < v {
                continue;
            }
            steps.take()?;
            let (here, shared) = self.forced(v, mate);
            if mate == NONE {
                self.price[v as usize] = here;
                continue;
            }
            steps.take()?;
            let (there, _) = self.forced(mate, v);
            let rest = (shared - here - there).max(0);
            self.price[v as usize] = here + rest / 2;
            self.price[mate as usize] = there + rest - rest / 2;
        }
        Ok(())
    }

    /// The price that all neighbours but the mate force on a vertex, and what it shares with the mate; in halves.
    fn forced(&self, v: u32, mate: u32) -> (i64, i64) {
        let (ends, weights) = self.problem.row(v as usize);
        let (mut price, mut shared) = (0, 0);
        for (&u, &weight) in ends.iter().zip(weights) {
            let twice = 2 * (weight - self.level);
            if u == mate {
                shared = twice;
            } else {
                price = price.max(twice - self.price[u as usize]);
            }
        }
        (price, shared)
    }

    fn proof(self) -> GeneralPrices {
        GeneralPrices { vertices: self.price, odd_sets: OddSets::default() }
    }
}
