//! Seeded synthetic organisations of any size.
//!
//! For trying things out, for tests and for benchmarks: nobody's real
//! colleagues are needed. A [`Shape`] says how large; all the rest is drawn.
//! Nobody in these organisations has a protected attribute, since
//! [`PersonRecord`](crate::org::PersonRecord) has no field for one.
//!
//! ```
//! use crosstie::synth::Shape;
//!
//! let org = Shape::new(500).departments(40).ties(5_000).seed(1).build()?;
//! assert_eq!(org.people().len(), 500);
//! assert_eq!(org.departments().len(), 40);
//! assert_eq!(org.tie_count(), 5_000);
//!
//! let again = Shape::new(500).departments(40).ties(5_000).seed(1).build()?;
//! assert_eq!(org.records(), again.records());
//! # Ok::<(), crosstie::Errors<crosstie::synth::ShapeError>>(())
//! ```
//!
//! # What it looks like
//!
//! One person is at the top, in a small first function; the heads of the other
//! functions report to them, heads of departments to the head of the
//! department above, everybody else to somebody of their own department.
//! People are declared department by department, each manager before their
//! reports.
//!
//! The table compares the default shape of 1,000 people (seeds 1 to 8) with
//! organisations that were measured. Test: `synth::looks_as_the_table_says`
//! reads the last column here and measures again.
//!
//! | measure | measured elsewhere | synthetic |
//! | --- | --- | --- |
//! | mean department size | 23.9 (E), 9.6 (O) | 20 |
//! | variation of department sizes | 1.00 (E), 1.49 (O) | 0.85–1.50 |
//! | share of the largest department | 0.11 (E), 0.42 (O) | 0.08–0.20 |
//! | mean span of control | 12.1 (G), 5.9 (O), 4.0 (K) | 6.0–7.6 |
//! | median span of control | 5–6 (G), 6 (O), 4 (K) | 5–6 |
//! | spans below 5 | 0.37 (G) | 0.40–0.50 |
//! | spans below 10 | 0.66 (G) | 0.75–0.84 |
//! | manager in one's own department | 0.82 (O) | 0.95–0.96 |
//! | levels below the top | | 6 |
//! | levels below the top, 107 people | 3 (O) | 3–5 |
//! | levels below the top, 10,000 people | | 7–8 |
//! | ties within the department | 0.58 (L), 0.60 (V), 0.24 (K) | 0.55–0.64 |
//! | ties within the function | 0.74 (L), 0.72 (V) | 0.69–0.81 |
//! | ties that both name | 0.39 (L), 0.47 (K), 0.71 (E), 0.96 (V) | 0.66 |
//! | clustering | 0.40 (E), 0.52 (L), 0.66 (V), 0.77 (K) | 0.35–0.42 |
//! | variation of how often one is named | 0.66 (L), 0.60 (V), 0.44 (K) | 0.56–0.68 |
//! | share of the most named tenth | 0.22 (L), 0.24 (V) | 0.21–0.25 |
//! | names their manager | 0.95 (K) | 0.93–0.98 |
//! | is named by their manager | 0.50 (K) | 0.45–0.55 |
//! | share of the largest site | 0.68 (L) | 0.34–0.57 |
//! | median years of service | 4.1 (B) | 3.4–4.5 |
//! | ten years of service or more | 0.27 (B) | 0.25–0.30 |
//!
//! Variation is the standard deviation over the mean; clustering the mean
//! share of a person's contacts, in either direction, that are contacts of
//! each other.
//!
//! * (B) US wage and salary workers: Bureau of Labor Statistics, *Employee
//!   Tenure in 2008*.
//! * (E) A European research institution, 1,005 people: SNAP data set
//!   *email-Eu-core*, its published clustering, the symmetry that the
//!   SuiteSparse collection states, department sizes from its labels.
//! * (G) US managers: Gallup, *Span of Control*, figures for 2025.
//! * (K) 21 managers of a high-tech firm, advice: Krackhardt (1987), Cognitive
//!   social structures.
//! * (L) 71 lawyers of a law firm, advice: Lazega (2001), *The Collegial
//!   Phenomenon*; practices as functions, practice and office as department.
//! * (O) Oracle's sample schema HR, 106 of its 107 invented employees who have
//!   a department.
//! * (V) The demonstration network of Microsoft's *vivainsights*, 548 invented
//!   people; organisations as functions, organisation and function type as
//!   department.
//!
//! Not taken from any source, since none was found: the levels of skills, what
//! people want to learn, grades, interests, languages, working hours, pauses
//! and the strength of ties. Skills follow the function and rise with service;
//! wants aim above the present level; grades fall with the distance from the
//! top; hours and languages follow the site.
//!
//! # Determinism
//!
//! A shape with its seed gives the same organisation on every platform and for
//! any number of threads: all decisions are made in whole numbers, from
//! `next_u64` of a named generator. Test: `synth::same_shape_same_organisation`.
//! A version of this crate that makes other organisations of the same seeds
//! says so in its changelog.
//!
//! # References
//!
//! Gibrat (1931) for sizes that grow in proportion; Holme & Kim (2002),
//! Growing scale-free networks with tunable clustering, for contacts of
//! contacts; Lemire (2019), Fast random integer generation in an interval; Fan,
//! Muller & Rezucha (1962) for samples of an exact size.

