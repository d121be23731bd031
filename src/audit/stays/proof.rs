//! What the proof of a plan of stays proves, summed up from the definition at
//! [`StaysProof`](crate::rotation::assignments::StaysProof).

use std::collections::BTreeSet;

use super::facts::Facts;
use super::steps::{self, Walked};
use super::violation::StaysViolation;
use crate::rotation::assignments::{Mode, StayRole, StaysObjective, StaysProof};
use crate::score::Score;

/// What no plan exceeds; none where the proof does not hold, the bound leaves the range of scores, or the proof shows that
/// there is no plan. What is wrong with the proof goes to `violations`. Where there are steps, they alone are the proof.
///
/// Of prices without steps it holds whatever the prices, the cover and λ are, for every plan: a pair is one stay at most, a person has at most
/// u(p) and a host between a(h) and u(h), so with n stays
/// Σ w = nλ + Σ (w − λ) ≤ nλ + Σ max(u·q, a·q) + Σ max(0, w − λ − q(p) − q(h)); and each stay has an end in the cover, or is of
/// a pair with neither end in it. Tests: `audit_stays::any_proof_bounds_every_plan`,
/// `audit_stays::calendar::any_prices_without_steps_bound_every_plan`.
pub(super) fn bound(
    facts: &Facts<'_>,
    proof: &StaysProof,
    violations: &mut Vec<StaysViolation>,
) -> Option<StaysObjective> {
    if !proof.steps.is_empty() {
        return match steps::walk(facts, &proof.steps) {
            Ok(Walked { at_most, .. }) => at_most,
            Err((step, fault)) => {
                violations.push(StaysViolation::WrongStep { step, fault });
                None
            }
        };
    }
    let most_first = facts.mode == Mode::MostPairsFirst;
    let lambda = if most_first { micros(proof.stay_price) } else { 0 };
    let mut price = [vec![0_i128; facts.people.len()], vec![0_i128; facts.hosts.len()]];
    let mut covers = [vec![false; facts.people.len()], vec![false; facts.hosts.len()]];
    let mut strangers = BTreeSet::new();
    let mut holds = true;
    let find = |role: StayRole, key: &str| match role {
        StayRole::Person => facts.person(key),
        StayRole::Host => facts.host(key),
    };
    for (side, role, prices, cover) in [
        (0, StayRole::Person, &proof.person_prices, &proof.cover_people),
        (1, StayRole::Host, &proof.host_prices, &proof.cover_hosts),
    ] {
        for (key, &given) in prices {
            let Some(at) = find(role, key) else {
                strangers.insert((role, key));
                continue;
            };
            let may = role == StayRole::Host && facts.host_least(at) > 0;
            if given < Score::ZERO && !may {
                holds = false;
                let key = key.clone();
                violations.push(StaysViolation::NegativePrice { role, key, price: given });
            }
            price[side][at] = micros(given);
        }
        for key in cover {
            match find(role, key) {
                Some(at) => covers[side][at] = true,
                None => _ = strangers.insert((role, key)),
            }
        }
    }
    for (role, key) in strangers {
        violations.push(StaysViolation::ProofNotEnrolled { role, key: key.clone() });
    }
    if !holds {
        return None;
    }
    let (mut score, mut most) = (0_i128, 0_i128);
    for (at, (&q, &covers)) in price[0].iter().zip(&covers[0]).enumerate() {
        let places = i128::from(facts.person_places(at));
        score += (places * q).max(0);
        most += if covers { places } else { 0 };
    }
    for (at, (&q, &covers)) in price[1].iter().zip(&covers[1]).enumerate() {
        let places = i128::from(facts.host_places(at));
        score += (places * q).max(i128::from(facts.host_least(at)) * q);
        most += if covers { places } else { 0 };
    }
    facts.each_eligible(|p, h, value| {
        let rest = micros(value) - lambda - price[0][p] - price[1][h];
        if facts.times.is_fixed(p, h) {
            // Every plan has it, though its places are among those counted above.
            score += rest;
            most += 1 - i128::from(covers[0][p]) - i128::from(covers[1][h]);
        } else {
            score += rest.max(0);
            most += i128::from(!covers[0][p] && !covers[1][h]);
        }
    });
    let stays = if most_first {
        score += most * lambda;
        Some(u64::try_from(most).ok()?)
    } else {
        None
    };
    Some(StaysObjective { stays, score: Score::from_micros(i64::try_from(score).ok()?) })
}

pub(super) fn micros(score: Score) -> i128 {
    i128::from(score.micros())
}
