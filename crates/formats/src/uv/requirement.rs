//! One requirement, as a manifest writes it and as a lock records it.

use std::collections::BTreeSet;
use std::str::FromStr;

use keelmark_model::DependencyKind;
use pep440_rs::{VersionSpecifier, VersionSpecifiers};
use serde::Deserialize;

use crate::lock::source::without_secrets;
use crate::manifest::python::{normalized, requirement};

/// A package that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Normalised name.
    pub name: String,
    /// Extras asked of it, normalised.
    pub extras: BTreeSet<String>,
    /// Which versions will do; of a registry only.
    pub versions: BTreeSet<VersionSpecifier>,
    /// Where it is to come from.
    pub source: Source,
    /// The marker as written, without what follows from `extra`.
    pub marker: Option<String>,
    /// The extra of the project that asks for it.
    pub extra: Option<String>,
    /// Line it stands on.
    pub line: Option<u32>,
}

/// Where a package is to come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An index: any, or that at an address.
    Registry(Option<String>),
    /// A git repository.
    Git {
        /// Address without credentials.
        url: String,
        /// `rev`, `tag` or `branch`, and its value.
        reference: Option<(String, String)>,
        /// Folder of the package within the repository.
        subdirectory: Option<String>,
    },
    /// One file at an address.
    Url {
        /// Address without credentials.
        url: String,
        /// Folder of the package within the archive.
        subdirectory: Option<String>,
    },
    /// One file, relative to the lock's folder.
    File(String),
    /// A folder, relative to the lock's.
    Folder {
        /// How it is installed.
        kind: FolderKind,
        /// The folder.
        path: String,
    },
}

/// How a folder is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FolderKind {
    /// Built and installed.
    Directory,
    /// Installed so that changes show at once.
    Editable,
    /// Not installed; only what it needs is.
    Virtual,
}

impl FolderKind {
    /// The word for it in locks.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Editable => "editable",
            Self::Virtual => "virtual",
        }
    }
}

impl Requirement {
    /// The requirement that `text` writes (PEP 508).
    ///
    /// # Errors
    /// A message, when it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let declared = requirement::parse(text, DependencyKind::Runtime)?;
        let written = requirement::written(text)?;
        let source = declared.url.as_deref().map_or(Source::Registry(None), direct);
        Ok(Self {
            name: declared.name,
            extras: written.extras.into_iter().collect(),
            versions: versions(&declared.requirement)?,
            source,
            marker: declared.marker,
            extra: None,
            line: None,
        })
    }

    /// The requirement from another source. What has one version only is not asked for by version.
    pub(super) fn from(&self, source: Source) -> Self {
        let versions = match &source {
            Source::Registry(_) => self.versions.clone(),
            _ => BTreeSet::new(),
        };
        Self { versions, source, ..self.clone() }
    }

    /// The requirement as people write it, with the marker of its extra.
    pub fn shown(&self) -> String {
        let mut text = self.name.clone();
        if !self.extras.is_empty() {
            let extras: Vec<&str> = self.extras.iter().map(String::as_str).collect();
            text = format!("{text}[{}]", extras.join(","));
        }
        let mut versions: Vec<&VersionSpecifier> = self.versions.iter().collect();
        versions.sort_by_key(|it| it.version());
        let versions: Vec<String> = versions.into_iter().map(ToString::to_string).collect();
        text.push_str(&versions.join(","));
        match &self.source {
            Source::Registry(None) => {}
            Source::Registry(Some(url)) | Source::Url { url, .. } => {
                text = format!("{text} from {url}");
            }
            Source::Git { url, reference, .. } => {
                let reference = reference.as_ref().map(|(kind, it)| format!(" at {kind} {it}"));
                text = format!("{text} from git {url}{}", reference.unwrap_or_default());
            }
            Source::File(path) => text = format!("{text} from {path}"),
            Source::Folder { kind, path } => text = format!("{text} from {} {path}", kind.name()),
        }
        match (&self.marker, &self.extra) {
            (None, None) => text,
            (Some(marker), None) => format!("{text} ; {marker}"),
            (None, Some(extra)) => format!("{text} ; extra == '{extra}'"),
            (Some(marker), Some(extra)) => format!("{text} ; ({marker}) and extra == '{extra}'"),
        }
    }
}

