//! All peers on the same instances, one after the other in one process.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use crate::args::{Args, Race};
use crate::check::{self, Worth};
use crate::fit;
use crate::generate;
use crate::instance::{Instance, Mode, Name, Row};
use crate::peers::{PEERS, Peer};
use crate::record::{Figures, Machine, Measurements, Record};
use crate::table;

/// Races by the options, tells how it goes on stderr, and gives the tables and what went wrong.
pub(crate) fn race(args: &[String]) -> Result<(String, Vec<String>), String> {
    let known = ["rows", "races", "sizes", "seeds", "runs", "slow", "degree", "peers", "json"];
    let args = Args::read(args, &known)?;
    args.no_words()?;
    let rows = args.named("rows", &Row::ALL, Row::name)?.unwrap_or(Row::ALL.to_vec());
    let races: Option<Vec<Race>> = args
        .text("races")
        .map(|text| text.split(',').map(str::parse).collect())
        .transpose()
        .map_err(|why| format!("--races {why}"))?;
    let races = races.unwrap_or_else(|| {
        let all = rows.iter().flat_map(|&row| row.races().iter().map(move |race| (row, race)));
        all.map(|(row, &(family, mode))| Race { row, family, mode }).collect()
    });
    let sizes: Option<Vec<usize>> = args.numbers("sizes")?;
    let seeds: Vec<u64> = args.numbers("seeds")?.unwrap_or(vec![1]);
    let runs: usize = args.number("runs")?.unwrap_or(3).max(1);
    let slow: f64 = args.number("slow")?.unwrap_or(40.0);
    let degree: Option<usize> = args.number("degree")?;
    let json = args.text("json").map(PathBuf::from);
    let wanted: Option<Vec<&str>> = args.text("peers").map(|text| text.split(',').collect());
    for name in wanted.iter().flatten() {
        if !PEERS.iter().any(|peer| peer.name == *name) {
            let names: Vec<&str> = PEERS.iter().map(|peer| peer.name).collect();
            return Err(format!("--peers {name}: give some of {}", names.join(", ")));
        }
    }
    let takes_part = |peer: &Peer| {
        peer.is_crosstie() || wanted.as_ref().is_none_or(|names| names.contains(&peer.name))
    };

    let mut course = Course {
        peers: PEERS.iter().filter(|peer| takes_part(peer)).collect(),
        runs,
        slow,
        degree,
        past: BTreeMap::new(),
        records: Vec::new(),
        errors: Vec::new(),
    };
    for &race in &races {
        let mut sizes = sizes.clone().unwrap_or(race.row.sizes().to_vec());
        // What a peer takes is foretold from smaller sizes.
        sizes.sort_unstable();
        for size in sizes {
            for &seed in &seeds {
                course.run(race, size, seed)?;
                if let Some(json) = &json {
                    // After each instance: a long race that is ended loses nothing.
                    let records = course.records.clone();
                    Measurements { machine: Machine::here(), records }.write(json)?;
                }
            }
        }
    }
    let text = format!("{}\n\n{}", Machine::here(), table::race(&course.records));
    Ok((text, course.errors))
}

struct Course {
    peers: Vec<&'static Peer>,
    runs: usize,
    slow: f64,
    degree: Option<usize>,
    /// What each peer took, by size.
    past: BTreeMap<(&'static str, Race), BTreeMap<usize, f64>>,
    records: Vec<Record>,
    errors: Vec<String>,
}

/// What a peer has done on the instance at hand.
#[derive(Default)]
struct Runs {
    build: Vec<f64>,
    solve: Vec<f64>,
    worth: Option<Worth>,
    left_out: Option<String>,
}

impl Course {
    fn run(&mut self, race: Race, size: usize, seed: u64) -> Result<(), String> {
        let name = Name { row: race.row, family: race.family, size, seed };
        tell(&format!("{name} {}", race.mode.name()));
        let instance = self.instance(name)?;
        let mut peers = self.peers.clone();
        peers.retain(|peer| peer.takes(&instance));
        for peer in &peers {
            self.probe(peer, race, size, seed)?;
        }
        let mut all: Vec<Runs> = peers.iter().map(|_| Runs::default()).collect();
        for (peer, runs) in peers.iter().zip(&mut all) {
            runs.left_out = self.too_slow(peer, race, size);
        }
        for run in 0..self.runs {
            // Not the same one first each time.
            for turn in 0..peers.len() {
                let at = (turn + run) % peers.len();
                let taken = fit::median(all[at].seconds());
                let again = run == 0 || taken.is_some_and(|taken| taken <= self.slow);
                if all[at].left_out.is_none() && again {
                    self.one(peers[at], &instance, name, race.mode, &mut all[at]);
                }
            }
        }
        self.conclude(race, name, &instance, &peers, &all);
        Ok(())
    }

    fn one(&mut self, peer: &Peer, instance: &Instance, name: Name, mode: Mode, runs: &mut Runs) {
        let answer = match peer.answer(instance, mode) {
            Ok(answer) => answer,
            Err(reason) => {
                if peer.is_crosstie() {
                    self.errors.push(format!("{name} {}: crosstie {reason}", mode.name()));
                }
                runs.left_out = Some(reason);
                return;
            }
        };
        match check::worth(instance, mode, &answer.pairs) {
            Ok(worth) if runs.worth.is_none_or(|before| before == worth) || mode == Mode::Mwm => {
                runs.worth = Some(worth);
                runs.build.push(answer.build.as_secs_f64());
                runs.solve.push(answer.solve.as_secs_f64());
            }
            wrong => {
                let why = wrong.err().unwrap_or("its runs differ".to_owned());
                self.errors.push(format!("{name} {}: {}: {why}", mode.name(), peer.name));
                runs.left_out = Some(format!("is wrong: {why}"));
            }
        }
    }

