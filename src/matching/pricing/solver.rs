//! Pricing: solve with few pairs, and add those that their prices show to be missing.

use std::collections::{BTreeMap, BTreeSet};

use super::complete::complete;
use super::part::{NONE, Part, to_u32};
use super::search::{ANYTHING, Asking, Found, Offers, Within};
use super::{AllPairs, PairSource};
use crate::matching::assignment::{self, AssignmentProblem, AuctionPaths};
use crate::matching::heaviest::{Heaviest, NEVER};
use crate::parallel;
use crate::solve::{
    AssignmentCertificate, Claim, Limits, Mode, Prices, PricingCounts, Problem, Side, Solver, Stop,
};

/// So many pairs of each left vertex to start with,
pub(super) const START: usize = 12;
/// and at most so many more in a round.
pub(super) const MORE: usize = 12;
/// One vertex in so many gives first prices for the others,
pub(super) const SAMPLE: usize = 8;
/// as long as there are so many of them on the smaller side.
pub(super) const LEAST_SAMPLE: usize = 200;
/// So many pairs more of each left vertex are drawn, so that many can be matched.
pub(super) const DRAWN: u32 = 3;
/// A right vertex that fewer chose gets up to so many pairs,
const SUPPORT: usize = 64;
/// among so many left vertices that chose others like it, or twice as many.
const ENOUGH: usize = 256;
/// At most so many pairs are scored and blocks looked at for the first pairs of a left vertex,
pub(super) const MOST_LOOKED_FIRST: u64 = 1 << 12;
/// and about so many of all together in a round: enough for all of 20,000 people a side,
pub(super) const MOST_LOOKED: u64 = 1_600_000_000;
/// or so many a left vertex.
pub(super) const MOST_LOOKED_EACH: u64 = 1 << 13;
/// After so many looks that came to that end, what was found last is only bounded.
pub(super) const MOST_CUT: u32 = 3;

/// Exact solver over all pairs: prices of few pairs, checked against all, block by block.
///
/// The problem: as at [`pricing`](super).
///
/// The method: one vertex in eight of each side, and before that one in eight of those, and so on, gives prices
/// that choose the first pairs. [`AuctionPaths`](crate::matching::assignment::AuctionPaths) solves the problem with
/// them. For every block of left vertices the tree of right blocks is then searched for pairs that its certificate
/// does not reckon with: w > λ + p(l) + p(r), or no end in the cover. A block of which the bound says that it has none is
/// passed over, and so is, after the first look, one of which no price fell. What is found is added, and it is solved again,
/// from the answer before where little is new; when nothing is found, the certificate proves the optimum over all pairs.
///
/// # Guarantees
/// - A finished claim is optimal, and its certificate meets its objective, if the bounds of the source are true
///   and no round had more than 1.6 billion pairs and blocks to look at and more than 8,192 a left vertex: `pricing::exact`.
///   Up to 20,000 vertices a side no round has: there are no more than three of them for each pair.
/// - Else the claim has a certificate of what no matching exceeds: left prices are raised by what the bounds leave
///   open: `pricing::limits`.
/// - The same problem has the same claim, with any number of threads: `pricing::repeat`.
///
/// # Limits
/// Iterations are those of the solver of the problems with few pairs, and the limit holds for each of these.
///
/// # Complexity
/// A round takes what the pairs chosen so far take, and for each left block the right blocks that its prices do not rule
/// out; with bounds that say nothing O(M·N) pairs. O(M + N) memory beside the source, times the pairs chosen a vertex.
///
/// # References
/// As at [`pricing`](super).
#[derive(Clone, Copy)]
pub struct Pricing<'s> {
    solver: &'s dyn Solver<AssignmentProblem>,
}

impl Default for Pricing<'_> {
    fn default() -> Self {
        Self { solver: &AuctionPaths }
    }
}

impl std::fmt::Debug for Pricing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pricing").field("solver", &self.solver.name()).finish()
    }
}

