//! One bill of materials from what many files say.
//!
//! In turn: files within one archive that tell of it become one entry; claims go to the packages they
//! name; each package is placed (is it the target's own, or did another bring it along?); what is the
//! same is merged; needs become dependencies.

mod answered;
mod archive;
mod cached;
mod copyright;
mod cpe;
mod direct;
mod distribution;
mod included;
mod inherited;
mod licensing;
mod linked;
mod members;
mod merge;
mod needs;
mod package;
mod place;
mod together;
mod unread;

#[cfg(test)]
mod tests;

pub(crate) use merge::{agree, fill};
pub use place::is_fixture;

use std::collections::HashMap;

use keelmark_model::bom::{
    Bom, Completeness, Component, ComponentKind, Context, Evidence, Gap, Occurrence, State,
};
use keelmark_model::{Digest, Source};

use super::{Claim, Extract, Found, Installation, Need, Says};
use crate::sbom::origin;
use crate::{codes, limits, lock};

/// What an extractor made of one file of the target.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    /// The file.
    pub path: String,
    /// The image's layer it lies in, by `diff_id`.
    pub layer: Option<Digest>,
    /// The extractor, by its identifier.
    pub extractor: &'static str,
    /// What it found.
    pub extract: Extract,
}

/// A package with where it was found.
struct Entry {
    found: Found,
    path: String,
    layer: Option<Digest>,
    extractor: &'static str,
    /// The entry that brought it along.
    host: Option<usize>,
    /// It lies in the cache of a package manager.
    is_cached: bool,
}

impl Entry {
    fn occurrence(&self) -> Occurrence {
        Occurrence {
            path: self.path.clone(),
            line: self.found.line,
            layer: self.layer,
            evidence: self.found.evidence,
            extractor: self.extractor,
        }
    }

    /// The folder that the file it was read from lies in; empty at the top.
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file of the target that the entry was read from, or from within.
    fn file(&self) -> &str {
        self.path.split("!/").next().unwrap_or(&self.path)
    }

    /// Type of the package URL; empty for what has none.
    fn ty(&self) -> &str {
        self.found.component.purl.as_ref().map_or("", keelmark_model::Purl::ty)
    }

    /// A file as such, not a package.
    fn is_file(&self) -> bool {
        self.found.component.kind == ComponentKind::File
    }

    /// What a lockfile or a manifest says of something that lies elsewhere.
    fn is_read(&self) -> bool {
        matches!(self.found.evidence, Evidence::Lockfile | Evidence::Manifest)
    }

    fn is_installed(&self) -> bool {
        self.found.component.state == State::Installed
    }
}

