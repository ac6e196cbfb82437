//! What stands in which field, whatever the notation.

use std::collections::BTreeSet;

use keelmark_model::bom::{
    Completeness, Component, ComponentId, ComponentKind, Context, Dependency, Supplier,
};
use keelmark_model::{DependencyKind, Digest, DigestAlgorithm, Purl};

use super::super::super::spdx::DOCUMENT_ID;
use super::super::super::{edges, identity, origin};
use super::super::licenses;
use super::super::notes::{self, Note};
use super::super::outline::{self, Outline};
use super::NO_ASSERTION;
use crate::time::rfc3339;

/// A document while it is written.
pub(super) struct Document<'a> {
    pub(super) outline: Outline<'a>,
    /// The `SPDXID` of each component.
    ids: Vec<String>,
}

/// The fields of one package, those without a value left out.
pub(super) struct Package<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) version: Option<&'a str>,
    pub(super) file_name: Option<&'a str>,
    pub(super) supplier: String,
    pub(super) originator: String,
    pub(super) download_location: String,
    pub(super) homepage: Option<String>,
    pub(super) checksums: Vec<&'a Digest>,
    pub(super) source_info: Option<String>,
    pub(super) license_concluded: &'a str,
    pub(super) license_declared: String,
    pub(super) license_comments: Option<String>,
    pub(super) copyright: &'a str,
    pub(super) summary: Option<&'a str>,
    pub(super) comment: String,
    /// Category, type and locator.
    pub(super) references: Vec<(&'static str, &'static str, String)>,
    pub(super) purpose: &'static str,
}

/// One thing that is said of two elements.
pub(super) struct Relationship<'a> {
    pub(super) from: &'a str,
    pub(super) kind: &'static str,
    pub(super) to: &'a str,
    pub(super) comment: Option<String>,
}

impl<'a> Document<'a> {
    pub(super) fn new(outline: Outline<'a>) -> Self {
        Self { outline, ids: identifiers(outline) }
    }

    pub(super) fn id(&self, id: ComponentId) -> &str {
        self.ids.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The document namespace up to its UUID (SPDX 2.3, 6.5: a URI without `#`).
    pub(super) fn namespace(&self) -> String {
        namespace(&self.outline.name())
    }

    pub(super) fn created(&self) -> String {
        rfc3339(self.outline.options.created)
    }

    /// `Tool: keelmark-VERSION`.
    pub(super) fn annotator(&self) -> String {
        format!("Tool: keelmark-{}", self.outline.options.tool_version)
    }

    /// The tools, then who vouches for the bill.
    pub(super) fn creators(&self) -> Vec<String> {
        let tools = self.outline.tools().into_iter().map(|tool| {
            let version = tool.version.as_ref().map_or(String::new(), |text| format!("-{text}"));
            format!("Tool: {}{version}", tool.name)
        });
        let authors = self.outline.bom.authors.iter();
        tools.chain(authors.map(|author| actor("Organization", author))).collect()
    }

    /// At which point of the target's life the bill was made, and what is not known of its making.
    pub(super) fn creation_comment(&self) -> String {
        match self.outline.unknown().as_slice() {
            [] => self.context().to_owned(),
            unknown => format!("{} Unknown: {}.", self.context(), unknown.join(", ")),
        }
    }

    /// At which point of the target's life what the bill says could be known.
    fn context(&self) -> &'static str {
        match self.outline.bom.context {
            Some(Context::Source) => {
                "Generation context: before build, from what manifests and lockfiles say."
            }
            Some(Context::Build) => "Generation context: after build, from what was built.",
            Some(Context::Installed) => {
                "Generation context: after installation, from what is installed."
            }
            None => "Generation context: unknown.",
        }
    }

