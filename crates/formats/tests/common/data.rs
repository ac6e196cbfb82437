//! Real data that is not kept in the repository: the folder `KEELMARK_DATA`, else the one beside it.

use std::path::{Path, PathBuf};

/// A folder of that data, or a word that the test is skipped.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("KEELMARK_DATA").map_or_else(beside, PathBuf::from);
    let folder = data.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no {name}; set KEELMARK_DATA");
    None
}
