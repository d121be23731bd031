//! A mentoring problem: validated and frozen.

use std::collections::HashMap;

use jiff::civil::Date;

use super::plan::Role;
use crate::id::PersonId;
use crate::org::{Organization, Pause};
use crate::policy::{CompiledPolicy, Context, Policy};
use crate::score::Score;
use crate::solve::{Mode, PairCounts};

/// How many partners a person may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Capacity {
    most: u32,
}

impl Capacity {
    /// At most one partner.
    pub const ONE: Self = Self { most: 1 };

    /// At most so many partners; 0 enrols a person who has no place now.
    #[must_use]
    pub const fn up_to(most: u32) -> Self {
        Self { most }
    }

    /// The most partners.
    #[must_use]
    pub const fn most(self) -> u32 {
        self.most
    }
}

/// Whether two people may be each other's mentor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MutualPairs {
    /// No.
    #[default]
    Off,
    /// Yes.
    Allowed,
}

/// A mentoring problem, with every eligible pair scored: made by
/// [`builder`](Self::builder) or [`from_scores`](Self::from_scores), and valid
/// from then on.
///
/// Memory: 12 bytes an eligible pair between people with places left, and
/// about 200 bytes a person enrolled.
#[derive(Clone, Debug)]
pub struct MentoringProblem<'a> {
    pub(super) source: Source<'a>,
    pub(super) mode: Mode,
    pub(super) mutual: MutualPairs,
    pub(super) mentors: Side,
    pub(super) mentees: Side,
    pub(super) pins: Vec<Pin>,
    pub(super) candidates: Candidates,
    pub(super) counts: PairCounts,
}

/// Where scores come from.
#[derive(Clone, Debug)]
pub(super) enum Source<'a> {
    Organization {
        compiled: CompiledPolicy<'a>,
        context: Context<'a>,
    },
    /// The caller's own: (mentee, mentor, score), ascending.
    Scores(Vec<(u32, u32, Score)>),
}

/// The people of one role, in the order enrolled.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) list: Vec<Participant>,
    /// Only looked up, never walked.
    pub(super) index: HashMap<Box<str>, u32>,
}

impl Side {
    /// Somebody by a position that the index gave, or the walk of the list.
    pub(super) fn get(&self, position: u32) -> &Participant {
        &self.list[position as usize]
    }

    pub(super) fn position(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }
}

/// Somebody enrolled in a role.
#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) key: Box<str>,
    /// None where scores are the caller's own.
    pub(crate) person: Option<PersonId>,
    pub(crate) capacity: u32,
    /// Keys of the partners of existing pairs.
    pub(crate) existing: Vec<Box<str>>,
    pub(crate) pause: Option<Pause>,
    pub(crate) pins: u32,
}

impl Participant {
    /// Places that existing pairs leave; none while paused.
    pub(crate) fn places_before_pins(&self) -> u32 {
        let existing = u32::try_from(self.existing.len()).unwrap_or(u32::MAX);
        if self.pause.is_some() { 0 } else { self.capacity.saturating_sub(existing) }
    }

    /// Places for new pairs.
    pub(crate) fn places(&self) -> u32 {
        self.places_before_pins().saturating_sub(self.pins)
    }
}

/// A pair fixed by the caller.
#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub(crate) mentor: u32,
    pub(crate) mentee: u32,
    pub(crate) score: Score,
    /// Why it stands despite a rule that excludes it.
    pub(crate) despite: Option<String>,
}

/// The eligible pairs between people with places left, by mentee, then mentor.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    /// Row `n` is `row_start[n]..row_start[n + 1]`.
    pub(super) row_start: Vec<u32>,
    pub(super) mentor: Vec<u32>,
    pub(super) score: Vec<Score>,
}

impl<'a> MentoringProblem<'a> {
    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether two people may be each other's mentor.
    #[must_use]
    pub fn mutual_pairs(&self) -> MutualPairs {
        self.mutual
    }

    /// How many pairs were looked at, and how many are eligible.
    #[must_use]
    pub fn pair_counts(&self) -> PairCounts {
        self.counts
    }

    /// The organisation, unless the scores are the caller's own.
    #[must_use]
    pub fn organization(&self) -> Option<&'a Organization> {
        match &self.source {
            Source::Organization { compiled, .. } => Some(compiled.organization()),
            Source::Scores(_) => None,
        }
    }

    /// The policy, unless the scores are the caller's own.
    #[must_use]
    pub fn policy(&self) -> Option<&Policy> {
        self.compiled().map(CompiledPolicy::policy)
    }

    /// The day to plan for, where one was given.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.context().and_then(|context| context.today)
    }

    pub(crate) fn compiled(&self) -> Option<&CompiledPolicy<'a>> {
        match &self.source {
            Source::Organization { compiled, .. } => Some(compiled),
            Source::Scores(_) => None,
        }
    }

    pub(crate) fn context(&self) -> Option<&Context<'a>> {
        match &self.source {
            Source::Organization { context, .. } => Some(context),
            Source::Scores(_) => None,
        }
    }

    /// The caller's own scores (mentee, mentor, score), ascending; empty with an organisation.
    pub(crate) fn own_scores(&self) -> &[(u32, u32, Score)] {
        match &self.source {
            Source::Organization { .. } => &[],
            Source::Scores(scores) => scores,
        }
    }

    pub(crate) fn mentors(&self) -> &[Participant] {
        &self.mentors.list
    }

    pub(crate) fn mentees(&self) -> &[Participant] {
        &self.mentees.list
    }

    fn side(&self, role: Role) -> &Side {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }

    pub(crate) fn participants(&self, role: Role) -> &[Participant] {
        &self.side(role).list
    }

    /// Somebody enrolled, by key. O(1).
    pub(crate) fn participant(&self, role: Role, key: &str) -> Option<&Participant> {
        let side = self.side(role);
        side.position(key).map(|position| side.get(position))
    }

    /// The caller's own score of a pair. O(log P) for P scores.
    pub(crate) fn own_score(&self, mentor: &str, mentee: &str) -> Option<Score> {
        let pair = (self.mentees.position(mentee)?, self.mentors.position(mentor)?);
        let scores = self.own_scores();
        scores.binary_search_by_key(&pair, |&(n, m, _)| (n, m)).ok().map(|i| scores[i].2)
    }

    pub(crate) fn pins(&self) -> &[Pin] {
        &self.pins
    }
}
