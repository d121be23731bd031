//! What is not shown cannot be computed from what is.

use std::collections::BTreeSet;

use crosstie::audit::{GroupAudit, GroupReport, GroupSection, Groups, Outcome, Side};

use super::recount::{Labels, groups, labels};
use crate::rng::Rng;

/// A prime: what is no combination of sums modulo it is none over the rationals.
const PRIME: u128 = (1 << 61) - 1;

fn inverse(x: u128) -> u128 {
    let (mut power, mut base, mut exponent) = (1, x % PRIME, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    power
}

/// The rank of a matrix of zeros and ones, row by row.
fn rank(rows: &[Vec<bool>]) -> usize {
    let mut rows: Vec<Vec<u128>> =
        rows.iter().map(|row| row.iter().map(|&one| u128::from(one)).collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let by = inverse(rows[rank][column]);
        let (above, below) = rows.split_at_mut(rank + 1);
        for row in below {
            let factor = row[column] * by % PRIME;
            for (entry, pivot) in row.iter_mut().zip(&above[rank]) {
                *entry = (*entry + PRIME - factor * pivot % PRIME) % PRIME;
            }
        }
        rank += 1;
    }
    rank
}

/// Whether somebody is in a cell, by the labels; the missing where there are no values.
fn belongs(labels: &Labels, key: &str, attributes: &[String], values: Option<&[String]>) -> bool {
    let own: Option<Vec<String>> =
        attributes.iter().map(|a| labels.get(key)?.get(a).cloned()).collect();
    own.as_deref() == values
}

/// A number that a report shows, or does not: about which people, and how many of them count.
struct Number {
    table: usize,
    members: Vec<bool>,
    people: u64,
    shown: bool,
    missing: bool,
}

/// The numbers of people (or, of the scored alone, the scores) of a section.
fn numbers(
    section: &GroupSection,
    labels: &Labels,
    keys: &[String],
    scored: Option<&BTreeSet<String>>,
) -> Vec<Number> {
    let mut numbers = Vec::new();
    for (at, table) in section.tables.iter().enumerate() {
        let mut push = |values: Option<&[String]>, shown: bool| {
            let members: Vec<bool> =
                keys.iter().map(|key| belongs(labels, key, &table.attributes, values)).collect();
            let counted = keys.iter().zip(&members).filter(|&(key, &member)| {
                member && scored.is_none_or(|scored| scored.contains(key))
            });
            let people = counted.count() as u64;
            numbers.push(Number { table: at, members, people, shown, missing: values.is_none() });
        };
        for cell in &table.cells {
            let shown = match scored {
                None => cell.counts.is_some(),
                // Nobody's scores are shown in so far as it is shown that nobody has one.
                Some(_) => {
                    cell.scores.is_some()
                        || cell.counts.is_some_and(|counts| counts.placement.of == 0)
                }
            };
            push(Some(&cell.values), shown);
        }
        if scored.is_none() {
            push(None, table.missing.is_some());
        }
    }
    numbers
}

/// No hidden number is a combination of the shown ones and of that of everybody.
fn check_span(numbers: &[Number], people: usize, at: &str) {
    let mut shown: Vec<Vec<bool>> = vec![vec![true; people]];
    shown.extend(numbers.iter().filter(|n| n.shown).map(|n| n.members.clone()));
    let known = rank(&shown);
    for number in numbers.iter().filter(|number| !number.shown) {
        shown.push(number.members.clone());
        assert_eq!(rank(&shown), known + 1, "{at}");
        shown.pop();
    }
}

/// Small groups are hidden, and what is hidden of a table is enough.
fn check_tables(numbers: &[Number], below: u64, counts: bool, at: &str) {
    let tables = numbers.iter().map(|number| number.table).max().map_or(0, |last| last + 1);
    for table in 0..tables {
        let of_table =
            || numbers.iter().filter(|number| number.table == table && number.people > 0);
        for number in of_table().filter(|number| number.shown && !number.missing) {
            assert!(number.people >= below, "{at}");
        }
        let hidden: Vec<u64> = of_table().filter(|n| !n.shown).map(|n| n.people).collect();
        let all = of_table().all(|number| !number.shown);
        let people: u64 = hidden.iter().sum();
        if counts && !hidden.is_empty() && !all {
            assert!(hidden.len() > 1, "{at}");
            assert!(people >= below && people > hidden.len() as u64, "{at}");
        }
    }
}

struct Case {
    keys: Vec<String>,
    labels: Labels,
    scored: BTreeSet<String>,
    below: u64,
    report: GroupReport,
}

fn case(seed: u64, most_people: usize, attributes: usize) -> Case {
    let mut rng = Rng::new(seed);
    let keys: Vec<String> = (0..1 + rng.below(most_people)).map(|i| format!("p{i}")).collect();
    let labels = labels(&mut rng, &keys, attributes);
    let below = *rng.pick(&[2, 3, 5, 5, 10]);
    let placed = 1 + rng.below(8);
    let mut scored = BTreeSet::new();
    let outcomes = keys.iter().map(|key| {
        let is_placed = rng.chance(placed, 8);
        let outcome = Outcome::new(key, is_placed);
        if is_placed {
            scored.insert(key.clone());
            outcome.score(crosstie::Score::from_micros(rng.within(0, 9)))
        } else {
            outcome
        }
    });
    let outcomes: Vec<Outcome> = outcomes.collect();
    let groups = groups(&labels);
    let report = GroupAudit::new(&groups).suppress_below(below).outcomes(outcomes).unwrap();
    Case { keys, labels, scored, below, report }
}

#[test]
fn nothing_hidden_follows_from_what_is_shown() {
    let (mut small, mut complementary, mut whole) = (0, 0, 0);
    for seed in 0..1_500 {
        let case = case(seed, 60, 3);
        let section = case.report.section(Side::People).unwrap();
        let at = format!("seed {seed}: {}", case.report);
        assert_eq!(section.tables.is_empty(), (case.keys.len() as u64) < case.below);
        let counts = numbers(section, &case.labels, &case.keys, None);
        check_tables(&counts, case.below, true, &at);
        check_span(&counts, case.keys.len(), &at);
        let hidden = |number: &&Number| !number.shown && !number.missing;
        small += counts.iter().filter(hidden).filter(|n| n.people < case.below).count();
        complementary += counts.iter().filter(hidden).filter(|n| n.people >= case.below).count();
        let needed = counts.iter().any(|n| !n.missing && n.people < case.below);
        if !needed {
            assert!(counts.iter().all(|number| number.shown), "{at}");
            whole += 1;
        }

        let scores = numbers(section, &case.labels, &case.keys, Some(&case.scored));
        for number in scores.iter().filter(|number| number.shown && number.people > 0) {
            assert!(number.people >= case.below, "{at}");
        }
        if case.scored.len() as u64 >= case.below {
            // Where nobody has a score there is nothing to hide.
            let scores: Vec<Number> =
                scores.into_iter().filter(|n| n.shown || n.people > 0).collect();
            check_span(&scores, case.keys.len(), &at);
        }
    }
    assert!(small > 1_000 && complementary > 500 && whole > 50, "{small} {complementary} {whole}");
}

/// All ways to spread people over the hidden cells of one attribute, each with somebody in it, that add up to what is
/// shown: whoever reads the table sees at least two for every cell.
#[test]
fn hidden_numbers_of_an_attribute_stay_open() {
    let mut looked = 0;
    for seed in 0..1_500 {
        let case = case(seed, 14, 1);
        let section = case.report.section(Side::People).unwrap();
        let [table] = &*section.tables else { continue };
        let total = case.keys.len() as u64;
        let shown: u64 = table.cells.iter().filter_map(|cell| Some(cell.counts?.people)).sum();
        let rest = total - shown - table.missing.unwrap_or(0);
        let hidden = table.suppressed() + usize::from(table.missing.is_none());
        if hidden == 0 || hidden as u64 == rest {
            continue; // everybody in a group of their own
        }
        let mut first_cells = BTreeSet::new();
        let mut open: Vec<Vec<u64>> = vec![Vec::new()];
        for _ in 0..hidden {
            open = open
                .iter()
                .flat_map(|part| {
                    let used: u64 = part.iter().sum();
                    (1..=rest - used.min(rest)).map(move |next| [&part[..], &[next]].concat())
                })
                .collect();
        }
        for way in open.into_iter().filter(|way| way.iter().sum::<u64>() == rest) {
            first_cells.extend(way.into_iter().enumerate());
        }
        for cell in 0..hidden {
            assert!(
                first_cells.iter().filter(|(at, _)| *at == cell).count() > 1,
                "{}",
                case.report
            );
        }
        looked += 1;
    }
    assert!(looked > 300, "{looked}");
}

fn placed(values: &[(&str, usize)]) -> GroupReport {
    let mut groups = Groups::new();
    let mut outcomes = Vec::new();
    for &(value, count) in values {
        for i in 0..count {
            let key = format!("{value}{i}");
            groups = groups.value(&key, "gender", value);
            outcomes.push(Outcome::new(key, true));
        }
    }
    GroupAudit::new(&groups).outcomes(outcomes).unwrap()
}

fn hidden(report: &GroupReport) -> Vec<&str> {
    let table = &report.sections[0].tables[0];
    let hidden = table.cells.iter().filter(|cell| cell.counts.is_none());
    hidden.map(|cell| cell.values[0].as_str()).collect()
}

#[test]
fn the_next_smallest_goes_with_the_only_small_one() {
    assert_eq!(hidden(&placed(&[("f", 20), ("m", 10), ("x", 4)])), ["m", "x"]);
    assert_eq!(hidden(&placed(&[("f", 20), ("m", 10), ("x", 5)])), [""; 0]);
    // Two small ones hide each other, if they are five together.
    assert_eq!(hidden(&placed(&[("f", 20), ("m", 10), ("x", 4), ("y", 1)])), ["x", "y"]);
    assert_eq!(hidden(&placed(&[("f", 20), ("m", 10), ("x", 2), ("y", 1)])), ["m", "x", "y"]);
    assert_eq!(hidden(&placed(&[("f", 6)])), [""; 0]);
}

#[test]
fn no_ratio_tells_of_a_hidden_group() {
    // All of x are placed, and half of the others.
    let mut groups = Groups::new();
    let mut outcomes = Vec::new();
    for (value, count) in [("f", 20), ("m", 20), ("n", 30), ("x", 4)] {
        for i in 0..count {
            let key = format!("{value}{i}");
            groups = groups.value(&key, "gender", value);
            outcomes.push(Outcome::new(key, value == "x" || i % 2 == 0));
        }
    }
    let report = GroupAudit::new(&groups).outcomes(outcomes).unwrap();
    let table = &report.sections[0].tables[0];
    assert_eq!(table.suppressed(), 2);
    for cell in &table.cells {
        let Some(counts) = cell.counts else { continue };
        assert_eq!(counts.placement.ratio.unwrap().ten_thousandths, 10_000);
    }
}

#[test]
fn nearly_the_most_groups_there_may_be() {
    // Nearly all of them small.
    let mut rng = Rng::new(1);
    let keys: Vec<String> = (0..9_000).map(|i| format!("p{i}")).collect();
    let mut groups = Groups::new();
    for key in &keys {
        for (attribute, values) in [("age", 9), ("born", 9), ("site", 14), ("union", 1)] {
            let value = rng.below(values).min(rng.below(values));
            if !rng.chance(1, 20) {
                groups = groups.value(key, attribute, value.to_string());
            }
        }
    }
    let outcomes = keys.iter().map(|key| Outcome::new(key, true)).collect();
    let report = GroupAudit::new(&groups).outcomes(outcomes).unwrap();
    let shown: usize =
        report.sections[0].tables.iter().map(|t| t.cells.len() - t.suppressed()).sum();
    assert!(shown > 500, "{shown}");
}