fn versions(text: &str) -> Result<BTreeSet<VersionSpecifier>, String> {
    let specifiers = VersionSpecifiers::from_str(text).map_err(|error| error.to_string())?;
    Ok(specifiers.iter().cloned().collect())
}

/// What stands behind `name @`.
fn direct(url: &str) -> Source {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let subdirectory =
        fragment.split('&').find_map(|pair| pair.strip_prefix("subdirectory=")).map(str::to_owned);
    if let Some(git) = address.strip_prefix("git+") {
        let slash = git.rfind('/').unwrap_or_default();
        let (git, reference) = match git[slash..].split_once('@') {
            Some((_, reference)) => (
                &git[..git.len() - reference.len() - 1],
                Some(("rev".to_owned(), reference.to_owned())),
            ),
            None => (git, None),
        };
        return Source::Git { url: without_secrets(git), reference, subdirectory };
    }
    match address.strip_prefix("file://") {
        Some(path) => Source::File(path.to_owned()),
        None => Source::Url { url: without_secrets(address), subdirectory },
    }
}

/// A requirement as `uv.lock` records it.
#[derive(Deserialize)]
pub(super) struct Written {
    name: String,
    #[serde(default)]
    extras: Vec<String>,
    specifier: Option<String>,
    marker: Option<String>,
    index: Option<String>,
    git: Option<String>,
    url: Option<String>,
    subdirectory: Option<String>,
    path: Option<String>,
    directory: Option<String>,
    editable: Option<String>,
    #[serde(rename = "virtual")]
    virtual_: Option<String>,
}

impl Written {
    /// The requirement, or a message of what is wrong.
    pub(super) fn read(self, line: u32) -> Result<Requirement, String> {
        let name = normalized(&self.name).ok_or_else(|| format!("`{}` is no name", self.name))?;
        let extras =
            self.extras.iter().map(|extra| normalized(extra).unwrap_or_else(|| extra.clone()));
        Ok(Requirement {
            extras: extras.collect(),
            versions: versions(self.specifier.as_deref().unwrap_or_default())?,
            source: self.source(),
            marker: self.marker,
            name,
            extra: None,
            line: Some(line),
        })
    }

    fn source(&self) -> Source {
        let folder = |kind, path: &Option<String>| {
            path.as_ref().map(|path| Source::Folder { kind, path: path.clone() })
        };
        let git = || self.git.as_deref().map(git);
        let url = || {
            let url = without_secrets(self.url.as_deref()?);
            Some(Source::Url { url, subdirectory: self.subdirectory.clone() })
        };
        git()
            .or_else(url)
            .or_else(|| self.path.clone().map(Source::File))
            .or_else(|| folder(FolderKind::Directory, &self.directory))
            .or_else(|| folder(FolderKind::Editable, &self.editable))
            .or_else(|| folder(FolderKind::Virtual, &self.virtual_))
            .unwrap_or_else(|| Source::Registry(self.index.as_deref().map(index)))
    }
}

/// An index by its address, which means the same with and without a slash at its end.
pub(super) fn index(url: &str) -> String {
    without_secrets(url).trim_end_matches('/').to_owned()
}

/// `address?subdirectory=…&rev=…`, as locks write git sources.
fn git(text: &str) -> Source {
    let text = text.split('#').next().unwrap_or_default();
    let (url, query) = text.split_once('?').unwrap_or((text, ""));
    let mut reference = None;
    let mut subdirectory = None;
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = keelmark_model::purl::decode(value).unwrap_or_else(|_| value.into());
        match key {
            "subdirectory" => subdirectory = Some(value.into_owned()),
            "rev" | "tag" | "branch" => reference = Some((key.to_owned(), value.into_owned())),
            _ => {}
        }
    }
    Source::Git { url: without_secrets(url), reference, subdirectory }
}
