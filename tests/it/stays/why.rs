//! Reasons, against enumeration.

use crosstie::explain::{NoMoreCause, NoMoreHost, WhyNotStayReason};
use crosstie::rotation::assignments::StayRole;

use super::world::World;
use crate::rng::Rng;

#[test]
fn another_host_costs_what_the_best_plan_with_it_loses() {
    let mut rng = Rng::new(91);
    let (mut asked, mut free, mut never) = (0, 0, 0);
    for at in 0..10_000 {
        let world = World::random(&mut rng, at % 2 == 0);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let what_if = answer.what_if().unwrap();
        let best = world.best(None).unwrap();
        for p in 0..world.people.len() {
            for h in 0..world.hosts.len() {
                let (person, host) = (World::person(p), World::host(h));
                let why_not = what_if.why_not(&person, &host);
                let planned =
                    answer.plan().stays().iter().find(|s| s.person == person && s.host == host);
                let closed = |list: &[(usize, usize)]| list.contains(&(p, h));
                let scored = world.scores.iter().any(|&(q, g, _)| (q, g) == (p, h));
                match &why_not.reason {
                    WhyNotStayReason::InPlan { period } => {
                        assert_eq!(planned.unwrap().period, *period);
                    }
                    WhyNotStayReason::Visited => assert!(closed(&world.visited)),
                    WhyNotStayReason::Excluded => assert!(closed(&world.excluded)),
                    WhyNotStayReason::NoScore => assert!(!scored),
                    WhyNotStayReason::NoPlaces { role: StayRole::Person } => {
                        assert_eq!(world.people[p], 0);
                    }
                    WhyNotStayReason::NoPlaces { role: StayRole::Host } => {
                        assert_eq!(world.hosts[h].1, 0);
                    }
                    WhyNotStayReason::NoPlan { proven } => {
                        assert!(*proven && world.best(Some((p, h))).is_none(), "{world:?}");
                        never += 1;
                    }
                    WhyNotStayReason::Costs { loss, least, proven, ends, begins, .. } => {
                        assert!(least.is_none() && *proven);
                        let with = world.best(Some((p, h))).unwrap();
                        let stays = i64::try_from(best.0).unwrap() - i64::try_from(with.0).unwrap();
                        let score = best.1 - with.1;
                        assert_eq!((loss.stays, loss.score.micros()), (stays, score), "{world:?}");
                        assert!(begins.iter().any(|b| b.person == person && b.host == host));
                        assert!(ends.iter().all(|end| {
                            let stays = answer.plan().stays();
                            stays.iter().any(|s| s.person == end.person && s.host == end.host)
                        }));
                        asked += 1;
                        free += usize::from(loss.is_nothing());
                    }
                    other => panic!("{other:?} {world:?}"),
                }
                assert_eq!(planned.is_some(), why_not.reason.code() == "in_plan");
            }
        }
        assert_eq!(what_if.why_not("nobody", "h0").reason.code(), "not_enrolled");
    }
    assert!(asked > 3_000 && free > 300 && never > 50, "{asked} {free} {never}");
}

#[test]
fn who_could_have_more_is_told_the_truth() {
    let mut rng = Rng::new(92);
    let (mut full, mut no_gain) = (0, 0);
    for _ in 0..3_000 {
        let world = World::random(&mut rng, true);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let stays_at = |host: &str| answer.plan().stays().iter().filter(|s| s.host == host).count();
        for p in 0..world.people.len() {
            let person = World::person(p);
            let reason = answer.why_no_more(&person);
            let has: Vec<&str> = answer
                .plan()
                .stays()
                .iter()
                .filter(|s| s.person == person)
                .map(|s| &*s.host)
                .collect();
            assert_eq!(reason.stays as usize, has.len());
            let open = (0..world.hosts.len())
                .filter(|&h| world.worth(p, h).is_some() && !has.contains(&&*World::host(h)));
            match &reason.cause {
                NoMoreCause::OwnLimit => assert_eq!(world.people[p], reason.stays),
                NoMoreCause::EveryPeriod => assert_eq!(world.periods, reason.stays),
                NoMoreCause::NoHostLeft => assert_eq!(open.count(), 0),
                NoMoreCause::Hosts { hosts } => {
                    assert!(reason.stays < world.people[p].min(world.periods));
                    assert_eq!(hosts.len(), open.count());
                    for host in hosts {
                        match host {
                            NoMoreHost::Full { host } => {
                                let h: usize = host[1..].parse().unwrap();
                                let most = world.hosts[h].1 * world.periods;
                                assert_eq!(stays_at(host), most as usize, "{world:?}");
                                full += 1;
                            }
                            NoMoreHost::NoGain { score, .. } => {
                                assert!(score.micros() <= 0, "{world:?}");
                                assert_eq!(answer.objective().stays, None, "{world:?}");
                                no_gain += 1;
                            }
                            other => panic!("{other:?}"),
                        }
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(full > 300 && no_gain > 300, "{full} {no_gain}");
}

/// Each period offered is one to which the stay can move: the audit agrees; and no other is.
#[test]
fn a_stay_can_move_to_the_periods_named_and_to_no_other() {
    let mut rng = Rng::new(93);
    let (mut can, mut cannot) = (0, 0);
    for _ in 0..6_000 {
        let world = World::random(&mut rng, true);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        for (at, stay) in answer.plan().stays().iter().enumerate() {
            let reason = answer.why_period(stay);
            assert_eq!(reason.period, stay.period);
            for period in (1..=world.periods).filter(|&period| period != stay.period) {
                let mut moved = answer.plan().clone();
                moved.stays[at].period = period;
                let is_clean = crosstie::audit::check_stays(&problem, &moved).is_clean();
                assert_eq!(reason.also.contains(&period), is_clean, "{reason} {world:?}");
                can += usize::from(is_clean);
                cannot += usize::from(!is_clean);
            }
        }
    }
    assert!(can > 1_000 && cannot > 1_000, "{can} {cannot}");
}
