//! Lists of requirements: what a manifest asks for, and what the lock was asked.

use std::collections::BTreeSet;

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Lowered, Requirement, Source};
use keelmark_model::{Code, Finding};
use pep440_rs::VersionSpecifier;

use super::regions::Asked;
use super::{Compared, Locked};
use crate::codes::{
    LOCK_DRIFT_BUILD_CONSTRAINT, LOCK_DRIFT_CONSTRAINT, LOCK_DRIFT_EXCLUDE, LOCK_DRIFT_GROUP,
    LOCK_DRIFT_METADATA, LOCK_DRIFT_OVERRIDE, LOCK_DRIFT_REQUIREMENT,
};

/// Two lists that should say the same, and how they are called.
pub(super) struct Lists<'a> {
    pub(super) code: &'static Code,
    /// What an entry is: `constraint`.
    pub(super) what: &'a str,
    /// Path of the manifest.
    pub(super) manifest: &'a str,
    /// What the manifest asks.
    pub(super) asked: Vec<Lowered>,
    /// What the lock was asked.
    pub(super) recorded: &'a [Requirement],
}

impl Lists<'_> {
    /// What stands in one list only; what stands in both otherwise is one finding.
    pub(super) fn differences(
        self,
        locked: &Locked<'_>,
        compared: &mut Compared,
    ) -> Result<Vec<Finding>, ParseError> {
        let by_entry = self.code == &LOCK_DRIFT_BUILD_CONSTRAINT;
        let (lacking, surplus) = unmatched(&self.asked, self.recorded, by_entry, compared)?;
        let mut surplus: Vec<Option<&Requirement>> = surplus.into_iter().map(Some).collect();
        let mut findings = Vec::new();
        for asked in lacking {
            let like = |it: &&mut Option<&Requirement>| {
                it.is_some_and(|it| it.name == asked.requirement.name)
            };
            let recorded = surplus.iter_mut().find(like).and_then(Option::take);
            findings.push(self.lacking(locked, &asked.requirement, recorded));
        }
        findings.extend(surplus.into_iter().flatten().map(|it| self.surplus(locked, it)));
        Ok(findings)
    }

    fn lacking(
        &self,
        locked: &Locked<'_>,
        asked: &Requirement,
        recorded: Option<&Requirement>,
    ) -> Finding {
        let Self { what, manifest, code, .. } = self;
        let shown = asked.shown();
        let message = match recorded {
            Some(recorded) => {
                format!("the {what} is `{shown}` now; the lock has `{}`", recorded.shown())
            }
            None => format!("the lock does not have the {what} `{shown}`"),
        };
        let finding = locked.stale(code, message).at(*manifest, asked.line).of(&asked.name, None);
        match recorded {
            Some(recorded) => finding.beside(locked.path, recorded.line, "as it was locked"),
            None => finding,
        }
    }

    fn surplus(&self, locked: &Locked<'_>, recorded: &Requirement) -> Finding {
        let Self { what, manifest, code, .. } = self;
        let message =
            format!("the lock has the {what} `{}`, which {manifest} does not", recorded.shown());
        locked.stale(code, message).at(locked.path, recorded.line).of(&recorded.name, None)
    }
}

/// Entries of packages of which the lists do not ask the same where Python is as required: of each list those
/// that have none like them in the other. `by_entry`: lists that ask the same in other entries differ too, as
/// uv sees it with what it gives to builds.
fn unmatched<'r>(
    asked: &[Lowered],
    recorded: &'r [Requirement],
    by_entry: bool,
    compared: &mut Compared,
) -> Result<(Vec<Lowered>, Vec<&'r Requirement>), ParseError> {
    let Compared { markers, python } = compared;
    let mut wanted = Vec::with_capacity(asked.len());
    for it in asked {
        wanted.push(markers.and(it.marker, *python)?);
    }
    let mut had = Vec::with_capacity(recorded.len());
    for it in recorded {
        let marker = match &it.marker {
            Some(text) => markers.parse(text)?,
            None => Marker::ALWAYS,
        };
        had.push(markers.and(marker, *python)?);
    }
    let asked: Vec<_> = asked.iter().zip(wanted).collect();
    let recorded: Vec<_> = recorded.iter().zip(had).collect();
    let mut differ = BTreeSet::new();
    let names = asked.iter().map(|(it, _)| &it.requirement).chain(recorded.iter().map(|it| it.0));
    for name in names.map(|it| it.name.as_str()).collect::<BTreeSet<_>>() {
        let now = asked.iter().map(|(it, marker)| (&it.requirement, *marker));
        let now = Asked::of(now.filter(|(it, _)| it.name == name), markers)?;
        let then = recorded.iter().copied().filter(|(it, _)| it.name == name);
        if by_entry || !now.same(&Asked::of(then, markers)?, markers)? {
            differ.insert(name);
        }
    }
    let same = |(one, marker): &(&Lowered, Marker), (other, had): &(&Requirement, Marker)| {
        marker == had && asks(&one.requirement) == asks(other)
    };
    let lacking = asked.iter().filter(|it| {
        differ.contains(it.0.requirement.name.as_str()) && !recorded.iter().any(|had| same(it, had))
    });
    let surplus = recorded
        .iter()
        .filter(|it| differ.contains(it.0.name.as_str()) && !asked.iter().any(|now| same(now, it)));
    Ok((lacking.map(|it| it.0.clone()).collect(), surplus.map(|it| it.0).collect()))
}

