//! Instances of rotational assignments from a name: the same ones on every platform.
//!
//! Everybody has candidates and scores as in the family of that name, less a quarter of the largest,
//! so that some stays are worth less than nothing; and may have from one stay to one in every
//! period. In a period a host may have from half to one and a half times the people who would come
//! if everybody had all their stays. Every third host must have some, up to half of these, which now
//! and then is too much to ask.

use std::collections::BTreeMap;
use std::ops::Range;

use super::instance::{Instance, Size};
use crate::generate;
use crate::instance::Family;
use crate::random::Random;

/// The conditions that can be drawn, each from a stream of its own.
pub(crate) const CONDITIONS: [&str; 7] =
    ["away", "length", "changes", "orders", "requirements", "groups", "fixed"];

/// Without mode. `degree` is how many hosts a person may stay with.
pub(crate) fn instance(
    family: Family,
    size: Size,
    seed: u64,
    degree: Option<u32>,
    conditions: &[&'static str],
) -> Result<Instance, String> {
    let Size { people, hosts, periods } = size;
    let stream = u64::from(people) << 40 | u64::from(hosts) << 20 | u64::from(periods);
    let random = &mut Random::new(seed, stream);
    let degree = degree.unwrap_or((hosts * 2).div_ceil(3)).clamp(1, hosts);
    let rows = generate::rows(random, family, people as usize, hosts as usize, degree as usize)?;
    let less = rows.iter().flatten().map(|one| one.1).max().unwrap_or(0) / 4;
    let mut instance =
        Instance { family: family.name().to_owned(), seed, periods, ..Instance::default() };
    for (person, mut row) in (0..).zip(rows) {
        row.sort_unstable();
        let scores = row.into_iter().map(|(host, weight)| (person, host, (weight - less) as i32));
        instance.scores.extend(scores);
        instance.people.push(random.between(1, periods.min(degree)));
    }
    let wanted = instance.people.iter().sum::<u32>() / (hosts * periods);
    for _ in 0..hosts {
        let most = random.between((wanted / 2).max(1), (wanted * 3 / 2).max(2));
        let least = if random.below(3) == 0 { random.between(0, most.div_ceil(2)) } else { 0 };
        instance.hosts.push((least, most));
    }
    for (condition, stream) in CONDITIONS.into_iter().zip((1..).map(|k| stream | k << 60)) {
        if conditions.contains(&condition) {
            add(&mut instance, condition, &mut Random::new(seed, stream));
        }
    }
    Ok(instance)
}

fn add(instance: &mut Instance, condition: &str, random: &mut Random) {
    let Size { people, hosts, periods } = instance.size();
    match condition {
        // Every fourth for up to a third of the time.
        "away" => {
            for person in some(people.div_ceil(4), 0..people, random) {
                let last = random.between(1, periods);
                let first = last.saturating_sub(random.below(periods.div_ceil(3))).max(1);
                instance.away.push((person, (first..=last).collect()));
            }
        }
        "length" => {
            instance.length = (0..hosts).map(|_| random.between(1, periods.min(3))).collect();
        }
        // Every third host for a period.
        "changes" => {
            for host in some(hosts.div_ceil(3), 0..hosts, random) {
                let most = random.between(0, instance.hosts[host as usize].1 * 2);
                let change = (host, random.between(1, periods), random.between(0, most / 2), most);
                instance.changes.push(change);
            }
        }
        "orders" => instance.orders = pairs(hosts, random),
        "requirements" => instance.requirements = pairs(hosts, random),
        // Of every five up to four.
        "groups" => {
            let people: Vec<u32> = (0..people).collect();
            for group in people.chunks(5) {
                instance.groups.push((group.to_vec(), random.between(1, 4)));
            }
        }
        "fixed" => fix(instance, random),
        _ => {}
    }
}

/// For every fourth host one before it.
fn pairs(hosts: u32, random: &mut Random) -> Vec<(u32, u32)> {
    let later = some(hosts.div_ceil(4), 1..hosts, random);
    later.into_iter().map(|host| (random.below(host), host)).collect()
}

fn some(count: u32, of: Range<u32>, random: &mut Random) -> Vec<u32> {
    let mut all: Vec<u32> = of.collect();
    random.shuffle(&mut all);
    all.truncate(count as usize);
    all.sort_unstable();
    all
}

/// A stay for one of every ten, as the other conditions allow, so that there may be a plan.
fn fix(instance: &mut Instance, random: &mut Random) {
    let mut taken = BTreeMap::new();
    for ten in instance.scores.chunk_by(|one, next| one.0 / 10 == next.0 / 10) {
        for _ in 0..20 {
            let (person, host, _) = ten[random.below(ten.len() as u32) as usize];
            let length = instance.length.get(host as usize).copied().unwrap_or(1);
            let start = random.between(1, instance.periods + 1 - length);
            let during = start..start + length;
            let is_free = |period| {
                let mut changes = instance.changes.iter();
                let change = changes.find(|change| (change.0, change.1) == (host, period));
                let most = change.map_or(instance.hosts[host as usize].1, |change| change.3);
                taken.get(&(host, period)).copied().unwrap_or(0) < most
                    && !instance.away.iter().any(|one| one.0 == person && one.1.contains(&period))
            };
            let follows = instance.requirements.iter().any(|pair| pair.1 == host);
            if !follows && during.clone().all(is_free) {
                during.for_each(|period| *taken.entry((host, period)).or_insert(0) += 1);
                instance.fixed.push((person, host, start));
                break;
            }
        }
    }
}
