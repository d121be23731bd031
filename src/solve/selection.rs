//! Selecting a team: the problem as data, what proves that no team is worth more, and the checks of both.
//!
//! Nothing here solves anything: a team is held against each requirement ([`check_team`]), and a
//! certificate is read step by step ([`team_upper_bound`]).

mod parts;
#[cfg(feature = "serde")]
mod steps;
mod tree;

pub use tree::team_upper_bound;

use parts::check_parts;

/// What a team is chosen from, and what it must keep to, by position of the candidates.
///
/// A team is a set of candidates. It is worth the sum of the `fit` of its members and of the values of
/// the `pairs` that it holds both ends of, and it is *feasible* when it keeps to everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionParts {
    /// What each candidate is worth; so many candidates there are.
    pub fit: Vec<i64>,
    /// The fewest members and the most.
    pub size: (u32, u32),
    /// (one, other, value): what two are worth beside their fit if both are in the team.
    pub pairs: Vec<(u32, u32, i64)>,
    /// Who must be in the team.
    pub required: Vec<u32>,
    /// Two who must not both be in the team.
    pub apart: Vec<(u32, u32)>,
    /// Those who are in the team all or none; the lists have nobody in common.
    pub together: Vec<Vec<u32>>,
    /// Of some candidates the team has so many at least and at most.
    pub counts: Vec<Count>,
    /// Of how many different kinds the members are.
    pub kinds: Vec<Kinds>,
    /// What all members have in common.
    pub common: Option<Common>,
}

/// Of `members` the team has at least `at_least` and at most `at_most`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The candidates counted, each once.
    pub members: Vec<u32>,
    /// The fewest.
    pub at_least: u32,
    /// The most; `u32::MAX` for no limit.
    pub at_most: u32,
}

/// The kinds of the members, such as their departments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// The kind of each candidate; none counts as no kind.
    pub of: Vec<Option<u32>>,
    /// The fewest different kinds in the team.
    pub at_least: u32,
    /// Whether nobody may be the only one of their kind in the team.
    pub nobody_alone: bool,
}

/// Slots, such as minutes of the day, of which all members have some in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Common {
    /// What each slot is worth.
    pub worth: Vec<u32>,
    /// The slots of each candidate, each once.
    pub slots: Vec<Vec<u32>>,
    /// The least that the slots which all members have are worth together; an empty team is exempt.
    pub at_least: u64,
}

/// Prices are in sixteenths of what teams are worth in.
pub const PRICE_UNITS: i64 = 16;

