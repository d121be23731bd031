//! Options of the command line: a command, then `--name value` and words.

use std::fmt::Display;
use std::str::FromStr;

use crate::instance::{Family, Mode, Row};

pub(crate) struct Args {
    options: Vec<(String, String)>,
    words: Vec<String>,
}

impl Args {
    /// Reads them; of options, those with these names.
    pub(crate) fn read(args: &[String], known: &[&str]) -> Result<Self, String> {
        let (mut options, mut words) = (Vec::new(), Vec::new());
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            let Some(name) = arg.strip_prefix("--") else {
                words.push(arg.clone());
                continue;
            };
            if !known.contains(&name) {
                return Err(format!("there is no option {arg} here; see --help"));
            }
            let value = rest.next().ok_or_else(|| format!("{arg} needs a value; see --help"))?;
            options.push((name.to_owned(), value.clone()));
        }
        Ok(Self { options, words })
    }

    /// The words, where there may be some.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    pub(crate) fn no_words(&self) -> Result<(), String> {
        match self.words.first() {
            Some(word) => Err(format!("{word} is no option; see --help")),
            None => Ok(()),
        }
    }

    /// The last of its name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|option| option.0 == name).map(|option| &*option.1)
    }

    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        self.text(name).map(|text| number(name, text)).transpose()
    }

    /// Numbers with commas between them.
    pub(crate) fn numbers<T: FromStr>(&self, name: &str) -> Result<Option<Vec<T>>, String> {
        let text = self.text(name);
        text.map(|text| text.split(',').map(|one| number(name, one)).collect()).transpose()
    }

    /// What has one of these names; with commas between them, several.
    pub(crate) fn named<T: Copy>(
        &self,
        name: &str,
        all: &[T],
        named: fn(T) -> &'static str,
    ) -> Result<Option<Vec<T>>, String> {
        let one = |text: &str| find(text, all, named).map_err(|why| format!("--{name} {why}"));
        self.text(name).map(|text| text.split(',').map(one).collect()).transpose()
    }
}

fn number<T: FromStr>(name: &str, text: &str) -> Result<T, String> {
    // Sizes are round numbers, which read better with underscores.
    let digits = text.replace('_', "");
    digits.parse().map_err(|_| format!("--{name} {text}: not a number in range; see --help"))
}

fn find<T: Copy>(text: &str, all: &[T], named: fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|&one| named(one) == text).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|&one| named(one)).collect();
        format!("{text}: give one of {}", names.join(", "))
    })
}

/// What is raced: `row/family/mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Race {
    pub(crate) row: Row,
    pub(crate) family: Family,
    pub(crate) mode: Mode,
}

impl FromStr for Race {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let [row, family, mode] = parts[..] else {
            return Err(format!("{text}: give ROW/FAMILY/MODE"));
        };
        let race = Self {
            row: find(row, &Row::ALL, Row::name)?,
            family: find(family, &Family::ALL, Family::name)?,
            mode: find(mode, &Mode::ALL, Mode::name)?,
        };
        let (row, family) = (race.row.name(), race.family.name());
        if !race.row.races().iter().any(|known| known.0 == race.family) {
            return Err(format!("{text}: {row} has no {family} instances"));
        }
        if race.mode == Mode::Full && !race.family.planted() && race.row != Row::Dense {
            return Err(format!("{text}: no full matching is planted in {family}; give mcw"));
        }
        Ok(race)
    }
}

impl Display for Race {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.row.name(), self.family.name(), self.mode.name())
    }
}
