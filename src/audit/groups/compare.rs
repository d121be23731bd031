//! Rates side by side: ratios to the highest, and what to say of them.

use super::outcome::mean;
use super::report::{
    GroupCell, GroupCounts, GroupFinding, GroupMeasure, GroupRate, GroupScores, GroupSection,
    ImpactRatio,
};
use super::tally::Sums;

fn rate(of: u64, among: u64) -> GroupRate {
    GroupRate { of, among, ratio: None }
}

pub(super) fn counts(sums: &Sums) -> GroupCounts {
    GroupCounts { people: sums.people, placement: rate(sums.placed, sums.chances) }
}

pub(super) fn scores(sums: &Sums) -> Option<GroupScores> {
    Some(GroupScores {
        mean: mean(sums.score, sums.scored)?,
        above_median: rate(sums.above, sums.scored),
        first_choice: (sums.judged > 0).then(|| rate(sums.first, sums.judged)),
    })
}

pub(super) const MEASURES: [GroupMeasure; 3] =
    [GroupMeasure::Placement, GroupMeasure::AboveMedian, GroupMeasure::FirstChoice];

fn measured(cell: &GroupCell, measure: GroupMeasure) -> Option<GroupRate> {
    let rate = match measure {
        GroupMeasure::Placement => cell.counts?.placement,
        GroupMeasure::AboveMedian => cell.scores?.above_median,
        GroupMeasure::FirstChoice => cell.scores?.first_choice?,
    };
    (!cell.left_out && rate.among > 0).then_some(rate)
}

/// The first cell with the highest rate above 0. Products stay below 2¹¹², since there are at most 2²⁴ people with
/// 2³² chances each.
fn highest(cells: &[GroupCell], measure: GroupMeasure) -> Option<(usize, GroupRate)> {
    let mut highest: Option<(usize, GroupRate)> = None;
    for (at, cell) in cells.iter().enumerate() {
        let Some(rate) = measured(cell, measure).filter(|rate| rate.of > 0) else { continue };
        let higher = highest.is_none_or(|(_, best)| {
            u128::from(rate.of) * u128::from(best.among)
                > u128::from(best.of) * u128::from(rate.among)
        });
        if higher {
            highest = Some((at, rate));
        }
    }
    highest
}

/// Sets the ratios of a measure.
pub(super) fn compare(cells: &mut [GroupCell], measure: GroupMeasure) {
    let Some((_, highest)) = highest(cells, measure) else { return };
    for cell in cells {
        let Some(rate) = measured(cell, measure) else { continue };
        let own = u128::from(rate.of) * u128::from(highest.among);
        let best = u128::from(highest.of) * u128::from(rate.among);
        let ratio = Some(ImpactRatio {
            // No rate is above the highest.
            ten_thousandths: u32::try_from(own * 10_000 / best).unwrap_or(10_000),
            below_four_fifths: 5 * own < 4 * best,
        });
        let (counts, scores) = (cell.counts.as_mut(), cell.scores.as_mut());
        match measure {
            GroupMeasure::Placement => {
                counts
                    .map(|counts| &mut counts.placement)
                    .into_iter()
                    .for_each(|r| r.ratio = ratio);
            }
            GroupMeasure::AboveMedian => {
                scores.map(|s| &mut s.above_median).into_iter().for_each(|r| r.ratio = ratio);
            }
            GroupMeasure::FirstChoice => {
                scores
                    .and_then(|s| s.first_choice.as_mut())
                    .into_iter()
                    .for_each(|r| r.ratio = ratio);
            }
        }
    }
}

pub(super) fn findings(section: &GroupSection, findings: &mut Vec<GroupFinding>) {
    let side = section.side;
    if section.tables.is_empty() {
        findings.push(GroupFinding::TooFewPeople { side, people: section.counts.people });
    }
    for table in &section.tables {
        if let ([attribute], false) = (&*table.attributes, table.missing == Some(0)) {
            let attribute = attribute.clone();
            findings.push(GroupFinding::MissingValues { side, attribute, people: table.missing });
        }
        let groups = table.suppressed() as u64;
        if groups > 0 {
            let attributes = table.attributes.clone();
            findings.push(GroupFinding::Suppressed { side, attributes, groups });
        }
        for cell in table.cells.iter().filter(|cell| cell.left_out) {
            let (attributes, values) = (table.attributes.clone(), cell.values.clone());
            findings.push(GroupFinding::LeftOut { side, attributes, values });
        }
        for measure in MEASURES {
            let Some((best, highest)) = highest(&table.cells, measure) else { continue };
            for cell in &table.cells {
                let Some(rate) = measured(cell, measure) else { continue };
                if rate.ratio.is_some_and(|ratio| ratio.below_four_fifths) {
                    findings.push(GroupFinding::BelowFourFifths {
                        side,
                        attributes: table.attributes.clone(),
                        values: cell.values.clone(),
                        measure,
                        rate,
                        highest_values: table.cells[best].values.clone(),
                        highest,
                    });
                }
            }
        }
    }
}
