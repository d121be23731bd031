//! What each programme puts into a manifest.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::digest::Digest;
use super::{ManifestedObjective, NotCovered};
use crate::mentoring::{self, MentoringPlan, MentoringProblem, Mode, PairAccess, Unmatched};
use crate::org::Organization;
use crate::policy::{Context, Criterion, History, Policy, Preferences, Programme, Rule};
use crate::rotation::{self, RotationPlan, RotationProblem};
use crate::score::Score;
use crate::taskforce::{TaskForcePlan, TaskForceProblem};

/// The problems that a [`Manifest`](super::Manifest) can describe: those of mentoring, rounds and task forces.
pub trait Run: sealed::Sealed {
    /// What solves it.
    type Plan;

    /// What a manifest says of the problem.
    #[doc(hidden)]
    fn stated(&self) -> Stated;

    /// What a manifest says of a plan.
    #[doc(hidden)]
    fn planned(plan: &Self::Plan) -> Planned;

    /// The plan of the default solver without limits, or why there is none.
    #[doc(hidden)]
    fn solve_again(&self) -> Result<Self::Plan, String>;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for crate::mentoring::MentoringProblem<'_> {}
    impl Sealed for crate::rotation::RotationProblem<'_> {}
    impl Sealed for crate::taskforce::TaskForceProblem<'_> {}
}

/// What a manifest says of a problem.
#[derive(Clone, Debug)]
pub struct Stated {
    pub(super) programme: Programme,
    pub(super) input: Digest,
    pub(super) policy: Option<Digest>,
    pub(super) settings: Digest,
    pub(super) seed: Option<u64>,
    pub(super) mode: Option<Mode>,
    pub(super) not_covered: Vec<NotCovered>,
}

/// What a manifest says of a plan.
#[derive(Clone, Debug)]
pub struct Planned {
    pub(super) plan: Digest,
    pub(super) objective: ManifestedObjective,
    pub(super) bound: Option<ManifestedObjective>,
    /// None where the plan holds no proof.
    pub(super) proof: Option<Digest>,
}

fn policy_of(policy: Option<&Policy>) -> Option<Digest> {
    policy.map(|policy| Digest::of("policy", policy))
}

fn organization(org: &Organization) -> Digest {
    Digest::of("organization", &org.records())
}

/// The rules and criteria of the caller's own that a policy names, each once, in its order.
fn not_covered(policy: Option<&Policy>) -> Vec<NotCovered> {
    let mut found = Vec::new();
    let mut add = |item: NotCovered| {
        if !found.contains(&item) {
            found.push(item);
        }
    };
    for requirement in policy.into_iter().flat_map(Policy::rules) {
        match &requirement.rule {
            Rule::Custom { name } => add(NotCovered::Rule { name: name.clone() }),
            Rule::MustHave { criterion: Criterion::Custom { name }, .. } => {
                add(NotCovered::Criterion { name: name.clone() });
            }
            _ => {}
        }
    }
    for preference in policy.into_iter().flat_map(Policy::criteria) {
        if let Criterion::Custom { name } = &preference.criterion {
            add(NotCovered::Criterion { name: name.clone() });
        }
    }
    found
}

/// What the policy was given beside the organisation; an empty history says as little as none.
#[derive(Serialize)]
struct Given<'a> {
    day: Option<Date>,
    round: Option<u32>,
    history: Option<&'a History>,
    preferences: Option<&'a Preferences>,
}

impl<'a> Given<'a> {
    fn new(context: Option<&Context<'a>>) -> Self {
        let history = context.and_then(|context| context.history);
        let preferences = context.and_then(|context| context.preferences);
        Self {
            day: context.and_then(|context| context.today),
            round: context.and_then(|context| context.round),
            history: history.filter(|history| !history.meetings().is_empty()),
            preferences: preferences.filter(|wishes| wishes.lists().next().is_some()),
        }
    }
}

fn is_priced(access: PairAccess) -> bool {
    access == PairAccess::Priced
}

#[derive(Serialize)]
struct MentoringSettings<'a> {
    mutual_pairs: bool,
    priced: bool,
    mentors: Vec<Enrolled<'a>>,
    mentees: Vec<Enrolled<'a>>,
    /// By mentor, then mentee, with the reason given.
    pins: Vec<(&'a str, &'a str, Option<&'a str>)>,
    given: Given<'a>,
}

/// Somebody enrolled: the order of the lists of these decides between plans of the same value.
#[derive(Serialize)]
struct Enrolled<'a> {
    key: &'a str,
    capacity: u32,
    /// Sorted.
    existing: Vec<&'a str>,
}

