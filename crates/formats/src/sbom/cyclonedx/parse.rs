//! What a CycloneDX document says.

use std::borrow::Cow;

use keelmark_model::{Digest, DigestAlgorithm};
use serde::Deserialize;

use super::super::facts::{Defects, Graph};
use super::super::wire::{Text, bounded};
use super::super::{ComponentFacts, SbomFacts, SbomFormat};
use crate::limits::{EDGES, PACKAGES};
use crate::{ParseError, codes, json};

/// Reads a CycloneDX JSON document of version 1.2 to 1.7.
///
/// Beyond the schema it checks that identifiers are unique and references lead somewhere, that
/// purls are purls and versions are versions; what breaks a rule is a defect, not an error.
///
/// # Errors
/// `document.*` codes; `sbom.format` for JSON that is not CycloneDX.
pub fn parse(bytes: &[u8]) -> Result<SbomFacts<'_>, ParseError> {
    let bom: Bom<'_> = json::parse(bytes)?;
    if bom.bom_format.as_deref() != Some("CycloneDX") {
        let message = "`bomFormat` is not `CycloneDX`";
        return Err(ParseError::new(&codes::SBOM_FORMAT, message));
    }
    let mut defects = Defects::new(bytes);
    check_header(&bom, &mut defects);

    let mut graph = Graph::default();
    let root = bom.metadata.component.as_ref();
    let mut components = Vec::with_capacity(bom.components.len());
    if let Some(root) = root {
        check_component(&root.component, &mut graph, &mut defects);
        collect(&root.component.components, &mut components, &mut graph, &mut defects);
    }
    collect(&bom.components, &mut components, &mut graph, &mut defects);
    define_services(&bom.services, &mut graph, &mut defects);
    connect(&bom.dependencies, &mut graph, &mut defects);
    let dependencies = graph.pairs();
    Ok(SbomFacts {
        format: SbomFormat::CycloneDx,
        spec_version: bom.spec_version.as_ref().map_or(Cow::Borrowed(""), |text| text.0.clone()),
        identity: bom.serial_number.as_ref().map(|text| text.0.clone()),
        created: bom.metadata.timestamp.as_ref().map(|text| text.0.clone()),
        root: root.map(|root| facts(&root.component)),
        root_digests: root.map(root_digests).unwrap_or_default(),
        components,
        dependencies,
        defects: defects.finish(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Bom<'a> {
    bom_format: Option<Text<'a>>,
    spec_version: Option<Text<'a>>,
    serial_number: Option<Text<'a>>,
    #[serde(default)]
    metadata: Metadata<'a>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    components: Vec<Component<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    services: Vec<Service<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Metadata<'a> {
    timestamp: Option<Text<'a>>,
    component: Option<Root<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Root<'a> {
    #[serde(flatten)]
    component: Component<'a>,
    #[serde(default)]
    hashes: Vec<Hash<'a>>,
    #[serde(default)]
    external_references: Vec<Reference<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct Component<'a> {
    r#type: Option<Text<'a>>,
    bom_ref: Option<Text<'a>>,
    group: Option<Text<'a>>,
    name: Text<'a>,
    version: Option<Text<'a>>,
    scope: Option<Text<'a>>,
    purl: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    components: Vec<Component<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Hash<'a> {
    alg: Text<'a>,
    content: Text<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Reference<'a> {
    r#type: Text<'a>,
    #[serde(default)]
    hashes: Vec<Hash<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", bound(deserialize = "'de: 'a"))]
struct Service<'a> {
    bom_ref: Option<Text<'a>>,
    #[serde(default, deserialize_with = "bounded::<_, _, PACKAGES>")]
    services: Vec<Service<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Dependency<'a> {
    r#ref: Text<'a>,
    #[serde(default, deserialize_with = "bounded::<_, _, EDGES>")]
    depends_on: Vec<Text<'a>>,
}

const SPEC_VERSIONS: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
const SCOPES: [&str; 3] = ["required", "optional", "excluded"];
const TYPES: [&str; 13] = [
    "application",
    "container",
    "cryptographic-asset",
    "data",
    "device",
    "device-driver",
    "file",
    "firmware",
    "framework",
    "library",
    "machine-learning-model",
    "operating-system",
    "platform",
];

fn check_header(bom: &Bom<'_>, defects: &mut Defects<'_>) {
    let version = bom.spec_version.as_deref().unwrap_or_default();
    if !SPEC_VERSIONS.contains(&version) {
        let known = SPEC_VERSIONS.join(", ");
        let message = format!("`specVersion` is `{version}`; keelmark knows {known}");
        defects.add(&codes::SBOM_SPEC_VERSION, version, message);
    }
    if let Some(serial) = bom.serial_number.as_deref().filter(|serial| !is_urn_uuid(serial)) {
        defects.add(
            &codes::SBOM_ID,
            serial,
            format!("`serialNumber` `{serial}` is not a UUID URN"),
        );
    }
    if let Some(time) = &bom.metadata.timestamp {
        defects.check_time(time, false);
    }
    if bom.metadata.component.is_none() {
        defects.add(&codes::SBOM_ROOT, "", "`metadata.component` is missing");
    }
}

fn is_urn_uuid(text: &str) -> bool {
    text.strip_prefix("urn:uuid:").is_some_and(|uuid| {
        uuid.len() == 36
            && uuid.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            })
    })
}

/// Components may contain components; the depth is that of the document, which is bounded.
fn collect<'a, 'b>(
    components: &'b [Component<'a>],
    into: &mut Vec<ComponentFacts<'a>>,
    graph: &mut Graph<'b>,
    defects: &mut Defects<'_>,
) {
    for component in components {
        check_component(component, graph, defects);
        into.push(facts(component));
        collect(&component.components, into, graph, defects);
    }
}

