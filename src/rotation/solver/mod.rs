//! Translation to the kernels and back: one round after the other, then what
//! holds for all of them.

mod forced;
mod graph;
mod groups;
mod horizon;
mod pairs;
mod pools;
mod priced;
mod prices;
mod shortage;
mod spread;
mod trio;

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::answer::Answer;
use super::error::SolveError;
use super::memory::Memory;
use super::plan::{
    HorizonObjective, PLAN_SCHEMA, PlannedGroup, Repeat, RotationPlan, RoundObjective, RoundPlan,
    RoundProof,
};
use super::problem::{Odd, RotationProblem, Slot};
use super::sitting::{Edge, Sitting, at_places, find};
use crate::error::Errors;
use crate::matching::general::{Blossom, GeneralProblem};
use crate::policy::CustomValueError;
use crate::score::Score;
use crate::solve::{GeneralCertificate, Limits, PricingCounts, Solver, Stop};

impl RotationProblem<'_> {
    /// Solves with the default solver and no limits: see
    /// [`solve_with`](Self::solve_with).
    ///
    /// # Errors
    /// [`SolveError::Headroom`].
    pub fn solve(&self) -> Result<Answer<'_>, SolveError> {
        self.solve_with(&Blossom, &Limits::none())
    }

    /// Solves with any solver of matching in general graphs, within limits that
    /// hold for each matching to solve.
    ///
    /// Rounds are solved one after the other, each given those before it. Where
    /// the plan then repeats pairs or places fewer than might be, and everybody
    /// may meet everybody, the circle method is tried, which has n − 1 rounds
    /// without a repeat; and for small numbers of people a few plans drawn at
    /// random. The greatest [`HorizonObjective`] wins, the first of equals.
    ///
    /// # Guarantees
    /// - The plan keeps every rule, cool-down, pause and place: test `rotation::exact`.
    /// - A round of pairs or of two pools is optimal given the rounds before it, and proven so, unless
    ///   the solver was stopped or the plan comes from the circle method or a draw: test
    ///   `rotation::exact`. Rounds with a trio or larger groups are bounded.
    /// - No plan of these rounds exceeds the plan's bound: test `rotation::exact`.
    ///
    /// # Complexity
    /// Two matchings a round on the pairs of those who take part, at most two more where people
    /// sit out and repeats could help; up to six with a trio.
    ///
    /// # Determinism
    /// The answer is a function of the problem and the limits, if the solver's
    /// claim is.
    ///
    /// # Pairs that are not listed
    /// [Priced](super::PairAccess) pairs are scored while solving, and rounds proven over all of them likewise: test
    /// `rotation::priced`. Two things are left out then: the circle method and draws, and the windows of the proof of
    /// all rounds together, whose bound may be higher for that.
    ///
    /// # Errors
    /// [`SolveError::Headroom`] where turns, repeats and scores of very many people do not fit into
    /// 64 bits together; a custom criterion without a value for pairs that are priced; a claim of the solver that does
    /// not pass verification.
    pub fn solve_with(
        &self,
        solver: &dyn Solver<GeneralProblem>,
        limits: &Limits,
    ) -> Result<Answer<'_>, SolveError> {
        let kernel = Kernel { problem: self, solver, limits, mistakes: Mutex::default() };
        let mut rounds = kernel.rounds(true, |_, _| Ok(None))?;
        let alone = kernel.alone(&rounds)?;
        let (bound, proof) = kernel.horizon(&alone);
        if let Some(others) = kernel.alternative(&rounds, bound)? {
            rounds = others;
        }
        let stop = rounds
            .iter()
            .map(|round| round.stop)
            .find(|&stop| stop != Stop::Finished)
            .unwrap_or(Stop::Finished);
        let byes = kernel.bye_spread(&alone, &rounds);
        Errors::check(kernel.mistakes()).map_err(SolveError::CustomValues)?;
        let plan = RotationPlan {
            schema: PLAN_SCHEMA,
            objective: total(&rounds),
            rounds: rounds.iter().map(|round| self.round_plan(round)).collect(),
            bound,
            proof,
            byes,
        };
        let pricing = rounds.iter().map(|round| round.pricing).collect();
        Ok(Answer::new(self, plan, stop, pricing))
    }

    fn round_plan(&self, round: &Round) -> RoundPlan {
        RoundPlan {
            round: round.slot.round,
            date: round.slot.date,
            groups: round.groups.iter().map(|group| self.planned_group(group)).collect(),
            byes: round.byes.iter().map(|&p| self.key(p)).collect(),
            objective: round.objective,
            bound: round.bound,
            proof: round.proof.clone(),
        }
    }

    fn planned_group(&self, group: &Group) -> PlannedGroup {
        PlannedGroup {
            people: group.people.iter().map(|&p| self.key(p)).collect(),
            score: group.score,
            repeats: group
                .repeats
                .iter()
                .map(|&(a, b, last_met)| Repeat {
                    first: self.key(a),
                    second: self.key(b),
                    last_met,
                })
                .collect(),
        }
    }

    pub(super) fn key(&self, position: u32) -> String {
        self.people[position as usize].key.to_string()
    }
}

