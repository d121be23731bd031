//! The check of a leximin plan.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::check::check_stays;
use super::facts::Facts;
use super::proof::micros;
use super::violation::StaysViolation;
use crate::rotation::assignments::{
    LEXIMIN_SCHEMA, LeximinPlan, Mode, PLAN_SCHEMA, StayRole, StaysObjective, StaysPlan,
    StaysProblem,
};
use crate::score::Score;

/// What a [`LeximinPlan`] is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LeximinVerdict {
    /// It keeps every condition, and no plan of one stay each is better by leximin.
    Proven,
    /// It does not keep every condition.
    Violations(Vec<StaysViolation>),
    /// It does, or nobody may rely on it, and its proof does not hold.
    Refuted(LeximinFault),
}

/// What is wrong with a proof of leximin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LeximinFault {
    /// A schema that is not known.
    #[error("the plan has schema {given}; known is {known}")]
    UnknownSchema {
        /// The one given.
        given: u32,
        /// The one known.
        known: u32,
    },
    /// Somebody may have more than one stay.
    #[error("person `{person}` may have more than one stay")]
    SeveralStays {
        /// Key of the first such person.
        person: String,
    },
    /// It prices somebody who does not take part.
    #[error("it prices {role} `{key}`, who does not take part")]
    NotEnrolled {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
    },
    /// It has not one price for each batch.
    #[error("it gives `{key}` {given} prices, but has {batches} batches")]
    PriceCount {
        /// The key.
        key: String,
        /// How many prices it gives.
        given: usize,
        /// How many batches it has.
        batches: usize,
    },
    /// A price below 0 of somebody who may do without stays.
    #[error("it prices `{key}` below 0, which only prices of hosts that must have people may be")]
    NegativePrice {
        /// The key.
        key: String,
    },
    /// Batches of more values than there are, or than numbers can hold.
    #[error("its batches do not fit the values that pairs have")]
    Batches,
    /// Values after the last batch could still tell two plans apart.
    #[error("values after its last batch are not decided")]
    Open,
    /// The prices allow for a better plan.
    #[error("its prices do not show that no plan is better")]
    NotTight,
}

impl LeximinVerdict {
    /// Whether the plan is proven to be best.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        *self == Self::Proven
    }
}

/// Checks a leximin plan, from the problem alone: every condition, and what its
/// [proof](crate::rotation::assignments::LeximinProof) shows, summed up over all eligible pairs.
///
/// Complexity: that of [`check_stays`](super::check_stays), and O(b·(P + H + m)) for b batches and m eligible pairs. Tests:
/// `stays::leximin`.
#[must_use]
pub fn check_leximin(problem: &StaysProblem<'_>, plan: &LeximinPlan) -> LeximinVerdict {
    let facts = Facts::new(problem);
    let sum: i128 = plan.stays.iter().map(|stay| micros(stay.score)).sum();
    let objective = StaysObjective {
        stays: (facts.mode == Mode::MostPairsFirst).then_some(plan.stays.len() as u64),
        score: Score::from_micros(i64::try_from(sum).unwrap_or(i64::MAX)),
    };
    let as_stays = StaysPlan {
        schema: PLAN_SCHEMA,
        mode: facts.mode,
        periods: plan.periods,
        stays: plan.stays.clone(),
        at_home: plan.at_home.clone(),
        objective,
        bound: None,
        proof: None,
    };
    let report = check_stays(problem, &as_stays);
    if !report.is_clean() {
        return LeximinVerdict::Violations(report.violations().to_vec());
    }
    match proven(&facts, plan) {
        Ok(()) => LeximinVerdict::Proven,
        Err(fault) => LeximinVerdict::Refuted(fault),
    }
}

/// A list, a number for each batch.
type List = Vec<i128>;

