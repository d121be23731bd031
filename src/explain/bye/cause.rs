//! Finds why somebody has no meeting.

use super::super::counterparts::rule_effects;
use super::{
    AbsentPerson, ByeCause, ByeReason, CouldSitOut, LastOut, MOST_NAMED, NearGroup, Shortfall,
    TrioPlace,
};
use crate::rotation::{
    Absence, Answer, Odd, Repeats, RotationProblem, RoundPlan, RoundView, Shortage, Waited,
};
use crate::solve::Stop;

pub(in crate::explain) fn reason(answer: &Answer<'_>, position: usize, key: &str) -> ByeReason {
    let rounds = answer.plan().rounds().len();
    let round = answer.plan().round(position);
    let cause = match (round, answer.problem().position(key)) {
        (None, _) => ByeCause::NotInPlan { rounds },
        (Some(_), None) => ByeCause::NotEnrolled,
        (Some(round), Some(own)) => match answer.problem().view(answer.plan(), position) {
            None => ByeCause::NotInPlan { rounds },
            Some(view) => Search { answer, round, view, own, key }.cause(),
        },
    };
    ByeReason { position, round: round.map(|round| round.round), key: key.to_owned(), cause }
}

impl From<Waited> for LastOut {
    fn from(waited: Waited) -> Self {
        match waited {
            Waited::DidNotCome(round) => Self::DidNotCome { round },
            Waited::SatOut(round) => Self::SatOut { round },
            Waited::NeverSince(since) => Self::Never { since },
            Waited::New => Self::New,
        }
    }
}

/// One person's counterparts in a round.
struct Search<'s> {
    answer: &'s Answer<'s>,
    round: &'s RoundPlan,
    view: RoundView<'s>,
    own: u32,
    key: &'s str,
}

