//! Measurements as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::fit;
use crate::instance::Row;
use crate::record::{Figures, Record};

/// One table a row, with a column for each peer that was measured in it, and below who was left out
/// and why.
pub(crate) fn race(records: &[Record]) -> String {
    let mut out = String::new();
    for row in Row::ALL {
        let records: Vec<&Record> = records.iter().filter(|r| r.row == row.name()).collect();
        if !records.is_empty() {
            one_race(&mut out, row, &records);
        }
    }
    out
}

/// Family, mode and size.
type Line<'a> = (&'a str, &'a str, usize);

fn one_race(out: &mut String, row: Row, records: &[&Record]) {
    let mut peers: Vec<(&str, &str)> = Vec::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for record in records {
        let peer = (&*record.peer, &*record.version);
        if record.figures.is_some() && record.peer != "crosstie" && !peers.contains(&peer) {
            peers.push(peer);
        }
        let line = (&*record.family, &*record.mode, record.size);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    // Each family together, by size.
    let place = |line: &Line<'_>| {
        row.races().iter().position(|race| (race.0.name(), race.1.name()) == (line.0, line.1))
    };
    lines.sort_by_key(|line| (place(line), line.2));

    let _ = writeln!(out, "### {}: {}\n", row.name(), row.about());
    let _ = write!(out, "| instance | mode | n | edges | crosstie | build + solve |");
    for (peer, version) in &peers {
        let _ = write!(out, " {peer} {version} |");
    }
    let _ = writeln!(out, " best peer ÷ crosstie |");
    let _ = writeln!(out, "| --- | --- |{}", " ---: |".repeat(5 + peers.len()));
    for (family, mode, size) in lines {
        let of = |peer: &str| -> Vec<(u64, &Record, Figures)> {
            let records = records.iter().filter(|r| {
                (&*r.family, &*r.mode, r.size) == (family, mode, size) && r.peer == peer
            });
            records.filter_map(|&r| r.figures.map(|figures| (r.seed, r, figures))).collect()
        };
        let middle = |of: &[(u64, &Record, Figures)], what: fn(&Figures) -> f64| {
            fit::median(of.iter().map(|one| what(&one.2)).collect())
        };
        let ours = of("crosstie");
        let edges = fit::median(ours.iter().map(|one| one.1.edges as f64).collect());
        let _ = write!(
            out,
            "| {family} | {mode} | {} | {} |",
            count(size),
            cell(edges, |x| count(x as usize))
        );
        let _ = write!(out, " **{}** |", cell(middle(&ours, |f| f.seconds), seconds));
        let _ = write!(
            out,
            " {} + {} |",
            cell(middle(&ours, |f| f.build_seconds), seconds),
            cell(middle(&ours, |f| f.solve_seconds), seconds),
        );
        let mut best: BTreeMap<u64, f64> = BTreeMap::new();
        for (peer, _) in &peers {
            let theirs = of(peer);
            let _ = write!(out, " {} |", cell(middle(&theirs, |f| f.seconds), seconds));
            for (seed, _, figures) in theirs {
                let best = best.entry(seed).or_insert(f64::INFINITY);
                *best = best.min(figures.seconds);
            }
        }
        let ratios = ours.iter().filter_map(|(seed, _, f)| Some(best.get(seed)? / f.seconds));
        let _ = writeln!(out, " {} |", ratio(&ratios.collect::<Vec<f64>>()));
    }
    out.push('\n');
    left_out(out, records);
}

