//! A round of pairs over every eligible pair, without a list of them.

use std::sync::Mutex;

use super::super::error::SolveError;
use super::super::problem::RotationProblem;
use super::super::sitting::{Edge, Sitting, Weights};
use super::pairs::Matched;
use super::{Kernel, Mistakes};
use crate::id::PersonId;
use crate::matching::pricing::{AllPairsWithin, Blocks, PairSource, PricingWithin};
use crate::policy::{BlockFacts, BlockPolicy, CompiledPolicy, Party};
use crate::solve::{Mode, Side};

/// So many pairs without a value are reported: a criterion that fails, mostly fails on all.
const MOST_MISTAKES: usize = 100;

impl Kernel<'_> {
    /// Solves over all pairs that may meet, or those that are no repeats, and verifies.
    pub(super) fn priced(
        &self,
        sitting: &Sitting,
        with_repeats: bool,
    ) -> Result<Matched, SolveError> {
        let (Some(compiled), Some(range)) = (self.problem.compiled(), self.problem.score_range())
        else {
            return self.matching(sitting, &[]); // priced are people of an organisation
        };
        let n = sitting.people.len();
        let width = i128::from(range.greatest.micros()) - i128::from(range.least.micros());
        let weights = Weights::within(width, with_repeats, &sitting.turns, n as u64 / 2);
        let turns = sitting.turns.iter().max().map_or(0, |&turn| 2 * u64::from(turn));
        let extremes = [(range.least, with_repeats, 0), (range.greatest, false, turns)];
        let extremes = extremes.map(|(score, repeat, turns)| {
            weights.of(Edge { a: 0, b: 0, score, repeat }, turns).map(i64::saturating_abs)
        });
        let [Some(least), Some(most)] = extremes else { return Err(sitting.headroom()) };
        let source = Source {
            problem: self.problem,
            sitting,
            with_repeats,
            weights,
            greatest: least.max(most),
            people: People::new(compiled, sitting, self.problem, &weights),
            mistakes: &self.mistakes,
        };
        let problem = AllPairsWithin::new(Mode::MostPairsFirst, source)
            .map_err(|errors| self.too_large(sitting, errors))?;
        // The prices of the round before start it worse than those of a sample: whom they suit have just met.
        let (claim, counts) =
            PricingWithin::with(self.solver).solve_counting(&problem, None, self.limits);
        let edge = |a, b| problem.source().edge(a, b);
        let matched = self.verified(sitting, &problem, claim, &weights, edge)?;
        Ok(Matched { pricing: Some(counts), ..matched })
    }
}

/// The people of a sitting in blocks of like people.
struct People<'s, 'a> {
    policy: BlockPolicy<'s, 'a>,
    /// Whether both orders of a pair are the same to the policy.
    symmetric: bool,
    blocks: Blocks,
    /// As the first and as the second of a pair.
    facts: [Vec<BlockFacts>; 2],
    /// In the order of the blocks.
    in_blocks: Vec<PersonId>,
    /// By place, with what their turns weigh.
    own: Vec<i64>,
}

impl<'s, 'a> People<'s, 'a> {
    fn new(
        compiled: &'s CompiledPolicy<'a>,
        sitting: &Sitting,
        problem: &RotationProblem<'_>,
        weights: &Weights,
    ) -> Self {
        let person = |&position: &u32| problem.people[position as usize].person;
        let people: Vec<PersonId> = sitting.people.iter().filter_map(person).collect();
        let policy = BlockPolicy::new(compiled, &people);
        let division = policy.division(&people, Party::Second);
        // There are fewer people than 32-bit numbers.
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let blocks = Blocks::new(count, |block| division.divide(block));
        let of = |place: &u32| people[*place as usize];
        let facts = [Party::First, Party::Second].map(|party| {
            blocks.summarize(
                |block| policy.facts(&block.iter().map(of).collect::<Vec<_>>(), party),
                |one, other| policy.union(one, other),
            )
        });
        let own = people.iter().zip(&sitting.turns).map(|(&id, &turn)| {
            let own = policy.own(id, Party::First).max(policy.own(id, Party::Second));
            own.saturating_add(weights.of_turns(u64::from(turn)).unwrap_or(i64::MAX))
        });
        Self {
            own: own.collect(),
            symmetric: compiled.policy().is_symmetric(),
            in_blocks: blocks.vertices(0).iter().map(of).collect(),
            facts,
            blocks,
            policy,
        }
    }

    /// What no pair of two blocks scores in this order.
    fn bound(&self, first: usize, second: usize) -> Option<i64> {
        let people = |block| &self.in_blocks[self.blocks.range(block)];
        let [firsts, seconds] = &self.facts;
        self.policy.bound((&firsts[first], people(first)), (&seconds[second], people(second)))
    }
}

/// What the pairs of a sitting weigh, by place.
struct Source<'s, 'a> {
    problem: &'s RotationProblem<'s>,
    sitting: &'s Sitting,
    with_repeats: bool,
    weights: Weights,
    greatest: i64,
    people: People<'s, 'a>,
    mistakes: &'s Mutex<Mistakes>,
}

impl Source<'_, '_> {
    fn edge(&self, a: u32, b: u32) -> Option<Edge> {
        match self.problem.edge(self.sitting, a, b) {
            Ok(edge) => edge.filter(|edge| self.with_repeats || !edge.repeat),
            Err(error) => {
                let mut mistakes =
                    self.mistakes.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                let (a, b) = (self.sitting.people[a as usize], self.sitting.people[b as usize]);
                mistakes.insert((a.min(b), a.max(b)), error);
                if mistakes.len() > MOST_MISTAKES {
                    mistakes.pop_last();
                }
                None
            }
        }
    }
}

impl PairSource for Source<'_, '_> {
    fn blocks(&self, _: Side) -> &Blocks {
        &self.people.blocks
    }

    fn greatest(&self) -> i64 {
        self.greatest
    }

    fn score(&self, one: u32, other: u32) -> Option<i64> {
        self.weights.of(self.edge(one, other)?, self.sitting.turns_of(one, other))
    }

    fn own(&self, _: Side, place: u32) -> i64 {
        self.people.own.get(place as usize).copied().unwrap_or(0)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        // A mean of two orders is no more than the greater of them.
        let (low, high) = (left.min(right), left.max(right));
        let bound = self.people.bound(low, high);
        if self.people.symmetric { bound } else { bound.max(self.people.bound(high, low)) }
    }
}
