//! Wrong claims on purpose: verification must refuse each, or not call it optimal.

use std::collections::BTreeMap;

use crosstie::matching::general::{GeneralProblem, Matching, Mode, Objective};
use crosstie::solve::{
    GeneralCertificate, GeneralPrices, GeneralVerifyError, Limits, OddSet, OddSets, Problem,
    Solver, check_general_matching, general_upper_bound,
};

use super::MODES;
use super::instances::{Edge, Parts, any_odd_sets, forest, small_with};
use super::oracle::Oracle;
use super::reference::{Reference, pairs_allowed};
use crate::rng::Rng;

/// A problem with its true optimum, and how many wrong claims of each kind
/// were planted so far.
struct Case<'a> {
    parts: &'a Parts,
    problem: &'a GeneralProblem,
    oracle: &'a Oracle,
    optimum: Objective,
    planted: &'a mut BTreeMap<&'static str, u64>,
}

impl Case<'_> {
    /// A claim that must be refused for this reason.
    fn refused(
        &mut self,
        kind: &'static str,
        matching: &Matching,
        certificate: &GeneralCertificate,
        reason: &GeneralVerifyError,
    ) {
        let error = self.problem.verify(matching, Some(certificate));
        assert_eq!(
            error.as_ref(),
            Err(reason),
            "{kind} {matching:?} {certificate:?} {:?}",
            self.problem
        );
        *self.planted.entry(kind).or_default() += 1;
    }

    /// A feasible claim that must not pass for optimal. It may be refused.
    fn not_optimal(
        &mut self,
        kind: &'static str,
        matching: &Matching,
        certificate: Option<&GeneralCertificate>,
    ) {
        if let Ok(quality) = self.problem.verify(matching, certificate) {
            assert!(
                !quality.is_optimal(),
                "{kind} passes: {matching:?} {certificate:?} {:?}",
                self.problem
            );
            self.sound(quality.bound());
        }
        *self.planted.entry(kind).or_default() += 1;
    }

    /// A bound that was accepted must hold for every matching.
    fn sound(&self, bound: Option<Objective>) {
        let Some(bound) = bound else { return };
        assert!(bound >= self.optimum, "{bound} is below {} in {:?}", self.optimum, self.problem);
        if let Some(pairs) = bound.pairs {
            // Not in lexicographic order alone: each part for itself.
            assert!(pairs >= self.oracle.most_pairs() as u64);
            let weight = self.oracle.weight_of(usize::try_from(pairs).unwrap());
            assert!(
                weight.is_none_or(|weight| bound.weight >= weight),
                "{bound} is below {weight:?} in {:?}",
                self.problem
            );
        }
    }

    fn objective(&self, matching: &Matching) -> Objective {
        self.problem.verify(matching, None).unwrap().objective()
    }
}

fn prices_of(certificate: &GeneralCertificate) -> &GeneralPrices {
    match certificate {
        GeneralCertificate::HighestScore { prices }
        | GeneralCertificate::MostPairs { prices, .. } => prices,
    }
}

/// The certificate with other prices.
fn with_prices(
    certificate: &GeneralCertificate,
    change: impl FnOnce(&mut GeneralPrices),
) -> GeneralCertificate {
    let mut other = certificate.clone();
    match &mut other {
        GeneralCertificate::HighestScore { prices }
        | GeneralCertificate::MostPairs { prices, .. } => change(prices),
    }
    other
}

fn with_sets(
    certificate: &GeneralCertificate,
    change: impl FnOnce(&mut OddSets),
) -> GeneralCertificate {
    with_prices(certificate, |prices| change(&mut prices.odd_sets))
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap()
}

/// A matching of edges in random order, each taken with this chance if it fits.
fn random_matching(rng: &mut Rng, parts: &Parts, in_ten: usize) -> Matching {
    let mut free = vec![true; parts.vertices];
    let mut edges = parts.edges.clone();
    rng.shuffle(&mut edges);
    let mut pairs = Vec::new();
    for (a, b, _) in edges {
        let (a_at, b_at) = (a as usize, b as usize);
        if free[a_at] && free[b_at] && rng.chance(in_ten, 10) {
            (free[a_at], free[b_at]) = (false, false);
            pairs.push((a, b));
        }
    }
    Matching::new(pairs)
}

/// The matching with one pair more.
fn with_pair(matching: &Matching, pair: (u32, u32)) -> Matching {
    Matching::new(matching.pairs().iter().copied().chain([pair]))
}

