//! Flow of least cost among the largest, by the network simplex of LEMON (C++). Its own sum of
//! costs leaves 32 bits soon; the flow is right all the same.

use mcmf::{Capacity, Cost, GraphBuilder, Vertex};

use super::{Answer, Clock, LeaveOut, Network};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let leave_out = if mode == Mode::Mwm { LeaveOut::Evenly } else { LeaveOut::Never };
    let network = Network::new(sparse, &leave_out);
    let vertex = |v: usize| match v {
        v if v == network.source => Vertex::Source,
        v if v == network.sink => Vertex::Sink,
        v => Vertex::Node(v as u32),
    };
    let mut graph = GraphBuilder::new();
    let wide = |_| "takes numbers of 32 bits only".to_owned();
    for &(tail, head, capacity, cost) in &network.arcs {
        let capacity = Capacity(i32::try_from(capacity).map_err(wide)?);
        let cost = Cost(i32::try_from(cost).map_err(wide)?);
        graph.add_edge(vertex(tail), vertex(head), capacity, cost);
    }
    clock.built();
    let (_, paths) = graph.mcmf();
    let first_right = sparse.lefts as u32 + 1;
    let edge = |flow: &mcmf::Flow<u32>| match (flow.a, flow.b) {
        (Vertex::Node(left), Vertex::Node(right)) => Some((left - 1, right - first_right)),
        _ => None,
    };
    Ok(clock.pairs(paths.iter().flat_map(|path| path.flows.iter().filter_map(edge))))
}
