//! What a task force problem says, read anew: who may be a member, which pairs are
//! eligible, and what each is worth.

use std::collections::BTreeMap;

use super::super::rescore::Rescorer;
use super::super::rounds::Absence;
use super::super::violation::BrokenRule;
use crate::org::Person;
use crate::policy::CustomValueError;
use crate::score::Score;
use crate::taskforce::TaskForceProblem;

/// The nearest score.
pub(super) fn score(micros: i128) -> Score {
    let nearest = if micros > 0 { i64::MAX } else { i64::MIN };
    Score::from_micros(i64::try_from(micros).unwrap_or(nearest))
}

pub(super) struct Facts<'p> {
    pub(super) problem: &'p TaskForceProblem<'p>,
    /// The candidates, in their order.
    pub(super) people: Vec<Person<'p>>,
    at: BTreeMap<&'p str, usize>,
    pub(super) rescorer: Rescorer<'p>,
}

impl<'p> Facts<'p> {
    /// O(n log n), and O(n + t) for the organisation.
    pub(super) fn new(problem: &'p TaskForceProblem<'p>) -> Self {
        let org = problem.organization();
        // Whoever is away on the day is none, also if the problem should say otherwise.
        let people: Vec<Person<'p>> =
            problem.candidates().filter(|&person| absence(problem, person).is_none()).collect();
        let at = people.iter().enumerate().map(|(position, p)| (p.key(), position)).collect();
        let rescorer = Rescorer::new(org, problem.policy(), problem.context());
        Self { problem, people, at, rescorer }
    }

    /// The position of a candidate.
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        self.at.get(key).copied()
    }

    pub(super) fn key(&self, position: usize) -> String {
        self.people.get(position).map_or_else(String::new, |person| person.key().to_owned())
    }

    /// The positions of the candidates among these keys, in their order, each once.
    pub(super) fn named(&self, keys: &[String]) -> Vec<usize> {
        let mut positions = Vec::new();
        for position in keys.iter().filter_map(|key| self.position(key)) {
            if !positions.contains(&position) {
                positions.push(position);
            }
        }
        positions
    }

    /// The mean score over the orders in which a pair is eligible, rounded down; none
    /// where it is eligible in neither.
    pub(super) fn judge(&self, a: usize, b: usize) -> Result<Option<i128>, CustomValueError> {
        let (mut sum, mut orders) = (0_i128, 0);
        for (first, second) in self.orders(a, b) {
            if self.rescorer.excluding(first, second)?.is_empty() {
                sum += i128::from(self.rescorer.score(first, second)?.micros());
                orders += 1;
            }
        }
        Ok((orders > 0).then(|| sum.div_euclid(orders)))
    }

    /// The rules that exclude a pair, in either order.
    pub(super) fn broken(&self, a: usize, b: usize) -> Vec<BrokenRule> {
        let mut positions = Vec::new();
        for (first, second) in self.orders(a, b) {
            // What has no value is reported with the scores.
            positions.extend(self.rescorer.excluding(first, second).unwrap_or_default());
        }
        positions.sort_unstable();
        positions.dedup();
        let rules = self.problem.policy().rules();
        let broken = positions.into_iter().filter_map(|position| {
            let rule = &rules.get(position)?.rule;
            let asks = rule.in_words("first", "second");
            Some(BrokenRule { position, rule: rule.code(), asks })
        });
        broken.collect()
    }

    /// A pair in both orders, the one of the lower position first.
    pub(super) fn orders(&self, a: usize, b: usize) -> Vec<(Person<'p>, Person<'p>)> {
        match (self.people.get(a.min(b)), self.people.get(a.max(b))) {
            (Some(&x), Some(&y)) => vec![(x, y), (y, x)],
            _ => Vec::new(),
        }
    }
}

/// Why somebody takes no part on the day to plan for.
pub(super) fn absence(problem: &TaskForceProblem<'_>, person: Person<'_>) -> Option<Absence> {
    let day = problem.context().today?;
    let pause = person.pauses().iter().find(|pause| pause.first <= day && day <= pause.last);
    match (pause, person.start()) {
        (Some(pause), _) => Some(Absence::Paused { first: pause.first, last: pause.last }),
        (None, Some(start)) if start > day => Some(Absence::YetToStart { start }),
        _ => None,
    }
}

/// How many.
pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
