//! Translation to the kernels and back: a capacitated assignment, then an edge colouring.

mod calendar;
mod leximin;
mod what_if;

pub(crate) use what_if::Forced;
pub use what_if::{Loss, WhatIf};

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::answer::Answer;
use super::error::{Shortage, SolveError, StaysError};
use super::plan::{PLAN_SCHEMA, Stay, StaysObjective, StaysPlan, StaysProof};
use super::problem::StaysProblem;
use crate::error::Errors;
use crate::matching::assignment::{AssignmentError, AssignmentProblem, AuctionPaths, Matching};
use crate::matching::edge_coloring::EdgeColoringProblem;
use crate::score::Score;
use crate::solve::{
    self, AssignmentCertificate, Claim, HallWitness, Limits, Problem, Quality, Solver, Stop,
    VerifyError,
};

/// The matching behind a plan, and what is known to prove it.
#[derive(Clone, Debug)]
pub(super) struct Optimum {
    matching: Matching,
    certificate: Option<AssignmentCertificate>,
}

/// A choice of pairs, and what is proven about it.
struct Choice {
    optimum: Optimum,
    quality: Quality<solve::Objective>,
    stop: Stop,
}

impl StaysProblem<'_> {
    /// The choice of pairs beside the fixed ones, without periods: people are left, hosts right.
    fn kernel(&self) -> Result<AssignmentProblem, Errors<AssignmentError>> {
        self.kernel_beside(&self.fixed_pairs())
    }

    /// The pairs of the fixed stays, ascending.
    fn fixed_pairs(&self) -> Vec<(u32, u32)> {
        self.terms.fixed.iter().map(|&(p, h, _)| (p, h)).collect()
    }

    /// The choice of all pairs but some, ascending, that are taken already, so that their ends have places less.
    fn kernel_beside(
        &self,
        taken: &[(u32, u32)],
    ) -> Result<AssignmentProblem, Errors<AssignmentError>> {
        let (people, hosts) = (0..id(self.people.list.len()), 0..id(self.hosts.list.len()));
        let mut of = [vec![0_u32; self.people.list.len()], vec![0; self.hosts.list.len()]];
        for &(p, h) in taken {
            of[0][p as usize] += 1;
            of[1][h as usize] += 1;
        }
        let [of_people, of_hosts] = of;
        let left = |places: u32, taken: &u32| places.saturating_sub(*taken);
        let people = people.zip(&of_people).map(|(p, taken)| left(self.person_places(p), taken));
        let quotas = hosts.clone().zip(&of_hosts).map(|(h, taken)| left(self.host_least(h), taken));
        let quotas: Vec<u32> = quotas.collect();
        // A quota beyond the number of people cannot be met, which is for the solver to prove.
        let places = hosts.zip(&of_hosts).map(|(h, taken)| left(self.host_places(h), taken));
        let places = places.zip(&quotas).map(|(places, &quota)| places.max(quota));
        let edges = self.open.iter().filter(|&(p, h, _)| taken.binary_search(&(p, h)).is_err());
        let edges = edges.map(|(p, h, value)| (p, h, value.micros()));
        AssignmentProblem::new(self.mode, people.collect(), places.collect(), edges)?
            .with_lower_quotas(vec![0; self.people.list.len()], quotas)
    }

    /// An objective beside the fixed stays, with them.
    fn with_fixed(&self, rest: solve::Objective) -> solve::Objective {
        let fixed = self.terms.fixed.iter();
        let values = fixed.clone().filter_map(|&(p, h, _)| self.open_value(p, h));
        solve::Objective {
            pairs: rest.pairs.map(|pairs| pairs + fixed.len() as u64),
            weight: values.fold(rest.weight, |sum, value| sum.saturating_add(value.micros())),
        }
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
    /// - Where periods differ: no plan exceeds the bound, an optimum that is claimed is one, and where it is said that there is no plan
    ///   there is none, with plans enumerated: `stays::calendar`.
    ///
    /// # Complexity
    /// That of the solver on the eligible pairs, and O(n + m log m) for n people and hosts and m stays. The solver takes
    /// longest where hosts with many places each are wanted by more people than they can take; the periods take little.
    /// Where periods differ, search and prices take up to some thousand rounds over all possible stays, fewer of larger problems, and cases up to
    /// 40 million looks at a stay: all bounded by size, and by the limits.
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
        let choice = self.choose(solver, limits)?;
        match self.block() {
            Some(length) => self.regular(choice, length),
            None => self.by_calendar(&choice, limits),
        }
    }

    /// The best choice of pairs, verified.
    fn choose(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
    ) -> Result<Choice, SolveError> {
        let kernel = self.kernel().map_err(SolveError::Kernel)?;
        let Claim { solution: matching, certificate, stop } = solver.solve(&kernel, limits);
        let verified = kernel.verify(&matching, certificate.as_ref());
        match (verified, &certificate) {
            (Ok(quality), _) => {
                Ok(Choice { optimum: Optimum { matching, certificate }, quality, stop })
            }
            (
                Err(VerifyError::Infeasible(shown)),
                Some(AssignmentCertificate::Infeasible(witness)),
            ) => Err(SolveError::Shortage(self.shortage(witness, shown.wanted, shown.places))),
            (Err(source), _) => {
                Err(SolveError::ClaimRefused { solver: solver.name().to_owned(), source })
            }
        }
    }

    /// The plan where all periods are alike, in blocks of so many periods.
    fn regular(&self, choice: Choice, length: u32) -> Result<Answer<'_>, SolveError> {
        let Choice { optimum, quality, stop } = choice;
        let stays = self.periods_of(optimum.matching.pairs(), length)?;
        let proof = optimum.certificate.as_ref().map(|certificate| self.proof(certificate));
        let plan = self.plan(stays, quality.objective(), quality.bound(), proof);
        Ok(Answer::new(self, plan, stop, Some(optimum)))
    }

    /// A plan of stays, by person and period.
    fn plan(
        &self,
        stays: Vec<Stay>,
        objective: solve::Objective,
        bound: Option<solve::Objective>,
        proof: Option<StaysProof>,
    ) -> StaysPlan {
        let away: BTreeSet<&str> = stays.iter().map(|stay| &*stay.person).collect();
        let people = self.people.list.iter().map(|person| person.key.to_string());
        let at_home = people.filter(|person| !away.contains(person.as_str())).collect();
        StaysPlan {
            schema: PLAN_SCHEMA,
            mode: self.mode,
            periods: self.periods,
            at_home,
            stays,
            objective: StaysObjective::of(objective),
            bound: bound.map(StaysObjective::of),
            proof,
        }
    }

    /// Gives every pair its period.
    fn periods_of(&self, pairs: &[(u32, u32)], length: u32) -> Result<Vec<Stay>, SolveError> {
        let (people, hosts) = (&self.people.list, &self.hosts.list);
        let capacities = hosts.iter().map(|host| host.most).collect();
        let coloring = EdgeColoringProblem::new(people.len(), hosts.len(), pairs.iter().copied())
            .and_then(|problem| problem.with_capacities(vec![1; people.len()], capacities))
            .map_err(SolveError::Periods)?;
        let colors = coloring.color_with(self.periods / length);
        let colors = colors.map_err(|error| SolveError::Periods(Errors::from_vec(vec![error])))?;
        coloring.verify(&colors, None).map_err(SolveError::PeriodsRefused)?;
        let mut stays: Vec<(u32, u32, u32)> =
            pairs.iter().zip(colors.color_of()).map(|(&(p, h), &color)| (p, color, h)).collect();
        stays.sort_unstable();
        Ok(stays.into_iter().map(|(p, color, h)| self.stay(p, h, color * length + 1)).collect())
    }

    /// A stay of an eligible pair, by external keys.
    fn stay(&self, person: u32, host: u32, period: u32) -> Stay {
        Stay {
            person: self.people.list[person as usize].key.to_string(),
            host: self.hosts.list[host as usize].key.to_string(),
            period,
            length: self.terms.length_of(host),
            score: self.open_value(person, host).unwrap_or_default(),
        }
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
        let fixed = self.terms.fixed.iter().filter(|stay| witness.right[stay.1 as usize]);
        let fixed = fixed.count() as u64;
        let people = self.people.list.iter().zip(&witness.left).filter(|(_, is_in)| **is_in);
        let hosts = self.hosts.list.iter().zip(&witness.right).filter(|(_, is_in)| **is_in);
        Shortage {
            hosts: hosts.map(|(host, _)| host.key.to_string()).collect(),
            people: people.map(|(person, _)| person.key.to_string()).collect(),
            // The witness is about what there is beside the fixed stays.
            wanted: wanted + fixed,
            places: places + fixed,
        }
    }

    /// Whether a host must have people.
    fn has_staffing(&self) -> bool {
        self.hosts.list.iter().any(|host| host.least > 0)
    }
}

/// A position as it is stored; building checked that it fits.
fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
