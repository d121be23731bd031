//! Prices that keep the bound of a state low, by subgradient steps (Held, Wolfe & Crowder 1974).

use super::core::{Core, Counted, Frame};

/// How many steps at most.
const STEPS: u32 = 2_000;
/// After how many steps without gain they get shorter, by a third.
const PATIENCE: u32 = 20;
/// The first steps are as long as would meet the worth of the team that is known, if the bound fell evenly
/// (Polyak 1969); the last are this many times shorter.
const LEAST: i128 = 4096;

/// Prices, and the bound that they give.
struct Prices {
    total: i64,
    share: Vec<i64>,
    counts: Vec<Counted>,
}

/// Moves shares and count prices so that the bound of a state falls, towards the worth of a team
/// that is known, in price units.
pub(super) fn improve(core: &mut Core<'_>, frame: &Frame, target: Option<i64>) {
    let parts = core.problem().parts();
    // So that no sum over a team leaves 64 bits; see the headroom of problems.
    let (n, counts) = (length(core.len()), length(parts.counts.len()));
    let size = i64::from(parts.size.1.min(1 << 24)).min(n) + 2;
    let most_share = i64::MAX / 64 / size / size;
    let most_price = i64::MAX / 64 / (n + 2) / (counts + 2);
    let mut partners = core.partners(frame);
    let mut best: Option<Prices> = None;
    let (mut scale, mut waited) = (LEAST, 0);
    for _ in 0..STEPS {
        let bound = core.bound_with(frame, &partners);
        let Some(total) = bound.total else { break };
        if best.as_ref().is_none_or(|best| total < best.total) {
            let (share, counts) = (core.share.clone(), core.count_price.clone());
            best = Some(Prices { total, share, counts });
            waited = 0;
        } else {
            waited += 1;
            if waited == PATIENCE {
                waited = 0;
                scale = scale * 2 / 3;
            }
        }
        // Without a team, towards nine tenths.
        let aim = target.unwrap_or(total - total.abs() / 10);
        if total <= aim || scale == 0 {
            break;
        }

        let slopes = core.slopes(frame, &bound);
        let norm: i128 = slopes.counts.iter().map(|s| i128::from(s.0 * s.0 + s.1 * s.1)).sum();
        let norm = norm + slopes.shares.len() as i128;
        if norm == 0 {
            break;
        }
        let step = (i128::from(total - aim) * scale / (norm * LEAST)).max(1);
        let mut changed = Vec::new();
        for &at in &slopes.shares {
            // Half as far: the other end gains what this one loses.
            let twin = core.twin[at];
            let both = core.share[at] + core.share[twin];
            core.share[at] = clamped(i128::from(core.share[at]) - (step / 2).max(1), most_share);
            core.share[twin] = both - core.share[at];
            changed.push(core.other[at]);
            changed.push(core.other[twin]);
        }
        let moved = |price: i64, slope: i64| {
            clamped(i128::from(price) - step * i128::from(slope), most_price).max(0)
        };
        let prices = core.count_price.iter().zip(&slopes.counts);
        let prices = prices.map(|(p, slope)| (moved(p.0, slope.0), moved(p.1, slope.1)));
        core.set_count_prices(prices.collect());
        changed.sort_unstable();
        changed.dedup();
        core.update_partners(frame, &changed, &mut partners);
    }
    if let Some(Prices { share, counts, .. }) = best {
        core.share = share;
        core.set_count_prices(counts);
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX - 2)
}

/// A price within limits.
fn clamped(price: i128, most: i64) -> i64 {
    let most = i128::from(most);
    i64::try_from(price.clamp(-most, most)).unwrap_or(0)
}

/// Count prices by which a state is closed without regard to worth, or nearly; they close states below
/// it more often than counting does.
pub(super) fn of_feasibility(core: &Core<'_>, frame: &Frame) -> Vec<Counted> {
    let counts = &core.problem().parts().counts;
    let mut prices: Vec<Counted> =
        counts.iter().map(|count| (if count.at_least > 0 { 1 << 12 } else { 0 }, 0)).collect();
    let mut best: Option<(i64, Vec<Counted>)> = None;
    for step in 0..i64::from(STEPS / 4) {
        let bound = core.bound_of_feasibility(frame, &prices);
        let Some(total) = bound.total else { break };
        if best.as_ref().is_none_or(|(least, _)| total < *least) {
            best = Some((total, prices.clone()));
        }
        if total < 0 {
            break;
        }
        let slopes = core.slopes(frame, &bound);
        let by = ((1 << 10) / (step + 1)).max(1);
        for (price, slope) in prices.iter_mut().zip(&slopes.counts) {
            *price = ((price.0 - by * slope.0).max(0), (price.1 - by * slope.1).max(0));
        }
    }
    best.map_or(prices, |(_, prices)| prices)
}
