//! Which project a folder holds, and what is known of it.

mod version;
mod workspace;

use std::path::{Path, PathBuf};

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::manifest::python::file_name;
use keelmark_formats::manifest::{self, Binaries, Description, Document, Manifest};
use keelmark_model::{Ecosystem, Project};

use crate::subjects::{self, SubjectFile};
use crate::{WorldError, codes, file};

/// What the user said of the project, and what there is to know before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// `--ecosystem`.
    pub ecosystem: Option<Ecosystem>,
    /// `--package`: a member of the workspace.
    pub package: Option<&'a str>,
    /// The subjects, where they are named rather than found.
    pub subjects: &'a [SubjectFile],
    /// `CARGO_TARGET_DIR`.
    pub target: Option<&'a Path>,
    /// Names of lockfiles and their ecosystems, in order of preference.
    pub lockfiles: &'a [(&'a str, Ecosystem)],
}

/// A project and where things about it stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    /// Folder of its manifest.
    pub root: PathBuf,
    /// Folder of its workspace's root, if that is another.
    pub workspace: Option<PathBuf>,
    /// What is known of it.
    pub project: Project,
    /// Where the version stands.
    pub version: Version,
    /// Fields besides the version that the manifest leaves to the build, sorted.
    pub dynamic: Vec<String>,
    /// Names of the executables it builds (Cargo only), sorted.
    pub binaries: Vec<String>,
    /// Its lockfile.
    pub lockfile: Option<PathBuf>,
}

/// Where a version was found, or why it was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// Found: `pyproject.toml`, `openmed/__about__.py`, `the tag v1.0`.
    From(String),
    /// Not found: why, in a sentence without a final stop. The tag may tell it when `tagged`.
    Unknown {
        /// Why.
        reason: String,
        /// Whether the project takes its version from the tag.
        tagged: bool,
    },
}

/// Folders of a workspace's members: what `members` mean below `root`, without what `exclude` means;
/// sorted.
///
/// # Errors
/// `project.outside` when a pattern leads out of the workspace, `file.*` codes.
pub fn member_folders(
    root: &Path,
    members: &[String],
    exclude: &[String],
) -> Result<Vec<PathBuf>, WorldError> {
    let exclude = exclude.to_vec();
    let workspace = manifest::Workspace { exclude, ..manifest::Workspace::default() };
    workspace::folders(root, &workspace, members)
}

/// The project in `root`.
///
/// Where several ecosystems have a manifest there, the one that has built something is meant.
///
/// # Errors
/// `project.*`, `file.*`, `manifest.*` and `document.*` codes.
pub fn detect(root: &Path, wanted: &Wanted<'_>) -> Result<Detected, WorldError> {
    check_folder(root)?;
    let mut candidates = candidates(root, wanted)?;
    if candidates.len() > 1 {
        let built: Vec<bool> = candidates.iter().map(|it| has_built(it, wanted)).collect();
        let mut built = built.into_iter();
        candidates.retain(|_| built.next().unwrap_or(false));
        if candidates.len() != 1 {
            let message = "several ecosystems have a manifest here, and what is built does not \
                           tell which is meant: say `--ecosystem python`, `rust` or `npm`";
            return Err(WorldError::about(&codes::PROJECT_AMBIGUOUS, root, message));
        }
    }
    let mut detected = candidates.pop().ok_or_else(|| {
        let files: Vec<&str> = manifest::ALL.iter().map(|format| format.file).collect();
        let message = format!("holds no project: none of {} describes one", files.join(", "));
        WorldError::about(&codes::PROJECT_NONE, root, message)
    })?;
    detected.lockfile = lockfile(&detected, wanted.lockfiles);
    Ok(detected)
}

fn check_folder(root: &Path) -> Result<(), WorldError> {
    match root.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(WorldError::about(&codes::FOLDER_KIND, root, "is not a folder")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(WorldError::about(&codes::FOLDER_MISSING, root, "does not exist"))
        }
        Err(error) => Err(WorldError::system(&codes::FOLDER_ACCESS, root, error)),
    }
}

impl Detected {
    /// Whether something called `name` stands beside the project or at the root of its workspace.
    pub fn holds(&self, name: &str) -> bool {
        let mut folders = std::iter::once(&self.root).chain(&self.workspace);
        folders.any(|folder| folder.join(name).symlink_metadata().is_ok())
    }

