//! What can be wrong with a plan of stays.

use super::step_fault::StepFault;
use crate::rotation::assignments::{Mode, StayRole, StaysObjective};
use crate::score::Score;

/// Something that a plan of stays gets wrong, by external keys.
///
/// Reads as a sentence through `Display`; [`code`](Self::code) is for tools, and stands as `code` in the serialised form.
///
/// Tests: `audit_stays::every_kind_is_found`, `audit_stays::calendar::every_kind_is_found`,
/// `audit_stays::steps_paper::a_wrong_step_is_refused`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum StaysViolation {
    /// The data is of a schema that this version does not read.
    #[error(
        "the plan is of schema {given}, but this version reads schema {known}; audit it with the \
         version that wrote it"
    )]
    UnknownSchema {
        /// The schema of the plan.
        given: u32,
        /// The schema of this version.
        known: u32,
    },
    /// The plan compares something else than the problem does; objective and bound are not compared.
    #[error("the plan is made for another mode than the problem asks for; solve the problem again")]
    WrongMode {
        /// The mode of the plan.
        given: Mode,
        /// The mode of the problem.
        asked: Mode,
    },
    /// The plan has another number of periods.
    #[error("the plan has {given} periods, but the problem {asked}; solve the problem again")]
    WrongPeriods {
        /// The periods of the plan.
        given: u32,
        /// Those of the problem.
        asked: u32,
    },
    /// A stay of somebody, or at a host, who does not take part; it does not count.
    #[error(
        "person `{person}` stays with host `{host}`, but no {role} of that key takes part; correct \
         the key, or enrol it"
    )]
    NotEnrolled {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The side that is not known.
        role: StayRole,
    },
    /// A person is with the same host more than once; it counts once.
    #[error("person `{person}` stays with host `{host}` more than once; keep one stay")]
    HostTwice {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A stay that does not lie within the periods.
    #[error(
        "person `{person}` stays with host `{host}` in period {period}, but there are {periods}, \
         counted from 1"
    )]
    NoSuchPeriod {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The first of its periods that is not there.
        period: u32,
        /// How many there are.
        periods: u32,
    },
    /// A stay that does not take as many periods as stays with its host do; it counts as long as it should be.
    #[error(
        "person `{person}` stays with host `{host}` for {given} periods, but stays there take {asked}"
    )]
    WrongLength {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// How many periods the plan says.
        given: u32,
        /// How many they take.
        asked: u32,
    },
    /// A stay of somebody who is away then.
    #[error("person `{person}` stays with host `{host}`, but is away in period {period}; move it")]
    Away {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The first of its periods in which they are away.
        period: u32,
    },
    /// A stay that does not begin after the end of one that comes first.
    #[error(
        "person `{person}` is to end with host `{first}` before beginning with host `{then}`; move \
         one of the stays"
    )]
    OutOfOrder {
        /// Key of the person.
        person: String,
        /// Key of the host that comes first.
        first: String,
        /// Key of the other host.
        then: String,
    },
    /// A stay without the one that it requires.
    #[error(
        "person `{person}` stays with host `{host}`, which requires that they were with host \
         `{first}` before; add that stay, or remove this one"
    )]
    RequirementUnmet {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// Key of the host that it requires.
        first: String,
    },
    /// A stay that is promised already is not in the plan.
    #[error(
        "the fixed stay of person `{person}` with host `{host}` from period {period} is missing"
    )]
    FixedMissing {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The period in which it begins.
        period: u32,
    },
    /// More people of a department or group are on a stay at once than may be.
    #[error(
        "of the people of `{group}` {people} are on a stay in period {period}, but {most} may be; \
         move or remove some stays"
    )]
    TooManyAway {
        /// Key of the department, or name of the group.
        group: String,
        /// The period.
        period: u32,
        /// How many are on a stay.
        people: u64,
        /// How many may be.
        most: u64,
    },
    /// A person is in two places at once.
    #[error("person `{person}` has {stays} stays in period {period}; keep one")]
    TwoAtOnce {
        /// Key of the person.
        person: String,
        /// The period.
        period: u32,
        /// How many stays.
        stays: u64,
    },
    /// A person is sent to their own department, or to one above it.
    #[error("host `{host}` is the department of person `{person}`, or above it; remove the stay")]
    Home {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A person is sent where they were before.
    #[error("person `{person}` was with host `{host}` before; remove the stay")]
    Visited {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A stay that the caller excluded.
    #[error("person `{person}` with host `{host}` is excluded; remove the stay")]
    Excluded {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A stay for which the caller gave no score, so that it is not eligible.
    #[error(
        "person `{person}` stays with host `{host}`, but the pair was given no score; remove the \
         stay, or score it"
    )]
    NoScore {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
    },
    /// A stay's score is not what the criteria, or the caller's own scores, say.
    #[error(
        "person `{person}` with host `{host}` is said to score {claimed}, but scores {recomputed}"
    )]
    WrongScore {
        /// Key of the person.
        person: String,
        /// Key of the host.
        host: String,
        /// The score in the plan.
        claimed: Score,
        /// The score recomputed.
        recomputed: Score,
    },
    /// A person has more stays than they may.
    #[error("person `{person}` has {stays} stays, but may have {most}; remove some")]
    TooManyStays {
        /// Key of the person.
        person: String,
        /// How many they have.
        stays: u64,
        /// How many they may have.
        most: u64,
    },
    /// A host has more people in a period than it takes.
    #[error(
        "host `{host}` has {people} people in period {period}, but takes {most}; move or remove some"
    )]
    OverCapacity {
        /// Key of the host.
        host: String,
        /// The period.
        period: u32,
        /// How many people it has.
        people: u64,
        /// How many it takes.
        most: u64,
    },
    /// A host has fewer people in a period than it must have.
    #[error(
        "host `{host}` has {people} people in period {period}, but must have {least}; add some"
    )]
    UnderStaffed {
        /// Key of the host.
        host: String,
        /// The period.
        period: u32,
        /// How many people it has.
        people: u64,
        /// How many it must have.
        least: u64,
    },
    /// Somebody without a stay is not listed as being at home.
    #[error("person `{person}` has no stay, but is not listed as at home; list them")]
    AtHomeNotListed {
        /// Key of the person.
        person: String,
    },
    /// Somebody with a stay is listed as being at home.
    #[error("person `{person}` is listed as at home, but has a stay; take them off the list")]
    AtHomeButAway {
        /// Key of the person.
        person: String,
    },
    /// Somebody is listed as being at home more than once.
    #[error("person `{person}` is listed as at home more than once; list them once")]
    AtHomeTwice {
        /// Key of the person.
        person: String,
    },
    /// Somebody listed as being at home does not take part.
    #[error("person `{person}` is listed as at home, but does not take part; correct the key")]
    AtHomeNotEnrolled {
        /// Key of the person.
        person: String,
    },
    /// The plan's objective is not that of its stays.
    #[error("the plan claims {claimed}, but its stays make {recomputed}")]
    WrongObjective {
        /// The objective in the plan.
        claimed: StaysObjective,
        /// The objective recomputed.
        recomputed: StaysObjective,
    },
    /// A price below 0 where there is no staffing: such a proof proves nothing.
    #[error(
        "the proof prices {role} `{key}` at {price}; below 0 a price may be only of a host that must \
         have people, so the proof proves nothing"
    )]
    NegativePrice {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
        /// The price.
        price: Score,
    },
    /// The proof names somebody who does not take part.
    #[error("the proof names {role} `{key}`, but no {role} of that key takes part")]
    ProofNotEnrolled {
        /// The side.
        role: StayRole,
        /// The key.
        key: String,
    },
    /// A step of the proof that does not hold, so that the proof proves nothing.
    #[error("step {step} of the proof does not hold, so the proof proves nothing: {fault}")]
    WrongStep {
        /// Which step, from 1.
        step: usize,
        /// What is wrong with it.
        fault: StepFault,
    },
    /// The claimed bound is tighter than what the plan's proof proves.
    #[error("the plan claims that no plan exceeds {claimed}, but its proof does not prove that")]
    BoundNotProven {
        /// The bound in the plan.
        claimed: StaysObjective,
        /// The bound that the proof proves, if any.
        derived: Option<StaysObjective>,
    },
    /// The claimed bound is below what the plan itself reaches.
    #[error("the plan claims that no plan exceeds {claimed}, but itself makes {objective}")]
    BoundTooLow {
        /// The bound in the plan.
        claimed: StaysObjective,
        /// The objective of the plan, recomputed.
        objective: StaysObjective,
    },
}

