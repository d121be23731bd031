//! What is said of any claim, good or bad: what the full list says, or less.

use crosstie::matching::general::{GeneralProblem, Matching, Mode, Objective};
use crosstie::matching::pricing::AllPairsWithin;
use crosstie::solve::{GeneralCertificate, GeneralVerifyError, Problem};

use super::instances::{Symmetric, number, random_up_to};
use super::{full_optimum, prices_of, prices_of_mut};
use crate::general::MODES;
use crate::general::instances::{Parts, any_odd_sets, forest};
use crate::general::oracle::Oracle;
use crate::rng::Rng;

/// A source in a mode, its full list, and its proven optimum.
struct Case<'a> {
    source: &'a Symmetric,
    problem: AllPairsWithin<&'a Symmetric>,
    full: GeneralProblem,
    matching: Matching,
    certificate: GeneralCertificate,
    optimum: Objective,
}

impl<'a> Case<'a> {
    fn new(source: &'a Symmetric, mode: Mode) -> Self {
        let (problem, full) = (source.problem(mode), source.full(mode));
        let claim = problem.solve().0;
        let optimum = full_optimum(&full);
        let certificate = claim.certificate.unwrap();
        Self { source, problem, full, matching: claim.solution, certificate, optimum }
    }

    /// Whether so many are matched that there cannot be more pairs, whatever is eligible.
    fn is_full(&self, matching: &Matching) -> bool {
        2 * matching.len() + 1 >= self.source.count()
    }

    /// A claim that must be refused for this reason.
    fn refused(&self, pairs: &[(u32, u32)], reason: &GeneralVerifyError) {
        let matching = Matching::new(pairs.iter().copied());
        for certificate in [None, Some(&self.certificate)] {
            let found = self.problem.verify(&matching, certificate);
            assert_eq!(found.as_ref(), Err(reason), "{matching:?}");
            assert_eq!(found, self.full.verify(&matching, certificate));
        }
    }

