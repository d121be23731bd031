//! Why nobody, and what would change it.

use std::fmt;

use jiff::civil::Date;

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
    /// They are paused on the day planned for.
    Paused {
        /// The last day of the pause.
        until: Date,
    },
    /// They have no place for a new pair.
    NoOwnPlace {
        /// The places they were enrolled with.
        capacity: u32,
        /// Keys of the partners of existing pairs.
        partners: Vec<String>,
    },
    /// No counterpart is eligible.
    NoCounterpart {
        /// How many counterparts were considered.
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
    /// Every eligible counterpart has all places taken.
    PlacesTaken {
        /// How many eligible counterparts there are.
        eligible: usize,
        /// Those that would score highest with this person.
        nearest: Vec<TakenPlace>,
    },
    /// Every eligible counterpart with a place left is paired with them the
    /// other way round, and pairs may not be mutual.
    OnlyMutual {
        /// Key of the one that scores highest.
        counterpart: String,
    },
    /// An eligible counterpart has a place left, but the pair would not raise the score.
    NoGain {
        /// Key of the one that scores highest.
        counterpart: String,
        /// The score with them: zero or less.
        #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
        score: Score,
    },
    /// An eligible counterpart has a place left: the solver stopped early.
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

/// A counterpart whose places are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TakenPlace {
    /// Key of the counterpart.
    pub counterpart: String,
    /// The score that the pair would have.
    #[cfg_attr(feature = "serde", serde(rename = "score_micros"))]
    pub score: Score,
    /// Who holds the places: empty where the counterpart is paused or offers none.
    pub held_by: Vec<Holder>,
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
        let other = match self.role {
            Role::Mentor => "mentee",
            Role::Mentee => "mentor",
        };
        write!(f, "{} has no {other}: ", self.key)?;
        match &self.reason {
            UnmatchedReason::Paused { until } => {
                write!(f, "paused until {until}. A plan for a later day can include them.")
            }
            UnmatchedReason::NoOwnPlace { capacity, partners } if partners.is_empty() => {
                write!(f, "enrolled with {capacity} places. Enrol them with at least 1.")
            }
            UnmatchedReason::NoOwnPlace { capacity, partners } => write!(
                f,
                "all {capacity} of their places are held by earlier pairs ({}). \
                 A higher capacity, or the end of a pair, would open one.",
                partners.join(", ")
            ),
            UnmatchedReason::NoCounterpart { considered: 0, .. } => {
                write!(f, "no {other} is enrolled beside themselves. Enrol one.")
            }
            UnmatchedReason::NoCounterpart { considered, rules } => {
                no_counterpart(f, other, *considered, rules)
            }
            UnmatchedReason::BelowFloor { count, counterpart, score, floor } => write!(
                f,
                "{} but for the minimum score of {floor}; the highest is {score}, with {counterpart}. \
                 A minimum of {score} would let that pair in.",
                eligible(*count, other)
            ),
            UnmatchedReason::PlacesTaken { eligible: count, nearest } => {
                write!(f, "{}, and all their places are taken", eligible(*count, other))?;
                for (i, place) in nearest.iter().enumerate() {
                    f.write_str(if i == 0 { ": " } else { "; " })?;
                    taken_place(f, place)?;
                }
                write!(
                    f,
                    ". One more place with any of them would match {} and take nobody's.",
                    self.key
                )
            }
            UnmatchedReason::OnlyMutual { counterpart } => write!(
                f,
                "the {other}s who have a place left, such as {counterpart}, are paired with them \
                 the other way round. Allowing mutual pairs would change it."
            ),
            UnmatchedReason::NoGain { counterpart, score } => write!(
                f,
                "the pair with {counterpart} would score {score} and not raise the plan's score. \
                 Comparing the number of pairs first would include it."
            ),
            UnmatchedReason::StoppedEarly { counterpart, score } => write!(
                f,
                "the solver stopped early; {counterpart} has a place left and the pair would score \
                 {score}. A longer run would use it, or a better one."
            ),
        }
    }
}

fn eligible(count: usize, other: &str) -> String {
    match count {
        1 => format!("1 {other} is eligible"),
        _ => format!("{count} {other}s are eligible"),
    }
}

fn no_counterpart(
    f: &mut fmt::Formatter<'_>,
    other: &str,
    considered: usize,
    rules: &[RuleEffect],
) -> fmt::Result {
    if rules.is_empty() {
        return write!(f, "no {other} has a score with them. A score makes a pair eligible.");
    }
    write!(f, "the rules exclude all {considered} {other}s")?;
    for (i, effect) in rules.iter().take(MOST_NAMED).enumerate() {
        let lead = if i == 0 { ": " } else { "; " };
        write!(f, "{lead}\"{}\" {}, {} of them alone", effect.rule, effect.excluded, effect.alone)?;
    }
    match rules.first() {
        Some(effect) if effect.alone > 0 => write!(
            f,
            ". Without \"{}\", {}.",
            effect.rule,
            match effect.alone {
                1 => format!("1 {other} would be eligible"),
                n => format!("{n} {other}s would be eligible"),
            }
        ),
        _ => f.write_str(". No single rule stands in the way: at least two would have to give."),
    }
}

