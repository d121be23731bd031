//! Checks of the race itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The parser of the example that the files are for.
#[expect(dead_code, reason = "it reads kinds that are not written here")]
#[path = "../../../examples/solve_instance/format.rs"]
mod format;

use crate::args::Race;
use crate::check::{self, Worth};
use crate::file;
use crate::fit;
use crate::generate;
use crate::instance::{Dense, Family, Instance, Mode, Name, Row, Sparse};
use crate::peers::PEERS;

fn name(row: Row, family: Family, size: usize, seed: u64) -> Name {
    Name { row, family, size, seed }
}

fn all_names(sizes: [usize; 2]) -> Vec<Name> {
    let of = |row: Row| row.races().iter().map(move |race| (row, race.0));
    let rows = Row::ALL.into_iter().flat_map(of);
    rows.flat_map(|(row, family)| sizes.map(|size| name(row, family, size, 7))).collect()
}

/// A sum over an instance that changes with any of its numbers.
fn fingerprint(instance: &Instance) -> u64 {
    let mut sum = 0_u64;
    let mut add = |number: i64| sum = (sum ^ number as u64).wrapping_mul(0x0000_0100_0000_01b3);
    match instance {
        Instance::Sparse(sparse) => {
            for (left, right, weight) in sparse.edges() {
                [left.into(), right.into(), weight].into_iter().for_each(&mut add);
            }
            sparse.right_capacity.iter().for_each(|&capacity| add(capacity.into()));
        }
        Instance::Dense(dense) => dense.costs.iter().for_each(|&cost| add(cost.into())),
    }
    sum
}

#[test]
fn instances_never_change() {
    let of = |row, family| fingerprint(&generate::instance(name(row, family, 40, 1), 6).unwrap());
    let all = [
        of(Row::Dense, Family::Uniform1e3),
        of(Row::Dense, Family::Uniform1e6),
        of(Row::Dense, Family::Clustered),
        of(Row::Capacities, Family::Uniform),
        of(Row::Capacities, Family::Ties),
        of(Row::Capacities, Family::Clustered),
        of(Row::OneToOne, Family::Common),
    ];
    let known = [
        0xb904fdbf9df9fb8c,
        0xf17dd3684d0f1def,
        0x9986b582290e2459,
        0x9bdab927cfad6eb4,
        0x48c00472de4abb11,
        0xf0cacc36989e1d9b,
        0xc851cb60b3268b84,
    ];
    assert_eq!(all, known);
}

#[test]
fn instances_are_what_their_names_say() {
    for name in all_names([1, 60]) {
        let instance = generate::instance(name, 8).unwrap();
        assert_eq!(instance, generate::instance(name, 8).unwrap(), "{name}");
        let other = Name { seed: 8, ..name };
        if name.size > 1 {
            assert_ne!(instance, generate::instance(other, 8).unwrap(), "{name}");
        }
        assert_eq!(instance.lefts(), name.size, "{name}");
        let Instance::Sparse(sparse) = instance else { continue };
        let edges: Vec<(u32, u32, i64)> = sparse.edges().collect();
        assert!(edges.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)), "{name}");
        assert!(sparse.weight.iter().all(|weight| (1..=10_000).contains(weight)), "{name}");
    }
}

#[test]
fn so_many_rows_are_changed() {
    let name = name(Row::Capacities, Family::Clustered, 200, 3);
    let before = generate::instance(name, 8).unwrap();
    for count in [1, 7, 200] {
        let mut after = before.clone();
        generate::change(&mut after, name, count).unwrap();
        let (Instance::Sparse(before), Instance::Sparse(after)) = (&before, &mut after) else {
            unreachable!("both are sparse")
        };
        let largest = before.largest_weight();
        let mut changed = BTreeSet::new();
        for ((left, _, was), &weight) in before.edges().zip(&after.weight) {
            if weight != was {
                changed.insert(left);
            }
            assert!(weight <= largest && (weight * 10 - was * 10).abs() <= was * 2 + 5, "{was}");
        }
        assert_eq!(changed.len(), count);
        after.weight.clone_from(&before.weight);
        assert_eq!(before, after);
    }
    let mut after = before.clone();
    generate::change(&mut after, name, 7).unwrap();
    assert_eq!(fingerprint(&after), 0xc1ef86a424036b9c);
    for (row, family, count, part) in [
        (Row::Dense, Family::Clustered, 1, "not for matrices"),
        (Row::OneToOne, Family::Ties, 0, "give 1 to 9"),
        (Row::OneToOne, Family::Ties, 10, "give 1 to 9"),
    ] {
        let name = self::name(row, family, 9, 1);
        let mut instance = generate::instance(name, 3).unwrap();
        let mistake = generate::change(&mut instance, name, count).unwrap_err();
        assert!(mistake.contains(part), "{mistake}");
    }
}

#[test]
fn a_full_matching_is_planted() {
    for (row, family) in [(Row::Capacities, Family::Uniform), (Row::OneToOne, Family::Ties)] {
        // Few candidates, which alone would not do.
        let instance = generate::instance(name(row, family, 200, 3), 1).unwrap();
        let answer = PEERS[0].answer(&instance, Mode::Full).unwrap();
        let worth = check::worth(&instance, Mode::Full, &answer.pairs).unwrap();
        assert_eq!(worth.cardinality, 200);
    }
}

