//! `[tool.uv.sources]`: where requirements come from, which names alone do not say.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use serde::Deserialize;

use super::project::{Member, Project};
use super::requirement::{FolderKind, Requirement, Source};
use super::settings::Index;
use crate::lock::source::without_secrets;
use crate::marker::{Marker, Markers};
use crate::{ParseError, codes};

/// One source or several, each for other environments.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    One(Box<WrittenSource>),
    Several(Vec<WrittenSource>),
}

impl Written {
    pub(super) fn list(self) -> Vec<WrittenSource> {
        match self {
            Self::One(source) => vec![*source],
            Self::Several(sources) => sources,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct WrittenSource {
    git: Option<String>,
    rev: Option<String>,
    tag: Option<String>,
    branch: Option<String>,
    url: Option<String>,
    subdirectory: Option<String>,
    path: Option<String>,
    editable: Option<bool>,
    package: Option<bool>,
    workspace: Option<bool>,
    index: Option<String>,
    marker: Option<String>,
    extra: Option<String>,
    group: Option<String>,
}

/// A workspace: what its members' sources may mean.
#[derive(Debug)]
pub struct Workspace<'a> {
    /// Its projects; the root's first.
    pub members: &'a [Member],
    /// Folders given as sources that are no members, and whether each is installed itself.
    pub folders: &'a BTreeMap<String, bool>,
}

/// A requirement with all that is known of where it comes from, and when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowered {
    /// The requirement.
    pub requirement: Requirement,
    /// In which environments.
    pub marker: Marker,
}

impl Workspace<'_> {
    /// What a member asks for, with sources.
    ///
    /// # Errors
    /// `manifest.requirement` when a source means what there is not; codes of markers.
    pub fn requirements(
        &self,
        member: &Member,
        markers: &mut Markers,
    ) -> Result<Vec<Lowered>, ParseError> {
        self.lowered(member, &member.project.requirements, None, markers)
    }

    /// What a dependency group of a member asks for, with sources.
    ///
    /// # Errors
    /// As [`Self::requirements`].
    pub fn group(
        &self,
        member: &Member,
        group: &str,
        markers: &mut Markers,
    ) -> Result<Vec<Lowered>, ParseError> {
        let requirements = member.project.groups.get(group).map_or(&[][..], Vec::as_slice);
        self.lowered(member, requirements, Some(group), markers)
    }

    /// Names of members that others need, and whether they are asked to be editable.
    pub fn needed(&self) -> BTreeMap<String, Option<bool>> {
        let mut needed = BTreeMap::new();
        for member in self.members {
            let project = &member.project;
            let all = project.requirements.iter().chain(project.groups.values().flatten());
            for requirement in all {
                for source in self.sources(project, &requirement.name) {
                    if source.workspace == Some(true) {
                        needed.insert(requirement.name.clone(), source.editable);
                    }
                }
            }
        }
        needed
    }

    /// Sources of a name: the member's own, else those of the root.
    fn sources<'s>(&'s self, project: &'s Project, name: &str) -> &'s [WrittenSource] {
        let root = self.members.first().map(|root| &root.project);
        let unwanted = root.is_some_and(|root| {
            root.settings.no_sources || root.settings.no_sources_packages.contains(name)
        });
        if unwanted {
            return &[];
        }
        let own = project.sources.get(name);
        own.or_else(|| root?.sources.get(name)).map_or(&[], Vec::as_slice)
    }

    fn lowered(
        &self,
        member: &Member,
        requirements: &[Requirement],
        group: Option<&str>,
        markers: &mut Markers,
    ) -> Result<Vec<Lowered>, ParseError> {
        let mut lowered = Vec::new();
        for requirement in requirements {
            let own = match &requirement.marker {
                Some(text) => markers.parse(text)?,
                None => Marker::ALWAYS,
            };
            let marker = match &requirement.extra {
                Some(extra) => {
                    let extra = markers.extra(extra)?;
                    markers.and(own, extra)?
                }
                None => own,
            };
            let sources = self.sources(&member.project, &requirement.name).iter();
            let fitting = sources.filter(|it| it.fits(requirement.extra.as_deref(), group));
            // What no source covers comes from wherever it would without one.
            let mut left = marker;
            for source in fitting {
                let condition = match &source.marker {
                    Some(text) => markers.parse(text)?,
                    None => Marker::ALWAYS,
                };
                let outside = markers.not(condition)?;
                left = markers.and(left, outside)?;
                let marker = markers.and(marker, condition)?;
                let requirement = requirement.from(self.read(member, requirement, source)?);
                lowered.push(Lowered { requirement, marker });
            }
            lowered.push(Lowered { requirement: requirement.clone(), marker: left });
        }
        lowered.retain(|it| it.marker != Marker::NEVER);
        Ok(lowered)
    }