/// The optimal matching with its own certificate, spoilt in one place.
fn spoil_the_matching(case: &mut Case<'_>, matching: &Matching, proof: &GeneralCertificate) {
    for i in 0..matching.len() {
        let mut pairs = matching.pairs().to_vec();
        let (low, high) = pairs.remove(i);
        let other = Matching::new(pairs.iter().copied());
        // A pair of weight 0 may go where the score alone counts.
        if case.objective(&other) < case.optimum {
            case.not_optimal("a pair dropped", &other, Some(proof));
        }
        let twice = with_pair(matching, (low, high));
        let reason = GeneralVerifyError::Duplicate { position: i + 1, low, high };
        case.refused("a pair given twice", &twice, proof, &reason);

        // A `Matching` is always in order; the checker does not rely on it.
        let mut turned = matching.pairs().to_vec();
        turned[i] = (high, low);
        let mut swapped = matching.pairs().to_vec();
        swapped.swap(0, i);
        let last = swapped[1.min(i)];
        for (pairs, position, first) in [(&turned, i, (high, low)), (&swapped, 1.min(i), last)] {
            if pairs == matching.pairs() {
                continue;
            }
            let (one, other) = first;
            let weight = |a, b| case.problem.weight(a, b);
            assert_eq!(
                check_general_matching(case.parts.vertices, weight, pairs),
                Err(GeneralVerifyError::Unsorted { position, one, other })
            );
            *case.planted.entry("a pair out of order").or_default() += 1;
        }
    }
    let mates = matching.mates(case.parts.vertices);
    for (a, b, _) in case.problem.edges() {
        let taken = [a, b].into_iter().find(|&v| mates[v as usize].is_some());
        let Some(vertex) = taken else { continue };
        if mates[a as usize] != Some(b) {
            let reason = GeneralVerifyError::VertexTwice { vertex };
            case.refused("a vertex in two pairs", &with_pair(matching, (a, b)), proof, &reason);
        }
    }
    let count = index(case.parts.vertices);
    for a in 0..=count {
        for b in a..=count {
            if case.problem.weight(a, b).is_none() {
                let other = with_pair(matching, (a, b));
                let reason = GeneralVerifyError::NoEdge { low: a, high: b };
                case.refused("a pair that is no edge", &other, proof, &reason);
            }
        }
    }
    case.not_optimal("no certificate", matching, None);
}

/// The certificate spoilt in one place, with the optimal matching.
fn spoil_the_certificate(
    rng: &mut Rng,
    case: &mut Case<'_>,
    matching: &Matching,
    proof: &GeneralCertificate,
) {
    let vertices = case.parts.vertices;
    let prices = prices_of(proof).clone();
    let (other, given) = match proof {
        GeneralCertificate::HighestScore { .. } => (
            GeneralCertificate::MostPairs {
                barrier: vec![false; vertices],
                pair_price: 0,
                prices: prices.clone(),
            },
            Mode::MostPairsFirst,
        ),
        GeneralCertificate::MostPairs { .. } => {
            (GeneralCertificate::HighestScore { prices: prices.clone() }, Mode::HighestScore)
        }
    };
    let reason = GeneralVerifyError::Kind { given, wanted: case.problem.mode() };
    case.refused("a certificate of the other kind", matching, &other, &reason);

    let length = |what, given| GeneralVerifyError::Length { what, given, wanted: vertices };
    let longer = with_prices(proof, |prices| prices.vertices.push(0));
    let reason = length("vertex prices", vertices + 1);
    case.refused("a price too many", matching, &longer, &reason);
    let longer = with_sets(proof, |sets| sets.innermost.push(None));
    let reason = length("innermost sets", prices.odd_sets.innermost.len() + 1);
    if prices.odd_sets.innermost.len() == vertices {
        case.refused("an innermost set too many", matching, &longer, &reason);
    }
    if vertices > 0 {
        let shorter = with_prices(proof, |prices| {
            prices.vertices.pop();
        });
        let reason = length("vertex prices", vertices - 1);
        case.refused("a price missing", matching, &shorter, &reason);
    }
    if !prices.odd_sets.sets.is_empty() {
        let shorter = with_sets(proof, |sets| {
            sets.innermost.pop();
        });
        let reason = length("innermost sets", vertices - 1);
        case.refused("an innermost set missing", matching, &shorter, &reason);
    }
    for vertex in 0..vertices {
        for price in [-1, -rng.within(1, 1 << 40), i64::MIN] {
            let other = with_prices(proof, |prices| prices.vertices[vertex] = price);
            let reason = GeneralVerifyError::NegativePrice { vertex, price };
            case.refused("a price below 0", matching, &other, &reason);
        }
    }
    spoil_the_sets(rng, case, matching, proof);
    if let GeneralCertificate::MostPairs { barrier, pair_price, prices } = proof {
        let with_barrier = |barrier: Vec<bool>| GeneralCertificate::MostPairs {
            barrier,
            pair_price: *pair_price,
            prices: prices.clone(),
        };
        let mut longer = barrier.clone();
        longer.push(false);
        let reason = length("barrier entries", vertices + 1);
        case.refused("a barrier entry too many", matching, &with_barrier(longer), &reason);
        if vertices > 0 {
            let shorter = barrier[..vertices - 1].to_vec();
            let reason = length("barrier entries", vertices - 1);
            case.refused("a barrier entry missing", matching, &with_barrier(shorter), &reason);
        }
        for vertex in 0..vertices {
            let mut other = barrier.clone();
            other[vertex] = !other[vertex];
            let kind = if other[vertex] {
                "a barrier with a vertex more"
            } else {
                "a barrier with a vertex less"
            };
            // Another barrier may do as well; only one that proves too little is wrong.
            let bits = (0..vertices).filter(|&v| other[v]).fold(0, |bits, v| bits | 1 << v);
            let most = case.oracle.most_pairs() as u64;
            let allowed = pairs_allowed(case.parts, bits);
            assert!(allowed >= most, "Tutte and Berge");
            if allowed > most {
                case.not_optimal(kind, matching, Some(&with_barrier(other)));
            }
        }
    }
}

