//! Why somebody has no meeting, and what would change it.

use super::*;

impl Here<'_> {
    /// Why somebody takes no part.
    pub(super) fn check_absence(&self, person: usize, cause: &ByeCause) {
        assert!(!self.takes_part(person));
        let (now, date) = self.now();
        let record = self.world.firm.as_ref().map(|firm| {
            firm.records.people.iter().find(|record| record.key == self.key(person)).unwrap()
        });
        let paused =
            |day: Date| record.unwrap().pauses.iter().any(|p| p.first <= day && day <= p.last);
        match cause {
            ByeCause::Away { from, until } => {
                let until = until.unwrap();
                let away = |round: u32| {
                    self.world
                        .away
                        .iter()
                        .any(|(p, rounds)| *p == person && rounds.contains(&round))
                };
                assert!((*from..=until).contains(&now) && (*from..=until).all(away));
                assert!(!away(until + 1) && (*from == 0 || !away(from - 1)));
            }
            ByeCause::Paused { until } => {
                let mut day = date.unwrap();
                while day <= *until {
                    assert!(paused(day));
                    day = day.tomorrow().unwrap();
                }
                assert!(!paused(day));
            }
            ByeCause::Starts { on } => {
                assert_eq!(record.unwrap().start, Some(*on));
                assert!(*on > date.unwrap());
            }
            ByeCause::NotDue { every, last_met, due } => {
                let world = self.world;
                let rotation = |w: &(Programme, When, bool)| {
                    let round = w.1.round.unwrap();
                    (w.0 == Programme::Rotation && (w.2 || round < world.first_round))
                        .then_some(round)
                };
                let mut met: Vec<u32> = Vec::new();
                for other in 0..world.keys.len() {
                    met.extend(self.met(person, other).iter().filter_map(rotation));
                }
                // Whom nobody knows may have been there too.
                for meeting in world.history.meetings() {
                    let came: Vec<&str> = meeting.met().collect();
                    let when = (meeting.programme.clone(), meeting.when, false);
                    if came.contains(&self.key(person)) {
                        met.extend(rotation(&when));
                    }
                }
                assert_eq!(met.iter().max(), Some(last_met));
                assert_eq!((*every, *due), (world.every[person], last_met + every));
                assert!(now < *due);
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn check_person(&self, person: usize, seen: &mut Seen) {
        let key = self.key(person);
        let why = self.answer.why_bye(self.position, key);
        let text = why.to_string();
        check_sentence(&text);
        assert_eq!((why.position, why.round), (self.position, Some(self.now().0)));
        assert!(why.key == key && text.starts_with(key));
        seen.count(why.code());
        let partners: BTreeSet<usize> = self
            .groups
            .iter()
            .filter(|group| group.contains(&person))
            .flatten()
            .copied()
            .filter(|&p| p != person)
            .collect();
        if let ByeCause::Meets { people } = &why.cause {
            assert_eq!(people.len(), partners.len());
            assert!(!partners.is_empty());
            assert_eq!(self.places(people).into_iter().collect::<BTreeSet<_>>(), partners);
            return;
        }
        assert!(partners.is_empty());
        if !self.takes_part(person) {
            self.check_absence(person, &why.cause);
            return;
        }
        assert_eq!(self.byes.contains(&person), !self.is_host(person));
        self.check_bye(person, &why, seen);
    }

    pub(super) fn check_bye(&self, person: usize, why: &ByeReason, seen: &mut Seen) {
        let others = self.others(person);
        let eligible: Vec<usize> = others
            .iter()
            .copied()
            .filter(|&p| self.world.scores.contains_key(&two(p, person)))
            .collect();
        let mut present = eligible.clone();
        present.retain(|&p| self.takes_part(p));
        let mut open = present.clone();
        open.retain(|&p| self.may_meet(p, person));
        match &why.cause {
            ByeCause::NoCounterpart { considered, rules } => {
                assert!(eligible.is_empty() && !others.is_empty());
                assert_eq!(*considered, others.len());
                self.check_rules(person, &others, rules);
                assert_eq!(rules.is_empty(), self.world.firm.is_none());
            }
            ByeCause::Alone { enrolled } => {
                assert!(others.iter().all(|&p| !self.takes_part(p)));
                assert_eq!(*enrolled, others.len());
            }
            ByeCause::Absent { eligible: count, nearest } => {
                assert!(present.is_empty());
                assert_eq!((*count, nearest.len()), (eligible.len(), eligible.len().min(3)));
                for AbsentPerson { key, cause, .. } in nearest {
                    assert!(eligible.contains(&self.at(key)));
                    self.check_absence(self.at(key), cause);
                }
            }
            ByeCause::CoolDown { .. } => {
                assert!(open.is_empty() && !present.is_empty());
                self.check_cool_down(person, &present, &why.cause);
            }
            ByeCause::NotNeeded { available } => {
                assert!(self.is_host(person));
                assert_eq!((*available, open.is_empty()), (open.len(), false));
                let placed: Vec<usize> = self.groups.iter().flatten().copied().collect();
                assert!(open.iter().all(|p| placed.contains(p)));
            }
            ByeCause::Turn(shortfall) => {
                assert!(self.world.pools.is_none() && shortfall.needed.is_empty());
                assert_eq!(shortfall.at_least, 1);
                self.check_shortfall(person, shortfall, present.len() - open.len(), seen);
            }
            ByeCause::Dependency(shortfall) => {
                assert!(self.world.pools.is_none() && !shortfall.needed.is_empty());
                self.check_shortfall(person, shortfall, present.len() - open.len(), seen);
            }
            ByeCause::PlacesTaken(shortfall) => {
                assert!(self.world.pools.is_some() && !self.is_host(person));
                self.check_shortfall(person, shortfall, present.len() - open.len(), seen);
            }
            ByeCause::LeftOver { taking_part, available, groups, nearest } => {
                let numbers = (*taking_part, *available, *groups);
                assert_eq!(numbers, (self.people.len(), open.len(), self.groups.len()));
                let trio = self.world.odd == Odd::Trio && self.people.len() % 2 == 1;
                assert!(!open.is_empty() && (self.world.group_size > 2 || trio));
                self.check_near(person, nearest);
            }
            ByeCause::StoppedEarly { available, open: free } => {
                assert!(self.limited);
                assert_eq!((*available, open.is_empty()), (open.len(), false));
                let most = self.all.iter().map(|p| p.value.placed).max().unwrap();
                assert!(self.plan.objective.placed < most, "it was as large as it gets");
                let room = |p: usize| match self.world.pools {
                    Some((first, places)) if p < first => places as usize,
                    _ => 1,
                };
                let taken = |p: usize| self.groups.iter().flatten().filter(|&&q| q == p).count();
                let mut free_ones = open.clone();
                free_ones.retain(|&p| taken(p) < room(p));
                match free {
                    Some(key) => assert!(free_ones.contains(&self.at(key))),
                    None => assert!(free_ones.is_empty()),
                }
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn check_near(&self, person: usize, nearest: &[NearGroup]) {
        assert_eq!(nearest.len(), self.groups.len().min(3));
        let excluded =
            |group: &[usize]| group.iter().filter(|&&p| !self.may_meet(p, person)).count();
        let has_trio = self.groups.iter().any(|group| group.len() == 3);
        for near in nearest {
            let group = self.places(&near.people);
            assert!(self.groups.contains(&group));
            let mut against = group.clone();
            against.retain(|&p| !self.may_meet(p, person));
            assert_eq!(self.places(&near.excluded), against);
            let full = match self.world.group_size as usize {
                2 => has_trio || group.len() == 3,
                size => group.len() == size,
            };
            assert_eq!(near.full, full);
            // Somebody whom a group could take in as it is would be no case for a search.
            assert!(near.full || !near.excluded.is_empty(), "{near:?} has room");
        }
        let last = nearest.last().map_or(0, |near| near.excluded.len());
        let nearer = self.groups.iter().filter(|group| excluded(group) < last).count();
        assert!(nearer < 3);
    }

    pub(super) fn check_cool_down(&self, person: usize, present: &[usize], cause: &ByeCause) {
        let ByeCause::CoolDown {
            counterparts,
            of_policy,
            of_programme,
            first,
            from_round,
            from_day,
            shorter_by,
        } = cause
        else {
            panic!()
        };
        let now = self.now();
        assert_eq!(*counterparts, present.len());
        let never = self.world.repeats == Repeats::Never;
        let count =
            |test: &dyn Fn(Two) -> bool| present.iter().filter(|&&p| test(two(p, person))).count();
        assert_eq!(*of_policy, count(&|pair| self.of_policy(pair, now, 0)));
        assert_eq!(*of_programme, count(&|pair| never && self.of_programme(pair, now.0, 0)));

        // The first later round and the first later day on which nothing excludes two any more.
        let free_from = |other: usize| {
            let pair = two(other, person);
            let far_day = now.1.map(|_| Date::new(3000, 1, 1).unwrap());
            let rounds = (now.0..).find(|&round| self.is_free(pair, (round, far_day), 0)).unwrap();
            let mut day = now.1;
            while !self.is_free(pair, (rounds + 1000, day), 0) {
                day = day.map(|day| day.tomorrow().unwrap());
            }
            (Some(rounds).filter(|&r| r > now.0), day.filter(|_| day > now.1))
        };
        let first = self.at(first);
        assert!(present.contains(&first));
        assert_eq!((*from_round, *from_day), free_from(first));
        assert!(present.iter().all(|&p| free_from(p) >= (*from_round, *from_day)));

        let free_if = |shorter: u32| self.is_free(two(first, person), now, shorter);
        match shorter_by {
            Some(rounds) => assert!(free_if(*rounds) && !free_if(rounds - 1)),
            None => assert!(!free_if(1000)),
        }
    }

    pub(super) fn check_waited(&self, person: usize, waited: LastOut, seen: &mut Seen) {
        let now = i64::from(self.now().0);
        let (came, wait, times) = self.before.class(person, self.now().0);
        let wait = -wait;
        let true_ = match waited {
            LastOut::DidNotCome { .. } => !came,
            LastOut::SatOut { round } => came && times > 0 && wait == now - i64::from(round),
            LastOut::Never { since } => came && times == 0 && wait == now - i64::from(since) + 1,
            LastOut::New => came && times == 0 && wait == 1,
            other => panic!("{other:?}"),
        };
        assert!(true_, "{waited:?} but {came} {wait} {times}");
        seen.count(match waited {
            LastOut::DidNotCome { .. } => "last out did_not_come",
            LastOut::SatOut { .. } => "last out sat_out",
            LastOut::Never { .. } => "last out never",
            _ => "last out new",
        });
    }

    /// Whether the groups place somebody.
    pub(super) fn check_shortfall(
        &self,
        own: usize,
        found: &Shortfall,
        cooling: usize,
        seen: &mut Seen,
    ) {
        let guests: Vec<usize> =
            self.people.iter().copied().filter(|&p| !self.is_host(p)).collect();
        assert_eq!((found.taking_part, found.sitting_out), (guests.len(), self.byes.len()));
        assert_eq!(found.cooling, cooling);
        self.check_waited(own, found.waited, seen);

        // Who shares: in any round so many of them sit out, in a largest one no more.
        let sharing =
            if found.sharing.is_empty() { guests.clone() } else { self.places(&found.sharing) };
        assert!(sharing.contains(&own) && sharing.len() == found.sharing_count);
        assert!(found.sharing.is_empty() == (sharing.len() == guests.len()));
        assert_eq!(found.at_least, found.parts - found.places);
        assert!(found.at_least > 0);
        let all_pairs = self.all_pairs(|_| true);
        let most = all_pairs.iter().map(Vec::len).max().unwrap();
        for groups in &all_pairs {
            let out = sharing.iter().filter(|&p| !groups.iter().flatten().any(|q| q == p)).count();
            assert!(out >= found.at_least);
            // In pools somebody else may take one of their places.
            let exact = self.world.pools.is_none() && groups.len() == most;
            assert!(!exact || out == found.at_least);
        }
        // Whom they may meet.
        let needed = self.places(&found.needed);
        for &person in &sharing {
            for &other in self.people.iter().filter(|&&p| self.may_meet(p, person)) {
                assert!(needed.contains(&other) || sharing.contains(&other));
            }
        }
        let parts = self.parts(&sharing, |_| true);
        assert_eq!(parts.len(), found.parts);
        assert!(parts.iter().all(|part| part.len() % 2 == 1));
        match self.world.pools {
            Some((_, places)) => {
                assert_eq!(found.places, needed.len() * places as usize);
                assert!(needed.iter().all(|&p| self.is_host(p)) && !needed.is_empty());
            }
            None => assert_eq!(found.places, needed.len()),
        }
        // As many people as can be are placed, but for a trio that was not found.
        let largest = self.all.iter().map(|p| p.value.placed).max().unwrap();
        let missed = matches!(found.trio, TrioPlace::Missed { .. } | TrioPlace::NoPair);
        assert!(self.plan.objective.placed == largest || missed);
        assert_eq!(found.proven, self.plan.bound == Some(self.plan.objective));

        self.check_instead(own, found, seen);
        self.check_trio(own, &found.trio, seen);
        self.check_enough(own, found, &needed);
    }

    /// What is left of some people in one piece.
    pub(super) fn parts(
        &self,
        people: &[usize],
        keep: impl Fn(&Candidate) -> bool,
    ) -> Vec<Vec<usize>> {
        let mut left: BTreeSet<usize> = people.iter().copied().collect();
        let mut parts = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut part = vec![first];
            let mut next = 0;
            while next < part.len() {
                let at = part[next];
                let joined: Vec<usize> = left
                    .iter()
                    .copied()
                    .filter(|&p| self.candidates.get(&two(p, at)).is_some_and(&keep))
                    .collect();
                for p in joined {
                    left.remove(&p);
                    part.push(p);
                }
                next += 1;
            }
            parts.push(part);
        }
        parts
    }

    /// Who could sit out instead is who does in some round that may be held.
    pub(super) fn check_instead(&self, own: usize, found: &Shortfall, seen: &mut Seen) {
        let trio = self.groups.iter().find(|group| group.len() == 3 && self.world.pools.is_none());
        let same_size = |p: &&Possible| {
            p.value.placed == self.plan.objective.placed
                // A round without repeats makes way for one with them only if that is larger.
                && (self.plan.objective.repeats > 0 || p.value.repeats == 0)
                && trio.is_none_or(|trio| p.groups.contains(trio))
                && (trio.is_some() || p.groups.iter().all(|group| group.len() == 2))
        };
        let mut instead: BTreeSet<usize> = BTreeSet::new();
        let mut placed_at_all = false;
        for possible in self.all.iter().filter(same_size) {
            let byes: BTreeSet<usize> = self.before.byes(&possible.groups).into_iter().collect();
            placed_at_all |= !byes.contains(&own);
            let mut swapped: BTreeSet<usize> = self.byes.iter().copied().collect();
            swapped.remove(&own);
            let new: Vec<usize> = byes.difference(&swapped).copied().collect();
            if let ([new], true) = (&new[..], byes.len() == self.byes.len()) {
                instead.extend(Some(*new).filter(|&new| new != own));
            }
        }
        assert_eq!(found.instead, instead.len());
        assert_eq!(placed_at_all, !instead.is_empty());
        assert_eq!(found.next.len(), instead.len().min(3));
        for next in &found.next {
            assert!(instead.contains(&self.at(&next.key)));
            self.check_waited(self.at(&next.key), next.waited, seen);
        }
        let turns: Vec<u64> =
            found.next.iter().map(|next| self.turns[&self.at(&next.key)]).collect();
        assert!(turns.is_sorted());
        if let Some(last) = turns.last() {
            assert!(instead.iter().filter(|&p| self.turns[p] < *last).count() < 3);
        }
        let mine = self.turns[&own];
        let count =
            |test: &dyn Fn(u64) -> bool| instead.iter().filter(|&p| test(self.turns[p])).count();
        assert_eq!(found.same_turn, count(&|turn| turn == mine));
        assert_eq!(found.earlier_turn, count(&|turn| turn < mine));
        if found.proven {
            assert_eq!(found.earlier_turn, 0);
            assert!(self.all.iter().all(|p| p.value <= self.plan.objective));
        }
        seen.count(match (instead.len(), found.same_turn, found.earlier_turn) {
            (0, ..) => "instead nobody",
            (_, _, 1..) => "instead an earlier turn",
            (_, 0, _) => "instead later turns",
            _ => "instead the same turn",
        });
    }

    pub(super) fn check_trio(&self, own: usize, trio: &TrioPlace, seen: &mut Seen) {
        let world = self.world;
        let odd = world.pools.is_none() && self.people.len() % 2 == 1;
        let has_trio = self.groups.iter().any(|group| group.len() == 3);
        let joins = |group: &[usize]| group.iter().all(|&p| self.may_meet(p, own));
        let some = self.groups.iter().any(|group| joins(group));
        let check = |keys: &[String]| {
            let pair = self.places(keys);
            assert!(self.groups.contains(&pair) && joins(&pair) && odd && !has_trio);
        };
        seen.count(match trio {
            TrioPlace::None => {
                assert!(!odd || (world.odd == Odd::Bye && !some));
                "trio none"
            }
            TrioPlace::Taken => {
                assert!(odd && has_trio);
                "trio taken"
            }
            TrioPlace::NoPair => {
                assert!(odd && world.odd == Odd::Trio && !has_trio && !some);
                "trio no_pair"
            }
            TrioPlace::NotAsked { pair } => {
                check(pair);
                assert_eq!(world.odd, Odd::Bye);
                "trio not_asked"
            }
            TrioPlace::Missed { pair } => {
                check(pair);
                assert_eq!(world.odd, Odd::Trio);
                "trio missed"
            }
            other => panic!("{other:?}"),
        });
    }

    /// One more whom they may meet, or one more place with those named, is enough.
    pub(super) fn check_enough(&self, own: usize, found: &Shortfall, needed: &[usize]) {
        let placed = |candidates: &BTreeMap<Two, Candidate>, people: &[usize]| -> (usize, bool) {
            let mut all = Vec::new();
            grouped(people, 2, false, candidates, &mut Vec::new(), &mut all);
            let most = all.iter().map(Vec::len).max().unwrap();
            let with_own = |groups: &Groups| groups.iter().flatten().any(|&p| p == own);
            (most, all.iter().filter(|groups| groups.len() == most).all(with_own))
        };
        let newcomer = self.world.keys.len();
        let link = Candidate { score: 0, repeat: false };
        if self.world.pools.is_none() {
            if found.trio != TrioPlace::Taken {
                let mut candidates = self.candidates.clone();
                candidates.insert((own, newcomer), link);
                let mut people = self.people.clone();
                people.push(newcomer);
                let (pairs, all_with_own) = placed(&candidates, &people);
                assert!(all_with_own && pairs == self.groups.len() + 1);
            }
            return;
        }
        // A place more is a copy of somebody with as many people as they may meet.
        let (first, places) = self.world.pools.unwrap();
        for &host in needed {
            let mut seats: Vec<usize> = Vec::new();
            for &p in self.people.iter().filter(|&&p| p < first) {
                let more = usize::from(p == host);
                seats.extend(std::iter::repeat_n(p, places as usize + more));
            }
            let guests: Vec<usize> = self.people.iter().copied().filter(|&p| p >= first).collect();
            assert_eq!(self.most_seated(&seats, &guests), self.groups.len() + 1);
            // And with them: without anybody else who sits out it is as many.
            let mut with_own = guests;
            with_own.retain(|&p| p == own || !self.byes.contains(&p));
            assert_eq!(self.most_seated(&seats, &with_own), self.groups.len() + 1);
        }
    }

    /// How many guests can have a seat, by one search after the other.
    pub(super) fn most_seated(&self, seats: &[usize], guests: &[usize]) -> usize {
        fn seat(
            may: &dyn Fn(usize, usize) -> bool,
            guest: usize,
            held: &mut [Option<usize>],
            tried: &mut [bool],
        ) -> bool {
            for at in 0..held.len() {
                if tried[at] || !may(at, guest) {
                    continue;
                }
                tried[at] = true;
                let free = held[at].is_none_or(|other| seat(may, other, held, tried));
                if free {
                    held[at] = Some(guest);
                    return true;
                }
            }
            false
        }
        let may = |at: usize, guest: usize| self.may_meet(seats[at], guest);
        let mut held = vec![None; seats.len()];
        let mut count = 0;
        for &guest in guests {
            count += usize::from(seat(&may, guest, &mut held, &mut vec![false; seats.len()]));
        }
        count
    }
}
