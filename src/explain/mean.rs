//! What criteria add to the score of two equals.

use crate::id::PersonId;
use crate::policy::{CompiledPolicy, Criterion};
use crate::score::{Score, Value};

/// The orders in which a policy allows two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Orders {
    /// The order given alone, or it makes no difference.
    FirstSecond,
    /// The other order alone.
    SecondFirst,
    /// Either; the score is the mean.
    Both,
}

impl Orders {
    /// What a criterion calls its two parties, after "the".
    pub(super) fn parties(self) -> (&'static str, &'static str) {
        match self {
            Self::FirstSecond => ("one", "other"),
            Self::SecondFirst => ("other", "one"),
            Self::Both => ("one or the other", "one or the other"),
        }
    }
}

/// What one criterion adds to the score of two equals.
///
/// Where both orders are allowed, the points are the mean of both, rounded down to a micro-unit; but
/// of the criteria that are rounded, in the order of the policy, every second is rounded up. So
/// the points add up to the pair's score before the penalty, which is rounded down once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct MeanContribution {
    /// The criterion.
    pub criterion: Criterion,
    /// Its weight in the policy.
    pub weight: u32,
    /// Its value in each order that is allowed, one or two.
    #[cfg_attr(feature = "serde", serde(rename = "values_micros"))]
    pub values: Vec<Value>,
    /// The mean of weight × value.
    #[cfg_attr(feature = "serde", serde(rename = "points_micros"))]
    pub points: Score,
}

/// In which of these orders a pair is allowed, and what each criterion adds, in the order of the policy.
pub(super) fn mean_contributions(
    compiled: &CompiledPolicy<'_>,
    orders: &[(Orders, PersonId, PersonId)],
) -> (Orders, Vec<MeanContribution>) {
    let none = (Orders::FirstSecond, Vec::new());
    let allowed: Vec<_> = orders
        .iter()
        .copied()
        .filter(|&(_, x, y)| compiled.excluding(x, y).is_ok_and(|rules| rules.is_empty()))
        .collect();
    // Building the problem evaluated every pair, so an error here means a criterion that is no function.
    let each: Option<Vec<_>> =
        allowed.iter().map(|&(_, x, y)| compiled.breakdown(x, y).ok()).collect();
    let Some(each) = each else { return none };
    let Some(first) = each.first() else { return none };
    let mut up = false;
    let mut contributions = Vec::with_capacity(first.contributions.len());
    for (i, contribution) in first.contributions.iter().enumerate() {
        let mut points = contribution.points.micros();
        let mut values = vec![contribution.value];
        if let Some(other) = each.get(1).and_then(|other| other.contributions.get(i)) {
            let sum = points + other.points.micros();
            points = sum.div_euclid(2);
            if sum % 2 != 0 {
                points += i64::from(up);
                up = !up;
            }
            values.push(other.value);
        }
        contributions.push(MeanContribution {
            criterion: contribution.criterion.clone(),
            weight: contribution.weight,
            values,
            points: Score::from_micros(points),
        });
    }
    let orders = if allowed.len() > 1 { Orders::Both } else { allowed[0].0 };
    (orders, contributions)
}