/// The odd sets of the certificate spoilt in one place.
fn spoil_the_sets(
    rng: &mut Rng,
    case: &mut Case<'_>,
    matching: &Matching,
    proof: &GeneralCertificate,
) {
    let vertices = case.parts.vertices;
    let sets = &prices_of(proof).odd_sets;
    let count = sets.sets.len();
    let size = |set: usize| {
        let holds = |v: &usize| {
            let mut around = sets.innermost[*v];
            while let Some(other) = around {
                if other as usize == set {
                    return true;
                }
                around = sets.sets[other as usize].within;
            }
            false
        };
        (0..vertices).filter(holds).count()
    };
    for set in 0..count {
        for price in [-1, -rng.within(1, 1 << 40), i64::MIN] {
            let other = with_sets(proof, |sets| sets.sets[set].price = price);
            let reason = GeneralVerifyError::NegativeSetPrice { set, price };
            case.refused("a set price below 0", matching, &other, &reason);
        }
        for within in [index(set), index(set + 1), index(count), u32::MAX] {
            let other = with_sets(proof, |sets| sets.sets[set].within = Some(within));
            let reason = GeneralVerifyError::Within { set, within };
            case.refused("a set within one not before it", matching, &other, &reason);
        }
    }
    let mut innermost = sets.innermost.clone();
    innermost.resize(vertices, None);
    for vertex in 0..vertices {
        for set in [index(count), index(count + 1), u32::MAX] {
            let other = with_sets(proof, |sets| {
                sets.innermost = innermost.clone();
                sets.innermost[vertex] = Some(set);
            });
            let reason = GeneralVerifyError::Innermost { vertex, set, count };
            case.refused("a vertex in a set that is not there", matching, &other, &reason);
        }
        // A set of its own for one vertex, whatever is around.
        let alone = with_sets(proof, |sets| {
            sets.sets.push(OddSet { within: innermost[vertex], price: 0 });
            sets.innermost = innermost.clone();
            sets.innermost[vertex] = Some(index(count));
        });
        let reason = GeneralVerifyError::SetSize { set: count, size: 1 };
        case.refused("a set of one vertex", matching, &alone, &reason);
        if let Some(set) = innermost[vertex] {
            let set = set as usize;
            let other = with_sets(proof, |sets| {
                sets.innermost[vertex] = sets.sets[set].within;
            });
            let reason = GeneralVerifyError::SetSize { set, size: size(set) - 1 };
            case.refused("a set with a vertex less", matching, &other, &reason);
        } else if count > 0 {
            let other = with_sets(proof, |sets| sets.innermost[vertex] = Some(0));
            let reason = GeneralVerifyError::SetSize { set: 0, size: size(0) + 1 };
            case.refused("a set with a vertex more", matching, &other, &reason);
        }
    }
    let empty = with_sets(proof, |sets| {
        sets.innermost = innermost;
        sets.sets.push(OddSet { within: None, price: 5 });
    });
    let reason = GeneralVerifyError::SetSize { set: count, size: 0 };
    case.refused("an empty set", matching, &empty, &reason);
}

