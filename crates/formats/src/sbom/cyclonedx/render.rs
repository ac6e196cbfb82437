//! An inventory as CycloneDX 1.6.

use keelmark_model::{
    Basis, Digest, DigestAlgorithm, Ecosystem, Inventory, LockedFile, Package, PackageId, Relation,
    Scope, Source, Subject, Usage,
};

use super::super::identity::{self, NIL};
use super::super::origin::{self, Supplier, address};
use super::super::writer::Writer;
use super::super::{SbomInput, edges};
use crate::license::License;
use crate::time::rfc3339;

/// Renders the SBOM: the same bytes for the same input.
pub fn render(input: &SbomInput<'_>) -> Vec<u8> {
    let purls = edges::purls(input);
    let document = Document { input, refs: identity::unique(purls.clone(), '#'), purls };
    let files: usize = input.inventory.packages.iter().map(|package| package.files.len()).sum();
    let mut w = Writer::with_capacity(
        4096 + 1024 * input.inventory.packages.len()
            + 384 * files
            + 96 * input.inventory.edges.len(),
    );
    let mut serial = 0;
    w.object(|w| {
        w.field("bomFormat", "CycloneDX");
        w.field("specVersion", "1.6");
        w.key("serialNumber");
        serial = w.len() + "\"urn:uuid:".len();
        w.string(&format!("urn:uuid:{NIL}"));
        w.key("version").literal("1");
        w.key("metadata").object(|w| document.metadata(w));
        w.key("components").array(|w| document.components(w));
        w.key("dependencies").array(|w| document.dependencies(w));
        w.key("compositions").array(|w| document.compositions(w));
    });
    let mut bytes = w.finish();
    identity::stamp(&mut bytes, serial);
    bytes
}

struct Document<'a> {
    input: &'a SbomInput<'a>,
    /// The `bom-ref` of each package: its purl, numbered where another has the same.
    refs: Vec<String>,
    /// The purl of each package.
    purls: Vec<String>,
}

