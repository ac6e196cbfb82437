//! What an SPDX document says.

use std::collections::HashMap;

use keelmark_model::{Digest, DigestAlgorithm};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::facts::{Defects, Graph};
use super::super::wire::{Text, bounded};
use super::super::{ComponentFacts, SbomFacts, SbomFormat};
use super::DOCUMENT_ID;
use crate::limits::{EDGES, PACKAGES};
use crate::{ParseError, codes, json};

/// Reads an SPDX JSON document of version 2.2 or 2.3.
///
/// Beyond the schema it checks that identifiers are legal and unique and that relationships lead
/// somewhere, that purls are purls and versions are versions; what breaks a rule is a defect, not
/// an error.
///
/// # Errors
/// `document.*` codes; `sbom.format` for JSON that is not SPDX 2.
pub fn parse(bytes: &[u8]) -> Result<SbomFacts<'_>, ParseError> {
    let document: Document<'_> = json::parse(bytes)?;
    let Some(version) = document.spdx_version.as_ref().filter(|v| v.starts_with("SPDX-")) else {
        return Err(ParseError::new(&codes::SBOM_FORMAT, "`spdxVersion` is not `SPDX-…`"));
    };
    let mut defects = Defects::new(bytes);
    check_header(&document, version, &mut defects);

    let mut graph = Graph::default();
    graph.define(DOCUMENT_ID, &mut defects);
    for package in &document.packages {
        check_package(package, &mut graph, &mut defects);
    }
    for element in document.files.iter().chain(&document.snippets) {
        define(element.spdx_id.as_ref(), &mut graph, &mut defects);
    }
    connect(&document.relationships, &mut graph, &mut defects);
    let root = root(&document);
    if root.is_none() {
        let message = "no relationship says which package the document describes";
        defects.add(&codes::SBOM_ROOT, "", message);
    }
    let others = document.packages.iter().zip(0..).filter(|(_, index)| Some(*index) != root);
    let root = root.map(|index| &document.packages[index]);
    Ok(SbomFacts {
        format: SbomFormat::Spdx,
        spec_version: version.0.clone(),
        identity: document.document_namespace.as_ref().map(|text| text.0.clone()),
        created: document.creation_info.created.as_ref().map(|text| text.0.clone()),
        root: root.map(facts),
        root_digests: root.map(checksums).unwrap_or_default(),
        components: others.map(|(package, _)| facts(package)).collect(),
        dependencies: graph.pairs(),
        defects: defects.finish(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Document<'a> {
    spdx_version: Option<Text<'a>>,
    data_license: Option<Text<'a>>,
    #[serde(rename = "SPDXID")]
    spdx_id: Option<Text<'a>>,
    name: Option<Text<'a>>,
    document_namespace: Option<Text<'a>>,
    #[serde(default)]
    creation_info: CreationInfo<'a>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    document_describes: Vec<Text<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    packages: Vec<Package<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, EDGES>")]
    files: Vec<Element<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, EDGES>")]
    snippets: Vec<Element<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, EDGES>")]
    relationships: Vec<Relationship<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct CreationInfo<'a> {
    created: Option<Text<'a>>,
    #[serde(default)]
    creators: Vec<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Package<'a> {
    #[serde(rename = "SPDXID")]
    spdx_id: Option<Text<'a>>,
    name: Text<'a>,
    version_info: Option<Text<'a>>,
    download_location: Option<Text<'a>>,
    #[serde(default)]
    external_refs: Vec<ExternalRef<'a>>,
    /// Understood for the root alone: there are many.
    #[serde(borrow)]
    checksums: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct ExternalRef<'a> {
    reference_type: Option<Text<'a>>,
    reference_locator: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Element<'a> {
    #[serde(rename = "SPDXID")]
    spdx_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Relationship<'a> {
    spdx_element_id: Text<'a>,
    relationship_type: Text<'a>,
    related_spdx_element: Text<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Checksum<'a> {
    algorithm: Text<'a>,
    checksum_value: Text<'a>,
}

const SPEC_VERSIONS: [&str; 2] = ["SPDX-2.2", "SPDX-2.3"];

fn check_header(document: &Document<'_>, version: &str, defects: &mut Defects<'_>) {
    if !SPEC_VERSIONS.contains(&version) {
        let known = SPEC_VERSIONS.join(", ");
        let message = format!("`spdxVersion` is `{version}`; keelmark knows {known}");
        defects.add(&codes::SBOM_SPEC_VERSION, version, message);
    }
    for (field, value, wanted) in [
        ("dataLicense", &document.data_license, "CC0-1.0"),
        ("SPDXID", &document.spdx_id, DOCUMENT_ID),
    ] {
        let value = value.as_deref().unwrap_or_default();
        if value != wanted {
            let message = format!("`{field}` of the document is `{value}`; it must be `{wanted}`");
            defects.add(&codes::SBOM_VALUE, value, message);
        }
    }
    if document.name.as_deref().unwrap_or_default().is_empty() {
        defects.add(&codes::SBOM_VALUE, "", "the document has no `name`");
    }
    let namespace = document.document_namespace.as_deref().unwrap_or_default();
    if !namespace.contains(':') || namespace.contains(['#', ' ']) {
        let message = format!("`documentNamespace` `{namespace}` is not a URI without `#`");
        defects.add(&codes::SBOM_ID, namespace, message);
    }
    check_creation(&document.creation_info, defects);
}

fn check_creation(creation: &CreationInfo<'_>, defects: &mut Defects<'_>) {
    match &creation.created {
        Some(created) => defects.check_time(created, true),
        None => defects.add(&codes::SBOM_VALUE, "", "`creationInfo.created` is missing"),
    }
    if creation.creators.is_empty() {
        defects.add(&codes::SBOM_VALUE, "", "`creationInfo.creators` names nobody");
    }
    for creator in &creation.creators {
        let kinds = ["Tool:", "Organization:", "Person:"];
        if !kinds.into_iter().any(|kind| creator.starts_with(kind)) {
            let message = format!("creator `{}` is no tool, organization or person", &**creator);
            defects.add(&codes::SBOM_VALUE, creator, message);
        }
    }
}

fn define<'b>(id: Option<&'b Text<'_>>, graph: &mut Graph<'b>, defects: &mut Defects<'_>) {
    let Some(id) = id else {
        defects.add(&codes::SBOM_ID, "", "an element has no `SPDXID`");
        return;
    };
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let name = id.strip_prefix("SPDXRef-").unwrap_or_default();
    if name.is_empty() || !name.chars().all(legal) {
        let message = format!("`{}` is not `SPDXRef-` and letters, digits, `.` and `-`", &**id);
        defects.add(&codes::SBOM_ID, id, message);
    }
    graph.define(id, defects);
}

fn check_package<'b>(package: &'b Package<'_>, graph: &mut Graph<'b>, defects: &mut Defects<'_>) {
    define(package.spdx_id.as_ref(), graph, defects);
    let name = &*package.name;
    if name.is_empty() {
        defects.add(&codes::SBOM_VALUE, name, "a package has an empty name");
    }
    if package.download_location.as_deref().unwrap_or_default().is_empty() {
        let message = format!("package `{name}` has no `downloadLocation`");
        defects.add(&codes::SBOM_VALUE, name, message);
    }
    if let Some(version) = &package.version_info {
        defects.check_version(version);
    }
    for purl in purls(package) {
        defects.check_purl(purl, package.version_info.as_deref());
    }
}

