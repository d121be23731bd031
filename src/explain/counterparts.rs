//! What rules do to the people whom somebody could meet.

use std::cmp::Reverse;
use std::fmt;

use super::mean::Orders;
use super::unmatched::RuleEffect;
use crate::id::PersonId;
use crate::rotation::RotationProblem;

/// How many rules are named.
const MOST_NAMED: usize = 3;

/// The orders in which the policy looks at two people, one or two; none with scores
/// of the caller's own.
pub(super) fn orders(
    problem: &RotationProblem<'_>,
    a: u32,
    b: u32,
) -> Vec<(Orders, PersonId, PersonId)> {
    let Some(compiled) = problem.compiled() else { return Vec::new() };
    // Of two pools the first has the lower positions, and its people come first.
    let people = problem.people();
    let of = |p: u32| people[p as usize].person;
    let Some((low, high)) = of(a.min(b)).zip(of(a.max(b))) else { return Vec::new() };
    let mut orders = vec![(Orders::FirstSecond, low, high)];
    if problem.pools().is_none() && !compiled.policy().is_symmetric() {
        orders.push((Orders::SecondFirst, high, low));
    }
    orders
}

/// What each rule does to some of those whom somebody could meet, the one that alone
/// excludes most first: it excludes whom it forbids in some order, if they are excluded in every
/// order; alone whom it forbids so that without it they would be eligible.
pub(super) fn rule_effects(
    problem: &RotationProblem<'_>,
    own: u32,
    others: impl IntoIterator<Item = u32>,
) -> Vec<RuleEffect> {
    let Some((compiled, policy)) = problem.compiled().zip(problem.policy()) else {
        return Vec::new();
    };
    let mut effects = vec![(0_usize, 0_usize); policy.rules().len()];
    for other in others {
        let broken: Vec<Vec<usize>> = orders(problem, own, other)
            .into_iter()
            .filter_map(|(_, first, second)| compiled.excluding(first, second).ok())
            .map(|rules| rules.into_iter().map(|rule| rule.index()).collect())
            .collect();
        if broken.iter().any(Vec::is_empty) {
            continue;
        }
        for (rule, (excluded, alone)) in effects.iter_mut().enumerate() {
            *excluded += usize::from(broken.iter().any(|rules| rules.contains(&rule)));
            *alone += usize::from(broken.iter().any(|rules| rules[..] == [rule]));
        }
    }
    let mut effects: Vec<RuleEffect> = policy
        .rules()
        .iter()
        .zip(effects)
        .enumerate()
        .filter(|(_, (_, (excluded, _)))| *excluded > 0)
        .map(|(index, (requirement, (excluded, alone)))| RuleEffect {
            rule: requirement.rule.in_words("one", "other"),
            index,
            excluded,
            alone,
        })
        .collect();
    effects.sort_by_key(|e| (Reverse((e.alone, e.excluded)), e.index));
    effects
}

/// `"a" excludes 3, by itself; "b" excludes 2, 1 of them by itself`.
pub(super) fn in_words(f: &mut fmt::Formatter<'_>, rules: &[RuleEffect]) -> fmt::Result {
    for (i, effect) in rules.iter().take(MOST_NAMED).enumerate() {
        let RuleEffect { rule, excluded, alone, .. } = effect;
        let lead = if i == 0 { "" } else { "; " };
        write!(f, "{lead}\"{rule}\" excludes {excluded}")?;
        match alone {
            0 => {}
            all if all == excluded => f.write_str(", by itself")?,
            some => write!(f, ", {some} of them by itself")?,
        }
    }
    match rules.len().saturating_sub(MOST_NAMED) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}
