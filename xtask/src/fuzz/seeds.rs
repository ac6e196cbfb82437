//! Where a target's first inputs come from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Copies into `corpus` every seed of the target: the files below `fuzz/seeds/NAME` and, the test
/// cases of its family, below `crates/*/testdata/NAME`. Tells how many there are.
pub(super) fn plant(target: &str, corpus: &Path) -> io::Result<usize> {
    fs::create_dir_all(corpus)?;
    let mut files = Vec::new();
    collect(&Path::new("fuzz/seeds").join(target), &mut files)?;
    for entry in fs::read_dir("crates")? {
        collect(&entry?.path().join("testdata").join(target), &mut files)?;
    }
    for file in &files {
        fs::copy(file, corpus.join(name(file)))?;
    }
    Ok(files.len())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The path in one word: seeds of one name in several folders must not replace each other.
fn name(path: &Path) -> String {
    path.to_string_lossy().replace(['/', '\\'], "-")
}
