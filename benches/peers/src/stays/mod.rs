//! Rotational assignments: instances as files with crosstie's answer. `stays.py` races mixed integer
//! programmes on them.

mod crosstie;
mod draw;
mod instance;

use std::fmt::Write;
use std::path::PathBuf;

pub(crate) use draw::{CONDITIONS, instance as draw};
pub(crate) use instance::{Instance, Size, Told};

use crate::args::Args;
use crate::instance::{Family, Mode};
use crate::race::tell;
use crate::record::Machine;
use crate::table;

/// The others are of matrices.
pub(crate) const FAMILIES: [Family; 4] =
    [Family::Uniform, Family::Ties, Family::Clustered, Family::Common];
const MODES: [Mode; 2] = [Mode::Mcw, Mode::Mwm];

const HEAD: &str = "\
| file | pairs | crosstie | build + solve | |
| --- | ---: | ---: | ---: | --- |";

/// Draws instances, or reads those given, and writes crosstie's answer into their files. Gives the
/// table.
pub(crate) fn stays(args: &[String]) -> Result<String, String> {
    let known = ["sizes", "families", "modes", "seeds", "degree", "conditions", "folder", "runs"];
    let args = Args::read(args, &known)?;
    let runs: usize = args.number("runs")?.unwrap_or(3).max(1);
    let files = if args.words().is_empty() { drawn(&args) } else { given(&args) };
    let mut text = format!("{}\n\n{HEAD}\n", Machine::here());
    for (path, mut instance) in files? {
        let path = path.display();
        let told = crosstie::tell(&instance, runs).map_err(|why| format!("{path}: {why}"))?;
        let pairs = instance.scores.len();
        writeln!(text, "| {path} | {pairs} | {} |", cells(&told)).map_err(|why| why.to_string())?;
        tell(&format!("{path} done"));
        instance.crosstie = Some(told);
        instance.write(path.to_string().as_ref())?;
    }
    Ok(text)
}

fn given(args: &Args) -> Result<Vec<(PathBuf, Instance)>, String> {
    let paths = args.words().iter().map(PathBuf::from);
    paths.map(|path| Ok((path.clone(), Instance::read(&path)?))).collect()
}

fn drawn(args: &Args) -> Result<Vec<(PathBuf, Instance)>, String> {
    let sizes: Vec<Size> =
        args.numbers("sizes")?.ok_or("stays needs --sizes or files; see --help")?;
    let families = args.named("families", &FAMILIES, Family::name)?;
    let modes = args.named("modes", &MODES, Mode::name)?.unwrap_or(MODES.to_vec());
    let seeds: Vec<u64> = args.numbers("seeds")?.unwrap_or(vec![1]);
    let conditions = args.named("conditions", &CONDITIONS, |name| name)?.unwrap_or_default();
    let (degree, folder) = (args.number("degree")?, args.text("folder").unwrap_or("."));
    std::fs::create_dir_all(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut files = Vec::new();
    for family in families.unwrap_or(vec![Family::Uniform]) {
        for &size in &sizes {
            for &seed in &seeds {
                let drawn = draw(family, size, seed, degree, &conditions)?;
                for mode in modes.iter().map(|mode| mode.name()) {
                    let mut words = vec![format!("stays-{}-{size}-{seed}-{mode}", family.name())];
                    words.extend(drawn.conditions().into_iter().map(str::to_owned));
                    let path = PathBuf::from(folder).join(words.join("-") + ".json");
                    files.push((path, Instance { mode: mode.to_owned(), ..drawn.clone() }));
                }
            }
        }
    }
    Ok(files)
}

fn cells(told: &Told) -> String {
    match (&told.answer, told.times) {
        (Some(answer), Some(times)) => {
            let [all, build, solve] =
                [times.seconds, times.build_seconds, times.solve_seconds].map(table::seconds);
            let objective = answer.objective.iter().flatten().map(i64::to_string);
            let objective = objective.collect::<Vec<_>>().join(" stays, ");
            format!("{all} | {build} + {solve} | {} {objective}", answer.status)
        }
        _ => "— | — | not solved".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::{CONDITIONS, FAMILIES, Instance, draw, stays};

    #[test]
    fn instances_never_change() {
        let mut sum = 0_u64;
        for family in FAMILIES {
            let drawn = draw(family, "20x5x6".parse().unwrap(), 1, None, &CONDITIONS).unwrap();
            assert_eq!(drawn.conditions(), CONDITIONS);
            for byte in serde_json::to_string(&drawn).unwrap().bytes() {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        assert_eq!(sum, 0xe8c498052a227f0d);
    }

    #[test]
    fn answers_stand_in_the_files() {
        let folder = std::env::temp_dir().join(format!("peers-stays-{}", std::process::id()));
        let run = |words: &str| {
            let words = words.split(' ').chain(["--folder", folder.to_str().unwrap()]);
            stays(&words.map(str::to_owned).collect::<Vec<_>>()).unwrap()
        };
        run("--sizes 10x4x3 --families common --modes mwm --seeds 2");
        run("--sizes 10x4x3 --modes mcw --conditions away,fixed");
        let read = |name: &str| Instance::read(&folder.join(name)).unwrap();
        let solved = read("stays-common-10x4x3-2-mwm.json");
        let told = solved.crosstie.clone().unwrap();
        let answer = told.answer.unwrap();
        let score = |stay: &(u32, u32, u32)| {
            let pair = solved.scores.iter().find(|one| (one.0, one.1) == (stay.0, stay.1));
            i64::from(pair.unwrap().2)
        };
        let score = answer.stays.iter().map(score).sum();
        assert_eq!((&*answer.status, told.times.unwrap().runs), ("optimal", 3));
        assert_eq!((answer.objective, answer.bound), (Some(vec![score]), Some(vec![score])));
        let promised = read("stays-uniform-10x4x3-1-mcw-away-fixed.json");
        let answer = promised.crosstie.clone().unwrap().answer.unwrap();
        assert_eq!(answer.status, "optimal");
        assert!(!promised.fixed.is_empty());
        assert!(promised.fixed.iter().all(|stay| answer.stays.contains(stay)));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
