//! Lists of requirements: what a manifest asks for, and what the lock was asked.

use keelmark_formats::ParseError;
use keelmark_formats::marker::{Marker, Markers};
use keelmark_formats::uv::{Lowered, Requirement};
use keelmark_model::{Code, Finding};

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
        let (lacking, surplus) = unmatched(&self.asked, self.recorded, compared)?;
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

/// Entries of each list that have none like them in the other, where Python is as required.
fn unmatched<'r>(
    asked: &[Lowered],
    recorded: &'r [Requirement],
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
    let same = |at: usize, other: usize| {
        wanted[at] == had[other] && asked[at].requirement.asks() == recorded[other].asks()
    };
    let lacking = (0..asked.len()).filter(|at| !(0..recorded.len()).any(|it| same(*at, it)));
    let surplus = (0..recorded.len()).filter(|it| !(0..asked.len()).any(|at| same(at, *it)));
    Ok((lacking.map(|at| asked[at].clone()).collect(), surplus.map(|at| &recorded[at]).collect()))
}

/// Whether both lists say the same where Python is as required.
pub(super) fn same(
    asked: &[Lowered],
    recorded: &[Requirement],
    compared: &mut Compared,
) -> Result<bool, ParseError> {
    let (lacking, surplus) = unmatched(asked, recorded, compared)?;
    Ok(lacking.is_empty() && surplus.is_empty())
}

/// Requirements no source is looked up for.
fn plain(list: &[Requirement], markers: &mut Markers) -> Result<Vec<Lowered>, ParseError> {
    list.iter()
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
        let asked = plain(asked, &mut compared.markers)?;
        let lists = Lists { code, what, manifest: &root.manifest, asked, recorded };
        findings.extend(lists.differences(locked, compared)?);
    }
    findings.extend(excludes(locked));
    findings.extend(groups(locked, compared)?);
    if settings.metadata != recorded.metadata {
        let different = settings.metadata.symmetric_difference(&recorded.metadata).next();
        let name = different.map(|it| it.name.as_str()).unwrap_or_default();
        let message = format!("`dependency-metadata` of `{name}` is not what was locked");
        findings.push(locked.stale(&LOCK_DRIFT_METADATA, message).at(&root.manifest, None));
    }
    Ok(findings)
}

fn excludes(locked: &Locked<'_>) -> Vec<Finding> {
    let Some(root) = locked.root() else { return Vec::new() };
    let (asked, recorded) = (&root.project.settings.excludes, &locked.recorded.excludes);
    let different = asked.symmetric_difference(recorded).map(|name| {
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
