//! A plan with few changes, with parts of a better one with more.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::case::Frame;
use crate::mentoring::solver::Place;

/// A part in which two plans differ, joined by people.
#[derive(Default)]
struct Part {
    drops: Vec<Place>,
    begins: Vec<Place>,
}

/// The first plan, with those parts of the second that are worth most for each change and fit under the cap.
///
/// Where two plans differ, the pairs fall into parts that have nobody in common; each part can be exchanged by itself, and worth and
/// changes add up.
pub(super) fn patched(frame: &Frame<'_>, few: &[Place], many: &[Place], cap: u64) -> Vec<Place> {
    let mut part_of = Parts::new(frame.places[0].len(), frame.places[1].len());
    let only = |one: &[Place], other: &[Place]| -> Vec<Place> {
        one.iter().copied().filter(|pair| other.binary_search(pair).is_err()).collect()
    };
    let (drops, begins) = (only(few, many), only(many, few));
    for &(n, m) in drops.iter().chain(&begins) {
        part_of.join(n, m);
    }
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    for pair in drops {
        parts.entry(part_of.find(pair.0 as usize)).or_default().drops.push(pair);
    }
    for pair in begins {
        parts.entry(part_of.find(pair.0 as usize)).or_default().begins.push(pair);
    }
    let with = |part: &Part, plan: &[Place]| -> Vec<Place> {
        let stays = plan.iter().copied().filter(|pair| part.drops.binary_search(pair).is_err());
        let mut plan: Vec<Place> = stays.chain(part.begins.iter().copied()).collect();
        plan.sort_unstable();
        plan
    };
    let count = |plan: &[Place]| i64::try_from(frame.changed(plan).len()).unwrap_or(i64::MAX);
    let now = count(few);
    let mut gains: Vec<(i64, i64, Part)> = Vec::new();
    for part in parts.into_values() {
        let gain = frame.value(&part.begins) - frame.value(&part.drops);
        let more = count(&with(&part, few)) - now;
        if gain > 0 || more < 0 {
            gains.push((gain, more, part));
        }
    }
    // Those that cost no change first, then by worth a change.
    gains.sort_by_key(|&(gain, more, _)| {
        (more > 0, Reverse(if more > 0 { gain / more } else { gain }))
    });
    let most = i64::try_from(cap.saturating_sub(frame.forced())).unwrap_or(i64::MAX);
    let mut plan = few.to_vec();
    let mut changes = now;
    for (gain, more, part) in gains {
        if changes + more <= most && gain > 0 {
            plan = with(&part, &plan);
            changes += more;
        }
    }
    plan
}

/// Disjoint sets of people, mentees first.
struct Parts {
    parent: Vec<usize>,
    mentees: usize,
}

impl Parts {
    fn new(mentees: usize, mentors: usize) -> Self {
        Self { parent: (0..mentees + mentors).collect(), mentees }
    }

    fn find(&mut self, mut one: usize) -> usize {
        while self.parent[one] != one {
            self.parent[one] = self.parent[self.parent[one]];
            one = self.parent[one];
        }
        one
    }

    fn join(&mut self, mentee: u32, mentor: u32) {
        let (one, other) = (self.find(mentee as usize), self.find(self.mentees + mentor as usize));
        self.parent[one.max(other)] = one.min(other);
    }
}
