//! Random programmes: on an organisation with rules simple enough to read
//! naively, on an organisation with any policy, and on scores of one's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crosstie::mentoring::{Capacity, MentoringBuilder, MentoringProblem, Mode, MutualPairs};
use crosstie::org::{
    DepartmentRecord, Organization, OrganizationRecords, Pause, PersonRecord, TieRecord, WantRecord,
};
use crosstie::policy::{
    Criterion, History, IfUnknown, Pair, Party, Policy, Preferences, Rule, Verdict,
};
use crosstie::{Date, Score};

use super::programme::{Keys, Programme, Worth};
use crate::rng::Rng;

pub(crate) const REASON: &str = "agreed with the works council";
pub(crate) const KINDS: [&str; 2] = ["advice", "friend"];
pub(crate) const ROUND: u32 = 6;

pub(crate) fn today() -> Date {
    Date::new(2026, 3, 2).unwrap()
}

/// A programme on an organisation.
pub(crate) struct World {
    pub(crate) records: OrganizationRecords,
    pub(crate) org: Organization,
    pub(crate) policy: Policy,
    pub(crate) history: History,
    pub(crate) preferences: Preferences,
    pub(crate) floor: Option<Score>,
    pub(crate) mode: Mode,
    pub(crate) mutual: bool,
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    pub(crate) existing: Vec<Keys>,
    pub(crate) pins: Vec<Keys>,
    /// The pair that the custom criterion `mood` has no value for.
    pub(crate) moody: Arc<Mutex<Option<Keys>>>,
}

/// Enrolled in the roles at random.
pub(crate) struct Enrolment {
    pub(crate) mentors: Vec<(String, u32)>,
    pub(crate) mentees: Vec<(String, u32)>,
    pub(crate) existing: Vec<Keys>,
    pub(crate) pins: Vec<Keys>,
}

impl Enrolment {
    /// Everybody has a role, some have both; `outside` are in no role.
    pub(crate) fn random(rng: &mut Rng, keys: &[String], outside: &[String]) -> Self {
        let (mut mentors, mut mentees) = (Vec::new(), Vec::new());
        let (both, generous) = (*rng.pick(&[1, 3, 20, 20]), rng.chance(1, 2));
        for key in keys {
            let role = rng.below(4 + both);
            let capacity = if generous { 1 + rng.below_u32(3) } else { rng.below_u32(3) };
            if !(2..4).contains(&role) {
                mentors.push((key.clone(), capacity));
            }
            if role >= 2 {
                let demand = if rng.chance(1, 3) { rng.below_u32(3) } else { 1 };
                mentees.push((key.clone(), demand));
            }
        }
        rng.shuffle(&mut mentors);
        rng.shuffle(&mut mentees);
        let mut pairs = Vec::new();
        for (mentor, _) in &mentors {
            for (mentee, _) in mentees.iter().filter(|(mentee, _)| mentee != mentor) {
                pairs.push((mentor.clone(), mentee.clone()));
            }
        }
        rng.shuffle(&mut pairs);
        let (mut existing, mut pins) = (Vec::new(), Vec::new());
        for pair in pairs {
            if rng.chance(1, 10) {
                existing.push(pair);
            } else if rng.chance(1, 8) {
                pins.push(pair);
            }
        }
        // Existing pairs of which only one end is enrolled in its role.
        for key in keys.iter().chain(outside) {
            let mentor = rng.chance(1, 2);
            let is_enrolled = |side: &[(String, u32)]| side.iter().any(|(k, _)| k == key);
            let (side, other) = if mentor { (&mentees, &mentors) } else { (&mentors, &mentees) };
            if side.is_empty() || is_enrolled(other) || rng.chance(2, 3) {
                continue;
            }
            let partner = rng.pick(side).0.clone();
            if partner != *key {
                let key = key.clone();
                existing.push(if mentor { (key, partner) } else { (partner, key) });
            }
        }
        Self { mentors, mentees, existing, pins }
    }
}

