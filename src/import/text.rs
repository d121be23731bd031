//! Bytes to text, and where its lines and quotes are.

use super::Encoding;
use super::error::ImportProblem;

/// A problem and the line it stands on, if one.
pub(super) type TextMistake = (Option<u64>, ImportProblem);

/// Decodes a file. A UTF-8 byte order mark says more than the encoding asked
/// for, and is dropped.
pub(super) fn decode(bytes: Vec<u8>, encoding: Encoding) -> Result<String, TextMistake> {
    // UTF-32 in little-endian order begins as UTF-16 does.
    let utf16 = [&[0xFF, 0xFE][..], &[0xFE, 0xFF], &[0, 0, 0xFE, 0xFF]];
    if utf16.iter().any(|mark| bytes.starts_with(mark)) {
        return Err((None, ImportProblem::Utf16));
    }
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return Err((Some(line(&bytes, at)), ImportProblem::Nul));
    }
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    let encoding = if marked { Encoding::Utf8 } else { encoding };
    let text = match encoding {
        Encoding::Utf8 => from_utf8(bytes)?,
        Encoding::Latin1 => bytes.iter().map(|&b| char::from(b)).collect(),
        Encoding::Windows1252 => from_windows_1252(&bytes)?,
    };
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.trim_start_matches('\u{FEFF}').to_owned(),
        None => text,
    })
}

fn from_utf8(bytes: Vec<u8>) -> Result<String, TextMistake> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let (before, rest) = bytes.split_at(at);
        // Western text in a one-byte encoding hardly ever holds what passes
        // for a longer UTF-8 sequence: where one came before, this is UTF-8.
        let looks_like = if !before.is_ascii() {
            None
        } else if rest.iter().any(|b| (0x80..0xA0).contains(b)) {
            Some(Encoding::Windows1252)
        } else {
            Some(Encoding::Latin1)
        };
        let byte = rest.first().copied().unwrap_or(0);
        let problem = ImportProblem::Encoding { byte, encoding: Encoding::Utf8, looks_like };
        (Some(line(bytes, at)), problem)
    })
}

/// 0x80 to 0x9F in Windows-1252; five are not defined.
#[rustfmt::skip]
const WINDOWS_1252: [Option<char>; 32] = [
    Some('€'), None,      Some('‚'), Some('ƒ'), Some('„'), Some('…'), Some('†'), Some('‡'),
    Some('ˆ'), Some('‰'), Some('Š'), Some('‹'), Some('Œ'), None,      Some('Ž'), None,
    None,      Some('‘'), Some('’'), Some('“'), Some('”'), Some('•'), Some('–'), Some('—'),
    Some('˜'), Some('™'), Some('š'), Some('›'), Some('œ'), None,      Some('ž'), Some('Ÿ'),
];

fn from_windows_1252(bytes: &[u8]) -> Result<String, TextMistake> {
    let mut text = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let c = match byte {
            0x80..0xA0 => WINDOWS_1252[usize::from(byte - 0x80)],
            _ => Some(char::from(byte)),
        };
        let encoding = Encoding::Windows1252;
        let problem = ImportProblem::Encoding { byte, encoding, looks_like: None };
        text.push(c.ok_or_else(|| (Some(line(bytes, at)), problem))?);
    }
    Ok(text)
}

/// Counts lines forwards: `\n`, `\r\n` and `\r` each end one.
///
/// The CSV reader counts `\n` alone, and sees that of a `\r\n` only with the
/// next row; it tells the byte, and we count.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a byte, from 1; bytes are asked for in ascending order.
    pub(super) fn line(&mut self, byte: usize) -> u64 {
        while self.at < byte.min(self.text.len()) {
            let next = self.text.get(self.at + 1);
            match self.text[self.at] {
                b'\n' => self.line += 1,
                b'\r' if next != Some(&b'\n') => self.line += 1,
                _ => {}
            }
            self.at += 1;
        }
        self.line
    }
}

fn line(text: &[u8], byte: usize) -> u64 {
    Lines::new(text).line(byte)
}

/// A quote out of place.
pub(super) struct QuoteMistake {
    pub(super) line: u64,
    /// The cell it stands in, from 0.
    pub(super) cell: usize,
    pub(super) problem: ImportProblem,
}

/// Finds quotes out of place, of which the CSV reader makes what it can, and
/// how much of the text can be read.
pub(super) fn quotes(text: &str, delimiter: u8) -> (Vec<QuoteMistake>, usize) {
    enum At {
        Start,
        Bare,
        Quoted,
        Closed,
    }
    let bytes = text.as_bytes();
    let mut lines = Lines::new(bytes);
    let mut mistakes = Vec::new();
    let (mut at, mut cell, mut row, mut opened) = (At::Start, 0, 0, 0);
    for (i, &b) in bytes.iter().enumerate() {
        at = match (at, b) {
            (At::Start, b'"') => {
                opened = i;
                At::Quoted
            }
            (At::Quoted, b'"') => At::Closed,
            (At::Quoted, _) | (At::Closed, b'"') => At::Quoted,
            (_, b'\n' | b'\r') => {
                (cell, row) = (0, i + 1);
                At::Start
            }
            (_, b) if b == delimiter => {
                cell += 1;
                At::Start
            }
            (At::Closed, _) => {
                let (line, closed) = (lines.line(opened), lines.line(i));
                let problem = ImportProblem::TextAfterQuote { closed };
                mistakes.push(QuoteMistake { line, cell, problem });
                if line < closed {
                    return (mistakes, row);
                }
                At::Bare
            }
            (At::Start | At::Bare, _) => At::Bare,
        };
    }
    if !matches!(at, At::Quoted) {
        return (mistakes, bytes.len());
    }
    let problem = ImportProblem::UnclosedQuote;
    mistakes.push(QuoteMistake { line: lines.line(opened), cell, problem });
    (mistakes, row)
}
