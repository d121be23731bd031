//! An instance of rotational assignments as a file, and what crosstie says of it.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// People, hosts and periods of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) people: u32,
    pub(crate) hosts: u32,
    pub(crate) periods: u32,
}

impl FromStr for Size {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let numbers: Result<Vec<u32>, _> = text.split('x').map(str::parse).collect();
        match numbers.as_deref() {
            Ok(&[people @ 1..=1_000_000, hosts @ 1..=10_000, periods @ 1..=1_000]) => {
                Ok(Self { people, hosts, periods })
            }
            _ => Err(()),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}x{}", self.people, self.hosts, self.periods)
    }
}

/// Positions count from 0, periods from 1. What a field means stands in `README.md`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instance {
    #[serde(default)]
    pub(crate) family: String,
    #[serde(default)]
    pub(crate) seed: u64,
    /// `mcw` or `mwm`.
    pub(crate) mode: String,
    pub(crate) periods: u32,
    /// The most stays of each.
    pub(crate) people: Vec<u32>,
    /// The least and the most people of each in every period.
    pub(crate) hosts: Vec<(u32, u32)>,
    /// Person, host, points.
    pub(crate) scores: Vec<(u32, u32, i32)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) away: Vec<(u32, Vec<u32>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) length: Vec<u32>,
    /// Host, period, least, most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<(u32, u32, u32, u32)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) orders: Vec<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) requirements: Vec<(u32, u32)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<(Vec<u32>, u32)>,
    /// Person, host, period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fixed: Vec<(u32, u32, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) crosstie: Option<Told>,
}

/// What crosstie says, and how long that took.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Told {
    pub(crate) version: String,
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Answer>,
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<Times>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Answer {
    /// `optimal`, `feasible`, `infeasible` or `unknown`.
    pub(crate) status: String,
    /// The number of stays where the mode counts them first, and the score.
    pub(crate) objective: Option<Vec<i64>>,
    /// What no plan exceeds.
    pub(crate) bound: Option<Vec<i64>>,
    /// Person, host, period.
    pub(crate) stays: Vec<(u32, u32, u32)>,
}

/// Medians of the runs.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Times {
    pub(crate) build_seconds: f64,
    pub(crate) solve_seconds: f64,
    pub(crate) seconds: f64,
    pub(crate) seconds_min: f64,
    pub(crate) runs: usize,
}

impl Instance {
    pub(crate) fn size(&self) -> Size {
        let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
        let (people, hosts) = (count(self.people.len()), count(self.hosts.len()));
        Size { people, hosts, periods: self.periods }
    }

    /// The names of the conditions that it has.
    pub(crate) fn conditions(&self) -> Vec<&'static str> {
        let all = [
            ("away", self.away.is_empty()),
            ("length", self.length.is_empty()),
            ("changes", self.changes.is_empty()),
            ("orders", self.orders.is_empty()),
            ("requirements", self.requirements.is_empty()),
            ("groups", self.groups.is_empty()),
            ("fixed", self.fixed.is_empty()),
        ];
        all.into_iter().filter(|(_, none)| !none).map(|(name, _)| name).collect()
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), String> {
        let json = serde_json::to_string(self).map_err(|error| error.to_string())?;
        fs::write(path, json + "\n").map_err(|error| format!("{}: {error}", path.display()))
    }

    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let in_file = |error: &dyn fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| in_file(&error))?;
        serde_json::from_str(&text).map_err(|error| in_file(&error))
    }
}