impl StaysViolation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSchema { .. } => "unknown-schema",
            Self::WrongMode { .. } => "wrong-mode",
            Self::WrongPeriods { .. } => "wrong-periods",
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::HostTwice { .. } => "host-twice",
            Self::NoSuchPeriod { .. } => "no-such-period",
            Self::WrongLength { .. } => "wrong-length",
            Self::Away { .. } => "away",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::RequirementUnmet { .. } => "requirement-unmet",
            Self::FixedMissing { .. } => "fixed-missing",
            Self::TooManyAway { .. } => "too-many-away",
            Self::TwoAtOnce { .. } => "two-at-once",
            Self::Home { .. } => "home",
            Self::Visited { .. } => "visited",
            Self::Excluded { .. } => "excluded",
            Self::NoScore { .. } => "no-score",
            Self::WrongScore { .. } => "wrong-score",
            Self::TooManyStays { .. } => "too-many-stays",
            Self::OverCapacity { .. } => "over-capacity",
            Self::UnderStaffed { .. } => "under-staffed",
            Self::AtHomeNotListed { .. } => "at-home-not-listed",
            Self::AtHomeButAway { .. } => "at-home-but-away",
            Self::AtHomeTwice { .. } => "at-home-twice",
            Self::AtHomeNotEnrolled { .. } => "at-home-not-enrolled",
            Self::WrongObjective { .. } => "wrong-objective",
            Self::NegativePrice { .. } => "negative-price",
            Self::ProofNotEnrolled { .. } => "proof-not-enrolled",
            Self::WrongStep { .. } => "wrong-step",
            Self::BoundNotProven { .. } => "bound-not-proven",
            Self::BoundTooLow { .. } => "bound-too-low",
        }
    }
}
