//! Why two people meet again before their cool-down is over.

use std::fmt;

use super::bye::{people, some_of};
use super::counterparts::{in_words, rule_effects};
use super::meeting::{PastMeeting, last_met, no_such_round};
use super::unmatched::RuleEffect;
use crate::rotation::{Answer, Limit, Repeat, RotationProblem, RoundView};

/// Why two people meet again within the cool-down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RepeatReason {
    /// Position of the round in the plan, from 0.
    pub position: usize,
    /// Key of the one.
    pub first: String,
    /// Key of the other.
    pub second: String,
    /// The reason.
    pub cause: RepeatCause,
}

/// The reason why two people meet again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RepeatCause {
    /// The plan has no such round, or no such repeat in it.
    NotInPlan {
        /// How many rounds the plan has.
        rounds: usize,
    },
    /// Without repeats fewer people could be placed in this round: the witness proves it.
    Forced(Again),
    /// No proof says that the round needs repeats: it has a trio or larger groups, which
    /// are searched for; or it was planned for the sake of all rounds together, or cut short.
    NotProven(Again),
}

/// Two people who meet again, and what stands against others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Again {
    /// The number of the round.
    pub round: u32,
    /// The last meeting of the two; none where it is not on file.
    pub last_met: Option<PastMeeting>,
    /// The round that counts for the cool-down: the greatest in which they met.
    pub last_round: u32,
    /// The cool-down, in rounds.
    pub cool_down: u32,
    /// The longest cool-down with which they would not meet again too soon; none where they are to meet in the
    /// same round or later. 0 means none at all.
    pub enough: Option<u32>,
    /// How many people the round places; with two pools, how many pairs.
    pub placed: u64,
    /// Why not as many could be without repeats.
    pub witness: RepeatWitness,
    /// Whom the one could have met.
    pub of_first: Counterparts,
    /// Whom the other could have met.
    pub of_second: Counterparts,
}

/// How many people can be placed in a round without repeats, at most, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RepeatWitness {
    /// In a round of pairs: without `needed` the others fall, as far as they can meet without a
    /// repeat, into so many parts of odd size, of which each person needed can complete one; each
    /// other part leaves somebody over, of whom one may join a trio.
    Parts {
        /// So many people can be placed at most.
        placed: u64,
        /// How many take part.
        taking_part: usize,
        /// Keys of the people needed.
        needed: Vec<String>,
        /// The number of the parts.
        parts: usize,
        /// How many of them are one person.
        single: usize,
    },
    /// In a round of two pools: every pair that is no repeat has one of `needed`, but some.
    Places {
        /// So many pairs can meet at most.
        placed: u64,
        /// Keys of the people needed.
        needed: Vec<String>,
        /// How many pairs have none of them.
        others: u64,
    },
    /// In a round of groups: so many people can meet nobody without a repeat.
    Single {
        /// So many people can be placed at most.
        placed: u64,
        /// How many take part.
        taking_part: usize,
        /// How many can meet nobody.
        alone: usize,
    },
}

impl RepeatWitness {
    /// The most that can be placed without repeats: people, or with two pools pairs.
    #[must_use]
    pub fn placed(&self) -> u64 {
        match self {
            Self::Parts { placed, .. }
            | Self::Places { placed, .. }
            | Self::Single { placed, .. } => *placed,
        }
    }
}

/// The others who take part in a round, as far as the pools go, seen from somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Counterparts {
    /// How many there are.
    pub others: usize,
    /// How many they may meet without a repeat.
    pub open: usize,
    /// How many they met within the cool-down.
    pub cooling: usize,
    /// How many a cool-down of the policy excludes.
    pub of_policy: usize,
    /// How the rules exclude the rest, the rule that alone excludes most first: as in
    /// [`ByeCause::NoCounterpart`](super::ByeCause::NoCounterpart).
    pub rules: Vec<RuleEffect>,
}

impl RepeatReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.cause {
            RepeatCause::NotInPlan { .. } => "not_in_plan",
            RepeatCause::Forced(_) => "forced",
            RepeatCause::NotProven(_) => "not_proven",
        }
    }
}

