//! The check of a mentoring plan.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, Judged, Keys, Places};
use super::finding::Finding;
use super::proof::{Tally, micros};
use super::report::{AuditReport, Proven};
use super::violation::Violation;
use crate::mentoring::{
    MentoringPlan, MentoringProblem, Mode, MutualPairs, Objective, PLAN_SCHEMA, PairCounts,
    PlannedPair, Role,
};
use crate::score::Score;

/// Checks a plan against a problem: every pair, everybody's places, the scores,
/// the objective, who is left without a pair, and what the plan's
/// [`Proof`](crate::mentoring::Proof) proves.
///
/// The plan may come from anywhere: a solver, a file, somebody's hand.
///
/// # Guarantees
/// * A report without violations means: the plan keeps to every rule, place,
///   pause and pin of the problem, and each of its statements is true. Test:
///   `audit::planted::every_kind_is_found`.
/// * [`Proven::Optimal`] means: no plan of this problem has a greater
///   objective. The bound is recomputed from the proof over all eligible pairs,
///   whoever made the plan. Tests: `audit::brute::optimal_is_the_true_optimum`,
///   `audit::brute::any_proof_bounds_every_plan`.
/// * The audit uses no solver, no certificate check and no compiled policy:
///   rules and scores are evaluated anew, from their definitions.
///
/// Not checked: the problem itself. Existing pairs, for instance, may break the
/// rules of today.
///
/// # Complexity
/// O(M·N) evaluations of the policy for M mentors and N mentees, each without
/// any index, up to 400 million pairs (20,000 people a side); beyond, only a sample of
/// ten million pairs is looked at, see [`check_with`]. With the caller's own scores O(P log P) for P scores. Memory:
/// O(M + N) beside the scores.
///
/// # Determinism
/// The report depends on the problem and the plan alone.
///
/// # Errors
/// None: all that can be wrong is a [`Violation`], also a custom criterion that
/// gives no value any more.
///
/// # Example
/// ```
/// use crosstie::Score;
/// use crosstie::audit::{self, Violation};
/// use crosstie::mentoring::{Capacity, MentoringProblem};
///
/// let problem = MentoringProblem::from_scores()
///     .mentor("ada", Capacity::ONE)
///     .mentor("bob", Capacity::ONE)
///     .mentee("cy")
///     .mentee("dee")
///     .score("ada", "cy", Score::points(3))
///     .score("ada", "dee", Score::points(2))
///     .score("bob", "cy", Score::points(1))
///     .build()?;
/// let mut plan = problem.solve()?.into_plan();
/// let report = audit::check(&problem, &plan);
/// assert!(report.is_clean() && report.proven().is_optimal(), "{report}");
///
/// plan.pairs[0].score = Score::points(9); // somebody beautifies the plan
/// let report = audit::check(&problem, &plan);
/// assert!(matches!(report.violations(), [Violation::WrongScore { .. }]), "{report}");
/// assert!(!report.proven().is_optimal());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn check(problem: &MentoringProblem<'_>, plan: &MentoringPlan) -> AuditReport {
    let pairs = problem.mentors().len() as u64 * problem.mentees().len() as u64;
    let sampled = pairs > MOST_WHOLE && problem.organization().is_some();
    check_with(
        problem,
        plan,
        if sampled { Coverage::Sample { pairs: SAMPLE, seed: 0 } } else { Coverage::Whole },
    )
}

/// Up to so many pairs all are looked at: those of 20,000 people a side.
const MOST_WHOLE: u64 = 400_000_000;
/// Beyond, so many.
const SAMPLE: u64 = 10_000_000;

/// Which pairs an audit looks at, of those that are not in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All.
    Whole,
    /// About so many, in squares of 64 mentors and 64 mentees drawn at random; the same of the same seed.
    Sample {
        /// How many.
        pairs: u64,
        /// Which.
        seed: u64,
    },
}

/// The same as [`check`], looking at all pairs or at some.
///
/// Everything about the plan itself is checked in either case. A proof is a statement about all pairs, so that a sample
/// proves nothing by itself: what is left is that the solver's own look through all pairs, block by block, was right. The
/// report says [`Proven::Sampled`] then. The bound is recomputed from the prices, the pairs of the plan, and those of the
/// sample that are worth more than their prices: where it exceeds what the plan claims, that is a violation. Tests:
/// `audit::sampled`.
///
/// # Complexity
/// With a sample O(M + N) beside the pairs looked at.
#[must_use]
pub fn check_with(
    problem: &MentoringProblem<'_>,
    plan: &MentoringPlan,
    coverage: Coverage,
) -> AuditReport {
    examine(&Facts::new(problem), plan, coverage).0
}

