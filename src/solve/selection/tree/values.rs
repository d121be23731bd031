//! What closes a state: the greatest sum of h, with one of the price sets.

use super::index::id;
use super::{PRICE_UNITS, Reader};

/// c and h of a state with one of the price sets.
pub(super) struct Values {
    price_set: usize,
    /// How many had been dropped: with fewer free, h is no greater, so these values remain valid.
    dropped: usize,
    c: i128,
    /// By descending h, of equals by position.
    h: Vec<(i128, u32)>,
}

/// Pairs of the candidates who were free once, by candidate.
pub(super) struct Near {
    pub(super) candidates: Vec<u32>,
    pub(super) start: Vec<u32>,
    /// (other, pair).
    pub(super) entries: Vec<(u32, u32)>,
}

impl Near {
    fn size(&self) -> usize {
        self.candidates.len() + self.entries.len()
    }

    fn rows(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        let rows = self.start.windows(2).map(|w| &self.entries[w[0] as usize..w[1] as usize]);
        self.candidates.iter().copied().zip(rows)
    }

    /// What of it is about the free.
    pub(super) fn among(&self, free: &[bool]) -> Self {
        let mut near = Self { candidates: Vec::new(), start: vec![0], entries: Vec::new() };
        for (candidate, row) in self.rows().filter(|row| free[row.0 as usize]) {
            near.candidates.push(candidate);
            near.entries.extend(row.iter().filter(|entry| free[entry.0 as usize]));
            near.start.push(id(near.entries.len()));
        }
        near
    }
}

