//! Bills made by hand.

use std::collections::BTreeSet;

use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentId, ComponentKind, Context, Dependency, Evidence, Gap,
    LicenseClaim, Occurrence, State, Supplier, Tool,
};
use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, LockedFile, LockedFileKind, Purl, Relation, Scope,
    Source, Timestamp, Usage,
};

use crate::codes;
use crate::hash::sha256;
use crate::sbom::document::licenses::declared_expression;
use crate::sbom::document::{CycloneDxVersion, Format};

pub(in crate::sbom) fn all() -> Vec<(&'static str, Bom)> {
    vec![("image", image()), ("bare", bare())]
}

/// `bom` as a document of `format` tells it: what it cannot say is named in the manual.
pub(in crate::sbom) fn kept(bom: &Bom, format: Format) -> Bom {
    let mut kept = bom.clone();
    kept.created = Some(Timestamp(1_767_225_600));
    let own = Tool { vendor: None, name: "keelmark".to_owned(), version: Some("0.0.0".to_owned()) };
    kept.tools.push(own);
    let is_cyclonedx = matches!(format, Format::CycloneDxJson(_));
    let is_spdx2 = matches!(format, Format::SpdxJson | Format::SpdxTagValue);
    if !is_cyclonedx {
        kept.tools.iter_mut().for_each(|tool| tool.vendor = None);
    }
    kept.tools.sort();
    if format != Format::SpdxJsonLd {
        kept.authors.iter_mut().for_each(|author| author.url = None);
    }
    for component in &mut kept.components {
        if format != Format::CycloneDxJson(CycloneDxVersion::V1_7) {
            one_expression(component);
        }
        if is_spdx2 {
            component.supplier.iter_mut().for_each(|supplier| supplier.url = None);
            if let Some(author) = component.authors.first_mut() {
                author.name = author.name.replace('(', "[").replace(')', "]");
            }
        } else {
            component.files.iter_mut().for_each(|file| file.size = None);
        }
        if format == Format::SpdxTagValue {
            component.name = component.name.trim().to_owned();
        }
        if format == Format::CycloneDxJson(CycloneDxVersion::V1_5) {
            before_1_6(component);
        }
    }
    kept.sorted()
}

/// Expressions that hold together are one, unless a name stands among them.
fn one_expression(component: &mut Component) {
    let claims = &mut component.licensing.declared;
    if let Some(all) = declared_expression(claims) {
        *claims = vec![LicenseClaim::Expression(all)];
    }
}

/// One author without address, occurrences that are places and no more.
fn before_1_6(component: &mut Component) {
    let names: Vec<&str> = component.authors.iter().map(|author| author.name.as_str()).collect();
    component.authors = match names.as_slice() {
        [] => Vec::new(),
        names => vec![party(&names.join(", "), None, None)],
    };
    let surest = component.found.iter().map(|found| match found.evidence {
        Evidence::Database | Evidence::Lockfile => Evidence::Manifest,
        other => other,
    });
    let surest = surest.min().unwrap_or(Evidence::Sbom);
    for found in &mut component.found {
        (found.evidence, found.extractor) = (surest, "sbom");
        (found.line, found.layer) = (None, None);
    }
}

fn expression(text: &str) -> LicenseClaim {
    LicenseClaim::Expression(text.to_owned())
}

fn party(name: &str, url: Option<&str>, email: Option<&str>) -> Supplier {
    Supplier { name: name.to_owned(), url: url.map(str::to_owned), email: email.map(str::to_owned) }
}

fn library(purl: &str, state: State) -> Component {
    let purl: Purl = purl.parse().expect("a purl");
    let name = match purl.namespace() {
        [scope] if purl.ty() == "npm" => format!("{scope}/{}", purl.name()),
        _ => purl.name().to_owned(),
    };
    let mut component = Component::new(ComponentKind::Library, name, state);
    component.version = purl.version().map(str::to_owned);
    component.purl = Some(purl);
    component
}

fn occurrence(path: &str, evidence: Evidence, extractor: &'static str) -> Occurrence {
    Occurrence { path: path.to_owned(), line: None, layer: None, evidence, extractor }
}

