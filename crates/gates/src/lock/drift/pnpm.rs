//! Drift of `pnpm-lock.yaml`: whether what it says was asked of each project is what the project's manifest asks.

use std::collections::BTreeMap;

use keelmark_formats::npm::{Member, Need, Specifier};
use keelmark_formats::pnpm::{Asked, Recorded, Settings};
use keelmark_model::{Finding, Judgement};

use super::{stale, unknown};
use crate::codes::{LOCK_DRIFT_MEMBERS, LOCK_DRIFT_OVERRIDE, LOCK_DRIFT_REQUIREMENT};

/// A lock of pnpm and the projects it is of.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// The lock's path as given.
    pub path: &'a str,
    /// What the lock says.
    pub recorded: &'a Recorded,
    /// The projects, the root's first.
    pub projects: &'a [Member],
    /// What the workspace says besides.
    pub settings: &'a Settings,
}

const REMEDY: &str = "Run `pnpm install --lockfile-only` and commit pnpm-lock.yaml.";

/// Compares a lock with its projects.
pub fn drift(locked: &Locked<'_>) -> Judgement {
    let mut judgement = Judgement::new("lock", "drift", locked.path);
    let count = locked.projects.len();
    judgement.detail = format!("{count} {}", if count == 1 { "project" } else { "projects" });
    for project in locked.projects {
        let folder = if project.folder.is_empty() { "." } else { &project.folder };
        match locked.recorded.projects.get(folder) {
            Some(asked) => judgement.findings.extend(compared(locked, project, asked)),
            None => {
                let message = format!("the lock has no project in {folder}");
                let finding = stale(&LOCK_DRIFT_MEMBERS, message, REMEDY);
                judgement.findings.push(finding.at(&project.path, None));
            }
        }
    }
    for folder in locked.recorded.projects.keys() {
        let is = |it: &Member| it.folder == *folder || it.folder.is_empty() && folder == ".";
        if !locked.projects.iter().any(is) {
            let message = format!("the lock has a project in {folder}, where no manifest is");
            let finding = stale(&LOCK_DRIFT_MEMBERS, message, REMEDY);
            judgement.findings.push(finding.at(locked.path, None));
        }
    }
    judgement.findings.extend(overrides(locked));
    judgement.findings.extend(catalogs(locked));
    judgement
}

fn compared(
    locked: &Locked<'_>,
    project: &Member,
    asked: &BTreeMap<String, Asked>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let needs = &project.manifest.needs;
    // Where peers are installed, they are asked for like anything else.
    let counts = |need: &&Need| locked.recorded.takes_peers || !need.kind.is_peer();
    for need in needs.iter().filter(counts) {
        let Need { name, line, .. } = need;
        if let Some(message) = differs(locked, need, asked.get(name)) {
            let finding = stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY);
            findings.push(finding.at(&project.path, Some(*line)).of(name, None));
        }
    }
    for name in asked.keys() {
        let is = |need: &&Need| need.name == *name;
        let need = needs.iter().find(is);
        if need.is_none_or(|need| need.kind.is_peer() && !locked.recorded.takes_peers) {
            let message = format!("the lock has `{name}`, which {} does not ask for", project.path);
            let finding = stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY);
            findings.push(finding.at(locked.path, None).of(name, None));
        }
    }
    findings
}

/// How what is needed differs from what was asked for, or from what the lock has for that.
fn differs(locked: &Locked<'_>, need: &Need, asked: Option<&Asked>) -> Option<String> {
    let Need { name, kind, .. } = need;
    let now = need.specifier.as_deref().unwrap_or_default();
    let field = kind.field();
    let Some(Asked { specifier: then, kind: was, version }) = asked else {
        return Some(format!("`{field}.{name}` is `{now}`; the lock has none"));
    };
    if then != now && locked.recorded.overrides.get(name) != Some(then) {
        return Some(format!("`{field}.{name}` is `{now}` now; the lock has `{then}`"));
    }
    if let Some(was) = was.filter(|was| was != kind && !kind.is_peer()) {
        return Some(format!("`{name}` is in `{field}` now; the lock has it in `{}`", was.field()));
    }
    // pnpm believes that the version follows from what was asked for.
    let version = version.as_deref()?;
    match Specifier::parse(then) {
        Specifier::Range(range) if range.allows(version) == Ok(false) => {
            Some(format!("`{field}.{name}` is `{then}`; the lock has {version}"))
        }
        _ => None,
    }
}

/// Compares overrides; `$name` stands for what the root needs under that name.
fn overrides(locked: &Locked<'_>) -> Vec<Finding> {
    let root = locked.projects.first();
    let mut now: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in &locked.settings.overrides {
        let meant = value.strip_prefix('$').and_then(|name| root?.manifest.need(name));
        let value = meant.and_then(|need| need.specifier.as_deref()).unwrap_or(value);
        now.insert(name, value);
    }
    let then: BTreeMap<&str, &str> =
        locked.recorded.overrides.iter().map(|(name, value)| (&**name, &**value)).collect();
    let names = now.keys().chain(then.keys().filter(|name| !now.contains_key(*name)));
    let findings = names.filter(|name| now.get(*name) != then.get(*name)).map(|name| {
        let shown = |it: Option<&&str>| it.map_or("nothing".to_owned(), |it| format!("`{it}`"));
        let (now, then) = (shown(now.get(name)), shown(then.get(name)));
        let message = format!("the override of `{name}` is {now} now; the lock has {then}");
        stale(&LOCK_DRIFT_OVERRIDE, message, REMEDY).at(locked.path, None).of(name, None)
    });
    findings.collect()
}

