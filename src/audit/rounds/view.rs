//! A round as it lies before whoever plans it: who takes part, whose turn it is,
//! and which pairs may meet.

use jiff::civil::Date;

use super::facts::{Facts, Scored};
use super::past::{Met, Past, met_before};
use super::violation::Absence;
use crate::policy::CoolDown;
use crate::rotation::{Odd, Repeats, Slot};

/// A pair of a round that may meet.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) a: usize,
    pub(super) b: usize,
    /// Its score, the penalty taken off, in micro-units.
    pub(super) score: i128,
    pub(super) repeat: bool,
}

/// What a round consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Pairs,
    Pools,
    /// Pairs and perhaps one trio.
    Trio,
    /// Groups of up to so many.
    Groups(u32),
}

pub(super) struct View {
    pub(super) slot: Slot,
    pub(super) shape: Shape,
    /// How many rounds of the plan lie before it.
    before: usize,
    /// Why somebody takes no part; none where they do.
    pub(super) absence: Vec<Option<Absence>>,
    /// Who takes part, by position.
    pub(super) part: Vec<bool>,
    /// Positions of those who take part, ascending.
    pub(super) people: Vec<usize>,
    pub(super) turn: Vec<u64>,
    /// Whether repeats may be among the pairs that may meet: as far as those go who met before,
    /// eligible or not.
    pub(super) repeats: bool,
}

impl View {
    /// The round with these meetings before it.
    pub(super) fn new(facts: &Facts<'_>, past: &Past, slot: Slot) -> Self {
        let mut view = Self::read(facts, past, slot);
        view.turn = past.turns(slot.round, &view.people);
        view
    }

    /// The round with nothing but the history before it and all turns 0: whatever
    /// the rounds before it, nobody else takes part and no other pairs may meet.
    pub(super) fn alone(facts: &Facts<'_>, history: &Past, slot: Slot) -> Self {
        let shape = Self::shape_alone(facts, history, slot);
        Self { shape, ..Self::read(facts, history, slot) }
    }

    /// The shape of the round by itself: that of any plan, if they can differ.
    pub(super) fn shape_alone(facts: &Facts<'_>, history: &Past, slot: Slot) -> Shape {
        let (_, people) = participants(facts, history, slot);
        // How many take part depends on who met before.
        let depends = people.iter().any(|&position| facts.people[position].every > 1);
        match shape(facts, people.len()) {
            Shape::Pairs if depends && facts.problem.odd() == Odd::Trio => Shape::Trio,
            shape => shape,
        }
    }

    fn read(facts: &Facts<'_>, past: &Past, slot: Slot) -> Self {
        let (absence, people) = participants(facts, past, slot);
        let part: Vec<bool> = absence.iter().map(Option::is_none).collect();
        let repeats = facts.problem.meeting_rules().repeats == Repeats::Fewest
            && people.iter().any(|&a| {
                past.row(a).any(|(b, entries)| {
                    part[b] && is_repeat(facts, met_before(entries, past.rounds()), slot)
                })
            });
        let (shape, turn) = (shape(facts, people.len()), vec![0; facts.people.len()]);
        Self { slot, shape, before: past.rounds(), absence, part, people, turn, repeats }
    }

    /// The pairs of a row that may meet, repeats among them unless none may ever meet.
    ///
    /// `past` has taken in the rounds before this one at least.
    pub(super) fn open<'r>(
        &'r self,
        facts: &'r Facts<'_>,
        past: &'r Past,
        a: usize,
        row: &'r [Scored],
    ) -> impl Iterator<Item = Open> + 'r {
        let row = if self.part[a] { row } else { &[] };
        // Hardly anybody met anybody, so both walk along together.
        let mut met = past.row(a).peekable();
        row.iter().filter(|&&(b, _)| self.part[b]).filter_map(move |&(b, base)| {
            let (score, repeat) = (i128::from(base), false);
            while met.next_if(|&(other, _)| other < b).is_some() {}
            let Some((_, entries)) = met.next_if(|&(other, _)| other == b) else {
                return Some(Open { a, b, score, repeat });
            };
            let (met, slot) = (met_before(entries, self.before), self.slot);
            let repeat = is_repeat(facts, met, slot);
            let never = facts.problem.meeting_rules().repeats == Repeats::Never;
            if too_soon(facts, met, slot).is_some() || (repeat && never) {
                return None;
            }
            Some(Open { a, b, score: score - penalty(facts, met, slot), repeat })
        })
    }

    /// Those whose turn counts, and who sit out where they meet nobody: all, but in two pools those
    /// of the second.
    pub(super) fn counted<'v>(&'v self, facts: &'v Facts<'_>) -> impl Iterator<Item = usize> + 'v {
        self.people.iter().copied().filter(|&position| counts(facts, position))
    }

    /// The most pairs that fit by the number of people.
    pub(super) fn most_pairs(&self, facts: &Facts<'_>) -> i128 {
        if self.shape == Shape::Pools {
            let second = self.counted(facts).count() as i128;
            let first = self.people.iter().filter(|&&p| facts.people[p].in_first);
            first.map(|&p| i128::from(facts.places(p))).sum::<i128>().min(second)
        } else {
            (self.people.len() / 2) as i128
        }
    }
}

