//! All pairs of a mentoring problem for the pricing kernel, without a list of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::problem::Participant;
use crate::id::PersonId;
use crate::matching::pricing::{Blocks, PairSource};
use crate::policy::{BlockFacts, BlockPolicy, CompiledPolicy, CustomValueError, Party};
use crate::solve::Side;

/// So many pairs without a value are reported: a criterion that fails, mostly fails on all.
const MOST_MISTAKES: usize = 100;

/// A pair of positions (mentee, mentor).
pub(super) type Place = (u32, u32);

/// Mentees on the left, mentors on the right, in blocks of like people.
pub(super) struct Pairs<'p, 'a> {
    compiled: &'p CompiledPolicy<'a>,
    policy: BlockPolicy<'p, 'a>,
    mentees: Group,
    mentors: Group,
    /// Pairs that a custom criterion gave no value.
    mistakes: Mutex<BTreeMap<Place, CustomValueError>>,
}

/// The people of one side in blocks.
struct Group {
    /// By position; none for somebody of no organisation.
    people: Vec<PersonId>,
    own: Vec<i64>,
    blocks: Blocks,
    facts: Vec<BlockFacts>,
    /// The people in the order of the blocks.
    in_blocks: Vec<PersonId>,
}

impl Group {
    fn new(policy: &BlockPolicy<'_, '_>, people: Vec<PersonId>, party: Party) -> Self {
        let division = policy.division(&people, party);
        // There are fewer people than 32-bit numbers.
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let blocks = Blocks::new(count, |block| division.divide(block));
        let of = |position: &u32| people[*position as usize];
        let facts = blocks.summarize(
            |block| policy.facts(&block.iter().map(of).collect::<Vec<_>>(), party),
            |one, other| policy.union(one, other),
        );
        Self {
            own: people.iter().map(|&id| policy.own(id, party)).collect(),
            in_blocks: blocks.vertices(0).iter().map(of).collect(),
            people,
            blocks,
            facts,
        }
    }

    fn block(&self, block: usize) -> (&BlockFacts, &[PersonId]) {
        (&self.facts[block], &self.in_blocks[self.blocks.range(block)])
    }
}

impl<'p, 'a> Pairs<'p, 'a> {
    pub(super) fn new(
        compiled: &'p CompiledPolicy<'a>,
        mentees: &[Participant],
        mentors: &[Participant],
    ) -> Self {
        // Everybody is a person of the organisation where there is a policy.
        let people =
            |side: &[Participant]| side.iter().filter_map(|p| p.person).collect::<Vec<_>>();
        let (mentees, mentors) = (people(mentees), people(mentors));
        let policy = BlockPolicy::new(compiled, &mentees);
        Self {
            mentees: Group::new(&policy, mentees, Party::Second),
            mentors: Group::new(&policy, mentors, Party::First),
            compiled,
            policy,
            mistakes: Mutex::default(),
        }
    }

    /// The pairs that a custom criterion gave no value, in order.
    pub(super) fn mistakes(&self) -> Vec<CustomValueError> {
        let mistakes = self.mistakes.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        mistakes.values().cloned().collect()
    }

    fn group(&self, side: Side) -> &Group {
        match side {
            Side::Left => &self.mentees,
            Side::Right => &self.mentors,
        }
    }
}

/// All pairs but some.
pub(super) struct AllOpen<'s, 'p, 'a> {
    pub(super) pairs: Arc<Pairs<'p, 'a>>,
    /// Cannot be planned, or not again.
    pub(super) closed: &'s BTreeSet<Place>,
    pub(super) forbidden: &'s BTreeSet<Place>,
}

impl PairSource for AllOpen<'_, '_, '_> {
    fn blocks(&self, side: Side) -> &Blocks {
        &self.pairs.group(side).blocks
    }

    fn greatest(&self) -> i64 {
        self.pairs.compiled.highest_score().micros()
    }

    fn score(&self, mentee: u32, mentor: u32) -> Option<i64> {
        let first = *self.pairs.mentors.people.get(mentor as usize)?;
        let second = *self.pairs.mentees.people.get(mentee as usize)?;
        let pair = (mentee, mentor);
        if first == second || self.closed.contains(&pair) || self.forbidden.contains(&pair) {
            return None;
        }
        match self.pairs.compiled.eligible_score(first, second) {
            Ok(score) => score.map(|score| score.micros()),
            Err(error) => {
                let mut mistakes =
                    self.pairs.mistakes.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                mistakes.insert(pair, error);
                if mistakes.len() > MOST_MISTAKES {
                    mistakes.pop_last();
                }
                None
            }
        }
    }

    fn own(&self, side: Side, vertex: u32) -> i64 {
        self.pairs.group(side).own.get(vertex as usize).copied().unwrap_or(0)
    }

    fn bound(&self, left: usize, right: usize) -> Option<i64> {
        let (mentors, mentees) = (self.pairs.mentors.block(right), self.pairs.mentees.block(left));
        self.pairs.policy.bound(mentors, mentees)
    }
}
