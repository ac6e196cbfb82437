//! Documents of SPDX 3.0.1 against its model.
//!
//! Sources: SPDX 3.0.1, its classes with what they ask for in words, and its serialization in JSON-LD: every
//! object in one `@graph`, or nested in the field that refers to it; objects know each other by IRI.

mod model;

use std::collections::{HashMap, HashSet};

use regex::Regex;
use serde_json::{Map, Value};

use super::meaning;
use super::schema::{Breach, is_date_time, is_iri_reference};
use crate::limits;
use crate::text::shortened;
use model::{Field, Model};

/// Name of the model, as it is told.
pub(super) const NAME: &str = "the model of SPDX 3.0.1";

const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
const VERSION: &str = "3.0.1";

/// What the IRIs of what SPDX itself defines begin with: individuals, and the licences of its list.
const DEFINED: [&str; 2] = ["https://spdx.org/rdf/3.0.1/terms/", "https://spdx.org/licenses/"];

/// Whether `document` says that it is of the version whose model is known.
pub(super) fn is_of_version(document: &Value) -> bool {
    let is_known =
        |object: &Value| object.get("specVersion").and_then(Value::as_str) == Some(VERSION);
    let graph = document.get("@graph").and_then(Value::as_array);
    graph.is_some_and(|graph| {
        document.get("@context").and_then(Value::as_str) == Some(CONTEXT)
            || graph.iter().any(is_known)
    })
}

/// Where `document` breaks the model, the first [`limits::SBOM_DEFECTS`].
pub(super) fn breaches(document: &Value) -> Vec<Breach> {
    let model = Model::load();
    let mut check = Check {
        model: &model,
        found: Vec::new(),
        defined: HashMap::new(),
        references: Vec::new(),
        imported: HashSet::new(),
        documents: 0,
        patterns: HashMap::new(),
    };
    if document.get("@context").and_then(Value::as_str) != Some(CONTEXT) {
        check.add("@context", format!("is not `{CONTEXT}`"));
    }
    for (name, value) in document.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("@graph", Value::Array(objects)) => check.graph(objects),
            ("@context", _) => {}
            _ => check.add("", format!("`{}` is no field of this", shortened(name))),
        }
    }
    check.resolve();
    check.found
}

struct Check<'a> {
    model: &'a Model,
    found: Vec<Breach>,
    /// The class of every object that goes by a name.
    defined: HashMap<&'a str, &'a str>,
    /// What is referred to: where, by what, and of which class it has to be.
    references: Vec<(String, &'a str, &'a str)>,
    /// IRIs that the document says are of other documents.
    imported: HashSet<&'a str>,
    documents: usize,
    patterns: HashMap<&'a str, Option<Regex>>,
}

impl<'a> Check<'a> {
    fn add(&mut self, at: &str, message: impl Into<String>) {
        if !self.is_full() {
            self.found.push(Breach { at: at.to_owned(), message: message.into() });
        }
    }

    fn is_full(&self) -> bool {
        self.found.len() >= limits::SBOM_DEFECTS
    }

    fn graph(&mut self, objects: &'a [Value]) {
        for (number, value) in objects.iter().enumerate() {
            let at = format!("@graph/{number}");
            match value.as_object() {
                Some(object) => self.object(object, None, &at),
                None => self.add(&at, "is no object"),
            }
        }
    }

