//! Why nobody, and what would change it.

use std::cmp::Reverse;
use std::fmt;

use jiff::civil::Date;

use super::counterparts;
use crate::mentoring::{Answer, MentoringProblem, Mode, MutualPairs, Participant, Role, Unmatched};
use crate::policy::Rule;
use crate::score::Score;

/// How many counterparts are named.
const MOST_NAMED: usize = 3;

/// Why somebody enrolled has no pair in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WhyUnmatched {
    /// Their key.
    pub key: String,
    /// The role in which they are without a pair.
    pub role: Role,
    /// Keys of their partners in existing pairs, which go on.
    pub existing: Vec<String>,
    /// The reason.
    pub reason: UnmatchedReason,
}

/// The reason why somebody has no pair. "Counterparts" are the people enrolled
/// in the other role.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum UnmatchedReason {
    /// They are not enrolled in this role: not on the plan's list of people
    /// without a pair.
    NotEnrolled,
    /// They have a pair: not on the plan's list of people without one.
    Paired {
        /// Keys of their partners in the plan.
        partners: Vec<String>,
    },
    /// They are paused on the day planned for.
    Paused {
        /// The last day of the pause.
        until: Date,
    },
    /// They have no place for a new pair.
    NoOwnPlace {
        /// The places they were enrolled with; existing pairs hold them all.
        capacity: u32,
    },
    /// No counterpart is eligible.
    NoCounterpart {
        /// How many counterparts were considered: all but themselves and the
        /// partners of existing pairs.
        considered: usize,
        /// What each rule does, the one that alone excludes most first. Empty
        /// where scores are the caller's own, or there is no counterpart.
        rules: Vec<RuleEffect>,
    },
    /// Counterparts are eligible but for the minimum score.
    BelowFloor {
        /// How many there are.
        count: usize,
        /// Key of the one that scores highest.
        counterpart: String,
        /// The score with them.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
        /// The minimum.
        #[cfg_attr(feature = "serde", serde(rename = "floor_micros"))]
        floor: Score,
    },
    /// No eligible counterpart has a place left.
    PlacesTaken {
        /// How many eligible counterparts there are whose pair would raise the
        /// objective.
        eligible: usize,
        /// How many more there are whose pair would not: where the highest
        /// score is sought, those that score zero or less.
        no_gain: usize,
        /// Some of the former: where one more place would be enough first, and
        /// of these the highest score with this person first.
        nearest: Vec<TakenPlace>,
    },
    /// The eligible counterparts with a place left are paired with them the
    /// other way round, and pairs may not be mutual.
    OnlyMutual {
        /// How many there are.
        count: usize,
        /// Key of the one that scores highest.
        counterpart: String,
    },
    /// Where the highest score is sought: counterparts are eligible, but no
    /// pair with one of them would raise the score.
    NoGain {
        /// Key of the one that scores highest.
        counterpart: String,
        /// The score with them: zero or less.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
    },
    /// An eligible counterpart has a place left: the solver stopped before the
    /// plan was as good as it gets.
    StoppedEarly {
        /// Key of the one that scores highest.
        counterpart: String,
        /// The score with them.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
    },
}

/// What one rule does to somebody's counterparts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RuleEffect {
    /// The rule in words.
    pub rule: String,
    /// Its position in the policy, from 0.
    pub index: usize,
    /// How many counterparts it excludes.
    pub excluded: usize,
    /// How many of them no other rule excludes.
    pub alone: usize,
}

/// A counterpart without a place left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TakenPlace {
    /// Key of the counterpart.
    pub counterpart: String,
    /// The score that the pair would have.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// Who holds the places; empty where the counterpart offers none.
    pub held_by: Vec<Holder>,
    /// The last day of the counterpart's pause.
    pub paused_until: Option<Date>,
    /// Whether the two are paired the other way round, and may not be mutual.
    pub mutual: bool,
}

impl TakenPlace {
    /// Whether one more place with them would be enough.
    fn wants_a_place(&self) -> bool {
        self.paused_until.is_none() && !self.mutual
    }
}

/// Somebody who holds a place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Holder {
    /// Their key.
    pub key: String,
    /// The score of their pair; none for an existing pair.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Option<Score>,
}

impl UnmatchedReason {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::Paired { .. } => "paired",
            Self::Paused { .. } => "paused",
            Self::NoOwnPlace { .. } => "no_own_place",
            Self::NoCounterpart { .. } => "no_counterpart",
            Self::BelowFloor { .. } => "below_floor",
            Self::PlacesTaken { .. } => "places_taken",
            Self::OnlyMutual { .. } => "only_mutual",
            Self::NoGain { .. } => "no_gain",
            Self::StoppedEarly { .. } => "stopped_early",
        }
    }
}

