//! Plans that leave nobody behind: leximin, for one stay each.

use std::collections::BTreeMap;
use std::fmt;

use super::plan::Stay;
use crate::score::Score;

/// The schema number of leximin plans that this version writes.
pub(crate) const LEXIMIN_SCHEMA: u32 = 1;

/// A plan of one stay each that is best for who gets least, then for who gets second least, and so on.
///
/// A person gets the value of their stay, or 0 at home. Put what all people get in ascending order: of two plans the better
/// one is greater where these lists differ first. [`StaysProblem::leximin`](super::StaysProblem::leximin) makes one, and
/// [`audit::check_leximin`](crate::audit::check_leximin) checks what its [proof](Self::proof) is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct LeximinPlan {
    /// The schema of this data.
    pub schema: u32,
    /// How many periods there are.
    pub periods: u32,
    /// The stays, by person in the order enrolled.
    pub stays: Vec<Stay>,
    /// People without a stay, in the order enrolled.
    pub at_home: Vec<String>,
    /// What proves that no plan is better.
    pub proof: LeximinProof,
}

impl LeximinPlan {
    /// What people get and how many get it, ascending.
    #[must_use]
    pub fn shares(&self) -> BTreeMap<Score, u64> {
        let mut shares = BTreeMap::new();
        let at_home = self.at_home.iter().map(|_| Score::ZERO);
        for share in self.stays.iter().map(|stay| stay.score).chain(at_home) {
            *shares.entry(share).or_default() += 1;
        }
        shares
    }
}

/// What proves that no plan of one stay each is better by leximin.
///
/// The better of two plans has more people who get at least v₁ or, if as many, more who get at least v₂, and so on, for the values
/// v₁ < v₂ < … that pairs have, and 0. So a plan is worth a list: how many get at least each. Lists add up place by place and are
/// compared from the left. A pair of value w adds the list W with 1 where 0 < v ≤ w, −1 where w < v ≤ 0, and 0 elsewhere: what it
/// changes to the list of a plan with everybody at home. Weak duality of linear programming holds for numbers that are lists: with prices q of people and hosts, not below 0 but for hosts
/// that must have people,
///
/// ```text
/// Σ W over the stays ≤ Σ max(u·q, a·q) over people and hosts + Σ max(0, W − q(p) − q(h)) over eligible pairs
/// ```
///
/// with places u and a as at [`StaysProof`](super::StaysProof), and u(p) at most 1. Where both sides are equal, no plan is better.
///
/// To be short, lists are written in digits: each [batch](Self::batches) of consecutive values is one number, in base 2n + 1 for n people, with the
/// first value first. That keeps order and sums, since no plan changes a place by more than n.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct LeximinProof {
    /// How many values each batch has; all values ascending, but the least, which everybody gets. Those after the last batch decide nothing any more.
    pub batches: Vec<u32>,
    /// Prices of people, a number a batch; none means 0.
    pub person_prices: BTreeMap<String, Vec<i64>>,
    /// Prices of hosts, a number a batch; none means 0.
    pub host_prices: BTreeMap<String, Vec<i64>>,
}

impl fmt::Display for LeximinPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shares = self.shares();
        let each = shares.iter().map(|(share, people)| format!("{people} get {share}"));
        f.write_str(&each.collect::<Vec<_>>().join(", "))
    }
}
