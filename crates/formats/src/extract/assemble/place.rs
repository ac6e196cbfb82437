//! Whose a package is: the target's own, or something that another package brought along.

use std::collections::{HashMap, HashSet};

use keelmark_model::bom::{Completeness, ComponentKind, Context, Evidence, State};

use super::{Entry, Owners, cached};

/// Distributions: what they install is theirs, whatever else could have installed it.
pub(super) const DISTRIBUTIONS: [&str; 4] = ["apk", "conda", "deb", "rpm"];

/// Folders whose content serves to test or to show, not to run.
const FIXTURES: [&str; 16] = [
    "__tests__",
    "benchmarks",
    "demo",
    "demos",
    "doc",
    "docs",
    "example",
    "examples",
    "fixture",
    "fixtures",
    "sample",
    "samples",
    "spec",
    "test",
    "testdata",
    "tests",
];

/// Finds for each entry the one that brought it along, if any did.
///
/// That is who owns the file it was read from, or else the package in whose folder that file lies. npm
/// installs packages within the folders of those that need them, and an application of Java comes with
/// the folder of its libraries: those are nobody's luggage.
pub(super) fn hosts(entries: &mut [Entry], owners: &Owners) {
    let mut folders: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let home = entry.found.home.as_str();
        if !home.is_empty() && entry.is_installed() {
            folders.entry(home).or_insert(at);
        }
    }
    let found: Vec<Option<usize>> =
        (0..entries.len()).map(|at| host(at, entries, owners, &folders)).collect();
    for (entry, host) in entries.iter_mut().zip(found) {
        entry.host = host;
    }
}

fn host(
    at: usize,
    entries: &[Entry],
    owners: &Owners,
    folders: &HashMap<&str, usize>,
) -> Option<usize> {
    let entry = &entries[at];
    // A system is nobody's luggage, though one of its packages brings the file that names it.
    if entry.found.component.kind == ComponentKind::OperatingSystem {
        return None;
    }
    if let Some(owners) = owners.of(entry) {
        return owner(at, entries, owners);
    }
    let home = entry.found.home.as_str();
    let own = if home.is_empty() { entry.path.as_str() } else { home };
    let mut folder = own;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        folder = parent;
        let Some(&holder) = folders.get(folder) else { continue };
        if holder == at || entries[holder].found.home == home {
            continue;
        }
        let rest = &own[folder.len()..];
        return (!is_nested(rest) && !is_deployed(folder, rest)).then_some(holder);
    }
    None
}

/// Which of those that say that the file of an entry is theirs brought it along.
///
/// Not a neighbour: a package that lists the record of another beside it does not make that its own,
/// and cannot hide it so. A distribution counts where nothing else does, since it owns the others too.
fn owner(at: usize, entries: &[Entry], owners: &[usize]) -> Option<usize> {
    let own = &entries[at].found;
    let is_other = |owner: &&usize| {
        let other = &entries[**owner];
        other.found.home != own.home
            && (entries[at].is_file()
                || DISTRIBUTIONS.contains(&other.ty())
                || !entries[at].is_installed()
                || other.found.environment != own.environment)
    };
    let is_distribution = |owner: &&usize| DISTRIBUTIONS.contains(&entries[**owner].ty());
    owners.iter().filter(is_other).min_by_key(is_distribution).copied()
}

/// Whether `rest` is `/node_modules/name` or `/node_modules/@scope/name`.
fn is_nested(rest: &str) -> bool {
    rest.strip_prefix("/node_modules/").is_some_and(|name| match name.strip_prefix('@') {
        Some(scoped) => scoped.matches('/').count() == 1,
        None => !name.contains('/'),
    })
}

/// Whether `rest` of the path below the archive `folder` is a place that servers and launchers of Java
/// load libraries from.
///
/// Source: Jakarta Servlet 6.0, section 10.5; Jakarta EE 10 Platform, section 8.2.1; Spring Boot, "The
/// Executable Jar Format".
fn is_deployed(folder: &str, rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('/').and_then(|rest| rest.strip_suffix('!')) else {
        return false;
    };
    match rest.rsplit_once('/') {
        Some(("WEB-INF/lib" | "BOOT-INF/lib", _)) => true,
        Some(("lib", _)) | None => folder.ends_with(".ear!"),
        _ => false,
    }
}

/// Leaves out files that a package brought along, and those of which more is known than that they are
/// files. Files come last among `entries`, and host none.
pub(super) fn drop_known_files(entries: &mut Vec<Entry>) {
    let packages = entries.iter().filter(|entry| !entry.is_file());
    let known: HashSet<String> = packages.map(|entry| entry.path.clone()).collect();
    entries
        .retain(|entry| !entry.is_file() || (entry.host.is_none() && !known.contains(&entry.path)));
}

