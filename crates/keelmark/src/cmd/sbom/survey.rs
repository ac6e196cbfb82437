//! The bill of a target.

use std::thread;

use keelmark_formats::sbom::read;
use keelmark_formats::{extract, limits};
use keelmark_model::{Bom, Timestamp};
use keelmark_world::git::commit::Commit;
use keelmark_world::scan::{self, Options, Scan, Target};
use keelmark_world::{WorldError, environment, file, git};

use crate::error::CliError;

/// Everything found in `target`, with the time that its documents bear.
pub(crate) fn survey(target: &Target, options: &Options) -> Result<Bom, CliError> {
    match document(target)? {
        Some(bom) => Ok(bom),
        None => scanned(target, options),
    }
}

/// Everything found in `target`, which is itself no bill of materials.
pub(crate) fn scanned(target: &Target, options: &Options) -> Result<Bom, CliError> {
    let (scanned, committed) = match target {
        // git takes about as long as a scan.
        Target::Folder(folder) => thread::scope(|scope| {
            let committed = scope.spawn(|| git::last_commit_at(folder).ok().flatten());
            (scan::scan(target, options), committed.join().ok().flatten())
        }),
        _ => (scan::scan(target, options), None),
    };
    let scanned = scanned?;
    let created = created(&scanned, committed)?;
    let Scan { root, context, files, gaps, .. } = scanned;
    let mut bom = extract::assemble(root, context, files, gaps);
    bom.created = created;
    Ok(bom)
}

/// Everything found in a commit.
pub(crate) fn survey_commit(commit: &Commit, options: &Options) -> Result<Bom, CliError> {
    let Scan { root, context, files, gaps, created, .. } = scan::scan_commit(commit, options)?;
    let bom = extract::assemble(root, context, files, gaps);
    Ok(Bom { created, ..bom })
}

/// What a target that is itself a bill of materials says, whatever its file is called.
///
/// It is the bill asked for, and not something that lies in another: its components keep their states.
pub(crate) fn document(target: &Target) -> Result<Option<Bom>, CliError> {
    let Target::File(path) = target else { return Ok(None) };
    let begin = file::beginning(path, BEGINNING_BYTES)?;
    let text = String::from_utf8_lossy(&begin);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['{', '<']) && !text.contains("SPDXVersion:") {
        return Ok(None);
    }
    let bytes = file::load(path, limits::DOCUMENT_BYTES as u64)?;
    let mut bom = match read::read(&bytes) {
        Ok(reading) => reading.bom,
        // A lockfile, or damaged: whoever reads the kind of file tells what is wrong with it.
        Err(_) => return Ok(None),
    };
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    bom.created = environment::source_date_epoch(variable)?.or(bom.created);
    Ok(Some(bom))
}

/// How much of a file tells whether it may be a document.
const BEGINNING_BYTES: u64 = 4096;

/// The time of the documents: what was asked for, what the target states, or its commit. Never the clock or
/// the times of files, which a copy has others of, so that the same content gives the same bytes; the times of what
/// is in an archive are content. `None` where nothing tells one.
fn created(scanned: &Scan, committed: Option<Timestamp>) -> Result<Option<Timestamp>, WorldError> {
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    if let Some(epoch) = environment::source_date_epoch(variable)? {
        return Ok(Some(epoch));
    }
    // An image that is made to be the same each time may bear the first second of Unix' time.
    Ok(scanned.created.filter(|created| *created != Timestamp(0)).or(committed))
}

#[cfg(test)]
mod tests {
    use keelmark_model::Timestamp;
    use keelmark_model::bom::{Component, ComponentKind, Context, State};

    use super::{Scan, created};

    #[test]
    fn no_file_has_a_say_in_the_time() {
        let scan = |created| Scan {
            root: Component::new(ComponentKind::Application, "a", State::Installed),
            context: Context::Source,
            top: String::new(),
            files: Vec::new(),
            gaps: Vec::new(),
            created,
        };
        for (stated, committed, expected) in [
            (None, None, None),
            (None, Some(7), Some(7)),
            (Some(5), Some(7), Some(5)),
            (Some(0), Some(7), Some(7)),
            (Some(0), None, None),
        ] {
            let scan = scan(stated.map(Timestamp));
            let told = created(&scan, committed.map(Timestamp)).ok().flatten();
            assert_eq!(told, expected.map(Timestamp), "{stated:?} {committed:?}");
        }
    }
}
