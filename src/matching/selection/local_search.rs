//! A first team: built unit by unit, then improved by the best swap, also a worse one for a while (tabu
//! search; Glover 1989). It proves nothing.

use super::problem::SelectionProblem;
use crate::random::Random;

/// How many times a team is built; with seed 0 the first time without chance.
const STARTS: u64 = 6;
/// How many moves after the last gain end a search.
const PATIENCE: u32 = 60;
/// For how many moves who left stays out.
const TENURE: u32 = 7;
/// About how many changes are weighed in all, so that many candidates take no more than seconds.
const WORK: u64 = 60_000_000;

/// A feasible team and its worth, if one was found.
pub(super) fn team(problem: &SelectionProblem, seed: u64) -> Option<(i64, Vec<u32>)> {
    let n = u32::try_from(problem.candidate_count()).unwrap_or(u32::MAX);
    // Who comes together is a unit, named by its first.
    let units: Vec<u32> =
        (0..n).filter(|i| problem.group(i).iter().min().is_none_or(|first| first == i)).collect();
    let mut best: Option<(i64, Vec<u32>)> = None;
    let mut random = Random::new(seed, 0);
    let mut work = 0;
    for start in 0..STARTS {
        let mut search = Search::new(problem, &units);
        search.build((start > 0 || seed != 0).then_some(&mut random), &mut work);
        search.improve(&mut work);
        if let Some((worth, team)) = search.best {
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, team));
            }
        }
        if work > WORK {
            break;
        }
    }
    best.map(|(worth, mut team)| {
        team.sort_unstable();
        (worth, team)
    })
}

/// What is wrong with a team comes first, then what it is worth.
type Value = (std::cmp::Reverse<u64>, i64);

/// The unit that goes, and the one that comes.
type Change = (Option<u32>, Option<u32>);

struct Search<'p> {
    problem: &'p SelectionProblem,
    units: &'p [u32],
    members: Vec<u32>,
    /// What each candidate is worth with the members.
    gain: Vec<i64>,
    counted: Vec<u32>,
    worth: i64,
    best: Option<(i64, Vec<u32>)>,
    /// The move before which each unit may not come or go again.
    barred_until: Vec<u32>,
}

impl<'p> Search<'p> {
    fn new(problem: &'p SelectionProblem, units: &'p [u32]) -> Self {
        let parts = problem.parts();
        let mut search = Self {
            problem,
            units,
            members: Vec::new(),
            gain: parts.fit.clone(),
            counted: vec![0; parts.counts.len()],
            worth: 0,
            best: None,
            barred_until: vec![0; parts.fit.len()],
        };
        for i in &parts.required {
            for &member in problem.group(i) {
                search.add(member);
            }
        }
        search
    }

    fn add(&mut self, i: u32) {
        if self.members.contains(&i) {
            return;
        }
        self.worth += self.gain[i as usize];
        self.members.push(i);
        self.update(i, 1);
    }

    fn remove(&mut self, i: u32) {
        let Some(at) = self.members.iter().position(|&m| m == i) else { return };
        self.members.swap_remove(at);
        self.update(i, -1);
        self.worth -= self.gain[i as usize];
    }

    fn update(&mut self, i: u32, sign: i64) {
        let (others, values) = self.problem.values(i);
        for (&j, &value) in others.iter().zip(values) {
            self.gain[j as usize] += sign * value;
        }
        for &count in self.problem.counts_of(i) {
            let counted = &mut self.counted[count as usize];
            *counted = if sign > 0 { *counted + 1 } else { *counted - 1 };
        }
    }

    /// What is wrong with the members: 0 for a feasible team.
    fn faults(&self) -> u64 {
        let parts = self.problem.parts();
        let size = self.members.len() as u64;
        let mut faults = u64::from(parts.size.0).saturating_sub(size)
            + 3 * size.saturating_sub(u64::from(parts.size.1));
        for (count, &inside) in parts.counts.iter().zip(&self.counted) {
            faults += u64::from(count.at_least.saturating_sub(inside));
            faults += u64::from(inside.saturating_sub(count.at_most));
        }
        for (position, &i) in self.members.iter().enumerate() {
            let apart = self.problem.apart(i);
            let rest = &self.members[position + 1..];
            faults += 2 * rest.iter().filter(|j| apart.binary_search(j).is_ok()).count() as u64;
        }
        for kinds in &parts.kinds {
            let mut of: Vec<u32> =
                self.members.iter().filter_map(|&i| kinds.of[i as usize]).collect();
            of.sort_unstable();
            let chunks = || of.chunk_by(|a, b| a == b);
            if kinds.nobody_alone {
                faults += chunks().filter(|chunk| chunk.len() == 1).count() as u64;
            }
            faults += u64::from(kinds.at_least).saturating_sub(chunks().count() as u64);
        }
        if let (Some(common), Some((first, rest))) = (&parts.common, self.members.split_first()) {
            let mut slots = common.slots[*first as usize].clone();
            for &i in rest {
                let own = &common.slots[i as usize];
                slots.retain(|slot| own.contains(slot));
            }
            let shared: u64 = slots.iter().map(|&s| u64::from(common.worth[s as usize])).sum();
            faults += (common.at_least.saturating_sub(shared)).min(1 + rest.len() as u64);
        }
        faults
    }

