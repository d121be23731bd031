//! The same work for many numbers, with one thread or more, and the same results.

/// The results for 0..count, in order. What is done must depend on the number alone.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
    use rayon::iter::{IntoParallelIterator, ParallelIterator};

    (0..count).into_par_iter().map(work).collect()
}

/// The results for 0..count, in order. What is done must depend on the number alone.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T>(count: usize, work: impl Fn(usize) -> T) -> Vec<T> {
    (0..count).map(work).collect()
}
