//! What the history and the rounds planned so far say: who met whom last, and
//! who has waited for how long.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::problem::{MeetingRules, Slot};
use crate::policy::{Attendance, CoolDown, Meeting, Programme, When};

/// The last meeting of two people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LastMet {
    /// The greatest round, where any has one.
    pub(super) round: Option<u32>,
    /// The latest day, where any has one.
    pub(super) date: Option<Date>,
}

/// What somebody did in this programme so far.
#[derive(Clone, Copy, Debug, Default)]
struct Past {
    /// The first round in which they had a meeting or sat out.
    first: Option<u32>,
    /// The last round in which they sat out or came in vain.
    waited: Option<u32>,
    /// In how many rounds they did.
    times: u32,
    /// The last round in which they met somebody.
    met: Option<u32>,
    /// The last round they were planned for, and whether they came.
    planned: Option<(u32, bool)>,
}

/// What decides whose turn it is to sit out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waited {
    /// They did not come to their last meeting, in this round.
    DidNotCome(u32),
    /// They last sat out, or came in vain, in this round.
    SatOut(u32),
    /// They never did, since their first round.
    NeverSince(u32),
    /// They did not take part so far.
    New,
}

/// Who met whom last, and what everybody did so far; by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// For each person the people of higher position whom they met.
    met: Vec<BTreeMap<u32, LastMet>>,
    past: Vec<Past>,
}

impl Memory {
    pub(super) fn new(people: usize) -> Self {
        Self { met: vec![BTreeMap::new(); people], past: vec![Past::default(); people] }
    }

    /// Takes in a meeting of the history; people without a position are passed
    /// over. What this programme did counts from rounds before `first_round` only.
    pub(super) fn record(
        &mut self,
        meeting: &Meeting,
        first_round: u32,
        position: impl Fn(&str) -> Option<u32>,
    ) {
        let met: Vec<u32> = meeting.met().filter_map(&position).collect();
        for (i, &a) in met.iter().enumerate() {
            for &b in &met[i + 1..] {
                self.meet(a, b, meeting.when);
            }
        }
        let Some(round) = meeting.when.round.filter(|&round| round < first_round) else { return };
        if meeting.programme != Programme::Rotation {
            return;
        }
        let somebody_met = meeting.met().next().is_some();
        let named: BTreeSet<&String> = meeting.people.iter().collect();
        // Of several nobody met, or it was a bye; a bye that was missed is none.
        let in_vain = !somebody_met && (named.len() > 1 || meeting.attendance == Attendance::Kept);
        for key in named {
            let Some(position) = position(key) else { continue };
            let came = !meeting.absent.contains(key);
            let past = &mut self.past[position as usize];
            past.first = Some(past.first.map_or(round, |first| first.min(round)));
            if came && somebody_met {
                past.met = past.met.max(Some(round));
            }
            if came && in_vain {
                past.waited = past.waited.max(Some(round));
                past.times += 1;
            }
            if past.planned.is_none_or(|(last, _)| last <= round) {
                past.planned = Some((round, came));
            }
        }
    }

    /// Takes in a round that was planned.
    pub(super) fn record_round<'g>(
        &mut self,
        slot: Slot,
        groups: impl IntoIterator<Item = &'g [u32]>,
        byes: &[u32],
    ) {
        let when = When { round: Some(slot.round), date: slot.date };
        for group in groups {
            for (i, &a) in group.iter().enumerate() {
                self.planned(a, slot.round).met = Some(slot.round);
                for &b in &group[i + 1..] {
                    self.meet(a, b, when);
                }
            }
        }
        for &position in byes {
            let past = self.planned(position, slot.round);
            past.waited = Some(slot.round);
            past.times += 1;
        }
    }

    fn planned(&mut self, position: u32, round: u32) -> &mut Past {
        let past = &mut self.past[position as usize];
        past.first = Some(past.first.unwrap_or(round));
        past.planned = Some((round, true));
        past
    }

    fn meet(&mut self, a: u32, b: u32, when: When) {
        let last = self.met[a.min(b) as usize].entry(a.max(b)).or_default();
        last.round = last.round.max(when.round);
        last.date = last.date.max(when.date);
    }

    /// The people of higher position whom somebody met, ascending.
    pub(super) fn met(&self, low: u32) -> impl Iterator<Item = (u32, LastMet)> + '_ {
        self.met[low as usize].iter().map(|(&high, &last)| (high, last))
    }

    /// The last meeting of two people.
    pub(super) fn last_met(&self, a: u32, b: u32) -> LastMet {
        self.met[a.min(b) as usize].get(&a.max(b)).copied().unwrap_or_default()
    }

    /// The last round in which somebody met anybody in this programme.
    pub(super) fn last_meeting(&self, position: u32) -> Option<u32> {
        self.past[position as usize].met
    }

    /// What [`wait`](Self::wait) comes from.
    pub(super) fn waited(&self, position: u32) -> Waited {
        let Past { first, waited, planned, .. } = self.past[position as usize];
        match (planned, waited, first) {
            (Some((round, false)), ..) => Waited::DidNotCome(round),
            (_, Some(round), _) => Waited::SatOut(round),
            (_, None, Some(round)) => Waited::NeverSince(round),
            (_, None, None) => Waited::New,
        }
    }

    /// How many rounds somebody has waited since they last sat out, and how many times they did;
    /// none for who did not come to their last meeting.
    pub(super) fn wait(&self, position: u32, round: u32) -> Option<(u32, u32)> {
        let past = &self.past[position as usize];
        if matches!(past.planned, Some((_, false))) {
            return None;
        }
        let first = past.first.map(|first| i64::from(first) - 1);
        let since = past.waited.map(i64::from).or(first).unwrap_or(i64::from(round) - 1);
        Some((u32::try_from(i64::from(round) - since).unwrap_or(0), past.times))
    }
}

impl MeetingRules {
    /// Whether a cool-down of the policy excludes a pair.
    pub(super) fn excludes(&self, last: LastMet, slot: Slot) -> bool {
        self.of_policy.iter().any(|cool_down| match *cool_down {
            CoolDown::Rounds(gap) => within_rounds(last, gap, slot),
            CoolDown::Days(gap) => match last.date.zip(slot.date) {
                Some((met, now)) => days_from(met, now) <= i64::from(gap),
                None => false,
            },
        })
    }

    /// Whether a pair met within the caller's cool-down.
    pub(super) fn is_repeat(&self, last: LastMet, slot: Slot) -> bool {
        self.cool_down.is_some_and(|gap| within_rounds(last, gap, slot))
    }

    /// What a pair loses for having met, in micro-units.
    pub(super) fn penalty(&self, last: LastMet, slot: Slot) -> i64 {
        let Some((penalty, met)) = self.penalty.zip(last.round) else { return 0 };
        let ago = i64::from(slot.round.saturating_sub(met).max(1));
        let fade = i64::from(penalty.fade);
        let left = (fade + 1 - ago).max(0);
        // At most the points, so it fits.
        let micros = i128::from(penalty.points.micros()) * i128::from(left) / i128::from(fade);
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}

fn within_rounds(last: LastMet, gap: u32, slot: Slot) -> bool {
    last.round.is_some_and(|met| u64::from(met) + u64::from(gap) >= u64::from(slot.round))
}

/// Days from one date to another; negative backwards.
fn days_from(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}
