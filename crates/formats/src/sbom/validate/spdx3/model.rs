//! The classes of SPDX 3.0.1: which fields each has, and what may stand in them.
//!
//! Source: the SHACL model of SPDX 3.0.1, in the table `spdx-3.0.1.json` among the schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The whole model.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Model {
    /// Names of elements that every document may refer to.
    pub(super) individuals: BTreeSet<String>,
    enumerations: BTreeMap<String, BTreeSet<String>>,
    classes: BTreeMap<String, Class>,
}

/// One class.
#[derive(Debug, Deserialize)]
pub(super) struct Class {
    extends: Option<String>,
    /// Whether its objects go by an IRI, in `spdxId`; others may have an `@id`.
    #[serde(default)]
    pub(super) iri: bool,
    /// Whether only those that extend it have objects.
    #[serde(default)]
    pub(super) r#abstract: bool,
    #[serde(default)]
    fields: BTreeMap<String, Field>,
}

/// One field.
#[derive(Debug, Deserialize)]
pub(super) struct Field {
    /// The kind of text or number it has.
    pub(super) value: Option<Value>,
    /// The enumeration that it has a word of.
    pub(super) one_of: Option<String>,
    /// The class of what it refers to.
    pub(super) object: Option<String>,
    /// What a text matches.
    pub(super) pattern: Option<String>,
    /// Whether it has a list of them.
    #[serde(default)]
    pub(super) list: bool,
    #[serde(default)]
    pub(super) required: bool,
}

/// A kind of text or number.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Value {
    Boolean,
    Integer,
    Natural,
    Number,
    Positive,
    String,
    Time,
    Uri,
}

impl Model {
    pub(super) fn load() -> Self {
        serde_json::from_str(include_str!("../schema/json/spdx-3.0.1.json")).unwrap_or_default()
    }

    pub(super) fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// `name` and what it extends, the nearest first.
    fn line(&self, name: &str) -> impl Iterator<Item = (&String, &Class)> {
        let first = self.classes.get_key_value(name);
        std::iter::successors(first, |(_, class)| {
            self.classes.get_key_value(class.extends.as_ref()?)
        })
    }

    /// Whether `name` is `wanted` or extends it.
    pub(super) fn is_a(&self, name: &str, wanted: &str) -> bool {
        self.line(name).any(|(own, _)| own == wanted)
    }

    /// The field `field` of the class `name`, be it its own or that of one it extends.
    pub(super) fn field(&self, name: &str, field: &str) -> Option<&Field> {
        self.line(name).find_map(|(_, class)| class.fields.get(field))
    }

    /// The fields that objects of the class `name` cannot be without.
    pub(super) fn required(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.line(name).flat_map(|(_, class)| &class.fields);
        fields.filter(|(_, field)| field.required).map(|(name, _)| name.as_str())
    }

    /// Whether `word` is one of the enumeration `name`.
    pub(super) fn has(&self, name: &str, word: &str) -> bool {
        self.enumerations.get(name).is_some_and(|words| words.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::Model;

    /// Whatever a class or field names is there, so that nothing of the table is passed over in silence.
    #[test]
    fn the_table_is_whole() {
        let model = Model::load();
        assert_eq!((model.classes.len(), model.enumerations.len()), (CLASSES, ENUMERATIONS));
        for (name, class) in &model.classes {
            assert!(class.extends.as_ref().is_none_or(|it| model.class(it).is_some()), "{name}");
            for (name, field) in &class.fields {
                let kinds = [field.value.is_some(), field.one_of.is_some(), field.object.is_some()];
                assert_eq!(kinds.iter().filter(|is| **is).count(), 1, "{name}");
                let is_there = |class: &String| model.class(class).is_some();
                assert!(field.object.as_ref().is_none_or(is_there), "{name}");
                let is_there = |it: &String| model.enumerations.contains_key(it);
                assert!(field.one_of.as_ref().is_none_or(is_there), "{name}");
                assert!(field.pattern.as_ref().is_none_or(|it| regex::Regex::new(it).is_ok()));
            }
        }
    }

    const CLASSES: usize = 67;
    const ENUMERATIONS: usize = 23;
}
