//! Feasibility and bounds of capacitated assignment, from the definitions.
//!
//! Nothing here solves anything: a matching is counted, and a certificate is
//! added up. Both take one pass, in `i128`, and refuse what leaves `i64`.

use super::Mode;

/// Prices of the vertices of both sides: the value of one more place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// One a left vertex; none is negative.
    pub left: Vec<i64>,
    /// One a right vertex; none is negative.
    pub right: Vec<i64>,
}

/// A proof that no matching of a capacitated bipartite graph is preferable.
///
/// Write u for capacities, w for weights, l and r for the ends of an edge, and
/// M for any matching. [`upper_bound`] computes what follows from a certificate
/// and says why it follows. For every problem there are certificates whose
/// bound is met (the constraints form a network matrix, so both linear
/// programs have integral solutions of the same value); finding one is the
/// solver's work. Tests: `assignment::reference::every_two_by_two_has_a_certificate`,
/// `assignment::reference::random_small_instances_have_a_certificate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentCertificate {
    /// For the highest score: with prices p ≥ 0 and capacities u, every
    /// matching weighs at most Σ u·p + Σ max(0, w − p_l − p_r) over the edges.
    HighestScore {
        /// The prices p.
        prices: Prices,
    },
    /// For most pairs first.
    ///
    /// A set C of vertices shows that no matching has more than
    /// k = Σ_C u + (number of edges that C leaves uncovered) pairs. With a price
    /// λ for each pair and prices p ≥ 0, every matching of k pairs weighs at
    /// most kλ + Σ u·p + Σ max(0, w − λ − p_l − p_r).
    MostPairs {
        /// Whether a left vertex is in C.
        cover_left: Vec<bool>,
        /// Whether a right vertex is in C.
        cover_right: Vec<bool>,
        /// λ, of either sign.
        pair_price: i64,
        /// The prices p.
        prices: Prices,
    },
}

impl AssignmentCertificate {
    /// The mode it is for.
    fn mode(&self) -> Mode {
        match self {
            Self::HighestScore { .. } => Mode::HighestScore,
            Self::MostPairs { .. } => Mode::MostPairsFirst,
        }
    }
}

/// A mode in words.
pub(super) fn words(mode: Mode) -> &'static str {
    match mode {
        Mode::MostPairsFirst => "most pairs first",
        Mode::HighestScore => "the highest score",
    }
}

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A pair stands twice in the matching.
    #[error("pair {position} (left {left}, right {right}) is given twice; keep it once")]
    Duplicate {
        /// Position of the second of the two, from 0.
        position: usize,
        /// The left vertex.
        left: u32,
        /// The right vertex.
        right: u32,
    },
    /// A pair is smaller than the one before it.
    #[error(
        "pair {position} (left {left}, right {right}) is less than the pair before it; \
         sort the pairs by left, then by right vertex"
    )]
    Unsorted {
        /// Position of the pair, from 0.
        position: usize,
        /// The left vertex.
        left: u32,
        /// The right vertex.
        right: u32,
    },
    /// A pair is no edge of the problem, or one of its vertices is not there.
    #[error("left {left} and right {right} are matched, but no edge joins them; match edges only")]
    NoEdge {
        /// The left vertex.
        left: u32,
        /// The right vertex.
        right: u32,
    },
    /// A vertex is in more pairs than it has places.
    #[error(
        "{side} vertex {vertex} is in {used} pairs, but has capacity {capacity}; \
         take some of them out"
    )]
    OverCapacity {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: usize,
        /// How many pairs it is in.
        used: u64,
        /// How many it may be in.
        capacity: u32,
    },
    /// The certificate proves something about another mode.
    #[error(
        "a certificate for {} says nothing about {}; give one for the latter",
        words(*given),
        words(*wanted)
    )]
    Kind {
        /// The mode that the certificate is for.
        given: Mode,
        /// The mode of the problem.
        wanted: Mode,
    },
    /// A vector of the certificate has not one entry a vertex.
    #[error("the certificate has {given} {what}, but the problem has {wanted}; give one a vertex")]
    Length {
        /// `left prices`, `right prices`, `left cover entries` or `right cover entries`.
        what: &'static str,
        /// How many entries there are.
        given: usize,
        /// How many vertices that side has.
        wanted: usize,
    },
    /// A price below 0, which would prove too much.
    #[error("the price of {side} vertex {vertex} is {price}; prices are at least 0")]
    NegativePrice {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: usize,
        /// Its price.
        price: i64,
    },
    /// An edge given to [`upper_bound`] has an end without a capacity.
    #[error(
        "an edge joins left {left} and right {right}, but there are {lefts} left and {rights} \
         right capacities; give one a vertex"
    )]
    Vertex {
        /// The left vertex.
        left: u32,
        /// The right vertex.
        right: u32,
        /// How many left capacities there are.
        lefts: usize,
        /// How many right capacities there are.
        rights: usize,
    },
    /// A sum that 64 bits do not hold.
    #[error("{what} leaves the range of 64 bits; use smaller weights or prices")]
    Range {
        /// `the sum of weights`, `the bound on pairs` or `the bound on weight`.
        what: &'static str,
    },
}

