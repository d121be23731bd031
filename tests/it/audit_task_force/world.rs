//! Random problems of task forces, and all their task forces by enumeration.

use std::sync::{Arc, Mutex};

use crosstie::audit::{self, TaskForceReport, TaskForceViolation};
use crosstie::org::{Organization, PersonRecord};
use crosstie::policy::{History, Meeting, Pair, Policy, Preferences, Programme, When};
use crosstie::taskforce::{
    Brief, Field, Fit, Requirement, TaskForceBuilder, TaskForcePlan, TaskForceProblem,
};
use crosstie::{Date, Score};

use crate::audit::policies;
use crate::audit::world::{ROUND, organisation, today};
use crate::rng::Rng;

#[derive(Clone)]
pub(super) struct World {
    pub(super) org: Organization,
    pub(super) policy: Policy,
    pub(super) history: History,
    pub(super) preferences: Preferences,
    pub(super) brief: Brief,
    pub(super) candidates: Option<Vec<String>>,
    pub(super) volunteers: Vec<String>,
    pub(super) points: Vec<(String, Score)>,
    /// The pair that the custom criterion `mood` has no value for.
    pub(super) moody: Arc<Mutex<Option<(String, String)>>>,
}

impl World {
    /// A problem that builds, of up to so many people.
    pub(super) fn random(rng: &mut Rng, most: usize) -> Self {
        loop {
            let world = Self::draft(rng, most);
            if world.try_problem().is_some() {
                return world;
            }
        }
    }

    fn draft(rng: &mut Rng, most: usize) -> Self {
        let keys: Vec<String> = (0..2 + rng.below(most - 1)).map(|i| format!("p{i}")).collect();
        let mut records = organisation(rng, &keys);
        for person in &mut records.people {
            if rng.chance(1, 12) {
                person.start = Some(Date::new(2026, *rng.pick(&[3, 4]), 2).unwrap());
            }
            // So that many have hours in common.
            if rng.chance(1, 2) {
                let hours = PersonRecord::new("x").hours(*rng.pick(&[480, 540]), 1020).hours;
                person.hours = hours;
            }
        }
        let mut policy = match rng.below(3) {
            0 => Policy::new(),
            1 => policies::simple(rng, &keys),
            _ => policies::any(rng, &keys),
        };
        if rng.chance(1, 2) {
            policy = policy.prefer(2, crosstie::policy::Criterion::shared_interests());
        }
        let mut history = policies::history(rng, &keys);
        for _ in 0..rng.below(5) {
            let people: Vec<String> =
                (0..1 + rng.below(4)).map(|_| rng.pick(&keys).clone()).collect();
            let programme =
                if rng.chance(2, 3) { Programme::TaskForce } else { Programme::Rotation };
            let mut meeting = Meeting::new(programme, When::on(today()), people);
            if rng.chance(1, 3) {
                meeting = meeting.missed_by([rng.pick(&keys)]);
            }
            history.record(if rng.chance(1, 5) { meeting.missed() } else { meeting });
        }
        let mut preferences = Preferences::new();
        for key in &keys {
            if rng.chance(1, 2) {
                let mut wishes: Vec<String> = keys.iter().filter(|k| *k != key).cloned().collect();
                rng.shuffle(&mut wishes);
                preferences = preferences.rank(key, wishes);
            }
        }
        let mut some = keys.clone();
        rng.shuffle(&mut some);
        some.truncate(2 + rng.below(keys.len() - 1));
        let candidates = rng.chance(1, 3).then_some(some);
        let named = candidates.as_ref().unwrap_or(&keys);
        let mut brief = brief(rng, named.len());
        for _ in 0..rng.below(5) {
            brief = brief.require(requirement(rng, &keys, named));
        }
        let volunteers = keys.iter().filter(|_| rng.chance(2, 3)).cloned().collect();
        let range = *rng.pick(&[0, 2, 5_000_000]);
        let mut points = Vec::new();
        for key in &keys {
            if rng.chance(1, 2) {
                points.push((key.clone(), Score::from_micros(rng.within(-range, range))));
            }
        }
        let org = Organization::from_records(records).unwrap();
        let moody = Arc::default();
        Self { org, policy, history, preferences, brief, candidates, volunteers, points, moody }
    }

    pub(super) fn problem(&self) -> TaskForceProblem<'_> {
        self.builder().build().unwrap_or_else(|error| panic!("{error}"))
    }

    pub(super) fn try_problem(&self) -> Option<TaskForceProblem<'_>> {
        self.builder().build().ok()
    }

    fn builder(&self) -> TaskForceBuilder<'_> {
        let moody = Arc::clone(&self.moody);
        let mut builder = TaskForceProblem::builder(&self.org, &self.policy)
            .brief(self.brief.clone())
            .volunteers(&self.volunteers)
            .history(&self.history)
            .preferences(&self.preferences)
            .on(today())
            .round(ROUND)
            .rule("grown", |pair: Pair<'_>| pair.first.key() != "p3")
            .criterion("mood", move |pair: Pair<'_>| {
                let keys = (pair.first.key().to_owned(), pair.second.key().to_owned());
                if moody.lock().unwrap().as_ref() == Some(&keys) { f64::NAN } else { 0.5 }
            });
        if let Some(candidates) = &self.candidates {
            builder = builder.candidates(candidates);
        }
        for (key, points) in &self.points {
            builder = builder.points(key, *points);
        }
        builder
    }
}

