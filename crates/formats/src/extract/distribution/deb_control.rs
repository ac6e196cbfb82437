//! `control`: what a Debian package says of itself, in the package file and, with a line `Status`
//! more, in the database of what is installed.
//!
//! Source: Debian Policy 5.3, 5.6 and 7.

use keelmark_model::bom::{Completeness, Component, ComponentKind, Evidence, State};
use keelmark_model::{Purl, PurlError};

use super::super::header_block::{Block, Form, blocks};
use super::super::{Extract, Extractor, File, Found, Need, Pattern};
use super::{Root, made_by, maker, owns_all, party};
use crate::{ParseError, limits};

/// `DEBIAN/control`, where packages are taken apart to and put together from.
pub(crate) static DEB_CONTROL: Extractor = Extractor {
    id: "deb-control",
    version: 2,
    example: "DEBIAN/control",
    reads: &[Pattern::Path("DEBIAN/control")],
    limit: limits::MANIFEST_BYTES,
    extract,
};

fn extract(file: &File<'_>) -> Result<Extract, ParseError> {
    let mut extract = Extract::default();
    let Some(root) = Root::of(file.path, "DEBIAN/control") else { return Ok(extract) };
    let text = String::from_utf8_lossy(file.bytes);
    let Some(paragraph) = blocks(&text, Form::Control).next() else { return Ok(extract) };
    match package(&paragraph) {
        Ok(component) => {
            let native = paragraph.field("Architecture").unwrap_or_default();
            let mut found = found(&paragraph, component, native, file.path.to_owned());
            found.evidence = Evidence::Manifest;
            found.is_project = true;
            found.home = root.home("DEBIAN", &found.component.name);
            let maker = paragraph.line_of("Maintainer").and_then(maker);
            found.component.purl = found.component.purl.take().map(|purl| made_by(purl, maker));
            extract.claims.push(owns_all(root, &found.home));
            extract.packages.push(found);
        }
        Err(message) => extract.gaps.push(file.entry_gap(Some(paragraph.line), message)),
    }
    Ok(extract)
}

/// The package that `paragraph` describes, as a component of a system that has it installed; or what
/// keeps it from being one.
pub(super) fn package(paragraph: &Block<'_>) -> Result<Component, String> {
    let Some(name) = paragraph.line_of("Package") else {
        return Err("a package without a name".to_owned());
    };
    let Some(version) = paragraph.line_of("Version") else {
        return Err(format!("package {name} has no version"));
    };
    let architecture = paragraph.line_of("Architecture").unwrap_or_default();
    if name.len().max(architecture.len()) > limits::PACKAGE_NAME_BYTES {
        return Err("a package whose name or architecture is longer than any".to_owned());
    }
    let source = Source::of(paragraph, name, version);
    let purl = purl(paragraph, name, version, &source)
        .map_err(|error| format!("package {name}: {error}"))?;
    let mut component = Component::new(ComponentKind::Library, name, State::Installed);
    component.version = Some(version.to_owned());
    component.purl = Some(purl);
    component.supplier = paragraph.line_of("Maintainer").and_then(party);
    component.homepage = paragraph.line_of("Homepage").map(str::to_owned);
    component.description = paragraph.line_of("Description").map(str::to_owned);
    component.dependencies = Completeness::Complete;
    for (name, value) in [
        ("deb:source", Some(source.name)),
        ("deb:source-version", Some(source.version)),
        ("deb:section", paragraph.line_of("Section")),
    ] {
        let Some(value) = value else { continue };
        component.properties.insert(name.to_owned(), value.to_owned());
    }
    Ok(component)
}

/// The source package that a package was built from; advisories name it.
struct Source<'a> {
    name: &'a str,
    version: &'a str,
}

