//! Drift of `Cargo.lock`: every reason of the manifests for which Cargo would write the lock anew.
//!
//! Which features of others' crates are asked for decides about the lock too, and cannot be told from the files
//! of a project: the manifests of those crates are not at hand.

mod needs;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use keelmark_formats::cargo::{Member, Recorded};
use keelmark_model::{Code, Fact, Finding, Judgement, Package, PackageId, Weight};

use crate::codes::{
    LOCK_DRIFT_MEMBERS, LOCK_DRIFT_OVERRIDE, LOCK_DRIFT_UNKNOWN, LOCK_DRIFT_UNUSED,
    LOCK_DRIFT_VERSION,
};

/// A lock of Cargo and the projects it is of.
#[derive(Debug)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock says.
    pub recorded: &'a Recorded,
    /// The projects of the workspace, the root's first.
    pub members: &'a [Member],
    /// Projects in folders that members need and that are none, as far as they could be read.
    pub others: &'a [Member],
    /// Whether a folder that is needed could not be read.
    pub incomplete: bool,
}

impl<'a> Locked<'a> {
    /// A finding about a field of a manifest that the lock does not follow.
    fn stale(&self, code: &'static Code, message: String) -> Finding {
        let finding = Finding::new(code, Weight::Failure, message.clone()).known_by([message]);
        finding.mended_by("Run `cargo update --workspace` and commit Cargo.lock.")
    }

    fn unknown(&self, path: &str, line: Option<u32>, message: String) -> Finding {
        let finding = Finding::new(&LOCK_DRIFT_UNKNOWN, Weight::Undecided, message.clone());
        finding.at(path, line).known_by([message])
    }

    fn packages(&self) -> impl Iterator<Item = (PackageId, &'a Package, Option<&'a str>)> + Clone {
        let recorded: &'a Recorded = self.recorded;
        let sources = recorded.sources.iter().map(Option::as_deref);
        (0..)
            .map(PackageId)
            .zip(&recorded.resolution.packages)
            .zip(sources)
            .map(|((id, package), source)| (id, package, source))
    }

    /// The version of a project, which the workspace may state.
    fn version(&self, member: &'a Member) -> Option<&'a str> {
        let own = member.manifest.own.as_ref()?;
        let root = self.members.first().and_then(|root| root.manifest.root.as_ref());
        own.version.as_deref().or_else(|| root?.version.as_deref())
    }

    /// The lock's entry of a project: of its name and in a folder.
    fn entry(&self, member: &Member) -> Option<(PackageId, &'a Package)> {
        let name = &member.manifest.own.as_ref()?.name;
        let version = self.version(member);
        let mut named = self
            .packages()
            .filter(|(_, package, source)| source.is_none() && package.name == *name)
            .map(|(id, package, _)| (id, package));
        let first = named.clone().find(|(_, package)| package.version.as_deref() == version);
        first.or_else(|| named.next())
    }
}

/// Compares a lock with its projects.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let packages = locked.members.iter().filter(|member| member.manifest.own.is_some()).count();
    judgement.detail = format!("{packages} {}", if packages == 1 { "project" } else { "projects" });
    let mut findings = entries(locked);
    for member in locked.members {
        findings.extend(needs::of(locked, member, true));
    }
    for other in locked.others {
        findings.extend(needs::of(locked, other, false));
    }
    findings.extend(patches(locked));
    // What the lock was not asked for leads nowhere as well.
    if findings.is_empty() {
        findings.extend(unused(locked));
    }
    judgement.findings = findings;
    judgement.facts.push(Fact {
        name: "not compared",
        value: "features asked of others' crates, and what those crates need".to_owned(),
    });
    judgement
}

