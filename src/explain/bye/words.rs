//! The words for why somebody has no meeting.

use std::fmt;

use super::super::in_common::listed;
use super::super::meeting::no_such_round;
use super::super::unmatched::no_counterpart;
use super::{
    AbsentPerson, ByeCause, ByeReason, LastOut, MOST_NAMED, NearGroup, Shortfall, TrioPlace,
};

impl fmt::Display for LastOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidNotCome { round } => write!(f, "did not come in round {round}"),
            Self::SatOut { round } => write!(f, "last without a meeting in round {round}"),
            Self::Never { since } => write!(f, "never without a meeting since round {since}"),
            Self::New => f.write_str("takes part for the first time"),
        }
    }
}

impl ByeCause {
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
                "takes part in every {} round, last met somebody in round {last_met} and is due \
                 again in round {due}",
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
pub(in crate::explain) fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// Some of the keys, and how many more there are.
pub(in crate::explain) fn some_of(keys: &[String]) -> String {
    listed(&keys[..keys.len().min(MOST_NAMED)], keys.len())
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
            ByeCause::Away { from, until } => {
                write!(f, "{}, as stated. ", self.cause.absence())?;
                f.write_str(match (from, until) {
                    (0, None) => "To include them, change that.",
                    _ => "Other rounds can include them.",
                })
            }
            ByeCause::Paused { .. } | ByeCause::Starts { .. } => {
                write!(f, "{}. Later rounds can include them.", self.cause.absence())
            }
            ByeCause::NotDue { .. } => {
                write!(f, "{}. To meet people more often would change it.", self.cause.absence())
            }
            ByeCause::NoCounterpart { considered, rules } => {
                no_counterpart(f, "possible partner", *considered, rules)
            }
            ByeCause::Alone { enrolled: 0 } => {
                f.write_str("nobody is enrolled whom they could meet. Enrol somebody.")
            }
            ByeCause::Alone { enrolled: 1 } => f.write_str(
                "the only person enrolled whom they could meet takes no part in it. \
                 A round with both of them can have them meet.",
            ),
            ByeCause::Alone { enrolled } => write!(
                f,
                "none of the {enrolled} people enrolled for them to meet takes part in it. \
                 A round with some of those in it can include them."
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
                        "{count} fall into {parts} groups, each an odd number of people who can \
                         meet only each other and {needed}"
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
                f.write_str("planning was cut short before as many people as possible had one. ")?;
                match (open, available) {
                    (Some(open), _) => write!(f, "They could meet {open}, who is free")?,
                    (None, 1) => f.write_str("They may meet 1 person, who has a meeting")?,
                    (None, n) => write!(f, "They may meet {n} people, who all have meetings")?,
                }
                f.write_str(". Planning for longer would place more people.")
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
            1 => write!(f, "the only person in it whom they may meet is {first}, but ")?,
            n => write!(f, "they may meet {n} people in it, but ")?,
        }
        match (of_policy, of_programme) {
            (0, _) => f.write_str("the cool-down of the programme is not over")?,
            (_, 0) => f.write_str("the cool-down of the policy is not over")?,
            _ => f.write_str("the cool-downs of the policy and of the programme are not over")?,
        }
        if *counterparts > 1 {
            f.write_str(" for any of them")?;
            if *of_policy > 0 && *of_programme > 0 {
                write!(
                    f,
                    " (that of the policy for {of_policy}, that of the programme for {of_programme})"
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
                f.write_str("; so would letting people meet again where it must be")?;
            }
            f.write_str(".")?;
        }
        Ok(())
    }
}

fn absent(f: &mut fmt::Formatter<'_>, eligible: usize, nearest: &[AbsentPerson]) -> fmt::Result {
    match eligible {
        1 => f.write_str("the only person whom they may meet takes no part in it: ")?,
        n => write!(f, "none of the {n} people whom they may meet takes part in it: ")?,
    }
    for (i, person) in nearest.iter().enumerate() {
        let lead = if i == 0 { "" } else { "; " };
        write!(f, "{lead}{} ({})", person.key, person.cause.absence())?;
    }
    match eligible.saturating_sub(nearest.len()) {
        0 => f.write_str(".")?,
        more => write!(f, "; and {more} more.")?,
    }
    match eligible {
        1 => f.write_str(" A round with both of them can have them meet."),
        _ => f.write_str(" A round with one of those in it can include them."),
    }
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
        write!(f, "{count} take part, an odd number, so pairs leave one of them over.")
    } else {
        write!(
            f,
            "{count}, {key} among them, can meet only each other, an odd number, so pairs leave \
             one of them over."
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
            f.write_str(if trio {
                " with the group of three as it is"
            } else {
                " unless two people met again too soon"
            })?;
        }
        (_, _, 1..) => write!(
            f,
            " By turns it would be {} rather than {key} ({waited}), but this round is not proven \
             to keep to turns: it was found by a search, cut short, or planned with all rounds in \
             view",
            next.first().map_or("somebody else", |person| &person.key),
        )?,
        (_, 0, _) => write!(f, " It is the turn of {key} ({waited})")?,
        (_, same, _) => {
            let others = if same == 1 { "1 other" } else { &format!("{same} others") };
            write!(f, " It is the turn of {key} ({waited}) as much as of {others}")?;
            if *proven {
                f.write_str(", and no round with one of them out instead is preferred")?;
            }
        }
    }
    f.write_str(".")?;
    if *instead > 0 {
        f.write_str(" Those who could sit out instead: ")?;
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
        1 => f.write_str(" A cool-down keeps them from 1 more person who takes part.")?,
        n => write!(f, " A cool-down keeps them from {n} more people who take part.")?,
    }
    match &shortfall.trio {
        TrioPlace::None => {}
        TrioPlace::Taken => f.write_str(" The one group of three has its three people.")?,
        TrioPlace::NoPair => f.write_str(" No pair of the round could take them in as a third.")?,
        TrioPlace::NotAsked { pair } => {
            write!(
                f,
                " If a group of three were allowed, they could join {}.",
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
    match others {
        1 => f.write_str("they may meet the only other person who takes part, ")?,
        n => write!(f, "they may meet {available} of the {n} others who take part, ")?,
    }
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
        ". Groups are found by a search: others with a place for them may exist. Another size of \
         groups, or one more person whom they may meet, may help.",
    )
}
