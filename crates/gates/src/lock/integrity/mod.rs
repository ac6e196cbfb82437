//! Whether a lock pins exactly what will be installed, and from where it may come.

mod address;
mod digest;
mod entries;
mod files;
pub mod go;
mod graph;
mod hosts;
pub mod index;
mod pins;
pub mod requirements;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use keelmark_formats::lock::Resolution;
use keelmark_model::{Code, Fact, Finding, Judgement, Package, PackageId, Weight};

pub use address::Allowed;
pub use digest::reproducibility;

/// A lock that was read.
#[derive(Debug, Clone, Copy)]
pub struct Locked<'a> {
    /// Its path as given.
    pub path: &'a str,
    /// What it says.
    pub resolution: &'a Resolution,
}

/// One thing that is asked of a lock.
struct Rule {
    check: fn(&Examined<'_>) -> Vec<Finding>,
}

/// Every rule, by name.
static ALL: &[&Rule] = &[&entries::RULE, &files::RULE, &graph::RULE, &hosts::RULE, &pins::RULE];

/// What a rule sees.
struct Examined<'a> {
    locked: Locked<'a>,
    allowed: &'a Allowed,
}

impl<'a> Examined<'a> {
    /// The packages that are not of the project itself.
    fn foreign(&self) -> impl Iterator<Item = (PackageId, &'a Package)> {
        let own: BTreeSet<PackageId> = self.locked.resolution.own.iter().copied().collect();
        let packages = self.locked.resolution.packages.iter();
        (0..).map(PackageId).zip(packages).filter(move |(id, _)| !own.contains(id))
    }

    /// A finding about a package, at the line of its entry.
    fn about(&self, package: &Package, code: &'static Code, message: impl Into<String>) -> Finding {
        Finding::new(code, Weight::Failure, message)
            .at(self.locked.path, package.line)
            .of(&package.name, package.version.as_deref())
    }
}

/// Asks every rule of a lock.
pub fn integrity(locked: Locked<'_>, allowed: &Allowed) -> Judgement {
    let examined = Examined { locked, allowed };
    let mut findings: Vec<Finding> = ALL.iter().flat_map(|rule| (rule.check)(&examined)).collect();
    findings.sort_by(|a, b| {
        (&a.place, a.code.id, &a.identity).cmp(&(&b.place, b.code.id, &b.identity))
    });
    let packages = examined.foreign().count();
    let files: usize = examined.foreign().map(|(_, package)| package.files.len()).sum();
    let mut judgement = Judgement::new("lock", "integrity", locked.path);
    judgement.detail = format!("{}, {}", counted(packages, "package"), counted(files, "file"));
    judgement.facts.push(Fact {
        name: "reproducibility digest",
        value: reproducibility(locked.resolution).hex(),
    });
    judgement.findings = findings;
    judgement
}

/// A number of things as people write it.
fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}
