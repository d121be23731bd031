//! Whom a published plan names, and who of them changes.

use std::collections::BTreeSet;

use super::super::facts::{Facts, Keys, Places};
use super::super::proof::micros;
use crate::mentoring::{MentoringPlan, PlannedPair, Role};

/// Something for each mentor and each mentee, by position.
#[derive(Clone, Debug)]
pub(super) struct Sides<T> {
    pub(super) mentors: Vec<T>,
    pub(super) mentees: Vec<T>,
}

impl<T: Clone> Sides<T> {
    pub(super) fn filled(facts: &Facts<'_>, with: T) -> Self {
        Self {
            mentors: vec![with.clone(); facts.mentors.len()],
            mentees: vec![with; facts.mentees.len()],
        }
    }

    pub(super) fn of(&self, role: Role) -> &[T] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }

    pub(super) fn of_mut(&mut self, role: Role) -> &mut [T] {
        match role {
            Role::Mentor => &mut self.mentors,
            Role::Mentee => &mut self.mentees,
        }
    }

    /// The two ends of a pair.
    pub(super) fn ends_mut(&mut self, (m, n): Places) -> [&mut T; 2] {
        [&mut self.mentors[m], &mut self.mentees[n]]
    }
}

/// The pairs of the published plan, and whom it names of those enrolled.
pub(super) struct Published<'p> {
    pairs: BTreeSet<Keys<'p>>,
    pub(super) known: Sides<bool>,
}

impl<'p> Published<'p> {
    pub(super) fn new(facts: &Facts<'_>, plan: &'p MentoringPlan) -> Self {
        let mut known = Sides::filled(facts, false);
        let mut name = |role, key: &str| {
            if let Some(at) = facts.position(role, key) {
                known.of_mut(role)[at] = true;
            }
        };
        for pair in &plan.pairs {
            name(Role::Mentor, &pair.mentor);
            name(Role::Mentee, &pair.mentee);
        }
        for unmatched in &plan.unmatched {
            name(unmatched.role, &unmatched.key);
        }
        Self { pairs: keys(&plan.pairs), known }
    }

    /// How many known people change: those whose partners in `plan`, together with the partners from
    /// before with whom they go on as an existing pair, are not those from before.
    pub(super) fn changes(&self, facts: &Facts<'_>, plan: &[PlannedPair]) -> u64 {
        let mut after = keys(plan);
        after.extend(self.pairs.intersection(&facts.existing));
        let (before, after) = (partners(facts, &self.pairs), partners(facts, &after));
        let changed = |role| {
            let both = before.of(role).iter().zip(after.of(role));
            let known = both.zip(self.known.of(role)).filter(|(_, known)| **known);
            known.filter(|((before, after), _)| before != after).count() as u64
        };
        changed(Role::Mentor) + changed(Role::Mentee)
    }
}

fn keys(pairs: &[PlannedPair]) -> BTreeSet<Keys<'_>> {
    pairs.iter().map(|pair| (&*pair.mentor, &*pair.mentee)).collect()
}

/// Everybody's partners.
fn partners<'k>(facts: &Facts<'_>, pairs: &BTreeSet<Keys<'k>>) -> Sides<BTreeSet<&'k str>> {
    let mut partners = Sides::filled(facts, BTreeSet::new());
    for &(mentor, mentee) in pairs {
        for (role, key, partner) in [(Role::Mentor, mentor, mentee), (Role::Mentee, mentee, mentor)]
        {
            if let Some(at) = facts.position(role, key) {
                partners.of_mut(role)[at].insert(partner);
            }
        }
    }
    partners
}

/// A pair that a plan may hold beside the pins.
pub(super) struct OpenPair {
    pub(super) places: Places,
    pub(super) score: i128,
    /// Whether it is of the published plan.
    pub(super) is_old: bool,
}

/// Where everybody stands, all eligible pairs looked at.
pub(super) struct Outlook {
    pub(super) open: Vec<OpenPair>,
    /// How many open pairs of the published plan each person has: s.
    pub(super) old: Sides<u64>,
    /// Known people who change in every plan: F.
    pub(super) forced: Sides<bool>,
    /// How many these are.
    pub(super) forced_count: u64,
    /// How many people are known.
    pub(super) known_count: u64,
}

impl Outlook {
    /// None where an eligible pair has no score: then nothing follows.
    pub(super) fn new(facts: &Facts<'_>, published: &Published<'_>) -> Option<Self> {
        let mut open = Vec::new();
        let mut unscored = false;
        facts.each_eligible(|places, score| match score {
            Err(_) => unscored = true,
            Ok(score) if facts.is_open(places) => {
                let is_old = published.pairs.contains(&facts.keys(places));
                open.push(OpenPair { places, score: micros(score), is_old });
            }
            Ok(_) => {}
        });
        if unscored {
            return None;
        }
        let mut old = Sides::filled(facts, 0_u64);
        for pair in open.iter().filter(|pair| pair.is_old) {
            for old in old.ends_mut(pair.places) {
                *old += 1;
            }
        }
        let goes_on: BTreeSet<Keys<'_>> =
            open.iter().filter(|pair| pair.is_old).map(|pair| facts.keys(pair.places)).collect();
        let mut changes = Sides::filled(facts, false);
        let mut force = |(mentor, mentee): Keys<'_>| {
            for (role, key) in [(Role::Mentor, mentor), (Role::Mentee, mentee)] {
                if let Some(at) = facts.position(role, key) {
                    changes.of_mut(role)[at] = true;
                }
            }
        };
        for keys in &published.pairs {
            let stands = facts.pins.contains_key(keys) || facts.existing.contains(keys);
            if !stands && !goes_on.contains(keys) {
                force(*keys);
            }
        }
        for keys in facts.pins.keys().filter(|keys| !published.pairs.contains(*keys)) {
            force(*keys);
        }
        let mut forced = Sides::filled(facts, false);
        let (mut forced_count, mut known_count) = (0, 0);
        for role in [Role::Mentor, Role::Mentee] {
            for (at, enrolled) in facts.side(role).iter().enumerate() {
                let crowded = old.of(role)[at] > enrolled.open_places();
                let is_known = published.known.of(role)[at];
                let is_forced = is_known && (crowded || changes.of(role)[at]);
                forced.of_mut(role)[at] = is_forced;
                forced_count += u64::from(is_forced);
                known_count += u64::from(is_known);
            }
        }
        Some(Self { open, old, forced, forced_count, known_count })
    }
}
