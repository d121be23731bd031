//! A problem of rotational assignments: validated and frozen.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::calendar::Terms;
use super::value::{StayCriterion, is_home};
use crate::id::PersonId;
use crate::org::{Department, Organization, Person};
use crate::score::Score;
use crate::solve::Mode;

/// A side of a stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum StayRole {
    /// Who goes.
    Person,
    /// The department that they go to.
    Host,
}

impl fmt::Display for StayRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Person => "person",
            Self::Host => "host",
        })
    }
}

/// A problem of rotational assignments: made by [`builder`](Self::builder) or [`from_scores`](Self::from_scores), and valid
/// from then on. What is asked for: see [the module](super).
///
/// Memory: about 100 bytes a person or host, and 12 bytes an eligible pair.
#[derive(Clone, Debug)]
pub struct StaysProblem<'a> {
    pub(super) source: Source<'a>,
    pub(super) mode: Mode,
    pub(super) periods: u32,
    pub(super) people: Roll<Goer>,
    pub(super) hosts: Roll<Host>,
    /// Pairs that cannot be stays, whatever they are worth.
    pub(super) closed: BTreeMap<(u32, u32), Closed>,
    pub(super) open: Open,
    pub(super) terms: Terms,
}

/// Where values come from.
#[derive(Clone, Debug)]
pub(super) enum Source<'a> {
    Organization {
        org: &'a Organization,
        criteria: Vec<(u32, StayCriterion)>,
    },
    /// The caller's own: (person, host, value), ascending.
    Scores(Vec<(u32, u32, Score)>),
}

/// Why a pair is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// They were there before.
    Visited,
    /// The caller said so.
    Excluded,
}

/// Those of one side, in the order given.
#[derive(Clone, Debug)]
pub(super) struct Roll<T> {
    pub(super) list: Vec<T>,
    /// Only looked up, never walked.
    pub(super) index: HashMap<Box<str>, u32>,
}

impl<T> Default for Roll<T> {
    fn default() -> Self {
        Self { list: Vec::new(), index: HashMap::new() }
    }
}

/// Somebody who takes part.
#[derive(Clone, Debug)]
pub(crate) struct Goer {
    pub(crate) key: Box<str>,
    /// None where values are the caller's own.
    pub(crate) id: Option<PersonId>,
    /// The most stays, as given.
    pub(crate) most: u32,
}

/// A host department.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    pub(crate) key: Box<str>,
    /// The fewest people a period.
    pub(crate) least: u32,
    /// The most people a period.
    pub(crate) most: u32,
}

/// The eligible pairs, in rows by person, each by ascending host.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    pub(super) row_start: Vec<u32>,
    pub(super) host: Vec<u32>,
    pub(super) value: Vec<Score>,
}

impl Open {
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32, Score)> + Clone + '_ {
        (0..).zip(self.row_start.windows(2)).flat_map(move |(person, row)| {
            let row = row[0] as usize..row[1] as usize;
            let pairs = self.host[row.clone()].iter().zip(&self.value[row]);
            pairs.map(move |(&host, &value)| (person, host, value))
        })
    }

    /// The hosts of a person, ascending, and their values.
    fn row(&self, person: u32) -> (&[u32], &[Score]) {
        let at = person as usize;
        match (self.row_start.get(at), self.row_start.get(at + 1)) {
            (Some(&start), Some(&end)) => {
                let row = start as usize..end as usize;
                (&self.host[row.clone()], &self.value[row])
            }
            _ => (&[], &[]),
        }
    }
}

impl<'a> StaysProblem<'a> {
    /// What is compared.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// How many periods there are; they count from 1.
    #[must_use]
    pub fn periods(&self) -> u32 {
        self.periods
    }

    /// How many people take part.
    #[must_use]
    pub fn person_count(&self) -> usize {
        self.people.list.len()
    }

    /// How many hosts there are.
    #[must_use]
    pub fn host_count(&self) -> usize {
        self.hosts.list.len()
    }

    /// How many pairs of a person and a host are eligible.
    #[must_use]
    pub fn eligible_count(&self) -> usize {
        self.open.host.len()
    }