impl Reader<'_> {
    /// Whether some price set shows that no team of the state, or none with this free unit, is worth
    /// more than the bound.
    pub(super) fn is_closed(&mut self, with: Option<u32>) -> bool {
        let sets = self.certificate.price_sets.len();
        let Some(state) = self.states.last_mut() else { return false };
        let dropped = state.dropped;
        let mut known = std::mem::take(&mut state.values);
        let useful = known.iter().find(|values| self.closes(values, with)).map(|v| v.price_set);
        let mut found = useful;
        let first = self.useful;
        for price_set in (first..sets).chain(0..first) {
            if found.is_some() {
                break;
            }
            let place = known.iter().position(|values| values.price_set == price_set);
            if place.is_some_and(|place| known[place].dropped == dropped) {
                continue;
            }
            let values = self.evaluate(price_set);
            found = self.closes(&values, with).then_some(price_set);
            match place {
                Some(place) => known[place] = values,
                None => known.push(values),
            }
        }
        self.useful = found.unwrap_or(first);
        if let Some(state) = self.states.last_mut() {
            state.values = known;
        }
        found.is_some()
    }

    /// c and h of the state, with this price set.
    fn evaluate(&mut self, price_set: usize) -> Values {
        let (index, parts) = (self.index, self.index.parts);
        let prices = &self.certificate.price_sets[price_set];
        let mut c = if prices.of_worth { self.worth } else { 0 };
        for ((&(least, most), count), &had) in
            prices.counts.iter().zip(&parts.counts).zip(&self.count_in)
        {
            c += i128::from(least) * (i128::from(had) - i128::from(count.at_least));
            c += i128::from(most) * (i128::from(count.at_most) - i128::from(had));
        }
        let alike = &self.alike[price_set];
        for alike in alike {
            let had = |&(kind, m): &(u32, u32)| {
                i128::from(m) * i128::from(self.kind_in[alike.field][kind as usize])
            };
            let counted: i128 = alike.counted_on.iter().map(had).sum();
            c += i128::from(alike.price) * (i128::from(self.alike_in[alike.field]) - counted);
            c += alike.constant;
        }
        let Some(state) = self.states.last_mut() else {
            return Values { price_set, dropped: 0, c, h: Vec::new() };
        };
        let mates = self.size.1.saturating_sub(self.members_in).saturating_sub(1);
        let shared = prices.of_worth || !prices.shares.is_empty() || !alike.is_empty();
        let near = &self.near[state.near];
        let mut entries = 0;
        let mut h = Vec::with_capacity(state.free);
        let mut shares: Vec<i64> = Vec::new();
        for (candidate, row) in near.rows().filter(|row| self.free[row.0 as usize]) {
            let at = candidate as usize;
            let mut value = 0;
            if prices.of_worth {
                value += i128::from(PRICE_UNITS) * i128::from(parts.fit[at]) + self.value_in[at];
            }
            for &count in index.counts.row(candidate) {
                let (least, most) = prices.counts[count as usize];
                value += i128::from(least) - i128::from(most);
            }
            for alike in alike {
                let kind = index.kinds[alike.field].0[at];
                let Some(&had) = self.kind_in[alike.field].get(kind as usize) else { continue };
                let more = i128::from(had) - i128::from(alike.counted_on(kind));
                value += i128::from(alike.price) * more;
            }
            shares.clear();
            for &(other, pair) in row.iter().take(if shared { row.len() } else { 0 }) {
                if !self.free[other as usize] {
                    continue;
                }
                entries += 1;
                let mut whole = if prices.of_worth { index.pair_values[pair as usize] } else { 0 };
                for alike in alike {
                    if index.alike(alike.field, candidate, other) {
                        whole += alike.price; // within 64 bits, as checked
                    }
                }
                let share = match prices.shares.get(pair as usize) {
                    None => whole / 2, // no remainder: sixteenths and even prices
                    Some(&share) if candidate < other => share,
                    Some(&share) => whole - share,
                };
                if share > 0 {
                    shares.push(share);
                }
            }
            if shares.len() > mates {
                if mates > 0 {
                    shares.select_nth_unstable_by(mates - 1, |a, b| b.cmp(a));
                }
                shares.truncate(mates);
            }
            value += shares.iter().map(|&share| i128::from(share)).sum::<i128>();
            h.push((value, candidate));
        }
        h.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        // Half as large at most each time, so all of them together take little space.
        if shared && 2 * (h.len() + entries) < near.size() {
            let smaller = near.among(&self.free);
            state.near = self.near.len();
            self.near.push(smaller);
        }
        Values { price_set, dropped: state.dropped, c, h }
    }

    /// Whether c + the greatest sum of h is below the bound: of all teams, or of those with this free unit.
    fn closes(&self, values: &Values, with: Option<u32>) -> bool {
        let limit = match (
            self.certificate.price_sets[values.price_set].of_worth,
            self.certificate.bound,
        ) {
            (false, _) => 0,
            (true, Some(bound)) => i128::from(PRICE_UNITS) * (i128::from(bound) + 1),
            (true, None) => i128::MIN,
        };
        self.greatest(values, with).is_none_or(|sum| sum < limit)
    }

    /// c + the greatest sum of h; none where not enough can be taken for the fewest members.
    fn greatest(&self, values: &Values, with: Option<u32>) -> Option<i128> {
        let index = self.index;
        let cap =
            |&count: &usize| index.parts.counts[count].at_most.saturating_sub(self.count_in[count]);
        let mut left: Vec<u32> = index.caps.iter().map(cap).collect();
        let mut sum = values.c;
        let free = || values.h.iter().filter(|(_, candidate)| self.free[*candidate as usize]);
        // Taken before others.
        let mut first: Vec<u32> = Vec::new();
        if with.is_some() {
            for &(h, candidate) in free() {
                if Some(index.unit_of[candidate as usize]) == with {
                    sum += h;
                    first.push(candidate);
                    if let Some(left) = left.get_mut(index.cap_of[candidate as usize] as usize) {
                        *left = left.checked_sub(1)?;
                    }
                }
            }
        } else if let Some(kinds) = index.parts.kinds.first() {
            let lacking = (kinds.at_least as usize).saturating_sub(self.kinds_in[0]);
            if lacking > 0 {
                let mut had: Vec<bool> = self.kind_in[0].iter().map(|&had| had > 0).collect();
                for &(h, candidate) in free() {
                    if first.len() == lacking {
                        break;
                    }
                    let kind = index.kinds[0].0[candidate as usize];
                    let Some(had) = had.get_mut(kind as usize).filter(|had| !**had) else {
                        continue;
                    };
                    *had = true;
                    sum += h;
                    first.push(candidate);
                }
                if first.len() < lacking {
                    return None;
                }
            }
        }
        first.sort_unstable();
        let room = self.room().checked_sub(first.len())?;
        let wanted = self.size.0.saturating_sub(self.members_in + first.len());
        let mut taken = 0;
        for &(h, candidate) in free() {
            if taken == room || (taken >= wanted && h <= 0) {
                break;
            }
            if first.binary_search(&candidate).is_ok() {
                continue;
            }
            if let Some(left) = left.get_mut(index.cap_of[candidate as usize] as usize) {
                if *left == 0 {
                    continue;
                }
                *left -= 1;
            }
            sum += h;
            taken += 1;
        }
        (taken >= wanted).then_some(sum)
    }
}
