//! A rotation problem: validated and frozen.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::memory::Memory;
use crate::id::PersonId;

use crate::org::{Organization, Person};
use crate::parallel;
use crate::policy::{
    CompiledPolicy, Context, CoolDown, CustomValueError, EligiblePairs, Policy, mean_score,
};
use crate::score::Score;
use crate::solve::{PairAccess, PairCounts};

/// What to do with the one who is left over where the number of people is odd.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Odd {
    /// They sit the round out: whoever has gone longest without.
    #[default]
    Bye,
    /// They join a pair; all three pairs of the trio must be eligible, and all
    /// three count as having met.
    Trio,
}

/// What happens where too few pairs are left that have not met within the cool-down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Repeats {
    /// A round in which more people meet has as few repeats as it needs, each of them marked.
    /// A round that can do without holds none.
    #[default]
    Fewest,
    /// Nobody meets anybody within the cool-down: rather they sit out.
    Never,
}

/// A rotation problem: made by [`builder`](Self::builder) or
/// [`from_scores`](Self::from_scores), and valid from then on.
///
/// # What is planned
/// **Who takes part in a round.** Everybody enrolled who is not away, paused on its day or
/// yet to start, and who has not met anybody in this programme within the last k − 1 rounds, where they take
/// part in every k-th only.
///
/// **Which pairs may meet.** Two people are *eligible* when in one of their two orders every rule of the policy is
/// met (with two pools: in the order first pool, second pool). Their score is the mean of the scores in the orders
/// that are eligible, rounded down, less the penalty for having met: points·max(0, f + 1 − d)/f,
/// rounded down, where they last met d rounds ago and the penalty fades in f rounds (d = 1 for later or the same round).
/// A pair that met in round m, or is planned to, is a *repeat* in round r when m + cool-down ≥ r. Repeats may not meet, except that
/// with [`Repeats::Fewest`] a round holds them where more people meet that way.
/// Rules [`NotMetWithin`](crate::policy::Rule::NotMetWithin) of the policy hold in every round, without exception.
///
/// **Which round is preferred**: the one with more people placed; then the one with the greater sum of turns; then
/// the one with fewer repeats; then the one with the higher score.
///
/// **Turns** say who should sit out first, if somebody must. The people of a round fall into classes: first
/// those who did not come to their last meeting; then the others by how long they have waited
/// since they last sat out, the longest first, and of those who have waited equally long the ones who
/// sat out fewer times first. From the 32nd class of the others on, all are one class. Turns number the
/// classes that there are from 0, so that all are 0 where nobody differs. Who sat out in round m, or was
/// planned for a meeting at which nobody met and did not stay away, has waited r − m rounds in round r; who never
/// did, since the round before their first; who is new, 1.
///
/// Memory: where pairs are [listed](PairAccess) 12 bytes an eligible pair.
#[derive(Clone, Debug)]
pub struct RotationProblem<'a> {
    pub(super) source: Source<'a>,
    pub(super) people: Vec<Participant>,
    /// Only looked up, never walked.
    pub(super) index: HashMap<Box<str>, u32>,
    pub(super) pools: Option<Pools>,
    pub(super) slots: Vec<Slot>,
    pub(super) rules: MeetingRules,
    pub(super) odd: Odd,
    pub(super) group_size: u32,
    pub(super) seed: Option<u64>,
    pub(super) pairs: OpenPairs,
    /// What the history says.
    pub(super) memory: Memory,
}

/// Where scores come from.
#[derive(Clone, Debug)]
pub(super) enum Source<'a> {
    Organization {
        /// The caller's policy without the rules that depend on the round.
        compiled: CompiledPolicy<'a>,
        policy: &'a Policy,
        context: Context<'a>,
    },
    /// The caller's own: (lower position, higher position, score), ascending.
    Scores { scores: Vec<(u32, u32, Score)>, context: Context<'a> },
}

/// The pairs that may meet as far as the policy without its cool-downs goes.
#[derive(Clone, Debug)]
pub(super) enum OpenPairs {
    Listed {
        candidates: EligiblePairs,
        counts: PairCounts,
    },
    /// All that the policy of the organisation lets through.
    Priced,
}

/// Somebody enrolled.
#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) key: Box<str>,
    /// None where scores are the caller's own.
    pub(crate) person: Option<PersonId>,
    /// They take part in every so manieth round.
    pub(crate) every: u32,
    /// The rounds in which they are away, as stated.
    pub(crate) away: Vec<RangeInclusive<u32>>,
}

/// Two pools: who is in none of them was not enrolled.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    /// Whether somebody is in the first pool, else in the second.
    pub(crate) in_first: Vec<bool>,
    /// How many pairs each of the first pool may be in, in one round.
    pub(crate) places: u32,
}

/// A round to plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) round: u32,
    pub(crate) date: Option<Date>,
}

