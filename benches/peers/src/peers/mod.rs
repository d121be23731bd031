//! The peers. Each module has one function, which takes an instance from arrays in memory to pairs,
//! or says why not.

mod ac_library;
mod crosstie;
mod hungarian;
mod lapjv;
mod lsap;
mod mcmf;
mod microlp;
mod munkres;
mod mwmatching;
mod pathfinding;
#[cfg(feature = "rs-graph")]
mod rs_graph;
mod rustworkx_core;
mod sparse_linear_assignment;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::instance::{Dense, Instance, Mode, Sparse};

/// Who takes part.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// That of `Cargo.toml`.
    pub(crate) version: &'static str,
    solve: Solve,
}

/// The instances it takes. What else it cannot take is for its function to say.
enum Solve {
    Dense(fn(&Dense) -> Result<Answer, String>),
    Sparse(fn(&Sparse, Mode) -> Result<Answer, String>),
    Both(fn(&Instance, Mode) -> Result<Answer, String>),
}

/// A matching, and how long it took.
pub(crate) struct Answer {
    pub(crate) pairs: Vec<(u32, u32)>,
    /// From the arrays to the solver's own problem.
    pub(crate) build: Duration,
    /// From there to the pairs.
    pub(crate) solve: Duration,
}

/// Us first: the others are compared with what we prove.
pub(crate) const PEERS: &[Peer] = &[
    Peer { name: "crosstie", version: CROSSTIE, solve: Solve::Both(crosstie::solve) },
    Peer { name: "lapjv", version: "0.3.0", solve: Solve::Dense(lapjv::solve) },
    Peer { name: "lsap", version: "1.0.2", solve: Solve::Dense(lsap::solve) },
    Peer { name: "pathfinding", version: "4.16.0", solve: Solve::Dense(pathfinding::solve) },
    Peer { name: "munkres", version: "0.5.2", solve: Solve::Dense(munkres::solve) },
    Peer { name: "hungarian", version: "1.1.1", solve: Solve::Dense(hungarian::solve) },
    Peer { name: "mcmf", version: "2.0.0", solve: Solve::Sparse(mcmf::solve) },
    #[cfg(feature = "rs-graph")]
    Peer { name: "rs-graph", version: "0.21.0", solve: Solve::Sparse(rs_graph::solve) },
    Peer { name: "ac-library-rs", version: "0.2.0", solve: Solve::Sparse(ac_library::solve) },
    Peer {
        name: "sparse_linear_assignment",
        version: "0.1.5",
        solve: Solve::Sparse(sparse_linear_assignment::solve),
    },
    Peer { name: "microlp", version: "0.7.0", solve: Solve::Sparse(microlp::solve) },
    Peer { name: "rustworkx-core", version: "0.18.1", solve: Solve::Sparse(rustworkx_core::solve) },
    Peer { name: "mwmatching", version: "0.1.1", solve: Solve::Sparse(mwmatching::solve) },
];

pub(crate) const CROSSTIE: &str = "0.1.0";

impl Peer {
    pub(crate) fn is_crosstie(&self) -> bool {
        matches!(self.solve, Solve::Both(_))
    }

    /// Whether it has anything to do with such instances.
    pub(crate) fn takes(&self, instance: &Instance) -> bool {
        match self.solve {
            Solve::Dense(_) => matches!(instance, Instance::Dense(_)),
            Solve::Sparse(_) => matches!(instance, Instance::Sparse(_)),
            Solve::Both(_) => true,
        }
    }

    /// Its answer, or why there is none. A panic is one of the reasons.
    pub(crate) fn answer(&self, instance: &Instance, mode: Mode) -> Result<Answer, String> {
        // What a panic leaves half done is dropped with it.
        let answer = catch_unwind(AssertUnwindSafe(|| match (&self.solve, instance) {
            (Solve::Both(solve), _) => solve(instance, mode),
            (Solve::Dense(solve), Instance::Dense(dense)) => solve(dense),
            (Solve::Sparse(solve), Instance::Sparse(sparse)) => solve(sparse, mode),
            _ => Err("takes other instances".to_owned()),
        }));
        answer.unwrap_or_else(|payload| {
            let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            Err(format!("panics: {}", text.unwrap_or_default()))
        })
    }
}

