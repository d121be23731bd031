//! A round of a plan as the solver saw it, for explanations.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;

use super::memory::{Memory, Waited};
use super::plan::{PlannedGroup, RotationPlan, RoundPlan, RoundProof};
use super::problem::{Odd, Repeats, RotationProblem, Slot};
use super::sitting::{NOWHERE, Sitting};
use crate::policy::CoolDown;
use crate::score::Score;

/// A round of a plan, the rounds before it given. People are named by position.
#[derive(Clone, Debug)]
pub(crate) struct RoundView<'p> {
    pub(super) problem: &'p RotationProblem<'p>,
    pub(super) sitting: Sitting,
    memory: Memory,
    /// The place of each position in the sitting.
    place: Vec<u32>,
}

/// Why somebody enrolled takes no part in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// As stated, from a round to another.
    Away { from: u32, until: u32 },
    /// Until the last day of a pause.
    Paused { until: Date },
    /// Their first day is later.
    Starts { on: Date },
    /// They take part in every so manieth round, and met somebody in this one.
    NotDue { every: u32, last_met: u32 },
}

/// How two eligible people stand to each other in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Their score before the penalty for having met.
    pub(crate) score: Score,
    pub(crate) penalty: Score,
    /// A cool-down of the policy excludes them.
    pub(crate) of_policy: bool,
    /// They met within the caller's cool-down.
    pub(crate) repeat: bool,
    /// The greatest round in which they met.
    pub(crate) last_round: Option<u32>,
    /// The round before which the cool-downs in rounds that exclude them are not over, and
    /// the day before which those in days are not.
    pub(crate) free_from: (Option<u32>, Option<Date>),
}

/// Why somebody sits out, in people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shortage {
    /// Those of whom some must sit out, ascending.
    pub(crate) sharing: Vec<u32>,
    /// The parts of odd size into which they fall without `needed`.
    pub(crate) parts: usize,
    /// Those on whom they depend, ascending.
    pub(crate) needed: Vec<u32>,
    /// How many of the parts can place all their people at once, by `needed`.
    pub(crate) places: usize,
    /// Who could sit out instead, with as many people placed, ascending.
    pub(crate) instead: Vec<u32>,
}

/// How many people, or with two pools pairs, can be placed in a round without repeats, at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) placed: u64,
    /// Those on whom the others depend; with two pools, who is in every pair but `others`.
    pub(crate) needed: Vec<u32>,
    /// The parts of odd size that are left without them.
    pub(crate) parts: usize,
    /// How many of them are one person.
    pub(crate) single: usize,
    /// With two pools the pairs with none of `needed`.
    pub(crate) others: u64,
}

impl RotationProblem<'_> {
    /// The round at a position of a plan.
    ///
    /// Complexity: O(m + e) for m pairs who meet in the rounds before it and e eligible pairs.
    pub(crate) fn view<'p>(
        &'p self,
        plan: &RotationPlan,
        position: usize,
    ) -> Option<RoundView<'p>> {
        let slot = *self.slots.get(position)?;
        let mut memory = self.memory.clone();
        for (&slot, round) in self.slots.iter().zip(&plan.rounds).take(position) {
            let groups: Vec<Vec<u32>> = round.groups.iter().map(|g| self.positions(g)).collect();
            let byes: Vec<u32> = round.byes.iter().filter_map(|key| self.position(key)).collect();
            memory.record_round(slot, groups.iter().map(Vec::as_slice), &byes);
        }
        let sitting = self.sitting(slot, &memory, None);
        let mut place = vec![NOWHERE; self.people.len()];
        for (i, &p) in (0..).zip(&sitting.people) {
            place[p as usize] = i;
        }
        Some(RoundView { problem: self, sitting, memory, place })
    }

    /// The people of a group.
    pub(crate) fn positions(&self, group: &PlannedGroup) -> Vec<u32> {
        group.people.iter().filter_map(|key| self.position(key)).collect()
    }

    /// Everybody else whom somebody may be paired with as far as the pools go.
    pub(crate) fn others(&self, own: u32) -> impl Iterator<Item = u32> + '_ {
        let in_first = |p: u32| self.pools.as_ref().map(|pools| pools.in_first[p as usize]);
        let side = in_first(own);
        (0..)
            .take(self.people.len())
            .filter(move |&p| p != own && (side.is_none() || in_first(p) != side))
    }

    pub(crate) fn is_eligible(&self, a: u32, b: u32) -> bool {
        matches!(self.base(a, b), Ok(Some(_)))
    }
}

