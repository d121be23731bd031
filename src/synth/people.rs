//! What is known of each person; never a protected attribute.

use jiff::Span;
use jiff::civil::Date;

use super::Counts;
use super::random::Stage;
use super::structure::{Place, Structure, TOP};
use super::words::{self, Site, Skills};
use crate::org::{Pause, PersonRecord, SkillRecord, WantRecord, WorkingHours};
use crate::random::Random;

const DAY: i32 = 1440;

/// Days of service at each tenth of the workforce; straight lines between.
///
/// Chosen so that those who lead, with the longer of two draws, and all others
/// together have the median of 4.1 years, and the 27 in a hundred with ten
/// years or more, of the Bureau of Labor Statistics.
const TENURE: [u64; 11] = [0, 150, 320, 520, 800, 1190, 1880, 2900, 4300, 7300, 14000];

/// The catalogues that people draw from.
#[derive(Debug)]
pub(super) struct People<'a> {
    structure: &'a Structure,
    random: Random,
    sites: Vec<Site>,
    languages: Vec<String>,
    interests: Vec<String>,
    skills: Skills,
    as_of: Date,
    deepest: u16,
    width: usize,
}

impl<'a> People<'a> {
    pub(super) fn new(structure: &'a Structure, counts: &Counts, seed: u64, as_of: Date) -> Self {
        let mut random = Random::of_stage(seed, Stage::People);
        Self {
            structure,
            sites: words::sites(counts.sites, &mut random),
            random,
            languages: words::languages(counts.languages),
            interests: words::interests(counts.interests),
            skills: Skills::new(counts.skills, counts.functions),
            as_of,
            deepest: structure.depth.iter().copied().max().unwrap_or(0),
            width: counts.people.to_string().len(),
        }
    }

    /// Makes the people of all departments, in order.
    pub(super) fn for_each(mut self, keys: &[String], mut add: impl FnMut(&PersonRecord)) {
        let structure = self.structure;
        for (place, key) in structure.departments.iter().zip(keys) {
            let home_site = self.draw_site();
            for person in place.people.clone() {
                let record = self.person(person, place, home_site).department(key);
                add(&record);
            }
        }
    }

    fn key(&self, person: usize) -> String {
        let width = self.width;
        format!("p{:0width$}", person + 1)
    }

    fn person(&mut self, person: usize, place: &Place, home_site: usize) -> PersonRecord {
        let manager = self.structure.manager[person];
        let leads = !self.structure.reports[person].is_empty() || person == place.people.start;
        let mut record = PersonRecord::new(self.key(person)).grade(self.grade(person, leads));
        record.manager = (manager != TOP).then(|| self.key(manager as usize));
        let site = if self.random.percent(80) { home_site } else { self.draw_site() };
        if let Some(site) = self.sites.get(site).cloned() {
            record.hours = Some(self.hours(site.ahead));
            record.languages = self.speak(Some(site.language));
            record.site = Some(site.name);
        } else {
            record.languages = self.speak(None);
        }
        let days = self.tenure(leads);
        record.start = Some(self.day(-days));
        record.interests = self.draw_interests();
        self.draw_skills(&mut record, place.function, days);
        self.draw_wants(&mut record, place.function);
        if self.random.percent(3) {
            let first = i64::try_from(self.random.below(240)).unwrap_or(0) - 60;
            let last = first + 13 + i64::try_from(self.random.below(168)).unwrap_or(0);
            record.pauses.push(Pause { first: self.day(first), last: self.day(last) });
        }
        record
    }

    /// Falls with the distance from the top; those who lead stand above their
    /// reports, but for some noise.
    fn grade(&mut self, person: usize, leads: bool) -> i16 {
        let depth = self.structure.depth[person];
        let above = i16::try_from(self.deepest - depth).unwrap_or(i16::MAX - 4);
        if depth == 0 {
            return above + 3;
        }
        let noise = self.random.pick(&[-1, 0, 0, 0, 1]);
        (if leads { above + 2 } else { above / 2 + 1 } + noise).max(1)
    }

    /// Sites differ in size: the i-th has 1/i of the first.
    fn draw_site(&mut self) -> usize {
        let weight = |site: usize| 2520 / (site as u64 + 1);
        let mut left = self.random.below((0..self.sites.len()).map(weight).sum());
        (0..self.sites.len())
            .find(|&site| {
                let here = left < weight(site);
                left = left.saturating_sub(weight(site));
                here
            })
            .unwrap_or(0)
    }

    /// Eight hours from about nine o'clock, in UTC.
    fn hours(&mut self, ahead: i32) -> WorkingHours {
        let shift = self.random.pick(&[-60, -30, 0, 0, 0, 30, 60, 120]);
        let minute = |m: i32| u16::try_from(m.rem_euclid(DAY)).unwrap_or(0);
        let start = 540 + shift - ahead;
        let end = minute(start + 480);
        WorkingHours { start: minute(start), end: if end == 0 { 1440 } else { end } }
    }