mod people;
mod random;
mod structure;
mod ties;
mod words;

use jiff::civil::{Date, date};

use crate::error::Errors;
use crate::id::PersonId;
use crate::org::{Organization, OrganizationError};
use people::People;
use structure::Structure;

/// The most people: their ids, links and skills fit 32 bits.
const MOST_PEOPLE: usize = 1 << 28;
/// The most ties that an organisation can index.
const MOST_TIES: u64 = (1 << 31) - 1;
/// The most entries of a catalogue.
const MOST_ENTRIES: usize = 10_000;
/// The name of the one kind of tie.
const TIE_KIND: &str = "work";

/// What kind of organisation to make; see the [module](self) for what it looks like.
///
/// The number of people, departments, functions and ties is met exactly.
/// Sites, languages, interests and skills are catalogues to draw from: a
/// small organisation may not name each entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Shape {
    people: usize,
    seed: u64,
    departments: Option<usize>,
    functions: Option<usize>,
    ties: Option<Ties>,
    sites: Option<usize>,
    languages: Option<usize>,
    interests: usize,
    skills: Option<usize>,
    as_of: Date,
}

/// How many ties were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ties {
    Total(u64),
    PerPerson(u64),
}

/// A number that a [`Shape`] cannot have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// A number out of its range.
    #[error("{what}: {given} asked for, but only {least} to {most} are possible: {because}")]
    Range {
        /// What was asked for, named as the method of [`Shape`].
        what: &'static str,
        /// How many.
        given: u64,
        /// The fewest there can be.
        least: u64,
        /// The most there can be.
        most: u64,
        /// Where the limit comes from.
        because: &'static str,
    },
    /// The organisation that was made was refused: a defect of this crate,
    /// never of the shape.
    #[error("the organisation made is not valid, please report this: {0}")]
    Refused(OrganizationError),
}

/// The numbers of a shape, with defaults filled in and checked.
#[derive(Clone, Debug)]
struct Counts {
    people: usize,
    departments: usize,
    functions: usize,
    ties: u64,
    sites: usize,
    languages: usize,
    interests: usize,
    skills: usize,
}

impl Shape {
    /// An organisation of so many people, all else derived from that, seed 0.
    pub fn new(people: usize) -> Self {
        Self {
            people,
            seed: 0,
            departments: None,
            functions: None,
            ties: None,
            sites: None,
            languages: None,
            interests: 24,
            skills: None,
            as_of: date(2026, 1, 1),
        }
    }

    /// Which of all organisations of this shape.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// So many departments, functions included; by default one for every
    /// 2·∛people.
    pub fn departments(mut self, departments: usize) -> Self {
        self.departments = Some(departments);
        self
    }

    /// So many functions, which are top-level departments; by default
    /// 2 + ½·log₂(people), if there are so many departments.
    pub fn functions(mut self, functions: usize) -> Self {
        self.functions = Some(functions);
        self
    }

    /// So many ties altogether.
    pub fn ties(mut self, total: u64) -> Self {
        self.ties = Some(Ties::Total(total));
        self
    }

    /// So many ties that each person names on average; by default 10, or
    /// half of all others where that is less.
    pub fn ties_per_person(mut self, mean: u64) -> Self {
        self.ties = Some(Ties::PerPerson(mean));
        self
    }

    /// So many sites; with none, no person has a site or working hours. By
    /// default 1 + ⅓·log₂(people).
    pub fn sites(mut self, sites: usize) -> Self {
        self.sites = Some(sites);
        self
    }

    /// So many languages; by default one more than sites, at most 12.
    pub fn languages(mut self, languages: usize) -> Self {
        self.languages = Some(languages);
        self
    }

