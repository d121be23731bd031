//! The decomposition of Gallai and Edmonds against all matchings of small graphs.

use crosstie::matching::general::{GallaiEdmonds, GeneralProblem, Matching, Mode};

use super::exact::petersen;
use super::instances::{Parts, every_graph, small_with};
use super::oracle::Covers;
use crate::rng::Rng;

fn bit(set: usize, v: usize) -> bool {
    set >> v & 1 == 1
}

/// By the definitions, from the sets of vertices that matchings cover.
fn by_definition(problem: &GeneralProblem, covers: &Covers) -> GallaiEdmonds {
    let vertices = problem.vertex_count();
    let most = covers.all().map(|(set, _)| set.count_ones()).max().unwrap();
    let maximum: Vec<usize> =
        covers.all().map(|(set, _)| set).filter(|set| set.count_ones() == most).collect();
    let missed: Vec<bool> =
        (0..vertices).map(|v| maximum.iter().any(|&set| !bit(set, v))).collect();
    let near = |v: usize, of: &dyn Fn(usize) -> bool| {
        problem.row(v).0.iter().any(|&other| of(other as usize))
    };
    let barrier: Vec<bool> =
        (0..vertices).map(|v| !missed[v] && near(v, &|other| missed[other])).collect();
    // Each vertex takes the lowest vertex that it hangs together with inside of D.
    let mut lowest: Vec<usize> = (0..vertices).collect();
    for _ in 0..vertices {
        for (a, b, _) in problem.edges() {
            let (a, b) = (a as usize, b as usize);
            if missed[a] && missed[b] {
                let low = lowest[a].min(lowest[b]);
                (lowest[a], lowest[b]) = (low, low);
            }
        }
    }
    let mut roots: Vec<usize> = (0..vertices).filter(|&v| missed[v]).map(|v| lowest[v]).collect();
    roots.sort_unstable();
    roots.dedup();
    let number = |v: usize| u32::try_from(roots.binary_search(&lowest[v]).unwrap()).unwrap();
    GallaiEdmonds {
        component: (0..vertices).map(|v| missed[v].then(|| number(v))).collect(),
        components: u32::try_from(roots.len()).unwrap(),
        missed,
        barrier,
    }
}

/// All matchings.
fn every_matching(problem: &GeneralProblem) -> Vec<Matching> {
    let mut all = vec![(0_usize, Vec::new())];
    for (a, b, _) in problem.edges() {
        let ends = 1 << a | 1 << b;
        let more: Vec<_> = all.iter().filter(|(set, _)| set & ends == 0).cloned().collect();
        all.extend(more.into_iter().map(|(set, mut pairs)| {
            pairs.push((a, b));
            (set | ends, pairs)
        }));
    }
    all.into_iter().map(|(_, pairs)| Matching::new(pairs)).collect()
}

fn covered(matching: &Matching) -> usize {
    matching.pairs().iter().fold(0, |set, &(a, b)| set | 1 << a | 1 << b)
}

/// Decomposes by a matching, whether or not it has most pairs.
fn check(
    problem: &GeneralProblem,
    covers: &Covers,
    expected: &GallaiEdmonds,
    by: &Matching,
) -> bool {
    let most = covers.all().map(|(set, _)| set.count_ones() / 2).max().unwrap() as usize;
    match GallaiEdmonds::new(problem, by) {
        Ok(found) => {
            assert_eq!(by.len(), most, "{by:?} is called maximum in {problem:?}");
            assert_eq!(found, *expected, "by {by:?} in {problem:?}");
            true
        }
        Err(error) => {
            assert!(by.len() < most, "{by:?} is called too small in {problem:?}");
            // An augmenting path keeps all covered, and covers its own two ends too.
            let (set, from) = (covered(by), error.vertex as usize);
            assert!(from < problem.vertex_count() && !bit(set, from), "{error} of {by:?}");
            let augmented = (0..problem.vertex_count())
                .any(|to| to != from && !bit(set, to) && covers.can(set | 1 << from | 1 << to));
            assert!(augmented, "{error} of {by:?} in {problem:?}");
            false
        }
    }
}

/// What the theorem says about any graph (Gallai 1964, Edmonds 1965).
fn theorem_holds(problem: &GeneralProblem, covers: &Covers, parts: &GallaiEdmonds) {
    let vertices = problem.vertex_count();
    let most = covers.all().map(|(set, _)| set.count_ones() as usize).max().unwrap();
    let taken = parts.barrier.iter().filter(|&&barrier| barrier).count();
    assert_eq!(parts.components as usize, vertices - most + taken, "{problem:?}");
    for component in 0..parts.components {
        let size = parts.component.iter().filter(|&&c| c == Some(component)).count();
        assert_eq!(size % 2, 1, "{problem:?}");
    }
}

