//! Why two people meet again within the cool-down.

use super::*;

impl Here<'_> {
    pub(super) fn check_repeats(&self, seen: &mut Seen) {
        let repeats = self.plan.groups().iter().flat_map(|group| &group.repeats);
        for repeat in repeats {
            let why = self.answer.why_repeat(self.position, repeat);
            let text = why.to_string();
            check_sentence(&text);
            assert!(text.contains(&repeat.first) && text.contains(&repeat.second));
            let both = two(self.at(&repeat.first), self.at(&repeat.second));
            assert!(self.candidates[&both].repeat);
            let again = match &why.cause {
                RepeatCause::Forced(again) => {
                    seen.count("repeat forced");
                    assert!(again.witness.placed() < again.placed);
                    again
                }
                RepeatCause::NotProven(again) => {
                    seen.count("repeat not_proven");
                    assert!(again.witness.placed() >= again.placed);
                    let searched = self.world.group_size > 2
                        || (self.world.odd == Odd::Trio && self.people.len() % 2 == 1);
                    assert!(searched || self.limited);
                    again
                }
                other => panic!("{other:?}"),
            };
            self.check_again(again, both, seen);
        }
    }

    pub(super) fn check_again(&self, again: &Again, (a, b): Two, seen: &mut Seen) {
        let (now, _) = self.now();
        let gap = self.world.cool_down.unwrap();
        assert_eq!((again.round, again.cool_down), (now, gap));
        assert_eq!(Some(again.last_round), self.last_round(a, b));
        self.check_last_met(again.last_met.as_ref(), (a, b));
        let too_soon = |gap: u32| again.last_round + gap >= now;
        match again.enough {
            Some(enough) => assert!(enough < gap && !too_soon(enough) && too_soon(enough + 1)),
            None => assert!(too_soon(0)),
        }
        assert_eq!(again.placed, self.plan.objective.placed);
        // No round without repeats places more than stated.
        let stated = again.witness.placed();
        assert!(self.most_without_repeats() <= stated);
        match &again.witness {
            RepeatWitness::Parts { placed, taking_part, needed, parts, single } => {
                assert_eq!(*taking_part, self.people.len());
                let needed = self.places(needed);
                let mut rest = self.people.clone();
                rest.retain(|p| !needed.contains(p));
                let odd = |part: &&Vec<usize>| part.len() % 2 == 1;
                let found = self.parts(&rest, |c| !c.repeat);
                assert_eq!(*parts, found.iter().filter(odd).count());
                assert_eq!(*single, found.iter().filter(|part| part.len() == 1).count());
                let trio = self.world.odd == Odd::Trio && self.people.len() % 2 == 1;
                let out = parts.saturating_sub(needed.len()).saturating_sub(usize::from(trio));
                assert_eq!(*placed, (self.people.len() - out) as u64);
                seen.count(if trio { "witness parts, a trio" } else { "witness parts" });
            }
            RepeatWitness::Places { placed, needed, others } => {
                let needed = self.places(needed);
                let (first, places) = self.world.pools.unwrap();
                let rest = self
                    .candidates
                    .iter()
                    .filter(|((a, b), c)| !c.repeat && !needed.contains(a) && !needed.contains(b));
                assert_eq!(rest.count() as u64, *others);
                let of = |&p: &usize| if p < first { u64::from(places) } else { 1 };
                assert_eq!(*placed, needed.iter().map(of).sum::<u64>() + others);
                seen.count("witness places");
            }
            RepeatWitness::Single { placed, taking_part, alone } => {
                assert_eq!(*taking_part, self.people.len());
                let meets = |p: usize| {
                    self.candidates.iter().any(|((a, b), c)| !c.repeat && (*a == p || *b == p))
                };
                let lonely = self.people.iter().filter(|&&p| !meets(p)).count();
                assert_eq!((*alone, *placed), (lonely, (self.people.len() - lonely) as u64));
                seen.count("witness single");
            }
            other => panic!("{other:?}"),
        }
        self.check_counterparts(a, &again.of_first);
        self.check_counterparts(b, &again.of_second);
    }

    pub(super) fn check_counterparts(&self, own: usize, found: &Counterparts) {
        let others: Vec<usize> =
            self.others(own).into_iter().filter(|&p| self.takes_part(p)).collect();
        let now = self.now();
        let mut count = [0; 3];
        let mut excluded = Vec::new();
        for &other in &others {
            let pair = two(own, other);
            if !self.world.scores.contains_key(&pair) {
                excluded.push(other);
            } else if self.of_policy(pair, now, 0) {
                count[2] += 1;
            } else {
                count[usize::from(self.of_programme(pair, now.0, 0))] += 1;
            }
        }
        let numbers = [found.open, found.cooling, found.of_policy];
        assert_eq!((found.others, numbers), (others.len(), count));
        self.check_rules(own, &excluded, &found.rules);
    }
}
