//! What a run was made of: enough to make it again, and to show to an auditor.
//!
//! A [`Manifest`] goes with a plan. It names the version of this crate, the programme, the objective, the bound and
//! whether the plan is claimed optimal, and holds SHA-256 hashes of everything that went in and of what came out:
//!
//! | field | hash of |
//! | --- | --- |
//! | `input` | the [records](crate::org::Organization::records) of the organisation; or the caller's own scores |
//! | `policy` | the policy, a floor on scores among its rules |
//! | `settings` | who is enrolled, in order, with capacities; existing pairs and pins; rounds, pools, absences, the brief; the history, wishes, the day and the round; whether pairs are listed or priced |
//! | `plan` | who is placed with whom, who is not, scores and objectives |
//! | `proof` | what proves the bound |
//!
//! [`verify`](Manifest::verify) holds a problem and a plan against it, without solving; [`reproduce`](Manifest::reproduce)
//! solves again.
//!
//! # What is hashed
//! The UTF-8 text `{"crosstie":kind,"schema":1,"content":content}` as compact JSON, fields in the order of the types,
//! kind being the name in front (`organization`, `policy`, `mentoring-settings`, …). Nothing of it depends on hash maps,
//! the platform, threads or features. Contents are texts, whole numbers and lists of them, each quoted or closed
//! by JSON, so that different contents have different texts; that two of them share a hash nobody has seen.
//! Anybody can make the hashes of the input and the policy again with a JSON writer and `sha256sum`:
//!
//! ```text
//! input     {"crosstie":"organization","schema":1,"content":<the records>}
//! policy    {"crosstie":"policy","schema":1,"content":<the policy>}
//! ```
//!
//! **Order** is kept where it can decide between plans of the same value: that of people and departments, of the enrolled,
//! and of the first mention of each skill, site, interest and language; that of rules and criteria, which messages
//! follow; and that of the history as recorded, since of two meetings in one round the later one says who came last.
//! It is not kept of ties, of scores of one's own, of existing pairs, pins, absences, volunteers and points.
//!
//! # What it does not say
//! - Rules and criteria of the caller's own are code, and code is not hashed. Their names are, as part of the policy, and
//!   [`Manifest::not_covered`] lists them.
//! - A run under limits, or by another solver, may not be the one that [`reproduce`](Manifest::reproduce) makes.
//! - It is not signed. Whoever can change the manifest can change it to fit another plan: keep it where they
//!   cannot, or sign its JSON.
//! - Hashes hide nothing: who knows what an input may be can try.
//!
//! # Guarantees
//! - It verifies on every golden plan, and a single change of the input, the policy, a setting, the seed, the version, the
//!   plan, its bound or its proof is reported as a mismatch of that field, and of no other. Tests: `golden`,
//!   `manifest::changes`.
//! - Changes of single facts change the hash of where they stand, and of nothing else; orders without a meaning
//!   change none. Tests: `manifest::mutations`.
//!
//! # Example
//! ```
//! use crosstie::Score;
//! use crosstie::manifest::Manifest;
//! use crosstie::mentoring::{Capacity, MentoringProblem};
//!
//! let problem = MentoringProblem::from_scores()
//!     .mentor("ada", Capacity::ONE)
//!     .mentee("bob")
//!     .mentee("cy")
//!     .score("ada", "bob", Score::points(2))
//!     .score("ada", "cy", Score::points(1))
//!     .build()?;
//! let answer = problem.solve()?;
//! let manifest = Manifest::of_mentoring(&answer);
//! let json = serde_json::to_string_pretty(&manifest)?; // to keep beside the plan
//!
//! // A year later: is this the plan, and does it come out again?
//! let manifest: Manifest = serde_json::from_str(&json)?;
//! assert!(manifest.verify(&problem, answer.plan())?.proof);
//! manifest.reproduce(&problem)?;
//!
//! // Somebody has another plan.
//! let other = problem.plan_by_hand([("ada", "cy")]);
//! let errors = manifest.verify(&problem, &other).unwrap_err();
//! let codes: Vec<_> = errors.iter().map(|mismatch| mismatch.code()).collect();
//! assert_eq!(codes, ["plan"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod digest;
mod mismatch;
mod run;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use digest::{Digest, DigestError};
pub use mismatch::ManifestMismatch;
pub use run::Run;

