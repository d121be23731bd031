//! Feasibility and bounds of capacitated assignment, from the definitions.
//!
//! Nothing here solves anything: a matching is counted, and a certificate or a
//! witness is added up. Each takes one pass, in `i128`, and refuses what leaves `i64`.

use std::fmt;

use super::Mode;

/// A side of a bipartite graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The side whose vertices have rows.
    Left,
    /// The other.
    Right,
}

/// A side in words.
pub(super) fn side_words(side: Side) -> &'static str {
    match side {
        Side::Left => "left",
        Side::Right => "right",
    }
}

/// How many pairs each vertex of a bipartite graph must and may be in.
///
/// ```
/// use crosstie::solve::DegreeBounds;
///
/// // Two mentees with one place each; one mentor with two, who must be in one pair at least.
/// let bounds = DegreeBounds::new(&[1, 1], &[2]).with_lower_quotas(&[], &[1]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DegreeBounds<'a> {
    left: SideBounds<'a>,
    right: SideBounds<'a>,
}

/// The bounds of one side; quotas are 0 where the list of them is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SideBounds<'a> {
    capacity: &'a [u32],
    lower_quota: &'a [u32],
}

impl SideBounds<'_> {
    /// The lower quota and the capacity of each vertex.
    fn each(self) -> impl Iterator<Item = (u32, u32)> {
        let quotas = self.lower_quota.iter().copied().chain(std::iter::repeat(0));
        quotas.zip(self.capacity.iter().copied())
    }
}

impl<'a> DegreeBounds<'a> {
    /// Capacities of the left and of the right vertices, and no lower quotas.
    #[must_use]
    pub const fn new(left_capacity: &'a [u32], right_capacity: &'a [u32]) -> Self {
        Self {
            left: SideBounds { capacity: left_capacity, lower_quota: &[] },
            right: SideBounds { capacity: right_capacity, lower_quota: &[] },
        }
    }

    /// The same capacities with these lower quotas, one a vertex. An empty list
    /// stands for 0 at every vertex of its side; whatever reads the bounds
    /// refuses a list of any other length.
    #[must_use]
    pub const fn with_lower_quotas(self, left: &'a [u32], right: &'a [u32]) -> Self {
        Self {
            left: SideBounds { lower_quota: left, ..self.left },
            right: SideBounds { lower_quota: right, ..self.right },
        }
    }

    /// Both sides by name, once their lists are known to fit.
    fn sides(self) -> Result<[(&'static str, SideBounds<'a>); 2], VerifyError> {
        let sides = [("left", self.left), ("right", self.right)];
        for (side, bounds) in sides {
            let (given, wanted) = (bounds.lower_quota.len(), bounds.capacity.len());
            if given != 0 && given != wanted {
                return Err(VerifyError::QuotaLength { side, given, wanted });
            }
        }
        Ok(sides)
    }
}

/// Prices of the vertices of both sides: the value of one more place, or, below
/// 0, what a pair costs that a lower quota asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// One a left vertex; none is negative where the lower quota is 0.
    pub left: Vec<i64>,
    /// One a right vertex; none is negative where the lower quota is 0.
    pub right: Vec<i64>,
}

/// A proof that no matching of a capacitated bipartite graph is preferable, or
/// that there is none.
///
/// Write u for capacities, a for lower quotas, w for weights, l and r for the
/// ends of an edge, and M for any matching that keeps to u and a.
/// [`upper_bound`] computes what follows from a certificate and says why it
/// follows. For every problem that has a matching there are certificates whose
/// bound is met (the constraints form a network matrix, so both linear
/// programs have integral solutions of the same value), and for every other
/// problem there is a [`HallWitness`]; finding one is the solver's work. Tests:
/// `assignment::reference::every_two_by_two_has_a_certificate`,
/// `assignment::reference::random_small_instances_have_a_certificate`,
/// `assignment::quotas::every_two_by_two_has_a_certificate`,
/// `assignment::quotas::random_small_instances_have_a_certificate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentCertificate {
    /// For the highest score: with prices p, below 0 only where there is a lower
    /// quota, every matching weighs at most
    /// Σ max(u·p, a·p) + Σ max(0, w − p_l − p_r), the first sum over the vertices
    /// and the second over the edges. Where p ≥ 0, max(u·p, a·p) is u·p.
    HighestScore {
        /// The prices p.
        prices: Prices,
    },
    /// For most pairs first.
    ///
    /// A set C of vertices shows that no matching has more than
    /// k = Σ_C u + (number of edges that C leaves uncovered) pairs. With a price
    /// λ for each pair and prices p, below 0 only where there is a lower quota,
    /// every matching of k pairs weighs at most
    /// kλ + Σ max(u·p, a·p) + Σ max(0, w − λ − p_l − p_r).
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
    /// For either mode: no matching meets the lower quotas.
    Infeasible(HallWitness),
}

