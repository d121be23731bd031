//! Who met whom, who sat out, and whose turn it is, as the history and the
//! earlier rounds of a plan have it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::facts::Facts;
use crate::policy::{Attendance, Meeting, Programme};
use crate::rotation::Slot;

/// The classes of those who came from the 32nd on are one.
const LAST_CLASS: u64 = 31;

/// Where a meeting stands.
#[derive(Clone, Copy)]
enum Origin {
    /// At this position of the history.
    History(usize),
    /// In an earlier round of the plan.
    Plan,
}

/// When two people last met, by round and by day.
#[derive(Clone, Copy, Default)]
pub(super) struct Met {
    round: Option<(u32, Origin)>,
    date: Option<(Date, Origin)>,
}

impl Met {
    /// The last round in which they met, or are planned to.
    pub(super) fn round(self) -> Option<u32> {
        self.round.map(|(round, _)| round)
    }

    /// The last day on which they met, or are planned to.
    pub(super) fn date(self) -> Option<Date> {
        self.date.map(|(date, _)| date)
    }
}

/// When two people last met, once so many rounds of the plan are taken in, until the next entry.
#[derive(Clone, Copy)]
pub(super) struct Since {
    rounds: usize,
    met: Met,
}

/// What is known of two people where so many rounds of the plan lie before.
pub(super) fn met_before(entries: &[Since], rounds: usize) -> Met {
    let known = entries.iter().rev().find(|entry| entry.rounds <= rounds);
    known.map_or_else(Met::default, |entry| entry.met)
}

/// What is on record of somebody in this programme, before the round to plan.
#[derive(Clone, Copy, Default)]
struct Record {
    /// The first round that names them.
    first: Option<u32>,
    /// The last round that names them, and whether they stayed away from it.
    last: Option<(u32, bool)>,
    /// The last round in which they sat out or came in vain.
    sat_out: Option<u32>,
    /// How often they did.
    times: u64,
    /// The last round in which they met somebody.
    met: Option<u32>,
}

/// Grows round by round; of who met whom, what it said before stays known.
pub(super) struct Past {
    /// By the lower position, then the higher.
    met: Vec<BTreeMap<usize, Vec<Since>>>,
    records: Vec<Record>,
    /// How many rounds of the plan are taken in.
    rounds: usize,
}

impl Past {
    /// What the history alone says. O(Σ k² log n) for meetings of k people.
    pub(super) fn of_history(facts: &Facts<'_>) -> Self {
        let n = facts.people.len();
        let (met, records) = (vec![BTreeMap::new(); n], vec![Record::default(); n]);
        let mut past = Self { met, records, rounds: 0 };
        let first_planned = facts.problem.slots().first().map_or(0, |slot| slot.round);
        let Some(history) = facts.problem.context().history else { return past };
        for (at, meeting) in history.meetings().iter().enumerate() {
            let came = who_met(meeting);
            let met: Vec<usize> = came.iter().filter_map(|key| facts.position(key)).collect();
            let origin = Origin::History(at);
            past.meet(&met, meeting.when.round, meeting.when.date, origin);
            let Some(round) = meeting.when.round else { continue };
            if meeting.programme != Programme::Rotation || round >= first_planned {
                continue;
            }
            for position in met {
                let last = &mut past.records[position].met;
                *last = (*last).max(Some(round));
            }
            let named: BTreeSet<&str> = meeting.people.iter().map(String::as_str).collect();
            // Several whom nobody met, or a bye; one that was missed is none.
            let alone =
                came.is_empty() && (named.len() > 1 || meeting.attendance == Attendance::Kept);
            for key in named {
                let Some(position) = facts.position(key) else { continue };
                let stayed_away = meeting.absent.iter().any(|absent| absent == key);
                past.records[position].name(round, stayed_away);
                if !stayed_away && alone {
                    past.records[position].sit_out(round);
                }
            }
        }
        past
    }

    /// Takes in a round of the plan.
    pub(super) fn take_in(&mut self, slot: Slot, groups: &[Vec<usize>], byes: &[usize]) {
        self.rounds += 1;
        for group in groups {
            self.meet(group, Some(slot.round), slot.date, Origin::Plan);
            for &position in group {
                let record = &mut self.records[position];
                record.name(slot.round, false);
                record.met = record.met.max(Some(slot.round));
            }
        }
        for &position in byes {
            self.records[position].name(slot.round, false);
            self.records[position].sit_out(slot.round);
        }
    }

