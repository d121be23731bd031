//! How many people must change whatever is planned, and why.

use std::fmt;

use crate::mentoring::{PairClosed, Role};

/// So many people are named in words; the data has them all.
const MOST_NAMED: usize = 4;

/// Why a known person changes in every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ChangeReason {
    /// A pair of the published plan is not possible any more.
    PairClosed {
        /// The partner's key.
        partner: String,
        /// Why.
        why: PairClosed,
    },
    /// A pin gives them somebody else.
    Pinned {
        /// The partner's key.
        partner: String,
    },
    /// They have fewer places than pairs that could go on.
    FewerPlaces {
        /// The places that existing pairs and pins leave.
        places: u32,
        /// The pairs of the published plan that could go on.
        pairs: u32,
    },
}

/// A known person who changes in every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MustChange {
    /// Their role.
    pub role: Role,
    /// Their key.
    pub key: String,
    /// Why.
    pub reason: ChangeReason,
}

/// Somebody with fewer places than pairs that could go on: some of these end, and so other people change, too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Crowded {
    /// Their role.
    pub role: Role,
    /// Their key.
    pub key: String,
    /// Their partners for whom this is the only pair that could go on, and who need not change for a reason of their own.
    pub partners: Vec<String>,
    /// At least so many of these change.
    pub at_least: u64,
}

/// What no plan goes below: a number of changes, and the people of whom it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LeastChanges {
    /// At least so many change in every plan.
    pub count: u64,
    /// Those who change in every plan.
    pub people: Vec<MustChange>,
    /// Those whose places force some of their partners, too.
    pub crowded: Vec<Crowded>,
}

impl ChangeReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PairClosed { .. } => "pair_closed",
            Self::Pinned { .. } => "pinned",
            Self::FewerPlaces { .. } => "fewer_places",
        }
    }
}

impl fmt::Display for MustChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, key, reason } = self;
        match reason {
            ChangeReason::PairClosed { partner, why } => {
                write!(f, "{role} {key} cannot go on with {partner}: {why}")
            }
            ChangeReason::Pinned { partner } => write!(f, "{role} {key} is pinned to {partner}"),
            ChangeReason::FewerPlaces { places, pairs } => {
                write!(f, "{role} {key} has room for {places} of {pairs} pairs that could go on")
            }
        }
    }
}

impl fmt::Display for Crowded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, key, partners, at_least } = self;
        write!(
            f,
            "{role} {key} has too few places: {at_least} of {} partners change",
            partners.len()
        )
    }
}

impl fmt::Display for LeastChanges {
    /// ```text
    /// At least 2 people change: mentee cy cannot go on with ada: ada takes no part as a mentor; …
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            0 => return f.write_str("Nobody has to change."),
            1 => f.write_str("At least 1 person changes: ")?,
            count => write!(f, "At least {count} people change: ")?,
        }
        let reasons = self.people.iter().map(ToString::to_string);
        let reasons: Vec<String> =
            reasons.chain(self.crowded.iter().map(ToString::to_string)).collect();
        let named = reasons.len().min(MOST_NAMED);
        f.write_str(&reasons[..named].join("; "))?;
        match reasons.len() - named {
            0 => f.write_str("."),
            more => write!(f, "; and {more} more."),
        }
    }
}
