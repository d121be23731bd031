//! What can be wrong with a plan of rounds.

use std::fmt;

use jiff::civil::Date;

use super::super::violation::{BrokenRule, count, list};
use crate::policy::{Programme, When};
use crate::rotation::{HorizonObjective, RoundObjective, ScoreRange};
use crate::score::Score;

/// Something that a plan of rounds gets wrong, with everything needed to see it
/// for oneself, by external keys.
///
/// Reads as a sentence through `Display`; [`code`](Self::code) is for tools,
/// and stands as `code` in the serialised form.
///
/// Tests: `audit_rounds::planted::every_kind_is_found`,
/// `audit_rounds::planted::no_change_escapes`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RoundViolation {
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
    /// The plan has more or fewer rounds than the problem.
    #[error(
        "the plan has {}, but the problem asks for {asked}; solve the problem again",
        count(*.given, "round")
    )]
    WrongRoundCount {
        /// How many rounds the plan has.
        given: u64,
        /// How many the problem asks for.
        asked: u64,
    },
    /// A round bears another number than in the problem.
    #[error("round {asked} is numbered {given}; correct the number")]
    WrongRound {
        /// The number in the plan.
        given: u32,
        /// The number in the problem.
        asked: u32,
    },
    /// A round is on another day than in the problem.
    #[error("round {round} is said to be on {}, but is on {}; correct the day", day(.given), day(.asked))]
    WrongDate {
        /// The round.
        round: u32,
        /// The day in the plan.
        given: Option<Date>,
        /// The day in the problem.
        asked: Option<Date>,
    },
    /// A custom criterion gave no value for a pair, so that the pair can be
    /// neither scored nor ruled out.
    #[error("criterion `{criterion}` on `{first}` and `{second}`: {problem}")]
    CustomValue {
        /// Key of the first of the pair.
        first: String,
        /// Key of the second.
        second: String,
        /// The name the criterion is registered under.
        criterion: String,
        /// What it gave, and what it should give.
        problem: String,
    },
    /// A group names somebody who is not enrolled; they do not count.
    #[error(
        "round {round}: `{key}` is in a group, but not enrolled; correct the key, or enrol them"
    )]
    NotEnrolled {
        /// The round.
        round: u32,
        /// The key.
        key: String,
    },
    /// A group names somebody more than once; they count once.
    #[error("round {round}: `{key}` is more than once in one group; keep one")]
    TwiceInGroup {
        /// The round.
        round: u32,
        /// The key.
        key: String,
    },
    /// Somebody is in more groups than they may be.
    #[error("round {round}: `{key}` is in {used} groups, but may be in {places}; remove {}", .used.saturating_sub(*.places))]
    TooManyGroups {
        /// The round.
        round: u32,
        /// The key.
        key: String,
        /// In how many groups they are.
        used: u64,
        /// In how many they may be.
        places: u64,
    },
    /// Two people are in more than one group together.
    #[error("round {round}: `{first}` and `{second}` meet more than once; keep one")]
    PairTwice {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// Somebody is in a group of a round in which they take no part.
    #[error("round {round}: `{key}` is in a group, but {absence}; remove them")]
    TakesNoPart {
        /// The round.
        round: u32,
        /// The key.
        key: String,
        /// Why they take no part.
        absence: Absence,
    },
    /// A group is too small or too large.
    #[error("round {round}: the group {} is of {size}, but groups are of {}; change it", keys(.people), sizes(*.most))]
    GroupSize {
        /// The round.
        round: u32,
        /// The keys.
        people: Vec<String>,
        /// How many different people it has.
        size: u64,
        /// How many a group may have.
        most: u64,
    },
    /// More trios than allowed.
    #[error(
        "round {round} has {} for {people} who take part, but may have {allowed}: one where the number of \
         people is odd and trios are allowed; split them", count(*.trios, "trio")
    )]
    TooManyTrios {
        /// The round.
        round: u32,
        /// How many trios it has.
        trios: u64,
        /// How many people take part.
        people: u64,
        /// How many trios it may have.
        allowed: u64,
    },
    /// Two people of one pool meet.
    #[error(
        "round {round}: `{first}` and `{second}` meet, but are of one pool; pair each with the other pool"
    )]
    SamePool {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// Two people meet whom rules exclude.
    #[error(
        "round {round}: `{first}` and `{second}` meet against the policy: {}; part them", list(.rules)
    )]
    Excluded {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// Every rule that excludes the pair, in either order of the two that counts.
        rules: Vec<BrokenRule>,
    },
    /// Two people meet for whom the caller gave no score, so that they are not eligible.
    #[error(
        "round {round}: `{first}` and `{second}` meet, but the pair was given no score; part them, or score them"
    )]
    NoScore {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// Two people meet again against a cool-down of the policy.
    #[error(
        "round {round}: `{first}` and `{second}` meet, but met {} ({}): against {rule}; part them", met(.when),
        of(.programme)
    )]
    TooSoon {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// The rule.
        rule: BrokenRule,
        /// When they last met, or are planned to.
        when: When,
        /// In what programme.
        programme: Programme,
    },
    /// Two people meet again before their cool-down is over, although repeats are never allowed.
    #[error(
        "round {round}: `{first}` and `{second}` meet, but met in round {last_met} ({}), and the cool-down is \
         {}; part them, or allow repeats", of(.programme), count(u64::from(*.cool_down), "round")
    )]
    RepeatForbidden {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// The last round in which they met, or are planned to.
        last_met: u32,
        /// In what programme.
        programme: Programme,
        /// The cool-down in rounds.
        cool_down: u32,
    },
    /// Two people meet again before their cool-down is over, and it is not marked.
    #[error(
        "round {round}: `{first}` and `{second}` met in round {last_met}, but are not marked as a repeat; add the mark"
    )]
    RepeatNotMarked {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// The last round in which they met, or are planned to.
        last_met: u32,
    },
    /// Two people are marked as a repeat, but are none in this group.
    #[error(
        "round {round}: `{first}` and `{second}` are marked as a repeat, but are none in this group; remove the mark"
    )]
    NotARepeat {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// Two people are marked as a repeat more than once in one group.
    #[error(
        "round {round}: `{first}` and `{second}` are marked as a repeat more than once; keep one mark"
    )]
    RepeatTwice {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
    },
    /// A mark of a repeat names another round than the last in which the two met.
    #[error(
        "round {round}: `{first}` and `{second}` are said to have met last in round {claimed}, but did in round {last_met}"
    )]
    WrongLastMet {
        /// The round.
        round: u32,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// The round in the plan.
        claimed: u32,
        /// The last round in which they met, or are planned to.
        last_met: u32,
    },
    /// The people of a group are not in the order enrolled, or in two pools the one of the
    /// first pool is not first.
    #[error("round {round}: the group {} is not in the order enrolled; sort it", keys(.people))]
    PeopleOrder {
        /// The round.
        round: u32,
        /// The keys.
        people: Vec<String>,
    },
    /// The groups of a round are not in the order of their people.
    #[error("round {round}: the group {} comes after a group of later people; sort the groups", keys(.people))]
    GroupOrder {
        /// The round.
        round: u32,
        /// The keys.
        people: Vec<String>,
    },
    /// A group's score is not the sum of the scores of its pairs.
    #[error("round {round}: the group {} is said to score {claimed}, but scores {recomputed}", keys(.people))]
    WrongScore {
        /// The round.
        round: u32,
        /// The keys.
        people: Vec<String>,
        /// The score in the plan.
        claimed: Score,
        /// The score recomputed.
        recomputed: Score,
    },
    /// Somebody who takes part and meets nobody is not listed as sitting out.
    #[error(
        "round {round}: `{key}` takes part and meets nobody, but is not listed as sitting out; list them"
    )]
    ByeNotListed {
        /// The round.
        round: u32,
        /// The key.
        key: String,
    },
    /// Somebody is listed as sitting out who does not.
    #[error(
        "round {round}: `{key}` is listed as sitting out, but {reason}; remove them from the list"
    )]
    NotABye {
        /// The round.
        round: u32,
        /// The key.
        key: String,
        /// Why they do not sit out.
        reason: NoBye,
    },
    /// Somebody is listed as sitting out more than once.
    #[error("round {round}: `{key}` is listed as sitting out more than once; list them once")]
    ByeTwice {
        /// The round.
        round: u32,
        /// The key.
        key: String,
    },
    /// Those who sit out are not in the order enrolled.
    #[error(
        "round {round}: `{key}` is listed as sitting out after somebody enrolled later; sort the list"
    )]
    ByeOrder {
        /// The round.
        round: u32,
        /// The key.
        key: String,
    },
    /// A round's objective is not that of its groups.
    #[error("round {round} claims {claimed}, but its groups make {recomputed}")]
    WrongRoundObjective {
        /// The round.
        round: u32,
        /// The objective in the plan.
        claimed: RoundObjective,
        /// The objective recomputed.
        recomputed: RoundObjective,
    },
    /// The plan's objective is not that of its rounds.
    #[error("the plan claims {claimed}, but its rounds make {recomputed}")]
    WrongObjective {
        /// The objective in the plan.
        claimed: HorizonObjective,
        /// The objective recomputed.
        recomputed: HorizonObjective,
    },
    /// The plan counts byes wrongly.
    #[error(
        "the plan says that those who take part in every round sit out {} to {} times, but they do \
         {} to {} times", .claimed.0, .claimed.1, .recomputed.0, .recomputed.1
    )]
    WrongByes {
        /// The fewest and the most in the plan.
        claimed: (u32, u32),
        /// The fewest and the most recomputed.
        recomputed: (u32, u32),
    },
    /// A proof names somebody who takes no part in the round, or is not enrolled.
    #[error(
        "the proof of {place} names `{key}`, who takes no part there; correct the key or leave it out"
    )]
    ProofStranger {
        /// Of what the proof is.
        place: ProofPlace,
        /// The key.
        key: String,
    },
    /// A price below 0: such a proof proves nothing.
    #[error("the proof of {place} prices {} at {halves} halves; a price is 0 or more, so the proof proves nothing", keys(.people))]
    NegativePrice {
        /// Of what the proof is.
        place: ProofPlace,
        /// The key of the person, or those of the set.
        people: Vec<String>,
        /// The price in halves, of a micro-unit or of a pair.
        halves: i128,
    },
    /// A priced set that is not of an odd number of different people: such a proof proves nothing.
    #[error("the proof of {place} prices the set {}, which is not of an odd number of different people, so the proof proves nothing", keys(.people))]
    NotAnOddSet {
        /// Of what the proof is.
        place: ProofPlace,
        /// The keys.
        people: Vec<String>,
    },
    /// A range of scores that holds no score: such a proof proves nothing.
    #[error(
        "the proof of {place} states a range of scores from {} down to {}, so it proves nothing", .range.least,
        .range.greatest
    )]
    EmptyScoreRange {
        /// Of what the proof is.
        place: ProofPlace,
        /// The range.
        range: ScoreRange,
    },
    /// A score outside the range that a proof states, the first one: such a proof proves nothing.
    #[error(
        "the proof of {place} states that scores are from {} to {}, but `{first}` and `{second}` score {score}, \
         so it proves nothing", .range.least, .range.greatest
    )]
    ScoreOutsideRange {
        /// Of what the proof is.
        place: ProofPlace,
        /// Key of the one.
        first: String,
        /// Key of the other.
        second: String,
        /// What they score there.
        score: Score,
        /// The range.
        range: ScoreRange,
    },
    /// A proof of another kind of round: it proves nothing.
    #[error(
        "the proof of {place} is one of {given}, but the round is one of {asked}, so it proves nothing"
    )]
    WrongProofKind {
        /// Of what the proof is.
        place: ProofPlace,
        /// The kind of round that the proof is made for.
        given: &'static str,
        /// The kind of round that the problem has.
        asked: &'static str,
    },
    /// The rounds are not each given a bound by itself: the proof of the plan proves nothing.
    #[error("the proof of the plan has {} for {}, so it proves nothing; give one a round", count(*.given, "bound"), count(*.rounds, "round"))]
    WrongAloneCount {
        /// How many bounds there are.
        given: u64,
        /// How many rounds.
        rounds: u64,
    },
    /// A bound refers to a round that is not an earlier one with a proof.
    #[error(
        "round {round} by itself refers to the round at position {as_round}, which is no earlier one with a proof"
    )]
    WrongReference {
        /// The round.
        round: u32,
        /// The position it refers to.
        as_round: u64,
    },
    /// The windows are not as they must be: they prove nothing.
    #[error(
        "the windows of the proof have {given:?} rounds, but must have {asked:?}, or there must be none"
    )]
    WrongWindows {
        /// The rounds of each window in the plan.
        given: Vec<usize>,
        /// The rounds of each window as they must be; empty where none can be used.
        asked: Vec<usize>,
    },
    /// The claimed bound of a round is tighter than what its proof proves.
    #[error(
        "{place} is claimed not to exceed {claimed}, but its proof proves {}", or_nothing(.derived.as_ref())
    )]
    RoundBoundNotProven {
        /// Of what the proof is.
        place: ProofPlace,
        /// The bound in the plan.
        claimed: RoundObjective,
        /// The bound that the proof proves, if any.
        derived: Option<RoundObjective>,
    },
    /// The claimed bound of a round is below what the round itself reaches.
    #[error("round {round} is claimed not to exceed {claimed}, but itself makes {objective}")]
    RoundBoundTooLow {
        /// The round.
        round: u32,
        /// The bound in the plan.
        claimed: RoundObjective,
        /// The objective of the round, recomputed.
        objective: RoundObjective,
    },
    /// The claimed bound of the plan is tighter than what its proof proves.
    #[error(
        "the plan claims that no plan exceeds {claimed}, but its proof proves {}", or_nothing(.derived.as_ref())
    )]
    BoundNotProven {
        /// The bound in the plan.
        claimed: HorizonObjective,
        /// The bound that the proof proves, if any.
        derived: Option<HorizonObjective>,
    },
    /// The claimed bound of the plan is below what the plan itself reaches.
    #[error("the plan claims that no plan exceeds {claimed}, but itself makes {objective}")]
    BoundTooLow {
        /// The bound in the plan.
        claimed: HorizonObjective,
        /// The objective of the plan, recomputed.
        objective: HorizonObjective,
    },
    /// Byes are claimed to have to differ by more than is proven.
    #[error(
        "the plan claims that byes differ by at least {claimed} in every plan, but {derived} is proven"
    )]
    SpreadNotProven {
        /// The bound in the plan.
        claimed: u32,
        /// The bound that is proven.
        derived: u32,
    },
    /// The witness of the byes is not as it says.
    #[error(
        "the witness of the byes says that its people share {claimed} byes, but {derived} are proven"
    )]
    WitnessByes {
        /// The number in the plan.
        claimed: u64,
        /// The number that is proven.
        derived: u64,
    },
    /// The witness of the byes names somebody as spared of whom it is not proven.
    #[error("the witness of the byes says that `{key}` never sits out, but that is not proven")]
    WitnessSpared {
        /// The key.
        key: String,
    },
    /// The witness of the byes names somebody who does not take part in every round, or one
    /// person twice.
    #[error(
        "the witness of the byes names `{key}`, who does not take part in every round or is named before; leave them out"
    )]
    WitnessStranger {
        /// The key.
        key: String,
    },
}

