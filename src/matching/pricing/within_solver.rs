//! Pricing over all pairs of one set of vertices: prices of vertices and of odd sets.

use std::collections::BTreeMap;

use super::nest::{Nest, OUTSIDE};
use super::part::{NONE, Part, to_u32};
use super::search::{Asking, Offers, Within};
use super::solver::{
    DRAWN, LEAST_SAMPLE, MORE, MOST_CUT, MOST_LOOKED, MOST_LOOKED_EACH, MOST_LOOKED_FIRST, SAMPLE,
    START,
};
use super::{AllPairs, AllPairsWithin, Blocks, PairSource, PricingCounts};
use crate::matching::general::{Blossom, GeneralProblem, Matching};
use crate::matching::heaviest::NEVER;
use crate::parallel;
use crate::solve::{
    Claim, GeneralCertificate, GeneralPrices, Limits, Mode, OddSets, Problem, Side, Solver, Stop,
};

/// Exact solver over all pairs of one set of vertices: prices of few pairs, checked against all, block by block.
///
/// The problem: [`AllPairsWithin`].
///
/// The method is that of [`Pricing`](super::Pricing), with [`Blossom`] for the problems with few pairs. A pair is missing if
/// w > λ + y(a) + y(b) + z(a, b). What the odd sets that hold both ends pay is taken off the score, and off the bound of two
/// blocks what the sets pay that hold both blocks. For most pairs first the highest score is tried before, which mostly
/// has as many pairs as there can be.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective, if the bounds of the source are true
///   and no round had more than 1.6 billion pairs and blocks to look at and more than 8,192 a vertex: `pricing::within`.
/// - Else the claim has a certificate of what no matching exceeds: `pricing::within`.
/// - The same problem has the same claim, with any number of threads: `pricing::within`.
///
/// # Limits
/// Iterations are those of the solver of the problems with few pairs, and the limit holds for each of these.
///
/// # Complexity
/// A round takes what the pairs chosen so far take, and for each block the blocks that its prices do not rule
/// out; with bounds that say nothing O(n²) pairs. O(n) memory beside the source, times the pairs chosen a vertex.
///
/// # References
/// As at [`pricing`](super), and W. Cook and A. Rohe, *Computing minimum-weight perfect matchings*, INFORMS Journal on
/// Computing 11 (1999), doi:10.1287/ijoc.11.2.138: pricing with odd sets.
#[derive(Clone, Copy)]
pub struct PricingWithin<'s> {
    solver: &'s dyn Solver<GeneralProblem>,
}

impl Default for PricingWithin<'_> {
    fn default() -> Self {
        Self { solver: &Blossom }
    }
}

impl std::fmt::Debug for PricingWithin<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PricingWithin").field("solver", &self.solver.name()).finish()
    }
}

impl<S: PairSource> Solver<AllPairsWithin<S>> for PricingWithin<'_> {
    fn name(&self) -> &str {
        "pricing over all pairs within"
    }

    fn solve(&self, problem: &AllPairsWithin<S>, limits: &Limits) -> Claim<AllPairsWithin<S>> {
        self.solve_counting(problem, None, limits).0
    }

    /// From the prices of the answer to another problem with the same vertices, which choose the first pairs.
    fn solve_from(
        &self,
        problem: &AllPairsWithin<S>,
        _: &Matching,
        certificate: &GeneralCertificate,
        limits: &Limits,
    ) -> Claim<AllPairsWithin<S>> {
        self.solve_counting(problem, Some(certificate), limits).0
    }
}

impl<'s> PricingWithin<'s> {
    /// With another solver for the problems with few pairs. Without a certificate of it nothing is proven.
    #[must_use]
    pub fn with(solver: &'s dyn Solver<GeneralProblem>) -> Self {
        Self { solver }
    }

