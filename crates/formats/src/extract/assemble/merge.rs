//! What is the same becomes one component.

use std::collections::HashMap;

use keelmark_model::bom::{Component, ComponentId, ComponentKind, Evidence, State};
use keelmark_model::{Digest, Source};

use super::Entry;
use super::place::DISTRIBUTIONS;

/// The components of a bill, and which of them each entry became.
pub(super) struct Merged {
    pub(super) components: Vec<Component>,
    pub(super) of_entry: Vec<ComponentId>,
    pub(super) root: ComponentId,
}

/// What entries must have in common to be one component.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    identity: String,
    /// Packages that are brought along are not those of the target, even at the same version.
    host: Option<usize>,
    is_fixture: bool,
    /// What only lies in a cache is another one's copy, with other needs around it.
    is_cached: bool,
}

/// Merges `entries` into components, the first of which is `root`: what the entries `own`, sorted, are.
pub(super) fn merge(root: Component, entries: &[Entry], own: &[usize]) -> Merged {
    let is_root = |at: usize| own.binary_search(&at).is_ok();
    let mut merged = Merged { components: vec![root], of_entry: Vec::new(), root: ComponentId(0) };
    let mut places: HashMap<Key, Vec<ComponentId>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let id = if is_root(at) {
            take_root(&mut merged.components[0], entry);
            ComponentId(0)
        } else if is_of_distribution(entry, entries) {
            // Its place is settled below, when that of its owner is known.
            ComponentId(0)
        } else {
            place(entry, &mut merged.components, &mut places)
        };
        merged.of_entry.push(id);
    }
    for (at, entry) in entries.iter().enumerate() {
        let Some(host) = entry.host else { continue };
        let owner = merged.of_entry[host];
        if is_of_distribution(entry, entries) {
            merged.of_entry[at] = owner;
            absorb(&mut merged.components[owner.0 as usize], entry);
        } else {
            merged.components[merged.of_entry[at].0 as usize].within = Some(owner);
        }
    }
    join_declared(&mut merged);
    merged
}

fn take_root(root: &mut Component, entry: &Entry) {
    let found = &entry.found.component;
    let is_first = root.found.is_empty();
    root.name.clone_from(&found.name);
    if root.kind == ComponentKind::File {
        root.kind = found.kind;
    }
    fill(root, found);
    if is_first || found.version.is_some() {
        root.purl.clone_from(&found.purl);
    }
    root.found.push(entry.occurrence());
    root.found.sort();
    let known = if is_first { found.dependencies } else { root.dependencies };
    root.dependencies = known.min(found.dependencies);
}

/// Installed by a distribution, whose package owns its record. What a program was made of is not what
/// its package is called.
fn is_of_distribution(entry: &Entry, entries: &[Entry]) -> bool {
    entry.is_installed()
        && entry.found.evidence != Evidence::Binary
        && !DISTRIBUTIONS.contains(&entry.ty())
        && entry.host.is_some_and(|host| DISTRIBUTIONS.contains(&entries[host].ty()))
}

/// The distribution's package is the component; what else it is known as stays with it, since
/// advisories may use either name.
fn absorb(owner: &mut Component, entry: &Entry) {
    if let Some(purl) = &entry.found.component.purl {
        owner.add_property("provides", &purl.to_string());
    }
    owner.found.push(entry.occurrence());
    owner.found.sort();
}

fn place(
    entry: &Entry,
    components: &mut Vec<Component>,
    places: &mut HashMap<Key, Vec<ComponentId>>,
) -> ComponentId {
    let found = &entry.found.component;
    let identity = match &found.purl {
        Some(purl) => purl.to_string(),
        None => {
            let home = &entry.found.home;
            let place = if home.is_empty() { &entry.path } else { home };
            format!("{:?} {} {:?} {place}", found.kind, found.name, found.version)
        }
    };
    let (is_fixture, is_cached) = (found.state == State::Fixture, entry.is_cached);
    let key = Key { identity, host: entry.host, is_fixture, is_cached };
    let ids = places.entry(key).or_default();
    let fits = |id: &&ComponentId| agree(&components[id.0 as usize].digests, &found.digests);
    if let Some(&id) = ids.iter().find(fits) {
        let component = &mut components[id.0 as usize];
        fill(component, found);
        component.state = component.state.min(found.state);
        component.found.push(entry.occurrence());
        component.found.sort();
        component.found.dedup();
        return id;
    }
    let id = ComponentId(u32::try_from(components.len()).unwrap_or(u32::MAX));
    let mut component = found.clone();
    component.found = vec![entry.occurrence()];
    components.push(component);
    ids.push(id);
    id
}