    fn read(
        &self,
        member: &Member,
        requirement: &Requirement,
        source: &WrittenSource,
    ) -> Result<Source, ParseError> {
        let WrittenSource { subdirectory, .. } = source;
        if let Some(url) = &source.git {
            let reference =
                [("rev", &source.rev), ("tag", &source.tag), ("branch", &source.branch)]
                    .into_iter()
                    .find_map(|(kind, value)| Some((kind.to_owned(), value.clone()?)));
            let url = without_secrets(url.strip_prefix("git+").unwrap_or(url));
            return Ok(Source::Git { url, reference, subdirectory: subdirectory.clone() });
        }
        if let Some(url) = &source.url {
            let url = without_secrets(url);
            return Ok(Source::Url { url, subdirectory: subdirectory.clone() });
        }
        if let Some(path) = &source.path {
            let read = self.path(&joined(&member.folder, path), source);
            let is_folder = matches!(read, Source::Folder { .. });
            if source.editable == Some(true) && (source.package == Some(false) || !is_folder) {
                let message = format!("the source of `{}` cannot be editable", requirement.name);
                return Err(ParseError::new(&codes::MANIFEST_REQUIREMENT, message));
            }
            return Ok(read);
        }
        if source.workspace == Some(true) {
            return self.member(requirement, source);
        }
        let Some(name) = &source.index else {
            let message = format!("the source of `{}` says nothing", requirement.name);
            return Err(ParseError::new(&codes::MANIFEST_REQUIREMENT, message));
        };
        let root = self.members.first().map(|root| &root.project);
        let mut indexes =
            iter::once(&member.project).chain(root).flat_map(|project| project.named.iter());
        let named: Option<&Index> = indexes.find(|index| index.name.as_ref() == Some(name));
        let url = named.map(|index| index.url.clone()).ok_or_else(|| {
            let message = format!("the source of `{}` is of no index: `{name}`", requirement.name);
            ParseError::new(&codes::MANIFEST_REQUIREMENT, message)
        })?;
        Ok(Source::Registry(Some(url)))
    }

    fn path(&self, path: &str, source: &WrittenSource) -> Source {
        const ARCHIVES: [&str; 9] =
            [".whl", ".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz", ".tar.zst", ".tar", ".txz"];
        if ARCHIVES.iter().any(|ending| path.ends_with(ending)) {
            return Source::File(path.to_owned());
        }
        let installed = self.folders.get(path).copied().unwrap_or(true);
        let kind = match (source.editable, source.package) {
            (Some(true), _) => FolderKind::Editable,
            (_, Some(false)) => FolderKind::Virtual,
            (_, None) if !installed => FolderKind::Virtual,
            _ => FolderKind::Directory,
        };
        Source::Folder { kind, path: path.to_owned() }
    }

    fn member(
        &self,
        requirement: &Requirement,
        source: &WrittenSource,
    ) -> Result<Source, ParseError> {
        let name = Some(&requirement.name);
        let member = self.members.iter().find(|member| member.project.name.as_ref() == name);
        let Some(member) = member else {
            let message = format!("`{}` is no member of the workspace", requirement.name);
            return Err(ParseError::new(&codes::MANIFEST_REQUIREMENT, message));
        };
        let kind = match (member.project.is_package(true), source.editable) {
            (false, _) => FolderKind::Virtual,
            (true, Some(false)) => FolderKind::Directory,
            (true, _) => FolderKind::Editable,
        };
        let path = if member.folder.is_empty() { "." } else { &member.folder };
        Ok(Source::Folder { kind, path: path.to_owned() })
    }
}

impl WrittenSource {
    /// Whether it is for requirements of an extra or a group.
    fn fits(&self, extra: Option<&str>, group: Option<&str>) -> bool {
        self.extra.as_deref().is_none_or(|it| Some(it) == extra)
            && self.group.as_deref().is_none_or(|it| Some(it) == group)
    }
}

/// `path` seen from `folder`, as locks write it: without `.` and, where it can be, without `..`.
fn joined(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
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
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Requirements in which those of the project itself are replaced by what the extras they ask for need,
/// and so on. Some build backends write metadata so.
///
/// # Errors
/// Codes of markers.
pub fn flattened(
    all: &[Lowered],
    name: &str,
    markers: &mut Markers,
) -> Result<Vec<Lowered>, ParseError> {
    let is_own = |it: &&Lowered| it.requirement.name == name;
    let asked = |it: &Lowered| {
        it.requirement.extras.iter().map(|extra| (extra.clone(), it.marker)).collect::<Vec<_>>()
    };
    let mut flat: Vec<Lowered> = all.iter().filter(|it| !is_own(it)).cloned().collect();
    let mut pending: Vec<(String, Marker)> = all.iter().filter(is_own).flat_map(asked).collect();
    let mut seen = BTreeSet::new();
    while let Some((extra, marker)) = pending.pop() {
        if !seen.insert((extra.clone(), marker)) {
            continue;
        }
        for it in all.iter().filter(|it| it.requirement.extra.as_ref() == Some(&extra)) {
            let both = markers.and(marker, it.marker)?;
            let marker = markers.with_extra(both, &extra)?;
            let implied = Lowered { requirement: it.requirement.clone(), marker };
            if is_own(&&implied) { pending.extend(asked(&implied)) } else { flat.push(implied) }
        }
    }
    Ok(flat)
}