/// A matching that is feasible but not optimal, with anything that could make
/// it pass.
fn defend_the_suboptimal(
    rng: &mut Rng,
    case: &mut Case<'_>,
    matching: &Matching,
    proof: &GeneralCertificate,
) {
    let vertices = case.parts.vertices;
    let objective = case.objective(matching);
    assert!(objective < case.optimum);
    let missing = case.optimum.weight.saturating_sub(objective.weight);
    case.not_optimal("suboptimal with the proof of the optimum", matching, Some(proof));
    let lower = |price: &mut i64, by: i64| *price = price.saturating_sub(by).max(0);
    let steps = [missing.max(1).saturating_mul(2), 1, i64::MAX];
    for vertex in 0..vertices {
        for by in steps {
            let other = with_prices(proof, |prices| lower(&mut prices.vertices[vertex], by));
            case.not_optimal("suboptimal with a price lowered", matching, Some(&other));
        }
    }
    for set in 0..prices_of(proof).odd_sets.sets.len() {
        for by in steps {
            let other = with_sets(proof, |sets| lower(&mut sets.sets[set].price, by));
            case.not_optimal("suboptimal with a set price lowered", matching, Some(&other));
        }
    }
    let sets = any_odd_sets(rng, vertices, |rng| rng.within(0, 2 * missing.clamp(1, 1 << 40)));
    let other = with_prices(proof, |prices| prices.odd_sets = forest(vertices, &sets));
    case.not_optimal("suboptimal with other odd sets", matching, Some(&other));
    let none = with_sets(proof, |sets| *sets = OddSets::default());
    case.not_optimal("suboptimal without odd sets", matching, Some(&none));
    let free = with_prices(proof, |prices| prices.vertices.fill(0));
    case.not_optimal("suboptimal with all prices of vertices 0", matching, Some(&free));

    let GeneralCertificate::MostPairs { barrier, pair_price, prices } = proof else {
        return;
    };
    let pairs = i64::try_from(matching.len()).unwrap();
    for change in [1, -1, missing / pairs.max(1), missing, -missing, i64::MAX, i64::MIN] {
        let other = GeneralCertificate::MostPairs {
            barrier: barrier.clone(),
            pair_price: pair_price.saturating_sub(change),
            prices: prices.clone(),
        };
        case.not_optimal("suboptimal with another price for pairs", matching, Some(&other));
    }
    let mut barriers = vec![vec![false; vertices], vec![true; vertices]];
    for vertex in 0..vertices {
        let mut other = barrier.clone();
        other[vertex] = !other[vertex];
        barriers.push(other);
    }
    for barrier in barriers {
        let other = GeneralCertificate::MostPairs {
            barrier,
            pair_price: *pair_price,
            prices: prices.clone(),
        };
        case.not_optimal("suboptimal with another barrier", matching, Some(&other));
    }
}

