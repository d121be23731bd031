//! Feasibility and bounds of matching in general graphs, from the definitions.
//!
//! Nothing here solves anything: a matching is counted, and a certificate is
//! added up. Both take one pass, in `i128`, and refuse what leaves `i64`.

use super::Mode;
use super::assignment::{add, words};

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
/// says why it follows. For every graph there are certificates whose bound is met
/// (Edmonds 1965: the linear program with all odd sets has integral solutions; and
/// Tutte and Berge for the number of pairs); finding one is the solver's work. Tests:
/// `general::reference::every_graph_of_four_has_a_certificate`,
/// `general::reference::random_small_graphs_have_a_certificate`.
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

impl GeneralCertificate {
    /// The mode it is for.
    fn mode(&self) -> Mode {
        match self {
            Self::HighestScore { .. } => Mode::HighestScore,
            Self::MostPairs { .. } => Mode::MostPairsFirst,
        }
    }
}

/// Why a claim is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GeneralVerifyError {
    /// A pair stands twice in the matching.
    #[error("pair {position} (vertices {low} and {high}) is given twice; keep it once")]
    Duplicate {
        /// Position of the second of the two, from 0.
        position: usize,
        /// The lower vertex.
        low: u32,
        /// The higher vertex.
        high: u32,
    },
    /// A pair names its higher vertex first, or is smaller than the pair before it.
    #[error(
        "pair {position} (vertices {one} and {other}) is out of order; give the lower vertex \
         of each pair first and the pairs in ascending order"
    )]
    Unsorted {
        /// Position of the pair, from 0.
        position: usize,
        /// The vertex that it names first.
        one: u32,
        /// The other.
        other: u32,
    },
    /// A pair is no edge of the graph, or one of its vertices is not there.
    #[error("vertices {low} and {high} are matched, but no edge joins them; match edges only")]
    NoEdge {
        /// The lower vertex.
        low: u32,
        /// The higher vertex.
        high: u32,
    },
    /// A vertex is in two pairs.
    #[error("vertex {vertex} is in more than one pair; keep one of them")]
    VertexTwice {
        /// The vertex.
        vertex: u32,
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
    #[error(
        "the certificate has {given} {what}, but the problem has {wanted} vertices; \
         give one a vertex"
    )]
    Length {
        /// `vertex prices`, `innermost sets` or `barrier entries`.
        what: &'static str,
        /// How many entries there are.
        given: usize,
        /// How many vertices there are.
        wanted: usize,
    },
    /// The price of a vertex is below 0, which would prove too much.
    #[error("twice the price of vertex {vertex} is {price}; prices are at least 0")]
    NegativePrice {
        /// The vertex.
        vertex: usize,
        /// Twice its price.
        price: i64,
    },
    /// The price of an odd set is below 0, which would prove too much.
    #[error("twice the price of odd set {set} is {price}; prices are at least 0")]
    NegativeSetPrice {
        /// The set, by position.
        set: usize,
        /// Twice its price.
        price: i64,
    },
    /// An odd set lies within one that does not stand before it.
    #[error("odd set {set} is within set {within}, which is not before it; list outer sets first")]
    Within {
        /// The set, by position.
        set: usize,
        /// The position given for the set around it.
        within: u32,
    },
    /// A vertex lies in an odd set that is not there.
    #[error(
        "vertex {vertex} is in odd set {set}, but there are {count}, counted from 0; \
         list that set or name another"
    )]
    Innermost {
        /// The vertex.
        vertex: usize,
        /// The position given for its innermost set.
        set: u32,
        /// How many sets there are.
        count: usize,
    },
    /// A set is not odd, or too small for a pair.
    #[error("odd set {set} holds {size} vertices; give it an odd number of at least 3")]
    SetSize {
        /// The set, by position.
        set: usize,
        /// How many vertices it holds, with the sets within it.
        size: usize,
    },
    /// An edge given to [`general_upper_bound`] has an end that is not there.
    #[error(
        "an edge joins vertices {one} and {other}, but there are {count}, counted from 0; \
         raise the number of vertices or leave the edge out"
    )]
    Vertex {
        /// One end.
        one: u32,
        /// The other.
        other: u32,
        /// How many vertices there are.
        count: usize,
    },
    /// A sum that 64 bits do not hold.
    #[error("{what} leaves the range of 64 bits; use smaller weights or prices")]
    Range {
        /// `the sum of weights` or `the bound on weight`.
        what: &'static str,
    },
}