impl Document<'_> {
    fn inventory(&self) -> &Inventory {
        self.input.inventory
    }

    fn reference(&self, id: PackageId) -> &str {
        &self.refs[id.0 as usize]
    }

    fn purl(&self, id: PackageId) -> &str {
        &self.purls[id.0 as usize]
    }

    fn metadata(&self, w: &mut Writer) {
        let project = self.input.project;
        w.field("timestamp", &rfc3339(self.input.created));
        w.key("lifecycles").row(|w| w.object(|w| w.field("phase", "pre-build")));
        w.key("tools").object(|w| {
            w.key("components").row(|w| {
                w.object(|w| {
                    w.field("type", "application");
                    w.field("name", "keelmark");
                    w.field("version", self.input.tool_version);
                });
            });
        });
        let supplier = Supplier::of_project(project);
        if let Some(supplier) = &supplier {
            w.key("authors").row(|w| {
                w.object(|w| {
                    w.field("name", &supplier.name);
                    w.optional("email", supplier.email.as_deref());
                });
            });
        }
        w.key("component").object(|w| self.root(w));
        if let Some(supplier) = &supplier {
            w.key("supplier").leaf(|w| organization(w, supplier));
        }
        w.key("properties").array(|w| {
            property(
                w,
                "keelmark:basis",
                match self.inventory().basis {
                    Basis::Locked => "locked",
                    Basis::Declared => "declared",
                    Basis::Unread => "unread",
                },
            );
            if let Some((name, digest)) = self.input.lockfile {
                property(w, "keelmark:lockfile", name);
                property(w, "keelmark:lockfile:sha256", &digest.hex());
            }
        });
    }

    fn root(&self, w: &mut Writer) {
        let root = self.inventory().root;
        let package = self.inventory().package(root);
        let project = self.input.project;
        w.field("type", "application");
        w.field("bom-ref", self.reference(root));
        if let Some(supplier) = Supplier::of_project(project) {
            w.key("supplier").leaf(|w| organization(w, &supplier));
        }
        self.name(w, &package.name);
        w.optional("version", edges::root_version(self.input));
        w.optional("description", project.description.as_deref());
        if let [subject] = self.input.subjects {
            w.key("hashes").row(|w| hashes(w, &subject.digests));
        }
        self.licenses(w, package.license.as_deref().or(project.license.as_deref()));
        w.field("purl", self.purl(root));
        if project.repository.is_some() || !self.input.subjects.is_empty() {
            w.key("externalReferences").array(|w| {
                if let Some(repository) = &project.repository {
                    reference(w, "vcs", &address(repository), &[]);
                }
                for Subject { name, digests, .. } in self.input.subjects {
                    reference(w, "distribution", &address(name), digests);
                }
            });
        }
    }

    fn components(&self, w: &mut Writer) {
        for (id, package, scope) in edges::scoped(self.input) {
            if id != self.inventory().root {
                w.object(|w| self.component(w, id, package, scope));
            }
        }
    }

    fn component(&self, w: &mut Writer, id: PackageId, package: &Package, scope: &Scope) {
        w.field("type", "library");
        w.field("bom-ref", self.reference(id));
        if let Some(supplier) =
            Supplier::of(package, scope.relation == Relation::Member, self.input.project)
        {
            w.key("supplier").leaf(|w| organization(w, &supplier));
        }
        self.name(w, &package.name);
        w.optional("version", package.version.as_deref());
        w.field(
            "scope",
            match &scope.usage {
                Usage::Runtime => "required",
                Usage::Optional(_) => "optional",
                Usage::Build | Usage::Development(_) | Usage::Unused => "excluded",
            },
        );
        if let [file] = package.files.as_slice()
            && !file.digests.is_empty()
        {
            w.key("hashes").row(|w| hashes(w, &file.digests));
        }
        self.licenses(w, package.license.as_deref());
        w.field("purl", self.purl(id));
        external_references(w, package);
        w.key("properties").array(|w| self.properties(w, id, package, scope));
    }

    fn properties(&self, w: &mut Writer, id: PackageId, package: &Package, scope: &Scope) {
        property(w, "keelmark:relation", edges::relation(scope.relation));
        property(w, "keelmark:usage", edges::usage(&scope.usage));
        match &scope.usage {
            Usage::Optional(extras) if !extras.is_empty() => {
                property(w, "keelmark:extras", &edges::names(extras));
            }
            Usage::Development(groups) => {
                property(w, "keelmark:groups", &edges::names(groups));
            }
            _ => {}
        }
        if let Some(source) = origin::source_id(&package.source) {
            property(w, "keelmark:source", &source);
        }
        if let Some(requirement) = &package.requirement {
            property(w, "keelmark:requirement", requirement);
        }
        for path in &package.paths {
            property(w, "keelmark:path", path);
        }
        if let Some(line) = package.line {
            property(w, "keelmark:line", &line.to_string());
        }
        self.conditions(w, id);
    }

    /// The dependencies of `id` that hold under a condition: the graph itself has no place for it.
    fn conditions(&self, w: &mut Writer, id: PackageId) {
        for edge in edges::of(self.inventory(), id) {
            if let Some(condition) = edges::condition(edge) {
                let value = format!("{} {condition}", self.reference(edge.to));
                property(w, "keelmark:dependency", &value);
            }
        }
    }

    /// npm's scope is the group, as npm's own and CycloneDX's npm tools have it.
    fn name(&self, w: &mut Writer, name: &str) {
        let scoped = name.split_once('/').filter(|(scope, _)| scope.starts_with('@'));
        match scoped.filter(|_| self.inventory().ecosystem == Ecosystem::Npm) {
            Some((scope, name)) => {
                w.field("group", scope);
                w.field("name", name);
            }
            None => w.field("name", name),
        }
    }

    fn licenses(&self, w: &mut Writer, text: Option<&str>) {
        let parsed = text.and_then(|text| License::parse(self.inventory().ecosystem, text));
        let Some(license) = parsed else { return };
        w.key("licenses").row(|w| {
            w.object(|w| match &license {
                License::Id(id) if !NEWER_THAN_SCHEMA.contains(id) => {
                    w.key("license").object(|w| named_license(w, "id", id));
                }
                License::Id(id) => named_license(w, "expression", id),
                License::Expression(expression) => named_license(w, "expression", expression),
                License::Text(text) => {
                    w.key("license").object(|w| named_license(w, "name", text));
                }
            });
        });
    }

    /// A lock states what every package needs, so each has an entry; a manifest states it of the
    /// root alone, and an entry for the others would claim that they need nothing.
    fn dependencies(&self, w: &mut Writer) {
        let inventory = self.inventory();
        let mut ids: Vec<PackageId> = (0..).map(PackageId).take(self.refs.len()).collect();
        match inventory.basis {
            Basis::Locked => {}
            Basis::Declared => ids = vec![inventory.root],
            Basis::Unread => ids.clear(),
        }
        ids.sort_unstable_by_key(|id| self.reference(*id));
        for id in ids {
            let needed = edges::of(inventory, id).iter().map(|edge| self.reference(edge.to));
            let mut needed: Vec<&str> = needed.collect();
            needed.sort_unstable();
            needed.dedup();
            w.object(|w| {
                w.field("ref", self.reference(id));
                w.key("dependsOn").array(|w| needed.iter().for_each(|needed| w.string(needed)));
            });
        }
    }

    fn compositions(&self, w: &mut Writer) {
        let mut refs: Vec<&str> = self.refs.iter().map(String::as_str).collect();
        refs.sort_unstable();
        w.object(|w| match self.inventory().basis {
            Basis::Locked => {
                w.field("aggregate", "complete");
                w.key("dependencies").array(|w| refs.iter().for_each(|id| w.string(id)));
            }
            Basis::Declared => {
                w.field("aggregate", "incomplete");
                w.key("assemblies").row(|w| w.string(self.reference(self.inventory().root)));
                w.key("dependencies").array(|w| refs.iter().for_each(|id| w.string(id)));
            }
            Basis::Unread => {
                w.field("aggregate", "unknown");
                w.key("assemblies").row(|w| w.string(self.reference(self.inventory().root)));
                w.key("dependencies").array(|w| refs.iter().for_each(|id| w.string(id)));
            }
        });
    }
}

