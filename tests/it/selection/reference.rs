//! The definitions of a certificate once more, set by set and as slow as they read; and a solver that adds a
//! certificate to what the oracle finds.

use std::collections::BTreeSet;

use crosstie::matching::selection::{SelectionProblem, Team};
use crosstie::solve::{
    AlikePrice, Claim, Limits, Problem, SelectionCertificate, SelectionParts, SelectionPrices,
    SelectionStep, Solver, Stop, team_upper_bound,
};

use super::instances::{problem, small};
use super::oracle::{Oracle, team};
use super::planted::{aim, any_prices, for_likeness, without_likeness};
use super::{check_solver, instances};
use crate::rng::Rng;

/// A state: who is in and who is out, as bits.
#[derive(Clone, Copy)]
pub(crate) struct State<'a> {
    parts: &'a SelectionParts,
    inside: usize,
    out: usize,
}

fn bits(list: &[u32]) -> usize {
    list.iter().fold(0, |set, &c| set | 1 << c)
}

fn size(set: usize) -> i128 {
    i128::from(set.count_ones())
}

fn each(set: usize) -> impl Iterator<Item = usize> + Clone {
    (0..16).filter(move |c| set >> c & 1 == 1)
}

/// What of a set the slots that all have are worth; nothing limits nobody.
fn common_enough(parts: &SelectionParts, set: usize) -> bool {
    let Some(common) = parts.common.as_ref().filter(|_| set != 0) else { return true };
    let shared = (0_u32..)
        .zip(&common.worth)
        .filter(|(slot, _)| each(set).all(|c| common.slots[c].contains(slot)));
    shared.map(|(_, &worth)| u64::from(worth)).sum::<u64>() >= common.at_least
}

impl<'a> State<'a> {
    pub(crate) fn root(parts: &'a SelectionParts) -> Self {
        let mut state = Self { parts, inside: 0, out: 0 };
        for &c in &parts.required {
            state.inside |= state.group(c as usize);
        }
        state
    }

    fn group(&self, c: usize) -> usize {
        let groups = self.parts.together.iter().map(|group| bits(group));
        groups.filter(|group| group >> c & 1 == 1).fold(1 << c, |all, group| all | group)
    }

    pub(crate) fn entered(self, c: usize) -> Self {
        Self { inside: self.inside | self.group(c), ..self }
    }

    pub(crate) fn dropped(self, c: usize) -> Self {
        Self { out: self.out | self.group(c), ..self }
    }

    /// Whether a set breaks a limit that more members cannot mend.
    fn is_broken(&self, set: usize) -> bool {
        let parts = self.parts;
        let both = |&(a, b): &(u32, u32)| set >> a & 1 == 1 && set >> b & 1 == 1;
        set & self.out != 0
            || size(set) > i128::from(parts.size.1)
            || parts.apart.iter().any(both)
            || parts
                .counts
                .iter()
                .any(|count| size(set & bits(&count.members)) > i128::from(count.at_most))
            || !common_enough(parts, set)
    }

    pub(crate) fn free(&self) -> usize {
        let others = each(((1 << self.parts.fit.len()) - 1) & !self.inside & !self.out);
        let fits = others.filter(|&c| !self.is_broken(self.inside | self.group(c)));
        fits.fold(0, |free, c| free | 1 << c)
    }

    fn room(&self) -> i128 {
        i128::from(self.parts.size.1) - size(self.inside)
    }

    /// How many of a set are of each kind.
    fn kinds(&self, field: usize, set: usize) -> Vec<(u32, usize)> {
        let of = &self.parts.kinds[field].of;
        let mut all: Vec<u32> = each(set).filter_map(|c| of[c]).collect();
        all.sort_unstable();
        all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
    }

    pub(crate) fn is_dead(&self) -> bool {
        let (parts, room) = (self.parts, self.room());
        let reach = self.inside | self.free();
        let count = |count: &crosstie::solve::Count| {
            let (members, least) = (bits(&count.members), i128::from(count.at_least));
            size(reach & members) < least || size(self.inside & members) + room < least
        };
        let kinds = |(field, kinds): (usize, &crosstie::solve::Kinds)| {
            let (had, reached) = (self.kinds(field, self.inside), self.kinds(field, reach));
            let least = i128::from(kinds.at_least);
            let single = || had.iter().filter(|kind| kind.1 == 1);
            (reached.len() as i128) < least
                || (had.len() as i128) < least - room
                || kinds.nobody_alone
                    && (single().any(|kind| reached.contains(kind))
                        || single().count() as i128 > room)
        };
        self.is_broken(self.inside)
            || size(reach) < i128::from(parts.size.0)
            || parts.counts.iter().any(count)
            || parts.kinds.iter().enumerate().any(kinds)
    }

