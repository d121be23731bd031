//! A pair of people, and the two open traits over it.

use crate::id::PersonId;
use crate::org::{Organization, Person};
use crate::score::{Value, ValueError};

/// Two people who may be paired: in mentoring the mentor first, the mentee second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The mentor, in mentoring.
    pub first: Person<'a>,
    /// The mentee, in mentoring.
    pub second: Person<'a>,
}

/// Some people who are much alike.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    org: &'a Organization,
    people: &'a [PersonId],
}

impl<'a> Block<'a> {
    pub(crate) fn new(org: &'a Organization, people: &'a [PersonId]) -> Self {
        Self { org, people }
    }

    /// The people of the block.
    pub fn people(self) -> impl Iterator<Item = Person<'a>> {
        self.people.iter().filter_map(move |&id| self.org.person_by_id(id))
    }
}

/// One of a pair, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Party {
    /// The first person: in mentoring the mentor.
    #[cfg_attr(feature = "serde", serde(alias = "mentor"))]
    First,
    /// The second person: in mentoring the mentee.
    #[cfg_attr(feature = "serde", serde(alias = "mentee"))]
    Second,
    /// Either or both, as the rule or criterion says.
    #[default]
    Both,
}

impl Party {
    /// In mentoring the first person.
    pub const MENTOR: Self = Self::First;
    /// In mentoring the second person.
    pub const MENTEE: Self = Self::Second;

    /// The word for one party; none for both.
    pub(super) fn in_words<'w>(self, first: &'w str, second: &'w str) -> Option<&'w str> {
        match self {
            Self::First => Some(first),
            Self::Second => Some(second),
            Self::Both => None,
        }
    }
}

/// What a rule says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The rule is met.
    Met,
    /// The rule is not met.
    Excluded,
    /// A fact that the rule needs is missing.
    Unknown,
}

impl From<bool> for Verdict {
    /// Whether the rule is met.
    fn from(met: bool) -> Self {
        if met { Self::Met } else { Self::Excluded }
    }
}

/// A rule of one's own: may these two be paired?
///
/// Must be a pure function of the pair: same pair, same verdict. A closure
/// `Fn(Pair) -> bool` is a rule.
///
/// ```
/// use crosstie::policy::{Pair, PairRule, Verdict};
///
/// struct StartedEarlier;
/// impl PairRule for StartedEarlier {
///     fn verdict(&self, pair: Pair<'_>) -> Verdict {
///         match (pair.first.start(), pair.second.start()) {
///             (Some(first), Some(second)) => Verdict::from(first < second),
///             _ => Verdict::Unknown,
///         }
///     }
/// }
/// ```
pub trait PairRule: Send + Sync {
    /// What the rule says of this pair.
    fn verdict(&self, pair: Pair<'_>) -> Verdict;

    /// Whether it excludes every pair of a first and a second person of these
    /// blocks. Where it can say so cheaply, fewer pairs have to be looked at; not
    /// unless it says so.
    fn excludes_all(&self, _first: Block<'_>, _second: Block<'_>) -> bool {
        false
    }
}

impl<F: Fn(Pair<'_>) -> bool + Send + Sync> PairRule for F {
    fn verdict(&self, pair: Pair<'_>) -> Verdict {
        Verdict::from(self(pair))
    }
}

/// A criterion of one's own: how much is this pair worth, from 0 to 1?
///
/// Must be a pure function of the pair. A closure `Fn(Pair) -> f64` is a
/// criterion: its result is rounded to millionths at once; NaN and numbers
/// outside [0, 1] are refused with the names of the pair. Since floats may
/// differ between platforms, plans from such closures are outside the promise
/// of the same plan on every machine; a criterion that computes its
/// [`Value::ratio`] from integers is inside it.
pub trait PairCriterion: Send + Sync {
    /// The value of this pair.
    ///
    /// # Errors
    /// When there is no value between 0 and 1.
    fn value(&self, pair: Pair<'_>) -> Result<Value, ValueError>;

    /// What no pair of a first and a second person of these blocks exceeds; 1
    /// unless it says less. The lower it is, the fewer pairs have to be looked at;
    /// plans for more than 20,000 people may not be proven without.
    fn upper_bound(&self, _first: Block<'_>, _second: Block<'_>) -> Value {
        Value::ONE
    }
}

impl<F: Fn(Pair<'_>) -> f64 + Send + Sync> PairCriterion for F {
    fn value(&self, pair: Pair<'_>) -> Result<Value, ValueError> {
        Value::from_f64(self(pair))
    }
}
