//! Random small worlds: an organisation, a policy, a history and a brief with every kind of requirement.

use crosstie::org::{
    DepartmentRecord, Organization, OrganizationRecords, Pause, PersonRecord, TieRecord, WantRecord,
};
use crosstie::policy::{
    CoolDown, Criterion, History, Meeting, Pair, Party, Policy, Preferences, Programme, Rule, When,
};
use crosstie::taskforce::{Brief, Field, Fit, Requirement, TaskForceBuilder, TaskForceProblem};
use crosstie::{Date, Score, Value};

use crate::audit::policies;
use crate::rng::Rng;

pub(crate) const FIELDS: [Field; 4] =
    [Field::Department, Field::Function, Field::Site, Field::Grade];
pub(crate) const SKILLS: [&str; 3] = ["law", "sql", "talks"];
/// The codes of all kinds of requirements.
pub(crate) const KINDS: [&str; 12] = [
    "skill",
    "distinct",
    "at_most_each",
    "nobody_alone",
    "outside_reporting_line",
    "shared_hours",
    "include",
    "exclude",
    "together",
    "apart",
    "chair",
    "volunteers_only",
];
const DEPARTMENTS: [(&str, Option<&str>); 7] = [
    ("it", None),
    ("it-data", Some("it")),
    ("it-ops", Some("it")),
    ("law", None),
    ("law-ip", Some("law")),
    ("sales", None),
    ("sales-eu", Some("sales")),
];
const TIE_KINDS: [&str; 2] = ["advice", "friend"];

/// The day planned for, where one is.
pub(crate) fn today() -> Date {
    day(3, 2)
}

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

/// What a problem is made of, to be changed and solved again.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) records: OrganizationRecords,
    pub(crate) org: Organization,
    pub(crate) policy: Policy,
    pub(crate) history: History,
    pub(crate) preferences: Preferences,
    pub(crate) today: Option<Date>,
    pub(crate) round: Option<u32>,
    /// None where everybody is a candidate.
    pub(crate) candidates: Option<Vec<String>>,
    pub(crate) volunteers: Option<Vec<String>>,
    pub(crate) points: Vec<(String, i64)>,
    pub(crate) brief: Brief,
    pub(crate) seed: u64,
}

impl World {
    pub(crate) fn random(rng: &mut Rng) -> Self {
        let people = 3 + rng.below(7);
        let keys: Vec<String> = (0..people).map(|i| format!("p{i}")).collect();
        let mut records = organisation(rng, &keys);
        let policy = if rng.chance(2, 5) { policies::any(rng, &keys) } else { mild(rng, &keys) };
        let cool_downs = || {
            policy.rules().iter().filter_map(|requirement| match requirement.rule {
                Rule::NotMetWithin { cool_down } => Some(cool_down),
                _ => None,
            })
        };
        let in_days = cool_downs().any(|cool_down| matches!(cool_down, CoolDown::Days(_)));
        let in_rounds = cool_downs().any(|cool_down| matches!(cool_down, CoolDown::Rounds(_)));
        let history = history(rng, &keys, !in_days && !in_rounds);
        let today = (in_days || rng.chance(3, 4)).then(today);
        let round = (in_rounds || rng.chance(1, 4)).then_some(6);

        let mut named = keys.clone();
        rng.shuffle(&mut named);
        let named = match rng.below(4) {
            0 => keys.clone(),
            1 => named,
            _ => {
                named.truncate(1 + rng.below(people));
                named
            }
        };
        // Somebody takes part.
        let first = records.people.iter_mut().find(|person| person.key == named[0]).unwrap();
        first.pauses.clear();
        first.start = None;
        let everybody = named == keys && rng.chance(1, 2);

        let brief = brief(rng, &records, &named, today);
        let asks = brief.requirements.contains(&Requirement::VolunteersOnly)
            || brief.fit.iter().any(|preference| preference.fit == Fit::Volunteer);
        let often = 2 + rng.below(4);
        let volunteers = keys.iter().filter(|_| rng.chance(often, 6)).cloned().collect();
        let volunteers = (asks || rng.chance(1, 3)).then_some(volunteers);

        let (of, least) = (rng.below(4), *rng.pick(&[-3_000_000, -3_000_000, -900_000, 0]));
        let mut points = Vec::new();
        for key in &keys {
            if rng.chance(of, 3) {
                points.push((key.clone(), rng.within(least, 2_500_000)));
            }
        }
        let mut preferences = Preferences::new();
        for key in &keys {
            let mut wishes = keys.clone();
            wishes.retain(|wish| wish != key);
            rng.shuffle(&mut wishes);
            wishes.truncate(1 + rng.below(3));
            preferences = preferences.rank(key, wishes);
        }
        Self {
            org: Organization::from_records(records.clone()).unwrap(),
            records,
            policy,
            history,
            preferences,
            today,
            round,
            candidates: (!everybody).then_some(named),
            volunteers,
            points,
            brief,
            seed: if rng.chance(1, 2) { rng.next() } else { 0 },
        }
    }

