//! Colouring the edges of a bipartite multigraph with as few colours as any colouring has.
//!
//! Two sides, left and right; edges between them, any number of which may join the same two vertices; and at every
//! vertex v a capacity c(v), 1 unless [given](EdgeColoringProblem::with_capacities). Give every edge a colour:
//!
//! ```text
//! fewest     colours k
//! where      edges of colour i at v ≤ c(v)       for every vertex v and colour i
//! ```
//!
//! A vertex of degree d(v) takes ⌈d(v) / c(v)⌉ colours, and the greatest of these numbers is
//! [always enough](EdgeColoringProblem::least_colors) (König 1916; with capacities de Werra 1971). So the vertex is the proof,
//! an [`EdgeColoringCertificate`].
//!
//! What it is for: stays, when people rotate through other departments. People are left, hosts are right, a stay is an edge, a
//! period is a colour, and a host takes as many people at a time as its capacity says. Which stays there are is for
//! [`assignment`](super::assignment) to say; here they are spread over periods. Not here: people or hosts
//! that are away in some periods, which makes the question NP-hard.
//!
//! # Example
//! Four people with two stays each at two hosts, who take two people at a time; in two periods:
//! ```
//! use crosstie::matching::edge_coloring::EdgeColoringProblem;
//! use crosstie::solve::Problem;
//!
//! let stays = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
//! let problem = EdgeColoringProblem::new(4, 2, stays)?.with_capacities(vec![1; 4], vec![2; 2])?;
//! let plan = problem.color();
//! assert_eq!(plan.colors(), 2);
//! for (period, stays) in plan.classes().iter() {
//!     for &stay in stays {
//!         let (person, host) = problem.edges()[stay as usize];
//!         println!("period {period}: person {person} at host {host}");
//!     }
//!     assert_eq!(stays.len(), 4);
//! }
//!
//! // So far that is a claim. Anybody can count: nobody is in two places, no host is crowded, and a vertex
//! // shows that one period is not enough.
//! let quality = problem.verify(&plan, problem.certificate().as_ref())?;
//! assert!(quality.is_optimal());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Method
//! Vertices become slots of exactly k edges: large ones are split, small ones share a slot, a few edges fill up. Then divide
//! and conquer: where the degree is even, an Euler split gives each half to half of the colours; where it is odd, a
//! perfect matching is taken out, found by random walks from a fixed seed. Last, classes are levelled by exchanging colours
//! along paths. How fast that is: [guide](crate::guide::benchmarks).

mod divide;
mod euler;
mod level;
mod problem;
mod regular;
mod walks;

pub use problem::{ColorClasses, EdgeColoring, EdgeColoringError, EdgeColoringProblem};

pub use crate::solve::{EdgeColoringCertificate, Side};

use regular::Regular;

impl EdgeColoringProblem {
    /// Colours the edges with the [least number of colours](Self::least_colors).
    ///
    /// # Guarantees
    /// With k colours, least or [given](Self::color_with):
    /// - no vertex has more edges of a colour than its capacity. Tests: `edge_coloring::exact`;
    /// - a vertex of degree d has ⌊d/k⌋ or ⌈d/k⌉ edges of each colour, so that hosts are as evenly busy as can be. Tests:
    ///   `edge_coloring::exact`;
    /// - for m edges each colour has ⌊m/k⌋ or ⌈m/k⌉ of them. Tests: `edge_coloring::exact`;
    /// - fewer colours are impossible for the least number; the certificate proves it. Test:
    ///   `edge_coloring::oracle::fewer_colours_are_impossible`.
    ///
    /// # Complexity
    /// For n vertices, m edges and k colours O(n + m log k), and up to k/2 matchings of up to 2m/k + 1 slots in O(m/k · log m)
    /// expected each: O(n + m log m) together. The expectation is over the random walks and holds for every graph. Space: O(n + m); 12
    /// bytes for each edge of the padded graph, of which there are at most 2m + k, and 4 bytes an edge for the answer.
    ///
    /// # Determinism
    /// The same problem has the same colouring, whatever the platform. The order of the edges matters.
    ///
    /// # References
    /// - D. König, *Über Graphen und ihre Anwendung auf Determinantentheorie und Mengenlehre*, Mathematische Annalen 77
    ///   (1916), doi:10.1007/BF01456961: as many colours as the greatest degree.
    /// - D. de Werra, *Equitable colorations of graphs*, Revue française d'informatique et de recherche opérationnelle R-3
    ///   (1971): as many edges of each colour at every vertex, and in all, up to one.
    /// - H. N. Gabow, *Using Euler partitions to edge color bipartite multigraphs*, International Journal of Computer and
    ///   Information Sciences 5 (1976): halves. Ours walk at several places at once, since each step waits for memory.
    /// - R. Cole and J. Hopcroft, *On edge coloring bipartite graphs*, SIAM Journal on Computing 11 (1982): O(m log m); and R. Cole, K. Ost
    ///   and S. Schirra, *Edge-coloring bipartite multigraphs in O(E log D) time*, Combinatorica 21 (2001), which we do not follow.
    /// - N. Alon, *A simple algorithm for edge-coloring bipartite multigraphs*, Information Processing Letters 85 (2003): small
    ///   vertices share a slot.
    /// - A. Goel, M. Kapralov and S. Khanna, *Perfect matchings in O(n log n) time in regular bipartite graphs*, SIAM Journal
    ///   on Computing 42 (2013): random walks. Ours look ahead, which ends them no later, and are never broken off.
    #[must_use]
    pub fn color(&self) -> EdgeColoring {
        self.color_evenly(self.least_colors())
    }

    /// Colours the edges with a given number of colours, say of periods that there are anyway; what is guaranteed is the same as
    /// [with the fewest](Self::color).
    ///
    /// # Errors
    /// Fewer than the least number; the error names a vertex that takes more.
    ///
    /// # Example
    /// ```
    /// use crosstie::matching::edge_coloring::EdgeColoringProblem;
    ///
    /// // Six stays at one host, over a year: at most one in any month, where twelve people would fit.
    /// let stays = (0..6).map(|person| (person, 0));
    /// let problem = EdgeColoringProblem::new(6, 1, stays)?.with_capacities(vec![1; 6], vec![12])?;
    /// assert_eq!(problem.least_colors(), 1);
    /// let plan = problem.color_with(12)?;
    /// assert!(plan.classes().iter().all(|(_, stays)| stays.len() == 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn color_with(&self, colors: u32) -> Result<EdgeColoring, EdgeColoringError> {
        self.check_colors(colors)?;
        Ok(self.color_evenly(colors))
    }

    /// With so many colours, which are enough.
    fn color_evenly(&self, colors: u32) -> EdgeColoring {
        let count = id(self.edges().len());
        if colors >= count {
            // Each edge has a colour of its own.
            return EdgeColoring::new(colors, (0..count).collect());
        }
        let mut rows = Regular::new(self, colors);
        divide::divide(&mut rows);
        level::level(&mut rows);
        let mut color_of = vec![0; self.edges().len()];
        for (color, class) in (0..).zip(rows.edge.chunks_exact(rows.slots as usize)) {
            for &edge in class.iter().filter(|&&edge| edge != NONE) {
                color_of[edge as usize] = color;
            }
        }
        EdgeColoring::new(colors, color_of)
    }
}

/// No edge, no slot, no position.
const NONE: u32 = u32::MAX;

/// A position or a count as it is stored; [`EdgeColoringProblem::new`] checked that it fits.
fn id(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}
