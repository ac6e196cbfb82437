//! Where evidence and artifacts lie.

use std::path::{Path, PathBuf};

use keelmark_formats::evidence::{Index, layout};
use keelmark_formats::statement::Statement;
use keelmark_trust::evidence::verify::{Entry, Folder};
use keelmark_world::entry;

use super::artifact::is_folder;
use crate::codes;
use crate::error::CliError;

/// What the targets name.
pub(super) struct Located {
    /// The evidence folder.
    pub(super) evidence: PathBuf,
    /// Artifacts given.
    pub(super) artifacts: Vec<PathBuf>,
}

/// Sorts targets into an evidence folder and artifacts, and finds the folder where none is named.
pub(super) fn locate(targets: &[PathBuf], evidence: Option<&Path>) -> Result<Located, CliError> {
    let (folders, artifacts): (Vec<_>, Vec<_>) =
        targets.iter().cloned().partition(|target| is_folder(target));
    let named = evidence.map(Path::to_path_buf).into_iter().chain(folders).collect::<Vec<_>>();
    let evidence = match named.as_slice() {
        [one] => one.clone(),
        [] => beside(&artifacts)?,
        [first, second, ..] => {
            let message = format!(
                "{} and {} are both folders; one evidence folder is verified at a time",
                first.display(),
                second.display()
            );
            return Err(CliError::new(&codes::VERIFY_TARGET, message));
        }
    };
    Ok(Located { evidence, artifacts })
}

/// The evidence folder of the first artifact: its own folder, `evidence` beside or above it, or
/// `evidence` here.
fn beside(artifacts: &[PathBuf]) -> Result<PathBuf, CliError> {
    let mut candidates = Vec::new();
    if let Some(artifact) = artifacts.first() {
        let parent = match artifact.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        candidates.push(parent.to_path_buf());
        candidates.push(parent.join("evidence"));
        candidates.push(parent.join("../evidence"));
        candidates.push(parent.join("../../evidence"));
    }
    candidates.push(PathBuf::from("evidence"));
    candidates
        .iter()
        .find(|folder| entry::is_there(&folder.join(layout::INDEX)))
        .cloned()
        .ok_or_else(|| {
            let what = artifacts.first().map_or_else(
                || "no evidence folder here".to_owned(),
                |artifact| format!("no evidence folder for {}", artifact.display()),
            );
            CliError::new(&codes::VERIFY_TARGET, what)
        })
}

/// The subjects' files, looked for by name where builds leave them and downloads land: beside the
/// evidence folder, in `dist` and `target/release` there, and in the same places here.
pub(super) fn artifacts(evidence: &Path, folder: &Folder) -> Vec<PathBuf> {
    let above = evidence.join("..");
    below(&[above.as_path(), Path::new(".")], folder)
}

/// The subjects' files, looked for by name in the folder `base` and where builds leave them there.
pub(super) fn artifacts_in(base: &Path, folder: &Folder) -> Vec<PathBuf> {
    below(&[base], folder)
}

fn below(bases: &[&Path], folder: &Folder) -> Vec<PathBuf> {
    let places: Vec<PathBuf> = bases
        .iter()
        .flat_map(|base| [base.to_path_buf(), base.join("dist"), base.join("target/release")])
        .collect();
    subject_names(folder)
        .iter()
        .filter_map(|name| {
            let mut found = places.iter().map(|place| place.join(name));
            found.find(|path| entry::is_file(path))
        })
        .collect()
}

/// Names of the subjects, as far as the folder can be read; never with a folder in them.
fn subject_names(folder: &Folder) -> Vec<String> {
    let file = |name| match folder.get(name) {
        Some(Entry::File(bytes)) => Some(bytes),
        _ => None,
    };
    let index = file(layout::INDEX).and_then(|bytes| Index::parse(bytes).ok());
    let closed = index.filter(Index::is_closed);
    let names: Vec<String> = match closed.and_then(|index| index.subjects) {
        Some(subjects) => subjects.into_iter().map(|subject| subject.name).collect(),
        None => {
            let statement = file(layout::PROVENANCE).and_then(|bytes| Statement::parse(bytes).ok());
            let subjects = statement.map(|statement| statement.subjects).unwrap_or_default();
            subjects
                .iter()
                .filter_map(|subject| subject.name.rsplit(['/', '\\']).next().map(str::to_owned))
                .collect()
        }
    };
    let plain = |name: &String| {
        !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0'])
    };
    names.into_iter().filter(plain).collect()
}
