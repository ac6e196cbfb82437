//! Where a target's first inputs come from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Copies into `corpus` every seed of the target and tells how many there are: the files below
/// `fuzz/seeds/NAME` and `crates/*/testdata/NAME`, or where there are none, those of its family.
pub(super) fn plant(target: &str, corpus: &Path) -> io::Result<usize> {
    fs::create_dir_all(corpus)?;
    let mut files = below(target)?;
    if let Some((family, _)) = target.rsplit_once('/')
        && files.is_empty()
    {
        files = below(family)?;
    }
    for file in &files {
        fs::copy(file, corpus.join(name(file)))?;
    }
    Ok(files.len())
}

fn below(name: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(&Path::new("fuzz/seeds").join(name), &mut files)?;
    for entry in fs::read_dir("crates")? {
        collect(&entry?.path().join("testdata").join(name), &mut files)?;
    }
    Ok(files)
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