    /// An object, which stands in the graph or in a field for those of the class `wanted`.
    fn object(&mut self, object: &'a Map<String, Value>, wanted: Option<&str>, at: &str) {
        if self.is_full() {
            return;
        }
        let ty = object.get("type").or_else(|| object.get("@type")).and_then(Value::as_str);
        let Some(ty) = ty else { return self.add(at, "has no type") };
        let Some(class) = self.model.class(ty) else {
            // Others may extend this one class.
            if wanted != Some("extension_Extension") {
                self.add(at, format!("`{}` is no class", shortened(ty)));
            }
            return;
        };
        if class.r#abstract {
            self.add(at, format!("there are no objects of `{ty}` itself"));
        }
        if wanted.is_some_and(|wanted| !self.model.is_a(ty, wanted)) {
            self.add(at, format!("`{ty}` may not stand here"));
        }
        self.define(object, ty, class.iri, at);
        let model = self.model;
        for name in model.required(ty).filter(|name| !object.contains_key(*name)) {
            self.add(at, format!("`{name}` is missing"));
        }
        for (name, value) in object {
            if matches!(name.as_str(), "type" | "@type" | "@id" | "spdxId") {
                continue;
            }
            match self.model.field(ty, name) {
                Some(field) => self.field(field, value, &format!("{at}/{name}")),
                None => self.add(at, format!("`{}` is no field of `{ty}`", shortened(name))),
            }
        }
        self.words(object, ty, at);
    }

    /// The name that an object goes by.
    fn define(&mut self, object: &'a Map<String, Value>, ty: &'a str, by_iri: bool, at: &str) {
        let name = object.get("spdxId").or_else(|| object.get("@id"));
        if !by_iri && object.contains_key("spdxId") {
            self.add(at, format!("`spdxId` is no field of `{ty}`"));
        }
        let Some(value) = name else {
            if by_iri {
                self.add(at, "`spdxId` is missing");
            }
            return;
        };
        let is_name = |name: &&str| is_iri(name) || (!by_iri && name.starts_with("_:"));
        let Some(name) = value.as_str().filter(is_name) else {
            return self.add(at, format!("{} is no IRI", shown(value)));
        };
        if self.defined.insert(name, ty).is_some() {
            self.add(at, format!("`{}` is defined twice", shortened(name)));
        }
    }

    fn field(&mut self, field: &'a Field, value: &'a Value, at: &str) {
        match (field.list, value) {
            (true, Value::Array(items)) => {
                if items.is_empty() && field.required {
                    self.add(at, "is empty");
                }
                for (number, item) in items.iter().enumerate() {
                    self.value(field, item, &format!("{at}/{number}"));
                }
            }
            (true, _) => self.add(at, "is no list"),
            (false, value) => self.value(field, value, at),
        }
    }

    fn value(&mut self, field: &'a Field, value: &'a Value, at: &str) {
        let text = value.as_str();
        if let Some(class) = &field.object {
            return match value {
                Value::Object(object) => self.object(object, Some(class), at),
                Value::String(name) => self.references.push((at.to_owned(), name, class)),
                _ => self.add(at, "refers to nothing"),
            };
        }
        if let Some(words) = &field.one_of {
            if !text.is_some_and(|text| self.model.has(words, text)) {
                self.add(at, format!("{} is none of the words of {words}", shown(value)));
            }
            return;
        }
        let is_written = match field.value {
            Some(kind) => is_of(kind, value),
            None => true,
        };
        if !is_written {
            return self.add(at, format!("{} may not stand here", shown(value)));
        }
        if let (Some(pattern), Some(text)) = (field.pattern.as_deref(), text) {
            let compiled = self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
            if !compiled.as_ref().is_some_and(|pattern| pattern.is_match(text)) {
                self.add(at, format!("`{}` is not written as {pattern} asks for", shortened(text)));
            }
        }
    }

    /// What SPDX asks for in words, of an object of the class `ty`.
    fn words(&mut self, object: &'a Map<String, Value>, ty: &str, at: &str) {
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        if ["software_Package", "software_File"].iter().any(|one| self.model.is_a(ty, one))
            && text("name").is_none()
        {
            self.add(at, "`name` is missing");
        }
        if let Some(license) = text("simplelicensing_licenseExpression")
            && meaning::expression(license).is_none()
        {
            self.add(at, meaning::no_expression(license));
        }
        if let (Some(algorithm), Some(content)) = (text("algorithm"), text("hashValue"))
            && let Some(digits) = digits(algorithm).filter(|digits| *digits != content.len())
        {
            let count = content.len();
            self.add(at, format!("a digest by {algorithm} has {digits} digits, and here {count}"));
        }
        if self.model.is_a(ty, "ElementCollection") {
            let has = |name: &str| {
                object.get(name).and_then(Value::as_array).is_some_and(|items| !items.is_empty())
            };
            if has("element") && !has("rootElement") {
                self.add(at, "has elements, of which none is its root");
            }
        }
        if ty == "SpdxDocument" {
            self.documents += 1;
            if self.documents == 2 {
                self.add(at, "is a second SpdxDocument");
            }
        }
        self.imported.extend(text("externalSpdxId"));
    }

    /// References lead to objects of the class that is asked for.
    fn resolve(&mut self) {
        for (at, name, class) in std::mem::take(&mut self.references) {
            let is_known = self.imported.contains(name)
                || self.model.individuals.contains(name)
                || DEFINED.iter().any(|begin| name.starts_with(begin));
            match self.defined.get(name).copied() {
                Some(ty) if !self.model.is_a(ty, class) => {
                    self.add(&at, format!("`{}` is a `{ty}`, and no `{class}`", shortened(name)));
                }
                None if !is_known => {
                    self.add(&at, format!("`{}` is not defined", shortened(name)));
                }
                _ => {}
            }
        }
    }
}

/// Whether `value` is of that kind. Numbers may be written as texts.
fn is_of(kind: model::Value, value: &Value) -> bool {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    let whole = |least: f64| number.is_some_and(|it| it >= least && it.fract() == 0.0);
    match kind {
        model::Value::Boolean => value.is_boolean(),
        model::Value::Integer => whole(f64::MIN),
        model::Value::Natural => whole(0.0),
        model::Value::Positive => whole(1.0),
        model::Value::Number => number.is_some_and(f64::is_finite),
        model::Value::String => value.is_string(),
        model::Value::Time => value.as_str().is_some_and(is_date_time),
        model::Value::Uri => value.as_str().is_some_and(is_iri_reference),
    }
}

/// An IRI with its scheme, which blank nodes have none of.
fn is_iri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    !matches!(scheme, "" | "_") && is_iri_reference(text)
}

/// Digits of a digest in hexadecimal, by SPDX 3's names of algorithms.
fn digits(algorithm: &str) -> Option<usize> {
    Some(match algorithm {
        "adler32" => 8,
        "md2" | "md4" | "md5" => 32,
        "sha1" => 40,
        "sha224" | "sha3_224" => 56,
        "sha256" | "sha3_256" | "blake2b256" => 64,
        "sha384" | "sha3_384" | "blake2b384" => 96,
        "sha512" | "sha3_512" | "blake2b512" => 128,
        _ => return None,
    })
}

/// A value as it is quoted.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", shortened(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