/// Compares what the lock took from catalogs with what they say now.
fn catalogs(locked: &Locked<'_>) -> Vec<Finding> {
    let taken = locked.recorded.catalogs.iter();
    let findings = taken.filter_map(|((catalog, name), then)| {
        let key = (catalog.clone(), name.clone());
        let message = match locked.settings.catalogs.get(&key) {
            Some(now) if now == then => return None,
            Some(now) => {
                format!("`{name}` of catalog {catalog} is `{now}` now; the lock has `{then}`")
            }
            None if !locked.settings.is_read => {
                return Some(unknown(format!("catalog {catalog} is not at hand"), REMEDY));
            }
            None => format!("catalog {catalog} has no `{name}`; the lock has `{then}`"),
        };
        Some(stale(&LOCK_DRIFT_REQUIREMENT, message, REMEDY).at(locked.path, None).of(name, None))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use keelmark_formats::npm::{Manifest, Member};
    use keelmark_formats::pnpm::{Recorded, Settings};

    use super::{Locked, drift};

    const ROOT: &str = r#"{ "dependencies": { "a": "^1.0.0", "b": "catalog:" },
 "devDependencies": { "c": "workspace:*" }, "peerDependencies": { "p": "*" },
 "pnpm": { "overrides": { "d": "$a" } } }"#;
    const MEMBER: &str = r#"{ "name": "c", "optionalDependencies": { "e": "~2" } }"#;
    const WORKSPACE: &str = "packages: [packages/*]\ncatalog:\n  b: ^3\n";
    const LOCK: &str = "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n\n\
        overrides:\n  d: ^1.0.0\n\ncatalogs:\n  default:\n    b:\n      specifier: ^3\n      version: 3.1.0\n\n\
        importers:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.2.0\n\
        \x20     b:\n        specifier: 'catalog:'\n        version: 3.1.0\n\
        \x20     p:\n        specifier: '*'\n        version: 1.0.0\n\
        \x20   devDependencies:\n      c:\n        specifier: workspace:*\n        version: link:packages/c\n\n\
        \x20 packages/c:\n    optionalDependencies:\n      e:\n        specifier: ~2\n        version: 2.0.1\n";

    fn told(root: &str, workspace: &str, lock: &str) -> String {
        let member = |folder: &str, path: &str, text: &str| Member {
            folder: folder.to_owned(),
            path: path.to_owned(),
            manifest: Manifest::parse(text.as_bytes()).unwrap(),
        };
        let projects = [
            member("", "package.json", root),
            member("packages/c", "packages/c/package.json", MEMBER),
        ];
        let settings = Settings::parse(Some(workspace.as_bytes()), root.as_bytes()).unwrap();
        assert_eq!(settings.packages, ["packages/*"]);
        let judgement = drift(&Locked {
            path: "pnpm-lock.yaml",
            recorded: &Recorded::parse(lock.as_bytes()).unwrap(),
            projects: &projects,
            settings: &settings,
        });
        let findings = judgement.findings.iter();
        findings.map(|it| format!("{} {}", it.code, it.message)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_was_asked_is_what_is_asked() {
        assert_eq!(told(ROOT, WORKSPACE, LOCK), "");
        for (old, new, expected) in [
            (
                "\"^1.0.0\"",
                "\"^1.1.0\"",
                "lock.drift-requirement `dependencies.a` is `^1.1.0` now; the lock has `^1.0.0`\nlock.drift-override the override of `d` is `^1.1.0` now; the lock has `^1.0.0`",
            ),
            (
                "\"a\":",
                "\"n\": \"1\", \"a\":",
                "lock.drift-requirement `dependencies.n` is `1`; the lock has none",
            ),
            (
                "\"c\": \"workspace:*\"",
                "",
                "lock.drift-requirement the lock has `c`, which package.json does not ask for",
            ),
            (
                "\"d\": \"$a\"",
                "",
                "lock.drift-override the override of `d` is nothing now; the lock has `^1.0.0`",
            ),
        ] {
            assert_eq!(told(&ROOT.replacen(old, new, 1), WORKSPACE, LOCK), expected, "{new}");
        }
        assert_eq!(
            told(ROOT, &WORKSPACE.replace("^3", "^4"), LOCK),
            "lock.drift-requirement `b` of catalog default is `^4` now; the lock has `^3`"
        );
        let moved =
            ROOT.replace("\"a\": \"^1.0.0\", ", "").replace("\"c\":", "\"a\": \"^1.0.0\", \"c\":");
        assert_eq!(
            told(&moved, WORKSPACE, LOCK),
            "lock.drift-requirement `a` is in `devDependencies` now; the lock has it in `dependencies`"
        );
        assert_eq!(
            told(&ROOT.replace("\"p\": \"*\"", "\"p\": \"*\", \"q\": \"1\""), WORKSPACE, LOCK),
            "lock.drift-requirement `peerDependencies.q` is `1`; the lock has none"
        );
        assert_eq!(
            told(ROOT, WORKSPACE, &LOCK.replace("version: 1.2.0", "version: 0.9.0(p@1.0.0)")),
            "lock.drift-requirement `dependencies.a` is `^1.0.0`; the lock has 0.9.0"
        );
        let gone = LOCK.replace("packages/c:", "packages/d:");
        assert_eq!(
            told(ROOT, WORKSPACE, &gone),
            "lock.drift-members the lock has no project in packages/c\n\
             lock.drift-members the lock has a project in packages/d, where no manifest is"
        );
    }
}
