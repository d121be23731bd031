//! Single numbers, and the words.

use crosstie::Score;
use crosstie::audit::{
    self, GroupAudit, GroupCell, GroupReport, Groups, ImpactRatio, Outcome, Side,
};
use crosstie::mentoring::{Capacity, MentoringProblem};

use super::recount::{Got, Labels, groups, labels};
use crate::rng::Rng;

/// Groups of so many people, of whom so many are placed.
fn report(sizes: &[(&str, usize, usize)]) -> GroupReport {
    report_of(sizes, |audit| audit)
}

fn report_of(
    sizes: &[(&str, usize, usize)],
    with: impl Fn(GroupAudit<'_>) -> GroupAudit<'_>,
) -> GroupReport {
    let mut groups = Groups::new();
    let mut outcomes = Vec::new();
    for &(value, people, placed) in sizes {
        for i in 0..people {
            let key = format!("{value}{i}");
            groups = groups.value(&key, "site", value);
            outcomes.push(Outcome::new(key, i < placed));
        }
    }
    with(GroupAudit::new(&groups)).outcomes(outcomes).unwrap()
}

fn cell<'r>(report: &'r GroupReport, value: &str) -> &'r GroupCell {
    report.sections[0].table(&["site"]).unwrap().cell(&[value]).unwrap()
}

fn ratio(report: &GroupReport, value: &str) -> ImpactRatio {
    cell(report, value).counts.unwrap().placement.ratio.unwrap()
}

#[test]
fn four_fifths_exactly_are_not_below() {
    // 24/40 over 30/40 is 0.8; 239/400 over 3/4 is just below.
    for (placed, among, flagged, words) in [
        (24, 40, false, "0.8000"),
        (23, 40, true, "0.7666"),
        (25, 40, false, "0.8333"),
        (239, 400, true, "0.7966"),
        (240, 400, false, "0.8000"),
        (2_399, 4_000, true, "0.7996"),
        (2_401, 4_000, false, "0.8003"),
    ] {
        let report = report(&[("leeds", 40, 30), ("york", among, placed)]);
        let found = ratio(&report, "york");
        assert_eq!((found.below_four_fifths, &*found.to_string()), (flagged, words));
        assert_eq!(report.below_four_fifths().count(), usize::from(flagged));
        assert_eq!(ratio(&report, "leeds").to_string(), "1.0000");
    }
    // 0.79999…: rounded to four decimals it would be 0.8.
    let chances = u32::MAX;
    let groups = Groups::new().value("ada", "site", "leeds").value("bob", "site", "york");
    let of = |key: &str, placed| Outcome { chances, placed, ..Outcome::new(key, false) };
    for (placed, flagged, words) in
        [(u32::MAX / 5 * 4 - 1, true, "0.7999"), (u32::MAX / 5 * 4, false, "0.8000")]
    {
        let outcomes = vec![of("ada", chances), of("bob", placed)];
        let report = GroupAudit::new(&groups).suppress_below(0).outcomes(outcomes).unwrap();
        let found = ratio(&report, "york");
        assert_eq!((found.below_four_fifths, &*found.to_string()), (flagged, words));
    }
}

#[test]
fn without_a_highest_rate_there_is_no_ratio() {
    let report = report(&[("leeds", 10, 0), ("york", 10, 0)]);
    assert_eq!(cell(&report, "york").counts.unwrap().placement.ratio, None);
    assert_eq!(report.below_four_fifths().count(), 0);
}

