//! An inventory as SPDX 2.3.

use std::collections::BTreeSet;

use keelmark_model::{
    Basis, DependencyKind, Digest, DigestAlgorithm, Edge, Inventory, Package, PackageId, Relation,
    Scope, Usage,
};

use super::super::identity::{self, NIL};
use super::super::origin::{self, Supplier};
use super::super::writer::Writer;
use super::super::{SbomInput, edges};
use super::DOCUMENT_ID;
use crate::license::{self, License};
use crate::time::rfc3339;

/// Renders the SBOM: the same bytes for the same input.
pub fn render(input: &SbomInput<'_>) -> Vec<u8> {
    let document = Document::new(input);
    let files: usize = input.inventory.packages.iter().map(|package| package.files.len()).sum();
    let mut w = Writer::with_capacity(
        4096 + 1280 * input.inventory.packages.len()
            + 128 * files
            + 256 * input.inventory.edges.len(),
    );
    let mut uuid = 0;
    w.object(|w| {
        w.field("spdxVersion", "SPDX-2.3");
        w.field("dataLicense", "CC0-1.0");
        w.field("SPDXID", DOCUMENT_ID);
        w.field("name", &document.name());
        w.key("documentNamespace");
        let namespace = document.namespace();
        uuid = w.len() + "\"".len() + namespace.len();
        w.string(&format!("{namespace}{NIL}"));
        w.key("creationInfo").object(|w| document.creation(w));
        w.field("comment", &document.comment());
        w.key("documentDescribes").row(|w| w.string(document.id(input.inventory.root)));
        w.key("packages").array(|w| document.packages(w));
        w.key("relationships").array(|w| document.relationships(w));
        document.extracted_licenses(w);
    });
    let mut bytes = w.finish();
    identity::stamp(&mut bytes, uuid);
    bytes
}

const NO_ASSERTION: &str = "NOASSERTION";

struct Document<'a> {
    input: &'a SbomInput<'a>,
    /// The `SPDXID` of each package.
    ids: Vec<String>,
    /// The purl of each package.
    purls: Vec<String>,
    /// The licence of each package.
    licenses: Vec<Option<License>>,
}

