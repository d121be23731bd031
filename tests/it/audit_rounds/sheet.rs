//! Plans written out from their groups, and what is untrue in a plan: by the definitions
//! and by enumeration, without the audit.

use std::collections::{BTreeMap, BTreeSet};

use crosstie::Score;
use crosstie::audit::{ProvenBound, RoundFinding, RoundsReport};
use crosstie::rotation::{
    HorizonObjective, Odd, PlannedGroup, Repeat, RotationPlan, RoundObjective, RoundPlan,
};

use crate::rng::Rng;
use crate::rotation::exact::{Before, Groups, Possible, pairs, sum};
use crate::rotation::world::{Size, World};

/// Any world; of those with groups of more than two, for which the solver searches long, one in
/// eight.
pub(super) fn any_world(rng: &mut Rng, size: Size) -> World {
    loop {
        let world = World::random(rng, size);
        if world.group_size == 2 || rng.chance(1, 8) {
            return world;
        }
    }
}

/// Whether somebody is listed where they meet nobody: in two pools those of the second.
pub(super) fn counts(world: &World, person: usize) -> bool {
    world.pools.is_none_or(|(first, _)| person >= first)
}

/// How many groups of one round somebody may be in.
pub(super) fn places(world: &World, person: usize) -> usize {
    match world.pools {
        Some((first, places)) if person < first => places as usize,
        _ => 1,
    }
}

/// The largest group.
pub(super) fn most(world: &World) -> usize {
    if world.odd == Odd::Trio { 3 } else { world.group_size as usize }
}

/// How many trios a round may have, where trios are not what the groups are.
pub(super) fn trios(world: &World, before: &Before<'_>) -> Option<usize> {
    (world.odd == Odd::Trio).then(|| before.people().len() % 2)
}

pub(super) fn position(world: &World, key: &str) -> Option<usize> {
    world.keys.iter().position(|k| k == key)
}

pub(super) fn last_met(before: &Before<'_>, pair: (usize, usize)) -> Option<u32> {
    before.met(pair).into_iter().map(|(round, _)| round).max()
}

/// What lies before each round of a horizon in which nobody ever meets.
pub(super) fn alone(world: &World) -> Vec<Before<'_>> {
    let mut all = vec![Before::new(world)];
    for _ in 1..world.rounds {
        all.push(all.last().unwrap().then(&Vec::new()));
    }
    all
}

/// Those who take part in every round whatever the plan.
pub(super) fn always(world: &World) -> Vec<usize> {
    let rounds = alone(world);
    let in_all = |&person: &usize| rounds.iter().all(|before| before.takes_part(person));
    let people = 0..world.keys.len();
    people.filter(|&p| world.every[p] == 1 && counts(world, p)).filter(in_all).collect()
}

/// Writes out a round, but for its bound and its proof.
pub(super) fn write_round(
    world: &World,
    before: &Before<'_>,
    position: usize,
    groups: &Groups,
    round: &mut RoundPlan,
) {
    let (candidates, turns) = (before.candidates(), before.turns());
    let key = |&person: &usize| world.keys[person].clone();
    let mut sorted = groups.clone();
    sorted.iter_mut().for_each(|group| group.sort_unstable());
    sorted.sort();
    let (mut repeats, mut score) = (0, 0);
    let mut placed: Vec<usize> = Vec::new();
    round.groups.clear();
    for group in sorted {
        let mut planned = PlannedGroup {
            people: group.iter().map(key).collect(),
            score: Score::ZERO,
            repeats: Vec::new(),
        };
        let mut micros = 0;
        for (a, b) in pairs(&group) {
            let Some(candidate) = candidates.get(&(a, b)) else { continue };
            micros += candidate.score;
            if candidate.repeat {
                let last_met = last_met(before, (a, b)).unwrap();
                planned.repeats.push(Repeat { first: key(&a), second: key(&b), last_met });
            }
        }
        planned.score = Score::from_micros(micros);
        score += micros;
        repeats += planned.repeats.len() as u64;
        placed.extend(group.iter().filter(|&&person| counts(world, person)));
        round.groups.push(planned);
    }
    (round.round, round.date) = world.when(position);
    round.byes = before.byes(groups).iter().map(key).collect();
    round.objective = RoundObjective {
        placed: placed.len() as u64,
        turns: placed.iter().map(|person| turns[person]).sum(),
        repeats,
        score: Score::from_micros(score),
    };
}

/// Writes out a plan that claims no bounds and has no proof.
pub(super) fn write(world: &World, rounds: &[Groups], plan: &mut RotationPlan) {
    let mut before = Before::new(world);
    for (i, (groups, round)) in rounds.iter().zip(&mut plan.rounds).enumerate() {
        write_round(world, &before, i, groups, round);
        (round.bound, round.proof) = (None, None);
        before = before.then(groups);
    }
    plan.objective = total(plan);
    (plan.bound, plan.proof) = (None, None);
    let byes = byes(&always(world), rounds);
    (plan.byes.least, plan.byes.most) = (least(&byes), most_of(&byes));
    (plan.byes.bound, plan.byes.witness) = (0, None);
}

