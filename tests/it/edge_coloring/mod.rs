//! Edge colouring against the definitions, enumeration and laws.
//!
//! [`Parts`] counts colours by itself; `oracle` holds that count, the kernel and the checker of the library against
//! complete enumeration; the rest is about the kernel (`exact`, `laws`, `large`) or the input and the checker
//! (`input`).

mod exact;
mod input;
mod instances;
mod large;
mod laws;
mod oracle;

use crosstie::matching::edge_coloring::{EdgeColoring, EdgeColoringProblem};
use crosstie::solve::Problem;

use instances::Parts;

/// What must hold of a colouring at its vertices, counted from the definition; the least and the greatest number of edges of a
/// colour.
fn check(parts: &Parts, coloring: &EdgeColoring) -> (usize, usize) {
    let colors = coloring.colors() as usize;
    assert_eq!(coloring.color_of().len(), parts.edges.len());
    assert!(coloring.color_of().iter().all(|&color| color < coloring.colors()));
    let ends = parts.edges.iter().zip(coloring.color_of());
    let left: Vec<(u32, u32)> = ends.clone().map(|(e, &color)| (e.0, color)).collect();
    let right: Vec<(u32, u32)> = ends.map(|(e, &color)| (e.1, color)).collect();
    for (mut colors_at, capacities) in [(left, &parts.left), (right, &parts.right)] {
        colors_at.sort_unstable();
        for at in colors_at.chunk_by(|a, b| a.0 == b.0) {
            let (least, most) = least_and_most(at.iter().map(|end| end.1), colors);
            let capacity = capacities[at[0].0 as usize] as usize;
            assert!(most <= capacity, "over capacity: {parts:?} {coloring:?}");
            assert!(most <= least + 1, "a vertex is not as even as can be: {parts:?} {coloring:?}");
        }
    }
    let mut sorted = coloring.color_of().to_vec();
    sorted.sort_unstable();
    least_and_most(sorted.into_iter(), colors)
}

/// How often the rarest of so many colours occurs, and the most frequent one, in an ascending list.
fn least_and_most(ascending: impl Iterator<Item = u32>, colors: usize) -> (usize, usize) {
    let list: Vec<u32> = ascending.collect();
    let counts: Vec<usize> = list.chunk_by(|a, b| a == b).map(<[u32]>::len).collect();
    let least = if counts.len() < colors { 0 } else { counts.iter().copied().min().unwrap_or(0) };
    (least, counts.iter().copied().max().unwrap_or(0))
}

/// The most that a vertex takes, from the definition.
fn least_colors(parts: &Parts) -> u32 {
    let left = parts.edges.iter().map(|e| e.0);
    let right = parts.edges.iter().map(|e| e.1);
    let needs = |ends: &mut dyn Iterator<Item = u32>, capacities: &[u32]| {
        let mut degree = vec![0_u32; capacities.len()];
        ends.for_each(|v| degree[v as usize] += 1);
        let needs = degree.iter().zip(capacities).map(|(d, c)| d.div_ceil(*c));
        needs.max().unwrap_or(0)
    };
    needs(&mut { left }, &parts.left).max(needs(&mut { right }, &parts.right))
}

/// Colours with the fewest colours, and checks everything that is guaranteed.
fn check_color(parts: &Parts) -> EdgeColoring {
    let problem = parts.problem();
    let coloring = problem.color();
    assert_eq!(coloring.colors(), least_colors(parts), "{parts:?}");
    check_even(&problem, parts, &coloring);
    let quality = problem.verify(&coloring, problem.certificate().as_ref()).unwrap();
    assert!(quality.is_optimal(), "{parts:?}");
    assert_eq!(quality.objective().0, coloring.colors());
    coloring
}

fn check_even(problem: &EdgeColoringProblem, parts: &Parts, coloring: &EdgeColoring) {
    let (least, most) = check(parts, coloring);
    assert!(most <= least + 1, "colours are not as even as can be: {parts:?} {coloring:?}");
    problem.verify(coloring, None).unwrap();
}
