//! What the proof of a re-match proves, summed up from the definition at
//! [`RematchCase`](crate::mentoring::rematch::RematchCase).

use super::super::facts::{Facts, Places};
use super::super::proof::micros;
use super::cases::{Case, Reader, uncovered};
use super::known::{Outlook, Published, Sides};
use super::violation::RematchViolation;
use crate::mentoring::rematch::{RematchProof, Terms};
use crate::mentoring::{Mode, Objective, Role};
use crate::score::Score;

/// What a proof proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derived {
    Nothing,
    /// No plan meets the terms.
    Impossible,
    /// No plan on the terms is better.
    Bound(Objective),
}

/// Reads the proof; what is wrong with it goes to `violations`.
///
/// Each case bounds the plans that keep to its decisions, whatever λ ≥ 0 and prices ≥ 0 are: of such a plan x
/// with at most k changes, Σ V ≤ Σ V + λ(k − D(x)); D(x) is |F| + |C| and those of U who change; and of each of
/// these λ is at least old for each pair dropped and new for each begun. What is left is a sum over pairs of x, bounded
/// by prices of places. Each plan keeps to the decisions of some case.
///
/// i128 has room but for a cap of about 2⁶⁴ at a price of about 2⁶³: such sums stop at its end, beyond every bound.
///
/// Test: `audit_rematch::brute::any_proof_bounds_every_plan`.
pub(super) fn derive(
    facts: &Facts<'_>,
    published: &Published<'_>,
    terms: Terms,
    proof: &RematchProof,
    violations: &mut Vec<RematchViolation>,
) -> Derived {
    let Some(outlook) = Outlook::new(facts, published) else { return Derived::Nothing };
    let Some((pins, pin_scores)) = pins(facts) else { return Derived::Nothing };
    let first = facts.mode == Mode::MostPairsFirst;
    let pair_value = if first { proof.pair_value } else { Score::ZERO };
    let beta = micros(pair_value);
    let pin_worth = beta * pins + pin_scores;

    let mut reader = Reader::new(facts, published, &outlook, violations);
    if first && pair_value <= Score::ZERO {
        reader.refuse(RematchViolation::PairValueTooLow { pair_value });
    }
    let mut most: Option<i128> = None;
    for (position, case) in proof.cases.iter().enumerate() {
        let case = reader.read(position, case, terms);
        let value = value(facts, &outlook, published, terms, beta, &case);
        most = most.max(value.map(|value| value.saturating_add(pin_worth)));
    }
    if !reader.holds {
        return Derived::Nothing;
    }
    if let Terms::Tax { each } = terms {
        if each < Score::ZERO {
            return Derived::Nothing;
        }
    }
    let room = match terms {
        Terms::AtMost { changes } => Some(i128::from(changes) - i128::from(outlook.forced_count)),
        Terms::Tax { .. } => None,
    };
    if let Some(violation) = uncovered(&proof.cases, room, facts.mutual) {
        violations.push(violation);
        return Derived::Nothing;
    }
    let Some(most) = most else { return Derived::Impossible };
    if !first {
        let score = i64::try_from(most).ok().map(Score::from_micros);
        let bound = score.map(|score| Objective { pairs: None, score });
        return bound.map_or(Derived::Nothing, Derived::Bound);
    }
    let beside_pins = most.saturating_sub(pin_worth);
    let below = below_zero(facts, &outlook, terms);
    // β > 0, so that this is the floor.
    let pairs = beside_pins.saturating_add(below).div_euclid(beta);
    if pairs < 0 {
        return Derived::Impossible;
    }
    let score = beside_pins.saturating_sub(beta.saturating_mul(pairs)).saturating_add(pin_scores);
    match (u64::try_from(pairs.saturating_add(pins)), i64::try_from(score)) {
        (Ok(pairs), Ok(score)) => {
            let score = Score::from_micros(score);
            Derived::Bound(Objective { pairs: Some(pairs), score })
        }
        _ => Derived::Nothing,
    }
}