impl<S: PairSource> Solver<AllPairs<S>> for Pricing<'_> {
    fn name(&self) -> &str {
        "pricing over all pairs"
    }

    fn solve(&self, problem: &AllPairs<S>, limits: &Limits) -> Claim<AllPairs<S>> {
        self.solve_counting(problem, limits).0
    }
}

impl<'s> Pricing<'s> {
    /// With another solver for the problems with few pairs. Without a certificate of it nothing is proven.
    #[must_use]
    pub fn with(solver: &'s dyn Solver<AssignmentProblem>) -> Self {
        Self { solver }
    }

    /// Solves it, and says what was looked at.
    #[must_use]
    pub fn solve_counting<S: PairSource>(
        &self,
        problem: &AllPairs<S>,
        limits: &Limits,
    ) -> (Claim<AllPairs<S>>, PricingCounts) {
        let (lefts, rights) = (problem.left_capacity().len(), problem.right_capacity().len());
        let pairs = lefts as u64 * rights as u64;
        let mut work = Work {
            problem,
            solver: self.solver,
            limits,
            counts: PricingCounts { pairs, ..PricingCounts::default() },
        };
        let mut strides = vec![1];
        while lefts.min(rights) / (strides[strides.len() - 1] * SAMPLE) >= LEAST_SAMPLE {
            strides.push(strides[strides.len() - 1] * SAMPLE);
        }
        let own = |right: u32| problem.source().own(Side::Right, right);
        let mut value: Vec<i64> = (0..to_u32(rights)).map(own).collect();
        loop {
            let stride = strides.pop().unwrap_or(1);
            let part = Part::new(problem, stride);
            let mut rows = work.start(&part, &value);
            let mut claim = work.settle(&part, Aim::Score, &mut rows, None);
            if stride > 1 {
                if let Some(prices) = claim.certificate.as_ref().and_then(assignment::right_prices)
                {
                    value = part.spread(problem, prices, value);
                }
                continue;
            }
            if problem.mode() == Mode::MostPairsFirst && claim.stop == Stop::Finished {
                if let Some(AssignmentCertificate::MostPairs { prices, .. }) = &claim.certificate {
                    claim.solution = complete(problem, &part, &mut rows, prices, &claim.solution);
                }
                if !work.takes_all(&mut claim) {
                    claim = work.settle(&part, Aim::Pairs, &mut rows, Some(claim));
                }
            }
            let Claim { solution, certificate, stop } = claim;
            return (Claim { solution, certificate, stop }, work.counts);
        }
    }
}

/// What is sought with few pairs. Where most pairs come first, the highest score often has as many as there can be, and is
/// found sooner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    Score,
    Pairs,
}

/// A run under way.
struct Work<'s, S> {
    problem: &'s AllPairs<S>,
    solver: &'s dyn Solver<AssignmentProblem>,
    limits: &'s Limits,
    counts: PricingCounts,
}

/// What a certificate of some pairs does not reckon with.
#[derive(Default)]
struct Missing {
    /// New pairs (left position, right position, score).
    pairs: Vec<(u32, u32, i64)>,
    unseen: Vec<Unseen>,
    /// Left vertices, by position, that may have more.
    partly: Vec<u32>,
    scored: u64,
    eligible: u64,
    looked: u64,
}

/// The prices of a look before.
struct Seen {
    /// λ + p of left vertices, by position, and what right ones own less p.
    asked: Vec<i64>,
    value: Vec<i64>,
    /// Whether all pairs of a left vertex that exceed them were found.
    all: Vec<bool>,
}

/// Some pairs of a left vertex, by position, that were not looked at.
struct Unseen {
    left: u32,
    /// By how much they may exceed their prices; none: the cover may leave them open.
    over: Option<i64>,
}

/// The first pairs of some vertices (left position, right position, score).
#[derive(Default)]
struct First {
    pairs: Vec<(u32, u32, i64)>,
    /// What is left at the prices of left vertices (vertex, what it owns − price).
    worth: Vec<(u32, i64)>,
    scored: u64,
    eligible: u64,
}