#[test]
fn files_are_read_as_they_were_meant() {
    for name in all_names([3, 50]) {
        let instance = generate::instance(name, 5).unwrap();
        let path = std::env::temp_dir().join(format!("peers-{}-{name}.bin", std::process::id()));
        file::write(&instance, &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(file::read(&mut &bytes[..]).unwrap(), instance, "{name}");
        assert!(file::read(&mut &bytes[..bytes.len() - 1]).is_err(), "{name}");
        let read = format::read(path.to_str().unwrap());
        std::fs::remove_file(&path).unwrap();
        match (read.unwrap(), instance) {
            (
                format::Instance::Assignment { lefts, right_capacity, edges },
                Instance::Sparse(made),
            ) => {
                assert_eq!((lefts, &right_capacity), (made.lefts, &made.right_capacity), "{name}");
                assert!(edges.iter().eq(made.edges()), "{name}");
            }
            (format::Instance::Dense { size, costs }, Instance::Dense(made)) => {
                assert_eq!(Dense { size, costs }, made, "{name}");
            }
            _ => unreachable!("{name} is read as another kind"),
        }
    }
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let instance = generate::instance(name(Row::Dense, Family::Clustered, 2, 1), 0).unwrap();
    let path = PathBuf::from("/no/such/folder/instance.bin");
    assert!(file::write(&instance, &path).unwrap_err().contains("instance.bin"));
}

/// Left 0 suits both, left 1 only right 0, who has one place; right 1 has two.
fn small() -> Instance {
    Instance::Sparse(Sparse {
        lefts: 2,
        right_capacity: vec![1, 2],
        left: vec![0, 0, 1],
        right: vec![0, 1, 0],
        weight: vec![9, 2, 4],
    })
}

#[test]
fn what_is_no_matching_is_refused() {
    let worth = |mode, pairs: &[(u32, u32)]| check::worth(&small(), mode, pairs);
    assert_eq!(worth(Mode::Full, &[(0, 1), (1, 0)]), Ok(Worth { cardinality: 2, objective: 6 }));
    assert_eq!(worth(Mode::Mwm, &[(0, 0)]), Ok(Worth { cardinality: 1, objective: 9 }));
    for (pairs, part) in [
        (&[(0, 0)][..], "leaves 1 of 2"),
        (&[(0, 0), (1, 0)], "beyond its 1 places"),
        (&[(0, 0), (0, 1)], "matches left 0 twice"),
        (&[(1, 1), (0, 0)], "is no edge"),
        (&[(2, 0)], "is not of 2 × 2"),
    ] {
        assert!(worth(Mode::Full, pairs).unwrap_err().contains(part), "{part}");
    }
}

#[test]
fn a_wrong_answer_is_caught() {
    let right = Worth { cardinality: 2, objective: 6 };
    let fewer = Worth { cardinality: 1, objective: 9 };
    let as_good = Worth { cardinality: 1, objective: 6 };
    let wrong = |mode, worth| check::agree(mode, &[("us", right), ("them", worth)]);
    assert!(wrong(Mode::Mcw, right).is_empty());
    assert_eq!(wrong(Mode::Mcw, fewer), ["them gets 9 by 1 pairs, but us proves 6 by 2 pairs"]);
    assert_eq!(wrong(Mode::Mwm, fewer).len(), 1);
    // An equal score by fewer pairs is as good where only the score counts.
    assert!(wrong(Mode::Mwm, as_good).is_empty());
    assert_eq!(wrong(Mode::Full, as_good).len(), 1);
}

#[test]
fn all_peers_agree_on_small_instances() {
    for row in Row::ALL {
        for &(family, mode) in row.races() {
            for seed in 1..=3 {
                let name = name(row, family, 60, seed);
                let instance = generate::instance(name, 6).unwrap();
                let mut worths = Vec::new();
                for peer in PEERS.iter().filter(|peer| peer.takes(&instance)) {
                    match peer.answer(&instance, mode) {
                        Ok(answer) => {
                            let worth = check::worth(&instance, mode, &answer.pairs);
                            worths.push((peer.name, worth.unwrap()));
                        }
                        Err(why) => {
                            let known = ["one to one only", "only matches everybody"];
                            assert!(known.contains(&&*why), "{name}: {} {why}", peer.name);
                        }
                    }
                }
                assert!(worths.len() > 2, "{name}");
                assert_eq!(check::agree(mode, &worths), [""; 0], "{name} {}", mode.name());
            }
        }
    }
}

#[test]
fn growth_is_fitted() {
    let points: Vec<(f64, f64)> =
        [1.0, 2.0, 4.0, 8.0].map(|x: f64| (x, 3.0 * x.powf(1.5))).to_vec();
    assert!((fit::exponent(&points).unwrap() - 1.5).abs() < 1e-9);
    // Symmetric noise in the logarithms leaves the slope.
    let noisy = [(1.0, 2.0), (1.0, 0.5), (10.0, 20.0), (10.0, 5.0)];
    assert!((fit::exponent(&noisy).unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(fit::exponent(&points[..1]), None);
    assert_eq!(fit::exponent(&[]), None);
    assert_eq!(fit::median(vec![3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(fit::median(vec![4.0, 1.0]), Some(2.5));
    assert_eq!(fit::median(Vec::new()), None);
}

#[test]
fn races_are_named() {
    let race: Race = "capacities/clustered/mwm".parse().unwrap();
    assert_eq!((race.row, race.family, race.mode), (Row::Capacities, Family::Clustered, Mode::Mwm));
    for (text, part) in [
        ("capacities/clustered", "ROW/FAMILY/MODE"),
        ("dense/ties/full", "has no ties"),
        ("one-to-one/common/full", "give mcw"),
        ("one-to-one/common/best", "give one of full, mcw, mwm"),
    ] {
        assert!(text.parse::<Race>().unwrap_err().contains(part), "{text}");
    }
}
