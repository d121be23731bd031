//! The measures by their definitions: for each group, everybody is asked anew.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::audit::{GroupCell, GroupRate, GroupReport, Groups, Outcome, Side};

use crate::rng::Rng;

/// What somebody got.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) key: String,
    pub(crate) chances: u64,
    pub(crate) placed: u64,
    pub(crate) score: Option<i64>,
    pub(crate) first: Option<bool>,
}

impl Got {
    pub(crate) fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::new(&self.key, false);
        outcome.chances = self.chances.try_into().unwrap();
        outcome.placed = self.placed.try_into().unwrap();
        outcome.score = self.score.map(crosstie::Score::from_micros);
        outcome.first_choice = self.first;
        outcome
    }
}

/// Values by person and attribute.
pub(crate) type Labels = BTreeMap<String, BTreeMap<String, String>>;

pub(crate) fn groups(labels: &Labels) -> Groups {
    let of = |(person, values): (&String, &BTreeMap<String, String>)| {
        let person = person.clone();
        values.clone().into_iter().map(move |(a, v)| (person.clone(), a, v)).collect::<Vec<_>>()
    };
    labels.iter().flat_map(of).collect()
}

/// Up to so many attributes of a few values each, some lacking, some values rare.
pub(crate) fn labels(rng: &mut Rng, keys: &[String], most: usize) -> Labels {
    let mut labels = Labels::new();
    let names = ["site", "gender", "age", "born"];
    let count = 1 + rng.below(most.min(names.len()));
    for name in &names[..count] {
        let (values, lacking, rare) = (1 + rng.below(4), rng.below(4), rng.chance(1, 2));
        for key in keys {
            if rng.chance(lacking, 8) {
                continue;
            }
            let (a, b) = (rng.below(values), rng.below(values));
            let value = if rare { a.min(b) } else { a };
            labels.entry(key.clone()).or_default().insert((*name).to_owned(), format!("v{value}"));
        }
    }
    if labels.is_empty() {
        labels.entry(keys[0].clone()).or_default().insert("site".to_owned(), "v0".to_owned());
    }
    labels
}

fn check_rate(rate: GroupRate, all: &[(u64, u64)], left_out: bool, of: u64, among: u64, at: &str) {
    assert_eq!((rate.of, rate.among), (of, among), "{at}");
    // A rate that none of the table is above.
    let highest = all.iter().find(|a| {
        all.iter().all(|b| u128::from(b.0) * u128::from(a.1) <= u128::from(a.0) * u128::from(b.1))
    });
    let highest = highest.filter(|highest| highest.0 > 0 && !left_out && among > 0);
    let Some(&(c, d)) = highest else {
        assert_eq!(rate.ratio, None, "{at}");
        return;
    };
    let (a, b, c, d) = (u128::from(of), u128::from(among), u128::from(c), u128::from(d));
    let ratio = rate.ratio.unwrap_or_else(|| panic!("{at}"));
    // t = ⌊10⁴ · (a/b) / (c/d)⌋, without dividing.
    let t = u128::from(ratio.ten_thousandths);
    assert!(t * b * c <= 10_000 * a * d && 10_000 * a * d < (t + 1) * b * c, "{at}");
    assert_eq!(ratio.below_four_fifths, 5 * a * d < 4 * b * c, "{at}");
}

/// Holds every number of a report in which everything is shown against a recount.
pub(crate) fn check(
    report: &GroupReport,
    side: Side,
    people: &[Got],
    labels: &Labels,
    percent: u64,
) {
    let section = report.section(side).unwrap();
    assert_eq!(section.counts.people, people.len() as u64);
    let mut scores: Vec<i64> = people.iter().filter_map(|got| got.score).collect();
    scores.sort_unstable();
    // Above the median: more than half of twice the middle, or of the two in the middle.
    let middle = |score: i64| {
        let n = scores.len();
        2 * i128::from(score) > i128::from(scores[n / 2]) + i128::from(scores[(n - 1) / 2])
    };
    let attributes: BTreeSet<&String> = labels.values().flat_map(BTreeMap::keys).collect();
    let attributes: Vec<&String> = attributes.into_iter().collect();
    if people.is_empty() {
        return;
    }
    assert_eq!(section.tables.len(), (1 << attributes.len()) - 1);
    for set in 1..1_usize << attributes.len() {
        let names: Vec<&str> = (0..attributes.len())
            .filter(|i| set >> i & 1 == 1)
            .map(|i| attributes[i].as_str())
            .collect();
        let table = section.table(&names).unwrap();
        let values_of = |got: &Got| -> Option<Vec<String>> {
            names.iter().map(|name| labels.get(&got.key)?.get(*name).cloned()).collect()
        };
        let combinations: BTreeSet<Vec<String>> = people.iter().filter_map(&values_of).collect();
        let listed: Vec<&Vec<String>> = table.cells.iter().map(|cell| &cell.values).collect();
        assert_eq!(listed, combinations.iter().collect::<Vec<_>>());
        let lacking = people.iter().filter(|got| values_of(got).is_none()).count() as u64;
        assert_eq!(table.missing, Some(lacking));

        let members = |cell: &GroupCell| -> Vec<&Got> {
            people.iter().filter(|got| values_of(got).as_ref() == Some(&cell.values)).collect()
        };
        let small = |members: &[&Got]| (members.len() as u64) * 100 < percent * people.len() as u64;
        let placement = |m: &[&Got]| {
            (m.iter().map(|g| g.placed).sum::<u64>(), m.iter().map(|g| g.chances).sum::<u64>())
        };
        let above = |m: &[&Got]| {
            let scored = m.iter().filter_map(|g| g.score);
            (scored.clone().filter(|&s| middle(s)).count() as u64, scored.count() as u64)
        };
        let first = |m: &[&Got]| {
            let known = m.iter().filter_map(|g| g.first);
            (known.clone().filter(|&f| f).count() as u64, known.count() as u64)
        };
        let rates = |of: &dyn Fn(&[&Got]) -> (u64, u64)| -> Vec<(u64, u64)> {
            let large = table.cells.iter().map(&members).filter(|m| !small(m));
            large.map(|m| of(&m)).filter(|rate| rate.1 > 0).collect()
        };
        let (placements, aboves, firsts) = (rates(&placement), rates(&above), rates(&first));
        for cell in &table.cells {
            let m = members(cell);
            let at = format!("{names:?} {:?}", cell.values);
            assert_eq!(cell.left_out, small(&m), "{at}");
            let counts = cell.counts.unwrap_or_else(|| panic!("{at}"));
            assert_eq!(counts.people, m.len() as u64);
            let rate = |rate, all: &[(u64, u64)], (of, among)| {
                check_rate(rate, all, cell.left_out, of, among, &at);
            };
            rate(counts.placement, &placements, placement(&m));
            let own: Vec<i64> = m.iter().filter_map(|g| g.score).collect();
            assert_eq!(cell.scores.is_some(), !own.is_empty(), "{at}");
            let Some(scores) = cell.scores else { continue };
            let (sum, count) =
                (own.iter().map(|&s| i128::from(s)).sum::<i128>(), own.len() as i128);
            let mean = i128::from(scores.mean.micros());
            assert!(mean * count <= sum && sum < (mean + 1) * count, "{at}");
            rate(scores.above_median, &aboves, above(&m));
            assert_eq!(scores.first_choice.is_some(), first(&m).1 > 0, "{at}");
            if let Some(first_choice) = scores.first_choice {
                rate(first_choice, &firsts, first(&m));
            }
        }
    }
}
