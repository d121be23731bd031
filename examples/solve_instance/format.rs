//! Instances in files: `.bin` is binary, all else text.
//!
//! Text is lines of words; `#` starts a comment, and vertices count from 0:
//!
//! ```text
//! p asn LEFTS RIGHTS EDGES      then  e LEFT RIGHT WEIGHT  and  c RIGHT CAPACITY  (else 1)
//! p gen VERTICES EDGES          then  e ONE OTHER WEIGHT
//! p dense ROWS COLUMNS i        then  ROWS × COLUMNS costs, row by row
//! ```
//!
//! Binary is little-endian: `PEERS001`, four `u64` kind, a, b and m, then the arrays:
//!
//! ```text
//! 1 asn    a lefts, b rights, m edges   u32 left[m], u32 right[m], i64 weight[m], u32 capacity[b]
//! 2 gen    a vertices, m edges          u32 low[m], u32 high[m], i64 weight[m]
//! 3 dense  a rows, b columns, m = 0     i32 cost[a·b], row by row
//! ```
//!
//! with the edges in ascending order. Nothing is allocated on the word of a header alone.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::str::FromStr;

/// What a file holds.
pub(crate) enum Instance {
    /// Two sides; whoever is on the left has one place. Weights are maximised.
    Assignment { lefts: usize, right_capacity: Vec<u32>, edges: Edges },
    /// Anybody with anybody. Weights are maximised.
    General { vertices: usize, edges: Edges },
    /// As many rows as columns; the sum of one cost a row and column is minimised.
    Dense { size: usize, costs: Vec<i32> },
    /// Hospitals and residents: recognised, not read.
    Stable,
    /// Diverse groups: recognised, not read.
    Diverse,
}

/// Edges in ascending order, none twice, in columns as in the binary format.
pub(crate) struct Edges {
    from: Vec<u32>,
    to: Vec<u32>,
    weight: Vec<i64>,
}

impl Edges {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        let ends = self.from.iter().zip(&self.to);
        ends.zip(&self.weight).map(|((&from, &to), &weight)| (from, to, weight))
    }
}

/// The instance in a file, or what is wrong with it and where.
pub(crate) fn read(path: &str) -> Result<Instance, String> {
    let in_file = |mistake: &dyn Display| format!("{path}: {mistake}");
    let file = File::open(path).map_err(|error| in_file(&error))?;
    let bytes = file.metadata().map_err(|error| in_file(&error))?.len();
    let source = BufReader::with_capacity(1 << 16, file);
    let instance = if path.ends_with(".bin") { binary(source, bytes) } else { text(source, bytes) };
    instance.map_err(|mistake| in_file(&mistake))
}

/// Vertices without edges leave no trace in a file, so that it has to be long enough for as many.
fn vertices(count: u64, bytes: u64) -> Result<usize, String> {
    let most = bytes.max(1 << 16);
    let count = Some(count).filter(|&count| count <= most);
    count.and_then(|count| usize::try_from(count).ok()).ok_or_else(|| {
        format!("more vertices than {most}, the most that a file of {bytes} bytes may have")
    })
}

const NOT_SQUARE: &str = "not as many rows as columns; give a square matrix";
const FLOATING: &str = "floating-point costs are not supported; give integers";

// Text.

fn text(source: impl BufRead, bytes: u64) -> Result<Instance, String> {
    let mut text = Text { source, line: Vec::new(), number: 0, column: 1, at: 0 };
    let start = "the file starts with neither p KIND nor the head of an MDGPLIB file";
    if !text.next_line()? {
        return Err(text.wrong(start));
    }
    let first = text.word().to_vec();
    if first != b"p" {
        let is_number = first.iter().all(u8::is_ascii_digit);
        text.word();
        if is_number && [&b"ds"[..], b"ss"].contains(&text.word()) {
            return Ok(Instance::Diverse);
        }
        text.column = 1;
        return Err(text.wrong(start));
    }
    match text.word() {
        b"asn" => assignment(text, bytes),
        b"gen" => general(text, bytes),
        b"dense" => dense(text),
        b"hr" => Ok(Instance::Stable),
        _ => Err(text.wrong("the kind of instance is none of asn, gen, dense and hr")),
    }
}

