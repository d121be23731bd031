//! Why somebody has no meeting in a round, and what would change it.

use std::fmt;

use jiff::civil::Date;

use super::counterparts::rule_effects;
use super::in_common::listed;
use super::meeting::no_such_round;
use super::unmatched::{RuleEffect, no_counterpart};
use crate::rotation::{
    Absence, Answer, Odd, RotationProblem, RoundPlan, RoundView, Shortage, Waited,
};
use crate::solve::Stop;

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
        /// The last day of the pause.
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
/// As many people as can be are placed: of `sharing` at least `at_least` sit out in any round.
/// (In pairs: they fall into `parts` parts of odd size that can meet nobody else but `needed`, and of
/// these each can complete one part.)
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
    /// How many others could sit out in their place, with as many people placed and no
    /// more pairs changed than need be.
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
    /// They sat out, or came and met nobody.
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

impl From<Waited> for LastOut {
    fn from(waited: Waited) -> Self {
        match waited {
            Waited::DidNotCome(round) => Self::DidNotCome { round },
            Waited::SatOut(round) => Self::SatOut { round },
            Waited::NeverSince(since) => Self::Never { since },
            Waited::New => Self::New,
        }
    }
}

impl fmt::Display for LastOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidNotCome { round } => write!(f, "did not come in round {round}"),
            Self::SatOut { round } => write!(f, "last without a meeting in round {round}"),
            Self::Never { since } => write!(f, "never without a meeting since round {since}"),
            Self::New => f.write_str("new"),
        }
    }
}

/// Whether somebody could be the third of a trio.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TrioPlace {
    /// The number of people is even, or there are two pools.
    None,
    /// The round has its one trio.
    Taken,
    /// No pair of the round could take them in.
    NoPair,
    /// A pair could take them in, but byes were asked for ([`Odd::Bye`]).
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

    /// Why somebody takes no part, in few words; empty for the other reasons.
    fn absence(&self) -> String {
        match self {
            Self::Away { from: 0, until: None } => "away in every round".to_owned(),
            Self::Away { from, until: None } => format!("away from round {from} on"),
            Self::Away { from: 0, until: Some(until) } => format!("away until round {until}"),
            Self::Away { from, until: Some(until) } if from == until => {
                format!("away in round {from}")
            }
            Self::Away { from, until: Some(until) } => format!("away in rounds {from} to {until}"),
            Self::Paused { until } => format!("paused until {until}"),
            Self::Starts { on } => format!("starts on {on}"),
            Self::NotDue { every, last_met, due } => format!(
                "takes part in every {} round, met somebody in round {last_met} and is due in round {due}",
                ordinal(*every)
            ),
            _ => String::new(),
        }
    }
}

/// "2nd".
fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, n) if n != 11 => "st",
        (2, n) if n != 12 => "nd",
        (3, n) if n != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// "1 person", "4 people".
pub(super) fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// Some of the keys, and how many more there are.
pub(super) fn some_of(keys: &[String]) -> String {
    listed(&keys[..keys.len().min(MOST_NAMED)], keys.len())
}

impl ByeReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.cause.code()
    }
}

