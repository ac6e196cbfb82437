//! Packages as they are compared: by name, each version with all that is said of it anywhere.

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::extract::INSTALL_SCRIPT;
use keelmark_formats::version::Scheme;
use keelmark_model::bom::{Component, ComponentKind, LicenseClaim, State};
use keelmark_model::{Bom, Digest, LockedFileKind, Place, Relation, Source};

/// A package whatever its version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    /// Type of its package URL; empty where it has none.
    pub(super) ty: String,
    /// Its name, with its namespace before a `/`.
    pub(super) name: String,
}

impl Key {
    fn of(component: &Component) -> Self {
        let Some(purl) = &component.purl else {
            return Self { ty: String::new(), name: component.name.clone() };
        };
        let parts: Vec<&str> =
            purl.namespace().iter().map(String::as_str).chain([purl.name()]).collect();
        Self { ty: purl.ty().to_owned(), name: parts.join("/") }
    }

    /// The scope or group that owns it.
    pub(super) fn scope(&self) -> Option<&str> {
        self.name.rsplit_once('/').map(|(scope, _)| scope)
    }
}

/// One version of a package, and what all its places together say of it.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) components: Vec<&'a Component>,
}

/// Every package by name, with its versions, the earliest first; those whose order is not known stand first.
pub(super) type Packages<'a> = BTreeMap<Key, Vec<Known<'a>>>;

/// The packages of others in `bom` that are in one of `states`, and of those that lie in the project's own folders the
/// ones that `others` names: what was somebody else's on the other side.
pub(super) fn packages<'a>(bom: &'a Bom, states: &[State], others: &BTreeSet<Key>) -> Packages<'a> {
    let mut found: BTreeMap<Key, BTreeMap<Option<&str>, Known<'a>>> = BTreeMap::new();
    let components = bom.iter().filter(|(id, _)| *id != bom.root).map(|(_, it)| it);
    for component in components.filter(|it| is_package(it) && states.contains(&it.state)) {
        let key = Key::of(component);
        if !is_foreign(component) && !others.contains(&key) {
            continue;
        }
        let version = component.version.as_deref();
        let known = found.entry(key).or_default().entry(version).or_default();
        known.version = version;
        known.components.push(component);
    }
    let sorted = |(key, versions): (Key, BTreeMap<Option<&str>, Known<'a>>)| {
        let scheme = Scheme::of_purl_type(&key.ty);
        let is_fixed = versions.keys().any(Option::is_some);
        let mut versions: Vec<Known<'a>> = versions.into_values().collect();
        // What a manifest asks for is the version that a lock has.
        versions.retain(|it| !is_fixed || it.version.is_some());
        versions.sort_by_cached_key(|it| order(scheme, it.version));
        (key, versions)
    };
    found.into_iter().map(sorted).collect()
}

/// What versions are ordered by; nothing where no order is known.
pub(super) fn order(scheme: Option<&'static Scheme>, version: Option<&str>) -> Option<Vec<u8>> {
    let version = keelmark_formats::version::Version::parse(scheme?, version?).ok()?;
    Some(version.sort_key().to_vec())
}

/// The names of the packages of others in `bom` that are in one of `states`.
pub(super) fn foreign(bom: &Bom, states: &[State]) -> BTreeSet<Key> {
    let components = bom.iter().filter(|(id, _)| *id != bom.root).map(|(_, it)| it);
    let components = components.filter(|it| is_package(it) && states.contains(&it.state));
    components.filter(|it| is_foreign(it)).map(Key::of).collect()
}

const fn is_package(component: &Component) -> bool {
    matches!(
        component.kind,
        ComponentKind::Library | ComponentKind::Application | ComponentKind::Container
    )
}

/// Whether a package is somebody else's.
fn is_foreign(component: &Component) -> bool {
    let relation = component.scope.as_ref().map(|scope| scope.relation);
    let is_own = matches!(relation, Some(Relation::Root | Relation::Member))
        || matches!(component.source, Source::Path(_));
    !is_own
}

