//! The tree that a lock describes, from the root on.

use keelmark_formats::npm::{Need, NeedKind, RecordedPackage, Tree, find};
use keelmark_model::Finding;

use super::answers::{Answer, Asker, Target};
use super::{Locked, replaced};
use crate::codes::{LOCK_DRIFT_EDGE, LOCK_DRIFT_MEMBERS, LOCK_DRIFT_REQUIREMENT};

/// What was found on the way, and which entries are on it.
pub(super) struct Walked {
    pub(super) findings: Vec<Finding>,
    /// By place of the entry.
    pub(super) reached: Vec<bool>,
}

struct Walk<'l, 'a> {
    locked: &'l Locked<'a>,
    tree: Tree<'a>,
    reached: Vec<bool>,
    pending: Vec<usize>,
    findings: Vec<Finding>,
}

/// A package and the file that says what it needs.
struct Package<'a> {
    entry: Option<&'a RecordedPackage>,
    path: &'a str,
    folder: &'a str,
    needs: &'a [Need],
}

/// Looks up everything that the root and all it leads to need.
pub(super) fn walk(locked: &Locked<'_>) -> Walked {
    let recorded = locked.recorded;
    let tree = Tree::of(recorded.entries.iter().map(|entry| entry.path.as_str()));
    let mut walk = Walk {
        locked,
        tree,
        reached: vec![false; recorded.entries.len()],
        pending: Vec::new(),
        findings: Vec::new(),
    };
    walk.members();
    walk.needs(&Package {
        entry: walk.tree.at("").and_then(|place| locked.entry(place)),
        path: locked.path,
        folder: "",
        needs: &locked.manifest().needs,
    });
    while let Some(place) = walk.pending.pop() {
        let Some(entry) = locked.entry(place) else { continue };
        if !entry.has_shrinkwrap {
            let needs = locked.project(&entry.path).map_or(&entry.needs, |it| &it.manifest.needs);
            let (path, folder) = (locked.path, entry.path.as_str());
            walk.needs(&Package { entry: Some(entry), path, folder, needs });
        }
    }
    Walked { findings: walk.findings, reached: walk.reached }
}