/// The sum of the objectives that the rounds state.
fn total(plan: &RotationPlan) -> HorizonObjective {
    let rounds = || plan.rounds.iter().map(|round| round.objective);
    HorizonObjective {
        placed: rounds().map(|round| round.placed).sum(),
        repeats: rounds().map(|round| round.repeats).sum(),
        score: Score::from_micros(rounds().map(|round| round.score.micros()).sum()),
    }
}

/// How often each of those sits out who take part in every round.
fn byes(always: &[usize], rounds: &[Groups]) -> BTreeMap<usize, u32> {
    let met = |groups: &Groups, person| groups.iter().any(|group| group.contains(&person));
    let byes = |person| rounds.iter().filter(|groups| !met(groups, person)).count();
    always.iter().map(|&person| (person, u32::try_from(byes(person)).unwrap())).collect()
}

fn least(byes: &BTreeMap<usize, u32>) -> u32 {
    byes.values().min().copied().unwrap_or(0)
}

fn most_of(byes: &BTreeMap<usize, u32>) -> u32 {
    byes.values().max().copied().unwrap_or(0)
}

pub(super) fn groups_of(plan: &[Possible]) -> Vec<Groups> {
    plan.iter().map(|round| round.groups.clone()).collect()
}

/// What is known of a world by enumeration, without any plan at hand.
pub(super) struct Known<'w> {
    pub(super) world: &'w World,
    /// All plans, where there are not too many.
    pub(super) plans: Option<Vec<Vec<Possible>>>,
    /// The greatest value of each round by itself, where all turns are 0.
    alone: Vec<RoundObjective>,
    pub(super) always: Vec<usize>,
}

impl<'w> Known<'w> {
    pub(super) fn new(world: &'w World, most: usize) -> Self {
        let without_turns = |possible: Possible| RoundObjective { turns: 0, ..possible.value };
        let alone = alone(world)
            .into_iter()
            .map(|before| before.rounds().into_iter().map(without_turns).max().unwrap());
        let alone = alone.collect();
        Self { world, plans: Before::new(world).plans(most), alone, always: always(world) }
    }

    pub(super) fn best(&self) -> Option<HorizonObjective> {
        self.plans.as_ref()?.iter().map(|plan| sum(plan)).max()
    }

    /// All plans that place as many in every round.
    fn as_many(&self, plan: &RotationPlan) -> Option<impl Iterator<Item = Vec<Groups>>> {
        let placed: Vec<u64> = plan.rounds.iter().map(|round| round.objective.placed).collect();
        let alike = move |other: &&Vec<Possible>| {
            other.iter().map(|round| round.value.placed).eq(placed.iter().copied())
        };
        Some(self.plans.as_ref()?.iter().filter(alike).map(|plan| groups_of(plan)))
    }

    /// By how much the byes of two differ at least in plans that place as many.
    pub(super) fn spread(&self, plan: &RotationPlan) -> Option<u32> {
        let spread = |rounds: Vec<Groups>| {
            let byes = byes(&self.always, &rounds);
            most_of(&byes) - least(&byes)
        };
        self.as_many(plan)?.map(spread).min()
    }

    /// What is untrue in a plan, or in what a report says is proven of it.
    pub(super) fn untrue(&self, plan: &RotationPlan, report: &RoundsReport) -> Option<String> {
        self.read(plan, report).err()
    }

    fn read(&self, plan: &RotationPlan, report: &RoundsReport) -> Result<(), String> {
        let world = self.world;
        same("schema", &plan.schema, &1)?;
        same("number of rounds", &plan.rounds.len(), &(world.rounds as usize))?;
        let mut before = Before::new(world);
        let mut rounds = Vec::new();
        for i in 0..plan.rounds.len() {
            let groups = self.read_round(&before, i, plan, report)?;
            before = before.then(&groups);
            rounds.push(groups);
        }
        same("objective", &plan.objective, &total(plan))?;
        let byes = byes(&self.always, &rounds);
        same("byes", &(plan.byes.least, plan.byes.most), &(least(&byes), most_of(&byes)))?;
        if let Some(best) = self.best() {
            no_less("bound", plan.bound, best)?;
            no_less("proven bound", bound(report.proven(), plan.objective), best)?;
        }
        if let Some(spread) = self.spread(plan) {
            no_less("spread", Some(spread), plan.byes.bound)?;
            no_less("proven spread", Some(spread), report.byes().bound)?;
        }
        let alone = plan.proof.iter().flat_map(|proof| &proof.alone);
        for (i, (given, optimum)) in alone.zip(&self.alone).enumerate() {
            no_less("bound of a round by itself", Some(given.bound), *optimum)?;
            let earlier = given
                .as_round
                .is_none_or(|at| at < i && plan.proof.as_ref().unwrap().alone[at].proof.is_some());
            same("reference to an earlier round", &earlier, &true)?;
        }
        self.read_witness(plan)
    }