    pub(crate) fn builder(&self) -> TaskForceBuilder<'_> {
        let mut builder = TaskForceProblem::builder(&self.org, &self.policy)
            .brief(self.brief.clone())
            .history(&self.history)
            .preferences(&self.preferences)
            .rule("grown", grown)
            .criterion("mood", mood)
            .seed(self.seed);
        if let Some(today) = self.today {
            builder = builder.on(today);
        }
        if let Some(round) = self.round {
            builder = builder.round(round);
        }
        if let Some(candidates) = &self.candidates {
            builder = builder.candidates(candidates.clone());
        }
        if let Some(volunteers) = &self.volunteers {
            builder = builder.volunteers(volunteers.clone());
        }
        for (key, points) in &self.points {
            builder = builder.points(key, Score::from_micros(*points));
        }
        builder
    }

    pub(crate) fn problem(&self) -> TaskForceProblem<'_> {
        self.builder().build().unwrap_or_else(|errors| panic!("{errors}\n{}", self.short()))
    }

    /// What is needed to understand a failure.
    pub(crate) fn short(&self) -> String {
        format!(
            "{:#?}\npolicy {:?}\ntoday {:?} round {:?} candidates {:?} volunteers {:?}\npoints {:?}\n\
             people {:#?}\nties {:?}\nhistory {:?}",
            self.brief,
            self.policy,
            self.today,
            self.round,
            self.candidates,
            self.volunteers,
            self.points,
            self.records.people,
            self.records.ties,
            self.history,
        )
    }
}

pub(crate) fn grown(pair: Pair<'_>) -> bool {
    pair.first.key() != "p3"
}

/// Depends on the order: who comes first counts more.
pub(crate) fn mood(pair: Pair<'_>) -> f64 {
    let last = |key: &str| f64::from(key.as_bytes().last().copied().unwrap_or(0) % 10);
    (2.0 * last(pair.first.key()) + last(pair.second.key())) / 32.0
}

fn organisation(rng: &mut Rng, keys: &[String]) -> OrganizationRecords {
    let mut records = OrganizationRecords::default();
    for (key, parent) in DEPARTMENTS {
        let department = DepartmentRecord::new(key).name(key.to_uppercase());
        records.departments.push(match parent {
            Some(parent) => department.parent(parent),
            None => department,
        });
    }
    // In some worlds nearly all is known, in others much is not.
    let known = *rng.pick(&[5, 8, 20]);
    let long_days = rng.chance(1, 2);
    for (i, key) in keys.iter().enumerate() {
        let mut person = PersonRecord::new(key);
        if rng.chance(known - 1, known) {
            person = person.department(rng.pick(&DEPARTMENTS).0);
        }
        if i > 0 && rng.chance(2, 3) {
            person = person.manager(&keys[rng.below(i)]);
        }
        if rng.chance(known - 1, known) {
            person = person.grade(i16::try_from(rng.below(5)).unwrap());
        }
        if rng.chance(known - 1, known) {
            person = person.site(*rng.pick(&["oslo", "rome", "Rome"]));
        }
        if rng.chance(known - 1, known) {
            let start = u16::try_from(if long_days { rng.below(600) } else { rng.below(1440) });
            let length = u16::try_from(240 + rng.below(if long_days { 800 } else { 500 }));
            let end = 1 + (start.unwrap() + length.unwrap()) % 1440;
            person = person.hours(start.unwrap(), end);
        }
        for language in ["de", "en"] {
            if rng.chance(3, 4) {
                person = person.language(language);
            }
        }
        for interest in ["chess", "jazz"] {
            if rng.chance(1, 2) {
                person = person.interest(interest);
            }
        }
        for skill in SKILLS {
            if rng.chance(1, 2) {
                person = person.skill(skill, u8::try_from(rng.below(6)).unwrap());
            }
            // Somebody wants each, so that there is such a skill.
            if i == 0 || rng.chance(1, 3) {
                let (target, weight) = (1 + rng.below(5), 1 + rng.below(3));
                let (target, weight) = (u8::try_from(target), u16::try_from(weight));
                person.wants.push(WantRecord {
                    skill: skill.to_owned(),
                    target: target.unwrap(),
                    weight: weight.unwrap(),
                });
            }
        }
        if rng.chance(1, 8) {
            let (first, last) = *rng.pick(&[
                (day(3, 2), day(3, 2)),
                (day(2, 1), day(3, 20)),
                (day(1, 1), day(3, 1)),
                (day(3, 3), day(4, 1)),
            ]);
            person.pauses.push(Pause { first, last });
        }
        if rng.chance(1, 8) {
            person = person.start(*rng.pick(&[day(3, 2), day(3, 3), day(3, 1)]));
        }
        records.people.push(person);
    }
    let often = 1 + rng.below(5);
    for (i, from) in keys.iter().enumerate() {
        for to in keys.iter().filter(|to| *to != from) {
            for kind in TIE_KINDS {
                let first = i == 0 && *to == keys[1];
                if first || rng.chance(often, 24) {
                    records.ties.push(TieRecord::new(from, to).kind(kind));
                }
            }
            if rng.chance(1, 24) {
                records.ties.push(TieRecord::new(from, to));
            }
        }
    }
    records
}