fn assignment(mut text: Text<impl BufRead>, bytes: u64) -> Result<Instance, String> {
    let lefts: usize = text.integer("number of left vertices")?;
    let rights: usize = text.integer("number of right vertices")?;
    vertices(lefts.saturating_add(rights) as u64, bytes).map_err(|mistake| text.wrong(mistake))?;
    let count = text.integer("number of edges")?;
    text.end()?;
    let mut capacities: Vec<Option<u32>> = vec![None; rights];
    let mut lines = Lines::new(count);
    while text.next_line()? {
        match text.word() {
            b"e" => lines.add(&mut text, ["left vertex", "right vertex"], [lefts, rights])?,
            b"c" => {
                let right = text.vertex("right vertex", rights)?;
                let slot = &mut capacities[right as usize];
                if slot.is_some() {
                    return Err(text.wrong("a second capacity of this vertex; keep one of them"));
                }
                *slot = Some(text.integer("capacity")?);
                text.end()?;
            }
            _ => return Err(text.wrong("a line that starts with neither e nor c")),
        }
    }
    let right_capacity = capacities.into_iter().map(|capacity| capacity.unwrap_or(1)).collect();
    Ok(Instance::Assignment { lefts, right_capacity, edges: lines.sorted(&text)? })
}

fn general(mut text: Text<impl BufRead>, bytes: u64) -> Result<Instance, String> {
    let count = text.integer("number of vertices")?;
    let vertices = vertices(count, bytes).map_err(|mistake| text.wrong(mistake))?;
    let count = text.integer("number of edges")?;
    text.end()?;
    let mut lines = Lines::new(count);
    while text.next_line()? {
        if text.word() != b"e" {
            return Err(text.wrong("a line that does not start with e"));
        }
        lines.add(&mut text, ["vertex"; 2], [vertices; 2])?;
        if let Some((from, to, ..)) = lines.edges.last_mut() {
            if from == to {
                text.column = 1;
                return Err(text.wrong("the edge joins a vertex to itself; remove it"));
            }
            (*from, *to) = (*from.min(to), *from.max(to));
        }
    }
    Ok(Instance::General { vertices, edges: lines.sorted(&text)? })
}

fn dense(mut text: Text<impl BufRead>) -> Result<Instance, String> {
    let size: usize = text.integer("number of rows")?;
    if text.integer::<usize>("number of columns")? != size {
        return Err(text.wrong(NOT_SQUARE));
    }
    match text.word() {
        b"i" => text.end()?,
        b"f" => return Err(text.wrong(FLOATING)),
        _ => return Err(text.wrong("the kind of costs is neither i nor f")),
    }
    // Grows with what is read. No file reaches a product that saturates.
    let wanted = size.saturating_mul(size);
    let mut costs = Vec::new();
    while text.next_line()? {
        while text.has_more() {
            let cost = text.integer("cost of 32 bits")?;
            if costs.len() == wanted {
                return Err(text.wrong(format!("more than the {size} × {size} costs")));
            }
            costs.push(cost);
        }
    }
    if costs.len() < wanted {
        let had = costs.len();
        return Err(text.wrong(format!("the file ends after {had} of {size} × {size} costs")));
    }
    Ok(Instance::Dense { size, costs })
}

/// The edges of a text, each with its line.
struct Lines {
    edges: Vec<(u32, u32, i64, u64)>,
    /// How many there are to be.
    count: usize,
}

impl Lines {
    fn new(count: usize) -> Self {
        Self { edges: Vec::new(), count }
    }

    /// Reads an edge from the rest of the line.
    fn add(
        &mut self,
        text: &mut Text<impl BufRead>,
        what: [&str; 2],
        counts: [usize; 2],
    ) -> Result<(), String> {
        if self.edges.len() == self.count {
            return Err(text.wrong(format!("more edges than the {} of the header", self.count)));
        }
        let from = text.vertex(what[0], counts[0])?;
        let to = text.vertex(what[1], counts[1])?;
        let weight = text.integer("weight")?;
        text.end()?;
        self.edges.push((from, to, weight, text.number));
        Ok(())
    }