/// Why somebody takes no part in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Absence {
    /// The caller said so.
    Away,
    /// They are paused on the day.
    Paused {
        /// The first day of the pause.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// They have not started yet.
    YetToStart {
        /// Their first day.
        start: Date,
    },
    /// They take part in every so manieth round only.
    NotDue {
        /// In every so manieth.
        every: u32,
        /// The last round in which they met somebody.
        last_met: u32,
    },
}

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away => f.write_str("is away"),
            Self::Paused { first, last } => write!(f, "is paused from {first} to {last}"),
            Self::YetToStart { start } => write!(f, "starts on {start}"),
            Self::NotDue { every, last_met } => {
                write!(
                    f,
                    "takes part in every {every} rounds only and met somebody in round {last_met}"
                )
            }
        }
    }
}

/// Why somebody does not sit out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NoBye {
    /// They meet somebody.
    Meets,
    /// They take no part.
    Absent(Absence),
    /// Nobody of that key is enrolled.
    NotEnrolled,
    /// They are of the first of two pools, where nobody sits out.
    FirstPool,
}

impl fmt::Display for NoBye {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meets => f.write_str("meets somebody"),
            Self::Absent(absence) => absence.fmt(f),
            Self::NotEnrolled => f.write_str("is not enrolled"),
            Self::FirstPool => f.write_str("is of the first pool"),
        }
    }
}