/// The report, and whether the objective recomputed lies in the range of scores.
pub(super) fn examine(
    facts: &Facts<'_>,
    plan: &MentoringPlan,
    coverage: Coverage,
) -> (AuditReport, bool) {
    let mut audit = Audit {
        facts,
        plan,
        violations: Vec::new(),
        findings: Vec::new(),
        unscored: BTreeMap::new(),
    };
    audit.head();
    let standing = audit.pairs();
    let used = Used::count(facts, &standing);
    audit.pins(&standing);
    audit.places(&used);
    audit.unmatched(&used);
    let (objective, exact) = audit.objective(&standing);
    let (bound, counts) = audit.bound(objective, coverage, &standing);

    let Audit { mut violations, mut findings, unscored, .. } = audit;
    violations.extend(unscored.into_values());
    let clean = violations.is_empty();
    let pairs = facts.considered();
    let proven = match plan.bound {
        _ if !exact => Proven::Nothing,
        Some(bound) if counts.considered < pairs && clean => {
            Proven::Sampled { bound, looked: counts.considered, pairs }
        }
        _ if counts.considered < pairs => Proven::Nothing,
        _ => Proven::of(objective, bound, clean),
    };
    let sampled = matches!(proven, Proven::Sampled { .. });
    if clean && !proven.is_optimal() && !sampled {
        findings.push(Finding::NotProvenOptimal { gap: proven.gap() });
    }
    (AuditReport { violations, findings, objective, proven, counts }, exact)
}

/// An audit under way.
struct Audit<'p> {
    facts: &'p Facts<'p>,
    plan: &'p MentoringPlan,
    violations: Vec<Violation>,
    findings: Vec<Finding>,
    /// What a custom criterion left without a value, each pair once.
    unscored: BTreeMap<Places, Violation>,
}

/// A pair that counts: of two different people enrolled, at its first mention.
struct Standing {
    places: Places,
    /// Recomputed; none where there is none.
    score: Option<Score>,
}

/// How many pairs that count each person has.
struct Used {
    mentors: Vec<u64>,
    mentees: Vec<u64>,
}

impl Used {
    fn count(facts: &Facts<'_>, standing: &[Standing]) -> Self {
        let mut used =
            Self { mentors: vec![0; facts.mentors.len()], mentees: vec![0; facts.mentees.len()] };
        for pair in standing {
            used.mentors[pair.places.0] += 1;
            used.mentees[pair.places.1] += 1;
        }
        used
    }

    fn side(&self, role: Role) -> &[u64] {
        match role {
            Role::Mentor => &self.mentors,
            Role::Mentee => &self.mentees,
        }
    }
}

impl<'p> Audit<'p> {
    fn head(&mut self) {
        if self.plan.schema != PLAN_SCHEMA {
            let (given, known) = (self.plan.schema, PLAN_SCHEMA);
            self.violations.push(Violation::UnknownSchema { given, known });
        }
        if self.plan.mode != self.facts.mode {
            let (given, asked) = (self.plan.mode, self.facts.mode);
            self.violations.push(Violation::WrongMode { given, asked });
        }
    }

    /// Notes a violation of a pair.
    fn wrong(
        &mut self,
        (mentor, mentee): Keys<'_>,
        make: impl FnOnce(String, String) -> Violation,
    ) {
        self.violations.push(make(mentor.to_owned(), mentee.to_owned()));
    }

    /// Checks each pair by itself and against the pairs before it.
    fn pairs(&mut self) -> Vec<Standing> {
        let plan = self.plan;
        let mut standing = Vec::new();
        let mut counted = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for pair in &plan.pairs {
            let keys = (pair.mentor.as_str(), pair.mentee.as_str());
            if !seen.insert(keys) {
                self.wrong(keys, |mentor, mentee| Violation::PairTwice { mentor, mentee });
            } else if pair.mentor == pair.mentee {
                self.violations.push(Violation::SelfPair { key: pair.mentor.clone() });
            } else if let Some(places) = self.enrolled(pair) {
                self.taken(keys, counted.contains(&(keys.1, keys.0)));
                let score = self.worth(pair, keys, places);
                standing.push(Standing { places, score });
                counted.insert(keys);
            }
        }
        standing
    }

