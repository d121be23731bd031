//! What a rotation problem says, read anew: who is enrolled, which pairs are
//! eligible, and what each is worth.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::rescore::Rescorer;
use super::super::violation::BrokenRule;
use super::violation::RoundViolation;
use crate::org::Person;
use crate::policy::{CustomValueError, IfUnknown, Policy, Rule};
use crate::rotation::RotationProblem;
use crate::score::Score;

/// Somebody enrolled.
pub(super) struct Enrolled<'p> {
    pub(super) key: &'p str,
    /// None where scores are the caller's own.
    pub(super) person: Option<Person<'p>>,
    pub(super) every: u32,
    pub(super) away: &'p [RangeInclusive<u32>],
    /// Whether they are in the first of two pools.
    pub(super) in_first: bool,
}

/// An eligible pair by the position of its second, with its score before any penalty, in
/// micro-units.
pub(super) type Scored = (usize, i64);

enum Worth<'p> {
    Policy(Box<Rescorer<'p>>, &'p Policy),
    /// By positions, the lower first, ascending.
    Own(&'p [(u32, u32, Score)]),
}

pub(super) struct Facts<'p> {
    pub(super) problem: &'p RotationProblem<'p>,
    pub(super) people: Vec<Enrolled<'p>>,
    at: BTreeMap<&'p str, usize>,
    worth: Worth<'p>,
}

/// The policy without its cool-downs, which depend on the round; the other rules
/// keep their positions.
pub(super) fn without_cool_downs(policy: &Policy) -> Policy {
    let mut rest = Policy::new();
    for requirement in policy.rules() {
        let rule = match &requirement.rule {
            Rule::NotMetWithin { .. } => Rule::DoNotPair { pairs: Vec::new() },
            other => other.clone(),
        };
        rest = match requirement.if_unknown {
            IfUnknown::Exclude => rest.require(rule),
            IfUnknown::Allow => rest.require_if_known(rule),
        };
    }
    for preference in policy.criteria() {
        rest = rest.prefer(preference.weight, preference.criterion.clone());
    }
    rest
}

impl<'p> Facts<'p> {
    /// `policy` is that of the problem without its cool-downs.
    pub(super) fn new(problem: &'p RotationProblem<'p>, policy: Option<&'p Policy>) -> Self {
        let in_first = |position: usize| problem.pools().is_some_and(|p| p.in_first[position]);
        let people: Vec<_> = problem
            .people()
            .iter()
            .enumerate()
            .map(|(position, participant)| Enrolled {
                key: &participant.key,
                person: participant.person.and_then(|id| problem.organization()?.person_by_id(id)),
                every: participant.every,
                away: &participant.away,
                in_first: in_first(position),
            })
            .collect();
        let worth = match (problem.organization(), policy) {
            (Some(org), Some(policy)) => {
                Worth::Policy(Box::new(Rescorer::new(org, policy, problem.context())), policy)
            }
            _ => Worth::Own(problem.own_scores()),
        };
        let at = people.iter().enumerate().map(|(position, p)| (p.key, position)).collect();
        Self { problem, people, at, worth }
    }

    /// How many pairs there are of two people who may pair.
    pub(super) fn considered(&self) -> u64 {
        let all = self.people.len() as u64;
        match self.problem.pools() {
            Some(_) => {
                let first = self.people.iter().filter(|person| person.in_first).count() as u64;
                first * (all - first)
            }
            None => all * all.saturating_sub(1) / 2,
        }
    }

    /// The eligible pairs of somebody with people of a higher position, ascending; pairs
    /// without a value go to `violations`.
    pub(super) fn row(&self, a: usize, violations: &mut Vec<RoundViolation>) -> Vec<Scored> {
        let mut row = Vec::new();
        match &self.worth {
            Worth::Policy(..) => {
                for b in a + 1..self.people.len() {
                    match self.judge(a, b) {
                        Ok(score) => row.extend(score.map(|score| (b, score))),
                        Err(error) => violations.push(custom_value(error)),
                    }
                }
            }
            Worth::Own(scores) => {
                let from = scores.partition_point(|&(low, ..)| (low as usize) < a);
                let of_a = scores[from..].iter().take_while(|&&(low, ..)| low as usize == a);
                row.extend(
                    of_a.map(|&(_, high, score)| (high as usize, score.micros()))
                        .filter(|&(b, _)| self.may_pair(a, b)),
                );
            }
        }
        row
    }