    /// Solves it, from earlier prices if there are any, and says what was looked at.
    #[must_use]
    pub fn solve_counting<S: PairSource>(
        &self,
        problem: &AllPairsWithin<S>,
        earlier: Option<&GeneralCertificate>,
        limits: &Limits,
    ) -> (Claim<AllPairsWithin<S>>, PricingCounts) {
        let n = problem.vertex_count();
        let twice = AllPairs {
            mode: Mode::HighestScore,
            left_capacity: vec![1; n],
            right_capacity: vec![1; n],
            source: Twice(problem),
        };
        let pairs = n as u64 * (n as u64).saturating_sub(1) / 2;
        let mut work = Work {
            problem,
            twice: &twice,
            solver: self.solver,
            limits,
            counts: PricingCounts { pairs, ..PricingCounts::default() },
        };
        let own = |vertex: u32| twice.source().own(Side::Right, vertex);
        let mut value: Vec<i64> = (0..to_u32(n)).map(own).collect();
        let mut strides = vec![1];
        if let Some(prices) = earlier.and_then(|earlier| of_vertices(earlier, n)) {
            // More than that no price has to be.
            let most = twice.source().greatest().saturating_abs();
            for (value, price) in value.iter_mut().zip(prices) {
                *value = value.saturating_sub(price.clamp(-most, most));
            }
        } else {
            while n / (strides[strides.len() - 1] * SAMPLE) >= LEAST_SAMPLE {
                strides.push(strides[strides.len() - 1] * SAMPLE);
            }
        }
        loop {
            let stride = strides.pop().unwrap_or(1);
            let part = Part::new(&twice, stride);
            let mut known = work.start(&part, &value);
            let mut claim = work.settle(&part, Mode::HighestScore, &mut known, None);
            if stride > 1 {
                let count = part.rights.len();
                let prices = claim.certificate.as_ref().and_then(|proof| of_vertices(proof, count));
                value = part.spread(&twice, prices.into_iter().flatten(), value);
                continue;
            }
            let some_left = 2 * claim.solution.len() + 1 < n;
            if problem.mode() == Mode::MostPairsFirst && some_left && claim.stop == Stop::Finished {
                claim = work.settle(&part, Mode::MostPairsFirst, &mut known, Some(claim));
            }
            let Claim { solution, mut certificate, stop } = claim;
            if let (Some(GeneralCertificate::MostPairs { barrier, .. }), true) =
                (&mut certificate, 2 * solution.len() + 1 >= n)
            {
                // There cannot be more pairs whatever the barrier is.
                barrier.fill(false);
            }
            return (Claim { solution, certificate, stop }, work.counts);
        }
    }
}

/// Twice the prices of vertices, with half of λ and of what the odd sets around them pay.
fn of_vertices(certificate: &GeneralCertificate, count: usize) -> Option<Vec<i64>> {
    let (prices, pair_price) = parts(certificate);
    let nest = Nest::new(&prices.odd_sets, MOST_PRICE)?;
    let paid = |vertex: usize| {
        let innermost = prices.odd_sets.innermost.get(vertex).copied().flatten();
        nest.paid(innermost.unwrap_or(OUTSIDE))
    };
    let price = |(vertex, price): (usize, &i64)| {
        price.saturating_add(pair_price / 2).saturating_add(paid(vertex) / 2)
    };
    (prices.vertices.len() == count)
        .then(|| prices.vertices.iter().enumerate().map(price).collect())
}

fn parts(certificate: &GeneralCertificate) -> (&GeneralPrices, i64) {
    match certificate {
        GeneralCertificate::HighestScore { prices } => (prices, 0),
        GeneralCertificate::MostPairs { prices, pair_price, .. } => (prices, *pair_price),
    }
}

/// A source with everything twice, since prices are in halves.
struct Twice<'p, S>(&'p AllPairsWithin<S>);

impl<S: PairSource> PairSource for Twice<'_, S> {
    fn blocks(&self, side: Side) -> &Blocks {
        self.0.source().blocks(side)
    }

    fn greatest(&self) -> i64 {
        self.0.source().greatest().saturating_mul(2)
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        Some(2 * self.0.score(left, right)?)
    }

    fn own(&self, side: Side, vertex: u32) -> i64 {
        self.0.source().own(side, vertex).saturating_mul(2)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        Some(self.0.source().bound(left, right)?.saturating_mul(2))
    }
}

