//! Reading a search for teams step by step, with a stack of its own.

mod index;
mod prices;
mod values;

use super::parts::check_parts;
use super::{
    PRICE_UNITS, SelectionCertificate, SelectionParts, SelectionPrices, SelectionStep,
    SelectionVerifyError,
};
use index::{Index, id};
use prices::{Alike, alike, check_alike, check_prices};
use values::{Near, Values};

/// What no feasible team is worth more than, as a certificate proves it; none where it proves that no
/// team is feasible.
///
/// # Why it is a bound
/// Write T for a feasible team of a state, S = T \ I for its free members: they are in F, since what keeps somebody
/// from F keeps every team from having them beside I. `In` and what follows its `Done` share the teams of a state
/// between those with somebody and those without, and `Out` drops the former where none of them is worth more than the
/// bound. So the bound holds if no team of a *dead* state is feasible, and none of a *closed* one worth more.
///
/// *Dead:* the first four reasons break a limit that more members cannot mend; in the others T has at most t members of F,
/// each of one kind, each once in a count.
///
/// *Values:* T keeps to its counts, so Σ ℓ·(|T ∩ A| − at_least) + u·(at_most − |T ∩ A|) ≥ 0. With N members of a kind,
/// N·(N − 1)/2 − m·N + m·(m + 1)/2 = (N − m)·(N − m − 1)/2 ≥ 0, since two neighbouring whole numbers never have opposite
/// signs. So λ times that, for every price of likeness and kind, may be added too, whatever m and whether or not T
/// needs to share kinds. With n of the kind in I and r in S it is
/// λ·(n·(n − 1)/2 − m·n + m·(m + 1)/2) + r·λ·(n − m) + λ·r·(r − 1)/2: the first is in c, the second in h of the r, and the
/// third is λ for each of their pairs within S. With all this added, 16·worth(T) is at most c + Σ over S of what h(i) holds
/// before its last term + Σ over the pairs within S of 16·(pair value) + Σ λ where they are of one kind.
/// The last sum is Σ over i in S of Σ s(i, j) over the others j in S, at most t − 1 of them, all in F: at most the
/// last term of h(i). So 16·worth(T) ≤ c + Σ h over S, and with `of_worth` false 0 ≤ c + Σ h over S. Nothing of likeness
/// depends on O, so that with fewer free h is no greater.
///
/// *Closed, without kinds:* S is at most so many, within what the caps leave; the caps are disjoint, so of any number
/// the greatest h within the caps make the greatest sum (a partition matroid). For `Out`, S holds those named, and the rest
/// of S is within what they leave.
///
/// *Closed, with d kinds lacking:* let R be the d picked first, each the greatest of its kind. S has at least d
/// kinds that I lacks. Of S take D: one of each of d such kinds, those of R that are in S before others, else whoever has the
/// greatest h of their kind in S. That is possible, since those of R are of different kinds, and
/// Σ h over D ≤ Σ h over R, since d different kinds are at most the d best. S \ D holds nobody of R and is within what the caps
/// leave beside I, so the greatest such sum is at least that of S \ D. (If R took up places of the caps this would be false: D may
/// be outside of a cap that S \ D fills.)
///
/// Last, worths are whole: 16·worth(T) < 16·(bound + 1) is worth(T) ≤ bound.
///
/// Tests: `selection::planted::no_accepted_bound_is_below_the_optimum`,
/// `selection::reference::every_small_problem_has_a_certificate`,
/// `selection::checker::likeness_closes_what_nothing_else_does`.
///
/// # What does not follow
/// That there is a team worth as much as the bound.
///
/// Complexity: for a step at a state with free candidates F and e priced pairs of them, O(|F|) where values of
/// an earlier step at the state serve, else O(|F| log |F| + e) for each price set tried, and with q prices of likeness of
/// k kinds counted on O(q·(|F| log k + e + k)) more, beside what a member changes: their priced pairs, counts and slots.
/// Space O(n + m + d·|F|) for n candidates, m entries of all parts and depth d, as often as there are price sets. Where
/// likeness is priced, m has all pairs of one kind as well: O(n²) at worst, however short the certificate.
///
/// # Errors
/// The first thing that is wrong: in the parts, then in the prices of likeness of all price sets (which say what pairs
/// are priced), then in the rest of the price sets, then in the steps in their order.
///
/// # Example
/// ```
/// use crosstie::solve::{
///     SelectionCertificate, SelectionParts, SelectionPrices, SelectionStep, team_upper_bound,
/// };
///
/// // Two of three at 5, 4 and 3: the two greatest fits say it all.
/// let parts = SelectionParts { fit: vec![5, 4, 3], size: (2, 2), ..SelectionParts::default() };
/// let proof = SelectionCertificate {
///     bound: Some(9),
///     price_sets: vec![SelectionPrices { of_worth: true, ..SelectionPrices::default() }],
///     steps: vec![SelectionStep::Done],
/// };
/// assert_eq!(team_upper_bound(&parts, &proof), Ok(Some(9)));
/// ```
pub fn team_upper_bound(
    parts: &SelectionParts,
    certificate: &SelectionCertificate,
) -> Result<Option<i64>, SelectionVerifyError> {
    check_parts(parts)?;
    let named = check_alike(parts, &certificate.price_sets)?;
    let index = Index::new(parts, &named)?;
    check_prices(&index, &certificate.price_sets)?;
    let mut reader = Reader::new(&index, certificate);
    for (step, &what) in certificate.steps.iter().enumerate() {
        if reader.states.is_empty() {
            return Err(SelectionVerifyError::After { step });
        }
        match what {
            SelectionStep::In(candidate) => {
                let unit = reader.free_unit(step, candidate)?;
                reader.enter(unit);
            }
            SelectionStep::Out(candidate) => {
                let unit = reader.free_unit(step, candidate)?;
                if !reader.is_closed(Some(unit)) {
                    return Err(SelectionVerifyError::Out { step, candidate });
                }
                reader.drop_unit(unit);
            }
            SelectionStep::Done => {
                if !reader.is_dead() && !reader.is_closed(None) {
                    return Err(SelectionVerifyError::Open { step });
                }
                reader.finish();
            }
        }
    }
    if !reader.states.is_empty() {
        return Err(SelectionVerifyError::Unfinished { open: reader.states.len() });
    }
    Ok(certificate.bound)
}