#[test]
fn small_shares_are_left_out_where_asked() {
    // 9 of 459 are 1.96 %, 10 of 460 are 2.17 %.
    for (people, left_out) in [(9, true), (10, false)] {
        let sizes = [("leeds", 300, 150), ("rome", people, people), ("york", 150, 90)];
        let report = report_of(&sizes, |audit| audit.leave_out_below_percent(2));
        assert_eq!(cell(&report, "rome").left_out, left_out);
        let counts = cell(&report, "rome").counts.unwrap();
        assert_eq!((counts.people, counts.placement.of), (people as u64, people as u64));
        assert_eq!(counts.placement.ratio.is_none(), left_out);
        assert_eq!(ratio(&report, "leeds").to_string(), if left_out { "0.8333" } else { "0.5000" });
        let codes: Vec<_> = report.findings.iter().map(|finding| finding.code()).collect();
        let expected: &[&str] =
            if left_out { &["left-out"] } else { &["below-four-fifths", "below-four-fifths"] };
        assert_eq!(codes, expected);
    }
}

#[test]
fn scores_above_the_median() {
    // Scores 1, 2, 3, 4: the median is 2.5. Then 1, 2, 2, 4: it is 2.
    for (scores, above) in [([1, 2, 3, 4], [0, 2]), ([1, 2, 2, 4], [0, 1]), ([2, 2, 2, 2], [0, 0])]
    {
        let mut groups = Groups::new();
        let mut outcomes = Vec::new();
        for (i, score) in scores.into_iter().enumerate() {
            let key = format!("p{i}");
            groups = groups.value(&key, "site", if i < 2 { "leeds" } else { "york" });
            outcomes.push(Outcome::new(key, true).score(Score::from_micros(score)));
        }
        // Who has no score is not in the median.
        outcomes.push(Outcome::new("q", false));
        let report = GroupAudit::new(&groups).suppress_below(0).outcomes(outcomes).unwrap();
        for (value, above) in ["leeds", "york"].into_iter().zip(above) {
            let rate = cell(&report, value).scores.unwrap().above_median;
            assert_eq!((rate.of, rate.among), (above, 2));
        }
    }
}

/// Who scores low with everybody is found, though nobody tells the solver.
#[test]
fn planted_unevenness_is_flagged() {
    for seed in 0..100 {
        let mut rng = Rng::new(seed);
        let mut builder = MentoringProblem::from_scores();
        let mut groups = Groups::new();
        let mut scores = Vec::new();
        for i in 0..30 {
            builder = builder.mentor(format!("m{i}"), Capacity::ONE);
        }
        for i in 0..60 {
            let key = format!("n{i}");
            let unlucky = i % 3 == 0;
            builder = builder.mentee(&key);
            groups = groups.value(&key, "gender", if unlucky { "x" } else { "y" });
            groups = groups.value(&key, "site", if rng.chance(1, 2) { "leeds" } else { "york" });
            for m in 0..30 {
                // A proxy, such as years since the last promotion, that goes with the group.
                let score = rng.within(0, 1_000) - if unlucky { 900 } else { 0 };
                scores.push((format!("m{m}"), key.clone(), Score::from_micros(score)));
            }
        }
        let problem = builder.scores(scores).build().unwrap();
        let plan = problem.solve().unwrap().into_plan();
        let report = GroupAudit::new(&groups).mentoring(&problem, &plan).unwrap();
        assert!(audit::check(&problem, &plan).is_clean());
        let flagged = report.below_four_fifths().any(|finding| {
            let words = finding.to_string();
            words.starts_with("mentees, gender x: placed ")
                && words.contains("of gender y; the ratio")
        });
        assert!(flagged, "{report}");
        // Mentors all have a mentee, and no group was given for them.
        let mentors = report.section(Side::Mentors).unwrap();
        assert_eq!(mentors.tables[0].missing, Some(30));
    }
}