impl First {
    fn count(&mut self, found: &Found) {
        self.scored += found.scored;
        self.eligible += found.eligible;
    }

    fn add<S: PairSource>(&mut self, problem: &AllPairs<S>, part: &Part, left: u32, right: u32) {
        if let Some(score) = problem.score(left, right) {
            self.pairs.push((part.left_at[left as usize], part.right_at[right as usize], score));
        }
    }
}

/// For each right vertex of a part, by position, the left ones that have a pair with it.
struct Column {
    start: Vec<usize>,
    lefts: Vec<u32>,
}

impl Column {
    fn of(part: &Part, rows: &AssignmentProblem) -> Self {
        let mut start = vec![0; part.rights.len() + 1];
        for at in 0..part.lefts.len() {
            for &right in rows.row(at).0 {
                start[right as usize + 1] += 1;
            }
        }
        for right in 0..part.rights.len() {
            start[right + 1] += start[right];
        }
        let mut next = start.clone();
        let mut lefts = vec![0; rows.edge_count()];
        for (at, &left) in part.lefts.iter().enumerate() {
            for &right in rows.row(at).0 {
                let place = &mut next[right as usize];
                lefts[*place] = left;
                *place += 1;
            }
        }
        Self { start, lefts }
    }

    fn get(&self, right: u32) -> Option<&[u32]> {
        let right = right as usize;
        let end = *self.start.get(right.checked_add(1)?)?;
        self.lefts.get(self.start[right]..end)
    }
}

impl<'s, S: PairSource> Work<'s, S> {
    /// The answer to the problem of some vertices, with a certificate that holds for all of their pairs.
    fn settle(
        &mut self,
        part: &Part,
        aim: Aim,
        rows: &mut AssignmentProblem,
        mut earlier: Option<Claim<AssignmentProblem>>,
    ) -> Claim<AssignmentProblem> {
        let mode = match aim {
            Aim::Score => Mode::HighestScore,
            Aim::Pairs => self.problem.mode(),
        };
        rows.set_mode(mode);
        let mut seen = None;
        let mut cut = 0;
        loop {
            let from = earlier
                .as_ref()
                .and_then(|claim| claim.certificate.as_ref().map(|proof| (&claim.solution, proof)));
            let mut claim = match from {
                Some((matching, proof)) => {
                    self.solver.solve_from(rows, matching, proof, self.limits)
                }
                None => self.solver.solve(rows, self.limits),
            };
            self.counts.rounds += 1;
            self.counts.kept = rows.edge_count() as u64;
            if claim.stop != Stop::Finished {
                claim.certificate = Some(self.anything(part));
                return claim;
            }
            let proof = claim.certificate.take().filter(|proof| {
                rows.verify(&claim.solution, Some(proof)).is_ok() && is_moderate(proof)
            });
            let Some(mut proof) = proof else { return claim };
            let most_pairs = self.problem.mode() == Mode::MostPairsFirst;
            if let (AssignmentCertificate::HighestScore { prices }, true) = (&mut proof, most_pairs)
            {
                proof = AssignmentCertificate::MostPairs {
                    cover_left: vec![true; part.lefts.len()],
                    cover_right: vec![false; part.rights.len()],
                    pair_price: 0,
                    prices: std::mem::take(prices),
                };
            }
            self.free(rows, &mut proof);
            let missing = self.missing(part, &proof, rows, &mut seen);
            let added: usize = missing.iter().map(|missing| missing.pairs.len()).sum();
            cut += u32::from(missing.iter().any(|missing| !missing.unseen.is_empty()));
            if added == 0 || cut == MOST_CUT {
                let found = left_out(&proof, missing.iter().flat_map(|missing| &missing.pairs));
                let unseen = missing.iter().flat_map(|missing| &missing.unseen);
                raise(&mut proof, unseen.chain(&found));
                claim.certificate = Some(proof);
                return claim;
            }
            rows.add_edges(missing.iter().flat_map(|missing| missing.pairs.iter().copied()));
            claim.certificate = Some(proof);
            // Where much is new, an auction finds its prices sooner than paths do.
            earlier = (added < part.lefts.len()).then_some(claim);
        }
    }