/// Weakens the state of what another brought along, what a package manager only keeps, and what serves to test
/// or to show.
///
/// Folders tell of the latter below the package that brought a thing along, and where nothing did, in
/// sources: what an installer put somewhere is installed, and so is what lies ready in an installation,
/// whatever its folders are called. A member of a workspace is one wherever it lies, and so is a file that
/// is `included` by one that is none of those.
pub(super) fn states(entries: &mut [Entry], context: Context, included: &HashSet<String>) {
    let hosts: Vec<Host> = entries.iter().map(Host::of).collect();
    let is_source = context != Context::Installed;
    let members = Members::of(entries);
    let is_owned = |entry: &Entry| members.have(entry) || included.contains(&entry.path);
    let owned: Vec<bool> = entries.iter().map(is_owned).collect();
    for (entry, is_member) in entries.iter_mut().zip(owned) {
        entry.is_cached = cached::is_cached(&entry.path);
        let host = entry.host.and_then(|host| hosts.get(host));
        let installed = entry.is_installed();
        let is_fixture = match host {
            Some(host) => is_fixture(host.rest(entry)),
            None if is_member || (installed && is_environment(&entry.path)) => false,
            None => (is_source || !installed) && is_fixture(entry.file()),
        };
        let state = &mut entry.found.component.state;
        match host {
            // What a distribution installs is installed; what is within a program came with it.
            Some(host)
                if host.is_distribution
                    && installed
                    && entry.found.evidence != Evidence::Binary => {}
            // Classes packed into an archive run as those of a library beside it would.
            Some(host) if host.is_archive() && installed && entry.found.home.is_empty() => {}
            _ if is_fixture => *state = State::Fixture,
            Some(_) => *state = (*state).max(State::Bundled),
            None if entry.is_cached => *state = (*state).max(State::Bundled),
            None => {}
        }
    }
}

/// Who brought something along.
struct Host {
    home: String,
    environment: String,
    is_distribution: bool,
}

impl Host {
    fn of(entry: &Entry) -> Self {
        Self {
            home: entry.found.home.clone(),
            environment: entry.found.environment.clone(),
            is_distribution: DISTRIBUTIONS.contains(&entry.ty()),
        }
    }

    /// An archive of Java.
    fn is_archive(&self) -> bool {
        self.home.ends_with('!')
    }

    /// The path of `entry` below the package, or below what the package is installed in. Within an archive
    /// of Java no folder is for tests: what is there is named after packages and their groups.
    fn rest<'a>(&self, entry: &'a Entry) -> &'a str {
        let path = entry.path.as_str();
        let below = |folder: &str| path.strip_prefix(folder).filter(|_| !folder.is_empty());
        let rest = below(&self.home).or_else(|| below(&self.environment)).unwrap_or(path);
        rest.split("!/").next().filter(|_| !self.is_archive()).unwrap_or_default()
    }
}

/// Manifests of members of a workspace, as far as its lock names them.
struct Members(HashSet<String>);

impl Members {
    fn of(entries: &[Entry]) -> Self {
        let name = |entry: &Entry| (entry.ty().to_owned(), entry.found.component.name.clone());
        let of = |evidence| {
            move |entry: &&Entry| entry.found.is_project && entry.found.evidence == evidence
        };
        let mut locks: HashMap<(String, String), Vec<&str>> = HashMap::new();
        for lock in entries.iter().filter(of(Evidence::Lockfile)) {
            locks.entry(name(lock)).or_default().push(lock.folder());
        }
        let is_member = |entry: &&Entry| {
            let above = |folder: &&str| {
                let rest = entry.folder().strip_prefix(*folder);
                rest.is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
            };
            locks.get(&name(entry)).is_some_and(|folders| folders.iter().any(above))
        };
        let manifests = entries.iter().filter(of(Evidence::Manifest)).filter(is_member);
        Self(manifests.map(|entry| entry.path.clone()).collect())
    }

    /// Whether `entry` is of such a manifest: the member, or what it asks for.
    fn have(&self, entry: &Entry) -> bool {
        self.0.contains(&entry.path)
    }
}

/// Whether a folder on the way to `path` serves to test or to show, so that what is found there is a
/// [`State::Fixture`].
pub fn is_fixture(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| FIXTURES.contains(&folder))
}

/// Packages there are installed, wherever the environment itself lies.
fn is_environment(path: &str) -> bool {
    let is_one = |folder| matches!(folder, "site-packages" | "dist-packages" | "node_modules");
    path.split('/').any(is_one)
}

/// Leaves out what a package that was brought along would have, if it were installed otherwise: its
/// manifest asks for it, and nothing says that it is there.
pub(super) fn without_wishes(entries: Vec<Entry>) -> Vec<Entry> {
    let is_wish = |entry: &Entry| {
        entry.host.is_some()
            && entry.found.evidence == Evidence::Manifest
            && !entry.found.is_project
            && entry.found.component.version.is_none()
    };
    let mut places = Vec::with_capacity(entries.len());
    let mut next = 0;
    for entry in &entries {
        places.push(next);
        next += usize::from(!is_wish(entry));
    }
    let mut kept: Vec<Entry> = entries.into_iter().filter(|entry| !is_wish(entry)).collect();
    for entry in &mut kept {
        entry.host = entry.host.map(|host| places[host]);
        if entry.host.is_some() && entry.found.is_project {
            entry.found.component.dependencies = Completeness::Unknown;
        }
    }
    kept
}