/// Why each takes no part, and the positions of those who do.
fn participants(facts: &Facts<'_>, past: &Past, slot: Slot) -> (Vec<Option<Absence>>, Vec<usize>) {
    let n = facts.people.len();
    let absence: Vec<_> = (0..n).map(|position| absence(facts, past, slot, position)).collect();
    let people = (0..n).filter(|&position| absence[position].is_none()).collect();
    (absence, people)
}

fn shape(facts: &Facts<'_>, people: usize) -> Shape {
    let problem = facts.problem;
    if problem.pools().is_some() {
        Shape::Pools
    } else if problem.group_size() > 2 {
        Shape::Groups(problem.group_size())
    } else if problem.odd() == Odd::Trio && people % 2 == 1 {
        Shape::Trio
    } else {
        Shape::Pairs
    }
}

/// Whether somebody's turn counts, and whether they sit out where they meet nobody.
pub(super) fn counts(facts: &Facts<'_>, position: usize) -> bool {
    facts.problem.pools().is_none() || !facts.people[position].in_first
}

/// Why somebody takes no part whatever the plan: away, paused, or yet to start.
pub(super) fn stated_absence(facts: &Facts<'_>, slot: Slot, position: usize) -> Option<Absence> {
    let enrolled = &facts.people[position];
    if enrolled.away.iter().any(|rounds| rounds.contains(&slot.round)) {
        return Some(Absence::Away);
    }
    let (person, date) = (enrolled.person?, slot.date?);
    if let Some(start) = person.start().filter(|&start| start > date) {
        return Some(Absence::YetToStart { start });
    }
    let pause = person.pauses().iter().find(|pause| pause.first <= date && date <= pause.last)?;
    Some(Absence::Paused { first: pause.first, last: pause.last })
}

fn absence(facts: &Facts<'_>, past: &Past, slot: Slot, position: usize) -> Option<Absence> {
    let stated = stated_absence(facts, slot, position);
    if stated.is_some() {
        return stated;
    }
    let every = facts.people[position].every;
    let last_met = past.last_met_anybody(position)?;
    let due = u64::from(last_met) + u64::from(every);
    (due > u64::from(slot.round) && every > 1).then_some(Absence::NotDue { every, last_met })
}

/// The rule of the policy, by position, that keeps two apart since they met.
pub(super) fn too_soon(facts: &Facts<'_>, met: Met, slot: Slot) -> Option<usize> {
    let rules = facts.problem.policy()?.rules();
    rules.iter().position(|requirement| match requirement.rule {
        crate::policy::Rule::NotMetWithin { cool_down } => match cool_down {
            CoolDown::Rounds(gap) => within(met.round(), gap, slot.round),
            CoolDown::Days(gap) => met
                .date()
                .zip(slot.date)
                .is_some_and(|(met, today)| days_between(met, today) <= i64::from(gap)),
        },
        _ => false,
    })
}

/// Whether two who meet would meet again before their cool-down is over.
pub(super) fn is_repeat(facts: &Facts<'_>, met: Met, slot: Slot) -> bool {
    let cool_down = facts.problem.meeting_rules().cool_down;
    cool_down.is_some_and(|gap| within(met.round(), gap, slot.round))
}

fn within(met: Option<u32>, gap: u32, round: u32) -> bool {
    met.is_some_and(|met| u64::from(met) + u64::from(gap) >= u64::from(round))
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// What a pair loses for having met: points·max(0, fade + 1 − d)/fade, rounded down.
pub(super) fn penalty(facts: &Facts<'_>, met: Met, slot: Slot) -> i128 {
    let Some(penalty) = facts.problem.meeting_rules().penalty else { return 0 };
    let Some(met) = met.round() else { return 0 };
    let ago = i128::from(slot.round.saturating_sub(met).max(1));
    let fade = i128::from(penalty.fade.max(1));
    i128::from(penalty.points.micros()) * (fade + 1 - ago).max(0) / fade
}