    /// The position of somebody enrolled.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        self.at.get(key).copied()
    }

    pub(super) fn key(&self, position: usize) -> String {
        self.people[position].key.to_owned()
    }

    /// Whether two are one of each pool, where there are pools.
    pub(super) fn may_pair(&self, a: usize, b: usize) -> bool {
        self.problem.pools().is_none() || self.people[a].in_first != self.people[b].in_first
    }

    /// How many pairs somebody may be in, in one round of pairs.
    pub(super) fn places(&self, position: usize) -> u32 {
        match self.problem.pools() {
            Some(pools) if self.people[position].in_first => pools.places,
            _ => 1,
        }
    }

    /// The score of an eligible pair before any penalty, looked up or judged anew.
    pub(super) fn base(&self, a: usize, b: usize) -> Option<i64> {
        match &self.worth {
            // What has no value is reported with the rows.
            Worth::Policy(..) => self.judge(a, b).ok().flatten(),
            Worth::Own(scores) => {
                let of = |&(low, high, _): &(u32, u32, Score)| (low as usize, high as usize);
                let at = scores.binary_search_by_key(&(a.min(b), a.max(b)), of).ok()?;
                Some(scores[at].2.micros()).filter(|_| self.may_pair(a, b))
            }
        }
    }

    /// The rules, in the orders that count, that exclude a pair.
    pub(super) fn broken(&self, a: usize, b: usize) -> Vec<BrokenRule> {
        let Worth::Policy(rescorer, policy) = &self.worth else { return Vec::new() };
        let mut positions = Vec::new();
        for (first, second) in self.orders(a, b) {
            // What has no value is reported with the scores.
            positions.extend(rescorer.excluding(first, second).unwrap_or_default());
        }
        positions.sort_unstable();
        positions.dedup();
        positions.into_iter().map(|position| broken_rule(policy, position)).collect()
    }

    /// The mean score over the orders in which a pair is eligible, rounded down.
    fn judge(&self, a: usize, b: usize) -> Result<Option<i64>, CustomValueError> {
        let Worth::Policy(rescorer, _) = &self.worth else { return Ok(None) };
        let (mut sum, mut orders) = (0_i128, 0);
        if self.may_pair(a, b) {
            for (first, second) in self.orders(a, b) {
                if rescorer.excluding(first, second)?.is_empty() {
                    sum += i128::from(rescorer.score(first, second)?.micros());
                    orders += 1;
                }
            }
        }
        // A mean of scores is in the range of scores.
        Ok(if orders == 0 { None } else { i64::try_from(sum.div_euclid(orders)).ok() })
    }

    /// A pair in the orders that count: in two pools the one of the first pool first.
    fn orders(&self, a: usize, b: usize) -> Vec<(Person<'p>, Person<'p>)> {
        let (low, high) = (&self.people[a.min(b)], &self.people[a.max(b)]);
        let (Some(x), Some(y)) = (low.person, high.person) else { return Vec::new() };
        match self.problem.pools() {
            Some(_) if high.in_first => vec![(y, x)],
            Some(_) => vec![(x, y)],
            None => vec![(x, y), (y, x)],
        }
    }
}

pub(super) fn broken_rule(policy: &Policy, position: usize) -> BrokenRule {
    let rule = &policy.rules()[position].rule;
    BrokenRule { position, rule: rule.code(), asks: rule.in_words("first", "second") }
}

fn custom_value(error: CustomValueError) -> RoundViolation {
    RoundViolation::CustomValue {
        first: error.first,
        second: error.second,
        criterion: error.criterion,
        problem: error.source.to_string(),
    }
}
