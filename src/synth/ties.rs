//! Who works with whom.

use std::ops::Range;

use super::random::{Sample, Shares, Stage};
use super::structure::{Structure, TOP};
use super::{Counts, id};
use crate::random::Random;

/// Of a hundred ties, those sought among the people of the same manager, near
/// by in the department, in a group of the function and in one across
/// functions; the rest anywhere.
const TEAM: u64 = 46;
const NEAR: u64 = TEAM + 8;
const FUNCTION: u64 = NEAR + 8;
const PROJECT: u64 = FUNCTION + 30;

/// How far away, in positions, somebody of another team is near.
const NEIGHBOURS: usize = 8;

/// Of a hundred ties, those that both name, as long as both can.
const MUTUAL: u64 = 66;

/// Of a hundred pairs, those drawn from these circles at first.
const FROM_CIRCLES: u64 = 45;

/// Rounds of drawing contacts of contacts, and of drawing at all before the
/// last pairs are drawn anywhere.
const CLOSING_ROUNDS: usize = 3;
const ROUNDS: usize = 7;

/// A tie between two positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) strength: u32,
}

/// Draws exactly `counts.ties` ties, no two alike.
///
/// First the pairs of people, sorted and without repetition: those already
/// there stay, those missing are drawn again. Then each pair becomes one tie
/// or two, exactly as many two as are wanted.
pub(super) fn draw(structure: &Structure, counts: &Counts, seed: u64, mut add: impl FnMut(Drawn)) {
    let mut random = Random::of_stage(seed, Stage::Ties);
    let most = pairs_among(counts.people);
    let mutual = (counts.ties * MUTUAL / 200).max(counts.ties.saturating_sub(most));
    let wanted = counts.ties - mutual;
    let circles = Circles::new(structure, counts, &mut random);
    let pairs = circles.draw_pairs(wanted, most, &mut random);

    let mut both = Sample { take: mutual, from: pairs.len() as u64 };
    for (a, b) in pairs.iter().map(|&pair| unpack(pair)) {
        let manager = |person: u32| structure.manager[person as usize];
        let close = u32::from(manager(a) == manager(b));
        // Close colleagues work more with each other.
        let mut strength = || 1 + (random.bits().trailing_zeros() + 2 * close).min(8);
        let (first, second) = (strength(), strength());
        // Upwards: from report to manager, else to the one who is more sought.
        let (up, share) = if manager(a) == b {
            ((a, b), 95)
        } else if manager(b) == a {
            ((b, a), 95)
        } else if circles.weight(a) > circles.weight(b) {
            ((b, a), 70)
        } else {
            ((a, b), 70)
        };
        let (from, to) = if random.percent(share) { up } else { (up.1, up.0) };
        add(Drawn { from, to, strength: first });
        if both.next(&mut random) {
            add(Drawn { from: to, to: from, strength: second });
        }
    }
}

/// All unordered pairs of n people.
pub(super) fn pairs_among(n: usize) -> u64 {
    let n = n as u64;
    n * n.saturating_sub(1) / 2
}

