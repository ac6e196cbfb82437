//! The part of JSON Schema that the schemas use.
//!
//! Source: JSON Schema draft-07 (draft-handrews-json-schema-01 and its validation vocabulary). What stands
//! beside a `$ref` does not count, as that draft has it. A keyword that is not known here refuses every
//! document, so that no rule is passed over in silence.

use std::collections::{HashMap, HashSet};

use regex::Regex;
use serde_json::{Map, Value};

use super::{ALL, Breach, format};
use crate::limits;
use crate::text::shortened;

/// Schemas and patterns, each made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Rules {
    schemas: HashMap<&'static str, Value>,
    patterns: HashMap<String, Option<Regex>>,
}

/// A document that takes longer to check than anybody waits.
#[derive(Debug)]
pub(super) struct TooManySteps;

impl Rules {
    /// Where `document` breaks the schema called `name`.
    pub(super) fn check(
        mut self,
        name: &'static str,
        document: &Value,
    ) -> Result<Vec<Breach>, TooManySteps> {
        for (known, text) in ALL {
            let is_part = !known.starts_with("bom-") && known != "spdx-2.3";
            if is_part || known == name {
                self.schemas.insert(known, serde_json::from_str(text).unwrap_or_default());
            }
        }
        self.compared(name, document)
    }

    /// Where `document` breaks a schema that is none of a bill of materials.
    #[cfg(test)]
    pub(super) fn check_with(mut self, schema: Value, document: &Value) -> Vec<Breach> {
        const NAME: &str = "given";
        self.schemas.insert(NAME, schema);
        self.compared(NAME, document).expect("a document of a test is checked to its end")
    }

    fn compared(mut self, name: &str, document: &Value) -> Result<Vec<Breach>, TooManySteps> {
        for schema in self.schemas.values() {
            compile(schema, &mut self.patterns);
        }
        let Some(schema) = self.schemas.get(name) else { return Ok(Vec::new()) };
        let mut check = Check { rules: &self, steps: 0, found: Vec::new() };
        check.schema(Rule { root: schema, rule: schema }, document, &Place::Document);
        match check.steps > limits::SCHEMA_STEPS {
            true => Err(TooManySteps),
            false => Ok(check.found),
        }
    }
}

fn compile(schema: &Value, patterns: &mut HashMap<String, Option<Regex>>) {
    match schema {
        Value::Object(rules) => {
            if let Some(pattern) = rules.get("pattern").and_then(Value::as_str) {
                patterns.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).ok());
            }
            rules.values().for_each(|rule| compile(rule, patterns));
        }
        Value::Array(rules) => rules.iter().for_each(|rule| compile(rule, patterns)),
        _ => {}
    }
}

/// A place in a document, and the way to it.
#[derive(Clone, Copy)]
enum Place<'a> {
    Document,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> String {
        let below = |outer: &Self, step: &str| match outer {
            Self::Document => step.to_owned(),
            outer => format!("{}/{step}", outer.path()),
        };
        match self {
            Self::Document => String::new(),
            Self::Member(outer, name) => below(outer, &shortened(name)),
            Self::Item(outer, number) => below(outer, &number.to_string()),
        }
    }
}

/// A rule, and the schema that its references are looked up in.
#[derive(Clone, Copy)]
struct Rule<'s> {
    root: &'s Value,
    rule: &'s Value,
}

struct Check<'s> {
    rules: &'s Rules,
    steps: usize,
    found: Vec<Breach>,
}

impl<'s> Check<'s> {
    fn schema(&mut self, Rule { root, rule }: Rule<'s>, value: &Value, at: &Place<'_>) {
        self.steps += 1;
        if self.steps > limits::SCHEMA_STEPS || self.found.len() >= limits::SBOM_DEFECTS {
            return;
        }
        let rules = match rule {
            Value::Bool(true) => return,
            Value::Object(rules) => rules,
            _ => return self.breach(at, "nothing may stand here"),
        };
        if let Some(reference) = rules.get("$ref") {
            let found = reference.as_str().and_then(|to| self.resolve(root, to));
            match found {
                Some(rule) => self.schema(rule, value, at),
                None => {
                    self.breach(at, format!("the schema refers to {reference}, which it lacks"));
                }
            }
            return;
        }
        for (keyword, rule) in rules {
            let of = |rule| Rule { root, rule };
            match (keyword.as_str(), rule) {
                ("oneOf", Value::Array(all)) => self.one_of(root, all, value, at),
                ("anyOf", Value::Array(all)) => self.any_of(root, all, value, at),
                ("allOf", Value::Array(all)) => {
                    all.iter().for_each(|rule| self.schema(of(rule), value, at));
                }
                ("not", rule) if self.tried(of(rule), value, at).is_empty() => {
                    self.breach(at, "fields stand together that exclude each other");
                }
                ("if", rule) => {
                    let holds = self.tried(of(rule), value, at).is_empty();
                    let then = rules.get(if holds { "then" } else { "else" });
                    if let Some(then) = then {
                        self.schema(of(then), value, at);
                    }
                }
                ("not" | "then" | "else", _) => {}
                (keyword, rule) => self.keyword(keyword, of(rule), rules, value, at),
            }
        }
    }