/// Whether no algorithm has two digests that differ: two files, then, not one.
pub(crate) fn agree(one: &[Digest], other: &[Digest]) -> bool {
    let of = |algorithm| move |digest: &&Digest| digest.algorithm() == algorithm;
    other.iter().all(|digest| {
        let mut same = one.iter().filter(of(digest.algorithm())).peekable();
        same.peek().is_none() || same.any(|known| known == digest)
    })
}

/// Takes from `more` what `component` does not say.
pub(crate) fn fill(component: &mut Component, more: &Component) {
    let texts = [
        (&mut component.version, &more.version),
        (&mut component.description, &more.description),
        (&mut component.homepage, &more.homepage),
        (&mut component.repository, &more.repository),
        (&mut component.licensing.concluded, &more.licensing.concluded),
        (&mut component.licensing.copyright, &more.licensing.copyright),
    ];
    for (known, other) in texts {
        if known.is_none() {
            known.clone_from(other);
        }
    }
    if component.purl.is_none() {
        component.purl.clone_from(&more.purl);
    }
    if component.supplier.is_none() {
        component.supplier.clone_from(&more.supplier);
    }
    if component.scope.is_none() {
        component.scope.clone_from(&more.scope);
    }
    if component.source == Source::Unknown {
        component.source = more.source.clone();
    }
    if component.kind == ComponentKind::Library && more.kind == ComponentKind::Application {
        component.kind = more.kind;
    }
    component.dependencies = component.dependencies.min(more.dependencies);
    unite(&mut component.digests, &more.digests);
    unite(&mut component.files, &more.files);
    unite(&mut component.cpes, &more.cpes);
    unite(&mut component.authors, &more.authors);
    unite(&mut component.licensing.files, &more.licensing.files);
    if component.licensing.declared.is_empty() {
        component.licensing.declared.clone_from(&more.licensing.declared);
    }
    for (name, value) in &more.properties {
        component.properties.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

fn unite<T: Clone + Ord>(known: &mut Vec<T>, more: &[T]) {
    if more.iter().any(|one| !known.contains(one)) {
        known.extend_from_slice(more);
        known.sort();
        known.dedup();
    }
}

/// What a manifest asks for and a lock or an installation has, at one version, is that.
fn join_declared(merged: &mut Merged) {
    let name = |component: &Component| {
        let purl = component.purl.as_ref()?;
        Some((purl.ty().to_owned(), purl.namespace().join("/"), purl.name().to_owned()))
    };
    let mut settled: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, component) in merged.components.iter().enumerate().skip(1) {
        let is_project = component.state == State::Declared && component.version.is_some();
        if (component.state.is_usual() || is_project)
            && let Some(name) = name(component)
        {
            settled.entry(name).or_default().push(at);
        }
    }
    let wanted = merged.components.iter().enumerate().map(|(at, component)| {
        let is_open = component.state == State::Declared && component.version.is_none();
        let same =
            name(component).filter(|_| is_open && at > 0).and_then(|name| settled.get(&name));
        match same.map(Vec::as_slice) {
            Some([only]) => Some(*only),
            Some(several) => nearest(component, several, &merged.components),
            None => None,
        }
    });
    let moved: Vec<Option<usize>> = wanted.collect();
    for (at, only) in moved.iter().enumerate() {
        let Some(only) = only else { continue };
        let found = merged.components[at].found.clone();
        let dependencies = merged.components[at].dependencies;
        let component = &mut merged.components[*only];
        component.dependencies = component.dependencies.min(dependencies);
        component.found.extend(found);
        component.found.sort();
    }
    let mut ids = Vec::with_capacity(moved.len());
    let mut kept = Vec::with_capacity(moved.len());
    for (component, moved) in std::mem::take(&mut merged.components).into_iter().zip(&moved) {
        ids.push(u32::try_from(kept.len()).unwrap_or(u32::MAX));
        if moved.is_none() {
            kept.push(component);
        }
    }
    let id = |at: usize| ComponentId(ids[moved[at].unwrap_or(at)]);
    for component in &mut kept {
        component.within = component.within.map(|within| id(within.0 as usize));
    }
    for place in &mut merged.of_entry {
        *place = id(place.0 as usize);
    }
    merged.components = kept;
}

/// Of `several` versions of what a manifest asks for, the one in the `node_modules` beside it.
fn nearest(wish: &Component, several: &[usize], components: &[Component]) -> Option<usize> {
    let [place] = wish.found.as_slice() else { return None };
    let folder =
        place.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let beside = format!("{folder}node_modules/{}/package.json", wish.name);
    let is_beside = |at: &&usize| components[**at].found.iter().any(|found| found.path == beside);
    several.iter().find(is_beside).copied()
}
