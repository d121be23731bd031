//! Who met whom: one memory for all programmes.

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

/// Whether a meeting took place.
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

/// A meeting of two or more people, by external keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Meeting {
    /// Keys of the people.
    pub people: Vec<String>,
    /// When it was.
    #[cfg_attr(feature = "serde", serde(default))]
    pub when: When,
    /// The programme.
    pub programme: Programme,
    /// Whether it took place.
    #[cfg_attr(feature = "serde", serde(default))]
    pub attendance: Attendance,
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
        }
    }

    /// The same meeting, missed.
    #[must_use]
    pub fn missed(mut self) -> Self {
        self.attendance = Attendance::Missed;
        self
    }
}

/// Who met whom, when, in which programme, kept or missed.
///
/// It speaks in external keys and outlives every organisation: people who have
/// left may stand in it. One history serves mentoring, rounds, rotations and
/// task forces alike, so that a mentor pair is not also next week's coffee.
///
/// ```
/// use crosstie::policy::{History, Meeting, Programme, When};
///
/// let mut history = History::new();
/// history.record(Meeting::new(Programme::Rotation, When::round(1), ["ada", "bob"]));
/// history.record(Meeting::new(Programme::Rotation, When::round(2), ["ada", "cy", "dee"]));
/// assert_eq!(history.forget("ada"), 2);      // the right to be forgotten
/// assert_eq!(history.meetings().len(), 1);   // cy and dee still met
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

    /// Erases a person: no meeting names them any more, and a meeting that is
    /// left with fewer than two people is gone. Returns how many meetings
    /// named them.
    pub fn forget(&mut self, key: &str) -> usize {
        let mut named = 0;
        self.meetings.retain_mut(|meeting| {
            let before = meeting.people.len();
            meeting.people.retain(|k| k != key);
            if meeting.people.len() == before {
                return true;
            }
            named += 1;
            meeting.people.len() >= 2
        });
        named
    }
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