    /// So many interests; by default 24.
    pub fn interests(mut self, interests: usize) -> Self {
        self.interests = interests;
        self
    }

    /// So many skills, a fifth of them common, the others shared out over the
    /// functions; by default 10 + 5 a function.
    pub fn skills(mut self, skills: usize) -> Self {
        self.skills = Some(skills);
        self
    }

    /// The day on which the organisation looks like this: nobody starts
    /// later, and pauses lie around it. By default 1 January 2026.
    pub fn as_of(mut self, day: Date) -> Self {
        self.as_of = day;
        self
    }

    /// Makes the organisation.
    ///
    /// Complexity: O(n + t log t) time and O(n + t) space for n people and t
    /// ties; O(n²) time where more than a quarter of all pairs have a tie. A
    /// million people with ten million ties take seconds; see the example
    /// `build_at_scale`.
    ///
    /// # Errors
    /// Every number that is out of range, with the limit it breaks.
    pub fn build(&self) -> Result<Organization, Errors<ShapeError>> {
        let counts = self.counts()?;
        let structure = Structure::new(&counts, self.seed);
        let mut builder = Organization::builder();
        let departments = structure.records();
        let keys: Vec<String> = departments.iter().map(|d| d.key.clone()).collect();
        for department in departments {
            builder.add_department(department);
        }
        People::new(&structure, &counts, self.seed, self.as_of).for_each(&keys, |person| {
            builder.add_person(person);
        });
        ties::draw(&structure, &counts, self.seed, |tie| {
            let (from, to) = (PersonId(tie.from), PersonId(tie.to));
            builder.add_tie_between(from, to, Some(TIE_KIND), tie.strength);
        });
        drop(structure);
        builder.build().map_err(|errors| {
            Errors::from_vec(errors.into_iter().map(ShapeError::Refused).collect())
        })
    }

    /// Fills in the defaults and checks every number.
    fn counts(&self) -> Result<Counts, Errors<ShapeError>> {
        let mut mistakes = Vec::new();
        let mut check = |what, given: u64, least: u64, most: u64, because| {
            if given < least || given > most {
                mistakes.push(ShapeError::Range { what, given, least, most, because });
            }
        };
        let people = self.people;
        let log = people.max(1).ilog2() as usize;
        let derived = (people / (2 * cube_root(people).max(1))).max(1);
        let departments = self.departments.unwrap_or(derived);
        let functions = self.functions.unwrap_or((2 + log / 2).min(departments.max(1)));
        let sites = self.sites.unwrap_or(1 + log / 3);
        let languages = self.languages.unwrap_or((1 + sites).min(12));
        let skills = self.skills.unwrap_or((10 + functions.saturating_mul(5)).min(MOST_ENTRIES));
        let others = people.saturating_sub(1) as u64;
        let all = others.saturating_mul(people as u64);
        let ties = match self.ties {
            Some(Ties::Total(total)) => total,
            Some(Ties::PerPerson(mean)) => mean.saturating_mul(people as u64),
            None => (all.min((people as u64).saturating_mul(20)) / 2).min(MOST_TIES),
        };

        let (n, ids) = (people as u64, "ids have 32 bits");
        check("people", n, 1, MOST_PEOPLE as u64, ids);
        check("departments", departments as u64, 1, n.max(1), "each has at least one person");
        let each = "a function is a department";
        check("functions", functions as u64, 1, (departments as u64).max(1), each);
        let (most, because) = if all < MOST_TIES {
            (all, "one from each person to each other")
        } else {
            (MOST_TIES, ids)
        };
        check("ties", ties, 0, most, because);
        for (what, given) in [
            ("sites", sites),
            ("languages", languages),
            ("interests", self.interests),
            ("skills", skills),
        ] {
            check(what, given as u64, 0, MOST_ENTRIES as u64, "catalogues are short lists");
        }
        Errors::check(mistakes)?;
        let interests = self.interests;
        Ok(Counts { people, departments, functions, ties, sites, languages, interests, skills })
    }
}

/// The largest whole number whose cube is at most n.
fn cube_root(n: usize) -> usize {
    let mut root = 0_u128;
    for bit in (0..22).rev() {
        let next = root | 1 << bit;
        if next * next * next <= n as u128 {
            root = next;
        }
    }
    // At most 22 bits.
    usize::try_from(root).unwrap_or(0)
}

/// A position as a 32-bit number; counts are checked to fit.
fn id(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
