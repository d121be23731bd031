//! Prices that bound what people with a limited number of meetings can score.

/// Pairs of positions with what they are worth.
pub(super) type Worth = (u32, u32, i64);

/// How often every price is set anew.
const SWEEPS: usize = 40;

/// For people v who may be in at most u(v) of the pairs, each at most once: prices 2y in halves,
/// y ≥ 0, that keep Σ u·y + Σ max(0, s − y_a − y_b) low.
///
/// Whatever the prices, that sum bounds every choice of pairs; so any
/// prices are safe, and these are good: each in turn is set where the sum is lowest given the
/// others (coordinate descent on the dual of simple b-matching), until nothing improves. The lowest
/// sum of all is not always reached.
///
/// Complexity: O(m) a sweep for m pairs, at most 40 sweeps.
pub(super) fn prices(most: &[u64], pairs: &[Worth]) -> Vec<i64> {
    let n = most.len();
    let mut start = vec![0_usize; n + 1];
    for &(a, b, _) in pairs {
        start[a as usize + 1] += 1;
        start[b as usize + 1] += 1;
    }
    for v in 0..n {
        start[v + 1] += start[v];
    }
    let mut next = start.clone();
    let mut row = vec![(0_u32, 0_i64); 2 * pairs.len()];
    for &(a, b, worth) in pairs {
        for (from, to) in [(a, b), (b, a)] {
            row[next[from as usize]] = (to, worth);
            next[from as usize] += 1;
        }
    }
    // Half of what the best pairs are worth, to begin with.
    let mut price: Vec<i64> = (0..n)
        .map(|v| {
            let mut worth: Vec<i64> = row[start[v]..start[v + 1]].iter().map(|r| r.1).collect();
            nth_largest(&mut worth, most[v]).max(0)
        })
        .collect();
    let mut best = (sum(most, pairs, &price), price.clone());
    let mut left = Vec::new();
    for _ in 0..SWEEPS {
        for v in 0..n {
            left.clear();
            let rest = |&(to, worth): &(u32, i64)| 2 * worth - price[to as usize];
            left.extend(row[start[v]..start[v + 1]].iter().map(rest).filter(|&rest| rest > 0));
            // Any price between the u-th largest and the next is as good for v.
            let high = nth_largest(&mut left, most[v]);
            let low = nth_largest(&mut left, most[v].saturating_add(1));
            price[v] = if most[v] == 0 { low } else { low + (high - low) / 2 };
        }
        let sum = sum(most, pairs, &price);
        if sum >= best.0 {
            break;
        }
        best = (sum, price.clone());
    }
    best.1
}

/// The n-th largest of some numbers, from 1; 0 where there are fewer. (Of none, 0: the largest for n = 0
/// would be without limit, and is not asked for.)
fn nth_largest(numbers: &mut [i64], n: u64) -> i64 {
    let Ok(n) = usize::try_from(n) else { return 0 };
    if n == 0 || n > numbers.len() {
        return 0;
    }
    *numbers.select_nth_unstable_by(n - 1, |a, b| b.cmp(a)).1
}

/// 2·(Σ u·y + Σ max(0, s − y_a − y_b)).
pub(super) fn sum(most: &[u64], pairs: &[Worth], price: &[i64]) -> i128 {
    let places: i128 = most.iter().zip(price).map(|(&u, &y)| i128::from(u) * i128::from(y)).sum();
    let rest: i128 = pairs
        .iter()
        .map(|&(a, b, worth)| {
            let rest = 2 * i128::from(worth)
                - i128::from(price[a as usize])
                - i128::from(price[b as usize]);
            rest.max(0)
        })
        .sum();
    places + rest
}
