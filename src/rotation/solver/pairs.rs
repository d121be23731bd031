//! A round of pairs: matching in a general graph.

use std::collections::BTreeMap;

use super::super::error::SolveError;
use super::super::plan::{PricedSet, RoundObjective, RoundProof};
use super::super::sitting::{Edge, Sitting, Weights};
use super::{Kernel, Solved, find};
use crate::error::Errors;
use crate::matching::general::{GeneralError, GeneralProblem, Matching};
use crate::score::Score;
use crate::solve::{
    Claim, GeneralCertificate, GeneralVerifyError, Mode, Objective, OddSets, PricingCounts,
    Problem, Stop,
};

/// The verified matching of some edges of a sitting.
pub(super) struct Matched {
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) certificate: Option<GeneralCertificate>,
    pub(super) bound: Option<RoundObjective>,
    pub(super) stop: Stop,
    /// What was looked at, where pairs are priced.
    pub(super) pricing: Option<PricingCounts>,
}

impl Matched {
    /// The barrier by places, where the solver gave one.
    fn barrier(&self) -> Vec<usize> {
        match &self.certificate {
            Some(GeneralCertificate::MostPairs { barrier, .. }) => places(barrier),
            _ => Vec::new(),
        }
    }
}

fn places(chosen: &[bool]) -> Vec<usize> {
    chosen.iter().enumerate().filter(|(_, chosen)| **chosen).map(|(i, _)| i).collect()
}

