//! The check of a conflict: that what is said to exclude each other does.

use std::collections::BTreeMap;

use super::facts::{Facts, number};
use super::verdict::{ConflictReport, ConflictVerdict, ConflictViolation};
use crate::policy::CustomValueError;
use crate::taskforce::{Condition, Conflict, TaskForceProblem};

/// Up to so many candidates all their sets are tried.
const MOST_TRIED: usize = 20;

/// Checks a conflict against a problem: its conditions and their words, the sets
/// that are said to meet all but one, and, up to 20 candidates, all sets.
///
/// A conflict holds nothing that would prove for more candidates that no set meets the conditions:
/// the verdict then is [`ConflictVerdict::NotChecked`], unless a set given meets them all.
///
/// # Guarantees
/// * [`ConflictVerdict::Confirmed`] means: no set of candidates meets all conditions;
///   [`ConflictVerdict::Refuted`] that the set named does. Test:
///   `audit_task_force::conflicts::verdicts_are_those_of_enumeration`.
/// * [`is_irreducible`](ConflictReport::is_irreducible) means: for each condition the set given was
///   seen to meet all the others.
///
/// # Complexity
/// O(n²) evaluations of the policy for n candidates where a rule is among the conditions; then 2ⁿ sets for
/// n ≤ 20.
///
/// # Errors
/// None: all that can be wrong is a [`ConflictViolation`].
#[must_use]
pub fn check_conflict(problem: &TaskForceProblem<'_>, conflict: &Conflict) -> ConflictReport {
    let facts = Facts::new(problem);
    let mut violations = Vec::new();
    form(problem, conflict, &mut violations);
    let is_there = |condition: &Condition| exists(problem, *condition);
    let (pairs, open) = Pairs::new(&facts, &conflict.conditions);
    violations.extend(open.into_values().map(custom_value));
    if !conflict.conditions.iter().all(is_there) || !pairs.complete {
        let verdict = ConflictVerdict::NotChecked;
        return ConflictReport { violations, verdict, irreducible: false };
    }
    let trial = Trial { facts: &facts, conditions: &conflict.conditions, pairs };
    let mut verdict = ConflictVerdict::NotChecked;
    let mut shown = 0;
    let sets = conflict.without.iter().take(conflict.conditions.len()).enumerate();
    for (position, keys) in sets.filter_map(|(position, set)| Some((position, set.as_ref()?))) {
        let before = violations.len();
        let team = trial.set(position, keys, &mut violations);
        let fails = trial.fails(&team, Some(position)).into_iter();
        violations.extend(fails.map(|fails| ConflictViolation::SetFails {
            position,
            fails,
            says: conflict.conditions.get(fails).map_or_else(String::new, |c| c.in_words(problem)),
        }));
        if violations.len() == before && trial.fails(&team, None).is_empty() {
            let people = keys.clone();
            verdict = ConflictVerdict::Refuted { people: people.clone() };
            violations.push(ConflictViolation::MeetsAll { position, people });
        }
        shown += usize::from(violations.len() == before);
    }
    let irreducible = shown == conflict.conditions.len() && shown == conflict.without.len();
    if verdict == ConflictVerdict::NotChecked && facts.people.len() <= MOST_TRIED {
        verdict = match trial.any() {
            Some(people) => {
                violations.push(ConflictViolation::Possible { people: people.clone() });
                ConflictVerdict::Refuted { people }
            }
            None => ConflictVerdict::Confirmed,
        };
    }
    let refuted = matches!(verdict, ConflictVerdict::Refuted { .. });
    ConflictReport { violations, verdict, irreducible: irreducible && shown > 0 && !refuted }
}

/// Checks everything but the sets.
fn form(
    problem: &TaskForceProblem<'_>,
    conflict: &Conflict,
    violations: &mut Vec<ConflictViolation>,
) {
    let all = &conflict.conditions;
    let conditions = number(all.len());
    if all.is_empty() {
        violations.push(ConflictViolation::NoCondition);
    }
    for (position, &condition) in all.iter().enumerate() {
        if !exists(problem, condition) {
            violations.push(ConflictViolation::UnknownCondition { position });
        }
        if all.iter().take(position).any(|&before| before == condition) {
            violations.push(ConflictViolation::ConditionTwice { position });
        }
        let says = condition.in_words(problem);
        let words = conflict.words.get(position);
        if let Some(claimed) = words.filter(|claimed| **claimed != says).cloned() {
            violations.push(ConflictViolation::WrongWords { position, claimed, says });
        }
    }
    let given = number(conflict.words.len());
    if given != conditions {
        violations.push(ConflictViolation::WordsCount { given, conditions });
    }
    let given = number(conflict.without.len());
    if given != conditions {
        violations.push(ConflictViolation::SetsCount { given, conditions });
    }
}

fn exists(problem: &TaskForceProblem<'_>, condition: Condition) -> bool {
    match condition {
        Condition::AtLeastMembers | Condition::AtMostMembers => true,
        Condition::Requirement(index) => index < problem.brief().requirements.len(),
        Condition::Rule(index) => index < problem.policy().rules().len(),
    }
}

/// For each two candidates the rules that exclude them, in either order.
struct Pairs {
    /// For each pair, the lower position first.
    excluding: BTreeMap<(usize, usize), [Vec<usize>; 2]>,
    /// Whether all pairs could be evaluated.
    complete: bool,
}