    /// c, and h of each candidate who is free.
    fn values(
        &self,
        certificate: &SelectionCertificate,
        prices: &SelectionPrices,
    ) -> (i128, Vec<i128>) {
        let parts = self.parts;
        let unit = if prices.of_worth { 16 } else { 0 };
        let value = |a: usize, b: usize| {
            let pairs = parts
                .pairs
                .iter()
                .filter(|pair| 1 << pair.0 | 1 << pair.1 == 1_usize << a | 1 << b);
            unit * pairs.map(|pair| i128::from(pair.2)).sum::<i128>()
        };
        let priced = priced_pairs(parts, &certificate.price_sets);
        let share = |a: usize, b: usize| {
            let likeness = prices.alike.iter().filter(|alike| are_alike(parts, alike.kinds, a, b));
            let whole = value(a, b) + likeness.map(|alike| i128::from(alike.price)).sum::<i128>();
            match priced.iter().position(|&ends| ends == (a.min(b), a.max(b))) {
                None => 0,
                Some(_) if prices.shares.is_empty() => whole / 2,
                Some(pair) if a < b => i128::from(prices.shares[pair]),
                Some(pair) => whole - i128::from(prices.shares[pair]),
            }
        };
        let mut c: i128 = each(self.inside).map(|c| unit * i128::from(parts.fit[c])).sum();
        for a in each(self.inside) {
            c += each(self.inside).filter(|&b| a < b).map(|b| value(a, b)).sum::<i128>();
        }
        for (count, &(least, most)) in parts.counts.iter().zip(&prices.counts) {
            let had = size(self.inside & bits(&count.members));
            c += i128::from(least) * (had - i128::from(count.at_least))
                + i128::from(most) * (i128::from(count.at_most) - had);
        }
        // How many of I are of a kind.
        let had = |field: u32, kind: u32| {
            let of = &parts.kinds[field as usize].of;
            each(self.inside).filter(|&c| of[c] == Some(kind)).count() as i128
        };
        for alike in &prices.alike {
            let mut all: BTreeSet<u32> = alike.counted_on.iter().map(|counted| counted.0).collect();
            all.extend(parts.kinds[alike.kinds as usize].of.iter().flatten());
            for kind in all {
                let (n, m) = (had(alike.kinds, kind), counted_on(alike, kind));
                c += i128::from(alike.price) * (n * (n - 1) / 2 - m * n + m * (m + 1) / 2);
            }
        }
        let free = self.free();
        let mut h = vec![0; parts.fit.len()];
        for i in each(free) {
            h[i] = unit * i128::from(parts.fit[i]);
            h[i] += each(self.inside).map(|j| value(i, j)).sum::<i128>();
            for (count, &(least, most)) in parts.counts.iter().zip(&prices.counts) {
                if bits(&count.members) >> i & 1 == 1 {
                    h[i] += i128::from(least) - i128::from(most);
                }
            }
            for alike in &prices.alike {
                if let Some(kind) = parts.kinds[alike.kinds as usize].of[i] {
                    let (n, m) = (had(alike.kinds, kind), counted_on(alike, kind));
                    h[i] += i128::from(alike.price) * (n - m);
                }
            }
            let mut shares: Vec<i128> =
                each(free).filter(|&j| j != i).map(|j| share(i, j).max(0)).collect();
            shares.sort_unstable_by(|a, b| b.cmp(a));
            let mates = usize::try_from(self.room() - 1).unwrap();
            h[i] += shares.iter().take(mates).sum::<i128>();
        }
        (c, h)
    }

    fn caps(&self) -> Vec<(usize, u32)> {
        let mut caps: Vec<(usize, u32)> = Vec::new();
        for count in &self.parts.counts {
            let members = bits(&count.members);
            let fresh = caps.iter().all(|cap| cap.0 & members == 0);
            if i128::from(count.at_most) < size(members) && fresh {
                caps.push((members, count.at_most));
            }
        }
        caps
    }