fn facts<'a>(component: &Component<'a>) -> ComponentFacts<'a> {
    let name = match component.group.as_deref() {
        Some(group) if !group.is_empty() => Cow::Owned(format!("{group}/{}", &*component.name)),
        _ => component.name.0.clone(),
    };
    ComponentFacts {
        name,
        version: component.version.as_ref().map(|text| text.0.clone()),
        purl: component.purl.as_ref().map(|text| text.0.clone()),
    }
}

fn check_component<'b>(
    component: &'b Component<'_>,
    graph: &mut Graph<'b>,
    defects: &mut Defects<'_>,
) {
    let name = &*component.name;
    if let Some(id) = &component.bom_ref {
        graph.define(id, defects);
    }
    if name.is_empty() {
        defects.add(&codes::SBOM_VALUE, name, "a component has an empty name");
    }
    let kind = component.r#type.as_deref().unwrap_or_default();
    if !TYPES.contains(&kind) {
        let message = match kind {
            "" => format!("component `{name}` has no type"),
            kind => format!("component `{name}` has the type `{kind}`, which CycloneDX lacks"),
        };
        defects.add(&codes::SBOM_VALUE, kind, message);
    }
    if let Some(scope) = component.scope.as_deref().filter(|scope| !SCOPES.contains(scope)) {
        let message = format!(
            "component `{name}` has the scope `{scope}`; {} are allowed",
            SCOPES.join(", ")
        );
        defects.add(&codes::SBOM_VALUE, scope, message);
    }
    if let Some(version) = &component.version {
        defects.check_version(version);
    }
    if let Some(purl) = &component.purl {
        defects.check_purl(purl, component.version.as_deref());
    }
}

fn define_services<'b>(
    services: &'b [Service<'_>],
    graph: &mut Graph<'b>,
    defects: &mut Defects<'_>,
) {
    for service in services {
        if let Some(id) = &service.bom_ref {
            graph.define(id, defects);
        }
        define_services(&service.services, graph, defects);
    }
}

/// A BOM-Link leads to another document, where it cannot be followed.
fn is_bom_link(reference: &str) -> bool {
    reference.starts_with("urn:cdx:")
}

fn connect(dependencies: &[Dependency<'_>], graph: &mut Graph<'_>, defects: &mut Defects<'_>) {
    for Dependency { r#ref, depends_on } in dependencies {
        if is_bom_link(r#ref) {
            continue;
        }
        // Once for all it needs: a long identifier is long to look up.
        let Some(from) = graph.number(r#ref) else {
            defects.unknown_reference(r#ref);
            continue;
        };
        for needed in depends_on.iter().filter(|needed| !is_bom_link(needed)) {
            match graph.number(needed) {
                Some(to) => graph.connect(from, to),
                None => defects.unknown_reference(needed),
            }
        }
    }
}

/// Digests of the root, or of the files it is distributed as; malformed ones tell nothing.
fn root_digests(root: &Root<'_>) -> Vec<Digest> {
    let distributed = root.external_references.iter().filter(|r| &*r.r#type == "distribution");
    let hashes = root.hashes.iter().chain(distributed.flat_map(|reference| &reference.hashes));
    let mut digests: Vec<Digest> = hashes.filter_map(digest).collect();
    digests.sort_unstable();
    digests.dedup();
    digests
}

fn digest(hash: &Hash<'_>) -> Option<Digest> {
    let algorithm = match &*hash.alg {
        "MD5" => DigestAlgorithm::Md5,
        "SHA-1" => DigestAlgorithm::Sha1,
        "SHA-256" => DigestAlgorithm::Sha256,
        "SHA-384" => DigestAlgorithm::Sha384,
        "SHA-512" => DigestAlgorithm::Sha512,
        _ => return None,
    };
    Digest::from_hex(algorithm, &hash.content.to_ascii_lowercase()).ok()
}
