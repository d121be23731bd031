//! Translation to the kernels and back: a capacitated assignment, then an edge colouring.

mod what_if;

pub use what_if::{Loss, WhatIf};

use std::cmp::Reverse;

use super::answer::Answer;
use super::error::{Shortage, SolveError, StaysError};
use super::plan::{PLAN_SCHEMA, Stay, StaysObjective, StaysPlan, StaysProof};
use super::problem::StaysProblem;
use crate::error::Errors;
use crate::matching::assignment::{AssignmentError, AssignmentProblem, AuctionPaths, Matching};
use crate::matching::edge_coloring::EdgeColoringProblem;
use crate::score::Score;
use crate::solve::{
    AssignmentCertificate, Claim, HallWitness, Limits, Problem, Solver, VerifyError,
};

/// The matching behind a plan, and what is known to prove it.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    matching: Matching,
    certificate: Option<AssignmentCertificate>,
}

impl StaysProblem<'_> {
    /// The choice of pairs, without periods: people are left, hosts right.
    fn kernel(&self) -> Result<AssignmentProblem, Errors<AssignmentError>> {
        let people = self.people.list.iter().map(|person| self.person_places(person)).collect();
        let quotas: Vec<u32> = self.hosts.list.iter().map(|host| self.host_least(host)).collect();
        // A quota beyond the number of people cannot be met, which is for the solver to prove.
        let places = self.hosts.list.iter().zip(&quotas);
        let places = places.map(|(host, &quota)| self.host_places(host).max(quota)).collect();
        let edges = self.open.iter().map(|(p, h, value)| (p, h, value.micros()));
        AssignmentProblem::new(self.mode, people, places, edges)?
            .with_lower_quotas(vec![0; self.people.list.len()], quotas)
    }

    /// Checks that the kernel can represent the problem, so that solving cannot fail for that.
    pub(super) fn check(&self) -> Result<(), Errors<StaysError>> {
        let Err(errors) = self.kernel() else { return Ok(()) };
        let largest = self.open.iter().min_by_key(|pair| Reverse(pair.2.micros().unsigned_abs()));
        let mistakes = errors.into_iter().map(|error| match (error, largest) {
            (AssignmentError::Headroom { most, .. }, Some((p, h, score))) => StaysError::Headroom {
                person: self.people.list[p as usize].key.to_string(),
                host: self.hosts.list[h as usize].key.to_string(),
                score,
                most: Score::from_micros(i64::try_from(most).unwrap_or(i64::MAX)),
            },
            (error, _) => StaysError::Kernel(error),
        });
        Err(Errors::from_vec(mistakes.collect()))
    }

    /// Solves with the default solver and no limits: see [`solve_with`](Self::solve_with).
    ///
    /// # Errors
    /// [`SolveError::Shortage`], where no plan gives every host the people that it must have.
    pub fn solve(&self) -> Result<Answer<'_>, SolveError> {
        self.solve_with(&AuctionPaths, &Limits::none())
    }

    /// Solves with any solver of the assignment problem, within limits; what is asked for and why it is solved exactly stands
    /// at [the module](super).
    ///
    /// The solver chooses pairs, and its claim is verified. Then [edge
    /// colouring](crate::matching::edge_coloring) gives each its period, which changes no value, and is verified too.
    ///
    /// # Guarantees
    /// - The plan keeps every rule, capacity and staffing of the problem, in every period: `stays::exact`.
    /// - With the default solver no plan is better, with periods enumerated: `stays::exact`; or there is none, and the
    ///   shortage shows it: `stays::exact`.
    /// - A host with d stays has ⌊d/T⌋ or ⌈d/T⌉ people in each of T periods: `stays::exact`.
    ///
    /// # Complexity
    /// That of the solver on the eligible pairs, and O(n + m log m) for n people and hosts and m stays. The solver takes
    /// longest where hosts with many places each are wanted by more people than they can take; the periods take little.
    ///
    /// # Determinism
    /// The answer is a function of the problem and the limits, if the solver's claim is.
    ///
    /// # Errors
    /// [`SolveError::Shortage`]; [`SolveError::ClaimRefused`], where the solver's claim is wrong.
    pub fn solve_with(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        let kernel = self.kernel().map_err(SolveError::Kernel)?;
        let Claim { solution: matching, certificate, stop } = solver.solve(&kernel, limits);
        let verified = kernel.verify(&matching, certificate.as_ref());
        let quality = match (verified, &certificate) {
            (Ok(quality), _) => quality,
            (
                Err(VerifyError::Infeasible(shown)),
                Some(AssignmentCertificate::Infeasible(witness)),
            ) => {
                return Err(SolveError::Shortage(self.shortage(
                    witness,
                    shown.wanted,
                    shown.places,
                )));
            }
            (Err(source), _) => {
                return Err(SolveError::ClaimRefused { solver: solver.name().to_owned(), source });
            }
        };
        let stays = self.stays(&matching)?;
        let plan = StaysPlan {
            schema: PLAN_SCHEMA,
            mode: self.mode,
            periods: self.periods,
            at_home: (0..)
                .zip(&self.people.list)
                .filter(|(p, _)| matching.mates(*p).len() == 0)
                .map(|(_, person)| person.key.to_string())
                .collect(),
            stays,
            objective: StaysObjective::of(quality.objective()),
            bound: quality.bound().map(StaysObjective::of),
            proof: certificate.as_ref().map(|certificate| self.proof(certificate)),
        };
        let optimum = Optimum { matching, certificate };
        Ok(Answer::new(self, plan, quality, stop, optimum))
    }

    /// Gives every pair its period.
    fn stays(&self, matching: &Matching) -> Result<Vec<Stay>, SolveError> {
        let (people, hosts) = (&self.people.list, &self.hosts.list);
        let pairs = matching.pairs();
        let capacities = hosts.iter().map(|host| host.most).collect();
        let coloring = EdgeColoringProblem::new(people.len(), hosts.len(), pairs.iter().copied())
            .and_then(|problem| problem.with_capacities(vec![1; people.len()], capacities))
            .map_err(SolveError::Periods)?;
        let colors = coloring.color_with(self.periods);
        let colors = colors.map_err(|error| SolveError::Periods(Errors::from_vec(vec![error])))?;
        coloring.verify(&colors, None).map_err(SolveError::PeriodsRefused)?;
        let mut stays: Vec<(u32, u32, u32)> =
            pairs.iter().zip(colors.color_of()).map(|(&(p, h), &color)| (p, color, h)).collect();
        stays.sort_unstable();
        let stay = |(p, color, h): (u32, u32, u32)| Stay {
            person: people[p as usize].key.to_string(),
            host: hosts[h as usize].key.to_string(),
            period: color + 1,
            score: self.open_value(p, h).unwrap_or_default(),
        };
        Ok(stays.into_iter().map(stay).collect())
    }

    /// The certificate by external keys.
    fn proof(&self, certificate: &AssignmentCertificate) -> StaysProof {
        let (people, hosts) = (&self.people.list, &self.hosts.list);
        let score = |price: &i64| Score::from_micros(*price);
        let mut proof = StaysProof::default();
        let prices = match certificate {
            AssignmentCertificate::HighestScore { prices } => prices,
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
                proof.stay_price = score(pair_price);
                let covering = people.iter().zip(cover_left).filter(|(_, covers)| **covers);
                proof.cover_people = covering.map(|(person, _)| person.key.to_string()).collect();
                let covering = hosts.iter().zip(cover_right).filter(|(_, covers)| **covers);
                proof.cover_hosts = covering.map(|(host, _)| host.key.to_string()).collect();
                prices
            }
            // Verification has taken it for what it is.
            AssignmentCertificate::Infeasible(_) => return proof,
        };
        let priced = people.iter().zip(&prices.left).filter(|(_, price)| **price != 0);
        proof.person_prices = priced.map(|(p, price)| (p.key.to_string(), score(price))).collect();
        let priced = hosts.iter().zip(&prices.right).filter(|(_, price)| **price != 0);
        proof.host_prices = priced.map(|(h, price)| (h.key.to_string(), score(price))).collect();
        proof
    }

    /// A witness by external keys. Only hosts have quotas, so that it is about them.
    fn shortage(&self, witness: &HallWitness, wanted: u64, places: u64) -> Shortage {
        let people = self.people.list.iter().zip(&witness.left).filter(|(_, is_in)| **is_in);
        let hosts = self.hosts.list.iter().zip(&witness.right).filter(|(_, is_in)| **is_in);
        Shortage {
            hosts: hosts.map(|(host, _)| host.key.to_string()).collect(),
            people: people.map(|(person, _)| person.key.to_string()).collect(),
            wanted,
            places,
        }
    }

    /// Whether a host must have people.
    fn has_staffing(&self) -> bool {
        self.hosts.list.iter().any(|host| host.least > 0)
    }
}