impl Kernel<'_> {
    /// Without repeats, unless with them more people meet.
    pub(super) fn pairs(&self, sitting: &Sitting) -> Result<Solved, SolveError> {
        let fresh = self.best_pairs(sitting, false)?;
        let left = sitting.people.len() - 2 * fresh.pairs.len();
        let has_repeats = self.problem.has_repeats(sitting);
        if left <= 1 || !has_repeats {
            // Nobody, or one of an odd number: no pair could place more. Or there are no more pairs.
            let barrier = if has_repeats { Vec::new() } else { fresh.barrier() };
            return Ok(self.solved_pairs(sitting, &fresh, &barrier));
        }
        let pairs = Matching::new(fresh.pairs.clone());
        if let Some(found) = self.problem.decomposition(sitting, true, |_, _| true, &pairs) {
            return Ok(self.solved_pairs(sitting, &fresh, &places(&found.barrier)));
        }
        let with_repeats = self.best_pairs(sitting, true)?;
        // A solver that was stopped may find fewer.
        if with_repeats.pairs.len() > fresh.pairs.len() {
            Ok(self.solved_pairs(sitting, &with_repeats, &fresh.barrier()))
        } else {
            Ok(self.solved_pairs(sitting, &fresh, &with_repeats.barrier()))
        }
    }

    fn best_pairs(&self, sitting: &Sitting, with_repeats: bool) -> Result<Matched, SolveError> {
        if sitting.is_priced() {
            self.priced(sitting, with_repeats)
        } else if with_repeats {
            self.matching(sitting, &sitting.edges(true))
        } else {
            self.matching(sitting, sitting.fresh())
        }
    }

    fn solved_pairs(
        &self,
        sitting: &Sitting,
        matched: &Matched,
        repeat_barrier: &[usize],
    ) -> Solved {
        let proof = matched
            .certificate
            .as_ref()
            .and_then(|certificate| self.pairs_proof(sitting, certificate, repeat_barrier));
        Solved {
            groups: matched.pairs.iter().map(|&(a, b)| vec![a, b]).collect(),
            bound: matched.bound,
            proof,
            stop: matched.stop,
            certificate: matched.certificate.clone(),
            pricing: matched.pricing,
        }
    }

    /// Solves for some of the edges listed, and verifies.
    pub(super) fn matching(
        &self,
        sitting: &Sitting,
        edges: &[Edge],
    ) -> Result<Matched, SolveError> {
        let n = sitting.people.len();
        let weights = Weights::new(edges, &sitting.turns, n as u64 / 2);
        let weighted: Option<Vec<(u32, u32, i64)>> = edges
            .iter()
            .map(|e| Some((e.a, e.b, weights.of(*e, sitting.turns_of(e.a, e.b))?)))
            .collect();
        let problem = GeneralProblem::new(
            Mode::MostPairsFirst,
            n,
            weighted.ok_or_else(|| sitting.headroom())?,
        )
        .map_err(|errors| self.too_large(sitting, errors))?;
        let claim = match &sitting.earlier {
            Some(earlier) => {
                self.solver.solve_from(&problem, &Matching::default(), earlier, self.limits)
            }
            None => self.solver.solve(&problem, self.limits),
        };
        self.verified(sitting, &problem, claim, &weights, |a, b| find(edges, a, b))
    }

    /// What is left of a claim once it is verified.
    pub(super) fn verified<P>(
        &self,
        sitting: &Sitting,
        problem: &P,
        claim: Claim<P>,
        weights: &Weights,
        edge: impl Fn(u32, u32) -> Option<Edge>,
    ) -> Result<Matched, SolveError>
    where
        P: Problem<
                Solution = Matching,
                Certificate = GeneralCertificate,
                Objective = Objective,
                Error = GeneralVerifyError,
            >,
    {
        let quality =
            problem.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                let solver = self.solver.name().to_owned();
                SolveError::ClaimRefused { round: sitting.slot.round, solver, source }
            })?;
        let pairs = claim.solution.pairs().to_vec();
        let objective = RoundObjective::of_pairs(
            2 * pairs.len() as u64,
            pairs.iter().map(|&(a, b)| sitting.turns_of(a, b)).sum(),
            pairs.iter().filter_map(|&(a, b)| edge(a, b)),
        );
        let bound = quality.bound().map(|bound| {
            if quality.is_optimal() {
                objective
            } else {
                weights.bound(2 * bound.pairs.unwrap_or(0), sitting.all_turns(), bound.weight)
            }
        });
        let Claim { certificate, stop, .. } = claim;
        Ok(Matched { pairs, certificate, bound, stop, pricing: None })
    }

    /// What is wrong with a problem that the kernel does not take.
    pub(super) fn too_large(&self, sitting: &Sitting, errors: Errors<GeneralError>) -> SolveError {
        match errors.iter().next() {
            Some(GeneralError::Headroom { .. }) => sitting.headroom(),
            _ => SolveError::General(errors),
        }
    }

    fn pairs_proof(
        &self,
        sitting: &Sitting,
        certificate: &GeneralCertificate,
        repeat_barrier: &[usize],
    ) -> Option<RoundProof> {
        let GeneralCertificate::MostPairs { barrier, pair_price, prices } = certificate else {
            return None;
        };
        let named = prices.vertices.iter().enumerate().filter(|(_, price)| **price != 0);
        let prices_halves: BTreeMap<String, i64> =
            named.map(|(i, &price)| (self.problem.key(sitting.people[i]), price)).collect();
        Some(RoundProof::Pairs {
            barrier: self.keys(sitting, places(barrier).into_iter()),
            pair_price_halves: *pair_price,
            prices_halves,
            odd_sets: self.odd_sets(sitting, &prices.odd_sets),
            repeat_barrier: self.keys(sitting, repeat_barrier.iter().copied()),
            score_range: if sitting.is_priced() { self.problem.score_range() } else { None },
        })
    }

    fn odd_sets(&self, sitting: &Sitting, odd_sets: &OddSets) -> Vec<PricedSet> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); odd_sets.sets.len()];
        for (place, innermost) in odd_sets.innermost.iter().enumerate() {
            let mut set = *innermost;
            while let Some(at) = set {
                members[at as usize].push(place);
                set = odd_sets.sets[at as usize].within;
            }
        }
        members
            .into_iter()
            .zip(&odd_sets.sets)
            .filter(|(_, set)| set.price != 0)
            .map(|(members, set)| PricedSet {
                people: self.keys(sitting, members.into_iter()),
                price_halves: set.price,
            })
            .collect()
    }
}

impl Weights {
    /// What follows from a bound on weights where it is not met: nothing is said
    /// about turns and repeats.
    pub(super) fn bound(&self, placed: u64, turns: u64, weight: i64) -> RoundObjective {
        let score = self.score_left(turns, weight);
        RoundObjective { placed, turns, repeats: 0, score: Score::from_micros(score) }
    }
}
