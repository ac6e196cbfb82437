//! What stands at a path, where nothing of it is read.
//!
//! What cannot be asked about counts as absent: who then reads it, or misses it, tells why.

use std::path::Path;

/// Whether anything is there: a file, a folder, or a symbolic link that leads to one.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether the name is taken, if only by a symbolic link that leads nowhere.
pub fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a regular file is there, or a symbolic link to one.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder is there, or a symbolic link to one.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether two names lead to one thing that is there.
pub fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::{is_file, is_folder, is_same, is_taken, is_there};

    #[test]
    fn links_are_followed_but_where_the_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), b"").unwrap();
        fs::create_dir(path("folder")).unwrap();
        symlink("file", path("to-file")).unwrap();
        symlink("folder", path("to-folder")).unwrap();
        symlink("nowhere", path("to-nothing")).unwrap();
        let cases = [
            ("file", [true, true, true, false]),
            ("folder", [true, true, false, true]),
            ("to-file", [true, true, true, false]),
            ("to-folder", [true, true, false, true]),
            ("to-nothing", [false, true, false, false]),
            ("nothing", [false, false, false, false]),
        ];
        for (name, wanted) in cases {
            let path = path(name);
            let found = [is_there(&path), is_taken(&path), is_file(&path), is_folder(&path)];
            assert_eq!(found, wanted, "{name}");
        }
        assert!(is_same(&path("file"), &path("to-file")));
        assert!(!is_same(&path("file"), &path("folder")));
        assert!(!is_same(&path("nothing"), &path("nothing")));
    }
}
