//! A task force problem: validated and frozen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::brief::{Brief, Field, Requirement};
use crate::id::PersonId;
use crate::org::{Department, Organization, Person};
use crate::policy::{CompiledPolicy, Context, EligiblePairs, Policy};
use crate::score::Score;
use crate::solve::PairCounts;

/// A task force problem: made by [`builder`](Self::builder), and valid from then on.
///
/// # What is planned
/// **Candidates** are the people named, or everybody; and who must be included. On the day planned for, where one
/// is given, who is paused or has not started yet is none.
///
/// **A task force** is a set T of candidates with
/// - at least and at most as many members as the [size](super::Size) says;
/// - every [`Requirement`] met;
/// - every pair of members eligible: in one of their two orders every rule of the policy is met.
///
/// **What it is worth**: Σ fit(m) over its members + Σ score(a, b) over its pairs, in
/// [`Score`]s. A member's fit is Σ weight × value over the [`Fit`](super::Fit)s of the brief + the points given to
/// them. The score of a pair is the mean of its scores by the policy in the orders that are eligible, rounded down. More is preferred.
///
/// So the more members, the more pairs: where the size leaves room, weights decide how much
/// another member is worth; negative points make them costly.
///
/// Memory: 12 bytes an eligible pair of candidates; while solving, about 80 more where its score is not 0.
#[derive(Clone, Debug)]
pub struct TaskForceProblem<'a> {
    pub(super) compiled: CompiledPolicy<'a>,
    pub(super) policy: &'a Policy,
    pub(super) context: Context<'a>,
    pub(super) brief: Brief,
    pub(super) volunteers: BTreeSet<PersonId>,
    /// Points of candidates, beside what the brief prefers.
    pub(super) points: BTreeMap<PersonId, Score>,
    pub(super) candidates: Vec<Candidate>,
    /// Keys of those named as candidates, as they were; none for everybody.
    #[cfg(feature = "manifest")]
    pub(super) named: Option<Vec<String>>,
    /// Only looked up, never walked.
    pub(super) index: HashMap<Box<str>, u32>,
    pub(super) unavailable: Vec<PersonId>,
    pub(super) pairs: EligiblePairs,
    pub(super) counts: PairCounts,
    pub(super) seed: u64,
}

/// Somebody who may be a member.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) person: PersonId,
    pub(super) fit: Score,
}

impl<'a> TaskForceProblem<'a> {
    /// The organisation.
    #[must_use]
    pub fn organization(&self) -> &'a Organization {
        self.compiled.organization()
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// What the task force must be.
    #[must_use]
    pub fn brief(&self) -> &Brief {
        &self.brief
    }

    /// The candidates, in the order in which they were named.
    pub fn candidates(&self) -> impl ExactSizeIterator<Item = Person<'a>> + '_ {
        self.candidates.iter().map(|candidate| self.organization().at(candidate.person))
    }

    /// Who was named, but takes no part on the day: paused, or yet to start.
    pub fn unavailable(&self) -> impl ExactSizeIterator<Item = Person<'a>> + '_ {
        self.unavailable.iter().map(|&id| self.organization().at(id))
    }

    /// Whether somebody has volunteered.
    #[must_use]
    pub fn has_volunteered(&self, person: Person<'_>) -> bool {
        self.volunteers.contains(&person.id())
    }

    /// How many pairs were looked at, and how many are eligible.
    #[must_use]
    pub fn pair_counts(&self) -> PairCounts {
        self.counts
    }

    /// The skills that the brief requires, each once, in order.
    #[must_use]
    pub fn skills_required(&self) -> Vec<&str> {
        skills_required(&self.brief)
    }

    pub(crate) fn compiled(&self) -> &CompiledPolicy<'a> {
        &self.compiled
    }

    /// What the policy was given beside the organisation, and the history.
    pub(crate) fn context(&self) -> &Context<'a> {
        &self.context
    }

    /// Keys of those named as candidates, as they were; none for everybody.
    #[cfg(feature = "manifest")]
    pub(crate) fn as_named(&self) -> Option<&[String]> {
        self.named.as_deref()
    }

    /// Where the search starts from.
    #[cfg(feature = "manifest")]
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Points of candidates, beside what the brief prefers.
    pub(crate) fn points(&self) -> &BTreeMap<PersonId, Score> {
        &self.points
    }

    pub(crate) fn position(&self, key: &str) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// The candidate at a position of ours.
    pub(crate) fn person(&self, position: u32) -> Person<'a> {
        self.organization().at(self.candidates[position as usize].person)
    }

    pub(super) fn fit(&self, position: u32) -> Score {
        self.candidates[position as usize].fit
    }

    /// The score of a pair; none where it is not eligible.
    pub(super) fn pair_score(&self, a: u32, b: u32) -> Option<Score> {
        self.pairs.score(a, b)
    }

    /// The positions of the candidates that a requirement names, in its order, each once.
    pub(super) fn named(&self, requirement: &Requirement) -> Vec<u32> {
        let mut seen = BTreeSet::new();
        let positions = requirement.people().iter().filter_map(|key| self.position(key));
        positions.filter(|&position| seen.insert(position)).collect()
    }
}

pub(super) fn skills_required(brief: &Brief) -> Vec<&str> {
    let mut skills: Vec<&str> = Vec::new();
    for requirement in &brief.requirements {
        if let Requirement::Skill { skill, .. } = requirement {
            if !skills.contains(&skill.as_str()) {
                skills.push(skill);
            }
        }
    }
    skills
}

/// A person's value of a field, to be compared; none where it is not on file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FieldValue(i64);

impl FieldValue {
    pub(super) fn of(department: Department<'_>) -> Self {
        Self(i64::try_from(department.id().index()).unwrap_or(i64::MAX))
    }
}

impl Field {
    /// Somebody's value, to be compared.
    pub(crate) fn value(self, person: Person<'_>) -> Option<FieldValue> {
        Some(match self {
            Self::Department => FieldValue::of(person.department()?),
            Self::Function => FieldValue::of(person.function()?),
            Self::Site => FieldValue(i64::from(person.site_symbol()?)),
            Self::Grade => FieldValue(i64::from(person.grade()?)),
        })
    }

    /// Somebody's value, as people call it.
    pub(crate) fn name_of(self, person: Person<'_>) -> Option<String> {
        match self {
            Self::Department => Some(person.department()?.name().to_owned()),
            Self::Function => Some(person.function()?.name().to_owned()),
            Self::Site => person.site().map(str::to_owned),
            Self::Grade => person.grade().map(|grade| grade.to_string()),
        }
    }
}
