//! The plan: data by external keys, with what proves it.

use std::collections::BTreeMap;
use std::fmt;

use crate::score::Score;
use crate::solve::Mode;

/// The schema number of plans that this version writes.
pub(crate) const PLAN_SCHEMA: u32 = 1;

/// A person with a host for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Stay {
    /// Key of the person.
    pub person: String,
    /// Key of the host.
    pub host: String,
    /// The period, from 1.
    pub period: u32,
    /// What it is worth.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

/// The value of a plan under its mode: greater is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct StaysObjective {
    /// The number of stays, where the mode compares it first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub stays: Option<u64>,
    /// The sum of their values.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

impl StaysObjective {
    pub(super) fn of(value: crate::solve::Objective) -> Self {
        Self { stays: value.pairs, score: Score::from_micros(value.weight) }
    }
}

impl fmt::Display for StaysObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stays {
            Some(1) => write!(f, "1 stay, score {}", self.score),
            Some(stays) => write!(f, "{stays} stays, score {}", self.score),
            None => write!(f, "score {}", self.score),
        }
    }
}

/// What proves that no plan is better, by external keys: anybody with the values can check it with pen and paper.
///
/// Let u(p) = min(most stays of p, T) for a person and u(h) = min(c(h)·T, number of people) for a host, a(h) = the
/// least number of people with h a period times T, and a(p) = 0. Prices q may be below 0 only where a > 0; where none is
/// given q = 0. All sums run over people and hosts, or over eligible pairs with value w.
///
/// Highest score: no plan scores more than Σ max(u·q, a·q) + Σ max(0, w − q(p) − q(h)).
///
/// Most stays first: no plan has more stays than k = Σ u over the cover + the number of pairs with neither end in it; and
/// none of k stays scores more than kλ + Σ max(u·q, a·q) + Σ max(0, w − λ − q(p) − q(h)), with λ the price of a stay.
///
/// Periods have no part in it: what no choice of pairs exceeds, no plan does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct StaysProof {
    /// λ, of either sign: most stays first only.
    #[cfg_attr(feature = "serde", serde(default, rename = "stay_price_micros"))]
    pub stay_price: Score,
    /// Prices of people's stays; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "person_prices_micros"))]
    pub person_prices: BTreeMap<String, Score>,
    /// Prices of hosts' stays; none means 0.
    #[cfg_attr(feature = "serde", serde(default, rename = "host_prices_micros"))]
    pub host_prices: BTreeMap<String, Score>,
    /// People of the cover: most stays first only.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_people: Vec<String>,
    /// Hosts of the cover: most stays first only.
    #[cfg_attr(feature = "serde", serde(default))]
    pub cover_hosts: Vec<String>,
}

/// Who is where, as data: it outlives the organisation it was made for.
///
/// By itself a plan proves nothing; [`audit::check_stays`](crate::audit::check_stays) says what its [`StaysProof`] is
/// worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct StaysPlan {
    /// The schema of this data.
    pub schema: u32,
    /// What was compared.
    pub mode: Mode,
    /// How many periods there are.
    pub periods: u32,
    /// The stays, by person in the order enrolled, then by period.
    pub stays: Vec<Stay>,
    /// People without a stay, in the order enrolled.
    pub at_home: Vec<String>,
    /// The value of the plan.
    pub objective: StaysObjective,
    /// A value that no plan exceeds, where one is claimed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub bound: Option<StaysObjective>,
    /// What proves the bound.
    #[cfg_attr(feature = "serde", serde(default))]
    pub proof: Option<StaysProof>,
}

/// Where a person is, period by period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonTable<'a> {
    /// Key of the person.
    pub person: &'a str,
    /// For each period the host; none at home.
    pub hosts: Vec<Option<&'a str>>,
}

/// Who is with a host, period by period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostTable<'a> {
    /// Key of the host.
    pub host: &'a str,
    /// For each period the people, in the order of the plan.
    pub people: Vec<Vec<&'a str>>,
}

impl StaysPlan {
    /// The stays, by person in the order enrolled, then by period.
    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// People without a stay, in the order enrolled.
    #[must_use]
    pub fn at_home(&self) -> &[String] {
        &self.at_home
    }

    /// The periods of each person: those with a stay in the order of the plan, then those without.
    ///
    /// A stay with a period that is not there is left out; of two in the same period the later counts.
    ///
    /// ```
    /// use crosstie::Score;
    /// use crosstie::rotation::assignments::StaysProblem;
    ///
    /// let problem = StaysProblem::from_scores(3)
    ///     .person("ada")
    ///     .person("bob")
    ///     .host("law", 1)
    ///     .score("ada", "law", Score::points(3))
    ///     .build()?;
    /// let plan = problem.solve()?.into_plan();
    /// let [ada, bob] = &plan.by_person()[..] else { panic!() };
    /// assert_eq!(ada.hosts.iter().flatten().collect::<Vec<_>>(), [&"law"]);
    /// assert_eq!(bob.hosts, [None, None, None]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn by_person(&self) -> Vec<PersonTable<'_>> {
        let empty = || vec![None; self.periods as usize];
        let mut tables: Vec<PersonTable<'_>> = Vec::new();
        let mut place: BTreeMap<&str, usize> = BTreeMap::new();
        for stay in &self.stays {
            let at = *place.entry(&stay.person).or_insert_with(|| {
                tables.push(PersonTable { person: &stay.person, hosts: empty() });
                tables.len() - 1
            });
            if let Some(cell) = self.cell(stay).and_then(|cell| tables[at].hosts.get_mut(cell)) {
                *cell = Some(&stay.host);
            }
        }
        let rest = self.at_home.iter().map(|person| PersonTable { person, hosts: empty() });
        tables.extend(rest);
        tables
    }

    /// The periods of each host with a stay, by key.
    ///
    /// A stay with a period that is not there is left out.
    #[must_use]
    pub fn by_host(&self) -> Vec<HostTable<'_>> {
        let mut tables: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for stay in &self.stays {
            let empty = || vec![Vec::new(); self.periods as usize];
            let people = tables.entry(&stay.host).or_insert_with(empty);
            if let Some(cell) = self.cell(stay).and_then(|cell| people.get_mut(cell)) {
                cell.push(&stay.person);
            }
        }
        tables.into_iter().map(|(host, people)| HostTable { host, people }).collect()
    }

    fn cell(&self, stay: &Stay) -> Option<usize> {
        stay.period.checked_sub(1).map(|period| period as usize)
    }
}
