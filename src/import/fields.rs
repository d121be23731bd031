//! What stands in a cell: each form read and written side by side.

use jiff::civil::Date;

use super::error::ImportProblem;
use crate::org::{Pause, SkillRecord, WantRecord, WorkingHours};
use crate::policy::{Attendance, Programme};

/// A cell (or an entry of a list) that says nothing: no visible character.
pub(super) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A whole number within limits that the message names.
pub(super) fn number<T>(cell: &str, least: i64, most: i64) -> Result<T, ImportProblem>
where
    T: std::str::FromStr,
{
    let value = cell.trim();
    value.parse().map_err(|_| ImportProblem::Number { value: value.to_owned(), least, most })
}

/// An ISO 8601 date and nothing after it.
pub(super) fn date(cell: &str) -> Result<Date, ImportProblem> {
    let value = cell.trim();
    // The parser also takes other forms, such as a date with a time; to drop
    // the time in silence is not ours to decide.
    match value.parse::<Date>() {
        Ok(date) if date.to_string() == value => Ok(date),
        _ => Err(ImportProblem::Date { value: value.to_owned() }),
    }
}

/// `540-1020` or `09:00-17:00`.
pub(super) fn hours(cell: &str) -> Result<WorkingHours, ImportProblem> {
    let value = cell.trim();
    let both = value.split_once('-').and_then(|(start, end)| {
        Some(WorkingHours { start: minute(start.trim())?, end: minute(end.trim())? })
    });
    both.ok_or_else(|| ImportProblem::Hours { value: value.to_owned() })
}

