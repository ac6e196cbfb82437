//! Whether each file and folder in the place of a package is there because a manifest says so.
//!
//! npm takes a file or a folder for any version that is asked of a registry, so that a lock may put one in the
//! place of whatever package.

use std::collections::BTreeSet;

use keelmark_formats::npm::{Need, RecordedPackage, Specifier};
use keelmark_model::Finding;

use super::Locked;
use super::walk::normal;
use crate::codes::LOCK_DRIFT_REQUIREMENT;

/// Findings about entries that are of a file or folder, under a name for which nothing asks for one. What is not
/// `reached` npm leaves out.
pub(super) fn unasked(locked: &Locked<'_>, reached: &[bool]) -> Vec<Finding> {
    let local = |entry: &RecordedPackage| {
        entry.link || entry.resolved.as_deref().is_some_and(|it| it.starts_with("file:"))
    };
    let entries = locked.recorded.entries.iter().zip(reached);
    let entries = entries.filter(|(entry, reached)| **reached && local(entry));
    let mut entries = entries.map(|(entry, _)| entry).peekable();
    if entries.peek().is_none() {
        return Vec::new();
    }
    let asked = asked(locked);
    let lost = entries
        .filter(|entry| !asked.contains(entry.folder_name()) && !leads_to_member(locked, entry));
    let findings = lost.map(|entry| {
        let resolved = entry.resolved.as_deref().unwrap_or("nothing");
        let message = format!("`{}` is of `{resolved}`; no manifest asks for that", entry.path);
        let finding = locked.stale(&LOCK_DRIFT_REQUIREMENT, message);
        finding.at(locked.path, Some(entry.line)).of(&entry.name, entry.version.as_deref())
    });
    findings.collect()
}

fn leads_to_member(locked: &Locked<'_>, entry: &RecordedPackage) -> bool {
    let folder = entry.resolved.as_deref().and_then(|it| normal("", it));
    entry.link && folder.is_some_and(|folder| locked.is_member(&folder))
}

/// Names under which a file or a folder is asked for.
fn asked<'a>(locked: &Locked<'a>) -> BTreeSet<&'a str> {
    let is_local = |specifier: &str| {
        matches!(Specifier::parse(specifier), Specifier::File(_) | Specifier::Folder(_))
    };
    let projects = std::iter::once(locked.root).chain(locked.members).chain(locked.others);
    let needs = projects.flat_map(|it| &it.manifest.needs);
    let needs = needs.chain(locked.recorded.entries.iter().flat_map(|entry| &entry.needs));
    let is_asked = |need: &&Need| need.specifier.as_deref().is_some_and(is_local);
    let replaced = locked.manifest().overrides.list.iter().filter(|it| is_local(&it.value));
    let replaced = replaced.map(|it| it.name.as_str());
    needs.filter(is_asked).map(|need| need.name.as_str()).chain(replaced).collect()
}
