//! The bill of a target.

use std::path::Path;

use keelmark_formats::extract;
use keelmark_model::{Bom, Timestamp};
use keelmark_world::scan::{self, Options, Scan, Target};
use keelmark_world::{WorldError, environment, file, git};

use crate::error::CliError;

/// Everything found in `target`, with the time that its documents bear.
pub(crate) fn survey(target: &Target, options: &Options) -> Result<Bom, CliError> {
    let scanned = scan::scan(target, options)?;
    let created = created(target, &scanned)?;
    let Scan { root, context, files, gaps, .. } = scanned;
    let mut bom = extract::assemble(root, context, files, gaps);
    bom.created = Some(created);
    Ok(bom)
}

/// The time of the documents: never the clock, so that the same target gives the same bytes.
fn created(target: &Target, scanned: &Scan) -> Result<Timestamp, WorldError> {
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
        Target::Folder(folder) => {
            let committed = git::revision(folder, &[]).ok().and_then(|it| it.committed_at);
            committed.map_or_else(|| Ok(newest(folder, scanned)), Ok)
        }
    }
}

/// When the last of the files was written that tell of packages.
fn newest(folder: &Path, scanned: &Scan) -> Timestamp {
    let paths = scanned.files.iter().filter_map(|file| file.path.split("!/").next());
    let times = paths.filter_map(|path| file::newest([&*folder.join(path)].into_iter()).ok());
    times.max().unwrap_or(Timestamp(0))
}
