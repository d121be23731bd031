//! The values that people have of each attribute.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::GroupError;
use super::table::Groups;

/// The values that people have, sorted.
pub(super) struct Values<'g> {
    /// In alphabetical order.
    pub(super) attributes: Vec<&'g str>,
    /// For each attribute its values, in alphabetical order.
    names: Vec<Vec<&'g str>>,
    /// For each person the places of their values. Only looked up, never walked.
    of: HashMap<&'g str, Vec<Option<u32>>>,
}

impl<'g> Values<'g> {
    pub(super) fn new(groups: &'g Groups, mistakes: &mut Vec<GroupError>) -> Self {
        let named = groups.attributes.iter().map(String::as_str).filter(|name| !name.is_empty());
        let attributes: Vec<&str> = named.collect();
        if groups.attributes.is_empty() {
            mistakes.push(GroupError::NoAttribute);
        }
        let mut names = vec![BTreeSet::new(); attributes.len()];
        let mut first: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        let mut unnamed = false;
        for entry in &groups.entries {
            let (person, attribute, value) = (&*entry.person, &*entry.attribute, &*entry.value);
            let Ok(place) = attributes.binary_search(&attribute) else {
                if !std::mem::replace(&mut unnamed, true) {
                    mistakes.push(GroupError::EmptyAttribute { person: person.to_owned() });
                }
                continue;
            };
            if value.is_empty() {
                let (person, attribute) = (person.to_owned(), attribute.to_owned());
                mistakes.push(GroupError::EmptyValue { person, attribute });
            } else if let Some(&first) = first.get(&(person, attribute)) {
                mistakes.push(GroupError::Repeated {
                    person: person.to_owned(),
                    attribute: attribute.to_owned(),
                    first: first.to_owned(),
                    second: value.to_owned(),
                });
            } else {
                first.insert((person, attribute), value);
                names[place].insert(value);
            }
        }
        let names: Vec<Vec<&str>> =
            names.into_iter().map(|names| names.into_iter().collect()).collect();
        let mut of: HashMap<&str, Vec<Option<u32>>> = HashMap::new();
        for ((person, attribute), value) in first {
            let Ok(place) = attributes.binary_search(&attribute) else { continue };
            let id = names[place].binary_search(&value).ok().and_then(|id| u32::try_from(id).ok());
            of.entry(person).or_insert_with(|| vec![None; attributes.len()])[place] = id;
        }
        Self { attributes, names, of }
    }

    pub(super) fn kind(&self, person: &str) -> Vec<Option<u32>> {
        self.of.get(person).cloned().unwrap_or_else(|| vec![None; self.attributes.len()])
    }

    pub(super) fn name(&self, attribute: usize, id: u32) -> String {
        self.names[attribute][id as usize].to_owned()
    }
}