impl<'a> Document<'a> {
    fn new(input: &'a SbomInput<'a>) -> Self {
        let inventory = input.inventory;
        let version = |id: PackageId, package: &'a Package| match id == inventory.root {
            true => edges::root_version(input),
            false => package.version.as_deref(),
        };
        let ids = (0..).map(PackageId).zip(&inventory.packages).map(|(id, package)| {
            let version = version(id, package).unwrap_or("unversioned");
            let family = inventory.ecosystem.purl_type();
            identity::spdx_id(&format!("Package-{family}-{}-{version}", package.name))
        });
        let license = |(id, package): (PackageId, &Package)| {
            let of_project = input.project.license.as_deref().filter(|_| id == inventory.root);
            let text = package.license.as_deref().or(of_project)?;
            License::parse(inventory.ecosystem, text)
        };
        Self {
            input,
            ids: identity::unique(ids.collect(), '-'),
            purls: edges::purls(input),
            licenses: (0..).map(PackageId).zip(&inventory.packages).map(license).collect(),
        }
    }

    fn inventory(&self) -> &Inventory {
        self.input.inventory
    }

    fn id(&self, id: PackageId) -> &str {
        &self.ids[id.0 as usize]
    }

    /// `name-version` of the root.
    fn name(&self) -> String {
        let root = self.inventory().root;
        let name = &self.inventory().package(root).name;
        let version = edges::root_version(self.input);
        version.map_or_else(|| name.clone(), |version| format!("{name}-{version}"))
    }

    /// The document namespace up to its UUID (SPDX 2.3, 6.5: a URI without `#`).
    fn namespace(&self) -> String {
        let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        let mut text = String::from("https://spdx.org/spdxdocs/");
        for byte in self.name().bytes() {
            match legal(&byte) {
                true => text.push(char::from(byte)),
                false => text.push_str(&format!("%{byte:02X}")),
            }
        }
        text.push('-');
        text
    }

    fn creation(&self, w: &mut Writer) {
        w.field("created", &rfc3339(self.input.created));
        w.key("creators").array(|w| {
            w.string(&format!("Tool: keelmark-{}", self.input.tool_version));
            if let Some(supplier) = Supplier::of_project(self.input.project) {
                w.string(&organization(&supplier));
            }
        });
        w.field("licenseListVersion", license::list_version());
    }

    fn comment(&self) -> String {
        let read = self.input.lockfile.map_or(String::new(), |(name, digest)| {
            format!(" Read from {name}, SHA-256 {}.", digest.hex())
        });
        match self.inventory().basis {
            Basis::Locked => format!(
                "LOCKED: the exact versions and the whole dependency graph that the lockfile \
                 resolves, for every platform and extra it covers; captured before the build.{read}"
            ),
            Basis::Declared => format!(
                "DECLARED: the requirements that the manifest declares; they are not resolved to \
                 versions, and what they need in turn is unknown; captured before the build.{read}"
            ),
            Basis::Unread => format!(
                "UNKNOWN: dependencies are decided by the build and were not read; listed is only \
                 what the manifest declares beside them; captured before the build.{read}"
            ),
        }
    }

    fn packages(&self, w: &mut Writer) {
        for (id, package, scope) in edges::scoped(self.input) {
            w.object(|w| self.package(w, id, package, scope));
        }
    }

    fn package(&self, w: &mut Writer, id: PackageId, package: &Package, scope: &Scope) {
        let is_root = id == self.inventory().root;
        let supplier = match is_root {
            true => Supplier::of_project(self.input.project),
            false => Supplier::of(package, scope.relation == Relation::Member, self.input.project),
        };
        let (location, file) = match is_root {
            true => (None, None),
            false => origin::download(package),
        };
        w.field("SPDXID", self.id(id));
        w.field("name", &package.name);
        w.optional(
            "versionInfo",
            match is_root {
                true => edges::root_version(self.input),
                false => package.version.as_deref(),
            },
        );
        w.optional("packageFileName", file.map(|file| file.name.as_str()));
        w.field("supplier", &supplier.as_ref().map_or(NO_ASSERTION.to_owned(), organization));
        w.field("downloadLocation", location.as_deref().unwrap_or(NO_ASSERTION));
        w.key("filesAnalyzed").literal("false");
        self.checksums(w, package, is_root);
        if let Some(source) = origin::source_id(&package.source).filter(|_| !is_root) {
            w.field("sourceInfo", &source);
        }
        w.field("licenseConcluded", NO_ASSERTION);
        self.license(w, id);
        w.field("copyrightText", NO_ASSERTION);
        if is_root {
            w.optional("summary", self.input.project.description.as_deref());
        }
        w.field("comment", &scope_comment(package, scope));
        w.key("externalRefs").array(|w| {
            w.leaf(|w| {
                w.field("referenceCategory", "PACKAGE-MANAGER");
                w.field("referenceType", "purl");
                w.field("referenceLocator", &self.purls[id.0 as usize]);
            });
        });
        w.field("primaryPackagePurpose", if is_root { "APPLICATION" } else { "LIBRARY" });
    }

    /// Every digest that identifies a file of the package, each once.
    fn checksums(&self, w: &mut Writer, package: &Package, is_root: bool) {
        let mut digests: Vec<&Digest> = match is_root {
            true => self.input.subjects.iter().flat_map(|subject| &subject.digests).collect(),
            false => package.files.iter().flat_map(|file| &file.digests).collect(),
        };
        digests.sort_unstable();
        digests.dedup();
        if digests.is_empty() {
            return;
        }
        w.key("checksums").array(|w| {
            for digest in digests {
                w.leaf(|w| {
                    w.field(
                        "algorithm",
                        match digest.algorithm() {
                            DigestAlgorithm::Md5 => "MD5",
                            DigestAlgorithm::Sha1 => "SHA1",
                            DigestAlgorithm::Sha256 => "SHA256",
                            DigestAlgorithm::Sha384 => "SHA384",
                            DigestAlgorithm::Sha512 => "SHA512",
                        },
                    );
                    w.key("checksumValue").hex(digest);
                });
            }
        });
    }

    fn license(&self, w: &mut Writer, id: PackageId) {
        let license = self.licenses[id.0 as usize].as_ref();
        let expression = license.and_then(License::expression);
        w.field("licenseDeclared", expression.unwrap_or(NO_ASSERTION));
        if let Some(License::Text(text)) = license {
            w.field("licenseComments", &format!("Declared as: {text}"));
        }
    }

    fn relationships(&self, w: &mut Writer) {
        relationship(w, DOCUMENT_ID, "DESCRIBES", self.id(self.inventory().root), None);
        for id in (0..).map(PackageId).take(self.ids.len()) {
            let edges = edges::of(self.inventory(), id);
            edges.chunk_by(|a, b| a.to == b.to).for_each(|pair| self.pair(w, pair));
        }
    }

    /// `DEPENDS_ON`, which every tool follows, and what says more beside it. `edges` lead between
    /// the same two packages; those of one kind stand together, since edges are sorted.
    fn pair(&self, w: &mut Writer, edges: &[Edge]) {
        let Some(Edge { from, to, .. }) = edges.first() else { return };
        let (from, to) = (self.id(*from), self.id(*to));
        let always = edges.iter().take_while(|edge| edge.kind == DependencyKind::Runtime).count();
        let (always, rest) = edges.split_at(always);
        relationship(w, from, "DEPENDS_ON", to, conditions(always).as_deref());
        for edges in rest.chunk_by(|a, b| relation(&a.kind) == relation(&b.kind)) {
            if let Some(kind) = edges.first().and_then(|edge| relation(&edge.kind)) {
                relationship(w, to, kind, from, conditions(edges).as_deref());
            }
        }
    }

    /// Definitions of the `LicenseRef-` identifiers used (SPDX 2.3, clause 10).
    fn extracted_licenses(&self, w: &mut Writer) {
        let references: BTreeSet<&str> =
            self.licenses.iter().flatten().flat_map(License::references).collect();
        if references.is_empty() {
            return;
        }
        w.key("hasExtractedLicensingInfos").array(|w| {
            for reference in references {
                w.object(|w| {
                    w.field("licenseId", reference);
                    w.field(
                        "extractedText",
                        "The lockfile or manifest names this licence and does not have its text.",
                    );
                });
            }
        });
    }
}