impl Search<'_> {
    fn problem(&self) -> &RotationProblem<'_> {
        self.answer.problem()
    }

    fn key_of(&self, position: u32) -> String {
        self.problem().people()[position as usize].key.to_string()
    }

    fn keys(&self, positions: &[u32]) -> Vec<String> {
        positions.iter().map(|&p| self.key_of(p)).collect()
    }

    fn cause(&self) -> ByeCause {
        let own = self.own;
        let met = self.round.groups_of(self.key).flat_map(|group| &group.people);
        let met: Vec<String> = met.filter(|key| *key != self.key).cloned().collect();
        if !met.is_empty() {
            return ByeCause::Meets { people: met };
        }
        if let Some(absence) = self.view.absence(own) {
            return stated(absence);
        }
        let others: Vec<u32> = self.problem().others(own).collect();
        let eligible: Vec<u32> =
            others.iter().copied().filter(|&p| self.problem().is_eligible(own, p)).collect();
        if eligible.is_empty() && !others.is_empty() {
            let considered = others.len();
            let rules = rule_effects(self.problem(), own, others);
            return ByeCause::NoCounterpart { considered, rules };
        }
        if !others.iter().any(|&p| self.view.takes_part(p)) {
            return ByeCause::Alone { enrolled: others.len() };
        }
        let present: Vec<u32> =
            eligible.iter().copied().filter(|&p| self.view.takes_part(p)).collect();
        if present.is_empty() {
            return self.absent(&eligible);
        }
        let available: Vec<u32> =
            present.iter().copied().filter(|&p| self.view.may_meet(own, p)).collect();
        if available.is_empty() {
            return self.cool_down(&present);
        }
        self.left_out(&available, present.len() - available.len())
    }

    fn absent(&self, eligible: &[u32]) -> ByeCause {
        let nearest = eligible.iter().take(MOST_NAMED).filter_map(|&p| {
            let cause = stated(self.view.absence(p)?);
            Some(AbsentPerson { key: self.key_of(p), cause })
        });
        ByeCause::Absent { eligible: eligible.len(), nearest: nearest.collect() }
    }

    /// All who are eligible and take part are within a cool-down; there is one at least.
    fn cool_down(&self, present: &[u32]) -> ByeCause {
        let standings: Vec<_> =
            present.iter().filter_map(|&p| Some((p, self.view.standing(self.own, p)?))).collect();
        let of_policy = standings.iter().filter(|(_, s)| s.of_policy).count();
        let never = self.problem().meeting_rules().repeats == Repeats::Never;
        let of_programme = standings.iter().filter(|(_, s)| never && s.repeat).count();
        let first = standings.iter().min_by_key(|(p, s)| (s.free_from, *p));
        let (from_round, from_day) = first.map_or((None, None), |(_, s)| s.free_from);
        let now = self.view.slot().round;
        let shorter_by = first.and_then(|(_, s)| {
            let over = from_round.filter(|_| from_day.is_none() && s.last_round < Some(now));
            over.map(|from| from.saturating_sub(now))
        });
        ByeCause::CoolDown {
            counterparts: present.len(),
            of_policy,
            of_programme,
            first: first.map_or_else(String::new, |&(p, _)| self.key_of(p)),
            from_round,
            from_day,
            shorter_by,
        }
    }

    /// Why none of those whom they may meet; there is one at least.
    fn left_out(&self, available: &[u32], cooling: usize) -> ByeCause {
        let placed: Vec<u32> =
            self.round.groups().iter().flat_map(|group| self.problem().positions(group)).collect();
        let places = |p: u32| match self.problem().pools() {
            Some(pools) if pools.in_first[p as usize] => pools.places as usize,
            _ => 1,
        };
        let is_free = |p: u32| placed.iter().filter(|&&other| other == p).count() < places(p);
        let open = available.iter().copied().find(|&p| is_free(p));
        let host = self.problem().pools().is_some_and(|pools| pools.in_first[self.own as usize]);
        if host && open.is_none() {
            return ByeCause::NotNeeded { available: available.len() };
        }
        if let Some(shortage) = self.view.shortage(self.round, self.own) {
            let depends = !shortage.needed.is_empty();
            let shortfall = self.shortfall(&shortage, &placed, cooling);
            return match (self.problem().pools(), depends) {
                (Some(_), _) => ByeCause::PlacesTaken(shortfall),
                (None, true) => ByeCause::Dependency(shortfall),
                (None, false) => ByeCause::Turn(shortfall),
            };
        }
        // Pairs leave nobody out who could be placed, unless cut short; groups of three and more are
        // searched for, so nothing says that a longer run would help.
        let pairs = self.problem().group_size() == 2;
        let odd = self.view.people().len() % 2 == 1;
        let trio = pairs && odd && self.problem().odd() == Odd::Trio;
        if pairs && (!trio || self.answer.stop() != Stop::Finished) {
            let open = open.map(|p| self.key_of(p));
            return ByeCause::StoppedEarly { available: available.len(), open };
        }
        ByeCause::LeftOver {
            taking_part: self.view.people().len(),
            available: available.len(),
            groups: self.round.groups().len(),
            nearest: self.nearest(),
        }
    }

    fn nearest(&self) -> Vec<NearGroup> {
        let trio = self.round.groups().iter().any(|group| group.people.len() == 3);
        let most = match self.problem().group_size() as usize {
            2 if self.problem().odd() == Odd::Trio && !trio => 3,
            size => size,
        };
        let mut nearest: Vec<NearGroup> = self
            .round
            .groups()
            .iter()
            .map(|group| {
                let mut excluded = self.problem().positions(group);
                excluded.retain(|&p| !self.view.may_meet(self.own, p));
                NearGroup {
                    people: group.people.clone(),
                    excluded: self.keys(&excluded),
                    full: group.people.len() >= most,
                }
            })
            .collect();
        nearest.sort_by_key(|group| (group.excluded.len(), group.full));
        nearest.truncate(MOST_NAMED);
        nearest
    }

    fn shortfall(&self, shortage: &Shortage, placed: &[u32], cooling: usize) -> Shortfall {
        let turn = |p: u32| self.view.turn(p).unwrap_or_default();
        let own_turn = turn(self.own);
        let mut instead = shortage.instead.clone();
        instead.sort_by_key(|&p| (turn(p), p));
        let next = instead
            .iter()
            .take(MOST_NAMED)
            .map(|&p| CouldSitOut { key: self.key_of(p), waited: self.view.waited(p).into() });
        let guests =
            self.view.people().iter().filter(|&&p| {
                self.problem().pools().is_none_or(|pools| !pools.in_first[p as usize])
            });
        let taking_part = guests.count();
        let all = shortage.sharing.len() == taking_part;
        Shortfall {
            taking_part,
            sitting_out: self.round.byes.len(),
            sharing: if all { Vec::new() } else { self.keys(&shortage.sharing) },
            sharing_count: shortage.sharing.len(),
            parts: shortage.parts,
            needed: self.keys(&shortage.needed),
            places: shortage.places,
            at_least: shortage.parts.saturating_sub(shortage.places),
            waited: self.view.waited(self.own).into(),
            instead: instead.len(),
            next: next.collect(),
            same_turn: instead.iter().filter(|&&p| turn(p) == own_turn).count(),
            earlier_turn: instead.iter().filter(|&&p| turn(p) < own_turn).count(),
            proven: self.round.is_optimal(),
            cooling,
            trio: self.trio_place(placed.len()),
        }
    }

    fn trio_place(&self, placed: usize) -> TrioPlace {
        let n = placed + self.round.byes.len();
        if n % 2 == 0 || self.problem().pools().is_some() {
            return TrioPlace::None;
        }
        if self.round.groups().iter().any(|group| group.people.len() > 2) {
            return TrioPlace::Taken;
        }
        let joins = |group: &[u32]| group.iter().all(|&p| self.view.may_meet(self.own, p));
        let mut groups = self.round.groups().iter().map(|group| self.problem().positions(group));
        match (groups.find(|group| joins(group)), self.problem().odd()) {
            (Some(pair), Odd::Bye) => TrioPlace::NotAsked { pair: self.keys(&pair) },
            (Some(pair), Odd::Trio) => TrioPlace::Missed { pair: self.keys(&pair) },
            (None, Odd::Trio) => TrioPlace::NoPair,
            (None, Odd::Bye) => TrioPlace::None,
        }
    }
}

fn stated(absence: Absence) -> ByeCause {
    match absence {
        Absence::Away { from, until } => {
            ByeCause::Away { from, until: Some(until).filter(|&until| until < u32::MAX) }
        }
        Absence::Paused { until } => ByeCause::Paused { until },
        Absence::Starts { on } => ByeCause::Starts { on },
        Absence::NotDue { every, last_met } => {
            ByeCause::NotDue { every, last_met, due: last_met.saturating_add(every) }
        }
    }
}