impl fmt::Display for WhyUnmatched {
    /// What is so, and what would change it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (other, key) = (other_role(self.role), &self.key);
        if let UnmatchedReason::Paired { partners } = &self.reason {
            return write!(f, "{key} has a {other} in this plan: {}.", partners.join(", "));
        }
        let new = if self.existing.is_empty() { "" } else { "new " };
        write!(f, "{key} has no {new}{other}: ")?;
        match &self.reason {
            UnmatchedReason::NotEnrolled | UnmatchedReason::Paired { .. } => {
                write!(f, "not enrolled as a {}. Enrol them.", self.role)
            }
            UnmatchedReason::Paused { until } => {
                write!(f, "paused until {until}. A plan for a later day can include them.")
            }
            UnmatchedReason::NoOwnPlace { .. } if self.existing.is_empty() => {
                f.write_str("enrolled with capacity 0. A capacity of 1 would open a place.")
            }
            UnmatchedReason::NoOwnPlace { capacity } => write!(
                f,
                "the capacity is {capacity}, and existing pairs hold {} ({}). \
                 A capacity of {} would open a place.",
                places(self.existing.len()),
                self.existing.join(", "),
                self.existing.len().saturating_add(1)
            ),
            UnmatchedReason::NoCounterpart { considered: 0, .. } => {
                write!(f, "no other {other} is enrolled. Enrol one.")
            }
            UnmatchedReason::NoCounterpart { considered, rules } => {
                no_counterpart(f, &other.to_string(), *considered, rules)
            }
            UnmatchedReason::BelowFloor { count, counterpart, score, floor } => write!(
                f,
                "{} but for the minimum score of {floor}; {counterpart} comes nearest, with {score}. \
                 A minimum of {score} would make that pair eligible.",
                would_be_eligible(*count, &other.to_string())
            ),
            UnmatchedReason::PlacesTaken { eligible, no_gain, nearest } => {
                let raising = if *no_gain > 0 { " and would raise the score" } else { "" };
                match eligible {
                    1 => write!(f, "1 {other} is eligible{raising}, with no place left")?,
                    n => write!(f, "{n} {other}s are eligible{raising}, none with a place left")?,
                }
                taken_places(f, key, nearest)
            }
            UnmatchedReason::OnlyMutual { count, counterpart } => {
                match count {
                    1 => write!(
                        f,
                        "{counterpart} is eligible and has a place left, but is their {}",
                        self.role
                    )?,
                    n => write!(
                        f,
                        "{counterpart} and {} more are eligible and have a place left, but are \
                         their {}s",
                        n.saturating_sub(1),
                        self.role
                    )?,
                }
                f.write_str(
                    ", and two people may not be each other's mentor. \
                     Allowing mutual pairs would make room.",
                )
            }
            UnmatchedReason::NoGain { counterpart, score } => write!(
                f,
                "a pair with {counterpart} would score {score}, which does not raise the plan's \
                 score. Where the number of pairs is compared first, it would count."
            ),
            UnmatchedReason::StoppedEarly { counterpart, score } => write!(
                f,
                "the solver stopped before it came to them: {counterpart} has a place left, and the \
                 pair would score {score}. A longer run would use it, or find better."
            ),
        }
    }
}

pub(super) fn other_role(role: Role) -> Role {
    match role {
        Role::Mentor => Role::Mentee,
        Role::Mentee => Role::Mentor,
    }
}

fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

fn would_be_eligible(count: usize, other: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {other}{plural} would be eligible")
}

/// Why no counterpart is eligible, and what would change it.
pub(super) fn no_counterpart(
    f: &mut fmt::Formatter<'_>,
    other: &str,
    considered: usize,
    rules: &[RuleEffect],
) -> fmt::Result {
    if rules.is_empty() {
        return write!(f, "no {other} has a score with them. A score makes a pair eligible.");
    }
    match considered {
        1 => write!(f, "the rules exclude the only {other}")?,
        n => write!(f, "the rules exclude all {n} {other}s")?,
    }
    f.write_str(": ")?;
    counterparts::in_words(f, rules)?;
    match rules.first() {
        Some(RuleEffect { rule, alone, .. }) if *alone > 0 => {
            write!(f, ". Without \"{rule}\", {}.", would_be_eligible(*alone, other))
        }
        _ => f.write_str(". Leaving out one rule would not be enough, but two or more would."),
    }
}

fn taken_places(f: &mut fmt::Formatter<'_>, key: &str, nearest: &[TakenPlace]) -> fmt::Result {
    for (i, place) in nearest.iter().enumerate() {
        f.write_str(if i == 0 { ": " } else { "; " })?;
        taken_place(f, place)?;
    }
    let wanted: Vec<&str> = nearest
        .iter()
        .filter(|place| place.wants_a_place())
        .map(|place| place.counterpart.as_str())
        .collect();
    let with = match wanted.as_slice() {
        [] if nearest.iter().any(|place| !place.mutual) => {
            return f.write_str(". A plan for a later day can include them.");
        }
        [] => return f.write_str(". Allowing mutual pairs, and one more place, would make room."),
        all if all.len() == nearest.len() && all.len() > 1 => "any of them".to_owned(),
        some => some.join(" or "),
    };
    write!(f, ". One more free place with {with} would be enough for {key} and take nobody's.")
}