    /// The organisation, unless values are the caller's own.
    #[must_use]
    pub fn organization(&self) -> Option<&'a Organization> {
        match &self.source {
            Source::Organization { org, .. } => Some(org),
            Source::Scores(_) => None,
        }
    }

    /// What counts, with weights; nothing where values are the caller's own.
    #[must_use]
    pub fn criteria(&self) -> &[(u32, StayCriterion)] {
        match &self.source {
            Source::Organization { criteria, .. } => criteria,
            Source::Scores(_) => &[],
        }
    }

    /// What a stay is worth; none where the pair is not eligible, or somebody does not take part.
    #[must_use]
    pub fn value(&self, person: &str, host: &str) -> Option<Score> {
        let pair = self.people.index.get(person).zip(self.hosts.index.get(host));
        pair.and_then(|(&person, &host)| self.open_value(person, host))
    }

    pub(crate) fn open_value(&self, person: u32, host: u32) -> Option<Score> {
        let (hosts, values) = self.open.row(person);
        hosts.binary_search(&host).ok().map(|at| values[at])
    }

    /// The hosts that a person may go to, with what that is worth.
    pub(crate) fn open_hosts(&self, person: u32) -> impl Iterator<Item = (u32, Score)> + '_ {
        let (hosts, values) = self.open.row(person);
        hosts.iter().copied().zip(values.iter().copied())
    }

    pub(crate) fn own_scores(&self) -> &[(u32, u32, Score)] {
        match &self.source {
            Source::Organization { .. } => &[],
            Source::Scores(scores) => scores,
        }
    }

    pub(crate) fn people(&self) -> &[Goer] {
        &self.people.list
    }

    pub(crate) fn hosts(&self) -> &[Host] {
        &self.hosts.list
    }

    pub(crate) fn closed(&self) -> &BTreeMap<(u32, u32), Closed> {
        &self.closed
    }

    pub(crate) fn position(&self, role: StayRole, key: &str) -> Option<u32> {
        match role {
            StayRole::Person => self.people.index.get(key).copied(),
            StayRole::Host => self.hosts.index.get(key).copied(),
        }
    }

    /// A pair as the organisation has it.
    pub(crate) fn in_organization(
        &self,
        person: u32,
        host: u32,
    ) -> Option<(Person<'a>, Department<'a>)> {
        let org = self.organization()?;
        let person = self.people.list.get(person as usize)?.id?;
        let host = self.hosts.list.get(host as usize)?;
        Some((org.person_by_id(person)?, org.department(&host.key)?))
    }

    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The length of every stay where periods do not differ, so that they fall into blocks of that length. What is left at the
    /// end matters only where hosts must have people in it.
    pub(crate) fn block(&self) -> Option<u32> {
        let length = self.terms.same_length()?;
        let fits = self.periods % length == 0 || self.hosts.list.iter().all(|host| host.least == 0);
        fits.then_some(length)
    }

    /// The fewest and the most people with a host in a period.
    pub(crate) fn people_at(&self, host: u32, period: u32) -> (u32, u32) {
        let own = self.hosts.list.get(host as usize).map_or((0, 0), |host| (host.least, host.most));
        self.terms.changes.get(&(host, period)).copied().unwrap_or(own)
    }

    /// Whether a person was with a host before, or is at home there.
    pub(crate) fn has_met(&self, person: u32, host: u32) -> bool {
        let home = self.in_organization(person, host);
        self.closed.get(&(person, host)) == Some(&Closed::Visited)
            || home.is_some_and(|(person, host)| is_home(person, host.id()))
    }

    /// The most stays of a person: each takes at least the shortest length of the periods in which they are present.
    pub(super) fn person_places(&self, person: u32) -> u32 {
        let most = self.people.list.get(person as usize).map_or(0, |goer| goer.most);
        let away = self.terms.away.get(&person);
        let away = away.map_or(0, |away| away.iter().filter(|&&is_away| is_away).count());
        let present = self.periods.saturating_sub(u32::try_from(away).unwrap_or(u32::MAX));
        most.min(present / self.terms.length.iter().copied().min().unwrap_or(1).max(1))
    }

    /// The most stays at a host, which no more people than there are can have.
    pub(crate) fn host_places(&self, host: u32) -> u32 {
        let most = self.over_blocks(host, |(_, most)| most);
        u32::try_from(most.min(self.people.list.len() as u64)).unwrap_or(u32::MAX)
    }

    /// The fewest stays at a host: no fewer than are fixed.
    pub(super) fn host_least(&self, host: u32) -> u32 {
        let fixed = self.terms.fixed.iter().filter(|stay| stay.1 == host).count() as u64;
        let least = self.over_blocks(host, |(least, _)| least).max(fixed);
        u32::try_from(least).unwrap_or(u32::MAX)
    }

    /// The sum over the periods L, 2L, … for stays of L periods: each stay covers exactly one of them.
    fn over_blocks(&self, host: u32, number: impl Fn((u32, u32)) -> u32) -> u64 {
        let length = self.terms.length_of(host).max(1);
        let blocks = 1..=self.periods / length;
        blocks.map(|block| u64::from(number(self.people_at(host, block * length)))).sum()
    }
}
