//! What is known of each person, as a structure of arrays.

use jiff::civil::Date;

use super::error::OrganizationProblem as Problem;
use super::lists::Lists;
use super::names::Names;
use super::records::{Pause, PersonRecord, WorkingHours};
use crate::id::SkillId;

/// The highest skill level.
const MAX_LEVEL: u8 = 5;
/// Minutes in a day.
const DAY: u16 = 1440;

/// A skill held at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Held {
    pub(crate) skill: SkillId,
    pub(crate) level: u8,
}

/// A skill wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    pub(crate) skill: SkillId,
    pub(crate) target: u8,
    pub(crate) weight: u16,
}

/// One entry a person in each array.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profiles {
    pub(crate) grade: Vec<Option<i16>>,
    /// Symbol in `sites`, or `NONE`.
    pub(crate) site: Vec<u32>,
    pub(crate) sites: Names,
    pub(crate) hours: Vec<Option<WorkingHours>>,
    pub(crate) start: Vec<Option<Date>>,
    pub(crate) languages: Lists<u32>,
    pub(crate) language_names: Names,
    pub(crate) interests: Lists<u32>,
    pub(crate) interest_names: Names,
    pub(crate) skills: Lists<Held>,
    pub(crate) wants: Lists<Wanted>,
    pub(crate) skill_names: Names,
    pub(crate) pauses: Lists<Pause>,
}

impl Profiles {
    /// Appends a person; tells `mistake` the field and what is wrong with it.
    pub(crate) fn push(
        &mut self,
        record: &PersonRecord,
        mut mistake: impl FnMut(&'static str, Problem),
    ) {
        self.grade.push(record.grade);
        check_name(record.site.as_deref(), |p| mistake("site", p));
        self.site.push(self.sites.insert_option(record.site.as_deref()));
        if let Some(hours) = record.hours {
            if hours.start >= DAY || hours.end == 0 || hours.end > DAY || hours.start == hours.end {
                mistake("hours", Problem::Hours { hours });
            }
        }
        self.hours.push(record.hours);
        self.start.push(record.start);

        check_names(record.languages.iter(), |p| mistake("languages", p));
        let names = &mut self.language_names;
        self.languages.push(record.languages.iter().map(|name| names.insert(name).0));
        check_names(record.interests.iter(), |p| mistake("interests", p));
        let names = &mut self.interest_names;
        self.interests.push(record.interests.iter().map(|name| names.insert(name).0));

        check_names(record.skills.iter().map(|s| &s.skill), |p| mistake("skills", p));
        for held in record.skills.iter().filter(|s| s.level > MAX_LEVEL) {
            let problem = Problem::Level { skill: held.skill.clone(), level: held.level };
            mistake("skills", problem);
        }
        let names = &mut self.skill_names;
        self.skills.push(
            record
                .skills
                .iter()
                .map(|s| Held { skill: SkillId(names.insert(&s.skill).0), level: s.level }),
        );

        check_names(record.wants.iter().map(|w| &w.skill), |p| mistake("wants", p));
        for want in &record.wants {
            let skill = want.skill.clone();
            if want.target == 0 || want.target > MAX_LEVEL {
                mistake("wants", Problem::Target { skill: skill.clone(), target: want.target });
            }
            if want.weight == 0 {
                mistake("wants", Problem::ZeroWeight { skill });
            }
        }
        self.wants.push(record.wants.iter().map(|w| Wanted {
            skill: SkillId(names.insert(&w.skill).0),
            target: w.target,
            weight: w.weight,
        }));

        for &pause in record.pauses.iter().filter(|p| p.last < p.first) {
            mistake("pauses", Problem::Pause { pause });
        }
        self.pauses.push(record.pauses.iter().copied());
    }

    /// The number of items in the longest list store.
    pub(crate) fn most_items(&self) -> usize {
        [
            self.languages.item_count(),
            self.interests.item_count(),
            self.skills.item_count(),
            self.wants.item_count(),
            self.pauses.item_count(),
        ]
        .into_iter()
        .max()
        .unwrap_or(0)
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.grade.shrink_to_fit();
        self.site.shrink_to_fit();
        self.hours.shrink_to_fit();
        self.start.shrink_to_fit();
        self.languages.shrink_to_fit();
        self.interests.shrink_to_fit();
        self.skills.shrink_to_fit();
        self.wants.shrink_to_fit();
        self.pauses.shrink_to_fit();
    }
}

/// A name must have a visible character.
fn check_name(name: Option<&str>, mut mistake: impl FnMut(Problem)) {
    if name.is_some_and(|name| name.trim().is_empty()) {
        mistake(Problem::EmptyName);
    }
}

/// Names of a list must not be empty, nor stand there twice.
fn check_names<'a>(
    names: impl ExactSizeIterator<Item = &'a String> + Clone,
    mut mistake: impl FnMut(Problem),
) {
    if names.len() > 1 {
        let mut sorted: Vec<&String> = names.clone().collect();
        sorted.sort_unstable();
        for pair in sorted.windows(2).filter(|pair| pair[0] == pair[1]) {
            mistake(Problem::Repeated { name: pair[0].clone() });
        }
    }
    for name in names {
        check_name(Some(name), &mut mistake);
    }
}

impl WorkingHours {
    /// Minutes of a day that both sets of hours share.
    ///
    /// ```
    /// use crosstie::org::WorkingHours;
    ///
    /// let leeds = WorkingHours { start: 540, end: 1020 };    // 09:00–17:00 UTC
    /// let manila = WorkingHours { start: 1320, end: 600 };   // 22:00–10:00 UTC
    /// assert_eq!(leeds.shared_minutes(manila), 60);
    /// ```
    #[must_use]
    pub fn shared_minutes(self, other: Self) -> u16 {
        let mut shared = 0;
        for (a, b) in self.parts() {
            for (c, d) in other.parts() {
                shared += b.min(d).saturating_sub(a.max(c));
            }
        }
        shared
    }

    /// The hours as one or two intervals within a day.
    fn parts(self) -> [(u16, u16); 2] {
        if self.start < self.end {
            [(self.start, self.end), (0, 0)]
        } else {
            [(self.start, DAY), (0, self.end)]
        }
    }
}
