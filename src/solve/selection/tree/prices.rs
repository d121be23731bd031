//! What price sets must keep to, and their prices of likeness by the kinds of the index.

use std::collections::BTreeSet;

use super::index::{Index, id};
use super::{SelectionParts, SelectionPrices, SelectionVerifyError};

/// A price of likeness.
pub(super) struct Alike {
    /// Position in the `kinds` of the parts.
    pub(super) field: usize,
    /// λ.
    pub(super) price: i64,
    /// (kind, m) of the kinds that candidates have, by the numbers of the index, ascending.
    pub(super) counted_on: Vec<(u32, u32)>,
    /// λ·Σ m·(m + 1)/2, also over kinds that nobody has.
    pub(super) constant: i128,
}

impl Alike {
    /// How many of a kind are counted on.
    pub(super) fn counted_on(&self, kind: u32) -> u32 {
        let place = self.counted_on.binary_search_by_key(&kind, |counted| counted.0);
        place.map_or(0, |place| self.counted_on[place].1)
    }
}

/// Σ m·(m + 1)/2, times the price: below 2^126 for each m.
fn constant(price: i64, counted_on: &[(u32, u32)]) -> impl Iterator<Item = i128> {
    let pairs = |&(_, m): &(u32, u32)| i128::from(u64::from(m) * (u64::from(m) + 1) / 2);
    counted_on.iter().map(pairs).map(move |pairs| i128::from(price) * pairs)
}

/// The prices of likeness, those of 0 left out.
pub(super) fn alike(index: &Index<'_>, prices: &SelectionPrices) -> Vec<Alike> {
    let priced = prices.alike.iter().filter(|alike| alike.price > 0);
    let by_index = priced.map(|alike| {
        let field = alike.kinds as usize;
        let names = &index.kinds[field].1;
        let known = alike.counted_on.iter().filter_map(|&(kind, m)| {
            let kind = names.binary_search(&kind).ok()?;
            Some((id(kind), m))
        });
        let mut counted_on: Vec<(u32, u32)> = known.collect();
        counted_on.sort_unstable();
        let constant = constant(alike.price, &alike.counted_on).sum();
        Alike { field, price: alike.price, counted_on, constant }
    });
    by_index.collect()
}

/// Checks the prices of likeness, on which it depends which pairs are priced; returns which kinds they name.
pub(super) fn check_alike(
    parts: &SelectionParts,
    price_sets: &[SelectionPrices],
) -> Result<Vec<bool>, SelectionVerifyError> {
    let count = parts.kinds.len();
    let mut named = vec![false; count];
    for (price_set, prices) in price_sets.iter().enumerate() {
        let mut here = BTreeSet::new();
        let mut sum = 0_i128;
        for alike in &prices.alike {
            let (kinds, price) = (alike.kinds, alike.price);
            let Some(named) = named.get_mut(kinds as usize) else {
                return Err(SelectionVerifyError::AlikeKinds { price_set, kinds, count });
            };
            *named = true;
            if !here.insert(kinds) {
                return Err(SelectionVerifyError::AlikeTwice { price_set, kinds });
            }
            if price < 0 || price % 2 != 0 {
                return Err(SelectionVerifyError::AlikePrice { price_set, kinds, price });
            }
            let mut had = BTreeSet::new();
            for &(kind, _) in &alike.counted_on {
                if !had.insert(kind) {
                    return Err(SelectionVerifyError::CountedOnTwice { price_set, kinds, kind });
                }
            }
            // Beyond 64 bits at once, so that 128 hold the sum; and then λ·m times any number of members.
            for constant in constant(price, &alike.counted_on) {
                sum += constant;
                if sum > i128::from(i64::MAX) {
                    let what = "a price of likeness for all that is counted on";
                    return Err(SelectionVerifyError::Range { what });
                }
            }
        }
    }
    Ok(named)
}

/// Checks the rest of the prices.
pub(super) fn check_prices(
    index: &Index<'_>,
    price_sets: &[SelectionPrices],
) -> Result<(), SelectionVerifyError> {
    let parts = index.parts;
    for (price_set, prices) in price_sets.iter().enumerate() {
        let lengths = [
            ("shares of price set", prices.shares.len(), index.pair_values.len()),
            ("count prices of price set", prices.counts.len(), parts.counts.len()),
        ];
        for (part, given, wanted) in lengths {
            let none = part == "shares of price set" && given == 0;
            if given != wanted && !none {
                let position = price_set;
                return Err(SelectionVerifyError::Length { part, position, given, wanted });
            }
        }
        for (count, (&(least, most), limits)) in prices.counts.iter().zip(&parts.counts).enumerate()
        {
            let price = least.min(most);
            if price < 0 {
                return Err(SelectionVerifyError::NegativePrice { price_set, count, price });
            }
            if most > 0 && limits.at_most == u32::MAX {
                return Err(SelectionVerifyError::NoLimit { price_set, count, price: most });
            }
        }
        if !prices.shares.is_empty() || !prices.alike.is_empty() {
            check_shares(index, prices)?;
        }
    }
    Ok(())
}

/// Each priced pair as a whole, and what of it either of the two has, in 64 bits.
fn check_shares(index: &Index<'_>, prices: &SelectionPrices) -> Result<(), SelectionVerifyError> {
    for low in 0..id(index.parts.fit.len()) {
        for &(high, pair) in index.pairs.row(low).iter().filter(|entry| entry.0 > low) {
            let value = if prices.of_worth { index.pair_values[pair as usize] } else { 0 };
            let priced = prices.alike.iter();
            let priced = priced.filter(|alike| index.alike(alike.kinds as usize, low, high));
            // From the value up: what fits in the end fits throughout.
            let whole = priced.map(|alike| alike.price).try_fold(value, i64::checked_add);
            let Some(whole) = whole else {
                let what = "a pair value with its prices of likeness";
                return Err(SelectionVerifyError::Range { what });
            };
            let share = prices.shares.get(pair as usize);
            if share.is_some_and(|&share| whole.checked_sub(share).is_none()) {
                return Err(SelectionVerifyError::Range { what: "a share" });
            }
        }
    }
    Ok(())
}
