//! Seconds against size as one picture: a panel for each kind of instance, both axes logarithmic.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use plotters::coord::Shift;
use plotters::coord::combinators::BindKeyPoints;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::args::{Args, Race};
use crate::fit;
use crate::record::{Measurements, Record};
use crate::table;

/// Of writing the file.
type Failed = DrawingAreaErrorKind<std::io::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const FONT: &str = "Helvetica, Arial, DejaVu Sans, sans-serif";
const PAPER: RGBColor = RGBColor(255, 255, 255);
const INK: RGBColor = RGBColor(38, 42, 50);
const FAINT: RGBColor = RGBColor(226, 229, 234);
const OURS: RGBColor = RGBColor(20, 70, 200);
/// Colours that also the colour-blind tell apart (Okabe and Ito), without yellow and blue.
const THEIRS: [RGBColor; 7] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(110, 110, 110),
    RGBColor(140, 86, 75),
];
const PANEL: (u32, u32) = (470, 350);
/// Of the plot in its panel: room for the labels of an axis.
const LEFT: u32 = 76;
const LEGEND_LINE: u32 = 22;

/// Scale of crosstie over every pair: the row that its example `scale` writes.
const EVERY_PAIR: &str = "every pair";

/// What a panel is about: row, family and mode, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind([String; 3]);

impl From<Race> for Kind {
    fn from(race: Race) -> Self {
        Self([race.row.name(), race.family.name(), race.mode.name()].map(str::to_owned))
    }
}

/// By peer the seconds at each size, the median of all that were measured there.
type Lines = BTreeMap<String, Vec<(f64, f64)>>;

/// Draws the files that the options name.
pub(crate) fn plot(args: &[String]) -> Result<String, String> {
    let args = Args::read(args, &["out", "races"])?;
    let out = args.text("out").ok_or("plot needs --out FILE.svg; see --help")?;
    if args.words().is_empty() {
        return Err("plot needs files that race, grow or wheels.py wrote; see --help".to_owned());
    }
    let mut records = Vec::new();
    for file in args.words() {
        records.extend(Measurements::read(&PathBuf::from(file))?.records);
    }
    let wanted: Option<Vec<Race>> = args
        .text("races")
        .map(|text| text.split(',').map(str::parse).collect())
        .transpose()
        .map_err(|why| format!("--races {why}"))?;
    let panels = panels(&records, wanted.as_deref());
    if panels.is_empty() {
        return Err("no kind of instance was measured at two sizes; measure more".to_owned());
    }
    draw(&panels, Path::new(out)).map_err(|error| format!("{out}: {error}"))?;
    Ok(format!("{out}\n"))
}

/// What was measured at two sizes or more, or of that what is wanted, in its order.
fn panels(records: &[Record], wanted: Option<&[Race]>) -> Vec<(Kind, Lines)> {
    let mut all: BTreeMap<Kind, BTreeMap<(String, usize), Vec<f64>>> = BTreeMap::new();
    // Where growth was measured, each size had a process of its own; a race beside it is for the
    // others.
    let sizes_of = |record: &Record| -> BTreeSet<usize> {
        let same = records.iter().filter(|r| is_alone(r) && kind(r) == kind(record));
        same.map(|r| r.size).collect()
    };
    for record in records {
        let ours = record.peer == "crosstie";
        if ours && !is_alone(record) && sizes_of(record).len() > 1 {
            continue;
        }
        let names = [&record.row, &record.family, &record.mode];
        let race = format!("{}/{}/{}", names[0], names[1], names[2]);
        // A file of another kind of instance may have been raced as well.
        if record.row != EVERY_PAIR && race.parse::<Race>().is_err() {
            continue;
        }
        let Some(figures) = &record.figures else { continue };
        let kind = Kind(names.map(String::clone));
        let peer = match &*record.peer {
            "crosstie" => record.peer.clone(),
            _ => format!("{} {}", record.peer, record.version),
        };
        let at = all.entry(kind).or_default().entry((peer, record.size)).or_default();
        at.push(figures.seconds);
    }
    let mut panels = Vec::new();
    for (kind, points) in all {
        let mut lines = Lines::new();
        for ((peer, size), seconds) in points {
            if let Some(seconds) = fit::median(seconds) {
                lines.entry(peer).or_default().push((size as f64, seconds));
            }
        }
        if lines.values().any(|points| points.len() > 1) {
            panels.push((kind, lines));
        }
    }
    if let Some(wanted) = wanted {
        let place = |kind: &Kind| wanted.iter().position(|&one| Kind::from(one) == *kind);
        panels.retain(|panel| place(&panel.0).is_some());
        panels.sort_by_key(|panel| place(&panel.0));
    }
    panels
}

