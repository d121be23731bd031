//! What the audit says is proven, against complete enumeration: with proofs of the solver,
//! such proofs a little off, and proofs that nobody computed.

use std::collections::BTreeMap;

use crosstie::Score;
use crosstie::audit::{self, ProofPlace, ProvenBound, RoundViolation};
use crosstie::policy::History;
use crosstie::rotation::{
    AloneBound, ByeWitness, HorizonProof, Odd, PricedSet, RotationPlan, RoundObjective, RoundProof,
    ScoreRange,
};

use super::plant::pick;
use super::sheet::{Known, any_world, bound, groups_of as groups_of_rounds, write};
use crate::rng::Rng;
use crate::rotation::exact::{Before, groups_of};
use crate::rotation::world::{Size, World};

/// Prices of 0 or more for some people.
fn prices(rng: &mut Rng, people: &[String], unit: i64) -> BTreeMap<String, i64> {
    let mut prices = BTreeMap::new();
    for key in people {
        if rng.chance(1, 2) {
            prices.insert(key.clone(), unit * rng.within(0, 5));
        }
    }
    prices
}

fn some(rng: &mut Rng, people: &[String]) -> Vec<String> {
    people.iter().filter(|_| rng.chance(1, 3)).cloned().collect()
}

/// A proof of a shape that nobody computed.
fn any_proof(rng: &mut Rng, like: &RoundProof, people: &[String]) -> RoundProof {
    let unit = *rng.pick(&[1, 1, 3, 1_000_000, 1 << 40]);
    match like {
        RoundProof::Pairs { .. } => {
            let sets = (0..rng.below(3)).filter_map(|_| {
                let mut people = some(rng, people);
                if people.len() % 2 == 0 {
                    people.pop()?;
                }
                Some(PricedSet { people, price_halves: unit * rng.within(0, 5) })
            });
            let odd_sets = sets.collect();
            RoundProof::Pairs {
                barrier: some(rng, people),
                pair_price_halves: unit * rng.within(-5, 5),
                prices_halves: prices(rng, people, unit),
                odd_sets,
                repeat_barrier: some(rng, people),
                score_range: None,
            }
        }
        RoundProof::Pools { .. } => RoundProof::Pools {
            cover: some(rng, people),
            pair_price: unit * rng.within(-5, 5),
            prices: prices(rng, people, unit),
            repeat_cover: some(rng, people),
        },
        _ => RoundProof::Groups { prices_halves: prices(rng, people, unit) },
    }
}

/// A proof a little off.
fn near_proof(rng: &mut Rng, like: &RoundProof, people: &[String]) -> RoundProof {
    let mut proof = like.clone();
    let by = *rng.pick(&[-1_000_000, -2, -1, 1, 2, 7, 1_000_000]);
    let (prices, sets, pair) = match &mut proof {
        RoundProof::Pairs { prices_halves, barrier, repeat_barrier, pair_price_halves, .. } => {
            (prices_halves, vec![barrier, repeat_barrier], Some(pair_price_halves))
        }
        RoundProof::Pools { prices, cover, repeat_cover, pair_price, .. } => {
            (prices, vec![cover, repeat_cover], Some(pair_price))
        }
        RoundProof::Groups { prices_halves } => (prices_halves, Vec::new(), None),
        other => panic!("{other:?}"),
    };
    match (rng.below(3), pair) {
        (0, Some(pair)) => *pair = pair.saturating_add(by),
        (1, Some(_)) => *pick(rng, sets.into_iter()).unwrap() = some(rng, people),
        _ => {
            if let Some(key) = pick(rng, people.iter()) {
                let price = prices.entry(key.clone()).or_default();
                *price = price.saturating_add(by).max(0);
            }
        }
    }
    proof
}

