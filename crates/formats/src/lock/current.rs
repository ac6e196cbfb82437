//! Whether a lock is of the manifest beside it.
//!
//! A lock may rightly lack what its manifest declares: what no environment it covers can have (a
//! marker), what npm could not install (optional) or leaves to the host (peer). Only what no tool
//! would leave out tells that the lock was not written again.

use std::collections::HashSet;
use std::str::FromStr as _;

use keelmark_model::{Declared, DependencyKind, Ecosystem, Edge, Inventory, PackageId, Project};
use pep440_rs::Version;

use super::npm::name_at;
use crate::{ParseError, codes};

/// Checks that a lock was written for what `project`, the manifest of its root, says now: the
/// version, where both state one, and each dependency by name.
///
/// # Errors
/// `lock.stale`, with both versions or the dependency that is missing.
pub fn check_current(inventory: &Inventory, project: &Project) -> Result<(), ParseError> {
    let root = inventory.package(inventory.root);
    let manifest = &project.manifest;
    if let (Some(locked), Some(stated)) = (&root.version, &project.version)
        && !alike(project.ecosystem, locked, stated)
    {
        let name = &project.name;
        return Err(stale(format!("the lock has {name} {locked}; {manifest} says {stated}")));
    }
    let locked = Locked::of(inventory);
    match project.declared.iter().find(|declared| locked.lacks(project, declared)) {
        None => Ok(()),
        Some(Declared { name, .. }) => Err(stale(format!(
            "{manifest} declares `{name}`; the lock has no such dependency of `{}`",
            project.name
        ))),
    }
}

fn stale(message: String) -> ParseError {
    ParseError::new(&codes::LOCK_STALE, message)
}

/// What the root depends on as the lock has it.
struct Locked<'a> {
    names: HashSet<&'a str>,
    groups: HashSet<&'a str>,
}

impl<'a> Locked<'a> {
    fn of(inventory: &'a Inventory) -> Self {
        let mut locked = Self { names: HashSet::new(), groups: HashSet::new() };
        for Edge { to, kind, .. } in edges_of(inventory, inventory.root) {
            let target = inventory.package(*to);
            locked.names.insert(&target.name);
            // The name a package stands under may be another than its own.
            locked.names.extend(target.paths.iter().filter_map(|path| name_at(path)));
            if let DependencyKind::Group(group) = kind {
                locked.groups.insert(group);
            }
        }
        locked
    }

    fn lacks(&self, project: &Project, declared: &Declared) -> bool {
        let certain = match project.ecosystem {
            Ecosystem::Cargo => true,
            Ecosystem::Npm => is_in_npm_lock(declared),
            // Groups of other tools (Poetry's) are not in the lock at all.
            Ecosystem::Python => {
                declared.marker.is_none()
                    && match &declared.kind {
                        DependencyKind::Group(group) => self.groups.contains(group.as_str()),
                        _ => true,
                    }
            }
        };
        // A project that asks for its own extras, or tests with itself, needs no other package.
        certain && declared.name != project.name && !self.names.contains(declared.name.as_str())
    }
}

fn edges_of(inventory: &Inventory, from: PackageId) -> impl Iterator<Item = &Edge> {
    inventory.edges.iter().filter(move |edge| edge.from == from)
}

/// Whether npm always locks a dependency under the name declared: a folder has its own.
fn is_in_npm_lock(declared: &Declared) -> bool {
    let folder = |url: &str| ["file:", "link:", ".", "/", "~"].iter().any(|it| url.starts_with(it));
    !matches!(declared.kind, DependencyKind::Optional | DependencyKind::Peer)
        && !declared.url.as_deref().is_some_and(folder)
}

/// Whether two ways to write a version mean the same one.
fn alike(ecosystem: Ecosystem, one: &str, other: &str) -> bool {
    match ecosystem {
        Ecosystem::Cargo => one == other,
        Ecosystem::Npm => {
            let [one, other] = [one, other].map(|it| it.trim().trim_start_matches(['v', '=']));
            one == other
        }
        Ecosystem::Python => match (Version::from_str(one), Version::from_str(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => one == other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Ecosystem, alike};

    #[test]
    fn versions_are_alike_however_written() {
        for (one, other, same) in [
            ("1.0.0-rc1", "1.0.0rc1", true),
            ("1.0.0-RC.1", "1.0.0rc1", true),
            ("v2024.01.05", "2024.1.5", true),
            ("1.0-1", "1.0.post1", true),
            ("1.0.dev", "1.0.dev0", true),
            ("1.0alpha2.dev3", "1.0a2.dev3", true),
            ("1.0+Linux-1", "1.0+linux.1", true),
            ("1!1.0", "1.0", false),
            ("1.0", "1.0.0", true),
            ("1.10", "1.1.0", false),
            ("1.0", "1.0.post1", false),
            ("1.0", "1.0+local", false),
            ("0.1.0", "0.2.0", false),
        ] {
            assert_eq!(alike(Ecosystem::Python, one, other), same, "{one} {other}");
        }
        assert!(alike(Ecosystem::Npm, "v1.0.0", "1.0.0"));
    }
}
