//! Why these people meet: partners, parts of the score, past meetings, topics.

use super::*;

impl Here<'_> {
    pub(super) fn check_rules(&self, own: usize, excluded: &[usize], rules: &[RuleEffect]) {
        let Some(firm) = &self.world.firm else {
            assert!(rules.is_empty());
            return;
        };
        let mut expected = Vec::new();
        for (index, requirement) in firm.policy.rules().iter().enumerate() {
            if matches!(requirement.rule, Rule::NotMetWithin { .. }) {
                continue;
            }
            let count = |test: &dyn Fn(Two) -> bool| {
                excluded.iter().filter(|&&other| test(two(own, other))).count()
            };
            let open = |pair: Two, keep: &dyn Fn(usize) -> bool| {
                allowed(self.world, firm, pair, keep, |_, _, _, _| ()).len()
            };
            let forbids =
                count(&|pair| open(pair, &|rule| rule == index) < orders(self.world, pair).len());
            let alone = count(&|pair| open(pair, &|rule| rule != index) > 0);
            if forbids > 0 {
                expected.push((index, forbids, alone));
            }
        }
        let mut found: Vec<_> = rules.iter().map(|e| (e.index, e.excluded, e.alone)).collect();
        let sorted = |w: &[(usize, usize, usize)]| (w[0].2, w[0].1) >= (w[1].2, w[1].1);
        assert!(found.windows(2).all(sorted));
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    pub(super) fn check_group(&self, group: &PlannedGroup, seen: &mut Seen) {
        let why = self.answer.why(self.position, group);
        check_sentence(&why.to_string());
        seen.count("why planned");
        let MeetingCause::Planned { round, score, pairs: found, .. } = &why.cause else { panic!() };
        assert_eq!(
            (*round, &why.people, why.position),
            (self.now().0, &group.people, self.position)
        );
        for key in &why.people {
            assert!(why.to_string().contains(key.as_str()));
        }
        let members = self.places(&group.people);
        let named: Vec<Two> =
            found.iter().map(|p| (self.at(&p.first), self.at(&p.second))).collect();
        assert_eq!(named, pairs(&members));
        let sum: i64 = found.iter().map(|p| p.score.micros()).sum();
        assert_eq!((*score, sum), (group.score, group.score.micros()));
        for (pair, &two) in found.iter().zip(&named) {
            self.check_pair(pair, two, seen);
        }
    }

    pub(super) fn check_pair(&self, pair: &MeetingPair, (a, b): Two, seen: &mut Seen) {
        let candidate = self.candidates[&(a, b)];
        let full = self.world.scores[&(a, b)];
        assert_eq!(pair.score.micros(), candidate.score);
        assert_eq!(pair.penalty.micros(), full - candidate.score);
        assert_eq!(pair.repeat, candidate.repeat);
        self.check_last_met(pair.last_met.as_ref(), (a, b));
        if pair.last_met.as_ref().is_some_and(|met| met.later) {
            seen.count("last met later");
        }
        let Some(firm) = &self.world.firm else {
            assert_eq!((pair.most, pair.orders), (None, Orders::FirstSecond));
            assert!(pair.contributions.is_empty() && pair.topics.is_empty());
            return;
        };
        let weights: u32 = firm.policy.criteria().iter().map(|p| p.weight).sum();
        assert_eq!(pair.most, Some(Score::points(i32::try_from(weights).unwrap())));
        let id = |p: usize| firm.org.person(self.key(p)).unwrap().id();
        let orders = allowed(
            self.world,
            firm,
            (a, b),
            |_| true,
            |compiled, order, x, y| {
                (order, compiled.breakdown(id(x), id(y)).unwrap().contributions)
            },
        );
        match (pair.orders, orders.len()) {
            (Orders::Both, 2) => {}
            (one, 1) => assert_eq!(one, orders[0].0),
            // The policy may treat both alike.
            (Orders::FirstSecond, 2) => {
                let values =
                    |order: usize| -> Vec<_> { orders[order].1.iter().map(|c| c.value).collect() };
                assert_eq!(values(0), values(1));
            }
            other => panic!("{other:?}"),
        }
        let of = if pair.orders == Orders::Both { &orders[..] } else { &orders[..1] };
        let mut expected: Vec<String> = (0..firm.policy.criteria().len())
            .map(|i| {
                let values: Vec<_> = of.iter().map(|(_, c)| c[i].value).collect();
                format!("{:?} {} {values:?}", of[0].1[i].criterion, of[0].1[i].weight)
            })
            .collect();
        let mut found: Vec<String> = pair
            .contributions
            .iter()
            .map(|c| format!("{:?} {} {:?}", c.criterion, c.weight, c.values))
            .collect();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        for c in &pair.contributions {
            let sum: i64 =
                c.values.iter().map(|v| i64::from(v.micros()) * i64::from(c.weight)).sum();
            let twice = 2 * c.points.micros();
            let exact = if c.values.len() == 2 { sum } else { 2 * sum };
            assert!((twice - exact).abs() <= 1, "{c:?}");
        }
        assert!(pair.contributions.windows(2).all(|w| w[0].points >= w[1].points));
        let sum: i64 = pair.contributions.iter().map(|c| c.points.micros()).sum();
        assert_eq!(sum, full);
        for topic in &pair.topics {
            seen.count(self.check_topic(firm, topic, [a, b]));
        }
        seen.count(match pair.orders {
            Orders::FirstSecond => "order first second",
            Orders::SecondFirst => "order second first",
            Orders::Both => "order both",
        });
    }

    pub(super) fn check_topic(&self, firm: &Firm, topic: &Topic, both: [usize; 2]) -> &'static str {
        let record = |key: &str| firm.records.people.iter().find(|r| r.key == key).unwrap();
        let [one, other] = both.map(|p| record(self.key(p)));
        match topic {
            Topic::CanLearn { learner, teacher, skill, teacher_level, learner_level, target } => {
                let keys = BTreeSet::from([learner.as_str(), teacher]);
                assert_eq!(keys, BTreeSet::from([&*one.key, &*other.key]));
                let level = |key: &str| {
                    let skills = &record(key).skills;
                    skills.iter().find(|s| s.skill == *skill).map_or(0, |s| s.level)
                };
                assert_eq!((level(teacher), level(learner)), (*teacher_level, *learner_level));
                let wanted = record(learner).wants.iter().find(|w| w.skill == *skill).unwrap();
                assert_eq!(wanted.target, *target);
                assert!(learner_level < target && learner_level < teacher_level);
                "topic can_learn"
            }
            Topic::SharedInterests { interests } => {
                assert!(!interests.is_empty());
                for interest in interests {
                    assert!(one.interests.contains(interest) && other.interests.contains(interest));
                }
                "topic shared_interests"
            }
            Topic::SharedContacts { people, count } => {
                let tied = |a: &str, b: &str| {
                    firm.records
                        .ties
                        .iter()
                        .any(|tie| (tie.from == a && tie.to == b) || (tie.from == b && tie.to == a))
                };
                let shared = |key: &str| tied(key, &one.key) && tied(key, &other.key);
                assert!(people.iter().all(|key| shared(key)));
                let all = firm.records.people.iter().filter(|r| shared(&r.key)).count();
                assert_eq!((*count, people.len()), (all, all.min(3)));
                "topic shared_contacts"
            }
            Topic::TwoDepartments { first, second } => {
                let name = |key: &Option<String>| {
                    let key = key.as_ref().unwrap();
                    let all = &firm.records.departments;
                    let found = all.iter().find(|d| d.key == *key).unwrap();
                    found.name.clone().unwrap_or(key.clone())
                };
                assert!(one.department != other.department);
                assert_eq!([first, second], [&name(&one.department), &name(&other.department)]);
                "topic two_departments"
            }
            Topic::TwoSites { first, second } => {
                assert!(first != second);
                assert_eq!([Some(first), Some(second)], [one.site.as_ref(), other.site.as_ref()]);
                "topic two_sites"
            }
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn check_last_met(&self, last: Option<&PastMeeting>, (a, b): Two) {
        let all = self.met(a, b);
        let Some(last) = last else {
            assert!(all.is_empty());
            return;
        };
        assert!(all.contains(&(last.programme.clone(), last.when, last.in_plan)));
        // Rounds and days need not go together in a history of chance.
        if all.iter().all(|(_, when, _)| when.date.is_some()) {
            assert_eq!(last.when.date, all.iter().map(|(_, when, _)| when.date).max().unwrap());
        } else {
            assert_eq!(last.when.round, all.iter().map(|(_, when, _)| when.round).max().unwrap());
        }
        assert_eq!(last.later, last.when.round.unwrap() >= self.now().0);
    }
}