/// The state that is read now, with those around it.
struct Reader<'a> {
    index: &'a Index<'a>,
    certificate: &'a SelectionCertificate,
    /// The prices of likeness of each price set.
    alike: Vec<Vec<Alike>>,
    /// The fewest members and the most.
    size: (usize, usize),
    /// The root and what was entered from it, outermost first.
    states: Vec<State>,
    /// Rows of free candidates, each those of a state at or below the one before, of at most half as many or half as large.
    near: Vec<Near>,
    /// Whether the required break a limit: nobody is free then, so no other state does.
    broken: bool,
    /// |I|, the units in I, and 16·worth(I).
    members_in: usize,
    units_in: u32,
    worth: i128,
    /// Of each count, |I ∩ A|.
    count_in: Vec<u32>,
    /// Of each candidate: 16·(their pair values with I), and how many of I they are apart from.
    value_in: Vec<i128>,
    apart_in: Vec<u32>,
    /// How many units of I have each slot.
    slot_in: Vec<u32>,
    /// Of each field: how many of I are of each kind, how many kinds that is, and how many have one.
    kind_in: Vec<Vec<u32>>,
    kinds_in: Vec<usize>,
    single_in: Vec<usize>,
    /// Of each field: how many pairs of one kind I has.
    alike_in: Vec<u64>,
    /// Whether each candidate is in F.
    free: Vec<bool>,
    /// The price set that was of use last.
    useful: usize,
}

#[derive(Default)]
struct State {
    /// What was entered.
    unit: Option<u32>,
    /// The free units.
    units: Vec<u32>,
    /// |F|.
    free: usize,
    /// How many were dropped so far.
    dropped: usize,
    values: Vec<Values>,
    /// Which of the rows serve here, and how many there were outside.
    near: usize,
    near_outside: usize,
}

impl<'a> Reader<'a> {
    fn new(index: &'a Index<'a>, certificate: &'a SelectionCertificate) -> Self {
        let parts = index.parts;
        let n = parts.fit.len();
        let mut reader = Self {
            index,
            certificate,
            alike: certificate.price_sets.iter().map(|prices| alike(index, prices)).collect(),
            size: (parts.size.0 as usize, parts.size.1 as usize),
            states: Vec::new(),
            near: vec![Near {
                candidates: (0..id(n)).collect(),
                start: index.pairs.start.clone(),
                entries: index.pairs.entries.clone(),
            }],
            broken: false,
            members_in: 0,
            units_in: 0,
            worth: 0,
            count_in: vec![0; parts.counts.len()],
            value_in: vec![0; n],
            apart_in: vec![0; n],
            slot_in: vec![0; parts.common.as_ref().map_or(0, |common| common.worth.len())],
            kind_in: index.kinds.iter().map(|(_, kinds)| vec![0; kinds.len()]).collect(),
            kinds_in: vec![0; index.kinds.len()],
            single_in: vec![0; index.kinds.len()],
            alike_in: vec![0; index.kinds.len()],
            free: vec![true; n],
            useful: 0,
        };
        let mut required: Vec<u32> =
            parts.required.iter().map(|&c| index.unit_of[c as usize]).collect();
        required.sort_unstable();
        required.dedup();
        for &unit in &required {
            reader.join(unit);
        }
        let units = id(index.torn.len());
        let others = (0..units).filter(|unit| required.binary_search(unit).is_err());
        let shared = reader.shared();
        let near =
            |unit: &u32| index.members.row(*unit).iter().any(|&c| reader.apart_in[c as usize] > 0);
        reader.broken = reader.members_in > reader.size.1
            || required.iter().any(near)
            || reader.count_in.iter().zip(&parts.counts).any(|(&n, count)| n > count.at_most)
            || (reader.units_in > 0
                && reader.worth_of(&shared, &[(0, id(reader.slot_in.len()))])
                    < reader.least_common());
        let state = reader.state(None, others, 0);
        for &unit in &required {
            reader.set_free(unit, false);
        }
        reader.states.push(state);
        reader
    }