impl Pairs {
    fn new(
        facts: &Facts<'_>,
        conditions: &[Condition],
    ) -> (Self, BTreeMap<(usize, usize), CustomValueError>) {
        let mut open = BTreeMap::new();
        let mut excluding = BTreeMap::new();
        if conditions.iter().any(|condition| matches!(condition, Condition::Rule(_))) {
            for a in 0..facts.people.len() {
                for b in a + 1..facts.people.len() {
                    let mut rules = [Vec::new(), Vec::new()];
                    for (rules, (first, second)) in rules.iter_mut().zip(facts.orders(a, b)) {
                        match facts.rescorer.excluding(first, second) {
                            Ok(positions) => *rules = positions,
                            Err(error) => {
                                open.insert((a, b), error);
                            }
                        }
                    }
                    if rules.iter().all(|rules| !rules.is_empty()) {
                        excluding.insert((a, b), rules);
                    }
                }
            }
        }
        (Self { excluding, complete: open.is_empty() }, open)
    }

    /// Whether in both orders of the two one of these rules excludes them.
    fn clash(&self, a: usize, b: usize, rules: &[(usize, usize)]) -> bool {
        let both = self.excluding.get(&(a.min(b), a.max(b)));
        both.is_some_and(|orders| {
            orders.iter().all(|order| rules.iter().any(|(_, rule)| order.contains(rule)))
        })
    }

    /// Those of these conditions that exclude the two in either order.
    fn blamed(&self, a: usize, b: usize, rules: &[(usize, usize)]) -> Vec<usize> {
        let Some(orders) = self.excluding.get(&(a.min(b), a.max(b))) else { return Vec::new() };
        let blamed = rules.iter().filter(|(_, rule)| orders.iter().any(|o| o.contains(rule)));
        blamed.map(|&(position, _)| position).collect()
    }
}

struct Trial<'f, 'p> {
    facts: &'f Facts<'p>,
    conditions: &'f [Condition],
    pairs: Pairs,
}

impl Trial<'_, '_> {
    /// The positions of the members of a set given.
    fn set(
        &self,
        position: usize,
        keys: &[String],
        violations: &mut Vec<ConflictViolation>,
    ) -> Vec<usize> {
        let mut team = Vec::new();
        for key in keys {
            let key = key.clone();
            match self.facts.position(&key) {
                None => violations.push(ConflictViolation::SetStranger { position, key }),
                Some(member) if team.contains(&member) => {
                    violations.push(ConflictViolation::SetTwice { position, key });
                }
                Some(member) => team.push(member),
            }
        }
        if keys.is_empty() {
            violations.push(ConflictViolation::SetEmpty { position });
        }
        team
    }

    /// The conditions, but for the one at `skip`, that a set does not meet. Rules exclude a pair
    /// together: what one order fails by one rule, the other may fail by another.
    fn fails(&self, team: &[usize], skip: Option<usize>) -> Vec<usize> {
        let counted = self.conditions.iter().enumerate();
        let counted = counted.filter(|(position, _)| Some(*position) != skip);
        let rules: Vec<(usize, usize)> = counted.clone().filter_map(as_rule).collect();
        let mut fails: Vec<usize> = counted
            .filter(|(_, condition)| !self.meets(team, **condition))
            .map(|(position, _)| position)
            .collect();
        for (place, &a) in team.iter().enumerate() {
            for &b in team.iter().skip(place + 1) {
                if self.pairs.clash(a, b, &rules) {
                    fails.extend(self.pairs.blamed(a, b, &rules));
                }
            }
        }
        fails.sort_unstable();
        fails.dedup();
        fails
    }

    /// Whether a set meets a condition; rules are looked at pair by pair, and together.
    fn meets(&self, team: &[usize], condition: Condition) -> bool {
        let brief = self.facts.problem.brief();
        let members = number(team.len());
        match condition {
            Condition::AtLeastMembers => members >= u64::from(brief.size.at_least),
            Condition::AtMostMembers => members <= u64::from(brief.size.at_most),
            Condition::Requirement(index) => brief
                .requirements
                .get(index)
                .is_none_or(|requirement| self.facts.shortfalls(requirement, team).is_empty()),
            Condition::Rule(_) => true,
        }
    }

    /// The first set that meets all conditions; for few candidates.
    fn any(&self) -> Option<Vec<String>> {
        let count = self.facts.people.len();
        let rules: Vec<(usize, usize)> =
            self.conditions.iter().enumerate().filter_map(as_rule).collect();
        // For each candidate whom they must not be beside.
        let beside = |a: usize| {
            let clash = |b: &usize| *b != a && self.pairs.clash(a, *b, &rules);
            (0..count).filter(clash).fold(0_u32, |mask, b| mask | 1 << b)
        };
        let beside: Vec<u32> = (0..count).map(beside).collect();
        let (sizes, others): (Vec<Condition>, Vec<Condition>) = self
            .conditions
            .iter()
            .partition(|c| matches!(c, Condition::AtLeastMembers | Condition::AtMostMembers));
        (1..1_u32 << count).find_map(|set| {
            let team: Vec<usize> = (0..count).filter(|person| set >> person & 1 == 1).collect();
            let all = |conditions: &[Condition]| conditions.iter().all(|&c| self.meets(&team, c));
            let clash = |person: &usize| beside.get(*person).is_some_and(|mask| mask & set != 0);
            let holds = all(&sizes) && !team.iter().any(clash) && all(&others);
            holds.then(|| team.iter().map(|&person| self.facts.key(person)).collect())
        })
    }
}

/// The positions, in the conflict and in the policy, of a condition that is a rule.
fn as_rule((position, condition): (usize, &Condition)) -> Option<(usize, usize)> {
    match condition {
        Condition::Rule(rule) => Some((position, *rule)),
        _ => None,
    }
}

fn custom_value(error: CustomValueError) -> ConflictViolation {
    ConflictViolation::CustomValue {
        first: error.first,
        second: error.second,
        criterion: error.criterion,
        problem: error.source.to_string(),
    }
}
