//! What can be wrong with groups, or with what is asked of them.

/// A mistake in [`Groups`](super::Groups), in outcomes of one's own, or in what is asked.
///
/// Tests: `audit_groups::input`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {
    /// No attribute was given.
    #[error(
        "no attribute is given; say at least one value of one person, or name a column beside the keys"
    )]
    NoAttribute,
    /// Somebody who has no part in what is audited.
    #[error(
        "`{person}` has no part in what is audited; correct the key, leave the person out, or ignore all such people \
         with `ignore_others`"
    )]
    UnknownPerson {
        /// The key given.
        person: String,
    },
    /// Two values of one attribute for one person.
    #[error("`{person}` has the {attribute} `{first}` already, not `{second}` as well; keep one")]
    Repeated {
        /// The key.
        person: String,
        /// The attribute.
        attribute: String,
        /// The value given first.
        first: String,
        /// The value given later.
        second: String,
    },
    /// An attribute without a visible character.
    #[error("a value of `{person}` is of an attribute without a name; name it")]
    EmptyAttribute {
        /// The key of the first person with a value of it.
        person: String,
    },
    /// A value without a visible character.
    #[error("the {attribute} of `{person}` is empty; leave it out, and it counts as missing")]
    EmptyValue {
        /// The key.
        person: String,
        /// The attribute.
        attribute: String,
    },
    /// More groups than a report can hold.
    #[error(
        "there are more than {most} groups and intersections; drop an attribute, join values, or ask for fewer \
         attributes at once with `intersections_up_to`"
    )]
    TooManyGroups {
        /// The most there may be.
        most: usize,
    },
    /// A share of people above which groups take part in ratios that is no percentage.
    #[error("{percent} % is above 100 %; leave out groups below 0 to 100 %")]
    Percent {
        /// What was given.
        percent: u8,
    },
    /// Intersections of no attribute.
    #[error("groups are of at least one attribute; ask for intersections of 1 or more")]
    NoOrder,
    /// Two outcomes of one person on one side.
    #[error("`{person}` has two outcomes; give each person one")]
    OutcomeTwice {
        /// The key.
        person: String,
    },
    /// An outcome with more places taken than there were chances.
    #[error(
        "`{person}` was placed {placed} times with {chances} chances; a person is placed at most once a chance"
    )]
    PlacedTooOften {
        /// The key.
        person: String,
        /// How often they were placed.
        placed: u32,
        /// How often they could have been.
        chances: u32,
    },
    /// More people than can be counted without rounding.
    #[error("{given} people are more than {most}; audit a part of them at a time")]
    TooManyPeople {
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
}

impl GroupError {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAttribute => "no-attribute",
            Self::UnknownPerson { .. } => "unknown-person",
            Self::Repeated { .. } => "repeated-value",
            Self::EmptyAttribute { .. } => "empty-attribute",
            Self::EmptyValue { .. } => "empty-value",
            Self::TooManyGroups { .. } => "too-many-groups",
            Self::Percent { .. } => "percent",
            Self::NoOrder => "no-order",
            Self::OutcomeTwice { .. } => "outcome-twice",
            Self::PlacedTooOften { .. } => "placed-too-often",
            Self::TooManyPeople { .. } => "too-many-people",
        }
    }
}
