//! The best year of one person, beside those of all others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::id;
use super::frame::{Case, Frame, Start};

/// What a person does: pairs and first periods, ascending by period.
pub(super) type Year = Vec<Start>;

/// The most pairs of a person that are looked at; with fewer than this nothing is left out.
const MOST_PAIRS: usize = 128;

/// A year up to some period.
#[derive(Clone, Copy)]
struct Partial {
    gain: i128,
    /// How many stays.
    stays: u32,
    /// Where it was one stay shorter: its period and place among the partial years there.
    before: Option<(u32, u32)>,
    last: Option<Start>,
}

/// The year of greatest gain, by width-limited dynamic programming over periods and sets of hosts.
///
/// `gain` says what a stay adds, and none where it cannot be. The stays that the case has are in it, whatever they add.
pub(super) fn best(
    frame: &Frame<'_>,
    case: &Case,
    person: u32,
    starts: &[Start],
    gain: impl Fn(Start) -> Option<i128>,
) -> Option<(i128, Year)> {
    let own = case.with.range(frame.row(person)).map(|(&pair, &period)| Start { pair, period });
    let own: Vec<Start> = own.collect();
    // Bits of a set of hosts stand for pairs in this order.
    let mut open: Vec<(Start, i128)> = Vec::new();
    for &start in own.iter().chain(starts) {
        let value = gain(start);
        match value {
            Some(value) => open.push((start, value)),
            None if own.contains(&start) => return None,
            None => {}
        }
    }
    let mut best_of: BTreeMap<u32, i128> = BTreeMap::new();
    for &(start, value) in &open {
        let known = best_of.entry(start.pair).or_insert(value);
        *known = value.max(*known);
    }
    let mut order: Vec<(u32, i128)> = best_of.into_iter().collect();
    order.sort_by_key(|&(pair, value)| (!case.with.contains_key(&pair), Reverse(value), pair));
    order.truncate(MOST_PAIRS);
    let bits: BTreeMap<u32, u32> = order.iter().map(|entry| entry.0).zip(0..).collect();
    open.retain(|(start, _)| bits.contains_key(&start.pair));
    open.sort_unstable_by_key(|(start, _)| (start.period, start.pair));
    let orders = &frame.problem.terms.orders;
    let bit_of = |host: u32| {
        let at = frame.find(person, host)?;
        bits.get(&at).map(|&bit| 1_u128 << bit)
    };
    // For each pair the sets that must, and that must not, have been before.
    let rules: Vec<(u128, u128, bool)> = order
        .iter()
        .map(|&(at, _)| {
            let host = frame.pair(at).host;
            let mut needed = 0;
            let mut possible = true;
            for first in frame.needs(person, host) {
                match bit_of(first) {
                    Some(bit) => needed |= bit,
                    None => possible = false,
                }
            }
            let later = orders.iter().filter(|arc| arc.0 == host);
            let barred = later.filter_map(|arc| bit_of(arc.1)).fold(0, |set, bit| set | bit);
            (needed, barred, possible)
        })
        .collect();
    let most = frame.most[person as usize];
    let all_own = own
        .iter()
        .filter_map(|start| bits.get(&start.pair))
        .fold(0, |set, bit| set | 1_u128 << bit);

    let mut layers: Vec<BTreeMap<u128, Partial>> = vec![BTreeMap::new(); frame.periods + 1];
    layers[0].insert(0, Partial { gain: 0, stays: 0, before: None, last: None });
    let mut kept: Vec<Vec<(u128, Partial)>> = Vec::with_capacity(frame.periods + 1);
    let mut next = open.as_slice();
    for period in 0..=frame.periods {
        let mut layer: Vec<(u128, Partial)> =
            std::mem::take(&mut layers[period]).into_iter().collect();
        if layer.len() > frame.width {
            layer.sort_by_key(|(set, partial)| (Reverse(partial.gain), *set));
            layer.truncate(frame.width);
        }
        if period == frame.periods {
            kept.push(layer);
            break;
        }
        let here = next.partition_point(|(start, _)| start.period as usize == period);
        let (now, rest) = next.split_at(here);
        next = rest;
        let must = own.iter().find(|start| start.period as usize == period);
        for (place, &(set, partial)) in (0..).zip(&layer) {
            if must.is_none() {
                add(
                    &mut layers[period + 1],
                    set,
                    Partial { before: Some((id(period), place)), last: None, ..partial },
                );
            }
            if partial.stays >= most {
                continue;
            }
            for &(start, value) in now {
                if must.is_some_and(|must| *must != start) {
                    continue;
                }
                let bit = bits[&start.pair];
                let (needed, barred, possible) = rules[bit as usize];
                let own_bit = 1_u128 << bit;
                if set & own_bit != 0 || needed & !set != 0 || barred & set != 0 || !possible {
                    continue;
                }
                let end = period + frame.pair(start.pair).length as usize;
                let longer = Partial {
                    gain: partial.gain + value,
                    stays: partial.stays + 1,
                    before: Some((id(period), place)),
                    last: Some(start),
                };
                if let Some(layer) = layers.get_mut(end) {
                    add(layer, set | own_bit, longer);
                }
            }
        }
        kept.push(layer);
    }
    let ends = kept[frame.periods].iter().filter(|(set, _)| set & all_own == all_own);
    let (_, end) = ends.min_by_key(|(set, partial)| (Reverse(partial.gain), *set))?;
    let (mut year, mut at) = (Vec::new(), Some(*end));
    while let Some(partial) = at {
        year.extend(partial.last);
        at = partial.before.map(|(period, place)| kept[period as usize][place as usize].1);
    }
    year.reverse();
    Some((end.gain, year))
}

/// Of two years with the same hosts by the same time the better is kept.
fn add(layer: &mut BTreeMap<u128, Partial>, set: u128, partial: Partial) {
    let known = layer.entry(set).or_insert(partial);
    if (partial.gain, Reverse(partial.stays)) > (known.gain, Reverse(known.stays)) {
        *known = partial;
    }
}