/// A proof of a round before which this lies, perhaps with a range of scores that holds.
fn some_proof(
    rng: &mut Rng,
    like: &RoundProof,
    before: &Before<'_>,
    people: &[String],
) -> RoundProof {
    let mut proof = match rng.below(4) {
        0 => like.clone(),
        1 => near_proof(rng, like, people),
        _ => any_proof(rng, like, people),
    };
    if let RoundProof::Pairs { score_range, .. } = &mut proof {
        if rng.chance(1, 3) {
            let (least, greatest) = least_and_greatest(before);
            let mut slack = || *rng.pick(&[0, 0, 1, 1_000_000, 1 << 40, 1 << 56]);
            *score_range = Some(range(least - slack(), greatest + slack()));
        }
    }
    proof
}

fn range(least: i64, greatest: i64) -> ScoreRange {
    ScoreRange { least: Score::from_micros(least), greatest: Score::from_micros(greatest) }
}

/// Of the scores of all pairs that may meet; 0 without any.
fn least_and_greatest(before: &Before<'_>) -> (i64, i64) {
    let candidates = before.candidates();
    let scores = || candidates.values().map(|candidate| candidate.score);
    (scores().min().unwrap_or(0), scores().max().unwrap_or(0))
}

fn keys(world: &World, people: &[usize]) -> Vec<String> {
    people.iter().map(|&person| world.keys[person].clone()).collect()
}

/// Rounds as somebody might choose them, often poorly, written out.
fn any_rounds(rng: &mut Rng, world: &World, plan: &mut RotationPlan) {
    let mut before = Before::new(world);
    let mut rounds = Vec::new();
    for _ in &plan.rounds {
        let mut possible = before.rounds();
        if rng.chance(1, 2) {
            let most = possible.iter().map(|possible| possible.value.placed).max().unwrap();
            possible.retain(|possible| possible.value.placed == most);
        }
        let groups = rng.pick(&possible).groups.clone();
        before = before.then(&groups);
        rounds.push(groups);
    }
    write(world, &rounds, plan);
}

#[test]
fn any_proof_bounds_every_round() {
    let (mut optimal, mut bounded, mut tight) = (0_u32, 0_u32, 0_u32);
    for seed in 0..2_000 {
        let mut rng = Rng::new(seed ^ 0x3b);
        let world = any_world(&mut rng, Size { people: 6, rounds: 3 });
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        let given: Vec<_> = plan.rounds.iter().map(|round| round.proof.clone().unwrap()).collect();
        if rng.chance(2, 3) {
            any_rounds(&mut rng, &world, &mut plan);
        }
        (plan.bound, plan.proof) = (None, None);
        plan.byes.bound = 0;
        plan.byes.witness = None;
        let mut before = vec![Before::new(&world)];
        for (round, like) in plan.rounds.iter_mut().zip(&given) {
            let now = before.last().unwrap();
            let people = keys(&world, &now.people());
            // With other rounds before it, a round may be a trio's that was none, or the reverse.
            let like = match like {
                RoundProof::Pairs { .. } | RoundProof::Groups { .. }
                    if world.odd == Odd::Trio && people.len() % 2 == 0 =>
                {
                    super::proofs::no_pairs_proof()
                }
                RoundProof::Pairs { .. } if world.odd == Odd::Trio => {
                    RoundProof::Groups { prices_halves: BTreeMap::new() }
                }
                like => like.clone(),
            };
            let mut proof = some_proof(&mut rng, &like, now, &people);
            keep(&mut proof, &people);
            (round.bound, round.proof) = (None, Some(proof));
            let after = now.then(&groups_of(&world, round));
            before.push(after);
        }
        let report = audit::check_rounds(&problem, &plan);
        assert!(report.is_clean(), "{report}\n{plan:#?}\n{world:#?}");
        for (audited, before) in report.rounds().iter().zip(&before) {
            let optimum = before.optimum();
            let at = || format!("{optimum}\n{report}\n{plan:#?}\n{world:#?}");
            match audited.proven {
                ProvenBound::Optimal => {
                    assert_eq!(audited.objective, optimum, "{}", at());
                    optimal += 1;
                }
                ProvenBound::Bounded { bound } => {
                    assert!(bound >= optimum, "{}", at());
                    bounded += 1;
                    tight += u32::from(bound == optimum);
                }
                ProvenBound::Nothing => panic!("{}", at()),
            }
        }
    }
    assert!(optimal > 1_500 && bounded > 1_500 && tight > 300, "{optimal} {bounded} {tight}");
}

