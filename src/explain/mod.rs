//! Reasons: why this pair, and why nobody.
//!
//! Every reason is data with a stable code and parameters, and reads as an
//! English sentence through `Display`. There is no code for "unknown".

mod pair;
mod unmatched;

pub use pair::{PairReason, TalkingPoint};
pub use unmatched::{Holder, RuleEffect, TakenPlace, UnmatchedReason, WhyUnmatched};

use crate::mentoring::{Answer, PlannedPair, Unmatched};

impl Answer<'_> {
    /// Why these two: what each criterion contributes, and what they can talk about.
    ///
    /// Complexity: one evaluation of the policy, and the contacts of both.
    #[must_use]
    pub fn why(&self, pair: &PlannedPair) -> PairReason {
        pair::reason(self.problem(), pair)
    }

    /// Why this person has no pair, and what would change it.
    ///
    /// Complexity: O(C) evaluations of the policy for C people enrolled in the other role.
    #[must_use]
    pub fn why_unmatched(&self, person: &Unmatched) -> WhyUnmatched {
        unmatched::reason(self, person)
    }
}
