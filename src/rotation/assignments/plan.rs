//! The plan: data by external keys, with what proves it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

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
    /// The period, from 1; the first, where a stay takes several.
    pub period: u32,
    /// How many periods it takes.
    #[cfg_attr(feature = "serde", serde(default = "one", skip_serializing_if = "is_one"))]
    pub length: u32,
    /// What it is worth.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
}

#[cfg(feature = "serde")]
fn one() -> u32 {
    1
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(length: &u32) -> bool {
    *length == 1
}

impl Stay {
    /// Its periods.
    #[must_use]
    pub fn periods(&self) -> Range<u32> {
        self.period..self.period.saturating_add(self.length)
    }
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
/// With a [`Calendar`](super::Calendar): u(p) = min(most stays of p, ⌊periods with p present / the shortest length⌋). A stay of L periods covers exactly
/// one of the periods L, 2L, … so that the sums of c(h, t) and of a(h, t) over these take the place of c(h)·T and a(h)·T; a(h) is no less than the fixed stays
/// of h. A fixed stay is in every plan: in the sums over pairs it adds w − q(p) − q(h), or w − λ − q(p) − q(h), of either sign, and to the number of stays 1
/// less one for each of its ends in the cover.
///
/// Highest score: no plan scores more than Σ max(u·q, a·q) + Σ max(0, w − q(p) − q(h)).
///
/// Most stays first: no plan has more stays than k = Σ u over the cover + the number of pairs with neither end in it; and
/// none of k stays scores more than kλ + Σ max(u·q, a·q) + Σ max(0, w − λ − q(p) − q(h)), with λ the price of a stay.
///
/// Periods have no part in it: what no choice of pairs exceeds, no plan does. Where that is not enough, there are
/// [steps](Self::steps), and they alone are the proof.
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
    /// Cases with prices by period; none where the prices above are the proof.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub steps: Vec<ProofStep>,
}

/// A step of a proof by cases: they are read in order, each for the case that is open.
///
/// At first the case is: all plans. [`Split`](Self::Split) opens two in its place, that with the stay first; the other steps close
/// the one that is open. A proof ends where the last one is closed; a plan is in one of them.
///
/// In a case let X be the stays that it has, and B(v, q) for values v and prices q
///
/// ```text
/// Σ s(p)·q(p) + Σ q(p, t) + Σ max(c(h, t)·q(h, t), a(h, t)·q(h, t)) + Σ m(g)·q(g, t) + Σ over orders o of q(o, k)
///   + Σ over X of r(p, h, t) + Σ over the other pairs of max(0, the greatest r(p, h, t) over the starts t that are left)
/// with r(p, h, t) = v(p, h) − q(p) − Σ (q(p, τ) + q(h, τ) + Σ of q(g, τ) over the groups g with p) over the periods τ of the stay
///                    − Σ q(o, k) over the orders and requirements o of p, f before h, and the periods k ≥ t
///                    − Σ q(o, k) over the orders o of p, h before another, and the periods k < t + L(h)
///                    + Σ q(o, k) over the requirements o of p, another requires h, and the periods k ≥ t + L(h)
/// ```
///
/// The last three are the prices of what holds for every k: of an order (the first has a period k or later) + (the other begins by k)
/// ≤ 1, and of a requirement (the other begins by k) ≤ (the first has ended before k).
///
/// All sums run over people p, hosts h, groups g and periods t; s(p) is the most stays of p or T, if that is less; "the other pairs"
/// are eligible pairs of which X has no stay. A start (p, h, t) is left where
///
/// - the stay lies within the periods, p is present in each of its own, and the case does not exclude it;
/// - X has fewer than s(p) stays of p, none of them in a period of this one, and none that breaks an order with it;
/// - for each host f that h requires and p has not met before, X has a stay of p at f that ends before t; or X has none at f, (p, f) is eligible, and
///   a stay there that ends before t would lie within the periods, with p present, and is not excluded by the case.
///
/// No plan of the case is worth more than B, since a pair is one stay at most and nothing takes more than there is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "step", rename_all = "snake_case", deny_unknown_fields))]
pub enum ProofStep {
    /// Plans with a stay, and plans without it.
    Split {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The period in which it begins.
        period: u32,
    },
    /// No plan of the case exceeds a value. Highest score: ⌊B(w, score)⌋. Most stays first: n = ⌊B(1, stays)⌋ stays, and with so
    /// many ⌊nλ + B(w − λ, score)⌋ where λ is the stay price. Scores are rounded down to a multiple of the greatest common
    /// divisor of all values w, which every score is.
    AtMost {
        /// λ, in billionths of a point: most stays first only.
        #[cfg_attr(feature = "serde", serde(default))]
        stay_price: i64,
        /// Prices of the number of stays, of which each is worth a point: most stays first only.
        #[cfg_attr(feature = "serde", serde(default))]
        stays: PeriodPrices,
        /// Prices of the score.
        score: PeriodPrices,
    },
    /// The case has no plan: B(0, prices) < 0; or two stays of a person in X are at once or break an order; or a stay of X requires
    /// a host that its person has not met, and that is not left for them in time as for a start, above.
    Impossible {
        /// The prices.
        prices: PeriodPrices,
    },
}

/// Prices of an order or a requirement of a person, by period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct OrderPrices {
    /// Key of the person.
    pub person: String,
    /// Key of the host that comes first.
    pub first: String,
    /// Key of the other.
    pub then: String,
    /// Whether it requires the first, which the person then has not met; else only their order is told.
    pub required: bool,
    /// q(o, k) for each period k.
    pub periods: Vec<i64>,
}

/// Prices by external keys, in billionths of a point; none given means 0. Only those of hosts may be below 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct PeriodPrices {
    /// q(p), of each stay of a person.
    pub person_stays: BTreeMap<String, i64>,
    /// q(p, t), of a person in each period.
    pub person_periods: BTreeMap<String, Vec<i64>>,
    /// q(h, t), of a place with a host in each period.
    pub host_periods: BTreeMap<String, Vec<i64>>,
    /// q(o, k), of an order or a requirement of a person in each period.
    pub orders: Vec<OrderPrices>,
    /// q(g, t), of being away in each period, for the limits of how many may be.
    pub group_periods: BTreeMap<String, Vec<i64>>,
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
    /// A stay that does not lie within the periods is left out; of two in the same period the later counts.
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
            for cell in &mut tables[at].hosts[self.cells(stay)] {
                *cell = Some(&stay.host);
            }
        }
        let rest = self.at_home.iter().map(|person| PersonTable { person, hosts: empty() });
        tables.extend(rest);
        tables
    }

    /// The periods of each host with a stay, by key.
    ///
    /// A stay that does not lie within the periods is left out.
    #[must_use]
    pub fn by_host(&self) -> Vec<HostTable<'_>> {
        let mut tables: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for stay in &self.stays {
            let empty = || vec![Vec::new(); self.periods as usize];
            let people = tables.entry(&stay.host).or_insert_with(empty);
            for cell in &mut people[self.cells(stay)] {
                cell.push(&stay.person);
            }
        }
        tables.into_iter().map(|(host, people)| HostTable { host, people }).collect()
    }

    /// The columns of a stay; none where it does not lie within the periods.
    fn cells(&self, stay: &Stay) -> Range<usize> {
        let Range { start, end } = stay.periods();
        let is_in = 1 <= start && start <= end && end - 1 <= self.periods;
        if is_in { start as usize - 1..end as usize - 1 } else { 0..0 }
    }
}
