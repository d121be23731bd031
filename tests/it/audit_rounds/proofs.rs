//! Mistakes in proofs and in what they are claimed to prove.

use crosstie::Score;
use crosstie::audit::{ProofPlace, RoundViolation as V};
use crosstie::rotation::{
    HorizonObjective, PricedSet, RotationPlan, RoundObjective, RoundProof, ScoreRange, Window,
};

use super::plant::{Expected, Scene, like, pick};
use super::sheet::alone;
use crate::rng::Rng;
use crate::rotation::exact::Before;
use crate::rotation::world::World;

/// Every proof of a round, with what it is of, and who takes no part there.
fn proofs<'p>(
    scene: &Scene<'_>,
    plan: &'p mut RotationPlan,
) -> Vec<(ProofPlace, &'p mut RoundProof, Vec<String>)> {
    let world = scene.world;
    let mut all = Vec::new();
    let absent = |before: &Before<'_>| {
        let people = (0..world.keys.len()).filter(|&person| !before.takes_part(person));
        people.map(|person| world.keys[person].clone()).collect()
    };
    for (i, round) in plan.rounds.iter_mut().enumerate() {
        if let Some(proof) = &mut round.proof {
            all.push((ProofPlace::Round(world.when(i).0), proof, absent(&scene.before[i])));
        }
    }
    let alone = alone(world);
    for (i, of) in plan.proof.iter_mut().flat_map(|proof| &mut proof.alone).enumerate() {
        if let Some(proof) = &mut of.proof {
            all.push((ProofPlace::Alone(world.when(i).0), proof, absent(&alone[i])));
        }
    }
    all
}

/// The ranges of scores that proofs of rounds of pairs state, or could.
fn ranges<'p>(
    scene: &Scene<'_>,
    plan: &'p mut RotationPlan,
) -> Vec<(ProofPlace, &'p mut Option<ScoreRange>)> {
    let of_pairs = proofs(scene, plan).into_iter().filter_map(|(place, proof, _)| {
        let RoundProof::Pairs { score_range, .. } = proof else { return None };
        Some((place, score_range))
    });
    of_pairs.collect()
}

fn of_alone(before: &Before<'_>) -> ProofPlace {
    ProofPlace::Alone(before.now().0)
}

/// The windows of a plan, each with the number of its first round.
fn windows<'p>(world: &World, plan: &'p mut RotationPlan) -> Vec<(ProofPlace, &'p mut Window)> {
    let mut first = 0;
    let windows = plan.proof.iter_mut().flat_map(|proof| &mut proof.windows);
    windows
        .map(|window| {
            let place = ProofPlace::Window(world.when(first).0);
            first += window.rounds;
            (place, window)
        })
        .collect()
}

/// A value that is lower, in one field.
fn lower(value: RoundObjective, rng: &mut Rng) -> RoundObjective {
    let micros = value.score.micros() - rng.within(1, 9);
    match rng.below(4) {
        0 if value.placed > 0 => RoundObjective { placed: value.placed - 1, ..value },
        1 if value.turns > 0 => RoundObjective { turns: value.turns - 1, ..value },
        2 => RoundObjective { repeats: value.repeats + 1, ..value },
        _ => RoundObjective { score: Score::from_micros(micros), ..value },
    }
}

fn lower_in_all(value: HorizonObjective, rng: &mut Rng) -> HorizonObjective {
    let micros = value.score.micros() - rng.within(1, 9);
    match rng.below(3) {
        0 if value.placed > 0 => HorizonObjective { placed: value.placed - 1, ..value },
        1 => HorizonObjective { repeats: value.repeats + 1, ..value },
        _ => HorizonObjective { score: Score::from_micros(micros), ..value },
    }
}