/// Runs from the arrays of an instance to the pairs.
struct Clock {
    start: Instant,
    built: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), built: None }
    }

    /// The solver has its problem in its own form.
    fn built(&mut self) {
        self.built = Some(self.start.elapsed());
    }

    /// The solver is done, and these are its pairs; reading them off is in the time.
    fn pairs(self, pairs: impl IntoIterator<Item = (u32, u32)>) -> Answer {
        let pairs = pairs.into_iter().collect();
        let all = self.start.elapsed();
        let build = self.built.unwrap_or_default();
        Answer { pairs, build, solve: all.saturating_sub(build) }
    }

    /// As [`pairs`](Self::pairs), from the column of each row.
    fn columns(self, columns: impl IntoIterator<Item = usize>) -> Answer {
        self.pairs((0..).zip(columns.into_iter().map(|column| column as u32)))
    }
}

/// The flow network of an instance, as solvers of minimum-cost flow want it: from a source over
/// everybody on the left, their candidates and the places to a sink. Costs are at least 0.
struct Network {
    /// One more than the highest vertex: first the source, then the left, the right and the sink.
    vertices: usize,
    source: usize,
    sink: usize,
    /// `(tail, head, capacity, cost)`. The edges of the instance come first, in their order.
    arcs: Vec<(usize, usize, i64, i64)>,
}

/// What it costs to leave somebody out.
enum LeaveOut {
    /// There is no way to; a maximum flow matches as many as can be.
    Never,
    /// As much as the worst pair would be worth less than the best: the highest score.
    Evenly,
    /// More than all pairs together: most pairs first, for those who ask for a flow of everybody.
    #[cfg(feature = "rs-graph")]
    AtWorst,
}

impl Network {
    fn new(sparse: &Sparse, leave_out: &LeaveOut) -> Self {
        let (lefts, rights) = (sparse.lefts, sparse.rights());
        let (source, sink) = (0, lefts + rights + 1);
        let most = sparse.largest_weight();
        let left = |l: usize| l + 1;
        let right = |r: usize| lefts + 1 + r;
        let mut arcs = Vec::with_capacity(sparse.weight.len() + 2 * lefts + rights);
        arcs.extend(
            sparse.edges().map(|(l, r, w)| (left(l as usize), right(r as usize), 1, most - w)),
        );
        arcs.extend((0..lefts).map(|l| (source, left(l), 1, 0)));
        let places = sparse.right_capacity.iter().enumerate();
        arcs.extend(places.map(|(r, &capacity)| (right(r), sink, capacity.into(), 0)));
        let out = match leave_out {
            LeaveOut::Never => None,
            LeaveOut::Evenly => Some(most),
            #[cfg(feature = "rs-graph")]
            LeaveOut::AtWorst => Some(most * lefts as i64 + 1),
        };
        if let Some(cost) = out {
            arcs.extend((0..lefts).map(|l| (left(l), sink, 1, cost)));
        }
        Self { vertices: sink + 1, source, sink, arcs }
    }
}

#[cfg(test)]
mod tests {
    use super::PEERS;

    #[test]
    fn versions_are_those_of_the_manifest() {
        let manifest = include_str!("../../Cargo.toml");
        let root = include_str!("../../../../Cargo.toml");
        for peer in PEERS {
            let (name, version) = (peer.name, peer.version);
            let found = match peer.is_crosstie() {
                true => root.contains(&format!("name = \"crosstie\"\nversion = \"{version}\"")),
                false => {
                    manifest.contains(&format!("\n{name} = \"={version}\""))
                        || manifest.contains(&format!("\n{name} = {{ version = \"={version}\""))
                }
            };
            assert!(found, "{name} {version}");
        }
    }
}