    fn set_free(&mut self, unit: u32, free: bool) {
        for &candidate in self.index.members.row(unit) {
            self.free[candidate as usize] = free;
        }
    }

    /// A unit comes into I.
    fn join(&mut self, unit: u32) {
        let index = self.index;
        for &candidate in index.members.row(unit) {
            let c = candidate as usize;
            self.members_in += 1;
            self.worth +=
                i128::from(PRICE_UNITS) * i128::from(index.parts.fit[c]) + self.value_in[c];
            for &(other, pair) in index.pairs.row(candidate) {
                self.value_in[other as usize] += i128::from(index.pair_values[pair as usize]);
            }
            for &other in index.apart.row(candidate) {
                self.apart_in[other as usize] += 1;
            }
            for &count in index.counts.row(candidate) {
                self.count_in[count as usize] += 1;
            }
            for (field, (kind_of, _)) in index.kinds.iter().enumerate() {
                let Some(had) = self.kind_in[field].get_mut(kind_of[c] as usize) else { continue };
                self.alike_in[field] += u64::from(*had);
                *had += 1;
                self.kinds_in[field] += usize::from(*had == 1);
                self.single_in[field] += usize::from(*had == 1);
                self.single_in[field] -= usize::from(*had == 2);
            }
        }
        self.units_in += 1;
        for &(from, to) in index.runs.row(unit) {
            self.slot_in[from as usize..to as usize].iter_mut().for_each(|units| *units += 1);
        }
    }

    /// The last unit to come into I goes again.
    fn leave(&mut self, unit: u32) {
        let index = self.index;
        for &candidate in index.members.row(unit).iter().rev() {
            let c = candidate as usize;
            self.members_in -= 1;
            for &(other, pair) in index.pairs.row(candidate) {
                self.value_in[other as usize] -= i128::from(index.pair_values[pair as usize]);
            }
            self.worth -=
                i128::from(PRICE_UNITS) * i128::from(index.parts.fit[c]) + self.value_in[c];
            for &other in index.apart.row(candidate) {
                self.apart_in[other as usize] -= 1;
            }
            for &count in index.counts.row(candidate) {
                self.count_in[count as usize] -= 1;
            }
            for (field, (kind_of, _)) in index.kinds.iter().enumerate() {
                let Some(had) = self.kind_in[field].get_mut(kind_of[c] as usize) else { continue };
                *had -= 1;
                self.alike_in[field] -= u64::from(*had);
                self.kinds_in[field] -= usize::from(*had == 0);
                self.single_in[field] -= usize::from(*had == 0);
                self.single_in[field] += usize::from(*had == 1);
            }
        }
        self.units_in -= 1;
        for &(from, to) in index.runs.row(unit) {
            self.slot_in[from as usize..to as usize].iter_mut().for_each(|units| *units -= 1);
        }
    }

    fn least_common(&self) -> u64 {
        self.index.parts.common.as_ref().map_or(0, |common| common.at_least)
    }

    /// What the slots that all of I have are worth, up to before each slot; at most 2^30 of 2^32 each.
    fn shared(&self) -> Vec<u64> {
        let Some(common) = &self.index.parts.common else { return Vec::new() };
        let mut sum = 0;
        let mut shared = vec![0];
        for (&units, &worth) in self.slot_in.iter().zip(&common.worth) {
            sum += if units == self.units_in { u64::from(worth) } else { 0 };
            shared.push(sum);
        }
        shared
    }

    fn worth_of(&self, shared: &[u64], runs: &[(u32, u32)]) -> u64 {
        if shared.is_empty() {
            return 0; // and nothing is wanted
        }
        runs.iter().map(|&(from, to)| shared[to as usize] - shared[from as usize]).sum()
    }