impl World {
    /// A small organisation with a policy from [`super::policies`].
    pub(crate) fn random(
        rng: &mut Rng,
        people: usize,
        policy: impl Fn(&mut Rng, &[String]) -> Policy,
    ) -> Self {
        let keys: Vec<String> = (0..people).map(|i| format!("p{i}")).collect();
        let records = organisation(rng, &keys);
        let policy = policy(rng, &keys);
        let mut preferences = Preferences::new();
        for key in &keys {
            if rng.chance(2, 3) {
                let mut wishes = keys.clone();
                rng.shuffle(&mut wishes);
                wishes.truncate(1 + rng.below(people));
                wishes.retain(|wish| wish != key);
                preferences = preferences.rank(key, wishes);
            }
        }
        let outside = rng.below(2);
        let (outside, inside) = keys.split_at(outside);
        let Enrolment { mentors, mentees, existing, pins } =
            Enrolment::random(rng, inside, outside);
        let most: u32 = policy.criteria().iter().map(|preference| preference.weight).sum();
        let floor = (rng.chance(1, 3) && most > 0)
            .then(|| Score::from_micros(rng.within(0, i64::from(most) * 500_000)));
        let mut world = Self {
            org: Organization::from_records(records.clone()).unwrap(),
            records,
            policy,
            history: super::policies::history(rng, &keys),
            preferences,
            floor,
            mode: *rng.pick(&[Mode::MostPairsFirst, Mode::HighestScore]),
            mutual: rng.chance(1, 3),
            mentors,
            mentees,
            existing,
            pins,
            moody: Arc::default(),
        };
        if world.try_build().is_none() {
            world.pins.truncate(1);
        }
        if world.try_build().is_none() {
            world.pins.clear();
        }
        world
    }

    pub(crate) fn problem(&self) -> MentoringProblem<'_> {
        self.try_build().unwrap_or_else(|| panic!("{}", self.builder().build().unwrap_err()))
    }

    fn try_build(&self) -> Option<MentoringProblem<'_>> {
        self.builder().build().ok()
    }

    pub(crate) fn builder(&self) -> MentoringBuilder<'_> {
        let person = |key: &str| self.org.person(key).unwrap();
        let moody = Arc::clone(&self.moody);
        let mut builder = MentoringProblem::builder(&self.org, &self.policy)
            .mode(self.mode)
            .mutual_pairs(if self.mutual { MutualPairs::Allowed } else { MutualPairs::Off })
            .history(&self.history)
            .preferences(&self.preferences)
            .on(today())
            .round(ROUND)
            .rule("grown", |pair: Pair<'_>| pair.first.key() != "p3")
            .criterion("mood", move |pair: Pair<'_>| {
                let keys = (pair.first.key().to_owned(), pair.second.key().to_owned());
                if moody.lock().unwrap().as_ref() == Some(&keys) { f64::NAN } else { 0.5 }
            });
        for (key, capacity) in &self.mentors {
            builder = builder.mentors([person(key)], Capacity::up_to(*capacity));
        }
        for (key, demand) in &self.mentees {
            builder = builder.mentees_with([person(key)], Capacity::up_to(*demand));
        }
        for (mentor, mentee) in &self.existing {
            builder = builder.existing(person(mentor), person(mentee));
        }
        for (mentor, mentee) in &self.pins {
            builder = builder.pin_despite_rules(person(mentor), person(mentee), REASON);
        }
        match self.floor {
            Some(floor) => builder.floor(floor),
            None => builder,
        }
    }

    /// The rules and the floor, in the order in which the problem has them.
    pub(crate) fn rules(&self) -> Vec<(Rule, IfUnknown)> {
        let rules = self.policy.rules().iter().map(|r| (r.rule.clone(), r.if_unknown));
        let floor = self.floor.map(|floor| (Rule::minimum_score(floor), IfUnknown::Exclude));
        rules.chain(floor).collect()
    }

    /// What the world means, for a simple policy.
    pub(crate) fn programme(&self) -> Programme {
        let record = |key: &str| self.records.people.iter().find(|p| p.key == key).unwrap();
        let mut worth = BTreeMap::new();
        for (mentor, _) in &self.mentors {
            for (mentee, _) in self.mentees.iter().filter(|(mentee, _)| mentee != mentor) {
                let (first, second) = (record(mentor), record(mentee));
                let score = self.score(first, second);
                let mut broken = Vec::new();
                for (position, (rule, if_unknown)) in self.rules().iter().enumerate() {
                    let excluded = match self.verdict(rule, first, second, score) {
                        Verdict::Met => false,
                        Verdict::Excluded => true,
                        Verdict::Unknown => *if_unknown == IfUnknown::Exclude,
                    };
                    if excluded {
                        broken.push(position);
                    }
                }
                worth.insert((mentor.clone(), mentee.clone()), Worth { broken, score });
            }
        }
        let pauses = self
            .records
            .people
            .iter()
            .flat_map(|p| p.pauses.iter().map(|pause| (p.key.clone(), *pause)));
        let now = pauses.filter(|(_, pause)| pause.first <= today() && today() <= pause.last);
        Programme {
            mode: self.mode,
            mutual: self.mutual,
            mentors: self.mentors.clone(),
            mentees: self.mentees.clone(),
            worth,
            existing: self.existing.clone(),
            pins: self.pins.clone(),
            paused: now.collect(),
        }
    }

    fn score(&self, first: &PersonRecord, second: &PersonRecord) -> i64 {
        let criteria = self.policy.criteria().iter();
        criteria.map(|p| i64::from(p.weight) * self.value(&p.criterion, first, second)).sum()
    }

    fn value(&self, criterion: &Criterion, first: &PersonRecord, second: &PersonRecord) -> i64 {
        match criterion {
            Criterion::SharedInterests => {
                let a: BTreeSet<_> = first.interests.iter().collect();
                let b: BTreeSet<_> = second.interests.iter().collect();
                share(a.intersection(&b).count(), a.union(&b).count())
            }
            Criterion::GradeGapFit { target, tolerance } => match (first.grade, second.grade) {
                (Some(a), Some(b)) => {
                    let miss = (i32::from(a) - i32::from(b) - target).unsigned_abs();
                    share(tolerance.saturating_sub(miss) as usize, *tolerance as usize)
                }
                _ => 0,
            },
            Criterion::PreferenceRank { of: Party::Second } => {
                let list = self.preferences.list(&second.key);
                let place = list.iter().position(|key| *key == first.key);
                place.map_or(0, |place| share(list.len() - place, list.len()))
            }
            Criterion::Custom { .. } => 500_000,
            other => panic!("{other} is not simple"),
        }
    }

    fn verdict(
        &self,
        rule: &Rule,
        first: &PersonRecord,
        second: &PersonRecord,
        score: i64,
    ) -> Verdict {
        let known = |met: Option<bool>| met.map_or(Verdict::Unknown, Verdict::from);
        match rule {
            Rule::DifferentFunction => {
                let functions = self.function(first).zip(self.function(second));
                known(functions.map(|(a, b)| a != b))
            }
            Rule::SameSite => {
                known(first.site.as_ref().zip(second.site.as_ref()).map(|(a, b)| a == b))
            }
            Rule::GradeGap { min, max } => {
                let grades = first.grade.zip(second.grade);
                let gap = grades.map(|(a, b)| i32::from(a) - i32::from(b));
                known(gap.map(|gap| *min <= gap && gap <= *max))
            }
            Rule::DoNotPair { pairs } => {
                let named = |(a, b): &Keys| {
                    (*a == first.key && *b == second.key) || (*b == first.key && *a == second.key)
                };
                Verdict::from(!pairs.iter().any(named))
            }
            Rule::MinimumScore { score_micros } => Verdict::from(score >= score_micros.micros()),
            Rule::Custom { .. } => Verdict::from(first.key != "p3"),
            other => panic!("{other} is not simple"),
        }
    }

    fn function<'a>(&'a self, person: &'a PersonRecord) -> Option<&'a String> {
        let mut key = person.department.as_ref()?;
        loop {
            let above = self.records.departments.iter().find(|d| d.key == *key)?.parent.as_ref();
            match above {
                Some(parent) => key = parent,
                None => return Some(key),
            }
        }
    }
}

