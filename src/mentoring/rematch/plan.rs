//! The plan of a re-match, with what proves it.

use std::collections::BTreeMap;

use crate::mentoring::{MentoringPlan, Objective, Role};
use crate::score::Score;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Terms {
    /// The best plan in which at most so many change.
    AtMost {
        /// How many.
        changes: u64,
    },
    /// The best plan where each who changes costs so much of the score.
    Tax {
        /// What one costs; at least 0.
        #[cfg_attr(feature = "serde", serde(rename = "each_micros"))]
        each: Score,
    },
}

/// A plan that respects one published before, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RematchPlan {
    /// The plan, a plan of the new problem; its own bound and proof are left out.
    pub plan: MentoringPlan,
    /// What was asked for.
    pub terms: Terms,
    /// How many change: D(x).
    pub changes: u64,
    /// What no plan on these terms exceeds, in the objective of the problem, with a tax in its score less the taxes.
    pub bound: Option<Objective>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<RematchProof>,
}

/// Something that holds in a case of a proof.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
pub enum Decision {
    /// This known person does not change.
    Stays {
        /// Their role.
        role: Role,
        /// Their key.
        key: String,
    },
    /// This known person may change, and counts as if they did.
    Changes {
        /// Their role.
        role: Role,
        /// Their key.
        key: String,
    },
    /// These two are no pair.
    Without {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
    },
}

/// A case of a proof: what no plan to which its decisions apply exceeds.
///
/// # What follows from it
/// A pair is *open* as at [`Proof`](crate::mentoring::Proof): eligible, between people with places left, neither existing nor
/// pinned nor the reverse of such a pair where mutual pairs are off. Of the known people, F are those who change in every plan:
/// because they have a pair of P that is neither pinned, existing nor open now, or a pin that is not in P, or fewer places than
/// open pairs of P. Of the others, S are those decided to stay, C those decided to change, and U the rest.
///
/// Let λ ≥ 0 be `change_price`, u the places of a person beside pins and existing pairs, and s the number of their open pairs of P. For p in U let
///
/// * old(p) = new(p) = 0, where u = 0,
/// * old(p) = ⌊λ/s⌋ and new(p) = 0, where s = u,
/// * old(p) = 0 and new(p) = ⌊λ/u⌋, where s = 0,
/// * old(p) = new(p) = ⌊λ/(s + u)⌋ otherwise,
///
/// and 0 for all others. One who changes drops at most s open pairs of P and begins at most u others, none before one is dropped
/// where s = u: so that λ is at least old(p) for each pair dropped and new(p) for each begun.
///
/// A pair e is worth V(e) = β + w(e), with its score w and β = `pair_value` where most pairs come first, β = 0 otherwise; and v(e) is V(e) + Σ old(p) over its two
/// ends for an open pair of P, V(e) − Σ new(p) for any other. Open pairs of P with an end in S are fixed; u' are the places that
/// they leave. Of other pairs, those count that are open, have no end in S and are not ruled out by a decision `Without`. With prices p ≥ 0, a plan of at most k
/// changes that keeps to the decisions is worth at most
///
/// λ(k − |F| − |C|) − Σ s·old(p) + Σ v(fixed pairs) + Σ u'·p + Σ max(0, v − p(mentor) − p(mentee)) + Σ V(pins),
///
/// and there is none if k < |F| + |C|, somebody has u' < 0, or a fixed pair is ruled out. With a tax t: λ = t, and −t(|F| + |C|) takes the place of
/// λ(k − |F| − |C|).
///
/// # Cases cover all plans
/// Walking all cases by their decisions, position by position: a case that ends is alone; otherwise the next decisions of those
/// that agree so far are `Stays` of some and `Changes` of the others, of the same person who is known and not in F; or `Without` the one and
/// `Without` the other of two pairs that are each other's reverse, where mutual pairs are off. Both must occur, unless nobody keeps to the
/// decisions on that way: `Changes` where k < |F| + |C|. Nobody is decided twice in a case, and no case at all is needed where k < |F|.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RematchCase {
    /// What holds in it, in the order decided.
    pub decisions: Vec<Decision>,
    /// λ: what each who changes costs.
    #[cfg_attr(feature = "serde", serde(rename = "change_price_micros"))]
    pub change_price: Score,
    /// Prices of mentors' places; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "mentor_prices_micros"))]
    pub mentor_prices: BTreeMap<String, Score>,
    /// Prices of mentees' places; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "mentee_prices_micros"))]
    pub mentee_prices: BTreeMap<String, Score>,
}

/// What proves that no plan on the terms is better: the greatest value Z of its cases. If there is none, because in no case is there a
/// plan, or if q below is less than 0, no plan meets the terms.
///
/// For the highest score that is the bound. Where most pairs come first, let Z' be Z less the worth of the pins, and L what the others score less than 0 at most: m times
/// the magnitude of the lowest score of an open pair, if that is below 0, with m the smaller sum of places u of both
/// sides; with a tax t and t times the number of known people beside. Then no plan has more than q = ⌊(Z' + L)/β⌋ pairs beside
/// the pins, and one with q pairs scores at most Z' − βq beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RematchProof {
    /// β: what a pair counts beside its score, where most pairs come first; above 0 there, or nothing is proven.
    #[cfg_attr(feature = "serde", serde(default, rename = "pair_value_micros"))]
    pub pair_value: Score,
    /// The cases.
    pub cases: Vec<RematchCase>,
}