/// Identifiers of licence list 3.29 that the schema's own list (3.28) lacks; as an expression they
/// are valid under any.
const NEWER_THAN_SCHEMA: [&str; 13] = [
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "atc-game",
];

fn named_license(w: &mut Writer, key: &'static str, license: &str) {
    w.field(key, license);
    w.field("acknowledgement", "declared");
}

fn organization(w: &mut Writer, supplier: &Supplier) {
    w.field("name", &supplier.name);
    if let Some(url) = &supplier.url {
        w.key("url").array(|w| w.string(url));
    }
    if let Some(email) = &supplier.email {
        w.key("contact").array(|w| w.object(|w| w.field("email", email)));
    }
}

/// The repository, or the files: each that the lock pins, else the one address it gives.
fn external_references(w: &mut Writer, package: &Package) {
    let vcs = origin::source_id(&package.source).filter(|id| id.starts_with("git+"));
    let url = match &package.source {
        Source::Url(url) if package.files.is_empty() => Some(url),
        _ => None,
    };
    if vcs.is_none() && url.is_none() && package.files.is_empty() {
        return;
    }
    w.key("externalReferences").array(|w| {
        if let Some(vcs) = &vcs {
            reference(w, "vcs", &address(vcs), &[]);
        }
        if let Some(url) = url {
            reference(w, "distribution", &address(url), &[]);
        }
        for LockedFile { name, url, digests, .. } in &package.files {
            reference(w, "distribution", &address(url.as_ref().unwrap_or(name)), digests);
        }
    });
}

fn reference(w: &mut Writer, kind: &'static str, url: &str, digests: &[Digest]) {
    w.leaf(|w| {
        w.field("type", kind);
        w.field("url", url);
        if !digests.is_empty() {
            w.key("hashes").array(|w| hashes(w, digests));
        }
    });
}

fn hashes(w: &mut Writer, digests: &[Digest]) {
    for digest in digests {
        w.leaf(|w| {
            w.field(
                "alg",
                match digest.algorithm() {
                    DigestAlgorithm::Md5 => "MD5",
                    DigestAlgorithm::Sha1 => "SHA-1",
                    DigestAlgorithm::Sha256 => "SHA-256",
                    DigestAlgorithm::Sha384 => "SHA-384",
                    DigestAlgorithm::Sha512 => "SHA-512",
                },
            );
            w.key("content").hex(digest);
        });
    }
}

fn property(w: &mut Writer, name: &'static str, value: &str) {
    w.leaf(|w| {
        w.field("name", name);
        w.field("value", value);
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_newer_than_the_schema_are_identifiers() {
        for id in super::NEWER_THAN_SCHEMA {
            assert!(spdx::license_id(id).is_some_and(|found| found.name == id), "{id}");
        }
    }
}