impl fmt::Display for RepeatReason {
    /// What is so, and what would change it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, first, second, cause } = self;
        let (again, forced) = match cause {
            RepeatCause::NotInPlan { rounds } if position >= rounds => {
                let text = no_such_round(*position, *rounds);
                return write!(f, "{first} and {second}: {text}");
            }
            RepeatCause::NotInPlan { .. } => {
                return write!(
                    f,
                    "{first} and {second}: the round at position {position} of this plan has no \
                     such repeat. Ask with one of its repeats."
                );
            }
            RepeatCause::Forced(again) => (again, true),
            RepeatCause::NotProven(again) => (again, false),
        };
        write!(f, "{first} and {second} meet again in round {}", again.round)?;
        let plural = if again.cool_down == 1 { "" } else { "s" };
        match &again.last_met {
            Some(last) => write!(f, ": they {last}")?,
            None => write!(f, ": they last met in round {}", again.last_round)?,
        }
        write!(f, ", and the cool-down is {} round{plural}. ", again.cool_down)?;
        again.witness(f, forced)?;
        let pools = matches!(again.witness, RepeatWitness::Places { .. });
        for (key, counterparts) in [(first, &again.of_first), (second, &again.of_second)] {
            // Where nobody could meet anybody, only rules are news.
            if again.witness.placed() > 0 || !counterparts.rules.is_empty() {
                counterparts.in_words(f, key, pools)?;
            }
        }
        again.what_would_change(f, [first, second], forced)
    }
}

impl Again {
    fn witness(&self, f: &mut fmt::Formatter<'_>, forced: bool) -> fmt::Result {
        if !forced {
            return f.write_str(
                "It is not proven that the round needs it: the round was found by a search, cut short, \
                 or planned with all rounds in view.",
            );
        }
        if self.witness.placed() == 0 {
            return f.write_str("Without a repeat nobody could have a meeting.");
        }
        match &self.witness {
            RepeatWitness::Parts { placed, taking_part, needed, parts, single } => {
                at_most(f, *placed, *taking_part)?;
                if parts == single {
                    write!(f, "{} could meet nobody", people(*single))?;
                    if !needed.is_empty() {
                        write!(f, " but {}", some_of(needed))?;
                    }
                } else {
                    match parts {
                        1 => f.write_str("there is 1 group, an odd number of people who ")?,
                        n => write!(f, "there are {n} groups, each an odd number of people who ")?,
                    }
                    let one = if *single > 0 { " or nobody" } else { "" };
                    match needed.as_slice() {
                        [] => write!(f, "could meet only each other{one}")?,
                        needed => write!(f, "could meet only each other and {}", some_of(needed))?,
                    }
                }
                f.write_str(".")
            }
            RepeatWitness::Places { placed, needed, others } => {
                let (plural, each) = if *placed == 1 { ("", "it") } else { ("s", "each") };
                write!(f, "Without a repeat at most {placed} pair{plural} could meet: ")?;
                match (needed.as_slice(), others) {
                    ([], _) => f.write_str("there are no more.")?,
                    ([one], 0) => write!(f, "{each} would need {one}.")?,
                    (needed, 0) => write!(f, "{each} would need one of {}.", some_of(needed))?,
                    ([one], n) => write!(f, "all but {n} would need {one}.")?,
                    (needed, n) => write!(f, "all but {n} would need one of {}.", some_of(needed))?,
                }
                Ok(())
            }
            RepeatWitness::Single { placed, taking_part, alone } => {
                at_most(f, *placed, *taking_part)?;
                write!(f, "{} could meet nobody.", people(*alone))
            }
        }
    }

    fn what_would_change(
        &self,
        f: &mut fmt::Formatter<'_>,
        keys: [&String; 2],
        forced: bool,
    ) -> fmt::Result {
        match self.enough {
            None => {}
            Some(0) => f.write_str(" Without a cool-down it would be no repeat.")?,
            Some(rounds) => {
                let plural = if rounds == 1 { "" } else { "s" };
                write!(f, " With a cool-down of {rounds} round{plural} it would be no repeat.")?;
            }
        }
        let rule = |counterparts: &Counterparts| {
            let effect = counterparts.rules.first().filter(|effect| effect.alone > 0)?;
            Some((effect.alone, effect.rule.clone()))
        };
        let gains = [rule(&self.of_first), rule(&self.of_second)];
        let most = gains.into_iter().zip(keys).filter_map(|(gain, key)| Some((gain?, key)));
        if let Some(((alone, rule), key)) = most.reduce(|a, b| if b.0.0 > a.0.0 { b } else { a }) {
            let plural = if alone == 1 { "person" } else { "people" };
            write!(f, " Without \"{rule}\", {alone} more {plural} would be eligible for {key}.")?;
        }
        let out = self.placed.saturating_sub(self.witness.placed());
        match (&self.witness, forced) {
            (_, false) => f.write_str(
                " If nobody were allowed to meet again too soon, fewer people might have a meeting.",
            ),
            (RepeatWitness::Places { .. }, true) => {
                let plural = if out == 1 { "" } else { "s" };
                write!(
                    f,
                    " If nobody were allowed to meet again too soon, at least {out} fewer pair{plural} would \
                     meet."
                )
            }
            (_, true) => {
                let plural = if out == 1 { "person" } else { "people" };
                write!(
                    f,
                    " If nobody were allowed to meet again too soon, at least {out} fewer {plural} would have \
                     a meeting."
                )
            }
        }
    }
}