/// Checks that the pairs are a matching of the graph; returns the sum of weights.
///
/// A matching is a set of edges of which no two have an end in common. The pairs
/// are `(lower end, higher end)` in strictly ascending order. `weight` is the weight
/// of an edge, none where there is no edge.
///
/// Complexity: O(k log k) time and O(k) space for k pairs, and k calls of `weight`.
///
/// # Errors
/// The first thing that is wrong: in the pairs in their order, then the lowest
/// vertex in two pairs, then the sum.
///
/// # Example
/// ```
/// use crosstie::solve::{GeneralVerifyError, check_general_matching};
///
/// // Three people round a table, each pair at a score of 5.
/// let score = |_, _| Some(5);
/// assert_eq!(check_general_matching(3, score, &[(0, 2)]), Ok(5));
/// assert_eq!(
///     check_general_matching(3, score, &[(0, 2), (1, 2)]),
///     Err(GeneralVerifyError::VertexTwice { vertex: 2 }),
/// );
/// ```
pub fn check_general_matching(
    vertices: usize,
    weight: impl Fn(u32, u32) -> Option<i64>,
    pairs: &[(u32, u32)],
) -> Result<i64, GeneralVerifyError> {
    let mut ends = Vec::with_capacity(pairs.len() * 2);
    let mut sum = 0_i128; // fewer than 2^64 pairs of at most 2^63: cannot overflow
    let mut before = None;
    for (position, &(low, high)) in pairs.iter().enumerate() {
        if low > high || before > Some((low, high)) {
            return Err(GeneralVerifyError::Unsorted { position, one: low, other: high });
        }
        if before == Some((low, high)) {
            return Err(GeneralVerifyError::Duplicate { position, low, high });
        }
        before = Some((low, high));
        // Nobody is matched with themselves, whatever `weight` says.
        let known = low < high && (high as usize) < vertices;
        let Some(weight) = known.then(|| weight(low, high)).flatten() else {
            return Err(GeneralVerifyError::NoEdge { low, high });
        };
        sum += i128::from(weight);
        ends.extend([low, high]);
    }
    // In proportion to the pairs: a number of vertices takes no space.
    ends.sort_unstable();
    if let Some(two) = ends.windows(2).find(|two| two[0] == two[1]) {
        return Err(GeneralVerifyError::VertexTwice { vertex: two[0] });
    }
    i64::try_from(sum).map_err(|_| GeneralVerifyError::Range { what: "the sum of weights" })
}