/// Two positions, the smaller first, in one word: sorted words are sorted pairs.
fn pack(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of what `pack` made")]
fn unpack(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// Where each person finds others. Each of these circles is a range of
/// positions, and each person holds so many tickets: to draw a ticket is to
/// draw a person by weight.
struct Circles<'a> {
    structure: &'a Structure,
    /// The holder of each ticket, in order.
    tickets: Vec<u32>,
    /// The first ticket of each person; one more entry than people.
    first: Vec<u32>,
    working_groups: Groups,
    projects: Groups,
}

impl<'a> Circles<'a> {
    fn new(structure: &'a Structure, counts: &Counts, random: &mut Random) -> Self {
        let mut tickets = Vec::new();
        let mut first = Vec::with_capacity(counts.people + 1);
        for person in 0..counts.people {
            first.push(id(tickets.len()));
            let leads = u64::from(!structure.reports[person].is_empty());
            let held = ((random.growth(8, 7) * (4 + 2 * leads)) >> 16).clamp(1, 24);
            tickets.extend((0..held).map(|_| id(person)));
        }
        first.push(id(tickets.len()));

        let functions = (0..counts.functions).map(|f| structure.function_people(f));
        let working_groups = Groups::new(functions, 4, random);
        let projects = Groups::new(std::iter::once(0..counts.people), 3, random);
        Self { structure, tickets, first, working_groups, projects }
    }

    /// How much a person is sought, and seeks.
    fn weight(&self, person: u32) -> u32 {
        self.first[person as usize + 1] - self.first[person as usize]
    }

    /// Exactly `wanted` of the `most` pairs there are, ascending.
    fn draw_pairs(&self, wanted: u64, most: u64, random: &mut Random) -> Vec<u64> {
        let mut pairs: Vec<u64> = Vec::new();
        self.draw_round(wanted * FROM_CIRCLES / 100, true, &mut pairs, random);
        settle(&mut pairs);
        for round in 1..ROUNDS {
            let missing = wanted - pairs.len() as u64;
            if missing == 0 {
                return pairs;
            }
            if round <= CLOSING_ROUNDS {
                close_triangles(missing, &mut pairs, random);
            } else {
                self.draw_round(missing, false, &mut pairs, random);
            }
            settle(&mut pairs);
        }
        if wanted > most / 4 {
            return self.fill_up(&pairs, wanted, most, random);
        }
        // Three of four pairs are still free, so each round settles most.
        while (pairs.len() as u64) < wanted {
            for _ in pairs.len() as u64..wanted {
                push_pair(&mut pairs, self.anyone(random), self.anyone(random));
            }
            settle(&mut pairs);
        }
        pairs
    }

    /// So many draws, shared over people by their tickets.
    fn draw_round(&self, draws: u64, first: bool, pairs: &mut Vec<u64>, random: &mut Random) {
        pairs.reserve(usize::try_from(draws).unwrap_or(0));
        let mut shares = Shares::new(draws, self.tickets.len() as u64);
        let mut person = 0;
        for place in &self.structure.departments {
            let department = place.people.clone();
            while person < department.end {
                for draw in 0..shares.next(self.weight(id(person)).into()) {
                    let manager = self.structure.manager[person];
                    let other = if first && draw == 0 && manager != TOP {
                        manager
                    } else {
                        self.draw_other(person, &department, random)
                    };
                    push_pair(pairs, id(person), other);
                }
                person += 1;
            }
        }
    }

    /// A person from one of the circles of `person`, perhaps themselves.
    fn draw_other(&self, person: usize, department: &Range<usize>, random: &mut Random) -> u32 {
        let circle = random.below(100);
        if circle < TEAM {
            let reports = &self.structure.reports;
            let team = match self.structure.manager[person] {
                manager if person > department.start => &reports[manager as usize],
                _ => &reports[person],
            };
            if team.len() > 1 {
                return self.among(team.start as usize..team.end as usize, random);
            }
        }
        if circle < NEAR && department.len() > 1 {
            let start = department.start.max(person.saturating_sub(NEIGHBOURS));
            return self.among(start..department.end.min(person + NEIGHBOURS + 1), random);
        }
        let groups = [(FUNCTION, &self.working_groups), (PROJECT, &self.projects)];
        for (share, groups) in groups {
            let group = groups.of(person);
            if circle < share && group.len() > 1 {
                return group[random.index(group.len())];
            }
        }
        self.anyone(random)
    }

    /// One of a range of people, by weight.
    fn among(&self, people: Range<usize>, random: &mut Random) -> u32 {
        let (start, end) = (self.first[people.start], self.first[people.end]);
        self.tickets[start as usize + random.index((end - start) as usize)]
    }

    fn anyone(&self, random: &mut Random) -> u32 {
        self.tickets[random.index(self.tickets.len())]
    }

    /// Adds a sample of all other pairs, where most pairs are wanted anyway.
    fn fill_up(&self, pairs: &[u64], wanted: u64, most: u64, random: &mut Random) -> Vec<u64> {
        let have = pairs.len() as u64;
        let mut sample = Sample { take: wanted - have, from: most - have };
        let mut there = pairs.iter().copied().peekable();
        let mut filled = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
        let people = id(self.first.len() - 1);
        for a in 0..people {
            for b in a + 1..people {
                let pair = pack(a, b);
                if there.next_if_eq(&pair).is_some() || sample.next(random) {
                    filled.push(pair);
                }
            }
        }
        filled
    }
}

/// So many draws of two contacts of one person, who become contacts: what
/// makes networks of people cluster (triad formation, Holme & Kim 2002).
fn close_triangles(draws: u64, pairs: &mut Vec<u64>, random: &mut Random) {
    let drawn = pairs.len();
    let mut shares = Shares::new(draws, drawn as u64);
    let mut start = 0;
    while start < drawn {
        let centre = pairs[start] >> 32;
        let contacts = pairs[start..drawn].iter().take_while(|&&pair| pair >> 32 == centre).count();
        for _ in 0..shares.next(contacts as u64) {
            let mut contact = || unpack(pairs[start + random.index(contacts)]).1;
            let (a, b) = (contact(), contact());
            push_pair(pairs, a, b);
        }
        start += contacts;
    }
}

/// Groups of people from different teams, everyone in one of them.
///
/// A group takes a few neighbours from each of two or three places, so that
/// many of its people know each other already: contacts of contacts meet.
struct Groups {
    members: Vec<u32>,
    /// The group of each person, as a range of `members`.
    range: Vec<(u32, u32)>,
}

impl Groups {
    /// Groups within each of consecutive ranges of people, of two or three
    /// blocks of `block` neighbours.
    fn new(within: impl Iterator<Item = Range<usize>>, block: usize, random: &mut Random) -> Self {
        let mut groups = Self { members: Vec::new(), range: Vec::new() };
        for people in within {
            groups.range.resize(people.end, (0, 0));
            let mut blocks: Vec<usize> = people.clone().step_by(block).collect();
            random.shuffle(&mut blocks);
            let mut rest = blocks.as_slice();
            while !rest.is_empty() {
                let (group, others) = rest.split_at(rest.len().min(2 + random.index(2)));
                let start = groups.members.len();
                for &first in group {
                    groups.members.extend((first..people.end.min(first + block)).map(id));
                }
                let range = (id(start), id(groups.members.len()));
                for &member in &groups.members[start..] {
                    groups.range[member as usize] = range;
                }
                rest = others;
            }
        }
        groups
    }

    fn of(&self, person: usize) -> &[u32] {
        let (start, end) = self.range[person];
        &self.members[start as usize..end as usize]
    }
}

/// Nobody is a contact of themselves.
fn push_pair(pairs: &mut Vec<u64>, a: u32, b: u32) {
    if a != b {
        pairs.push(pack(a, b));
    }
}

/// Sorts and removes repetitions; cheap where most is sorted already.
fn settle(pairs: &mut Vec<u64>) {
    pairs.sort();
    pairs.dedup();
}