    fn sorted(mut self, text: &Text<impl BufRead>) -> Result<Edges, String> {
        let (had, count) = (self.edges.len(), self.count);
        if had < count {
            return Err(text.wrong(format!("the file ends after {had} of {count} edges")));
        }
        self.edges.sort_unstable_by_key(|&(from, to, _, line)| (from, to, line));
        for two in self.edges.windows(2) {
            let ((from, to, ..), (.., line)) = (two[0], two[1]);
            if (from, to) == (two[1].0, two[1].1) {
                let twice = format!("{from} and {to} are joined a second time; keep one edge");
                return Err(format!("line {line} column 1: {twice}"));
            }
        }
        Ok(Edges {
            from: self.edges.iter().map(|edge| edge.0).collect(),
            to: self.edges.iter().map(|edge| edge.1).collect(),
            weight: self.edges.iter().map(|edge| edge.2).collect(),
        })
    }
}

/// A text, one line at a time.
struct Text<R> {
    source: R,
    /// The line without its comment.
    line: Vec<u8>,
    /// The number of the line; past the last at the end of the file.
    number: u64,
    /// Where the last word started, in bytes, both from 1.
    column: usize,
    /// Where the rest of the line starts.
    at: usize,
}

impl<R: BufRead> Text<R> {
    /// Goes on to the next line that has a word; false at the end of the file.
    fn next_line(&mut self) -> Result<bool, String> {
        loop {
            self.line.clear();
            (self.column, self.at) = (1, 0);
            self.number += 1;
            let read = self.source.read_until(b'\n', &mut self.line);
            if read.map_err(|error| self.wrong(error))? == 0 {
                return Ok(false);
            }
            if let Some(comment) = self.line.iter().position(|&byte| byte == b'#') {
                self.line.truncate(comment);
            }
            self.line.truncate(self.line.trim_ascii_end().len());
            if !self.line.is_empty() {
                return Ok(true);
            }
        }
    }

    fn has_more(&self) -> bool {
        self.at < self.line.len()
    }

    /// The next word of the line; empty where there is none.
    fn word(&mut self) -> &[u8] {
        let rest = &self.line[self.at..];
        let start = self.line.len() - rest.trim_ascii_start().len();
        let length = self.line[start..].iter().position(u8::is_ascii_whitespace);
        self.column = start + 1;
        self.at = length.map_or(self.line.len(), |length| start + length);
        &self.line[start..self.at]
    }

    fn integer<T: FromStr>(&mut self, what: &str) -> Result<T, String> {
        let word = self.word();
        let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
        number.ok_or_else(|| {
            let word = &self.line[self.column - 1..self.at];
            self.wrong(match word {
                [] => format!("the {what} is missing"),
                // Quoted with escapes, and so on one line whatever it is.
                _ => format!("{:?} is no {what}", shorten(word)),
            })
        })
    }

    fn vertex(&mut self, what: &str, count: usize) -> Result<u32, String> {
        let vertex: u32 = self.integer(what)?;
        if vertex as usize >= count {
            let beyond = format!("{what} {vertex}, but there are {count}, counted from 0");
            return Err(self.wrong(beyond));
        }
        Ok(vertex)
    }

    /// Nothing more stands in the line.
    fn end(&mut self) -> Result<(), String> {
        if self.has_more() {
            self.word();
            return Err(self.wrong("one word too many"));
        }
        Ok(())
    }

    fn wrong(&self, what: impl Display) -> String {
        format!("line {} column {}: {what}", self.number, self.column)
    }
}

/// The start of a word, which may be as long as the file.
fn shorten(word: &[u8]) -> String {
    String::from_utf8_lossy(&word[..word.len().min(24)]).into_owned()
}

// Binary.

const HEADER: u64 = 40;

