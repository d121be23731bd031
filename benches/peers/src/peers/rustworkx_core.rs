//! General graphs, of which two sides are a case, by a blossom algorithm in the cube of the
//! vertices. No capacities.

use petgraph::graph::UnGraph;
use rustworkx_core::max_weight_matching::max_weight_matching;

use super::{Answer, Clock};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    if !sparse.is_one_to_one() {
        return Err("one to one only".to_owned());
    }
    let mut clock = Clock::start();
    let (lefts, rights) = (sparse.lefts, sparse.rights());
    let mut graph = UnGraph::<(), i64>::with_capacity(lefts + rights, sparse.weight.len());
    for _ in 0..lefts + rights {
        graph.add_node(());
    }
    for (left, right, weight) in sparse.edges() {
        graph.add_edge(left.into(), (right + lefts as u32).into(), weight);
    }
    clock.built();
    let most_pairs = mode != Mode::Mwm;
    let weight = |edge: petgraph::graph::EdgeReference<'_, i64>| -> Result<i128, String> {
        Ok((*edge.weight()).into())
    };
    let pairs = max_weight_matching(&graph, most_pairs, weight, false)?;
    let ordered = pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other)));
    Ok(clock.pairs(ordered.map(|(left, right)| (left as u32, (right - lefts) as u32))))
}
