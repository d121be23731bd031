//! Translation to the assignment kernel and back.

mod rematch;
mod what_if;

pub use rematch::{Frontier, FrontierPoint, RematchAnswer};
pub use what_if::{Loss, WhatIf, WhatIfError};

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::answer::Answer;
use super::error::{MentoringError, SolveError};
use super::pairs::{AllOpen, Pairs, Place};
use super::plan::{MentoringPlan, Objective, PLAN_SCHEMA, PlannedPair, Proof, Role, Unmatched};
use super::problem::{Candidates, MentoringProblem, MutualPairs, OpenPairs, Participant};
use crate::error::Errors;
use crate::matching::assignment::{
    AssignmentError, AssignmentProblem, AuctionPaths, Matching, check_vertices,
};
use crate::matching::pricing::{AllPairs, Pricing};
use crate::policy::CompiledPolicy;
use crate::score::Score;
use crate::solve::{
    self, AssignmentCertificate, Claim, Limits, Mode, PricingCounts, Problem, Quality, Solver,
    Stop, VerifyError,
};

/// How much is done to keep pairs from being mutual: the most sub-problems
/// solved, and the most open pairs looked at in all of them together, but
/// always a few sub-problems.
const MOST_BRANCHES: usize = 10_000;
const MOST_PAIRS_BRANCHED: usize = 20_000_000;
const LEAST_BRANCHES: usize = 20;