/// A stated range either holds all scores, or the first pair outside is named and the proof proves
/// nothing.
#[test]
fn a_range_holds_or_is_refused() {
    let (mut held, mut same, mut outside, mut empty) = (0_u32, 0_u32, 0_u32, 0_u32);
    for seed in 0..1_500 {
        let mut rng = Rng::new(seed ^ 0x72);
        let world = any_world(&mut rng, Size { people: 6, rounds: 3 });
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        let i = rng.below(plan.rounds.len());
        let mut before = Before::new(&world);
        for round in &plan.rounds[..i] {
            before = before.then(&groups_of(&world, round));
        }
        let (was, key) = (audit::check_rounds(&problem, &plan), |p: usize| world.keys[p].clone());
        let round = &mut plan.rounds[i];
        let number = round.round;
        round.bound = None;
        let Some(RoundProof::Pairs { score_range, .. }) = &mut round.proof else { continue };
        let (least, greatest) = least_and_greatest(&before);
        let mut off = || *rng.pick(&[-1_000_000, -1, 0, 0, 0, 0, 1, 1_000_000]);
        let given = (least + off(), greatest + off());
        *score_range = Some(range(given.0, given.1));
        let report = audit::check_rounds(&problem, &plan);
        let proven = report.rounds()[i].proven;
        let candidates = before.candidates();
        let stray = candidates.iter().find(|(_, c)| c.score < given.0 || c.score > given.1);
        let (place, given) = (ProofPlace::Round(number), range(given.0, given.1));
        let wrong = match stray {
            _ if given.least > given.greatest => {
                empty += 1;
                Some(RoundViolation::EmptyScoreRange { place, range: given })
            }
            Some((&(a, b), candidate)) => {
                outside += 1;
                let (first, second) = (key(a), key(b));
                let score = Score::from_micros(candidate.score);
                Some(RoundViolation::ScoreOutsideRange {
                    place,
                    first,
                    second,
                    score,
                    range: given,
                })
            }
            None => None,
        };
        let at = || format!("{report}\n{plan:#?}\n{world:#?}");
        if let Some(wrong) = wrong {
            assert_eq!(report.violations(), [wrong], "{}", at());
            assert_eq!(proven, ProvenBound::Nothing, "{}", at());
            continue;
        }
        assert!(report.is_clean(), "{}", at());
        held += 1;
        let bound = bound(proven, plan.rounds[i].objective);
        assert!(bound.is_none_or(|bound| bound >= before.optimum()), "{}", at());
        // The range of the scores themselves changes nothing.
        if given == range(least, greatest) && candidates.values().all(|c| !c.repeat) {
            assert_eq!(proven, was.rounds()[i].proven, "{}", at());
            same += 1;
        }
    }
    assert!(
        held > 300 && same > 100 && outside > 100 && empty > 100,
        "{held} {same} {outside} {empty}"
    );
}

/// Leaves out who takes no part.
fn keep(proof: &mut RoundProof, people: &[String]) {
    match proof {
        RoundProof::Pairs { barrier, prices_halves, odd_sets, repeat_barrier, .. } => {
            barrier.retain(|key| people.contains(key));
            repeat_barrier.retain(|key| people.contains(key));
            prices_halves.retain(|key, _| people.contains(key));
            odd_sets.retain(|set| set.people.iter().all(|key| people.contains(key)));
        }
        RoundProof::Pools { cover, prices, repeat_cover, .. } => {
            cover.retain(|key| people.contains(key));
            repeat_cover.retain(|key| people.contains(key));
            prices.retain(|key, _| people.contains(key));
        }
        RoundProof::Groups { prices_halves } => {
            prices_halves.retain(|key, _| people.contains(key));
        }
        _ => {}
    }
}