fn brief(rng: &mut Rng, people: usize) -> Brief {
    let people = u32::try_from(people).unwrap();
    let least = 1 + rng.below_u32(people.min(4));
    let mut brief = Brief::new(least..=least + rng.below_u32(4));
    let some = |rng: &mut Rng| {
        let mut skills = vec!["rhetoric".to_owned(), "statistics".to_owned()];
        rng.shuffle(&mut skills);
        skills.truncate(1 + rng.below(2));
        skills
    };
    for _ in 0..rng.below(4) {
        let fit = match rng.below(7) {
            0 => Fit::Skills { skills: some(rng) },
            1 => Fit::Learning { skills: some(rng) },
            2 => Fit::skills(),
            3 => Fit::learning(),
            4 => Fit::FewTies { cap: 1 + rng.below_u32(9) },
            5 => Fit::FewTaskForces { cap: 1 + rng.below_u32(4) },
            _ => Fit::Volunteer,
        };
        brief = brief.prefer(1 + rng.below_u32(5), fit);
    }
    brief
}

fn requirement(rng: &mut Rng, keys: &[String], named: &[String]) -> Requirement {
    let field = *rng.pick(&[Field::Department, Field::Function, Field::Site, Field::Grade]);
    let some = |rng: &mut Rng, from: &[String], count: usize| {
        let mut from = from.to_vec();
        rng.shuffle(&mut from);
        from.truncate(count);
        from
    };
    let few = 1 + rng.below(2);
    match rng.below(12) {
        0 => Requirement::skill(
            *rng.pick(&["rhetoric", "statistics"]),
            1 + u8::try_from(rng.below(4)).unwrap(),
            1 + rng.below_u32(2),
        ),
        1 => Requirement::distinct(field, 1 + rng.below_u32(3)),
        2 => Requirement::at_most_each(field, 1 + rng.below_u32(2)),
        3 => Requirement::nobody_alone(field),
        4 => Requirement::outside_reporting_line(1 + rng.below_u32(3)),
        5 => Requirement::shared_hours(1 + u16::try_from(rng.below(480)).unwrap()),
        6 => Requirement::include(some(rng, keys, few)),
        7 => Requirement::exclude(some(rng, keys, 1)),
        8 => Requirement::together(some(rng, named, 2)),
        9 => Requirement::apart(some(rng, keys, 1 + few)),
        10 => Requirement::chair(some(rng, keys, 1 + few)),
        _ => Requirement::VolunteersOnly,
    }
}

/// A plan of no members to fill in, since plans cannot be written out.
pub(super) fn blank(org: &Organization) -> TaskForcePlan {
    let policy = Policy::new();
    let problem = TaskForceProblem::builder(org, &policy).size(1..=1).build().unwrap();
    let mut plan = problem.solve().unwrap().into_plan();
    plan.members.clear();
    plan.chair = None;
    plan.without_proof()
}

/// The same plan, of these members, with nothing said of what they are worth.
pub(super) fn plan_of(blank: &TaskForcePlan, keys: &[&str]) -> TaskForcePlan {
    let mut plan = blank.clone();
    plan.members = keys.iter().map(|key| member(key)).collect();
    plan
}

pub(super) fn member(key: &str) -> crosstie::taskforce::Member {
    let (fit, with_others) = (Score::ZERO, Score::ZERO);
    crosstie::taskforce::Member { key: key.to_owned(), fit, with_others }
}

/// Whether the members are a task force, whatever else the plan says of them.
pub(super) fn is_feasible(report: &TaskForceReport) -> bool {
    use TaskForceViolation as V;
    report.violations().iter().all(|violation| {
        matches!(
            violation,
            V::WrongFit { .. }
                | V::WrongWithOthers { .. }
                | V::WrongObjective { .. }
                | V::ChairMissing { .. }
        )
    })
}

/// What the best task force is worth, by trying all; none where there is none.
pub(super) fn optimum(world: &World, problem: &TaskForceProblem<'_>) -> Option<Score> {
    let blank = blank(&world.org);
    let keys: Vec<&str> = problem.candidates().map(|person| person.key()).collect();
    let most = problem.brief().size.at_most;
    let sets = (1..1_u32 << keys.len()).filter(|set| set.count_ones() <= most);
    let worth = sets.filter_map(|set| {
        let members: Vec<&str> =
            (0..keys.len()).filter(|i| set >> i & 1 == 1).map(|i| keys[i]).collect();
        let report = audit::check_task_force(problem, &plan_of(&blank, &members));
        is_feasible(&report).then(|| report.objective())
    });
    worth.max()
}