    /// The pairs that leave each left vertex most where right ones have these values, and for each right vertex the left
    /// ones to whom it is nearly as good.
    fn start(&mut self, part: &Part, value: &[i64]) -> AssignmentProblem {
        let source = self.problem.source();
        let mut offered = vec![NEVER; value.len()];
        for &right in &part.rights {
            offered[right as usize] = value[right as usize];
        }
        let rights = Offers::new(self.problem, Side::Right, offered);
        let chunks = part.chunks(self.problem, Side::Left);
        let within = Within { budget: MOST_LOOKED_FIRST, ..Within::default() };
        let done = parallel::map(chunks.len(), |chunk| {
            let mut first = First::default();
            for &block in &chunks[chunk] {
                for &left in source.blocks(Side::Left).vertices(block) {
                    if part.left_at[left as usize] == NONE {
                        continue;
                    }
                    let found = rights.find(block, &[(left, NEVER)], START, within);
                    first.count(&found);
                    let drawn = (0..DRAWN).filter_map(|turn| rights.draw(block, left, turn));
                    let mut chosen: Vec<u32> =
                        found.heaviest.of(0).chain(drawn.map(|drawn| drawn.0)).collect();
                    chosen.sort_unstable();
                    chosen.dedup();
                    for right in chosen {
                        first.add(self.problem, part, left, right);
                    }
                    // What a pair must leave to be as good: as the price of the left vertex.
                    let best = found.heaviest.best(0);
                    first.worth.push((left, if best == NEVER { NEVER } else { -best }));
                }
            }
            first
        });
        let mut offered = vec![NEVER; part.left_at.len()];
        for &(left, worth) in done.iter().flat_map(|first| &first.worth) {
            offered[left as usize] = worth;
        }
        let some = |all: &[u32], of: &[u32]| of.iter().map(|&v| all[v as usize]).collect();
        let mut rows = AssignmentProblem::without_edges(
            self.problem.mode(),
            some(self.problem.left_capacity(), &part.lefts),
            some(self.problem.right_capacity(), &part.rights),
        );
        self.take(&done, &mut rows);
        drop(done);
        self.support(part, &offered, &mut rows);
        rows
    }

    /// Pairs for right vertices that few chose: of the left ones that chose others like them, those to whom they are nearly
    /// as good. Without, nobody competes for them at first, and their prices say nothing.
    fn support(&mut self, part: &Part, worth: &[i64], rows: &mut AssignmentProblem) {
        let source = self.problem.source();
        let blocks = source.blocks(Side::Right);
        let chosen_by = Column::of(part, rows);
        let at = |right: &u32| part.right_at[*right as usize];
        let choices = |vertices: &[u32]| -> usize {
            let here = vertices.iter().filter_map(|right| chosen_by.get(at(right)));
            here.map(<[u32]>::len).sum()
        };
        let count = blocks.summarize(choices, |a, b| a + b);
        // The smallest block around each in which there are enough.
        let mut around: Vec<usize> = (0..blocks.len()).collect();
        for block in 0..blocks.len() {
            for part in blocks.parts(block).into_iter().flatten() {
                if count[part] < ENOUGH {
                    around[part] = around[block];
                }
            }
        }
        let chunks = part.chunks(self.problem, Side::Right);
        let done = parallel::map(chunks.len(), |chunk| {
            let mut first = First::default();
            for &block in &chunks[chunk] {
                let mut like: Vec<u32> = Vec::new();
                for right in blocks.vertices(around[block]) {
                    if let Some(lefts) = chosen_by.get(at(right)) {
                        like.extend(lefts);
                    }
                }
                like.sort_unstable();
                like.dedup();
                let step = like.len().div_ceil(2 * ENOUGH).max(1);
                for &right in blocks.vertices(block) {
                    let Some(lefts) = chosen_by.get(at(&right)) else { continue };
                    if lefts.len() >= SUPPORT {
                        continue;
                    }
                    let mut nearest = Heaviest::new(1, SUPPORT);
                    for &left in like.iter().step_by(step) {
                        first.scored += 1;
                        if let Some(score) = self.problem.score(left, right) {
                            first.eligible += 1;
                            let own = source.own(Side::Left, left);
                            let over =
                                score.saturating_sub(own).saturating_add(worth[left as usize]);
                            nearest.offer(0, left, over);
                        }
                    }
                    for left in nearest.of(0) {
                        first.add(self.problem, part, left, right);
                    }
                }
            }
            first
        });
        self.take(&done, rows);
    }