/// The bill of `root`, which was looked at in `context`, from what its files say, in any order.
///
/// A project at the top of the target is the root itself, if there is just one: `root` then gives
/// what the project does not say. Of a package ([`Context::Build`]) that is the package, and what it needs
/// is declared by it, not missing from it. Otherwise the root needs every project, what its locks say that it
/// needs, and every package that is in use and that nothing else needs.
pub fn assemble(mut root: Component, context: Context, files: Vec<Scanned>, gaps: Vec<Gap>) -> Bom {
    let unread = included::unread(&files);
    let (entries, claims, mut gaps) = flatten(files, gaps);
    gaps.extend(unread);
    let mut entries = archive::settle(entries);
    let included = included::settle(&mut entries, &claims);
    linked::settle(&mut entries, &claims, &mut gaps);
    members::settle(&mut entries, &claims);
    distribution::name(&mut entries, &claims);
    inherited::settle(&mut entries, &claims);
    together::settle(&mut entries, &claims);
    let owners = settle(&mut root, &mut entries, claims, &mut gaps);
    copyright::share(&mut entries);
    let all = entries.iter_mut().map(|entry| &mut entry.found.component);
    all.for_each(|component| licensing::conclude(&mut component.licensing));
    place::hosts(&mut entries, &owners);
    place::drop_known_files(&mut entries);
    place::states(&mut entries, context, &included);
    let entries = unread::settle(entries, &mut gaps);
    let mut entries = place::without_wishes(entries);
    answered::settle(&mut entries);
    let own = package::own(&root, context, &entries);
    if context == Context::Build {
        let declared = package::declared(&own, &mut entries);
        entries.extend(declared);
    } else if own.iter().any(|at| entries[*at].is_read()) {
        // Those of a lockfile or a manifest, not of the project it is about.
        root.digests.clear();
    }
    let merged = merge::merge(root, &entries, &own);
    let dependencies = needs::resolve(&entries, &merged.of_entry);
    let mut components = merged.components;
    if let Some(root) = components.get_mut(merged.root.0 as usize) {
        licensing::conclude(&mut root.licensing);
    }
    for component in components.iter_mut().filter(|one| one.state.is_usual()) {
        if component.cpes.is_empty() {
            component.cpes = cpe::candidates(component);
        }
        if component.supplier.is_none() {
            component.supplier = origin::server(&component.source);
        }
    }
    for (component, missing) in &dependencies.missing {
        needs::note_missing(&mut components[component.0 as usize], missing);
    }
    let projects = direct::Projects::of(merged.root, &entries, &merged.of_entry);
    let needs::Resolved { mut edges, unasked, .. } = dependencies;
    let left = projects.connect(merged.root, &components, &mut edges, unasked);
    projects.scopes(merged.root, &mut components, &edges, &left);
    let bom = Bom {
        created: None,
        authors: Vec::new(),
        tools: Vec::new(),
        context: Some(context),
        root: merged.root,
        components,
        dependencies: edges,
        gaps,
    };
    bom.sorted()
}

fn flatten(mut files: Vec<Scanned>, mut gaps: Vec<Gap>) -> (Vec<Entry>, Vec<Claim>, Vec<Gap>) {
    files.sort_by(|a, b| (&a.path, a.extractor, &a.layer).cmp(&(&b.path, b.extractor, &b.layer)));
    let (mut entries, mut claims) = (Vec::new(), Vec::new());
    for Scanned { path, layer, extractor, mut extract } in files {
        gaps.extend(extract.gaps);
        gaps.extend(extract.packages.iter_mut().filter_map(|found| cut(found, &path)));
        claims.extend(extract.claims);
        entries.extend(extract.packages.into_iter().map(|found| Entry {
            found,
            path: path.clone(),
            layer,
            extractor,
            host: None,
            is_cached: false,
        }));
    }
    // Files come last: leaving out those that turn out to be known moves no other entry.
    entries.sort_by_key(Entry::is_file);
    (entries, claims, gaps)
}

/// The gap that the needs of `found` are of which extractors keep no more.
fn cut(found: &mut Found, path: &str) -> Option<Gap> {
    let count = found.needs.len();
    let is_cut = matches!(count, limits::NEEDS | limits::PACKAGE_NEEDS);
    is_cut.then(|| {
        found.component.dependencies = Completeness::Incomplete;
        let message = format!("{} needs {count} others or more", found.component.name);
        Gap { code: &codes::EXTRACT_ENTRY, path: path.to_owned(), message, line: found.line }
    })
}

/// Which entries say that a file is theirs.
#[derive(Default)]
struct Owners {
    /// The files that entries were read from; owners of others are not kept.
    files: HashMap<String, Vec<usize>>,
    /// Folders that are owned with all that is in them, each with a final `/` or, at the top, empty.
    folders: Vec<(String, [usize; 1])>,
}

impl Owners {
    /// Those who own the file that `entry` was read from; of folders, the deepest counts.
    fn of(&self, entry: &Entry) -> Option<&[usize]> {
        let of = |path: &str| self.files.get(path).filter(|owners| !owners.is_empty());
        let file = of(&entry.path).or_else(|| of(entry.file())).map(Vec::as_slice);
        file.or_else(|| {
            let around = self.folders.iter().filter(|(path, _)| entry.file().starts_with(path));
            around.max_by_key(|(path, _)| path.len()).map(|(_, owner)| owner.as_slice())
        })
    }
}

