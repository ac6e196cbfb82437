//! What a build leaves where the ecosystem's tools leave it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keelmark_formats::manifest::python::file_name;
use keelmark_model::Ecosystem;

use super::SubjectFile;
use super::expand::Files;
use crate::project::Detected;
use crate::{WorldError, codes, glob};

/// Release artifacts found by convention.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Discovered {
    /// The artifacts of this project at this version.
    pub files: Vec<SubjectFile>,
    /// Files of the same kind beside them that belong to another project or version.
    pub passed_over: Vec<PathBuf>,
}

/// What the build of `project` has left:
///
/// | ecosystem | files |
/// |---|---|
/// | Python | `dist/*.whl` and `dist/*.tar.gz`, of the project and of its workspace |
/// | Cargo | the package's executables in `release/` of `target`, which is `target/` at the root of the workspace unless given (`CARGO_TARGET_DIR`) |
/// | npm | `<name>-<version>.tgz` as `npm pack` names it |
///
/// # Errors
/// `subjects.empty` when there is none, `subjects.ambiguous` when the version is unknown and there
/// are several, and those of [`super::expand()`].
pub fn discover(project: &Detected, target: Option<&Path>) -> Result<Discovered, WorldError> {
    let (discovered, wanted) = look(project, target)?;
    if discovered.files.is_empty() {
        let mut message = format!("there is no {wanted}");
        if let Some(other) = discovered.passed_over.first() {
            message.push_str(&format!(", only others such as {}", other.display()));
        }
        return Err(WorldError::about(&codes::SUBJECTS_EMPTY, &project.root, message));
    }
    one_version(project, &discovered.files)?;
    Ok(discovered)
}

/// Every distribution of the project there is, of whatever version.
pub fn of_any_version(project: &Detected, target: Option<&Path>) -> Vec<SubjectFile> {
    look(project, target).map(|(found, _)| found.files).unwrap_or_default()
}

/// Checks that, where nothing else tells the version, the names of `files` tell a single one.
fn one_version(project: &Detected, files: &[SubjectFile]) -> Result<(), WorldError> {
    if project.project.version.is_some() {
        return Ok(());
    }
    let version = |file: &SubjectFile| match project.project.ecosystem {
        Ecosystem::Python => file_name::parse(&file.name).map(|(_, version)| version),
        Ecosystem::Npm => Some(file.name.clone()),
        Ecosystem::Cargo => None,
    };
    let mut versions = files.iter().filter_map(version);
    let Some(first) = versions.next() else { return Ok(()) };
    let Some(other) = versions.find(|other| !file_name::same_version(&first, other)) else {
        return Ok(());
    };
    let message = format!(
        "holds distributions of {first} and of {other}, and nothing tells which is released: \
         name the files with `--subject`"
    );
    Err(WorldError::about(&codes::SUBJECTS_AMBIGUOUS, &project.root, message))
}

/// What there is, and what was looked for.
pub(crate) fn look(
    project: &Detected,
    target: Option<&Path>,
) -> Result<(Discovered, String), WorldError> {
    match project.project.ecosystem {
        Ecosystem::Python => python(project),
        Ecosystem::Cargo => cargo(project, target),
        Ecosystem::Npm => npm(project),
    }
}

fn python(project: &Detected) -> Result<(Discovered, String), WorldError> {
    let mut found = Sorted::default();
    // uv builds the members of a workspace into the folder of its root.
    let folders = std::iter::once(&project.root).chain(&project.workspace);
    for path in folders.flat_map(|folder| matches(folder, "dist/*.{whl,tar.gz}")) {
        let ours = path.file_name().and_then(|name| name.to_str()).and_then(file_name::parse);
        let ours = ours.is_some_and(|(name, version)| {
            let wanted = project.project.version.as_deref();
            name == project.project.name
                && wanted.is_none_or(|wanted| file_name::same_version(&version, wanted))
        });
        found.put(path, ours)?;
    }
    let version = project.project.version.as_deref().unwrap_or("*");
    let wanted = format!("dist/*.whl or dist/*.tar.gz of {} {version}", project.project.name);
    Ok((found.into(), wanted))
}

fn cargo(project: &Detected, target: Option<&Path>) -> Result<(Discovered, String), WorldError> {
    let top = project.workspace.as_ref().unwrap_or(&project.root);
    let release = target.map_or_else(|| top.join("target"), Path::to_owned).join("release");
    let mut found = Sorted::default();
    for name in &project.binaries {
        let plain = release.join(name);
        let path = if plain.is_file() { plain } else { release.join(format!("{name}.exe")) };
        if path.is_file() {
            found.put(path, true)?;
        }
    }
    let wanted = match project.binaries.as_slice() {
        [] => format!("executable among the targets of {}", project.project.name),
        names => format!("{} in {}", names.join(" or "), release.display()),
    };
    Ok((found.into(), wanted))
}

fn npm(project: &Detected) -> Result<(Discovered, String), WorldError> {
    let stem = project.project.name.trim_start_matches('@').replace('/', "-");
    let version = project.project.version.as_deref().unwrap_or("*");
    let wanted = format!("{stem}-{version}.tgz");
    let mut found = Sorted::default();
    for path in matches(&project.root, "*.tgz") {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ours = if project.project.version.is_some() {
            name == wanted
        } else {
            let rest = name.strip_prefix(&stem).and_then(|rest| rest.strip_prefix('-'));
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        found.put(path, ours)?;
    }
    Ok((found.into(), wanted))
}

/// Everything in `dist/` that is named as a wheel or source distribution is.
pub(crate) fn distributions(root: &Path) -> Vec<SubjectFile> {
    let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
    let paths = matches(root, "dist/*.{whl,tar.gz}").into_iter();
    paths.filter_map(|path| Some(SubjectFile { name: name(&path)?, path })).collect()
}

/// Executables of the package in `folder` that no manifest names: Cargo finds them by their source.
pub(crate) fn executables(folder: &Path, package: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if folder.join("src/main.rs").is_file() {
        names.insert(package.to_owned());
    }
    for path in matches(folder, "src/bin/*.rs") {
        names.extend(path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
    }
    for path in matches(folder, "src/bin/*/main.rs") {
        let parent = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
        names.extend(parent.map(str::to_owned));
    }
    names
}

/// A convention's matches; the patterns are ours, and a folder too large to look through has none.
fn matches(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    glob::expand(folder, pattern).unwrap_or_default()
}

#[derive(Default)]
struct Sorted {
    files: Files,
    passed_over: Vec<PathBuf>,
}

impl Sorted {
    fn put(&mut self, path: PathBuf, ours: bool) -> Result<(), WorldError> {
        if ours {
            return self.files.add(path);
        }
        self.passed_over.push(path);
        Ok(())
    }
}

impl From<Sorted> for Discovered {
    fn from(sorted: Sorted) -> Self {
        Self { files: sorted.files.into_list(), passed_over: sorted.passed_over }
    }
}