    /// Whether c + the greatest sum of h is below the bound: of all teams, or of those with a free candidate.
    pub(crate) fn is_closed(
        &self,
        certificate: &SelectionCertificate,
        prices: &SelectionPrices,
        with: Option<usize>,
    ) -> bool {
        let (c, h) = self.values(certificate, prices);
        let free = self.free();
        // Those taken first, and who takes up places of the caps.
        let (mut first, mut placed) = (0, self.inside);
        if let Some(with) = with {
            first = self.group(with);
            placed |= first;
        } else if let Some(kinds) = self.parts.kinds.first() {
            let mut had: Vec<u32> = each(self.inside).filter_map(|c| kinds.of[c]).collect();
            had.sort_unstable();
            had.dedup();
            let mut lacking = (kinds.at_least as usize).saturating_sub(had.len());
            let mut order: Vec<usize> = each(free).collect();
            order.sort_by_key(|&c| std::cmp::Reverse(h[c]));
            for c in order {
                let Some(kind) = kinds.of[c].filter(|kind| !had.contains(kind)) else { continue };
                if lacking > 0 {
                    had.push(kind);
                    first |= 1 << c;
                    lacking -= 1;
                }
            }
            if lacking > 0 {
                return true;
            }
        }
        let caps = self.caps();
        let limit = match (prices.of_worth, certificate.bound) {
            (false, _) => Some(0),
            (true, bound) => bound.map(|bound| 16 * (i128::from(bound) + 1)),
        };
        let others = free & !first;
        // Every set of others within the caps.
        let mut rest = others;
        loop {
            let members = size(self.inside | first | rest);
            let counts = members >= i128::from(self.parts.size.0)
                && members <= i128::from(self.parts.size.1)
                && caps.iter().all(|&(cap, most)| size((placed | rest) & cap) <= i128::from(most));
            if counts {
                let sum = c + each(first | rest).map(|c| h[c]).sum::<i128>();
                if limit.is_none_or(|limit| sum >= limit) {
                    return false;
                }
            }
            if rest == 0 {
                return true;
            }
            rest = (rest - 1) & others;
        }
    }
}

/// Whether two are of one kind.
fn are_alike(parts: &SelectionParts, field: u32, a: usize, b: usize) -> bool {
    let of = &parts.kinds[field as usize].of;
    of[a].is_some() && of[a] == of[b]
}

/// How many of a kind are counted on.
fn counted_on(alike: &AlikePrice, kind: u32) -> i128 {
    let listed = alike.counted_on.iter().find(|counted| counted.0 == kind);
    listed.map_or(0, |counted| i128::from(counted.1))
}

/// The ends of the priced pairs in the order of the shares.
pub(crate) fn priced_pairs(
    parts: &SelectionParts,
    price_sets: &[SelectionPrices],
) -> Vec<(usize, usize)> {
    let named = || price_sets.iter().flat_map(|prices| &prices.alike);
    let is_priced = |a: usize, b: usize| {
        parts.pairs.iter().any(|pair| 1 << pair.0 | 1 << pair.1 == 1_usize << a | 1 << b)
            || named().any(|alike| are_alike(parts, alike.kinds, a, b))
    };
    let count = parts.fit.len();
    let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
    all.filter(|&(a, b)| is_priced(a, b)).collect()
}

/// Whether prices are as the definitions want them.
fn are_prices(parts: &SelectionParts, price_sets: &[SelectionPrices]) -> bool {
    let each_once = |list: Vec<u32>| list.iter().collect::<BTreeSet<_>>().len() == list.len();
    let within = |sum: i128| i64::try_from(sum).is_ok();
    let alike = |alike: &AlikePrice| {
        (alike.kinds as usize) < parts.kinds.len()
            && alike.price >= 0
            && alike.price & 1 == 0
            && each_once(alike.counted_on.iter().map(|counted| counted.0).collect())
    };
    let counted = |alike: &AlikePrice| {
        let pairs = alike.counted_on.iter().map(|&(_, m)| i128::from(m) * (i128::from(m) + 1) / 2);
        pairs.sum::<i128>() * i128::from(alike.price)
    };
    let likeness = |prices: &SelectionPrices| {
        prices.alike.iter().all(alike)
            && each_once(prices.alike.iter().map(|alike| alike.kinds).collect())
            && within(prices.alike.iter().map(counted).sum())
    };
    if !price_sets.iter().all(likeness) {
        return false;
    }
    let pairs = priced_pairs(parts, price_sets).len();
    price_sets.iter().all(|prices| {
        [0, pairs].contains(&prices.shares.len())
            && prices.counts.len() == parts.counts.len()
            && prices.counts.iter().zip(&parts.counts).all(|(&(least, most), count)| {
                least >= 0 && most >= 0 && (most == 0 || count.at_most < u32::MAX)
            })
    })
}

