//! Versions that stand in other files than the manifest.

use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::manifest::{self, VersionSource, python};
use keelmark_model::Project;

use super::{Version, workspace};
use crate::{WorldError, file, limits};

/// The version `source` leads to, and where it was found.
pub(super) fn resolve(
    root: &Path,
    project: &Project,
    source: &VersionSource,
) -> Result<(Option<String>, Version), WorldError> {
    let resolved = match source {
        VersionSource::Static => match &project.version {
            Some(version) => Ok((version.clone(), project.manifest.clone())),
            None => Err(format!("{} states no version", project.manifest)),
        },
        VersionSource::Attribute { attributes, files } => module(root, attributes, files)?,
        VersionSource::File { path, pattern } => text(root, path, pattern.as_deref())?,
        VersionSource::Manifest { path } => cargo(root, path)?,
        VersionSource::Vcs => Err("the version is the tag, and no tag tells one".to_owned()),
        VersionSource::Workspace => {
            Err("the version is that of the workspace, whose root is not above".to_owned())
        }
        VersionSource::Unknown(reason) => Err(reason.clone()),
    };
    Ok(match resolved {
        Ok((version, from)) => (Some(version), Version::From(from)),
        Err(reason) => {
            (None, Version::Unknown { reason, tagged: matches!(source, VersionSource::Vcs) })
        }
    })
}

/// A version and where it stood, or why there is none.
type Resolved = Result<(String, String), String>;

fn module(root: &Path, attributes: &[String], files: &[String]) -> Result<Resolved, WorldError> {
    for name in files {
        let Some(bytes) = file::load_inside(root, name, limits::VERSION_FILE_BYTES)? else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        let version = python::version::from_module(&text, attributes);
        return Ok(named(name, version));
    }
    Ok(Err(format!("it stands in {}, which is not here", files.join(" or "))))
}

fn text(root: &Path, name: &str, pattern: Option<&str>) -> Result<Resolved, WorldError> {
    let Some(bytes) = file::load_inside(root, name, limits::VERSION_FILE_BYTES)? else {
        return Ok(Err(format!("it stands in {name}, which is not here")));
    };
    let text = String::from_utf8_lossy(&bytes);
    let version = match pattern {
        Some(pattern) => python::version::from_pattern(&text, pattern),
        None => one_line(&text),
    };
    Ok(named(name, version))
}

fn one_line(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("the file is empty".to_owned()),
        version if version.contains(char::is_whitespace) => {
            Err("the file has more than a version".to_owned())
        }
        version => Ok(version.to_owned()),
    }
}

/// The version of a Cargo manifest, its workspace included.
fn cargo(root: &Path, name: &str) -> Result<Resolved, WorldError> {
    let format = &manifest::cargo::MANIFEST;
    let Some(bytes) = file::load_inside(root, name, DOCUMENT_BYTES as u64)? else {
        return Ok(Err(format!("it stands in {name}, which is not here")));
    };
    let path = root.join(name);
    let document =
        (format.parse)(&bytes, None).map_err(|error| WorldError::document(&path, error))?;
    let Some(description) = document.description else {
        return Ok(Err(format!("it stands in {name}, which describes no package")));
    };
    let folder = path.parent().unwrap_or(root);
    let (_, description) = workspace::inherit(folder, format, &bytes, description)?;
    let version = description.project.version.ok_or_else(|| "the file states none".to_owned());
    Ok(named(name, version))
}

fn named(name: &str, version: Result<String, String>) -> Resolved {
    match version {
        Ok(version) => Ok((version, name.to_owned())),
        Err(reason) => Err(format!("{name}: {reason}")),
    }
}
