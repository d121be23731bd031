//! The report in words and small tables.

use std::fmt;

use super::super::violation::count;
use super::report::{
    GroupCell, GroupCounts, GroupFinding, GroupMeasure, GroupRate, GroupReport, GroupScores,
    GroupSection, GroupTable, ImpactRatio, Side,
};

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mentees => "mentees",
            Self::Mentors => "mentors",
            Self::Participants => "participants",
            Self::Candidates => "possible members",
            Self::People => "people",
        })
    }
}

impl fmt::Display for GroupMeasure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Placement => "placed",
            Self::AboveMedian => "above the median score",
            Self::FirstChoice => "first choice",
        })
    }
}

impl fmt::Display for GroupRate {
    /// "3 of 4".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.of, self.among)
    }
}

impl fmt::Display for ImpactRatio {
    /// Four decimals, rounded down.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:04}", self.ten_thousandths / 10_000, self.ten_thousandths % 10_000)
    }
}

impl fmt::Display for GroupFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BelowFourFifths {
                side,
                attributes,
                values,
                measure,
                rate,
                highest_values,
                highest,
            } => {
                let (group, other) = (named(attributes, values), named(attributes, highest_values));
                write!(f, "{side}, {group}: {measure} {rate}, and {highest} of {other}")?;
                match rate.ratio {
                    Some(ratio) => write!(f, "; the ratio {ratio} is below 0.80"),
                    None => Ok(()),
                }
            }
            Self::MissingValues { side, attribute, people: Some(people) } => {
                write!(f, "{side}: {} without a value of {attribute}", people_of(*people))
            }
            Self::MissingValues { side, attribute, people: None } => {
                write!(f, "{side}: some people without a value of {attribute}")
            }
            Self::Suppressed { side, attributes, groups } => write!(
                f,
                "{side} by {}: {} not shown, so that few people cannot be counted out",
                attributes.join(" and "),
                count(*groups, "group")
            ),
            Self::LeftOut { side, attributes, values } => write!(
                f,
                "{side}, {}: so small a share of the people that it is left out of ratios",
                named(attributes, values)
            ),
            Self::TooFewPeople { side, people } => {
                write!(f, "{side}: {} are too few to show any group of them", people_of(*people))
            }
        }
    }
}

fn people_of(number: u64) -> String {
    if number == 1 { "1 person".to_owned() } else { format!("{number} people") }
}

/// "gender f, site leeds".
fn named(attributes: &[String], values: &[String]) -> String {
    let pairs = attributes.iter().zip(values).map(|(a, v)| format!("{a} {v}"));
    pairs.collect::<Vec<_>>().join(", ")
}

pub(super) fn report(report: &GroupReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for section in &report.sections {
        self::section(section, f)?;
    }
    if report.others > 0 {
        writeln!(f, "{} of the groups have no part in this", people_of(report.others))?;
    }
    if !report.findings.is_empty() {
        writeln!(f, "{}:", count(report.findings.len() as u64, "finding"))?;
    }
    for finding in &report.findings {
        writeln!(f, "- {finding} [{}]", finding.code())?;
    }
    f.write_str(
        "A ratio is a group's rate over the highest rate shown in the same table; ! marks one below 0.80. \
         These numbers measure. Whether a difference is justified, they do not say.",
    )
}

fn section(section: &GroupSection, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}: {}", section.side, people_of(section.counts.people))?;
    match section.without_chance {
        0 => writeln!(f)?,
        others => writeln!(f, ", and {} without a chance of a place", people_of(others))?,
    }
    let everybody = GroupCell {
        values: vec!["everybody".to_owned()],
        counts: Some(section.counts),
        scores: section.scores,
        left_out: false,
    };
    let blocks = section.tables.iter().map(|table| {
        let missing = match table.missing {
            Some(0) => String::new(),
            Some(people) => format!(" ({} without a value)", people_of(people)),
            None => " (some people without a value)".to_owned(),
        };
        (format!("by {}{missing}", table.attributes.join(" and ")), rows(table))
    });
    let mut blocks: Vec<(String, Vec<[String; 9]>)> = blocks.collect();
    blocks.insert(0, (String::new(), vec![head(), row(&everybody)]));
    let mut widths = [0; 9];
    for cells in blocks.iter().flat_map(|(_, rows)| rows) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for (title, rows) in blocks {
        if !title.is_empty() {
            writeln!(f, "{title}")?;
        }
        for cells in rows {
            let mut line = String::from(" ");
            for (place, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let padding = " ".repeat(width - cell.chars().count());
                line += " ";
                line += &if place == 0 { cell.clone() + &padding } else { padding + cell };
                line += " ";
            }
            writeln!(f, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

fn head() -> [String; 9] {
    [
        "",
        "people",
        "placed",
        "ratio  ",
        "mean score",
        "above median",
        "ratio  ",
        "first choice",
        "ratio  ",
    ]
    .map(str::to_owned)
}

fn rows(table: &GroupTable) -> Vec<[String; 9]> {
    table.cells.iter().map(row).collect()
}

fn row(cell: &GroupCell) -> [String; 9] {
    let mut row: [String; 9] = Default::default();
    row[0] = cell.values.join(", ");
    let Some(GroupCounts { people, placement }) = &cell.counts else {
        row[1] = "not shown".to_owned();
        return row;
    };
    row[1] = people.to_string();
    row[2] = placement.to_string();
    row[3] = ratio(placement.ratio);
    if let Some(GroupScores { mean, above_median, first_choice }) = &cell.scores {
        row[4] = mean.to_string();
        row[5] = above_median.to_string();
        row[6] = ratio(above_median.ratio);
        if let Some(first) = first_choice {
            row[7] = first.to_string();
            row[8] = ratio(first.ratio);
        }
    }
    row
}

fn ratio(ratio: Option<ImpactRatio>) -> String {
    match ratio {
        Some(ratio) if ratio.below_four_fifths => format!("{ratio} !"),
        // As wide as with a mark.
        Some(ratio) => format!("{ratio}  "),
        None => String::new(),
    }
}
