//! What can be wrong with a step of a proof by cases.

use crate::rotation::assignments::StayRole;

/// What is wrong with a step of a proof by cases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum StepFault {
    /// It names somebody who does not take part.
    #[error("it names {role} `{key}`, but no {role} of that key takes part")]
    NotEnrolled {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
    },
    /// It prices the limit of how many are away of people for whom there is none.
    #[error("it prices how many of `{name}` are away, of whom no limit is given")]
    UnknownGroup {
        /// The name.
        name: String,
    },
    /// It has not one price for each period.
    #[error("it gives `{key}` {given} prices, but there are {periods} periods")]
    PriceCount {
        /// Key of the person or host, or name of the group.
        key: String,
        /// How many prices it gives.
        given: usize,
        /// How many periods there are.
        periods: u32,
    },
    /// A price below 0 of something else than a host.
    #[error("it prices `{key}` below 0, which only prices of hosts may be")]
    NegativePrice {
        /// Key of the person, or name of the group.
        key: String,
    },
    /// It prices an order or a requirement that there is not, or that the person has met before.
    #[error("it prices for `{person}` that `{first}` comes before `{then}`, which is not asked")]
    UnknownOrder {
        /// Key of the person.
        person: String,
        /// Key of the host that comes first.
        first: String,
        /// Key of the other.
        then: String,
    },
    /// It splits by a stay that the case has or excludes, or that no plan can have.
    #[error(
        "it splits by a stay of person `{person}` with host `{host}` from period {period}, which the \
         case does not leave open"
    )]
    NotLeft {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The period in which it begins.
        period: u32,
    },
    /// The case is said to have no plan, but the prices do not show that.
    #[error("it does not show that the case has no plan")]
    Possible,
    /// There is no such step, though cases are open.
    #[error("the proof ends before it, but cases are open: {open}")]
    Missing {
        /// How many cases are open.
        open: usize,
    },
    /// Every case is closed before it.
    #[error("no case is open any more")]
    Surplus,
}

impl StepFault {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::UnknownGroup { .. } => "unknown-group",
            Self::PriceCount { .. } => "price-count",
            Self::NegativePrice { .. } => "negative-price",
            Self::UnknownOrder { .. } => "unknown-order",
            Self::NotLeft { .. } => "not-left",
            Self::Possible => "possible",
            Self::Missing { .. } => "missing",
            Self::Surplus => "surplus",
        }
    }
}
