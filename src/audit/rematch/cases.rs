//! The cases of a proof: what is decided in each, and whether they cover all plans.

use std::collections::BTreeSet;

use super::super::facts::{Facts, Places};
use super::super::proof::micros;
use super::known::{Outlook, Published, Sides};
use super::violation::{RematchViolation, Uncovered};
use crate::mentoring::rematch::{Decision, RematchCase, Terms};
use crate::mentoring::{MutualPairs, Role};
use crate::score::Score;

/// A case by positions.
pub(super) struct Case {
    /// Who is decided to stay: S.
    pub(super) stays: Sides<bool>,
    /// Who is decided to change: C.
    pub(super) changes: Sides<bool>,
    /// How many these are.
    pub(super) changes_count: u64,
    pub(super) without: BTreeSet<Places>,
    /// λ.
    pub(super) change_price: i128,
    pub(super) prices: Sides<i128>,
}

/// Reads cases.
pub(super) struct Reader<'f, 'p> {
    pub(super) facts: &'f Facts<'p>,
    pub(super) published: &'f Published<'f>,
    pub(super) outlook: &'f Outlook,
    pub(super) violations: &'f mut Vec<RematchViolation>,
    /// Who is named and not enrolled, each once.
    strangers: BTreeSet<(Role, String)>,
    /// Whether every case so far can be read.
    pub(super) holds: bool,
}

impl<'f, 'p> Reader<'f, 'p> {
    pub(super) fn new(
        facts: &'f Facts<'p>,
        published: &'f Published<'f>,
        outlook: &'f Outlook,
        violations: &'f mut Vec<RematchViolation>,
    ) -> Self {
        let strangers = BTreeSet::new();
        Self { facts, published, outlook, violations, strangers, holds: true }
    }

    /// Reads a case; what is wrong with it goes to the violations.
    pub(super) fn read(&mut self, position: usize, case: &RematchCase, terms: Terms) -> Case {
        let price = case.change_price;
        match terms {
            _ if price < Score::ZERO => {
                self.refuse(RematchViolation::NegativeChangePrice { case: position, price });
            }
            Terms::Tax { each: tax } if price != tax => {
                self.refuse(RematchViolation::ChangePriceNotTax { case: position, price, tax });
            }
            _ => {}
        }
        let mut read = Case {
            stays: Sides::filled(self.facts, false),
            changes: Sides::filled(self.facts, false),
            changes_count: 0,
            without: BTreeSet::new(),
            change_price: micros(price),
            prices: Sides::filled(self.facts, 0),
        };
        for decision in &case.decisions {
            self.decide(position, decision, &mut read);
        }
        for (role, prices) in
            [(Role::Mentor, &case.mentor_prices), (Role::Mentee, &case.mentee_prices)]
        {
            for (key, &price) in prices {
                if price < Score::ZERO {
                    let key = key.clone();
                    self.refuse(RematchViolation::NegativePrice {
                        case: position,
                        role,
                        key,
                        price,
                    });
                }
                if let Some(at) = self.enrolled(position, role, key) {
                    read.prices.of_mut(role)[at] = micros(price);
                }
            }
        }
        read
    }

    fn decide(&mut self, position: usize, decision: &Decision, read: &mut Case) {
        let (role, key, changes) = match decision {
            Decision::Stays { role, key } => (*role, key, false),
            Decision::Changes { role, key } => (*role, key, true),
            Decision::Without { mentor, mentee } => {
                let mentor = self.enrolled(position, Role::Mentor, mentor);
                let mentee = self.enrolled(position, Role::Mentee, mentee);
                read.without.extend(mentor.zip(mentee));
                return;
            }
        };
        let Some(at) = self.enrolled(position, role, key) else { return };
        let (case, key) = (position, key.clone());
        if !self.published.known.of(role)[at] {
            self.refuse(RematchViolation::DecisionNotKnown { case, role, key });
        } else if self.outlook.forced.of(role)[at] {
            self.refuse(RematchViolation::DecisionForced { case, role, key });
        } else if read.stays.of(role)[at] || read.changes.of(role)[at] {
            self.refuse(RematchViolation::DecidedTwice { case, role, key });
        } else if changes {
            read.changes.of_mut(role)[at] = true;
            read.changes_count += 1;
        } else {
            read.stays.of_mut(role)[at] = true;
        }
    }