/// The value of all rounds together.
fn total(rounds: &[Round]) -> HorizonObjective {
    rounds.iter().fold(
        HorizonObjective { placed: 0, repeats: 0, score: Score::ZERO },
        |sum, round| HorizonObjective {
            placed: sum.placed + round.objective.placed,
            repeats: sum.repeats + round.objective.repeats,
            score: plus(sum.score, round.objective.score),
        },
    )
}

fn plus(a: Score, b: Score) -> Score {
    Score::from_micros(a.micros().saturating_add(b.micros()))
}

/// A group by positions.
#[derive(Clone, Debug)]
struct Group {
    people: Vec<u32>,
    score: Score,
    /// With the last round in which they met.
    repeats: Vec<(u32, u32, u32)>,
}

/// A round, solved, by positions.
#[derive(Clone, Debug)]
struct Round {
    slot: Slot,
    groups: Vec<Group>,
    byes: Vec<u32>,
    objective: RoundObjective,
    bound: Option<RoundObjective>,
    proof: Option<RoundProof>,
    stop: Stop,
    /// Whether everybody's turn was the same.
    turns_equal: bool,
    pricing: Option<PricingCounts>,
}

/// What a kernel makes of a round, by places.
#[derive(Clone, Debug)]
struct Solved {
    groups: Vec<Vec<u32>>,
    bound: Option<RoundObjective>,
    proof: Option<RoundProof>,
    stop: Stop,
    /// That of the matching of pairs, by places.
    certificate: Option<GeneralCertificate>,
    /// What was looked at, where pairs are priced.
    pricing: Option<PricingCounts>,
}

/// Pairs of positions that a custom criterion gave no value.
type Mistakes = BTreeMap<(u32, u32), CustomValueError>;

/// The kernels, and the problem that they are put to.
struct Kernel<'s> {
    problem: &'s RotationProblem<'s>,
    solver: &'s dyn Solver<GeneralProblem>,
    limits: &'s Limits,
    mistakes: Mutex<Mistakes>,
}

