//! Why somebody has no meeting in a round, and what would change it.

mod cause;
mod words;

use jiff::civil::Date;

pub(super) use cause::reason;
pub(super) use words::{people, some_of};

use super::unmatched::RuleEffect;

/// How many people or groups are named.
const MOST_NAMED: usize = 3;

/// Why somebody has no meeting in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ByeReason {
    /// Position of the round in the plan, from 0.
    pub position: usize,
    /// The number of the round; none where the plan has no such round.
    pub round: Option<u32>,
    /// Their key.
    pub key: String,
    /// The reason.
    pub cause: ByeCause,
}

/// The reason why somebody has no meeting in a round.
///
/// "Counterparts" are all others enrolled; with two pools, those of the other pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ByeCause {
    /// The plan has no such round.
    NotInPlan {
        /// How many rounds it has.
        rounds: usize,
    },
    /// They are not enrolled.
    NotEnrolled,
    /// They have a meeting.
    Meets {
        /// Keys of those whom they meet.
        people: Vec<String>,
    },
    /// They are away, as stated.
    Away {
        /// The first round of the absence.
        from: u32,
        /// The last one; none where it has no end.
        until: Option<u32>,
    },
    /// They are paused on the day of the round.
    Paused {
        /// The last day of the pause; pauses that meet are one.
        until: Date,
    },
    /// They start after the day of the round.
    Starts {
        /// Their first day.
        on: Date,
    },
    /// They take part in every so manieth round only.
    NotDue {
        /// In every so manieth.
        every: u32,
        /// The round in which they last met somebody.
        last_met: u32,
        /// The first round after it in which they take part.
        due: u32,
    },
    /// No counterpart is eligible, in this round or any other.
    NoCounterpart {
        /// How many counterparts there are.
        considered: usize,
        /// What each rule does, the one that alone excludes most first. Two people are
        /// excluded where a rule is broken in either order; here a rule excludes whom it forbids
        /// in one of them. Empty where scores are the caller's own.
        rules: Vec<RuleEffect>,
    },
    /// No counterpart takes part in the round.
    Alone {
        /// How many counterparts there are.
        enrolled: usize,
    },
    /// Counterparts take part, but none of those who are eligible.
    Absent {
        /// How many are eligible.
        eligible: usize,
        /// Some of them.
        nearest: Vec<AbsentPerson>,
    },
    /// All eligible counterparts who take part are within a cool-down that nothing overrides.
    CoolDown {
        /// How many they are.
        counterparts: usize,
        /// How many of them a cool-down of the policy excludes.
        of_policy: usize,
        /// How many of them the cool-down of the programme excludes, since
        /// [`Repeats::Never`](crate::rotation::Repeats::Never) was asked for.
        of_programme: usize,
        /// The key of the one whom they may meet first: by round, then by day.
        first: String,
        /// The first round in which they may, as far as cool-downs in rounds go.
        from_round: Option<u32>,
        /// The first day on which they may, as far as cool-downs in days go.
        from_day: Option<Date>,
        /// By how many rounds a cool-down would have to be shorter for that to be now; none where it is
        /// one of days, or they are to meet later.
        shorter_by: Option<u32>,
    },
    /// An odd number of people can meet nobody but each other, so that one of them is left over.
    Turn(Shortfall),
    /// People depend on few others, so that some of them are left over.
    Dependency(Shortfall),
    /// With two pools: all places of those in the first pool whom they may meet are taken.
    PlacesTaken(Shortfall),
    /// Somebody of the first pool: all whom they may meet have a meeting with others. It is no bye.
    NotNeeded {
        /// How many of the second pool they may meet in this round.
        available: usize,
    },
    /// The groups found have no place for them. Groups of three and more, and
    /// trios, are searched for; that no others would do is not proven.
    LeftOver {
        /// How many people take part.
        taking_part: usize,
        /// How many of them they may meet in this round.
        available: usize,
        /// How many groups there are.
        groups: usize,
        /// Those in which fewest people stand against them.
        nearest: Vec<NearGroup>,
    },
    /// The solver was stopped before the round was as large as it gets.
    StoppedEarly {
        /// How many people they may meet in this round.
        available: usize,
        /// The key of one of them who has room for them, if any.
        open: Option<String>,
    },
}

