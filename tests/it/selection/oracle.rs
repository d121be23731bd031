//! Complete enumeration of small problems, from the definitions.

use crosstie::solve::{Common, Count, Kinds, SelectionParts};

use super::instances::small;
use crate::rng::Rng;

/// What each set of candidates, as bits, is worth; none where it is no feasible team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Oracle {
    worth: Vec<Option<i64>>,
}

impl Oracle {
    /// Set by set.
    pub(crate) fn of(parts: &SelectionParts) -> Self {
        let count = parts.fit.len();
        assert!(count <= 16, "too large to enumerate");
        let worth = |set| is_feasible(parts, set).then(|| worth(parts, set));
        Self { worth: (0..1_usize << count).map(worth).collect() }
    }

    /// What a set is worth, if it is a feasible team.
    pub(crate) fn worth(&self, set: usize) -> Option<i64> {
        self.worth.get(set).copied().flatten()
    }

    /// The greatest worth; none where no team is feasible.
    pub(crate) fn optimum(&self) -> Option<i64> {
        self.worth.iter().copied().max().flatten()
    }

    /// The sets worth the most.
    pub(crate) fn optima(&self) -> impl Iterator<Item = usize> {
        let optimum = self.optimum();
        (0..self.worth.len()).filter(move |&set| optimum.is_some() && self.worth[set] == optimum)
    }

    pub(crate) fn is_feasible(&self, set: usize) -> bool {
        self.worth(set).is_some()
    }

    /// How many teams are feasible.
    pub(crate) fn feasible(&self) -> usize {
        self.worth.iter().flatten().count()
    }
}

fn has(set: usize, candidate: u32) -> bool {
    set >> candidate & 1 == 1
}

/// Positions in a set, ascending.
pub(crate) fn team(set: usize) -> Vec<u32> {
    (0..usize::BITS).filter(|&candidate| has(set, candidate)).collect()
}

fn worth(parts: &SelectionParts, set: usize) -> i64 {
    let fit: i64 = team(set).iter().map(|&c| parts.fit[c as usize]).sum();
    let both = parts.pairs.iter().filter(|pair| has(set, pair.0) && has(set, pair.1));
    fit + both.map(|pair| pair.2).sum::<i64>()
}

fn is_feasible(parts: &SelectionParts, set: usize) -> bool {
    let team = team(set);
    let within = |list: &[u32]| list.iter().filter(|&&c| has(set, c)).count();
    let size = parts.size.0 as usize..=parts.size.1 as usize;
    let count = |count: &Count| {
        (count.at_least as usize..=count.at_most as usize).contains(&within(&count.members))
    };
    size.contains(&team.len())
        && within(&parts.required) == parts.required.len()
        && parts.apart.iter().all(|&(a, b)| !(has(set, a) && has(set, b)))
        && parts.together.iter().all(|group| [0, group.len()].contains(&within(group)))
        && parts.counts.iter().all(count)
        && parts.kinds.iter().all(|kinds| has_kinds(kinds, &team))
        && parts.common.as_ref().is_none_or(|common| has_common(common, &team))
}

fn has_kinds(kinds: &Kinds, team: &[u32]) -> bool {
    let of = |&c: &u32| kinds.of[c as usize];
    let had: Vec<u32> = team.iter().filter_map(of).collect();
    let alone = |kind: &u32| had.iter().filter(|other| *other == kind).count() == 1;
    let first = |&(i, kind): &(usize, &u32)| !had[..i].contains(kind);
    had.iter().enumerate().filter(first).count() >= kinds.at_least as usize
        && !(kinds.nobody_alone && had.iter().any(alone))
}

fn has_common(common: &Common, team: &[u32]) -> bool {
    let all_have = |slot: u32| team.iter().all(|&c| common.slots[c as usize].contains(&slot));
    let slots = common.worth.iter().zip(0_u32..).filter(|&(_, slot)| all_have(slot));
    team.is_empty() || slots.map(|(&worth, _)| u64::from(worth)).sum::<u64>() >= common.at_least
}

/// The feasible teams with what they are worth.
fn teams(parts: &SelectionParts) -> Vec<(Vec<u32>, i64)> {
    let oracle = Oracle::of(parts);
    (0..1 << parts.fit.len()).filter_map(|set| Some((team(set), oracle.worth(set)?))).collect()
}

/// The empty team alone.
const NOBODY: [&[u32]; 1] = [&[]];

fn three() -> SelectionParts {
    SelectionParts { fit: vec![5, 4, -3], size: (0, 3), ..SelectionParts::default() }
}

#[test]
fn adds_up_fit_and_pairs() {
    let all = [
        (vec![], 0),
        (vec![0], 5),
        (vec![1], 4),
        (vec![0, 1], 9),
        (vec![2], -3),
        (vec![0, 2], 2),
        (vec![1, 2], 1),
        (vec![0, 1, 2], 6),
    ];
    assert_eq!(teams(&three()), all);
    // Either end first; both ends must be in.
    let parts = SelectionParts { pairs: vec![(2, 0, 10), (0, 1, -2)], ..three() };
    let worths: Vec<i64> = teams(&parts).into_iter().map(|team| team.1).collect();
    assert_eq!(worths, [0, 5, 4, 7, -3, 12, 1, 14]);
    assert_eq!(Oracle::of(&parts).optimum(), Some(14));
    assert_eq!(Oracle::of(&parts).optima().collect::<Vec<_>>(), [0b111]);
}