/// The number of pins and the sum of their scores; none where one has no score.
fn pins(facts: &Facts<'_>) -> Option<(i128, i128)> {
    let mut sum = 0;
    for pin in facts.pins.values() {
        sum += micros(facts.judge(pin.places).ok()?.score?);
    }
    Some((facts.pins.len() as i128, sum))
}

/// L: what pairs beside the pins, and taxes, take off a score at most.
fn below_zero(facts: &Facts<'_>, outlook: &Outlook, terms: Terms) -> i128 {
    let places = |role| -> i128 {
        facts.side(role).iter().map(|enrolled| i128::from(enrolled.open_places())).sum()
    };
    let most_pairs = places(Role::Mentor).min(places(Role::Mentee));
    let lowest = outlook.open.iter().map(|pair| pair.score).min().unwrap_or(0).min(0);
    let taxes = match terms {
        Terms::AtMost { .. } => 0,
        Terms::Tax { each } => micros(each) * i128::from(outlook.known_count),
    };
    taxes - most_pairs * lowest
}

/// What a pair adds where it is kept, and takes where it is begun, at an end of it.
#[derive(Clone, Copy, Default)]
struct Shares {
    old: i128,
    new: i128,
}

impl Shares {
    /// Of one who may have `places` pairs, of which `old` are open pairs of the published plan.
    fn of(price: i128, places: i128, old: i128) -> Self {
        match (places, old) {
            (..=0, _) => Self::default(),
            (_, 0) => Self { old: 0, new: price / places },
            _ if places == old => Self { old: price / old, new: 0 },
            _ => Self { old: price / (old + places), new: price / (old + places) },
        }
    }
}

/// What no plan that keeps to the decisions of a case exceeds, beside the pins; none where no plan does.
fn value(
    facts: &Facts<'_>,
    outlook: &Outlook,
    published: &Published<'_>,
    terms: Terms,
    beta: i128,
    case: &Case,
) -> Option<i128> {
    let counted = i128::from(outlook.forced_count) + i128::from(case.changes_count);
    let allowed = match terms {
        Terms::AtMost { changes } => {
            let left = i128::from(changes) - counted;
            if left < 0 {
                return None;
            }
            case.change_price.saturating_mul(left)
        }
        Terms::Tax { each } => -micros(each) * counted,
    };

    let mut sum = 0;
    let mut shares = Sides::filled(facts, Shares::default());
    let mut left = Sides::filled(facts, 0_i128);
    for role in [Role::Mentor, Role::Mentee] {
        for (at, enrolled) in facts.side(role).iter().enumerate() {
            let places = i128::from(enrolled.open_places());
            left.of_mut(role)[at] = places;
            let undecided = published.known.of(role)[at]
                && !outlook.forced.of(role)[at]
                && !case.stays.of(role)[at]
                && !case.changes.of(role)[at];
            if undecided {
                let old = i128::from(outlook.old.of(role)[at]);
                let share = Shares::of(case.change_price, places, old);
                sum -= old * share.old;
                shares.of_mut(role)[at] = share;
            }
        }
    }
    let ends = |(m, n): Places| [&shares.mentors[m], &shares.mentees[n]];
    for pair in &outlook.open {
        let (m, n) = pair.places;
        let stays = case.stays.mentors[m] || case.stays.mentees[n];
        let ruled_out = case.without.contains(&pair.places);
        let worth = beta + pair.score;
        match (stays, pair.is_old) {
            (true, true) if ruled_out => return None,
            (true, true) => {
                sum += worth + ends(pair.places).map(|share| share.old).iter().sum::<i128>();
                for left in left.ends_mut(pair.places) {
                    *left -= 1;
                }
            }
            (true, false) => {}
            (false, _) if ruled_out => {}
            (false, is_old) => {
                let share = |share: &Shares| if is_old { share.old } else { -share.new };
                let worth = worth + ends(pair.places).map(share).iter().sum::<i128>();
                sum += (worth - case.prices.mentors[m] - case.prices.mentees[n]).max(0);
            }
        }
    }
    for role in [Role::Mentor, Role::Mentee] {
        for (&left, &price) in left.of(role).iter().zip(case.prices.of(role)) {
            if left < 0 {
                return None;
            }
            sum += left * price;
        }
    }
    Some(sum.saturating_add(allowed))
}