/// One line for each peer and reason, with the instances.
fn left_out(out: &mut String, records: &[&Record]) {
    let mut reasons: Vec<((&str, &str), Vec<Line<'_>>)> = Vec::new();
    for record in records {
        let Some(reason) = &record.left_out else { continue };
        let key = (&*record.peer, &**reason);
        let line = (&*record.family, &*record.mode, record.size);
        match reasons.iter_mut().find(|one| one.0 == key) {
            Some((_, all)) if all.contains(&line) => {}
            Some((_, all)) => all.push(line),
            None => reasons.push((key, vec![line])),
        }
    }
    if reasons.is_empty() {
        return;
    }
    out.push_str("Left out:\n\n");
    for ((peer, reason), all) in reasons {
        let everywhere = records
            .iter()
            .filter(|r| r.peer == peer)
            .all(|r| r.left_out.as_deref() == Some(reason));
        let what = if everywhere { "all".to_owned() } else { by_size(&all) };
        let _ = writeln!(out, "- {peer} {reason}: {what}");
    }
    out.push('\n');
}

/// `uniform full 1,000 and 10,000; clustered mwm 10,000`
fn by_size(lines: &[Line<'_>]) -> String {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (family, mode, size) in lines {
        let (race, size) = (format!("{family} {mode}"), count(*size));
        match all.iter_mut().find(|one| one.0 == race) {
            Some((_, sizes)) => sizes.push(size),
            None => all.push((race, vec![size])),
        }
    }
    let all: Vec<String> =
        all.iter().map(|(race, sizes)| format!("{race} {}", sizes.join(" and "))).collect();
    all.join("; ")
}

/// Crosstie alone, and how it grows.
pub(crate) fn growth(records: &[Record]) -> String {
    let mut races: Vec<(&str, &str, &str)> = Vec::new();
    for record in records {
        let race = (&*record.row, &*record.family, &*record.mode);
        if !races.contains(&race) {
            races.push(race);
        }
    }
    let mut out = String::new();
    for race in races {
        let of_race: Vec<&Record> =
            records.iter().filter(|r| (&*r.row, &*r.family, &*r.mode) == race).collect();
        let (row, family, mode) = race;
        let _ = writeln!(out, "### {row}, {family}, {mode}\n");
        out.push_str("| n | edges | seconds | build + solve | peak memory | bytes an edge |\n");
        out.push_str("| ---: | ---: | ---: | ---: | ---: | ---: |\n");
        let mut sizes: Vec<usize> = of_race.iter().map(|r| r.size).collect();
        sizes.dedup();
        let mut points: Vec<(f64, f64)> = Vec::new();
        for size in sizes {
            let of_size: Vec<(&Record, Figures)> = of_race
                .iter()
                .filter(|r| r.size == size)
                .filter_map(|&r| Some((r, r.figures?)))
                .collect();
            let middle = |what: &dyn Fn(&Record, &Figures) -> Option<f64>| {
                let all: Option<Vec<f64>> = of_size.iter().map(|(r, f)| what(r, f)).collect();
                all.and_then(fit::median)
            };
            let taken = middle(&|_, f| Some(f.seconds));
            points.extend(taken.map(|taken| (size as f64, taken)));
            let _ = writeln!(
                out,
                "| {} | {} | **{}** | {} + {} | {} | {} |",
                count(size),
                cell(middle(&|r, _| Some(r.edges as f64)), |x| count(x as usize)),
                cell(taken, seconds),
                cell(middle(&|_, f| Some(f.build_seconds)), seconds),
                cell(middle(&|_, f| Some(f.solve_seconds)), seconds),
                cell(middle(&|_, f| f.peak_rss_mb), |mb| format!("{mb:.0} MB")),
                cell(middle(&bytes_an_edge), |bytes| format!("{bytes:.0}")),
            );
        }
        let exponent = fit::exponent(&points).map_or("—".to_owned(), |e| format!("{e:.2}"));
        let _ = writeln!(
            out,
            "\nSeconds grow as n to the power of **{exponent}** (least squares of logarithms).\n"
        );
    }
    out
}

/// Beyond the instance: what the problem, the solver and the answer take.
pub(crate) fn bytes_an_edge(record: &Record, figures: &Figures) -> Option<f64> {
    let beyond = (figures.peak_rss_mb? - figures.base_rss_mb?) * 1024.0 * 1024.0;
    Some(beyond / record.edges as f64)
}

fn cell(number: Option<f64>, text: impl Fn(f64) -> String) -> String {
    number.map_or("—".to_owned(), text)
}

/// Of several seeds the median, with the least and the greatest.
fn ratio(all: &[f64]) -> String {
    let (least, most) =
        (all.iter().copied().reduce(f64::min), all.iter().copied().reduce(f64::max));
    match (fit::median(all.to_vec()), least, most) {
        (Some(middle), Some(least), Some(most)) if all.len() > 1 => {
            format!("**{}×** ({}–{})", figures(middle), figures(least), figures(most))
        }
        (Some(middle), ..) => format!("**{}×**", figures(middle)),
        _ => "—".to_owned(),
    }
}

/// Three figures that count, and a unit.
pub(crate) fn seconds(s: f64) -> String {
    match s {
        s if s < 1e-3 => format!("{} µs", figures(s * 1e6)),
        s if s < 1.0 => format!("{} ms", figures(s * 1e3)),
        s => format!("{} s", figures(s)),
    }
}

fn figures(x: f64) -> String {
    match x {
        x if x < 9.995 => format!("{x:.2}"),
        x if x < 99.95 => format!("{x:.1}"),
        x => format!("{x:.0}"),
    }
}

/// With commas between thousands.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