fn edge(from: u32, to: u32, kind: DependencyKind) -> Dependency {
    let (from, to) = (ComponentId(from), ComponentId(to));
    Dependency { from, to, kind, extras: Vec::new(), marker: None }
}

/// An image: packages of a distribution, of Python and npm, in every state; some of it unreadable.
pub(in crate::sbom) fn image() -> Bom {
    let mut root =
        Component::new(ComponentKind::Container, "registry.example/app", State::Installed);
    root.version = Some("sha256:0a0a".to_owned());
    root.digests = vec![sha256(b"manifest")];
    root.properties.insert("oci:label:title".to_owned(), "app".to_owned());
    root.dependencies = Completeness::Incomplete;
    let edges = vec![
        edge(0, 1, DependencyKind::Runtime),
        edge(0, 3, DependencyKind::Runtime),
        edge(2, 3, DependencyKind::Runtime),
        Dependency {
            extras: vec!["socks".to_owned()],
            marker: Some("python_version < '3.13'".to_owned()),
            ..edge(3, 4, DependencyKind::Extra("net".to_owned()))
        },
        edge(3, 5, DependencyKind::Group("dev".to_owned())),
        edge(5, 4, DependencyKind::Peer),
    ];
    let gap = |path: &str, line: Option<u32>| Gap {
        code: &codes::DOCUMENT_SYNTAX,
        path: path.to_owned(),
        message: "a brace is missing".to_owned(),
        line,
    };
    let bom = Bom {
        created: Some(Timestamp(1_767_225_600)),
        authors: vec![party("Acme", Some("https://acme.example"), Some("sbom@acme.example"))],
        tools: vec![Tool {
            vendor: Some("Acme".to_owned()),
            name: "bundler".to_owned(),
            version: Some("2.1".to_owned()),
        }],
        context: Some(Context::Installed),
        root: ComponentId(0),
        components: vec![root, debian(), system(), rich(), scoped(), declared(), bundled(), file()],
        dependencies: edges,
        gaps: vec![gap("srv/broken.json", Some(12)), gap("srv/other.json", None)],
    };
    bom.sorted()
}

fn debian() -> Component {
    let purl = "pkg:deb/debian/openssl@3.0.15-1~deb12u1?arch=amd64&distro=debian-12";
    let mut openssl = library(purl, State::Installed);
    openssl.supplier =
        Some(party("Debian OpenSSL Team", None, Some("pkg-openssl-devel@alioth-lists.debian.net")));
    openssl.cpes = vec![
        "cpe:2.3:a:not escaped:openssl:3.0.15-1~deb12u1:*:*:*:*:*:*:*".to_owned(),
        "cpe:2.3:a:openssl:openssl:3.0.15-1\\~deb12u1:*:*:*:*:*:*:*".to_owned(),
        "cpe:2.3:a:openssl_project:openssl:3.0.15-1\\~deb12u1:*:*:*:*:*:*:*".to_owned(),
    ];
    openssl.licensing.declared =
        vec![expression("Apache-2.0"), LicenseClaim::Name("GPL-1".to_owned())];
    openssl.licensing.files = vec!["usr/share/doc/openssl/copyright".to_owned()];
    openssl.licensing.copyright = Some("1998-2024 The OpenSSL Project".to_owned());
    openssl.description = Some("Secure Sockets Layer toolkit".to_owned());
    openssl.homepage = Some("https://www.openssl.org/".to_owned());
    openssl.dependencies = Completeness::Complete;
    openssl.found = vec![Occurrence {
        line: Some(4711),
        layer: Some(sha256(b"layer")),
        ..occurrence("var/lib/dpkg/status", Evidence::Database, "cargo-lock")
    }];
    openssl.properties.insert("deb:source".to_owned(), "openssl".to_owned());
    openssl
}

