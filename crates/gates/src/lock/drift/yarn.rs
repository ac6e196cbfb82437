//! Drift of `yarn.lock`: whether it has an entry for whatever the manifests and its own entries ask for.

use std::collections::BTreeSet;

use keelmark_formats::npm::{Member, Need, Specifier};
use keelmark_formats::yarn::Recorded;
use keelmark_model::{Finding, Judgement};

use super::{stale, unknown};
use crate::codes::{LOCK_DRIFT_EDGE, LOCK_DRIFT_MEMBERS, LOCK_DRIFT_REQUIREMENT};

/// A lock of Yarn and the projects it is of.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock says.
    pub recorded: &'a Recorded,
    /// The projects, the root's first.
    pub projects: &'a [Member],
}

const REMEDY: &str = "Run `yarn install` and commit yarn.lock.";

/// Compares a lock with its projects.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let count = locked.projects.len();
    judgement.detail = format!("{count} {}", if count == 1 { "project" } else { "projects" });
    for project in locked.projects {
        let needs = project.manifest.needs.iter().filter(|need| !need.kind.is_peer());
        judgement.findings.extend(needs.filter_map(|need| of(locked, project, need)));
        if locked.recorded.berry {
            judgement.findings.extend(recorded(locked, project));
        }
    }
    judgement.findings.extend(versions(locked));
    judgement.findings.extend(locked.recorded.broken.iter().map(|(line, message)| {
        stale(&LOCK_DRIFT_EDGE, message.clone(), REMEDY).at(locked.path, *line)
    }));
    judgement
}

/// What there is to say of a need of a project.
fn of(locked: &Locked<'_>, project: &Member, need: &Need) -> Option<Finding> {
    let Need { name, kind, line, .. } = need;
    let placed = |it: Finding| it.at(&project.path, Some(*line)).of(name, None);
    let Some(now) = &need.specifier else {
        let message = format!("`{}.{name}` is no text", kind.field());
        return Some(placed(unknown(message, REMEDY)));
    };
    // Of projects of the workspace Yarn 1 has no entries.
    let is_member = locked.projects.iter().any(|it| it.name() == name.as_str());
    if !locked.recorded.berry && is_member || locked.recorded.answers(name, now) {
        return None;
    }
    if project_replaces(locked, name) {
        let message = format!("`{}.{name}` is `{now}`, which `resolutions` replaces", kind.field());
        return Some(placed(unknown(message, REMEDY)));
    }
    let message = format!("`{}.{name}` is `{now}`; the lock has no such entry", kind.field());
    Some(placed(stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY)))
}

/// Entries with a version that what they are for does not allow. Where `resolutions` put another in its place,
/// Yarn 1 keeps what was asked for.
fn versions(locked: &Locked<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &locked.recorded.resolution.packages {
        let Some(version) = package.version.as_deref() else { continue };
        for descriptor in &package.paths {
            let Some((name, range)) = parted(descriptor) else { continue };
            let is_out = match specifier(range) {
                Specifier::Range(range) => range.allows(version) == Ok(false),
                _ => false,
            };
            if is_out && !project_replaces(locked, name) {
                let message = format!("the entry for `{descriptor}` has version {version}");
                let finding = stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY);
                findings.push(finding.at(locked.path, package.line).of(name, Some(version)));
            }
        }
    }
    findings
}

/// Name and range of a descriptor.
fn parted(descriptor: &str) -> Option<(&str, &str)> {
    let (at, _) = descriptor.char_indices().skip(1).find(|(_, c)| *c == '@')?;
    Some((descriptor.get(..at)?, descriptor.get(at + 1..)?))
}

/// What a range asks for, of the package itself or of the one that it is another name of. Yarn 2 and later write
/// `npm:` before either.
fn specifier(range: &str) -> Specifier {
    let plain = range.strip_prefix("npm:").unwrap_or(range);
    match Specifier::parse(plain) {
        Specifier::Alias { inner, .. } => *inner,
        // `npm:` of an alias has its name behind it.
        Specifier::Range(range) => Specifier::Range(range),
        _ => match Specifier::parse(range) {
            Specifier::Alias { inner, .. } => *inner,
            other => other,
        },
    }
}

/// Whether the root has something else in the place of a package.
fn project_replaces(locked: &Locked<'_>, name: &str) -> bool {
    let last = |key: &str| {
        let key = key.rsplit("**/").next().unwrap_or(key);
        key == name || key.ends_with(&format!("/{name}")) || key.starts_with(&format!("{name}@"))
    };
    locked.projects.first().is_some_and(|root| root.manifest.resolutions.iter().any(|it| last(it)))
}

/// Compares what Yarn 2 and later say that a project asked for.
fn recorded(locked: &Locked<'_>, project: &Member) -> Vec<Finding> {
    let folder = if project.folder.is_empty() { "." } else { &project.folder };
    let asked = locked.recorded.projects.iter().find(|(it, _)| it == folder);
    let Some((_, asked)) = asked else {
        let message = format!("the lock has no project in {folder}");
        return vec![stale(&LOCK_DRIFT_MEMBERS, message, REMEDY).at(&project.path, None)];
    };
    let needs = project.manifest.needs.iter().filter(|need| !need.kind.is_peer());
    let now: BTreeSet<String> = needs
        .map(|need| Recorded::descriptor(&need.name, need.specifier.as_deref().unwrap_or_default()))
        .collect();
    let left = asked.difference(&now).map(|descriptor| {
        let message =
            format!("the lock has `{descriptor}`, which {} does not ask for", project.path);
        stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY).at(locked.path, None)
    });
    let lacks = now.difference(asked).map(|descriptor| {
        let message = format!("the lock does not have `{descriptor}` of {}", project.path);
        stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY).at(&project.path, None)
    });
    left.chain(lacks).collect()
}