/// Checks that the pairs are a matching; returns the sum of weights.
///
/// A matching is a set of edges, each at most once, of which at most
/// `left_capacity[l]` are at left vertex l and at most `right_capacity[r]` at
/// right vertex r. The pairs are given in strictly ascending order. `weight`
/// is the weight of an edge, none where there is no edge.
///
/// Complexity: O(n + k) time and space for n vertices and k pairs, and k calls
/// of `weight`.
///
/// # Errors
/// The first thing that is wrong: in the pairs in their order, then in the
/// left, then in the right capacities, then the sum.
///
/// # Example
/// ```
/// use crosstie::solve::{VerifyError, check_matching};
///
/// // Two mentees, one mentor with one place.
/// let score = |_mentee, mentor| (mentor == 0).then_some(5);
/// assert_eq!(check_matching(&[1, 1], &[1], score, &[(1, 0)]), Ok(5));
/// assert_eq!(
///     check_matching(&[1, 1], &[1], score, &[(0, 0), (1, 0)]),
///     Err(VerifyError::OverCapacity { side: "right", vertex: 0, used: 2, capacity: 1 }),
/// );
/// ```
pub fn check_matching(
    left_capacity: &[u32],
    right_capacity: &[u32],
    weight: impl Fn(u32, u32) -> Option<i64>,
    pairs: &[(u32, u32)],
) -> Result<i64, VerifyError> {
    let mut left_used = vec![0_u64; left_capacity.len()];
    let mut right_used = vec![0_u64; right_capacity.len()];
    let mut sum = 0_i128; // fewer than 2^64 pairs of at most 2^63: cannot overflow
    let mut before = None;
    for (position, &(left, right)) in pairs.iter().enumerate() {
        if before == Some((left, right)) {
            return Err(VerifyError::Duplicate { position, left, right });
        }
        if before > Some((left, right)) {
            return Err(VerifyError::Unsorted { position, left, right });
        }
        before = Some((left, right));
        let ends = (left_used.get_mut(left as usize), right_used.get_mut(right as usize));
        let ((Some(at_left), Some(at_right)), Some(weight)) = (ends, weight(left, right)) else {
            return Err(VerifyError::NoEdge { left, right });
        };
        *at_left += 1;
        *at_right += 1;
        sum += i128::from(weight);
    }
    for (side, used, capacity) in
        [("left", left_used, left_capacity), ("right", right_used, right_capacity)]
    {
        for (vertex, (used, &capacity)) in used.into_iter().zip(capacity).enumerate() {
            if used > u64::from(capacity) {
                return Err(VerifyError::OverCapacity { side, vertex, used, capacity });
            }
        }
    }
    i64::try_from(sum).map_err(|_| VerifyError::Range { what: "the sum of weights" })
}