#[test]
fn no_wrong_claim_passes() {
    let mut rng = Rng::new(150);
    let mut planted = BTreeMap::new();
    for _ in 0..3_000 {
        let parts = small_with(&mut rng, 7);
        // The same graph with other weights: its proofs are about something else.
        let mut rivals = parts.clone();
        for edge in &mut rivals.edges {
            edge.2 = rng.within(-5, 5);
        }
        for mode in MODES {
            let problem = parts.problem(mode);
            let oracle = Oracle::of(&problem);
            let claim = Reference.solve(&problem, &Limits::none());
            let proof = claim.certificate.unwrap();
            let optimum = oracle.objective(mode);
            assert!(problem.verify(&claim.solution, Some(&proof)).unwrap().is_optimal());
            let mut case = Case {
                parts: &parts,
                problem: &problem,
                oracle: &oracle,
                optimum,
                planted: &mut planted,
            };

            spoil_the_matching(&mut case, &claim.solution, &proof);
            spoil_the_certificate(&mut rng, &mut case, &claim.solution, &proof);
            for in_ten in [10, 6, 0] {
                let matching = random_matching(&mut rng, &parts, in_ten);
                if case.objective(&matching) < optimum {
                    defend_the_suboptimal(&mut rng, &mut case, &matching, &proof);
                }
            }

            // The optimum of the other mode: more weight in fewer pairs, or less in more.
            let other = MODES[usize::from(mode == MODES[0])];
            let stranger = Reference.solve(&parts.problem(other), &Limits::none()).solution;
            if case.objective(&stranger) < optimum {
                case.not_optimal("the optimum of the other mode", &stranger, Some(&proof));
            }
            let rival = Reference.solve(&rivals.problem(mode), &Limits::none());
            if case.objective(&rival.solution) < optimum {
                let kind = "the optimum of other weights with its own proof";
                case.not_optimal(kind, &rival.solution, rival.certificate.as_ref());
            }
        }
    }
    let kinds = [
        "a barrier entry missing",
        "a barrier entry too many",
        "a barrier with a vertex less",
        "a barrier with a vertex more",
        "a certificate of the other kind",
        "a pair dropped",
        "a pair given twice",
        "a pair out of order",
        "a pair that is no edge",
        "a price below 0",
        "a price missing",
        "a price too many",
        "a set of one vertex",
        "a set price below 0",
        "a set with a vertex less",
        "a set with a vertex more",
        "a set within one not before it",
        "a vertex in a set that is not there",
        "a vertex in two pairs",
        "an empty set",
        "an innermost set missing",
        "an innermost set too many",
        "no certificate",
        "suboptimal with a price lowered",
        "suboptimal with a set price lowered",
        "suboptimal with all prices of vertices 0",
        "suboptimal with another barrier",
        "suboptimal with another price for pairs",
        "suboptimal with other odd sets",
        "suboptimal with the proof of the optimum",
        "suboptimal without odd sets",
        "the optimum of other weights with its own proof",
        "the optimum of the other mode",
    ];
    assert_eq!(planted.keys().copied().collect::<Vec<_>>(), kinds);
    assert!(planted.values().all(|&count| count >= 50), "{planted:#?}");
    assert!(planted.values().sum::<u64>() >= 200_000, "{planted:#?}");
}

/// A price of any size: often near what could be optimal, sometimes absurd.
fn any_price(rng: &mut Rng, likely: i64) -> i64 {
    match rng.below(8) {
        0 | 1 => 0,
        2..=4 => rng.within(0, 5),
        5 => rng.within(0, 1 << 31),
        6 => likely.saturating_add(rng.within(-2, 2)).max(0),
        _ => rng.within(0, i64::MAX),
    }
}

/// A certificate with this much of it at random: from a little to all.
fn any_change(
    rng: &mut Rng,
    certificate: &GeneralCertificate,
    vertices: usize,
    in_ten: usize,
) -> GeneralCertificate {
    let mut guess = certificate.clone();
    let (GeneralCertificate::HighestScore { prices }
    | GeneralCertificate::MostPairs { prices, .. }) = &mut guess;
    for price in &mut prices.vertices {
        if rng.chance(in_ten, 10) {
            *price = any_price(rng, *price);
        }
    }
    if rng.chance(in_ten, 20) {
        let likely = prices.odd_sets.sets.first().map_or(2, |set| set.price);
        let sets = any_odd_sets(rng, vertices, |rng| any_price(rng, likely));
        prices.odd_sets = forest(vertices, &sets);
    } else {
        for set in &mut prices.odd_sets.sets {
            if rng.chance(in_ten, 10) {
                set.price = any_price(rng, set.price);
            }
        }
    }
    if let GeneralCertificate::MostPairs { barrier, pair_price, .. } = &mut guess {
        for taken in barrier {
            *taken ^= rng.chance(in_ten, 20);
        }
        if rng.chance(in_ten, 10) {
            let sign = *rng.pick(&[-1, 1]);
            *pair_price = sign * any_price(rng, pair_price.saturating_abs());
        }
    }
    guess
}

