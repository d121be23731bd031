//! General graphs with weights of 32 bits, by a blossom algorithm in the cube of the vertices. No
//! capacities.

use mwmatching::{Matching, SENTINEL};

use super::{Answer, Clock};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    if !sparse.is_one_to_one() {
        return Err("one to one only".to_owned());
    }
    let mut clock = Clock::start();
    let wide = |_| "takes weights of 32 bits only".to_owned();
    let edge = |(left, right, weight): (u32, u32, i64)| {
        let weight = i32::try_from(weight).map_err(wide)?;
        Ok((left as usize, right as usize + sparse.lefts, weight))
    };
    let edges: Result<Vec<_>, String> = sparse.edges().map(edge).collect();
    let mut matching = Matching::new(edges?);
    if mode != Mode::Mwm {
        matching.max_cardinality();
    }
    clock.built();
    let mates = matching.solve();
    let matched = mates.into_iter().take(sparse.lefts).enumerate();
    let matched = matched.filter(|&(_, mate)| mate != SENTINEL);
    Ok(clock.pairs(matched.map(|(left, mate)| (left as u32, (mate - sparse.lefts) as u32))))
}