    fn value(&self) -> Value {
        (std::cmp::Reverse(self.faults()), self.worth)
    }

    /// The value with a unit more.
    fn value_with(&mut self, unit: u32) -> Value {
        if self.problem.group(&unit).len() > 1 {
            self.change(None, Some(unit));
            let value = self.value();
            self.change(Some(unit), None);
            return value;
        }
        // Of one candidate the worth is known; for the faults nobody's gain matters.
        let counts = self.problem.counts_of(unit);
        self.members.push(unit);
        counts.iter().for_each(|&count| self.counted[count as usize] += 1);
        let faults = self.faults();
        counts.iter().for_each(|&count| self.counted[count as usize] -= 1);
        self.members.pop();
        (std::cmp::Reverse(faults), self.worth + self.gain[unit as usize])
    }

    fn change(&mut self, out: Option<u32>, new: Option<u32>) {
        let problem = self.problem;
        if let Some(unit) = out {
            problem.group(&unit).iter().for_each(|&i| self.remove(i));
        }
        if let Some(unit) = new {
            problem.group(&unit).iter().for_each(|&i| self.add(i));
        }
    }

    fn is_in(&self, unit: u32) -> bool {
        self.members.contains(&unit)
    }

    /// Adds the unit that makes the best team, until none does; with chance, one of the best few.
    fn build(&mut self, mut random: Option<&mut Random>, work: &mut u64) {
        while self.members.len() < self.problem.parts().size.1 as usize {
            let now = self.value();
            let mut ranked: Vec<(Value, std::cmp::Reverse<u32>)> = Vec::new();
            for &unit in self.units {
                if !self.is_in(unit) {
                    ranked.push((self.value_with(unit), std::cmp::Reverse(unit)));
                    *work += 1 + self.members.len() as u64;
                }
            }
            ranked.sort_unstable_by(|a, b| b.cmp(a));
            let pick = random.as_mut().map_or(0, |random| random.index(ranked.len().min(4)));
            match ranked.get(pick) {
                Some(&(value, std::cmp::Reverse(unit)))
                    if value > now || self.members.len() < self.problem.parts().size.0 as usize =>
                {
                    self.change(None, Some(unit));
                }
                _ => break,
            }
        }
        self.note();
    }

    fn note(&mut self) {
        if self.faults() == 0 && self.best.as_ref().is_none_or(|(worth, _)| self.worth > *worth) {
            self.best = Some((self.worth, self.members.clone()));
        }
    }

    /// Takes the best change of one unit or two, also where it is a loss.
    fn improve(&mut self, work: &mut u64) {
        let required = &self.problem.parts().required;
        let (mut now, mut gained, mut least) = (0, 0, u64::MAX);
        while now < gained + PATIENCE && *work <= WORK {
            now += 1;
            let inside: Vec<Option<u32>> = self
                .units
                .iter()
                .filter(|&&unit| self.is_in(unit))
                .filter(|unit| !self.problem.group(unit).iter().any(|i| required.contains(i)))
                .map(|&unit| Some(unit))
                .chain([None])
                .collect();
            let mut best: Option<(Value, Change)> = None;
            for &out in &inside {
                // Without who leaves; then each who may come.
                self.change(out, None);
                let left = self.value();
                let mut moves = vec![];
                if out.is_some() {
                    moves.push((left, (out, None)));
                }
                for &unit in self.units {
                    if self.is_in(unit)
                        || out == Some(unit)
                        || self.barred_until[unit as usize] > now
                    {
                        continue;
                    }
                    *work += 1 + self.members.len() as u64;
                    // Faults are costly to count: only where the worth could be the best.
                    let worth = self.worth + self.gain[unit as usize];
                    if let Some(((std::cmp::Reverse(0), most), _)) = best {
                        if self.problem.group(&unit).len() == 1 && worth <= most {
                            continue;
                        }
                    }
                    let value = self.value_with(unit);
                    if best.as_ref().is_none_or(|(most, _)| value > *most) {
                        best = Some((value, (out, Some(unit))));
                    }
                }
                self.change(None, out);
                for (value, change) in moves {
                    if best.as_ref().is_none_or(|(most, _)| value > *most) {
                        best = Some((value, change));
                    }
                }
            }
            let Some((value, (out, new))) = best else { break };
            self.change(out, new);
            for unit in out.into_iter().chain(new) {
                self.barred_until[unit as usize] = now + TENURE;
            }
            let before = self.best.as_ref().map(|(worth, _)| *worth);
            self.note();
            let faults = value.0.0;
            if self.best.as_ref().map(|(worth, _)| *worth) > before || faults < least {
                (gained, least) = (now, faults.min(least));
            }
        }
    }
}