    fn enrolled(&mut self, case: usize, role: Role, key: &str) -> Option<usize> {
        let found = self.facts.position(role, key);
        if found.is_none() {
            self.holds = false;
            if self.strangers.insert((role, key.to_owned())) {
                let key = key.to_owned();
                self.violations.push(RematchViolation::ProofNotEnrolled { case, role, key });
            }
        }
        found
    }

    pub(super) fn refuse(&mut self, violation: RematchViolation) {
        self.violations.push(violation);
        self.holds = false;
    }
}

/// Cases that agree on this many decisions.
struct Branch {
    cases: std::ops::Range<usize>,
    depth: usize,
    /// How many of these decisions are that somebody changes.
    changes: i128,
}

/// Where the cases leave plans out; none where they cover all. `room` is how many may change beside
/// those who do in every plan: none with a tax. Nobody may be decided twice in a case.
pub(super) fn uncovered(
    cases: &[RematchCase],
    room: Option<i128>,
    mutual: MutualPairs,
) -> Option<RematchViolation> {
    // Shorter ones come before those that go on from them, so that each branch is a range.
    let mut sorted: Vec<&[Decision]> = cases.iter().map(|case| &*case.decisions).collect();
    sorted.sort_unstable();
    let is_full = |changes| room.is_some_and(|room| room < changes);
    let refusal = |decisions: &[Decision], problem| {
        let decisions = decisions.to_vec();
        Some(RematchViolation::CasesDoNotCover { decisions, problem })
    };
    if sorted.is_empty() {
        return if is_full(0) { None } else { refusal(&[], Uncovered::NoCase) };
    }
    let mut open = vec![Branch { cases: 0..sorted.len(), depth: 0, changes: 0 }];
    while let Some(Branch { cases, depth, changes }) = open.pop() {
        let branch = &sorted[cases.clone()];
        let path = &branch[0][..depth];
        let Some(first) = branch[0].get(depth) else {
            if branch.len() > 1 {
                return refusal(path, Uncovered::NotAlone);
            }
            continue;
        };
        let split = branch.partition_point(|decisions| decisions.get(depth) == Some(first));
        let split = cases.start + split;
        let counts = |decision: &Decision| i128::from(matches!(decision, Decision::Changes { .. }));
        let last = branch[branch.len() - 1].get(depth).unwrap_or(first);
        if split == cases.end {
            let alone = matches!(first, Decision::Stays { .. }) && is_full(changes + 1);
            if !alone {
                return refusal(path, Uncovered::OneWay { decision: first.clone() });
            }
        } else {
            let second = sorted[split].get(depth).unwrap_or(first);
            let third = if second == last { second } else { last };
            if !are_opposite(first, second, mutual) || third != second {
                let (first, second) = (first.clone(), third.clone());
                return refusal(path, Uncovered::NotOpposite { first, second });
            }
            let changes = changes + counts(second);
            open.push(Branch { cases: split..cases.end, depth: depth + 1, changes });
        }
        let changes = changes + counts(first);
        open.push(Branch { cases: cases.start..split, depth: depth + 1, changes });
    }
    None
}

/// Whether every plan keeps to one of the two.
fn are_opposite(first: &Decision, second: &Decision, mutual: MutualPairs) -> bool {
    match (first, second) {
        (Decision::Stays { role, key }, Decision::Changes { role: other_role, key: other }) => {
            (role, key) == (other_role, other)
        }
        (
            Decision::Without { mentor, mentee },
            Decision::Without { mentor: other_mentor, mentee: other_mentee },
        ) => {
            mutual == MutualPairs::Off
                && (mentor, mentee) == (other_mentee, other_mentor)
                && mentor != mentee
        }
        _ => false,
    }
}