/// A proof that no feasible team is worth more than a bound: a search tree over all teams in which every
/// leaf is closed by prices or by counting.
///
/// The steps are read one after the other at a *state*: who is in (I) and who is out (O); at first I holds
/// the `required` and O nobody, and whoever is in or out takes all who must be `together` with them along.
/// A state stands for the feasible teams that contain I and nobody of O. Let
/// t = (most members) − |I|, the room that is left.
///
/// **Free** (F) is who is neither in nor out and could still join: with them (and whoever joins along) the team
/// has at most the most members, nobody of O, no two who are `apart`, no more than `at_most` of any count, and
/// enough in `common`.
///
/// **Dead** is a state that no feasible team belongs to, for one of these reasons: I holds somebody of O, two who are apart,
/// more than `at_most` of a count, more than the most members or not enough in common; |I| + |F| is below
/// the fewest members; a count has fewer than `at_least` in I ∪ F, or fewer than `at_least` in I + t; of kinds, I ∪ F has
/// fewer than `at_least`, or I has fewer than `at_least` − t; where nobody may be alone, somebody of I
/// is the only one of their kind in I ∪ F, or more than t kinds have exactly one member in I.
///
/// **Values.** With one of the [`SelectionPrices`], in sixteenths, for i in F:
///
/// ```text
/// c    = 16·worth(I) + Σ over counts: ℓ·(|I ∩ A| − at_least) + u·(at_most − |I ∩ A|)
///        + Σ over prices of likeness and their kinds: λ·(n·(n − 1)/2 − m·n + m·(m + 1)/2)
/// h(i) = 16·fit(i) + 16·Σ (pair values of i with I) + Σ over counts that i is in: (ℓ − u)
///        + Σ over prices of likeness, of the kind of i: λ·(n − m)
///        + the sum of the largest t − 1 of max(0, s(i, j)) over j in F, j ≠ i
/// ```
///
/// where n is how many of I are of the kind, the kinds of a price of likeness are those that it lists or that some candidate
/// has, and s(i, j) + s(j, i) = 16·(pair value of i and j) + Σ λ over the prices of likeness in whose kinds i and j are of
/// one kind: the price set says how it is shared. No kind is no kind: nothing of likeness is about who has none. Two of a
/// feasible team count each other's share at most, so a team of this state is worth at most
/// (c + Σ h over its free members) / 16. Likeness may be priced since a team with N members of a kind has N·(N − 1)/2 pairs
/// of them, and N·(N − 1)/2 − m·N + m·(m + 1)/2 = (N − m)·(N − m − 1)/2 is never below 0 for whole numbers.
///
/// **Closed** is a state where, with one of the price sets, c + the greatest sum of h that follows is below
/// 16·(bound + 1). That sum is taken over all
/// numbers of members from the fewest to the most: if kinds\[0\] lacks d kinds in I, first the d best kinds of F not in I,
/// each by its greatest h, whatever the caps; then the greatest h of the others (and of those kinds again), of each
/// *cap* at most `at_most` − |I ∩ A| of these others. Of equal h the lower position comes first. The caps are the counts
/// with `at_most` below the number of their members, in
/// order, that have nobody in common with a cap before them. Where not enough can be taken for the fewest
/// members, the state is closed.
///
/// With a price set that leaves out the worth (`of_worth` false), fit and pair values count 0 throughout, and the state is
/// closed where the sum is below 0: no team keeps to the counts. Where `bound` is none, no sum with the worth is below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SelectionCertificate {
    /// What no feasible team is worth more than; none where no team is feasible.
    pub bound: Option<i64>,
    /// The prices; a step may use any of them.
    pub price_sets: Vec<SelectionPrices>,
    /// The search tree, in the order in which it is read. Serialised as one line: `+3` for in, `-3` for out, `.` for
    /// done, with blanks between them.
    #[cfg_attr(feature = "serde", serde(with = "steps"))]
    pub steps: Vec<SelectionStep>,
}

/// Prices for one bound: see [`SelectionCertificate`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SelectionPrices {
    /// Whether fit and pair values count; where not, the prices speak of feasibility alone.
    pub of_worth: bool,
    /// s(low, high) of each priced pair, by ascending (low, high); empty for one half each. Priced are the `pairs` of the
    /// parts, whatever their value, and every two candidates of one kind in `kinds` that an [`AlikePrice`] of any price set
    /// of the certificate names, whatever its price: in all price sets the same, each once. What the two share, and what
    /// the share leaves, is within 64 bits.
    pub shares: Vec<i64>,
    /// ℓ ≥ 0 and u ≥ 0 of each count; u is 0 where there is no limit.
    pub counts: Vec<(i64, i64)>,
    /// Prices of likeness; of each of the `kinds` one at most.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub alike: Vec<AlikePrice>,
}

/// A price on every two members of one kind: it makes a bound see that members must share kinds.
///
/// Σ λ·m·(m + 1)/2 over all that a price set counts on is within 64 bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct AlikePrice {
    /// Position in the `kinds` of the parts.
    pub kinds: u32,
    /// λ ≥ 0 and even, in sixteenths.
    pub price: i64,
    /// (kind, m): how many members of a kind are counted on; 0 of kinds not listed. Each kind once. A kind that no
    /// candidate has counts as any other, with n = 0.
    pub counted_on: Vec<(u32, u32)>,
}

