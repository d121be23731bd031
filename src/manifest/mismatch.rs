//! What differs between a manifest and what it is held against.

use std::fmt;

use serde::Serialize;

use super::{Digest, ManifestedObjective, NotCovered};
use crate::policy::Programme;
use crate::solve::Mode;

/// A field of a [`Manifest`](super::Manifest) that does not fit: what it states, and what was found.
///
/// Tests: `manifest::changes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ManifestMismatch {
    /// The manifest is of another schema.
    #[error(
        "the manifest is of schema {stated}, and this version reads {found}; use the version that it names"
    )]
    Schema {
        /// What the manifest states.
        stated: u32,
        /// What this version writes.
        found: u32,
    },
    /// The run was made by another version of this crate.
    #[error(
        "the run was made by crosstie {stated}, and this is {found}; another version may make another plan: use the \
         one that is stated"
    )]
    Version {
        /// What the manifest states.
        stated: String,
        /// This version.
        found: String,
    },
    /// The manifest is of another programme; nothing else was compared.
    #[error("the manifest is of {}, and the problem of {}; take the manifest of this run", word(.stated), word(.found))]
    Programme {
        /// What the manifest states.
        stated: Programme,
        /// That of the problem.
        found: Programme,
    },
    /// The organisation, or the caller's own scores, are not those of the run.
    #[error(
        "the organisation or the scores are not those of the run (stated {stated}, found {found}); load the input of that day"
    )]
    Input {
        /// What the manifest states.
        stated: Digest,
        /// That of the problem.
        found: Digest,
    },
    /// The policy is not that of the run.
    #[error("the policy is not that of the run (stated {}, found {}); load the policy of that day", or_none(.stated), or_none(.found))]
    Policy {
        /// What the manifest states; none where scores were the caller's own.
        stated: Option<Digest>,
        /// That of the problem.
        found: Option<Digest>,
    },
    /// Who is enrolled, or another setting, is not as in the run.
    #[error(
        "who is enrolled, pins, the history, the day or another setting is not as in the run (stated {stated}, found \
         {found}); build the problem as it was"
    )]
    Settings {
        /// What the manifest states.
        stated: Digest,
        /// That of the problem.
        found: Digest,
    },
    /// The seed is another.
    #[error("the run had the seed {}, and this problem has {}; set the seed as it was", or_none(.stated), or_none(.found))]
    Seed {
        /// What the manifest states.
        stated: Option<u64>,
        /// That of the problem.
        found: Option<u64>,
    },
    /// Plans are compared by another mode.
    #[error("the run compared plans by {}, and this problem by {}; set the mode as it was", mode(.stated), mode(.found))]
    Mode {
        /// What the manifest states; none where the programme has no modes.
        stated: Option<Mode>,
        /// That of the problem.
        found: Option<Mode>,
    },
    /// The list of what hashes do not cover is another.
    #[error("the manifest lists {} as not covered, and the policy names {}; the list was changed", list(.stated), list(.found))]
    NotCovered {
        /// What the manifest states.
        stated: Vec<NotCovered>,
        /// What the policy names.
        found: Vec<NotCovered>,
    },
    /// The plan is another: who is placed with whom, the scores or the objective. What else the manifest says of the
    /// plan was not compared.
    #[error(
        "the plan is not that of the run (stated {stated}, found {found}); take the plan as it was made"
    )]
    Plan {
        /// What the manifest states.
        stated: Digest,
        /// That of the plan.
        found: Digest,
    },
    /// The objective stated is not that of the plan.
    #[error(
        "the manifest states the objective {stated}, and the plan {found}; the manifest was changed"
    )]
    Objective {
        /// What the manifest states.
        stated: ManifestedObjective,
        /// That of the plan.
        found: ManifestedObjective,
    },
    /// The bound stated is not that of the plan.
    #[error("the manifest states the bound {}, and the plan {}; one of the two was changed", or_none(.stated), or_none(.found))]
    Bound {
        /// What the manifest states.
        stated: Option<ManifestedObjective>,
        /// That of the plan.
        found: Option<ManifestedObjective>,
    },
    /// The proof that the plan carries is not that of the run.
    #[error("the proof in the plan is not that of the run (stated {}, found {found}); take the plan as it was made", or_none(.stated))]
    Proof {
        /// What the manifest states; none where the run proved nothing.
        stated: Option<Digest>,
        /// That of the plan.
        found: Digest,
    },
    /// Whether the plan is claimed optimal does not follow from the objective and the bound.
    #[error("the manifest says that the plan {}, and by its bound it {}; the manifest was changed", claim(*.stated), claim(*.found))]
    Optimal {
        /// What the manifest states.
        stated: bool,
        /// Whether the bound is met.
        found: bool,
    },
    /// Solving again gives no plan.
    #[error("solving again gives no plan: {reason}")]
    NoPlan {
        /// Why.
        reason: String,
    },
}

impl ManifestMismatch {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Schema { .. } => "schema",
            Self::Version { .. } => "version",
            Self::Programme { .. } => "programme",
            Self::Input { .. } => "input",
            Self::Policy { .. } => "policy",
            Self::Settings { .. } => "settings",
            Self::Seed { .. } => "seed",
            Self::Mode { .. } => "mode",
            Self::NotCovered { .. } => "not-covered",
            Self::Plan { .. } => "plan",
            Self::Objective { .. } => "objective",
            Self::Bound { .. } => "bound",
            Self::Proof { .. } => "proof",
            Self::Optimal { .. } => "optimal",
            Self::NoPlan { .. } => "no-plan",
        }
    }
}

fn word(programme: &Programme) -> &str {
    match programme {
        Programme::Mentoring => "mentoring",
        Programme::Rotation => "rounds",
        Programme::TaskForce => "a task force",
        Programme::Other(name) => name,
    }
}

fn or_none<T: fmt::Display>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
}

fn mode(mode: &Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::MostPairsFirst) => "most pairs first",
        Some(Mode::HighestScore) => "the highest score",
        None => "no mode",
    }
}

fn list(items: &[NotCovered]) -> String {
    if items.is_empty() {
        return "nothing".to_owned();
    }
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn claim(optimal: bool) -> &'static str {
    if optimal { "is optimal" } else { "is not proven optimal" }
}