impl MentoringProblem<'_> {
    /// Checks that the kernel can represent the problem: every plan, pins
    /// included, is a matching whose sums stay in range. So solving cannot fail
    /// for that.
    pub(super) fn check(&self) -> Result<(), Errors<MentoringError>> {
        let places = |people: &[Participant]| {
            people.iter().map(Participant::places_before_pins).collect::<Vec<u32>>()
        };
        let OpenPairs::Listed { candidates, .. } = &self.pairs else {
            let most = self.compiled().map_or(Score::ZERO, CompiledPolicy::highest_score);
            let most = most.micros().unsigned_abs();
            let checked = check_vertices(&places(self.mentees()), &places(self.mentors()), most);
            return checked.map_err(|error| Errors::from_vec(vec![MentoringError::Kernel(error)]));
        };
        let pins = self.pins.iter().map(|pin| (pin.mentee, pin.mentor, pin.score));
        let pairs = candidates.iter().chain(pins);
        let kernel = AssignmentProblem::new(
            self.mode,
            places(self.mentees()),
            places(self.mentors()),
            pairs.clone().map(|(n, m, score)| (n, m, score.micros())),
        );
        let Err(errors) = kernel else { return Ok(()) };
        let largest = pairs.min_by_key(|pair| Reverse(pair.2.micros().unsigned_abs())); // the first
        let mistakes = errors.into_iter().map(|error| match (error, largest) {
            (AssignmentError::Headroom { most, .. }, Some((n, m, score))) => {
                MentoringError::Headroom {
                    mentor: self.mentors.get(m).key.to_string(),
                    mentee: self.mentees.get(n).key.to_string(),
                    score,
                    most: Score::from_micros(i64::try_from(most).unwrap_or(i64::MAX)),
                }
            }
            (error, _) => MentoringError::Kernel(error),
        });
        Err(Errors::from_vec(mistakes.collect()))
    }

    /// Solves with the default solver and no limits: see
    /// [`solve_with`](Self::solve_with).
    ///
    /// # Errors
    /// None that is known: the default solver's claims pass verification.
    pub fn solve(&self) -> Result<Answer<'_>, SolveError> {
        self.solve_with(&AuctionPaths, &Limits::none())
    }

    /// Solves with any solver of the assignment problem, within limits.
    ///
    /// The solver's claim is verified; what the answer says is proven rests on
    /// the verification alone. Where pairs are [priced](super::PairAccess), the solver is given problems with
    /// few pairs, until its own prices show that no other pair could help, and the limits hold for each of these: see
    /// [`Pricing`].
    ///
    /// Where two people could be each other's mentor and must not, sub-problems
    /// without one or the other pair are solved until none is better; the bound
    /// stays that of the problem without this condition, so the answer may then
    /// be optimal without being proven so. No quick way is known to do this
    /// exactly (cycle covers without 2-cycles are NP-hard), so after a number of
    /// sub-problems that depends on the number of pairs alone the search ends
    /// with [`Stop::IterationLimit`]. The limits hold for each sub-problem.
    ///
    /// # Guarantees
    /// - The plan keeps every rule, place and pin of the problem:
    ///   `mentoring::exact`.
    /// - With the default solver and [`Stop::Finished`], no plan has a greater
    ///   objective: `mentoring::exact`, against enumeration.
    /// - A solver that errs gets an error or an answer that does not say
    ///   optimal: `mentoring::seam`.
    ///
    /// # Complexity
    /// That of the solver on the open pairs, and of at most 10,000 sub-problems
    /// where pairs may not be mutual and the first solution has some that are.
    ///
    /// # Determinism
    /// The answer is a function of the problem and the limits, if the solver's
    /// claim is.
    ///
    /// # Errors
    /// [`SolveError::ClaimRefused`], where the solver's claim is wrong.
    pub fn solve_with(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        self.solve_from(solver, limits, None)
    }

    /// Solves it from the answer to a problem with the same people, where pairs are listed.
    pub(crate) fn solve_after(&self, earlier: &Answer<'_>) -> Result<Answer<'_>, SolveError> {
        self.solve_from(&AuctionPaths, &Limits::none(), Some(&earlier.optimum))
    }

    fn solve_from(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
        earlier: Option<&Optimum>,
    ) -> Result<Answer<'_>, SolveError> {
        let kernel = Kernel { earlier, ..Kernel::new(self, solver, limits) };
        let solved = self.branch(&kernel);
        kernel.check()?;
        let Solved { matching, bound, certificate, stop, pricing } = solved?;
        let pin_score: i64 = self.pins.iter().map(|pin| pin.score.micros()).sum();
        let pins = self.pins.len() as u64;
        let with_pins = |objective: solve::Objective| solve::Objective {
            pairs: objective.pairs.map(|pairs| pairs + pins),
            weight: objective.weight.saturating_add(pin_score),
        };
        let pairs = self.planned_pairs(&matching);
        let weight = pairs.iter().map(|pair| pair.score.micros()).sum();
        let count = (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64);
        let quality = Quality::new(solve::Objective { pairs: count, weight }, bound.map(with_pins));
        let plan = MentoringPlan {
            schema: PLAN_SCHEMA,
            mode: self.mode,
            unmatched: self.unmatched(&pairs),
            pairs,
            objective: Objective::of(quality.objective()),
            bound: quality.bound().map(Objective::of),
            proof: certificate.as_ref().map(|certificate| self.proof(certificate)),
        };
        let optimum = Optimum { matching, certificate };
        Ok(Answer::new(self, plan, quality, stop, pricing, optimum))
    }

    /// Solves without regard to mutual pairs, then branches on those found.
    fn branch(&self, kernel: &Kernel<'_, '_, '_>) -> Result<Solved, SolveError> {
        let root = kernel.solve(&BTreeSet::new())?;
        let mut mutual = self.mutual_in(&root.matching);
        let Some(&(one, other)) = mutual.first() else { return Ok(root) };
        let best = self.without_mutual(&root.matching, &mutual);
        let mut branching = Branching {
            kernel,
            bound: root.bound,
            value: self.value(&best),
            best,
            stop: root.stop,
            left: (MOST_PAIRS_BRANCHED / kernel.pair_count().max(1))
                .clamp(LEAST_BRANCHES, MOST_BRANCHES),
        };

        // A first plan in few steps: without the lower of each two, until none are mutual.
        let mut forbidden = BTreeSet::new();
        while !mutual.is_empty() && branching.goes_on() {
            forbidden.extend(mutual.iter().map(|&two| self.lower_and_higher(two).0));
            mutual = branching.look(&forbidden)?;
        }

        // Every plan lacks the one or the other of two mutual pairs. Depth
        // first, the lower pair forbidden first.
        let (lower, higher) = self.lower_and_higher((one, other));
        let mut open = vec![BTreeSet::from([higher]), BTreeSet::from([lower])];
        while branching.goes_on() {
            let Some(forbidden) = open.pop() else { break };
            let mutual = branching.look(&forbidden)?;
            if let Some(&two) = mutual.first() {
                let (lower, higher) = self.lower_and_higher(two);
                for pair in [higher, lower] {
                    let mut forbidden = forbidden.clone();
                    forbidden.insert(pair);
                    open.push(forbidden);
                }
            }
        }
        let stop = match branching.stop {
            Stop::Finished if !open.is_empty() && !branching.meets_bound() => Stop::IterationLimit,
            stop => stop,
        };
        Ok(Solved { matching: branching.best, stop, ..root })
    }

    /// The score of a pair that may be planned.
    fn open_score(&self, mentee: u32, mentor: u32) -> Score {
        match &self.pairs {
            OpenPairs::Listed { candidates, .. } => candidates.score(mentee, mentor),
            OpenPairs::Priced { .. } => {
                let first = self.mentors.get(mentor).person;
                let two = first.zip(self.mentees.get(mentee).person);
                let score = two
                    .zip(self.compiled())
                    .and_then(|((first, second), compiled)| compiled.score(first, second).ok());
                score.unwrap_or(Score::ZERO)
            }
        }
    }

    fn value(&self, matching: &Matching) -> solve::Objective {
        let pairs = matching.pairs();
        solve::Objective {
            pairs: (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64),
            weight: pairs.iter().map(|&(n, m)| self.open_score(n, m).micros()).sum(),
        }
    }

    /// Each two pairs that make two people each other's mentor, where that may not be.
    fn mutual_in(&self, matching: &Matching) -> Vec<(Place, Place)> {
        if self.mutual == MutualPairs::Allowed {
            return Vec::new();
        }
        let pairs = matching.pairs();
        pairs
            .iter()
            .filter_map(|&pair| Some((pair, self.reverse(pair)?)))
            .filter(|(pair, other)| pair < other && pairs.binary_search(other).is_ok())
            .collect()
    }

    /// The pair of the same two people the other way round, if both are enrolled in both roles.
    fn reverse(&self, (n, m): Place) -> Option<Place> {
        let mentee = self.mentees.position(&self.mentors.get(m).key)?;
        Some((mentee, self.mentors.position(&self.mentees.get(n).key)?))
    }

    /// Of two pairs the one that scores less, then the other.
    fn lower_and_higher(&self, (one, other): (Place, Place)) -> (Place, Place) {
        let score = |(n, m): Place| self.open_score(n, m);
        if score(one) < score(other) { (one, other) } else { (other, one) }
    }

    /// The matching without the lower-scored pair of each two that are mutual.
    fn without_mutual(&self, matching: &Matching, mutual: &[(Place, Place)]) -> Matching {
        let dropped: BTreeSet<Place> =
            mutual.iter().map(|&two| self.lower_and_higher(two).0).collect();
        Matching::new(matching.pairs().iter().copied().filter(|pair| !dropped.contains(pair)))
    }

    /// Pins and matched pairs, by mentee, then by mentor.
    fn planned_pairs(&self, matching: &Matching) -> Vec<PlannedPair> {
        let pins = self.pins.iter().map(|pin| (pin.mentee, pin.mentor, pin.score, true));
        let matched = matching.pairs().iter().map(|&(n, m)| (n, m, self.open_score(n, m), false));
        let mut pairs: Vec<_> = pins.chain(matched).collect();
        pairs.sort_unstable_by_key(|&(n, m, _, _)| (n, m));
        pairs
            .into_iter()
            .map(|(n, m, score, pinned)| PlannedPair {
                mentor: self.mentors.get(m).key.to_string(),
                mentee: self.mentees.get(n).key.to_string(),
                score,
                pinned,
            })
            .collect()
    }

    pub(super) fn unmatched(&self, pairs: &[PlannedPair]) -> Vec<Unmatched> {
        let mut unmatched = Vec::new();
        for role in [Role::Mentee, Role::Mentor] {
            let mut matched: Vec<&str> = pairs.iter().map(|pair| pair.key(role)).collect();
            matched.sort_unstable();
            for p in self.participants(role) {
                if matched.binary_search(&&*p.key).is_err() {
                    unmatched.push(Unmatched { key: p.key.to_string(), role });
                }
            }
        }
        unmatched
    }

    /// The certificate by external keys.
    fn proof(&self, certificate: &AssignmentCertificate) -> Proof {
        let prices = |role: Role, prices: &[i64]| {
            let named =
                self.participants(role).iter().zip(prices).filter(|(_, price)| **price != 0);
            named.map(|(p, price)| (p.key.to_string(), Score::from_micros(*price))).collect()
        };
        let cover = |role: Role, cover: &[bool]| {
            let named = self.participants(role).iter().zip(cover).filter(|(_, in_it)| **in_it);
            named.map(|(p, _)| p.key.to_string()).collect()
        };
        match certificate {
            AssignmentCertificate::HighestScore { prices: p } => Proof {
                mentor_prices: prices(Role::Mentor, &p.right),
                mentee_prices: prices(Role::Mentee, &p.left),
                ..Proof::default()
            },
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices: p } => {
                Proof {
                    pair_price: Score::from_micros(*pair_price),
                    mentor_prices: prices(Role::Mentor, &p.right),
                    mentee_prices: prices(Role::Mentee, &p.left),
                    cover_mentors: cover(Role::Mentor, cover_right),
                    cover_mentees: cover(Role::Mentee, cover_left),
                }
            }
            // There are no lower quotas here, so verification has refused it before.
            AssignmentCertificate::Infeasible(_) => Proof::default(),
        }
    }
}