    /// Tries a peer on smaller instances, unless it has run on some, so that one that is hopeless
    /// at this size is known before it holds up the race.
    fn probe(
        &mut self,
        peer: &'static Peer,
        race: Race,
        size: usize,
        seed: u64,
    ) -> Result<(), String> {
        if peer.is_crosstie() || self.past.contains_key(&(peer.name, race)) {
            return Ok(());
        }
        let least = if race.row == Row::Dense { 100 } else { 500 };
        let smaller = [64, 16, 4].map(|part| size / part);
        for smaller in smaller.into_iter().filter(|&smaller| smaller >= least) {
            if self.too_slow(peer, race, smaller).is_some() {
                return Ok(());
            }
            let name = Name { row: race.row, family: race.family, size: smaller, seed };
            let instance = self.instance(name)?;
            if let Ok(answer) = peer.answer(&instance, race.mode) {
                let seconds = (answer.build + answer.solve).as_secs_f64();
                self.past.entry((peer.name, race)).or_default().insert(smaller, seconds);
            }
        }
        Ok(())
    }

    fn instance(&self, name: Name) -> Result<Instance, String> {
        generate::instance(name, self.degree.unwrap_or(name.row.degree()))
    }

    fn too_slow(&self, peer: &Peer, race: Race, size: usize) -> Option<String> {
        if peer.is_crosstie() {
            return None;
        }
        let past = self.past.get(&(peer.name, race))?;
        let seconds = foretell(past, size, if race.row == Row::Dense { 3.0 } else { 2.0 })?;
        (seconds > self.slow).then(|| format!("would take more than {} s by its growth", self.slow))
    }

    fn conclude(
        &mut self,
        race: Race,
        name: Name,
        instance: &Instance,
        peers: &[&'static Peer],
        all: &[Runs],
    ) {
        let worths = peers.iter().zip(all);
        let worths: Vec<(&str, Worth)> =
            worths.filter_map(|(peer, runs)| Some((peer.name, runs.worth?))).collect();
        // Without a proof there is nothing to compare with, and the race has failed already.
        if worths.first().is_some_and(|first| first.0 == PEERS[0].name) {
            let wrong = check::agree(race.mode, &worths);
            self.errors
                .extend(wrong.into_iter().map(|why| format!("{name} {}: {why}", race.mode.name())));
        }
        for (peer, runs) in peers.iter().zip(all) {
            let figures = runs.figures();
            if let Some(figures) = &figures {
                let past = self.past.entry((peer.name, race)).or_default();
                past.insert(name.size, figures.seconds);
                tell(&format!("  {} {}", peer.name, table::seconds(figures.seconds)));
            }
            self.records.push(record(race, name, instance, peer, figures, runs.left_out.clone()));
        }
    }
}

/// One line of a file of measurements.
pub(crate) fn record(
    race: Race,
    name: Name,
    instance: &Instance,
    peer: &Peer,
    figures: Option<Figures>,
    left_out: Option<String>,
) -> Record {
    Record {
        row: race.row.name().to_owned(),
        family: race.family.name().to_owned(),
        mode: race.mode.name().to_owned(),
        size: name.size,
        seed: name.seed,
        lefts: instance.lefts(),
        rights: instance.rights(),
        edges: instance.edges(),
        peer: peer.name.to_owned(),
        version: peer.version.to_owned(),
        left_out,
        figures,
    }
}

impl Runs {
    fn seconds(&self) -> Vec<f64> {
        self.build.iter().zip(&self.solve).map(|(build, solve)| build + solve).collect()
    }

    fn figures(&self) -> Option<Figures> {
        if self.left_out.is_some() {
            return None;
        }
        let worth = self.worth?;
        Some(Figures {
            objective: worth.objective,
            cardinality: worth.cardinality,
            build_seconds: fit::median(self.build.clone())?,
            solve_seconds: fit::median(self.solve.clone())?,
            seconds: fit::median(self.seconds())?,
            seconds_min: self.seconds().into_iter().reduce(f64::min)?,
            runs: self.build.len(),
            peak_rss_mb: None,
            base_rss_mb: None,
        })
    }
}

/// The seconds at a size from those at smaller ones: by their growth where two are long enough to
/// tell one, else by this power.
fn foretell(past: &BTreeMap<usize, f64>, size: usize, power: f64) -> Option<f64> {
    let mut before = past.range(..=size).rev();
    let (&last, &seconds) = before.next()?;
    let growth = before.find_map(|(&earlier, &less)| {
        let points = [(earlier as f64, less), (last as f64, seconds)];
        if less < 0.01 { None } else { fit::exponent(&points) }
    });
    let power = growth.map_or(power, |growth| growth.clamp(1.0, 4.0));
    Some(seconds * (size as f64 / last as f64).powf(power))
}

/// Progress, which is no part of the answer.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::foretell;

    #[test]
    fn times_are_foretold_by_growth() {
        let near = |past: &[(usize, f64)], size, seconds: f64| {
            let past: BTreeMap<usize, f64> = past.iter().copied().collect();
            foretell(&past, size, 2.0).is_some_and(|s| (s / seconds - 1.0).abs() < 1e-9)
        };
        assert!(foretell(&BTreeMap::new(), 10, 2.0).is_none());
        // Of one size, and where the other is too short to tell, by the power given.
        assert!(near(&[(10, 0.5)], 40, 8.0));
        assert!(near(&[(10, 0.001), (20, 0.5)], 40, 2.0));
        // Of two, by how they grew.
        assert!(near(&[(10, 0.5), (20, 4.0)], 40, 32.0));
        // Not by larger ones.
        assert!(near(&[(10, 0.5), (20, 4.0)], 10, 0.5));
    }
}
