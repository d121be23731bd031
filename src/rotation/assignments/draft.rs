//! Who takes part, while it is being checked.

use std::collections::BTreeMap;

use super::error::StaysError;
use super::plan::StaysPlan;
use super::problem::{Closed, Goer, Host, Open, Roll, StayRole};
use crate::error::Errors;
use crate::id::PersonId;
use crate::score::Score;

/// The most periods: daily ones for more than two years.
const MOST_PERIODS: u32 = 1_000;
/// The most pairs that 32-bit indices can name.
const MOST_PAIRS: usize = (u32::MAX - 1) as usize;

/// The people and hosts of a problem in the making, and what is wrong with them.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) people: Roll<Goer>,
    pub(super) hosts: Roll<Host>,
    pub(super) closed: BTreeMap<(u32, u32), Closed>,
    pub(super) mistakes: Vec<StaysError>,
}

impl Draft {
    pub(super) fn new(periods: u32) -> Self {
        let mut draft = Self::default();
        if !(1..=MOST_PERIODS).contains(&periods) {
            draft.mistakes.push(StaysError::Periods { given: periods, most: MOST_PERIODS });
        }
        draft
    }

    pub(super) fn host(&mut self, key: &str, (least, most): (u32, u32)) {
        let host = Host { key: key.into(), least, most };
        if !self.hosts.add(key, host) {
            self.twice(StayRole::Host, key);
        }
        if least > most {
            self.mistakes.push(StaysError::Staffing { key: key.to_owned(), least, most });
        }
    }

    pub(super) fn person(&mut self, key: &str, id: Option<PersonId>, most: u32) {
        if !self.people.add(key, Goer { key: key.into(), id, most }) {
            self.twice(StayRole::Person, key);
        }
    }

    fn twice(&mut self, role: StayRole, key: &str) {
        self.mistakes.push(StaysError::EnrolledTwice { role, key: key.to_owned() });
    }

    /// The pair of two keys; a mistake where one does not take part.
    pub(super) fn pair(&mut self, person: &str, host: &str) -> Option<(u32, u32)> {
        let ends = (self.people.index.get(person).copied(), self.hosts.index.get(host).copied());
        for (role, end) in [(StayRole::Person, ends.0), (StayRole::Host, ends.1)] {
            if end.is_none() {
                let (person, host) = (person.to_owned(), host.to_owned());
                self.mistakes.push(StaysError::NotEnrolled { person, host, role });
            }
        }
        ends.0.zip(ends.1)
    }

    /// The position of a key; a mistake where it does not take part.
    pub(super) fn known(&mut self, role: StayRole, key: &str) -> Option<u32> {
        let at = match role {
            StayRole::Person => self.people.index.get(key),
            StayRole::Host => self.hosts.index.get(key),
        };
        if at.is_none() {
            self.mistakes.push(StaysError::CalendarKey { role, key: key.to_owned() });
        }
        at.copied()
    }

    /// Whether some periods lie within the horizon; a mistake where they do not.
    pub(super) fn in_horizon(&mut self, key: &str, first: u32, last: u32, periods: u32) -> bool {
        let is_in = 1 <= first && first <= last && last <= periods;
        if !is_in {
            let key = key.to_owned();
            self.mistakes.push(StaysError::NoSuchPeriods { key, first, last, periods });
        }
        is_in
    }

    /// Closes a pair; of two reasons a visit counts, else the first.
    pub(super) fn close(&mut self, person: &str, host: &str, why: Closed) {
        if let Some(pair) = self.pair(person, host) {
            let known = self.closed.entry(pair).or_insert(why);
            if why == Closed::Visited {
                *known = why;
            }
        }
    }

    /// Closes the stays of an earlier plan between those who take part again.
    pub(super) fn visited_in(&mut self, earlier: &[(String, String)]) {
        for (person, host) in earlier {
            let ends = (self.people.index.get(&**person), self.hosts.index.get(&**host));
            if let (Some(&person), Some(&host)) = ends {
                self.closed.insert((person, host), Closed::Visited);
            }
        }
    }

    /// Everything that is wrong so far.
    pub(super) fn check(&mut self) -> Result<(), Errors<StaysError>> {
        Errors::check(std::mem::take(&mut self.mistakes))
    }
}

/// The pairs of an earlier plan.
pub(super) fn pairs_of(plan: &StaysPlan) -> impl Iterator<Item = (String, String)> + '_ {
    plan.stays.iter().map(|stay| (stay.person.clone(), stay.host.clone()))
}

impl<T> Roll<T> {
    /// Adds a member, unless the key is taken.
    fn add(&mut self, key: &str, member: T) -> bool {
        let at = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        if self.index.contains_key(key) {
            return false;
        }
        self.index.insert(key.into(), at);
        self.list.push(member);
        true
    }
}

impl Open {
    /// From the pairs of each person, by ascending host.
    pub(super) fn from_rows<R: IntoIterator<Item = (u32, Score)>>(
        rows: impl Iterator<Item = R>,
    ) -> Result<Self, Errors<StaysError>> {
        let mut open = Self { row_start: vec![0], ..Self::default() };
        for row in rows {
            for (host, value) in row {
                open.host.push(host);
                open.value.push(value);
            }
            if open.host.len() > MOST_PAIRS {
                let error = StaysError::TooManyPairs { most: MOST_PAIRS };
                return Err(Errors::from_vec(vec![error]));
            }
            open.row_start.push(u32::try_from(open.host.len()).unwrap_or(u32::MAX));
        }
        Ok(open)
    }
}
