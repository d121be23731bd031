//! Instances from a name: the same ones on every platform.
//!
//! | family | candidates | weights |
//! | --- | --- | --- |
//! | `uniform` | drawn without repetition; a full matching is planted among them | 1..10,000, uniform |
//! | `ties` | as `uniform` | 1..5, uniform |
//! | `clustered` | the nearest by profile | `max(1, round(10,000·exp(−2·distance)))` |
//! | `common` | everybody wants the same few: drawn by the cube of a uniform number | fall with that number, and differ a little by taste |
//!
//! A profile is a point near one of 40 random centres in five dimensions, with a deviation of 0.15
//! in each; centres differ in how many are near them.
//!
//! Of matrices `uniform1e3` and `uniform1e6` have costs from 1 to 10³ and to 10⁶; `clustered` has
//! the distance between profiles near 12 centres in eight dimensions, times 10⁴.

use std::num::NonZero;

use kiddo::{ImmutableKdTree, SquaredEuclidean};

use crate::instance::{Dense, Family, Instance, Name, Row, Sparse};
use crate::random::Random;

/// The instance of this name. `degree` is how many candidates there are for each on the left.
pub(crate) fn instance(name: Name, degree: usize) -> Result<Instance, String> {
    let Name { row, family, size, seed } = name;
    if !row.races().iter().any(|race| race.0 == family) {
        return Err(format!("{} has no {} instances; see --help", row.name(), family.name()));
    }
    let most = if row == Row::Dense { 20_000 } else { 10_000_000 };
    if !(1..=most).contains(&size) {
        let row = row.name();
        return Err(format!("{row} instances have sizes from 1 to {most}, not {size}"));
    }
    let mut random = Random::new(seed, size as u64);
    if row == Row::Dense {
        return Ok(Instance::Dense(dense(&mut random, family, size)));
    }
    let (rights, capacity) = if row == Row::Capacities { (size.div_ceil(5), 5) } else { (size, 1) };
    let degree = degree.clamp(1, rights);
    let mut rows = rows(&mut random, family, size, rights, degree)?;
    if family.planted() {
        plant(&mut random, &mut rows, family, rights, capacity);
    }
    let mut sparse = Sparse {
        lefts: size,
        right_capacity: vec![capacity; rights],
        left: Vec::with_capacity(size * (degree + 1)),
        right: Vec::with_capacity(size * (degree + 1)),
        weight: Vec::with_capacity(size * (degree + 1)),
    };
    for (left, mut row) in (0..).zip(rows) {
        row.sort_unstable();
        for (right, weight) in row {
            sparse.left.push(left);
            sparse.right.push(right);
            sparse.weight.push(weight);
        }
    }
    Ok(Instance::Sparse(sparse))
}

/// Multiplies the weights of `count` on the left, each by a number of its own from 0.8 to 1.2; all
/// stay between 1 and what was the largest weight.
pub(crate) fn change(instance: &mut Instance, name: Name, count: usize) -> Result<(), String> {
    let Instance::Sparse(sparse) = instance else {
        return Err("--changed is for sparse instances, not for matrices".to_owned());
    };
    if !(1..=sparse.lefts).contains(&count) {
        return Err(format!("--changed {count}: give 1 to {}, who are on the left", sparse.lefts));
    }
    // No instance has this stream: their sizes are small numbers.
    let mut random = Random::new(name.seed, !(name.size as u64));
    let mut lefts: Vec<u32> = (0..sparse.lefts as u32).collect();
    random.shuffle(&mut lefts);
    lefts.truncate(count);
    lefts.sort_unstable();
    let largest = sparse.largest_weight();
    for (left, weight) in sparse.left.iter().zip(&mut sparse.weight) {
        if lefts.binary_search(left).is_ok() {
            let factor = i64::from(random.between(800, 1_200));
            *weight = ((*weight * factor + 500) / 1_000).clamp(1, largest);
        }
    }
    Ok(())
}

/// The candidates of each on the left, with their weights.
pub(crate) type Rows = Vec<Vec<(u32, i64)>>;

/// Rows of so many different candidates each, in no order.
pub(crate) fn rows(
    random: &mut Random,
    family: Family,
    lefts: usize,
    rights: usize,
    degree: usize,
) -> Result<Rows, String> {
    match family {
        Family::Clustered => clustered(random, lefts, rights, degree),
        _ => Ok(drawn(random, family, lefts, rights, degree)),
    }
}