impl<'a> Enrolled<'a> {
    fn new(participant: &'a mentoring::Participant) -> Self {
        let mut existing: Vec<&str> = participant.existing.iter().map(|key| &**key).collect();
        existing.sort_unstable();
        Self { key: &participant.key, capacity: participant.capacity, existing }
    }
}

#[derive(Serialize)]
struct MentoringDecision<'a> {
    schema: u32,
    mode: Mode,
    pairs: &'a [mentoring::PlannedPair],
    unmatched: &'a [Unmatched],
    objective: mentoring::Objective,
}

impl Run for MentoringProblem<'_> {
    type Plan = MentoringPlan;

    fn stated(&self) -> Stated {
        let key_of = |side: &'_ [mentoring::Participant], at: u32| {
            side.get(at as usize).map(|participant| participant.key.to_string())
        };
        let input = match self.organization() {
            Some(org) => organization(org),
            None => {
                let scores = self.own_scores().iter().map(|&(n, m, score)| {
                    (key_of(self.mentors(), m), key_of(self.mentees(), n), score)
                });
                let mut scores: Vec<_> = scores.collect();
                scores.sort_unstable();
                Digest::of("mentoring-scores", &scores)
            }
        };
        let mut pins: Vec<(&str, &str, Option<&str>)> = self
            .pins()
            .iter()
            .filter_map(|pin| {
                let mentor = self.mentors().get(pin.mentor as usize)?;
                let mentee = self.mentees().get(pin.mentee as usize)?;
                Some((&*mentor.key, &*mentee.key, pin.reason.as_deref()))
            })
            .collect();
        pins.sort_unstable();
        let settings = MentoringSettings {
            mutual_pairs: self.mutual_pairs() == mentoring::MutualPairs::Allowed,
            priced: is_priced(self.pair_access()),
            mentors: self.mentors().iter().map(Enrolled::new).collect(),
            mentees: self.mentees().iter().map(Enrolled::new).collect(),
            pins,
            given: Given::new(self.context()),
        };
        Stated {
            programme: Programme::Mentoring,
            input,
            policy: policy_of(self.policy()),
            settings: Digest::of("mentoring-settings", &settings),
            seed: None,
            mode: Some(self.mode()),
            not_covered: not_covered(self.policy()),
        }
    }

    fn planned(plan: &MentoringPlan) -> Planned {
        let decision = MentoringDecision {
            schema: plan.schema,
            mode: plan.mode,
            pairs: &plan.pairs,
            unmatched: &plan.unmatched,
            objective: plan.objective,
        };
        Planned {
            plan: Digest::of("mentoring-plan", &decision),
            objective: ManifestedObjective::Mentoring(plan.objective),
            bound: plan.bound.map(ManifestedObjective::Mentoring),
            proof: plan.proof.as_ref().map(|proof| Digest::of("mentoring-proof", proof)),
        }
    }

    fn solve_again(&self) -> Result<MentoringPlan, String> {
        self.solve().map(mentoring::Answer::into_plan).map_err(|error| error.to_string())
    }
}

#[derive(Serialize)]
struct RotationSettings<'a> {
    priced: bool,
    people: Vec<Taking<'a>>,
    /// The places of each of the first of two pools.
    places: Option<u32>,
    rounds: Vec<(u32, Option<Date>)>,
    cool_down: Option<u32>,
    repeats: rotation::Repeats,
    penalty: Option<(Score, u32)>,
    odd: rotation::Odd,
    group_size: u32,
    given: Given<'a>,
}

#[derive(Serialize)]
struct Taking<'a> {
    key: &'a str,
    every: u32,
    /// First and last rounds, sorted.
    away: Vec<(u32, u32)>,
    in_first_pool: Option<bool>,
}

#[derive(Serialize)]
struct RotationDecision<'a> {
    schema: u32,
    rounds: Vec<RoundDecision<'a>>,
    objective: rotation::HorizonObjective,
    byes: &'a rotation::ByeSpread,
}

#[derive(Serialize)]
struct RoundDecision<'a> {
    round: u32,
    date: Option<Date>,
    groups: &'a [rotation::PlannedGroup],
    byes: &'a [String],
    objective: rotation::RoundObjective,
    bound: Option<rotation::RoundObjective>,
}