    fn take(&mut self, done: &[First], rows: &mut AssignmentProblem) {
        for first in done {
            self.counts.scored += first.scored;
            self.counts.eligible += first.eligible;
        }
        rows.add_edges(done.iter().flat_map(|first| first.pairs.iter().copied()));
    }

    /// What the certificate of a part's rows does not reckon with, chunk by chunk; after the prices seen before, only among
    /// pairs whose prices fell.
    fn missing(
        &mut self,
        part: &Part,
        proof: &AssignmentCertificate,
        rows: &AssignmentProblem,
        seen: &mut Option<Seen>,
    ) -> Vec<Missing> {
        let before = seen.take();
        let Some(look) = Look::new(self.problem, part, proof, rows, before.as_ref()) else {
            return Vec::new();
        };
        let chunks = part.chunks(self.problem, Side::Left);
        let most = MOST_LOOKED.max(MOST_LOOKED_EACH * part.lefts.len() as u64);
        let share = most / chunks.len().max(1) as u64;
        let done = parallel::map(chunks.len(), |chunk| look.through(&chunks[chunk], share));
        for missing in &done {
            self.counts.scored += missing.scored;
            self.counts.eligible += missing.eligible;
        }
        if look.covered.is_none() {
            let mut all = vec![true; part.lefts.len()];
            for &left in done.iter().flat_map(|missing| &missing.partly) {
                all[left as usize] = false;
            }
            *seen = Some(Seen { asked: look.asked, value: look.all.into_value(), all });
        }
        done
    }