/// More than any round can be worth: a bound that is no statement.
const NO_BOUND: RoundObjective =
    RoundObjective { placed: u64::MAX, turns: 0, repeats: 0, score: Score::ZERO };

/// A proof of all rounds: the solver's, one a little off, or any.
fn any_horizon_proof(rng: &mut Rng, world: &World, given: &HorizonProof) -> HorizonProof {
    let mut proof = given.clone();
    let alone = super::sheet::alone(world);
    for (i, before) in alone.iter().enumerate() {
        let of = &given.alone[i];
        let like = of.proof.as_ref().or_else(|| given.alone[of.as_round?].proof.as_ref());
        let people = keys(world, &before.people());
        let own = if rng.chance(1, 2) { like.cloned() } else { None };
        let own = own.unwrap_or_else(|| some_proof(rng, like.unwrap(), before, &people));
        proof.alone[i] = AloneBound { bound: NO_BOUND, proof: Some(own), as_round: None };
    }
    let mut first = 0;
    for window in &mut proof.windows {
        let rounds = first..first + window.rounds;
        first = rounds.end;
        let there = |person: &usize| alone[rounds.clone()].iter().any(|b| b.takes_part(*person));
        let people: Vec<usize> = (0..world.keys.len()).filter(there).collect();
        let people = keys(world, &people);
        if rng.chance(1, 2) {
            let unit = *rng.pick(&[1, 1_000_000]);
            window.score_prices_halves = prices(rng, &people, unit);
        }
        if rng.chance(1, 2) {
            window.count_prices_halves = prices(rng, &people, 1);
        }
    }
    if rng.chance(1, 8) {
        proof.windows.clear();
    }
    proof
}

#[test]
fn any_horizon_proof_bounds_every_plan() {
    let (mut optimal, mut bounded, mut tight) = (0_u32, 0_u32, 0_u32);
    for seed in 0..1_600 {
        let mut rng = Rng::new(seed ^ 0xc4);
        let world = any_world(&mut rng, Size { people: 5, rounds: 3 });
        let known = Known::new(&world, 400);
        let Some(best) = known.best() else { continue };
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        let given = plan.proof.clone().unwrap();
        if rng.chance(1, 2) {
            let rounds = groups_of_rounds(rng.pick::<Vec<_>>(known.plans.as_ref().unwrap()));
            write(&world, &rounds, &mut plan);
        }
        plan.bound = None;
        for _ in 0..3 {
            plan.proof = Some(any_horizon_proof(&mut rng, &world, &given));
            // A witness may lean on what was in the proof.
            plan.byes.witness = None;
            plan.byes.bound = 0;
            let report = audit::check_rounds(&problem, &plan);
            let at = || format!("{best}\n{report}\n{plan:#?}\n{world:#?}");
            assert!(report.is_clean(), "{}", at());
            match report.proven() {
                ProvenBound::Optimal => {
                    assert_eq!(plan.objective, best, "{}", at());
                    optimal += 1;
                }
                ProvenBound::Bounded { bound } => {
                    assert!(bound >= best, "{}", at());
                    bounded += 1;
                    tight += u32::from(bound == best);
                }
                ProvenBound::Nothing => panic!("{}", at()),
            }
        }
    }
    assert!(optimal > 1_500 && bounded > 2_000 && tight > 300, "{optimal} {bounded} {tight}");
}

