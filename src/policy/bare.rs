//! Rules and criteria in JSON by their bare name, where nothing must be said:
//! `"different_department"` for `{"different_department": {}}`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};

/// Reads an externally tagged enum, a bare name as a variant without fields or
/// with all fields at their defaults.
pub(crate) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(NameOrMap(PhantomData))
}

struct NameOrMap<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NameOrMap<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name, or a map of a name to its parameters")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        let unit: Result<T, E> = T::deserialize(name.into_deserializer());
        unit.or_else(|_| {
            let no_fields: BTreeMap<&str, ()> = BTreeMap::new();
            let map = MapDeserializer::new(std::iter::once((name, no_fields)));
            T::deserialize(MapAccessDeserializer::new(map))
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}