/// A proof that no matching meets the lower quotas: vertices S of one side that
/// ask for more pairs than there are places for them.
///
/// With any set T of vertices of the other side, the pairs of S number at most
/// Σ_T u + (number of edges between S and vertices outside T): a pair of S has
/// its other end in T, where there are Σ_T u places, or is one of those edges,
/// each of which is matched at most once. If Σ_S a is more, no matching meets the
/// quotas of S, whatever the quotas of the other side are. [`quota_shortage`] adds
/// both up. With T = all vertices that S reaches and u = 1 this is Hall's condition.
///
/// # Why one side is enough
/// Every problem without a matching has such a witness, though quotas may stand
/// on both sides.
///
/// *If the quotas of each side can be met alone, they can be met together*
/// (Mendelsohn & Dulmage 1958). Let M meet the left quotas, N the right ones, and
/// both keep to the capacities. If M gives a right vertex too little, N gives it
/// more. Leave it by an edge of N \ M and go on, by edges of M \ N and of N \ M in
/// turn and none twice, until there is no next. The end is a left vertex where N
/// has more edges than M, or a right vertex where M has more than N. Exchange
/// these edges in M: the vertex gains a pair, those on the way keep their number, a
/// left end gains one and a right end loses one, and both stay between the numbers
/// of M and of N. So no capacity is exceeded, no left vertex loses and no right
/// vertex falls below its quota; and M is closer to N. Repeat.
///
/// *If the quotas of one side cannot be met*, look at flows from a source through
/// that side, the edges (1 each) and the other side to a sink, with a(v) at the
/// source and u(v) at the sink. None brings Σ a, so there is a cut of less: with S
/// the vertices of that side and T those of the other on the source's part,
/// Σ a − Σ_S a + (edges from S past T) + Σ_T u < Σ a.
///
/// Tests: `assignment::quotas::every_two_by_two_without_a_matching_has_a_witness`,
/// `assignment::quotas::what_each_side_can_have_alone_both_can_have_together`,
/// `assignment::quotas::a_witness_exists_where_no_matching_does`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HallWitness {
    /// The side of S.
    pub side: Side,
    /// Whether a left vertex is in S, or in T where S is on the right.
    pub left: Vec<bool>,
    /// Whether a right vertex is in T, or in S where S is on the right.
    pub right: Vec<bool>,
}

