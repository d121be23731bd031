//! A round of pairs: matching in a general graph.

use std::collections::BTreeMap;

use super::super::error::SolveError;
use super::super::plan::{PricedSet, RoundObjective, RoundProof};
use super::super::sitting::{Edge, Sitting, Weights};
use super::{Kernel, Solved, find};
use crate::matching::general::{GallaiEdmonds, GeneralError, GeneralProblem, Matching};
use crate::score::Score;
use crate::solve::{GeneralCertificate, Mode, OddSets, Problem, Stop};

/// The verified matching of some edges of a sitting.
pub(super) struct Matched {
    pub(super) pairs: Vec<(u32, u32)>,
    pub(super) certificate: Option<GeneralCertificate>,
    pub(super) bound: Option<RoundObjective>,
    pub(super) stop: Stop,
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
        let fresh = self.matching(sitting, &sitting.fresh)?;
        let left = sitting.people.len() - 2 * fresh.pairs.len();
        if left <= 1 || sitting.repeats.is_empty() {
            // Nobody, or one of an odd number: no pair could place more. Or there are no more pairs.
            let barrier = if sitting.repeats.is_empty() { fresh.barrier() } else { Vec::new() };
            return Ok(self.solved_pairs(sitting, &fresh, &barrier));
        }
        let all = sitting.edges(true);
        match GallaiEdmonds::new(&self.graph(sitting, &all)?, &Matching::new(fresh.pairs.clone())) {
            Ok(decomposition) => {
                Ok(self.solved_pairs(sitting, &fresh, &places(&decomposition.barrier)))
            }
            Err(_) => {
                let with_repeats = self.matching(sitting, &all)?;
                // A solver that was stopped may find fewer.
                if with_repeats.pairs.len() > fresh.pairs.len() {
                    Ok(self.solved_pairs(sitting, &with_repeats, &fresh.barrier()))
                } else {
                    Ok(self.solved_pairs(sitting, &fresh, &with_repeats.barrier()))
                }
            }
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
        }
    }

    /// The graph of some edges without weights, for questions of who can be paired.
    pub(super) fn graph(
        &self,
        sitting: &Sitting,
        edges: &[Edge],
    ) -> Result<GeneralProblem, SolveError> {
        let edges = edges.iter().map(|e| (e.a, e.b, 0));
        GeneralProblem::new(Mode::MostPairsFirst, sitting.people.len(), edges)
            .map_err(SolveError::General)
    }

    /// Solves and verifies.
    pub(super) fn matching(
        &self,
        sitting: &Sitting,
        edges: &[Edge],
    ) -> Result<Matched, SolveError> {
        let (round, n) = (sitting.slot.round, sitting.people.len());
        let headroom = || SolveError::Headroom { round, people: n };
        let weights = Weights::new(edges, &sitting.turns, n as u64 / 2);
        let turns_of = |e: &Edge| {
            u64::from(sitting.turns[e.a as usize]) + u64::from(sitting.turns[e.b as usize])
        };
        let weighted: Option<Vec<(u32, u32, i64)>> =
            edges.iter().map(|e| Some((e.a, e.b, weights.of(*e, turns_of(e))?))).collect();
        let problem = GeneralProblem::new(Mode::MostPairsFirst, n, weighted.ok_or_else(headroom)?)
            .map_err(|errors| match errors.iter().next() {
                Some(GeneralError::Headroom { .. }) => headroom(),
                _ => SolveError::General(errors),
            })?;
        let claim = match &sitting.earlier {
            Some(earlier) => {
                self.solver.solve_from(&problem, &Matching::default(), earlier, self.limits)
            }
            None => self.solver.solve(&problem, self.limits),
        };
        let quality =
            problem.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                let solver = self.solver.name().to_owned();
                SolveError::ClaimRefused { round, solver, source }
            })?;
        let pairs = claim.solution.pairs().to_vec();
        let matched: Vec<Edge> = pairs.iter().filter_map(|&(a, b)| find(edges, a, b)).collect();
        let objective = RoundObjective::of_pairs(
            2 * pairs.len() as u64,
            matched.iter().map(turns_of).sum(),
            matched.into_iter(),
        );
        let bound = quality.bound().map(|bound| {
            if quality.is_optimal() {
                objective
            } else {
                weights.bound(2 * bound.pairs.unwrap_or(0), sitting.all_turns(), bound.weight)
            }
        });
        Ok(Matched { pairs, certificate: claim.certificate, bound, stop: claim.stop })
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
            score_range: None,
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