/// Reads a certificate by the definitions: whether it is accepted.
pub(crate) fn accepts(parts: &SelectionParts, certificate: &SelectionCertificate) -> bool {
    if !are_prices(parts, &certificate.price_sets) {
        return false;
    }
    let closed = |state: &State<'_>, with| {
        let sets = &certificate.price_sets;
        sets.iter().any(|prices| state.is_closed(certificate, prices, with))
    };
    let mut states = vec![(State::root(parts), 0)];
    for &step in &certificate.steps {
        let Some((state, _)) = states.last_mut() else { return false };
        let free = state.free();
        let is_free = |c: u32| c < 16 && free >> c & 1 == 1;
        match step {
            SelectionStep::In(c) if is_free(c) => {
                let entered = state.entered(c as usize);
                states.push((entered, c as usize));
            }
            SelectionStep::Out(c) if is_free(c) && closed(state, Some(c as usize)) => {
                *state = state.dropped(c as usize);
            }
            SelectionStep::Done if state.is_dead() || closed(state, None) => {
                let entered = states.pop().unwrap().1;
                if let Some((around, _)) = states.last_mut() {
                    *around = around.dropped(entered);
                }
            }
            _ => return false,
        }
    }
    states.is_empty()
}

/// Halves and no prices of counts.
pub(crate) fn plain(parts: &SelectionParts) -> SelectionPrices {
    let counts = vec![(0, 0); parts.counts.len()];
    SelectionPrices { of_worth: true, counts, ..SelectionPrices::default() }
}

/// Every free candidate in and then out, until nobody is free.
fn grow(mut state: State<'_>, steps: &mut Vec<SelectionStep>) {
    for c in each(state.free()) {
        if state.free() >> c & 1 == 1 {
            steps.push(SelectionStep::In(u32::try_from(c).unwrap()));
            grow(state.entered(c), steps);
            state = state.dropped(c);
        }
    }
    steps.push(SelectionStep::Done);
}

/// A certificate of the optimum: the whole tree.
pub(crate) fn whole_tree(parts: &SelectionParts, optimum: Option<i64>) -> SelectionCertificate {
    let mut steps = Vec::new();
    grow(State::root(parts), &mut steps);
    SelectionCertificate { bound: optimum, price_sets: vec![plain(parts)], steps }
}

/// Every free candidate out where prices close them, else in and then out, until the state is dead or closed.
fn grow_least(mut state: State<'_>, certificate: &mut SelectionCertificate) {
    let closed = |state: &State<'_>, certificate: &SelectionCertificate, with| {
        let sets = &certificate.price_sets;
        sets.iter().any(|prices| state.is_closed(certificate, prices, with))
    };
    for c in each(state.free()) {
        if state.is_dead() || closed(&state, certificate, None) {
            break;
        }
        if state.free() >> c & 1 == 1 {
            let candidate = u32::try_from(c).unwrap();
            if closed(&state, certificate, Some(c)) {
                certificate.steps.push(SelectionStep::Out(candidate));
            } else {
                certificate.steps.push(SelectionStep::In(candidate));
                grow_least(state.entered(c), certificate);
            }
            state = state.dropped(c);
        }
    }
    certificate.steps.push(SelectionStep::Done);
}

/// A certificate of the optimum by these prices and plain ones, with no step where prices close.
fn least_tree(
    parts: &SelectionParts,
    optimum: Option<i64>,
    mut price_sets: Vec<SelectionPrices>,
) -> SelectionCertificate {
    price_sets.push(plain(parts));
    let mut certificate = SelectionCertificate { bound: optimum, price_sets, steps: Vec::new() };
    grow_least(State::root(parts), &mut certificate);
    certificate
}

