//! What two people share, or one can learn from the other.

use crate::org::Person;

/// How many shared contacts are named.
const MOST_CONTACTS: usize = 3;

/// A skill that one wants and in which the other is ahead.
pub(super) struct Lesson<'a> {
    pub(super) skill: &'a str,
    pub(super) teacher_level: u8,
    pub(super) learner_level: u8,
    pub(super) target: u8,
}

/// What one can learn from another: what they want most first, then the largest step.
pub(super) fn lessons<'a>(teacher: Person<'a>, learner: Person<'a>) -> Vec<Lesson<'a>> {
    let mut lessons: Vec<_> = learner
        .wants()
        .map(|want| (want, teacher.level(want.skill), learner.level(want.skill)))
        .filter(|&(want, teaches, has)| teaches > has && want.target > has)
        .collect();
    lessons.sort_by_key(|&(want, teaches, has)| {
        std::cmp::Reverse((want.weight, teaches.min(want.target) - has))
    });
    let lesson = |(want, teacher_level, learner_level): (crate::org::WantedSkill<'a>, u8, u8)| {
        Lesson { skill: want.name, teacher_level, learner_level, target: want.target }
    };
    lessons.into_iter().map(lesson).collect()
}

/// The interests of both, if any.
pub(super) fn shared_interests(a: Person<'_>, b: Person<'_>) -> Option<Vec<String>> {
    let interests: Vec<String> = a
        .interests()
        .filter(|interest| b.interests().any(|other| other == *interest))
        .map(str::to_owned)
        .collect();
    (!interests.is_empty()).then_some(interests)
}

/// Some of those with a tie to both, and how many there are, if any.
pub(super) fn shared_contacts(a: Person<'_>, b: Person<'_>) -> Option<(Vec<String>, usize)> {
    let others = b.contact_ids();
    let mut shared: Vec<Person<'_>> =
        a.contacts().filter(|contact| others.binary_search(&contact.id().0).is_ok()).collect();
    // Those with the fewest contacts say most about what the two have in common.
    let count = shared.len();
    shared.sort_by_key(|person| (person.contacts().len(), person.id()));
    shared.truncate(MOST_CONTACTS);
    let people = shared.into_iter().map(|person| person.key().to_owned()).collect();
    (count > 0).then_some((people, count))
}

/// "a, b and c", or "a, b and 5 more" where only some of them are named.
pub(super) fn listed(names: &[String], count: usize) -> String {
    let more = count.saturating_sub(names.len());
    match names {
        [] => format!("{count} people"),
        [all @ .., last] if more == 0 && !all.is_empty() => {
            format!("{} and {last}", all.join(", "))
        }
        _ if more == 0 => names.join(", "),
        _ => format!("{} and {more} more", names.join(", ")),
    }
}