    /// Changes a certificate so that no pair exceeds its prices that could not help anyway, at the same bound: a vertex
    /// without places is in the cover and dear; and λ falls, while prices in the cover rise, until no pair with both ends
    /// in the cover is worth its prices.
    fn free(&self, problem: &AssignmentProblem, proof: &mut AssignmentCertificate) {
        let greatest = self.problem.source().greatest();
        let (prices, pair_price) = match proof {
            AssignmentCertificate::HighestScore { prices } => (prices, 0),
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                if cover_left.contains(&true) && cover_right.contains(&true) {
                    let more = greatest.saturating_sub((*pair_price).min(0));
                    *pair_price -= more;
                    for (prices, cover) in
                        [(&mut prices.left, &*cover_left), (&mut prices.right, &*cover_right)]
                    {
                        for (price, _) in prices.iter_mut().zip(cover).filter(|(_, cover)| **cover)
                        {
                            *price += more;
                        }
                    }
                }
                for (cover, capacity) in
                    [(cover_left, problem.left_capacity()), (cover_right, problem.right_capacity())]
                {
                    for (cover, _) in cover.iter_mut().zip(capacity).filter(|(_, u)| **u == 0) {
                        *cover = true;
                    }
                }
                (prices, *pair_price)
            }
            AssignmentCertificate::Infeasible(_) => return,
        };
        for (prices, capacity) in [
            (&mut prices.left, problem.left_capacity()),
            (&mut prices.right, problem.right_capacity()),
        ] {
            for (price, _) in prices.iter_mut().zip(capacity).filter(|(_, u)| **u == 0) {
                *price = (*price).max(greatest - pair_price.min(0));
            }
        }
    }

    /// Whether a claim takes all the places of a side, so that there cannot be more pairs; then its certificate says so.
    fn takes_all(&self, claim: &mut Claim<AssignmentProblem>) -> bool {
        let all = |capacity: &[u32]| capacity.iter().map(|&u| u64::from(u)).sum::<u64>();
        let left = all(self.problem.left_capacity());
        let right = all(self.problem.right_capacity());
        if claim.solution.len() as u64 != left.min(right) {
            return false;
        }
        if let Some(AssignmentCertificate::MostPairs { cover_left, cover_right, .. }) =
            &mut claim.certificate
        {
            cover_left.fill(left <= right);
            cover_right.fill(left > right);
        }
        true
    }

    /// Something that holds whatever the pairs are.
    fn anything(&self, part: &Part) -> AssignmentCertificate {
        let greatest = self.problem.source().greatest();
        let (lefts, rights) = (part.lefts.len(), part.rights.len());
        let prices = Prices { left: vec![greatest; lefts], right: vec![0; rights] };
        match self.problem.mode() {
            Mode::HighestScore => AssignmentCertificate::HighestScore { prices },
            Mode::MostPairsFirst => AssignmentCertificate::MostPairs {
                cover_left: vec![true; lefts],
                cover_right: vec![false; rights],
                pair_price: 0,
                prices,
            },
        }
    }
}

/// A look through all pairs of a part with the prices of some.
struct Look<'l, S> {
    problem: &'l AllPairs<S>,
    part: &'l Part,
    rows: &'l AssignmentProblem,
    /// λ + p of left vertices, and p of right ones, by position.
    asked: Vec<i64>,
    right_price: &'l [i64],
    /// By how much they fell; anything where nothing is known of the pairs.
    fallen: Vec<i64>,
    /// Left vertices in the cover, where there is one that leaves some out.
    cover: Option<&'l [bool]>,
    /// All right vertices, for left ones in the cover.
    all: Offers<'l, S>,
    /// Those in the cover, at their prices, and the others, whatever they cost, for the other left ones.
    covered: Option<[Offers<'l, S>; 2]>,
}

/// A left vertex, its position, and what its pairs must exceed in score − price(right).
#[derive(Clone, Copy)]
struct Left {
    vertex: u32,
    at: u32,
    asked: i64,
    /// By how much that fell.
    fallen: i64,
}

