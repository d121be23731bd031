//! Feasibility and bounds of matching in general graphs, from the definitions.
//!
//! Nothing here solves anything: a matching is counted, and a certificate is
//! added up, in `i128`.

use super::Mode;

/// Prices of vertices and of odd sets of vertices, in halves: 3 means 1.5, since
/// with whole weights whole halves are enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneralPrices {
    /// Twice the price of each vertex; none is negative.
    pub vertices: Vec<i64>,
    /// The odd sets with a price.
    pub odd_sets: OddSets,
}

/// Sets of vertices of which any two are disjoint or one lies within the other
/// (a laminar family): a forest whose leaves are vertices.
///
/// So it takes O(n) space for n vertices, however deep the sets are nested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddSets {
    /// The innermost set that holds a vertex; one entry a vertex, or no entry at
    /// all where there are no sets.
    pub innermost: Vec<Option<u32>>,
    /// The sets, each before the sets within it.
    pub sets: Vec<OddSet>,
}

/// An odd set and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OddSet {
    /// The set directly around it, by position; that position is smaller.
    pub within: Option<u32>,
    /// Twice its price; not negative.
    pub price: i64,
}

/// A proof that no matching of a general graph is preferable.
///
/// Write w for weights, y for the prices of vertices, z for those of odd sets B,
/// z(a, b) for the sum over the sets that hold both ends of an edge, and M for
/// any matching. [`general_upper_bound`] computes what follows from a certificate and
/// says why it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralCertificate {
    /// For the highest score: with y ≥ 0 and z ≥ 0 every matching weighs at most
    /// Σ y + Σ z(B)·(|B| − 1)/2 + Σ max(0, w − y_a − y_b − z(a, b)) over the edges.
    HighestScore {
        /// The prices.
        prices: GeneralPrices,
    },
    /// For most pairs first.
    ///
    /// A barrier U shows that no matching has more than
    /// k = ⌊(n + |U| − odd(G − U)) / 2⌋ pairs, where odd counts the components
    /// with an odd number of vertices that are left when U is taken out
    /// (Tutte 1947, Berge 1958). With a price λ for each pair, every matching of k
    /// pairs weighs at most kλ + the bound above for the weights w − λ.
    MostPairs {
        /// Whether a vertex is in U.
        barrier: Vec<bool>,
        /// Twice λ, of either sign.
        pair_price: i64,
        /// The prices.
        prices: GeneralPrices,
    },
}

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GeneralVerifyError {
    /// To be completed by the checker.
    #[error("not implemented")]
    Todo,
}

/// Checks that the pairs are a matching of the graph; returns the sum of weights.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_general_matching(
    vertices: usize,
    weight: impl Fn(u32, u32) -> Option<i64>,
    pairs: &[(u32, u32)],
) -> Result<i64, GeneralVerifyError> {
    let _ = (vertices, weight, pairs);
    Err(GeneralVerifyError::Todo)
}

/// The bound that a certificate proves: most pairs (where compared first) and weight.
///
/// `edges` gives all edges `(lower end, higher end, weight)`, each once, as often
/// as it is asked.
///
/// # Errors
/// The certificate does not fit the graph or the mode.
pub fn general_upper_bound<I: IntoIterator<Item = (u32, u32, i64)>>(
    vertices: usize,
    edges: impl Fn() -> I,
    mode: Mode,
    certificate: &GeneralCertificate,
) -> Result<(Option<u64>, i64), GeneralVerifyError> {
    let _ = (vertices, edges, mode, certificate);
    Err(GeneralVerifyError::Todo)
}
