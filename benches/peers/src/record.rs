//! What was measured, as JSON. `wheels.py` writes the same fields.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// A file of measurements.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Measurements {
    pub(crate) machine: Machine,
    pub(crate) records: Vec<Record>,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) system: String,
}

/// One peer on one instance.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Record {
    pub(crate) row: String,
    pub(crate) family: String,
    pub(crate) mode: String,
    pub(crate) size: usize,
    pub(crate) seed: u64,
    pub(crate) lefts: usize,
    pub(crate) rights: usize,
    pub(crate) edges: usize,
    pub(crate) peer: String,
    pub(crate) version: String,
    /// Why there are no figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left_out: Option<String>,
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) figures: Option<Figures>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Figures {
    pub(crate) objective: i64,
    pub(crate) cardinality: usize,
    /// Medians of the runs.
    pub(crate) build_seconds: f64,
    pub(crate) solve_seconds: f64,
    pub(crate) seconds: f64,
    pub(crate) seconds_min: f64,
    pub(crate) runs: usize,
    /// The most memory of the process, and what it had with the instance alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) peak_rss_mb: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) base_rss_mb: Option<f64>,
}

impl Measurements {
    pub(crate) fn write(&self, path: &Path) -> Result<(), String> {
        let json = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        fs::write(path, json + "\n").map_err(|error| format!("{}: {error}", path.display()))
    }

    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let text = fs::read_to_string(path).map_err(|error| in_file(&error))?;
        serde_json::from_str(&text).map_err(|error| in_file(&error))
    }
}

impl Machine {
    /// This one.
    pub(crate) fn here() -> Self {
        let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpus.lines().find(|line| line.starts_with("model name"));
        let model = model.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim());
        Self {
            processor: model.unwrap_or(std::env::consts::ARCH).to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: std::env::consts::OS.to_owned(),
        }
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} cores, {}", self.processor, self.cores, self.system)
    }
}