/// The bound that a certificate proves: most pairs (where compared first) and weight.
///
/// `edges` are all edges `(one end, other end, weight)` of the graph, each once.
/// The certificate must be the one for `mode`.
///
/// # Why it is a bound
/// *Highest score* gives `(None, b)`. For a matching M,
/// Σ_M w = Σ_M (y_a + y_b) + Σ_M z(a, b) + Σ_M (w − y_a − y_b − z(a, b)). The first sum
/// is at most Σ y, since y ≥ 0 and no vertex is in two edges of M. In the second, z(B)
/// counts for each edge of M within B; these are at most (|B| − 1)/2, since they
/// have 2 ends each, all different, and |B| is odd; and z ≥ 0. The third is at most
/// Σ max(0, w − y_a − y_b − z(a, b)) over all edges. All that is added up in
/// halves; weights are whole, so b is the sum rounded down.
///
/// *Most pairs first* gives `(Some(k), b)`. An odd component of G − U cannot pair all of
/// its vertices within itself: one of them is unmatched or has its mate in U. At most
/// |U| have; so at least odd(G − U) − |U| vertices are unmatched, and M has at most
/// k = ⌊(n + |U| − odd(G − U)) / 2⌋ pairs. If it has exactly k, then
/// Σ_M w = kλ + Σ_M (w − λ), and the above with w − λ for w bounds the rest.
///
/// Tests: `general::planted::bounds_hold_for_any_prices_sets_barriers_and_pair_price`,
/// `general::planted::no_wrong_claim_passes`,
/// `general::planted::bounds_are_what_the_formula_says`.
///
/// # What does not follow
/// In *most pairs first*, b says nothing about a matching with fewer than k
/// pairs, which may well weigh more; it only comes second. Nor does k say that
/// there is a matching of k pairs: where there is none, b is a bound of
/// nothing, and `(k, b)` still exceeds every objective in its first part.
/// A bound that is not met says nothing about the matching beside it.
///
/// Complexity: O((n + m) log n) time for n vertices and m edges, O(n) space, both however
/// deep the sets are nested (a path to the root in steps of doubling length: Myers 1983,
/// "An applicative random-access stack").
///
/// # Errors
/// The certificate is for the other mode; it has not one entry a vertex; a vertex has a
/// price below 0; a set lies within one that is not before it, or has a price below 0; a
/// vertex lies in a set that is not there; a set is not odd or smaller than 3; an edge has
/// an end that is not there; the bound lies below the range of 64 bits (above it, the
/// end of the range is the bound). Reported is the first, in this order.
///
/// # Example
/// ```
/// use crosstie::solve::{
///     GeneralCertificate, GeneralPrices, Mode, OddSet, OddSets, general_upper_bound,
/// };
///
/// // Three people, each two of them at a score of 5: one pair, since three is odd.
/// let scores = [(0, 1, 5), (0, 2, 5), (1, 2, 5)];
/// let whole = OddSets {
///     innermost: vec![Some(0); 3],
///     sets: vec![OddSet { within: None, price: 2 * 5 }],
/// };
/// let prices = GeneralPrices { vertices: vec![0; 3], odd_sets: whole };
/// let proof = GeneralCertificate::HighestScore { prices };
/// assert_eq!(general_upper_bound(3, scores, Mode::HighestScore, &proof), Ok((None, 5)));
/// ```
pub fn general_upper_bound(
    vertices: usize,
    edges: impl IntoIterator<Item = (u32, u32, i64)>,
    mode: Mode,
    certificate: &GeneralCertificate,
) -> Result<(Option<u64>, i64), GeneralVerifyError> {
    let (barrier, pair_price, prices) = match (mode, certificate) {
        (Mode::HighestScore, GeneralCertificate::HighestScore { prices }) => (None, 0, prices),
        (Mode::MostPairsFirst, GeneralCertificate::MostPairs { barrier, pair_price, prices }) => {
            (Some(barrier), *pair_price, prices)
        }
        (wanted, other) => {
            return Err(GeneralVerifyError::Kind { given: other.mode(), wanted });
        }
    };
    let odd_sets = &prices.odd_sets;
    check_length("vertex prices", prices.vertices.len(), vertices)?;
    if !odd_sets.sets.is_empty() || !odd_sets.innermost.is_empty() {
        check_length("innermost sets", odd_sets.innermost.len(), vertices)?;
    }
    if let Some(barrier) = barrier {
        check_length("barrier entries", barrier.len(), vertices)?;
    }

    // Twice the bound on weight. Each term is below 2^97, but nothing limits their number.
    let mut twice = Some(0_i128);
    for (vertex, &price) in prices.vertices.iter().enumerate() {
        if price < 0 {
            return Err(GeneralVerifyError::NegativePrice { vertex, price });
        }
        twice = add(twice, i128::from(price));
    }
    let nest = Nest::new(odd_sets)?;
    for (set, size) in nest.sizes(odd_sets)?.into_iter().enumerate() {
        if size < 3 || size % 2 == 0 {
            return Err(GeneralVerifyError::SetSize { set, size });
        }
        // A product below 2^64 · 2^63 / 2.
        twice = add(twice, ((size - 1) / 2) as i128 * i128::from(odd_sets.sets[set].price));
    }

    // The edges: what the prices leave over, and what holds together without the barrier.
    let mut parts = barrier.map(|barrier| Components::new(barrier));
    for (one, other, weight) in edges {
        let (a, b) = (one as usize, other as usize);
        if a >= vertices || b >= vertices {
            return Err(GeneralVerifyError::Vertex { one, other, count: vertices });
        }
        let rest = 2 * i128::from(weight)
            - i128::from(pair_price)
            - i128::from(prices.vertices[a])
            - i128::from(prices.vertices[b])
            - nest.price_of_both(odd_sets, a, b);
        twice = add(twice, rest.max(0));
        if let Some(parts) = &mut parts {
            parts.join(a, b);
        }
    }

    let pairs = parts.map(|parts| parts.most_pairs());
    // Fewer than 2^64 pairs at a price of at most 2^63 either way: cannot overflow.
    // A weight that `check_general_matching` accepts fits 64 bits, so a bound above that
    // range says no more than its end: a solver stopped early may have such prices.
    let weight = add(twice, i128::from(pairs.unwrap_or(0)) * i128::from(pair_price))
        .and_then(|twice| i64::try_from(twice.div_euclid(2).min(i128::from(i64::MAX))).ok())
        .ok_or(GeneralVerifyError::Range { what: "the bound on weight" })?;
    Ok((pairs, weight))
}

fn check_length(what: &'static str, given: usize, wanted: usize) -> Result<(), GeneralVerifyError> {
    if given == wanted { Ok(()) } else { Err(GeneralVerifyError::Length { what, given, wanted }) }
}

/// The forest of the odd sets under one root, node 0, that stands for no set; set i
/// is node i + 1.
struct Nest {
    nodes: Vec<Node>,
}

struct Node {
    /// The node directly around it; the root is its own.
    parent: usize,
    /// A node farther out, as far as makes every way to the root O(log n) jumps
    /// and steps. Nodes of equal depth jump equally far.
    jump: usize,
    depth: usize,
    /// Twice the prices from the root to here.
    total: i128,
}

