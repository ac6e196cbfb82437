//! What is in a target, version 1.

use std::collections::BTreeMap;

use keelmark_formats::evidence::index::digest_set;
use keelmark_formats::time::rfc3339;
use keelmark_model::bom::{Component, Gap, State};
use keelmark_model::{Bom, Purl};
use serde::Serialize;

use crate::cmd::sbom::{Generated, Kind};

/// `keelmark sbom generate --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Generation<'a> {
    schema: &'static str,
    target: &'a str,
    complete: bool,
    /// Components beside the target itself, by state.
    components: BTreeMap<&'static str, usize>,
    files: &'a [String],
    gaps: Vec<ListedGap<'a>>,
}

impl<'a> From<&'a Generated<'_>> for Generation<'a> {
    fn from(generated: &'a Generated<'_>) -> Self {
        let states = State::ALL.into_iter().map(State::name);
        Self {
            schema: "keelmark.sbom-generate/v1",
            target: generated.target,
            complete: generated.bom.is_complete(),
            components: states.zip(generated.bom.states()).collect(),
            files: &generated.files,
            gaps: generated.bom.gaps.iter().map(ListedGap::from).collect(),
        }
    }
}

/// `keelmark sbom generate --split --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct Split<'a> {
    schema: &'static str,
    subjects: Vec<Subject<'a>>,
}

#[derive(Debug, Serialize)]
struct Subject<'a> {
    kind: &'static str,
    target: &'a str,
    complete: bool,
    components: BTreeMap<&'static str, usize>,
    files: &'a [String],
    gaps: Vec<ListedGap<'a>>,
}

impl<'a> From<&'a [(Kind, Generated<'_>)]> for Split<'a> {
    fn from(answers: &'a [(Kind, Generated<'_>)]) -> Self {
        let subject = |(kind, generated): &'a (Kind, Generated<'_>)| {
            let Generation { target, complete, components, files, gaps, .. } = generated.into();
            Subject { kind: kind.name(), target, complete, components, files, gaps }
        };
        Self { schema: "keelmark.sbom-split/v1", subjects: answers.iter().map(subject).collect() }
    }
}

#[derive(Debug, Serialize)]
struct ListedGap<'a> {
    code: &'static str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: &'a str,
}

impl<'a> From<&'a Gap> for ListedGap<'a> {
    fn from(gap: &'a Gap) -> Self {
        Self { code: gap.code.id, path: &gap.path, line: gap.line, message: &gap.message }
    }
}

/// `keelmark sbom generate --output json`.
#[derive(Debug, Serialize)]
pub(crate) struct Inventory<'a> {
    schema: &'static str,
    created: Option<String>,
    complete: bool,
    root: Listed<'a>,
    components: Vec<Listed<'a>>,
    gaps: Vec<ListedGap<'a>>,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    name: &'a str,
    version: Option<&'a str>,
    purl: Option<String>,
    state: &'static str,
    digests: BTreeMap<String, String>,
    found: Vec<Place<'a>>,
    needs: Vec<&'a str>,
    properties: &'a BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<String>,
    evidence: &'static str,
    extractor: &'static str,
}

impl<'a> From<&'a Bom> for Inventory<'a> {
    fn from(bom: &'a Bom) -> Self {
        let needs = |id| {
            let mut names: Vec<&str> =
                bom.needs(id).iter().map(|edge| bom.component(edge.to).name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let others = bom.iter().filter(|(id, _)| *id != bom.root);
        Self {
            schema: "keelmark.inventory/v1",
            created: bom.created.map(rfc3339),
            complete: bom.is_complete(),
            root: listed(bom.component(bom.root), needs(bom.root)),
            components: others.map(|(id, component)| listed(component, needs(id))).collect(),
            gaps: bom.gaps.iter().map(ListedGap::from).collect(),
        }
    }
}

fn listed<'a>(component: &'a Component, needs: Vec<&'a str>) -> Listed<'a> {
    let place = |found: &'a keelmark_model::bom::Occurrence| Place {
        path: &found.path,
        line: found.line,
        layer: found.layer.map(|layer| layer.to_string()),
        evidence: found.evidence.name(),
        extractor: found.extractor,
    };
    Listed {
        name: &component.name,
        version: component.version.as_deref(),
        purl: component.purl.as_ref().map(Purl::to_string),
        state: component.state.name(),
        digests: digest_set(&component.digests),
        found: component.found.iter().map(place).collect(),
        needs,
        properties: &component.properties,
    }
}