    /// A keyword that asks something of values of one type, and nothing of others.
    fn keyword(
        &mut self,
        keyword: &str,
        Rule { root, rule }: Rule<'s>,
        beside: &'s Map<String, Value>,
        value: &Value,
        at: &Place<'_>,
    ) {
        let wrong = match (keyword, value) {
            ("definitions", _) => None,
            ("additionalItems", _) if beside.get("items").is_some_and(Value::is_array) => None,
            ("type", value) => wrong_type(rule, value),
            ("const", value) => (value != rule).then(|| format!("is {}, not {rule}", shown(value))),
            ("enum", value) => {
                let is_known = rule.as_array().is_some_and(|all| all.contains(value));
                (!is_known).then(|| format!("{} is none of the values allowed", shown(value)))
            }
            ("properties" | "additionalProperties", Value::Object(members)) => {
                self.members(keyword, Rule { root, rule }, beside, members, at);
                None
            }
            ("required", Value::Object(members)) => {
                let names = rule.as_array().into_iter().flatten().filter_map(Value::as_str);
                for name in names.filter(|name| !members.contains_key(*name)) {
                    self.breach(at, format!("`{name}` is missing"));
                }
                None
            }
            ("items", Value::Array(items)) => {
                self.items(Rule { root, rule }, beside, items, at);
                None
            }
            ("uniqueItems", Value::Array(items)) if rule == true => {
                let unique: HashSet<&Value> = items.iter().collect();
                (unique.len() < items.len()).then(|| "one item stands here twice".to_owned())
            }
            ("minItems" | "maxItems", Value::Array(items)) => {
                wrong_size(keyword, rule, items.len())
            }
            ("minLength" | "maxLength", Value::String(text)) => {
                wrong_size(keyword, rule, text.chars().count())
            }
            ("pattern", Value::String(text)) => self.wrong_pattern(rule, text),
            ("format", Value::String(text)) => wrong_format(rule, text),
            ("minimum" | "maximum", Value::Number(_)) => wrong_number(keyword, rule, value),
            (known, _) if KNOWN.contains(&known) => None,
            (other, _) => Some(format!("the schema's keyword `{other}` is not known")),
        };
        if let Some(message) = wrong {
            self.breach(at, message);
        }
    }

    fn members(
        &mut self,
        keyword: &str,
        Rule { root, rule }: Rule<'s>,
        beside: &'s Map<String, Value>,
        members: &Map<String, Value>,
        at: &Place<'_>,
    ) {
        for (name, member) in members {
            let declared = beside.get("properties").and_then(|properties| properties.get(name));
            let place = Place::Member(at, name);
            match (keyword, declared) {
                ("properties", Some(rule)) => self.schema(Rule { root, rule }, member, &place),
                ("additionalProperties", None) if rule == false => {
                    let message = format!("`{}` is no field of this", shortened(name));
                    self.breach(at, message);
                }
                ("additionalProperties", None) => self.schema(Rule { root, rule }, member, &place),
                _ => {}
            }
        }
    }

    fn items(
        &mut self,
        Rule { root, rule }: Rule<'s>,
        beside: &'s Map<String, Value>,
        items: &[Value],
        at: &Place<'_>,
    ) {
        let further = beside.get("additionalItems");
        for (number, item) in items.iter().enumerate() {
            let rule = match rule {
                Value::Array(places) => places.get(number).or(further),
                rule => Some(rule),
            };
            if let Some(rule) = rule {
                self.schema(Rule { root, rule }, item, &Place::Item(at, number));
            }
        }
    }