/// A step of a search: see [`SelectionCertificate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionStep {
    /// The steps up to its `Done` are about the teams of this state that have this free candidate too; after
    /// them they are out.
    In(u32),
    /// No team of this state that has this free candidate is worth more than the bound: c + h of them and of whoever
    /// joins along + the greatest h of other free candidates, within what these leave of the caps, is below
    /// 16·(bound + 1) for every number of members from the fewest to the most (below 0 without the worth), or not enough
    /// can be taken for the fewest. They are out.
    Out(u32),
    /// The state is dead or closed.
    Done,
}

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionVerifyError {
    /// Somebody is named who is not there.
    #[error(
        "{part} {position} names candidate {candidate}, but there are {count}, counted from 0; \
         correct it or add to `fit`"
    )]
    Candidate {
        /// `member`, `step`, `pair`, `required`, `pair apart`, `group together` or `count`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The candidate named.
        candidate: u32,
        /// How many candidates there are.
        count: usize,
    },
    /// A part names a candidate twice, or a candidate with themselves.
    #[error("{part} {position} names candidate {candidate} twice; keep one of them")]
    Twice {
        /// `pair`, `pair apart`, `group together` or `count`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The candidate named.
        candidate: u32,
    },
    /// A slot that is not there, or that a candidate has twice.
    #[error("candidate {candidate} has slot {slot} twice, or it is not among {count}; correct it")]
    Slot {
        /// The candidate.
        candidate: usize,
        /// The slot.
        slot: u32,
        /// How many slots there are.
        count: usize,
    },
    /// A list has too few entries or too many.
    #[error("{part} {position} has {given} entries, but {wanted} are needed; give one each")]
    Length {
        /// `kinds`, `common`, `shares of price set` or `count prices of price set`.
        part: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// How many entries there are.
        given: usize,
        /// How many are needed.
        wanted: usize,
    },
    /// More entries than 32-bit indices can name.
    #[error("{given} {what} are more than {most}; split the problem")]
    Size {
        /// What there is too much of.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many there may be.
        most: usize,
    },
    /// The members do not ascend, or one stands twice.
    #[error(
        "member {position} (candidate {candidate}) comes after candidate {before}; \
         name each once, in ascending order"
    )]
    Unsorted {
        /// Position of the member in the team, from 0.
        position: usize,
        /// The member before.
        before: u32,
        /// The member.
        candidate: u32,
    },
    /// Too few members, or too many.
    #[error("the team has {given} members, but at least {least} and at most {most} are wanted; {}",
        if given < least { "add some" } else { "leave some out" })]
    Members {
        /// How many members there are.
        given: u64,
        /// The fewest.
        least: u64,
        /// The most.
        most: u64,
    },
    /// Somebody required is not in the team.
    #[error("required {position} (candidate {candidate}) is not in the team; add them")]
    Required {
        /// Position in `required`, from 0.
        position: usize,
        /// The candidate.
        candidate: u32,
    },
    /// Two who are apart are both in the team.
    #[error(
        "pair apart {position}: candidates {one} and {other} are both in the team; \
         leave one of them out"
    )]
    Apart {
        /// Position in `apart`, from 0.
        position: usize,
        /// One of them.
        one: u32,
        /// The other.
        other: u32,
    },
    /// Of those who come together, one is in the team and one is not.
    #[error(
        "group together {position}: candidate {inside} is in the team and {outside} is not; \
         take all of the group or none"
    )]
    Together {
        /// Position in `together`, from 0.
        position: usize,
        /// The first of the group who is in the team.
        inside: u32,
        /// The first who is not.
        outside: u32,
    },
    /// The team has too few of a count, or too many.
    #[error("count {position} has {given} in the team, but at least {at_least} and at most {at_most} are wanted; {}",
        if given < at_least { "add some" } else { "leave some out" })]
    Count {
        /// Position in `counts`, from 0.
        position: usize,
        /// How many of them are in the team.
        given: u32,
        /// The fewest.
        at_least: u32,
        /// The most.
        at_most: u32,
    },
    /// The team has too few kinds.
    #[error(
        "the team has {given} of kinds {position}, but at least {at_least} are wanted; \
         add somebody of another kind"
    )]
    Kinds {
        /// Position in `kinds`, from 0.
        position: usize,
        /// How many different kinds the members have.
        given: u32,
        /// The fewest.
        at_least: u32,
    },
    /// Somebody is the only one of their kind in the team.
    #[error(
        "candidate {candidate} is the only one of kind {kind} of kinds {position} in the team; \
         add another or leave them out"
    )]
    Alone {
        /// Position in `kinds`, from 0.
        position: usize,
        /// The candidate.
        candidate: u32,
        /// Their kind.
        kind: u32,
    },
    /// All members together have too little in common.
    #[error(
        "what all members have in common is worth {given}, but at least {at_least} is wanted; \
         leave somebody out"
    )]
    Common {
        /// What it is worth.
        given: u64,
        /// The least.
        at_least: u64,
    },
    /// A price below 0, which would prove too much.
    #[error("price set {price_set} has the price {price} for count {count}; prices are at least 0")]
    NegativePrice {
        /// The price set, by position.
        price_set: usize,
        /// The count, by position.
        count: usize,
        /// The lower of its prices.
        price: i64,
    },
    /// A price for a limit that is not there.
    #[error(
        "price set {price_set} has the price {price} for the most of count {count}, \
         which has no limit; give 0"
    )]
    NoLimit {
        /// The price set, by position.
        price_set: usize,
        /// The count, by position.
        count: usize,
        /// Its price.
        price: i64,
    },
    /// A price of likeness for kinds that are not there.
    #[error(
        "price set {price_set} has a price of likeness for kinds {kinds}, but there are {count}, \
         counted from 0; leave it out or add to `kinds`"
    )]
    AlikeKinds {
        /// The price set, by position.
        price_set: usize,
        /// The kinds named.
        kinds: u32,
        /// How many there are.
        count: usize,
    },
    /// Two prices of likeness for the same kinds.
    #[error("price set {price_set} has two prices of likeness for kinds {kinds}; keep one of them")]
    AlikeTwice {
        /// The price set, by position.
        price_set: usize,
        /// The kinds, by position.
        kinds: u32,
    },
    /// A price of likeness below 0, which would prove too much, or odd, so that it has no half.
    #[error(
        "price set {price_set} has the price of likeness {price} for kinds {kinds}; \
         these prices are even and at least 0"
    )]
    AlikePrice {
        /// The price set, by position.
        price_set: usize,
        /// The kinds, by position.
        kinds: u32,
        /// The price.
        price: i64,
    },
    /// A price of likeness counts on two numbers of the same kind.
    #[error("price set {price_set} counts on kind {kind} of kinds {kinds} twice; keep one of them")]
    CountedOnTwice {
        /// The price set, by position.
        price_set: usize,
        /// The kinds, by position.
        kinds: u32,
        /// The kind listed twice.
        kind: u32,
    },
    /// A step names somebody who is not free.
    #[error(
        "step {step} names candidate {candidate}, who is in, is out or can no longer join; \
         name somebody free"
    )]
    NotFree {
        /// Position of the step, from 0.
        step: usize,
        /// The candidate named.
        candidate: u32,
    },
    /// A step puts somebody out without a reason.
    #[error(
        "step {step} puts candidate {candidate} out, but no price set shows that no team with \
         them is worth more than the bound; go on with them in"
    )]
    Out {
        /// Position of the step, from 0.
        step: usize,
        /// The candidate named.
        candidate: u32,
    },
    /// A step ends a state without a reason.
    #[error(
        "step {step} ends a state that is not dead, nor closed by any price set; \
         go on with somebody in"
    )]
    Open {
        /// Position of the step, from 0.
        step: usize,
    },
    /// The steps end before the search does.
    #[error("the steps end with {open} states not done; end each with `Done`")]
    Unfinished {
        /// How many states are not done.
        open: usize,
    },
    /// There are steps when the search has ended.
    #[error("step {step} comes when the search has ended; leave it out")]
    After {
        /// Position of the first such step, from 0.
        step: usize,
    },
    /// A number that 64 bits do not hold.
    #[error("{what} leaves the range of 64 bits; use smaller values, shares or prices")]
    Range {
        /// `the worth of the team`, `sixteen times a pair value`, `a price of likeness for all that is counted on`,
        /// `a pair value with its prices of likeness` or `a share`.
        what: &'static str,
    },
}

