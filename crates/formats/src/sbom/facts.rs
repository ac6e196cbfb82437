//! What an SBOM says, whoever wrote it.

use std::borrow::Cow;
use std::collections::HashMap;

use keelmark_model::{Code, Digest, Position, Purl};

use crate::{codes, limits};

/// A family of SBOM documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SbomFormat {
    /// CycloneDX.
    CycloneDx,
    /// SPDX.
    Spdx,
}

/// What a readable SBOM says, and where it breaks its own specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SbomFacts<'a> {
    /// Family.
    pub format: SbomFormat,
    /// Version of the specification it claims: `1.6`, `SPDX-2.3`.
    pub spec_version: Cow<'a, str>,
    /// CycloneDX `serialNumber`, SPDX `documentNamespace`.
    pub identity: Option<Cow<'a, str>>,
    /// When it says it was made, as written.
    pub created: Option<Cow<'a, str>>,
    /// What it is about; SPDX: the first package described.
    pub root: Option<ComponentFacts<'a>>,
    /// Digests it gives of the root or the files it is released as, sorted.
    pub root_digests: Vec<Digest>,
    /// Everything else it lists, in document order.
    pub components: Vec<ComponentFacts<'a>>,
    /// Pairs of a component and one it needs, each counted once.
    pub dependencies: usize,
    /// Where it breaks its specification; none means well-formed as far as is checked here.
    pub defects: Vec<Defect>,
}

/// One component or package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ComponentFacts<'a> {
    /// Name, with its group or scope: `@scope/name`.
    pub name: Cow<'a, str>,
    /// Version.
    pub version: Option<Cow<'a, str>>,
    /// Package URL as written.
    pub purl: Option<Cow<'a, str>>,
}

/// A place where a readable document breaks its specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Stable code.
    pub code: &'static Code,
    /// What is wrong, in a sentence without a final stop.
    pub message: String,
    /// Where, when the value at fault stands in the document without escapes.
    pub at: Option<Position>,
}

/// Collects defects, up to [`limits::SBOM_DEFECTS`].
pub(super) struct Defects<'a> {
    document: &'a [u8],
    found: Vec<Defect>,
}

impl<'a> Defects<'a> {
    pub(super) const fn new(document: &'a [u8]) -> Self {
        Self { document, found: Vec::new() }
    }

    /// Reports `message` about `value`, which is located if it is part of the document itself.
    pub(super) fn add(&mut self, code: &'static Code, value: &str, message: impl Into<String>) {
        if self.found.len() < limits::SBOM_DEFECTS {
            let at = self.offset(value).map(|byte| Position::of(self.document, byte));
            self.found.push(Defect { code, message: message.into(), at });
        }
    }

    /// Reports that `id` is not defined.
    pub(super) fn unknown_reference(&mut self, id: &str) {
        self.add(&codes::SBOM_REFERENCE, id, format!("`{id}` is referred to and not defined"));
    }

    pub(super) fn finish(self) -> Vec<Defect> {
        self.found
    }

    fn offset(&self, value: &str) -> Option<usize> {
        let offset = (value.as_ptr() as usize).checked_sub(self.document.as_ptr() as usize)?;
        let inside = offset + value.len() <= self.document.len();
        (inside && !value.is_empty()).then_some(offset)
    }

    /// Checks that `purl` is a package URL and agrees with `version`.
    pub(super) fn check_purl(&mut self, purl: &str, version: Option<&str>) {
        // The reader of purls lets these pass, as it has to; a document must encode them.
        if let Some(character) = purl.chars().find(|c| !c.is_ascii_graphic()) {
            let message = format!("`{purl}` is not a package URL: it has {character:?} unencoded");
            self.add(&codes::SBOM_PURL, purl, message);
            return;
        }
        match purl.parse::<Purl>() {
            Err(error) => {
                self.add(
                    &codes::SBOM_PURL,
                    purl,
                    format!("`{purl}` is not a package URL: {error}"),
                );
            }
            Ok(parsed) => {
                let (Some(of_purl), Some(version)) = (parsed.version(), version) else { return };
                // An image goes by its digest in the purl, and by its tag as a version.
                let tag = parsed.qualifiers().get("tag").filter(|_| parsed.ty() == "oci");
                if of_purl != version && tag.is_none_or(|tag| tag != version) {
                    let message =
                        format!("`{purl}` is not of version `{version}`, which stands beside it");
                    self.add(&codes::SBOM_PURL, purl, message);
                }
            }
        }
    }

    /// Checks that `version` is a version and not a requirement.
    pub(super) fn check_version(&mut self, version: &str) {
        let operator = ["==", ">=", "<=", "~=", "!=", " @ ", ";", "<", ">"];
        if let Some(operator) = operator.into_iter().find(|operator| version.contains(operator)) {
            let message = format!(
                "`{version}` is a requirement (it has `{}`), not a version",
                operator.trim()
            );
            self.add(&codes::SBOM_VALUE, version, message);
        }
    }

    /// Checks that `time` is RFC 3339; with `strict`, in UTC and whole seconds as SPDX wants it.
    pub(super) fn check_time(&mut self, time: &str, strict: bool) {
        let valid = time.parse::<jiff::Timestamp>().is_ok();
        if !valid {
            self.add(&codes::SBOM_VALUE, time, format!("`{time}` is not a time in RFC 3339"));
        } else if strict && (time.len() != "1970-01-01T00:00:00Z".len() || !time.ends_with('Z')) {
            let message = format!("`{time}` is not written YYYY-MM-DDThh:mm:ssZ");
            self.add(&codes::SBOM_VALUE, time, message);
        }
    }
}

/// The identifiers a document defines and the needs between them.
#[derive(Default)]
pub(super) struct Graph<'a> {
    nodes: HashMap<&'a str, u32>,
    /// Dependent and dependency, each by its number.
    edges: Vec<(u32, u32)>,
}

impl<'a> Graph<'a> {
    /// Records `id`, which must be new.
    pub(super) fn define(&mut self, id: &'a str, defects: &mut Defects<'_>) {
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        if self.nodes.insert(id, number).is_some() {
            defects.add(&codes::SBOM_ID, id, format!("the identifier `{id}` is used twice"));
        }
    }

    /// The number of `id`, if it is defined.
    pub(super) fn number(&self, id: &str) -> Option<u32> {
        self.nodes.get(id).copied()
    }

    /// Records that the identifier of number `from` needs that of number `to`.
    pub(super) fn connect(&mut self, from: u32, to: u32) {
        self.edges.push((from, to));
    }

    /// How many distinct pairs were connected.
    pub(super) fn pairs(mut self) -> usize {
        self.edges.sort_unstable();
        self.edges.dedup();
        self.edges.len()
    }
}
