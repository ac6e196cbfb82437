//! What keelmark noted of a component where the format has no field.

use std::collections::BTreeSet;

use keelmark_model::bom::{Component, Evidence, Occurrence, State, Supplier};
use keelmark_model::{Digest, Relation, Scope, Usage};

use super::super::document::PREFIX;
use super::{condition, reference};
use crate::extract;

/// What is known only when every component is: identifiers of others.
#[derive(Debug, Default)]
pub(super) struct Notes {
    relation: Option<Relation>,
    usage: Option<String>,
    names: BTreeSet<String>,
    /// Whether the state is stated.
    pub(super) state: Option<State>,
    /// The component it lies in.
    pub(super) within: Option<String>,
    /// What is said not to be known of it, in the words of `document::notes`.
    pub(super) unknown: BTreeSet<String>,
    /// Components needed, each with the condition.
    pub(super) conditions: Vec<(String, condition::Condition)>,
}

impl Notes {
    /// Takes the property `name` of a document that may be of any tool.
    pub(super) fn property(&mut self, component: &mut Component, name: &str, value: &str) {
        match name.strip_prefix(PREFIX) {
            Some(own) => self.note(component, own, value),
            None => component.add_property(name, value),
        }
    }

    /// Takes a note of keelmark's own.
    pub(super) fn note(&mut self, component: &mut Component, name: &str, value: &str) {
        match name {
            "state" => self.state = State::ALL.into_iter().find(|state| state.name() == value),
            "relation" => self.relation = relation(value),
            "usage" => self.usage = Some(value.to_owned()),
            "extras" | "groups" => self.names = value.split(',').map(str::to_owned).collect(),
            "source" => {
                component.source = reference::source(value).unwrap_or(component.source.clone());
            }
            "cpe" => component.cpes.push(value.to_owned()),
            "license-file" => component.licensing.files.push(value.to_owned()),
            "within" => self.within = Some(value.to_owned()),
            "dependency" => self.conditions.extend(
                condition::split(value).map(|(to, text)| (to.to_owned(), condition::parse(text))),
            ),
            "repository" => component.repository = Some(value.to_owned()),
            "author" => component.authors.push(author(value)),
            "file" => component.files.extend(reference::noted_file(value)),
            "found" => component.found.extend(found(value)),
            "unknown" => self.unknown.extend(value.split(',').map(str::to_owned)),
            _ => component.add_property(name, value),
        }
    }

    /// Whether CycloneDX's scope follows from what is noted, and is no fact of its own.
    pub(super) fn give_scope(&self) -> bool {
        self.usage.is_some() || self.state == Some(State::Fixture)
    }

    /// Gives the component what its notes say together.
    pub(super) fn settle(&mut self, component: &mut Component) {
        let usage = self.usage.take().map(|usage| match usage.as_str() {
            "runtime" => Usage::Runtime,
            "optional" => Usage::Optional(std::mem::take(&mut self.names)),
            "build" => Usage::Build,
            "development" => Usage::Development(std::mem::take(&mut self.names)),
            _ => Usage::Unused,
        });
        if let (Some(relation), Some(usage)) = (self.relation, usage) {
            component.scope = Some(Scope { relation, usage });
        }
        if let Some(state) = self.state {
            component.state = state;
        }
        // Tools take descriptions from manifests with the line end that follows; in XML it is nothing.
        if let Some(text) = component.description.take() {
            component.description =
                Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        }
        component.cpes.sort();
        component.cpes.dedup();
        component.found.sort();
        component.found.dedup();
        component.licensing.files.sort();
    }
}

fn relation(text: &str) -> Option<Relation> {
    Some(match text {
        "root" => Relation::Root,
        "member" => Relation::Member,
        "direct" => Relation::Direct,
        "transitive" => Relation::Transitive,
        "unreachable" => Relation::Unreachable,
        _ => return None,
    })
}

fn author(text: &str) -> Supplier {
    let party = super::party::parse(&format!("Person: {text}"));
    party.unwrap_or_else(|| Supplier { name: text.to_owned(), url: None, email: None })
}

/// `evidence extractor [layer] path[:line]`.
fn found(text: &str) -> Option<Occurrence> {
    let (evidence, rest) = text.split_once(' ')?;
    let (extractor, rest) = rest.split_once(' ')?;
    let (layer, rest) = match rest.split_once(' ') {
        Some((layer, after)) if Digest::from_prefixed(layer).is_ok() => (Some(layer), after),
        _ => (None, rest),
    };
    let recognised = match layer {
        Some(layer) => format!("{evidence} {extractor} {layer}"),
        None => format!("{evidence} {extractor}"),
    };
    let (path, line) = match rest.rsplit_once(':') {
        Some((path, line)) if line.parse::<u32>().is_ok() => (path, line.parse().ok()),
        _ => (rest, None),
    };
    Some(occurrence(path, line, &recognised, Evidence::Sbom))
}

/// An occurrence at `path`; `recognised` says by what and by whom, or else `otherwise` holds.
pub(super) fn occurrence(
    path: &str,
    line: Option<u32>,
    recognised: &str,
    otherwise: Evidence,
) -> Occurrence {
    let mut words = recognised.split(' ');
    let evidence = words.next().and_then(evidence);
    let extractor = words.next().filter(|_| evidence.is_some());
    let layer = words.next().filter(|_| evidence.is_some());
    Occurrence {
        path: path.to_owned(),
        line,
        layer: layer.and_then(|layer| Digest::from_prefixed(layer).ok()),
        evidence: evidence.unwrap_or(otherwise),
        extractor: extractor.map_or("sbom", known_extractor),
    }
}

fn evidence(text: &str) -> Option<Evidence> {
    let all = [
        Evidence::Database,
        Evidence::Lockfile,
        Evidence::Manifest,
        Evidence::Binary,
        Evidence::Sbom,
        Evidence::FileName,
    ];
    all.into_iter().find(|evidence| evidence.name() == text)
}

/// The extractor called `id`; one that this version does not have goes by `sbom`.
fn known_extractor(id: &str) -> &'static str {
    extract::ALL.iter().find(|known| known.id == id).map_or("sbom", |known| known.id)
}