    fn meet(&mut self, people: &[usize], round: Option<u32>, date: Option<Date>, origin: Origin) {
        for (i, &a) in people.iter().enumerate() {
            for &b in &people[i + 1..] {
                let entries = self.met[a.min(b)].entry(a.max(b)).or_default();
                let known = met_before(entries, self.rounds);
                if entries.last().is_none_or(|last| last.rounds < self.rounds) {
                    entries.push(Since { rounds: self.rounds, met: known });
                }
                let Some(Since { met, .. }) = entries.last_mut() else { continue };
                if let Some(round) = round {
                    if met.round.is_none_or(|(last, _)| last < round) {
                        met.round = Some((round, origin));
                    }
                }
                if let Some(date) = date {
                    if met.date.is_none_or(|(last, _)| last < date) {
                        met.date = Some((date, origin));
                    }
                }
            }
        }
    }

    /// How many rounds of the plan are taken in.
    pub(super) fn rounds(&self) -> usize {
        self.rounds
    }

    /// When two last met.
    pub(super) fn met(&self, a: usize, b: usize) -> Met {
        let entries = self.met[a.min(b)].get(&a.max(b));
        entries.map_or_else(Met::default, |entries| met_before(entries, self.rounds))
    }

    /// The people of higher position whom somebody ever met, ascending.
    pub(super) fn row(&self, a: usize) -> impl Iterator<Item = (usize, &[Since])> {
        self.met[a].iter().map(|(&b, entries)| (b, &entries[..]))
    }

    /// The programme in which two last met, by round or else by day.
    pub(super) fn programme(
        &self,
        facts: &Facts<'_>,
        a: usize,
        b: usize,
        by_day: bool,
    ) -> Programme {
        let met = self.met(a, b);
        let origin = if by_day {
            met.date.map(|(_, origin)| origin)
        } else {
            met.round.map(|(_, origin)| origin)
        };
        let history = facts.problem.context().history;
        match (origin, history) {
            (Some(Origin::History(at)), Some(history)) => history.meetings()[at].programme.clone(),
            _ => Programme::Rotation,
        }
    }

    /// The last round in which somebody met anybody in this programme.
    pub(super) fn last_met_anybody(&self, position: usize) -> Option<u32> {
        self.records[position].met
    }

    /// The turns of these people in a round, by position; 0 for all others.
    pub(super) fn turns(&self, round: u32, people: &[usize]) -> Vec<u64> {
        let stayed_away = |position: usize| {
            let last = self.records[position].last;
            last.is_some_and(|(_, stayed_away)| stayed_away)
        };
        let class = |position: usize| {
            let record = &self.records[position];
            (Reverse(record.wait(round)), record.times)
        };
        let others = people.iter().copied().filter(|&position| !stayed_away(position));
        let classes: BTreeSet<_> = others.clone().map(class).collect();
        let numbers: BTreeMap<_, u64> =
            classes.into_iter().zip((0..).map(|number: u64| number.min(LAST_CLASS))).collect();
        let before = u64::from(people.iter().any(|&position| stayed_away(position)));
        let mut turns = vec![0; self.records.len()];
        for position in others {
            turns[position] = before + numbers[&class(position)];
        }
        turns
    }
}

impl Record {
    /// A round names them; of two entries of one round the later one counts.
    fn name(&mut self, round: u32, stayed_away: bool) {
        self.first = Some(self.first.map_or(round, |first| first.min(round)));
        if self.last.is_none_or(|(last, _)| last <= round) {
            self.last = Some((round, stayed_away));
        }
    }

    fn sit_out(&mut self, round: u32) {
        self.sat_out = self.sat_out.max(Some(round));
        self.times += 1;
    }

    /// How many rounds they have waited; those on record are before `round`.
    fn wait(&self, round: u32) -> u64 {
        let since = |past: u32| u64::from(round.saturating_sub(past));
        match (self.sat_out, self.first) {
            (Some(last), _) => since(last),
            (None, Some(first)) => since(first) + 1,
            (None, None) => 1,
        }
    }
}

/// Keys of the people who met, each once: planned for a meeting that took place
/// and not absent, if two or more are left.
fn who_met(meeting: &Meeting) -> Vec<&str> {
    if meeting.attendance != Attendance::Kept {
        return Vec::new();
    }
    let named: BTreeSet<&str> = meeting.people.iter().map(String::as_str).collect();
    let absent: BTreeSet<&str> = meeting.absent.iter().map(String::as_str).collect();
    let came: Vec<&str> = named.difference(&absent).copied().collect();
    if came.len() < 2 { Vec::new() } else { came }
}