pub(super) fn plant(
    code: &str,
    scene: &Scene<'_>,
    plan: &mut RotationPlan,
    rng: &mut Rng,
) -> Option<Expected> {
    let world = scene.world;
    let i = rng.below(plan.rounds.len());
    let (round, _) = world.when(i);
    Some(Expected::Exactly(match code {
        "proof-stranger" => {
            if rng.chance(1, 4) {
                let (place, window) = pick(rng, windows(world, plan).into_iter())?;
                let prices = match rng.below(2) {
                    0 => &mut window.score_prices_halves,
                    _ => &mut window.count_prices_halves,
                };
                prices.insert("zoe".to_owned(), rng.within(0, 3));
                V::ProofStranger { place, key: "zoe".to_owned() }
            } else {
                let (place, proof, absent) = pick(rng, proofs(scene, plan).into_iter())?;
                let key = pick(rng, absent.into_iter().chain(["zoe".to_owned()]))?;
                name(proof, &key, rng);
                V::ProofStranger { place, key }
            }
        }
        "negative-price" => {
            let price = -rng.within(1, 1_000_000_000);
            let key = rng.pick(&world.keys).clone();
            let people = vec![key.clone()];
            if rng.chance(1, 4) {
                let (place, window) = pick(rng, windows(world, plan).into_iter())?;
                let prices = match rng.below(2) {
                    0 => &mut window.score_prices_halves,
                    _ => &mut window.count_prices_halves,
                };
                prices.insert(key, price);
                V::NegativePrice { place, people, halves: price.into() }
            } else {
                let (place, proof, _) = pick(rng, proofs(scene, plan).into_iter())?;
                let mut halves = i128::from(price);
                match proof {
                    RoundProof::Pairs { odd_sets, .. } if rng.chance(1, 2) => {
                        let people = people.clone();
                        odd_sets.push(PricedSet { people, price_halves: price });
                    }
                    RoundProof::Pairs { prices_halves, .. }
                    | RoundProof::Groups { prices_halves } => {
                        prices_halves.insert(key, price);
                    }
                    RoundProof::Pools { prices, .. } => {
                        prices.insert(key, price);
                        halves *= 2;
                    }
                    _ => return None,
                }
                V::NegativePrice { place, people, halves }
            }
        }
        "not-an-odd-set" => {
            let of_pairs = proofs(scene, plan).into_iter().filter_map(|(place, proof, _)| {
                let RoundProof::Pairs { odd_sets, .. } = proof else { return None };
                Some((place, odd_sets))
            });
            let (place, odd_sets) = pick(rng, of_pairs)?;
            let [a, b] = [rng.pick(&world.keys).clone(), rng.pick(&world.keys).clone()];
            let people = match rng.below(3) {
                0 => Vec::new(),
                1 => vec![a.clone(), b, a],
                _ => vec![a, b],
            };
            odd_sets.push(PricedSet { people: people.clone(), price_halves: rng.within(0, 9) });
            V::NotAnOddSet { place, people }
        }
        "empty-score-range" => {
            let (place, score_range) = pick(rng, ranges(scene, plan).into_iter())?;
            let least = rng.within(-3_000_000, 3_000_000);
            let greatest = least - rng.within(1, 3_000_000);
            let [least, greatest] = [least, greatest].map(Score::from_micros);
            let range = ScoreRange { least, greatest };
            *score_range = Some(range);
            V::EmptyScoreRange { place, range }
        }
        "score-outside-range" => {
            let (place, score_range) = pick(rng, ranges(scene, plan).into_iter())?;
            let candidates = match place {
                ProofPlace::Round(number) => {
                    scene.before.iter().find(|before| before.now().0 == number)?.candidates()
                }
                _ => alone(world).iter().find(|before| place == of_alone(before))?.candidates(),
            };
            // Room for one of the scores alone.
            let score = pick(rng, candidates.values().map(|candidate| candidate.score))?;
            let room = rng.within(0, 1_000);
            let (least, greatest) = (score - room, score + room);
            *score_range = Some(ScoreRange {
                least: Score::from_micros(least),
                greatest: Score::from_micros(greatest),
            });
            let outside = |score: i64| score < least || score > greatest;
            let (two, stray) = candidates.into_iter().find(|(_, c)| outside(c.score))?;
            V::ScoreOutsideRange {
                place,
                first: world.keys[two.0].clone(),
                second: world.keys[two.1].clone(),
                score: Score::from_micros(stray.score),
                range: (*score_range)?,
            }
        }
        "wrong-proof-kind" => {
            let (place, proof, _) = pick(rng, proofs(scene, plan).into_iter())?;
            let empty = RoundProof::Groups { prices_halves: Default::default() };
            let was = std::mem::replace(proof, empty);
            let (asked, given) = match (was, rng.chance(1, 2)) {
                (RoundProof::Pairs { .. }, true) => ("pairs", "groups"),
                (RoundProof::Pools { .. }, true) => ("two pools", "groups"),
                (RoundProof::Pairs { .. }, false) => ("pairs", "two pools"),
                (was, pairs) => {
                    let groups = matches!(was, RoundProof::Groups { .. });
                    let asked = if groups { "groups" } else { "two pools" };
                    (asked, if pairs || !groups { "pairs" } else { "two pools" })
                }
            };
            match given {
                "pairs" => *proof = no_pairs_proof(),
                "two pools" => *proof = no_pools_proof(),
                _ => {}
            }
            V::WrongProofKind { place, given, asked }
        }
        "wrong-alone-count" => {
            let alone = &mut plan.proof.as_mut()?.alone;
            match rng.below(2) {
                0 if alone.len() > 1 => drop(alone.pop()),
                _ => alone.push(alone[0].clone()),
            }
            let (given, rounds) = (alone.len() as u64, u64::from(world.rounds));
            V::WrongAloneCount { given, rounds }
        }
        "wrong-reference" => {
            let alone = &mut plan.proof.as_mut()?.alone;
            let without = (0..i).filter(|&at| alone[at].proof.is_none());
            let at = pick(rng, without.chain([i, i + 1, usize::MAX]))?;
            // Also beside a proof of its own.
            if rng.chance(3, 4) {
                alone[i].proof = None;
            }
            alone[i].as_round = Some(at);
            V::WrongReference { round, as_round: at as u64 }
        }
        "wrong-windows" => {
            let windows = &mut plan.proof.as_mut()?.windows;
            let asked: Vec<usize> = windows.iter().map(|window| window.rounds).collect();
            match rng.below(3) {
                0 => windows.first_mut()?.rounds += 1,
                1 if windows.len() > 1 => drop(windows.pop()),
                _ => windows.push(Window { rounds: 1, ..Window::default() }),
            }
            let given: Vec<usize> = windows.iter().map(|window| window.rounds).collect();
            V::WrongWindows { given, asked }
        }
        "round-bound-not-proven" => {
            if rng.chance(1, 3) {
                let alone = plan.proof.as_mut()?.alone.get_mut(i)?;
                let (place, derived) = (ProofPlace::Alone(round), Some(alone.bound));
                alone.bound = lower(alone.bound, rng);
                V::RoundBoundNotProven { place, claimed: alone.bound, derived }
            } else {
                let (place, round) = (ProofPlace::Round(round), &mut plan.rounds[i]);
                let (mut claimed, mut derived) = (round.bound?, round.bound);
                if rng.chance(1, 3) {
                    (round.proof, derived) = (None, None);
                } else {
                    claimed = lower(claimed, rng);
                    round.bound = Some(claimed);
                }
                V::RoundBoundNotProven { place, claimed, derived }
            }
        }
        "round-bound-too-low" => {
            let objective = plan.rounds[i].objective;
            let claimed = lower(objective, rng);
            plan.rounds[i].bound = Some(claimed);
            V::RoundBoundTooLow { round, claimed, objective }
        }
        "bound-not-proven" => {
            let (mut claimed, mut derived) = (plan.bound?, plan.bound);
            if rng.chance(1, 3) {
                (plan.proof, derived) = (None, None);
            } else {
                claimed = lower_in_all(claimed, rng);
                plan.bound = Some(claimed);
            }
            V::BoundNotProven { claimed, derived }
        }
        "bound-too-low" => {
            let objective = plan.objective;
            let claimed = lower_in_all(objective, rng);
            plan.bound = Some(claimed);
            V::BoundTooLow { claimed, objective }
        }
        "custom-value" => return like(|_| false),
        other => panic!("{other}"),
    }))
}