fn purls<'a, 'b>(package: &'b Package<'a>) -> impl Iterator<Item = &'b Text<'a>> {
    let purls = package.external_refs.iter();
    let purls = purls.filter(|reference| reference.reference_type.as_deref() == Some("purl"));
    purls.filter_map(|reference| reference.reference_locator.as_ref())
}

fn facts<'a>(package: &Package<'a>) -> ComponentFacts<'a> {
    ComponentFacts {
        name: package.name.0.clone(),
        version: package.version_info.as_ref().map(|text| text.0.clone()),
        purl: purls(package).next().map(|purl| purl.0.clone()),
    }
}

fn connect(relationships: &[Relationship<'_>], graph: &mut Graph<'_>, defects: &mut Defects<'_>) {
    for Relationship { spdx_element_id: from, relationship_type, related_spdx_element: to } in
        relationships
    {
        match &**relationship_type {
            "DEPENDS_ON" if !leads_away(to) => needs(from, to, graph, defects),
            "DEPENDENCY_OF"
            | "BUILD_DEPENDENCY_OF"
            | "DEV_DEPENDENCY_OF"
            | "OPTIONAL_DEPENDENCY_OF"
            | "PROVIDED_DEPENDENCY_OF"
            | "RUNTIME_DEPENDENCY_OF"
            | "TEST_DEPENDENCY_OF"
                if !leads_away(to) =>
            {
                needs(to, from, graph, defects);
            }
            _ => {
                let ends = [from, to].into_iter().filter(|id| !leads_away(id));
                ends.filter(|id| graph.number(id).is_none())
                    .for_each(|id| defects.unknown_reference(id));
            }
        }
    }
}

fn needs(from: &str, to: &str, graph: &mut Graph<'_>, defects: &mut Defects<'_>) {
    match (graph.number(from), graph.number(to)) {
        (Some(from), Some(to)) => graph.connect(from, to),
        (None, _) => defects.unknown_reference(from),
        (_, None) => defects.unknown_reference(to),
    }
}

/// Whether `id` is of another document or stands for nothing (SPDX 2.3, 11.1).
fn leads_away(id: &str) -> bool {
    id.starts_with("DocumentRef-") || id == "NOASSERTION" || id == "NONE"
}

/// Index of the first package that the document is said to describe.
fn root(document: &Document<'_>) -> Option<usize> {
    let related = document.relationships.iter().filter_map(|relationship| {
        let Relationship { spdx_element_id: from, relationship_type, related_spdx_element: to } =
            relationship;
        match (&**relationship_type, &**from, &**to) {
            ("DESCRIBES", DOCUMENT_ID, described) => Some(described),
            ("DESCRIBED_BY", described, DOCUMENT_ID) => Some(described),
            _ => None,
        }
    });
    let mut described = related.chain(document.document_describes.iter().map(|text| &**text));
    // Backwards, so that of packages with one identifier the first is kept.
    let packages = document.packages.iter().enumerate().rev();
    let places: HashMap<&str, usize> = packages
        .filter_map(|(index, package)| Some((package.spdx_id.as_deref()?, index)))
        .collect();
    described.find_map(|id| places.get(id).copied())
}

/// The checksums of `package`, sorted; malformed ones tell nothing.
fn checksums(package: &Package<'_>) -> Vec<Digest> {
    let raw = package.checksums.map_or("[]", RawValue::get);
    let checksums: Vec<Checksum<'_>> = serde_json::from_str(raw).unwrap_or_default();
    let digest = |checksum: &Checksum<'_>| {
        let algorithm = DigestAlgorithm::from_name(&checksum.algorithm.to_ascii_lowercase())?;
        Digest::from_hex(algorithm, &checksum.checksum_value.to_ascii_lowercase()).ok()
    };
    let mut digests: Vec<Digest> = checksums.iter().filter_map(digest).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}
