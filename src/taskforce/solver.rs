//! Translation to the kernel and back, and what to say where no team is possible.

use super::answer::Answer;
use super::brief::Requirement;
use super::conflict::{Condition, Conflict};
use super::error::SolveError;
use super::parts::{Kept, Parts};
use super::plan::{Member, PLAN_SCHEMA, TaskForcePlan, TeamProof};
use super::problem::TaskForceProblem;
use crate::matching::selection::{BranchAndBound, SelectionProblem, Team};
use crate::score::Score;
use crate::solve::{Limits, Problem, Quality, SelectionCertificate, Solver, Stop};

/// At about so many looks at a candidate or a pair [`TaskForceProblem::solve`] stops: some seconds.
const WORK: u64 = 1_000_000_000;

/// A team, what is proven about it, and by what.
struct Solved {
    team: Team,
    quality: Quality<Option<i64>>,
    certificate: Option<SelectionCertificate>,
    stop: Stop,
}

impl TaskForceProblem<'_> {
    /// Solves with the default solver and at most 10⁹/(n + e) nodes a search, for n candidates who are not left out and e
    /// pairs of them that are worth something: see [`solve_with`](Self::solve_with).
    ///
    /// # Errors
    /// As there.
    pub fn solve(&self) -> Result<Answer<'_>, SolveError> {
        self.solve_within(&BranchAndBound { seed: self.seed }, None)
    }

    /// Solves with any solver of selection problems, within limits that hold for each search.
    ///
    /// # Guarantees
    /// - The task force meets every requirement and rule: test `taskforce::exact`.
    /// - Where the solver finished, no task force is worth more, proven: test `taskforce::exact`. Where it was stopped,
    ///   the bound is true: same test.
    /// - Where no task force is possible, and the solver finished, that is proven, and the conflict is irreducible:
    ///   test `taskforce::conflicts`.
    ///
    /// # Complexity
    /// One search; where no task force is possible, one more for each requirement and each rule of
    /// the policy. See [`BranchAndBound`] for a search: exponential in the worst case.
    ///
    /// # Determinism
    /// The answer is a function of the problem and the limits, if the solver's claims are.
    ///
    /// # Errors
    /// [`SolveError::Infeasible`] with the conflict; [`SolveError::NotFound`] where the solver stopped too early; a
    /// claim that does not pass verification.
    pub fn solve_with(
        &self,
        solver: &dyn Solver<SelectionProblem>,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        self.solve_within(solver, Some(limits))
    }

    fn solve_within(
        &self,
        solver: &dyn Solver<SelectionProblem>,
        limits: Option<&Limits>,
    ) -> Result<Answer<'_>, SolveError> {
        let search = Search { problem: self, forced: None, solver, limits };
        let parts = self.parts(&Kept::all(self));
        let solved = search.solve(&parts)?;
        match solved.team {
            Some(team) => {
                let bound = solved.quality.bound().flatten();
                let proof = solved.certificate.map(|certificate| TeamProof {
                    candidates: self.keys(&parts.candidates),
                    certificate,
                });
                let plan = TaskForcePlan {
                    bound: bound.map(Score::from_micros),
                    proof,
                    ..self.plan_of(&parts.team(&team))
                };
                Ok(Answer::new(self, plan, solved.stop))
            }
            None if solved.quality.is_optimal() => {
                Err(SolveError::Infeasible(Box::new(search.conflict()?)))
            }
            None => Err(SolveError::NotFound { stop: solved.stop }),
        }
    }

    /// A plan of these candidates, ascending, without a bound.
    pub(super) fn plan_of(&self, team: &[u32]) -> TaskForcePlan {
        let with_others = |a: u32| {
            let others = team.iter().filter(|&&b| b != a);
            others.filter_map(|&b| self.pair_score(a, b)).map(Score::micros).sum::<i64>()
        };
        let members = team.iter().map(|&position| Member {
            key: self.person(position).key().to_owned(),
            fit: self.fit(position),
            with_others: Score::from_micros(with_others(position)),
        });
        TaskForcePlan {
            schema: PLAN_SCHEMA,
            members: members.collect(),
            chair: self.chair_of(team).map(|position| self.person(position).key().to_owned()),
            objective: self.worth(team),
            bound: None,
            proof: None,
        }
    }

    /// The first person of those named for the chair who is a member.
    fn chair_of(&self, team: &[u32]) -> Option<u32> {
        let is_chair = |r: &&Requirement| matches!(r, Requirement::Chair { .. });
        let chair = self.brief.requirements.iter().find(is_chair)?;
        self.named(chair).into_iter().find(|position| team.contains(position))
    }

    /// Σ fit + Σ score of pairs.
    pub(super) fn worth(&self, team: &[u32]) -> Score {
        let mut sum = 0;
        for (i, &a) in team.iter().enumerate() {
            sum += self.fit(a).micros();
            let pairs = team[i + 1..].iter().filter_map(|&b| self.pair_score(a, b));
            sum += pairs.map(Score::micros).sum::<i64>();
        }
        Score::from_micros(sum)
    }

    fn keys(&self, positions: &[u32]) -> Vec<String> {
        positions.iter().map(|&position| self.person(position).key().to_owned()).collect()
    }

    /// The best task force with somebody in it, by the default solver.
    pub(crate) fn best_with(&self, candidate: u32) -> Result<Forced, SolveError> {
        let solver = BranchAndBound { seed: self.seed };
        let search =
            Search { problem: self, forced: Some(candidate), solver: &solver, limits: None };
        let Some(parts) = search.parts(&Kept::all(self)) else {
            return Ok(Forced::Impossible { conflict: search.conflict()? });
        };
        let solved = search.solve(&parts)?;
        let bound = solved.quality.bound().flatten().map(Score::from_micros);
        Ok(match solved.team {
            Some(team) => {
                let team = parts.team(&team);
                Forced::Team { worth: self.worth(&team), bound, team }
            }
            None if solved.quality.is_optimal() => {
                Forced::Impossible { conflict: search.conflict()? }
            }
            None => Forced::Unknown { bound },
        })
    }
}

