//! How fast something grows.

/// The slope of log `y` over log `x` by least squares: `y` grows as `x` to that power. None of
/// fewer than two different `x`.
pub(crate) fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points
        .iter()
        .filter(|&&(x, y)| x > 0.0 && y > 0.0)
        .map(|&(x, y)| (x.ln(), y.ln()))
        .collect();
    let count = logs.len() as f64;
    let x = logs.iter().map(|log| log.0).sum::<f64>() / count;
    let y = logs.iter().map(|log| log.1).sum::<f64>() / count;
    let spread: f64 = logs.iter().map(|log| (log.0 - x).powi(2)).sum();
    let together: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    (spread > 1e-12).then(|| together / spread)
}

/// The middle of a list, or the mean of its two middles.
pub(crate) fn median(mut list: Vec<f64>) -> Option<f64> {
    list.sort_by(f64::total_cmp);
    let upper = list.get(list.len() / 2)?;
    let lower = if list.len().is_multiple_of(2) { list.get(list.len() / 2 - 1)? } else { upper };
    Some((lower + upper) / 2.0)
}