    /// Whether I and this unit break no limit that more members could not mend.
    fn fits(&self, shared: &[u64], unit: u32) -> bool {
        let index = self.index;
        let members = index.members.row(unit);
        !self.broken
            && !index.torn[unit as usize]
            && self.members_in + members.len() <= self.size.1
            && members.iter().all(|&candidate| self.apart_in[candidate as usize] == 0)
            && index.unit_counts.row(unit).iter().all(|&(count, more)| {
                let count = count as usize;
                u64::from(self.count_in[count]) + u64::from(more)
                    <= u64::from(index.parts.counts[count].at_most)
            })
            && self.worth_of(shared, index.runs.row(unit)) >= self.least_common()
    }

    /// The state of I, of these units those free that fit; the others are free no more.
    fn state(&mut self, unit: Option<u32>, units: impl Iterator<Item = u32>, near: usize) -> State {
        let shared = self.shared();
        let mut state = State { unit, near, near_outside: self.near.len(), ..State::default() };
        for unit in units {
            if self.fits(&shared, unit) {
                state.units.push(unit);
                state.free += self.index.members.row(unit).len();
            } else {
                self.set_free(unit, false);
            }
        }
        state
    }

    /// The unit of a free candidate.
    fn free_unit(&self, step: usize, candidate: u32) -> Result<u32, SelectionVerifyError> {
        match self.free.get(candidate as usize) {
            Some(true) => Ok(self.index.unit_of[candidate as usize]),
            Some(false) => Err(SelectionVerifyError::NotFree { step, candidate }),
            None => {
                let (part, position, count) = ("step", step, self.free.len());
                Err(SelectionVerifyError::Candidate { part, position, candidate, count })
            }
        }
    }

    /// Goes on with a free unit in.
    fn enter(&mut self, unit: u32) {
        let Some(around) = self.states.last_mut() else { return };
        // Once here, not in each state that follows.
        if 2 * around.free < self.near[around.near].candidates.len() {
            let smaller = self.near[around.near].among(&self.free);
            around.near = self.near.len();
            self.near.push(smaller);
        }
        let (units, near) = (std::mem::take(&mut around.units), around.near);
        self.join(unit);
        self.set_free(unit, false);
        let others = units.iter().copied().filter(|&other| other != unit);
        let state = self.state(Some(unit), others, near);
        if let Some(around) = self.states.last_mut() {
            around.units = units;
        }
        self.states.push(state);
    }

    /// Goes back to the state around, where what had been entered is out.
    fn finish(&mut self) {
        let Some(done) = self.states.pop() else { return };
        self.near.truncate(done.near_outside);
        let Some(unit) = done.unit else { return };
        self.leave(unit);
        let Some(around) = self.states.last_mut() else { return };
        let units = std::mem::take(&mut around.units);
        for &unit in &units {
            self.set_free(unit, true);
        }
        if let Some(around) = self.states.last_mut() {
            around.units = units;
        }
        self.drop_unit(unit);
    }

    /// Puts a free unit out.
    fn drop_unit(&mut self, unit: u32) {
        self.set_free(unit, false);
        if let Some(state) = self.states.last_mut() {
            state.units.retain(|&other| other != unit);
            state.free -= self.index.members.row(unit).len();
            state.dropped += 1;
        }
    }

    /// The room that is left.
    fn room(&self) -> usize {
        self.size.1.saturating_sub(self.members_in)
    }

    fn is_dead(&self) -> bool {
        let Some(state) = self.states.last() else { return false };
        let (index, room) = (self.index, self.room());
        if self.broken || self.members_in + state.free < self.size.0 {
            return true;
        }
        let free = || state.units.iter().flat_map(|&unit| index.members.row(unit));
        let mut reach = self.count_in.clone();
        for &candidate in free() {
            for &count in index.counts.row(candidate) {
                reach[count as usize] += 1;
            }
        }
        for ((count, &reach), &had) in index.parts.counts.iter().zip(&reach).zip(&self.count_in) {
            let at_least = count.at_least as usize;
            if (reach as usize) < at_least || had as usize + room < at_least {
                return true;
            }
        }
        for (field, kinds) in index.parts.kinds.iter().enumerate() {
            let kind_of = &index.kinds[field].0;
            let mut had = self.kind_in[field].clone();
            // Kinds that F adds to I, and kinds of one in I of which F has another.
            let (mut more, mut saved) = (0, 0);
            for &candidate in free() {
                let Some(had) = had.get_mut(kind_of[candidate as usize] as usize) else { continue };
                more += usize::from(*had == 0);
                let single =
                    *had == 1 && self.kind_in[field][kind_of[candidate as usize] as usize] == 1;
                saved += usize::from(single);
                *had += 1;
            }
            let (at_least, single) = (kinds.at_least as usize, self.single_in[field]);
            if self.kinds_in[field] + more.min(room) < at_least
                || (kinds.nobody_alone && (single > saved || single > room))
            {
                return true;
            }
        }
        false
    }
}
