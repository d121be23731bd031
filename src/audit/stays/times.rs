//! What differs from period to period, read anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::rotation::assignments::StaysProblem;

/// The conditions of a calendar; periods count from 1.
pub(super) struct Times<'p> {
    /// For each person whether they are away in each period; nothing of who never is.
    away: Vec<&'p [bool]>,
    /// The fewest and the most people with a host in a period, where they are not its own.
    pub(super) changes: BTreeMap<(usize, u32), (u64, u64)>,
    pub(super) groups: Vec<GroupFacts<'p>>,
    /// Who stays with both hosts ends with the first before.
    pub(super) orders: Vec<(usize, usize)>,
    /// Who stays with the second host was with the first before.
    pub(super) requirements: Vec<(usize, usize)>,
    /// Person, host, first period.
    pub(super) fixed: Vec<(usize, usize, u32)>,
}

/// People of whom only so many may be on a stay at once.
pub(super) struct GroupFacts<'p> {
    pub(super) name: &'p str,
    pub(super) people: BTreeSet<usize>,
    pub(super) most: u64,
}

impl<'p> Times<'p> {
    /// Whether a stay of a pair is fixed.
    pub(super) fn is_fixed(&self, person: usize, host: usize) -> bool {
        self.fixed.iter().any(|stay| (stay.0, stay.1) == (person, host))
    }

    pub(super) fn new(problem: &'p StaysProblem<'_>) -> Self {
        let terms = problem.terms();
        let arcs = |arcs: &[(u32, u32)]| {
            arcs.iter().map(|&(first, then)| (first as usize, then as usize)).collect()
        };
        let mut away: Vec<&[bool]> = vec![&[]; problem.people().len()];
        for (&person, periods) in &terms.away {
            away[person as usize] = periods;
        }
        let changes = terms.changes.iter().map(|(&(host, period), &(least, most))| {
            ((host as usize, period), (u64::from(least), u64::from(most)))
        });
        let groups = terms.groups.iter().map(|group| GroupFacts {
            name: &group.name,
            people: group.people.iter().map(|&person| person as usize).collect(),
            most: u64::from(group.most),
        });
        let fixed = terms.fixed.iter().map(|&(p, h, period)| (p as usize, h as usize, period));
        Self {
            away,
            changes: changes.collect(),
            groups: groups.collect(),
            orders: arcs(&terms.orders),
            requirements: arcs(&terms.requirements),
            fixed: fixed.collect(),
        }
    }

    /// Whether somebody can be on a stay in a period.
    pub(super) fn is_present(&self, person: usize, period: u32) -> bool {
        let at = period.checked_sub(1).map(|at| at as usize);
        !at.and_then(|at| self.away[person].get(at)).copied().unwrap_or(false)
    }
}
