//! Whether an entry of a lock is what is asked for.

use keelmark_formats::npm::{Git, RecordedPackage, Specifier};
use keelmark_formats::version::npm_range::Range;

use super::walk::normal;

/// Whether it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Holds,
    /// Why it is not: goes on from the entry's name.
    Fails(String),
    /// Why it cannot be told, in a clause.
    Unknown(String),
}

/// An entry that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) entry: &'a RecordedPackage,
    /// Its version; of a link, that of the project it leads to.
    pub(super) version: Option<&'a str>,
}

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    /// Its folder, relative to the lock's.
    pub(super) folder: &'a str,
    /// Where it comes from, as the lock has it.
    pub(super) resolved: Option<&'a str>,
    /// What it asked for when the lock was made, as the lock has it.
    pub(super) locked: Option<&'a str>,
}

impl Asker<'_> {
    /// The folder from which its paths lead: of an archive, the one that it was in.
    fn base(&self) -> &str {
        let archive = self.resolved.and_then(|it| it.strip_prefix("file:"));
        match archive {
            Some(path) => path.rsplit_once('/').map_or("", |(folder, _)| folder),
            None => self.folder,
        }
    }
}

/// Whether `target` is what `asker` means by `specifier`.
pub(super) fn answer(asker: &Asker<'_>, specifier: &str, target: &Target<'_>) -> Answer {
    let asked = Specifier::parse(specifier);
    if let Specifier::Alias { name, inner } = &asked {
        return of_registry(inner, name, target);
    }
    match asked {
        Specifier::Archive(url) => match target.entry.resolved.as_deref() {
            Some(found) if found == url => Answer::Holds,
            found => Answer::Fails(format!("comes from {}", found.unwrap_or("nowhere"))),
        },
        Specifier::Git(git) => of_git(asker, &git, target),
        Specifier::File(path) => of_path(asker, &path, target, false),
        Specifier::Folder(path) => of_path(asker, &path, target, true),
        Specifier::Unread(text) => {
            Answer::Unknown(format!("`{text}` is of no form keelmark reads"))
        }
        asked => of_registry(&asked, target.entry.folder_name(), target),
    }
}

/// Whether an entry is of a package by its own name, in a version that will do.
fn of_registry(asked: &Specifier, name: &str, target: &Target<'_>) -> Answer {
    // A folder or repository may stand in for any version of it, whatever it is called.
    let from_registry = !target.entry.link
        && target
            .entry
            .resolved
            .as_deref()
            .is_none_or(|it| it.starts_with("http") && it.contains("/-/"));
    if from_registry && target.entry.name != name {
        return Answer::Fails(format!("is the package `{}`", target.entry.name));
    }
    let version = target.version.unwrap_or_default();
    match asked {
        Specifier::Any => Answer::Holds,
        Specifier::Range(range) => match range.allows(version) {
            Ok(true) => Answer::Holds,
            Ok(false) => Answer::Fails(format!("is {version}")),
            Err(_) if version.is_empty() => Answer::Fails("has no version".to_owned()),
            Err(error) => Answer::Unknown(error.to_string()),
        },
        Specifier::Tag(tag) => match target.entry.resolved.as_deref() {
            Some(resolved) if resolved.starts_with("http") => Answer::Holds,
            None if !target.entry.link => {
                Answer::Unknown(format!("which version is `{tag}` only the registry can tell"))
            }
            _ => Answer::Fails("is of no registry".to_owned()),
        },
        Specifier::Unread(text) => Answer::Unknown(format!("`{text}` is no range keelmark reads")),
        _ => Answer::Unknown("an alias means a registry".to_owned()),
    }
}

fn of_git(asker: &Asker<'_>, asked: &Git, target: &Target<'_>) -> Answer {
    let resolved = target.entry.resolved.as_deref().unwrap_or_default();
    let Specifier::Git(found) = Specifier::parse(resolved) else {
        return Answer::Fails("is of no repository".to_owned());
    };
    if found.repository != asked.repository {
        return Answer::Fails(format!("is of {}", found.repository));
    }
    if let Some(versions) = &asked.versions {
        let version = target.version.unwrap_or_default();
        return match Range::parse(versions).map(|range| range.allows(version)) {
            Ok(Ok(true)) => Answer::Holds,
            Ok(Ok(false)) => Answer::Fails(format!("is {version}")),
            Ok(Err(error)) => Answer::Unknown(error.to_string()),
            Err(error) => Answer::Unknown(error.to_string()),
        };
    }
    if asked.commit().is_some() {
        let same = asked.reference == found.reference;
        let at = found.reference.as_deref().unwrap_or("no commit");
        return if same { Answer::Holds } else { Answer::Fails(format!("is at {at}")) };
    }
    // Where a branch or tag leads is not told offline; that another was asked for is.
    match asker.locked.map(Specifier::parse) {
        Some(Specifier::Git(then)) if then.reference != asked.reference => {
            let then = then.reference.as_deref().unwrap_or("the default branch");
            Answer::Fails(format!("was locked for {then}"))
        }
        _ => Answer::Holds,
    }
}

fn of_path(asker: &Asker<'_>, path: &str, target: &Target<'_>, folder: bool) -> Answer {
    let resolved = target.entry.resolved.as_deref().unwrap_or_default();
    if target.entry.link != folder {
        let kind = if target.entry.link { "is a link to a folder" } else { "is no folder" };
        return Answer::Fails(kind.to_owned());
    }
    let Some(wanted) = normal(asker.base(), path) else {
        return Answer::Unknown(format!("`{path}` is a path of one machine"));
    };
    let found = normal("", resolved.strip_prefix("file:").unwrap_or(resolved));
    if found.as_deref() == Some(&wanted) {
        Answer::Holds
    } else {
        Answer::Fails(format!("is of `{resolved}`"))
    }
}