impl Kernel<'_> {
    /// The pairs that were priced, and that a custom criterion gave no value; in order.
    fn mistakes(&self) -> Vec<CustomValueError> {
        let mistakes = self.mistakes.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        mistakes.values().cloned().collect()
    }

    /// All rounds, each given those before it. `choose` may fix the groups of
    /// a round; what is proven about it then is found out only where asked for.
    fn rounds(
        &self,
        prove: bool,
        mut choose: impl FnMut(usize, &Sitting) -> Result<Option<Vec<Vec<u32>>>, SolveError>,
    ) -> Result<Vec<Round>, SolveError> {
        let mut memory = self.problem.memory.clone();
        let mut rounds = Vec::with_capacity(self.problem.slots.len());
        // The people of the round before, and what proved it.
        let mut last: Option<(Vec<u32>, GeneralCertificate)> = None;
        for (i, &slot) in self.problem.slots.iter().enumerate() {
            let mut sitting = self.problem.sitting(slot, &memory, self.problem.seed);
            sitting.earlier = last
                .take()
                .filter(|_| !sitting.is_priced())
                .map(|(people, certificate)| at_places(&certificate, &people, &sitting.people));
            let mut solved = match choose(i, &sitting)? {
                Some(groups) if prove => Solved { groups, ..self.solve(&sitting)? },
                Some(groups) => Solved {
                    groups,
                    bound: None,
                    proof: None,
                    stop: Stop::Finished,
                    certificate: None,
                    pricing: None,
                },
                None => self.solve(&sitting)?,
            };
            let certificate = solved.certificate.take();
            let round = self.finish(&sitting, solved, &memory);
            memory.record_round(slot, round.groups.iter().map(|g| &*g.people), &round.byes);
            rounds.push(round);
            last = certificate.map(|certificate| (sitting.people, certificate));
        }
        Ok(rounds)
    }

    /// One round.
    fn solve(&self, sitting: &Sitting) -> Result<Solved, SolveError> {
        if self.problem.pools.is_some() {
            self.pools(sitting)
        } else if self.problem.group_size > 2 {
            Ok(self.groups(sitting))
        } else if self.problem.odd == Odd::Trio && sitting.people.len() % 2 == 1 {
            self.trio(sitting)
        } else {
            self.pairs(sitting)
        }
    }

    /// By positions, with what the groups are worth.
    fn finish(&self, sitting: &Sitting, solved: Solved, memory: &Memory) -> Round {
        let mut placed = vec![false; sitting.people.len()];
        let mut objective = RoundObjective { placed: 0, turns: 0, repeats: 0, score: Score::ZERO };
        let mut groups = Vec::with_capacity(solved.groups.len());
        let in_first = |p: u32| self.problem.pools.as_ref().map(|pools| pools.in_first[p as usize]);
        for places in &solved.groups {
            let mut group = Group {
                people: places.iter().map(|&i| sitting.people[i as usize]).collect(),
                score: Score::ZERO,
                repeats: Vec::new(),
            };
            group.people.sort_unstable(); // of two pools the first has the lower positions
            for (i, &a) in places.iter().enumerate() {
                // Somebody of the first pool may be in several pairs, but has no turn.
                if in_first(sitting.people[a as usize]) != Some(true) {
                    objective.turns += u64::from(sitting.turns[a as usize]);
                }
                placed[a as usize] = true;
                for &b in &places[i + 1..] {
                    let Ok(Some(edge)) = self.problem.edge(sitting, a, b) else { continue };
                    group.score = plus(group.score, edge.score);
                    if edge.repeat {
                        let (a, b) = (sitting.people[a as usize], sitting.people[b as usize]);
                        let last = memory.last_met(a, b).round.unwrap_or_default();
                        group.repeats.push((a.min(b), a.max(b), last));
                    }
                }
            }
            group.repeats.sort_unstable();
            objective.placed += if self.problem.pools.is_some() { 1 } else { places.len() as u64 };
            objective.repeats += group.repeats.len() as u64;
            objective.score = plus(objective.score, group.score);
            groups.push(group);
        }
        groups.sort_unstable_by(|a, b| a.people.cmp(&b.people));
        let mut byes: Vec<u32> = placed
            .iter()
            .zip(&sitting.people)
            .filter(|(placed, _)| !**placed)
            .map(|(_, &p)| p)
            .filter(|&p| in_first(p) != Some(true))
            .collect();
        byes.sort_unstable();
        Round {
            slot: sitting.slot,
            groups,
            byes,
            objective,
            bound: solved.bound,
            proof: solved.proof,
            stop: solved.stop,
            turns_equal: sitting.turns.iter().all(|&t| t == 0),
            pricing: solved.pricing,
        }
    }

    fn keys(&self, sitting: &Sitting, places: impl Iterator<Item = usize>) -> Vec<String> {
        let mut positions: Vec<u32> = places.map(|i| sitting.people[i]).collect();
        positions.sort_unstable();
        positions.into_iter().map(|p| self.problem.key(p)).collect()
    }
}

/// The value of groups.
fn objective(sitting: &Sitting, edges: &[Edge], groups: &[Vec<u32>]) -> RoundObjective {
    let placed = groups.iter().map(Vec::len).sum::<usize>() as u64;
    let turns = groups.iter().flatten().map(|&p| u64::from(sitting.turns[p as usize])).sum();
    let pairs = groups.iter().flat_map(|group| {
        group.iter().enumerate().flat_map(|(i, &a)| group[i + 1..].iter().map(move |&b| (a, b)))
    });
    RoundObjective::of_pairs(placed, turns, pairs.filter_map(|(a, b)| find(edges, a, b)))
}