    fn read_round(
        &self,
        before: &Before<'_>,
        at: usize,
        plan: &RotationPlan,
        report: &RoundsReport,
    ) -> Result<Groups, String> {
        let (world, round) = (self.world, &plan.rounds[at]);
        let mut groups = Groups::new();
        for group in &round.groups {
            let people: Option<Vec<usize>> =
                group.people.iter().map(|key| position(world, key)).collect();
            groups.push(people.ok_or("a stranger in a group")?);
        }
        let candidates = before.candidates();
        let mut met = BTreeSet::new();
        for group in &groups {
            let distinct: BTreeSet<usize> = group.iter().copied().collect();
            same("distinct people", &distinct.len(), &group.len())?;
            same("size of a group", &(2..=most(world)).contains(&group.len()), &true)?;
            for pair in pairs(group) {
                same("eligible pair", &candidates.contains_key(&pair), &true)?;
                same("pair met once", &met.insert(pair), &true)?;
            }
        }
        for person in 0..world.keys.len() {
            let used = groups.iter().filter(|group| group.contains(&person)).count();
            no_less("places", Some(places(world, person)), used)?;
        }
        if let Some(allowed) = trios(world, before) {
            no_less("trios", Some(allowed), groups.iter().filter(|g| g.len() == 3).count())?;
        }
        let mut written = round.clone();
        write_round(world, before, at, &groups, &mut written);
        same("round", &in_order(world, round), &in_order(world, &written))?;

        let all = before.rounds();
        let mut sorted = groups.clone();
        sorted.sort();
        let held = all.iter().any(|possible| {
            let mut other = possible.groups.clone();
            other.sort();
            other == sorted
        });
        let admitted = report.findings().iter().any(|finding| {
            matches!(finding, RoundFinding::RepeatsNotProvenNeeded { round: r } if *r == round.round)
        });
        same("needed repeats, or a finding", &(held || admitted), &true)?;
        let optimum = all.iter().map(|possible| possible.value).max().unwrap();
        no_less("bound of a round", round.bound, optimum)?;
        let proven = report.rounds()[at].proven;
        no_less("proven bound of a round", bound(proven, round.objective), optimum)?;
        Ok(groups)
    }

    fn read_witness(&self, plan: &RotationPlan) -> Result<(), String> {
        let Some(witness) = &plan.byes.witness else { return Ok(()) };
        let find = |key: &String| position(self.world, key).filter(|p| self.always.contains(p));
        let sharing: Option<BTreeSet<usize>> = witness.sharing.iter().map(find).collect();
        let sharing = sharing.ok_or("somebody shares who is not always there")?;
        same("distinct sharers", &sharing.len(), &witness.sharing.len())?;
        let spared = find(&witness.spared).ok_or("somebody spared who is not always there")?;
        for plan in self.as_many(plan).into_iter().flatten() {
            let byes = byes(&self.always, &plan);
            let shared: u64 = sharing.iter().map(|person| u64::from(byes[person])).sum();
            no_less("shared byes", Some(shared), witness.byes)?;
            same("byes of the one spared", &byes[&spared], &0)?;
        }
        Ok(())
    }
}

/// What a report says that nothing exceeds.
pub(super) fn bound<O: Copy + Ord>(proven: ProvenBound<O>, objective: O) -> Option<O> {
    match proven {
        ProvenBound::Optimal => Some(objective),
        ProvenBound::Bounded { bound } => Some(bound),
        ProvenBound::Nothing => None,
    }
}

/// A round with its marks of repeats in one order: they may be in any.
fn in_order(world: &World, round: &RoundPlan) -> RoundPlan {
    let mut round = round.clone();
    for group in &mut round.groups {
        for mark in &mut group.repeats {
            if position(world, &mark.first) > position(world, &mark.second) {
                std::mem::swap(&mut mark.first, &mut mark.second);
            }
        }
        group.repeats.sort_by_key(|mark| (mark.first.clone(), mark.second.clone()));
    }
    round
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, given: &T, right: &T) -> Result<(), String> {
    if given == right { Ok(()) } else { Err(format!("{what}: {given:?} for {right:?}")) }
}

fn no_less<T: Copy + PartialOrd + std::fmt::Debug>(
    what: &str,
    upper: Option<T>,
    lower: T,
) -> Result<(), String> {
    match upper {
        Some(upper) if upper < lower => Err(format!("{what}: {upper:?} below {lower:?}")),
        _ => Ok(()),
    }
}