fn kind(record: &Record) -> (&str, &str, &str) {
    (&record.row, &record.family, &record.mode)
}

/// Only `grow` and `wheels.py`, which give each run a process, tell memory.
fn is_alone(record: &Record) -> bool {
    record.peer == "crosstie" && record.figures.is_some_and(|f| f.base_rss_mb.is_some())
}

/// How a peer is drawn, the same in all panels.
#[derive(Clone, Copy)]
struct Look {
    color: RGBColor,
    width: u32,
    mark: usize,
}

fn draw(panels: &[(Kind, Lines)], out: &Path) -> Result<(), Failed> {
    let mut looks: BTreeMap<&str, Look> = BTreeMap::new();
    let mut theirs = 0;
    for name in panels.iter().flat_map(|panel| panel.1.keys()) {
        looks.entry(name).or_insert_with(|| {
            if name == "crosstie" {
                return Look { color: OURS, width: 3, mark: 0 };
            }
            let look =
                Look { color: THEIRS[theirs % THEIRS.len()], width: 2, mark: 1 + theirs % 3 };
            theirs += 1;
            look
        });
    }
    let columns = panels.len().min(2);
    let rows = panels.len().div_ceil(columns);
    let width = PANEL.0 * columns as u32;
    // Letters are at most about this wide, and a line is drawn before each name.
    let longest = looks.keys().map(|name| name.len()).max().unwrap_or(0) as u32;
    let column = (8 * longest + 58).clamp(200, width);
    let names = width / column;
    let legend = (looks.len() as u32).div_ceil(names) * LEGEND_LINE + 20;
    let height = PANEL.1 * rows as u32 + legend;

    let root = SVGBackend::new(out, (width, height)).into_drawing_area();
    root.fill(&PAPER)?;
    let (upper, _) = root.split_vertically(height - legend);
    let areas = upper.split_evenly((rows, columns));
    for ((kind, lines), area) in panels.iter().zip(&areas) {
        panel(&root, area, kind, lines, &looks)?;
    }
    // Us first, then by name.
    let mut all: Vec<(&str, Look)> = looks.into_iter().collect();
    all.sort_by_key(|one| one.0 != "crosstie");
    for (i, (name, look)) in (0_u32..).zip(all) {
        let x = (24 + i % names * column) as i32;
        let y = (height - legend + 10 + i / names * LEGEND_LINE) as i32;
        let line = vec![(x, y), (x + 26, y)];
        root.draw(&PathElement::new(line, look.color.stroke_width(look.width)))?;
        mark(&root, look, (x + 13, y))?;
        let style = (FONT, 14).into_font().color(&INK).pos(Pos::new(HPos::Left, VPos::Center));
        root.draw_text(name, &style, (x + 34, y))?;
    }
    root.present()?;
    Ok(())
}