/// Some on whom all others depend, so that byes must fall on these.
fn stars(rng: &mut Rng) -> World {
    let mut world = World::random(rng, Size { people: 6, rounds: 3 });
    let n = world.keys.len();
    (world.pools, world.firm, world.odd, world.group_size) = (None, None, Odd::Bye, 2);
    if rng.chance(3, 4) {
        world.every = vec![1; n];
        world.away.clear();
        world.history = History::new();
    }
    world.scores.clear();
    let hubs = 1 + rng.below(2);
    for a in 0..n {
        for b in a + 1..n {
            if a < hubs || rng.chance(1, 6) {
                world.scores.insert((a, b), rng.within(0, 3));
            }
        }
    }
    world
}

#[test]
fn byes_differ_as_proven() {
    let mut proven = [0_u32; 4];
    for seed in 0..1_500 {
        let mut rng = Rng::new(seed ^ 0x6d);
        let world = match seed % 3 {
            0 => any_world(&mut rng, Size { people: 5, rounds: 3 }),
            _ => stars(&mut rng),
        };
        let known = Known::new(&world, 600);
        let Some(plans) = &known.plans else { continue };
        let problem = world.problem();
        let mut plan = problem.solve().unwrap().into_plan();
        let given = plan.byes.witness.clone();
        if rng.chance(1, 2) {
            // Also one that places fewer; the proofs of its rounds stay out.
            let proof = plan.proof.take();
            write(&world, &groups_of_rounds(rng.pick::<Vec<_>>(plans)), &mut plan);
            plan.proof = proof;
        }
        let spread = known.spread(&plan);
        for _ in 0..4 {
            plan.byes.witness = given.clone().filter(|_| rng.chance(1, 3)).or_else(|| {
                let always = keys(&world, &known.always);
                let share = rng.below(3);
                let sharing = always.iter().filter(|_| share == 0 || rng.chance(share, 3));
                Some(ByeWitness {
                    sharing: sharing.cloned().collect(),
                    needed: some(&mut rng, &world.keys),
                    byes: 0,
                    spared: pick(&mut rng, always.iter().cloned()).unwrap_or_default(),
                })
            });
            plan.byes.bound = 0;
            let report = audit::check_rounds(&problem, &plan);
            let bound = report.byes().bound;
            let at = || format!("{spread:?}\n{report}\n{plan:#?}\n{world:#?}");
            assert!(spread.is_none_or(|spread| bound <= spread), "{}", at());
            proven[bound as usize] += 1;
        }
    }
    assert!(proven[..3].iter().all(|&times| times > 50), "{proven:?}");
}

#[test]
fn optimal_is_the_true_optimum() {
    let (mut rounds, mut whole) = (0_u32, 0_u32);
    for seed in 0..1_600 {
        let mut rng = Rng::new(seed ^ 0x1f);
        let world = any_world(&mut rng, Size { people: 6, rounds: 3 });
        let problem = world.problem();
        let plan = problem.solve().unwrap().into_plan();
        let report = audit::check_rounds(&problem, &plan);
        assert!(report.is_clean(), "{report}");
        let mut before = Before::new(&world);
        for (audited, round) in report.rounds().iter().zip(&plan.rounds) {
            let optimum = before.optimum();
            let at = || format!("{optimum}\n{report}\n{plan:#?}\n{world:#?}");
            let bound = bound(audited.proven, audited.objective);
            assert!(bound.is_none_or(|bound| bound >= optimum), "{}", at());
            if audited.proven.is_optimal() {
                assert_eq!(audited.objective, optimum, "{}", at());
                rounds += 1;
            }
            before = before.then(&groups_of(&world, round));
        }
        if let Some(best) = Known::new(&world, 300).best() {
            let bound = bound(report.proven(), report.objective());
            assert!(bound.is_none_or(|bound| bound >= best), "{report}\n{plan:#?}\n{world:#?}");
            if report.proven().is_optimal() {
                assert_eq!(report.objective(), best, "{report}\n{plan:#?}\n{world:#?}");
                whole += 1;
            }
        }
    }
    assert!(rounds > 2_500 && whole > 800, "{rounds}, {whole}");
}