    fn enrolled(&mut self, pair: &PlannedPair) -> Option<Places> {
        let keys = (pair.mentor.as_str(), pair.mentee.as_str());
        let mut at = |role| {
            let position = self.facts.position(role, pair.key(role));
            if position.is_none() {
                self.wrong(keys, |mentor, mentee| Violation::NotEnrolled { mentor, mentee, role });
            }
            position
        };
        let (mentor, mentee) = (at(Role::Mentor), at(Role::Mentee));
        mentor.zip(mentee)
    }

    /// Whether the two are a pair already, or each other's mentor.
    fn taken(&mut self, keys: Keys<'_>, reverse_planned: bool) {
        if self.facts.existing.contains(&keys) {
            self.wrong(keys, |mentor, mentee| Violation::PairExists { mentor, mentee });
        }
        let existing = self.facts.existing.contains(&(keys.1, keys.0));
        if self.facts.mutual == MutualPairs::Off && (existing || reverse_planned) {
            self.wrong(keys, |mentor, mentee| Violation::MutualPair { mentor, mentee, existing });
        }
    }

    /// Whether the pair is eligible or pinned, and its score.
    fn worth(&mut self, pair: &PlannedPair, keys: Keys<'_>, places: Places) -> Option<Score> {
        let pin = self.facts.pins.get(&keys);
        if pair.pinned && pin.is_none() {
            self.wrong(keys, |mentor, mentee| Violation::NotAPin { mentor, mentee });
        } else if !pair.pinned && pin.is_some() {
            self.wrong(keys, |mentor, mentee| Violation::PinNotMarked { mentor, mentee });
        }
        let (rules, score) = match self.facts.judge(places) {
            Ok(judged) => (judged.rules, judged.score),
            Err(violation) => {
                self.unscored.insert(places, violation);
                return None;
            }
        };
        if !rules.is_empty() {
            if let Some(reason) = pin.and_then(|pin| pin.despite) {
                let (mentor, mentee) = (keys.0.to_owned(), keys.1.to_owned());
                let reason = reason.to_owned();
                self.findings.push(Finding::PinDespiteRules { mentor, mentee, reason, rules });
            } else {
                self.wrong(keys, |mentor, mentee| Violation::Excluded { mentor, mentee, rules });
            }
        }
        let claimed = pair.score;
        match score {
            None => self.wrong(keys, |mentor, mentee| Violation::NoScore { mentor, mentee }),
            Some(recomputed) if recomputed != claimed => self.wrong(keys, |mentor, mentee| {
                Violation::WrongScore { mentor, mentee, claimed, recomputed }
            }),
            Some(_) => {}
        }
        score
    }

    fn pins(&mut self, standing: &[Standing]) {
        let planned: BTreeSet<Places> = standing.iter().map(|pair| pair.places).collect();
        for (&keys, pin) in &self.facts.pins {
            if !planned.contains(&pin.places) {
                self.wrong(keys, |mentor, mentee| Violation::PinMissing { mentor, mentee });
            }
        }
    }

    fn places(&mut self, used: &Used) {
        for role in [Role::Mentor, Role::Mentee] {
            for (enrolled, &used) in self.facts.side(role).iter().zip(used.side(role)) {
                let (capacity, existing) = (enrolled.capacity, enrolled.existing);
                let key = || enrolled.key.to_owned();
                if existing > capacity {
                    let key = key();
                    self.findings.push(Finding::ExistingOverCapacity {
                        role,
                        key,
                        existing,
                        capacity,
                    });
                }
                let places = enrolled.places();
                if used > places {
                    let violation = Violation::OverCapacity {
                        role,
                        key: key(),
                        used,
                        places,
                        capacity,
                        existing,
                    };
                    self.violations.push(violation);
                }
                if let (Some(pause), 1..) = (enrolled.pause, used) {
                    let (first, last) = (pause.first, pause.last);
                    self.violations.push(Violation::Paused { role, key: key(), first, last });
                }
            }
        }
    }