/// Compares which projects there are, and their versions.
fn entries(locked: &Locked<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    for member in locked.members.iter().chain(locked.others) {
        let Some(own) = &member.manifest.own else { continue };
        let name = &own.name;
        let Some((id, package)) = locked.entry(member) else {
            let message = format!("the lock has no entry of `{name}`");
            let finding = locked.stale(&LOCK_DRIFT_MEMBERS, message);
            findings.push(finding.at(&member.path, Some(own.line)).of(name, None));
            continue;
        };
        seen.insert(id);
        let (now, then) = (locked.version(member), package.version.as_deref());
        if now != then {
            let message = match now {
                Some(now) => {
                    format!("`{name}` is `{now}` now; the lock has `{}`", then.unwrap_or_default())
                }
                None => format!("the version of `{name}` stands in no manifest here"),
            };
            let finding = locked.stale(&LOCK_DRIFT_VERSION, message);
            let finding = finding.at(&member.path, Some(own.line)).of(name, None);
            findings.push(finding.beside(locked.path, package.line, "as it was locked"));
        }
    }
    let left = locked.packages().filter(|(id, _, source)| source.is_none() && !seen.contains(id));
    for (_, package, _) in left {
        let name = &package.name;
        findings.push(if locked.incomplete {
            let message = format!("the folder of `{name}` could not be looked at");
            locked.unknown(locked.path, package.line, message).of(name, None)
        } else {
            let message = format!("the lock has `{name}` in a folder, where no manifest has it");
            locked.stale(&LOCK_DRIFT_MEMBERS, message).at(locked.path, package.line).of(name, None)
        });
    }
    findings
}

/// Compares the patches of the root with what the lock took and what it has as unused.
fn patches(locked: &Locked<'_>) -> Vec<Finding> {
    let Some(root) = locked.members.first() else { return Vec::new() };
    let mut findings = Vec::new();
    if root.manifest.replaces {
        let message = "what `[replace]` means for the lock is not told".to_owned();
        findings.push(locked.unknown(&root.path, None, message));
    }
    let patches = &root.manifest.patches;
    for patch in patches {
        let is = |name: &str, source: Option<&str>| name == patch.name && patch.source.is(source);
        let taken = locked.packages().any(|(_, package, source)| is(&package.name, source));
        let unused = &locked.recorded.unused;
        if !taken && !unused.iter().any(|it| is(&it.name, it.source.as_deref())) {
            let message = format!(
                "the lock does not have the patch `{}` from {}",
                patch.name,
                patch.source.shown()
            );
            let finding = locked.stale(&LOCK_DRIFT_OVERRIDE, message);
            findings.push(finding.at(&root.path, Some(patch.line)).of(&patch.name, None));
        }
    }
    for unused in &locked.recorded.unused {
        let is = |patch: &&keelmark_formats::cargo::Need| {
            patch.name == unused.name && patch.source.is(unused.source.as_deref())
        };
        if !patches.iter().any(|patch| is(&patch)) {
            let message = format!("the lock has an unused patch `{}`, which is gone", unused.name);
            let finding = locked.stale(&LOCK_DRIFT_OVERRIDE, message);
            findings.push(finding.at(locked.path, None).of(&unused.name, None));
        }
    }
    findings
}

/// Packages to which no project leads: Cargo leaves them out when it next writes the lock.
fn unused(locked: &Locked<'_>) -> Vec<Finding> {
    let resolution = &locked.recorded.resolution;
    let mut needs: BTreeMap<PackageId, Vec<PackageId>> = BTreeMap::new();
    for edge in &resolution.edges {
        needs.entry(edge.from).or_default().push(edge.to);
    }
    let mut reached = BTreeSet::new();
    let mut pending: Vec<PackageId> = resolution.own.clone();
    while let Some(id) = pending.pop() {
        if reached.insert(id) {
            pending.extend(needs.get(&id).into_iter().flatten());
        }
    }
    let lost = locked.packages().filter(|(id, _, _)| !reached.contains(id));
    let findings = lost.map(|(_, package, _)| {
        let message = format!("nothing in the lock needs `{}`", package.name);
        let finding = locked.stale(&LOCK_DRIFT_UNUSED, message).at(locked.path, package.line);
        finding.of(&package.name, package.version.as_deref())
    });
    findings.collect()
}