/// What comes of putting somebody in.
pub(crate) enum Forced {
    /// A task force with them, and what none with them exceeds, where that is proven.
    Team { team: Vec<u32>, worth: Score, bound: Option<Score> },
    /// None is possible: proven, and because of this.
    Impossible { conflict: Conflict },
    /// The search was stopped.
    Unknown { bound: Option<Score> },
}

/// Searches for task forces, with somebody who must be in them where one is forced.
struct Search<'s, 'a> {
    problem: &'s TaskForceProblem<'a>,
    forced: Option<u32>,
    solver: &'s dyn Solver<SelectionProblem>,
    /// None for those of [`TaskForceProblem::solve`].
    limits: Option<&'s Limits>,
}

impl Search<'_, '_> {
    /// The parts; none where the one forced is left out.
    fn parts(&self, kept: &Kept) -> Option<Parts> {
        let mut parts = self.problem.parts(kept);
        if let Some(forced) = self.forced {
            let place = parts.place(forced)?;
            if !parts.parts.required.contains(&place) {
                parts.parts.required.push(place);
            }
        }
        Some(parts)
    }

    fn solve(&self, parts: &Parts) -> Result<Solved, SolveError> {
        let problem = SelectionProblem::new(parts.parts.clone()).map_err(SolveError::Selection)?;
        let size = (parts.parts.fit.len() + parts.parts.pairs.len()) as u64;
        let limits = Limits::none().iterations(WORK / size.max(1));
        let claim = self.solver.solve(&problem, self.limits.unwrap_or(&limits));
        let quality =
            problem.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                SolveError::ClaimRefused { solver: self.solver.name().to_owned(), source }
            })?;
        let (team, certificate, stop) = (claim.solution, claim.certificate, claim.stop);
        Ok(Solved { team, quality, certificate, stop })
    }

    /// A set of conditions that cannot be met together, of which each is needed unless the search was stopped: each
    /// condition in turn is dropped for good where the others still cannot be met (the deletion filter of
    /// Chinneck & Dravnieks 1991).
    fn conflict(&self) -> Result<Conflict, SolveError> {
        let problem = self.problem;
        // What is tried first is dropped rather than what comes later.
        let rules = (0..problem.policy.rules().len()).rev().map(Condition::Rule);
        let requirements = (0..problem.brief.requirements.len()).rev().map(Condition::Requirement);
        let size = [Condition::AtLeastMembers, Condition::AtMostMembers];
        let mut conditions: Vec<Condition> = rules.chain(requirements).chain(size).collect();
        let mut without = Vec::new();
        let mut next = 0;
        while let Some(&condition) = conditions.get(next) {
            let mut others = conditions.clone();
            others.remove(next);
            let team = match self.parts(&Kept::some(problem, &others)) {
                None => None,
                Some(parts) => {
                    let solved = self.solve(&parts)?;
                    let proven = solved.quality.is_optimal();
                    let team = solved.team.map(|team| problem.keys(&parts.team(&team)));
                    (team.is_some() || !proven).then_some(team)
                }
            };
            match team {
                // The others still cannot be met.
                None => conditions = others,
                Some(team) => {
                    without.push((condition, team));
                    next += 1;
                }
            }
        }
        if let [(_, team)] = &mut without[..] {
            // Without any condition one candidate is enough.
            let one = self.forced.unwrap_or(0);
            team.get_or_insert_with(|| problem.keys(&[one]));
        }
        without.sort_unstable();
        let conditions: Vec<Condition> = without.iter().map(|(condition, _)| *condition).collect();
        Ok(Conflict {
            words: conditions.iter().map(|condition| condition.in_words(problem)).collect(),
            conditions,
            without: without.into_iter().map(|(_, team)| team).collect(),
        })
    }
}
