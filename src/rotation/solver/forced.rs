//! The best round in which two people meet.

use std::sync::Mutex;

use super::super::error::SolveError;
use super::super::plan::RoundObjective;
use super::super::problem::{Odd, RotationProblem};
use super::super::sitting::{Edge, MayMeet};
use super::super::view::RoundView;
use super::Kernel;
use crate::matching::general::Blossom;
use crate::solve::{Limits, PairAccess};

/// A round with two given people as a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoundWith {
    pub(crate) objective: RoundObjective,
    /// All pairs, by position, the lower first, ascending.
    pub(crate) pairs: Vec<(u32, u32)>,
}

impl RotationProblem<'_> {
    /// Whether rounds are pairs with byes, and pairs are listed: what [`best_with`](RoundView::best_with) can answer for.
    pub(crate) fn is_plain(&self) -> bool {
        let is_pairs = self.pools.is_none() && self.group_size == 2 && self.odd == Odd::Bye;
        is_pairs && self.pair_access() == PairAccess::Listed
    }
}

impl RoundView<'_> {
    /// The best round in which two who may meet do, given the rounds before it: the others as the best round without these two. None
    /// where they may not meet, or that round is not proven.
    pub(crate) fn best_with(&self, a: u32, b: u32) -> Result<Option<RoundWith>, SolveError> {
        let (problem, sitting) = (self.problem, &self.sitting);
        let (Some(a), Some(b)) = (self.place(a), self.place(b)) else { return Ok(None) };
        let Ok(Some(own)) = problem.edge(sitting, a, b) else { return Ok(None) };
        let MayMeet::Listed { fresh, repeats } = &sitting.pairs else { return Ok(None) };
        let others = |edges: &[Edge]| -> Vec<Edge> {
            let free = |end: u32| end != a && end != b;
            edges.iter().copied().filter(|edge| free(edge.a) && free(edge.b)).collect()
        };
        let mut rest = sitting.clone();
        rest.pairs = MayMeet::Listed { fresh: others(fresh), repeats: others(repeats) };
        let limits = Limits::none();
        let kernel =
            Kernel { problem, solver: &Blossom, limits: &limits, mistakes: Mutex::default() };
        let solved = kernel.pairs(&rest)?;
        let mut pairs: Vec<(u32, u32)> =
            solved.groups.iter().filter_map(|g| Some((*g.first()?, *g.get(1)?))).collect();
        let objective = |pairs: &[(u32, u32)], more: Option<Edge>| {
            let edges = pairs.iter().filter_map(|&(a, b)| problem.edge(sitting, a, b).ok()?);
            RoundObjective::of_pairs(
                2 * pairs.len() as u64 + 2 * u64::from(more.is_some()),
                pairs
                    .iter()
                    .chain(&more.map(|e| (e.a, e.b)))
                    .map(|&(a, b)| sitting.turns_of(a, b))
                    .sum(),
                edges.chain(more),
            )
        };
        if solved.bound != Some(objective(&pairs, None)) {
            return Ok(None);
        }
        let objective = objective(&pairs, Some(own));
        pairs.push((a, b));
        let position = |place: u32| sitting.people[place as usize];
        let named = pairs.iter().map(|&(a, b)| (position(a), position(b)));
        let mut pairs: Vec<(u32, u32)> = named.map(|(a, b)| (a.min(b), a.max(b))).collect();
        pairs.sort_unstable();
        Ok(Some(RoundWith { objective, pairs }))
    }
}