impl Run for RotationProblem<'_> {
    type Plan = RotationPlan;

    fn stated(&self) -> Stated {
        let input = match self.organization() {
            Some(org) => organization(org),
            None => {
                let key = |at: u32| self.people().get(at as usize).map(|person| &*person.key);
                let mut scores: Vec<_> = self
                    .own_scores()
                    .iter()
                    .map(|&(a, b, score)| (key(a).min(key(b)), key(a).max(key(b)), score))
                    .collect();
                scores.sort_unstable();
                Digest::of("rotation-scores", &scores)
            }
        };
        let people = self.people().iter().enumerate().map(|(position, person)| {
            let mut away: Vec<(u32, u32)> =
                person.away.iter().map(|rounds| (*rounds.start(), *rounds.end())).collect();
            away.sort_unstable();
            let in_first_pool =
                self.pools().and_then(|pools| pools.in_first.get(position).copied());
            Taking { key: &person.key, every: person.every, away, in_first_pool }
        });
        let rules = self.meeting_rules();
        let settings = RotationSettings {
            priced: is_priced(self.pair_access()),
            people: people.collect(),
            places: self.pools().map(|pools| pools.places),
            rounds: self.slots().iter().map(|slot| (slot.round, slot.date)).collect(),
            cool_down: rules.cool_down,
            repeats: rules.repeats,
            penalty: rules.penalty.map(|penalty| (penalty.points, penalty.fade)),
            odd: self.odd(),
            group_size: self.group_size(),
            given: Given::new(Some(self.context())),
        };
        Stated {
            programme: Programme::Rotation,
            input,
            policy: policy_of(self.policy()),
            settings: Digest::of("rotation-settings", &settings),
            seed: self.seed(),
            mode: None,
            not_covered: not_covered(self.policy()),
        }
    }

    fn planned(plan: &RotationPlan) -> Planned {
        let rounds = plan.rounds.iter().map(|round| RoundDecision {
            round: round.round,
            date: round.date,
            groups: &round.groups,
            byes: &round.byes,
            objective: round.objective,
            bound: round.bound,
        });
        let decision = RotationDecision {
            schema: plan.schema,
            rounds: rounds.collect(),
            objective: plan.objective,
            byes: &plan.byes,
        };
        let of_rounds: Vec<_> = plan.rounds.iter().map(|round| round.proof.as_ref()).collect();
        let proven = plan.proof.is_some() || of_rounds.iter().any(Option::is_some);
        Planned {
            plan: Digest::of("rotation-plan", &decision),
            objective: ManifestedObjective::Rotation(plan.objective),
            bound: plan.bound.map(ManifestedObjective::Rotation),
            proof: proven.then(|| Digest::of("rotation-proof", &(&plan.proof, of_rounds))),
        }
    }

    fn solve_again(&self) -> Result<RotationPlan, String> {
        self.solve().map(rotation::Answer::into_plan).map_err(|error| error.to_string())
    }
}

#[derive(Serialize)]
struct TaskForceSettings<'a> {
    brief: &'a crate::taskforce::Brief,
    /// Who may be a member, as named; none for everybody.
    named: Option<&'a [String]>,
    /// Sorted.
    volunteers: Vec<&'a str>,
    points: BTreeMap<&'a str, Score>,
    given: Given<'a>,
}

#[derive(Serialize)]
struct TaskForceDecision<'a> {
    schema: u32,
    members: &'a [crate::taskforce::Member],
    chair: Option<&'a str>,
    objective: Score,
}

impl Run for TaskForceProblem<'_> {
    type Plan = TaskForcePlan;

    fn stated(&self) -> Stated {
        let org = self.organization();
        let points = self
            .points()
            .iter()
            .filter_map(|(&person, &points)| Some((org.person_by_id(person)?.key(), points)));
        let mut volunteers: Vec<&str> =
            org.people().filter(|&person| self.has_volunteered(person)).map(|p| p.key()).collect();
        volunteers.sort_unstable();
        let settings = TaskForceSettings {
            brief: self.brief(),
            named: self.as_named(),
            volunteers,
            points: points.collect(),
            given: Given::new(Some(self.context())),
        };
        Stated {
            programme: Programme::TaskForce,
            input: organization(org),
            policy: policy_of(Some(self.policy())),
            settings: Digest::of("task-force-settings", &settings),
            seed: Some(self.seed()),
            mode: None,
            not_covered: not_covered(Some(self.policy())),
        }
    }

    fn planned(plan: &TaskForcePlan) -> Planned {
        let decision = TaskForceDecision {
            schema: plan.schema,
            members: &plan.members,
            chair: plan.chair.as_deref(),
            objective: plan.objective,
        };
        Planned {
            plan: Digest::of("task-force-plan", &decision),
            objective: ManifestedObjective::TaskForce(plan.objective),
            bound: plan.bound.map(ManifestedObjective::TaskForce),
            proof: plan.proof.as_ref().map(|proof| Digest::of("task-force-proof", proof)),
        }
    }

    fn solve_again(&self) -> Result<TaskForcePlan, String> {
        self.solve().map(crate::taskforce::Answer::into_plan).map_err(|error| error.to_string())
    }
}