impl fmt::Display for ByeReason {
    /// What is so, and what would change it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        let round = match (&self.cause, self.round) {
            (ByeCause::NotInPlan { rounds }, _) => {
                return write!(f, "{key}: {}", no_such_round(self.position, *rounds));
            }
            (_, round) => round.unwrap_or_default(),
        };
        if let ByeCause::Meets { people } = &self.cause {
            return write!(f, "{key} meets {} in round {round}.", listed(people, people.len()));
        }
        write!(f, "{key} has no meeting in round {round}: ")?;
        match &self.cause {
            ByeCause::NotInPlan { .. } | ByeCause::Meets { .. } => Ok(()),
            ByeCause::NotEnrolled => f.write_str("not enrolled. Enrol them."),
            ByeCause::Away { .. } => {
                let absence = self.cause.absence();
                write!(f, "{absence}, as stated. Rounds in which they are there can include them.")
            }
            ByeCause::Paused { .. } | ByeCause::Starts { .. } => {
                write!(f, "{}. Later rounds can include them.", self.cause.absence())
            }
            ByeCause::NotDue { .. } => {
                write!(f, "{}. A smaller interval would include them sooner.", self.cause.absence())
            }
            ByeCause::NoCounterpart { considered, rules } => {
                no_counterpart(f, "other person", *considered, rules)
            }
            ByeCause::Alone { enrolled: 0 } => {
                f.write_str("nobody else is enrolled whom they could meet. Enrol somebody.")
            }
            ByeCause::Alone { enrolled: 1 } => f.write_str(
                "the only other person whom they could meet takes no part in it. \
                 A round in which they do can include both.",
            ),
            ByeCause::Alone { enrolled } => write!(
                f,
                "none of the {enrolled} others whom they could meet takes part in it. \
                 A round in which somebody does can include them."
            ),
            ByeCause::Absent { eligible, nearest } => absent(f, *eligible, nearest),
            ByeCause::CoolDown { .. } => self.cool_down(f),
            ByeCause::Turn(shortfall) => {
                turn(f, key, shortfall)?;
                after_all(f, key, shortfall, false)
            }
            ByeCause::Dependency(shortfall) => {
                let Shortfall { sharing_count, parts, needed, at_least, .. } = shortfall;
                let (count, needed) = (people(*sharing_count), some_of(needed));
                if sharing_count == parts {
                    write!(f, "{count} can meet only {needed}")?;
                } else {
                    write!(
                        f,
                        "{count} fall into {parts} groups of odd size that can meet nobody else \
                         but {needed}"
                    )?;
                }
                match shortfall.trio {
                    TrioPlace::Taken => write!(f, ", so pairs leave {at_least} of them over.")?,
                    _ => write!(f, ", so {} out.", must_sit(*at_least))?,
                }
                after_all(f, key, shortfall, false)
            }
            ByeCause::PlacesTaken(shortfall) => {
                places_taken(f, shortfall)?;
                after_all(f, key, shortfall, true)
            }
            ByeCause::NotNeeded { available } => match available {
                1 => f.write_str(
                    "the only one whom they may meet has a meeting with somebody else. \
                     One more person whom they may meet would be enough.",
                ),
                n => write!(
                    f,
                    "all {n} whom they may meet have meetings with others. \
                     One more person whom they may meet would be enough."
                ),
            },
            ByeCause::LeftOver { taking_part, available, groups, nearest } => {
                left_over(f, key, (*taking_part, *available, *groups), nearest)
            }
            ByeCause::StoppedEarly { available, open } => {
                f.write_str("the solver stopped before it came to them; ")?;
                match open {
                    Some(open) => write!(f, "they could meet {open}")?,
                    None => write!(f, "they may meet {}", people(*available))?,
                }
                f.write_str(". A longer run would use it, or find better.")
            }
        }
    }
}

impl ByeReason {
    fn cool_down(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ByeCause::CoolDown {
            counterparts,
            of_policy,
            of_programme,
            first,
            from_round,
            from_day,
            shorter_by,
        } = &self.cause
        else {
            return Ok(());
        };
        match counterparts {
            1 => write!(f, "the only person whom they may meet, {first}, is within the cool-down")?,
            n => write!(f, "all {} whom they may meet are within the cool-down", people(*n))?,
        }
        match (of_policy, of_programme) {
            (0, _) => f.write_str(" of the programme")?,
            (_, 0) => f.write_str(" of the policy")?,
            (policy, programme) => {
                write!(
                    f,
                    ", {policy} of them within that of the policy, {programme} within that of the programme"
                )?;
            }
        }
        write!(f, ". They may meet {first} again")?;
        match (from_round, from_day) {
            (Some(round), Some(day)) => write!(f, " from round {round} and from {day} on.")?,
            (Some(round), None) => write!(f, " from round {round} on.")?,
            (None, Some(day)) => write!(f, " from {day} on.")?,
            (None, None) => f.write_str(" in a later round.")?,
        }
        if let Some(rounds) = shorter_by {
            let both =
                if *of_policy > 0 && *of_programme > 0 { "Both cool-downs" } else { "A cool-down" };
            let plural = if *rounds == 1 { "" } else { "s" };
            write!(f, " {both} shorter by {rounds} round{plural} would allow it now")?;
            if *of_policy == 0 {
                f.write_str("; so would `Repeats::Fewest`")?;
            }
            f.write_str(".")?;
        }
        Ok(())
    }
}

