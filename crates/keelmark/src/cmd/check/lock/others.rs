//! What there is to compare locks with that are no more than lists of what was asked.

use std::borrow::Cow;
use std::path::Path;

use keelmark_formats::limits::DOCUMENT_BYTES;
use keelmark_formats::npm::{Manifest, Member};
use keelmark_formats::{ParseError, go, pip, pnpm, yarn};
use keelmark_gates::lock::{drift, integrity, undecided};
use keelmark_model::Judgement;
use keelmark_world::{file, project};

use super::{Pinned, folder_of, missing, npm, shown};
use crate::error::CliError;

/// Compares the `go.sum` at `path` with the `go.mod` beside it.
pub(super) fn go(path: &Path, sums: &go::Sums) -> Result<Judgement, CliError> {
    let (manifest, module) = go_module(path)?;
    let path = shown(path);
    Ok(drift::go::drift(&drift::go::Locked {
        path: &path,
        sums,
        manifest: &manifest,
        module: &module,
    }))
}

/// Asks what the `go.sum` at `path` pins of the `go.mod` beside it.
pub(super) fn go_integrity(path: &Path, sums: &go::Sums) -> Result<Judgement, CliError> {
    let (manifest, module) = go_module(path)?;
    Ok(integrity::go::integrity(&shown(path), sums, &manifest, &module))
}

/// The `go.mod` beside the `go.sum` at `path`, and its path as it is shown.
fn go_module(path: &Path) -> Result<(String, go::Module), CliError> {
    let manifest = folder_of(path).join("go.mod");
    let module = read(&manifest, go::Module::parse)?.ok_or_else(|| missing(&manifest))?;
    Ok((shown(&manifest), module))
}

/// Compares the compiled requirements at `path` with those of the same name that end in `.in`.
pub(super) fn requirements(path: &Path, pinned: &pip::Requirements) -> Result<Judgement, CliError> {
    let manifest = path.with_extension("in");
    let Some(asked) = read(&manifest, pip::Requirements::parse)? else {
        let why = format!("there is no {}", shown(&manifest));
        return Ok(undecided(&shown(path), "drift", Some(&why)));
    };
    let (path, manifest) = (shown(path), shown(&manifest));
    Ok(drift::requirements::drift(&drift::requirements::Locked {
        path: &path,
        pinned,
        manifest: &manifest,
        asked: &asked,
    }))
}

/// Compares the lock of pnpm at `path` with the projects around it.
pub(super) fn pnpm(path: &Path, recorded: &pnpm::Recorded) -> Result<Judgement, CliError> {
    const SETTINGS: &str = "pnpm-workspace.yaml";
    let root = folder_of(path);
    let workspace = file::load_if_there(&root.join(SETTINGS), DOCUMENT_BYTES as u64)?;
    let manifest = file::load(&root.join(MANIFEST), DOCUMENT_BYTES as u64)?;
    let settings = pnpm::Settings::parse(workspace.as_deref(), &manifest)
        .map_err(|error| CliError::in_document(shown(&root.join(SETTINGS)), &error))?;
    let projects = members(root, &settings.packages)?;
    Ok(drift::pnpm::drift(&drift::pnpm::Locked {
        path: &shown(path),
        recorded,
        projects: &projects,
        settings: &settings,
    }))
}

/// Compares the lock of Yarn at `path` with the projects around it.
pub(super) fn yarn(path: &Path, recorded: &yarn::Recorded) -> Result<Judgement, CliError> {
    let root = folder_of(path);
    let globs = member(root, "")?.map(|it| it.manifest.workspaces).unwrap_or_default();
    let projects = members(root, &globs)?;
    let path = shown(path);
    Ok(drift::yarn::drift(&drift::yarn::Locked { path: &path, recorded, projects: &projects }))
}

/// All that the lock of Yarn at `path` pins. That of Yarn 1 does not have the projects that need it.
pub(super) fn yarn_resolution<'a>(
    path: &Path,
    recorded: &'a yarn::Recorded,
) -> Result<Pinned<'a>, CliError> {
    if recorded.berry {
        return Ok(Ok(Cow::Borrowed(&recorded.resolution)));
    }
    let root = folder_of(path);
    let globs = member(root, "")?.map(|it| it.manifest.workspaces).unwrap_or_default();
    let projects = members(root, &globs)?;
    let needs = projects.iter().flat_map(|project| &project.manifest.needs);
    let asked = needs
        .filter_map(|need| Some(format!("{}@{}", need.name, need.specifier.as_deref()?)))
        .collect();
    Ok(recorded.resolution.clone().with_project(&asked).map(Cow::Owned))
}

/// Registries that the project beside the lock of Yarn at `path` names.
pub(super) fn yarn_registries(path: &Path) -> Result<Vec<String>, CliError> {
    let mut registries = npm::registries(path)?;
    let settings = read(&folder_of(path).join(".yarnrc.yml"), yarn::registries)?;
    registries.extend(settings.unwrap_or_default());
    Ok(registries)
}

const MANIFEST: &str = "package.json";

/// The root and the projects that globs name, of which those that begin with `!` take out.
fn members(root: &Path, globs: &[String]) -> Result<Vec<Member>, CliError> {
    let mut members = vec![member(root, "")?.ok_or_else(|| missing(&root.join(MANIFEST)))?];
    let (taken, left): (Vec<String>, Vec<String>) =
        globs.iter().cloned().partition(|glob| !glob.starts_with('!'));
    let left: Vec<String> =
        left.iter().filter_map(|glob| glob.strip_prefix('!').map(str::to_owned)).collect();
    for folder in project::member_folders(root, &taken, &left)? {
        let relative = folder.strip_prefix(root).unwrap_or(&folder);
        let relative = relative.to_string_lossy().into_owned();
        members.extend(member(root, &relative)?.filter(|_| !relative.is_empty()));
    }
    Ok(members)
}

/// The project in a folder below the root, if there is one.
fn member(root: &Path, folder: &str) -> Result<Option<Member>, CliError> {
    let path = root.join(folder).join(MANIFEST);
    let manifest = read(&path, Manifest::parse)?;
    let (folder, path) = (folder.to_owned(), shown(&path));
    Ok(manifest.map(|manifest| Member { folder, path, manifest }))
}

/// What the file at `path` says, if there is one.
fn read<T>(path: &Path, parse: fn(&[u8]) -> Result<T, ParseError>) -> Result<Option<T>, CliError> {
    let Some(bytes) = file::load_if_there(path, DOCUMENT_BYTES as u64)? else { return Ok(None) };
    let parsed = parse(&bytes).map_err(|error| CliError::in_document(shown(path), &error))?;
    Ok(Some(parsed))
}