fn drawn(random: &mut Random, family: Family, lefts: usize, rights: usize, degree: usize) -> Rows {
    let candidates = |_| {
        let mut row: Vec<(u32, i64)> = Vec::with_capacity(degree + 1);
        while row.len() < degree {
            let right = match family {
                Family::Common => {
                    let u = random.unit();
                    (u * u * u * rights as f64) as u32
                }
                _ => random.below(rights as u32),
            };
            if row.iter().all(|candidate| candidate.0 != right) {
                row.push((right, weight(random, family, right, rights)));
            }
        }
        row
    };
    (0..lefts).map(candidates).collect()
}

fn weight(random: &mut Random, family: Family, right: u32, rights: usize) -> i64 {
    match family {
        Family::Ties => random.between(1, 5).into(),
        Family::Common => {
            let wanted = 9_000 - 9_000 * i64::from(right) / rights as i64;
            wanted + i64::from(random.between(1, 1_000))
        }
        _ => random.between(1, 10_000).into(),
    }
}

/// Adds a pair for everybody on the left, as the places allow.
fn plant(random: &mut Random, rows: &mut Rows, family: Family, rights: usize, capacity: u32) {
    let places = (0..rights as u32).flat_map(|right| (0..capacity).map(move |_| right));
    let mut places: Vec<u32> = places.collect();
    random.shuffle(&mut places);
    for (row, right) in rows.iter_mut().zip(places) {
        if row.iter().all(|candidate| candidate.0 != right) {
            row.push((right, weight(random, family, right, rights)));
        }
    }
}

fn clustered(
    random: &mut Random,
    lefts: usize,
    rights: usize,
    degree: usize,
) -> Result<Rows, String> {
    let crowd = Crowd::<5>::new(random, 40);
    let profiles = crowd.profiles(random, lefts);
    let others = crowd.profiles(random, rights);
    let tree = ImmutableKdTree::new_from_slice(&others).map_err(|error| error.to_string())?;
    let nearest = NonZero::new(degree).unwrap_or(NonZero::<usize>::MIN);
    let candidates = |profile: &[f64; 5]| {
        let found = tree.query(profile).nearest_n::<SquaredEuclidean<f64>>(nearest).execute();
        let weighted = found.into_iter().map(|one| {
            // Not the tree's own distance, whose last bit may depend on the processor.
            let distance = distance(profile, &others[one.item as usize]);
            let weight = (10_000.0 * libm::exp(-2.0 * distance)).round() as i64;
            (one.item, weight.max(1))
        });
        weighted.collect()
    };
    Ok(profiles.iter().map(candidates).collect())
}

fn dense(random: &mut Random, family: Family, size: usize) -> Dense {
    let most = if family == Family::Uniform1e3 { 1_000 } else { 1_000_000 };
    let costs = match family {
        Family::Clustered => {
            let crowd = Crowd::<8>::new(random, 12);
            let profiles = crowd.profiles(random, size);
            let others = crowd.profiles(random, size);
            let cost = |one, other| (10_000.0 * distance(one, other)).round() as i32;
            profiles
                .iter()
                .flat_map(|one| others.iter().map(move |other| cost(one, other)))
                .collect()
        }
        _ => (0..size * size).map(|_| random.between(1, most) as i32).collect(),
    };
    Dense { size, costs }
}

/// Centres in `D` dimensions, and up to where in 0..1 each draws its share of people.
struct Crowd<const D: usize> {
    centres: Vec<[f64; D]>,
    up_to: Vec<f64>,
}

impl<const D: usize> Crowd<D> {
    fn new(random: &mut Random, count: usize) -> Self {
        let centres = (0..count).map(|_| std::array::from_fn(|_| random.unit())).collect();
        // Exponential shares, over their sum, are uniform over all ways to divide.
        let shares: Vec<f64> = (0..count).map(|_| -libm::log(1.0 - random.unit())).collect();
        let all: f64 = shares.iter().sum();
        let mut up_to = 0.0;
        let add = |share: f64| {
            up_to += share / all;
            up_to
        };
        Self { centres, up_to: shares.into_iter().map(add).collect() }
    }

    fn profiles(&self, random: &mut Random, count: usize) -> Vec<[f64; D]> {
        let profile = |_| {
            let draw = random.unit();
            let centre = self.up_to.partition_point(|&up_to| up_to <= draw);
            let centre = self.centres[centre.min(self.centres.len() - 1)];
            centre.map(|x| x + 0.15 * random.normal())
        };
        (0..count).map(profile).collect()
    }
}

fn distance<const D: usize>(one: &[f64; D], other: &[f64; D]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}
