//! Building a problem: what is stored, and what is refused.

use crosstie::matching::selection::{SelectionError, SelectionProblem};
use crosstie::solve::{Common, Count, Kinds, SelectionParts};

use super::instances::{largest_value, problem, small};
use super::reference::Reference;
use crate::rng::Rng;

fn mistakes(parts: SelectionParts) -> Vec<SelectionError> {
    SelectionProblem::new(parts).unwrap_err().into_vec()
}

fn three() -> SelectionParts {
    SelectionParts { fit: vec![5, 4, 3], size: (0, 3), ..SelectionParts::default() }
}

fn count(members: &[u32], at_least: u32, at_most: u32) -> Count {
    Count { members: members.to_vec(), at_least, at_most }
}

#[test]
fn keeps_what_it_is_given_in_rows() {
    let mut rng = Rng::new(330);
    for _ in 0..2_000 {
        let parts = small(&mut rng);
        let problem = problem(&parts);
        assert_eq!(problem.parts(), &parts);
        assert_eq!(problem.candidate_count(), parts.fit.len());
        let n = u32::try_from(parts.fit.len()).unwrap();
        for a in 0..n {
            let ends = |pair: (u32, u32)| [pair, (pair.1, pair.0)];
            let mut with: Vec<(u32, i64)> = Vec::new();
            for &(one, other, value) in &parts.pairs {
                let ends = ends((one, other)).into_iter().filter(|end| end.0 == a);
                with.extend(ends.map(|end| (end.1, value)));
            }
            with.sort_unstable();
            let (others, values) = problem.values(a);
            let row: Vec<(u32, i64)> = others.iter().copied().zip(values.iter().copied()).collect();
            assert_eq!(row, with);
            for b in 0..n {
                let value = with.iter().find(|end| end.0 == b).map_or(0, |end| end.1);
                assert_eq!(problem.value(a, b), value);
            }
            let apart = parts.apart.iter().flat_map(|&pair| ends(pair));
            let mut apart: Vec<u32> = apart.filter(|end| end.0 == a).map(|end| end.1).collect();
            apart.sort_unstable();
            apart.dedup();
            assert_eq!(problem.apart(a), apart);
            let counts: Vec<u32> = (0_u32..)
                .zip(&parts.counts)
                .filter(|(_, count)| count.members.contains(&a))
                .map(|(i, _)| i)
                .collect();
            assert_eq!(problem.counts_of(a), counts);
            let alone = vec![a];
            let group = parts.together.iter().find(|group| group.contains(&a));
            assert_eq!(problem.group(&a), group.unwrap_or(&alone));
        }
    }
}

#[test]
fn names_who_is_not_there() {
    let not = |part, position, candidate| SelectionError::Candidate {
        part,
        position,
        candidate,
        count: 3,
    };
    let parts = SelectionParts {
        pairs: vec![(0, 1, 1), (3, u32::MAX, 2)],
        required: vec![1, 4],
        apart: vec![(5, 0)],
        together: vec![vec![0], vec![1, 6]],
        counts: vec![count(&[2, 7], 0, 1)],
        ..three()
    };
    assert_eq!(
        mistakes(parts),
        [
            not("pair", 1, 3),
            not("pair", 1, u32::MAX),
            not("required", 1, 4),
            not("pair apart", 0, 5),
            not("group together", 1, 6),
            not("count", 0, 7),
        ]
    );
}

#[test]
fn names_who_is_named_twice() {
    let twice = |part, position, candidate| SelectionError::Twice { part, position, candidate };
    let parts = SelectionParts {
        pairs: vec![(0, 1, 1), (2, 2, 2)],
        required: vec![1, 0, 1],
        apart: vec![(1, 1), (0, 1), (1, 0)],
        together: vec![vec![0, 1], vec![2, 1]],
        counts: vec![count(&[0, 1], 0, 1), count(&[1, 2, 1], 0, 1)],
        ..three()
    };
    assert_eq!(
        mistakes(parts),
        [
            twice("pair", 1, 2),
            twice("required", 2, 1),
            twice("pair apart", 0, 1),
            twice("group together", 1, 1),
            twice("count", 1, 1),
        ]
    );
}

#[test]
fn names_pairs_valued_again() {
    let parallel = |position, low, high| SelectionError::Parallel { position, low, high };
    let pairs = vec![(1, 2, 3), (0, 2, 2), (2, 1, 3), (2, 0, 5), (1, 2, 0), (0, 1, 0)];
    let mut found = mistakes(SelectionParts { pairs, ..three() });
    found.sort_by_key(|error| match error {
        SelectionError::Parallel { position, .. } => *position,
        other => panic!("{other}"),
    });
    assert_eq!(found, [parallel(2, 1, 2), parallel(3, 0, 2), parallel(4, 1, 2)]);
}

#[test]
fn names_lists_and_limits_that_do_not_fit() {
    let kinds = |given| Kinds { of: vec![None; given], ..Kinds::default() };
    let parts = SelectionParts {
        size: (3, 2),
        counts: vec![count(&[0], 1, 1), count(&[], 1, 0)],
        kinds: vec![kinds(3), kinds(2), kinds(4)],
        common: Some(Common {
            worth: vec![1; 2],
            slots: vec![vec![0, 2], vec![1, 0, 1]],
            at_least: 0,
        }),
        ..three()
    };
    let limits =
        |part, position, least, most| SelectionError::Limits { part, position, least, most };
    let length =
        |part, position, given| SelectionError::Length { part, position, given, wanted: 3 };
    assert_eq!(
        mistakes(parts),
        [
            limits("size", 0, 3, 2),
            limits("count", 1, 1, 0),
            length("kinds", 1, 2),
            length("kinds", 2, 4),
            length("common", 0, 2),
            SelectionError::Slot { candidate: 0, slot: 2, count: 2 },
            SelectionError::Slot { candidate: 1, slot: 1, count: 2 },
        ]
    );
}