#[test]
fn agrees_with_all_matchings_of_random_graphs() {
    let mut rng = Rng::new(120);
    // Graphs with vertices in D, A and C; large components; matchings too small.
    let (mut missed, mut barriers, mut rest, mut large, mut small) = (0, 0, 0, 0, 0);
    for _ in 0..50_000 {
        let most = *rng.pick(&[6, 7, 8]);
        let parts = small_with(&mut rng, most);
        let problem = parts.problem(Mode::MostPairsFirst);
        let covers = Covers::of(&problem);
        let expected = by_definition(&problem, &covers);
        theorem_holds(&problem, &covers, &expected);
        let most = covers.all().map(|(set, _)| set.count_ones()).max().unwrap();
        for (set, _) in covers.all() {
            // All of the largest matchings by cover, and some of the others.
            if set.count_ones() == most || rng.chance(1, 8) {
                small += usize::from(!check(&problem, &covers, &expected, &covers.matching(set)));
            }
        }
        let both = |v: usize| expected.missed[v] || expected.barrier[v];
        missed += usize::from(expected.missed.contains(&true));
        barriers += usize::from(expected.barrier.contains(&true));
        rest += usize::from((0..parts.vertices).any(|v| !both(v)));
        large += usize::from(
            (expected.components as usize) < expected.missed.iter().filter(|&&m| m).count(),
        );
    }
    let seen = [missed, barriers, rest, large, small];
    assert!(seen.iter().all(|&seen| seen > 5_000), "{seen:?}");
}

#[test]
fn any_matching_with_most_pairs_gives_the_same() {
    let (mut same, mut small) = (0, 0);
    let mut check_all = |parts: &Parts| {
        let problem = parts.problem(Mode::HighestScore);
        let covers = Covers::of(&problem);
        let expected = by_definition(&problem, &covers);
        for matching in every_matching(&problem) {
            if check(&problem, &covers, &expected, &matching) { same += 1 } else { small += 1 }
        }
    };
    for vertices in 0..=5 {
        every_graph(vertices, &[1]).for_each(|parts| check_all(&parts));
    }
    let mut rng = Rng::new(121);
    for _ in 0..1_000 {
        check_all(&small_with(&mut rng, 8));
    }
    assert!(same > 10_000 && small > 10_000, "{same} with most pairs, {small} with fewer");
}

#[test]
fn knows_cases_worked_by_hand() {
    let decompose = |parts: &Parts, pairs: &[(u32, u32)]| {
        let matching = Matching::new(pairs.iter().copied());
        GallaiEdmonds::new(&parts.problem(Mode::MostPairsFirst), &matching)
    };
    // Nobody: nothing. Alone: missed. A pair: neither missed nor in the barrier.
    let none = decompose(&Parts::new(0, &[]), &[]).unwrap();
    assert_eq!((none.components, none.missed.len()), (0, 0));
    let alone = decompose(&Parts::new(1, &[]), &[]).unwrap();
    assert_eq!((alone.missed, alone.component), (vec![true], vec![Some(0)]));
    let pair = decompose(&Parts::new(2, &[(0, 1, 1)]), &[(0, 1)]).unwrap();
    assert_eq!((pair.missed, pair.barrier), (vec![false; 2], vec![false; 2]));
    // A star: all depends on the middle.
    let star = Parts::new(4, &[(0, 2, 1), (1, 2, 1), (2, 3, 1)]);
    let found = decompose(&star, &[(1, 2)]).unwrap();
    assert_eq!(found.missed, [true, true, false, true]);
    assert_eq!(found.barrier, [false, false, true, false]);
    assert_eq!(found.component, [Some(0), Some(1), None, Some(2)]);
    assert_eq!(found.components, 3);
    // A triangle: anyone may be left over, in one component.
    let triangle = Parts::new(3, &[(0, 1, 1), (0, 2, 1), (1, 2, 1)]);
    let found = decompose(&triangle, &[(0, 2)]).unwrap();
    assert_eq!((found.missed, found.component), (vec![true; 3], vec![Some(0); 3]));
    // A path of three pairs, the middle one alone: both ends can be reached.
    let path = Parts::new(4, &[(0, 1, 1), (1, 2, 1), (2, 3, 1)]);
    let error = decompose(&path, &[(1, 2)]).unwrap_err();
    assert!([0, 3].contains(&error.vertex));
    assert_eq!(
        error.to_string(),
        format!(
            "an augmenting path starts at vertex {}; give a matching with most pairs",
            error.vertex
        )
    );
    // Petersen's graph has a perfect matching: nobody is missed.
    let spokes: Vec<(u32, u32)> = (0..5).map(|v| (v, v + 5)).collect();
    let found = decompose(&petersen(1), &spokes).unwrap();
    assert_eq!((found.missed, found.components), (vec![false; 10], 0));
}
