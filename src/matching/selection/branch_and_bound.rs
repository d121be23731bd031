//! Depth-first branch and bound on Lagrangian prices.
//!
//! | here | in the papers |
//! | --- | --- |
//! | shares of a pair value | the split of a quadratic term over its two ends (Caprara, Pisinger & Toth 1999, quadratic knapsack) |
//! | prices of counts | Lagrange multipliers of the covering and packing rows (Fisher 1981) |
//! | out by its price | reduced-cost fixing |
//! | core | what fixing at the root leaves over |

use super::core::{Closing, Core, Frame, NONE};
use super::local_search;
use super::prices;
use super::problem::{SelectionProblem, Team};
use crate::solve::{Claim, Limits, PRICE_UNITS, SelectionCertificate, SelectionStep, Solver, Stop};

/// The most steps of a search tree that are kept as proof: 8 bytes each.
const MOST_STEPS: usize = 1 << 24;

/// Branch and bound, depth first, with prices found at the root.
///
/// # Guarantees
/// - The team is feasible. Without limits it is optimal, and none where no team is feasible: test
///   `selection::exact`.
/// - The certificate proves it, unless it would take more than 2²⁴ steps; then it proves the bound at the
///   root. Stopped early, it proves the bound reached so far.
///
/// # Complexity
/// A node takes O(|F| log |F| + pairs with a value among F) for the free candidates F. The number
/// of nodes is exponential in the worst case.
///
/// # Determinism
/// The claim is a function of the problem, the seed and the limits.
///
/// Iterations count nodes.
#[derive(Clone, Copy, Debug, Default)]
pub struct BranchAndBound {
    /// Where the first team is searched for from; the optimum does not depend on it, but which of several
    /// optimal teams is found may.
    pub seed: u64,
}

impl Solver<SelectionProblem> for BranchAndBound {
    fn name(&self) -> &'static str {
        "branch and bound"
    }

    fn solve(&self, problem: &SelectionProblem, limits: &Limits) -> Claim<SelectionProblem> {
        let mut core = Core::new(problem);
        let root = core.root();
        let best = local_search::team(problem, self.seed);
        let target = best.as_ref().map(|(worth, _)| worth * PRICE_UNITS);
        prices::improve(&mut core, &root, target);
        let feasible_only = best.is_none().then(|| prices::of_feasibility(&core, &root));
        let mut search =
            Search { limits, best, steps: Vec::new(), kept: true, nodes: 0, open: None };
        let price_sets = core.price_sets(feasible_only.as_ref());
        let stop = search.run(core, root, feasible_only);
        let Search { best, steps, kept, open, .. } = search;
        let worth = best.as_ref().map(|(worth, _)| *worth);
        let bound = open.max(worth);
        let certificate = kept.then_some(SelectionCertificate { bound, price_sets, steps });
        let solution: Team = best.map(|(_, team)| team);
        Claim { solution, certificate, stop }
    }
}

/// One run.
struct Search<'s> {
    limits: &'s Limits,
    /// The team worth most so far, and its worth.
    best: Option<(i64, Vec<u32>)>,
    steps: Vec<SelectionStep>,
    /// Whether the steps are all there.
    kept: bool,
    nodes: u64,
    /// The greatest bound of a state that was left open.
    open: Option<i64>,
}

impl Search<'_> {
    fn step(&mut self, step: SelectionStep) {
        if self.steps.len() < MOST_STEPS {
            self.steps.push(step);
        } else {
            self.kept = false;
        }
    }

    /// Takes in a team, if it is feasible and worth more.
    fn try_team(&mut self, core: &Core, frame: &Frame) {
        if self.best.as_ref().is_some_and(|(worth, _)| *worth >= frame.worth) {
            return;
        }
        if core.is_feasible(frame) {
            let mut team: Vec<u32> = frame.members.iter().map(|&i| core.id(i)).collect();
            team.sort_unstable();
            self.best = Some((frame.worth, team));
        }
    }

    fn run(
        &mut self,
        mut core: Core<'_>,
        root: Frame,
        feasible_only: Option<Vec<(i64, i64)>>,
    ) -> Stop {
        let mut stack = vec![root];
        let mut stop = Stop::Finished;
        self.try_team(&core, &stack[0]);
        while let Some(mut frame) = stack.pop() {
            if stop == Stop::Finished {
                if let Some(reached) = self.limits.reached(self.nodes) {
                    stop = reached;
                }
            }
            self.nodes += 1;
            let worth = self.best.as_ref().map(|(worth, _)| *worth);
            let branch = loop {
                match core.close(&mut frame, worth, feasible_only.as_deref()) {
                    Closing::Closed => break None,
                    Closing::Open { bound, out, branch } => {
                        if stop != Stop::Finished {
                            self.open = self.open.max(Some(bound));
                            break None;
                        }
                        if out.is_empty() {
                            break Some(branch);
                        }
                        for &i in &out {
                            self.step(SelectionStep::Out(core.id(i)));
                        }
                        core.exclude(&mut frame, &out);
                    }
                }
            };
            let Some(branch) = branch else {
                self.step(SelectionStep::Done);
                continue;
            };
            if stack.is_empty() && frame.free.len() * 2 < core.len() {
                let (smaller, place) = core.restricted(&frame);
                frame = smaller.moved(frame, &place);
                core = smaller;
                // The candidates have new numbers: branch on the same one.
                self.branch(&core, &mut stack, frame, place[branch as usize]);
            } else {
                self.branch(&core, &mut stack, frame, branch);
            }
        }
        stop
    }

    /// Splits a state: first the teams with somebody, then those without.
    fn branch(&mut self, core: &Core, stack: &mut Vec<Frame>, mut frame: Frame, branch: u32) {
        debug_assert_ne!(branch, NONE);
        self.step(SelectionStep::In(core.id(branch)));
        let with = core.with(&frame, branch);
        core.exclude(&mut frame, &[branch]);
        stack.push(frame);
        match with {
            Some(with) => {
                self.try_team(core, &with);
                stack.push(with);
            }
            None => self.step(SelectionStep::Done),
        }
    }
}
