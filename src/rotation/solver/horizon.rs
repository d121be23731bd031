//! What holds for all rounds together, and other ways to plan them.

use super::super::error::SolveError;
use super::super::plan::{
    AloneBound, HorizonObjective, HorizonProof, RoundObjective, RoundProof, Window,
};
use super::super::problem::{Odd, OpenPairs, Repeats, RotationProblem};
use super::super::sitting::{MayMeet, Sitting};
use super::prices::{Worth, prices, sum};
use super::{Kernel, Round, plus, total};
use crate::random::Random;
use crate::score::Score;
use crate::solve::Stop;

/// How many plans are drawn, and for how many people times rounds at most.
const DRAWS: u64 = 40;
const MOST_DRAWN: usize = 4096;
/// The numbers of the random streams of draws come after those of rounds.
const FIRST_STREAM: u64 = 1 << 32;

/// A round as if the history alone came before it, with all turns 0, by positions in
/// the order enrolled.
pub(super) struct Alone {
    pub(super) sitting: Sitting,
    bound: Option<RoundObjective>,
    proof: Option<RoundProof>,
    pub(super) as_round: Option<usize>,
}

impl Kernel<'_> {
    /// Each round with nothing but the history before it.
    pub(super) fn alone(&self, rounds: &[Round]) -> Result<Vec<Alone>, SolveError> {
        let mut all: Vec<Alone> = Vec::with_capacity(rounds.len());
        for (i, &slot) in self.problem.slots.iter().enumerate() {
            let mut sitting = self.problem.sitting(slot, &self.problem.memory, None);
            sitting.turns.fill(0);
            let same = all.iter().position(|alone| {
                let other = &alone.sitting;
                alone.as_round.is_none()
                    && other.people == sitting.people
                    && other.pairs == sitting.pairs
            });
            let (bound, proof) = match (same, rounds.get(i)) {
                (Some(same), _) => {
                    sitting.pairs = MayMeet::none();
                    (all[same].bound, None)
                }
                // The number of people depends on the rounds before, and may come to be odd.
                _ if self.may_have_trio(&sitting) && sitting.people.len() % 2 == 0 => {
                    let solved = self.trio(&sitting)?;
                    (solved.bound, solved.proof)
                }
                // Nothing but the history does come before the first round.
                (None, Some(first)) if i == 0 && first.turns_equal => {
                    (first.bound, first.proof.clone())
                }
                _ => {
                    let solved = self.solve(&sitting)?;
                    (solved.bound, solved.proof)
                }
            };
            all.push(Alone { sitting, bound, proof, as_round: same });
        }
        Ok(all)
    }

    /// The bound on all rounds, and what proves it: see [`HorizonProof`].
    pub(super) fn horizon(
        &self,
        alone: &[Alone],
    ) -> (Option<HorizonObjective>, Option<HorizonProof>) {
        let mut bound = HorizonObjective { placed: 0, repeats: 0, score: Score::ZERO };
        let mut proof = HorizonProof::default();
        for round in alone {
            let Some(of_round) = round.bound else { return (None, None) };
            bound.placed += of_round.placed;
            bound.repeats += of_round.repeats;
            bound.score = plus(bound.score, of_round.score);
            proof.alone.push(AloneBound {
                bound: of_round,
                proof: round.proof.clone(),
                as_round: round.as_round,
            });
        }
        let trio = alone.iter().any(|round| self.may_have_trio(&round.sitting));
        // A window looks at every pair.
        let listed = matches!(self.problem.pairs, OpenPairs::Listed { .. });
        let gap = self.problem.rules.cool_down.filter(|_| alone.len() > 1 && !trio && listed);
        let Some(gap) = gap else { return (Some(bound), Some(proof)) };
        let length = usize::try_from(gap).unwrap_or(usize::MAX).saturating_add(1);

        let in_pairs = self.problem.group_size == 2;
        let people_of = if self.problem.pools.is_some() { 1 } else { 2 };
        let (mut repeats, mut fresh, mut score) = (0_u64, 0_u64, 0_i128);
        for (w, window) in alone.chunks(length).enumerate() {
            let placed: u64 = proof.alone[w * length..][..window.len()]
                .iter()
                .map(|round| round.bound.placed)
                .sum();
            let (most, worth) = self.window(alone, w * length, window.len());
            let score_price = prices(&most, &worth);
            score += sum(&most, &worth, &score_price).div_euclid(2);
            let mut count_price = vec![0; most.len()];
            if in_pairs {
                let ones: Vec<Worth> = worth.iter().map(|&(a, b, _)| (a, b, 1)).collect();
                count_price = prices(&most, &ones);
                // Not negative, and no more than there are pairs.
                let pairs = sum(&most, &ones, &count_price).div_euclid(2);
                let pairs = u64::try_from(pairs).unwrap_or(u64::MAX);
                fresh = fresh.saturating_add(pairs);
                repeats += (placed / people_of).saturating_sub(pairs);
            }
            let keyed = |price: &[i64]| {
                let named = (0..).zip(price).filter(|(_, price)| **price != 0);
                named.map(|(p, &price)| (self.problem.key(p), price)).collect()
            };
            proof.windows.push(Window {
                rounds: window.len(),
                score_prices_halves: keyed(&score_price),
                count_prices_halves: keyed(&count_price),
            });
        }
        let score = Score::from_micros(i64::try_from(score).unwrap_or(i64::MAX));
        let never = self.problem.rules.repeats == Repeats::Never;
        if never && in_pairs && fresh.saturating_mul(people_of) < bound.placed {
            bound = HorizonObjective { placed: fresh * people_of, repeats: 0, score };
        } else if repeats > bound.repeats {
            bound = HorizonObjective { placed: bound.placed, repeats, score: self.most(alone) };
        } else if bound.repeats == 0 {
            bound.score = bound.score.min(score);
        }
        (Some(bound), Some(proof))
    }

    /// Whether some plan has a trio in the round of this sitting by itself.
    fn may_have_trio(&self, sitting: &Sitting) -> bool {
        let pairs = self.problem.pools.is_none() && self.problem.group_size == 2;
        let depends = sitting.people.iter().any(|&p| self.problem.people[p as usize].every > 1);
        pairs && self.problem.odd == Odd::Trio && (depends || sitting.people.len() % 2 == 1)
    }

    /// The most that so many pairs can score: none scores more than the greatest of its round.
    fn most(&self, alone: &[Alone]) -> Score {
        let people_of = if self.problem.pools.is_some() { 1 } else { 2 };
        let mut sum = 0_i64;
        for round in alone {
            let with_edges = round.as_round.map_or(round, |same| &alone[same]);
            let edges = with_edges.sitting.edges(true);
            let greatest = edges.iter().map(|e| e.score.micros()).max().unwrap_or(0).max(0);
            let pairs = round.bound.map_or(0, |bound| bound.placed / people_of);
            let pairs = i64::try_from(pairs).unwrap_or(i64::MAX);
            sum = sum.saturating_add(greatest.saturating_mul(pairs));
        }
        Score::from_micros(sum)
    }

    /// For the rounds of a window how many pairs everybody may be in, and the pairs that are no
    /// repeats as far as the history goes.
    fn window(&self, alone: &[Alone], first: usize, rounds: usize) -> (Vec<u64>, Vec<Worth>) {
        let mut most = vec![0_u64; self.problem.people.len()];
        let mut worth: Vec<Worth> = Vec::new();
        let mut seen = Vec::new();
        for (i, round) in alone.iter().enumerate().skip(first).take(rounds) {
            for &p in &round.sitting.people {
                let pools = self.problem.pools.as_ref();
                most[p as usize] += match pools.filter(|pools| pools.in_first[p as usize]) {
                    Some(pools) => u64::from(pools.places),
                    None => u64::from(self.problem.group_size) - 1,
                };
            }
            let with_edges = round.as_round.unwrap_or(i);
            if seen.contains(&with_edges) {
                continue;
            }
            seen.push(with_edges);
            let sitting = &alone[with_edges].sitting;
            // In the order enrolled, lower places are lower positions.
            worth.extend(sitting.fresh().iter().map(|e| {
                let (a, b) = (sitting.people[e.a as usize], sitting.people[e.b as usize]);
                (a, b, e.score.micros())
            }));
        }
        if seen.len() > 1 {
            worth.sort_unstable_by_key(|&(a, b, score)| (a, b, std::cmp::Reverse(score)));
            worth.dedup_by_key(|&mut (a, b, _)| (a, b));
        }
        (most, worth)
    }

    /// Another plan with more people placed, or fewer repeats, where the bound
    /// leaves room for one.
    pub(super) fn alternative(
        &self,
        rounds: &[Round],
        bound: Option<HorizonObjective>,
    ) -> Result<Option<Vec<Round>>, SolveError> {
        let problem = self.problem;
        let value = |rounds: &[Round]| {
            let total = total(rounds);
            (total.placed, std::cmp::Reverse(total.repeats))
        };
        let pairs = problem.pools.is_none() && problem.group_size == 2 && problem.odd == Odd::Bye;
        let room = |rounds: &[Round]| {
            bound.is_none_or(|b| value(rounds) < (b.placed, std::cmp::Reverse(b.repeats)))
        };
        if !pairs || rounds.len() < 2 || problem.rules.cool_down.is_none() || !room(rounds) {
            return Ok(None);
        }
        let mut best: Option<(Vec<Round>, Stop)> = None;
        let OpenPairs::Listed { candidates, .. } = &problem.pairs else { return Ok(None) };
        let order = self.everybody_meets_everybody(candidates.len());
        let small = problem.people.len() * rounds.len() <= MOST_DRAWN;
        let draws = (0..DRAWS).take_while(|_| small).map(Some);
        for draw in order.iter().map(|_| None).chain(draws) {
            let mut random =
                Random::new(problem.seed.unwrap_or(0), FIRST_STREAM + draw.unwrap_or_default());
            let mut stop = Stop::Finished;
            let plan = self.rounds(false, |i, sitting| match (draw, &order) {
                (None, Some(order)) => Ok(circle(problem, order, i, sitting)),
                _ => {
                    let drawn = stirred(sitting, draw.unwrap_or_default(), &mut random);
                    let solved = self.pairs(&drawn)?;
                    if stop == Stop::Finished {
                        stop = solved.stop;
                    }
                    Ok(Some(solved.groups))
                }
            })?;
            let least = best.as_ref().map_or(value(rounds), |(plan, _)| value(plan));
            if value(&plan) > least {
                let enough = !room(&plan);
                best = Some((plan, stop));
                if enough {
                    break;
                }
            }
        }
        // What is proven about its rounds is found out for the best plan alone.
        let Some((best, stop)) = best else { return Ok(None) };
        let chosen = |i: usize, sitting: &Sitting| {
            let mut place = vec![0_u32; problem.people.len()];
            for (at, &p) in (0..).zip(&sitting.people) {
                place[p as usize] = at;
            }
            let groups = best[i].groups.iter();
            let groups = groups.map(|g| g.people.iter().map(|&p| place[p as usize]).collect());
            Ok(Some(groups.collect()))
        };
        let mut rounds = self.rounds(true, chosen)?;
        // Proving the rounds may have finished where drawing them was cut short.
        if let Some(first) = rounds.first_mut().filter(|_| stop != Stop::Finished) {
            first.stop = stop;
        }
        Ok(Some(rounds))
    }

    /// Everybody in an order, where everybody may meet everybody in every round.
    fn everybody_meets_everybody(&self, pairs: usize) -> Option<Vec<u32>> {
        let problem = self.problem;
        let n = problem.people.len();
        let all = pairs == n * n.saturating_sub(1) / 2;
        let positions = || (0..).take(n);
        let always = positions().all(|p| {
            problem.people[p as usize].every == 1
                && problem.slots.iter().all(|&slot| problem.is_present(p, slot))
        });
        let mut order: Vec<u32> = positions().collect();
        if let Some(seed) = problem.seed {
            Random::new(seed, FIRST_STREAM - 1).shuffle(&mut order);
        }
        (n >= 2 && all && always).then_some(order)
    }
}