/// What a requirement asks for but for its marker, by which entries that are alike are found.
fn asks(
    requirement: &Requirement,
) -> (&str, &BTreeSet<String>, &BTreeSet<VersionSpecifier>, &Source) {
    let Requirement { name, extras, versions, source, .. } = requirement;
    (name, extras, versions, source)
}

/// Whether both lists say the same where Python is as required.
pub(super) fn same(
    asked: &[Lowered],
    recorded: &[Requirement],
    compared: &mut Compared,
) -> Result<bool, ParseError> {
    let (lacking, surplus) = unmatched(asked, recorded, false, compared)?;
    Ok(lacking.is_empty() && surplus.is_empty())
}

/// Requirements no source is looked up for, of those that `concern` the lock.
fn plain(
    list: &[Requirement],
    concern: impl Fn(&str) -> bool,
    markers: &mut Markers,
) -> Result<Vec<Lowered>, ParseError> {
    list.iter()
        .filter(|requirement| concern(&requirement.name))
        .map(|requirement| {
            let marker = match &requirement.marker {
                Some(text) => markers.parse(text)?,
                None => Marker::ALWAYS,
            };
            Ok(Lowered { requirement: requirement.clone(), marker })
        })
        .collect()
}

/// Lists of the root's settings.
pub(super) fn manifest(
    locked: &Locked<'_>,
    compared: &mut Compared,
) -> Result<Vec<Finding>, ParseError> {
    let Some(root) = locked.root() else { return Ok(Vec::new()) };
    let (settings, recorded) = (&root.project.settings, locked.recorded);
    let mut findings = Vec::new();
    for (code, what, asked, recorded) in [
        (&LOCK_DRIFT_CONSTRAINT, "constraint", &settings.constraints, &recorded.constraints),
        (&LOCK_DRIFT_OVERRIDE, "override", &settings.overrides, &recorded.overrides),
        (
            &LOCK_DRIFT_BUILD_CONSTRAINT,
            "build constraint",
            &settings.build_constraints,
            &recorded.build_constraints,
        ),
        (&LOCK_DRIFT_REQUIREMENT, "requirement", &Vec::new(), &recorded.requirements),
    ] {
        // Limits on packages that are not in the lock have had no part in it.
        let concern = |name: &str| {
            code == &LOCK_DRIFT_BUILD_CONSTRAINT
                || locked.has(name)
                || recorded.iter().any(|it| it.name == name)
        };
        let asked = plain(asked, concern, &mut compared.markers)?;
        let lists = Lists { code, what, manifest: &root.manifest, asked, recorded };
        findings.extend(lists.differences(locked, compared)?);
    }
    findings.extend(excludes(locked));
    findings.extend(groups(locked, compared)?);
    let concerns = |name: &str| {
        locked.has(name) || recorded.metadata.iter().any(|metadata| metadata.name == name)
    };
    let metadata = settings.metadata.iter().filter(|it| concerns(&it.name)).cloned().collect();
    if recorded.metadata != metadata {
        let different = metadata.symmetric_difference(&recorded.metadata).next();
        let name = different.map(|it| it.name.as_str()).unwrap_or_default();
        let message = format!("`dependency-metadata` of `{name}` is not what was locked");
        findings.push(locked.stale(&LOCK_DRIFT_METADATA, message).at(&root.manifest, None));
    }
    Ok(findings)
}

fn excludes(locked: &Locked<'_>) -> Vec<Finding> {
    let Some(root) = locked.root() else { return Vec::new() };
    let (asked, recorded) = (&root.project.settings.excludes, &locked.recorded.excludes);
    let differ = asked.symmetric_difference(recorded);
    let concern = differ.filter(|name| recorded.contains(*name) || locked.has(name));
    let different = concern.map(|name| {
        let message = if asked.contains(name) {
            format!("`{name}` is excluded now; the lock does not know")
        } else {
            format!("the lock excludes `{name}`, which is excluded no more")
        };
        locked.stale(&LOCK_DRIFT_EXCLUDE, message).at(&root.manifest, None).of(name, None)
    });
    different.collect()
}

/// Groups of a workspace whose root is no project; those of projects stand with the projects.
fn groups(locked: &Locked<'_>, compared: &mut Compared) -> Result<Vec<Finding>, ParseError> {
    let Some(root) = locked.root() else { return Ok(Vec::new()) };
    let recorded = &locked.recorded.groups;
    let mut names: Vec<&String> = recorded.keys().collect();
    if root.project.name.is_none() {
        names.extend(root.project.groups.keys());
    }
    names.sort();
    names.dedup();
    let mut findings = Vec::new();
    for name in names {
        let asked = match root.project.name {
            None => locked.workspace.group(root, name, &mut compared.markers)?,
            Some(_) => Vec::new(),
        };
        let what = format!("requirement of group `{name}`");
        let recorded = recorded.get(name).map_or(&[][..], Vec::as_slice);
        let lists = Lists {
            code: &LOCK_DRIFT_GROUP,
            what: &what,
            manifest: &root.manifest,
            asked,
            recorded,
        };
        findings.extend(lists.differences(locked, compared)?);
    }
    Ok(findings)
}