use crate::error::Errors;
use crate::mentoring;
use crate::policy::Programme;
use crate::rotation;
use crate::score::Score;
use crate::solve::Mode;
use crate::taskforce;

use run::{Planned, Stated};

/// The schema number of manifests that this version writes.
const MANIFEST_SCHEMA: u32 = 1;

/// This version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run was made of: see the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Manifest {
    /// The schema of this data.
    pub schema: u32,
    /// The version of this crate that made the plan.
    pub crosstie: String,
    /// The programme.
    pub programme: Programme,
    /// Hash of the organisation, or of the caller's own scores.
    pub input: Digest,
    /// Hash of the policy; none where scores are the caller's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Digest>,
    /// Hash of who is enrolled and of all other settings.
    pub settings: Digest,
    /// The seed, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What was compared: mentoring only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Hash of the plan without its bound and its proof.
    pub plan: Digest,
    /// The value of the plan.
    pub objective: ManifestedObjective,
    /// What no plan exceeds, where that is claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<ManifestedObjective>,
    /// Whether the plan is claimed optimal: of rounds, over all of them together.
    pub optimal: bool,
    /// Hash of what proves the bound, where there is a proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Digest>,
    /// Rules and criteria of the caller's own, of which the hashes cover the names alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<NotCovered>,
}

/// The value of a plan, by programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ManifestedObjective {
    /// Of mentors and mentees.
    Mentoring(mentoring::Objective),
    /// Of rounds together.
    Rotation(rotation::HorizonObjective),
    /// Of a task force.
    #[serde(rename = "task_force_score_micros")]
    TaskForce(Score),
}

impl fmt::Display for ManifestedObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mentoring(objective) => fmt::Display::fmt(objective, f),
            Self::Rotation(objective) => fmt::Display::fmt(objective, f),
            Self::TaskForce(score) => write!(f, "score {score}"),
        }
    }
}

/// Something that decides about a plan and is code, so that hashes cover its name alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum NotCovered {
    /// A rule of the caller's own.
    Rule {
        /// The name it is registered under.
        name: String,
    },
    /// A criterion of the caller's own.
    Criterion {
        /// The name it is registered under.
        name: String,
    },
}

impl fmt::Display for NotCovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule { name } => write!(f, "the rule `{name}`"),
            Self::Criterion { name } => write!(f, "the criterion `{name}`"),
        }
    }
}

/// What was held against a manifest and fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Verified {
    /// Whether the bound was compared: not where the plan states none.
    pub bound: bool,
    /// Whether the proof was compared: not where the plan carries none.
    pub proof: bool,
    /// Rules and criteria of the caller's own, which were not compared but by name.
    pub not_covered: Vec<NotCovered>,
}

impl Manifest {
    /// Of an answer of mentoring.
    #[must_use]
    pub fn of_mentoring(answer: &mentoring::Answer<'_>) -> Self {
        Self::of(answer.problem(), answer.plan())
    }

    /// Of an answer of rounds.
    #[must_use]
    pub fn of_rotation(answer: &rotation::Answer<'_>) -> Self {
        Self::of(answer.problem(), answer.plan())
    }

    /// Of an answer of a task force.
    #[must_use]
    pub fn of_task_force(answer: &taskforce::Answer<'_>) -> Self {
        Self::of(answer.problem(), answer.plan())
    }

    fn of<P: Run>(problem: &P, plan: &P::Plan) -> Self {
        let stated = problem.stated();
        let planned = P::planned(plan);
        Self {
            schema: MANIFEST_SCHEMA,
            crosstie: VERSION.to_owned(),
            programme: stated.programme,
            input: stated.input,
            policy: stated.policy,
            settings: stated.settings,
            seed: stated.seed,
            mode: stated.mode,
            plan: planned.plan,
            objective: planned.objective,
            bound: planned.bound,
            optimal: planned.bound == Some(planned.objective),
            proof: planned.proof,
            not_covered: stated.not_covered,
        }
    }

    /// Holds a problem and a plan against the manifest, without solving: whether they are those of the run.
    ///
    /// A plan that states no bound or carries no proof is compared without them, and the answer says so. What the
    /// plan is worth is for the [audit](crate::audit) to say.
    ///
    /// Complexity: O(size of the input and of the plan), once.
    ///
    /// # Errors
    /// Every field that does not fit, in the order of the fields.
    pub fn verify<P: Run>(
        &self,
        problem: &P,
        plan: &P::Plan,
    ) -> Result<Verified, Errors<ManifestMismatch>> {
        let mut mismatches = Vec::new();
        let comparable = self.compare_problem(&problem.stated(), &mut mismatches);
        let planned = P::planned(plan);
        if comparable {
            self.compare_plan(&planned, &mut mismatches);
        }
        Errors::check(mismatches)?;
        Ok(self.verified(&planned))
    }

