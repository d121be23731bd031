//! What counts: rules, criteria and the history of who met whom.
//!
//! A [`Policy`] is data: hard [`Rule`]s and weighted soft [`Criterion`]s. A
//! pair's score is Σ weight × value over the criteria. The policy is compiled
//! once against an organisation and a [`Context`]; that is the only place
//! where values become integer scores.
//!
//! No rule and no criterion can look at a protected attribute: an
//! organisation has no field for one.

#[cfg(feature = "serde")]
pub(crate) mod bare;
mod blocks;
mod compiled;
mod context;
mod criterion;
mod eligible;
mod error;
mod history;
mod pair;
mod rule;

pub use compiled::{Breakdown, CompiledPolicy, Contribution, RuleIndex};
pub use context::{Context, Preferences};
pub use criterion::Criterion;
pub use error::{CustomValueError, Place, PolicyError};
pub use history::{Attendance, History, Meeting, Programme, When};
pub use pair::{Block, Pair, PairCriterion, PairRule, Party, Verdict};
pub use rule::{CoolDown, Rule};

pub(crate) use blocks::{BlockFacts, BlockPolicy};
pub(crate) use eligible::{EligibleError, EligiblePairs, mean_score};

use crate::error::Errors;
use crate::org::Organization;

/// A rule of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Requirement {
    /// The rule.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "bare::deserialize"))]
    pub rule: Rule,
    /// What a missing fact means.
    #[cfg_attr(feature = "serde", serde(default))]
    pub if_unknown: IfUnknown,
}

/// What it means for a pair when a fact that a rule needs is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum IfUnknown {
    /// The pair is excluded.
    #[default]
    Exclude,
    /// The pair is let through.
    Allow,
}

/// A weighted criterion of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Preference {
    /// Points for a value of 1; at least 1.
    pub weight: u32,
    /// The criterion.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "bare::deserialize"))]
    pub criterion: Criterion,
}

/// What counts when two people are paired: rules that must hold, and weighted
/// criteria that make a pair worth more.
///
/// ```
/// use crosstie::policy::{Criterion, Policy, Rule};
///
/// let policy = Policy::new()
///     .require(Rule::different_function())
///     .require(Rule::outside_reporting_line(2))
///     .prefer(3, Criterion::skill_gap())
///     .prefer(1, Criterion::few_ties());
/// # #[cfg(feature = "serde")] {
/// let json = r#"{
///     "rules": [{"rule": "different_function"}, {"rule": {"outside_reporting_line": {"levels": 2}}}],
///     "criteria": [{"weight": 3, "criterion": "skill_gap"}, {"weight": 1, "criterion": "few_ties"}]
/// }"#;
/// assert_eq!(serde_json::from_str::<Policy>(json).unwrap(), policy);
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Policy {
    #[cfg_attr(feature = "serde", serde(default))]
    rules: Vec<Requirement>,
    #[cfg_attr(feature = "serde", serde(default))]
    criteria: Vec<Preference>,
}

impl Policy {
    /// Everybody may be paired, and every pair is worth nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule; a pair for which a fact is missing is excluded.
    #[must_use]
    pub fn require(mut self, rule: Rule) -> Self {
        self.rules.push(Requirement { rule, if_unknown: IfUnknown::Exclude });
        self
    }

    /// Adds a rule that lets a pair through where a fact is missing.
    #[must_use]
    pub fn require_if_known(mut self, rule: Rule) -> Self {
        self.rules.push(Requirement { rule, if_unknown: IfUnknown::Allow });
        self
    }

    /// Adds a criterion: so many points for a value of 1.
    #[must_use]
    pub fn prefer(mut self, weight: u32, criterion: Criterion) -> Self {
        self.criteria.push(Preference { weight, criterion });
        self
    }

    /// The rules, in order.
    #[must_use]
    pub fn rules(&self) -> &[Requirement] {
        &self.rules
    }

    /// The same policy without one of its rules, by position; none where there is no such rule.
    #[must_use]
    pub fn without_rule(&self, position: usize) -> Option<Self> {
        let mut policy = self.clone();
        (position < policy.rules.len()).then(|| {
            policy.rules.remove(position);
            policy
        })
    }

    /// The weighted criteria, in order.
    #[must_use]
    pub fn criteria(&self) -> &[Preference] {
        &self.criteria
    }

    /// Whether the policy says the same of a pair in either order.
    #[must_use]
    pub fn is_symmetric(&self) -> bool {
        self.rules.iter().all(|requirement| requirement.rule.is_symmetric())
            && self.criteria.iter().all(|preference| preference.criterion.is_symmetric())
    }

    /// Resolves names and checks parameters against an organisation.
    ///
    /// # Errors
    /// Every mistake of the policy: see [`PolicyError`].
    pub fn compile<'a>(
        &self,
        org: &'a Organization,
        context: &Context<'_>,
    ) -> Result<CompiledPolicy<'a>, Errors<PolicyError>> {
        CompiledPolicy::new(self, org, context)
    }
}
