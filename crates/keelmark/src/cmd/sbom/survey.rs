//! The bill of a target.

use std::thread;

use keelmark_formats::extract;
use keelmark_model::{Bom, Timestamp};
use keelmark_world::scan::{self, Options, Scan, Target};
use keelmark_world::{WorldError, environment, file, git};

use crate::error::CliError;

/// Everything found in `target`, with the time that its documents bear.
pub(crate) fn survey(target: &Target, options: &Options) -> Result<Bom, CliError> {
    let (scanned, committed) = match target {
        // git takes about as long as a scan.
        Target::Folder(folder) => thread::scope(|scope| {
            let committed = scope.spawn(|| git::last_commit_at(folder).ok().flatten());
            (scan::scan(target, options), committed.join().ok().flatten())
        }),
        _ => (scan::scan(target, options), None),
    };
    let scanned = scanned?;
    let created = created(target, &scanned, committed)?;
    let Scan { root, context, files, gaps, .. } = scanned;
    let mut bom = extract::assemble(root, context, files, gaps);
    bom.created = Some(created);
    Ok(bom)
}

/// The time of the documents: never the clock, so that the same target gives the same bytes.
fn created(
    target: &Target,
    scanned: &Scan,
    committed: Option<Timestamp>,
) -> Result<Timestamp, WorldError> {
    let variable = |name: &str| crate::environment(name).and_then(|it| it.into_string().ok());
    if let Some(epoch) = environment::source_date_epoch(variable)? {
        return Ok(epoch);
    }
    if let Some(created) = scanned.created {
        return Ok(created);
    }
    match target {
        // An image that does not say when it was made was made to be the same each time.
        Target::Layout(..) | Target::Archive(..) | Target::Saved(..) | Target::Registry(..) => {
            Ok(Timestamp(0))
        }
        Target::File(path) => file::newest([path.as_path()].into_iter()),
        Target::Folder(_) => Ok(committed.or(scanned.newest).unwrap_or(Timestamp(0))),
    }
}