    /// Solves the problem again, with the default solver and without limits, and holds the plan against the
    /// manifest: whether the same comes out, byte for byte.
    ///
    /// # Errors
    /// Every field of the problem that does not fit, the version among them, and then nothing is solved; else every
    /// field of the plan that does not.
    pub fn reproduce<P: Run>(&self, problem: &P) -> Result<Verified, Errors<ManifestMismatch>> {
        let mut mismatches = Vec::new();
        self.compare_problem(&problem.stated(), &mut mismatches);
        Errors::check(mismatches)?;
        let plan = problem
            .solve_again()
            .map_err(|reason| Errors::from_vec(vec![ManifestMismatch::NoPlan { reason }]))?;
        let planned = P::planned(&plan);
        let mut mismatches = Vec::new();
        self.compare_plan(&planned, &mut mismatches);
        Errors::check(mismatches)?;
        Ok(self.verified(&planned))
    }

    fn verified(&self, planned: &Planned) -> Verified {
        Verified {
            bound: planned.bound.is_some() || self.bound.is_none(),
            proof: planned.proof.is_some() || self.proof.is_none(),
            not_covered: self.not_covered.clone(),
        }
    }

    /// Whether the manifest is of the same programme, so that the rest was compared.
    fn compare_problem(&self, found: &Stated, mismatches: &mut Vec<ManifestMismatch>) -> bool {
        if self.schema != MANIFEST_SCHEMA {
            let (stated, found) = (self.schema, MANIFEST_SCHEMA);
            mismatches.push(ManifestMismatch::Schema { stated, found });
        }
        if self.crosstie != VERSION {
            let (stated, found) = (self.crosstie.clone(), VERSION.to_owned());
            mismatches.push(ManifestMismatch::Version { stated, found });
        }
        if self.programme != found.programme {
            let (stated, found) = (self.programme.clone(), found.programme.clone());
            mismatches.push(ManifestMismatch::Programme { stated, found });
            return false;
        }
        if self.input != found.input {
            let (stated, found) = (self.input, found.input);
            mismatches.push(ManifestMismatch::Input { stated, found });
        }
        if self.policy != found.policy {
            let (stated, found) = (self.policy, found.policy);
            mismatches.push(ManifestMismatch::Policy { stated, found });
        } else if self.not_covered != found.not_covered {
            let (stated, found) = (self.not_covered.clone(), found.not_covered.clone());
            mismatches.push(ManifestMismatch::NotCovered { stated, found });
        }
        if self.settings != found.settings {
            let (stated, found) = (self.settings, found.settings);
            mismatches.push(ManifestMismatch::Settings { stated, found });
        }
        if self.seed != found.seed {
            let (stated, found) = (self.seed, found.seed);
            mismatches.push(ManifestMismatch::Seed { stated, found });
        }
        if self.mode != found.mode {
            let (stated, found) = (self.mode, found.mode);
            mismatches.push(ManifestMismatch::Mode { stated, found });
        }
        true
    }

    fn compare_plan(&self, found: &Planned, mismatches: &mut Vec<ManifestMismatch>) {
        if self.plan != found.plan {
            let (stated, found) = (self.plan, found.plan);
            mismatches.push(ManifestMismatch::Plan { stated, found });
            return;
        }
        if self.objective != found.objective {
            let (stated, found) = (self.objective, found.objective);
            mismatches.push(ManifestMismatch::Objective { stated, found });
        }
        let bound = found.bound.or(self.bound);
        if self.bound != bound {
            let (stated, found) = (self.bound, bound);
            mismatches.push(ManifestMismatch::Bound { stated, found });
        } else if self.optimal != (bound == Some(found.objective)) {
            let (stated, found) = (self.optimal, !self.optimal);
            mismatches.push(ManifestMismatch::Optimal { stated, found });
        }
        if let Some(found) = found.proof.filter(|&found| self.proof != Some(found)) {
            mismatches.push(ManifestMismatch::Proof { stated: self.proof, found });
        }
    }
}