fn binary(mut source: impl Read, bytes: u64) -> Result<Instance, String> {
    let mut header = [[0_u8; 8]; 5];
    if bytes < HEADER {
        return Err(format!("byte {bytes}: the file ends in the header of {HEADER} bytes"));
    }
    source.read_exact(header.as_flattened_mut()).map_err(|error| error.to_string())?;
    if &header[0] != b"PEERS001" {
        return Err("byte 0: the file does not start with PEERS001".to_owned());
    }
    let [_, kind, a, b, m] = header.map(u64::from_le_bytes);
    let wide = u128::from;
    let body = match (kind, m) {
        (1, _) => 16 * wide(m) + 4 * wide(b),
        (2, _) => 16 * wide(m),
        (3, 0) => (wide(a) * wide(b)).saturating_mul(4),
        (3, 1) => return Err(format!("byte 32: {FLOATING}")),
        (3, _) => return Err(format!("byte 32: {m} is no kind of costs; 0 is integers")),
        (4, _) => return Ok(Instance::Stable),
        (5, _) => return Ok(Instance::Diverse),
        _ => return Err(format!("byte 8: {kind} is no kind of instance; give 1 to 5")),
    };
    let end = body.saturating_add(wide(HEADER));
    if end != wide(bytes) {
        let at = end.min(wide(bytes));
        return Err(format!("byte {at}: the header says {end} bytes, but the file has {bytes}"));
    }
    // From here on b and m are what the file holds.
    let lefts = || vertices(a, bytes).map_err(|mistake| format!("byte 16: {mistake}"));
    match kind {
        1 => {
            let (lefts, rights) = (lefts()?, vertices(b, bytes)?);
            let edges = edges(&mut source, m)?;
            check(&edges, [lefts, rights])?;
            let right_capacity = column(&mut source, b, u32::from_le_bytes)?;
            Ok(Instance::Assignment { lefts, right_capacity, edges })
        }
        2 => {
            let vertices = lefts()?;
            let edges = edges(&mut source, m)?;
            check(&edges, [vertices; 2])?;
            let loose = edges.iter().position(|(low, high, _)| low >= high);
            match loose {
                Some(edge) => Err(at_edge(edge, "the first end is not below the second")),
                None => Ok(Instance::General { vertices, edges }),
            }
        }
        _ => {
            if a != b {
                return Err(format!("byte 24: {NOT_SQUARE}"));
            }
            let size = usize::try_from(a).map_err(|error| format!("byte 16: {error}"))?;
            Ok(Instance::Dense { size, costs: column(&mut source, a * b, i32::from_le_bytes)? })
        }
    }
}

fn edges(source: &mut impl Read, count: u64) -> Result<Edges, String> {
    Ok(Edges {
        from: column(source, count, u32::from_le_bytes)?,
        to: column(source, count, u32::from_le_bytes)?,
        weight: column(source, count, i64::from_le_bytes)?,
    })
}

/// So many numbers, which the file is long enough to hold.
fn column<const N: usize, T>(
    source: &mut impl Read,
    count: u64,
    number: fn([u8; N]) -> T,
) -> Result<Vec<T>, String> {
    let count = usize::try_from(count).map_err(|error| error.to_string())?;
    let mut numbers = Vec::with_capacity(count);
    let mut bytes = [0; N];
    for _ in 0..count {
        source.read_exact(&mut bytes).map_err(|error| error.to_string())?;
        numbers.push(number(bytes));
    }
    Ok(numbers)
}

fn check(edges: &Edges, counts: [usize; 2]) -> Result<(), String> {
    let mut before = None;
    for (edge, (from, to, _)) in edges.iter().enumerate() {
        if from as usize >= counts[0] {
            let count = counts[0];
            return Err(at_edge(edge, format!("vertex {from} of {count}, counted from 0")));
        }
        if to as usize >= counts[1] {
            let (at, count) = (edges.from.len() + edge, counts[1]);
            return Err(at_edge(at, format!("vertex {to} of {count}, counted from 0")));
        }
        if before >= Some((from, to)) {
            return Err(at_edge(edge, "the edge is not after the one before it; sort them"));
        }
        before = Some((from, to));
    }
    Ok(())
}

/// A mistake at a number of the first two columns of edges.
fn at_edge(number: usize, what: impl Display) -> String {
    format!("byte {}: {what}", HEADER + 4 * number as u64)
}
