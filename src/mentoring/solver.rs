//! Translation to the assignment kernel and back.

use super::answer::Answer;
use super::error::SolveError;
use super::plan::{MentoringPlan, Objective, PLAN_SCHEMA, PlannedPair, Proof, Role, Unmatched};
use super::problem::{MentoringProblem, MutualPairs};
use crate::matching::assignment::{AssignmentProblem, Matching, SuccessiveShortestPaths};
use crate::score::Score;
use crate::solve::{self, AssignmentCertificate, Limits, Mode, Problem, Quality, Solver, Stop};

/// The most sub-problems solved to keep pairs from being mutual.
const MOST_BRANCHES: usize = 10_000;

impl MentoringProblem<'_> {
    /// Solves with the default solver and no limits.
    ///
    /// # Errors
    /// See [`SolveError`].
    pub fn solve(&self) -> Result<Answer<'_>, SolveError> {
        self.solve_with(&SuccessiveShortestPaths, &Limits::none())
    }

    /// Solves with any solver of the assignment problem, within limits.
    ///
    /// The solver's claim is verified; what the answer says is proven rests on
    /// the verification alone. Where two people could be each other's mentor
    /// and must not, sub-problems without one or the other pair are solved
    /// until none is better; the bound stays that of the problem without this
    /// condition, so the answer may then be optimal without being proven so.
    ///
    /// # Errors
    /// See [`SolveError`].
    pub fn solve_with(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        let Solved { matching, bound, certificate, stop } = self.branch(solver, limits)?;
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
            proof: certificate.map(|certificate| self.proof(&certificate)),
        };
        Ok(Answer::new(self, plan, quality, stop))
    }

    /// Solves without regard to mutual pairs, then branches on those found.
    fn branch(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
    ) -> Result<Solved, SolveError> {
        let root = self.solve_without(solver, limits, &[])?;
        let Some(first) = self.mutual_pair(&root.matching) else { return Ok(root) };
        let mut best = self.without_mutual(&root.matching);
        let mut best_value = self.value(&best);
        let mut stop = root.stop;
        let mut open = vec![vec![first.0], vec![first.1]];
        for _ in 0..MOST_BRANCHES {
            if Some(best_value) == root.bound || stop != Stop::Finished {
                break;
            }
            let Some(forbidden) = open.pop() else { break };
            let node = self.solve_without(solver, limits, &forbidden)?;
            stop = node.stop;
            if node.bound.is_some_and(|bound| bound <= best_value) {
                continue;
            }
            let repaired = self.without_mutual(&node.matching);
            let value = self.value(&repaired);
            if value > best_value {
                (best, best_value) = (repaired, value);
            }
            if let Some((one, other)) = self.mutual_pair(&node.matching) {
                for pair in [one, other] {
                    let mut forbidden = forbidden.clone();
                    forbidden.push(pair);
                    open.push(forbidden);
                }
            }
        }
        if !open.is_empty() && stop == Stop::Finished && Some(best_value) != root.bound {
            stop = Stop::IterationLimit;
        }
        Ok(Solved { matching: best, stop, ..root })
    }

    /// The verified answer to the problem without some pairs (mentee, mentor).
    fn solve_without(
        &self,
        solver: &dyn Solver<AssignmentProblem>,
        limits: &Limits,
        forbidden: &[(u32, u32)],
    ) -> Result<Solved, SolveError> {
        let places = |role: Role| self.participants(role).iter().map(|p| p.places()).collect();
        let edges = self.open_pairs().filter(|&(n, m, _)| !forbidden.contains(&(n, m)));
        let problem = AssignmentProblem::new(
            self.mode,
            places(Role::Mentee),
            places(Role::Mentor),
            edges.map(|(n, m, score)| (n, m, score.micros())),
        )
        .map_err(SolveError::Kernel)?;
        let claim = solver.solve(&problem, limits);
        let quality =
            problem.verify(&claim.solution, claim.certificate.as_ref()).map_err(|source| {
                SolveError::ClaimRefused { solver: solver.name().to_owned(), source }
            })?;
        Ok(Solved {
            matching: claim.solution,
            bound: quality.bound(),
            certificate: claim.certificate,
            stop: claim.stop,
        })
    }

    /// The open pairs (mentee, mentor, score), ascending.
    fn open_pairs(&self) -> impl Iterator<Item = (u32, u32, Score)> + '_ {
        let c = &self.candidates;
        (0..).zip(c.row_start.windows(2)).flat_map(move |(n, row)| {
            let row = row[0] as usize..row[1] as usize;
            c.mentor[row.clone()].iter().zip(&c.score[row]).map(move |(&m, &score)| (n, m, score))
        })
    }

    fn open_score(&self, mentee: u32, mentor: u32) -> Score {
        let c = &self.candidates;
        let start = c.row_start[mentee as usize] as usize;
        let row = &c.mentor[start..c.row_start[mentee as usize + 1] as usize];
        row.binary_search(&mentor).map_or(Score::ZERO, |i| c.score[start + i])
    }

    fn value(&self, matching: &Matching) -> solve::Objective {
        let pairs = matching.pairs();
        solve::Objective {
            pairs: (self.mode == Mode::MostPairsFirst).then_some(pairs.len() as u64),
            weight: pairs.iter().map(|&(n, m)| self.open_score(n, m).micros()).sum(),
        }
    }

    /// The first two pairs (mentee, mentor) that make two people each other's mentor.
    fn mutual_pair(&self, matching: &Matching) -> Option<((u32, u32), (u32, u32))> {
        if self.mutual == MutualPairs::Allowed {
            return None;
        }
        self.mutual_pairs_in(matching).into_iter().next()
    }

    fn mutual_pairs_in(&self, matching: &Matching) -> Vec<((u32, u32), (u32, u32))> {
        let keys =
            |&(n, m): &(u32, u32)| (&*self.mentors[m as usize].key, &*self.mentees[n as usize].key);
        let mut by_keys: Vec<_> = matching.pairs().iter().map(|pair| (keys(pair), *pair)).collect();
        by_keys.sort_unstable();
        let mut mutual = Vec::new();
        for &pair in matching.pairs() {
            let (mentor, mentee) = keys(&pair);
            let reverse = by_keys.binary_search_by_key(&(mentee, mentor), |entry| entry.0);
            if let Ok(i) = reverse {
                if mentor < mentee {
                    mutual.push((pair, by_keys[i].1));
                }
            }
        }
        mutual
    }

    /// The matching without the lower-scored pair of each two that are mutual.
    fn without_mutual(&self, matching: &Matching) -> Matching {
        let dropped: Vec<(u32, u32)> = self
            .mutual_pairs_in(matching)
            .into_iter()
            .map(|(one, other)| {
                let score = |(n, m): (u32, u32)| self.open_score(n, m);
                if score(one) < score(other) { one } else { other }
            })
            .collect();
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
                mentor: self.mentors[m as usize].key.to_string(),
                mentee: self.mentees[n as usize].key.to_string(),
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
        }
    }
}

/// A matching of the open pairs, and what is verified about it.
struct Solved {
    matching: Matching,
    bound: Option<solve::Objective>,
    certificate: Option<AssignmentCertificate>,
    stop: Stop,
}