impl<'a> Source<'a> {
    /// `Source: name (version)`; either part is the package's own where it is not given.
    fn of(paragraph: &Block<'a>, name: &'a str, version: &'a str) -> Self {
        let Some(source) = paragraph.line_of("Source") else { return Self { name, version } };
        match source.split_once('(') {
            Some((source, rest)) => {
                Self { name: source.trim(), version: rest.trim_end_matches(')').trim() }
            }
            None => Self { name: source.trim(), version },
        }
    }
}

fn purl(
    paragraph: &Block<'_>,
    name: &str,
    version: &str,
    source: &Source<'_>,
) -> Result<Purl, PurlError> {
    let upstream = match (source.name == name, source.version == version) {
        (true, true) => String::new(),
        (_, true) => source.name.to_owned(),
        (_, false) => format!("{}@{}", source.name, source.version),
    };
    Purl::new("deb", "", name)?
        .with_version(version)?
        .with_qualifier("arch", paragraph.line_of("Architecture").unwrap_or_default())?
        .with_qualifier("upstream", &upstream)
}

/// `component` among the other packages of `environment`, a system whose own architecture is `native`.
///
/// A package needs packages of its own architecture, unless those serve others, too
/// (`Multi-Arch: foreign`), or any will do (`name:any`).
pub(super) fn found(
    paragraph: &Block<'_>,
    component: Component,
    native: &str,
    environment: String,
) -> Found {
    let architecture = paragraph.line_of("Architecture").unwrap_or("all");
    let is_foreign = architecture != "all" && architecture != native;
    let serves_all = paragraph.line_of("Multi-Arch") == Some("foreign");
    let provided = paragraph.field("Provides").unwrap_or_default().split(',');
    let provided = provided.filter_map(|one| Relation::parse(one).map(|one| one.name));
    let provided = provided.take(limits::PACKAGE_NEEDS);
    let mut names = Vec::new();
    for name in std::iter::once(component.name.as_str()).chain(provided) {
        if !is_foreign || serves_all {
            names.push(name.to_owned());
        }
        if is_foreign {
            names.push(format!("{name}:{architecture}"));
        }
        if serves_all {
            names.push(format!("{name}:any"));
        }
    }
    let foreign = is_foreign.then_some(architecture);
    let lists = ["Pre-Depends", "Depends"].into_iter().filter_map(|name| paragraph.field(name));
    let needs = lists.flat_map(|list| list.split(',')).filter_map(|one| need(one, foreign));
    let needs = needs.take(limits::PACKAGE_NEEDS).collect();
    let line = Some(paragraph.line);
    Found { names, needs, line, ..Found::new(component, Evidence::Database, environment) }
}

/// `a (>= 1) | b`.
fn need(alternatives: &str, foreign: Option<&str>) -> Option<Need> {
    let relations: Vec<Relation<'_>> =
        alternatives.split('|').filter_map(Relation::parse).collect();
    let mut need = Need::runtime(relations.first()?.name);
    need.any_of.clear();
    for relation in &relations {
        match foreign.filter(|_| !relation.any_architecture) {
            Some(architecture) => {
                need.any_of.push(format!("{}:{architecture}", relation.name));
                need.any_of.push(format!("{}:any", relation.name));
            }
            None => need.any_of.push(relation.name.to_owned()),
        }
    }
    // Which of several will do is not known here, nor then what is asked of it.
    if let [only] = relations.as_slice() {
        need.marker = only.requirement.map(str::to_owned);
    }
    Some(need)
}

/// One package in a list of them: `name[:architecture] [(requirement)]`.
struct Relation<'a> {
    name: &'a str,
    any_architecture: bool,
    /// With its parentheses.
    requirement: Option<&'a str>,
}

impl<'a> Relation<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let end = text.find([' ', '\t', '\n', '(', '[', '<']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let (name, architecture) = name.split_once(':').unwrap_or((name, ""));
        let requirement = rest.find('(').and_then(|open| {
            let rest = &rest[open..];
            rest.find(')').map(|close| &rest[..=close])
        });
        let any_architecture = architecture == "any";
        (!name.is_empty()).then_some(Self { name, any_architecture, requirement })
    }
}