/// Pairs (lower position, higher position, score), ascending.
type Edges = Vec<(u32, u32, i64)>;

/// The same less what the odd sets pay that hold both ends.
///
/// Whole blocks are rarely within one set. So what the large ones pay is added to the price of each vertex, and to the
/// score of a pair for both ends: for two within such a set as much stays that the prices then have twice.
struct Rest<'l, 's, S> {
    twice: &'l Twice<'s, S>,
    nest: Nest,
    /// The innermost set around each vertex, and around each block.
    of_vertex: Vec<u32>,
    of_block: Vec<u32>,
    /// What the large sets pay: down to each set, around each vertex, and at most around the vertices of a block.
    large: Vec<i64>,
    around: Vec<i64>,
    most_around: Vec<i64>,
    greatest: i64,
}

impl<'l, 's, S: PairSource> Rest<'l, 's, S> {
    /// None where the sets are out of order, or their prices out of range.
    fn new(twice: &'l Twice<'s, S>, part: &Part, odd_sets: &OddSets) -> Option<Self> {
        let nest = Nest::new(odd_sets, MOST_PRICE)?;
        let innermost = |&at: &u32| odd_sets.innermost.get(at as usize).copied().flatten();
        let of_vertex: Vec<u32> =
            part.left_at.iter().map(|at| innermost(at).unwrap_or(OUTSIDE)).collect();
        // Who is not in the part is not asked for.
        let all = |vertices: &[u32]| {
            let here = vertices.iter().filter(|&&v| part.left_at[v as usize] != NONE);
            here.map(|&v| of_vertex[v as usize]).reduce(|a, b| nest.around_both(a, b))
        };
        let both = |a: &Option<u32>, b: &Option<u32>| match (*a, *b) {
            (Some(a), Some(b)) => Some(nest.around_both(a, b)),
            (one, other) => one.or(other),
        };
        let blocks = twice.blocks(Side::Left);
        let of_block = blocks.summarize(all, both);
        let of_block = of_block.into_iter().map(|set| set.unwrap_or(OUTSIDE)).collect();
        let large = nest.paid_by_large(odd_sets);
        let paid = |&set: &u32| large.get(set as usize).copied().unwrap_or(0);
        let around: Vec<i64> = of_vertex.iter().map(paid).collect();
        let most = |vertices: &[u32]| {
            vertices.iter().map(|&vertex| around[vertex as usize]).max().unwrap_or(0)
        };
        let most_around = blocks.summarize(most, |a, b| *a.max(b));
        let greatest = twice.greatest().saturating_add(nest.most().saturating_mul(2));
        Some(Self { twice, nest, of_vertex, of_block, large, around, most_around, greatest })
    }

    /// The price of a vertex, with what the large sets around it pay.
    fn price(&self, vertex: u32, price: i64) -> i64 {
        price.saturating_add(self.around[vertex as usize])
    }
}

impl<S: PairSource> PairSource for Rest<'_, '_, S> {
    fn blocks(&self, side: Side) -> &Blocks {
        self.twice.blocks(side)
    }

    fn greatest(&self) -> i64 {
        self.greatest
    }

    fn score(&self, left: u32, right: u32) -> Option<i64> {
        let sets = (self.of_vertex[left as usize], self.of_vertex[right as usize]);
        let paid = self.nest.paid(self.nest.around_both(sets.0, sets.1));
        let in_prices = self.around[left as usize].saturating_add(self.around[right as usize]);
        Some(self.twice.score(left, right)?.saturating_sub(paid).saturating_add(in_prices))
    }

    fn own(&self, side: Side, vertex: u32) -> i64 {
        self.twice.own(side, vertex)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        let blocks = self.blocks(Side::Left);
        if blocks.range(right).end <= blocks.range(left).start {
            return None; // Each pair once: it is looked at from the other end.
        }
        let both = self.nest.around_both(self.of_block[left], self.of_block[right]);
        let by_large = self.large.get(both as usize).copied().unwrap_or(0);
        let paid = self.nest.paid(both).saturating_sub(by_large);
        // Of the large sets around one of two, those around the other pay.
        let unpaid = self.most_around[left].max(self.most_around[right]);
        Some(self.twice.bound(left, right)?.saturating_sub(paid).saturating_add(unpaid))
    }
}