impl Candidates {
    /// The pairs (mentee, mentor, score), ascending.
    fn iter(&self) -> impl Iterator<Item = (u32, u32, Score)> + Clone + '_ {
        (0..).zip(self.row_start.windows(2)).flat_map(move |(n, row)| {
            let row = row[0] as usize..row[1] as usize;
            let pairs = self.mentor[row.clone()].iter().zip(&self.score[row]);
            pairs.map(move |(&m, &score)| (n, m, score))
        })
    }

    fn score(&self, mentee: u32, mentor: u32) -> Score {
        let start = self.row_start[mentee as usize] as usize;
        let row = &self.mentor[start..self.row_start[mentee as usize + 1] as usize];
        row.binary_search(&mentor).map_or(Score::ZERO, |i| self.score[start + i])
    }
}

/// The matching behind a plan, and what is known to prove it.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    matching: Matching,
    certificate: Option<AssignmentCertificate>,
}

/// What solves the problem without some pairs, and checks the answer.
struct Kernel<'k, 'p, 'a> {
    problem: &'p MentoringProblem<'a>,
    solver: &'k dyn Solver<AssignmentProblem>,
    limits: &'k Limits,
    pairs: KernelPairs<'p, 'a>,
    /// An answer to start from.
    earlier: Option<&'k Optimum>,
}

