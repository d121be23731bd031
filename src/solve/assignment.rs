//! Feasibility and bounds of capacitated assignment, from the definitions.

/// Prices of the vertices of both sides: the value of one more place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// One a left vertex; none is negative.
    pub left: Vec<i64>,
    /// One a right vertex; none is negative.
    pub right: Vec<i64>,
}

/// A proof that no matching of a capacitated bipartite graph is better.
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

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// Placeholder.
    #[error("placeholder")]
    Placeholder,
}

/// Checks that the pairs are a matching; returns the sum of weights.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_matching(
    _left_capacity: &[u32],
    _right_capacity: &[u32],
    _weight: impl Fn(u32, u32) -> Option<i64>,
    _pairs: &[(u32, u32)],
) -> Result<i64, VerifyError> {
    Err(VerifyError::Placeholder)
}

/// The bound that a certificate proves: most pairs (where compared first) and
/// weight.
///
/// # Errors
/// The certificate does not fit.
pub fn upper_bound<E: Iterator<Item = (u32, u32, i64)>>(
    _left_capacity: &[u32],
    _right_capacity: &[u32],
    _edges: impl Fn() -> E,
    _pairs_first: bool,
    _certificate: &AssignmentCertificate,
) -> Result<(Option<u64>, i64), VerifyError> {
    Err(VerifyError::Placeholder)
}