/// A run under way.
struct Work<'s, S> {
    problem: &'s AllPairsWithin<S>,
    twice: &'s AllPairs<Twice<'s, S>>,
    solver: &'s dyn Solver<GeneralProblem>,
    limits: &'s Limits,
    counts: PricingCounts,
}

/// What was found in some blocks.
#[derive(Default)]
struct Missing {
    edges: Edges,
    /// Positions with what their pairs that were not looked at may exceed their prices by, at most.
    unseen: Vec<(u32, i64)>,
    scored: u64,
    eligible: u64,
    looked: u64,
}

impl<'s, S: PairSource> Work<'s, S> {
    /// The pairs of each vertex that leave it most where others have these values, and some drawn.
    fn start(&mut self, part: &Part, value: &[i64]) -> Edges {
        let blocks = self.twice.source().blocks(Side::Left);
        let mut offered = vec![NEVER; value.len()];
        for &vertex in &part.rights {
            offered[vertex as usize] = value[vertex as usize];
        }
        let offers = Offers::new(self.twice, Side::Right, offered);
        let chunks = part.chunks(self.twice, Side::Left);
        let within = Within { budget: MOST_LOOKED_FIRST, ..Within::default() };
        let done = parallel::map(chunks.len(), |chunk| {
            let mut found = Missing::default();
            for &block in &chunks[chunk] {
                for &vertex in blocks.vertices(block) {
                    let at = part.left_at[vertex as usize];
                    if at == NONE {
                        continue;
                    }
                    let nearest = offers.find(block, &[(vertex, NEVER)], START, within);
                    found.scored += nearest.scored;
                    found.eligible += nearest.eligible;
                    let drawn = (0..DRAWN).filter_map(|turn| offers.draw(block, vertex, turn));
                    for other in nearest.heaviest.of(0).chain(drawn.map(|drawn| drawn.0)) {
                        if let Some(score) = self.problem.score(vertex, other) {
                            found.edges.push(edge(at, part.left_at[other as usize], score));
                        }
                    }
                }
            }
            found
        });
        let mut known = Edges::new();
        for found in done {
            self.counts.scored += found.scored;
            self.counts.eligible += found.eligible;
            known.extend(found.edges);
        }
        tidy(&mut known);
        known
    }

    /// The answer to the problem of some vertices, with a certificate that holds for all of their pairs.
    fn settle(
        &mut self,
        part: &Part,
        mode: Mode,
        known: &mut Edges,
        mut earlier: Option<Claim<GeneralProblem>>,
    ) -> Claim<GeneralProblem> {
        let mut cut = 0;
        loop {
            let count = part.lefts.len();
            let few = GeneralProblem::new(mode, count, known.iter().copied())
                .map(|few| few.reckon_with(self.problem.source().greatest().unsigned_abs()));
            let Ok(few) = few else {
                // The size was checked, and pairs of different vertices stand there once.
                let certificate = Some(self.anything(count));
                return Claim { solution: Matching::default(), certificate, stop: Stop::Finished };
            };
            let from = earlier
                .as_ref()
                .and_then(|claim| claim.certificate.as_ref().map(|proof| (&claim.solution, proof)));
            let mut claim = match from {
                Some((matching, proof)) => {
                    self.solver.solve_from(&few, matching, proof, self.limits)
                }
                None => self.solver.solve(&few, self.limits),
            };
            self.counts.rounds += 1;
            self.counts.kept = few.edge_count() as u64;
            if claim.stop != Stop::Finished {
                claim.certificate = Some(self.anything(count));
                return claim;
            }
            let proof = claim.certificate.take().filter(|proof| {
                few.verify(&claim.solution, Some(proof)).is_ok() && is_moderate(proof)
            });
            let Some(mut proof) = proof else { return claim };
            if let (GeneralCertificate::HighestScore { prices }, Mode::MostPairsFirst) =
                (&mut proof, self.problem.mode())
            {
                proof = GeneralCertificate::MostPairs {
                    barrier: vec![false; count],
                    pair_price: 0,
                    prices: std::mem::take(prices),
                };
            }
            let found = self.missing(part, &proof, &few);
            claim.certificate = Some(proof);
            let Some(Missing { edges: mut added, unseen, .. }) = found else { return claim };
            cut += u32::from(!unseen.is_empty());
            if added.is_empty() || cut == MOST_CUT {
                let found = left_out(&claim, &added);
                raise(&mut claim, unseen.into_iter().chain(found));
                return claim;
            }
            known.append(&mut added);
            tidy(known);
            earlier = Some(claim);
        }
    }

