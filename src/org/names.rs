//! Strings by dense symbol, in the order first named.

use indexmap::IndexSet;

use super::tree::NONE;

/// A set of strings; the position of each is its symbol.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(IndexSet<Box<str>>);

impl Names {
    /// The symbol of a name, and whether it is new.
    pub(crate) fn insert(&mut self, name: &str) -> (u32, bool) {
        match self.get(name) {
            Some(symbol) => (symbol, false),
            None => (symbol(self.0.insert_full(name.into()).0), true),
        }
    }

    /// The symbol of a name, or `NONE` of none.
    pub(crate) fn insert_option(&mut self, name: Option<&str>) -> u32 {
        name.map_or(NONE, |name| self.insert(name).0)
    }

    pub(crate) fn get(&self, name: &str) -> Option<u32> {
        self.0.get_index_of(name).map(symbol)
    }

    /// The name of a symbol; none of `NONE`.
    pub(crate) fn name(&self, symbol: u32) -> Option<&str> {
        self.0.get_index(symbol as usize).map(|name| &**name)
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.0.iter().map(|name| &**name)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}

/// The builder refuses more names than 32 bits can tell apart.
fn symbol(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}
