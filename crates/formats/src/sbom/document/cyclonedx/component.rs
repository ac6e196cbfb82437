//! One component.

use keelmark_model::bom::{
    Component, ComponentId, ComponentKind, Evidence, LicenseClaim, State, Supplier,
};
use keelmark_model::{Digest, Source, Usage};

use super::super::super::origin::{address, source_id};
use super::super::super::writer::Writer;
use super::super::licenses::{self, Standing};
use super::super::notes::{self, prefixed};
use super::super::outline;
use super::pieces::{hashes, organization, property, reference};
use super::{CycloneDxVersion, Document, contact};

impl Document<'_> {
    pub(super) fn component(&self, w: &mut Writer, id: ComponentId) {
        let component = self.outline.bom.component(id);
        w.field("type", kind(component.kind));
        w.field("bom-ref", self.reference(id));
        if let Some(supplier) = &component.supplier {
            w.key("supplier").leaf(|w| organization(w, supplier));
        }
        self.authors(w, &component.authors);
        let (group, name) = outline::grouped(component);
        w.optional("group", group);
        w.field("name", name);
        w.optional("version", component.version.as_deref());
        w.optional("description", outline::description(component));
        let is_root = id == self.outline.bom.root;
        let kept = kept_scope(component, is_root);
        w.optional("scope", kept.or_else(|| scope(component).filter(|_| !is_root)));
        let digests = digests(component);
        if !digests.is_empty() {
            w.key("hashes").row(|w| hashes(w, &digests));
        }
        let observed = self.licenses(w, component);
        w.optional("copyright", component.licensing.copyright.as_deref());
        // The field takes names in CPE's two forms; what a tool wrote otherwise is a note.
        let is_name = |cpe: &&String| outline::is_cpe(cpe) || cpe.starts_with("cpe:/");
        let cpe = component.cpes.iter().find(is_name);
        w.optional("cpe", cpe.map(String::as_str));
        if let Some(purl) = &component.purl {
            w.field("purl", &purl.to_string());
        }
        external_references(w, component);
        self.evidence(w, component, observed);
        w.key("properties").array(|w| {
            for (name, value) in notes::of(self.outline, id, self.refs) {
                if kept.is_none() || name != SCOPE {
                    property(w, &prefixed(&name), &value);
                }
            }
            for further in component.cpes.iter().filter(|one| Some(*one) != cpe) {
                property(w, &prefixed("cpe"), further);
            }
        });
    }

    /// Before 1.6 there is one author, by name.
    fn authors(&self, w: &mut Writer, authors: &[Supplier]) {
        if authors.is_empty() {
            return;
        }
        if self.version == CycloneDxVersion::V1_5 {
            let names: Vec<&str> = authors.iter().map(|author| author.name.as_str()).collect();
            w.field("author", &names.join(", "));
            return;
        }
        w.key("authors").row(|w| authors.iter().for_each(|author| contact(w, author)));
    }

    /// Writes the licences, and gives back what is concluded if it cannot stand among them.
    ///
    /// Before 1.7 an expression stands alone; before 1.6 nothing says who stands behind a licence.
    fn licenses<'c>(&self, w: &mut Writer, component: &'c Component) -> Option<&'c str> {
        let concluded = component.licensing.concluded.as_deref();
        let mut choices = self.declared(&component.licensing.declared);
        let mut observed = None;
        if let Some(text) = concluded {
            let choice = Choice::of_expression(text.to_owned(), Standing::Concluded);
            let several = self.version == CycloneDxVersion::V1_7
                || choices.is_empty()
                || (choice.is_named() && choices.iter().all(Choice::is_named));
            match several && self.version != CycloneDxVersion::V1_5 {
                true => choices.push(choice),
                false => observed = Some(text),
            }
        }
        if !choices.is_empty() {
            w.key("licenses").row(|w| choices.iter().for_each(|choice| self.choice(w, choice)));
        }
        observed
    }

    fn declared(&self, claims: &[LicenseClaim]) -> Vec<Choice> {
        let choices: Vec<Choice> = claims.iter().map(Choice::of_claim).collect();
        if self.version == CycloneDxVersion::V1_7
            || choices.len() < 2
            || choices.iter().all(Choice::is_named)
        {
            return choices;
        }
        match licenses::declared_expression(claims) {
            Some(all) => vec![Choice::of_expression(all, Standing::Declared)],
            // Beside a name that is no expression, an expression can only be a name.
            None => claims.iter().map(Choice::name).collect(),
        }
    }

    fn choice(&self, w: &mut Writer, choice: &Choice) {
        let standing = (self.version != CycloneDxVersion::V1_5).then(|| choice.standing.name());
        let named = |w: &mut Writer| {
            w.field(choice.key, &choice.text);
            w.optional("acknowledgement", standing);
        };
        w.object(|w| match choice.is_named() {
            true => w.key("license").object(named),
            false => named(w),
        });
    }

    /// By what the component was recognised, and where.
    fn evidence(&self, w: &mut Writer, component: &Component, observed: Option<&str>) {
        if component.found.is_empty() && observed.is_none() {
            return;
        }
        w.key("evidence").leaf(|w| {
            if !component.found.is_empty() {
                w.key("identity");
                match self.version {
                    CycloneDxVersion::V1_5 => w.object(|w| identity(w, component)),
                    _ => w.array(|w| w.object(|w| identity(w, component))),
                }
                w.key("occurrences").array(|w| self.occurrences(w, component));
            }
            if let Some(expression) = observed {
                let choice = Choice::of_expression(expression.to_owned(), Standing::Concluded);
                w.key("licenses").array(|w| self.choice(w, &choice));
            }
        });
    }

    /// Before 1.6 an occurrence is a location and nothing else.
    fn occurrences(&self, w: &mut Writer, component: &Component) {
        for occurrence in &component.found {
            w.object(|w| {
                w.field("location", &occurrence.path);
                if self.version == CycloneDxVersion::V1_5 {
                    return;
                }
                if let Some(line) = occurrence.line {
                    w.key("line").number(line);
                }
                w.field("additionalContext", &notes::recognised(occurrence));
            });
        }
    }
}