    /// Whether the tag is to tell the version.
    pub fn is_tagged(&self) -> bool {
        matches!(self.version, Version::Unknown { tagged: true, .. })
    }

    /// Settles a version that the sources did not tell: by the names of built distributions, then,
    /// where the project's version is its tag, by the `tags` of a tree known to be clean.
    pub fn settle_version(&mut self, subjects: &[SubjectFile], tags: &[String], clean: bool) {
        let Version::Unknown { tagged, .. } = &self.version else { return };
        let by_name = self.version_in_names(subjects);
        let by_tag = || (*tagged && clean).then(|| self.version_in_tags(tags)).flatten();
        if let Some((version, from)) = by_name.or_else(by_tag) {
            self.project.version = Some(version);
            self.version = Version::From(from);
        }
    }

    /// The version in the names of wheels and source distributions, if they agree.
    fn version_in_names(&self, subjects: &[SubjectFile]) -> Option<(String, String)> {
        if self.project.ecosystem != Ecosystem::Python {
            return None;
        }
        let mut named = subjects.iter().filter_map(|subject| {
            let (name, version) = file_name::parse(&subject.name)?;
            (name == self.project.name).then(|| (version, subject.name.clone()))
        });
        let first = named.next()?;
        named.all(|(version, _)| file_name::same_version(&version, &first.0)).then_some(first)
    }

    /// The version in the tags, if they agree: `v1.0`, `1.0`, `name-1.0`, `name-v1.0`, `name@1.0`.
    fn version_in_tags(&self, tags: &[String]) -> Option<(String, String)> {
        let name = self.project.name.as_str();
        let mut versions = tags.iter().filter_map(|tag| {
            let rest = tag
                .strip_prefix(name)
                .map_or(tag.as_str(), |rest| rest.trim_start_matches(['-', '@', '/', '_']));
            let version = rest.strip_prefix('v').unwrap_or(rest);
            let digit = version.starts_with(|c: char| c.is_ascii_digit());
            digit.then(|| (version.to_owned(), format!("the tag {tag}")))
        });
        let first = versions.next()?;
        versions.all(|(version, _)| version == first.0).then_some(first)
    }
}

fn candidates(root: &Path, wanted: &Wanted<'_>) -> Result<Vec<Detected>, WorldError> {
    let ecosystems = [Ecosystem::Cargo, Ecosystem::Npm, Ecosystem::Python];
    let mut candidates = Vec::new();
    for ecosystem in ecosystems {
        if wanted.ecosystem.is_none_or(|wanted| wanted == ecosystem) {
            candidates.extend(candidate(root, ecosystem, wanted)?);
        }
    }
    Ok(candidates)
}

/// The project of one ecosystem in `root`, or the member of its workspace that is meant.
fn candidate(
    root: &Path,
    ecosystem: Ecosystem,
    wanted: &Wanted<'_>,
) -> Result<Option<Detected>, WorldError> {
    let mut program = false;
    for format in manifest::ALL.iter().filter(|format| format.ecosystem == ecosystem) {
        let Some((bytes, document)) = read(root, format, None)? else { continue };
        program |= format.id == manifest::python::setup_py::MANIFEST.id;
        if let Some(workspace) = &document.workspace
            && let Some(member) = workspace::member(root, format, workspace, &document, wanted)?
        {
            return Ok(Some(member));
        }
        let Some(description) = document.description else { continue };
        let (above, description) = workspace::inherit(root, format, &bytes, description)?;
        check_package(root, &description, wanted)?;
        return Ok(Some(describe(root, above, description)?));
    }
    if program { program_only(root, wanted).map(Some) } else { Ok(None) }
}