#[test]
fn the_order_of_rows_and_other_names_change_nothing() {
    for seed in 0..300 {
        let mut rng = Rng::new(seed);
        let keys: Vec<String> = (0..1 + rng.below(40)).map(|i| format!("p{i}")).collect();
        let labels = labels(&mut rng, &keys, 3);
        let mut people: Vec<Got> = keys
            .iter()
            .map(|key| {
                let placed = rng.below(2) as u64;
                let score = (placed > 0).then(|| rng.within(0, 5));
                Got { key: key.clone(), chances: 1, placed, score, first: None }
            })
            .collect();
        let outcomes = |people: &[Got]| people.iter().map(Got::outcome).collect::<Vec<_>>();
        let before = groups(&labels);
        let before = GroupAudit::new(&before).outcomes(outcomes(&people)).unwrap();

        // Names that sort the other way round, and rows in another order.
        let other = |key: &str| format!("q{:03}", 500 - key[1..].parse::<u32>().unwrap());
        let renamed: Labels =
            labels.iter().map(|(key, values)| (other(key), values.clone())).collect();
        people.iter_mut().for_each(|got| got.key = other(&got.key));
        rng.shuffle(&mut people);
        let mut rows: Vec<(String, String, String)> = renamed
            .iter()
            .flat_map(|(k, v)| v.iter().map(|(a, v)| (k.clone(), a.clone(), v.clone())))
            .collect();
        rng.shuffle(&mut rows);
        let after: Groups = rows.into_iter().collect();
        let after = GroupAudit::new(&after).outcomes(outcomes(&people)).unwrap();
        assert_eq!(before, after);
    }
}

#[test]
fn the_report_in_words() {
    let mut groups = Groups::new();
    let mut outcomes = Vec::new();
    for i in 0_i64..32 {
        let key = format!("p{i}");
        let women = i % 2 == 0;
        if i < 30 {
            groups = groups.value(&key, "gender", if women { "f" } else { "m" });
        }
        groups = groups.value(
            &key,
            "site",
            match i {
                0..14 => "leeds",
                14..29 => "york",
                _ => "rome",
            },
        );
        let placed = !women || i < 20;
        let outcome = Outcome::new(key, placed);
        outcomes.push(if placed {
            outcome.score(Score::from_micros(1_000_000 + 100_000 * i)).first_choice(i % 4 > 1)
        } else {
            outcome
        });
    }
    let report = GroupAudit::new(&groups).intersections_up_to(1).outcomes(outcomes).unwrap();
    assert_eq!(report.to_string(), WORDS);
}

const WORDS: &str = "\
people: 32 people
                people    placed   ratio    mean score  above median   ratio    first choice   ratio
  everybody         32  26 of 32              2.330769      13 of 26                13 of 26
by gender (2 people without a value)
  f                 15  10 of 15  0.6666 !         1.9       3 of 10  0.5000 !       5 of 10  1.0000
  m                 15  15 of 15  1.0000           2.5       9 of 15  1.0000         7 of 15  0.9333
by site
  leeds      not shown
  rome       not shown
  york              15  10 of 15  1.0000          2.95      10 of 10  1.0000         6 of 10  1.0000
4 findings:
- people: 2 people without a value of gender [missing-values]
- people, gender f: placed 10 of 15, and 15 of 15 of gender m; the ratio 0.6666 is below 0.80 [below-four-fifths]
- people, gender f: above the median score 3 of 10, and 9 of 15 of gender m; the ratio 0.5000 is below 0.80 [below-four-fifths]
- people by site: 2 groups not shown, so that few people cannot be counted out [suppressed]
A ratio is a group's rate over the highest rate shown in the same table; ! marks one below 0.80. These numbers measure. Whether a difference is justified, they do not say.";

#[cfg(feature = "serde")]
#[test]
fn the_report_as_data() {
    let report = report(&[("leeds", 30, 20), ("rome", 3, 3), ("york", 20, 10)]);
    let json = serde_json::to_value(&report).unwrap();
    let cells = &json["sections"][0]["tables"][0]["cells"];
    assert_eq!(json["sections"][0]["side"], "people");
    assert_eq!(cells[0]["values"][0], "leeds");
    assert_eq!(cells[0]["counts"]["placement"]["of"], 20);
    assert_eq!(cells[1]["counts"], serde_json::Value::Null);
    assert_eq!(json["findings"][0]["code"], "suppressed");
}