/// An eligible person who takes no part in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct AbsentPerson {
    /// Their key.
    pub key: String,
    /// Why: away, paused, not started or not due.
    pub cause: ByeCause,
}

/// A group that somebody is not in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NearGroup {
    /// Keys of its people.
    pub people: Vec<String>,
    /// Keys of those whom they may not meet in this round.
    pub excluded: Vec<String>,
    /// Whether it has as many people as it may have.
    pub full: bool,
}

/// More people than can be placed, and how it fell on one of them.
///
/// No pairs place more people than those of the round: of `sharing` any pairs leave over at least
/// `at_least`, of whom one may join a trio. (They fall into `parts` parts of odd size that can
/// meet nobody else but `needed`, and of these each can complete one part.)
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Shortfall {
    /// How many people take part; with two pools, of the second.
    pub taking_part: usize,
    /// How many of them sit out.
    pub sitting_out: usize,
    /// Keys of those who share the byes; empty where all do who take part.
    pub sharing: Vec<String>,
    /// How many they are.
    pub sharing_count: usize,
    /// The parts of odd size into which they fall; with two pools each is one person.
    pub parts: usize,
    /// Keys of those on whom they depend; with two pools, of the first pool.
    pub needed: Vec<String>,
    /// How many parts those can complete; with two pools, how many places they have.
    pub places: usize,
    /// How many of those who share must be left over by pairs.
    pub at_least: usize,
    /// When they were last without a meeting.
    pub waited: LastOut,
    /// How many others could sit out in their place, all others placed or out as they are and a trio
    /// left alone; without repeats, where the round holds none.
    pub instead: usize,
    /// Some of them, those whose turn is next first.
    pub next: Vec<CouldSitOut>,
    /// How many of them have the same turn.
    pub same_turn: usize,
    /// How many of them have an earlier turn. Where the round is proven optimal there are none.
    pub earlier_turn: usize,
    /// Whether the round is proven optimal.
    pub proven: bool,
    /// How many counterparts take part whom a cool-down excludes.
    pub cooling: usize,
    /// Whether there could be a place as the third of a trio.
    pub trio: TrioPlace,
}

/// Somebody who could sit out instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CouldSitOut {
    /// Their key.
    pub key: String,
    /// When they were last without a meeting.
    pub waited: LastOut,
}

/// When somebody was last without a meeting, which decides whose turn it is: first
/// those who did not come, then those for whom it is longest ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LastOut {
    /// They did not come to their last meeting.
    DidNotCome {
        /// Its round.
        round: u32,
    },
    /// They sat out, or were planned for a meeting at which nobody met.
    SatOut {
        /// The last such round.
        round: u32,
    },
    /// They never did since they first took part.
    Never {
        /// The round in which they first did.
        since: u32,
    },
    /// They have not taken part before.
    New,
}

/// Whether somebody could be the third of a trio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TrioPlace {
    /// The number of people is even, or there are two pools; or byes were asked for
    /// ([`Odd::Bye`](crate::rotation::Odd::Bye)), and no pair of the round could take them in.
    None,
    /// The round has its one trio.
    Taken,
    /// No pair of the round could take them in.
    NoPair,
    /// A pair could take them in, but byes were asked for ([`Odd::Bye`](crate::rotation::Odd::Bye)).
    NotAsked {
        /// Keys of the pair.
        pair: Vec<String>,
    },
    /// A pair could take them in; the search did not come to it.
    Missed {
        /// Keys of the pair.
        pair: Vec<String>,
    },
}

impl ByeCause {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotInPlan { .. } => "not_in_plan",
            Self::NotEnrolled => "not_enrolled",
            Self::Meets { .. } => "meets",
            Self::Away { .. } => "away",
            Self::Paused { .. } => "paused",
            Self::Starts { .. } => "starts",
            Self::NotDue { .. } => "not_due",
            Self::NoCounterpart { .. } => "no_counterpart",
            Self::Alone { .. } => "alone",
            Self::Absent { .. } => "absent",
            Self::CoolDown { .. } => "cool_down",
            Self::Turn(_) => "turn",
            Self::Dependency(_) => "dependency",
            Self::PlacesTaken(_) => "places_taken",
            Self::NotNeeded { .. } => "not_needed",
            Self::LeftOver { .. } => "left_over",
            Self::StoppedEarly { .. } => "stopped_early",
        }
    }
}

impl ByeReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.cause.code()
    }
}