fn panel(
    root: &Area<'_>,
    area: &Area<'_>,
    kind: &Kind,
    lines: &Lines,
    looks: &BTreeMap<&str, Look>,
) -> Result<(), Failed> {
    let all = || lines.values().flatten();
    let sizes = range(all().map(|point| point.0), 1.15);
    let seconds = range(all().map(|point| point.1), 1.4);
    let (title, area) = area.split_vertically(46);
    let heading = (FONT, 16).into_font().style(FontStyle::Bold).color(&INK);
    title.draw_text(&heading_of(kind), &heading, (LEFT as i32 + 14, 10))?;
    let ours = lines.get("crosstie").and_then(|points| fit::exponent(points));
    if let Some(exponent) = ours {
        let style = (FONT, 13).into_font().color(&OURS);
        title.draw_text(
            &format!("crosstie grows as n^{exponent:.2}"),
            &style,
            (LEFT as i32 + 14, 30),
        )?;
    }
    let mut chart = ChartBuilder::on(&area)
        .margin_left(14)
        .margin_right(18)
        .margin_top(6)
        .margin_bottom(6)
        .x_label_area_size(46)
        .y_label_area_size(LEFT)
        .build_cartesian_2d(
            sizes.clone().log_scale().with_key_points(ticks(&sizes)),
            seconds.clone().log_scale().with_key_points(ticks(&seconds)),
        )?;
    let labels = (FONT, 13).into_font().color(&INK);
    chart
        .configure_mesh()
        .bold_line_style(FAINT)
        .light_line_style(TRANSPARENT)
        .axis_style(INK)
        .label_style(labels.clone())
        .axis_desc_style(labels)
        .x_desc(match &*kind.0[0] {
            "dense" => "n (rows and columns)",
            EVERY_PAIR => "n mentees; a fifth as many mentors",
            _ => "n (vertices on the left)",
        })
        .y_desc(if kind.0[0] == EVERY_PAIR {
            "time from records to the proven plan"
        } else {
            "time from arrays to pairs"
        })
        .x_label_formatter(&|x| short(*x))
        .y_label_formatter(&|y| duration(*y))
        .draw()?;
    // Us last, and so on top.
    let mut order: Vec<&String> = lines.keys().collect();
    order.sort_by_key(|name| *name == "crosstie");
    for name in order {
        let (Some(look), points) = (looks.get(&**name), &lines[name]) else { continue };
        let style = look.color.stroke_width(look.width);
        chart.draw_series(LineSeries::new(points.iter().copied(), style))?;
        for point in points {
            mark(root, *look, chart.backend_coord(point))?;
        }
    }
    Ok(())
}

/// A circle for us, and for the others shapes that differ where colours look alike.
fn mark(root: &Area<'_>, look: Look, at: (i32, i32)) -> Result<(), Failed> {
    let filled = look.color.filled();
    match look.mark {
        0 => root.draw(&Circle::new(at, 4, filled)),
        1 => root.draw(&TriangleMarker::new(at, 5, filled)),
        2 => root.draw(&Cross::new(at, 4, look.color.stroke_width(2))),
        _ => root.draw(&Circle::new(at, 3, filled)),
    }
}

fn heading_of(Kind([row, family, mode]): &Kind) -> String {
    let goal = match (&**row, &**mode) {
        ("dense", _) => "least cost",
        (_, "full") => "everybody matched",
        (_, "mcw") => "most pairs first",
        _ => "highest score",
    };
    format!("{row}, {family}, {goal}")
}

/// From the least to the greatest, and a little beyond by this factor.
fn range(numbers: impl Iterator<Item = f64>, beyond: f64) -> Range<f64> {
    let (low, high) =
        numbers.fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    low / beyond..high * beyond
}

/// The powers of ten in a range; where there are fewer than three, the doubles and fives as well.
fn ticks(range: &Range<f64>) -> Vec<f64> {
    let powers = || (-9..=9).map(|power| 10_f64.powi(power));
    let inside = |x: &f64| range.contains(x);
    let tens: Vec<f64> = powers().filter(inside).collect();
    if tens.len() > 2 {
        return tens;
    }
    powers().flat_map(|ten| [ten, 2.0 * ten, 5.0 * ten]).filter(inside).collect()
}

fn short(x: f64) -> String {
    match x {
        x if x >= 999_999.5 => format!("{}M", (x / 1e5).round() / 10.0),
        x if x >= 10_000.0 => format!("{}k", (x / 100.0).round() / 10.0),
        x => table::count(x.round() as usize),
    }
}

fn duration(y: f64) -> String {
    match y {
        y if y < 0.999e-3 => format!("{:.0} µs", y * 1e6),
        y if y < 0.999 => format!("{:.0} ms", y * 1e3),
        y => format!("{y:.0} s"),
    }
}
