//! What each rule costs the plan.

use std::fmt;

use crate::error::Errors;
use crate::mentoring::{Answer, Loss, MentoringError, PairAccess, SolveError};
use crate::score::Score;

/// What a plan would gain without one of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RulePrice {
    /// Position among the [rules](crate::policy::Policy::rules).
    pub position: usize,
    /// Code of the rule.
    pub rule: String,
    /// What it asks, in words.
    pub asks: String,
    /// How many pairs it alone excludes; none where pairs are priced and not counted.
    pub excludes: Option<u64>,
    /// What the plan gains without it.
    pub gain: Loss,
    /// Whether both plans are proven optimal, so that the gain is exact.
    pub is_exact: bool,
}

/// Why the price of a rule is not known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RulePricesError {
    /// The problem without a rule cannot be built.
    #[error("without the rule `{rule}`: {source}")]
    Build {
        /// Code of the rule.
        rule: String,
        /// What is wrong.
        source: Errors<MentoringError>,
    },
    /// The problem without a rule cannot be solved.
    #[error("without the rule `{rule}`: {source}")]
    Solve {
        /// Code of the rule.
        rule: String,
        /// What is wrong.
        source: SolveError,
    },
}

impl Answer<'_> {
    /// What each rule costs: what the best plan without it has more, in the order of the rules; a floor is the last. None where
    /// scores are the caller's own.
    ///
    /// Rules overlap: two that cost nothing alone may cost much together.
    ///
    /// # Guarantees
    /// Each gain is that of solving the problem without the rule from nothing: test `mentoring::rule_prices`.
    ///
    /// # Complexity
    /// For each rule the problem is built anew, and solved from this answer.
    ///
    /// # Errors
    /// Where a problem without a rule has too many pairs or values beyond the range.
    ///
    /// ```
    /// use crosstie::mentoring::{Capacity, MentoringProblem};
    /// use crosstie::org::{DepartmentRecord, Organization, PersonRecord};
    /// use crosstie::policy::{Policy, Rule};
    ///
    /// let org = Organization::builder()
    ///     .department(DepartmentRecord::new("law"))
    ///     .department(DepartmentRecord::new("it"))
    ///     .person(PersonRecord::new("ada").department("law").site("Leeds"))
    ///     .person(PersonRecord::new("bob").department("it").site("Leeds"))
    ///     .person(PersonRecord::new("cy").department("law").site("York"))
    ///     .build()?;
    /// let policy = Policy::new().require(Rule::different_department()).require(Rule::different_site());
    /// let problem = MentoringProblem::builder(&org, &policy)
    ///     .mentors(org.person("ada"), Capacity::ONE)
    ///     .mentees([org.person("bob").unwrap(), org.person("cy").unwrap()])
    ///     .build()?;
    /// let answer = problem.solve()?;
    /// let prices: Vec<String> = answer.rule_prices()?.iter().map(ToString::to_string).collect();
    /// assert_eq!(
    ///     prices,
    ///     [
    ///         "Without the rule \"different department\" 1 pair more would be allowed, and the plan would gain 1 pair.",
    ///         "Without the rule \"different site\" 1 pair more would be allowed, and the plan would gain 1 pair.",
    ///     ]
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rule_prices(&self) -> Result<Vec<RulePrice>, RulePricesError> {
        let problem = self.problem();
        let Some(policy) = problem.policy() else { return Ok(Vec::new()) };
        let mut prices = Vec::new();
        for (position, requirement) in policy.rules().iter().enumerate() {
            let code = requirement.rule.code().to_owned();
            let without = problem
                .without_rule(position)
                .map_err(|source| RulePricesError::Build { rule: code.clone(), source })?;
            let Some(without) = without else { continue };
            let answer = without
                .solve_after(self)
                .map_err(|source| RulePricesError::Solve { rule: code.clone(), source })?;
            let (before, after) = (self.objective(), answer.objective());
            let pairs = |pairs: Option<u64>| i64::try_from(pairs.unwrap_or(0)).unwrap_or(i64::MAX);
            let score = after.score.micros().saturating_sub(before.score.micros());
            let is_listed = problem.pair_access() == PairAccess::Listed;
            let counts = is_listed.then(|| (without.pair_counts(), problem.pair_counts()));
            prices.push(RulePrice {
                position,
                rule: code,
                asks: requirement.rule.in_words("mentor", "mentee"),
                excludes: counts.map(|(more, now)| more.eligible.saturating_sub(now.eligible)),
                gain: Loss {
                    pairs: pairs(after.pairs) - pairs(before.pairs),
                    score: Score::from_micros(score),
                },
                is_exact: self.is_optimal() && answer.is_optimal(),
            });
        }
        Ok(prices)
    }
}

impl fmt::Display for RulePrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Without the rule \"{}\" ", self.asks)?;
        match self.excludes {
            None => {}
            Some(1) => f.write_str("1 pair more would be allowed, and ")?,
            Some(pairs) => write!(f, "{pairs} pairs more would be allowed, and ")?,
        }
        if self.gain.is_nothing() {
            return f.write_str("the plan would gain nothing.");
        }
        let about = if self.is_exact { "" } else { "about " };
        write!(f, "the plan would gain {about}{}.", Gain(self.gain))
    }
}

/// More pairs, or a higher score.
struct Gain(Loss);

impl fmt::Display for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loss { pairs, score } = self.0;
        if pairs > 0 && score < Score::ZERO {
            let less = Score::from_micros(score.micros().saturating_neg());
            let many = if pairs == 1 { "1 pair".to_owned() } else { format!("{pairs} pairs") };
            return write!(f, "{many}, though all would score {less} less");
        }
        self.0.fmt(f)
    }
}