fn system() -> Component {
    let mut debian = Component::new(ComponentKind::OperatingSystem, "debian", State::Installed);
    debian.version = Some("12".to_owned());
    debian.cpes = vec!["cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*".to_owned()];
    debian.found = vec![occurrence("etc/os-release", Evidence::Database, "cargo-lock")];
    debian
}

fn rich() -> Component {
    let mut rich = library("pkg:pypi/rich@13.9.4", State::Installed);
    rich.scope = Some(Scope { relation: Relation::Direct, usage: Usage::Runtime });
    rich.authors = vec![
        party("Will McGugan", None, Some("willmcgugan@gmail.com")),
        party("Others (many)", None, None),
    ];
    rich.licensing.declared = vec![expression("MIT")];
    rich.licensing.concluded = Some("MIT OR Apache-2.0".to_owned());
    rich.repository = Some("https://github.com/Textualize/rich".to_owned());
    rich.source = Source::Registry("https://pypi.org/simple".to_owned());
    rich.files = vec![
        locked(LockedFileKind::Source, "rich-13.9.4.tar.gz", None),
        locked(LockedFileKind::Built, "rich-13.9.4-py3-none-any.whl", Some(242_424)),
    ];
    rich.dependencies = Completeness::Complete;
    rich.found = vec![
        occurrence("srv/lib/rich-13.9.4.dist-info/METADATA", Evidence::Manifest, "uv-lock"),
        Occurrence { line: Some(7), ..occurrence("srv/uv.lock", Evidence::Lockfile, "uv-lock") },
    ];
    rich.add_property("path", "srv/lib/rich");
    rich.add_property("path", "srv/lib/rich-13.9.4.dist-info");
    rich
}

fn locked(kind: LockedFileKind, name: &str, size: Option<u64>) -> LockedFile {
    LockedFile {
        kind,
        name: name.to_owned(),
        url: Some(format!("https://files.pythonhosted.org/packages/{name}")),
        size,
        digests: vec![sha256(name.as_bytes())],
    }
}

fn scoped() -> Component {
    let mut scoped = library("pkg:npm/%40scope/deep@1.0.0", State::Locked);
    scoped.scope = Some(Scope {
        relation: Relation::Transitive,
        usage: Usage::Optional(BTreeSet::from(["net".to_owned()])),
    });
    scoped.licensing.declared =
        vec![expression("(MIT OR Zlib) AND ISC"), expression("BSD-3-Clause")];
    scoped.digests = vec![Digest::new(DigestAlgorithm::Sha512, &[7; 64]).expect("64 bytes")];
    scoped.source = Source::Git {
        url: "https://github.com/acme/deep".to_owned(),
        commit: Some("4".repeat(40)),
        subdirectory: None,
    };
    scoped.dependencies = Completeness::Complete;
    scoped
}

fn declared() -> Component {
    let mut declared = library("pkg:pypi/pytest", State::Declared);
    declared.scope = Some(Scope {
        relation: Relation::Transitive,
        usage: Usage::Development(BTreeSet::from(["dev".to_owned()])),
    });
    declared.properties.insert("requirement".to_owned(), ">=8,<9".to_owned());
    declared.licensing.declared = vec![expression("LicenseRef-Acme")];
    declared
}

fn bundled() -> Component {
    let mut bundled = library("pkg:npm/left-pad@1.3.0", State::Bundled);
    bundled.within = Some(ComponentId(3));
    bundled.found = vec![occurrence(
        "srv/lib/rich/static/app.war!/left-pad/package.json",
        Evidence::FileName,
        "npm-lock",
    )];
    bundled
}

fn file() -> Component {
    let mut file = Component::new(ComponentKind::File, "tool \"é\"\n", State::Fixture);
    file.digests = vec![sha256(b"tool")];
    file.found = vec![occurrence("srv/tests/tool", Evidence::Binary, "cargo-lock")];
    file
}

/// A root and nothing else, of which nothing is known.
pub(in crate::sbom) fn bare() -> Bom {
    Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: None,
        root: ComponentId(0),
        components: vec![Component::new(ComponentKind::Application, "target", State::Installed)],
        dependencies: Vec::new(),
        gaps: Vec::new(),
    }
}