#[test]
fn keeps_to_each_requirement() {
    let names = |parts: SelectionParts| -> Vec<Vec<u32>> {
        teams(&parts).into_iter().map(|team| team.0).collect()
    };
    let twos = [vec![0, 1], vec![0, 2], vec![1, 2]];
    assert_eq!(names(SelectionParts { size: (2, 2), ..three() }), twos);
    assert_eq!(names(SelectionParts { size: (4, 9), ..three() }), NOBODY[..0]);
    assert_eq!(names(SelectionParts { size: (0, 0), ..three() }), NOBODY);
    assert_eq!(
        names(SelectionParts { required: vec![2], ..three() }),
        [vec![2], vec![0, 2], vec![1, 2], vec![0, 1, 2]]
    );
    assert_eq!(
        names(SelectionParts { apart: vec![(1, 0)], ..three() }),
        [vec![], vec![0], vec![1], vec![2], vec![0, 2], vec![1, 2]]
    );
    assert_eq!(
        names(SelectionParts { together: vec![vec![2, 0], vec![1]], ..three() }),
        [vec![], vec![1], vec![0, 2], vec![0, 1, 2]]
    );
    let count = |at_least, at_most| Count { members: vec![0, 1], at_least, at_most };
    assert_eq!(
        names(SelectionParts { counts: vec![count(1, 1)], ..three() }),
        [vec![0], vec![1], vec![0, 2], vec![1, 2]]
    );
    assert_eq!(
        names(SelectionParts { counts: vec![count(2, u32::MAX)], ..three() }),
        [vec![0, 1], vec![0, 1, 2]]
    );
}

#[test]
fn counts_kinds_and_what_is_common() {
    let names = |parts: SelectionParts| -> Vec<Vec<u32>> {
        teams(&parts).into_iter().map(|team| team.0).collect()
    };
    // The last has no kind: no kind counts, and nobody is alone with it.
    let kinds =
        |at_least, nobody_alone| Kinds { of: vec![Some(7), Some(7), None], at_least, nobody_alone };
    assert_eq!(
        names(SelectionParts { kinds: vec![kinds(1, false)], ..three() }),
        [vec![0], vec![1], vec![0, 1], vec![0, 2], vec![1, 2], vec![0, 1, 2]]
    );
    assert_eq!(
        names(SelectionParts { kinds: vec![kinds(0, true)], ..three() }),
        [vec![], vec![0, 1], vec![2], vec![0, 1, 2]]
    );
    assert_eq!(names(SelectionParts { kinds: vec![kinds(2, false)], ..three() }), NOBODY[..0]);
    // Slots worth 1, 2 and 4.
    let common = |at_least| {
        let slots = vec![vec![0, 1], vec![1, 2], vec![2, 0]];
        Some(Common { worth: vec![1, 2, 4], slots, at_least })
    };
    assert_eq!(
        names(SelectionParts { common: common(3), ..three() }),
        [vec![], vec![0], vec![1], vec![2], vec![1, 2]]
    );
    assert_eq!(names(SelectionParts { common: common(8), ..three() }), NOBODY);
    assert_eq!(
        names(SelectionParts { common: common(2), ..three() }),
        [vec![], vec![0], vec![1], vec![0, 1], vec![2], vec![1, 2]]
    );
}

/// Requirements only take teams away, and each of them by itself as many as all together or fewer.
#[test]
fn all_requirements_together_leave_what_each_leaves() {
    let mut rng = Rng::new(301);
    let mut some = 0;
    for _ in 0..1_000 {
        let parts = small(&mut rng);
        let bare = SelectionParts {
            fit: parts.fit.clone(),
            pairs: parts.pairs.clone(),
            size: (0, u32::MAX),
            ..SelectionParts::default()
        };
        let each = [
            SelectionParts { size: parts.size, ..bare.clone() },
            SelectionParts { required: parts.required.clone(), ..bare.clone() },
            SelectionParts { apart: parts.apart.clone(), ..bare.clone() },
            SelectionParts { together: parts.together.clone(), ..bare.clone() },
            SelectionParts { counts: parts.counts.clone(), ..bare.clone() },
            SelectionParts { kinds: parts.kinds.clone(), ..bare.clone() },
            SelectionParts { common: parts.common.clone(), ..bare.clone() },
        ];
        let each = each.map(|parts| Oracle::of(&parts));
        let (bare, all) = (Oracle::of(&bare), Oracle::of(&parts));
        assert_eq!(bare.feasible(), 1 << parts.fit.len());
        for set in 0..1 << parts.fit.len() {
            assert_eq!(all.is_feasible(set), each.iter().all(|one| one.is_feasible(set)));
            assert!(all.worth(set).is_none_or(|worth| Some(worth) == bare.worth(set)));
        }
        some += usize::from(all.optimum().is_some());
    }
    assert!((200..950).contains(&some), "{some} with a feasible team");
}