#[test]
fn bounds_hold_for_any_prices_sets_barriers_and_pair_price() {
    let mut rng = Rng::new(151);
    let mut planted = BTreeMap::new();
    let (mut accepted, mut with_sets, mut refused, mut met) = (0, 0, 0, 0);
    for _ in 0..12_000 {
        let parts = small_with(&mut rng, 7);
        for mode in MODES {
            let problem = parts.problem(mode);
            let claim = Reference.solve(&problem, &Limits::none());
            let oracle = Oracle::of(&problem);
            let optimum = oracle.objective(mode);
            let case = Case {
                parts: &parts,
                problem: &problem,
                oracle: &oracle,
                optimum,
                planted: &mut planted,
            };
            let proof = claim.certificate.unwrap();
            for _ in 0..10 {
                let in_ten = *rng.pick(&[1, 3, 10]);
                let guess = any_change(&mut rng, &proof, parts.vertices, in_ten);
                match problem.verify(&claim.solution, Some(&guess)) {
                    Ok(quality) => {
                        case.sound(quality.bound());
                        accepted += 1;
                        met += u64::from(quality.is_optimal());
                        let sets = &prices_of(&guess).odd_sets.sets;
                        with_sets += u64::from(sets.iter().any(|set| set.price > 0));
                    }
                    Err(GeneralVerifyError::Range { .. }) => refused += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }
    assert!(accepted > 200_000, "{accepted} accepted");
    assert!(with_sets > 50_000, "{with_sets} with sets");
    assert!(met > 10_000 && accepted - met > 10_000, "{met} of {accepted} bounds are met");
    assert!(refused > 5, "{refused} below the range of 64 bits");
}

#[test]
fn bounds_are_what_the_formula_says() {
    // The formulas once more, spelt out set by set and edge by edge.
    let mut rng = Rng::new(152);
    let (mut nested, mut halves, mut same) = (0, 0, 0);
    for _ in 0..40_000 {
        let parts = small_with(&mut rng, 10);
        let n = parts.vertices;
        let vertices: Vec<i64> = (0..n).map(|_| rng.within(0, 30)).collect();
        let sets = any_odd_sets(&mut rng, n, |rng| rng.within(0, 30));
        let barrier: Vec<bool> = (0..n).map(|_| rng.chance(1, 3)).collect();
        let pair_price = rng.within(-40, 40);
        let bits = (0..n).filter(|&v| barrier[v]).fold(0, |bits, v| bits | 1 << v);
        let k = pairs_allowed(&parts, bits);

        let of_vertices: i128 = vertices.iter().map(|&y| i128::from(y)).sum();
        let half_size = |set: u32| i128::from((set.count_ones() - 1) / 2);
        let of_sets: i128 = sets.iter().map(|&(set, z)| half_size(set) * i128::from(z)).sum();
        let rest = |pair_price: i64| -> i128 {
            let over = |&(a, b, w): &Edge| {
                let both = sets.iter().filter(|set| set.0 >> a & set.0 >> b & 1 == 1);
                let z: i64 = both.map(|set| set.1).sum();
                let ends = vertices[a as usize] + vertices[b as usize];
                2 * i128::from(w) - i128::from(pair_price + ends + z)
            };
            parts.edges.iter().map(over).filter(|&over| over > 0).sum()
        };
        // Halves, rounded down.
        let whole = |twice: i128| {
            let down = if twice < 0 { (twice - 1) / 2 } else { twice / 2 };
            i64::try_from(down).unwrap()
        };
        let plain = of_vertices + of_sets + rest(0);
        let paid =
            i128::from(k) * i128::from(pair_price) + of_vertices + of_sets + rest(pair_price);
        let odd_sets = forest(n, &sets);
        nested += usize::from(odd_sets.sets.iter().any(|set| set.within.is_some()));
        halves += usize::from(plain % 2 != 0 || paid % 2 != 0);
        let prices = GeneralPrices { vertices, odd_sets };
        let certificates = [
            (GeneralCertificate::HighestScore { prices: prices.clone() }, (None, whole(plain))),
            (GeneralCertificate::MostPairs { barrier, pair_price, prices }, (Some(k), whole(paid))),
        ];
        for (certificate, expected) in certificates {
            let mode = if expected.0.is_some() { Mode::MostPairsFirst } else { Mode::HighestScore };
            // Either end first, in any order.
            let mut edges = parts.edges.clone();
            rng.shuffle(&mut edges);
            let edges =
                edges.into_iter().map(|(a, b, w)| if a % 2 == 0 { (a, b, w) } else { (b, a, w) });
            let bound = general_upper_bound(n, edges, mode, &certificate);
            assert_eq!(bound, Ok(expected), "{certificate:?} {parts:?}");
            same += 1;
        }
    }
    assert!(nested > 5_000 && halves > 5_000, "{nested} nested, {halves} with halves");
    assert_eq!(same, 80_000);
}