fn absent(f: &mut fmt::Formatter<'_>, eligible: usize, nearest: &[AbsentPerson]) -> fmt::Result {
    match eligible {
        1 => f.write_str("the only person whom they may meet takes no part in it: ")?,
        n => write!(f, "none of the {n} whom they may meet takes part in it: ")?,
    }
    for (i, person) in nearest.iter().enumerate() {
        let lead = if i == 0 { "" } else { "; " };
        write!(f, "{lead}{} ({})", person.key, person.cause.absence())?;
    }
    match eligible.saturating_sub(nearest.len()) {
        0 => f.write_str(".")?,
        more => write!(f, "; and {more} more.")?,
    }
    f.write_str(" A round in which one of them takes part can include them.")
}

/// "at least 4 of them sit".
fn must_sit(at_least: usize) -> String {
    match at_least {
        1 => "at least 1 of them sits".to_owned(),
        n => format!("at least {n} of them sit"),
    }
}

fn turn(f: &mut fmt::Formatter<'_>, key: &str, shortfall: &Shortfall) -> fmt::Result {
    let count = people(shortfall.sharing_count);
    if shortfall.sharing.is_empty() {
        write!(f, "{count} take part, an odd number, so one of them is left over.")
    } else {
        write!(
            f,
            "{count}, {key} among them, can meet nobody else; that is an odd number, so one of \
             them is left over."
        )
    }
}

fn places_taken(f: &mut fmt::Formatter<'_>, shortfall: &Shortfall) -> fmt::Result {
    let Shortfall { sharing, sharing_count, needed, places, at_least, .. } = shortfall;
    let have = if needed.len() == 1 { "has" } else { "have" };
    let free = if *places == 1 { "1 place".to_owned() } else { format!("{places} places") };
    let count = people(*sharing_count);
    if sharing.is_empty() {
        let take = if *sharing_count == 1 { "takes" } else { "take" };
        write!(f, "{count} of the second pool {take} part, and {}", some_of(needed))?;
        write!(f, " {have} {free} for them")?;
    } else {
        write!(f, "{count} can meet only {}, who {have} {free}", some_of(needed))?;
    }
    write!(f, ", so {} out.", must_sit(*at_least))
}