    /// Compares as sets the list of the unmatched and those without a pair.
    fn unmatched(&mut self, used: &Used) {
        let mut listed = BTreeSet::new();
        for unmatched in &self.plan.unmatched {
            let (role, key) = (unmatched.role, unmatched.key.clone());
            let position = self.facts.position(role, &key);
            self.violations.push(match position {
                _ if !listed.insert((role, unmatched.key.as_str())) => {
                    Violation::UnmatchedTwice { role, key }
                }
                None => Violation::UnmatchedNotEnrolled { role, key },
                Some(at) if used.side(role)[at] > 0 => Violation::UnmatchedButPaired { role, key },
                Some(_) => continue,
            });
        }
        for role in [Role::Mentee, Role::Mentor] {
            for (enrolled, &used) in self.facts.side(role).iter().zip(used.side(role)) {
                if used == 0 && !listed.contains(&(role, enrolled.key)) {
                    let key = enrolled.key.to_owned();
                    self.violations.push(Violation::UnmatchedNotListed { role, key });
                }
            }
        }
    }

    /// The objective recomputed, and whether it lies in the range of scores.
    fn objective(&mut self, standing: &[Standing]) -> (Objective, bool) {
        let sum: i128 = standing.iter().filter_map(|pair| pair.score).map(micros).sum();
        let exact = i64::try_from(sum);
        let nearest = if sum > 0 { i64::MAX } else { i64::MIN };
        let recomputed = Objective {
            pairs: (self.facts.mode == Mode::MostPairsFirst).then_some(standing.len() as u64),
            score: Score::from_micros(exact.unwrap_or(nearest)),
        };
        let claimed = self.plan.objective;
        if self.plan.mode == self.facts.mode && (claimed != recomputed || exact.is_err()) {
            self.violations.push(Violation::WrongObjective { claimed, recomputed });
        }
        (recomputed, exact.is_ok())
    }

    /// What the proof proves, over all eligible pairs.
    fn bound(
        &mut self,
        objective: Objective,
        coverage: Coverage,
        standing: &[Standing],
    ) -> (Option<Objective>, PairCounts) {
        let facts = self.facts;
        let proof = self.plan.proof.as_ref();
        let mut tally = proof.map(|proof| Tally::new(facts, proof, &mut self.violations));
        // A sample may miss pairs of the plan, and what those are worth beyond their prices is part of the claim.
        let mut missed: BTreeSet<Places> = match coverage {
            Coverage::Whole => BTreeSet::new(),
            Coverage::Sample { .. } => standing.iter().map(|pair| pair.places).collect(),
        };
        let visit = |pair, score| {
            missed.remove(&pair);
            match (score, &mut tally) {
                (Err(violation), tally) => {
                    self.unscored.insert(pair, violation);
                    if let Some(tally) = tally {
                        tally.give_up();
                    }
                }
                (Ok(score), Some(tally)) if facts.is_open(pair) => tally.add(pair, score),
                (Ok(_), _) => {}
            }
        };
        let counts = match coverage {
            Coverage::Whole => facts.each_eligible(visit),
            Coverage::Sample { pairs, seed } => facts.some_eligible(pairs, seed, visit),
        };
        for pair in missed.into_iter().filter(|&pair| facts.is_open(pair)) {
            if let (Some(tally), Ok(Judged { rules, score: Some(score) })) =
                (&mut tally, facts.judge(pair))
            {
                if rules.is_empty() {
                    tally.add(pair, score);
                }
            }
        }
        let mut pin_scores = 0;
        for pin in facts.pins.values() {
            match (facts.judge(pin.places).map(|judged| judged.score), &mut tally) {
                (Ok(Some(score)), _) => pin_scores += micros(score),
                (_, Some(tally)) => tally.give_up(),
                (_, None) => {}
            }
        }
        let pins = facts.pins.len() as i128;
        let derived = tally.and_then(|tally| tally.bound(facts, pins, pin_scores));
        if self.plan.mode != facts.mode {
            return (derived, counts); // the plan claims nothing of this problem
        }
        if let Some(claimed) = self.plan.bound {
            let fits = claimed.pairs.is_some() == objective.pairs.is_some();
            if !fits || derived.is_none_or(|derived| claimed < derived) {
                self.violations.push(Violation::BoundNotProven { claimed, derived });
                // A plan above a bound that is proven breaks a rule, named elsewhere.
                if fits && claimed < objective {
                    self.violations.push(Violation::BoundTooLow { claimed, objective });
                }
            }
        }
        (derived, counts)
    }
}