/// Gives claims to the packages they name, and tells which entries own which file.
fn settle(
    root: &mut Component,
    entries: &mut [Entry],
    claims: Vec<Claim>,
    gaps: &mut Vec<Gap>,
) -> Owners {
    let mut homes: HashMap<String, Vec<usize>> = HashMap::new();
    let mut owners = Owners::default();
    for (at, entry) in entries.iter().enumerate() {
        let home = entry.found.home.as_str();
        let wider = home.rsplit_once(':').map(|(wider, _)| wider);
        for home in [Some(home), wider].into_iter().flatten().filter(|home| !home.is_empty()) {
            homes.entry(home.to_owned()).or_default().push(at);
        }
        owners.files.entry(entry.file().to_owned()).or_default();
        owners.files.entry(entry.path.clone()).or_default();
    }
    for Claim { home, says } in claims {
        // A text at the top is of the target itself.
        if home.is_empty() && matches!(says, Says::License(..)) {
            take(root, &mut Vec::new(), &says);
            continue;
        }
        let Some(named) = homes.get(&home) else { continue };
        let exact = named.iter().find(|at| entries[**at].found.home == home);
        if let Says::Owns(files) = says {
            let Some(&at) = exact.or(named.first()) else { continue };
            for file in files {
                if file.path.is_empty() || file.path.ends_with('/') {
                    owners.folders.push((file.path, [at]));
                } else {
                    owners.files.entry(file.path).and_modify(|owners| owners.push(at));
                }
            }
            continue;
        }
        for at in exact.map_or(named.as_slice(), std::slice::from_ref) {
            if let Says::Installed(noted) = &says
                && let Some(gap) = replaced(&entries[*at], noted)
            {
                gaps.push(gap);
                continue;
            }
            let Found { component, needs, .. } = &mut entries[*at].found;
            take(component, needs, &says);
        }
    }
    owners
}

/// The gap that a package is which is not the one its installer put there.
fn replaced(entry: &Entry, noted: &Installation) -> Option<Gap> {
    let here = entry.found.component.version.as_deref()?;
    let there = noted.version.as_deref().filter(|there| *there != here)?;
    let message = format!("is {here}, and its installer put {there} there");
    let (code, path) = (&codes::EXTRACT_ALTERED, entry.path.clone());
    Some(Gap { code, path, message, line: entry.found.line })
}

/// Adds to `component` what is claimed of it.
fn take(component: &mut Component, own_needs: &mut Vec<Need>, says: &Says) {
    match says {
        Says::Declares(license) => {
            if !component.licensing.declared.contains(license) {
                component.licensing.declared.push(license.clone());
            }
        }
        Says::License(path, expression) => {
            component.licensing.files.push(path.clone());
            component.licensing.files.sort();
            component.licensing.files.dedup();
            licensing::add(&mut component.licensing.concluded, expression.as_deref());
        }
        Says::Digest(digest) => {
            if !component.digests.contains(digest) {
                component.digests.push(*digest);
                component.digests.sort();
            }
        }
        Says::From(source) => come_from(component, source),
        Says::Property(name, value) => {
            component.properties.insert(name.clone(), value.clone());
        }
        Says::Needs(needs) => {
            component.dependencies = Completeness::Complete;
            own_needs.clone_from(needs);
        }
        Says::Installed(noted) => {
            come_from(component, &noted.source);
            for file in &noted.files {
                component.digests.extend(&file.digests);
                component.files.push(file.clone());
            }
            component.digests.sort();
            component.digests.dedup();
            component.files.sort();
            component.files.dedup();
        }
        // These have been dealt with for all packages.
        Says::Owns(_)
        | Says::Distribution(_)
        | Says::TakesOver(_)
        | Says::Offers(_)
        | Says::LiesIn(_)
        | Says::Includes(_)
        | Says::Project { .. }
        | Says::Constrains { .. }
        | Says::Workspace { .. } => {}
    }
}

fn come_from(component: &mut Component, source: &Source) {
    let purl = component.purl.take();
    component.purl = purl.map(|purl| lock::source::purl_from(purl, source));
    component.source = source.clone();
}
