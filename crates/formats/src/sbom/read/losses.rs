//! What is not kept, counted by field.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Loss;
use crate::limits;

/// Counts by field; once there are [`limits::SBOM_LOSSES`] fields, the others together.
#[derive(Debug, Default)]
pub(super) struct Losses {
    counts: BTreeMap<String, usize>,
}

impl Losses {
    /// Counts one of `field`.
    pub(super) fn add(&mut self, field: &str) {
        self.add_many(field, 1);
    }

    pub(super) fn add_many(&mut self, field: &str, count: usize) {
        if count == 0 {
            return;
        }
        let is_full = self.counts.len() >= limits::SBOM_LOSSES && !self.counts.contains_key(field);
        let field = if is_full { "(others)" } else { field };
        match self.counts.get_mut(field) {
            Some(known) => *known += count,
            None => {
                self.counts.insert(field.to_owned(), count);
            }
        }
    }

    /// Counts what stands in `rest` of an object called `object`.
    pub(super) fn rest(&mut self, object: &str, rest: &Rest<'_>) {
        for (name, size) in &rest.0 {
            match object {
                "" => self.add_many(name, size.0),
                object => self.add_many(&format!("{object}.{name}"), size.0),
            }
        }
    }

    pub(super) fn finish(self) -> Vec<Loss> {
        self.counts.into_iter().map(|(field, count)| Loss { field, count }).collect()
    }
}

/// The fields of an object that nobody asks for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(transparent, bound(deserialize = "'de: 'a"))]
pub(super) struct Rest<'a>(BTreeMap<Cow<'a, str>, Size>);

impl<'a> Rest<'a> {
    /// Counts one more field called `name`.
    pub(super) fn count(&mut self, name: &'a str) {
        self.0.entry(Cow::Borrowed(name)).or_insert(Size(0)).0 += 1;
    }
}

/// How much a value says: a list as much as it has items.
#[derive(Debug)]
struct Size(usize);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Counting)
    }
}

struct Counting;

impl<'de> Visitor<'de> for Counting {
    type Value = Size;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Size, E> {
        Ok(Size(1))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Size, E> {
        Ok(Size(1))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Size, E> {
        Ok(Size(1))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Size, E> {
        Ok(Size(1))
    }

    fn visit_str<E>(self, _: &str) -> Result<Size, E> {
        Ok(Size(1))
    }

    fn visit_unit<E>(self) -> Result<Size, E> {
        Ok(Size(0))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Size, A::Error> {
        let mut count = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Size(count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Size, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Size(1))
    }
}