/// Of what a proof is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ProofPlace {
    /// Of a round, the rounds before it given.
    Round(u32),
    /// Of a round by itself.
    Alone(u32),
    /// Of the window that begins with a round.
    Window(u32),
}

impl fmt::Display for ProofPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Round(round) => write!(f, "round {round}"),
            Self::Alone(round) => write!(f, "round {round} by itself"),
            Self::Window(round) => write!(f, "the window from round {round} on"),
        }
    }
}

impl RoundViolation {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSchema { .. } => "unknown-schema",
            Self::WrongRoundCount { .. } => "wrong-round-count",
            Self::WrongRound { .. } => "wrong-round",
            Self::WrongDate { .. } => "wrong-date",
            Self::CustomValue { .. } => "custom-value",
            Self::NotEnrolled { .. } => "not-enrolled",
            Self::TwiceInGroup { .. } => "twice-in-group",
            Self::TooManyGroups { .. } => "too-many-groups",
            Self::PairTwice { .. } => "pair-twice",
            Self::TakesNoPart { .. } => "takes-no-part",
            Self::GroupSize { .. } => "group-size",
            Self::TooManyTrios { .. } => "too-many-trios",
            Self::SamePool { .. } => "same-pool",
            Self::Excluded { .. } => "excluded",
            Self::NoScore { .. } => "no-score",
            Self::TooSoon { .. } => "too-soon",
            Self::RepeatForbidden { .. } => "repeat-forbidden",
            Self::RepeatNotMarked { .. } => "repeat-not-marked",
            Self::NotARepeat { .. } => "not-a-repeat",
            Self::RepeatTwice { .. } => "repeat-twice",
            Self::WrongLastMet { .. } => "wrong-last-met",
            Self::PeopleOrder { .. } => "people-order",
            Self::GroupOrder { .. } => "group-order",
            Self::WrongScore { .. } => "wrong-score",
            Self::ByeNotListed { .. } => "bye-not-listed",
            Self::NotABye { .. } => "not-a-bye",
            Self::ByeTwice { .. } => "bye-twice",
            Self::ByeOrder { .. } => "bye-order",
            Self::WrongRoundObjective { .. } => "wrong-round-objective",
            Self::WrongObjective { .. } => "wrong-objective",
            Self::WrongByes { .. } => "wrong-byes",
            Self::ProofStranger { .. } => "proof-stranger",
            Self::NegativePrice { .. } => "negative-price",
            Self::NotAnOddSet { .. } => "not-an-odd-set",
            Self::EmptyScoreRange { .. } => "empty-score-range",
            Self::ScoreOutsideRange { .. } => "score-outside-range",
            Self::WrongProofKind { .. } => "wrong-proof-kind",
            Self::WrongAloneCount { .. } => "wrong-alone-count",
            Self::WrongReference { .. } => "wrong-reference",
            Self::WrongWindows { .. } => "wrong-windows",
            Self::RoundBoundNotProven { .. } => "round-bound-not-proven",
            Self::RoundBoundTooLow { .. } => "round-bound-too-low",
            Self::BoundNotProven { .. } => "bound-not-proven",
            Self::BoundTooLow { .. } => "bound-too-low",
            Self::SpreadNotProven { .. } => "spread-not-proven",
            Self::WitnessByes { .. } => "witness-byes",
            Self::WitnessSpared { .. } => "witness-spared",
            Self::WitnessStranger { .. } => "witness-stranger",
        }
    }
}

/// "`ada`, `bob`".
pub(in super::super) fn keys(people: &[String]) -> String {
    people.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// "2", "2 to 4".
fn sizes(most: u64) -> String {
    if most == 2 { "2".to_owned() } else { format!("2 to {most}") }
}

fn day(date: &Option<Date>) -> String {
    date.map_or_else(|| "no day".to_owned(), |date| date.to_string())
}

fn met(when: &When) -> String {
    match (when.round, when.date) {
        (Some(round), _) => format!("in round {round}"),
        (None, Some(date)) => format!("on {date}"),
        (None, None) => "before".to_owned(),
    }
}

pub(super) fn of(programme: &Programme) -> &str {
    match programme {
        Programme::Mentoring => "mentoring",
        Programme::Rotation => "rounds",
        Programme::TaskForce => "task force",
        Programme::Other(name) => name,
    }
}

fn or_nothing<T: fmt::Display>(derived: Option<&T>) -> String {
    derived.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}
