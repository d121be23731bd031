//! A round of pairs and one trio, for an odd number of people.

use super::super::error::SolveError;
use super::super::plan::{RoundObjective, RoundProof};
use super::super::sitting::{Edge, Sitting};
use super::prices::{prices, sum};
use super::{Kernel, Solved, find, objective};
use crate::score::Score;
use crate::solve::Stop;

/// How many trios are built up to the whole round, at most; and how many people are tried as
/// the third for that.
const MOST_TRIOS: usize = 4;
const MOST_TRIED: usize = 64;

/// A round with a trio, what it is worth and how it ended.
struct Trio {
    objective: RoundObjective,
    groups: Vec<Vec<u32>>,
    stop: Stop,
}

impl Kernel<'_> {
    /// The best of a few rounds with one trio: those who gain most as the third
    /// are left out of a matching of all others, and join its best pair for them.
    /// Where pairs alone place more people, a round of pairs.
    pub(super) fn trio(&self, sitting: &Sitting) -> Result<Solved, SolveError> {
        let n = sitting.people.len();
        let fresh: Vec<_> = sitting.fresh().iter().map(|e| (e.a, e.b, e.score.micros())).collect();
        let price = prices(&vec![1; n], &fresh);
        let mut best = self.best_trio(sitting, sitting.fresh(), &price)?;
        if best.as_ref().is_none_or(|best| best.objective.placed < n as u64) {
            let pairs = self.pairs(sitting)?;
            let objective = objective(sitting, &sitting.edges(true), &pairs.groups);
            let mut others = vec![Trio { objective, groups: pairs.groups, stop: pairs.stop }];
            if !sitting.repeats().is_empty() {
                others.extend(self.best_trio(sitting, &sitting.edges(true), &price)?);
            }
            for other in others {
                // Repeats are held only where more people meet that way.
                let more = |best: &Trio| other.objective.placed > best.objective.placed;
                if best.as_ref().is_none_or(more) {
                    best = Some(other);
                }
            }
        }
        // Three people have one place more.
        let mut greatest = price.clone();
        greatest.sort_unstable_by(|a, b| b.cmp(a));
        let three: i128 = greatest.iter().take(3).map(|&y| i128::from(y)).sum();
        let bound = (sum(&vec![1; n], &fresh, &price) + three).div_euclid(2);
        let proof = self.price_proof(sitting, &price);
        let bound = RoundObjective {
            placed: n as u64,
            turns: sitting.all_turns(),
            repeats: 0,
            score: Score::from_micros(i64::try_from(bound).unwrap_or(i64::MAX)),
        };
        let (groups, stop) =
            best.map_or_else(|| (Vec::new(), Stop::Finished), |best| (best.groups, best.stop));
        Ok(Solved {
            groups,
            bound: Some(bound),
            proof: Some(proof),
            stop,
            certificate: None,
            pricing: None,
        })
    }

    pub(super) fn price_proof(&self, sitting: &Sitting, price: &[i64]) -> RoundProof {
        let named = sitting.people.iter().zip(price).filter(|(_, price)| **price != 0);
        let prices_halves = named.map(|(&p, &price)| (self.problem.key(p), price)).collect();
        RoundProof::Groups { prices_halves }
    }

    fn best_trio(
        &self,
        sitting: &Sitting,
        edges: &[Edge],
        price: &[i64],
    ) -> Result<Option<Trio>, SolveError> {
        let n = sitting.people.len();
        // The two best pairs of each, in halves, less what they are worth in a pair.
        let mut two = vec![(None::<i64>, None::<i64>); n];
        for edge in edges {
            for place in [edge.a, edge.b] {
                let (first, second) = &mut two[place as usize];
                let score = Some(edge.score.micros());
                if score > *first {
                    (*first, *second) = (score, *first);
                } else if score > *second {
                    *second = score;
                }
            }
        }
        let gain = |place: u32| {
            let (first, second) = two[place as usize];
            Some(2 * (first? + second?) - price[place as usize])
        };
        let mut thirds: Vec<(i64, u32)> =
            (0..).take(n).filter_map(|place| Some((gain(place)?, place))).collect();
        thirds.sort_by_key(|&(gain, place)| (std::cmp::Reverse(gain), place));

        let mut best: Option<Trio> = None;
        let mut found = 0;
        for &(_, third) in thirds.iter().take(MOST_TRIED) {
            let others: Vec<Edge> =
                edges.iter().filter(|e| e.a != third && e.b != third).copied().collect();
            let matched = self.matching(sitting, &others)?;
            let joined = matched
                .pairs
                .iter()
                .enumerate()
                .filter_map(|(i, &(a, b))| {
                    let (one, other) = (find(edges, third, a)?, find(edges, third, b)?);
                    let repeats = u64::from(one.repeat) + u64::from(other.repeat);
                    let score = one.score.micros().saturating_add(other.score.micros());
                    Some(((std::cmp::Reverse(repeats), score), i))
                })
                .max_by_key(|&(value, i)| (value, std::cmp::Reverse(i)));
            let Some((_, joined)) = joined else { continue };
            let mut groups: Vec<Vec<u32>> =
                matched.pairs.iter().map(|&(a, b)| vec![a, b]).collect();
            groups[joined].push(third);
            let objective = objective(sitting, edges, &groups);
            if best.as_ref().is_none_or(|best| objective > best.objective) {
                best = Some(Trio { objective, groups, stop: matched.stop });
            }
            found += 1;
            if found == MOST_TRIOS {
                break;
            }
        }
        Ok(best)
    }
}
