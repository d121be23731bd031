//! What somebody should know about a plan that is not wrong.

use std::fmt;

use super::report::Gap;
use super::violation::{BrokenRule, count, list};
use crate::mentoring::Role;

/// Something that is allowed, but that whoever signs the plan should know.
///
/// Tests: `audit::findings`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Finding {
    /// A pair stands despite rules that exclude it, since the caller pinned it so.
    PinDespiteRules {
        /// Key of the mentor.
        mentor: String,
        /// Key of the mentee.
        mentee: String,
        /// The caller's reason.
        reason: String,
        /// Every rule that excludes the pair.
        rules: Vec<BrokenRule>,
    },
    /// Somebody has more pairs from before than their capacity allows.
    ExistingOverCapacity {
        /// The role.
        role: Role,
        /// The key.
        key: String,
        /// The number of existing pairs.
        existing: u64,
        /// The capacity.
        capacity: u64,
    },
    /// The plan is correct, but not proven optimal.
    NotProvenOptimal {
        /// How much more a plan might reach; none where nothing is proven.
        gap: Option<Gap>,
    },
}

impl Finding {
    /// A stable code for tools; it never changes its meaning.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PinDespiteRules { .. } => "pin-despite-rules",
            Self::ExistingOverCapacity { .. } => "existing-over-capacity",
            Self::NotProvenOptimal { .. } => "not-proven-optimal",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PinDespiteRules { mentor, mentee, reason, rules } => write!(
                f,
                "mentor `{mentor}` and mentee `{mentee}` are pinned despite the policy: {}; the \
                 reason given: {reason}",
                list(rules)
            ),
            Self::ExistingOverCapacity { role, key, existing, capacity } => write!(
                f,
                "{role} `{key}` has {} for a capacity of {capacity}",
                count(*existing, "existing pair")
            ),
            Self::NotProvenOptimal { gap: Some(gap) } => {
                write!(f, "the plan is not proven optimal: {gap}")
            }
            Self::NotProvenOptimal { gap: None } => f.write_str(
                "the plan is not proven optimal: nothing is proven about how much more there is",
            ),
        }
    }
}