/// What `edges`, which differ in their condition alone, say beside "needs"; nothing when one of
/// them says nothing.
fn conditions(edges: &[Edge]) -> Option<String> {
    let conditions: Vec<String> = edges.iter().map(edges::condition).collect::<Option<_>>()?;
    (!conditions.is_empty()).then(|| conditions.join(" | "))
}

/// What says more than `DEPENDS_ON`; SPDX has it from the dependency to the dependent alone (SPDX
/// 2.3, 11.1).
const fn relation(kind: &DependencyKind) -> Option<&'static str> {
    match kind {
        DependencyKind::Runtime => None,
        DependencyKind::Extra(_) | DependencyKind::Optional => Some("OPTIONAL_DEPENDENCY_OF"),
        DependencyKind::Peer => Some("PROVIDED_DEPENDENCY_OF"),
        DependencyKind::Build => Some("BUILD_DEPENDENCY_OF"),
        DependencyKind::Group(_) => Some("DEV_DEPENDENCY_OF"),
    }
}

fn relationship(w: &mut Writer, from: &str, kind: &str, to: &str, comment: Option<&str>) {
    w.leaf(|w| {
        w.field("spdxElementId", from);
        w.field("relationshipType", kind);
        w.field("relatedSpdxElement", to);
        w.optional("comment", comment);
    });
}

fn organization(supplier: &Supplier) -> String {
    let email = supplier.email.as_ref().map_or(String::new(), |email| format!(" ({email})"));
    format!("Organization: {}{email}", supplier.name)
}

/// How near and when in use, what was declared, and where the lock says so.
fn scope_comment(package: &Package, scope: &Scope) -> String {
    let names = match &scope.usage {
        Usage::Optional(names) | Usage::Development(names) if !names.is_empty() => {
            format!(" ({})", edges::names(names))
        }
        _ => String::new(),
    };
    let mut text =
        format!("{}, {}{names}", edges::relation(scope.relation), edges::usage(&scope.usage));
    if let Some(requirement) = &package.requirement {
        text.push_str(&format!("; declared, not resolved: {requirement}"));
    }
    if !package.paths.is_empty() {
        text.push_str(&format!("; at {}", package.paths.join(", ")));
    }
    if let Some(line) = package.line {
        text.push_str(&format!("; line {line}"));
    }
    text
}