impl<'a> Walk<'_, 'a> {
    /// Each member must be linked to by its name.
    fn members(&mut self) {
        let locked = self.locked;
        for member in locked.members {
            let name = member.name();
            let found = find(&self.tree.folders(""), name);
            let link = found.and_then(|place| locked.entry(place)).filter(|entry| entry.link);
            let leads = link.and_then(|link| link.resolved.as_deref());
            if leads.is_some_and(|folder| normal("", folder).as_deref() == Some(&*member.folder)) {
                found.into_iter().for_each(|place| self.enter(place));
                continue;
            }
            let message =
                format!("`workspaces` has `{name}` in {}; the lock does not", member.folder);
            let finding = locked.stale(&LOCK_DRIFT_MEMBERS, message).of(name, None);
            let line = locked.manifest().workspaces_line;
            self.findings.push(finding.at(&locked.root.path, line));
        }
    }

    /// Comes to an entry, and through a link to where it leads.
    fn enter(&mut self, place: usize) {
        let Some(entry) = self.locked.entry(place) else { return };
        if let Some(reached) = self.reached.get_mut(place)
            && !std::mem::replace(reached, true)
            && !entry.link
        {
            self.pending.push(place);
        }
        if !entry.link {
            return;
        }
        let folder = entry.resolved.as_deref().and_then(|folder| normal("", folder));
        let Some(folder) = folder else { return };
        let Some(target) = self.tree.at(&folder) else {
            let message =
                format!("`{}` leads to {folder}, which the lock does not have", entry.path);
            let finding = self.locked.stale(&LOCK_DRIFT_EDGE, message).of(&entry.name, None);
            self.findings.push(finding.at(self.locked.path, Some(entry.line)));
            return;
        };
        // What is outside of the project is not npm's to install.
        let outside = folder.starts_with("..");
        if let Some(reached) = self.reached.get_mut(target)
            && !std::mem::replace(reached, true)
            && !outside
        {
            self.pending.push(target);
        }
    }

    fn needs(&mut self, package: &Package<'a>) {
        let locked = self.locked;
        let of_project = package.folder.is_empty() || locked.is_member(package.folder);
        let folders: Vec<Option<usize>> = {
            let folders = self.tree.folders(package.folder);
            package.needs.iter().map(|need| find(&folders, &need.name)).collect()
        };
        for (need, found) in package.needs.iter().zip(folders) {
            if need.kind.is_peer() && locked.settings.ignores_peers
                || need.kind == NeedKind::Development && package.folder.contains("node_modules/")
                || package.folder.is_empty()
                    && locked.members.iter().any(|it| it.name() == need.name)
            {
                continue;
            }
            let target = found.and_then(|place| locked.entry(place));
            let bundled = !of_project
                && package.entry.is_some_and(|entry| entry.bundles.contains(&need.name));
            if !bundled {
                self.findings.extend(self.judged(package, need, target));
            }
            found.into_iter().for_each(|place| self.enter(place));
        }
    }

    /// What there is to say of a need and what was found for it.
    fn judged(
        &self,
        package: &Package<'a>,
        need: &Need,
        target: Option<&'a RecordedPackage>,
    ) -> Option<Finding> {
        if need.kind == NeedKind::OptionalPeer {
            return None;
        }
        let Some(target) = target else {
            return Some(self.lacking(package, need));
        };
        let asker = Asker {
            folder: package.folder,
            resolved: package.entry.and_then(|entry| entry.resolved.as_deref()),
            locked: self.as_locked(package, need),
        };
        let within = format!("{}/node_modules/{}", package.folder, need.name);
        let answer = if need.kind == NeedKind::Peer
            && package.folder.contains("node_modules/")
            && within == target.path
        {
            Answer::Fails("stands below it, where no peer can be".to_owned())
        } else {
            let version = self.version(target);
            let target = Target { entry: target, version };
            replaced::answer(self.locked, &asker, need, &target)
        };
        match answer {
            Answer::Holds => None,
            Answer::Unknown(why) => {
                let message = format!("{}: {why}", self.asked(package, need));
                Some(self.placed(package, need, self.locked.unknown(message)))
            }
            Answer::Fails(why) => Some(self.failing(package, need, target, &why)),
        }
    }

    /// The version of an entry; of a link, that of the project it leads to.
    fn version(&self, entry: &'a RecordedPackage) -> Option<&'a str> {
        if !entry.link {
            return entry.version.as_deref();
        }
        let folder = normal("", entry.resolved.as_deref()?)?;
        match self.locked.project(&folder) {
            Some(project) => project.manifest.version.as_deref(),
            None => self.locked.entry(self.tree.at(&folder)?)?.version.as_deref(),
        }
    }

    fn lacking(&self, package: &Package<'a>, need: &Need) -> Finding {
        let message = format!("{}; the lock has none", self.asked(package, need));
        self.placed(package, need, self.locked.stale(self.code(package), message))
    }

    fn failing(
        &self,
        package: &Package<'a>,
        need: &Need,
        target: &RecordedPackage,
        why: &str,
    ) -> Finding {
        let message = format!("{}; in the lock `{}` {why}", self.asked(package, need), target.path);
        let finding = self.locked.stale(self.code(package), message);
        self.placed(package, need, finding).beside(
            self.locked.path,
            Some(target.line),
            "as it was locked",
        )
    }

    fn code(&self, package: &Package<'a>) -> &'static keelmark_model::Code {
        let projects = self.locked.project(package.folder).is_some();
        if projects { &LOCK_DRIFT_REQUIREMENT } else { &LOCK_DRIFT_EDGE }
    }

    /// A need as a message begins with it.
    fn asked(&self, package: &Package<'a>, need: &Need) -> String {
        let wanted = need.specifier.as_deref().unwrap_or("?");
        let (field, name) = (need.kind.field(), &need.name);
        match (self.locked.project(package.folder), package.entry) {
            (Some(_), _) => match self.as_locked(package, need) {
                Some(then) if then != wanted => {
                    format!("`{field}.{name}` is `{wanted}` now, `{then}` when it was locked")
                }
                _ => format!("`{field}.{name}` is `{wanted}`"),
            },
            (None, Some(entry)) => format!("`{}` needs `{name}` `{wanted}`", entry.path),
            (None, None) => format!("`{name}` `{wanted}` is needed"),
        }
    }

    /// What the lock says the package asked for under the name.
    fn as_locked(&self, package: &Package<'a>, need: &Need) -> Option<&'a str> {
        let needs = &package.entry?.needs;
        needs.iter().find(|it| it.name == need.name)?.specifier.as_deref()
    }

    /// The finding at the line that asks.
    fn placed(&self, package: &Package<'a>, need: &Need, finding: Finding) -> Finding {
        let finding = finding.of(&need.name, None);
        match self.locked.project(package.folder) {
            Some(project) => finding.at(&project.path, Some(need.line)),
            None => finding.at(package.path, Some(need.line)),
        }
    }
}

/// `path` seen from `folder`, without `.` and, where it can be, without `..`; `None` for an absolute one.
pub(super) fn normal(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.starts_with("~/") {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')).filter(|it| !matches!(*it, "" | ".")) {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
