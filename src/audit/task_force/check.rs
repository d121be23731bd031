//! The check of a task force.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, absence, number, score};
use super::proof::Derived;
use super::report::{ProvenWorth, TaskForceFinding, TaskForceReport};
use super::violation::TaskForceViolation;
use crate::policy::CustomValueError;
use crate::score::Score;
use crate::taskforce::{Member, PLAN_SCHEMA, Requirement, TaskForcePlan, TaskForceProblem};

/// Checks a task force against a problem: its members, its size, every requirement,
/// every pair, the chair, what each member is worth, the objective, and what the
/// plan's [`TeamProof`](crate::taskforce::TeamProof) proves.
///
/// The plan may come from anywhere: a solver, a file, somebody's hand.
///
/// # Guarantees
/// * A report without violations means: the plan is a task force of the problem, and each of
///   its statements is true. Test: `audit_task_force::planted::every_kind_is_found`.
/// * [`ProvenWorth::Optimal`] means: no task force of this problem is worth more. Tests:
///   `audit_task_force::brute::optimal_is_the_true_optimum`,
///   `audit_task_force::brute::no_changed_proof_is_taken_below_the_optimum`.
/// * The audit uses no solver, no kernel and no compiled policy: fits, rules and scores are
///   evaluated anew, from their definitions, and the certificate is read by
///   [`team_upper_bound`](crate::solve::team_upper_bound) against parts derived anew.
///
/// Not checked: the problem itself.
///
/// # Complexity
/// Without a proof O(k²) evaluations of the policy for k members, each without any index; with one
/// O(n²) for n candidates, and the reading of the certificate.
///
/// # Determinism
/// The report depends on the problem and the plan alone.
///
/// # Errors
/// None: all that can be wrong is a [`TaskForceViolation`], also a custom criterion
/// that gives no value any more.
///
/// # Example
/// ```
/// use crosstie::Score;
/// use crosstie::audit::{self, TaskForceViolation};
/// use crosstie::org::{Organization, PersonRecord};
/// use crosstie::policy::Policy;
/// use crosstie::taskforce::{Fit, TaskForceProblem};
///
/// let org = Organization::builder()
///     .person(PersonRecord::new("ada").skill("statistics", 5))
///     .person(PersonRecord::new("bob").skill("statistics", 4))
///     .person(PersonRecord::new("cy").skill("statistics", 1))
///     .build()?;
/// let policy = Policy::new();
/// let problem = TaskForceProblem::builder(&org, &policy)
///     .size(2..=2)
///     .skill("statistics", 3, 1)
///     .prefer(10, Fit::skills())
///     .build()?;
/// let mut plan = problem.solve()?.into_plan();
/// let report = audit::check_task_force(&problem, &plan);
/// assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
///
/// plan.members[1].fit = Score::points(9); // somebody beautifies the plan
/// let report = audit::check_task_force(&problem, &plan);
/// assert!(matches!(report.violations(), [TaskForceViolation::WrongFit { .. }]), "{report}");
/// assert!(!report.proven().is_optimal());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check_task_force(problem: &TaskForceProblem<'_>, plan: &TaskForcePlan) -> TaskForceReport {
    let facts = Facts::new(problem);
    let mut audit = Audit { facts: &facts, violations: Vec::new(), unscored: BTreeMap::new() };
    if plan.schema != PLAN_SCHEMA {
        let (given, known) = (plan.schema, PLAN_SCHEMA);
        audit.violations.push(TaskForceViolation::UnknownSchema { given, known });
    }
    let standing = audit.members(&plan.members);
    let team: Vec<usize> = standing.iter().map(|&(position, _)| position).collect();
    audit.size(number(team.len()));
    audit.requirements(&team);
    audit.chair(plan.chair.as_ref(), &team);
    let sum = audit.worth(&standing);
    let objective = score(sum);
    let exact = i128::from(objective.micros()) == sum;
    if plan.objective != objective || !exact {
        let (claimed, recomputed) = (plan.objective, objective);
        audit.violations.push(TaskForceViolation::WrongObjective { claimed, recomputed });
    }
    let derived = audit.bound(plan, objective);

    let Audit { mut violations, unscored, .. } = audit;
    violations.extend(unscored.into_values().map(custom_value));
    let clean = violations.is_empty();
    let proven = match derived {
        Derived::Bound(bound) if exact => ProvenWorth::of(objective, bound, clean),
        Derived::Impossible => ProvenWorth::Impossible,
        _ => ProvenWorth::Nothing,
    };
    let mut findings = findings(&facts, &team);
    if clean && !proven.is_optimal() {
        findings.push(TaskForceFinding::NotProvenOptimal { gap: proven.gap() });
    }
    TaskForceReport { violations, findings, objective, proven }
}

