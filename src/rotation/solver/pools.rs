//! A round of two pools: matching in a bipartite graph with places.

use std::collections::BTreeMap;

use super::super::error::SolveError;
use super::super::plan::{RoundObjective, RoundProof};
use super::super::problem::Pools;
use super::super::sitting::{Edge, Sitting, Weights};
use super::{Kernel, Solved, find};
use crate::matching::assignment::{AssignmentError, AssignmentProblem, AuctionPaths};
use crate::solve::{AssignmentCertificate, Mode, Problem, Solver, Stop};

/// The verified matching of some edges of a sitting.
struct Matched {
    pairs: Vec<(u32, u32)>,
    certificate: Option<AssignmentCertificate>,
    bound: Option<RoundObjective>,
    stop: Stop,
}

/// The places of a sitting by pool: the second pool on the left, with one partner each.
struct Sides {
    left: Vec<u32>,
    right: Vec<u32>,
    /// The index of each place on its side.
    index: Vec<u32>,
    is_left: Vec<bool>,
    capacity: u32,
}

impl Sides {
    fn new(sitting: &Sitting, pools: &Pools) -> Self {
        let mut sides = Self {
            left: Vec::new(),
            right: Vec::new(),
            index: Vec::new(),
            is_left: Vec::new(),
            capacity: pools.places,
        };
        for (place, &position) in (0..).zip(&sitting.people) {
            let is_left = !pools.in_first[position as usize];
            let side = if is_left { &mut sides.left } else { &mut sides.right };
            sides.index.push(u32::try_from(side.len()).unwrap_or(u32::MAX));
            sides.is_left.push(is_left);
            side.push(place);
        }
        sides
    }

    /// The ends of an edge: (place on the left, place on the right).
    fn ends(&self, edge: &Edge) -> (u32, u32) {
        if self.is_left[edge.a as usize] { (edge.a, edge.b) } else { (edge.b, edge.a) }
    }

    fn most_pairs(&self) -> u64 {
        (self.left.len() as u64).min(self.right.len() as u64 * u64::from(self.capacity))
    }
}

impl Kernel<'_> {
    /// Without repeats, unless with them more pairs meet.
    pub(super) fn pools(&self, sitting: &Sitting) -> Result<Solved, SolveError> {
        let Some(pools) = &self.problem.pools else { return self.pairs(sitting) };
        let sides = Sides::new(sitting, pools);
        let fresh = self.assignment(sitting, &sides, sitting.fresh())?;
        let full = fresh.pairs.len() as u64 == sides.most_pairs();
        if sitting.repeats().is_empty() {
            let cover = self.cover(sitting, &sides, &fresh);
            return Ok(self.solved_pools(sitting, &sides, &fresh, cover));
        }
        if full {
            // Everybody on the left, or every place on the right: a cover for whatever pairs there are.
            let all_left = sides.left.len() as u64 == sides.most_pairs();
            let side = if all_left { &sides.left } else { &sides.right };
            let cover = self.keys(sitting, side.iter().map(|&place| place as usize));
            return Ok(self.solved_pools(sitting, &sides, &fresh, cover));
        }
        let all = self.assignment(sitting, &sides, &sitting.edges(true))?;
        let (matched, other) =
            if all.pairs.len() > fresh.pairs.len() { (all, fresh) } else { (fresh, all) };
        let cover = self.cover(sitting, &sides, &other);
        Ok(self.solved_pools(sitting, &sides, &matched, cover))
    }

    fn assignment(
        &self,
        sitting: &Sitting,
        sides: &Sides,
        edges: &[Edge],
    ) -> Result<Matched, SolveError> {
        let (round, people) = (sitting.slot.round, sitting.people.len());
        let headroom = || SolveError::Headroom { round, people };
        let guests: Vec<u8> = sides.left.iter().map(|&p| sitting.turns[p as usize]).collect();
        let weights = Weights::new(edges, &guests, sides.most_pairs());
        let turn = |e: &Edge| u64::from(sitting.turns[sides.ends(e).0 as usize]);
        let weighted: Option<Vec<(u32, u32, i64)>> = edges
            .iter()
            .map(|e| {
                let (left, right) = sides.ends(e);
                let weight = weights.of(*e, turn(e))?;
                Some((sides.index[left as usize], sides.index[right as usize], weight))
            })
            .collect();
        let problem = AssignmentProblem::new(
            Mode::MostPairsFirst,
            vec![1; sides.left.len()],
            vec![sides.capacity; sides.right.len()],
            weighted.ok_or_else(headroom)?,
        )
        .map_err(|errors| match errors.iter().next() {
            Some(AssignmentError::Headroom { .. }) => headroom(),
            _ => SolveError::Assignment(errors),
        })?;
        let kernel = AuctionPaths;
        let claim = kernel.solve(&problem, self.limits);
        let quality =
            problem.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                let solver = kernel.name().to_owned();
                SolveError::PoolClaimRefused { round, solver, source }
            })?;
        let pairs: Vec<(u32, u32)> = claim
            .solution
            .pairs()
            .iter()
            .map(|&(left, right)| (sides.left[left as usize], sides.right[right as usize]))
            .collect();
        let matched: Vec<Edge> = pairs.iter().filter_map(|&(a, b)| find(edges, a, b)).collect();
        let objective = RoundObjective::of_pairs(
            pairs.len() as u64,
            matched.iter().map(turn).sum(),
            matched.into_iter(),
        );
        let all_turns = guests.iter().map(|&t| u64::from(t)).sum();
        let bound = quality.bound().map(|bound| {
            if quality.is_optimal() {
                objective
            } else {
                weights.bound(bound.pairs.unwrap_or(0), all_turns, bound.weight)
            }
        });
        Ok(Matched { pairs, certificate: claim.certificate, bound, stop: claim.stop })
    }

    /// The cover of a matching by keys, where the solver gave one.
    fn cover(&self, sitting: &Sitting, sides: &Sides, matched: &Matched) -> Vec<String> {
        let Some(AssignmentCertificate::MostPairs { cover_left, cover_right, .. }) =
            &matched.certificate
        else {
            return Vec::new();
        };
        let covered = |side: &[u32], cover: &[bool]| -> Vec<usize> {
            let chosen = side.iter().zip(cover).filter(|(_, chosen)| **chosen);
            chosen.map(|(&place, _)| place as usize).collect()
        };
        let left = covered(&sides.left, cover_left);
        self.keys(sitting, left.into_iter().chain(covered(&sides.right, cover_right)))
    }

    fn solved_pools(
        &self,
        sitting: &Sitting,
        sides: &Sides,
        matched: &Matched,
        repeat_cover: Vec<String>,
    ) -> Solved {
        let proof = match &matched.certificate {
            Some(AssignmentCertificate::MostPairs { pair_price, prices, .. }) => {
                let left = sides.left.iter().zip(&prices.left);
                let named = left.chain(sides.right.iter().zip(&prices.right));
                let key = |place: u32| self.problem.key(sitting.people[place as usize]);
                let prices: BTreeMap<String, i64> = named
                    .filter(|(_, price)| **price != 0)
                    .map(|(&place, &price)| (key(place), price))
                    .collect();
                let cover = self.cover(sitting, sides, matched);
                Some(RoundProof::Pools { cover, pair_price: *pair_price, prices, repeat_cover })
            }
            _ => None,
        };
        Solved {
            groups: matched.pairs.iter().map(|&(a, b)| vec![a, b]).collect(),
            bound: matched.bound,
            proof,
            stop: matched.stop,
            certificate: None,
            pricing: None,
        }
    }
}
