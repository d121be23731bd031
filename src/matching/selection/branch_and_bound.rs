//! Depth-first branch and bound on Lagrangian prices.
//!
//! | here | in the papers |
//! | --- | --- |
//! | shares of a pair value | the split of a quadratic term over its two ends (Caprara, Pisinger & Toth 1999, quadratic knapsack) |
//! | prices of counts | Lagrange multipliers of the covering and packing rows (Fisher 1981) |
//! | prices of likeness | a multiplier of (N − m)·(N − m − 1)/2 ≥ 0, which holds for whole numbers |
//! | out by its price | reduced-cost fixing |
//! | core | what fixing at the root leaves over |

use super::core::{Closing, Core, Counted, Frame};
use super::likeness;
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
/// - The certificate proves it; stopped early, it proves the bound reached so far: test `selection::exact`. Where that would
///   take more than 2²⁴ steps, it proves the bound that the prices of the root give.
///
/// # Complexity
/// A node takes O(|F| log |F| + pairs with a value among F) for the free candidates F. The number
/// of nodes is exponential in the worst case.
///
/// # Determinism
/// The claim is a function of the problem, the seed and the limits.
///
/// Iterations count nodes; limits are looked at from the first node on, after a team and prices to start
/// from were found.
#[derive(Clone, Copy, Debug, Default)]
pub struct BranchAndBound {
    /// Where the first team is searched for from; the optimum does not depend on it, but which of several
    /// optimal teams is found may. With 0 the first team is built without chance.
    pub seed: u64,
}

impl Solver<SelectionProblem> for BranchAndBound {
    fn name(&self) -> &'static str {
        "branch and bound"
    }

    fn solve(&self, problem: &SelectionProblem, limits: &Limits) -> Claim<SelectionProblem> {
        let mut core = Core::new(problem, Vec::new());
        let root = core.root();
        // A state that counting closes needs no team to start from, and no prices.
        let dead = core.is_dead(&root);
        let best = if dead { None } else { local_search::team(problem, self.seed) };
        let mut of_feasibility = None;
        if let Some((_, team)) = &best {
            core = likeness::priced(core, &root, team);
        }
        if !dead {
            let target = best.as_ref().map(|(worth, _)| worth * PRICE_UNITS);
            prices::improve(&mut core, &root, target);
            of_feasibility = best.is_none().then(|| prices::of_feasibility(&core, &root));
        }
        let price_sets = core.price_sets(of_feasibility.as_ref());
        let bound_of_root = core.bound_of(&root);
        let mut search =
            Search { limits, best, steps: Vec::new(), complete: true, nodes: 0, open: None };
        let stop = search.run(core, root, of_feasibility.as_deref());
        let Search { best, steps, complete, open, .. } = search;
        let worth = best.as_ref().map(|(worth, _)| *worth);
        let certificate = if complete {
            SelectionCertificate { bound: open.max(worth), price_sets, steps }
        } else {
            let (bound, steps) = (bound_of_root.max(worth), vec![SelectionStep::Done]);
            SelectionCertificate { bound, price_sets, steps }
        };
        let solution: Team = best.map(|(_, team)| team);
        Claim { solution, certificate: Some(certificate), stop }
    }
}

/// One run.
struct Search<'s> {
    limits: &'s Limits,
    /// The team worth most so far, and its worth.
    best: Option<(i64, Vec<u32>)>,
    steps: Vec<SelectionStep>,
    /// Whether the steps are all there.
    complete: bool,
    nodes: u64,
    /// The greatest bound of a state that was left open.
    open: Option<i64>,
}

impl Search<'_> {
    fn step(&mut self, step: SelectionStep) {
        if self.steps.len() < MOST_STEPS {
            self.steps.push(step);
        } else {
            self.complete = false;
        }
    }

    fn worth(&self) -> Option<i64> {
        self.best.as_ref().map(|(worth, _)| *worth)
    }

    /// Takes in a team, if it is feasible and worth more.
    fn try_team(&mut self, core: &Core<'_>, frame: &Frame) {
        if self.worth() < Some(frame.worth) && core.is_feasible(frame) {
            let mut team: Vec<u32> = frame.members.iter().map(|&i| core.id(i)).collect();
            team.sort_unstable();
            self.best = Some((frame.worth, team));
        }
    }

    /// Searches below a state, with somebody first and then without them.
    fn run(&mut self, mut core: Core<'_>, root: Frame, of_feasibility: Option<&[Counted]>) -> Stop {
        self.try_team(&core, &root);
        let mut stack = vec![root];
        let mut stop = Stop::Finished;
        while let Some(mut frame) = stack.pop() {
            if stop == Stop::Finished {
                stop = self.limits.reached(self.nodes).unwrap_or(Stop::Finished);
            }
            self.nodes += 1;
            let Some(branch) = self.fathom(&core, &mut frame, of_feasibility, stop) else {
                self.step(SelectionStep::Done);
                continue;
            };
            let branch = if stack.is_empty() && frame.free.len() * 2 < core.len() {
                // Nobody else is still in question: go on with these, by new numbers.
                let (smaller, place) = core.restricted(&frame);
                frame = frame.renumbered(&place);
                core = smaller;
                place[branch as usize]
            } else {
                branch
            };
            self.step(SelectionStep::In(core.id(branch)));
            let with = core.with(&frame, branch);
            core.exclude(&mut frame, &[branch]);
            stack.push(frame);
            match with {
                Some(with) => {
                    self.try_team(&core, &with);
                    stack.push(with);
                }
                None => self.step(SelectionStep::Done),
            }
        }
        stop
    }

    /// Closes a state, or takes out whom its prices exclude and says whom to branch on.
    fn fathom(
        &mut self,
        core: &Core<'_>,
        frame: &mut Frame,
        of_feasibility: Option<&[Counted]>,
        stop: Stop,
    ) -> Option<u32> {
        loop {
            match core.close(frame, self.worth(), of_feasibility) {
                Closing::Closed => return None,
                Closing::Open { bound, .. } if stop != Stop::Finished => {
                    self.open = self.open.max(Some(bound));
                    return None;
                }
                Closing::Open { out, branch, .. } if out.is_empty() => return Some(branch),
                Closing::Open { out, .. } => {
                    for &i in &out {
                        self.step(SelectionStep::Out(core.id(i)));
                    }
                    core.exclude(frame, &out);
                }
            }
        }
    }
}