impl<'l, S: PairSource> Look<'l, S> {
    fn new(
        problem: &'l AllPairs<S>,
        part: &'l Part,
        proof: &'l AssignmentCertificate,
        rows: &'l AssignmentProblem,
        before: Option<&Seen>,
    ) -> Option<Self> {
        let source = problem.source();
        let (prices, pair_price, cover) = match proof {
            AssignmentCertificate::HighestScore { prices } => (prices, 0, None),
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                let some_open = cover_left.contains(&false);
                (prices, *pair_price, some_open.then_some((&**cover_left, &**cover_right)))
            }
            AssignmentCertificate::Infeasible(_) => return None,
        };
        let offers = |price: &dyn Fn(usize) -> Option<i64>| {
            let mut value = vec![NEVER; part.right_at.len()];
            for (at, &right) in part.rights.iter().enumerate() {
                if let Some(price) = price(at) {
                    value[right as usize] =
                        source.own(Side::Right, right).saturating_sub(price).max(NEVER + 1);
                }
            }
            Offers::new(problem, Side::Right, value)
        };
        let asked: Vec<i64> = prices.left.iter().map(|price| pair_price + price).collect();
        let mut fallen = vec![ANYTHING; asked.len()];
        let mut all = offers(&|at| Some(prices.right[at]));
        if let (Some(before), None) = (before, cover) {
            all.note_rises(&before.value);
            for (at, fallen) in fallen.iter_mut().enumerate().filter(|(at, _)| before.all[*at]) {
                *fallen = before.asked[at].saturating_sub(asked[at]);
            }
        }
        Some(Self {
            problem,
            part,
            rows,
            asked,
            right_price: &prices.right,
            fallen,
            cover: cover.map(|cover| cover.0),
            all,
            covered: cover.map(|(_, cover)| {
                let of = |covered: bool| {
                    offers(&|at| {
                        (cover[at] == covered).then_some(if covered { prices.right[at] } else { 0 })
                    })
                };
                [of(true), of(false)]
            }),
        })
    }

    /// Through these left blocks; at most about so many pairs are scored and blocks looked at.
    fn through(&self, blocks: &[usize], budget: u64) -> Missing {
        let lefts = self.problem.source().blocks(Side::Left);
        let mut missing = Missing::default();
        for &block in blocks {
            let here = lefts.vertices(block).iter().filter_map(|&vertex| {
                let at = self.part.left_at[vertex as usize];
                let asked = *self.asked.get(at as usize)?;
                Some(Left { vertex, at, asked, fallen: self.fallen[at as usize] })
            });
            let in_cover = |left: &Left| self.cover.is_none_or(|cover| cover[left.at as usize]);
            let (closed, open): (Vec<Left>, Vec<Left>) = here.partition(in_cover);
            self.price(&self.all, block, &closed, budget, &mut missing);
            if let Some([covered, uncovered]) = &self.covered {
                self.price(covered, block, &open, budget, &mut missing);
                self.join(uncovered, block, &open, budget, &mut missing);
            }
        }
        missing
    }

    /// Adds pairs that are worth more than their prices.
    fn price(
        &self,
        offers: &Offers<'_, S>,
        block: usize,
        lefts: &[Left],
        budget: u64,
        missing: &mut Missing,
    ) {
        if lefts.is_empty() {
            return;
        }
        // Pairs that are matched may be worth more than their prices, and are in the way.
        let known = |left: &Left| {
            let (rights, scores) = self.rows.row(left.at as usize);
            let row = rights.iter().zip(scores);
            row.filter(|&(&right, score)| score - self.right_price[right as usize] > left.asked)
                .count()
        };
        let known = lefts.iter().map(known).max().unwrap_or(0);
        let found = self.find(offers, block, lefts, MORE + known, budget, missing);
        for (at, left) in lefts.iter().enumerate() {
            if found.unseen[at] > 0 {
                missing.unseen.push(Unseen { left: left.at, over: Some(found.unseen[at]) });
            }
            if found.unseen[at] > 0 || found.heaviest.is_full(at) {
                missing.partly.push(left.at);
            }
        }
        self.add(lefts, &found, missing);
    }

    /// Adds pairs that the cover leaves open, whatever they are worth.
    fn join(
        &self,
        offers: &Offers<'_, S>,
        block: usize,
        lefts: &[Left],
        budget: u64,
        missing: &mut Missing,
    ) {
        if lefts.is_empty() {
            return;
        }
        // Those that are there already are in the way.
        let known =
            lefts.iter().map(|left| self.rows.row(left.at as usize).0.len()).max().unwrap_or(0);
        let whatever = |&left: &Left| Left { asked: NEVER, ..left };
        let anything: Vec<Left> = lefts.iter().map(whatever).collect();
        let found = self.find(offers, block, &anything, MORE + known, budget, missing);
        for (at, left) in lefts.iter().enumerate() {
            if found.unseen[at] > 0 {
                missing.unseen.push(Unseen { left: left.at, over: None });
            }
        }
        self.add(lefts, &found, missing);
    }

    fn find(
        &self,
        offers: &Offers<'_, S>,
        block: usize,
        lefts: &[Left],
        each: usize,
        budget: u64,
        missing: &mut Missing,
    ) -> Found {
        let asking = |left: &Left| {
            let own = self.problem.source().own(Side::Left, left.vertex);
            (left.vertex, left.asked.saturating_sub(own).max(NEVER))
        };
        let asking: Vec<Asking> = lefts.iter().map(asking).collect();
        let fallen = lefts.iter().map(|left| left.fallen).max().unwrap_or(ANYTHING);
        let within =
            Within { fallen, budget: budget.saturating_sub(missing.looked), ..Within::default() };
        let found = offers.find(block, &asking, each, within);
        missing.scored += found.scored;
        missing.looked += found.looked;
        missing.eligible += found.eligible;
        found
    }

    fn add(&self, lefts: &[Left], found: &Found, missing: &mut Missing) {
        for (at, left) in lefts.iter().enumerate() {
            let row = self.rows.row(left.at as usize).0;
            for (right, _) in found.heaviest.with_weights(at) {
                let right_at = self.part.right_at[right as usize];
                if row.binary_search(&right_at).is_err() {
                    if let Some(score) = self.problem.score(left.vertex, right) {
                        missing.pairs.push((left.at, right_at, score));
                    }
                }
            }
        }
    }
}

