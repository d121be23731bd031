//! Why somebody sits out: on whom they depend, and who could in their place.

use std::collections::{BTreeMap, BTreeSet};

use super::super::plan::RoundPlan;
use super::super::sitting::Edge;
use super::super::view::{RoundView, Shortage};
use crate::matching::general::Matching;

impl RoundView<'_> {
    /// Why somebody who takes part and may meet somebody sits out of a round of pairs, of two pools
    /// or with one trio; none for who is placed, for groups, and where more people could be placed.
    ///
    /// In pairs: of the graph of all who may meet let D be the people whom some largest
    /// matching leaves out, A their other neighbours (Gallai 1964, Edmonds 1965). Within the connected
    /// part of D and A to which somebody of D belongs, as many of D sit out as D has components
    /// more than A has people. In two pools: the people reached from them by alternating paths (König 1931).
    ///
    /// Complexity: O(e·α) for e pairs that may meet, α as of union–find; where pairs are priced, O(n²)
    /// evaluations of the policy at most.
    pub(crate) fn shortage(&self, round: &RoundPlan, own: u32) -> Option<Shortage> {
        let own = self.place(own)?;
        let groups: Vec<Vec<u32>> = round
            .groups
            .iter()
            .map(|group| {
                let positions = self.problem.positions(group);
                positions.into_iter().filter_map(|p| self.place(p)).collect()
            })
            .collect();
        // A round that can do without repeats holds none, so nobody could sit out instead by one.
        let repeats = round.objective.repeats > 0;
        if self.problem.pools.is_some() {
            let all = self.sitting.edges(true);
            let edges = if repeats { &all } else { self.sitting.fresh() };
            self.shortage_of_places(&groups, own, &all, edges)
        } else if self.problem.group_size == 2 {
            self.shortage_of_partners(&groups, own, repeats)
        } else {
            None
        }
    }

    fn positions(&self, places: impl IntoIterator<Item = u32>) -> Vec<u32> {
        places.into_iter().map(|place| self.sitting.people[place as usize]).collect()
    }

    fn shortage_of_partners(
        &self,
        groups: &[Vec<u32>],
        own: u32,
        repeats: bool,
    ) -> Option<Shortage> {
        let (problem, sitting) = (self.problem, &self.sitting);
        let n = sitting.people.len();
        // Of a trio two are a pair.
        let pairs = Matching::new(groups.iter().filter_map(|g| Some((*g.first()?, *g.get(1)?))));
        let found = problem.decomposition(sitting, true, |_, _| true, &pairs)?;
        let missed = |place: u32| found.missed[place as usize];
        let barrier = |place: u32| found.barrier[place as usize];
        if !missed(own) || groups.iter().any(|group| group.contains(&own)) {
            return None;
        }
        let together =
            |a: u32, b: u32| (missed(a) && (missed(b) || barrier(b))) || (barrier(a) && missed(b));
        let part = problem.parts(sitting, true, together);
        let here = || (0..).take(n).filter(|&place| part[place as usize] == part[own as usize]);
        let components: BTreeSet<u32> =
            here().filter_map(|place| found.component[place as usize]).collect();
        let needed = self.positions(here().filter(|&place| barrier(place)));

        // Alone with the pairs as they are, they are the one who is left out: D then are those whom
        // a change of pairs may leave out in their place.
        let mut alive = vec![false; n];
        for &place in groups.iter().filter(|group| group.len() == 2).flatten().chain([&own]) {
            alive[place as usize] = true;
        }
        let kept = |a: u32, b: u32| alive[a as usize] && alive[b as usize];
        let exchange = problem.decomposition(sitting, repeats, kept, &pairs)?;
        let instead = (0..).take(n).filter(|&place| {
            place != own && alive[place as usize] && exchange.missed[place as usize]
        });
        Some(Shortage {
            sharing: self.positions(here().filter(|&place| missed(place))),
            parts: components.len(),
            places: needed.len(),
            needed,
            instead: self.positions(instead),
        })
    }

    fn shortage_of_places(
        &self,
        pairs: &[Vec<u32>],
        own: u32,
        all: &[Edge],
        edges: &[Edge],
    ) -> Option<Shortage> {
        let pools = self.problem.pools.as_ref()?;
        let is_host = |place: u32| pools.in_first[self.sitting.people[place as usize] as usize];
        // (host, guest): of the first pool the places are lower, as in the order enrolled.
        let mut guests_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for pair in pairs {
            let (&host, &guest) = (pair.first()?, pair.get(1)?);
            guests_of.entry(host).or_default().push(guest);
        }
        if is_host(own) || guests_of.values().any(|guests| guests.contains(&own)) {
            return None;
        }
        let reached = |edges: &[Edge]| {
            let mut hosts_of: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for edge in edges {
                let (host, guest) =
                    if is_host(edge.a) { (edge.a, edge.b) } else { (edge.b, edge.a) };
                hosts_of.entry(guest).or_default().push(host);
            }
            let (mut guests, mut hosts) = (BTreeSet::from([own]), BTreeSet::new());
            let mut open = vec![own];
            while let Some(guest) = open.pop() {
                for &host in hosts_of.get(&guest).into_iter().flatten() {
                    if !hosts.insert(host) {
                        continue;
                    }
                    let placed = guests_of.get(&host).map_or(&[][..], Vec::as_slice);
                    if placed.len() < pools.places as usize {
                        return None; // One more could be placed.
                    }
                    open.extend(placed.iter().copied().filter(|&guest| guests.insert(guest)));
                }
            }
            // Others who sit out, and depend on the same hosts.
            let sharing: BTreeSet<u32> = hosts_of
                .iter()
                .filter(|(_, all)| all.iter().all(|host| hosts.contains(host)))
                .map(|(&guest, _)| guest)
                .collect();
            Some((guests, sharing, hosts))
        };
        let (_, sharing, hosts) = reached(all)?;
        let (instead, ..) = reached(edges)?;
        Some(Shortage {
            parts: sharing.len(),
            sharing: self.positions(sharing),
            places: hosts.len() * pools.places as usize,
            needed: self.positions(hosts),
            instead: self.positions(instead.into_iter().filter(|&place| place != own)),
        })
    }
}
