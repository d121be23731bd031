//! Crosstie pairs people across an organisation: exactly, with proof, and with
//! a reason for every person.
//!
//! Give it an organisation as a graph and say what counts; it returns the plan
//! that no other plan beats, the certificate that shows it, and for everybody a
//! sentence: why this partner, why none, and what would change it. Mentor
//! matching, coffee rounds, task forces and rotational assignments are here.
//!
//! # A first plan, from an organisation
//!
//! Who belongs to which department, who reports to whom, who knows what:
//!
//! ```
//! use crosstie::mentoring::{Capacity, MentoringProblem};
//! use crosstie::org::{DepartmentRecord, Organization, PersonRecord, TieRecord};
//! use crosstie::policy::{Criterion, Policy, Rule};
//!
//! // 1. Who. (From files: `import::csv(people, departments, ties)`.)
//! let org = Organization::builder()
//!     .department(DepartmentRecord::new("sales"))
//!     .department(DepartmentRecord::new("engineering"))
//!     .department(DepartmentRecord::new("finance"))
//!     .person(PersonRecord::new("ada").department("engineering").grade(7).skill("sql", 5))
//!     .person(PersonRecord::new("bob").department("sales").grade(7).skill("negotiation", 4))
//!     .person(PersonRecord::new("cy").department("sales").grade(4).manager("bob").wants("sql", 3))
//!     .person(PersonRecord::new("dee").department("finance").grade(3).wants("negotiation", 3))
//!     .tie(TieRecord::new("cy", "bob"))
//!     .build()?;
//!
//! // 2. What counts: rules that must hold, and criteria with weights.
//! let policy = Policy::new()
//!     .require(Rule::different_function())
//!     .require(Rule::outside_reporting_line(2))
//!     .prefer(3, Criterion::skill_gap())
//!     .prefer(1, Criterion::few_ties());
//!
//! // 3. Who takes part.
//! let problem = MentoringProblem::builder(&org, &policy)
//!     .mentors(org.people().filter(|p| p.grade() >= Some(7)), Capacity::up_to(2))
//!     .mentees(org.people().filter(|p| p.grade() < Some(7)))
//!     .build()?;
//!
//! // 4. The plan, proven, with reasons.
//! let answer = problem.solve()?;
//! assert!(answer.is_optimal());
//! for pair in answer.plan().pairs() {
//!     println!("{}", answer.why(pair));
//! }
//! for person in answer.plan().unmatched() {
//!     println!("{}", answer.why_unmatched(person));
//! }
//! # assert_eq!(
//! #     answer.why(&answer.plan().pairs()[0]).to_string(),
//! #     "ada mentors cy: score 3.95 of 4 (skills wanted 3, few ties 0.95). \
//! #      To talk about: sql: the mentor is at level 5, the mentee at 0 and wants 3."
//! # );
//!
//! // 5. An independent check, from the organisation and the plan alone.
//! assert!(crosstie::audit::check(&problem, answer.plan()).is_clean());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A first plan, without an organisation
//!
//! With pair scores of your own, names are all that is needed:
//!
//! ```
//! use crosstie::Score;
//! use crosstie::mentoring::{Capacity, MentoringProblem};
//!
//! let problem = MentoringProblem::from_scores()
//!     .mentor("ada", Capacity::ONE)
//!     .mentor("bob", Capacity::ONE)
//!     .mentee("cy")
//!     .mentee("dee")
//!     .scores([
//!         ("ada", "cy", Score::points(9)),
//!         ("ada", "dee", Score::points(8)),
//!         ("bob", "cy", Score::points(7)),
//!     ])
//!     .build()?;
//! let answer = problem.solve()?;
//! // A greedy choice takes ada–cy first and leaves dee with nobody.
//! assert_eq!(answer.objective().to_string(), "2 pairs, score 15");
//! assert!(answer.is_optimal());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! And [`matching`] has the kernels alone, on indices or on any petgraph graph.
//!
//! # From here
//!
//! | you want to | go to |
//! | --- | --- |
//! | read your own files | module `import` (feature `csv`) |
//! | say what counts | [`policy::Rule`], [`policy::Criterion`], and rules of your own: [`policy::PairRule`] |
//! | fix pairs of mentors, count existing ones, set a floor | [`mentoring::MentoringBuilder`] |
//! | plan rounds of coffee, for a year | [`rotation`], and in the guide [`guide::rounds`] |
//! | send people through other departments for a year | [`rotation::assignments`], and in the guide [`guide::assignments`] |
//! | form a task force that covers the skills | [`taskforce`], and in the guide [`guide::task_forces`] |
//! | keep people from meeting again too soon | [`policy::History`], [`policy::Rule::not_met_within`] |
//! | understand an answer | [`explain`] |
//! | ask why not these two, and what another place is worth | [`mentoring::WhatIf`] |
//! | check a plan, also one made by hand | [`audit`] |
//! | compare how a plan treats groups of people | [`audit::by_group`], and in the guide [`guide::evenhandedness`] |
//! | show later what a plan was made of, and make it again | module `manifest` (feature `manifest`) |
//! | form a team from numbers of your own | [`matching::selection`] |
//! | match a million people, over every pair | [`mentoring::PairAccess`], [`rotation::PairAccess`], and in the guide [`guide::scale`] |
//! | spread stays over periods, from numbers of your own | [`matching::edge_coloring`] |
//! | try it on a large organisation | `synth` (feature `synth`) |
//! | know how to model, and why it is built so | [`guide`] |
//!
//! # Guarantees
//!
//! | promise | how it is kept |
//! | --- | --- |
//! | An answer that says optimal is optimal. | Every claim is checked by code that shares nothing with the solver ([`solve`]); the tests compare hundreds of thousands of small problems with complete enumeration. |
//! | A plan can be checked without trusting us. | It carries prices that prove it; [`audit::check`] recomputes eligibility, scores, objective and bound from the organisation. |
//! | Every eligible pair is considered. | No shortlist: the proof covers all pairs. |
//! | Everybody gets a reason. | There is no code for "unknown" ([`explain::UnmatchedReason`]). |
//! | Same input, same version: same plan, byte for byte. | Integers inside, no hash order, no clock, no thread in a result. Criteria that you write with floats are outside this promise. |
//! | No protected attribute reaches a solver. | There is no field, rule or criterion for one, and unknown CSV columns are refused. [`audit::Groups`] go to the audit alone. |
//! | Bad input is an error that names it, all mistakes at once. | Nothing panics; `unsafe` is forbidden. |
//!
//! Not promised: that a plan is fair by any measure that the policy does not
//! state; anything about people that the input does not say.
//!
//! # Features
//!
//! | feature | default | gives |
//! | --- | --- | --- |
//! | `serde` | yes | records, policies, histories and plans as data |
//! | `csv` | yes | the module `import`, and plans as CSV |
//! | `synth` | no | seeded synthetic organisations |
//! | `manifest` | no | the module `manifest`: what a run was made of, as hashes |
//! | `parallel` | no | all cores look through the pairs of a large problem; plans stay the same |

#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod audit;
mod error;
pub mod explain;
pub mod guide;
mod id;
#[cfg(feature = "csv")]
#[cfg_attr(docsrs, doc(cfg(feature = "csv")))]
pub mod import;
#[cfg(feature = "manifest")]
#[cfg_attr(docsrs, doc(cfg(feature = "manifest")))]
pub mod manifest;
pub mod matching;
pub mod mentoring;
pub mod org;
mod parallel;
pub mod policy;
mod random;
pub mod rotation;
mod score;
pub mod solve;
#[cfg(feature = "synth")]
#[cfg_attr(docsrs, doc(cfg(feature = "synth")))]
pub mod synth;
pub mod taskforce;

pub use error::Errors;
pub use id::{DepartmentId, PersonId, SkillId, TieKindId};
pub use jiff::civil::Date;
pub use petgraph;
pub use score::{MICROS, Score, Value, ValueError};

#[cfg(all(doctest, feature = "csv", feature = "serde"))]
#[doc = include_str!("../README.md")]
struct Readme;