/// A policy that leaves most pairs eligible.
fn mild(rng: &mut Rng, keys: &[String]) -> Policy {
    let mut policy = Policy::new();
    for _ in 0..rng.below(4) {
        let criterion = match rng.below(6) {
            0 => Criterion::skill_gap(),
            1 => Criterion::tie_novelty(),
            2 => Criterion::shared_interests(),
            3 => Criterion::grade_gap_fit(1, 3),
            4 => Criterion::few_ties_of(Party::First, 5),
            _ => Criterion::custom("mood"),
        };
        policy = policy.prefer(1 + rng.below_u32(3), criterion);
    }
    for _ in 0..rng.below(3) {
        let rule = match rng.below(9) {
            0 => Rule::do_not_pair([
                (rng.pick(keys), rng.pick(keys)),
                (rng.pick(keys), rng.pick(keys)),
            ]),
            1 => Rule::grade_gap(0, 3),
            2 => Rule::grade_gap(-1, 9),
            3 => Rule::not_met_within(*rng.pick(&[CoolDown::Rounds(3), CoolDown::Days(30)])),
            4 => Rule::no_tie_of("friend", *rng.pick(&[Party::First, Party::Both])),
            5 => Rule::shared_language(),
            6 => Rule::must_have(Criterion::skill_gap(), Value::ratio(1, 10)),
            7 => Rule::outside_reporting_line_and_team(1),
            _ => Rule::custom("grown"),
        };
        let known = rng.chance(2, 3);
        policy = if known { policy.require_if_known(rule) } else { policy.require(rule) };
    }
    policy
}

/// Meetings of task forces and others, some of them missed, by all or by some.
fn history(rng: &mut Rng, keys: &[String], undated: bool) -> History {
    let mut history = History::new();
    let strangers = ["gone".to_owned()];
    let all: Vec<String> = keys.iter().chain(&strangers).cloned().collect();
    for _ in 0..rng.below(8) {
        let mut when =
            When { round: Some(rng.below_u32(8)), date: Some(day(2, 1 + day_of(rng, 28))) };
        if undated && rng.chance(1, 4) {
            when = When::default();
        }
        let programme = match rng.below(5) {
            0 => Programme::Rotation,
            1 => Programme::Other("lunch".to_owned()),
            _ => Programme::TaskForce,
        };
        let people: Vec<String> = (0..1 + rng.below(4)).map(|_| rng.pick(&all).clone()).collect();
        let mut meeting = Meeting::new(programme, when, people);
        if rng.chance(1, 3) {
            let absent: Vec<String> =
                (0..1 + rng.below(2)).map(|_| rng.pick(&all).clone()).collect();
            meeting = meeting.missed_by(absent);
        }
        history.record(if rng.chance(1, 6) { meeting.missed() } else { meeting });
    }
    history
}

fn day_of(rng: &mut Rng, days: usize) -> i8 {
    i8::try_from(rng.below(days)).unwrap()
}

fn some(rng: &mut Rng, of: &[String], least: usize, most: usize) -> Vec<String> {
    let mut people = of.to_vec();
    rng.shuffle(&mut people);
    people.truncate(least + rng.below(most - least + 1));
    people
}