/// What a [`HallWitness`] shows: some vertices ask for more pairs than they can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The side of the vertices, `left` or `right`.
    pub side: &'static str,
    /// How many vertices they are.
    pub vertices: usize,
    /// The sum of their lower quotas.
    pub wanted: u64,
    /// How many pairs they can have at most, if nobody else has any.
    pub places: u64,
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { side, vertices, wanted, places } = self;
        write!(f, "no matching gives ")?;
        match vertices {
            1 => write!(f, "this {side} vertex")?,
            _ => write!(f, "these {vertices} {side} vertices")?,
        }
        write!(f, " the {wanted} {} that ", if *wanted == 1 { "pair" } else { "pairs" })?;
        let ask = if *vertices == 1 { "its lower quota asks" } else { "their lower quotas ask" };
        write!(f, "{ask} for: {places} at most; reduce quotas, or add capacity or edges")
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
    /// A vertex is in fewer pairs than its lower quota asks for.
    #[error(
        "{side} vertex {vertex} is in {used} pairs, but its lower quota is {quota}; \
         give it more of them"
    )]
    UnderQuota {
        /// `left` or `right`.
        side: &'static str,
        /// The vertex.
        vertex: usize,
        /// How many pairs it is in.
        used: u64,
        /// How many it must be in.
        quota: u32,
    },
    /// A list of lower quotas has not one entry a vertex.
    #[error(
        "there are {given} {side} lower quotas, but {wanted} {side} capacities; \
         give one a vertex, or none"
    )]
    QuotaLength {
        /// `left` or `right`.
        side: &'static str,
        /// How many lower quotas there are.
        given: usize,
        /// How many vertices that side has.
        wanted: usize,
    },
    /// The certificate proves that no matching meets the lower quotas: no claim about one can hold.
    #[error("{0}")]
    Infeasible(Shortage),
    /// The vertices of a witness do not ask for more pairs than there are places.
    #[error(
        "the witness shows nothing: there are {places} places for the {wanted} pairs that the \
         lower quotas of its {side} vertices ask for; choose vertices that ask for more"
    )]
    NoShortage {
        /// The side of the vertices that ask, `left` or `right`.
        side: &'static str,
        /// The sum of their lower quotas.
        wanted: u64,
        /// How many places the witness leaves for them.
        places: u64,
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
        /// `left prices`, `right prices`, `left cover entries`, `right cover entries`,
        /// `left witness entries` or `right witness entries`.
        what: &'static str,
        /// How many entries there are.
        given: usize,
        /// How many vertices that side has.
        wanted: usize,
    },
    /// A price below 0 at a vertex without a lower quota, where it proves nothing
    /// that 0 would not.
    #[error(
        "the price of {side} vertex {vertex} is {price}; \
         prices are at least 0 where there is no lower quota"
    )]
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
/// A matching is a set of edges, each at most once, of which every vertex has at
/// least as many as its lower quota and at most as many as its capacity. The
/// pairs are given in strictly ascending order. `weight` is the weight of an
/// edge, none where there is no edge.
///
/// Complexity: O(n + k) time and space for n vertices and k pairs, and k calls
/// of `weight`.
///
/// Test: `assignment::quotas::the_checker_accepts_what_the_definition_does`.
///
/// # Errors
/// The first thing that is wrong: in the lists of lower quotas, in the pairs in
/// their order, then at the left, then at the right vertices, then the sum.
///
/// # Example
/// ```
/// use crosstie::solve::{DegreeBounds, VerifyError, check_matching};
///
/// // Two mentees, one mentor with one place.
/// let places = DegreeBounds::new(&[1, 1], &[1]);
/// let score = |_mentee, mentor| (mentor == 0).then_some(5);
/// assert_eq!(check_matching(places, score, &[(1, 0)]), Ok(5));
/// assert_eq!(
///     check_matching(places, score, &[(0, 0), (1, 0)]),
///     Err(VerifyError::OverCapacity { side: "right", vertex: 0, used: 2, capacity: 1 }),
/// );
/// // Mentee 0 is to be helped.
/// assert_eq!(
///     check_matching(places.with_lower_quotas(&[1, 0], &[]), score, &[(1, 0)]),
///     Err(VerifyError::UnderQuota { side: "left", vertex: 0, used: 0, quota: 1 }),
/// );
/// ```
pub fn check_matching(
    bounds: DegreeBounds<'_>,
    weight: impl Fn(u32, u32) -> Option<i64>,
    pairs: &[(u32, u32)],
) -> Result<i64, VerifyError> {
    let [left, right] = bounds.sides()?;
    let mut left_used = vec![0_u64; left.1.capacity.len()];
    let mut right_used = vec![0_u64; right.1.capacity.len()];
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
    for ((side, bounds), used) in [(left, left_used), (right, right_used)] {
        for (vertex, (used, (quota, capacity))) in used.into_iter().zip(bounds.each()).enumerate() {
            if used > u64::from(capacity) {
                return Err(VerifyError::OverCapacity { side, vertex, used, capacity });
            }
            if used < u64::from(quota) {
                return Err(VerifyError::UnderQuota { side, vertex, used, quota });
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
/// Σ_M w = Σ_M (p_l + p_r) + Σ_M (w − p_l − p_r). The first sum is Σ d·p over the
/// vertices, with d edges of M at a vertex. It is at most Σ max(u·p, a·p), since
/// a ≤ d ≤ u: a price p ≥ 0 counts once a place, a price below 0 once a pair that
/// the lower quota asks for. The second is at most Σ max(0, w − p_l − p_r) over
/// all edges, since M has each at most once.
///
/// *Most pairs first* gives `(Some(k), b)`. Each edge of M has an end in C, and
/// at most Σ_C u do, or is one of those that C leaves uncovered: so M has at
/// most k pairs. If it has exactly k, then Σ_M w = kλ + Σ_M (w − λ), and the
/// above with w − λ for w bounds the rest. Lower quotas have no part in k, and
/// still some C is met: if a matching could have one more pair without them, it
/// can along an augmenting path, which lowers no vertex's number of pairs.
///
/// Tests: `assignment::planted::bounds_hold_for_any_prices_covers_and_pair_price`,
/// `assignment::planted::no_wrong_claim_passes`,
/// `assignment::planted::bounds_are_what_the_formula_says`; with lower quotas
/// `assignment::quotas::bounds_hold_for_any_prices_covers_and_pair_price`,
/// `assignment::quotas::no_wrong_claim_passes`,
/// `assignment::quotas::bounds_are_what_the_formula_says`.
///
/// # What does not follow
/// In *most pairs first*, b says nothing about a matching with fewer than k
/// pairs, which may well weigh more; it only comes second. Nor does k say that
/// there is a matching of k pairs: where there is none, b is a bound of
/// nothing, and `(k, b)` still exceeds every objective in its first part.
/// Nor does a bound say that any matching meets the lower quotas.
/// A bound that is not met says nothing about the matching beside it.
///
/// Complexity: O(n + m) time for n vertices and m edges, O(1) space.
///
/// # Errors
/// A list of lower quotas has not one entry a vertex. The certificate is a
/// witness that there is no matching: then the error says what it shows, as
/// [`quota_shortage`] does, or why it shows nothing. The certificate is for the
/// other mode, has not one entry a vertex or a price below 0 without a lower
/// quota; an edge has an end without a capacity; the bound lies below the range
/// of 64 bits (above it, the end of the range is the bound).
/// Reported is the first, in this order.
///
/// # Example
/// ```
/// use crosstie::solve::{AssignmentCertificate, DegreeBounds, Mode, Prices, upper_bound};
///
/// // Two mentees, one mentor with one place, scores 5 and 3.
/// let places = DegreeBounds::new(&[1, 1], &[1]);
/// let scores = [(0, 0, 5), (1, 0, 3)];
/// let prices = Prices { left: vec![0, 0], right: vec![5] };
/// let proof = AssignmentCertificate::HighestScore { prices };
/// assert_eq!(upper_bound(places, scores, Mode::HighestScore, &proof), Ok((None, 5)));
///
/// // Mentee 1 is to be helped, which costs the 2 between the scores.
/// let places = places.with_lower_quotas(&[0, 1], &[]);
/// let prices = Prices { left: vec![0, -2], right: vec![5] };
/// let proof = AssignmentCertificate::HighestScore { prices };
/// assert_eq!(upper_bound(places, scores, Mode::HighestScore, &proof), Ok((None, 3)));
/// ```
pub fn upper_bound(
    bounds: DegreeBounds<'_>,
    edges: impl IntoIterator<Item = (u32, u32, i64)>,
    mode: Mode,
    certificate: &AssignmentCertificate,
) -> Result<(Option<u64>, i64), VerifyError> {
    let [left, right] = bounds.sides()?;
    let (cover, pair_price, prices) = match (mode, certificate) {
        (Mode::HighestScore, AssignmentCertificate::HighestScore { prices }) => (None, 0, prices),
        (
            Mode::MostPairsFirst,
            AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices },
        ) => (Some((cover_left, cover_right)), *pair_price, prices),
        (_, AssignmentCertificate::Infeasible(witness)) => {
            let ends = edges.into_iter().map(|(left, right, _)| (left, right));
            return Err(VerifyError::Infeasible(quota_shortage(bounds, ends, witness)?));
        }
        (wanted, AssignmentCertificate::HighestScore { .. }) => {
            return Err(VerifyError::Kind { given: Mode::HighestScore, wanted });
        }
        (wanted, AssignmentCertificate::MostPairs { .. }) => {
            return Err(VerifyError::Kind { given: Mode::MostPairsFirst, wanted });
        }
    };
    let (lefts, rights) = (left.1.capacity.len(), right.1.capacity.len());
    check_length("left prices", prices.left.len(), lefts)?;
    check_length("right prices", prices.right.len(), rights)?;
    if let Some((cover_left, cover_right)) = cover {
        check_length("left cover entries", cover_left.len(), lefts)?;
        check_length("right cover entries", cover_right.len(), rights)?;
    }

    // Σ max(u·p, a·p). Each term is below 2^95, but nothing limits their number.
    let mut weight = Some(0_i128);
    for ((side, bounds), prices) in [(left, &prices.left), (right, &prices.right)] {
        for (vertex, ((quota, capacity), &price)) in bounds.each().zip(prices).enumerate() {
            if price < 0 && quota == 0 {
                return Err(VerifyError::NegativePrice { side, vertex, price });
            }
            let [least, most] = [quota, capacity].map(|d| i128::from(d) * i128::from(price));
            weight = add(weight, least.max(most));
        }
    }

    // Σ_C u.
    let mut pairs = Some(0_i128);
    if let Some((cover_left, cover_right)) = cover {
        for ((_, bounds), covered) in [(left, cover_left), (right, cover_right)] {
            for (&capacity, &covered) in bounds.capacity.iter().zip(covered) {
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

/// What a witness shows: that its vertices ask for more pairs than there are
/// places for them, so that no matching meets the lower quotas.
///
/// `edges` are all edges `(left, right)` of the problem, each once.
/// [`HallWitness`] says why it follows.
///
/// Complexity: O(n + m) time for n vertices and m edges, O(1) space.
///
/// Tests: `assignment::quotas::a_witness_exists_where_no_matching_does`,
/// `assignment::quotas::no_wrong_witness_passes`.
///
/// # Errors
/// A list of lower quotas or the witness has not one entry a vertex; an edge has
/// an end without a capacity; the vertices do not ask for more than there are
/// places. Reported is the first, in this order.
///
/// # Example
/// ```
/// use crosstie::solve::{DegreeBounds, HallWitness, Side, quota_shortage};
///
/// // Mentees 0 and 1 are both to be helped, and know only mentor 0, who has one place.
/// let bounds = DegreeBounds::new(&[1, 1], &[1, 4]).with_lower_quotas(&[1, 1], &[]);
/// let witness =
///     HallWitness { side: Side::Left, left: vec![true, true], right: vec![true, false] };
/// let shortage = quota_shortage(bounds, [(0, 0), (1, 0)], &witness)?;
/// assert_eq!((shortage.wanted, shortage.places), (2, 1));
/// assert_eq!(
///     shortage.to_string(),
///     "no matching gives these 2 left vertices the 2 pairs that their lower quotas ask for: \
///      1 at most; reduce quotas, or add capacity or edges"
/// );
/// # Ok::<(), crosstie::solve::VerifyError>(())
/// ```
pub fn quota_shortage(
    bounds: DegreeBounds<'_>,
    edges: impl IntoIterator<Item = (u32, u32)>,
    witness: &HallWitness,
) -> Result<Shortage, VerifyError> {
    let [left, right] = bounds.sides()?;
    let (lefts, rights) = (left.1.capacity.len(), right.1.capacity.len());
    check_length("left witness entries", witness.left.len(), lefts)?;
    check_length("right witness entries", witness.right.len(), rights)?;
    let on_left = witness.side == Side::Left;
    let ((asking, asks), (hosting, hosts)) = if on_left {
        ((left.1, &witness.left), (right.1, &witness.right))
    } else {
        ((right.1, &witness.right), (left.1, &witness.left))
    };

    // Fewer than 2^64 terms below 2^32 each: these sums cannot overflow.
    let (mut vertices, mut wanted, mut places) = (0_usize, 0_i128, 0_i128);
    for ((quota, _), &asks) in asking.each().zip(asks) {
        if asks {
            vertices += 1;
            wanted += i128::from(quota);
        }
    }
    for (&capacity, &hosts) in hosting.capacity.iter().zip(hosts) {
        if hosts {
            places += i128::from(capacity);
        }
    }
    for (left, right) in edges {
        let (l, r) = (left as usize, right as usize);
        if l >= lefts || r >= rights {
            return Err(VerifyError::Vertex { left, right, lefts, rights });
        }
        let (one, other) = if on_left { (l, r) } else { (r, l) };
        places += i128::from(asks[one] && !hosts[other]);
    }

    let side = side_words(witness.side);
    let short = wanted > places;
    // Only more than 2^32 vertices can leave 64 bits, and then only the report falls short.
    let [wanted, places] = [wanted, places].map(|sum| u64::try_from(sum).unwrap_or(u64::MAX));
    if short {
        Ok(Shortage { side, vertices, wanted, places })
    } else {
        Err(VerifyError::NoShortage { side, wanted, places })
    }
}

/// The sum, none once it has left `i128`.
pub(super) fn add(sum: Option<i128>, term: i128) -> Option<i128> {
    sum?.checked_add(term)
}

fn check_length(what: &'static str, given: usize, wanted: usize) -> Result<(), VerifyError> {
    if given == wanted { Ok(()) } else { Err(VerifyError::Length { what, given, wanted }) }
}