fn share(part: usize, whole: usize) -> i64 {
    i64::try_from((1_000_000 * part).checked_div(whole).unwrap_or(0)).unwrap()
}

pub(crate) fn organisation(rng: &mut Rng, keys: &[String]) -> OrganizationRecords {
    let mut records = OrganizationRecords::default();
    records.departments.push(DepartmentRecord::new("law"));
    records.departments.push(DepartmentRecord::new("tax"));
    records.departments.push(DepartmentRecord::new("tax-vat").parent("tax"));
    records.departments.push(DepartmentRecord::new("law-ip").parent("law"));
    for (i, key) in keys.iter().enumerate() {
        let mut person = PersonRecord::new(key);
        if rng.chance(9, 10) {
            person = person.department(&records.departments[rng.below(4)].key);
        }
        if i > 0 && rng.chance(2, 3) {
            person = person.manager(&keys[rng.below(i)]);
        }
        if rng.chance(9, 10) {
            person = person.grade(i16::try_from(rng.below(8)).unwrap());
        }
        if rng.chance(3, 4) {
            person = person.site(*rng.pick(&["Graz", "Ulm"]));
        }
        if rng.chance(3, 4) {
            let start = u16::try_from(rng.below(1440)).unwrap();
            let end = 1 + (start + 300 + u16::try_from(rng.below(400)).unwrap()) % 1440;
            person = person.hours(start, end);
        }
        for language in ["de", "en", "fr"] {
            if rng.chance(1, 2) {
                person = person.language(language);
            }
        }
        for interest in ["chess", "climbing", "jazz"] {
            if rng.chance(1, 2) {
                person = person.interest(interest);
            }
        }
        for skill in ["rhetoric", "statistics"] {
            if rng.chance(1, 2) {
                person = person.skill(skill, u8::try_from(rng.below(6)).unwrap());
            }
            if rng.chance(1, 2) {
                let target = 1 + u8::try_from(rng.below(5)).unwrap();
                let weight = 1 + u16::try_from(rng.below(3)).unwrap();
                person.wants.push(WantRecord { skill: skill.to_owned(), target, weight });
            }
        }
        if rng.chance(1, 8) {
            let day = |month, day| Date::new(2026, month, day).unwrap();
            let (first, last) = *rng.pick(&[
                (day(3, 2), day(3, 2)),
                (day(2, 1), day(3, 20)),
                (day(1, 1), day(3, 1)),
                (day(3, 3), day(4, 1)),
            ]);
            person.pauses.push(Pause { first, last });
        }
        records.people.push(person);
    }
    for kind in KINDS {
        for from in keys {
            for to in keys.iter().filter(|to| *to != from) {
                if kind == KINDS[0] && *from == keys[0] || rng.chance(1, 8) {
                    records.ties.push(TieRecord::new(from, to).kind(kind));
                }
            }
        }
    }
    records.ties.push(TieRecord::new(&keys[0], &keys[1]).kind(KINDS[1]));
    records.ties.dedup();
    let mut seen = BTreeSet::new();
    records.ties.retain(|t| seen.insert((t.from.clone(), t.to.clone(), t.kind.clone())));
    records
}