    /// What is said of a claim: what the full list says, except where all are matched, and no barrier is needed; nothing false.
    fn said(&self, matching: &Matching, certificate: &GeneralCertificate) -> Said {
        let found = self.problem.verify(matching, Some(certificate));
        let wanted = self.full.verify(matching, Some(certificate));
        if self.full.mode() == Mode::HighestScore || !self.is_full(matching) {
            assert_eq!(found, wanted, "{certificate:?} of {matching:?}");
        }
        let Ok(quality) = found else { return Said::Refused };
        let bound = quality.bound().unwrap();
        if self.full.mode() == Mode::MostPairsFirst && self.is_full(matching) {
            assert_eq!(bound.pairs, Some(self.source.count() as u64 / 2));
        }
        assert!(bound >= self.optimum, "{bound} is below {}", self.optimum);
        if let Ok(wanted) = wanted {
            assert_eq!(quality.objective(), wanted.objective());
            assert!(wanted.bound().unwrap() >= self.optimum);
        }
        if quality.is_optimal() { Said::Optimal } else { Said::Open }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Optimal,
    Open,
    Refused,
}

/// Pairs in random order, each taken with this chance if it fits.
fn random_matching(rng: &mut Rng, parts: &Parts, in_ten: usize) -> Matching {
    let mut free = vec![true; parts.vertices];
    let mut edges = parts.edges.clone();
    rng.shuffle(&mut edges);
    edges.retain(|&(a, b, _)| {
        let take = free[a as usize] && free[b as usize] && rng.chance(in_ten, 10);
        if take {
            free[a as usize] = false;
            free[b as usize] = false;
        }
        take
    });
    Matching::new(edges.iter().map(|e| (e.0, e.1)))
}

/// Any certificate, near that of the optimum or far from it, now and then with a mistake.
fn random_certificate(rng: &mut Rng, case: &Case<'_>) -> GeneralCertificate {
    let mut certificate = case.certificate.clone();
    let count = case.source.count();
    let most = *rng.pick(&[1, 100, 1_000_000, i64::MAX]);
    let kind = rng.below(6);
    let times = 1 + rng.below(4);
    let prices = prices_of_mut(&mut certificate);
    let sets = prices.odd_sets.sets.iter_mut().map(|set| &mut set.price);
    for old in prices.vertices.iter_mut().chain(sets) {
        *old = match kind {
            0 => *old,
            1 => (*old + rng.within(-2, 2)).max(0),
            2 => old.saturating_add(rng.within(0, most)),
            3 => rng.within(0, most),
            _ if rng.chance(times, 10) => *old / 2,
            _ => *old,
        };
    }
    if rng.chance(1, 4) && count <= 20 {
        let sets = any_odd_sets(rng, count, |rng| rng.within(0, most.min(1_000)));
        prices.odd_sets = forest(count, &sets);
    }
    let mistake = rng.below(20);
    match mistake {
        0 => drop(prices.vertices.pop()),
        1 => prices.vertices.push(1),
        2 => prices.vertices.iter_mut().take(1).for_each(|price| *price = -1),
        3 => prices.odd_sets.innermost.push(None),
        4 => prices.odd_sets.sets.iter_mut().take(1).for_each(|set| set.price = -1),
        _ => {}
    }
    if let GeneralCertificate::MostPairs { barrier, pair_price, .. } = &mut certificate {
        for in_barrier in barrier.iter_mut() {
            if kind > 0 && rng.chance(times - 1, 10) {
                *in_barrier = !*in_barrier;
            }
        }
        match (rng.below(8), mistake) {
            (_, 5) => drop(barrier.pop()),
            (_, 6) => barrier.push(true),
            (0, _) => *pair_price += rng.within(-3, 3),
            (1, _) => *pair_price = rng.within(-most, most),
            (2, _) => *pair_price = *rng.pick(&[i64::MIN, i64::MAX, 0]),
            _ => {}
        }
    }
    certificate
}

#[test]
fn says_of_any_certificate_what_the_full_list_says() {
    let mut rng = Rng::new(1_790);
    let mut seen = [0; 3];
    for turn in 0..1_500 {
        let source = random_up_to(&mut rng, if turn % 4 == 0 { 40 } else { 12 });
        let parts = source.parts();
        for mode in MODES {
            let case = Case::new(&source, mode);
            for turn in 0..4 {
                let certificate = random_certificate(&mut rng, &case);
                let any = random_matching(&mut rng, &parts, 7);
                let matching = if turn % 2 == 0 { &case.matching } else { &any };
                seen[case.said(matching, &certificate) as usize] += 1;
            }
        }
    }
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn says_of_any_pairs_what_the_full_list_says() {
    let mut rng = Rng::new(1_791);
    let (mut fine, mut no_edge, mut twice) = (0, 0, 0);
    for _ in 0..5_000 {
        let source = random_up_to(&mut rng, 9);
        let count = number(source.count());
        let few = rng.below(5);
        let outside = u32::from(rng.chance(1, 10));
        if count == 0 {
            continue;
        }
        let pairs = (0..few).map(|_| [0; 2].map(|_| rng.below_u32(count + outside)));
        let matching = Matching::new(pairs.map(|[a, b]| (a, b)).collect::<Vec<_>>());
        for mode in MODES {
            let found = source.problem(mode).verify(&matching, None);
            assert_eq!(found, source.full(mode).verify(&matching, None));
            match found {
                Ok(quality) => {
                    assert_eq!(quality.bound(), None);
                    fine += 1;
                }
                Err(GeneralVerifyError::NoEdge { .. }) => no_edge += 1,
                Err(GeneralVerifyError::VertexTwice { .. }) => twice += 1,
                Err(_) => {}
            }
        }
    }
    let seen = [fine, no_edge, twice];
    assert!(seen.iter().all(|&seen| seen > 300), "{seen:?}");
}

#[test]
fn planted_wrong_pairs_are_refused() {
    let mut rng = Rng::new(1_792);
    let (mut excluded, mut twice) = (0, 0);
    for _ in 0..1_000 {
        let source = random_up_to(&mut rng, 12);
        let count = number(source.count());
        for mode in MODES {
            let case = Case::new(&source, mode);
            let pairs = case.matching.pairs().to_vec();
            let mut free: Vec<u32> = (0..count).collect();
            free.retain(|&v| pairs.iter().all(|&(a, b)| a != v && b != v));
            // With themselves, and with somebody who is not there.
            for &v in &free {
                for other in [v, count, u32::MAX] {
                    let no_edge = GeneralVerifyError::NoEdge { low: v, high: other };
                    case.refused(&[&pairs[..], &[(v, other)]].concat(), &no_edge);
                }
            }
            // Of two who are free: no more than is eligible, or it were not optimal.
            for (&a, &b) in free.iter().zip(free.iter().skip(1)) {
                if source.0.eligible(a, b).is_none() {
                    let no_edge = GeneralVerifyError::NoEdge { low: a, high: b };
                    case.refused(&[&pairs[..], &[(a, b)]].concat(), &no_edge);
                    excluded += 1;
                }
            }
            let Some(&(a, b)) = pairs.first() else { continue };
            let duplicate = GeneralVerifyError::Duplicate { position: 1, low: a, high: b };
            case.refused(&[&[(a, b)], &pairs[..]].concat(), &duplicate);
            for v in (0..count).filter(|&v| v != a && v != b) {
                if source.0.eligible(a, v).is_some() && free.contains(&v) {
                    let vertex_twice = GeneralVerifyError::VertexTwice { vertex: a };
                    case.refused(&[&[(a, v)], &pairs[..]].concat(), &vertex_twice);
                    twice += 1;
                }
            }
        }
    }
    assert!(excluded > 500 && twice > 500, "{excluded} excluded, {twice} twice");
}

#[test]
fn lower_prices_prove_less() {
    let mut rng = Rng::new(1_793);
    let (mut vertices, mut sets, mut open) = (0, 0, 0);
    for turn in 0..600 {
        let source = random_up_to(&mut rng, if turn % 4 == 0 { 40 } else { 12 });
        for mode in MODES {
            let case = Case::new(&source, mode);
            assert_eq!(case.said(&case.matching, &case.certificate), Said::Optimal);
            let prices = prices_of(&case.certificate);
            for v in 0..prices.vertices.len() {
                let price = prices.vertices[v];
                for lower in [price - 1, price / 2, 0] {
                    let mut other = case.certificate.clone();
                    prices_of_mut(&mut other).vertices[v] = lower;
                    let said = case.said(&case.matching, &other);
                    assert_eq!(said == Said::Refused, lower < 0, "{lower}");
                    open += usize::from(said == Said::Open);
                    vertices += 1;
                }
            }
            for set in 0..prices.odd_sets.sets.len() {
                for lower in [prices.odd_sets.sets[set].price - 1, 0] {
                    let mut other = case.certificate.clone();
                    prices_of_mut(&mut other).odd_sets.sets[set].price = lower;
                    let said = case.said(&case.matching, &other);
                    assert_eq!(said == Said::Refused, lower < 0, "{lower}");
                    open += usize::from(said == Said::Open);
                    sets += 1;
                }
            }
        }
    }
    let seen = [vertices, sets, open];
    assert!(seen.iter().all(|&seen| seen > 500), "{seen:?}");
}

#[test]
fn lower_pair_prices_prove_nothing_false() {
    let mut rng = Rng::new(1_794);
    let mut open = 0;
    for _ in 0..500 {
        let source = random_up_to(&mut rng, 12);
        let case = Case::new(&source, Mode::MostPairsFirst);
        for by in [-1_000, -7, -1, 1, 7, 1_000, i64::MAX / 4, i64::MIN / 4] {
            let mut other = case.certificate.clone();
            if let GeneralCertificate::MostPairs { pair_price, .. } = &mut other {
                *pair_price = pair_price.saturating_add(by);
            }
            open += usize::from(case.said(&case.matching, &other) == Said::Open);
        }
    }
    assert!(open > 500, "{open}");
}

#[test]
fn no_barrier_shows_fewer_pairs_than_there_can_be() {
    let mut rng = Rng::new(1_795);
    let (mut met, mut open) = (0, 0);
    for _ in 0..400 {
        let source = random_up_to(&mut rng, 8);
        let case = Case::new(&source, Mode::MostPairsFirst);
        let most = Oracle::of(&case.full).most_pairs() as u64;
        let fewer: Vec<_> = case.matching.pairs().iter().skip(1).copied().collect();
        let fewer = Matching::new(fewer);
        // Every barrier there is, of the optimum and of a matching that lacks a pair.
        for bits in 0_u32..1 << source.count() {
            let mut other = case.certificate.clone();
            if let GeneralCertificate::MostPairs { barrier, .. } = &mut other {
                for (v, in_barrier) in barrier.iter_mut().enumerate() {
                    *in_barrier = bits >> v & 1 == 1;
                }
            }
            for matching in [&case.matching, &fewer] {
                case.said(matching, &other);
                let quality = case.problem.verify(matching, Some(&other)).unwrap();
                let bound = quality.bound().unwrap().pairs.unwrap();
                assert!(bound >= most, "{bound} of {most}");
                assert!(!quality.is_optimal() || matching.len() as u64 == most);
                met += usize::from(bound == most);
                open += usize::from(bound > most);
            }
        }
    }
    assert!(met > 1_000 && open > 1_000, "{met} met, {open} open");
}

#[test]
fn what_is_not_optimal_is_not_proven() {
    let mut rng = Rng::new(1_796);
    let mut worse = 0;
    for turn in 0..600 {
        let source = random_up_to(&mut rng, if turn % 4 == 0 { 40 } else { 12 });
        let parts = source.parts();
        for mode in MODES {
            let case = Case::new(&source, mode);
            let mut pairs = case.matching.pairs().to_vec();
            pairs.pop();
            let fewer = Matching::new(pairs);
            let any = random_matching(&mut rng, &parts, 9);
            for matching in [&fewer, &any] {
                let found = case.problem.verify(matching, None).unwrap().objective();
                let said = case.said(matching, &case.certificate);
                assert_eq!(said == Said::Optimal, found == case.optimum, "{found}");
                worse += usize::from(found < case.optimum);
            }
        }
    }
    assert!(worse > 1_000, "{worse}");
}

#[test]
fn a_certificate_of_the_other_mode_is_refused() {
    let mut rng = Rng::new(1_797);
    for _ in 0..200 {
        let source = random_up_to(&mut rng, 12);
        let [first, highest] = MODES.map(|mode| Case::new(&source, mode));
        for (case, other) in [(&first, &highest), (&highest, &first)] {
            let kind =
                GeneralVerifyError::Kind { given: other.full.mode(), wanted: case.full.mode() };
            let found = case.problem.verify(&case.matching, Some(&other.certificate));
            assert_eq!(found, Err(kind));
        }
    }
}

#[test]
fn a_barrier_proves_as_much_as_for_the_full_list_where_all_but_one_are_matched() {
    // A path of three: the middle is the barrier, and one of the two others stays single.
    let source = Symmetric::plain(&Parts::new(3, &[(0, 1, 3), (1, 2, 2)]));
    let full = source.full(Mode::MostPairsFirst);
    let claim = full.solve();
    let found = source.problem(full.mode()).verify(&claim.solution, claim.certificate.as_ref());
    assert_eq!(found, full.verify(&claim.solution, claim.certificate.as_ref()));
    assert!(found.is_ok_and(|quality| quality.is_optimal()));
}