    /// How far the document can be relied on to be whole.
    pub(super) fn comment(&self) -> Option<String> {
        let known = &self.outline.root().properties;
        let read = match (known.get("lockfile"), known.get("lockfile:sha256")) {
            (Some(name), Some(digest)) => format!(" Read from {name}, SHA-256 {digest}."),
            _ => String::new(),
        };
        let said = match known.get("basis").map(String::as_str) {
            Some("locked") => {
                "LOCKED: the exact versions and the whole dependency graph that the lockfile \
                 resolves, for every platform and extra it covers; captured before the build."
            }
            Some("declared") => {
                "DECLARED: the requirements that the manifest declares; they are not resolved to \
                 versions, and what they need in turn is unknown; captured before the build."
            }
            Some("unread") => {
                "UNKNOWN: dependencies are decided by the build and were not read; listed is only \
                 what the manifest declares beside them; captured before the build."
            }
            _ => return self.incomplete(),
        };
        Some(format!("{said}{read}"))
    }

    fn incomplete(&self) -> Option<String> {
        let count = self.outline.bom.gaps.len();
        (count > 0).then(|| {
            format!(
                "INCOMPLETE: {count} places of the target could not be looked at wholly; the \
                 annotations name them."
            )
        })
    }

    pub(super) fn package(&self, id: ComponentId) -> Package<'_> {
        let component = self.outline.bom.component(id);
        let (location, file) = origin::download(&component.source, &component.files);
        let licensing = &component.licensing;
        Package {
            id: self.id(id),
            name: &component.name,
            version: component.version.as_deref(),
            file_name: file.map(|file| file.name.as_str()),
            supplier: component
                .supplier
                .as_ref()
                .map_or(NO_ASSERTION.to_owned(), |supplier| actor("Organization", supplier)),
            originator: component
                .authors
                .first()
                .map_or(NO_ASSERTION.to_owned(), |author| actor("Person", author)),
            download_location: location.unwrap_or(NO_ASSERTION.to_owned()),
            homepage: component.homepage.as_deref().and_then(origin::public),
            checksums: outline::digests(component),
            source_info: origin::source_id(&component.source),
            license_concluded: licensing.concluded.as_deref().unwrap_or(NO_ASSERTION),
            license_declared: licenses::declared_expression(&licensing.declared)
                .unwrap_or(NO_ASSERTION.to_owned()),
            license_comments: license_comments(component),
            copyright: licensing.copyright.as_deref().unwrap_or(NO_ASSERTION),
            summary: outline::description(component),
            comment: self.notes(id, component),
            references: references(component),
            purpose: purpose(component.kind),
        }
    }

    /// One note on a line: its name, a colon and a space, its value.
    fn notes(&self, id: ComponentId, component: &Component) -> String {
        let completeness = match component.dependencies {
            Completeness::Complete => "complete",
            Completeness::Incomplete => "incomplete",
            Completeness::Unknown => "unknown",
        };
        let notes = notes::of(self.outline, id, &self.ids);
        let graph = ["dependency", "source", "within"];
        let own = notes.iter().filter(|(name, _)| !graph.contains(&&**name));
        let further = notes::further(component);
        let dependencies: Note<'_> = ("dependencies".into(), completeness.into());
        let all = own.chain(&further).chain(std::iter::once(&dependencies));
        let lines = all.map(|(name, value)| format!("{name}: {}", origin::one_line(value)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What the document describes, what needs what, and what is inside what.
    pub(super) fn relationships(&self, mut emit: impl FnMut(&Relationship<'_>)) {
        for described in self.outline.described() {
            let (from, to) = (DOCUMENT_ID, self.id(described));
            emit(&Relationship { from, kind: "DESCRIBES", to, comment: None });
        }
        for (id, component) in self.outline.listed() {
            self.outline.needs(id).for_each(|pair| self.pair(pair, &mut emit));
            if let Some(within) = self.outline.outer(component) {
                let (from, to) = (self.id(within), self.id(id));
                emit(&Relationship { from, kind: "CONTAINS", to, comment: None });
            }
        }
    }

    /// `DEPENDS_ON`, which every tool follows, and what says more beside it. `edges` lead between
    /// the same two components; those of one kind stand together, since edges are sorted.
    fn pair(&self, edges: &[Dependency], emit: &mut impl FnMut(&Relationship<'_>)) {
        let Some(Dependency { from, to, .. }) = edges.first() else { return };
        let (from, to) = (self.id(*from), self.id(*to));
        let always = edges.iter().take_while(|edge| edge.kind == DependencyKind::Runtime).count();
        let (always, rest) = edges.split_at(always);
        emit(&Relationship { from, kind: "DEPENDS_ON", to, comment: conditions(always) });
        for edges in rest.chunk_by(|a, b| notes::reverse(&a.kind) == notes::reverse(&b.kind)) {
            if let Some(kind) = edges.first().and_then(|edge| notes::reverse(&edge.kind)) {
                emit(&Relationship { from: to, kind, to: from, comment: conditions(edges) });
            }
        }
    }

    /// The `LicenseRef-` identifiers used, which have to be defined (SPDX 2.3, clause 10).
    pub(super) fn license_references(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for component in &self.outline.bom.components {
            let licensing = &component.licensing;
            let declared = licenses::declared_expression(&licensing.declared);
            for expression in [&declared, &licensing.concluded].into_iter().flatten() {
                found.extend(licenses::references(expression).map(str::to_owned));
            }
        }
        found
    }
}

/// An identifier for each component, `SPDXRef-Package-TYPE-NAME-VERSION`.
pub(in crate::sbom::document) fn identifiers(outline: Outline<'_>) -> Vec<String> {
    let ids = outline.bom.components.iter().map(|component| {
        let kind = purpose(component.kind).to_ascii_lowercase();
        let family = component.purl.as_ref().map_or(kind.as_str(), Purl::ty);
        let version = component.version.as_deref().unwrap_or("unversioned");
        identity::spdx_id(&format!("Package-{family}-{}-{version}", component.name))
    });
    identity::unique(ids.collect(), '-')
}

/// `https://spdx.org/spdxdocs/NAME-`.
pub(in crate::sbom::document) fn namespace(name: &str) -> String {
    let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    let mut text = String::from("https://spdx.org/spdxdocs/");
    for byte in name.bytes() {
        match legal(&byte) {
            true => text.push(char::from(byte)),
            false => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text.push('-');
    text
}

/// What `edges`, which differ in their condition alone, say beside "needs"; nothing when one of
/// them says nothing.
fn conditions(edges: &[Dependency]) -> Option<String> {
    let conditions: Vec<String> = edges.iter().map(edges::condition).collect::<Option<_>>()?;
    (!conditions.is_empty()).then(|| conditions.join(" | "))
}

/// `kind: name (address)`. Parentheses would be taken for an address.
fn actor(kind: &str, party: &Supplier) -> String {
    let name = party.name.replace('(', "[").replace(')', "]");
    let email = party.email.as_ref().map_or(String::new(), |email| format!(" ({email})"));
    format!("{kind}: {}{email}", origin::one_line(&name))
}

/// What is declared, where it is not an expression or not one alone.
fn license_comments(component: &Component) -> Option<String> {
    let claims = &component.licensing.declared;
    if claims.is_empty() || licenses::declared_expression(claims).is_some() {
        return None;
    }
    let lines = claims.iter().map(|claim| format!("Declared as: {}", licenses::text(claim)));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn references(component: &Component) -> Vec<(&'static str, &'static str, String)> {
    let purl = component.purl.iter().map(|purl| ("PACKAGE-MANAGER", "purl", purl.to_string()));
    let cpes = component.cpes.iter().filter(|cpe| outline::is_cpe(cpe));
    let cpes = cpes.map(|cpe| ("SECURITY", "cpe23Type", cpe.clone()));
    purl.chain(cpes).collect()
}

const fn purpose(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Application => "APPLICATION",
        ComponentKind::Container => "CONTAINER",
        ComponentKind::File => "FILE",
        ComponentKind::Library => "LIBRARY",
        ComponentKind::OperatingSystem => "OPERATING-SYSTEM",
    }
}

pub(super) const fn algorithm(digest: &Digest) -> &'static str {
    match digest.algorithm() {
        DigestAlgorithm::Md5 => "MD5",
        DigestAlgorithm::Sha1 => "SHA1",
        DigestAlgorithm::Sha256 => "SHA256",
        DigestAlgorithm::Sha384 => "SHA384",
        DigestAlgorithm::Sha512 => "SHA512",
    }
}
