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
use crate::solve::PairCounts;

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

enum Worth<'p> {
    Policy(Box<Rescorer<'p>>, &'p Policy),
    /// By positions, the lower first.
    Own(BTreeMap<(usize, usize), i64>),
}

pub(super) struct Facts<'p> {
    pub(super) problem: &'p RotationProblem<'p>,
    pub(super) people: Vec<Enrolled<'p>>,
    at: BTreeMap<&'p str, usize>,
    worth: Worth<'p>,
    /// The eligible pairs of `a` with a higher position are `start[a]..start[a + 1]`.
    start: Vec<usize>,
    other: Vec<u32>,
    /// Their scores before any penalty, in micro-units.
    score: Vec<i64>,
    pub(super) counts: PairCounts,
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
    /// Scores every pair once; pairs without a value go to `violations`.
    /// `policy` is that of the problem without its cool-downs.
    pub(super) fn new(
        problem: &'p RotationProblem<'p>,
        policy: Option<&'p Policy>,
        violations: &mut Vec<RoundViolation>,
    ) -> Self {
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
            _ => Worth::Own(
                problem
                    .own_scores()
                    .iter()
                    .map(|&(a, b, score)| ((a as usize, b as usize), score.micros()))
                    .collect(),
            ),
        };
        let at = people.iter().enumerate().map(|(position, p)| (p.key, position)).collect();
        let mut facts = Self {
            problem,
            people,
            at,
            worth,
            start: vec![0],
            other: Vec::new(),
            score: Vec::new(),
            counts: PairCounts::default(),
        };
        facts.score_all(violations);
        facts
    }

    fn score_all(&mut self, violations: &mut Vec<RoundViolation>) {
        let n = self.people.len();
        for a in 0..n {
            let mut row = Vec::new();
            match &self.worth {
                Worth::Policy(..) => {
                    for b in a + 1..n {
                        match self.judge(a, b) {
                            Ok(Some(score)) if self.may_pair(a, b) => row.push((b, score)),
                            Ok(_) => {}
                            Err(error) => violations.push(custom_value(error)),
                        }
                    }
                }
                Worth::Own(scores) => {
                    let of_a = scores.range((a, a)..(a + 1, 0));
                    row.extend(
                        of_a.filter(|((_, b), _)| self.may_pair(a, *b)).map(|((_, b), s)| (*b, *s)),
                    );
                }
            }
            for (b, score) in row {
                // Problems hold fewer than 2³² people.
                self.other.push(u32::try_from(b).unwrap_or(u32::MAX));
                self.score.push(score);
            }
            self.start.push(self.other.len());
        }
        let first = self.people.iter().filter(|person| person.in_first).count() as u64;
        let all = n as u64;
        self.counts = PairCounts {
            considered: match self.problem.pools() {
                Some(_) => first * (all - first),
                None => all * all.saturating_sub(1) / 2,
            },
            eligible: self.other.len() as u64,
        };
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

    /// How many eligible pairs there are; each has a number below that.
    pub(super) fn eligible(&self) -> usize {
        self.other.len()
    }

    /// The eligible pairs of `a` with a higher position, each with its number
    /// and its score before any penalty.
    pub(super) fn row(&self, a: usize) -> impl Iterator<Item = (usize, usize, i64)> + '_ {
        (self.start[a]..self.start[a + 1])
            .map(|number| (number, self.other[number] as usize, self.score[number]))
    }

    /// The score of an eligible pair before any penalty.
    pub(super) fn base(&self, a: usize, b: usize) -> Option<i64> {
        let high = u32::try_from(a.max(b)).ok()?;
        let row = self.start[a.min(b)]..self.start[a.min(b) + 1];
        let place = self.other[row.clone()].binary_search(&high).ok()?;
        Some(self.score[row.start + place])
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
