//! The petgraph graph that an organisation hands out.

use crosstie::org::{Link, Node, Organization, Person, PersonRecord};
use crosstie::petgraph::algo::{connected_components, dijkstra, is_cyclic_directed};
use crosstie::petgraph::graph::NodeIndex;
use crosstie::petgraph::visit::{EdgeFiltered, EdgeRef, Reversed};

use super::random::{Shape, SplitMix, any_records};
use super::spoil::good;
use super::{build, neighbors, search};

/// What a node stands for, by key.
fn name(org: &Organization, node: Node) -> String {
    match node {
        Node::Person(id) => format!("person {}", org.person_by_id(id).unwrap().key()),
        Node::Department(id) => {
            let mut departments = org.departments().filter(|d| d.id() == id);
            format!("department {}", departments.next().unwrap().key())
        }
    }
}

#[test]
fn nodes_and_edges_are_those_of_the_records() {
    for trial in 0..60 {
        let shape = Shape::ALL[usize::try_from(trial).unwrap() % Shape::ALL.len()];
        let records = any_records(&mut SplitMix(500 + trial), shape, 25);
        let org = build(&records);
        let graph = org.graph();
        let people = records.people.len();
        for (i, node) in graph.node_indices().enumerate() {
            match graph[node] {
                Node::Person(id) => assert_eq!(id.index(), i),
                Node::Department(id) => assert_eq!(id.index() + people, i),
            }
        }
        assert_eq!(graph.node_count(), people + records.departments.len());

        let mut edges: Vec<_> = graph
            .edge_references()
            .map(|edge| {
                let ends = (graph[edge.source()], graph[edge.target()]);
                let tie = match (*edge.weight(), ends) {
                    (Link::Tie { kind, strength }, (Node::Person(_), Node::Person(_))) => {
                        Some((kind.map(|kind| org.tie_kind_name(kind).unwrap()), strength))
                    }
                    (Link::ReportsTo, (Node::Person(_), Node::Person(_)))
                    | (Link::MemberOf, (Node::Person(_), Node::Department(_)))
                    | (Link::PartOf, (Node::Department(_), Node::Department(_))) => None,
                    (link, ends) => panic!("{link:?} between {ends:?}"),
                };
                (name(&org, ends.0), name(&org, ends.1), tie)
            })
            .collect();
        let mut expected = Vec::new();
        for t in &records.ties {
            let (from, to) = (format!("person {}", t.from), format!("person {}", t.to));
            expected.push((from, to, Some((t.kind.as_deref(), t.strength))));
        }
        for p in &records.people {
            let from = format!("person {}", p.key);
            expected.extend(p.manager.iter().map(|m| (from.clone(), format!("person {m}"), None)));
            let home = p.department.iter().map(|d| (from.clone(), format!("department {d}"), None));
            expected.extend(home);
        }
        for d in &records.departments {
            let from = format!("department {}", d.key);
            let above = d.parent.iter().map(|p| (from.clone(), format!("department {p}"), None));
            expected.extend(above);
        }
        edges.sort();
        expected.sort();
        assert_eq!(edges, expected, "trial {trial}");
    }
}

#[test]
fn ties_come_first_in_their_order() {
    let org = build(&good());
    let ties: Vec<_> = org.ties().collect();
    assert_eq!(ties.len(), 6);
    for (tie, edge) in ties.iter().zip(org.graph().raw_edges()) {
        assert_eq!(edge.weight, Link::Tie { kind: tie.kind, strength: tie.strength });
        assert_eq!(edge.source().index(), tie.from.index());
        assert_eq!(edge.target().index(), tie.to.index());
    }
    assert!(ties.is_sorted_by_key(|tie| (tie.from, tie.to, tie.kind)));
}

#[test]
fn petgraph_algorithms_run_on_it() {
    let mut records = good();
    records.people.push(PersonRecord::new("loner"));
    let org = build(&records);
    // All but the loner hang together, departments included.
    assert_eq!(connected_components(org.graph()), 2);

    for trial in 0..20 {
        let org = build(&any_records(&mut SplitMix(700 + trial), Shape::Bushy, 30));
        let n = org.people().len();
        let lines = EdgeFiltered::from_fn(org.graph(), |edge| *edge.weight() == Link::ReportsTo);
        assert!(!is_cyclic_directed(&lines));
        let ties =
            EdgeFiltered::from_fn(org.graph(), |edge| matches!(edge.weight(), Link::Tie { .. }));
        let contacts = neighbors(
            n,
            org.people().flat_map(|p| p.contacts().map(move |c| (p.id().index(), c.id().index()))),
        );
        for person in org.people() {
            let node = NodeIndex::new(person.id().index());
            // Down the reporting lines: how many levels the person stands above each.
            let below = dijkstra(Reversed(&lines), node, None, |_| 1_u32);
            for other in org.people() {
                let levels = below.get(&NodeIndex::new(other.id().index())).copied();
                let levels = levels.filter(|&levels| levels > 0);
                assert_eq!(org.levels_above(person.id(), other.id()), levels);
            }
            // Ties that a search along the arrows reaches are contacts at some distance.
            let along = dijkstra(&ties, node, None, |_| 1_u32);
            let steps = search(&contacts, person.id().index());
            for (&reached, &arrows) in &along {
                assert!(steps[reached.index()].is_some_and(|steps| steps <= arrows));
            }
        }
    }
}

#[test]
fn a_link_takes_eight_bytes() {
    assert_eq!(size_of::<Link>(), 8);
    assert_eq!(size_of::<Option<Person<'_>>>(), 16);
}