fn taken_place(f: &mut fmt::Formatter<'_>, place: &TakenPlace) -> fmt::Result {
    write!(f, "{} (score {})", place.counterpart, place.score)?;
    if let Some(until) = place.paused_until {
        return write!(f, " is paused until {until}");
    }
    if place.held_by.is_empty() {
        return f.write_str(" offers no place");
    }
    f.write_str(" has ")?;
    for (i, holder) in place.held_by.iter().enumerate() {
        let lead = if i == 0 { "" } else { ", " };
        match holder.score {
            Some(score) => write!(f, "{lead}{} (score {score})", holder.key)?,
            None => write!(f, "{lead}{} from before", holder.key)?,
        }
    }
    Ok(())
}

pub(super) fn reason(answer: &Answer<'_>, person: &Unmatched) -> WhyUnmatched {
    let Unmatched { key, role } = person;
    let own = answer.problem().participant(*role, key);
    let pairs = answer.pairs_of(*role, key);
    let reason = match own {
        None => UnmatchedReason::NotEnrolled,
        Some(_) if pairs.len() > 0 => {
            let partners = pairs.map(|pair| pair.key(other_role(*role)).to_owned()).collect();
            UnmatchedReason::Paired { partners }
        }
        Some(own) => Search { answer, role: *role, own }.reason(),
    };
    let existing = own.map_or(&[][..], |own| &own.existing);
    let existing = existing.iter().map(ToString::to_string).collect();
    WhyUnmatched { key: key.clone(), role: *role, existing, reason }
}

/// One person's counterparts.
struct Search<'s> {
    answer: &'s Answer<'s>,
    role: Role,
    own: &'s Participant,
}

/// An eligible counterpart.
struct Eligible<'s> {
    counterpart: &'s Participant,
    score: Score,
}

impl<'s> Search<'s> {
    fn problem(&self) -> &'s MentoringProblem<'s> {
        self.answer.problem()
    }

    fn other_role(&self) -> Role {
        other_role(self.role)
    }

    fn reason(&self) -> UnmatchedReason {
        let own = self.own;
        if let Some(pause) = own.pause {
            return UnmatchedReason::Paused { until: pause.last };
        }
        if own.places_before_pins() == 0 {
            return UnmatchedReason::NoOwnPlace { capacity: own.capacity };
        }
        let rule_count = self.problem().policy().map_or(0, |policy| policy.rules().len());
        let mut effects = vec![(0_usize, 0_usize); rule_count];
        let (mut considered, mut eligible, mut low) = (0, Vec::new(), Vec::new());
        let others = self.problem().participants(self.other_role());
        for counterpart in
            others.iter().filter(|c| c.key != own.key && !own.existing.contains(&c.key))
        {
            considered += 1;
            let Some((score, excluding)) = self.judge(counterpart) else { continue };
            for &rule in &excluding {
                effects[rule].0 += 1;
                effects[rule].1 += usize::from(excluding.len() == 1);
            }
            if excluding.is_empty() {
                eligible.push(Eligible { counterpart, score });
            } else if excluding.iter().all(|&rule| self.floor(rule).is_some()) {
                low.push(Eligible { counterpart, score });
            }
        }
        if !eligible.is_empty() {
            return self.why_not_one_of(&eligible);
        }
        let floor = (0..rule_count).filter_map(|rule| self.floor(rule)).max();
        match (highest(&low), floor) {
            (Some(nearest), Some(floor)) => UnmatchedReason::BelowFloor {
                count: low.len(),
                counterpart: nearest.counterpart.key.to_string(),
                score: nearest.score,
                floor,
            },
            _ => UnmatchedReason::NoCounterpart { considered, rules: self.rules(&effects) },
        }
    }

    /// The score of the pair and the rules that exclude it; none where the
    /// caller gave no score.
    fn judge(&self, counterpart: &Participant) -> Option<(Score, Vec<usize>)> {
        let (mentor, mentee) = match self.role {
            Role::Mentor => (self.own, counterpart),
            Role::Mentee => (counterpart, self.own),
        };
        let Some(compiled) = self.problem().compiled() else {
            return self.problem().own_score(&mentor.key, &mentee.key).map(|s| (s, Vec::new()));
        };
        let (mentor, mentee) = (mentor.person?, mentee.person?);
        let excluding = compiled.excluding(mentor, mentee).ok()?;
        let score = compiled.score(mentor, mentee).ok()?;
        Some((score, excluding.into_iter().map(|rule| rule.index()).collect()))
    }

