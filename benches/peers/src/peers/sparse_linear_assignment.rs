//! Sparse pairs with everybody on the left matched, by an auction. Each right vertex has one place,
//! so that it gets a copy for every place.

use sparse_linear_assignment::{AuctionSolver, ForwardAuctionSolver};

use super::{Answer, Clock};
use crate::instance::{Mode, Sparse};

pub(super) fn solve(sparse: &Sparse, mode: Mode) -> Result<Answer, String> {
    if mode != Mode::Full {
        return Err("only matches everybody".to_owned());
    }
    let mut clock = Clock::start();
    let mut owner = Vec::new();
    let mut first_place = Vec::with_capacity(sparse.rights());
    for (right, &capacity) in (0_u32..).zip(&sparse.right_capacity) {
        first_place.push(owner.len() as u32);
        owner.extend((0..capacity).map(|_| right));
    }
    let (mut solver, mut solution) = ForwardAuctionSolver::<u32>::new(
        sparse.lefts,
        owner.len(),
        sparse.weight.len() * owner.len() / sparse.rights().max(1),
    );
    let mistake = |error| format!("refuses the instance: {error}");
    solver.init(sparse.lefts as u32, owner.len() as u32).map_err(mistake)?;
    for (left, right, weight) in sparse.edges() {
        let first = first_place[right as usize];
        for place in first..first + sparse.right_capacity[right as usize] {
            solver.add_value(left, place, weight as f64).map_err(mistake)?;
        }
    }
    clock.built();
    // Whole weights are optimal where this is below 1 / n. Its default is 1 / n, where they need
    // not be.
    let epsilon = 1.0 / (sparse.lefts as f64 + 1.0);
    solver.solve(&mut solution, true, Some(epsilon)).map_err(mistake)?;
    if solution.num_unassigned > 0 {
        return Err(format!("stops after {} rounds with people unmatched", solver.nits));
    }
    let places = solution.person_to_object.iter();
    Ok(clock.pairs((0..).zip(places.map(|&place| owner[place as usize]))))
}