/// Enumerates, and proves it by the whole tree.
pub(crate) struct Reference;

impl Solver<SelectionProblem> for Reference {
    fn name(&self) -> &str {
        "reference"
    }

    fn solve(&self, problem: &SelectionProblem, _: &Limits) -> Claim<SelectionProblem> {
        let oracle = Oracle::of(problem.parts());
        let solution: Team = oracle.optima().next().map(team);
        let certificate = Some(whole_tree(problem.parts(), oracle.optimum()));
        Claim { solution, certificate, stop: Stop::Finished }
    }
}

#[test]
fn every_small_problem_has_a_certificate() {
    let mut rng = Rng::new(310);
    let (mut none, mut steps) = (0, 0);
    for _ in 0..4_000 {
        let problem = problem(&small(&mut rng));
        check_solver(&Reference, &problem);
        let claim = Reference.solve(&problem, &Limits::none());
        let certificate = claim.certificate.unwrap();
        steps += certificate.steps.len();
        // One less is refused, as is that no team is feasible.
        match certificate.bound {
            None => none += 1,
            Some(bound) => {
                for bound in [Some(bound - 1), None] {
                    let certificate = SelectionCertificate { bound, ..certificate.clone() };
                    assert!(team_upper_bound(problem.parts(), &certificate).is_err());
                }
            }
        }
    }
    assert!(none > 400 && steps > 100_000, "{none} with no feasible team, {steps} steps");
}

/// Prices of likeness make the search smaller, and what they close is closed.
#[test]
fn every_small_problem_has_a_certificate_with_likeness() {
    let mut rng = Rng::new(312);
    let (mut smaller, mut steps, mut most_steps) = (0, 0, 0);
    for _ in 0..3_000 {
        let parts = for_likeness(&mut rng, 6);
        let oracle = Oracle::of(&parts);
        let (optimum, aim) = (oracle.optimum(), aim(&mut rng, &oracle));
        let price_sets = any_prices(&mut rng, &parts, &[true, true, false], aim);
        let certificate = least_tree(&parts, optimum, price_sets.clone());
        assert_eq!(team_upper_bound(&parts, &certificate), Ok(optimum), "{parts:?}");
        if let Some(optimum) = optimum {
            for bound in [Some(optimum - 1), None] {
                let lower = SelectionCertificate { bound, ..certificate.clone() };
                assert!(team_upper_bound(&parts, &lower).is_err(), "{parts:?}");
                // Nor does any tree by the same prices prove it.
                let lower = least_tree(&parts, bound, price_sets.clone());
                assert!(team_upper_bound(&parts, &lower).is_err(), "{parts:?}");
            }
        }
        let without = without_likeness(&parts, &certificate).price_sets;
        let without = least_tree(&parts, optimum, without);
        assert_eq!(team_upper_bound(&parts, &without), Ok(optimum), "{parts:?}");
        smaller += usize::from(certificate.steps.len() < without.steps.len());
        steps += certificate.steps.len();
        most_steps += without.steps.len();
    }
    assert!(smaller > 60 && steps < most_steps, "{smaller}: {steps} of {most_steps} steps");
}

#[test]
fn is_refused_a_worse_team_and_none() {
    let mut rng = Rng::new(311);
    let mut worse = 0;
    for _ in 0..1_000 {
        let parts = instances::small_with(&mut rng, 6);
        let problem = problem(&parts);
        let oracle = Oracle::of(&parts);
        let certificate = whole_tree(&parts, oracle.optimum());
        for set in 0..1 << parts.fit.len() {
            let quality = problem.verify(&Some(team(set)), Some(&certificate));
            assert_eq!(quality.is_ok(), oracle.is_feasible(set));
            let Ok(quality) = quality else { continue };
            assert_eq!(quality.objective(), oracle.worth(set));
            assert_eq!(quality.is_optimal(), oracle.worth(set) == oracle.optimum());
            worse += usize::from(!quality.is_optimal());
        }
        let quality = problem.verify(&None, Some(&certificate)).unwrap();
        assert_eq!(quality.is_optimal(), oracle.optimum().is_none());
        assert_eq!(problem.verify(&None, None).unwrap().bound(), None);
    }
    assert!(worse > 2_000, "{worse} worse teams");
}