    /// The minimum score that a rule asks.
    fn floor(&self, rule: usize) -> Option<Score> {
        match self.problem().policy()?.rules().get(rule)?.rule {
            Rule::MinimumScore { score_micros } => Some(score_micros),
            _ => None,
        }
    }

    fn rules(&self, effects: &[(usize, usize)]) -> Vec<RuleEffect> {
        let rules = self.problem().policy().map_or(&[][..], |policy| policy.rules());
        let mut effects: Vec<RuleEffect> = rules
            .iter()
            .zip(effects)
            .enumerate()
            .filter(|(_, (_, (excluded, _)))| *excluded > 0)
            .map(|(index, (requirement, &(excluded, alone)))| RuleEffect {
                rule: requirement.rule.in_words("mentor", "mentee"),
                index,
                excluded,
                alone,
            })
            .collect();
        effects.sort_by_key(|e| (Reverse((e.alone, e.excluded)), e.index));
        effects
    }

    /// Why none of the eligible counterparts; there is one at least.
    fn why_not_one_of(&self, eligible: &[Eligible<'_>]) -> UnmatchedReason {
        let key = |e: &Eligible<'_>| e.counterpart.key.to_string();
        let gaining: Vec<_> = eligible.iter().filter(|e| self.gains(e)).collect();
        let open = || gaining.iter().copied().filter(|e| self.has_place(e.counterpart));
        let free = highest(open().filter(|e| !self.is_mutual(e.counterpart)));
        match (free, highest(open()), highest(eligible)) {
            (Some(e), ..) => UnmatchedReason::StoppedEarly { counterpart: key(e), score: e.score },
            (None, Some(e), _) => {
                UnmatchedReason::OnlyMutual { count: open().count(), counterpart: key(e) }
            }
            (None, None, Some(e)) if gaining.is_empty() => {
                UnmatchedReason::NoGain { counterpart: key(e), score: e.score }
            }
            _ => {
                let enough = |e: &Eligible<'_>| {
                    e.counterpart.pause.is_none() && !self.is_mutual(e.counterpart)
                };
                let mut nearest = gaining.clone();
                nearest.sort_by_cached_key(|e| (!enough(e), Reverse(e.score)));
                nearest.truncate(MOST_NAMED);
                let nearest = nearest.into_iter().map(|e| self.taken_place(e)).collect();
                let no_gain = eligible.len() - gaining.len();
                UnmatchedReason::PlacesTaken { eligible: gaining.len(), no_gain, nearest }
            }
        }
    }

    /// Whether the pair would raise the objective, if there were room for it.
    fn gains(&self, e: &Eligible<'_>) -> bool {
        self.problem().mode() == Mode::MostPairsFirst || e.score > Score::ZERO
    }

    fn has_place(&self, counterpart: &Participant) -> bool {
        let used = self.answer.pairs_of(self.other_role(), &counterpart.key).len();
        used < counterpart.places_before_pins() as usize
    }

    /// Whether the two are paired the other way round, and may not be both ways.
    fn is_mutual(&self, counterpart: &Participant) -> bool {
        if self.problem().mutual_pairs() == MutualPairs::Allowed {
            return false;
        }
        // As each other's counterparts the two have swapped roles.
        let (own, other) = (&*self.own.key, &*counterpart.key);
        let planned =
            self.answer.pairs_of(self.other_role(), own).any(|pair| pair.key(self.role) == other);
        let existing = |role: Role, key: &str, partner: &str| {
            let participant = self.problem().participant(role, key);
            participant.is_some_and(|p| p.existing.iter().any(|key| &**key == partner))
        };
        planned || existing(self.other_role(), own, other) || existing(self.role, other, own)
    }

    fn taken_place(&self, e: &Eligible<'_>) -> TakenPlace {
        let Participant { key, existing, pause, .. } = e.counterpart;
        let planned = self.answer.pairs_of(self.other_role(), key);
        let existing = existing.iter().map(|key| Holder { key: key.to_string(), score: None });
        let held_by =
            existing.chain(planned.map(|pair| Holder {
                key: pair.key(self.role).to_owned(),
                score: Some(pair.score),
            }));
        TakenPlace {
            counterpart: key.to_string(),
            score: e.score,
            held_by: held_by.collect(),
            paused_until: pause.map(|pause| pause.last),
            mutual: self.is_mutual(e.counterpart),
        }
    }
}

/// The first of those that score highest.
fn highest<'e, 's: 'e>(
    eligible: impl IntoIterator<Item = &'e Eligible<'s>>,
) -> Option<&'e Eligible<'s>> {
    eligible.into_iter().reduce(|best, e| if e.score > best.score { e } else { best })
}