#[cfg(test)]
mod tests {
    use keelmark_formats::npm::{Manifest, Member};
    use keelmark_formats::yarn::Recorded;

    use super::{Locked, drift};

    const ROOT: &str = r#"{ "name": "root", "workspaces": ["packages/*"],
 "dependencies": { "a": "^1.0.0", "m": "^1.0.0" }, "peerDependencies": { "p": "*" } }"#;
    const MEMBER: &str =
        r#"{ "name": "m", "version": "1.0.0", "devDependencies": { "b": "npm:c@2" } }"#;
    const CLASSIC: &str = "# yarn lockfile v1\n\n\na@^1.0.0, a@^1.1.0:\n  version \"1.2.0\"\n  dependencies:\n    d \"~3\"\n\n\
        \"b@npm:c@2\":\n  version \"2.0.0\"\n\nd@~3:\n  version \"3.0.1\"\n";
    const BERRY: &str = "__metadata:\n  version: 8\n\n\"a@npm:^1.0.0\":\n  version: 1.2.0\n  resolution: \"a@npm:1.2.0\"\n\n\
        \"b@npm:c@2\":\n  version: 2.0.0\n  resolution: \"c@npm:2.0.0\"\n\n\
        \"m@npm:^1.0.0, m@workspace:packages/m\":\n  version: 0.0.0-use.local\n  resolution: \"m@workspace:packages/m\"\n  dependencies:\n    b: \"npm:c@2\"\n\n\
        \"root@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"root@workspace:.\"\n  dependencies:\n    a: \"npm:^1.0.0\"\n    m: \"npm:^1.0.0\"\n";

    fn told(root: &str, lock: &str) -> String {
        let member = |folder: &str, path: &str, text: &str| Member {
            folder: folder.to_owned(),
            path: path.to_owned(),
            manifest: Manifest::parse(text.as_bytes()).unwrap(),
        };
        let projects = [
            member("", "package.json", root),
            member("packages/m", "packages/m/package.json", MEMBER),
        ];
        let recorded = Recorded::parse(lock.as_bytes()).unwrap();
        let judgement =
            drift(&Locked { path: "yarn.lock", recorded: &recorded, projects: &projects });
        let findings = judgement.findings.iter();
        findings.map(|it| format!("{} {}", it.code, it.message)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn versions_are_what_was_asked_for() {
        for (lock, from, to, descriptor, version) in [
            (CLASSIC, "\"1.2.0\"", "\"0.9.0\"", "a@^1.0.0", "0.9.0"),
            (CLASSIC, "\"3.0.1\"", "\"4.0.1\"", "d@~3", "4.0.1"),
            (CLASSIC, "\"2.0.0\"", "\"1.0.0\"", "b@npm:c@2", "1.0.0"),
            (BERRY, "version: 1.2.0", "version: 2.2.0", "a@npm:^1.0.0", "2.2.0"),
            (BERRY, "version: 2.0.0", "version: 3.0.0", "b@npm:c@2", "3.0.0"),
        ] {
            let told = told(ROOT, &lock.replacen(from, to, 1));
            let first = told.lines().next().unwrap_or_default();
            let expected = format!(
                "lock.drift-requirement the entry for `{descriptor}` has version {version}"
            );
            assert_eq!(first, expected);
        }
        let lock = CLASSIC.replace("\"3.0.1\"", "\"4.0.1\"");
        let replaced =
            ROOT.replace("\"workspaces\"", "\"resolutions\": { \"d\": \"4.0.1\" }, \"workspaces\"");
        assert_eq!(told(&replaced, &lock), "");
    }

    #[test]
    fn whatever_is_asked_for_has_an_entry() {
        assert_eq!(told(ROOT, CLASSIC), "");
        assert_eq!(told(ROOT, BERRY), "");
        let raised = ROOT.replacen("^1.0.0", "^1.3.0", 1);
        assert_eq!(
            told(&raised, CLASSIC),
            "lock.drift-requirement `dependencies.a` is `^1.3.0`; the lock has no such entry"
        );
        assert_eq!(
            told(&raised, BERRY),
            "lock.drift-requirement `dependencies.a` is `^1.3.0`; the lock has no such entry\n\
             lock.drift-requirement the lock has `a@npm:^1.0.0`, which package.json does not ask for\n\
             lock.drift-requirement the lock does not have `a@npm:^1.3.0` of package.json"
        );
        let replaced = raised
            .replace("\"workspaces\"", "\"resolutions\": { \"**/a\": \"1.2.0\" }, \"workspaces\"");
        assert_eq!(
            told(&replaced, CLASSIC),
            "lock.drift-unknown `dependencies.a` is `^1.3.0`, which `resolutions` replaces"
        );
        assert_eq!(told(ROOT, &CLASSIC.replace("d@~3:", "d@^3:")), "");
        let cut = CLASSIC.split("\nd@~3").next().unwrap();
        assert_eq!(
            told(ROOT, cut),
            "lock.drift-edge no entry is for `d@~3`, which another one needs"
        );
    }
}