/// Whether sums with prices stay in range: those of a solver of the caller's own may be anything.
fn is_moderate(proof: &AssignmentCertificate) -> bool {
    let (prices, pair_price) = match proof {
        AssignmentCertificate::HighestScore { prices } => (prices, 0),
        AssignmentCertificate::MostPairs { prices, pair_price, .. } => (prices, *pair_price),
        AssignmentCertificate::Infeasible(_) => return false,
    };
    let mut all = prices.left.iter().chain(&prices.right).copied().chain([pair_price]);
    all.all(|price| price.unsigned_abs() <= (i64::MAX / 4).unsigned_abs())
}

/// What pairs exceed the prices of a certificate by, for each left vertex that has any.
fn left_out<'p>(
    proof: &AssignmentCertificate,
    pairs: impl Iterator<Item = &'p (u32, u32, i64)>,
) -> Vec<Unseen> {
    let (prices, cover, pair_price) = match proof {
        AssignmentCertificate::HighestScore { prices } => (prices, None, 0),
        AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
            (prices, Some((cover_left, cover_right)), *pair_price)
        }
        AssignmentCertificate::Infeasible(_) => return Vec::new(),
    };
    let mut over: BTreeMap<u32, i64> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for &(left, right, score) in pairs {
        let (l, r) = (left as usize, right as usize);
        let price = pair_price.saturating_add(prices.left[l]).saturating_add(prices.right[r]);
        let most = over.entry(left).or_default();
        *most = (*most).max(score.saturating_sub(price));
        if cover.is_some_and(|(lefts, rights)| !lefts[l] && !rights[r]) {
            open.insert(left);
        }
    }
    let over = over.into_iter().map(|(left, over)| Unseen { left, over: Some(over) });
    over.chain(open.into_iter().map(|left| Unseen { left, over: None })).collect()
}

/// Makes a certificate hold for pairs that were not looked at: their left ends are worth more, or are taken into the cover.
fn raise<'u>(proof: &mut AssignmentCertificate, unseen: impl Iterator<Item = &'u Unseen>) {
    let (prices, mut cover, pair_price) = match proof {
        AssignmentCertificate::HighestScore { prices } => (prices, None, 0),
        AssignmentCertificate::MostPairs { cover_left, pair_price, prices, .. } => {
            (prices, Some(cover_left), *pair_price)
        }
        AssignmentCertificate::Infeasible(_) => return,
    };
    for unseen in unseen {
        let left = unseen.left as usize;
        match (unseen.over, &mut cover) {
            (Some(over), _) => prices.left[left] = prices.left[left].saturating_add(over),
            (None, Some(cover)) if !cover[left] => {
                cover[left] = true;
                // At λ less for one more in the cover the bound on the score stays.
                prices.left[left] = prices.left[left].saturating_sub(pair_price).max(0);
            }
            (None, _) => {}
        }
    }
}
