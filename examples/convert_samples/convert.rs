//! From the raw files of each sample organisation to its records.
//!
//! What every column means, and which are composed, is in the `SOURCE.md`
//! beside the files.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::path::Path;

use crosstie::Date;
use crosstie::import::{write_departments, write_people, write_ties};
use crosstie::org::{DepartmentRecord, OrganizationRecords, PersonRecord, TieRecord};
use serde::Deserialize;
use serde::de::DeserializeOwned;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A sample organisation: the name of its folder, and its conversion from the
/// folder's `source` folder.
pub(crate) type Sample = (&'static str, fn(&Path) -> Result<OrganizationRecords>);

/// All sample organisations.
pub(crate) const SAMPLES: [Sample; 4] = [
    ("law-firm", law_firm),
    ("high-tech-managers", high_tech_managers),
    ("oracle-hr", oracle_hr),
    ("simulated-548", simulated_548),
];

/// The three files of an organisation: name and content.
pub(crate) fn files(records: &OrganizationRecords) -> Result<[(&'static str, Vec<u8>); 3]> {
    let (mut people, mut departments, mut ties) = (Vec::new(), Vec::new(), Vec::new());
    write_people(records, &mut people)?;
    write_departments(records, &mut departments)?;
    write_ties(records, &mut ties)?;
    Ok([("people.csv", people), ("departments.csv", departments), ("ties.csv", ties)])
}

#[derive(Deserialize)]
struct Pair {
    from: usize,
    to: usize,
}

#[derive(Deserialize)]
struct Lawyer {
    id: usize,
    status: u8,
    office: u8,
    seniority: i16,
    practice: u8,
}

fn law_firm(source: &Path) -> Result<OrganizationRecords> {
    const PRACTICES: [(u8, &str, &str); 2] =
        [(1, "litigation", "Litigation"), (2, "corporate", "Corporate")];
    const OFFICES: [(u8, &str, &str); 3] =
        [(1, "boston", "Boston"), (2, "hartford", "Hartford"), (3, "providence", "Providence")];
    let lawyers: Vec<Lawyer> = rows(source, "nodes.csv")?;
    let mut records = OrganizationRecords::default();
    for (practice, function, function_name) in PRACTICES {
        records.departments.push(DepartmentRecord::new(function).name(function_name));
        for (office, place, place_name) in OFFICES {
            if lawyers.iter().any(|l| (l.practice, l.office) == (practice, office)) {
                records.departments.push(
                    DepartmentRecord::new(format!("{function}-{place}"))
                        .name(format!("{function_name}, {place_name}"))
                        .parent(function),
                );
            }
        }
    }
    let key = |id: usize| format!("L{id:02}");
    for l in &lawyers {
        let practice = PRACTICES.iter().find(|p| p.0 == l.practice).ok_or("unknown practice")?;
        let office = OFFICES.iter().find(|o| o.0 == l.office).ok_or("unknown office")?;
        let grade = match l.status {
            1 => 2,
            2 => 1,
            _ => return Err("unknown status".into()),
        };
        records.people.push(
            PersonRecord::new(key(l.id))
                .department(format!("{}-{}", practice.1, office.1))
                .grade(grade)
                .site(office.2)
                .start(Date::new(1991 - l.seniority, 1, 1)?),
        );
    }
    for (file, kind) in
        [("advice.csv", "advice"), ("friends.csv", "friend"), ("cowork.csv", "cowork")]
    {
        for tie in rows::<Pair>(source, file)? {
            records.ties.push(TieRecord::new(key(tie.from), key(tie.to)).kind(kind));
        }
    }
    Ok(records)
}

#[derive(Deserialize)]
struct Manager {
    id: usize,
    tenure: i16,
    level: i16,
    dept: u8,
}

fn high_tech_managers(source: &Path) -> Result<OrganizationRecords> {
    let key = |id: usize| format!("M{id:02}");
    let reports_to: BTreeMap<usize, usize> =
        rows::<Pair>(source, "reports_to.csv")?.iter().map(|line| (line.from, line.to)).collect();
    let mut records = OrganizationRecords::default();
    for dept in 1..=4 {
        records
            .departments
            .push(DepartmentRecord::new(format!("D{dept}")).name(format!("Department {dept}")));
    }
    for m in rows::<Manager>(source, "nodes.csv")? {
        let mut person = PersonRecord::new(key(m.id))
            // Level 1 is the top of the source's ladder of three.
            .grade(4 - m.level)
            .start(Date::new(1987 - m.tenure, 1, 1)?);
        if m.dept != 0 {
            person = person.department(format!("D{}", m.dept));
        }
        if let Some(&manager) = reports_to.get(&m.id) {
            person = person.manager(key(manager));
        }
        records.people.push(person);
    }
    for (file, kind) in [("advice.csv", "advice"), ("friendship.csv", "friend")] {
        for tie in rows::<Pair>(source, file)? {
            records.ties.push(TieRecord::new(key(tie.from), key(tie.to)).kind(kind));
        }
    }
    Ok(records)
}

#[derive(Deserialize)]
struct Employee {
    employee_id: u32,
    hire_date: Date,
    job_id: String,
    manager_id: Option<u32>,
    department_id: Option<u32>,
}

#[derive(Deserialize)]
struct Department {
    department_id: u32,
    department_name: String,
    location_id: u32,
}

#[derive(Deserialize)]
struct JobOccupation {
    job_id: String,
    onet_code: String,
}

/// A skill profile: name and level from 0 to 5, by name.
type Profile = Vec<(String, u8)>;

/// The occupation whose profile people are taken to aspire to: General and
/// Operations Managers.
const ASPIRATION: &str = "11-1021.00";

/// Skills below this level are left out of a person's profile.
const LEAST_LEVEL: u8 = 2;

/// How many skills a person wants at most.
const MOST_WANTS: usize = 3;

fn oracle_hr(source: &Path) -> Result<OrganizationRecords> {
    let employees: Vec<Employee> = rows(source, "employees.csv")?;
    let departments: Vec<Department> = rows(source, "departments.csv")?;
    let site: BTreeMap<u32, u32> =
        departments.iter().map(|d| (d.department_id, d.location_id)).collect();
    let grades = levels_above_deepest(&employees)?;
    let profiles = profiles(source)?;
    let aspiration = profiles.get(ASPIRATION).ok_or("no profile to aspire to")?;
    let occupation: BTreeMap<String, String> = rows::<JobOccupation>(source, "job_occupation.csv")?
        .into_iter()
        .map(|j| (j.job_id, j.onet_code))
        .collect();

    let mut records = OrganizationRecords::default();
    for d in &departments {
        records.departments.push(
            DepartmentRecord::new(d.department_id.to_string()).name(d.department_name.as_str()),
        );
    }
    for (e, grade) in employees.iter().zip(grades) {
        let profile = occupation
            .get(&e.job_id)
            .and_then(|code| profiles.get(code))
            .ok_or_else(|| format!("no profile for job {}", e.job_id))?;
        let mut person =
            PersonRecord::new(e.employee_id.to_string()).grade(grade).start(e.hire_date);
        if let Some(manager) = e.manager_id {
            person = person.manager(manager.to_string());
        }
        if let Some(department) = e.department_id {
            let place = site.get(&department).ok_or("unknown department")?;
            person = person.department(department.to_string()).site(format!("site-{place}"));
        }
        for (skill, level) in profile {
            if *level >= LEAST_LEVEL {
                person = person.skill(skill.as_str(), *level);
            }
        }
        for (skill, target) in shortfalls(profile, aspiration) {
            person = person.wants(skill, target);
        }
        records.people.push(person);
    }
    Ok(records)
}

/// How many reporting levels each employee stands above the deepest one.
fn levels_above_deepest(employees: &[Employee]) -> Result<Vec<i16>> {
    let manager: BTreeMap<u32, Option<u32>> =
        employees.iter().map(|e| (e.employee_id, e.manager_id)).collect();
    let mut depths: Vec<i16> = Vec::with_capacity(employees.len());
    for e in employees {
        let (mut depth, mut above) = (0, e.manager_id);
        while let Some(id) = above {
            depth += 1;
            if usize::try_from(depth)? > employees.len() {
                return Err("reporting lines run in a circle".into());
            }
            above = *manager.get(&id).ok_or_else(|| format!("unknown manager {id}"))?;
        }
        depths.push(depth);
    }
    let deepest = depths.iter().copied().max().unwrap_or(0);
    Ok(depths.iter().map(|depth| deepest - depth).collect())
}

/// The skill profiles of the occupations, by code.
fn profiles(source: &Path) -> Result<BTreeMap<String, Profile>> {
    let mut reader = csv::Reader::from_reader(open(source, "onet_skills_level.csv")?);
    let names: Vec<String> = reader.headers()?.iter().skip(2).map(String::from).collect();
    let mut profiles = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        let code = row.get(0).ok_or("empty row")?.to_owned();
        let mut profile = Profile::new();
        for (name, cell) in names.iter().zip(row.iter().skip(2)) {
            // From 0 to 7 (in millionths) to 0 to 5, halves up.
            let level = u8::try_from((micros(cell)? * 10 + 7_000_000) / 14_000_000)?;
            profile.push((name.clone(), level));
        }
        profile.sort();
        profiles.insert(code, profile);
    }
    Ok(profiles)
}

/// The skills in which a profile lies furthest below another, with the other's
/// levels: the largest shortfall first, ties by name.
fn shortfalls(profile: &Profile, aspiration: &Profile) -> Vec<(String, u8)> {
    let mut found: Vec<(u8, &String, u8)> = profile
        .iter()
        .zip(aspiration)
        .filter(|(own, other)| own.1 < other.1)
        .map(|(own, other)| (other.1 - own.1, &own.0, other.1))
        .collect();
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    found.truncate(MOST_WANTS);
    found.into_iter().map(|(_, skill, target)| (skill.clone(), target)).collect()
}

#[derive(Deserialize)]
struct Worker {
    id: usize,
    organization: String,
    level_designation: String,
    function_type: String,
}

#[derive(Deserialize)]
struct ScoredPair {
    from: usize,
    to: usize,
    strong_tie_score: String,
}

/// How many skills are kept of those that an occupation shares with the fewest
/// others: so some skills are rare.
const LEAST_SHARED: usize = 4;

/// How many are kept of those that it shares with the most: so some skills are
/// held in several functions.
const MOST_SHARED: usize = 6;

fn simulated_548(source: &Path) -> Result<OrganizationRecords> {
    /// From the least senior (grade 1) to the most (grade 7).
    const LADDER: [(&str, i16); 7] = [
        ("Support", 1),
        ("Junior IC", 2),
        ("Senior IC", 3),
        ("Manager", 4),
        ("Director", 5),
        ("Executive", 6),
        ("Senior Executive", 7),
    ];
    let workers: Vec<Worker> = rows(source, "p2p_nodes.csv")?;
    let occupations = lists(source, "function_occupation.csv")?;
    let skills = occupation_skills(source)?;
    let mut records = OrganizationRecords::default();
    let in_use: BTreeSet<(&str, &str)> =
        workers.iter().map(|w| (w.organization.as_str(), w.function_type.as_str())).collect();
    let mut above = None;
    for (organization, function) in in_use {
        let parent = slug(organization);
        if above != Some(organization) {
            records.departments.push(DepartmentRecord::new(parent.as_str()).name(organization));
            above = Some(organization);
        }
        records.departments.push(
            DepartmentRecord::new(format!("{parent}-{}", slug(function)))
                .name(format!("{organization}, {}", function.replace('_', " ")))
                .parent(parent),
        );
    }
    let key = |id: usize| format!("S{id:03}");
    for w in &workers {
        let (_, grade) = LADDER
            .iter()
            .find(|step| step.0 == w.level_designation)
            .ok_or_else(|| format!("unknown level {}", w.level_designation))?;
        let mut person = PersonRecord::new(key(w.id))
            .department(format!("{}-{}", slug(&w.organization), slug(&w.function_type)))
            .grade(*grade);
        let held = occupations
            .get(&w.function_type)
            .and_then(|choice| skills.get(&choice[w.id % choice.len()]))
            .ok_or_else(|| format!("no skills for function {}", w.function_type))?;
        for (i, skill) in held.iter().enumerate() {
            // By grade, and different among colleagues; without the term in
            // `i` a person would have one level in everything.
            let level = (usize::try_from(*grade)? + (w.id + 3 * i) % 7) / 2;
            if level > 0 {
                person = person.skill(skill.as_str(), u8::try_from(level.min(5))?);
            }
        }
        records.people.push(person);
    }
    for tie in rows::<ScoredPair>(source, "p2p_ties.csv")? {
        // Thousandths, halves up.
        let strength = u32::try_from((micros(&tie.strong_tie_score)? + 500) / 1000)?;
        records.ties.push(TieRecord::new(key(tie.from), key(tie.to)).strength(strength.max(1)));
    }
    Ok(records)
}

/// The skills that are kept of each occupation, the least shared first, ties by
/// name.
fn occupation_skills(source: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut skills = lists(source, "esco_occupation_skill.csv")?;
    let mut occupations: BTreeMap<String, usize> = BTreeMap::new();
    for skill in skills.values().flatten() {
        *occupations.entry(skill.clone()).or_default() += 1;
    }
    for kept in skills.values_mut() {
        kept.sort_by(|a, b| (occupations.get(a), a).cmp(&(occupations.get(b), b)));
        let most_shared = kept.len().saturating_sub(MOST_SHARED);
        kept.drain(LEAST_SHARED.min(most_shared)..most_shared);
    }
    Ok(skills)
}

/// Lower case with hyphens.
fn slug(name: &str) -> String {
    name.to_lowercase().replace([' ', '_'], "-")
}

/// Millionths of a number that is not negative; exact for up to six decimals.
fn micros(text: &str) -> Result<u64> {
    let value: f64 = text.parse()?;
    Ok(format!("{value:.6}").replace('.', "").parse()?)
}

/// The second column of a file, listed by the first.
fn lists(source: &Path, file: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in rows::<(String, String)>(source, file)? {
        lists.entry(key).or_default().push(value);
    }
    Ok(lists)
}

/// All rows of a file, by the names in its header.
fn rows<T: DeserializeOwned>(source: &Path, file: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(open(source, file)?)
        .deserialize()
        .map(|row| row.map_err(|e| format!("{}: {e}", source.join(file).display()).into()))
        .collect()
}

fn open(source: &Path, file: &str) -> Result<File> {
    let path = source.join(file);
    File::open(&path).map_err(|e| format!("{}: {e}", path.display()).into())
}
