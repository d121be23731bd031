//! What the example programs share: reading files, and text in columns.

use std::fs;
use std::path::Path;

use crosstie::Score;
use crosstie::import;
use crosstie::org::Organization;

/// The number that an option gives.
pub(crate) fn number<T: std::str::FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{option} {text}: not a number in range; see --help"))
}

/// The organisation of people.csv, departments.csv and ties.csv in a folder.
pub(crate) fn read_organization(dir: &Path) -> Result<Organization, String> {
    let open = |name: &str| {
        let path = dir.join(name);
        fs::File::open(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    import::csv(open("people.csv")?, open("departments.csv")?, open("ties.csv")?)
        .map_err(|errors| errors.to_string())
}

/// A score to two decimals; the exact one is in the JSON.
pub(crate) fn short(score: Score) -> String {
    let hundredths = (score.micros().unsigned_abs() + 5_000) / 10_000;
    let sign = if score < Score::ZERO { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Columns as wide as their widest cell; the last one runs free.
pub(crate) fn columns(out: &mut String, rows: &[Vec<String>]) {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| {
        let cells = rows.iter().filter_map(|row| row.get(i));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