/// The open pairs, as the kernel takes them.
enum KernelPairs<'p, 'a> {
    Listed(&'p Candidates),
    Priced { pairs: Arc<Pairs<'p, 'a>>, closed: &'p BTreeSet<Place> },
}

impl<'k, 'p, 'a> Kernel<'k, 'p, 'a> {
    fn new(
        problem: &'p MentoringProblem<'a>,
        solver: &'k dyn Solver<AssignmentProblem>,
        limits: &'k Limits,
    ) -> Self {
        let pairs = match (&problem.pairs, problem.compiled()) {
            (OpenPairs::Priced { closed }, Some(compiled)) => KernelPairs::Priced {
                pairs: Arc::new(Pairs::new(compiled, problem.mentees(), problem.mentors())),
                closed,
            },
            (OpenPairs::Listed { candidates, .. }, _) => KernelPairs::Listed(candidates),
            // Without an organisation all scores are listed.
            (OpenPairs::Priced { .. }, None) => KernelPairs::Listed(&NO_CANDIDATES),
        };
        Self { problem, solver, limits, pairs, earlier: None }
    }

    fn pair_count(&self) -> usize {
        match &self.pairs {
            KernelPairs::Listed(candidates) => candidates.mentor.len(),
            KernelPairs::Priced { .. } => {
                self.problem.mentees().len().saturating_mul(self.problem.mentors().len())
            }
        }
    }

    /// Whether every pair that was priced has a score.
    fn check(&self) -> Result<(), SolveError> {
        match &self.pairs {
            KernelPairs::Listed(_) => Ok(()),
            KernelPairs::Priced { pairs, .. } => {
                Errors::check(pairs.mistakes()).map_err(SolveError::CustomValues)
            }
        }
    }

    /// The verified answer to the problem without some pairs.
    fn solve(&self, forbidden: &BTreeSet<Place>) -> Result<Solved, SolveError> {
        let places = |role: Role| {
            self.problem.participants(role).iter().map(Participant::places).collect::<Vec<_>>()
        };
        let (mentees, mentors) = (places(Role::Mentee), places(Role::Mentor));
        match &self.pairs {
            KernelPairs::Listed(candidates) => {
                let edges = candidates.iter().filter(|&(n, m, _)| !forbidden.contains(&(n, m)));
                let edges = edges.map(|(n, m, score)| (n, m, score.micros()));
                let problem = AssignmentProblem::new(self.problem.mode, mentees, mentors, edges)
                    .map_err(SolveError::Kernel)?;
                let earlier = self.earlier.and_then(|earlier| {
                    earlier.certificate.as_ref().map(|proof| (&earlier.matching, proof))
                });
                let claim = match earlier {
                    Some((matching, proof)) => {
                        self.solver.solve_from(&problem, matching, proof, self.limits)
                    }
                    None => self.solver.solve(&problem, self.limits),
                };
                self.verified(&problem, claim, None)
            }
            KernelPairs::Priced { pairs, closed } => {
                let source = AllOpen { pairs: Arc::clone(pairs), closed, forbidden };
                let problem = AllPairs::new(self.problem.mode, mentees, mentors, source)
                    .map_err(SolveError::Pricing)?;
                let pricing = Pricing::with(self.solver);
                let (claim, counts) = pricing.solve_counting(&problem, self.limits);
                self.verified(&problem, claim, Some(counts))
            }
        }
    }

    fn verified<P>(
        &self,
        problem: &P,
        claim: Claim<P>,
        pricing: Option<PricingCounts>,
    ) -> Result<Solved, SolveError>
    where
        P: Problem<
                Solution = Matching,
                Certificate = AssignmentCertificate,
                Objective = solve::Objective,
                Error = VerifyError,
            >,
    {
        let Claim { solution, certificate, stop } = claim;
        let quality = problem.verify(&solution, certificate.as_ref()).map_err(|source| {
            SolveError::ClaimRefused { solver: self.solver.name().to_owned(), source }
        })?;
        Ok(Solved { matching: solution, bound: quality.bound(), certificate, stop, pricing })
    }
}

static NO_CANDIDATES: Candidates =
    Candidates { row_start: Vec::new(), mentor: Vec::new(), score: Vec::new() };

/// A matching of the open pairs, and what is verified about it.
struct Solved {
    matching: Matching,
    bound: Option<solve::Objective>,
    certificate: Option<AssignmentCertificate>,
    stop: Stop,
    /// What was looked at, where pairs are priced.
    pricing: Option<PricingCounts>,
}

/// The search for the best matching in which no two pairs are mutual.
struct Branching<'b, 'k, 'p, 'a> {
    kernel: &'b Kernel<'k, 'p, 'a>,
    /// What no matching exceeds, mutual or not.
    bound: Option<solve::Objective>,
    /// Has no mutual pairs; of those seen, none has a greater value.
    best: Matching,
    value: solve::Objective,
    /// Why the solver stopped last.
    stop: Stop,
    /// How many sub-problems may still be solved.
    left: usize,
}

impl Branching<'_, '_, '_, '_> {
    fn meets_bound(&self) -> bool {
        Some(self.value) == self.bound
    }

    fn goes_on(&self) -> bool {
        self.left > 0 && self.stop == Stop::Finished && !self.meets_bound()
    }

    /// Solves without some pairs, and returns the mutual pairs of the solution;
    /// none where nothing without those pairs is better than the best.
    fn look(&mut self, forbidden: &BTreeSet<Place>) -> Result<Vec<(Place, Place)>, SolveError> {
        self.left -= 1;
        let problem = self.kernel.problem;
        let node = self.kernel.solve(forbidden)?;
        self.stop = node.stop;
        if node.bound.is_some_and(|bound| bound <= self.value) {
            return Ok(Vec::new());
        }
        let mutual = problem.mutual_in(&node.matching);
        let repaired = problem.without_mutual(&node.matching, &mutual);
        let value = problem.value(&repaired);
        if value > self.value {
            (self.best, self.value) = (repaired, value);
        }
        Ok(mutual)
    }
}
