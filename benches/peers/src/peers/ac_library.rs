//! Flow of least cost by one shortest path after the other; the library of programming contests.

use ac_library::MinCostFlowGraph;

use super::{Answer, Clock, LeaveOut, Network};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let leave_out = if mode == Mode::Mwm { LeaveOut::Evenly } else { LeaveOut::Never };
    let network = Network::new(sparse, &leave_out);
    let mut graph = MinCostFlowGraph::new(network.vertices);
    for &(tail, head, capacity, cost) in &network.arcs {
        graph.add_edge(tail, head, capacity, cost);
    }
    clock.built();
    graph.flow(network.source, network.sink, sparse.lefts as i64);
    let used = sparse.edges().enumerate().filter(|(edge, _)| graph.get_edge(*edge).flow > 0);
    Ok(clock.pairs(used.map(|(_, (left, right, _))| (left, right))))
}
