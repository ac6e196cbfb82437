//! What others know of packages, put where a bill says nothing.
//!
//! Only what is empty is filled, and every field that was filled says from where: a property
//! `enriched:FIELD` names the place. What a bill says already is never changed; where digests or
//! licences of one package differ, that is a [`Conflict`].

pub mod registry;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use keelmark_model::bom::{Bom, Component, LicenseClaim};
use keelmark_model::{Digest, Purl};

use super::document;
use crate::extract::agree;

/// What one source says of a package at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The package, by its purl.
    pub component: Component,
    /// Where that stands, for whoever wants to look; never a path of the machine.
    pub place: String,
}

/// What can be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Declared licences.
    License,
    /// Digests, with the files they are of.
    Hash,
    /// Who supplies it.
    Supplier,
    /// Who wrote it.
    Author,
    /// One-line description.
    Description,
    /// Home page.
    Homepage,
    /// Repository of its source.
    Repository,
    /// Copyright statements.
    Copyright,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 8] = [
        Self::License,
        Self::Hash,
        Self::Supplier,
        Self::Author,
        Self::Description,
        Self::Homepage,
        Self::Repository,
        Self::Copyright,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Hash => "hash",
            Self::Supplier => "supplier",
            Self::Author => "author",
            Self::Description => "description",
            Self::Homepage => "homepage",
            Self::Repository => "repository",
            Self::Copyright => "copyright",
        }
    }

    /// Whether `component` says nothing of it.
    pub fn is_empty(self, component: &Component) -> bool {
        match self {
            Self::License => component.licensing.declared.is_empty(),
            Self::Hash => document::digests(component).is_empty(),
            Self::Supplier => component.supplier.is_none(),
            Self::Author => component.authors.is_empty(),
            Self::Description => component.description.is_none(),
            Self::Homepage => component.homepage.is_none(),
            Self::Repository => component.repository.is_none(),
            Self::Copyright => component.licensing.copyright.is_none(),
        }
    }

    fn fill(self, component: &mut Component, known: &Component) {
        match self {
            Self::License => {
                component.licensing.declared.clone_from(&known.licensing.declared);
            }
            Self::Hash => {
                component.digests.extend(&known.digests);
                component.digests.sort_unstable();
                component.digests.dedup();
                component.files.extend(known.files.iter().cloned());
                component.files.sort();
                component.files.dedup();
            }
            Self::Supplier => component.supplier.clone_from(&known.supplier),
            Self::Author => component.authors.clone_from(&known.authors),
            Self::Description => {
                let text = known.description.as_deref().unwrap_or_default();
                component.description = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Self::Homepage => component.homepage.clone_from(&known.homepage),
            Self::Repository => component.repository.clone_from(&known.repository),
            Self::Copyright => {
                component.licensing.copyright.clone_from(&known.licensing.copyright);
            }
        }
    }
}

/// A field that was empty and is not any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filled {
    /// The package, by its purl.
    pub package: String,
    /// What was filled.
    pub field: Field,
    /// From where.
    pub place: String,
}

/// A field of which the bill says one thing and a source another. The bill is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The package, by its purl.
    pub package: String,
    /// [`Field::License`] or [`Field::Hash`].
    pub field: Field,
    /// What the bill says.
    pub here: String,
    /// What the source says.
    pub there: String,
    /// Where it says so.
    pub place: String,
}

/// What became of a bill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enrichment {
    /// What was filled, sorted.
    pub filled: Vec<Filled>,
    /// What was found to differ, sorted.
    pub conflicts: Vec<Conflict>,
}

/// Fills what components of `bom` lack from `known`, of which the first that knows something of a field
/// fills it.
pub fn enrich(bom: &mut Bom, known: &[Known]) -> Enrichment {
    let mut sources: HashMap<String, Vec<&Known>> = HashMap::new();
    for one in known {
        if let Some(package) = one.component.purl.as_ref().and_then(package) {
            sources.entry(package).or_default().push(one);
        }
    }
    let mut enrichment = Enrichment::default();
    for component in &mut bom.components {
        let Some(package) = component.purl.as_ref().and_then(package) else { continue };
        for source in sources.get(&package).into_iter().flatten() {
            enrichment.conflicts.extend(conflicts(component, source, &package));
        }
        for field in Field::ALL {
            if !field.is_empty(component) {
                continue;
            }
            let of_source = |one: &&&Known| !field.is_empty(&one.component);
            let knowing = sources.get(&package).into_iter().flatten().filter(of_source);
            // A package may be many files, each in another place.
            for source in knowing.take(if field == Field::Hash { usize::MAX } else { 1 }) {
                field.fill(component, &source.component);
                component.add_property(&format!("enriched:{}", field.name()), &source.place);
                let (package, place) = (package.clone(), source.place.clone());
                enrichment.filled.push(Filled { package, field, place });
            }
        }
    }
    enrichment.filled.sort();
    enrichment.filled.dedup();
    enrichment.conflicts.sort();
    enrichment.conflicts.dedup();
    enrichment
}

/// A package at one version, however it was had: its purl without qualifiers. Nothing where no version
/// is known, since what holds of one need not hold of another.
pub fn package(purl: &Purl) -> Option<String> {
    let version = purl.version()?;
    let bare = Purl::new(purl.ty(), &purl.namespace().join("/"), purl.name()).ok()?;
    Some(bare.with_version(version).ok()?.to_string())
}

fn conflicts(component: &Component, source: &Known, package: &str) -> Vec<Conflict> {
    let conflict = |field, here, there| Conflict {
        package: package.to_owned(),
        field,
        here,
        there,
        place: source.place.clone(),
    };
    let known = &source.component;
    let mut found = Vec::new();
    let licenses = [component, known].map(|one| licenses(&one.licensing.declared));
    if let [here, there] = &licenses
        && !here.is_empty()
        && !there.is_empty()
        && here != there
    {
        found.push(conflict(Field::License, here.clone(), there.clone()));
    }
    for (here, there) in same_files(component, known) {
        if !agree(here, there) {
            found.push(conflict(Field::Hash, list(here), list(there)));
        }
    }
    found
}

fn licenses(claims: &[LicenseClaim]) -> String {
    let mut texts: Vec<&str> = claims.iter().map(document::license_text).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.join(" AND ")
}

/// Digests that are of the same file: of the component as one file, and of files of one name. The
/// archive of a crate is the component.
fn same_files<'a>(
    component: &'a Component,
    known: &'a Component,
) -> Vec<(&'a [Digest], &'a [Digest])> {
    let is_crate = component.purl.as_ref().is_some_and(|purl| purl.ty() == "cargo");
    let mut pairs = vec![(component.digests.as_slice(), known.digests.as_slice())];
    for there in &known.files {
        let here = component.files.iter().filter(|here| here.name == there.name || is_crate);
        pairs.extend(here.map(|here| (here.digests.as_slice(), there.digests.as_slice())));
        if is_crate {
            pairs.push((component.digests.as_slice(), there.digests.as_slice()));
        }
    }
    pairs
}

fn list(digests: &[Digest]) -> String {
    digests.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