/// Names somebody in a proof, such that it proves no less than before.
fn name(proof: &mut RoundProof, key: &str, rng: &mut Rng) {
    let key = key.to_owned();
    let price = rng.within(0, 3);
    match proof {
        RoundProof::Pairs { barrier, prices_halves, odd_sets, repeat_barrier, .. } => {
            match rng.below(4) {
                0 => barrier.push(key),
                1 => repeat_barrier.push(key),
                2 => odd_sets.push(PricedSet { people: vec![key], price_halves: price }),
                _ => drop(prices_halves.insert(key, price)),
            }
        }
        RoundProof::Pools { cover, prices, repeat_cover, .. } => match rng.below(3) {
            0 => cover.push(key),
            1 => repeat_cover.push(key),
            _ => drop(prices.insert(key, price)),
        },
        RoundProof::Groups { prices_halves } => drop(prices_halves.insert(key, price)),
        _ => {}
    }
}

pub(super) fn no_pairs_proof() -> RoundProof {
    RoundProof::Pairs {
        barrier: Vec::new(),
        pair_price_halves: 0,
        prices_halves: Default::default(),
        odd_sets: Vec::new(),
        repeat_barrier: Vec::new(),
        score_range: None,
    }
}

pub(super) fn no_pools_proof() -> RoundProof {
    RoundProof::Pools {
        cover: Vec::new(),
        pair_price: 0,
        prices: Default::default(),
        repeat_cover: Vec::new(),
    }
}
