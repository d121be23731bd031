//! The eligible pairs, row by row, without a list of them.

use super::facts::{Facts, Scored};
use super::violation::RoundViolation;
use crate::parallel;

/// Up to so many pairs are judged once and kept, where they are walked through twice.
const MOST_KEPT: u64 = 4_000_000;

/// Rows are judged together, by all threads, until they have so many pairs.
const TOGETHER: usize = 1 << 19;

/// Walks through the eligible pairs of everybody with people of a higher position.
pub(super) struct Rows<'f, 'p> {
    facts: &'f Facts<'p>,
    most_kept: u64,
    together: usize,
    /// All rows, where they are few enough to be kept from one walk to the next.
    kept: Option<Vec<Vec<Scored>>>,
    /// The pairs without a value.
    pub(super) violations: Vec<RoundViolation>,
    /// How many pairs are eligible.
    pub(super) eligible: u64,
}

impl<'f, 'p> Rows<'f, 'p> {
    pub(super) fn new(facts: &'f Facts<'p>) -> Self {
        Self {
            facts,
            most_kept: MOST_KEPT,
            together: TOGETHER,
            kept: None,
            violations: Vec::new(),
            eligible: 0,
        }
    }

    /// Visits all rows in order; `again` where another walk follows.
    pub(super) fn walk(&mut self, again: bool, mut visit: impl FnMut(usize, &[Scored])) {
        if let Some(kept) = &self.kept {
            for (a, row) in kept.iter().enumerate() {
                visit(a, row);
            }
            return;
        }
        let n = self.facts.people.len();
        let mut kept = (again && self.facts.considered() <= self.most_kept).then(Vec::new);
        (self.violations, self.eligible) = (Vec::new(), 0);
        let mut first = 0;
        while first < n {
            let (mut end, mut pairs) = (first, 0);
            while end < n && pairs < self.together {
                pairs += n - end;
                end += 1;
            }
            let judged = parallel::map(end - first, |at| {
                let mut violations = Vec::new();
                (self.facts.row(first + at, &mut violations), violations)
            });
            for (a, (mut row, violations)) in (first..end).zip(judged) {
                self.violations.extend(violations);
                self.eligible += row.len() as u64;
                visit(a, &row);
                if let Some(kept) = &mut kept {
                    row.shrink_to_fit();
                    kept.push(row);
                }
            }
            first = end;
        }
        self.kept = kept;
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::org::{Organization, OrganizationBuilder, PersonRecord};
    use crate::policy::{Criterion, Pair, Policy};
    use crate::rotation::RotationProblem;

    /// Kept or judged anew, together or one by one: the rows are the same, and a pair without a
    /// value is named once.
    #[test]
    fn rows_are_the_same_in_every_walk() {
        let people = ["ada", "bob", "cy", "dee", "eve"].map(PersonRecord::new);
        let org = people.into_iter().fold(Organization::builder(), OrganizationBuilder::person);
        let org = org.build().unwrap();
        let policy = Policy::new().prefer(1, Criterion::custom("mood"));
        let moody = Arc::new(AtomicBool::new(false));
        let now = Arc::clone(&moody);
        let mood = move |pair: Pair<'_>| match (pair.first.key(), pair.second.key()) {
            ("bob", "eve") if now.load(Ordering::Relaxed) => f64::NAN,
            (first, second) => 0.1 * (first.len() * second.len()) as f64,
        };
        let problem = RotationProblem::builder(&org, &policy).criterion("mood", mood);
        let problem = problem.build().unwrap();
        moody.store(true, Ordering::Relaxed);
        let facts = Facts::new(&problem, problem.policy());
        let mut all = Vec::new();
        for (most_kept, together) in [(0, 1), (0, 5), (0, 100), (9, 5), (100, 1), (100, 100)] {
            let mut rows = Rows { most_kept, together, ..Rows::new(&facts) };
            for again in [true, false] {
                let mut walk = Vec::new();
                rows.walk(again, |a, row| walk.push((a, row.to_vec())));
                all.push((walk, rows.eligible, rows.violations.len()));
            }
        }
        let (walk, eligible, violations) = &all[0];
        assert_eq!((walk.len(), *eligible, *violations), (5, 9, 1));
        assert_eq!(walk[0].1, [(1, 900_000), (2, 600_000), (3, 900_000), (4, 900_000)]);
        assert!(all.iter().all(|other| *other == all[0]));
    }
}