/// Why it fell on them, and what would change it.
fn after_all(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    shortfall: &Shortfall,
    pools: bool,
) -> fmt::Result {
    let Shortfall { waited, instead, next, same_turn, earlier_turn, proven, .. } = shortfall;
    match (*instead, *same_turn, *earlier_turn) {
        (0, ..) => {
            f.write_str(" Nobody else could sit out in their place")?;
            let trio = shortfall.trio == TrioPlace::Taken;
            f.write_str(if trio { " with the trio as it is" } else { " without a repeat" })?;
        }
        (_, _, 1..) => write!(
            f,
            " By turns it would be {} before {key} ({waited}), but this round was not planned by \
             turns alone: it was cut short, searched for, or planned for the sake of all rounds",
            next.first().map_or("somebody else", |person| &person.key),
        )?,
        (_, 0, _) => write!(f, " It is the turn of {key} ({waited})")?,
        (_, same, _) => {
            write!(f, " It is the turn of {key} ({waited}) as much as of {same} more")?;
            if *proven {
                f.write_str(", and no round with one of them out instead is preferred")?;
            }
        }
    }
    f.write_str(".")?;
    if *instead > 0 {
        f.write_str(" Could sit out instead: ")?;
        for (i, person) in next.iter().enumerate() {
            let lead = if i == 0 { "" } else { "; " };
            write!(f, "{lead}{} ({})", person.key, person.waited)?;
        }
        match instead.saturating_sub(next.len()) {
            0 => f.write_str(".")?,
            more => write!(f, "; and {more} more.")?,
        }
    }
    match shortfall.cooling {
        0 => {}
        1 => f.write_str(" 1 more takes part whom they met within the cool-down.")?,
        n => write!(f, " {n} more take part whom they met within the cool-down.")?,
    }
    match &shortfall.trio {
        TrioPlace::None => {}
        TrioPlace::Taken => f.write_str(" The one trio of the round has its three.")?,
        TrioPlace::NoPair => f.write_str(" No pair of the round could take them in as a third.")?,
        TrioPlace::NotAsked { pair } => {
            write!(
                f,
                " As a third they could join {}: `Odd::Trio` allows it.",
                pair.join(" and ")
            )?;
        }
        TrioPlace::Missed { pair } => {
            write!(f, " As a third they could join {}.", pair.join(" and "))?;
        }
    }
    match (pools, shortfall.needed.as_slice()) {
        (true, [one]) => write!(f, " One more place with {one} would be enough."),
        (true, needed) if needed.len() <= MOST_NAMED => {
            let (last, rest) = needed.split_last().map_or(("", &[][..]), |(l, r)| (l.as_str(), r));
            write!(f, " One more place with {} or {last} would be enough.", rest.join(", "))
        }
        (true, _) => f.write_str(" One more place with any of them would be enough."),
        // With one more, the number is even and has no trio.
        (false, _) if shortfall.trio == TrioPlace::Taken => Ok(()),
        (false, _) => f.write_str(" One more person whom they may meet would be enough."),
    }
}

fn left_over(
    f: &mut fmt::Formatter<'_>,
    key: &str,
    (taking_part, available, groups): (usize, usize, usize),
    nearest: &[NearGroup],
) -> fmt::Result {
    let others = taking_part.saturating_sub(1);
    write!(f, "of the {others} others who take part they may meet {available}, ")?;
    match groups {
        0 => f.write_str("but the search found no group")?,
        1 => f.write_str("but the one group found has no place for them")?,
        n => write!(f, "but the {n} groups found have no place for them")?,
    }
    for (i, group) in nearest.iter().enumerate() {
        let lead = if i == 0 { ": " } else { "; " };
        write!(f, "{lead}{}", listed(&group.people, group.people.len()))?;
        match (group.full, group.excluded.as_slice()) {
            (true, []) => f.write_str(" (full)")?,
            (false, []) => f.write_str(" (not full)")?,
            (full, excluded) => {
                let full = if full { "full, and " } else { "" };
                write!(f, " ({full}{key} may not meet {})", listed(excluded, excluded.len()))?;
            }
        }
    }
    f.write_str(
        ". Groups are searched for, so that no others would do is not proven. Another size of \
         groups, or one more person whom they may meet, may help.",
    )
}

pub(super) fn reason(answer: &Answer<'_>, position: usize, key: &str) -> ByeReason {
    let rounds = answer.plan().rounds().len();
    let round = answer.plan().round(position);
    let cause = match (round, answer.problem().position(key)) {
        (None, _) => ByeCause::NotInPlan { rounds },
        (Some(_), None) => ByeCause::NotEnrolled,
        (Some(round), Some(own)) => match answer.problem().view(answer.plan(), position) {
            None => ByeCause::NotInPlan { rounds },
            Some(view) => Search { answer, round, view, own, key }.cause(),
        },
    };
    ByeReason { position, round: round.map(|round| round.round), key: key.to_owned(), cause }
}

/// One person's counterparts in a round.
struct Search<'s> {
    answer: &'s Answer<'s>,
    round: &'s RoundPlan,
    view: RoundView<'s>,
    own: u32,
    key: &'s str,
}

