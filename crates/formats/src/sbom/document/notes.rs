//! What no format has a field for, as pairs of a name and a value.
//!
//! CycloneDX has them as properties, SPDX 2.3 as lines of the package's comment, SPDX 3 as the
//! properties of its extension for CycloneDX.

use std::borrow::Cow;

use keelmark_model::bom::{Component, ComponentId, Gap, Occurrence};
use keelmark_model::{DependencyKind, LockedFile, LockedFileKind, Usage};

use super::super::{edges, origin};
use super::outline::{self, Outline};

/// A name without prefix, and what is said under it.
pub(super) type Note<'a> = (Cow<'a, str>, Cow<'a, str>);

/// What keelmark's names begin with where names of several tools meet.
pub(in crate::sbom) const PREFIX: &str = "keelmark:";

/// Beginnings of names that other tools, or the CycloneDX taxonomy of properties, have taken.
const TAKEN: [&str; 9] =
    ["amazon:", "aquasecurity:", "bsi:", "cargo:", "cdx:", "internal:", "spdx:", "syft:", "urn:"];

/// `name` as it stands among those of other tools.
pub(super) fn prefixed<'n>(name: &'n str) -> Cow<'n, str> {
    match TAKEN.iter().any(|taken| name.starts_with(taken)) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("{PREFIX}{name}")),
    }
}

fn note<'a>(name: &'static str, value: impl Into<Cow<'a, str>>) -> Note<'a> {
    (Cow::Borrowed(name), value.into())
}

/// Of the component `id`, what fits in no field of CycloneDX or SPDX 3. `refs` are the identifiers
/// of components.
pub(super) fn of<'a>(outline: Outline<'a>, id: ComponentId, refs: &'a [String]) -> Vec<Note<'a>> {
    let component = outline.bom.component(id);
    let mut notes = vec![note("state", component.state.name())];
    if let Some(scope) = component.scope.as_ref().filter(|_| id != outline.bom.root) {
        notes.push(note("relation", edges::relation(scope.relation)));
        notes.push(note("usage", edges::usage(&scope.usage)));
        match &scope.usage {
            Usage::Optional(names) if !names.is_empty() => {
                notes.push(note("extras", edges::names(names)));
            }
            Usage::Development(names) => notes.push(note("groups", edges::names(names))),
            _ => {}
        }
    }
    notes.extend(origin::source_id(&component.source).map(|source| note("source", source)));
    notes.extend(
        component.properties.iter().map(|(name, value)| {
            (Cow::Borrowed(without_number(name)), Cow::Borrowed(value.as_str()))
        }),
    );
    let texts = component.licensing.files.iter();
    notes.extend(texts.map(|path| note("license-file", path.as_str())));
    notes.extend(
        component
            .within
            .and_then(|within| Some(note("within", refs.get(within.0 as usize)?.as_str()))),
    );
    for edge in outline.bom.needs(id) {
        if let (Some(condition), Some(to)) = (edges::condition(edge), refs.get(edge.to.0 as usize))
        {
            notes.push(note("dependency", format!("{to} {condition}")));
        }
    }
    let unknown = unknown(component);
    if !unknown.is_empty() {
        notes.push(note("unknown", unknown.join(",")));
    }
    notes
}

/// Of `component`, what further fits in no field of SPDX 2.3.
pub(super) fn further(component: &Component) -> Vec<Note<'_>> {
    let mut notes = Vec::new();
    let cpes = component.cpes.iter().filter(|cpe| !outline::is_cpe(cpe));
    notes.extend(cpes.map(|cpe| note("cpe", cpe.as_str())));
    let repository = outline::stated(component.repository.as_ref());
    notes.extend(repository.map(|url| note("repository", url.as_str())));
    notes.extend(component.authors.iter().skip(1).map(|author| {
        let email = author.email.as_ref().map_or(String::new(), |email| format!(" ({email})"));
        note("author", format!("{}{email}", author.name))
    }));
    notes.extend(component.files.iter().map(|one| note("file", file(one))));
    notes.extend(component.found.iter().map(|occurrence| note("found", place(occurrence))));
    notes
}

/// The minimum elements of CISA's list of 2026 that are not known of `component`.
///
/// Dependencies are not among them: documents have their own words for those.
pub(in crate::sbom) fn unknown(component: &Component) -> Vec<&'static str> {
    let elements = [
        ("producer", component.authors.is_empty()),
        ("version", component.version.is_none()),
        ("identifier", component.purl.is_none() && component.cpes.is_empty()),
        ("hash", outline::digests(component).is_empty()),
        ("license", component.licensing.declared.is_empty()),
    ];
    elements.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
}

/// `path:line: [code] message`.
pub(in crate::sbom) fn gap(gap: &Gap) -> String {
    let line = gap.line.map_or(String::new(), |line| format!(":{line}"));
    format!("{}{line}: [{}] {}", gap.path, gap.code.id, gap.message)
}

/// `evidence extractor path:line layer`.
fn place(occurrence: &Occurrence) -> String {
    let line = occurrence.line.map_or(String::new(), |line| format!(":{line}"));
    format!("{} {}{line}", recognised(occurrence), occurrence.path)
}

/// `evidence extractor`, and the layer where there is one.
pub(super) fn recognised(occurrence: &Occurrence) -> String {
    let layer = occurrence.layer.map_or(String::new(), |layer| format!(" {layer}"));
    format!("{} {}{layer}", occurrence.evidence.name(), occurrence.extractor)
}

/// `kind name address size digests`, `-` for what is not known.
fn file(file: &LockedFile) -> String {
    let kind = match file.kind {
        LockedFileKind::Source => "source",
        LockedFileKind::Built => "built",
    };
    let url = outline::stated(file.url.as_ref());
    let url = url.map_or(Cow::Borrowed("-"), |url| origin::address(url));
    let size = file.size.map_or("-".to_owned(), |size| size.to_string());
    let digests = file.digests.iter().map(|digest| format!(" {digest}"));
    format!("{kind} {} {url} {size}{}", origin::address(&file.name), digests.collect::<String>())
}

/// `name` of a property without the number that tells it from others of that name.
pub(in crate::sbom) fn without_number(name: &str) -> &str {
    match name.rsplit_once(':') {
        Some((stem, number)) if !stem.is_empty() && is_number(number) => stem,
        _ => name,
    }
}

fn is_number(text: &str) -> bool {
    text.len() < 8 && text.parse::<u32>().is_ok_and(|number| number > 1 && !text.starts_with('0'))
}

/// The word SPDX has for a kind of dependency, from the dependency to the dependent.
pub(super) const fn reverse(kind: &DependencyKind) -> Option<&'static str> {
    match kind {
        DependencyKind::Runtime => None,
        DependencyKind::Extra(_) | DependencyKind::Optional => Some("OPTIONAL_DEPENDENCY_OF"),
        DependencyKind::Peer => Some("PROVIDED_DEPENDENCY_OF"),
        DependencyKind::Build => Some("BUILD_DEPENDENCY_OF"),
        DependencyKind::Group(_) => Some("DEV_DEPENDENCY_OF"),
    }
}
