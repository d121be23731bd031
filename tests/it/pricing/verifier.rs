//! What is said of any claim, good or bad: the same as of the full list of pairs.

use crosstie::matching::assignment::{Matching, Mode};
use crosstie::solve::{AssignmentCertificate, HallWitness, Prices, Problem, Side, VerifyError};

use super::instances::{Instance, random_up_to, vertices};
use crate::assignment::MODES;
use crate::assignment::instances::random_matching;
use crate::rng::Rng;

/// Any certificate, near that of the optimum or far from it, now and then with a mistake.
fn random_certificate(rng: &mut Rng, instance: &Instance, mode: Mode) -> AssignmentCertificate {
    let (lefts, rights) = (instance.left.len(), instance.right.len());
    let mut certificate = instance.problem(mode).solve().0.certificate.unwrap();
    let most = *rng.pick(&[1, 100, 1_000_000, i64::MAX]);
    let kind = rng.below(6);
    let times = 1 + rng.below(4);
    let price = |rng: &mut Rng, old: i64| match kind {
        0 => old,
        1 => (old + rng.within(-2, 2)).max(0),
        2 => old.saturating_add(rng.within(0, most)),
        3 => rng.within(0, most),
        _ if rng.chance(times, 10) => old / 2,
        _ => old,
    };
    let mistake = rng.below(12);
    let mut change = |prices: &mut Prices| {
        for price_of in [&mut prices.left, &mut prices.right] {
            for old in price_of {
                *old = price(rng, *old);
            }
        }
        let side = if rng.chance(1, 2) { &mut prices.left } else { &mut prices.right };
        match mistake {
            0 => drop(side.pop()),
            1 => side.push(1),
            2 => side.iter_mut().take(1).for_each(|price| *price = -1),
            _ => {}
        }
    };
    match &mut certificate {
        AssignmentCertificate::HighestScore { prices } => change(prices),
        AssignmentCertificate::MostPairs { cover_left, cover_right, pair_price, prices } => {
            change(prices);
            for covered in cover_left.iter_mut().chain(cover_right.iter_mut()) {
                if kind > 0 && rng.chance(times - 1, 10) {
                    *covered = !*covered;
                }
            }
            match (rng.below(8), mistake) {
                (_, 3) => drop(cover_left.pop()),
                (_, 4) => cover_right.push(true),
                (0, _) => *pair_price += rng.within(-3, 3),
                (1, _) => *pair_price = rng.within(-most, most),
                (2, _) => *pair_price = *rng.pick(&[i64::MIN, i64::MAX, 0]),
                _ => {}
            }
        }
        AssignmentCertificate::Infeasible(_) => unreachable!("no quotas"),
    }
    match mistake {
        5 if mode == Mode::HighestScore => AssignmentCertificate::MostPairs {
            cover_left: vec![true; lefts],
            cover_right: vec![true; rights],
            pair_price: 0,
            prices: Prices { left: vec![0; lefts], right: vec![0; rights] },
        },
        5 => AssignmentCertificate::HighestScore {
            prices: Prices { left: vec![0; lefts], right: vec![0; rights] },
        },
        _ => certificate,
    }
}

#[test]
fn says_of_any_certificate_what_the_full_list_says() {
    let mut rng = Rng::new(770);
    // A bound that is met, one that is not, and mistakes.
    let (mut optimal, mut above, mut mistakes) = (0, 0, 0);
    for turn in 0..3_000 {
        let instance = random_up_to(&mut rng, if turn % 4 == 0 { 40 } else { 12 });
        for mode in MODES {
            let problem = instance.problem(mode);
            let full = instance.full(mode);
            let certificate = random_certificate(&mut rng, &instance, mode);
            let matching = if rng.chance(1, 2) {
                problem.solve().0.solution
            } else {
                random_matching(&mut rng, &instance.parts(), 7)
            };
            let found = problem.verify(&matching, Some(&certificate));
            assert_eq!(found, full.verify(&matching, Some(&certificate)), "{certificate:?}");
            match found {
                Ok(quality) if quality.is_optimal() => optimal += 1,
                Ok(_) => above += 1,
                Err(_) => mistakes += 1,
            }
        }
    }
    let seen = [optimal, above, mistakes];
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn says_of_any_pairs_what_the_full_list_says() {
    let mut rng = Rng::new(771);
    let (mut fine, mut no_edge, mut over) = (0, 0, 0);
    for _ in 0..5_000 {
        let instance = random_up_to(&mut rng, 6);
        let [lefts, rights] = [&instance.left, &instance.right].map(|side| vertices(side).end);
        let few = rng.below(6);
        let outside = u32::from(rng.chance(1, 10));
        let pairs: Vec<(u32, u32)> = (0..few)
            .map(|_| (rng.below_u32(lefts + outside), rng.below_u32(rights + outside)))
            .collect();
        if lefts == 0 || rights == 0 {
            continue;
        }
        let matching = Matching::new(pairs);
        for mode in MODES {
            let found = instance.problem(mode).verify(&matching, None);
            assert_eq!(found, instance.full(mode).verify(&matching, None));
            match found {
                Ok(quality) => {
                    assert_eq!(quality.bound(), None);
                    fine += 1;
                }
                Err(VerifyError::NoEdge { .. }) => no_edge += 1,
                Err(VerifyError::OverCapacity { .. }) => over += 1,
                Err(_) => {}
            }
        }
    }
    let seen = [fine, no_edge, over];
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn no_witness_shows_that_there_is_no_matching() {
    let mut rng = Rng::new(772);
    for _ in 0..500 {
        let instance = random_up_to(&mut rng, 8);
        let mut any = |count: usize| (0..count).map(|_| rng.chance(1, 2)).collect::<Vec<bool>>();
        let (left, right) = (any(instance.left.len()), any(instance.right.len()));
        for side in [Side::Left, Side::Right] {
            let witness = HallWitness { side, left: left.clone(), right: right.clone() };
            let certificate = AssignmentCertificate::Infeasible(witness);
            for mode in MODES {
                let found = instance.problem(mode).verify(&Matching::default(), Some(&certificate));
                assert!(matches!(found, Err(VerifyError::NoShortage { .. })), "{found:?}");
            }
        }
    }
}
