//! Reasons where periods differ, against the audit and enumeration.

use crosstie::audit;
use crosstie::explain::{NoMoreCause, NoMoreHost, PeriodCause, WhyNotStayReason};
use crosstie::rotation::assignments::{Answer, Stay, StaysPlan};

use super::calendar_world::CalendarWorld;
use super::world::World;
use crate::rng::Rng;

#[test]
fn a_stay_can_begin_in_the_periods_named_and_in_no_other() {
    let mut rng = Rng::new(121);
    let (mut can, mut cannot, mut fixed) = (0, 0, 0);
    let mut codes = std::collections::BTreeSet::new();
    for _ in 0..8_000 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        for (at, stay) in answer.plan().stays().iter().enumerate() {
            let reason = answer.why_period(stay);
            assert_eq!((reason.period, reason.length), (stay.period, stay.length));
            if reason.fixed {
                fixed += 1;
                continue;
            }
            for period in (1..=problem.periods()).filter(|&period| period != stay.period) {
                let mut moved = answer.plan().clone();
                moved.stays[at].period = period;
                let is_clean = audit::check_stays(&problem, &moved).is_clean();
                assert_eq!(reason.also.contains(&period), is_clean, "{reason} {period} {world:?}");
                let bar = reason.not.iter().find(|bar| bar.period == period);
                assert_eq!(bar.is_none(), is_clean || reason.alike, "{reason} {world:?}");
                codes.extend(bar.map(|bar| bar.cause.code()));
                can += usize::from(is_clean);
                cannot += usize::from(!is_clean);
            }
            assert!(reason.not.iter().all(|bar| {
                !matches!(&bar.cause, PeriodCause::Away { period } if *period < bar.period)
            }));
        }
    }
    assert_eq!(codes.len(), 8, "{codes:?}");
    assert!(can > 1_000 && cannot > 1_000 && fixed > 300, "{can} {cannot} {fixed}");
}

/// The plan with a stay more, without claims about others.
fn with(answer: &Answer<'_>, stay: Stay) -> StaysPlan {
    let mut plan = answer.plan().clone();
    plan.objective.stays = plan.objective.stays.map(|stays| stays + 1);
    let score = plan.objective.score.micros() + stay.score.micros();
    plan.objective.score = crosstie::Score::from_micros(score);
    (plan.bound, plan.proof) = (None, None);
    plan.at_home.retain(|person| *person != stay.person);
    plan.stays.push(stay);
    plan
}

#[test]
fn who_could_have_more_is_told_the_truth() {
    let mut rng = Rng::new(122);
    let (mut full, mut no_time, mut no_gain) = (0, 0, 0);
    for _ in 0..4_000 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        for p in 0..world.world.people.len() {
            let person = World::person(p);
            let NoMoreCause::Hosts { hosts } = answer.why_no_more(&person).cause else { continue };
            for reason in hosts {
                let (host, has_time) = match &reason {
                    NoMoreHost::Full { host } => (host, false),
                    NoMoreHost::NoTime { host } => (host, false),
                    NoMoreHost::NoGain { host, .. } => (host, true),
                    other => panic!("{other:?} {world:?}"),
                };
                let h: usize = host[1..].parse().unwrap();
                let length = world.length(h);
                let score = problem.value(&person, host).unwrap();
                let is_clean = |period| {
                    let (person, host) = (person.clone(), host.clone());
                    let stay = Stay { person, host, period, length, score };
                    audit::check_stays(&problem, &with(&answer, stay)).is_clean()
                };
                let can = (1..=problem.periods()).any(is_clean);
                assert_eq!(can, has_time, "{reason:?} {world:?}");
                match reason {
                    NoMoreHost::Full { .. } => full += 1,
                    NoMoreHost::NoTime { .. } => no_time += 1,
                    _ => no_gain += 1,
                }
            }
        }
    }
    assert!(full > 100 && no_time > 100 && no_gain > 100, "{full} {no_time} {no_gain}");
}

#[test]
fn another_host_costs_what_the_best_plan_with_it_loses() {
    let mut rng = Rng::new(123);
    let (mut asked, mut never) = (0, 0);
    for _ in 0..1_500 {
        let world = CalendarWorld::random(&mut rng);
        let problem = world.problem();
        let Ok(answer) = problem.solve() else { continue };
        let best = world.best().unwrap();
        let what_if = answer.what_if().unwrap();
        for p in 0..world.world.people.len() {
            for h in 0..world.world.hosts.len() {
                let reason = what_if.why_not(&World::person(p), &World::host(h)).reason;
                let with = || {
                    let starts = (1..=problem.periods()).filter(|&t| world.can((p, h, t)));
                    let forced = starts.filter_map(|t| {
                        let mut world = world.clone();
                        world.fixed.push((p, h, t));
                        world.best()
                    });
                    forced.max()
                };
                match reason {
                    WhyNotStayReason::NoPlan { proven } => {
                        assert!(proven && with().is_none(), "{p} {h} {world:?}");
                        never += 1;
                    }
                    WhyNotStayReason::Costs { loss, least, proven, .. } => {
                        let with = with().unwrap();
                        let stays = i64::try_from(best.0).unwrap() - i64::try_from(with.0).unwrap();
                        assert_eq!(
                            (loss.stays, loss.score.micros()),
                            (stays, best.1 - with.1),
                            "{world:?}"
                        );
                        assert!(proven && least.is_none());
                        asked += 1;
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(asked > 300 && never > 300, "{asked} {never}");
}