/// The bound that a certificate proves: most pairs (where compared first) and
/// weight.
///
/// `edges` are all edges `(left, right, weight)` of the problem, each once.
/// The certificate must be the one for `mode`.
///
/// # Why it is a bound
/// *Highest score* gives `(None, b)`. For a matching M,
/// Σ_M w = Σ_M (p_l + p_r) + Σ_M (w − p_l − p_r). The first sum is at most
/// Σ u·p, since p ≥ 0 and M has at most u edges at a vertex; the second at most
/// Σ max(0, w − p_l − p_r) over all edges, since M has each at most once.
///
/// *Most pairs first* gives `(Some(k), b)`. Each edge of M has an end in C, and
/// at most Σ_C u do, or is one of those that C leaves uncovered: so M has at
/// most k pairs. If it has exactly k, then Σ_M w = kλ + Σ_M (w − λ), and the
/// above with w − λ for w bounds the rest.
///
/// Tests: `assignment::planted::bounds_hold_for_any_prices_covers_and_pair_price`,
/// `assignment::planted::no_wrong_claim_passes`,
/// `assignment::planted::bounds_are_what_the_formula_says`.
///
/// # What does not follow
/// In *most pairs first*, b says nothing about a matching with fewer than k
/// pairs, which may well weigh more; it only comes second. Nor does k say that
/// there is a matching of k pairs: where there is none, b is a bound of
/// nothing, and `(k, b)` still exceeds every objective in its first part.
/// A bound that is not met says nothing about the matching beside it.
///
/// Complexity: O(n + m) time for n vertices and m edges, O(1) space.
///
/// # Errors
/// The certificate is for the other mode, has not one entry a vertex or a
/// price below 0; an edge has an end without a capacity; the bound lies below
/// the range of 64 bits (above it, the end of the range is the bound).
/// Reported is the first, in this order.
///
/// # Example
/// ```
/// use crosstie::solve::{AssignmentCertificate, Mode, Prices, upper_bound};
///
/// // Two mentees, one mentor with one place, scores 5 and 3.
/// let scores = [(0, 0, 5), (1, 0, 3)];
/// let prices = Prices { left: vec![0, 0], right: vec![5] };
/// let proof = AssignmentCertificate::HighestScore { prices };
/// let bound = upper_bound(&[1, 1], &[1], scores, Mode::HighestScore, &proof);
/// assert_eq!(bound, Ok((None, 5)));
/// ```
pub fn upper_bound(
    left_capacity: &[u32],
    right_capacity: &[u32],
    edges: impl IntoIterator<Item = (u32, u32, i64)>,
    mode: Mode,
    certificate: &AssignmentCertificate,
) -> Result<(Option<u64>, i64), VerifyError> {
    let (cover, pair_price, prices) = match (mode, certificate) {
        (Mode::HighestScore, AssignmentCertificate::HighestScore { prices }) => (None, 0, prices),
        (
            Mode::MostPairsFirst,
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices },
        ) => (Some((cover_left, cover_right)), *pair_price, prices),
        (wanted, other) => return Err(VerifyError::Kind { given: other.mode(), wanted }),
    };
    let (lefts, rights) = (left_capacity.len(), right_capacity.len());
    check_length("left prices", prices.left.len(), lefts)?;
    check_length("right prices", prices.right.len(), rights)?;
    if let Some((cover_left, cover_right)) = cover {
        check_length("left cover entries", cover_left.len(), lefts)?;
        check_length("right cover entries", cover_right.len(), rights)?;
    }

    // Σ u·p. Each term is below 2^95, but nothing limits their number.
    let mut weight = Some(0_i128);
    for (side, capacity, price) in
        [("left", left_capacity, &prices.left), ("right", right_capacity, &prices.right)]
    {
        for (vertex, (&capacity, &price)) in capacity.iter().zip(price).enumerate() {
            if price < 0 {
                return Err(VerifyError::NegativePrice { side, vertex, price });
            }
            weight = add(weight, i128::from(capacity) * i128::from(price));
        }
    }

    // Σ_C u.
    let mut pairs = Some(0_i128);
    if let Some((cover_left, cover_right)) = cover {
        for (capacity, covered) in [(left_capacity, cover_left), (right_capacity, cover_right)] {
            for (&capacity, &covered) in capacity.iter().zip(covered) {
                if covered {
                    pairs = add(pairs, i128::from(capacity));
                }
            }
        }
    }

    // The edges: what the prices leave over, and what the cover leaves open.
    for (left, right, edge_weight) in edges {
        let (l, r) = (left as usize, right as usize);
        if l >= lefts || r >= rights {
            return Err(VerifyError::Vertex { left, right, lefts, rights });
        }
        let rest = i128::from(edge_weight)
            - i128::from(pair_price)
            - i128::from(prices.left[l])
            - i128::from(prices.right[r]);
        weight = add(weight, rest.max(0));
        if cover.is_some_and(|(cover_left, cover_right)| !cover_left[l] && !cover_right[r]) {
            pairs = add(pairs, 1);
        }
    }

    let bound_on_pairs = pairs
        .and_then(|pairs| u64::try_from(pairs).ok())
        .ok_or(VerifyError::Range { what: "the bound on pairs" })?;
    // Fewer than 2^64 pairs at a price of at most 2^63 either way: cannot overflow.
    // A weight that `check_matching` accepts fits 64 bits, so a bound above that
    // range says no more than its end: a solver stopped early may have such prices.
    let bound_on_weight = add(weight, i128::from(bound_on_pairs) * i128::from(pair_price))
        .and_then(|weight| i64::try_from(weight.min(i128::from(i64::MAX))).ok())
        .ok_or(VerifyError::Range { what: "the bound on weight" })?;
    Ok((cover.map(|_| bound_on_pairs), bound_on_weight))
}

/// The sum, none once it has left `i128`.
pub(super) fn add(sum: Option<i128>, term: i128) -> Option<i128> {
    sum?.checked_add(term)
}

fn check_length(what: &'static str, given: usize, wanted: usize) -> Result<(), VerifyError> {
    if given == wanted { Ok(()) } else { Err(VerifyError::Length { what, given, wanted }) }
}