/// "Without a repeat at most 4 of the 6 people who take part could meet: ".
fn at_most(f: &mut fmt::Formatter<'_>, placed: u64, taking_part: usize) -> fmt::Result {
    write!(
        f,
        "Without a repeat at most {placed} of the {} who take part could have a meeting: ",
        people(taking_part)
    )
}

impl Counterparts {
    fn in_words(&self, f: &mut fmt::Formatter<'_>, key: &str, pools: bool) -> fmt::Result {
        let Self { others, open, cooling, of_policy, rules } = self;
        let (one, several) = if pools {
            ("person of the other pool", "people of the other pool")
        } else {
            ("other person", "others")
        };
        match (others, open) {
            (1, 0) => write!(f, " {key} could not meet the only {one} without a repeat")?,
            (1, _) => write!(f, " {key} could meet the only {one} without a repeat")?,
            (n, 0) => write!(f, " Of the {n} {several} {key} could meet nobody without a repeat")?,
            (n, some) => {
                write!(f, " Of the {n} {several} {key} could meet {some} without a repeat")?
            }
        }
        if *others > 1 && *cooling > 0 {
            write!(f, "; the cool-down excludes {cooling}")?;
        }
        if *of_policy > 0 {
            write!(f, "; the cool-down of the policy excludes {of_policy}")?;
        }
        if !rules.is_empty() {
            f.write_str("; ")?;
            in_words(f, rules)?;
        }
        f.write_str(".")
    }
}

pub(super) fn reason(answer: &Answer<'_>, position: usize, repeat: &Repeat) -> RepeatReason {
    let rounds = answer.plan().rounds().len();
    RepeatReason {
        position,
        first: repeat.first.clone(),
        second: repeat.second.clone(),
        cause: again(answer, position, repeat).unwrap_or(RepeatCause::NotInPlan { rounds }),
    }
}

fn again(answer: &Answer<'_>, position: usize, repeat: &Repeat) -> Option<RepeatCause> {
    let (problem, plan) = (answer.problem(), answer.plan());
    let round = plan.round(position)?;
    if !round.groups().iter().any(|group| group.repeats.contains(repeat)) {
        return None;
    }
    let view = problem.view(plan, position)?;
    let (first, second) = (problem.position(&repeat.first)?, problem.position(&repeat.second)?);
    let limit = view.without_repeats(round);
    let placed = round.objective.placed;
    let forced = limit.placed < placed;
    let again = Again {
        round: round.round,
        last_met: last_met(problem, plan, position, [&repeat.first, &repeat.second]),
        last_round: repeat.last_met,
        cool_down: problem.meeting_rules().cool_down?,
        enough: round.round.checked_sub(repeat.last_met).and_then(|gap| gap.checked_sub(1)),
        placed,
        witness: witness(problem, &view, limit),
        of_first: counterparts(problem, &view, first),
        of_second: counterparts(problem, &view, second),
    };
    Some(if forced { RepeatCause::Forced(again) } else { RepeatCause::NotProven(again) })
}

fn witness(problem: &RotationProblem<'_>, view: &RoundView<'_>, limit: Limit) -> RepeatWitness {
    let Limit { placed, needed, parts, single, others } = limit;
    let key = |p: &u32| problem.people()[*p as usize].key.to_string();
    let needed = needed.iter().map(key).collect();
    let taking_part = view.people().len();
    if problem.pools().is_some() {
        RepeatWitness::Places { placed, needed, others }
    } else if problem.group_size() > 2 {
        RepeatWitness::Single { placed, taking_part, alone: parts }
    } else {
        RepeatWitness::Parts { placed, taking_part, needed, parts, single }
    }
}

fn counterparts(problem: &RotationProblem<'_>, view: &RoundView<'_>, own: u32) -> Counterparts {
    let others: Vec<u32> = problem.others(own).filter(|&p| view.takes_part(p)).collect();
    let standings = || others.iter().filter_map(|&p| view.standing(own, p));
    let excluded: Vec<u32> =
        others.iter().copied().filter(|&p| !problem.is_eligible(own, p)).collect();
    Counterparts {
        others: others.len(),
        open: standings().filter(|s| !s.of_policy && !s.repeat).count(),
        cooling: standings().filter(|s| !s.of_policy && s.repeat).count(),
        of_policy: standings().filter(|s| s.of_policy).count(),
        rules: rule_effects(problem, own, excluded),
    }
}
