//! The steps of a search tree as one line of text, since there may be millions: `+3` for in, `-3` for out, `.`
//! for done, with blanks between them.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

use super::SelectionStep;

pub(super) fn serialize<S: Serializer>(
    steps: &[SelectionStep],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Line(steps))
}

struct Line<'s>(&'s [SelectionStep]);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            match step {
                SelectionStep::In(candidate) => write!(f, "+{candidate}")?,
                SelectionStep::Out(candidate) => write!(f, "-{candidate}")?,
                SelectionStep::Done => f.write_str(".")?,
            }
        }
        Ok(())
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<SelectionStep>, D::Error> {
    deserializer.deserialize_str(Reader)
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Vec<SelectionStep>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("steps such as `+3 -4 .`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<SelectionStep>, E> {
        text.split_ascii_whitespace().map(|word| step(word).ok_or_else(|| wrong(word))).collect()
    }
}

fn step(word: &str) -> Option<SelectionStep> {
    let (sign, number) = word.split_at_checked(1)?;
    match sign {
        "+" => number.parse().ok().map(SelectionStep::In),
        "-" => number.parse().ok().map(SelectionStep::Out),
        "." if number.is_empty() => Some(SelectionStep::Done),
        _ => None,
    }
}

fn wrong<E: Error>(word: &str) -> E {
    E::custom(format_args!("`{word}` is no step; write `+3`, `-3` or `.`"))
}
