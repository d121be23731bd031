//! Flow of least cost that meets all supplies, by a network simplex.

use rs_graph::mcf::network_simplex;
use rs_graph::traits::IndexGraph;
use rs_graph::{Buildable, Builder, Net};

use super::{Answer, Clock, LeaveOut, Network};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    let mut clock = Clock::start();
    let network = Network::new(
        sparse,
        match mode {
            Mode::Full => &LeaveOut::Never,
            Mode::Mcw => &LeaveOut::AtWorst,
            Mode::Mwm => &LeaveOut::Evenly,
        },
    );
    let graph = Net::new_with(|builder| {
        let vertices = builder.add_nodes(network.vertices);
        for &(tail, head, ..) in &network.arcs {
            builder.add_edge(vertices[tail], vertices[head]);
        }
    });
    let everybody = sparse.lefts as i64;
    let balance = |vertex| match graph.node_id(vertex) {
        v if v == network.source => everybody,
        v if v == network.sink => -everybody,
        _ => 0,
    };
    clock.built();
    let flow = network_simplex(
        &graph,
        balance,
        |_| 0,
        |arc| network.arcs[graph.edge_id(arc)].2,
        |arc| network.arcs[graph.edge_id(arc)].3,
    );
    let (_, flow) = flow.ok_or("finds no flow of everybody")?;
    let mut amount = vec![0; network.arcs.len()];
    for (arc, flow) in flow {
        amount[graph.edge_id(arc)] = flow;
    }
    let used = sparse.edges().zip(amount).filter(|&(_, amount)| amount > 0);
    Ok(clock.pairs(used.map(|((left, right, _), _)| (left, right))))
}
