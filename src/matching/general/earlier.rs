//! Prices and pairs of the answer to another problem, made to fit this one.
//!
//! The odd sets are taken apart: half of the price of a set goes to each vertex within. Edges within a set lose nothing
//! by that, so that the pairs in there stay; the edge at its base does, so that one pair a set is to be found again.

use super::blossom::{NONE, id};
use super::fractional::Start;
use super::problem::{GeneralProblem, Matching};
use crate::solve::{GeneralCertificate, GeneralPrices};

/// A start for weights w + `lift` / 2 of a problem with as many vertices; none where the certificate is for another
/// number. What does not fit is left out.
pub(super) fn start(
    problem: &GeneralProblem,
    lift: i64,
    matching: &Matching,
    certificate: &GeneralCertificate,
) -> Option<Start> {
    let (prices, lift_before) = match certificate {
        GeneralCertificate::HighestScore { prices } => (prices, 0),
        GeneralCertificate::MostPairs { prices, pair_price, .. } => {
            (prices, pair_price.saturating_neg())
        }
    };
    let count = problem.vertex_count();
    if prices.vertices.len() != count {
        return None;
    }
    let rows = (0..count).flat_map(|v| problem.row(v).1);
    let most = rows.map(|&w| 2 * w + lift).max().unwrap_or(0).max(0);
    let lifted = |price: i128| {
        let (lift, before) = (i128::from(lift), i128::from(lift_before));
        // None, one or two halves of the lift are in it.
        let halves = if before > 0 { ((4 * price + before) / (2 * before)).clamp(0, 2) } else { 1 };
        let price = price + halves * (lift - before) / 2;
        i64::try_from(price.clamp(0, i128::from(most))).unwrap_or(0)
    };
    let mut price: Vec<i64> = without_sets(prices).map(lifted).collect();
    for v in 0..count {
        let (ends, weights) = problem.row(v);
        let least = |(&u, &w): (&u32, &i64)| 2 * w + lift - price[u as usize];
        let least = ends.iter().zip(weights).map(least).max().unwrap_or(0);
        price[v] = price[v].max(least);
    }
    let mut mate = vec![NONE; count];
    for &(a, b) in matching.pairs() {
        let Some(weight) = problem.weight(a, b) else { continue };
        let (one, other) = (a as usize, b as usize);
        let free = mate[one] == NONE && mate[other] == NONE && one != other;
        if free && price[one] + price[other] == 2 * weight + lift {
            (mate[one], mate[other]) = (b, a);
        }
    }
    Some(Start { price, mate })
}

/// Twice the prices of vertices, with half of those of the sets around them.
fn without_sets(prices: &GeneralPrices) -> impl Iterator<Item = i128> + '_ {
    let sets = &prices.odd_sets;
    // Of all sets from the outermost down to this one.
    let mut around: Vec<i128> = Vec::with_capacity(sets.sets.len());
    for set in &sets.sets {
        let outer = set.within.and_then(|within| around.get(within as usize)).copied();
        around.push(outer.unwrap_or(0) + (i128::from(set.price) + 1) / 2);
    }
    (0..id(prices.vertices.len())).map(move |v| {
        let innermost = sets.innermost.get(v as usize).copied().flatten();
        let around = innermost.and_then(|set| around.get(set as usize)).copied().unwrap_or(0);
        i128::from(prices.vertices[v as usize]) + around
    })
}