impl<'a> Known<'a> {
    fn each(&self) -> impl Iterator<Item = &'a Component> + '_ {
        self.components.iter().copied()
    }

    /// Where it stands: a line rather than a file, for a manifest may only name it.
    pub(super) fn place(&self) -> Option<Place> {
        let found =
            self.each().flat_map(|it| &it.found).min_by_key(|it| (it.line.is_none(), *it))?;
        Some(Place { path: found.path.clone(), line: found.line })
    }

    /// Where it comes from, in one line each: the registry or repository, not the file, whose address has the
    /// version in it.
    pub(super) fn sources(&self) -> BTreeSet<String> {
        let own = self.each().filter_map(|it| match &it.source {
            Source::Registry(url) => Some(url.trim_end_matches('/').to_owned()),
            Source::Git { url, .. } => Some(format!("git {url}")),
            Source::Url(url) => Some(origin(url)),
            Source::Path(path) => Some(format!("the project's own `{path}`")),
            // What a bill of materials says in the package URL alone.
            Source::Unknown => it.purl.as_ref().and_then(|purl| {
                let said = ["repository_url", "vcs_url", "download_url"];
                let said = said.into_iter().find_map(|name| purl.qualifiers().get(name));
                said.filter(|_| purl.ty() != "oci").map(|url| origin(url))
            }),
        });
        own.collect()
    }

    /// Whether lockfiles alone say all that is known of it: they pin what it is by digests.
    pub(super) fn is_locked(&self) -> bool {
        self.each().all(|it| it.state == State::Locked)
    }

    /// The hosts its files are fetched from.
    pub(super) fn hosts(&self) -> BTreeSet<String> {
        let files = self.each().flat_map(|it| &it.files);
        files.filter_map(|file| file.url.as_deref()).map(origin).collect()
    }

    /// Digests of its files, by the name of the file; that of the package itself has none.
    pub(super) fn digests(&self) -> BTreeMap<&'a str, BTreeSet<Digest>> {
        let mut digests: BTreeMap<&str, BTreeSet<Digest>> = BTreeMap::new();
        for component in self.each() {
            for file in &component.files {
                digests.entry(&file.name).or_default().extend(file.digests.iter().copied());
            }
            if component.files.is_empty() {
                digests.entry("").or_default().extend(component.digests.iter().copied());
            }
        }
        digests.retain(|_, digests| !digests.is_empty());
        digests
    }

    /// The names of its files.
    pub(super) fn files(&self) -> BTreeSet<&'a str> {
        self.each().flat_map(|it| &it.files).map(|file| file.name.as_str()).collect()
    }

    /// Under which licences it says to be, or its texts say, sorted.
    pub(super) fn licenses(&self) -> BTreeSet<&'a str> {
        let declared = self.each().flat_map(|it| &it.licensing.declared).map(|claim| match claim {
            LicenseClaim::Expression(text) | LicenseClaim::Name(text) => text.as_str(),
        });
        let concluded = self.each().filter_map(|it| it.licensing.concluded.as_deref());
        declared.chain(concluded).collect()
    }

    /// What installing it runs, as far as is known; nothing where nothing is said to run.
    pub(super) fn runs(&self) -> Option<&'static str> {
        if self.each().any(|it| it.properties.contains_key(INSTALL_SCRIPT)) {
            return Some("an install script");
        }
        let is_python = |it: &Component| it.purl.as_ref().is_some_and(|it| it.ty() == "pypi");
        let files = || self.each().filter(|it| is_python(it)).flat_map(|it| &it.files);
        let has = |kind| files().any(|file| file.kind == kind);
        let is_built = has(LockedFileKind::Source) && !has(LockedFileKind::Built);
        is_built.then_some("its build, since it has no wheel")
    }
}

/// Scheme and host of an address.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}")
}