impl Nest {
    fn new(odd_sets: &OddSets) -> Result<Self, GeneralVerifyError> {
        let mut nodes = Vec::with_capacity(odd_sets.sets.len() + 1);
        nodes.push(Node { parent: 0, jump: 0, depth: 0, total: 0 });
        for (set, &OddSet { within, price }) in odd_sets.sets.iter().enumerate() {
            let parent = match within {
                None => 0,
                Some(within) if (within as usize) < set => within as usize + 1,
                Some(within) => return Err(GeneralVerifyError::Within { set, within }),
            };
            if price < 0 {
                return Err(GeneralVerifyError::NegativeSetPrice { set, price });
            }
            let around: &Node = &nodes[parent];
            let (first, second) = (&nodes[around.jump], &nodes[nodes[around.jump].jump]);
            // Two jumps of equal length make one of twice and one.
            let equal = around.depth - first.depth == first.depth - second.depth;
            let jump = if equal { first.jump } else { parent };
            // Fewer than 2^33 sets at a price below 2^63: cannot overflow.
            let total = around.total + i128::from(price);
            nodes.push(Node { parent, jump, depth: around.depth + 1, total });
        }
        Ok(Self { nodes })
    }

    /// How many vertices each set holds.
    fn sizes(&self, odd_sets: &OddSets) -> Result<Vec<usize>, GeneralVerifyError> {
        let count = odd_sets.sets.len();
        let mut sizes = vec![0; count];
        for (vertex, &innermost) in odd_sets.innermost.iter().enumerate() {
            let Some(set) = innermost else { continue };
            *sizes.get_mut(set as usize).ok_or(GeneralVerifyError::Innermost {
                vertex,
                set,
                count,
            })? += 1;
        }
        for set in (0..count).rev() {
            if let Some(around) = self.nodes[set + 1].parent.checked_sub(1) {
                sizes[around] += sizes[set];
            }
        }
        Ok(sizes)
    }

    /// Twice z(a, b): the prices down to the innermost set that holds both.
    fn price_of_both(&self, odd_sets: &OddSets, a: usize, b: usize) -> i128 {
        let node = |v: usize| match odd_sets.innermost.get(v) {
            Some(&Some(set)) => set as usize + 1,
            _ => 0,
        };
        let (mut a, mut b) = (node(a), node(b));
        if self.nodes[a].depth < self.nodes[b].depth {
            (a, b) = (b, a);
        }
        let depth = self.nodes[b].depth;
        while self.nodes[a].depth > depth {
            let Node { parent, jump, .. } = self.nodes[a];
            a = if self.nodes[jump].depth >= depth { jump } else { parent };
        }
        while a != b {
            let (one, other) = (&self.nodes[a], &self.nodes[b]);
            (a, b) = if one.jump == other.jump {
                (one.parent, other.parent)
            } else {
                (one.jump, other.jump)
            };
        }
        self.nodes[a].total
    }
}

/// The components of a graph without a barrier: disjoint sets of vertices, united
/// by size, found with paths halved on the way.
struct Components<'a> {
    barrier: &'a [bool],
    /// Towards the root of its set, which is its own.
    parent: Vec<usize>,
    /// At a root: the number of vertices.
    size: Vec<usize>,
}

impl<'a> Components<'a> {
    fn new(barrier: &'a [bool]) -> Self {
        Self { barrier, parent: (0..barrier.len()).collect(), size: vec![1; barrier.len()] }
    }

    fn root(&mut self, mut vertex: usize) -> usize {
        while self.parent[vertex] != vertex {
            self.parent[vertex] = self.parent[self.parent[vertex]];
            vertex = self.parent[vertex];
        }
        vertex
    }

    /// The edge between two vertices, left out if one is in the barrier.
    fn join(&mut self, a: usize, b: usize) {
        if self.barrier[a] || self.barrier[b] {
            return;
        }
        let (mut large, mut small) = (self.root(a), self.root(b));
        if large == small {
            return;
        }
        if self.size[large] < self.size[small] {
            (large, small) = (small, large);
        }
        self.parent[small] = large;
        self.size[large] += self.size[small];
    }

    /// ⌊(n + |U| − odd(G − U)) / 2⌋.
    fn most_pairs(&self) -> u64 {
        let vertices = self.barrier.len();
        let taken = self.barrier.iter().filter(|&&taken| taken).count();
        let is_root = |v: &usize| !self.barrier[*v] && self.parent[*v] == *v;
        let odd = (0..vertices).filter(is_root).filter(|&v| self.size[v] % 2 == 1).count();
        // Each odd component has a vertex outside the barrier: odd ≤ n − |U|.
        ((vertices + taken - odd) / 2) as u64
    }
}