/// Checks that a team is feasible; returns what it is worth.
///
/// The members are positions of candidates, strictly ascending.
///
/// Complexity: O(n + m) time and O(n) space for n candidates and m entries of all parts; where there are kinds,
/// O(k log k) more for k members.
///
/// # Errors
/// The first thing that is wrong: in the parts, then in the members in their order, then in the requirements
/// in the order of [`SelectionParts`], then the sum.
///
/// # Example
/// ```
/// use crosstie::solve::{SelectionParts, SelectionVerifyError, check_team};
///
/// // Two of three; the first and the last do well together, the first two do not get on.
/// let parts = SelectionParts {
///     fit: vec![5, 4, 3],
///     size: (2, 2),
///     pairs: vec![(0, 2, 2)],
///     apart: vec![(0, 1)],
///     ..SelectionParts::default()
/// };
/// assert_eq!(check_team(&parts, &[0, 2]), Ok(10));
/// assert_eq!(
///     check_team(&parts, &[0, 1]),
///     Err(SelectionVerifyError::Apart { position: 0, one: 0, other: 1 }),
/// );
/// ```
pub fn check_team(parts: &SelectionParts, team: &[u32]) -> Result<i64, SelectionVerifyError> {
    check_parts(parts)?;
    let count = parts.fit.len();
    let mut is_in = vec![false; count];
    let mut sum = 0_i128; // at most 2^31 terms of at most 2^63: cannot overflow
    let mut last = None;
    for (position, &candidate) in team.iter().enumerate() {
        if let Some(before) = last.filter(|&before| before >= candidate) {
            return Err(SelectionVerifyError::Unsorted { position, before, candidate });
        }
        last = Some(candidate);
        let Some(is_in) = is_in.get_mut(candidate as usize) else {
            let part = "member";
            return Err(SelectionVerifyError::Candidate { part, position, candidate, count });
        };
        *is_in = true;
        sum += i128::from(parts.fit[candidate as usize]);
    }
    let is_in = |candidate: u32| is_in[candidate as usize];
    let (given, least, most) =
        (team.len() as u64, u64::from(parts.size.0), u64::from(parts.size.1));
    if given < least || given > most {
        return Err(SelectionVerifyError::Members { given, least, most });
    }
    for &(one, other, value) in &parts.pairs {
        if is_in(one) && is_in(other) {
            sum += i128::from(value);
        }
    }
    for (position, &candidate) in parts.required.iter().enumerate() {
        if !is_in(candidate) {
            return Err(SelectionVerifyError::Required { position, candidate });
        }
    }
    for (position, &(one, other)) in parts.apart.iter().enumerate() {
        if is_in(one) && is_in(other) {
            return Err(SelectionVerifyError::Apart { position, one, other });
        }
    }
    for (position, group) in parts.together.iter().enumerate() {
        let inside = group.iter().find(|&&candidate| is_in(candidate));
        let outside = group.iter().find(|&&candidate| !is_in(candidate));
        if let (Some(&inside), Some(&outside)) = (inside, outside) {
            return Err(SelectionVerifyError::Together { position, inside, outside });
        }
    }
    for (position, &Count { ref members, at_least, at_most }) in parts.counts.iter().enumerate() {
        let mut given = 0_u32; // each member once, and all have a position of 32 bits
        for &candidate in members {
            given += u32::from(is_in(candidate));
        }
        if given < at_least || given > at_most {
            return Err(SelectionVerifyError::Count { position, given, at_least, at_most });
        }
    }
    for (position, kinds) in parts.kinds.iter().enumerate() {
        let kind_of = |&candidate: &u32| kinds.of[candidate as usize].map(|kind| (kind, candidate));
        let mut had: Vec<(u32, u32)> = team.iter().filter_map(kind_of).collect();
        had.sort_unstable();
        let mut given = 0;
        for same in had.chunk_by(|a, b| a.0 == b.0) {
            given += 1;
            if let (true, &[(kind, candidate)]) = (kinds.nobody_alone, same) {
                return Err(SelectionVerifyError::Alone { position, candidate, kind });
            }
        }
        let at_least = kinds.at_least;
        if given < at_least {
            return Err(SelectionVerifyError::Kinds { position, given, at_least });
        }
    }
    if let Some(common) = parts.common.as_ref().filter(|_| !team.is_empty()) {
        let mut having = vec![0_usize; common.worth.len()];
        for &candidate in team {
            for &slot in &common.slots[candidate as usize] {
                having[slot as usize] += 1;
            }
        }
        let shared = having.iter().zip(&common.worth).filter(|(having, _)| **having == team.len());
        // At most 2^30 slots of at most 2^32.
        let given: u64 = shared.map(|(_, &worth)| u64::from(worth)).sum();
        if given < common.at_least {
            return Err(SelectionVerifyError::Common { given, at_least: common.at_least });
        }
    }
    i64::try_from(sum).map_err(|_| SelectionVerifyError::Range { what: "the worth of the team" })
}
