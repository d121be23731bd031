//! Who met whom: one memory for all programmes.

use std::collections::BTreeSet;

use jiff::civil::Date;

/// The programme that a meeting belonged to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Programme {
    /// A mentor and a mentee.
    Mentoring,
    /// A round of pairs or small groups.
    Rotation,
    /// A task force.
    TaskForce,
    /// Anything else.
    Other(String),
}

/// When a meeting was: in a round, on a day, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct When {
    /// The round, counted by the caller on one count for all programmes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub round: Option<u32>,
    /// The day.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub date: Option<Date>,
}

impl When {
    /// In a round.
    #[must_use]
    pub fn round(round: u32) -> Self {
        Self { round: Some(round), date: None }
    }

    /// On a day.
    #[must_use]
    pub fn on(date: Date) -> Self {
        Self { round: None, date: Some(date) }
    }
}

/// Whether a meeting took place; who stayed away from one that did stands in
/// [`Meeting::absent`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Attendance {
    /// They met, or are planned to.
    #[default]
    Kept,
    /// They did not.
    Missed,
}

/// A meeting of two or more people, by external keys; or, of one person, a bye:
/// that person sat the round out.
///
/// Who met there ([`Meeting::met`]): nobody where it was missed; otherwise
/// `people` without `absent`, if two or more are left. So at a bye nobody met.
/// Keys count by person: a repeated one counts once, and one in `absent` that is
/// not in `people` changes nothing.
///
/// Tests: `history::who_met`, `history::who_met_is_as_defined`.
///
/// ```
/// use crosstie::policy::{Meeting, Programme, When};
///
/// let coffee = Meeting::new(Programme::Rotation, When::round(3), ["ada", "bob", "cy"]);
/// assert!(coffee.met().eq(["ada", "bob", "cy"]));
/// let coffee = coffee.missed_by(["bob"]);
/// assert!(coffee.met().eq(["ada", "cy"]));
/// // Nobody meets alone; it was no bye either.
/// let coffee = coffee.missed_by(["cy"]);
/// assert_eq!((coffee.met().count(), coffee.is_bye()), (0, false));
/// assert!(Meeting::bye(Programme::Rotation, When::round(3), "dee").is_bye());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Meeting {
    /// Keys of the people it was planned for.
    pub people: Vec<String>,
    /// When it was.
    #[cfg_attr(feature = "serde", serde(default))]
    pub when: When,
    /// The programme.
    pub programme: Programme,
    /// Whether it took place.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attendance: Attendance,
    /// Keys of those of `people` who did not come.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub absent: Vec<String>,
}

impl Meeting {
    /// A meeting that was kept, or is planned.
    #[must_use]
    pub fn new<K: Into<String>>(
        programme: Programme,
        when: When,
        people: impl IntoIterator<Item = K>,
    ) -> Self {
        Self {
            people: people.into_iter().map(Into::into).collect(),
            when,
            programme,
            attendance: Attendance::Kept,
            absent: Vec::new(),
        }
    }

    /// A person sits the round out.
    #[must_use]
    pub fn bye(programme: Programme, when: When, key: impl Into<String>) -> Self {
        Self::new(programme, when, [key])
    }

    /// The same meeting, missed.
    #[must_use]
    pub fn missed(mut self) -> Self {
        self.attendance = Attendance::Missed;
        self
    }

    /// The same meeting, to which these people did not come either.
    #[must_use]
    pub fn missed_by<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.absent.extend(keys.into_iter().map(Into::into));
        self
    }

    /// Whether it is of one person alone, whoever came.
    #[must_use]
    pub fn is_bye(&self) -> bool {
        !self.people.is_empty() && !self.is_of_several()
    }

    /// Keys of the people who met, each once, in the order of `people`; none or
    /// at least two. O(k log k) for k keys.
    pub fn met(&self) -> impl Iterator<Item = &str> {
        let mut met = Vec::new();
        if self.attendance == Attendance::Kept {
            let mut passed: BTreeSet<&str> = self.absent.iter().map(String::as_str).collect();
            met.extend(self.people.iter().map(String::as_str).filter(|key| passed.insert(key)));
        }
        if met.len() < 2 {
            met.clear();
        }
        met.into_iter()
    }

    fn is_of_several(&self) -> bool {
        self.people.iter().any(|key| *key != self.people[0])
    }
}

/// Who met whom, when, in which programme; who stayed away, and who sat out.
///
/// It speaks in external keys and outlives every organisation: people who have
/// left may stand in it. One history serves mentoring, rounds, rotations and
/// task forces alike, so that a mentor pair is not also next week's coffee. What
/// counts as having met, [`Meeting`] says.
///
/// ```
/// use crosstie::policy::{History, Meeting, Programme, When};
///
/// let mut history = History::new();
/// history.record(Meeting::new(Programme::Rotation, When::round(1), ["ada", "bob"]));
/// history.record(Meeting::new(Programme::Rotation, When::round(2), ["ada", "cy", "dee"]));
/// history.record(Meeting::bye(Programme::Rotation, When::round(2), "bob"));
/// assert_eq!(history.last_round(), Some(2));
/// assert_eq!(history.forget("ada"), 2);      // the right to be forgotten
/// assert_eq!(history.meetings().len(), 2);   // cy and dee still met, bob had a bye
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct History {
    meetings: Vec<Meeting>,
}

impl History {
    /// Nobody has met anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a meeting.
    pub fn record(&mut self, meeting: Meeting) {
        self.meetings.push(meeting);
    }

    /// The meetings, in the order recorded.
    #[must_use]
    pub fn meetings(&self) -> &[Meeting] {
        &self.meetings
    }

    /// The greatest round that a meeting names, be it kept, missed or a bye.
    #[must_use]
    pub fn last_round(&self) -> Option<u32> {
        self.meetings.iter().filter_map(|meeting| meeting.when.round).max()
    }

    /// Erases a person: no meeting names them any more, neither as planned for
    /// nor as absent. A meeting of theirs that is left with fewer than two people
    /// is gone, so that nobody seems to have had a bye; nothing else changes of
    /// who met whom and of the byes of others. Returns how many meetings named
    /// them.
    ///
    /// Tests: `history::forgetting_erases_a_person_everywhere`,
    /// `history::forgetting_changes_nothing_else`.
    pub fn forget(&mut self, key: &str) -> usize {
        let mut named = 0;
        self.meetings.retain_mut(|meeting| {
            let planned = without(&mut meeting.people, key);
            let absent = without(&mut meeting.absent, key);
            named += usize::from(planned || absent);
            !planned || meeting.is_of_several()
        });
        named
    }
}

/// Removes a key; whether it was there.
fn without(keys: &mut Vec<String>, key: &str) -> bool {
    let before = keys.len();
    keys.retain(|k| k != key);
    keys.len() < before
}

impl Extend<Meeting> for History {
    fn extend<I: IntoIterator<Item = Meeting>>(&mut self, meetings: I) {
        self.meetings.extend(meetings);
    }
}

impl FromIterator<Meeting> for History {
    fn from_iter<I: IntoIterator<Item = Meeting>>(meetings: I) -> Self {
        Self { meetings: meetings.into_iter().collect() }
    }
}