fn taken_place(f: &mut fmt::Formatter<'_>, place: &TakenPlace) -> fmt::Result {
    write!(f, "{} (score {})", place.counterpart, place.score)?;
    if place.held_by.is_empty() {
        return f.write_str(" has no place now");
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
    let reason = match answer.problem().participant(person.role, &person.key) {
        Some(own) => Search { answer, role: person.role, own }.reason(),
        // Not enrolled: nobody was considered for them.
        None => UnmatchedReason::NoCounterpart { considered: 0, rules: Vec::new() },
    };
    WhyUnmatched { key: person.key.clone(), role: person.role, reason }
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
        match self.role {
            Role::Mentor => Role::Mentee,
            Role::Mentee => Role::Mentor,
        }
    }

    fn reason(&self) -> UnmatchedReason {
        let own = self.own;
        if let Some(pause) = own.pause {
            return UnmatchedReason::Paused { until: pause.last };
        }
        if own.places_before_pins() == 0 {
            let partners = own.existing.iter().map(ToString::to_string).collect();
            return UnmatchedReason::NoOwnPlace { capacity: own.capacity, partners };
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
            return self.why_not_one_of(eligible);
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
        effects.sort_by_key(|e| (std::cmp::Reverse((e.alone, e.excluded)), e.index));
        effects
    }

    fn why_not_one_of(&self, eligible: Vec<Eligible<'_>>) -> UnmatchedReason {
        let count = eligible.len();
        let (open, mut taken): (Vec<_>, Vec<_>) =
            eligible.into_iter().partition(|e| self.has_place(e.counterpart));
        if open.is_empty() {
            taken.sort_by_key(|e| std::cmp::Reverse(e.score));
            taken.truncate(MOST_NAMED);
            let nearest = taken.iter().map(|e| self.taken_place(e)).collect();
            return UnmatchedReason::PlacesTaken { eligible: count, nearest };
        }
        let not_mutual: Vec<_> =
            open.iter().filter(|e| !self.would_be_mutual(e.counterpart)).collect();
        match (highest(not_mutual), highest(&open)) {
            (None, Some(e)) => {
                UnmatchedReason::OnlyMutual { counterpart: e.counterpart.key.to_string() }
            }
            (Some(e), _) => {
                let (counterpart, score) = (e.counterpart.key.to_string(), e.score);
                if self.problem().mode() == Mode::HighestScore && score <= Score::ZERO {
                    UnmatchedReason::NoGain { counterpart, score }
                } else {
                    UnmatchedReason::StoppedEarly { counterpart, score }
                }
            }
            // `open` is not empty.
            (None, None) => UnmatchedReason::PlacesTaken { eligible: count, nearest: Vec::new() },
        }
    }

    fn has_place(&self, counterpart: &Participant) -> bool {
        let role = self.other_role();
        let pairs = self.answer.plan().pairs().iter();
        let used = pairs.filter(|pair| pair.key(role) == &*counterpart.key).count();
        used < counterpart.places_before_pins() as usize
    }

    fn would_be_mutual(&self, counterpart: &Participant) -> bool {
        if self.problem().mutual_pairs() == MutualPairs::Allowed {
            return false;
        }
        let (own, other) = (&*self.own.key, &*counterpart.key);
        let planned = self
            .answer
            .plan()
            .pairs()
            .iter()
            .any(|pair| pair.key(self.other_role()) == own && pair.key(self.role) == other);
        let before = self
            .problem()
            .participant(self.other_role(), own)
            .is_some_and(|p| p.existing.iter().any(|key| &**key == other));
        planned || before
    }

    fn taken_place(&self, e: &Eligible<'_>) -> TakenPlace {
        let role = self.other_role();
        let key = &*e.counterpart.key;
        let planned = self.answer.plan().pairs().iter().filter(|pair| pair.key(role) == key);
        let before = e.counterpart.existing.iter();
        let holders =
            before.map(|key| Holder { key: key.to_string(), score: None }).chain(planned.map(
                |pair| Holder { key: pair.key(self.role).to_owned(), score: Some(pair.score) },
            ));
        let held_by = if e.counterpart.pause.is_some() { Vec::new() } else { holders.collect() };
        TakenPlace { counterpart: key.to_owned(), score: e.score, held_by }
    }
}

/// The first of those that score highest.
fn highest<'e, 's: 'e>(
    eligible: impl IntoIterator<Item = &'e Eligible<'s>>,
) -> Option<&'e Eligible<'s>> {
    eligible.into_iter().reduce(|best, e| if e.score > best.score { e } else { best })
}