    /// What would be found under `rule` alone.
    fn tried(&mut self, rule: Rule<'s>, value: &Value, at: &Place<'_>) -> Vec<Breach> {
        let before = std::mem::take(&mut self.found);
        self.schema(rule, value, at);
        std::mem::replace(&mut self.found, before)
    }

    fn one_of(&mut self, root: &'s Value, all: &'s [Value], value: &Value, at: &Place<'_>) {
        let (count, nearest) = self.forms(root, all, value, at);
        match count {
            0 => self.found.extend(nearest),
            1 => {}
            _ => self.breach(at, "has fields of several forms, of which it may have one"),
        }
    }

    fn any_of(&mut self, root: &'s Value, all: &'s [Value], value: &Value, at: &Place<'_>) {
        let (count, nearest) = self.forms(root, all, value, at);
        if count == 0 {
            self.found.extend(nearest);
        }
    }

    /// How many of `all` hold, and what is found under the one that `value` comes nearest to.
    fn forms(
        &mut self,
        root: &'s Value,
        all: &'s [Value],
        value: &Value,
        at: &Place<'_>,
    ) -> (usize, Vec<Breach>) {
        let (mut count, mut nearest): (usize, Option<Vec<Breach>>) = (0, None);
        for rule in all {
            let found = self.tried(Rule { root, rule }, value, at);
            count += usize::from(found.is_empty());
            // What is wrong deepest inside was meant most.
            let depth = |all: &[Breach]| all.iter().map(|one| one.at.len()).max();
            if nearest.as_ref().is_none_or(|known| depth(&found) > depth(known)) {
                nearest = Some(found);
            }
        }
        (count, nearest.unwrap_or_default())
    }

    fn resolve(&self, root: &'s Value, to: &str) -> Option<Rule<'s>> {
        let (name, pointer) = to.split_once('#').unwrap_or((to, ""));
        let root = match name {
            "" => root,
            name => self.rules.schemas.get(name)?,
        };
        Some(Rule { root, rule: root.pointer(pointer)? })
    }

    fn wrong_pattern(&self, rule: &Value, text: &str) -> Option<String> {
        let pattern = self.rules.patterns.get(rule.as_str()?)?.as_ref();
        let holds = pattern.is_some_and(|pattern| pattern.is_match(text));
        (!holds).then(|| format!("`{}` is not written as {rule} asks for", shortened(text)))
    }

    fn breach(&mut self, at: &Place<'_>, message: impl Into<String>) {
        self.found.push(Breach { at: at.path(), message: message.into() });
    }
}

/// Keywords that ask something of a type the value is not of.
const KNOWN: [&str; 13] = [
    "additionalProperties",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "pattern",
    "properties",
    "required",
    "uniqueItems",
];

fn wrong_type(rule: &Value, value: &Value) -> Option<String> {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => {
            let whole = |number: f64| number.is_finite() && number.fract() == 0.0;
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(whole)
        }
        _ => false,
    };
    let holds = match rule {
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        name => name.as_str().is_some_and(is),
    };
    (!holds).then(|| format!("{} is not of the type {rule}", shown(value)))
}

fn wrong_size(keyword: &str, rule: &Value, size: usize) -> Option<String> {
    let limit = rule.as_u64().and_then(|limit| usize::try_from(limit).ok())?;
    let is_least = keyword.starts_with("min");
    let holds = if is_least { size >= limit } else { size <= limit };
    let word = if is_least { "least" } else { "most" };
    (!holds).then(|| format!("has a length of {size}, and at {word} {limit} is allowed"))
}

fn wrong_number(keyword: &str, rule: &Value, value: &Value) -> Option<String> {
    let (limit, number) = (rule.as_f64()?, value.as_f64()?);
    let is_least = keyword == "minimum";
    let holds = if is_least { number >= limit } else { number <= limit };
    let word = if is_least { "least" } else { "most" };
    (!holds).then(|| format!("is {value}, and at {word} {rule} is allowed"))
}

fn wrong_format(rule: &Value, text: &str) -> Option<String> {
    let holds = match rule.as_str()? {
        "date-time" => format::is_date_time(text),
        "date" => format::is_date(text),
        "iri-reference" => format::is_iri_reference(text),
        "idn-email" => format::is_email(text),
        // CycloneDX 1.2 and 1.3 have it, and it is the name of no format.
        "string" => true,
        _ => false,
    };
    (!holds).then(|| format!("`{}` is not in the form {rule}", shortened(text)))
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