impl Search<'_> {
    fn problem(&self) -> &RotationProblem<'_> {
        self.answer.problem()
    }

    fn key_of(&self, position: u32) -> String {
        self.problem().people()[position as usize].key.to_string()
    }

    fn keys(&self, positions: &[u32]) -> Vec<String> {
        positions.iter().map(|&p| self.key_of(p)).collect()
    }

    fn cause(&self) -> ByeCause {
        let own = self.own;
        let met = self.round.groups_of(self.key).flat_map(|group| &group.people);
        let met: Vec<String> = met.filter(|key| *key != self.key).cloned().collect();
        if !met.is_empty() {
            return ByeCause::Meets { people: met };
        }
        if let Some(absence) = self.view.absence(own) {
            return stated(absence);
        }
        let others: Vec<u32> = self.problem().others(own).collect();
        let eligible: Vec<u32> =
            others.iter().copied().filter(|&p| self.problem().is_eligible(own, p)).collect();
        if eligible.is_empty() && !others.is_empty() {
            let considered = others.len();
            let rules = rule_effects(self.problem(), own, others);
            return ByeCause::NoCounterpart { considered, rules };
        }
        if !others.iter().any(|&p| self.view.takes_part(p)) {
            return ByeCause::Alone { enrolled: others.len() };
        }
        let present: Vec<u32> =
            eligible.iter().copied().filter(|&p| self.view.takes_part(p)).collect();
        if present.is_empty() {
            return self.absent(&eligible);
        }
        let available: Vec<u32> =
            present.iter().copied().filter(|&p| self.view.may_meet(own, p)).collect();
        if available.is_empty() {
            return self.cool_down(&present);
        }
        self.left_out(&available, present.len() - available.len())
    }

    fn absent(&self, eligible: &[u32]) -> ByeCause {
        let nearest = eligible.iter().take(MOST_NAMED).filter_map(|&p| {
            let cause = stated(self.view.absence(p)?);
            Some(AbsentPerson { key: self.key_of(p), cause })
        });
        ByeCause::Absent { eligible: eligible.len(), nearest: nearest.collect() }
    }

    /// All who are eligible and take part are within a cool-down; there is one at least.
    fn cool_down(&self, present: &[u32]) -> ByeCause {
        let standings: Vec<_> =
            present.iter().filter_map(|&p| Some((p, self.view.standing(self.own, p)?))).collect();
        let of_policy = standings.iter().filter(|(_, s)| s.of_policy).count();
        let of_programme = standings.iter().filter(|(_, s)| s.repeat).count();
        let first = standings.iter().min_by_key(|(p, s)| (s.free_from, *p));
        let (from_round, from_day) = first.map_or((None, None), |(_, s)| s.free_from);
        let now = self.view.slot().round;
        let shorter_by = first.and_then(|(_, s)| {
            let over = from_round.filter(|_| from_day.is_none() && s.last_round < Some(now));
            over.map(|from| from.saturating_sub(now))
        });
        ByeCause::CoolDown {
            counterparts: present.len(),
            of_policy,
            of_programme,
            first: first.map_or_else(String::new, |&(p, _)| self.key_of(p)),
            from_round,
            from_day,
            shorter_by,
        }
    }

    /// Why none of those whom they may meet; there is one at least.
    fn left_out(&self, available: &[u32], cooling: usize) -> ByeCause {
        let placed: Vec<u32> =
            self.round.groups().iter().flat_map(|group| self.problem().positions(group)).collect();
        let places = |p: u32| match self.problem().pools() {
            Some(pools) if pools.in_first[p as usize] => pools.places as usize,
            _ => 1,
        };
        let is_free = |p: u32| placed.iter().filter(|&&other| other == p).count() < places(p);
        let open = available.iter().copied().find(|&p| is_free(p));
        let host = self.problem().pools().is_some_and(|pools| pools.in_first[self.own as usize]);
        if host && open.is_none() {
            return ByeCause::NotNeeded { available: available.len() };
        }
        if let Some(shortage) = self.view.shortage(self.round, self.own) {
            let depends = !shortage.needed.is_empty();
            let shortfall = self.shortfall(&shortage, &placed, cooling);
            return match (self.problem().pools(), depends) {
                (Some(_), _) => ByeCause::PlacesTaken(shortfall),
                (None, true) => ByeCause::Dependency(shortfall),
                (None, false) => ByeCause::Turn(shortfall),
            };
        }
        if self.answer.stop() != Stop::Finished {
            let open = open.map(|p| self.key_of(p));
            return ByeCause::StoppedEarly { available: available.len(), open };
        }
        ByeCause::LeftOver {
            taking_part: self.view.people().len(),
            available: available.len(),
            groups: self.round.groups().len(),
            nearest: self.nearest(),
        }
    }

    fn nearest(&self) -> Vec<NearGroup> {
        let trio = self.round.groups().iter().any(|group| group.people.len() == 3);
        let most = match self.problem().group_size() as usize {
            2 if self.problem().odd() == Odd::Trio && !trio => 3,
            size => size,
        };
        let mut nearest: Vec<NearGroup> = self
            .round
            .groups()
            .iter()
            .map(|group| {
                let mut excluded = self.problem().positions(group);
                excluded.retain(|&p| !self.view.may_meet(self.own, p));
                NearGroup {
                    people: group.people.clone(),
                    excluded: self.keys(&excluded),
                    full: group.people.len() >= most,
                }
            })
            .collect();
        nearest.sort_by_key(|group| (group.excluded.len(), group.full));
        nearest.truncate(MOST_NAMED);
        nearest
    }

    fn shortfall(&self, shortage: &Shortage, placed: &[u32], cooling: usize) -> Shortfall {
        let turn = |p: u32| self.view.turn(p).unwrap_or_default();
        let own_turn = turn(self.own);
        let mut instead = shortage.instead.clone();
        instead.sort_by_key(|&p| (turn(p), p));
        let next = instead
            .iter()
            .take(MOST_NAMED)
            .map(|&p| CouldSitOut { key: self.key_of(p), waited: self.view.waited(p).into() });
        let guests =
            self.view.people().iter().filter(|&&p| {
                self.problem().pools().is_none_or(|pools| !pools.in_first[p as usize])
            });
        let taking_part = guests.count();
        let all = shortage.sharing.len() == taking_part;
        Shortfall {
            taking_part,
            sitting_out: self.round.byes.len(),
            sharing: if all { Vec::new() } else { self.keys(&shortage.sharing) },
            sharing_count: shortage.sharing.len(),
            parts: shortage.parts,
            needed: self.keys(&shortage.needed),
            places: shortage.places,
            at_least: shortage.parts.saturating_sub(shortage.places),
            waited: self.view.waited(self.own).into(),
            instead: instead.len(),
            next: next.collect(),
            same_turn: instead.iter().filter(|&&p| turn(p) == own_turn).count(),
            earlier_turn: instead.iter().filter(|&&p| turn(p) < own_turn).count(),
            proven: self.round.is_optimal(),
            cooling,
            trio: self.trio_place(placed.len()),
        }
    }

    fn trio_place(&self, placed: usize) -> TrioPlace {
        let n = placed + self.round.byes.len();
        if n % 2 == 0 || self.problem().pools().is_some() {
            return TrioPlace::None;
        }
        if self.round.groups().iter().any(|group| group.people.len() > 2) {
            return TrioPlace::Taken;
        }
        let joins = |group: &[u32]| group.iter().all(|&p| self.view.may_meet(self.own, p));
        let mut groups = self.round.groups().iter().map(|group| self.problem().positions(group));
        match (groups.find(|group| joins(group)), self.problem().odd()) {
            (Some(pair), Odd::Bye) => TrioPlace::NotAsked { pair: self.keys(&pair) },
            (Some(pair), Odd::Trio) => TrioPlace::Missed { pair: self.keys(&pair) },
            (None, Odd::Trio) => TrioPlace::NoPair,
            (None, Odd::Bye) => TrioPlace::None,
        }
    }
}

fn stated(absence: Absence) -> ByeCause {
    match absence {
        Absence::Away { from, until } => {
            ByeCause::Away { from, until: Some(until).filter(|&until| until < u32::MAX) }
        }
        Absence::Paused { until } => ByeCause::Paused { until },
        Absence::Starts { on } => ByeCause::Starts { on },
        Absence::NotDue { every, last_met } => {
            ByeCause::NotDue { every, last_met, due: last_met.saturating_add(every) }
        }
    }
}
