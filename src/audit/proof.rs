//! What a plan's proof proves, summed up from the definition at
//! [`Proof`](crate::mentoring::Proof).

use std::collections::BTreeSet;

use super::facts::{Enrolled, Facts, Places};
use super::violation::Violation;
use crate::mentoring::{Mode, Objective, Proof, Role};
use crate::score::Score;

/// The sums of a proof, in the making.
///
/// They hold whatever the prices, the cover and λ are, for every plan x that
/// gives a person at most u places: with p ≥ 0,
/// Σ w = kλ + Σ (w − λ) ≤ kλ + Σ u·p + Σ max(0, w − λ − p(mentor) − p(mentee))
/// over the k pairs of x, and each pair of x has an end in the cover, which
/// hold at most Σ u of them, or is one of those with neither end in it.
///
/// i128 has room: it takes 2⁶¹ pairs to leave it.
///
/// Test: `audit::brute::any_proof_bounds_every_plan`.
pub(super) struct Tally {
    pair_price: i128,
    mentor_price: Vec<i128>,
    mentee_price: Vec<i128>,
    mentor_covers: Vec<bool>,
    mentee_covers: Vec<bool>,
    /// Σ max(0, w − λ − p(mentor) − p(mentee)).
    surplus: i128,
    /// Eligible pairs with neither end in the cover.
    uncovered: i128,
    /// Whether the proof proves something at all.
    holds: bool,
}

impl Tally {
    /// Reads a proof; what is wrong with it goes to `violations`.
    pub(super) fn new(facts: &Facts<'_>, proof: &Proof, violations: &mut Vec<Violation>) -> Self {
        let most_pairs_first = facts.mode == Mode::MostPairsFirst;
        let mut tally = Self {
            pair_price: if most_pairs_first { micros(proof.pair_price) } else { 0 },
            mentor_price: vec![0; facts.mentors.len()],
            mentee_price: vec![0; facts.mentees.len()],
            mentor_covers: vec![false; facts.mentors.len()],
            mentee_covers: vec![false; facts.mentees.len()],
            surplus: 0,
            uncovered: 0,
            holds: true,
        };
        let mut strangers = BTreeSet::new();
        for (role, prices) in
            [(Role::Mentor, &proof.mentor_prices), (Role::Mentee, &proof.mentee_prices)]
        {
            for (key, &price) in prices {
                if price < Score::ZERO {
                    violations.push(Violation::NegativePrice { role, key: key.clone(), price });
                    tally.holds = false;
                }
                match facts.position(role, key) {
                    Some(at) => tally.prices(role)[at] = micros(price),
                    None => _ = strangers.insert((role, key)),
                }
            }
        }
        for (role, cover) in
            [(Role::Mentor, &proof.cover_mentors), (Role::Mentee, &proof.cover_mentees)]
        {
            for key in cover {
                match facts.position(role, key) {
                    Some(at) => tally.covers(role)[at] = true,
                    None => _ = strangers.insert((role, key)),
                }
            }
        }
        for (role, key) in strangers {
            violations.push(Violation::ProofNotEnrolled { role, key: key.clone() });
        }
        tally
    }

    fn prices(&mut self, role: Role) -> &mut [i128] {
        match role {
            Role::Mentor => &mut self.mentor_price,
            Role::Mentee => &mut self.mentee_price,
        }
    }

    fn covers(&mut self, role: Role) -> &mut [bool] {
        match role {
            Role::Mentor => &mut self.mentor_covers,
            Role::Mentee => &mut self.mentee_covers,
        }
    }

    /// Takes in an eligible pair that a plan may hold beside the pins.
    pub(super) fn add(&mut self, (m, n): Places, score: Score) {
        let prices = self.pair_price + self.mentor_price[m] + self.mentee_price[n];
        self.surplus += (micros(score) - prices).max(0);
        self.uncovered += i128::from(!self.mentor_covers[m] && !self.mentee_covers[n]);
    }

    /// A pair's worth is not known: no sum over all pairs means anything.
    pub(super) fn give_up(&mut self) {
        self.holds = false;
    }

    /// What no plan exceeds, when all eligible pairs are in. None where the
    /// proof does not hold or the bound leaves the range of scores.
    pub(super) fn bound(
        &self,
        facts: &Facts<'_>,
        pins: i128,
        pin_scores: i128,
    ) -> Option<Objective> {
        if !self.holds {
            return None;
        }
        let priced = |side: &[Enrolled<'_>], prices: &[i128]| -> i128 {
            side.iter().zip(prices).map(|(p, price)| i128::from(p.open_places()) * price).sum()
        };
        let covered = |side: &[Enrolled<'_>], covers: &[bool]| -> i128 {
            let covering = side.iter().zip(covers).filter(|(_, covers)| **covers);
            covering.map(|(p, _)| i128::from(p.open_places())).sum()
        };
        let mut score = pin_scores
            + priced(&facts.mentors, &self.mentor_price)
            + priced(&facts.mentees, &self.mentee_price)
            + self.surplus;
        let pairs = match facts.mode {
            Mode::HighestScore => None,
            Mode::MostPairsFirst => {
                let most = covered(&facts.mentors, &self.mentor_covers)
                    + covered(&facts.mentees, &self.mentee_covers)
                    + self.uncovered;
                score += most * self.pair_price;
                Some(u64::try_from(pins + most).ok()?)
            }
        };
        let score = Score::from_micros(i64::try_from(score).ok()?);
        Some(Objective { pairs, score })
    }
}

pub(super) fn micros(score: Score) -> i128 {
    i128::from(score.micros())
}
