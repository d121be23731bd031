//! A mentoring problem: validated and frozen.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::plan::Role;
use crate::id::PersonId;
use crate::org::{Organization, Pause};
use crate::parallel;
use crate::policy::{CompiledPolicy, Context, Policy};
use crate::score::Score;
use crate::solve::{Mode, PairAccess, PairCounts};

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

/// A mentoring problem: made by [`builder`](Self::builder) or
/// [`from_scores`](Self::from_scores), and valid from then on.
///
/// Memory: about 200 bytes a person enrolled, and where pairs are
/// [listed](PairAccess) 12 bytes an eligible pair between people with places left.
#[derive(Clone, Debug)]
pub struct MentoringProblem<'a> {
    pub(super) source: Source<'a>,
    pub(super) mode: Mode,
    pub(super) mutual: MutualPairs,
    pub(super) mentors: Side,
    pub(super) mentees: Side,
    pub(super) pins: Vec<Pin>,
    pub(super) pairs: OpenPairs,
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
    /// Why it stands despite a rule that excludes it; none where no rule does.
    pub(crate) despite: Option<String>,
    /// The same as given, whether or not a rule excludes it.
    #[cfg(feature = "manifest")]
    pub(crate) reason: Option<String>,
}

/// The pairs that a plan may hold beside the pins.
#[derive(Clone, Debug)]
pub(super) enum OpenPairs {
    Listed {
        candidates: Candidates,
        counts: PairCounts,
    },
    /// All but what rules exclude and these (mentee, mentor).
    Priced {
        closed: BTreeSet<(u32, u32)>,
    },
}

/// The eligible pairs between people with places left, by mentee, then mentor.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    /// Row `n` is `row_start[n]..row_start[n + 1]`.
    pub(super) row_start: Vec<u32>,
    pub(super) mentor: Vec<u32>,
    pub(super) score: Vec<Score>,
}

impl Candidates {
    /// The mentors of a mentee, ascending.
    pub(super) fn row(&self, mentee: u32) -> &[u32] {
        let start = self.row_start[mentee as usize] as usize;
        &self.mentor[start..self.row_start[mentee as usize + 1] as usize]
    }
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

    /// How many pairs there are, and how many are eligible. O(1) where pairs are
    /// listed; else every pair is judged: O(M·N) evaluations of the policy.
    #[must_use]
    pub fn pair_counts(&self) -> PairCounts {
        match (&self.pairs, &self.source) {
            (OpenPairs::Listed { counts, .. }, _) => *counts,
            (OpenPairs::Priced { .. }, Source::Organization { compiled, .. }) => {
                self.count(compiled)
            }
            (OpenPairs::Priced { .. }, Source::Scores(_)) => PairCounts::default(),
        }
    }

    fn count(&self, compiled: &CompiledPolicy<'_>) -> PairCounts {
        let rows = parallel::map(self.mentees.list.len(), |n| {
            let mentee = &self.mentees.list[n];
            let others = self.mentors.list.iter().filter(|mentor| mentor.key != mentee.key);
            let eligible = others.clone().filter(|mentor| {
                let two = mentor.person.zip(mentee.person);
                two.is_some_and(|(a, b)| matches!(compiled.eligible_score(a, b), Ok(Some(_))))
            });
            (others.count() as u64, eligible.count() as u64)
        });
        let sum = |counts: (u64, u64), row: (u64, u64)| (counts.0 + row.0, counts.1 + row.1);
        let (considered, eligible) = rows.into_iter().fold((0, 0), sum);
        PairCounts { considered, eligible }
    }

    /// Whether pairs are listed or priced: never [`PairAccess::Auto`].
    #[must_use]
    pub fn pair_access(&self) -> PairAccess {
        match self.pairs {
            OpenPairs::Listed { .. } => PairAccess::Listed,
            OpenPairs::Priced { .. } => PairAccess::Priced,
        }
    }

    /// Keys of the mentors, in the order enrolled.
    pub fn mentor_keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.mentors.list.iter().map(|mentor| &*mentor.key)
    }

    /// Keys of the mentees, in the order enrolled.
    pub fn mentee_keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.mentees.list.iter().map(|mentee| &*mentee.key)
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

    /// Whether a pair is listed as open: eligible, with places, and not closed.
    pub(super) fn is_open(&self, mentee: u32, mentor: u32) -> bool {
        match &self.pairs {
            OpenPairs::Listed { candidates, .. } => {
                candidates.row(mentee).binary_search(&mentor).is_ok()
            }
            OpenPairs::Priced { .. } => false,
        }
    }

    /// Whether it is a pair from before that goes on.
    pub(crate) fn goes_on(&self, mentor: &str, mentee: &str) -> bool {
        let has = |role, key, other: &str| {
            let participant: Option<&Participant> = self.participant(role, key);
            participant.is_some_and(|p| p.existing.iter().any(|key| &**key == other))
        };
        has(Role::Mentor, mentor, mentee) || has(Role::Mentee, mentee, mentor)
    }

    /// Whether it is a pair from before, or pinned.
    pub(crate) fn is_fixed(&self, mentor: &str, mentee: &str) -> bool {
        let ends = (self.mentors.position(mentor), self.mentees.position(mentee));
        let is_pin = |pin: &Pin| (Some(pin.mentor), Some(pin.mentee)) == ends;
        self.goes_on(mentor, mentee) || self.pins.iter().any(is_pin)
    }

    /// Whether a pair cannot be planned, or not again: it is fixed, or is the other way round where that may not be.
    pub(crate) fn is_closed(&self, mentor: &str, mentee: &str) -> bool {
        self.is_fixed(mentor, mentee)
            || self.mutual == MutualPairs::Off && self.is_fixed(mentee, mentor)
    }

    /// The pairs (mentee, mentor) that cannot be planned, or not again.
    pub(super) fn closed(&self) -> BTreeSet<(u32, u32)> {
        let mut closed = BTreeSet::new();
        let mut close = |mentor: &str, mentee: &str| {
            let place = |mentor: &str, mentee: &str| {
                self.mentees.position(mentee).zip(self.mentors.position(mentor))
            };
            closed.extend(place(mentor, mentee));
            if self.mutual == MutualPairs::Off {
                closed.extend(place(mentee, mentor));
            }
        };
        for mentor in self.mentors() {
            mentor.existing.iter().for_each(|mentee| close(&mentor.key, mentee));
        }
        for mentee in self.mentees() {
            mentee.existing.iter().for_each(|mentor| close(mentor, &mentee.key));
        }
        for pin in &self.pins {
            close(&self.mentors.get(pin.mentor).key, &self.mentees.get(pin.mentee).key);
        }
        closed
    }

    pub(crate) fn pins(&self) -> &[Pin] {
        &self.pins
    }
}