fn read(
    folder: &Path,
    format: &Manifest,
    workspace: Option<&manifest::Workspace>,
) -> Result<Option<(Vec<u8>, Document)>, WorldError> {
    let path = folder.join(format.file);
    let Some(bytes) = file::load_if_there(&path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let document =
        (format.parse)(&bytes, workspace).map_err(|error| WorldError::document(&path, error))?;
    Ok(Some((bytes, document)))
}

/// A project is meant by `--package` if that is its name.
fn check_package(
    root: &Path,
    description: &Description,
    wanted: &Wanted<'_>,
) -> Result<(), WorldError> {
    let name = &description.project.name;
    match wanted.package {
        Some(package) if !workspace::is_named(description, package) => {
            let message = format!("holds the project `{name}` and none called `{package}`");
            Err(WorldError::about(&codes::PROJECT_PACKAGE, root, message))
        }
        _ => Ok(()),
    }
}

/// Finds out what the description leaves to the files around it.
fn describe(
    root: &Path,
    workspace: Option<PathBuf>,
    description: Description,
) -> Result<Detected, WorldError> {
    let Description { mut project, version: source, dynamic, binaries } = description;
    let (found, version) = version::resolve(root, &project, &source)?;
    project.version = found;
    let binaries = executables(root, &project, binaries);
    let (root, lockfile) = (root.to_owned(), None);
    Ok(Detected { root, workspace, project, version, dynamic, binaries, lockfile })
}

fn executables(root: &Path, project: &Project, binaries: Binaries) -> Vec<String> {
    if project.ecosystem != Ecosystem::Cargo {
        return Vec::new();
    }
    let mut names = if binaries.discovered {
        subjects::executables(root, &project.name)
    } else {
        std::collections::BTreeSet::new()
    };
    names.extend(binaries.named);
    names.into_iter().collect()
}

/// A project that only a program describes, known by the name of what it built.
fn program_only(root: &Path, wanted: &Wanted<'_>) -> Result<Detected, WorldError> {
    let found = subjects::distributions(root);
    let subjects = if wanted.subjects.is_empty() { &found } else { wanted.subjects };
    let mut named: Vec<(String, String)> =
        subjects.iter().filter_map(|subject| file_name::parse(&subject.name)).collect();
    named.sort();
    named.dedup_by(|one, other| one.0 == other.0);
    let [(name, _)] = named.as_slice() else {
        let message = "only setup.py describes the project, and keelmark does not run it: build \
                       first, so that the wheel's name tells, or move name and version to \
                       pyproject.toml";
        return Err(WorldError::about(&codes::PROJECT_UNNAMED, root, message));
    };
    let project = Project {
        ecosystem: Ecosystem::Python,
        name: name.clone(),
        version: None,
        license: None,
        description: None,
        repository: None,
        supplier: None,
        manifest: manifest::python::setup_py::MANIFEST.file.to_owned(),
        declared: Vec::new(),
    };
    let reason = "setup.py is a program, and keelmark does not run it".to_owned();
    let mut detected = Detected {
        root: root.to_owned(),
        workspace: None,
        project,
        version: Version::Unknown { reason, tagged: false },
        dynamic: vec!["dependencies".to_owned()],
        binaries: Vec::new(),
        lockfile: None,
    };
    detected.settle_version(subjects, &[], false);
    Ok(detected)
}

/// Whether anything was built of the project, or the named subjects are of its kind.
fn has_built(detected: &Detected, wanted: &Wanted<'_>) -> bool {
    if wanted.subjects.is_empty() {
        return subjects::look(detected, wanted.target)
            .is_ok_and(|(found, _)| !found.files.is_empty());
    }
    wanted.subjects.iter().any(|subject| {
        let name = subject.name.as_str();
        match detected.project.ecosystem {
            Ecosystem::Python => file_name::parse(name).is_some(),
            Ecosystem::Npm => name.ends_with(".tgz"),
            Ecosystem::Cargo => {
                let plain = name.strip_suffix(".exe").unwrap_or(name);
                name.ends_with(".crate") || detected.binaries.iter().any(|it| it == plain)
            }
        }
    })
}

/// The preferred lockfile beside the project, else at the root of its workspace.
fn lockfile(detected: &Detected, lockfiles: &[(&str, Ecosystem)]) -> Option<PathBuf> {
    std::iter::once(&detected.root).chain(&detected.workspace).find_map(|folder| {
        lockfiles
            .iter()
            .filter(|(_, ecosystem)| *ecosystem == detected.project.ecosystem)
            .map(|(name, _)| folder.join(name))
            .find(|path| path.symlink_metadata().is_ok())
    })
}

#[cfg(test)]
mod tests;
