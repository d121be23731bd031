//! CSV: every mistake by line and column, encodings, round trips, no panic.

use crosstie::Errors;
use crosstie::import::{CsvReader, ImportError};
use crosstie::org::Organization;

mod any_bytes;
mod forms;
mod history;
mod mistakes;
mod round_trip;

/// Good files that use every column and every form of a cell.
const PEOPLE: &str = "\
key,department,manager,grade,site,hours,start,languages,interests,skills,wants,pauses
ada,compilers,,8,London,09:00-17:00,2015-03-01,English;Dutch,chess,C++\\: the core:5;law:1,statistics:4,2026-07-01..2026-07-31
bob,litigation,ada,4,,540-1020,,English,,law:3,statistics:3:2;C++\\: the core:1,2026-12-24
\"eve \"\"E.\"\" smith\",compilers,ada,-1,,22:00-6:00,,,,,,
";
const DEPARTMENTS: &str = "\
key,name,parent
engineering,\"Engineering, all\",
compilers,,engineering
litigation,,
";
const TIES: &str = "\
from,to,kind,strength
bob,ada,advice,3
ada,bob,,
";

fn read(
    reader: &CsvReader,
    [people, departments, ties]: [&[u8]; 3],
) -> Result<Organization, Errors<ImportError>> {
    reader.read(people, departments, ties)
}

/// A good history that uses every column and every form of a cell.
const HISTORY: &str = "\
people,round,date,programme,attendance,absent
ada;bob,1,2026-01-05,mentoring,kept,
\"ada;bob;eve \"\"E.\"\" smith\",2,,rotation,missed,
ada;bob;semi\\;colon,3,2026-01-19,rotation,,bob;semi\\;colon
bob,3,,rotation,kept,
ada;\\ cy\\ ,,2026-02-02,task_force,kept,nobody
ada;bob,4,,\"choir, \"\"B\"\"\",kept,
ada;bob,4294967295,,,kept,
";

/// The messages about three files read as they come.
fn messages(files: [&str; 3]) -> Vec<String> {
    messages_of(&CsvReader::new(), files.map(str::as_bytes))
}

fn messages_of(reader: &CsvReader, files: [&[u8]; 3]) -> Vec<String> {
    match read(reader, files) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// Steele, Lea & Flood (2014): SplitMix64.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        crate::rng::splitmix64(&mut self.0)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
}