fn proven(facts: &Facts<'_>, plan: &LeximinPlan) -> Result<(), LeximinFault> {
    if plan.schema != LEXIMIN_SCHEMA {
        let (given, known) = (plan.schema, LEXIMIN_SCHEMA);
        return Err(LeximinFault::UnknownSchema { given, known });
    }
    let many = (0..facts.people.len()).find(|&p| facts.person_places(p) > 1);
    if let Some(p) = many {
        return Err(LeximinFault::SeveralStays { person: facts.people[p].key.to_owned() });
    }
    let mut pairs = Vec::new();
    facts.each_eligible(|p, h, value| pairs.push((p, h, value)));
    let mut values: Vec<Score> = pairs.iter().map(|pair| pair.2).chain([Score::ZERO]).collect();
    values.sort_unstable();
    values.dedup();
    let batches = batches(&values[1..], facts.people.len(), &plan.proof.batches)?;
    let base = 2 * facts.people.len() as i128 + 1;
    let list = |value: Score| -> List {
        let digit = |v: Score| i128::from(value >= v) - i128::from(Score::ZERO >= v);
        let number = |batch: &&[Score]| batch.iter().fold(0, |number, &v| number * base + digit(v));
        batches.iter().map(number).collect()
    };
    let lists: BTreeMap<Score, List> = values.iter().map(|&value| (value, list(value))).collect();
    let prices = [
        prices(facts, StayRole::Person, &plan.proof.person_prices, batches.len())?,
        prices(facts, StayRole::Host, &plan.proof.host_prices, batches.len())?,
    ];

    let zero = vec![0; batches.len()];
    let mut bound = zero.clone();
    let mut add = |list: &List, times: i128| {
        for (sum, number) in bound.iter_mut().zip(list) {
            *sum += times * number;
        }
    };
    for (p, price) in prices[0].iter().enumerate() {
        if *price < zero {
            return Err(LeximinFault::NegativePrice { key: facts.people[p].key.to_owned() });
        }
        add(price, i128::from(facts.person_places(p)));
    }
    for (h, price) in prices[1].iter().enumerate() {
        let (least, most) = (facts.host_least(h), facts.host_places(h));
        if *price < zero && least == 0 {
            return Err(LeximinFault::NegativePrice { key: facts.hosts[h].key.to_owned() });
        }
        add(price, i128::from(if *price < zero { least } else { most.max(least) }));
    }
    let mut is_open = false;
    for &(p, h, value) in &pairs {
        let (person, host) = (&prices[0][p], &prices[1][h]);
        let of_pair = lists[&value].iter().zip(person).zip(host);
        let rest: List = of_pair.map(|((worth, p), h)| worth - p - h).collect();
        match rest.cmp(&zero) {
            Ordering::Greater => add(&rest, 1),
            Ordering::Equal => is_open = true,
            Ordering::Less => {}
        }
    }
    let mut worth = zero;
    for stay in &plan.stays {
        for (sum, number) in worth.iter_mut().zip(&lists[&stay.score]) {
            *sum += number;
        }
    }
    if worth != bound {
        return Err(LeximinFault::NotTight);
    }
    // Where no pair is worth exactly its prices, only one plan reaches the bound.
    let covered: usize = batches.iter().map(|batch| batch.len()).sum();
    if is_open && covered + 1 < values.len() {
        return Err(LeximinFault::Open);
    }
    Ok(())
}

/// The values of each batch.
fn batches<'v>(
    mut values: &'v [Score],
    people: usize,
    lengths: &[u32],
) -> Result<Vec<&'v [Score]>, LeximinFault> {
    let base = 2 * people as i128 + 1;
    let mut batches = Vec::new();
    for &length in lengths {
        // Sums over all pairs stay within 128 bits with room to spare.
        let fits = base.checked_pow(length).is_some_and(|largest| largest < 1 << 64);
        if !fits || length as usize > values.len() {
            return Err(LeximinFault::Batches);
        }
        let (batch, rest) = values.split_at(length as usize);
        batches.push(batch);
        values = rest;
    }
    Ok(batches)
}

fn prices(
    facts: &Facts<'_>,
    role: StayRole,
    given: &BTreeMap<String, Vec<i64>>,
    batches: usize,
) -> Result<Vec<List>, LeximinFault> {
    let count = match role {
        StayRole::Person => facts.people.len(),
        StayRole::Host => facts.hosts.len(),
    };
    let mut all = vec![vec![0; batches]; count];
    for (key, prices) in given {
        let at = match role {
            StayRole::Person => facts.person(key),
            StayRole::Host => facts.host(key),
        };
        let at = at.ok_or_else(|| LeximinFault::NotEnrolled { role, key: key.clone() })?;
        if prices.len() != batches {
            let (key, given) = (key.clone(), prices.len());
            return Err(LeximinFault::PriceCount { key, given, batches });
        }
        all[at] = prices.iter().copied().map(i128::from).collect();
    }
    Ok(all)
}