/// One entry of a list of licences.
struct Choice {
    key: &'static str,
    text: String,
    standing: Standing,
}

impl Choice {
    fn of_claim(claim: &LicenseClaim) -> Self {
        match claim {
            LicenseClaim::Expression(text) => Self::of_expression(text.clone(), Standing::Declared),
            LicenseClaim::Name(_) => Self::name(claim),
        }
    }

    fn of_expression(text: String, standing: Standing) -> Self {
        let listed = licenses::identifier(&text).filter(|id| !NEWER_THAN_SCHEMA.contains(id));
        let key = if listed.is_some() { "id" } else { "expression" };
        Self { key, text, standing }
    }

    fn name(claim: &LicenseClaim) -> Self {
        let text = licenses::text(claim);
        let listed = licenses::identifier(text).filter(|id| !NEWER_THAN_SCHEMA.contains(id));
        let is_name = matches!(claim, LicenseClaim::Name(_)) || listed.is_none();
        let key = if is_name { "name" } else { "id" };
        Self { key, text: text.to_owned(), standing: Standing::Declared }
    }

    fn is_named(&self) -> bool {
        self.key != "expression"
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

const fn kind(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Application => "application",
        ComponentKind::Container => "container",
        ComponentKind::File => "file",
        ComponentKind::Library => "library",
        ComponentKind::OperatingSystem => "operating-system",
    }
}

/// The fact of a component that another tool wrote CycloneDX's scope for: whether that means what follows
/// from a use, nobody knows.
pub(in crate::sbom) const SCOPE: &str = "scope";

/// What a scope can be.
pub(in crate::sbom) const SCOPES: [&str; 3] = ["required", "optional", "excluded"];

/// The scope that another tool wrote, unless one follows from what is known.
fn kept_scope(component: &Component, is_root: bool) -> Option<&str> {
    let known = component.properties.get(SCOPE).map(String::as_str);
    let follows = !is_root && scope(component).is_some();
    known.filter(|known| !follows && SCOPES.contains(known))
}

/// CycloneDX's scope follows from when the component is in use; without that it is left to the reader,
/// who takes it for required.
fn scope(component: &Component) -> Option<&'static str> {
    if component.state == State::Fixture {
        return Some("excluded");
    }
    Some(match component.scope.as_ref()?.usage {
        Usage::Runtime => "required",
        Usage::Optional(_) => "optional",
        Usage::Build | Usage::Development(_) | Usage::Unused => "excluded",
    })
}

/// The component's own digests, and those of files that nothing refers to.
fn digests(component: &Component) -> Vec<Digest> {
    let nameless = component.files.iter().filter(|file| outline::target(file).is_none());
    let mut digests = component.digests.clone();
    digests.extend(nameless.flat_map(|file| file.digests.iter().copied()));
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// Home page, repository, and the files by which it may be had.
fn external_references(w: &mut Writer, component: &Component) {
    let vcs = match &component.source {
        source @ Source::Git { .. } => source_id(source),
        _ => None,
    };
    let url = match &component.source {
        Source::Url(url) if component.files.is_empty() => outline::stated(Some(url)),
        _ => None,
    };
    let homepage = outline::stated(component.homepage.as_ref());
    let repository = outline::stated(component.repository.as_ref());
    // A file of which only digests are known has no address to refer to; they stand with the component.
    let files = component.files.iter();
    let named: Vec<_> =
        files.filter_map(|file| Some((outline::target(file)?, &file.digests))).collect();
    if vcs.is_none()
        && url.is_none()
        && homepage.is_none()
        && repository.is_none()
        && named.is_empty()
    {
        return;
    }
    w.key("externalReferences").array(|w| {
        for (kind, target) in [("website", homepage), ("vcs", repository), ("vcs", vcs.as_ref())] {
            if let Some(target) = target {
                reference(w, kind, &address(target), &[]);
            }
        }
        if let Some(url) = url {
            reference(w, "distribution", &address(url), &[]);
        }
        for (target, digests) in named {
            reference(w, "distribution", &address(target), digests);
        }
    });
}

/// How sure it is that the component is what it is said to be.
fn identity(w: &mut Writer, component: &Component) {
    let mut kinds: Vec<Evidence> = component.found.iter().map(|found| found.evidence).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let surest = kinds.iter().map(|kind| kind.confidence()).max().unwrap_or(0);
    w.field("field", if component.purl.is_some() { "purl" } else { "name" });
    w.key("confidence").hundredths(surest);
    w.key("methods").array(|w| {
        for kind in kinds {
            w.object(|w| {
                w.field("technique", technique(kind));
                w.key("confidence").hundredths(kind.confidence());
                w.field("value", kind.name());
            });
        }
    });
}

const fn technique(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Database | Evidence::Lockfile | Evidence::Manifest => "manifest-analysis",
        Evidence::Binary => "binary-analysis",
        Evidence::Sbom => "attestation",
        Evidence::FileName => "filename",
    }
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
