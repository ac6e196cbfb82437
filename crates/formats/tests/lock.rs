//! Every lockfile format against the cases in `testdata/lock`.
//!
//! A case is a folder `testdata/lock/<format>/<case>` with the lock, `root` if a root is asked
//! for, and `expected`: the inventory as text, or the error. `KEELMARK_BLESS=1` writes it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use keelmark_formats::ParseError;
use keelmark_formats::lock::{ALL, Lockfile};
use keelmark_model::{DependencyKind, Edge, Inventory, LockedFile, Package};

#[test]
fn cases() {
    let mut wrong = Vec::new();
    for lockfile in ALL {
        let cases = folders(&data().join(lockfile.id));
        assert!(!cases.is_empty(), "no case of {}", lockfile.id);
        for case in cases {
            let actual = outcome(lockfile, &case);
            let expected = case.join("expected");
            if std::env::var_os("KEELMARK_BLESS").is_some() {
                std::fs::write(&expected, &actual).unwrap();
            }
            if std::fs::read_to_string(&expected).unwrap_or_default() != actual {
                wrong.push(format!("{}:\n{actual}", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "not as expected:\n{}", wrong.join("\n"));
}

/// Whatever is cut off a lock's end, reading it ends in an inventory or an error.
#[test]
fn truncated_locks_are_read_or_refused() {
    for lockfile in ALL {
        for case in folders(&data().join(lockfile.id)) {
            let bytes = std::fs::read(lock_in(lockfile, &case)).unwrap();
            for end in 0..bytes.len() {
                if let Err(error) = (lockfile.parse)(&bytes[..end], None) {
                    assert!(
                        error.code.id.starts_with("document.")
                            || error.code.id.starts_with("lock.")
                    );
                }
            }
        }
    }
}

/// Every third byte in turn becomes another: never a panic, and never an inventory out of order.
#[test]
fn damaged_locks_are_read_or_refused() {
    for lockfile in ALL {
        for case in folders(&data().join(lockfile.id)) {
            let mut bytes = std::fs::read(lock_in(lockfile, &case)).unwrap();
            for at in (0..bytes.len()).step_by(3) {
                let was = std::mem::replace(&mut bytes[at], b"\"[]{}=,.\n\\ 0a\xff"[at % 14]);
                if let Ok(inventory) = (lockfile.parse)(&bytes, None) {
                    assert_eq!(inventory.clone().sorted(), inventory, "{}", case.display());
                }
                bytes[at] = was;
            }
        }
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/lock")
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn lock_in(lockfile: &Lockfile, case: &Path) -> PathBuf {
    let mut places = lockfile.files.iter().map(|name| case.join(name));
    places.find(|path| path.is_file()).unwrap()
}

fn outcome(lockfile: &Lockfile, case: &Path) -> String {
    let bytes = std::fs::read(lock_in(lockfile, case)).unwrap();
    let root = std::fs::read_to_string(case.join("root")).ok();
    match (lockfile.parse)(&bytes, root.as_deref().map(str::trim)) {
        Ok(inventory) => shown(&inventory),
        Err(error) => refused(&error),
    }
}

fn refused(error: &ParseError) -> String {
    let at = error.at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    format!("{} at {at}: {error}\n", error.code)
}

fn shown(inventory: &Inventory) -> String {
    let mut text = String::new();
    for (package, scope) in inventory.packages.iter().zip(inventory.scopes()) {
        let Package { purl, source, license, paths, line, .. } = package;
        writeln!(text, "{purl}").unwrap();
        writeln!(text, "    {source:?}, line {}", line.unwrap_or(0)).unwrap();
        writeln!(text, "    {:?} {:?}", scope.relation, scope.usage).unwrap();
        if !paths.is_empty() {
            writeln!(text, "    at {paths:?}, license {license:?}").unwrap();
        }
        for file in &package.files {
            let LockedFile { kind, name, url, size, digests } = file;
            let (url, size) = (url.as_deref().unwrap_or("-"), size.unwrap_or(0));
            writeln!(text, "    {kind:?} {name} {size} {url} {digests:?}").unwrap();
        }
    }
    for Edge { from, to, kind, extras, marker } in &inventory.edges {
        let (from, to) = (&inventory.package(*from).purl, &inventory.package(*to).purl);
        let kind = match kind {
            DependencyKind::Extra(name) => format!("extra {name}"),
            DependencyKind::Group(name) => format!("group {name}"),
            kind => format!("{kind:?}").to_lowercase(),
        };
        let marker = marker.as_ref().map(|marker| format!(" ; {marker}")).unwrap_or_default();
        writeln!(text, "{from} -> {to} {extras:?} {kind}{marker}").unwrap();
    }
    text
}

/// The line of each is counted from the start of its part: many in one take the square of it.
#[test]
fn packages_that_cannot_be_parted_are_bounded() {
    let package = |at| format!(" [[package]]\nname = 'p{at}'\nversion = '1'\n");
    let packages: String = (0..2_000).map(package).collect();
    let cargo = ALL.iter().find(|lockfile| lockfile.id == "cargo").unwrap();
    let code = |text: &str| (cargo.parse)(text.as_bytes(), Some("p0")).err().map(|it| it.code.id);
    assert_eq!(code(&packages), Some("document.size"));
    assert_eq!(code(&packages.replace(" [[", "[[")), None);
}
