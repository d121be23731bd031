//! The plan: data by external keys, with what proves it.

use std::collections::BTreeMap;
use std::fmt;

use crate::policy::{Meeting, Programme, When};
use crate::score::Score;
use crate::solve::Mode;

/// The schema number of plans that this version writes.
pub(crate) const PLAN_SCHEMA: u32 = 1;

/// A side of mentoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Role {
    /// Who gives.
    Mentor,
    /// Who learns.
    Mentee,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mentor => "mentor",
            Self::Mentee => "mentee",
        })
    }
}

/// A mentor and a mentee of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PlannedPair {
    /// Key of the mentor.
    pub mentor: String,
    /// Key of the mentee.
    pub mentee: String,
    /// The pair's score.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// Whether the caller fixed this pair.
    #[cfg_attr(feature = "serde", serde(default))]
    pub pinned: bool,
}

impl PlannedPair {
    /// The key of the one in a role.
    #[must_use]
    pub fn key(&self, role: Role) -> &str {
        match role {
            Role::Mentor => &self.mentor,
            Role::Mentee => &self.mentee,
        }
    }
}

/// Somebody enrolled whom the plan gives no pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Unmatched {
    /// The key.
    pub key: String,
    /// The role in which they are without a pair.
    pub role: Role,
}

/// The value of a plan under its mode: greater is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Objective {
    /// The number of pairs, where the mode compares it first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub pairs: Option<u64>,
    /// The sum of the pairs' scores.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl Objective {
    pub(super) fn of(value: crate::solve::Objective) -> Self {
        Self { pairs: value.pairs, score: Score::from_micros(value.weight) }
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pairs {
            Some(1) => write!(f, "1 pair, score {}", self.score),
            Some(pairs) => write!(f, "{pairs} pairs, score {}", self.score),
            None => write!(f, "score {}", self.score),
        }
    }
}

/// What proves that no plan is better, by external keys: anybody with the
/// organisation and the policy can check it with pen and paper.
///
/// Let u be the places of a person that existing pairs and pins leave, p ≥ 0
/// their price (0 where none is given) and w the score of an eligible pair.
///
/// Highest score: no plan without the pins scores more than
/// Σ u·p + Σ max(0, w − p(mentor) − p(mentee)).
///
/// Most pairs first: a plan has at most k = Σ u over the people of `cover` +
/// (number of eligible pairs with neither in it) pairs beside the pins, and one
/// with k pairs scores at most kλ + Σ u·p + Σ max(0, w − λ − p(mentor) − p(mentee))
/// with λ = `pair_price`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Proof {
    /// λ: most pairs first only.
    #[cfg_attr(feature = "serde", serde(default, rename = "pair_price_micros"))]
    pub pair_price: Score,
    /// Prices of mentors' places; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "mentor_prices_micros"))]
    pub mentor_prices: BTreeMap<String, Score>,
    /// Prices of mentees' places; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "mentee_prices_micros"))]
    pub mentee_prices: BTreeMap<String, Score>,
    /// Mentors of the cover: most pairs first only.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_mentors: Vec<String>,
    /// Mentees of the cover: most pairs first only.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_mentees: Vec<String>,
}

/// Who learns from whom, as data: it outlives the organisation it was made for.
///
/// By itself a plan proves nothing; [`audit::check`](crate::audit::check) says
/// what its [`Proof`] is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct MentoringPlan {
    /// The schema of this data.
    pub schema: u32,
    /// What was compared.
    pub mode: Mode,
    /// The pairs, by mentee in the order enrolled, then by mentor.
    pub pairs: Vec<PlannedPair>,
    /// Mentees, then mentors, without a pair, in the order enrolled.
    pub unmatched: Vec<Unmatched>,
    /// The value of the plan.
    pub objective: Objective,
    /// A value that no plan exceeds, where one is claimed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bound: Option<Objective>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<Proof>,
}

impl MentoringPlan {
    /// The pairs, by mentee in the order enrolled, then by mentor.
    #[must_use]
    pub fn pairs(&self) -> &[PlannedPair] {
        &self.pairs
    }

    /// Mentees, then mentors, without a pair, in the order enrolled.
    #[must_use]
    pub fn unmatched(&self) -> &[Unmatched] {
        &self.unmatched
    }

    /// The meetings that this plan makes, for the common history.
    pub fn meetings(&self, when: When) -> impl Iterator<Item = Meeting> + '_ {
        self.pairs
            .iter()
            .map(move |pair| Meeting::new(Programme::Mentoring, when, [&pair.mentor, &pair.mentee]))
    }
}