/// A round with something drawn added to every score: at first a thousandth of their range,
/// in the end all of it, so that as much of the score is kept as the draw allows.
fn stirred(sitting: &Sitting, draw: u64, random: &mut Random) -> Sitting {
    let mut drawn = sitting.clone();
    let scores = || sitting.fresh().iter().chain(sitting.repeats()).map(|e| e.score.micros());
    let range = scores().max().unwrap_or(0).abs_diff(scores().min().unwrap_or(0)).max(1 << 16);
    let most = range >> (10 - (draw * 11 / DRAWS).min(10));
    let MayMeet::Listed { fresh, repeats } = &mut drawn.pairs else { return drawn };
    for edge in fresh.iter_mut().chain(repeats) {
        let more = i64::try_from(random.below(most)).unwrap_or(0);
        edge.score = Score::from_micros(edge.score.micros().saturating_add(more));
    }
    drawn
}

/// A round of the circle method (Kirkman 1847): one stays, the others move on
/// by one place each round, and those opposite each other meet; so n − 1 rounds of n
/// people, or n rounds where n is odd, have every pair once. None where a pair may not meet.
fn circle(
    problem: &RotationProblem<'_>,
    order: &[u32],
    round: usize,
    sitting: &Sitting,
) -> Option<Vec<Vec<u32>>> {
    // With an odd number, who is opposite the one who stays sits out.
    let moving = if order.len() % 2 == 1 { order.len() } else { order.len() - 1 };
    let stays = order.get(moving).copied();
    let at = |step: usize| order[(round + step) % moving];
    let mut pairs: Vec<(u32, u32)> = stays.map(|stays| (stays, at(0))).into_iter().collect();
    pairs.extend((1..=(moving - 1) / 2).map(|k| (at(k), at(moving - k))));

    let mut place = vec![0_u32; order.len()];
    for (i, &p) in (0..).zip(&sitting.people) {
        place[p as usize] = i;
    }
    pairs
        .into_iter()
        .map(|(a, b)| {
            let (a, b) = (place[a as usize], place[b as usize]);
            problem.edge(sitting, a, b).ok()?.map(|_| vec![a, b])
        })
        .collect()
}
