//! Files that are read because others of the target take them over.

use keelmark_formats::codes::EXTRACT_INCLUDE;
use keelmark_formats::extract::{Extract, Included, Scanned, unread};
use keelmark_model::bom::Gap;

use super::collect::{Collector, gap_at};
use crate::limits;

/// Reads what the files that were collected take over, and what that takes over in turn. `load` gives the first
/// bytes of a file, at most that many, or why there are none.
pub(super) fn follow(
    collector: &mut Collector<'_>,
    mut load: impl FnMut(&str, u64) -> Result<Vec<u8>, String>,
) {
    let mut count = 0;
    loop {
        let included = unread(&collector.collected.files);
        if included.is_empty() {
            return;
        }
        for one in included {
            if count == limits::INCLUDED_FILES {
                let message = format!("more than {count} files are included; others are not read");
                return collector.gap(gap_at(&one.from, &EXTRACT_INCLUDE, message));
            }
            count += 1;
            let extract = extract(&one, collector, &mut load);
            let extractor = one.extractor.id;
            let scanned = Scanned { path: one.path, layer: None, extractor, extract };
            // Even of one that tells nothing it is known thereby.
            collector.collected.files.push(scanned);
        }
    }
}

fn extract(
    one: &Included,
    collector: &mut Collector<'_>,
    load: &mut impl FnMut(&str, u64) -> Result<Vec<u8>, String>,
) -> Extract {
    let path = one.path.as_str();
    if collector.shared.exclude.covers(path) {
        return Extract::default();
    }
    let limit = one.extractor.limit;
    let bytes = match load(path, limit as u64 + 1) {
        Ok(bytes) if bytes.len() > limit => Err(format!("has more than {limit} bytes")),
        loaded => loaded,
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => {
            let message = format!("`{path}` is included and not read: {reason}");
            collector.gap(Gap { line: one.line, ..gap_at(&one.from, &EXTRACT_INCLUDE, message) });
            return Extract::default();
        }
    };
    one.extract(&bytes)
}