fn minute(text: &str) -> Option<u16> {
    let Some((hour, minute)) = text.split_once(':') else {
        return text.parse().ok();
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let sum = hour * 60 + minute;
    (minute < 60 && sum <= 1440).then_some(sum)
}

/// As clock times where they are times of a day, as minutes otherwise.
pub(super) fn write_hours(hours: WorkingHours) -> String {
    let WorkingHours { start, end } = hours;
    if start <= 1440 && end <= 1440 {
        format!("{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    } else {
        format!("{start}-{end}")
    }
}

/// The entries of a `;`-separated list; each wrong one is a problem.
pub(super) fn list<T>(
    cell: &str,
    entry: impl Fn(&str) -> Result<T, ImportProblem>,
    problems: &mut Vec<ImportProblem>,
) -> Vec<T> {
    let mut entries = Vec::new();
    for raw in split(cell, ';') {
        if is_blank(raw) {
            problems.push(ImportProblem::EmptyEntry);
            continue;
        }
        match entry(raw) {
            Ok(value) => entries.push(value),
            Err(problem) => problems.push(problem),
        }
    }
    entries
}

/// `first..last`, or one day.
pub(super) fn pause(entry: &str) -> Result<Pause, ImportProblem> {
    let value = entry.trim();
    let (first, last) = value.split_once("..").unwrap_or((value, value));
    match (date(first), date(last)) {
        (Ok(first), Ok(last)) => Ok(Pause { first, last }),
        _ => Err(ImportProblem::Pause { value: value.to_owned() }),
    }
}

pub(super) fn write_pauses(pauses: &[Pause]) -> String {
    join(pauses, |pause, out| out.push_str(&format!("{}..{}", pause.first, pause.last)))
}

/// `name:level`.
pub(super) fn skill(entry: &str) -> Result<SkillRecord, ImportProblem> {
    match split(entry, ':').as_slice() {
        [skill, level] if !is_blank(skill) => {
            Ok(SkillRecord { skill: name(skill)?, level: number(level, 0, 5)? })
        }
        _ => Err(ImportProblem::Skill { value: entry.trim().to_owned() }),
    }
}

pub(super) fn write_skills(skills: &[SkillRecord]) -> String {
    join(skills, |skill, out| {
        escape(&skill.skill, &[';', ':', '\\'], out);
        out.push_str(&format!(":{}", skill.level));
    })
}

/// `name:target` (weight 1) or `name:target:weight`.
pub(super) fn want(entry: &str) -> Result<WantRecord, ImportProblem> {
    let (skill, target, weight) = match *split(entry, ':').as_slice() {
        [skill, target] if !is_blank(skill) => (skill, target, "1"),
        [skill, target, weight] if !is_blank(skill) => (skill, target, weight),
        _ => return Err(ImportProblem::Want { value: entry.trim().to_owned() }),
    };
    Ok(WantRecord {
        skill: name(skill)?,
        target: number(target, 1, 5)?,
        weight: number(weight, 1, u16::MAX.into())?,
    })
}

pub(super) fn write_wants(wants: &[WantRecord]) -> String {
    join(wants, |want, out| {
        escape(&want.skill, &[';', ':', '\\'], out);
        out.push_str(&format!(":{}", want.target));
        if want.weight != 1 {
            out.push_str(&format!(":{}", want.weight));
        }
    })
}

/// A programme of its own by its name, in any case: a capital letter must not
/// make another programme of it. Any other text as it stands.
pub(super) fn programme(cell: &str) -> Programme {
    match cell.trim().to_ascii_lowercase().as_str() {
        "mentoring" => Programme::Mentoring,
        "rotation" => Programme::Rotation,
        "task_force" => Programme::TaskForce,
        _ => Programme::Other(cell.to_owned()),
    }
}

pub(super) fn write_programme(programme: &Programme) -> &str {
    match programme {
        Programme::Mentoring => "mentoring",
        Programme::Rotation => "rotation",
        Programme::TaskForce => "task_force",
        Programme::Other(name) => name,
    }
}

/// `kept` or `missed`, in any case.
pub(super) fn attendance(cell: &str) -> Result<Attendance, ImportProblem> {
    let value = cell.trim();
    match value.to_ascii_lowercase().as_str() {
        "kept" => Ok(Attendance::Kept),
        "missed" => Ok(Attendance::Missed),
        _ => Err(ImportProblem::Attendance { value: value.to_owned() }),
    }
}

pub(super) fn write_attendance(attendance: Attendance) -> &'static str {
    match attendance {
        Attendance::Kept => "kept",
        Attendance::Missed => "missed",
    }
}

/// A name in a list: white space around it falls away, a backslash keeps the
/// character after it.
pub(super) fn name(raw: &str) -> Result<String, ImportProblem> {
    let mut name = String::with_capacity(raw.len());
    let mut kept = 0;
    let mut characters = raw.chars();
    while let Some(c) = characters.next() {
        if c == '\\' {
            match characters.next() {
                Some(c) if matches!(c, ';' | ':' | '\\') || c.is_whitespace() => name.push(c),
                _ => return Err(ImportProblem::Escape { value: raw.trim().to_owned() }),
            }
            kept = name.len();
        } else if !c.is_whitespace() {
            name.push(c);
            kept = name.len();
        } else if !name.is_empty() {
            name.push(c);
        }
    }
    name.truncate(kept);
    Ok(name)
}

/// A key in a list: a name with a visible character.
pub(super) fn key(raw: &str) -> Result<String, ImportProblem> {
    let key = name(raw)?;
    if is_blank(&key) { Err(ImportProblem::EmptyEntry) } else { Ok(key) }
}

pub(super) fn write_names(names: &[String]) -> String {
    join(names, |name, out| escape(name, &[';', '\\'], out))
}

/// Writes a name so that [`name`] gives it back.
fn escape(name: &str, special: &[char], out: &mut String) {
    let last = name.char_indices().next_back().map_or(0, |(i, _)| i);
    for (i, c) in name.char_indices() {
        if special.contains(&c) || ((i == 0 || i == last) && c.is_whitespace()) {
            out.push('\\');
        }
        out.push(c);
    }
}

fn join<T>(entries: &[T], mut write: impl FnMut(&T, &mut String)) -> String {
    let mut out = String::new();
    for (i, entry) in entries.iter().enumerate() {
        if i > 0 {
            out.push(';');
        }
        write(entry, &mut out);
    }
    out
}

/// The parts between separators that no backslash precedes, still escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (i, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            parts.push(&text[start..i]);
            start = i + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}