    /// What a certificate of some pairs does not reckon with.
    fn missing(
        &mut self,
        part: &Part,
        proof: &GeneralCertificate,
        few: &GeneralProblem,
    ) -> Option<Missing> {
        let (prices, pair_price) = parts(proof);
        let rest = AllPairs {
            mode: Mode::HighestScore,
            left_capacity: self.twice.left_capacity().to_vec(),
            right_capacity: self.twice.right_capacity().to_vec(),
            source: Rest::new(self.twice.source(), part, &prices.odd_sets)?,
        };
        let look = Look::new(&rest, part, prices, pair_price, few);
        let chunks = part.chunks(self.twice, Side::Left);
        let most = MOST_LOOKED.max(MOST_LOOKED_EACH * part.lefts.len() as u64);
        let share = most / chunks.len().max(1) as u64;
        let done = parallel::map(chunks.len(), |chunk| look.through(&chunks[chunk], share));
        let mut all = Missing::default();
        for found in done {
            self.counts.scored += found.scored;
            self.counts.eligible += found.eligible;
            all.edges.extend(found.edges);
            all.unseen.extend(found.unseen);
        }
        Some(all)
    }

    /// Something that holds whatever the pairs are.
    fn anything(&self, count: usize) -> GeneralCertificate {
        let prices = GeneralPrices {
            vertices: vec![self.problem.source().greatest(); count],
            odd_sets: OddSets::default(),
        };
        match self.problem.mode() {
            Mode::HighestScore => GeneralCertificate::HighestScore { prices },
            Mode::MostPairsFirst => {
                let barrier = vec![false; count];
                GeneralCertificate::MostPairs { barrier, pair_price: 0, prices }
            }
        }
    }
}

/// A look through all pairs of a part with the prices of some.
struct Look<'l, 's, S> {
    problem: &'l AllPairsWithin<S>,
    part: &'l Part,
    few: &'l GeneralProblem,
    /// What the pairs of a vertex must exceed: twice λ + y less what it owns, by position.
    asked: Vec<i64>,
    /// How many known pairs do; a solver of the caller's own may leave some.
    over: Vec<u32>,
    offers: Offers<'l, Rest<'l, 's, S>>,
}

impl<'l, 's, S: PairSource> Look<'l, 's, S> {
    fn new(
        rest: &'l AllPairs<Rest<'l, 's, S>>,
        part: &'l Part,
        prices: &GeneralPrices,
        pair_price: i64,
        few: &'l GeneralProblem,
    ) -> Self {
        let source = rest.source();
        let mut value = vec![NEVER; part.right_at.len()];
        for (&vertex, price) in part.rights.iter().zip(&prices.vertices) {
            let own = source.own(Side::Right, vertex);
            let price = source.price(vertex, *price);
            value[vertex as usize] = own.saturating_sub(price).max(NEVER + 1);
        }
        let asked = part.lefts.iter().zip(&prices.vertices).map(|(&vertex, price)| {
            let own = source.own(Side::Left, vertex);
            (pair_price + source.price(vertex, *price)).saturating_sub(own).max(NEVER)
        });
        let mut over = vec![0; part.lefts.len()];
        for (a, b, _) in few.edges() {
            let (one, other) = (part.lefts[a as usize], part.lefts[b as usize]);
            let prices = source
                .price(one, prices.vertices[a as usize])
                .saturating_add(source.price(other, prices.vertices[b as usize]))
                .saturating_add(pair_price);
            let score = rest.score(one, other);
            if score.is_some_and(|score| score > prices) {
                over[a as usize] += 1;
                over[b as usize] += 1;
            }
        }
        Self {
            problem: source.twice.0,
            part,
            few,
            asked: asked.collect(),
            over,
            offers: Offers::new(rest, Side::Right, value),
        }
    }