impl RoundView<'_> {
    pub(crate) fn slot(&self) -> Slot {
        self.sitting.slot
    }

    /// Who takes part, in the order enrolled.
    pub(crate) fn people(&self) -> &[u32] {
        &self.sitting.people
    }

    pub(super) fn place(&self, position: u32) -> Option<u32> {
        self.place.get(position as usize).copied().filter(|&place| place != NOWHERE)
    }

    pub(crate) fn takes_part(&self, position: u32) -> bool {
        self.place(position).is_some()
    }

    /// Why somebody takes no part.
    pub(crate) fn absence(&self, position: u32) -> Option<Absence> {
        let slot = self.slot();
        let participant = &self.problem.people[position as usize];
        if let Some(stated) = participant.away.iter().find(|rounds| rounds.contains(&slot.round)) {
            let (mut from, mut until) = (*stated.start(), *stated.end());
            // Statements that meet are one absence. Each but the last pass takes in one of them.
            for _ in &participant.away {
                for other in &participant.away {
                    if *other.start() <= until.saturating_add(1) && *other.end() >= from {
                        (from, until) = (from.min(*other.start()), until.max(*other.end()));
                    }
                }
            }
            return Some(Absence::Away { from, until });
        }
        if let Some((day, person)) = slot.date.zip(self.problem.person(position)) {
            if let Some(pause) = person.pause_on(day) {
                // Pauses that meet are one.
                let mut until = pause.last;
                while let Some(next) = until.tomorrow().ok().and_then(|day| person.pause_on(day)) {
                    until = next.last;
                }
                return Some(Absence::Paused { until });
            }
            if let Some(on) = person.start().filter(|&start| start > day) {
                return Some(Absence::Starts { on });
            }
        }
        let last_met = self.memory.last_meeting(position)?;
        let due = self.problem.is_due(position, slot, &self.memory);
        (!due).then_some(Absence::NotDue { every: participant.every, last_met })
    }

    /// The turn of somebody who takes part.
    pub(crate) fn turn(&self, position: u32) -> Option<u8> {
        Some(self.sitting.turns[self.place(position)? as usize])
    }

    pub(crate) fn waited(&self, position: u32) -> Waited {
        self.memory.waited(position)
    }

    /// How two people stand to each other; none where they are not eligible.
    pub(crate) fn standing(&self, a: u32, b: u32) -> Option<Standing> {
        let score = self.problem.base(a, b).ok()??;
        let (rules, slot) = (&self.problem.rules, self.slot());
        let last = self.memory.last_met(a, b);
        let never = rules.cool_down.filter(|_| rules.repeats == Repeats::Never);
        let hard = rules.of_policy.iter().copied().chain(never.map(CoolDown::Rounds));
        let mut free_from = (None, None);
        for cool_down in hard {
            match cool_down {
                CoolDown::Rounds(gap) => {
                    let free = last.round.map(|met| met.saturating_add(gap).saturating_add(1));
                    free_from.0 = free_from.0.max(free.filter(|&free| free > slot.round));
                }
                CoolDown::Days(gap) => {
                    let days = Span::new().try_days(i64::from(gap) + 1);
                    let after = |met: Date| days.ok().and_then(|days| met.checked_add(days).ok());
                    let free = last.date.map(|met| after(met).unwrap_or(Date::MAX));
                    let free = free.filter(|&free| slot.date.is_some_and(|now| free > now));
                    free_from.1 = free_from.1.max(free);
                }
            }
        }
        Some(Standing {
            score,
            penalty: Score::from_micros(rules.penalty(last, slot)),
            of_policy: rules.excludes(last, slot),
            repeat: rules.is_repeat(last, slot),
            last_round: last.round,
            free_from,
        })
    }

    /// Whether two people may meet in this round, if need be again.
    pub(crate) fn may_meet(&self, a: u32, b: u32) -> bool {
        let fewest = self.problem.rules.repeats == Repeats::Fewest;
        self.takes_part(a)
            && self.takes_part(b)
            && self.standing(a, b).is_some_and(|s| !s.of_policy && (fewest || !s.repeat))
    }

    /// How many of a round can be placed without repeats, at most, by what proves it or by less.
    ///
    /// Complexity: O(e) for e pairs that may meet; where pairs are priced, O(n²) evaluations of the policy at
    /// most.
    pub(crate) fn without_repeats(&self, round: &RoundPlan) -> Limit {
        let nobody = Vec::new();
        let (one, other) = match &round.proof {
            Some(RoundProof::Pairs { barrier, repeat_barrier, .. }) => (barrier, repeat_barrier),
            Some(RoundProof::Pools { cover, repeat_cover, .. }) => (cover, repeat_cover),
            Some(RoundProof::Groups { .. }) | None => (&nobody, &nobody),
        };
        let limits = [&nobody, one, other].map(|keys| {
            let chosen: BTreeSet<u32> =
                keys.iter().filter_map(|k| self.problem.position(k)).collect();
            self.limit(&chosen)
        });
        limits.into_iter().min_by_key(|limit| limit.placed).unwrap_or_default()
    }

    /// What follows from the people on whom others depend, whoever they are.
    fn limit(&self, needed: &BTreeSet<u32>) -> Limit {
        let chosen = |place: u32| needed.contains(&self.sitting.people[place as usize]);
        let needed_here: Vec<u32> =
            needed.iter().copied().filter(|&p| self.takes_part(p)).collect();
        let n = self.sitting.people.len();
        if let Some(pools) = &self.problem.pools {
            let places =
                |&p: &u32| if pools.in_first[p as usize] { u64::from(pools.places) } else { 1 };
            let rest = self.sitting.fresh().iter().filter(|e| !chosen(e.a) && !chosen(e.b));
            let others = rest.count() as u64;
            let placed = needed_here.iter().map(places).sum::<u64>() + others;
            return Limit { placed, needed: needed_here, parts: 0, single: 0, others };
        }
        let parts = self.problem.parts(&self.sitting, false, |a, b| !chosen(a) && !chosen(b));
        let mut size = vec![0_usize; n];
        for (place, set) in (0..).zip(parts) {
            size[set as usize] += usize::from(!chosen(place));
        }
        let in_pairs = self.problem.group_size == 2;
        let single = size.iter().filter(|&&s| s == 1).count();
        // In groups of three and more an odd number is no hindrance, but to be alone is.
        let odd = size.iter().filter(|&&s| s % 2 == 1).count();
        let parts = if in_pairs { odd } else { single };
        let out = parts.saturating_sub(needed_here.len());
        // One trio a round takes in one more.
        let trio = usize::from(in_pairs && self.problem.odd == Odd::Trio && n % 2 == 1);
        let placed = n - out.saturating_sub(trio);
        Limit { placed: placed as u64, needed: needed_here, parts, single, others: 0 }
    }
}