fn brief(
    rng: &mut Rng,
    records: &OrganizationRecords,
    named: &[String],
    today: Option<Date>,
) -> Brief {
    let people = u32::try_from(named.len()).unwrap();
    let least = match rng.below(10) {
        0 => 1 + rng.below_u32(people + 2),
        1..4 => 1,
        _ => 1 + rng.below_u32(people.min(4)),
    };
    let most = match rng.below(8) {
        0 => u32::MAX,
        1 | 2 => least,
        _ => least + rng.below_u32(4),
    };
    let mut brief = Brief::new(least..=most);
    let count = *rng.pick(&[0, 1, 1, 1, 2, 2, 3, 4, 5]);
    let mut kind = KINDS[0];
    for i in 0..count {
        // Several of a kind now and then.
        if i == 0 || rng.chance(3, 4) {
            kind = *rng.pick(&KINDS);
        }
        let is_chair = |requirement: &Requirement| requirement.code() == "chair";
        if kind == "chair" && brief.requirements.iter().any(is_chair) {
            kind = "skill";
        }
        if let Some(requirement) = requirement(rng, kind, records, named, today, &brief) {
            brief = brief.require(requirement);
        }
    }
    for _ in 0..rng.below(4) {
        let skilled = brief.requirements.iter().any(|r| r.code() == "skill");
        let all: Vec<String> = SKILLS.iter().map(ToString::to_string).collect();
        let least = usize::from(!skilled);
        let skills = if rng.chance(1, 2) { some(rng, &all, least, least) } else { all };
        let fit = match rng.below(5) {
            0 => Fit::Skills { skills },
            1 => Fit::Learning { skills },
            2 => Fit::FewTies { cap: 1 + rng.below_u32(6) },
            3 => Fit::FewTaskForces { cap: 1 + rng.below_u32(4) },
            _ => Fit::Volunteer,
        };
        brief = brief.prefer(1 + rng.below_u32(4), fit);
    }
    brief
}

/// A requirement of this kind; none where nobody can be named.
fn requirement(
    rng: &mut Rng,
    kind: &str,
    records: &OrganizationRecords,
    named: &[String],
    today: Option<Date>,
    brief: &Brief,
) -> Option<Requirement> {
    let everybody: Vec<String> = records.people.iter().map(|person| person.key.clone()).collect();
    let field = *rng.pick(&FIELDS);
    Some(match kind {
        "skill" => {
            let level = *rng.pick(&[1, 1, 2, 3, 4, 5]);
            Requirement::skill(*rng.pick(&SKILLS), level, *rng.pick(&[1, 1, 1, 2, 2, 3]))
        }
        "distinct" => Requirement::distinct(field, *rng.pick(&[1, 2, 2, 3, 3, 4])),
        "at_most_each" => Requirement::at_most_each(field, *rng.pick(&[1, 1, 2, 3])),
        "nobody_alone" => Requirement::nobody_alone(field),
        "outside_reporting_line" => {
            Requirement::outside_reporting_line(*rng.pick(&[1, 1, 2, 3, u32::MAX]))
        }
        "shared_hours" => Requirement::shared_hours(*rng.pick(&[1, 60, 180, 300, 480, 1440])),
        "include" => {
            // Who is away must not be included.
            let there = records.people.iter().filter(|person| !is_away(person, today));
            let there: Vec<String> = there.map(|person| person.key.clone()).collect();
            let inside: Vec<String> =
                there.iter().filter(|key| named.contains(key)).cloned().collect();
            let from = if inside.is_empty() || rng.chance(1, 3) { &there } else { &inside };
            if from.is_empty() {
                return None;
            }
            Requirement::include(some(rng, from, 1, 2))
        }
        "exclude" => Requirement::exclude(some(rng, &everybody, 1, 3)),
        "together" => {
            let mut known = named.to_vec();
            for requirement in &brief.requirements {
                if let Requirement::Include { people } = requirement {
                    known.extend(people.iter().cloned());
                }
            }
            known.sort();
            known.dedup();
            if known.len() < 2 {
                return None;
            }
            Requirement::together(some(rng, &known, 2, 3))
        }
        "apart" => Requirement::apart(some(rng, &everybody, 2, 4)),
        "chair" => Requirement::chair(some(rng, &everybody, 1, 3)),
        _ => Requirement::VolunteersOnly,
    })
}

/// Whether somebody takes no part on the day.
pub(crate) fn is_away(person: &PersonRecord, today: Option<Date>) -> bool {
    today.is_some_and(|today| {
        person.start.is_some_and(|start| start > today)
            || person.pauses.iter().any(|pause| pause.first <= today && today <= pause.last)
    })
}