    /// Through these blocks; at most about so many pairs are scored and blocks looked at.
    fn through(&self, blocks: &[usize], budget: u64) -> Missing {
        let all = self.problem.source().blocks(Side::Left);
        let mut missing = Missing::default();
        for &block in blocks {
            let at = |&vertex: &u32| self.part.left_at[vertex as usize];
            let here: Vec<u32> =
                all.vertices(block).iter().map(at).filter(|&at| at != NONE).collect();
            let asking = |&at: &u32| (self.part.lefts[at as usize], self.asked[at as usize]);
            let asking: Vec<Asking> = here.iter().map(asking).collect();
            let over = here.iter().map(|&at| self.over[at as usize]).max().unwrap_or(0);
            let budget = budget.saturating_sub(missing.looked);
            let within = Within { budget, ..Within::default() };
            let found = self.offers.find(block, &asking, MORE + over as usize, within);
            missing.scored += found.scored;
            missing.eligible += found.eligible;
            missing.looked += found.looked;
            for (i, &at) in here.iter().enumerate() {
                if found.unseen[i] > 0 {
                    missing.unseen.push((at, found.unseen[i]));
                }
                for other in found.heaviest.of(i) {
                    let vertex = self.part.lefts[at as usize];
                    if let Some(score) = self.problem.score(vertex, other) {
                        let pair = edge(at, self.part.left_at[other as usize], score);
                        if self.few.weight(pair.0, pair.1).is_none() {
                            missing.edges.push(pair);
                        }
                    }
                }
            }
        }
        missing
    }
}

fn edge(a: u32, b: u32, score: i64) -> (u32, u32, i64) {
    (a.min(b), a.max(b), score)
}

fn tidy(edges: &mut Edges) {
    edges.sort_unstable();
    edges.dedup();
    edges.shrink_to_fit();
}

/// More than a quarter of the range no price may be, so that sums stay in it: those of a solver of the caller's own may be
/// anything.
const MOST_PRICE: i64 = i64::MAX / 4;

fn is_moderate(proof: &GeneralCertificate) -> bool {
    let (prices, pair_price) = parts(proof);
    let mut all = prices.vertices.iter().copied().chain([pair_price]);
    all.all(|price| price.unsigned_abs() <= MOST_PRICE.unsigned_abs())
}

/// What pairs exceed the prices of a claim by, at most, for each lower end.
fn left_out(claim: &Claim<GeneralProblem>, pairs: &Edges) -> BTreeMap<u32, i64> {
    let mut over = BTreeMap::new();
    let Some((prices, pair_price)) = claim.certificate.as_ref().map(parts) else { return over };
    for &(a, b, score) in pairs {
        // Without what odd sets pay, which only takes off.
        let price = prices.vertices[a as usize].saturating_add(prices.vertices[b as usize]);
        let price = price.saturating_add(pair_price);
        let most: &mut i64 = over.entry(a).or_default();
        *most = (*most).max(score.saturating_mul(2).saturating_sub(price));
    }
    over
}

/// Makes a certificate hold for pairs that were not looked at: one of their ends is worth more.
fn raise(claim: &mut Claim<GeneralProblem>, unseen: impl Iterator<Item = (u32, i64)>) {
    let (Some(GeneralCertificate::HighestScore { prices })
    | Some(GeneralCertificate::MostPairs { prices, .. })) = &mut claim.certificate
    else {
        return;
    };
    for (at, over) in unseen {
        let price = &mut prices.vertices[at as usize];
        *price = price.saturating_add(over);
    }
}