    /// The language of the site, mostly English, now and then one more.
    fn speak(&mut self, local: Option<usize>) -> Vec<String> {
        let count = self.languages.len();
        if count == 0 {
            return Vec::new();
        }
        let mut spoken = vec![local.map_or(0, |l| l % count)];
        if self.random.percent(85) && !spoken.contains(&0) {
            spoken.push(0);
        }
        let more = self.random.index(count);
        if self.random.percent(25) && !spoken.contains(&more) {
            spoken.push(more);
        }
        spoken.into_iter().map(|l| self.languages[l].clone()).collect()
    }

    /// Days with the organisation; of two draws the longer for those who lead.
    fn tenure(&mut self, leads: bool) -> i64 {
        let days = self.draw_tenure();
        let days = if leads { days.max(self.draw_tenure()) } else { days };
        i64::try_from(days).unwrap_or(0)
    }

    fn draw_tenure(&mut self) -> u64 {
        let tenth = self.random.index(TENURE.len() - 1);
        TENURE[tenth] + self.random.below(TENURE[tenth + 1] - TENURE[tenth])
    }

    /// So many days from the date of the organisation; at the end of the
    /// calendar where it has no such day.
    fn day(&self, days: i64) -> Date {
        Span::new().try_days(days).map_or(self.as_of, |span| self.as_of.saturating_add(span))
    }

    /// Up to five; the earlier in the catalogue, the more popular.
    fn draw_interests(&mut self) -> Vec<String> {
        let count = self.interests.len();
        let mut drawn: Vec<usize> = Vec::new();
        for _ in 0..self.random.index(6).min(count) {
            let interest = self.random.index(count).min(self.random.index(count));
            if !drawn.contains(&interest) {
                drawn.push(interest);
            }
        }
        drawn.into_iter().map(|i| self.interests[i].clone()).collect()
    }

    /// Two to four of the core of the function, one to three common ones, now
    /// and then one of another function; the level grows with service.
    fn draw_skills(&mut self, record: &mut PersonRecord, function: usize, days: i64) {
        let service = match days {
            ..=730 => 0,
            731..=2900 => 1,
            _ => 2,
        };
        let mut drawn: Vec<usize> = Vec::with_capacity(8);
        for _ in 0..2 + self.random.index(3) {
            if let Some(skill) = self.draw_core(function) {
                self.hold(record, &mut drawn, skill, 1 + service);
            }
        }
        for _ in 0..1 + self.random.index(3) {
            if self.skills.common > 0 {
                let skill = self.random.index(self.skills.common);
                self.hold(record, &mut drawn, skill, service);
            }
        }
        if self.random.percent(20) && !self.skills.names.is_empty() {
            let skill = self.random.index(self.skills.names.len());
            self.hold(record, &mut drawn, skill, 0);
        }
    }

    fn draw_core(&mut self, function: usize) -> Option<usize> {
        let core = self.skills.core(function);
        (core > 0).then(|| self.skills.core_skill(function, self.random.index(core)))
    }

    /// A skill at a level of the base and up to two more.
    fn hold(&mut self, record: &mut PersonRecord, drawn: &mut Vec<usize>, skill: usize, base: u8) {
        if !drawn.contains(&skill) {
            drawn.push(skill);
            let level = base + u8::try_from(self.random.below(3)).unwrap_or(0);
            let skill = self.skills.names[skill].clone();
            record.skills.push(SkillRecord { skill, level: level.min(5) });
        }
    }

    /// One to three skills to get better at, each to a level above the present.
    fn draw_wants(&mut self, record: &mut PersonRecord, function: usize) {
        for _ in 0..1 + self.random.index(3) {
            let name = if self.random.percent(60) && !record.skills.is_empty() {
                record.skills[self.random.index(record.skills.len())].skill.clone()
            } else if let (Some(core), true) = (self.draw_core(function), self.random.percent(50)) {
                self.skills.names[core].clone()
            } else if self.skills.names.is_empty() {
                return;
            } else {
                self.skills.names[self.random.index(self.skills.names.len())].clone()
            };
            let level = record.skills.iter().find(|s| s.skill == name).map_or(0, |s| s.level);
            if level < 5 && record.wants.iter().all(|want| want.skill != name) {
                let rise = 1 + u8::try_from(self.random.below(3)).unwrap_or(0);
                let weight = self.random.pick(&[1, 1, 2, 3]);
                let target = (level + rise).min(5);
                record.wants.push(WantRecord { skill: name, target, weight });
            }
        }
    }
}