/// What having met means.
#[derive(Clone, Debug, Default)]
pub(crate) struct MeetingRules {
    /// The rounds of the caller's cool-down.
    pub(crate) cool_down: Option<u32>,
    pub(crate) repeats: Repeats,
    pub(crate) penalty: Option<RepeatPenalty>,
    /// The cool-downs of the policy, which nothing overrides.
    pub(crate) of_policy: Vec<CoolDown>,
}

/// What a pair loses for having met, fading round by round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RepeatPenalty {
    pub(crate) points: Score,
    /// From so many rounds on there is none.
    pub(crate) fade: u32,
}

impl<'a> RotationProblem<'a> {
    /// How many pairs there are, and how many are eligible. O(1) where pairs are listed; else every pair is
    /// judged: O(n²) evaluations of the policy.
    #[must_use]
    pub fn pair_counts(&self) -> PairCounts {
        if let OpenPairs::Listed { counts, .. } = &self.pairs {
            return *counts;
        }
        let n = self.people.len();
        let of_row = |low| {
            let others = (0..).take(n).skip(low + 1);
            let low = u32::try_from(low).unwrap_or(u32::MAX); // there are fewer people
            others.filter(|&high| matches!(self.base(low, high), Ok(Some(_)))).count() as u64
        };
        let considered = n as u64 * (n as u64).saturating_sub(1) / 2;
        PairCounts { considered, eligible: parallel::map(n, of_row).into_iter().sum() }
    }

    /// Whether pairs are listed or priced: never [`PairAccess::Auto`].
    #[must_use]
    pub fn pair_access(&self) -> PairAccess {
        match self.pairs {
            OpenPairs::Listed { .. } => PairAccess::Listed,
            OpenPairs::Priced => PairAccess::Priced,
        }
    }

    /// The score of two positions before any penalty; none where they are not eligible.
    pub(super) fn base(&self, a: u32, b: u32) -> Result<Option<Score>, CustomValueError> {
        if let OpenPairs::Listed { candidates, .. } = &self.pairs {
            return Ok(candidates.score(a, b));
        }
        let person = |position: u32| self.people.get(position as usize)?.person;
        let (Some(compiled), Some(first), Some(second)) =
            (self.compiled(), person(a.min(b)), person(a.max(b)))
        else {
            return Ok(None); // priced are people of an organisation
        };
        mean_score(compiled, first, second, compiled.policy().is_symmetric())
    }

    /// The organisation, unless the scores are the caller's own.
    #[must_use]
    pub fn organization(&self) -> Option<&'a Organization> {
        match &self.source {
            Source::Organization { compiled, .. } => Some(compiled.organization()),
            Source::Scores { .. } => None,
        }
    }

    /// The policy, unless the scores are the caller's own.
    #[must_use]
    pub fn policy(&self) -> Option<&'a Policy> {
        match &self.source {
            Source::Organization { policy, .. } => Some(policy),
            Source::Scores { .. } => None,
        }
    }

    /// How many people are enrolled.
    #[must_use]
    pub fn enrolled(&self) -> usize {
        self.people.len()
    }

    /// The policy without the rules that depend on the round.
    pub(crate) fn compiled(&self) -> Option<&CompiledPolicy<'a>> {
        match &self.source {
            Source::Organization { compiled, .. } => Some(compiled),
            Source::Scores { .. } => None,
        }
    }

    /// What the policy was given beside the organisation, and the history.
    pub(crate) fn context(&self) -> &Context<'a> {
        match &self.source {
            Source::Organization { context, .. } | Source::Scores { context, .. } => context,
        }
    }

    /// The caller's own scores (lower position, higher position, score),
    /// ascending; empty with an organisation.
    pub(crate) fn own_scores(&self) -> &[(u32, u32, Score)] {
        match &self.source {
            Source::Organization { .. } => &[],
            Source::Scores { scores, .. } => scores,
        }
    }

    pub(crate) fn people(&self) -> &[Participant] {
        &self.people
    }

    pub(crate) fn position(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }

    pub(crate) fn pools(&self) -> Option<&Pools> {
        self.pools.as_ref()
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    pub(crate) fn meeting_rules(&self) -> &MeetingRules {
        &self.rules
    }

    pub(crate) fn odd(&self) -> Odd {
        self.odd
    }

    /// What decides between plans of the same value; none where the order of enrolment does.
    #[cfg(feature = "manifest")]
    pub(crate) fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The size that groups should have; 2 for pairs.
    pub(crate) fn group_size(&self) -> u32 {
        self.group_size
    }

    /// Somebody of the organisation by position.
    pub(crate) fn person(&self, position: u32) -> Option<Person<'a>> {
        let id = self.people.get(position as usize)?.person?;
        self.organization()?.person_by_id(id)
    }
}
