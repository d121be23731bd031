//! What a policy needs to know beside the organisation.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use super::history::History;
use super::pair::{PairCriterion, PairRule};

/// Ranked wishes: for each person the keys of those they would like to be
/// paired with, the dearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Preferences {
    lists: BTreeMap<String, Vec<String>>,
}

impl Preferences {
    /// No wishes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the ranked list of a person.
    #[must_use]
    pub fn rank<K: Into<String>>(
        mut self,
        person: impl Into<String>,
        wishes: impl IntoIterator<Item = K>,
    ) -> Self {
        self.lists.insert(person.into(), wishes.into_iter().map(Into::into).collect());
        self
    }

    /// The lists, by key of the person.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.lists.iter().map(|(key, list)| (key.as_str(), list.as_slice()))
    }

    /// The ranked list of a person; empty where they stated none.
    #[must_use]
    pub fn list(&self, person: &str) -> &[String] {
        self.lists.get(person).map_or(&[], Vec::as_slice)
    }
}

/// What a policy needs to know beside the organisation: the history, the day
/// and round to plan for, ranked wishes, and rules and criteria of one's own.
#[derive(Clone, Default)]
pub struct Context<'a> {
    pub(crate) history: Option<&'a History>,
    pub(crate) today: Option<Date>,
    pub(crate) round: Option<u32>,
    pub(crate) preferences: Option<&'a Preferences>,
    pub(crate) rules: BTreeMap<String, Arc<dyn PairRule>>,
    pub(crate) criteria: BTreeMap<String, Arc<dyn PairCriterion>>,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("history", &self.history)
            .field("today", &self.today)
            .field("round", &self.round)
            .field("preferences", &self.preferences)
            .field("rules", &self.rules.keys())
            .field("criteria", &self.criteria.keys())
            .finish()
    }
}

impl<'a> Context<'a> {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Who met whom.
    #[must_use]
    pub fn history(mut self, history: &'a History) -> Self {
        self.history = Some(history);
        self
    }

    /// The day to plan for.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.today = Some(day);
        self
    }

    /// The round to plan for.
    #[must_use]
    pub fn round(mut self, round: u32) -> Self {
        self.round = Some(round);
        self
    }

    /// Ranked wishes.
    #[must_use]
    pub fn preferences(mut self, preferences: &'a Preferences) -> Self {
        self.preferences = Some(preferences);
        self
    }

    /// Registers a rule under the name that [`Rule::Custom`](super::Rule::Custom) uses.
    #[must_use]
    pub fn rule(mut self, name: impl Into<String>, rule: impl PairRule + 'static) -> Self {
        self.rules.insert(name.into(), Arc::new(rule));
        self
    }

    /// Registers a criterion under the name that
    /// [`Criterion::Custom`](super::Criterion::Custom) uses.
    #[must_use]
    pub fn criterion(
        mut self,
        name: impl Into<String>,
        criterion: impl PairCriterion + 'static,
    ) -> Self {
        self.criteria.insert(name.into(), Arc::new(criterion));
        self
    }
}