#[test]
fn reports_all_kinds_together() {
    let parts = SelectionParts {
        fit: vec![i64::MIN, 0, 0],
        size: (2, 1),
        pairs: vec![(0, 1, 1), (1, 0, 1), (0, 9, 1), (2, 2, 1)],
        required: vec![3],
        apart: vec![(0, 0)],
        together: vec![vec![0, 0]],
        counts: vec![count(&[8], 2, 1)],
        kinds: vec![Kinds::default()],
        common: Some(Common { worth: vec![], slots: vec![vec![0]; 3], at_least: 0 }),
    };
    let found = mistakes(parts);
    let of = |test: &dyn Fn(&SelectionError) -> bool| found.iter().filter(|e| test(e)).count();
    assert_eq!(of(&|e| matches!(e, SelectionError::Candidate { .. })), 3);
    assert_eq!(of(&|e| matches!(e, SelectionError::Twice { .. })), 3);
    assert_eq!(of(&|e| matches!(e, SelectionError::Parallel { .. })), 1);
    assert_eq!(of(&|e| matches!(e, SelectionError::Limits { .. })), 2);
    assert_eq!(of(&|e| matches!(e, SelectionError::Length { .. })), 1);
    assert_eq!(of(&|e| matches!(e, SelectionError::Slot { .. })), 3);
    assert_eq!(of(&|e| matches!(e, SelectionError::Headroom { .. })), 1);
    assert_eq!(found.len(), 14);
}

#[test]
fn the_largest_value_solves_and_one_more_is_refused() {
    for (n, most) in [(1, 1), (4, 2), (7, 7), (7, u32::MAX), (0, 3)] {
        let largest = largest_value(n, most);
        for sign in [1, -1] {
            let ends = (0..u32::try_from(n).unwrap()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let parts = |value: i64, pair: i64| SelectionParts {
                fit: vec![value; n],
                size: (0, most),
                pairs: ends.clone().map(|(a, b)| (a, b, pair)).collect(),
                ..SelectionParts::default()
            };
            super::check_solver(&Reference, &problem(&parts(sign * largest, largest)));
            super::check_solver(&Reference, &problem(&parts(sign * largest, -largest)));
            let headroom = SelectionError::Headroom {
                given: largest.unsigned_abs() + 1,
                size: most,
                most: largest.unsigned_abs(),
            };
            if n > 0 {
                assert_eq!(
                    mistakes(parts(sign * (largest + 1), 0)),
                    std::slice::from_ref(&headroom)
                );
            }
            if n > 1 {
                assert_eq!(mistakes(parts(0, sign * (largest + 1))), [headroom]);
            }
        }
    }
}

#[test]
fn what_cannot_be_kept_is_no_mistake() {
    let impossible = [
        SelectionParts { size: (4, 4), ..three() },
        SelectionParts { required: vec![0, 1], apart: vec![(0, 1)], ..three() },
        SelectionParts { counts: vec![count(&[0], 2, 2)], ..three() },
    ];
    for parts in impossible {
        super::check_solver(&Reference, &problem(&parts));
    }
}

#[test]
fn messages_name_value_limit_and_way_out() {
    let candidate = SelectionParts { required: vec![7], ..three() };
    let twice = SelectionParts { apart: vec![(1, 1)], ..three() };
    let parallel = SelectionParts { pairs: vec![(0, 1, 2), (1, 0, 2)], ..three() };
    let limits = SelectionParts { size: (3, 2), ..three() };
    let length = SelectionParts { kinds: vec![Kinds::default()], ..three() };
    let slot = Some(Common { worth: vec![], slots: vec![vec![4], vec![], vec![]], at_least: 0 });
    let slot = SelectionParts { common: slot, ..three() };
    let headroom = SelectionParts { fit: vec![i64::MAX], size: (1, 1), ..three() };
    let messages = [
        (
            mistakes(candidate).remove(0),
            "required 0 names candidate 7, but there are 3, counted from 0; \
             correct it or add to `fit`",
        ),
        (mistakes(twice).remove(0), "pair apart 0 names candidate 1 twice; keep one of them"),
        (
            mistakes(parallel).remove(0),
            "pair 1 values candidates 0 and 1 a second time; keep one of them",
        ),
        (
            mistakes(limits).remove(0),
            "size 0 wants at least 3 and at most 2; give a least up to the most",
        ),
        (mistakes(length).remove(0), "kinds 0 has 0 entries for 3 candidates; give one each"),
        (
            mistakes(slot).remove(0),
            "candidate 0 has slot 4 twice, or it is not among 0; correct it",
        ),
        (
            SelectionError::Size { what: "pairs", given: 5_000_000_000, most: 1_073_741_823 },
            "5000000000 pairs are more than 1073741823; split the problem",
        ),
        (
            mistakes(headroom).remove(0),
            "a value of magnitude 9223372036854775807 could overflow with teams of up to 1; \
             scale values to at most 1000799917193443 in magnitude",
        ),
    ];
    for (error, message) in messages {
        assert_eq!(error.to_string(), message);
    }
}