/// An audit under way.
pub(super) struct Audit<'f, 'p> {
    pub(super) facts: &'f Facts<'p>,
    pub(super) violations: Vec<TaskForceViolation>,
    /// What a custom criterion left without a value, each pair once.
    pub(super) unscored: BTreeMap<(usize, usize), CustomValueError>,
}

impl Audit<'_, '_> {
    /// The members who count: candidates, each at their first mention.
    fn members<'m>(&mut self, members: &'m [Member]) -> Vec<(usize, &'m Member)> {
        let problem = self.facts.problem;
        let mut standing: Vec<(usize, &Member)> = Vec::new();
        let mut seen = BTreeSet::new();
        for member in members {
            let key = member.key.clone();
            if !seen.insert(member.key.as_str()) {
                self.violations.push(TaskForceViolation::MemberTwice { key });
                continue;
            }
            let Some(position) = self.facts.position(&key) else {
                self.violations.push(match problem.organization().person(&key) {
                    None => TaskForceViolation::UnknownMember { key },
                    Some(person) => {
                        let absence = absence(problem, person);
                        TaskForceViolation::NotACandidate { key, absence }
                    }
                });
                continue;
            };
            if let Some((_, last)) = standing.last().filter(|(last, _)| *last > position) {
                let before = last.key.clone();
                self.violations.push(TaskForceViolation::MemberOrder { key, before });
            }
            standing.push((position, member));
        }
        standing
    }

    fn size(&mut self, given: u64) {
        let size = self.facts.problem.brief().size;
        let (least, most) = (u64::from(size.at_least), u64::from(size.at_most));
        if given < least {
            self.violations.push(TaskForceViolation::TooFewMembers { given, least });
        }
        if given > most {
            self.violations.push(TaskForceViolation::TooManyMembers { given, most });
        }
    }

    fn requirements(&mut self, team: &[usize]) {
        let requirements = &self.facts.problem.brief().requirements;
        for (position, requirement) in requirements.iter().enumerate() {
            for shortfall in self.facts.shortfalls(requirement, team) {
                self.violations.push(TaskForceViolation::Requirement {
                    position,
                    requirement: requirement.code(),
                    asks: requirement.to_string(),
                    shortfall,
                });
            }
        }
    }

    fn chair(&mut self, stated: Option<&String>, team: &[usize]) {
        let requirements = self.facts.problem.brief().requirements.iter();
        let mut named = requirements.filter_map(|requirement| match requirement {
            Requirement::Chair { people } => Some(people),
            _ => None,
        });
        // A brief has one such requirement at most.
        let Some(named) = named.next() else {
            if let Some(key) = stated.cloned() {
                self.violations.push(TaskForceViolation::ChairNotRequired { key });
            }
            return;
        };
        let expected = self.facts.chair(named, team).map(|position| self.facts.key(position));
        let is_member = |key: &str| self.facts.position(key).is_some_and(|p| team.contains(&p));
        match (stated.cloned(), expected) {
            // Without anybody to take it the requirement is not met.
            (None, None) => {}
            (None, Some(expected)) => {
                self.violations.push(TaskForceViolation::ChairMissing { expected });
            }
            (Some(key), _) if !is_member(&key) => {
                self.violations.push(TaskForceViolation::ChairNotAMember { key });
            }
            (Some(key), expected) => {
                if expected.as_ref() != Some(&key) {
                    self.violations.push(TaskForceViolation::WrongChair { key, expected });
                }
            }
        }
    }

    /// Checks what each member is worth and whether each pair is eligible; returns
    /// what all are worth together.
    fn worth(&mut self, standing: &[(usize, &Member)]) -> i128 {
        let mut with_others = vec![Some(0_i128); standing.len()];
        let mut sum = 0_i128;
        for (i, &(a, first)) in standing.iter().enumerate() {
            for (j, &(b, second)) in standing.iter().enumerate().skip(i + 1) {
                match self.facts.judge(a, b) {
                    Ok(Some(score)) => {
                        sum += score;
                        for place in [i, j] {
                            if let Some(Some(with)) = with_others.get_mut(place) {
                                *with += score;
                            }
                        }
                    }
                    Ok(None) => {
                        let rules = self.facts.broken(a, b);
                        let (first, second) = (first.key.clone(), second.key.clone());
                        self.violations.push(TaskForceViolation::Excluded { first, second, rules });
                    }
                    Err(error) => {
                        self.unscored.insert((a.min(b), a.max(b)), error);
                        // Whatever is claimed of these two cannot be held against anything.
                        for place in [i, j] {
                            if let Some(with) = with_others.get_mut(place) {
                                *with = None;
                            }
                        }
                    }
                }
            }
        }
        for (&(position, member), with_others) in standing.iter().zip(with_others) {
            let key = || member.key.clone();
            let fit = self.facts.fit(position);
            sum += fit;
            let (claimed, recomputed) = (member.fit, score(fit));
            if claimed != recomputed {
                let key = key();
                self.violations.push(TaskForceViolation::WrongFit { key, claimed, recomputed });
            }
            let Some(with_others) = with_others else { continue };
            let (claimed, recomputed) = (member.with_others, score(with_others));
            if claimed != recomputed {
                let violation =
                    TaskForceViolation::WrongWithOthers { key: key(), claimed, recomputed };
                self.violations.push(violation);
            }
        }
        sum
    }

    /// What the proof proves, held against the bound stated.
    fn bound(&mut self, plan: &TaskForcePlan, objective: Score) -> Derived {
        let derived = match &plan.proof {
            Some(proof) => self.derive(proof),
            None => Derived::Nothing,
        };
        let Some(claimed) = plan.bound else { return derived };
        if claimed < objective {
            self.violations.push(TaskForceViolation::BoundTooLow { claimed, objective });
        }
        let unproven = match derived {
            Derived::Nothing if plan.proof.is_none() => {
                Some(TaskForceViolation::BoundWithoutProof { claimed })
            }
            Derived::Nothing => Some(TaskForceViolation::BoundNotProven { claimed, derived: None }),
            Derived::Bound(bound) if claimed < bound => {
                Some(TaskForceViolation::BoundNotProven { claimed, derived: Some(bound) })
            }
            // Where no task force is possible, none exceeds anything.
            Derived::Bound(_) | Derived::Impossible => None,
        };
        self.violations.extend(unproven);
        derived
    }
}

/// What is allowed, but should be known.
fn findings(facts: &Facts<'_>, team: &[usize]) -> Vec<TaskForceFinding> {
    let mut findings = Vec::new();
    let mut requirements = facts.problem.brief().requirements.iter();
    let of_lines = |r: &Requirement| matches!(r, Requirement::OutsideReportingLine { .. });
    if !requirements.any(of_lines) {
        let members = || team.iter().filter_map(|&position| facts.people.get(position));
        for member in members() {
            let Some(manager) = member.manager() else { continue };
            if members().any(|other| other.id() == manager.id()) {
                let (key, manager) = (member.key().to_owned(), manager.key().to_owned());
                findings.push(TaskForceFinding::BesideManager { key, manager });
            }
        }
    }
    if let [only] = *team {
        findings.push(TaskForceFinding::SingleMember { key: facts.key(only) });
    }
    findings
}

pub(super) fn custom_value(error: CustomValueError) -> TaskForceViolation {
    TaskForceViolation::CustomValue {
        first: error.first,
        second: error.second,
        criterion: error.criterion,
        problem: error.source.to_string(),
    }
}