/// A programme on scores of one's own.
pub(crate) fn own_scores(rng: &mut Rng) -> (Programme, MentoringProblem<'static>) {
    let names = ["ada", "bob", "cy", "dee", "eli", "fay"];
    let keys: Vec<String> = names[..2 + rng.below(5)].iter().map(ToString::to_string).collect();
    let outside = ["gus".to_owned(), "hal".to_owned()];
    let mut enrolment = Enrolment::random(rng, &keys, &outside);
    let mut worth = BTreeMap::new();
    let (density, range) = (1 + rng.below(3), *rng.pick(&[2, 5, 1_000_000_000]));
    let least = if rng.chance(1, 2) { -range } else { 0 };
    for (mentor, _) in &enrolment.mentors {
        for (mentee, _) in enrolment.mentees.iter().filter(|(mentee, _)| mentee != mentor) {
            let pair = (mentor.clone(), mentee.clone());
            if rng.chance(density, 4) || enrolment.pins.contains(&pair) {
                worth.insert(pair, Worth { broken: Vec::new(), score: rng.within(least, range) });
            }
        }
    }
    let mode = *rng.pick(&[Mode::MostPairsFirst, Mode::HighestScore]);
    let mutual = rng.chance(1, 3);
    let build = |pins: &[Keys]| {
        let mut builder = MentoringProblem::from_scores().mode(mode).mutual_pairs(if mutual {
            MutualPairs::Allowed
        } else {
            MutualPairs::Off
        });
        for (key, capacity) in &enrolment.mentors {
            builder = builder.mentor(key, Capacity::up_to(*capacity));
        }
        for (key, demand) in &enrolment.mentees {
            builder = builder.mentee_with(key, Capacity::up_to(*demand));
        }
        for (mentor, mentee) in &enrolment.existing {
            builder = builder.existing(mentor, mentee);
        }
        for (mentor, mentee) in pins {
            builder = builder.pin(mentor, mentee);
        }
        for ((mentor, mentee), worth) in &worth {
            builder = builder.score(mentor, mentee, Score::from_micros(worth.score));
        }
        builder.build()
    };
    let mut problem = build(&enrolment.pins);
    if problem.is_err() {
        enrolment.pins.truncate(1);
        problem = build(&enrolment.pins);
    }
    if problem.is_err() {
        enrolment.pins.clear();
        problem = build(&[]);
    }
    let problem = problem.unwrap();
    let Enrolment { mentors, mentees, existing, pins } = enrolment;
    let paused = BTreeMap::new();
    (Programme { mode, mutual, mentors, mentees, worth, existing, pins, paused }, problem)
}
